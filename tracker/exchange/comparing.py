"""Two states of a plan compared, as a paper: the counts by area and agency, then what happened, task by task."""

from tracker.exchange.paper import Column, Line, Marked, Paper, Row, Table
from tracker.exchange.reporting import HEADS
from tracker.plan.comparison import Comparison, Event
from tracker.plan.message import say
from tracker.plan.owing import answering
from tracker.plan.plan import AsOf
from tracker.plan.statistics import By
from tracker.plan.telling import EVENT_TITLES, told
from tracker.plan.words import Words


def comparison_paper(found: Comparison, before: AsOf, after: AsOf, words: Words) -> Paper:
    """Return what happened between two commits as a paper; ``words`` are those of the plan's language."""
    settings = found.after.plan.settings
    title = words(say("changes of {plan}", plan=settings.title[:1].lower() + settings.title[1:]))
    days = say(
        "From {first} (record {one}) to {last} (record {other})",
        first=found.before.on, one=before.commit[:12], last=found.after.on, other=after.commit[:12],
    )  # fmt: skip
    sheet = words(say("Summary"))
    shown = [each for each in Event if found.of(each)]
    counts = tuple(_counts(found, by, shown, words, sheet) for by in (By.AREA, By.AGENCY)) if shown else ()
    footer = words(say("data to {day} · record {commit}", day=found.after.on, commit=after.commit[:12]))
    nothing = (Line(text=words(say("Nothing changed.")), size=13),) if not shown else ()
    return Paper(
        title=title,
        head=(
            Line(text=title.upper(), bold=True),
            Line(text=words(days), italic=True),
            *nothing,
        ),
        tables=(*counts, *(_happened(found, event, words) for event in shown)),
        footer=footer[:1].upper() + footer[1:],
        when=after.when,
        language=words.language,
    )


def _counts(found: Comparison, by: By, shown: list[Event], words: Words, sheet: str) -> Table:
    """Return how often each thing happened in each area or agency."""
    rows = [Row(cells=(each.title, *(each.count(event) for event in shown))) for each in found.groups(by, words)]
    whole = Row(
        cells=(words(say("The whole plan")), *(len(found.of(event)) for event in shown)),
        is_heading=True,
    )
    return Table(
        caption=words(say("By {what}", what=words(HEADS[by]).lower())),
        columns=(
            Column(title=words(HEADS[by]), width=70),
            *(Column(title=words(EVENT_TITLES[event]), width=22, centred=True) for event in shown),
        ),
        rows=(*rows, whole),
        sheet=sheet,
    )


def _happened(found: Comparison, event: Event, words: Words) -> Table:
    register = found.after.plan.register
    tasks = found.of(event)
    title = words(EVENT_TITLES[event])
    return Table(
        caption=words(say("{what} ({count})", what=title, count=len(tasks))),
        columns=(
            Column(title=words(say("Item")), width=16, centred=True),
            Column(title=words(say("Task of the plan")), width=70),
            Column(title=words(say("Agency")), width=46),
            Column(title=words(say("What happened")), width=120),
        ),
        rows=tuple(
            Row(
                cells=(
                    each.row.task.number,
                    each.row.task.title,
                    "; ".join(register.name(id) for id in answering(each.row.task, register, found.after.on)),
                    Marked(told(event, each, words, register)),
                )
            )
            for each in tasks
        ),
        sheet=title,
    )
