"""The records folder, which knows of most files what they hold without opening them again.

A file whose stamp has not changed has not been written, with one exception that git calls racy: a file may be
written twice within one step of the file system's clock. So a stamp is trusted only where it was already older than
such a step when the file was read.
"""

import contextlib
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tracker.plan.agency import Agency
from tracker.storage.codec import TaskReading
from tracker.storage.folder import FileText, Folder, Stamp

CLOCK_STEP = 2_000_000_000
"""Nanoseconds within which a file may be written twice and keep its stamp: the coarsest clock of a file system."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the folder: the paths there were, and which of their files are known."""

    folder: "StampedFolder"
    stamps: Mapping[str, Stamp | None]

    def paths(self) -> tuple[str, ...]:
        """Return the paths of all records in a stable order."""
        return tuple(self.stamps)

    def known_digest(self, path: str) -> str:
        """Return the digest of the record where it is known without opening it, else nothing."""
        stamp, (known, digest) = self.stamps.get(path), self.folder.known.get(path, _UNKNOWN)
        return digest if stamp is not None and stamp == known else ""

    def read(self, path: str) -> FileText:
        """Return the bytes of the record, or raise ``RecordRefused`` with the reason."""
        return self.folder.read(path)

    def seen(self) -> "Seen | None":
        """Return what was seen; None where a file would have to be read to tell. Looks that saw the same are equal."""
        return (self.paths(), self.folder.learnt) if all(map(self.known_digest, self.stamps)) else None


Seen = tuple[tuple[str, ...], int]
"""The paths of a folder whose files are all known, and how often anything new had been read in it until then."""

_UNKNOWN: tuple[Stamp | None, str] = (None, "")


@dataclass(frozen=True, slots=True)
class Indexable:
    """A record as an index keeps it: what it says, and of which file that was read."""

    path: str
    stamp: Stamp
    digest: str
    reading: TaskReading | Agency


@dataclass(slots=True)
class StampedFolder:
    """A folder and what is known of its files: the stamp and digest of each as it was last read."""

    folder: Folder
    clock_file: Path
    known: dict[str, tuple[Stamp, str]] = field(default_factory=dict)
    learnt: int = 0
    _looked: int = 0

    def look(self) -> Look:
        """Look which files there are and whether they are still as they were read."""
        self._looked = self._now()
        return Look(self, self.folder.stamps())

    def read(self, path: str) -> FileText:
        """Return the bytes of the record and remember its stamp, where that can be trusted later."""
        file = self.folder.read(path)
        before = self.known.get(path)
        if file.stamp is not None and file.stamp.changed + CLOCK_STEP < self._looked:
            self.known[path] = (file.stamp, file.digest)
        else:
            self.known.pop(path, None)
        self.learnt += self.known.get(path) != before or before is None
        return file

    def _now(self) -> int:
        """Return the time of the file system's own clock, which may not be ours; ours where it cannot be asked."""
        with contextlib.suppress(OSError):
            os.utime(self.clock_file)
            return self.clock_file.stat().st_ctime_ns
        return time.time_ns()
