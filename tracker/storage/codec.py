"""The record of a task: read into a ``Task``, written from one, and revised line by line.

Three laws hold, and ``revise`` checks them each time before it answers: what is written reads back equal; no
change means not one byte; and the lines an edit is not about stay as they were, comments and line ends included.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tracker.plan.document import Document
from tracker.plan.fields import FIELDS, Field, FieldKind, FieldValue, changes
from tracker.plan.message import TrackerError, say
from tracker.plan.names import AgencyId, TaskId, task_place
from tracker.plan.problem import Problem
from tracker.plan.task import (
    Assignment,
    Extension,
    OtherRole,
    Progress,
    Schedule,
    ScheduleKind,
    Status,
    Task,
)
from tracker.storage.toml import TomlReader

FORMAT = 1
"""The newest record format this program writes."""

_HEADER = re.compile(r"\ufeff?# tracker record, format (\d+)\s*(?:\n|$)")
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class TaskReading:
    """What a record says: the task, or None with the problems that kept it from being read.

    ``read_only`` is true for a record of a newer format. ``subject`` is the id as far as it could be read;
    ``lines`` has the line of each dotted key.
    """

    task: Task | None
    problems: tuple[Problem, ...]
    read_only: bool = False
    subject: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)


def read_task(text: str, path: str) -> TaskReading:
    """Read the text of a task record; ``path`` names the file in the problems."""
    reader = TomlReader(path, text)
    if not reader.parse():
        return TaskReading(None, tuple(reader.problems))
    header = _HEADER.match(text)
    read_only = header is not None and int(header[1]) > FORMAT
    if header is None:
        reader.warning("no-format", say("the first line does not name the format of the record."), line=1)
    elif read_only:
        reader.warning(
            "newer-format",
            say("the record is of format {format}, newer than this program knows.", format=int(header[1])),
            say("it is shown but cannot be changed here; use a newer version of the tracker."),
            line=1,
        )
    id = reader.take_text("id", multiline=False)
    reader.subject = id
    if task_place(id) is None:
        reader.error(
            "bad-id",
            say("{id} is no task id.", id=id or '""'),
            say("an id is the plan year, the area and a number of two digits: 2022-III-03."),
            key="id",
        )
    task = Task(
        id=TaskId(id),
        title=reader.take_text("title"),
        product=reader.take_text("product"),
        source=reader.take_text("source"),
        basis=_documents(reader, "basis"),
        schedule=Schedule(
            text=reader.take_text("schedule.text"),
            kind=reader.take_choice("schedule.kind", ScheduleKind, ScheduleKind.EXTERNAL),
            start=reader.take_date("schedule.start"),
            due=reader.take_date("schedule.due"),
            condition=reader.take_text("schedule.condition"),
            extensions=_extensions(reader),
        ),
        assignment=Assignment(
            text=reader.take_text("assignment.text"),
            lead=_agencies(reader, "assignment.lead"),
            coordinating=_agencies(reader, "assignment.coordinating"),
            others=_roles(reader),
            reporter=AgencyId(reader.take_text("assignment.reporter", multiline=False)),
        ),
        progress=Progress(
            status=reader.take_choice("progress.status", Status, Status.NOT_STARTED),
            percent=reader.take_number("progress.percent", least=0, most=100),
            completed=reader.take_date("progress.completed"),
            awaiting=reader.take_text("progress.awaiting", multiline=False),
            result=reader.take_text("progress.result"),
            obstacle=reader.take_text("progress.obstacle"),
            proposal=reader.take_text("progress.proposal"),
            documents=_documents(reader, "progress.documents"),
        ),
    )
    reader.leave()
    return TaskReading(None if reader.failed else task, tuple(reader.problems), read_only, id, reader.lines)


def _agencies(reader: TomlReader, key: str) -> tuple[AgencyId, ...]:
    return tuple(AgencyId(each) for each in reader.take_texts(key))


def _documents(reader: TomlReader, key: str) -> tuple[Document, ...]:
    return tuple(
        Document(
            kind=reader.text_of(each["kind"], key),
            number=reader.text_of(each["number"], key),
            date=reader.date_of(each["date"], key),
            issuer=AgencyId(reader.text_of(each["issuer"], key)),
        )
        for each in reader.take_tables(key, ("kind", "number", "date", "issuer"))
    )


def _roles(reader: TomlReader) -> tuple[OtherRole, ...]:
    key = "assignment.others"
    return tuple(
        OtherRole(agency=AgencyId(reader.text_of(each["agency"], key)), role=reader.text_of(each["role"], key))
        for each in reader.take_tables(key, ("agency", "role"))
    )


def _extensions(reader: TomlReader) -> tuple[Extension, ...]:
    key = "schedule.extensions"
    found = []
    for each in reader.take_tables(key, ("due", "decision")):
        due = reader.date_of(each["due"], key)
        if due is None:
            reader.error("wrong-type", say("an extension needs a date in due."), key=key)
        else:
            found.append(Extension(due=due, decision=reader.text_of(each["decision"], key)))
    return tuple(found)


def write_task(task: Task) -> str:
    """Return the text of a new record for the task: every key, in order, a blank line between any two."""
    blocks = [f"# tracker record, format {FORMAT}"]
    table = ""
    for each in FIELDS:
        if each.table != table:
            table = each.table
            blocks.append(f"[{table}]")
        blocks.append(f"{each.name} = {render(each, each.value(task))}")
    text = "\n\n".join(blocks) + "\n"
    _require_equal(text, task)
    return text


def render(field: Field, value: FieldValue) -> str:
    """Return a value of the field as TOML; lists take one line for each element."""
    if value is None or value == "":
        return '""'
    match field.kind:
        case FieldKind.DATE | FieldKind.PERCENT:
            return str(value)
        case FieldKind.LINES:
            return _block(str(value))
        case FieldKind.AGENCIES | FieldKind.DOCUMENTS | FieldKind.ROLES | FieldKind.EXTENSIONS:
            return _list([render_element(each) for each in value]) if isinstance(value, tuple) else "[]"
        case _:
            text = str(value)
            return _block(text) if "\n" in text else quoted(text)


def render_element(element: str | Document | OtherRole | Extension) -> str:
    """Return one element of a list as TOML on one line."""
    match element:
        case Document():
            return (
                f"{{ kind = {quoted(element.kind)}, number = {quoted(element.number)}, "
                f"date = {_date(element.date)}, issuer = {quoted(element.issuer)} }}"
            )
        case OtherRole():
            return f"{{ agency = {quoted(element.agency)}, role = {quoted(element.role)} }}"
        case Extension():
            return f"{{ due = {element.due.isoformat()}, decision = {quoted(element.decision)} }}"
        case _:
            return quoted(element)


def _date(day: date | None) -> str:
    return day.isoformat() if day is not None else '""'


def quoted(text: str) -> str:
    """Return the text as a TOML basic string on one line."""
    return '"' + _escaped(text).replace('"', '\\"').replace("\n", "\\n") + '"'


def _block(text: str) -> str:
    return '"""\n' + _escaped(text).replace('"""', '""\\"') + '\n"""'


