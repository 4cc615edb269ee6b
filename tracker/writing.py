"""Writing records: edits of one task or several become one commit of exactly their files.

The text of each record is revised, or put back byte for byte where an edit is undone that nothing came after.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from tracker.plan.edit import Edit, EditConflict, Wish, accepted_task
from tracker.plan.fields import changes
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan
from tracker.plan.problem import Severity
from tracker.plan.sentence import commit_message, commit_message_of_several, read_trailers, remark
from tracker.plan.steps import is_step
from tracker.plan.task import Task
from tracker.plan.words import Words
from tracker.storage.codec import TaskReading, read_task, revise
from tracker.storage.folder import LARGEST, Folder, StaleRecord, text
from tracker.storage.identity import Identity
from tracker.storage.merging import beside
from tracker.storage.repository import FileChange, Repository

MOST_TRIES = 50
"""How often an edit is tried anew while others write the same records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An edit that was made: its commit, its tasks, and the task as it is now.

    ``task`` is None where it was removed, and of several tasks the first. ``is_step`` tells whether undo puts it back.
    """

    commit: str
    sentence: str
    ids: tuple[TaskId, ...]
    task: Task | None
    is_step: bool

    @classmethod
    def of(cls, commit: str, message: str, ids: tuple[TaskId, ...], task: Task | None) -> "Saved":
        """Return the edit that a commit with this message made."""
        sentence = message.split("\n", 1)[0]
        return cls(commit=commit, sentence=sentence, ids=ids, task=task, is_step=is_step(read_trailers(message)))

    @property
    def id(self) -> TaskId:
        """The task, of several the first; empty where the edit is of no task."""
        return self.ids[0] if self.ids else TaskId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A task record as it stands on disk; ``path`` is seen from the work tree and ``file`` lies there."""

    path: str
    file: Path
    text: str
    digest: str
    reading: TaskReading


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEdit:
    """What is to become of one record: an edit of its fields, or a whole text where the record reads ``instead_of``.

    Where the record reads otherwise, the fields are edited and the rest stays as it is; of a text that was ``typed``
    whole, what it says beside the fields is taken over too.
    """

    edit: Edit
    instead_of: str | None = None
    text: str = ""
    typed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a commit says beside its changes; the trailers are those of ``tracker.plan.history``."""

    kind: str = "set"
    reason: str = ""
    undoes: str = ""
    redoes: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Revision:
    """One record about to be written."""

    record: Record
    before: Task
    after: Task
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes records of a plan as it was read; ``words`` are the plan's own, ``prefix`` the folder of the records.

    ``permit`` raises where a rule forbids the person to take a task from what it was to what it would be.
    """

    folder: Folder
    repository: Repository
    plan: Plan
    words: Words
    prefix: str
    permit: Callable[[Task | None, Task | None], None]

    def record(self, id: TaskId) -> Record:
        """Return the record of the task as it stands on disk; raise where it is not the one that was read."""
        path = self.plan.paths[id]
        file = self.folder.read(path.removeprefix(self.prefix))
        content = text(file.content)
        reading = read_task(content, path.removeprefix(self.prefix))
        if reading.task is None or reading.task.id != id:
            raise TrackerError(
                say("the record of task {id} cannot be read: {path}.", id=id, path=path),
                say("tracker check says what is wrong and on which line."),
            )
        place = self.repository.work_tree / path
        return Record(path=path, file=place, text=content, digest=file.digest, reading=reading)

    def committed(self, id: TaskId) -> Record:
        """Return the record as ``record`` does; raise where the last commit does not hold it so."""
        if not self._is_committed(self.record(id)):
            self.repository.recover()  # a save that was killed may have left the record ahead of its commit
        record = self.record(id)
        if not self._is_committed(record):
            raise uncommitted(record.path, self.repository.committed(record.path))
        return record

    def save(self, edits: Mapping[TaskId, RecordEdit], told: Told, identity: Identity | None) -> Saved | None:
        """Make the edits as one commit; None where they change nothing. A conflict in any record refuses all."""
        is_settled = False
        for _ in range(MOST_TRIES):
            revisions = self._revisions(edits)
            if not revisions:
                return None
            ahead = next((each for each in revisions if not self._is_committed(each.record)), None)
            if ahead is not None:
                if is_settled:
                    raise uncommitted(ahead.record.path, self.repository.committed(ahead.record.path))
                self.repository.recover()  # a save that was killed may have left a record ahead of its commit
                is_settled = True
                continue
            message = self._message(revisions, told)
            files = [
                FileChange(path=each.record.path, expected=each.record.digest, content=each.content)
                for each in revisions
            ]
            try:
                commit = self.repository.save(files, message, identity=identity)
            except StaleRecord:
                continue
            ids = tuple(each.after.id for each in revisions)
            return Saved.of(commit, message, ids, revisions[0].after)
        raise TrackerError(
            say("{id} changes so often that the edit found no moment; nothing was written.", id=next(iter(edits))),
            say("try again in a moment."),
        )

    def _revisions(self, edits: Mapping[TaskId, RecordEdit]) -> list[_Revision]:
        """Return the records that change, as they will read; raise where one is not what the person saw."""
        read = [(self.record(id), wanted) for id, wanted in edits.items()]
        conflicts = [
            (task.id, found) for record, wanted in read if (found := wanted.edit.conflicts(task := _task(record)))
        ]
        if conflicts:
            raise EditConflict(*conflicts[0], tuple(conflicts))
        revisions = [_revision(record, wanted) for record, wanted in read]
        changed = [each for each in revisions if each.content != each.record.text.encode()]
        for each in changed:
            self.permit(each.before, each.after)
        return changed

    def _message(self, revisions: list[_Revision], told: Told) -> str:
        words, register = self.words, self.plan.register
        if len(revisions) > 1:
            return commit_message_of_several(
                [(each.before, each.after) for each in revisions],
                words=words,
                register=register,
                edit=told.kind,
                reason=told.reason,
                undoes=told.undoes,
                redoes=told.redoes,
                date=told.date,
            )
        one = revisions[0]
        return commit_message(
            one.before,
            one.after,
            words=words,
            register=register,
            edit=told.kind,
            reason=told.reason,
            undoes=told.undoes,
            redoes=told.redoes,
            date=told.date,
            subject=None if changes(one.before, one.after) else remark(one.after.id),
        )

    def _is_committed(self, record: Record) -> bool:
        """Tell whether the last commit holds the record as it stands on disk, line ends aside."""
        committed = self.repository.committed(record.path)
        on_disk = record.text.encode().replace(b"\r\n", b"\n")
        return committed is not None and committed.replace(b"\r\n", b"\n") == on_disk


