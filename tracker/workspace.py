"""The workspace: a plan in a repository, read, edited, undone and looked back on.

It joins the plan's rules with the store and is all that a face holds. Every edit goes one way: read the record,
apply the edit, revise the text, save it as one commit of exactly that file.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from threading import Event, Lock
from zoneinfo import ZoneInfo

from tracker import stepping
from tracker.keeping import keep_views
from tracker.language import words_for
from tracker.plan.check import Checker
from tracker.plan.dates import date_text, read_date
from tracker.plan.edit import Edit, accepted_task
from tracker.plan.fields import Change, changes
from tracker.plan.history import HistoryEntry, LastChange, Trailers
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.periods import REPORTS, Issued, Stops, issued_report, report_message, report_tag
from tracker.plan.plan import AsOf, Period, Plan, PlanSettings
from tracker.plan.problem import Severity
from tracker.plan.rules import EVERYBODY, Actor, ActorRole, Forbidden, forbidden, known_by, refused, verdicts
from tracker.plan.saved_view import SavedView
from tracker.plan.searching import SearchMemory
from tracker.plan.sentence import commit_message, read_trailers
from tracker.plan.statistics import Stage, Timeline, curve
from tracker.plan.steps import Step, Steps
from tracker.plan.task import Task
from tracker.plan.timeliness import has_report
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.reading import Index, Instead, NoIndex, PlanReader, Source, years
from tracker.storage import driver
from tracker.storage.codec import TaskReading, write_task
from tracker.storage.folder import Folder, RecordRefused, digest, text
from tracker.storage.history import CommitInfo, TreeChange
from tracker.storage.identity import Identity
from tracker.storage.last_changes import LastChanges
from tracker.storage.register_codec import read_settings
from tracker.storage.repository import FileChange, Repository, RepositoryState, Tracking
from tracker.storage.snapshot import Snapshot
from tracker.storage.stamped import Look, Seen, StampedFolder
from tracker.writing import (
    ChangedByHand,
    Record,
    RecordEdit,
    Saved,
    TextRefused,
    Told,
    Writer,
    checked_text,
    edit_between,
    parsed,
)

__all__ = [
    "ChangedByHand",
    "Preview",
    "Record",
    "Saved",
    "TextRefused",
    "Workspace",
    "environment_records",
    "plan_language",
    "record_path",
]

MOST_SLUG = 60
MOST_RECENT = 2_000
"""How many commits back the last edits are looked for."""

FEWEST_INDEXED = 16
"""How many records, of tasks and agencies, make an index worth its file."""

FEWEST_NEW = 64
"""How many records have to be parsed before the index is written again; of a small plan, a quarter of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepositoryStanding:
    """What git tells of a repository: whether edits can be saved now, and what others have or lack of its branch."""

    state: RepositoryState
    tracking: Tracking


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


