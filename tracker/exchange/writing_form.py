"""The form as a workbook: plan columns locked, a list of statuses, dates and percentages checked as they are typed."""

import textwrap
from datetime import date, datetime
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.exchange.form import COLUMNS, Form, FormColumn, FormRow
from tracker.exchange.packing import repacked
from tracker.exchange.properties import PROPERTY
from tracker.plan.characters import visible

HEAD_ROW = 4
"""The row of the heads; the tasks come right below it."""

LINE = 14.5
"""Points that a line of text takes in a row."""

MOST_LINES = 28
"""Lines that a row shows at most; Excel has no row of more than 409 points."""

SCALE = 68
"""Per cent of its size a form is printed at, so that two pages of A4 across hold its columns."""

REPEATED = "title"
"""The column up to which every page begins with the same columns."""

FIRST_PAGE = "progress.awaiting"
"""The last column on the first of two pages across."""

MOST_LIST = 255
"""Characters that a list of choices written into a cell rule may have in Excel."""

_FONT = "Times New Roman"
_EDGE = Side(style="thin", color="FF999999")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_LOCKED = PatternFill("solid", fgColor="FFEEEEEE")
_HEAD = PatternFill("solid", fgColor="FFD9E2F3")


def write_form(form: Form, made: datetime) -> bytes:
    """Return the form as the bytes of an ``.xlsx`` file; ``made`` is the time it is dated with.

    The same form and time give the same bytes.
    """
    book = Workbook()
    book.custom_doc_props.append(StringProperty(name=PROPERTY, value=form.mark.text))  # type: ignore[attr-defined]  # the stubs lack it
    book.remove(book.worksheets[0])
    _fill_help(book.create_sheet(form.sheets[0]), form)
    _fill_tasks(book.create_sheet(form.sheets[1]), form)
    content = BytesIO()
    book.save(content)
    title = visible(f"{form.title} · {form.agency}")
    return repacked(content.getvalue(), title=title, language=form.language, when=made, mark=form.mark.text)


def _fill_help(sheet: Worksheet, form: Form) -> None:
    width = 78
    sheet.column_dimensions["A"].width = width
    sheet.sheet_view.showGridLines = False
    lines = (form.title, form.agency, "", *form.help)
    for number, line in enumerate(lines, start=1):
        cell = _put(sheet, number, 1, line)
        cell.font = Font(name=_FONT, size=13 if number <= 2 else 12, bold=number <= 2)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 1.2 * LINE * _lines(line, width + 10)
    sheet.protection.sheet = True
    _set_up_page(sheet)
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill_tasks(sheet: Worksheet, form: Form) -> None:
    last = max(len(form.rows), 1) + HEAD_ROW
    _put(sheet, 1, 1, form.mark.text).font = Font(name=_FONT, size=7, color="FF999999")
    _put(sheet, 2, 1, form.title).font = Font(name=_FONT, size=13, bold=True)
    _put(sheet, 3, 1, form.about).font = Font(name=_FONT, size=12, bold=True)
    lines = max(_lines(form.heads[each.key], each.width - 2) for each in COLUMNS)
    sheet.row_dimensions[HEAD_ROW].height = LINE * lines
    for place, column in enumerate(COLUMNS, start=1):
        _fill_head(sheet, place, column, form)
        rule = _rule(column, form)
        if rule is not None:
            sheet.add_data_validation(rule)
            letter = get_column_letter(place)
            rule.add(f"{letter}{HEAD_ROW + 1}:{letter}{last}")
    for number, row in enumerate(form.rows, start=HEAD_ROW + 1):
        _fill_row(sheet, number, row)
    _set_up(sheet, last)


def _fill_head(sheet: Worksheet, place: int, column: FormColumn, form: Form) -> None:
    cell = _put(sheet, HEAD_ROW, place, form.heads[column.key])
    cell.font = Font(name=_FONT, size=11, bold=True)
    cell.fill = _HEAD
    cell.border = _BORDER
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.column_dimensions[get_column_letter(place)].width = column.width


def _fill_row(sheet: Worksheet, number: int, row: FormRow) -> None:
    progress = row.task.progress
    values = {"progress.completed": progress.completed, "progress.percent": progress.percent}
    sheet.row_dimensions[number].height = LINE * max(_lines(row.texts[each.key], each.width) for each in COLUMNS)
    for place, column in enumerate(COLUMNS, start=1):
        value = values.get(column.key) if column.key in values else row.texts[column.key]
        cell = _put(sheet, number, place, value)
        cell.font = Font(name=_FONT, size=11)
        cell.border = _BORDER
        is_short = column.key in values
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="center" if is_short else None)
        if column.editable:
            cell.protection = Protection(locked=False)
        else:
            cell.fill = _LOCKED
        if column.key == "progress.completed":
            cell.number_format = "dd/mm/yyyy"
        elif column.key != "progress.percent":
            cell.number_format = "@"


def _lines(text: str, width: int) -> int:
    """Return how many lines the text takes at most in a column of this many characters."""
    return min(MOST_LINES, sum(max(1, len(textwrap.wrap(line, width))) for line in text.split("\n")))


def _put(sheet: Worksheet, row: int, column: int, value: str | date | int | None) -> Cell | MergedCell:
    """Put a value into a cell; a text is a text, whatever it begins with."""
    told = visible(value, multiline=True) if isinstance(value, str) else value
    cell = sheet.cell(row=row, column=column, value=told)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    return cell


def _rule(column: FormColumn, form: Form) -> DataValidation | None:
    """Return what a program for workbooks lets a person type into the column."""
    rule: DataValidation | None = None
    match column.key:
        case "progress.status":
            choices = ",".join(form.statuses)
            if len(choices) <= MOST_LIST:
                rule = DataValidation(type="list", formula1=f'"{choices}"', allow_blank=True)
        case "progress.percent":
            rule = DataValidation(type="whole", operator="between", formula1="0", formula2="100", allow_blank=True)
        case "progress.completed":
            first, last = "DATE(2000,1,1)", "DATE(2099,12,31)"
            rule = DataValidation(type="date", operator="between", formula1=first, formula2=last, allow_blank=True)
    if rule is not None:
        rule.showErrorMessage = rule.showInputMessage = True
        rule.errorTitle = rule.promptTitle = form.heads[column.key][:32]
        rule.error = rule.prompt = form.complaints[column.key][:255]
    return rule


def _set_up(sheet: Worksheet, last: int) -> None:
    """Lock the plan's columns, freeze the heads, and print on A4 across, two pages beside each other."""
    protection = sheet.protection
    protection.sheet = True
    for name in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter", "deleteRows"):
        setattr(protection, name, False)  # false means that the person may
    keys = [each.key for each in COLUMNS]
    repeated = get_column_letter(keys.index(REPEATED) + 1)
    sheet.freeze_panes = f"{get_column_letter(keys.index(REPEATED) + 2)}{HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    _set_up_page(sheet)
    sheet.page_setup.scale = SCALE
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.col_breaks.append(Break(id=keys.index(FIRST_PAGE) + 1))
    sheet.print_area = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.print_title_cols = f"A:{repeated}"


def _set_up_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    margins = sheet.page_margins
    margins.left = margins.right = 0.3
    margins.top, margins.bottom, margins.footer = 0.4, 0.6, 0.3
    footer = sheet.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "&P/&N"
