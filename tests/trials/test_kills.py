"""A stream of saves killed with SIGKILL at random moments.

``TRACKER_TRIALS=300`` makes 300 kills; without it a few are made. Every other kill takes the git children too,
as a power cut or the end of a container would. ``TRACKER_SEED`` repeats the moments of an earlier run.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.trials import harness

FEW = 6
MOST_FOR_CONTROL = 600


def kill_once(folder: Path, way: str, first: int, pause: float, *, whole: bool) -> tuple[int, int, list[str]]:
    """Let a worker save from ``first`` on, kill it after the pause, and judge what is left."""
    worker = subprocess.Popen(
        [sys.executable, harness.__file__, "stream", str(folder), way, str(first)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )
    assert worker.stdout is not None
    told = worker.stdout.readline()
    time.sleep(pause)
    victims = [*harness.children(worker.pid), worker.pid] if whole else [worker.pid]
    for pid in victims:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    told += worker.stdout.read()
    worker.stdout.close()
    worker.wait()
    lines = [line.split() for line in told.decode().splitlines()]
    acknowledged = max((int(line[1]) for line in lines if line[0] == "ack"), default=first - 1)
    tried = max((int(line[1]) for line in lines if line[0] == "try"), default=first - 1)
    return acknowledged - first + 1, tried + 1, harness.judge(folder, way, acknowledged, tried)


def seconds_of_a_save(folder: Path, way: str) -> float:
    """Return how long the first save of a worker takes on this machine now, so that a kill falls into one."""
    with subprocess.Popen(
        [sys.executable, harness.__file__, "stream", str(folder), way, "1"], stdout=subprocess.PIPE, bufsize=0
    ) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        begun = time.monotonic()
        worker.stdout.readline()
        taken = time.monotonic() - begun
        worker.kill()
    return taken


def kill_many(
    folder: Path, way: str, count: int, *, longest: float = 0.5, sought: tuple[str, ...] = ()
) -> tuple[int, list[str]]:
    """Kill ``count`` times on one repository; return how many edits were acknowledged and what went wrong.

    A worker lives ``longest`` seconds at most. Where something is sought, the first violation that names it ends
    the trial.
    """
    seed = int(os.environ.get("TRACKER_SEED", time.time_ns() % 1_000_000))
    chance = random.Random(seed)
    found: list[str] = []
    acknowledged, last = 0, 0
    for turn in range(count):
        pause = chance.uniform(0, longest)
        acks, last, violations = kill_once(folder, way, last + 1, pause, whole=turn % 2 == 1)
        acknowledged += acks
        found += [f"seed {seed}, kill {turn}: {each}" for each in violations]
        if any(word in each for word in sought for each in violations):
            break
    return acknowledged, found


@pytest.mark.trial
def test_no_kill_loses_an_acknowledged_edit(tmp_path: Path, trials: int) -> None:
    folder = tmp_path / "plan"
    harness.make(folder)
    acknowledged, found = kill_many(folder, "ours", trials or FEW)
    print(f"{trials or FEW} kills, {acknowledged} edits acknowledged, {len(found)} violations")
    assert found == []


@pytest.mark.trial
def test_the_same_kills_find_fault_with_a_naive_save(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    calibration = tmp_path / "calibration"
    for each in (folder, calibration):
        harness.make(each)
    # that a naive commit sweeps up what somebody else staged is true, but is not what is sought
    sought = ("torn", "next save fails", "fsck", "history lost")
    longest = 1.5 * seconds_of_a_save(calibration, "naive")
    found = kill_many(folder, "naive", MOST_FOR_CONTROL, longest=longest, sought=sought)[1]
    assert any(word in each for word in sought for each in found)
