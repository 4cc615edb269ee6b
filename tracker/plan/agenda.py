"""The agenda: what is due when, the late first, and what has no due date in lists of its own.

Every task stands in exactly one section. What is late or due soon comes first whatever its kind of schedule;
what else has a due date stands under its month, except what comes back, whose next days say more than its last.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from tracker.plan.agency import Register
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import AgencyId, roman_numeral
from tracker.plan.plan import PlanSettings
from tracker.plan.query import Filter
from tracker.plan.schedule import read_schedule
from tracker.plan.task import Schedule, ScheduleKind
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, TaskRow

MOST_NEXT = 3
"""How many of the next days of a schedule that comes back are shown."""

_MONTHS_A_QUARTER = 3


class Section(StrEnum):
    """The sections of an agenda, in the order of reading."""

    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    DUE = "due"
    RECURRING = "recurring"
    PER_REGULATION = "per-regulation"
    FROM = "from"
    EXTERNAL = "external"
    ON_DEMAND = "on-demand"
    UNDATED = "undated"
    DONE = "done"
    CLOSED = "closed"


SECTION_TITLES = {
    Section.OVERDUE: say("Overdue"),
    Section.DUE_SOON: say("Due soon"),
    Section.DUE: say("Due later"),
    Section.RECURRING: say("Recurring"),
    Section.PER_REGULATION: say("Per regulation"),
    Section.FROM: say("From a date on"),
    Section.EXTERNAL: say("Depends on another body"),
    Section.ON_DEMAND: say("On demand"),
    Section.UNDATED: say("Without a due date"),
    Section.DONE: say("Done"),
    Section.CLOSED: say("No longer tracked"),
}
"""What each section is called."""

FOLDED = frozenset({Section.DONE, Section.CLOSED})
"""The sections that are shown as a count until somebody opens them."""

_OF_KIND = {
    ScheduleKind.RECURRING: Section.RECURRING,
    ScheduleKind.PER_REGULATION: Section.PER_REGULATION,
    ScheduleKind.FROM: Section.FROM,
    ScheduleKind.EXTERNAL: Section.EXTERNAL,
    ScheduleKind.ON_DEMAND: Section.ON_DEMAND,
}


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of the calendar."""

    year: int
    number: int

    @property
    def quarter(self) -> int:
        """The quarter the month lies in, 1 to 4."""
        return (self.number - 1) // _MONTHS_A_QUARTER + 1

    @property
    def title(self) -> Message:
        """What the month is called."""
        return say("Month {month}/{year}", month=self.number, year=str(self.year))

    @property
    def quarter_title(self) -> Message:
        """What its quarter is called."""
        return say("Quarter {quarter}/{year}", quarter=roman_numeral(self.quarter), year=str(self.year))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """A task in an agenda; ``next_days`` are the coming days of a schedule that comes back, at most three."""

    row: TaskRow
    next_days: tuple[date, ...] = ()

    @property
    def has_reason(self) -> bool:
        """Whether the record says what holds the task up."""
        return bool(self.row.task.progress.obstacle.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaSection:
    """One section with its entries; ``month`` is that of a section of due tasks, else None."""

    kind: Section
    entries: tuple[AgendaEntry, ...]
    month: Month | None = None

    @property
    def key(self) -> str:
        """The name of the section: ``overdue``, ``due-2022-12``."""
        return f"{self.kind}-{self.month.year:04d}-{self.month.number:02d}" if self.month else self.kind.value

    @property
    def title(self) -> Message:
        """What the section is called."""
        return self.month.title if self.month else SECTION_TITLES[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The agenda of the tasks a filter lets pass; empty sections are left out."""

    on: date
    sections: tuple[AgendaSection, ...]

    @property
    def total(self) -> int:
        """How many tasks stand in it."""
        return sum(len(each.entries) for each in self.sections)

    def opens_quarter(self, section: AgendaSection) -> bool:
        """Tell whether the section is the first month of its quarter in which something is due."""
        if section.month is None:
            return False
        months = (each.month for each in self.sections if each.month is not None)
        quarter = (section.month.year, section.month.quarter)
        return section.month == next(each for each in months if (each.year, each.quarter) == quarter)

    def quarter_total(self, month: Month) -> int:
        """Return how many tasks are due later in the quarter of the month."""
        quarter = (month.year, month.quarter)
        return sum(
            len(each.entries)
            for each in self.sections
            if each.month is not None and (each.month.year, each.month.quarter) == quarter
        )


def agenda(view: PlanView, asked: Filter | None = None) -> Agenda:
    """Return the agenda of the plan on the day of the view, of all tasks or of those the filter lets pass."""
    rows = (asked or Filter()).rows(view)
    settings = view.plan.settings
    by_section: dict[Section, list[AgendaEntry]] = {each: [] for each in Section}
    for row in sorted(rows, key=lambda each: each.task.place):
        entry = AgendaEntry(row=row, next_days=next_days(row.task.schedule, settings, view.on))
        by_section[section_of(row)].append(entry)
    sections: list[AgendaSection] = []
    for kind, entries in by_section.items():
        entries.sort(key=_ORDER.get(kind, lambda _: 0))
        sections.extend(_sections(kind, entries))
    return Agenda(on=view.on, sections=tuple(sections))


def _sections(kind: Section, entries: list[AgendaEntry]) -> Iterable[AgendaSection]:
    if kind is not Section.DUE:
        if entries:
            yield AgendaSection(kind=kind, entries=tuple(entries))
        return
    for month, due in groupby(entries, key=lambda each: _month(each.row)):
        yield AgendaSection(kind=kind, entries=tuple(due), month=month)


def section_of(row: TaskRow) -> Section:
    """Return the one section the task stands in."""
    timeliness = row.standing.timeliness
    kind = row.task.schedule.kind
    match timeliness:
        case Timeliness.OVERDUE:
            return Section.OVERDUE
        case Timeliness.DUE_SOON:
            return Section.DUE_SOON
        case Timeliness.CLOSED:
            return Section.CLOSED
    if row.is_done:
        return Section.DONE
    if row.standing.due is not None and kind is not ScheduleKind.RECURRING:
        return Section.DUE
    return _OF_KIND.get(kind, Section.UNDATED)


def _due(row: TaskRow) -> date:
    return row.standing.due or date.max


def _month(row: TaskRow) -> Month:
    due = _due(row)
    return Month(due.year, due.month)


_ORDER: dict[Section, Callable[[AgendaEntry], int]] = {
    # sorting keeps the order of the plan among equals
    Section.OVERDUE: lambda each: -each.row.standing.days_late,
    Section.DUE_SOON: lambda each: _due(each.row).toordinal(),
    Section.DUE: lambda each: _due(each.row).toordinal(),
    Section.RECURRING: lambda each: min(each.next_days, default=date.max).toordinal(),
    Section.FROM: lambda each: (each.row.task.schedule.start or date.max).toordinal(),
}


def next_days(schedule: Schedule, settings: PlanSettings, on: date) -> tuple[date, ...]:
    """Return the next days of a schedule that comes back, from the day on.

    They are those its wording names, or for a schedule per regulation the days the plan's reports are due.
    """
    match schedule.kind:
        case ScheduleKind.RECURRING:
            reading = read_schedule(schedule.text, year=settings.year, strict_before=settings.strict_before)
            days: Iterable[date] = reading.occurrences
        case ScheduleKind.PER_REGULATION:
            days = (each.due for each in settings.periods)
        case _:
            return ()
    return tuple(sorted({each for each in days if each >= on})[:MOST_NEXT])


def entry_note(entry: AgendaEntry, register: Register) -> Message | None:
    """Return what there is to say of the task beside its due date: how late, what it waits for, when it comes back."""
    row, schedule, progress = entry.row, entry.row.task.schedule, entry.row.task.progress
    stands = row.standing
    if stands.timeliness is Timeliness.OVERDUE:
        late = say_count("{count} day late", "{count} days late", stands.days_late)
        if entry.has_reason:
            return say("{late}, reason given", late=late)
        return say("{late}, no reason given", late=late)
    if row.is_done and progress.completed is not None:
        return say("done on {day}", day=progress.completed)
    if row.is_done:
        return None
    if progress.awaiting:
        return say("waits for {body}", body=register.name(AgencyId(progress.awaiting)))
    if schedule.condition:
        return say("hangs on: {condition}", condition=schedule.condition)
    if entry.next_days:
        return say("next: {days}", days=_listed(entry.next_days))
    if stands.timeliness is Timeliness.DUE_SOON and stands.days_left is not None:
        return say_count("{count} day left", "{count} days left", stands.days_left)
    if stands.due is None and schedule.start is not None:
        return say("from {day}", day=schedule.start)
    return None


def _listed(days: tuple[date, ...]) -> Message:
    listed = say("{day}", day=days[0])
    for day in days[1:]:
        listed = say("{first}, {next}", first=listed, next=day)
    return listed
