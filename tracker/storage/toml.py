"""Reading TOML text safely, and asking it for typed values with a problem and a line for each that is wrong.

tomllib reads every document here; caps on size, dotted keys and nesting come first, because a few kilobytes of
hostile TOML can otherwise take gigabytes. A dict of TOML values never leaves the storage package.
"""

import re
import tomllib
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from shlex import quote
from typing import TypeVar

from tracker.plan.characters import hidden_characters
from tracker.plan.message import Message, say
from tracker.plan.problem import Problem, Severity
from tracker.plan.text import nfc

MOST_BYTES = 64 * 1024
MOST_KEY_PARTS = 16
MOST_DEPTH = 32

Choice = TypeVar("Choice", bound=StrEnum)

_OPAQUE = re.compile(
    r'"{3}(?:[^"\\]++|\\.|"(?!""))*+"{3,5}|\'{3}(?:[^\']++|\'(?!\'\'))*+\'{3,5}'
    r'|"(?:[^"\\\n]++|\\[^\n])*+"|\'[^\'\n]*+\'|#[^\n]*+',
    re.DOTALL,
)
_SIMPLE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LONG = re.compile(r"[A-Za-z0-9_+-]{201}")
_DOTTED = re.compile(rf"(?<![\w-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MOST_KEY_PARTS}}}")
_BRACKET = re.compile(r"[\[{\]}]")
_KEY = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=")
_TABLE = re.compile(r"\s*\[\[?\s*(?P<name>[A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*\]")
_BLANK = re.compile(r"\s+")
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)")


class KeyLines(Mapping[str, int]):
    """The line, counted from 1, of each dotted key; records with the same keys share them."""

    __slots__ = ("_keys", "packed")

    def __init__(self, keys: tuple[str, ...], packed: bytes) -> None:
        """Take the keys and their lines, two bytes each: a file has no more."""
        self._keys = _same_keys(keys)
        self.packed = packed

    @classmethod
    def of(cls, lines: Mapping[str, int]) -> "KeyLines":
        """Return the same lines in little room."""
        return cls(tuple(lines), array("H", lines.values()).tobytes())

    def __getitem__(self, key: str) -> int:
        """Return the line of the key."""
        try:
            return memoryview(self.packed).cast("H")[self._keys.index(key)]
        except ValueError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        """Yield the keys in the order of the record."""
        return iter(self._keys)

    def __len__(self) -> int:
        """Return how many keys there are."""
        return len(self._keys)


@lru_cache(maxsize=256)
def _same_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    return keys


MARKER = re.compile(r"^(?:<{7}|={7}|>{7}|\|{7})(?=\s|$)", re.MULTILINE)
"""What git puts at the start of a line where a merge met a conflict."""


def skeleton(text: str) -> str:
    """Return what is left of TOML without comments and with each string as one word, line by line as it was."""
    return _OPAQUE.sub(_one_word, text)


def comments(text: str) -> list[str]:
    """Return the comments of TOML in their order."""
    return [match[0] for match in _OPAQUE.finditer(text) if match[0].startswith("#")]


def _one_word(match: re.Match[str]) -> str:
    token = match[0]
    if token.startswith("#"):
        return ""
    return token[1:-1] if _SIMPLE.fullmatch(token, 1, len(token) - 1) else " q " + "\n" * token.count("\n")


def key_lines(bare: str) -> KeyLines:
    """Return the line, counted from 1, on which each dotted key stands in the skeleton of a record."""
    lines: dict[str, int] = {}
    table = ""
    depth = 0
    for number, line in enumerate(bare.split("\n"), start=1):
        if not depth and "=" not in line and "[" not in line:
            continue
        header = _TABLE.match(line) if not depth else None
        key = _KEY.match(line) if not depth else None
        if header is not None:
            table = _BLANK.sub("", header["name"])
            lines.setdefault(table, number)
        elif depth or key is not None:
            depth = max(0, depth + _opened(line))
        if key is not None:
            name = _BLANK.sub("", key["name"])
            lines.setdefault(f"{table}.{name}" if table else name, number)
    return KeyLines.of(lines)


def _opened(line: str) -> int:
    """Return how many brackets the line of a skeleton leaves open."""
    return line.count("[") + line.count("{") - line.count("]") - line.count("}")


