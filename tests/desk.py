"""A person at the tracker: the real app on a copy of the shipped records, driven by keys and read as text."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from textual import events
from textual._compositor import LayoutUpdate
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from tracker.app import TrackerApp
from tracker.language import words_for
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELD_BY_KEY, FieldValue
from tracker.screens.glyphs import Glyphs
from tracker.screens.look import Look
from tracker.screens.sheet import Sheet
from tracker.screens.table import TaskTable
from tracker.storage.drafts import Drafts
from tracker.storage.identity import Identity
from tracker.storage.preferences import change_preferences, read_preferences
from tracker.workspace import Saved, Workspace

ROOT: Final = Path(__file__).resolve().parents[1]
NOW: Final = datetime(2022, 10, 8, 2, 0, tzinfo=UTC)

AN: Final = Identity("Nguyễn Văn An", "an@example.vn")
BINH: Final = Identity("Trần Thị Bình", "binh@example.vn")

_PATIENCE: Final = 90.0  # seconds to wait for something that must come; nothing is asserted about its length
_CHARACTERS: Final = {"enter": "\r", "slash": "/", "question_mark": "?", "space": " "}
_DAY: Final = "2022-10-07T09:00:00+07:00"


def run_git(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run git as its user would, and return what it prints."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return done.stdout.decode().rstrip("\n")


def begin(folder: Path, records: Path = ROOT / "records") -> None:
    """Make a repository of records with one commit of all of them, dated as the report is."""
    shutil.copytree(records, folder / "records")
    known = {
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_DATE": _DAY,
        "GIT_COMMITTER_DATE": _DAY,
    }
    for arguments in (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", AN.name),
        ("config", "user.email", AN.email),
        ("add", "records"),
        ("commit", "-q", "-m", "kế hoạch như báo cáo"),
    ):
        run_git(folder, *arguments, environment=known)


class Person:
    """Somebody at the keys of a running app."""

    def __init__(self, app: TrackerApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    def screen(self) -> str:
        """Return what is on the screen, a line of text for each row."""
        update = self.app.screen._compositor.render_update(full=True, screen_stack=self.app._background_screens)
        if not isinstance(update, LayoutUpdate):
            return ""
        return "\n".join("".join(strip.text for strip in line).rstrip() for line in update.strips)

    def told(self) -> str:
        """Return every notice that still stands, the latest last."""
        return "\n".join(f"{each.title}: {each.message}" for each in self.app._notifications)

    def bar(self) -> str:
        """Return what the save bar says; empty where there is none."""
        bar = self.app.main.query_one("#save-bar", Static)
        return str(bar.content) if bar.display else ""

    def rows(self) -> list[str]:
        """Return the first cell of every row of the table."""
        return [self.table.text(key)[0].rstrip("*✎") for key in self.table.keys]

    @property
    def table(self) -> TaskTable:
        """The table of tasks."""
        return self.app.main.query_one(TaskTable)

    def highlighted(self) -> str:
        """Return the entry of the navigator that is chosen."""
        listed = self.app.main.query_one("#navigator-list", OptionList)
        option = listed.highlighted_option
        return str(option.prompt) if option is not None else ""

    @property
    def sheet(self) -> Sheet:
        """The sheet of the task."""
        return self.app.main.query_one(Sheet)

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before has been handled."""
        for key in keys:
            self._send(key)
            await self.settled()

    async def type(self, text: str) -> None:
        """Type a text letter by letter, as fast as keys can come."""
        for letter in text:
            self._send("enter" if letter == "\n" else letter)
        await self.settled()

    async def paste(self, text: str) -> None:
        """Paste a text."""
        event = events.Paste(text)
        event.set_sender(self.app)
        self.app.post_message(event)
        await self.settled()

    def _send(self, key: str) -> None:
        name = _character_to_key(key) if len(key) == 1 else key
        event = events.Key(name, key if len(key) == 1 else _CHARACTERS.get(key))
        event.set_sender(self.app)
        self.app.post_message(event)

    async def settled(self) -> None:
        """Wait until every widget has handled what was waiting for it."""
        calm = 0
        while calm < 2:
            await self.pilot._wait_for_screen()
            nodes = [
                self.app,
                *(node for screen in self.app.screen_stack for node in screen.walk_children(with_self=True)),
            ]
            calm = 0 if any(node.message_queue_size for node in nodes) else calm + 1

    async def until(self, wanted: str | Callable[[], bool]) -> str:
        """Wait until a text is on the screen, or until a condition holds, and return the screen."""
        deadline = time.monotonic() + _PATIENCE
        while not (wanted in self.screen() if isinstance(wanted, str) else wanted()):
            if time.monotonic() > deadline:
                raise AssertionError(f"{wanted!r} has not come:\n{self.screen()}")
            await asyncio.sleep(0.01)
        await self.settled()
        return self.screen()

    async def gone(self, text: str) -> str:
        """Wait until a text is no longer on the screen, and return the screen."""
        return await self.until(lambda: text not in self.screen())

    async def choose(self, label: str) -> None:
        """Walk the navigator down to an entry."""
        for _ in range(60):
            if self.highlighted().startswith(label):
                return
            await self.press("down")
        raise AssertionError(f"{label!r} is not in the navigator:\n{self.screen()}")

    async def go_to(self, number: str) -> None:
        """Open the sheet of a task of the table."""
        self.table.go_to(self.table.keys[self.rows().index(number)])
        self.table.focus()
        await self.press("enter")
        await self.until(lambda: self.sheet.row is not None and self.sheet.row.task.number == number)
        await self.quiet()

    async def quiet(self) -> None:
        """Wait until nothing runs in the background."""
        await self.until(lambda: all(worker.is_finished for worker in self.app.workers))
        await self.settled()


