"""Opening the repository around a folder, and where its parts lie."""

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shlex import quote

from tracker.plan.message import Message, TrackerError, say
from tracker.storage.folder import Folder
from tracker.storage.git import Git, GitError, discover
from tracker.storage.journal import Desk

_TREES = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


class NoRepository(TrackerError):
    """The folder is in no repository that can be used; the message says why and the hint what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A repository with a work tree: git on it, its folders, its hash and the limits of a save."""

    git: Git
    work_tree: Path
    git_dir: Path
    common_dir: Path
    hash: str
    hook_limit: float
    lock_limit: float
    patience: float

    @property
    def files(self) -> Folder:
        """The files of the work tree."""
        return Folder(self.work_tree)

    @property
    def desk(self) -> Desk:
        """Where a save keeps its journal."""
        return Desk(self.git_dir / "plan")

    @property
    def no_id(self) -> str:
        """The id that stands for no object."""
        return "0" * len(self.empty_tree)

    @property
    def empty_tree(self) -> str:
        """The id of the tree without entries."""
        return _TREES[self.hash]

    def stopping(self, stops: Callable[[], bool]) -> "Place":
        """Return the same repository, on which git is ended once ``stops`` tells so."""
        return replace(self, git=self.git.stopping(stops))

    def blob_id(self, content: bytes) -> str:
        """Return the id git gives to a file with these bytes."""
        return hashlib.new(self.hash, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

    def config(self) -> Mapping[str, str]:
        """Return what the user configured, the last value of each key, names in lower case."""
        listed = self.git.run("config", "--list", "--null", "--includes", settings={}).stdout
        found: dict[str, str] = {}
        for entry in os.fsdecode(listed).split("\0"):
            key, given, value = entry.partition("\n")
            section, _, name = key.rpartition(".")
            head, dot, rest = section.partition(".")
            found[f"{head.lower()}{dot}{rest}.{name.lower()}"] = value if given else "true"
        return found


def is_true(value: str) -> bool:
    """Tell whether git takes the value of a setting for yes."""
    lowered = value.lower()
    return lowered in ("true", "yes", "on") or (lowered.lstrip("+-").isdigit() and int(lowered) != 0)


def open_place(folder: Path, *, hook_limit: float, lock_limit: float, patience: float) -> Place:
    """Return the repository around ``folder``, or raise ``NoRepository`` with the reason and the way out."""
    folder = folder.absolute()
    try:
        found = discover(folder)
    except GitError as error:
        if "dubious ownership" in error.stderr:
            raise NoRepository(*_owned_by_another(folder, error.stderr)) from error
        _look(folder)
        if "not a git repository" in error.stderr:
            raise NoRepository(*_not_a_repository(folder)) from error
        if "must be run in a work tree" in error.stderr:
            raise NoRepository(*_bare(folder)) from error
        raise
    if found.hash not in _TREES:
        raise NoRepository(say("the repository names its objects by an unknown hash, {hash}.", hash=found.hash))
    return Place(
        git=Git(found.git_dir, found.work_tree),
        work_tree=found.work_tree,
        git_dir=found.git_dir,
        common_dir=found.common_dir,
        hash=found.hash,
        hook_limit=hook_limit,
        lock_limit=lock_limit,
        patience=patience,
    )


def open_bare(folder: Path, environment: Mapping[str, str]) -> Place:
    """Return the bare repository at the folder, which has no files to work on, for reading in a hook.

    Git tells a hook by ``environment`` where the objects of the push lie until it is taken.
    """
    told = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
    git_dir = folder.resolve()
    git = Git(git_dir, objects=tuple((name, environment[name]) for name in told if name in environment))
    hash = git.run("rev-parse", "--show-object-format").text
    if hash not in _TREES:
        raise NoRepository(say("the repository names its objects by an unknown hash, {hash}.", hash=hash))
    return Place(
        git=git,
        work_tree=git_dir,
        git_dir=git_dir,
        common_dir=git_dir,
        hash=hash,
        hook_limit=30.0,
        lock_limit=30.0,
        patience=5.0,
    )


def _look(folder: Path) -> None:
    """Look with GitPython where git finds nothing to work with, for a clear answer: no folder, or no work tree.

    Git answers both, and a bare repository it is told not to trust, as it answers a folder that is in none.
    """
    # importing GitPython looks for git; asked so, it leaves saying what is missing to us
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git import InvalidGitRepositoryError, NoSuchPathError, Repo

    try:
        with Repo(folder, search_parent_directories=True, expand_vars=False) as repository:
            if repository.bare:
                raise NoRepository(*_bare(folder))
    except NoSuchPathError as error:
        raise NoRepository(say("there is no folder {folder}.", folder=str(folder))) from error
    except InvalidGitRepositoryError:
        return


def _bare(folder: Path) -> tuple[Message, Message]:
    return (
        say("the repository at {folder} is bare: it has no files to work on.", folder=str(folder)),
        say("clone it, and start in the clone: “{command}”.", command=f"git clone {quote(str(folder))}"),
    )


def _owned_by_another(folder: Path, told: str) -> tuple[Message, Message]:
    """Return what to say where git does not trust the owner; git names the folder it wants declared safe."""
    named = re.search(r"dubious ownership in repository at '([^\n]*)'", told)
    trusted = named[1] if named else str(folder)
    return (
        say("git refuses the repository {folder}: another user owns it.", folder=trusted),
        say(
            "if you trust it, run “{command}”.",
            command=f"git config --global --add safe.directory {quote(trusted)}",
        ),
    )


def _not_a_repository(folder: Path) -> tuple[Message, Message]:
    return (
        say("{folder} is not in a git repository.", folder=str(folder)),
        say("start in the folder of a plan, or make one with “{command}”.", command="tracker init"),
    )
