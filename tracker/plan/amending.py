"""What becomes of a field that is edited: set anew, added to, or taken from.

A list and a text of lines can be added to and taken from; any other field holds one value. What a list holds is known
by what it is, an agency by its id and a document by its kind, number and date, so that nothing is added twice.
"""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Any

from tracker.plan.document import Document
from tracker.plan.fields import Field, FieldKind, FieldValue
from tracker.plan.message import TrackerError, say
from tracker.plan.task import Extension, OtherRole
from tracker.plan.text import fold


class Way(StrEnum):
    """What is done with a value that somebody gives for a field."""

    ADD = "add"
    REMOVE = "remove"
    SET = "set"


_HELD_SEVERALLY = (
    FieldKind.LINES,
    FieldKind.AGENCIES,
    FieldKind.DOCUMENTS,
    FieldKind.ROLES,
    FieldKind.EXTENSIONS,
)


def ways_of(field: Field) -> tuple[Way, ...]:
    """Return what can be done with a value of the field, what loses nothing first."""
    return tuple(Way) if field.kind in _HELD_SEVERALLY else (Way.SET,)


def amended(field: Field, way: Way, held: FieldValue, value: FieldValue) -> FieldValue:
    """Return what the field says that held ``held`` and is given ``value``; raise where it holds one value only.

    What is added and stands there already, and what is taken away and does not, changes nothing.
    """
    if way is Way.SET:
        return value
    if way not in ways_of(field):
        raise TrackerError(
            say("{field} holds one value; it cannot be added to.", field=field.title)
            if way is Way.ADD
            else say("{field} holds one value; nothing can be taken from it.", field=field.title)
        )
    if isinstance(held, tuple) and isinstance(value, tuple):
        return joined(held, value) if way is Way.ADD else _without(held, value)
    held_lines, lines = str(held or "").split("\n"), str(value or "").split("\n")
    if way is Way.REMOVE:
        return "\n".join(_others(held_lines, lines))
    added = "\n".join(_others(lines, held_lines)).strip("\n")
    return "\n".join(each for each in (str(held or ""), added) if each)


def joined(held: tuple[object, ...], added: tuple[object, ...]) -> FieldValue:
    """Return a list with the elements added that it does not hold yet."""
    found = list(held)
    for each in added:
        if not any(is_meant(each, other) for other in found):
            found.append(each)
    return _value(found)


def union_of(values: Iterable[FieldValue]) -> FieldValue:
    """Return all that several lists hold, each once; None where the values are no lists."""
    lists = [each for each in values if isinstance(each, tuple)]
    return _value(list(dict.fromkeys(each for held in lists for each in held))) if lists else None


def identity(element: object) -> Hashable:
    """Return what an element of a list is known by."""
    match element:
        case Document():
            return (fold(element.number) or fold(element.kind), element.date)
        case OtherRole():
            return (element.agency, fold(element.role))
        case Extension():
            return (element.due, fold(element.decision))
        case _:
            return str(element)


def _without(held: tuple[object, ...], taken: tuple[object, ...]) -> FieldValue:
    return _value([each for each in held if not any(is_meant(one, each) for one in taken)])


_ANY_KIND = frozenset({"", fold("Văn bản")})
"""Kinds that may mean any other: none, and the word for a document, by which a letter is often cited."""


def is_meant(named: object, held: object) -> bool:
    """Tell whether a person who names an element means one that is held; what they leave out may be anything."""
    match named, held:
        case Document(), Document() if len({fold(each.kind) for each in (named, held)} - _ANY_KIND) > 1:
            return False
        case Document(date=None), Document():
            return identity(named) == identity(replace(held, date=None))
        case Extension(decision=""), Extension():
            return named.due == held.due
    return identity(named) == identity(held)


def _others(lines: list[str], known: list[str]) -> list[str]:
    """Return the lines that are not among the known ones; blank ones stay."""
    told = {each.strip() for each in known}
    return [each for each in lines if not each.strip() or each.strip() not in told]


def _value(elements: list[object]) -> FieldValue:
    value: Any = tuple(elements)
    found: FieldValue = value
    return found
