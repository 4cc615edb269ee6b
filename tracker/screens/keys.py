"""Keys in words: what a binding is called in the reader's language."""

from dataclasses import replace
from typing import TypeVar

from textual.binding import ActiveBinding

from tracker.plan.characters import visible
from tracker.plan.message import Message
from tracker.plan.words import Words

Key = TypeVar("Key", bound=str)


def spoken(bindings: dict[Key, ActiveBinding], words: Words) -> dict[Key, ActiveBinding]:
    """Return the bindings with their descriptions, which are message texts, in words."""
    return {
        key: active._replace(
            binding=replace(active.binding, description=visible(words(Message(active.binding.description))))
        )
        for key, active in bindings.items()
    }
