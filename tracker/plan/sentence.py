"""What an edit says in history: the subject, body and trailers of its commit, and their reading back.

The subject and body are in the plan's language for people; the trailers are English for machines. What a person
typed is indented in the body, so that it can never pass for a trailer.
"""

import re

from tracker.plan.agency import Register
from tracker.plan.characters import visible
from tracker.plan.edit import sentence
from tracker.plan.fields import Change, FieldKind, changes
from tracker.plan.history import Trailers
from tracker.plan.message import say
from tracker.plan.task import Task
from tracker.plan.words import Words

_TRAILER = re.compile(r"(?P<key>[A-Z][A-Za-z-]*): (?P<value>\S.*)")
_SLUG = re.compile(r"[A-Za-z0-9-]+")
_MOST_SUBJECT = 100


def commit_message(
    before: Task | None,
    after: Task | None,
    *,
    words: Words,
    register: Register,
    edit: str,
    reason: str = "",
    undoes: str = "",
    date: str = "",
) -> str:
    """Return the whole message of the commit that takes ``before`` to ``after``.

    Without ``before`` a task is added; without ``after`` one is removed. ``date`` is the day of a backfilled edit.
    """
    task = after or before
    if task is None:
        raise ValueError(edit)
    found = changes(before, after) if after is not None else ()
    subject = words(sentence(before, after) if after is not None else say("{id}: removed from the plan", id=task.id))
    if edit == "undo":
        subject = words(say("{sentence} (undone)", sentence=subject))
    paragraphs = [subject if len(subject) <= _MOST_SUBJECT else subject[: _MOST_SUBJECT - 1] + "…"]
    if found and before is not None:
        paragraphs.append("\n".join(line for change in found for line in change_lines(change, words, register)))
    elif found:
        paragraphs.append("  " + task.headline)
    if reason.strip():
        lines = reason.strip().split("\n")
        paragraphs.append(words(say("Reason:")) + "\n" + "\n".join(f"  {line.strip()}" for line in lines))
    paragraphs.append("\n".join(_trailer_lines(before, task, edit, undoes, date)))
    return visible("\n\n".join(paragraphs), multiline=True) + "\n"


def _trailer_lines(before: Task | None, task: Task, edit: str, undoes: str, date: str) -> list[str]:
    lines = [f"Edit: {edit}", f"Task: {task.id}"]
    if before is not None and before.progress.status is not task.progress.status:
        lines.append(f"Status: {before.progress.status} -> {task.progress.status}")
    agency = task.assignment.reporter or next(iter(task.assignment.lead), "")
    if _SLUG.fullmatch(agency):
        lines.append(f"Agency: {agency}")
    if undoes:
        lines.append(f"Undoes: {undoes}")
    if date:
        lines.append(f"Date: {date}")
    return lines


def change_lines(change: Change, words: Words, register: Register) -> list[str]:
    """Return one change in words; of lists and long texts the lines that came and went, else old → new."""
    title = words(change.field.title)
    if change.field.kind in (FieldKind.LINES, FieldKind.DOCUMENTS, FieldKind.ROLES, FieldKind.EXTENSIONS):
        old = _elements(change.old, words, register)
        new = _elements(change.new, words, register)
        gone = [f"  - {each}" for each in old if each not in new]
        come = [f"  + {each}" for each in new if each not in old]
        if gone or come:
            return [f"{title}:", *gone, *come]
    old_text, new_text = (words.field_text(each, register).split("\n") for each in (change.old, change.new))
    if len(old_text) == len(new_text) == 1:
        return [f"{title}: {old_text[0]} → {new_text[0]}"]
    return [f"{title}:", *(f"  - {line}" for line in old_text), *(f"  + {line}" for line in new_text)]


def _elements(value: object, words: Words, register: Register) -> list[str]:
    if isinstance(value, str):
        return [line for line in value.split("\n") if line.strip()]
    if isinstance(value, tuple):
        return [words.element_text(each, register) for each in value]
    return []


def read_trailers(message: str) -> Trailers:
    """Return the trailers of a commit message: those of its last paragraph, where every line is one."""
    last = message.rstrip().rpartition("\n\n")[2].split("\n")
    matches = [_TRAILER.fullmatch(line) for line in last]
    found = {match["key"]: match["value"] for match in matches if match is not None}
    if len(found) < len(last) and any(match is None for match in matches):
        return Trailers()
    return Trailers(
        edit=found.get("Edit", ""),
        task=found.get("Task", ""),
        undoes=found.get("Undoes", ""),
        rebuilt_from=found.get("Rebuilt-From", ""),
        date=found.get("Date", ""),
        period=found.get("Period", ""),
        on=found.get("On", ""),
        digest=found.get("Digest", ""),
    )
