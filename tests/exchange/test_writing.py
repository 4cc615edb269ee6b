"""Papers in every format: what is written reads back, is the same every time, and acts on nothing."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from xml.parsers import expat

import docx
import pytest
from docx.shared import Length
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.builders import HOSTILE
from tracker.exchange.packing import sheet_name
from tracker.exchange.paper import Bars, Column, Curves, Line, Marked, Paper, Row, Share, Table, inert
from tracker.exchange.printing import Format, format_of, printed
from tracker.plan.difference import Piece, PieceKind
from tracker.plan.message import TrackerError

WHEN = datetime(2022, 10, 7, 2, tzinfo=UTC)
NASTY = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "+84 258",
    "-A",
    "- A; - B",
    "@SUM(A1)",
    "\t=1",
    "#N/A",
    "_x0041_",
    "<script>alert(1)</script> &amp; \"'",
    "a | b * c _d_ `e` [f](http://x) ~g~ \\ # h",
    "1. một\n2) hai\n- ba\n# bốn",
    "{x} {0} %s %(y)s",
    HOSTILE,
    "\x00\x0b\r\ufffe\uffff\ud800",
    "đ" * 10_000,
    "",
)


def paper(*texts: str) -> Paper:
    """Return a paper with a table of two parts, one text a row."""
    columns = (
        Column(title="STT", width=12, centred=True),
        Column(title="Nội dung <b>", width=80),
        Column(title="Hạn", width=26, centred=True),
        Column(title="Tỷ lệ", width=20, centred=True),
    )
    rows = [
        Row(cells=("I", "Phần một", "", ""), is_heading=True, label="I Phần: một"),
        *(Row(cells=(number, text, date(2022, 9, 3), Share(number, 3))) for number, text in enumerate(texts, start=1)),
        Row(cells=("II", "Phần hai", "", ""), is_heading=True, label="=II"),
        Row(cells=(1, Marked((Piece(PieceKind.GONE, "cũ "), Piece(PieceKind.COME, "mới"))), None, Share(0, 0))),
    ]
    main = Table(caption="", columns=columns, rows=tuple(rows))
    summary = Table(caption="Số liệu", columns=columns[:2], rows=(Row(cells=(1, "a")),), sheet="Tổng hợp")
    return Paper(
        title=f"Tiêu đề {HOSTILE}",
        head=(Line(text="Phụ lục 1", bold=True), Line(text="(Kèm theo & …)", italic=True)),
        tables=(main,),
        summaries=(summary,),
        charts=(
            Bars(title="<Biểu đồ>", series=(("quá hạn", "overdue"), ("x", "không có")), rows=(("<I>", (1, 2)),)),
            Curves(title="y", top=3, lines=(("a", "done", ((date(2022, 1, 1), 0), (date(2022, 9, 1), 3))),)),
        ),
        facts=("hoàn thành 17/60 <x>",),
        footer="Số liệu chốt đến 07/10/2022 & x",
        when=WHEN,
    )


def workbook(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def cells(content: bytes, sheet: str) -> Iterator[tuple[object, ...]]:
    return iter(workbook(content)[sheet].iter_rows(values_only=True))


@pytest.mark.parametrize("format", Format)
def test_the_same_paper_gives_the_same_bytes_and_no_clock_is_in_them(format: Format) -> None:
    first = printed(paper(*NASTY), format)
    assert printed(paper(*NASTY), format) == first
    if zipfile.is_zipfile(io.BytesIO(first)):
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert archive.namelist()[0] == "[Content_Types].xml"
            core = archive.read("docProps/core.xml").decode()
            assert core.count("2022-10-07T02:00:00Z") == 2
            assert "creator" not in core
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    expat.ParserCreate().Parse(archive.read(name), True)


def test_a_word_document_says_what_the_paper_says() -> None:
    document = docx.Document(io.BytesIO(printed(paper(*NASTY), Format.WORD)))
    section = document.sections[0]
    assert [round((each or Length(0)).mm) for each in (section.page_width, section.page_height)] == [297, 210]
    assert document.styles["Normal"].font.name == "Times New Roman"
    (table,) = document.tables
    texts = [row.cells[1].text for row in table.rows]
    assert texts[0] == "Nội dung <b>"
    assert texts[2 : 2 + len(NASTY)] == [inert(each) for each in NASTY]
    assert [each.text for each in table.rows[2].cells] == ["1", "=1+1", "03/9/2022", "33,33%"]
    xml = table._tbl.xml
    assert xml.count("<w:tblHeader/>") == 1
    assert xml.count("<w:cantSplit/>") == 1
    assert "w:hyperlink" not in document.element.xml
    assert "w:instrText" not in document.element.xml
    assert "cũ mới" in texts[-1]
    runs = {run.text: (run.font.strike, run.font.underline) for run in table.rows[-1].cells[1].paragraphs[0].runs}
    assert runs == {"cũ ": (True, None), "mới": (None, True)}


def test_the_head_row_comes_again_and_a_page_has_its_number_but_the_first() -> None:
    document = docx.Document(io.BytesIO(printed(paper("a"), Format.WORD)))
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.part.element.xml
    assert "PAGE" not in section.first_page_header.part.element.xml
    footers = [each.paragraphs[0].text for each in (section.footer, section.first_page_footer)]
    assert footers == ["Số liệu chốt đến 07/10/2022 & x"] * 2


def test_a_workbook_has_a_sheet_for_each_part_and_real_dates_and_shares() -> None:
    content = printed(paper(*NASTY), Format.WORKBOOK)
    book = workbook(content)
    assert book.sheetnames == ["Tổng hợp", "I Phần  một", "=II"]
    sheet = book["I Phần  một"]
    assert sheet.freeze_panes == "A5"
    assert sheet.auto_filter.ref == f"A4:D{5 + len(NASTY)}"
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.page_setup.orientation == "landscape"
    row = sheet[6]
    assert (row[0].value, row[2].value, row[3].value) == (1, datetime(2022, 9, 3), 1 / 3)  # noqa: DTZ001 -- a cell has no zone
    assert (row[2].number_format, row[3].number_format) == ("dd/mm/yyyy", "0.00%")
    assert sheet[8][3].number_format == "0%"


def test_no_text_of_a_workbook_is_a_formula_an_error_or_an_escape() -> None:
    content = printed(paper(*NASTY), Format.WORKBOOK)
    sheet = workbook(content)["I Phần  một"]
    found = [sheet.cell(row=6 + place, column=2) for place in range(len(NASTY))]
    # a workbook writes an underscore that could begin an escape as _x005F_, which Excel and LibreOffice read back
    assert [str(each.value or "").replace("_x005F_", "_") for each in found] == [inert(each) for each in NASTY]
    assert {each.data_type for each in found if each.value} == {"s"}
    assert [each.quotePrefix for each in found[:6]] == [True] * 6
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = b"".join(archive.read(each) for each in archive.namelist())
    assert b"<f>" not in told
    assert b"hyperlink" not in told.lower().replace(b"=hyperlink", b"")
    assert b"_x005F_x0041_" in told


def test_a_cell_that_no_workbook_can_hold_is_cut_and_says_so() -> None:
    content = printed(paper("đ" * 40_000), Format.WORKBOOK)
    value = workbook(content)["I Phần  một"].cell(row=6, column=2).value
    assert isinstance(value, str)
    assert len(value) <= 32_767
    assert value.endswith("… (+7273)")


def test_csv_is_opened_by_a_spreadsheet_without_a_formula() -> None:
    content = printed(paper(*NASTY), Format.CSV)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["STT", "Nội dung <b>", "Hạn", "Tỷ lệ"]
    assert rows[2] == ["1", "'=1+1", "03/9/2022", "33,33%"]
    assert all(not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert [row[1].removeprefix("'") for row in rows[2 : 2 + len(NASTY)]] == [inert(each) for each in NASTY]


MARKDOWN = r"""**Phụ lục 1**

