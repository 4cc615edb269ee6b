"""Merging by field: two versions of a task that come from the same one become one again.

A single value takes the side that changed it. A list keeps what both sides kept and takes what either added; its
elements are known by what they are (an agency by its id, a document by its number and date), so that the same document
entered twice stands once. Text goes by lines. Where both sides changed the same thing differently, that is a
``Conflict`` with all three values, and the merged task says there what ours says.

Four laws hold: merging is symmetric where nothing conflicts; a version merged with itself, or with where it comes from,
changes nothing; a field that one side alone changed is as that side has it; and nothing is lost that is not in a
conflict.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from tracker.plan.amending import identity
from tracker.plan.check import TASK_RULES
from tracker.plan.document import Document
from tracker.plan.fields import FIELDS, Field, FieldKind, FieldValue
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.problem import Problem
from tracker.plan.task import Assignment, Schedule, ScheduleKind, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One field that both sides changed differently: what it was, and what either says."""

    field: Field
    base: FieldValue
    ours: FieldValue
    theirs: FieldValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What two versions make together; a field in conflict stands as ours has it."""

    task: Task
    conflicts: tuple[Conflict, ...] = ()


def blank(id: TaskId) -> Task:
    """Return the task that says nothing: what two versions come from that were added side by side."""
    return Task(
        id=id,
        title="",
        product="",
        schedule=Schedule(text="", kind=ScheduleKind.EXTERNAL),
        assignment=Assignment(text=""),
    )


def merge(base: Task | None, ours: Task, theirs: Task) -> Merged:
    """Merge two versions of a task that both come from ``base``, None where both were added."""
    origin = base or blank(ours.id)
    task = ours
    conflicts = []
    for field in FIELDS:
        was, mine, other = (field.value(each) for each in (origin, ours, theirs))
        value, agreed = merge_values(field, was, mine, other)
        task = field.put(task, value)
        if not agreed:
            conflicts.append(Conflict(field=field, base=was, ours=mine, theirs=other))
    return Merged(task=task, conflicts=tuple(conflicts))


def merge_values(field: Field, base: FieldValue, ours: FieldValue, theirs: FieldValue) -> tuple[FieldValue, bool]:
    """Merge the values of one field; return the merged one and True, or ours and False where they conflict."""
    if ours == theirs or theirs == base:
        return ours, True
    if ours == base:
        return theirs, True
    if field.kind is FieldKind.LINES:
        lines = merge_lines(*(_lines(each) for each in (base, ours, theirs)))
        return (ours, False) if lines is None else ("\n".join(lines), True)
    if isinstance(base, tuple) and isinstance(ours, tuple) and isinstance(theirs, tuple):
        merged: Any = _merge_lists(base, ours, theirs)
        return (ours, False) if merged is None else (merged, True)
    return ours, False


def doubts(ours: Task, theirs: Task, merged: Task, plan: Plan, on: date) -> tuple[Problem, ...]:
    """Return what the checks find in the merged task and in neither side: two changes that do not go together."""
    known = {each.rule for side in (ours, theirs) for rule in TASK_RULES for each in rule(side, plan, on)}
    found = (each for rule in TASK_RULES for each in rule(merged, plan, on))
    return tuple(each for each in found if each.rule not in known)


def _lines(value: FieldValue) -> tuple[str, ...]:
    return tuple(str(value).split("\n")) if value else ()


# --- sequences ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Hunk:
    """A stretch of the base that one side replaced; an insertion where ``start`` is ``end``."""

    start: int
    end: int
    new: tuple[Any, ...]


def _hunks(base: Sequence[Hashable], side: Sequence[Hashable]) -> list[_Hunk]:
    codes = SequenceMatcher(None, base, side, False).get_opcodes()
    return [_Hunk(i, j, tuple(side[k:m])) for kind, i, j, k, m in codes if kind != "equal"]


def merge_lines(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...] | None:
    """Merge lines; None where both sides reworded the same ones. What both put at one place all stands there."""
    mine, other = _hunks(base, ours), _hunks(base, theirs)
    if any(_clash(one, two) for one in mine for two in other):
        return None
    return tuple(_woven(base, mine, other))


def _clash(one: _Hunk, two: _Hunk) -> bool:
    """Tell whether two sides replaced overlapping lines differently, or one put lines into what the other took out."""
    if one == two:
        return False
    if one.start < one.end and two.start < two.end:
        overlap = one.start < two.end and two.start < one.end
        return overlap and bool(one.new or two.new)
    inside, around = (one, two) if one.start == one.end else (two, one)
    return around.start < inside.start < around.end


def _woven(base: Sequence[Any], mine: list[_Hunk], other: list[_Hunk]) -> list[Any]:
    """Return the base with the hunks of both sides; those of one place are put in an order that is no side's."""
    gone = {place for hunk in (*mine, *other) for place in range(hunk.start, hunk.end)}
    found: list[Any] = []
    for place in range(len(base) + 1):
        blocks = dict.fromkeys(hunk.new for hunk in (*mine, *other) if hunk.start == place and hunk.new)
        for block in sorted(blocks, key=repr):
            found += block
        if place < len(base) and place not in gone:
            found.append(base[place])
    return found


# --- lists by identity ----------------------------------------------------------------------------


def _keyed(elements: tuple[Any, ...]) -> dict[Hashable, Any]:
    """Return the elements by identity; one that stands twice is numbered."""
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, Any] = {}
    for each in elements:
        key = identity(each)
        found[key, seen[key]] = each
        seen[key] += 1
    return found


def _merge_lists(base: tuple[Any, ...], ours: tuple[Any, ...], theirs: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Merge lists; None where an element was changed on both sides, or on one and taken out on the other."""
    was, mine, other = _keyed(base), _keyed(ours), _keyed(theirs)
    merged: dict[Hashable, Any] = {}
    for key in {**was, **mine, **other}:
        kept = _merge_element(was.get(key), mine.get(key), other.get(key))
        if kept is _CLASH:
            return None
        if kept is not None:
            merged[key] = kept
    keys = tuple(was)
    order = _woven(keys, _hunks(keys, tuple(mine)), _hunks(keys, tuple(other)))
    return tuple(merged[key] for key in dict.fromkeys(order) if key in merged)


_CLASH = object()
"""What no element can be: the sign that two sides disagree about one."""


def _merge_element(base: object, ours: object, theirs: object) -> object:
    """Return the element as both sides make it, None where it goes, ``_CLASH`` where they disagree."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if isinstance(ours, Document) and isinstance(theirs, Document):
        return _merge_documents(base if isinstance(base, Document) else None, ours, theirs)
    return _CLASH


_PARTS: tuple[tuple[str, Callable[[Document], str]], ...] = (
    ("kind", lambda each: each.kind),
    ("number", lambda each: each.number),
    ("issuer", lambda each: each.issuer),
)


def _merge_documents(base: Document | None, ours: Document, theirs: Document) -> object:
    """Merge two versions of one document, which differ in the kind, the spelling of the number, or the issuer."""
    chosen: dict[str, Any] = {}
    for name, part in _PARTS:
        was, mine, other = part(base) if base is not None else "", part(ours), part(theirs)
        if mine != other and was not in (mine, other):
            return _CLASH
        chosen[name] = other if mine == was else mine
    return Document(date=ours.date, **chosen)
