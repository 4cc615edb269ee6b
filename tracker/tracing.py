"""Tracing: who gave a field its value on one side of a merge, when and why, from the commits of that side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.plan.clash import Clash, Origin
from tracker.plan.fields import Field
from tracker.plan.names import TaskId
from tracker.plan.sentence import read_reason
from tracker.plan.task import Task
from tracker.plan.words import Words
from tracker.storage.history import CommitInfo
from tracker.storage.joining import TaskConflict
from tracker.storage.repository import Repository
from tracker.workspace import Workspace
from tracker.writing import parsed

FARTHEST = 500
"""How many commits of a record one side is looked through for the one that gave a value."""


@dataclass(frozen=True, slots=True)
class _Line:
    """The versions of one record on one side, the newest first, and the one both sides come from."""

    versions: Sequence[tuple[CommitInfo, Task | None]]
    base: Task | None

    def origin(self, field: Field, words: Words) -> Origin | None:
        """Return the last commit that changed the field."""
        for number, (commit, task) in enumerate(self.versions):
            earlier = self.versions[number + 1][1] if number + 1 < len(self.versions) else self.base
            if task is not None and (earlier is None or field.value(earlier) != field.value(task)):
                return origin_of(commit, words)
        return None


def origin_of(commit: CommitInfo, words: Words) -> Origin:
    """Return what a commit says of the values it brought."""
    return Origin(
        author=commit.author_name,
        when=commit.author_date,
        sentence=commit.subject,
        reason=read_reason(commit.body, words),
    )


def origins(workspace: Workspace, id: str, fields: Iterable[Field]) -> dict[str, Origin | None]:
    """Return where the values come from that the record of a task holds now, by field."""
    repository, plan = workspace.repository, workspace.read()
    words = workspace.plan_words(plan.settings)
    line = _line(repository, plan.paths[plan.task(id).id], "", repository.head() or "")
    return {each.key: line.origin(each, words) for each in fields}


def clashes(
    workspace: Workspace, conflicts: Iterable[TaskConflict], base: str, ours: str, theirs: str
) -> tuple[Clash, ...]:
    """Return each field in conflict with where its values come from, on the way from ``base`` to either commit."""
    repository = workspace.repository
    words = workspace.plan_words(workspace.settings())
    found: list[Clash] = []
    for task in conflicts:
        mine, other = (_line(repository, task.path, base, tip) for tip in (ours, theirs))
        found += (
            Clash(
                id=TaskId(task.id),
                conflict=each,
                ours_by=mine.origin(each.field, words),
                theirs_by=other.origin(each.field, words),
            )
            for each in task.conflicts
        )
    return tuple(found)


def _line(repository: Repository, path: str, base: str, tip: str) -> _Line:
    commits = repository.log_since(base, tip, path, limit=FARTHEST)
    asked = [(each.id, path) for each in commits] + ([(base, path)] if base else [])
    read = [reading.task if reading is not None else None for reading in map(parsed, repository.versions(asked))]
    return _Line(tuple(zip(commits, read, strict=False)), read[-1] if base else None)
