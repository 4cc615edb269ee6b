"""The navigator: the areas or the agencies of the plan, each with its counts and late mark."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as WidgetMessage
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.message import Message, say
from tracker.plan.periods import period_views
from tracker.plan.saved_view import SavedView
from tracker.plan.shown_view import ShownView, shown_views
from tracker.plan.view import Counts, Group, PlanView
from tracker.plan.words import Words
from tracker.screens.acting import key_of
from tracker.screens.inert import plain
from tracker.screens.marks import BROKEN, LATE, OWN
from tracker.screens.messages import ALL_YEARS, PlanRequested
from tracker.screens.options import GuardedOptionList
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE

AREAS = "areas"
AGENCIES = "agencies"
VIEWS = "views"
PERIODS = "periods"
EVERYTHING = ""

MOST_YEARS = 3
"""How many plans have room beside each other, with all of them named last."""

WIDTH = 24
"""Cells of the column, its border left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """One list of the navigator: its name and the command that opens it."""

    key: str
    name: Message
    opened_by: str


MODES = (
    Mode(key=AREAS, name=say("Areas"), opened_by="main.areas"),
    Mode(key=AGENCIES, name=say("Agencies"), opened_by="main.agencies"),
    Mode(key=VIEWS, name=say("Views"), opened_by="main.views"),
    Mode(key=PERIODS, name=say("Periods"), opened_by="main.periods"),
)
"""The lists, in their order."""


