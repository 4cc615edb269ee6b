"""Numbers as arguments of commands, the plan year among them."""

from argparse import ArgumentParser

from tracker.plan.message import say
from tracker.plan.words import Words


def count(text: str) -> int:
    """Return a count of at least one; the parser names this function where the text is none."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


ALL = "all"
"""What stands for the plans of all years in place of one."""


def year(text: str) -> int | str:
    """Return a plan year, or the word for all of them; the parser names this function where the text is neither."""
    return ALL if text == ALL else int(text)


def add_year(parser: ArgumentParser, words: Words, *, default: str | None = None) -> None:
    """Add the option of the plan year; a command takes it as the whole program does."""
    parser.add_argument(
        "--year",
        type=year,
        default=default,
        metavar="YEAR|all",
        help=words(say("the plan year, where the folder holds several; all is every plan, in list, stats and check")),
    )
