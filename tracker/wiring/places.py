"""The places beside the main screen: going there and back, and reading what they show."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.worker import get_current_worker

from tracker import reviewing
from tracker.asking import chase
from tracker.plan.agency_page import Changes
from tracker.plan.comparison import Comparison, compare
from tracker.plan.contribution import Contribution
from tracker.plan.message import Message, TrackerError
from tracker.plan.names import task_place
from tracker.plan.periods import Stops
from tracker.plan.statistics import Statistics, statistics
from tracker.plan.view import PlanView
from tracker.plan.years import YearsView
from tracker.screens.agency_page import PageScreen
from tracker.screens.agenda import AgendaScreen
from tracker.screens.inbox import InboxRequested, InboxScreen
from tracker.screens.messages import (
    ChangesRequested,
    ComparisonRequested,
    NumbersRequested,
    PartRequested,
    PastRequested,
    PlaceRequested,
    PointChosen,
    TaskChosen,
)
from tracker.screens.numbers import NumbersScreen
from tracker.screens.owing import OwingScreen
from tracker.screens.past import ChangesScreen, PastScreen
from tracker.screens.place import Place
from tracker.screens.problems import ProblemsScreen
from tracker.screens.years import YearsNumbersScreen
from tracker.wiring.parts import AppPart, Parts
from tracker.years import last_changes

Found = TypeVar("Found")


class Places(AppPart):
    """Holds the places, which stay as they were left, and reads for them."""

    def __init__(self, app: Parts) -> None:
        super().__init__(app)
        words = app.words
        self._agenda = AgendaScreen(words)
        self._problems = ProblemsScreen(words)
        self._inbox = InboxScreen(words)
        self._owing = OwingScreen(words)
        self._numbers = NumbersScreen(words)
        self._years_numbers = YearsNumbersScreen(words)
        self._past = PastScreen(words)
        self._changes = ChangesScreen(words)
        app.install_screen(self._agenda, "agenda")
        app.install_screen(self._problems, "problems")
        app.install_screen(self._inbox, "inbox")
        app.install_screen(self._owing, "owing")
        app.install_screen(self._numbers, "numbers")
        app.install_screen(self._years_numbers, "years-numbers")
        app.install_screen(self._past, "past")
        app.install_screen(self._changes, "changes")

    async def carry_out(self, wish: PartRequested) -> None:
        """Go to a place or back, or read what one of them shows."""
        view = self.app.view
        match wish:
            case PlaceRequested():
                await self._show_place(wish)
            case TaskChosen():
                await self._show_task(wish)
            case InboxRequested():
                self.read_inbox()
            case ChangesRequested() if view is not None:
                self._read(partial(self._read_changes, view), "changes")
            case NumbersRequested() if isinstance(view, YearsView):
                await self.go_to(self._years_numbers)
            case NumbersRequested() if view is not None:
                await self.go_to(self._numbers)
                self._read(partial(self._count, view))
            case PastRequested() if view is not None:
                await self.go_to(self._past)
                self._read(partial(self._find_stops, view))
            case PointChosen():
                await self._show_as_of(wish.point)
            case ComparisonRequested() if view is not None:
                self._read(partial(self._compare_with, wish.point, view))

    def show_plan(self, view: PlanView) -> None:
        """Show the plan that has been read in the places that are open."""
        for each in self.app.screen_stack:
            if isinstance(each, Place):
                each.show_plan(view)

    async def _show_place(self, wish: PlaceRequested) -> None:
        """Show a place as it was left; the agenda may be of something else."""
        if self.app.view is None or self.app.has_left:
            return
        place: Place = self._problems
        if wish.name == "agenda":
            place = self._agenda
            self._agenda.ask(wish.asked)
        elif wish.name == "inbox":
            place = self._inbox
            self.read_inbox()
        elif wish.name == "owing":
            place = self._owing
            self._read(self._read_owing, "owing")
        elif wish.name == "page":
            place = PageScreen(self.words, wish.asked)
        await self.go_to(place)

    async def _show_task(self, wish: TaskChosen) -> None:
        """Go back to the main screen and open a task there, in its own plan where that is not shown."""
        await self.leave()
        place, view = task_place(wish.id), self.app.view
        if place is None or view is None or place.year in view.years:
            self.app.main.go_to(wish.id, wish.field)
        else:
            self.app.show_year(place.year, wish)

    async def _show_as_of(self, point: str) -> None:
        """Show the plan as it stood at the point, read only; or as it stands."""
        await self.leave()
        self.app.show_as_of(point)

    async def go_to(self, place: Place) -> None:
        """Show a place above the main screen, and bring it to the front where it is open."""
        app = self.app
        if place not in app.screen_stack:
            await app.push_screen(place)
        while place in app.screen_stack and app.screen is not place:  # it may be left while others close
            await app.pop_screen()
        if app.view is not None and place in app.screen_stack:
            place.show_plan(app.view)

    async def leave(self) -> None:
        """Go back to the main screen."""
        while isinstance(self.app.screen, Place):
            await self.app.pop_screen()

    def _read(self, read: Callable[[], None], group: str = "place") -> None:
        """Read something in the background; a newer reading for the same place replaces an older one."""
        self.app.run_worker(read, group=group, thread=True, exclusive=True)

    def read_for(self, read: Callable[[], Found], show: Callable[[PlanView, Found], object], view: PlanView) -> None:
        """Read something for a place in the background, and show it, or why it cannot be read."""
        self._read(partial(self._read_for, read, show, view))

    def _read_for(self, read: Callable[[], Found], show: Callable[[PlanView, Found], object], view: PlanView) -> None:
        worker = get_current_worker()
        try:
            found = read()
        except TrackerError as error:
            self.app.call_from_thread(self.app.refuse, error)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(show, view, found)

    # What agencies have sent, who still has to report, and what changed last

    def read_inbox(self) -> None:
        """Ask the common copy what has come in, and show it; where it does not answer, what was fetched before."""
        self._read(self._read_inbox, "inbox")

    def _read_inbox(self) -> None:
        app, worker = self.app, get_current_worker()
        note: Message | None = None
        try:
            found = reviewing.inbox(app.workspace, stops=app.leaving.is_set)
        except TrackerError as error:
            note = error.message
            try:
                found = reviewing.inbox(app.workspace, ask=False)
            except TrackerError:
                found = ()
        if not worker.is_cancelled:
            app.call_from_thread(self._show_inbox, found, note)

    def _show_inbox(self, found: tuple[Contribution, ...], note: Message | None) -> None:
        if self.app.is_shown:
            self._inbox.show_contributions(found, note)

    def _read_owing(self) -> None:
        """Read who still has to report in the period whose report is due next, and show it."""
        app, worker = self.app, get_current_worker()
        try:
            found = chase(app.workspace)
        except TrackerError as error:
            if not worker.is_cancelled:
                app.call_from_thread(self._owing.show_owing, (), None, error.message)
            return
        if not worker.is_cancelled:
            app.call_from_thread(self._owing.show_owing, found.owings, found.period)

    def _read_changes(self, view: PlanView) -> None:
        """Read when each record was changed last, and tell the pages that are open."""
        app, worker = self.app, get_current_worker()
        try:
            changes = last_changes(app.workspace, view)
        except TrackerError as error:
            app.call_from_thread(app.refuse, error)
            return
        if not worker.is_cancelled:
            app.call_from_thread(self._show_changes, changes)

    def _show_changes(self, changes: Changes) -> None:
        for each in self.app.screen_stack:
            if isinstance(each, PageScreen):
                each.show_changes(changes)

    # Numbers, and the plan as it stood

    def _count(self, view: PlanView) -> None:
        """Count the plan, its history included, and show the numbers."""
        workspace = self.app.workspace
        self._read_for(lambda: statistics(view, self.words, workspace.timeline(view)), self._show_numbers, view)

    def _show_numbers(self, view: PlanView, found: Statistics) -> None:
        if self.app.is_shown:
            self._numbers.show_numbers(view, found)

    def _find_stops(self, view: PlanView) -> None:
        """Find the points at which the plan can be seen as it stood, and show them."""
        self._read_for(lambda: self.app.workspace.stops(view.plan.settings), self._show_stops, view)

    def _show_stops(self, view: PlanView, stops: Stops) -> None:
        if self.app.is_shown:
            self._past.show_stops(view, stops)

    def _compare_with(self, point: str, view: PlanView) -> None:
        """Compare the plan as it stood at a point with the plan shown, and show what happened."""
        self._read_for(lambda: compare(self.app.workspace.unchecked(at=point), view), self._show_comparison, view)

    async def _show_comparison(self, _view: PlanView, found: Comparison) -> None:
        if self.app.is_shown:
            await self.go_to(self._changes)
            self._changes.show_changes(found)
