"""What screens ask of the app: each message is a wish the app carries out and answers with a call or a new view."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual.message import Message

from tracker.plan.edit import Edit
from tracker.plan.fields import Field, FieldValue
from tracker.plan.query import Filter
from tracker.plan.saved_view import SavedView


class Part(StrEnum):
    """The parts of the app that are loaded when something is first asked of them."""

    PLACES = "places"
    SHARING = "sharing"
    RESOLVING = "resolving"
    STEPPING = "stepping"
    TURNING = "turning"


class PartRequested(Message):
    """A wish that the part of the app carries out which it names."""

    part: ClassVar[Part]


@dataclass
class EditRequested(Message):
    """Save these fields of the task as one commit."""

    id: str
    edit: Edit


@dataclass
class BulkRequested(Message):
    """Save these edits of several tasks as one commit; where that is not done, ``again`` asks for them once more."""

    edits: Mapping[str, Edit]
    reason: str
    again: Callable[[], None]


@dataclass
class UndoRequested(PartRequested):
    """Put back the last edit, or make again what was put back last, after showing which."""

    part = Part.STEPPING
    again: bool = False


@dataclass
class StepsRequested(PartRequested):
    """Show the last edits to choose among; ``id`` is the selected task, or empty."""

    part = Part.STEPPING
    id: str


@dataclass
class RawRequested(Message):
    """Give the text of a task's record, or of a file by its path, to the person's own editor.

    ``goes_on`` says that they have chosen to go on with the text that was kept of it.
    """

    id: str
    goes_on: bool = False


@dataclass
class HistoryRequested(Message):
    """Read the history of the task."""

    id: str


@dataclass
class ReloadRequested(Message):
    """Read the plan again."""


@dataclass
class DrawingRequested(Message):
    """Draw the whole screen, whatever the terminal should show already."""


@dataclass
class PlaceRequested(PartRequested):
    """Show a place beside the main screen: ``agenda``, ``problems``, or the ``page`` of an agency or area."""

    part = Part.PLACES
    name: str
    asked: Filter


@dataclass
class SyncRequested(PartRequested):
    """Bring in what others changed and send what may be sent; where that goes on already, stop it."""

    part = Part.SHARING


@dataclass
class ResolveRequested(PartRequested):
    """Settle what git left in conflict."""

    part = Part.RESOLVING


@dataclass
class ChangesRequested(PartRequested):
    """Read when and by whom each record was changed last."""

    part = Part.PLACES


@dataclass
class LayoutChosen(Message):
    """Keep these columns, and what rows are sorted by (as ``plan.columns`` reads them), for this person."""

    columns: tuple[str, ...]
    sort: tuple[str, ...]


@dataclass
class ViewKept(Message):
    """Keep this query under a name, for this person."""

    view: SavedView


@dataclass
class ViewDropped(Message):
    """Keep the saved view of this name no longer, for this person."""

    name: str


@dataclass
class NumbersRequested(PartRequested):
    """Count the plan shown, and show the numbers."""

    part = Part.PLACES


@dataclass
class NextYearRequested(PartRequested):
    """Decide which tasks go on in the plan of the next year."""

    part = Part.TURNING


@dataclass
class PlanRequested(Message):
    """Show the plan of a year, or with ``ALL_YEARS`` every plan side by side."""

    year: int


ALL_YEARS = 0
"""What stands for every plan of the folder in place of a year."""


@dataclass
class PastRequested(PartRequested):
    """Show the points at which the plan can be seen as it stood."""

    part = Part.PLACES


@dataclass
class PointChosen(PartRequested):
    """Show the plan as it stood at a day or tag; as it stands where the point is empty."""

    part = Part.PLACES
    point: str


@dataclass
class ComparisonRequested(PartRequested):
    """Show what changed from a day or tag to the plan shown."""

    part = Part.PLACES
    point: str


@dataclass
class TaskChosen(PartRequested):
    """Go to a task, or to a broken record by its path; with ``field``, the dotted key, to that field of its sheet."""

    part = Part.PLACES
    id: str
    field: str = ""


@dataclass
class DraftChanged(Message):
    """What stands unsaved in a field; ``text`` is None where nothing does any more."""

    id: str
    field: Field
    text: str | None
    seen: FieldValue
