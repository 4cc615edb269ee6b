"""The numbers of a report: where every task stands, by area, agency, status or period, and the lists behind them.

Everything is computed from a ``PlanView``. Each task stands in exactly one place of a tally, so that its figures
add up to the total, which is the denominator of every share.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from tracker.plan.agency import Register
from tracker.plan.dates import month_bounds, share_of
from tracker.plan.message import Message, MessageValue, say
from tracker.plan.names import NO_AGENCY, AgencyId, TaskId
from tracker.plan.owing import answering
from tracker.plan.plan import Denominator, Period, PlanSettings, Step
from tracker.plan.task import Status, Task
from tracker.plan.text import collation_key
from tracker.plan.timeliness import Stand, Timeliness, is_done
from tracker.plan.view import Counts, Group, PlanView, TaskRow, count
from tracker.plan.words import Words


class By(StrEnum):
    """What the tasks of a report are put together by."""

    AREA = "area"
    AGENCY = "agency"
    STATUS = "status"
    PERIOD = "period"


_BY_TIMELINESS = {
    Timeliness.DONE_IN_TIME: Stand.DONE_IN_TIME,
    Timeliness.DONE_LATE: Stand.DONE_LATE,
    Timeliness.DONE_DATE_UNKNOWN: Stand.DONE_DATE_UNKNOWN,
    Timeliness.DONE: Stand.DONE_UNDATED,
    Timeliness.CLOSED: Stand.CLOSED,
    Timeliness.OVERDUE: Stand.OVERDUE,
}
_BY_STATUS = {
    Status.WAITING: Stand.WAITING,
    Status.PAUSED: Stand.PAUSED,
}


def stand(row: TaskRow) -> Stand:
    """Return where the task stands."""
    timeliness = row.standing.timeliness
    status = row.task.progress.status
    found = _BY_TIMELINESS.get(timeliness) or _BY_STATUS.get(status)
    if found is not None:
        return found
    if timeliness is Timeliness.DUE_SOON:
        return Stand.DUE_SOON
    return Stand.NOT_STARTED if status is Status.NOT_STARTED else Stand.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The figures of a set of tasks; ``stands`` has every place in order and adds up to the total."""

    key: str
    title: str
    counts: Counts
    stands: tuple[tuple[Stand, int], ...]

    @property
    def total(self) -> int:
        """How many tasks there are."""
        return self.counts.total

    def at(self, stand: Stand) -> int:
        """Return how many tasks stand there."""
        return dict(self.stands)[stand]


