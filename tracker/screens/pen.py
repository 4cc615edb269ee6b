"""Fewer bytes for the same screen: a terminal is told only what changes of it, cell by cell.

Textual draws whole rows and regions, most cells of which the terminal shows already, and tells the whole style of each
piece of text. On a slow line that is most of what is sent. Here the stream is followed: what it asks for is put into
rows of cells, and at the end of each piece only the cells that differ from what was sent before go out, with the
shortest move to them and what changes of the style.

The law is that what is sent draws the same cells, leaves the cursor at the same place, and holds whatever comes in the
stream. A cell is known only where it was sent through here; what is not understood passes as it is, after all that came
before it, and from then on nothing is known.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby, repeat
from operator import itemgetter, ne
from threading import Lock
from typing import Final, NamedTuple

from rich.cells import cell_len

from tracker.screens.ink import Style, change, is_like, of_blank, styled, with_ground

_TOKENS: Final = re.compile(
    r"\x1b\[(?P<style>[\d;:]*)m"
    r"|\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    # modes that change nothing of what is drawn, their queries, and the keyboard protocol
    r"|(?P<aside>\x1b\[(?:\?(?:7|25|100[0346]|101[56]|2004|2026|2048)[hl]|\?\d+\$p|[<>]\d*u))"
    r"|(?P<breaks>\n+)(?=\x1b\[\d+;\d+H)"  # a move follows that says where to go
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
    r"|(?P<other>\x1b\[[0-?]*[ -/]*[@-~]|.)",
    re.DOTALL,
)
NARROW: Final = re.compile(
    r"[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0"
    r"\u2190-\u2319\u23ce\u2400-\u25fc\u26a0\u270e\u2713\u2717\ufffd]*"
)
"""Text that takes a cell for each character, on which all terminals agree."""
_JOINING: Final = re.compile("[\u200d\ufe0e\ufe0f]")

_FEW: Final = 6  # cells; a move costs less than more of them
_Cell = tuple[str, Style]
"""What stands in a cell, with its marks, or nothing in the second cell of a wide character; and how it looks.

