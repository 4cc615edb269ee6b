"""The state of a repository: whether an edit can be committed now, and if not, why and what helps."""

import os
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tracker.plan.message import Message, TrackerError, say
from tracker.storage.git import GitError, UnsafeName, full_ref, object_id
from tracker.storage.identity import IdentityMissing, signatures
from tracker.storage.place import Place


class Situation(StrEnum):
    """What a repository is in the middle of."""

    PLAIN = "plain"
    DETACHED = "detached"
    REBASE = "rebase"
    AM = "am"
    MERGE = "merge"
    CHERRY_PICK = "cherry-pick"
    REVERT = "revert"
    BISECT = "bisect"
    LOCKED = "locked"
    READ_ONLY = "read-only"
    IDENTITY = "identity"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryState:
    """Whether edits can be saved now, and if not, why and what helps.

    ``branch`` is the short name, empty where no branch is checked out; ``head`` is the id of the last commit,
    empty before the first. With ``partial_history`` older commits are not in this copy.
    """

    writable: bool
    reason: Message | None
    way_out: Message | None
    branch: str
    head: str
    partial_history: bool
    situation: Situation


@dataclass(frozen=True, slots=True)
class Branch:
    """The branch checked out, by its full name, and its last commit; either may be empty."""

    ref: str
    head: str


UNFINISHED = frozenset({Situation.MERGE, Situation.REBASE, Situation.CHERRY_PICK, Situation.REVERT, Situation.AM})
"""The situations in which git may have left records in conflict."""


class NotWritable(TrackerError):
    """The repository is in a state in which nothing may be saved; ``situation`` says which."""

    def __init__(self, situation: Situation, reason: Message, way_out: Message | None) -> None:
        super().__init__(reason, way_out)
        self.situation = situation


