"""Drafts that a dropped line or a crash left: each with what the person typed, saw, and what stands there now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.message import say
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList
from tracker.screens.themes import QUIET_STYLE


class DraftFate(StrEnum):
    """What is to become of a draft."""

    TAKE = "take"
    DROP = "drop"
    LATER = "later"


MARKS = {
    DraftFate.TAKE: ("[+]", say("take up")),
    DraftFate.DROP: ("[-]", say("drop")),
    DraftFate.LATER: ("[ ]", say("later")),
}
"""The mark of each, and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A draft to offer: its place and day, and three texts.

    ``typed`` is what the person typed, ``seen`` what stood there then, ``stands`` what stands there; the last two are
    the same where nobody changed it since.
    """

    key: str
    label: str
    typed: str
    seen: str
    stands: str

    @property
    def is_moved(self) -> bool:
        """Whether the record says something else by now than the person saw."""
        return self.seen != self.stands


class DraftsDialog(Acting, Dialog[dict[str, DraftFate] | None]):
    """Offers drafts one by one: take up, drop or later; None leaves them all for later."""

    SCOPE = Scope.DRAFTS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DRAFTS)

    def __init__(self, words: Words, drafts: Sequence[DraftLine]) -> None:
        super().__init__()
        self.words = words
        self._drafts = tuple(drafts)
        self._fates = dict.fromkeys((each.key for each in drafts), DraftFate.TAKE)

    def compose(self) -> ComposeResult:
        """Lay out the drafts, the one under the cursor in full, and the keys."""
        words = self.words
        with Vertical(classes="dialog"):
            yield Static(plain(words(say("Unsaved text from last time")), style="bold"), markup=False)
            yield GuardedOptionList(*self._options(), id="drafts-list", markup=False)
            with VerticalScroll():
                yield Static(id="drafts-texts", markup=False)
            keys = say(
                "{turn}: take up, drop, later · {drop}: drop · {take}: do so · {later}: all later",
                turn=key_of(self, "drafts.turn"),
                drop=key_of(self, "drafts.drop"),
                take=key_of(self, "drafts.take"),
                later=key_of(self, "drafts.later"),
            )
            yield Static(plain(words(keys), style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Begin at the first draft."""
        listed = self.query_one("#drafts-list", OptionList)
        listed.highlighted = 0
        listed.focus()

    def _options(self) -> list[Option]:
        return [Option(self._line_content(each)) for each in self._drafts]

    def _line_content(self, draft: DraftLine) -> Content:
        mark, name = MARKS[self._fates[draft.key]]
        moved = f" ! {self.words(say('changed since'))}" if draft.is_moved else ""
        return plain(f"{mark} {self.words(name)}: {draft.label}{moved}")

    def _texts_content(self, draft: DraftLine) -> Content:
        shown = [(say("as you typed it"), draft.typed)]
        if draft.is_moved:
            shown += [(say("as it is now"), draft.stands), (say("as you saw it"), draft.seen)]
        parts = []
        for name, text in shown:
            parts.append(plain(f"{self.words(name)}:", style="bold"))
            parts.append(plain(text or self.words(say("(empty)")), multiline=True))
        return Content("\n").join(parts)

    @on(OptionList.OptionHighlighted, "#drafts-list")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        texts = self._texts_content(self._drafts[event.option_index])
        self.query_one("#drafts-texts", Static).update(texts)

    def action_turn(self) -> None:
        """Take the draft under the cursor up, drop it, or leave it for later, in turn."""
        order = list(DraftFate)
        self._set(lambda fate: order[(order.index(fate) + 1) % len(order)])

    def action_drop(self) -> None:
        """Drop the draft under the cursor."""
        self._set(lambda _fate: DraftFate.DROP)

    def _set(self, fate: Callable[[DraftFate], DraftFate]) -> None:
        listed = self.query_one("#drafts-list", OptionList)
        place = listed.highlighted
        if place is None:
            return
        draft = self._drafts[place]
        self._fates[draft.key] = fate(self._fates[draft.key])
        listed.clear_options()
        listed.add_options(self._options())
        listed.highlighted = place

    @on(OptionList.OptionSelected, "#drafts-list")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        """Close with what is to become of each."""
        self.dismiss(dict(self._fates))

    def action_later(self) -> None:
        """Close and leave them all."""
        self.dismiss(None)
