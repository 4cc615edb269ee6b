"""How far the branch is from the one it follows, as far as this copy knows: nothing is fetched."""

from dataclasses import dataclass

from tracker.storage.git import UnsafeName, full_ref
from tracker.storage.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """The branch and the one it follows: ``unsent`` commits are here only, ``incoming`` ones there only.

    ``upstream`` is the short name of the branch followed, empty where none is; then both counts are 0.
    """

    branch: str
    upstream: str = ""
    unsent: int = 0
    incoming: int = 0


def tracking(place: Place, branch: str) -> Tracking:
    """Return how far the branch is from the one it follows, by what the last fetch has brought."""
    alone = Tracking(branch=branch)
    if not branch:
        return alone
    try:
        ref = full_ref(f"refs/heads/{branch}")
        told = place.git.run("for-each-ref", "--format=%(upstream)", "--", ref, check=False)
        upstream = full_ref(told.text) if told.text else ""
    except UnsafeName:
        return alone
    if not upstream:
        return alone
    counted = place.git.run(
        "rev-list", "--left-right", "--count", "--end-of-options", f"{upstream}...{ref}", check=False
    )
    figures = counted.text.split()
    if counted.code != 0 or len(figures) != 2:
        return alone
    short = upstream.removeprefix("refs/remotes/").removeprefix("refs/heads/")
    return Tracking(branch=branch, upstream=short, unsent=int(figures[1]), incoming=int(figures[0]))
