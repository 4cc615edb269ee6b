"""Recovery: what a crash left is finished or put back, and what anybody changed since is kept."""

import json
import os
from pathlib import Path

import pytest

from tests.storage.conftest import RECORD, Plan
from tracker.storage import index, recovery, saving
from tracker.storage.journal import Desk, Journal

NEW = b'id = "moi"\n'


class Killed(BaseException):
    """Stands for a kill: nothing that catches errors may catch it."""


def crash(plan: Plan, monkeypatch: pytest.MonkeyPatch, module: object, name: str, *, after: bool = False) -> None:
    """Save, and stop dead when the function is reached (or left), leaving everything where it is."""
    real = getattr(module, name)

    def stop(*arguments: object, **named: object) -> object:
        if after:
            real(*arguments, **named)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(recovery, "give_up", lambda *_: None)
        patch.setattr(module, name, stop)
        with pytest.raises(Killed):
            plan.save(NEW)


def journal(plan: Plan) -> Path:
    return plan.folder / ".git" / "plan" / "journal"


def test_a_save_cut_off_before_its_commit_is_put_back(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    crash(plan, monkeypatch, saving._Work, "_commit")
    assert plan.read() == NEW
    assert plan.open().recover() == ()
    assert (plan.read(), plan.git("rev-parse", "HEAD"), plan.leftovers()) == (content, head, [])


def test_a_save_cut_off_before_the_branch_moved_is_finished(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(plan, monkeypatch, recovery, "move_branch")
    assert plan.open().recover() == ()
    assert (plan.read(), plan.committed(), plan.status(), plan.leftovers()) == (NEW, NEW, "", [])
    assert plan.git("log", "-g", "-1", "--format=%gs|%gn") == "commit: an edit|Nguyễn Văn An"


def test_a_save_cut_off_after_the_branch_moved_is_tidied_up(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(plan, monkeypatch, recovery, "move_branch", after=True)
    head = plan.git("rev-parse", "HEAD")
    assert plan.open().recover() == ()
    assert (plan.git("rev-parse", "HEAD"), plan.status(), plan.leftovers()) == (head, "", [])


def test_a_lock_that_a_killed_git_left_on_our_copy_of_the_index_does_not_stop_us(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash(plan, monkeypatch, recovery, "move_branch", after=True)
    entry = Desk(plan.folder / ".git" / "plan").read()
    assert entry is not None
    for name in (f"copy-{entry.token}", f"copy-{entry.token}.lock", f"index-{entry.token}.lock"):
        (plan.folder / ".git" / "plan" / name).write_bytes(b"half")
    plan.save(b"next\n")
    assert (plan.status(), plan.leftovers()) == ("", [])


def test_what_somebody_changed_since_the_crash_is_kept_and_told(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    crash(plan, monkeypatch, saving._Work, "_commit")
    (plan.folder / RECORD).write_bytes(b"by hand\n")
    (note,) = plan.open().recover()
    assert dict(note.values)["path"] == RECORD
    assert plan.read() == b"by hand\n"
    assert not journal(plan).exists()


def test_a_branch_switched_since_the_crash_is_not_moved(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    crash(plan, monkeypatch, recovery, "move_branch")
    plan.git("switch", "-q", "-c", "side")
    plan.open().recover()
    assert plan.git("rev-parse", "main", "side") == f"{head}\n{head}"
    assert (plan.read(), plan.status()) == (content, "")


def test_a_merge_begun_since_the_crash_is_not_disturbed(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    head = plan.git("rev-parse", "HEAD")
    crash(plan, monkeypatch, recovery, "move_branch")
    (plan.folder / ".git" / "MERGE_HEAD").write_text(f"{head}\n")
    plan.open().recover()
    assert plan.git("rev-parse", "HEAD") == head


def test_our_lock_on_the_index_is_known_and_removed(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(recovery, "close", lambda place, entry, _: (index._claim(place, entry.token), ())[1])
        plan.save(NEW)
    assert (plan.folder / ".git" / "index.lock").exists()
    plan.save(b"next\n")
    assert (plan.status(), plan.leftovers()) == ("", [])


@pytest.mark.parametrize("content", ["", "commit"])
def test_a_branch_lock_of_our_dead_git_child_is_removed(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    crash(plan, monkeypatch, recovery, "move_branch")
    entry = Desk(plan.folder / ".git" / "plan").read()
    assert entry is not None
    lock = plan.folder / ".git" / "refs" / "heads" / "main.lock"
    lock.write_text(f"{entry.commit}\n" if content else "")
    plan.open().recover()
    assert not lock.exists()
    assert plan.committed() == NEW


@pytest.mark.parametrize("why", ["older", "foreign", "alive", "elsewhere", "open"])
def test_a_branch_lock_that_may_be_anybody_elses_stays(plan: Plan, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    crash(plan, monkeypatch, recovery, "move_branch")
    lock = plan.folder / ".git" / "refs" / "heads" / "main.lock"
    lock.write_text("0" * 40 + "\n" if why == "foreign" else "")
    if why == "older":
        os.utime(lock, (1, 1))
    if why in ("alive", "elsewhere"):
        data = json.loads(journal(plan).read_text())
        data.update({"pid": 1} if why == "alive" else {"host": "another-machine"})
        journal(plan).write_text(json.dumps(data))
        os.utime(lock)
    with lock.open() if why == "open" else Path(os.devnull).open():
        plan.open().recover()
    assert lock.exists()
    lock.unlink()
    plan.save(b"next\n")
    assert plan.status() == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"files": 1}', b"\xff", b"[" * 100_000])
def test_a_journal_that_cannot_be_understood_is_dropped_and_told(plan: Plan, content: bytes) -> None:
    journal(plan).parent.mkdir()
    journal(plan).write_bytes(content)
    assert len(plan.open().recover()) == 1
    plan.save(NEW)
    assert plan.leftovers() == []


@pytest.mark.parametrize("part", ["path", "ref", "commit", "mode", "old"])
def test_a_journal_with_hostile_names_is_dropped(plan: Plan, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    crash(plan, monkeypatch, saving._Work, "_commit")
    data = json.loads(journal(plan).read_text())
    target = data["files"][0] if part in data["files"][0] else data
    target[part] = "../../--output=x"
    journal(plan).write_text(json.dumps(data))
    assert len(plan.open().recover()) == 1


def test_a_journal_reads_back_as_it_was_written(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Journal] = []
    real = Desk.write

    def keep(desk: Desk, entry: Journal) -> None:
        real(desk, entry)
        kept.append(entry)
        assert desk.read() == entry

    monkeypatch.setattr(Desk, "write", keep)
    plan.save(NEW, message="đã xong\n")
    assert [bool(each.commit) for each in kept] == [False, True]
