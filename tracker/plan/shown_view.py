"""Saved views as they are shown: each with the tasks it finds, or with why it cannot be read."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.plan.message import Message
from tracker.plan.query import Query, read_query
from tracker.plan.saved_view import SavedView
from tracker.plan.view import Counts, PlanView, TaskRow, count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownView:
    """A saved view with its tasks; ``query`` is None where ``problem`` says that it cannot be read."""

    saved: SavedView
    query: Query | None = None
    rows: tuple[TaskRow, ...] = ()
    problem: Message | None = None
    hint: Message | None = None

    @property
    def name(self) -> str:
        """The name of the view."""
        return self.saved.name

    @property
    def counts(self) -> Counts:
        """The counts over its tasks."""
        return count(self.rows)


def shown_views(views: Iterable[SavedView], view: PlanView) -> tuple[ShownView, ...]:
    """Return the saved views with what they find in the plan on the day, in their order."""
    return tuple(_shown(each, view) for each in views)


def _shown(saved: SavedView, view: PlanView) -> ShownView:
    reading = read_query(saved.query, view)
    if reading.query is None:
        return ShownView(saved=saved, problem=reading.problem, hint=reading.hint)
    return ShownView(saved=saved, query=reading.query, rows=reading.query.rows(view))
