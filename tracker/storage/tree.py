"""What commits hold at given paths, and in which files two of them differ."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.storage.git import object_id
from tracker.storage.place import Place


@dataclass(frozen=True, slots=True)
class Entry:
    """What an index or a tree holds for a path."""

    mode: str
    id: str


def tree_entries(place: Place, commit: str, paths: Sequence[str]) -> dict[str, Entry]:
    """Return what the commit holds at each of the paths, in whatever folder."""
    listed = place.git.run("ls-tree", "-z", "--full-tree", object_id(commit), "--", *paths).stdout
    found: dict[str, Entry] = {}
    for line in os.fsdecode(listed).split("\0"):
        if line:
            described, _, path = line.partition("\t")
            mode, _, id = described.split(" ")
            found[path] = Entry(mode, id)
    return found


def changed_paths(place: Place, before: str, after: str) -> frozenset[str]:
    """Return the paths of the files in which two trees differ."""
    listed = place.git.run(
        "diff-tree",
        "-r",
        "-z",
        "--name-only",
        "--no-renames",
        "--no-ext-diff",
        "--end-of-options",
        before,
        after,
    ).stdout
    return frozenset(path for path in os.fsdecode(listed).split("\0") if path)


def entry_changes(place: Place, before: str, after: str) -> dict[str, tuple[Entry | None, Entry | None]]:
    """Return what two trees hold at each path in which they differ, None for nothing."""
    options = ("-r", "-z", "--raw", "--no-renames", "--no-ext-diff", "--end-of-options")
    told = os.fsdecode(place.git.run("diff-tree", *options, before, after).stdout).split("\0")
    found: dict[str, tuple[Entry | None, Entry | None]] = {}
    for described, path in zip(told[::2], told[1::2], strict=False):
        old_mode, new_mode, old, new, _ = described.removeprefix(":").split(" ")
        was = Entry(old_mode, old) if old_mode != "000000" else None
        now = Entry(new_mode, new) if new_mode != "000000" else None
        found[path] = (was, now)
    return found
