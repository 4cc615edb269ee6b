"""One edit of several tasks on the command line: which they are, what it does to each, and one commit of it."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import date

from tracker.cli.document import bulk_json, saved_json
from tracker.cli.face import Face
from tracker.cli.numbers import count
from tracker.plan.bulk import BulkLine, edits_of
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.query import wanted_query
from tracker.plan.sentence import change_lines, sentence_of_several
from tracker.plan.words import Words
from tracker.workspace import Saved, Workspace


def add_where(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments that choose several tasks."""
    parser.add_argument("--where", action="store_true", help=words(say("change every task the search finds")))
    parser.add_argument(
        "--count",
        type=count,
        metavar="N",
        help=words(say("how many tasks --where is to change; asked for where it is missing")),
    )


def matching(workspace: Workspace, query: str) -> list[TaskId]:
    """Return the tasks the query finds; raise where it finds none."""
    view = workspace.view()
    found = [each.task.id for each in wanted_query(query, view).rows(view)]
    if not found:
        raise TrackerError(say("no task matches {query}.", query=query), say("tracker list shows what a search finds."))
    return found


def set_several(lines: tuple[BulkLine, ...], plan: Plan, when: date | None, arguments: Namespace, face: Face) -> int:
    """Show what the edit does to each task, and make it as one commit unless it was only to be shown."""
    changing = [each for each in lines if each.is_changed]
    if arguments.json and arguments.dry_run:
        face.output.document("tracker.bulk", {"tasks": [bulk_json(each, face.words) for each in lines]})
    elif arguments.dry_run:
        _print(lines, plan, face)
    if arguments.dry_run:
        return 1 if _refusals(lines) else 0
    if _refusals(lines):
        _print(lines, plan, face)
        raise TrackerError(
            say_count(
                "{count} task refuses the edit; nothing was written.",
                "{count} tasks refuse the edit; nothing was written.",
                len(_refusals(lines)),
            ),
            say("leave those tasks out, or mend the value."),
        )
    if not changing:
        face.output.talk(say("every task already says so; there is nothing to commit."))
        return 0
    if arguments.where:
        _confirm(lines, plan, arguments.count, face)
    saved = face.workspace().apply_all(edits_of(lines), reason=arguments.reason, when=when)
    if saved is None:
        face.output.talk(say("every task already says so; there is nothing to commit."))
        return 0
    return print_saved(saved, arguments, face)


def _refusals(lines: tuple[BulkLine, ...]) -> list[BulkLine]:
    return [each for each in lines if each.refused is not None]


def _print(lines: tuple[BulkLine, ...], plan: Plan, face: Face) -> None:
    """Print what the edit does to each task; the plan's words are those of the sentence it leaves."""
    output, words = face.output, face.words
    for each in lines:
        if each.refused is not None:
            output.line(words(say("{id}: refused: {reason}", id=each.before.id, reason=each.refused.message)))
        elif not each.is_changed:
            output.line(words(say("{id}: stays as it is", id=each.before.id)))
        for change in each.changes:
            for line in change_lines(change, words, plan.register):
                output.line(f"{each.before.id}: {line}")
    pairs = [(each.before, each.after) for each in lines if each.is_changed]
    if pairs:
        output.say(sentence_of_several(pairs, words, plan.register))


def _confirm(lines: tuple[BulkLine, ...], plan: Plan, said: int | None, face: Face) -> None:
    """Make sure that the person knows how many tasks change: by the count given, or by asking at a terminal."""
    changing = sum(each.is_changed for each in lines)
    if said is None and face.is_terminal:
        _print(lines, plan, face)
        face.output.talk(say("type {count} to change these tasks as one commit.", count=changing))
        answer = sys.stdin.readline().strip()
        said = int(answer) if answer.isascii() and answer.isdigit() else None
    if said != changing:
        raise TrackerError(
            say_count(
                "{count} task would change; nothing was written.",
                "{count} tasks would change; nothing was written.",
                changing,
            ),
            say("look at them with --dry-run, then say --count {count}.", count=changing),
        )


def print_saved(saved: Saved, arguments: Namespace, face: Face) -> int:
    """Print the commit that was made, and how to put it back where that can be done."""
    if getattr(arguments, "json", False):
        face.output.document("tracker.saved", saved_json(saved))
        return 0
    face.output.line(f"{saved.commit[:9]}  {saved.sentence}")
    if saved.is_step:
        face.output.talk(say("saved as one commit; tracker undo {id} puts it back.", id=saved.id))
    return 0
