"""Rules: who may change what in a plan, and why; the one place that says so.

The office changes everything. An agency changes what the plan's ``rights`` give it: as a rule the progress of the
tasks it leads, coordinates or reports on. What an agency sends must also be whole: a task that is done has a date and
a document, one that waits names the body awaited. The office is held to the same by warnings alone, because it may
have to enter what it was told. Where the plan names no office, everybody is the office.

Rights are read from the plan as it stood before the change, so that nobody gains a right by the change itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.plan.agency import Register
from tracker.plan.check import TASK_RULES
from tracker.plan.fields import FIELDS, Change, Field, changes
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import Plan, PlanSettings, Right
from tracker.plan.problem import Problem
from tracker.plan.task import Task
from tracker.plan.view import Role, parts

USUAL_RIGHTS = (
    Right(
        role="office", tasks="all", fields=("title", "product", "source", "basis", "schedule", "assignment", "progress")
    ),
    Right(role="agency", tasks="own", fields=("progress",)),
)
"""The rights of a plan whose settings give none."""

OWN = (Role.LEAD, Role.COORDINATING, Role.REPORTER)
"""The parts that make a task an agency's own; who only appraises it does not report on it."""

DEMANDS: dict[str, tuple[str, ...]] = {
    "done-without-date": ("progress.status", "progress.completed"),
    "done-without-document": ("progress.status", "progress.documents"),
    "date-without-done": ("progress.status", "progress.completed"),
    "completed-later": ("progress.completed",),
    "percent-disagrees": ("progress.status", "progress.percent"),
    "waiting-for-nobody": ("progress.status", "progress.awaiting"),
    "awaits-without-waiting": ("progress.status", "progress.awaiting"),
    "no-such-date": ("progress.result",),
}
"""The checks a change of an agency must pass, and the fields whose change can break each."""


