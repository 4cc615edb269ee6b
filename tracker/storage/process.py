"""Child processes with bounds: the only module of the store that starts a program.

A child gets no terminal, no standard input but what it is given, its own session, and limits on time, memory
and output. When its time is over the whole group is asked to end and then killed, so nothing is left behind.
"""

import contextlib
import errno
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

GRACE = 2.0
"""Seconds between asking a group to end, so that git removes its lock files, and killing it."""

_CHUNK = 65536
_GLANCE = 0.05


class Ending(StrEnum):
    """Why a child is no longer running."""

    EXITED = "exited"
    TIME = "time"
    OUTPUT = "output"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a child may use: seconds, bytes of memory, of one file and of output; 0 sets no bound."""

    time: float
    output: int
    memory: int = 0
    processor: int = 0
    file: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a child left behind; a negative ``code`` is the signal that ended it."""

    stdout: bytes
    stderr: bytes
    code: int
    ending: Ending


def run(
    command: Sequence[str],
    *,
    bounds: Bounds,
    environment: Mapping[str, str],
    folder: Path | None = None,
    input: bytes | None = None,
    pass_fds: tuple[int, ...] = (),
    until_exit: bool = False,
    stops: Callable[[], bool] | None = None,
) -> Finished:
    """Run ``command`` to its end or to its bounds and return what it left.

    With ``until_exit`` the output is read only as long as the child itself lives; a process it left in the
    background may keep the other end. Once ``stops`` tells so, the whole group is ended. Raises ``OSError`` where the
    program cannot be started.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=dict(environment),
        pass_fds=pass_fds,
        start_new_session=True,
        bufsize=0,
    )
    try:
        _limit(process.pid, bounds)
        talk = _Talk(process, input or b"", bounds, stops)
        ending = talk.hold(until_exit=until_exit)
        if ending is not Ending.EXITED:
            _end(process)
        return Finished(stdout=bytes(talk.stdout), stderr=bytes(talk.stderr), code=process.wait(), ending=ending)
    finally:
        if process.poll() is None:
            _end(process)
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def attend(command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> int:
    """Run a program that talks to the person on our own terminal, and return its exit code.

    It has all the time it wants. Ctrl+C and Ctrl+\\ are its own while it runs. Raises ``OSError`` where it cannot
    be started.
    """
    deaf = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        return subprocess.run(command, env=dict(environment), cwd=folder, check=False).returncode
    finally:
        for number, former in deaf.items():
            signal.signal(number, former)


def _limit(pid: int, bounds: Bounds) -> None:
    if sys.platform != "linux":
        return
    import resource

    wished = (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_CPU, bounds.processor),
        (resource.RLIMIT_FSIZE, bounds.file),
        (resource.RLIMIT_CORE, 0 if bounds.memory else -1),
    )
    for kind, value in wished:
        if value < 0 or (value == 0 and kind != resource.RLIMIT_CORE):
            continue
        # the child may be gone already, or run under tighter limits of its own
        with contextlib.suppress(ProcessLookupError, PermissionError):
            hard = resource.prlimit(pid, kind)[1]
            bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.prlimit(pid, kind, (bound, bound))


class _Talk:
    """Feeding and reading one child until it is done or over its bounds."""

    def __init__(
        self, process: subprocess.Popen[bytes], given: bytes, bounds: Bounds, stops: Callable[[], bool] | None
    ) -> None:
        self._process = process
        self._stops = stops
        self._rest = memoryview(given)
        self._bounds = bounds
        self._deadline = time.monotonic() + bounds.time
        self._selector = selectors.DefaultSelector()
        self.stdout = bytearray()
        self.stderr = bytearray()
        for stream, kept in ((process.stdout, self.stdout), (process.stderr, self.stderr)):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                self._selector.register(stream, selectors.EVENT_READ, kept)
        if process.stdin is not None:
            os.set_blocking(process.stdin.fileno(), False)
            self._selector.register(process.stdin, selectors.EVENT_WRITE)

    def hold(self, *, until_exit: bool) -> Ending:
        """Talk to the end and return why it came."""
        with self._selector:
            while self._selector.get_map():
                left = self._deadline - time.monotonic()
                if left <= 0:
                    return Ending.TIME
                if self._stops is not None and self._stops():
                    return Ending.STOPPED
                gone = until_exit and self._process.poll() is not None
                wait = 0 if gone else min(left, _GLANCE) if until_exit or self._stops is not None else left
                if not self._step(wait) and gone:
                    break
                if len(self.stdout) + len(self.stderr) > self._bounds.output:
                    return Ending.OUTPUT
        try:
            self._process.wait(max(0.0, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return Ending.TIME
        return Ending.EXITED

    def _step(self, wait: float) -> bool:
        """Move what can be moved; tell whether anything could."""
        ready = self._selector.select(wait)
        for key, _ in ready:
            if key.data is None:
                self._feed(key.fd)
            else:
                self._take(key)
        return bool(ready)

    def _feed(self, descriptor: int) -> None:
        try:
            self._rest = self._rest[os.write(descriptor, self._rest[:_CHUNK]) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._rest = memoryview(b"")
        if not self._rest and self._process.stdin is not None:
            self._selector.unregister(self._process.stdin)
            self._process.stdin.close()

    def _take(self, key: selectors.SelectorKey) -> None:
        try:
            piece = os.read(key.fd, _CHUNK)
        except BlockingIOError:
            return
        if piece:
            key.data.extend(piece)
        else:
            self._selector.unregister(key.fileobj)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask the group of the child to end, and kill it when it does not."""
    for kind in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, kind)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)


def out_of_space(error: OSError) -> bool:
    """Tell whether the error means that the disk or a quota is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
