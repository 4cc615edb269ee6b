"""How text looks in a terminal: what a sequence asks for, what of it can be seen, and the short way to another look."""

from functools import lru_cache
from typing import Final

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
_SHOWS_ON_BLANK: Final = frozenset(("underline", "reverse", "strike", "frame", "over", _OTHER))

Style = tuple[tuple[str, str], ...]
"""What is not as usual, each kind with its code: ``("bold", "1"), ("colour", "38;2;1;2;3")``; sorted."""


def is_like(text: str, style: Style, other: Style | None) -> bool:
    """Return whether a text looks the same in another style; what is not known is like nothing."""
    return style == other or (other is not None and not text.strip(" ") and of_blank(other) == style)


@lru_cache(1024)
def of_blank(style: Style) -> Style:
    """Return what can be seen of a style where nothing is written."""
    if any(kind in _SHOWS_ON_BLANK for kind, _ in style):
        return style
    return _ground(style)


@lru_cache(1024)
def with_ground(known: Style, blank: Style) -> Style:
    """Return the style nearest to the one that is known in which a blank looks as wanted."""
    if of_blank(blank) != _ground(blank):
        return blank
    kept = (each for each in known if each[0] not in _SHOWS_ON_BLANK and each[0] != "ground")
    return tuple(sorted((*kept, *blank)))


@lru_cache(1024)
def change(known: Style | None, wanted: Style) -> str:
    """Return what brings a terminal from one style to another."""
    if wanted == known:
        return ""
    whole = ";".join(("0", *(code for _, code in wanted))) if wanted else ""
    had, has = dict(known or ()), dict(wanted)
    if known is None or had.get(_OTHER) != has.get(_OTHER):
        return f"\x1b[{whole}m"
    gone = {_OFF[each] for each in had if each not in has}
    again = ("bold", "dim") if "22" in gone else ()  # one code takes both back
    codes = [*sorted(gone), *(code for each, code in wanted if each in again or had.get(each) != code)]
    return f"\x1b[{min(';'.join(codes), whole, key=len)}m"


@lru_cache(1024)
def styled(style: Style, codes: str) -> Style:
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
    return tuple(sorted(found.items()))


def _ground(style: Style) -> Style:
    return tuple(each for each in style if each[0] == "ground")
