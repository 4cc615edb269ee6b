"""Record files below a folder: read without following links, replaced all at once or not at all.

Every way down goes through folder descriptors with ``O_NOFOLLOW``, so that no link below the root is ever
followed, not even one that appears while we look. A file is replaced by renaming a finished one over it, and
only where the bytes on disk are still those the caller read.

A program that writes the file itself, without our lock, in the microseconds between the comparison and the
rename cannot be noticed; every wider gap is.
"""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import stat
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tracker.plan.message import Message, TrackerError, say

LARGEST = 64 * 1024
"""Bytes a record may have; larger ones cost the parser seconds and gigabytes."""

TEMPORARY = re.compile(r"\.tracker-[0-9a-f]{16}\.tmp")
"""The names of files that are not finished; after a crash the recovery removes them."""

MOST_NAME = 240
"""Bytes a name in a path may have."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
"""Names that need no closer look; nearly all are such."""

_YEAR = re.compile(r"\d{4}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d|git~\d+)(\..*)?", re.IGNORECASE)
_FORBIDDEN = frozenset('\\:*?"<>|')
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class RecordRefused(TrackerError):
    """A file that cannot be taken for a record: ``path`` says which, ``reason`` why."""

    def __init__(self, path: str, reason: Message, hint: Message | None = None) -> None:
        super().__init__(say("{path} cannot be read as a record: {reason}.", path=path, reason=reason), hint)
        self.path = path
        self.reason = reason

    def under(self, prefix: str) -> "RecordRefused":
        """Return the same refusal with the path as it is seen from a folder above."""
        return RecordRefused(prefix + self.path, self.reason, self.hint)


class RecordMissing(RecordRefused):
    """There is no file at the path."""

    def __init__(self, path: str) -> None:
        super().__init__(path, say("there is no such file"))


class NotText(TrackerError):
    """The bytes are not UTF-8; ``line`` is that of the first byte that is wrong."""

    def __init__(self, line: int) -> None:
        super().__init__(
            say("line {line} is not UTF-8 text.", line=line),
            say("save the file again in the encoding UTF-8."),
        )
        self.line = line


class StaleRecord(TrackerError):
    """The file is no longer as it was read; ``current`` has the bytes on disk, None where it is gone."""

    def __init__(self, path: str, current: bytes | None) -> None:
        super().__init__(
            say("{path} was changed in the meantime.", path=path),
            say("compare the two versions and edit again."),
        )
        self.path = path
        self.current = current


class Stamp(NamedTuple):
    """What the file system says of a file: as long as it says the same, nobody has written the file.

    Whoever writes a file cannot keep ``changed`` as it was, whatever they do to ``modified``. Only a file written
    twice within the clock's step may keep its stamp; see ``tracker.storage.stamped``.
    """

    size: int
    modified: int
    changed: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        """Return the stamp of a file from its status."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileText:
    """The bytes of a record file as they were read, with their digest.

    ``stamp`` is the file's as it was before the first byte was read; None where the bytes come from no file.
    """

    path: str
    content: bytes
    digest: str
    stamp: Stamp | None = field(default=None, compare=False)


def digest(content: bytes) -> str:
    """Return the SHA-256 of the bytes: what a caller shows to prove which version it read."""
    return hashlib.sha256(content).hexdigest()


