"""Landing: the branch moves to a commit made elsewhere, and the files follow, as one act like a save.

It takes the same steps as ``tracker.storage.saving`` under the same lock and journal, but that the commit is there
already: it came from another copy, or is a merge made in memory. A file that the person changed and did not commit
refuses it before anything is touched.
"""

import contextlib
import secrets

from tracker.plan.message import Message, TrackerError, say
from tracker.storage import history, index, lock, recovery, state
from tracker.storage.commits import BranchMoved, people
from tracker.storage.folder import LARGEST, RecordRefused, checked_parts, digest
from tracker.storage.git import GitError, object_id
from tracker.storage.journal import FilePlan, Journal, begin
from tracker.storage.place import Place
from tracker.storage.saving import StagedDifferently, system_error
from tracker.storage.tree import Entry, entry_changes

_REGULAR = ("100644", "100755")


class NotCommitted(TrackerError):
    """A file that is to change was changed by hand and is in no commit."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} was changed by hand and is not committed; nothing was changed.", path=path),
            say(
                "commit it first (git add, git commit), or take the committed one back: git restore -- {path}.",
                path=path,
            ),
        )
        self.path = path


class BeyondRecords(TrackerError):
    """What comes in changes a file that only git itself may put in place."""

    def __init__(self, path: str, reason: Message) -> None:
        super().__init__(
            say("what came in changes {path}, which the tracker does not touch: {reason}.", path=path, reason=reason),
            say("take it over with git: git pull."),
        )
        self.path = path


def check(place: Place, base: str, commit: str) -> tuple[FilePlan, ...]:
    """Return what landing would do to the files; raise where one of them stands in the way."""
    changed = entry_changes(place, object_id(base), object_id(commit))
    wanted = [new.id for _, new in changed.values() if new is not None]
    contents = history.objects(place, dict.fromkeys(wanted), "blob", LARGEST)
    staged = index.staged(place.git, list(changed)) if changed else {}
    plans = []
    for path, (old, new) in sorted(changed.items()):
        _check_entry(path, new, contents)
        _check_entry(path, old, None)
        plan = _plan(place, path, old, new)
        merging = path in staged and staged[path] is None
        if not index.may_follow(place, plan, staged.get(path), merging=merging):
            raise StagedDifferently(path)
        plans.append(plan)
    return tuple(plans)


def _check_entry(path: str, entry: Entry | None, contents: dict[str, bytes] | None) -> None:
    """Raise where a file is not one the tracker may put in place."""
    try:
        checked_parts(path)
    except RecordRefused as refused:
        raise BeyondRecords(path, refused.reason) from refused
    if entry is not None and entry.mode not in _REGULAR:
        raise BeyondRecords(path, say("it is not a regular file"))
    if entry is not None and contents is not None and entry.id not in contents:
        raise BeyondRecords(path, say("it has more than {count} bytes", count=LARGEST))


def _plan(place: Place, path: str, old: Entry | None, new: Entry | None) -> FilePlan:
    head = None if old is None else old.id
    now = recovery.current_blob(place, path)
    wished = None if new is None else new.id
    if now not in (head, wished):
        raise NotCommitted(path)
    return FilePlan(path=path, mode=(new or old or Entry("100644", "")).mode, head=head, old=now, new=wished)


def land(place: Place, base: str, commit: str) -> tuple[Message, ...]:
    """Move the branch checked out from ``base`` to the commit, which comes after it, and the files with it.

    Raises ``BranchMoved`` where the branch is no longer at ``base``, ``NotCommitted``, ``StagedDifferently`` or
    ``BeyondRecords`` where a file stands in the way, and ``SaveFailed``: each with everything as it was.
    """
    try:
        with lock.hold(place.common_dir, limit=place.lock_limit) as descriptor:
            notes = recovery.recover(place, descriptor)
            now = state.branch(place)
            state.check(place, now, wait=True)
            if now.head != base:
                raise BranchMoved(now.ref)
            return notes + _land(place, now, check(place, base, commit), commit, descriptor)
    except OSError as error:
        raise system_error(error) from error


def _land(
    place: Place, now: state.Branch, files: tuple[FilePlan, ...], commit: str, descriptor: int
) -> tuple[Message, ...]:
    by = people(place, None, None)
    info = history.commit_info(place, commit)
    author = f"{info.author_name} <{info.author_email}>"
    journal = begin(secrets.token_hex(8), files, info.subject or "-", now.ref, now.head, author)
    place.desk.prepare()
    place.desk.write(journal)
    settled = False
    try:
        for plan in files:
            _write(place, plan)
        journal = journal.with_commit(commit, now.head, files, journal.message)
        place.desk.write(journal)
        recovery.move_branch(place, journal, by, descriptor)
        settled = True
    finally:
        if not settled:
            # the journal stays where this fails too, and the next save puts back
            with contextlib.suppress(OSError, TrackerError):
                recovery.give_up(place, journal)
    return _close(place, journal, descriptor)


def _write(place: Place, plan: FilePlan) -> None:
    """Put the new version of one file in the place of the old one."""
    if plan.old == plan.new:
        return
    current = place.files.current(plan.path)
    seen = None if current is None else digest(current)
    if plan.new is not None:
        place.files.replace(plan.path, place.git.run("cat-file", "blob", plan.new).stdout, seen)
    elif seen is not None:
        place.files.remove(plan.path, seen)


def _close(place: Place, journal: Journal, descriptor: int) -> tuple[Message, ...]:
    try:
        return recovery.close(place, journal, descriptor)
    except (OSError, GitError):
        return (say("the save is in history; what is left to tidy up waits for the next one."),)
