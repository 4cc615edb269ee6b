"""Annexes laid out in other ways: columns of their own, heads in two rows, merged cells, numbers made by Word."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.annexes import read
from tracker.exchange.annex import Annex, Wishes
from tracker.exchange.heads import Column, HeadUnclear, layout, read_map
from tracker.plan.message import TrackerError
from tracker.plan.task import ScheduleKind, Status, Task

USUAL = "Cải cách tổ chức bộ máy hành chính nhà nước"
"""The title of area III in a plan that has just begun."""


def by_number(annex: Annex) -> dict[str, Task]:
    return {each.task.number: each.task for each in annex.tasks}


def rules(annex: Annex) -> list[str]:
    return [each.rule for each in annex.report.doubts]


def text(tmp_path: Path, *rows: str, name: str = "ke-hoach.txt") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(("KẾ HOẠCH NĂM 2027", *(row.replace(" | ", "\t") for row in rows))), encoding="utf-8")
    return path


def columns(*heads: str) -> tuple[Column, ...]:
    return layout(heads, {}).columns


# Heads


def test_a_head_is_read_by_its_place_in_the_whole() -> None:
    assert columns("STT", "Nhiệm vụ", "Kết quả/sản phẩm đạt được", "Tiến độ", "Phân công", "Tiến độ/kết quả") == (
        Column.NUMBER,
        Column.TITLE,
        Column.PRODUCT,
        Column.SCHEDULE,
        Column.ASSIGNMENT,
        Column.RESULT,
    )
    assert columns("TT", "Nội dung", "Sản phẩm", "Thời hạn", "Kết quả") == (
        Column.NUMBER,
        Column.TITLE,
        Column.PRODUCT,
        Column.SCHEDULE,
        Column.RESULT,
    )
    assert columns("Nhiệm vụ", "Thời hạn", "Tiến độ") == (Column.TITLE, Column.SCHEDULE, Column.RESULT)
    assert columns("Nhiệm vụ", "Kết quả", "Tiến độ") == (Column.TITLE, Column.PRODUCT, Column.SCHEDULE)


def test_a_head_that_may_be_read_otherwise_is_told() -> None:
    assert layout(("Nhiệm vụ", "Sản phẩm", "Tiến độ", "Kết quả"), {}).open == ()
    assert layout(("Nhiệm vụ", "Kết quả", "Tiến độ"), {}).open == (("Tiến độ", Column.SCHEDULE, Column.RESULT),)


@pytest.mark.parametrize(
    "heads",
    [
        ("STT", "Tiêu chí", "Điểm tối đa", "Điểm đạt"),
        ("STT", "Nội dung", "Thời hạn", "Kết quả", "Điểm tự chấm"),
        ("STT", "Họ và tên", "Chức vụ"),
        ("STT", "Nhiệm vụ", "Diện tích"),
        ("Tiến độ/kết quả", "Sản phẩm", "Nhiệm vụ", "STT"),
    ],
)
def test_what_is_no_head_of_tasks_is_refused(heads: Sequence[str]) -> None:
    with pytest.raises(HeadUnclear):
        layout(heads, {})


def test_columns_may_be_named_by_head_or_place() -> None:
    named = read_map(["Nội dung, đầu việc=title, 3=product", "Ngày xong=due"])
    assert list(named.values()) == [Column.TITLE, Column.PRODUCT, Column.DUE]
    assert layout(("Số", "Nội dung, đầu việc", "X", "Ngày xong"), named).columns[1:] == (
        Column.TITLE,
        Column.PRODUCT,
        Column.DUE,
    )
    for wrong in ("title", "=title", "Nội dung=ten"):
        with pytest.raises(TrackerError):
            read_map([wrong])


# Columns of their own


def test_lead_coordinating_dates_status_share_and_evidence_have_columns_of_their_own(tmp_path: Path) -> None:
    annex = read(
        text(
            tmp_path,
            "STT | Nhiệm vụ | Sản phẩm | Bắt đầu | Kết thúc | Cơ quan chủ trì | Cơ quan phối hợp | Kết quả thực hiện"
            " | Tình trạng | Tỷ lệ % | Văn bản minh chứng | Lý do | Kinh phí",
            "I | Cải cách thể chế",
            "1 | Ban hành quy chế | Quyết định | 01/3/2027 | 30/6/2027 | Sở Nội vụ | Sở Tài chính, Sở Tư pháp | Đã xong"
            " | Đã hoàn thành | 100 | Quyết định số 12/QĐ-UBND ngày 15/5/2027 |  | 120 triệu",
            "2 | Tập huấn | Lớp |  | Quý III/2027 | Sở Nội vụ; Văn phòng UBND tỉnh |  | Đang làm | Đang thực hiện | 40%"
            " |  | Thiếu kinh phí | ",
        )
    )
    one, two = (by_number(annex)[each] for each in ("I.1", "I.2"))
    assert (one.schedule.start, one.schedule.due) == (date(2027, 3, 1), date(2027, 6, 30))
    assert one.assignment.lead == ("so-noi-vu",)
    assert one.assignment.coordinating == ("so-tai-chinh", "so-tu-phap")
    assert (one.progress.status, one.progress.percent) == (Status.DONE, 100)
    assert [each.number for each in one.progress.documents] == ["12/QĐ-UBND"]
    assert one.progress.result == "Đã xong"
    assert two.assignment.lead == ("so-noi-vu", "van-phong-ubnd-tinh")
    assert (two.schedule.due, two.progress.percent) == (date(2027, 9, 30), 40)
    assert (two.progress.status, two.progress.obstacle) == (Status.IN_PROGRESS, "Thiếu kinh phí")
    assert annex.tasks[0].remarks == (("Kinh phí", "120 triệu"),)
    assert (annex.report.errors, annex.report.counts.lost) == ((), 0)


def test_ticked_columns_say_the_status(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["STT", "Nhiệm vụ", "Sản phẩm", "Thời hạn", "Chủ trì", "Tình trạng", None, None])
    sheet.append([None, None, None, None, None, "Đã hoàn thành", "Đang thực hiện", "Chưa thực hiện"])
    sheet.merge_cells("F1:H1")
    for letter in "ABCDE":
        sheet.merge_cells(f"{letter}1:{letter}2")
    sheet.append([1, "Việc một", "A", "Quý I/2027", "Sở Nội vụ", "x"])
    sheet.append([2, "Việc hai", "B", "Quý II/2027", "Sở Nội vụ", None, "x"])
    sheet.append([3, "Việc ba", "C", "Quý II/2027", "Sở Nội vụ", None, None, "X"])
    sheet.append([4, "Việc bốn", "D", "Quý II/2027", "Sở Nội vụ", "x", "x"])
    sheet.append(["Tổng cộng", "4 nhiệm vụ", None, None, None, 2, 2, 1])
    book.save(tmp_path / "a.xlsx")
    annex = read(tmp_path / "a.xlsx")
    held = by_number(annex)
    assert [held[f"I.{number}"].progress.status for number in (1, 2, 3)] == [
        Status.DONE,
        Status.IN_PROGRESS,
        Status.NOT_STARTED,
    ]
    assert [each.rule for each in annex.report.errors] == ["status-twice"]
    assert [each.text for each in annex.report.left] == ["Tổng cộng | 4 nhiệm vụ | 2 | 2 | 1"]


def test_dates_shares_merged_and_hidden_cells_of_a_workbook_are_read_as_they_look(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2027"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["STT", "Nhiệm vụ", "Sản phẩm", "Thời gian hoàn thành", "Cơ quan chủ trì", "Tỷ lệ hoàn thành"])
    sheet.append(["I", "Cải cách thể chế"])
    sheet.append([1.0, "Việc một", "A", date(2027, 6, 30), "Sở Nội vụ", 0.25])
    sheet.append([2, "Việc hai", "B", date(2027, 9, 1), None, None])
    sheet.append([3, "Việc ba", "C", "nt", "như trên", None])
    sheet["F5"].number_format = "0%"
    sheet["D5"].number_format = "dd/mm/yyyy"
    sheet["D6"].number_format = "mm/yyyy"
    sheet.merge_cells("E5:E6")
    sheet.row_dimensions[6].hidden = True
    book.save(tmp_path / "a.xlsx")
    annex = read(tmp_path / "a.xlsx")
    one, two, three = (by_number(annex)[f"I.{number}"] for number in (1, 2, 3))
    assert (one.schedule.due, one.progress.percent) == (date(2027, 6, 30), 25)
    assert (two.schedule.kind, two.schedule.due) == (ScheduleKind.MONTH, date(2027, 9, 30))
    assert two.assignment.lead == three.assignment.lead == ("so-noi-vu",)
    assert three.schedule == two.schedule
    assert {"hidden-row", "same-as-above"} <= set(rules(annex))
    assert (annex.report.errors, annex.report.counts.lost) == ((), 0)


def test_a_workbook_of_mere_formats_far_away_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["STT", "Nhiệm vụ", "Sản phẩm", "Thời hạn"])
    sheet.append([1, "Việc một", "A", "Quý I/2027"])
    sheet.row_dimensions[900_000].height = 20
    sheet.column_dimensions["XFD"].width = 9
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").report.counts.tasks == 1
    sheet["A40000"] = "xa"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TrackerError):
        read(tmp_path / "a.xlsx")


def test_sheets_whose_tasks_stand_on_a_fuller_one_are_left_out_and_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    late, first, second = book.worksheets[0], book.create_sheet("I"), book.create_sheet("II")
    late.title = "Quá hạn"
    late.append(["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"])
    late.append(["II.1", "Việc ba", "Sở Nội vụ", "Quý I/2027"])
    for sheet, area, titles in ((first, "I", ("Việc một", "Việc hai")), (second, "II", ("Việc ba",))):
        sheet.append(["STT", "Nhiệm vụ", "Sản phẩm", "Tiến độ", "Phân công"])
        sheet.append([area, f"Lĩnh vực {area}"])
        for number, title in enumerate(titles, start=1):
            sheet.append([number, title, "A", "Quý I/2027", "Sở Nội vụ chủ trì"])
    book.save(tmp_path / "a.xlsx")
    annex = read(tmp_path / "a.xlsx")
    assert list(by_number(annex)) == ["I.1", "I.2", "II.1"]
    assert [each.text for each in annex.report.left] == ["Quá hạn"]
    assert annex.report.errors == ()


def test_the_apostrophe_before_what_a_spreadsheet_would_take_for_a_formula_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("STT,Nhiệm vụ,Sản phẩm,Thời hạn\n1,\"'- Một\n- Hai\",'=A,Quý I/2027\n", encoding="utf-8")
    task = by_number(read(path))["I.1"]
    assert (task.title, task.product) == ("- Một\n- Hai", "=A")


# Word


def word(path: Path, rows: Sequence[Sequence[str]]) -> "docx.document.Document":
    document = docx.Document()
    document.add_paragraph("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2027")
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, held in zip(table.add_row().cells, row, strict=True):
            cell.text = held
    document.save(str(path))
    return document


def test_cells_merged_both_ways_in_word(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = word(
        path,
        [
            ("TT", "Nhiệm vụ", "Sản phẩm", "Thời hạn", "Cơ quan thực hiện", ""),
            ("", "", "", "", "Chủ trì", "Phối hợp"),
            ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"),
            ("I. Cải cách thể chế", "", "", "", "", ""),
            ("1", "Việc một", "A", "Quý I/2027", "Sở Nội vụ", "Sở Tư pháp"),
            ("2", "Việc hai", "Đề án", "Quý II/2027", "", "Sở Tài chính"),
            ("", "", "Quyết định", "Quý IV/2027", "", ""),
        ],
    )
    table = document.tables[0]
    table.cell(0, 4).merge(table.cell(0, 5))
    for column in range(4):
        table.cell(0, column).merge(table.cell(1, column))
    table.cell(3, 0).merge(table.cell(3, 5))
    table.cell(4, 4).merge(table.cell(6, 4))
    for column in (0, 1, 5):
        table.cell(5, column).merge(table.cell(6, column))
    document.save(str(path))
    annex = read(path)
    one, two = (by_number(annex)[each] for each in ("I.1", "I.2"))
    assert annex.report.areas[0].title == "Cải cách thể chế"
    assert (one.assignment.lead, one.assignment.coordinating) == (("so-noi-vu",), ("so-tu-phap",))
    assert (two.assignment.lead, two.assignment.coordinating) == (("so-noi-vu",), ("so-tai-chinh",))
    assert two.product == "Đề án\nQuyết định"
    assert annex.report.counts.lost == 0


def test_numbers_that_word_makes_and_text_under_tracked_changes_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = word(
        path, [("STT", "Nhiệm vụ", "Sản phẩm", "Thời hạn"), ("", "", "A", "Quý I/2027"), ("", "Hai", "B", "")]
    )
    table = document.tables[0]
    for row in (1, 2):
        table.cell(row, 0).paragraphs[0].style = document.styles["List Number"]
    numbered = document.styles["List Number"].element.pPr.numPr
    for row in (1, 2):
        table.cell(row, 0).paragraphs[0]._p.get_or_add_pPr().append(_copy(numbered))
    paragraph = table.cell(1, 1).paragraphs[0]._p
    for tag, held in (("w:ins", "Việc mới"), ("w:del", "Việc cũ"), ("w:moveFrom", "Việc dời đi")):
        change = OxmlElement(tag)
        run = OxmlElement("w:r")
        kind = OxmlElement("w:delText" if tag == "w:del" else "w:t")
        kind.text = held
        run.append(kind)
        change.append(run)
        paragraph.append(change)
    inner = table.cell(2, 2).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Phần 1", "Phần 2"
    document.save(str(path))
    annex = read(path)
    one, two = (by_number(annex)[each] for each in ("I.1", "I.2"))
    assert one.title == "Việc mới"
    assert two.product == "B\nPhần 1 Phần 2"


def _copy(element: object) -> object:
    found = OxmlElement("w:numPr")
    for tag in ("w:ilvl", "w:numId"):
        held = element.find(qn(tag))  # type: ignore[attr-defined]  # elements of lxml have no types
        made = OxmlElement(tag)
        made.set(qn("w:val"), held.get(qn("w:val")) if held is not None else "0")
        found.append(made)
    return found


# Rows


def test_areas_without_numerals_and_numbers_with_their_area(tmp_path: Path) -> None:
    annex = read(
        text(
            tmp_path,
            "STT | Nhiệm vụ | Sản phẩm | Thời hạn",
            " | Cải cách thể chế |  | ",
            "1 | Việc một | A | Quý I/2027",
            "2 | Việc hai | B | Quý I/2027",
            " | Cải cách TTHC |  | ",
            "1 | Việc ba | C | Quý I/2027",
            "III.1 | Việc bốn | D | Quý I/2027",
        )
    )
    assert list(by_number(annex)) == ["I.1", "I.2", "II.1", "III.1"]
    assert [each.title for each in annex.report.areas] == ["Cải cách thể chế", "Cải cách TTHC", USUAL]
    assert rules(annex).count("area-without-numeral") == 2


def test_an_area_that_stands_twice_and_a_row_that_ends_the_table(tmp_path: Path) -> None:
    head = "STT | Nhiệm vụ | Sản phẩm | Thời hạn"
    annex = read(
        text(
            tmp_path,
            head,
            "I | Cải cách thể chế |  | ",
            "1 | Việc một | A | Quý I/2027",
            "",
            head,
            "I | Cải cách thể chế (tiếp theo) |  | ",
            "2 | Việc hai | B | Quý I/2027",
            "./. |  |  | ",
        )
    )
    assert list(by_number(annex)) == ["I.1", "I.2"]
    assert (annex.report.errors, annex.report.counts.lost) == ((), 0)
    assert len(annex.report.left) == 2


def test_a_number_nobody_can_read_is_an_error(tmp_path: Path) -> None:
    head = "STT | Nhiệm vụ | Sản phẩm | Thời hạn"
    annex = read(text(tmp_path, head, "1 | Việc một | A | Quý I/2027", "hai | Việc hai | B | Quý I/2027"))
    assert [each.rule for each in annex.report.errors] == ["number-unreadable"]
    assert annex.report.counts.lost == 0


def test_hidden_characters_are_taken_out_and_told(tmp_path: Path) -> None:
    head = "STT | Nhiệm vụ | Sản phẩm | Thời hạn"
    annex = read(text(tmp_path, head, "1 | Việc\u200b một\u202e | A\u00a0B | Quý I/2027"))
    assert by_number(annex)["I.1"].title == "Việc một"
    assert by_number(annex)["I.1"].product == "A B"
    assert "hidden-characters" in rules(annex)


def test_a_text_too_long_for_a_record_is_an_error_and_not_cut(tmp_path: Path) -> None:
    head = "STT | Nhiệm vụ | Sản phẩm | Thời hạn"
    annex = read(text(tmp_path, head, f"1 | {'dài ' * 5000} | A | Quý I/2027", "2 | Hai | B | Quý II/2027"))
    assert {each.rule for each in annex.report.errors} == {"task-refused", "words-lost"}
    assert list(by_number(annex)) == ["I.2"]


def test_a_document_may_be_named_by_the_person(tmp_path: Path) -> None:
    path = text(tmp_path, "STT | Nhiệm vụ | Sản phẩm | Thời hạn", "1 | Việc một | A | Quý I/2027")
    annex = read(path, Wishes(document="Quyết định 1/QĐ-UBND, Phụ lục II"))
    assert annex.tasks[0].task.source == "Quyết định 1/QĐ-UBND, Phụ lục II, mục I.1 (dòng 3)"
