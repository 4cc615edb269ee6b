"""Resolving: conflicts that plain git left behind are settled field by field, as those of sync and the inbox are.

A record in conflict is read from the three stages of the index; one that has only marks in it, from these, where the
value before is not known as a rule. In a merge, rebase or pick what is settled is staged, and git goes on from there.
Marks that were committed are settled by a commit of these records alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.plan.clash import Clash, Decide, Resolved, decided
from tracker.plan.fields import FIELDS
from tracker.plan.merge import Conflict, doubts
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.problem import Problem
from tracker.plan.task import Task
from tracker.storage import unmerged
from tracker.storage.codec import beside_fields, read_task, revise
from tracker.storage.folder import NotText, RecordRefused, digest, text
from tracker.storage.joining import TaskConflict
from tracker.storage.markers import Sides, sides
from tracker.storage.merging import MergedText, Unmergeable, merge_texts
from tracker.storage.repository import FileChange
from tracker.storage.state import Situation
from tracker.storage.unmerged import Stages, Unfinished
from tracker.tracing import clashes
from tracker.workspace import Workspace

MARKS = "conflict-markers"
"""The rule by which the check finds a record with marks in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """One record left in conflict: what it becomes as far as that is clear, and the fields that are not.

    ``by_hand`` tells that somebody mended the file already and has not staged it. ``stages`` is None where the index
    knows of no conflict, and ``is_committed`` tells that the marks are in the last commit.
    """

    path: str
    expected: str
    merged: MergedText
    ours: Task
    theirs: Task
    clashes: tuple[Clash, ...] = ()
    by_hand: bytes | None = None
    stages: Stages | None = None
    is_committed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """Everything that is in conflict: records, records that have no fields to settle, and files that are none."""

    situation: Situation
    records: tuple[Leftover, ...] = ()
    stuck: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """The fields to decide."""
        return tuple(clash for each in self.records for clash in each.clashes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in conflict."""
        return not (self.records or self.stuck or self.others)


class Undecided(TrackerError):
    """Fields are in conflict and not decided; nothing was written."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(
            say("fields are in conflict and not decided; nothing was written."),
            say("look at the values, then decide each as it says above, or all at once: --keep mine, theirs or both."),
        )
        self.clashes = clashes


def leftovers(workspace: Workspace) -> Leftovers:
    """Return what plain git left in conflict in the records, and beside them."""
    place = workspace.repository.place
    found = unmerged.unfinished(place)
    prefix = workspace.prefix
    inside = {path: each for path, each in found.files.items() if _is_record(path, prefix)}
    contents = unmerged.contents(place, inside)
    read = _Reading(workspace, found, contents)
    records, stuck = [], []
    for path, stages in sorted(inside.items()):
        one = read.staged(path, stages)
        if one is None:
            stuck.append(path)
        else:
            records.append(one)
    for path in _marked(workspace):
        if path in inside:
            continue
        one = read.marked(path)
        if one is None:
            stuck.append(path)
        else:
            records.append(one)
    others = tuple(sorted(set(found.files) - set(inside)))
    return Leftovers(situation=found.situation, records=tuple(records), stuck=tuple(stuck), others=others)


def _is_record(path: str, prefix: str) -> bool:
    inside = path.removeprefix(prefix)
    return (
        path.startswith(prefix)
        and inside.count("/") == 2
        and inside.partition("/")[0].isdigit()
        and inside.endswith(".toml")
    )


