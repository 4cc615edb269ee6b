"""The journal of a save: what must be known to finish it or put it back after a crash at any point.

It is written whole and durable before the first file is touched, and once more when the commit exists and
only the branch has yet to move; it is removed when nothing is left to do. Both the old and the new bytes of
each file are in the object store before the journal names them.
"""

import contextlib
import json
import os
import platform
import re
import stat
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tracker.storage.folder import RecordRefused, checked_parts
from tracker.storage.git import UnsafeName, full_ref, object_id

_TOKEN = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """One file of a save, by blob ids: in the commit before, on disk before, and wished; None is no file."""

    path: str
    mode: str
    head: str | None
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """A save that has begun.

    ``commit`` is empty until the commit exists: before that a crash is answered by putting back, after it by
    moving the branch. ``head`` is empty on a branch without commits.
    """

    token: str
    files: tuple[FilePlan, ...]
    message: str
    ref: str
    head: str
    commit: str
    author: str
    pid: int
    boot: str
    host: str
    time: float

    def with_commit(self, commit: str, head: str, files: tuple[FilePlan, ...], message: str) -> "Journal":
        """Return the journal of the same save once its commit exists."""
        return replace(self, commit=commit, head=head, files=files, message=message)


@dataclass(frozen=True, slots=True)
class Desk:
    """The folder inside the repository's own where a save keeps its journal and its private files."""

    folder: Path

    @property
    def journal(self) -> Path:
        """The file of the journal."""
        return self.folder / "journal"

    @property
    def kept(self) -> Path:
        """The folder of what outlives a save: what can be made again, and is kept because that takes long."""
        return self.folder / "kept"

    def prepare(self) -> None:
        """Make the folder where it is missing; shared where the repository is."""
        _prepare(self.folder)

    def prepare_kept(self) -> None:
        """Make the folder of what outlives a save where it is missing, as ``prepare`` does."""
        self.prepare()
        _prepare(self.kept)

    def write(self, journal: Journal) -> None:
        """Write the journal durably, in place of an earlier one."""
        self.prepare()
        unfinished = self.folder / f"journal-{journal.token}"
        write_durably(unfinished, json.dumps(asdict(journal), ensure_ascii=True).encode())
        unfinished.rename(self.journal)
        sync_folder(self.folder)

    def read(self) -> Journal | None:
        """Return the journal a crash left; None where there is none, or none that can be understood."""
        try:
            content = self.journal.read_bytes()
        except FileNotFoundError:
            return None
        try:
            return _understood(json.loads(content))
        except (ValueError, TypeError, KeyError, RecursionError, RecordRefused, UnsafeName):
            return None

    def written(self) -> float | None:
        """Return when the journal was last written, by the clock of the file system."""
        try:
            return self.journal.stat().st_mtime
        except FileNotFoundError:
            return None

    def clear(self) -> None:
        """Remove the journal last of all, and before it every private file of a save that ended."""
        if not self.folder.is_dir():
            return
        for left in sorted(self.folder.iterdir()):
            if left not in (self.journal, self.kept):
                left.unlink(missing_ok=True)
        self.journal.unlink(missing_ok=True)
        sync_folder(self.folder)


def _prepare(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(exist_ok=True)
    if folder.parent.stat().st_mode & stat.S_IWGRP:
        folder.chmod(0o2775)
    sync_folder(folder.parent)


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def boot() -> str:
    """Return what tells this run of the machine from others; empty where the system does not say."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return ""


def begin(token: str, files: tuple[FilePlan, ...], message: str, ref: str, head: str, author: str) -> Journal:
    """Return the journal of a save that this process begins."""
    return Journal(
        token=token,
        files=files,
        message=message,
        ref=ref,
        head=head,
        commit="",
        author=author,
        pid=os.getpid(),
        boot=boot(),
        host=platform.node(),
        time=time.time(),
    )


def writer_is_gone(journal: Journal) -> bool:
    """Tell whether the process that wrote the journal surely no longer runs.

    That is so in an earlier run of this machine, and for a number that no process has in this one. Of another
    machine nothing is sure.
    """
    if journal.host != platform.node() or not journal.boot or not boot():
        return False
    if journal.boot != boot():
        return True
    if journal.pid == os.getpid():
        return True
    try:
        os.kill(journal.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _understood(data: dict[str, object]) -> Journal:
    """Return the journal the data means; every name in it is checked as if it came from outside."""
    files = data["files"]
    if not isinstance(files, list):
        raise TypeError
    journal = Journal(
        token=_text(data["token"]),
        files=tuple(_file(each) for each in files),
        message=_text(data["message"]),
        ref=full_ref(_text(data["ref"])),
        head=_text(data["head"]),
        commit=_text(data["commit"]),
        author=_text(data["author"]),
        pid=int(str(data["pid"])),
        boot=_text(data["boot"]),
        host=_text(data["host"]),
        time=float(str(data["time"])),
    )
    for id in (journal.head, journal.commit):
        if id:
            object_id(id)
    if not _TOKEN.fullmatch(journal.token) or journal.pid <= 0:
        raise ValueError
    return journal


def _file(data: dict[str, object]) -> FilePlan:
    path = _text(data["path"])
    checked_parts(path)
    mode = _text(data["mode"])
    if mode not in ("100644", "100755"):
        raise ValueError
    ids = [None if data[key] is None else object_id(_text(data[key])) for key in ("head", "old", "new")]
    return FilePlan(path=path, mode=mode, head=ids[0], old=ids[1], new=ids[2])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
