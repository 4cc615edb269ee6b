"""Contributions as values: what a change of the plan by others holds, and how the rules judge it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.plan.fields import Change
from tracker.plan.message import Message
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.problem import Problem
from tracker.plan.rules import Actor, Verdict
from tracker.plan.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVerdict:
    """Whether the change of a whole file is allowed, by which rule and why; ``line`` is 0 where none is meant."""

    path: str
    allowed: bool
    rule: str
    reason: Message
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChange:
    """One task as a contribution changes it; it is added where ``before`` is None and removed without ``after``.

    ``lines`` has the line of each dotted key in the new record, ``problems`` what the checks find in it that they did
    not find before.
    """

    id: TaskId
    path: str
    before: Task | None
    after: Task | None
    verdicts: tuple[Verdict, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, verdict: Verdict) -> int:
        """Return the line the verdict is about."""
        if verdict.field is None:
            return 1
        return self.lines.get(verdict.field.key) or self.lines.get(verdict.field.table, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Everything that differs between two commits, judged by the rules of the older one."""

    actor: Actor
    tasks: tuple[TaskChange, ...] = ()
    files: tuple[FileVerdict, ...] = ()

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts on every field."""
        return tuple(verdict for each in self.tasks for verdict in each.verdicts)

    @property
    def passes(self) -> bool:
        """Whether nothing is refused."""
        return all(each.allowed for each in self.verdicts) and all(each.allowed for each in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One task that others changed: what changed, or that it was added or removed where there is nothing to compare."""

    id: TaskId
    changes: tuple[Change, ...] = ()
    added: bool = False
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """What sync did: what came in, how many commits went out, and how many wait here because nobody may send them."""

    remote: str
    incoming: tuple[Incoming, ...] = ()
    others: tuple[str, ...] = ()
    sent: int = 0
    waiting: int = 0
    merged: bool = False
    tries: int = 1
    doubts: tuple[Problem, ...] = ()
    answers: "tuple[Answer, ...]" = ()
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What somebody sent and nobody has taken over yet.

    ``name`` is what people call it by: ``#12``, or the agency and its branch. ``base`` is the commit it starts from.
    ``is_answered`` tells that the office returned it and nothing new has come since.
    """

    name: str
    ref: str
    commit: str
    base: str
    agency: AgencyId
    sender: str
    author: str
    email: str
    when: datetime
    subject: str
    commits: int
    judgement: Judgement
    is_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the office answered to a contribution of an agency, as it travelled back."""

    agency: AgencyId
    about: str
    author: str
    when: datetime
    words: str
