"""Screens that close once, whatever keys come in one packet."""

from textual import events
from textual.await_complete import AwaitComplete
from textual.css.query import NoMatches
from textual.screen import ModalScreen, Screen, ScreenResultType


class Closing(Screen[ScreenResultType]):
    """A screen that is closed only while it lies on top.

    Keys that come together are all given to the screen that is on top then, and the ``dismiss`` of Textual takes
    away whichever screen is on top: a second Escape would close the screen beneath, and leave without an answer
    who waits for it.
    """

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; what a screen misses that was taken away while it was made is no fault."""
        try:
            await super().on_event(event)
        except NoMatches:
            if not isinstance(event, events.Mount) or self in self.app.screen_stack:
                raise

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close with the result; one that is closed already, or lies under another, stays as it is."""
        if self.app.screen_stack[-1:] != [self]:
            return AwaitComplete()
        return super().dismiss(result)


class Dialog(Closing[ScreenResultType], ModalScreen[ScreenResultType]):
    """A screen over another, which closes once."""
