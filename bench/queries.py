#!/usr/bin/env python3
"""Measure queries over plans of several sizes, in processor time and as times of the plainest search there is.

The plainest search looks for a word, as it is written, in the titles alone. The plans are the shipped one repeated with
other words. Run it with ``python bench/queries.py [SIZE...]``.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tracker.plan.names import TaskId
from tracker.plan.query import completions, read_query
from tracker.plan.view import PlanView
from tracker.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
SIZES = (60, 1_000, 10_000)
TYPED = ("d", "de", "de an", "đề án số", "TTHC", "zzz", '"đề án"', "overdue", "agency:SNV", "due:<30/9/2022 -done")
COMPLETED = ("", "agency:n", "id:VI", "doc:22")


def plan_of(size: int, shipped: PlanView) -> PlanView:
    """Return a plan of so many tasks."""
    chance = random.Random(1)  # noqa: S311 - words for a measurement
    tasks = shipped.plan.tasks
    words = [word for task in tasks for word in task.title.split()]
    areas = [each.number for each in shipped.plan.settings.areas]
    made = []
    for number in range(size):
        task = tasks[number % len(tasks)]
        title = " ".join([task.title, *chance.sample(words, 6)])
        result = " ".join([task.progress.result, *chance.sample(words, 10)])
        id = TaskId(f"2022-{areas[number % len(areas)]}-{number // len(areas) + 1:02d}")
        made.append(replace(task, id=id, title=title, progress=replace(task.progress, result=result)))
    plan = replace(shipped.plan, tasks=tuple(sorted(made, key=lambda each: each.place)))
    return PlanView(plan=plan, on=shipped.on)


def seconds(work: Callable[[], object]) -> float:
    """Return how much processor time the work takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def plainest(view: PlanView) -> int:
    """Look for a word in every title."""
    return sum("không" in row.task.title for row in view.rows)


def asked(text: str, view: PlanView) -> int:
    """Read a query and find its rows."""
    query = read_query(text, view).query
    return len(query.rows(view)) if query is not None else 0


def main(sizes: list[int]) -> None:
    """Print the figures."""
    shipped = Workspace.open(ROOT / "records", now=lambda: datetime.now(UTC)).unchecked()
    for size in sizes:
        view = plan_of(size, shipped)
        plainest(view)
        unit = min(seconds(partial(plainest, view)) for _ in range(9))
        ready = seconds(partial(getattr, view, "search"))
        print(f"{size} tasks: the plainest search {1000 * unit:.2f} ms, made ready once {1000 * ready:.0f} ms")
        for text in TYPED:
            took = seconds(partial(asked, text, view))
            print(f"  {text:24} {1000 * took:8.1f} ms  {took / unit:7.1f} times")
        for text in COMPLETED:
            took = seconds(partial(completions, text, len(text), view))
            print(f"  complete {text:15} {1000 * took:8.1f} ms  {took / unit:7.1f} times")


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