def _marked(workspace: Workspace) -> list[str]:
    """Return the records of every year with marks in them."""
    plans = (workspace.of(year).read() for year in workspace.years())
    return [
        each.path for plan in plans for each in plan.broken if any(problem.rule == MARKS for problem in each.problems)
    ]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads what is in conflict, with the versions of the index at hand."""

    workspace: Workspace
    found: Unfinished
    contents: Mapping[str, bytes]

    def staged(self, path: str, stages: Stages) -> Leftover | None:
        """Return a record the index holds in conflict; None where it cannot be settled by field."""
        if stages.ours is None or stages.theirs is None:
            return None
        ids = (stages.base, stages.ours, stages.theirs)
        try:
            base, ours, theirs = (text(self.contents[each]) if each is not None else None for each in ids)
            on_disk = self.workspace.repository.place.files.read(path).content
        except (KeyError, NotText, RecordRefused):
            return None
        if self._is_mine_other:
            ours, theirs = theirs, ours  # the same in what git puts back that it had put aside
        # where git, or a driver that failed, left one of the sides there, nobody has mended it
        is_mended = on_disk not in [self.contents[each] for each in ids if each is not None]
        return self._merged(path, on_disk, Sides(base, ours or "", theirs or ""), stages, may_be_mended=is_mended)

    def marked(self, path: str) -> Leftover | None:
        """Return a record of which only the marks in the file tell; None where it cannot be settled by field."""
        try:
            on_disk = self.workspace.repository.place.files.read(path).content
            found = sides(text(on_disk))
        except (NotText, RecordRefused):
            return None
        if found is not None and self.found.situation is Situation.REBASE:
            found = Sides(found.base, found.theirs, found.ours)
        return self._merged(path, on_disk, found, None, may_be_mended=False) if found is not None else None

    @property
    def _is_mine_other(self) -> bool:
        """Whether what is the person's own is the other side of the index.

        It is while git puts a commit onto another branch, and where nothing is in progress: then git has put back on
        top of it what it had put aside.
        """
        return self.found.situation in (Situation.REBASE, Situation.PLAIN)

    def _merged(
        self, path: str, on_disk: bytes, versions: Sides, stages: Stages | None, *, may_be_mended: bool
    ) -> Leftover | None:
        has_base = versions.base is not None or stages is not None
        mine, other = (read_task(each, path).task for each in (versions.ours, versions.theirs))
        try:
            merge = merge_texts if has_base else _without_base
            merged = merge(versions.base, versions.ours, versions.theirs, path)
        except Unmergeable:
            return None
        if mine is None or other is None:
            return None
        by_hand = on_disk if may_be_mended and _is_mended(on_disk, path, merged.task.id) else None
        head = self.found.head
        committed = self.workspace.repository.blob(head, path) if head else None
        return Leftover(
            path=path,
            expected=digest(on_disk),
            merged=merged,
            ours=mine,
            theirs=other,
            clashes=() if by_hand is not None else self._clashes(path, merged, has_base=has_base, staged=stages),
            by_hand=by_hand,
            stages=stages,
            is_committed=stages is None and committed == on_disk,
        )

    def _clashes(self, path: str, merged: MergedText, *, has_base: bool, staged: Stages | None) -> tuple[Clash, ...]:
        """Return the fields in conflict, and where their values come from as far as the commits of both sides tell."""
        head, other, base = self.found.head, self.found.other, ""
        repository = self.workspace.repository
        if other and self.found.situation is Situation.REVERT:
            other = next(iter(repository.commit_info(other).parents), "")
        if staged is None or not head or not other:
            return tuple(Clash(id=merged.task.id, conflict=each, has_base=has_base) for each in merged.conflicts)
        if self.found.situation is not Situation.REVERT:
            base = repository.merge_base(head, other) or ""
        ours, theirs = (other, head) if self._is_mine_other else (head, other)
        task = TaskConflict(id=merged.task.id, path=path, conflicts=merged.conflicts)
        return clashes(self.workspace, [task], base, ours, theirs)


def _without_base(_base: str | None, ours: str, theirs: str, path: str) -> MergedText:
    """Return what two versions make of which it is not known where they come from: every difference is a conflict."""
    mine, other = (read_task(each, path) for each in (ours, theirs))
    if mine.task is None or other.task is None or mine.read_only or other.read_only or mine.task.id != other.task.id:
        raise Unmergeable(path)
    if beside_fields(ours) != beside_fields(theirs):
        raise Unmergeable(path)
    conflicts = tuple(
        Conflict(field=each, base=None, ours=value, theirs=their)
        for each in FIELDS
        if (value := each.value(mine.task)) != (their := each.value(other.task))
    )
    return MergedText(text=ours, task=mine.task, conflicts=conflicts)


def _is_mended(content: bytes, path: str, id: TaskId) -> bool:
    """Tell whether the file is a record of the task again, which somebody made of it by hand."""
    try:
        task = read_task(text(content), path).task
    except NotText:
        return False
    return task is not None and task.id == id


def resolve(workspace: Workspace, found: Leftovers, decide: Decide) -> Resolved:
    """Settle the records, and stage them, or commit those whose marks were committed.

    Raises ``Undecided`` where a field is left, and ``TrackerError`` where something changed meanwhile, with nothing
    written.
    """
    plan = workspace.read()
    today = workspace.today(plan.settings)
    left: list[Clash] = []
    settled: list[tuple[Leftover, FileChange]] = []
    doubtful: list[Problem] = []
    for each in found.records:
        conflicts = each.merged.conflicts if each.by_hand is None else ()
        task, open_ = decided(each.merged.task, conflicts, decide)
        left += (clash for clash in each.clashes if clash.conflict in open_)
        if open_:
            continue
        content = each.by_hand or revise(each.merged.text, task).encode()
        settled.append((each, FileChange(path=each.path, expected=each.expected, content=content)))
        doubtful += () if each.by_hand else doubts(each.ours, each.theirs, task, plan, today)
    if left:
        raise Undecided(tuple(left))
    is_plain = found.situation is Situation.PLAIN
    commits = [(each, change) for each, change in settled if is_plain and each.is_committed]
    staged = [(each, change) for each, change in settled if not (is_plain and each.is_committed)]
    if staged:
        seen = {each.path: each.stages for each, _ in staged if each.stages is not None}
        unmerged.settle(workspace.repository.place, [change for _, change in staged], seen)
    commit = ""
    if commits:
        message = _message(workspace, plan, [each.merged.task.id for each, _ in commits])
        commit = workspace.repository.save([change for _, change in commits], message)
    return Resolved(
        staged=tuple(each.path for each, _ in staged),
        commit=commit,
        left=(*found.stuck, *found.others),
        doubts=tuple(doubtful),
    )


def _message(workspace: Workspace, plan: Plan, ids: Sequence[TaskId]) -> str:
    words = workspace.plan_words(plan.settings)
    subject = say_count(
        "{count} record: a conflict left behind is settled",
        "{count} records: conflicts left behind are settled",
        len(ids),
    )
    return "\n".join((words(subject), "", "Edit: resolve", *(f"Task: {each}" for each in ids), ""))


def why_not_conclude(workspace: Workspace) -> Message | None:
    """Return why there is no merge to conclude now; None where there is."""
    reason = unmerged.why_not_conclude(workspace.repository.place)
    if reason is None and (marked := _marked(workspace)):
        return say("{path} is not settled yet.", path=marked[0])
    return reason


def merge_message(workspace: Workspace) -> str:
    """Return what git has prepared to say of the merge in progress."""
    return unmerged.merge_message(workspace.repository.place)


def conclude(workspace: Workspace) -> str:
    """Conclude the merge in progress as one commit; return it."""
    reason = why_not_conclude(workspace)
    if reason is not None:
        raise TrackerError(reason, say("finish it with “git commit”, or give it up with “git merge --abort”."))
    return unmerged.conclude(workspace.repository.place, f"{merge_message(workspace)}\n\nEdit: merge\n")


def advice(path: str) -> Message:
    """Return what to do with a file that has no fields to settle."""
    return say("settle it with an editor, then git add -- {path}; git rm -- {path} takes it out.", path=path)
