"""The commands of the office: ``inbox``, ``review``, ``accept`` and ``return``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from tracker.cli.changes import judgement_json
from tracker.cli.deciding import EVERY, add_deciding, clashes_json, decide, print_clashes, set_values
from tracker.cli.document import change_json
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.output import Json
from tracker.cli.sending import pause
from tracker.plan.answer import Returned
from tracker.plan.citation import document_text
from tracker.plan.contribution import Contribution, TaskChange
from tracker.plan.dates import date_text
from tracker.plan.differences import marked
from tracker.plan.fields import FIELD_BY_KEY, Change, FieldKind, FieldValue, field_named
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.rules import Verdict
from tracker.plan.sentence import change_lines
from tracker.plan.words import Words


def add_inbox(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``inbox``."""
    _add_asking(parser, words)
    add_json(parser, words)


def add_review(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``review``."""
    _add_name(parser, words)
    _add_asking(parser, words)
    add_json(parser, words)


def add_accept(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``accept``."""
    _add_name(parser, words)
    parser.add_argument(
        "items",
        nargs="*",
        metavar="ITEM",
        help=words(say("tasks (III.3) or fields (III.3:status) to take over; without any, all that the rules allow")),
    )
    parser.add_argument(
        "--return",
        dest="returned",
        action="append",
        default=[],
        metavar="ITEM=REMARK",
        help=words(say("a task or field that goes back, and why (repeatable)")),
    )
    parser.add_argument("--remark", default="", help=words(say("what the office says to the sender")))
    add_deciding(
        parser,
        words,
        say("take a field over with this value instead of the one sent: III.3:percent=40 (repeatable)"),
    )
    _add_sending(parser, words)
    add_json(parser, words)


def add_return(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``return``."""
    _add_name(parser, words)
    parser.add_argument(
        "returned", nargs="*", metavar="ITEM=REMARK", help=words(say("a task or field, and what is wrong with it"))
    )
    parser.add_argument("--remark", default="", help=words(say("what the office says to the sender")))
    _add_sending(parser, words)
    add_json(parser, words)


def _add_name(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument("name", help=words(say("the contribution, as the inbox names it, or its agency")))


def _add_asking(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--offline", action="store_true", help=words(say("show what was fetched before, and ask nobody"))
    )
    parser.add_argument(
        "--timeout", type=float, default=120.0, metavar="SECONDS", help=words(say("how long the other copy may take"))
    )


def _add_sending(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--no-send", action="store_true", help=words(say("keep it in this copy; tracker sync sends it"))
    )
    _add_asking(parser, words)


def inbox(arguments: Namespace, face: Face) -> int:
    """Print what has come in and waits to be looked at."""
    from tracker import reviewing

    found = reviewing.inbox(face.workspace(), ask=not arguments.offline, timeout=arguments.timeout)
    if arguments.json:
        face.output.document("tracker.inbox", {"contributions": [_json(each, face.words) for each in found]})
        return 0
    heads = (say("name"), say("sender"), say("day"), say("tasks"), say("verdict"))
    rows = [_row(each, face.words) for each in found]
    if rows:
        face.output.table([face.words(each) for each in heads], rows, flexible=1)
    face.output.talk(say_count("{count} report waits", "{count} reports wait", len(found)))
    return 0


def _row(contribution: Contribution, words: Words) -> tuple[str, ...]:
    found = contribution.judgement
    refused = sum(not each.allowed for each in found.verdicts) + sum(not each.allowed for each in found.files)
    told = say("all passes") if not refused else say_count("{count} refused", "{count} refused", refused)
    if contribution.is_answered:
        told = say("returned, waits to be mended")
    held = [each.after or each.before for each in contribution.judgement.tasks]
    tasks = ", ".join(each.number for each in held if each is not None)
    return (contribution.name, contribution.sender, date_text(contribution.when.date()), tasks or "–", words(told))


def review(arguments: Namespace, face: Face) -> int:
    """Print one contribution whole: task by task, field by field, with the verdict on each."""
    from tracker import reviewing

    workspace = face.workspace()
    found = reviewing.inbox(workspace, ask=not arguments.offline, timeout=arguments.timeout)
    one = reviewing.named(found, arguments.name)
    if arguments.json:
        face.output.document("tracker.contribution", _json(one, face.words))
        return 0
    _print(one, workspace.read(), face)
    return 0


def _print(one: Contribution, plan: Plan, face: Face) -> None:
    words, output = face.words, face.output
    output.line(f"{one.name} · {one.sender}")
    output.line(f"{one.author} <{one.email}> · {date_text(one.when.date())} · {one.commit[:9]}")
    for each in one.judgement.tasks:
        output.line()
        task = each.after or each.before
        output.line(f"{each.id}  {task.headline if task is not None else ''}")
        for verdict in each.verdicts:
            _print_verdict(verdict, each, plan, face)
        if each.after is not None and each.after.progress.documents:
            told = "; ".join(document_text(document) for document in each.after.progress.documents)
            output.line("  " + words(say("evidence: {documents}", documents=told)))
        for problem in each.problems:
            output.line("  " + words(say("doubtful: {problem}", problem=problem.message)))
    if one.judgement.files:
        output.line()
    for file in one.judgement.files:
        mark = "✓" if file.allowed else "✗"
        output.line(f"{mark} {file.path}: {words(file.reason)} [{file.rule}]")


def _print_verdict(verdict: Verdict, task: TaskChange, plan: Plan, face: Face) -> None:
    words, output = face.words, face.output
    mark = "✓" if verdict.allowed else "✗"
    if verdict.change is None:
        change = say("added to the plan") if task.before is None else say("removed from the plan")
        output.line(f"  {mark} {words(change)}: {words(verdict.reason)} [{verdict.rule}]")
        return
    first, *rest = _change_lines(verdict.change, words, plan)
    output.line(f"  {mark} {first}")
    for line in rest:
        output.line(f"    {line}")
    if not verdict.allowed:
        output.line(f"      {words(verdict.reason)} [{verdict.rule}]")


def _change_lines(change: Change, words: Words, plan: Plan) -> list[str]:
    """Return one change in words; a text that was reworded with the words that came and went marked."""
    kinds = (FieldKind.TEXT, FieldKind.LINES)
    if change.field.kind in kinds and change.old and change.new and isinstance(change.old, str):
        return f"{words(change.field.title)}: {marked(change.old, str(change.new))}".split("\n")
    return change_lines(change, words, plan.register)


def accept(arguments: Namespace, face: Face) -> int:
    """Take over fields of a contribution, and return the others."""
    from tracker import reviewing

    workspace = face.workspace()
    plan = workspace.read()
    one = reviewing.named(
        reviewing.inbox(workspace, ask=not arguments.offline, timeout=arguments.timeout), arguments.name
    )
    remarks = dict(_remark(each, plan) for each in arguments.returned)
    wanted = _wanted(arguments.items, one, plan, reviewing.passing(one))
    for id, field in remarks:
        kept = wanted.get(id, frozenset())
        wanted[id] = kept - {field} if field else frozenset()
    edits = _edits(arguments, one, plan, face)
    for id, field in edits:
        wanted[id] = wanted.get(id, frozenset()) | {field}
    deciding = decide(arguments, plan, face)
    try:
        done = reviewing.accept(
            workspace,
            one,
            wanted,
            remarks=remarks,
            remark=arguments.remark,
            edits=edits,
            decide=deciding,
            approve=deciding.require_sides_met,
            send=not arguments.no_send,
            pause=pause,
            timeout=arguments.timeout,
        )
    except reviewing.AcceptConflict as conflict:
        if arguments.json:
            face.output.document("tracker.conflict", {"clashes": clashes_json(conflict.clashes), "paths": []})
        else:
            print_clashes(conflict.clashes, workspace.read(), face)
        raise
    if arguments.json:
        document: dict[str, Json] = {
            "commit": done.commit,
            "accepted": [
                {
                    "task": each.id,
                    "fields": list(each.fields),
                    "changed": [change_json(change) for change in each.edited],
                }
                for each in done.taken
            ],
            "returned": [_returned_json(each) for each in done.returned],
            "sent": done.sent,
        }
        face.output.document("tracker.accepted", document)
        return 0
    face.output.say(
        say_count(
            "{commit}  {count} task of {sender} taken over",
            "{commit}  {count} tasks of {sender} taken over",
            len(done.taken),
            commit=done.commit[:9],
            sender=one.sender,
        )
    )
    for each in done.taken:
        for change in each.edited:
            first, *rest = change_lines(change, face.words, plan.register)
            face.output.say(say("taken over with your value: {item}", item=f"{each.id}: {first}"))
            for line in rest:
                face.output.line(f"  {line}")
    _print_returned(done.returned, face)
    _print_sent(done.sent, face)
    return 0


def _edits(arguments: Namespace, one: Contribution, plan: Plan, face: Face) -> dict[tuple[TaskId, str], FieldValue]:
    """Return the values of ``--set``; each is of a field the contribution changes."""
    found: dict[tuple[TaskId, str], FieldValue] = {}
    changed = {(each.id, one.field.key) for each in one.judgement.tasks for one in each.verdicts if one.field}
    for (id, key), value in set_values(arguments, plan, face).items():
        places = {place for place in changed if place[1] == key and id in (place[0], EVERY)}
        if len(places) != 1:
            raise TrackerError(
                say("{name} does not change {field} of {id}.", name=one.name, field=FIELD_BY_KEY[key].title, id=id)
                if not places
                else say("{name} changes {field} in several tasks.", name=one.name, field=FIELD_BY_KEY[key].title),
                say("write the task and a field it changes: III.3:percent=40."),
            )
        found[places.pop()] = value
    return found


def _wanted(
    items: list[str], one: Contribution, plan: Plan, passing: dict[TaskId, frozenset[str]]
) -> dict[TaskId, frozenset[str]]:
    """Return what is to be taken over: all that passes, or what is named."""
    if not items:
        return dict(passing)
    known = {each.id: each for each in one.judgement.tasks}
    found: dict[TaskId, frozenset[str]] = {}
    for item in items:
        name, mark, field = item.partition(":")
        id = plan.full_id(name)
        if id not in known:
            raise TrackerError(
                say("{name} does not touch task {id}.", name=one.name, id=id),
                say("it touches: {ids}.", ids=", ".join(known) or "–"),
            )
        change = known[id]
        whole = change.before is None or change.after is None
        keys = (
            frozenset({"*"}) if whole else frozenset({field_named(field).key}) if mark else passing.get(id, frozenset())
        )
        found[id] = found.get(id, frozenset()) | keys
    return found


def _remark(text: str, plan: Plan) -> tuple[tuple[TaskId, str], str]:
    item, mark, remark = text.partition("=")
    name, has_field, field = item.partition(":")
    if not mark or not remark.strip():
        raise TrackerError(say("{text} says nothing.", text=text), say("write III.3=REMARK, or III.3:status=REMARK."))
    return (plan.full_id(name), field_named(field).key if has_field else ""), remark.strip()


def give_back(arguments: Namespace, face: Face) -> int:
    """Return a whole contribution with remarks."""
    from tracker import reviewing

    workspace = face.workspace()
    plan = workspace.read()
    one = reviewing.named(
        reviewing.inbox(workspace, ask=not arguments.offline, timeout=arguments.timeout), arguments.name
    )
    told = [_remark(each, plan) for each in arguments.returned]
    returned = [Returned(id=id, field=field, remark=remark) for (id, field), remark in told]
    done = reviewing.give_back(
        workspace,
        one,
        returned=returned,
        remark=arguments.remark,
        send=not arguments.no_send,
        timeout=arguments.timeout,
    )
    if arguments.json:
        face.output.document(
            "tracker.returned", {"returned": [_returned_json(each) for each in done.returned], "sent": done.sent}
        )
        return 0
    face.output.say(say("the report of {sender} was returned.", sender=one.sender))
    _print_sent(done.sent, face)
    return 0


def _print_returned(returned: Iterable[Returned], face: Face) -> None:
    for each in returned:
        name = f"{each.id}:{each.field.rpartition('.')[2]}" if each.field else each.id
        told = f": {each.remark}" if each.remark else ""
        face.output.say(say("returned: {item}", item=f"{name}{told}"))


def _print_sent(sent: bool, face: Face) -> None:
    face.output.talk(
        say("it was sent; the agency reads the answer with tracker sync.")
        if sent
        else say("it stands in this copy alone; tracker sync sends it.")
    )


def _returned_json(returned: Returned) -> dict[str, Json]:
    return {"task": returned.id, "field": returned.field or None, "remark": returned.remark}


def _json(one: Contribution, words: Words) -> dict[str, Json]:
    return {
        "name": one.name,
        "ref": one.ref,
        "commit": one.commit,
        "agency": one.agency or None,
        "sender": one.sender,
        "author": one.author,
        "email": one.email,
        "when": one.when.isoformat(),
        "commits": one.commits,
        "tasks": [each.id for each in one.judgement.tasks],
        "returned": one.is_answered,
        **judgement_json(one.judgement, words),
    }
