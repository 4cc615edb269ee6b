"""Which columns the table shows and how its rows are sorted."""

from dataclasses import dataclass, replace

from tracker.plan.columns import Sorting
from tracker.screens.marks import DOWNWARD, UPWARD


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which columns the table shows, in which order, and what its rows are sorted by."""

    columns: tuple[str, ...]
    sort: tuple[Sorting, ...] = ()

    def sorted_by(self, key: str) -> "Layout":
        """Return the layout sorted by a column: upwards, the next time downwards, then in the order of the plan."""
        first = self.sort[0] if self.sort else None
        if first is None or first.key != key:
            return replace(self, sort=(Sorting(key=key),))
        return replace(self, sort=() if first.descending else (Sorting(key=key, descending=True),))

    def mark(self, key: str) -> str:
        """Return the mark of a column that is sorted by, else nothing."""
        found = next((each for each in self.sort if each.key == key), None)
        return "" if found is None else DOWNWARD if found.descending else UPWARD
