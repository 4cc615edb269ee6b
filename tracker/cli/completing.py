"""Completion for shells: what could stand where the cursor is, from the parser and the plan.

``tracker completion SHELL`` prints a small script; the script asks ``tracker complete SHELL WORD...``, where the last
word is the one under the cursor. What cannot be read completes to nothing and is never complained about.
"""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tracker.cli.arguments import arguments, commands, takes_value
from tracker.cli.face import Face
from tracker.cli.numbers import ALL
from tracker.cli.output import cut
from tracker.cli.shells import FOLDERS, SCRIPTS, SHELLS, Candidate, for_bash, split_line
from tracker.plan.columns import COLUMNS
from tracker.plan.fields import FIELDS, Field, FieldKind, field_named
from tracker.plan.message import TrackerError, say
from tracker.plan.query import completions
from tracker.plan.query_completion import label_text
from tracker.plan.query_words import KEY_SPELLINGS, letters
from tracker.plan.task import ScheduleKind, Status
from tracker.plan.text import fold
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView
from tracker.plan.words import Words

_MOST = 100
_MOST_HELP = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """Where the cursor is: what the argument is for, its words before, and the part of the word that is the value."""

    parser: ArgumentParser
    action: Action | None
    before: tuple[str, ...] = ()
    typed: str = ""
    prefix: str = ""
    options: bool = False


# --- where the cursor is --------------------------------------------------------------------------


def spot(parser: ArgumentParser, words: Sequence[str]) -> _Spot:
    """Return where the last of the words stands in the command they are."""
    *before, typed = words or ("",)
    awaited: Action | None = None
    held: list[str] = []
    only_values = False
    for word in before:
        if awaited is not None:
            awaited = None
        elif word == "--" and not only_values:
            only_values = True
        elif word.startswith("-") and len(word) > 1 and not only_values and " " not in word:
            option = _option(parser, word.partition("=")[0])
            awaited = option if option is not None and takes_value(option) and "=" not in word else None
        elif word in commands(parser) and not held:
            parser = commands(parser)[word]
        else:
            held.append(word)
    if awaited is not None:
        return _Spot(parser=parser, action=awaited, typed=typed)
    if typed.startswith("-") and not only_values and "=" in typed:
        name, _, value = typed.partition("=")
        return _Spot(parser=parser, action=_option(parser, name), typed=value, prefix=f"{name}=")
    if typed.startswith("-") and not only_values:
        return _Spot(parser=parser, action=None, typed=typed, options=True)
    return _Spot(parser=parser, action=_positional(parser, len(held)), before=tuple(held), typed=typed)


def _option(parser: ArgumentParser, name: str) -> Action | None:
    return next((each for each in arguments(parser) if name in each.option_strings), None)


def _positional(parser: ArgumentParser, number: int) -> Action | None:
    """Return the argument without a dash that comes at this place; one that takes several takes all that follow."""
    for each in arguments(parser):
        if each.option_strings or isinstance(each.choices, dict):
            continue
        if number == 0 or each.nargs in ("*", "+"):
            return each
        number -= 1
    return None


# --- what could stand there -----------------------------------------------------------------------


def candidates(
    parser: ArgumentParser, words: Sequence[str], view: Callable[[], PlanView], face: Face
) -> list[Candidate]:
    """Return what could stand in place of the last word."""
    here = spot(parser, words)
    if here.options:
        return [
            Candidate(text=name, help=each.help or "", is_open=False)
            for each in arguments(here.parser)
            for name in each.option_strings
            if name.startswith(here.typed)
        ]
    found = list(_commands(here)) if here.action is None or here.action.nargs == "*" else []
    if here.action is not None:
        found.extend(_values(here.action, here, view, face))
    return [replace(each, text=here.prefix + each.text) for each in found[:_MOST]]


def _commands(here: _Spot) -> Iterator[Candidate]:
    if here.before:
        return
    for name, command in commands(here.parser).items():
        if name.startswith(here.typed):
            yield Candidate(text=name, help=command.description or "")


