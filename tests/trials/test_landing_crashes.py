"""A landing of two files, killed at every step it takes: all of it is there afterwards, or none."""

import os
from pathlib import Path

import pytest

from tests.trials import harness
from tests.trials.test_crash_points import MOST, STRIDE, Countdown
from tracker.storage.landing import land
from tracker.storage.repository import Repository

OTHER = "2022/01-a/02-c.toml"


def prepared(folder: Path) -> tuple[str, str]:
    """Make a repository whose branch can land on a commit that changes two records; return both commits."""
    harness.make(folder, harness.RECORD, OTHER)
    old = harness.run(folder, "rev-parse", "HEAD")
    harness.run(folder, "checkout", "-q", "-b", "side")
    for path in (harness.RECORD, OTHER):
        (folder / path).write_bytes(harness.record(1))
    harness.run(folder, "commit", "-q", "-m", "one", "--", harness.RECORD, OTHER)
    new = harness.run(folder, "rev-parse", "HEAD")
    harness.run(folder, "checkout", "-q", "-")
    return old, new


def crash(folder: Path, old: str, new: str, steps: int, *, whole: bool) -> bool:
    """Land in a forked process that dies at the step; tell whether it did."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            Countdown(steps, whole=whole).watch()
            land(Repository.open(folder).place, old, new)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(pid, 0)[1]
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def judge(folder: Path, old: str, new: str) -> list[str]:
    """Return what is wrong after a crash, once the next one has settled it."""
    verdict = harness.Verdict([])
    Repository.open(folder).recover()
    head = harness.run(folder, "rev-parse", "HEAD")
    number = {old: 0, new: 1}.get(head, -1)
    for path in (harness.RECORD, OTHER):
        verdict.expect(harness.number_of((folder / path).read_bytes()) == number, f"{path} is not what the branch says")
    verdict.expect(harness.run(folder, "status", "--porcelain") == "A  foreign.txt", "the status is not clean")
    verdict.expect(harness.run(folder, "fsck", "--strict", "--no-dangling") == "", "fsck")
    left = [*folder.rglob(".tracker-*"), *(folder / ".git" / "plan").glob("*")]
    verdict.expect(not left, f"left behind: {left}")
    if number != 0:
        land(Repository.open(folder).place, head, back(folder, head, old))
    return verdict.violations


def back(folder: Path, head: str, old: str) -> str:
    """Return a commit on top of the head with the files of the old one."""
    return harness.run(folder, "commit-tree", "-p", head, "-m", "back", f"{old}^{{tree}}")


@pytest.mark.trial
@pytest.mark.parametrize("whole", [False, True], ids=["alone", "with git"])
def test_a_landing_can_be_cut_off_at_any_step(tmp_path: Path, trials: int, whole: bool) -> None:
    folder = tmp_path / "plan"
    old, new = prepared(folder)
    count, found = 0, []
    for steps in range(1, MOST, 1 if trials else STRIDE):
        ended = not crash(folder, old, new, steps, whole=whole)
        found += [f"step {steps}: {each}" for each in judge(folder, old, new)]
        if ended:
            break
        count += 1
        old = harness.run(folder, "rev-parse", "HEAD")
        new = harness.run(folder, "commit-tree", "-p", old, "-m", "one", "side^{tree}")
    print(f"{count} crash points, {len(found)} violations")
    assert count > 5
    assert found == []
