"""A save of very many files: as exact as one of a few, and without a process for each of them."""

import pytest

from tests.storage.conftest import RECORD, Plan
from tracker.storage.blobs import FEW
from tracker.storage.git import Git
from tracker.storage.repository import FileChange, StaleRecord


def new_files(count: int, folder: str = "2022/02-tthc") -> list[FileChange]:
    return [
        FileChange(path=f"{folder}/{number:04d}.toml", expected=None, content=f"x = {number}\r\n".encode())
        for number in range(count)
    ]


def commands(plan: Plan, count: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Save so many new files, and return how many git commands that took."""
    ran: list[str] = []
    run = Git.run

    def counted(git: Git, *arguments: str, **named: object) -> object:
        ran.append(arguments[0])
        return run(git, *arguments, **named)  # type: ignore[arg-type]  # passed on as they came

    with monkeypatch.context() as patch:
        patch.setattr(Git, "run", counted)
        plan.open().save(new_files(count, f"2022/{count:02d}-tthc"), "many")
    return len(ran)


def test_twice_as_many_files_take_no_more_commands(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    assert commands(plan, 2 * (FEW + 1), monkeypatch) == commands(plan, FEW + 1, monkeypatch)


def test_they_are_kept_byte_for_byte_whatever_the_attributes_say(plan: Plan) -> None:
    (plan.folder / ".gitattributes").write_text("* text eol=lf\n", encoding="utf-8")
    files = new_files(FEW + 5)
    plan.open().save(files, "many")
    assert all(plan.committed(each.path) == each.content == plan.read(each.path) for each in files)
    assert [each.name for each in (plan.folder / ".git" / "plan").glob("blob-*")] == []


def test_one_that_is_stale_leaves_all_as_they_were(plan: Plan) -> None:
    before = plan.read()
    files = [*new_files(FEW + 5), FileChange(path=RECORD, expected="0" * 64, content=b"x = 1\n")]
    with pytest.raises(StaleRecord):
        plan.open().save(files, "many")
    assert plan.read() == before
    assert plan.status() == ""
