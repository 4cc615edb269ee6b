"""What goes over the line: bytes are counted, for people work over SSH on slow lines."""

import re
import sys
from pathlib import Path

from tests.terminal import Terminal

FIRST_PAINT = 10_000
"""Bytes until the screen of 80 by 24 stands complete, with what was drawn on the way; 30,000 are allowed."""

KEY = 2_000
"""Bytes a key press may cost that moves the cursor, in the table, a page of it, the navigator or the sheet."""

LETTER = 4_000
"""Bytes a letter of a query may cost: what may follow is listed, and the table drawn with other rows below it."""

DOWN, PAGE_DOWN, TAB, BACK_TAB = "\x1b[B", "\x1b[6~", "\t", "\x1b[Z"


def test_the_first_screen_and_each_key_cost_few_bytes(shipped: Path, hermetic: Path) -> None:
    env = {"HOME": str(hermetic), "TRACKER_LANG": "vi", "COLORTERM": "truecolor"}
    with Terminal([sys.executable, "-m", "tracker"], cwd=shipped, env=env) as terminal:

        def cost(key: str) -> int:
            before = len(terminal.raw)
            terminal.type(key)
            terminal.read_until_quiet()
            return len(terminal.raw) - before

        terminal.wait_for("I.1")
        terminal.wait_for("main")
        terminal.read_until_quiet(0.5)
        assert len(terminal.raw) < FIRST_PAINT
        costs = {"to the table": [cost(TAB)]}
        costs["step"] = [cost(DOWN) for _ in range(3)]
        costs["page"] = [cost(PAGE_DOWN) for _ in range(2)]
        cost("/")
        letters = [cost(letter) for letter in "ba"]
        cost("\x1b")
        cost(BACK_TAB)
        costs["navigator"] = [cost(DOWN) for _ in range(3)]
        cost(TAB)
        cost("\r")
        costs["sheet"] = [cost(DOWN) for _ in range(3)]
        assert all(map(all, costs.values())), costs
        assert max(map(max, costs.values())) < KEY, costs
        assert max(letters) < LETTER, letters


def test_no_picture_is_drawn_before_the_plan_is_on_it(small: Path, hermetic: Path) -> None:
    env = {"HOME": str(hermetic), "TRACKER_LANG": "vi"}
    for _ in range(5):  # on a busy machine the plan may come later than the screen waits for it
        with Terminal([sys.executable, "-m", "tracker"], cwd=small, env=env) as terminal:
            terminal.wait_for("I.1")
            assert " 4/13 " in terminal.read_until_quiet()
            sent = re.sub(r"\x1b\[[^@-~]*[@-~]|[\r\n]", "", terminal.raw.decode())
        if len(sent) == 80 * 24:
            return
    raise AssertionError(f"{len(sent)} cells are sent, some of them twice")
