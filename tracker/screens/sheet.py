"""The sheet of one task: every field, its problems and its history, edited where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import AwaitMount
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.dates import date_text
from tracker.plan.edit import Edit, Wish, accepted, sentence
from tracker.plan.fields import FIELD_BY_KEY, Change, Field, FieldKind, FieldValue
from tracker.plan.history import HistoryEntry
from tracker.plan.message import Message as Sentence
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.plan import BrokenRecord, Plan
from tracker.plan.problem import Problem
from tracker.plan.sentence import change_lines
from tracker.plan.task import Status, Task
from tracker.plan.value import read_value, write_value
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.marks import PENDING, STATUS_MARKS, timeliness_style
from tracker.screens.messages import DraftChanged
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import Cleaned, OrderedInput, OrderedTextArea

SHOWN = (
    "progress.status",
    "progress.completed",
    "progress.percent",
    "progress.awaiting",
    "assignment.lead",
    "assignment.coordinating",
    "assignment.others",
    "assignment.reporter",
    "schedule.text",
    "product",
    "progress.result",
    "progress.documents",
    "progress.obstacle",
    "progress.proposal",
    "assignment.text",
    "schedule.kind",
    "schedule.start",
    "schedule.condition",
    "schedule.extensions",
    "basis",
    "source",
    "id",
)
"""The fields in the order a reader wants them; the title stands in the heading, the due date with the schedule."""

SHOWN_WITH = {"schedule.due": "schedule.text"}
"""The fields that have no row of their own, and the row they stand in."""

EDITABLE = frozenset(
    {
        "progress.status",
        "progress.completed",
        "progress.percent",
        "progress.awaiting",
        "progress.result",
        "progress.documents",
        "progress.obstacle",
        "progress.proposal",
    }
)
"""The fields edited in place."""

_KINDS_IN_LINES = (FieldKind.LINES, FieldKind.DOCUMENTS)


@dataclass(slots=True)
class Pending:
    """What a person has changed in one task and not saved.

    ``wishes`` is by field, ``typed`` the text of fields that cannot be read yet; ``seen`` is what such a field
    held before the person's eyes.
    """

    wishes: dict[str, Wish] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    seen: dict[str, FieldValue] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is unsaved."""
        return not self.wishes and not self.typed

    def base(self, key: str, held: FieldValue) -> FieldValue:
        """Return the value the person saw in the field when they began to change it, else what it holds."""
        return self.wishes[key].seen if key in self.wishes else self.seen.get(key, held)

    def forget(self, key: str) -> None:
        """Forget what is unsaved in the field."""
        self.wishes.pop(key, None)
        self.typed.pop(key, None)
        self.seen.pop(key, None)


class FieldRow(Acting, Vertical, can_focus=False):
    """One field: its title and value, and in their place an editor while it is edited."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.FIELD)

    @dataclass
    class Opened(Message):
        """The person wants to edit the field."""

        row: "FieldRow"

    def __init__(self, subject: Field, title: Content, value: Content, *, editable: bool) -> None:
        super().__init__(classes="editable" if editable else "")
        self.subject = subject
        self.can_focus = editable
        self._title = Static(title, classes="field-title", markup=False)
        self._value = Static(value, classes="field-value", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out title and value."""
        yield self._title
        with Vertical(classes="field-body"):
            yield self._value

    def show(self, title: Content, value: Content) -> None:
        """Show another value."""
        self._title.update(title)
        self._value.update(value)

    def mark(self, title: Content) -> None:
        """Show another title alone."""
        self._title.update(title)

    def why_not(self, action: str) -> Sentence | None:
        """Return why the field cannot be edited now."""
        return self.query_ancestor(Sheet).why_not_edit if action == "edit" else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer editing only while no editor is open here."""
        return False if action == "edit" and self.query(".editor") else super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Ask to edit the field."""
        if self.can_focus:
            self.post_message(self.Opened(self))

    def on_click(self) -> None:
        """Edit on a second click."""
        if self.has_focus:
            self.action_edit()


