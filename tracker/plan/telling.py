"""What a comparison of two states says of a task, in words: one paragraph for each thing that happened."""

from tracker.plan.agency import Register
from tracker.plan.citation import document_text
from tracker.plan.columns import standing_text
from tracker.plan.comparison import Event, TaskComparison
from tracker.plan.dates import date_text
from tracker.plan.difference import Piece, PieceKind, word_difference
from tracker.plan.message import Message, say
from tracker.plan.sentence import change_lines
from tracker.plan.words import Words

EVENT_TITLES: dict[Event, Message] = {
    Event.DONE: say("Newly done"),
    Event.LATE: say("Newly overdue"),
    Event.DUE: say("Due date changed"),
    Event.STATUS: say("Status changed"),
    Event.DOCUMENTS: say("New documents"),
    Event.RESULT: say("Result changed"),
    Event.OTHER: say("Other changes"),
    Event.ADDED: say("Added to the plan"),
    Event.REMOVED: say("Removed from the plan"),
    Event.SILENT: say("Open, and nothing reported"),
}
"""What each thing that may have happened is called, in the order a reader wants them."""


def told(event: Event, found: TaskComparison, words: Words, register: Register) -> tuple[Piece, ...]:
    """Return what is to be said of the task, with what came and went where a text changed."""
    if event is Event.RESULT:
        return word_difference(*found.result)
    return (Piece(PieceKind.SAME, "\n".join(_lines(event, found, words, register))),)


def _lines(event: Event, found: TaskComparison, words: Words, register: Register) -> list[str]:
    row = found.row
    progress = row.task.progress
    match event:
        case Event.DONE:
            completed = [words(say("completed on {day}", day=progress.completed))] if progress.completed else []
            return ["; ".join([standing_text(row, words), *completed]), *map(document_text, progress.documents)]
        case Event.LATE:
            return [standing_text(row, words), progress.obstacle or words(say("no reason given"))]
        case Event.DUE:
            return [_due(found, words), *(each.decision for each in row.task.schedule.extensions[-1:])]
        case Event.STATUS:
            before = found.before or row
            return [f"{words.name(before.task.progress.status)} → {words.name(progress.status)}"]
        case Event.DOCUMENTS:
            return [document_text(each) for each in found.documents]
        case Event.OTHER:
            return [line for each in found.others for line in change_lines(each, words, register)]
        case Event.SILENT:
            return [f"{words.name(progress.status)}; {standing_text(row, words)}"]
        case _:
            return [row.task.schedule.text]


def _due(found: TaskComparison, words: Words) -> str:
    days = [each.task.schedule.last_due if each is not None else None for each in (found.before, found.after)]
    return " → ".join(date_text(day) if day is not None else words(say("(empty)")) for day in days)
