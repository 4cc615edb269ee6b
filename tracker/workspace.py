"""The workspace: a plan in a repository, read, edited, undone and looked back on.

It joins the plan's rules with the store and is all that a face holds. Every edit goes one way: read the record,
apply the edit, revise the text, save it as one commit of exactly that file.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from slugify import slugify

from tracker.language import words_for
from tracker.plan.agency import Agency, Register
from tracker.plan.check import check
from tracker.plan.edit import Edit, EditConflict, Wish, accepted_task
from tracker.plan.fields import Change, changes
from tracker.plan.history import HistoryEntry, Trailers
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import BrokenRecord, Plan, PlanSettings
from tracker.plan.problem import Problem, Severity
from tracker.plan.sentence import commit_message, read_trailers
from tracker.plan.task import Task
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.storage.codec import TaskReading, read_task, revise, write_task
from tracker.storage.folder import Folder, NotText, RecordRefused, StaleRecord, text
from tracker.storage.history import CommitInfo
from tracker.storage.identity import Identity
from tracker.storage.register_codec import read_agency, read_settings
from tracker.storage.repository import FileChange, Repository, RepositoryState

MOST_TRIES = 50
"""How often an edit is tried anew while others write the same record."""

MOST_SLUG = 60
MOST_UNDO = 2_000
"""How many commits back undo looks for an edit."""

_YEAR_PATH = re.compile(r"\d{4}/plan\.toml", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An edit before it is made: the task as it would be, what changes, and the message of the commit."""

    before: Task
    after: Task
    changes: tuple[Change, ...]
    message: str

    @property
    def sentence(self) -> str:
        """The sentence the edit leaves in history."""
        return self.message.split("\n", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """An edit that was made: its commit and the task as it is now; ``task`` is None where it was removed."""

    commit: str
    sentence: str
    id: TaskId
    task: Task | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """A task record as it stands on disk."""

    path: str
    text: str
    digest: str
    reading: TaskReading


@dataclass(slots=True)
class Workspace:
    """A folder of records in a git repository, opened for one plan year.

    ``now`` gives the time in UTC; ``environment`` is the user's. Neither is taken from anywhere else.
    """

    folder: Folder
    repository: Repository
    now: Callable[[], datetime]
    year: int | None = None
    _agencies: dict[str, tuple[str, Agency | None, tuple[Problem, ...]]] = field(default_factory=dict)
    _tasks: dict[str, tuple[str, TaskReading]] = field(default_factory=dict)

    @classmethod
    def open(cls, records: Path, *, now: Callable[[], datetime], year: int | None = None) -> "Workspace":
        """Open the records folder; raise ``TrackerError`` where it or its repository cannot be used."""
        if not records.is_dir():
            raise TrackerError(
                say("there is no folder {folder}.", folder=str(records)),
                say("start the tracker in a repository with a records folder, or begin one: tracker init DIR."),
            )
        return cls(
            folder=Folder(records.resolve()),
            repository=Repository.open(records.resolve()),
            now=now,
            year=year,
        )

    # Reading

    def years(self) -> tuple[int, ...]:
        """Return the plan years the folder holds, the oldest first."""
        return tuple(sorted(int(path.partition("/")[0]) for path in self.folder.paths() if _YEAR_PATH.fullmatch(path)))

    def read(self) -> Plan:
        """Read the plan: every record, the broken ones as problems and never left out."""
        year = self._year()
        prefix = self._prefix()
        problems: list[Problem] = []
        settings = self._settings(year, problems)
        register = self._register(problems)
        tasks: list[Task] = []
        broken: list[BrokenRecord] = []
        paths: dict[TaskId, str] = {}
        lines: dict[TaskId, Mapping[str, int]] = {}
        read_only: set[TaskId] = set()
        for path in self.folder.paths():
            if path.partition("/")[0] != f"{year:04d}" or path == f"{year:04d}/plan.toml":
                continue
            reading = self._task_reading(path)
            found = list(reading.problems)
            task = reading.task
            if task is not None and task.id in paths:
                found.append(_duplicate(task.id, path, prefix + paths[task.id], reading.lines.get("id", 1)))
                task = None
            elif task is not None and task.place.year != year:
                found.append(
                    Problem(
                        severity=Severity.ERROR,
                        rule="wrong-year",
                        message=say("{id} does not belong to the plan of {year}.", id=task.id, year=str(year)),
                        path=path,
                        line=reading.lines.get("id", 1),
                        subject=task.id,
                        field="id",
                    )
                )
                task = None
            problems.extend(found)
            if task is None:
                told = tuple(_under(prefix, each) for each in found)
                broken.append(BrokenRecord(path=prefix + path, problems=told, id=reading.subject))
                continue
            tasks.append(task)
            paths[task.id] = path
            lines[task.id] = reading.lines
            if reading.read_only:
                read_only.add(task.id)
        twins = {each.id: each.path for each in broken if any(told.rule == "duplicate-id" for told in each.problems)}
        for id, twin in twins.items():
            problem = _duplicate(id, paths[TaskId(id)], twin, lines[TaskId(id)].get("id", 1))
            problems.append(problem)
            broken.append(BrokenRecord(path=prefix + paths.pop(TaskId(id)), problems=(_under(prefix, problem),), id=id))
            tasks = [each for each in tasks if each.id != id]
        return Plan(
            settings=settings,
            register=register,
            tasks=tuple(sorted(tasks, key=lambda each: each.place)),
            broken=tuple(broken),
            problems=tuple(_under(prefix, each) for each in problems),
            paths={id: prefix + path for id, path in paths.items()},
            lines=lines,
            read_only=frozenset(read_only),
        )

    def view(self, on: date | None = None) -> PlanView:
        """Return the plan as it stands on the day, checked; without a day on the plan's own."""
        plan = self.read()
        day = on or self.day(plan.settings)
        return PlanView(plan=plan, on=day, problems=check(plan, day))

    def day(self, settings: PlanSettings) -> date:
        """Return the day lateness is judged on: the cut-off of the plan, else today in its time zone."""
        return settings.cut_off or self.now().astimezone(ZoneInfo(settings.time_zone)).date()

    def state(self) -> RepositoryState:
        """Return whether the repository can be written, and the reason and way out where not."""
        return self.repository.state()

    def _year(self) -> int:
        years = self.years()
        if self.year is not None and self.year in years:
            return self.year
        if self.year is not None or not years:
            raise TrackerError(
                say("{folder} holds no plan.", folder=str(self.folder.root))
                if self.year is None
                else say("{folder} holds no plan of {year}.", folder=str(self.folder.root), year=str(self.year)),
                say("plans: {years}.", years=", ".join(str(each) for each in years))
                if years
                else say("begin one: tracker init DIR."),
            )
        return years[-1]

    def _settings(self, year: int, problems: list[Problem]) -> PlanSettings:
        path = f"{year:04d}/plan.toml"
        try:
            settings, found = read_settings(text(self.folder.read(path).content), path)
        except NotText as refused:
            settings, found = None, (_refusal(path, refused),)
        problems.extend(found)
        if settings is None:
            first = next(each for each in found if each.severity is Severity.ERROR)
            raise TrackerError(
                say(
                    "{path}, line {line}: {problem}",
                    path=self._prefix() + path,
                    line=first.line,
                    problem=first.message,
                ),
                first.hint,
            )
        return settings

    def _register(self, problems: list[Problem]) -> Register:
        agencies: dict[AgencyId, Agency] = {}
        for path in self.folder.paths():
            if path.partition("/")[0] != "agencies":
                continue
            agency, found = self._agency(path)
            problems.extend(found)
            if agency is not None:
                agencies[agency.id] = agency
        return Register(agencies)

    def _agency(self, path: str) -> tuple[Agency | None, tuple[Problem, ...]]:
        try:
            file = self.folder.read(path)
            known = self._agencies.get(path)
            if known is None or known[0] != file.digest:
                known = (file.digest, *read_agency(text(file.content), path))
                self._agencies[path] = known
        except (RecordRefused, NotText) as refused:
            return None, (_refusal(path, refused),)
        return known[1], known[2]

    def _task_reading(self, path: str) -> TaskReading:
        try:
            file = self.folder.read(path)
            known = self._tasks.get(path)
            if known is None or known[0] != file.digest:
                known = (file.digest, read_task(text(file.content), path))
                self._tasks[path] = known
        except (RecordRefused, NotText) as refused:
            return TaskReading(None, (_refusal(path, refused),))
        return known[1]

    def _prefix(self) -> str:
        """Return the folder of the records as seen from the work tree, with its slash."""
        relative = self.folder.root.relative_to(self.repository.work_tree).as_posix()
        return "" if relative == "." else f"{relative}/"

    # Editing

    def preview(self, id: str, edit: Edit, *, reason_date: str = "") -> Preview:
        """Return what the edit would do, without doing it; raise where a rule forbids it."""
        plan = self.read()
        before = plan.task(id)
        after = edit.apply(before)
        message = commit_message(
            before,
            after,
            words=self.plan_words(plan.settings),
            register=plan.register,
            edit="set",
            reason=edit.reason,
            date=reason_date,
        )
        return Preview(before=before, after=after, changes=changes(before, after), message=message)

    def apply(
        self,
        id: str,
        edit: Edit,
        *,
        when: date | None = None,
        kind: str = "set",
        undoes: str = "",
        identity: Identity | None = None,
    ) -> Saved | None:
        """Make the edit as one commit of one file; None where it changes nothing.

        ``when`` is the day of a backfilled edit, written as a trailer. Raises ``EditConflict`` where a field no
        longer says what the person saw, and ``TrackerError`` where the repository or a rule refuses.
        """
        plan = self.read()
        task = plan.task(id)
        path = plan.paths[task.id].removeprefix(self._prefix())
        words = self.plan_words(plan.settings)
        is_settled = False
        for _ in range(MOST_TRIES):
            record = self._record(path)
            before = record.reading.task
            if before is None or before.id != task.id:
                raise TrackerError(
                    say(
                        "the record of task {id} cannot be read: {path}.",
                        id=task.id,
                        path=self._prefix() + path,
                    ),
                    say("tracker check says what is wrong and on which line."),
                )
            conflicts = edit.conflicts(before)
            if conflicts:
                raise EditConflict(task.id, conflicts)
            after = edit.apply(before)
            if after == before:
                return None
            content = revise(record.text, after).encode()
            if not self._is_committed(record):
                if is_settled:
                    raise _uncommitted(self._prefix() + path)
                self.repository.recover()  # a save that was killed may have left the record ahead of its commit
                is_settled = True
                continue
            message = commit_message(
                before,
                after,
                words=words,
                register=plan.register,
                edit=kind,
                reason=edit.reason,
                undoes=undoes,
                date=when.isoformat() if when is not None else "",
            )
            change = FileChange(
                path=self._prefix() + path,
                expected=record.digest,
                content=content,
            )
            try:
                commit = self.repository.save((change,), message, identity=identity)
            except StaleRecord:
                continue
            return Saved(commit=commit, sentence=message.split("\n", 1)[0], id=task.id, task=after)
        raise TrackerError(
            say("{id} changes so often that the edit found no moment; nothing was written.", id=id),
            say("try again in a moment."),
        )

    def adding(self) -> AbstractContextManager[None]:
        """Keep others from adding tasks while a number is chosen and the task is added."""
        return self.repository.alone("adding")

    def add(self, task: Task, *, identity: Identity | None = None) -> Saved:
        """Add a task to the plan as one commit of its new record."""
        plan = self.read()
        task = accepted_task(task)
        known = {each.id for each in plan.broken} | set(plan.by_id)
        if task.id in known:
            raise TrackerError(
                say("the plan already has a task {id}.", id=task.id),
                say("leave the number out to take the next one of the area."),
            )
        message = commit_message(None, task, words=self.plan_words(plan.settings), register=plan.register, edit="add")
        path = self._prefix() + record_path(task, plan.settings)
        change = FileChange(path=path, expected=None, content=write_task(task).encode())
        commit = self.repository.save((change,), message, identity=identity)
        return Saved(commit=commit, sentence=message.split("\n", 1)[0], id=task.id, task=task)

    def undo(self, id: str | None = None, *, asked: str = "", identity: Identity | None = None) -> Saved:
        """Put back the last edit of this person, of one task or of any, as a new commit.

        Edits already undone are passed over, so that undoing again goes one step further back. ``asked`` is the
        commit the person was shown; where another edit came after it, nothing is put back. Raises
        ``EditConflict`` where the fields changed again since, and ``TrackerError`` where there is nothing to undo.
        """
        plan = self.read()
        wanted = plan.task(id).id if id is not None else None
        commit = self._last_edit(wanted, identity)
        if asked and commit.id != asked:
            raise TrackerError(
                say("another edit of yours came in the meantime; nothing was put back."), say("look again, then undo.")
            )
        trailers = read_trailers(commit.body)
        path = plan.paths.get(TaskId(trailers.task))
        if path is None:
            raise TrackerError(say("the record of {id} is gone; the edit cannot be undone.", id=trailers.task))
        former = next((each.path for each in self.repository.log(path) if each.id == commit.id), path)
        now = self._version(commit.id, former)
        then = self._version(commit.parents[0], former) if commit.parents else None
        if now is None:
            raise TrackerError(say("the record of {id} is gone; the edit cannot be undone.", id=trailers.task))
        if then is None and trailers.edit == "add":
            return self._remove(plan, now, path, commit.id, identity)
        if then is None:
            raise TrackerError(
                say("what {id} said before that edit is not in history; it cannot be put back.", id=trailers.task),
                say("tracker log {id} shows what is; set the fields anew.", id=trailers.task),
            )
        wishes = tuple(
            Wish(field=each.field, value=each.old, seen=each.new, has_seen=True) for each in changes(then, now)
        )
        edit = Edit(wishes=wishes)
        saved = self.apply(now.id, edit, kind="undo", undoes=commit.id, identity=identity)
        if saved is None:
            raise TrackerError(
                say("the last edit of {id} is already put back.", id=trailers.task),
            )
        return saved

    def last_edit(self, id: str | None = None) -> CommitInfo:
        """Return the edit that undo would put back; raise where there is none."""
        wanted = self.read().task(id).id if id is not None else None
        return self._last_edit(wanted, None)

    def introduce(self, identity: Identity) -> None:
        """Keep who the person is in the settings of this repository alone."""
        self.repository.introduce(identity)

    def _last_edit(self, wanted: TaskId | None, identity: Identity | None) -> CommitInfo:
        me = identity or self.repository.identity()
        undone: set[str] = set()
        for commit in self.repository.commits(MOST_UNDO):
            trailers = read_trailers(commit.body)
            if trailers.undoes:
                undone.add(trailers.undoes)
            if trailers.edit not in ("set", "add") or commit.id in undone:
                continue
            if me is not None and commit.author_email != me.email:
                continue
            if wanted is None or trailers.task == wanted:
                return commit
        raise TrackerError(
            say("there is no edit of yours to undo."),
            say("only your own edits on this branch can be undone; tracker log shows all of them."),
        )

    def _remove(self, plan: Plan, task: Task, path: str, undoes: str, identity: Identity | None) -> Saved:
        record = self._record(path.removeprefix(self._prefix()))
        if record.reading.task != task:
            current = record.reading.task
            raise EditConflict(task.id, changes(task, current) if current is not None else ())
        message = commit_message(
            task,
            None,
            words=self.plan_words(plan.settings),
            register=plan.register,
            edit="undo",
            undoes=undoes,
        )
        change = FileChange(path=path, expected=record.digest, content=None)
        commit = self.repository.save((change,), message, identity=identity)
        return Saved(commit=commit, sentence=message.split("\n", 1)[0], id=task.id, task=None)

    def _is_committed(self, record: _Record) -> bool:
        """Tell whether the last commit holds the record as it stands on disk, line ends aside."""
        head = self.repository.head()
        committed = self.repository.blob(head, self._prefix() + record.path) if head is not None else None
        on_disk = record.text.encode().replace(b"\r\n", b"\n")
        return committed is not None and committed.replace(b"\r\n", b"\n") == on_disk

    def _record(self, path: str) -> _Record:
        file = self.folder.read(path)
        content = text(file.content)
        return _Record(path=path, text=content, digest=file.digest, reading=read_task(content, path))

    def plan_words(self, settings: PlanSettings) -> Words:
        """Return the words of the plan's own language, in which commits are written."""
        return words_for(settings.language)

    # Looking back

    def history(self, id: str) -> tuple[HistoryEntry, ...]:
        """Return the history of one task as field changes, the newest first, across renames of its record."""
        plan = self.read()
        task = plan.task(id)
        commits = self.repository.log(plan.paths[task.id])
        contents = self.repository.versions([(each.id, each.path) for each in commits])
        versions = [_parsed(content) for content in contents]
        entries = []
        for place, commit in enumerate(commits):
            reading = versions[place]
            earlier = next((each.task for each in versions[place + 1 :] if each is not None and each.task), None)
            is_first = place == len(commits) - 1
            trailers = read_trailers(commit.body)
            entries.append(
                HistoryEntry(
                    commit=commit.id,
                    when=_happened(commit, trailers),
                    author=commit.author_name,
                    subject=commit.subject,
                    changes=changes(earlier, reading.task) if reading and reading.task and earlier else (),
                    trailers=trailers,
                    is_first=is_first,
                    problem=_unreadable(reading),
                )
            )
        return tuple(entries)

    def recent(self, limit: int) -> tuple[HistoryEntry, ...]:
        """Return the last commits that edited a task, the newest first, without their field changes."""
        found: list[HistoryEntry] = []
        for commit in self.repository.commits(MOST_UNDO):
            trailers = read_trailers(commit.body)
            if trailers.task or trailers.edit or trailers.rebuilt_from:
                found.append(
                    HistoryEntry(
                        commit=commit.id,
                        when=_happened(commit, trailers),
                        author=commit.author_name,
                        subject=commit.subject,
                        changes=(),
                        trailers=trailers,
                    )
                )
            if len(found) >= limit:
                break
        return tuple(found)

    def _version(self, commit: str, path: str) -> Task | None:
        content = self.repository.blob(commit, path)
        reading = _parsed(content)
        return reading.task if reading is not None else None


def _happened(commit: CommitInfo, trailers: Trailers) -> datetime:
    """Return when an edit happened: on the day a backfilled one tells, else when it was committed."""
    try:
        return datetime.combine(date.fromisoformat(trailers.date), time(), commit.author_date.tzinfo)
    except ValueError:
        return commit.author_date


def _parsed(content: bytes | None) -> TaskReading | None:
    if content is None:
        return None
    try:
        return read_task(content.decode(), "")
    except UnicodeDecodeError:
        return TaskReading(None, ())


def _unreadable(reading: TaskReading | None) -> Message | None:
    if reading is None:
        return say("the record was removed.")
    if reading.task is None:
        return say("this version of the record cannot be read.")
    return None


def _under(prefix: str, problem: Problem) -> Problem:
    return replace(problem, path=prefix + problem.path)


def _refusal(path: str, refused: RecordRefused | NotText) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="refused",
        message=refused.message,
        hint=refused.hint,
        path=path,
        line=refused.line if isinstance(refused, NotText) else 0,
    )


