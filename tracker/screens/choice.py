"""One out of many, found by typing: agencies of the register, fields of a task."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.agency import Agency, Register
from tracker.plan.dates import date_text
from tracker.plan.message import say
from tracker.plan.searching import match_rank
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList, stands
from tracker.screens.themes import QUIET_STYLE
from tracker.screens.typing import OrderedInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to choose: its key, how it is shown, and every text it may be found by, the first the best."""

    key: str
    label: str
    names: tuple[str, ...]


def found(choices: Iterable[Choice], sought: str) -> list[Choice]:
    """Return the choices the text finds, the best first; all of them where nothing is sought."""
    ranked = []
    for place, each in enumerate(choices):
        ranks = [rank for name in each.names if (rank := match_rank(sought, name)) is not None]
        if ranks:
            ranked.append((min(ranks), place, each))
    return [each for _, _, each in sorted(ranked, key=lambda entry: entry[:2])]


def agency_choices(register: Register, words: Words, on: date | None) -> tuple[Choice, ...]:
    """Return the agencies of the register, those in being on the day first."""
    agencies = sorted(register.agencies.values(), key=lambda each: on is not None and not each.is_valid(on))
    return tuple(Choice(key=each.id, label=_agency_label(each, words), names=each.names) for each in agencies)


def _agency_label(agency: Agency, words: Words) -> str:
    short = f" ({agency.short[0]})" if agency.short else ""
    ended = ""
    if agency.valid_to is not None:
        ended = " · " + words(say("until {day}", day=date_text(agency.valid_to)))
    return f"{agency.name}{short}{ended}"


class ChoiceDialog(Acting, Dialog[str | None]):
    """Finds one of many by typing, with or without tones, and answers with its key."""

    SCOPE = Scope.CHOICE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CHOICE)

    def __init__(self, words: Words, title: str, choices: Sequence[Choice], sought: str = "") -> None:
        super().__init__()
        self.words = words
        self._title = title
        self._choices = tuple(choices)
        self._sought = sought
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        """Lay out the field, the list and the keys."""
        with Vertical(classes="dialog"):
            yield Static(plain(self._title, style="bold"), markup=False)
            yield OrderedInput(value=self._sought, id="choice-input", compact=True)
            yield GuardedOptionList(id="choice-list", markup=False, compact=True)
            yield Static(
                plain(
                    self.words(
                        say(
                            "{up} {down} · Enter: take it · {leave}: no",
                            up=key_of(self, "choice.up"),
                            down=key_of(self, "choice.down"),
                            leave=key_of(self, "choice.leave"),
                        )
                    ),
                    style=QUIET_STYLE,
                ),
                markup=False,
            )

    def on_mount(self) -> None:
        """Show what the first text finds, or everything where it finds nothing."""
        self._fill(self._sought)
        if not self._shown:
            self.query_one("#choice-input", OrderedInput).value = ""

    @on(OrderedInput.Changed, "#choice-input")
    def _typed(self, event: OrderedInput.Changed) -> None:
        event.stop()
        self._fill(event.value)

    def _fill(self, sought: str) -> None:
        self._shown = found(self._choices, sought)
        listed = self.query_one("#choice-list", OptionList)
        listed.clear_options()
        listed.add_options([Option(plain(each.label)) for each in self._shown])
        listed.highlighted = 0 if self._shown else None

    def action_move(self, step: int) -> None:
        """Move in the list while the field keeps the focus."""
        listed = self.query_one("#choice-list", OptionList)
        if step > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    @on(OrderedInput.Submitted, "#choice-input")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        place = self.query_one("#choice-list", OptionList).highlighted
        if place is not None and self._shown:
            self.dismiss(self._shown[place].key)

    @on(OptionList.OptionSelected, "#choice-list")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if stands(event):
            self.dismiss(self._shown[event.option_index].key)

    def action_leave(self) -> None:
        """Close without a choice."""
        self.dismiss(None)
