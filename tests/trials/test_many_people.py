"""Many processes that save into one work tree at once.

``TRACKER_TRIALS=300`` or more starts 20 processes of 10 edits each; without it fewer are started.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.trials import harness

RECORDS = [f"2022/0{area}-a/0{task}-b.toml" for area in (1, 2) for task in (1, 2)]


def save_together(folder: Path, way: str, people: int, edits: int) -> tuple[int, list[str]]:
    """Let processes save at once; return how many edits were acknowledged and what is wrong afterwards."""
    harness.make(folder, *RECORDS)
    workers = [
        subprocess.Popen(
            [sys.executable, harness.__file__, "share", str(folder), way, str(edits), str(number), *RECORDS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for number in range(people)
    ]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write(b"go\n")
        worker.stdin.flush()
    lines: list[list[str]] = []
    for worker in workers:
        lines += [line.split() for line in worker.communicate()[0].decode().splitlines()]
    verdict = harness.Verdict([])
    acknowledged = [line for line in lines if line[0] == "ack"]
    others = [" ".join(line) for line in lines if line[0] != "ack"]
    history = set(harness.run(folder, "rev-list", "HEAD").split())
    lost = [line[1] for line in acknowledged if line[1] not in history]
    verdict.expect(not lost, f"{len(lost)} acknowledged commits are not in history")
    verdict.expect(len(history) == len(acknowledged) + 1, "history holds other commits than those acknowledged")
    for path in RECORDS:
        count = sum(1 for line in acknowledged if line[2] == path)
        on_disk = harness.number_of((folder / path).read_bytes())
        verdict.expect(on_disk == count, f"{path} says {on_disk} after {count} edits")
        verdict.expect(harness.run(folder, "diff", "--stat", "HEAD", "--", path) == "", f"{path} is not as committed")
    verdict.expect(harness.run(folder, "status", "--porcelain") == "A  foreign.txt", "somebody's staging was touched")
    verdict.expect(harness.run(folder, "fsck", "--strict", "--no-dangling") == "", "fsck complains")
    verdict.violations += others
    return len(acknowledged), verdict.violations


@pytest.mark.trial
def test_people_at_once_lose_nothing(tmp_path: Path, trials: int) -> None:
    people, edits = (20, 10) if trials >= 300 else (6, 3)
    acknowledged, found = save_together(tmp_path / "plan", "ours", people, edits)
    print(f"{people} processes of {edits} edits: {acknowledged} acknowledged, {len(found)} violations")
    assert found == []
    assert acknowledged == people * edits


@pytest.mark.trial
def test_the_same_people_find_fault_with_a_naive_save(tmp_path: Path) -> None:
    assert save_together(tmp_path / "plan", "naive", 6, 5)[1]
    assert os.environ["HOME"].startswith(str(tmp_path))
