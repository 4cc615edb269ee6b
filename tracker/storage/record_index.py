"""A disposable index of what the records of tasks and agencies say, so that they need not be parsed at every start.

It lies inside the git folder and is never a second truth. An entry is used only for a file whose stamp, or whose
content, is exactly the one it was made from; the whole index only where it was written by this very program and is
undamaged. Deleting it costs nothing but time. Records with any problem are not in it, so that every word about a
record is said by reading it.
"""

import contextlib
import hashlib
import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from tracker.plan import agency, characters, document, names, task, text
from tracker.plan.agency import Agency
from tracker.plan.document import Document
from tracker.plan.names import task_place
from tracker.plan.task import Assignment, Progress, Schedule, Task
from tracker.storage import codec, register_codec, toml
from tracker.storage.codec import TaskReading
from tracker.storage.folder import Stamp
from tracker.storage.stamped import Indexable
from tracker.storage.toml import KeyLines

LARGEST_INDEX = 1 << 30
"""Bytes above which a file is not taken for an index."""

_HEAD = b"tracker record index 3\n"
_READING = (agency, characters, codec, document, names, register_codec, task, text, toml)
"""The modules that decide what a record says: an index made with others is not used."""


class _Entry(msgspec.Struct, array_like=True, gc=False, frozen=True):
    """One record: its path, the stamp and digest of its file, its id, the lines of its keys, and the task."""

    path: str
    stamp: tuple[int, int, int, int]
    digest: str
    id: str
    layout: int
    lines: bytes
    task: memoryview


class _AgencyEntry(msgspec.Struct, array_like=True, gc=False, frozen=True):
    """One agency: its path, the stamp and digest of its file, and what it says."""

    path: str
    stamp: tuple[int, int, int, int]
    digest: str
    agency: Agency


class _Body(msgspec.Struct, array_like=True, gc=False, frozen=True):
    """All records; most of tasks have one layout, the keys in their order, in common."""

    layouts: tuple[tuple[str, ...], ...]
    entries: tuple[_Entry, ...]
    agencies: tuple[_AgencyEntry, ...]


_ALIKE: dict[type, tuple[str, ...]] = {
    Assignment: ("lead", "coordinating", "others", "reporter"),
    Schedule: ("text", "condition"),
    Progress: ("awaiting",),
    Document: ("kind", "number", "issuer"),
}
"""What of a task many others say alike."""

_BODY = msgspec.msgpack.Decoder(_Body)
_TASK = msgspec.msgpack.Decoder(Task)
_ENCODER = msgspec.msgpack.Encoder()


@dataclass(slots=True)
class RecordIndex:
    """What the index says of each record; a task is decoded when it is asked for."""

    layouts: tuple[tuple[str, ...], ...] = ()
    entries: dict[str, _Entry] = field(default_factory=dict)
    agencies: dict[str, _AgencyEntry] = field(default_factory=dict)
    _alike: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path) -> "RecordIndex":
        """Read the index; it is empty where the file is missing, damaged, or not of this program."""
        try:
            with file.open("rb") as opened:
                content = opened.read(LARGEST_INDEX + 1)
        except OSError:
            return cls()
        body = memoryview(content)[len(_head(b"")) :]
        if len(content) > LARGEST_INDEX or not content.startswith(_head(body)):
            return cls()
        try:
            found = _BODY.decode(body)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return cls()
        if any(not 0 <= each.layout < len(found.layouts) for each in found.entries):
            return cls()
        entries = {sys.intern(each.path): each for each in found.entries}  # the paths the folder finds
        return cls(found.layouts, entries, {each.path: each for each in found.agencies})

    def stamps(self) -> Mapping[str, tuple[Stamp, str]]:
        """Return stamp and digest of the file of each record."""
        told: dict[str, _Entry | _AgencyEntry] = {**self.agencies, **self.entries}
        return {path: (Stamp(*each.stamp), each.digest) for path, each in told.items()}

    def agency(self, path: str, digest: str) -> Agency | None:
        """Return what the record of an agency says while it has this content; None where that is not known."""
        entry = self.agencies.get(path)
        if entry is None or entry.digest != digest or path != f"agencies/{entry.agency.id}.toml":
            return None
        return entry.agency

    def id(self, path: str, digest: str) -> str:
        """Return the id of the record while it has this content, else nothing."""
        entry = self.entries.get(path)
        return entry.id if entry is not None and entry.digest == digest else ""

    def take(self, path: str, digest: str) -> TaskReading | None:
        """Return what the record says while it has this content, and forget the entry; None where it is not known."""
        entry = self.entries.get(path)
        if entry is None or entry.digest != digest:
            return None
        del self.entries[path]
        try:
            found = _TASK.decode(entry.task)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return None
        keys = self.layouts[entry.layout]
        if found.id != entry.id or task_place(found.id) is None or 2 * len(keys) != len(entry.lines):
            return None
        self._share(found)
        return TaskReading(found, (), subject=found.id, lines=KeyLines(keys, entry.lines))

    def _share(self, task: Task) -> None:
        """Keep once what many tasks say alike: there are few agencies, deadlines and kinds of document.

        Nobody has seen the task yet, and each value stays equal to what it was.
        """
        for part in (task.assignment, task.schedule, task.progress, *task.progress.documents, *task.basis):
            for name in _ALIKE[type(part)]:
                value = getattr(part, name)
                object.__setattr__(part, name, self._alike.setdefault(value, value))


def store(file: Path, records: Iterable[Indexable]) -> None:
    """Write the index anew, all at once; where it cannot be written there is none."""
    layouts: dict[tuple[str, ...], int] = {}
    entries = []
    agencies = []
    for each in records:
        reading = each.reading
        if isinstance(reading, Agency):
            agencies.append(_AgencyEntry(each.path, each.stamp, each.digest, reading))
            continue
        if reading.task is None or reading.problems or reading.read_only:
            continue
        keys, lines = tuple(reading.lines), KeyLines.of(reading.lines).packed
        layout = layouts.setdefault(keys, len(layouts))
        task = memoryview(_ENCODER.encode(reading.task))
        entries.append(_Entry(each.path, each.stamp, each.digest, reading.task.id, layout, lines, task))
    body = _ENCODER.encode(_Body(tuple(layouts), tuple(entries), tuple(agencies)))
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_bytes(_head(body) + body)
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()


def _head(body: bytes | memoryview) -> bytes:
    """Return what an index with this body begins with: the program that wrote it, and the digest of the body."""
    return b"".join((_HEAD, _program(), b"\n", hashlib.sha256(body).hexdigest().encode(), b"\n"))


@lru_cache(maxsize=1)
def _program() -> bytes:
    """Return a digest of the program as far as it decides what a record says."""
    told = hashlib.sha256(msgspec.__version__.encode())
    for module in _READING:
        told.update(Path(module.__file__ or os.devnull).read_bytes())
    return told.hexdigest().encode()