def _excess(bare: str) -> tuple[int, Message] | None:
    """Return where a skeleton goes beyond what a record may hold, so that no parser has to be asked."""
    dotted = _DOTTED.search(bare)
    if dotted is not None:
        return bare.count("\n", 0, dotted.start()) + 1, say("a key has more than {most} parts.", most=MOST_KEY_PARTS)
    too_much = say("the record is nested too deeply or holds a number that is too large.")
    long = _LONG.search(bare)
    if long is not None:
        return bare.count("\n", 0, long.start()) + 1, too_much
    depth = 0
    for match in _BRACKET.finditer(bare):
        depth = max(0, depth + (1 if match[0] in "[{" else -1))
        if depth > MOST_DEPTH:
            return bare.count("\n", 0, match.start()) + 1, too_much
    return None


@dataclass(slots=True)
class TomlReader:
    """One TOML document being read: its values, and the problems found on the way.

    ``path`` names the file in every problem. The reader is filled by ``parse`` and emptied by the ``take_*``
    methods, so that what is left over is unknown to the format.
    """

    path: str
    text: str
    problems: list[Problem] = field(default_factory=list)
    subject: str = ""
    _data: dict[str, object] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def parse(self) -> bool:
        """Parse the text; where it is no TOML note the problem and return False."""
        marker = MARKER.search(self.text)
        if marker is not None:
            self.error(
                "conflict-markers",
                say("the record holds the marks of a merge conflict."),
                say(
                    "tracker resolve settles the record of a task field by field; of any other file keep one of the "
                    "two sides in an editor, and remove the lines <<<<<<<, ======= and >>>>>>>."
                ),
                line=self.text.count("\n", 0, marker.start()) + 1,
            )
            return False
        bare = skeleton(self.text)
        excess = _excess(bare)
        if excess is not None:
            self.error("toml", excess[1], line=excess[0])
            return False
        try:
            self._data = dict(tomllib.loads(self.text))
        except tomllib.TOMLDecodeError as error:
            position = _POSITION.search(str(error))
            number = int(position[1]) if position else self.text.count("\n") + 1
            self.error(
                "toml",
                say("the record is not valid TOML: {reason}.", reason=_POSITION.sub("", str(error)).strip()),
                say(
                    "mend the line by hand, or take back what is committed: git restore --source=HEAD -- {path}",
                    path=quote(self.path),
                ),
                line=number,
            )
            return False
        except (RecursionError, MemoryError, ValueError, OverflowError):
            self.error("toml", say("the record is nested too deeply or holds a number that is too large."))
            return False
        self.lines = key_lines(bare)
        return True

    def holds(self, key: str) -> bool:
        """Tell whether the document has the dotted key; an optional one that is absent is not warned of."""
        table, _, name = key.rpartition(".")
        holder = self._data.get(table, {}) if table else self._data
        return isinstance(holder, dict) and name in holder

    def line(self, key: str) -> int:
        """Return the line of a dotted key, or that of its table, or 0."""
        return self.lines.get(key) or self.lines.get(key.rpartition(".")[0], 0)

    def note(
        self,
        severity: Severity,
        rule: str,
        message: Message,
        hint: Message | None = None,
        *,
        key: str = "",
        line: int = 0,
    ) -> None:
        """Note a problem with the key or line."""
        self.problems.append(
            Problem(
                severity=severity,
                rule=rule,
                message=message,
                hint=hint,
                path=self.path,
                line=line or (self.line(key) if key else 0),
                subject=self.subject,
                field=key,
            )
        )

    def error(self, rule: str, message: Message, hint: Message | None = None, *, key: str = "", line: int = 0) -> None:
        """Note a problem that keeps the record from being read."""
        self.note(Severity.ERROR, rule, message, hint, key=key, line=line)

    def warning(
        self, rule: str, message: Message, hint: Message | None = None, *, key: str = "", line: int = 0
    ) -> None:
        """Note a problem that does not keep the record from being read."""
        self.note(Severity.WARNING, rule, message, hint, key=key, line=line)

    @property
    def failed(self) -> bool:
        """Whether something keeps the record from being read."""
        return any(each.severity is Severity.ERROR for each in self.problems)

    def _take(self, key: str) -> object:
        self._taken.add(key)
        table, _, name = key.rpartition(".")
        holder = self._data.get(table, {}) if table else self._data
        if not isinstance(holder, dict):
            if table not in self._taken:
                self._taken.add(table)
                self._wrong(table, say("a table: [{table}]", table=table))
            return None
        found: object = holder.get(name)
        if found is None:
            self.warning("missing-key", say("the key {key} is missing; it is read as empty.", key=key), key=key)
        return found

    def _wrong(self, key: str, wanted: Message) -> None:
        self.error("wrong-type", say("{key} must be {wanted}.", key=key, wanted=wanted), key=key)

    def take_text(self, key: str, *, multiline: bool = True) -> str:
        """Return a text in NFC without outer line ends; empty where the key is missing or wrong."""
        found = self._take(key)
        if found is None:
            return ""
        if not isinstance(found, str):
            self._wrong(key, say("a text in quotation marks"))
            return ""
        return self.clean(found, key, multiline=multiline)

    def clean(self, text: str, key: str, *, multiline: bool = True) -> str:
        """Return the text in NFC without outer line ends; warn of hidden characters in it."""
        hidden = hidden_characters(text, multiline=multiline)
        if hidden:
            self.warning(
                "hidden-characters",
                say(
                    "{key} holds the hidden character {name}; it is shown as a mark.",
                    key=key,
                    name=hidden[0].name,
                ),
                say("type the text again without it."),
                key=key,
            )
        return nfc(text).strip("\n")

    def take_date(self, key: str) -> date | None:
        """Return a date; None where the value is empty, missing or wrong."""
        return self.date_of(self._take(key), key)

    def date_of(self, found: object, key: str) -> date | None:
        """Return the date a value stands for; note a problem where it is neither a date nor empty."""
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        if found is not None and found != "":
            self._wrong(key, say('a date such as 2022-03-31, or ""'))
        return None

    def take_number(self, key: str, *, least: int, most: int) -> int | None:
        """Return a whole number between the bounds; None where the value is empty, missing or wrong."""
        return self.number_of(self._take(key), key, least=least, most=most)

    def number_of(self, found: object, key: str, *, least: int, most: int) -> int | None:
        """Return the whole number a value stands for; note a problem where it is neither one nor empty."""
        if isinstance(found, int) and not isinstance(found, bool) and least <= found <= most:
            return found
        if found is not None and found != "":
            self._wrong(key, say('a whole number from {least} to {most}, or ""', least=least, most=most))
        return None

    def take_flag(self, key: str) -> bool:
        """Return a truth value; False where the key is missing or wrong."""
        found = self._take(key)
        if found is not None and not isinstance(found, bool):
            self._wrong(key, say("true or false"))
        return found is True

    def take_choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """Return one of a closed set of words; the default where the value is missing or wrong."""
        found = self._take(key)
        if found is None:
            return default
        try:
            return choices(str(found))
        except ValueError:
            words = ", ".join(f'"{each}"' for each in choices)
            self._wrong(key, say("one of {words}", words=words))
            return default

    def take_texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, each on one line; empty where the key is missing or wrong."""
        found = self._take(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            self._wrong(key, say("a list of texts in quotation marks"))
            return ()
        return tuple(self.clean(each, key, multiline=False) for each in found)

    def take_tables(self, key: str, names: tuple[str, ...]) -> tuple[dict[str, object], ...]:
        """Return a list of tables that hold these names; unknown names are warned of, missing ones are None."""
        found = self._take(key)
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            self._wrong(
                key,
                say("a list of tables, one on a line: {names}", names="{ " + " = …, ".join(names) + " = … }"),
            )
            return ()
        tables = []
        for each in found:
            for name in each:
                if name not in names:
                    self.warning(
                        "unknown-key",
                        say("{key} does not know {name}; it is kept.", key=key, name=name),
                        key=key,
                    )
            tables.append({name: each.get(name) for name in names})
        return tuple(tables)

    def text_of(self, found: object, key: str) -> str:
        """Return the one-line text a value of a table holds; note a problem where it is none."""
        if found is None:
            return ""
        if not isinstance(found, str):
            self._wrong(key, say("a text in quotation marks"))
            return ""
        return self.clean(found, key, multiline=False)

    def leave(self) -> None:
        """Warn of every key that nobody asked for."""
        tables = {key.rpartition(".")[0] for key in self._taken}
        for name, value in self._data.items():
            if isinstance(value, dict) and name in tables:
                for inner in value:
                    self._unknown(f"{name}.{inner}")
            else:
                self._unknown(name)

    def _unknown(self, key: str) -> None:
        if key not in self._taken:
            self.warning("unknown-key", say("the key {key} is unknown; it is kept.", key=key), key=key)
