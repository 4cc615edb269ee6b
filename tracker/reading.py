"""Reading a plan out of records, wherever they lie: the folder, or a commit."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from shlex import quote
from typing import Protocol

from tracker.plan.agency import Agency, Register
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import AsOf, BrokenRecord, Plan, PlanSettings
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import Task
from tracker.storage.codec import TaskReading, read_task
from tracker.storage.folder import FileText, Folder, NotText, RecordRefused, Stamp, digest, text
from tracker.storage.register_codec import read_agency, read_settings
from tracker.storage.stamped import Indexable, Look

_YEAR_PATH = re.compile(r"\d{4}/plan\.toml", re.ASCII)


FIRST_STEP = 64
"""How many records are parsed before a plan that is read in steps is given for the first time."""

MANY = 2000
"""How many records a plan has whose first ones are given before the rest is read, even where none has to be parsed."""


class Source(Protocol):
    """Where records lie."""

    def paths(self) -> tuple[str, ...]:
        """Return the paths of all records in a stable order."""

    def known_digest(self, path: str) -> str:
        """Return the digest of the record where it is known without reading it, else nothing."""

    def read(self, path: str) -> FileText:
        """Return the bytes of the record, or raise ``RecordRefused`` with the reason."""


@dataclass(frozen=True, slots=True)
class Instead:
    """Records as they lie in a source, one of them with another content."""

    source: Source
    path: str
    content: bytes

    def paths(self) -> tuple[str, ...]:
        """Return the paths of all records in a stable order."""
        return self.source.paths()

    def known_digest(self, path: str) -> str:
        """Return the digest of the record where it is known without reading it, else nothing."""
        return digest(self.content) if path == self.path else self.source.known_digest(path)

    def read(self, path: str) -> FileText:
        """Return the bytes of the record, or raise ``RecordRefused`` with the reason."""
        if path != self.path:
            return self.source.read(path)
        return FileText(path=path, content=self.content, digest=digest(self.content))


class Index(Protocol):
    """What was known of records at the end of an earlier run."""

    def stamps(self) -> Mapping[str, tuple[Stamp, str]]:
        """Return stamp and digest of the file of each record."""

    def id(self, path: str, digest: str) -> str:
        """Return the id of the record while it has this content, else nothing."""

    def take(self, path: str, digest: str) -> TaskReading | None:
        """Return what the record says while it has this content; None where that is not known."""

    def agency(self, path: str, digest: str) -> Agency | None:
        """Return what the record of an agency says while it has this content; None where that is not known."""


class NoIndex:
    """The index of a plan that has none."""

    def stamps(self) -> Mapping[str, tuple[Stamp, str]]:
        """Return nothing."""
        return {}

    def id(self, _path: str, _digest: str) -> str:
        """Return nothing."""
        return ""

    def take(self, _path: str, _digest: str) -> TaskReading | None:
        """Return nothing."""
        return None

    def agency(self, _path: str, _digest: str) -> Agency | None:
        """Return nothing."""
        return None


def years(source: Source | Folder) -> tuple[int, ...]:
    """Return the plan years the source holds, the oldest first."""
    return tuple(sorted(int(path.partition("/")[0]) for path in source.paths() if _YEAR_PATH.fullmatch(path)))


@dataclass(slots=True, kw_only=True)
class _Gathering:
    """A plan being put together, record by record."""

    prefix: str
    settings: PlanSettings
    register: Register
    problems: list[Problem]
    tasks: list[Task] = field(default_factory=list)
    broken: list[BrokenRecord] = field(default_factory=list)
    paths: dict[TaskId, str] = field(default_factory=dict)
    lines: dict[TaskId, Mapping[str, int]] = field(default_factory=dict)
    read_only: set[TaskId] = field(default_factory=set)

    def take(self, path: str, reading: TaskReading) -> None:
        """Take in a record: as a task, or as a broken record with the reasons."""
        found = list(reading.problems)
        task = reading.task
        year = self.settings.year
        if task is not None and task.id in self.paths:
            found.append(_duplicate(task.id, path, self.prefix + self.paths[task.id], reading.lines.get("id", 1)))
            task = None
        elif task is not None and not task.id.startswith(f"{year:04d}-"):
            found.append(_wrong_year(task.id, year, path, reading.lines.get("id", 1)))
            task = None
        self.problems.extend(found)
        if task is None:
            told = tuple(self._under(each) for each in found)
            self.broken.append(BrokenRecord(path=self.prefix + path, problems=told, id=reading.subject))
            return
        self.tasks.append(task)
        self.paths[task.id] = path
        self.lines[task.id] = reading.lines
        if reading.read_only:
            self.read_only.add(task.id)

    def settle_twins(self) -> None:
        """Take out the first of the records that have one id, too: nobody can tell which is meant."""
        twins = {
            each.id: each.path for each in self.broken if any(told.rule == "duplicate-id" for told in each.problems)
        }
        for id, twin in twins.items():
            problem = _duplicate(id, self.paths[TaskId(id)], twin, self.lines[TaskId(id)].get("id", 1))
            self.problems.append(problem)
            path = self.prefix + self.paths.pop(TaskId(id))
            self.broken.append(BrokenRecord(path=path, problems=(self._under(problem),), id=id))
            self.tasks = [each for each in self.tasks if each.id != id]

    def full_id(self, text: str) -> TaskId:
        """Return the id a person may have meant."""
        return Plan(settings=self.settings, register=self.register).full_id(text)

    def plan(self, *, as_of: AsOf | None, unread: int = 0) -> Plan:
        """Return the plan as far as it is put together."""
        return Plan(
            settings=self.settings,
            register=self.register,
            tasks=tuple(sorted(self.tasks, key=lambda each: each.place)),
            broken=tuple(self.broken),
            problems=tuple(self._under(each) for each in self.problems),
            settings_path=f"{self.prefix}{self.settings.year:04d}/plan.toml",
            paths={id: self.prefix + path for id, path in self.paths.items()},
            lines=dict(self.lines),
            read_only=frozenset(self.read_only),
            as_of=as_of,
            unread=unread,
        )

    def _under(self, problem: Problem) -> Problem:
        return replace(problem, path=self.prefix + problem.path)


@dataclass(slots=True)
class PlanReader:
    """Reads plans; a record is parsed once for each content it is met with, in the folder or in any commit.

    ``prefix`` is the folder of the records as seen from the work tree, with its slash. ``parsed`` counts the
    records that had to be parsed because neither this run nor the index knew them.
    """

    prefix: str
    index: Index = field(default_factory=NoIndex)
    parsed: int = 0
    _agencies: dict[tuple[str, str], tuple[Agency | None, tuple[Problem, ...]]] = field(default_factory=dict)
    _tasks: dict[tuple[str, str], TaskReading] = field(default_factory=dict)

    def read(self, source: Source, year: int, as_of: AsOf | None = None) -> Plan:
        """Read the plan of the year: every record, the broken ones as problems and never left out."""
        gathering = self._begin(source, year)
        for path in self._task_paths(source, year):
            gathering.take(path, self._task_reading(source, path))
        gathering.settle_twins()
        return gathering.plan(as_of=as_of)

    def read_in_steps(self, source: Source, year: int) -> Iterator[Plan]:
        """Read the plan of the year; of many records, or where many have to be parsed, give a part of it meanwhile.

        Only the last plan is whole: the others say in ``unread`` how many records they lack.
        """
        gathering = self._begin(source, year)
        paths = self._task_paths(source, year)
        step = self.parsed + FIRST_STEP
        for place, path in enumerate(paths, start=1):
            gathering.take(path, self._task_reading(source, path))
            is_first_of_many = place == FIRST_STEP and len(paths) >= MANY
            if (is_first_of_many or self.parsed >= step) and place < len(paths):
                step = self.parsed + max(FIRST_STEP, 2 * place)
                yield gathering.plan(as_of=None, unread=len(paths) - place)
        gathering.settle_twins()
        yield gathering.plan(as_of=None)

    def excerpt(self, source: Source, year: int, ids: Collection[str]) -> Plan | None:
        """Read no more of the plan than some tasks; None where one of them is not found whole and alone.

        Every record that may be of these ids is looked at: one whose id is not known is parsed. So two records of
        one id are found as they are when the whole plan is read.
        """
        gathering = self._begin(source, year)
        wanted = {gathering.full_id(id) for id in ids}
        found = [path for path in self._task_paths(source, year) if self._id(source, path) in wanted]
        for path in found if len(found) == len(wanted) else ():
            gathering.take(path, self._task_reading(source, path))
        return gathering.plan(as_of=None) if wanted == set(gathering.paths) else None

    def _begin(self, source: Source, year: int) -> _Gathering:
        problems: list[Problem] = []
        settings = self.settings(source, year, problems)
        register = self._register(source, problems)
        return _Gathering(prefix=self.prefix, settings=settings, register=register, problems=problems)

    def _task_paths(self, source: Source, year: int) -> list[str]:
        folder = f"{year:04d}/"
        return [each for each in source.paths() if f"{each}/".startswith(folder) and each != f"{folder}plan.toml"]

    def _id(self, source: Source, path: str) -> str:
        digest = source.known_digest(path)
        if digest and (path, digest) not in self._tasks and (id := self.index.id(path, digest)):
            return id
        return self._task_reading(source, path).subject

    def known(self, digests: Mapping[str, tuple[Stamp, str]]) -> list[Indexable]:
        """Return what is known of the records with these stamps and digests, as an index keeps it."""
        return [
            Indexable(path, stamp, digest, reading)
            for path, (stamp, digest) in digests.items()
            if (reading := self._tasks.get((path, digest)) or self._whole_agency(path, digest)) is not None
        ]

    def _whole_agency(self, path: str, digest: str) -> Agency | None:
        """Return the agency of a record that was read without a problem."""
        agency, problems = self._agencies.get((path, digest), (None, ()))
        return None if problems else agency

    def settings(self, source: Source, year: int, problems: list[Problem]) -> PlanSettings:
        """Read the settings of the plan year; raise ``TrackerError`` where they cannot be read."""
        path = f"{year:04d}/plan.toml"
        where = self.prefix + path
        try:
            settings, found = read_settings(text(source.read(path).content), path)
        except NotText as refused:
            settings, found = None, (_refusal(path, refused),)
        except RecordRefused as refused:
            raise refused.under(self.prefix) from refused
        problems.extend(found)
        if settings is None:
            first = next(each for each in found if each.severity is Severity.ERROR)
            raise TrackerError(
                say("{path}, line {line}: {problem}", path=where, line=first.line, problem=first.message),
                _way_out(where, first.hint) if isinstance(source, Look) else first.hint,
            )
        return settings

    def _register(self, source: Source, problems: list[Problem]) -> Register:
        agencies: dict[AgencyId, Agency] = {}
        for path in source.paths():
            if path.partition("/")[0] != "agencies":
                continue
            agency, found = self._agency(source, path)
            problems.extend(found)
            if agency is not None:
                agencies[agency.id] = agency
        return Register(agencies)

    def _agency(self, source: Source, path: str) -> tuple[Agency | None, tuple[Problem, ...]]:
        digest = source.known_digest(path)
        known = self._known_agency(path, digest) if digest else None
        if known is not None:
            return known
        try:
            file = source.read(path)
            known = self._known_agency(path, file.digest)
            if known is None:
                known = self._agencies[(path, file.digest)] = read_agency(text(file.content), path)
                self.parsed += 1
        except (RecordRefused, NotText) as refused:
            return None, (_refusal(path, refused),)
        return known

    def _known_agency(self, path: str, digest: str) -> tuple[Agency | None, tuple[Problem, ...]] | None:
        """Return what the record of an agency says while it has this content, where this run or an earlier has read it.

        What only the index knew is kept as well, so that it is in the next one.
        """
        known = self._agencies.get((path, digest))
        if known is None and (agency := self.index.agency(path, digest)) is not None:
            known = self._agencies[(path, digest)] = (agency, ())
        return known

    def _task_reading(self, source: Source, path: str) -> TaskReading:
        digest = source.known_digest(path)
        known = self._known(path, digest) if digest else None
        if known is not None:
            return known
        try:
            file = source.read(path)
            known = self._known(path, file.digest)
            if known is None:
                known = self._tasks[(path, file.digest)] = read_task(text(file.content), path)
                self.parsed += 1
        except (RecordRefused, NotText) as refused:
            return TaskReading(None, (_refusal(path, refused),))
        return known

    def task(self, content: bytes, path: str) -> Task | None:
        """Return the task a record of this content holds, or None where it cannot be read."""
        key = (path, digest(content))
        if key not in self._tasks:
            try:
                self._tasks[key] = read_task(text(content), path)
            except NotText:
                return None
        return self._tasks[key].task

    def _known(self, path: str, digest: str) -> TaskReading | None:
        """Return what the record says while it has this content, where this run or an earlier one has read it."""
        known = self._tasks.get((path, digest))
        if known is None:
            known = self.index.take(path, digest)
            if known is not None:
                self._tasks[(path, digest)] = known
        return known


def _way_out(path: str, hint: Message | None) -> Message:
    """Return what helps where the settings in the folder cannot be read, and so nothing else of the plan."""
    if hint is None:
        return say("tracker edit {path} opens it as text.", path=quote(path))
    return say("tracker edit {path} opens it as text; {hint}", path=quote(path), hint=hint)


def _refusal(path: str, refused: RecordRefused | NotText) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="refused",
        message=refused.message,
        hint=refused.hint,
        path=path,
        line=refused.line if isinstance(refused, NotText) else 0,
    )


def _wrong_year(id: TaskId, year: int, path: str, line: int) -> Problem:
    return Problem(
        severity=Severity.ERROR,
        rule="wrong-year",
        message=say("{id} does not belong to the plan of {year}.", id=id, year=str(year)),
        path=path,
        line=line,
        subject=id,
        field="id",
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
