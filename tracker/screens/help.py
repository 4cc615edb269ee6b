"""The help: the keys of the screen it is asked on, by what they are for and as the person has them, and the marks."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.plan.message import say
from tracker.plan.words import Words
from tracker.screens.acting import Acting, Entry, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import GROUPS, SCOPES, Group, Scope
from tracker.screens.inert import plain
from tracker.screens.themes import QUIET_STYLE

KEYS_WIDTH = 12
"""Cells for the keys of a command."""

_MOVES = {Scope.MAIN: ("table.choose", "main.back")}
_MOVES_BESIDE = ("lines.open", "place.back")
"""The commands that go on and back on the main screen, and on those beside it."""


class Help(Acting, Dialog[None]):
    """The keys of the app, and what the marks mean; the keys of other screens stand behind those of this one."""

    SCOPE = Scope.HELP
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.HELP)

    def __init__(self, words: Words, scope: Scope, entries: Sequence[Entry], marks: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.words = words
        self._place = scope
        self._entries = tuple(entries)
        self._marks = tuple(marks)

    def compose(self) -> ComposeResult:
        """Lay out keys and marks."""
        words = self.words
        title = f"{words(say('Keys'))} {words(SCOPES[self._place].title)}"
        marks = [f"{mark:<3} {name}" for mark, name in self._marks]
        with Vertical(classes="dialog large"):
            yield Static(plain(title, style="bold"), markup=False)
            with VerticalScroll():
                yield Static(self._keys_content(), markup=False)
                yield Static(plain("\n" + words(say("Marks")), multiline=True, style="bold"), markup=False)
                yield Static(plain("\n".join(marks), multiline=True), markup=False)
            yield Static(
                plain(words(say("{close} closes", close=key_of(self, "help.close"))), style=QUIET_STYLE), markup=False
            )

    def _keys_content(self) -> Content:
        """Return the commands in groups: what can be done here by purpose, then the other screens."""
        words = self.words
        here = [each for each in self._entries if each.node is not None]
        lines: list[Content] = []
        for group in Group:
            lines += self._section(words(GROUPS[group]), [each for each in here if each.command.group is group])
        away = [each for each in self._entries if each.node is None]
        for scope, listed in groupby(away, key=lambda each: each.command.scope):
            title = words(SCOPES[scope].title)
            lines += self._section(title[:1].upper() + title[1:], list(listed))
        opened, back = _MOVES.get(self._place, _MOVES_BESIDE)
        moving = say(
            "Arrows move, Tab goes to the next part, {open} goes on, {back} goes back; a click does it too.",
            open=key_of(self, opened),
            back=key_of(self, back),
        )
        lines.append(plain(words(moving), style=QUIET_STYLE))
        return Content("\n").join(lines)

    def _section(self, title: str, entries: Sequence[Entry]) -> list[Content]:
        if not entries:
            return []
        words = self.words
        rows = [
            plain(f"  {each.keys:<{KEYS_WIDTH}} {words(each.command.name)} — {words(each.command.help)}")
            for each in entries
        ]
        return [plain(title, style="bold"), *rows]

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)
