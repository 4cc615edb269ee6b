"""Indexes of git: a private one for each commit, and the user's own, of which only our paths are touched.

No git command of ours ever takes the lock of the user's index. We take it ourselves with a file that carries
the token of the save, so that a lock left by a crash of ours is known for certain and one of anybody else is
never removed.
"""

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tracker.storage.git import SETTINGS, Git
from tracker.storage.journal import FilePlan, sync_folder, write_durably
from tracker.storage.place import Place
from tracker.storage.tree import Entry

_PRIVATE: Mapping[str, str] = {
    **SETTINGS,
    "core.sparseCheckout": "false",
    "core.splitIndex": "false",
    "feature.manyFiles": "false",
    "index.skipHash": "false",
    "index.sparse": "false",
    "index.version": "2",
}
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class PrivateIndex:
    """The index of one commit to be made, which nobody else sees."""

    git: Git
    file: Path

    @property
    def environment(self) -> dict[str, str]:
        """What makes git use this index."""
        return {"GIT_INDEX_FILE": str(self.file)}

    def tree(self, base: str, files: Iterable[FilePlan], no_id: str, pass_fds: tuple[int, ...]) -> str:
        """Make the index that of ``base`` with the files of the save, and return the id of its tree."""
        self.file.unlink(missing_ok=True)
        self._run("read-tree", base, pass_fds=pass_fds)
        self._run("update-index", "-z", "--index-info", input=_lines(files, no_id), pass_fds=pass_fds)
        return self.written(pass_fds)

    def written(self, pass_fds: tuple[int, ...]) -> str:
        """Return the id of the tree of the index as it now is."""
        return self._run("write-tree", pass_fds=pass_fds)

    def _run(self, *arguments: str, input: bytes | None = None, pass_fds: tuple[int, ...]) -> str:
        return self.git.run(
            *arguments, input=input, environment=self.environment, pass_fds=pass_fds, settings=_PRIVATE
        ).text


def staged(git: Git, paths: Iterable[str], file: Path | None = None) -> dict[str, Entry | None]:
    """Return what an index holds for each path: None for one that is being merged, nothing for none."""
    environment = {"GIT_INDEX_FILE": str(file)} if file is not None else None
    listed = git.run("ls-files", "--stage", "-z", "--", *paths, environment=environment).stdout
    found: dict[str, Entry | None] = {}
    for line in os.fsdecode(listed).split("\0"):
        if line:
            described, _, path = line.partition("\t")
            mode, id, stage = described.split(" ")
            found[path] = Entry(mode, id) if stage == "0" else None
    return found


def staged_tree(place: Place) -> str:
    """Return the id of the tree of what is staged; a commit in the making may have an index of its own."""
    shared = Path(os.environ.get("GIT_INDEX_FILE") or place.git_dir / "index")
    place.desk.prepare()
    private = PrivateIndex(place.git, place.desk.folder / f"index-{secrets.token_hex(8)}")
    try:
        write_durably(private.file, (place.work_tree / shared).read_bytes())
        return private.written(())
    finally:
        private.file.unlink(missing_ok=True)


def may_follow(place: Place, plan: FilePlan, entry: Entry | None, *, merging: bool) -> bool:
    """Tell whether the user's index may take the new version without losing what the user staged.

    That is so where it holds the version of the commit before, the bytes that were on disk, the new bytes, or
    a mere promise to add the file. Anything else was staged on purpose and is in no commit.
    """
    if merging:
        return False
    if entry is None:
        return plan.head is None
    promise = plan.head is None and entry.id == place.blob_id(b"")
    return promise or entry.id in (plan.head, plan.old, plan.new)


def refresh(
    place: Place, token: str, files: tuple[FilePlan, ...], pass_fds: tuple[int, ...], *, settled: bool = False
) -> bool:
    """Let the user's index follow the commit for these files; False where somebody keeps it locked.

    Everything else in it stays as it is, and so does a version of these files that was staged meanwhile, unless the
    files are ``settled``: then they take the place of whatever is there, a conflict above all.
    """
    if not _claim(place, token):
        return False
    try:
        shared = place.git_dir / "index"
        copy = place.desk.folder / f"copy-{token}"
        # a git child killed over an earlier copy leaves its lock; whoever made it no longer holds ours
        copy.with_name(f"{copy.name}.lock").unlink(missing_ok=True)
        if shared.exists():
            _copy(shared, copy)
        else:
            copy.unlink(missing_ok=True)
        held = staged(place.git, [plan.path for plan in files], copy)
        following = [
            plan
            for plan in files
            if settled
            or may_follow(place, plan, held.get(plan.path), merging=plan.path in held and held[plan.path] is None)
        ]
        place.git.run(
            "update-index",
            "-z",
            "--index-info",
            input=_lines(following, place.no_id),
            environment={"GIT_INDEX_FILE": str(copy)},
            pass_fds=pass_fds,
            settings={**SETTINGS, **_without_filters(place)},
        )
        if copy.exists():
            copy.rename(shared)
            sync_folder(place.git_dir)
    finally:
        release(place, token)
    return True


def _copy(shared: Path, copy: Path) -> None:
    """Copy the user's index with its rights and its time.

    By that time git knows which files may have changed in the very moment they were staged.
    """
    status = shared.stat()
    write_durably(copy, shared.read_bytes())
    copy.chmod(status.st_mode & 0o777)
    os.utime(copy, ns=(status.st_atime_ns, status.st_mtime_ns))


def _without_filters(place: Place) -> dict[str, str]:
    """Return what keeps git from running a filter program when it looks at a file staged a moment ago.

    Without its filter such a file counts as perhaps changed, which the next git command of the user settles.
    """
    names = {key.rpartition(".")[0] for key in place.config() if key.startswith("filter.")}
    kept = {f"{name}.{part}": "" for name in names if "=" not in name for part in ("clean", "process")}
    return {**kept, **{f"{name}.required": "false" for name in names if "=" not in name}}


def release(place: Place, token: str) -> None:
    """Give the lock of the user's index back where it is the one of this save."""
    lock = place.git_dir / "index.lock"
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return
    try:
        ours = os.read(descriptor, 100) == _mark(token)
    except OSError:
        ours = False
    finally:
        os.close(descriptor)
    if ours:
        lock.unlink(missing_ok=True)


def _claim(place: Place, token: str) -> bool:
    """Take the lock of the user's index, waiting a while for others."""
    claim = place.desk.folder / f"claim-{token}"
    write_durably(claim, _mark(token))
    lock = place.git_dir / "index.lock"
    deadline = time.monotonic() + place.patience
    while True:
        try:
            os.link(claim, lock, follow_symlinks=False)
        except FileExistsError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        except OSError as error:
            # a file system without hard links
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
            with contextlib.suppress(FileExistsError), lock.open("xb") as file:
                file.write(_mark(token))
                return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def _mark(token: str) -> bytes:
    return f"tracker save {token}\n".encode()


def _lines(files: Iterable[FilePlan], no_id: str) -> bytes:
    """Return what ``update-index --index-info`` is told; the paths stand on no command line."""
    lines = [
        f"0 {no_id}\t{plan.path}" if plan.new is None else f"{plan.mode} {plan.new}\t{plan.path}" for plan in files
    ]
    return b"".join(os.fsencode(line) + b"\0" for line in lines)
