"""The registry of commands and the keys a person puts them on: pure tests."""

import string
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from tracker.plan.message import Message
from tracker.screens.commands import COMMAND_BY_ID, COMMANDS, GROUPS, SCOPES, Command, Group, Scope, around
from tracker.screens.keys import Keys, character_key, chosen_keys, key_name, read_key, types_text


def told(keys: Keys) -> list[str]:
    """Return what is said of wishes that are not followed: the sentence with the values of its gaps."""

    def text(message: Message) -> str:
        values = {name: text(value) if isinstance(value, Message) else value for name, value in message.values}
        return message.text.format(**values)

    return [text(each.message) for each in keys.problems]


def test_an_id_is_used_once_and_names_its_place() -> None:
    assert len(COMMAND_BY_ID) == len(COMMANDS)
    assert set(SCOPES) == set(Scope)
    assert set(GROUPS) == set(Group)
    assert {each.scope for each in COMMANDS} == set(Scope)


def test_no_two_commands_of_one_place_have_a_key_in_common() -> None:
    shared = [
        (one.id, other.id, key)
        for one, other in combinations(COMMANDS, 2)
        for key in set(one.keys) & set(other.keys)
        if one.scope is other.scope
    ]
    assert shared == []


def test_a_key_shared_with_the_place_around_is_one_that_moves_or_leaves() -> None:
    shared = {
        key
        for one, other in combinations(COMMANDS, 2)
        for key in set(one.keys) & set(other.keys)
        if one.scope is not other.scope and (one.scope in around(other.scope) or other.scope in around(one.scope))
    }
    assert shared <= {"enter", "escape", "up", "down"}


@pytest.mark.parametrize("command", COMMANDS, ids=[each.id for each in COMMANDS])
def test_every_command_has_a_route_without_a_letter(command: Command) -> None:
    own = [key for key in command.keys if not types_text(key) or key == "space"]
    assert own or command.listed, "neither a function key nor in the list of commands"
    if command.priority or SCOPES[command.scope].types:
        assert len(own) == len(command.keys), "a letter would be typed"


def test_the_list_of_commands_is_reached_without_a_letter() -> None:
    assert not any(map(types_text, COMMAND_BY_ID["app.palette"].keys))
    assert COMMAND_BY_ID["palette.down"].keys == ("down",)


@given(st.characters(min_codepoint=0x21, max_codepoint=0x1EF9))
def test_a_character_has_the_name_textual_gives_it(character: str) -> None:
    if character.isprintable():
        assert character_key(character) == _character_to_key(character)


def test_the_names_of_keys_are_read_back() -> None:
    keys = {key for each in COMMANDS for key in each.keys}
    keys |= {character_key(each) for each in string.punctuation + string.ascii_lowercase}
    keys |= {"ctrl+up", "shift+f3", "alt+x", "f12", "delete", "pagedown", "space", "tab"}
    assert {key: read_key(key_name(key)) for key in keys} == {key: key for key in keys}
    assert key_name("ctrl+s") == "Ctrl+S"
    assert key_name("slash") == "/"
    assert key_name("s") == "s"
    assert key_name("S") == "S"


def test_a_command_is_put_on_the_keys_a_person_wants() -> None:
    keys = chosen_keys({"main.status": ["t", "Shift+F3"], "main.search": ["Ctrl+F"]})
    assert keys.problems == ()
    assert keys.of(COMMAND_BY_ID["main.status"]) == ("t", "shift+f3")
    assert keys.of(COMMAND_BY_ID["main.search"]) == ("ctrl+f",)
    assert keys.of(COMMAND_BY_ID["main.undo"]) == ("u", "f8")


def test_two_commands_may_change_places() -> None:
    keys = chosen_keys({"main.status": ["k"], "main.result": ["s"]})
    assert keys.problems == ()
    assert keys.of(COMMAND_BY_ID["main.status"]) == ("k",)


@pytest.mark.parametrize(
    ("wishes", "problem"),
    [
        ({"main.statu": ["t"]}, "there is no command main.statu; tracker keys lists them all"),
        ({"main.status": []}, "main.status is left without a key"),
        ({"main.status": ["ctrl+m"]}, "main.status: a terminal cannot tell Ctrl+M from Enter"),
        ({"main.status": ["Ctrl+I"]}, "main.status: a terminal cannot tell Ctrl+I from Tab"),
        ({"main.status": ["ctrl+h"]}, "main.status: a terminal cannot tell Ctrl+H from Backspace"),
        ({"main.status": ["ctrl+z"]}, "main.status: Ctrl+Z cannot be changed: it puts the program to sleep"),
        ({"main.status": ["down"]}, "main.status: ↓ moves or chooses on every screen"),
        ({"main.status": ["ctrl+shift+k"]}, "main.status: a terminal cannot send Ctrl+Shift+K"),
        ({"main.status": ["ctrl+1"]}, "main.status: a terminal cannot send Ctrl+1"),
        ({"main.status": ["f77"]}, "main.status: a terminal cannot send F77"),
        ({"main.save": ["w"]}, "main.save acts while text is typed, and w is text"),
        ({"identity.cancel": ["x"]}, "identity.cancel acts while text is typed, and x is text"),
        (
            {"main.status": ["u"]},
            "u would be both status (main.status) and undo (main.undo); both keep their own keys",
        ),
        (
            {"field.edit": ["z"], "main.status": ["z"]},
            "z would be both status (main.status) and edit (field.edit); both keep their own keys",
        ),
        (
            {"main.status": ["question_mark"]},
            "? would be both status (main.status) and help (app.help); both keep their own keys",
        ),
    ],
)
def test_a_wish_that_cannot_be_met_is_told_and_the_commands_keep_their_keys(
    wishes: dict[str, list[str]], problem: str
) -> None:
    keys = chosen_keys(wishes)
    assert told(keys) == [problem]
    assert keys.chosen == {}


def test_falling_back_can_clash_with_another_wish_which_falls_back_too() -> None:
    keys = chosen_keys({"main.undo": ["k"], "main.result": ["u"], "main.history": ["k"]})
    assert keys.chosen == {}
    assert {id for each in keys.problems for id in each.commands} == {"main.undo", "main.result", "main.history"}


def test_dialogs_apart_may_share_a_key() -> None:
    assert chosen_keys({"question.yes": ["f5"]}).problems == ()


_SOME_KEYS = st.lists(
    st.sampled_from(["a", "k", "s", "u", "f2", "f5", "ctrl+s", "ctrl+i", "enter", "?", "đ"]), max_size=3
)


@given(st.dictionaries(st.sampled_from([each.id for each in COMMANDS]), _SOME_KEYS, max_size=6))
def test_whatever_is_wished_no_key_means_two_things_in_one_place(wishes: dict[str, list[str]]) -> None:
    keys = chosen_keys(wishes)
    for one, other in combinations(COMMANDS, 2):
        if one.scope is other.scope:
            assert not set(keys.of(one)) & set(keys.of(other)), (one.id, other.id)
    refused = {id for each in keys.problems for id in each.commands}
    assert set(wishes) <= set(keys.chosen) | refused
