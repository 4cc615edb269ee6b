"""Mark-up is taken out of cells without a trace, and nothing else is."""

import csv
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import texts
from tracker.exchange.import_report import squeezed
from tracker.exchange.markup import cleaned, join_seam, words
from tracker.exchange.reading_text import read_text
from tracker.plan.edit import accepted_text
from tracker.plan.message import say


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>Một</p> <p>Hai</p>", "Một\nHai"),
        ("<i>Văn bản số 1/QĐ-UBND</i>)", "Văn bản số 1/QĐ-UBND)"),
        ('<ul style="list-style-type: none"> - A - B', "- A\n- B"),
        ("A&amp;B &lt;i&gt; &nbsp;C", "A&B <i> C"),
        ("A&amp;lt;B", "A&lt;B"),
        ("XDCQ&CTTN", "XDCQ&CTTN"),
        ("nếu x < 5 và y > 3", "nếu x < 5 và y > 3"),
        ("đã: - A; - B, - c", "đã:\n- A;\n- B,\n- c"),
        ("gồm: + A; + B", "gồm:\n+ A;\n+ B"),
        ("Lao động - Thương binh và Xã hội", "Lao động - Thương binh và Xã hội"),
        ("- Sở Lao động - Thương binh và Xã hội - Sở Tài chính - Kế hoạch", None),
        ("giai đoạn 2021 - 2030, 2023 - 2025", "giai đoạn 2021 - 2030, 2023 - 2025"),
        ("A\u00a0\u2003B\tC", "A B C"),
        ("e\u0302\u0323", "ệ"),
    ],
)
def test_what_stands_in_a_cell(raw: str, text: str | None) -> None:
    wanted = "- Sở Lao động - Thương binh và Xã hội\n- Sở Tài chính - Kế hoạch" if text is None else text
    assert cleaned(raw)[0] == wanted


def test_a_seam_of_pages_is_a_blank_and_no_paragraph() -> None:
    assert cleaned(join_seam(["<p>đơn vị sự nghiệp</p>", "công lập</p>"]))[0] == "đơn vị sự nghiệp công lập"
    assert cleaned(join_seam(["<p>Tài nguyên và</p>", "<p>Môi trường</p> <p>Hai</p>"]))[0] == (
        "Tài nguyên và Môi trường\nHai"
    )
    assert cleaned(join_seam(["(<i>Văn bản số", "<i>1920/STTTT</i>)"]))[0] == "(Văn bản số 1920/STTTT)"
    assert cleaned(join_seam(["", "sau", ""]))[0] == "sau"


@given(st.text(max_size=200))
def test_no_letter_goes_and_what_is_left_a_record_takes(raw: str) -> None:
    text, _ = cleaned(raw)
    assert squeezed(text) == squeezed(raw) or "&" in raw  # an entity within an entity is unescaped by the second
    assert unicodedata.is_normalized("NFC", text)
    if text and not _looks_legacy(text):
        assert accepted_text(say("title"), text, multiline=True) == text


def _looks_legacy(text: str) -> bool:
    return any("\u00a1" <= each <= "\u00ff" for each in text)


@given(texts)
def test_cleaning_twice_is_cleaning_once_for_words(text: str) -> None:
    once = cleaned(text)[0]
    if "&" not in once and "<" not in once:
        assert words(cleaned(once)[0]) == words(once)


CELL = st.text(st.sampled_from("aă ệ,;\"'\n-0"), max_size=6)


@given(st.lists(st.lists(CELL, min_size=3, max_size=5), min_size=1, max_size=5), st.sampled_from(";,"))
def test_separated_text_reads_back_cell_by_cell(rows: list[list[str]], separator: str) -> None:
    width = max(len(row) for row in rows)
    full = [["x", *row, *[""] * (width - len(row))] for row in rows]
    held = io.StringIO()
    csv.writer(held, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(full)
    source = read_text("a.csv", held.getvalue().encode(), "")
    got = [list(row.texts) for table in source.tables for row in table.rows]
    wanted = [[_unguarded(each) for each in row] for row in full]
    assert [row for row in got if any(each.strip() for each in row[1:])] == [
        row for row in wanted if any(each.strip() for each in row[1:])
    ]


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'-") else cell


def test_a_file_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    from tests.annexes import read
    from tracker.exchange.archive import FileRefused

    path = tmp_path / "a.txt"
    path.write_text("STT\tNhiệm vụ\tSản phẩm\tTiến độ\n" + "1\tA\tB\tC\n" * 30_001, encoding="utf-8")
    with pytest.raises(FileRefused):
        read(path)
