"""The documents recognised in a text, each confirmed or dropped by a key before it is taken."""

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
from tracker.plan.citation import document_text, recognise
from tracker.plan.dates import date_text
from tracker.plan.document import Document
from tracker.plan.message import Message, say
from tracker.plan.value import with_issuer
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList
from tracker.screens.themes import QUIET_STYLE, SOON_STYLE

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
    known = {each.number for each in held if isinstance(each, Document)}
    for each in recognise(text):
        document = with_issuer(each.document, register)
        if document.number in known:
            continue
        known.add(document.number)
        result.append(Found(document=document, doubts=each.doubts))
    return tuple(result)


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
    """Lists the documents recognised in a text; those in doubt wait for a key to be confirmed."""

    SCOPE = Scope.CITATIONS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CITATIONS)

    def __init__(self, words: Words, register: Register, recognised: Sequence[Found]) -> None:
        super().__init__()
        self.words = words
        self._register = register
        self._found = tuple(recognised)
        self._confirmed = [not each.doubts for each in recognised]

    def compose(self) -> ComposeResult:
        """Lay out the documents and the keys."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(words(say("Documents recognised in the text")), style="bold"), markup=False)
            yield GuardedOptionList(*self._options(), id="citations", markup=False)
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
