"""Settling a save that did not come to its end: it is finished, or put back, and never half done.

Where the commit had not been made, the files go back to what they were. Where it had, and the branch and the
files are still as the save left them, the branch moves to it. A file that is neither as it was nor as it was
meant to be has been changed by somebody since, and stays. The next save works without anybody's help.
"""

import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from tracker.plan.message import Message, say
from tracker.storage import index
from tracker.storage.folder import LARGEST, RecordMissing, RecordRefused, StaleRecord, digest
from tracker.storage.git import SETTINGS, GitError, UnsafeName
from tracker.storage.journal import FilePlan, Journal, writer_is_gone
from tracker.storage.place import Place
from tracker.storage.state import Branch, BranchDamaged, Situation, branch, operation

_CHANGED_SINCE = "a save of {path} was interrupted, and the file has been changed since: it was left as it is."


def recover(place: Place, descriptor: int) -> tuple[Message, ...]:
    """Settle what a crash left, holding the lock ``descriptor``; return what there is to say about it.

    Raises ``OSError`` or ``GitError`` where it cannot be settled yet; the journal then stays.
    """
    journal = place.desk.read()
    if journal is None:
        lost = place.desk.journal.exists()
        place.desk.clear()
        return (say("a note about an interrupted save could not be read and was dropped."),) if lost else ()
    index.release(place, journal.token)
    _remove_ref_locks(place, journal)
    if is_landed(place, journal) or _finish(place, journal, descriptor):
        return close(place, journal, descriptor)
    return put_back(place, journal)


def close(place: Place, journal: Journal, descriptor: int) -> tuple[Message, ...]:
    """Do what is left once the branch has moved: the user's index, then the journal goes.

    While somebody keeps the user's index locked the journal stays, and the next save tries again.
    """
    if index.refresh(place, journal.token, journal.files, (descriptor,)):
        place.desk.clear()
        return ()
    return (say("another git command holds the index; it will follow the save later."),)


def put_back(place: Place, journal: Journal) -> tuple[Message, ...]:
    """Give the files their former bytes, leaving alone what somebody changed since, and drop the journal."""
    (place.desk.folder / f"index-{journal.token}").unlink(missing_ok=True)
    kept = [plan.path for plan in journal.files if not _put_back(place, plan)]
    for path in {plan.path.rpartition("/")[0]: plan.path for plan in journal.files}.values():
        place.files.sweep(path)
    place.desk.clear()
    return tuple(say(_CHANGED_SINCE, path=path) for path in kept)


def is_landed(place: Place, journal: Journal) -> bool:
    """Tell whether the commit of the journal is in the history of its branch."""
    if not journal.commit:
        return False
    tip = place.git.run("rev-parse", "--verify", "--quiet", journal.ref, check=False)
    if tip.code != 0:
        return False
    asked = ("merge-base", "--is-ancestor", "--end-of-options", journal.commit, tip.text)
    return tip.text == journal.commit or place.git.run(*asked, check=False).code == 0


def current_blob(place: Place, path: str) -> str | None:
    """Return the blob id of the bytes now on disk: None for no file, empty for what cannot be a record."""
    try:
        return place.blob_id(place.files.read(path).content)
    except RecordMissing:
        return None
    except RecordRefused:
        return ""


def reflog_note(message: str, *, first: bool) -> str:
    """Return what git writes into the reflog for such a commit."""
    subject = message.strip().split("\n", 1)[0].strip()
    return f"commit (initial): {subject}" if first else f"commit: {subject}"


def give_up(place: Place, journal: Journal) -> None:
    """Put back a save of this process that met an error; one whose commit did land is left to the next."""
    last = place.desk.read() or journal
    if is_landed(place, last):
        return
    _remove_ref_locks(place, last)
    (place.desk.folder / f"index-{last.token}").unlink(missing_ok=True)
    if last.commit:
        # should putting back fail as well, the next save is to put back and not to finish
        place.desk.write(last.with_commit("", last.head, last.files, last.message))
    put_back(place, last)


def move_branch(place: Place, journal: Journal, people: Mapping[str, str], descriptor: int) -> None:
    """Move the branch from the commit before to the new one, only if it is still there."""
    place.git.run(
        "update-ref",
        "--create-reflog",
        "-m",
        reflog_note(journal.message, first=not journal.head),
        "--end-of-options",
        journal.ref,
        journal.commit,
        journal.head or place.no_id,
        environment=people,
        pass_fds=(descriptor,),
        settings={**SETTINGS, "core.filesRefLockTimeout": str(int(place.patience * 1000))},
    )


