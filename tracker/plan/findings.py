"""The findings of a check, put together by severity and rule, and narrowed by what a person types."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.plan.names import TaskId
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import Task
from tracker.plan.text import fold
from tracker.plan.view import PlanView
from tracker.plan.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem with the task it is about, if there is one; ``key`` names it for as long as it is found."""

    key: str
    problem: Problem
    task: Task | None

    @property
    def area(self) -> str:
        """The numeral of the task's area, empty where there is no task."""
        return self.task.area if self.task is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    """What one rule found."""

    severity: Severity
    rule: str
    findings: tuple[Finding, ...]

    @property
    def key(self) -> str:
        """The name of the group."""
        return f"{self.severity}:{self.rule}"


def findings(view: PlanView) -> tuple[Finding, ...]:
    """Return every problem of the plan as a finding, in the order of the check."""
    found = []
    known: dict[str, int] = {}
    for problem in view.problems:
        row = view.row_by_id.get(TaskId(problem.subject))
        key = f"{problem.rule}:{problem.path}:{problem.field}"
        known[key] = known.get(key, 0) + 1
        found.append(Finding(key=f"{key}:{known[key]}", problem=problem, task=row.task if row is not None else None))
    return tuple(found)


@dataclass(slots=True)
class Sought:
    """What can be sought in a finding, without tones; made when it is first asked for and kept."""

    view: PlanView
    words: Words
    _findings: dict[str, str] = field(default_factory=dict)
    _subjects: dict[str, str] = field(default_factory=dict)

    def of(self, finding: Finding) -> str:
        """Return rule, message, file, number, area and agencies of a finding, each word after a blank."""
        if finding.key not in self._findings:
            problem = finding.problem
            if problem.subject not in self._subjects:
                self._subjects[problem.subject] = fold(self._subject(finding))
            told = fold(f"{problem.rule} {self.words.name(problem.severity)} {self.words(problem.message)}")
            self._findings[finding.key] = f" {told} {self._subjects[problem.subject]}"
        return self._findings[finding.key]

    def _subject(self, finding: Finding) -> str:
        task, problem = finding.task, finding.problem
        if task is None:
            return f"{problem.subject} {problem.path}"
        register, assigned = self.view.plan.register, task.assignment
        area = self.view.plan.settings.area(task.area)
        others = (each.agency for each in assigned.others)
        agencies = (*assigned.lead, *assigned.coordinating, *others, assigned.reporter)
        names = [name for id in agencies if id for name in (id, register.name(id), register.label(id))]
        return " ".join((task.id, task.number, problem.path, area.title if area else "", *names))


def narrowed(found: Iterable[Finding], typed: str, sought: Sought) -> tuple[Finding, ...]:
    """Return the findings in which every typed word begins a word, without tones.

    A Roman numeral in capitals (``VI``) is an area.
    """
    numerals = [word for word in typed.split() if not word.strip("IVXLC")]
    wanted = [f" {word}" for word in fold(" ".join(each for each in typed.split() if each not in numerals)).split()]
    return tuple(
        each
        for each in found
        if all(each.area == numeral for numeral in numerals)
        and (not wanted or all(word in sought.of(each) for word in wanted))
    )


def grouped(found: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Return the findings by severity and rule: errors first, then the rule that found most."""
    by_rule: dict[tuple[Severity, str], list[Finding]] = {}
    for each in found:
        by_rule.setdefault((each.problem.severity, each.problem.rule), []).append(each)
    groups = [
        FindingGroup(severity=severity, rule=rule, findings=tuple(held)) for (severity, rule), held in by_rule.items()
    ]
    return tuple(sorted(groups, key=lambda each: (each.severity is not Severity.ERROR, -len(each.findings), each.rule)))
