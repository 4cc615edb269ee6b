"""Texts of a record merged: fields by their rules, comments and lines kept, and git itself calling the driver."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.builders import document, progress, task
from tests.offices import git
from tests.plan.test_merge import TRIPLES, triples
from tracker.plan.merge import merge
from tracker.plan.task import Status, Task
from tracker.storage import driver
from tracker.storage.codec import beside_fields, read_task, revise, write_task
from tracker.storage.merging import Unmergeable, merge_texts
from tracker.storage.repository import Repository

PATH = "2022/01-the-che/01-quy-che.toml"
BASE = task(progress=progress(result="Một\nHai", percent=10, obstacle="Chờ ý kiến"))


def version(**changes: Any) -> Task:
    return replace(BASE, progress=replace(BASE.progress, **changes))


@settings(max_examples=TRIPLES // 5)
@given(triples())
def test_a_merged_text_reads_as_the_merged_task(triple: tuple[Task, Task, Task]) -> None:
    base, ours, theirs = triple
    found = merge_texts(write_task(base), write_task(ours), write_task(theirs), PATH)
    wanted = merge(base, ours, theirs)
    assert (found.task, found.conflicts) == (wanted.task, wanted.conflicts)
    assert read_task(found.text, PATH).task == wanted.task
    decided = read_task(found.with_theirs(), PATH).task
    assert decided is not None
    assert all(each.field.value(decided) == each.theirs for each in found.conflicts)


def test_comments_and_lines_of_either_side_stay() -> None:
    base = write_task(BASE)
    ours = revise(base.replace("[schedule]", "# của ta\n[schedule]"), version(percent=20))
    theirs = revise(base, version(obstacle="Khác"))
    for one, two in ((ours, theirs), (theirs, ours)):
        merged = merge_texts(base, one, two, PATH)
        assert "# của ta\n[schedule]" in merged.text
        assert merged.task == version(percent=20, obstacle="Khác")
        changed = set(merged.text.split("\n")) ^ set(base.split("\n"))
        assert changed == {"percent = 10", "percent = 20", "# của ta", "Khác", "Chờ ý kiến"}


def test_comments_of_both_sides_stay_where_they_are_apart_and_are_refused_where_not() -> None:
    base = write_task(BASE)
    ours = base.replace("[schedule]", "# của ta\n[schedule]")
    merged = merge_texts(base, ours, base.replace("[assignment]", "# của họ\n[assignment]\n\nla = 1"), PATH)
    assert beside_fields(merged.text)[0][1:] == ("# của ta", "# của họ")
    assert beside_fields(merged.text)[1] == {"assignment": {"la": 1}}
    one, two = (base.replace("# tracker record, format 1", f"# tracker record, format 1\n# {x}") for x in "ab")
    assert "# a" in merge_texts(base, one, two, PATH).text
    with pytest.raises(Unmergeable):
        merge_texts(one, one.replace("# a", "# b"), one.replace("# a", "# c"), PATH)


def test_what_is_no_record_is_not_merged_by_field() -> None:
    base = write_task(BASE)
    for broken in ("x", base.replace("format 1", "format 2"), base.replace("2022-I-01", "2022-I-02")):
        with pytest.raises(Unmergeable):
            merge_texts(base, base, broken, PATH)


def test_records_added_side_by_side_conflict_where_they_differ() -> None:
    found = merge_texts(None, write_task(version(percent=1)), write_task(version(percent=2)), PATH)
    assert [each.field.key for each in found.conflicts] == ["progress.percent"]


def test_a_conflict_is_marked_around_its_own_lines() -> None:
    base, ours, theirs = (write_task(version(percent=each, result=f"Một\n{each}")) for each in (10, 20, 30))
    found = merge_texts(base, ours, theirs, PATH)
    assert (
        found.marked("ours", "theirs").count("<<<<<<< ours\npercent = 20\n=======\npercent = 30\n>>>>>>> theirs") == 1
    )
    assert found.marked("ours", "theirs").count("<<<<<<< ours") == 2


# --- git ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one record on the branch main, and the same on the branch khac."""
    folder = tmp_path / "plan"
    (folder / "records" / PATH).parent.mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    put(folder, BASE, "đầu")
    git(folder, "branch", "khac")
    return folder


def put(folder: Path, version: Task, message: str = "sửa") -> None:
    file = folder / "records" / PATH
    file.write_text(revise(file.read_text(), version) if file.exists() else write_task(version))
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", message)


def both(folder: Path, ours: Task, theirs: Task) -> Path:
    """Let the two branches go apart and merge the other into main as a person would; return the record."""
    put(folder, ours)
    git(folder, "checkout", "-q", "khac")
    put(folder, theirs)
    git(folder, "checkout", "-q", "main")
    git(folder, "merge", "-q", "--no-edit", "khac", check=False)
    return folder / "records" / PATH


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"percent": 20}, {"status": Status.PAUSED}),
        ({"obstacle": "Chờ"}, {"proposal": "Xin gia hạn"}),
        ({"documents": (document(),)}, {"proposal": "Xin gia hạn"}),
        ({"result": "Một\nHai\nBa"}, {"obstacle": ""}),
    ],
)
def test_neighbouring_fields_merge_without_the_driver(folder: Path, ours: Any, theirs: Any) -> None:
    file = both(folder, version(**ours), version(**theirs))
    assert read_task(file.read_text(), PATH).task == version(**ours, **theirs)
    assert git(folder, "status", "--porcelain") == ""


def test_with_the_driver_both_add_a_document_and_git_merges(folder: Path) -> None:
    driver.install(Repository.open(folder).place, "records/")
    assert driver.is_installed(Repository.open(folder).place)
    one, two = document("12/QĐ-UBND"), document("13/QĐ-UBND")
    file = both(folder, version(documents=(one,)), version(documents=(two,)))
    assert read_task(file.read_text(), PATH).task == version(documents=(one, two))
    assert git(folder, "status", "--porcelain") == ""
    assert git(folder, "ls-files", ".gitattributes") == ""


def test_with_the_driver_a_conflict_stays_within_its_field(folder: Path) -> None:
    driver.install(Repository.open(folder).place, "records/")
    driver.install(Repository.open(folder).place, "records/")
    file = both(folder, version(percent=20, obstacle="Chờ"), version(percent=30, proposal="Xin"))
    assert git(folder, "status", "--porcelain").startswith("UU ")
    text = file.read_text()
    assert "<<<<<<< ours\npercent = 20\n=======\npercent = 30\n>>>>>>> theirs" in text
    assert "\nChờ\n" in text
    assert "\nXin\n" in text
    assert (folder / ".git" / "info" / "attributes").read_text().count("merge=tracker") == 1


def test_what_is_no_record_is_merged_by_lines_as_git_does(tmp_path: Path) -> None:
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    for file, text in ((base, "1\n\n\n2\n"), (ours, "1!\n\n\n2\n"), (theirs, "1\n\n\n2!\n")):
        file.write_text(text)
    assert driver.merge_for_git(base, ours, theirs, PATH)
    assert ours.read_text() == "1!\n\n\n2!\n"
    ours.write_text("#" * 70_000)
    assert not driver.merge_for_git(base, ours, theirs, PATH)
