"""The footer: the keys that act here, each with what it does; a click presses it, and where it cannot act says why."""

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import HorizontalGroup
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


class CommandFooter(Footer):
    """The commands of the screen that are shown, each once, under the first of its keys."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    def compose(self) -> ComposeResult:
        """Lay out the keys."""
        if not self._bindings_ready:
            return
        shown: dict[str, ActiveBinding] = {}
        for active in self.screen.active_bindings.values():
            id = active.binding.id
            if id in COMMAND_BY_ID and active.binding.show:
                known = shown.get(id)
                if known is None or _place(active) < _place(known):
                    shown[id] = active
        for id, active in shown.items():
            if id not in ALWAYS:
                yield self._key(active)
        with HorizontalGroup(id="footer-always"):
            yield from (self._key(active) for id, active in shown.items() if id in ALWAYS)

    def _key(self, active: ActiveBinding) -> CommandKey:
        binding = active.binding
        display = self.app.get_key_display(binding)
        key = CommandKey(binding.key, display, binding.description, binding.action, disabled=not active.enabled)
        key.tooltip = plain(active.tooltip)
        return key


def _place(active: ActiveBinding) -> int:
    """Return the place of a key among those of its command; keys a person chose keep their order."""
    keys = COMMAND_BY_ID[active.binding.id or ""].keys
    return keys.index(active.binding.key) if active.binding.key in keys else 0
