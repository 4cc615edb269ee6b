"""Many clones that all start from one commit and push to one bare repository until every edit has landed."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.offices import OFFICE, git, join, share
from tracker.workspace import Workspace

AT_ONCE = 12
FIELDS = ("result", "obstacle", "proposal")


def prepare(small: Path, place: Path, count: int) -> tuple[Path, list[Path], list[str]]:
    """Return the common copy, the clones, and the ids of the tasks."""
    bare = share(small, place)
    first = join(bare, "clone", OFFICE)
    git(first, "config", "remote.origin.url", "../common.git")
    clones = [first]
    for number in range(1, count):
        clones.append(bare.parent / f"clone-{number}")
        shutil.copytree(first, clones[-1])
    ids = [str(each.id) for each in Workspace.open(first / "records", now=lambda: datetime.now(UTC)).read().tasks]
    return bare, clones, ids


def work(clone: Path, id: str, name: str, text: str) -> str:
    """Let one clone edit and sync in a process of its own."""
    command = [sys.executable, "-m", "tests.trials.clones", str(clone), id, name, text]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    return done.stdout.decode().strip() or f"failed: {done.stderr.decode()[-400:]}"


def everybody(clones: list[Path], edits: list[tuple[str, str, str]]) -> list[str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, clones, *zip(*edits, strict=True)))


@pytest.mark.trial
def test_every_edit_of_many_clones_lands_once(small: Path, tmp_path: Path, trials: int) -> None:
    count = 200 if trials else 4
    bare, clones, ids = prepare(small, tmp_path, count)
    edits = [(ids[number % len(ids)], FIELDS[number % 3], f"bản sao {number:03d}") for number in range(count)]
    told = everybody(clones, edits)
    tries = [int(each.rpartition(" ")[2]) for each in told if each.startswith("landed")]
    print(f"{len(tries)} of {count} landed, {max(tries, default=0)} tries at most")
    assert [each for each in told if not each.startswith("landed")] == []
    last = join(bare, "last", OFFICE)
    plan = Workspace.open(last / "records", now=lambda: datetime.now(UTC)).read()
    held = Counter(
        line
        for task in plan.tasks
        for name in FIELDS
        for line in getattr(task.progress, name).split("\n")
        if line.startswith("bản sao ")
    )
    assert held == Counter(text for _, _, text in edits)
    reasons = Counter(
        re.findall(r"^  (bản sao \d{3})$", git(bare, "log", "--no-merges", "--format=%b", "main"), re.MULTILINE)
    )
    assert reasons == Counter(text for _, _, text in edits)
    assert git(bare, "fsck", "--strict", "--no-dangling") == ""
    assert plan.broken == ()


@pytest.mark.trial
def test_of_edits_of_the_same_field_one_lands_and_every_other_is_shown(
    small: Path, tmp_path: Path, trials: int
) -> None:
    people, tasks = (20, 10) if trials else (2, 2)
    bare, clones, ids = prepare(small, tmp_path, people * tasks)
    edits = [(ids[number % tasks], "percent", str(number // tasks)) for number in range(people * tasks)]
    told = everybody(clones, edits)
    landed = [each for each in told if each.startswith("landed")]
    shown = [each for each in told if each.startswith("conflict") and "progress.percent" in each]
    print(f"{len(landed)} landed, {len(shown)} conflicts shown, of {len(edits)}")
    assert len(landed) == tasks
    assert len(landed) + len(shown) == len(edits)
    assert git(bare, "fsck", "--strict", "--no-dangling") == ""
