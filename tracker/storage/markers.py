"""The marks git leaves in a file where a merge met a conflict, and the versions of the text they stand between."""

from dataclasses import dataclass

from tracker.storage.toml import MARKER

_BEGIN, _BASE, _MIDDLE, _END = "<", "|", "=", ">"


@dataclass(frozen=True, slots=True)
class Sides:
    """The text as either side has it; ``base`` is what both come from, None where the marks do not tell."""

    base: str | None
    ours: str
    theirs: str


def sides(text: str) -> Sides | None:
    """Return the versions of a text with marks; None where there are none, or they do not pair up."""
    versions: dict[str, list[str]] = {_BEGIN: [], _BASE: [], _MIDDLE: []}
    at, hunks, bases = "", 0, 0
    follows = {"": (_BEGIN,), _BEGIN: (_BASE, _MIDDLE), _BASE: (_MIDDLE,), _MIDDLE: (_END,)}
    for line in text.split("\n"):
        mark = line[0] if MARKER.match(line) else ""
        if mark and mark in follows[at]:
            hunks += mark == _BEGIN
            bases += mark == _BASE
            at = "" if mark == _END else mark
        elif mark:
            return None
        else:
            for each in (at,) if at else versions:
                versions[each].append(line)
    if at or not hunks:
        return None
    ours, base, theirs = ("\n".join(versions[each]) for each in (_BEGIN, _BASE, _MIDDLE))
    return Sides(base if bases == hunks else None, ours, theirs)