def _uncommitted(path: str) -> TrackerError:
    return TrackerError(
        say("{path} was changed, moved or made by hand and is not committed so; nothing was written.", path=path),
        say("commit it first (git add, git commit), or take the committed one back: git restore -- {path}.", path=path),
    )


def _duplicate(id: str, path: str, other: str, line: int) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="duplicate-id",
        message=say("the id {id} stands in {path} already.", id=id, path=other),
        hint=say("give one of the two records another id."),
        path=path,
        line=line,
        subject=id,
        field="id",
    )


def record_path(task: Task, settings: PlanSettings) -> str:
    """Return the path a new record gets for life: from the area, the number and a slug of the title."""
    area = settings.area(task.area)
    if area is None:
        raise TrackerError(
            say("the plan has no area {area}.", area=task.area),
            say("areas: {areas}.", areas=", ".join(each.number for each in settings.areas)),
        )
    slug = slugify(task.headline, max_length=MOST_SLUG, word_boundary=True, save_order=True)
    if not slug:
        raise TrackerError(
            say("the title {title} has no letter or digit to name a file by.", title=task.headline or '""'),
            say("give the task a title in words."),
        )
    place = task.place
    return f"{place.year:04d}/{place.area_value:02d}-{area.slug}/{place.number:02d}-{slug}.toml"


def environment_records(environment: Mapping[str, str], start: Path) -> Path:
    """Return the records folder of the repository around ``start``, or the one ``TRACKER_RECORDS`` names."""
    named = environment.get("TRACKER_RECORDS")
    if named:
        return Path(named)
    for folder in (start, *start.parents):
        if (folder / "records").is_dir():
            return folder / "records"
        if (folder / ".git").exists():
            break
    return start / "records"


def plan_language(records: Path) -> str | None:
    """Return the language the newest plan of the folder names, or None; reads nothing else."""
    try:
        folder = Folder(records)
        paths = [path for path in folder.paths() if path.endswith("/plan.toml")]
        settings = read_settings(text(folder.read(paths[-1]).content), paths[-1])[0] if paths else None
    except TrackerError:
        return None
    return settings.language if settings is not None else None
