"""The report of an import: how much was read, that no word is lost, and what is in doubt.

The loss check is made from both ends. On one side stand the words of every row as the file has them, outside heads;
on the other those of the finished tasks. A word of the first that is in none of the second, and in nothing that the
report lists as left out, is lost, and a lost word is an error.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tracker.exchange.doubt import Doubt, LeftOut
from tracker.exchange.heads import TICKS, Column
from tracker.exchange.markup import cleaned, words
from tracker.exchange.rows import RowReading, TaskRow
from tracker.exchange.table import Source, SourceKind
from tracker.exchange.understanding import ReadTask, Understanding
from tracker.plan.agency import Agency
from tracker.plan.characters import hidden_characters
from tracker.plan.confidence import Confidence
from tracker.plan.message import Message, say
from tracker.plan.plan import Area
from tracker.plan.problem import Severity
from tracker.plan.text import nfc


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """How much an import read.

    ``joined`` counts rows that go on with a task across a page break, ``split`` the tasks with such rows; ``cells``
    are those of the tasks outside the number column, ``same`` those that stand in the record character for character.
    """

    tables: int
    heads: int
    rows: int
    areas: int
    tasks: int
    joined: int
    split: int
    words: int
    lost: int
    cells: int
    same: int
    citations: int
    placeholders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import read and what it doubts. ``document`` is the official document the annex belongs to.

    ``left`` is what is in no record, ``above`` the lines above the tables, ``unread`` what the file holds beside them.
    """

    file: str
    digest: str
    kind: SourceKind
    year: int
    title: str
    document: str
    counts: ImportCounts
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    doubts: tuple[Doubt, ...]
    left: tuple[LeftOut, ...]
    above: tuple[str, ...]
    unread: tuple[Message, ...]

    @property
    def errors(self) -> tuple[Doubt, ...]:
        """The doubts that keep the import from being written."""
        return tuple(each for each in self.doubts if each.severity is Severity.ERROR)


def import_report(
    source: Source, rows: RowReading, understood: Understanding, document: str, doubts: Sequence[Doubt]
) -> ImportReport:
    """Return the report; words that were lost are among its doubts, as errors."""
    lost = lost_words(rows, understood)
    cells = [(each, column) for each in understood.tasks for column in _compared(each.row)]
    differing = [(each, column) for each, column in cells if not _is_same(each, column)]
    found = [*rows.doubts, *understood.doubts, *doubts]
    found += [_cell_doubt(each, column) for each, column in differing]
    if lost:
        found.append(_loss_doubt(lost))
    return ImportReport(
        file=source.name,
        digest=source.digest,
        kind=source.kind,
        year=understood.year,
        title=understood.title,
        document=document,
        counts=ImportCounts(
            tables=len(source.tables),
            heads=rows.head_rows,
            rows=len(rows.rows),
            areas=len(understood.areas),
            tasks=len(understood.tasks),
            joined=rows.joined,
            split=sum(len(each.row.places) > 1 for each in understood.tasks),
            words=sum(1 for row in rows.rows for text in row.texts for _ in words(cleaned(text)[0])),
            lost=len(lost),
            cells=len(cells),
            same=len(cells) - len(differing),
            citations=understood.citations - understood.placeholders,
            placeholders=understood.placeholders,
        ),
        areas=understood.areas,
        agencies=understood.agencies,
        doubts=tuple(sorted(found, key=lambda each: each.severity is not Severity.ERROR)),
        left=rows.left,
        above=tuple(each.text for each in source.lines if not each.after),
        unread=source.left,
    )


def _cell_doubt(read: ReadTask, column: Column) -> Doubt:
    return Doubt(
        severity=Severity.ERROR,
        rule="cell-differs",
        message=say("the record does not say what the cell “{head}” says.", head=read.row.heads.get(column, column)),
        place=read.row.place,
        subject=read.task.id,
        text=read.row.cells.get(column, "")[:160],
        confidence=Confidence.HIGH,
    )


