"""An annex read again: what it changes against the plan as it is now and the version that was imported before.

Three values meet for each part of a task: as it was imported, as it is here, as the new annex has it. What only the
annex changed is proposed; what only somebody here changed is kept; where both did, all three are shown and nothing is
taken unless a person asks for it. Tasks whose number changed are found by their titles.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from tracker.exchange.heads import TICKS, Column
from tracker.exchange.understanding import ReadTask
from tracker.plan.confidence import Confidence
from tracker.plan.message import Message, say
from tracker.plan.names import TaskId, task_id
from tracker.plan.task import Status, Task
from tracker.plan.text import fold, one_line


class ChangeKind(StrEnum):
    """What an annex read again changes."""

    CHANGED = "changed"
    CONFLICT = "conflict"
    ADDED = "added"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a task that is changed as a whole: its name, its text, and how to take it over from another task."""

    name: str
    title: Message
    columns: tuple[Column, ...]
    text: Callable[[Task], str]
    take: Callable[[Task, Task], Task]


def _take_title(here: Task, annex: Task) -> Task:
    added = tuple(each for each in annex.basis if each not in here.basis)
    return replace(here, title=annex.title, basis=(*here.basis, *added))


def _take_schedule(here: Task, annex: Task) -> Task:
    return replace(here, schedule=replace(annex.schedule, extensions=here.schedule.extensions))


def _take_result(here: Task, annex: Task) -> Task:
    told = annex.progress
    progress = replace(
        here.progress,
        result=told.result,
        documents=told.documents,
        status=told.status,
        completed=told.completed,
        awaiting=told.awaiting,
    )
    return replace(here, progress=progress)


PARTS: tuple[Part, ...] = (
    Part(name="title", title=say("title"), columns=(Column.TITLE,), text=lambda each: each.title, take=_take_title),
    Part(
        name="product",
        title=say("product"),
        columns=(Column.PRODUCT,),
        text=lambda each: each.product,
        take=lambda here, annex: replace(here, product=annex.product),
    ),
    Part(
        name="schedule",
        title=say("schedule"),
        columns=(Column.SCHEDULE, Column.START, Column.DUE),
        text=lambda each: each.schedule.text,
        take=_take_schedule,
    ),
    Part(
        name="assignment",
        title=say("assignment"),
        columns=(Column.ASSIGNMENT, Column.LEAD, Column.COORDINATING),
        text=lambda each: each.assignment.text,
        take=lambda here, annex: replace(here, assignment=annex.assignment),
    ),
    Part(
        name="result",
        title=say("result"),
        columns=(Column.RESULT, Column.STATUS, *TICKS),
        text=lambda each: each.progress.result,
        take=_take_result,
    ),
    Part(
        name="obstacle",
        title=say("obstacle"),
        columns=(Column.OBSTACLE,),
        text=lambda each: each.progress.obstacle,
        take=lambda here, annex: replace(here, progress=replace(here.progress, obstacle=annex.progress.obstacle)),
    ),
    Part(
        name="proposal",
        title=say("proposal"),
        columns=(Column.PROPOSAL,),
        text=lambda each: each.progress.proposal,
        take=lambda here, annex: replace(here, progress=replace(here.progress, proposal=annex.progress.proposal)),
    ),
    Part(
        name="percent",
        title=say("percent"),
        columns=(Column.PERCENT,),
        text=lambda each: "" if each.progress.percent is None else str(each.progress.percent),
        take=lambda here, annex: replace(here, progress=replace(here.progress, percent=annex.progress.percent)),
    ),
)
"""The parts of a task an annex may change; where a task comes from is no part."""


def digest(text: str) -> str:
    """Return what stands for a text in a commit: enough to tell whether the next annex says the same."""
    return hashlib.sha256(fold_blanks(text).encode()).hexdigest()[:16]


