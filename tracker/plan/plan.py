"""The plan of one year: its settings, areas, tasks and agencies, and what could not be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from tracker.plan.agency import Register
from tracker.plan.document import Document
from tracker.plan.layout import USUAL_LAYOUT, Layout
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId, AreaNumber, TaskId
from tracker.plan.problem import Problem, Severity
from tracker.plan.saved_view import SavedView
from tracker.plan.task import Status, Task

_MOST_FIGURES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of the plan, known by its Roman numeral; ``slug`` names its folder."""

    number: AreaNumber
    title: str
    short: str = ""
    slug: str

    @property
    def label(self) -> str:
        """The title a narrow column shows."""
        return self.short or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A reporting period; data counts from ``start`` to ``cut_off``, and the report is sent by ``due``."""

    id: str
    title: str
    start: date
    cut_off: date
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the PAR Index ladder: from this percentage done on, this many points."""

    from_percent: int
    points: str


class Denominator(StrEnum):
    """What the share done is taken of: all tasks of the plan, or those that were due."""

    PLAN = "plan"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How the PAR Index share is counted: of what, and whether a task done late counts as done."""

    denominator: Denominator = Denominator.PLAN
    late_counts: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """Which role may edit which fields; ``fields`` are dotted keys or tables, ``tasks`` own or all."""

    role: str
    tasks: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """What ``plan.toml`` says of a plan year.

    ``cut_off`` is the day lateness is judged on; None means today in ``time_zone``. ``due_soon_days`` is the
    width of the "due soon" window. ``strict_before`` says whether "before 15/12" ends on 14/12. ``office`` names the
    agencies that keep the plan; where it is empty, everybody does.
    """

    year: int
    title: str
    short: str = ""
    decision: Document
    language: str = "vi"
    time_zone: str = "Asia/Ho_Chi_Minh"
    cut_off: date | None = None
    due_soon_days: int = 15
    strict_before: bool = True
    done: tuple[Status, ...] = (Status.DONE,)
    areas: tuple[Area, ...] = ()
    periods: tuple[Period, ...] = ()
    ladder: tuple[Step, ...] = ()
    scoring: Scoring = Scoring()
    layout: Layout = USUAL_LAYOUT
    rights: tuple[Right, ...] = ()
    views: tuple[SavedView, ...] = ()
    office: tuple[AgencyId, ...] = ()

    def area(self, number: str) -> Area | None:
        """Return the area with this numeral, or None."""
        return next((each for each in self.areas if each.number == number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRecord:
    """A record that could not be read: where it is, and why. ``id`` is as much as is known of its identity."""

    path: str
    problems: tuple[Problem, ...]
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsOf:
    """The commit a plan was read from, instead of the folder.

    ``when`` is when it was made, in the plan's time zone; ``on`` is the day the plan is judged on; ``name`` is the
    tag, branch or day by which it was asked for, empty for the id of a commit.
    """

    commit: str
    when: datetime
    on: date
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan year as it was read: one bad record never hides the good ones.

    ``tasks`` come in the order of the plan; ``problems`` are those of reading; ``paths`` and ``settings_path`` are
    seen from the work tree; ``lines`` has the line of each dotted key; ``read_only`` names the records of a newer
    format. ``as_of`` is None where the plan is that of the folder, and cannot be edited otherwise. ``unread`` counts
    the records that are still to be read, where a large plan is shown before all of it is there.
    """

    settings: PlanSettings
    register: Register
    tasks: tuple[Task, ...] = ()
    broken: tuple[BrokenRecord, ...] = ()
    problems: tuple[Problem, ...] = ()
    settings_path: str = ""
    paths: Mapping[TaskId, str] = field(default_factory=dict)
    lines: Mapping[TaskId, Mapping[str, int]] = field(default_factory=dict)
    read_only: frozenset[TaskId] = frozenset()
    as_of: AsOf | None = None
    unread: int = 0

    def __repr__(self) -> str:
        """Return which plan it is and how large; whatever is told of the values at hand need not tell all records."""
        return f"Plan({self.settings.year}, {len(self.tasks)} tasks)"

    @cached_property
    def by_id(self) -> dict[TaskId, Task]:
        """The tasks by id."""
        return {each.id: each for each in self.tasks}

    def task(self, id: str) -> Task:
        """Return the task with this id, however it is spelt: ``2022-III-03``, ``III-3``, ``iii.3``.

        Raises ``TrackerError`` with a hint where the plan has none.
        """
        found = self.by_id.get(self.full_id(id))
        if found is not None:
            return found
        for each in self.broken:
            if each.id and each.id == self.full_id(id):
                raise TrackerError(
                    say("the record of task {id} cannot be read: {path}.", id=each.id, path=each.path),
                    say("tracker check says what is wrong and on which line."),
                )
        raise TrackerError(say("the plan has no task {id}.", id=id), self._nearest(id))

    def full_id(self, text: str) -> TaskId:
        """Return the id a person may have meant: upper case, the plan year in front, two digits."""
        parts = text.strip().upper().replace(".", "-").split("-")
        if len(parts) == 2:
            parts.insert(0, f"{self.settings.year:04d}")
        if len(parts) == 3 and parts[2].isascii() and parts[2].isdigit() and len(parts[2]) < _MOST_FIGURES:
            parts[2] = f"{int(parts[2]):02d}"
        return TaskId("-".join(parts))

    def _nearest(self, id: str) -> Message:
        parts = self.full_id(id).split("-")
        year = parts[0] if len(parts) == 3 else ""
        if year.isascii() and year.isdigit() and len(year) == 4 and int(year) != self.settings.year:
            return say("that is a task of another plan: tracker --year {year}.", year=year)
        area = parts[1] if len(parts) == 3 else ""
        inside = [each for each in self.tasks if each.area == area]
        if inside:
            return say("area {area} ends at {last}.", area=area, last=inside[-1].id)
        return say("areas: {areas}.", areas=", ".join(each.number for each in self.settings.areas))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems of reading that fail a check."""
        return tuple(each for each in self.problems if each.severity is Severity.ERROR)
