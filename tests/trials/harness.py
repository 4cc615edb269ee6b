"""What every trial shares: a repository, a way to save, and the judgement of what is left.

Run as a program it is the worker: it saves until it is told to stop or is killed, and reports on its output
what it tries and what was acknowledged. ``ours`` is the way the tracker saves; ``naive`` is the way a first
draft would, and shows that the judgement finds what it is looking for.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import git

from tracker.storage.folder import Folder, StaleRecord, digest
from tracker.storage.repository import FileChange, Repository

RECORD = "2022/01-a/01-b.toml"
FILLER = "# " + "một dòng để bản ghi không quá ngắn " * 40 + "\n"


def record(number: int) -> bytes:
    """Return a record whose torn form could not be mistaken for a whole one."""
    return f"number = {number}\n{FILLER * 5}last = {number}\n".encode()


def number_of(content: bytes) -> int:
    """Return the number of a whole record, -1 for a torn one."""
    first = content.split(b"\n", 1)[0].removeprefix(b"number = ")
    return int(first) if first.isdigit() and content == record(int(first)) else -1


def make(folder: Path, *records: str) -> None:
    """Make a repository with these records, each with number 0, and a file of somebody else staged."""
    run(folder.parent, "init", "-q", str(folder))
    for path in records or (RECORD,):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(record(0))
    run(folder, "add", ".")
    run(folder, "commit", "-q", "-m", "start")
    (folder / "foreign.txt").write_text("staged by somebody else\n")
    run(folder, "add", "foreign.txt")


def run(folder: Path, *arguments: str) -> str:
    """Run git and return what it says; an error is part of it."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8", "replace").strip()


def save_ours(folder: Path, path: str, seen: bytes, content: bytes) -> str:
    """Save as the tracker does."""
    return Repository.open(folder).save(
        [FileChange(path=path, expected=digest(seen), content=content)], f"number {number_of(content)}"
    )


def save_naive(folder: Path, path: str, seen: bytes, content: bytes) -> str:
    """Save as a first draft would: write in place, stage and commit with GitPython."""
    with (folder / path).open("wb") as file:
        file.write(content)
    with git.Repo(folder) as repository:
        repository.index.add([path])
        return repository.index.commit(f"number {number_of(content)}").hexsha


SAVES = {"ours": save_ours, "naive": save_naive}


@dataclass
class Verdict:
    """What is wrong after a trial."""

    violations: list[str]

    def expect(self, fact: bool, violation: str) -> None:
        """Note a violation where the fact does not hold."""
        if not fact:
            self.violations.append(violation)


def judge(folder: Path, way: str, acknowledged: int, tried: int) -> list[str]:
    """Judge a repository after a crash: what was acknowledged is there, nothing is torn, the next save works."""
    verdict = Verdict([])
    allowed = range(acknowledged, tried + 1)
    verdict.expect(number_of((folder / RECORD).read_bytes()) in allowed, "the file is torn or lost an edit")
    shown = subprocess.run(["git", "cat-file", "blob", f"HEAD:{RECORD}"], cwd=folder, capture_output=True, check=False)
    verdict.expect(number_of(shown.stdout) in allowed, "history lost an acknowledged edit")
    seen = (folder / RECORD).read_bytes()
    try:
        if way == "ours":
            # recovery may put the file back, so the person looks again before editing
            Repository.open(folder).recover()
            seen = Folder(folder).read(RECORD).content
            verdict.expect(number_of(seen) in allowed, "recovery lost an acknowledged edit")
        SAVES[way](folder, RECORD, seen, record(tried + 1))
    except Exception as error:  # noqa: BLE001 - whatever stops the next save is a violation
        told = getattr(error, "stderr", "")
        verdict.violations.append(f"the next save fails: {error!r} {told}")
    else:
        verdict.expect(run(folder, "status", "--porcelain") == "A  foreign.txt", "the status is not clean")
    told = run(folder, "fsck", "--strict", "--no-dangling")
    verdict.expect(told == "", f"fsck: {told}")
    left = [*folder.rglob(".tracker-*"), *(folder / ".git" / "plan").glob("*")]
    verdict.expect(not left, f"left behind: {left}")
    return verdict.violations


def children(pid: int) -> list[int]:
    """Return the processes below this one, the deepest last."""
    found: list[int] = []
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return found
    for child in map(int, listed.split()):
        found += [child, *children(child)]
    return found


def tell(*words: object) -> None:
    """Report one line at once, so that a kill cannot take it back."""
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def stream(folder: Path, way: str, first: int) -> None:
    """Save one number after the other until killed."""
    seen = (folder / RECORD).read_bytes()
    for number in range(first, first + 100_000):
        content = record(number)
        tell("try", number)
        SAVES[way](folder, RECORD, seen, content)
        tell("ack", number)
        seen = content


def share(folder: Path, way: str, count: int, seed: int, records: list[str]) -> None:
    """Add one to records shared with other processes, ``count`` times, and report each that was acknowledged."""
    sys.stdin.readline()
    for turn in range(count):
        path = records[(seed + turn) % len(records)]
        while True:
            seen = (folder / path).read_bytes()
            number = number_of(seen)
            if number < 0:
                tell("torn", path)
                break
            try:
                commit = SAVES[way](folder, path, seen, record(number + 1))
            except StaleRecord:
                continue
            except Exception as error:  # noqa: BLE001 - a save that fails acknowledges nothing
                tell("error", repr(error).replace("\n", " ")[:200])
                break
            tell("ack", commit, path)
            break


if __name__ == "__main__":
    if sys.argv[1] == "stream":
        stream(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        share(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]), sys.argv[6:])
