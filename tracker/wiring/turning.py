"""Turning the year: what goes on is decided on a screen, shown as it will be written, and written as one commit."""

from functools import partial

from tracker.next_year import begin_next_year, prepare_next_year
from tracker.plan.message import TrackerError
from tracker.plan.new_year import Turn
from tracker.plan.plan import Plan
from tracker.plan.view import PlanView
from tracker.screens.messages import NextYearRequested, PartRequested
from tracker.screens.next_year import NextYearScreen, TurnChosen, TurnRequested, TurnScreen
from tracker.storage.identity import IdentityMissing
from tracker.wiring.parts import AppPart, Parts
from tracker.wiring.places import Places


class Turning(AppPart):
    """Begins the plan of the next year, once the person has seen it."""

    def __init__(self, app: Parts) -> None:
        super().__init__(app)
        self._places = app.part(Places)
        self._next_year = NextYearScreen(app.words)
        self._turned_from: Plan | None = None
        app.install_screen(self._next_year, "next-year")

    async def carry_out(self, wish: PartRequested) -> None:
        """Go to the screen, make the plan as it would be, or begin it as it was shown."""
        app = self.app
        match wish:
            case NextYearRequested() if app.view is not None and not app.has_left:
                await self._places.go_to(self._next_year)
            case TurnRequested() if app.view is not None:
                prepare = partial(prepare_next_year, app.workspace, app.view.plan, wish.year, wish.going)
                self._places.read_for(prepare, self._show_turn, app.view)
            case TurnChosen():
                plan, self._turned_from = self._turned_from, None  # once, however often the key comes
                if plan is not None:
                    # never exclusive: a cancelled write is a lost edit
                    app.run_worker(self._begin_year(plan, wish.turn), group="write")

    async def _show_turn(self, view: PlanView, turn: Turn) -> None:
        if self.app.is_shown and self.app.screen is self._next_year:
            self._turned_from = view.plan
            await self._places.go_to(TurnScreen(self.words, turn))

    async def _begin_year(self, plan: Plan, turn: Turn) -> None:
        """Write the plan as one commit, and say how it is put back."""
        app = self.app
        async with app.saving:
            try:
                saved = await app.introduced(partial(begin_next_year, app.workspace, plan, turn))
            except IdentityMissing:
                self._turned_from = plan
                return
            except TrackerError as error:
                app.refuse(error)
                await self._places.go_to(self._next_year)
                app.load()
                return
            await self._places.leave()
            if saved is not None:
                app.announce_saved(saved)
            app.show_year(turn.settings.year)
