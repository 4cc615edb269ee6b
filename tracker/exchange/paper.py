"""What is printed, before anybody chooses a format: lines of a head, tables with typed cells, charts and a footer.

The writers of this package turn a ``Paper`` into bytes and know nothing of a plan. Everything on a paper is data: no
writer interprets a text as a formula, as markup or as an escape.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from tracker.plan.characters import visible
from tracker.plan.dates import official_date_text, percent_text
from tracker.plan.difference import Piece, PieceKind

_NOT_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, shown in per cent; of nothing it is empty."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with what came and went in it."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A text out of a few; where a format has lists to choose from, another of them can be chosen."""

    text: str
    choices: tuple[str, ...]


Cell = str | int | date | Share | Marked | Choice | None
"""What a cell holds; None is an empty one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the head; ``size`` is in points."""

    text: str
    bold: bool = False
    italic: bool = False
    size: int = 14
    centred: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, its width in millimetres, whether its cells are centred, and whether they are shown grey.

    What is grey is not to be filled in.
    """

    title: str
    width: int
    centred: bool = False
    grey: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of cells, as many as there are columns; a heading begins a part of the table and ``label`` names it."""

    cells: tuple[Cell, ...]
    is_heading: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; ``caption`` stands above it, and ``sheet`` names the sheet of a workbook it goes to.

    Without a sheet, each part of the table goes to a sheet of its own.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A chart of stacked bars: for each label the count of each series, in the order of ``series``.

    A series is its name and the key of its colour.
    """

    title: str
    series: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """A chart of counts over days: the points of each named line, with the key of its colour."""

    title: str
    top: int
    lines: tuple[tuple[str, str, tuple[tuple[date, int], ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What is printed.

    ``tables`` are the document itself; ``summaries`` and ``charts`` go where a format has room, and ``lists`` into
    workbooks, for sorting and counting.

    ``when`` is the time of the commit it was printed from, and the only time on it. ``mark`` is a line kept in the
    properties of a document, by which it is known when it comes back.
    """

    title: str
    head: tuple[Line, ...]
    tables: tuple[Table, ...]
    footer: str
    when: datetime
    language: str = "vi"
    facts: tuple[str, ...] = ()
    summaries: tuple[Table, ...] = ()
    lists: tuple[Table, ...] = ()
    charts: tuple[Bars | Curves, ...] = ()
    mark: str = ""


def inert(text: str) -> str:
    """Return the text with every character that XML or a terminal could choke on as a visible mark."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", visible(text, multiline=True))


def cell_text(cell: Cell) -> str:
    """Return the cell as an office writes it: dates and per cent by the official rules."""
    match cell:
        case None:
            return ""
        case Share(part=part, whole=whole):
            return percent_text(part, whole)
        case Choice(text=text):
            return inert(text)
        case Marked(pieces=pieces):
            return inert("".join(each.text for each in pieces if each.kind is not PieceKind.GONE))
        case date():
            return official_date_text(cell)
        case _:
            return inert(str(cell))
