"""The commands that speak to another copy of the plan: ``sync`` and ``submit``."""

import secrets
import time
from argparse import ArgumentParser, Namespace

from tracker.cli.changes import print_judgement
from tracker.cli.deciding import add_deciding, clashes_json, decide, print_clashes
from tracker.cli.document import change_json
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.output import Json
from tracker.plan.contribution import Synced
from tracker.plan.message import say, say_count
from tracker.plan.plan import Plan
from tracker.plan.sentence import change_lines
from tracker.plan.words import Words

LONGEST_PAUSE = 5.0


def add_sync(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``sync``."""
    sends = parser.add_mutually_exclusive_group()
    sends.add_argument(
        "--send",
        action="store_const",
        const=True,
        dest="send",
        help=words(say("send your edits to the common copy, as the office does by itself")),
    )
    sends.add_argument(
        "--no-send", action="store_const", const=False, dest="send", help=words(say("bring in, and send nothing"))
    )
    add_deciding(parser, words, say("the value of a field both sides changed: III.3:percent=40 (repeatable)"))
    parser.add_argument(
        "--timeout", type=float, default=120.0, metavar="SECONDS", help=words(say("how long the other copy may take"))
    )
    add_json(parser, words)


def sync(arguments: Namespace, face: Face) -> int:
    """Bring in what others changed, and send what was edited here."""
    from tracker import syncing

    workspace = face.workspace()
    deciding = decide(arguments, workspace.read(), face)
    face.output.talk(say("speaking to the common copy; Ctrl-C stops it, and nothing is changed then."))
    try:
        done = syncing.sync(
            workspace,
            send=arguments.send,
            pause=pause,
            decide=deciding,
            approve=deciding.require_met,
            timeout=arguments.timeout,
        )
    except syncing.SyncConflict as conflict:
        if arguments.json:
            document: dict[str, Json] = {"clashes": clashes_json(conflict.clashes), "paths": list(conflict.paths)}
            face.output.document("tracker.conflict", document)
            raise
        print_clashes(conflict.clashes, workspace.read(), face)
        for path in conflict.paths:
            face.output.say(say("{path}: both sides changed it, and it cannot be merged by field.", path=path))
        raise
    if arguments.json:
        face.output.document("tracker.synced", _json(done))
        return 0
    _print(done, workspace.read(), face)
    return 0


def pause(turn: int) -> None:
    """Wait a while that grows with the tries and is never the same for two who wait."""
    longest = min(LONGEST_PAUSE, 0.05 * 2 ** min(turn, 8))
    time.sleep(longest * secrets.randbelow(1000) / 1000)


def _print(done: Synced, plan: Plan, face: Face) -> None:
    words, output = face.words, face.output
    for each in done.incoming:
        if each.added:
            output.say(say("{id}: added to the plan", id=each.id))
        elif each.removed:
            output.say(say("{id}: removed from the plan", id=each.id))
        for change in each.changes:
            first, *rest = change_lines(change, words, plan.register)
            output.line(f"{each.id}: {first}")
            for line in rest:
                output.line(f"  {line}")
    for path in done.others:
        output.say(say("{path} changed", path=path))
    for problem in done.doubts:
        output.talk(say("doubtful after the merge: {id}: {problem}", id=problem.subject, problem=problem.message))
    for note in done.notes:
        output.talk(note)
    for answer in done.answers:
        output.say(say("answer of {person}, {day}:", person=answer.author, day=answer.when.date()))
        output.lines(answer.words, "  ")
    output.talk(
        say(
            "{incoming} · {sent}",
            incoming=say_count("{count} task came in", "{count} tasks came in", len(done.incoming)),
            sent=say_count("{count} edit sent", "{count} edits sent", done.sent),
        )
    )
    if done.waiting:
        output.talk(
            say_count(
                "{count} edit of yours is in this copy alone; tracker submit sends it to the office.",
                "{count} edits of yours are in this copy alone; tracker submit sends them to the office.",
                done.waiting,
            )
        )


def _json(done: Synced) -> dict[str, Json]:
    return {
        "remote": done.remote,
        "incoming": [
            {
                "id": each.id,
                "added": each.added,
                "removed": each.removed,
                "changes": [change_json(change) for change in each.changes],
            }
            for each in done.incoming
        ],
        "other_paths": list(done.others),
        "sent": done.sent,
        "waiting": done.waiting,
        "merged": done.merged,
        "answers": [
            {"about": each.about, "author": each.author, "when": each.when.isoformat(), "text": each.words}
            for each in done.answers
        ],
    }


def add_submit(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``submit``."""
    parser.add_argument("--as", dest="agency", default="", metavar="AGENCY", help=words(say("who sends the changes")))
    parser.add_argument("--dry-run", action="store_true", help=words(say("show what would be sent, and send nothing")))
    parser.add_argument(
        "--timeout", type=float, default=120.0, metavar="SECONDS", help=words(say("how long the other copy may take"))
    )
    add_json(parser, words)


def submit(arguments: Namespace, face: Face) -> int:
    """Check the person's edits and send them to the office."""
    from tracker import submitting

    workspace, output = face.workspace(), face.output
    try:
        found = submitting.prepare(workspace, agency=arguments.agency, timeout=arguments.timeout)
    except submitting.NotWhole as refused:
        print_judgement(refused.judgement, face)
        raise
    told = "" if arguments.dry_run else submitting.send(workspace, found, timeout=arguments.timeout)
    if arguments.json:
        document: dict[str, Json] = {
            "remote": found.remote,
            "ref": found.ref,
            "commit": found.commit,
            "commits": found.commits,
            "tasks": [each.id for each in found.judgement.tasks],
            "forge": found.forge,
            "page": found.page,
            "sent": not arguments.dry_run,
        }
        output.document("tracker.submitted", document)
        return 0
    plan = workspace.read()
    for each in found.judgement.tasks:
        for verdict in each.verdicts:
            if verdict.change is not None:
                first, *rest = change_lines(verdict.change, face.words, plan.register)
                output.line(f"{each.id}: {first}")
                for line in rest:
                    output.line(f"  {line}")
    if arguments.dry_run:
        output.talk(say("nothing was sent; it would go to {remote}, {ref}.", remote=found.remote, ref=found.ref))
        return 0
    for line in told.splitlines():
        output.talk(say("{remote}: {line}", remote=found.remote, line=line))
    _say_what_is_next(found.tasks, found.remote, found.page, face)
    return 0


def _say_what_is_next(tasks: int, name: str, page: str, face: Face) -> None:
    """Say in plain words what was sent and what happens now."""
    output = face.output
    output.say(
        say_count(
            "the report on {count} task was sent to {remote}.",
            "the report on {count} tasks was sent to {remote}.",
            tasks,
            remote=name,
        )
    )
    if page:
        output.say(say("open the request there: {page}", page=page))
    output.say(say("the office looks at it and takes it over, or returns it; tracker sync shows its answer."))
