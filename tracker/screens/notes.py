"""What is said beside a field before it is saved: what its change makes doubtful, and what changed underneath."""

from collections.abc import Callable, Sequence

from textual.content import Content

from tracker.plan.check import check_task
from tracker.plan.fields import FIELD_BY_KEY, Change
from tracker.plan.message import say
from tracker.plan.problem import Problem
from tracker.plan.rules import DEMANDS
from tracker.plan.task import Task
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.pending import Pending
from tracker.screens.themes import SOON_STYLE

STATUS = "progress.status"
MARK = "!"


def new_problems(task: Task, wished: Task, view: PlanView) -> tuple[Problem, ...]:
    """Return what the rules find in the task as wished and do not find in it as it is."""
    if task == wished:
        return ()
    before = {(each.rule, each.field, each.message) for each in check_task(task, view.plan, view.on)}
    after = check_task(wished, view.plan, view.on)
    return tuple(each for each in after if (each.rule, each.field, each.message) not in before)


def notes_of(
    task: Task,
    pending: Pending,
    moved: Sequence[Change],
    view: PlanView,
    words: Words,
    key_of: Callable[[str], str] = lambda _field: "",
    aid: str = "",
) -> dict[str, Content]:
    """Return what is said of each field, by its key.

    How a new status fits another field is said beside the status, with that field and the key that goes there,
    which ``key_of`` names; ``aid`` names the key that compares with what changed underneath.
    """
    lines: dict[str, list[Content]] = {}
    for change in moved:
        now = " ".join(words.field_text(change.new, view.plan.register).split())
        moved_on = say("changed underneath; it now says: {value} · {key} compares", value=now, key=aid)
        told = words(moved_on)
        lines.setdefault(change.field.key, []).append(plain(f"{MARK} {told}", style=SOON_STYLE))
    for problem in new_problems(task, pending.wished(task), view):
        beside = STATUS in pending.wishes and STATUS in DEMANDS.get(problem.rule, ()) and problem.field != STATUS
        said = f"{MARK} {words(problem.message)}"
        if beside:
            key = key_of(problem.field)
            said += f" → {words(FIELD_BY_KEY[problem.field].title)}" + (f" ({key})" if key else "")
        elif problem.hint is not None:
            said += f" · {words(problem.hint)}"
        lines.setdefault(STATUS if beside else problem.field, []).append(plain(said, style=SOON_STYLE))
    return {key: Content("\n").join(each) for key, each in lines.items()}
