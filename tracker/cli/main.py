"""The entry point: chooses the language, reads the arguments, runs one command, and turns failures into words.

Exit codes: 0 done, 1 refused or problems found, 2 misused.
"""

import argparse
import gc
import gettext
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tracker.cli import starting
from tracker.cli.face import Face
from tracker.cli.numbers import ALL, add_year, count
from tracker.cli.output import Output
from tracker.language import choose_language, words_for
from tracker.plan.edit import EditConflict
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.words import Words
from tracker.storage.preferences import preferences_path, read_preferences
from tracker.workspace import environment_records, plan_language

Run = Callable[[argparse.Namespace, Face], int]


def run() -> None:
    """Run the tracker on the arguments of the process and leave with its exit code."""
    gc.set_threshold(20_000, 20, 100)  # a plan is many values that stay: looking through them often finds nothing
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(main(sys.argv[1:], os.environ, Path.cwd()))


def main(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
    """Run one command and return its exit code."""
    words = words_for(choose_language(_language_wishes(arguments, environment, folder)))
    _translate_argparse(words)
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    output = Output(out=sys.stdout, err=sys.stderr, words=words, columns=columns)
    if arguments and arguments[0] == "complete":
        from tracker.cli.completing import complete

        face = Face(words=words, output=output, environment=environment, folder=folder)
        return complete(arguments[1:], build_parser(words), face)
    try:
        known = _bare(arguments, words) or _parsed(build_parser(words), arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 2
    face = Face(
        words=words,
        output=output,
        environment=environment,
        folder=folder,
        records=known.records,
        year=known.year if known.year != ALL else None,
        all_years=known.year == ALL,
        is_terminal=is_terminal,
    )
    try:
        return int(known.run(known, face))
    except EditConflict as conflict:
        output.error(conflict)
        register = face.workspace().read().register
        for id, changes in conflict.by_task:
            for change in changes:
                seen = say(
                    "{field}, as you saw it: {value}",
                    field=change.field.title,
                    value=words.field_text(change.old, register),
                )
                now = say(
                    "{field}, as it is now: {value}",
                    field=change.field.title,
                    value=words.field_text(change.new, register),
                )
                for each in (seen, now):
                    output.talk(say("{id}: {text}", id=id, text=each) if len(conflict.by_task) > 1 else each)
        return 1
    except TrackerError as error:
        output.error(error)
        return 1
    except KeyboardInterrupt:
        return 130


def _parsed(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked; what no command knows is refused with the usage of the command it was given to."""
    known, others = parser.parse_known_args(arguments)
    if others:
        misused = getattr(known, "misused", parser.error)
        misused(gettext.gettext("unrecognized arguments: %s") % " ".join(others))
    return known


def _language_wishes(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Iterator[str | None]:
    """Give what may say the language, the strongest first: this start, the person, the plan.

    The language of the terminal is not asked: a server has often English or none, and its people are Vietnamese.
    """
    yield environment.get("TRACKER_LANG")
    yield read_preferences(preferences_path(environment)).preferences.language
    yield _plan_language(arguments, environment, folder)


def _plan_language(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> str | None:
    """Return the language of the plan the command is about, as far as it can be told before reading it."""
    place = environment_records(environment, folder)
    for number, each in enumerate(arguments):
        if each == "--records" and number + 1 < len(arguments):
            place = Path(arguments[number + 1])
        elif each.startswith("--records="):
            place = Path(each.partition("=")[2])
    return plan_language(folder / place)


def _translate_argparse(words: Words) -> None:
    """Let the argument parser, which asks gettext itself, speak the same language."""
    gettext.bindtextdomain("tracker", str(Path(__file__).parent.parent / "locale"))
    gettext.textdomain("tracker")
    os.environ["LANGUAGE"] = words.language


def _add_common(parser: argparse.ArgumentParser, words: Words) -> None:
    """Add what may stand before every command, and alone opens the app."""
    parser.add_argument(
        "--version", action=_PrintVersion, nargs=0, help=words(say("show program's version number and exit"))
    )
    parser.add_argument("--records", default="", metavar="DIR", help=words(say("the records folder to work on")))
    add_year(parser, words)
    parser.set_defaults(run=_open_app)


def _open_app(_arguments: argparse.Namespace, face: Face) -> int:
    return starting.open_app(face)


def _bare(arguments: Sequence[str], words: Words) -> argparse.Namespace | None:
    """Return what was asked where no command is named, so that the app opens without a look at the commands."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    _add_common(parser, words)
    try:
        known, others = parser.parse_known_args(arguments)
    except argparse.ArgumentError:
        return None
    return None if others else known


def build_parser(words: Words) -> argparse.ArgumentParser:
    """Return the parser of all commands, its help in these words."""
    from tracker.cli import (
        caring,
        changes,
        chasing,
        checking,
        completing,
        counting,
        editing,
        history,
        importing,
        listing,
        manual,
        places,
        reports,
        resolving,
        reviewing,
        sending,
        serving,
        tasks,
        views,
        yearly,
    )

    parser = argparse.ArgumentParser(
        prog="tracker",
        description=words(say("Walk, edit and report an administrative-reform plan kept as text in git.")),
        epilog=f"""{words(say("Without a command: the app, or without a terminal the plan's overview."))} \
{manual.exit_codes_text(words)}""",
    )
    _add_common(parser, words)
    commands = parser.add_subparsers(title=words(say("commands")), metavar="COMMAND")

    def command(name: str, help: Message, run: Run) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words(help), description=words(help))
        made.set_defaults(run=run, misused=made.error)
        return made

    tasks.add_list(command("list", say("list the tasks that match"), tasks.list_tasks), words)
    views.add_views(command("views", say("list the saved views, or keep and remove one"), views.list_views), words)
    shown = command("show", say("show one task whole, with its problems and history"), listing.show_task)
    shown.add_argument("id", help=words(say("the task: 2022-III-03, or III.3")))
    listing.add_day(shown, words)
    overview = command("overview", say("show the plan by area and agency"), listing.show_overview)
    listing.add_day(overview, words)
    of_agency = command(
        "agency", say("show all of an agency on one page: names, tasks by role, silence"), places.show_agency
    )
    of_agency.add_argument("name", help=words(say("the agency, by any of its names")))
    listing.add_day(of_agency, words)
    of_area = command("area", say("show all of an area on one page"), places.show_area)
    of_area.add_argument("area", help=words(say("the area, by its numeral")))
    listing.add_day(of_area, words)
    explained = command("why", say("say why a task is late, silent or flagged"), places.show_why)
    explained.add_argument("id", help=words(say("the task: 2022-III-03, or III.3")))
    listing.add_day(explained, words)
    places.add_agenda(command("agenda", say("show what is due when, the late first"), places.show_agenda), words)
    reports.add_report(command("report", say("print the status annex of the plan"), reports.report), words)
    reports.add_changes(
        command("changes", say("show what happened between two states of the plan"), reports.changes), words
    )
    listing.add_json(
        command("periods", say("show the reporting periods and the reports issued"), reports.show_periods), words
    )
    reports.add_close(
        command("close", say("issue the report of a period: print it and mark its commit"), reports.close), words
    )
    editing.add_set(command("set", say("set fields of one task or several, as one commit"), editing.set_fields), words)
    counting.add_stats(
        command("stats", say("count the plan by area, agency, status or period"), counting.show_stats), words
    )
    logged = command("log", say("show the history of a task, or the last edits"), history.log)
    logged.add_argument("id", nargs="?", help=words(say("the task: 2022-III-03, or III.3")))
    logged.add_argument("--limit", type=count, default=20, help=words(say("how many edits to show without a task")))
    listing.add_json(logged, words)
    editing.add_edit(command("edit", say("edit the record of a task in your own editor"), editing.edit_text), words)
    editing.add_steps(command("undo", say("put back your last edit, as a new commit"), editing.undo), words)
    editing.add_steps(command("redo", say("make the edit again that was put back last"), editing.redo), words)
    checked = command("check", say("check every record; never writes"), checking.check_plan)
    checked.add_argument("--strict", action="store_true", help=words(say("fail on warnings too")))
    changes.add_changes(checked, words)
    listing.add_day(checked, words)
    add_year(checked, words, default=argparse.SUPPRESS)
    editing.add_add(command("add", say("add a task to an area, as one commit"), editing.add), words)
    importing.add_import(
        command("import", say("read an annex as a plan, or compare it with the plan"), importing.import_annex), words
    )
    starting.add_init(command("init", say("begin a plan for another province or year"), starting.init), words)
    chasing.add_owing(
        command("owing", say("show what each agency still has to report in a period"), chasing.show_owing), words
    )
    chasing.add_remind(
        command("remind", say("write the letters, forms and calendars that go out to agencies"), chasing.remind), words
    )
    chasing.add_form(
        command("form", say("write the form an agency fills in, as a workbook or in Word"), chasing.write_forms), words
    )
    chasing.add_collect(
        command("collect", say("read forms that came back, each onto a branch to review"), chasing.collect), words
    )
    yearly.add_new_year(
        command("new-year", say("begin the plan of the next year, with the tasks that go on"), yearly.new_year), words
    )
    yearly.add_succession(
        command("succession", say("move open tasks to the successors of agencies that ended"), yearly.succeed), words
    )
    sending.add_sync(command("sync", say("bring in what others changed, and send what you may"), sending.sync), words)
    sending.add_submit(command("submit", say("send your edits to the office, checked first"), sending.submit), words)
    reviewing.add_inbox(command("inbox", say("show what agencies have sent"), reviewing.inbox), words)
    reviewing.add_review(
        command("review", say("show what one report changes, field by field"), reviewing.review), words
    )
    reviewing.add_accept(
        command("accept", say("take over what was sent, whole or in part, as one commit"), reviewing.accept), words
    )
    reviewing.add_return(command("return", say("return a report with remarks"), reviewing.give_back), words)
    resolving.add_resolve(
        command("resolve", say("settle what git left in conflict, field by field"), resolving.resolve), words
    )
    serving.add_serve_hook(
        command("serve-hook", say("judge a push to a common copy; git calls it there"), serving.serve_hook), words
    )
    caring.add_doctor(
        command("doctor", say("say what keeps this copy of the plan from working well"), caring.doctor), words
    )
    caring.add_merge_driver(
        command("merge-driver", say("merge one record by field; git calls it in a merge"), caring.merge_driver), words
    )
    listing.add_json(command("keys", say("list the commands of the app with their keys"), _keys), words)
    starting.add_demo(
        command("demo", say("try the tracker on a throw-away copy of the shipped plan"), starting.demo), words
    )
    completing.add_completion(
        command("completion", say("print the script that completes commands in a shell"), completing.print_script),
        words,
    )
    printed = command("man", say("print the man page; read it with: tracker man | man -l -"), manual.print_manual)
    printed.set_defaults(parser=parser)
    return parser


def _keys(arguments: argparse.Namespace, face: Face) -> int:
    """List the commands of the app; their table is read by no other command."""
    from tracker.cli.keys import show_keys

    return show_keys(arguments, face)


class _PrintVersion(argparse.Action):
    """Prints the version and leaves; the version is looked up for no other command."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("cchc-tracker")
        except PackageNotFoundError:
            number = "0"
        sys.stdout.write(f"tracker {number}\n")
        parser.exit()
