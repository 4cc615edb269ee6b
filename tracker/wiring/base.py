"""What every part of the app shares: what it was given, what is shown now, how it speaks, and who is there."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from textual import on, work

from tracker.plan.clash import Clash, Decision, Where
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import task_place
from tracker.plan.plan import Plan
from tracker.plan.preferences import Preferences
from tracker.plan.saved_view import with_view
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.acting import Acting
from tracker.screens.clashes import ClashDialog
from tracker.screens.dialogs import IdentityDialog
from tracker.screens.inert import tell
from tracker.screens.keys import Keys
from tracker.screens.main import MainScreen
from tracker.screens.messages import LayoutChosen, ViewDropped, ViewKept
from tracker.screens.typing import OrderedKeys
from tracker.storage.drafts import Drafts
from tracker.storage.identity import Identity, IdentityMissing
from tracker.storage.preferences import Change
from tracker.workspace import RepositoryStanding, Saved, Workspace


class Start(StrEnum):
    """How the app begins for this person."""

    KNOWN = "known"
    FIRST = "first"
    DEMO = "demo"
    TOUR = "tour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the app is given when it starts."""

    workspace: Workspace
    words: Words
    drafts: Drafts
    keys: Keys
    preferences: Preferences
    prefer: Callable[[Change], object] | None
    start: Start
    standing: Future[RepositoryStanding | None] | None = None
    """What git was asked before there was an app to tell it to; None, at once or in the end, where it did not tell."""


class Wiring(Acting, OrderedKeys[int]):
    """An app over a workspace, with nothing on it yet but the main screen."""

    def __init__(self, given: Given) -> None:
        super().__init__()
        self.workspace = self._opened = given.workspace
        self.words = given.words
        self.keys = given.keys
        self.main = MainScreen(given.words)
        self.view: PlanView | None = None
        self._preferences = given.preferences
        self._prefer = given.prefer
        self.saving = asyncio.Lock()
        self.leaving = threading.Event()
        self.has_left = False
        self.ran: set[str] = set()

    def workspace_of(self, id: str) -> Workspace:
        """Return the workspace of the plan a task belongs to, which may be another than the newest of those shown."""
        place = task_place(id)
        if place is None or self.view is None or len(self.view.years) == 1:
            return self.workspace
        return self.workspace.of(place.year)

    @property
    def is_shown(self) -> bool:
        """Whether there is a screen to show anything on; the person may have left while something was read."""
        return self.is_running and self.main.is_running and self.main.is_attached

    @property
    def _past_plan(self) -> Plan | None:
        """The plan shown, where it is shown as it stood."""
        return self.view.plan if self.view is not None and self.view.plan.as_of is not None else None

    def _now(self) -> datetime:
        return datetime.now(UTC)

    # Saying

    def announce(self, message: Message) -> None:
        """Say something in passing."""
        tell(self, self.words(message))

    def _say_not_now(self, reason: Message) -> None:
        tell(self, self.words(reason), title=self.words(say("not now")), severity="warning", timeout=4)

    def announce_saved(self, saved: Saved) -> None:
        """Say what was committed, and how it is put back where that can be done."""
        self.ran.add("saved")
        told = f"{saved.sentence} · {saved.commit[:9]}"
        if saved.is_step:
            told += f" · {self.words(say('{key} puts it back', key=self.keys.name('main.undo')))}"
        tell(self, told, title=self.words(say("saved")))

    def refuse(self, error: TrackerError) -> None:
        """Say why something was not done, and what helps."""
        hint = f"\n{self.words(error.hint)}" if error.hint is not None else ""
        tell(self, self.words(error.message) + hint, title=self.words(say("not done")), severity="error", timeout=12)

    # Who is working here

    async def introduced(self, save: Callable[[], Saved | None]) -> Saved | None:
        """Save; where nobody has said who is working here, ask and go on."""
        while True:
            try:
                return await asyncio.to_thread(save)
            except IdentityMissing:
                if not await self._introduce():
                    raise

    async def _introduce(self) -> bool:
        """Ask who is working here, and keep it for this repository."""
        person = await self.push_screen_wait(IdentityDialog(self.words))
        if person is None:
            return False
        try:
            await asyncio.to_thread(self.workspace.introduce, Identity(person.name, person.email))
        except TrackerError as error:
            self.refuse(error)
            return False
        return True

    # What both sides changed

    async def decide(self, clashes: Sequence[Clash], title: Message, decisions: dict[Where, Decision]) -> bool:
        """Let the person decide each field both sides changed, into ``decisions``; False where they would not."""
        if self.view is None:
            return False
        plan = self.view.of(clashes[0].id).plan
        found = await self.push_screen_wait(ClashDialog(self.words, plan, clashes, title))
        if found is None:
            return False
        decisions |= found
        return True

    # What the person prefers

    @on(LayoutChosen)
    def _layout_chosen(self, event: LayoutChosen) -> None:
        self.keep_preference(lambda held: replace(held, columns=event.columns, sort=event.sort))

    @on(ViewKept)
    def _view_kept(self, event: ViewKept) -> None:
        views = self.keys.name("main.views")
        self.announce(
            say("the query is kept as {name}; {views} shows the saved views.", name=event.view.name, views=views)
        )
        self.keep_preference(lambda held: replace(held, views=with_view(held.views, event.view)))

    @on(ViewDropped)
    def _view_dropped(self, event: ViewDropped) -> None:
        self.announce(say("the saved view {name} is removed.", name=event.name))
        self.keep_preference(
            lambda held: replace(held, views=tuple(each for each in held.views if each.name != event.name))
        )

    @work(group="preferences")
    async def keep_preference(self, change: Change) -> None:
        """Keep a preference of the person, on disk where there is a place for it, and show what it changes."""
        self._preferences = change(self._preferences)
        self.main.prefer(self._preferences)
        if self._prefer is not None:
            try:
                await asyncio.to_thread(self._prefer, change)
            except TrackerError as error:
                self.refuse(error)
