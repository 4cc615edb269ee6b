"""Judging what differs between two commits by the rules of a plan, as a rule that of the older one.

Nothing is checked out, and the newer commit may be anybody's: it is read through ``tracker.storage.comparison``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from tracker.plan.check import TASK_RULES
from tracker.plan.contribution import FileVerdict, Judgement, TaskChange
from tracker.plan.message import TrackerError, say
from tracker.plan.plan import Plan, PlanSettings
from tracker.plan.problem import Problem, Severity
from tracker.plan.rules import EVERYBODY, Actor, ActorRole, is_own, known_by, speaker, verdicts
from tracker.plan.task import Task
from tracker.reading import PlanReader, years
from tracker.storage.codec import TaskReading, beside_fields, read_task
from tracker.storage.comparison import ChangedFile, Comparison, OddFile, compare
from tracker.storage.folder import NotText, text
from tracker.storage.place import Place
from tracker.storage.register_codec import read_agency, read_settings
from tracker.storage.snapshot import Snapshot, take

Who = Callable[[Plan], Actor]
"""Gives who acts, to the plan as it stood before the change."""


def as_agency(agency: str) -> Who:
    """Return who speaks for the agency; raise ``TrackerError`` where the register does not have it."""

    def who(plan: Plan) -> Actor:
        found = plan.register.find(agency)
        if len(found) != 1:
            raise TrackerError(say("the register has no agency {text}.", text=agency))
        return speaker(found[0], plan.settings)

    return who


def as_person(*identities: str) -> Who:
    """Return who the person with these addresses or keys is."""
    return lambda plan: known_by(identities, plan.settings, plan.register)


def judge(
    place: Place,
    reader: PlanReader,
    before: str,
    after: str,
    who: Who,
    today: Callable[[PlanSettings], date],
    rules: str = "",
) -> Judgement:
    """Judge the change from commit ``before`` to commit ``after`` by the plan of the commit ``rules``.

    That is ``before`` where none is given. A branch may start from long ago, when its author had other rights.
    """
    found = compare(place, before, after, reader.prefix)
    return _Judge(reader, take(place, rules or before, reader.prefix), who, today).judge(found)


@dataclass(slots=True)
class _Judge:
    """One judgement: the plan before, by year, and what is found on the way."""

    reader: PlanReader
    older: Snapshot
    who: Who
    today: Callable[[PlanSettings], date]
    plans: dict[int, Plan] = field(default_factory=dict)
    tasks: list[TaskChange] = field(default_factory=list)
    files: list[FileVerdict] = field(default_factory=list)

    def judge(self, found: Comparison) -> Judgement:
        """Judge every file that differs."""
        known = years(self.older)
        for year in known:
            self.plans[year] = self.reader.read(self.older, year)
        newest = self.plans.get(max(known, default=0))
        actor = self.who(newest) if newest is not None else EVERYBODY
        is_office = actor.role is ActorRole.OFFICE
        self.files += [_odd(each, is_office=is_office) for each in found.odd]
        for each in found.files:
            name = each.path.rpartition("/")[2]
            top = each.path.partition("/")[0]
            plan = self.plans.get(int(top)) if top.isdigit() else newest
            if top == "agencies" or (name == "plan.toml" and each.path.count("/") == 1):
                self.files.append(self._setting(each, is_office=is_office))
            else:
                self._record(each, plan, self.who(plan) if plan is not None else actor)
        self.files += self._twins(found)
        return Judgement(actor=actor, tasks=tuple(self.tasks), files=tuple(self.files))

    def _setting(self, file: ChangedFile, *, is_office: bool) -> FileVerdict:
        """Judge a change of ``plan.toml`` or of an agency."""
        problem = next((each for each in _setting_problems(file) if each.severity is Severity.ERROR), None)
        path = self.reader.prefix + file.path
        if problem is not None:
            return FileVerdict(path=path, allowed=False, rule=problem.rule, reason=problem.message, line=problem.line)
        reason = say("the office keeps the plan.") if is_office else say("the plan and the register are the office's.")
        return FileVerdict(path=path, allowed=is_office, rule="office-file", reason=reason)

    def _record(self, file: ChangedFile, plan: Plan | None, actor: Actor) -> None:
        """Judge a change of a record, field by field."""
        path = self.reader.prefix + file.path
        older, newer = _reading(file.before, path), _reading(file.after, path)
        broken = newer is not None and newer.task is None
        if broken or (newer is not None and newer.read_only):
            self.files.append(_unreadable(path, newer))
            return
        before = older.task if older is not None else None
        after = newer.task if newer is not None else None
        if plan is None or (older is not None and before is None):
            self.files.append(_by_office(path, actor))
            return
        on = self.today(plan.settings)
        self._remarks(file, path, before, plan, actor, on)
        task = after or before
        if task is None:
            return
        self.tasks.append(
            TaskChange(
                id=task.id,
                path=path,
                before=before,
                after=after,
                verdicts=verdicts(before, after, actor=actor, plan=plan, on=on),
                lines=newer.lines if newer is not None else {},
                problems=tuple(_new_problems(before, after, plan, on)),
            )
        )

    def _remarks(self, file: ChangedFile, path: str, before: Task | None, plan: Plan, actor: Actor, on: date) -> None:
        """Judge what differs beside the fields: comments, and keys the format does not know."""
        if before is None or file.before is None or file.after is None or actor.role is ActorRole.OFFICE:
            return
        old, new = (beside_fields(each.decode()) for each in (file.before, file.after))
        if old[1] != new[1]:
            reason = say("the record would get, lose or change keys that the format does not know.")
            self.files.append(FileVerdict(path=path, allowed=False, rule="unknown-key", reason=reason))
        elif old != new and not is_own(before, actor.agencies, plan.register, on):
            reason = say("it would change remarks in the record of another agency's task.")
            self.files.append(FileVerdict(path=path, allowed=False, rule="remarks", reason=reason))

    def _twins(self, found: Comparison) -> Iterator[FileVerdict]:
        """Give a refusal for each new record whose id another record has already."""
        taken = {id: path for plan in self.plans.values() for id, path in plan.paths.items()}
        for each in self.tasks:
            if each.after is None or each.before == each.after:
                continue
            other = taken.get(each.after.id)
            gone = any(self.reader.prefix + file.path == other and file.after is None for file in found.files)
            if other is not None and other != each.path and not gone:
                reason = say("the id {id} stands in {path} already.", id=each.after.id, path=other)
                yield FileVerdict(path=each.path, allowed=False, rule="duplicate-id", reason=reason, line=1)
            taken[each.after.id] = each.path


def _odd(odd: OddFile, *, is_office: bool) -> FileVerdict:
    allowed = is_office and odd.outside
    return FileVerdict(path=odd.path, allowed=allowed, rule="no-record", reason=odd.reason)


def _by_office(path: str, actor: Actor) -> FileVerdict:
    is_office = actor.role is ActorRole.OFFICE
    reason = say("the office keeps the plan.") if is_office else say("only the office mends a broken record.")
    return FileVerdict(path=path, allowed=is_office, rule="office-file", reason=reason)


def _unreadable(path: str, reading: TaskReading | None) -> FileVerdict:
    problems = reading.problems if reading is not None else ()
    first = next((each for each in problems if each.severity is Severity.ERROR), None) or next(iter(problems), None)
    return FileVerdict(
        path=path,
        allowed=False,
        rule=first.rule if first is not None else "refused",
        reason=first.message if first is not None else say("the record cannot be read."),
        line=first.line if first is not None else 0,
    )


def _reading(content: bytes | None, path: str) -> TaskReading | None:
    if content is None:
        return None
    try:
        return read_task(text(content), path)
    except NotText as refused:
        problem = Problem(
            severity=Severity.ERROR, rule="refused", message=refused.message, path=path, line=refused.line
        )
        return TaskReading(None, (problem,))


def _setting_problems(file: ChangedFile) -> tuple[Problem, ...]:
    if file.after is None:
        return ()
    try:
        content = text(file.after)
    except NotText as refused:
        return (Problem(severity=Severity.ERROR, rule="refused", message=refused.message, line=refused.line),)
    read = read_agency if file.path.startswith("agencies/") else read_settings
    return read(content, file.path)[1]


def _new_problems(before: Task | None, after: Task | None, plan: Plan, on: date) -> Iterator[Problem]:
    if after is None:
        return
    old = {each.rule for rule in TASK_RULES for each in rule(before, plan, on)} if before is not None else set()
    for rule in TASK_RULES:
        yield from (each for each in rule(after, plan, on) if each.rule not in old)
