"""Several plans of one folder: read side by side, checked, and a task with those it comes from or goes on as.

A face that shows one plan reads one; the others are read when somebody asks for them.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date

from tracker.plan.history import LastChange
from tracker.plan.kin import NO_KIN, Kin, carried_from, kin_of
from tracker.plan.message import TrackerError
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.task import Task
from tracker.plan.view import PlanView
from tracker.plan.years import YearsView, side_by_side
from tracker.workspace import Workspace


def all_years(workspace: Workspace, on: date | None = None, *, at: str | date | None = None) -> YearsView:
    """Return every plan of the folder, or of the commit where ``at`` names one, as one view that is not checked.

    Each plan is judged on its own day, or all on the one given. Raises ``TrackerError`` where one cannot be read.
    """
    years = workspace.years(at)
    if not years:
        workspace.settings()  # says that there is no plan
    return side_by_side([workspace.of(each).unchecked(on, at=at) for each in years])


def checked_years(workspace: Workspace, view: YearsView) -> YearsView:
    """Return the view with the problems of every plan; what was checked before is not checked again."""
    return side_by_side([workspace.of(each.plan.settings.year).check(each) for each in view.views])


def last_changes(workspace: Workspace, view: PlanView) -> Mapping[TaskId, LastChange]:
    """Return the last change of the record of each task shown, of one plan or of several."""
    if not isinstance(view, YearsView):
        return workspace.last_changes(view.plan)
    found: dict[TaskId, LastChange] = {}
    for each in view.views:
        found |= workspace.of(each.plan.settings.year).last_changes(each.plan)
    return found


def kin(workspace: Workspace, plan: Plan, task: Task) -> Kin:
    """Return the tasks of other plans this one was carried over from, and those it goes on as.

    Only plans that may hold one are read: later ones, and older ones the task names. A plan that cannot be read
    hides no other.
    """
    year = task.place.year
    named = {int(each[:4]) for each in carried_from(task)}
    at = plan.as_of.commit if plan.as_of is not None else None
    others = [each for each in workspace.years(at) if each > year or each in named]
    return kin_of(task, _plans(workspace, others, at)) if others else NO_KIN


def _plans(workspace: Workspace, years: list[int], at: str | None) -> Iterator[Plan]:
    for each in years:
        with suppress(TrackerError):
            yield workspace.of(each).at(at) if at is not None else workspace.of(each).read()
