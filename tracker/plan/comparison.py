"""Two states of a plan compared: what was done, became late, was put off, reported or left alone in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.plan.document import Document
from tracker.plan.fields import Change, changes
from tracker.plan.names import TaskId
from tracker.plan.statistics import By, groups
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words


class Event(StrEnum):
    """What happened to a task between two states of its plan; several things may."""

    DONE = "done"
    LATE = "late"
    DUE = "due"
    STATUS = "status"
    DOCUMENTS = "documents"
    RESULT = "result"
    OTHER = "other"
    ADDED = "added"
    REMOVED = "removed"
    SILENT = "silent"


_TOLD_APART = frozenset(
    {"progress.result", "progress.documents", "progress.status", "schedule.due", "schedule.extensions"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskComparison:
    """A task in both states: what happened to it, and which fields changed.

    ``before`` is None where the task was added, ``after`` where it was removed.
    """

    id: TaskId
    before: TaskRow | None
    after: TaskRow | None
    events: frozenset[Event]
    changes: tuple[Change, ...] = ()

    @property
    def row(self) -> TaskRow:
        """The task as it is, or as it was last."""
        row = self.after or self.before
        if row is None:
            raise ValueError(self.id)
        return row

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of evidence that came."""
        held = self.before.task.progress.documents if self.before is not None else ()
        found = self.after.task.progress.documents if self.after is not None else ()
        return tuple(each for each in found if each not in held)

    @property
    def result(self) -> tuple[str, str]:
        """The result before and after."""
        one, other = (each.task.progress.result if each is not None else "" for each in (self.before, self.after))
        return one, other

    @property
    def others(self) -> tuple[Change, ...]:
        """The changes that no event of their own tells of."""
        return tuple(each for each in self.changes if each.field.key not in _told_apart(Event.DONE in self.events))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two states of a plan and every task something happened to, or nothing although something is owed."""

    before: PlanView
    after: PlanView
    tasks: tuple[TaskComparison, ...]

    def of(self, event: Event) -> tuple[TaskComparison, ...]:
        """Return the tasks it happened to, in the order of the plan."""
        return tuple(each for each in self.tasks if event in each.events)

    def groups(self, by: By, words: Words) -> tuple["ComparedGroup", ...]:
        """Return every area or agency with what happened to its tasks: those it has now, and those removed from it."""
        found = {each.id: each for each in self.tasks}
        removed = {each.id for each in self.of(Event.REMOVED)}
        titles: dict[str, str] = {}
        ids: dict[str, list[TaskId]] = {}
        for view, asked in ((self.after, None), (self.before, removed)):
            for group in groups(view, by, words):
                titles.setdefault(group.key, group.title)
                held = ids.setdefault(group.key, [])
                held += [row.task.id for row in group.rows if asked is None or row.task.id in asked]
        return tuple(
            ComparedGroup(key=key, title=titles[key], tasks=tuple(found[each] for each in held if each in found))
            for key, held in ids.items()
            if held
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedGroup:
    """An area or agency, and those of its tasks to which something happened, or nothing although something is owed."""

    key: str
    title: str
    tasks: tuple[TaskComparison, ...]

    def count(self, event: Event) -> int:
        """Return how many of the tasks it happened to."""
        return sum(event in each.events for each in self.tasks)

    @property
    def changed(self) -> int:
        """How many of the tasks say something else than before, or came, or went; a day that passed is no change."""
        return sum(bool(each.changes) or each.before is None or each.after is None for each in self.tasks)


def compare(before: PlanView, after: PlanView) -> Comparison:
    """Compare two states of a plan, each judged on its own day."""
    ids = {
        **{row.task.id: row.task.place for row in before.rows},
        **{row.task.id: row.task.place for row in after.rows},
    }
    found = [
        _compared(id, before.row_by_id.get(id), after.row_by_id.get(id))
        for id in sorted(ids, key=lambda each: ids[each])
    ]
    return Comparison(before=before, after=after, tasks=tuple(each for each in found if each.events))


def _compared(id: TaskId, before: TaskRow | None, after: TaskRow | None) -> TaskComparison:
    events: set[Event] = set()
    found: Sequence[Change] = ()
    if before is not None and after is not None:
        found = changes(before.task, after.task)
        events = _events(before, after, found)
    elif after is not None:
        events = {Event.ADDED, *({Event.DONE} if after.is_done else ())}
    else:
        events = {Event.REMOVED}
    return TaskComparison(id=id, before=before, after=after, events=frozenset(events), changes=tuple(found))


def _events(before: TaskRow, after: TaskRow, found: Sequence[Change]) -> set[Event]:
    keys = {each.field.key for each in found}
    is_late = after.standing.timeliness is Timeliness.OVERDUE
    was_late = before.standing.timeliness is Timeliness.OVERDUE
    done = after.is_done and not before.is_done
    tests = {
        Event.DONE: done,
        Event.LATE: is_late and not was_late,
        Event.DUE: before.task.schedule.last_due != after.task.schedule.last_due,
        Event.STATUS: "progress.status" in keys and not done,
        Event.DOCUMENTS: bool(set(after.task.progress.documents) - set(before.task.progress.documents)),
        Event.RESULT: "progress.result" in keys,
        Event.OTHER: bool(keys - _told_apart(done)),
        Event.SILENT: _owes(after) and before.task.progress == after.task.progress,
    }
    return {event for event, happened in tests.items() if happened}


def _told_apart(done: bool) -> frozenset[str]:
    """Return the fields events of their own tell of; the day of a product is told where its task is newly done."""
    return _TOLD_APART | {"progress.completed"} if done else _TOLD_APART


def _owes(row: TaskRow) -> bool:
    return not row.is_done and row.standing.timeliness is not Timeliness.CLOSED
