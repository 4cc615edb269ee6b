"""The save: files replaced and committed as one act that a crash, an error or another process cannot split.

In order: the lock; what a crash left is settled; the state of the repository and the bytes on disk are what
the person saw; the new bytes are stored as blobs; the journal; the files; a tree that differs from the one
before in exactly these files; the hooks; the commit; the journal again; the branch, only if it has not moved;
the user's index. Only then is the edit saved. Until the branch has moved an error puts everything back.

The files are written before the hooks run, since hooks look at the work tree as well as at the index. They
are stored byte for byte: no filter and no line-end conversion, whatever the attributes say. A version of one of
them that the user staged, and that is neither on disk nor in the last commit, refuses the save: it would be
lost, or would revert the edit later. Everything else that is staged stays staged.
"""

import contextlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tracker.plan.message import Message, TrackerError, say
from tracker.storage import history, index, lock, process, recovery, state
from tracker.storage.blobs import FEW, store_blob, store_blobs
from tracker.storage.commits import git_date, make_commit
from tracker.storage.folder import RecordRefused, StaleRecord, checked_parts, digest
from tracker.storage.git import GitError
from tracker.storage.hooks import HookRefused, Hooks
from tracker.storage.identity import Identity, Signatures, signatures
from tracker.storage.index import PrivateIndex
from tracker.storage.journal import FilePlan, Journal, begin
from tracker.storage.place import Place, is_true
from tracker.storage.tree import Entry, changed_paths, tree_entries

_TRIES = 5
"""How often a commit is made anew when the branch moves under it."""


class SaveFailed(TrackerError):
    """The save met an error of the system or of git; nothing is lost and nothing half done."""


class StagedDifferently(TrackerError):
    """The user staged another version of the file than the one on disk."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("another version of {path} is staged in git, which this save would lose.", path=path),
            say("commit it, or take it back with “git restore --staged” and the path, and save again."),
        )
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """One file of a save: its path from the work tree, the digest it was read with and the new bytes.

    ``expected`` is None for a file that must not exist yet; ``content`` is None for one to remove.
    """

    path: str
    expected: str | None
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The commit that holds the changes, and what there is to tell about the way to it."""

    commit: str
    notes: tuple[Message, ...] = ()


def save(
    place: Place,
    changes: Sequence[FileChange],
    message: str,
    *,
    when: datetime | None = None,
    identity: Identity | None = None,
) -> Saved:
    """Save the changes as one commit.

    Where they leave the tree of the last commit as it is, the files are written and no commit is made; the
    last one is returned. Raises ``TrackerError`` with everything as it was.
    """
    _check_request(changes, message, when)
    config = place.config()
    by = signatures(config, identity)
    hooks = hooks_of(place, config)
    try:
        with lock.hold(place.common_dir, limit=place.lock_limit) as descriptor:
            notes = recovery.recover(place, descriptor)
            now = state.branch(place)
            state.check(place, now, wait=True)
            work = _Work(place, tuple(changes), message, by, _dates(when), hooks, _signs(config), descriptor)
            commit, made, later = work.run(now)
    except OSError as error:
        raise system_error(error) from error
    if made:
        notes += later + afterwards(place, hooks)
        history.keep_quick(place)
    return Saved(commit=commit, notes=notes)


