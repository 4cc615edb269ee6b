"""Forms: what goes out as a workbook or in Word, and what comes back whatever was done to it."""

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml import etree
from openpyxl.utils import get_column_letter

from tests.builders import HOSTILE, agency, assignment, plan, progress, settings, task
from tests.libreoffice import needs_libreoffice, resaved
from tracker.exchange.form import COLUMNS, EDITABLE, Form, FormMark, make_form, read_marks
from tracker.exchange.form_paper import form_paper
from tracker.exchange.properties import read_properties
from tracker.exchange.reading import read_source
from tracker.exchange.reading_form import ReturnedForm, read_form
from tracker.exchange.writing_docx import write_docx
from tracker.exchange.writing_form import HEAD_ROW, write_form
from tracker.language import words_for
from tracker.plan.names import AgencyId
from tracker.plan.plan import Period
from tracker.plan.task import Status
from tracker.plan.view import PlanView

VI, EN = words_for("vi"), words_for("en")
PERIOD = Period(
    id="2022-Q3", title="Quý III", start=date(2022, 6, 15), cut_off=date(2022, 9, 14), due=date(2022, 9, 20)
)
BASE = "0123456789abcdef" * 2 + "01234567"
MADE = datetime(2022, 10, 7, 9, tzinfo=UTC)
PLAN = plan(
    task("2022-I-01", title="=HYPERLINK(1)", progress=progress(result="+cmd\nhai", percent=40)),
    task(
        "2022-I-02",
        title="Rà soát",
        progress=progress(Status.DONE, completed=date(2022, 9, 1), result="-x", awaiting=""),
    ),
    task("2022-II-01", assignment=assignment("stp")),
    settings=settings(periods=(PERIOD,)),
    agencies=(agency("stp", "Sở Tư pháp"),),
)


def form() -> Form:
    return make_form(PlanView(plan=PLAN, on=date(2022, 10, 7)), AgencyId("so-noi-vu"), PERIOD, BASE, VI)


def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def returned(made: openpyxl.Workbook, folder: Path) -> ReturnedForm:
    made.save(folder / "về.xlsx")
    return read_form(read_source(folder / "về.xlsx"), (VI, EN))


def test_a_form_holds_the_tasks_in_which_the_agency_is_named_and_says_what_it_was_cut_from() -> None:
    made = form()
    assert [each.task.id for each in made.rows] == ["2022-I-01", "2022-I-02"]
    marked = FormMark(year=2022, agency=AgencyId("so-noi-vu"), period="2022-Q3", base=BASE)
    assert read_marks(["x", f" {made.mark.text} y", made.mark.text]) == (marked,)
    assert read_marks([made.mark.text.replace(BASE, "--output=x")]) == ()
    assert made.heads["progress.status"] == "Tình trạng"
    assert any("14/09/2022" in each for each in made.help)


def test_a_period_of_any_name_leaves_a_form_that_is_known(tmp_path: Path) -> None:
    period = replace(PERIOD, id="9 tháng base=x")
    made = make_form(PlanView(plan=PLAN, on=date(2022, 10, 7)), AgencyId("so-noi-vu"), period, BASE, VI)
    back = returned(book(write_form(made, MADE)), tmp_path).mark
    assert back is not None
    assert (back.agency, back.base, back.period) == ("so-noi-vu", BASE, "")


def test_plan_columns_are_locked_and_no_text_is_a_formula() -> None:
    sheet = book(write_form(form(), MADE)).worksheets[1]
    assert sheet.protection.sheet
    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(HEAD_ROW + 1, place)
        assert bool(cell.protection.locked) is not column.editable
        assert cell.data_type in ("s", "inlineStr", "n", "d")
    texts = [str(sheet.cell(HEAD_ROW + 1, place).value) for place in range(1, len(COLUMNS) + 1)]
    assert "=HYPERLINK(1)" in texts
    assert "+cmd\nhai" in texts


def test_hostile_text_is_inert_in_a_form_and_reads_back_as_marks() -> None:
    held = plan(task("2022-I-01", title=HOSTILE, progress=progress(result=HOSTILE)))
    made = make_form(PlanView(plan=held, on=date(2022, 10, 7)), AgencyId("so-noi-vu"), None, BASE, VI)
    sheet = book(write_form(replace(made, agency=HOSTILE), MADE)).worksheets[1]
    values = [str(each.value) for each in sheet[HEAD_ROW + 1]]
    assert not any("\x1b" in each or "\u202e" in each for each in values)


