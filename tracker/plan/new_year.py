"""The next plan year: its settings, and the tasks of the old plan that go on in it.

A carried-over task gets a new id in the new plan and names the old one in its source; the old one is closed as
carried over. The way back from the old to the new is found by that source, so nothing is stored twice.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from tracker.plan.document import Document
from tracker.plan.names import AreaNumber, TaskId, task_id
from tracker.plan.plan import Period, Plan, PlanSettings
from tracker.plan.schedule import read_schedule
from tracker.plan.succession import heirs, moved
from tracker.plan.task import Progress, Schedule, Status, Task
from tracker.plan.timeliness import CLOSED, is_done

GOES_ON = frozenset({Status.IN_PROGRESS, Status.WAITING, Status.PAUSED})
"""Statuses with which a task goes on as it stood; any other begins anew."""

_TASK_IDS = re.compile(r"(?<![\w-])\d{4}-[IVXLC]+-\d{2,5}(?![\w-])", re.ASCII)


def next_settings(settings: PlanSettings, year: int, title: str) -> PlanSettings:
    """Return the settings of the year made from those of an older plan.

    Areas, periods (moved to the year), ladder and rights stay; decision and cut-off are those of no plan yet.
    """
    step = year - settings.year
    periods = tuple(
        Period(
            id=each.id.replace(f"{settings.year:04d}", f"{year:04d}"),
            title=each.title,
            start=_later(each.start, step),
            cut_off=_later(each.cut_off, step),
            due=_later(each.due, step),
        )
        for each in settings.periods
    )
    return replace(
        settings,
        year=year,
        title=title,
        short="",
        decision=Document(kind="", number="", date=None),
        cut_off=None,
        periods=periods,
    )


def _later(day: date, years: int) -> date:
    """Return the day so many years later; 29 February becomes the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def unfinished(plan: Plan, on: date) -> tuple[Task, ...]:
    """Return the tasks that are neither done nor closed on the day: those to decide about, one by one."""
    return tuple(
        each for each in plan.tasks if not is_done(each, on, plan.settings) and each.progress.status not in CLOSED
    )


def carried(
    plan: Plan, tasks: Iterable[Task], settings: PlanSettings, source: Callable[[TaskId], str]
) -> Mapping[TaskId, Task]:
    """Return the new task for each task that is carried over, numbered in its area in the old order.

    ``source`` words where a task comes from, and names the old one by its id. A schedule that still runs in the
    new year, or has no due date, stays as the old plan words it; any other becomes the new year as a whole, until
    the new plan says when. Agencies are those in force on the first day of the new year.
    """
    begins = date(settings.year, 1, 1)
    followed = heirs(plan.register, begins, {})
    numbers: dict[AreaNumber, int] = {}
    found: dict[TaskId, Task] = {}
    for task in tasks:
        numbers[task.area] = numbers.get(task.area, 0) + 1
        due = task.schedule.last_due
        runs = due is None or due >= begins
        schedule = replace(task.schedule, due=due, extensions=()) if runs else _whole_year(settings)
        old = task.progress
        found[task.id] = replace(
            task,
            id=task_id(settings.year, task.area, numbers[task.area]),
            source=source(task.id),
            schedule=schedule,
            assignment=moved(task, followed),
            progress=Progress(status=old.status, awaiting=old.awaiting) if old.status in GOES_ON else Progress(),
        )
    return found


def _whole_year(settings: PlanSettings) -> Schedule:
    text = f"Năm {settings.year:04d}"
    reading = read_schedule(text, year=settings.year, strict_before=settings.strict_before)
    return Schedule(text=text, kind=reading.kind, start=reading.start, due=reading.due)


def carried_from(task: Task) -> tuple[TaskId, ...]:
    """Return the tasks of older plans that the source of the task names."""
    return tuple(TaskId(each) for each in _TASK_IDS.findall(task.source) if each != task.id)
