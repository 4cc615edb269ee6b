"""Choosing tasks on the command line: the query, and options beside it that say the same without its words."""

from argparse import SUPPRESS, ArgumentParser, Namespace
from enum import StrEnum

from tracker.cli.face import Face
from tracker.cli.listing import add_day
from tracker.cli.numbers import add_year
from tracker.plan.message import TrackerError, say
from tracker.plan.query import Query, of_agency, of_area, of_words, wanted_query, without_report
from tracker.plan.saved_view import SavedView, unknown_view, view_named
from tracker.plan.task import Status
from tracker.plan.timeliness import Timeliness
from tracker.plan.value import Word, read_agency_name, read_word
from tracker.plan.view import PlanView, Role
from tracker.plan.words import Words


def add_choice(parser: ArgumentParser, words: Words) -> None:
    """Add the query and the options that choose tasks."""
    parser.add_argument(
        "text",
        nargs="*",
        metavar="QUERY",
        help=words(say("a query: words with or without tones, area:VI, due:<30/9/2022, overdue, not done")),
    )
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
    parser.add_argument("--view", metavar="NAME", help=words(say("tasks of a saved view; tracker views lists them")))
    add_day(parser, words)
    add_year(parser, words, default=SUPPRESS)  # where the command does not say, the program does


def chosen(arguments: Namespace, view: PlanView, face: Face) -> Query:
    """Return the query that the words and options stand for together; raise where one names nothing."""
    words = face.words
    found = wanted_query(" ".join(arguments.text), view)
    if arguments.area:
        found = found.narrowed(of_area(_area(arguments.area, view)))
    if arguments.role and not arguments.agency:
        raise TrackerError(say("a role is that of an agency."), say("name the agency too: --agency."))
    if arguments.agency:
        role = Role(arguments.role) if arguments.role else None
        found = found.narrowed(of_agency(read_agency_name(arguments.agency, view.plan.register, view.on), role))
    if arguments.status:
        found = found.narrowed(of_words("status", _words(Status, arguments.status, words)))
    if arguments.timeliness:
        found = found.narrowed(of_words("timeliness", _words(Timeliness, arguments.timeliness, words)))
    if arguments.no_report:
        found = found.narrowed(without_report())
    if arguments.view is not None:
        found = found.narrowed(wanted_query(saved_view(arguments.view, view, face).query, view))
    return found


def saved_view(name: str, view: PlanView, face: Face) -> SavedView:
    """Return the saved view of this name, the person's own before those of the plan; raise where there is none."""
    views = (*face.preferences().views, *view.plan.settings.views)
    found = view_named(name, views)
    if found is None:
        raise unknown_view(name, views)
    return found


def _area(text: str, view: PlanView) -> str:
    area = text.strip().upper()
    if area not in {each.key for each in view.areas}:
        raise TrackerError(
            say("the plan has no area {area}.", area=text),
            say("areas: {areas}.", areas=", ".join(each.key for each in view.areas)),
        )
    return area


def _words(kind: type[Word], texts: list[str], words: Words) -> list[StrEnum]:
    return [read_word(kind, each, words.name) for each in texts]
