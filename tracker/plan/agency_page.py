"""The page of an agency or an area: who it is, its tasks by role, how they stand, and how long nobody has said a word.

``changes`` is the last commit of each record, where history has been read; without it nobody is called silent.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from tracker.plan.agency import Agency, AgencyKind, Register
from tracker.plan.dates import date_text, share_of
from tracker.plan.history import LastChange
from tracker.plan.message import Message, say
from tracker.plan.names import NO_AGENCY, AgencyId, TaskId
from tracker.plan.owing import answering
from tracker.plan.plan import Area
from tracker.plan.statistics import period_opened
from tracker.plan.task import Status
from tracker.plan.text import collation_key
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import Counts, Part, PlanView, Role, TaskRow, count
from tracker.plan.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the register says of an agency: a text, or other agencies."""

    title: Message
    text: str = ""
    agencies: tuple[Agency, ...] = ()


Changes = Mapping[TaskId, LastChange]
"""The last change of each record."""

MOST_NAMED = 15
"""How many tasks a sentence names one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How a set of tasks stands.

    ``unreported`` have no result; ``silent`` are the open ones whose record nobody has changed since ``opened``, the
    day the reporting under way began: None where that day or history is not known. ``last`` is the newest change of
    any of them.
    """

    rows: tuple[TaskRow, ...]
    waiting: tuple[TaskRow, ...]
    unreported: tuple[TaskRow, ...]
    opened: date | None
    silent: tuple[TaskRow, ...] | None
    last: tuple[TaskRow, LastChange] | None

    @property
    def counts(self) -> Counts:
        """The counts over the tasks."""
        return count(self.rows)

    @property
    def overdue(self) -> tuple[TaskRow, ...]:
        """The overdue tasks, the latest first."""
        late = (row for row in self.rows if row.standing.timeliness is Timeliness.OVERDUE)
        return tuple(sorted(late, key=lambda row: -row.standing.days_late))

    @property
    def due_soon(self) -> tuple[TaskRow, ...]:
        """The tasks that are due soon."""
        return tuple(row for row in self.rows if row.standing.timeliness is Timeliness.DUE_SOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """A task on a page; ``part`` is the part the agency has in it, None on the page of an area."""

    row: TaskRow
    part: Part | None
    last: LastChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """Tasks of one role an agency has, itself or through one group; or on an area's page of the same leads."""

    key: str
    role: Role
    through: AgencyId
    leads: tuple[AgencyId, ...]
    tasks: tuple[PageTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPage:
    """What there is to say of an agency.

    It takes over from those in ``former``, and those in ``later`` from it, each with the ones before or after.
    ``own`` are the tasks it answers for, ``whole`` all in which it has a part.
    """

    agency: Agency
    former: tuple[Agency, ...]
    later: tuple[Agency, ...]
    groups: tuple[Agency, ...]
    members: tuple[Agency, ...]
    own: Work
    whole: Work
    sections: tuple[PageSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPage:
    """What there is to say of an area: how its tasks stand, and which agencies lead them."""

    area: Area
    whole: Work
    sections: tuple[PageSection, ...]


def agency_page(view: PlanView, id: AgencyId, changes: Changes | None = None) -> AgencyPage:
    """Return the page of an agency on the day of the view; one the register does not know is known by its id."""
    register = view.plan.register
    held = view.parts_by_agency.get(id, {})
    rows = tuple(row for row in view.rows if row.task.id in held)
    own = tuple(row for row in rows if id in answering(row.task, register, view.on))
    members = [register.get(each) for each in register.members(id, view.on)]
    return AgencyPage(
        agency=register.get(id) or Agency(id=id, name=id, kind=AgencyKind.OUTSIDE),
        former=_line(id, register, partial(_former, register)),
        later=_line(id, register, partial(_later, register)),
        groups=_sorted(
            each for each in register.agencies.values() if each.is_group and id in register.members(each.id, view.on)
        ),
        members=_sorted(each for each in members if each is not None),
        own=work(own, view, changes),
        whole=work(rows, view, changes),
        sections=_by_role(rows, held, register, changes or {}),
    )


def area_page(view: PlanView, area: Area, changes: Changes | None = None) -> AreaPage:
    """Return the page of an area on the day of the view."""
    rows = tuple(row for row in view.rows if row.task.area == area.number)
    return AreaPage(area=area, whole=work(rows, view, changes), sections=_by_leads(rows, changes or {}))


def work(rows: Iterable[TaskRow], view: PlanView, changes: Changes | None) -> Work:
    """Return how the tasks stand."""
    rows = tuple(rows)
    opened = period_opened(view.plan.settings.periods, view.on)
    silent = None
    if changes is not None and opened is not None:
        silent = tuple(row for row in rows if is_owed(row) and not _has_spoken(row, changes, opened))
    touched = [(row, changes[row.task.id]) for row in rows if changes is not None and row.task.id in changes]
    return Work(
        rows=rows,
        waiting=tuple(row for row in rows if row.task.progress.status is Status.WAITING),
        unreported=tuple(row for row in rows if not row.has_report),
        opened=opened,
        silent=silent,
        last=max(touched, key=lambda each: each[1].when, default=None),
    )


def is_owed(row: TaskRow) -> bool:
    """Tell whether the task is still owed: neither done nor closed."""
    return not row.is_done and row.standing.timeliness is not Timeliness.CLOSED


def _has_spoken(row: TaskRow, changes: Changes, opened: date) -> bool:
    last = changes.get(row.task.id)
    return last is not None and last.when.date() >= opened


# --- who an agency was and will be ----------------------------------------------------------------


def _former(register: Register, id: AgencyId) -> tuple[AgencyId, ...]:
    return register.predecessors(id)


def _later(register: Register, id: AgencyId) -> tuple[AgencyId, ...]:
    agency = register.get(id)
    return agency.successors if agency is not None else ()


def _line(id: AgencyId, register: Register, step: "partial[tuple[AgencyId, ...]]") -> tuple[Agency, ...]:
    """Return the agencies reached by the step again and again, the nearest first, each once."""
    found: list[AgencyId] = []
    waiting = [id]
    while waiting:
        for each in step(waiting.pop(0)):
            if each != id and each not in found:
                found.append(each)
                waiting.append(each)
    return tuple(agency for each in found if (agency := register.get(each)) is not None)


def _sorted(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    return tuple(sorted(agencies, key=lambda each: collation_key(each.name)))


# --- sections -------------------------------------------------------------------------------------


def _by_role(
    rows: Iterable[TaskRow], held: Mapping[TaskId, tuple[Part, ...]], register: Register, changes: Changes
) -> tuple[PageSection, ...]:
    """Put the tasks together by role: those in which the agency is named itself first, then those through groups."""
    found: dict[tuple[Role, AgencyId], list[PageTask]] = {}
    for row in rows:
        for part in held[row.task.id]:
            entry = PageTask(row=row, part=part, last=changes.get(row.task.id))
            found.setdefault((part.role, part.through), []).append(entry)
    roles = list(Role)
    order = sorted(found, key=lambda each: (bool(each[1]), roles.index(each[0]), collation_key(register.name(each[1]))))
    return tuple(
        PageSection(
            key=f"{role}:{through}" if through else role.value,
            role=role,
            through=through,
            leads=(),
            tasks=tuple(found[role, through]),
        )
        for role, through in order
    )


def _by_leads(rows: Iterable[TaskRow], changes: Changes) -> tuple[PageSection, ...]:
    """Put the tasks together by who leads them, most tasks first."""
    found: dict[tuple[AgencyId, ...], list[PageTask]] = {}
    for row in rows:
        entry = PageTask(row=row, part=None, last=changes.get(row.task.id))
        found.setdefault(row.task.assignment.lead, []).append(entry)
    return tuple(
        PageSection(key="+".join(leads), role=Role.LEAD, through=NO_AGENCY, leads=leads, tasks=tuple(tasks))
        for leads, tasks in sorted(found.items(), key=lambda each: -len(each[1]))
    )


# --- in words -------------------------------------------------------------------------------------


def section_title(section: PageSection, register: Register, words: Words) -> str:
    """Return what a section is called: the role and the group it is through, or the agencies that lead."""
    if section.leads:
        return "; ".join(register.name(each) for each in section.leads)
    if section.through:
        return words(say("{role}, through {group}", role=section.role, group=register.name(section.through)))
    return words.name(section.role)


def facts(page: AgencyPage, register: Register, words: Words) -> tuple[Fact, ...]:
    """Return what the register says of the agency; what is empty is left out."""
    agency = page.agency
    parent = register.get(agency.parent)
    told = (
        Fact(title=say("kind"), text=words.name(agency.kind)),
        Fact(title=say("short names"), text=", ".join(agency.short)),
        Fact(title=say("symbols"), text=", ".join(agency.symbols)),
        Fact(title=say("other spellings"), text=", ".join(agency.aliases)),
        Fact(title=say("valid"), text=_valid(agency, words)),
        Fact(title=say("belongs to"), agencies=(parent,) if parent is not None else ()),
        Fact(title=say("takes over from"), agencies=page.former),
        Fact(title=say("taken over by"), agencies=page.later),
        Fact(title=say("in the groups"), agencies=page.groups),
        Fact(title=say("speaks through"), text=", ".join(agency.identities)),
    )
    return tuple(each for each in told if each.text or each.agencies)


def named_agency(agency: Agency, words: Words) -> str:
    """Return the name of an agency with its first and last day, where it has them."""
    days = _valid(agency, words)
    return f"{agency.name} ({days})" if days else agency.name


def _valid(agency: Agency, words: Words) -> str:
    first, last = agency.valid_from, agency.valid_to
    if first is not None and last is not None:
        return words(say("from {first} to {last}", first=first, last=last))
    if first is not None:
        return words(say("from {day}", day=first))
    return words(say("to {day}", day=last)) if last is not None else ""


def work_sentences(done: Work) -> Iterator[Message]:
    """Give what there is to say of the tasks, every share with its denominator."""
    counts = done.counts
    yield say(
        "done {all} of all, {due} of those due",
        all=share_of(counts.done, counts.total),
        due=share_of(counts.due_done, counts.due),
    )
    lists: list[tuple[tuple[TaskRow, ...], Message]] = [
        (done.overdue, say("overdue")),
        (done.due_soon, say("due soon")),
        (done.waiting, say("waiting for a higher level")),
        (done.unreported, say("without a report")),
    ]
    if done.silent is not None and done.opened is not None:
        lists.append((done.silent, say("not updated since {day}", day=done.opened)))
    for rows, title in lists:
        if rows:
            yield say("{title} {count}: {tasks}", title=title, count=len(rows), tasks=_numbers(rows))
        else:
            yield say("{title} {count}", title=title, count=0)
    if done.last is not None:
        row, change = done.last
        yield say(
            "last change {day}, {author}: {subject} ({task})",
            day=change.when.date(),
            author=change.author,
            subject=change.subject,
            task=row.task.number,
        )


def _numbers(rows: tuple[TaskRow, ...]) -> str:
    named = [row.task.number for row in rows[:MOST_NAMED]]
    return ", ".join([*named, "…"] if len(rows) > MOST_NAMED else named)


def change_text(change: LastChange | None) -> str:
    """Return when and by whom a record was changed last."""
    if change is None:
        return ""
    return f"{date_text(change.when.date())} {change.author}"
