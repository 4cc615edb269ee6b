"""The command that takes in what agencies sent back: ``collect``. It writes branches to review, never the plan."""

from argparse import Namespace

from tracker.cli.document import change_json
from tracker.cli.face import Face
from tracker.cli.output import Json
from tracker.collecting import Collected, collect, contribute, files_of
from tracker.plan.answers import Answered
from tracker.plan.fields import Change, changes
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.sentence import change_lines
from tracker.plan.value import read_agency_name
from tracker.plan.words import Words


def collect_forms(arguments: Namespace, face: Face) -> int:
    """Read forms that came back: a branch for each, to be reviewed, and a list of what is refused and why."""
    workspace = face.workspace()
    register = workspace.read().register
    agency = read_agency_name(arguments.agency, register) if arguments.agency else None
    documents: list[Json] = []
    turned_away = False
    for path in files_of([face.folder / each for each in arguments.files]):
        try:
            found = collect(workspace, path, agency)
            made = None if arguments.dry_run else contribute(workspace, found)
        except TrackerError as error:
            turned_away = True
            documents.append({"file": path.name, "error": face.words(error.message)})
            if not arguments.json:
                face.output.line(f"{path.name}:")
                face.output.say(say("  refused: {reason}", reason=error.message))
            continue
        turned_away = turned_away or bool(found.answers.refused)
        documents.append(_collected_json(found, made, face.words))
        if not arguments.json:
            _print_collected(found, made, face)
    if arguments.json:
        face.output.document("tracker.collect", {"forms": documents})
    return 1 if turned_away else 0


def _collected_json(found: Collected, made: tuple[str, str] | None, words: Words) -> dict[str, Json]:
    answers = found.answers
    return {
        "file": found.form.name,
        "agency": found.agency,
        "period": found.period,
        "base": found.base,
        "branch": made[0] if made else None,
        "commit": made[1] if made else None,
        "notes": [words(each) for each in found.notes],
        "untouched": list(answers.untouched),
        "tasks": [
            {
                "id": each.task,
                "changes": [change_json(change) for change in _changes(found, each)],
                "doubts": [words(doubt) for doubt in each.doubts],
            }
            for each in answers.answered
        ],
        "refused": [
            {"place": words(each.place), "id": each.task, "rule": each.rule, "reason": words(each.reason)}
            for each in answers.refused
        ],
    }


def _changes(found: Collected, answered: Answered) -> tuple[Change, ...]:
    before = found.plan.task(answered.task)
    return changes(before, answered.edit.apply(before))


def _print_collected(found: Collected, made: tuple[str, str] | None, face: Face) -> None:
    words, output, register = face.words, face.output, found.plan.register
    answers = found.answers
    output.line(f"{found.form.name}: {register.name(found.agency)}")
    for note in found.notes:
        output.line("  " + words(note))
    for each in answers.answered:
        output.line(f"  {each.task}")
        for change in _changes(found, each):
            output.lines("\n".join(change_lines(change, words, register)), "    ")
        for doubt in each.doubts:
            output.line("    " + words(say("doubt: {doubt}", doubt=doubt)))
    for row in answers.refused:
        told = say("{place}, {task}", place=row.place, task=row.task) if row.task else row.place
        output.line("  " + words(say("refused: {place}: {reason}", place=told, reason=row.reason)))
    output.talk(
        say(
            "{file}: {changed}, {refused}, {same}",
            file=found.form.name,
            changed=say_count("{count} task changes", "{count} tasks change", len(answers.answered)),
            refused=say_count("{count} row refused", "{count} rows refused", len(answers.refused)),
            same=say_count("{count} as it was", "{count} as they were", len(answers.untouched)),
        )
    )
    if made is not None:
        output.talk(say("on the branch {branch}; tracker inbox shows it for review.", branch=made[0]))
