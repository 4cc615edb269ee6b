"""A list of lines with a cursor that draws only the lines that are seen, however many there are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
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
from tracker.screens.themes import look_style


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: ``key`` says what it is about, ``draw`` makes its content for a width in cells.

    The cursor stays on a key when the lines change. It passes over a line without a key.
    """

    key: str
    draw: Callable[[int], Content]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row: its text, its width (0 takes what is left), and a style of ours."""

    text: str
    width: int = 0
    style: str = ""


def row_content(width: int, cells: Sequence[Cell]) -> Content:
    """Return cells side by side in the width; what does not fit is cut, and the cut shown."""
    room = max(4, width - sum(each.width for each in cells))
    parts = []
    for each in cells:
        space = each.width or room
        shown = plain(each.text, style=each.style)
        if cell_len(shown.plain) >= space:
            shown = shown.truncate(space - 1, ellipsis=True)
        parts.append(shown.pad_right(space - cell_len(shown.plain)))
    return Content("").join(parts)


def text_lines(key: str, text: str, width: int, *, style: str = "", indent: int = 0) -> list[Line]:
    """Return a text as lines folded to the width, those after the first moved in."""
    folded = plain(text, multiline=True, style=style).wrap(max(10, width - indent))
    moved = [folded[0], *(line.pad_left(indent) for line in folded[1:])]
    return [Line(key=f"{key}.{number}", draw=_always(line)) for number, line in enumerate(moved)]


def blank_line() -> Line:
    """Return an empty line."""
    return Line(key="", draw=_always(Content("")))


def _always(content: Content) -> Callable[[int], Content]:
    return lambda _width: content


class Lines(ScrollView, can_focus=True):
    """Lines with a cursor; Enter or a second click enters the line it is on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.LINES)

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        key: str

    @dataclass
    class Entered(Message):
        """The person enters a line."""

        key: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._cursor = 0

    @property
    def key(self) -> str:
        """The key of the line the cursor is on; empty where there is none."""
        return self._lines[self._cursor].key if self._cursor < len(self._lines) else ""

    @property
    def keys(self) -> list[str]:
        """The keys of all lines, in their order."""
        return [each.key for each in self._lines if each.key]

    def show(self, lines: Sequence[Line]) -> None:
        """Show other lines; the cursor stays on its key, else as near as it can."""
        key, self._lines = self.key, tuple(lines)
        self.virtual_size = Size(0, len(self._lines))
        place = next((n for n, each in enumerate(self._lines) if key and each.key == key), None)
        if place is None:
            place = self._free(min(self._cursor, len(self._lines) - 1), 1)
        self._cursor = place
        self.refresh()
        self._follow()
        self.post_message(self.Moved(self.key))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self._follow()

    def select(self, key: str) -> None:
        """Put the cursor on the line with this key, if there is one."""
        place = next((n for n, each in enumerate(self._lines) if each.key == key), None)
        if place is not None:
            self._put(place)

    def render_line(self, y: int) -> Strip:
        """Draw one line of those that are seen."""
        place = self.scroll_offset.y + y
        width = self.size.width
        if place >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        content = self._lines[place].draw(width).truncate(width)
        if place == self._cursor and self._lines[place].key:
            style, content = look_style(self, "lines--cursor"), content.without_spans
        else:
            style = self.get_visual_style()
        return Strip(content.render_segments(style)).adjust_cell_length(width, style.rich_style)

    # Moving

    def action_move(self, step: int) -> None:
        """Move the cursor by one line, or let the list scroll where it cannot."""
        place = self._free(self._cursor + step, step)
        if self._lines and self._lines[place].key and place != self._cursor:
            self._put(place)
        else:
            self.scroll_to(y=self.scroll_offset.y + step, animate=False)

    def action_page(self, pages: int) -> None:
        """Move the cursor by a page."""
        self._put(self._free(self._cursor + pages * max(1, self.size.height - 1), pages))

    def action_edge(self, place: int) -> None:
        """Move the cursor to the first or the last line."""
        self._put(self._free(place % max(1, len(self._lines)), 1 if place == 0 else -1))

    def action_enter(self) -> None:
        """Enter the line the cursor is on."""
        if self.key:
            self.post_message(self.Entered(self.key))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a click on the line it is on already enters it."""
        place = self.scroll_offset.y + event.y
        if place >= len(self._lines) or not self._lines[place].key:
            return
        if place == self._cursor:
            self.action_enter()
        else:
            self._put(place)

    def _free(self, place: int, step: int) -> int:
        """Return the nearest line with a key in the direction of the step, else in the other one."""
        last = len(self._lines) - 1
        place = max(0, min(place, last))
        onward = range(place, last + 1) if step > 0 else range(place, -1, -1)
        back = range(place, -1, -1) if step > 0 else range(place, last + 1)
        return next((n for n in (*onward, *back) if self._lines[n].key), 0) if last >= 0 else 0

    def _put(self, place: int) -> None:
        if not self._lines:
            return
        moved, self._cursor = place != self._cursor, place
        self.refresh()
        self._follow()
        if moved:
            self.post_message(self.Moved(self.key))

    def _follow(self) -> None:
        """Scroll so that the cursor is seen, with the heading above it where it stands on the first line."""
        top = 0 if self._cursor == self._free(0, 1) else self._cursor
        self.scroll_to_region(Region(0, top, 1, self._cursor - top + 1), animate=False, force=True, x_axis=False)