def _committer(place: Place, journal: Journal) -> dict[str, str]:
    """Return who the reflog names: the committer of the commit itself."""
    shown = place.git.run("log", "-1", "--no-notes", "--format=%cn%x00%ce", "--end-of-options", journal.commit, "--")
    name, _, email = shown.text.partition("\0")
    return {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": email}


def _finish(place: Place, journal: Journal, descriptor: int) -> bool:
    """Move the branch to the commit of the journal where everything is still as the save left it."""
    if not journal.commit:
        return False
    try:
        now = branch(place)
    except (BranchDamaged, UnsafeName):
        return False
    untouched = all(current_blob(place, plan.path) == plan.new for plan in journal.files)
    if not untouched or now != Branch(journal.ref, journal.head) or operation(place) is not Situation.PLAIN:
        return False
    try:
        move_branch(place, journal, _committer(place, journal), descriptor)
    except GitError:
        return is_landed(place, journal)
    return True


def _put_back(place: Place, plan: FilePlan) -> bool:
    """Give one file its former bytes; False where it has been changed by somebody and stays."""
    now = current_blob(place, plan.path)
    if now == plan.old:
        return True
    if now != plan.new:
        return False
    seen = None if now is None else place.files.read(plan.path).digest
    try:
        if plan.old is not None:
            content = place.git.run("cat-file", "blob", plan.old).stdout
            place.files.replace(plan.path, content[: LARGEST + 1], seen)
        elif seen is not None:
            place.files.remove(plan.path, seen)
    except StaleRecord:
        return False
    return True


def rescue(place: Place, plan: FilePlan) -> str | None:
    """Keep the bytes on disk in the object store and put the former ones back; return the blob kept.

    Used where a hook of this very save rewrote the file; None where there was nothing to keep.
    """
    try:
        found = place.files.read(plan.path)
    except RecordMissing:
        if plan.old is not None:
            place.files.replace(plan.path, place.git.run("cat-file", "blob", plan.old).stdout, None)
        return None
    except RecordRefused:
        return None
    kept = place.git.run("hash-object", "-w", "--no-filters", "--stdin", input=found.content).text
    if plan.old is None:
        place.files.remove(plan.path, digest(found.content))
    else:
        content = place.git.run("cat-file", "blob", plan.old).stdout
        place.files.replace(plan.path, content, found.digest)
    return kept


def _remove_ref_locks(place: Place, journal: Journal) -> None:
    """Remove locks of the branch that a git child of the dead save left, and only those.

    Such a lock is empty or names the commit of the journal, is not older than the journal, is open nowhere,
    and the process that wrote the journal is surely gone. An empty one could be a git command that has only
    just begun, so it is given time first.
    """
    written = place.desk.written()
    if written is None or not journal.commit or not writer_is_gone(journal):
        return
    for lock in (place.common_dir / f"{journal.ref}.lock", place.git_dir / "HEAD.lock"):
        deadline = time.monotonic() + place.patience
        with contextlib.suppress(FileNotFoundError):
            first = lock.lstat()
            while lock.read_bytes() == b"" and time.monotonic() < deadline:
                time.sleep(0.02)
            ours = lock.read_bytes() in (b"", f"{journal.commit}\n".encode())
            same = (lock.lstat().st_ino, lock.lstat().st_mtime) == (first.st_ino, first.st_mtime)
            if ours and same and first.st_mtime >= written and not _stays_open(lock):
                lock.unlink()


def _stays_open(file: Path) -> bool:
    """Tell whether the file is open and stays so; a process just killed closes its files a moment later."""
    for _ in range(10):
        if not _is_open(file):
            return False
        time.sleep(0.02)
    return True


def _is_open(file: Path) -> bool:
    """Tell whether a process has the file open, as far as the system lets us see."""
    wanted = file.stat()
    for process in Path("/proc").glob("[0-9]*/fd"):
        try:
            descriptors = list(process.iterdir())
        except OSError:
            # a process of somebody else, or one that has just ended
            continue
        for descriptor in descriptors:
            with contextlib.suppress(OSError):
                if os.path.samestat(descriptor.stat(), wanted):
                    return True
    return False
