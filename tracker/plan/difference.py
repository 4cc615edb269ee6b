"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_WORDS = 3_000
"""Words of a text that are compared one by one; longer texts are compared line by line."""

_WORDS = re.compile(r"\S+\s*|\s+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed, went or came."""

    kind: PieceKind
    text: str


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in order.

    Those that stayed or went give the old text, and those that stayed or came the new one, character by character.
    """
    split = _WORDS if max(old.count(" "), new.count(" ")) < MOST_WORDS else _LINES
    one, other = split.findall(old), split.findall(new)
    pieces: list[Piece] = []
    for tag, from_one, to_one, from_other, to_other in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        gone, come = "".join(one[from_one:to_one]), "".join(other[from_other:to_other])
        if tag == "equal":
            pieces.append(Piece(PieceKind.SAME, gone))
            continue
        pieces += [Piece(kind, text) for kind, text in ((PieceKind.GONE, gone), (PieceKind.COME, come)) if text]
    return tuple(pieces)


def shortened(pieces: tuple[Piece, ...], around: int = 6) -> tuple[Piece, ...]:
    """Return the pieces with long stretches that stayed cut down to so many words around each change."""
    return tuple(_shortened(pieces, around)) if len(pieces) > 1 else pieces


def _shortened(pieces: tuple[Piece, ...], around: int) -> Iterator[Piece]:
    for place, piece in enumerate(pieces):
        words = _WORDS.findall(piece.text)
        before = around if place else 0
        after = around if place < len(pieces) - 1 else 0
        if piece.kind is not PieceKind.SAME or len(words) <= before + after + 2:
            yield piece
            continue
        head, tail = "".join(words[:before]), "".join(words[len(words) - after :]) if after else ""
        yield Piece(piece.kind, f"{head}… {tail}")


_MARKS = {PieceKind.SAME: ("", ""), PieceKind.GONE: ("[-", "-]"), PieceKind.COME: ("{+", "+}")}


def marked_text(pieces: tuple[Piece, ...]) -> str:
    """Return the pieces, shortened, as text: what went as ``[-…-]`` and what came as ``{+…+}``."""
    parts = []
    for piece in shortened(pieces):
        before, after = _MARKS[piece.kind]
        core = piece.text.rstrip()
        parts.append(f"{before}{core}{after}{piece.text[len(core) :]}")
    return "".join(parts)
