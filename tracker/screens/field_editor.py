"""Editors of fields: which one fits a field, what it is helped by, and what is said below it."""

from dataclasses import replace
from enum import StrEnum
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.message import Message as TextualMessage
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tracker.plan.fields import Field, FieldKind, FieldValue
from tracker.plan.message import Message, say, say_count
from tracker.plan.task import ScheduleKind, Status
from tracker.plan.words import Words
from tracker.screens.acting import bindings, key_of
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.marks import STATUS_MARKS
from tracker.screens.options import GuardedOptionList
from tracker.screens.typing import Cleaned, OrderedInput, OrderedTextArea

Editor = OrderedInput | OrderedTextArea | OptionList

_LISTS = (FieldKind.DOCUMENTS, FieldKind.AGENCIES, FieldKind.ROLES, FieldKind.EXTENSIONS)
_ONE_LINE = ("schedule.text", "schedule.condition")
_AGENCIES = (FieldKind.AGENCY, FieldKind.AGENCIES, FieldKind.BODY, FieldKind.ROLES)


class Aid(StrEnum):
    """What helps to fill a field in."""

    CALENDAR = "calendar"
    AGENCIES = "agencies"
    DOCUMENTS = "documents"
    NAMED_DOCUMENTS = "named-documents"
    SCHEDULE = "schedule"
    NONE = "none"


def aid_of(subject: Field) -> Aid:
    """Return what helps to fill the field in."""
    if subject.key == "schedule.text":
        return Aid.SCHEDULE
    if subject.key == "progress.result":
        return Aid.NAMED_DOCUMENTS
    if subject.kind in (FieldKind.DATE, FieldKind.EXTENSIONS):
        return Aid.CALENDAR
    if subject.kind is FieldKind.DOCUMENTS:
        return Aid.DOCUMENTS
    return Aid.AGENCIES if subject.kind in _AGENCIES else Aid.NONE


