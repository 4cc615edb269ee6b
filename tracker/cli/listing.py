"""The commands that show the plan: the overview, ``list`` and ``show``."""

from argparse import ArgumentParser, Namespace

from tracker.cli.document import as_of_json, counts_json, group_json, history_json, kin_json, problem_json, task_json
from tracker.cli.face import Face
from tracker.cli.history import print_entries
from tracker.plan.columns import standing_text
from tracker.plan.dates import date_text
from tracker.plan.fields import FIELDS, FieldKind
from tracker.plan.kin import kin_lines
from tracker.plan.message import Message, say
from tracker.plan.statistics import summary
from tracker.plan.view import Group, PlanView
from tracker.plan.words import Words
from tracker.years import kin


def add_day(parser: ArgumentParser, words: Words) -> None:
    """Add the options of the plan's state, of the day to judge on and of the JSON document."""
    add_point(parser, words)
    parser.add_argument("--on", metavar="DATE", help=words(say("judge timeliness on this day (dd/mm/yyyy, or today)")))
    add_json(parser, words)


def add_point(parser: ArgumentParser, words: Words) -> None:
    """Add the option that reads the plan as it stood."""
    parser.add_argument(
        "--at",
        metavar="DATE|TAG|REV",
        help=words(say("read the plan as it stood on a day, at an issued report (report/2022-q1) or at a commit")),
    )


def add_json(parser: ArgumentParser, words: Words) -> None:
    """Add the option of the JSON document."""
    parser.add_argument("--json", action="store_true", help=words(say("print a JSON document")))


def print_broken(view: PlanView, face: Face) -> None:
    """Print what is wrong with each record that cannot be read."""
    for each in view.plan.broken:
        for problem in each.problems:
            face.output.line(f"!! {problem.path}:{problem.line}: {face.words(problem.message)}")


def tell_as_of(view: PlanView, face: Face) -> None:
    """Say beside the answer from which commit it is, where it is not from the folder."""
    as_of = view.plan.as_of
    if as_of is not None:
        face.output.talk(say("as it stood at {commit} of {day}", commit=as_of.commit[:12], day=as_of.when.date()))


def show_task(arguments: Namespace, face: Face) -> int:
    """Print every field of a task, how it stands, its problems and its history."""
    workspace = face.workspace_of(arguments.id)
    view = face.view(workspace, arguments.on, arguments.at)
    task = view.plan.task(arguments.id)
    row = view.row_by_id[task.id]
    problems = view.problems_by_task.get(task.id, ())
    entries = workspace.history(task.id, view.plan)
    others = kin(workspace, view.plan, task)
    words, output = face.words, face.output
    if arguments.json:
        output.document(
            "tracker.show",
            {
                "on": view.on.isoformat(),
                "as_of": as_of_json(view.plan.as_of),
                "task": task_json(row, view),
                "problems": [problem_json(each, words) for each in problems],
                "history": history_json(entries),
                "carried_from": [kin_json(each) for each in others.earlier],
                "carried_to": [kin_json(each) for each in others.later],
            },
        )
        return 0
    output.line(f"{task.number}  {task.headline}")
    output.line(f"{words.name(task.progress.status)} · {standing_text(row, words)} · {date_text(view.on)}")
    output.line()
    for each in FIELDS:
        value = each.value(task)
        if each.key == "title" or (value in (None, "", ()) and each.table != "progress"):
            continue
        text = words.field_text(value, view.plan.register)
        title = words(each.title)
        if each.kind is FieldKind.DOCUMENTS and isinstance(value, tuple) and value:
            output.line(f"{title}:")
            for one in value:
                output.line("  " + words.element_text(one, view.plan.register))
        elif "\n" in text:
            output.line(f"{title}:")
            output.lines(text, "  ")
        else:
            output.line(f"{title}: {text}")
    for message in kin_lines(others):
        output.say(message)
    if problems:
        output.line()
        output.say(say("Problems:"))
        for problem in problems:
            output.line(f"  {words.name(problem.severity)}: {words(problem.message)} [{problem.rule}]")
    output.line()
    output.say(say("History:"))
    print_entries(entries, view.plan, face)
    tell_as_of(view, face)
    return 0


def overview(face: Face, on: str | None = None, at: str | None = None) -> int:
    """Print the plan by area and by agency, and how to open the app."""
    view = face.unchecked(face.workspace(), on, at)
    output = face.output
    counts = view.counts
    settings = view.plan.settings
    output.line(settings.title)
    output.say(say("as of {day}", day=view.on))
    for message in summary(counts):
        output.say(message)
    print_broken(view, face)
    output.line()
    _print_groups(say("Area"), view.areas, face)
    output.line()
    _print_groups(say("Agency"), tuple(each for each in view.agencies if each.direct), face)
    output.line()
    tell_as_of(view, face)
    output.say(say("Open the app in a terminal: tracker. Commands: tracker --help."))
    return 0


def _print_groups(head: Message, groups: tuple[Group, ...], face: Face) -> None:
    words = face.words
    heads = [words(each) for each in (head, say("Done"), say("Due"), say("Overdue"), say("No report"))]
    rows = []
    for group in groups:
        counts = group.counts
        rows.append(
            [
                group.title,
                f"{counts.done}/{counts.total}",
                f"{counts.due_done}/{counts.due}",
                str(counts.overdue),
                str(counts.no_report),
            ]
        )
    face.output.table(heads, rows, flexible=0)


def show_overview(arguments: Namespace, face: Face) -> int:
    """Print the overview, or its JSON document."""
    if not arguments.json:
        return overview(face, arguments.on, arguments.at)
    view = face.view(face.workspace(), arguments.on, arguments.at)
    face.output.document(
        "tracker.overview",
        {
            "plan": view.plan.settings.year,
            "title": view.plan.settings.title,
            "on": view.on.isoformat(),
            "as_of": as_of_json(view.plan.as_of),
            "counts": counts_json(view.counts),
            "areas": [group_json(each) for each in view.areas],
            "agencies": [group_json(each) for each in view.agencies],
        },
    )
    return 0
