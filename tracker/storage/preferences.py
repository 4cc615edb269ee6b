"""The person's own configuration, ``tracker/config.toml``: read into ``Preferences`` and written with care.

Writing changes the keys that differ and no other line: comments, unknown keys and their order stay. A file that
cannot be read is told of and never written over.
"""

import os
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tracker.plan.characters import visible
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.preferences import Preferences
from tracker.plan.saved_view import SavedView
from tracker.storage.views_text import revise_views

LARGEST = 256 * 1024
"""The largest file that is read, in bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesReading:
    """The preferences as far as they can be read, and what in the file cannot."""

    preferences: Preferences = field(default_factory=Preferences)
    problems: tuple[Message, ...] = ()
    is_broken: bool = False


def preferences_path(environment: Mapping[str, str]) -> Path:
    """Return where the configuration is: under ``XDG_CONFIG_HOME``, or ``~/.config`` where that is not set.

    Who has neither has none, and the path is one where nothing can be.
    """
    home = environment.get("XDG_CONFIG_HOME", "")
    base = Path(home) if home.startswith("/") else Path(environment.get("HOME") or os.devnull) / ".config"
    return base / "tracker" / "config.toml"


def read_preferences(path: Path) -> PreferencesReading:
    """Read the configuration; a missing file is the preferences of nobody."""
    try:
        text = _text(path)
        held = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return PreferencesReading()
    except (OSError, ValueError, RecursionError) as error:
        problem = say("{file} cannot be read: {reason}.", file=str(path), reason=_reason(error))
        return PreferencesReading(problems=(problem,), is_broken=True)
    reader = _Reader(path, held)
    return PreferencesReading(preferences=reader.preferences(), problems=tuple(reader.problems))


def write_preferences(path: Path, preferences: Preferences) -> None:
    """Make the configuration say these preferences; raise ``TrackerError`` where it cannot be read or written."""
    preferences = replace(preferences, keys=tuple(sorted(dict(preferences.keys).items())))
    reading = read_preferences(path)
    if reading.is_broken:
        raise TrackerError(
            reading.problems[0], say("mend the file or move it away; the tracker does not write over it.")
        )
    try:
        text = _text(path)
    except (FileNotFoundError, NotADirectoryError):
        text = ""
    revised = _revised(text, reading.preferences, preferences)
    if revised == text:
        return
    if _Reader(path, tomllib.loads(revised)).preferences() != preferences:
        raise TrackerError(say("{file} cannot be written as it is meant.", file=str(path)))
    try:
        _replace(path, revised)
    except OSError as error:
        raise TrackerError(
            say("{file} cannot be written: {reason}.", file=str(path), reason=error.strerror or str(error))
        ) from error


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"> {LARGEST} bytes")
    return content.decode("utf-8-sig")


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return visible(str(error))


# --- reading --------------------------------------------------------------------------------------


class _Reader:
    """Takes preferences out of what the file holds; what is not as it should be is a problem and left out."""

    def __init__(self, path: Path, held: Mapping[str, Any]) -> None:
        self.path = path
        self.held = held
        self.problems: list[Message] = []

    def preferences(self) -> Preferences:
        """Return all of them."""
        return Preferences(
            views=self.views(),
            columns=self.names("table", "columns"),
            sort=self.names("table", "sort"),
            theme=self.text("theme"),
            language=self.text("language"),
            ascii=self.flag("ascii"),
            keys=self.keys(),
            greeted=self.flag("greeted") is True,
        )

    def wrong(self, key: str, wanted: Message) -> None:
        """Remember a value of a wrong kind."""
        self.problems.append(say("{file}: {key} must be {wanted}.", file=str(self.path), key=key, wanted=wanted))

    def text(self, key: str) -> str:
        """Return a text, empty where there is none."""
        value = self.held.get(key, "")
        if isinstance(value, str):
            return value
        self.wrong(key, say("a text"))
        return ""

    def flag(self, key: str) -> bool | None:
        """Return true or false, None where neither is said."""
        value = self.held.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, say("true or false"))
        return None

    def table(self, key: str) -> Mapping[str, Any]:
        """Return a table, empty where there is none."""
        value = self.held.get(key, {})
        if isinstance(value, dict):
            return value
        self.wrong(key, say("a table"))
        return {}

    def names(self, table: str, key: str) -> tuple[str, ...]:
        """Return a list of texts in a table."""
        value = self.table(table).get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.wrong(f"{table}.{key}", say("a list of texts"))
        return ()

    def views(self) -> tuple[SavedView, ...]:
        """Return the saved views."""
        value = self.held.get("views", [])
        good = [each for each in value if _is_view(each)] if isinstance(value, list) else []
        if not isinstance(value, list) or len(good) < len(value):
            self.wrong("views", say('a list of { name = "…", query = "…" }'))
        return tuple(SavedView(name=each["name"], query=each["query"]) for each in good)

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys of bindings."""
        held = self.table("keys")
        if not all(isinstance(each, str) for each in held.values()):
            self.wrong("keys", say("a table of texts"))
        return tuple(sorted((id, keys) for id, keys in held.items() if isinstance(keys, str)))


def _is_view(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), str) for key in ("name", "query"))


# --- writing --------------------------------------------------------------------------------------


def _revised(text: str, old: Preferences, new: Preferences) -> str:
    """Return the text with what differs changed."""
    others = replace(old, views=new.views)
    if others != new:
        text = _with_others(text, others, new)
    return revise_views(text, new.views) if old.views != new.views else text


def _with_others(text: str, old: Preferences, new: Preferences) -> str:
    """Return the text with what differs changed, the views aside."""
    import tomlkit  # reading needs no such library
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise TrackerError(say("the configuration cannot be revised: {reason}.", reason=visible(str(error)))) from error
    if old.theme != new.theme:
        _put(document, "theme", new.theme or None)
    if old.language != new.language:
        _put(document, "language", new.language or None)
    if old.ascii != new.ascii:
        _put(document, "ascii", new.ascii)
    if old.greeted != new.greeted:
        _put(document, "greeted", new.greeted or None)
    if (old.columns, old.sort) != (new.columns, new.sort):
        table = _table(document, "table")
        _put(table, "columns", list(new.columns) or None)
        _put(table, "sort", list(new.sort) or None)
    if old.keys != new.keys:
        held = _table(document, "keys")
        for id in [each for each in held if each not in dict(new.keys)]:
            del held[id]
        for id, keys in new.keys:
            if held.get(id) != keys:
                held[id] = keys
    return tomlkit.dumps(document)


def _put(table: Any, key: str, value: object) -> None:
    if value is not None:
        table[key] = value
    elif key in table:
        del table[key]


def _table(document: Any, key: str) -> Any:
    if key not in document:
        document[key] = {}
    return document[key]


def _replace(path: Path, text: str) -> None:
    """Put the text in place of the file: written aside, flushed and renamed, so that it is the old or the new one."""
    path = path.resolve()  # a link to a kept configuration stays a link
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".config-", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            aside.chmod(path.stat().st_mode & 0o777)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


Change = Callable[[Preferences], Preferences]
"""A change of preferences, made to what the file says at that moment."""


def change_preferences(path: Path, change: Change) -> Preferences:
    """Change the preferences as the file has them now, and return what they are."""
    changed = change(read_preferences(path).preferences)
    write_preferences(path, changed)
    return changed
