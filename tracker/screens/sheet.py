"""The sheet of one task: every field, its problems and its history, edited where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import AwaitMount
from textual.widgets import OptionList, Static

from tracker.plan.amending import joined
from tracker.plan.citation import document_text, unrecognised
from tracker.plan.clash import Clash, Decisions
from tracker.plan.document import Document
from tracker.plan.edit import Edit, Wish, accepted, sentence
from tracker.plan.fields import FIELD_BY_KEY, Change, Field, FieldKind, FieldValue
from tracker.plan.history import HistoryEntry
from tracker.plan.kin import NO_KIN, Kin, kin_lines
from tracker.plan.merge import Conflict
from tracker.plan.message import Message as Sentence
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import BrokenRecord, Plan
from tracker.plan.rules import EVERYBODY, Actor, forbidden
from tracker.plan.schedule import read_schedule
from tracker.plan.task import Task
from tracker.plan.timeliness import standing
from tracker.plan.value import agency_text, read_value, write_value
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words
from tracker.screens.acting import Acting, answers_of, bindings, key_of
from tracker.screens.calendar import Calendar
from tracker.screens.choice import ChoiceDialog, agency_choices, found
from tracker.screens.citations import CitationsDialog, Found, ask_confirmed, check_confirmed, found_in
from tracker.screens.clashes import MOVED, ClashDialog
from tracker.screens.commands import COMMAND_BY_ID, Scope
from tracker.screens.dialogs import Question
from tracker.screens.field_editor import (
    Aid,
    AidedInput,
    Editor,
    aid_of,
    cleaned_text,
    help_of,
    line_under_cursor,
    make_editor,
    put_on_line,
)
from tracker.screens.field_row import FieldRow, KinRow, MoreRow
from tracker.screens.inert import plain
from tracker.screens.marks import PENDING, timeliness_style
from tracker.screens.messages import DraftChanged
from tracker.screens.notes import MARK, notes_of
from tracker.screens.pending import Pending
from tracker.screens.sheet_text import history_content, problems_content, standing_content, value_content
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
    "title",
    "assignment.text",
    "schedule.kind",
    "schedule.start",
    "schedule.due",
    "schedule.condition",
    "schedule.extensions",
    "basis",
    "source",
    "id",
)
"""The fields in the order a reader wants them."""

ELSEWHERE = frozenset({"title", "schedule.due"})
"""The fields whose value is read elsewhere, in the heading and with the schedule; their rows show on demand."""

NEVER_EDITED = frozenset({"id"})

HEADING_LINES = 3
"""The most lines number and title take above the fields, where they stay while the fields are scrolled."""

MOST_KIN = 4
"""How many tasks of other plans are named: mostly the one it comes from and the one it goes on as."""

_CANDIDATES = 3
"""How many agencies are proposed below a field while their name is typed."""


class Sheet(Acting, VerticalScroll, can_focus=False):
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
        self.actor: Actor = EVERYBODY
        self.current_day: date | None = None
        self.names_year = False
        self.pending: dict[str, Pending] = {}
        self.editing: Field | None = None
        self._editor: Editor | None = None
        self._base: FieldValue = None
        self._untouched: str | None = None
        self._shows_all = False
        self._is_behind = False
        self._is_past = False
        self._is_title_cut = False
        self._is_laid_out = False

    def lay_out(self) -> None:
        """Lay out the heading, the fields, the problems and the history, once: a sheet nobody sees has none of them."""
        if self._is_laid_out:
            return
        self._is_laid_out = True
        self.mount(
            Static(id="sheet-heading", markup=False),
            Static(id="sheet-standing", markup=False),
            *(KinRow() for _ in range(MOST_KIN)),
            *(FieldRow(each, plain(self.words(each.title))) for each in (FIELD_BY_KEY[key] for key in SHOWN)),
            MoreRow(id="sheet-more", markup=False),
            Static(id="sheet-problems", markup=False),
            Static(id="sheet-history", markup=False),
        )

    # Showing

    def show(self, view: PlanView, row: TaskRow, *, is_seen: bool = True) -> None:
        """Show the task; an editor that is open for another one closes, its text kept as unsaved.

        Where the sheet is not on the screen nothing is drawn yet; it has to be shown again when it comes there.
        """
        same = self.row is not None and self.row.task.id == row.task.id
        is_past = view.plan.as_of is not None
        if (not same or is_past) and self.editing is not None:
            self._take_typed()
            self.close_editor()
        same = same and not self._is_behind
        self.view, self.row, self._is_behind, self._is_past = view, row, not is_seen, is_past
        if not is_seen:
            return
        self.lay_out()
        task = row.task
        self._show_heading(task)
        self._show_fields()
        problems = view.problems_by_task.get(task.id, ())
        self.query_one("#sheet-problems", Static).update(problems_content(problems, self.words))
        if not same:
            self.query_one("#sheet-history", Static).update(plain(""))
            self._name_kin(NO_KIN)
            self.scroll_home(animate=False)

    def _show_heading(self, task: Task) -> None:
        """Show number and title above the fields, where they stay; a long title in full stands among the fields."""
        text = f"{task.id if self.names_year else task.number}  {task.headline}"
        room = HEADING_LINES * max(20, (self.size.width or self.app.size.width) - 12)
        self._is_title_cut = len(text) > room
        self.query_one("#sheet-heading", Static).update(
            plain(f"{text[:room].rstrip()}…" if self._is_title_cut else text)
        )

    def show_nothing(self) -> None:
        """Leave the task, because none is selected; an editor that is open closes, its text kept as unsaved."""
        if self.editing is not None:
            self._take_typed()
            self.close_editor()
        self.row = None

    def show_broken(self, broken: BrokenRecord) -> None:
        """Show why a record cannot be read, and where."""
        self.lay_out()
        self.show_nothing()
        self.query_one("#sheet-heading", Static).update(plain(broken.path, style="bold"))
        self.query_one("#sheet-standing", Static).update(
            plain(self.words(say("this record cannot be read; {key} mends it", key=self._key_of("main.raw"))))
        )
        for each in self.query(FieldRow):
            each.display = False
        self.query_one(MoreRow).display = False
        self._name_kin(NO_KIN)
        self.query_one("#sheet-problems", Static).update(problems_content(broken.problems, self.words))
        self.query_one("#sheet-history", Static).update(plain(""))

    def show_history(self, id: str, entries: tuple[HistoryEntry, ...]) -> None:
        """Show the history of the task, if it is still the one on the sheet."""
        if self._is_shown(id) and self.view is not None:
            content = history_content(entries, self.view.plan, self.words)
            self.query_one("#sheet-history", Static).update(content)

    def show_kin(self, id: str, kin: Kin) -> None:
        """Name the tasks of other plans the task belongs with, if it is still the one on the sheet."""
        if self._is_shown(id):
            self._name_kin(kin)

    def _name_kin(self, kin: Kin) -> None:
        named = [each.id for each in (*kin.earlier, *kin.later)]
        lines = [plain(self.words(each)) for each in kin_lines(kin)]
        blank = plain("")
        for place, row in enumerate(self.query(KinRow)):
            row.name_task(*((named[place], lines[place]) if place < len(named) else ("", blank)))

    def _show_fields(self) -> None:
        """Show every field of the task, and what is said of it."""
        if not self._is_laid_out:
            return
        for each in self.query(FieldRow):
            self._show_field(each)
        self._show_more()
        self._show_notes()

    def _show_field(self, row: FieldRow) -> None:
        task, view = self.shown_task, self.view
        if task is None or view is None:
            return
        subject = row.subject
        wished = self._pending.wished(task)
        value = subject.value(wished)
        row.mark(self._title(subject))
        typed = self._pending.typed.get(subject.key)
        if typed is None:
            row.show(value_content(subject, value, wished, view.plan, self.words))
        else:
            row.show(plain(typed or self.words(say("(empty)")), style=LATE_STYLE, multiline=True))
        row.reveal(is_shown=self._is_listed(subject, value))
        row.forbid(self.forbidden(subject))

    def _is_listed(self, subject: Field, value: FieldValue) -> bool:
        """Return whether the field has a row now: those of progress always, others where they say something."""
        if self._shows_all or self._is_pending(subject) or self.editing is subject or subject.table == "progress":
            return True
        if subject.key == "title" and self._is_title_cut:
            return True
        return subject.key not in ELSEWHERE and value not in (None, "", ())

    def _show_more(self) -> None:
        more = self.query_one(MoreRow)
        more.display = True
        if self._shows_all:
            more.update(plain(self.words(say("▴ hide the empty fields")), style=QUIET_STYLE))
            return
        hidden = [self.words(each.subject.title) for each in self.query(FieldRow) if not each.display]
        more.update(plain(self.words(say("▾ more: {fields}", fields=", ".join(hidden))), style=QUIET_STYLE))
        more.display = bool(hidden)

    def _show_notes(self) -> None:
        """Say of each field what its unsaved change makes doubtful, and what changed underneath."""
        task, view = self.shown_task, self.view
        if task is None or view is None or not self._is_laid_out:
            return
        notes = notes_of(
            task, self._pending, self._moved(), view, self.words, self._field_key, self._key_of("sheet.aid")
        )
        for each in self.query(FieldRow):
            if each.note(self._note_content(each, notes)) and each.subject is self.editing:
                self._bring_into_view(each)
        self._show_standing(task, view)

    def _key_of(self, id: str) -> str:
        return key_of(self.screen, id)

    def _field_key(self, key: str) -> str:
        """Return the name of the key that edits a field, as the keys stand now; empty where there is none."""
        id = f"main.{FIELD_BY_KEY[key].name}"
        return self._key_of(id) if id in COMMAND_BY_ID else ""

    def _note_content(self, row: FieldRow, notes: Mapping[str, Content]) -> Content:
        """Return what is said below a field; of one that is forbidden the reason, while the cursor is on it."""
        if row.reason is not None and row.has_focus:
            return plain(self.words(row.reason), style=QUIET_STYLE)
        said = (self._unread_content(row.subject), notes.get(row.subject.key, plain("")))
        return Content("\n").join([each for each in said if each.plain])

    def _unread_content(self, subject: Field) -> Content:
        """Return why the text of a field cannot be taken as it is; nothing where it can, or its editor says so."""
        task, text = self.shown_task, self._pending.typed.get(subject.key)
        if text is None or task is None or self.view is None or self.editing is subject:
            return plain("")
        try:
            self._read(self.view.plan, subject, text, subject.value(task))
        except TrackerError as error:
            return plain(f"{MARK} {self._told(error)}", style=LATE_STYLE)
        return plain("")

    def _told(self, error: TrackerError) -> str:
        hint = f" · {self.words(error.hint)}" if error.hint is not None else ""
        return self.words(error.message) + hint

    def _show_standing(self, task: Task, view: PlanView) -> None:
        """Show how the task stands, and how it will once the unsaved changes are saved."""
        if self.row is None:
            return
        content = standing_content(self.row, self.words)
        will = standing(self._pending.wished(task), view.on, view.plan.settings)
        if will.timeliness is not self.row.standing.timeliness:
            told = self.words(say("{now} once saved", now=will.timeliness))
            content = Content.assemble(content, plain(" → "), plain(told, style=timeliness_style(will.timeliness)))
        self.query_one("#sheet-standing", Static).update(content)

    def _title(self, subject: Field) -> Content:
        return plain(self.words(subject.title) + (f" {PENDING}" if self._is_pending(subject) else ""))

    # What can be done

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

    def forbidden(self, subject: Field) -> Sentence | None:
        """Return why the field of the task shown cannot be edited by the person here; None where it can."""
        if subject.key in NEVER_EDITED:
            return say("the id of a task never changes.")
        reason, task, view = self.why_not_edit, self.shown_task, self.view
        if reason is not None or task is None or view is None or self.actor is EVERYBODY:
            return reason
        return forbidden(task, actor=self.actor, plan=view.plan, on=self.current_day or view.on).get(subject.key)

    def why_not(self, action: str) -> Sentence | None:
        """Return why the action cannot be done now."""
        if action == "aid" and self._aided is None:
            return say("there is nothing to choose from here")
        return None

    @property
    def _aided(self) -> Field | None:
        """The field that Ctrl+T is about: the one that is edited, else the one under the cursor."""
        if self.editing is not None:
            return self.editing
        focused = self.app.focused
        return focused.subject if isinstance(focused, FieldRow) and focused.reason is None else None

    # Editing

    @property
    def editor(self) -> Editor | None:
        """The editor that is open."""
        return self._editor

    @property
    def _pending(self) -> Pending:
        """What is unsaved in the task shown; a change of it counts only where the task has an entry.

        A task shown as it stood is not what the person has changed.
        """
        task = self.shown_task
        if task is None or self._is_past:
            return Pending()
        return self.pending.get(task.id, Pending())

    def is_unsaved(self, id: str) -> bool:
        """Whether something is unsaved in the task as it is shown."""
        return id in self.pending and self.view is not None and self.view.plan.as_of is None

    def _is_pending(self, subject: Field) -> bool:
        return subject.key in self._pending.wishes or subject.key in self._pending.typed

    @on(FieldRow.Opened)
    def _open(self, event: FieldRow.Opened) -> None:
        event.stop()
        self.open_editor(event.row.subject.key)

    @on(MoreRow.Asked)
    def _more(self, event: MoreRow.Asked) -> None:
        event.stop()
        self._shows_all = not self._shows_all
        self._show_fields()
        self._bring_into_view(self.query_one(MoreRow))

    def open_editor(self, key: str) -> None:
        """Put an editor in the place of the field's value; of one that is forbidden the cursor goes there, and why."""
        task, subject = self.shown_task, FIELD_BY_KEY[key]
        if task is None or self.view is None:
            return
        self._take_typed()
        self.close_editor()
        if self.forbidden(subject) is not None:
            self.go_to(key)
            return
        row = self._row_of(key)
        pending = self._pending
        value = subject.value(pending.wished(task)) if key in pending.wishes else subject.value(task)
        text = pending.typed.get(key, write_value(subject, value, self.view.plan.register))
        is_new = not self._is_pending(subject)
        self.editing = subject
        row.reveal(is_shown=True)
        self._base = pending.base(key, subject.value(task))
        editor = self._editor = make_editor(subject, text, value, self.words)
        self._untouched = self._typed_text if is_new else None
        row.value.display = False
        help = Static(self._help(subject), classes="field-help", markup=False)
        mounted = row.body.mount(editor, before=row.below)
        row.body.mount(help, before=row.below)
        editor.focus()
        self.call_later(self._opened, mounted, row)

    async def _opened(self, mounted: AwaitMount, row: FieldRow) -> None:
        """Bring the editor into view once it is there, and say again what is wrong with a text kept from before."""
        await mounted
        if self.editing is row.subject and row.subject.key in self._pending.typed:
            self._take_typed()
        self._show_notes()
        self._bring_into_view(row)

    def _help(self, subject: Field) -> Content:
        if self._editor is None:
            return plain("")
        return plain(help_of(self.screen, subject, self._editor, self.words), style=QUIET_STYLE)

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
        row.value.display = True
        self._show_fields()

    @on(OptionList.OptionSelected, ".editor")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_list is self._editor:
            self._take(event.option.id or "")
            self._finish()

    @on(OrderedInput.Submitted, ".editor")
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        subject = self.editing
        if event.input is self._editor and self._take(event.value):
            self._finish()
            if subject is not None and subject.key == "schedule.text":
                self._propose_schedule()

    @on(OrderedInput.Changed, ".editor")
    @on(OrderedTextArea.Changed, ".editor")
    def _typed(self, event: OrderedInput.Changed | OrderedTextArea.Changed) -> None:
        event.stop()
        if event.control is self._editor:
            self._take_typed()

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
        self._say_in_field(plain(cleaned_text(event, self.words), style=QUIET_STYLE))

    def _say_in_field(self, content: Content) -> None:
        for each in self.query(".field-help").results(Static):
            each.update(content)
        if self.editing is not None:
            self._bring_into_view(self._row_of(self.editing.key))

    def _bring_into_view(self, row: FieldRow | MoreRow) -> None:
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
            pending.keep(subject.key, text, seen)
            self._changed(subject, text, seen)
            self._say_in_field(self._wrong(subject, error))
            return False
        pending.wish(subject, value, seen)
        self._changed(subject, text if subject.key in pending.wishes else None, seen)
        self._say_in_field(self._understood(subject, value))
        return True

    def _read(self, plan: Plan, subject: Field, text: str, held: FieldValue) -> FieldValue:
        """Return the value the text of a field stands for, as the field keeps it; raise where a rule forbids it."""
        year, register = plan.settings.year, plan.register
        if subject.kind is FieldKind.DOCUMENTS:
            check_confirmed(text, register, held if isinstance(held, tuple) else ())
        return accepted(
            subject, read_value(subject, text, year=year, register=register, name=self.words.name, held=held)
        )

    def _wrong(self, subject: Field, error: TrackerError) -> Content:
        """Return what is wrong with a text and what to try; of an agency the names it may be."""
        said = plain(self._told(error), style=LATE_STYLE)
        near = self._candidates(subject)
        return Content("\n").join([said, near]) if near.plain else said

    def _understood(self, subject: Field, value: FieldValue) -> Content:
        """Return the help of the field, and what was recognised in it."""
        lines = [self._help(subject)]
        if self.view is None:
            return lines[0]
        register = self.view.plan.register
        if subject.kind is FieldKind.DOCUMENTS and isinstance(value, tuple):
            count = say_count("{count} document recognised", "{count} documents recognised", len(value))
            lines = [plain(f"{self.words(count)}: {self.words.field_text(value, register)}"), *lines]
        elif subject.key == "progress.result":
            named = self._named_documents(str(value))
            if named:
                told, key = ", ".join(document_text(each.document) for each in named), self._key_of("sheet.aid")
                said = say("named here and not in the documents: {told} · {key}", told=told, key=key)
                lines = [plain(self.words(said)), *lines]
        elif subject.key == "schedule.text":
            lines = [plain(self._meaning(str(value))), *lines]
        elif (near := self._candidates(subject)).plain:
            lines = [near, *lines]
        return Content("\n").join(lines)

    def _candidates(self, subject: Field) -> Content:
        """Return the agencies that the line being typed may mean, where the field is about agencies."""
        if self.view is None or self._editor is None or aid_of(subject) is not Aid.AGENCIES:
            return plain("")
        sought = line_under_cursor(self._editor).partition(":")[0].strip()
        register = self.view.plan.register
        if not sought or register.find(sought):
            return plain("")
        near = found(agency_choices(register, self.words, self.view.on), sought)[:_CANDIDATES]
        if not near:
            return plain("")
        names = " · ".join(each.label for each in near)
        return plain(
            self.words(say("{key} chooses: {names}", key=self._key_of("sheet.aid"), names=names)), style="italic"
        )

    def _changed(self, subject: Field, text: str | None, seen: FieldValue) -> None:
        task = self.shown_task
        if task is None:
            return
        if task.id in self.pending and self.pending[task.id].is_empty:
            del self.pending[task.id]
        self._row_of(subject.key).mark(self._title(subject))
        self._show_notes()
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
        else:
            self._finish()

    def focus_first(self) -> None:
        """Put the cursor on the first field."""
        row = next((each for each in self.query(FieldRow) if each.display), None)
        if row is not None:
            row.focus(scroll_visible=False)
            self.scroll_home(animate=False)

    def go_to(self, key: str) -> None:
        """Put the cursor on a field and bring it into view."""
        row = next((each for each in self.query(FieldRow) if each.subject.key == key), None)
        if row is None:
            return
        row.reveal(is_shown=True)
        row.focus(scroll_visible=False)
        self._bring_into_view(row)

    def scroll_to_history(self) -> None:
        """Bring the history into view."""
        self.call_after_refresh(self.scroll_to_widget, self.query_one("#sheet-history"), animate=False, top=True)

    def on_resize(self) -> None:
        """Fit the title, and keep the field that is edited in view when the save bar comes or the window changes."""
        if self._is_laid_out and self.shown_task is not None and not self._is_behind:
            was_cut = self._is_title_cut
            self._show_heading(self.shown_task)
            heading = self.query_one("#sheet-heading", Static)
            self.call_after_refresh(heading.refresh, layout=True)  # what is docked keeps the height of the old width
            if was_cut != self._is_title_cut:
                self._show_fields()
        if self.editing is not None:
            self._bring_into_view(self._row_of(self.editing.key))

    def on_descendant_focus(self) -> None:
        """Say of the field under the cursor why it cannot be edited, where it cannot."""
        self._show_notes()
        focused = self.app.focused
        if isinstance(focused, FieldRow) and focused.reason is not None:
            self._bring_into_view(focused)

    # What helps to fill a field in

    @on(AidedInput.Asked)
    def _aid_asked(self, event: AidedInput.Asked) -> None:
        event.stop()
        self.action_aid()

    def action_aid(self) -> None:
        """Compare what changed underneath, else open what helps to fill the field in."""
        subject, task = self._aided, self.shown_task
        if subject is None or task is None or self.view is None:
            return
        moved = next((each for each in self._moved() if each.field is subject), None)
        if moved is not None:
            self._compare(task.id, moved, self.view.plan)
            return
        if self.editing is None:
            self.open_editor(subject.key)
        match aid_of(subject):
            case Aid.CALENDAR:
                self._ask_day(subject, task)
            case Aid.AGENCIES:
                self._ask_agency(subject)
            case Aid.DOCUMENTS:
                if not self._ask_pasted(subject, task):
                    self._say_no_document()
            case Aid.NAMED_DOCUMENTS:
                self._ask_named(task)
            case Aid.SCHEDULE:
                self._propose_schedule()

    def _ask_day(self, subject: Field, task: Task) -> None:
        """Show the calendar over the field; the day taken stands in the field, before what else the line says."""
        view, editor = self.view, self._editor
        if view is None or editor is None:
            return
        value = subject.value(self._pending.wished(task))
        start = value if isinstance(value, date) else view.on
        due = task.schedule.last_due

        def put(day: date | None) -> None:
            if day is not None and self._editor is editor:
                text = write_value(FIELD_BY_KEY["schedule.due"], day)
                put_on_line(editor, text, keeps_after=" ")

        over = self._row_of(subject.key).query_one(".editor").region
        self.app.push_screen(Calendar(self.words, start, today=self.current_day, due=due, over=over), put)

    def _ask_agency(self, subject: Field) -> None:
        """Let an agency be found by any name; it stands in the line, before the role where there is one."""
        view, editor = self.view, self._editor
        if view is None or editor is None:
            return
        register = view.plan.register

        def put(id: str | None) -> None:
            if id is not None and self._editor is editor:
                put_on_line(editor, agency_text(AgencyId(id), register), keeps_after=":")

        sought = line_under_cursor(editor).partition(":")[0].strip()
        choices = agency_choices(register, self.words, view.on)
        self.app.push_screen(ChoiceDialog(self.words, self.words(subject.title), choices, sought), put)

    def _named_documents(self, text: str) -> tuple[Found, ...]:
        """Return the documents the text of the result names and the list of documents does not have."""
        task, view = self.shown_task, self.view
        if task is None or view is None:
            return ()
        wished = self._pending.wished(task)
        return found_in(text, view.plan.register, (*wished.progress.documents, *wished.basis))

    def _ask_named(self, task: Task) -> None:
        """Let the documents named in the result be confirmed; they are added to the list of documents."""
        subject, view, text = FIELD_BY_KEY["progress.documents"], self.view, self._typed_text or ""
        named = self._named_documents(text)
        if view is None or not named:
            self._say_no_document()
            return

        def put(documents: tuple[Document, ...] | None) -> None:
            if documents is not None and self._is_shown(task.id):
                held = subject.value(self._pending.wished(task))
                self._wish(subject, joined(held if isinstance(held, tuple) else (), documents))
                self._take_typed()

        self.app.push_screen(CitationsDialog(self.words, view.plan.register, named, unrecognised(text)), put)

    def _ask_pasted(self, subject: Field, task: Task) -> bool:
        """Let what is recognised in the text of a field of documents be confirmed; tell whether anything is."""
        view, editor, held = self.view, self._editor, subject.value(task)
        if view is None or not isinstance(editor, OrderedTextArea):
            return False
        return ask_confirmed(editor, self.words, view.plan.register, held if isinstance(held, tuple) else ())

    def _say_no_document(self) -> None:
        self._say_in_field(plain(self.words(say("no document is recognised that is not listed already"))))

    def _meaning(self, text: str) -> str:
        """Return what the wording of a schedule means in dates, and what is doubtful about it."""
        if self.view is None:
            return ""
        settings, words = self.view.plan.settings, self.words
        reading = read_schedule(text, year=settings.year, strict_before=settings.strict_before)
        empty = words(say("(empty)"))
        parts = (
            (say("kind of schedule"), words.name(reading.kind)),
            (say("start"), words.value(reading.start) if reading.start else empty),
            (say("due"), words.value(reading.due) if reading.due else empty),
            *(((say("condition"), reading.condition),) if reading.condition else ()),
        )
        told = " · ".join(f"{words(name)}: {value}" for name, value in parts)
        doubts = "".join(f"\n? {words(each)}" for each in reading.doubts)
        return told + doubts

    def _propose_schedule(self) -> None:
        """Propose the kind and dates the wording means, where the record says otherwise; taken as one with it."""
        task, view = self.shown_task, self.view
        if task is None or view is None:
            return
        self._take_typed()
        wished = self._pending.wished(task).schedule
        settings = view.plan.settings
        reading = read_schedule(wished.text, year=settings.year, strict_before=settings.strict_before)
        meant: tuple[tuple[str, FieldValue], ...] = (
            ("schedule.kind", reading.kind),
            ("schedule.start", reading.start),
            ("schedule.due", reading.due),
            ("schedule.condition", reading.condition),
        )
        other = [(key, value) for key, value in meant if FIELD_BY_KEY[key].value(self._pending.wished(task)) != value]
        if not other:
            return

        def put(answer: bool | None) -> None:
            if answer and self.shown_task is not None and self.shown_task.id == task.id:
                for key, value in other:
                    self._wish(FIELD_BY_KEY[key], value)

        title = self.words(say("“{text}” means", text=wished.text))
        keys = self.words(say("{yes}: take these too · {no}: the wording alone", **answers_of(self.screen)))
        self.app.push_screen(Question(title, self._meaning(wished.text), keys), put)

    def _wish(self, subject: Field, value: FieldValue) -> None:
        """Wish for a value of a field that is not typed in its editor."""
        task, view = self.shown_task, self.view
        if task is None or view is None or self._is_past:
            return
        pending = self.pending.setdefault(task.id, Pending())
        seen = pending.base(subject.key, subject.value(task))
        pending.wish(subject, value, seen)
        text = write_value(subject, value) if subject.key in pending.wishes else None
        self._changed(subject, text, seen)
        self._show_fields()

    # Changes underneath

    def _moved(self) -> tuple[Change, ...]:
        """Return the unsaved and open fields that no longer say what the person saw."""
        task = self.shown_task
        if task is None:
            return ()
        found = self._pending.moved(task)
        subject = self.editing
        if subject is not None and not self._is_pending(subject) and subject.value(task) != self._base:
            found = (*found, Change(field=subject, old=self._base, new=subject.value(task)))
        return found

    def _compare(self, id: TaskId, moved: Change, plan: Plan) -> None:
        """Let the person decide what becomes of a field that changed underneath."""
        key = moved.field.key
        ours = self._pending.held(key, moved.old)
        conflict = Conflict(field=moved.field, base=moved.old, ours=ours, theirs=moved.new)
        clash = Clash(id=id, conflict=conflict, is_unread=key in self._pending.typed)

        def decided(decisions: Decisions | None) -> None:
            if decisions is not None:
                self.take_decisions(decisions)
                self._show_fields()

        self.app.push_screen(ClashDialog(self.words, plan, (clash,), MOVED), decided)

    # Unsaved changes

    def edit(self) -> Edit | None:
        """Return the unsaved changes of the task shown as one edit, or None."""
        return self._pending.edit

    def give_reason(self, reason: str) -> None:
        """Keep why the unsaved changes are made, for their commit."""
        task = self.shown_task
        if task is not None and task.id in self.pending:
            self.pending[task.id].reason = reason

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
    def unreadable(self) -> tuple[Field, ...]:
        """The fields that hold text that cannot be taken as it is."""
        return tuple(FIELD_BY_KEY[key] for key in sorted(self._pending.typed, key=SHOWN.index))

    def mend(self) -> None:
        """Open a field whose text cannot be taken as it is, unless one is open, and list what it cites."""
        fields, task = self.unreadable, self.shown_task
        if task is None or not fields:
            return
        if self.editing not in fields:
            self.open_editor(fields[0].key)
        if self.editing is not None and self.editing.kind is FieldKind.DOCUMENTS:
            self._ask_pasted(self.editing, task)

    def unsaved(self) -> list[DraftChanged]:
        """Return all that is unsaved, with what was typed a moment ago and is not told of yet."""
        self._take_typed()
        return [
            DraftChanged(id, FIELD_BY_KEY[key], pending.text(key), pending.base(key, None))
            for id, pending in self.pending.items()
            for key in (*pending.wishes, *pending.typed)
        ]

    def unsaved_texts(self) -> tuple[tuple[Field, str], ...]:
        """Return the fields of the task shown that are unsaved, each with what it says, up to the last key."""
        self._take_typed()
        if self.view is None:
            return ()
        pending, register = self._pending, self.view.plan.register
        told = {key: self.words.field_text(each.value, register) for key, each in pending.wishes.items()}
        told |= pending.typed
        return tuple((FIELD_BY_KEY[key], told[key]) for key in SHOWN if key in told)

    def settle(self, id: str, edit: Edit, *, is_own: bool = True) -> None:
        """Forget what was saved; what was typed since then stays unsaved, on top of what was saved.

        ``is_own`` tells whether it was asked for here, and not as an edit of several tasks.
        """
        for wish in edit.wishes:
            key = wish.field.key
            is_open, base = self._is_open(id, wish.field), self._base
            if is_open:
                self._take_typed()
                self._base, self._untouched = wish.value, None
            pending = self.pending.setdefault(id, Pending())
            pending.reason = ""
            newer = pending.wishes.get(key)
            if (
                newer is None
                and is_own
                and is_open
                and base == wish.seen != wish.value
                and isinstance(self._editor, OrderedInput | OrderedTextArea)
            ):
                # typed back to what stood there, while the change was being saved
                newer = pending.wishes[key] = replace(wish, value=wish.seen, seen=wish.value)
            if key in pending.typed or (newer is not None and newer.value != wish.value):
                pending.put_on(key, wish.value)
                self._tell_draft(id, wish.field)
                continue
            pending.forget(key)
            self._tell_draft(id, wish.field)
            if is_open:
                self._finish()
        self._changed_in(id)

    def take_decisions(self, decisions: Decisions) -> None:
        """Take what was decided about unsaved and open fields whose base moved; others are none of the sheet's."""
        for (id, key), decision in decisions.items():
            subject = decision.conflict.field
            is_open = self._is_open(id, subject)
            if is_open:
                self._take_typed()
            pending = self.pending.setdefault(id, Pending())
            if is_open or pending.text(key) is not None:
                stays = pending.decide(decision)
                self._tell_draft(id, subject)
                if is_open and stays:
                    self._base, self._untouched = decision.conflict.theirs, None
                elif is_open:
                    self._finish()
            self._changed_in(id)

    def _tell_draft(self, id: str, subject: Field) -> None:
        """Tell what is unsaved in a field now, and on top of which value."""
        pending, key = self.pending.get(id, Pending()), subject.key
        self.post_message(DraftChanged(id, subject, pending.text(key), pending.base(key, None)))

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
            self._show_fields()
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
                pending.keep(key, text, seen)
        self.post_message(self.PendingChanged(id))
