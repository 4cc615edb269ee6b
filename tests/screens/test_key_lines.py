"""The keys that dialogs name are the person's own; those of a widget, which nobody can change, are told why."""

import re
from datetime import date
from pathlib import Path

from textual.geometry import Region

from tests.desk import ROOT, Desk
from tracker.language import words_for
from tracker.screens.calendar import Calendar
from tracker.screens.choice import ChoiceDialog
from tracker.screens.dialogs import IdentityDialog, ReasonDialog
from tracker.screens.drafts import DraftLine, DraftsDialog
from tracker.screens.explanation import Explanation
from tracker.screens.inbox import RemarkDialog
from tracker.screens.keys import chosen_keys
from tracker.screens.naming import NameDialog

_OWN = {
    "Enter": "a field of text is submitted by it and a list chooses by it; both do so by themselves",
    "Tab": "it goes to the next part on every screen",
}
"""Keys that may stand as written text before what they do, by why nobody can put them elsewhere."""

_NAMED = re.compile(r'["· ](Enter|Esc|Space|Delete|Tab|PgUp|PgDn|F\d\d?|Ctrl\+\w|\w): ')


def named(path: Path) -> set[str]:
    """Return the keys written as text in the lines of a module."""
    lines = [each for each in path.read_text().splitlines() if "say(" in each or " · " in each]
    return {key for line in lines for key in _NAMED.findall(line)}


def test_no_line_of_a_dialog_writes_a_key_a_person_can_change() -> None:
    modules = [*(ROOT / "tracker/screens").glob("*.py"), *(ROOT / "tracker/wiring").glob("*.py")]
    written = {each.name: named(each) - set(_OWN) for each in modules}
    assert {name: keys for name, keys in written.items() if keys} == {}


async def test_dialogs_name_the_keys_a_person_has_chosen(desk: Desk) -> None:
    words = words_for("en")
    wishes = {
        "naming.leave": ["F13"],
        "choice.leave": ["F14"],
        "identity.cancel": ["F15"],
        "reason.leave": ["F16"],
        "remark.leave": ["F17"],
        "drafts.drop": ["z"],
        "explanation.close": ["F18"],
        "calendar.take": ["F19"],
        "columns.toggle": ["z"],
        "step.list": ["z"],
        "help.close": ["F20"],
        "editor.aid": ["F21"],
        "main.agencies": ["F22"],
        "question.no": ["F23"],
    }
    keys = chosen_keys(wishes)
    assert keys.problems == ()
    draft = DraftLine(key="one", label="III.3", typed="a", seen="b", stands="b")
    day = date(2022, 8, 17)
    dialogs = (
        (NameDialog(words, "title", "told"), "F13: cancel"),
        (ChoiceDialog(words, "title", ()), "F14: no"),
        (IdentityDialog(words), "F15: cancel"),
        (ReasonDialog(words, "sentence", ""), "F16: no"),
        (RemarkDialog(words, "III.3"), "F17: cancel"),
        (DraftsDialog(words, (draft,)), "z: drop"),
        (Explanation(words, "title", ()), "F18 closes"),
        (Calendar(words, day, today=None, due=None, over=Region(0, 0, 10, 1)), "F19: take it"),
    )
    async with desk.open((80, 24), keys=keys) as person:
        for dialog, line in dialogs:
            person.app.push_screen(dialog)
            await person.until(line)
            person.app.pop_screen()
            await person.settled()
        await person.press("o")
        await person.until("z: show or hide")
        await person.press("escape", "question_mark")
        await person.until("F20 closes")
        await person.press("f20")
        await person.until(" 1 Areas  F22  3  4 ")
        await person.go_to("VI.2")
        await person.press("n")
        await person.until("F21 calendar")
        await person.press("f21")
        await person.until("F19: take it")
        await person.press("f19", "enter", "q")
        await person.until("Enter: leave · F23: stay")
        await person.press("f23")
        await person.gone("F23: stay")