class Sheet(VerticalScroll, can_focus=False):
    """All of one task. Unsaved changes stay with their task until they are saved or dropped."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.SHEET)

    @dataclass
    class PendingChanged(Message):
        """What is unsaved in the task shown has changed."""

        id: str

    @dataclass
    class Left(Message):
        """The person leaves the sheet."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="sheet")
        self.words = words
        self.view: PlanView | None = None
        self.row: TaskRow | None = None
        self.plan_words = words
        self.read_only: Sentence | None = None
        self.pending: dict[str, Pending] = {}
        self.editing: Field | None = None
        self._editor: OrderedInput | OrderedTextArea | OptionList | None = None
        self._base: FieldValue = None
        self._moved = ""
        self._untouched: str | None = None

    def compose(self) -> ComposeResult:
        """Lay out the heading, the fields, the problems and the history."""
        yield Static(id="sheet-heading", markup=False)
        yield Static(id="sheet-standing", markup=False)
        for key in SHOWN:
            subject = FIELD_BY_KEY[key]
            yield FieldRow(subject, plain(self.words(subject.title)), plain(""), editable=key in EDITABLE)
        yield Static(id="sheet-problems", markup=False)
        yield Static(id="sheet-history", markup=False)

    # Showing

    def show(self, view: PlanView, row: TaskRow) -> None:
        """Show the task; an editor that is open for another one closes, its text kept as unsaved."""
        same = self.row is not None and self.row.task.id == row.task.id
        if not same and self.editing is not None:
            self._take_typed()
            self.close_editor()
        self.view = view
        self.row = row
        task = row.task
        self.query_one("#sheet-heading", Static).update(plain(f"{task.number}  {task.headline}"))
        self.query_one("#sheet-standing", Static).update(self._standing(row))
        for each in self.query(FieldRow):
            each.display = True
            self._show_field(each)
        problems = view.problems_by_task.get(task.id, ())
        self.query_one("#sheet-problems", Static).update(self._problems(problems))
        if not same:
            self.query_one("#sheet-history", Static).update(plain(""))
            self.scroll_home(animate=False)
        elif self.editing is not None:
            self._say_moved(view, self.editing, self.editing.value(task))

    def _say_moved(self, view: PlanView, subject: Field, now: FieldValue) -> None:
        """Say at the open field where what stands there is no longer what the person has before their eyes."""
        value = self.words.field_text(now, view.plan.register)
        moved = self.words(say("changed underneath; it now says: {value}", value=value)) if now != self._base else ""
        if moved != self._moved:
            self._moved = moved
            self._say_in_field(self._help(subject))

    def show_nothing(self) -> None:
        """Leave the task, because none is selected; an editor that is open closes, its text kept as unsaved."""
        if self.editing is not None:
            self._take_typed()
            self.close_editor()
        self.row = None

    def show_broken(self, broken: BrokenRecord) -> None:
        """Show why a record cannot be read, and where."""
        self.show_nothing()
        self.query_one("#sheet-heading", Static).update(plain(broken.path, style="bold"))
        self.query_one("#sheet-standing", Static).update(
            plain(self.words(say("this record cannot be read; nothing is written to it")))
        )
        for each in self.query(FieldRow):
            each.display = False
        self.query_one("#sheet-problems", Static).update(self._problems(broken.problems))
        self.query_one("#sheet-history", Static).update(plain(""))

    def show_history(self, id: str, entries: tuple[HistoryEntry, ...]) -> None:
        """Show the history of the task, if it is still the one on the sheet."""
        if not self._is_shown(id) or self.view is None:
            return
        lines = [plain(self.words(say("History")), style="bold underline")]
        for each in entries:
            source = each.trailers.rebuilt_from
            origin = self.words(say("rebuilt from {source}", source=source)) if source else each.author
            lines.append(plain(f"{date_text(each.when.date())} · {origin} · {each.commit[:9]}", style="bold"))
            if each.problem is not None:
                lines.append(plain("  " + self.words(each.problem)))
            elif each.is_first:
                lines.append(plain("  " + self.words(say("added to the plan"))))
            elif not each.changes:
                lines.append(plain("  " + self.words(say("remarks in the record, no field"))))
            for change in each.changes:
                lines.extend(plain("  " + line) for line in change_lines(change, self.words, self.view.plan.register))
        self.query_one("#sheet-history", Static).update(Content("\n").join(lines))

    def _standing(self, row: TaskRow) -> Content:
        words = self.words
        name = words.name(row.standing.timeliness)
        if row.standing.days_late:
            name += " · " + words(say_count("{count} day late", "{count} days late", row.standing.days_late))
        elif row.standing.days_left is not None and not row.is_done:
            name += " · " + words(say_count("{count} day left", "{count} days left", row.standing.days_left))
        if not row.has_report:
            name += " · " + words(say("no report yet"))
        return plain(name, style=timeliness_style(row.standing.timeliness))

    def _problems(self, problems: tuple[Problem, ...]) -> Content:
        if not problems:
            return plain("")
        lines = [plain(self.words(say("Problems")), style="bold underline")]
        for each in problems:
            place = f" ({self.words(say('line {line}', line=each.line))})" if each.line else ""
            lines.append(plain(f"  {self.words.name(each.severity)}: {self.words(each.message)}{place}"))
            if each.hint is not None:
                lines.append(plain(f"    → {self.words(each.hint)}"))
        return Content("\n").join(lines)

    def _show_field(self, row: FieldRow) -> None:
        if self.row is None or self.view is None:
            return
        task = self.row.task
        subject = row.subject
        pending = self.pending.get(task.id)
        wish = pending.wishes.get(subject.key) if pending is not None else None
        value = wish.value if wish is not None else subject.value(task)
        row.show(plain(self._title(subject, task)), self._value(subject, value, task))
        row.display = subject.key in EDITABLE or value not in (None, "", ())

    def _title(self, subject: Field, task: Task) -> str:
        pending = self.pending.get(task.id)
        unsaved = pending is not None and (subject.key in pending.wishes or subject.key in pending.typed)
        return self.words(subject.title) + (f" {PENDING}" if unsaved else "")

    def _value(self, subject: Field, value: FieldValue, task: Task) -> Content:
        register = self.view.plan.register if self.view is not None else None
        if register is None:
            return plain("")
        if isinstance(value, Status):
            return plain(f"{STATUS_MARKS[value]} {self.words.name(value)}")
        if subject.kind is FieldKind.DOCUMENTS and isinstance(value, tuple) and value:
            return plain("\n".join(self.words.element_text(each, register) for each in value), multiline=True)
        if subject.key == "schedule.text" and task.schedule.last_due is not None:
            return plain(f"{task.schedule.text} ({date_text(task.schedule.last_due)})")
        return plain(self.words.field_text(value, register), multiline=True)

    # Editing

    @property
    def shown_task(self) -> Task | None:
        """The task on the sheet."""
        return self.row.task if self.row is not None else None

    @property
    def why_not_edit(self) -> Sentence | None:
        """Why nothing on the sheet can be edited now; None where it can."""
        if self.read_only is not None:
            return say("read only: {reason}", reason=self.read_only)
        if self.row is None or self.view is None:
            return say("this record cannot be read; nothing is written to it")
        if self.row.task.id in self.view.plan.read_only:
            return say("this record is of a newer format; it can only be read")
        return None

    @property
    def editor(self) -> OrderedInput | OrderedTextArea | OptionList | None:
        """The editor that is open."""
        return self._editor

    @on(FieldRow.Opened)
    def _open(self, event: FieldRow.Opened) -> None:
        event.stop()
        self.open_editor(event.row.subject.key)

    def open_editor(self, key: str) -> None:
        """Put an editor in the place of the field's value."""
        task = self.shown_task
        if task is None or self.view is None or key not in EDITABLE:
            return
        if self.why_not_edit is not None:
            return
        self._take_typed()
        self.close_editor()
        subject = FIELD_BY_KEY[key]
        row = self._row_of(key)
        pending = self.pending.get(task.id, Pending())
        value = pending.wishes[key].value if key in pending.wishes else subject.value(task)
        text = pending.typed.get(key, write_value(subject, value))
        self.editing = subject
        self._base, self._moved = pending.base(key, subject.value(task)), ""
        editor = self._editor = self._make_editor(subject, text, value)
        is_new = key not in pending.wishes and key not in pending.typed
        self._untouched = self._typed_text if is_new else None
        row.query_one(".field-value").display = False
        help = Static(plain(self._help(subject), style=QUIET_STYLE), classes="field-help", markup=False)
        mounted = row.query_one(".field-body").mount(editor, help)
        editor.focus()
        self.call_later(self._opened, mounted, row)

    async def _opened(self, mounted: AwaitMount, row: FieldRow) -> None:
        """Bring the editor into view once it is there, and say again what is wrong with a text kept from before."""
        await mounted
        task = self.shown_task
        pending = self.pending.get(task.id) if task is not None else None
        if self.editing is row.subject and pending is not None and row.subject.key in pending.typed:
            self._take_typed()
        self._bring_into_view(row)

    def _make_editor(self, subject: Field, text: str, value: FieldValue) -> OrderedInput | OrderedTextArea | OptionList:
        if subject.kind is FieldKind.STATUS:
            options = [Option(plain(f"{STATUS_MARKS[each]} {self.words.name(each)}"), id=each.value) for each in Status]
            editor = OptionList(*options, classes="editor", markup=False)
            editor.highlighted = next((n for n, each in enumerate(Status) if each is value), 0)
            return editor
        if subject.kind in _KINDS_IN_LINES:
            area = OrderedTextArea(text, classes="editor")
            area.show_line_numbers = False
            area.tab_behavior = "focus"
            area.move_cursor(area.document.end)
            return area
        return OrderedInput(value=text, classes="editor", compact=True)

    def _help(self, subject: Field) -> str:
        match subject.kind:
            case FieldKind.STATUS:
                return self.words(say("Enter chooses · Esc leaves it as it was"))
            case FieldKind.DATE:
                return self.words(say("dd/mm/yyyy, the date of the product · Enter · Esc"))
            case FieldKind.PERCENT:
                return self.words(say("0 to 100 · Enter · Esc"))
            case FieldKind.DOCUMENTS:
                return self.words(say("one document on a line, pasted as it is cited · Ctrl+S saves · Esc leaves"))
            case FieldKind.LINES:
                return self.words(say("one fact on a line · Ctrl+S saves · Esc leaves, the draft is kept"))
            case _:
                return self.words(say("Enter takes it over · Esc leaves"))

    def _row_of(self, key: str) -> FieldRow:
        return next(each for each in self.query(FieldRow) if each.subject.key == key)

    def close_editor(self) -> None:
        """Close the editor; what was typed has become a wish or an unsaved text already."""
        subject = self.editing
        if subject is None:
            return
        self.editing = self._editor = None
        row = self._row_of(subject.key)
        for each in row.query(".editor, .field-help"):
            each.remove()
        row.query_one(".field-value").display = True
        self._show_field(row)

    @on(OptionList.OptionSelected, ".editor")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_list is self._editor:
            self._take(event.option.id or "")
            self._finish()

    @on(OrderedInput.Submitted, ".editor")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        if event.input is self._editor and self._take(event.value):
            self._finish()

    @on(OrderedInput.Changed, ".editor")
    @on(OrderedTextArea.Changed, ".editor")
    def _typed(self, event: OrderedInput.Changed | OrderedTextArea.Changed) -> None:
        event.stop()
        if event.control is self._editor:
            self._take_typed()

    @property
    def _is_text(self) -> bool:
        return isinstance(self._editor, OrderedInput | OrderedTextArea)

    def _take_typed(self) -> None:
        """Take what stands in the open field; the message that tells of the last keys may still be on its way."""
        if (text := self._typed_text) is not None:
            self._take(text)

    @property
    def _typed_text(self) -> str | None:
        """The text of the open field, None where nothing is typed in it."""
        match self._editor:
            case OrderedInput(value=text) | OrderedTextArea(text=text):
                return text
        return None

    @on(Cleaned)
    def _cleaned(self, event: Cleaned) -> None:
        event.stop()
        notes = []
        if event.joined:
            notes.append(
                self.words(
                    say_count("{count} line end became a blank", "{count} line ends became blanks", event.joined)
                )
            )
        if event.removed:
            notes.append(
                self.words(
                    say_count(
                        "{count} hidden character was left out",
                        "{count} hidden characters were left out",
                        event.removed,
                    )
                )
            )
        if event.cut:
            notes.append(
                self.words(say_count("{count} character did not fit", "{count} characters did not fit", event.cut))
            )
        self._say_in_field("; ".join(notes))

    def _say_in_field(self, text: str, *, wrong: bool = False) -> None:
        text, wrong = " · ".join(each for each in (self._moved, text) if each), wrong or bool(self._moved)
        for each in self.query(".field-help").results(Static):
            each.update(plain(text, style=LATE_STYLE if wrong else QUIET_STYLE))
        if self.editing is not None:
            self._bring_into_view(self._row_of(self.editing.key))

    def _bring_into_view(self, row: FieldRow) -> None:
        """Scroll until the field, its editor and what is said about it are seen, once they have their sizes."""
        self.call_after_refresh(self.scroll_to_widget, row, animate=False)

    def _take(self, text: str) -> bool:
        """Take the editor's text as a wish where it can be read; tell why where not. The text is kept in any case."""
        task, subject = self.shown_task, self.editing
        if task is None or subject is None or self.view is None:
            return False
        pending = self.pending.setdefault(task.id, Pending())
        held, seen = subject.value(task), self._base
        if text == self._untouched:  # what stands there may be what could not be typed: a hidden character
            pending.forget(subject.key)
            self._changed(subject, None, seen)
            self._say_in_field(self._help(subject))
            return True
        try:
            value = self._read(self.view.plan, subject, text, held)
        except TrackerError as error:
            hint = f" · {self.words(error.hint)}" if error.hint is not None else ""
            self._say_in_field(self.words(error.message) + hint, wrong=True)
            pending.forget(subject.key)
            pending.typed[subject.key] = text
            pending.seen[subject.key] = seen
            self._changed(subject, text, seen)
            return False
        pending.forget(subject.key)
        if value == seen:
            self._changed(subject, None, seen)
        else:
            pending.wishes[subject.key] = Wish(field=subject, value=value, seen=seen, has_seen=True)
            self._changed(subject, text, seen)
        self._say_in_field(self._understood(subject, value))
        return True

    def _read(self, plan: Plan, subject: Field, text: str, held: FieldValue) -> FieldValue:
        """Return the value the text of a field stands for, as the field keeps it; raise where a rule forbids it."""
        year, register = plan.settings.year, plan.register
        return accepted(
            subject, read_value(subject, text, year=year, register=register, name=self.words.name, held=held)
        )

    def _understood(self, subject: Field, value: FieldValue) -> str:
        """Return the help of the field, or what was recognised in it."""
        if subject.kind is FieldKind.DOCUMENTS and isinstance(value, tuple) and self.view is not None:
            count = say_count("{count} document recognised", "{count} documents recognised", len(value))
            return f"{self.words(count)}: {self.words.field_text(value, self.view.plan.register)}"
        return self._help(subject)

    def _changed(self, subject: Field, text: str | None, seen: FieldValue) -> None:
        task = self.shown_task
        if task is None:
            return
        if self.pending.get(task.id, Pending()).is_empty:
            self.pending.pop(task.id, None)
        self._row_of(subject.key).mark(plain(self._title(subject, task)))
        self.post_message(DraftChanged(task.id, subject, text, seen))
        self.post_message(self.PendingChanged(task.id))

    def _finish(self) -> None:
        subject = self.editing
        self.close_editor()
        if subject is not None:
            self._row_of(subject.key).focus()

    def action_leave_field(self) -> None:
        """Leave the editor, its text kept as unsaved; or leave the sheet."""
        if self.editing is None:
            self.post_message(self.Left())
            return
        if isinstance(self.editor, OptionList):
            self._finish()
            return
        self._finish()

    def focus_first(self) -> None:
        """Put the cursor on the first field that can be edited."""
        for each in self.query(FieldRow):
            if each.can_focus and each.display:
                each.focus(scroll_visible=False)
                self.scroll_home(animate=False)
                return

    def go_to(self, key: str) -> None:
        """Put the cursor on a field where it can be edited, and bring it into view in any case."""
        row = next((each for each in self.query(FieldRow) if each.subject.key == SHOWN_WITH.get(key, key)), None)
        if row is None:
            return
        row.display = True
        if row.can_focus:
            row.focus(scroll_visible=False)
        self._bring_into_view(row)

    def scroll_to_history(self) -> None:
        """Bring the history into view."""
        self.call_after_refresh(self.scroll_to_widget, self.query_one("#sheet-history"), animate=False, top=True)

    # Unsaved changes

    def edit(self) -> Edit | None:
        """Return the unsaved changes of the task shown as one edit, or None."""
        task = self.shown_task
        pending = self.pending.get(task.id) if task is not None else None
        if pending is None or not pending.wishes:
            return None
        return Edit(wishes=tuple(pending.wishes.values()))

    def sentence(self) -> str:
        """Return the sentence the unsaved changes will leave in history; empty where there are none."""
        task, edit = self.shown_task, self.edit()
        if task is None or edit is None:
            return ""
        try:
            return self.plan_words(sentence(task, edit.apply(task)))
        except TrackerError as error:
            return self.words(error.message)

    @property
    def has_unreadable(self) -> bool:
        """Whether a field holds text that cannot be taken as it is."""
        task = self.shown_task
        pending = self.pending.get(task.id) if task is not None else None
        return pending is not None and bool(pending.typed)

    def unsaved(self) -> list[DraftChanged]:
        """Return all that is unsaved, with what was typed a moment ago and is not told of yet."""
        self._take_typed()
        return [
            DraftChanged(id, FIELD_BY_KEY[key], text, pending.base(key, None))
            for id, pending in self.pending.items()
            for key, text in (
                *((key, write_value(wish.field, wish.value)) for key, wish in pending.wishes.items()),
                *pending.typed.items(),
            )
        ]

    def settle(self, id: str, edit: Edit) -> None:
        """Forget what was saved; what was typed since then stays unsaved, on top of what was saved."""
        for wish in edit.wishes:
            key = wish.field.key
            is_open, base = self._is_open(id, wish.field), self._base
            if is_open:
                self._take_typed()
                self._base, self._untouched, self._moved = wish.value, None, ""
            pending = self.pending.setdefault(id, Pending())
            newer = pending.wishes.get(key)
            if (
                newer is None
                and is_open
                and base == wish.seen != wish.value
                and isinstance(self._editor, OrderedInput | OrderedTextArea)
            ):
                # typed back to what stood there, while the change was being saved
                newer = pending.wishes[key] = replace(wish, value=wish.seen, seen=wish.value)
            if key in pending.typed or (newer is not None and newer.value != wish.value):
                self._set_base(id, wish.field, wish.value)
                continue
            pending.forget(key)
            self.post_message(DraftChanged(id, wish.field, None, None))
            if is_open:
                self._finish()
        self._changed_in(id)

    def rebase(self, id: str, changes: Sequence[Change], *, keeps: bool) -> None:
        """Put what is unsaved in fields that changed underneath on top of what stands there now, or forget it."""
        for each in changes:
            is_open = self._is_open(id, each.field)
            if is_open:
                self._take_typed()
                self._base, self._untouched, self._moved = each.new, None, ""
            if keeps:
                self._set_base(id, each.field, each.new)
                continue
            self.pending.get(id, Pending()).forget(each.field.key)
            self.post_message(DraftChanged(id, each.field, None, None))
            if is_open:
                self._finish()
        self._changed_in(id)

    def _set_base(self, id: str, subject: Field, value: FieldValue) -> None:
        """Put what is unsaved in the field on top of another value."""
        pending, key = self.pending.get(id, Pending()), subject.key
        wish = pending.wishes.get(key)
        if key in pending.typed:
            pending.seen[key] = value
            self.post_message(DraftChanged(id, subject, pending.typed[key], value))
        elif wish is not None:
            pending.wishes[key] = replace(wish, seen=value)
            self.post_message(DraftChanged(id, subject, write_value(subject, wish.value), value))

    def _changed_in(self, id: str) -> None:
        if id in self.pending and self.pending[id].is_empty:
            del self.pending[id]
        self.post_message(self.PendingChanged(id))

    def _is_open(self, id: str, subject: Field) -> bool:
        return self._is_shown(id) and self.editing is not None and self.editing.key == subject.key

    def _is_shown(self, id: str) -> bool:
        return self.row is not None and self.row.task.id == id

    def drop(self, id: str) -> None:
        """Forget what is unsaved in the task: it is not wanted."""
        pending = self.pending.pop(id, None)
        if pending is None:
            return
        shown = self._is_shown(id)
        if shown and self.editing is not None:
            self._finish()
        for key in {*pending.wishes, *pending.typed}:
            self.post_message(DraftChanged(id, FIELD_BY_KEY[key], None, None))
        if shown:
            for each in self.query(FieldRow):
                self._show_field(each)
        self.post_message(self.PendingChanged(id))

    def restore(self, id: str, texts: Mapping[str, tuple[str, FieldValue]]) -> None:
        """Take up drafts again: the text of each field, and the value the person had seen under it."""
        if self.view is None:
            return
        task = self.view.plan.task(id)
        pending = self.pending.setdefault(id, Pending())
        for key, (text, seen) in texts.items():
            subject = FIELD_BY_KEY[key]
            try:
                value = self._read(self.view.plan, subject, text, subject.value(task))
                pending.wishes[key] = Wish(field=subject, value=value, seen=seen, has_seen=True)
            except TrackerError:
                pending.typed[key] = text
                pending.seen[key] = seen
        self.post_message(self.PendingChanged(id))
