"""The next plan year: its settings, and the tasks of the old plan that go on in it.

A carried-over task gets a new id in the new plan and names the old one in its source; the old one is closed as
carried over. The way back from the old to the new is found by that source, so nothing is stored twice.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from tracker.plan.agency import Register
from tracker.plan.document import Document
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import AgencyId, AreaNumber, TaskId, task_id, task_place
from tracker.plan.plan import Area, Period, Plan, PlanSettings
from tracker.plan.schedule import read_schedule
from tracker.plan.succession import Heirs, heirs, moved
from tracker.plan.task import Progress, Schedule, Status, Task
from tracker.plan.timeliness import CLOSED, is_done
from tracker.plan.view import named_agencies

GOES_ON = frozenset({Status.IN_PROGRESS, Status.WAITING, Status.PAUSED})
"""Statuses with which a task goes on as it stood; any other begins anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a task that goes on shall say in the new plan; what is empty stays as it comes over by itself.

    ``schedule`` is the wording of the new plan, ``lead`` the agencies that lead from then on.
    """

    title: str = ""
    schedule: str = ""
    lead: tuple[AgencyId, ...] = ()


AS_IT_IS = Wanted()
"""A task that goes on as it comes over by itself."""

NOTHING_WANTED: Mapping[TaskId, Wanted] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaCount:
    """How many unfinished tasks of an area go on, and how many are left."""

    area: Area
    carried: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The plan of the next year before it is written, or the tasks that go on in one that is there already.

    ``tasks`` has the new task for each old one that goes on, ``paths`` the new file of each; ``left`` are the
    unfinished tasks that do not go on. ``heirs`` are agencies that ended, with those the new tasks name instead;
    ``dropped`` are those no new task names any more, and ``ended`` those they still name although they have ended
    and nobody took over. ``is_new`` tells that the plan itself begins, too.
    """

    settings: PlanSettings
    is_new: bool
    tasks: Mapping[TaskId, Task]
    left: tuple[TaskId, ...]
    areas: tuple[AreaCount, ...]
    heirs: tuple[Heirs, ...]
    dropped: tuple[AgencyId, ...]
    ended: tuple[AgencyId, ...]
    paths: Mapping[TaskId, str]


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
    plan: Plan,
    tasks: Iterable[Task],
    settings: PlanSettings,
    source: Callable[[TaskId], str],
    wanted: Mapping[TaskId, Wanted] = NOTHING_WANTED,
    taken: Collection[str] = (),
) -> Mapping[TaskId, Task]:
    """Return the new task for each task that is carried over, numbered in its area in the old order.

    In each area the numbers go on after those of the ids that are ``taken``.

    ``source`` words where a task comes from, and names the old one by its id. A schedule that still runs in the
    new year, or has no due date, stays as the old plan words it; any other becomes the new year as a whole, until
    the new plan says when. Agencies are those in force on the first day of the new year. ``wanted`` says what a
    task shall say instead.
    """
    begins = date(settings.year, 1, 1)
    followed = heirs(plan.register, begins, {})
    numbers: dict[AreaNumber, int] = {}
    for place in filter(None, map(task_place, taken)):
        numbers[place.area] = max(numbers.get(place.area, 0), place.number)
    found: dict[TaskId, Task] = {}
    for task in tasks:
        numbers[task.area] = numbers.get(task.area, 0) + 1
        due = task.schedule.last_due
        runs = due is None or due >= begins
        schedule = replace(task.schedule, due=due, extensions=()) if runs else _whole_year(settings)
        old = task.progress
        new = replace(
            task,
            id=task_id(settings.year, task.area, numbers[task.area]),
            source=source(task.id),
            schedule=schedule,
            assignment=moved(task, followed),
            progress=Progress(status=old.status, awaiting=old.awaiting) if old.status in GOES_ON else Progress(),
        )
        found[task.id] = _as_wanted(new, wanted.get(task.id, AS_IT_IS), settings)
    return found


def _as_wanted(task: Task, wanted: Wanted, settings: PlanSettings) -> Task:
    if wanted.title:
        task = replace(task, title=wanted.title)
    if wanted.schedule:
        task = replace(task, schedule=scheduled(wanted.schedule, settings))
    if wanted.lead:
        held = task.assignment
        coordinating = tuple(each for each in held.coordinating if each not in wanted.lead)
        task = replace(task, assignment=replace(held, lead=wanted.lead, coordinating=coordinating))
    return task


