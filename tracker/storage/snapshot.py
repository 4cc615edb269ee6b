"""The record files of one commit: listed and read as those of the folder are, without touching the work tree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.plan.message import say
from tracker.storage import history
from tracker.storage.folder import LARGEST, FileText, RecordMissing, RecordRefused, checked_parts, digest
from tracker.storage.place import Place

_YEAR = re.compile(r"\d{4}", re.ASCII)
_REGULAR = ("100644", "100755")
_LINK = "120000"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The files of a commit below the records folder: mode and blob id of each path, and the bytes of each blob."""

    entries: Mapping[str, tuple[str, str]]
    contents: Mapping[str, bytes]

    def paths(self) -> tuple[str, ...]:
        """Return the paths of all records in a stable order: those ``Folder.paths`` would list."""
        return tuple(sorted(path for path, (mode, _) in self.entries.items() if _is_record(path, mode)))

    def known_digest(self, _path: str) -> str:
        """Return nothing: a blob is read to know its digest."""
        return ""

    def read(self, path: str) -> FileText:
        """Return the bytes of the record, or raise ``RecordRefused`` with the reason."""
        checked_parts(path)
        mode, id = self.entries.get(path, ("", ""))
        if not mode:
            raise RecordMissing(path)
        if mode not in _REGULAR:
            raise RecordRefused(path, say("it is a link") if mode == _LINK else say("it is not a regular file"))
        content = self.contents.get(id)
        if content is None or len(content) > LARGEST:
            raise RecordRefused(path, say("it has more than {count} bytes", count=LARGEST))
        return FileText(path=path, content=content, digest=digest(content))


def take(place: Place, commit: str, prefix: str) -> Snapshot:
    """Return the records of the commit, whose folder lies at ``prefix`` in the work tree (empty, or ending in /)."""
    found = {
        path.removeprefix(prefix): (mode, id) for path, mode, id in history.files(place, commit, prefix.rstrip("/"))
    }
    wanted = [id for path, (mode, id) in found.items() if mode in _REGULAR and _is_record(path, mode)]
    return Snapshot(found, history.blobs(place, wanted))


def _is_record(path: str, mode: str) -> bool:
    """Tell whether the path is that of a record; a link where a record or its folder could stand is one too."""
    parts = path.split("/")
    if parts[0] != "agencies" and not _YEAR.fullmatch(parts[0]):
        return False
    if len(parts) == 1:
        return True
    is_toml = parts[-1].casefold().endswith(".toml")
    if parts[0] == "agencies":
        return len(parts) == 2 and is_toml
    if len(parts) == 2:
        return parts[1] == "plan.toml" or mode == _LINK
    return len(parts) == 3 and is_toml
