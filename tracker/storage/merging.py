"""Merging the texts of a record: the fields by their rules, and everything else kept as it was written.

The merged text is one side's with the lines of the fields revised, so that comments and untouched lines stay. Where
both sides changed what stands beside the fields, their texts are first merged by lines.
"""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from tracker.plan.merge import Conflict, blank, merge, merge_lines
from tracker.plan.message import TrackerError, say
from tracker.plan.task import Task
from tracker.storage.codec import TaskReading, beside_fields, read_task, revise, write_task


class Unmergeable(TrackerError):
    """The versions of a record cannot be merged by field; ``path`` says which record."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("the versions of {path} cannot be merged by field.", path=path),
            say("one of them is no readable record, or both changed the same remarks; compare them and mend one."),
        )
        self.path = path


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedText:
    """A merged record; a field in conflict stands as ours has it."""

    text: str
    task: Task
    conflicts: tuple[Conflict, ...] = ()

    def with_theirs(self) -> str:
        """Return the text with every conflict decided for theirs."""
        task = self.task
        for each in self.conflicts:
            task = each.field.put(task, each.theirs)
        return revise(self.text, task)

    def marked(self, ours: str, theirs: str) -> str:
        """Return the text with the conflicts between the marks git puts there, the sides named by these labels."""
        mine, other = (each.split("\n") for each in (self.text, self.with_theirs()))
        found: list[str] = []
        for kind, i, j, k, m in SequenceMatcher(None, mine, other, False).get_opcodes():
            if kind == "equal":
                found += mine[i:j]
            else:
                found += [f"<<<<<<< {ours}", *mine[i:j], "=======", *other[k:m], f">>>>>>> {theirs}"]
        return "\n".join(found)


def merge_texts(base: str | None, ours: str, theirs: str, path: str) -> MergedText:
    """Merge the texts of a record; ``base`` is None where both sides added it. Raises ``Unmergeable``."""
    versions = [_readable(each, path) for each in (ours, theirs)]
    origin = _readable(base, path) if base is not None else blank(versions[0].id)
    if len({versions[0].id, versions[1].id, origin.id}) > 1:
        raise Unmergeable(path)
    found = merge(origin, *versions)
    start = beside(base if base is not None else write_task(origin), ours, theirs, path)
    try:
        text = revise(start, found.task)
    except TrackerError as error:
        raise Unmergeable(path) from error
    return MergedText(text=text, task=found.task, conflicts=found.conflicts)


def _readable(text: str, path: str) -> Task:
    reading: TaskReading = read_task(text, path)
    if reading.task is None or reading.read_only:
        raise Unmergeable(path)
    return reading.task


def beside(base: str, ours: str, theirs: str, path: str) -> str:
    """Return the text whose fields are to be revised, with what either side changed beside them.

    Raises ``Unmergeable`` where both changed the same there.
    """
    was, mine, other = (beside_fields(each) for each in (base, ours, theirs))
    if other in (was, mine):
        return ours
    if mine == was:
        return theirs
    lines = merge_lines(*(tuple(each.split("\n")) for each in (base, ours, theirs)))
    woven = "\n".join(lines) if lines is not None else ""
    if not woven or read_task(woven, path).task is None or not _holds(beside_fields(woven), was, mine, other):
        raise Unmergeable(path)
    return woven


Beside = tuple[tuple[str, ...], dict[str, object]]


def _holds(merged: Beside, was: Beside, mine: Beside, other: Beside) -> bool:
    """Tell whether the merged text has the comments and unknown keys that either side added."""
    added = [Counter(each[0]) - Counter(was[0]) for each in (mine, other)]
    keys = {key: value for side in (mine, other) for key, value in side[1].items() if was[1].get(key) != value}
    return all(not each - Counter(merged[0]) for each in added) and all(
        merged[1].get(key) == value for key, value in keys.items()
    )
