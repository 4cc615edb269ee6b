"""The findings of a check: grouped by severity and rule, and narrowed without tones."""

import pytest

from tests.builders import ENGLISH, ON, agency, assignment, plan, task
from tracker.plan.findings import Finding, Sought, findings, grouped, narrowed
from tracker.plan.message import say
from tracker.plan.problem import Problem, Severity
from tracker.plan.view import PlanView


def problem(rule: str, subject: str = "2022-I-01", severity: Severity = Severity.WARNING) -> Problem:
    return Problem(severity=severity, rule=rule, message=say("đã xong"), path=f"{subject}.toml", subject=subject)


FOUND = (
    problem("no-report"),
    problem("no-report", "2022-II-01"),
    problem("group-leads", "2022-II-01"),
    problem("toml", "", Severity.ERROR),
    problem("no-report"),
)


@pytest.fixture
def view() -> PlanView:
    tasks = (task(), task("2022-II-01", assignment=assignment("stc")))
    held = plan(*tasks, agencies=(agency("stc", "Sở Tài chính", short=("STC",)),))
    return PlanView(plan=held, on=ON, problems=FOUND)


@pytest.fixture
def found(view: PlanView) -> tuple[Finding, ...]:
    return findings(view)


def test_errors_come_first_and_then_the_rule_that_found_most(found: tuple[Finding, ...]) -> None:
    groups = grouped(found)
    assert [(each.severity.value, each.rule, len(each.findings)) for each in groups] == [
        ("error", "toml", 1),
        ("warning", "no-report", 3),
        ("warning", "group-leads", 1),
    ]
    assert len({each.key for each in found}) == len(found)


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("no-rep", [0, 1, 4]),
        ("so tai chinh", [1, 2]),
        ("Sở Nội vụ", [0, 4]),
        ("stc group", [2]),
        ("II", [1, 2]),
        ("I", [0, 4]),
        ("ii.1", [1, 2]),
        ("cai cach the che", [0, 4]),
        ("error", [3]),
        ("DA XONG", [0, 1, 2, 3, 4]),
        ("eport", []),
    ],
)
def test_every_typed_word_must_begin_a_word(
    view: PlanView, found: tuple[Finding, ...], typed: str, places: list[int]
) -> None:
    assert narrowed(found, typed, Sought(view, ENGLISH)) == tuple(found[place] for place in places)
