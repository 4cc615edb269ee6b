"""Random keys over every screen of the real app, in a world whose text is hostile throughout.

However somebody leans on the keys, the app goes on or leaves in good order, writes nothing to the terminal that is
not its own, and changes no record that was not edited and saved. The walk is told by its seed.
"""

import os
import random
import re
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import Final

import pytest

from tests.desk import run_git
from tests.terminal import Terminal, violations
from tests.test_hostile_records import ESCAPE, MARKUP, PLANTED, World, hostile, world
from tracker.screens.commands import COMMANDS
from tracker.screens.keys import key_name, types_text

__all__ = ["hostile", "world"]  # the fixtures of the hostile world

SECONDS: Final = float(os.environ.get("TRACKER_WALK", "3600"))
"""How long the long walk is; ``TRACKER_WALK`` makes it shorter."""

ARROWS: Final = {"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D"}
NAMED: Final = ARROWS | {
    "enter": "\r", "escape": ESCAPE, "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
    "delete": "\x1b[3~", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~",
    "ctrl+home": "\x1b[1;5H", "ctrl+end": "\x1b[1;5F", "shift+down": "\x1b[1;2B", "ctrl+right": "\x1b[1;5C",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~", "f11": "\x1b[23~", "f12": "\x1b[24~",
}  # fmt: skip
CONTROL: Final = {f"ctrl+{each}": chr(ord(each) - 96) for each in "abdefgklnoprstuvwxy"}
TYPED: Final = (
    "de an", "Đề án", "17/8/2022", "31/02/2022", "50", "Quyết định số 2286/QĐ-UBND ngày 17/8/2022", "lead:SNV late",
    "không", f"\x1b[200~{MARKUP}\x1b]0;TITLE\x07\u202e\x1b[201~", "\x1b[200~dòng một\ndòng hai\n\x1b[201~", "\x9b31m",
)  # fmt: skip
BELL: Final = repr("\a")
"""The one control character Textual sends on its own, and the driver passes alone: an action that does not exist."""
LEFT: Final = b"\x1b[?1049l"
"""What gives the screen back to the shell."""
BETWEEN: Final = re.compile(rb"\x1b\[\?2004l.*?(?:\x1b\[\?1049h|\Z)", re.DOTALL)
"""From the first byte of that until the app has it again, as for the tour: the echo of keys nobody reads."""
SIZES: Final = ((80, 24), (80, 24), (60, 20), (120, 40), (39, 9), (100, 30))
SAVING: Final = ("ctrl+s", "f2", "enter", "ctrl+x", "f8", "u")
"""Keys that can ask for a commit, or say yes to one."""


def sent(key: str) -> str:
    """Return what a terminal sends for a key."""
    if key in NAMED or key in CONTROL:
        return NAMED.get(key) or CONTROL[key]
    return key_name(key) if types_text(key) else ""


KEYS: Final = sorted({key for each in COMMANDS for key in each.keys if sent(key)})
"""Every key that does something somewhere."""


def drain(terminal: Terminal) -> None:
    """Read until the app has done with every key: it sleeps and writes nothing, however slow the machine is."""
    calm, end = 0, time.monotonic() + 120
    while calm < 3 and time.monotonic() < end:
        terminal.read_until_quiet(0.03)
        ended = terminal.process.poll() is not None
        calm = calm + 1 if ended or terminal.state() == "S" else 0


class Walk:
    """Somebody who leans on the keys; the same seed leans in the same way."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        world.environment.update(PYTHONFAULTHANDLER="1", EDITOR="true", VISUAL="true")
        self.seed = seed
        self.random = random.Random(seed)
        self.keys: list[str] = []
        self.saves = 0
        self.starts = 0

    def key(self, terminal: Terminal) -> None:
        """Do one thing: press a key, type a text, click, turn the wheel, or change the size of the window."""
        chance = self.random.random()
        if chance < 0.62:
            key = self.random.choice(KEYS)
        elif chance < 0.80:
            key = self.random.choice([*ARROWS, *ARROWS, "enter", "escape", "tab", "pagedown", "end"])
        elif chance < 0.86:
            key = self.random.choice([*NAMED, *CONTROL])
        elif chance < 0.92:
            return self._send(terminal, "text", self.random.choice(TYPED))
        elif chance < 0.98:
            column, row = self.random.randint(1, 80), self.random.randint(1, 24)
            button = self.random.choice((0, 0, 0, 64, 65))
            click = f"\x1b[<{button};{column};{row}M" + (f"\x1b[<{button};{column};{row}m" if button == 0 else "")
            return self._send(terminal, f"mouse {button} at {column},{row}", click)
        else:
            size = self.random.choice(SIZES)
            self.keys.append(f"window {size}")
            return terminal.resize(*size)
        self.saves += key in SAVING
        return self._send(terminal, key, sent(key))

    def _send(self, terminal: Terminal, name: str, data: str) -> None:
        self.keys.append(name)
        self.saves += data.count("\r") if name == "text" else 0
        terminal.type(data)

    def fault(self, what: str, terminal: Terminal) -> str:
        """Return how to do it again, and what the terminal was sent last."""
        sent = bytes(terminal.raw[-30_000:]).decode("utf-8", "replace")
        return f"{what}\nseed {self.seed}, keys {self.keys[-80:]}\n{terminal.screen()}\n{sent}"

    def go(self, goes_on: Callable[[], bool]) -> None:
        """Walk as long as it goes on, starting the app again where a key left it."""
        while goes_on():
            self.starts += 1
            with self.world.run("--year", "2022", size=(80, 24)) as terminal:
                del terminal.raw[:]
                terminal.wait_for("records cannot be read", "Unsaved text from last time")
                while goes_on() and terminal.process.poll() is None:
                    try:
                        for _ in range(12):
                            self.key(terminal)
                    except OSError:  # a key has left the app, and nobody reads
                        pass
                    drain(terminal)
                    written = BETWEEN.sub(b"", bytes(terminal.raw))
                    found = [each for each in violations(written, PLANTED) if not each.startswith(BELL)]
                    assert found == [], self.fault(str(found), terminal)
                    if LEFT not in terminal.raw:
                        del terminal.raw[:-200]
                if terminal.process.poll() is None:
                    self._still_answers(terminal)
                code = terminal.wait() if terminal.process.poll() is not None else 0
                assert code == 0, self.fault(f"the app ended with {code}", terminal)

    def _still_answers(self, terminal: Terminal) -> None:
        """See that the app still hears a key: Escape leads out of everything, and the help opens."""
        terminal.resize(80, 24)
        for _ in range(8):
            terminal.type(ESCAPE)
            terminal.read_until_quiet(0.2)
            drain(terminal)
            if terminal.process.poll() is not None:
                return
        terminal.type(NAMED["f10"])
        try:
            drain(terminal)
            terminal.wait_for("Commands")
        except AssertionError as error:
            if LEFT in terminal.raw and terminal.process.poll() is not None:
                return
            terminal.send_signal(signal.SIGABRT)  # with the stacks of its threads
            terminal.read_until_quiet(1)
            raise AssertionError(self.fault(str(error), terminal)) from error


def assert_only_edits(world: World, base: str, saves: int) -> None:
    """See that what was committed are edits somebody asked for, and that nothing lies about in the folder."""
    format = "%H %(trailers:key=Edit,valueonly,separator=%x2C)"
    log = run_git(world.folder, "log", f"--format={format}", f"{base}..HEAD")
    commits = [line.partition(" ") for line in log.split("\n") if line]
    assert len(commits) <= saves
    for commit, _, edit in commits:
        assert edit.strip(), run_git(world.folder, "show", "--stat", commit)
    assert run_git(world.folder, "status", "--porcelain") == ""


def test_random_keys_for_a_moment_end_nothing_leak_nothing_and_change_nothing_unasked(world: World) -> None:
    base = run_git(world.folder, "rev-parse", "HEAD")
    bursts = iter(range(10))
    walk = Walk(world, seed=20260101)
    walk.go(lambda: next(bursts, None) is not None)
    assert_only_edits(world, base, walk.saves)


@pytest.mark.long
def test_an_hour_of_random_keys(world: World) -> None:
    base = run_git(world.folder, "rev-parse", "HEAD")
    seed = int(os.environ.get("TRACKER_SEED", "0")) or random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    end = time.monotonic() + SECONDS
    walk = Walk(world, seed)
    while time.monotonic() < end:
        part = min(end, time.monotonic() + 60)
        walk.go(partial(_before, part))
        assert_only_edits(world, base, walk.saves)
    commits = run_git(world.folder, "rev-list", "--count", f"{base}..")
    print(f"{len(walk.keys)} keys, {walk.starts} starts, {commits} commits")


def _before(moment: float) -> bool:
    return time.monotonic() < moment
