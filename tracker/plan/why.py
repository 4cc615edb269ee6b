"""Why a mark stands where it stands, in words: late, due soon, silent, flagged by a rule, unreadable.

Nothing is judged here: timeliness and the rules have done that. This says from what they judged.
"""

from collections.abc import Iterator
from shlex import quote

from tracker.plan.dates import date_text
from tracker.plan.message import Message, say, say_count
from tracker.plan.plan import BrokenRecord, PlanSettings
from tracker.plan.problem import Problem
from tracker.plan.schedule import read_schedule
from tracker.plan.task import Schedule
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import Group, PlanView, TaskRow

RULES_PAGE = "docs/reference/checks.md"
"""The page that lists every rule."""

MOST_NAMED = 12
"""How many tasks of an area or agency are named one by one."""


def explain(row: TaskRow, view: PlanView) -> tuple[Message, ...]:
    """Return sentences that say how the task stands, where its due date comes from, and what the rules found."""
    problems = view.problems_by_task.get(row.task.id, ())
    said = [*_standing(row, view), *_due(row.task.schedule, view.plan.settings)]
    if not row.has_report:
        said.append(say("Nobody has reported a result yet: the result of the record is empty."))
    said.extend(each for problem in problems for each in explain_problem(problem))
    return tuple(said)


def _standing(row: TaskRow, view: PlanView) -> Iterator[Message]:
    stands, task, settings = row.standing, row.task, view.plan.settings
    status = task.progress.status
    due = stands.due or ""
    match stands.timeliness:
        case Timeliness.OVERDUE:
            days = say_count("{count} day", "{count} days", stands.days_late)
            yield say(
                "It is overdue: it was due on {due} and is not done on {on}, {days} later.",
                due=due,
                on=view.on,
                days=days,
            )
        case Timeliness.DUE_SOON:
            yield say_count(
                "It is due soon: {left} day is left on {on}, and the window of the plan is {count} day.",
                "It is due soon: {left} days are left on {on}, and the window of the plan is {count} days.",
                settings.due_soon_days,
                left=stands.days_left or 0,
                on=view.on,
            )
        case Timeliness.DONE_LATE:
            days = say_count("{count} day", "{count} days", stands.days_late)
            completed = task.progress.completed or ""
            yield say("It was done late: on {completed}, {days} after {due}.", completed=completed, days=days, due=due)
        case Timeliness.DONE_IN_TIME if task.progress.completed is not None:
            yield say("It was done in time: on {completed}, due on {due}.", completed=task.progress.completed, due=due)
        case Timeliness.DONE_IN_TIME:
            yield say("It is done, and its due date {due} has not passed.", due=due)
        case Timeliness.DONE_DATE_UNKNOWN:
            yield say("It is done, and no date of the product says whether in time: it was due on {due}.", due=due)
        case Timeliness.DONE:
            yield say("It is done, and has no due date to hold it to.")
        case Timeliness.CLOSED:
            yield say("It is no longer owed in this plan: {status}.", status=status)
        case Timeliness.NO_DUE:
            yield say("It has no due date, so it is never late: {status}.", status=status)
        case _:
            yield say("It is neither late nor due soon: {status}, due on {due}.", status=status, due=due)


def _due(schedule: Schedule, settings: PlanSettings) -> Iterator[Message]:
    """Say where the due date in force comes from: the plan's wording, a person, or an extension."""
    wording = schedule.text or "…"
    read = read_schedule(schedule.text, year=settings.year, strict_before=settings.strict_before)
    if schedule.due is None:
        yield say("The plan says “{wording}” ({kind}), which names no last day.", wording=wording, kind=schedule.kind)
    elif read.due == schedule.due:
        yield say(
            "The plan says “{wording}” ({kind}), whose last day is {due}.",
            wording=wording,
            kind=schedule.kind,
            due=schedule.due,
        )
    else:
        yield say(
            "The plan says “{wording}” ({kind}); the due date {due} was entered by a person.",
            wording=wording,
            kind=schedule.kind,
            due=schedule.due,
        )
    if schedule.condition:
        yield say("It hangs on a condition: {condition}.", condition=schedule.condition.rstrip("."))
    for each in schedule.extensions:
        decision = each.decision or "…"
        yield say("It was extended to {due} by {decision}.", due=each.due, decision=decision)


def explain_problem(problem: Problem) -> Iterator[Message]:
    """Say what a rule found, what helps where the rule says so, and where the rule is described."""
    yield say(
        "The rule “{rule}” found ({severity}): {message}",
        rule=problem.rule,
        severity=problem.severity,
        message=problem.message,
    )
    if problem.hint is not None:
        yield say("What helps: {hint}", hint=problem.hint)
    if problem.path:
        place = f"{problem.path}:{problem.line}" if problem.line else problem.path
        yield say("It is about {place}; the rule is described in {page}.", place=place, page=RULES_PAGE)


def explain_broken(broken: BrokenRecord, key: str) -> tuple[Message, ...]:
    """Return sentences that say why a record cannot be read, where, and how it is repaired.

    ``key`` is the name of the person's key that opens a file in the editor.
    """
    said: list[Message] = [
        say("The record {path} cannot be read, so it is in no count, and nothing is written to it.", path=broken.path)
    ]
    for problem in broken.problems:
        said.extend(explain_problem(problem))
    said.append(repair(broken.path, next((each.line for each in broken.problems if each.line), 0), key))
    return tuple(said)


def repair(path: str, line: int, key: str) -> Message:
    """Return how a file that cannot be read is repaired; ``key`` opens it in the editor."""
    where = say("at line {line}", line=line) if line else say("from its first line on")
    return say(
        "To repair it, mend it {where} in your editor: {key} in the app, or tracker edit {path}. "
        "git restore -- {path} takes the last committed version back.",
        path=quote(path),
        where=where,
        key=key,
    )


def explain_group(group: Group, view: PlanView) -> tuple[Message, ...]:
    """Return sentences that say what the figures and the mark of an area or agency count."""
    counts = group.counts
    late = sorted(_of(group, Timeliness.OVERDUE), key=lambda row: -row.standing.days_late)
    soon = _of(group, Timeliness.DUE_SOON)
    silent = [row for row in group.rows if not row.has_report]
    done = say("{done} of {total} tasks are done on {on}.", done=counts.done, total=counts.total, on=view.on)
    named = (
        (late, say("Overdue, the figure after “!”: {tasks}.", tasks=_named(late))),
        (soon, say("Due soon: {tasks}.", tasks=_named(soon))),
        (silent, say("Without a report: {tasks}.", tasks=_named(silent))),
    )
    return (done, *(said for rows, said in named if rows))


def _of(group: Group, timeliness: Timeliness) -> list[TaskRow]:
    return [row for row in group.rows if row.standing.timeliness is timeliness]


def _named(rows: list[TaskRow]) -> str:
    """Return the numbers of the tasks with the due dates of those that have one; of many the first ones."""
    named = [
        f"{row.task.number} ({date_text(row.standing.due)})" if row.standing.due is not None else row.task.number
        for row in rows[:MOST_NAMED]
    ]
    return ", ".join([*named, "…"] if len(rows) > MOST_NAMED else named)
