"""The numbers of a report: they add up, and each says what it is a part of."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ENGLISH, ON, agency, assignment, plan, progress, schedule, task
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import Denominator, Period, Scoring, Step
from tracker.plan.statistics import (
    By,
    Timeline,
    curve,
    groups,
    month_ends,
    period_opened,
    score,
    stand,
    statistics,
    summary,
)
from tracker.plan.task import Status, Task
from tracker.plan.timeliness import DONE_STANDS, Stand
from tracker.plan.view import PlanView, count

PERIODS = (
    Period(id="Q1", title="Quý I", start=date(2021, 12, 15), cut_off=date(2022, 3, 14), due=date(2022, 3, 20)),
    Period(id="Q3", title="Quý III", start=date(2022, 6, 15), cut_off=date(2022, 9, 14), due=date(2022, 9, 20)),
    Period(id="Y", title="Năm", start=date(2021, 12, 15), cut_off=date(2022, 12, 14), due=date(2022, 12, 20)),
)


def viewed(*tasks: Task, **changes: Any) -> PlanView:
    return PlanView(plan=plan(*tasks, **changes), on=ON)


def one(status: Status, due: date | None, completed: date | None = None, id: str = "2022-I-01", **more: Any) -> Task:
    return task(id, schedule=schedule(due=due), progress=progress(status, completed=completed, **more))


@pytest.mark.parametrize(
    ("task", "where"),
    [
        (one(Status.DONE, ON, ON), Stand.DONE_IN_TIME),
        (one(Status.DONE, date(2022, 9, 30), ON), Stand.DONE_LATE),
        (one(Status.DONE, None, ON), Stand.DONE_UNDATED),
        (one(Status.DONE, date(2022, 9, 30)), Stand.DONE_DATE_UNKNOWN),
        (one(Status.IN_PROGRESS, date(2022, 12, 31)), Stand.RUNNING),
        (one(Status.IN_PROGRESS, None), Stand.RUNNING),
        (one(Status.NOT_STARTED, None), Stand.NOT_STARTED),
        (one(Status.NOT_STARTED, ON), Stand.DUE_SOON),
        (one(Status.IN_PROGRESS, date(2022, 10, 6)), Stand.OVERDUE),
        (one(Status.WAITING, date(2022, 10, 6)), Stand.OVERDUE),
        (one(Status.WAITING, ON), Stand.WAITING),
        (one(Status.PAUSED, None), Stand.PAUSED),
        (one(Status.WITHDRAWN, date(2022, 1, 1)), Stand.CLOSED),
    ],
)
def test_a_task_stands_in_one_place_and_what_is_late_is_late_first(task: Task, where: Stand) -> None:
    assert stand(viewed(task).rows[0]) is where


_some = st.lists(
    st.builds(
        one,
        st.sampled_from(Status),
        st.none() | st.dates(date(2021, 1, 1), date(2023, 12, 31)),
        st.none() | st.dates(date(2021, 1, 1), date(2023, 12, 31)),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(_some)
def test_every_tally_adds_up_to_its_total(found: list[Task]) -> None:
    tasks = [replace(each, id=TaskId(f"2022-I-{number:02d}")) for number, each in enumerate(found, start=1)]
    told = statistics(viewed(*tasks, settings=builders.settings(periods=PERIODS)), ENGLISH)
    for _, tallies in told.tables:
        assert sum(each.total for each in tallies) == len(tasks)
        for each in (*tallies, told.whole):
            assert sum(count for _, count in each.stands) == each.total
            done = sum(each.at(where) for where in DONE_STANDS)
            assert done == each.counts.done
            assert each.at(Stand.OVERDUE) == each.counts.overdue


def test_the_sum_of_a_plan_tells_those_done_on_no_known_date_so_that_its_figures_add_up() -> None:
    tasks = (
        one(Status.DONE, date(2022, 9, 30), date(2022, 9, 30), id="2022-I-01"),
        one(Status.DONE, date(2022, 9, 30), id="2022-I-02"),
        one(Status.IN_PROGRESS, date(2022, 9, 30), id="2022-I-03"),
    )
    _, due, _ = summary(count(viewed(*tasks).rows))
    assert ENGLISH(due) == "due 3: done 2 (1 in time, 0 late, 1 with no date told), overdue 1"
    _, due, _ = summary(count(viewed(*tasks[::2]).rows))
    assert ENGLISH(due) == "due 2: done 1 (1 in time, 0 late), overdue 1"


def test_the_reporter_answers_else_the_leads_and_a_task_counts_with_each() -> None:
    others = (agency("so-tai-chinh", "Sở Tài chính"), agency("nhom"))
    found = viewed(
        task("2022-I-01", assignment=assignment("so-noi-vu", "so-tai-chinh")),
        task("2022-I-02", assignment=assignment("nhom", reporter=AgencyId("so-tai-chinh"))),
        task("2022-I-03", assignment=assignment()),
        agencies=others,
    )
    told = [(each.title, [row.task.id[-2:] for row in each.rows]) for each in groups(found, By.AGENCY, ENGLISH)]
    assert told == [("Sở Tài chính", ["01", "02"]), ("Sở Nội vụ", ["01"]), ("Nobody is named", ["03"])]


def test_a_successor_answers_for_what_it_took_over() -> None:
    former = agency("so-ttt", "Sở Thông tin", valid_to=date(2022, 9, 30), successors=(AgencyId("so-noi-vu"),))
    found = viewed(task(assignment=assignment("so-ttt")), agencies=(former,))
    assert [each.key for each in groups(found, By.AGENCY, ENGLISH)] == ["so-noi-vu"]


def test_a_task_belongs_to_the_first_period_whose_cut_off_it_falls_due_by() -> None:
    dues = (date(2022, 3, 14), date(2022, 3, 15), date(2022, 12, 31), None)
    tasks = [one(Status.IN_PROGRESS, due, id=f"2022-I-{place:02d}") for place, due in enumerate(dues, start=1)]
    found = viewed(*tasks, settings=builders.settings(periods=PERIODS))
    told = {each.key: [row.task.id[-2:] for row in each.rows] for each in groups(found, By.PERIOD, ENGLISH)}
    assert told == {"Q1": ["01"], "Q3": ["02"], "Y": [], "later": ["03"], "none": ["04"]}


@pytest.mark.parametrize(
    ("on", "opened"),
    [
        (date(2022, 1, 1), date(2021, 12, 15)),
        (date(2022, 3, 14), date(2021, 12, 15)),
        (date(2022, 3, 15), date(2022, 3, 15)),
        (ON, date(2022, 9, 15)),
    ],
)
def test_reporting_opens_the_day_after_the_last_cut_off(on: date, opened: date) -> None:
    assert period_opened(PERIODS, on) == opened
    assert period_opened((), on) is None


def test_silent_is_who_owes_a_report_and_gave_none_since_the_period_opened() -> None:
    tasks = (
        one(Status.IN_PROGRESS, None, id="2022-I-01"),
        one(Status.IN_PROGRESS, None, id="2022-I-02"),
        one(Status.DONE, None, ON, id="2022-I-03"),
        one(Status.NOT_STARTED, None, id="2022-I-04", result=""),
    )
    reported: Mapping[TaskId, date] = {tasks[0].id: date(2022, 9, 15), tasks[1].id: date(2022, 9, 14)}
    view = viewed(*tasks, settings=builders.settings(periods=PERIODS))
    told = statistics(view, ENGLISH, Timeline(reported=reported))
    assert [[row.task.id[-2:] for row in each.rows] for each in told.silent] == [["02", "04"]]
    assert [[row.task.id[-2:] for row in each.rows] for each in told.no_report] == [["04"]]
    assert statistics(view, ENGLISH).silent == ()


def test_late_tasks_come_open_ones_first_and_waiting_ones_by_body() -> None:
    tasks = (
        one(Status.DONE, date(2022, 1, 1), ON, id="2022-I-01"),
        one(Status.IN_PROGRESS, date(2022, 10, 1), id="2022-I-02"),
        one(Status.WAITING, date(2022, 9, 1), id="2022-I-03", awaiting="Trung ương"),
        one(Status.WAITING, None, id="2022-I-04", awaiting="so-noi-vu"),
        one(Status.WAITING, None, id="2022-I-05", awaiting=""),
    )
    told = statistics(viewed(*tasks), ENGLISH)
    assert [row.task.id[-2:] for row in told.late] == ["03", "02", "01"]
    assert [each.title for each in told.waiting] == ["Sở Nội vụ", "Trung ương", "Nobody is named"]


LADDER = (Step(from_percent=0, points="0"), Step(from_percent=90, points="2"), Step(from_percent=70, points="1"))


@pytest.mark.parametrize(
    ("scoring", "done", "total", "points"),
    [
        (Scoring(), 2, 4, "0"),
        (Scoring(late_counts=False), 1, 4, "0"),
        (Scoring(denominator=Denominator.DUE), 2, 2, "2"),
        (Scoring(denominator=Denominator.DUE, late_counts=False), 1, 2, "0"),
    ],
)
def test_the_ladder_says_of_what_the_share_is_and_whether_late_counts(
    scoring: Scoring, done: int, total: int, points: str
) -> None:
    tasks = (
        one(Status.DONE, date(2022, 9, 1), date(2022, 8, 1), id="2022-I-01"),
        one(Status.DONE, date(2022, 9, 1), ON, id="2022-I-02"),
        one(Status.IN_PROGRESS, date(2022, 12, 31), id="2022-I-03"),
        one(Status.IN_PROGRESS, None, id="2022-I-04"),
    )
    told = score(viewed(*tasks, settings=builders.settings(ladder=LADDER, scoring=scoring)))
    assert (told.done, told.total) == (done, total)
    assert told.step is not None
    assert told.step.points == points


@settings(max_examples=40)
@given(st.integers(0, 60), st.integers(1, 60))
def test_a_step_is_reached_by_the_exact_share(done: int, total: int) -> None:
    done = min(done, total)
    tasks = [
        one(Status.DONE if number < done else Status.IN_PROGRESS, None, id=f"2022-I-{number + 1:02d}")
        for number in range(total)
    ]
    told = score(viewed(*tasks, settings=builders.settings(ladder=LADDER)))
    assert told.step is not None
    assert told.step.points == ("2" if done / total >= 0.9 else "1" if done / total >= 0.7 else "0")


def test_without_tasks_or_ladder_there_are_no_points() -> None:
    assert score(viewed()).step is None
    assert score(viewed(task())).step is None


def test_the_curve_has_a_point_for_each_change_and_each_end_of_a_month() -> None:
    open_task = one(Status.IN_PROGRESS, date(2022, 2, 15))
    stages: Iterable[tuple[date, Mapping[str, Task]]] = (
        (date(2022, 1, 10), {"a": open_task}),
        (date(2022, 1, 10), {"a": open_task, "b": task("2022-I-02")}),
        (date(2022, 3, 5), {"a": one(Status.DONE, date(2022, 2, 15), date(2022, 3, 5)), "b": task("2022-I-02")}),
        (date(2022, 6, 1), {}),
    )
    found = curve(stages, date(2022, 4, 2), builders.settings())
    assert [(f"{each.day:%d/%m}", each.total, each.done, each.due) for each in found] == [
        ("10/01", 2, 0, 0),
        ("31/01", 2, 0, 0),
        ("28/02", 2, 0, 1),
        ("05/03", 2, 1, 1),
        ("31/03", 2, 1, 1),
        ("02/04", 2, 1, 1),
    ]
    assert curve((), ON, builders.settings()) == ()


def test_ends_of_months_end_with_the_day_asked_for() -> None:
    assert month_ends(date(2022, 1, 31), date(2022, 3, 1)) == (date(2022, 1, 31), date(2022, 2, 28), date(2022, 3, 1))
    assert month_ends(date(2022, 1, 5), date(2022, 1, 31)) == (date(2022, 1, 31),)
    assert month_ends(date(2022, 1, 5), date(2022, 1, 5)) == (date(2022, 1, 5),)
