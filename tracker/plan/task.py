"""A task of the plan: what is to be done, by when, by whom, and how far it is.

Everything here is a frozen value that compares by content. Nothing is stored that can be derived: lateness
comes from ``due``, ``completed`` and the day asked about (``tracker.plan.timeliness``).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.plan.document import Document
from tracker.plan.names import NO_AGENCY, AgencyId, AreaNumber, TaskId, TaskPlace, task_place


class Status(StrEnum):
    """How far a task is, as somebody entered it."""

    NOT_STARTED = "not-started"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    WAITING = "waiting"
    PAUSED = "paused"
    CARRIED_OVER = "carried-over"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class ScheduleKind(StrEnum):
    """What sort of schedule a plan's wording gives (domain forms of a plan's "Tiến độ" column)."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    RANGE = "range"
    FROM = "from"
    RECURRING = "recurring"
    EXTERNAL = "external"
    PER_REGULATION = "per-regulation"
    ON_DEMAND = "on-demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A later due date granted by a decision; the first due date stays in the schedule."""

    due: date
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a task is to be done: the plan's wording, and what it means in dates.

    ``start`` informs; ``due`` is the last day in time. Both are None where the wording gives none.
    """

    text: str
    kind: ScheduleKind
    start: date | None = None
    due: date | None = None
    condition: str = ""
    extensions: tuple[Extension, ...] = ()

    @property
    def last_due(self) -> date | None:
        """The due date in force: the latest extension, else the first due date."""
        return self.extensions[-1].due if self.extensions else self.due


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRole:
    """A role beside leading and coordinating, in the plan's words ("thẩm định")."""

    agency: AgencyId
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who does a task: the plan's wording and the agencies read from it.

    ``reporter`` answers for a task that only groups lead; it is empty where a lead answers.
    """

    text: str
    lead: tuple[AgencyId, ...] = ()
    coordinating: tuple[AgencyId, ...] = ()
    others: tuple[OtherRole, ...] = ()
    reporter: AgencyId = NO_AGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a task is: what an agency reports.

    ``percent`` is 0 to 100 where the agency states one; ``completed`` is the date of the product and not of
    the report; ``awaiting`` names the body awaited where the status is waiting. ``result``, ``obstacle`` and
    ``proposal`` hold one fact a line.
    """

    status: Status = Status.NOT_STARTED
    percent: int | None = None
    completed: date | None = None
    awaiting: str = ""
    result: str = ""
    obstacle: str = ""
    proposal: str = ""
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task as the plan knows it, free of files and commits.

    ``source`` names the document and row it comes from; ``basis`` holds the documents it rests on, while the
    evidence of what was done stands in ``progress.documents``.
    """

    id: TaskId
    title: str
    product: str
    source: str = ""
    basis: tuple[Document, ...] = ()
    schedule: Schedule
    assignment: Assignment
    progress: Progress = Progress()

    @property
    def place(self) -> TaskPlace:
        """The plan year, area and number the id stands for."""
        place = task_place(self.id)
        if place is None:
            raise ValueError(self.id)
        return place

    @property
    def area(self) -> AreaNumber:
        """The numeral of the area the task belongs to."""
        return AreaNumber(self.id.split("-")[1])

    @property
    def number(self) -> str:
        """The number as the plan prints it with its area: ``III.3``."""
        _, area, number = self.id.split("-")
        return f"{area}.{int(number)}"

    @property
    def headline(self) -> str:
        """The title on one line."""
        return " ".join(self.title.split())
