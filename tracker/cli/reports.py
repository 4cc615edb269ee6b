"""The commands that print: ``report``, ``changes``, ``periods`` and ``close``."""

import hashlib
import secrets
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from pathlib import Path

from tracker.cli.document import as_of_json, change_json, value_json
from tracker.cli.face import Face
from tracker.cli.listing import add_json, add_point
from tracker.cli.output import Json
from tracker.exchange.comparing import comparison_paper
from tracker.exchange.paper import Paper
from tracker.exchange.printing import BINARY, Format, format_of, printed
from tracker.exchange.reporting import annex_paper
from tracker.plan.comparison import Comparison, Event, TaskComparison, compare
from tracker.plan.dates import date_text
from tracker.plan.difference import marked_text
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.owing import answering, chosen_period
from tracker.plan.periods import days_text, period_states
from tracker.plan.plan import AsOf
from tracker.plan.problem import Severity
from tracker.plan.statistics import By, groups, statistics
from tracker.plan.telling import EVENT_TITLES, told
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A report made ready: the view it is of, the paper, and the digest of what it says in any format."""

    view: PlanView
    as_of: AsOf
    paper: Paper
    digest: str


# --- options --------------------------------------------------------------------------------------


def add_report(parser: ArgumentParser, words: Words) -> None:
    """Add the options of ``report``."""
    add_point(parser, words)
    add_on(parser, words)
    add_printing(parser, words)


def add_on(parser: ArgumentParser, words: Words) -> None:
    """Add the option of the day to judge on."""
    parser.add_argument("--on", metavar="DATE", help=words(say("judge timeliness on this day (dd/mm/yyyy, or today)")))


def add_printing(parser: ArgumentParser, words: Words, *, by: bool = True) -> None:
    """Add the options of what is printed and where it goes."""
    if by:
        parser.add_argument(
            "--by",
            choices=[each.value for each in By],
            default=By.AREA.value,
            help=words(say("put the tasks together by this; by area without it")),
        )
    parser.add_argument(
        "--format",
        choices=[each.value for each in Format],
        help=words(say("the format; without it that of the file's name, or Markdown")),
    )
    parser.add_argument("--output", metavar="FILE", help=words(say("write to this file instead of standard output")))
    parser.add_argument(
        "--force", action="store_true", help=words(say("write over a file that is there and says something else"))
    )


def add_changes(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``changes``."""
    parser.add_argument(
        "range",
        metavar="A..B",
        help=words(say("two days, tags or commits with two dots between; without B up to the last commit")),
    )
    add_printing(parser, words, by=False)
    add_json(parser, words)


