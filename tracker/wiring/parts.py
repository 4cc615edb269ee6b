"""Parts of the app that are loaded when something is first asked of them: the first screen does not wait for them."""

from typing import TypeVar

from textual import on, work

from tracker.plan.view import PlanView
from tracker.screens.messages import Part, PartRequested
from tracker.wiring.base import Given
from tracker.wiring.reading import Reading


class AppPart:
    """A part of the app: it carries out what is asked of it, and holds what it needs for that."""

    def __init__(self, app: "Parts") -> None:
        self.app = app
        self.words = app.words

    async def carry_out(self, wish: PartRequested) -> None:
        """Do what is asked; the wish is one that names this part."""
        raise NotImplementedError(wish)

    def show_plan(self, view: PlanView) -> None:
        """Show the plan that has been read, where this part shows any."""


Kind = TypeVar("Kind", bound=AppPart)


class Parts(Reading):
    """Makes each part when it is first asked for, and hands it what is asked of it."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._parts: dict[type[AppPart], AppPart] = {}

    def part(self, kind: type[Kind]) -> Kind:
        """Return the part of this kind, of which there is one."""
        found = self._parts.get(kind)
        if isinstance(found, kind):
            return found
        made = self._parts[kind] = kind(self)
        return made

    def kind_of(self, part: Part) -> type[AppPart]:
        """Load the part of this name."""
        raise NotImplementedError(part)

    @work(thread=True, group="load")
    def load_parts(self) -> None:
        """Load every part, without making it."""
        for each in Part:
            self.kind_of(each)

    @on(PartRequested)
    async def _part_requested(self, event: PartRequested) -> None:
        await self.part(self.kind_of(event.part)).carry_out(event)

    def _show_in_parts(self, view: PlanView) -> None:
        for each in tuple(self._parts.values()):
            each.show_plan(view)