class BranchDamaged(TrackerError):
    """The branch names no commit that can be read."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            say("the branch {branch} is damaged: its last commit cannot be read.", branch=ref),
            say("run “{command}” and ask for help; the records on disk are whole.", command="git fsck --full"),
        )


_MARKS = (
    ("rebase-merge", Situation.REBASE),
    ("rebase-apply/applying", Situation.AM),
    ("rebase-apply", Situation.REBASE),
    ("MERGE_HEAD", Situation.MERGE),
    ("CHERRY_PICK_HEAD", Situation.CHERRY_PICK),
    ("REVERT_HEAD", Situation.REVERT),
    ("BISECT_LOG", Situation.BISECT),
    ("sequencer", Situation.CHERRY_PICK),
)

_WORDS = {
    Situation.REBASE: (
        say("a rebase is in progress."),
        say("finish it with “git rebase --continue”, or give it up with “git rebase --abort”."),
    ),
    Situation.AM: (
        say("patches are being applied."),
        say("finish with “git am --continue”, or give it up with “git am --abort”."),
    ),
    Situation.MERGE: (
        say("a merge is in progress."),
        say("finish it with “git commit”, or give it up with “git merge --abort”."),
    ),
    Situation.CHERRY_PICK: (
        say("a cherry-pick is in progress."),
        say("finish it with “git cherry-pick --continue”, or give it up with “git cherry-pick --abort”."),
    ),
    Situation.REVERT: (
        say("a revert is in progress."),
        say("finish it with “git revert --continue”, or give it up with “git revert --abort”."),
    ),
    Situation.BISECT: (
        say("a bisection is in progress."),
        say("end it with “git bisect reset”."),
    ),
    Situation.DETACHED: (
        say("no branch is checked out, so an edit would be on none."),
        say("go back to a branch with “git switch main”, or make one here with “git switch -c NAME”."),
    ),
    Situation.READ_ONLY: (
        say("the repository may not be written."),
        say("ask whoever looks after this machine for the right to write there."),
    ),
}


def branch(place: Place) -> Branch:
    """Return the branch checked out; raise ``BranchDamaged`` where its commit cannot be read."""
    named = place.git.run("symbolic-ref", "--quiet", "HEAD", check=False)
    ref = full_ref(named.text) if named.code == 0 else ""
    found = place.git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", check=False)
    if found.code == 0:
        return Branch(ref, object_id(found.text))
    unborn = place.git.run("rev-parse", "--verify", "--quiet", "HEAD", check=False).code != 0
    if not ref or not unborn or os.path.lexists(place.common_dir / ref):
        raise BranchDamaged(ref or "HEAD")
    return Branch(ref, "")


def operation(place: Place) -> Situation:
    """Return what git is in the middle of in this work tree."""
    for mark, situation in _MARKS:
        if (place.git_dir / mark).exists():
            return situation
    return Situation.PLAIN


def locks(place: Place, ref: str) -> tuple[Path, ...]:
    """Return the lock files that stand in the way of a commit on the branch."""
    candidates = (
        place.git_dir / "index.lock",
        place.git_dir / "HEAD.lock",
        place.common_dir / f"{ref}.lock",
    )
    return tuple(each for each in candidates if os.path.lexists(each))


def state(place: Place) -> RepositoryState:
    """Return the state of the repository as it is now; a lock counts once it is older than our patience."""
    try:
        now = branch(place)
    except (BranchDamaged, UnsafeName) as error:
        return _state(place, Branch("", ""), Situation.BROKEN, error.message, error.hint)
    try:
        check(place, now)
    except NotWritable as error:
        return _state(place, now, error.situation, error.message, error.hint)
    try:
        signatures(place.config(), None)
    except IdentityMissing as error:
        return _state(place, now, Situation.IDENTITY, error.message, error.hint)
    except GitError as error:
        return _state(place, now, Situation.BROKEN, error.message, error.hint)
    return _state(place, now, Situation.PLAIN, None, None)


def check(place: Place, now: Branch, *, wait: bool = False) -> None:
    """Raise ``NotWritable`` where a commit on the branch must not be made now.

    With ``wait``, locks of others are given time to go away; without, only old ones count.
    """
    situation = operation(place)
    if situation is Situation.PLAIN and not now.ref:
        situation = Situation.DETACHED
    if situation is Situation.PLAIN and not _may_write(place):
        situation = Situation.READ_ONLY
    if situation is not Situation.PLAIN:
        raise NotWritable(situation, *_WORDS[situation])
    deadline = time.monotonic() + place.patience
    while found := locks(place, now.ref):
        if not wait and _age(found[0]) < place.patience:
            return
        if not wait or time.monotonic() >= deadline:
            raise NotWritable(Situation.LOCKED, *_locked(found[0]))
        time.sleep(0.02)


def _state(
    place: Place, now: Branch, situation: Situation, reason: Message | None, way_out: Message | None
) -> RepositoryState:
    return RepositoryState(
        writable=situation is Situation.PLAIN,
        reason=reason,
        way_out=way_out,
        branch=now.ref.removeprefix("refs/heads/"),
        head=now.head,
        partial_history=_is_shallow(place),
        situation=situation,
    )


def _is_shallow(place: Place) -> bool:
    try:
        return (place.common_dir / "shallow").stat().st_size > 0
    except FileNotFoundError:
        return False


def _may_write(place: Place) -> bool:
    places = (place.git_dir, place.common_dir, place.common_dir / "objects", place.work_tree)
    return all(os.access(each, os.W_OK | os.X_OK) for each in places)


def _age(file: Path) -> float:
    try:
        return time.time() - file.lstat().st_mtime
    except FileNotFoundError:
        return 0.0


def _locked(file: Path) -> tuple[Message, Message]:
    return (
        say(
            "another git command is at work, or one ended badly and left the lock {file} ({seconds} s old).",
            file=str(file),
            seconds=int(_age(file)),
        ),
        say("when no git command is running any more, remove that file and try again."),
    )
