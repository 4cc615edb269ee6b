"""The columns a table of tasks may have: what each shows and how it sorts. Screen and command line share this table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.plan.citation import document_text
from tracker.plan.dates import date_text
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import AgencyId
from tracker.plan.query_words import KEYS, letters
from tracker.plan.task import Status
from tracker.plan.text import collation_key, one_line
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words

CellText = Callable[[TaskRow, PlanView, Words], str]
SortKey = Callable[[TaskRow, PlanView], Any]
"""Gives what the column sorts by, of one type for all rows; None where the cell is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its key, title, what it tells, the text of a cell and what it sorts by; empty cells sort last."""

    key: str
    title: Message
    about: Message
    text: CellText
    order: SortKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """One column to sort by, and whether the other way round."""

    key: str
    descending: bool = False

    @property
    def text(self) -> str:
        """How it is written: ``due``, ``-due``."""
        return f"-{self.key}" if self.descending else self.key


# --- texts ----------------------------------------------------------------------------------------


def due_text(row: TaskRow, words: Words) -> str:
    """Return the due date in force, or the kind of schedule where there is none."""
    due = row.task.schedule.last_due
    return date_text(due) if due is not None else words.name(row.task.schedule.kind)


def standing_text(row: TaskRow, words: Words) -> str:
    """Return the timeliness in words, with the days where it is late."""
    name = words.name(row.standing.timeliness)
    if row.standing.days_late:
        days = words(say_count("{count} day", "{count} days", row.standing.days_late))
        return f"{name} ({days})"
    return name


def _labels(ids: Iterable[AgencyId], view: PlanView) -> str:
    return ", ".join(view.plan.register.label(each) for each in ids)


def _area(row: TaskRow, view: PlanView) -> str:
    area = view.plan.settings.area(row.task.area)
    return f"{row.task.area} {area.label}" if area is not None else row.task.area


def _percent(row: TaskRow) -> str:
    percent = row.task.progress.percent
    return f"{percent}%" if percent is not None else ""


def _completed(row: TaskRow) -> str:
    completed = row.task.progress.completed
    return date_text(completed) if completed is not None else ""


def _documents(row: TaskRow) -> str:
    return "; ".join(document_text(each) for each in row.task.progress.documents)


def _rules(row: TaskRow, view: PlanView) -> str:
    return ", ".join(dict.fromkeys(each.rule for each in view.problems_by_task.get(row.task.id, ())))


# --- orders ---------------------------------------------------------------------------------------

_STATUS_ORDER = {each: place for place, each in enumerate(Status)}
_TIMELINESS_ORDER = {
    each: place
    for place, each in enumerate(
        (
            Timeliness.OVERDUE,
            Timeliness.DUE_SOON,
            Timeliness.IN_TIME,
            Timeliness.NO_DUE,
            Timeliness.DONE_LATE,
            Timeliness.DONE_DATE_UNKNOWN,
            Timeliness.DONE_IN_TIME,
            Timeliness.DONE,
            Timeliness.CLOSED,
        )
    )
}


def _collated(text: str) -> object:
    return collation_key(text) if text.strip() else None


def _names(ids: Sequence[AgencyId], view: PlanView) -> object:
    return tuple(collation_key(view.plan.register.name(each)) for each in ids) or None


def _timeliness_order(row: TaskRow) -> tuple[int, int]:
    return _TIMELINESS_ORDER[row.standing.timeliness], -row.standing.days_late


COLUMNS: tuple[Column, ...] = (
    Column(
        key="number",
        title=say("No."),
        about=say("the numeral of the area and the number of the task in it"),
        text=lambda row, _view, _words: row.task.number,
        order=lambda row, _view: row.task.place,
    ),
    Column(
        key="title",
        title=say("Task"),
        about=say("what is to be done, as the plan words it"),
        text=lambda row, _view, _words: row.task.headline,
        order=lambda row, _view: _collated(row.task.headline),
    ),
    Column(
        key="lead",
        title=say("Lead"),
        about=say("the agencies that lead; sorted by their names"),
        text=lambda row, view, _words: _labels(row.task.assignment.lead, view),
        order=lambda row, view: _names(row.task.assignment.lead, view),
    ),
    Column(
        key="due",
        title=say("Due"),
        about=say("the due date in force, after extensions; the due day itself is not late"),
        text=lambda row, _view, words: due_text(row, words),
        order=lambda row, _view: row.task.schedule.last_due,
    ),
    Column(
        key="status",
        title=say("Status"),
        about=say("how far the task is, as somebody entered it; sorted in the order statuses are listed"),
        text=lambda row, _view, words: words.name(row.task.progress.status),
        order=lambda row, _view: _STATUS_ORDER[row.task.progress.status],
    ),
    Column(
        key="timeliness",
        title=say("Timeliness"),
        about=say("whether the task is in time, computed for the cut-off; sorted with the most overdue first"),
        text=lambda row, _view, words: standing_text(row, words),
        order=lambda row, _view: _timeliness_order(row),
    ),
    Column(
        key="area",
        title=say("Area"),
        about=say("the area the task belongs to"),
        text=lambda row, view, _words: _area(row, view),
        order=lambda row, _view: row.task.place.area_value,
    ),
    Column(
        key="year",
        title=say("Year"),
        about=say("the year of the plan"),
        text=lambda row, _view, _words: str(row.task.place.year),
        order=lambda row, _view: row.task.place.year,
    ),
    Column(
        key="coordinating",
        title=say("Coordinating"),
        about=say("the agencies that coordinate; sorted by their names"),
        text=lambda row, view, _words: _labels(row.task.assignment.coordinating, view),
        order=lambda row, view: _names(row.task.assignment.coordinating, view),
    ),
    Column(
        key="product",
        title=say("Product"),
        about=say("what the task is expected to bring about"),
        text=lambda row, _view, _words: one_line(row.task.product),
        order=lambda row, _view: _collated(row.task.product),
    ),
    Column(
        key="schedule",
        title=say("Schedule"),
        about=say("the schedule as the plan words it; sorted by its first day"),
        text=lambda row, _view, _words: one_line(row.task.schedule.text),
        order=lambda row, _view: row.task.schedule.start or row.task.schedule.due,
    ),
    Column(
        key="completed",
        title=say("Completed"),
        about=say("the date of the product, not of the report"),
        text=lambda row, _view, _words: _completed(row),
        order=lambda row, _view: row.task.progress.completed,
    ),
    Column(
        key="percent",
        title=say("Percent"),
        about=say("how much is done, where the agency states one"),
        text=lambda row, _view, _words: _percent(row),
        order=lambda row, _view: row.task.progress.percent,
    ),
    Column(
        key="awaiting",
        title=say("Awaiting"),
        about=say("the body waited for"),
        text=lambda row, view, _words: view.plan.register.label(AgencyId(one_line(row.task.progress.awaiting))),
        order=lambda row, view: _collated(view.plan.register.name(AgencyId(row.task.progress.awaiting))),
    ),
    Column(
        key="result",
        title=say("Result"),
        about=say("what was done; empty where nobody has reported"),
        text=lambda row, _view, _words: one_line(row.task.progress.result),
        order=lambda row, _view: _collated(row.task.progress.result),
    ),
    Column(
        key="obstacle",
        title=say("Obstacle"),
        about=say("what holds the task up"),
        text=lambda row, _view, _words: one_line(row.task.progress.obstacle),
        order=lambda row, _view: _collated(row.task.progress.obstacle),
    ),
    Column(
        key="documents",
        title=say("Documents"),
        about=say("the evidence of what was done; sorted by how many there are"),
        text=lambda row, _view, _words: _documents(row),
        order=lambda row, _view: len(row.task.progress.documents) or None,
    ),
    Column(
        key="problems",
        title=say("Problems"),
        about=say("what the check finds in the record; sorted by how many there are"),
        text=lambda row, view, _words: _rules(row, view),
        order=lambda row, view: len(view.problems_by_task.get(row.task.id, ())) or None,
    ),
)
"""Every column, in the order they are offered."""

COLUMN_BY_KEY = {each.key: each for each in COLUMNS}

USUAL = ("number", "title", "lead", "due", "status", "timeliness")
"""The columns shown where nobody chose any."""

_SPELLINGS = {letters(spelling): key.name for key in KEYS for spelling in (*key.vietnamese, *key.others)}


def column_named(name: str, words: Words) -> Column:
    """Return the column with this key, title or query key in either language; raise where there is none."""
    sought = letters(name)
    for each in COLUMNS:
        if sought and sought in (letters(each.key), letters(each.title.text), letters(words(each.title))):
            return each
    found = COLUMN_BY_KEY.get(_SPELLINGS.get(sought, ""))
    if found is not None:
        return found
    raise TrackerError(
        say("there is no column {name}.", name=name or '""'),
        say("columns: {names}.", names=", ".join(each.key for each in COLUMNS)),
    )


def read_columns(text: str, words: Words) -> tuple[Column, ...]:
    """Return the columns that names between commas mean, each once."""
    return tuple(dict.fromkeys(column_named(each.strip(), words) for each in text.split(",")))


def read_sorting(text: str, words: Words) -> tuple[Sorting, ...]:
    """Return what to sort by: names of columns between commas, a minus before one that goes the other way round."""
    found = []
    for each in text.split(","):
        name = each.strip()
        found.append(Sorting(key=column_named(name.removeprefix("-"), words).key, descending=name.startswith("-")))
    return tuple(found)


def sorted_rows(rows: Iterable[TaskRow], sortings: Sequence[Sorting], view: PlanView) -> tuple[TaskRow, ...]:
    """Return the rows sorted by the first sorting, equal ones by the next; rows alike keep their order."""
    found = list(rows)
    for each in reversed(sortings):
        order = COLUMN_BY_KEY[each.key].order
        keyed = [(order(row, view), row) for row in found]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=each.descending)
        found = [row for _, row in (*known, *(pair for pair in keyed if pair[0] is None))]
    return tuple(found)
