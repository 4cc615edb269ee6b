"""What goes over the line: bytes are counted, for people work over SSH on slow lines."""

import sys
from pathlib import Path

from tests.terminal import Terminal

FIRST_PAINT = 30_000
"""Bytes until the screen of 80 by 24 stands complete, with what was drawn on the way."""

KEY = 2_000
"""Bytes a key press may cost while nothing scrolls."""


def test_the_first_screen_and_a_step_of_the_cursor_cost_few_bytes(small: Path, hermetic: Path) -> None:
    env = {"HOME": str(hermetic), "TRACKER_LANG": "vi", "COLORTERM": "truecolor"}
    with Terminal([sys.executable, "-m", "tracker"], cwd=small, env=env) as terminal:
        terminal.wait_for("I.1")
        terminal.wait_for("main")
        terminal.read_until_quiet(0.5)
        assert len(terminal.raw) < FIRST_PAINT
        terminal.type("\t")
        terminal.read_until_quiet()
        costs = []
        for _ in range(4):
            before = len(terminal.raw)
            terminal.type("\x1b[B")
            terminal.read_until_quiet()
            costs.append(len(terminal.raw) - before)
        assert all(costs)
        assert max(costs) < KEY, costs


def test_no_picture_is_drawn_before_the_plan_is_on_it(small: Path, hermetic: Path) -> None:
    env = {"HOME": str(hermetic), "TRACKER_LANG": "vi"}
    for _ in range(5):  # on a busy machine the plan may come later than the screen waits for it
        with Terminal([sys.executable, "-m", "tracker"], cwd=small, env=env) as terminal:
            terminal.wait_for("I.1")
            before_rows = bytes(terminal.raw).partition(b"I.1")[0]
        pictures = before_rows.split(b"\x1b[1;1H")[1:]
        if all(b" 4/13 " in each for each in pictures):
            return
    raise AssertionError(pictures)
