"""Why a mark stands where it stands, in sentences over the screen it stands on."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tracker.plan.message import Message, say
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of, spoken
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain


class Explanation(Acting, Dialog[None]):
    """Sentences one below the other; Escape, Enter or the key that asked closes them."""

    SCOPE = Scope.EXPLANATION
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EXPLANATION)

    def __init__(self, words: Words, title: str, said: Sequence[Message]) -> None:
        super().__init__()
        self.words = words
        self._title = title
        self._said = tuple(said)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings in force, their descriptions in words."""
        return spoken(super().active_bindings, self.words)

    def compose(self) -> ComposeResult:
        """Lay out title and sentences."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(self._title, style="bold"), markup=False)
            with VerticalScroll():
                for each in self._said:
                    yield Static(plain(f"· {words(each)}", multiline=True), markup=False, classes="sentence")
            yield Static(
                plain(words(say("{close} closes", close=key_of(self, "explanation.close"))), style="dim"), markup=False
            )

    def action_leave(self) -> None:
        """Close."""
        self.dismiss()
