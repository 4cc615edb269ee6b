"""Edits as values: what is wished, what task it makes, and the rules it must keep.

An edit knows nothing of files. Its rules live here alone; no screen and no command repeats them.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tracker.plan.characters import hidden_characters
from tracker.plan.document import Document
from tracker.plan.fields import FIELDS, Change, Field, FieldKind, FieldValue, changes
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.task import Extension, OtherRole, Status, Task
from tracker.plan.text import looks_legacy, nfc, one_line

MOST_CHARACTERS = 16_000
"""The longest text one field takes; a record as a whole stays under 64 KiB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One field to set to a new value.

    ``seen`` is the value the person had before their eyes and ``has_seen`` whether there was one: where the
    record says something else by now, the edit is refused rather than written over it.
    """

    field: Field
    value: FieldValue
    seen: FieldValue = None
    has_seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A wished change of some fields of one task, and the reason where one is given."""

    wishes: tuple[Wish, ...]
    reason: str = ""

    def apply(self, task: Task) -> Task:
        """Return the task as wished; raise ``TrackerError`` where a rule forbids it."""
        revised = task
        for wish in self.wishes:
            revised = wish.field.put(revised, accepted(wish.field, wish.value))
        return _settled(task, revised, {wish.field.key for wish in self.wishes})

    def conflicts(self, task: Task) -> tuple[Change, ...]:
        """Return the fields that no longer say what the person saw: ``old`` as seen, ``new`` as they are."""
        return tuple(
            Change(field=wish.field, old=wish.seen, new=wish.field.value(task))
            for wish in self.wishes
            if wish.has_seen and wish.field.value(task) not in (wish.seen, wish.value)
        )


class EditConflict(TrackerError):
    """An edit of a value that changed underneath; carries what was seen and what stands there.

    ``id`` and ``conflicts`` are those of one task, the first where an edit of several met conflicts in more of
    them; ``by_task`` has all.
    """

    def __init__(
        self, id: str, conflicts: tuple[Change, ...], by_task: tuple[tuple[str, tuple[Change, ...]], ...] = ()
    ) -> None:
        super().__init__(
            say("{id} was changed by somebody else in the meantime; nothing was written.", id=id),
            say("compare the two values, then edit again from the value that stands now."),
        )
        self.id = id
        self.conflicts = conflicts
        self.by_task = by_task or ((id, conflicts),)


def accepted(field: Field, value: FieldValue) -> FieldValue:
    """Return the value as the field keeps it; raise ``TrackerError`` where a rule of the field forbids it."""
    if field.key == "id":
        raise TrackerError(say("the id of a task never changes."))
    if field.key == "title" and isinstance(value, str) and not value.strip():
        raise TrackerError(say("a task needs a title."))
    if field.kind is FieldKind.PERCENT and isinstance(value, int) and not 0 <= value <= 100:
        raise TrackerError(say("a percentage lies between 0 and 100."))
    if isinstance(value, tuple):
        elements: Any = tuple(_accepted_element(field, each) for each in value)
        accepted_elements: FieldValue = elements
        return accepted_elements
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return accepted_text(field.title, value, multiline=field.kind in (FieldKind.LINES, FieldKind.TEXT))
    return value


def accepted_task(task: Task) -> Task:
    """Return a new task with every field as it is kept; raise ``TrackerError`` where a rule forbids one."""
    for field in FIELDS[1:]:
        task = field.put(task, accepted(field, field.value(task)))
    return task


def _accepted_element(field: Field, element: object) -> object:
    match element:
        case OtherRole():
            return replace(element, role=accepted_text(field.title, element.role, multiline=False))
        case Extension():
            return replace(element, decision=accepted_text(field.title, element.decision, multiline=False))
        case Document():
            kind, number = (
                accepted_text(field.title, each, multiline=False) for each in (element.kind, element.number)
            )
            return replace(element, kind=kind, number=number)
        case _:
            return element


def accepted_text(title: Message, value: str, *, multiline: bool) -> str:
    """Return a text as a record keeps it; raise ``TrackerError``, which names it by ``title``, where it may not be."""
    text = nfc(value).replace("\r\n", "\n").replace("\r", "\n")
    if not multiline:
        text = one_line(text)
    hidden = hidden_characters(text, multiline=multiline)
    if hidden:
        raise TrackerError(
            say("{field} holds the hidden character {name}.", field=title, name=hidden[0].name),
            say("type the text again, or paste it as plain text."),
        )
    if looks_legacy(text):
        raise TrackerError(
            say("{field} looks like text of an old Vietnamese font (TCVN3 or VNI).", field=title),
            say("convert it to Unicode first, for instance with the tools of Unikey."),
        )
    if len(text) > MOST_CHARACTERS:
        raise TrackerError(
            say("{field} is longer than {most} characters.", field=title, most=MOST_CHARACTERS),
            say("shorten it; long documents belong into the documents they cite."),
        )
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _settled(before: Task, after: Task, wished: Collection[str]) -> Task:
    """Return the task with what a change of status settles by itself.

    A task that is no longer done keeps no completion date, and one that no longer waits awaits nobody, unless
    that field is wished for by the same edit.
    """
    old, new = before.progress, after.progress
    if old.status is Status.DONE and new.status is not Status.DONE and "progress.completed" not in wished:
        new = replace(new, completed=None)
    if old.status is Status.WAITING and new.status is not Status.WAITING and "progress.awaiting" not in wished:
        new = replace(new, awaiting="")
    return after if new == after.progress else replace(after, progress=new)


def sentence(before: Task | None, after: Task) -> Message:
    """Return the sentence an edit leaves in history: the new status, or the fields that changed."""
    if before is None:
        return say("{id}: added to the plan", id=after.id)
    found = changes(before, after)
    if before.progress.status is not after.progress.status:
        return say("{id}: {old} → {new}", id=after.id, old=before.progress.status, new=after.progress.status)
    listed: Message | None = None
    for change in found:
        listed = change.field.title if listed is None else say("{first}, {next}", first=listed, next=change.field.title)
    return say("{id}: {fields}", id=after.id, fields=listed or say("no change"))
