"""What an edit says in history: the subject, body and trailers of its commit, and their reading back.

The subject and body are in the plan's language for people; the trailers are English for machines. What a person
typed is indented in the body, so that it can never pass for a trailer.
"""

import re
from collections.abc import Iterable, Sequence

from tracker.plan.agency import Register
from tracker.plan.amending import Way, ways_of
from tracker.plan.characters import visible
from tracker.plan.edit import sentence
from tracker.plan.fields import Change, FieldKind, changes
from tracker.plan.history import Trailers
from tracker.plan.message import Message, say, say_count
from tracker.plan.task import Task
from tracker.plan.words import Words

_TRAILER = re.compile(r"(?P<key>[A-Z][A-Za-z-]*): (?P<value>\S.*)")
_SLUG = re.compile(r"[A-Za-z0-9-]+")
_MOST_SUBJECT = 100
_MOST_VALUE = 40


def commit_message(
    before: Task | None,
    after: Task | None,
    *,
    words: Words,
    register: Register,
    edit: str,
    reason: str = "",
    undoes: str = "",
    redoes: str = "",
    date: str = "",
    subject: Message | None = None,
) -> str:
    """Return the whole message of the commit that takes ``before`` to ``after``.

    Without ``before`` a task is added; without ``after`` one is removed. ``date`` is the day of a backfilled edit;
    ``subject`` is what the edit is, where that is not the fields it changes.
    """
    task = after or before
    if task is None:
        raise ValueError(edit)
    found = changes(before, after) if after is not None else ()
    if subject is None:
        subject = sentence(before, after) if after is not None else say("{id}: removed from the plan", id=task.id)
    body = ""
    if found and before is not None:
        body = "\n".join(line for change in found for line in change_lines(change, words, register))
    elif found:
        body = "  " + task.headline
    trailers = [*_task_trailers(before, task), *_ending(undoes, redoes, date)]
    return _message(words, edit, subject, body, reason, trailers)


def commit_message_of_several(
    pairs: Sequence[tuple[Task, Task]],
    *,
    words: Words,
    register: Register,
    edit: str,
    reason: str = "",
    undoes: str = "",
    redoes: str = "",
    date: str = "",
) -> str:
    """Return the message of one commit that takes several tasks from what they were to what they are."""
    body = []
    trailers = []
    for before, after in pairs:
        lines = [line for change in changes(before, after) for line in change_lines(change, words, register)]
        body += [f"{after.id}: {lines[0]}"] if len(lines) == 1 else [f"{after.id}:", *(f"  {line}" for line in lines)]
        trailers += _task_trailers(before, after)
    trailers += _ending(undoes, redoes, date)
    subject = sentence_of_several(pairs, words, register)
    return _message(words, edit, subject, "\n".join(body), reason, trailers)


def commit_message_of_plan(
    year: int,
    pairs: Iterable[tuple[Task, Task]],
    *,
    words: Words,
    is_new: bool = True,
    edit: str = "new-year",
    undoes: str = "",
    redoes: str = "",
) -> str:
    """Return the message of the commit that begins the plan of a year with tasks carried over from an older one.

    ``is_new`` is false where the plan is there already, and only the tasks go on in it.
    """
    pairs = tuple(pairs)
    lines = [f"{old.id} → {new.id}  {new.headline}" for old, new in pairs]
    if lines:
        count = say_count("{count} task carried over", "{count} tasks carried over", len(lines))
        lines = [f"{words(count)}:", *(f"  {each}" for each in lines)]
    trailers = [f"Begins: {year:04d}"]
    trailers += [f"Task: {each.id}" for pair in pairs for each in pair]
    trailers += _ending(undoes, redoes, "")
    subject = say("Begin the plan of {year}", year=f"{year:04d}")
    if not is_new:
        subject = say("Carry tasks over to the plan of {year}", year=f"{year:04d}")
    return _message(words, edit, subject, "\n".join(lines), "", trailers)


def commit_message_of_file(path: str, *, words: Words, reason: str = "") -> str:
    """Return the message of the commit that changes a file as text that is no record of a task."""
    return _message(words, "text", say("{path}: changed as text", path=path), "", reason, [])


def sentence_of_several(pairs: Sequence[tuple[Task, Task]], words: Words, register: Register) -> Message:
    """Return the sentence an edit of several tasks leaves: the one value they all took, or the fields that changed.

    Where all gained the same, or lost the same, that is the value.
    """
    by_field: dict[str, list[Change]] = {}
    for before, after in pairs:
        for change in changes(before, after):
            by_field.setdefault(change.field.key, []).append(change)
    chief = by_field.get("progress.status") or (next(iter(by_field.values())) if len(by_field) == 1 else [])
    said = _in_all(chief, words, register) if chief and len(chief) == len(pairs) else None
    if said is None:
        for each in by_field.values():
            title = each[0].field.title
            said = title if said is None else say("{first}, {next}", first=said, next=title)
    return say_count("{count} task: {fields}", "{count} tasks: {fields}", len(pairs), fields=said or REMARKS)


