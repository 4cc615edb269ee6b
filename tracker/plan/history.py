"""History as values: what each commit changed in one task, and what it says to machines."""

from dataclasses import dataclass
from datetime import datetime

from tracker.plan.fields import Change
from tracker.plan.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailers:
    """What a commit of the tracker says to machines.

    ``edit`` is "set", "add", "new-year", "undo", "redo" or empty for a commit somebody made without the tracker;
    ``task`` is the task it is about and ``more_tasks`` are the others of one edit of several; ``undoes`` is the
    commit an undo puts back and ``redoes`` the one a redo makes again; ``rebuilt_from`` names the report a commit was
    rebuilt from; ``begins`` is the plan year a commit of "new-year" begins.
    The tag of an issued report gives its ``period``, the day it was judged ``on`` and the ``digest`` of what was
    printed.
    """

    edit: str = ""
    task: str = ""
    more_tasks: tuple[str, ...] = ()
    undoes: str = ""
    redoes: str = ""
    rebuilt_from: str = ""
    begins: str = ""
    date: str = ""
    period: str = ""
    on: str = ""
    digest: str = ""

    @property
    def tasks(self) -> tuple[str, ...]:
        """Every task the commit is about."""
        return (self.task, *self.more_tasks) if self.task else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One commit of a task's history, as field changes.

    ``is_first`` marks the commit that added the task; ``problem`` says why a version could not be read.
    ``when`` is when the thing happened: the date a backfilled edit gives, else the commit's own.
    """

    commit: str
    when: datetime
    author: str
    subject: str
    changes: tuple[Change, ...]
    trailers: Trailers
    is_first: bool = False
    problem: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastChange:
    """The last commit that changed a record: when it was written, by whom, and what it says."""

    commit: str
    when: datetime
    author: str
    subject: str
