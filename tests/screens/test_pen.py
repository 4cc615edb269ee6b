"""Fewer bytes draw the same screen, whatever was drawn before and wherever the stream is cut."""

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.screens.pen import Pen

COLUMNS, ROWS = 20, 5

WEIGHTS = st.sampled_from(("1", "2", "1", "2", "3", "4", "7", "9", "22", "23", "24", "27", "29"))
COLOURS = st.sampled_from(("31", "97", "39", "38;5;200", "38;2;1;2;3", "44", "104", "49", "48;5;17", "48;2;9;8;7"))
CODES = st.one_of(st.just("0"), st.just(""), st.lists(WEIGHTS | COLOURS, min_size=1, max_size=4).map(";".join))
STYLES = CODES.map(lambda codes: f"\x1b[{codes}m")
MOVES = st.builds(lambda row, column: f"\x1b[{row};{column}H", st.integers(1, ROWS), st.integers(1, COLUMNS))
OTHERS = st.sampled_from(("\x1b[J", "\x1b[2K", "\x1b[?25l", "\x1b[?1049l", "\x1b[?1049h"))
TEXTS = st.text("abc đ█ ", min_size=1, max_size=6)
STREAMS = st.lists(st.one_of(STYLES, STYLES, TEXTS, TEXTS, MOVES, OTHERS), max_size=30)


def drawn(*parts: str) -> list[list[object]]:
    """Return every cell of the screen with its style."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    for each in parts:
        stream.feed(each)
    return [[screen.buffer[row][column] for column in range(COLUMNS)] for row in range(ROWS)]


@settings(max_examples=2_000)
@given(STREAMS)
def test_what_is_thinned_draws_the_same_cells(parts: list[str]) -> None:
    pen = Pen()
    thinned = [pen.thinned(each) for each in parts]
    assert drawn(*thinned, pen.thinned("x")) == drawn(*parts, "x")


@given(STREAMS)
def test_a_stream_may_be_cut_between_any_two_sequences(parts: list[str]) -> None:
    whole, piecewise = Pen(), Pen()
    assert whole.thinned("".join(parts)) == "".join(piecewise.thinned(each) for each in parts)


def test_a_row_of_cells_of_one_colour_tells_it_once() -> None:
    row = "".join(f"\x1b[{line};1H\x1b[1;38;2;1;2;3mx\x1b[0m" for line in range(1, 4))
    assert Pen().thinned(row) == "\x1b[1;1H\x1b[0;1;38;2;1;2;3mx\x1b[2;1Hx\x1b[3;1Hx"


def test_only_what_differs_is_told() -> None:
    pen = Pen()
    pen.thinned("\x1b[0m")
    pen.thinned("\x1b[1;38;2;1;2;3;48;2;9;9;9ma")
    assert pen.thinned("\x1b[0m\x1b[1;38;2;4;5;6;48;2;9;9;9mb") == "\x1b[38;2;4;5;6mb"
    assert pen.thinned("\x1b[0mc") == "\x1b[mc"


def test_after_another_program_has_had_the_terminal_the_whole_style_is_told() -> None:
    pen = Pen()
    pen.thinned("\x1b[0m\x1b[31ma")
    assert pen.thinned("\x1b[?1049h") == "\x1b[?1049h"
    assert pen.thinned("b") == "\x1b[0;31mb"


def test_codes_that_are_not_known_pass_as_they_are() -> None:
    pen = Pen()
    assert pen.thinned("\x1b[0ma\x1b[58;2;1;2;3mb") == "\x1b[ma\x1b[0;58;2;1;2;3mb"
    assert pen.thinned("\x1b[0mc") == "\x1b[mc"
