"""The inbox on the screen: what agencies have sent, task by task and field by field, to be accepted or returned.

What the rules allow is marked to be accepted; Space changes that field by field, of a task or of a whole report.
Nothing is decided here: what is accepted and returned goes to the app by messages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.plan.contribution import Contribution, TaskChange
from tracker.plan.dates import date_text
from tracker.plan.differences import marked
from tracker.plan.fields import Change, FieldKind, FieldValue
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.rules import Verdict
from tracker.plan.text import fold
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.acting import bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.lines import Cell, Line, Lines, blank_line, row_content, text_lines
from tracker.screens.messages import Part, PartRequested
from tracker.screens.place import Place
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import OrderedInput
from tracker.screens.value_dialog import Typed, ValueDialog

Item = tuple[TaskId, str]
"""One field of one task, by key; ``*`` is a whole task that is added or removed."""


@dataclass
class InboxRequested(PartRequested):
    """Ask the common copy what has come in."""

    part = Part.PLACES


@dataclass
class AcceptRequested(PartRequested):
    """Take over the items of the contribution, with the values in ``edits``, and return its others with the remarks."""

    part = Part.SHARING
    contribution: Contribution
    items: frozenset[Item]
    remarks: dict[Item, str]
    edits: dict[Item, FieldValue]


@dataclass
class ReturnRequested(PartRequested):
    """Return the whole contribution with the remark."""

    part = Part.SHARING
    contribution: Contribution
    remark: str


class InboxScreen(Place):
    """What has come in. Enter opens a report, Space marks what is accepted."""

    SCOPE = Scope.INBOX
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.INBOX)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._found: tuple[Contribution, ...] = ()
        self._note: Message | None = say("asking the common copy …")
        self._open: set[str] = set()
        self._marked: dict[str, set[Item]] = {}
        self._remarks: dict[str, dict[Item, str]] = {}
        self._edits: dict[str, dict[Item, FieldValue]] = {}

    def show_contributions(self, found: Sequence[Contribution], note: Message | None = None) -> None:
        """Show what has come in; marks and remarks of reports that are still the same stay."""
        self._found, self._note = tuple(found), note
        kept = {each.commit for each in found}
        self._marked = {commit: marks for commit, marks in self._marked.items() if commit in kept}
        self._remarks = {commit: told for commit, told in self._remarks.items() if commit in kept}
        self._edits = {commit: values for commit, values in self._edits.items() if commit in kept}
        for each in found:
            self._marked.setdefault(each.commit, {item for item, verdict in _items(each).items() if verdict.allowed})
        if len(found) == 1:
            self._open.add(found[0].commit)
        self.fill()

    def why_not(self, action: str) -> Message | None:
        """Say why nothing can be accepted or returned: there is nothing."""
        if action in ("mark", "accept", "give_back") and not self._found:
            return say("nothing waits.")
        if action == "edit" and self._field() is None:
            return say("only a field can be edited; open a report and go to one.")
        if action == "why":
            return say("what a field stands for is said below the list.")
        return super().why_not(action)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out of the footer what has nothing to say here, so that there is room for what has."""
        return False if action == "why" else super().check_action(action, parameters)

    # What is shown

    def heading_text(self, view: PlanView) -> str:  # noqa: ARG002 - the same for every plan
        """Return how many reports wait."""
        count = self.words(say_count("{count} report waits", "{count} reports wait", len(self._found)))
        told = f" · {self.words(self._note)}" if self._note is not None else ""
        return f"{self.words(say('Inbox'))} · {count}{told}"

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return a line for each report, and below it its tasks and fields."""
        lines: list[Line] = []
        for each in self._found:
            if self.typed and fold(self.typed) not in fold(
                f"{each.sender} {each.name.replace('-', ' ')} {' '.join(_ids(each))}"
            ):
                continue
            if lines:
                lines.append(blank_line())
            lines.append(Line(key=f"report:{each.commit}", draw=partial(self._report_row, each)))
            if each.commit in self._open:
                lines += self._inside(each, view)
        return lines or text_lines("none", self.words(self._note or say("nothing waits.")), width)

    def _inside(self, one: Contribution, view: PlanView) -> list[Line]:
        lines = []
        for task in one.judgement.tasks:
            lines.append(Line(key=f"task:{one.commit}:{task.id}", draw=partial(self._task_row, task)))
            lines += [
                Line(
                    key=f"item:{one.commit}:{task.id}:{_key(each)}",
                    draw=partial(self._verdict_row, one, task, each, view),
                )
                for each in task.verdicts
            ]
        for number, file in enumerate(one.judgement.files):
            style = "" if file.allowed else LATE_STYLE
            text = f"    {'✓' if file.allowed else '✗'} {file.path}: {self.words(file.reason)}"
            lines.append(Line(key=f"file:{one.commit}:{number}", draw=partial(_row, text, style)))
        return lines

    def _report_row(self, one: Contribution, width: int) -> Content:
        found = one.judgement
        refused = sum(not each.allowed for each in found.verdicts) + sum(not each.allowed for each in found.files)
        told = say("all passes") if not refused else say_count("{count} refused", "{count} refused", refused)
        if one.is_answered:
            told = say("returned, waits to be mended")
        mark = "▾" if one.commit in self._open else "▸"
        cells = [
            Cell(f"{mark} {one.sender}", 0, "bold"),
            Cell(date_text(one.when.date()), 12),
            Cell(self.words(told), min(30, width // 3), LATE_STYLE if refused else QUIET_STYLE),
        ]
        return row_content(width, cells)

    def _task_row(self, task: TaskChange, width: int) -> Content:
        held = task.after or task.before
        told = f"{_number(task)}  {held.headline if held is not None else ''}"
        return _row(f"  {told}", "bold", width)

    def _verdict_row(
        self, one: Contribution, task: TaskChange, verdict: Verdict, view: PlanView, width: int
    ) -> Content:
        item = (task.id, _key(verdict))
        box = "[x]" if item in self._marked[one.commit] else "[ ]"
        rule = "✓" if verdict.allowed else "✗"
        told = self._remarks.get(one.commit, {}).get(item, "")
        text = " ".join(self._change_text(verdict, task, view).split())
        edits = self._edits.get(one.commit, {})
        if item in edits:
            value = " ".join(self.words.field_text(edits[item], view.plan.register).split())
            text = f"{text} ⇒ {value}"
        said = f" ← {told}" if told else "" if verdict.allowed else f" ({self.words(verdict.reason)})"
        return _row(f"    {box} {rule} {text}{said}", "" if verdict.allowed else LATE_STYLE, width)

    def _change_text(self, verdict: Verdict, task: TaskChange, view: PlanView) -> str:
        change = verdict.change
        if change is None:
            return self.words(say("added to the plan") if task.before is None else say("removed from the plan"))
        return f"{self.words(change.field.title)}: {self._values(change, view)}"

    def _values(self, change: Change, view: PlanView) -> str:
        """Return the old and the new value; of a text that was reworded the words that went and came."""
        if change.field.kind in (FieldKind.TEXT, FieldKind.LINES) and change.old and change.new:
            return marked(str(change.old), str(change.new))
        old, new = (self.words.field_text(each, view.plan.register) for each in (change.old, change.new))
        return f"{old} → {new}"

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return a report's sender, a task's evidence and doubts, a field's values and reason in full."""
        kind, one, task, verdict = self._named(key)
        words = self.words
        if one is None:
            return None
        if verdict is not None and task is not None:
            lines = [self._change_text(verdict, task, view), words(verdict.reason)]
            edits = self._edits.get(one.commit, {})
            if (task.id, _key(verdict)) in edits:
                value = words.field_text(edits[task.id, _key(verdict)], view.plan.register)
                lines.insert(1, words(say("taken over with your value: {item}", item=value)))
            return "\n".join(lines)
        if kind == "task" and task is not None:
            doubts = [words(say("doubtful: {problem}", problem=each.message)) for each in task.problems]
            return "\n".join((task.path, *doubts))
        return f"{one.name} · {one.author} <{one.email}> · {one.commit[:9]}\n{one.subject}"

    def _named(self, key: str) -> tuple[str, Contribution | None, TaskChange | None, Verdict | None]:
        """Return what a line is about."""
        kind, _, rest = key.partition(":")
        commit, _, rest = rest.partition(":")
        one = next((each for each in self._found if each.commit == commit), None)
        id, _, field = rest.partition(":")
        tasks = one.judgement.tasks if one is not None else ()
        task = next((each for each in tasks if each.id == id), None)
        verdict = next((each for each in task.verdicts if _key(each) == field), None) if task and field else None
        return kind, one, task, verdict

    # What is done

    def enter(self, _view: PlanView, key: str) -> None:
        """Open or fold a report; mark a field."""
        _kind, one, _task, verdict = self._named(key)
        if verdict is not None:
            self.action_mark()
        elif one is not None:
            self._open ^= {one.commit}
            self.fill()

    def action_mark(self) -> None:
        """Mark what the cursor is on to be accepted, or take the mark away; of a report and a task all that passes."""
        _kind, one, task, verdict = self._named(self.listed.key)
        if one is None:
            return
        marks = self._marked[one.commit]
        if verdict is not None and task is not None:
            marks ^= {(task.id, _key(verdict))}
        else:
            passing = {
                item for item, each in _items(one).items() if each.allowed and (task is None or item[0] == task.id)
            }
            self._marked[one.commit] = marks - passing if passing <= marks else marks | passing
        self.fill()

    def action_accept(self) -> None:
        """Take over what is marked of the report the cursor is on."""
        _kind, one, _task, _verdict = self._named(self.listed.key)
        if one is not None:
            remarks = self._remarks.get(one.commit, {})
            marks = frozenset(self._marked[one.commit])
            edits = {item: value for item, value in self._edits.get(one.commit, {}).items() if item in marks}
            self.post_message(AcceptRequested(one, marks, dict(remarks), edits))

    def _field(self) -> tuple[Contribution, TaskChange, Change] | None:
        """Return the changed field the cursor is on, if it is on one."""
        if not self.query(Lines):
            return None
        _kind, one, task, verdict = self._named(self.listed.key)
        if one is None or task is None or verdict is None or verdict.change is None:
            return None
        return one, task, verdict.change

    def action_edit(self) -> None:
        """Change the value of the field the cursor is on; it is marked to be accepted so."""
        found = self._field()
        if found is None or self.view is None:
            return
        one, task, change = found
        value = self._edits.get(one.commit, {}).get((task.id, change.field.key), change.new)
        dialog = ValueDialog(self.words, self.view.plan, task.id, change.field, value, about=_number(task))
        self.app.push_screen(dialog, partial(self._edited, one, task, change))

    def _edited(self, one: Contribution, task: TaskChange, change: Change, typed: Typed | None) -> None:
        if typed is None:
            return
        item, edits = (task.id, change.field.key), self._edits.setdefault(one.commit, {})
        edits.pop(item, None)
        if typed.value != change.new:
            edits[item] = typed.value
        self._marked[one.commit].add(item)
        self._remarks.get(one.commit, {}).pop(item, None)
        self.fill()

    def action_give_back(self) -> None:
        """Ask for a remark: to the field the cursor is on, which is not accepted then, or to the whole report."""
        _kind, one, task, verdict = self._named(self.listed.key)
        if one is None:
            return
        about = one.sender
        if task is not None and verdict is not None and verdict.field is not None:
            about = f"{_number(task)} · {self.words(verdict.field.title)}"
        self.app.push_screen(RemarkDialog(self.words, about), partial(self._returned, one, task, verdict))

    def _returned(
        self, one: Contribution, task: TaskChange | None, verdict: Verdict | None, remark: str | None
    ) -> None:
        if not remark:
            return
        if task is None or verdict is None:
            self.post_message(ReturnRequested(one, remark))
            return
        item = (task.id, _key(verdict))
        self._remarks.setdefault(one.commit, {})[item] = remark
        self._marked[one.commit].discard(item)
        self.fill()

    def action_ask(self) -> None:
        """Ask the common copy again."""
        self._note = say("asking the common copy …")
        self.fill()
        self.post_message(InboxRequested())


