"""Several plans side by side: rows, queries and numbers over all of them, each plan judged as by itself."""

from datetime import date

from tests.builders import ENGLISH, agency, assignment, plan, progress, settings, task
from tracker.plan.names import AreaNumber, TaskId
from tracker.plan.plan import Area, BrokenRecord
from tracker.plan.query import completions, read_query, wanted_query
from tracker.plan.statistics import By
from tracker.plan.task import Status
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView
from tracker.plan.years import YearsView, compared_years, side_by_side

NEW_AREA = Area(number=AreaNumber("III"), title="Chuyển đổi số", slug="chuyen-doi-so")


def years() -> YearsView:
    """Return the plan of 2022 on its cut-off, beside that of 2023 a year later."""
    old = plan(
        task("2022-I-01", progress=progress(Status.DONE, completed=date(2022, 9, 1))),
        task("2022-II-01"),
        broken=(BrokenRecord(path="2022/x.toml", problems=()),),
    )
    new = plan(
        task("2023-I-01", assignment=assignment("so-moi")),
        task("2023-III-01"),
        agencies=(agency("so-moi", "Sở Mới"),),
        settings=settings(year=2023, cut_off=None, areas=(*settings().areas[:1], NEW_AREA)),
    )
    return side_by_side((PlanView(plan=old, on=date(2022, 9, 15)), PlanView(plan=new, on=date(2023, 10, 1))))


def test_every_task_keeps_the_standing_it_has_in_its_own_plan() -> None:
    view = years()
    assert [row.task.id for row in view.rows] == ["2022-I-01", "2022-II-01", "2023-I-01", "2023-III-01"]
    assert view.row_by_id[TaskId("2022-II-01")].standing.timeliness is Timeliness.DUE_SOON
    assert view.row_by_id[TaskId("2023-III-01")].standing.timeliness is Timeliness.OVERDUE
    assert (view.years, view.on, view.counts.total, view.counts.done) == ((2022, 2023), date(2023, 10, 1), 4, 1)
    assert [each.key for each in view.areas] == ["I", "III", "II"]
    assert [len(each.rows) for each in view.areas] == [2, 1, 1]


def test_a_task_and_a_broken_record_are_led_back_to_their_plan() -> None:
    view = years()
    assert [view.of(each).years for each in ("2022-I-09", "2023-I-01", "2022/x.toml")] == [(2022,), (2023,), (2022,)]
    assert view.of("2024-I-01") is view
    one = view.views[0]
    assert (one.of("2023-I-01"), one.years) == (one, (2022,))


def test_queries_work_over_all_plans_and_know_the_year() -> None:
    view = years()

    def found(text: str) -> list[str]:
        return [row.task.id for row in wanted_query(text, view).rows(view)]

    assert found("năm:2022") == found("year:<2023") == found("nam:2022") == ["2022-I-01", "2022-II-01"]
    assert found("area:I year:2023") == ["2023-I-01"]
    assert found("-plan:2022 lead:so-moi") == ["2023-I-01"]
    assert found("year:2021,2023") == ["2023-I-01", "2023-III-01"]
    assert found("id:2022-II-1") == ["2022-II-01"]
    assert wanted_query("year:>=2023", view).spelled("vi") == "năm:>=2023"
    wrong = read_query("year:22", view)
    assert wrong.problem is not None
    assert wrong.hint is not None
    assert ENGLISH(wrong.hint) == "plans: 2022, 2023."
    assert [each.text for each in completions("year:", 5, view, language="en")] == ["2023", "2022"]
    assert [each.text for each in completions("id:II", 5, view, language="en")] == ["2022-II-01", "III.1"]


def test_numbers_stand_beside_each_other_and_add_up() -> None:
    found = compared_years(years(), ENGLISH, (By.AREA, By.AGENCY, By.STATUS))
    assert [each.total for each in found.wholes] == [2, 2]
    tables = dict(found.tables)
    counted = {row.key: [one.total if one else None for one in row.tallies] for row in tables[By.AREA]}
    assert counted == {"I": [1, 1], "III": [None, 1], "II": [1, None]}
    assert [row.key for row in tables[By.AGENCY]] == ["so-noi-vu", "so-moi"]
    assert [row.key for row in tables[By.STATUS]] == ["in-progress", "done"]
    for rows in tables.values():
        for place, whole in enumerate(found.wholes):
            assert sum(one.total for row in rows if (one := row.tallies[place]) is not None) == whole.total