def test_an_untouched_form_comes_back_as_it_went_out(tmp_path: Path) -> None:
    made = form()
    back = returned(book(write_form(made, MADE)), tmp_path)
    assert back.mark == made.mark
    assert [(each.id, each.number) for each in back.rows] == [("2022-I-01", "I.1"), ("2022-I-02", "I.2")]
    assert back.rows[0].texts["progress.result"] == "+cmd\nhai"
    assert back.rows[0].texts["progress.percent"] == "40"
    assert back.rows[1].texts["progress.completed"] == "01/9/2022"


def test_columns_may_be_moved_renamed_and_left_out_and_rows_sorted_and_deleted(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for line in (
        [form().mark.text],
        [],
        ["Kết quả thực hiện", "Nội dung công việc", "Trạng thái", "STT", "Lý do chậm", "Cột lạ"],
        ["Đã xong", "Rà soát", "đã hoàn thành", "I.2", "", "bỏ qua"],
        ["", "I Thể chế", "", "", "", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    ):
        sheet.append(line)
    back = returned(made, tmp_path)
    assert back.mark is not None
    (row,) = back.rows
    assert (row.id, row.number, row.title) == ("", "I.2", "Rà soát")
    assert row.texts == {
        "progress.result": "Đã xong",
        "progress.status": "đã hoàn thành",
        "progress.obstacle": "",
    }


def test_statuses_may_be_columns_to_tick(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for line in (
        ["TT", "Nhiệm vụ", "Đã hoàn thành", "Đang thực hiện", "Chưa thực hiện", "Kết quả"],
        ["I.1", "a", "", "x", "", "kết quả"],
        ["I.2", "b", "X", "v", "", ""],
    ):
        made.worksheets[0].append(line)
    back = returned(made, tmp_path)
    assert back.mark is None
    assert [each.ticks for each in back.rows] == [(Status.IN_PROGRESS,), (Status.DONE, Status.IN_PROGRESS)]


def test_a_cell_covered_by_a_merged_one_says_nothing_of_its_own(tmp_path: Path) -> None:
    made = book(write_form(form(), MADE))
    sheet = made.worksheets[1]
    place = [each.key for each in COLUMNS].index("progress.result") + 1
    sheet.merge_cells(start_row=HEAD_ROW + 1, end_row=HEAD_ROW + 2, start_column=place, end_column=place)
    assert "progress.result" not in returned(made, tmp_path).rows[1].texts


def test_a_table_that_is_no_form_is_named(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0].append(["Tiêu chí", "Điểm tối đa", "Điểm tự chấm"])
    made.worksheets[0].append(["1", "2", "2"])
    back = returned(made, tmp_path)
    assert (back.rows, len(back.left)) == ((), 1)


@pytest.mark.parametrize("text", ["", "tracker-form 2 year=2022", "tracker-form 1 year=22 agency=a period= base=0"])
def test_a_line_that_is_no_mark_is_none(text: str) -> None:
    assert read_marks([text]) == ()


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_xml(content: bytes, member: str = "xl/worksheets/sheet2.xml") -> etree._Element:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read(member))


def test_in_the_file_itself_exactly_the_cells_an_agency_fills_in_are_unlocked() -> None:
    content = write_form(form(), MADE)
    styles = sheet_xml(content, "xl/styles.xml").find(f"{MAIN}cellXfs")
    assert styles is not None
    unlocked = {
        str(place)
        for place, each in enumerate(styles)
        if (rule := each.find(f"{MAIN}protection")) is not None and rule.get("locked") in ("0", "false")
    }
    sheet = sheet_xml(content)
    found = {str(each.get("r")) for each in sheet.iter(f"{MAIN}c") if each.get("s") in unlocked}
    places = [get_column_letter(COLUMNS.index(each) + 1) for each in EDITABLE]
    assert found == {f"{place}{row}" for place in places for row in (5, 6)}
    for member in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        protection = sheet_xml(content, member).find(f"{MAIN}sheetProtection")
        assert protection is not None
        assert protection.get("sheet") == "1"


def test_in_the_file_itself_status_is_a_list_and_date_and_per_cent_have_their_limits() -> None:
    rules = {str(each.get("type")): each for each in sheet_xml(write_form(form(), MADE)).iter(f"{MAIN}dataValidation")}
    told = {kind: (rule.get("sqref"), rule.findtext(f"{MAIN}formula1")) for kind, rule in rules.items()}
    letters = {each.key: get_column_letter(place) for place, each in enumerate(COLUMNS, start=1)}
    rows = {key: f"{letters[key]}5:{letters[key]}6" for key in letters}
    assert told == {
        "list": (rows["progress.status"], f'"{",".join(form().statuses)}"'),
        "whole": (rows["progress.percent"], "0"),
        "date": (rows["progress.completed"], "DATE(2000,1,1)"),
    }
    assert len(form().statuses) == len(Status)
    assert all(each.get("showErrorMessage") == "1" for each in rules.values())


def test_a_form_is_printed_on_a4_across_with_its_head_on_every_page() -> None:
    content = write_form(form(), MADE)
    sheet = sheet_xml(content)
    page = sheet.find(f"{MAIN}pageSetup")
    assert page is not None
    assert (page.get("orientation"), page.get("paperSize")) == ("landscape", "9")
    made = book(content)
    assert made.worksheets[1].print_title_rows == "$4:$4"
    assert made.worksheets[1].print_title_cols == "$A:$C"
    assert str(made.worksheets[1].print_area).endswith("$A$1:$N$6")
    assert made.worksheets[0].page_setup.fitToWidth == 1


def test_a_form_is_the_same_byte_for_byte_and_keeps_its_mark_where_nobody_types(tmp_path: Path) -> None:
    assert write_form(form(), MADE) == write_form(form(), MADE)
    made = book(write_form(form(), MADE))
    made.worksheets[1].delete_rows(1, 3)
    assert returned(made, tmp_path).mark == form().mark


def word_form(folder: Path) -> Path:
    path = folder / "bieu-mau.docx"
    path.write_bytes(write_docx(form_paper(form(), MADE)))
    return path


def test_a_form_in_word_is_read_back_as_it_went_out_its_mark_kept_twice(tmp_path: Path) -> None:
    back = read_form(read_source(word_form(tmp_path)), (VI, EN))
    assert (back.mark, back.saved, back.left) == (form().mark, MADE, ())
    assert [each.id for each in back.rows] == ["2022-I-01", "2022-I-02"]
    assert back.rows[0].texts["progress.result"] == "+cmd\nhai"
    assert back.rows[1].texts["progress.status"] == "đã hoàn thành"
    assert set(back.rows[1].texts) == {each.key for each in EDITABLE}
    document = docx.Document(str(tmp_path / "bieu-mau.docx"))
    for paragraph in [each for each in document.paragraphs if "tracker-form" in each.text]:
        paragraph.text = ""
    document.save(str(tmp_path / "khong-dau.docx"))
    assert read_form(read_source(tmp_path / "khong-dau.docx"), (VI, EN)).mark == form().mark


def test_a_status_in_word_is_chosen_from_the_list_and_the_plan_is_grey(tmp_path: Path) -> None:
    table = docx.Document(str(word_form(tmp_path))).tables[0]
    (choice, *_) = table._tbl.iter(qn("w:dropDownList"))
    assert [each.get(qn("w:value")) for each in choice] == list(form().statuses)
    cells = list(table.rows[1]._tr.iter(qn("w:tc")))
    grey = [each.find(f"{qn('w:tcPr')}/{qn('w:shd')}") is not None for each in cells]
    assert grey == [True] * 4 + [False] * 8
    assert next(table.rows[0]._tr.iter(qn("w:tblHeader")), None) is not None


@pytest.mark.long
@needs_libreoffice
def test_both_forms_survive_being_saved_by_libreoffice_in_its_own_format_and_back(tmp_path: Path) -> None:
    (tmp_path / "bieu-mau.xlsx").write_bytes(write_form(form(), MADE))
    for path in (word_form(tmp_path), tmp_path / "bieu-mau.xlsx"):
        sent = read_form(read_source(path), (VI, EN))
        before = path.read_bytes()
        back = read_form(read_source(resaved(path)), (VI, EN))
        assert path.read_bytes() != before
        assert (back.mark, back.rows, back.left) == (sent.mark, sent.rows, sent.left)
        assert form().mark.text in read_properties(path.read_bytes()).texts


def test_what_an_agency_writes_into_columns_of_its_own_is_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for line in (["TT", "Nhiệm vụ", "Kết quả", "Ghi chú", "Trống"], ["I.1", "a", "b", "gửi lại sau", ""]):
        made.worksheets[0].append(line)
    (told,) = returned(made, tmp_path).left
    assert VI(told) == "cột Ghi chú không phải của biểu mẫu; cột này không được đọc."


def test_rows_of_several_forms_in_one_file_are_told(tmp_path: Path) -> None:
    made = book(write_form(form(), MADE))
    made.worksheets[0].cell(30, 1).value = replace(form().mark, base="f" * 40).text
    back = returned(made, tmp_path)
    assert any("2" in VI(each) for each in back.left)
