"""A form that came back, whatever was done to it: columns in another order or under other heads, rows sorted,
deleted or pasted from elsewhere, statuses as tick columns, a Word table in place of the workbook."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.exchange.form import ASKED, COLUMNS, EDITABLE, FormMark, read_marks
from tracker.exchange.table import Row, Source, Table
from tracker.plan.answers import AnswerRow, is_tick
from tracker.plan.message import Message, say
from tracker.plan.task import Status
from tracker.plan.text import fold, one_line
from tracker.plan.words import Words

FEWEST_HEADS = 3
"""How many heads of a form a row must have to be taken for its head row."""

_EDITABLE = frozenset(each.key for each in EDITABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedForm:
    """A form as it came back: where it was cut from, its rows, and what could not be read as rows of it.

    ``mark`` is None where nothing says so any more; ``saved`` is when the document says it was saved.
    """

    name: str
    digest: str
    saved: datetime | None
    mark: FormMark | None
    rows: tuple[AnswerRow, ...]
    left: tuple[Message, ...] = ()


def read_form(source: Source, languages: Iterable[Words]) -> ReturnedForm:
    """Return the rows of every table of the file that has the heads of a form, in whatever language."""
    known = _heads(languages)
    rows: list[AnswerRow] = []
    left = list(source.left)
    heads: dict[int, str] = {}
    width = 0
    for table in source.tables:
        start, found = _head_row(table, known)
        if found:
            heads, width = found, max(len(row.cells) for row in table.rows)
        elif not heads or not table.continues or len(table.rows[0].cells) != width:
            left.append(say("the table {table} has not the heads of a form; it was not read.", table=table.name or "1"))
            continue
        rows += [read for row in table.rows[start:] if (read := _row(row, heads)) is not None]
        left += _other_columns(table, start, heads)
    marks = read_marks((*(line.text for line in source.lines), *_cells(source.tables), *source.properties))
    if len(marks) > 1:
        left.append(say("it has the lines of {count} forms; the first is believed.", count=len(marks)))
    return ReturnedForm(
        name=source.name,
        digest=source.digest,
        saved=source.saved,
        mark=marks[0] if marks else None,
        rows=tuple(rows),
        left=tuple(left),
    )


def _other_columns(table: Table, start: int, heads: Mapping[int, str]) -> Iterable[Message]:
    """Yield that a column with something in it is none of a form, so that nothing an agency wrote is lost unseen."""
    others: dict[int, None] = {}
    for row in table.rows[start:]:
        others.update({place: None for place, text in enumerate(row.texts) if place not in heads and text.strip()})
    titles = table.rows[start - 1].texts if start else ()
    for place in sorted(others):
        title = one_line(titles[place]) if place < len(titles) else ""
        yield say("the column {column} is none of a form; it was not read.", column=title[:60] or str(place + 1))


def _cells(tables: Iterable[Table]) -> Iterable[str]:
    return (cell.text for table in tables for row in table.rows[:10] for cell in row.cells)


def _heads(languages: Iterable[Words]) -> Mapping[str, str]:
    """Return the key for each head in search form; statuses name tick columns."""
    languages = tuple(languages)
    known: dict[str, str] = {}
    for words in languages:
        known.update({fold(words.name(each)): f"tick.{each.value}" for each in Status})
    for column in COLUMNS:
        known.update({fold(head): column.key for head in column.heads})
    for words in languages:
        known.update({fold(words(column.title)): column.key for column in (*COLUMNS, ASKED)})
    return known


def _head_row(table: Table, known: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    """Return where the rows begin below the heads, and the key of each column; no keys where there is no head row."""
    for place, row in enumerate(table.rows[:20]):
        heads: dict[int, str] = {}
        for column, text in enumerate(row.texts):
            key = known.get(fold(text.strip(" .:*")))
            if key is not None and key not in heads.values():
                heads[column] = key
        if len(heads) >= FEWEST_HEADS and _names_tasks(heads.values()):
            return place + 1, heads
    return 0, {}


def _names_tasks(keys: Iterable[str]) -> bool:
    """Tell whether the columns say which task a row is about and something of its progress."""
    found = set(keys)
    return bool(found & {"id", "number", "title"}) and bool(
        found & _EDITABLE or any(each.startswith("tick.") for each in found)
    )


def _numbers_columns(row: Row) -> bool:
    """Tell whether the row counts the columns: 1, 2, 3 or (1), (2), (3), as below the heads of an official table."""
    told = [each.text.strip(" ().") for each in row.cells if each.text.strip()]
    return len(told) >= FEWEST_HEADS and told == [str(number) for number in range(1, len(told) + 1)]


def _row(row: Row, heads: Mapping[int, str]) -> AnswerRow | None:
    """Return what the row says; None for one that is empty, repeats heads, numbers the columns or names an area."""
    if _numbers_columns(row):
        return None
    told: dict[str, str] = {}
    ticks: list[Status] = []
    for column, key in heads.items():
        if column >= len(row.cells) or row.cells[column].beside or row.cells[column].below:
            continue  # a cell covered by a merged one says nothing of its own
        text = row.cells[column].text
        if key.startswith("tick."):
            if is_tick(text):
                ticks.append(Status(key.removeprefix("tick.")))
        else:
            told[key] = text
    named = {key: told.pop(key, "").strip() for key in ("id", "number", "title")}
    if not any(named.values()) or (not ticks and not any(told.get(key, "").strip() for key in _EDITABLE)):
        return None
    texts = {key: text for key, text in told.items() if key in _EDITABLE}
    return AnswerRow(place=row.place.message, **named, texts=texts, ticks=tuple(ticks))