class _Work:
    """One save under the lock."""

    def __init__(
        self,
        place: Place,
        changes: tuple[FileChange, ...],
        message: str,
        by: Signatures,
        dates: Mapping[str, str],
        hooks: Hooks,
        signs: bool,
        descriptor: int,
    ) -> None:
        self._place = place
        self._changes = changes
        self._message = message if message.endswith("\n") else f"{message}\n"
        self._hooks = hooks
        self._signs = signs
        self._descriptor = descriptor
        self._token = secrets.token_hex(8)
        self._stored: set[str] = set()
        self._index = PrivateIndex(place.git, place.desk.folder / f"index-{self._token}")
        self._people = {
            "GIT_AUTHOR_NAME": by.author.name,
            "GIT_AUTHOR_EMAIL": by.author.email,
            "GIT_COMMITTER_NAME": by.committer.name,
            "GIT_COMMITTER_EMAIL": by.committer.email,
            **dates,
        }
        self._author = f"{by.author.name} <{by.author.email}>"

    def run(self, now: state.Branch) -> tuple[str, bool, tuple[Message, ...]]:
        """Make the save; return the commit, whether it is new, and what is left to tell."""
        place = self._place
        files = self._plans(now)
        place.desk.prepare()
        journal = begin(self._token, files, self._message, now.ref, now.head, self._author)
        place.desk.write(journal)
        settled = False
        try:
            self._write_all()
            landed = self._commit(journal)
            settled = True
        finally:
            if not settled:
                # the journal stays where this fails too, and the next save puts back
                with contextlib.suppress(OSError, TrackerError):
                    recovery.give_up(place, journal)
        if landed is None:
            place.desk.clear()
            return now.head, False, ()
        return landed.commit, True, self._close(landed)

    def _close(self, journal: Journal) -> tuple[Message, ...]:
        """Tidy up after a commit that is in history; what fails here is made good by the next save."""
        try:
            return recovery.close(self._place, journal, self._descriptor)
        except (OSError, GitError):
            return (say("the save is in history; what is left to tidy up waits for the next one."),)

    def _plans(self, now: state.Branch) -> tuple[FilePlan, ...]:
        """Compare the files with what the person saw; store the old and new bytes as blobs."""
        paths = [change.path for change in self._changes]
        committed = tree_entries(self._place, now.head, paths) if now.head else {}
        staged = index.staged(self._place.git, paths)
        new = [change.content for change in self._changes if change.content is not None]
        if len(new) > FEW:
            self._stored.update(store_blobs(self._place, new, self._descriptor))
        plans = []
        for change in self._changes:
            path = change.path
            current = self._place.files.current(path)
            if (None if current is None else digest(current)) != change.expected:
                raise StaleRecord(path, current)
            plan = self._plan(change, current, committed.get(path))
            merging = path in staged and staged[path] is None
            if not index.may_follow(self._place, plan, staged.get(path), merging=merging):
                raise StagedDifferently(path)
            plans.append(plan)
        return tuple(plans)

    def _plan(self, change: FileChange, current: bytes | None, committed: Entry | None) -> FilePlan:
        if committed is not None and committed.mode not in ("100644", "100755"):
            raise RecordRefused(change.path, say("the last commit has no regular file there"))
        head = None if committed is None else committed.id
        old = None if current is None else self._place.blob_id(current)
        if current is not None and old != head:
            self._store(current)
        return FilePlan(
            path=change.path,
            mode="100644" if committed is None else committed.mode,
            head=head,
            old=old,
            new=None if change.content is None else self._store(change.content),
        )

    def _store(self, content: bytes) -> str:
        """Store bytes as a blob, as they are, and return its id."""
        id = self._place.blob_id(content)
        if id not in self._stored:
            self._stored.add(store_blob(self._place, content, self._descriptor))
        return id

    def _write_all(self) -> None:
        """Write the files, each durable before the next step; of very many, each folder is flushed once."""
        several = len(self._changes) > FEW
        for change in self._changes:
            self._write(change, flush=not several)
        written = [change.path for change in self._changes if change.content is not None]
        for path in {path.rpartition("/")[0]: path for path in written}.values() if several else ():
            self._place.files.flush(path)

    def _write(self, change: FileChange, *, flush: bool) -> None:
        if change.content is not None:
            self._place.files.replace(change.path, change.content, change.expected, flush=flush)
        elif change.expected is not None:
            self._place.files.remove(change.path, change.expected)

    def _commit(self, journal: Journal) -> Journal | None:
        """Commit the files and move the branch; return the journal then, or None where nothing changed."""
        for turn in range(_TRIES):
            base = journal.head or self._place.empty_tree
            fds = (self._descriptor,)
            tree = self._index.tree(base, journal.files, self._place.no_id, fds)
            if not self._is_only_ours(base, tree, journal.files):
                return None
            if turn == 0:
                journal = replace(journal, message=self._ask_hooks(journal, tree))
            commit = self._make_commit(journal, tree)
            journal = journal.with_commit(commit, journal.head, journal.files, journal.message)
            self._place.desk.write(journal)
            try:
                recovery.move_branch(self._place, journal, self._people, self._descriptor)
            except GitError as error:
                if recovery.is_landed(self._place, journal):
                    return journal
                journal = self._moved(journal, error)
            else:
                return journal
        raise SaveFailed(
            say("the branch kept moving while this was being saved; nothing was changed."), say("try again.")
        )

    def _is_only_ours(self, base: str, tree: str, files: tuple[FilePlan, ...]) -> bool:
        """Tell whether the tree differs from the base; raise where it does so in a file that is not ours."""
        changed = changed_paths(self._place, base, tree)
        foreign = changed - {plan.path for plan in files}
        if foreign:
            path = min(foreign)
            raise SaveFailed(say("the save would also have changed {path}; nothing was changed.", path=path))
        return bool(changed)

    def _ask_hooks(self, journal: Journal, tree: str) -> str:
        """Let the hooks look at the commit to be made; return the message they leave."""
        author = {name: value for name, value in self._people.items() if name.startswith("GIT_AUTHOR_")}
        environment = {**author, **self._index.environment}
        if self._hooks.has("pre-commit"):
            self._hooks.run("pre-commit", environment=environment)
            self._check_untouched(journal, tree)
        if not self._hooks.has("commit-msg"):
            return journal.message
        file = self._place.desk.folder / f"message-{self._token}"
        file.write_text(journal.message, encoding="utf-8", newline="")
        self._hooks.run("commit-msg", str(file), environment=environment)
        self._check_untouched(journal, tree)
        return message_after_hook(file)

    def _check_untouched(self, journal: Journal, tree: str) -> None:
        """Refuse where a hook rewrote what is being saved, in the index or on disk."""
        rewritten = [plan for plan in journal.files if recovery.current_blob(self._place, plan.path) != plan.new]
        if not rewritten and self._index.written((self._descriptor,)) == tree:
            return
        kept = [blob for plan in rewritten if (blob := recovery.rescue(self._place, plan))]
        hint = say("exclude the records of the plan from what the hook rewrites.")
        if kept:
            hint = say(
                "exclude the records of the plan from what the hook rewrites. Its version: “{command}”.",
                command=f"git cat-file -p {kept[0]}",
            )
        raise HookRefused(
            "pre-commit", say("a commit hook rewrote what was to be saved, so nothing was saved."), "", hint
        )

    def _make_commit(self, journal: Journal, tree: str) -> str:
        parents = (journal.head,) if journal.head else ()
        return make_commit(
            self._place,
            tree,
            parents,
            journal.message,
            self._people,
            signed=self._signs,
            descriptor=self._descriptor,
        )

    def _moved(self, journal: Journal, error: GitError) -> Journal:
        """Return the journal for another try on the new tip; raise where the branch did not move."""
        now = state.branch(self._place)
        if now.ref != journal.ref or now.head == journal.head or not now.head:
            raise error
        paths = [plan.path for plan in journal.files]
        committed = tree_entries(self._place, now.head, paths)
        for plan in journal.files:
            entry = committed.get(plan.path)
            if (None if entry is None else entry.id) != plan.head:
                blob = None if entry is None else self._place.git.run("cat-file", "blob", entry.id).stdout
                raise StaleRecord(plan.path, blob)
        again = journal.with_commit("", now.head, journal.files, journal.message)
        self._place.desk.write(again)
        return again


