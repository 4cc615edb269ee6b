"""Text fields that take keys in the order they arrive, and keep what is typed in composed Unicode (NFC).

Textual handles a printable key in the widget, but Backspace, Enter and arrows as bindings later in the app.
A Vietnamese input method sends letters, Backspaces and recomposed letters in one packet, which comes out
garbled then, and ``done⏎jjj`` in one packet submits ``donejjj``. Here a field runs its own bindings in
sequence, and what follows a key that is not the field's own waits until the app has acted on that key:

* after Enter in ``OrderedInput`` the submitted value is the text before Enter. What is typed until the
  screen has dealt with ``Submitted``, and what came in the same burst however late it is read, is swallowed
  and said (``Swallowed``): it becomes neither text, nor a second submission, nor a command;
* after any other key that is bound outside the field (Escape, Tab, a save key), further keys are kept. They
  go on in this field if it still has the focus, in the next one if the focus moved to an ordered field, and
  are swallowed and said otherwise.

A screen uses the fields as it uses ``Input`` and ``TextArea``; the app derives from ``OrderedKeys``, which
holds back the keys that reach the app while a field waits, and calls ``guard`` so that keys of one burst
are known as such.
"""

import asyncio
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from textual import events
from textual.app import App, ReturnType
from textual.binding import BindingsMap
from textual.dom import DOMNode, NoScreen
from textual.geometry import Region
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from tracker.screens.inert import HIDDEN
from tracker.screens.keys import OWN_KEYS, Keys
from tracker.screens.leaving import painted

LIMIT: Final = 65_536
"""The most bytes of UTF-8 a field holds; a record is not larger."""

COMPOSING_STEPS: Final = 5_000
"""How many milliseconds a key waits at most for a screen that is being opened."""