def _escaped(text: str) -> str:
    """Return the text with backslashes and the control characters TOML forbids escaped."""
    text = text.replace("\\", "\\\\")
    return "".join(each if each == "\n" or (each >= " " and each != "\x7f") else f"\\u{ord(each):04X}" for each in text)


def _list(elements: list[str]) -> str:
    return "[\n" + "".join(f"{_INDENT}{each},\n" for each in elements) + "]" if elements else "[]"


def revise(text: str, after: Task) -> str:
    """Return the text of a record revised to say what ``after`` says; only the lines of changed fields differ.

    Raises ``TrackerError`` where the text is no readable record, or where the revised text would not read back
    as exactly ``after`` with everything unknown kept.
    """
    reading = read_task(text, "")
    before = reading.task
    if before is None:
        raise TrackerError(say("the record cannot be read, so it cannot be changed."))
    if reading.read_only:
        raise TrackerError(
            say("the record is of a newer format and cannot be changed here."),
            say("use a newer version of the tracker."),
        )
    wanted = changes(before, after)
    if not wanted:
        return text
    plain = text.replace("\r\n", "\n")
    if not plain.endswith("\n"):
        plain += "\n"
    try:
        document = tomlkit.parse(plain)
        for change in wanted:
            holder = document
            if change.field.table:
                if change.field.table not in document:
                    document.add(change.field.table, tomlkit.table())
                holder = document[change.field.table]
            written = _revised(holder, change.field, change.new)
            holder[change.field.name] = tomlkit.parse(f"x = {written}\n")["x"]
        revised = document.as_string()
    except (TOMLKitError, TypeError, ValueError, KeyError) as error:
        raise TrackerError(say("the record cannot be revised: {reason}.", reason=str(error))) from error
    _require_equal(revised, after)
    if _unknown(plain) != _unknown(revised):
        raise TrackerError(say("the record cannot be revised without touching keys the tracker does not know."))
    return _with_line_ends(revised, text)


