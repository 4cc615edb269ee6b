"""Fields that both sides changed, on the command line: how they are printed, and how the arguments decide them.

``sync``, ``accept`` and ``resolve`` take the same arguments: ``--keep`` for all fields, ``--take`` for one, and
``--set`` for a value that is neither side's.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping

from tracker.cli.document import value_json
from tracker.cli.face import Face
from tracker.cli.output import Json
from tracker.plan.clash import Clash, Decide, Origin, Side, keep, of_side, origin_lines
from tracker.plan.edit import accepted
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.merge import Conflict
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import TaskId, year_of
from tracker.plan.plan import Plan
from tracker.plan.value import read_value
from tracker.plan.words import Words

EVERY = TaskId("")
"""Stands for every task where an argument names a field alone."""

Values = Mapping[tuple[TaskId, str], FieldValue]


def add_deciding(parser: ArgumentParser, words: Words, set_help: Message) -> None:
    """Add the arguments that decide fields both sides changed."""
    parser.add_argument(
        "--keep",
        choices=[each.value for each in Side],
        default="",
        help=words(say("what becomes of fields both sides changed")),
    )
    parser.add_argument(
        "--take",
        action="append",
        default=[],
        metavar="ITEM=SIDE",
        help=words(say("the side one field takes: III.3:status=mine, theirs or both (repeatable)")),
    )
    parser.add_argument("--set", action="append", default=[], metavar="ITEM=VALUE", help=words(set_help))


def set_values(arguments: Namespace, plan: Plan, face: Face) -> Values:
    """Return the values of ``--set`` by task and field, read and checked as a field is typed."""
    found: dict[tuple[TaskId, str], FieldValue] = {}
    for each in arguments.set:
        id, key, text = _item(each, plan)
        field = field_named(key)
        year = year_of(id, plan.settings.year)
        value = read_value(field, text, year=year, register=plan.register, name=face.words.name)
        found[id, field.key] = accepted(field, value)
    return found


def decide(arguments: Namespace, plan: Plan, face: Face) -> Decide:
    """Return how the arguments decide conflicts: a value, else the side of the field, else that of all."""
    values = set_values(arguments, plan, face)
    sides: dict[tuple[TaskId, str], Side] = {}
    for each in arguments.take:
        id, key, side = _item(each, plan)
        if side not in {one.value for one in Side}:
            raise TrackerError(say("{text} names no side.", text=side or '""'), say("write mine, theirs or both."))
        sides[id, field_named(key).key] = Side(side)
    rest = keep(arguments.keep)

    def decided(id: TaskId, conflict: Conflict) -> tuple[FieldValue, bool]:
        for place in ((id, conflict.field.key), (EVERY, conflict.field.key)):
            if place in values:
                return values[place], True
            if place in sides:
                return of_side(conflict, sides[place])
        return rest(id, conflict)

    return decided


def _item(text: str, plan: Plan) -> tuple[TaskId, str, str]:
    """Return task, field and what is said of it; a field alone means it in every task."""
    item, mark, said = text.partition("=")
    name, named, field = item.strip().rpartition(":")
    if not mark:
        raise TrackerError(
            say("{text} sets nothing.", text=text), say("write ITEM=VALUE, for instance III.3:status=done.")
        )
    return plan.full_id(name) if named else EVERY, field_named(field).key, said


def print_clashes(clashes: Iterable[Clash], plan: Plan, face: Face) -> None:
    """Print each field with its values, who gave them, when and why, and what to type to decide it."""
    words, output = face.words, face.output
    for each in clashes:
        conflict = each.conflict
        output.line(f"{each.id}: {words(conflict.field.title)}")
        shown: list[tuple[Message, FieldValue, Origin | None]] = [
            (say("yours"), conflict.ours, each.ours_by),
            (say("theirs"), conflict.theirs, each.theirs_by),
        ]
        if each.has_base:
            shown.insert(0, (say("before"), conflict.base, None))
        for name, value, origin in shown:
            for line in words.field_text(value, plan.register).split("\n"):
                output.line(f"  {words(name)}: {line}")
            if origin is not None:
                for line in origin_lines(origin, words):
                    output.line(f"    {line}")
        item = f"{plan.full_id(each.id)}:{conflict.field.key}"
        sides = [side.value for side in Side if of_side(conflict, side)[1]]
        output.talk(say("decide it: --take {item}={sides}, or --set {item}=VALUE", item=item, sides=" | ".join(sides)))


def clashes_json(clashes: Iterable[Clash]) -> list[Json]:
    """Return fields in conflict for a JSON document."""
    return [
        {
            "task": each.id,
            "field": each.conflict.field.key,
            "base": value_json(each.conflict.base) if each.has_base else None,
            "base_known": each.has_base,
            "yours": value_json(each.conflict.ours),
            "theirs": value_json(each.conflict.theirs),
            "yours_by": _origin_json(each.ours_by),
            "theirs_by": _origin_json(each.theirs_by),
        }
        for each in clashes
    ]


def _origin_json(origin: Origin | None) -> Json:
    if origin is None:
        return None
    return {
        "author": origin.author,
        "when": origin.when.isoformat(),
        "sentence": origin.sentence,
        "reason": origin.reason,
    }
