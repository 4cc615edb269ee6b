"""The keys the app names are the person's own; those of a widget, which nobody can change, are told why."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import OptionList

from tests.desk import ROOT, Desk
from tools.catalogue import said, translations
from tracker.language import words_for
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.names import TaskId
from tracker.screens.calendar import Calendar
from tracker.screens.choice import ChoiceDialog
from tracker.screens.commands import Scope, commands_of
from tracker.screens.dialogs import IdentityDialog, ReasonDialog
from tracker.screens.drafts import DraftLine, DraftsDialog
from tracker.screens.explanation import Explanation
from tracker.screens.inbox import RemarkDialog
from tracker.screens.keys import chosen_keys
from tracker.screens.naming import NameDialog
from tracker.screens.typing import OrderedInput
from tracker.screens.value_dialog import ValueDialog

_OWN = {
    "Enter": "a field of text is submitted by it and a list chooses by it; both do so by themselves",
    "Tab": "it goes to the next part on every screen",
}
"""Keys that may be written in a message, by why nobody can put them elsewhere."""

_KEY = re.compile(
    r"(?<![\w+-])(?:Enter|Esc|Escape|Space|Delete|Insert|Tab|PgUp|PgDn|Home|End|F\d\d?|(?:Ctrl|Alt|Shift)[+-]\w+|[↑↓])(?!\w)"
)
"""The name of a key."""

_LONE = re.compile(r"(?<!\} )(?:(?<=[ :;·(“])|^)[b-zB-HJ-Z1-9?/](?=[ :;,)”]|\.(?!\d)|$)")
"""A letter, a figure or a sign that stands alone in an English text, as the name of a key does."""

_LONE_VIETNAMESE = re.compile(r"\b(?:bấm|phím) \w(?!\w)", re.IGNORECASE)

_ELSEWHERE = ("cli", "exchange")
"""Packages that speak of no key of the app: Ctrl-C of a terminal, Alt+Enter of Excel."""


def modules() -> Iterator[Path]:
    """Yield the modules whose messages the app shows."""
    for each in (ROOT / "tracker").rglob("*.py"):
        if each.relative_to(ROOT / "tracker").parts[0] not in _ELSEWHERE:
            yield each


def named(text: str) -> set[str]:
    """Return the keys that a text names as they stand, whatever a person wants."""
    return set(_KEY.findall(text)) | set(_LONE.findall(text.replace(" → ", "").replace(" ← ", "")))


def own(path: Path, line: int) -> set[str]:
    """Return the keys a message may write at a line: of the keys of widgets those no command beside it has."""
    text = path.read_text()
    around = [
        "\n".join(text.split("\n")[each.lineno - 1 : each.end_lineno])
        for each in ast.parse(text).body
        if isinstance(each, ast.ClassDef) and each.lineno <= line <= (each.end_lineno or 0)
    ]
    scopes = re.findall(r"bindings\(Scope\.(\w+)\)", "".join(around))
    held = {key for scope in scopes for each in commands_of(Scope[scope]) for key in each.keys}
    return {key for key in _OWN if key.lower() not in held}


def test_no_message_of_the_app_writes_a_key_a_person_can_change() -> None:
    written = {
        (path.name, text): keys
        for path in modules()
        for found, line in said(path)
        for text in ([found] if isinstance(found, str) else found or ())
        if (all_keys := named(text)) and (keys := all_keys - own(path, line))
    }
    assert written == {}


@pytest.mark.parametrize(
    "text",
    [
        "F2: take it",
        "3 shows the saved views",
        "E in the app",
        "{leave} or Esc",
        "Ctrl+S saves",
        "the date · ↓ calendar",
    ],
)
def test_a_key_is_known_where_it_is_written(text: str) -> None:
    assert named(text)


def test_vietnamese_messages_name_the_keys_the_english_ones_do() -> None:
    for found, translated in translations().items():
        text = found if isinstance(found, str) else found[1]
        assert _KEY.findall(text) == _KEY.findall(translated), text
        assert not _LONE_VIETNAMESE.findall(translated), text


def test_the_keys_a_message_may_write_belong_to_no_command_of_their_widget() -> None:
    for each in (*OptionList.BINDINGS, *OrderedInput.BINDINGS, *Screen.BINDINGS):
        assert isinstance(each, Binding)
        if {"enter", "tab"} & set(each.key.split(",")):
            assert each.id is None


async def test_dialogs_name_the_keys_a_person_has_chosen_and_obey_them(desk: Desk) -> None:
    words = words_for("en")
    wishes = {
        "naming.leave": ["F13"],
        "choice.leave": ["F14"],
        "identity.cancel": ["F15"],
        "reason.leave": ["F16"],
        "remark.leave": ["F17"],
        "drafts.later": ["z"],
        "explanation.close": ["F18"],
        "calendar.take": ["F19"],
        "value.leave": ["F20"],
        "columns.leave": ["z"],
        "help.close": ["F20"],
        "editor.aid": ["F21"],
        "main.agencies": ["F22"],
        "main.views": ["V"],
        "main.back": ["F24"],
        "question.no": ["F23"],
    }
    keys = chosen_keys(wishes)
    assert keys.problems == ()
    draft = DraftLine(key="one", label="III.3", typed="a", seen="b", stands="b")
    day = date(2022, 8, 17)
    async with desk.open((80, 24), keys=keys) as person:
        view, completed = person.app.main.view, FIELD_BY_KEY["progress.completed"]
        assert view is not None
        value = ValueDialog(words, view.plan, TaskId("2022-VI-02"), completed, None)
        dialogs = (
            (NameDialog(words, "title", "told", doubt=lambda _name: None), "F13: cancel", "f13"),
            (ChoiceDialog(words, "title", ()), "F14: no", "f14"),
            (IdentityDialog(words), "F15: cancel", "f15"),
            (ReasonDialog(words, "sentence", ""), "F16: no", "f16"),
            (RemarkDialog(words, "III.3"), "F17: cancel", "f17"),
            (DraftsDialog(words, (draft,)), "z: all", "z"),
            (Explanation(words, "title", ()), "F18 closes", "f18"),
            (Calendar(words, day, today=None, due=None, over=Region(0, 0, 10, 1)), "F19: take it", "f19"),
            (value, "Enter Ctrl+S F2: take it · F20: leave it", "f20"),
        )
        for dialog, line, key in dialogs:
            person.app.push_screen(dialog)
            shown = await person.until(line)
            if dialog is value:
                assert not {"F21", "Ctrl+T", "↓"} & set(shown.split())  # there is no calendar to open
            await person.press("f2" if key == "f19" else "escape")
            assert dialog.is_current, line  # the key it has by itself is no longer one
            await person.press(key)
            assert person.app.screen is person.app.main, line
        await person.press("o")
        await person.until("Enter: done · z: as")
        await person.press("z", "question_mark")
        await person.until("F20 closes")
        await person.press("end")
        await person.until("Enter goes on, F24 goes")
        await person.press("f20")
        await person.until(" 1 Areas  F22  V  4 ")
        await person.press("slash", *"late", "enter", "w")
        await person.type("Mine\n")
        await person.until(lambda: "V shows the saved views" in person.told())
        await person.go_to("VI.2")
        await person.press("n")
        await person.until("F21 calendar")
        await person.press("f21")
        await person.until("F19: take it")
        await person.press("f19", "down")
        assert person.app.screen is person.app.main
        await person.press("q")
        await person.until("Enter: leave · F23: stay")
        await person.press("f23")
        await person.gone("F23: stay")
