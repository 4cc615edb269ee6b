"""The commands that change the plan: ``set``, ``undo``, ``redo`` and ``add``; each makes commits of records alone."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from tracker.cli import several
from tracker.cli.document import change_json, saved_json
from tracker.cli.face import Face
from tracker.cli.listing import add_json
from tracker.cli.numbers import count
from tracker.cli.output import Json
from tracker.cli.several import print_saved
from tracker.plan.amending import Way, amended
from tracker.plan.bulk import bulk
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import field_named
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import NO_AGENCY, AreaNumber, task_id, task_place
from tracker.plan.plan import Plan
from tracker.plan.schedule import read_schedule
from tracker.plan.task import Assignment, Schedule, Task
from tracker.plan.value import read_agency_name, read_value
from tracker.plan.words import Words
from tracker.raw import RawEdit
from tracker.workspace import Saved, Workspace

MOST_BYTES = 64 * 1024
"""The most a field is read from a file or the input; a record is not larger."""


def add_set(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``set``."""
    parser.add_argument(
        "id",
        metavar="TASK",
        help=words(say("the task: 2022-III-03, or III.3; several: III.3,III.4; with --where a search")),
    )
    parser.add_argument(
        "assignments",
        nargs="+",
        metavar="FIELD=VALUE",
        help=words(say("status=done completed=17/8/2022; += adds, -= takes away; =@FILE reads a file, =- the input")),
    )
    parser.add_argument("--reason", default="", help=words(say("why, kept in the commit")))
    parser.add_argument("--date", metavar="DATE", help=words(say("the day the change happened, for a backfilled edit")))
    parser.add_argument("--dry-run", action="store_true", help=words(say("show the commit without making it")))
    several.add_where(parser, words)
    add_json(parser, words)


def set_fields(arguments: Namespace, face: Face) -> int:
    """Set fields of one task or of several as one commit."""
    workspace = face.workspace()
    plan = workspace.read()
    if arguments.where:
        ids = several.matching(workspace, arguments.id)
    else:
        ids = [plan.task(each).id for each in arguments.id.split(",") if each.strip()] or [plan.task("").id]
    assignments = arguments.assignments
    when = face.day(arguments.date, workspace) if arguments.date else None
    if not arguments.where and len(ids) == 1:
        return _set_one(plan.task(ids[0]), assignments, when, arguments, face)
    texts = [_read_once(each, face) for each in assignments]
    tasks = [plan.task(each) for each in dict.fromkeys(ids)]
    lines = bulk(tasks, lambda task: Edit(wishes=_wishes(texts, task, plan, face), reason=arguments.reason))
    return several.set_several(lines, plan, when, arguments, face)


def _set_one(task: Task, assignments: list[str], when: date | None, arguments: Namespace, face: Face) -> int:
    workspace = face.workspace()
    edit = Edit(wishes=_wishes(assignments, task, workspace.read(), face), reason=arguments.reason)
    if arguments.dry_run:
        preview = workspace.preview(task.id, edit, reason_date=when.isoformat() if when else "")
        if arguments.json:
            face.output.document(
                "tracker.preview",
                {
                    "id": task.id,
                    "message": preview.message,
                    "changes": [change_json(each) for each in preview.changes],
                },
            )
        else:
            face.output.lines(preview.message.rstrip())
        return 0
    saved = workspace.apply(task.id, edit, when=when)
    if saved is None:
        face.output.talk(say("{id} already says so; there is nothing to commit.", id=task.id))
        if arguments.json:
            face.output.document("tracker.saved", {"id": task.id, "ids": [], "commit": None, "sentence": ""})
        return 0
    return print_saved(saved, arguments, face)


def _read_once(assignment: str, face: Face) -> str:
    """Return the assignment with what it reads from a file or the input in its place, since both are read once."""
    name, mark, text = assignment.partition("=")
    return f"{name}{mark}{_text(text, face.folder)}" if mark and text[:1] in ("@", "-") else assignment


