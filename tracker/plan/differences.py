"""Differences of texts by words, for whoever compares two wordings."""

import re
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
MOST_WORDS = 4_000


class Way(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


def word_differences(old: str, new: str) -> tuple[tuple[Way, str], ...]:
    """Return both texts as one row of stretches: what stayed, what went and what came, in that order at each place."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if len(before) + len(after) > MOST_WORDS:
        return tuple((way, text) for way, text in ((Way.GONE, old), (Way.COME, new)) if text)
    found: list[tuple[Way, str]] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "equal":
            found.append((Way.SAME, "".join(before[i:j])))
            continue
        found += [(way, "".join(part)) for way, part in ((Way.GONE, before[i:j]), (Way.COME, after[k:m])) if part]
    return tuple(found)


def marked(old: str, new: str) -> str:
    """Return the differences as one text: what went between [- and -], what came between {+ and +}."""
    marks = {Way.SAME: ("", ""), Way.GONE: ("[-", "-]"), Way.COME: ("{+", "+}")}
    return "".join(f"{marks[way][0]}{text}{marks[way][1]}" for way, text in word_differences(old, new))
