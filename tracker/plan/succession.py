"""Succession: who takes over the open tasks of agencies that have ended, as edits to look at before they are made.

The plan's own wording of an assignment stays as it is; only the agencies read from it change. Old reports keep the
old names, because they are printed from the plan as it stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from tracker.plan.agency import Register
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.message import Message, say
from tracker.plan.names import NO_AGENCY, AgencyId, TaskId
from tracker.plan.plan import Plan
from tracker.plan.task import Assignment, Task
from tracker.plan.timeliness import CLOSED

_FIELDS = tuple(FIELD_BY_KEY[f"assignment.{name}"] for name in ("lead", "coordinating", "others", "reporter"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heirs:
    """An agency that has ended: who takes over, and who else could, where it was divided."""

    agency: AgencyId
    chosen: AgencyId
    others: tuple[AgencyId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One task that goes to other agencies: the edit of its assignment, and who follows whom."""

    task: TaskId
    edit: Edit
    heirs: tuple[Heirs, ...]


def heirs(register: Register, on: date, choices: Mapping[AgencyId, AgencyId]) -> dict[AgencyId, Heirs]:
    """Return for each agency that has ended by the day who takes over; without a choice the first one named does.

    Groups are left alone: they are resolved at the day they are asked about.
    """
    found: dict[AgencyId, Heirs] = {}
    for agency in register.agencies.values():
        current = register.current(agency.id, on)
        if agency.is_group or current == (agency.id,):
            continue
        chosen = choices.get(agency.id, current[0])
        found[agency.id] = Heirs(
            agency=agency.id, chosen=chosen, others=tuple(each for each in current if each != chosen)
        )
    return found


def not_there_yet(register: Register, id: AgencyId, on: date) -> Message | None:
    """Return who stood on the day for an agency that begins later; None for any other."""
    before = register.forerunners(id, on)
    if not before:
        return None
    names = ", ".join(register.label(each) for each in before)
    return say("{agency} begins later; on {day} there were: {names}", agency=register.label(id), day=on, names=names)


def moved(task: Task, followed: Mapping[AgencyId, Heirs]) -> Assignment:
    """Return the assignment with every agency that has ended replaced by the one that takes over, each named once."""

    def heir(id: AgencyId) -> AgencyId:
        return followed[id].chosen if id in followed else id

    old = task.assignment
    lead = tuple(dict.fromkeys(heir(each) for each in old.lead))
    coordinating = tuple(dict.fromkeys(heir(each) for each in old.coordinating))
    return replace(
        old,
        lead=lead,
        coordinating=tuple(each for each in coordinating if each not in lead),
        others=tuple(dict.fromkeys(replace(each, agency=heir(each.agency)) for each in old.others)),
        reporter=heir(old.reporter) if old.reporter != NO_AGENCY else NO_AGENCY,
    )


def succession(plan: Plan, on: date, choices: Mapping[AgencyId, AgencyId]) -> tuple[Move, ...]:
    """Return the open tasks in whose assignment an agency has ended by the day, each with the edit that moves it."""
    followed = heirs(plan.register, on, choices)
    moves = []
    for task in plan.tasks:
        if task.progress.status in CLOSED or task.progress.status in plan.settings.done:
            continue
        after = replace(task, assignment=moved(task, followed))
        wishes = tuple(
            Wish(field=each, value=each.value(after), seen=each.value(task), has_seen=True)
            for each in _FIELDS
            if each.value(after) != each.value(task)
        )
        if wishes:
            named = _named(task)
            gone = tuple(each for id, each in followed.items() if id in named)
            moves.append(Move(task=task.id, edit=Edit(wishes=wishes), heirs=gone))
    return tuple(moves)


def _named(task: Task) -> frozenset[AgencyId]:
    assigned = task.assignment
    return frozenset(
        {*assigned.lead, *assigned.coordinating, *(each.agency for each in assigned.others), assigned.reporter}
    )
