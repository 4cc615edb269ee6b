"""Reading a large plan: the index, the stamps and the excerpt for an edit see all that a full reading sees."""

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

import tracker.reading
import tracker.workspace
from tests import builders
from tests.builders import ENGLISH
from tracker.plan.check import Checker, check
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import field_named
from tracker.plan.message import TrackerError
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.view import PlanView, parts
from tracker.storage import record_index, stamped
from tracker.storage.codec import read_task
from tracker.storage.folder import Folder
from tracker.storage.record_index import RecordIndex
from tracker.storage.register_codec import read_agency
from tracker.workspace import Workspace

NOW = datetime(2022, 10, 8, 2, 0, tzinfo=UTC)
RECORD = "records/2022/01-cai-cach-the-che"


@pytest.fixture
def large(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a plan that is taken for a large one, and whose files are taken for old ones."""
    monkeypatch.setattr(tracker.workspace, "FEWEST_INDEXED", 1)
    monkeypatch.setattr(tracker.workspace, "FEWEST_NEW", 1)
    monkeypatch.setattr(stamped, "CLOCK_STEP", -(10**18))
    shutil.copytree(small, tmp_path / "plan")
    shutil.rmtree(tmp_path / "plan" / ".git" / "plan", ignore_errors=True)  # what another test's app has left there
    return tmp_path / "plan"


def opened(folder: Path) -> Workspace:
    return Workspace.open(folder / "records", now=lambda: NOW)


def index_file(folder: Path) -> Path:
    (file,) = (folder / ".git" / "plan" / "kept").glob("records-*.index")
    return file


def fresh(folder: Path) -> Plan:
    """Read the plan as the first to read it ever would."""
    bare = folder.parent / "bare"
    shutil.rmtree(bare, ignore_errors=True)
    shutil.copytree(folder, bare, symlinks=True)
    shutil.rmtree(bare / ".git" / "plan", ignore_errors=True)
    return opened(bare).read()


def parses(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Plan, list[str]]:
    """Read the plan in a new run; return it and the records that were parsed for it."""
    parsed: list[str] = []

    def noting(read: Callable[[str, str], object]) -> Callable[[str, str], object]:
        def reads(text: str, path: str) -> object:
            parsed.append(path)
            return read(text, path)

        return reads

    with monkeypatch.context() as patch:
        patch.setattr(tracker.reading, "read_task", noting(read_task))
        patch.setattr(tracker.reading, "read_agency", noting(read_agency))
        return opened(folder).read(), parsed


def rewrite(file: Path, content: bytes) -> None:
    """Write a file as an adversary would: same size where it can be, same time of modification, same inode."""
    before = file.stat()
    while file.stat().st_ctime_ns == before.st_ctime_ns:
        file.write_bytes(content)
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_second_start_parses_nothing_and_reads_the_same_plan(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, parsed = parses(large, monkeypatch)
    assert len(parsed) == len(first.tasks) + len(first.register.agencies)
    second, parsed = parses(large, monkeypatch)
    assert parsed == []
    assert second == first
    assert second.lines == first.lines
    assert check(second, builders.ON) == check(first, builders.ON)


def test_after_an_edit_only_what_was_edited_is_parsed(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parses(large, monkeypatch)
    running = opened(large)
    edit = Edit(wishes=(Wish(field=field_named("percent"), value=12),))
    saved = running.apply("2022-I-01", edit)
    assert saved is not None
    plan, parsed = parses(large, monkeypatch)
    assert [plan.paths[TaskId("2022-I-01")]] == [f"records/{each}" for each in parsed]
    assert plan == fresh(large)


def test_a_plan_nobody_has_changed_is_not_put_together_again(large: Path) -> None:
    opened(large).read()
    running = opened(large)
    plan = running.read()
    running.settings()
    assert running.read() is plan
    assert list(running.read_in_steps()) == [plan]
    file = min((large / RECORD).iterdir())
    away = file.rename(large / "away.toml")
    without = running.read()
    assert len(without.tasks) == len(plan.tasks) - 1
    away.rename(file)
    assert running.read() == plan
    file.touch()
    assert running.read() == plan


CHANGES: dict[str, Callable[[Path], object]] = {
    "other bytes of the same size": lambda file: rewrite(file, file.read_bytes().replace(b"2022", b"2021")),
    "a byte more": lambda file: rewrite(file, file.read_bytes() + b"\n"),
    "not TOML any more": lambda file: rewrite(file, file.read_bytes().replace(b" = ", b" : ")),
    "a file renamed over it": lambda file: Path(shutil.copy2(file, file.with_suffix(".new"))).replace(file),
    "another file renamed over it": lambda file: next(
        each for each in sorted(file.parent.iterdir()) if each != file
    ).replace(file),
    "removed": Path.unlink,
    "renamed": lambda file: file.rename(file.with_name("77-khac.toml")),
    "a link in its place": lambda file: file.symlink_to(file.rename(file.with_name("x.toml")).name),
    "a copy beside it": lambda file: shutil.copy2(file, file.with_name("78-ban-sao.toml")),
    "touched": Path.touch,
}


@pytest.mark.parametrize("folder", [RECORD, "records/agencies"])
@pytest.mark.parametrize("change", CHANGES)
def test_no_change_of_a_file_is_missed(large: Path, change: str, folder: str) -> None:
    running = opened(large)
    running.read()
    CHANGES[change](min((large / folder).iterdir()))
    expected = fresh(large)
    assert running.read() == expected
    assert opened(large).read() == expected


def test_a_file_written_a_moment_ago_is_read_again_whatever_its_stamp_says(
    large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamped, "CLOCK_STEP", 2_000_000_000)
    file = min((large / RECORD).iterdir())
    file.touch()
    folder = stamped.StampedFolder(Folder(large / "records"), large / "no-index")
    path = file.relative_to(large / "records").as_posix()
    folder.look().read(path)
    assert folder.look().known_digest(path) == ""
    workspace = opened(large)
    workspace.read()
    assert path not in workspace._files.known


def test_a_copied_repository_reads_its_files_again_but_parses_none(
    large: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = parses(large, monkeypatch)
    shutil.copytree(large, tmp_path / "copy")
    second, parsed = parses(tmp_path / "copy", monkeypatch)
    assert (second, parsed) == (first, [])


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "of another program": lambda content: content.replace(content.split(b"\n")[1][:8], b"0" * 8, 1),
    "cut off": lambda content: content[:-100],
    "with one bit flipped": lambda content: content[:-100] + bytes([content[-100] ^ 1]) + content[-99:],
    "noise": lambda content: bytes(reversed(content)),
    "with a right digest over noise": lambda _: record_index._head(b"\xff" * 99) + b"\xff" * 99,
    "nested too deeply": lambda _: record_index._head(b"\x91" * 100_000) + b"\x91" * 100_000,
    "with a layout it does not have": lambda content: _told(content, layout=7),
}
LIES: dict[str, Callable[[bytes], bytes]] = {
    "2022/ a task that is none": lambda content: _told(content, task=memoryview(b"\x90")),
    "2022/ an id that is none": lambda content: _told(content, id="x"),
    "2022/ fewer lines than keys": lambda content: _told(content, lines=b""),
    "agencies/ another name": lambda content: _told(content, agency=builders.agency("x")),
}


def _told(content: bytes, **changes: object) -> bytes:
    """Return a well-formed index that tells something impossible of every record."""
    body = record_index._BODY.decode(content[len(record_index._head(b"")) :])
    entries = tuple(msgspec.structs.replace(each, **_had_by(each, changes)) for each in body.entries)
    agencies = tuple(msgspec.structs.replace(each, **_had_by(each, changes)) for each in body.agencies)
    written = record_index._ENCODER.encode(record_index._Body(body.layouts, entries, agencies))
    return record_index._head(written) + written


def _had_by(entry: object, changes: Mapping[str, object]) -> dict[str, object]:
    return {key: told for key, told in changes.items() if hasattr(entry, key)}


@pytest.mark.parametrize("content", HOSTILE)
def test_an_index_that_cannot_be_right_is_as_good_as_none(
    large: Path, content: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, parsed = parses(large, monkeypatch)
    file = index_file(large)
    file.write_bytes(HOSTILE[content](file.read_bytes()))
    second, again = parses(large, monkeypatch)
    assert second == first
    assert sorted(again) == sorted(parsed)
    assert RecordIndex.load(file).entries  # it has been written anew
    assert RecordIndex.load(file).agencies


@pytest.mark.parametrize("lie", LIES)
def test_what_an_index_tells_of_no_such_record_is_not_believed(
    large: Path, lie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, parsed = parses(large, monkeypatch)
    file = index_file(large)
    file.write_bytes(LIES[lie](file.read_bytes()))
    second, again = parses(large, monkeypatch)
    assert second == first
    assert again == [each for each in parsed if each.startswith(lie.partition(" ")[0])]


def test_an_index_in_a_folder_nobody_can_write_is_done_without(large: Path) -> None:
    (large / ".git" / "plan").write_bytes(b"")
    assert opened(large).read() == fresh(large)


def test_a_record_with_a_problem_is_never_in_the_index(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = min((large / RECORD).iterdir())
    file.write_bytes(file.read_bytes().replace(b"# tracker record, format 1\n", b""))
    first, _ = parses(large, monkeypatch)
    second, parsed = parses(large, monkeypatch)
    assert parsed == [file.relative_to(large / "records").as_posix()]
    assert second.problems == first.problems
    assert second.problems


def percent(value: int) -> Edit:
    return Edit(wishes=(Wish(field=field_named("percent"), value=value),))


@pytest.mark.parametrize("id", ["2022-I-02", "I.2", "i-2"])
def test_an_edit_parses_one_record_and_leaves_the_plan_as_a_full_reading_finds_it(
    large: Path, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(large).read()
    parsed: list[str] = []
    decoded = RecordIndex.take

    def noting(index: RecordIndex, path: str, digest: str) -> object:
        parsed.append(path)
        return decoded(index, path, digest)

    monkeypatch.setattr(RecordIndex, "take", noting)
    saved = opened(large).apply(id, percent(42))
    assert saved is not None
    assert len(parsed) == 1
    assert fresh(large).task("2022-I-02").progress.percent == 42


def test_an_edit_of_an_id_two_records_have_is_refused_as_ever(large: Path) -> None:
    opened(large).read()
    one = min((large / RECORD).iterdir())
    shutil.copy2(one, one.with_name("79-ban-sao.toml"))
    before = one.read_bytes()
    with pytest.raises(TrackerError) as refused:
        opened(large).apply("2022-I-01", percent(42))
    assert "cannot be read" in ENGLISH(refused.value.message)
    assert one.read_bytes() == before


@pytest.mark.parametrize("id", ["2022-I-99", "2023-I-01", "nothing"])
def test_a_task_that_is_not_there_is_refused_with_the_hint_of_the_whole_plan(large: Path, id: str) -> None:
    with pytest.raises(TrackerError) as refused:
        opened(large).apply(id, percent(42))
    with pytest.raises(TrackerError) as expected:
        fresh(large).task(id)
    assert (refused.value.message, refused.value.hint) == (expected.value.message, expected.value.hint)


def test_a_plan_read_in_steps_is_given_early_and_ends_whole(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker.reading, "FIRST_STEP", 3)
    steps = []
    for plan in opened(large).read_in_steps():
        assert not list((large / ".git" / "plan").rglob("records-*.index")), "nobody waits for the index"
        steps.append(plan)
    assert index_file(large).is_file()
    assert steps[-1] == fresh(large)
    assert len(steps) > 1
    assert all(each.unread for each in steps[:-1])
    assert [len(each.tasks) for each in steps] == sorted(len(each.tasks) for each in steps)
    assert len(list(opened(large).read_in_steps())) == 1  # nothing has to be parsed now
    monkeypatch.setattr(tracker.reading, "MANY", 10)
    first, whole = opened(large).read_in_steps()
    assert (len(first.tasks), first.unread) == (3, len(whole.tasks) - 3)
    assert whole == steps[-1]


def test_a_task_is_checked_again_only_where_it_or_what_judges_it_changed(large: Path) -> None:
    plan = opened(large).read()
    checker = Checker()
    assert checker.check(plan, builders.ON) == check(plan, builders.ON)
    workspace = opened(large)
    before = workspace.read()
    assert checker.check(before, builders.ON) == check(plan, builders.ON)
    workspace.apply("2022-I-02", percent(100))
    after = workspace.read()
    assert checker.check(after, builders.ON) == check(after, builders.ON)
    late = builders.ON.replace(year=2023)
    assert checker.check(after, late) == check(after, late)


def test_every_agency_has_the_parts_it_has_in_each_task_alone(large: Path) -> None:
    plan = opened(large).read()
    view = PlanView(plan=plan, on=builders.ON)
    for agency in plan.register.agencies:
        told = {each.id: held for each in plan.tasks if (held := parts(each, agency, plan.register, builders.ON))}
        assert dict(view.parts_by_agency.get(agency, {})) == told
    assert {each.key for each in view.agencies} == set(view.parts_by_agency)


def test_a_small_plan_is_parsed_once_and_a_few_edits_do_not_write_its_index_again(
    shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamped, "CLOCK_STEP", -(10**18))
    folder = Path(shutil.copytree(shipped, tmp_path / "plan"))
    opened(folder).read()
    written = index_file(folder).read_bytes()
    again = opened(folder)
    plan = again.read()
    assert plan == fresh(folder)
    assert again._reader.parsed == 0
    again.apply("2022-I-02", percent(40))
    assert opened(folder).read().task("2022-I-02").progress.percent == 40
    assert index_file(folder).read_bytes() == written
