"""The command ``list``: the tasks a query finds, in columns and an order of one's own."""

from argparse import ArgumentParser, Namespace

from tracker.cli.choosing import add_choice, chosen
from tracker.cli.document import as_of_json, broken_json, counts_json, task_json
from tracker.cli.face import Face
from tracker.cli.listing import print_broken, tell_as_of
from tracker.plan.columns import COLUMN_BY_KEY, COLUMNS, USUAL, Column, read_columns, read_sorting, sorted_rows
from tracker.plan.message import TrackerError, say
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words


def add_list(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``list``."""
    add_choice(parser, words)
    keys = ", ".join(each.key for each in COLUMNS)
    parser.add_argument(
        "--sort",
        default="",
        metavar="COLUMN[,-COLUMN]",
        help=words(say("sort by these columns; a minus goes the other way round")),
    )
    parser.add_argument(
        "--columns",
        default="",
        metavar="COLUMN[,COLUMN]",
        help=words(say("show these columns: {columns}", columns=keys)),
    )


def list_tasks(arguments: Namespace, face: Face) -> int:
    """Print the tasks the query finds, and how many of how many they are."""
    workspace, words = face.workspace(several=True), face.words
    view = face.unchecked(workspace, arguments.on, arguments.at)
    columns = _columns(arguments.columns, view, face)
    query = chosen(arguments, view, face)
    sorting = read_sorting(arguments.sort, words) if arguments.sort else ()
    asked = {*(each.key for each in columns), *(each.key for each in sorting)}
    if not view.is_checked and (arguments.json or "problems" in asked or "problem" in query.text):
        view = face.checked(workspace, view)
    rows: tuple[TaskRow, ...] = sorted_rows(query.rows(view), sorting, view)
    if arguments.json:
        face.output.document(
            "tracker.list",
            {
                "plan": view.plan.settings.year,
                "plans": list(view.years),
                "on": view.on.isoformat(),
                "as_of": as_of_json(view.plan.as_of),
                "total": len(view.rows),
                "shown": len(rows),
                "counts": counts_json(view.counts),
                "tasks": [task_json(row, view) for row in rows],
                "broken": broken_json(view, words),
            },
        )
        return 0
    cells = [[each.text(row, view, words) for each in columns] for row in rows]
    titles = [each.key for each in columns]
    flexible = titles.index("title") if "title" in titles else len(titles) - 1
    face.output.table([words(each.title) for each in columns], cells, flexible=flexible)
    print_broken(view, face)
    tell_as_of(view, face)
    face.output.talk(say("{shown} of {total} tasks · {day}", shown=len(rows), total=len(view.rows), day=view.on))
    doubt = query.doubt(view, words.language)
    if doubt is not None:
        face.output.talk(doubt)
    return 0


def _columns(text: str, view: PlanView, face: Face) -> tuple[Column, ...]:
    """Return the columns asked for; at a terminal else the person's own; else the usual ones.

    Where several plans are shown, the year comes first unless the columns are asked for.
    """
    if text:
        return read_columns(text, face.words)
    preferred = face.preferences().columns if face.output.columns else ()
    found = tuple(COLUMN_BY_KEY[each] for each in USUAL)
    if preferred:
        try:
            found = read_columns(",".join(preferred), face.words)
        except TrackerError as error:
            face.output.error(error)
    return tuple(dict.fromkeys((COLUMN_BY_KEY["year"], *found))) if len(view.years) > 1 else found
