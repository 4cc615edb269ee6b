"""What plain git left in conflict, settled field by field: merges, rebases, picks, and marks that were committed."""

import errno
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk import AN, BINH
from tests.offices import become, git
from tracker.plan.clash import Decision, decide_by, keep, undecided
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.merge import Conflict
from tracker.plan.message import TrackerError
from tracker.plan.names import TaskId
from tracker.resolving import Undecided, conclude, leftovers, merge_message, resolve, why_not_conclude
from tracker.storage import index, lock
from tracker.storage.identity import Identity
from tracker.storage.state import Situation
from tracker.workspace import Workspace

ID = "2022-I-01"
NOW = datetime(2022, 10, 8, 1, tzinfo=UTC)


class Copy:
    """A plan on a branch, and another branch beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = next((folder / "records" / "2022").glob("01-*/01-*.toml"))
        self.path = str(self.record.relative_to(folder))

    def git(self, *arguments: str, check: bool = True) -> str:
        return git(self.folder, *arguments, check=check)

    def open(self) -> Workspace:
        return Workspace.open(self.folder / "records", now=lambda: NOW)

    def set(self, id: str = ID, reason: str = "", by: Identity = AN, **values: FieldValue) -> None:
        wishes = tuple(Wish(field=field_named(name), value=value) for name, value in values.items())
        assert self.open().apply(id, Edit(wishes=wishes, reason=reason), identity=by) is not None

    def percent(self) -> int | None:
        return self.open().read().task(ID).progress.percent

    def resolve(self, side: str = "", **typed: FieldValue) -> tuple[str, ...]:
        """Settle what is left: the fields typed by their value, the others for the side."""
        found = leftovers(self.open())
        decisions = {
            each.place: Decision(conflict=each.conflict, value=typed[each.conflict.field.name])
            for each in found.clashes
            if each.conflict.field.name in typed
        }
        rest, chosen = keep(side), decide_by(decisions)

        def decide(id: TaskId, conflict: Conflict) -> tuple[FieldValue, bool]:
            value, is_decided = chosen(id, conflict)
            return (value, True) if is_decided else rest(id, conflict)

        return resolve(self.open(), found, decide).staged


@pytest.fixture
def copy(small: Path, tmp_path: Path) -> Copy:
    """Two branches that both changed the percentage, and each something more."""
    shutil.copytree(small, tmp_path / "plan")
    made = Copy(tmp_path / "plan")
    become(made.folder, (AN.name, AN.email))
    made.git("branch", "khac")
    made.set(percent=10, result="Đã trình", reason="Báo cáo 12/BC")
    made.git("checkout", "-q", "khac")
    made.set(percent=20, obstacle="Chờ", reason="Công văn 15", by=BINH)
    made.git("checkout", "-q", "main")
    return made


def test_a_merge_is_settled_field_by_field_staged_and_concluded(copy: Copy) -> None:
    (copy.folder / "khac.txt").write_text("x")
    copy.git("add", "khac.txt")
    copy.git("commit", "-q", "-m", "x")
    copy.git("merge", "-q", "khac", check=False)
    (copy.folder / "ngoai.txt").write_text("y")  # neither staged nor in any commit
    found = leftovers(copy.open())
    assert (found.situation, found.stuck, found.others) == (Situation.MERGE, (), ())
    (clash,) = found.clashes
    assert (clash.conflict.base, clash.conflict.ours, clash.conflict.theirs) == (None, 10, 20)
    assert clash.ours_by is not None
    assert clash.theirs_by is not None
    assert (clash.ours_by.author, clash.ours_by.reason) == (AN.name, "Báo cáo 12/BC")
    assert (clash.theirs_by.author, clash.theirs_by.reason) == (BINH.name, "Công văn 15")
    before = copy.record.read_bytes()
    with pytest.raises(Undecided):
        resolve(copy.open(), found, undecided)
    assert copy.record.read_bytes() == before
    assert "is not settled yet" in str(why_not_conclude(copy.open()))
    with pytest.raises(TrackerError):
        conclude(copy.open())
    assert copy.resolve(percent=15) == (copy.path,)
    assert copy.git("ls-files", "-u") == ""
    assert copy.git("status", "--porcelain") == f"M  {copy.path}\n?? ngoai.txt"
    assert why_not_conclude(copy.open()) is None
    assert merge_message(copy.open()).startswith("Merge branch 'khac'")
    head, other = copy.git("rev-parse", "HEAD"), copy.git("rev-parse", "khac")
    made = conclude(copy.open())
    assert copy.git("rev-list", "--parents", "-1", "HEAD").split() == [made, head, other]
    assert copy.git("log", "-1", "--format=%B") == "Merge branch 'khac'\n\nEdit: merge"
    assert copy.git("status", "--porcelain") == "?? ngoai.txt"
    assert not (copy.folder / ".git" / "MERGE_HEAD").exists()
    held = copy.open().read().task(ID).progress
    assert (held.percent, held.result, held.obstacle) == (15, "Đã trình", "Chờ")
    assert copy.open().state().writable
    assert copy.git("fsck", "--strict", "--no-dangling") == ""


def test_files_beside_records_are_named_and_stop_the_merge_from_being_concluded(copy: Copy) -> None:
    second = next((copy.folder / "records" / "2022").glob("01-*/02-*.toml"))
    for branch, text in (("main", "một"), ("khac", "hai")):
        copy.git("checkout", "-q", branch)
        (copy.folder / "README.md").write_text(text)
        copy.git("add", "README.md")
        copy.git("commit", "-q", "-m", branch)
    copy.git("rm", "-q", str(second.relative_to(copy.folder)))
    copy.git("commit", "-q", "-m", "bỏ")
    copy.git("checkout", "-q", "main")
    copy.set("2022-I-02", percent=5)
    copy.git("merge", "-q", "khac", check=False)
    found = leftovers(copy.open())
    assert (found.stuck, found.others) == ((str(second.relative_to(copy.folder)),), ("README.md",))
    done = resolve(copy.open(), found, keep("theirs"))
    assert (done.staged, done.left) == ((copy.path,), (*found.stuck, *found.others))
    assert "<<<<<<<" in (copy.folder / "README.md").read_text()
    with pytest.raises(TrackerError, match="is not settled yet"):
        conclude(copy.open())
    assert (copy.folder / ".git" / "MERGE_HEAD").exists()


def test_in_a_rebase_the_commit_that_moves_is_yours_and_git_goes_on(copy: Copy) -> None:
    copy.git("rebase", "-q", "khac", check=False)
    found = leftovers(copy.open())
    assert found.situation is Situation.REBASE
    (clash,) = found.clashes
    assert (clash.conflict.ours, clash.conflict.theirs) == (10, 20)
    assert clash.ours_by is not None
    assert clash.ours_by.author == AN.name
    assert copy.resolve("mine") == (copy.path,)
    assert str(why_not_conclude(copy.open())) != "None"
    copy.git("-c", "core.editor=true", "rebase", "--continue")
    held = copy.open().read().task(ID).progress
    assert (held.percent, held.result, held.obstacle) == (10, "Đã trình", "Chờ")
    assert copy.git("status", "--porcelain") == ""


def test_marks_that_were_staged_in_a_rebase_have_the_same_sides_as_before(copy: Copy) -> None:
    copy.git("rebase", "-q", "khac", check=False)
    copy.git("add", copy.path)
    (clash,) = leftovers(copy.open()).clashes
    assert (clash.conflict.ours, clash.conflict.theirs) == (10, 20)


def test_marks_in_a_record_of_another_year_stop_the_merge_and_are_settled_too(copy: Copy) -> None:
    later = copy.folder / "records" / "2023"
    later.mkdir()
    text = (copy.folder / "records" / "2022" / "plan.toml").read_text(encoding="utf-8")
    (later / "plan.toml").write_text(text.replace("year = 2022", "year = 2023"), encoding="utf-8")
    copy.git("add", "records/2023")
    copy.git("commit", "-q", "-m", "năm sau")
    copy.git("merge", "-q", "khac", check=False)
    copy.git("add", copy.path)
    assert copy.open().years() == (2022, 2023)
    assert copy.path in str(why_not_conclude(copy.open()))
    (clash,) = leftovers(copy.open()).clashes
    assert clash.id == ID


@pytest.mark.parametrize("do", [lambda copy: copy.resolve("mine"), lambda copy: conclude(copy.open())])
def test_a_full_disk_is_told_as_in_a_save(
    copy: Copy, do: Callable[[Copy], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.git("merge", "-q", "khac", check=False)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(lock, "hold", full)
    monkeypatch.setattr("tracker.resolving.why_not_conclude", lambda _workspace: None)
    with pytest.raises(TrackerError, match="disk is full"):
        do(copy)


@pytest.mark.parametrize("command", [("cherry-pick", "khac"), ("revert", "HEAD~1")])
def test_a_pick_and_a_revert_are_settled_and_git_goes_on(copy: Copy, command: tuple[str, str]) -> None:
    copy.set(percent=30)
    copy.git(*command, check=False)
    (clash,) = (each for each in leftovers(copy.open()).clashes if each.conflict.field.name == "percent")
    assert clash.conflict.ours == 30
    assert clash.theirs_by is not None or command[0] == "revert"
    assert copy.resolve("theirs") == (copy.path,)
    assert copy.percent() == clash.conflict.theirs
    copy.git("-c", "core.editor=true", command[0], "--continue")
    assert copy.open().state().writable


def test_marks_that_were_committed_are_settled_by_a_commit_of_the_record_alone(copy: Copy) -> None:
    copy.git("merge", "-q", "khac", check=False)
    copy.git("commit", "-q", "-a", "-m", "với dấu")
    (copy.folder / "khac.txt").write_text("x")
    copy.git("add", "khac.txt")
    (clash,) = leftovers(copy.open()).clashes
    assert (clash.has_base, clash.conflict.ours, clash.conflict.theirs) == (False, 10, 20)
    found = leftovers(copy.open())
    done = resolve(copy.open(), found, keep("theirs"))
    assert (done.commit, done.staged) == (copy.git("rev-parse", "HEAD"), ())
    assert copy.git("log", "-1", "--format=%B").endswith(f"Edit: resolve\nTask: {ID}")
    assert copy.git("show", "--format=", "--name-only", "HEAD") == copy.path
    assert copy.git("status", "--porcelain") == "A  khac.txt"
    held = copy.open().read().task(ID).progress
    assert (held.percent, held.result, held.obstacle) == (20, "Đã trình", "Chờ")
    assert leftovers(copy.open()).is_empty


def test_marks_that_were_staged_in_a_merge_and_what_was_mended_by_hand(copy: Copy) -> None:
    copy.git("merge", "-q", "khac", check=False)
    marked = copy.record.read_bytes()
    copy.git("add", copy.path)
    assert "is not settled yet" in str(why_not_conclude(copy.open()))
    assert copy.resolve("mine") == (copy.path,)
    assert copy.percent() == 10
    assert copy.git("status", "--porcelain") == f"M  {copy.path}"
    copy.git("merge", "--abort")
    copy.git("merge", "-q", "khac", check=False)
    assert copy.record.read_bytes() == marked
    mended = copy.git("show", f"main:{copy.path}").replace("percent = 10", "percent = 17") + "\n"
    copy.record.write_text(mended, encoding="utf-8")
    found = leftovers(copy.open())
    assert found.clashes == ()
    assert copy.resolve() == (copy.path,)
    assert copy.record.read_text(encoding="utf-8") == mended
    assert copy.percent() == 17


def test_one_side_left_in_the_file_is_not_taken_for_mended(copy: Copy) -> None:
    copy.git("merge", "-q", "khac", check=False)
    copy.git("checkout", "-q", "--ours", copy.path)
    assert len(leftovers(copy.open()).clashes) == 1


def test_what_changed_while_it_was_looked_at_is_not_written_over(copy: Copy) -> None:
    copy.git("merge", "-q", "khac", check=False)
    found = leftovers(copy.open())
    copy.record.write_bytes(copy.record.read_bytes() + b"# x\n")
    before = copy.record.read_bytes()
    with pytest.raises(TrackerError, match="changed while it was looked at"):
        resolve(copy.open(), found, keep("mine"))
    copy.git("merge", "--abort")
    with pytest.raises(TrackerError, match="changed while it was looked at"):
        resolve(copy.open(), found, keep("mine"))
    assert copy.record.read_bytes() != before
    assert copy.percent() == 10


def test_a_hook_may_refuse_the_merge_and_all_stays(copy: Copy) -> None:
    copy.git("merge", "-q", "khac", check=False)
    copy.resolve("mine")
    hook = copy.folder / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho thôi >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    head = copy.git("rev-parse", "HEAD")
    with pytest.raises(TrackerError, match="refused the save"):
        conclude(copy.open())
    assert copy.git("rev-parse", "HEAD") == head
    hook.write_text("#!/bin/sh\necho 'có nhận' >>\"$1\"\n", encoding="utf-8")
    conclude(copy.open())
    assert copy.git("log", "-1", "--format=%B").endswith("có nhận")


def test_a_stash_that_clashes_is_settled_and_left_to_be_committed(copy: Copy) -> None:
    copy.record.write_text(copy.record.read_text(encoding="utf-8").replace("percent = 10", "percent = 33"), "utf-8")
    copy.git("stash", "-q")
    copy.set(percent=44)
    copy.git("stash", "pop", "-q", check=False)
    found = leftovers(copy.open())
    assert found.situation is Situation.PLAIN
    (clash,) = found.clashes
    assert (clash.conflict.ours, clash.conflict.theirs, clash.theirs_by) == (33, 44, None)
    assert copy.resolve("mine") == (copy.path,)
    assert copy.percent() == 33
    assert copy.git("status", "--porcelain") == f"M  {copy.path}"
    assert copy.git("log", "-1", "--format=%s").startswith(ID)


def test_being_killed_while_the_index_is_held_leaves_a_lock_that_the_next_try_takes_away(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.git("merge", "-q", "khac", check=False)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(index, "_copy", die)
    monkeypatch.setattr(index, "release", lambda *_: None)  # a process that is killed gives nothing back
    with pytest.raises(Killed):
        copy.resolve("mine")
    monkeypatch.undo()
    assert (copy.folder / ".git" / "index.lock").exists()
    assert copy.resolve("mine") == (copy.path,)
    assert not (copy.folder / ".git" / "index.lock").exists()
    assert copy.percent() == 10
    assert copy.git("ls-files", "-u") == ""
