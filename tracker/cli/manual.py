"""The man page, from the same parser as ``--help``: ``tracker man`` prints it in the reader's language."""

import re
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from datetime import date

from tracker.cli.arguments import arguments, spelling, subcommands, usage
from tracker.cli.face import Face
from tracker.plan.message import Message, say
from tracker.plan.words import Words

EXIT_CODES: tuple[tuple[str, Message], ...] = (
    ("0", say("done")),
    ("1", say("refused, or problems were found")),
    ("2", say("misused: an unknown command or option")),
    ("130", say("interrupted from the keyboard")),
)
"""The exit codes of every command."""

VARIABLES: tuple[tuple[str, Message], ...] = (
    ("TRACKER_RECORDS", say("the records folder to work on, where --records does not name one")),
    ("TRACKER_LANG", say("the language of screens and messages: vi or en")),
    ("TRACKER_THEME", say("the colours of the app: dark, light, contrast or console")),
    ("TRACKER_ASCII", say("1 draws the app with plain characters, 0 with all")),
    ("NO_COLOR", say("set, no colour is sent")),
    ("XDG_CONFIG_HOME", say("where preferences are kept, in tracker/config.toml; ~/.config by default")),
    ("XDG_STATE_HOME", say("where drafts are kept, in tracker/drafts; ~/.local/state by default")),
)
"""The variables of the environment that are looked at."""


def exit_codes_text(words: Words) -> str:
    """Return the exit codes in one sentence."""
    codes = "; ".join(f"{code} {words(meaning)}" for code, meaning in EXIT_CODES)
    return words(say("Exit codes: {codes}.", codes=codes))


def print_manual(arguments: Namespace, face: Face) -> int:
    """Print the man page of the parser, which the arguments bring along."""
    face.output.lines(manual(arguments.parser, face.words, face.now().date()).rstrip("\n"))
    return 0


def manual(parser: ArgumentParser, words: Words, day: date) -> str:
    """Return the man page as troff with the man macros, made on the day."""
    lines = [
        ".\\" + '" made by tracker man from its own help',
        f'.TH TRACKER 1 {day.isoformat()} "tracker"',
        section(words(say("Name"))),
        f"tracker \\- {escaped(first(parser.description))}",
        section(words(say("Synopsis"))),
        f".B {escaped(usage('tracker', parser, command=True))}",
        section(words(say("Description"))),
        escaped(f"{parser.description} {words(say('Without a command it opens the app.'))}"),
        section(words(say("Options"))),
        *_options(parser),
        section(words(say("Commands"))),
    ]
    for name, command in subcommands(parser):
        lines += [f".SS {quoted(name)}", escaped(sentence(command.description)), ".PP"]
        lines += [f".B {escaped(usage(f'tracker {name}', command))}", *_options(command)]
    lines += [section(words(say("Exit status"))), *_pairs(EXIT_CODES, words)]
    lines += [section(words(say("Environment"))), *_pairs(VARIABLES, words)]
    lines += [section(words(say("Examples")))]
    for example, meaning in _EXAMPLES:
        lines += [".TP", f".B {escaped(example)}", escaped(words(meaning))]
    return "\n".join(lines) + "\n"


_EXAMPLES: tuple[tuple[str, Message], ...] = (
    ("tracker list --area VI 'due:<30/9/2022 -done'", say("what is due before a day in an area and not done")),
    ("tracker set VI.2 status=waiting awaiting='Bộ Nội vụ'", say("change two fields of a task, as one commit")),
    ("tracker check --strict", say("fail where the check finds anything")),
)


def _options(parser: ArgumentParser) -> Iterator[str]:
    for each in arguments(parser):
        if not isinstance(each.choices, dict):
            yield ".TP"
            yield f".B {escaped(spelling(each))}"
            yield escaped(sentence(each.help))


def _pairs(pairs: tuple[tuple[str, Message], ...], words: Words) -> Iterator[str]:
    for name, meaning in pairs:
        yield from (".TP", f".B {escaped(name)}", escaped(sentence(words(meaning))))


def section(title: str) -> str:
    """Return the heading of a section."""
    return f".SH {quoted(title.upper())}"


def quoted(text: str) -> str:
    """Return the text as one argument of a macro."""
    return '"' + escaped(text).replace('"', "\\(dq") + '"'


def sentence(text: str | None) -> str:
    """Return a help text as a sentence."""
    bare = (text or "").strip().replace("%%", "%")
    return f"{bare[:1].upper()}{bare[1:]}{'' if not bare or bare.endswith('.') else '.'}"


def first(text: str | None) -> str:
    """Return a description without its full stop."""
    return (text or "").rstrip(".")


_MINUS = re.compile("-")


def escaped(text: str) -> str:
    """Return the text so that troff prints it as it is: no command, no escape, hyphens that can be copied."""
    bare = _MINUS.sub(r"\\-", text.replace("\\", "\\e"))
    return f"\\&{bare}" if bare[:1] in (".", "'") else bare
