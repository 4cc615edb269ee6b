"""The command ``views``: saved views, the person's own and those of the plan."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace

from tracker.cli.document import counts_json
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.output import Json
from tracker.plan.characters import hidden_characters
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.query import wanted_query
from tracker.plan.saved_view import SavedView, with_view, without_view
from tracker.plan.shown_view import ShownView, shown_views
from tracker.plan.text import nfc, one_line
from tracker.plan.words import Words
from tracker.storage.preferences import change_preferences, preferences_path

MOST_NAME = 60
"""The longest name of a saved view, in characters."""

Views = tuple[SavedView, ...]


def add_views(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``views`` and what can be done to them."""
    parser.add_argument("--on", metavar="DATE", help=words(say("judge timeliness on this day (dd/mm/yyyy, or today)")))
    add_json(parser, words)
    actions = parser.add_subparsers(title=words(say("what to do")), metavar="ACTION", dest="action")
    help = words(say("keep a query under a name"))
    added = actions.add_parser("add", help=help, description=help)
    added.add_argument("name", help=words(say("the name of the view")))
    added.add_argument("query", nargs="+", metavar="QUERY", help=words(say("the query to keep")))
    help = words(say("remove a saved view"))
    removed = actions.add_parser("remove", help=help, description=help)
    removed.add_argument("name", help=words(say("the name of the view")))
    for each in (added, removed):
        each.add_argument(
            "--plan", action="store_true", help=words(say("in the plan for everybody, as one commit; else your own"))
        )
    added.set_defaults(run=keep_view)
    removed.set_defaults(run=remove_view)


def list_views(arguments: Namespace, face: Face) -> int:
    """Print the saved views with what they find."""
    view = face.view(face.workspace(), arguments.on)
    own = shown_views(face.preferences().views, view)
    shared = shown_views(view.plan.settings.views, view)
    pairs = [*((each, "own") for each in own), *((each, "plan") for each in shared)]
    if arguments.json:
        face.output.document(
            "tracker.views",
            {"on": view.on.isoformat(), "views": [_view_json(each, where, face) for each, where in pairs]},
        )
        return 0
    if not pairs:
        face.output.talk(say("no view is kept yet: tracker views add NAME QUERY."))
        return 0
    words = face.words
    heads = [words(each) for each in (say("Name"), say("Tasks"), say("Overdue"), say("Kept"), say("Query"))]
    face.output.table(heads, [_cells(each, where, words) for each, where in pairs], flexible=4)
    for each, _ in pairs:
        if each.problem is not None:
            told = say("the saved view {name} cannot be read: {problem}", name=each.name, problem=each.problem)
            face.output.talk(told)
    return 0


def _cells(shown: ShownView, where: str, words: Words) -> list[str]:
    kept = words(say("in the plan")) if where == "plan" else words(say("your own"))
    counts = shown.counts
    figures = ["!!", ""] if shown.query is None else [str(counts.total), str(counts.overdue)]
    return [shown.name, *figures, kept, shown.saved.query]


def _view_json(shown: ShownView, where: str, face: Face) -> dict[str, Json]:
    return {
        "name": shown.name,
        "query": shown.saved.query,
        "kept": where,
        "counts": counts_json(shown.counts) if shown.query is not None else None,
        "problem": face.words(shown.problem) if shown.problem is not None else "",
    }


def keep_view(arguments: Namespace, face: Face) -> int:
    """Keep a query under a name, in the plan or for the person alone."""
    view = face.workspace().view()
    kept = SavedView(name=_accepted_name(arguments.name), query=one_line(nfc(" ".join(arguments.query))))
    found = wanted_query(kept.query, view).rows(view)
    told = say("saved view {name}: {query}", name=kept.name, query=kept.query)
    _change(lambda views: with_view(views, kept), told, arguments, face)
    face.output.talk(say("{shown} of {total} tasks · {day}", shown=len(found), total=len(view.rows), day=view.on))
    return 0


def _accepted_name(text: str) -> str:
    """Return the name as it is kept; raise where it is none."""
    name = one_line(nfc(text))
    if not name or len(name) > MOST_NAME or hidden_characters(name, multiline=False):
        raise TrackerError(
            say("{name} is no name for a view.", name=name or '""'),
            say("write one to {most} characters on one line.", most=MOST_NAME),
        )
    return name


def remove_view(arguments: Namespace, face: Face) -> int:
    """Remove a saved view from the plan or from the person's own."""
    name = one_line(nfc(arguments.name))
    told = say("saved view {name} removed", name=name)
    _change(lambda views: without_view(views, name), told, arguments, face)
    return 0


def _change(change: Callable[[Views], Views], told: Message, arguments: Namespace, face: Face) -> None:
    """Change the views of the plan as one commit, or the person's own in their configuration."""
    if arguments.plan:
        commit = face.workspace().keep_views(change, told)
        sentence = face.words(told)
        face.output.line(f"{commit[:9]}  {sentence}" if commit else face.words(say("the plan already says so.")))
        return
    path = preferences_path(face.environment)
    change_preferences(path, lambda held: replace(held, views=change(held.views)))
    face.output.say(told)
    face.output.talk(say("kept in {file}.", file=str(path)))
