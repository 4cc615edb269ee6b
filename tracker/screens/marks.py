"""The marks of status and timeliness: a sign beside every colour, so that nothing is said by colour alone."""

from tracker.plan.task import Status
from tracker.plan.timeliness import Timeliness
from tracker.screens.themes import GOOD_STYLE, LATE_STYLE, SOON_STYLE, WAS_LATE_STYLE

STATUS_MARKS = {
    Status.NOT_STARTED: "○",
    Status.IN_PROGRESS: "◐",
    Status.DONE: "●",
    Status.WAITING: "◌",
    Status.PAUSED: "‖",
    Status.CARRIED_OVER: "»",
    Status.WITHDRAWN: "×",
    Status.MERGED: "+",
}
"""One cell for each status."""

LATE = "!"
SOON = "~"
SILENT = "?"
PROBLEM = "*"
BROKEN = "!!"
PENDING = "✎"
UPWARD = "▲"
DOWNWARD = "▼"
MARKED = "◆"
OWN = "•"


def timeliness_mark(timeliness: Timeliness) -> str:
    """Return one cell that says whether the task is late or due soon; a blank where neither."""
    if timeliness in (Timeliness.OVERDUE, Timeliness.DONE_LATE):
        return LATE
    return SOON if timeliness is Timeliness.DUE_SOON else " "


def timeliness_style(timeliness: Timeliness) -> str:
    """Return the style that goes with the mark."""
    match timeliness:
        case Timeliness.OVERDUE:
            return LATE_STYLE
        case Timeliness.DONE_LATE:
            return WAS_LATE_STYLE
        case Timeliness.DUE_SOON:
            return SOON_STYLE
        case Timeliness.DONE_IN_TIME | Timeliness.DONE_DATE_UNKNOWN | Timeliness.DONE:
            return GOOD_STYLE
        case _:
            return ""