def text(content: bytes) -> str:
    """Return the bytes as strict UTF-8 text, or raise ``NotText`` with the line of the first wrong byte."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotText(content.count(b"\n", 0, error.start) + 1) from error


def checked_parts(path: str) -> tuple[str, ...]:
    """Return the parts of a relative path, or raise ``RecordRefused`` where a part is not a plain name."""
    parts = tuple(path.split("/"))
    for part in parts:
        reason = _name_fault(part)
        if reason is not None:
            raise RecordRefused(path, reason)
    if len(parts) > 16:
        raise RecordRefused(path, say("it lies too deep"))
    return parts


def _name_fault(name: str) -> Message | None:
    if _PLAIN_NAME.fullmatch(name) and len(name) <= MOST_NAME and not _RESERVED.fullmatch(name):
        return None
    if name == "":
        return say("its path is not relative to the plan")
    if name.startswith("."):
        return say("a name in its path begins with a dot")
    if name != name.strip(" ") or name.endswith("."):
        return say("a name in its path begins or ends with a space or a dot")
    if any(unicodedata.category(letter)[0] == "C" or letter in _FORBIDDEN for letter in name):
        return say("a name in its path has a character that names may not have")
    if any(unicodedata.category(letter)[0] == "Z" and letter != " " for letter in name):
        return say("a name in its path has a character that names may not have")
    if unicodedata.normalize("NFC", name) != name:
        return say("a name in its path is not in the composed form of Unicode")
    if _RESERVED.fullmatch(name):
        return say("a name in its path is reserved on some systems")
    if len(name.encode()) > MOST_NAME:
        return say("a name in its path is too long")
    return None


@dataclass(frozen=True, slots=True)
class Folder:
    """The record files below ``root``."""

    root: Path

    def read(self, path: str) -> FileText:
        """Return the bytes of the record, or raise ``RecordRefused`` with the reason."""
        with self._parent(path) as (parent, name):
            content, stamp = _content(parent, name, path)
        return FileText(path=path, content=content, digest=digest(content), stamp=stamp)

    def current(self, path: str) -> bytes | None:
        """Return the bytes now at the path, None where there is no file."""
        try:
            return self.read(path).content
        except RecordMissing:
            return None

    def paths(self) -> tuple[str, ...]:
        """Return the paths of all records in a stable order."""
        return tuple(self.stamps())

    def years(self) -> tuple[int, ...]:
        """Return the years there is a ``plan.toml`` of, the oldest first; no record is looked at."""
        found = []
        try:
            root = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return ()
        with _closing(root):
            for name, status in _entries(root):
                if _YEAR.fullmatch(name) and stat.S_ISDIR(status.st_mode):
                    with contextlib.suppress(OSError):
                        os.stat(f"{name}/plan.toml", dir_fd=root, follow_symlinks=False)
                        found.append(int(name))
        return tuple(sorted(found))

    def stamps(self) -> dict[str, Stamp | None]:
        """Return the paths of all records in a stable order, with the stamps of those that are regular files.

        They are ``agencies/*.toml``, ``<year>/plan.toml`` and ``<year>/<area>/*.toml``. A link or special
        file where a record or its folder could stand is listed too, so that reading it tells the reason.
        """
        found: _Stamps = {}
        try:
            root = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return found
        with _closing(root):
            for name, status in _entries(root):
                if name != "agencies" and not _YEAR.fullmatch(name):
                    continue
                if not stat.S_ISDIR(status.st_mode):
                    found[name] = None
                elif name == "agencies":
                    found |= _records(root, name)
                else:
                    found |= _year(root, name)
        return dict(sorted(found.items()))

    def replace(self, path: str, content: bytes, expected: str | None, *, flush: bool = True) -> str:
        """Put ``content`` at the path where the file still has the digest ``expected``; return the new one.

        None expects that there is no file. Without ``flush`` the caller flushes the folder, once for many files.
        Raises ``StaleRecord`` with the bytes now there, ``RecordRefused``
        where a record may not have such content or place, and ``OSError`` with the old file in place.
        """
        if len(content) > LARGEST:
            raise RecordRefused(path, say("it has more than {count} bytes", count=LARGEST))
        with self._parent(path, create=True) as (parent, name):
            _compare(parent, name, path, expected)
            temporary = f".tracker-{secrets.token_hex(8)}.tmp"
            try:
                self._write(parent, temporary, name, content)
                _compare(parent, name, path, expected)
                _place(parent, temporary, name, path, new=expected is None)
                if flush:
                    os.fsync(parent)
            finally:
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(temporary, dir_fd=parent)
        return digest(content)

    def flush(self, path: str) -> None:
        """Wait until the names in the folder of the path are on the disk."""
        with self._parent(path) as (parent, _):
            os.fsync(parent)

    def remove(self, path: str, expected: str) -> None:
        """Remove the file where it still has the digest ``expected``; raise ``StaleRecord`` otherwise."""
        with self._parent(path) as (parent, name):
            _compare(parent, name, path, expected)
            os.unlink(name, dir_fd=parent)
            os.fsync(parent)

    def sweep(self, path: str) -> None:
        """Remove unfinished files that a crash left beside the path; only under the lock."""
        with contextlib.suppress(RecordMissing), self._parent(path) as (parent, _):
            for name, _ in _entries(parent):
                if TEMPORARY.fullmatch(name):
                    os.unlink(name, dir_fd=parent)

    @staticmethod
    def _write(parent: int, temporary: str, name: str, content: bytes) -> None:
        """Write a finished, durable file under the temporary name, with the rights of the one it replaces."""
        descriptor = os.open(temporary, _NEW, 0o666, dir_fd=parent)
        with _closing(descriptor):
            _follow_rights(descriptor, parent, name)
            rest = memoryview(content)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)

    @contextmanager
    def _parent(self, path: str, *, create: bool = False) -> Iterator[tuple[int, str]]:
        """Open the folder of the path without following links; give its descriptor and the last name."""
        parts = checked_parts(path)
        try:
            descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError as error:
            raise RecordMissing(path) from error
        try:
            for part in parts[:-1]:
                deeper = _open_folder(descriptor, part, path, create=create)
                os.close(descriptor)
                descriptor = deeper
            yield descriptor, parts[-1]
        finally:
            os.close(descriptor)


@contextmanager
def _closing(descriptor: int) -> Iterator[int]:
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_folder(parent: int, name: str, path: str, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except FileNotFoundError as error:
        if not create:
            raise RecordMissing(path) from error
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise RecordRefused(path, say("“{name}” in its path is a link or not a folder", name=name)) from error
        raise
    with contextlib.suppress(FileExistsError):
        os.mkdir(name, 0o777, dir_fd=parent)
        os.fsync(parent)
    return _open_folder(parent, name, path, create=False)


def _content(parent: int, name: str, path: str) -> tuple[bytes, Stamp]:
    try:
        descriptor = os.open(name, _FILE, dir_fd=parent)
    except FileNotFoundError as error:
        raise RecordMissing(path) from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise RecordRefused(path, say("it is a link")) from error
        if error.errno in (errno.ENXIO, errno.ENODEV):
            raise RecordRefused(path, say("it is not a regular file")) from error
        raise RecordRefused(path, say("{reason}", reason=error.strerror or str(error))) from error
    with _closing(descriptor):
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise RecordRefused(path, say("it is not a regular file"))
        if status.st_size > LARGEST:
            raise RecordRefused(path, say("it has more than {count} bytes", count=LARGEST))
        content = b""
        try:
            while len(content) <= LARGEST and (piece := os.read(descriptor, LARGEST + 1 - len(content))):
                content += piece
        except OSError as error:
            raise RecordRefused(path, say("{reason}", reason=error.strerror or str(error))) from error
    if len(content) > LARGEST:
        raise RecordRefused(path, say("it has more than {count} bytes", count=LARGEST))
    return content, Stamp.of(status)


def _compare(parent: int, name: str, path: str, expected: str | None) -> None:
    """Raise ``StaleRecord`` unless the file has the digest expected."""
    try:
        content: bytes | None = _content(parent, name, path)[0]
    except RecordMissing:
        content = None
    if (None if content is None else digest(content)) != expected:
        raise StaleRecord(path, content)


def _follow_rights(descriptor: int, parent: int, name: str) -> None:
    """Give the new file the mode and group of the old one; a new one in a shared folder is shared."""
    try:
        old = os.stat(name, dir_fd=parent, follow_symlinks=False)
    except FileNotFoundError:
        around = os.fstat(parent).st_mode
        if around & stat.S_ISGID and around & stat.S_IWGRP:
            os.fchmod(descriptor, os.fstat(descriptor).st_mode & 0o777 | 0o060)
        return
    # the group can be kept only by one of its members; the mode is set afterwards, as chown may clear bits
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, -1, old.st_gid)
    os.fchmod(descriptor, old.st_mode & 0o777)


def _place(parent: int, temporary: str, name: str, path: str, *, new: bool) -> None:
    """Give the finished file its name; a new file never takes the place of one that appeared meanwhile."""
    if new:
        try:
            os.link(temporary, name, src_dir_fd=parent, dst_dir_fd=parent, follow_symlinks=False)
        except FileExistsError as error:
            raise StaleRecord(path, _content(parent, name, path)[0]) from error
        except OSError as error:
            # a file system without hard links
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
        else:
            return
    os.rename(temporary, name, src_dir_fd=parent, dst_dir_fd=parent)


_Stamps = dict[str, Stamp | None]


def _entries(descriptor: int) -> list[tuple[str, os.stat_result]]:
    with os.scandir(descriptor) as entries:
        found = []
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):  # a save's temporary file may go while we look
                found.append((entry.name, entry.stat(follow_symlinks=False)))
        return found


def _stamp(status: os.stat_result) -> Stamp | None:
    return Stamp.of(status) if stat.S_ISREG(status.st_mode) else None


def _records(parent: int, folder: str) -> _Stamps:
    try:
        opened = os.open(folder.rsplit("/", 1)[-1], _FOLDER, dir_fd=parent)
    except OSError:
        return {folder: None}  # reading it tells the reason
    with _closing(opened) as descriptor:
        return {
            sys.intern(f"{folder}/{name}"): _stamp(status)  # each look finds the same names
            for name, status in _entries(descriptor)
            if name.casefold().endswith(".toml")
        }


def _year(parent: int, year: str) -> _Stamps:
    found: _Stamps = {}
    try:
        opened = os.open(year, _FOLDER, dir_fd=parent)
    except OSError:
        return {year: None}
    with _closing(opened) as descriptor:
        for name, status in _entries(descriptor):
            path = f"{year}/{name}"
            if name == "plan.toml" or stat.S_ISLNK(status.st_mode):
                found[path] = _stamp(status)
            elif stat.S_ISDIR(status.st_mode):
                found |= _records(descriptor, path)
    return found
