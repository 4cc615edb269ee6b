"""Git commands: the only module through which the program runs git.

Every command is given the repository by absolute path, the settings of ``SETTINGS`` before any of the user's,
and an environment without the ``GIT_*`` of whoever started us. What the user configured keeps its say in who
they are, how they sign and how they reach a remote; it never changes what a reading returns or a saving
writes.
Names and ids that come from outside pass ``full_ref`` or ``object_id``; paths stand after ``--``.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracker.plan.message import Message, TrackerError, say
from tracker.storage import process

READING_TIME = 60.0
"""Seconds a command may take where the caller names no time."""

OUTPUT = 256 * 1024 * 1024
MEMORY = 4 * 1024 * 1024 * 1024
FILE = 2 * 1024 * 1024 * 1024

SETTINGS: Mapping[str, str] = {
    "safe.bareRepository": "explicit",
    "advice.graftFileDeprecated": "false",
    "color.ui": "never",
    "commit.gpgSign": "false",
    "commit.template": "",
    "commitGraph.readChangedPaths": "true",
    "core.abbrev": "40",
    "core.alternateRefsCommand": "true",
    "core.attributesFile": "/dev/null",
    "core.commitGraph": "true",
    "core.autocrlf": "false",
    "core.commentChar": "#",
    "core.editor": "true",
    "core.excludesFile": "/dev/null",
    "core.filesRefLockTimeout": "5000",
    "core.fsmonitor": "false",
    "core.fsync": "all",
    "core.fsyncMethod": "fsync",
    "core.hooksPath": "/dev/null",
    "core.logAllRefUpdates": "true",
    "core.packedRefsTimeout": "5000",
    "core.pager": "cat",
    "core.precomposeUnicode": "false",
    "core.protectHFS": "true",
    "core.protectNTFS": "true",
    "core.quotePath": "true",
    "core.safecrlf": "false",
    "core.untrackedCache": "keep",
    "core.useReplaceRefs": "false",
    "core.warnAmbiguousRefs": "false",
    "diff.external": "",
    "diff.ignoreSubmodules": "none",
    "diff.mnemonicPrefix": "false",
    "diff.noprefix": "false",
    "diff.orderFile": "/dev/null",
    "diff.relative": "false",
    "diff.renameLimit": "2000",
    "diff.renames": "false",
    "diff.submodule": "short",
    "diff.suppressBlankEmpty": "false",
    "diff.wsErrorHighlight": "none",
    "fetch.fsckObjects": "true",
    "fetch.prune": "false",
    "fetch.pruneTags": "false",
    "fetch.recurseSubmodules": "false",
    "fetch.writeCommitGraph": "false",
    "format.pretty": "medium",
    "gc.auto": "0",
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "log.abbrevCommit": "false",
    "log.date": "raw",
    "log.decorate": "no",
    "log.diffMerges": "separate",
    "log.excludeDecoration": "",
    "log.follow": "false",
    "log.initialDecorationSet": "",
    "log.mailmap": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "protocol.ext.allow": "never",
    "protocol.https.allow": "always",
    "protocol.ssh.allow": "always",
    "receive.fsckObjects": "true",
    "submodule.recurse": "false",
    "tag.gpgSign": "false",
    "trailer.separators": ":",
    "transfer.fsckObjects": "true",
    "user.useConfigOnly": "true",
}
"""What every command is told before it reads anything the user configured."""

_KEPT = re.compile(
    r"GIT_(CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|CEILING_DIRECTORIES"
    r"|DISCOVERY_ACROSS_FILESYSTEM|SSL_CAINFO|SSL_CAPATH|SSH|SSH_COMMAND|SSH_VARIANT|PROXY_COMMAND)"
)
"""The ``GIT_*`` that say where the user's own settings lie and how a remote is reached."""

_FIXED: Mapping[str, str] = {
    "GIT_ASKPASS": "/bin/true",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_EDITOR": ":",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
    "SSH_ASKPASS_REQUIRE": "never",
}
_DROPPED = frozenset({"GPG_TTY", "LANGUAGE", "PAGER", "LV", "LESS"})