def _in_all(found: Sequence[Change], words: Words, register: Register) -> Message | None:
    """Return what one field of all the tasks gained, lost or became; None where that is not the same, or long."""
    values = {words.field_text(each.new, register) for each in found}
    steps = {tuple(map(tuple, come_and_gone(each, words, register))) for each in found}
    is_step = len(steps) == 1 and Way.ADD in ways_of(found[0].field) and any(each.old for each in found)
    come, gone = steps.pop() if is_step else ((), ())
    if come and not gone:
        mark, value = "+", "; ".join(come)
    elif gone and not come:
        mark, value = "−", "; ".join(gone)
    else:
        mark, value = "→", values.pop() if len(values) == 1 else ""
    if not value or len(value) > _MOST_VALUE or "\n" in value:
        return None
    return say("{field} {mark} {value}", field=found[0].field.title, mark=mark, value=value)


REMARKS = say("remarks in the record")
"""What an edit changed that changed no field."""


def remark(id: str) -> Message:
    """Return the sentence of an edit that changed the text of a record and no field."""
    return say("{id}: {fields}", id=id, fields=REMARKS)


REASON = say("Reason:")
"""What stands above the reason in the message of a commit."""


def _message(words: Words, edit: str, subject: Message, body: str, reason: str, trailers: list[str]) -> str:
    if edit == "undo":
        subject = say("{sentence} (undone)", sentence=subject)
    elif edit == "redo":
        subject = say("{sentence} (redone)", sentence=subject)
    first = words(subject)
    paragraphs = [first if len(first) <= _MOST_SUBJECT else first[: _MOST_SUBJECT - 1] + "…"]
    if body:
        paragraphs.append(body)
    if reason.strip():
        lines = reason.strip().split("\n")
        paragraphs.append(words(REASON) + "\n" + "\n".join(f"  {line.strip()}" for line in lines))
    paragraphs.append("\n".join((f"Edit: {edit}", *trailers)))
    return visible("\n\n".join(paragraphs), multiline=True) + "\n"


def read_reason(message: str, words: Words) -> str:
    """Return the reason a commit message gives, in the language of the plan or in English, else nothing."""
    heads = {words(REASON), REASON.text}
    for paragraph in message.split("\n\n"):
        head, _, said = paragraph.partition("\n")
        lines = said.split("\n")
        if head in heads and all(line.startswith("  ") for line in lines):
            return "\n".join(line.strip() for line in lines)
    return ""


def _task_trailers(before: Task | None, task: Task) -> list[str]:
    lines = [f"Task: {task.id}"]
    if before is not None and before.progress.status is not task.progress.status:
        lines.append(f"Status: {before.progress.status} -> {task.progress.status}")
    agency = task.assignment.reporter or next(iter(task.assignment.lead), "")
    if _SLUG.fullmatch(agency):
        lines.append(f"Agency: {agency}")
    return lines


def _ending(undoes: str, redoes: str, date: str) -> list[str]:
    named = (("Undoes", undoes), ("Redoes", redoes), ("Date", date))
    return [f"{name}: {value}" for name, value in named if value]


def change_lines(change: Change, words: Words, register: Register) -> list[str]:
    """Return one change in words; of lists and long texts the lines that came and went, else old → new."""
    title = words(change.field.title)
    if change.field.kind in (FieldKind.LINES, FieldKind.DOCUMENTS, FieldKind.ROLES, FieldKind.EXTENSIONS):
        come, gone = come_and_gone(change, words, register)
        if gone or come:
            return [f"{title}:", *(f"  - {each}" for each in gone), *(f"  + {each}" for each in come)]
    old_text, new_text = (words.field_text(each, register).split("\n") for each in (change.old, change.new))
    if len(old_text) == len(new_text) == 1:
        return [f"{title}: {old_text[0]} → {new_text[0]}"]
    return [f"{title}:", *(f"  - {line}" for line in old_text), *(f"  + {line}" for line in new_text)]


def come_and_gone(change: Change, words: Words, register: Register) -> tuple[list[str], list[str]]:
    """Return what came to a list or a text of lines, and what went, in words; the order of what stays does not tell."""
    old, new = (_elements(each, words, register) for each in (change.old, change.new))
    return [each for each in new if each not in old], [each for each in old if each not in new]


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
    told = [(match["key"], match["value"]) for match in matches if match is not None]
    if len(told) < len(last):
        return Trailers()
    found = dict(told)
    tasks = tuple(value for key, value in told if key == "Task")
    return Trailers(
        edit=found.get("Edit", ""),
        task=tasks[0] if tasks else "",
        more_tasks=tasks[1:],
        undoes=found.get("Undoes", ""),
        redoes=found.get("Redoes", ""),
        rebuilt_from=found.get("Rebuilt-From", ""),
        begins=found.get("Begins", ""),
        date=found.get("Date", ""),
        period=found.get("Period", ""),
        on=found.get("On", ""),
        digest=found.get("Digest", ""),
    )
