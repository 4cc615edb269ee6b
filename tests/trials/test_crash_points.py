"""One save, killed at every step it takes.

A step is an audit event of the interpreter (a file opened, renamed, linked or removed, a program started) or a
read, write or sync. A forked process saves and is killed at its k-th step, alone or with its git children, for
k = 1, 2, 3 and so on until a save comes to its end. ``TRACKER_TRIALS=1`` or more tries every step; without it
every few steps are tried.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trials import harness

STRIDE = 37
MOST = 5000


class Countdown:
    """Kills this process at its k-th step."""

    def __init__(self, steps: int, *, whole: bool) -> None:
        self.left = steps
        self.whole = whole

    def step(self) -> None:
        """Count one step; at the last one nothing more is done."""
        self.left -= 1
        if self.left != 0:
            return
        victims = harness.children(os.getpid()) if self.whole else []
        for pid in victims:
            # a child may have ended since it was listed
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Begin to count the steps of this process."""
        for name in ("read", "write", "fsync"):
            setattr(os, name, self._counted(getattr(os, name)))
        sys.addaudithook(
            lambda event, _: self.step() if not event.startswith(("import", "compile", "exec", "object")) else None
        )

    def _counted(self, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            self.step()
            done = call(*arguments)
            self.step()
            return done

        return counted


def crash(folder: Path, way: str, steps: int, *, whole: bool) -> bool:
    """Save in a forked process that dies at the step; tell whether it did."""
    save, seen = harness.SAVES[way], (folder / harness.RECORD).read_bytes()
    content = harness.record(harness.number_of(seen) + 1)
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            Countdown(steps, whole=whole).watch()
            save(folder, harness.RECORD, seen, content)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(pid, 0)[1]
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def crash_everywhere(tmp_path: Path, way: str, stride: int, *, whole: bool) -> tuple[int, list[str]]:
    """Crash at each step; return how many there were and what went wrong."""
    folder = tmp_path / f"plan-{way}-{whole}"
    harness.make(folder)
    found: list[str] = []
    trials = 0
    for steps in range(1, MOST, stride):
        before = harness.number_of((folder / harness.RECORD).read_bytes())
        if not crash(folder, way, steps, whole=whole):
            break
        trials += 1
        found += [f"step {steps}: {each}" for each in harness.judge(folder, way, before, before + 1)]
        if found and way == "naive":
            break
    return trials, found


@pytest.mark.trial
@pytest.mark.parametrize("whole", [False, True], ids=["alone", "with git"])
def test_a_save_can_be_cut_off_at_any_step(tmp_path: Path, trials: int, whole: bool) -> None:
    stride = 1 if trials else STRIDE
    count, found = crash_everywhere(tmp_path, "ours", stride, whole=whole)
    print(f"{count} crash points, {len(found)} violations")
    assert count > 5
    assert found == []


@pytest.mark.trial
def test_the_same_crashes_find_fault_with_a_naive_save(tmp_path: Path) -> None:
    assert crash_everywhere(tmp_path, "naive", 1, whole=False)[1]
