"""The commands of years and successions: ``new-year`` and ``succession``. Both show what they would do first."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping

from tracker.cli.document import change_json
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.output import Json
from tracker.next_year import begin_next_year, prepare_next_year
from tracker.plan.edit import Edit
from tracker.plan.fields import changes
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.new_year import AS_IT_IS, Turn, turn_summary, unfinished
from tracker.plan.plan import Plan
from tracker.plan.sentence import change_lines
from tracker.plan.succession import Move, succession
from tracker.plan.task import Task
from tracker.plan.value import read_agency_name
from tracker.plan.words import Words


def add_new_year(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``new-year``."""
    parser.add_argument("plan_year", metavar="YEAR", type=int, help=words(say("the year of the plan to begin")))
    parser.add_argument("--from", dest="old", metavar="YEAR", type=int, help=words(say("the plan it follows")))
    parser.add_argument("--title", default="", help=words(say("the title of the plan")))
    parser.add_argument(
        "--carry",
        action="append",
        default=[],
        metavar="TASKS",
        help=words(say("tasks that go on: III.3,III.8, or all of those unfinished, or none")),
    )
    parser.add_argument(
        "--yes", action="store_true", help=words(say("do it; without it, only show what would be done"))
    )
    add_json(parser, words)


def new_year(arguments: Namespace, face: Face) -> int:
    """Begin the plan of the next year and carry unfinished tasks over, as the person chooses."""
    workspace = face.workspace()
    older = [each for each in workspace.years() if each < arguments.plan_year]
    if arguments.old is not None:
        workspace = workspace.of(arguments.old)
    elif face.year is None and older:
        workspace = workspace.of(older[-1])
    view = workspace.view()
    open_tasks = unfinished(view.plan, view.on)
    carry = _carry(arguments.carry, open_tasks, view.plan)
    going = dict.fromkeys(carry, AS_IT_IS)
    turn = prepare_next_year(workspace, view.plan, arguments.plan_year, going, arguments.title)
    if not arguments.yes:
        return _show_open(open_tasks, turn, view.plan, face, is_json=arguments.json)
    made = begin_next_year(workspace, view.plan, turn)
    if arguments.json:
        face.output.document(
            "tracker.new-year",
            {
                "year": turn.settings.year,
                "commit": made.commit,
                "closed": made.commit if turn.tasks else None,
                "carried": {old: new.id for old, new in turn.tasks.items()},
            },
        )
        return 0
    for old, new in turn.tasks.items():
        face.output.line(f"{old} → {new.id}  {new.headline}")
    face.output.talk(
        say(
            "{sentence} ({commit}); open the plan: tracker --year {year}.",
            sentence=made.sentence,
            commit=made.commit[:9],
            year=str(turn.settings.year),
        )
    )
    return 0


def _carry(asked: list[str], open_tasks: tuple[Task, ...], plan: Plan) -> tuple[TaskId, ...]:
    """Return the tasks the person names, each once; raise where one is done or closed already."""
    named = [each.strip() for part in asked for each in part.split(",") if each.strip()]
    if "all" in named:
        return tuple(each.id for each in open_tasks)
    known = {each.id for each in open_tasks}
    found: list[TaskId] = []
    for each in named:
        if each == "none":
            continue
        id = plan.task(each).id
        if id not in known:
            raise TrackerError(say("task {id} is done or closed; there is nothing to carry over.", id=id))
        if id not in found:
            found.append(id)
    return tuple(found)


