"""Drafts: text that was typed and not yet saved, kept through a dropped connection or a crash.

Each draft is one JSON file in a folder of the person's own, apart from the repository. A file is written
aside, flushed to disk and renamed, so that a draft is the old text or the new one and never half of it.
"""

import hashlib
import json
import os
import re
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"draft-([0-9a-f]{64})\.json")
_LARGEST: Final = 4 * 1024 * 1024  # bytes; a field of 64 KiB takes at most a tenth of it, escaped


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder for what the tracker keeps of a person, by the XDG rules."""
    named = environment.get("XDG_STATE_HOME", "")
    home = Path(environment.get("HOME") or Path.home())
    return (Path(named) if named.startswith("/") else home / ".local" / "state") / "tracker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Text typed into one field of one task, and what the person saw when they began."""

    repository: str
    """Which repository the task is in, as the caller names it."""
    task: str
    field: str
    text: str
    base: str
    """The digest of the record the person saw."""
    base_value: str
    """The value of the field the person saw."""
    saved_at: str
    """When the draft was saved, as an ISO 8601 date and time."""

    @property
    def key(self) -> str:
        """Return the name of the place this draft has: one for each field of each task of each repository."""
        place = json.dumps([self.repository, self.task, self.field])
        return hashlib.sha256(place.encode("ascii")).hexdigest()


class Drafts:
    """The drafts kept in one folder, which is made when the first is saved and is the person's alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, draft: Draft) -> None:
        """Keep the draft in place of an earlier one of the same field; it is on disk when this returns.

        Raises ``OSError`` where it cannot be written; the earlier one is then still there.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        # ASCII escapes keep every string, a lone surrogate from a file name too
        content = json.dumps(asdict(draft), ensure_ascii=True, indent=0).encode("ascii")
        descriptor, name = tempfile.mkstemp(prefix=".draft-", dir=self._folder)  # mode 0600, by O_EXCL
        aside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path(draft.key))
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
        self._sync()

    def all(self) -> tuple[Draft, ...]:
        """Return the drafts that can be read, the latest first; what cannot be read is passed over and kept."""
        try:
            names = sorted(path.name for path in self._folder.iterdir())
        except OSError:
            return ()
        found = [draft for name in names if (draft := self._read(name)) is not None]
        return tuple(sorted(found, key=lambda draft: draft.saved_at, reverse=True))

    def discard(self, key: str) -> None:
        """Remove the draft with this key, if there is one."""
        path = self._path(key)
        with suppress(FileNotFoundError):
            path.unlink()
            self._sync()

    def _path(self, key: str) -> Path:
        """Return the path of a draft; the key is one of ours or refused."""
        name = f"draft-{key}.json"
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"no key of a draft: {key!r}")
        return self._folder / name

    def _read(self, name: str) -> Draft | None:
        """Return the draft in the file of this name, or None where it is no draft or a broken one."""
        match = _NAME.fullmatch(name)
        if match is None:
            return None
        try:
            draft = _parsed(_content(self._folder / name))
        except (OSError, ValueError, TypeError, RecursionError):
            return None
        return draft if draft.key == match[1] else None

    def _sync(self) -> None:
        """Make the names in the folder safe on disk."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _content(path: Path) -> bytes:
    """Return what a regular file of reasonable size holds; a link or a pipe is not followed or waited for."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise ValueError(path)
        return file.read(_LARGEST)


def _parsed(content: bytes) -> Draft:
    """Return the draft these bytes hold; raise ``ValueError`` or ``TypeError`` where they hold none."""
    values = json.loads(content)
    if not isinstance(values, dict) or set(values) != {field.name for field in fields(Draft)}:
        raise ValueError(values)
    if not all(isinstance(value, str) for value in values.values()):
        raise TypeError(values)
    return Draft(**values)
