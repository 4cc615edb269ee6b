"""The list of commands: every command of every screen, found by name, with its keys and why it cannot be done now."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.fields import FIELDS
from tracker.plan.message import say
from tracker.plan.searching import match_rank
from tracker.plan.text import Rank
from tracker.plan.words import Words
from tracker.screens.acting import Acting, Entry, bindings
from tracker.screens.closing import Dialog
from tracker.screens.commands import COMMANDS, Command, Group, Scope
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList, stands
from tracker.screens.themes import QUIET_STYLE
from tracker.screens.typing import OrderedInput

KEYS_WIDTH = 12
"""Cells for the keys of a command."""

_EDITED = frozenset(each.action for each in COMMANDS)

FIELD_COMMANDS = tuple(
    Command(
        id=f"{Scope.MAIN}.field.{each.key}",
        action=f"edit_field('{each.key}')",
        keys=(),
        name=each.title,
        help=say("change this field of the task"),
        group=Group.EDIT,
        changes=True,
    )
    for each in FIELDS
    if each.key != "id" and not {f"edit_field('{each.key}')", f"edit_{each.name}"} & _EDITED
)
"""The fields that have no command of their own, to be found in the list beside the commands."""


class Palette(Acting, Dialog[Entry | None]):
    """Every command by name; typing narrows the list, with or without tones, in either language."""

    SCOPE = Scope.PALETTE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PALETTE)

    def __init__(self, words: Words, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.words = words
        self._entries = tuple(entries)
        self._shown = self._entries

    def compose(self) -> ComposeResult:
        """Lay out the field, the list and what is said of the chosen command."""
        with Vertical(id="palette", classes="dialog"):
            yield Static(plain(self.words(say("Commands")), style="bold"), markup=False)
            yield OrderedInput(id="palette-input", compact=True)
            yield GuardedOptionList(id="palette-list", markup=False, compact=True)
            yield Static(id="palette-say", markup=False)

    def on_mount(self) -> None:
        """Show every command."""
        self._fill()

    @on(OrderedInput.Changed, "#palette-input")
    def _typed(self, event: OrderedInput.Changed) -> None:
        event.stop()
        ranks = {each.command.id: self._rank(event.value, each) for each in self._entries}
        found = [each for each in self._entries if ranks[each.command.id] is not None]
        self._shown = tuple(sorted(found, key=lambda each: ranks[each.command.id] or 0))
        self._fill()

    def _rank(self, sought: str, entry: Entry) -> int | None:
        """Return how well a command answers, best first: by its name, then by its help, English name, keys and id."""
        command, words = entry.command, self.words
        by_name = match_rank(sought, words(command.name))
        if by_name is not None:
            return by_name
        text = f"{words(command.name)} {words(command.help)} {command.name.text} {entry.keys} {command.id}"
        by_text = match_rank(sought, text)
        return None if by_text is None else len(Rank) + by_text

    def _fill(self, place: int = 0) -> None:
        if not self.query("#palette-list"):  # it was left before its new size was drawn
            return
        listed = self.query_one("#palette-list", OptionList)
        listed.clear_options()
        listed.add_options([Option(self._line(each)) for each in self._shown])
        listed.highlighted = place if self._shown else None
        self._say()

    def _line(self, entry: Entry) -> Content:
        words, command = self.words, entry.command
        told = words(command.help if entry.reason is None else entry.reason)
        style = "" if entry.reason is None else QUIET_STYLE
        line = plain(f"{entry.keys:<{KEYS_WIDTH}} {words(command.name)} — {told}", style=style)
        return line.truncate(max(20, self.query_one("#palette-list").scrollable_content_region.width), ellipsis=True)

    def on_resize(self) -> None:
        """Fit the lines to the window, once the list has its width."""
        place = self.query_one("#palette-list", OptionList).highlighted
        self.call_after_refresh(self._fill, place or 0)

    @on(OptionList.OptionHighlighted, "#palette-list")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        self._say()

    def _say(self) -> None:
        """Say what the chosen command does, and why it cannot be done now."""
        entry = self._chosen
        words = self.words
        text = words(say("no command is called so")) if entry is None else words(entry.command.help)
        if entry is not None and entry.reason is not None:
            text += " · " + words(say("not now: {reason}", reason=entry.reason))
        self.query_one("#palette-say", Static).update(plain(text, style=QUIET_STYLE))

    @property
    def _chosen(self) -> Entry | None:
        place = self.query_one("#palette-list", OptionList).highlighted
        return self._shown[place] if place is not None and place < len(self._shown) else None

    def action_move(self, step: int) -> None:
        """Move in the list while the field keeps the focus."""
        listed = self.query_one("#palette-list", OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    @on(OrderedInput.Submitted, "#palette-input")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        self.dismiss(self._chosen)

    @on(OptionList.OptionSelected, "#palette-list")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if stands(event):
            self.dismiss(self._shown[event.option_index])

    def action_leave(self) -> None:
        """Close without a command."""
        self.dismiss(None)