def _wishes(assignments: list[str], task: Task, plan: Plan, face: Face) -> tuple[Wish, ...]:
    """Return one wish for each field that is set; what is added twice to one field is added together."""
    wishes: dict[str, Wish] = {}
    wished = task
    for each in assignments:
        wish = _wish(each, wished, plan, face)
        wished = wish.field.put(wished, wish.value)
        first = wishes.get(wish.field.key, wish)
        wishes[wish.field.key] = replace(first, value=wish.value)
    return tuple(wishes.values())


def _wish(assignment: str, task: Task, plan: Plan, face: Face) -> Wish:
    name, mark, text = assignment.partition("=")
    if not mark:
        raise TrackerError(
            say("{text} sets nothing.", text=assignment), say("write FIELD=VALUE, for instance status=done.")
        )
    way = _WAYS.get(name[-1:], Way.SET)
    field = field_named(name.removesuffix(name[-1:] if way is not Way.SET else "").strip())
    held = field.value(task)
    value = read_value(
        field,
        _text(text, face.folder),
        year=plan.settings.year,
        register=plan.register,
        name=face.words.name,
        held=held if way is Way.REMOVE else None,
    )
    if way is Way.SET:
        return Wish(field=field, value=value)
    return Wish(field=field, value=amended(field, way, held, value), seen=held, has_seen=True)


_WAYS = {"+": Way.ADD, "-": Way.REMOVE}
"""What the last character of a field's name says is done with the value."""


