"""Mending: a file of the plan as text, above all one that cannot be read; checked with the whole plan, one commit.

A record that can be read is edited by ``workspace``, field by field where it changed meanwhile. Here are the others: a
record with bad TOML, marks of a conflict or bytes that are no text, two records of one id, agencies and settings.
"""

from pathlib import Path

from tracker.plan.edit import accepted_task
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import TaskId, task_place
from tracker.plan.plan import BrokenRecord, Plan
from tracker.plan.problem import Severity
from tracker.plan.rules import ActorRole
from tracker.plan.sentence import commit_message, commit_message_of_file, remark
from tracker.plan.task import Task
from tracker.storage.folder import LARGEST, RecordRefused, digest
from tracker.storage.repository import FileChange, Repository, Situation
from tracker.storage.state import NotWritable
from tracker.workspace import Saved, TextRefused, Workspace
from tracker.writing import parsed

UNKNOWN = "\ufffd"
"""What stands in a text for bytes that are none."""

FARTHEST = 50
"""How many versions of a record are looked through for the last one that could be read."""


def require_writable(workspace: Workspace) -> None:
    """Raise ``NotWritable`` where nothing can be saved now, before a person types a text."""
    state = workspace.state()
    if not state.writable and state.reason is not None and state.situation is not Situation.IDENTITY:
        raise NotWritable(state.situation, state.reason, state.way_out)


def find(workspace: Workspace, name: str, start: Path) -> tuple[str, str]:
    """Return the file of the plan a person means, by the id of its task or by its path, and that id.

    The id is empty where the file is no record of a task that can be read. A path is looked for from ``start``, from
    the work tree and from the records, and returned as seen from the records. Raises ``TrackerError`` where no file of
    the plan is meant.
    """
    if "/" not in name and not name.endswith(".toml"):
        return _named(workspace, name)
    path = _inside(workspace, name, start)
    try:
        known = of_file(workspace, path).read().paths
    except TrackerError:  # the settings cannot be read; they may be the file that is meant
        known = {}
    id = next((each for each, place in known.items() if place == workspace.prefix + path), "")
    return id, path


def _named(workspace: Workspace, name: str) -> tuple[str, str]:
    """Return the id and file of a task, or the one file that is its record and cannot be read."""
    try:
        record = workspace.record(name)
        return record.reading.subject, record.path.removeprefix(workspace.prefix)
    except TrackerError:
        plan = workspace.read()
        found = [each.path for each in plan.broken if _is_of(each, plan, plan.full_id(name))]
        if len(found) == 1:
            return "", found[0].removeprefix(workspace.prefix)
        if found:
            told = ", ".join(found)
            raise TrackerError(
                say("{id} may be several files: {paths}.", id=name, paths=told),
                say("name the one you mean: tracker edit {path}.", path=found[0]),
            ) from None
        raise


def _is_of(broken: BrokenRecord, plan: Plan, id: TaskId) -> bool:
    """Tell whether a record is of the task: by the id it names, else by its folder and the number it begins with."""
    place = task_place(id)
    area = plan.settings.area(place.area) if place is not None else None
    if broken.id or place is None or area is None:
        return broken.id == id
    folder, _, file = broken.path.rpartition("/")
    return folder.endswith(f"-{area.slug}") and file.startswith(f"{place.number:02d}-")


def _inside(workspace: Workspace, name: str, start: Path) -> str:
    """Return the path of a file of the plan as seen from the records; no link is followed out of them."""
    root, known = workspace.folder.root, workspace.folder.paths()
    for each in (start, workspace.repository.work_tree, root):
        place = each / name
        path = place.parent.resolve() / place.name  # a link at the end is refused as one when it is read
        inside = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
        if inside in known and not any(part.startswith("-") for part in inside.split("/")):
            return inside
    raise TrackerError(
        say("{path} is no file of this plan.", path=name),
        say("tracker check names the files with problems; a path begins at the records or where you are."),
    )


def shown(workspace: Workspace, path: str) -> str:
    """Return the text of a file for an editor; U+FFFD stands for bytes that are no text."""
    return _text(_content(workspace, path))


def _content(workspace: Workspace, path: str) -> bytes:
    """Return the bytes of the file; a refusal names it as seen from the work tree."""
    try:
        return workspace.folder.read(path).content
    except RecordRefused as refused:
        raise refused.under(workspace.prefix) from refused


def is_readable(workspace: Workspace, path: str) -> bool:
    """Tell whether the plan and the file in it can be read as they stand."""
    try:
        found = workspace.read().problems
    except TrackerError:
        return False
    return all(each.path != workspace.prefix + path or each.severity is not Severity.ERROR for each in found)


