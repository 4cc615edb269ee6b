"""The repository around the plan: its state, its history and the saving of edits, under one name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event

from tracker.plan.message import Message
from tracker.storage import (
    commits,
    history,
    index,
    lock,
    recovery,
    revisions,
    saving,
    snapshot,
    state,
    tracking,
    tree,
    watching,
)
from tracker.storage.commits import BranchMoved, BranchOpen, NewCommit, SigningFailed
from tracker.storage.folder import StaleRecord
from tracker.storage.git import Git, full_ref
from tracker.storage.history import CommitInfo, TreeChange, TreeRefused
from tracker.storage.hooks import HookRefused
from tracker.storage.identity import Identity, IdentityMissing, signatures
from tracker.storage.last_changes import LastChanges
from tracker.storage.lock import LockHeld
from tracker.storage.place import NoRepository, Place, open_place
from tracker.storage.revisions import Tag, TagExists
from tracker.storage.saving import FileChange, Saved, SaveFailed, StagedDifferently
from tracker.storage.snapshot import Snapshot
from tracker.storage.state import BranchDamaged, NotWritable, RepositoryState, Situation
from tracker.storage.tracking import Tracking
from tracker.storage.watching import NotWatched

__all__ = [
    "BranchDamaged",
    "BranchMoved",
    "BranchOpen",
    "CommitInfo",
    "FileChange",
    "HookRefused",
    "Identity",
    "IdentityMissing",
    "LockHeld",
    "NewCommit",
    "NoRepository",
    "NotWatched",
    "NotWritable",
    "Repository",
    "RepositoryState",
    "SaveFailed",
    "Saved",
    "SigningFailed",
    "Situation",
    "Snapshot",
    "StagedDifferently",
    "StaleRecord",
    "Tag",
    "TagExists",
    "Tracking",
    "TreeChange",
    "TreeRefused",
]


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository with a work tree."""

    place: Place

    @classmethod
    def open(
        cls, folder: Path, *, hook_limit: float = 30.0, lock_limit: float = 30.0, patience: float = 5.0
    ) -> "Repository":
        """Return the repository around ``folder``, or raise ``NoRepository`` with the way out.

        A hook and a signature may take ``hook_limit`` seconds, the turn to save ``lock_limit``; lock files of
        other git commands are waited for ``patience`` seconds.
        """
        return cls(open_place(folder, hook_limit=hook_limit, lock_limit=lock_limit, patience=patience))

    @property
    def git(self) -> Git:
        """Git on this repository."""
        return self.place.git

    @property
    def work_tree(self) -> Path:
        """The folder that holds the files."""
        return self.place.work_tree

    def private_file(self, name: str) -> Path:
        """Return where a file of ours about this work tree lies that git and other clones never see."""
        return self.place.desk.kept / name

    def prepare_private(self) -> None:
        """Make the folder of such files where it is missing and can be made."""
        with suppress(OSError):
            self.place.desk.prepare_kept()

    def state(self) -> RepositoryState:
        """Return whether edits can be saved now, and if not, why and what helps."""
        return state.state(self.place)

    def tracking(self, branch: str) -> Tracking:
        """Return how far the branch is from the one it follows, as far as this copy knows."""
        return tracking.tracking(self.place, branch)

    def changes(self, records: Path, stop: Event) -> Iterator[None]:
        """Yield at once, and whenever the records in the folder, or branches, have changed, until told to stop."""
        return watching.changes(self.place, records, stop)

    def identity(self) -> Identity | None:
        """Return who commits here, as the environment or git's settings say; None where nobody is named."""
        try:
            return signatures(self.place.config(), None).author
        except IdentityMissing:
            return None

    def introduce(self, identity: Identity) -> None:
        """Write who the person is into the settings of this repository alone."""
        checked = signatures({}, identity).author
        for key, value in (("user.name", checked.name), ("user.email", checked.email)):
            self.git.run("config", "--local", "--replace-all", "--end-of-options", key, value)

    def recover(self) -> tuple[Message, ...]:
        """Settle what a crash left, as a save does by itself; return what there is to tell about it."""
        with lock.hold(self.place.common_dir, limit=self.place.lock_limit) as descriptor:
            return recovery.recover(self.place, descriptor)

    def save(
        self,
        changes: Sequence[FileChange],
        message: str,
        *,
        when: datetime | None = None,
        identity: Identity | None = None,
    ) -> str:
        """Save the changes as one commit of exactly these files, and return its id.

        Once this returns, the edit is on disk and in history. Raises ``TrackerError`` with everything as it
        was: ``StaleRecord`` where a file is not as the caller read it, ``HookRefused``, ``SigningFailed``,
        ``StagedDifferently``, ``IdentityMissing``, ``NotWritable``, ``LockHeld``, ``SaveFailed``.
        """
        return self.save_and_tell(changes, message, when=when, identity=identity).commit

    def save_and_tell(
        self,
        changes: Sequence[FileChange],
        message: str,
        *,
        when: datetime | None = None,
        identity: Identity | None = None,
    ) -> Saved:
        """Save like ``save``, and return with the commit what there is to tell beside it."""
        return saving.save(self.place, changes, message, when=when, identity=identity)

    def commit_on_branch(self, ref: str, made: Sequence[NewCommit], *, base: str, tip: str) -> str:
        """Make commits on a branch that is not checked out, and move it once to the last; return its id.

        ``ref`` is the branch in full, ``tip`` where the caller saw it (empty where it is not there yet), ``base``
        the commit they start from. Raises ``BranchMoved``, ``BranchOpen`` or ``SigningFailed``, nothing changed.
        """
        return commits.commit_on_branch(self.place, ref, made, base=base, tip=tip)

    def tip(self, ref: str) -> str:
        """Return the commit the branch, in full, points at; empty where there is no such branch."""
        found = self.git.run("rev-parse", "--verify", "--quiet", f"{full_ref(ref)}^{{commit}}", check=False)
        return found.text if found.code == 0 else ""

    @contextmanager
    def alone(self, purpose: str) -> Iterator[None]:
        """Keep every other process out of what ``purpose`` names while the block runs; saves go on meanwhile."""
        folder = self.place.common_dir / f"plan-{purpose}"
        folder.mkdir(exist_ok=True)
        with lock.hold(folder, limit=self.place.lock_limit):
            yield

    def head(self) -> str | None:
        """Return the id of the last commit, None before the first."""
        return history.head(self.place)

    def blob(self, commit: str, path: str) -> bytes | None:
        """Return the bytes of the file at the commit; None where there is no regular file."""
        return history.blob(self.place, commit, path)

    def committed(self, path: str) -> bytes | None:
        """Return the bytes of the file in the last commit; None where it has no regular file there."""
        head = self.head()
        return self.blob(head, path) if head is not None else None

    def versions(self, asked: Sequence[tuple[str, str]]) -> tuple[bytes | None, ...]:
        """Return the bytes of each file (commit and path), in the order asked; None where there is none."""
        return history.versions(self.place, asked)

    def files(self, commit: str, under: str = "") -> Iterator[tuple[str, str, str]]:
        """Give path, mode and blob id of each file of the commit below the folder ``under``."""
        return history.files(self.place, commit, under)

    def changed_paths(self, before: str, after: str) -> frozenset[str]:
        """Return the paths of the files in which two commits differ."""
        return tree.changed_paths(self.place, before, after)

    def blobs(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Return the bytes of each blob; what is missing, damaged or too large is not among them."""
        return history.blobs(self.place, ids)

    def log(self, path: str, *, limit: int | None = None, before: str | None = None) -> tuple[CommitInfo, ...]:
        """Return the commits up to ``before``, or the last one, that changed the file, newest first, across renames."""
        return history.log(self.place, path, limit=limit, before=before)

    def log_since(self, base: str, tip: str, path: str, *, limit: int) -> tuple[CommitInfo, ...]:
        """Return the commits from ``base``, which may be empty, to ``tip`` that changed the file, newest first."""
        return history.log_since(self.place, base, tip, path, limit)

    def commits(self, limit: int | None = None) -> tuple[CommitInfo, ...]:
        """Return the commits up to the last one, children before parents."""
        return history.commits(self.place, limit)

    def last_changes(self) -> LastChanges:
        """Return what tells the last change of every file, and remembers it."""
        return LastChanges(self.place)

    def commit_info(self, id: str) -> CommitInfo:
        """Return one commit; raise ``GitError`` where it cannot be read."""
        return history.commit_info(self.place, id)

    def snapshot(self, commit: str, prefix: str) -> Snapshot:
        """Return the records of the commit, whose folder lies at ``prefix`` in the work tree."""
        return snapshot.take(self.place, commit, prefix)

    def merge_base(self, one: str, other: str) -> str | None:
        """Return the best common ancestor of two commits, None where they share no history."""
        return history.merge_base(self.place, one, other)

    def count(self, base: str, commit: str) -> int:
        """Return how many commits lead to the commit that do not lead to ``base``, which may be empty."""
        return history.count(self.place, base, commit)

    def staged_tree(self) -> str:
        """Return the id of the tree of what is staged; nothing of the user's is touched."""
        return index.staged_tree(self.place)

    def tree_changes(self, until: str, under: str) -> Iterator[TreeChange]:
        """Give the commits of the first-parent line up to ``until`` that changed a file below ``under``."""
        return history.tree_changes(self.place, until, under)

    def resolve(self, text: str) -> tuple[str, str] | None:
        """Return the commit a person's text names and the full ref it is by; None where it names none."""
        return revisions.resolve(self.place, text)

    def tags(self, under: str) -> tuple[Tag, ...]:
        """Return the annotated tags of commits whose names begin with ``under``, by name."""
        return revisions.tags(self.place, under)

    def make_tag(self, name: str, commit: str, message: str, *, identity: Identity | None = None) -> None:
        """Make an annotated tag of the commit; raise ``TagExists`` where there is one of that name."""
        revisions.make_tag(self.place, name, commit, message, identity=identity)

    def first_parent_at(self, day_end: datetime) -> str | None:
        """Return the last commit of the first-parent line made no later than ``day_end``."""
        return history.first_parent_at(self.place, day_end)
