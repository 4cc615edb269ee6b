"""What the command line prints: the only module that writes to standard output and standard error.

Standard output is the answer and standard error is talk. Text of records, commits and git is shown with its
control, bidi and zero-width characters as marks; it never reaches the terminal as it is.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from tracker.plan.characters import hidden_characters, visible
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.words import Words

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]
"""A value of a JSON document."""

DOCUMENT_FORMAT = 1
"""The version of every JSON document; it rises when a key changes its meaning or goes."""


def width(text: str) -> int:
    """Return how many terminal cells the text takes."""
    cells = 0
    for each in text:
        if unicodedata.combining(each):
            continue
        cells += 2 if unicodedata.east_asian_width(each) in ("W", "F") else 1
    return cells


def cut(text: str, cells: int) -> str:
    """Return the text cut to so many cells, the cut shown by an ellipsis."""
    if width(text) <= cells:
        return text
    kept = ""
    for each in text:
        if width(kept + each) > cells - 1:
            break
        kept += each
    return kept.rstrip() + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Standard output and standard error of one command.

    ``columns`` is the width of the terminal, or 0 where the answer goes elsewhere and nothing is cut.
    """

    out: TextIO
    err: TextIO
    words: Words
    columns: int = 0

    def line(self, text: str = "") -> None:
        """Print one line of the answer; a line end within the text is shown as a blank."""
        self.out.write(visible(text) + "\n")

    def pair(self, text: str, help: str = "") -> None:
        """Print a text and what is said of it, a tab between them; nothing but the text where nothing is said."""
        self.out.write("\t".join(visible(each) for each in (text, help) if each) + "\n")

    def lines(self, text: str, indent: str = "") -> None:
        """Print a text of several lines."""
        for each in text.split("\n"):
            self.line(indent + each)

    def raw(self, content: bytes) -> None:
        """Print the bytes of a paper as they are; its writers leave nothing in them that acts on a terminal."""
        self.out.flush()
        self.out.buffer.write(content)
        self.out.buffer.flush()

    def say(self, message: Message) -> None:
        """Print a message as a line of the answer."""
        self.line(self.words(message))

    def talk(self, message: Message) -> None:
        """Print a message beside the answer."""
        self.err.write(visible(self.words(message)) + "\n")

    def ask(self, question: Message) -> None:
        """Print a question beside the answer, the cursor behind it."""
        self.err.write(visible(self.words(question)) + " ")
        self.err.flush()

    def talk_in(self, words: Words, message: Message) -> None:
        """Print a message beside the answer in the words of somebody else."""
        self.err.write(visible(words(message)) + "\n")

    def error(self, error: TrackerError) -> None:
        """Print why a request cannot be met, and what to try."""
        self.err.write("tracker: " + visible(self.words(error.message)) + "\n")
        if error.hint is not None:
            self.err.write(self.words(say("hint: {hint}", hint=visible(self.words(error.hint)))) + "\n")

    def document(self, kind: str, values: Mapping[str, Json]) -> None:
        """Print a JSON document; characters that act on a terminal are escaped in it."""
        self._json({"format": DOCUMENT_FORMAT, "kind": kind, **values})

    def list(self, values: Sequence[Json]) -> None:
        """Print a JSON list whose form another program settles."""
        self._json(values)

    def _json(self, values: Json) -> None:
        text = json.dumps(values, ensure_ascii=False, indent=2)
        for each in {hidden.character for hidden in hidden_characters(text, multiline=True)}:
            text = text.replace(each, _escape(each))
        self.out.write(text + "\n")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], *, flexible: int) -> None:
        """Print rows under heads; the flexible column takes what width is left and shows where it is cut.

        Where the answer goes elsewhere than a terminal, nothing is cut and cells are separated by tabs.
        """
        shown = [[visible(cell) for cell in row] for row in (heads, *rows)]
        if not self.columns:
            self.out.writelines("\t".join(row) + "\n" for row in shown)
            return
        widths = [max(width(row[place]) for row in shown) for place in range(len(heads))]
        others = sum(widths) - widths[flexible] + 2 * (len(heads) - 1)
        widths[flexible] = min(widths[flexible], max(12, self.columns - others))
        for row in shown:
            cells = [cut(cell, widths[place]) for place, cell in enumerate(row)]
            padded = [cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(cells)]
            self.out.write("  ".join(padded).rstrip() + "\n")


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))
