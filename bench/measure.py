"""Measure the command line on plans of 60, 1,000 and 10,000 tasks and print each figure as a ratio to the smallest.

Times of a shared machine mean little by themselves, so every figure is the median of some runs divided by that of
the plan of 60 tasks on the same machine; the first column is in milliseconds for orientation only.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tracker.founding import found_demo
from tracker.plan.names import AreaNumber, task_id
from tracker.storage.codec import read_task, write_task
from tracker.storage.repository import FileChange, Repository

SIZES = (60, 1_000, 10_000)
RUNS = 5


def grow(folder: Path, size: int) -> None:
    """Copy tasks of the demo plan until it holds ``size`` of them, as one commit."""
    originals = sorted(path for path in (folder / "records" / "2022").glob("*/*.toml"))
    changes = []
    for number in range(size - len(originals)):
        path = originals[number % len(originals)]
        task = read_task(path.read_text(encoding="utf-8"), path.name).task
        if task is None:
            raise ValueError(path)
        target = path.with_name(f"{100 + number}-{path.name}").relative_to(folder).as_posix()
        fresh = replace(task, id=task_id(2022, AreaNumber(task.area), 100 + number))
        changes.append(FileChange(path=target, expected=None, content=write_task(fresh).encode()))
    for first in range(0, len(changes), 500):
        Repository.open(folder).save(changes[first : first + 500], "Thêm nhiệm vụ để đo")


def median_ms(folder: Path, arguments: list[str]) -> float:
    """Return the median time of a whole process, in milliseconds."""
    times = []
    for run in range(RUNS):
        filled = [each.format(run=run) for each in arguments]
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "tracker", *filled], cwd=folder, check=True, capture_output=True)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def main() -> None:
    """Measure and print."""
    os.environ["TRACKER_LANG"] = "en"
    works = {
        "list": ["list"],
        "list one area": ["list", "--area", "VI"],
        "search": ["list", "de", "an"],
        "set, one commit": ["set", "2022-I-01", "percent={run}"],
        "log of one task": ["log", "2022-I-01"],
        "check": ["check"],
    }
    figures: dict[str, list[float]] = {name: [] for name in works}
    for size in SIZES[: int(os.environ.get("TRACKER_BENCH_SIZES", "2"))]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            found_demo(folder)
            grow(folder, size)
            for work, arguments in works.items():
                figures[work].append(median_ms(folder, arguments))
    print(f"{'work':<18}{'60 tasks, ms':>14}" + "".join(f"{f'{size:,} / 60':>14}" for size in SIZES[1:]))
    for work, found in figures.items():
        ratios = "".join(f"{each / found[0]:>14.1f}" for each in found[1:])
        print(f"{work:<18}{found[0]:>14.0f}{ratios}")


if __name__ == "__main__":
    main()
