"""The app that shows one import before it is written, and ends with what a person decided of it."""

from collections.abc import Mapping
from typing import ClassVar

from textual.binding import BindingType

from tracker.plan.preview import Preview
from tracker.plan.words import Words
from tracker.screens.import_preview import ImportPreview
from tracker.screens.inert import guard
from tracker.screens.keys import OWN_KEYS, Keys
from tracker.screens.themes import CONSOLE, DARK, FALLBACK, THEMES
from tracker.screens.typing import OrderedKeys


class ImportApp(OrderedKeys[Mapping[str, int] | None]):
    """One screen: the preview of an import."""

    CSS_PATH = "screens/tracker.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, words: Words, shown: Preview, keys: Keys = OWN_KEYS) -> None:
        super().__init__()
        self.keys = keys
        guard(self)
        for each in THEMES:
            self.register_theme(each)
        has_colours = not self.no_color and self.console.color_system in ("truecolor", "256")
        self.theme = DARK if has_colours else CONSOLE
        self.preview = ImportPreview(words, shown)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours of ours in a theme that does not know them."""
        return dict(FALLBACK)

    async def on_mount(self) -> None:
        """Take up the keys of the person, show the preview, and end with its answer."""
        self.set_keymap(self.keys.keymap)
        await self.push_screen(self.preview, self.exit)


def run_preview(words: Words, shown: Preview, keys: Keys) -> Mapping[str, int] | None:
    """Show the preview in the terminal and return the choices by key, or None where nothing is to be written."""
    return ImportApp(words, shown, keys).run()
