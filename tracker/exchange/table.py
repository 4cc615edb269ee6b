"""A neutral table: rows of cells with the place each came from, whatever file they were read from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.plan.message import Message, say


class SourceKind(StrEnum):
    """What sort of file a source is."""

    WORD = "docx"
    EXCEL = "xlsx"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a row stands: the name of its table (empty for a text file) and its row or line, counted from 1."""

    table: str
    row: int

    @property
    def message(self) -> Message:
        """The place in words."""
        if not self.table:
            return say("line {row}", row=self.row)
        return say("{table}, row {row}", table=self.table, row=self.row)

    @property
    def key(self) -> str:
        """The place for machines, as decisions name it: ``12`` or ``2:12``."""
        return f"{self.table}:{self.row}" if self.table else str(self.row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell as it was read, mark-up and all.

    A cell that a merged one covers is empty: ``beside`` where that one lies to its left, ``below`` where it lies above.
    """

    text: str = ""
    beside: bool = False
    below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table. ``starts_page`` tells that a new page or table begins with it."""

    cells: tuple[Cell, ...]
    place: Place
    starts_page: bool = False
    hidden: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the cells."""
        return tuple(each.text for each in self.cells)

    @property
    def is_empty(self) -> bool:
        """Whether no cell has text."""
        return not any(each.text.strip() for each in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: its name and rows. ``continues`` tells that it may go on with the table before, as on the next page."""

    name: str
    rows: tuple[Row, ...]
    continues: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text beside the tables, such as a title.

    ``after`` tells that a table has begun before it; ``inside`` that a row stands right before it and others behind,
    as where a cell of that row held a line end.
    """

    text: str
    place: Place
    after: bool = False
    inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as it was read: its name and digest, its tables, the lines beside them, and what the reader has to say.

    ``left`` holds what the reader knows of and did not read, such as a hidden sheet. ``properties`` are the texts an
    office document keeps beside its pages, and ``saved`` is when it says it was saved.
    """

    kind: SourceKind
    name: str
    digest: str
    tables: tuple[Table, ...]
    lines: tuple[Line, ...] = ()
    left: tuple[Message, ...] = ()
    properties: tuple[str, ...] = ()
    saved: datetime | None = None


def texts_row(texts: Iterable[str], place: Place, *, starts_page: bool = False, hidden: bool = False) -> Row:
    """Return a row of plain cells."""
    cells = tuple(Cell(text=each) for each in texts)
    return Row(cells=cells, place=place, starts_page=starts_page, hidden=hidden)