def _loss_doubt(lost: Sequence[str]) -> Doubt:
    return Doubt(
        severity=Severity.ERROR,
        rule="words-lost",
        message=say("words of the annex are in no record: {words}.", words=" ".join(lost)[:300]),
        confidence=Confidence.HIGH,
    )


# --- words ----------------------------------------------------------------------------------------

_NUMERAL = re.compile(r"(?P<number>[IVXLC]+|\d+)[.):]+")


def _counted(texts: Iterable[str]) -> "Counter[str]":
    found: Counter[str] = Counter()
    for text in texts:
        for word in words(text):
            numeral = _NUMERAL.fullmatch(word)
            found[numeral["number"] if numeral else word] += 1
    return found


def lost_words(rows: RowReading, understood: Understanding) -> tuple[str, ...]:
    """Return the words of the rows that no record has and nothing left out either."""
    given = _counted(cleaned(text)[0] for row in rows.rows for text in row.texts)
    kept = _counted(text for each in understood.tasks for text in _record_texts(each))
    kept += _counted(text for area in rows.areas for text in (area.number, area.title))
    kept += _counted(each.text.replace(" | ", " ") for each in rows.left)
    return tuple((given - kept).elements())


def _record_texts(read: ReadTask) -> Iterator[str]:
    """Yield what the record of a task says in words; values read from a cell count as its words."""
    task, row = read.task, read.row
    yield from (task.title, task.product, task.schedule.text, task.assignment.text)
    yield from (task.progress.result, task.progress.obstacle, task.progress.proposal)
    yield from (text for _, text in read.remarks)
    for column in (Column.NUMBER, *_VALUES):
        if _is_value_read(read, column):
            yield from (cleaned(each)[0] for each in row.raw.get(column, ()))


_VALUES = (Column.STATUS, Column.PERCENT, Column.EVIDENCE, *TICKS)


def _is_value_read(read: ReadTask, column: Column) -> bool:
    if column is Column.PERCENT:
        return read.task.progress.percent is not None
    if column is Column.EVIDENCE:
        return bool(read.task.progress.documents or read.task.basis)
    return True


# --- cells ----------------------------------------------------------------------------------------

_TAG = re.compile(
    r"</?(?:i|b|u|s|em|strong|span|font|small|big|sub|sup|a|o:p|p|br|div|ul|ol|li|table|tbody|tr|td|h[1-6])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\w{1,8}|\w{2,32});")


def squeezed(raw: str) -> str:
    """Return a text without mark-up, blanks and hidden characters: what two readings of a cell have in common."""
    text = nfc(_ENTITY.sub(lambda match: html.unescape(match[0]), _TAG.sub("", raw)))
    hidden = {each.character for each in hidden_characters(text, multiline=True)}
    return "".join(each for each in text if each not in hidden and not each.isspace())


def _compared(row: TaskRow) -> Iterator[Column]:
    yield from (each for each in row.cells if each is not Column.NUMBER)


def _is_same(read: ReadTask, column: Column) -> bool:
    raw = squeezed("".join(read.row.raw.get(column, ())))
    if column in _VALUES or squeezed(read.row.cells.get(column, "")) != raw:
        return column in _VALUES or read.row.inherits(column)
    task = read.task
    match column:
        case Column.TITLE:
            return squeezed(task.title) == raw
        case Column.PRODUCT:
            return squeezed(task.product) == raw
        case Column.RESULT:
            return squeezed(task.progress.result).startswith(raw)
        case Column.OBSTACLE | Column.PROPOSAL:
            return squeezed(getattr(task.progress, column.value)) == raw
        case Column.ASSIGNMENT | Column.LEAD | Column.COORDINATING:
            return raw in squeezed(task.assignment.text)
        case _:
            return raw in squeezed(task.schedule.text + "".join(text for _, text in read.remarks))
