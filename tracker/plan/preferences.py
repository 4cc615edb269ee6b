"""What a person prefers: saved views, columns, order, theme, marks and keys, as one plain value.

The tracker works without any; a preference left empty means what the tracker does by itself.
"""

from dataclasses import dataclass

from tracker.plan.saved_view import SavedView


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The preferences of one person.

    ``columns`` and ``sort`` are as ``plan.columns`` reads them, ``sort`` with a minus for the other way round;
    ``language`` is ``vi`` or ``en``, that of screens and messages; ``ascii`` is None where the terminal decides;
    ``keys`` are pairs of a binding's id and its keys; ``greeted`` is true once the person has been told of the tour.
    """

    views: tuple[SavedView, ...] = ()
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    theme: str = ""
    language: str = ""
    ascii: bool | None = None
    keys: tuple[tuple[str, str], ...] = ()
    greeted: bool = False
