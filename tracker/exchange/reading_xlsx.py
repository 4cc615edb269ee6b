"""Reading Excel workbooks: the visible sheets, with merged cells, hidden rows, and dates and shares as they look."""

import re
import warnings
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from itertools import chain
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from tracker.exchange.archive import FileRefused, damaged
from tracker.exchange.packing import LIST_SHEET
from tracker.exchange.table import Cell, Line, Place, Row, Source, SourceKind, Table
from tracker.plan.dates import number_text, official_date_text
from tracker.plan.message import Message, say
from tracker.plan.text import nfc

MOST_ROWS = 30_000
MOST_COLUMNS = 100
MOST_TEXT = 20_000_000
"""The most characters of all cells of a sheet; one text may stand in many of them."""
_FEWEST_COLUMNS = 3


def read_excel(name: str, content: bytes, digest: str) -> Source:
    """Read every visible sheet as a table; lines of one cell above the first table row stand beside it."""
    left: list[Message] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it does not keep, and nothing is written back
            book = openpyxl.load_workbook(BytesIO(content), data_only=True, keep_links=False)
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        LxmlError,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
    ) as error:
        raise damaged(name, say("it is cut off or damaged")) from error
    tables: list[Table] = []
    lines: list[Line] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            left.append(say("the hidden sheet {sheet} was not read.", sheet=sheet.title))
            continue
        if (sheet.sheet_properties.codeName or "").startswith(LIST_SHEET):
            left.append(say("the sheet {sheet} holds figures of a printed report and was not read.", sheet=sheet.title))
            continue
        rows = _rows(name, sheet)
        beside, rows = _split(rows)
        lines += beside
        if rows:
            tables.append(Table(name=sheet.title, rows=tuple(rows)))
    return Source(
        kind=SourceKind.EXCEL, name=name, digest=digest, tables=tuple(tables), lines=tuple(lines), left=tuple(left)
    )


def _split(rows: list[Row]) -> tuple[list[Line], list[Row]]:
    """Part the title block, rows of fewer than three written cells, from the table below it."""
    first = next(
        (place for place, row in enumerate(rows) if sum(bool(each.text) for each in row.cells) >= _FEWEST_COLUMNS),
        len(rows),
    )
    beside = [
        Line(text=line.strip(), place=row.place)
        for row in rows[:first]
        for line in "\n".join(each.text for each in row.cells if each.text).split("\n")
        if line.strip()
    ]
    return beside, rows[first:]


def _rows(name: str, sheet: Worksheet) -> list[Row]:
    if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
        _refuse_data_beyond(name, sheet)
    covered = _covered(sheet)
    rows: list[Row] = []
    fresh, length = True, 0
    for number, values in enumerate(
        sheet.iter_rows(max_row=min(sheet.max_row, MOST_ROWS), max_col=min(sheet.max_column, MOST_COLUMNS)), start=1
    ):
        cells = []
        length += sum(len(cell.value) for cell in values if isinstance(cell.value, str))
        if length > MOST_TEXT:
            raise FileRefused(
                say("the sheet {sheet} of {file} has more text than an annex.", sheet=sheet.title, file=name),
                say("copy its table into a new file, and import that."),
            )
        for column, cell in enumerate(values, start=1):
            how = covered.get((number, column))
            text = "" if how else nfc(_text(cell.value, str(cell.number_format or "")))
            cells.append(Cell(text=text.strip(), beside=how == "beside", below=how == "below"))
        if any(each.text or each.beside or each.below for each in cells):
            hidden = bool(sheet.row_dimensions[number].hidden)
            place = Place(table=sheet.title, row=number)
            rows.append(Row(cells=tuple(cells), place=place, starts_page=fresh, hidden=hidden))
            fresh = False
        else:
            fresh = True
    return rows


def _refuse_data_beyond(name: str, sheet: Worksheet) -> None:
    """Refuse a sheet that has values where none is read; mere formatting far away is no reason."""
    width, height = min(sheet.max_column, MOST_COLUMNS), min(sheet.max_row, 2 * MOST_ROWS)
    below = sheet.iter_rows(min_row=MOST_ROWS + 1, max_row=height, max_col=width) if height > MOST_ROWS else ()
    wide = min(sheet.max_column, 4 * MOST_COLUMNS)
    beside = sheet.iter_rows(max_row=200, min_col=MOST_COLUMNS + 1, max_col=wide) if wide > MOST_COLUMNS else ()
    far = chain(below, beside)
    if any(cell.value is not None for row in far for cell in row):
        raise FileRefused(
            say("the sheet {sheet} of {file} is too large for an annex.", sheet=sheet.title, file=name),
            say("copy its table into a new file, and import that."),
        )


def _covered(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """Return how a merged cell covers others: from the left in its first row, from above below it."""
    found: dict[tuple[int, int], str] = {}
    for each in sheet.merged_cells.ranges:
        if each.max_row > MOST_ROWS or (each.max_row - each.min_row) * (each.max_col - each.min_col) > MOST_ROWS:
            continue
        for row in range(each.min_row, each.max_row + 1):
            for column in range(each.min_col, min(each.max_col, MOST_COLUMNS) + 1):
                if (row, column) != (each.min_row, each.min_col):
                    found[row, column] = "beside" if row == each.min_row else "below"
    return found


_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def _text(value: object, form: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "x" if value else ""
        case datetime() | date():
            return _day(value, form)
        case time():
            return value.isoformat(timespec="minutes")
        case int() | float():
            return _number(value, form)
        case _:
            return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _day(value: date, form: str) -> str:
    """Return a date as the sheet shows it, as far as it matters: with its day, or the month alone."""
    plain = _QUOTED.sub("", form).lower()
    if "d" not in plain and "m" in plain and "y" in plain:
        return f"{value.month:02d}/{value.year}"
    return official_date_text(value)


def _number(value: float, form: str) -> str:
    if "%" in _QUOTED.sub("", form):
        return f"{number_text(round(value * 100, 6), 0 if round(value * 100, 6) % 1 == 0 else 2)}%"
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return repr(value).replace(".", ",")
