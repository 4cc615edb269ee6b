"""Dialogs: one question each, answered through ``dismiss``."""

from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from tracker.plan.message import say
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import OrderedInput

Answer = TypeVar("Answer")


class Asking(Dialog[Answer]):
    """Asks by a title, a text and the keys that answer."""

    def __init__(self, title: str, text: str, keys: str) -> None:
        super().__init__()
        self._title = title
        self._text = text
        self._keys = keys

    def compose(self) -> ComposeResult:
        """Lay out title, text and the keys that answer."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title, style="bold"), markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(plain(self._text, multiline=True), markup=False)
            yield Static(plain(self._keys, style=QUIET_STYLE), markup=False)


class Question(Asking[bool]):
    """A question with two answers: Enter or F2 for yes, Escape for no."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.QUESTION)

    def action_answer(self, answer: bool) -> None:
        """Close with the answer."""
        self.dismiss(answer)


@dataclass(frozen=True, slots=True)
class Person:
    """Who a person says they are."""

    name: str
    email: str


class IdentityDialog(Dialog[Person | None]):
    """Asks once who is working here; every commit carries it."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.IDENTITY)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words

    def compose(self) -> ComposeResult:
        """Lay out the two questions."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(words(say("Who are you?")), style="bold"), markup=False)
            yield Static(
                plain(words(say("Every edit is a commit with your name. It is kept for this repository only."))),
                markup=False,
            )
            yield Static(plain(words(say("Full name"))), markup=False)
            yield OrderedInput(id="name", compact=True)
            yield Static(plain(words(say("E-mail"))), markup=False)
            yield OrderedInput(id="email", compact=True)
            yield Static(
                plain(
                    words(say("Enter: go on · {leave}: cancel", leave=key_of(self, "identity.cancel"))),
                    style=QUIET_STYLE,
                ),
                id="identity-say",
                markup=False,
            )

    @on(OrderedInput.Submitted)
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        name = self.query_one("#name", OrderedInput).value.strip()
        email = self.query_one("#email", OrderedInput).value.strip()
        if event.input.id == "name" and not email:
            self.query_one("#email", OrderedInput).focus()
        elif not name:
            self.query_one("#name", OrderedInput).focus()
        elif "@" not in email.strip("@") or " " in email or set(name + email) & set("<>\n"):
            text = plain(self.words(say("this is no e-mail address; write it as name@office.vn")), style=LATE_STYLE)
            self.query_one("#identity-say", Static).update(text)
        else:
            self.dismiss(Person(name, email))

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class ReasonDialog(Acting, Dialog[str | None]):
    """Asks why an edit is made; Enter saves with the reason."""

    SCOPE = Scope.REASON
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.REASON)

    def __init__(self, words: Words, sentence: str, reason: str) -> None:
        super().__init__()
        self.words = words
        self._sentence = sentence
        self._reason = reason

    def compose(self) -> ComposeResult:
        """Lay out the sentence of the commit, the reason and the keys."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(words(say("Why? The reason is kept in the commit.")), style="bold"), markup=False)
            yield Static(plain(self._sentence), markup=False)
            yield OrderedInput(value=self._reason, id="reason", compact=True)
            yield Static(
                plain(
                    words(say("Enter: save with it · {leave}: no", leave=key_of(self, "reason.leave"))),
                    style=QUIET_STYLE,
                ),
                markup=False,
            )

    @on(OrderedInput.Submitted, "#reason")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        """Close without saving."""
        self.dismiss(None)
