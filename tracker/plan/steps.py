"""The steps of one person, as undo and redo walk them: which edits stand, and which were put back.

A step is one edit, of one task or of several at once. Undo puts back the step that was made last, redo makes the one
again that was put back last; both over all tasks, or over those of one task. A step that was put back can be made
again until another edit of the person touches one of its tasks.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from tracker.plan.history import Trailers

EDITS = ("set", "add", "accept", "new-year")
"""The edits that are steps; the others put one back or make one again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A commit as undo looks at it; ``is_mine`` tells whether the person who asks made it."""

    commit: str
    subject: str
    when: datetime
    trailers: Trailers
    is_mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An edit of the person: its commit, the tasks it changed and the sentence it left.

    ``begins`` is the plan year it began, empty for any other edit; its tasks are then of two plans.
    """

    commit: str
    subject: str
    when: datetime
    tasks: tuple[str, ...]
    is_adding: bool = False
    begins: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """The edits that stand, by when they were last made, and those put back, by when; the last one last."""

    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    def of(self, task: str | None) -> "Steps":
        """Return the steps that changed the task, or all without one."""
        if task is None:
            return self
        return Steps(
            done=tuple(each for each in self.done if task in each.tasks),
            undone=tuple(each for each in self.undone if task in each.tasks),
        )

    def within(self, year: int) -> "Steps":
        """Return the steps in the plan of this year; the edits of another plan are undone there."""
        return Steps(
            done=tuple(each for each in self.done if _is_within(each, year)),
            undone=tuple(each for each in self.undone if _is_within(each, year)),
        )

    def edited(self, step: Step) -> "Steps":
        """Return the steps after another edit: what was put back in its tasks can no longer be made again."""
        kept = tuple(each for each in self.undone if not set(each.tasks) & set(step.tasks))
        return Steps(done=(*self.done, step), undone=kept)

    def put_back(self, commit: str, *, is_mine: bool) -> "Steps":
        """Return the steps after one was put back; what somebody else put back is not made again."""
        gone = tuple(each for each in self.done if each.commit == commit and is_mine)
        return Steps(done=tuple(each for each in self.done if each.commit != commit), undone=(*self.undone, *gone))

    def made_again(self, commit: str) -> "Steps":
        """Return the steps after one that was put back was made again."""
        again = tuple(each for each in self.undone if each.commit == commit)
        return replace(
            self,
            done=(*self.done, *again),
            undone=tuple(each for each in self.undone if each.commit != commit),
        )


def _is_within(step: Step, year: int) -> bool:
    tasks = [task.startswith(f"{year:04d}-") for task in step.tasks]
    return any(tasks) or step.begins == f"{year:04d}" if step.begins else all(tasks)


def is_step(trailers: Trailers) -> bool:
    """Tell whether a commit is an edit of tasks that the person who made it can put back."""
    return trailers.edit in EDITS and bool(trailers.tasks or trailers.begins)


def read_steps(past: Iterable[Past]) -> Steps:
    """Return the steps these commits tell of, the oldest commit first."""
    found = Steps()
    for each in past:
        trailers = each.trailers
        if trailers.edit == "undo" and trailers.undoes:
            found = found.put_back(trailers.undoes, is_mine=each.is_mine)
        elif trailers.edit == "redo" and trailers.redoes:
            found = found.made_again(trailers.redoes)
        elif is_step(trailers) and each.is_mine:
            found = found.edited(
                Step(
                    commit=each.commit,
                    subject=each.subject,
                    when=each.when,
                    tasks=trailers.tasks,
                    is_adding=trailers.edit == "add",
                    begins=trailers.begins if trailers.edit == "new-year" else "",
                )
            )
    return found
