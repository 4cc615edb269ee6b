"""One value typed in a dialog, with the editor and the rules of its field."""

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static

from tracker.plan.edit import accepted
from tracker.plan.fields import Field, FieldKind, FieldValue
from tracker.plan.message import TrackerError, say
from tracker.plan.names import TaskId, year_of
from tracker.plan.plan import Plan
from tracker.plan.value import read_value, write_value
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of, keys_of
from tracker.screens.citations import Unconfirmed, ask_confirmed, check_confirmed
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.field_editor import cleaned_text, make_editor, rule_of, text_in
from tracker.screens.inert import plain
from tracker.screens.options import stands
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import Cleaned, OrderedInput, OrderedTextArea


@dataclass(frozen=True, slots=True)
class Typed:
    """The value a person typed; a value may be None, which is why it has a cover."""

    value: FieldValue


class ValueDialog(Acting, Dialog[Typed | None]):
    """Takes a value for a field, begun from one, and answers with what was typed once the field accepts it.

    ``text`` is what it begins with where that is no value the field could hold.
    """

    SCOPE = Scope.VALUE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.VALUE)

    def __init__(
        self,
        words: Words,
        plan: Plan,
        id: TaskId,
        subject: Field,
        value: FieldValue,
        *,
        about: str = "",
        text: str | None = None,
    ) -> None:
        super().__init__()
        self.words = words
        self._plan = plan
        self._about = about or str(id)
        self._year = year_of(id, plan.settings.year)
        self._subject = subject
        self._value = value
        self._begun = write_value(subject, value, plan.register) if text is None else text

    def compose(self) -> ComposeResult:
        """Lay out the field, its editor, what helps and the keys."""
        words, subject = self.words, self._subject
        with Vertical(classes="dialog", id="value"):
            yield Static(plain(f"{self._about} · {words(subject.title)}", style="bold"), markup=False)
            editor = make_editor(subject, self._begun, self._value, words)
            yield editor
            rule = rule_of(subject)
            yield Static(plain(words(rule) if rule else "", style=QUIET_STYLE), id="value-says", markup=False)
            take, leave = keys_of(self, "value.take"), key_of(self, "value.leave")
            many = isinstance(editor, OrderedTextArea)
            line = say("{take}: take it · {leave}: leave it", take=take if many else f"Enter {take}", leave=leave)
            yield Static(plain(words(line), style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Begin in the editor."""
        self.query_one(".editor").focus()

    @property
    def _text(self) -> str:
        return text_in(self.query_one(".editor"))

    @on(OrderedInput.Submitted, ".editor")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        self.action_take()

    @on(OptionList.OptionSelected, ".editor")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if stands(event):
            self.action_take()

    @on(Cleaned)
    def _cleaned(self, event: Cleaned) -> None:
        event.stop()
        self.query_one("#value-says", Static).update(plain(cleaned_text(event, self.words), style=LATE_STYLE))

    def action_take(self) -> None:
        """Close with the value; where the field does not accept it, say why and stay."""
        plan, held = self._plan, self._value if isinstance(self._value, tuple) else ()
        try:
            if self._subject.kind is FieldKind.DOCUMENTS:
                check_confirmed(self._text, plan.register, held)
            value = accepted(
                self._subject,
                read_value(
                    self._subject,
                    self._text,
                    year=self._year,
                    register=plan.register,
                    name=self.words.name,
                    held=self._value,
                ),
            )
        except Unconfirmed:
            editor = self.query_one(".editor")
            if isinstance(editor, OrderedTextArea):
                ask_confirmed(editor, self.words, plan.register, held)
            return
        except TrackerError as error:
            hint = f" · {self.words(error.hint)}" if error.hint is not None else ""
            told = plain(self.words(error.message) + hint, style=LATE_STYLE)
            self.query_one("#value-says", Static).update(told)
            return
        self.dismiss(Typed(value))

    def action_leave(self) -> None:
        """Close without a value."""
        self.dismiss(None)
