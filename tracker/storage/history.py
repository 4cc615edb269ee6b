"""Reading commits, trees and files by their ids, with caps on what a hostile tree can make us do."""

import contextlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from tracker.plan.message import TrackerError, say
from tracker.storage.folder import checked_parts
from tracker.storage.git import GitError, object_id
from tracker.storage.place import Place
from tracker.storage.tree import tree_entries

LARGEST_BLOB = 1024 * 1024
"""Bytes of a file that is still read; larger ones are taken for absent."""

GRAPH_TIME = 20.0
"""Seconds that writing the commit graph may take; later it is added to and takes milliseconds."""

MOST_FILES = 200_000
DEEPEST = 12
MOST_RENAMES = 20

_FIELDS = ("%H", "%P", "%an", "%ae", "%ad", "%cd", "%s", "%B", "%ce")
_FORMAT = "--format=tformat:" + "%x00".join(_FIELDS)
_LOG = (
    "log",
    "-z",
    "--no-notes",
    "--no-mailmap",
    "--no-show-signature",
    "--date=raw",
    "--topo-order",
    _FORMAT,
)


class TreeRefused(TrackerError):
    """A commit holds more files, or deeper folders, than a plan can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitInfo:
    """One commit; ``path`` is where the file asked about lay at that commit.

    ``subject`` is the first paragraph on one line; ``body`` is the whole message as it was written.
    """

    id: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    author_date: datetime
    committer_date: datetime
    subject: str
    body: str
    path: str = ""
    committer_email: str = ""


def head(place: Place) -> str | None:
    """Return the id of the last commit, None before the first."""
    found = place.git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", check=False)
    return object_id(found.text) if found.code == 0 else None


def blob(place: Place, commit: str, path: str) -> bytes | None:
    """Return the bytes of the file at the commit; None where there is no regular file."""
    checked_parts(path)
    entry = tree_entries(place, commit, [path]).get(path)
    if entry is None or entry.mode not in ("100644", "100755"):
        return None
    return blobs(place, [entry.id]).get(entry.id)


def files(place: Place, commit: str, under: str = "") -> Iterator[tuple[str, str, str]]:
    """Give path, mode and id of each file of the commit below ``under``, level by level.

    Links and submodules are among them, by their mode. Raises ``TreeRefused`` at the caps.
    """
    top = _tree(place, object_id(commit), under)
    level = [] if top is None else [(f"{under}/" if under else "", top)]
    count = 0
    for _ in range(DEEPEST):
        trees = objects(place, dict.fromkeys(tree for _, tree in level), "tree", LARGEST_BLOB * 16)
        deeper: list[tuple[str, str]] = []
        for prefix, tree in level:
            for mode, name, entry in tree_lines(trees.get(tree, b""), len(commit) // 2):
                count += 1
                if count > MOST_FILES:
                    raise TreeRefused(say("the commit {commit} holds too many files.", commit=commit[:12]))
                if mode == "040000":
                    deeper.append((f"{prefix}{name}/", entry))
                else:
                    yield f"{prefix}{name}", mode, entry
        if not deeper:
            return
        level = deeper
    raise TreeRefused(say("the commit {commit} holds folders that lie too deep.", commit=commit[:12]))


def blobs(place: Place, ids: Iterable[str]) -> Mapping[str, bytes]:
    """Return the bytes of each blob; what is missing, damaged or too large is not among them."""
    return objects(place, dict.fromkeys(object_id(each) for each in ids), "blob", LARGEST_BLOB)


def versions(place: Place, asked: Sequence[tuple[str, str]]) -> tuple[bytes | None, ...]:
    """Return the bytes of each file at each commit, in the order asked, through two processes; None where absent."""
    specs = []
    for commit, path in asked:
        checked_parts(path)
        specs.append(f"{object_id(commit)}:{path}")
    ids: list[str] = []
    for line in _batch(place, "--batch-check", specs).decode("utf-8", "replace").splitlines():
        parts = line.split(" ")
        is_blob = len(parts) == 3 and parts[1] == "blob" and int(parts[2]) <= LARGEST_BLOB
        ids.append(parts[0] if is_blob else "")
    found = _contents(place, [each for each in dict.fromkeys(ids) if each])
    return tuple(found.get(each) for each in ids)


def commits(place: Place, limit: int | None = None) -> tuple[CommitInfo, ...]:
    """Return the commits before and at the last one, children before parents."""
    start = head(place)
    return _log(place, start, "", limit) if start else ()


def commit_info(place: Place, id: str) -> CommitInfo:
    """Return one commit; raise ``GitError`` where it cannot be read."""
    found = _log(place, object_id(id), "", 1)
    if not found:
        raise GitError(say("there is no commit {commit}.", commit=id))
    return found[0]


def log(place: Place, path: str, *, limit: int | None = None, before: str | None = None) -> tuple[CommitInfo, ...]:
    """Return the commits that changed the file, newest first, under its former paths too.

    They are those up to the commit ``before``, or up to the last one.
    """
    checked_parts(path)
    found: list[CommitInfo] = []
    start = before or head(place)
    for _ in range(MOST_RENAMES):
        if start is None:
            break
        left = None if limit is None else limit - len(found)
        part = _log(place, start, path, left)
        found += part
        if not part or not part[-1].parents or (limit is not None and len(found) >= limit):
            break
        origin = _origin(place, part[-1], path)
        if origin is None:
            break
        start, path = origin
    return tuple(found)


def log_since(place: Place, base: str, tip: str, path: str, limit: int) -> tuple[CommitInfo, ...]:
    """Return the commits from ``base``, which may be empty, to ``tip`` that changed the file, newest first."""
    checked_parts(path)
    return _log(place, object_id(tip), path, limit, without=base)


def merge_base(place: Place, one: str, other: str) -> str | None:
    """Return the best common ancestor of two commits, None where they share no history."""
    found = place.git.run("merge-base", "--end-of-options", object_id(one), object_id(other), check=False)
    if found.code not in (0, 1):
        raise GitError(say("there is no commit {commit}.", commit=other))
    return object_id(found.text.split("\n")[0]) if found.code == 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeChange:
    """What one commit changed below a folder: the new blob id of each path, None where no regular file is there now."""

    commit: str
    when: datetime
    blobs: Mapping[str, str | None]


def tree_changes(place: Place, until: str, under: str) -> Iterator[TreeChange]:
    """Give the commits of the first-parent line up to ``until`` that changed a file below ``under``, the oldest first.

    A merge counts as one change of its first parent. Everything comes out of one pass.
    """
    told = place.git.run(
        "log",
        "-z",
        "--first-parent",
        "--diff-merges=first-parent",
        "--reverse",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--no-ext-diff",
        "--date=raw",
        "--format=tformat:%H %cd",
        "--end-of-options",
        object_id(until),
        "--",
        under,
    ).stdout
    commit, when = "", ""
    found: dict[str, str | None] = {}
    parts = iter(told.split(b"\0"))
    for part in parts:
        line = part.lstrip(b"\n").decode("ascii", "replace")
        if line.startswith(":"):
            fields = line.split(" ")
            found[os.fsdecode(next(parts))] = fields[3] if fields[1] in ("100644", "100755") else None
        elif line:
            if commit:
                yield TreeChange(commit=commit, when=read_date(when), blobs=found)
            commit, when = line.split(" ", 1)
            found = {}
    if commit:
        yield TreeChange(commit=object_id(commit), when=read_date(when), blobs=found)


def is_ancestor(place: Place, old: str, new: str) -> bool:
    """Tell whether the newer commit comes after the older one, or is it."""
    asked = ("merge-base", "--is-ancestor", "--end-of-options", object_id(old), object_id(new))
    return place.git.run(*asked, check=False).code == 0


def new_people(place: Place, commit: str, limit: int) -> list[tuple[str, tuple[str, str]]]:
    """Return the commits up to this one that no ref leads to yet, with the addresses of author and committer."""
    told = place.git.run(
        "log", "-z", f"--max-count={limit}", "--format=tformat:%H%n%ae%n%ce", object_id(commit), "--not", "--all", "--"
    )
    found = []
    for entry in told.stdout.decode("utf-8", "replace").split("\0"):
        parts = entry.split("\n")
        if len(parts) == 3:
            found.append((object_id(parts[0]), (parts[1], parts[2])))
    return found


def count(place: Place, base: str, commit: str) -> int:
    """Return how many commits come before and at the commit that do not at ``base``, which may be empty."""
    without = (f"^{object_id(base)}",) if base else ()
    return int(place.git.run("rev-list", "--count", "--end-of-options", object_id(commit), *without, "--").text)


def first_parent_at(place: Place, day_end: datetime) -> str | None:
    """Return the last commit of the first-parent line made no later than ``day_end``."""
    start = head(place)
    if start is None:
        return None
    until = f"--min-age={max(0, int(day_end.timestamp()))}"
    found = place.git.run("rev-list", "--first-parent", "-1", until, "--end-of-options", start, "--").text
    return object_id(found) if found else None


def keep_quick(place: Place) -> None:
    """Tell git's commit graph which paths the latest commits changed, so that the history of one file is found fast.

    It is an aid that git itself checks and may lack; where it cannot be written now, nothing is said.
    """
    with contextlib.suppress(GitError):
        place.git.run(
            "commit-graph",
            "write",
            "--reachable",
            "--split",
            "--changed-paths",
            "--no-progress",
            check=False,
            timeout=GRAPH_TIME,
        )


def _log(place: Place, start: str, path: str, limit: int | None, without: str = "") -> tuple[CommitInfo, ...]:
    count = () if limit is None else (f"--max-count={max(0, limit)}",)
    paths = (path,) if path else ()
    known = (f"^{object_id(without)}",) if without else ()
    told = place.git.run(*_LOG, *count, "--end-of-options", start, *known, "--", *paths).stdout
    parts = told.decode("utf-8", "replace").split("\0")
    width = len(_FIELDS)
    return tuple(_commit(parts[each : each + width], path) for each in range(0, len(parts) - width + 1, width))


def _commit(fields: Sequence[str], path: str) -> CommitInfo:
    id, parents, name, email, authored, committed, subject, body, committer = fields
    return CommitInfo(
        id=object_id(id),
        parents=tuple(parents.split()),
        author_name=name,
        author_email=email,
        committer_email=committer,
        author_date=read_date(authored),
        committer_date=read_date(committed),
        subject=subject,
        body=body,
        path=path,
    )


def read_date(raw: str) -> datetime:
    """Return a date as commits store it; one out of reach becomes the nearest that is not."""
    seconds, _, zone = raw.partition(" ")
    try:
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
        area = timezone(-offset if zone.startswith("-") else offset)
    except ValueError:
        area = UTC
    try:
        return datetime.fromtimestamp(int(seconds), area)
    except ValueError as error:
        return datetime(9999, 12, 31, tzinfo=UTC) if "year" in str(error) else datetime(1970, 1, 1, tzinfo=UTC)
    except OverflowError:
        return datetime(9999, 12, 31, tzinfo=UTC)


def _origin(place: Place, added: CommitInfo, path: str) -> tuple[str, str] | None:
    """Return the parent and the former path where the commit gave a file of the parent this path."""
    parent = added.parents[0]
    compared = place.git.run(
        "diff-tree",
        "-r",
        "-z",
        "--name-status",
        "--find-renames=50%",
        "--no-ext-diff",
        "--diff-filter=R",
        "--end-of-options",
        parent,
        added.id,
        check=False,
    )
    parts = os.fsdecode(compared.stdout).split("\0")
    for former, later in zip(parts[1::3], parts[2::3], strict=False):
        if later == path:
            return parent, former
    return None


def _tree(place: Place, commit: str, under: str) -> str | None:
    if not under:
        return object_id(place.git.run("rev-parse", "--verify", f"{commit}^{{tree}}").text)
    checked_parts(under)
    entry = tree_entries(place, commit, [under]).get(under)
    return entry.id if entry is not None and entry.mode == "040000" else None


def tree_lines(content: bytes, width: int) -> Iterator[tuple[str, str, str]]:
    """Give mode, name and id of each entry of a tree as git stores it."""
    at = 0
    while at < len(content):
        space = content.index(b" ", at)
        end = content.index(b"\0", space)
        mode = content[at:space].decode("ascii", "replace").zfill(6)
        yield mode, os.fsdecode(content[space + 1 : end]), content[end + 1 : end + 1 + width].hex()
        at = end + 1 + width


def objects(place: Place, ids: Iterable[str], kind: str, largest: int) -> dict[str, bytes]:
    """Return the contents of the objects of this kind that are there, whole and not too large."""
    asked = list(ids)
    listed = _batch(place, "--batch-check", asked).decode("ascii", "replace")
    wanted = []
    for line in listed.splitlines():
        parts = line.split(" ")
        if len(parts) == 3 and parts[1] == kind and int(parts[2]) <= largest:
            wanted.append(parts[0])
    return _contents(place, wanted)


def _contents(place: Place, ids: list[str]) -> dict[str, bytes]:
    """Read objects through one process; a damaged one is found by halving and left out."""
    if not ids:
        return {}
    try:
        told = _batch(place, "--batch", ids)
    except GitError:
        if len(ids) == 1:
            return {}
        middle = len(ids) // 2
        return {**_contents(place, ids[:middle]), **_contents(place, ids[middle:])}
    found: dict[str, bytes] = {}
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        parts = told[at:end].decode("ascii", "replace").split(" ")
        at = end + 1
        if len(parts) == 3:
            size = int(parts[2])
            found[parts[0]] = told[at : at + size]
            at += size + 1
    return found


def _batch(place: Place, mode: str, ids: Iterable[str]) -> bytes:
    asked = "".join(f"{each}\n" for each in ids).encode()
    return place.git.run("cat-file", mode, input=asked).stdout if asked else b""
