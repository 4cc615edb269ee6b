"""The lock that lets one process at a time save into a repository.

The lock is ``flock`` on ``plan.lock`` in the folder of the repository that all its work trees share; the
kernel frees it when the last holder of the descriptor is gone, so a crash never leaves it behind. A git child
that inherits the descriptor holds it on, should we be killed while it writes.

Those who wait take a ticket each, a file with a rising number that its owner keeps locked, and are let in by
number. A ticket that nobody has locked belongs to a dead process and is removed by whoever sees it.
"""

import contextlib
import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tracker.plan.message import TrackerError, say

_OPEN = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_HOLDER = re.compile(r"pid (\d+) since (\S+)")
_SHORT = 0.002
_LONG = 0.02


class LockHeld(TrackerError):
    """Somebody else has been saving for longer than we may wait; says who and since when."""

    def __init__(self, pid: int, since: str) -> None:
        super().__init__(
            say(
                "another process (number {pid}, since {since}) is saving and has not finished.",
                pid=pid,
                since=since,
            )
            if pid
            else say("another process is saving and has not finished."),
            say("wait and try again; if that process hangs, end it."),
        )
        self.pid = pid
        self.since = since


@contextmanager
def hold(git_folder: Path, *, limit: float) -> Iterator[int]:
    """Hold the lock of the repository; give the descriptor that git children may inherit.

    Raises ``LockHeld`` where it is not free within ``limit`` seconds.
    """
    shared = bool(git_folder.stat().st_mode & stat.S_IWGRP)
    descriptor = os.open(git_folder / "plan.lock", _OPEN, 0o666)
    try:
        _share(descriptor, shared=shared)
        queue = git_folder / "plan.queue"
        if _waiting(queue) or not _try(descriptor):
            _wait(descriptor, queue, time.monotonic() + limit, shared=shared)
        _sign(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _share(descriptor: int, *, shared: bool) -> None:
    """Let the group use the file where the repository is shared with it."""
    if shared:
        with contextlib.suppress(PermissionError):
            os.fchmod(descriptor, 0o664)


def _sign(descriptor: int) -> None:
    """Leave word of who holds the lock, for the message of those who wait in vain."""
    note = f"pid {os.getpid()} since {datetime.now(UTC).isoformat(timespec='seconds')}\n".encode()
    # word of the holder is a courtesy: a full disk must not stop a save that may still end well
    with contextlib.suppress(OSError):
        os.pwrite(descriptor, note, 0)
        os.ftruncate(descriptor, len(note))


def _holder(descriptor: int) -> tuple[int, str]:
    match = _HOLDER.match(os.pread(descriptor, 200, 0).decode("ascii", "replace"))
    return (int(match[1]), match[2]) if match else (0, "")


def _wait(descriptor: int, queue: Path, deadline: float, *, shared: bool) -> None:
    """Take a ticket and wait for our turn and for the lock."""
    with _ticket(queue, shared=shared) as ticket:
        while True:
            ahead = sum(1 for name in _waiting(queue) if name < ticket and _alive(queue / name))
            if ahead == 0 and _try(descriptor):
                return
            if time.monotonic() >= deadline:
                raise LockHeld(*_holder(descriptor))
            time.sleep(_SHORT if ahead == 0 else min(_LONG, _SHORT * (ahead + 1)))


def _waiting(queue: Path) -> list[str]:
    """Return the tickets in order."""
    try:
        return sorted(entry.name for entry in queue.iterdir() if entry.name.startswith("t"))
    except FileNotFoundError:
        return []


def _alive(ticket: Path) -> bool:
    """Tell whether somebody waits with this ticket; remove it where nobody does."""
    try:
        descriptor = os.open(ticket, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        if not _try(descriptor):
            return True
        ticket.unlink(missing_ok=True)
        return False
    finally:
        os.close(descriptor)


@contextmanager
def _ticket(queue: Path, *, shared: bool) -> Iterator[str]:
    """Stand in the queue with a locked ticket; it is shown to others only once it is locked."""
    with contextlib.suppress(FileExistsError):
        queue.mkdir()
        if shared:
            queue.chmod(0o2775)
    name = f"t{time.monotonic_ns():020d}-{os.getpid()}-{secrets.token_hex(4)}"
    hidden = queue / f"new-{name}"
    descriptor = os.open(hidden, _OPEN | os.O_EXCL, 0o666)
    try:
        _share(descriptor, shared=shared)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        hidden.rename(queue / name)
        yield name
    finally:
        for left in (hidden, queue / name):
            left.unlink(missing_ok=True)
        os.close(descriptor)
