"""What a window shows that is too small to show anything else."""

from textual.widgets import Static

from tracker.plan.message import say
from tracker.plan.words import Words
from tracker.screens.inert import plain

SMALLEST = (41, 11)
"""Columns and rows below which nothing useful can be shown."""

COLUMNS = [(0, "-too-narrow"), (SMALLEST[0], "-broad-enough")]
ROWS = [(0, "-too-low"), (SMALLEST[1], "-high-enough")]
"""The classes a screen has by its size, as Textual's breakpoints; the style sheet shows the notice by them."""


def classes_for(columns: int, rows: int) -> dict[str, bool]:
    """Return which of these classes a screen of this size has, as Textual gives them once it is on the screen."""
    found = dict.fromkeys((name for _, name in (*COLUMNS, *ROWS)), False)
    for size, breakpoints in ((columns, COLUMNS), (rows, ROWS)):
        found[max(each for each in breakpoints if each[0] <= size)[1]] = True
    return found


class TooSmall(Static):
    """Says that the window is too small, over all else on a screen."""

    def __init__(self, words: Words) -> None:
        text = words(say("the window is too small; at least {size}", size=f"{SMALLEST[0]}×{SMALLEST[1]}"))
        super().__init__(plain(text), id="too-small", markup=False)
