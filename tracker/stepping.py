"""Undo and redo: an edit of the person is put back, or made again, as a new commit of the files it changed."""

from dataclasses import dataclass

from tracker.plan.edit import EditConflict
from tracker.plan.fields import changes
from tracker.plan.message import TrackerError, say
from tracker.plan.names import TaskId
from tracker.plan.sentence import commit_message, commit_message_of_plan, read_trailers
from tracker.plan.steps import Past, Step, Steps, read_steps
from tracker.plan.task import Task
from tracker.storage.folder import digest
from tracker.storage.history import CommitInfo
from tracker.storage.identity import Identity
from tracker.storage.repository import FileChange, Repository
from tracker.writing import RecordEdit, Saved, Told, Writer, edit_between, parsed

MOST_UNDO = 2_000
"""How many commits back undo looks for an edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """What one record read at a commit, and as what task."""

    text: str
    task: Task


def read(repository: Repository, identity: Identity | None) -> Steps:
    """Return the steps of the person, from the last commits of the branch."""
    me = identity or repository.identity()
    return read_steps(
        Past(
            commit=each.id,
            subject=each.subject,
            when=each.author_date,
            trailers=read_trailers(each.body),
            is_mine=me is None or me.email == _person(each),
        )
        for each in reversed(repository.commits(MOST_UNDO))
    )


def _person(commit: CommitInfo) -> str:
    """Return whose edit a commit is: its author's, and of a contribution taken over the reviewer's."""
    accepted = read_trailers(commit.body).edit == "accept"
    return commit.committer_email if accepted else commit.author_email


def last_done(steps: Steps, asked: str = "") -> Step:
    """Return the step undo would put back; raise where there is none, or another than the one asked for."""
    if not steps.done:
        raise TrackerError(
            say("there is no edit of yours to undo."),
            say("only your own edits on this branch can be undone; tracker log shows all of them."),
        )
    return _asked(steps.done[-1], asked)


def last_undone(steps: Steps, asked: str = "") -> Step:
    """Return the step redo would make again; raise where there is none, or another than the one asked for."""
    if not steps.undone:
        raise TrackerError(
            say("there is no edit of yours to make again."),
            say("an edit that was put back can be made again until you edit the task anew."),
        )
    return _asked(steps.undone[-1], asked)


def _asked(step: Step, asked: str) -> Step:
    if asked and step.commit != asked:
        raise TrackerError(
            say("another edit of yours came in the meantime; nothing was put back."), say("look again, then undo.")
        )
    return step


def put_back(writer: Writer, step: Step, identity: Identity | None) -> Saved:
    """Put back the step as a new commit."""
    commit = writer.repository.commit_info(step.commit)
    if step.begins:
        return _whole(writer, step, commit, "undo", identity)
    if step.is_adding:
        return _remove(writer, step, commit, identity)
    edits = _edits(writer, step, commit, back=True)
    saved = writer.save(edits, Told(kind="undo", undoes=step.commit), identity)
    if saved is None:
        raise TrackerError(say("the last edit of {id} is already put back.", id=step.tasks[0]))
    return saved


def make_again(writer: Writer, step: Step, identity: Identity | None) -> Saved:
    """Make the step again as a new commit."""
    commit = writer.repository.commit_info(step.commit)
    if step.begins:
        return _whole(writer, step, commit, "redo", identity)
    if step.is_adding:
        return _add_again(writer, step, commit, identity)
    edits = _edits(writer, step, commit, back=False)
    saved = writer.save(edits, Told(kind="redo", redoes=step.commit), identity)
    if saved is None:
        raise TrackerError(say("the edit of {id} is already made again.", id=step.tasks[0]))
    return saved


def _edits(writer: Writer, step: Step, commit: CommitInfo, *, back: bool) -> dict[TaskId, RecordEdit]:
    """Return the edit of each task that takes its record back to before the commit, or on to after it."""
    pairs = [_versions(writer, TaskId(id), commit) for id in step.tasks]
    return {now.task.id: _from_to(now, then) if back else _from_to(then, now) for then, now in pairs}


def _from_to(old: _Version, new: _Version) -> RecordEdit:
    """Return the edit that takes a record from one version to another: the whole text, else the fields."""
    return RecordEdit(edit=edit_between(old.task, new.task), instead_of=old.text, text=new.text)


def _versions(writer: Writer, id: TaskId, commit: CommitInfo) -> tuple[_Version, _Version]:
    """Return the record of the task before and after the commit."""
    path = writer.plan.paths.get(id)
    if path is None:
        raise _gone(id)
    former = _path_at(writer, path, commit.id)
    now = _version(writer, commit.id, former)
    if now is None:
        raise _gone(id)
    then = _version(writer, commit.parents[0], former) if commit.parents else None
    if then is None:
        raise TrackerError(
            say("what {id} said before that edit is not in history; it cannot be put back.", id=id),
            say("tracker log {id} shows what is; set the fields anew.", id=id),
        )
    return then, now


def _path_at(writer: Writer, path: str, commit: str) -> str:
    """Return where the record lay at the commit, which may have been renamed by hand since."""
    return next((each.path for each in writer.repository.log(path) if each.id == commit), path)


def _version(writer: Writer, commit: str, path: str) -> _Version | None:
    content = writer.repository.blob(commit, path)
    reading = parsed(content)
    if content is None or reading is None or reading.task is None:
        return None
    return _Version(text=content.decode(), task=reading.task)


def _gone(id: str) -> TrackerError:
    return TrackerError(say("the record of {id} is gone; the edit cannot be undone.", id=id))


def _whole(writer: Writer, step: Step, commit: CommitInfo, edit: str, identity: Identity | None) -> Saved:
    """Put back, or make again, every file of the commit that began a plan, as long as nobody has changed one since."""
    repository = writer.repository
    if not commit.parents:
        raise _no_longer(step)
    back = edit == "undo"
    then, now = (commit.parents[0], commit.id) if back else (commit.id, commit.parents[0])
    paths = sorted(repository.changed_paths(commit.parents[0], commit.id))
    is_new = f"{writer.prefix}{step.begins}/plan.toml" in paths
    there = {writer.prefix + each for each in writer.folder.paths() if each.startswith(f"{step.begins}/")}
    if is_new and not there <= set(paths):
        raise _no_longer(step)
    changes = [_file(writer, step, path, repository.blob(now, path), repository.blob(then, path)) for path in paths]
    message = commit_message_of_plan(
        int(step.begins),
        _pairs(writer, step, commit),
        words=writer.words,
        is_new=is_new,
        edit=edit,
        undoes=step.commit if back else "",
        redoes="" if back else step.commit,
    )
    made = repository.save(changes, message, identity=identity)
    ids = tuple(TaskId(each) for each in step.tasks)
    return Saved.of(made, message, ids, None)


def _file(writer: Writer, step: Step, path: str, now: bytes | None, then: bytes | None) -> FileChange:
    """Return the change of a file that reads as it should now to what it is to read."""
    current = writer.folder.current(path.removeprefix(writer.prefix))
    if (current is None) != (now is None) or _bare(current) != _bare(now):
        raise _no_longer(step)
    return FileChange(path=path, expected=digest(current) if current is not None else None, content=then)


def _bare(content: bytes | None) -> bytes:
    return (content or b"").replace(b"\r\n", b"\n")


def _pairs(writer: Writer, step: Step, commit: CommitInfo) -> list[tuple[Task, Task]]:
    """Return the old tasks of the commit that began a plan, each with the one it goes on as."""
    contents = writer.repository.versions([(commit.id, path) for path in _record_paths(writer, commit)])
    tasks = {each.task.id: each.task for content in contents if (each := parsed(content)) is not None and each.task}
    listed = [tasks[TaskId(each)] for each in step.tasks if each in tasks]
    return list(zip(listed[::2], listed[1::2], strict=False))


def _record_paths(writer: Writer, commit: CommitInfo) -> list[str]:
    changed = writer.repository.changed_paths(commit.parents[0], commit.id)
    return sorted(each for each in changed if not each.endswith("/plan.toml"))


def _no_longer(step: Step) -> TrackerError:
    return TrackerError(
        say("the plan of {year} has been worked on since; the step is not taken as a whole.", year=step.begins),
        say("undo first what came after it, or change the tasks one by one."),
    )


def _remove(writer: Writer, step: Step, commit: CommitInfo, identity: Identity | None) -> Saved:
    """Put back the adding of a task, as long as the task is the one that was added."""
    id = TaskId(step.tasks[0])
    path = writer.plan.paths.get(id)
    added = _version(writer, commit.id, _path_at(writer, path, commit.id)) if path is not None else None
    if path is None or added is None:
        raise _gone(id)
    record = writer.record(id)
    current = record.reading.task
    if current != added.task:
        raise EditConflict(id, changes(added.task, current) if current is not None else ())
    writer.permit(added.task, None)
    message = commit_message(
        added.task, None, words=writer.words, register=writer.plan.register, edit="undo", undoes=step.commit
    )
    change = FileChange(path=path, expected=record.digest, content=None)
    made = writer.repository.save((change,), message, identity=identity)
    return Saved.of(made, message, (id,), None)


def _add_again(writer: Writer, step: Step, commit: CommitInfo, identity: Identity | None) -> Saved:
    """Add a task again whose adding was put back, in the same file."""
    id = TaskId(step.tasks[0])
    if id in writer.plan.by_id or any(each.id == id for each in writer.plan.broken):
        raise TrackerError(say("the plan already has a task {id}.", id=id))
    added = _added(writer, id, commit)
    if added is None:
        raise _gone(id)
    path, version = added
    writer.permit(None, version.task)
    message = commit_message(
        None, version.task, words=writer.words, register=writer.plan.register, edit="redo", redoes=step.commit
    )
    change = FileChange(path=path, expected=None, content=version.text.encode())
    made = writer.repository.save((change,), message, identity=identity)
    return Saved.of(made, message, (id,), version.task)


def _added(writer: Writer, id: TaskId, commit: CommitInfo) -> tuple[str, _Version] | None:
    """Return the path and version of the record the commit added for the task."""
    if not commit.parents:
        return None
    for path in sorted(writer.repository.changed_paths(commit.parents[0], commit.id)):
        version = _version(writer, commit.id, path)
        if version is not None and version.task.id == id:
            return path, version
    return None
