"""The places beside the main screen: going there and back, and reading what they show."""

from textual import on, work
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
from tracker.wiring.base import Given
from tracker.wiring.reading import Reading
from tracker.years import last_changes


class Places(Reading):
    """Holds the places, which stay as they were left, and reads for them."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        words = given.words
        self._agenda = AgendaScreen(words)
        self._problems = ProblemsScreen(words)
        self._inbox = InboxScreen(words)
        self._owing = OwingScreen(words)
        self._numbers = NumbersScreen(words)
        self._years_numbers = YearsNumbersScreen(words)
        self._past = PastScreen(words)
        self._changes = ChangesScreen(words)
        self.install_screen(self._agenda, "agenda")
        self.install_screen(self._problems, "problems")
        self.install_screen(self._inbox, "inbox")
        self.install_screen(self._owing, "owing")
        self.install_screen(self._numbers, "numbers")
        self.install_screen(self._years_numbers, "years-numbers")
        self.install_screen(self._past, "past")
        self.install_screen(self._changes, "changes")

    @on(PlaceRequested)
    async def _place_requested(self, event: PlaceRequested) -> None:
        """Show a place as it was left; the agenda may be of something else."""
        if self._view is None or self._has_left:
            return
        place: Place = self._problems
        if event.name == "agenda":
            place = self._agenda
            self._agenda.ask(event.asked)
        elif event.name == "inbox":
            place = self._inbox
            self.read_inbox()
        elif event.name == "owing":
            place = self._owing
            self.read_owing()
        elif event.name == "page":
            place = PageScreen(self.words, event.asked)
        await self._go_to(place)

    @on(TaskChosen)
    async def _task_chosen(self, event: TaskChosen) -> None:
        """Go back to the main screen and open a task there, in its own plan where that is not shown."""
        await self._leave_places()
        place = task_place(event.id)
        if place is None or self._view is None or place.year in self._view.years:
            self.main.go_to(event.id, event.field)
        else:
            self._wanted = event
            self._show_year(place.year)

    async def _go_to(self, place: Place) -> None:
        if place not in self.screen_stack:
            await self.push_screen(place)
        while place in self.screen_stack and self.screen is not place:  # it may be left while others close
            await self.pop_screen()
        if self._view is not None and place in self.screen_stack:
            place.show_plan(self._view)

    async def _leave_places(self) -> None:
        while isinstance(self.screen, Place):
            await self.pop_screen()

    # What agencies have sent, who still has to report, and what changed last

    @on(InboxRequested)
    def _inbox_requested(self) -> None:
        self.read_inbox()

    @work(thread=True, exclusive=True, group="inbox")
    def read_inbox(self) -> None:
        """Ask the common copy what has come in, and show it; where it does not answer, what was fetched before."""
        worker = get_current_worker()
        note: Message | None = None
        try:
            found = reviewing.inbox(self.workspace, stops=self._leaving.is_set)
        except TrackerError as error:
            note = error.message
            try:
                found = reviewing.inbox(self.workspace, ask=False)
            except TrackerError:
                found = ()
        if not worker.is_cancelled:
            self.call_from_thread(self._show_inbox, found, note)

    def _show_inbox(self, found: tuple[Contribution, ...], note: Message | None) -> None:
        if self._is_shown:
            self._inbox.show_contributions(found, note)

    @work(thread=True, exclusive=True, group="owing")
    def read_owing(self) -> None:
        """Read who still has to report in the period whose report is due next, and show it."""
        worker = get_current_worker()
        try:
            found = chase(self.workspace)
        except TrackerError as error:
            if not worker.is_cancelled:
                self.call_from_thread(self._owing.show_owing, (), None, error.message)
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._owing.show_owing, found.owings, found.period)

    @on(ChangesRequested)
    def _changes_requested(self) -> None:
        if self._view is not None:
            self.read_changes(self._view)

    @work(thread=True, exclusive=True, group="changes")
    def read_changes(self, view: PlanView) -> None:
        """Read when each record was changed last, and tell the pages that are open."""
        worker = get_current_worker()
        try:
            changes = last_changes(self.workspace, view)
        except TrackerError as error:
            self.call_from_thread(self._refuse, error)
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._show_changes, changes)

    def _show_changes(self, changes: Changes) -> None:
        for each in self.screen_stack:
            if isinstance(each, PageScreen):
                each.show_changes(changes)

    # Numbers, and the plan as it stood

    @on(NumbersRequested)
    async def _numbers_requested(self) -> None:
        if isinstance(self._view, YearsView):
            await self._go_to(self._years_numbers)
        elif self._view is not None:
            await self._go_to(self._numbers)
            self.count(self._view)

    @work(thread=True, exclusive=True, group="place")
    def count(self, view: PlanView) -> None:
        """Count the plan, its history included, and show the numbers."""
        self._read_for(lambda: statistics(view, self.words, self.workspace.timeline(view)), self._show_numbers, view)

    def _show_numbers(self, view: PlanView, found: Statistics) -> None:
        if self._is_shown:
            self._numbers.show_numbers(view, found)

    @on(PastRequested)
    async def _past_requested(self) -> None:
        if self._view is not None:
            await self._go_to(self._past)
            self.find_stops(self._view)

    @work(thread=True, exclusive=True, group="place")
    def find_stops(self, view: PlanView) -> None:
        """Find the points at which the plan can be seen as it stood, and show them."""
        self._read_for(lambda: self.workspace.stops(view.plan.settings), self._show_stops, view)

    def _show_stops(self, view: PlanView, stops: Stops) -> None:
        if self._is_shown:
            self._past.show_stops(view, stops)

    @on(PointChosen)
    async def _point_chosen(self, event: PointChosen) -> None:
        """Show the plan as it stood at the point, read only; or as it stands."""
        self._at = event.point
        await self._leave_places()
        self.load()

    @on(ComparisonRequested)
    def _comparison_requested(self, event: ComparisonRequested) -> None:
        if self._view is not None:
            self.compare_with(event.point, self._view)

    @work(thread=True, exclusive=True, group="place")
    def compare_with(self, point: str, view: PlanView) -> None:
        """Compare the plan as it stood at a point with the plan shown, and show what happened."""
        self._read_for(lambda: compare(self.workspace.unchecked(at=point), view), self._show_comparison, view)

    async def _show_comparison(self, _view: PlanView, found: Comparison) -> None:
        if self._is_shown:
            await self._go_to(self._changes)
            self._changes.show_changes(found)
