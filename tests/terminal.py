"""A recording pseudo-terminal: runs a program as a person's terminal does, and judges what it was sent.

``Terminal`` spawns a command in a real pty of a given size, types bytes, waits until text is on the screen
(read by an emulator, pyte) or until the program is quiet, resizes, hangs up, and keeps every byte the
program wrote. ``violations`` parses those bytes under a grammar of the few sequences Textual itself emits:
whatever else is in them came from the data the program showed.
"""

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Self, cast

import pyte

_TAKE_TERMINAL: Final = (
    "import os,sys;"
    "os.close(os.open(os.ttyname(0), os.O_RDWR));"  # in a new session, the first terminal opened controls it
    "os.execvpe(sys.argv[1], sys.argv[1:], os.environ)"
)

_PATIENCE: Final = 90.0  # seconds to wait for something that must come; nothing is asserted about its length

_SEQUENCE: Final = re.compile(
    r"\x1b\[[\d;:]*m"  # colours and styles
    r"|\x1b\[[HJ]"  # all is wiped before the screen is given back
    r"|\x1b\[\d+;\d+H|\x1b\[\d*C"  # the cursor goes to a place, or some cells on
    r"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"  # modes on and off
    r"|\x1b\[\?(?:2026|2048)\$p"  # is the mode known?
    r"|\x1b\[>\d+u|\x1b\[<u"  # keyboard protocol on and off
    r"|\x1b\]22;[a-z-]*\x07"  # pointer shape
)
"""All that Textual 8 emits on its own, and the pen."""

_UNSEEN: Final = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)

_UNKNOWN_TO_PYTE: Final = re.compile(rb"\x1b\[[<=>?]?[\d;]*\$?[pu]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def violations(raw: bytes, planted: Iterable[str] = ()) -> list[str]:
    """Return everything in the bytes that Textual does not emit on its own, and each planted string found."""
    text = raw.decode("utf-8", "backslashreplace")
    found = [f"planted {needle!r}" for needle in planted if needle in text]
    rest = _SEQUENCE.sub("", text)
    return found + [
        f"{match[0]!r} in {rest[max(0, match.start() - 10) : match.end() + 20]!r}" for match in _UNSEEN.finditer(rest)
    ]


class Terminal:
    """A program in a pseudo-terminal, with everything it has written."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        emulate: bool = True,
        controlling: bool = True,
    ) -> None:
        self.raw = bytearray()
        self._emulate = emulate  # a large screen takes long to emulate where only the bytes matter
        columns, rows = size
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unread = b""
        self._master, slave = os.openpty()
        os.set_blocking(self._master, False)
        self._set_size(columns, rows)
        environment = {**os.environ, "TERM": "xterm-256color", **(env or {})}
        self.process = subprocess.Popen(
            # a terminal that controls no session can be closed without a signal to anyone
            [sys.executable, "-c", _TAKE_TERMINAL, *command] if controlling else list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env=environment,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def type(self, keys: bytes | str) -> None:
        """Send bytes as if they were typed, in one packet as far as the kernel allows."""
        data = keys.encode() if isinstance(keys, str) else keys
        while data:
            try:
                written = os.write(self._master, data)
            except BlockingIOError:  # the program reads no more, and may itself wait for somebody to read
                written = 0
                if self.process.poll() is not None:
                    return
            data = data[written:]
            self._read(0 if written else 0.05)

    def screen(self) -> str:
        """Return what is on the screen, a line of text for each row."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for(self, *texts: str) -> str:
        """Read until one of the texts is on the screen, and return the screen."""
        deadline = time.monotonic() + _PATIENCE
        while not any(each in self.screen() for each in texts):
            ended = not self._read(0.1, at_end=False)
            while self._read(0, at_end=False, at_pause=False):
                pass  # the screen is looked at when there is nothing more to read
            if ended or time.monotonic() > deadline:
                if any(each in self.screen() for each in texts):
                    break
                raise AssertionError(f"{' or '.join(map(repr, texts))} is not on the screen:\n{self.screen()}")
        return self.screen()

    def wait_for_bytes(self, data: bytes, since: int = 0) -> None:
        """Read until the program has written these bytes, whatever they have made of the screen.

        ``since`` is how much of what was written came before.
        """
        deadline = time.monotonic() + _PATIENCE
        while data not in self.raw[since:]:
            if time.monotonic() > deadline or not self._read(0.1, at_end=False):
                raise AssertionError(f"{data!r} has not been written:\n{self.screen()}")

    def read_until_quiet(self, quiet: float = 0.3) -> str:
        """Read until the program has written nothing for a moment or has ended, and return the screen."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline and self._read(quiet, at_end=False, at_pause=False):
            pass
        return self.screen()

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the terminal, which tells the program by SIGWINCH."""
        self._set_size(columns, rows)
        self._screen.resize(rows, columns)

    def send_signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def state(self) -> str:
        """Return the letter the kernel gives the state of the program: ``T`` is stopped."""
        return self._stat()[0]

    def settings(self) -> list[int]:
        """Return how the terminal reads and writes: its input, output, control and local modes."""
        return cast("list[int]", termios.tcgetattr(self._master)[:4])

    def becomes_busy(self) -> bool:
        """Return whether the program, left alone, uses up half a second of processor time and is still there."""
        deadline = time.monotonic() + _PATIENCE
        before = sum(map(int, self._stat()[11:13]))
        while self.process.poll() is None and time.monotonic() < deadline:
            if sum(map(int, self._stat()[11:13])) - before > 50:
                return True
            self._read(0.1)
        return False

    def _stat(self) -> list[str]:
        path = Path(f"/proc/{self.process.pid}/stat")
        return path.read_text(encoding="utf-8").rpartition(")")[2].split()

    def wait_for_state(self, letter: str) -> None:
        """Read until the kernel says the program is in this state."""
        deadline = time.monotonic() + _PATIENCE
        while self.state() != letter:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program is in state {self.state()}, not {letter}")
            self._read(0.05)

    def hang_up(self) -> None:
        """Close the terminal under the program, as a dropped connection does."""
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def wait(self) -> int:
        """Read until the program has ended and return its exit code, negative for a signal that ended it."""
        deadline = time.monotonic() + _PATIENCE
        while (code := self.process.poll()) is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"the program has not ended:\n{self.screen()}")
            self._read(0.05)
        while self._read(0.05, at_end=False, at_pause=False):
            pass
        return code

    def close(self) -> None:
        """End the program and what it has started, and close the terminal."""
        if self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.hang_up()

    def violations(self, planted: Iterable[str] = ()) -> list[str]:
        """Return what of all that was written is not Textual's own."""
        return violations(bytes(self.raw), planted)

    def _set_size(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self, timeout: float, *, at_end: bool = True, at_pause: bool = True) -> bool:
        """Read once; return ``at_pause`` where nothing came in time, ``at_end`` where nothing will come."""
        if self._master < 0:
            select.select([], [], [], timeout)
            return at_end
        if not select.select([self._master], [], [], timeout)[0]:
            return at_pause
        try:
            data = os.read(self._master, 65_536)
        except OSError:  # EIO: the program has closed its side
            data = b""
        if not data:
            select.select([], [], [], timeout)
            return at_end
        self.raw += data
        if self._emulate:
            self._show(data)
        return True

    def _show(self, data: bytes) -> None:
        """Give the emulator what it understands, in whole sequences."""
        data = self._unread + data
        start = data.rfind(b"\x1b", max(0, len(data) - 64))
        whole = len(data) if start < 0 or re.match(rb"\x1b\[[^@-~]*[@-~]", data[start:]) else start
        self._unread = data[whole:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[:whole]))