A blank has what can be seen of its style (``of_blank``), so blanks that look alike are alike.
"""
_Row = list[_Cell | None]
_Place = tuple[int, int]
"""Row and column from 0; the column after the last one is where the cursor is when the last cell has been written."""


class _Piece(NamedTuple):
    """Text of one style that is written into a row, and the column after it."""

    row: int
    column: int
    end: int
    text: str
    style: Style

    @property
    def is_narrow(self) -> bool:
        return NARROW.fullmatch(self.text) is not None

    def joined(self, following: "_Piece") -> "_Piece | None":
        """Return one piece where one of the two looks the same in the style of the other."""
        if is_like(following.text, following.style, self.style):
            style = self.style
        elif is_like(self.text, self.style, following.style):
            style = following.style
        else:
            return None
        return _Piece(self.row, self.column, following.end, self.text + following.text, style)


class Pen:
    """Follows what a terminal shows, of which nothing is known at first and after what may change it.

    ``measure`` tells columns and rows of the terminal; it moves its text when they change, so nothing is known then.
    """

    def __init__(self, measure: Callable[[], tuple[int, int]]) -> None:
        self._measure = measure
        self._columns = self._rows = 0
        self._wanted: Style = ()
        self._turn = Lock()
        self._is_lost = True
        self._begin_anew()

    def forget(self) -> None:
        """Count on nothing any more: the terminal may show something else."""
        self._is_lost = True

    def thinned(self, data: str) -> str:
        """Return what draws the same as ``data``, sent after everything that was returned before."""
        if not self._turn.acquire(blocking=False):  # the handler of a signal, or another thread, in the middle of this
            self._is_lost = True
            return data
        try:
            size = self._measure()
            if self._is_lost or size != (self._columns, self._rows):
                self._is_lost = False
                self._columns, self._rows = size
                self._begin_anew()
            thinned = "".join(self._parts(data))
            return data if self._is_lost else thinned
        finally:
            self._turn.release()

    def _begin_anew(self) -> None:
        self._known: Style | None = None
        self._shown: list[_Row] = [[None] * self._columns for _ in range(self._rows)]
        self._asked: dict[int, _Row] = {}
        self._cursor: _Place | None = None  # where the stream has it
        self._at: _Place | None = None  # where the terminal has it

    # What is asked for

    def _parts(self, data: str) -> Iterator[str]:
        for found in _TOKENS.finditer(data):
            kind = found.lastgroup
            if kind == "style":
                self._wanted = styled(self._wanted, found["style"])
            elif kind == "aside":
                yield from self._drawn()
                yield found[0]
            elif not self._follow(found):
                yield from self._drawn()
                yield from self._returned()
                yield self._dress(found[0], self._wanted)
                yield found[0]
                self._begin_anew()
        yield from self._drawn()
        yield from self._returned()

    def _follow(self, found: re.Match[str]) -> bool:
        """Follow text or a move, and return whether it is certain what a terminal makes of it."""
        match found.lastgroup:
            case "text":
                return self._put(found["text"])
            case "column":
                row, column = int(found["row"]) - 1, int(found["column"]) - 1
                if not (0 <= row < self._rows and 0 <= column < self._columns):
                    return False
                self._cursor = (row, column)
                return True
            case "breaks":
                return self._cursor is not None and self._cursor[0] + len(found["breaks"]) < self._rows
        return False

    def _put(self, text: str) -> bool:
        """Ask for text where the cursor is, and return whether it is certain what a terminal makes of it."""
        cells = _cells(text, self._wanted)
        if self._cursor is None or not cells:
            return False
        row, column = self._cursor
        end = column + len(cells)
        if end > self._columns or (end == self._columns and not cell_len(text[-1])):
            return False  # the row is full: it is the terminal's to go on in the next or not
        asked = self._asked.get(row, self._shown[row])
        if asked[column:end] != cells:
            if any(cell is not None and not cell[0] for cell in (asked[column], *asked[end : end + 1])):
                return False  # a wide character would be cut in two
            if row not in self._asked:
                asked = self._asked[row] = list(asked)
            asked[column:end] = cells
            if not NARROW.fullmatch(text):  # where a terminal counts otherwise, the rest of the row stands elsewhere
                self._shown[row] = [None] * self._columns
        self._cursor = (row, end)
        return True

    # What is sent

    def _drawn(self) -> Iterator[str]:
        """Yield what makes the terminal show all that is asked for, style by style.

        Text on whose width terminals differ comes first: what stands after it overwrites what it takes too much.
        """
        pieces = [
            piece
            for row, asked in sorted(self._asked.items())
            for start, end in _differing(self._shown[row], asked)
            for piece in _pieces(row, start, asked[start:end])
        ]
        for row, asked in self._asked.items():
            self._shown[row] = asked
        self._asked = {}
        turns = {style: turn for turn, style in enumerate(dict.fromkeys(piece.style for piece in pieces))}
        pieces.sort(key=lambda piece: turns[piece.style] if piece.is_narrow else -1)
        for each in pieces:
            yield from self._written(each)

    def _written(self, piece: _Piece) -> Iterator[str]:
        yield self._go(piece.row, piece.column)
        yield self._dress(piece.text, piece.style)
        yield piece.text
        self._at = (piece.row, piece.end) if piece.is_narrow else None

    def _returned(self) -> Iterator[str]:
        """Yield what brings the cursor to where the stream has it."""
        if self._cursor is None or self._cursor == self._at:
            return
        row, column = self._cursor
        if column < self._columns:
            yield self._go(row, column)
            return
        cells = self._shown[row]  # the cursor gets beyond the last cell only by writing it
        column -= 2 if cells[-1] and not cells[-1][0] else 1
        for piece in _pieces(row, column, cells[column:]):
            yield from self._written(piece)

    def _go(self, row: int, column: int) -> str:
        """Return the shortest move to a cell, and count on it."""
        at, self._at = self._at, (row, column)
        if at == (row, column):
            return ""
        ways = [f"\x1b[{row + 1};{column + 1}H"]
        if at is not None and at[1] < self._columns:
            if at[0] == row and at[1] < column:
                ways.append(_forward(column - at[1]))
                ways.extend(self._again(self._shown[row][at[1] : column]))
            elif at[0] == row - 1:
                ways.append(f"\r\n{_forward(column)}")
        return min(ways, key=lambda way: len(way.encode()))

    def _again(self, cells: _Row) -> Iterator[str]:
        """Yield the text of a few cells if it can be written as the style is."""
        known = [cell for cell in cells[:_FEW] if cell is not None and is_like(*cell, self._known)]
        text = "".join(text for text, _ in known)
        if len(text) == len(cells) and NARROW.fullmatch(text):
            yield text

    def _dress(self, text: str, style: Style) -> str:
        """Return what brings the terminal to the style of a text, and count on it."""
        if is_like(text, style, self._known):
            return ""
        known = self._known
        self._known = with_ground(known, style) if known and not text.strip(" ") else style
        return change(known, self._known)


def _differing(shown: _Row, asked: _Row) -> Iterator[tuple[int, int]]:
    """Yield where cells of a row differ: their first column, and the one after them."""
    end = 0
    for differs, group in groupby(map(ne, shown, asked)):
        start, end = end, end + len(list(group))
        if differs:
            yield start, end


def _pieces(row: int, column: int, cells: _Row) -> Iterator[_Piece]:
    """Yield what writes some cells of a row; blanks are written with the text they stand at."""
    last: _Piece | None = None
    for style, group in groupby(filter(None, cells), key=itemgetter(1)):
        texts = [text for text, _ in group]
        piece = _Piece(row, column, column + len(texts), "".join(texts), style)
        column = piece.end
        joined = last.joined(piece) if last else None
        if last and not joined:
            yield last
        last = joined or piece
    if last:
        yield last


def _forward(columns: int) -> str:
    return f"\x1b[{columns}C" if columns > 1 else "\x1b[C" if columns else ""


def _cells(text: str, style: Style) -> _Row:
    """Return the cells that text takes; none where that is not certain."""
    blank = (" ", of_blank(style))
    if NARROW.fullmatch(text):
        if blank[1] == style or " " not in text:
            return list(zip(text, repeat(style)))
        return [blank if character == " " else (character, style) for character in text]
    if _JOINING.search(text) or not cell_len(text[0]):
        return []
    cells: list[_Cell] = []
    for character in text:
        width = cell_len(character)
        if width:
            cells.append(blank if character == " " else (character, style))
            cells.extend(repeat(("", style), width - 1))
        else:  # it stands with the one before it
            head = -1 if cells[-1][0] else -2
            cells[head] = (cells[head][0] + character, style)
    return [*cells]
