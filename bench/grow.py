"""A large plan with a history, grown from the demo plan: the same every time.

``python -m bench.grow FOLDER TASKS [COMMITS]`` makes one to try things on.
"""

import sys
from dataclasses import replace
from pathlib import Path

from tracker.founding import found_demo
from tracker.plan.names import AreaNumber, task_id
from tracker.storage.codec import read_task, revise, write_task
from tracker.storage.folder import digest
from tracker.storage.repository import FileChange, Repository

AT_ONCE = 500
"""How many records one commit adds."""


def grow(folder: Path, size: int, commits: int = 0) -> None:
    """Found the demo plan in the folder, add tasks until it holds ``size``, and edit them in so many commits."""
    found_demo(folder)
    repository = Repository.open(folder)
    records = sorted((folder / "records" / "2022").glob("*/*.toml"))
    changes = [_copy(folder, records[number % len(records)], 100 + number) for number in range(size - len(records))]
    for first in range(0, len(changes), AT_ONCE):
        repository.save(changes[first : first + AT_ONCE], "Thêm nhiệm vụ để đo")
    for number in range(commits):
        _edit(folder, repository, records[number % len(records)], number)


def _copy(folder: Path, path: Path, number: int) -> FileChange:
    """Return the record of a task as that of another number."""
    task = read_task(path.read_text(encoding="utf-8"), path.name).task
    if task is None:
        raise ValueError(path)
    target = path.with_name(f"{number}-{path.name}").relative_to(folder).as_posix()
    fresh = replace(task, id=task_id(2022, AreaNumber(task.area), number))
    return FileChange(path=target, expected=None, content=write_task(fresh).encode())


def _edit(folder: Path, repository: Repository, path: Path, number: int) -> None:
    """Let a record tell another percentage, as one commit."""
    before = path.read_bytes()
    task = read_task(before.decode(), path.name).task
    if task is None:
        raise ValueError(path)
    after = replace(task, progress=replace(task.progress, percent=number % 100))
    content = revise(before.decode(), after).encode()
    if content != before:
        name = path.relative_to(folder).as_posix()
        repository.save((FileChange(path=name, expected=digest(before), content=content),), f"Sửa lần {number}")


if __name__ == "__main__":
    grow(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 0)
