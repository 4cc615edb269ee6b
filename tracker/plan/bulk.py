"""One edit of several tasks, before it is made: what it does to each, what it leaves as it is and what refuses it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tracker.plan.amending import Way
from tracker.plan.edit import Edit
from tracker.plan.fields import Change, changes
from tracker.plan.message import TrackerError
from tracker.plan.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLine:
    """What the edit does to one task: the task as it would be, or why it is refused."""

    before: Task
    edit: Edit
    after: Task
    refused: TrackerError | None = None

    @property
    def changes(self) -> tuple[Change, ...]:
        """The fields that change; none where the task already says so or refuses."""
        return changes(self.before, self.after)

    @property
    def is_changed(self) -> bool:
        """Whether the edit changes the task."""
        return self.refused is None and self.before != self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAnswer:
    """The edits of the tasks that change, and why; ``text`` and ``way`` are what was typed and done with it."""

    edits: Mapping[str, Edit]
    reason: str
    text: str
    way: Way


def bulk(
    tasks: Iterable[Task],
    make: Callable[[Task], Edit],
    forbidden: Callable[[Task, Edit], TrackerError | None] = lambda _task, _edit: None,
) -> tuple[BulkLine, ...]:
    """Return what the edit made for each task does to it.

    ``forbidden`` says why a task may not be changed so, where it may not. Every wish carries what the task holds
    now, so that making the edit later refuses what changed in between.
    """
    return tuple(_line(task, make, forbidden) for task in tasks)


def _line(task: Task, make: Callable[[Task], Edit], forbidden: Callable[[Task, Edit], TrackerError | None]) -> BulkLine:
    nothing = Edit(wishes=())
    try:
        asked = make(task)
        wishes = tuple(replace(each, seen=each.field.value(task), has_seen=True) for each in asked.wishes)
        edit = replace(asked, wishes=wishes)
        refused = forbidden(task, edit)
        after = edit.apply(task) if refused is None else task
    except TrackerError as error:
        return BulkLine(before=task, edit=nothing, after=task, refused=error)
    return BulkLine(before=task, edit=edit, after=after, refused=refused)


def edits_of(lines: Iterable[BulkLine]) -> Mapping[str, Edit]:
    """Return the edits of the tasks that change."""
    return {each.before.id: each.edit for each in lines if each.is_changed}
