"""Sync between copies of a plan: what comes in, what goes out, and that whatever stops it leaves all as it was."""

import shutil
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.offices import OFFICE, PLANNING, git, join, share
from tracker.plan.clash import Decision, decide_by, keep
from tracker.plan.contribution import Synced
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.task import Status, Task
from tracker.storage import recovery, remote
from tracker.storage.landing import BeyondRecords, NotCommitted
from tracker.storage.remote import NoUpstream, Rejected, Unreachable
from tracker.storage.repository import Repository
from tracker.syncing import Stopped, SyncConflict, sync
from tracker.workspace import Workspace

NOW = datetime(2022, 10, 8, 1, tzinfo=UTC)
ID = "2022-I-01"


class Copy:
    """One person's copy of the plan."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Workspace:
        return Workspace.open(self.folder / "records", now=lambda: NOW)

    def set(self, id: str = ID, **values: FieldValue) -> None:
        wishes = tuple(Wish(field=field_named(name), value=value) for name, value in values.items())
        assert self.open().apply(id, Edit(wishes=wishes)) is not None

    def sync(self, side: str = "", *, send: bool | None = None) -> Synced:
        return sync(self.open(), send=send, pause=lambda _: None, decide=keep(side))

    def task(self, id: str = ID) -> Task:
        return self.open().read().task(id)

    def git(self, *arguments: str) -> str:
        return git(self.folder, *arguments)

    def standing(self) -> tuple[str, str, bytes]:
        """Return everything sync may not change where it stops."""
        record = next((self.folder / "records" / "2022").glob("01-*/01-*.toml"))
        return self.git("rev-parse", "HEAD"), self.git("status", "--porcelain"), record.read_bytes()


PEOPLE = {"office": OFFICE, "second": OFFICE, "agency": PLANNING}


@pytest.fixture(scope="module")
def template(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A common copy and one of each person, made once and copied for each test."""
    place = tmp_path_factory.mktemp("copies")
    bare = share(small, place)
    for name, person in PEOPLE.items():
        git(join(bare, name, person), "config", "remote.origin.url", "../common.git")
    return place


@pytest.fixture
def bare(template: Path, tmp_path: Path) -> Path:
    shutil.copytree(template, tmp_path / "copies")
    return tmp_path / "copies" / "common.git"


@pytest.fixture
def office(bare: Path) -> Copy:
    return Copy(bare.parent / "office")


@pytest.fixture
def second(bare: Path) -> Copy:
    return Copy(bare.parent / "second")


@pytest.fixture
def agency(bare: Path) -> Copy:
    return Copy(bare.parent / "agency")


def test_an_edit_goes_out_and_comes_in_and_is_told_in_fields(office: Copy, second: Copy) -> None:
    office.set(result="Đã trình", percent=50)
    done = office.sync()
    assert (done.sent, done.incoming, done.waiting) == (1, (), 0)
    came = second.sync()
    assert [(each.id, [change.field.key for change in each.changes]) for each in came.incoming] == [
        (ID, ["progress.percent", "progress.result"])
    ]
    assert second.task() == office.task()
    assert second.git("status", "--porcelain") == ""
    assert second.git("rev-parse", "HEAD") == office.git("rev-parse", "HEAD")
    assert second.sync() == Synced(remote="origin")


def test_two_people_s_edits_of_one_task_are_merged_by_field(office: Copy, second: Copy) -> None:
    office.set(result="Đã trình")
    second.set(percent=50)
    second.set("2022-I-02", obstacle="Chờ")
    office.sync()
    done = second.sync()
    assert (done.merged, done.sent) == (True, 3)
    assert [each.id for each in done.incoming] == [ID]
    assert (second.task().progress.result, second.task().progress.percent) == ("Đã trình", 50)
    assert len(second.git("log", "-1", "--format=%P").split()) == 2
    assert second.git("log", "-1", "--format=%B").endswith("Edit: sync")
    assert second.git("status", "--porcelain") == ""
    assert [each.id for each in office.sync().incoming] == [ID, "2022-I-02"]
    assert office.task() == second.task()
    assert office.git("fsck", "--strict", "--no-dangling") == ""


def test_a_conflict_stops_sync_with_all_three_values_and_changes_nothing(office: Copy, second: Copy) -> None:
    office.set(percent=10)
    office.sync()
    second.set(percent=20)
    before = second.standing()
    with pytest.raises(SyncConflict) as caught:
        second.sync()
    (found,) = caught.value.clashes
    assert (found.conflict.field.key, found.conflict.ours, found.conflict.theirs) == ("progress.percent", 20, 10)
    assert second.standing() == before
    second.sync("mine")
    assert second.task().progress.percent == 20
    office.sync()
    assert office.task().progress.percent == 20