_OBJECT_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REF_SPACES = ("heads", "tags", "remotes", "plan", "pull", "merge-requests", "for", "notes")
_REF_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|\.$|/$|/\.|\.lock(/|$)")


class GitError(TrackerError):
    """Git could not do what was asked; ``code`` and ``stderr`` are what it left.

    The text of git is kept as it came: it is data of others and a face shows it with its controls marked.
    """

    def __init__(self, message: Message, hint: Message | None = None, *, code: int = -1, stderr: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        self.stderr = stderr


class GitMissing(GitError):
    """There is no git to run."""


class GitTooLong(GitError):
    """Git went past its time or its output."""


class GitStopped(GitError):
    """Git was ended because the person wanted no more of it."""


class UnsafeName(TrackerError):
    """A name from outside is not one that git may be given."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a git command left."""

    stdout: bytes
    stderr: bytes
    code: int

    @property
    def text(self) -> str:
        """The output as one line of text, for ids and names."""
        return os.fsdecode(self.stdout).rstrip("\n")


@dataclass(frozen=True, slots=True)
class Git:
    """Git on one repository: its absolute folder and, where there is one, its work tree.

    ``objects`` says where objects lie that are not yet in the repository, as git tells the hooks of a push. Once
    ``stops`` tells so, a command at work is ended with all that it started.
    """

    git_dir: Path
    work_tree: Path | None = None
    objects: tuple[tuple[str, str], ...] = ()
    stops: Callable[[], bool] | None = field(default=None, compare=False)

    def stopping(self, stops: Callable[[], bool]) -> "Git":
        """Return git on the same repository, its commands ended once ``stops`` tells so."""
        return replace(self, stops=stops)

    def run(
        self,
        *arguments: str,
        input: bytes | None = None,
        environment: Mapping[str, str] | None = None,
        timeout: float = READING_TIME,
        pass_fds: tuple[int, ...] = (),
        check: bool = True,
        settings: Mapping[str, str] = SETTINGS,
    ) -> Result:
        """Run one git command and return what it left.

        ``environment`` is added to the cleaned one; ``settings`` other than ``SETTINGS`` are for asking what
        the user configured and for the rules a subject needs on top. Raises ``GitError`` where the command
        fails and ``check`` is set, and always where it goes past its bounds or is stopped.
        """
        place = [f"--git-dir={self.git_dir}"]
        if self.work_tree is not None:
            place.append(f"--work-tree={self.work_tree}")
        folder = self.work_tree if self.work_tree is not None else self.git_dir
        surroundings = {**dict(self.objects), **(environment or {})}
        return _run(
            (*place, *arguments), folder, input, surroundings, timeout, pass_fds, settings, self.stops, check=check
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where git found a repository: its folder, the one its work trees share, the work tree, the hash."""

    git_dir: Path
    common_dir: Path
    work_tree: Path
    hash: str


def discover(folder: Path) -> Found:
    """Return git's own view of the repository around ``folder``.

    This is the one command that lets git look for the repository, so that git's check of who owns it runs.
    """
    asked = ("--git-dir", "--git-common-dir", "--show-toplevel", "--show-object-format")
    command = ("rev-parse", "--path-format=absolute", *asked)
    lines = _run(command, folder, None, None, READING_TIME, (), SETTINGS, check=True).text.split("\n")
    if len(lines) != len(asked):
        raise GitError(say("git gives no clear answer about the repository at {folder}.", folder=str(folder)))
    return Found(git_dir=Path(lines[0]), common_dir=Path(lines[1]), work_tree=Path(lines[2]), hash=lines[3])


def initialise(folder: Path) -> None:
    """Make the folder a git repository whose first branch is ``main``, without the user's templates."""
    command = ("init", "--quiet", "--initial-branch=main", "--template=", "--", str(folder))
    _run(command, folder, None, None, READING_TIME, (), SETTINGS, check=True)


def merge_files(ours: Path, base: Path, theirs: Path, labels: tuple[str, str, str]) -> bool:
    """Merge three files by lines into ``ours`` as git does; tell whether no conflict is left in it."""
    named = [part for label in labels for part in ("-L", label)]
    command = ("merge-file", "--quiet", *named, "--", str(ours), str(base), str(theirs))
    left = _run(command, ours.parent, None, None, READING_TIME, (), SETTINGS, check=False)
    if not 0 <= left.code <= 127:
        raise GitError(_failure("merge-file", left.code, left.stderr.decode("utf-8", "replace").strip()))
    return left.code == 0


def clean_environment() -> dict[str, str]:
    """Return the environment without what could redirect git, and without our terminal."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in _DROPPED and (not name.startswith("GIT_") or _KEPT.fullmatch(name))
    }


def full_ref(name: str) -> str:
    """Return ``name`` where it is HEAD or a ref written in full; raise ``UnsafeName`` otherwise."""
    space = name.split("/", 2)
    named = len(space) == 3 and space[0] == "refs" and space[1] in _REF_SPACES
    if name == "HEAD" or (named and not _REF_FORBIDDEN.search(name) and len(os.fsencode(name)) < 1024):
        return name
    raise UnsafeName(say("“{name}” is not the full name of a branch or tag.", name=name))


def object_id(text: str) -> str:
    """Return ``text`` where it is an object id in full; raise ``UnsafeName`` otherwise."""
    if _OBJECT_ID.fullmatch(text):
        return text
    raise UnsafeName(say("“{name}” is not the id of a commit or file in full.", name=text))


def _run(
    arguments: tuple[str, ...],
    folder: Path,
    given: bytes | None,
    environment: Mapping[str, str] | None,
    timeout: float,
    pass_fds: tuple[int, ...],
    settings: Mapping[str, str],
    stops: Callable[[], bool] | None = None,
    *,
    check: bool,
) -> Result:
    command = ["git", "--no-pager"]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    command += arguments
    surroundings = {
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        **clean_environment(),
        **_FIXED,
        **(environment or {}),
    }
    bounds = process.Bounds(time=timeout, output=OUTPUT, memory=MEMORY, processor=int(timeout) + 60, file=FILE)
    try:
        left = process.run(
            command,
            bounds=bounds,
            environment=surroundings,
            folder=folder,
            input=given,
            pass_fds=pass_fds,
            stops=stops,
        )
    except FileNotFoundError as error:
        if not folder.is_dir():
            raise GitError(say("the folder {folder} is gone.", folder=str(folder))) from error
        raise GitMissing(
            say("the program git is not installed, or not on the search path."),
            say("install git 2.39 or later."),
        ) from error
    except OSError as error:
        raise GitError(say("git could not be started: {reason}.", reason=error.strerror or str(error))) from error
    told = left.stderr.decode("utf-8", "replace").strip()
    verb = next((each for each in arguments if not each.startswith("-")), "git")
    if left.ending is process.Ending.STOPPED:
        raise GitStopped(say("“git {command}” was stopped.", command=verb), code=left.code, stderr=told)
    if left.ending is not process.Ending.EXITED:
        words = (
            say("“git {command}” did not finish within {seconds} seconds.", command=verb, seconds=int(timeout))
            if left.ending is process.Ending.TIME
            else say("“git {command}” wrote more than can be right.", command=verb)
        )
        raise GitTooLong(words, code=left.code, stderr=told)
    if check and left.code != 0:
        raise GitError(_failure(verb, left.code, told), code=left.code, stderr=told)
    return Result(left.stdout, left.stderr, left.code)


def _failure(verb: str, code: int, told: str) -> Message:
    if code < 0:
        return say("“git {command}” was ended by signal {signal}.", command=verb, signal=-code)
    if told:
        return say("“git {command}” failed: {reason}", command=verb, reason=told)
    return say("“git {command}” failed with code {code}.", command=verb, code=code)
