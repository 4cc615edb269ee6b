"""Decisions of a person on the doubts of an import, as a JSON file holds them.

A decision is about a row ("place") or about a field of a task ("task" and "field"):

    {"place": "45", "number": "II.4"}          the row is task II.4
    {"place": "45", "leave_out": true}         the row is no task
    {"place": "45", "accept": true}            the row is as it was read
    {"task": "2022-VII-06", "field": "schedule.due", "value": "31/3/2022"}
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.exchange.doubt import Doubt, LeftOut
from tracker.exchange.rows import RowReading, TaskRow
from tracker.exchange.understanding import ReadTask, Understanding
from tracker.plan.agency import Register
from tracker.plan.fields import field_named
from tracker.plan.message import TrackerError, say
from tracker.plan.names import roman_value
from tracker.plan.value import read_value

FORMAT = 1
MOST_BYTES = 1024 * 1024
_NUMBER = re.compile(r"(?P<area>[IVXLC]+)[.-](?P<number>\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowDecision:
    """What a person decided of a row: its number, or that it is no task, or that it is right as read."""

    place: str
    area: str = ""
    number: int = 0
    leave_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDecision:
    """What a person decided a field of a task to be, as text."""

    task: str
    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """All decisions of one file."""

    rows: tuple[RowDecision, ...] = ()
    fields: tuple[FieldDecision, ...] = ()


def read_decisions(content: bytes) -> Decisions:
    """Return the decisions of a JSON document; raise ``TrackerError`` where it is none."""
    if len(content) > MOST_BYTES:
        raise _unreadable("1")
    try:
        document = json.loads(content)
        listed = document["decisions"]
        if document.get("format") != FORMAT or not isinstance(listed, list):
            raise _unreadable("format")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable("decisions") from error
    rows: list[RowDecision] = []
    fields: list[FieldDecision] = []
    for place, each in enumerate(listed, start=1):
        if not isinstance(each, dict):
            raise _unreadable(str(place))
        if "place" in each:
            rows.append(_row(each, place))
        elif all(isinstance(each.get(key), str) for key in ("task", "field", "value")):
            fields.append(FieldDecision(task=each["task"], field=each["field"], value=each["value"]))
        else:
            raise _unreadable(str(place))
    return Decisions(rows=tuple(rows), fields=tuple(fields))


def row_decision(place: str, number: str, *, leave_out: bool) -> RowDecision:
    """Return what is decided of a row: a number as ``II.4``, that it is no task, or that it is right as read."""
    told = _NUMBER.fullmatch(number)
    if told is not None and not leave_out:
        return RowDecision(place=place, area=told["area"], number=int(told["number"]))
    return RowDecision(place=place, leave_out=leave_out)


def _row(decision: dict[str, object], place: int) -> RowDecision:
    where = str(decision["place"])
    number = decision.get("number")
    told = _NUMBER.fullmatch(number) if isinstance(number, str) else None
    if told is not None and roman_value(told["area"]):
        return RowDecision(place=where, area=told["area"], number=int(told["number"]))
    if decision.get("leave_out") is True:
        return RowDecision(place=where, leave_out=True)
    if decision.get("accept") is True:
        return RowDecision(place=where)
    raise _unreadable(str(place))


def _unreadable(where: str) -> TrackerError:
    return TrackerError(
        say("the decisions cannot be read: see {place}.", place=where),
        say("docs/guides/import-an-annex.md shows how a file of decisions is written."),
    )


def decided_rows(rows: RowReading, decisions: Decisions) -> RowReading:
    """Return the rows as decided; the doubts about a decided row are settled."""
    by_place = {each.place: each for each in decisions.rows}
    tasks: list[TaskRow] = []
    left = list(rows.left)
    for task in rows.tasks:
        decision = by_place.get(task.place.key)
        if decision is not None and decision.leave_out:
            text = " | ".join(each for each in task.cells.values() if each)
            left.append(LeftOut(place=task.place, text=text, reason=say("a person decided that it is no task")))
        elif decision is not None and decision.number:
            tasks.append(replace(task, area=decision.area, number=decision.number))
        else:
            tasks.append(task)
    doubts = tuple(each for each in rows.doubts if each.place is None or each.place.key not in by_place)
    return replace(rows, tasks=tuple(tasks), doubts=(*doubts, *_twice(tasks, rows.doubts, by_place)), left=tuple(left))


def _twice(tasks: Sequence[TaskRow], doubts: Sequence[Doubt], decided: dict[str, RowDecision]) -> list[Doubt]:
    """Return the doubts about equal numbers that the decisions have not settled."""
    numbers = [(each.area, each.number) for each in tasks]
    again = {
        each.place.key
        for place, each in enumerate(tasks)
        if (each.area, each.number) in numbers[:place] and each.place.key in decided
    }
    return [each for each in doubts if each.rule == "number-twice" and each.place and each.place.key in again]


def decided_fields(
    understood: Understanding, decisions: Decisions, register: Register, name: Callable[[StrEnum], str]
) -> Understanding:
    """Return the tasks with the fields as decided; the doubts about a decided field are settled."""
    if not decisions.fields:
        return understood
    tasks = {each.task.id: each for each in understood.tasks}
    for decision in decisions.fields:
        held = next((each for id, each in tasks.items() if decision.task in (id, each.task.number)), None)
        if held is None:
            raise TrackerError(say("the annex has no task {id}.", id=decision.task))
        tasks[held.task.id] = _decided(held, decision, understood.year, register, name)
    settled = {(each.task, field_named(each.field).key) for each in decisions.fields}
    return replace(
        understood,
        tasks=tuple(tasks.values()),
        doubts=tuple(each for each in understood.doubts if (each.subject, each.field) not in settled),
    )


def _decided(
    held: ReadTask, decision: FieldDecision, year: int, register: Register, name: Callable[[StrEnum], str]
) -> ReadTask:
    field = field_named(decision.field)
    if field.key == "id":
        raise TrackerError(say("the id of a task never changes."))
    value = read_value(field, decision.value, year=year, register=register, name=name)
    return replace(held, task=field.put(held.task, value))
