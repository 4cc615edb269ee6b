"""The merge driver: git asks the tracker to merge records by field when somebody merges in this repository.

It is named in the repository's own settings and attributes, which are no part of its content: nothing changes for
others, and forges never run it.
"""

import shlex
import sys
from pathlib import Path

from tracker.storage.folder import LARGEST, NotText, text
from tracker.storage.git import merge_files
from tracker.storage.journal import write_durably
from tracker.storage.merging import Unmergeable, merge_texts
from tracker.storage.place import Place

NAME = "tracker"
_LINE = "[0-9][0-9][0-9][0-9]/*/*.toml merge=tracker"


def command() -> str:
    """Return how git starts this very program as its driver."""
    script = Path(sys.executable).with_name("tracker")
    started = shlex.quote(str(script)) if script.exists() else f"{shlex.quote(sys.executable)} -m tracker"
    return f"{started} merge-driver %O %A %B %P"


def is_installed(place: Place) -> bool:
    """Tell whether git merges records of this repository by field."""
    return place.config().get(f"merge.{NAME}.driver", "") == command() and _line(place) in _attributes(place)


def install(place: Place, prefix: str) -> None:
    """Let git merge the records below ``prefix`` by field in this repository alone."""
    for key, value in (("name", "records merged by field"), ("driver", command())):
        place.git.run("config", "--local", "--replace-all", "--end-of-options", f"merge.{NAME}.{key}", value)
    file = place.common_dir / "info" / "attributes"
    line = f"/{prefix}{_LINE}"
    held = _attributes(place)
    if line not in held:
        file.parent.mkdir(exist_ok=True)
        write_durably(file, "".join(f"{each}\n" for each in (*held, line)).encode())


def _line(place: Place) -> str:
    return next((each for each in _attributes(place) if each.endswith(_LINE)), "-")


def _attributes(place: Place) -> tuple[str, ...]:
    try:
        return tuple((place.common_dir / "info" / "attributes").read_text(encoding="utf-8").splitlines())
    except (FileNotFoundError, UnicodeDecodeError):
        return ()


def merge_for_git(base: Path, ours: Path, theirs: Path, path: str) -> bool:
    """Merge the three files git gives into ``ours``; tell whether no conflict is left, which else is marked in it.

    Where the record cannot be merged by field its lines are merged as git does by itself.
    """
    try:
        versions = [_read(each) for each in (base, ours, theirs)]
        found = merge_texts(versions[0] or None, versions[1], versions[2], path)
    except (Unmergeable, NotText):
        return merge_files(ours, base, theirs, ("ours", "base", "theirs"))
    ours.write_text(found.marked("ours", "theirs") if found.conflicts else found.text, encoding="utf-8", newline="")
    return not found.conflicts


def _read(file: Path) -> str:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NotText(1)
    return text(content)
