"""Fewer bytes draw the same screen, whatever was drawn before and wherever the stream is cut."""

import sys

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tracker.screens.pen import NARROW, Pen

COLUMNS, ROWS = 20, 5

WEIGHTS = st.sampled_from(("1", "2", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29"))
COLOURS = st.sampled_from(("31", "97", "39", "38;5;200", "38;2;1;2;3", "44", "104", "49", "48;5;17", "48;2;9;8;7"))
CODES = st.one_of(st.just("0"), st.just(""), st.lists(WEIGHTS | COLOURS, min_size=1, max_size=4).map(";".join))
STYLES = CODES.map(lambda codes: f"\x1b[{codes}m")
MOVES = st.builds(lambda row, column: f"\x1b[{row};{column}H", st.integers(1, ROWS), st.integers(1, COLUMNS))
BREAKS = MOVES.map(lambda move: f"\n{move}")
OTHERS = st.sampled_from(
    (
        "\x1b[J",
        "\x1b[2K",
        "\x1b[?25l",
        "\x1b[?1049l",
        "\x1b[?1049h",
        "\x1b[?7h",
        "\x1b[?7l",
        "\x1b[3C",
        "\r\n",
        "\n",
        "\t",
    )
)
PLAIN = st.text("abc đ█ ", min_size=1, max_size=8)
WIDE = st.text("ab 漢字\u0301\u0323", min_size=1, max_size=6)
PARTS = st.one_of(STYLES, STYLES, PLAIN, PLAIN, PLAIN, MOVES, MOVES, BREAKS, WIDE, OTHERS)


@st.composite
def pictures(draw: st.DrawFn) -> str:
    """Return a frame as Textual draws one: pieces of some rows, each with its style, and then a place of the cursor."""
    texts = draw(st.sampled_from((PLAIN, PLAIN, PLAIN | WIDE)))
    parts = []
    for row in draw(st.lists(st.integers(1, ROWS), unique=True, max_size=ROWS).map(sorted)):
        column = draw(st.sampled_from((1, 1, 1, 2, 7)))
        parts.append(f"\x1b[{row};{column}H")
        while column <= COLUMNS and (column == 1 or draw(st.integers(0, 7))):
            text = draw(texts)
            while column - 1 + cell_len(text) > COLUMNS:
                text = text[:-1]
            parts.append(f"{draw(STYLES)}{text or '.'}\x1b[0m")
            column += cell_len(text or ".")
        parts.append("\n" if row < ROWS else "")
    return f"{''.join(parts)}{draw(MOVES)}"


class Eye:
    """A terminal, and what a person sees of it."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self._screen)

    def show(self, data: str) -> None:
        """Take what is sent."""
        self._stream.feed(data)

    def resize(self, columns: int, rows: int) -> None:
        """Become larger or smaller."""
        self._screen.resize(rows, columns)

    def seen(self) -> list[object]:
        """Return every cell with what can be seen of its style, and the place of the cursor."""
        screen = self._screen
        cells = [screen.buffer[row][column] for row in range(screen.lines) for column in range(screen.columns)]
        return [*map(_seen, cells), (screen.cursor.y, screen.cursor.x)]


def _seen(cell: pyte.screens.Char) -> object:
    if cell.data[:1] != " " or cell.reverse or cell.underscore or cell.strikethrough:
        return cell
    return cell.data, cell.bg  # a mark that comes later in a piece of its own takes the colour the blank was sent with


Size = tuple[int, int]
SIZES = st.sampled_from(((COLUMNS, ROWS), (COLUMNS, ROWS), (COLUMNS + 5, ROWS + 2), (COLUMNS - 4, ROWS - 1)))
FORGOTTEN = (0, 0)
"""Stands for a size in a stream where the pen is told to forget."""


def judge(parts: list[str | Size], start: str = "") -> None:
    """Show the parts to two terminals, one through a pen, and compare them after each."""
    size = (COLUMNS, ROWS)
    pen, asked, sent = Pen(lambda: size), Eye(), Eye()
    for each in (start, *parts, "x"):
        if each == FORGOTTEN:
            pen.forget()
        elif isinstance(each, tuple):
            size = each
            pen.forget()  # as the app has it when it is told; it may have had another size in between
            asked.resize(*each)
            sent.resize(*each)
        else:
            asked.show(each)
            sent.show(pen.thinned(each))
            assert sent.seen() == asked.seen()


def pen_at(start: str = "") -> Pen:
    """Return a pen whose terminal has been sent this."""
    pen = Pen(lambda: (COLUMNS, ROWS))
    pen.thinned(start)
    return pen


@settings(max_examples=1_500)
@given(st.lists(PARTS | SIZES | st.just(FORGOTTEN), max_size=30))
def test_what_is_thinned_draws_the_same_cells(parts: list[str | Size]) -> None:
    judge(parts)


@settings(max_examples=1_000)
@given(st.lists(pictures() | pictures() | pictures() | PARTS | SIZES | st.just(FORGOTTEN), max_size=8))
def test_frame_after_frame_is_drawn_as_asked(parts: list[str | Size]) -> None:
    judge(parts, "\x1b[?7l")


@given(st.lists(PARTS, max_size=30))
def test_a_stream_may_be_cut_between_any_two_sequences(parts: list[str]) -> None:
    judge(["".join(parts)])


def test_what_stands_there_already_is_not_sent() -> None:
    picture = "\x1b[1;1H\x1b[1;31mI.1\x1b[0m  done\x1b[0m\n\x1b[2;1H\x1b[1;31mI.2\x1b[0m  open\x1b[3;2H"
    pen = pen_at(picture)
    assert pen.thinned(picture) == ""
    assert pen.thinned(picture.replace("I.2", "I.3")) == "\x1b[2;3H\x1b[1;31m3\r\n\x1b[C"


def test_other_rows_are_reached_by_the_shortest_way() -> None:
    pen = pen_at("".join(f"\x1b[{row};1H...................." for row in range(1, ROWS + 1)))
    assert pen.thinned("\x1b[2;9Ha") == "\x1b[2;9Ha"
    assert pen.thinned("\x1b[2;18Hb") == "\x1b[8Cb"
    assert pen.thinned("\x1b[3;1Hc") == "\r\nc"
    assert pen.thinned("\x1b[3;4Hd") == "..d"
    assert pen.thinned("\x1b[2;1He") == "\x1b[2;1He"


def test_behind_the_last_column_no_relative_move_is_trusted() -> None:
    pen = pen_at("".join(f"\x1b[{row};1H...................." for row in range(1, ROWS + 1)))
    assert pen.thinned("\x1b[1;20Ha\x1b[2;1Hb") == "\x1b[1;20Ha\x1b[2;1Hb"


def test_all_text_of_a_style_is_sent_before_another_style_is_told() -> None:
    pen = pen_at("\x1b[0m\x1b[1;1H.")
    rows = "".join(f"\x1b[{row};1H\x1b[{40 + row % 2}ma{row}\x1b[0m" for row in range(1, 5))
    assert pen.thinned(rows) == "\x1b[1;1H\x1b[41ma1\x1b[3;1Ha3\x1b[2;1H\x1b[40ma2\x1b[4;1Ha4"


def test_a_blank_keeps_what_cannot_be_seen_of_a_style() -> None:
    pen = pen_at("\x1b[0m\x1b[1;1H\x1b[1;31;44ma ")
    assert pen.thinned("\x1b[0m\x1b[1;2H\x1b[32;44m ") == "", "two blanks on blue are alike"
    assert pen.thinned("\x1b[0m\x1b[1;3H\x1b[45m \x1b[0m\x1b[1;31;45mb") == "\x1b[45m b"
    assert pen.thinned("\x1b[0m\x1b[1;3H\x1b[4;45m ") == "\x1b[1;3H\x1b[0;45;4m ", "a line under it is seen"


def test_after_text_of_uncertain_width_the_cursor_is_placed_anew_and_the_rest_of_the_row_sent() -> None:
    pen = pen_at("\x1b[0m\x1b[2;1H漢字 rest of it\x1b[5;1H")
    assert pen.thinned("\x1b[2;1H漢漢\x1b[5;1H") == "\x1b[2;1H漢漢 rest of it\x1b[5;1H"
    pen = pen_at("\x1b[0m\x1b[2;1H....\x1b[5;1H")
    assert pen.thinned("\x1b[2;1H\x1b[1m漢\x1b[0m.") == "\x1b[2;1H\x1b[1m漢\x1b[2;3H\x1b[m..\x1b[2;4H"


def test_in_another_size_all_is_sent_again() -> None:
    sizes = iter(((20, 5), (20, 5), (30, 5), (30, 5)))
    pen = Pen(lambda: next(sizes))
    for sent in ("\x1b[1;1H\x1b[0;31mabc", "", "\x1b[1;1H\x1b[0;31mabc", ""):
        assert pen.thinned("\x1b[1;4H\x1b[1;1H\x1b[0;31mabc") == sent


@pytest.mark.parametrize("gone", ["\x1b[?1049h", "\x1b[J", "\x1b[1;1H漢\x1b[1;2H.", "\x1b[1;1H" + "." * (COLUMNS + 1)])
def test_after_what_is_not_understood_all_is_sent_again(gone: str) -> None:
    pen = pen_at("\x1b[0m\x1b[4;1H\x1b[31mabc\x1b[1;1H")
    pen.thinned(gone)
    assert pen.thinned("\x1b[4;1Habc") == "\x1b[4;1H\x1b[0;31mabc"


def test_what_comes_in_the_middle_of_a_picture_passes_and_the_picture_is_sent_whole() -> None:
    picture = "\x1b[1;1H\x1b[31mabc\x1b[0m"
    pen = pen_at(picture)
    aside: list[str] = []

    def interrupted(text: str) -> int:
        if not aside:
            aside.append(pen.thinned("\x1b[?1049l"))
        return len(text)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tracker.screens.pen.cell_len", interrupted)
        assert pen.thinned(f"{picture}\x1b[2;1H漢") == f"{picture}\x1b[2;1H漢"
    assert aside == ["\x1b[?1049l"]
    assert pen.thinned(picture) == "\x1b[1;1H\x1b[0;31mabc", "nothing is known any more"


def test_a_row_of_cells_of_one_colour_tells_it_once() -> None:
    row = "".join(f"\x1b[{line};1H\x1b[1;38;2;1;2;3mx\x1b[0m" for line in range(1, 4))
    assert pen_at().thinned(row) == "\x1b[1;1H\x1b[0;1;38;2;1;2;3mx\r\nx\r\nx"


def test_only_what_differs_of_a_style_is_told() -> None:
    pen = pen_at("\x1b[1;1H\x1b[1;38;2;1;2;3;48;2;9;9;9ma")
    assert pen.thinned("\x1b[0m\x1b[1;38;2;4;5;6;48;2;9;9;9mb") == "\x1b[38;2;4;5;6mb"
    assert pen.thinned("\x1b[0mc") == "\x1b[mc"


def test_codes_that_are_not_known_pass_as_they_are() -> None:
    pen = pen_at("\x1b[1;1H\x1b[0ma")
    assert pen.thinned("\x1b[58;2;1;2;3mb") == "\x1b[0;58;2;1;2;3mb"
    assert pen.thinned("\x1b[0mc") == "\x1b[mc"


def test_what_counts_as_narrow_takes_one_cell_each() -> None:
    narrow = [each for each in map(chr, range(sys.maxunicode + 1)) if NARROW.fullmatch(each)]
    assert {each for each in narrow if cell_len(each) != 1} == set()
    assert set("ộẮđ…│●◐▸▆�") <= set(narrow)
