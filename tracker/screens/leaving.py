"""A widget that may be taken away while the rest of its screen stays."""

from collections.abc import Callable

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


def painted(widget: Widget, lines: Callable[[Region], list[Strip]], crop: Region) -> list[Strip]:
    """Return the lines of a region of a widget, as ``lines`` draws them; blank ones once the widget is removed.

    Textual forgets the styles of a removed widget at once, yet its map of the screen holds the widget until the
    screen is laid out again. A paint between the two asks the widget for lines it has no colours for, and the app
    would end with a ``KeyError``.
    """
    return lines(crop) if widget.is_attached else [Strip.blank(crop.width)] * crop.height
