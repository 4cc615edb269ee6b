"""Forms: what goes out in a workbook, and what comes back whatever was done to it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.builders import HOSTILE, agency, assignment, plan, progress, settings, task
from tracker.exchange.form import COLUMNS, Form, FormMark, make_form, read_mark
from tracker.exchange.reading import read_source
from tracker.exchange.reading_form import ReturnedForm, read_form
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
    assert read_mark(["x", f" {made.mark.text} y"]) == FormMark(
        year=2022, agency=AgencyId("so-noi-vu"), period="2022-Q3", base=BASE
    )
    assert read_mark([made.mark.text.replace(BASE, "--output=x")]) is None
    assert made.heads["progress.status"] == "Tình trạng"
    assert any("14/09/2022" in each for each in made.help)


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
    rules = {each.type for each in sheet.data_validations.dataValidation}
    assert rules == {"list", "whole", "date"}


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
    assert read_mark([text]) is None
