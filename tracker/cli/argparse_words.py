"""What the argument parser of the standard library says to people, named so that the catalogue holds it.

argparse asks gettext itself, by these very texts (Python 3.11 and later); ``tracker.cli.main`` points gettext at
our catalogue. Nothing here is ever used. Left out is what argparse says to programmers alone.
"""

from tracker.plan.message import Message, say, say_count

ARGPARSE: tuple[Message, ...] = (
    say("usage: "),
    say("positional arguments"),
    say("options"),
    say("subcommands"),
    say("show this help message and exit"),
    say("show program's version number and exit"),
    say("%(prog)s: error: %(message)s\n"),
    say("argument %(argument_name)s: %(message)s"),
    say("the following arguments are required: %s"),
    say("one of the arguments %s is required"),
    say("unrecognized arguments: %s"),
    say("not allowed with argument %s"),
    say("ignored explicit argument %r"),
    say("expected one argument"),
    say("expected at most one argument"),
    say("expected at least one argument"),
    say_count("expected %s argument", "expected %s arguments", 1),
    say("ambiguous option: %(option)s could match %(matches)s"),
    say("unexpected option string: %s"),
    say("unknown parser %(parser_name)r (choices: %(choices)s)"),
    say("invalid %(type)s value: %(value)r"),
    say("invalid choice: %(value)r (choose from %(choices)s)"),
    say("can't open '%(filename)s': %(error)s"),
)
"""The texts argparse translates."""
