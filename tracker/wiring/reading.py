"""Reading: the plan and the histories, in the background; a newer reading replaces an older one."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from textual import events, on, work
from textual.worker import get_current_worker

from tracker.plan.history import HistoryEntry
from tracker.plan.kin import Kin
from tracker.plan.message import TrackerError, say
from tracker.plan.names import TaskId
from tracker.plan.rules import Actor
from tracker.plan.view import PlanView
from tracker.plan.years import YearsView, is_same
from tracker.screens.heading import Standing, as_it_stood
from tracker.screens.messages import ALL_YEARS, HistoryRequested, PlanRequested, ReloadRequested, TaskChosen
from tracker.storage.state import UNFINISHED, RepositoryState
from tracker.storage.watching import NotWatched
from tracker.wiring.base import Given, Wiring
from tracker.workspace import RepositoryStanding
from tracker.years import all_years, checked_years, kin

FIRST_SECONDS = 0.4
"""How long the first screen waits for the plan, so that it is drawn once and not piece by piece."""

DRAWN_SECONDS = 0.25
"""How long drawing the first screen may take while nothing else is read or checked."""

FEW = 500
"""How many tasks are checked before they are shown; a larger plan is shown first."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was read to be shown: the plan, how the repository and its branch stand, who the person is, which years."""

    view: PlanView
    state: RepositoryState
    where: Standing
    actor: Actor
    years: tuple[int, ...]


