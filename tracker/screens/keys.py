"""Keys: their names for people, and what a person puts on other keys, checked before it is believed.

Pure, so that ``tracker keys`` tells the same as the app without starting it. Keys have Textual's names inside
(``ctrl+s``, ``slash``, ``f2``) and those of a keyboard outside (``Ctrl+S``, ``/``, ``F2``); either is read.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracker.plan.message import Message, say
from tracker.screens.commands import COMMAND_BY_ID, COMMANDS, SCOPES, Command, around

_NAMES = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Delete",
    "insert": "Insert",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}
"""The keys that have a name, as a keyboard shows it."""

_OTHER_NAMES = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown"}

_ARROWS = {"↑": "up", "↓": "down", "←": "left", "→": "right"}

_UNICODE_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual calls a character otherwise than Unicode does."""

_MOVING = frozenset(_NAMES) - {"insert", "delete"}
"""Keys that move, choose or leave everywhere; a command has one of them by default or not at all."""

_TWINS = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+h": "backspace",
    "ctrl+j": "enter",
    "ctrl+[": "escape",
    "ctrl+left_square_bracket": "escape",
}
"""Control keys for which a terminal sends the same byte as for another key."""

_TAKEN = {
    "ctrl+c": say("it copies what is marked"),
    "ctrl+z": say("it puts the program to sleep"),
    "ctrl+q": say("it leaves the program"),
}
"""Control keys that have a meaning before any command sees them."""

_MODIFIED = re.compile(
    r"(?:ctrl|shift|alt|ctrl\+shift)\+(?:up|down|left|right|home|end|pageup|pagedown|insert|delete|f\d\d?)"
)
_ALT = re.compile(r"alt\+[a-z0-9]")
_CONTROL = re.compile(r"ctrl\+[a-z]")
_FUNCTION = re.compile(r"f(?:[1-9]|1\d|2[0-4])")


def character_key(character: str) -> str:
    """Return Textual's name of the key that types a character."""
    if character.isalnum():
        return character
    name = unicodedata.name(character, character).lower().replace("-", "_").replace(" ", "_")
    return _UNICODE_NAMES.get(name, name)


_PRINTABLE = {character_key(each): each for each in map(chr, range(0x21, 0x7F))}
"""The keys of plain characters, by Textual's names."""


def key_name(key: str) -> str:
    """Return the name of a key for people."""
    if key in _NAMES or key in _PRINTABLE:
        return _NAMES.get(key) or _PRINTABLE[key]
    *modifiers, last = key.split("+")
    shown = _NAMES.get(last) or _PRINTABLE.get(last, last)
    upper = bool(modifiers) or re.fullmatch(r"f\d+", last) is not None
    return "+".join(
        [*(each.capitalize() for each in modifiers), shown.upper() if upper and last not in _NAMES else shown]
    )


def key_names(keys: Sequence[str]) -> str:
    """Return the names of keys, separated by blanks."""
    return " ".join(map(key_name, keys))


def read_key(text: str) -> str:
    """Return Textual's name of the key a person names, whether a terminal can send it or not."""
    key = text.strip()
    if len(key) == 1:
        return _ARROWS.get(key) or character_key(key)
    *modifiers, last = key.lower().replace("control+", "ctrl+").split("+")
    last = _OTHER_NAMES.get(last) or _ARROWS.get(last, last)
    if modifiers == ["shift"] and len(last) == 1:
        return character_key(last.upper())
    return "+".join([*modifiers, character_key(last) if len(last) == 1 else last])


