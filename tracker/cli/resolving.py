"""The command ``resolve``: conflicts that plain git left behind are settled field by field."""

from argparse import ArgumentParser, Namespace

from tracker.cli.deciding import add_deciding, clashes_json, decide, print_clashes
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.output import Json
from tracker.plan.clash import Resolved
from tracker.plan.message import say
from tracker.plan.words import Words


def add_resolve(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``resolve``."""
    add_deciding(parser, words, say("the value of a field both sides changed: III.3:percent=40 (repeatable)"))
    parser.add_argument(
        "--conclude", action="store_true", help=words(say("make the commit of the merge once nothing is left"))
    )
    add_json(parser, words)


def resolve(arguments: Namespace, face: Face) -> int:
    """Settle what git left in conflict, and say what is to be done next."""
    from tracker import resolving

    workspace, output = face.workspace(), face.output
    plan = workspace.read()
    found = resolving.leftovers(workspace)
    deciding = decide(arguments, plan, face)
    deciding.require_in({each.place for each in found.clashes})
    try:
        done = resolving.resolve(workspace, found, deciding)
    except resolving.Undecided as left:
        if arguments.json:
            output.document("tracker.conflict", {"clashes": clashes_json(left.clashes), "paths": list(found.stuck)})
        else:
            print_clashes(left.clashes, plan, face)
        raise
    reason = resolving.why_not_conclude(workspace)
    commit = done.commit
    if arguments.conclude and reason is None:
        commit = resolving.conclude(workspace)
    if arguments.json:
        document: dict[str, Json] = {
            "situation": found.situation.value,
            "staged": list(done.staged),
            "commit": commit or None,
            "left": list(done.left),
        }
        output.document("tracker.resolved", document)
        return 1 if done.left else 0
    _print(done, face)
    if found.is_empty:
        output.say(say("no record is in conflict."))
    if commit and commit != done.commit:
        output.say(say("{commit}  the merge is concluded.", commit=commit[:9]))
    elif reason is None:
        output.talk(say("nothing is left in conflict; conclude the merge: tracker resolve --conclude, or git commit."))
    elif not done.left:
        _say_next(bool(done.staged), face)
    return 1 if done.left else 0


def _print(done: Resolved, face: Face) -> None:
    """Print what was settled, and what only git and an editor can settle."""
    from tracker.resolving import advice

    output = face.output
    for path in done.staged:
        output.say(say("{path}: settled and staged.", path=path))
    if done.commit:
        output.say(say("{commit}  the marks of a conflict are out of the records.", commit=done.commit[:9]))
    for problem in done.doubts:
        output.talk(say("doubtful after the merge: {id}: {problem}", id=problem.subject, problem=problem.message))
    for path in done.left:
        output.say(say("{path} is in conflict too, and has no fields to settle.", path=path))
        output.talk(advice(path))


def _say_next(is_staged: bool, face: Face) -> None:
    """Say how git goes on from here."""
    state = face.workspace().state()
    if not state.writable and state.reason is not None:
        face.output.talk(state.reason)
        if state.way_out is not None:
            face.output.talk(state.way_out)
    elif is_staged:
        face.output.talk(say("commit what is staged: git commit."))
