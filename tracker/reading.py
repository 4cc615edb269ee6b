"""Reading a plan out of records, wherever they lie: the folder, or a commit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from tracker.plan.agency import Agency, Register
from tracker.plan.message import TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import AsOf, BrokenRecord, Plan, PlanSettings
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import Task
from tracker.storage.codec import TaskReading, read_task
from tracker.storage.folder import FileText, NotText, RecordRefused, digest, text
from tracker.storage.register_codec import read_agency, read_settings

_YEAR_PATH = re.compile(r"\d{4}/plan\.toml", re.ASCII)


class Source(Protocol):
    """Where records lie."""

    def paths(self) -> tuple[str, ...]:
        """Return the paths of all records in a stable order."""

    def read(self, path: str) -> FileText:
        """Return the bytes of the record, or raise ``RecordRefused`` with the reason."""


def years(source: Source) -> tuple[int, ...]:
    """Return the plan years the source holds, the oldest first."""
    return tuple(sorted(int(path.partition("/")[0]) for path in source.paths() if _YEAR_PATH.fullmatch(path)))


@dataclass(slots=True)
class PlanReader:
    """Reads plans; a record is parsed once for each content it is met with, in the folder or in any commit.

    ``prefix`` is the folder of the records as seen from the work tree, with its slash.
    """

    prefix: str
    _agencies: dict[tuple[str, str], tuple[Agency | None, tuple[Problem, ...]]] = field(default_factory=dict)
    _tasks: dict[tuple[str, str], TaskReading] = field(default_factory=dict)

    def read(self, source: Source, year: int, as_of: AsOf | None = None) -> Plan:
        """Read the plan of the year: every record, the broken ones as problems and never left out."""
        problems: list[Problem] = []
        settings = self.settings(source, year, problems)
        register = self._register(source, problems)
        tasks: list[Task] = []
        broken: list[BrokenRecord] = []
        paths: dict[TaskId, str] = {}
        lines: dict[TaskId, Mapping[str, int]] = {}
        read_only: set[TaskId] = set()
        for path in source.paths():
            if path.partition("/")[0] != f"{year:04d}" or path == f"{year:04d}/plan.toml":
                continue
            reading = self._task_reading(source, path)
            found = list(reading.problems)
            task = reading.task
            if task is not None and task.id in paths:
                found.append(_duplicate(task.id, path, self.prefix + paths[task.id], reading.lines.get("id", 1)))
                task = None
            elif task is not None and task.place.year != year:
                found.append(_wrong_year(task.id, year, path, reading.lines.get("id", 1)))
                task = None
            problems.extend(found)
            if task is None:
                told = tuple(self._under(each) for each in found)
                broken.append(BrokenRecord(path=self.prefix + path, problems=told, id=reading.subject))
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
            path = self.prefix + paths.pop(TaskId(id))
            broken.append(BrokenRecord(path=path, problems=(self._under(problem),), id=id))
            tasks = [each for each in tasks if each.id != id]
        return Plan(
            settings=settings,
            register=register,
            tasks=tuple(sorted(tasks, key=lambda each: each.place)),
            broken=tuple(broken),
            problems=tuple(self._under(each) for each in problems),
            paths={id: self.prefix + path for id, path in paths.items()},
            lines=lines,
            read_only=frozenset(read_only),
            as_of=as_of,
        )

    def settings(self, source: Source, year: int, problems: list[Problem]) -> PlanSettings:
        """Read the settings of the plan year; raise ``TrackerError`` where they cannot be read."""
        path = f"{year:04d}/plan.toml"
        try:
            settings, found = read_settings(text(source.read(path).content), path)
        except NotText as refused:
            settings, found = None, (_refusal(path, refused),)
        problems.extend(found)
        if settings is None:
            first = next(each for each in found if each.severity is Severity.ERROR)
            raise TrackerError(
                say(
                    "{path}, line {line}: {problem}",
                    path=self.prefix + path,
                    line=first.line,
                    problem=first.message,
                ),
                first.hint,
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
        try:
            file = source.read(path)
            key = (path, file.digest)
            if key not in self._agencies:
                self._agencies[key] = read_agency(text(file.content), path)
        except (RecordRefused, NotText) as refused:
            return None, (_refusal(path, refused),)
        return self._agencies[key]

    def _task_reading(self, source: Source, path: str) -> TaskReading:
        try:
            file = source.read(path)
            key = (path, file.digest)
            if key not in self._tasks:
                self._tasks[key] = read_task(text(file.content), path)
        except (RecordRefused, NotText) as refused:
            return TaskReading(None, (_refusal(path, refused),))
        return self._tasks[key]

    def task(self, content: bytes, path: str) -> Task | None:
        """Return the task a record of this content holds, or None where it cannot be read."""
        key = (path, digest(content))
        if key not in self._tasks:
            try:
                self._tasks[key] = read_task(text(content), path)
            except NotText:
                return None
        return self._tasks[key].task

    def _under(self, problem: Problem) -> Problem:
        return replace(problem, path=self.prefix + problem.path)


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
