"""The records of a commit: the same paths and bytes as in the folder, whatever the tree holds."""

import pytest

from tests.storage.conftest import OTHER, RECORD, Plan
from tracker.storage.folder import LARGEST, Folder, RecordMissing, RecordRefused


def test_a_commit_lists_and_gives_what_a_clean_folder_does(plan: Plan) -> None:
    odd = (
        "2022/deep/er/x.toml", "README.md", "2022/01-the-che/notes.txt", "agencies/a/b.toml",
        "22/x/y.toml", "2022/01-the-che/UPPER.TOML",
    )  # fmt: skip
    for path in odd:
        file = plan.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x\n")
    (plan.folder / "2022" / "02-link").symlink_to("01-the-che")
    (plan.folder / "2022" / "01-the-che" / "link.toml").symlink_to("plan.toml")
    (plan.folder / "2021").symlink_to("2022")
    plan.git("add", ".")
    plan.git("commit", "-q", "-m", "odd things")
    repository = plan.open()
    snapshot = repository.snapshot(plan.git("rev-parse", "HEAD"), "")
    folder = Folder(plan.folder)
    assert snapshot.paths() == folder.paths()
    for path in folder.paths():
        try:
            found = folder.read(path)
        except RecordRefused as refused:
            with pytest.raises(type(refused)):
                snapshot.read(path)
        else:
            assert snapshot.read(path) == found


def test_a_commit_is_read_though_the_files_have_changed_or_gone(plan: Plan) -> None:
    first = plan.git("rev-parse", "HEAD")
    plan.save(b"later\n")
    (plan.folder / OTHER).unlink()
    snapshot = plan.open().snapshot(first, "")
    assert snapshot.read(RECORD).content == f'id = "{RECORD}"\n'.encode()
    assert OTHER in snapshot.paths()
    with pytest.raises(RecordMissing):
        snapshot.read("2022/01-the-che/99-khong-co.toml")


def test_records_that_are_too_large_or_lie_below_a_folder_are_told_apart(plan: Plan) -> None:
    (plan.folder / "records").mkdir()
    (plan.folder / "records" / "2022").mkdir()
    (plan.folder / "records" / "2022" / "plan.toml").write_bytes(b"#" * (LARGEST + 1))
    plan.git("add", ".")
    plan.git("commit", "-q", "-m", "large")
    snapshot = plan.open().snapshot(plan.git("rev-parse", "HEAD"), "records/")
    assert snapshot.paths() == ("2022/plan.toml",)
    with pytest.raises(RecordRefused):
        snapshot.read("2022/plan.toml")
