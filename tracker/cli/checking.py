"""The command that checks the plan: ``check``. It never writes."""

from argparse import Namespace

from tracker.cli.changes import check_changes
from tracker.cli.document import as_of_json, problem_json
from tracker.cli.face import Face
from tracker.cli.listing import tell_as_of
from tracker.plan.message import say, say_count
from tracker.plan.problem import Problem, Severity


def check_plan(arguments: Namespace, face: Face) -> int:
    """Print every problem with file, line, field and rule; fail where one is an error."""
    if arguments.base or arguments.staged:
        return check_changes(arguments, face)
    view = face.view(face.workspace(several=True), arguments.on, arguments.at)
    errors = [each for each in view.problems if each.severity is Severity.ERROR]
    warnings = [each for each in view.problems if each.severity is Severity.WARNING]
    failed = bool(errors) or (arguments.strict and bool(warnings))
    if arguments.json:
        face.output.document(
            "tracker.check",
            {
                "on": view.on.isoformat(),
                "as_of": as_of_json(view.plan.as_of),
                "errors": len(errors),
                "warnings": len(warnings),
                "problems": [problem_json(each, face.words) for each in (*errors, *warnings)],
            },
        )
        return 1 if failed else 0
    for each in (*errors, *warnings):
        _print_problem(each, face)
    tell_as_of(view, face)
    face.output.talk(
        say(
            "{records} · {errors} · {warnings}",
            records=say_count("{count} task read", "{count} tasks read", len(view.rows)),
            errors=say_count("{count} error", "{count} errors", len(errors)),
            warnings=say_count("{count} warning", "{count} warnings", len(warnings)),
        )
    )
    return 1 if failed else 0


def _print_problem(problem: Problem, face: Face) -> None:
    words = face.words
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    subject = f"{problem.subject}: " if problem.subject else ""
    field = f" ({problem.field})" if problem.field else ""
    face.output.line(
        f"{place}: {words.name(problem.severity)}: {subject}{words(problem.message)}{field} [{problem.rule}]"
    )
    if problem.hint is not None and problem.severity is Severity.ERROR:
        face.output.line("  " + words(say("hint: {hint}", hint=problem.hint)))