def _show_open(open_tasks: tuple[Task, ...], turn: Turn, plan: Plan, face: Face, *, is_json: bool) -> int:
    words, year = face.words, turn.settings.year
    if is_json:
        tasks: list[Json] = [
            {"id": each.id, "title": each.title, "status": each.progress.status.value, "carry": each.id in turn.tasks}
            for each in open_tasks
        ]
        files: list[Json] = list(turn.paths.values())
        document: dict[str, Json] = {"year": year, "commit": None, "unfinished": tasks, "files": files}
        face.output.document("tracker.new-year", document)
        return 0
    heads = [words(each) for each in (say("Carry"), say("No."), say("Task"), say("Due"), say("Status"))]
    rows = [
        [
            "×" if each.id in turn.tasks else "",
            each.number,
            each.headline,
            words.value(each.schedule.last_due) if each.schedule.last_due else "",
            words.name(each.progress.status),
        ]
        for each in open_tasks
    ]
    face.output.table(heads, rows, flexible=2)
    for message in turn_summary(turn, plan.register):
        face.output.say(message)
    face.output.talk(
        say_count(
            "{count} unfinished task of {year}; nothing was written. Choose with --carry, then add --yes.",
            "{count} unfinished tasks of {year}; nothing was written. Choose with --carry, then add --yes.",
            len(open_tasks),
            year=str(plan.settings.year),
        )
    )
    return 0


def add_succession(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``succession``."""
    parser.add_argument("--on", metavar="DATE", help=words(say("the day from which the successors act")))
    parser.add_argument(
        "--to",
        action="append",
        default=[],
        metavar="OLD=NEW",
        help=words(say("who takes over from an agency that was divided (repeatable)")),
    )
    parser.add_argument(
        "--yes", action="store_true", help=words(say("do it; without it, only show what would be done"))
    )
    add_json(parser, words)


def succeed(arguments: Namespace, face: Face) -> int:
    """Move the open tasks of agencies that have ended to their successors, as one commit."""
    workspace = face.workspace()
    plan = workspace.read()
    day = face.day(arguments.on, workspace) if arguments.on else workspace.today(plan.settings)
    moves = succession(plan, day, _choices(arguments.to, plan))
    saved = None
    if arguments.yes and moves:
        reason = workspace.plan_words(plan.settings)(say("succession of agencies from {day}", day=day))
        edits: Mapping[str, Edit] = {each.task: each.edit for each in moves}
        saved = workspace.apply_all(edits, reason=reason)
    if arguments.json:
        face.output.document(
            "tracker.succession",
            {
                "on": day.isoformat(),
                "commit": saved.commit if saved is not None else None,
                "tasks": [_move_json(each, plan) for each in moves],
            },
        )
        return 0
    _show_moves(moves, plan, face)
    if saved is not None:
        face.output.talk(say("{sentence} · {commit}", sentence=saved.sentence, commit=saved.commit[:9]))
    elif moves:
        face.output.talk(say("nothing was written; add --yes to move the tasks as one commit."))
    else:
        face.output.talk(say("no open task is assigned to an agency that has ended by {day}.", day=day))
    return 0


def _choices(asked: list[str], plan: Plan) -> dict[AgencyId, AgencyId]:
    found: dict[AgencyId, AgencyId] = {}
    for each in asked:
        old, mark, new = each.partition("=")
        if not mark:
            raise TrackerError(say("{text} names no successor.", text=each), say("write --to OLD=NEW."))
        found[read_agency_name(old.strip(), plan.register)] = read_agency_name(new.strip(), plan.register)
    return found


def _move_json(move: Move, plan: Plan) -> dict[str, Json]:
    task = plan.task(move.task)
    return {
        "id": move.task,
        "changes": [change_json(each) for each in changes(task, move.edit.apply(task))],
        "heirs": [{"agency": each.agency, "chosen": each.chosen, "others": list(each.others)} for each in move.heirs],
    }


def _show_moves(moves: tuple[Move, ...], plan: Plan, face: Face) -> None:
    words, register = face.words, plan.register
    divided = {each.agency: each for move in moves for each in move.heirs if each.others}
    for move in moves:
        task = plan.task(move.task)
        face.output.line(f"{task.number}  {task.headline}")
        for change in changes(task, move.edit.apply(task)):
            for line in change_lines(change, words, register):
                face.output.line("  " + line)
    for heirs in divided.values():
        face.output.say(
            say(
                "{agency} was divided: {chosen} is taken; others: {others} (--to).",
                agency=register.name(heirs.agency),
                chosen=register.name(heirs.chosen),
                others=", ".join(register.name(each) for each in heirs.others),
            )
        )
