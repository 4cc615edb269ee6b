"""The dialog that asks for a name."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tracker.plan.message import Message, say
from tracker.plan.words import Words
from tracker.screens.acting import bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import OrderedInput


class NameDialog(Dialog[str | None]):
    """Asks under which name something is kept; ``told`` says what.

    ``doubt`` gives what a person has to know of a name before it is taken; Enter pressed again takes it.
    """

    SCOPE = Scope.NAMING
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.NAMING)

    def __init__(self, words: Words, title: str, told: str, doubt: Callable[[str], Message | None]) -> None:
        super().__init__()
        self.words = words
        self._title = title
        self._told = told
        self._doubt = doubt
        self._doubted = ""

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title, style="bold"), markup=False)
            yield Static(plain(self._told, multiline=True), markup=False)
            yield OrderedInput(id="name", compact=True)
            yield Static(id="name-doubt", markup=False)
            yield Static(
                plain(
                    self.words(say("Enter: keep · {leave}: cancel", leave=key_of(self, "naming.leave"))),
                    style=QUIET_STYLE,
                ),
                markup=False,
            )

    @on(OrderedInput.Submitted)
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        doubt = self._doubt(name) if name else None
        if doubt is not None and name != self._doubted:
            self._doubted = name
            told = say("{doubt}; Enter again does it", doubt=doubt)
            self.query_one("#name-doubt", Static).update(plain(self.words(told), style=LATE_STYLE))
        elif name:
            self.dismiss(name)

    def action_leave(self) -> None:
        """Close without a name."""
        self.dismiss(None)
