"""The other copy of the plan: which one the branch follows, what it has, and what is sent to it.

Only a remote that the person configured is ever spoken to, with full names of refs and within a time. What the other
side says is data of others: it is passed on as it came and a face shows it with its controls marked.
"""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker.plan.message import Message, TrackerError, say
from tracker.storage.git import SETTINGS, GitTooLong, Result, full_ref, object_id
from tracker.storage.place import Place
from tracker.storage.state import branch

REMOTE_TIME = 120.0
"""Seconds that fetching or sending may take."""

MOST_REFS = 5_000

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}")
_LOCAL = re.compile(r"file://|/|\.{0,2}/|[A-Za-z0-9_.-]+(?:/|$)")
_RACE = ("fetch first", "non-fast-forward", "stale info", "cannot lock ref", "failed to update ref", "incorrect old")
_QUIET = {
    "push.followTags": "false",
    "push.gpgSign": "false",
    "push.recurseSubmodules": "no",
    "fetch.output": "full",
    "transfer.credentialsInUrl": "allow",
}


class NoUpstream(TrackerError):
    """The branch follows no other copy."""

    def __init__(self) -> None:
        super().__init__(
            say("this branch follows no other copy of the plan."),
            say("name one: git remote add origin ADDRESS, then git push --set-upstream origin main."),
        )


class Unreachable(TrackerError):
    """The other copy could not be reached, or did not answer in time; ``told`` is what was said."""

    def __init__(self, remote: str, told: str) -> None:
        super().__init__(
            say("{remote} cannot be reached: {reason}", remote=remote, reason=told or say("it gave no answer")),
            say("nothing was changed; your edits stay in this copy. Try again later."),
        )
        self.told = told


class Rejected(TrackerError):
    """The other side did not take what was sent; ``told`` is what it said, ``race`` that somebody was faster."""

    def __init__(self, remote: str, reason: str, told: str, *, race: bool) -> None:
        shown: Message | str = told or reason
        super().__init__(
            say("{remote} did not take it: {reason}", remote=remote, reason=shown),
            say("nothing was changed there."),
        )
        self.told = told
        self.race = race


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The branch of another copy that this branch follows: the remote, its ref, and our memory of it."""

    remote: str
    ref: str
    tracking: str
    url: str


def upstream(place: Place) -> Upstream:
    """Return what the branch checked out follows; raise ``NoUpstream`` where it follows nothing."""
    config = place.config()
    short = branch(place).ref.removeprefix("refs/heads/")
    remote = config.get(f"branch.{short}.remote", "")
    ref = config.get(f"branch.{short}.merge", "")
    if not remote and config.get("remote.origin.url"):
        remote, ref = "origin", f"refs/heads/{short}"
    url = config.get(f"remote.{remote}.url", "")
    if not short or not url or not _NAME.fullmatch(remote):
        raise NoUpstream
    followed = full_ref(ref or f"refs/heads/{short}")
    name = followed.removeprefix("refs/heads/")
    return Upstream(remote=remote, ref=followed, tracking=full_ref(f"refs/remotes/{remote}/{name}"), url=url)


def fetch(place: Place, up: Upstream, refspecs: Sequence[tuple[str, str]], *, timeout: float = REMOTE_TIME) -> None:
    """Bring the refs of the other copy, each pair from there to here; raise ``Unreachable`` with nothing changed."""
    asked = [f"+{_pattern(there)}:{_pattern(here)}" for there, here in refspecs]
    left = _speak(
        place,
        up,
        ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--end-of-options"),
        (up.remote, *asked),
        timeout,
    )
    if left.code != 0:
        told = _said(left)
        if "couldn't find remote ref" in told:
            return
        raise Unreachable(up.remote, told)


def tip(place: Place, ref: str) -> str | None:
    """Return the commit a ref of this copy names, None where there is none."""
    found = place.git.run(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{full_ref(ref)}^{{commit}}", check=False
    )
    return object_id(found.text) if found.code == 0 else None


def listed(place: Place, up: Upstream, patterns: Iterable[str], *, timeout: float = REMOTE_TIME) -> dict[str, str]:
    """Return the refs of the other copy that match, with their commits; a name git may not be given is left out."""
    left = _speak(place, up, ("ls-remote", "--quiet", "--refs", "--end-of-options"), (up.remote, *patterns), timeout)
    if left.code != 0:
        raise Unreachable(up.remote, _said(left))
    found: dict[str, str] = {}
    for line in left.stdout.decode("utf-8", "replace").splitlines()[:MOST_REFS]:
        id, _, ref = line.partition("\t")
        try:
            found[full_ref(ref)] = object_id(id)
        except TrackerError:
            continue
    return found


def push(
    place: Place, up: Upstream, sent: Mapping[str, str], *, options: Sequence[str] = (), timeout: float = REMOTE_TIME
) -> str:
    """Send commits, each to its ref there, never by force; return what the other side said.

    An empty commit removes the ref. Raises ``Rejected`` or ``Unreachable``; either all refs move or none.
    """
    asked = [f"{object_id(commit) if commit else ''}:{full_ref(ref)}" for ref, commit in sent.items()]
    given = [part for each in options for part in ("--push-option", each)]
    command = ("push", "--porcelain", "--no-follow-tags", *(("--atomic",) if len(asked) > 1 else ()), *given)
    left = _speak(place, up, (*command, "--end-of-options"), (up.remote, *asked), timeout)
    told = _said(left)
    if left.code == 0:
        return told
    refused = [line for line in left.stdout.decode("utf-8", "replace").splitlines() if line.startswith("!\t")]
    if not refused:
        raise Unreachable(up.remote, told)
    reason = refused[0].rpartition("\t")[2]
    race = any(each in f"{reason} {told}" for each in _RACE) and "hook declined" not in reason
    raise Rejected(up.remote, reason, _hook_words(told) or told, race=race)


def _pattern(ref: str) -> str:
    full_ref(ref.replace("/*", "/x"))
    return ref


def _speak(place: Place, up: Upstream, command: Sequence[str], rest: Sequence[str], timeout: float) -> Result:
    """Run a git command that speaks to the remote, over the ways the person's own address asks for."""
    local = {"protocol.file.allow": "always"} if _is_local(up.url) else {}
    config = place.config()
    ssh = (
        os.environ.get("GIT_SSH_COMMAND") or config.get("core.sshcommand") or "ssh -oBatchMode=yes -oConnectTimeout=20"
    )
    try:
        return place.git.run(
            *command,
            *rest,
            timeout=timeout,
            check=False,
            environment={"GIT_SSH_COMMAND": ssh},
            settings={**SETTINGS, **_QUIET, **local},
        )
    except GitTooLong as error:
        raise Unreachable(up.remote, error.stderr) from error


def _is_local(url: str) -> bool:
    return _LOCAL.match(url) is not None and ":" not in url.removeprefix("file:")


def _said(left: Result) -> str:
    """Return what git and the other side said, without what is only progress."""
    lines = left.stderr.decode("utf-8", "replace").replace("\r", "\n").splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _hook_words(told: str) -> str:
    """Return what a hook of the other side said."""
    lines = [line.removeprefix("remote:").strip() for line in told.splitlines() if line.startswith("remote:")]
    return "\n".join(line for line in lines if line and not line.startswith("error: hook declined"))