def _text(text: str, folder: Path) -> str:
    """Return the value itself, or what stands in the file or the input it points at."""
    if text == "-":
        return _decoded(sys.stdin.buffer.read(MOST_BYTES + 1), "-")
    if not text.startswith("@"):
        return text
    path = folder / text[1:]
    try:
        if not path.is_file():
            raise TrackerError(say("{file} cannot be read: {reason}.", file=str(path), reason=say("it is no file")))
        with path.open("rb") as file:
            return _decoded(file.read(MOST_BYTES + 1), str(path))
    except OSError as error:
        raise TrackerError(
            say("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror or str(error))
        ) from error


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MOST_BYTES:
        raise TrackerError(say("{file} is larger than {most} bytes.", file=name, most=MOST_BYTES))
    try:
        return content.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise TrackerError(
            say("{file} is not UTF-8 text.", file=name), say("save it again in the encoding UTF-8.")
        ) from error


def add_edit(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``edit``."""
    parser.add_argument("id", help=words(say("the task: 2022-III-03, or III.3; or the path of a file of the plan")))
    parser.add_argument("--reason", default="", help=words(say("why, kept in the commit")))
    parser.add_argument("--fresh", action="store_true", help=words(say("pass over the text kept from last time")))


def edit_text(arguments: Namespace, face: Face) -> int:
    """Edit the text of a record in the person's own editor, as one commit."""
    raw = RawEdit.begin(face.workspace(), face.drafts(), face.environment, arguments.id, face.folder)
    if raw.is_resumed and arguments.fresh:
        raw.restart()
    elif raw.is_resumed:
        face.output.talk(say("this is your text from last time; --fresh begins from the record as it stands."))
    if raw.by_hand:
        face.output.talk(say("this was changed by hand and is not committed; it is committed as you leave it."))
    while True:
        raw.edit(face.now())
        if not raw.is_changed:
            raw.forget()
            face.output.talk(say("the record stays as it is."))
            return 0
        try:
            saved = raw.save(arguments.reason)
        except TrackerError as error:
            if not _again(error, face):
                raise
            continue
        raw.forget()
        if saved is not None:
            return print_saved(saved, arguments, face)
        face.output.talk(say("the file stands as the last commit has it; there is nothing to commit."))
        return 0


def _again(error: TrackerError, face: Face) -> bool:
    """Tell whether the person edits again what cannot be saved as it is; their text is kept in any case."""
    face.output.talk(say("the text is kept; the next tracker edit goes on with it."))
    if not face.is_terminal:
        return False
    face.output.error(error)
    face.output.talk(say("Enter: edit it again · n: leave it"))
    return sys.stdin.readline().strip() == ""


def add_steps(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``undo`` and ``redo``."""
    parser.add_argument("id", nargs="?", help=words(say("the last edit of this task only")))
    parser.add_argument(
        "--steps", type=count, default=1, metavar="N", help=words(say("how many edits, each as a commit of its own"))
    )
    add_json(parser, words)


def undo(arguments: Namespace, face: Face) -> int:
    """Put back the last edits of this person, each as a new commit."""
    workspace = face.workspace()
    return _walk(workspace.undo, len(workspace.steps(arguments.id).done), arguments, face)


def redo(arguments: Namespace, face: Face) -> int:
    """Make the edits again that this person put back last, each as a new commit."""
    workspace = face.workspace()
    return _walk(workspace.redo, len(workspace.steps(arguments.id).undone), arguments, face)


def _walk(step: Callable[[str | None], Saved], there: int, arguments: Namespace, face: Face) -> int:
    """Go so many steps, and say each; where there are fewer, go none."""
    if arguments.steps > max(1, there):
        raise TrackerError(
            say_count("there is only {count} such edit of yours.", "there are only {count} such edits of yours.", there)
        )
    if arguments.json and arguments.steps > 1:
        made: list[Json] = [saved_json(step(arguments.id)) for _ in range(arguments.steps)]
        face.output.document("tracker.steps", {"saved": made})
        return 0
    for _ in range(arguments.steps):
        print_saved(step(arguments.id), arguments, face)
    return 0


def add_add(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``add``."""
    parser.add_argument("area", help=words(say("the numeral of the area")))
    parser.add_argument("--title", required=True, help=words(say("what is to be done")))
    parser.add_argument("--product", default="", help=words(say("the expected product")))
    parser.add_argument("--schedule", default="", help=words(say("the schedule as the plan words it: Quý I/2022")))
    parser.add_argument("--lead", action="append", default=[], help=words(say("a leading agency (repeatable)")))
    parser.add_argument(
        "--coordinating", action="append", default=[], help=words(say("a coordinating agency (repeatable)"))
    )
    parser.add_argument("--reporter", default="", help=words(say("who answers where only a group leads")))
    parser.add_argument("--assignment", default="", help=words(say("the assignment as the plan words it")))
    parser.add_argument("--source", default="", help=words(say("the document and row the task comes from")))
    parser.add_argument("--number", type=int, help=words(say("its number in the area; the next one by default")))
    add_json(parser, words)


def add(arguments: Namespace, face: Face) -> int:
    """Add a task to the plan as one commit of a new record."""
    workspace = face.workspace()
    with workspace.adding():
        return _add(arguments, workspace, face)


def _add(arguments: Namespace, workspace: Workspace, face: Face) -> int:
    plan = workspace.read()
    settings, register = plan.settings, plan.register
    area = AreaNumber(arguments.area.strip().upper())
    if settings.area(area) is None:
        raise TrackerError(
            say("the plan has no area {area}.", area=arguments.area),
            say("areas: {areas}.", areas=", ".join(each.number for each in settings.areas)),
        )
    known = (task_place(each) for each in (*plan.by_id, *(each.id for each in plan.broken)))
    taken = [each.number for each in known if each is not None and each.area == area]
    number = arguments.number if arguments.number is not None else max(taken, default=0) + 1
    if not 1 <= number <= 999:
        raise TrackerError(say("a task number lies between 1 and 999."))
    reading = read_schedule(arguments.schedule, year=settings.year, strict_before=settings.strict_before)
    task = Task(
        id=task_id(settings.year, area, number),
        title=arguments.title.strip(),
        product=arguments.product.strip(),
        source=arguments.source.strip(),
        schedule=Schedule(
            text=arguments.schedule.strip(),
            kind=reading.kind,
            start=reading.start,
            due=reading.due,
            condition=reading.condition,
        ),
        assignment=Assignment(
            text=arguments.assignment.strip(),
            lead=tuple(read_agency_name(each, register) for each in arguments.lead),
            coordinating=tuple(read_agency_name(each, register) for each in arguments.coordinating),
            reporter=read_agency_name(arguments.reporter, register) if arguments.reporter else NO_AGENCY,
        ),
    )
    saved = workspace.add(task)
    for doubt in reading.doubts:
        face.output.talk(doubt)
    return print_saved(saved, arguments, face)