class ActorRole(StrEnum):
    """What a person is to the plan."""

    OFFICE = "office"
    AGENCY = "agency"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes something: the office, one or several agencies, or somebody the register does not know.

    ``name`` is what they are known by here: an address, a key or the id of an agency.
    """

    role: ActorRole
    agencies: tuple[AgencyId, ...] = ()
    name: str = ""


EVERYBODY = Actor(role=ActorRole.OFFICE)
"""Anyone, in a plan that names no office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether one change is allowed, by which rule and why.

    ``change`` is None where a whole task is added or removed.
    """

    id: TaskId
    allowed: bool
    rule: str
    reason: Message
    change: Change | None = None

    @property
    def field(self) -> Field | None:
        """The field the change is about."""
        return self.change.field if self.change is not None else None


class Forbidden(TrackerError):
    """A change that a rule forbids; ``verdicts`` are those that refuse it."""

    def __init__(self, verdicts: tuple[Verdict, ...]) -> None:
        first = verdicts[0]
        super().__init__(
            say("{id}: {reason}", id=first.id, reason=first.reason),
            say("the office can make the change, or give your agency its part in the task."),
        )
        self.verdicts = verdicts


def speaker(agency: AgencyId, settings: PlanSettings) -> Actor:
    """Return who speaks for the agency: the office where the agency keeps the plan, or where none is named."""
    if not settings.office or agency in settings.office:
        return Actor(role=ActorRole.OFFICE, agencies=(agency,), name=agency)
    return Actor(role=ActorRole.AGENCY, agencies=(agency,), name=agency)


def known_by(identities: Iterable[str], settings: PlanSettings, register: Register) -> Actor:
    """Return who the person with one of these addresses or keys is.

    Where no agency of the office has an identity, nobody can be told apart, and everybody is the office.
    """
    given = tuple(each.strip() for each in identities if each.strip())
    name = given[0] if given else ""
    office = [register.get(each) for each in settings.office]
    if not any(each is not None and each.identities for each in office):
        return Actor(role=ActorRole.OFFICE, name=name)
    wanted = {each.casefold() for each in given}
    agencies = tuple(
        each.id for each in register.agencies.values() if wanted & {held.strip().casefold() for held in each.identities}
    )
    if any(each in settings.office for each in agencies):
        return Actor(role=ActorRole.OFFICE, agencies=agencies, name=name)
    return Actor(role=ActorRole.AGENCY if agencies else ActorRole.STRANGER, agencies=agencies, name=name)


def verdicts(before: Task | None, after: Task | None, *, actor: Actor, plan: Plan, on: date) -> tuple[Verdict, ...]:
    """Return a verdict on each field in which the task differs; ``plan`` is the one that counts, ``on`` today.

    Whose task it is the plan says, and not the version somebody started from. Without ``before`` the task is added,
    without ``after`` removed: one verdict is then on the whole.
    """
    if before is None or after is None:
        return _of_the_whole(before, after, actor)
    held = plan.by_id.get(before.id, before)
    unmet = _unmet(before, after, plan, on) if actor.role is ActorRole.AGENCY else ()
    found = []
    for change in changes(before, after):
        verdict = right(held, change.field, actor=actor, plan=plan, on=on, change=change)
        broken = next((each for each in unmet if change.field.key in DEMANDS[each.rule]), None)
        if verdict.allowed and broken is not None:
            verdict = Verdict(id=before.id, allowed=False, rule=broken.rule, reason=broken.message, change=change)
        found.append(verdict)
    return tuple(found)


def right(task: Task, field: Field, *, actor: Actor, plan: Plan, on: date, change: Change | None = None) -> Verdict:
    """Return whether the actor may change the field of the task at all, whatever to."""
    change = change or Change(field=field, old=field.value(task), new=field.value(task))
    if field.key == "id":
        return Verdict(
            id=task.id, allowed=False, rule="id-fixed", reason=say("the id of a task never changes."), change=change
        )
    if actor.role is ActorRole.STRANGER:
        return Verdict(id=task.id, allowed=False, rule="unknown-person", reason=_unknown(actor), change=change)
    given = [each for each in plan.settings.rights or USUAL_RIGHTS if each.role == actor.role.value]
    covering = [each for each in given if _covers(each, field)]
    if actor.role is ActorRole.OFFICE and not given:
        covering = [USUAL_RIGHTS[0]]
    if not covering:
        return Verdict(
            id=task.id,
            allowed=False,
            rule="office-field",
            reason=say("{field} is the office's to change.", field=field.title),
            change=change,
        )
    for each in covering:
        if each.tasks == "all" or is_own(task, actor.agencies, plan.register, on):
            return Verdict(
                id=task.id,
                allowed=True,
                rule=f"{each.role}-{each.tasks}",
                reason=say("the office keeps the plan.")
                if actor.role is ActorRole.OFFICE
                else say("it is a task of the agency's own."),
                change=change,
            )
    return Verdict(
        id=task.id,
        allowed=False,
        rule="not-own-task",
        reason=say(
            "{agency} neither leads nor coordinates nor reports on this task.",
            agency=", ".join(plan.register.name(each) for each in actor.agencies),
        ),
        change=change,
    )


def forbidden(task: Task, *, actor: Actor, plan: Plan, on: date) -> dict[str, Message]:
    """Return the reason for each field of the task, by its key, that the actor may not change."""
    found = (right(task, each, actor=actor, plan=plan, on=on) for each in FIELDS[1:])
    return {each.field.key: each.reason for each in found if not each.allowed and each.field is not None}


def is_own(task: Task, agencies: Iterable[AgencyId], register: Register, on: date) -> bool:
    """Tell whether one of the agencies leads, coordinates or reports on the task, by name, as heir or in a group."""
    return any(part.role in OWN for each in agencies for part in parts(task, each, register, on))


def refused(found: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts that refuse."""
    return tuple(each for each in found if not each.allowed)


def _covers(right: Right, field: Field) -> bool:
    return any(field.key == each or field.key.startswith(f"{each}.") for each in right.fields)


def _of_the_whole(before: Task | None, after: Task | None, actor: Actor) -> tuple[Verdict, ...]:
    task = after or before
    if task is None:
        return ()
    allowed = actor.role is ActorRole.OFFICE
    if allowed:
        reason = say("the office keeps the plan.")
    elif actor.role is ActorRole.STRANGER:
        reason = _unknown(actor)
    elif before is None:
        reason = say("tasks are added by the office.")
    else:
        reason = say("tasks are removed by the office.")
    rule = "task-added" if before is None else "task-removed"
    return (Verdict(id=task.id, allowed=allowed, rule=rule, reason=reason),)


def _unknown(actor: Actor) -> Message:
    return say("{person} speaks for no agency of the register.", person=actor.name or '""')


def _unmet(before: Task, after: Task, plan: Plan, on: date) -> tuple[Problem, ...]:
    """Return the demands the task meets no longer, or never met and was changed in."""
    changed = {each.field.key for each in changes(before, after)}
    return tuple(
        problem
        for rule in TASK_RULES
        for problem in rule(after, plan, on)
        if changed & set(DEMANDS.get(problem.rule, ()))
    )
