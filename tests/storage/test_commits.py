"""Commits on a branch nobody has open: a chain in one move, and nothing of the work tree is touched."""

from datetime import datetime, timedelta, timezone

import pytest

from tests.storage.conftest import OTHER, RECORD, Plan
from tracker.plan.message import TrackerError
from tracker.storage.folder import LARGEST, RecordRefused
from tracker.storage.git import UnsafeName
from tracker.storage.identity import Identity
from tracker.storage.repository import BranchMoved, BranchOpen, NewCommit

REF = "refs/heads/gui/so-noi-vu"
SNV = Identity("Sở Nội vụ", "snv@example.vn")
WHEN = datetime(2022, 9, 10, 8, 30, tzinfo=timezone(timedelta(hours=7)))


def chain() -> tuple[NewCommit, NewCommit]:
    return (
        NewCommit(files={RECORD: b"one\n"}, message="một\n\nTask: 2022-I-02\n", author=SNV, when=WHEN),
        NewCommit(files={OTHER: None, "2022/01-the-che/09-moi.toml": b"new\n"}, message="hai\n", author=SNV, when=WHEN),
    )


def test_a_chain_of_commits_moves_the_branch_once_and_no_file(plan: Plan) -> None:
    (plan.folder / OTHER).write_bytes(b"unsaved by hand\n")
    before = (plan.status(), plan.read(), plan.git("rev-parse", "main"))
    repository = plan.open()
    made = repository.commit_on_branch(REF, chain(), base=repository.head() or "", tip="")
    assert repository.tip(REF) == made == plan.git("rev-parse", REF)
    assert (plan.status(), plan.read(), plan.git("rev-parse", "main")) == before
    assert plan.git("log", "--format=%s|%an|%ae|%ad|%cn", "--date=iso", REF, "-2") == (
        "hai|Sở Nội vụ|snv@example.vn|2022-09-10 08:30:00 +0700|Nguyễn Văn An\n"
        "một|Sở Nội vụ|snv@example.vn|2022-09-10 08:30:00 +0700|Nguyễn Văn An"
    )
    assert plan.git("show", f"{REF}:{RECORD}") == "one"
    assert plan.git("ls-tree", "--name-only", REF, "2022/01-the-che/").split("\n") == [
        RECORD,
        "2022/01-the-che/09-moi.toml",
    ]
    assert plan.git("diff", "--name-only", f"{REF}~1", REF).split("\n") == [OTHER, "2022/01-the-che/09-moi.toml"]
    assert plan.leftovers() == []
    assert plan.git("reflog", REF).count("\n") == 0


def test_a_branch_that_moved_is_left_where_it_is(plan: Plan) -> None:
    repository = plan.open()
    base = repository.head() or ""
    first = repository.commit_on_branch(REF, chain()[:1], base=base, tip="")
    for tip in ("", base):
        with pytest.raises(BranchMoved):
            repository.commit_on_branch(REF, chain()[1:], base=base, tip=tip)
    assert repository.tip(REF) == first
    second = repository.commit_on_branch(REF, chain()[1:], base=first, tip=first)
    assert plan.git("rev-list", "--count", f"{base}..{second}") == "2"


def test_a_commit_that_changes_nothing_is_left_out(plan: Plan) -> None:
    repository = plan.open()
    base = repository.head() or ""
    same = NewCommit(files={RECORD: plan.committed()}, message="nothing\n")
    made = repository.commit_on_branch(REF, (same, *chain()[:1]), base=base, tip="")
    assert plan.git("rev-list", "--count", f"{base}..{made}") == "1"


def test_a_branch_that_is_open_somewhere_is_refused(plan: Plan) -> None:
    plan.git("worktree", "add", "-q", "-b", "khac", str(plan.folder.parent / "khac"))
    repository = plan.open()
    base = repository.head() or ""
    for ref in ("refs/heads/main", "refs/heads/khac"):
        with pytest.raises(BranchOpen):
            repository.commit_on_branch(ref, chain(), base=base, tip=base)


@pytest.mark.parametrize("ref", ["main", "refs/tags/x", "--output=x", "refs/heads/a..b", "refs/heads/x\n"])
def test_only_a_branch_in_full_is_taken(plan: Plan, ref: str) -> None:
    with pytest.raises((UnsafeName, TrackerError)):
        plan.open().commit_on_branch(ref, chain(), base="", tip="")
    assert plan.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


@pytest.mark.parametrize("path", ["../x", ".git/config", "a\\b", "/etc/x"])
def test_hostile_paths_and_sizes_are_refused(plan: Plan, path: str) -> None:
    repository = plan.open()
    for files in ({path: b"x"}, {RECORD: b"x" * (LARGEST + 1)}):
        with pytest.raises(RecordRefused):
            repository.commit_on_branch(REF, (NewCommit(files=files, message="x"),), base="", tip="")
    assert repository.tip(REF) == ""


def test_a_first_commit_needs_no_base(plan: Plan) -> None:
    made = plan.open().commit_on_branch(REF, (NewCommit(files={RECORD: b"x\n"}, message="x"),), base="", tip="")
    assert plan.git("rev-list", "--count", made) == "1"