def _values(action: Action, here: _Spot, view: Callable[[], PlanView], face: Face) -> Iterable[Candidate]:
    if isinstance(action.choices, (list, tuple)):
        return (Candidate(text=str(each)) for each in action.choices if str(each).startswith(here.typed))
    made = _COMPLETERS.get(action.dest)
    return made(here, view, face) if made is not None else ()


_View = Callable[[], PlanView]
_Completer = Callable[[_Spot, _View, Face], Iterable[Candidate]]


def _matching(typed: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Candidate]:
    """Give the pairs of text and help of which the text begins as is typed, or whose help has a word that does."""
    sought = fold(typed)
    later = []
    for text, help in pairs:
        if text.startswith(typed) or fold(text).startswith(sought):
            yield Candidate(text=text, help=help)
        elif sought and any(word.startswith(sought) for word in fold(help).split()):
            later.append(Candidate(text=text, help=help))
    yield from later


def _tasks(here: _Spot, view: _View, _face: Face) -> Iterator[Candidate]:
    typed = here.typed.upper()
    for row in view().rows:
        text = row.task.id if typed[:1].isdigit() else row.task.number
        if text.startswith(typed):
            yield Candidate(text=text, help=row.task.headline)


def _areas(here: _Spot, view: _View, _face: Face) -> Iterator[Candidate]:
    return _matching(here.typed, ((each.key, each.title) for each in view().areas))


def _agencies(here: _Spot, view: _View, _face: Face) -> Iterator[Candidate]:
    looked_at = view()
    busy = looked_at.task_counts
    register = looked_at.plan.register
    known = sorted(register.agencies.values(), key=lambda each: -busy.get(each.id, 0))
    return _matching(here.typed, ((each.id, f"{each.label} · {each.name}") for each in known))


def _statuses(here: _Spot, _view: _View, face: Face) -> Iterator[Candidate]:
    return _matching(here.typed, ((each.value, face.words.name(each)) for each in Status))


def _timeliness(here: _Spot, _view: _View, face: Face) -> Iterator[Candidate]:
    return _matching(here.typed, ((each.value, face.words.name(each)) for each in Timeliness))


def _columns(here: _Spot, _view: _View, face: Face) -> Iterator[Candidate]:
    """Give the columns that could follow those already listed between commas."""
    listed, comma, typed = here.typed.rpartition(",")
    minus = "-" if typed.startswith("-") else ""
    pairs = ((each.key, face.words(each.title)) for each in COLUMNS)
    for each in _matching(typed.removeprefix("-"), pairs):
        if each.text not in listed.replace("-", "").split(","):
            yield replace(each, text=f"{listed}{comma}{minus}{each.text}", is_open=True)


def _views(here: _Spot, view: _View, face: Face) -> Iterator[Candidate]:
    views = (*face.preferences().views, *view().plan.settings.views)
    return _matching(here.typed, ((each.name, each.query) for each in views))


def _days(here: _Spot, view: _View, _face: Face) -> Iterator[Candidate]:
    looked_at = view()
    named = [("today", "")]
    named += [(each.cut_off.isoformat(), each.title) for each in looked_at.plan.settings.periods]
    return _matching(here.typed, named)


def _query(here: _Spot, view: _View, face: Face) -> Iterator[Candidate]:
    """Give what the query could go on with; what stands in words before this one is not changed."""
    said = "".join(f"{each} " for each in here.before)
    text = said + here.typed
    key = KEY_SPELLINGS.get(letters(here.typed.partition(":")[0]))
    looked_at = (
        face.view(face.workspace(several=True), None) if key == "problem" else view()
    )  # only the check knows the rules
    for each in completions(text, len(text), looked_at, language=face.words.language):
        if each.start >= len(said):
            whole = here.typed[: each.start - len(said)] + each.text
            help = label_text(each.label, face.words)
            yield Candidate(text=whole, help=help, is_open=each.text.endswith(":"))


