"""Which tasks of several plans belong together: one names in its source the tasks it was carried over from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.plan.message import Message, say
from tracker.plan.names import TaskId, task_place
from tracker.plan.plan import Plan
from tracker.plan.task import Task

_TASK_IDS = re.compile(r"(?<![\w-])\d{4}-[IVXLC]+-\d{2,5}(?![\w-])", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """The tasks of other plans a task belongs with: those it was carried over from, and those it goes on as."""

    earlier: tuple[Task, ...] = ()
    later: tuple[Task, ...] = ()


NO_KIN = Kin()


def carried_from(task: Task) -> tuple[TaskId, ...]:
    """Return the tasks of older plans that the source of the task names, each once."""
    found = dict.fromkeys(TaskId(each) for each in _TASK_IDS.findall(task.source))
    return tuple(each for each in found if (place := task_place(each)) is not None and place.year < task.place.year)


def kin_of(task: Task, others: Iterable[Plan]) -> Kin:
    """Return the tasks of other plans the task belongs with, the oldest first."""
    plans = sorted(others, key=lambda each: each.settings.year)
    sources = carried_from(task)
    earlier = (plan.by_id[id] for plan in plans for id in sources if id in plan.by_id)
    later = (
        each
        for plan in plans
        if plan.settings.year > task.place.year
        for each in plan.tasks
        if task.id in each.source and task.id in carried_from(each)
    )
    return Kin(earlier=tuple(earlier), later=tuple(later))


def kin_lines(kin: Kin) -> tuple[Message, ...]:
    """Return where a task comes from and as what it goes on, in sentences that name each other task."""
    return (
        *(say("carried over from {id}: {title}", id=each.id, title=each.headline) for each in kin.earlier),
        *(say("goes on as {id}: {title}", id=each.id, title=each.headline) for each in kin.later),
    )
