"""The look a terminal and a person ask for: pure tests."""

import pytest

from tracker.plan.preferences import Preferences
from tracker.screens.glyphs import Glyphs
from tracker.screens.look import Look, chosen_look

UTF8 = {"LANG": "vi_VN.UTF-8", "TERM": "xterm-256color"}
NOBODY = Preferences()


def test_where_nobody_has_a_wish_the_terminal_decides() -> None:
    assert chosen_look(UTF8, NOBODY) == (Look(), ())


def test_the_environment_goes_before_the_preferences() -> None:
    person = Preferences(theme="light", ascii=True)
    assert chosen_look(UTF8, person) == (Look(theme="light", glyphs=Glyphs.ASCII_MARKS), ())
    forced = UTF8 | {"TRACKER_THEME": "contrast", "TRACKER_ASCII": "0"}
    assert chosen_look(forced, person) == (Look(theme="contrast"), ())


def test_a_theme_there_is_not_is_told() -> None:
    look, told = chosen_look(UTF8, Preferences(theme="nord"))
    assert look == Look()
    assert [dict(each.values)["name"] for each in told] == ["nord"]
    assert chosen_look(UTF8, Preferences(theme="auto")) == (Look(), ())


def test_a_console_is_drawn_with_plain_marks() -> None:
    assert chosen_look(UTF8 | {"TERM": "linux"}, NOBODY)[0].glyphs is Glyphs.ASCII_MARKS
    assert chosen_look(UTF8 | {"TERM": "linux"}, Preferences(ascii=False))[0].glyphs is Glyphs.ALL


@pytest.mark.parametrize(
    ("environment", "glyphs", "fix"),
    [
        ({"LANG": "en_US.ISO-8859-1"}, Glyphs.ASCII, "export LANG=en_US.UTF-8"),
        ({"LC_ALL": "en_US", "LANG": "vi_VN.UTF-8"}, Glyphs.ASCII, "export LC_ALL=en_US.UTF-8"),
        ({"LC_CTYPE": "vi_VN.TCVN", "LANG": "C.UTF-8"}, Glyphs.ASCII, "export LC_CTYPE=vi_VN.UTF-8"),
        ({"LANG": "C"}, Glyphs.ALL, "export LANG=C.UTF-8"),
        ({}, Glyphs.ALL, "export LANG=C.UTF-8"),
        ({"LANG": "vi_VN"}, Glyphs.ALL, None),
        ({"LANG": "C.utf8"}, Glyphs.ALL, None),
        ({"LC_ALL": "", "LANG": "de_DE.UTF-8@euro"}, Glyphs.ALL, None),
    ],
)
def test_letters_that_are_not_utf_8_are_told_with_the_exact_way_out(
    environment: dict[str, str], glyphs: Glyphs, fix: str | None
) -> None:
    look, told = chosen_look(environment, NOBODY)
    assert look.glyphs is glyphs
    assert [dict(each.values)["fix"] for each in told] == ([fix] if fix else [])
    assert chosen_look(environment, Preferences(ascii=False)) == (Look(), ())
