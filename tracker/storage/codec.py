"""The record of a task: read into a ``Task``, written from one, and revised line by line.

Three laws hold, and ``revise`` checks them each time before it answers: what is written reads back equal; no
change means not one byte; and the lines an edit is not about stay as they were, comments and line ends included.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher

from tracker.plan.document import Document
from tracker.plan.fields import FIELDS, Change, Field, FieldKind, FieldValue, changes
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
from tracker.storage.toml import MARKER, TomlReader, comments, skeleton

FORMAT = 1
"""The newest record format this program writes."""

_HEADER = re.compile(r"# tracker record, format ([0-9]{1,9})\s*(?:\n|$)")
_ID = re.compile(r'^id\s*=\s*"([^"\\\n]*)"', re.MULTILINE)
_INDENT = "    "

_Element = AgencyId | Document | OtherRole | Extension


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
        return _unparsed(reader)
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


def _unparsed(reader: TomlReader) -> TaskReading:
    """Return the reading of a text that is no TOML, with the id its own line still tells."""
    told = _ID.search(reader.text)
    subject = told[1] if told is not None and task_place(told[1]) is not None else ""
    return TaskReading(None, tuple(replace(each, subject=subject) for each in reader.problems), subject=subject)


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
    """Return the text as a TOML string of several lines, none of which looks like the mark of a conflict."""
    written = _escaped(text).replace('"""', '""\\"')
    return '"""\n' + MARKER.sub(lambda mark: f"\\u{ord(mark[0][0]):04X}{mark[0][1:]}", written) + '\n"""'


def _escaped(text: str) -> str:
    """Return the text with backslashes and the control characters TOML forbids escaped."""
    text = text.replace("\\", "\\\\")
    return "".join(each if each == "\n" or (each >= " " and each != "\x7f") else f"\\u{ord(each):04X}" for each in text)


def _list(elements: list[str], remarks: Iterable[str] = ()) -> str:
    lines = [*remarks, *(f"{each}," for each in elements)]
    return "[\n" + "".join(f"{_INDENT}{line}\n" for line in lines) + "]" if lines else "[]"


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
    revised = text
    for change in wanted:
        revised = _with_change(revised, change)
    _require_equal(revised, after)
    if _unknown(text) != _unknown(revised):
        raise TrackerError(say("the record cannot be revised without touching keys the tracker does not know."))
    return revised


def _with_change(text: str, change: Change) -> str:
    """Return the text of a record with one field changed."""
    import tomlkit  # reading needs no such library
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import Table
    from tomlkit.toml_document import TOMLDocument

    plain = text.replace("\r\n", "\n")
    ended = plain.endswith("\n")
    field = change.field
    try:
        document = tomlkit.parse(plain if ended else plain + "\n")
        if field.table and field.table not in document:
            document.add(tomlkit.nl())
            document.add(field.table, tomlkit.table())
        holder = document[field.table] if field.table else document
        if field.name not in holder and isinstance(holder, Table | TOMLDocument):
            holder.add(tomlkit.nl())
        written = _revised(holder, change)
        holder[field.name] = tomlkit.parse(f"x = {written}\n")["x"]
        revised = document.as_string()
    except (TOMLKitError, TypeError, ValueError, KeyError) as error:
        raise TrackerError(say("the record cannot be revised: {reason}.", reason=str(error))) from error
    return _with_line_ends(text, revised if ended else revised.removesuffix("\n"))


def _revised(holder: object, change: Change) -> str:
    """Return the TOML of the new value; in a list the lines of kept elements and comments stay."""
    field, old, new = change.field, change.old, change.new
    if not isinstance(old, tuple) or not isinstance(new, tuple) or not isinstance(holder, dict):
        return render(field, new)
    written = holder[field.name].as_string() if field.name in holder else "[]"
    if _has_a_line_for_each(written, old):
        return _revised_list(written, old, new)
    return _list([render_element(each) for each in new], comments(written))


