"""The footer: the keys that act here, each with what it does; a click presses it, and where it cannot act says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding
from textual.containers import HorizontalGroup
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

from tracker.screens.commands import COMMAND_BY_ID
from tracker.screens.inert import plain

ALWAYS = ("app.help", "app.palette")
"""What is seen in the narrowest window: from here everything else is found."""


class CommandKey(FooterKey):
    """One key. Pressing one that cannot act now is an answer too: the app says why."""

    def on_mouse_down(self) -> None:
        """Press the key."""
        self.app.simulate_key(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A command as the footer shows it, whether it can act or not."""

    id: str
    key: str
    display: str
    name: str
    action: str

    @property
    def width(self) -> int:
        """The cells it takes."""
        return cell_len(f"{self.display} {self.name}")


class CommandFooter(Footer):
    """The commands of the screen that are shown, each once, under the first of its keys.

    It stands complete in the first picture of the screen, and is laid out again only where other keys are to be
    shown.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._shown: dict[Shown, CommandKey] = {}

    def compose(self) -> ComposeResult:
        """Lay out the keys."""
        now = self._now()
        self._shown = {each: CommandKey(each.key, each.display, each.name, each.action) for each in now}
        self._say_state(now)
        self._fit(self.app.size.width)
        yield from (key for each, key in self._shown.items() if each.id not in ALWAYS)
        with HorizontalGroup(id="footer-always"):
            yield from (key for each, key in self._shown.items() if each.id in ALWAYS)

    def on_resize(self, event: events.Resize) -> None:
        """Leave out what has no room, whole."""
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        """Show the keys there is room for beside those that are always seen, with a blank after each."""
        room = width - sum(each.width + 1 for each in self._shown if each.id in ALWAYS)
        for each, key in self._shown.items():
            if each.id not in ALWAYS:
                key.display = each.width + 1 <= room
                room -= (each.width + 1) * key.display

    def bindings_changed(self, screen: Screen[Any]) -> None:
        """Show which commands can act now; lay the keys out again where they are others than those shown."""
        if self.is_attached and screen is self.screen:
            now = self._now()
            if list(now) == list(self._shown):
                self._say_state(now)
            else:
                super().bindings_changed(screen)

    def _say_state(self, now: Mapping[Shown, ActiveBinding]) -> None:
        for each, active in now.items():
            key = self._shown[each]
            key.set_class(not active.enabled, "-disabled")
            key.tooltip = plain(active.tooltip)

    def _now(self) -> dict[Shown, ActiveBinding]:
        """Return what is to be shown now."""
        found: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            id = active.binding.id
            if id in COMMAND_BY_ID and active.binding.show:
                known = found.get(id)
                if known is None or _place(active) < _place(known):
                    found[id] = active
        return {self._as_shown(id, active.binding): active for id, active in found.items()}

    def _as_shown(self, id: str, binding: Binding) -> Shown:
        display = self.app.get_key_display(binding)
        return Shown(id=id, key=binding.key, display=display, name=binding.description, action=binding.action)


def _place(active: ActiveBinding) -> int:
    """Return the place of a key among those of its command; keys a person chose keep their order."""
    keys = COMMAND_BY_ID[active.binding.id or ""].keys
    return keys.index(active.binding.key) if active.binding.key in keys else 0
