"""Characters that records must not hold and screens must not print: which they are, and a visible stand-in.

Forbidden are control characters (but line ends and tabs in text of several lines), characters that steer
the direction of writing or have no width, line separators of Unicode, tags, lone surrogates, and more than
four combining marks in a row. What a terminal would obey or a reader would not see thus becomes visible.
"""

import re
import unicodedata
from dataclasses import dataclass

_MOST_MARKS = 4
_CUT = "\N{REPLACEMENT CHARACTER}"

_HIDDEN = (
    "\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_IN_ONE_LINE = re.compile(f"[\\x00-\\x1f{_HIDDEN}]")
_IN_LINES = re.compile(f"[\\x00-\\x08\\x0b-\\x1f{_HIDDEN}]")

# Five characters none of which is Latin or common punctuation may be marks; whether they are is looked up.
_PERHAPS_MARKS = re.compile(r"[^\x00-\u02ff\u1e00-\u1eff\u2000-\u20cf\u3000-\u3029\u3030-\u3098\u309b-\ua66e]{5,}")


@dataclass(frozen=True, slots=True)
class HiddenCharacter:
    """A forbidden character and where it stands: ``offset`` counts characters from 0."""

    offset: int
    character: str

    @property
    def label(self) -> str:
        """The character's number as Unicode writes it: ``U+202E``."""
        return f"U+{ord(self.character):04X}"

    @property
    def name(self) -> str:
        """The character's name in Unicode, else its label (control characters have none)."""
        return unicodedata.name(self.character, self.label)


def _excess_marks(text: str) -> tuple[tuple[int, int], ...]:
    """Return start and end of what goes beyond four combining marks in a row, for each such row."""
    if text.isascii():
        return ()
    found: list[tuple[int, int]] = []
    for match in _PERHAPS_MARKS.finditer(text):
        row = 0
        for offset in range(match.start(), match.end() + 1):
            if offset < match.end() and unicodedata.category(text[offset]).startswith("M"):
                row += 1
                continue
            if row > _MOST_MARKS:
                found.append((offset - row + _MOST_MARKS, offset))
            row = 0
    return tuple(found)


def hidden_characters(text: str, *, multiline: bool) -> tuple[HiddenCharacter, ...]:
    """Return the forbidden characters of the text in their order; of a row of marks only the fifth.

    Line ends and tabs are forbidden unless ``multiline``.
    """
    if text.isascii() and text.isprintable():
        return ()
    forbidden = _IN_LINES if multiline else _IN_ONE_LINE
    offsets = [match.start() for match in forbidden.finditer(text)]
    offsets += [start for start, _ in _excess_marks(text)]
    return tuple(HiddenCharacter(offset, text[offset]) for offset in sorted(offsets))


_FIRST_PICTURE = 0x2400
_DELETE = "\x7f"
_DELETE_PICTURE = "\N{SYMBOL FOR DELETE}"


def _mark(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\t\n":
        return " "
    if character < " ":
        return chr(_FIRST_PICTURE + ord(character))
    return _DELETE_PICTURE if character == _DELETE else f"<U+{ord(character):04X}>"


def _cut_marks(text: str) -> str:
    parts: list[str] = []
    done = 0
    for start, end in _excess_marks(text):
        parts += (text[done:start], _CUT)
        done = end
    return "".join((*parts, text[done:])) if parts else text


def visible(text: str, *, multiline: bool = False) -> str:
    """Return the text fit for a screen: each forbidden character as a visible mark.

    Control characters become control pictures (``␛``), others their number (``<U+202E>``); marks beyond
    four in a row become one ``�``. A tab becomes a blank, and so does a line end unless ``multiline``.
    Text without such characters comes back as it is, and showing twice changes nothing.
    """
    if text.isprintable() and text.isascii():
        return text
    shown = text
    if not shown.isprintable():
        shown = _IN_LINES.sub(_mark, shown.replace("\t", " ")) if multiline else _IN_ONE_LINE.sub(_mark, shown)
    return _cut_marks(shown)
