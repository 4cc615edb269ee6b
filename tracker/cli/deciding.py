"""Fields that both sides changed, on the command line: how they are printed, and how the arguments decide them.

``sync``, ``accept`` and ``resolve`` take the same arguments: ``--keep`` for all fields, ``--take`` for one, and
``--set`` for a value that is neither side's.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from tracker.cli.document import value_json
from tracker.cli.face import Face
from tracker.cli.output import Json
from tracker.plan.clash import Clash, Decide, Origin, Side, Where, keep, of_side, origin_lines
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

Values = Mapping[Where, FieldValue]


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
    found: dict[Where, FieldValue] = {}
    for each in arguments.set:
        id, key, text = _item(each, plan)
        field = field_named(key)
        year = year_of(id, plan.settings.year)
        value = read_value(field, text, year=year, register=plan.register, name=face.words.name)
        found[id, field.key] = accepted(field, value)
    return found


@dataclass(slots=True, kw_only=True)
class Deciding:
    """How the arguments decide conflicts: a value, else the side of the field, else that of all.

    ``met`` are the fields that were in conflict so far.
    """

    values: Values
    sides: Mapping[Where, Side]
    rest: Decide
    met: set[Where] = dataclass_field(default_factory=set)

    def __call__(self, id: TaskId, conflict: Conflict) -> tuple[FieldValue, bool]:
        """Decide a field, as a ``Decide`` does."""
        self.met.add((id, conflict.field.key))
        for place in ((id, conflict.field.key), (EVERY, conflict.field.key)):
            if place in self.values:
                return self.values[place], True
            if place in self.sides:
                return of_side(conflict, self.sides[place])
        return self.rest(id, conflict)

    def require_sides_met(self) -> None:
        """Raise where ``--take`` names a field that was not in conflict; a value may be set in any other."""
        _require(self.sides, self.met)

    def require_met(self) -> None:
        """Raise where an argument names a field that was not in conflict."""
        self.require_in(self.met)

    def require_in(self, met: Collection[Where]) -> None:
        """Raise where an argument names a field that is not among those in conflict."""
        _require([*self.sides, *self.values], met)


def _require(named: Iterable[Where], met: Collection[Where]) -> None:
    everywhere = {(EVERY, key) for _, key in met}
    stray = next((each for each in named if each not in met and each not in everywhere), None)
    if stray is not None:
        listed = ", ".join(_item_text(each) for each in sorted(met))
        raise TrackerError(
            say("{item} is not in conflict; nothing was changed.", item=_item_text(stray)),
            say("in conflict: {items}.", items=listed) if listed else say("no field is in conflict; leave it out."),
        )


def _item_text(place: Where) -> str:
    id, key = place
    return f"{id}:{key}" if id else key


def decide(arguments: Namespace, plan: Plan, face: Face) -> Deciding:
    """Return how the arguments decide conflicts."""
    values = set_values(arguments, plan, face)
    sides: dict[Where, Side] = {}
    for each in arguments.take:
        id, key, side = _item(each, plan)
        if side not in {one.value for one in Side}:
            raise TrackerError(say("{text} names no side.", text=side or '""'), say("write mine, theirs or both."))
        sides[id, field_named(key).key] = Side(side)
    return Deciding(values=values, sides=sides, rest=keep(arguments.keep))


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
