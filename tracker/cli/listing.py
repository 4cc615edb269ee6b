"""The commands that show the plan: the overview, ``list`` and ``show``."""

from argparse import ArgumentParser, Namespace

from tracker.cli.document import as_of_json, broken_json, counts_json, group_json, history_json, problem_json, task_json
from tracker.cli.face import Face
from tracker.cli.history import print_entries
from tracker.plan.dates import date_text, share_text
from tracker.plan.fields import FIELDS, FieldKind
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import AgencyId
from tracker.plan.task import Status
from tracker.plan.timeliness import Timeliness
from tracker.plan.value import read_agency_name, read_word
from tracker.plan.view import Counts, Filter, Group, PlanView, Role, TaskRow
from tracker.plan.words import Words


def add_filters(parser: ArgumentParser, words: Words) -> None:
    """Add the options that choose tasks."""
    parser.add_argument("text", nargs="*", help=words(say("words to search, with or without tones")))
    parser.add_argument("--area", default="", metavar="I", help=words(say("tasks of one area, by its numeral")))
    parser.add_argument("--agency", default="", help=words(say("tasks of one agency in any role, groups resolved")))
    parser.add_argument(
        "--role",
        choices=[each.value for each in Role],
        help=words(say("with --agency: only tasks in which it has this role")),
    )
    parser.add_argument("--status", action="append", default=[], help=words(say("tasks of this status (repeatable)")))
    parser.add_argument(
        "--timeliness", action="append", default=[], help=words(say("tasks of this timeliness (repeatable)"))
    )
    parser.add_argument("--no-report", action="store_true", help=words(say("tasks nobody has reported on")))
    add_day(parser, words)


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


def read_filter(arguments: Namespace, view: PlanView, words: Words) -> Filter:
    """Return the filter the options stand for; raise where one names nothing."""
    area = arguments.area.strip().upper()
    if area and view.plan.settings.area(area) is None:
        raise TrackerError(
            say("the plan has no area {area}.", area=arguments.area),
            say("areas: {areas}.", areas=", ".join(each.number for each in view.plan.settings.areas)),
        )
    if arguments.role and not arguments.agency:
        raise TrackerError(say("a role is that of an agency."), say("name the agency too: --agency."))
    agency = read_agency_name(arguments.agency, view.plan.register, view.on) if arguments.agency else AgencyId("")
    return Filter(
        area=area,
        agency=agency,
        roles=frozenset({Role(arguments.role)} if arguments.role else ()),
        statuses=frozenset(read_word(Status, each, words.name) for each in arguments.status),
        timeliness=frozenset(read_word(Timeliness, each, words.name) for each in arguments.timeliness),
        without_report=arguments.no_report,
        text=" ".join(arguments.text),
    )


def list_tasks(arguments: Namespace, face: Face) -> int:
    """Print the tasks that pass the filter, and how many of how many they are."""
    view = face.view(face.workspace(), arguments.on, arguments.at)
    rows = read_filter(arguments, view, face.words).rows(view)
    if arguments.json:
        face.output.document(
            "tracker.list",
            {
                "plan": view.plan.settings.year,
                "on": view.on.isoformat(),
                "as_of": as_of_json(view.plan.as_of),
                "total": len(view.rows),
                "shown": len(rows),
                "counts": counts_json(view.counts),
                "tasks": [task_json(row, view) for row in rows],
                "broken": broken_json(view, face.words),
            },
        )
        return 0
    words = face.words
    heads = [
        words(each) for each in (say("No."), say("Task"), say("Lead"), say("Due"), say("Status"), say("Timeliness"))
    ]
    face.output.table(heads, [_cells(row, view, words) for row in rows], flexible=1)
    _print_broken(view, face)
    tell_as_of(view, face)
    face.output.talk(say("{shown} of {total} tasks · {day}", shown=len(rows), total=len(view.rows), day=view.on))
    return 0


def _cells(row: TaskRow, view: PlanView, words: Words) -> list[str]:
    task = row.task
    register = view.plan.register
    return [
        task.number,
        task.headline,
        ", ".join(register.label(each) for each in task.assignment.lead),
        due_text(row, words),
        words.name(task.progress.status),
        standing_text(row, words),
    ]


def due_text(row: TaskRow, words: Words) -> str:
    """Return the due date in force, or the plan's wording where there is none."""
    if row.standing.due is not None:
        return date_text(row.standing.due)
    due = row.task.schedule.last_due
    return date_text(due) if due is not None else words.name(row.task.schedule.kind)


def standing_text(row: TaskRow, words: Words) -> str:
    """Return the timeliness in words, with the days where it is late."""
    name = words.name(row.standing.timeliness)
    if row.standing.days_late:
        days = words(say_count("{count} day", "{count} days", row.standing.days_late))
        return f"{name} ({days})"
    return name


def _print_broken(view: PlanView, face: Face) -> None:
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
    workspace = face.workspace()
    view = face.view(workspace, arguments.on, arguments.at)
    task = view.plan.task(arguments.id)
    row = view.row_by_id[task.id]
    problems = view.problems_by_task.get(task.id, ())
    entries = workspace.history(task.id, view.plan)
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
    view = face.view(face.workspace(), on, at)
    output = face.output
    counts = view.counts
    settings = view.plan.settings
    output.line(settings.title)
    output.say(say("as of {day}", day=view.on))
    for message in summary(counts):
        output.say(message)
    _print_broken(view, face)
    output.line()
    _print_groups(say("Area"), view.areas, face)
    output.line()
    _print_groups(say("Agency"), tuple(each for each in view.agencies if each.direct), face)
    output.line()
    tell_as_of(view, face)
    output.say(say("Open the app in a terminal: tracker. Commands: tracker --help."))
    return 0


def summary(counts: Counts) -> tuple[Message, ...]:
    """Return the sentences that sum a plan up, every share with its denominator."""
    return (
        say("done {share} of all tasks", share=share_text(counts.done, counts.total)),
        say(
            "due {due}: done {done} ({in_time} in time, {late} late), overdue {overdue}",
            due=counts.due,
            done=counts.due_done,
            in_time=counts.due_done_in_time,
            late=counts.due_done_late,
            overdue=counts.overdue,
        ),
        say(
            "due later {later}, without a due date {none}, without a report {silent}",
            later=counts.due_later,
            none=counts.no_due,
            silent=counts.no_report,
        ),
    )


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
