"""The findings of a check, put together by severity and rule, and narrowed by what a person types."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.plan.names import TaskId
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import Task
from tracker.plan.text import fold
from tracker.plan.view import PlanView
from tracker.plan.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A problem with the task it is about, if there is one.

    ``key`` names the finding for as long as it is found; ``searched`` is all of it that can be sought, folded.
    """

    key: str
    problem: Problem
    task: Task | None
    searched: str

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


def findings(view: PlanView, words: Words) -> tuple[Finding, ...]:
    """Return every problem of the plan as a finding, in the order of the check."""
    found = []
    by_task: dict[str, str] = {}
    known: dict[str, int] = {}
    for problem in view.problems:
        row = view.row_by_id.get(TaskId(problem.subject))
        task = row.task if row is not None else None
        if problem.subject not in by_task:
            by_task[problem.subject] = _told_of(task, view, words)
        told = (problem.rule, words.name(problem.severity), words(problem.message), problem.subject, problem.path)
        searched = fold(" ".join((*told, by_task[problem.subject])))
        key = f"{problem.rule}:{problem.path}:{problem.field}"
        known[key] = known.get(key, 0) + 1
        found.append(Finding(key=f"{key}:{known[key]}", problem=problem, task=task, searched=f" {searched}"))
    return tuple(found)


def _told_of(task: Task | None, view: PlanView, words: Words) -> str:
    """Return number, area and agencies of a task as a person may type them."""
    if task is None:
        return ""
    register, assigned = view.plan.register, task.assignment
    area = view.plan.settings.area(task.area)
    agencies = [*assigned.lead, *assigned.coordinating, *(each.agency for each in assigned.others), assigned.reporter]
    names = [name for id in agencies if id for name in (id, register.name(id), register.label(id))]
    return " ".join((task.number, words.name(task.progress.status), area.title if area else "", *names))


def narrowed(found: Iterable[Finding], typed: str) -> tuple[Finding, ...]:
    """Return the findings in which every typed word begins a word, without tones.

    A Roman numeral in capitals (``VI``) is an area.
    """
    numerals = [word for word in typed.split() if word and not word.strip("IVXLC")]
    wanted = [f" {word}" for word in fold(" ".join(each for each in typed.split() if each not in numerals)).split()]
    return tuple(
        each
        for each in found
        if all(each.area == numeral for numeral in numerals) and all(word in each.searched for word in wanted)
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
