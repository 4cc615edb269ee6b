"""A place of the app beside the main screen: a list of lines about the plan, narrowed as one types."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.widgets import Static

from tracker.plan.characters import visible
from tracker.plan.message import Message, say
from tracker.plan.names import TaskId
from tracker.plan.view import PlanView
from tracker.plan.why import explain
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, spoken
from tracker.screens.closing import Closing
from tracker.screens.commands import Scope
from tracker.screens.explanation import Explanation
from tracker.screens.footer import CommandFooter
from tracker.screens.inert import plain
from tracker.screens.lines import Line, Lines
from tracker.screens.smallest import TooSmall
from tracker.screens.typing import OrderedInput

ROOMY = 96
"""From this many cells on a list has room for a column more."""

LOW = 24
"""In fewer rows than this less is said of the line the cursor is on, so that the list has room."""


class Place(Acting, Closing[None]):
    """A place is given views and draws them; what it wishes it says in messages.

    A place of its own kind says ``heading_text``, ``lines``, ``detail`` and what entering a line does.
    """

    SCOPE = Scope.PLACE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PLACE)

    def __init__(self, words: Words) -> None:
        super().__init__(classes="place")
        self.words = words
        self.view: PlanView | None = None
        self.typed = ""

    def compose(self) -> ComposeResult:
        """Lay out the heading, the field, the list and what there is to say of the line the cursor is on."""
        yield Static(id="place-heading", markup=False)
        yield OrderedInput(id="place-narrow", compact=True)
        yield Lines(id="place-lines")
        yield Static(id="place-detail", markup=False)
        yield CommandFooter()
        yield TooSmall(self.words)

    def on_mount(self) -> None:
        """Put the cursor into the list."""
        if not self.query(Lines):  # the app is being left
            return
        self.listed.focus()
        hint = self.words(say("narrow: words with or without tones"))
        self.query_one("#place-narrow", OrderedInput).placeholder = visible(hint)
        self.fill()

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out anew, once they have their width."""
        self.set_class(event.size.height < LOW, "-low")
        self.call_after_refresh(self.fill)

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings in force, their descriptions in words."""
        return spoken(super().active_bindings, self.words)

    @property
    def listed(self) -> Lines:
        """The list."""
        return self.query_one("#place-lines", Lines)

    def show_plan(self, view: PlanView) -> None:
        """Show the plan as it stands; the cursor stays on what it is on."""
        self.view = view
        self.fill()

    def fill(self) -> None:
        """Make the heading and the lines anew."""
        if self.view is None or not self.query(Lines):  # not there yet, or the app is being left
            return
        self.query_one("#place-heading", Static).update(plain(f" {self.heading_text(self.view)}"))
        self.listed.show(self.lines(self.view, max(20, self.listed.size.width)))

    # What each place says

    def heading_text(self, view: PlanView) -> str:
        """Return the heading."""
        raise NotImplementedError

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return the lines of the list, which is so many cells wide."""
        raise NotImplementedError

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return what there is to say of a line beyond what fits into it; None where the list may have the room."""
        raise NotImplementedError

    def headline(self, number: str, title: str) -> str:
        """Return number and title of a task, cut to two lines, or to one where the window is low."""
        lines = 1 if self.has_class("-low") else 2
        room = max(20, lines * (self.size.width - 6))
        text = f"{number}  {title}"
        return text if len(text) <= room else f"{text[: room - 1]}…"

    def enter(self, view: PlanView, key: str) -> None:
        """Do what entering a line does."""
        raise NotImplementedError

    def explanation(self, view: PlanView, key: str) -> tuple[str, tuple[Message, ...]] | None:
        """Return a title and the sentences that say why a line stands as it does; None where there is nothing to say.

        A line whose key is ``task:`` and an id is a task.
        """
        row = view.row_by_id.get(TaskId(key.removeprefix("task:")))
        if row is None:
            return None
        return f"{row.task.number}  {row.task.headline}", explain(row, view.of(row.task.id))

    def explain(self, view: PlanView, key: str) -> None:
        """Show why a line stands as it does."""
        found = self.explanation(view, key)
        if found is not None:
            self.app.push_screen(Explanation(self.words, *found))

    def action_why(self) -> None:
        """Show why the line the cursor is on stands as it does."""
        if self.view is not None:
            self.explain(self.view, self.listed.key)

    # Moving

    @on(Lines.Moved)
    def _moved(self, event: Lines.Moved) -> None:
        event.stop()
        text = self.detail(self.view, event.key) if self.view is not None else None
        detail = self.query_one("#place-detail", Static)
        detail.display = text is not None
        detail.update(plain(text or "", multiline=True))

    @on(Lines.Entered)
    def _entered(self, event: Lines.Entered) -> None:
        event.stop()
        if self.view is not None:
            self.enter(self.view, event.key)

    def action_narrow(self) -> None:
        """Open the field that narrows the list."""
        field = self.query_one("#place-narrow", OrderedInput)
        field.add_class("-open")
        field.focus()

    @on(OrderedInput.Changed, "#place-narrow")
    def _narrowed(self, event: OrderedInput.Changed) -> None:
        event.stop()
        if event.value != self.typed:
            self.typed = event.value
            self.fill()

    @on(OrderedInput.Submitted, "#place-narrow")
    def _narrowed_enough(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        event.input.set_class(bool(event.value), "-open")
        self.listed.focus()

    def action_back(self) -> None:
        """Leave the field, or the place."""
        field = self.query_one("#place-narrow", OrderedInput)
        if field.has_class("-open"):
            field.value = ""
            field.remove_class("-open")
            self.listed.focus()
        else:
            self.dismiss()