class AidedInput(OrderedInput):
    """A one-line editor whose field has something to choose from, one key away."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.EDITOR)

    class Asked(TextualMessage):
        """The person wants to choose."""

    def action_aid(self) -> None:
        """Ask for what helps to fill the field in."""
        self.post_message(self.Asked())


def make_editor(subject: Field, text: str, value: FieldValue, words: Words) -> Editor:
    """Return the editor of the field, with the text or the value in it."""
    if subject.kind is FieldKind.STATUS:
        marks = [(each, f"{STATUS_MARKS[each]} {words.name(each)}") for each in Status]
        return _list([(each.value, label) for each, label in marks], value)
    if subject.kind is FieldKind.SCHEDULE_KIND:
        return _list([(each.value, words.name(each)) for each in ScheduleKind], value)
    is_text = subject.kind is FieldKind.TEXT and (subject.key not in _ONE_LINE or "\n" in text)
    if subject.kind is FieldKind.LINES or subject.kind in _LISTS or is_text:
        begun = f"{text}\n" if text and subject.kind in _LISTS else text  # the next element goes on a line of its own
        area = OrderedTextArea(begun, classes="editor" if subject.kind is FieldKind.LINES else "editor -low")
        area.show_line_numbers = False
        area.tab_behavior = "focus"
        area.move_cursor(area.document.end)
        return area
    if aid_of(subject) is Aid.NONE:
        return OrderedInput(value=text, classes="editor", compact=True)
    return AidedInput(value=text, classes="editor", compact=True)


def _list(options: list[tuple[str, str]], value: FieldValue) -> OptionList:
    shown = [Option(plain(label), id=id) for id, label in options]
    editor = GuardedOptionList(*shown, classes="editor", markup=False)
    editor.highlighted = next((place for place, (id, _) in enumerate(options) if id == value), 0)
    return editor


_RULES: dict[str, Message] = {
    "progress.completed": say("the date of the product, not of the report: 17/8/2022"),
    "progress.result": say("one fact on a line: what was done, not what will be"),
    "progress.obstacle": say("what holds the task up: Chờ hướng dẫn của Bộ Nội vụ"),
    "progress.proposal": say("what is asked for, and of whom"),
    "progress.awaiting": say("the body waited for, by any name: BNV, Bộ Nội vụ"),
    "schedule.text": say("as the plan words it: Quý III/2022, trước 15/12"),
    "schedule.due": say("the last day in time: 30/9/2022; a later one by decision is an extension"),
    "schedule.condition": say("the part of the schedule that is no date: sau khi Bộ hướng dẫn"),
    "assignment.reporter": say("who answers where only a group leads"),
    "title": say("what is to be done, one task only"),
    "product": say("what the task is expected to bring about: Quyết định, Kế hoạch"),
    "source": say("the document and row the task comes from"),
    "basis": say("what the task rests on, one document on a line"),
}
_RULES_OF_KINDS: dict[FieldKind, Message] = {
    FieldKind.DATE: say("day, month and year: 17/8/2022"),
    FieldKind.PERCENT: say("a whole number from 0 to 100, where the agency states one: 40"),
    FieldKind.AGENCIES: say("one agency on a line, by any name"),
    FieldKind.ROLES: say("one on a line: Sở Tư pháp: thẩm định"),
    FieldKind.EXTENSIONS: say(
        "one on a line, date and decision: 30/12/2022 Công văn 15/UBND-NC; the first due date stays"
    ),
    FieldKind.DOCUMENTS: say("paste them as they are cited, or a whole paragraph"),
    FieldKind.LINES: say("one fact on a line"),
}
"""What a field takes and an example, by its key, else by its kind; a list of words needs none."""

_AIDS: dict[Aid, Message] = {
    Aid.CALENDAR: say("{key} calendar"),
    Aid.AGENCIES: say("{key} chooses"),
    Aid.DOCUMENTS: say("{key} lists what is recognised"),
    Aid.SCHEDULE: say("{key} what it means"),
}
"""What each aid does for a field; the documents a result names are told of where it names some."""


def rule_of(subject: Field) -> Message | None:
    """Return what the field takes, with an example; None where it says so itself."""
    return _RULES.get(subject.key) or _RULES_OF_KINDS.get(subject.kind)


def aid_told(screen: Screen[Any], subject: Field, editor: Widget, aid: str) -> Message | None:
    """Return what helps to fill the field in and the person's key for it, None where nothing does.

    In a field of one line that is ``editor.aid``; ``aid`` is the command of the screen that helps in any.
    """
    told = _AIDS.get(aid_of(subject))
    key = key_of(screen, "editor.aid" if isinstance(editor, AidedInput) else aid)
    return None if told is None else replace(told, values=(("key", key),))


def help_of(screen: Screen[Any], subject: Field, editor: Widget, words: Words) -> str:
    """Return what is said below an open field of the sheet: its rule, what helps, and how it is taken over or left."""
    save, leave = key_of(screen, "main.save"), key_of(screen, "sheet.leave")
    match editor:
        case OptionList():
            ending = say("Enter chooses · {leave} leaves it as it was", leave=leave)
        case OrderedTextArea():
            ending = say("{save} saves · {leave} leaves", save=save, leave=leave)
        case _:
            ending = say("Enter takes it over · {leave} leaves", leave=leave)
    told = (rule_of(subject), aid_told(screen, subject, editor, "sheet.aid"), ending)
    return " · ".join(words(each) for each in told if each is not None)


def cleaned_text(event: Cleaned, words: Words) -> str:
    """Return what a field did to a text it could not take as it was."""
    told = (
        say_count("{count} line end became a blank", "{count} line ends became blanks", event.joined),
        say_count("{count} hidden character was left out", "{count} hidden characters were left out", event.removed),
        say_count("{count} character did not fit", "{count} characters did not fit", event.cut),
    )
    return "; ".join(words(each) for each in told if each.count)


def text_in(editor: Widget) -> str:
    """Return what is typed in an editor, or the id of the line that is chosen in a list."""
    match editor:
        case OptionList() as listed:
            place = listed.highlighted
            return (listed.get_option_at_index(place).id or "") if place is not None else ""
        case OrderedInput(value=text) | OrderedTextArea(text=text):
            return text
    return ""


def line_under_cursor(editor: Editor) -> str:
    """Return the line the person is on."""
    match editor:
        case OrderedTextArea():
            return editor.document[editor.cursor_location[0]]
        case OrderedInput():
            return editor.value
    return ""


def put_on_line(editor: Editor, text: str, *, keeps_after: str = "") -> None:
    """Put a text in place of the line the person is on; what stands behind ``keeps_after`` in it stays."""
    line = line_under_cursor(editor)
    start = line.find(keeps_after) if keeps_after else -1
    whole = text + (line[start:] if start >= 0 else "")
    match editor:
        case OrderedTextArea():
            row = editor.cursor_location[0]
            editor.replace(whole, (row, 0), (row, len(line)))
        case OrderedInput():
            editor.value = whole
            editor.cursor_position = len(whole)
