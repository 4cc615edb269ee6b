"""Workbooks made to harm whoever collects them: refused with a reason before anything is built, or inert."""

import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.exchange.forms import BASE, HEAD, PLACES, made_form
from tracker.exchange import cell_guard, reading_xlsx
from tracker.exchange.archive import MOST_UNPACKED, FileRefused, check_archive
from tracker.exchange.properties import MOST_BYTES, Properties, read_properties
from tracker.exchange.reading import read_source
from tracker.exchange.reading_form import ReturnedForm, read_form
from tracker.language import words_for

EN = words_for("en")
SHEET = "xl/worksheets/sheet2.xml"


def remade(
    folder: Path,
    *,
    parts: Mapping[str, Callable[[bytes], bytes]] | None = None,
    added: Mapping[str, bytes] | None = None,
) -> Path:
    """Return a form with parts of its archive changed, and others added."""
    path = folder / "form.xlsx"
    with zipfile.ZipFile(BytesIO(made_form())) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, parts[name](content) if parts and name in parts else content)
        for name, content in (added or {}).items():
            made.writestr(name, content)
    return path


def replaced(old: str, new: str, count: int = 1) -> Callable[[bytes], bytes]:
    """Return what replaces a pattern of the sheet's XML."""

    def change(content: bytes) -> bytes:
        found, times = re.subn(old.encode(), lambda _: new.encode(), content, count=count)
        assert times
        return found

    return change


def read(path: Path) -> ReturnedForm:
    return read_form(read_source(path), (EN, words_for("vi")))


def refusal(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_source(path)
    return EN(refused.value.message)


def told(form: ReturnedForm) -> str:
    return "\n".join(EN(each) for each in form.left)


def cell(key: str, inside: str, kind: str = "") -> Callable[[bytes], bytes]:
    """Return what makes the first task's cell of a field hold this XML."""
    place = f"{PLACES[key]}{HEAD + 1}"
    return replaced(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)', f'<c r="{place}"{kind}>{inside}</c>')


def test_a_formula_is_never_worked_out_its_last_value_is_read_and_told(tmp_path: Path) -> None:
    formula = '<f>HYPERLINK("http://evil.example","x")</f>'
    status = cell("progress.status", f"{formula}<v>đã hoàn thành</v>", ' t="str"')
    date = cell("progress.completed", "<f>TODAY()</f><v>44805</v>")
    form = read(remade(tmp_path, parts={SHEET: lambda content: date(status(content))}))
    texts = form.rows[0].texts
    assert (texts["progress.status"], texts["progress.completed"]) == ("đã hoàn thành", "44805")
    assert f"{PLACES['progress.status']}5, {PLACES['progress.completed']}5: formulas; the values" in told(form)


def test_a_formula_that_was_never_worked_out_says_nothing_and_is_told(tmp_path: Path) -> None:
    form = read(remade(tmp_path, parts={SHEET: cell("progress.result", "<f>A1</f><v/>")}))
    assert form.rows[0].texts["progress.result"] == ""
    assert f"{PLACES['progress.result']}5: formulas that were never worked out" in told(form)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("xl/vbaProject.bin", "macros were left alone"),
        ("xl/embeddings/oleObject1.bin", "files are embedded"),
        ("xl/externalLinks/externalLink1.xml", "links to other workbooks"),
    ],
)
def test_what_a_workbook_carries_beside_its_cells_is_left_alone_and_told(tmp_path: Path, part: str, said: str) -> None:
    assert said in told(read(remade(tmp_path, added={part: b"\xd0\xcf\x11\xe0"})))


def test_a_word_document_with_macros_and_embedded_files_is_read_by_its_text(tmp_path: Path) -> None:
    word = docx.Document()
    table = word.add_table(2, 3)
    for place, text in enumerate(("Mã", "Nhiệm vụ", "Kết quả", "2022-I-01", "x", "y")):
        table.rows[place // 3].cells[place % 3].text = text
    word.save(str(tmp_path / "form.docm"))
    with zipfile.ZipFile(tmp_path / "form.docm", "a") as made:
        made.writestr("word/vbaProject.bin", b"VBA")
        made.writestr("word/embeddings/oleObject1.bin", b"OLE")
    form = read(tmp_path / "form.docm")
    assert form.rows[0].texts == {"progress.result": "y"}
    assert ("macros" in told(form), "embedded" in told(form)) == (True, True)


def test_a_workbook_with_macros_is_read_by_its_cells(tmp_path: Path) -> None:
    macros = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    plain = r"application/vnd\.openxmlformats-officedocument\.spreadsheetml\.sheet\.main\+xml"
    path = remade(tmp_path, parts={"[Content_Types].xml": replaced(plain, macros)}, added={"xl/vbaProject.bin": b"VBA"})
    form = read(path.rename(tmp_path / "form.xlsm"))
    assert (len(form.rows), "macros" in told(form)) == (2, True)


@pytest.mark.parametrize(
    "area",
    [
        '<mergeCells count="1"><mergeCell ref="A20:XFD1048576"/></mergeCells>',
        '<mergeCells count="1"><mergeCell ref="&#65;20:CV60000"/></mergeCells>',
        '<mergeCells count="1"><mergeCell ref="A:Z"/></mergeCells>',
        '<mergeCells count="1"><mergeCell ref="S!A20:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink ref="A20:XFD1048576" location="x"/></hyperlinks>',
    ],
)
def test_an_area_of_more_cells_than_memory_holds_is_not_built(tmp_path: Path, area: str) -> None:
    path = remade(tmp_path, parts={SHEET: replaced(r"</sheetData>(.*?)(?=<dataValidations)", f"</sheetData>{area}")})
    assert path.stat().st_size < 20_000
    assert "far more cells" in refusal(path)


def test_a_sheet_of_1048576_rows_is_refused_before_its_cells_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(20, 1_048_577))
    path = remade(tmp_path, parts={SHEET: replaced("</sheetData>", f"{rows}</sheetData>")})
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    assert "far more cells" in refusal(path)


