import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.characters import HiddenCharacter, hidden_characters, visible

FORBIDDEN = (
    *(chr(code) for code in range(0x20) if chr(code) not in "\n\t"),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *(chr(code) for code in (0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F, 0xFEFF, 0x2028, 0x2029)),
    *(chr(code) for code in (0x061C, 0x180E, 0xFFF9, 0xFFFB, 0xE0000, 0xE007F, 0xD800, 0xDFFF)),
)
MARKS = ("\u0300", "\u0323", "\u0e48", "\u20d0", "\ufe0f", "\u0489")
TEXT = st.one_of(
    st.text(st.characters()),
    st.text(st.sampled_from((*FORBIDDEN, *MARKS, *MARKS, "a", "ệ", " ", "\n", "\t", "�"))),
)


@pytest.mark.parametrize("multiline", [False, True])
@pytest.mark.parametrize("character", FORBIDDEN)
def test_a_forbidden_character_is_reported_and_made_visible(character: str, multiline: bool) -> None:
    assert hidden_characters(f"a{character}b", multiline=multiline) == (HiddenCharacter(1, character),)
    shown = visible(f"a{character}b", multiline=multiline)
    assert shown.isprintable()
    assert shown.startswith("a")
    assert shown.endswith("b")
    assert len(shown) > len("ab")


@given(TEXT, st.booleans())
def test_what_is_shown_holds_no_forbidden_character(text: str, multiline: bool) -> None:
    assert hidden_characters(visible(text, multiline=multiline), multiline=multiline) == ()


@given(TEXT, st.booleans())
def test_showing_twice_changes_nothing(text: str, multiline: bool) -> None:
    shown = visible(text, multiline=multiline)
    assert visible(shown, multiline=multiline) == shown


@given(TEXT, st.booleans())
def test_clean_text_is_shown_as_it_is(text: str, multiline: bool) -> None:
    if "\t" not in text and not hidden_characters(text, multiline=multiline):
        assert visible(text, multiline=multiline) == text


@given(TEXT)
def test_what_is_allowed_in_one_line_is_allowed_in_several(text: str) -> None:
    in_lines = hidden_characters(text, multiline=True)
    assert set(in_lines) <= set(hidden_characters(text, multiline=False))


def test_marks_are_pictures_or_numbers() -> None:
    assert visible("\x00\x1b[31m\x7f") == "␀␛[31m␡"
    assert visible("\u202eabc\x9b") == "<U+202E>abc<U+009B>"


def test_tabs_become_blanks_and_lines_stay_only_in_text_of_several_lines() -> None:
    assert visible("a\tb\nc") == "a b c"
    assert visible("a\tb\nc", multiline=True) == "a b\nc"


def test_line_ends_are_forbidden_in_one_line() -> None:
    assert [hidden.label for hidden in hidden_characters("a\nb\tc", multiline=False)] == ["U+000A", "U+0009"]
    assert hidden_characters("a\nb\tc", multiline=True) == ()


def test_the_fifth_mark_in_a_row_is_too_much() -> None:
    assert hidden_characters("e" + "\u0301" * 4, multiline=False) == ()
    assert hidden_characters("e" + "\u0301" * 9, multiline=False) == (HiddenCharacter(5, "\u0301"),)
    assert visible("e" + "\u0301" * 900 + "x") == "e" + "\u0301" * 4 + "�x"
    assert visible("\u0e01" + "\u0e48" * 6) == "\u0e01" + "\u0e48" * 4 + "�"


def test_decomposed_vietnamese_is_clean() -> None:
    assert hidden_characters("e\u0323\u0302 u\u031b\u0301", multiline=False) == ()


def test_a_hidden_character_says_its_number_and_name() -> None:
    hidden = HiddenCharacter(0, "\u202e")
    assert (hidden.label, hidden.name) == ("U+202E", "RIGHT-TO-LEFT OVERRIDE")
    assert HiddenCharacter(0, "\x1b").name == "U+001B"