def test_a_conflict_may_be_decided_for_theirs_or_for_both_where_a_field_holds_both(office: Copy, second: Copy) -> None:
    office.set(result="Đã trình")
    second.set(result="Đang thẩm định", percent=20)
    office.sync()
    assert second.sync("both").merged
    assert second.task().progress.result.split("\n") == ["Đang thẩm định", "Đã trình"]
    office.sync()
    office.set(percent=30)
    office.sync()
    second.set(percent=40)
    with pytest.raises(SyncConflict):
        second.sync("both")
    second.sync("theirs")
    assert second.task().progress.percent == 30


def test_a_record_taken_out_by_one_and_edited_by_the_other_is_named(office: Copy, second: Copy) -> None:
    record = next((office.folder / "records" / "2022").glob("01-*/01-*.toml"))
    office.git("rm", "-q", str(record.relative_to(office.folder)))
    office.git("commit", "-q", "-m", "bỏ")
    office.sync()
    second.set(percent=20)
    with pytest.raises(SyncConflict) as caught:
        second.sync("mine")
    assert caught.value.paths == (str(record.relative_to(office.folder)),)


def test_an_agency_brings_in_and_sends_nothing_unless_it_is_told_to(office: Copy, agency: Copy, bare: Path) -> None:
    agency.set(result="Đã trình")
    office.set("2022-I-02", obstacle="Chờ")
    office.sync()
    done = agency.sync()
    assert (done.sent, done.waiting, done.merged) == (0, 2, True)
    assert git(bare, "rev-parse", "main") == office.git("rev-parse", "HEAD")
    assert agency.sync(send=True).sent == 2
    assert office.sync(send=False).merged is False


def test_a_refusal_of_the_server_leaves_all_as_it_was_and_tells_its_words(
    office: Copy, second: Copy, bare: Path
) -> None:
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'không nhận \033]0;x\007 lúc này' >&2\nexit 1\n", encoding="utf-8")
    second.set(percent=20)
    office.set(result="Đã trình")
    office.sync()
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    before = second.standing()
    with pytest.raises(Rejected) as caught:
        second.sync()
    assert "không nhận" in caught.value.told
    assert not caught.value.race
    assert second.standing() == before


