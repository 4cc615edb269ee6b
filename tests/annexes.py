"""Annexes for tests: a made-up province's plan, the real annex where it lies beside the checkout, and both as files.

The invented annex has what the real one has: areas, numbers that restart, rows parted by pages, mark-up left over
from a web page, assignments without a lead, and schedules without a date.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.text import WD_BREAK

from tracker.exchange.annex import Annex, Wishes, read_annex
from tracker.exchange.understanding import Heading, Setting
from tracker.exchange.usual import usual_agencies
from tracker.founding import PROVINCE, fresh_settings
from tracker.language import words_for
from tracker.plan.agency import Register

HEADS = (
    "STT",
    "Nhiệm vụ",
    "Kết quả/sản phẩm đạt được",
    "Tiến độ",
    "Phân công (cơ quan chủ trì/phối hợp) và cách thức thực hiện",
    "Tiến độ/kết quả",
)
TITLE = (
    "Phụ lục 1",
    "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ KẾ HOẠCH CCHC TỈNH ĐÔNG HẢI NĂM 2027",
    "(Ban hành kèm theo Báo cáo số 45/BC-SNV ngày 05/10/2027 của Sở Nội vụ)",
)
PAGES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (
        ("I", "Cải cách thể chế", "", "", "", ""),
        (
            "1",
            "Ban hành Chương trình xúc tiến đầu tư",
            "Chương trình được UBND tỉnh phê duyệt",
            "Quý III/2027",
            "Sở Tài chính chủ trì, phối hợp với cơ quan, đơn vị liên quan tham mưu",
            "Sở Tài chính đã tham mưu UBND tỉnh ban hành Chương trình (<i>Quyết định số 86/QĐ-UBND ngày 17/8/2027</i>)",
        ),
        (
            "2",
            "Rà soát văn bản quy phạm pháp luật của",
            "Báo cáo rà soát",
            "Trong năm 2027",
            "- Các sở, ban, ngành rà soát, đề xuất - Sở Tư pháp tổng hợp",
            "Sở Tư pháp đang tổng hợp kết quả rà soát (<i>Văn bản số",
        ),
    ),
    (
        ("", "tỉnh", "", "", "", "97/STP-XDKTVB ngày 02/9/2027</i>)"),
        ("II", "Cải cách TTHC", "", "", "", ""),
        (
            "1",
            "Số hóa hồ sơ lưu trữ về Lao động - Thương binh và Xã hội",
            "",
            "Thường xuyên",
            "Văn phòng UBND tỉnh chủ trì; các sở, ban, ngành phối hợp",
            "",
        ),
        (
            "2",
            "<p>Kiểm tra công tác CCHC tại <b>huyện đảo Hòn Sóng</b></p>",
            "Kế hoạch; biên bản kiểm tra",
            "Tháng 6/2027",
            "Sở Nội vụ và Ban Quản lý Khu kinh tế Hòn Sóng chủ trì",
            "Đã: - Ban hành kế hoạch; - Kiểm tra 05 đơn vị theo Nghị định số NĐ-CP của Chính phủ",
        ),
    ),
)

VIETNAMESE = words_for("vi")


def text_of(
    pages: Sequence[Sequence[Sequence[str]]] = PAGES, heads: Sequence[str] = HEADS, separator: str = "\t"
) -> str:
    """Return the annex as text, its head repeated on each page and a blank line between pages."""
    blocks = ["\n".join(TITLE)]
    for page in pages:
        rows: list[Sequence[str]] = [heads, *page]
        if separator != "\t":
            rows = [[f'"{cell}"' if separator in cell or '"' in cell else cell for cell in row] for row in rows]
        blocks.append("\n".join(separator.join(row) for row in rows))
    return "\n\n".join(blocks) + "\n"


def pages_of(text: str) -> list[list[list[str]]]:
    """Return the pages of an annex in tab-separated text, without heads and titles."""
    pages: list[list[list[str]]] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        cells = line.split("\t")
        if cells[0] == "STT":
            pages.append([])
        elif len(cells) > 1:
            pages[-1].append(cells)
    return pages


def titles_of(text: str) -> list[str]:
    """Return the lines beside the table."""
    return [line for line in text.split("\n") if line.strip() and "\t" not in line]


_PARAGRAPH = re.compile(r"\s*</?(?:p|ul)\b[^>]*>\s*")
_ITALIC = re.compile(r"(</?[ib]>)")


def write_word(path: Path, titles: Sequence[str], pages: Sequence[Sequence[Sequence[str]]], *, formatted: bool) -> Path:
    """Write the annex as a Word document with one table a page; ``formatted`` turns mark-up into what it means."""
    document = docx.Document()
    for title in titles:
        document.add_paragraph(title)
    for page in pages:
        table = document.add_table(rows=0, cols=len(HEADS))
        for row in (HEADS, *page):
            added = table.add_row()
            for cell, text in zip(added.cells, row, strict=True):
                if formatted:
                    _write_formatted(cell, text)
                else:
                    cell.text = text
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    document.save(str(path))
    return path


def _write_formatted(cell: "docx.table._Cell", text: str) -> None:
    parts = [part for part in _PARAGRAPH.split(text) if part]
    for place, part in enumerate(parts):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        italic = False
        for piece in _ITALIC.split(part):
            if _ITALIC.fullmatch(piece):
                italic = not piece.startswith("</")
            elif piece:
                paragraph.add_run(piece).italic = italic


def write_excel(path: Path, titles: Sequence[str], pages: Sequence[Sequence[Sequence[str]]]) -> Path:
    """Write the annex as a workbook: a title block, then the pages one under the other with their heads."""
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise ValueError(path)
    for title in titles:
        sheet.append([title])
        sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=len(HEADS))
    for page in pages:
        sheet.append(HEADS)
        for row in page:
            sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(path)
    return path


def read(path: Path, wishes: Wishes | None = None) -> Annex:
    """Read the annex as a new plan of a province that has the usual agencies."""

    def setting(heading: Heading) -> Setting:
        settings = fresh_settings(heading.year or 2027, heading.title or "Kế hoạch", "vi")
        register = Register({each.id: each for each in usual_agencies(PROVINCE)})
        return Setting(settings=settings, register=register, parent=PROVINCE)

    return read_annex(path, wishes or Wishes(), setting, VIETNAMESE.name)


def seed_path() -> Path:
    """Return the real annex: TRACKER_SEED names its folder, else it lies in shared/seed beside the checkout."""
    named = os.environ.get("TRACKER_SEED")
    here = Path(__file__).resolve()
    folders = [Path(named)] if named else [each / "shared" / "seed" for each in here.parents]
    for folder in folders:
        path = folder / "phu-luc-1-bao-cao-2986.txt"
        if path.is_file():
            return path
    pytest.skip("the real annex does not lie beside this checkout (TRACKER_SEED names its folder)")