class Reading(Wiring):
    """Reads what the main screen shows."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._at = ""
        self._shown_at = ""
        self._is_watched = True
        self._all_years = False
        self._wanted: TaskChosen | None = None
        self._is_told = asyncio.Event()
        self._has_shown = False
        self._has_read = threading.Event()
        self._is_drawn = threading.Event()
        self._standing = given.standing
        self._before: Callable[[], None] | None = None

    async def read_first(self) -> None:
        """Begin to read the plan, and give it a moment to be there before anything is drawn."""
        self.load()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_told.wait(), FIRST_SECONDS)

    async def go_on(self) -> None:
        """Wait for the screen, and go on with what was read before it was there."""
        await self._laid_out()
        before, self._before = self._before, None
        if before is not None:
            before()
        self.main.call_after_refresh(self._is_drawn.set)
        self.set_timer(DRAWN_SECONDS, self._is_drawn.set)  # what lies over the main screen may keep it from drawing

    async def _laid_out(self) -> None:
        while not self.main.laid_out.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.main.laid_out.wait(), 0.1)
            if self.return_code:  # it could not be made, and the app tells why
                return
        settled = asyncio.Event()
        self.main.call_later(settled.set)  # behind the messages that give the screen its size
        await settled.wait()

    @work(thread=True, exclusive=True, group="read")
    def load(self, select: str = "") -> None:
        """Read the plan and the state of the repository, and show them; a large plan as it is read, then checked."""
        worker = get_current_worker()
        try:
            standing = self._stands()
            state, followed = standing.state, standing.tracking
            where = Standing(branch=followed.branch, unsent=followed.unsent, incoming=followed.incoming)
            years = self.workspace.years()
            for view in self._views(years):
                shown = self._known(view)
                if worker.is_cancelled:
                    return
                actor = self.workspace.actor(shown.plan)
                self.call_from_thread(self._show, Sight(shown, state, where, actor, years), select)
                if not shown.is_checked:
                    self._is_drawn.wait()  # reading on and checking would take their time from drawing
            if not shown.is_checked:
                shown = self._check(shown)
                if worker.is_cancelled:
                    return
                self.call_from_thread(self._show_checked, shown)
        except TrackerError as error:
            years = self._years_there()
            if years and self.workspace.year is not None and self.workspace.year not in years:
                self.workspace = self._opened = self.workspace.of(years[-1])  # the plan shown was taken back
                self.call_from_thread(self.load)
                return
            self._at = self._shown_at  # what cannot be shown is not tried again and again
            self.call_from_thread(self.refuse, error)
            self.call_from_thread(self._is_told.set)
        finally:
            self._has_read.set()

    def _stands(self) -> RepositoryStanding:
        """Return how the repository stands: at first as git was asked before there was an app, then asked anew."""
        asked, self._standing = self._standing, None
        told = None
        if asked is not None:
            with suppress(CancelledError):
                told = asked.result()
        return told or self.workspace.standing()

    def _years_there(self) -> tuple[int, ...]:
        """Return the years that have a plan, none where not even that can be told."""
        try:
            return self.workspace.years()
        except TrackerError:
            return ()

    def _views(self, years: tuple[int, ...]) -> Iterator[PlanView]:
        """Give what is to be shown: every plan side by side, the plan as it stood, or as it is read step by step."""
        if self._all_years and len(years) > 1:
            yield all_years(self.workspace)
        elif self._at:
            yield self.workspace.unchecked(at=self._at)
        else:
            yield from self.workspace.unchecked_in_steps()

    def _check(self, view: PlanView) -> PlanView:
        return checked_years(self.workspace, view) if isinstance(view, YearsView) else self.workspace.check(view)

    def _known(self, view: PlanView) -> PlanView:
        """Return the view to show: the one shown where nothing changed, a small plan checked, a large one unchecked.

        Until a large plan has been checked it shows the problems it had.
        """
        known = self.view
        if known is not None and known.is_checked and is_same(known, view):
            return known
        if len(view.plan.tasks) <= FEW and not view.plan.unread:
            return self._check(view)
        is_older = known is not None and known.years == view.years
        return replace(view, problems=known.problems) if known is not None and is_older else view

    def _show(self, sight: Sight, select: str) -> None:
        """Show what was read; what follows from it waits for a screen that is not there yet."""
        if self.main.laid_out.is_set() and not self.is_shown:
            return
        is_other = self.view is not None and self.view.years != sight.view.years
        self._present(sight)
        self._is_told.set()
        if self.main.laid_out.is_set():
            self._go_on(sight, select, is_other=is_other)
        else:
            self._before = partial(self._go_on, sight, select, is_other=is_other)

    def _present(self, sight: Sight) -> None:
        view, state = sight.view, sight.state
        self.view = view
        self._shown_at = self._at if view.plan.as_of is not None else ""
        read_only = None if state.writable or state.situation == "identity" else state.reason
        plan_words = self.workspace.plan_words(view.plan.settings)
        way_out = state.way_out if read_only is not None else None
        if way_out is not None and state.situation in UNFINISHED:
            key = self.keys.name("main.resolve")
            way_out = say("{key} settles records in conflict · {way_out}", key=key, way_out=way_out)
        if view.plan.as_of is not None:
            read_only = as_it_stood(view)
            way_out = say(
                "{past} and {open} on the first line goes back to the plan as it stands",
                past=self.keys.name("main.past"),
                open=self.keys.name("lines.open"),
            )
        today = self.workspace.today(view.plan.settings)
        self.main.show_plan(
            view,
            plan_words,
            read_only=read_only,
            way_out=way_out,
            where=sight.where,
            actor=sight.actor,
            today=today,
            years=sight.years,
        )

    def _go_on(self, sight: Sight, select: str, *, is_other: bool) -> None:
        view = sight.view
        self._show_in_parts(view)
        if view.plan.unread:
            return
        if select:
            self.main.select(select)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.main.go_to(wanted.id, wanted.field)
        if not self._has_shown:
            self._has_shown = True
            self._shown_first(view, sight.state)
        elif is_other:
            self._shown_other(view)

    def _shown_other(self, view: PlanView) -> None:
        """Go on once another plan is shown than before."""

    def _shown_first(self, view: PlanView, state: RepositoryState) -> None:
        """Go on once the plan is shown for the first time."""

    def _show_in_parts(self, view: PlanView) -> None:
        """Show the plan in the parts of the app that show any."""

    def _show_checked(self, view: PlanView) -> None:
        if self.is_shown and self.main.laid_out.is_set():
            self.view = view
            self.main.show_checked(view)
            self._show_in_parts(view)

    @on(PlanRequested)
    def _plan_requested(self, event: PlanRequested) -> None:
        self.show_year(event.year)

    def show_year(self, year: int, wanted: TaskChosen | None = None) -> None:
        """Show the plan of a year as it stands, or every plan, and go to the task that is wanted.

        The newest plan is followed where a newer one begins.
        """
        self._wanted = wanted or self._wanted
        self._at = ""
        self._all_years = year == ALL_YEARS
        newest = self._opened.year is None and year in (ALL_YEARS, *self._opened.years()[-1:])
        self.workspace = self._opened if newest or self._all_years else self._opened.of(year)
        self.load()

    def show_as_of(self, point: str) -> None:
        """Show the plan as it stood at a point, read only; as it stands where the point is empty."""
        self._at = point
        self.load()

    @on(ReloadRequested)
    def _reload(self) -> None:
        self.load()

    def follow(self) -> None:
        """Read again whenever somebody else has changed records or branches, until the app ends.

        The watch begins once the plan has been read, which it would otherwise begin anew.
        """

        def wait() -> None:
            self._has_read.wait()
            try:
                for _ in self.workspace.changes(self.leaving):
                    self.post_message(ReloadRequested())
            except NotWatched as error:
                self._is_watched = False
                key = self.keys.name("main.reload")
                hint = say("{key} reads the records again; so does coming back to this window.", key=key)
                self.call_later(self.refuse, TrackerError(error.message, hint))

        self._is_watched = True
        threading.Thread(target=wait, name="records-watch", daemon=True).start()

    @on(events.AppFocus)
    def _came_back(self) -> None:
        """Read again where the system does not tell of changes."""
        if not self._is_watched:
            self.load()

    @on(HistoryRequested)
    def _history_requested(self, event: HistoryRequested) -> None:
        self.read_history(event.id)

    @work(thread=True, exclusive=True, group="history")
    def read_history(self, id: str) -> None:
        """Read the history of a task and show it on the sheet."""
        worker = get_current_worker()
        try:
            workspace = self.workspace_of(id)
            entries = workspace.history(id, self._past_plan)
        except TrackerError as error:
            if not worker.is_cancelled:
                self.call_from_thread(self.refuse, error)
            return
        if worker.is_cancelled:
            return
        self.call_from_thread(self._show_history, id, entries)
        view = self.view
        task = view.plan.by_id.get(TaskId(id)) if view is not None else None
        if view is not None and task is not None:
            try:
                found = kin(workspace, view.plan, task)
            except TrackerError:  # another plan cannot be read; its own problems say so
                return
            if not worker.is_cancelled:
                self.call_from_thread(self._show_kin, id, found)

    def _show_kin(self, id: str, found: Kin) -> None:
        if self.is_shown:
            self.main.show_kin(id, found)

    def _show_history(self, id: str, entries: tuple[HistoryEntry, ...]) -> None:
        if self.is_shown:
            self.main.show_history(id, entries)
