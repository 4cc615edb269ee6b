"""Repository states: in each, a save works or is refused with the reason and the way out; none is unplanned."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.storage.conftest import OTHER, RECORD, MakePlan, Plan
from tracker.plan.message import TrackerError
from tracker.storage import state as state_module
from tracker.storage.repository import NoRepository, NotWritable, Repository, Situation

NEW = b'id = "moi"\n'


def diverge(plan: Plan) -> None:
    """Make a branch that conflicts with main in another record."""
    plan.git("switch", "-q", "-c", "side")
    (plan.folder / OTHER).write_bytes(b"side\n")
    plan.git("commit", "-q", "-am", "side")
    plan.git("switch", "-q", "main")
    (plan.folder / OTHER).write_bytes(b"main\n")
    plan.git("commit", "-q", "-am", "main")


def merge(plan: Plan) -> None:
    diverge(plan)
    plan.git("merge", "side", check=False)


def rebase(plan: Plan) -> None:
    diverge(plan)
    plan.git("rebase", "side", check=False)


def rebase_by_patches(plan: Plan) -> None:
    diverge(plan)
    plan.git("rebase", "--apply", "side", check=False)


def cherry_pick(plan: Plan) -> None:
    diverge(plan)
    plan.git("cherry-pick", "side", check=False)


def revert(plan: Plan) -> None:
    diverge(plan)
    (plan.folder / OTHER).write_bytes(b"again\n")
    plan.git("commit", "-q", "-am", "again")
    plan.git("revert", "--no-edit", "HEAD~1", check=False)


def am(plan: Plan) -> None:
    diverge(plan)
    plan.git("format-patch", "-q", "-1", "side", "-o", ".git/patches")
    (patch,) = (plan.folder / ".git" / "patches").iterdir()
    plan.git("am", str(patch), check=False)


def bisect(plan: Plan) -> None:
    plan.git("bisect", "start")


def detached(plan: Plan) -> None:
    plan.git("switch", "-q", "--detach")


@pytest.mark.parametrize(
    ("prepare", "situation"),
    [
        (merge, Situation.MERGE),
        (rebase, Situation.REBASE),
        (rebase_by_patches, Situation.REBASE),
        (cherry_pick, Situation.CHERRY_PICK),
        (revert, Situation.REVERT),
        (am, Situation.AM),
        (bisect, Situation.BISECT),
        (detached, Situation.DETACHED),
    ],
)
def test_in_the_middle_of_something_nothing_is_saved_and_the_way_out_is_told(
    plan: Plan, prepare: Callable[[Plan], None], situation: Situation
) -> None:
    prepare(plan)
    head, status, content = plan.git("rev-parse", "HEAD"), plan.status(), plan.read()
    state = plan.open().state()
    assert (state.writable, state.situation) == (False, situation)
    assert state.reason is not None
    assert state.way_out is not None
    with pytest.raises(NotWritable) as caught:
        plan.save(NEW)
    assert caught.value.situation is situation
    assert (plan.git("rev-parse", "HEAD"), plan.status(), plan.read()) == (head, status, content)


@pytest.mark.parametrize("lock", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_of_another_git_command_is_waited_for_and_never_removed(plan: Plan, lock: str) -> None:
    content, file = plan.read(), plan.folder / ".git" / lock
    file.touch()
    assert plan.open().state().writable
    os.utime(file, (1, 1))
    assert plan.open().state().situation is Situation.LOCKED
    with pytest.raises(NotWritable):
        plan.save(NEW)
    assert file.exists()
    assert plan.read() == content
    file.unlink()
    plan.save(NEW)
    assert plan.status() == ""


def test_a_lock_on_a_reflog_does_not_matter(plan: Plan) -> None:
    (plan.folder / ".git" / "logs" / "HEAD.lock").touch()
    plan.save(NEW)
    assert plan.committed() == NEW


def test_a_branch_without_commits_can_be_written(make_plan: MakePlan) -> None:
    state = make_plan(commit=False).open().state()
    assert (state.writable, state.branch, state.head) == (True, "main", "")


def test_without_an_identity_the_two_commands_are_told(plan: Plan, hermetic: Path) -> None:
    (hermetic / ".gitconfig").unlink()
    state = plan.open().state()
    assert (state.writable, state.situation) == (False, Situation.IDENTITY)
    assert state.way_out is not None
    told = " ".join(str(value) for _, value in state.way_out.values)
    assert "user.name" in told
    assert "user.email" in told


def test_a_read_only_place_is_known(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    content = plan.read()
    monkeypatch.setattr(os, "access", lambda *_: False)
    repository = plan.open()
    assert repository.state().situation is Situation.READ_ONLY
    with pytest.raises(NotWritable):
        repository.save([plan.change(RECORD, NEW)], "x")
    assert plan.read() == content


def test_a_shallow_clone_is_written_and_its_history_is_partial(plan: Plan, tmp_path: Path) -> None:
    plan.save(NEW)
    clone = Plan(tmp_path / "clone")
    plan.git("clone", "-q", "--depth=1", f"file://{plan.folder}", str(clone.folder))
    assert clone.open().state().partial_history
    clone.save(b"next\n")
    assert [each.subject for each in clone.open().log(RECORD)] == ["an edit", "an edit"]
    assert not plan.open().state().partial_history


def works(plan: Plan) -> None:
    """Hold that two saves and the readings work as in a plain repository."""
    repository = plan.open()
    first = repository.save([plan.change(RECORD, NEW)], "first")
    second = repository.save([plan.change(RECORD, b"next\n")], "second")
    assert repository.head() == second
    assert repository.blob(first, RECORD) == NEW
    assert [each.id for each in repository.log(RECORD)][:2] == [second, first]
    assert (RECORD, "100644") in [(path, mode) for path, mode, _ in repository.files(second)]
    assert plan.status() == ""
    assert plan.git("fsck", "--strict", "--no-dangling") == ""


def test_a_repository_of_sha256_works(make_plan: MakePlan) -> None:
    works(make_plan("plan", "--object-format=sha256"))


@pytest.mark.parametrize(
    "settings",
    [
        {"index.version": "4"},
        {"core.splitIndex": "true"},
        {"feature.manyFiles": "true"},
        {"core.untrackedCache": "true"},
        {"core.sharedRepository": "group"},
        {"core.worktree": "../"},
        {"core.ignoreCase": "true"},
        {"core.bigFileThreshold": "1"},
        {"receive.denyCurrentBranch": "updateInstead"},
    ],
    ids=lambda settings: next(iter(settings)),
)
def test_unusual_settings_of_a_repository_work(plan: Plan, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        plan.git("config", name, value)
    plan.git("update-index", "--refresh")
    if "core.splitIndex" in settings:
        plan.git("update-index", "--split-index")
    if "index.version" in settings:
        plan.git("update-index", "--index-version", "4")
    works(plan)


def test_a_sparse_checkout_works(plan: Plan) -> None:
    plan.git("sparse-checkout", "set", "--cone", "--sparse-index", "2022")
    works(plan)
    assert "agencies/so-noi-vu.toml" in plan.git("ls-tree", "-r", "--name-only", "HEAD")


def test_a_linked_work_tree_works_on_its_own_branch(plan: Plan, tmp_path: Path) -> None:
    linked = Plan(tmp_path / "linked")
    plan.git("worktree", "add", "-q", "-b", "side", str(linked.folder))
    before = plan.git("rev-parse", "main")
    works(linked)
    assert plan.git("rev-parse", "main") == before
    works(plan)


def test_packed_refs_and_objects_work(plan: Plan) -> None:
    plan.save(b"one\n")
    plan.git("gc", "-q", "--prune=now")
    works(plan)


def test_a_folder_inside_the_work_tree_and_a_link_to_it_open_the_same(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(plan.folder)
    assert Repository.open(plan.folder / "2022").work_tree == plan.folder
    assert Repository.open(tmp_path / "link").head() == plan.open().head()


def test_a_folder_whose_name_has_a_dollar_is_taken_as_it_is(make_plan: MakePlan) -> None:
    works(make_plan("$HOME kế hoạch"))


def test_no_repository_is_told(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    for folder in (tmp_path / "plain", tmp_path / "missing"):
        with pytest.raises(NoRepository):
            Repository.open(folder)


def test_a_bare_repository_is_told(plan: Plan, tmp_path: Path) -> None:
    plan.git("clone", "-q", "--bare", str(plan.folder), str(tmp_path / "bare.git"))
    with pytest.raises(NoRepository) as caught:
        Repository.open(tmp_path / "bare.git")
    assert "bare" in caught.value.message.text


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_is_told_with_the_command_that_helps(plan: Plan) -> None:
    subprocess.run(["chown", "-R", "12345", str(plan.folder)], check=True)
    with pytest.raises(NoRepository) as caught:
        plan.open()
    assert caught.value.hint is not None
    command = dict(caught.value.hint.values)["command"]
    assert command == f"git config --global --add safe.directory {plan.folder}"
    subprocess.run(str(command).split(" "), check=True)
    plan.save(NEW)


@pytest.mark.parametrize("damage", ["empty-ref", "missing-commit", "empty-commit"])
def test_a_damaged_branch_is_never_taken_for_an_empty_one(plan: Plan, damage: str) -> None:
    content, head = plan.read(), plan.git("rev-parse", "HEAD")
    ref = plan.folder / ".git" / "refs" / "heads" / "main"
    file = plan.folder / ".git" / "objects" / head[:2] / head[2:]
    if damage == "empty-ref":
        ref.write_bytes(b"")
    else:
        file.chmod(0o644)
        file.unlink() if damage == "missing-commit" else file.write_bytes(b"")
    state = plan.open().state()
    assert (state.writable, state.situation) == (False, Situation.BROKEN)
    with pytest.raises(TrackerError):
        plan.save(NEW)
    assert plan.read() == content


def test_a_commit_is_not_made_where_the_last_one_has_a_link_for_a_record(plan: Plan) -> None:
    (plan.folder / RECORD).unlink()
    (plan.folder / RECORD).symlink_to("/etc/passwd")
    plan.git("commit", "-q", "-am", "a link")
    (plan.folder / RECORD).unlink()
    (plan.folder / RECORD).write_bytes(b"x\n")
    with pytest.raises(TrackerError):
        plan.save(NEW)
    assert Path("/etc/passwd").stat().st_size > 100


def test_every_situation_has_words_or_is_said_elsewhere() -> None:
    said = {Situation.PLAIN, Situation.LOCKED, Situation.IDENTITY, Situation.BROKEN}
    assert set(state_module._WORDS) | said == set(Situation)