class RemarkDialog(Dialog[str | None]):
    """Asks what the office says to the sender."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.REMARK)

    def __init__(self, words: Words, about: str) -> None:
        super().__init__()
        self.words = words
        self._about = about

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(words(say("Return: {about}", about=self._about)), style="bold"), markup=False)
            yield Static(plain(words(say("What is to be mended?"))), markup=False)
            yield OrderedInput(id="remark", compact=True)
            yield Static(
                plain(
                    words(say("Enter: go on · {leave}: cancel", leave=key_of(self, "remark.leave"))), style=QUIET_STYLE
                ),
                markup=False,
            )

    @on(OrderedInput.Submitted)
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip() or None)

    def action_leave(self) -> None:
        """Close without a remark."""
        self.dismiss(None)


def _items(one: Contribution) -> dict[Item, Verdict]:
    return {(each.id, _key(verdict)): verdict for each in one.judgement.tasks for verdict in each.verdicts}


def _ids(one: Contribution) -> list[str]:
    return [each.id for each in one.judgement.tasks]


def _key(verdict: Verdict) -> str:
    return verdict.field.key if verdict.field is not None else "*"


def _number(task: TaskChange) -> str:
    held = task.after or task.before
    return held.number if held is not None else str(task.id)


def _row(text: str, style: str, width: int) -> Content:
    return row_content(width, [Cell(text, 0, style)])
