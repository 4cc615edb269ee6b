"""Views: what will be shown of a plan on a day — rows, groups by area and by agency, and counts.

Everything here is computed from a ``Plan`` and a date; nothing is stored and nothing is drawn.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from tracker.plan.agency import Register
from tracker.plan.names import NO_AGENCY, AgencyId, AreaNumber, TaskId
from tracker.plan.plan import BrokenRecord, Plan
from tracker.plan.problem import Problem
from tracker.plan.searching import SearchIndex, SearchMemory
from tracker.plan.task import Task
from tracker.plan.text import collation_key
from tracker.plan.timeliness import Standing, Timeliness, has_report, is_done, standing


class Role(StrEnum):
    """How an agency takes part in a task."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    OTHER = "other"
    REPORTER = "reporter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An agency's part in a task; ``through`` is the group it takes part by, empty where it is named itself."""

    role: Role
    wording: str = ""
    through: AgencyId = NO_AGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task with how it stands on the day asked about."""

    task: Task
    standing: Standing
    has_report: bool
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many tasks of a set are what; the denominator of every share is ``total`` or ``due``.

    Due tasks are done, overdue, or due on this very day and still open.
    """

    total: int
    done: int
    due: int
    due_done: int
    due_done_in_time: int
    due_done_late: int
    overdue: int
    due_later: int
    no_due: int
    due_soon: int
    no_report: int

    @property
    def due_done_date_unknown(self) -> int:
        """How many of the due tasks are done, and nobody told when."""
        return self.due_done - self.due_done_in_time - self.due_done_late


@dataclass(frozen=True, kw_only=True)
class Group:
    """An area or agency with its rows; ``direct`` counts the rows in which an agency is named itself."""

    key: str
    label: str
    title: str
    rows: tuple[TaskRow, ...]
    direct: int = 0

    def __repr__(self) -> str:
        """Return which group it is and how large."""
        return f"Group({self.key!r}, {len(self.rows)} rows)"

    @cached_property
    def counts(self) -> Counts:
        """The counts over the rows."""
        return count(self.rows)


def count(rows: Iterable[TaskRow]) -> Counts:
    """Return the counts over the rows.

    A task is due when its due date has come on or before the day; a closed task (withdrawn, merged, carried
    over) is in the total alone.
    """
    rows = tuple(rows)
    open_rows = [row for row in rows if row.standing.timeliness is not Timeliness.CLOSED]
    due = [row for row in open_rows if row.standing.was_due]
    return Counts(
        total=len(rows),
        done=sum(row.is_done for row in rows),
        due=len(due),
        due_done=sum(row.is_done for row in due),
        due_done_in_time=sum(row.standing.timeliness is Timeliness.DONE_IN_TIME for row in due),
        due_done_late=sum(row.standing.timeliness is Timeliness.DONE_LATE for row in due),
        overdue=sum(row.standing.timeliness is Timeliness.OVERDUE for row in open_rows),
        due_later=sum(row.standing.due is not None and not row.standing.was_due for row in open_rows),
        no_due=sum(row.standing.due is None for row in open_rows),
        due_soon=sum(row.standing.timeliness is Timeliness.DUE_SOON for row in rows),
        no_report=sum(not row.has_report for row in rows),
    )


def named_agencies(task: Task) -> tuple[tuple[AgencyId, Role, str], ...]:
    """Return every agency and group the assignment names, with the role and its wording."""
    assigned = task.assignment
    reporter = ((assigned.reporter, Role.REPORTER, ""),) if assigned.reporter else ()
    return (
        *((each, Role.LEAD, "") for each in assigned.lead),
        *((each, Role.COORDINATING, "") for each in assigned.coordinating),
        *((each.agency, Role.OTHER, each.role) for each in assigned.others),
        *reporter,
    )


def parts(task: Task, agency: AgencyId, register: Register, on: date) -> tuple[Part, ...]:
    """Return every part the agency has in the task on the day, by name first and then through groups.

    An agency that took over from one that is named has its part; groups are resolved at the day.
    """
    named = named_agencies(task)
    direct = [
        Part(role=role, wording=wording)
        for id, role, wording in named
        if id == agency or agency in register.current(id, on)
    ]
    through = [
        Part(role=role, wording=wording, through=id)
        for id, role, wording in named
        if id != agency
        and (group := register.get(id)) is not None
        and group.is_group
        and agency in register.members(id, on)
    ]
    return (*direct, *through)


