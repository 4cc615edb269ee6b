"""Files that are no annex: each is refused with its reason, before anything dangerous is unpacked or parsed."""

import os
import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.annexes import HEADS, PAGES, TITLE, read, text_of, write_excel, write_word
from tests.builders import ENGLISH
from tracker.exchange.archive import FileRefused, check_archive
from tracker.exchange.reading import MOST_BYTES, read_source
from tracker.plan.message import TrackerError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refusal(path: Path) -> tuple[str, str]:
    """Return the message and hint with which the file is refused."""
    with pytest.raises(TrackerError) as refused:
        read(path)
    hint = refused.value.hint
    return refused.value.message.text, hint.text if hint is not None else ""


def held(tmp_path: Path, content: bytes, name: str = "tep.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def archive(members: dict[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("trong.txt", b"", "is empty"),
        ("trang.txt", b" \n\n ", "is empty"),
        ("thu.txt", "Kính gửi Sở Nội vụ,\nXin báo cáo.\n".encode(), "no table of tasks"),
        ("nhi-phan.txt", b"STT\tx\x00y\tz\n", "no text"),
        ("latin.txt", b"STT\tNhi\xe9m\tTi\xe9n\n", "not Unicode text"),
        ("tcvn3.txt", "STT\tNhiÖm vô c¶i c¸ch\tKÕt qu¶ ®¹t ®îc\n".encode("latin-1", "replace"), "not Unicode text"),
        ("cu.doc", OLE + b"\0" * 512 + "WordDocument".encode("utf-16-le"), "old format"),
        ("cu.xls", OLE + b"\0" * 512 + "Workbook".encode("utf-16-le"), "old format"),
        ("kin.xlsx", OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("gia.docx", b"khong phai zip", "cannot be read"),
        ("cut.docx", b"PK\x03\x04" + b"\0" * 40, "cannot be read"),
        ("nen.zip", archive({"a.txt": b"x"}), "no Word or Excel file"),
        ("rong.docx", archive({"word/document.xml": b"<x/>"}), "cannot be read"),
        ("rong.xlsx", archive({"xl/workbook.xml": b"<x/>"}), "cannot be read"),
        ("hong.csv", 'STT;Nhiệm vụ;Sản phẩm\n1;"mở mà không đóng;x\n'.encode(), "no sound table"),
    ],
)
def test_what_is_no_annex_is_refused(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    message, _ = refusal(held(tmp_path, content, name))
    assert said in message


def test_the_way_out_of_an_old_file_names_it_as_a_shell_takes_it(tmp_path: Path) -> None:
    for name, old, new in (("phụ lục.doc", "WordDocument", "docx"), ("phụ lục.xls", "Workbook", "xlsx")):
        with pytest.raises(TrackerError) as refused:
            read(held(tmp_path, OLE + b"\0" * 512 + old.encode("utf-16-le"), name))
        assert refused.value.hint is not None
        assert ENGLISH(refused.value.hint).endswith(f"soffice --headless --convert-to {new} 'phụ lục.{new[:3]}'")


def test_a_file_cut_off_anywhere_is_refused_or_read_whole(tmp_path: Path) -> None:
    word = write_word(tmp_path / "a.docx", TITLE, PAGES, formatted=True).read_bytes()
    excel = write_excel(tmp_path / "a.xlsx", TITLE, PAGES).read_bytes()
    for content, name in ((word, "b.docx"), (excel, "b.xlsx")):
        for share in (0.02, 0.3, 0.6, 0.9, 0.999):
            with pytest.raises(TrackerError):
                read(held(tmp_path, content[: int(len(content) * share)], name))
        spoilt = bytearray(content)
        for place in range(200, len(spoilt), max(1, len(spoilt) // 40)):
            spoilt[place] ^= 0xFF
        with pytest.raises(TrackerError):
            read(held(tmp_path, bytes(spoilt), name))


def test_what_swells_is_not_unpacked(tmp_path: Path) -> None:
    bomb = archive({"word/document.xml": b"<a>" + b"\0" * (40 * 1024 * 1024) + b"</a>"})
    assert len(bomb) < 1024 * 1024
    message, _ = refusal(held(tmp_path, bomb, "bom.docx"))
    assert "unpack to far more" in message
    many = archive({f"xl/sheet{number}.xml": b"" for number in range(10_001)})
    with pytest.raises(FileRefused):
        check_archive("nhieu.xlsx", many)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_definitions_of_entities_never_reach_a_parser(tmp_path: Path, encoding: str) -> None:
    laughs = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'.encode(encoding)
    for name, member in (("c.docx", "word/document.xml"), ("c.xlsx", "xl/workbook.xml")):
        message, _ = refusal(held(tmp_path, archive({member: laughs}), name))
        assert "definitions" in message


def test_a_large_file_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "lon.xlsx"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    message, _ = refusal(path)
    assert "MB" in message
    assert MOST_BYTES < 200 * 1024 * 1024


def test_a_folder_a_pipe_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ong")
    for path in (tmp_path, tmp_path / "ong", tmp_path / "khong-co.docx"):
        assert "cannot be read" in refusal(path)[0]


def test_an_old_file_is_told_how_to_become_a_new_one(tmp_path: Path) -> None:
    _, hint = refusal(held(tmp_path, OLE + "Workbook".encode("utf-16-le"), "cu.xls"))
    assert "soffice" in hint


def test_a_table_of_scores_does_not_become_tasks(tmp_path: Path) -> None:
    rows = "\n".join(f"{number}\tTiêu chí số {number}\t2,0\t1,5\tđạt" for number in range(1, 40))
    scores = f"STT\tNội dung\tĐiểm tối đa\tĐiểm tự chấm\tKết quả\n{rows}\n"
    message, hint = refusal(held(tmp_path, scores.encode()))
    assert "no table of tasks" in message
    assert "--map" in hint


def test_a_table_of_scores_beside_the_tasks_is_left_out_and_listed(tmp_path: Path) -> None:
    path = write_excel(tmp_path / "a.xlsx", TITLE, PAGES)
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Điểm")
    sheet.append(["STT", "Tiêu chí", "Điểm tối đa"])
    sheet.append([1, "Ban hành kế hoạch", 2])
    hidden = book.create_sheet("Nháp")
    hidden.append(list(HEADS))
    hidden.append(["1", "Nhiệm vụ nháp", "x", "Quý I/2027", "Sở Nội vụ chủ trì", ""])
    hidden.sheet_state = "hidden"
    book.save(path)
    report = read(path).report
    assert report.counts.tasks == 4
    assert any("Ban hành kế hoạch" in each.text for each in report.left)
    assert [dict(each.values)["sheet"] for each in report.unread] == ["Nháp"]
    assert report.counts.lost == 0


def test_the_name_of_a_file_does_not_decide_what_it_is(tmp_path: Path) -> None:
    path = held(tmp_path, write_word(tmp_path / "a.docx", TITLE, PAGES, formatted=True).read_bytes(), "phu-luc.bin")
    assert len(read_source(path).tables) == 2
    assert read(held(tmp_path, text_of().encode(), "phu-luc.docx.txt")).report.counts.tasks == 4