def test_a_word_table_of_a_million_rows_is_refused_before_it_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = docx.Document()
    word.add_table(1, 3)
    word.save(str(tmp_path / "a.docx"))
    rows = b"".join(b"<w:tr><w:tc><w:p><w:r><w:t>%d</w:t></w:r></w:p></w:tc></w:tr>" % row for row in range(200_000))
    with zipfile.ZipFile(tmp_path / "a.docx") as given, zipfile.ZipFile(tmp_path / "b.docx", "w", 8) as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(b"</w:tbl>", rows + b"</w:tbl>"))
    monkeypatch.setattr(docx, "Document", None)
    assert "far more cells" in refusal(tmp_path / "b.docx")


def test_a_link_in_a_word_document_covers_no_cells(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    paragraph = table.rows[1].cells[1].paragraphs[0]
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), "x")
    link.append(paragraph.add_run("https://vi.dụ").element)
    paragraph._p.append(link)
    document.save(str(tmp_path / "a.docx"))
    assert cell_guard.check_cells("a.docx", (tmp_path / "a.docx").read_bytes()) == ()


def test_a_sheet_hidden_under_another_name_is_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    with zipfile.ZipFile(BytesIO(made_form())) as given, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            content = given.read(name).replace(b"worksheets/sheet2.xml", b"worksheets/sheet2.bin")
            if name == SHEET:
                content = b"\n<!-- -->" + replaced(r"<\?xml[^>]*\?>|^", "")(content)
                content = content.replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * (cell_guard.MOST_ROWS + 1))
            made.writestr(name.replace("sheet2.xml", "sheet2.bin"), content)
    assert "far more cells" in refusal(path)


def test_entities_are_refused_in_a_part_of_any_name(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><x>&b;&c;</x>'
    for name in ("xl/sharedStrings.xml", "docProps/core.xml", "xl/worksheets/a.bin"):
        path = remade(tmp_path, parts={name: lambda _: laughs}, added={} if "core" in name else {name: laughs})
        assert "definitions" in refusal(path)


def test_a_part_that_is_no_markup_may_not_unpack_to_more_than_memory_holds(tmp_path: Path) -> None:
    bomb = zipfile.ZipInfo("xl/media/a.bin")
    path = tmp_path / "form.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(bomb, b"\x01\x02" * 512)
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.index(mark) + place
        content[start : start + 4] = (MOST_UNPACKED + 1).to_bytes(4, "little")
    with pytest.raises(FileRefused):
        check_archive("form.xlsx", bytes(content))


def test_one_huge_text_in_many_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_xlsx, "MOST_TEXT", 5_000)
    assert len(read(remade(tmp_path)).rows) == 2
    book = openpyxl.load_workbook(BytesIO(made_form()))
    for row in range(10, 20):
        book.worksheets[1].cell(row, 1).value = "ộ" * 600
    book.save(tmp_path / "form.xlsx")
    assert "more text" in refusal(tmp_path / "form.xlsx")


def test_a_hidden_sheet_that_speaks_for_another_base_is_not_heard(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(BytesIO(made_form()))
    hidden = book.create_sheet("tracker-form", 0)
    hidden.append([f"tracker-form 1 year=2022 agency=so-tu-phap period= base={'f' * 40}"])
    hidden.append(["Mã", "Nhiệm vụ", "Kết quả"])
    hidden.append(["2022-I-01", "x", "giấu"])
    hidden.sheet_state = "veryHidden"
    book.save(tmp_path / "form.xlsx")
    form = read(tmp_path / "form.xlsx")
    assert form.mark is not None
    assert (form.mark.base, form.mark.agency) == (BASE, "so-noi-vu")
    assert "hidden sheet tracker-form" in told(form)
    assert not any("giấu" in text for row in form.rows for text in row.texts.values())


@pytest.mark.parametrize("content", [b"\x00\x01", b"", b"<a>" + b" " * MOST_BYTES + b"</a>", b"<a>\xff</a>"])
def test_properties_that_are_no_xml_or_too_large_are_left_out(content: bytes) -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("docProps/core.xml", content)
        made.writestr("docProps/custom.xml", "<a><b>x</b></a>")
    assert read_properties(held.getvalue()) == Properties(texts=("x",))