*(Kèm theo &amp; …)*

| STT | Nội dung &lt;b&gt; | Hạn | Tỷ lệ |
| :---: | --- | :---: | :---: |
| **I** | **Phần một** |  |  |
| 1 | \- A<br>\1. b \| \*c\* \[d\](http://x) | 03/9/2022 | 33,33% |
| **II** | **Phần hai** |  |  |
| 1 | ~~cũ~~ **mới** |  |  |

*Số liệu chốt đến 07/10/2022 &amp; x*
"""


def test_markdown_is_legible_and_nothing_of_a_text_is_markup() -> None:
    assert printed(paper("- A\n1. b | *c* [d](http://x)"), Format.MARKDOWN).decode() == MARKDOWN


class Tags(HTMLParser):
    """Every tag and attribute of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.values: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values += [value or "" for _, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_page_runs_nothing_fetches_nothing_and_shows_every_text() -> None:
    content = printed(paper(*NASTY), Format.PAGE).decode()
    page = Tags()
    page.feed(content)
    assert page.tags & {"script", "a", "img", "iframe", "link", "object", "form", "base"} == set()
    assert {each for each in page.attributes if each.startswith("on") or each in ("href", "src", "style")} == set()
    assert [each for each in page.values if "http" in each] == ["http://www.w3.org/2000/svg"] * 2
    assert "default-src 'none'" in content
    for each in NASTY:
        assert inert(each) in page.text
    assert "@media print" in content
    assert "@media (max-width" in content
    assert page.tags >= {"svg", "ins", "del", "table"}


def test_a_json_document_has_typed_cells() -> None:
    document = json.loads(printed(paper(*NASTY), Format.JSON))
    assert (document["format"], document["kind"], document["when"]) == (1, "tracker.report", WHEN.isoformat())
    (table,) = document["tables"]
    assert table["columns"] == ["STT", "Nội dung <b>", "Hạn", "Tỷ lệ"]
    assert table["rows"][1]["cells"] == [1, "=1+1", "2022-09-03", {"part": 1, "whole": 3}]
    assert table["rows"][-1]["cells"][1] == [{"is": "gone", "text": "cũ "}, {"is": "come", "text": "mới"}]


@pytest.mark.parametrize("format", Format)
def test_a_paper_of_nothing_is_printed_all_the_same(format: Format) -> None:
    empty = Paper(title="", head=(), tables=(Table(caption="", columns=(), rows=()),), footer="", when=WHEN)
    assert printed(empty, format)


def test_names_of_sheets_are_what_a_workbook_allows() -> None:
    taken: set[str] = set()
    names = [sheet_name(each, taken) for each in ("a/b:c*?[d]", "A B C   D ", "x" * 50, "x" * 40, "", "'x'")]
    assert names == ["a b c   d", "A B C   D 2", "x" * 31, "x" * 29 + " 2", "-", "x"]


def test_a_file_is_printed_in_the_format_its_name_ends_with() -> None:
    assert format_of("/tmp/Phụ lục.DOCX") is Format.WORD
    assert format_of("a.b.md") is Format.MARKDOWN
    with pytest.raises(TrackerError):
        format_of("phu-luc.pdf")
