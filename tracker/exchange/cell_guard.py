"""A guard before workbooks and Word tables: what they would make of themselves is counted before anything is built.

A merged area or a linked one is a few letters in the file and a cell for each of its places in memory, so a small file
may ask for thousands of millions of them; a million rows pack well too. The parser here builds nothing; what else it
meets in passing, formulas, is kept to be told.
"""

import contextlib
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate

from tracker.exchange.archive import FileRefused, is_markup
from tracker.plan.message import Message, say

MOST_CELLS = 600_000
"""The most cells of all sheets or tables together, written ones and places of merged or linked areas; 30,000 rows of
14 columns are 420,000."""

MOST_ROWS = 100_000
"""The most rows of all sheets or tables together, those that only have a height or a colour too."""

MOST_ELEMENTS = 4_000_000
"""The most elements of all parts together."""

MOST_NAMED = 8
"""How many cells are named in a message."""

_AREAS = frozenset({"mergeCell", "hyperlink"})
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?", re.IGNORECASE | re.ASCII)


@dataclass(slots=True)
class _Count:
    """What was met so far in all parts."""

    file: str
    elements: int = 0
    cells: int = 0
    rows: int = 0
    cell: str = ""
    has_formula: bool = False
    in_value: bool = False
    has_value: bool = False
    worked_out: list[str] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Meet the beginning of an element."""
        self.elements += 1
        match name.rpartition(" ")[2]:
            case "tr":
                self.rows += 1
            case "tc":
                self.cells += 1
            case "c":
                self.cells += 1
                self.cell, self.has_formula, self.has_value = attributes.get("r", "?"), False, False
            case "f":
                self.has_formula = True
            case "v" | "t":
                self.in_value = True
            case "row":
                self.rows += 1
            case area if area in _AREAS and "ref" in attributes:  # a link in Word covers no cells
                self.cells += _area(attributes["ref"])
        if self.elements > MOST_ELEMENTS or self.cells > MOST_CELLS or self.rows > MOST_ROWS:
            raise FileRefused(
                say("{file} asks for far more cells than an annex has, so they were not made.", file=self.file),
                say("copy its table into a new file, and import that."),
            )

    def text(self, text: str) -> None:
        """Meet characters."""
        self.has_value = self.has_value or (self.in_value and bool(text.strip()))

    def end(self, name: str) -> None:
        """Meet the end of an element."""
        self.in_value = False
        if name.rpartition(" ")[2] == "c" and self.has_formula:
            (self.worked_out if self.has_value else self.without_value).append(self.cell)


def _area(reference: str) -> int:
    """Return how many cells the reference covers; too many where it names whole rows or columns, or cannot be read."""
    match = _REFERENCE.fullmatch(reference.rpartition("!")[2])
    if match is None:
        return MOST_CELLS + 1
    left, top, right, bottom = match.groups()
    if not right:
        return 1
    return (1 + abs(_column(right) - _column(left))) * (1 + abs(int(bottom) - int(top)))


def _column(letters: str) -> int:
    """Return the number of a column: A is 1, AA is 27."""
    return reduce(lambda number, letter: number * 26 + ord(letter) - 64, letters.upper(), 0)


def check_cells(name: str, content: bytes) -> tuple[Message, ...]:
    """Return what a person should know of the formulas of a sound file; raise where it would grow too large."""
    count = _Count(file=name)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.namelist():
            part = archive.read(member)
            if is_markup(part):
                parser = ParserCreate(namespace_separator=" ")
                parser.StartElementHandler = count.start
                parser.EndElementHandler = count.end
                parser.CharacterDataHandler = count.text
                with contextlib.suppress(ExpatError):  # openpyxl says so where it matters
                    parser.Parse(part, True)
    told: list[Message] = []
    if count.worked_out:
        told.append(say("{cells}: formulas; the values they last had were read.", cells=_named(count.worked_out)))
    if count.without_value:
        told.append(
            say(
                "{cells}: formulas that were never worked out; nothing was read there.",
                cells=_named(count.without_value),
            )
        )
    return tuple(told)


def _named(cells: list[str]) -> str:
    return ", ".join(cells[:MOST_NAMED]) + (" …" if len(cells) > MOST_NAMED else "")
