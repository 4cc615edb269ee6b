"""What waits on the other copy to be looked at: open requests of a forge, and the branches of agencies.

Each is fetched by its full name into ``refs/plan``, never by an address of somebody else, and never checked out.
The office's answers lie in ``refs/notes/tracker``, one for each commit that was sent, so that no two collide.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tracker.plan.message import say
from tracker.storage import history, remote
from tracker.storage.git import GitError, object_id
from tracker.storage.place import Place
from tracker.storage.remote import Unreachable, Upstream

PATTERNS = ("refs/heads/agency/*", "refs/pull/*/head", "refs/merge-requests/*/head")
MOST_REQUESTS = 200

COLLECTED = "refs/heads/collected/"
"""Where the branches of forms that came back lie, in this copy alone: agency, then what they are of."""

ANSWERS = "refs/notes/tracker/"
_SENT = "refs/plan/answers/"

_NUMBERED = re.compile(r"refs/(?P<kind>pull|merge-requests)/(?P<number>[1-9][0-9]{0,8})/head", re.ASCII)
_AGENCY = re.compile(r"refs/heads/agency/(?P<agency>[a-z0-9-]{1,80})/(?P<name>[^\x00-\x1f]{1,200})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One contribution that waits: its name for people, the agency whose branch it is, its ref there and here.

    ``problem`` is what git says where it cannot be brought here.
    """

    name: str
    agency: str
    there: str
    here: str
    commit: str = ""
    problem: str = ""


def request(ref: str) -> Request | None:
    """Return the request a ref stands for, None where it is none."""
    numbered = _NUMBERED.fullmatch(ref)
    if numbered is not None:
        mark = "#" if numbered["kind"] == "pull" else "!"
        here = f"refs/plan/{numbered['kind']}/{numbered['number']}"
        return Request(name=f"{mark}{numbered['number']}", agency="", there=ref, here=here)
    branch = _AGENCY.fullmatch(ref)
    if branch is None:
        return None
    name = f"{branch['agency']}/{branch['name']}"
    return Request(name=name, agency=branch["agency"], there=ref, here=f"refs/plan/agency/{name}")


def waiting(place: Place, up: Upstream, *, timeout: float = remote.REMOTE_TIME) -> list[Request]:
    """Fetch what waits on the other copy and return it, the newest requests of a forge first."""
    found = []
    for ref, commit in remote.listed(place, up, PATTERNS, timeout=timeout).items():
        one = request(ref)
        if one is not None:
            found.append(Request(name=one.name, agency=one.agency, there=ref, here=one.here, commit=commit))
    found.sort(key=lambda each: (not each.agency, -int(each.name[1:]) if not each.agency else 0, each.name))
    found = found[:MOST_REQUESTS]
    try:
        if found:
            remote.fetch(place, up, [(each.there, each.here) for each in found], timeout=timeout)
    except Unreachable:
        return [_alone(place, up, each, timeout) for each in found]
    return found


def _alone(place: Place, up: Upstream, one: Request, timeout: float) -> Request:
    """Fetch one contribution by itself: one whose objects git refuses must not keep the others out."""
    try:
        remote.fetch(place, up, [(one.there, one.here)], timeout=timeout)
    except Unreachable as error:
        return replace(one, problem=error.told or "?")
    return one


def kept(place: Place) -> list[Request]:
    """Return what was fetched before, without asking the other copy."""
    found = []
    for here, commit in _refs(place, "refs/plan/").items():
        parts = here.split("/", 3)
        there = (
            f"refs/heads/{here.removeprefix('refs/plan/')}"
            if parts[2] == "agency"
            else f"refs/{parts[2]}/{parts[3]}/head"
        )
        one = request(there)
        if one is not None and one.here == here:
            found.append(Request(name=one.name, agency=one.agency, there=there, here=here, commit=commit))
    return found


def collected(place: Place) -> list[Request]:
    """Return the forms that were collected here."""
    found = []
    for ref, commit in _refs(place, COLLECTED).items():
        rest = ref.removeprefix(COLLECTED)
        agency, _, period = rest.partition("/")
        if agency and period:
            found.append(Request(name=f"form/{rest}", agency=agency, there=ref, here=ref, commit=commit))
    return found


def _refs(place: Place, under: str) -> Mapping[str, str]:
    told = place.git.run("for-each-ref", "--format=%(objectname) %(refname)", under).stdout.decode("utf-8", "replace")
    return {ref: id for id, _, ref in (line.partition(" ") for line in told.splitlines())}


# --- answers --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer of the office: the agency and the commit it is about, and the commit that holds its words."""

    ref: str
    agency: str
    about: str
    commit: str


def answer_ref(agency: str, commit: str) -> str:
    """Return where the answer to the commit of an agency lies; an agency that is not known is called so."""
    return f"{ANSWERS}{agency or 'unknown'}/{object_id(commit)}"


def answers(place: Place, under: str = ANSWERS) -> list[Answered]:
    """Return the answers in this copy."""
    found = []
    for ref, id in _refs(place, under).items():
        agency, _, about = ref.removeprefix(under).rpartition("/")
        found.append(Answered(ref=ref.replace(under, ANSWERS, 1), agency=agency, about=about, commit=id))
    return found


def make_answer(place: Place, ref: str, message: str, by: Mapping[str, str]) -> str:
    """Make the commit that holds the words of an answer, after an earlier one to the same commit; return its id."""
    earlier = remote.tip(place, ref)
    parents = ("-p", earlier) if earlier else ()
    place.git.run("hash-object", "-w", "-t", "tree", "--stdin", input=b"")
    made = place.git.run("commit-tree", *parents, "-F", "-", place.empty_tree, input=message.encode(), environment=by)
    return object_id(made.text)


def keep_answer(place: Place, ref: str, commit: str) -> None:
    """Let the ref of an answer name its commit in this copy."""
    place.git.run("update-ref", "--end-of-options", ref, object_id(commit))


def unsent(place: Place) -> dict[str, str]:
    """Return the answers the other copy does not have, as far as it is remembered."""
    known = {each.ref: each.commit for each in answers(place, _SENT)}
    return {each.ref: each.commit for each in answers(place) if known.get(each.ref) != each.commit}


def remember_sent(place: Place, sent: Mapping[str, str]) -> None:
    """Remember that the other copy has these answers."""
    for ref, commit in sent.items():
        keep_answer(place, ref.replace(ANSWERS, _SENT, 1), commit)


def bring_answers(place: Place, up: Upstream, agencies: tuple[str, ...], *, timeout: float) -> list[Answered]:
    """Fetch the answers to the agencies and return those that are new here."""
    before = {each.ref: each.commit for each in answers(place)}
    pairs = [(f"{ANSWERS}{each}/*", f"{ANSWERS}{each}/*") for each in agencies]
    if pairs:
        remote.fetch(place, up, pairs, timeout=timeout)
    return [each for each in answers(place) if each.agency in agencies and before.get(each.ref) != each.commit]


def words_of(place: Place, commit: str) -> str:
    """Return the words of an answer without its trailers; raise ``GitError`` where it cannot be read."""
    body = history.commit_info(place, commit).body
    head, mark, last = body.rstrip().rpartition("\n\n")
    if not mark and not last:
        raise GitError(say("there is no commit {commit}.", commit=commit))
    return head or last