def test_whoever_is_slower_merges_again(office: Copy, second: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    second.set(percent=20)
    real, others = remote.push, iter(range(2))

    def slow(*arguments: object, **options: object) -> str:
        if next(others, None) is not None:
            monkeypatch.setattr(remote, "push", real)
            office.set(result=f"Đã trình {office.git('rev-list', '--count', 'HEAD')}")
            office.sync()
            monkeypatch.setattr(remote, "push", slow)
        return real(*arguments, **options)  # type: ignore[arg-type]  # it passes on what it is given

    monkeypatch.setattr(remote, "push", slow)
    done = second.sync()
    assert done.tries == 3
    assert second.task().progress.percent == 20
    assert second.task().progress.result.startswith("Đã trình")


def test_a_copy_that_cannot_be_reached_changes_nothing(office: Copy, second: Copy) -> None:
    second.set(percent=20)
    before = second.standing()
    for url in ("/khong/co/kho.git", "ssh://127.0.0.1:1/x", "ext::sh -c true", "-oProxyCommand=x"):
        second.git("config", "remote.origin.url", url)
        with pytest.raises(Unreachable):
            second.sync()
        assert second.standing() == before
    second.git("config", "remote.origin.url", str(office.folder))
    second.git("config", "remote.origin.uploadpack", "sleep 60;")
    with pytest.raises(Unreachable):
        sync(second.open(), send=False, pause=lambda _: None, timeout=0.2)
    assert second.standing() == before


def test_a_branch_that_follows_nothing_says_how_to_name_another_copy(office: Copy) -> None:
    office.git("checkout", "-q", "-b", "rieng")
    assert office.sync().incoming == ()  # the remote is there, its branch is made
    office.git("remote", "remove", "origin")
    with pytest.raises(NoUpstream):
        office.sync()


def test_what_was_changed_by_hand_stays_and_is_named(office: Copy, second: Copy) -> None:
    office.set(percent=20)
    office.sync()
    record = next((second.folder / "records" / "2022").glob("01-*/01-*.toml"))
    record.write_text(record.read_text(encoding="utf-8") + "# ghi chú\n", encoding="utf-8")
    before = second.standing()
    with pytest.raises(NotCommitted):
        second.sync()
    assert second.standing() == before
    second.git("checkout", "-q", "--", ".")
    (second.folder / "khac.txt").write_text("x")
    second.git("add", "khac.txt")
    assert second.sync().incoming[0].id == ID
    assert second.git("status", "--porcelain") == "A  khac.txt"


def test_other_files_come_along_and_those_only_git_may_write_are_named(office: Copy, second: Copy) -> None:
    (office.folder / "README.md").write_text("x")
    office.git("add", ".")
    office.git("commit", "-q", "-m", "x")
    office.sync()
    assert second.sync().others == ("README.md",)
    assert (second.folder / "README.md").read_text() == "x"
    (office.folder / ".gitattributes").write_text("* text=auto")
    office.git("add", ".")
    office.git("commit", "-q", "-m", "x")
    office.sync()
    with pytest.raises(BeyondRecords):
        second.sync()
    assert not (second.folder / ".gitattributes").exists()


def test_an_interrupted_landing_is_finished_or_put_back_by_the_next_save(
    office: Copy, second: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.set(percent=20)
    office.set("2022-I-02", obstacle="Chờ")
    office.sync()
    before = second.standing()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(recovery, "move_branch", die)
    monkeypatch.setattr(recovery, "give_up", lambda *_: None)  # a process that is killed gives nothing up
    with pytest.raises(Killed):
        second.sync()
    monkeypatch.undo()
    assert second.standing() != before
    Repository.open(second.folder).recover()
    assert second.git("rev-parse", "HEAD") == office.git("rev-parse", "HEAD")
    assert second.git("status", "--porcelain") == ""
    assert second.task() == office.task()


def test_two_changes_that_do_not_go_together_are_told_after_the_merge(office: Copy, second: Copy) -> None:
    second.set(percent=40)
    office.set(status=Status.NOT_STARTED)
    office.sync()
    assert "percent-disagrees" in {each.rule for each in second.sync().doubts}


def test_each_field_in_conflict_is_decided_by_itself_and_tells_who_gave_it_when_and_why(
    office: Copy, second: Copy
) -> None:
    wish = Wish(field=field_named("percent"), value=10)
    office.open().apply(ID, Edit(wishes=(wish,), reason="Công văn 15"))
    office.set(result="Đã trình")
    office.sync()
    second.set(percent=20, result="Đang thẩm định")
    second.set(obstacle="Chờ")
    with pytest.raises(SyncConflict) as caught:
        second.sync()
    percent, result = caught.value.clashes
    assert percent.theirs_by is not None
    assert percent.ours_by is not None
    assert (percent.theirs_by.author, percent.theirs_by.reason) == (OFFICE[0], "Công văn 15")
    assert percent.theirs_by.sentence == "2022-I-01: tỷ lệ %"
    assert percent.ours_by.sentence == "2022-I-01: tỷ lệ %, kết quả"
    assert result.theirs_by is not None
    assert result.theirs_by.reason == ""
    decisions = {
        percent.place: Decision(conflict=percent.conflict, value=15),
        result.place: Decision(conflict=result.conflict, value="Đã trình, đang thẩm định"),
    }
    office.set(percent=11)  # a decision is about the values that were seen, and these are others by now
    office.sync()
    with pytest.raises(SyncConflict) as again:
        sync(second.open(), send=None, pause=lambda _: None, decide=decide_by(decisions))
    (left,) = again.value.clashes
    assert left.conflict.theirs == 11
    decisions[left.place] = Decision(conflict=left.conflict, value=15)
    assert sync(second.open(), send=None, pause=lambda _: None, decide=decide_by(decisions)).merged
    held = second.task().progress
    assert (held.percent, held.result, held.obstacle) == (15, "Đã trình, đang thẩm định", "Chờ")


def is_running(pid: str) -> bool:
    """Tell whether the process runs; one that ended may wait for its parent to take note."""
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except FileNotFoundError:
        return False


def test_a_sync_that_is_stopped_leaves_no_child_behind(second: Copy, tmp_path: Path) -> None:
    second.set(percent=20)
    before = second.standing()
    pids = tmp_path / "pids"
    # a server that never answers, started by git and starting a child of its own, as git does with ssh
    server = tmp_path / "server"
    server.write_text(f"#!/bin/sh\nsleep 600 &\necho $$ $! >{pids}.new\nmv {pids}.new {pids}\nwait\n", encoding="utf-8")
    server.chmod(0o755)
    second.git("config", "remote.origin.uploadpack", str(server))
    with pytest.raises(Stopped):
        sync(second.open(), send=None, pause=lambda _: None, stops=pids.exists)
    deadline = time.monotonic() + 5
    while any(is_running(pid) for pid in pids.read_text().split()):
        assert time.monotonic() < deadline
    assert second.standing() == before
