"""The documents recognised in a text, each confirmed or dropped by a key before it is taken.

In a field of documents a line that is one citation is taken as it stands. Any other text waits: what is recognised in
it is listed first, and only what a person confirms becomes a line of the field.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.agency import Register
from tracker.plan.amending import is_meant
from tracker.plan.citation import document_text, is_citation, parse_document, recognise, unrecognised
from tracker.plan.dates import date_text
from tracker.plan.document import Document
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.value import with_issuer
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE, SOON_STYLE
from tracker.screens.typing import OrderedTextArea

CONFIRMED = "[x]"
DROPPED = "[ ]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document recognised in a text, and what is doubtful about it."""

    document: Document
    doubts: tuple[Message, ...] = ()


def found_in(text: str, register: Register, held: Sequence[object] = ()) -> tuple[Found, ...]:
    """Return the documents the text cites, each once, without those that are held already."""
    result: list[Found] = []
    for each in recognise(text):
        document = with_issuer(each.document, register)
        undated = (say("no date is told."),) if document.date is None else ()
        found = Found(document=document, doubts=(*each.doubts, *undated))
        place = next((place for place, one in enumerate(result) if _is_same(document, one.document)), None)
        if any(_is_same(document, one) for one in held):
            continue
        if place is None:
            result.append(found)
        elif result[place].document.date is None:  # cited in full only later
            result[place] = found
    return tuple(result)


def _is_same(one: object, other: object) -> bool:
    return is_meant(one, other) or is_meant(other, one)


class Unconfirmed(TrackerError):
    """A text for a field of documents is more than citations: what is recognised in it is to be confirmed first."""


def check_confirmed(text: str, register: Register, held: Sequence[object] = ()) -> None:
    """Raise where the text for a field of documents is more than citations, each on its line or held already."""
    _, recognised, _ = _pasted(text, register, held)
    if recognised:
        raise Unconfirmed(
            say_count(
                "{count} document is recognised in the text and not confirmed yet.",
                "{count} documents are recognised in the text and not confirmed yet.",
                len(recognised),
            ),
            say("saving lists them first."),
        )


def _pasted(
    text: str, register: Register, held: Sequence[object]
) -> tuple[list[str], tuple[Found, ...], tuple[str, ...]]:
    """Return the lines that stay as they are, what is recognised in the others, and what is not."""
    wordings = {document_text(each): each for each in held if isinstance(each, Document)}
    lines = [each for each in text.split("\n") if each.strip()]
    kept = [each for each in lines if each.strip() in wordings or is_citation(each)]
    rest = "\n".join(each for each in lines if each not in kept)
    known = [wordings.get(each.strip()) or parse_document(each) for each in kept]
    return kept, found_in(rest, register, known), unrecognised(rest)


def ask_confirmed(editor: OrderedTextArea, words: Words, register: Register, held: Sequence[object] = ()) -> bool:
    """Let what is recognised in the text of an editor be confirmed; the text gives way to one line for each document.

    Lines that are citations stay as they are. Tells whether there is anything to confirm.
    """
    kept, recognised, left = _pasted(editor.text, register, held)

    def put(documents: tuple[Document, ...] | None) -> None:
        if documents is not None and editor.is_attached:
            editor.text = "\n".join((*kept, *map(document_text, documents)))
            editor.move_cursor(editor.document.end)

    if recognised:
        editor.app.push_screen(CitationsDialog(words, register, recognised, left), put)
    return bool(recognised)


def citation_content(each: Found, *, confirmed: bool, words: Words, register: Register) -> Content:
    """Return a recognised document: the citation, its parts, and a line for each doubt."""
    document = each.document
    empty = words(say("(empty)"))
    parts = (
        (say("kind"), document.kind or empty),
        (say("number"), document.number or empty),
        (say("date"), date_text(document.date) if document.date else empty),
        (say("issuer"), register.label(document.issuer) if document.issuer else empty),
    )
    told = " · ".join(f"{words(name)}: {value}" for name, value in parts)
    lines = [
        plain(f"{CONFIRMED if confirmed else DROPPED} {document_text(document)}", style="bold" if confirmed else ""),
        plain(f"      {told}"),
        *(plain(f"    ? {words(doubt)}", style=SOON_STYLE) for doubt in each.doubts),
    ]
    return Content("\n").join(lines)


class CitationsDialog(Acting, Dialog[tuple[Document, ...] | None]):
    """Lists the documents recognised in a text; those in doubt wait for a key to be confirmed.

    ``left`` is what reads like a citation in it and is not recognised.
    """

    SCOPE = Scope.CITATIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CITATIONS)

    def __init__(self, words: Words, register: Register, recognised: Sequence[Found], left: Sequence[str] = ()) -> None:
        super().__init__()
        self.words = words
        self._register = register
        self._found = tuple(recognised)
        self._left = tuple(left)
        self._confirmed = [not each.doubts for each in recognised]

    def compose(self) -> ComposeResult:
        """Lay out the documents and the keys."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(words(say("Documents recognised in the text")), style="bold"), markup=False)
            yield GuardedOptionList(*self._options(), id="citations", markup=False)
            if self._left:
                told = words(say("not recognised, and left out: {texts}", texts="; ".join(self._left)))
                yield Static(plain(told, style=LATE_STYLE), id="citations-left", markup=False)
            keys = words(
                say(
                    "{confirm}: confirm or drop · Enter: take the confirmed · {leave}: none",
                    confirm=key_of(self, "citations.confirm"),
                    leave=key_of(self, "citations.leave"),
                )
            )
            yield Static(plain(keys, style=QUIET_STYLE), markup=False)

    def _options(self) -> list[Option]:
        return [
            Option(citation_content(each, confirmed=self._confirmed[place], words=self.words, register=self._register))
            for place, each in enumerate(self._found)
        ]

    def on_mount(self) -> None:
        """Begin at the first document."""
        listed = self.query_one("#citations", OptionList)
        listed.highlighted = 0
        listed.focus()

    def action_confirm(self) -> None:
        """Confirm the document under the cursor, or drop it."""
        listed = self.query_one("#citations", OptionList)
        place = listed.highlighted
        if place is None:
            return
        self._confirmed[place] = not self._confirmed[place]
        listed.clear_options()
        listed.add_options(self._options())
        listed.highlighted = place

    def action_take(self) -> None:
        """Close with the documents that are confirmed."""
        kept = zip(self._found, self._confirmed, strict=True)
        self.dismiss(tuple(each.document for each, confirmed in kept if confirmed))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what is confirmed on Enter."""
        event.stop()
        self.action_take()

    def action_leave(self) -> None:
        """Close without a document."""
        self.dismiss(None)
