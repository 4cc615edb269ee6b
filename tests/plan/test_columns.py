"""Columns: what they show, how they sort, and how they are named."""

from datetime import date

import pytest

from tests.builders import ENGLISH, ON, agency, assignment, document, plan, progress, schedule, task
from tracker.language import words_for
from tracker.plan.columns import COLUMNS, USUAL, Sorting, column_named, read_columns, read_sorting, sorted_rows
from tracker.plan.message import TrackerError, say
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import ScheduleKind, Status
from tracker.plan.view import PlanView

VIETNAMESE = words_for("vi")
VIEW = PlanView(
    plan=plan(
        task(
            "2022-I-02",
            title="Đổi mới\nquản lý",
            progress=progress(
                Status.DONE, completed=date(2022, 10, 5), percent=100, documents=(document("2286/QĐ-UBND"),)
            ),
            assignment=assignment("so-noi-vu", coordinating=("bdt",)),
        ),
        task("2022-I-10", title="Dân tộc", assignment=assignment("bdt"), progress=progress(awaiting="bnv")),
        task(
            "2022-II-01",
            title="Ước tính",
            schedule=schedule("Thường xuyên", kind=ScheduleKind.RECURRING, start=None, due=None),
            assignment=assignment(),
            progress=progress(Status.WAITING, percent=9, result="", obstacle="Thiếu kinh phí"),
        ),
    ),
    on=ON,
    problems=(Problem(severity=Severity.WARNING, rule="no-report", message=say("x"), subject="2022-II-01"),),
)
VIEW.plan.register.agencies.update(
    {each.id: each for each in (agency("bdt", "Ban Dân tộc", short=("BDT",)), agency("bnv", "Bộ Nội vụ"))}
)


def order(text: str) -> list[str]:
    return [row.task.number for row in sorted_rows(VIEW.rows, read_sorting(text, ENGLISH), VIEW)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("number", ["I.2", "I.10", "II.1"]),
        ("-number", ["II.1", "I.10", "I.2"]),
        ("title", ["I.10", "I.2", "II.1"]),
        ("lead", ["I.10", "I.2", "II.1"]),
        ("-lead", ["I.2", "I.10", "II.1"]),
        ("due,-title", ["I.2", "I.10", "II.1"]),
        ("-due,title", ["I.10", "I.2", "II.1"]),
        ("status", ["I.10", "I.2", "II.1"]),
        ("timeliness", ["I.10", "II.1", "I.2"]),
        ("-area,-number", ["II.1", "I.10", "I.2"]),
        ("percent", ["II.1", "I.2", "I.10"]),
        ("-percent", ["I.2", "II.1", "I.10"]),
        ("completed,-number", ["I.2", "II.1", "I.10"]),
        ("-awaiting", ["I.10", "I.2", "II.1"]),
        ("problems", ["II.1", "I.2", "I.10"]),
        ("hạn, -tên", ["I.2", "I.10", "II.1"]),
    ],
)
def test_rows_sort_by_any_column_and_what_is_empty_comes_last_either_way(text: str, numbers: list[str]) -> None:
    assert order(text) == numbers


def test_every_column_shows_every_row_on_one_line_and_sorts() -> None:
    for each in COLUMNS:
        texts = [each.text(row, VIEW, VIETNAMESE) for row in VIEW.rows]
        assert not any("\n" in text for text in texts), each.key
        assert any(texts), each.key
        assert len(sorted_rows(VIEW.rows, (Sorting(key=each.key),), VIEW)) == len(VIEW.rows)


def test_a_cell_says_what_the_task_holds() -> None:
    cells = {each.key: [each.text(row, VIEW, ENGLISH) for row in VIEW.rows] for each in COLUMNS}
    assert cells["number"] == ["I.2", "I.10", "II.1"]
    assert cells["title"][0] == "Đổi mới quản lý"
    assert cells["lead"] == ["SNV", "BDT", ""]
    assert cells["due"] == ["30/09/2022", "30/09/2022", "recurring"]
    assert cells["timeliness"] == ["done late (5 days)", "overdue (7 days)", "no due date"]
    assert cells["area"][0] == "I Thể chế"
    assert cells["percent"] == ["100%", "", "9%"]
    assert cells["awaiting"][1] == "Bộ Nội vụ"
    assert cells["documents"][0] == "Quyết định số 2286/QĐ-UBND ngày 01/9/2022"
    assert cells["problems"][2] == "no-report"


def test_a_column_goes_by_its_key_its_title_or_the_key_of_queries() -> None:
    for each in COLUMNS:
        for name in (each.key, each.title.text, VIETNAMESE(each.title)):
            assert column_named(name, VIETNAMESE) == each
    assert column_named("hạn", ENGLISH).key == "due"
    assert [each.key for each in read_columns("number, due,number", ENGLISH)] == ["number", "due"]
    assert {each.key for each in COLUMNS} > set(USUAL)


@pytest.mark.parametrize("name", ["", "xyz", "-"])
def test_an_unknown_column_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(TrackerError) as refused:
        read_sorting(name, ENGLISH)
    assert refused.value.hint is not None
    assert "number, title, lead" in ENGLISH(refused.value.hint)
