"""The list of lines one of which is chosen, as Textual has it, and sure under any key."""

from contextlib import suppress

from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import OptionList

from tracker.screens.leaving import painted


class GuardedOptionList(OptionList):
    """An option list that keys and clicks may reach before it is laid out.

    A list that was filled a moment ago, or stands where the window has no room for it, knows of no line yet, and
    the list of Textual ends the app there with a ``KeyError`` on Page Up and Page Down. There is no page to turn
    then. A click may come when the line that was clicked on is no longer there; it chooses nothing then.
    """

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of a region of it."""
        return painted(self, super().render_lines, crop)

    def action_page_up(self) -> None:
        """Go up by a page, where there is one."""
        with suppress(LookupError):
            super().action_page_up()  # type: ignore[no-untyped-call]  # untyped in Textual

    def action_page_down(self) -> None:
        """Go down by a page, where there is one."""
        with suppress(LookupError):
            super().action_page_down()  # type: ignore[no-untyped-call]  # untyped in Textual

    async def _on_click(self, event: events.Click) -> None:
        if event.style.meta.get("option", 0) >= self.option_count:
            event.prevent_default()


def stands(event: OptionList.OptionMessage) -> bool:
    """Return whether the line an event is of stands where it stood; the list may have been filled anew since."""
    listed, place = event.option_list, event.option_index
    return place < listed.option_count and listed.get_option_at_index(place) is event.option
