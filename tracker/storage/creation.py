"""Making repositories: a fresh one, and a copy of another one's history for the demo."""

from pathlib import Path

from tracker.plan.message import TrackerError, say
from tracker.storage.git import SETTINGS, Git, GitError, initialise
from tracker.storage.identity import Identity
from tracker.storage.place import NoRepository
from tracker.storage.repository import Repository


def begin_repository(folder: Path, *, person: Identity | None = None) -> None:
    """Make the folder a git repository on the branch ``main`` where it is none yet.

    ``person`` becomes the identity of that repository alone.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrackerError(
            say("the folder {folder} cannot be made: {reason}.", folder=str(folder), reason=error.strerror or "")
        ) from error
    try:
        Repository.open(folder)
    except NoRepository:
        initialise(folder)
    if person is not None:
        Repository.open(folder).introduce(person)


def copy_history(source: Path, folder: Path) -> bool:
    """Copy the history of the repository that holds ``source`` into a fresh one, and its records with it.

    The copy is what was committed last. Returns False where ``source`` is in no repository, or is not its folder
    ``records``.
    """
    try:
        origin = Repository.open(source)
    except TrackerError:
        return False
    head = origin.head()
    relative = source.resolve().relative_to(origin.work_tree.resolve()).as_posix()
    if head is None or relative != "records":
        return False
    target = Repository.open(folder)
    local = {**SETTINGS, "protocol.file.allow": "always"}
    git = Git(target.place.git_dir, target.work_tree)
    try:
        git.run(
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--update-head-ok",
            "--end-of-options",
            str(origin.place.git_dir),
            f"+{head}:refs/heads/main",
            settings=local,
        )
        git.run("read-tree", "--empty")
        git.run("read-tree", "HEAD")
        git.run("checkout-index", "--quiet", "--all", "--force")
    except GitError:
        return False
    return True
