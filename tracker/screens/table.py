"""A table that draws only the rows that are seen, however many there are.

It knows keys, columns and a function that gives the cells of a row when the row is drawn; it holds no text of
its own. The cursor stays on its key when other rows come and go.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tracker.screens.acting import bindings
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.marks import MARKED
from tracker.screens.themes import look_style

HEAD = 1
"""Lines of the column heads above the rows."""

GUTTER = 2
"""Cells of the column of marks, which is there while rows are marked."""

TellHead = Callable[[str], str]
"""Gives what is told of the column with this key to who points at its head."""

DrawRow = Callable[[str], Sequence[Content]]
"""Gives the cells of the row with this key, one for each column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column: its key, its head, and its width in cells with the blank after it."""

    key: str
    head: Content
    width: int


def _nothing_told(_key: str) -> str:
    return ""


def _no_cells(_key: str) -> Sequence[Content]:
    return ()


class TaskTable(ScrollView, can_focus=True):
    """Rows of one line each under a line of heads, with a cursor and marks."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"table--head", "table--cursor", "table--even", "table--odd"}
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.TABLE)

    @dataclass
    class RowHighlighted(Message):
        """The cursor stands on the row with this key; empty where there is no row."""

        key: str

    @dataclass
    class RowSelected(Message):
        """The person wants to open the row with this key."""

        key: str

    @dataclass
    class HeadSelected(Message):
        """The person pressed the head of the column with this key."""

        key: str

    @dataclass
    class MarksChanged(Message):
        """Other rows are marked."""

        marked: frozenset[str]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.marked: set[str] = set()
        self.can_mark: Callable[[str], bool] = bool
        self.tell_head: TellHead = _nothing_told
        self.told_empty = plain("")
        self._pointed = ""
        self._keys: tuple[str, ...] = ()
        self._places: dict[str, int] = {}
        self._columns: tuple[TableColumn, ...] = ()
        self._draw: DrawRow = _no_cells
        self._row = 0
        self._left = ""
        self._lines: dict[int, Content] = {}

    # What is shown

    def show(self, columns: Sequence[TableColumn], keys: Sequence[str], draw: DrawRow, instead: str = "") -> None:
        """Show these rows; the cursor stays on its key and that row on its line of the screen.

        Where the key is gone, the cursor goes to the one named ``instead``, or stays at its place; after a time without
        any row it goes back to where it stood before. Nobody is told.
        """
        key, above = self.key, self._row - round(self.scroll_offset.y)
        self._columns, self._draw = tuple(columns), draw
        if self._keys != tuple(keys):
            self._keys = tuple(keys)
            self._places = {each: place for place, each in enumerate(self._keys)}
        if key:
            self._left = key
        place = self._places.get(self._left, self._places.get(instead))
        self._row = place if place is not None else max(0, min(self._row, len(self._keys) - 1))
        self._lines.clear()
        self.virtual_size = Size(0, len(self._keys) + HEAD)
        self.scroll_to(y=self._row - above, animate=False)
        self._bring_into_view()
        self.refresh()

    def redraw(self, key: str = "") -> None:
        """Draw one row again, or all of them, because its cells have changed."""
        place = self._places.get(key)
        if place is None:
            self._lines.clear()
            self.refresh()
        else:
            self._lines.pop(place, None)
            self._refresh_row(place)

    @property
    def room(self) -> int:
        """Cells there are for the columns; 0 before the table has its place on the screen."""
        return max(0, self.scrollable_size.width - self._gutter)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the rows, from the top."""
        return self._keys

    @property
    def key(self) -> str:
        """The key of the row the cursor stands on; empty where there is no row."""
        return self._keys[self._row] if self._row < len(self._keys) else ""

    def text(self, key: str) -> tuple[str, ...]:
        """Return the cells of a row as they would be drawn in full."""
        return tuple(each.plain for each in self._draw(key))

    # Moving

    def go_to(self, key: str) -> bool:
        """Put the cursor on a key; return whether there is such a row."""
        place = self._places.get(key)
        if place is not None:
            self._move_to(place)
        return place is not None

    def _move_to(self, place: int) -> None:
        place = max(0, min(place, len(self._keys) - 1))
        if place == self._row:
            self._bring_into_view()
            return
        former, self._row = self._row, place
        self._refresh_row(former)
        self._refresh_row(place)
        self._bring_into_view()
        self.post_message(self.RowHighlighted(self.key))

    def _refresh_row(self, place: int) -> None:
        """Draw a row again, and nothing beside it: each byte goes over the line."""
        y = place + HEAD - round(self.scroll_offset.y)
        self.refresh(Region(0, y, self.scrollable_size.width, 1))

    def _bring_into_view(self) -> None:
        top, rows = round(self.scroll_offset.y), self._rows_seen
        if self._row < top:
            self.scroll_to(y=self._row, animate=False)
        elif self._row >= top + rows:
            self.scroll_to(y=self._row - rows + 1, animate=False)

    @property
    def _rows_seen(self) -> int:
        return max(1, self.size.height - HEAD)

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._bring_into_view()

    def action_move(self, step: int) -> None:
        """Move the cursor by rows."""
        self._move_to(self._row + step)

    def action_turn(self, pages: int) -> None:
        """Move the cursor by pages."""
        self._move_to(self._row + pages * self._rows_seen)

    def action_first(self) -> None:
        """Move to the first row."""
        self._move_to(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self._move_to(len(self._keys) - 1)

    def action_choose(self) -> None:
        """Say that the person wants to open the row."""
        if self.key:
            self.post_message(self.RowSelected(self.key))

    def on_click(self, event: events.Click) -> None:
        """Move to the row that is clicked on, open it on a second click, or tell of a head."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        place = offset.y - HEAD + round(self.scroll_offset.y)
        if offset.y < HEAD:
            column = self._column_at(offset.x)
            if column:
                self.post_message(self.HeadSelected(column))
        elif place == self._row:
            self.action_choose()
        elif place < len(self._keys):
            self._move_to(place)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell of the head that is pointed at; the rows have no tooltip."""
        offset = event.get_content_offset(self)
        self._point(self._column_at(offset.x) if offset is not None and offset.y < HEAD else "")

    def on_leave(self) -> None:
        """Tell of no head."""
        self._point("")

    def _point(self, column: str) -> None:
        if column != self._pointed:
            self._pointed = column
            self.tooltip = plain(self.tell_head(column), multiline=True) if column else None

    def _column_at(self, x: int) -> str:
        left = self._gutter
        for each in self._columns:
            left += each.width
            if x < left:
                return each.key
        return ""

    # Marks

    def action_mark(self) -> None:
        """Mark the row, or take its mark away, and go on to the next."""
        if self.key and self.can_mark(self.key):
            self.mark(self.marked ^ {self.key})
        self.action_move(1)

    def action_mark_all(self) -> None:
        """Mark every row shown; where all are, take the marks away."""
        shown = {each for each in self._keys if self.can_mark(each)}
        self.mark(self.marked - shown if shown <= self.marked else self.marked | shown)

    def mark(self, keys: set[str]) -> None:
        """Mark these rows and no others; a mark stays while its row is not shown."""
        if keys != self.marked:
            self.marked = set(keys)
            self.redraw()
            self.post_message(self.MarksChanged(frozenset(keys)))

    # Drawing

    @property
    def _gutter(self) -> int:
        return GUTTER if self.marked else 0

    def render_line(self, y: int) -> Strip:
        """Draw one line of the widget: the heads, a row, or nothing below the last."""
        width = self.scrollable_size.width
        place = y - HEAD + round(self.scroll_offset.y)
        if y < HEAD:
            line = self._line([each.head.truncate(each.width) for each in self._columns], plain(" "))
            return self._strip(line, "table--head", width)
        if not self._keys and y == HEAD:
            return self._strip(self.told_empty, "table--odd", width)
        if place >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        line = self._row_line(place)
        if place == self._row:
            return self._strip(line.without_spans, "table--cursor", width)
        return self._strip(line, "table--odd" if place % 2 else "table--even", width)

    def _row_line(self, place: int) -> Content:
        line = self._lines.get(place)
        if line is None:
            key = self._keys[place]
            if len(self._lines) > 4 * self.size.height:
                self._lines.clear()
            line = self._lines[place] = self._line(self._draw(key), plain(MARKED) if key in self.marked else plain(" "))
        return line

    def _line(self, cells: Sequence[Content], mark: Content) -> Content:
        gutter = (mark, plain(" ")) if self.marked else ()
        last = len(self._columns) - 1
        fitted = [
            each.truncate(column.width - (place < last), ellipsis=True).truncate(column.width, pad=True)
            for place, (each, column) in enumerate(zip(cells, self._columns, strict=True))
        ]
        return Content("").join((*gutter, *fitted))

    def _strip(self, line: Content, look: str, width: int) -> Strip:
        style = look_style(self, look)
        strip = Strip(line.render_segments(style), line.cell_length)
        return strip.adjust_cell_length(width, style.rich_style)
