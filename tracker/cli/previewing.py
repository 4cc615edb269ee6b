"""The preview of an import on a terminal: the report as items to look at, and the answers as decisions."""

from collections.abc import Mapping

from tracker.exchange.decisions import Decisions, FieldDecision, RowDecision, row_decision
from tracker.exchange.doubt import Doubt
from tracker.exchange.import_report import ImportReport
from tracker.exchange.reimport import ChangeKind, Comparison, Proposal
from tracker.importing import Import
from tracker.plan.dates import date_text, read_date
from tracker.plan.message import Message, say, say_count
from tracker.plan.preview import Preview, PreviewItem
from tracker.plan.problem import Severity
from tracker.plan.task import Status
from tracker.plan.text import one_line
from tracker.plan.words import Words

KINDS = {
    ChangeKind.CHANGED: say("changed"),
    ChangeKind.CONFLICT: say("changed on both sides"),
    ChangeKind.ADDED: say("new task"),
    ChangeKind.WITHDRAWN: say("no longer in the annex"),
}
"""What each kind of change is called."""

_TAKEN_UNASKED = (ChangeKind.CHANGED, ChangeKind.ADDED)
_FIELDS = ("progress.status", "schedule.due")
"""Fields whose other reading is a value the field takes."""

_ROWS = frozenset(
    {"line-without-cells", "number-lost", "number-unreadable", "too-many-cells", "row-without-number", "row-incomplete"}
)
"""Errors of a row that a person may settle by taking it as it was read."""


def summary(report: ImportReport) -> tuple[Message, ...]:
    """Return the counts of an import in three lines."""
    counts = report.counts
    return (
        say("{file} · plan of {year} · {document}", file=report.file, year=str(report.year), document=report.document),
        say(
            "{areas} · {tasks} · {rows}, {joined} of them joined to {split}",
            areas=say_count("{count} area", "{count} areas", counts.areas),
            tasks=say_count("{count} task", "{count} tasks", counts.tasks),
            rows=say_count("{count} row", "{count} rows", counts.rows),
            joined=counts.joined,
            split=say_count("{count} task over a page break", "{count} tasks over page breaks", counts.split),
        ),
        say(
            "{same} of {cells} cells as written · {words}, {lost} lost · {citations}, {placeholders} without number",
            same=counts.same,
            cells=counts.cells,
            words=say_count("{count} word", "{count} words", counts.words),
            lost=counts.lost,
            citations=say_count("{count} document cited", "{count} documents cited", counts.citations),
            placeholders=counts.placeholders,
        ),
    )


def preview(read: Import, words: Words) -> Preview:
    """Return what the screen shows: the changes of an annex that comes again, and every doubt."""
    report = read.annex.report
    title, *rest = (words(each) for each in summary(report))
    changes = read.comparison.proposals if read.comparison is not None else ()
    return Preview(
        title=title,
        summary=tuple(rest),
        items=(
            *(_change_item(each, words) for each in changes),
            *(_doubt_item(place, each, words) for place, each in enumerate(report.doubts)),
        ),
    )


def _change_item(change: Proposal, words: Words) -> PreviewItem:
    title = words(change.title) if change.title is not None else ""
    return PreviewItem(
        key=f"change.{change.number}",
        place=change.id,
        message=f"{title}: {words(KINDS[change.kind])}" if title else words(KINDS[change.kind]),
        details=(
            (words(say("imported before")), one_line(change.base or "")),
            (words(say("here")), one_line(change.here)),
            (words(say("annex")), one_line(change.annex)),
        ),
        choices=(words(say("leave it")), words(say("take it over"))),
        chosen=int(change.kind in _TAKEN_UNASKED),
    )


def _doubt_item(place: int, doubt: Doubt, words: Words) -> PreviewItem:
    choices = _choices(doubt, words)
    is_error = doubt.severity is Severity.ERROR
    where = words(doubt.place.message) if doubt.place is not None else ""
    return PreviewItem(
        key=f"doubt.{place}",
        place=doubt.subject.partition("-")[2] or where,
        message=words(doubt.message),
        details=(
            (words(say("where")), where),
            (words(say("text")), doubt.text),
            (words(say("read as")), reading_text(doubt, doubt.reading, words)),
            (words(say("or")), reading_text(doubt, doubt.alternative, words)),
            (words(say("confidence")), words.name(doubt.confidence)),
        ),
        choices=choices,
        must=is_error and bool(choices),
        closed=is_error and not choices,
    )


def reading_text(doubt: Doubt, value: str, words: Words) -> str:
    """Return a reading of a doubt as people say it: a status by its name, a day as an office writes it."""
    if doubt.field == "progress.status" and value in set(Status):
        return words.name(Status(value))
    day = read_date(value) if doubt.field == "schedule.due" else None
    return date_text(day) if day is not None else value


def _choices(doubt: Doubt, words: Words) -> tuple[str, ...]:
    """Return the readings a person may choose among; the first is the one taken, or for an error that none is."""
    if doubt.severity is not Severity.ERROR:
        both = (doubt.reading, doubt.alternative)
        is_open = doubt.subject and doubt.field in _FIELDS and all(both)
        return tuple(reading_text(doubt, each, words) for each in both) if is_open else ()
    if doubt.place is None or doubt.subject:
        return ()
    undecided, leave = words(say("not decided")), words(say("leave the row out"))
    if doubt.rule == "number-twice":
        return (undecided, doubt.alternative, leave)
    return (undecided, words(say("take it as read")), leave) if doubt.rule in _ROWS else ()


def chosen_changes(comparison: Comparison, answer: Mapping[str, int]) -> frozenset[int]:
    """Return the numbers of the changes a person takes over."""
    return frozenset(each.number for each in comparison.proposals if answer.get(f"change.{each.number}"))


def decided(report: ImportReport, answer: Mapping[str, int], before: Decisions) -> Decisions:
    """Return the decisions so far with those the answers make."""
    rows: list[RowDecision] = []
    fields: list[FieldDecision] = []
    for place, doubt in enumerate(report.doubts):
        choice = answer.get(f"doubt.{place}", 0)
        if not choice:
            continue
        if doubt.severity is not Severity.ERROR:
            fields.append(FieldDecision(task=doubt.subject, field=doubt.field, value=doubt.alternative))
        elif doubt.place is not None:
            number = doubt.alternative if doubt.rule == "number-twice" and choice == 1 else ""
            rows.append(row_decision(doubt.place.key, number, leave_out=choice > 1))
    return Decisions(rows=(*before.rows, *rows), fields=(*before.fields, *fields))
