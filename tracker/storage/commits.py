"""Making commits: one from a tree, signed where the user signs; and several in a row on a branch nobody has open.

Commits on a branch that is not checked out touch no file: their trees are made in a private index, and the branch
moves once, to the last of them, only if it still is where it was. What a crash leaves is no more than objects that
nothing names.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.plan.message import TrackerError, say
from tracker.storage import lock
from tracker.storage.blobs import store_blobs
from tracker.storage.folder import LARGEST, RecordRefused, checked_parts
from tracker.storage.git import GitError, full_ref, object_id
from tracker.storage.identity import Identity, signatures
from tracker.storage.index import PrivateIndex
from tracker.storage.journal import FilePlan
from tracker.storage.place import Place, is_true
from tracker.storage.tree import changed_paths


class SigningFailed(TrackerError):
    """The commit is to be signed and could not be."""


class BranchMoved(TrackerError):
    """The branch is no longer where the caller saw it; nothing was changed."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            say("the branch {branch} has moved in the meantime; nothing was changed.", branch=_short(ref)),
            say("look at what came in, then try again."),
        )


class BranchOpen(TrackerError):
    """The branch is checked out in a work tree, where only a save may move it."""

    def __init__(self, ref: str) -> None:
        super().__init__(
            say("the branch {branch} is open in a work tree.", branch=_short(ref)),
            say("choose another branch, or go to another one there first."),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCommit:
    """One commit to make: what it changes by path (None removes), its message, and who wrote it when.

    Without ``author`` and ``when`` it is by the person at work, now.
    """

    files: Mapping[str, bytes | None]
    message: str
    author: Identity | None = None
    when: datetime | None = None


def people(place: Place, author: Identity | None, when: datetime | None) -> dict[str, str]:
    """Return what tells git who writes and commits, and when it was written."""
    by = signatures(place.config(), author)
    named = {
        "GIT_AUTHOR_NAME": by.author.name,
        "GIT_AUTHOR_EMAIL": by.author.email,
        "GIT_COMMITTER_NAME": by.committer.name,
        "GIT_COMMITTER_EMAIL": by.committer.email,
    }
    return named if when is None else {**named, "GIT_AUTHOR_DATE": git_date(when)}


def git_date(when: datetime) -> str:
    """Return the moment as git reads it exactly."""
    return f"@{int(when.timestamp())} {when.strftime('%z')[:5]}"


def signs(place: Place) -> bool:
    """Tell whether the user signs commits."""
    return is_true(place.config().get("commit.gpgsign", "false"))


def make_commit(
    place: Place,
    tree: str,
    parents: Sequence[str],
    message: str,
    by: Mapping[str, str],
    *,
    signed: bool,
    descriptor: int,
) -> str:
    """Make a commit of the tree and return its id; raise ``SigningFailed`` where it is to be signed and cannot be."""
    arguments = ["commit-tree", *(each for parent in parents for each in ("-p", object_id(parent)))]
    content = message.encode("utf-8")
    if not signed:
        made = place.git.run(*arguments, "-F", "-", tree, input=content, environment=by, pass_fds=(descriptor,))
        return object_id(made.text)
    try:
        # without the lock's descriptor: an agent started by the signing program would keep it
        made = place.git.run(*arguments, "-S", "-F", "-", tree, input=content, environment=by, timeout=place.hook_limit)
    except GitError as error:
        raise SigningFailed(
            say("the commit could not be signed, so nothing was saved: {reason}", reason=error.stderr),
            say("unlock the key in its agent, or turn “{setting}” off.", setting="commit.gpgSign"),
        ) from error
    return object_id(made.text)


def commit_on_branch(place: Place, ref: str, commits: Sequence[NewCommit], *, base: str, tip: str) -> str:
    """Make the commits one after the other from ``base`` and move the branch to the last; return its id.

    ``ref`` is the branch in full; ``tip`` is where it is now, empty where it must not be there yet. ``base`` is
    empty for a first commit. A commit that changes nothing is left out. The commit hooks of a work tree do not
    run, because there is none. Raises ``BranchMoved``, ``BranchOpen``, ``SigningFailed`` or ``GitError`` with
    nothing changed.
    """
    _check(place, ref, commits)
    last = object_id(base) if base else ""
    signed = signs(place)
    with lock.hold(place.common_dir, limit=place.lock_limit) as descriptor:
        place.desk.prepare()
        index = PrivateIndex(place.git, place.desk.folder / f"index-{secrets.token_hex(8)}")
        try:
            for each in commits:
                last = _next(place, index, each, last, signed=signed, descriptor=descriptor)
        finally:
            index.file.unlink(missing_ok=True)
        if last != tip and last:
            _move(place, ref, last, tip, people(place, None, None), descriptor)
    return last


def _check(place: Place, ref: str, commits: Sequence[NewCommit]) -> None:
    if not full_ref(ref).startswith("refs/heads/"):
        raise TrackerError(say("“{name}” is not the full name of a branch or tag.", name=ref))
    if ref in _open_branches(place):
        raise BranchOpen(ref)
    for each in commits:
        for path, content in each.files.items():
            checked_parts(path)
            if content is not None and len(content) > LARGEST:
                raise RecordRefused(path, say("it has more than {count} bytes", count=LARGEST))


def _open_branches(place: Place) -> frozenset[str]:
    """Return the branches that are checked out in some work tree of the repository."""
    listed = place.git.run("worktree", "list", "--porcelain", "-z").stdout.decode("utf-8", "replace")
    return frozenset(line.removeprefix("branch ") for line in listed.split("\0") if line.startswith("branch "))


def _next(place: Place, index: PrivateIndex, commit: NewCommit, parent: str, *, signed: bool, descriptor: int) -> str:
    """Make one commit on top of the parent; return its id, or the parent where it changes nothing."""
    base = parent or place.empty_tree
    held = [(path, content) for path, content in commit.files.items() if content is not None]
    stored = dict(
        zip((path for path, _ in held), store_blobs(place, [each for _, each in held], descriptor), strict=True)
    )
    plans = tuple(
        FilePlan(path=path, mode="100644", head=None, old=None, new=stored.get(path)) for path in commit.files
    )
    tree = index.tree(base, plans, place.no_id, (descriptor,))
    changed = changed_paths(place, base, tree)
    if not changed and parent:
        return parent
    if changed - set(commit.files):
        raise GitError(say("the commit would have changed other files too; nothing was changed."))
    by = people(place, commit.author, commit.when)
    parents = (parent,) if parent else ()
    return make_commit(place, tree, parents, commit.message, by, signed=signed, descriptor=descriptor)


def _move(place: Place, ref: str, new: str, old: str, by: Mapping[str, str], descriptor: int) -> None:
    try:
        place.git.run(
            "update-ref",
            "--create-reflog",
            "-m",
            "tracker",
            "--end-of-options",
            ref,
            new,
            old or place.no_id,
            environment=by,
            pass_fds=(descriptor,),
        )
    except GitError as error:
        found = place.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", ref, check=False)
        if found.text != old:
            raise BranchMoved(ref) from error
        raise


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/")
