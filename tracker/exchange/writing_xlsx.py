"""A paper as a workbook: a sheet for each part of its table, its summaries, real dates and percentages.

Every text is stored as a text, whatever it begins with: nothing is a formula, and nothing is a link.
"""

import re
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.exchange.packing import LIST_SHEET, repacked, sheet_name
from tracker.exchange.paper import Cell, Column, Line, Paper, Row, Share, Table, cell_text, inert

LARGEST = 32_767
"""Characters a cell of a workbook may have."""

_FONT = "Times New Roman"
_SIZE = 12
_MM_A_CHARACTER = 2.1
"""Millimetres that a character of a column's width takes, about."""

_MM_A_LETTER = 1.85
"""Millimetres that a letter of a cell takes, about."""

_LINE = 15.75
_TALLEST = 400.0
_EDGE = Side(style="thin")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_HEAD_FILL = PatternFill("solid", fgColor="FFD9E2F3")
_PART_FILL = PatternFill("solid", fgColor="FFF2F2F2")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = ("=", "+", "-", "@")


def write_xlsx(paper: Paper) -> bytes:
    """Return the paper as the bytes of an ``.xlsx`` file."""
    book = Workbook()
    book.remove(book.worksheets[0])
    taken: set[str] = set()
    for number, (name, tables) in enumerate(_stacked((*paper.summaries, *paper.lists)).items(), start=1):
        sheet = book.create_sheet(sheet_name(name, taken))
        sheet.sheet_properties.codeName = f"{LIST_SHEET}{number}"
        caption = [Line(text=tables[0].caption, italic=True, size=13)] if len(tables) == 1 else []
        _fill(sheet, paper, tables, head=(Line(text=paper.title.upper(), bold=True), *caption))
    for table in paper.tables:
        for part in _parts(table):
            sheet = book.create_sheet(sheet_name(part.sheet, taken))
            _fill(sheet, paper, (part,), head=paper.head)
    content = BytesIO()
    book.save(content)
    return repacked(content.getvalue(), title=inert(paper.title), language=paper.language, when=paper.when)


def _stacked(tables: tuple[Table, ...]) -> dict[str, tuple[Table, ...]]:
    """Return the tables by the sheet they go to, in order."""
    names = dict.fromkeys(each.sheet for each in tables)
    return {name: tuple(each for each in tables if each.sheet == name) for name in names}


def _parts(table: Table) -> list[Table]:
    """Return the parts of a table, each beginning with its heading."""
    parts: list[list[Row]] = []
    for row in table.rows:
        if row.is_heading or not parts:
            parts.append([])
        parts[-1].append(row)
    found = []
    for rows in parts or [[]]:
        name = rows[0].label if rows and rows[0].is_heading else table.caption
        found.append(Table(caption=table.caption, columns=table.columns, rows=tuple(rows), sheet=name or "1"))
    return found


def _fill(sheet: Worksheet, paper: Paper, tables: tuple[Table, ...], head: tuple[Line, ...]) -> None:
    """Write the head and the tables one below the other; a single table has a frozen head and filters."""
    columns = max((each.columns for each in tables), key=len)
    at = 1
    for line in head:
        _put_line(sheet, at, line, len(columns))
        at += 1
    at += 1
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = round(column.width / _MM_A_CHARACTER, 1)
    first = at
    for table in tables:
        if table.caption and len(tables) > 1:
            _put(sheet, at, 1, table.caption).font = Font(name=_FONT, size=13, bold=True)
            at += 1
        at = _put_table(sheet, at, table) + 2
    if len(tables) == 1:
        sheet.freeze_panes = f"A{first + 1}"
        sheet.auto_filter.ref = f"A{first}:{get_column_letter(max(1, len(columns)))}{max(first, at - 2)}"
        sheet.print_title_rows = f"{first}:{first}"
    _set_page(sheet, paper)


def _put_line(sheet: Worksheet, at: int, line: Line, columns: int) -> None:
    cell = _put(sheet, at, 1, line.text)
    cell.font = Font(name=_FONT, size=line.size, bold=line.bold, italic=line.italic)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=columns)


def _put_table(sheet: Worksheet, at: int, table: Table) -> int:
    """Write a table below the row ``at``; return its last row."""
    for place, column in enumerate(table.columns, start=1):
        cell = _put(sheet, at, place, column.title)
        cell.font = Font(name=_FONT, size=_SIZE, bold=True)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.fill, cell.border = _HEAD_FILL, _BORDER
    sheet.row_dimensions[at].height = _height(tuple(each.title for each in table.columns), table.columns)
    for row in table.rows:
        at += 1
        sheet.row_dimensions[at].height = _height(row.cells, table.columns)
        for place, (value, column) in enumerate(zip(row.cells, table.columns, strict=True), start=1):
            cell = _put(sheet, at, place, value)
            cell.font = Font(name=_FONT, size=_SIZE, bold=row.is_heading)
            across = "center" if column.centred else "left" if not isinstance(value, int | date) else "right"
            cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=True)
            cell.border = _BORDER
            if row.is_heading:
                cell.fill = _PART_FILL
    return at


def _height(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> float:
    """Return about the height of a row in points; the program that opens it does not fit rows by itself."""
    lines = 1
    for cell, column in zip(cells, columns, strict=True):
        room = max(4, int(column.width / _MM_A_LETTER))
        lines = max(lines, sum(1 + (len(each) - 1) // room if each else 1 for each in cell_text(cell).split("\n")))
    return min(_TALLEST, _LINE * lines + 3)


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> SheetCell | MergedCell:
    """Put a value into a cell: a date, a number or a share as such, anything else as text."""
    cell = sheet.cell(row=row, column=column)
    match value:
        case None | "":
            return cell
        case Share(part=part, whole=whole):
            cell.value = part / whole if whole else None
            cell.number_format = "0%" if not whole or part * 100 % whole == 0 else "0.00%"
        case date():
            cell.value = value
            cell.number_format = "dd/mm/yyyy"
        case int():
            cell.value = value
        case _:
            _put_text(cell, cell_text(value))
    return cell


def _put_text(cell: SheetCell | MergedCell, text: str) -> None:
    told = _ESCAPE.sub("_x005F_", text)
    if len(told) > LARGEST:
        told = f"{told[: LARGEST - 40]} … (+{len(told) - LARGEST + 40})"
    cell.value = told
    cell.data_type = "s"
    if text.lstrip().startswith(_FORMULA):
        cell.quotePrefix = True  # so that it stays a text when somebody edits the cell


def _set_page(sheet: Worksheet, paper: Paper) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.oddHeader is not None and sheet.oddFooter is not None:
        sheet.oddHeader.center.text = "&P"
        sheet.oddFooter.right.text = inert(paper.footer).replace("&", "&&")
