"""What the argument parser takes, asked of it: for completion, the man page and the reference.

argparse has no public way to ask; this is the only module that looks into it.
"""

from argparse import Action, ArgumentParser
from collections.abc import Iterator


def arguments(parser: ArgumentParser) -> list[Action]:
    """Return what the parser takes, the help left out."""
    return [each for each in parser._actions if each.dest != "help"]  # noqa: SLF001 - argparse has no public list of them


def commands(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    """Return the commands of a parser by their names, in the order of the help."""
    for action in arguments(parser):
        if isinstance(action.choices, dict):
            return dict(action.choices)
    return {}


def subcommands(parser: ArgumentParser, within: str = "") -> Iterator[tuple[str, ArgumentParser]]:
    """Give each command with its parser, in the order of the help; one within another follows it."""
    for name, command in commands(parser).items():
        yield f"{within}{name}", command
        yield from subcommands(command, f"{within}{name} ")


def takes_value(action: Action) -> bool:
    """Tell whether an option has a value."""
    return bool(action.option_strings) and action.nargs != 0


def usage(name: str, parser: ArgumentParser, *, command: bool = False) -> str:
    """Return the usage on one line, the same whatever version of Python prints the help."""
    parts = [name]
    for each in arguments(parser):
        if isinstance(each.choices, dict):
            continue
        shown = spelling(each)
        if not each.option_strings:
            shown = {"*": f"[{shown} ...]", "?": f"[{shown}]", "+": f"{shown} [{shown} ...]"}.get(
                str(each.nargs), shown
            )
        elif not each.required:
            shown = f"[{shown}]"
        parts.append(shown)
    return " ".join([*parts, "[COMMAND ...]"] if command else parts)


def spelling(action: Action) -> str:
    """Return how an argument is written, its value included."""
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return value
    if isinstance(action.choices, (list, tuple)):
        value = "{" + ",".join(str(each) for each in action.choices) + "}"
    return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"
