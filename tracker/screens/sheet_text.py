"""What the sheet of a task says, as content: how it stands, its values, its problems and its history."""

from collections.abc import Iterable

from textual.content import Content

from tracker.plan.dates import date_text
from tracker.plan.fields import Field, FieldKind, FieldValue
from tracker.plan.history import HistoryEntry
from tracker.plan.message import say, say_count
from tracker.plan.plan import Plan
from tracker.plan.problem import Problem
from tracker.plan.sentence import change_lines
from tracker.plan.task import Status, Task
from tracker.plan.view import TaskRow
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.marks import STATUS_MARKS, timeliness_style


def standing_content(row: TaskRow, words: Words) -> Content:
    """Return how the task stands against its due date."""
    name = words.name(row.standing.timeliness)
    if row.standing.days_late:
        name += " · " + words(say_count("{count} day late", "{count} days late", row.standing.days_late))
    elif row.standing.days_left is not None and not row.is_done:
        name += " · " + words(say_count("{count} day left", "{count} days left", row.standing.days_left))
    if not row.has_report:
        name += " · " + words(say("no report yet"))
    return plain(name, style=timeliness_style(row.standing.timeliness))


def problems_content(problems: tuple[Problem, ...], words: Words) -> Content:
    """Return what the check found, with lines and hints; nothing where it found nothing."""
    if not problems:
        return plain("")
    lines = [plain(words(say("Problems")), style="bold underline")]
    for each in problems:
        place = f" ({words(say('line {line}', line=each.line))})" if each.line else ""
        lines.append(plain(f"  {words.name(each.severity)}: {words(each.message)}{place}"))
        if each.hint is not None:
            lines.append(plain(f"    → {words(each.hint)}"))
    return Content("\n").join(lines)


def history_content(entries: Iterable[HistoryEntry], plan: Plan, words: Words) -> Content:
    """Return the history of a task as field changes, the newest first."""
    lines = [plain(words(say("History")), style="bold underline")]
    for each in entries:
        source = each.trailers.rebuilt_from
        origin = words(say("rebuilt from {source}", source=source)) if source else each.author
        lines.append(plain(f"{date_text(each.when.date())} · {origin} · {each.commit[:9]}", style="bold"))
        if each.problem is not None:
            lines.append(plain("  " + words(each.problem)))
        elif each.is_first:
            lines.append(plain("  " + words(say("added to the plan"))))
        elif not each.changes:
            lines.append(plain("  " + words(say("remarks in the record, no field"))))
        for change in each.changes:
            lines.extend(plain("  " + line) for line in change_lines(change, words, plan.register))
    return Content("\n").join(lines)


def value_content(subject: Field, value: FieldValue, task: Task, plan: Plan, words: Words) -> Content:
    """Return the value of a field as the sheet shows it; of a list one element on a line."""
    if isinstance(value, Status):
        return plain(f"{STATUS_MARKS[value]} {words.name(value)}")
    if isinstance(value, tuple) and value and subject.kind is not FieldKind.AGENCIES:
        return plain("\n".join(words.element_text(each, plan.register) for each in value), multiline=True)
    if subject.key == "schedule.text" and task.schedule.last_due is not None:
        return plain(f"{value or words(say('(empty)'))} ({date_text(task.schedule.last_due)})")
    return plain(words.field_text(value, plan.register), multiline=True)
