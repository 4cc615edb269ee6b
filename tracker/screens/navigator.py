"""The navigator: the areas or the agencies of the plan, each with its counts and late mark."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.message import say
from tracker.plan.view import Group, PlanView
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.marks import LATE
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE

AREAS = "areas"
AGENCIES = "agencies"
EVERYTHING = ""

WIDTH = 24
"""Cells of the column, its border left out."""


class Navigator(Vertical):
    """Two lists in one place, areas and agencies; the highlighted entry chooses the tasks shown."""

    @dataclass
    class Chosen(Message):
        """An entry is chosen: ``mode`` says of which list, ``key`` is empty for everything."""

        mode: str
        key: str

    @dataclass
    class Entered(Message):
        """The person goes on to the tasks of the chosen entry."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="navigator")
        self.words = words
        self.mode = AREAS
        self.view: PlanView | None = None
        self._keys: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the switch and the list."""
        yield Static(id="navigator-modes", markup=False)
        yield OptionList(id="navigator-list", markup=False, compact=True)

    @property
    def key(self) -> str:
        """The key of the chosen entry."""
        place = self.query_one("#navigator-list", OptionList).highlighted
        return self._keys[place] if place is not None and place < len(self._keys) else EVERYTHING

    @property
    def group(self) -> Group | None:
        """The area or agency that is chosen; None where everything is."""
        view = self.view
        groups = () if view is None else view.areas if self.mode == AREAS else view.agencies
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

    def _fill(self, key: str) -> None:
        if self.view is None:
            return
        words = self.words
        names = ((AREAS, f"1 {words(say('Areas'))}"), (AGENCIES, f"2 {words(say('Agencies'))}"))
        tabs = [plain(f" {name} ", style="reverse" if mode == self.mode else "") for mode, name in names]
        self.query_one("#navigator-modes", Static).update(Content("").join(tabs))
        counts = self.view.counts
        entries = [self._line(words(say("Everything")), counts.done, counts.total, counts.overdue)]
        self._keys = [EVERYTHING]
        for group in self.view.areas if self.mode == AREAS else self.view.agencies:
            entries.append(self._entry(group))
            self._keys.append(group.key)
        listed = self.query_one("#navigator-list", OptionList)
        with self.prevent(OptionList.OptionHighlighted):
            listed.clear_options()
            listed.add_options([Option(entry) for entry in entries])
            listed.highlighted = self._keys.index(key) if key in self._keys else 0
        self.post_message(self.Chosen(self.mode, self.key))

    def _entry(self, group: Group) -> Content:
        counts = group.counts
        return self._line(group.label, counts.done, counts.total, counts.overdue)

    def _line(self, label: str, done: int, total: int, overdue: int) -> Content:
        late = f" {LATE}{overdue}" if overdue else ""
        figures = f"{done}/{total}{late:<4}" if self.view is None or not self.view.plan.unread else "…    "
        room = WIDTH - len(figures) - 1
        name = plain(label)
        shown = name.truncate(room, ellipsis=True) if cell_len(name.plain) > room else name
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
