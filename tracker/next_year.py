"""Turning the year: the plan of the next year begins, and the tasks that go on are closed in the old one.

The new plan is one commit; closing the old tasks is a second, an edit like any other, so that it can be undone.
"""

from collections.abc import Collection
from dataclasses import dataclass

from tracker.plan.edit import Edit, Wish, accepted_text
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.new_year import carried, next_settings
from tracker.plan.rules import ActorRole
from tracker.plan.task import Status, Task
from tracker.storage.codec import write_task
from tracker.storage.register_codec import write_settings
from tracker.storage.repository import FileChange
from tracker.workspace import Workspace, record_path


@dataclass(frozen=True, slots=True, kw_only=True)
class NextYear:
    """The plan that was begun: its commit, the new task for each old one, and the commit that closed the old ones."""

    year: int
    commit: str
    tasks: dict[TaskId, Task]
    closed: str


def begin_next_year(workspace: Workspace, year: int, carry: Collection[TaskId], title: str = "") -> NextYear:
    """Begin the plan of the year from the one the workspace is open on, and carry these tasks over.

    Raises ``TrackerError`` where there is such a plan already, where the year is not a later one, or where the
    person is not of the office; nothing is written then.
    """
    plan = workspace.read()
    settings = plan.settings
    if not settings.year < year <= settings.year + 10:
        raise TrackerError(
            say("{year} does not follow the plan of {old}.", year=str(year), old=str(settings.year)),
            say(
                "name a year after {old}: tracker new-year {next}.", old=str(settings.year), next=str(settings.year + 1)
            ),
        )
    if year in workspace.years():
        raise TrackerError(
            say("there is a plan of {year} already.", year=str(year)),
            say("open it: tracker --year {year}.", year=str(year)),
        )
    if workspace.actor(plan).role is not ActorRole.OFFICE:
        raise TrackerError(say("a plan is begun by the office."))
    words = workspace.plan_words(settings)
    named = accepted_text(say("title"), title, multiline=False) or words(
        say("Administrative-reform plan of {year}", year=str(year))
    )
    fresh = next_settings(settings, year, named)
    chosen = [plan.task(id) for id in carry]
    going = carried(
        plan,
        sorted(chosen, key=lambda each: each.place),
        fresh,
        lambda old: words(say("carried over from task {id}", id=old)),
    )
    files = {f"{year:04d}/plan.toml": write_settings(fresh)}
    files.update({record_path(each, fresh): write_task(each) for each in going.values()})
    changes = [
        FileChange(path=workspace.prefix + path, expected=None, content=content.encode())
        for path, content in files.items()
    ]
    subject = words(say("Begin the plan of {year}", year=str(year)))
    told = words(
        say_count(
            "{count} task carried over from {old}",
            "{count} tasks carried over from {old}",
            len(going),
            old=str(settings.year),
        )
    )
    commit = workspace.repository.save(changes, f"{subject}\n\n{told}\n\nEdit: init\n")
    # by its year, since the plan that has just begun is now the newest
    old = Workspace(folder=workspace.folder, repository=workspace.repository, now=workspace.now, year=settings.year)
    closed = old.apply_all(
        {id: _closing(plan.task(id)) for id in going},
        reason=words(say("carried over to the plan of {year}", year=str(year))),
    )
    return NextYear(year=year, commit=commit, tasks=dict(going), closed=closed.commit if closed else "")


def _closing(task: Task) -> Edit:
    status = FIELD_BY_KEY["progress.status"]
    wish = Wish(field=status, value=Status.CARRIED_OVER, seen=task.progress.status, has_seen=True)
    return Edit(wishes=(wish,))
