"""Telling that records or branches were changed by somebody else: a pull, an editor, a colleague on this machine.

It tells that something changed and never what: whoever is told reads again, and reading compares every file with
what is known of it. So an event too many costs a moment, and what happened between two events is seen all the same.
"""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

from tracker.plan.message import TrackerError, say
from tracker.storage.place import Place

STEP = 100
"""Milliseconds of quiet that end a series of changes; also how long it takes to stop."""

LONGEST = 1_000
"""Milliseconds a series of changes may go on before it is told of."""


BEGUN = 500
"""Milliseconds without a change after which the watch surely stands."""


class NotWatched(TrackerError):
    """The system does not tell of changes here."""


def changes(place: Place, records: Path, stop: Event) -> Iterator[None]:
    """Yield once the watch stands, for what changed before, and whenever records or refs change, until told to stop.

    A series of changes is told of once.
    Raises ``NotWatched`` where the system cannot watch, as where all its watches are in use.
    """
    from watchfiles import Change, watch

    root, git = str(records), tuple(str(each) for each in _told_of_refs(place))

    def matters(_change: Change, path: str) -> bool:
        if path.startswith(git):
            return not path.endswith(".lock")
        name = path.rpartition("/")[2]
        return path.startswith(root) and not name.startswith(".") and (name.endswith(".toml") or "." not in name)

    is_begun = False
    try:
        for found in watch(
            records,
            *git,
            watch_filter=matters,
            debounce=LONGEST,
            step=STEP,
            stop_event=stop,
            raise_interrupt=False,
            ignore_permission_denied=True,
            rust_timeout=BEGUN,
            yield_on_timeout=True,
        ):
            if found or not is_begun:
                is_begun = True
                yield
    except (OSError, RuntimeError) as error:
        raise NotWatched(
            say("the system does not tell of changes made elsewhere: {reason}.", reason=str(error).strip())
        ) from error


def _told_of_refs(place: Place) -> tuple[Path, ...]:
    """Return the folders in which git writes when a branch, HEAD or what is known of a remote moves."""
    folders = (place.common_dir / "refs", place.git_dir / "logs", place.common_dir / "logs")
    return tuple(dict.fromkeys(each for each in folders if each.is_dir()))
