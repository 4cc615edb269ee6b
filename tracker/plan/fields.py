"""The fields of a task, one by one: their keys, what they hold and how to get and set them.

Edits, history, the codec and the faces all speak of a field by its dotted key (``progress.status``); this is
the only list of them, in the order of a record.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.plan.document import Document
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId
from tracker.plan.task import Extension, OtherRole, ScheduleKind, Status, Task

FieldValue = (
    str
    | int
    | date
    | Status
    | ScheduleKind
    | tuple[AgencyId, ...]
    | tuple[Document, ...]
    | tuple[OtherRole, ...]
    | tuple[Extension, ...]
    | None
)
"""What a field may hold."""


class FieldKind(StrEnum):
    """What sort of value a field holds, and so how it is written and edited."""

    TEXT = "text"
    LINES = "lines"
    STATUS = "status"
    SCHEDULE_KIND = "schedule-kind"
    DATE = "date"
    PERCENT = "percent"
    AGENCY = "agency"
    AGENCIES = "agencies"
    BODY = "body"
    DOCUMENTS = "documents"
    ROLES = "roles"
    EXTENSIONS = "extensions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a task.

    ``key`` is the dotted key of the record; ``table`` is empty for a top-level key.
    """

    key: str
    kind: FieldKind
    title: Message

    @property
    def table(self) -> str:
        """The TOML table the field stands in; empty at the top level."""
        return self.key.rpartition(".")[0]

    @property
    def name(self) -> str:
        """The key within its table."""
        return self.key.rpartition(".")[2]

    def value(self, task: Task) -> FieldValue:
        """Return what the task holds in this field."""
        holder = getattr(task, self.table) if self.table else task
        found: FieldValue = getattr(holder, self.name)
        return found

    def put(self, task: Task, value: FieldValue) -> Task:
        """Return the task with this field set; the value must fit the kind of the field."""
        if not self.table:
            changed: dict[str, Any] = {self.name: value}
            return replace(task, **changed)
        holder = getattr(task, self.table)
        held: dict[str, Any] = {self.table: replace(holder, **{self.name: value})}
        return replace(task, **held)


def _field(key: str, kind: FieldKind, title: Message) -> Field:
    return Field(key=key, kind=kind, title=title)


FIELDS: tuple[Field, ...] = (
    _field("id", FieldKind.TEXT, say("id")),
    _field("title", FieldKind.TEXT, say("title")),
    _field("product", FieldKind.TEXT, say("product")),
    _field("source", FieldKind.TEXT, say("source")),
    _field("basis", FieldKind.DOCUMENTS, say("legal basis")),
    _field("schedule.text", FieldKind.TEXT, say("schedule")),
    _field("schedule.kind", FieldKind.SCHEDULE_KIND, say("kind of schedule")),
    _field("schedule.start", FieldKind.DATE, say("start")),
    _field("schedule.due", FieldKind.DATE, say("due")),
    _field("schedule.condition", FieldKind.TEXT, say("condition")),
    _field("schedule.extensions", FieldKind.EXTENSIONS, say("extensions")),
    _field("assignment.text", FieldKind.TEXT, say("assignment")),
    _field("assignment.lead", FieldKind.AGENCIES, say("lead")),
    _field("assignment.coordinating", FieldKind.AGENCIES, say("coordinating")),
    _field("assignment.others", FieldKind.ROLES, say("other roles")),
    _field("assignment.reporter", FieldKind.AGENCY, say("reporter")),
    _field("progress.status", FieldKind.STATUS, say("status")),
    _field("progress.percent", FieldKind.PERCENT, say("percent")),
    _field("progress.completed", FieldKind.DATE, say("completed")),
    _field("progress.awaiting", FieldKind.BODY, say("awaiting")),
    _field("progress.result", FieldKind.LINES, say("result")),
    _field("progress.obstacle", FieldKind.LINES, say("obstacle")),
    _field("progress.proposal", FieldKind.LINES, say("proposal")),
    _field("progress.documents", FieldKind.DOCUMENTS, say("documents")),
)

FIELD_BY_KEY = {each.key: each for each in FIELDS}

_BY_NAME = {each.name: each for each in FIELDS if each.name != "text"} | {
    "schedule": FIELD_BY_KEY["schedule.text"],
    "assignment": FIELD_BY_KEY["assignment.text"],
}


def field_named(name: str) -> Field:
    """Return the field with this dotted key or short name (``status``); raise where there is none."""
    found = FIELD_BY_KEY.get(name) or _BY_NAME.get(name)
    if found is None:
        raise TrackerError(
            say("a task has no field {name}.", name=name),
            say("fields: {fields}.", fields=", ".join(sorted(_BY_NAME))),
        )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field of one task going from one value to another, as history shows it."""

    field: Field
    old: FieldValue
    new: FieldValue


def changes(before: Task | None, after: Task) -> tuple[Change, ...]:
    """Return the fields in which two versions of a task differ, in the order of the record.

    Without a ``before`` every field that says something is new.
    """
    found = []
    for each in FIELDS:
        old = each.value(before) if before is not None else None
        new = each.value(after)
        if before is None and (new is None or new in ("", ())):
            continue
        if old != new:
            found.append(Change(field=each, old=old, new=new))
    return tuple(found)