def named_keys(held: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the keys of each command as the preferences name them: several separated by blanks or commas."""
    return {id: text.replace(",", " ").split() for id, text in held}


def types_text(key: str) -> bool:
    """Return whether the key types text where there is a field."""
    return key in _PRINTABLE or key == "space" or (len(key) == 1 and key.isprintable())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyProblem:
    """Why wishes for keys are not followed, and the commands that keep the keys they have by default."""

    message: Message
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of every command: its own, or those a person wants instead."""

    chosen: Mapping[str, tuple[str, ...]]
    problems: tuple[KeyProblem, ...] = ()

    def of(self, command: Command) -> tuple[str, ...]:
        """Return the keys of a command."""
        return self.chosen.get(command.id, command.keys)

    def names(self, id: str) -> str:
        """Return the names of the keys of a command, separated by blanks."""
        return key_names(self.of(COMMAND_BY_ID[id]))

    @property
    def answers(self) -> dict[str, str]:
        """The names of the keys that answer a question, as the line below it names them."""
        return {"yes": self.name("question.yes"), "no": self.name("question.no")}

    @property
    def keymap(self) -> dict[str, str]:
        """The keys a person wants, as an app takes them."""
        return {id: ",".join(keys) for id, keys in self.chosen.items()}

    def name(self, id: str) -> str:
        """Return the name of the first key of a command."""
        return key_name(self.of(COMMAND_BY_ID[id])[0])


OWN_KEYS = Keys(chosen={})
"""The keys of every command where a person wants no others."""


def chosen_keys(wishes: Mapping[str, Sequence[str]]) -> Keys:
    """Return the keys as a person wants them, by the id of the command.

    A wish that cannot be met is told and leaves the command its own keys; so are two commands that would share a
    key where both can act.
    """
    chosen: dict[str, tuple[str, ...]] = {}
    problems: list[KeyProblem] = []
    for id, named in wishes.items():
        keys = tuple(dict.fromkeys(map(read_key, named)))
        problem = _unfit(id, keys)
        if problem is None:
            chosen[id] = keys
        else:
            problems.append(KeyProblem(message=problem, commands=(id,)))
    while clashes := list(_clashes(chosen)):
        for one, other, key in clashes:
            problems.append(KeyProblem(message=_clash_message(one, other, key), commands=(one.id, other.id)))
            chosen.pop(one.id, None)
            chosen.pop(other.id, None)
    return Keys(chosen=chosen, problems=tuple(problems))


def _unfit(id: str, keys: tuple[str, ...]) -> Message | None:
    command = COMMAND_BY_ID.get(id)
    if command is None:
        return say("there is no command {id}; tracker keys lists them all", id=id)
    if not keys:
        return say("{id} is left without a key", id=id)
    return next((problem for key in keys if (problem := _key_problem(command, key)) is not None), None)


def _key_problem(command: Command, key: str) -> Message | None:
    """Return why the command cannot have the key, None where it can."""
    if key in command.keys:
        return None
    if key in _TWINS:
        return say(
            "{id}: a terminal cannot tell {key} from {twin}",
            id=command.id,
            key=key_name(key),
            twin=key_name(_TWINS[key]),
        )
    if key in _TAKEN:
        return say("{id}: {key} cannot be changed: {reason}", id=command.id, key=key_name(key), reason=_TAKEN[key])
    if key in _MOVING:
        return say("{id}: {key} moves or chooses on every screen", id=command.id, key=key_name(key))
    if types_text(key):
        if SCOPES[command.scope].types or command.priority:
            return say("{id} acts while text is typed, and {key} is text", id=command.id, key=key_name(key))
        return None
    patterns = (_MODIFIED, _ALT, _CONTROL, _FUNCTION)
    if key in _NAMES or any(pattern.fullmatch(key) for pattern in patterns):
        return None
    return say("{id}: a terminal cannot send {key}", id=command.id, key=key_name(key))


def _clashes(chosen: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[Command, Command, str]]:
    """Give the pairs of commands that would share a key where both can act, the wished ones first.

    Two that share a key by default are meant to: the inner one acts, as Escape leaves the field and then the sheet.
    """
    for number, one in enumerate(COMMANDS):
        for other in COMMANDS[number + 1 :]:
            if one.id not in chosen and other.id not in chosen:
                continue
            if one.scope not in around(other.scope) and other.scope not in around(one.scope):
                continue
            shared = set(chosen.get(one.id, one.keys)) & set(chosen.get(other.id, other.keys))
            shared -= set(one.keys) & set(other.keys)
            if shared:
                yield one, other, min(shared)


def _clash_message(one: Command, other: Command, key: str) -> Message:
    return say(
        "{key} would be both {one} ({one_id}) and {other} ({other_id}); both keep their own keys",
        key=key_name(key),
        one=one.name,
        one_id=one.id,
        other=other.name,
        other_id=other.id,
    )