def _task(record: Record) -> Task:
    task = record.reading.task
    if task is None:
        raise ValueError(record.path)
    return task


def _revision(record: Record, wanted: RecordEdit) -> _Revision:
    before = _task(record)
    if wanted.instead_of is not None and record.text == wanted.instead_of:
        after = read_task(wanted.text, record.path).task
        if after is not None and after.id == before.id and _says(after, wanted.edit):
            return _Revision(record=record, before=before, after=after, content=wanted.text.encode())
    after, start = wanted.edit.apply(before), record.text
    if wanted.typed and wanted.instead_of is not None:
        start = beside(wanted.instead_of, wanted.text, record.text, record.path)
    content = revise(start, after).encode() if after != before or start != record.text else start.encode()
    return _Revision(record=record, before=before, after=after, content=content)


def _says(task: Task, edit: Edit) -> bool:
    """Tell whether the task says what the edit wishes; it does not where a wish was decided otherwise since."""
    return all(wish.field.value(task) == wish.value for wish in edit.wishes)


class TextRefused(TrackerError):
    """A text is not a record as it would be kept; ``line`` says where, 0 where no line is meant."""

    def __init__(self, message: Message, hint: Message | None = None, line: int = 0, path: str = "") -> None:
        place = say("line {line}: {problem}", line=line, problem=message) if line else message
        super().__init__(say("{path}, {problem}", path=path, problem=place) if path else place, hint)
        self.line = line


def checked_text(id: TaskId, text: str, path: str = "") -> Task:
    """Return the task a whole record says, checked as one typed field is; raise ``TextRefused`` where it cannot be."""
    if len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise TextRefused(say("the record is larger than {most} bytes.", most=LARGEST), path=path)
    reading = read_task(text, "")
    wrong = next((each for each in reading.problems if each.severity is Severity.ERROR), None)
    if wrong is not None:
        raise TextRefused(wrong.message, wrong.hint, wrong.line, path)
    if reading.task is None or reading.read_only:
        raise TextRefused(say("this record is of a newer format; it can only be read"), line=1, path=path)
    if reading.task.id != id:
        raise TextRefused(say("the id of a task never changes."), line=reading.lines.get("id", 0), path=path)
    accepted_task(reading.task)
    return reading.task


def edit_between(old: Task, new: Task) -> Edit:
    """Return the edit of the fields in which two versions of a task differ, made from the old one."""
    return Edit(
        wishes=tuple(Wish(field=each.field, value=each.new, seen=each.old, has_seen=True) for each in changes(old, new))
    )


def parsed(content: bytes | None) -> TaskReading | None:
    """Return the reading of a version of a record from history; None where there was no record."""
    if content is None:
        return None
    try:
        return read_task(content.decode(), "")
    except UnicodeDecodeError:
        return TaskReading(None, ())


class ChangedByHand(TrackerError):
    """A file of the last commit was changed by hand since, and is not written; ``path`` is seen from the work tree."""

    def __init__(self, path: str) -> None:
        super().__init__(
            say("{path} was changed by hand and is not committed so; nothing was written.", path=path),
            say(
                "commit it as it stands: tracker edit {path}, which opens it. Or take the committed one back: "
                "git restore -- {path}.",
                path=quote(path),
            ),
        )
        self.path = path


def uncommitted(path: str, committed: bytes | None) -> TrackerError:
    """Return why a file is not written that the last commit holds otherwise, or not at all, and what helps."""
    if committed is not None:
        return ChangedByHand(path)
    return TrackerError(
        say("{path} was moved or made by hand and is not committed so; nothing was written.", path=path),
        say("commit it first: git add, git commit."),
    )
