"""Saved views in a TOML text, one on a line: as they are kept in ``plan.toml`` and in the configuration.

Only the lines of views that differ change; what is written is read back and compared.
"""

import re
import tomllib
from collections.abc import Iterable

from tracker.plan.message import TrackerError, say
from tracker.plan.saved_view import SavedView
from tracker.storage.codec import quoted
from tracker.storage.toml import comments, key_lines, skeleton

_HEAD = re.compile(r"\s*views\s*=\s*\[\s*")


def revise_views(text: str, views: tuple[SavedView, ...]) -> str:
    """Return the TOML text with these views under ``views``; no other line of it changes."""
    lines = text.split("\n")
    carriage = "\r" if "\r\n" in text else ""
    place = _place(lines)
    if place is None:
        revised = _with_first(lines, views, carriage) if views else lines
    else:
        first, last = place
        block = _revised_block(lines[first:last], views, carriage)
        has_blank = last < len(lines) - 1 and not lines[last].strip()
        revised = [*lines[:first], *block, *lines[last + (not block and has_blank) :]]
    written = "\n".join(revised)
    _require_equal(text, written, views)
    return written


def view_line(view: SavedView) -> str:
    """Return a view as it is written."""
    return f"    {{ name = {quoted(view.name)}, query = {quoted(view.query)} }},"


def _place(lines: list[str]) -> tuple[int, int] | None:
    """Return the first line of the views and the one after their last, counted from 0."""
    bare = skeleton("\n".join(lines)).split("\n")
    number = key_lines("\n".join(bare)).get("views")
    if number is None:
        return None
    first, depth = number - 1, 0
    for place in range(first, len(bare)):
        depth += bare[place].count("[") - bare[place].count("]")
        if depth <= 0:
            return first, place + 1
    return first, len(bare)


def _with_first(lines: list[str], views: tuple[SavedView, ...], carriage: str) -> list[str]:
    """Return the lines with views before the first table, a blank line on either side."""
    block = [*_block(views, carriage), carriage]
    numbers = key_lines(skeleton("\n".join(lines))).values()
    tables = [number - 1 for number in numbers if _opens_table(lines[number - 1])]
    if not tables:
        bare = "\n".join(lines).rstrip()
        return [*(f"{bare}{carriage}\n{carriage}".split("\n") if bare else []), *block[:-1], ""]
    first = min(tables)
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1  # what is said of the table stays with it
    return [*lines[:first], *block, *lines[first:]]


def _opens_table(line: str) -> bool:
    return line.lstrip().startswith("[")


def _block(views: Iterable[SavedView], carriage: str) -> list[str]:
    return [f"{line}{carriage}" for line in ("views = [", *map(view_line, views), "]")]


def _revised_block(lines: list[str], views: tuple[SavedView, ...], carriage: str) -> list[str]:
    """Return the lines of the views: those that stay as they are, with their remarks, where each has its own line."""
    if not views:
        return []
    if not (_HEAD.fullmatch(skeleton(lines[0])) and skeleton(lines[-1]).strip() == "]"):
        return _block(views, carriage)
    held = [_entries(line) for line in lines[1:-1]]
    wished = {each.name: each for each in views}
    kept = [each[0].name for each in held if each and each[0].name in wished]
    is_lined = all(each is not None and len(each) < 2 for each in held)
    if not is_lined or len(wished) < len(views) or kept != [each.name for each in views][: len(kept)]:
        return _block(views, carriage)
    body = []
    for line, entries in zip(lines[1:-1], held, strict=True):
        if not entries:
            body.append(line)
        elif entries[0].name in wished:
            body.append(_revised_line(line, entries[0], wished[entries[0].name], carriage))
    added = [f"{view_line(each)}{carriage}" for each in views[len(kept) :]]
    return [lines[0], *body, *added, lines[-1]]


def _revised_line(line: str, held: SavedView, wished: SavedView, carriage: str) -> str:
    if held == wished:
        return line
    return " ".join([view_line(wished), *comments(line.rstrip())]) + carriage


def _entries(line: str) -> list[SavedView] | None:
    """Return the views one line of a list holds; None where it is no whole number of them with a comma."""
    try:
        found = tomllib.loads(f"views = [\n{line}\n]\n")["views"]
    except tomllib.TOMLDecodeError:
        return None
    if found and not skeleton(line).rstrip().endswith(","):
        return None
    if not all(isinstance(each, dict) and set(each) == {"name", "query"} for each in found):
        return None
    return [SavedView(name=each["name"], query=each["query"]) for each in found]


def _require_equal(text: str, written: str, views: tuple[SavedView, ...]) -> None:
    """Raise where the text written does not hold these views and all else as it was."""
    try:
        old, new = tomllib.loads(text), tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError):
        old, new = {}, {"": None}
    old.pop("views", None)
    held = new.pop("views", [])
    if old != new or held != [{"name": each.name, "query": each.query} for each in views]:
        raise TrackerError(
            say("the views cannot be written: the file would not say what is meant."),
            say("write them as a list, one on a line: {line}", line='views = [ { name = "…", query = "…" }, ]'),
        )
