"""One field of several tasks at once: the value, what it does to each task, and one commit of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from tracker.plan.bulk import BulkLine, bulk, edits_of
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELDS, Field
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.plan import Plan
from tracker.plan.rules import EVERYBODY, Actor, forbidden
from tracker.plan.sentence import sentence_of_several
from tracker.plan.task import Task
from tracker.plan.value import read_value
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, keys_of
from tracker.screens.choice import Choice
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.field_editor import HelpKeys, help_of, make_editor, text_in
from tracker.screens.inert import plain
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import OrderedInput, OrderedTextArea

MOST_SHOWN = 200
"""How many tasks the preview lists; the rest are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAnswer:
    """The edits of the tasks that change, and why."""

    edits: Mapping[str, Edit]
    reason: str


def field_choices(words: Words) -> tuple[Choice, ...]:
    """Return the fields that may be set in several tasks, by their titles; progress first."""
    fields = sorted((each for each in FIELDS if each.key != "id"), key=lambda each: each.table != "progress")
    return tuple(
        Choice(key=each.key, label=words(each.title), names=(words(each.title), each.title.text, each.name))
        for each in fields
    )


class BulkDialog(Acting, Dialog[BulkAnswer | None]):
    """Takes a value for one field of the tasks, shows what becomes of each, and answers with the edits."""

    SCOPE = Scope.BULK
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.BULK)

    def __init__(
        self, words: Words, plan: Plan, tasks: Sequence[Task], subject: Field, *, actor: Actor, today: date
    ) -> None:
        super().__init__()
        self.words = words
        self._plan = plan
        self._tasks = tuple(tasks)
        self._subject = subject
        self._actor = actor
        self._today = today
        self._lines: tuple[BulkLine, ...] = ()
        self._wrong: TrackerError | None = None

    def compose(self) -> ComposeResult:
        """Lay out the value, the preview, the reason and the keys."""
        words, subject = self.words, self._subject
        count = words(say_count("{count} task", "{count} tasks", len(self._tasks)))
        with Vertical(classes="dialog large", id="bulk"):
            yield Static(plain(f"{count} · {words(subject.title)}", style="bold"), markup=False)
            yield make_editor(subject, "", None, words)
            keys = HelpKeys.on(self, save="bulk.take", leave="bulk.leave")
            yield Static(plain(words(help_of(subject, keys)), style=QUIET_STYLE), id="bulk-help", markup=False)
            yield Static(id="bulk-sum", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static(id="bulk-lines", markup=False)
            yield Static(plain(words(say("Reason, where there is one"))), markup=False)
            yield OrderedInput(id="bulk-reason", compact=True)
            line = say(
                "Tab: value or reason · {save}: save as one commit · {leave}: no",
                save=keys_of(self, "bulk.take"),
                leave=keys.leave,
            )
            yield Static(plain(words(line), style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Begin at the value."""
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

    def _edit(self) -> Edit:
        """Return the edit of any of the tasks; raise where the value cannot be read."""
        plan = self._plan
        value = read_value(
            self._subject, self._text, year=plan.settings.year, register=plan.register, name=self.words.name
        )
        return Edit(wishes=(Wish(field=self._subject, value=value),))

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
        self._lines = bulk(self._tasks, lambda _task: edit, self._forbidden)
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
        words, register = self.words, self._plan.register
        number = f"{line.before.number:<7}"
        if line.refused is not None:
            told = words(say("refused: {reason}", reason=line.refused.message))
            return plain(f"! {number} {told}", style=LATE_STYLE)
        if not line.is_changed:
            return plain(f"= {number} {words(say('stays as it is'))}", style=QUIET_STYLE)
        parts = []
        for each in line.changes:
            old, new = (" ".join(words.field_text(value, register).split()) for value in (each.old, each.new))
            parts.append(f"{words(each.field.title)}: {old} → {new}")
        return plain(f"  {number} {'; '.join(parts)}")

    @property
    def why_not_take(self) -> Message | None:
        """Why the edit cannot be saved as it stands; None where it can."""
        if self._wrong is not None:
            return self._wrong.message
        if any(each.refused is not None for each in self._lines):
            return say("some tasks refuse the edit; take them out or mend the value")
        if not any(each.is_changed for each in self._lines):
            return say("every task already says so; there is nothing to commit.")
        return None

    def why_not(self, action: str) -> Message | None:
        """Return why the action cannot be done now."""
        return self.why_not_take if action == "take" else None

    def action_take(self) -> None:
        """Close with the edits, where every task takes them."""
        reason = self.why_not_take
        if reason is not None:
            self._say(plain(self.words(reason), style=LATE_STYLE), self._preview_content())
            return
        self.dismiss(BulkAnswer(edits=edits_of(self._lines), reason=self.query_one("#bulk-reason", OrderedInput).value))

    def action_leave(self) -> None:
        """Close without an edit."""
        self.dismiss(None)
