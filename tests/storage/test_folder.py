"""Record files: what is read, what is refused, and how they are replaced."""

import os
from pathlib import Path

import pytest

from tracker.storage import folder as folder_module
from tracker.storage.folder import (
    LARGEST,
    Folder,
    NotText,
    RecordMissing,
    RecordRefused,
    StaleRecord,
    digest,
    text,
)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    root = tmp_path / "records"
    (root / "2022" / "01-a").mkdir(parents=True)
    (root / "agencies").mkdir()
    (root / "2022" / "plan.toml").write_bytes(b"a = 1\n")
    (root / "2022" / "01-a" / "01-b.toml").write_bytes(b"b = 1\n")
    (root / "agencies" / "so.toml").write_bytes(b"c = 1\n")
    return Folder(root)


def refusal(folder: Folder, path: str) -> str:
    with pytest.raises(RecordRefused) as caught:
        folder.read(path)
    return caught.value.reason.text


def test_a_record_is_read_with_its_digest(folder: Folder) -> None:
    record = folder.read("2022/plan.toml")
    assert (record.content, record.digest) == (b"a = 1\n", digest(b"a = 1\n"))


def test_paths_come_in_order_and_only_from_where_records_lie(folder: Folder) -> None:
    (folder.root / "README.md").touch()
    (folder.root / "2022" / "01-a" / "notes.txt").touch()
    (folder.root / "drafts").mkdir()
    assert folder.paths() == ("2022/01-a/01-b.toml", "2022/plan.toml", "agencies/so.toml")


def test_links_and_special_files_are_listed_and_refused(folder: Folder) -> None:
    os.mkfifo(folder.root / "2022" / "01-a" / "02-fifo.toml")
    (folder.root / "2022" / "01-a" / "03-link.toml").symlink_to("/etc/passwd")
    (folder.root / "2022" / "02-link").symlink_to("01-a")
    (folder.root / "2023").symlink_to("2022")
    (folder.root / "2022" / "01-a" / "04-folder.toml").mkdir()
    listed = folder.paths()
    for path in ("2022/01-a/02-fifo.toml", "2022/01-a/03-link.toml", "2022/02-link", "2023"):
        assert path in listed
        refusal(folder, path)
    assert refusal(folder, "2022/01-a/03-link.toml") == "it is a link"
    assert refusal(folder, "2022/01-a/02-fifo.toml") == "it is not a regular file"
    assert refusal(folder, "2022/01-a/04-folder.toml") == "it is not a regular file"


def test_a_folder_on_the_way_that_is_a_link_is_not_followed(folder: Folder) -> None:
    (folder.root / "2022" / "02-link").symlink_to("01-a")
    assert "link or not a folder" in refusal(folder, "2022/02-link/01-b.toml")
    with pytest.raises(RecordRefused):
        folder.replace("2022/02-link/01-b.toml", b"x", digest(b"b = 1\n"))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../secret.toml",
        "2022/../../x.toml",
        "2022//x.toml",
        "./x.toml",
        ".git/config",
        "2022/.GIT/x.toml",
        "2022/git~1/x.toml",
        "2022/con.toml",
        "2022/x.toml:s",
        "2022/a\\b.toml",
        "2022/a\x1bb.toml",
        "2022/a\nb.toml",
        "2022/a\u202eb.toml",
        "2022/a\u200cb.toml",
        "2022/x.toml.",
        "2022/x.toml ",
        "2022/e\u0302.toml",
        "2022/\udcff.toml",
        "2022/" + "x" * 300,
        "/".join(["a"] * 20),
        "",
    ],
)
def test_hostile_paths_are_refused(folder: Folder, path: str) -> None:
    refusal(folder, path)


def test_a_file_too_large_is_refused(folder: Folder) -> None:
    (folder.root / "2022" / "plan.toml").write_bytes(b"#" * (LARGEST + 1))
    assert "more than" in refusal(folder, "2022/plan.toml")
    with pytest.raises(RecordRefused):
        folder.replace("2022/02.toml", b"#" * (LARGEST + 1), None)


def test_a_missing_record_is_told_from_a_refused_one(folder: Folder) -> None:
    with pytest.raises(RecordMissing):
        folder.read("2022/01-a/99.toml")
    assert folder.current("2030/01-a/99.toml") is None


def test_text_names_the_line_of_the_first_wrong_byte() -> None:
    assert text("đã xong\n".encode()) == "đã xong\n"
    with pytest.raises(NotText) as caught:
        text(b"a\nb\nc\xff\n")
    assert caught.value.line == 3


def test_a_record_is_replaced_only_where_it_is_still_the_one_read(folder: Folder) -> None:
    path = "2022/plan.toml"
    seen = folder.read(path).digest
    assert folder.replace(path, b"a = 2\n", seen) == digest(b"a = 2\n")
    with pytest.raises(StaleRecord) as caught:
        folder.replace(path, b"a = 3\n", seen)
    assert caught.value.current == b"a = 2\n"
    assert folder.read(path).content == b"a = 2\n"


def test_a_new_record_makes_its_folders_and_never_takes_a_place(folder: Folder) -> None:
    folder.replace("2023/01-a/01-b.toml", b"new\n", None)
    assert folder.read("2023/01-a/01-b.toml").content == b"new\n"
    with pytest.raises(StaleRecord) as caught:
        folder.replace("2023/01-a/01-b.toml", b"other\n", None)
    assert caught.value.current == b"new\n"


def test_a_file_that_appears_at_the_last_moment_is_kept(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "2022/01-a/05.toml"
    real = folder_module._place

    def late(parent: int, temporary: str, name: str, path: str, *, new: bool) -> None:
        (folder.root / path).write_bytes(b"theirs\n")
        real(parent, temporary, name, path, new=new)

    monkeypatch.setattr(folder_module, "_place", late)
    with pytest.raises(StaleRecord):
        folder.replace(path, b"ours\n", None)
    assert folder.read(path).content == b"theirs\n"


def test_the_mode_of_the_file_is_kept(folder: Folder) -> None:
    file = folder.root / "2022" / "plan.toml"
    file.chmod(0o664)
    folder.replace("2022/plan.toml", b"a = 2\n", digest(b"a = 1\n"))
    assert file.stat().st_mode & 0o777 == 0o664


def test_a_new_file_in_a_shared_folder_is_shared(folder: Folder) -> None:
    (folder.root / "2022" / "01-a").chmod(0o2775)
    folder.replace("2022/01-a/09.toml", b"x\n", None)
    assert (folder.root / "2022" / "01-a" / "09.toml").stat().st_mode & 0o060 == 0o060


def test_nothing_unfinished_is_left_by_an_error(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        folder.replace("2022/plan.toml", b"a = 2\n", digest(b"a = 1\n"))
    assert folder.read("2022/plan.toml").content == b"a = 1\n"
    assert [each.name for each in (folder.root / "2022").iterdir() if each.is_file()] == ["plan.toml"]


def test_a_record_is_removed_only_where_it_is_still_the_one_read(folder: Folder) -> None:
    with pytest.raises(StaleRecord):
        folder.remove("2022/plan.toml", digest(b"other"))
    folder.remove("2022/plan.toml", digest(b"a = 1\n"))
    assert "2022/plan.toml" not in folder.paths()


def test_unfinished_files_of_a_crash_are_swept_and_others_stay(folder: Folder) -> None:
    year = folder.root / "2022"
    (year / ".tracker-0123456789abcdef.tmp").touch()
    (year / ".tracker-notes").touch()
    folder.sweep("2022/plan.toml")
    assert sorted(each.name for each in year.iterdir()) == [".tracker-notes", "01-a", "plan.toml"]
