"""Why a mark stands where it stands: days, due dates and rules, in sentences."""

from datetime import date

import pytest

from tests.builders import ENGLISH, ON, plan, progress, schedule, task
from tracker.plan.check import check
from tracker.plan.message import say
from tracker.plan.plan import BrokenRecord
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import Extension, ScheduleKind, Status, Task
from tracker.plan.view import PlanView
from tracker.plan.why import MOST_NAMED, explain, explain_broken, explain_group, repair


def explained(given: Task, *problems: Problem) -> list[str]:
    view = PlanView(plan=plan(given), on=ON, problems=problems)
    return [ENGLISH(each) for each in explain(view.rows[0], view)]


WORDED = "The plan says “Quý III/2022” (quarter), whose last day is 30/09/2022."


@pytest.mark.parametrize(
    ("given", "sentences"),
    [
        (task(), ["It is overdue: it was due on 30/09/2022 and is not done on 07/10/2022, 7 days later.", WORDED]),
        (
            task(schedule=schedule("Quý IV/2022", due=date(2022, 10, 22))),
            [
                "It is due soon: 15 days are left on 07/10/2022, and the window of the plan is 15 days.",
                "The plan says “Quý IV/2022” (quarter); the due date 22/10/2022 was entered by a person.",
            ],
        ),
        (
            task(progress=progress(Status.DONE, completed=date(2022, 10, 1))),
            ["It was done late: on 01/10/2022, 1 day after 30/09/2022.", WORDED],
        ),
        (
            task(progress=progress(Status.DONE, completed=date(2022, 9, 1))),
            ["It was done in time: on 01/09/2022, due on 30/09/2022.", WORDED],
        ),
        (
            task(progress=progress(Status.DONE)),
            ["It is done, and no date of the product says whether in time: it was due on 30/09/2022.", WORDED],
        ),
        (
            task(progress=progress(Status.MERGED)),
            ["It is no longer owed in this plan: merged into another task.", WORDED],
        ),
        (
            task(
                schedule=schedule("Theo tiến độ của Bộ", kind=ScheduleKind.EXTERNAL, due=None, condition="tiến độ."),
                progress=progress(result=""),
            ),
            [
                "It has no due date, so it is never late: in progress.",
                "The plan says “Theo tiến độ của Bộ” (depends on another body), which names no last day.",
                "It hangs on a condition: tiến độ.",
                "Nobody has reported a result yet: the result of the record is empty.",
            ],
        ),
        (
            task(schedule=schedule(extensions=(Extension(due=date(2022, 12, 31), decision="Công văn 1/UBND"),))),
            [
                "It is neither late nor due soon: in progress, due on 31/12/2022.",
                WORDED,
                "It was extended to 31/12/2022 by Công văn 1/UBND.",
            ],
        ),
    ],
)
def test_a_task_is_explained_from_its_dates(given: Task, sentences: list[str]) -> None:
    assert explained(given) == sentences


def test_a_rule_is_named_with_its_hint_its_place_and_its_page() -> None:
    given = task(progress=progress())
    held = plan(given, paths={given.id: "records/2022/a.toml"}, lines={given.id: {"progress.obstacle": 40}})
    view = PlanView(plan=held, on=ON, problems=check(held, ON))
    said = [ENGLISH(each) for each in explain(view.rows[0], view)]
    assert said[2:5] == [
        "The rule “late-without-reason” found (warning): the task is 7 days overdue and no reason is given.",
        "What helps: say in the obstacle what holds it up.",
        "It is about records/2022/a.toml:40; the rule is described in docs/reference/checks.md.",
    ]


def test_a_broken_record_is_explained_with_line_and_way_out() -> None:
    problem = Problem(severity=Severity.ERROR, rule="toml", message=say("it is not TOML."), path="a.toml", line=7)
    said = [ENGLISH(each) for each in explain_broken(BrokenRecord(path="a.toml", problems=(problem,)), "F20")]
    assert said[0].startswith("The record a.toml cannot be read")
    assert "The rule “toml” found (error): it is not TOML." in said
    assert "mend it at line 7 in your editor: F20 in the app" in said[-1]
    assert "git restore -- a.toml" in said[-1]
    odd = ENGLISH(repair("a b;c.toml", 0, "E"))
    assert "tracker edit 'a b;c.toml'. git restore -- 'a b;c.toml' takes" in odd


def test_an_area_is_explained_by_the_tasks_its_figures_count() -> None:
    tasks = [
        task("2022-I-01"),
        task("2022-I-02", progress=progress(result="")),
        task("2022-I-03", schedule=schedule(due=ON)),
        task("2022-I-04", progress=progress(Status.DONE, completed=date(2022, 9, 1))),
        task("2022-I-05", schedule=schedule(due=date(2022, 3, 31))),
    ]
    view = PlanView(plan=plan(*tasks), on=ON)
    assert [ENGLISH(each) for each in explain_group(view.areas[0], view)] == [
        "1 of 5 tasks are done on 07/10/2022.",
        "Overdue, the figure after “!”: I.5 (31/03/2022), I.1 (30/09/2022), I.2 (30/09/2022).",
        "Due soon: I.3 (07/10/2022).",
        "Without a report: I.2 (30/09/2022).",
    ]
    assert [ENGLISH(each) for each in explain_group(view.areas[1], view)] == ["0 of 0 tasks are done on 07/10/2022."]


def test_of_many_tasks_the_first_are_named() -> None:
    view = PlanView(plan=plan(*(task(f"2022-I-{number:02d}") for number in range(1, 40))), on=ON)
    said = ENGLISH(explain_group(view.areas[0], view)[1])
    assert said.count("I.") == MOST_NAMED
    assert said.endswith(", ….")
