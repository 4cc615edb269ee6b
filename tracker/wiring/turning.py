"""Turning the year: what goes on is decided on a screen, shown as it will be written, and written as one commit."""

from functools import partial

from textual import on, work

from tracker.next_year import begin_next_year, prepare_next_year
from tracker.plan.message import TrackerError
from tracker.plan.new_year import Turn
from tracker.plan.plan import Plan
from tracker.plan.view import PlanView
from tracker.screens.messages import NextYearRequested
from tracker.screens.next_year import NextYearScreen, TurnChosen, TurnRequested, TurnScreen
from tracker.storage.identity import IdentityMissing
from tracker.wiring.base import Given
from tracker.wiring.places import Places


class Turning(Places):
    """Begins the plan of the next year, once the person has seen it."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._next_year = NextYearScreen(given.words)
        self._turned_from: Plan | None = None
        self.install_screen(self._next_year, "next-year")

    @on(NextYearRequested)
    async def _next_year_requested(self) -> None:
        if self._view is not None and not self._has_left:
            await self._go_to(self._next_year)

    @on(TurnRequested)
    def _turn_requested(self, event: TurnRequested) -> None:
        if self._view is not None:
            self.prepare_turn(self._view, event)

    @work(thread=True, exclusive=True, group="place")
    def prepare_turn(self, view: PlanView, asked: TurnRequested) -> None:
        """Make the plan of the year as it would be, and show it."""
        prepare = partial(prepare_next_year, self.workspace, view.plan, asked.year, asked.going)
        self._read_for(prepare, self._show_turn, view)

    async def _show_turn(self, view: PlanView, turn: Turn) -> None:
        if self._is_shown and self.screen is self._next_year:
            self._turned_from = view.plan
            await self._go_to(TurnScreen(self.words, turn))

    @on(TurnChosen)
    def _turn_chosen(self, event: TurnChosen) -> None:
        plan, self._turned_from = self._turned_from, None  # once, however often the key comes
        if plan is not None:
            self.begin_year(plan, event.turn)

    # never exclusive: a cancelled write is a lost edit
    @work(group="write")
    async def begin_year(self, plan: Plan, turn: Turn) -> None:
        """Write the plan as one commit, and say how it is put back."""
        async with self._saving:
            try:
                saved = await self._introduced(partial(begin_next_year, self.workspace, plan, turn))
            except IdentityMissing:
                self._turned_from = plan
                return
            except TrackerError as error:
                self._refuse(error)
                await self._go_to(self._next_year)
                self.load()
                return
            await self._leave_places()
            if saved is not None:
                self._say_saved(saved)
            self._show_year(turn.settings.year)
