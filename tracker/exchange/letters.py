"""What goes to an agency and to a leader: the letter annex with blanks to fill, the short text, and who owes what."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tracker.exchange.form import Form
from tracker.exchange.form_paper import form_table
from tracker.exchange.paper import Column, Line, Paper, Row, Table
from tracker.plan.agency import Register
from tracker.plan.dates import date_text
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.owing import Debt, OwedTask, Owing
from tracker.plan.plan import Period
from tracker.plan.view import PlanView
from tracker.plan.words import Words

_WIDTHS = {
    "id": 25,
    "title": 46,
    "schedule": 26,
    "progress.status": 20,
    "progress.completed": 26,
    "progress.result": 48,
    "progress.documents": 34,
    "progress.obstacle": 26,
}
"""The columns of the letter annex and their widths in millimetres; the others are in the workbook alone."""


def letter_paper(form: Form, debts: Mapping[TaskId, str], when: datetime, words: Words) -> Paper:
    """Return the annex of a reminder: the agency's tasks, what was last said of each, and why it is asked about.

    Filled in, it is read back like the form, so it carries the same line that says what it was cut from.
    """
    title = words(say("tasks to report on"))
    head = [
        Line(text=title.upper(), bold=True),
        Line(text=form.title, bold=True, size=13),
        Line(text=form.agency, bold=True, size=13),
    ]
    if form.period is not None:
        head.append(Line(text=words(_due(form.period)), italic=True, size=13))
    head.append(Line(text=form.mark.text, size=7))
    return Paper(
        title=f"{title} · {form.agency}",
        head=tuple(head),
        tables=(form_table(form, _WIDTHS, debts),),
        footer=form.agency,
        when=when,
        language=words.language,
        mark=form.mark.text,
    )


def _due(period: Period) -> Message:
    return say(
        "{period}: data to {cut_off}, report due on {due}",
        period=period.title,
        cut_off=period.cut_off,
        due=period.due,
    )


def debts_text(owed: OwedTask, words: Words) -> str:
    """Return in words why the task is asked about."""
    told = [words.name(each) for each in owed.debts]
    if owed.row.standing.days_late and Debt.OVERDUE in owed.debts:
        days = words(say_count("{count} day", "{count} days", owed.row.standing.days_late))
        told[owed.debts.index(Debt.OVERDUE)] += f" ({days})"
    return ", ".join(told)


def reminder_text(owing: Owing, period: Period, register: Register, words: Words) -> str:
    """Return the short text of a reminder, for e-mail or chat."""
    owed = owing.owed
    lines = [
        words(say("To {agency}:", agency=register.name(owing.agency))),
        words(
            say_count(
                "for the report of {period} (data to {cut_off}, due on {due}) {count} task of yours is asked about:",
                "for the report of {period} (data to {cut_off}, due on {due}) {count} tasks of yours are asked about:",
                len(owed),
                period=period.title,
                cut_off=period.cut_off,
                due=period.due,
            )
        ),
    ]
    lines += [f"- {each.row.task.number} {each.row.task.headline}: {debts_text(each, words)}" for each in owed]
    lines.append(words(say("Please fill in the attached form and send it back, or edit the tasks directly.")))
    return "\n".join(lines) + "\n"


def owing_paper(found: Iterable[Owing], view: PlanView, period: Period, when: datetime, words: Words) -> Paper:
    """Return one page for a leader: by agency what is owed, what was said, and how often it was reminded."""
    register = view.plan.register
    counted = (Debt.OVERDUE, Debt.DUE_SOON, Debt.UNREPORTED, Debt.SILENT, Debt.WAITING)
    heads = (
        Column(title=words(say("Agency")), width=70),
        Column(title=words(say("Tasks")), width=18, centred=True),
        Column(title=words(say("To report on")), width=22, centred=True),
        Column(title=words(say("Spoken of")), width=22, centred=True),
        *(Column(title=_capital(words.name(each)), width=20, centred=True) for each in counted),
        Column(title=words(say("Last said")), width=26, centred=True),
        Column(title=words(say("Reminded")), width=34, centred=True),
    )
    rows = [
        Row(
            cells=(
                register.name(each.agency),
                len(each.tasks),
                len(each.owed),
                f"{each.spoken}/{len(each.tasks)}",
                *(each.count(debt) or None for debt in counted),
                each.last_said,
                reminded_text(each, words),
            )
        )
        for each in found
    ]
    title = words(say("who still has to report"))
    return Paper(
        title=title,
        head=(
            Line(text=title.upper(), bold=True),
            Line(text=view.plan.settings.title, bold=True, size=13),
            Line(text=words(_due(period)), italic=True, size=13),
        ),
        tables=(Table(caption="", columns=heads, rows=tuple(rows), sheet=_capital(title)),),
        footer=words(say("data to {day}", day=view.on)),
        when=when,
        language=words.language,
    )


def reminded_text(owing: Owing, words: Words) -> str:
    """Return how often the agency was reminded in the period, and when last."""
    if not owing.reminders:
        return ""
    last = max(each.day for each in owing.reminders)
    times = words(say_count("{count} time", "{count} times", len(owing.reminders)))
    return f"{times}, {date_text(last)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
