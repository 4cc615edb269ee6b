"""The last change of every file below a folder, from one pass over history; later commits are added to it."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.plan.history import LastChange
from tracker.storage.git import object_id
from tracker.storage.history import read_date
from tracker.storage.place import Place

_MARK = "\x01"
"""Begins the line of a commit, which no path below a folder of ours does."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A commit that touched a file; what was committed later is the later change, whenever it was written."""

    committed: datetime
    change: LastChange


@dataclass(slots=True)
class LastChanges:
    """For each file the commit that was made last among all that touched it, merges left out."""

    place: Place
    _under: str = ""
    _until: str = ""
    _known: dict[str, _Change] = field(default_factory=dict)

    def of(self, under: str, until: str) -> Mapping[str, LastChange]:
        """Return the last change of each path below ``under`` up to the commit; only commits not known are read."""
        until = object_id(until)
        if under != self._under or not self._leads_to(until):
            self._under, self._until, self._known = under, "", {}
        if until != self._until:
            newer: dict[str, _Change] = {}
            for path, change in self._changes(until):  # children come first, and stay where dates are equal
                if path not in newer or change.committed > newer[path].committed:
                    newer[path] = change
            older = self._known
            self._until, self._known = (
                until,
                older
                | {
                    path: change
                    for path, change in newer.items()
                    if path not in older or change.committed >= older[path].committed
                },
            )
        return {path: each.change for path, each in self._known.items()}

    def _leads_to(self, until: str) -> bool:
        """Tell whether what is known is of an ancestor of the commit."""
        if not self._until or self._until == until:
            return bool(self._until)
        asked = ("merge-base", "--is-ancestor", "--end-of-options", self._until, until)
        return self.place.git.run(*asked, check=False).code == 0

    def _changes(self, until: str) -> Iterator[tuple[str, _Change]]:
        """Give each path with each commit that touched it and is not known yet, children before parents."""
        listed = self.place.git.run(
            "log",
            "-z",
            "--date-order",
            "--no-merges",
            "--no-renames",
            "--no-ext-diff",
            "--no-notes",
            "--no-mailmap",
            "--no-show-signature",
            "--name-only",
            "--date=raw",
            "--format=tformat:%x01%H%x01%cd%x01%ad%x01%an%x01%s",
            "--end-of-options",
            *((f"^{self._until}",) if self._until else ()),
            until,
            "--",
            self._under,
        ).stdout
        change: _Change | None = None
        for part in listed.split(b"\0"):
            line = part.removeprefix(b"\n")
            if line.startswith(_MARK.encode()):
                text = line.decode("utf-8", "replace").removeprefix(_MARK)
                commit, committed, written, rest = text.split(_MARK, 3)
                author, _, subject = rest.partition(_MARK)
                told = LastChange(commit=commit, when=read_date(written), author=author, subject=subject)
                change = _Change(read_date(committed), told)
            elif line and change is not None:
                yield os.fsdecode(line), change