def _has_a_line_for_each(written: str, elements: tuple[object, ...]) -> bool:
    """Tell whether a list is written with each element on a line of its own, between its brackets."""
    bare = skeleton(written).split("\n")
    lines = [line for line, rest in zip(written.split("\n"), bare, strict=True) if rest.strip()][1:-1]
    if bare[0].strip() != "[" or bare[-1].strip() != "]" or len(lines) != len(elements):
        return False
    try:
        return all(len(tomllib.loads(f"x = [{line}\n]")["x"]) == 1 for line in lines)
    except tomllib.TOMLDecodeError:
        return False


def _revised_list(written: str, old: tuple[_Element, ...], new: tuple[_Element, ...]) -> str:
    """Return a list that has a line for each element with the lines of those that came, went or changed revised."""
    lines = written.split("\n")
    bare = skeleton(written).split("\n")
    places = [place for place in range(1, len(lines) - 1) if bare[place].strip()]
    for kind, first, last, new_first, new_last in reversed(SequenceMatcher(None, old, new, False).get_opcodes()):
        if kind == "equal":
            continue
        added = [f"{_INDENT}{render_element(each)}," for each in new[new_first:new_last]]
        gone = places[first:last]
        if len(gone) == len(added):
            for place, line in zip(gone, added, strict=True):
                lines[place] = " ".join((line, *comments(lines[place])))
            continue
        for place in reversed(gone):
            del lines[place]
        start = gone[0] if gone else (places[first - 1] + 1 if first else 1)
        lines[start:start] = added
    return _joined(lines)


def _joined(lines: list[str]) -> str:
    """Return the lines of a list, each element but the last with the comma it needs; an empty list on one line."""
    bare = skeleton("\n".join(lines)).split("\n")
    places = [place for place in range(1, len(lines) - 1) if bare[place].strip()]
    if len(lines) == 2 and lines == ["[", "]"]:
        return "[]"
    for place in places[:-1]:
        if not bare[place].rstrip().endswith(","):
            remarks = comments(lines[place])
            value = lines[place].removesuffix(remarks[0]) if remarks else lines[place]
            lines[place] = " ".join((f"{value.rstrip()},", *remarks))
    return "\n".join(lines)


def _require_equal(text: str, task: Task) -> None:
    reading = read_task(text, "")
    if reading.task != task:
        raise TrackerError(
            say("the text to be written would not read back as it was meant; nothing was written."),
            say("a value holds something a record cannot keep, such as hidden characters or line ends."),
        )


def beside_fields(text: str) -> tuple[tuple[str, ...], dict[str, object]]:
    """Return what a readable record holds beside its fields: the comments, and the keys the format does not know."""
    return tuple(comments(text)), _unknown(text)


def _unknown(text: str) -> dict[str, object]:
    """Return what a record holds beside the fields of the format, decimals as they are written (nan is not nan)."""
    data = tomllib.loads(text, parse_float=str)
    for each in FIELDS:
        holder: object = data.get(each.table) if each.table else data
        if isinstance(holder, dict):
            holder.pop(each.name, None)
    return {key: value for key, value in data.items() if value != {}}


def _with_line_ends(original: str, revised: str) -> str:
    """Return the revised text with the lines it shares with the original as they were, the others with its usual end.

    The two differ in one place, so the lines before and after it are the same; the revised one ends all with LF.
    """
    old, new = original.split("\n"), revised.split("\n")
    bare = [line.removesuffix("\r") for line in old]
    most = min(len(old), len(new))
    first = next((place for place in range(most) if bare[place] != new[place]), most)
    last = next((place for place in range(most - first) if bare[-1 - place] != new[-1 - place]), most - first)
    usual = "\r" if original.count("\r\n") * 2 > original.count("\n") else ""
    fresh = [line + usual for line in new[first : len(new) - last]]
    if fresh and not last:
        fresh[-1] = fresh[-1].removesuffix("\r")
    return "\n".join((*old[:first], *fresh, *old[len(old) - last :]))