@dataclass(slots=True)
class Workspace:
    """A folder of records in a git repository, opened for one plan year.

    ``now`` gives the time in UTC; ``environment`` is the user's. Neither is taken from anywhere else.
    """

    folder: Folder
    repository: Repository
    now: Callable[[], datetime]
    year: int | None = None
    _files: StampedFolder = field(init=False)
    _reader: PlanReader = field(init=False)
    _checker: Checker = field(default_factory=Checker)
    _changes: LastChanges = field(init=False)
    _reading: Lock = field(default_factory=Lock)
    _checking: Lock = field(default_factory=Lock)
    _search: SearchMemory = field(default_factory=SearchMemory)
    _others: dict[int, "Workspace"] = field(default_factory=dict)
    _last: dict[int, tuple[Seen, Plan]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        file = self.repository.private_file(f"records-{digest(self._prefix().encode())[:12]}.index")
        index = _load_index(file)
        self._files = StampedFolder(self.folder, file, dict(index.stamps()))
        self._reader = PlanReader(self._prefix(), index)
        self._changes = self.repository.last_changes()

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

    def years(self, at: str | date | None = None) -> tuple[int, ...]:
        """Return the plan years the folder holds, or held at a day, a tag or a commit, the oldest first."""
        if at is None:
            return self.folder.years()
        return years(self.repository.snapshot(self._point(at)[0], self._prefix()))

    def of(self, year: int) -> "Workspace":
        """Return the same folder opened for the plan of a year; what was read of records is shared."""
        if year == self.year:
            return self
        if year not in self._others:
            other = copy(self)
            other.year = year
            other._checker, other._checking = Checker(), Lock()  # noqa: SLF001 - a workspace, too
            other._search = SearchMemory()  # noqa: SLF001 - a workspace, too
            self._others[year] = other
        return self._others[year]

    def read(self) -> Plan:
        """Read the plan: every record, the broken ones as problems and never left out."""
        with self._reading:
            source = self._files.look()
            year = self._year(source)
            plan = self._same(source, year)
            if plan is None:
                plan = self._reader.read(source, year)
                self._read_whole(source, plan)
        return plan

    def as_if(self, path: str, content: bytes) -> Plan:
        """Read the plan as it would be with this content in the file at the path, which is seen from the records."""
        with self._reading:
            source = Instead(self._files.look(), path, content)
            return self._reader.read(source, self._year(source))

    def read_in_steps(self) -> Iterator[Plan]:
        """Read the plan; where many records have to be parsed, give what there is of it meanwhile, the whole last."""
        with self._reading:
            source = self._files.look()
            year = self._year(source)
            plan = self._same(source, year)
            if plan is not None:
                yield plan
                return
            for found in self._reader.read_in_steps(source, year):
                yield found
                if not found.unread:  # who shows the plan does not wait for the index
                    self._read_whole(source, found)

    def _same(self, look: Look, year: int) -> Plan | None:
        """Return the plan as it was read last, where no file has changed since."""
        seen, plan = self._last.get(year, (None, None))
        return plan if seen is not None and seen == look.seen() else None

    def _read_whole(self, look: Look, plan: Plan) -> None:
        """Keep what was read for the next time: the plan here, and its records in the index."""
        seen = look.seen()
        if seen is not None:
            self._last[plan.settings.year] = (seen, plan)
        self._keep_index()

    def _read_some(self, ids: Collection[str]) -> Plan:
        """Read no more of the plan than these tasks, with settings and register; all of it where that is needed.

        Raises what ``Plan.task`` raises where there is no such task.
        """
        with self._reading:
            source = self._files.look()
            plan = self._reader.excerpt(source, self._year(source), ids)
        if plan is None:
            plan = self.read()
            for id in ids:
                plan.task(id)
        return plan

    def _keep_index(self) -> None:
        """Write the index of the records where it is worth the time."""
        if self._reader.parsed < FEWEST_INDEXED // 4:
            return
        records = self._reader.known(self._files.known)
        if len(records) >= FEWEST_INDEXED and self._reader.parsed >= min(FEWEST_NEW, len(records) // 4):
            from tracker.storage.record_index import store

            self.repository.prepare_private()
            store(self._files.clock_file, records)
            self._reader.parsed = 0

    def at(self, point: str | date) -> Plan:
        """Read the plan as it stood at a day, a tag or another name of a commit; the work tree plays no part.

        A day means the last commit of the branch's own line up to its end, in the time zone of the plan. Raises
        ``TrackerError`` where there is none.
        """
        commit, ref, day = self._point(point)
        zone = ZoneInfo(self.settings().time_zone)
        name = date_text(day) if day is not None else ref.removeprefix("refs/tags/").removeprefix("refs/heads/")
        when = self.repository.commit_info(commit).committer_date.astimezone(zone)
        source = self.repository.snapshot(commit, self._prefix())
        as_of = AsOf(commit=commit, when=when, on=day or when.date(), name=name)
        plan = self._reader.read(source, self._year(source, commit), as_of)
        if day is None:
            as_of = replace(as_of, on=self._judged(ref, plan.settings, when.date()))
        return replace(plan, as_of=as_of)

    def _point(self, point: str | date) -> tuple[str, str, date | None]:
        """Return the commit a point means, and the ref or the day it was named by; raise where it names none."""
        day = point if isinstance(point, date) else read_date(point)
        if day is not None:
            zone = ZoneInfo(self.settings().time_zone)
            commit, ref = self.repository.first_parent_at(datetime.combine(day, time.max, zone)), ""
        else:
            commit, ref = self.repository.resolve(str(point)) or (None, "")
        if commit is None:
            raise _no_point(point, day)
        return commit, ref, day

    def _judged(self, ref: str, settings: PlanSettings, day: date) -> date:
        """Return the day a plan read by the name of a commit is judged on.

        It is the day an issued report was judged on, else the day of the commit or the cut-off before it.
        """
        tag = ref.removeprefix("refs/tags/")
        on = next((each.on for each in self.issued() if each.tag == tag), None)
        return on or min(day, settings.cut_off or day)

    # Reports

    def stops(self, settings: PlanSettings) -> Stops:
        """Return where history can be entered: the days the branch's own line changed the plan on, the reports."""
        head = self.repository.head()
        under = f"{self._prefix()}{settings.year:04d}"
        found = self.repository.tree_changes(head, under) if head is not None else ()
        zone = ZoneInfo(settings.time_zone)
        days = {each.when.astimezone(zone).date() for each in found}
        return Stops(days=tuple(sorted(days)), issued=self.issued())

    def issued(self) -> tuple[Issued, ...]:
        """Return the reports that were issued, by the names of their tags."""
        return tuple(
            issued_report(each.name, each.commit, each.when, each.message) for each in self.repository.tags(REPORTS)
        )

    def uncommitted(self) -> tuple[str, ...]:
        """Return the records that are not in the last commit as they stand in the folder, line ends aside."""
        head = self.repository.head()
        committed: Source = self.repository.snapshot(head, self._prefix()) if head is not None else Snapshot({}, {})
        ours = set(self.folder.paths())
        theirs = set(committed.paths())
        differing = {path for path in ours & theirs if _bare(self.folder, path) != _bare(committed, path)}
        return tuple(self._prefix() + path for path in sorted(differing | (ours ^ theirs)))

    def issue(self, view: PlanView, period: Period, digest: str, *, identity: Identity | None = None) -> str:
        """Mark the commit of the plan as the report of the period, and return the tag; it is never moved.

        Raises ``TrackerError`` where the check finds an error, the period is not over, or its report was issued.
        """
        settings, as_of = view.plan.settings, view.plan.as_of
        tag = report_tag(period, settings)
        if as_of is None or self.today(settings) < view.on:
            raise TrackerError(
                say("{period} is not over: its data count to {day}.", period=period.title, day=view.on),
                say("name an earlier day to judge it on: --on."),
            )
        errors = sum(each.severity is Severity.ERROR for each in view.problems)
        if errors:
            raise TrackerError(
                say_count(
                    "the check finds {count} error; the report of {period} is not issued.",
                    "the check finds {count} errors; the report of {period} is not issued.",
                    errors,
                    period=period.title,
                ),
                say("tracker check says what is wrong and on which line."),
            )
        message = report_message(view, period, digest, self.plan_words(settings))
        self.repository.make_tag(tag, as_of.commit, message, identity=identity)
        return tag

    def view(self, on: date | None = None, *, at: str | date | None = None) -> PlanView:
        """Return the plan as it stands on the day, checked; without a day on the plan's own.

        ``at`` reads it as it stood then, and judges it on that day where no other is given.
        """
        view = self.unchecked(on, at=at)
        return view.with_problems(self._checker.check(view.plan, view.on))

    def unchecked(self, on: date | None = None, *, at: str | date | None = None) -> PlanView:
        """Return the plan as it stands, or as it stood, without checking it, for what shows no problems."""
        plan = self.read() if at is None else self.at(at)
        day = plan.as_of.on if plan.as_of is not None else self.day(plan.settings)
        return PlanView(plan=plan, on=on or day, is_checked=False, memory=self._search)

    def unchecked_in_steps(self) -> Iterator[PlanView]:
        """Return the plan on its own day, not checked yet: as much of it as has been read meanwhile, the whole last."""
        for plan in self.read_in_steps():
            yield PlanView(plan=plan, on=self.day(plan.settings), is_checked=False, memory=self._search)

    def check(self, view: PlanView) -> PlanView:
        """Return the view with its problems; what was checked before and has not changed is not checked again."""
        with self._checking:
            return view.with_problems(self._checker.check(view.plan, view.on))

    def day(self, settings: PlanSettings) -> date:
        """Return the day lateness is judged on: the cut-off of the plan, else today in its time zone."""
        return settings.cut_off or self.today(settings)

    def today(self, settings: PlanSettings) -> date:
        """Return the day it is in the plan's time zone, whatever its cut-off."""
        return self.now().astimezone(ZoneInfo(settings.time_zone)).date()

    def state(self) -> RepositoryState:
        """Return whether the repository can be written, and the reason and way out where not."""
        return self.repository.state()

    # Rules

    def actor(self, plan: Plan, identity: Identity | None = None) -> Actor:
        """Return who the person is to the plan: the one given, else whom git's settings name."""
        if not plan.settings.office:
            return EVERYBODY
        person = identity or self.repository.identity()
        key = "" if identity is not None else self.repository.place.config().get("user.signingkey", "")
        return known_by((person.email if person is not None else "", key), plan.settings, plan.register)

    def forbidden(self, plan: Plan, task: Task) -> Mapping[str, Message]:
        """Return the reason for each field of the task, by its key, that the person here may not change."""
        actor = self.actor(plan)
        if actor is EVERYBODY:
            return {}
        return forbidden(task, actor=actor, plan=plan, on=self.today(plan.settings))

    def _permit(self, before: Task | None, after: Task | None, plan: Plan, identity: Identity | None) -> None:
        """Raise ``Forbidden`` where a rule forbids the change to the person."""
        actor = self.actor(plan, identity)
        if actor is EVERYBODY:
            return
        found = refused(verdicts(before, after, actor=actor, plan=plan, on=self.today(plan.settings)))
        if found:
            raise Forbidden(found)

    def _year(self, source: Source, commit: str = "") -> int:
        found = years(source)
        if self.year is not None and self.year in found:
            return self.year
        if self.year is not None or not found:
            place = commit[:12] or str(self.folder.root)
            raise TrackerError(
                say("{folder} holds no plan.", folder=place)
                if self.year is None
                else say("{folder} holds no plan of {year}.", folder=place, year=str(self.year)),
                say("plans: {years}.", years=", ".join(str(each) for each in found))
                if found
                else say("begin one: tracker init DIR."),
            )
        return found[-1]

    def standing(self) -> RepositoryStanding:
        """Return the state of the repository and how far its branch is from the one it follows, as last fetched."""
        state = self.repository.state()
        return RepositoryStanding(state=state, tracking=self.repository.tracking(state.branch))

    def changes(self, stop: Event) -> Iterator[None]:
        """Yield at once, and whenever somebody has changed records or branches, until told to stop."""
        return self.repository.changes(self.folder.root, stop)

    def settings(self) -> PlanSettings:
        """Read the settings of the plan and nothing else; raise where there is no plan that can be read."""
        source = self._files.look()
        return self._reader.settings(source, self._year(source), [])

    @property
    def reader(self) -> PlanReader:
        """What reads the plan, and remembers each record it has parsed."""
        return self._reader

    @property
    def prefix(self) -> str:
        """The folder of the records as seen from the work tree, with its slash."""
        return self._prefix()

    def _prefix(self) -> str:
        """Return the folder of the records as seen from the work tree, with its slash."""
        relative = self.folder.root.relative_to(self.repository.work_tree).as_posix()
        return "" if relative == "." else f"{relative}/"

    # Editing

    def preview(self, id: str, edit: Edit, *, reason_date: str = "") -> Preview:
        """Return what the edit would do, without doing it; raise where a rule forbids it."""
        plan = self._read_some([id])
        before = plan.task(id)
        after = edit.apply(before)
        self._permit(before, after, plan, None)
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

    def apply(self, id: str, edit: Edit, *, when: date | None = None, identity: Identity | None = None) -> Saved | None:
        """Make the edit as one commit of one file; None where it changes nothing.

        ``when`` is the day of a backfilled edit, written as a trailer. Raises ``EditConflict`` where a field no
        longer says what the person saw, and ``TrackerError`` where the repository or a rule refuses.
        """
        return self.apply_all({id: edit}, reason=edit.reason, when=when, identity=identity)

    def apply_all(
        self,
        edits: Mapping[str, Edit],
        *,
        reason: str = "",
        when: date | None = None,
        identity: Identity | None = None,
    ) -> Saved | None:
        """Make the edits of several tasks as one commit of their files, which is one step to undo.

        Tasks that already say so are left out; None where no task changes. A conflict, or a refusal, in any of them
        refuses all: nothing is written then. Raises as ``apply``.
        """
        plan = self._read_some(edits)
        wanted = {plan.task(id).id: RecordEdit(edit=edit) for id, edit in edits.items()}
        told = Told(reason=reason, date=when.isoformat() if when is not None else "")
        return self.writer(plan, identity).save(wanted, told, identity)

    def edit_of_text(self, id: str, seen: str, text: str) -> Edit:
        """Return the edit of fields that a record typed whole makes; ``seen`` is the text the person began from.

        Raises ``TextRefused`` where the text is no record of this task.
        """
        plan = self.read()
        task = plan.task(id)
        before, after = (checked_text(task.id, each, plan.paths[task.id]) for each in (seen, text))
        return edit_between(before, after)

    def apply_text(
        self,
        id: str,
        seen: str,
        text: str,
        *,
        edit: Edit | None = None,
        reason: str = "",
        identity: Identity | None = None,
    ) -> Saved | None:
        """Save a record as it was typed whole, remarks and order included; None where it stays as it is.

        ``seen`` is the text the person began from. Where the record reads otherwise by now, the fields they changed
        are edited in it as it stands, and the remarks they changed taken over; ``edit`` is ``edit_of_text``, or what
        the person decided of it. Raises ``TextRefused`` where the text is no record of this task, ``Unmergeable``
        where somebody else changed the same remarks, and as ``apply``.
        """
        edit = edit or self.edit_of_text(id, seen, text)
        plan = self.read()
        wanted = {plan.task(id).id: RecordEdit(edit=edit, instead_of=seen, text=text, typed=True)}
        return self.writer(plan, identity).save(wanted, Told(reason=reason), identity)

    def record(self, id: str) -> Record:
        """Return the record of a task as its text stands on disk."""
        plan = self._read_some([id])
        return self.writer(plan, None).record(plan.task(id).id)

    def committed_record(self, id: str) -> Record:
        """Return the record of a task, once the last commit holds it as it stands on disk; raise where it does not."""
        plan = self.read()
        return self.writer(plan, None).committed(plan.task(id).id)

    def permit(self, before: Task | None, after: Task | None, plan: Plan) -> None:
        """Raise ``Forbidden`` where a rule forbids the change of the task to the person here."""
        self._permit(before, after, plan, None)

    def writer(self, plan: Plan, identity: Identity | None = None) -> Writer:
        """Return what writes records of the plan as it was read."""
        return Writer(
            folder=self.folder,
            repository=self.repository,
            plan=plan,
            words=self.plan_words(plan.settings),
            prefix=self._prefix(),
            permit=lambda before, after: self._permit(before, after, plan, identity),
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
        self._permit(None, task, plan, identity)
        message = commit_message(None, task, words=self.plan_words(plan.settings), register=plan.register, edit="add")
        path = self._prefix() + record_path(task, plan.settings)
        change = FileChange(path=path, expected=None, content=write_task(task).encode())
        commit = self.repository.save((change,), message, identity=identity)
        return Saved.of(commit, message, (task.id,), task)

    def keep_views(self, change: Callable[[tuple[SavedView, ...]], tuple[SavedView, ...]], sentence: Message) -> str:
        """Change the saved views of the plan as one commit of its settings; return the commit.

        The commit is empty where the settings say so already. Raises ``TrackerError`` where the person is not the
        office, which keeps the settings.
        """
        plan = self.read()
        if self.actor(plan).role is not ActorRole.OFFICE:
            raise TrackerError(
                say("the plan and the register are the office's."), say("keep the view for yourself: leave --plan out.")
            )
        return keep_views(
            change(plan.settings.views),
            self.plan_words(plan.settings)(sentence),
            path=f"{plan.settings.year:04d}/plan.toml",
            prefix=self._prefix(),
            folder=self.folder,
            repository=self.repository,
        )

    def steps(self, id: str | None = None, *, identity: Identity | None = None) -> Steps:
        """Return the edits of this plan by this person that stand and those put back, of one task or of all."""
        plan = self._read_some([id] if id is not None else [])
        wanted = plan.task(id).id if id is not None else None
        return stepping.read(self.repository, identity).within(plan.settings.year).of(wanted)

    def undo(self, id: str | None = None, *, asked: str = "", identity: Identity | None = None) -> Saved:
        """Put back the last edit of this person, of one task or of any, as a new commit.

        Edits already undone are passed over, so that undoing again goes one step further back. ``asked`` is the
        commit the person was shown; where another edit came after it, nothing is put back. Raises
        ``EditConflict`` where the fields changed again since, and ``TrackerError`` where there is nothing to undo.
        """
        plan = self.read()
        step = stepping.last_done(self.steps(id, identity=identity), asked)
        return stepping.put_back(self.writer(plan, identity), step, identity)

    def redo(self, id: str | None = None, *, asked: str = "", identity: Identity | None = None) -> Saved:
        """Make the edit again that this person put back last, of one task or of any, as a new commit.

        An edit can be made again until another edit of the person touches one of its tasks. Raises as ``undo``.
        """
        plan = self.read()
        step = stepping.last_undone(self.steps(id, identity=identity), asked)
        return stepping.make_again(self.writer(plan, identity), step, identity)

    def last_edit(self, id: str | None = None) -> Step:
        """Return the edit that undo would put back; raise where there is none."""
        return stepping.last_done(self.steps(id))

    def merges_by_field(self) -> bool:
        """Tell whether git itself merges records by field in this repository."""
        return driver.is_installed(self.repository.place)

    def install_driver(self) -> None:
        """Let git merge records by field in this repository alone."""
        driver.install(self.repository.place, self._prefix())

    def last_undone(self, id: str | None = None) -> Step:
        """Return the edit that redo would make again; raise where there is none."""
        return stepping.last_undone(self.steps(id))

    def introduce(self, identity: Identity) -> None:
        """Keep who the person is in the settings of this repository alone."""
        self.repository.introduce(identity)

    def plan_words(self, settings: PlanSettings) -> Words:
        """Return the words of the plan's own language, in which commits are written."""
        return words_for(settings.language)

    # Looking back

    def history(self, id: str, plan: Plan | None = None) -> tuple[HistoryEntry, ...]:
        """Return the history of one task as field changes, the newest first, across renames of its record.

        It is that up to the commit of the ``plan`` given, or up to now.
        """
        plan = plan or self._read_some([id])
        task = plan.task(id)
        before = plan.as_of.commit if plan.as_of is not None else None
        commits = self.repository.log(plan.paths[task.id], before=before)
        contents = self.repository.versions([(each.id, each.path) for each in commits])
        versions = [parsed(content) for content in contents]
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

    def timeline(self, view: PlanView) -> Timeline:
        """Return the curve of the plan up to the day of the view, and when each task was last reported on.

        It is that of the branch's own line up to the commit of the plan, or up to the last one, in one pass over
        history; records that cannot be read are left out.
        """
        as_of, settings = view.plan.as_of, view.plan.settings
        until = as_of.commit if as_of is not None else self.repository.head()
        if until is None:
            return Timeline()
        found = tuple(self.repository.tree_changes(until, f"{self._prefix()}{settings.year:04d}"))
        contents = self.repository.blobs(id for each in found for id in each.blobs.values() if id is not None)
        reported: dict[TaskId, date] = {}
        points = curve(self._stages(found, contents, settings, reported, view.on), view.on, settings)
        return Timeline(curve=points, reported=reported)

    def _stages(
        self,
        found: Iterable[TreeChange],
        contents: Mapping[str, bytes],
        settings: PlanSettings,
        reported: dict[TaskId, date],
        last: date,
    ) -> Iterator[Stage]:
        """Give the tasks after each commit up to the last day, and note in ``reported`` when their progress changed."""
        tasks: dict[str, Task] = {}
        known: dict[TaskId, Task] = {}
        zone = ZoneInfo(settings.time_zone)
        for change in found:
            day = change.when.astimezone(zone).date()
            if day > last:
                return
            for path, id in change.blobs.items():
                tasks.pop(path, None)
                task = self._reader.task(contents[id], path) if id is not None and id in contents else None
                if task is None or path.count("/") != self._prefix().count("/") + 2:
                    continue
                former = known.get(task.id)
                if (former.progress != task.progress) if former is not None else has_report(task):
                    reported[task.id] = day
                tasks[path] = known[task.id] = task
            yield day, tasks

    def last_changes(self, plan: Plan | None = None) -> Mapping[TaskId, LastChange]:
        """Return the last change of each task's record, on the day of the plan's time zone; of no commit, none.

        It is that up to the commit of the ``plan`` given, or up to now. Only commits not seen before are read.
        """
        plan = plan or self.read()
        until = plan.as_of.commit if plan.as_of is not None else self.repository.head()
        if until is None:
            return {}
        by_path = self._changes.of(f"{self._prefix()}{plan.settings.year:04d}", until)
        zone = ZoneInfo(plan.settings.time_zone)
        return {
            id: replace(change, when=change.when.astimezone(zone))
            for id, path in plan.paths.items()
            if (change := by_path.get(path)) is not None
        }

    def recent(self, limit: int) -> tuple[HistoryEntry, ...]:
        """Return the last commits that edited a task, the newest first, without their field changes."""
        found: list[HistoryEntry] = []
        for commit in self.repository.commits(MOST_RECENT):
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


def _load_index(file: Path) -> Index:
    """Return what an earlier run knew of the records; small plans have no index and need no library for one."""
    if not file.exists():
        return NoIndex()
    from tracker.storage.record_index import RecordIndex

    return RecordIndex.load(file)


def _happened(commit: CommitInfo, trailers: Trailers) -> datetime:
    """Return when an edit happened: on the day a backfilled one tells, else when it was committed."""
    try:
        return datetime.combine(date.fromisoformat(trailers.date), time(), commit.author_date.tzinfo)
    except ValueError:
        return commit.author_date


def _unreadable(reading: TaskReading | None) -> Message | None:
    if reading is None:
        return say("the record was removed.")
    if reading.task is None:
        return say("this version of the record cannot be read.")
    return None


def _bare(source: Source | Folder, path: str) -> bytes:
    """Return the bytes of a record without carriage returns; empty where it is refused."""
    try:
        return source.read(path).content.replace(b"\r\n", b"\n")
    except RecordRefused:
        return b""


def _no_point(point: str | date, day: date | None) -> TrackerError:
    if day is not None:
        return TrackerError(
            say("there is no plan as of {day}: history begins later.", day=day),
            say("tracker log shows the last edits; name a later day."),
        )
    return TrackerError(
        say("{name} names no day, tag or commit.", name=str(point)),
        say("write a day (30/6/2022), an issued report (report/2022-q1), a branch, or the id of a commit."),
    )


def record_path(task: Task, settings: PlanSettings) -> str:
    """Return the path a new record gets for life: from the area, the number and a slug of the title."""
    area = settings.area(task.area)
    if area is None:
        raise TrackerError(
            say("the plan has no area {area}.", area=task.area),
            say("areas: {areas}.", areas=", ".join(each.number for each in settings.areas)),
        )
    from slugify import slugify

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
