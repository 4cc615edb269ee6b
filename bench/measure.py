"""Measure the command line and the app on plans of 60, 1,000 and 10,000 tasks, and print the figures as ratios.

Times of a shared machine mean little by themselves. So each command is compared with itself on the smallest plan, and
what the app does with an empty Textual app in the same run; milliseconds stand there for orientation only. Each figure
is the median of some runs. ``TRACKER_BENCH_SIZES`` says how many of the sizes are measured, ``TRACKER_BENCH_RUNS`` how
often. The demo plan brings the history of the program along, so Python is told not to look for it there (``-P``).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.grow import grow
from bench.terminal import Program

SIZES = (60, 1_000, 10_000)[: int(os.environ.get("TRACKER_BENCH_SIZES", "3"))]
RUNS = int(os.environ.get("TRACKER_BENCH_RUNS", "5"))
COMMITS = 200
EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("READY")

Empty().run()
"""
COMMANDS = {
    "list": ["list"],
    "list one area": ["list", "--area", "VI"],
    "search": ["list", "de", "an"],
    "set, one commit": ["set", "2022-I-01", "percent={run}"],
    "log of one task": ["log", "2022-I-01"],
    "check": ["check"],
}
DOWN, PAGE, TAB = b"\x1b[B", b"\x1b[6~", b"\t"


def command_ms(folder: Path, arguments: list[str]) -> float:
    """Return the median time of a whole process, in milliseconds."""
    times = []
    for run in range(RUNS):
        filled = [each.format(run=run) for each in arguments]
        start = time.perf_counter()
        subprocess.run([sys.executable, "-P", "-m", "tracker", *filled], cwd=folder, check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def empty_ms(folder: Path) -> float:
    """Return the time from the start of an empty Textual app to its complete first screen."""
    times = []
    for _ in range(RUNS):
        program = Program(["-c", EMPTY], folder)
        times.append(1000 * program.until(b"READY").last)
        program.end()
    return statistics.median(times)


def app_figures(folder: Path) -> dict[str, float]:
    """Return what the app does with the plan: milliseconds, bytes and MiB."""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for _ in range(RUNS):
        program = Program(["-P", "-m", "tracker"], folder)
        first = program.until(b"I.1")
        note("first rows, ms", 1000 * first.last)
        note("first paint, bytes", first.bytes)
        program.settle(2.0)  # a large plan is still being checked
        program.press(TAB)
        program.settle(0.5)
        for name, keys in (("down", DOWN), ("down", DOWN), ("page down", PAGE)):
            answer = program.press(keys)
            note(f"{name}, ms", 1000 * answer.last)
            note(f"{name}, bytes", answer.bytes)
        program.press(b"/")
        program.settle(0.3)
        for letter in "de an":
            note("letter of a query, ms", 1000 * program.press(letter.encode()).first)
            program.settle(0.3)
        note("memory, MiB", program.memory)
        program.end()
    return {name: statistics.median(values) for name, values in found.items()}


def print_commands(figures: dict[str, list[float]]) -> None:
    """Print the commands, each as a ratio to itself on the smallest plan."""
    print(f"{'work':<24}{'60 tasks, ms':>14}" + "".join(f"{f'{size:,} / 60':>14}" for size in SIZES[1:]))
    for name, values in figures.items():
        ratios = "".join(f"{each / values[0]:>14.1f}" for each in values[1:])
        print(f"{name:<24}{values[0]:>14.0f}{ratios}")


def print_app(empty: float, figures: Sequence[dict[str, float]]) -> None:
    """Print the app, times as ratios to the first screen of an empty Textual app."""
    print(f"\n{f'the app (empty: {empty:.0f} ms)':<24}" + "".join(f"{f'{size:,} tasks':>20}" for size in SIZES))
    for name in figures[0]:
        cells = (
            f"{each[name]:.0f} ({each[name] / empty:.2f})" if name.endswith("ms") else f"{each[name]:.0f}"
            for each in figures
        )
        print(f"{name:<24}" + "".join(f"{cell:>20}" for cell in cells))


def main() -> None:
    """Measure and print."""
    os.environ["TRACKER_LANG"] = "en"
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # where it is set every start would compile the program anew
    commands: dict[str, list[float]] = {name: [] for name in COMMANDS}
    app = []
    with tempfile.TemporaryDirectory() as name:
        os.environ["HOME"] = os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = name
        empty = empty_ms(Path(name))
        for size in SIZES:
            folder = Path(name) / str(size)
            folder.mkdir()
            grow(folder, size, COMMITS)
            for work, arguments in COMMANDS.items():
                commands[work].append(command_ms(folder, arguments))
            app.append(app_figures(folder))
    print_commands(commands)
    print_app(empty, app)


if __name__ == "__main__":
    main()
