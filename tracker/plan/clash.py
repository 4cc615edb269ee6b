"""Clashes: fields that both sides changed differently, who did so, when and why, and what a person decides about them.

Sync, the inbox, an edit whose base moved and what plain git left behind speak of them alike. A decision holds for the
values it was made on: where either side says something else by then, it decides nothing, and the person is asked again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import Change, FieldKind, FieldValue
from tracker.plan.merge import Conflict, merge_lines, merge_values
from tracker.plan.message import Message, say
from tracker.plan.names import TaskId
from tracker.plan.problem import Problem
from tracker.plan.task import Task
from tracker.plan.words import Words

Where = tuple[TaskId, str]
"""One field of one task, by key."""

Decide = Callable[[TaskId, Conflict], tuple[FieldValue, bool]]
"""Says what a field in conflict becomes, and whether that is decided at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value comes from: who gave it and when, the sentence of that commit, and the reason, if one was given."""

    author: str
    when: datetime
    sentence: str
    reason: str = ""


def origin_lines(origin: Origin, words: Words) -> list[str]:
    """Return who gave a value and when, the sentence of the commit, and the reason."""
    told = [
        words(
            say("{person}, {day}: {sentence}", person=origin.author, day=origin.when.date(), sentence=origin.sentence)
        )
    ]
    if origin.reason:
        told.append(words(say("why: {reason}", reason=" ".join(origin.reason.split()))))
    return told


class Side(StrEnum):
    """Whose value is kept: one of the two, or both as text."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


SIDES: Mapping[Side, Message] = {Side.MINE: say("yours"), Side.THEIRS: say("theirs"), Side.BOTH: say("both")}
"""What the values are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One field of one task in conflict, and where either value comes from as far as history tells.

    ``has_base`` tells whether it is known what the field said before, and ``is_unread`` whether our side is a text as
    typed, which the field cannot hold.
    """

    id: TaskId
    conflict: Conflict
    ours_by: Origin | None = None
    theirs_by: Origin | None = None
    has_base: bool = True
    is_unread: bool = False

    @property
    def place(self) -> Where:
        """Which field of which task it is."""
        return self.id, self.conflict.field.key

    def of_side(self, side: Side) -> tuple[FieldValue, bool]:
        """Return the value that keeps this side, and whether that can be had: no text that cannot be read is joined."""
        value, fits = of_side(self.conflict, side)
        return value, fits and not (self.is_unread and side is Side.BOTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a field is to say, decided on the values of this conflict."""

    conflict: Conflict
    value: FieldValue


Decisions = Mapping[Where, Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What was settled, as staged files or as a commit, and what only git and an editor can settle."""

    staged: tuple[str, ...] = ()
    commit: str = ""
    left: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()


def of_side(conflict: Conflict, side: Side) -> tuple[FieldValue, bool]:
    """Return the value that keeps this side, and whether the field can hold it: only texts and lists hold both."""
    if side is Side.MINE:
        return conflict.ours, True
    if side is Side.THEIRS:
        return conflict.theirs, True
    if conflict.field.kind in (FieldKind.TEXT, FieldKind.LINES) and conflict.field.key != "id":
        return _both_texts(str(conflict.ours), str(conflict.theirs)), True
    return merge_values(conflict.field, (), conflict.ours, conflict.theirs)


def _both_texts(ours: str, theirs: str) -> str:
    """Return the lines of both texts, those they share once; it is the same whichever text is whose."""
    one, two = (tuple(each.split("\n")) if each else () for each in sorted((ours, theirs)))
    shared = (
        line
        for start, _, length in SequenceMatcher(None, one, two, False).get_matching_blocks()
        for line in one[start : start + length]
    )
    return "\n".join(merge_lines(tuple(shared), one, two) or (*one, *(each for each in two if each not in one)))


def undecided(_id: TaskId, _conflict: Conflict) -> tuple[FieldValue, bool]:
    """Decide nothing."""
    return None, False


def keep(side: str) -> Decide:
    """Return how all conflicts are decided for one side; none is where the side is empty."""
    if not side:
        return undecided
    kept = Side(side)
    return lambda _id, conflict: of_side(conflict, kept)


def decide_by(decisions: Decisions) -> Decide:
    """Return how conflicts are decided by these decisions, as long as the values are those they were made on."""

    def decide(id: TaskId, conflict: Conflict) -> tuple[FieldValue, bool]:
        found = decisions.get((id, conflict.field.key))
        return (found.value, True) if found is not None and found.conflict == conflict else (None, False)

    return decide


def decided(task: Task, conflicts: Sequence[Conflict], decide: Decide) -> tuple[Task, tuple[Conflict, ...]]:
    """Return the task with what is decided put into it, and the conflicts that are left."""
    left = []
    for each in conflicts:
        value, is_decided = decide(task.id, each)
        if is_decided:
            task = each.field.put(task, value)
        else:
            left.append(each)
    return task, tuple(left)


def edit_conflicts(id: TaskId, edit: Edit, moved: Sequence[Change], decisions: Decisions) -> tuple[Conflict, ...]:
    """Return the fields of an edit whose base moved, as conflicts of what is wished with what stands there.

    What was decided before is what is wished now. Where that was to take what stood there, and something else stands
    there by now, the first wish is asked about again.
    """
    wished = {each.field.key: each.value for each in edit.wishes}
    for key in wished:
        earlier = decisions.get((id, key))
        if earlier is not None and earlier.value != earlier.conflict.theirs:
            wished[key] = earlier.value
    return tuple(
        Conflict(field=each.field, base=each.old, ours=wished[each.field.key], theirs=each.new) for each in moved
    )


def decided_edit(id: TaskId, edit: Edit, decisions: Decisions) -> Edit:
    """Return the edit with what is decided about its fields, made from the values it was decided on."""

    def decided_wish(wish: Wish) -> Wish:
        found = decisions.get((id, wish.field.key))
        return wish if found is None else replace(wish, value=found.value, seen=found.conflict.theirs, has_seen=True)

    return replace(edit, wishes=tuple(map(decided_wish, edit.wishes)))
