"""A program in a pseudo-terminal of 80 by 24, and the clock beside it: when its bytes come, and how many."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path

QUIET = 0.05
"""Seconds without output after which a screen is taken for complete."""

PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a program wrote in answer: seconds to the first and to the last byte, and how many bytes."""

    first: float
    last: float
    bytes: int


class Program:
    """A running program."""

    def __init__(self, arguments: list[str], folder: Path) -> None:
        self._started = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "TRACKER_LANG": "en"}
            os.execve(sys.executable, [sys.executable, *arguments], environment)  # noqa: S606 - the tracker itself
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, wanted: bytes) -> Answer:
        """Read until the bytes have come and the screen is complete; the clock starts with the program."""
        return self._read(self._started, wanted)

    def press(self, keys: bytes, wanted: bytes = b"") -> Answer:
        """Press keys and read the answer; the clock starts with the keys."""
        started = time.perf_counter()
        os.write(self._terminal, keys)
        return self._read(started, wanted)

    def settle(self, seconds: float) -> None:
        """Read whatever comes until nothing has come for some seconds, or four times as long where it never ends."""
        end = time.perf_counter() + 4 * seconds
        while (
            time.perf_counter() < end
            and select.select([self._terminal], [], [], seconds)[0]
            and os.read(self._terminal, 65_536)
        ):
            pass

    def _read(self, started: float, wanted: bytes) -> Answer:
        held, first, last = b"", 0.0, 0.0
        while time.perf_counter() - started < PATIENCE:
            found = wanted in held if wanted else bool(held)
            if not select.select([self._terminal], [], [], QUIET if found else 0.01)[0]:
                if found:
                    break
                continue
            held += os.read(self._terminal, 65_536)
            last = time.perf_counter() - started
            first = first or last
        return Answer(first=first, last=last, bytes=len(held))

    @property
    def memory(self) -> float:
        """The most memory the program has had, in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        line = next(each for each in status.split("\n") if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024

    def end(self) -> None:
        """End the program."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)
