"""What plain git left unfinished: files with a conflict in the index, and the merge, rebase or pick they belong to.

The three versions are read from the stages of the index, as blobs. What is settled is written to the file and staged
for exactly these paths, under the lock of a save; a merge with nothing left unmerged is concluded as ``git commit``
would conclude it. Everything else that is staged or lies in the work tree stays as it is.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.plan.message import Message, TrackerError, say
from tracker.storage import history, index, lock, recovery, saving, state
from tracker.storage.blobs import store_blobs
from tracker.storage.commits import make_commit, people, signs
from tracker.storage.folder import LARGEST, digest
from tracker.storage.git import object_id
from tracker.storage.hooks import Hooks
from tracker.storage.journal import FilePlan, begin
from tracker.storage.place import Place
from tracker.storage.saving import FileChange
from tracker.storage.state import Situation

_OTHERS: Mapping[Situation, str] = {
    Situation.MERGE: "MERGE_HEAD",
    Situation.CHERRY_PICK: "CHERRY_PICK_HEAD",
    Situation.REBASE: "REBASE_HEAD",
    Situation.REVERT: "REVERT_HEAD",
}


@dataclass(frozen=True, slots=True)
class Stages:
    """The versions of one file in the index, by blob: where both come from, that of the branch, and the other one.

    A version is None where that side has no such file.
    """

    base: str | None = None
    ours: str | None = None
    theirs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """What git is in the middle of: the files left in conflict, and the commits on both sides as far as there are."""

    situation: Situation
    files: Mapping[str, Stages]
    head: str
    other: str


def unfinished(place: Place) -> Unfinished:
    """Return what git is in the middle of."""
    situation = state.operation(place)
    name = _OTHERS.get(situation)
    found = place.git.run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False) if name else None
    return Unfinished(
        situation=situation,
        files=unmerged(place),
        head=history.head(place) or "",
        other=object_id(found.text) if found is not None and found.code == 0 else "",
    )


def unmerged(place: Place) -> dict[str, Stages]:
    """Return the versions of each file that the index holds in conflict."""
    found: dict[str, dict[str, str]] = {}
    for line in os.fsdecode(place.git.run("ls-files", "--unmerged", "-z").stdout).split("\0"):
        if line:
            described, _, path = line.partition("\t")
            _mode, id, stage = described.split(" ")
            found.setdefault(path, {})[stage] = object_id(id)
    return {path: Stages(held.get("1"), held.get("2"), held.get("3")) for path, held in found.items()}


def contents(place: Place, files: Mapping[str, Stages]) -> dict[str, bytes]:
    """Return the bytes of the versions by blob; what is missing or larger than a record is not among them."""
    ids = [id for each in files.values() for id in (each.base, each.ours, each.theirs) if id is not None]
    return history.objects(place, dict.fromkeys(ids), "blob", LARGEST)


def settle(place: Place, changes: Sequence[FileChange], seen: Mapping[str, Stages]) -> None:
    """Write the files and stage them; ``seen`` are the versions that each of them was settled from.

    Raises ``TrackerError`` with nothing changed where a file or its versions are no longer those.
    """
    try:
        _settle(place, changes, seen)
    except OSError as error:
        raise saving.system_error(error) from error


def _settle(place: Place, changes: Sequence[FileChange], seen: Mapping[str, Stages]) -> None:
    written = {each.path: each.content for each in changes if each.content is not None}
    with lock.hold(place.common_dir, limit=place.lock_limit) as descriptor:
        recovery.recover(place, descriptor)
        _check(place, changes, seen)
        now = state.branch(place)
        token = secrets.token_hex(8)
        # a journal without files: should we be killed, it is by this token that our lock of the index is known
        place.desk.write(begin(token, (), "settle", now.ref or "HEAD", now.head, "-"))
        stored = dict(zip(written, store_blobs(place, list(written.values()), descriptor), strict=True))
        for each in changes:
            if each.content is not None:
                place.files.replace(each.path, each.content, each.expected)
        plans = tuple(FilePlan(path=path, mode="100644", head=None, old=None, new=id) for path, id in stored.items())
        is_staged = index.refresh(place, token, plans, (descriptor,), settled=True)
        place.desk.clear()
    if not is_staged:
        raise TrackerError(
            say("the records are settled, and another git command holds the index; they are not staged yet."),
            say("try again in a moment: tracker resolve."),
        )


def _check(place: Place, changes: Sequence[FileChange], seen: Mapping[str, Stages]) -> None:
    """Raise where a file changed, or its versions in the index did, since it was looked at."""
    now = unmerged(place)
    for each in changes:
        current = place.files.current(each.path)
        if (None if current is None else digest(current)) != each.expected or now.get(each.path) != seen.get(each.path):
            raise TrackerError(
                say("{path} changed while it was looked at; nothing was written.", path=each.path),
                say("look at it again."),
            )


# --- concluding a merge ---------------------------------------------------------------------------


def why_not_conclude(place: Place) -> Message | None:
    """Return why the merge in progress cannot be concluded here; None where it can."""
    if state.operation(place) is not Situation.MERGE:
        return say("no merge is in progress.")
    left = sorted(unmerged(place))
    if left:
        return say("{path} is not settled yet.", path=left[0])
    if not state.branch(place).ref:
        return say("no branch is checked out, so an edit would be on none.")
    if (place.git_dir / "MERGE_AUTOSTASH").exists():
        return say("git put changes of yours aside for the merge, and takes them back only by git commit.")
    return None


def merge_message(place: Place) -> str:
    """Return what git has prepared to say of the merge, without its remarks."""
    try:
        given = (place.git_dir / "MERGE_MSG").read_bytes()[:LARGEST]
    except FileNotFoundError:
        given = b""
    stripped = place.git.run("stripspace", "--strip-comments", input=given).stdout
    return stripped.decode("utf-8", "replace").strip() or "Merge"


def conclude(place: Place, message: str) -> str:
    """Conclude the merge in progress with what is staged, as one commit with its parents; return it.

    The hooks are asked as in a save. Raises ``TrackerError`` with everything as it was.
    """
    try:
        return _conclude(place, message)
    except OSError as error:
        raise saving.system_error(error) from error


def _conclude(place: Place, message: str) -> str:
    config = place.config()
    by = people(place, None, None)
    hooks = saving.hooks_of(place, config)
    with lock.hold(place.common_dir, limit=place.lock_limit) as descriptor:
        recovery.recover(place, descriptor)
        reason = why_not_conclude(place)
        if reason is not None:
            raise TrackerError(reason, say("finish it with “git commit”, or give it up with “git merge --abort”."))
        now = state.branch(place)
        others = [object_id(each) for each in (place.git_dir / "MERGE_HEAD").read_text(encoding="ascii").split()]
        tree = index.staged_tree(place)
        told = _ask_hooks(place, hooks, message)
        if index.staged_tree(place) != tree:
            raise TrackerError(say("a commit hook rewrote what was to be saved, so nothing was saved."))
        commit = make_commit(place, tree, (now.head, *others), told, by, signed=signs(place), descriptor=descriptor)
        journal = begin(secrets.token_hex(8), (), told, now.ref, now.head, "-")
        journal = journal.with_commit(commit, now.head, (), told)
        place.desk.write(journal)
        recovery.move_branch(place, journal, by, descriptor)
        # git forgets that it was merging; index and files stay
        place.git.run("merge", "--quit", pass_fds=(descriptor,))
        place.desk.clear()
    saving.afterwards(place, hooks)
    history.keep_quick(place)
    return commit


def _ask_hooks(place: Place, hooks: Hooks, message: str) -> str:
    """Let the hooks of a commit look at it; return the message they leave."""
    environment = {"GIT_INDEX_FILE": str(place.git_dir / "index")}
    hooks.run("pre-commit", environment=environment)
    if not hooks.has("commit-msg"):
        return message
    place.desk.prepare()
    file = place.desk.folder / f"message-{secrets.token_hex(8)}"
    try:
        file.write_text(message, encoding="utf-8", newline="")
        hooks.run("commit-msg", str(file), environment=environment)
        return saving.message_after_hook(file)
    finally:
        file.unlink(missing_ok=True)
