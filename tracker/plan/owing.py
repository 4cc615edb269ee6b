"""Who owes what: what each agency has to say in a reporting period, what it has said, and how often it was reminded.

An agency owes a report on the tasks it answers for: those it reports on, or leads where nobody else reports. A
group answers only where nobody is named beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.plan.agency import Register
from tracker.plan.message import TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import Period, PlanSettings
from tracker.plan.task import Status, Task
from tracker.plan.text import collation_key
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, TaskRow


class Debt(StrEnum):
    """Why a task is asked about."""

    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    UNREPORTED = "unreported"
    SILENT = "silent"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder an agency was sent: the day, by what means, and about how many tasks."""

    day: date
    means: str
    tasks: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedTask:
    """A task an agency answers for: why it is asked about, and the last day its record changed."""

    row: TaskRow
    debts: tuple[Debt, ...]
    said: date | None
    has_spoken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """What one agency owes in a period: ``tasks`` are all it answers for, ``owed`` those it has to speak of."""

    agency: AgencyId
    tasks: tuple[OwedTask, ...]
    reminders: tuple[Reminder, ...] = ()

    @property
    def owed(self) -> tuple[OwedTask, ...]:
        """The tasks it is asked about."""
        return tuple(each for each in self.tasks if each.debts)

    @property
    def spoken(self) -> int:
        """On how many of its tasks something was said since the period opened."""
        return sum(each.has_spoken for each in self.tasks)

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all was said since the period opened, although something is owed."""
        return bool(self.owed) and not self.spoken

    @property
    def last_said(self) -> date | None:
        """The last day anything was said on one of its tasks."""
        return max((each.said for each in self.tasks if each.said is not None), default=None)

    def count(self, debt: Debt) -> int:
        """Return how many tasks are asked about for this reason."""
        return sum(debt in each.debts for each in self.tasks)


def chosen_period(settings: PlanSettings, id: str, on: date) -> Period:
    """Return the period named, else the one whose report is due next on the day, else the last.

    Raises ``TrackerError`` with the periods there are where none has the id.
    """
    known = say("periods: {periods}.", periods=", ".join(each.id for each in settings.periods))
    if not settings.periods:
        raise TrackerError(
            say("the plan of {year} has no reporting periods.", year=str(settings.year)),
            say("write them into plan.toml: id, title, start, cut_off, due."),
        )
    if id:
        short = {each.id.partition("-")[2].casefold(): each for each in settings.periods}
        found = next((each for each in settings.periods if each.id.casefold() == id.casefold()), None)
        found = found or short.get(id.casefold())
        if found is None:
            raise TrackerError(say("the plan has no reporting period {period}.", period=id), known)
        return found
    by_due = sorted(settings.periods, key=lambda each: (each.due, each.start))
    return next((each for each in by_due if on <= each.due), by_due[-1])


def answering(task: Task, register: Register, on: date) -> tuple[AgencyId, ...]:
    """Return who answers for the task on the day: its reporter, else its leads, by their successors in force."""
    named = (task.assignment.reporter,) if task.assignment.reporter else task.assignment.lead
    found: list[AgencyId] = []
    for id in named:
        found.extend(each for each in register.current(id, on) if each not in found)
    agencies = [each for each in found if (agency := register.get(each)) is None or not agency.is_group]
    return tuple(agencies or found)


def owed_task(row: TaskRow, period: Period, said: date | None) -> OwedTask:
    """Return why the task is asked about in the period; a task that is closed, or done with a report, is not."""
    spoken = said is not None and said >= period.start
    status = row.task.progress.status
    debts: list[Debt] = []
    if row.standing.timeliness is not Timeliness.CLOSED and not (row.is_done and row.has_report):
        if row.standing.timeliness is Timeliness.OVERDUE:
            debts.append(Debt.OVERDUE)
        if row.standing.timeliness is Timeliness.DUE_SOON:
            debts.append(Debt.DUE_SOON)
        if not row.has_report:
            debts.append(Debt.UNREPORTED)
        if not spoken:
            debts.append(Debt.SILENT)
        if status is Status.WAITING and debts:
            debts.append(Debt.WAITING)
    return OwedTask(row=row, debts=tuple(debts), said=said, has_spoken=spoken)


def owing(
    view: PlanView,
    period: Period,
    *,
    said: Mapping[TaskId, date],
    reminders: Mapping[AgencyId, Iterable[Reminder]],
) -> tuple[Owing, ...]:
    """Return what every agency that answers for a task owes in the period, the most owed first.

    ``said`` has the last day each record changed, ``reminders`` what each agency was sent in this period.
    """
    register = view.plan.register
    held: dict[AgencyId, list[OwedTask]] = {}
    for row in view.rows:
        for agency in answering(row.task, register, view.on):
            held.setdefault(agency, []).append(owed_task(row, period, said.get(row.task.id)))
    found = [Owing(agency=id, tasks=tuple(tasks), reminders=tuple(reminders.get(id, ()))) for id, tasks in held.items()]
    return tuple(sorted(found, key=lambda each: (-len(each.owed), collation_key(register.name(each.agency)))))
