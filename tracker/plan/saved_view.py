"""Saved views: queries kept under a name, in the plan for everybody or in a person's own configuration."""

from dataclasses import dataclass

from tracker.plan.message import TrackerError, say
from tracker.plan.text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A query kept under a name."""

    name: str
    query: str


def view_named(name: str, views: tuple[SavedView, ...]) -> SavedView | None:
    """Return the view with this name, written with or without tones; one with these very letters comes first."""
    exact = next((each for each in views if each.name == name), None)
    return exact or next((each for each in views if fold(each.name) == fold(name)), None)


def with_view(views: tuple[SavedView, ...], added: SavedView) -> tuple[SavedView, ...]:
    """Return the views with this one, in the place of one with its name or at the end."""
    if any(each.name == added.name for each in views):
        return tuple(added if each.name == added.name else each for each in views)
    return (*views, added)


def without_view(views: tuple[SavedView, ...], name: str) -> tuple[SavedView, ...]:
    """Return the views without the one of this name; raise where there is none."""
    found = view_named(name, views)
    if found is None:
        raise unknown_view(name, views)
    return tuple(each for each in views if each is not found)


def unknown_view(name: str, views: tuple[SavedView, ...]) -> TrackerError:
    """Return why a view cannot be shown or removed, with the names there are."""
    names = ", ".join(each.name for each in views)
    hint = say("views: {names}.", names=names) if names else say("keep one: tracker views add NAME QUERY.")
    return TrackerError(say("there is no view {name}.", name=name or '""'), hint)
