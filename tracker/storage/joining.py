"""Joining two lines of commits in memory: records merged by field, everything else by who changed it.

No file and no branch is touched. What comes out is the tree of the merge and the commit with two parents, or the
conflicts that stand in its way.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.plan.clash import Decide, decided, undecided
from tracker.plan.merge import Conflict, merge_lines
from tracker.plan.names import TaskId
from tracker.plan.task import Task
from tracker.storage import history, lock
from tracker.storage.codec import read_task, revise
from tracker.storage.commits import make_commit, people, signs
from tracker.storage.folder import LARGEST, NotText, text
from tracker.storage.identity import Identity
from tracker.storage.index import PrivateIndex
from tracker.storage.journal import FilePlan
from tracker.storage.merging import Unmergeable, merge_texts
from tracker.storage.place import Place
from tracker.storage.register_codec import read_agency, read_settings
from tracker.storage.tree import Entry, entry_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskConflict:
    """The fields of one task that both sides changed differently."""

    id: TaskId
    path: str
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedTask:
    """A task that both sides changed, and what it is now."""

    path: str
    ours: Task | None
    theirs: Task | None
    merged: Task


@dataclass(slots=True)
class Join:
    """What two lines of commits make together.

    ``files`` are those that differ from ours, by path; ``tasks`` the records merged by field; ``conflicts`` and
    ``clashes``, paths that cannot be merged at all, are what stands in the way.
    """

    files: dict[str, Entry | None] = field(default_factory=dict)
    fresh: dict[str, bytes] = field(default_factory=dict)
    tasks: list[MergedTask] = field(default_factory=list)
    conflicts: list[TaskConflict] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.conflicts and not self.clashes


def join(place: Place, base: str, ours: str, theirs: str, prefix: str, decide: Decide = undecided) -> Join:
    """Join the two commits that both come from ``base``; the records lie at ``prefix``."""
    mine, other = entry_changes(place, base, ours), entry_changes(place, base, theirs)
    found = Join()
    both = sorted(path for path in other if path in mine and mine[path][1] != other[path][1])
    wanted = [entry.id for path in both for entry in (*mine[path], other[path][1]) if entry is not None]
    contents = history.objects(place, dict.fromkeys(wanted), "blob", LARGEST)
    for path, (_, new) in other.items():
        if path not in mine:
            found.files[path] = new
    for path in both:
        _both(found, path, mine[path], other[path][1], contents, prefix, decide)
    return found


def _both(
    found: Join,
    path: str,
    mine: tuple[Entry | None, Entry | None],
    theirs: Entry | None,
    contents: Mapping[str, bytes],
    prefix: str,
    decide: Decide,
) -> None:
    """Join one file that both sides changed differently."""
    try:
        base, ours, other = (text(contents[each.id]) if each is not None else None for each in (*mine, theirs))
    except (KeyError, NotText):
        found.clashes.append(path)
        return
    if ours is None or other is None:
        found.clashes.append(path)
        return
    inside = path.removeprefix(prefix)
    if path.startswith(prefix) and inside.count("/") == 2 and inside.endswith(".toml"):
        _records(found, path, (base, ours, other), decide)
        return
    lines = merge_lines(*(tuple(each.split("\n")) for each in (base or "", ours, other)))
    merged = "\n".join(lines) if lines is not None else None
    if merged is None or not _reads(inside, merged):
        found.clashes.append(path)
    else:
        found.fresh[path] = merged.encode()


def _records(found: Join, path: str, versions: tuple[str | None, str, str], decide: Decide) -> None:
    try:
        merged = merge_texts(*versions, path)
    except Unmergeable:
        found.clashes.append(path)
        return
    task, left = decided(merged.task, merged.conflicts, decide)
    if left:
        found.conflicts.append(TaskConflict(id=task.id, path=path, conflicts=left))
        return
    found.fresh[path] = revise(merged.text, task).encode()
    ours, theirs = (read_task(each, path).task for each in versions[1:])
    found.tasks.append(MergedTask(path=path, ours=ours, theirs=theirs, merged=task))


def _reads(inside: str, merged: str) -> bool:
    """Tell whether a merged ``plan.toml`` or agency can be read; of other files nothing is asked."""
    if inside.startswith("agencies/") and inside.endswith(".toml"):
        return read_agency(merged, inside)[0] is not None
    if inside.count("/") == 1 and inside.endswith("/plan.toml"):
        return read_settings(merged, inside)[0] is not None
    return True


def commit_join(
    place: Place, found: Join, parents: tuple[str, ...], message: str, *, author: Identity | None = None
) -> str:
    """Make the commit of a clean join on top of the first parent, which no branch names yet; return its id."""
    by = people(place, author, None)
    with lock.hold(place.common_dir, limit=place.lock_limit) as descriptor:
        fds = (descriptor,)
        plans = [
            FilePlan(path=path, mode=each.mode, head=None, old=None, new=each.id)
            if each is not None
            else FilePlan(path=path, mode="100644", head=None, old=None, new=None)
            for path, each in found.files.items()
        ]
        for path, content in found.fresh.items():
            stored = place.git.run("hash-object", "-w", "--no-filters", "--stdin", input=content, pass_fds=fds).text
            plans.append(FilePlan(path=path, mode="100644", head=None, old=None, new=stored))
        place.desk.prepare()
        index = PrivateIndex(place.git, place.desk.folder / f"index-{secrets.token_hex(8)}")
        try:
            tree = index.tree(parents[0], plans, place.no_id, fds)
        finally:
            index.file.unlink(missing_ok=True)
        return make_commit(place, tree, parents, message, by, signed=signs(place), descriptor=descriptor)
