"""What the office answers to a contribution: what it takes over, what it returns, and with which remark."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.plan.agency import Register
from tracker.plan.characters import visible
from tracker.plan.fields import FIELD_BY_KEY, Change, changes
from tracker.plan.message import say, say_count
from tracker.plan.names import TaskId
from tracker.plan.sentence import change_lines
from tracker.plan.task import Task
from tracker.plan.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One field of one task that is returned with a remark; without a ``field`` the whole task."""

    id: TaskId
    field: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One task that is taken over: as it was, as it is now, and the fields that were accepted; none adds or removes.

    ``edited`` are the fields accepted with a value of the reviewer: ``old`` as it was sent, ``new`` as it was accepted.
    """

    before: Task | None
    after: Task | None
    fields: tuple[str, ...] = ()
    edited: tuple[Change, ...] = ()

    @property
    def id(self) -> TaskId:
        """The task."""
        task = self.after or self.before
        return task.id if task is not None else TaskId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything an answer says; ``contribution`` is the commit answered to, ``agency`` may be empty."""

    contribution: str
    agency: str
    sender: str
    taken: Sequence[Taken] = ()
    returned: Sequence[Returned] = ()
    remark: str = ""


def accept_message(letter: Letter, words: Words, register: Register) -> str:
    """Return the message of the merge that takes a contribution over."""
    subject = say_count(
        "Accept {count} task from {sender}",
        "Accept {count} tasks from {sender}",
        len(letter.taken),
        sender=letter.sender,
    )
    body: list[str] = []
    for each in letter.taken:
        body += _taken_lines(each, words, register)
    trailers = ["Edit: accept", *(f"Task: {each.id}" for each in letter.taken)]
    trailers += [f"Accepted: {each.id} {' '.join(each.fields) or '*'}" for each in letter.taken]
    return _message(words(subject), body, letter, words, register, trailers)


def return_message(letter: Letter, words: Words, register: Register) -> str:
    """Return the message of an answer that travels back to the sender."""
    returned = len({each.id for each in letter.returned})
    edited = sum(bool(each.edited) for each in letter.taken)
    if returned:
        subject = say_count(
            "Returned: {count} task of {sender}", "Returned: {count} tasks of {sender}", returned, sender=letter.sender
        )
    elif edited:
        subject = say_count(
            "Taken over with other values: {count} task of {sender}",
            "Taken over with other values: {count} tasks of {sender}",
            edited,
            sender=letter.sender,
        )
    else:
        subject = say("Returned: the report of {sender}", sender=letter.sender)
    return _message(words(subject), [], letter, words, register, ["Edit: return"])


def needs_answer(letter: Letter) -> bool:
    """Tell whether the sender is to be told more than that the plan has it now."""
    return bool(letter.returned or letter.remark.strip() or any(each.edited for each in letter.taken))


def _taken_lines(taken: Taken, words: Words, register: Register) -> list[str]:
    if taken.before is None or taken.after is None:
        message = say("added to the plan") if taken.before is None else say("removed from the plan")
        return [f"{taken.id}: {words(message)}"]
    lines = [line for each in changes(taken.before, taken.after) for line in change_lines(each, words, register)]
    return [f"{taken.id}:", *(f"  {line}" for line in lines)]


def _edited_lines(taken: Taken, words: Words, register: Register) -> list[str]:
    lines = [line for each in taken.edited for line in change_lines(each, words, register)]
    return [f"  {taken.id}:", *(f"    {line}" for line in lines)] if lines else []


def _message(
    subject: str, body: list[str], letter: Letter, words: Words, register: Register, trailers: list[str]
) -> str:
    paragraphs = [subject]
    if body:
        paragraphs.append("\n".join(body))
    edited = [line for each in letter.taken for line in _edited_lines(each, words, register)]
    if edited:
        head = words(say("Changed by the reviewer, from what was sent to what was taken over:"))
        paragraphs.append("\n".join((head, *edited)))
    if letter.returned:
        told = [line for each in letter.returned for line in _returned_lines(each, words)]
        paragraphs.append("\n".join((words(say("Returned:")), *told)))
    if letter.remark.strip():
        lines = "\n".join(f"  {line.strip()}" for line in letter.remark.strip().split("\n"))
        paragraphs.append(words(say("Remark:")) + "\n" + lines)
    trailers.append(f"Contribution: {letter.contribution}")
    if letter.agency:
        trailers.append(f"Agency: {letter.agency}")
    trailers += [
        f"Changed: {each.id} {' '.join(change.field.key for change in each.edited)}"
        for each in letter.taken
        if each.edited
    ]
    trailers += [f"Returned: {each.id} {each.field or '*'}" for each in letter.returned]
    paragraphs.append("\n".join(trailers))
    return visible("\n\n".join(paragraphs), multiline=True) + "\n"


def _returned_lines(returned: Returned, words: Words) -> list[str]:
    field = FIELD_BY_KEY.get(returned.field)
    about = f"{returned.id}: {words(field.title)}" if field is not None else str(returned.id)
    remark = [line.strip() for line in returned.remark.strip().split("\n") if line.strip()]
    if len(remark) == 1:
        return [f"  {about}: {remark[0]}"]
    return [f"  {about}", *(f"    {line}" for line in remark)]