def committed_text(workspace: Workspace, path: str) -> str | None:
    """Return what the last commit holds of a file, None where it holds no such file."""
    content = workspace.repository.committed(workspace.prefix + path)
    return _text(content) if content is not None else None


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def save(workspace: Workspace, path: str, seen: str, text: str, reason: str = "") -> Saved | None:
    """Save a file as it was typed whole as one commit; None where the last commit holds it so already.

    ``seen`` is the text the person began from. Raises ``TextRefused`` where it still cannot be read, and another
    ``TrackerError`` where the file changed meanwhile or a rule forbids it, with nothing written.
    """
    current = _content(workspace, path)
    if _text(current) != seen:
        raise moved(workspace.prefix + path)
    content = text.encode("utf-8", "surrogatepass")
    after = _checked(workspace, path, content)
    where = workspace.prefix + path
    message = _message(workspace, _ruling(workspace, after), after, where, reason)
    is_committed = workspace.repository.committed(where) == content
    change = FileChange(path=where, expected=digest(current), content=content)
    commit = workspace.repository.save((change,), message)
    if is_committed:
        return None
    task = _task_in(after, where)
    ids = (task.id,) if task is not None else ()
    return Saved.of(commit, message, ids, task)


def moved(where: str) -> TrackerError:
    """Return why a text is not written over a file that is no longer as the person saw it."""
    return TrackerError(
        say("{path} was changed in the meantime.", path=where),
        say("your text is kept; leave it, and begin again from the file as it stands now."),
    )


def of_file(workspace: Workspace, path: str) -> Workspace:
    """Return the workspace of the plan a file belongs to, by its path as seen from the records."""
    year = path.partition("/")[0]
    return workspace.of(int(year)) if year.isdecimal() else workspace


def _checked(workspace: Workspace, path: str, content: bytes) -> Plan:
    """Return the plan as it would be; raise where the file could not be read in it."""
    where = workspace.prefix + path
    if len(content) > LARGEST:
        raise TextRefused(say("the record is larger than {most} bytes.", most=LARGEST), path=where)
    place = content.find(UNKNOWN.encode())
    if place >= 0:
        raise TextRefused(
            say("{mark} stands for a character that could not be read.", mark=UNKNOWN),
            say("type the character anew, and save the file in the encoding UTF-8."),
            content.count(b"\n", 0, place) + 1,
            where,
        )
    after = workspace.as_if(path, content)
    for each in after.problems:
        if each.path == where and each.severity is Severity.ERROR:
            raise TextRefused(each.message, each.hint, each.line, where)
    task = _task_in(after, where)
    if task is not None and task.id in after.read_only:
        raise TextRefused(say("this record is of a newer format; it can only be read"), line=1, path=where)
    if task is not None:
        accepted_task(task)
    return after


def _task_in(plan: Plan, where: str) -> Task | None:
    """Return the task whose record the file is; None where it is another file."""
    return next((each for each in plan.tasks if plan.paths[each.id] == where), None)


def _ruling(workspace: Workspace, after: Plan) -> Plan:
    """Return the plan whose rules hold: that of the last commit, because a broken file may be one the rules are in."""
    head = workspace.repository.head()
    if head is None:
        return after
    try:
        return workspace.reader.read(workspace.repository.snapshot(head, workspace.prefix), after.settings.year)
    except TrackerError:  # the settings were committed so that nobody can read them
        return after


def _message(workspace: Workspace, rules: Plan, after: Plan, where: str, reason: str) -> str:
    """Return what the commit says; raise where a rule of the plan forbids the change to the person."""
    words = workspace.plan_words(after.settings)
    task = _task_in(after, where)
    if task is None:
        if workspace.actor(rules).role is not ActorRole.OFFICE:
            raise TrackerError(say("the plan and the register are the office's."))
        return commit_message_of_file(where, words=words, reason=reason)
    old, was_broken = _former(workspace.repository, where)
    if old is not None and old.id != task.id:
        _require_record(old.id, after, where)
        was_broken = True  # two records had the id, and the plan read neither
    workspace.permit(old, task, rules)
    return commit_message(
        old,
        task,
        words=words,
        register=after.register,
        edit="mend" if was_broken else "set" if old is not None else "add",
        reason=reason,
        subject=_subject(old, task, was_broken=was_broken),
    )


def _require_record(id: TaskId, after: Plan, where: str) -> None:
    """Raise where no record would be left that holds the id, because the one at the path is given another."""
    if id not in after.by_id and all(each.id != id for each in after.broken):
        raise TextRefused(say("the id of a task never changes."), say("this is the record of {id}.", id=id), path=where)


def _former(repository: Repository, path: str) -> tuple[Task | None, bool]:
    """Return the last task the record was in history, and whether the last commit has something else there."""
    committed = repository.committed(path)
    if committed is None:
        return None, False
    task = _task(committed)
    if task is not None:
        return task, False
    versions = repository.versions([(each.id, each.path) for each in repository.log(path, limit=FARTHEST)])
    return next((task for each in versions if (task := _task(each)) is not None), None), True


def _task(content: bytes | None) -> Task | None:
    reading = parsed(content)
    return reading.task if reading is not None else None


def _subject(old: Task | None, task: Task, *, was_broken: bool) -> Message | None:
    """Return what the edit is, where that is not the fields it changes."""
    if was_broken:
        return say("{id}: the record can be read again", id=task.id)
    return remark(task.id) if old == task else None