def tally(key: str, title: str, rows: Iterable[TaskRow]) -> Tally:
    """Return the figures of the rows."""
    rows = tuple(rows)
    found = [stand(row) for row in rows]
    stands = tuple((each, found.count(each)) for each in Stand)
    return Tally(key=key, title=title, counts=count(rows), stands=stands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What the PAR Index ladder of the plan gives for the share done; ``step`` is None where the plan has no ladder."""

    done: int
    total: int
    denominator: Denominator
    late_counts: bool
    step: Step | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """The plan at the end of a day: how many tasks it had, how many were done, and how many were due."""

    day: date
    total: int
    done: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What history tells of a plan: its curve, and the day each task was last reported on, if ever."""

    curve: tuple[CurvePoint, ...] = ()
    reported: Mapping[TaskId, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The numbers of a plan on a day.

    ``tables`` has the tallies by what they are put together by. ``late`` holds the overdue tasks and then those done
    late, the most days first; ``waiting`` those that wait, by the body awaited; ``no_report`` and ``silent`` the open
    tasks without any result, and those nobody has reported on since ``opened``, by the agency that answers.
    """

    on: date
    whole: Tally
    tables: tuple[tuple[By, tuple[Tally, ...]], ...]
    score: Score
    late: tuple[TaskRow, ...]
    waiting: tuple[Group, ...]
    no_report: tuple[Group, ...]
    opened: date | None
    silent: tuple[Group, ...]
    curve: tuple[CurvePoint, ...]


def statistics(view: PlanView, words: Words, timeline: Timeline | None = None, by: Iterable[By] = By) -> Statistics:
    """Return the numbers of the plan; without a timeline there is no curve, and nobody is called silent."""
    settings, register = view.plan.settings, view.plan.register
    late = [row for row in view.rows if row.standing.is_late]
    opened = period_opened(settings.periods, view.on)
    silent: list[TaskRow] = []
    if timeline is not None and opened is not None:
        reported = timeline.reported
        silent = [row for row in _owed(view.rows) if reported.get(row.task.id, date.min) < opened]
    unreported = [row for row in _owed(view.rows) if not row.has_report]
    return Statistics(
        on=view.on,
        whole=tally("", words(say("The whole plan")), view.rows),
        tables=tuple((each, tuple(tally(g.key, g.title, g.rows) for g in groups(view, each, words))) for each in by),
        score=score(view),
        late=tuple(sorted(late, key=lambda row: (row.is_done, -row.standing.days_late))),
        waiting=_by_body([row for row in view.rows if row.task.progress.status is Status.WAITING], register, words),
        no_report=_by_agency(unreported, view, words),
        opened=opened,
        silent=_by_agency(silent, view, words),
        curve=timeline.curve if timeline is not None else (),
    )


def _owed(rows: Iterable[TaskRow]) -> Iterable[TaskRow]:
    return (row for row in rows if not row.is_done and row.standing.timeliness is not Timeliness.CLOSED)


# --- putting tasks together -----------------------------------------------------------------------


def groups(view: PlanView, by: By, words: Words) -> tuple[Group, ...]:
    """Return the tasks put together; where a task has several lead agencies, it is in the group of each."""
    match by:
        case By.AREA:
            return view.areas
        case By.AGENCY:
            return _by_agency(view.rows, view, words)
        case By.STATUS:
            found = [(each, [row for row in view.rows if row.task.progress.status is each]) for each in Status]
            return tuple(_group(each.value, words.name(each), rows) for each, rows in found if rows)
        case By.PERIOD:
            return _by_period(view, words)


def _group(key: str, title: str, rows: Iterable[TaskRow], label: str = "") -> Group:
    return Group(key=key, label=label or title, title=title, rows=tuple(rows))


def _by_agency(rows: Iterable[TaskRow], view: PlanView, words: Words) -> tuple[Group, ...]:
    register = view.plan.register
    found: dict[AgencyId, list[TaskRow]] = {}
    for row in rows:
        for id in answering(row.task, register, view.on) or (NO_AGENCY,):
            found.setdefault(id, []).append(row)
    nobody = words(say("Nobody is named"))
    made = [
        _group(id, register.name(id) if id else nobody, held, register.label(id) if id else nobody)
        for id, held in found.items()
    ]
    return tuple(sorted(made, key=lambda each: (not each.key, -len(each.rows), collation_key(each.title))))


def _by_body(rows: Iterable[TaskRow], register: Register, words: Words) -> tuple[Group, ...]:
    found: dict[str, list[TaskRow]] = {}
    for row in rows:
        found.setdefault(row.task.progress.awaiting, []).append(row)
    unnamed = words(say("Nobody is named"))
    made = [_group(body, register.name(AgencyId(body)) or unnamed, held) for body, held in found.items()]
    return tuple(sorted(made, key=lambda each: (not each.key, -len(each.rows), collation_key(each.title))))


def _by_period(view: PlanView, words: Words) -> tuple[Group, ...]:
    """Put each task into the first period whose cut-off comes no earlier than its due date."""
    periods = sorted(view.plan.settings.periods, key=lambda each: each.cut_off)
    found: dict[str, list[TaskRow]] = {each.id: [] for each in periods}
    later: list[TaskRow] = []
    none: list[TaskRow] = []
    for row in view.rows:
        due = row.task.schedule.last_due
        period = next((each for each in periods if due is not None and due <= each.cut_off), None)
        (none if due is None else later if period is None else found[period.id]).append(row)
    made = [
        _group(each.id, words(say("due by the cut-off of {period}", period=each.title)), found[each.id])
        for each in periods
    ]
    last = (
        _group("later", words(say("due after the last cut-off")), later),
        _group("none", words(say("without a due date")), none),
    )
    return (*made, *(each for each in last if each.rows))


def period_opened(periods: Iterable[Period], on: date) -> date | None:
    """Return the day the reporting under way began: the day after the last cut-off, else the first period's start."""
    periods = tuple(periods)
    past = [each.cut_off for each in periods if each.cut_off < on]
    if past:
        return max(past) + timedelta(days=1)
    return min((each.start for each in periods), default=None)


# --- the ladder and the curve ---------------------------------------------------------------------


def score(view: PlanView) -> Score:
    """Return the points the plan's ladder gives: those of the highest step the share done reaches.

    The plan's settings say of what the share is taken, and whether a task done late counts.
    """
    settings = view.plan.settings
    scoring = settings.scoring
    rows = [row for row in view.rows if scoring.denominator is Denominator.PLAN or row.standing.was_due]
    done = [row for row in rows if row.is_done]
    if not scoring.late_counts:
        done = [row for row in done if row.standing.timeliness is not Timeliness.DONE_LATE]
    steps = sorted(settings.ladder, key=lambda each: each.from_percent)
    reached = [each for each in steps if rows and len(done) * 100 >= each.from_percent * len(rows)]
    return Score(
        done=len(done),
        total=len(rows),
        denominator=scoring.denominator,
        late_counts=scoring.late_counts,
        step=reached[-1] if reached else None,
    )


def curve_point(day: date, tasks: Iterable[Task], settings: PlanSettings) -> CurvePoint:
    """Return the plan at the end of a day, as it then stood."""
    tasks = tuple(tasks)
    dues = [due for each in tasks if (due := each.schedule.last_due) is not None]
    return CurvePoint(
        day=day,
        total=len(tasks),
        done=sum(is_done(each, day, settings) for each in tasks),
        due=sum(due <= day for due in dues),
    )


Stage = tuple[date, Mapping[str, Task]]
"""The tasks of a plan by their records at the end of a day on which some changed."""


def curve(stages: Iterable[Stage], last: date, settings: PlanSettings) -> tuple[CurvePoint, ...]:
    """Return the curve of a plan up to the last day: a point for each day something changed, and each end of a month.

    ``stages`` come in the order of time; a mapping may be used again for the next one.
    """
    found: list[CurvePoint] = []
    held: tuple[Task, ...] = ()
    for day, tasks in stages:
        if day > last:
            break
        if found:
            ends = (each for each in month_ends(found[-1].day, day)[:-1] if each > found[-1].day)
            found += [curve_point(each, held, settings) for each in ends]
        held = tuple(tasks.values())
        point = curve_point(day, held, settings)
        found = [*found[:-1], point] if found and found[-1].day == day else [*found, point]
    if found and found[-1].day < last:
        ends = (each for each in month_ends(found[-1].day, last) if each > found[-1].day)
        found += [curve_point(each, held, settings) for each in ends]
    return tuple(found)


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """Return the last days of the months from the first day on, and at the end the last day itself."""
    ends = []
    end = month_bounds(first.year, first.month)[1]
    while end < last:
        ends.append(end)
        following = end + timedelta(days=1)
        end = month_bounds(following.year, following.month)[1]
    return (*ends, last)


# --- in words --------------------------------------------------------------------------------------


def summary(counts: Counts) -> tuple[Message, ...]:
    """Return the sentences that sum a plan up, every share with its denominator."""
    figures: dict[str, MessageValue] = {
        "due": counts.due,
        "done": counts.due_done,
        "in_time": counts.due_done_in_time,
        "late": counts.due_done_late,
        "overdue": counts.overdue,
    }
    due = say("due {due}: done {done} ({in_time} in time, {late} late), overdue {overdue}", **figures)
    if unknown := counts.due_done_date_unknown:
        due = say(
            "due {due}: done {done} ({in_time} in time, {late} late, {unknown} with no date told), overdue {overdue}",
            unknown=unknown,
            **figures,
        )
    return (
        say("done {share} of all tasks", share=share_of(counts.done, counts.total)),
        due,
        say(
            "due later {later}, without a due date {none}, without a report {silent}",
            later=counts.due_later,
            none=counts.no_due,
            silent=counts.no_report,
        ),
    )


def score_text(score: Score) -> tuple[Message, ...]:
    """Return the points of the ladder in words, with what the share is of; nothing where the plan has no ladder."""
    if score.step is None:
        return ()
    of = say("all tasks of the plan") if score.denominator is Denominator.PLAN else say("the tasks due")
    late = say("done late counts") if score.late_counts else say("done late does not count")
    return (
        say(
            "PAR Index ladder: {points} points for {share} of {of} ({late}); the step begins at {percent}%",
            points=score.step.points,
            share=share_of(score.done, score.total),
            of=of,
            late=late,
            percent=score.step.from_percent,
        ),
    )
