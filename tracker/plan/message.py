"""Messages as values: what is to be said, before anybody chooses a language.

The plan, the store and the faces build a ``Message`` from an English text with named gaps; only a face
turns it into words (``tracker.words``). The English text is the key of the translation catalogue, and the
values are put in after translation, so that no value is ever read as a pattern.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence or phrase to say: English text, plural form, count and values for its gaps.

    ``plural`` is empty where the text does not depend on a count.
    """

    text: str
    values: "tuple[tuple[str, MessageValue], ...]" = ()
    plural: str = ""
    count: int = 1


MessageValue = str | int | date | StrEnum | Message
"""What may stand in a gap. A ``StrEnum`` is said in words, a date as dd/mm/yyyy."""


def say(text: str, /, **values: MessageValue) -> Message:
    """Return the message with this English text and these values for its ``{gaps}``."""
    return Message(text, tuple(values.items()))


def say_count(text: str, plural: str, count: int, /, **values: MessageValue) -> Message:
    """Return a message whose text depends on ``count``, which also fills the gap ``{count}``."""
    return Message(text, (("count", count), *values.items()), plural, count)


class TrackerError(Exception):
    """A request that cannot be met, said in one full sentence, with a hint where there is one.

    ``message`` tells what is the case; ``hint`` tells what to try.
    """

    def __init__(self, message: Message, hint: Message | None = None) -> None:
        super().__init__(message.text)
        self.message = message
        self.hint = hint