class Navigator(Vertical):
    """Several lists in one place, one at a time; the highlighted entry chooses the tasks shown."""

    @dataclass
    class Chosen(WidgetMessage):
        """An entry is chosen: ``mode`` says of which list, ``key`` is empty for everything."""

        mode: str
        key: str

    @dataclass
    class Entered(WidgetMessage):
        """The person goes on to the tasks of the chosen entry."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="navigator")
        self.words = words
        self.mode = AREAS
        self.view: PlanView | None = None
        self.saved: tuple[SavedView, ...] = ()
        self._keys: list[str] = []
        self._shown: dict[str, ShownView] = {}
        self.years: tuple[int, ...] = ()
        self._shown_of: tuple[PlanView, tuple[SavedView, ...]] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the plans, where there are several, the switch and the list."""
        yield Static(id="navigator-years", markup=False)
        yield Static(id="navigator-modes", markup=False)
        yield GuardedOptionList(id="navigator-list", markup=False, compact=True)

    def on_mount(self) -> None:
        """Say what a click on the switch does."""
        self.query_one("#navigator-years").display = False
        told = say(
            "a click changes between areas ({areas}), agencies ({agencies}), views ({views}) and periods ({periods})",
            **{each.key: key_of(self.screen, each.opened_by) for each in MODES},
        )
        self.query_one("#navigator-modes", Static).tooltip = plain(self.words(told))

    @on(events.Click, "#navigator-modes")
    def _clicked(self, event: events.Click) -> None:
        """Switch to the list whose name is clicked on."""
        event.stop()
        right = 0
        for mode, tab in zip(MODES, self._tabs(), strict=True):
            right += tab.cell_length
            if event.x < right:
                self.switch(mode.key)
                return

    @on(events.Click, "#navigator-years")
    def _year_clicked(self, event: events.Click) -> None:
        """Show the plan whose year is clicked on."""
        event.stop()
        right = 0
        for year in self._years_listed():
            right += self._year_tab(year).cell_length
            if event.x < right:
                self.post_message(PlanRequested(year))
                return

    @property
    def shown_year(self) -> int:
        """The year of the plan shown, or what stands for all of them."""
        return self.view.years[0] if self.view is not None and len(self.view.years) == 1 else ALL_YEARS

    def _years_listed(self) -> list[int]:
        """Return the years, the newest first, and all of them; where room is short, those around the one shown."""
        years = list(reversed(self.years))
        place = years.index(self.shown_year) if self.shown_year in years else 0
        first = max(0, min(place - 1, len(years) - MOST_YEARS))
        return [*years[first : first + MOST_YEARS], ALL_YEARS]

    def _year_tab(self, year: int) -> Content:
        name = str(year) if year != ALL_YEARS else self.words(say("All"))
        return Content.assemble(" ", plain(name, style="reverse" if year == self.shown_year else ""))

    @property
    def key(self) -> str:
        """The key of the chosen entry."""
        place = self.query_one("#navigator-list", OptionList).highlighted
        return self._keys[place] if place is not None and place < len(self._keys) else EVERYTHING

    @property
    def group(self) -> Group | None:
        """The area or agency that is chosen; None where everything is."""
        view = self.view
        if view is None or self.mode in (VIEWS, PERIODS):
            return None
        groups = view.areas if self.mode == AREAS else view.agencies
        return next((each for each in groups if each.key == self.key), None)

    def show(self, view: PlanView) -> None:
        """Show the plan; the chosen entry stays chosen."""
        key = self.key
        self.view = view
        self._fill(key)

    def switch(self, mode: str) -> None:
        """Show the other list."""
        if mode != self.mode:
            self.mode = mode
            self._fill(EVERYTHING)
        listed = self.query_one("#navigator-list", OptionList)
        listed.scroll_home(animate=False)
        listed.focus()

    def choose(self, key: str) -> None:
        """Choose an entry of the list shown."""
        if key in self._keys:
            self.query_one("#navigator-list", OptionList).highlighted = self._keys.index(key)

    @property
    def views(self) -> dict[str, ShownView]:
        """The saved views by name, the person's own before those of the plan; computed once for each plan."""
        view = self.view
        if view is None:
            return {}
        asked = (view, (*self.saved, *view.plan.settings.views))
        if self._shown_of is None or self._shown_of[0] is not view or self._shown_of[1] != asked[1]:
            self._shown_of = asked
            self._shown = {}
            for each in shown_views(asked[1], view):
                self._shown.setdefault(each.name, each)
        return self._shown

    @property
    def shown(self) -> dict[str, ShownView]:
        """What the entries of the list shown find: the saved views, or the tasks that fall due in each period."""
        if self.mode == VIEWS or self.view is None:
            return self.views
        return {each.name: each for each in shown_views(period_views(self.view.plan.settings), self.view)}

    def _fill(self, key: str) -> None:
        if self.view is None:
            return
        years = self.query_one("#navigator-years", Static)
        years.display = len(self.years) > 1
        years.update(Content("").join([self._year_tab(each) for each in self._years_listed()]), layout=False)
        self.query_one("#navigator-modes", Static).update(Content("").join(self._tabs()), layout=False)
        entries = self._entries()
        self._keys = [key for key, _ in entries]
        lines: list[Content] = [entry for _, entry in entries]
        listed = self.query_one("#navigator-list", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options([Option(line) for line in lines])
            listed.highlighted = self._keys.index(key) if key in self._keys else 0
        self.post_message(self.Chosen(self.mode, self.key))

    def _tabs(self) -> list[Content]:
        """Return the name of the list shown with its key, and of the others the keys that open them."""
        return [
            plain(f" {key_of(self.screen, each.opened_by)} {self.words(each.name)} ", style="reverse")
            if each.key == self.mode
            else plain(f" {key_of(self.screen, each.opened_by)} ")
            for each in MODES
        ]

    def _entries(self) -> list[tuple[str, Content]]:
        """Return the entries of the list shown, everything first."""
        view = self.view
        if view is None:
            return []
        found = [(EVERYTHING, self._counted(self.words(say("Everything")), view.counts))]
        if self.mode in (VIEWS, PERIODS):
            return found + [(each.name, self._view_content(each)) for each in self.shown.values()]
        groups = view.areas if self.mode == AREAS else view.agencies
        return found + [(each.key, self._counted(each.label, each.counts)) for each in groups]

    def _view_content(self, shown: ShownView) -> Content:
        if shown.query is None:
            return plain(f"{shown.name} {BROKEN}", style=LATE_STYLE)
        return self._counted(shown.name, shown.counts, f" {OWN}" if shown.saved in self.saved else "")

    def _counted(self, label: str, counts: Counts, mark: str = "") -> Content:
        return self._line(label, counts.done, counts.total, counts.overdue, mark)

    def _line(self, label: str, done: int, total: int, overdue: int, mark: str) -> Content:
        late = f" {LATE}{overdue}" if overdue else ""
        figures = f"{done}/{total}{late:<4}" if self.view is None or not self.view.plan.unread else "…    "
        room = WIDTH - len(figures) - 1 - len(mark)
        name = plain(label)
        shown = name.truncate(room, ellipsis=True) if cell_len(name.plain) > room else name
        shown = Content.assemble(shown, plain(mark))
        blanks = " " * max(1, WIDTH - cell_len(shown.plain) - len(figures))
        return Content.assemble(shown, blanks, plain(figures, style=LATE_STYLE if overdue else QUIET_STYLE))

    @on(OptionList.OptionHighlighted, "#navigator-list")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self.post_message(self.Chosen(self.mode, self.key))

    @on(OptionList.OptionSelected, "#navigator-list")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Entered())
