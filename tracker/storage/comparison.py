"""Comparing two commits file by file without checking anything out, however hostile the newer one is.

Trees are walked one level at a time, only where they differ and only into folders that can hold records, with caps on
folders, entries, files and bytes. What is not a plain record is listed with the reason and not opened: links,
submodules, programs, names that another system takes for the same or forbids, folders without end, large files.
"""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.plan.message import Message, say
from tracker.storage import history
from tracker.storage.folder import LARGEST, RecordRefused, checked_parts
from tracker.storage.git import object_id
from tracker.storage.place import Place

MOST_FILES = 2_000
MOST_ENTRIES = 20_000
MOST_FOLDERS = 2_000
DEEPEST = 4
LARGEST_TREE = 1024 * 1024

_REGULAR = "100644"
_FOLDER = "040000"
_MODES = {
    "120000": say("it is a link"),
    "160000": say("it is a repository within the repository"),
    "100755": say("it is marked as a program"),
}
_AT_TOP = re.compile(r"agencies|\d{4}", re.ASCII)
_RECORD = re.compile(r"agencies/[^/]+\.toml|\d{4}/(?:plan|[^/]+/[^/]+)\.toml", re.ASCII)
_SPECIAL = {
    ".gitattributes": say("it would change how git reads and merges files"),
    ".gitmodules": say("it would bring other repositories in"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFile:
    """A record, ``plan.toml`` or agency that differs, by its path below the records folder; None is no file."""

    path: str
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OddFile:
    """A path, from the top of the tree, that differs and is not read; ``outside`` tells one that is only no record."""

    path: str
    reason: Message
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs between two commits; ``complete`` is false where a cap kept us from looking at all of it."""

    files: tuple[ChangedFile, ...]
    odd: tuple[OddFile, ...]
    complete: bool = True


def compare(place: Place, before: str, after: str, prefix: str) -> Comparison:
    """Return what differs from the commit ``before`` to ``after``; the records lie at ``prefix`` (empty, or with /)."""
    walk = _Walk(place, prefix)
    walk.run(_top(place, before), _top(place, after))
    return walk.result()


def _top(place: Place, commit: str) -> str:
    return object_id(place.git.run("rev-parse", "--verify", "--end-of-options", f"{object_id(commit)}^{{tree}}").text)


Entries = Mapping[str, tuple[str, str]]
"""What a tree holds: mode and id by name."""


@dataclass(slots=True)
class _Walk:
    """One walk through two trees."""

    place: Place
    prefix: str
    found: dict[str, tuple[str, str]] = field(default_factory=dict)
    odd: list[OddFile] = field(default_factory=list)
    complete: bool = True
    seen: int = 0

    def run(self, before: str, after: str) -> None:
        """Walk level by level."""
        level = [("", before, after)]
        opened = 0
        while level and self.complete:
            opened += len(level)
            if opened > MOST_FOLDERS:
                self._stop()
                break
            asked = [id for _, *ids in level for id in ids if id]
            trees = history.objects(self.place, dict.fromkeys(asked), "tree", LARGEST_TREE)
            deeper: list[tuple[str, str, str]] = []
            for path, old, new in level:
                deeper += self._folder(path, _entries(trees, old), _entries(trees, new))
            level = deeper

    def result(self) -> Comparison:
        """Read the files that may be read."""
        ids = [id for pair in self.found.values() for id in pair if id]
        contents = history.objects(self.place, dict.fromkeys(ids), "blob", LARGEST)
        files = []
        for path, (old, new) in sorted(self.found.items()):
            if new and new not in contents:
                self._refuse(self.prefix + path, say("it has more than {count} bytes", count=LARGEST))
                continue
            files.append(ChangedFile(path=path, before=contents.get(old), after=contents.get(new)))
        return Comparison(files=tuple(files), odd=tuple(self.odd), complete=self.complete)

    def _folder(self, path: str, old: Entries | None, new: Entries | None) -> list[tuple[str, str, str]]:
        """Compare one folder; return the folders below it that are to be compared."""
        if old is None or new is None:
            self._refuse(path or "/", say("the folder is too large, or damaged, and was not looked into"))
            return []
        twins = Counter(_folded(name) for name in new)
        deeper = []
        for name in sorted({*old, *new}):
            was, now = old.get(name, ("", "")), new.get(name, ("", ""))
            if was == now:
                continue
            self.seen += 1
            if self.seen > MOST_ENTRIES or len(self.found) >= MOST_FILES:
                self._stop()
                break
            full = f"{path}{name}"
            if twins[_folded(name)] > 1:
                self._refuse(full, say("another name in its folder is the same on some systems"))
            elif _FOLDER in (was[0], now[0]):
                deeper += self._below(full, was, now)
            else:
                self._file(full, was, now)
        return deeper

    def _below(self, path: str, was: tuple[str, str], now: tuple[str, str]) -> list[tuple[str, str, str]]:
        """Return the folder where it is to be opened; else list it."""
        if not self._opens(path):
            self._refuse(path + "/", say("it lies outside the records"), outside=not self._within(path))
            return []
        for mode, id in (was, now):
            if id and mode != _FOLDER:
                self._refuse(path, say("a folder and a file change places"))
                return []
        return [(f"{path}/", was[1], now[1])]

    def _opens(self, path: str) -> bool:
        """Tell whether the folder can hold records, or leads to those that can."""
        if f"{path}/" == self.prefix or self.prefix.startswith(f"{path}/"):
            return True
        if not self._within(path):
            return False
        parts = path.removeprefix(self.prefix).split("/")
        return _AT_TOP.fullmatch(parts[0]) is not None and len(parts) < (2 if parts[0] == "agencies" else 3)

    def _within(self, path: str) -> bool:
        return path.startswith(self.prefix)

    def _file(self, path: str, was: tuple[str, str], now: tuple[str, str]) -> None:
        """Take the file for a record, or list it with the reason."""
        name = path.rpartition("/")[2]
        inside = path.removeprefix(self.prefix)
        is_record = self._within(path) and _RECORD.fullmatch(inside) is not None
        if name in _SPECIAL:
            self._refuse(path, _SPECIAL[name], outside=not self._within(path))
        elif now[1] and now[0] != _REGULAR and (is_record or now[0] != "100755"):
            self._refuse(path, _MODES.get(now[0], say("it is not a regular file")))
        elif not is_record:
            self._refuse(path, say("it lies outside the records"), outside=True)
        elif (fault := _name_fault(path)) is not None:
            self._refuse(path, fault)
        elif now[1] and was[1] == now[1]:
            self.odd.append(OddFile(path=path, reason=say("only its mode changed"), outside=True))
        else:
            self.found[inside] = (was[1] if was[0] in (_REGULAR, "100755") else "", now[1])

    def _refuse(self, path: str, reason: Message, *, outside: bool = False) -> None:
        self.odd.append(OddFile(path=path, reason=reason, outside=outside))

    def _stop(self) -> None:
        self.complete = False
        self._refuse("…", say("more files differ than can be looked at; the others were passed over"))


def _entries(trees: Mapping[str, bytes], id: str) -> Entries | None:
    """Return what the tree holds; nothing where there is none, None where it cannot be read."""
    if not id:
        return {}
    content = trees.get(id)
    if content is None:
        return None
    try:
        lines = list(history.tree_lines(content, len(id) // 2))
    except ValueError:
        return None
    held = {name: (mode, entry) for mode, name, entry in lines}
    return held if len(held) == len(lines) else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _name_fault(path: str) -> Message | None:
    try:
        os.fsencode(path).decode("utf-8")
        checked_parts(path)
    except UnicodeDecodeError:
        return say("a name in its path is not UTF-8")
    except RecordRefused as refused:
        return refused.reason
    return None