def _check_request(changes: Sequence[FileChange], message: str, when: datetime | None) -> None:
    """Raise where the request itself makes no sense, before anything is looked at."""
    if not changes or len({change.path for change in changes}) != len(changes):
        raise SaveFailed(say("a save needs changes, and each file once."))
    for change in changes:
        checked_parts(change.path)
        if change.content is None and change.expected is None:
            raise RecordRefused(change.path, say("there is no such file"))
    if not message.strip() or "\0" in message or any("\ud800" <= each <= "\udfff" for each in message):
        raise SaveFailed(say("the message of a commit must be text and may not be empty."))
    if when is not None and (when.tzinfo is None or when.timestamp() < 0):
        raise SaveFailed(say("the date of a commit needs a time zone and cannot lie before 1970."))


def hooks_of(place: Place, config: Mapping[str, str]) -> Hooks:
    """Return the hooks git would run in this work tree."""
    folder = place.common_dir / "hooks"
    if config.get("core.hookspath"):
        asked = place.git.run("config", "--type=path", "--get", "core.hooksPath", settings={})
        folder = place.work_tree / Path(asked.text)
    return Hooks(folder=folder, work_tree=place.work_tree, limit=place.hook_limit)


def _signs(config: Mapping[str, str]) -> bool:
    return is_true(config.get("commit.gpgsign", "false"))


def _dates(when: datetime | None) -> dict[str, str]:
    """Return the dates of the commit: the one asked for, else those the user set, else none for now."""
    if when is not None:
        date = git_date(when)
        return {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    names = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
    return {name: os.environ[name] for name in names if os.environ.get(name)}


def message_after_hook(file: Path) -> str:
    """Return the message the commit-msg hook left, comments and all."""
    try:
        message = file.read_bytes().decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise HookRefused("commit-msg", say("the hook “commit-msg” left no message that is text.")) from error
    if not message.strip() or "\0" in message:
        raise HookRefused("commit-msg", say("the hook “commit-msg” left an empty message."))
    return message


def afterwards(place: Place, hooks: Hooks) -> tuple[Message, ...]:
    """Run post-commit, which cannot refuse any more; as with git, its failure changes nothing."""
    try:
        hooks.run("post-commit", environment={"GIT_INDEX_FILE": str(place.git_dir / "index")})
    except HookRefused as error:
        return (error.message,)
    return ()


def system_error(error: OSError) -> SaveFailed:
    """Return what an error of the system means for a save."""
    if process.out_of_space(error):
        return SaveFailed(
            say("the disk is full; nothing is lost and the draft is kept."), say("make room and save again.")
        )
    return SaveFailed(
        say("the save was refused by the system: {reason}.", reason=error.strerror or str(error)),
        say("nothing was changed; the draft is kept."),
    )
