"""What a terminal may lack: drawings, which become plain characters of the same width, and colours.

A filter of whole lines, like the guard: no screen has to know, and nothing that is drawn can be forgotten.
"""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter


class Glyphs(StrEnum):
    """What a terminal can show."""

    ALL = "all"
    ASCII_MARKS = "ascii-marks"  # letters with their marks, but none of the drawings
    ASCII = "ascii"  # nothing beyond ASCII: Vietnamese is shown without marks


_MARKS: Final = {
    "○": "o", "◐": "/", "●": "#", "◌": "w", "‖": "=", "»": "c", "×": "x", "✎": "@", "◆": "&",
    "▸": ">", "▾": "v", "▴": "^", "→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": "<", "…": ".", "·": "-", "•": "*",
    "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "«": "<", "≥": ">", "≤": "<", "\ufffd": "?",
    "✓": "y", "✗": "n", "⚠": "!", "␣": "_", "\xa0": " ",
}  # fmt: skip
"""What stands for a mark or a sign; each status has one of its own."""


def _drawing(character: str) -> str | None:
    """Return what stands for a line, a block or a part of one."""
    code = ord(character)
    if not 0x2500 <= code <= 0x259F:
        return None
    name = unicodedata.name(character)
    if code >= 0x2580:
        return "|" if "LEFT" in name or "RIGHT" in name else "_" if "LOWER" in name else "#" if code == 0x2588 else " "
    if "HORIZONTAL" in name and "VERTICAL" not in name and "DOWN" not in name and "UP" not in name:
        return "=" if "DOUBLE" in name else "-"
    return "|" if "VERTICAL" in name and not {"RIGHT", "LEFT", "HORIZONTAL"} & set(name.split()) else "+"


@lru_cache(4096)
def plain_glyph(character: str, *, letters: bool) -> str:
    """Return the character as such a terminal shows it, as wide as it was; ``letters`` keeps letters as they are."""
    if character.isascii():
        return character
    found = _MARKS.get(character) or _drawing(character)
    if found is not None:
        return found
    if letters and (character.isalnum() or unicodedata.combining(character)):
        return character
    width = cell_len(character)
    base = unicodedata.normalize("NFD", character.replace("đ", "d").replace("Đ", "D"))[0]
    return base if base.isascii() and width == 1 else "?" * width


@lru_cache(4096)
def plain_text(text: str, *, letters: bool) -> str:
    """Return a text as such a terminal shows it."""
    if text.isascii():
        return text
    return "".join(plain_glyph(each, letters=letters) for each in text)


class PlainGlyphs(LineFilter):
    """Draws with plain characters."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(enabled=glyphs is not Glyphs.ALL)
        self._letters = glyphs is not Glyphs.ASCII

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual names it
        """Return the segments with plain characters."""
        letters = self._letters
        return [
            each if each.control is not None else Segment(plain_text(each.text, letters=letters), each.style)
            for each in segments
        ]


@lru_cache(1024)
def _colourless(style: Style) -> Style:
    return style.without_color


class Colourless(LineFilter):
    """Takes every colour out; what is bold, reversed or underlined stays."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual names it
        """Return the segments without colours."""
        return [
            each if each.style is None or each.control is not None else Segment(each.text, _colourless(each.style))
            for each in segments
        ]