def add_close(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``close``."""
    parser.add_argument("period", help=words(say("the reporting period: 2022-Q3, or Q3")))
    add_point(parser, words)
    parser.add_argument("--on", metavar="DATE", help=words(say("judge on this day instead of the period's cut-off")))
    add_printing(parser, words)


# --- report ---------------------------------------------------------------------------------------


def report(arguments: Namespace, face: Face) -> int:
    """Print the annex of the plan as it stands in the last commit, or as it stood."""
    workspace = face.workspace()
    made = made_report(workspace, face, at=arguments.at, on=arguments.on, by=By(arguments.by))
    _warn_of_digest(workspace, made, face)
    deliver(ready(made.paper, arguments, face), arguments, face)
    if not arguments.at:
        _warn_of_uncommitted(workspace, face)
    day, commit = made.view.on, made.as_of.commit[:12]
    face.output.talk(say("printed from {commit}, judged on {day}", commit=commit, day=day))
    return 0


def made_report(workspace: Workspace, face: Face, *, at: str | None, on: str | None, by: By = By.AREA) -> Printed:
    """Return the report of the plan as committed; the same commit and day give the same, whenever it is made."""
    view = face.view(workspace, on, at or "HEAD")
    as_of = view.plan.as_of
    if as_of is None:
        raise TrackerError(say("a report is printed from a commit."))
    words = workspace.plan_words(view.plan.settings)
    found = statistics(view, words, workspace.timeline(view))
    paper = annex_paper(view, as_of, found, words, by)
    usual = paper if by is By.AREA else annex_paper(view, as_of, found, words)
    digest = f"sha256:{hashlib.sha256(printed(usual, Format.JSON)).hexdigest()}"
    return Printed(view=view, as_of=as_of, paper=paper, digest=digest)


def _warn_of_digest(workspace: Workspace, made: Printed, face: Face) -> None:
    """Say so where an issued report would no longer be printed with the same words and figures."""
    issued = next((each for each in workspace.issued() if each.tag == made.as_of.name), None)
    if issued is not None and issued.digest and issued.on == made.view.on and issued.digest != made.digest:
        face.output.talk(
            say(
                "{tag} was issued by another version of the tracker and is printed differently by this one.",
                tag=issued.tag,
            )
        )


def _warn_of_uncommitted(workspace: Workspace, face: Face) -> None:
    left = workspace.uncommitted()
    if left:
        face.output.talk(
            say_count(
                "{count} record is changed and not committed; it is not in the report.",
                "{count} records are changed and not committed; they are not in the report.",
                len(left),
            )
        )


# --- where it goes --------------------------------------------------------------------------------


def ready(paper: Paper, arguments: Namespace, face: Face) -> bytes:
    """Return the paper in the format asked for; raise where it could not go to where it is to."""
    content = printed(paper, chosen_format(arguments, face))
    if arguments.output and not arguments.force:
        path = face.folder / arguments.output
        if path.is_file() and path.read_bytes() != content:
            raise TrackerError(
                say("{path} is there and says something else; nothing was written.", path=str(path)),
                say("name another file, or write over it: --force."),
            )
    return content


def deliver(content: bytes, arguments: Namespace, face: Face) -> None:
    """Write what was made ready to the file or to standard output."""
    if not arguments.output:
        face.output.raw(content)
        return
    write_file(face.folder / arguments.output, content)
    face.output.talk(say("written: {path}", path=str(arguments.output)))


def chosen_format(arguments: Namespace, face: Face) -> Format:
    """Return the format asked for; raise where it cannot go to where it is to."""
    if arguments.format:
        chosen = Format(arguments.format)
    else:
        chosen = format_of(arguments.output) if arguments.output else Format.MARKDOWN
    if chosen in BINARY and not arguments.output and face.output.columns:
        raise TrackerError(
            say("{format} is not for a terminal.", format=chosen.value), say("name a file: --output FILE.")
        )
    return chosen


def write_file(path: Path, content: bytes) -> None:
    """Put the content at the path all at once; raise ``TrackerError`` with the reason where that fails."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        try:
            temporary.write_bytes(content)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise TrackerError(
            say("{path} cannot be written: {reason}.", path=str(path), reason=error.strerror or str(error))
        ) from error


# --- changes --------------------------------------------------------------------------------------


def changes(arguments: Namespace, face: Face) -> int:
    """Print what happened between two states of the plan."""
    one, dots, other = arguments.range.partition("..")
    if not one.strip():
        raise TrackerError(
            say("{range} names no two states.", range=arguments.range), say("write 31/3/2022..30/6/2022.")
        )
    workspace = face.workspace()
    before, after = (workspace.view(at=each.strip() or "HEAD") for each in (one, other if dots else ""))
    found = compare(before, after)
    points = before.plan.as_of, after.plan.as_of
    if points[0] is None or points[1] is None:
        raise TrackerError(say("a report is printed from a commit."))
    if arguments.json:
        face.output.document("tracker.changes", comparison_json(found))
    elif arguments.format or arguments.output:
        words = workspace.plan_words(after.plan.settings)
        paper = comparison_paper(found, points[0], points[1], words)
        deliver(ready(paper, arguments, face), arguments, face)
    else:
        _print_changes(found, face)
    return 0


def _print_changes(found: Comparison, face: Face) -> None:
    output, words = face.output, face.words
    register = found.after.plan.register
    for view in (found.before, found.after):
        as_of = view.plan.as_of
        if as_of is not None:
            output.talk(say("as it stood at {commit} of {day}", commit=as_of.commit[:12], day=as_of.when.date()))
    if not any(found.of(event) for event in Event if event is not Event.SILENT):
        output.say(say("Nothing changed."))
    for event in Event:
        tasks = found.of(event)
        if not tasks:
            continue
        output.say(say("{what} ({count})", what=words(EVENT_TITLES[event]), count=len(tasks)))
        if event is Event.SILENT:
            _print_by_agency(found.after, tasks, face)
            continue
        for each in tasks:
            task = each.row.task
            who = ", ".join(register.label(id) for id in answering(task, register, found.after.on))
            output.line(f"  {task.number} · {task.headline} · {who}")
            for line in marked_text(told(event, each, words, register)).split("\n"):
                output.line(f"      {line}")
        output.line()


def _print_by_agency(view: PlanView, tasks: tuple[TaskComparison, ...], face: Face) -> None:
    wanted = {each.id for each in tasks}
    for group in groups(view, By.AGENCY, face.words):
        numbers = [row.task.number for row in group.rows if row.task.id in wanted]
        if numbers:
            face.output.line(f"  {group.title} ({len(numbers)}): {', '.join(numbers)}")


def comparison_json(found: Comparison) -> dict[str, Json]:
    """Return what happened between two states as an object."""
    return {
        "before": {"on": found.before.on.isoformat(), "as_of": as_of_json(found.before.plan.as_of)},
        "after": {"on": found.after.on.isoformat(), "as_of": as_of_json(found.after.plan.as_of)},
        "counts": {event.value: len(found.of(event)) for event in Event},
        "tasks": [_compared_json(each) for each in found.tasks],
    }


def _compared_json(each: TaskComparison) -> dict[str, Json]:
    row = each.row
    return {
        "id": each.id,
        "area": row.task.area,
        "title": row.task.title,
        "events": [event.value for event in Event if event in each.events],
        "timeliness": row.standing.timeliness.value,
        "days_late": row.standing.days_late,
        "new_documents": value_json(each.documents),
        "changes": [change_json(change) for change in each.changes],
    }


# --- periods --------------------------------------------------------------------------------------


def show_periods(arguments: Namespace, face: Face) -> int:
    """Print the reporting periods: which days they count, when the report is due, and the report issued."""
    workspace = face.workspace()
    settings = workspace.read().settings
    issued = workspace.issued()
    states = period_states(settings, issued)
    others = [each for each in issued if all(each != state.issued for state in states)]
    if arguments.json:
        face.output.document(
            "tracker.periods",
            {
                "plan": settings.year,
                "periods": [
                    {
                        "id": each.period.id,
                        "title": each.period.title,
                        "start": each.period.start.isoformat(),
                        "cut_off": each.period.cut_off.isoformat(),
                        "due": each.period.due.isoformat(),
                        "report": each.issued.tag if each.issued is not None else "",
                        "commit": each.issued.commit if each.issued is not None else "",
                        "on": value_json(each.issued.on) if each.issued is not None else None,
                        "issued": each.issued.when.isoformat() if each.issued is not None else "",
                        "digest": each.issued.digest if each.issued is not None else "",
                    }
                    for each in states
                ],
            },
        )
        return 0
    words = face.words
    heads = (say("Period"), say("Called"), say("Data of"), say("Report due"), say("Issued report"), say("Commit"))
    rows = [
        [
            each.period.id,
            each.period.title,
            days_text(each.period),
            date_text(each.period.due),
            each.issued.tag if each.issued is not None else "-",
            each.issued.commit[:12] if each.issued is not None else "-",
        ]
        for each in states
    ]
    rows += [["-", "-", "-", "-", each.tag, each.commit[:12]] for each in others]
    face.output.table([words(each) for each in heads], rows, flexible=1)
    return 0


def close(arguments: Namespace, face: Face) -> int:
    """Print the report of a period and mark its commit; refuse where something is wrong or not committed."""
    workspace = face.workspace()
    settings = workspace.read().settings
    period = chosen_period(settings, arguments.period, workspace.day(settings))
    left = workspace.uncommitted() if not arguments.at else ()
    if left:
        raise TrackerError(
            say_count(
                "{count} record is changed and not committed, {path}; the report is not issued.",
                "{count} records are changed and not committed, the first {path}; the report is not issued.",
                len(left),
                path=left[0],
            ),
            say(
                "commit it first (git add, git commit), or take the committed one back: git restore -- {path}.",
                path=left[0],
            ),
        )
    on = arguments.on or period.cut_off.isoformat()
    made = made_report(workspace, face, at=arguments.at, on=on, by=By(arguments.by))
    content = ready(made.paper, arguments, face)
    for each in made.view.problems:
        if each.severity is Severity.ERROR:
            face.output.talk(say("{path}:{line}: {problem}", path=each.path, line=each.line, problem=each.message))
    tag = workspace.issue(made.view, period, made.digest)
    deliver(content, arguments, face)
    face.output.talk(
        say(
            "{tag} marks {commit} as the report of {period}, judged on {day}; it is printed again by --at {tag}",
            tag=tag,
            commit=made.as_of.commit[:12],
            period=period.title,
            day=made.view.on,
        )
    )
    return 0