@dataclass(frozen=True)
class Desk:
    """A plan in a repository of its own, and the home of the person who works on it."""

    folder: Path
    home: Path

    @property
    def records(self) -> Path:
        """The folder of the records."""
        return self.folder / "records"

    @property
    def drafts(self) -> Drafts:
        """The drafts of the person."""
        return Drafts(self.home / "drafts")

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        return run_git(self.folder, *arguments)

    def commits(self) -> list[str]:
        """Return the subjects of the commits after the first one, the oldest first."""
        return self.git("log", "--format=%s", "--reverse").split("\n")[1:]

    def path(self, id: str) -> Path:
        """Return the record of a task."""
        return next(each for each in self.records.rglob("*.toml") if f'\nid = "{id}"\n'.encode() in each.read_bytes())

    def workspace(self) -> Workspace:
        """Open the plan."""
        return Workspace.open(self.records, now=lambda: NOW)

    def save(self, id: str, key: str, value: FieldValue, by: Identity = AN) -> Saved:
        """Make an edit as another process would."""
        saved = self.workspace().apply(id, Edit(wishes=(Wish(field=FIELD_BY_KEY[key], value=value),)), identity=by)
        if saved is None:
            raise AssertionError(id)
        return saved

    @asynccontextmanager
    async def open(
        self,
        size: tuple[int, int] = (80, 24),
        *,
        language: str = "en",
        workspace: Workspace | None = None,
        wait: bool = True,
        glyphs: Glyphs = Glyphs.ALL,
        **options: Any,
    ) -> AsyncIterator[Person]:
        """Open the app and wait until it shows the plan, and unless told otherwise until nothing is under way.

        What else the app is to be given are ``options``; preferences are kept in the home of the person.
        """
        kept = self.home / "config.toml"
        options = {
            "prefer": partial(change_preferences, kept),
            "preferences": read_preferences(kept).preferences,
            **options,
        }
        made, look = workspace or self.workspace(), Look(glyphs=glyphs)
        app = TrackerApp(made, words=words_for(language), drafts=self.drafts, look=look, **options)
        async with app.run_test(size=size, notifications=True) as pilot:
            person = Person(app, pilot)
            await person.until(lambda: app.main.view is not None)
            if wait:
                await person.quiet()
            yield person
