"""What a row of the table shows: the cells of a task, those of a broken record, and how wide each column is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.content import Content

from tracker.plan.columns import COLUMN_BY_KEY
from tracker.plan.dates import date_text
from tracker.plan.message import Message, say
from tracker.plan.names import NO_AGENCY, AgencyId, TaskId
from tracker.plan.plan import BrokenRecord
from tracker.plan.problem import Severity
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.layout import Layout
from tracker.screens.marks import BROKEN, PENDING, PROBLEM, SILENT, STATUS_MARKS, timeliness_mark, timeliness_style
from tracker.screens.table import TableColumn
from tracker.screens.themes import LATE_STYLE

MOST_NAME = 14
"""How much of a broken record's file name its row shows, so that line and reason have room; the sheet has it all."""

_NARROW_STATUS = 4

Cell = tuple[str, str]
"""The text of a cell and its style."""


USUAL = ("number", "title", "lead", "due", "status")
"""The columns of the table where nobody chose any."""

_WIDTHS = {
    "year": 6,
    "due": 13,
    "timeliness": 24,
    "area": 18,
    "completed": 12,
    "percent": 9,
    "problems": 24,
    "schedule": 18,
}
_WIDTH = 20
_LEAST_TITLE = 10

_LEAST_WIDTHS = {"timeliness": 14, "area": 8, "problems": 12, "schedule": 12}
_LEAST_WIDTH = 12
"""What a column is cut down to before one is left out."""

_NARROW = 40
"""In less room than this the columns that every row is known by are as narrow as they can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the main table: its key and its width; ``mark`` says that rows are sorted by it."""

    key: str
    width: int
    mark: str = ""


def columns(room: int, longest: int, layout: Layout) -> tuple[Column, ...]:
    """Return the columns that fit into the room, the title taking what the others leave.

    ``longest`` is the length of the longest task number. Where room is short, leads go first; then columns are cut
    down, and then left out, from the right; the status is the last to go.
    """
    widths = {each: _width(each, room, longest) for each in layout.columns}
    kept = [each for each, width in widths.items() if width]
    for each in reversed(kept):
        if sum(widths[key] for key in kept) > room and each not in _KNOWN_BY:
            widths[each] = min(widths[each], _LEAST_WIDTHS.get(each, _LEAST_WIDTH))
    while len(kept) > 1 and sum(widths[each] for each in kept) > room:
        kept.remove(_least_missed(kept))
    flexible = "title" if "title" in kept else kept[-1]
    widths[flexible] = max(_LEAST_TITLE, room - sum(widths[each] for each in kept if each != flexible))
    return tuple(Column(key=each, width=widths[each], mark=layout.mark(each)) for each in kept)


_KNOWN_BY = ("number", "title", "due", "status")


def _least_missed(kept: Sequence[str]) -> str:
    """Return the column to leave out next."""
    if len(kept) == 2:
        return kept[0]
    return next((each for each in reversed(kept) if each not in ("number", "title", "status")), "status")


def _width(key: str, room: int, longest: int) -> int:
    """Return the width of a column in this room; 0 leaves it out, and the title's is what the others leave."""
    match key:
        case "number":
            return max(7 if room < _NARROW else 8, longest + 2)
        case "title":
            return _LEAST_TITLE
        case "due" if room < _NARROW:
            return _WIDTHS[key] - 1
        case "lead":
            return 0 if room < 76 else 15 if room < 100 else 23
        case "status":
            return 23 if room >= 100 else 19 if room >= 60 else _NARROW_STATUS
        case _:
            return _WIDTHS.get(key, _WIDTH)


def head_of(key: str, agency: AgencyId) -> tuple[Message, Message]:
    """Return the head of a column and what it tells; beside one agency its part stands in place of the leads."""
    if agency and key == "lead":
        return say("Part"), say("the part the agency has in the task")
    column = COLUMN_BY_KEY[key]
    return column.title, column.about


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Draws the rows of a view; a key is the id of a task or the path of a broken record."""

    words: Words
    view: PlanView
    columns: tuple[Column, ...]
    agency: AgencyId = NO_AGENCY
    is_pending: Callable[[str], bool]

    def heads(self) -> tuple[TableColumn, ...]:
        """Return the columns as the table wants them."""
        return tuple(
            TableColumn(key=each.key, head=self._head_content(each), width=each.width) for each in self.columns
        )

    def _head_content(self, column: Column) -> Content:
        title, _ = head_of(column.key, self.agency)
        return plain(f"{self.words(title)} {column.mark}".rstrip())

    def draw(self, key: str) -> Sequence[Content]:
        """Return the cells of the row with this key."""
        row = self.view.row_by_id.get(TaskId(key))
        if row is not None:
            return [plain(text, style=style) for text, style in self._task(row)]
        broken = self.view.broken_by_path.get(key)
        if broken is not None:
            return [plain(text, style=LATE_STYLE) for text in self._broken(broken)]
        return [plain("") for _ in self.columns]

    def _task(self, row: TaskRow) -> list[Cell]:
        return [self._cell(row, column) for column in self.columns]

    def _cell(self, row: TaskRow, column: Column) -> Cell:
        task, words = row.task, self.words
        match column.key:
            case "number":
                return f"{task.number}{self._flag(task.id)}", ""
            case "title":
                return task.headline, ""
            case "lead":
                return self._lead(row), ""
            case "due":
                due = date_text(row.standing.due) if row.standing.due else words.name(Timeliness.NO_DUE)
                timeliness = row.standing.timeliness
                return f"{timeliness_mark(timeliness)}{due}", timeliness_style(timeliness)
            case "status":
                mark = STATUS_MARKS[task.progress.status] + ("" if row.has_report else SILENT)
                narrow = column.width <= _NARROW_STATUS
                return (mark if narrow else f"{mark} {words.name(task.progress.status)}"), ""
            case "timeliness":
                return COLUMN_BY_KEY[column.key].text(row, self.view, words), timeliness_style(row.standing.timeliness)
            case _:
                return COLUMN_BY_KEY[column.key].text(row, self.view, words), ""

    def _flag(self, id: TaskId) -> str:
        if self.is_pending(id):
            return PENDING
        return PROBLEM if self.view.problems_by_task.get(id) else ""

    def _lead(self, row: TaskRow) -> str:
        register = self.view.plan.register
        if self.agency:
            held = self.view.parts_by_agency.get(self.agency, {}).get(row.task.id, ())
            return "; ".join(dict.fromkeys(self.words.part(each, register) for each in held))
        return ", ".join(register.label(each) for each in row.task.assignment.lead)

    def _broken(self, broken: BrokenRecord) -> list[str]:
        first = next((each for each in broken.problems if each.severity is Severity.ERROR), broken.problems[0])
        name = broken.path.rpartition("/")[2]
        named = name if len(name) <= MOST_NAME else name[: MOST_NAME - 1] + "…"
        said = {"number": BROKEN, "title": f"{named}:{first.line} {self.words(first.message)}", "status": BROKEN}
        return [said.get(each.key, "") for each in self.columns]
