"""Fewer bytes for the same screen: a terminal is told of colours only what changes.

Textual tells the whole style of each piece of text and takes it back after it. On a slow line that is most of what is
sent. Here the styles asked for are followed, and before text is written only the difference to the style that is in
force goes out.
"""

import re
from collections.abc import Iterator
from typing import Final

_SEQUENCE: Final = re.compile(r"\x1b\[([0-?]*)[ -/]*([@-~])")
_MOVES: Final = frozenset("HABCD")
_KEEPS: Final = frozenset("JKhlpu")
_SCREENS: Final = "1049"  # the shell's screen and the app's: what is drawn between the two is not ours

_OFF: Final = {
    "bold": "22", "dim": "22", "italic": "23", "underline": "24", "blink": "25", "reverse": "27", "conceal": "28",
    "strike": "29", "colour": "39", "ground": "49", "frame": "54", "over": "55",
}  # fmt: skip
_ON: Final = {
    "1": "bold", "2": "dim", "3": "italic", "4": "underline", "21": "underline", "5": "blink", "6": "blink",
    "7": "reverse", "8": "conceal", "9": "strike", "51": "frame", "52": "frame", "53": "over",
    **dict.fromkeys((str(code) for first in (30, 90) for code in range(first, first + 8)), "colour"),
    **dict.fromkeys((str(code) for first in (40, 100) for code in range(first, first + 8)), "ground"),
}  # fmt: skip
_EXTENDED: Final = {"38": "colour", "48": "ground"}
_OTHER: Final = "other"
_LENGTHS: Final = {"5": 3, "2": 5}

_Style = dict[str, str]


class Pen:
    """Follows the style of a terminal, which is not known before the first reset and after what may change it."""

    def __init__(self) -> None:
        self._wanted: _Style = {}
        self._known: _Style | None = None

    def thinned(self, data: str) -> str:
        """Return what draws the same as ``data``, sent after everything that was returned before."""
        return "".join(self._parts(data))

    def _parts(self, data: str) -> Iterator[str]:
        end = 0
        for found in _SEQUENCE.finditer(data):
            yield from self._text(data[end : found.start()])
            end = found.end()
            kind = found[2]
            if kind == "m":
                self._wanted = _styled(self._wanted, found[1])
                continue
            if kind in _MOVES:
                yield found[0]
                continue
            yield self._change()
            yield found[0]
            if kind not in _KEEPS or _SCREENS in found[1]:
                self._known = None
        yield from self._text(data[end:])

    def _text(self, text: str) -> Iterator[str]:
        if text.strip("\r\n"):
            yield self._change()
        yield text

    def _change(self) -> str:
        """Return what brings the terminal to the style that is wanted, and count on it."""
        wanted, known = self._wanted, self._known
        if wanted == known:
            return ""
        self._known = wanted
        whole = ";".join(("0", *wanted.values())) if wanted else ""
        if known is None or known.get(_OTHER, "") != wanted.get(_OTHER, ""):
            return f"\x1b[{whole}m"
        gone = {_OFF[each] for each in known if each not in wanted}
        again = ("bold", "dim") if "22" in gone else ()  # one code takes both back
        codes = [*sorted(gone), *(code for each, code in wanted.items() if each in again or known.get(each) != code)]
        return f"\x1b[{min(';'.join(codes), whole, key=len)}m"


def _styled(style: _Style, codes: str) -> _Style:
    """Return the style after the codes of one sequence; those that are not known here are kept as they are."""
    given = codes.split(";") if codes else ["0"]
    found = dict(style)
    while given:
        code = given[0].lstrip("0") or "0"
        length = _LENGTHS.get(given[1] if len(given) > 1 else "", 0) if code in _EXTENDED else 1
        if code == "0":
            found = {}
        elif code in _OFF.values():
            found = {each: value for each, value in found.items() if _OFF.get(each) != code}
        elif 0 < length <= len(given) and (kind := _EXTENDED.get(code) or _ON.get(code)):
            found[kind] = ";".join(given[:length])
        else:
            found[_OTHER] = ";".join(given)
            break
        del given[:length]
    return found