@dataclass(frozen=True, kw_only=True)
class PlanView:
    """A plan on a day: its rows, areas, agencies and counts.

    ``memory`` is that of views of the same plan. ``is_checked`` is false while the problems are not those of this plan
    yet: a large plan is shown before it has been checked.
    """

    plan: Plan
    on: date
    problems: tuple[Problem, ...] = field(default=())
    is_checked: bool = True
    memory: SearchMemory = field(default_factory=SearchMemory, repr=False, compare=False)

    def __repr__(self) -> str:
        """Return which plan it is, and the day."""
        return f"PlanView({self.plan!r}, {self.on})"

    def with_problems(self, problems: tuple[Problem, ...]) -> "PlanView":
        """Return the view with what the check found; what has been computed of the plan is kept."""
        checked = replace(self, problems=problems, is_checked=True)
        kept = {name: value for name, value in vars(self).items() if name not in (*vars(checked), "problems_by_task")}
        vars(checked).update(kept)
        return checked

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The plan years the tasks are of: one, but where several plans are shown side by side."""
        return (self.plan.settings.year,)

    def of(self, key: str) -> "PlanView":  # noqa: ARG002 - several plans side by side ask
        """Return the plan a task, or a broken record by its path, belongs to: this one, where it is one plan."""
        return self

    @cached_property
    def search(self) -> SearchIndex:
        """The tasks made ready to be searched."""
        return self.memory.index(self.plan.tasks, self.plan.register)

    @cached_property
    def rows(self) -> tuple[TaskRow, ...]:
        """All tasks in the order of the plan."""
        settings = self.plan.settings
        return tuple(
            TaskRow(
                task=each,
                standing=standing(each, self.on, settings),
                has_report=has_report(each),
                is_done=is_done(each, self.on, settings),
            )
            for each in self.plan.tasks
        )

    @cached_property
    def row_by_id(self) -> dict[TaskId, TaskRow]:
        """The rows by task id."""
        return {row.task.id: row for row in self.rows}

    @cached_property
    def broken_by_path(self) -> dict[str, BrokenRecord]:
        """The records that cannot be read, by path."""
        return {each.path: each for each in self.plan.broken}

    @cached_property
    def counts(self) -> Counts:
        """The counts over the whole plan."""
        return count(self.rows)

    @cached_property
    def problems_by_task(self) -> dict[str, tuple[Problem, ...]]:
        """The problems of each task."""
        found: dict[str, list[Problem]] = {}
        for each in self.problems:
            if each.subject:
                found.setdefault(each.subject, []).append(each)
        return {id: tuple(each) for id, each in found.items()}

    @cached_property
    def areas(self) -> tuple[Group, ...]:
        """The areas in the order of the plan, those without tasks too."""
        by_area: dict[AreaNumber, list[TaskRow]] = {each.number: [] for each in self.plan.settings.areas}
        for row in self.rows:
            by_area.setdefault(row.task.area, []).append(row)
        groups = []
        for number, rows in by_area.items():
            area = self.plan.settings.area(number)
            groups.append(
                Group(
                    key=number,
                    label=f"{number} {area.label}" if area else number,
                    title=f"{number} {area.title}" if area else number,
                    rows=tuple(rows),
                )
            )
        return tuple(groups)

    @cached_property
    def parts_by_agency(self) -> "PartsByAgency":
        """For each agency that takes part in some task, its parts in each."""
        return PartsByAgency(self.plan, self.on)

    def named_for(self, agency: AgencyId) -> frozenset[AgencyId]:
        """Return every agency and group a task may name so that this agency has a part in it on the day.

        They are itself, those it succeeded, and the groups it is a member of; the same as ``parts`` asks of each.
        """
        found = self._named_for.get(agency)
        if found is None:
            register = self.plan.register
            found = frozenset(
                {
                    agency,
                    *(
                        id
                        for id, each in register.agencies.items()
                        if agency in register.current(id, self.on)
                        or (each.is_group and agency in register.members(id, self.on))
                    ),
                }
            )
            self._named_for[agency] = found
        return found

    @cached_property
    def _named_for(self) -> dict[AgencyId, frozenset[AgencyId]]:
        return {}

    @cached_property
    def task_counts(self) -> dict[AgencyId, int]:
        """How many tasks name each agency itself."""
        found: dict[AgencyId, int] = {}
        for task in self.plan.tasks:
            assigned = task.assignment
            named = {*assigned.lead, *assigned.coordinating, *(each.agency for each in assigned.others)}
            for id in {*named, assigned.reporter} - {NO_AGENCY}:
                found[id] = found.get(id, 0) + 1
        return found

    @cached_property
    def agencies(self) -> tuple[Group, ...]:
        """The agencies that take part in some task: those named themselves first, most tasks first, then groups."""
        register = self.plan.register
        rows: dict[AgencyId, list[TaskRow]] = {}
        direct: dict[AgencyId, int] = {}
        for row in self.rows:
            for id, held in self.parts_by_agency.of(row.task).items():
                rows.setdefault(id, []).append(row)
                direct[id] = direct.get(id, 0) + (not held[0].through)
        groups = []
        for id, taken in rows.items():
            agency = register.get(id)
            group = Group(
                key=id, label=register.label(id), title=register.name(id), rows=tuple(taken), direct=direct[id]
            )
            order = (agency is None or agency.is_group, not group.direct, -group.direct, collation_key(group.title))
            groups.append((order, group))
        return tuple(group for _, group in sorted(groups, key=lambda each: each[0]))


class PartsByAgency(Mapping[AgencyId, Mapping[TaskId, tuple[Part, ...]]]):
    """The parts of every agency in every task of a plan on a day; tasks assigned alike are resolved once."""

    def __init__(self, plan: Plan, on: date) -> None:
        self._plan = plan
        self._on = on
        self._alike: dict[object, dict[AgencyId, tuple[Part, ...]]] = {}
        self._resolved: dict[AgencyId, tuple[tuple[AgencyId, ...], tuple[AgencyId, ...]]] = {}
        self._agencies = {id: None for task in plan.tasks for id in self.of(task)}
        self._asked: dict[AgencyId, dict[TaskId, tuple[Part, ...]]] = {}

    def of(self, task: Task) -> Mapping[AgencyId, tuple[Part, ...]]:
        """Return the parts of every agency that has one in the task, its own before those through groups."""
        assigned = task.assignment
        alike = (assigned.lead, assigned.coordinating, assigned.others, assigned.reporter)
        found = self._alike.get(alike)
        if found is None:
            found = self._alike[alike] = self._parts(task)
        return found

    def _parts(self, task: Task) -> dict[AgencyId, tuple[Part, ...]]:
        direct: dict[AgencyId, tuple[Part, ...]] = {}
        through: dict[AgencyId, tuple[Part, ...]] = {}
        for id, role, wording in named_agencies(task):
            heirs, members = self._stand_for(id)
            for agency in heirs:
                direct[agency] = (*direct.get(agency, ()), Part(role=role, wording=wording))
            for agency in members:
                through[agency] = (*through.get(agency, ()), Part(role=role, wording=wording, through=id))
        return {agency: (*direct.get(agency, ()), *through.get(agency, ())) for agency in {**direct, **through}}

    def _stand_for(self, id: AgencyId) -> tuple[tuple[AgencyId, ...], tuple[AgencyId, ...]]:
        """Return who has the part of the agency itself, and who has it because a group is named."""
        found = self._resolved.get(id)
        if found is None:
            register = self._plan.register
            group = register.get(id)
            members = register.members(id, self._on) if group is not None and group.is_group else ()
            heirs = tuple(dict.fromkeys((id, *register.current(id, self._on))))
            found = self._resolved[id] = (heirs, tuple(sorted(each for each in members if each != id)))
        return found

    def __getitem__(self, agency: AgencyId) -> Mapping[TaskId, tuple[Part, ...]]:
        """Return the parts of the agency by task."""
        if agency not in self._asked:
            if agency not in self._agencies:
                raise KeyError(agency)
            tasks = self._plan.tasks
            self._asked[agency] = {each.id: held for each in tasks if (held := self.of(each).get(agency))}
        return self._asked[agency]

    def __iter__(self) -> Iterator[AgencyId]:
        """Yield the agencies."""
        return iter(self._agencies)

    def __len__(self) -> int:
        """Return how many agencies take part."""
        return len(self._agencies)
