"""What is shown of an import before it is written: its counts, and what is to be looked at or decided."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewItem:
    """One thing to look at: where it stands, what is said of it, and what it may be taken for.

    ``choices`` are the readings a person may choose among, the first as it stands; empty where nothing is to decide.
    ``must`` tells that it keeps the import from being written until another choice than the first is made; ``closed``
    that nothing chosen here can settle it.
    """

    key: str
    place: str
    message: str
    details: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    chosen: int = 0
    must: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is shown of an import: a title, a few lines of counts, and the items."""

    title: str
    summary: tuple[str, ...]
    items: tuple[PreviewItem, ...]