def fold_blanks(text: str) -> str:
    """Return the text as two versions of it are compared: runs of blanks and line ends as one blank."""
    return one_line(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What was imported before: the digest of each part, and its text where it is known."""

    digests: Mapping[tuple[str, str], str]
    texts: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One change to take or leave, numbered from 1.

    ``base`` is None where nothing was imported before or its text is not known; ``id`` is the task here; ``told`` is
    its number in the annex; ``confidence`` says how sure it is that both are one task.
    """

    number: int
    kind: ChangeKind
    id: TaskId
    told: str
    part: str = ""
    title: Message | None = None
    base: str | None = None
    here: str = ""
    annex: str = ""
    confidence: Confidence = Confidence.HIGH


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An annex against the plan: the proposals, the parts kept because only they changed here, and renumbered tasks.

    ``matches`` has for each task of the annex the id it has here; ``renumbered`` the pairs whose numbers differ.
    """

    proposals: tuple[Proposal, ...]
    kept: tuple[tuple[TaskId, str], ...]
    matches: Mapping[TaskId, TaskId]
    renumbered: tuple[tuple[TaskId, TaskId, Confidence], ...]


_SAME_TITLE = 0.6
_MOST_PAIRS = 40_000
_SURE_TITLE = 0.9


def compare(
    annex: Sequence[ReadTask], here: Mapping[TaskId, Task], imported: Imported, columns: Sequence[Column]
) -> Comparison:
    """Return what the annex changes; parts whose columns the annex does not have are left alone."""
    matches = match_tasks([each.task for each in annex], here)
    parts = [part for part in PARTS if any(each in columns for each in part.columns)]
    found: list[Proposal] = []
    kept: list[tuple[TaskId, str]] = []
    taken = set(here)
    for read in annex:
        matched = matches.get(read.task.id)
        if matched is None:
            id = _free_id(read.task, taken)
            taken.add(id)
            found.append(_added(read, id))
            continue
        for part in parts:
            proposal, is_kept = _part(part, here[matched[0]], read.task, imported, matched[1])
            found += [proposal] if proposal is not None else []
            kept += [(matched[0], part.name)] if is_kept else []
    matched_ids = {each for each, _ in matches.values()}
    known = {id for id, _ in imported.digests}
    found += [_withdrawn(task) for id, task in here.items() if id not in matched_ids and id in known]
    return Comparison(
        proposals=tuple(replace(each, number=number) for number, each in enumerate(found, start=1)),
        kept=tuple(kept),
        matches={id: match[0] for id, match in matches.items()},
        renumbered=tuple((told, id, sure) for told, (id, sure) in matches.items() if told != id),
    )


def _part(
    part: Part, here: Task, annex: Task, imported: Imported, confidence: Confidence
) -> tuple[Proposal | None, bool]:
    """Return the proposal for one part, or none; and whether the part is kept because it changed here alone."""
    key = (here.id, part.name)
    mine, theirs = part.text(here), part.text(annex)
    if fold_blanks(mine) == fold_blanks(theirs):
        return None, False
    before = imported.digests.get(key)
    if before == digest(theirs):
        return None, True
    kind = ChangeKind.CHANGED if before == digest(mine) else ChangeKind.CONFLICT
    proposal = Proposal(
        number=0,
        kind=kind,
        id=here.id,
        told=annex.number,
        part=part.name,
        title=part.title,
        base=imported.texts.get(key),
        here=mine,
        annex=theirs,
        confidence=confidence,
    )
    return proposal, False


def _added(read: ReadTask, id: TaskId) -> Proposal:
    return Proposal(number=0, kind=ChangeKind.ADDED, id=id, told=read.task.number, annex=read.task.headline)


def _withdrawn(task: Task) -> Proposal:
    return Proposal(
        number=0,
        kind=ChangeKind.WITHDRAWN,
        id=task.id,
        told="",
        here=task.headline,
        confidence=Confidence.MEDIUM,
    )


def _free_id(task: Task, taken: set[TaskId]) -> TaskId:
    """Return the id of a new task: its number in the annex, or the next free one of its area."""
    place = task.place
    number = place.number
    while task_id(place.year, place.area, number) in taken:
        number += 1
    return task_id(place.year, place.area, number)


# --- which task is which --------------------------------------------------------------------------


class _Pairs:
    """Tasks of an annex and the ones they are here, each of these once."""

    def __init__(self, here: Mapping[TaskId, Task]) -> None:
        self.found: dict[TaskId, tuple[TaskId, Confidence]] = {}
        self.free = set(here)

    def settle(self, told: TaskId, id: TaskId, confidence: Confidence) -> None:
        """Take the two for one task, unless either has its other half already."""
        if told not in self.found and id in self.free:
            self.found[told] = (id, confidence)
            self.free.discard(id)


def match_tasks(annex: Sequence[Task], here: Mapping[TaskId, Task]) -> dict[TaskId, tuple[TaskId, Confidence]]:
    """Return for each task of the annex the one it is here.

    The same title wins over the same number, and a title that is alike over none; a task of another title is the one
    with its number only where no other of its area came or went.
    """
    pairs = _Pairs(here)
    _settle_same_titles(pairs, annex, here)
    for task in annex:
        if task.id in pairs.free and likeness(task.title, here[task.id].title) >= _SAME_TITLE:
            pairs.settle(task.id, task.id, Confidence.HIGH)
    rest = [task for task in annex if task.id not in pairs.found]
    for like, told, id in sorted(_alike(rest, pairs.free, here), key=lambda each: -each[0]):
        pairs.settle(told, id, Confidence.HIGH if like >= _SURE_TITLE else Confidence.MEDIUM)
    rest = [task for task in rest if task.id not in pairs.found]
    alone = [task for task in rest if task.id in pairs.free and _is_alone(task, rest, pairs.free, here)]
    for task in alone:
        pairs.settle(task.id, task.id, Confidence.LOW)
    return pairs.found


def _settle_same_titles(pairs: _Pairs, annex: Sequence[Task], here: Mapping[TaskId, Task]) -> None:
    titles: dict[str, list[TaskId]] = {}
    for id, task in here.items():
        titles.setdefault(fold(task.title), []).append(id)
    same = {task.id: titles.get(fold(task.title), []) for task in annex}
    for id, ids in same.items():
        if id in ids:
            pairs.settle(id, id, Confidence.HIGH)
    for id, ids in same.items():
        if len(ids) == 1:
            pairs.settle(id, ids[0], Confidence.HIGH)


_MOST_RARE = 8
"""How many tasks a word may stand in and still help to find one by its title."""


def _alike(rest: Sequence[Task], free: set[TaskId], here: Mapping[TaskId, Task]) -> list[tuple[float, TaskId, TaskId]]:
    """Return the pairs whose titles are alike: of very many tasks only those that share a rare word are compared."""
    pairs = [(task, id) for task in rest for id in sorted(free)] if len(rest) * len(free) <= _MOST_PAIRS else []
    if not pairs:
        holding: dict[str, list[TaskId]] = {}
        for id in sorted(free):
            for word in set(fold(here[id].title).split()):
                holding.setdefault(word, []).append(id)
        for task in rest:
            near = [ids for word in set(fold(task.title).split()) if len(ids := holding.get(word, [])) <= _MOST_RARE]
            pairs += [(task, id) for id in sorted({id for ids in near for id in ids})]
    found = [(likeness(task.title, here[id].title), task.id, id) for task, id in pairs]
    return [each for each in found if each[0] >= _SAME_TITLE]


def _is_alone(task: Task, rest: Sequence[Task], free: set[TaskId], here: Mapping[TaskId, Task]) -> bool:
    """Tell whether a task of another title may still be the one with its number: no other of its area came or went."""
    area = task.area
    return sum(each.area == area for each in rest) == sum(here[id].area == area for id in free) == 1


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are, from 0 to 1, by their words without tones."""
    if fold(one) == fold(other):
        return 1.0
    left, right = fold(one).split(), fold(other).split()
    if not left or not right or min(len(left), len(right)) * 3 < max(len(left), len(right)):
        return 0.0
    shared = len(set(left) & set(right)) / max(len(set(left)), len(set(right)))
    return SequenceMatcher(None, left, right, autojunk=False).ratio() if shared > 0.3 else shared


# --- taking changes over --------------------------------------------------------------------------


def taken(
    comparison: Comparison, chosen: frozenset[int], annex: Sequence[ReadTask], here: Mapping[TaskId, Task]
) -> dict[TaskId, Task]:
    """Return the tasks as they are with the chosen proposals taken over, new ones among them."""
    by_number = {each.task.number: each.task for each in annex}
    parts = {part.name: part for part in PARTS}
    result: dict[TaskId, Task] = {}
    for each in comparison.proposals:
        if each.number not in chosen:
            continue
        now = result.get(each.id) or here.get(each.id)
        if each.kind is ChangeKind.ADDED:
            result[each.id] = replace(by_number[each.told], id=each.id)
        elif now is not None and each.kind is ChangeKind.WITHDRAWN:
            result[each.id] = replace(now, progress=replace(now.progress, status=Status.WITHDRAWN))
        elif now is not None:
            result[each.id] = parts[each.part].take(now, by_number[each.told])
    return result


UNKNOWN = "0" * 16
"""What stands for the text of a part that was never imported."""


def kept_digests(
    annex: Sequence[ReadTask],
    comparison: Comparison,
    after: Mapping[TaskId, Task],
    imported: Imported,
    columns: Sequence[Column],
) -> tuple[tuple[TaskId, str, str], ...]:
    """Return task, part and digest of the version imported before, wherever the records will not tell it.

    A part that changed here, or on both sides, is compared with that version the next time as well, so that a change
    left aside is proposed again and a conflict stays one.
    """
    parts = [part for part in PARTS if any(each in columns for each in part.columns)]
    found: list[tuple[TaskId, str, str]] = []
    for read in annex:
        id = comparison.matches.get(read.task.id)
        now = after.get(id) if id is not None else None
        if id is None or now is None:
            continue
        differing = [part for part in parts if digest(part.text(now)) != digest(part.text(read.task))]
        before = [(part, imported.digests.get((id, part.name), UNKNOWN)) for part in differing]
        found += [(id, part.name, held) for part, held in before if held != digest(part.text(now))]
    return tuple(found)
