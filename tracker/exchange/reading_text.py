"""Reading text: lines whose cells a tab, a semicolon or a comma separates, whole or split over pages.

A blank line ends a page. Lines without a separator stand beside the table: titles before it, remarks after it.
"""

import contextlib
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from tracker.exchange.archive import FileRefused
from tracker.exchange.table import Line, Place, Row, Source, SourceKind, Table, texts_row
from tracker.plan.message import TrackerError, say
from tracker.plan.text import looks_legacy, nfc

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LINE_END = re.compile(r"\r\n|\r|\n")
_FEWEST_COLUMNS = 3


def decoded(name: str, content: bytes) -> str:
    """Return the text of the bytes in NFC; raise ``FileRefused`` where they are no Unicode text."""
    encoding = next((each for mark, each in _MARKS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileRefused(
            say("{file} is not Unicode text: see line {line}.", file=name, line=line),
            say("save it again in the encoding UTF-8."),
        ) from error
    if "\0" in text:
        raise FileRefused(
            say("{file} is no text, and no Word or Excel file either.", file=name),
            say("the importer reads .docx, .xlsx and text."),
        )
    if any(looks_legacy(each) for each in _LINE_END.split(text)[:40]):
        raise FileRefused(
            say("{file} looks like text of an old Vietnamese font (TCVN3 or VNI).", file=name),
            say("convert it to Unicode first, for instance with the tools of Unikey."),
        )
    return nfc(text)


def read_text(name: str, content: bytes, digest: str) -> Source:
    """Read a text file as one table with lines beside it."""
    text = decoded(name, content)
    separator = _separator(text)
    if separator == "\t":
        rows, lines = _tabbed(text)
    else:
        rows, lines = _separated(name, text, separator)
    last = rows[-1].place.row if rows else 0
    lines = [replace(each, inside=each.inside and each.place.row < last) for each in lines]
    return Source(
        kind=SourceKind.TEXT,
        name=name,
        digest=digest,
        tables=(Table(name="", rows=tuple(rows)),) if rows else (),
        lines=tuple(lines),
    )


def _separator(text: str) -> str:
    """Return what separates the cells: a tab where any line has enough of them, else what the first rows agree on."""
    lines = [line for line in _LINE_END.split(text) if line.strip()]
    if any(line.count("\t") + 1 >= _FEWEST_COLUMNS for line in lines):
        return "\t"
    return max(";,", key=lambda mark: _agreement(lines[:60], mark))


def _agreement(lines: list[str], mark: str) -> int:
    """Return how many cells the first rows have, those of the commonest width, where the mark separates them."""
    widths: Counter[int] = Counter()
    with contextlib.suppress(csv.Error):  # the last of the lines may be cut within a cell
        for cells in csv.reader((f"{line}\n" for line in lines), delimiter=mark, strict=True):
            widths[len(cells)] += 1
    return max((width * count for width, count in widths.items() if width >= _FEWEST_COLUMNS), default=0)


def _tabbed(text: str) -> tuple[list[Row], list[Line]]:
    rows: list[Row] = []
    lines: list[Line] = []
    fresh = True
    for number, line in enumerate(_LINE_END.split(text), start=1):
        place = Place(table="", row=number)
        if not line.strip():
            fresh = True
        elif "\t" in line:
            rows.append(texts_row(line.split("\t"), place, starts_page=fresh))
            fresh = False
        else:
            lines.append(Line(text=line.strip(), place=place, after=bool(rows), inside=bool(rows) and not fresh))
    return rows, lines


def _separated(name: str, text: str, separator: str) -> tuple[list[Row], list[Line]]:
    rows: list[Row] = []
    lines: list[Line] = []
    fresh = True
    for number, cells in _records(name, text, separator):
        place = Place(table="", row=number)
        held = [each for each in cells if each.strip()]
        if not held and len(cells) < _FEWEST_COLUMNS:
            fresh = True
        elif len(cells) < _FEWEST_COLUMNS or (not rows and len(held) == 1 and cells[0].strip()):
            text_beside = separator.join(held).strip()
            lines.append(Line(text=text_beside, place=place, after=bool(rows), inside=bool(rows) and not fresh))
        elif not held:
            fresh = True
        else:
            rows.append(texts_row((_unguarded(each) for each in cells), place, starts_page=fresh))
            fresh = False
    return rows, lines


_GUARDED = re.compile(r"^'(?=[=+\-@])")


def _unguarded(cell: str) -> str:
    """Return the cell without the apostrophe that keeps a spreadsheet from taking its text for a formula."""
    return _GUARDED.sub("", cell)


def _records(name: str, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_LINE_END.sub("\n", text).splitlines(keepends=True), delimiter=separator, strict=True)
    first = 1
    try:
        for cells in reader:
            yield first, cells
            first = reader.line_num + 1
    except csv.Error as error:
        raise TrackerError(
            say("{file} is no sound table: see line {line}.", file=name, line=first),
            say("a cell with the separator or a line end in it stands between quotation marks."),
        ) from error
