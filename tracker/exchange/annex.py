"""An annex read whole: from the file to the tasks, the register they need and the report, with nothing written."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from tracker.exchange.archive import FileRefused
from tracker.exchange.decisions import Decisions, decided_fields, decided_rows
from tracker.exchange.doubt import Doubt
from tracker.exchange.heads import Column
from tracker.exchange.import_report import ImportReport, import_report
from tracker.exchange.reading import read_source
from tracker.exchange.rows import read_rows
from tracker.exchange.understanding import (
    Heading,
    ReadTask,
    Setting,
    Step,
    Understanding,
    read_heading,
    understand,
)
from tracker.plan.agency import Register
from tracker.plan.characters import visible
from tracker.plan.check import check
from tracker.plan.confidence import Confidence
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.message import say
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan, PlanSettings
from tracker.plan.problem import Problem
from tracker.plan.text import one_line

_GUESSED = frozenset(
    {
        "amount-doubtful",
        "count-disagrees",
        "number-sequence",
        "product-kind-differs",
        "several-tasks",
        "share-disagrees",
        "words-repeated",
    }
)
"""Checks that may be mistaken; the others state what is the case."""

_TOLD_ALREADY = frozenset({"schedule-doubt", "no-such-date"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person says beside the file: names of columns, the document the annex belongs to, and decisions."""

    columns: dict[str, Column] = field(default_factory=dict)
    document: str = ""
    decisions: Decisions = field(default_factory=Decisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex as it was read: its tasks, the settings and register they are read with, and the report."""

    settings: PlanSettings
    register: Register
    tasks: tuple[ReadTask, ...]
    report: ImportReport
    heading: Heading


def read_annex(
    path: Path,
    wishes: Wishes,
    setting: Callable[[Heading], Setting],
    name: Callable[[StrEnum], str],
    *,
    step: Step | None = None,
) -> Annex:
    """Read the file; ``setting`` gives the plan it is read into, once its heading is known."""
    source = read_source(path)
    rows = decided_rows(read_rows(source, wishes.columns), wishes.decisions)
    if not rows.tasks:
        raise FileRefused(
            say("{file} has the head of a plan, but no task.", file=source.name),
            say("a task has a number in its first column; name another one: --map HEAD=number."),
        )
    heading = read_heading(source, rows)
    known = setting(heading)
    document = visible(one_line(wishes.document or heading.document or source.name))
    known = replace(known, document=document)
    understood = understand(rows, heading, known, step=step)
    register = Register({**known.register.agencies, **{each.id: each for each in understood.agencies}})
    understood = decided_fields(understood, wishes.decisions, register, name)
    report = import_report(source, rows, understood, document, _checked(understood, known.settings, register))
    return Annex(settings=known.settings, register=register, tasks=understood.tasks, report=report, heading=heading)


def _checked(understood: Understanding, settings: PlanSettings, register: Register) -> list[Doubt]:
    """Return what the checks of a plan say of the tasks on the day the annex was reported."""
    reported = understood.reported or settings.cut_off
    on = reported or date(settings.year, 12, 31)
    plan = Plan(
        settings=replace(settings, cut_off=on, areas=settings.areas or understood.areas),
        register=register,
        tasks=tuple(each.task for each in understood.tasks),
    )
    rows = {each.task.id: each for each in understood.tasks}
    return [
        _doubt(problem, rows[TaskId(problem.subject)])
        for problem in check(plan, on)
        if problem.rule not in _TOLD_ALREADY and TaskId(problem.subject) in rows
    ]


def _doubt(problem: Problem, read: ReadTask) -> Doubt:
    held = FIELD_BY_KEY.get(problem.field)
    text = held.value(read.task) if held is not None else ""
    return Doubt(
        severity=problem.severity,
        rule=problem.rule,
        message=problem.message,
        place=read.row.place,
        subject=problem.subject,
        field=problem.field,
        text=one_line(text)[:160] if isinstance(text, str) else "",
        confidence=Confidence.MEDIUM if problem.rule in _GUESSED else Confidence.HIGH,
    )
