"""The first start, and the tour."""

from dataclasses import replace

from textual import work

from tracker.plan.message import say
from tracker.screens.dialogs import Question
from tracker.screens.inert import tell
from tracker.screens.navigator import Navigator
from tracker.screens.sheet import Sheet
from tracker.screens.tour import Sight, TourPanel, following
from tracker.screens.typing import OrderedInput
from tracker.storage.state import RepositoryState
from tracker.wiring.base import Given, Start
from tracker.wiring.drafting import Drafting

TOUR_SECONDS = 0.2
"""How often the tour looks whether its step is done."""

TOUR_WANTED = 75
"""The exit code of an app that was left to take the tour, which the command line goes on with."""


class Touring(Drafting):
    """Greets a person who is new, and takes them through the tour."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._start = given.start
        self._tour: TourPanel | None = None

    def _begin(self, state: RepositoryState) -> None:
        """Take the tour where it was asked for; ask a person who starts the first time who they are, and offer it."""
        if self._start is Start.TOUR:
            self._begin_tour()
        elif self._start is Start.FIRST:
            self.greet(state)

    @work(group="greet")
    async def greet(self, state: RepositoryState) -> None:
        """Ask once who is working here where git does not know, and tell of the tour; either may be passed over."""
        self.keep_preference(lambda held: replace(held, greeted=True))
        if state.situation == "identity":
            await self._introduce()
        key = self.keys.names("app.tour")
        text = say("Is this your first time here? {key} takes a tour of three minutes, on a demo plan.", key=key)
        tell(self, self.words(text), title=self.words(say("welcome")), timeout=20)

    def action_tour(self) -> None:
        """End the tour, begin it in a demo, or ask to leave for one."""
        if self._tour is not None:
            self._end_tour()
        elif self._start in (Start.DEMO, Start.TOUR):
            self._begin_tour()
        else:
            self.leave_for_tour()

    @work(group="leave", exclusive=True)
    async def leave_for_tour(self) -> None:
        """Leave for the tour once the person has agreed; it opens on a demo plan, and this one opens again after it."""
        title = self.words(say("Take the tour of three minutes?"))
        text = self.words(say("It runs on a demo plan, a throw-away copy; then this plan opens again."))
        keys = self.words(say("{yes}: yes · {no}: no", **self.keys.answers))
        if await self.push_screen_wait(Question(title, text, keys)):
            async with self.saving:
                await self._leave_with(TOUR_WANTED)

    def _begin_tour(self) -> None:
        self.ran.clear()
        self._tour = TourPanel(self.words, self.keys.name)
        self.main.add_class("-touring")
        self.main.mount(self._tour)
        self._tour.show(0)
        self._looking = self.set_interval(TOUR_SECONDS, self._look_on)

    def _look_on(self) -> None:
        """Go on to the next step of the tour where this one is done."""
        panel = self._tour
        if panel is None or not self.is_shown:
            return
        navigator, sheet = self.main.query_one(Navigator), self.main.query_one(Sheet)
        sight = Sight(
            mode=navigator.mode,
            chosen=navigator.key,
            sought=self.main.query_one("#search", OrderedInput).value,
            is_reading=self.main.has_class("-reading"),
            is_editing=sheet.editing is not None,
            has_unsaved=bool(sheet.pending),
            done=frozenset(self.ran),
        )
        step = following(panel.step, sight)
        if step != panel.step:
            self.ran.clear()
            panel.show(step)

    def _end_tour(self) -> None:
        if self._tour is not None:
            self._looking.stop()
            self._tour.remove()
            self.main.remove_class("-touring")
            self._tour = None
            self.announce(say("the tour is over; it can be taken again at any time"))
