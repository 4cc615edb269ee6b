"""The commands of the quarter's work: ``owing``, ``remind`` and ``form``. They write files beside the plan alone."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from tracker.asking import chase
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.output import Json
from tracker.plan.dates import date_text
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import AgencyId
from tracker.plan.owing import Debt, OwedTask, Owing
from tracker.plan.plan import Period
from tracker.plan.value import read_agency_name
from tracker.plan.view import PlanView
from tracker.plan.words import Words

_COUNTED = (Debt.OVERDUE, Debt.DUE_SOON, Debt.UNREPORTED, Debt.SILENT, Debt.WAITING)


def _add_period(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--period", default="", metavar="P", help=words(say("the reporting period: 2022-Q3, or Q3; the next one due"))
    )
    parser.add_argument("--on", metavar="DATE", help=words(say("judge timeliness on this day (dd/mm/yyyy, or today)")))


def add_owing(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``owing``."""
    parser.add_argument("--agency", default="", help=words(say("the tasks of this agency, one by one")))
    _add_period(parser, words)
    add_json(parser, words)


def show_owing(arguments: Namespace, face: Face) -> int:
    """Print what each agency still has to report in a period, and how often it was reminded."""
    workspace = face.workspace()
    chased = chase(workspace, arguments.period, face.day(arguments.on, workspace) if arguments.on else None)
    register = chased.view.plan.register
    found = chased.owings
    if arguments.agency:
        agency = read_agency_name(arguments.agency, register, chased.view.on)
        found = (chased.of(agency),)
    if arguments.json:
        face.output.document("tracker.owing", _owing_json(found, chased.view, chased.period))
        return 0
    if arguments.agency:
        _print_tasks(found[0], chased.view, face)
    else:
        _print_agencies(found, chased.view, face)
    period = chased.period
    face.output.talk(
        say(
            "{period}: data to {cut_off}, report due on {due}",
            period=period.title,
            cut_off=period.cut_off,
            due=period.due,
        )
    )
    return 0


def _print_agencies(found: tuple[Owing, ...], view: PlanView, face: Face) -> None:
    words = face.words
    heads = [
        words(say("Agency")),
        words(say("Tasks")),
        words(say("To report on")),
        words(say("Spoken of")),
        *(words.name(each) for each in _COUNTED),
        words(say("Last said")),
        words(say("Reminded")),
    ]
    rows = [
        [
            view.plan.register.name(each.agency),
            str(len(each.tasks)),
            str(len(each.owed)),
            f"{each.spoken}/{len(each.tasks)}",
            *(str(each.count(debt) or "") for debt in _COUNTED),
            date_text(each.last_said) if each.last_said else "",
            _reminded(each),
        ]
        for each in found
    ]
    face.output.table(heads, rows, flexible=0)


def _print_tasks(owing: Owing, view: PlanView, face: Face) -> None:
    words = face.words
    face.output.line(view.plan.register.name(owing.agency))
    heads = [words(each) for each in (say("No."), say("Task"), say("Due"), say("Last said"), say("Asked about"))]
    rows = [
        [
            each.row.task.number,
            each.row.task.headline,
            date_text(each.row.standing.due) if each.row.standing.due else "",
            date_text(each.said) if each.said else "",
            ", ".join(words.name(debt) for debt in each.debts),
        ]
        for each in owing.tasks
    ]
    face.output.table(heads, rows, flexible=1)
    for each in owing.reminders:
        face.output.say(say("reminded on {day}: {means}", day=each.day, means=each.means))


def _reminded(owing: Owing) -> str:
    if not owing.reminders:
        return ""
    return f"{len(owing.reminders)} · {date_text(max(each.day for each in owing.reminders))}"


def _owing_json(found: tuple[Owing, ...], view: PlanView, period: Period) -> dict[str, Json]:
    return {
        "plan": view.plan.settings.year,
        "on": view.on.isoformat(),
        "period": {
            "id": period.id,
            "title": period.title,
            "start": period.start.isoformat(),
            "cut_off": period.cut_off.isoformat(),
            "due": period.due.isoformat(),
        },
        "agencies": [_agency_json(each, view) for each in found],
    }


def _agency_json(owing: Owing, view: PlanView) -> dict[str, Json]:
    return {
        "agency": owing.agency,
        "title": view.plan.register.name(owing.agency),
        "silent": owing.is_silent,
        "spoken": owing.spoken,
        "last_said": owing.last_said.isoformat() if owing.last_said else None,
        "tasks": [_task_json(each) for each in owing.tasks],
        "reminders": [
            {"date": each.day.isoformat(), "means": each.means, "asked": each.tasks, "note": each.note}
            for each in owing.reminders
        ],
    }


def _task_json(owed: OwedTask) -> dict[str, Json]:
    return {
        "id": owed.row.task.id,
        "debts": [each.value for each in owed.debts],
        "said": owed.said.isoformat() if owed.said else None,
        "has_spoken": owed.has_spoken,
    }


