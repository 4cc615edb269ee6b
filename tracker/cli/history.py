"""The command that looks back: ``log``."""

from argparse import Namespace
from collections.abc import Iterable

from tracker.cli.document import history_json
from tracker.cli.face import Face
from tracker.plan.dates import date_text
from tracker.plan.history import HistoryEntry
from tracker.plan.message import say
from tracker.plan.plan import Plan
from tracker.plan.sentence import change_lines


def log(arguments: Namespace, face: Face) -> int:
    """Print the history of one task as field changes, or the last edits of the plan."""
    workspace = face.workspace_of(arguments.id or "")
    plan = workspace.read()
    if arguments.id is None:
        return _recent(arguments, face)
    task = plan.task(arguments.id)
    entries = workspace.history(task.id)
    if arguments.json:
        face.output.document("tracker.log", {"id": task.id, "history": history_json(entries)})
        return 0
    print_entries(entries, plan, face)
    return 0


def _recent(arguments: Namespace, face: Face) -> int:
    recent = face.workspace().recent(arguments.limit)
    if arguments.json:
        face.output.document("tracker.log", {"id": None, "history": history_json(recent)})
        return 0
    for each in recent:
        face.output.line(f"{date_text(each.when.date())}  {each.commit[:9]}  {each.subject}  ({each.author})")
    if len(recent) == arguments.limit:
        face.output.talk(say("the last {count} edits; --limit shows more.", count=arguments.limit))
    return 0


def print_entries(entries: Iterable[HistoryEntry], plan: Plan, face: Face) -> None:
    """Print history entries in words, the newest first."""
    words, output = face.words, face.output
    for each in entries:
        rebuilt = each.trailers.rebuilt_from
        origin = words(say("rebuilt from {source}", source=rebuilt)) if rebuilt else each.author
        output.line(f"{date_text(each.when.date())} · {origin} · {each.commit[:9]}")
        if each.problem is not None:
            output.line("  " + words(each.problem))
        elif each.is_first:
            output.line("  " + words(say("added to the plan")))
        elif not each.changes:
            output.line("  " + words(say("remarks in the record, no field")))
        for change in each.changes:
            for line in change_lines(change, words, plan.register):
                output.line("  " + line)
