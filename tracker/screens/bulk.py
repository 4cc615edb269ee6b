"""One field of several tasks at once: the value, what it does to each task, and one commit of it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from tracker.plan.amending import Way, amended, union_of, ways_of
from tracker.plan.bulk import BulkAnswer, BulkLine, bulk, edits_of
from tracker.plan.dates import date_text
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELDS, Change, Field, FieldKind, FieldValue
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.plan import Plan
from tracker.plan.rules import EVERYBODY, Actor, forbidden
from tracker.plan.sentence import come_and_gone, sentence_of_several
from tracker.plan.task import Task
from tracker.plan.value import agencies_in, agency_text, read_value
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of, keys_of
from tracker.screens.calendar import Calendar
from tracker.screens.choice import Choice, ChoiceDialog, agency_choices
from tracker.screens.citations import Unconfirmed, ask_confirmed, check_confirmed
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.field_editor import (
    Aid,
    AidedInput,
    aid_of,
    aid_told,
    line_under_cursor,
    make_editor,
    put_on_line,
    rule_of,
    text_in,
)
from tracker.screens.inert import plain
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import OrderedInput, OrderedTextArea

MOST_SHOWN = 200
"""How many tasks the preview lists; the rest are counted."""

MOST_IN_FULL = 120
"""The longest list, before and after, that the preview shows in full."""

_WAYS: dict[Way, Message] = {
    Way.ADD: say("add"),
    Way.REMOVE: say("take away"),
    Way.SET: say("set anew"),
}
"""What is done with the value that is typed."""


def field_choices(words: Words) -> tuple[Choice, ...]:
    """Return the fields that may be set in several tasks, by their titles; progress first."""
    fields = sorted((each for each in FIELDS if each.key != "id"), key=lambda each: each.table != "progress")
    return tuple(
        Choice(key=each.key, label=words(each.title), names=(words(each.title), each.title.text, each.name))
        for each in fields
    )


class BulkDialog(Acting, Dialog[BulkAnswer | None]):
    """Takes a value for one field of the tasks, shows what becomes of each, and answers with the edits.

    A list is added to, taken from or set anew in each task; it begins with what loses nothing. ``begun`` is what was
    answered before and not saved: it begins from there then.
    """

    SCOPE = Scope.BULK
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.BULK)

    def __init__(
        self,
        words: Words,
        plan: Plan,
        tasks: Sequence[Task],
        subject: Field,
        *,
        actor: Actor,
        today: date,
        begun: BulkAnswer | None = None,
    ) -> None:
        super().__init__()
        self.words = words
        self._plan = plan
        self._tasks = tuple(tasks)
        self._subject = subject
        self._actor = actor
        self._today = today
        self._way = begun.way if begun is not None else ways_of(subject)[0]
        self._begun = begun
        self._lines: tuple[BulkLine, ...] = ()
        self._wrong: TrackerError | None = None

    def compose(self) -> ComposeResult:
        """Lay out the value, the preview, the reason and the keys."""
        words, subject = self.words, self._subject
        count = words(say_count("{count} task", "{count} tasks", len(self._tasks)))
        with Vertical(classes="dialog large", id="bulk"):
            yield Static(plain(f"{count} · {words(subject.title)}", style="bold"), markup=False)
            with Horizontal(id="bulk-ways"):
                for way in ways_of(subject):
                    yield Static(id=f"bulk-{way}", classes="way", markup=False)
                other = words(say("{key}: the next", key=key_of(self, "bulk.way")))
                yield Static(plain(other, style=QUIET_STYLE), markup=False)
            text, reason = (self._begun.text, self._begun.reason) if self._begun is not None else ("", "")
            editor = make_editor(subject, text, text, words)
            yield editor
            helps = aid_told(self, subject, editor, "bulk.aid") if self.why_not("aid") is None else None
            told = " · ".join(words(each) for each in (rule_of(subject), helps) if each is not None)
            yield Static(plain(told, style=QUIET_STYLE), id="bulk-help", markup=False)
            yield Static(id="bulk-sum", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(id="bulk-lines", markup=False)
            yield Static(plain(words(say("Reason, where there is one"))), markup=False)
            yield OrderedInput(value=reason, id="bulk-reason", compact=True)
            line = say(
                "Tab: value or reason · {save}: save as one commit · {leave}: no",
                save=keys_of(self, "bulk.take"),
                leave=key_of(self, "bulk.leave"),
            )
            yield Static(plain(words(line), style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Begin at the value."""
        self._show_way()
        editor = self.query_one(".editor")
        editor.focus()
        self._preview()

    @property
    def _text(self) -> str:
        return text_in(self.query_one(".editor"))

    @on(OptionList.OptionHighlighted, ".editor")
    @on(OrderedInput.Changed, ".editor")
    @on(OrderedTextArea.Changed, ".editor")
    def _typed(self, event: OptionList.OptionHighlighted | OrderedInput.Changed | OrderedTextArea.Changed) -> None:
        event.stop()
        self._preview()

    @on(OptionList.OptionSelected, ".editor")
    @on(OrderedInput.Submitted)
    def _submitted(self, event: OptionList.OptionSelected | OrderedInput.Submitted) -> None:
        event.stop()
        reason = self.query_one("#bulk-reason", OrderedInput)
        if reason.has_focus:
            self.action_take()
        else:
            reason.focus()

    def _show_way(self) -> None:
        """Say what is done with the value; nothing where the field holds one value, which is set."""
        ways = ways_of(self._subject)
        self.query_one("#bulk-ways").display = len(ways) > 1
        for each in ways:
            told = f"({'x' if each is self._way else ' '}) {self.words(_WAYS[each])}"
            self.query_one(f"#bulk-{each}", Static).update(plain(told, style="bold" if each is self._way else ""))

    @on(events.Click, ".way")
    def _way_clicked(self, event: events.Click) -> None:
        event.stop()
        self._go(next(each for each in Way if event.control is self.query_one(f"#bulk-{each}")))

    def action_turn_way(self) -> None:
        """Add, take away or set anew: the next of them."""
        ways = ways_of(self._subject)
        self._go(ways[(ways.index(self._way) + 1) % len(ways)])

    @on(AidedInput.Asked)
    def _aid_asked(self, event: AidedInput.Asked) -> None:
        event.stop()
        self.action_aid()

    def action_aid(self) -> None:
        """Open what helps to fill the value in: the calendar, the agencies, or the documents a text cites."""
        editor = self.query_one(".editor")
        if not isinstance(editor, OrderedInput | OrderedTextArea):
            return
        match aid_of(self._subject):
            case Aid.CALENDAR:
                self._ask_day(editor)
            case Aid.AGENCIES:
                self._ask_agency(editor)
            case Aid.DOCUMENTS:
                self._confirm_documents()

    def _ask_day(self, editor: OrderedInput | OrderedTextArea) -> None:
        def put(day: date | None) -> None:
            if day is not None:
                put_on_line(editor, date_text(day), keeps_after=" ")

        self.app.push_screen(Calendar(self.words, self._today, today=self._today, due=None, over=editor.region), put)

    def _ask_agency(self, editor: OrderedInput | OrderedTextArea) -> None:
        """Let an agency be found by any name; where it is to be taken away, among those that are held."""
        register = self._plan.register
        choices = agency_choices(register, self.words, self._today)
        if self._way is Way.REMOVE and self._subject.kind is FieldKind.AGENCIES:
            held = agencies_in(union_of(self._subject.value(each) for each in self._tasks))
            unknown = (each for each in held if each not in register.agencies)
            choices = tuple(each for each in choices if each.key in held)
            choices += tuple(Choice(key=each, label=each, names=(each,)) for each in unknown)

        def put(id: str | None) -> None:
            if id is not None:
                put_on_line(editor, agency_text(id, register), keeps_after=":")

        sought = line_under_cursor(editor).partition(":")[0].strip()
        self.app.push_screen(ChoiceDialog(self.words, self.words(self._subject.title), choices, sought), put)

    def _confirm_documents(self) -> None:
        """Let what is recognised in the text of a field of documents be confirmed."""
        editor = self.query_one(".editor")
        if isinstance(editor, OrderedTextArea):
            ask_confirmed(editor, self.words, self._plan.register)

    def _go(self, way: Way) -> None:
        self._way = way
        self._show_way()
        self._preview()

    def _edit(self) -> Callable[[Task], Edit]:
        """Return what makes the edit of a task; raise where the value cannot be read."""
        plan, subject, way = self._plan, self._subject, self._way
        held = union_of(subject.value(each) for each in self._tasks) if way is Way.REMOVE else None
        if subject.kind is FieldKind.DOCUMENTS:
            check_confirmed(self._text, plan.register, held if isinstance(held, tuple) else ())
        value = read_value(
            subject,
            self._text,
            year=plan.settings.year,
            register=plan.register,
            name=self.words.name,
            held=held,
        )

        def edit(task: Task) -> Edit:
            return Edit(wishes=(Wish(field=subject, value=amended(subject, way, subject.value(task), value)),))

        return edit

    def _forbidden(self, task: Task, edit: Edit) -> TrackerError | None:
        if task.id in self._plan.read_only:
            return TrackerError(say("this record is of a newer format; it can only be read"))
        if self._actor is EVERYBODY:
            return None
        reasons = forbidden(task, actor=self._actor, plan=self._plan, on=self._today)
        found = next((reasons[each.field.key] for each in edit.wishes if each.field.key in reasons), None)
        return TrackerError(found) if found is not None else None

    def _preview(self) -> None:
        """Show what the value does to each task."""
        try:
            edit = self._edit()
        except TrackerError as error:
            self._wrong, self._lines = error, ()
            hint = f" · {self.words(error.hint)}" if error.hint is not None else ""
            self._say(plain(self.words(error.message) + hint, style=LATE_STYLE), plain(""))
            return
        self._wrong = None
        self._lines = bulk(self._tasks, edit, self._forbidden)
        self._say(self._sum(), self._preview_content())

    def _say(self, total: Content, lines: Content) -> None:
        self.query_one("#bulk-sum", Static).update(total)
        self.query_one("#bulk-lines", Static).update(lines)

    def _sum(self) -> Content:
        changing = [(each.before, each.after) for each in self._lines if each.is_changed]
        refused = sum(each.refused is not None for each in self._lines)
        told = [
            self.words(
                say(
                    "{change} change, {same} stay, {refused} refuse",
                    change=len(changing),
                    same=len(self._lines) - len(changing) - refused,
                    refused=refused,
                )
            )
        ]
        if changing:
            told.insert(0, self.words(sentence_of_several(changing, self.words, self._plan.register)))
        return plain(" · ".join(told), style=LATE_STYLE if refused else "bold")

    def _preview_content(self) -> Content:
        lines = [self._line_content(each) for each in self._lines[:MOST_SHOWN]]
        rest = len(self._lines) - MOST_SHOWN
        if rest > 0:
            lines.append(plain(self.words(say_count("and {count} more task", "and {count} more tasks", rest))))
        return Content("\n").join(lines)

    def _line_content(self, line: BulkLine) -> Content:
        words = self.words
        number = f"{line.before.number:<7}"
        if line.refused is not None:
            told = words(say("refused: {reason}", reason=line.refused.message))
            return plain(f"! {number} {told}", style=LATE_STYLE)
        if not line.is_changed:
            return plain(f"= {number} {words(say('stays as it is'))}", style=QUIET_STYLE)
        parts = [self._told(each) for each in line.changes]
        return plain(f"  {number} {'; '.join(parts)}")

    def _told(self, change: Change) -> str:
        """Return what a field was and will be; of a long list how many it holds, and what comes and goes."""
        words, register = self.words, self._plan.register
        old, new = (" ".join(words.field_text(value, register).split()) for value in (change.old, change.new))
        told = f"{old} → {new}"
        if len(told) > MOST_IN_FULL and self._way is not Way.SET:
            come, gone = come_and_gone(change, words, register)
            steps = [*(f"+ {each}" for each in come), *(f"− {each}" for each in gone)]
            told = f"{_how_many(change.old)} → {_how_many(change.new)} ({'; '.join(steps)})"
        return f"{words(change.field.title)}: {told}"

    @property
    def why_not_take(self) -> Message | None:
        """Why the edit cannot be saved as it stands; None where it can."""
        if isinstance(self._wrong, Unconfirmed):
            return None  # taking it lists them
        if self._wrong is not None:
            return self._wrong.message
        if any(each.refused is not None for each in self._lines):
            return say("some tasks refuse the edit; take them out or mend the value")
        if not any(each.is_changed for each in self._lines):
            return say("every task already says so; there is nothing to commit.")
        return None

    def why_not(self, action: str) -> Message | None:
        """Return why the action cannot be done now."""
        if action == "turn_way" and len(ways_of(self._subject)) == 1:
            return say("the field holds one value, which is set")
        if action == "aid" and aid_of(self._subject) not in (Aid.CALENDAR, Aid.AGENCIES, Aid.DOCUMENTS):
            return say("there is nothing to choose from here")
        return self.why_not_take if action == "take" else None

    def action_take(self) -> None:
        """Close with the edits, where every task takes them."""
        if isinstance(self._wrong, Unconfirmed):
            self._confirm_documents()
            return
        reason = self.why_not_take
        if reason is not None:
            self._say(plain(self.words(reason), style=LATE_STYLE), self._preview_content())
            return
        why = self.query_one("#bulk-reason", OrderedInput).value
        self.dismiss(BulkAnswer(edits=edits_of(self._lines), reason=why, text=self._text, way=self._way))

    def action_leave(self) -> None:
        """Close without an edit."""
        self.dismiss(None)


def _how_many(value: FieldValue) -> int:
    """Return how many elements a list holds, or lines a text."""
    return len(value) if isinstance(value, tuple) else len([each for each in str(value).split("\n") if each.strip()])
