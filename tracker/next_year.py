"""Turning the year: the plan of the next year begins, and the tasks that go on are closed in the old one.

Both are one commit, which is one step to undo: nobody finds a task in two plans, or in none.
"""

from collections.abc import Mapping

from tracker.plan.edit import Edit, Wish, accepted_task, accepted_text
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.message import TrackerError, say
from tracker.plan.names import TaskId
from tracker.plan.new_year import Turn, Wanted, ids_of, next_settings, turned
from tracker.plan.plan import Plan
from tracker.plan.rules import ActorRole
from tracker.plan.sentence import commit_message_of_plan
from tracker.plan.task import Status, Task
from tracker.storage.codec import revise, write_task
from tracker.storage.folder import StaleRecord
from tracker.storage.register_codec import write_settings
from tracker.storage.repository import FileChange
from tracker.workspace import Saved, Workspace, record_path


def prepare_next_year(
    workspace: Workspace, plan: Plan, year: int, going: Mapping[TaskId, Wanted], title: str = ""
) -> Turn:
    """Return the plan of the year as it would begin with these tasks of the plan given; nothing is written.

    Where there is a plan of the year already, the tasks go on in that one. Raises ``TrackerError`` where there is and
    no task goes on, where the year is not a later one, where the person is not of the office, or where a task would
    say what no record may say.
    """
    settings = plan.settings
    if not settings.year < year <= settings.year + 10:
        raise TrackerError(
            say("{year} does not follow the plan of {old}.", year=str(year), old=str(settings.year)),
            say(
                "name a year after {old}: tracker new-year {next}.", old=str(settings.year), next=str(settings.year + 1)
            ),
        )
    is_there = year in workspace.years()
    if is_there and not going:
        raise TrackerError(
            say("there is a plan of {year} already.", year=str(year)),
            say("open it: tracker --year {year}; or name the tasks that go on in it.", year=str(year)),
        )
    if workspace.actor(plan).role is not ActorRole.OFFICE:
        raise TrackerError(say("a plan is begun by the office."))
    words = workspace.plan_words(settings)
    named = accepted_text(say("title"), title, multiline=False) or words(
        say("Administrative-reform plan of {year}", year=str(year))
    )
    turn = turned(
        plan,
        workspace.day(settings),
        workspace.of(year).read() if is_there else next_settings(settings, year, named),
        going,
        lambda old: words(say("carried over from task {id}", id=old)),
        lambda task, settings: workspace.prefix + record_path(task, settings),
    )
    for each in turn.tasks.values():
        accepted_task(each)
    return turn


def begin_next_year(workspace: Workspace, plan: Plan, turn: Turn) -> Saved:
    """Write the plan that was prepared from the one given, and close the tasks that go on in it, as one commit.

    Raises ``TrackerError``, and writes nothing, where a record is no longer what the plan was read from.
    """
    writer = workspace.writer(plan)
    year = turn.settings.year
    files: dict[str, str] = {}
    if turn.is_new:
        files[f"{workspace.prefix}{year:04d}/plan.toml"] = write_settings(turn.settings)
    elif taken := ids_of(workspace.of(year).read()) & {each.id for each in turn.tasks.values()}:
        raise TrackerError(say("the plan already has a task {id}.", id=min(taken)), say("look again, then go on."))
    files.update({turn.paths[old]: write_task(accepted_task(each)) for old, each in turn.tasks.items()})
    changes = [FileChange(path=path, expected=None, content=text.encode()) for path, text in files.items()]
    for id in turn.tasks:
        record, before = writer.committed(id), plan.task(id)
        if record.reading.task != before:
            raise StaleRecord(record.path, record.text.encode())
        after = _closing(before).apply(before)
        content = revise(record.text, after).encode()
        changes.append(FileChange(path=record.path, expected=record.digest, content=content))
    pairs = [(plan.task(old), new) for old, new in turn.tasks.items()]
    words = workspace.plan_words(plan.settings)
    message = commit_message_of_plan(year, pairs, words=words, is_new=turn.is_new)
    commit = workspace.repository.save(changes, message)
    ids = tuple(each.id for pair in pairs for each in pair)
    return Saved.of(commit, message, ids, None)


def _closing(task: Task) -> Edit:
    status = FIELD_BY_KEY["progress.status"]
    wish = Wish(field=status, value=Status.CARRIED_OVER, seen=task.progress.status, has_seen=True)
    return Edit(wishes=(wish,))
