"""The preview of an import: what was read, what is in doubt or would change, and what a person decides of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from tracker.plan.message import Message, say, say_count
from tracker.plan.preview import Preview, PreviewItem
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, spoken
from tracker.screens.closing import Closing
from tracker.screens.commands import Scope
from tracker.screens.inert import plain, tell
from tracker.screens.lines import Cell, Line, Lines, row_content
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE

_PLACE_WIDTH = 15
_CHOICE_WIDTH = 24


class ImportPreview(Acting, Closing[Mapping[str, int] | None]):
    """Shows an import before it is written; closes with the choices by key, or with None to write nothing."""

    SCOPE = Scope.IMPORT
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.IMPORT)

    def __init__(self, words: Words, shown: Preview) -> None:
        super().__init__()
        self.words = words
        self._shown = shown
        self._items = {each.key: each for each in shown.items}
        self._chosen = {each.key: each.chosen for each in shown.items}

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings in force, their descriptions in words."""
        return spoken(super().active_bindings, self.words)

    def compose(self) -> ComposeResult:
        """Lay out the heading, the items and what is said of the one the cursor is on."""
        yield Static(plain(self._shown.title), id="heading", markup=False)
        yield Static(plain("\n".join(self._shown.summary), multiline=True), id="import-summary", markup=False)
        yield Lines(id="import-items")
        with VerticalScroll(id="import-detail", can_focus=False):
            yield Static(id="import-text", markup=False)
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show the items."""
        self._draw()
        self.query_one(Lines).focus()

    @property
    def undecided(self) -> tuple[PreviewItem, ...]:
        """The items that keep the import from being written."""
        return tuple(each for each in self._items.values() if each.closed or (each.must and not self._chosen[each.key]))

    def why_not(self, action: str) -> Message | None:
        """Return why a choice cannot be made; writing is never greyed out, it says itself what is in the way."""
        if action == "switch" and not self._items.get(self.query_one(Lines).key, _NOTHING).choices:
            return say("there is nothing to decide here.")
        return None

    def action_switch(self) -> None:
        """Take the next reading of the item the cursor is on."""
        item = self._items.get(self.query_one(Lines).key)
        if item is not None and item.choices:
            self._chosen[item.key] = (self._chosen[item.key] + 1) % len(item.choices)
            self._draw()
            self._tell(item)
            self.refresh_bindings()

    def action_next_open(self) -> None:
        """Put the cursor on the next item that has to be decided."""
        keys = [each.key for each in self.undecided]
        if keys:
            lines = self.query_one(Lines)
            here = list(self._items).index(lines.key) if lines.key in self._items else -1
            order = list(self._items)
            lines.select(next((key for key in keys if order.index(key) > here), keys[0]))

    def action_write(self) -> None:
        """Close with the choices made; where something has to be decided first, go there and say so."""
        count = len(self.undecided)
        if not count:
            self.dismiss(dict(self._chosen))
            return
        said = say_count("{count} line has to be decided first.", "{count} lines have to be decided first.", count)
        tell(self.app, self.words(said), severity="warning")
        self.action_next_open()

    def action_leave(self) -> None:
        """Close with nothing to write."""
        self.dismiss(None)

    @on(Lines.Entered)
    def _entered(self) -> None:
        self.action_switch()

    @on(Lines.Moved)
    def _moved(self, event: Lines.Moved) -> None:
        item = self._items.get(event.key)
        if item is not None:
            self._tell(item)
        self.refresh_bindings()

    def _draw(self) -> None:
        self.query_one(Lines).show([Line(key=each.key, draw=self._drawing(each)) for each in self._items.values()])

    def _drawing(self, item: PreviewItem) -> "_Drawing":
        return _Drawing(item, self._chosen[item.key])

    def _tell(self, item: PreviewItem) -> None:
        words = self.words
        lines = [item.message]
        if item.closed:
            lines.append(words(say("correct the annex: nothing chosen here can settle this.")))
        chosen = self._chosen[item.key]
        lines += [f"{'(•)' if place == chosen else '( )'} {choice}" for place, choice in enumerate(item.choices)]
        lines += [f"{label}: {text}" for label, text in item.details if text]
        self.query_one("#import-text", Static).update(plain("\n".join(lines), multiline=True))


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Draws one item for a width."""

    item: PreviewItem
    chosen: int

    def __call__(self, width: int) -> Content:
        """Return the line."""
        item = self.item
        is_open = item.closed or (item.must and not self.chosen)
        choice = item.choices[self.chosen] if item.choices else ""
        return row_content(
            width,
            (
                Cell("!" if is_open else "", 3, LATE_STYLE),
                Cell(item.place, _PLACE_WIDTH, QUIET_STYLE),
                Cell(item.message),
                Cell(choice, _CHOICE_WIDTH if item.choices else 1),
            ),
        )


_NOTHING = PreviewItem(key="", place="", message="")
