"""Timeliness: how a task stands against its due date on a given day. Computed, never stored."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.plan.plan import PlanSettings
from tracker.plan.task import Status, Task


class Timeliness(StrEnum):
    """How a task stands against its due date on a day; the due day itself is not late.

    ``DONE`` has no due date to hold it to; of ``DONE_DATE_UNKNOWN`` nobody told when it was done.
    """

    DONE_IN_TIME = "done-in-time"
    DONE_LATE = "done-late"
    DONE_DATE_UNKNOWN = "done-date-unknown"
    DONE = "done"
    IN_TIME = "in-time"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    NO_DUE = "no-due"
    CLOSED = "closed"


class Stand(StrEnum):
    """Where a task stands in the numbers of a report; every task stands in one place only.

    What is late is late first: a waiting task past its due date is overdue. ``DONE_UNDATED`` has no due date, and of
    ``DONE_DATE_UNKNOWN`` nobody told when it was done.
    """

    DONE_IN_TIME = "done-in-time"
    DONE_LATE = "done-late"
    DONE_DATE_UNKNOWN = "done-date-unknown"
    DONE_UNDATED = "done-undated"
    RUNNING = "running"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    WAITING = "waiting"
    PAUSED = "paused"
    NOT_STARTED = "not-started"
    CLOSED = "closed"


DONE_STANDS = (Stand.DONE_IN_TIME, Stand.DONE_LATE, Stand.DONE_DATE_UNKNOWN, Stand.DONE_UNDATED)
"""Where tasks stand that are done."""

CLOSED = frozenset({Status.CARRIED_OVER, Status.WITHDRAWN, Status.MERGED})
"""Statuses under which a task is no longer owed in this plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A task's timeliness on a day, with the days late (done or not) or left.

    ``days_late`` counts calendar days after the due date in force; ``days_left`` is None where nothing is due.
    """

    timeliness: Timeliness
    due: date | None = None
    days_late: int = 0
    days_left: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether the task is or was late."""
        return self.timeliness in (Timeliness.OVERDUE, Timeliness.DONE_LATE)

    @property
    def was_due(self) -> bool:
        """Whether the due date has come on or before the day asked about, as reports count "due" tasks."""
        return self.days_left is not None and self.days_left <= 0


def is_done(task: Task, on: date, settings: PlanSettings) -> bool:
    """Tell whether the task counts as done on the day; one completed later is not done yet."""
    progress = task.progress
    return progress.status in settings.done and (progress.completed is None or progress.completed <= on)


def standing(task: Task, on: date, settings: PlanSettings) -> Standing:
    """Return how the task stands on the day.

    A task that is done without a completion date counts as in time while its due date has not passed; after
    that it is done on an unknown date, because nothing proves when.
    """
    due = task.schedule.last_due
    left = (due - on).days if due is not None else None
    if is_done(task, on, settings):
        completed = task.progress.completed
        if due is None:
            return Standing(timeliness=Timeliness.DONE)
        if completed is None:
            known = Timeliness.DONE_IN_TIME if on <= due else Timeliness.DONE_DATE_UNKNOWN
            return Standing(timeliness=known, due=due, days_left=left)
        late = max(0, (completed - due).days)
        done = Timeliness.DONE_LATE if late else Timeliness.DONE_IN_TIME
        return Standing(timeliness=done, due=due, days_late=late, days_left=left)
    if task.progress.status in CLOSED:
        return Standing(timeliness=Timeliness.CLOSED, due=due)
    if due is None or left is None:
        return Standing(timeliness=Timeliness.NO_DUE)
    if left < 0:
        return Standing(timeliness=Timeliness.OVERDUE, due=due, days_late=-left, days_left=left)
    soon = timedelta(days=settings.due_soon_days)
    running = Timeliness.DUE_SOON if due - on <= soon else Timeliness.IN_TIME
    return Standing(timeliness=running, due=due, days_left=left)


def has_report(task: Task) -> bool:
    """Tell whether the task has a result; an empty one means that nobody has reported yet."""
    return bool(task.progress.result.strip())
