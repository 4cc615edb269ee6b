"""One field on the sheet: its title, its value, what is said of it, and in place of the value an editor."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tracker.plan.fields import Field
from tracker.plan.message import Message as Sentence
from tracker.screens.acting import Acting, bindings
from tracker.screens.commands import Scope
from tracker.screens.messages import TaskChosen


class FieldRow(Acting, Vertical, can_focus=True):
    """One field: its title and value, and in place of the value an editor while it is edited.

    ``reason`` says why the field cannot be edited; None where it can. An editor goes into ``body``, between
    ``value`` and ``below``.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FIELD)

    @dataclass
    class Opened(Message):
        """The person wants to edit the field."""

        row: "FieldRow"

    def __init__(self, subject: Field, title: Content) -> None:
        super().__init__()
        self.subject = subject
        self.reason: Sentence | None = None
        self._is_made = False
        self.value = Static(classes="field-value", markup=False)
        self.below = Static(classes="field-note", markup=False)
        self.below.display = False
        self.body = Vertical(classes="field-body")
        self._title = Static(title, classes="field-title", markup=False)

    def reveal(self, *, is_shown: bool) -> None:
        """Show the row, or hide it; what it holds is made when it is shown first, as most rows never are."""
        self.display = is_shown
        if is_shown and not self._is_made and self.is_attached:
            self._is_made = True
            self.mount(self._title, self.body)
            self.body.mount(self.value, self.below)

    def show(self, value: Content) -> None:
        """Show another value."""
        self.value.update(value)

    def mark(self, title: Content) -> None:
        """Show another title."""
        self._title.update(title)

    def note(self, content: Content) -> bool:
        """Say something of the field below it, nothing where the content is empty; tell whether that is new."""
        is_new = content.plain != str(self.below.content)
        self.below.update(content)
        self.below.display = bool(content.plain)
        return is_new

    def forbid(self, reason: Sentence | None) -> None:
        """Grey the field out for this reason, or no longer."""
        self.reason = reason
        self.set_class(reason is not None, "-forbidden")

    def why_not(self, action: str) -> Sentence | None:
        """Return why the field cannot be edited now."""
        return self.reason if action == "edit" else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer editing only while no editor is open here."""
        return False if action == "edit" and self.query(".editor") else super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Ask to edit the field."""
        self.post_message(self.Opened(self))

    def on_click(self) -> None:
        """Edit on a second click."""
        if self.has_focus and self.reason is None:
            self.action_edit()


class KinRow(Acting, Static, can_focus=True):
    """A row that names a task of another plan, which this one comes from or goes on as."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FIELD)

    def __init__(self) -> None:
        super().__init__(classes="kin", markup=False)
        self.named = ""
        self.display = False

    def name_task(self, id: str, content: Content) -> None:
        """Name a task, or none where the id is empty."""
        self.named = id
        self.display = bool(id)
        self.update(content)

    def action_edit(self) -> None:
        """Ask for the task that is named."""
        if self.named:
            self.post_message(TaskChosen(self.named))

    def on_click(self) -> None:
        """Ask for the task that is named."""
        self.action_edit()


class MoreRow(Acting, Static, can_focus=True):
    """The last row of the fields: names those that are empty, and shows or hides them."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FIELD)

    @dataclass
    class Asked(Message):
        """The person wants to see the other fields too, or no longer."""

    def action_edit(self) -> None:
        """Ask for the other fields."""
        self.post_message(self.Asked())

    def on_click(self) -> None:
        """Ask for the other fields."""
        self.action_edit()
