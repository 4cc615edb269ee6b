"""How a task stands against its due date, as a table."""

from datetime import date

import pytest

from tests.builders import ON, progress, schedule, settings, task
from tracker.plan.task import Extension, Status
from tracker.plan.timeliness import Timeliness, has_report, is_done, standing

DUE = date(2022, 9, 30)
TABLE = [
    # status, completed, due, on, timeliness, days late, days left
    (Status.DONE, date(2022, 9, 30), DUE, ON, "done-in-time", 0, -7),
    (Status.DONE, date(2022, 10, 1), DUE, ON, "done-late", 1, -7),
    (Status.DONE, date(2022, 9, 1), DUE, date(2022, 9, 10), "done-in-time", 0, 20),
    (Status.DONE, None, DUE, date(2022, 9, 30), "done-in-time", 0, 0),
    (Status.DONE, None, DUE, date(2022, 10, 1), "done-date-unknown", 0, -1),
    (Status.DONE, date(2022, 9, 1), None, ON, "done", 0, None),
    (Status.DONE, date(2022, 10, 6), DUE, date(2022, 10, 5), "overdue", 5, -5),
    (Status.DONE, date(2022, 9, 20), DUE, date(2022, 9, 10), "in-time", 0, 20),
    (Status.IN_PROGRESS, None, DUE, date(2022, 9, 14), "in-time", 0, 16),
    (Status.IN_PROGRESS, None, DUE, date(2022, 9, 15), "due-soon", 0, 15),
    (Status.IN_PROGRESS, None, DUE, date(2022, 9, 30), "due-soon", 0, 0),
    (Status.IN_PROGRESS, None, DUE, date(2022, 10, 1), "overdue", 1, -1),
    (Status.IN_PROGRESS, date(2022, 9, 1), DUE, ON, "overdue", 7, -7),
    (Status.NOT_STARTED, None, DUE, ON, "overdue", 7, -7),
    (Status.WAITING, None, DUE, ON, "overdue", 7, -7),
    (Status.PAUSED, None, DUE, ON, "overdue", 7, -7),
    (Status.IN_PROGRESS, None, None, ON, "no-due", 0, None),
    (Status.CARRIED_OVER, None, DUE, ON, "closed", 0, None),
    (Status.WITHDRAWN, None, DUE, ON, "closed", 0, None),
    (Status.MERGED, None, None, ON, "closed", 0, None),
]


@pytest.mark.parametrize(("status", "completed", "due", "on", "timeliness", "late", "left"), TABLE)
def test_how_a_task_stands(
    status: Status, completed: date | None, due: date | None, on: date, timeliness: str, late: int, left: int | None
) -> None:
    shown = task(schedule=schedule(due=due), progress=progress(status, completed=completed))
    found = standing(shown, on, settings())
    assert (found.timeliness.value, found.days_late, found.days_left) == (timeliness, late, left)
    assert found.is_late == (timeliness in ("overdue", "done-late"))
    assert found.was_due == (left is not None and left <= 0)
    assert found.due == (None if timeliness == "no-due" else due)


def test_every_timeliness_stands_in_the_table() -> None:
    assert {row[4] for row in TABLE} == {each.value for each in Timeliness}


def test_the_latest_extension_is_in_force() -> None:
    extended = schedule(
        due=DUE,
        extensions=(
            Extension(due=date(2022, 10, 31), decision="1/QĐ"),
            Extension(due=date(2022, 12, 31), decision="2/QĐ"),
        ),
    )
    found = standing(task(schedule=extended), ON, settings())
    assert (found.timeliness, found.due) == (Timeliness.IN_TIME, date(2022, 12, 31))


def test_the_plan_says_what_counts_as_done_and_how_wide_soon_is() -> None:
    merged = task(progress=progress(Status.MERGED, completed=date(2022, 9, 1)))
    assert not is_done(merged, ON, settings())
    assert is_done(merged, ON, settings(done=(Status.DONE, Status.MERGED)))
    counted = standing(merged, ON, settings(done=(Status.MERGED,)))
    assert counted.timeliness is Timeliness.DONE_IN_TIME
    running = task(schedule=schedule(due=date(2022, 10, 8)))
    assert standing(running, ON, settings(due_soon_days=0)).timeliness is Timeliness.IN_TIME
    assert standing(running, ON, settings(due_soon_days=1)).timeliness is Timeliness.DUE_SOON


def test_a_result_of_blanks_is_no_report() -> None:
    assert has_report(task())
    assert not has_report(task(progress=progress(result=" \n")))
