"""How the plan's annex is printed: its head, and its columns; set in ``plan.toml`` or taken as offices have it."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.plan.message import Message, say


class HeadStyle(StrEnum):
    """Whose form the head of an annex has: that of Nghị định 30/2020/NĐ-CP, or the one many offices print."""

    DECREE = "nd30"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutColumn:
    """A column of the annex: what it holds, its head (empty for the usual one), and its width in millimetres."""

    key: str
    title: str = ""
    width: int = 0


USUAL_TITLES: dict[str, Message] = {
    "number": say("Item"),
    "title": say("Task of the plan"),
    "product": say("Expected result or product"),
    "schedule": say("Planned schedule"),
    "assignment": say("Assignment (lead and coordinating agencies) and how it is carried out"),
    "result": say("Progress and result"),
    "lead": say("Lead agency"),
    "coordinating": say("Coordinating agencies"),
    "reporter": say("Reporting agency"),
    "due": say("Due date"),
    "status": say("State of progress"),
    "timeliness": say("Against the due date"),
    "percent": say("Share done"),
    "completed": say("Completed on"),
    "days_late": say("Days late"),
    "awaiting": say("Waiting for"),
    "documents": say("Evidence"),
    "basis": say("Legal grounds"),
    "obstacle": say("Difficulties"),
    "proposal": say("Proposals"),
    "source": say("Where it comes from"),
}
"""What a column may hold, and its usual head."""

USUAL_WIDTHS: dict[str, int] = {
    "number": 12,
    "title": 56,
    "product": 38,
    "schedule": 24,
    "assignment": 48,
    "result": 74,
    "lead": 40,
    "coordinating": 40,
    "documents": 50,
    "basis": 50,
    "obstacle": 50,
    "proposal": 50,
}
"""The usual widths in millimetres; other columns have 26."""

USUAL_WIDTH = 26

USUAL_COLUMNS = tuple(
    LayoutColumn(key=key) for key in ("number", "title", "product", "schedule", "assignment", "result")
)
"""The six columns of the annex of Báo cáo 2986/BC-SNV."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the annex is printed.

    ``annex`` is its number, empty where it is the only one; ``title`` is empty for one made from the plan's.
    ``document`` is the kind of document it goes with, ``symbol`` the symbol of its number, ``issuer`` who issues it;
    number and date stay blank, because only the office may give them.
    """

    style: HeadStyle = HeadStyle.DECREE
    annex: str = ""
    title: str = ""
    document: str = ""
    symbol: str = ""
    issuer: str = ""
    columns: tuple[LayoutColumn, ...] = USUAL_COLUMNS


USUAL_LAYOUT = Layout()
