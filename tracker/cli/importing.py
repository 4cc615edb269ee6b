"""The arguments of ``import``. What reads documents is imported when the command runs."""

from argparse import ArgumentParser, Namespace

from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.language import LANGUAGES
from tracker.plan.message import say
from tracker.plan.words import Words


def add_import(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``import``."""
    parser.add_argument("file", metavar="FILE", help=words(say("the annex: .docx, .xlsx or text")))
    parser.add_argument(
        "--plan-year", type=int, metavar="YEAR", help=words(say("the plan year, if the annex names none"))
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="HEAD=FIELD",
        help=words(say("what a column holds, by its head or its place: “Nội dung=title” or “3=product”")),
    )
    parser.add_argument("--source", default="", metavar="TEXT", help=words(say("the document the annex belongs to")))
    parser.add_argument("--decide", metavar="FILE", help=words(say("a file of decisions on the doubts")))
    parser.add_argument("--branch", default="", metavar="NAME", help=words(say("a new branch to commit on")))
    parser.add_argument("--title", default="", help=words(say("the title of a new plan")))
    parser.add_argument("--language", choices=LANGUAGES, default=words.language, help=words(say("the plan's language")))
    parser.add_argument("--apply", metavar="LIST", help=words(say("changes to take over: all, or their numbers 1,3,5")))
    parser.add_argument("--yes", action="store_true", help=words(say("write the new plan without asking")))
    parser.add_argument("--dry-run", action="store_true", help=words(say("write nothing and do not ask")))
    add_json(parser, words)


def import_annex(arguments: Namespace, face: Face) -> int:
    """Read an annex, report on it, and write it where that is agreed to."""
    from tracker.cli.annex import run

    return run(arguments, face)
