"""The command that counts: ``stats``."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Iterable

from tracker.cli.comparing import HEADS, show_years
from tracker.cli.document import as_of_json, tally_json
from tracker.cli.face import Face
from tracker.cli.listing import add_day, tell_as_of
from tracker.cli.numbers import add_year
from tracker.cli.output import Json
from tracker.plan.columns import standing_text
from tracker.plan.dates import date_text, percent_text
from tracker.plan.message import Message, say
from tracker.plan.statistics import (
    By,
    CurvePoint,
    Score,
    Statistics,
    Tally,
    month_ends,
    score_text,
    statistics,
    summary,
)
from tracker.plan.timeliness import Stand
from tracker.plan.view import Group, PlanView, TaskRow
from tracker.plan.words import Words
from tracker.plan.years import YearsView

BAR = 24
"""Cells of a bar of the curve."""

_DONE, _DUE, _REST = "█", "▒", "·"


def add_stats(parser: ArgumentParser, words: Words) -> None:
    """Add the options of ``stats``."""
    parser.add_argument(
        "--by",
        choices=[each.value for each in By],
        action="append",
        help=words(say("count by this alone (repeatable); by area and agency without it")),
    )
    add_day(parser, words)
    add_year(parser, words, default=SUPPRESS)


def show_stats(arguments: Namespace, face: Face) -> int:
    """Print the numbers of the plan, each with what it is a part of, and the lists behind them."""
    workspace = face.workspace(several=True)
    view = face.view(workspace, arguments.on, arguments.at)
    by = tuple(By(each) for each in arguments.by or ())
    if isinstance(view, YearsView):
        return show_years(view, by, face, is_json=arguments.json)
    timeline = workspace.timeline(view)
    found = statistics(view, face.words, timeline, by or (tuple(By) if arguments.json else (By.AREA, By.AGENCY)))
    if arguments.json:
        face.output.document("tracker.stats", {"plan": view.plan.settings.year, **statistics_json(found, view)})
        return 0
    output = face.output
    output.line(view.plan.settings.title)
    output.say(say("as of {day}", day=found.on))
    for message in (*summary(found.whole.counts), *score_text(found.score)):
        output.say(message)
    for each, tallies in found.tables:
        output.line()
        _print_tallies(HEADS[each], (*tallies, found.whole), face)
        counted = sum(each.total for each in tallies)
        if counted != found.whole.total:
            output.say(
                say("a task that several agencies lead is counted with each of them: {count} in all", count=counted)
            )
    if not by:
        _print_lists(found, view, face)
        _print_curve(found.curve, face)
    tell_as_of(view, face)
    return 0


def _print_tallies(head: Message, tallies: Iterable[Tally], face: Face) -> None:
    """Print tallies with the places where some task stands; the figures of a row add up to its total."""
    words = face.words
    rows = tuple(tallies)
    shown = [each for each in Stand if any(row.at(each) for row in rows)]
    heads = [words(head), words(say("Tasks")), *(words.name(each) for each in shown), words(say("No report"))]
    cells = [
        [row.title, str(row.total), *(str(row.at(each)) for each in shown), str(row.counts.no_report)] for row in rows
    ]
    face.output.table(heads, cells, flexible=0)


def _print_lists(found: Statistics, view: PlanView, face: Face) -> None:
    words, output, register = face.words, face.output, view.plan.register
    if found.late:
        output.line()
        output.say(say("Late tasks:"))
    for row in found.late:
        task = row.task
        leads = ", ".join(register.label(each) for each in task.assignment.lead)
        reason = " ".join(task.progress.obstacle.split()) or words(say("no reason given"))
        output.line(f"  {task.number} · {standing_text(row, words)} · {leads} · {task.headline} · {reason}")
    _print_groups(say("Waiting for a higher body:"), found.waiting, face)
    _print_groups(say("No report at all, by who answers:"), found.no_report, face)
    if found.opened is not None:
        _print_groups(say("Nothing reported since {day}, by who answers:", day=found.opened), found.silent, face)


def _print_groups(head: Message, groups: tuple[Group, ...], face: Face) -> None:
    if groups:
        face.output.line()
        face.output.say(head)
    for each in groups:
        face.output.line(f"  {each.title} ({len(each.rows)}): {', '.join(row.task.number for row in each.rows)}")


def _print_curve(curve: tuple[CurvePoint, ...], face: Face) -> None:
    if not curve:
        return
    output = face.output
    output.line()
    output.say(
        say("Done {done}, and what was due beyond it {due}, by the end of each month:", done=_DONE, due=_DUE),
    )
    ends = set(month_ends(curve[0].day, curve[-1].day))
    for each in (point for point in curve if point.day in ends):
        figures = face.words(
            say("done {share}, due {due}", share=f"{each.done}/{each.total}", due=each.due),
        )
        output.line(f"  {date_text(each.day)}  {bar(each.done, each.due, each.total)}  {figures}")


def bar(done: int, due: int, total: int, width: int = BAR) -> str:
    """Return a bar of so many cells: the share done, then what was due beyond it, then the rest."""
    if total <= 0:
        return _REST * width
    full = done * width // total
    owed = max(0, min(due, total) * width // total - full)
    return _DONE * full + _DUE * owed + _REST * (width - full - owed)


# --- the JSON document ----------------------------------------------------------------------------


def statistics_json(found: Statistics, view: PlanView) -> dict[str, Json]:
    """Return the numbers as an object."""
    return {
        "on": found.on.isoformat(),
        "as_of": as_of_json(view.plan.as_of),
        "whole": tally_json(found.whole),
        "tables": [{"by": by.value, "tallies": [tally_json(each) for each in tallies]} for by, tallies in found.tables],
        "score": score_json(found.score),
        "late": [_late_json(each) for each in found.late],
        "waiting": [_group_json(each) for each in found.waiting],
        "unreported": [_group_json(each) for each in found.no_report],
        "opened": found.opened.isoformat() if found.opened is not None else None,
        "silent": [_group_json(each) for each in found.silent],
        "curve": [
            {"day": each.day.isoformat(), "total": each.total, "done": each.done, "due": each.due}
            for each in found.curve
        ],
    }


def score_json(score: Score) -> dict[str, Json]:
    """Return the points and the share they are for."""
    return {
        "points": score.step.points if score.step is not None else None,
        "from_percent": score.step.from_percent if score.step is not None else None,
        "done": score.done,
        "total": score.total,
        "share": percent_text(score.done, score.total),
        "denominator": score.denominator.value,
        "late_counts": score.late_counts,
    }


def _late_json(row: TaskRow) -> dict[str, Json]:
    return {
        "id": row.task.id,
        "timeliness": row.standing.timeliness.value,
        "days_late": row.standing.days_late,
        "obstacle": row.task.progress.obstacle,
    }


def _group_json(group: Group) -> dict[str, Json]:
    return {"key": group.key, "title": group.title, "ids": [row.task.id for row in group.rows]}