def _assignment(here: _Spot, view: _View, face: Face) -> Iterator[Candidate]:
    """Give the fields of a task, or where one is named the values it could take."""
    name, mark, typed = here.typed.partition("=")
    if not mark:
        for each in FIELDS:
            short = each.table if each.name == "text" else each.name
            if each.key != "id" and short.startswith(name):
                yield Candidate(text=f"{short}=", help=face.words(each.title), is_open=True)
        return
    for found in _field_values(field_named(name.removesuffix("+")), replace(here, typed=typed), view, face):
        yield replace(found, text=f"{name}={found.text}")


def _field_values(field: Field, here: _Spot, view: _View, face: Face) -> Iterable[Candidate]:
    match field.kind:
        case FieldKind.STATUS:
            return _statuses(here, view, face)
        case FieldKind.SCHEDULE_KIND:
            return _matching(here.typed, ((each.value, face.words.name(each)) for each in ScheduleKind))
        case FieldKind.AGENCY | FieldKind.AGENCIES | FieldKind.BODY | FieldKind.ROLES:
            return _agencies(here, view, face)
        case _:
            return ()


def _years(here: _Spot, _view: _View, face: Face) -> Iterator[Candidate]:
    years = [str(each) for each in reversed(face.workspace(several=True).years())]
    return _matching(here.typed, ((each, "") for each in (*years, ALL)))


def _folders(_here: _Spot, _view: _View, _face: Face) -> Iterator[Candidate]:
    yield Candidate(text=FOLDERS)


_COMPLETERS: dict[str, _Completer] = {
    "id": _tasks,
    "ids": _tasks,
    "area": _areas,
    "agency": _agencies,
    "status": _statuses,
    "timeliness": _timeliness,
    "sort": _columns,
    "columns": _columns,
    "view": _views,
    "name": _views,
    "on": _days,
    "year": _years,
    "text": _query,
    "query": _query,
    "assignments": _assignment,
    "records": _folders,
    "folder": _folders,
}
"""What completes an argument, by its name, whatever the command."""


# --- for the shells -------------------------------------------------------------------------------


def complete(asked: Sequence[str], parser: ArgumentParser, face: Face) -> int:
    """Print what could stand in place of the last word, as the shell that is named first takes it."""
    shell, *words = asked or ("",)
    if shell not in SHELLS:
        return 2
    if shell == "bash":
        line, breaks = (words[0] if words else ""), (words[1] if len(words) > 1 else "")
        words = split_line(line)
    elif words and words[-1][:1] in ('"', "'"):
        words[-1] = words[-1][1:]  # zsh leaves a quotation mark that is not closed yet
    found = _asked(parser, words, face)
    for each in found if shell != "bash" else for_bash(found, line, breaks):
        face.output.pair(each.text, each.help if shell != "bash" else "")
    return 0


def _asked(parser: ArgumentParser, words: Sequence[str], face: Face) -> list[Candidate]:
    """Return the candidates; none where the plan cannot be read."""
    for number, each in enumerate(words[:-1]):
        if each == "--records":
            face = replace(face, records=words[number + 1])
        elif each.startswith("--records="):
            face = replace(face, records=each.partition("=")[2])
        elif each == "--year" or each.startswith("--year="):
            asked = each.partition("=")[2] or words[number + 1]
            face = replace(face, year=int(asked) if asked.isdecimal() else None, all_years=asked == ALL)
    seen: list[PlanView] = []

    def view() -> PlanView:
        if not seen:
            seen.append(face.unchecked(face.workspace(several=True), None))
        return seen[0]

    try:
        found = candidates(parser, words, view, face)
    except TrackerError:
        return []
    return [replace(each, help=cut(" ".join(each.help.split()), _MOST_HELP)) for each in found]


def add_completion(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``completion``."""
    parser.add_argument("shell", choices=SHELLS, help=words(say("the shell")))


def print_script(arguments: Namespace, face: Face) -> int:
    """Print the script that makes a shell complete the tracker's commands."""
    face.output.lines(SCRIPTS[arguments.shell].rstrip("\n"))
    return 0