def _whole_year(settings: PlanSettings) -> Schedule:
    return scheduled(f"Năm {settings.year:04d}", settings)


def scheduled(text: str, settings: PlanSettings) -> Schedule:
    """Return what the wording of a schedule means in the plan of these settings."""
    reading = read_schedule(text, year=settings.year, strict_before=settings.strict_before)
    return Schedule(text=text, kind=reading.kind, start=reading.start, due=reading.due, condition=reading.condition)


def turned(
    plan: Plan,
    on: date,
    following: PlanSettings | Plan,
    going: Mapping[TaskId, Wanted],
    source: Callable[[TaskId], str],
    path: Callable[[Task, PlanSettings], str],
) -> Turn:
    """Return how these tasks go on in the following plan; ``path`` names the file of a new task.

    That is a plan of these settings, to begin with them, or one that is there already.
    """
    is_new = isinstance(following, PlanSettings)
    settings = following if isinstance(following, PlanSettings) else following.settings
    taken = () if isinstance(following, PlanSettings) else ids_of(following)
    chosen = [each for each in plan.tasks if each.id in going]
    tasks = carried(plan, chosen, settings, source, going, taken)
    left = tuple(each.id for each in unfinished(plan, on) if each.id not in going)
    begins = date(settings.year, 1, 1)
    gone, now = _agencies(chosen), _agencies(tasks.values())
    followed = {id: each for id, each in heirs(plan.register, begins, {}).items() if id in gone and each.chosen in now}
    return Turn(
        settings=settings,
        is_new=is_new,
        tasks=tasks,
        left=left,
        areas=_area_counts(settings, tasks, left),
        heirs=tuple(followed.values()),
        dropped=tuple(each for each in gone if each not in now and each not in followed),
        ended=tuple(each for each in now if _has_ended(plan.register, each, begins)),
        paths={old: path(new, settings) for old, new in tasks.items()},
    )


def ids_of(plan: Plan) -> frozenset[str]:
    """Return every id the plan has, those of records that cannot be read, too."""
    return frozenset({*plan.by_id, *(each.id for each in plan.broken)})


def _agencies(tasks: Iterable[Task]) -> dict[AgencyId, None]:
    """Return every agency and group the tasks name, in the order they are first named."""
    return dict.fromkeys(id for task in tasks for id, _, _ in named_agencies(task))


def _has_ended(register: Register, id: AgencyId, on: date) -> bool:
    agency = register.get(id)
    return agency is not None and not agency.is_valid(on)


def turn_summary(turn: Turn, register: Register) -> tuple[Message, ...]:
    """Return what will be written, in sentences: the files, and what becomes of agencies that have ended."""
    year, count = str(turn.settings.year), len(turn.tasks)
    new = say_count("{year}: {count} new record", "{year}: {count} new records", count, year=year)
    if turn.is_new:
        new = say_count(
            "{year}: {count} new record and the plan", "{year}: {count} new records and the plan", count, year=year
        )
    closed = say_count(
        "{count} old record is closed as carried over", "{count} old records are closed as carried over", count
    )
    told = [new, closed]
    for each in turn.heirs:
        others = ", ".join(register.name(other) for other in each.others)
        gone, heir = register.name(each.agency), register.name(each.chosen)
        told.append(
            say("{old} → {new}; others could take over: {others}", old=gone, new=heir, others=others)
            if others
            else say("{old} → {new}", old=gone, new=heir)
        )
    told += [say("{agency} is no longer named", agency=register.name(each)) for each in turn.dropped]
    told += [say("{agency} has ended and has no successor", agency=register.name(each)) for each in turn.ended]
    return tuple(told)


def _area_counts(settings: PlanSettings, going: Collection[TaskId], left: Collection[TaskId]) -> tuple[AreaCount, ...]:
    def count(ids: Collection[TaskId], area: Area) -> int:
        return sum((place := task_place(each)) is not None and place.area == area.number for each in ids)

    found = (AreaCount(area=each, carried=count(going, each), left=count(left, each)) for each in settings.areas)
    return tuple(each for each in found if each.carried or each.left)


# --- the link between an old task and the one it goes on as ---------------------------------------