_LINE_END: Final = re.compile(r"\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN: Final = re.compile(rf"(?![\t\n])[{HIDDEN}]")

type_ahead = events.Key | events.Paste


@dataclass
class Cleaned(Message):
    """A field has not taken what was typed or pasted as it was, and says what it did."""

    field: "OrderedInput | OrderedTextArea"
    """The field."""
    joined: int = 0
    """How many line ends became blanks, because the field has one line."""
    removed: int = 0
    """How many control or invisible characters were left out."""
    cut: int = 0
    """How many characters were left out because the field is full."""

    @property
    def control(self) -> "OrderedInput | OrderedTextArea":
        """The field, for selectors of ``on``."""
        return self.field


@dataclass
class Swallowed(Message):
    """Keys were not used, because they came after one that ended the typing in a field."""

    field: "OrderedInput | OrderedTextArea"
    """The field that was left."""
    keys: int
    """How many keys or pastes were not used."""

    @property
    def control(self) -> "OrderedInput | OrderedTextArea":
        """The field, for selectors of ``on``."""
        return self.field


def composed(text: str) -> str:
    """Return the text in NFC, the only form that is kept."""
    return unicodedata.normalize("NFC", text)


def _marks(text: str) -> int:
    """Return how many combining marks the text begins with."""
    return next((index for index, mark in enumerate(text) if not unicodedata.combining(mark)), len(text))


def _is_composed(before: str, after: str) -> bool:
    """Return whether two texts in NFC stay as they are side by side."""
    return unicodedata.is_normalized("NFC", before[-1:] + after[:1])


def _last_letter(text: str) -> int:
    """Return the length of the last letter with its marks, for a mark typed after it to join."""
    size = 1
    while size < len(text) and unicodedata.combining(text[-size]):
        size += 1
    return min(size, len(text))


def _fitting(text: str, room: int) -> str:
    """Return the beginning of the text that takes at most this many bytes."""
    if len(text) * 4 <= room:
        return text
    return text.encode("utf-8", "surrogatepass")[: max(0, room)].decode("utf-8", "ignore")


def _size(text: str) -> int:
    """Return how many bytes the text takes."""
    return len(text.encode("utf-8", "surrogatepass"))


class _Sequence:
    """The order of keys in one field."""

    def __init__(self, field: "OrderedInput | OrderedTextArea", bindings: BindingsMap) -> None:
        self._field = field
        self._by_itself = bindings
        self._waiting: list[type_ahead] | None = None
        self._submitted = False
        self._over: float | None = None

    @cached_property
    def _bindings(self) -> BindingsMap:
        """The field's own bindings, on the keys the person wants."""
        app: App[Any] = self._field.app
        bindings = self._by_itself.copy()
        bindings.apply_keymap(app.keys.keymap if isinstance(app, OrderedKeys) else {})
        return bindings

    def owns(self, key: str) -> bool:
        """Return whether the key is bound in the field itself."""
        return key in self._bindings.key_to_bindings

    async def take(self, event: type_ahead) -> None:
        """Act on a key or a paste from the app, or keep it while an earlier one is acted on."""
        if self.keep(event) or self.swallow(event):
            _finish(event)
        else:
            await self._act(event)

    def keep(self, event: type_ahead) -> bool:
        """Keep the event if the field waits, and return whether it does."""
        if self._waiting is None:
            return False
        self._waiting.append(event)
        return True

    def swallow(self, event: type_ahead) -> bool:
        """Return whether the event belongs to the burst that submitted the field, and is not to be used."""
        if event.time != self._over:
            return False
        self._say_swallowed(1)
        return True

    async def _act(self, event: type_ahead) -> bool:
        """Do what the key or the paste means to the field, and return whether it means anything to it."""
        text = event.text if isinstance(event, events.Paste) else self._field.text_of(event)
        if text is not None:
            self._field.take_text(text)
            _finish(event)
            return True
        if isinstance(event, events.Paste) or await self._own_action(event):
            return True
        if event.key in self._field.screen.active_bindings:
            self._wait(submitted=False)
        return False

    async def _own_action(self, event: events.Key) -> bool:
        """Run the field's own binding of the key, and return whether there is one."""
        for binding in self._bindings.key_to_bindings.get(event.key, ()):
            if await self._field.app.run_action(binding.action, self._field):
                _finish(event)
                if binding.action == "submit":
                    self._over = event.time
                    self._wait(submitted=True)
                return True
        return False

    def _wait(self, *, submitted: bool) -> None:
        """Keep further keys until all that hear of this one have acted: the field, its ancestors, the app."""
        self._waiting = []
        self._submitted = submitted
        app: App[Any] = self._field.app
        if isinstance(app, OrderedKeys):
            app.hold(self)
        # messages and keys bubble from queue to queue; a callback sent the same way arrives behind them
        _in_turn([*self._field.ancestors_with_self, self._field], self._settle)

    @property
    def waits(self) -> bool:
        """Return whether events are kept until an earlier one has been acted on."""
        return self._waiting is not None

    @property
    def is_alive(self) -> bool:
        """Return whether the field can still go on with what it keeps."""
        return self._field.is_attached and self._field.is_running

    def abandon(self) -> None:
        """Swallow what was kept, because the field has gone."""
        kept, self._waiting = self._waiting or [], None
        self._say_swallowed(len(kept))

    def _say_swallowed(self, keys: int) -> None:
        """Say that keys were not used, to the app if the field has gone."""
        message = Swallowed(self._field, keys)
        if keys and not self._field.post_message(message):
            self._field.app.post_message(message)

    async def _settle(self) -> None:
        """Go on with what was kept, here or where the focus is now, or say that it is not used."""
        kept, self._waiting = self._waiting or [], None
        app: App[Any] = self._field.app
        focused = app.focused
        if not self._submitted and focused is self._field:
            await self.go_on(kept)
        elif not self._submitted and isinstance(focused, OrderedInput | OrderedTextArea):
            focused.continue_with(kept)
        else:
            self._say_swallowed(len(kept))
        if not self.waits and isinstance(app, OrderedKeys):
            app.let_go(self)

    async def go_on(self, kept: Sequence[type_ahead]) -> None:
        """Act on events that were kept, in their order."""
        for event in kept:
            if self.keep(event):
                continue
            event.stop(stop=False)
            event.prevent_default(prevent=False)
            if not await self._act(event) and (parent := self._field.parent) is not None:
                # it goes up as it would have from the field; the app takes any other for a new key
                event._set_forwarded()  # noqa: SLF001 - as App does on forwarding
                parent.post_message(event)


def _finish(event: type_ahead) -> None:
    """Mark the event as dealt with, for Textual's own handler and for all ancestors."""
    event.stop()
    event.prevent_default()


def _in_turn(nodes: Sequence[DOMNode], then: Callable[[], Any]) -> None:
    """Call back after each of the nodes has handled what waits in its queue now, one after the other.

    A node that has gone is passed over; if the last one, the field itself, has gone, nothing is left to do.
    """
    for index, node in enumerate(nodes):
        rest = nodes[index + 1 :]
        if node.call_later(_in_turn, rest, then) if rest else node.call_later(then):
            return


class OrderedInput(Input):
    """A one-line input whose keys act in their order and whose value is always in NFC.

    Line ends in a paste become blanks (those at its end are left out), tabs too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sequence = _Sequence(self, self._bindings)

    def validate_value(self, value: str) -> str:
        """Return the value in NFC, whoever sets it."""
        return composed(value)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a region of it."""
        return painted(self, super().render_lines, crop)

    async def _on_key(self, event: events.Key) -> None:
        self._restart_blink()
        await self._sequence.take(event)

    async def _on_paste(self, event: events.Paste) -> None:  # type: ignore[override]  # awaited if it can be
        await self._sequence.take(event)

    def continue_with(self, kept: Sequence[type_ahead]) -> None:
        """Take over keys that were typed while the focus moved here."""
        self.call_later(self._sequence.go_on, kept)

    def owns(self, key: str) -> bool:
        """Return whether the key is bound in the field itself."""
        return self._sequence.owns(key)

    def text_of(self, event: events.Key) -> str | None:
        """Return the text the key types, or None where it is no text."""
        return _typed(event)

    def take_text(self, text: str) -> None:
        """Put text in the place of the selection."""
        self.replace(text, *self.selection)

    def replace(self, text: str, start: int, end: int) -> None:
        """Replace a range of the value, composed with what stands around it; say what cannot be taken."""
        value = self.value
        start, end = sorted((max(0, start), min(len(value), end)))
        lines = _LINE_END.split(text)
        while len(lines) > 1 and not lines[-1]:
            lines.pop()
        joined = " ".join(lines).replace("\t", " ")
        seen = _HIDDEN.sub("", joined)
        fitting = _fitting(seen, LIMIT - _size(value) + _size(value[start:end]))
        _say_cleaned(self, len(lines) - 1, len(joined) - len(seen), len(seen) - len(fitting))
        if text and not fitting:
            return
        before = composed(value[:start] + fitting)
        if (marks := _marks(value[end:])) and (fitting or not _is_composed(before, value[end:])):
            before = composed(before + value[end : end + marks])
            end += marks
        whole = composed(before + value[end:])
        super().replace(whole, 0, len(value))
        if self.value == whole:
            self.cursor_position = len(before)


class OrderedTextArea(TextArea):
    """A text area whose keys act in their order and whose text is always in NFC."""

    def __init__(self, text: str = "", **kwargs: Any) -> None:
        super().__init__(composed(text), **kwargs)
        self._sequence = _Sequence(self, self._bindings)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a region of it."""
        return painted(self, super().render_lines, crop)

    def load_text(self, text: str) -> None:
        """Show another text, in NFC."""
        super().load_text(composed(text))

    async def _on_key(self, event: events.Key) -> None:
        self._restart_blink()
        await self._sequence.take(event)

    async def _on_paste(self, event: events.Paste) -> None:
        await self._sequence.take(event)

    def continue_with(self, kept: Sequence[type_ahead]) -> None:
        """Take over keys that were typed while the focus moved here."""
        self.call_later(self._sequence.go_on, kept)

    def owns(self, key: str) -> bool:
        """Return whether the key is bound in the field itself."""
        return self._sequence.owns(key)

    def text_of(self, event: events.Key) -> str | None:
        """Return the text the key types, or None where it is no text."""
        if self.read_only:
            return None
        return "\n" if event.key == "enter" else _typed(event)

    def take_text(self, text: str) -> None:
        """Put text in the place of the selection."""
        if not self.read_only:
            start, end = self.selection
            self.replace(text, start, end, maintain_selection_offset=False)

    def edit(self, edit: Edit) -> EditResult:
        """Do an edit, composed with the letter before and the marks after it; say what cannot be taken."""
        (row, column), (end_row, end_column) = edit.top, edit.bottom
        lines = _LINE_END.sub("\n", edit.text)
        seen = _HIDDEN.sub("", lines)
        fitting = _fitting(seen, LIMIT - _size(self.text) + _size(self.get_text_range(edit.top, edit.bottom)))
        _say_cleaned(self, 0, len(lines) - len(seen), len(seen) - len(fitting))
        if edit.text and not fitting:
            return super().edit(Edit("", edit.top, edit.top, edit.maintain_selection_offset))
        # to delete the last line, Textual names the one behind it
        after = self.document[end_row][end_column:] if end_row < self.document.line_count else ""
        marks = _marks(after)
        text = fitting + after[:marks]
        if _marks(text):
            before = self.document[row][:column]
            letter = before[len(before) - _last_letter(before) :]
            if not fitting and _is_composed(letter, text):
                return super().edit(edit)
            column, text = column - len(letter), letter + text
        top: Location = (row, column)
        bottom: Location = (end_row, end_column + marks)
        return super().edit(Edit(composed(text), top, bottom, edit.maintain_selection_offset))


def _typed(event: events.Key) -> str | None:
    """Return the text a key types. An invisible character is text too, for the field to say it takes none."""
    character = event.character
    if character is None or len(character) != 1:
        return None
    if event.is_printable or unicodedata.category(character) in {"Cf", "Zs", "Zl", "Zp"}:
        return character
    return None


def _say_cleaned(field: OrderedInput | OrderedTextArea, joined: int, removed: int, cut: int) -> None:
    """Post what was not taken as it was, if anything."""
    if joined or removed or cut:
        field.post_message(Cleaned(field, joined, removed, cut))


async def _composed(screen: Screen[Any]) -> None:
    """Wait until the screen holds its widgets; before that no key could find what it acts on."""
    for _ in range(COMPOSING_STEPS):
        if screen.is_mounted:
            return
        await asyncio.sleep(0.001)


class OrderedKeys(App[ReturnType]):
    """An app that keeps the order of keys around its ordered fields."""

    keys: Keys = OWN_KEYS
    """The keys of the commands, as the person wants them."""
    _held_by: _Sequence | None = None
    _left: _Sequence | None = None
    _sent_behind: events.Key | None = None

    def hold(self, sequence: _Sequence) -> None:
        """Give keys to this field's sequence until it lets go, wherever the focus is meanwhile."""
        self._held_by = self._left = sequence

    def let_go(self, sequence: _Sequence) -> None:
        """Give keys to the focused widget again."""
        if self._held_by is sequence:
            self._held_by = None

    async def on_event(self, event: events.Event) -> None:
        """Forward an event, unless it is a key that has to wait or is not to be used."""
        if isinstance(event, events.InputEvent) and not event.is_forwarded:
            if self.screen_stack:
                await _composed(self.screen)
            if isinstance(event, events.Key | events.Paste) and self._withheld(event):
                return
        await super().on_event(event)

    def has_gone(self, node: DOMNode | None) -> bool:
        """Return whether a node is no longer on any screen that is shown: a key that waited meanwhile is for nobody."""
        try:
            return isinstance(node, Widget) and node.screen not in self.screen_stack
        except NoScreen:
            return True

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action once what it acts on is there; where that has gone, the key was for nobody else."""
        if isinstance(default_namespace, Widget) and not self.has_gone(default_namespace):
            await _composed(default_namespace.screen)
        return self.has_gone(default_namespace) or await super().run_action(action, default_namespace, namespaces)

    def _withheld(self, event: type_ahead) -> bool:
        """Return whether the event waits behind keys that a field has not yet acted on, or is swallowed."""
        if isinstance(event, events.Key) and self._is_priority(event):
            field = self.focused
            if event is self._sent_behind or not isinstance(field, OrderedInput | OrderedTextArea):
                return False
            # a priority binding acts in the app, ahead of the keys in the field's queue: go behind them
            self._sent_behind = event
            return field.call_later(self.post_message, event)
        if self._held_by is not None and not self._held_by.is_alive:
            self._held_by.abandon()
            self._held_by = None
        if self._held_by is not None and self._held_by.keep(event):
            return True
        return self._left is not None and self._left.swallow(event)

    def _is_priority(self, event: events.Key) -> bool:
        """Return whether the key is bound to act before any widget sees it."""
        field = self.focused
        if event.is_printable or (isinstance(field, OrderedInput | OrderedTextArea) and field.owns(event.key)):
            return False
        active = self.screen.active_bindings.get(event.key)
        return active is not None and active.binding.priority