def add_remind(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``remind``."""
    parser.add_argument(
        "--agency",
        action="append",
        default=[],
        help=words(say("remind this agency (repeatable); all that owe without it")),
    )
    _add_period(parser, words)
    _add_output(parser, words)
    parser.add_argument(
        "--record",
        metavar="MEANS",
        default="",
        help=words(say("write down that they were reminded, and by what means")),
    )
    parser.add_argument("--note", default="", help=words(say("a note kept with the reminder")))


def _add_output(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--output", metavar="DIR", required=True, help=words(say("the folder for the files; it is made where missing"))
    )
    parser.add_argument(
        "--force", action="store_true", help=words(say("write over files that are there and say something else"))
    )


def remind(arguments: Namespace, face: Face) -> int:
    """Write what goes out to each agency that owes: letter annex, form, short text, calendar; and the lists."""
    from tracker.chasing import papers, record_reminders

    workspace = face.workspace()
    chased = chase(workspace, arguments.period, face.day(arguments.on, workspace) if arguments.on else None)
    register = chased.view.plan.register
    named = [read_agency_name(each, register, chased.view.on) for each in arguments.agency]
    agencies = named or [each.agency for each in chased.owings if each.owed and not _is_group(each.agency, chased.view)]
    words = workspace.plan_words(chased.view.plan.settings)
    _write(papers(workspace, chased, agencies, words).files, arguments, face)
    groups = [each for each in chased.owings if each.owed and _is_group(each.agency, chased.view)]
    for each in groups if not named else []:
        face.output.talk(
            say("nobody answers for {group}; name a reporter in its tasks.", group=register.name(each.agency))
        )
    if arguments.record:
        day = workspace.today(chased.view.plan.settings)
        commit = record_reminders(workspace, chased, agencies, day=day, means=arguments.record, note=arguments.note)
        face.output.talk(
            say_count(
                "{count} reminder written down ({commit}).",
                "{count} reminders written down ({commit}).",
                len(agencies),
                commit=commit[:9],
            )
        )
    return 0


def _is_group(id: AgencyId, view: PlanView) -> bool:
    agency = view.plan.register.get(id)
    return agency is not None and agency.is_group


def add_form(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``form``."""
    parser.add_argument(
        "--agency", action="append", default=[], help=words(say("the form of this agency (repeatable)"))
    )
    parser.add_argument(
        "--all", action="store_true", help=words(say("the forms of all agencies that answer for tasks"))
    )
    parser.add_argument(
        "--format",
        choices=("xlsx", "docx"),
        default="xlsx",
        help=words(say("a workbook (xlsx), or a Word document (docx) for those who answer in Word")),
    )
    _add_period(parser, words)
    _add_output(parser, words)


def write_forms(arguments: Namespace, face: Face) -> int:
    """Write the form of each agency as a workbook or a Word document, cut from the last commit."""
    from tracker.chasing import write_forms_of

    workspace = face.workspace()
    chased = chase(workspace, arguments.period, face.day(arguments.on, workspace) if arguments.on else None)
    register = chased.view.plan.register
    agencies = [read_agency_name(each, register, chased.view.on) for each in arguments.agency]
    if arguments.all:
        agencies += [each.agency for each in chased.owings if not _is_group(each.agency, chased.view)]
    if not agencies:
        raise TrackerError(say("no agency is named."), say("name one with --agency, or all of them with --all."))
    words = workspace.plan_words(chased.view.plan.settings)
    files = write_forms_of(workspace, chased, dict.fromkeys(agencies), words, arguments.format)
    _write(files, arguments, face)
    return 0


def add_collect(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``collect``."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=words(say("forms that came back, or folders of them")))
    parser.add_argument("--agency", default="", help=words(say("whose form it is, where the file no longer says so")))
    parser.add_argument("--dry-run", action="store_true", help=words(say("show what the forms say; write nothing")))
    add_json(parser, words)


def collect(arguments: Namespace, face: Face) -> int:
    """Take in what came back; only this command reads documents."""
    from tracker.cli.collecting import collect_forms

    return collect_forms(arguments, face)


def _write(files: Mapping[str, bytes], arguments: Namespace, face: Face) -> None:
    """Write the files into the folder and say which; a file that says something else may be an answer and stays."""
    folder = face.folder / arguments.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items() if not arguments.force else ():
            path = folder / name
            if path.is_file() and path.read_bytes() != content:
                raise TrackerError(
                    say("{path} is there and says something else; nothing was written.", path=str(path)),
                    say("name another folder, or write over it: --force."),
                )
        for name, content in files.items():
            (folder / name).write_bytes(content)
            face.output.line(str(folder / name))
    except OSError as error:
        raise TrackerError(
            say("the folder {folder} cannot be written: {reason}.", folder=str(folder), reason=error.strerror or "")
        ) from error