def _revised(holder: object, field: Field, value: FieldValue) -> str:
    """Return the TOML of the new value; in a list the lines of kept elements and comments stay."""
    if not isinstance(value, tuple) or not isinstance(holder, dict) or field.name not in holder:
        return render(field, value)
    lines = holder[field.name].as_string().split("\n")
    if lines[0] != "[" or lines[-1].strip() != "]":
        return render(field, value)
    new = [render_element(each) for each in value]
    places = [
        place for place, line in enumerate(lines[1:-1], start=1) if line.strip() and not line.lstrip().startswith("#")
    ]
    try:
        old = [tomllib.loads(f"x = [{lines[place].strip()}\n]")["x"] for place in places]
        fresh = [tomllib.loads(f"x = [{each}]")["x"] for each in new]
    except tomllib.TOMLDecodeError:
        return render(field, value)
    if any(len(each) != 1 for each in old) or not new:
        return render(field, value)
    matcher = SequenceMatcher(None, [repr(each) for each in old], [repr(each) for each in fresh], autojunk=False)
    for kind, first, last, new_first, new_last in reversed(matcher.get_opcodes()):
        if kind == "equal":
            continue
        added = [f"{_INDENT}{each}," for each in new[new_first:new_last]]
        if first < last:
            kept = [lines[place] for place in range(places[first], places[last - 1] + 1) if place not in places]
            lines[places[first] : places[last - 1] + 1] = added + kept
        else:
            place = places[first] if first < len(places) else len(lines) - 1
            lines[place:place] = added
    last_place = max(
        (n for n, line in enumerate(lines[:-1]) if line.strip() and not line.lstrip().startswith("#")),
        default=0,
    )
    for place in range(1, last_place + 1):
        line = lines[place]
        if line.strip() and not line.lstrip().startswith("#"):
            lines[place] = _with_comma(line)
    return "\n".join(lines)


def _with_comma(line: str) -> str:
    """Return a line of a list with the comma that ends its element."""
    body = line.rstrip()
    try:
        tomllib.loads(f"x = [{body}\n1]")
    except tomllib.TOMLDecodeError:
        value, hash_sign, comment = body.rpartition("#")
        return f"{value.rstrip()}, {hash_sign}{comment}" if hash_sign else f"{body},"
    return line


def _require_equal(text: str, task: Task) -> None:
    reading = read_task(text, "")
    if reading.task != task:
        raise TrackerError(
            say("the text to be written would not read back as it was meant; nothing was written."),
            say("a value holds something a record cannot keep, such as hidden characters or line ends."),
        )


def _unknown(text: str) -> dict[str, object]:
    """Return what a record holds beside the fields of the format."""
    data = tomllib.loads(text)
    for each in FIELDS:
        holder: object = data.get(each.table) if each.table else data
        if isinstance(holder, dict):
            holder.pop(each.name, None)
    return {key: value for key, value in data.items() if value != {}}


def _with_line_ends(revised: str, original: str) -> str:
    """Return the revised text with the line ends of the original: its own for kept lines, its usual for new ones."""
    if "\r\n" not in original:
        return revised
    old = original.split("\n")
    usual = "\r" if sum(line.endswith("\r") for line in old) * 2 >= len(old) else ""
    new = revised.split("\n")
    ends = [usual] * len(new)
    matcher = SequenceMatcher(None, [line.removesuffix("\r") for line in old], new, autojunk=False)
    for first, new_first, size in matcher.get_matching_blocks():
        for step in range(size):
            ends[new_first + step] = "\r" if old[first + step].endswith("\r") else ""
    ends[-1] = "" if not new[-1] else ends[-1]
    return "\n".join(line + end for line, end in zip(new, ends, strict=True))
