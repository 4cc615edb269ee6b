"""The query bar: what is typed is a query; below it stands what is expected next, and what could be typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from textwrap import wrap
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from tracker.plan.characters import visible
from tracker.plan.message import say
from tracker.plan.query import EVERYTHING, Completion, Query, QueryReading, completions, read_query, read_typed
from tracker.plan.query_completion import label_text
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.acting import bindings
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList, stands
from tracker.screens.themes import QUIET_STYLE
from tracker.screens.typing import OrderedInput

MOST_SHOWN = 5
"""How many completions stand below the field."""

MOST_LINES = 2
"""How many lines of what is said of a query stand below the field."""

AT_ONCE = 2_000
"""How many tasks a query is read against while a key waits; with more it is read in the background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thought:
    """What a text means, and what could be typed at its cursor."""

    text: str
    reading: QueryReading
    offers: tuple[Completion, ...]


class QueryBar(Vertical):
    """A field for a query. A text that is no query yet leaves the last one in force."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.QUERY)

    @dataclass
    class Asked(Message):
        """Another query is asked for."""

        query: Query

    @dataclass
    class Left(Message):
        """The person goes on to what was found."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="query-bar")
        self.words = words
        self.view: PlanView | None = None
        self.query_asked = EVERYTHING
        self._offers: tuple[Completion, ...] = ()
        self._is_walking = False

    def compose(self) -> ComposeResult:
        """Lay out the field, what is said about it, and what could be typed."""
        yield OrderedInput(id="search", compact=True)
        yield Static(id="search-says", markup=False)
        yield GuardedOptionList(id="search-offers", markup=False, compact=True)

    def on_mount(self) -> None:
        """Hide what has nothing to say; the list is walked from the field."""
        self.query_one("#search-says").display = False
        offers = self.query_one("#search-offers", OptionList)
        offers.display = False
        offers.can_focus = False

    @property
    def field(self) -> OrderedInput:
        """The field."""
        return self.query_one("#search", OrderedInput)

    @property
    def is_asking(self) -> bool:
        """Whether the person is typing a query, or one is in force."""
        return self.field.has_focus or not self.query_asked.is_everything

    def open(self) -> None:
        """Let the person type."""
        hint = self.words(say("a query: words with or without tones, area:VI, due:<30/9/2022, overdue, not done"))
        self.field.placeholder = visible(hint)
        self.field.add_class("-open")
        self.field.focus()
        self._think(self.field.cursor_position)

    def clear(self, *, tells: bool = True) -> None:
        """Ask for everything again, and go; who says what to show then need not be told of it."""
        self.field.value = ""
        self.field.remove_class("-open")
        self._show_offers(())
        self._say(None)
        if tells:
            self._ask(EVERYTHING)
        self.query_asked = EVERYTHING

    def show(self, view: PlanView) -> None:
        """Read the query against another plan."""
        self.view = view
        reading = _reading(self.field.value, self._cursor, view, self.words.language)
        if reading.query is not None:
            self.query_asked = reading.query

    @property
    def _cursor(self) -> int | None:
        """Where the person types; None where the text is left as it is."""
        return self.field.cursor_position if self.field.has_focus else None

    def _ask(self, query: Query) -> None:
        if query != self.query_asked:
            self.query_asked = query
            self.post_message(self.Asked(query))

    # Reading what is typed; the newest text wins

    @on(OrderedInput.Changed, "#search")
    def _typed(self, event: OrderedInput.Changed) -> None:
        event.stop()
        self._think(self.field.cursor_position)

    def _think(self, cursor: int | None) -> None:
        """Read the text, as one that is being typed where a cursor is given."""
        view, text = self.view, self.field.value
        if view is None:
            return
        think = partial(_thought, text, cursor, view, self.words.language)
        if len(view.rows) <= AT_ONCE:
            self._told(think())
        else:
            self.run_worker(partial(self._think_aside, think), group="query", exclusive=True, thread=True)

    def _think_aside(self, think: "partial[_Thought]") -> None:
        worker = get_current_worker()
        thought = think()
        if not worker.is_cancelled:
            self.app.call_from_thread(self._told, thought)

    def _told(self, thought: _Thought) -> None:
        if thought.text != self.field.value:
            return
        self._say(thought.reading)
        if thought.reading.query is not None:
            self._ask(thought.reading.query)
        self._show_offers(thought.offers if self.field.has_focus and thought.text else ())

    def _say(self, reading: QueryReading | None) -> None:
        says = self.query_one("#search-says", Static)
        told = () if reading is None else (reading.problem, reading.expected, reading.hint)
        parts = list(dict.fromkeys(self.words(each) for each in told if each is not None))
        says.display = bool(parts)
        width = max(20, self.size.width - 2)
        lines = wrap(" · ".join(parts), width, max_lines=MOST_LINES, placeholder=" …")
        says.update(plain("\n".join(lines), multiline=True))

    # Completing

    def _show_offers(self, offers: Sequence[Completion]) -> None:
        self._offers, self._is_walking = tuple(offers[:MOST_SHOWN]), False
        listed = self.query_one("#search-offers", OptionList)
        listed.display = bool(self._offers)
        listed.clear_options()
        listed.add_options([Option(self._offer_content(each)) for each in self._offers])
        listed.highlighted = None

    def _offer_content(self, offer: Completion) -> Content:
        label = label_text(offer.label, self.words)
        told = plain(f"  {label}", style=QUIET_STYLE) if label and label != offer.text else plain("")
        return Content.assemble(plain(offer.text), told)

    def action_move(self, step: int) -> None:
        """Walk what could be typed while the field keeps the focus; below it is what was found."""
        if not self._offers:
            if step > 0:
                self.post_message(self.Left())
            return
        listed = self.query_one("#search-offers", OptionList)
        place = -1 if listed.highlighted is None else listed.highlighted
        if place + step < 0:
            listed.highlighted, self._is_walking = None, False
        else:
            listed.highlighted, self._is_walking = min(place + step, len(self._offers) - 1), True

    def action_take(self) -> None:
        """Take what is highlighted, or the first, into the field; with nothing to take go on to what was found."""
        if not self._offers:
            self.post_message(self.Left())
            return
        offer = self._offers[self.query_one("#search-offers", OptionList).highlighted or 0]
        text, end = self.field.value, offer.start + len(offer.text)
        rest = text[offer.end :]
        is_whole = not offer.text.endswith(":") and not rest
        self.field.value = text[: offer.start] + offer.text + (" " if is_whole else "") + rest
        self.field.cursor_position = end + is_whole

    @on(OrderedInput.Submitted, "#search")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        if self._is_walking:
            self.action_take()
            return
        if not event.value:
            self.field.remove_class("-open")
        self._show_offers(())
        self._think(None)
        self.post_message(self.Left())

    @on(OptionList.OptionSelected, "#search-offers")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if stands(event):
            event.option_list.highlighted = event.option_index
            self.action_take()
        self.field.focus()


def _reading(text: str, cursor: int | None, view: PlanView, language: str) -> QueryReading:
    """Read a text, as one that is being typed where a cursor is given, with what may be doubted about it."""
    reading = read_query(text, view) if cursor is None else read_typed(text, cursor, view, language)
    if reading.query is None or reading.expected is not None:
        return reading
    return replace(reading, hint=reading.query.doubt(view, language))


def _thought(text: str, cursor: int | None, view: PlanView, language: str) -> _Thought:
    offers = completions(text, cursor, view, language=language) if text and cursor is not None else ()
    known = text[:cursor].rpartition(" ")[2]
    return _Thought(
        text=text,
        reading=_reading(text, cursor, view, language),
        offers=tuple(each for each in offers if each.text not in (known, known.strip())),
    )
