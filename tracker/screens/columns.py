"""The dialog that chooses the columns of the table, their order, and what the rows are sorted by."""

from collections.abc import Callable, Container, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.columns import COLUMN_BY_KEY, COLUMNS
from tracker.plan.message import say
from tracker.plan.words import Words
from tracker.screens.acting import bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.layout import Layout
from tracker.screens.options import GuardedOptionList
from tracker.screens.themes import QUIET_STYLE


class ColumnsDialog(Dialog[Layout | None]):
    """Every column: shown or not, in their order, and sorted by; ``fitting`` gives those a layout has room for."""

    SCOPE = Scope.COLUMNS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.COLUMNS)

    def __init__(self, words: Words, layout: Layout, fitting: Callable[[Layout], Container[str]]) -> None:
        super().__init__()
        self.words = words
        self._fitting = fitting
        self.layout_shown = layout
        self._order = [*layout.columns, *(each.key for each in COLUMNS if each.key not in layout.columns)]

    def compose(self) -> ComposeResult:
        """Lay out the list and the keys."""
        with Vertical(classes="dialog"):
            yield Static(plain(self.words(say("Columns")), style="bold"), markup=False)
            yield GuardedOptionList(id="columns-list", markup=False, compact=True)
            yield Static(id="columns-about", markup=False)
            keys = say(
                "{toggle}: show or hide · {sort}: sort · {down} {up}: move · {done}: done · {leave}: as before",
                toggle=key_of(self, "columns.toggle"),
                sort=key_of(self, "columns.sort"),
                down=key_of(self, "columns.down"),
                up=key_of(self, "columns.up"),
                done=key_of(self, "columns.done"),
                leave=key_of(self, "columns.leave"),
            )
            yield Static(plain(self.words(keys), style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Show the columns."""
        self._fill(0)
        self.query_one("#columns-list", OptionList).focus()

    def _fill(self, place: int) -> None:
        listed = self.query_one("#columns-list", OptionList)
        listed.clear_options()
        listed.add_options([Option(each) for each in self._lines_content()])
        listed.highlighted = place

    def _lines_content(self) -> Sequence[Content]:
        shown = self.layout_shown
        fitting, no_room = self._fitting(shown), self.words(say("no room"))
        lines = []
        for key in self._order:
            is_shown = key in shown.columns
            told = f"  ({no_room})" if is_shown and key not in fitting else ""
            title = self.words(COLUMN_BY_KEY[key].title)
            lines.append(plain(f"[{'x' if is_shown else ' '}] {title} {shown.mark(key)}".rstrip() + told))
        return lines

    @on(OptionList.OptionHighlighted, "#columns-list")
    def _tell(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the column under the cursor tells, as its head does to who points at it."""
        event.stop()
        about = COLUMN_BY_KEY[self._order[event.option_index]].about
        self.query_one("#columns-about", Static).update(plain(self.words(about), style="italic"))

    @property
    def _place(self) -> int:
        return self.query_one("#columns-list", OptionList).highlighted or 0

    def action_show_or_hide(self) -> None:
        """Show the column, or hide it; one column stays."""
        key, shown = self._order[self._place], self.layout_shown.columns
        wanted = {*shown, key} if key not in shown else {each for each in shown if each != key}
        if wanted:
            self._choose(tuple(each for each in self._order if each in wanted))

    def action_sort(self) -> None:
        """Sort by the column."""
        self.layout_shown = self.layout_shown.sorted_by(self._order[self._place])
        self._fill(self._place)

    def action_move(self, step: int) -> None:
        """Move the column."""
        place = self._place
        target = max(0, min(place + step, len(self._order) - 1))
        self._order.insert(target, self._order.pop(place))
        self._choose(tuple(each for each in self._order if each in self.layout_shown.columns), target)

    def _choose(self, columns: tuple[str, ...], place: int | None = None) -> None:
        self.layout_shown = replace(self.layout_shown, columns=columns)
        self._fill(self._place if place is None else place)

    @on(OptionList.OptionSelected, "#columns-list")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        """Close with the layout chosen."""
        self.dismiss(self.layout_shown)

    def action_leave(self) -> None:
        """Close and leave all as it was."""
        self.dismiss(None)
