"""Names of commits as people type them, and the annotated tags that mark issued reports.

What is typed is never given to git as it is: it must be a commit id, ``HEAD``, or the name of a tag or branch, with
steps back; git sees full names alone.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.plan.message import TrackerError, say
from tracker.storage.git import GitError, UnsafeName, full_ref, object_id
from tracker.storage.history import read_date
from tracker.storage.identity import Identity, signatures
from tracker.storage.place import Place, is_true

MOST_TAGS = 1_000

_REVISION = re.compile(r"(?P<name>[^\s~^]{1,200}?)(?P<steps>(?:\^|~[0-9]{1,6}){0,8})")
_ID = re.compile(r"[0-9a-f]{7,64}")
_SPACES = ("refs/tags/", "refs/tags/report/", "refs/heads/", "refs/remotes/")
_MESSAGE = "%(contents:subject)%0a%0a%(contents:body)"  # without the signature
_FIELDS = ("%(refname)", "%(*objecttype)", "%(*objectname)", "%(taggerdate:raw)", _MESSAGE)
_FORMAT = "--format=" + "%00".join(_FIELDS) + "%00"


class TagExists(TrackerError):
    """There is a tag of that name; tags are never moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An annotated tag of a commit; ``name`` is without ``refs/tags/``, ``message`` is without a signature."""

    name: str
    commit: str
    when: datetime
    message: str


def resolve(place: Place, text: str) -> tuple[str, str] | None:
    """Return the commit a text names and the full ref it is by, empty for an id; None where it names none."""
    match = _REVISION.fullmatch(text)
    if match is None:
        return None
    for ref, name in _candidates(match["name"]):
        asked = f"{name}{match['steps']}^{{commit}}"
        found = place.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", asked, check=False)
        if found.code == 0 and (ref or match["steps"] or found.text.startswith(name)):
            return object_id(found.text), ref
    return None


def _candidates(name: str) -> Iterator[tuple[str, str]]:
    """Give the full refs the name may stand for, then the commit id; each with what git is asked for."""
    if name == "HEAD":
        yield name, name
        return
    spelt = [name] if name.startswith("refs/") else [space + name for space in _SPACES]
    if not name.startswith("refs/"):
        spelt.insert(2, _SPACES[1] + name.lower())
    for each in spelt:
        try:
            yield full_ref(each), each
        except UnsafeName:
            continue
    if _ID.fullmatch(name):
        yield "", name


def tags(place: Place, under: str) -> tuple[Tag, ...]:
    """Return the annotated tags of commits whose names begin with ``under``, by name."""
    told = place.git.run("for-each-ref", f"--count={MOST_TAGS}", _FORMAT, full_ref(f"refs/tags/{under}")).stdout
    parts = told.decode("utf-8", "replace").split("\0")
    found = []
    for at in range(0, len(parts) - len(_FIELDS), len(_FIELDS)):
        name, kind, commit, when, message = parts[at : at + len(_FIELDS)]
        if kind == "commit":
            tag = name.strip("\n").removeprefix("refs/tags/")
            found.append(Tag(name=tag, commit=object_id(commit), when=read_date(when), message=message))
    return tuple(found)


def make_tag(place: Place, name: str, commit: str, message: str, *, identity: Identity | None = None) -> None:
    """Make an annotated tag of the commit, signed where the user signs tags; raise ``TagExists`` where there is one."""
    ref = full_ref(f"refs/tags/{name}")
    config = place.config()
    by = signatures(config, identity).committer
    signs = is_true(config.get("tag.gpgsign", "false"))
    people = {"GIT_COMMITTER_NAME": by.name, "GIT_COMMITTER_EMAIL": by.email}
    if os.environ.get("GIT_COMMITTER_DATE"):
        people["GIT_COMMITTER_DATE"] = os.environ["GIT_COMMITTER_DATE"]
    # git makes the ref only where there is none, in one step
    command = ("tag", "-s" if signs else "-a", "--cleanup=verbatim", "-F", "-", "--end-of-options", name)
    try:
        place.git.run(*command, object_id(commit), input=message.encode(), environment=people, timeout=place.hook_limit)
    except GitError as error:
        if place.git.run("show-ref", "--verify", "--quiet", "--", ref, check=False).code == 0:
            raise TagExists(
                say("the tag {name} is there already.", name=name), say("a report that was issued stays as it is.")
            ) from error
        raise
