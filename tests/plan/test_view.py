"""Views: rows, counts, groups by area and agency, filters and the order of what a search finds."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ON, agency, assignment, document, group, plan, progress, register, schedule, task
from tracker.plan.message import say
from tracker.plan.names import AgencyId
from tracker.plan.plan import Plan
from tracker.plan.problem import Problem, Severity
from tracker.plan.query import Filter
from tracker.plan.task import OtherRole, Status, Task
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, count, parts

AFTER = date(2025, 7, 1)
AGENCIES = (
    agency("stc", "Sở Tài chính", short=("STC",)),
    agency(
        "khdt",
        "Sở Kế hoạch và Đầu tư",
        short=("SKHĐT",),
        symbols=("SKHĐT",),
        valid_to=date(2025, 2, 28),
        successors=(AgencyId("stc"),),
    ),
    agency("stp", "Sở Tư pháp", short=("STP",)),
    group("nhom", "khdt", "stp", short=("Các sở",)),
)


def view(*tasks: Task, on: date = ON, **changes: Any) -> PlanView:
    return PlanView(plan=plan(*tasks, agencies=AGENCIES, **changes), on=on)


def shown(found: Filter, looked_at: PlanView) -> list[str]:
    return [row.task.number for row in found.rows(looked_at)]


def led(id: str, *lead: str, **changes: Any) -> Task:
    return task(id, assignment=assignment(*lead, **changes))


# --- counts ---------------------------------------------------------------------------------------


def test_counts_of_a_plan() -> None:
    tasks = (
        task("2022-I-01", progress=progress(Status.DONE, completed=date(2022, 9, 1))),
        task("2022-I-02", progress=progress(Status.DONE, completed=date(2022, 10, 1))),
        task("2022-I-03", progress=progress(Status.DONE)),
        task("2022-I-04", progress=progress(result="")),
        task("2022-I-05", schedule=schedule(due=ON)),
        task("2022-I-06", schedule=schedule(due=date(2022, 12, 31))),
        task("2022-I-07", schedule=schedule(due=None)),
        task("2022-I-08", progress=progress(Status.WITHDRAWN, result="")),
    )
    counts = view(*tasks).counts
    assert (counts.total, counts.done, counts.no_report) == (8, 3, 2)
    assert (counts.due, counts.due_done, counts.due_done_in_time, counts.due_done_late) == (5, 3, 1, 1)
    assert (counts.overdue, counts.due_later, counts.no_due, counts.due_soon) == (1, 1, 1, 1)


def test_a_task_due_today_is_due_and_neither_done_nor_late() -> None:
    counts = view(task(schedule=schedule(due=ON))).counts
    assert (counts.due, counts.due_done, counts.overdue, counts.due_soon) == (1, 0, 0, 1)


@settings(max_examples=40)
@given(st.lists(builders.tasks, max_size=4), st.dates(date(2021, 1, 1), date(2024, 1, 1)))
def test_counts_add_up(tasks: list[Task], on: date) -> None:
    rows = PlanView(plan=Plan(settings=builders.settings(), register=register(), tasks=tuple(tasks)), on=on).rows
    counts = count(rows)
    closed = sum(row.standing.timeliness is Timeliness.CLOSED for row in rows)
    assert counts.total == counts.due + counts.due_later + counts.no_due + closed
    assert counts.due_done_in_time + counts.due_done_late <= counts.due_done
    assert counts.due_done + counts.overdue <= counts.due
    today = sum(row.standing.days_left == 0 and not row.is_done for row in rows)
    assert counts.due == counts.due_done + counts.overdue + today


# --- areas and agencies ---------------------------------------------------------------------------


def test_areas_come_in_the_order_of_the_plan_with_empty_ones_and_unknown_ones() -> None:
    areas = view(task("2022-I-02"), task("2022-I-10"), task("2022-IX-01")).areas
    assert [(each.key, each.label, [row.task.number for row in each.rows]) for each in areas] == [
        ("I", "I Thể chế", ["I.2", "I.10"]),
        ("II", "II Cải cách TTHC", []),
        ("IX", "IX", ["IX.1"]),
    ]


def test_an_agency_has_its_part_by_name_through_groups_and_by_succession() -> None:
    known = register(*AGENCIES)
    shared = led(
        "2022-I-01",
        "nhom",
        coordinating=(AgencyId("khdt"),),
        others=(OtherRole(agency=AgencyId("stp"), role="thẩm định"),),
        reporter=AgencyId("khdt"),
    )

    def held(id: str, on: date) -> list[tuple[str, str, str]]:
        return [(each.role.value, each.wording, each.through) for each in parts(shared, AgencyId(id), known, on)]

    assert held("khdt", ON) == [("coordinating", "", ""), ("reporter", "", ""), ("lead", "", "nhom")]
    assert held("stp", ON) == [("other", "thẩm định", ""), ("lead", "", "nhom")]
    assert held("stc", ON) == []
    assert held("stc", AFTER) == [("coordinating", "", ""), ("reporter", "", ""), ("lead", "", "nhom")]
    assert held("nhom", ON) == [("lead", "", "")]


def test_agencies_named_themselves_come_before_groups() -> None:
    groups = view(
        led("2022-I-01", "stp"), led("2022-I-02", "nhom"), led("2022-I-03", "stp", coordinating=(AgencyId("khdt"),))
    ).agencies
    assert [(each.key, each.label, each.direct, len(each.rows)) for each in groups][:2] == [
        ("stp", "STP", 2, 3),
        ("khdt", "SKHĐT", 1, 2),
    ]
    assert "nhom" in [each.key for each in groups]


def test_an_agency_the_register_does_not_know_is_still_a_group() -> None:
    assert [each.key for each in view(led("2022-I-01", "la")).agencies] == ["la"]


def test_problems_are_found_by_their_task() -> None:
    problem = Problem(severity=Severity.ERROR, rule="x", message=say("x"), subject="2022-I-01")
    other = Problem(severity=Severity.ERROR, rule="y", message=say("y"))
    looked_at = PlanView(plan=plan(task()), on=ON, problems=(problem, other))
    assert looked_at.problems_by_task == {"2022-I-01": (problem,)}
    assert looked_at.row_by_id[task().id].task == task()


# --- filters --------------------------------------------------------------------------------------

FILTERED = view(
    led("2022-I-01", "stp", coordinating=(AgencyId("khdt"),)),
    task("2022-I-02", progress=progress(Status.DONE, completed=date(2022, 9, 1)), assignment=assignment("nhom")),
    task("2022-II-01", progress=progress(Status.PAUSED, result=""), schedule=schedule(due=None)),
    led("2022-II-02", "khdt"),
)


@pytest.mark.parametrize(
    ("found", "numbers"),
    [
        (Filter(), ["I.1", "I.2", "II.1", "II.2"]),
        (Filter(area="II"), ["II.1", "II.2"]),
        (Filter(agency=AgencyId("khdt")), ["I.1", "I.2", "II.2"]),
        (Filter(agency=AgencyId("khdt"), area="II"), ["II.2"]),
        (Filter(agency=AgencyId("stc")), []),
        (Filter(agency=AgencyId("khdt"), text="overdue"), ["I.1", "II.2"]),
        (Filter(text="tình-trạng:tạm dừng or done"), ["I.2", "II.1"]),
        (Filter(text="agency:nowhere"), []),
        (Filter(text="(xyz"), []),
        (Filter(text="I.2"), ["I.2"]),
        (Filter(text="2022-ii-02"), ["II.2"]),
        (Filter(text="SKHĐT"), ["I.1", "II.2"]),
        (Filter(text="khong co gi nhu the"), []),
    ],
)
def test_what_passes_a_filter(found: Filter, numbers: list[str]) -> None:
    assert shown(found, FILTERED) == numbers


def test_a_successor_finds_the_tasks_it_took_over_by_the_former_name_too() -> None:
    later = PlanView(plan=FILTERED.plan, on=AFTER)
    assert shown(Filter(agency=AgencyId("stc")), later) == ["I.1", "I.2", "II.2"]
    assert shown(Filter(text="Sở Kế hoạch và Đầu tư"), view(led("2022-I-01", "stc"))) == ["I.1"]


# --- search ---------------------------------------------------------------------------------------


def ranked(sought: str, *tasks: Task) -> list[str]:
    return shown(Filter(text=sought), view(*tasks))


BEST_FIRST = [
    # the query "đạt": the better a task answers it, the earlier it comes
    task("2022-I-01", title="Mức đạt của hồ sơ", product="Báo cáo"),
    task("2022-I-02", title="Hồ sơ", product="Báo cáo mức đạt"),
    task("2022-I-03", title="Hồ sơ", progress=progress(result="Chưa đạt")),
    task("2022-I-04", title="Đặt hàng dịch vụ", product="Báo cáo"),
    task("2022-I-05", title="Hồ sơ", progress=progress(result="Chưa đặt")),
]


def test_an_exact_match_comes_first_wherever_it_stands() -> None:
    for order in list(permutations(range(5)))[::17]:
        mixed = [task(f"2022-I-{place + 1:02d}", **fields(BEST_FIRST[each])) for place, each in enumerate(order)]
        titles = [row.task for row in Filter(text="đạt").rows(view(*mixed))]
        assert [(each.title, each.product, each.progress.result) for each in titles] == [
            (each.title, each.product, each.progress.result) for each in BEST_FIRST
        ]


def fields(held: Task) -> dict[str, Any]:
    return {"title": held.title, "product": held.product, "progress": held.progress}


def test_the_number_of_a_task_comes_before_everything() -> None:
    assert ranked("I.2", task("2022-I-01", title="Mục I.2 của kế hoạch"), task("2022-I-02"))[0] == "I.2"


def test_words_that_stand_together_come_before_scattered_ones() -> None:
    assert ranked(
        "de an",
        task("2022-I-01", title="Đề xuất phương án"),
        task("2022-I-02", title="Hồ sơ", product="Đề án", progress=progress(result="x")),
    ) == ["I.2", "I.1"]


def test_starts_of_words_come_before_their_insides() -> None:
    known = register()
    start, inside = task(title="Nội dung", product=""), task(title="Hanoi", product="")
    one, other = builders.text_rank("noi", start, known), builders.text_rank("noi", inside, known)
    assert one is not None
    assert other is not None
    assert one < other


def test_documents_results_and_agencies_are_searched_and_abbreviations_known() -> None:
    held = task(
        title="Hồ sơ",
        basis=(document("1138/QĐ-UBND"),),
        progress=progress(result="Rà soát thủ tục hành chính", obstacle="Thiếu kinh phí", proposal="Bổ sung"),
    )
    for sought in ("1138", "thu tuc", "TTHC", "kinh phi", "bổ sung", "SNV", "so noi vu", "ho so kinh phi"):
        assert ranked(sought, held) == ["I.1"], sought


@settings(max_examples=60)
@given(builders.tasks, builders.lines)
def test_a_search_never_fails_and_finds_a_title_by_itself(held: Task, sought: str) -> None:
    known = register()
    rank = builders.text_rank(sought, held, known)
    assert rank is None or rank >= 0
    if any(each.isalnum() for each in held.headline):
        own = builders.text_rank(held.headline, held, known)
        assert own is not None


def test_an_index_keeps_what_is_ready_of_tasks_that_have_not_changed() -> None:
    first, second = task("2022-I-01", title="Đề án"), task("2022-I-02", title="Quy chế")
    looked_at = view(first, second)
    changed = PlanView(
        plan=plan(first, task("2022-I-02", title="Đề án"), agencies=AGENCIES), on=ON, memory=looked_at.memory
    )
    assert shown(Filter(text="đề án"), looked_at) == ["I.1"]
    assert shown(Filter(text="đề án"), changed) == ["I.1", "I.2"]
    before, after = looked_at.search.ready, changed.search.ready
    assert after[first.id][1] is before[first.id][1]
    assert after[second.id][1] is not before[second.id][1]


def test_a_plan_of_any_size_is_told_in_a_line_as_textual_tells_every_value_a_worker_is_given() -> None:
    large = view(*(task(f"2022-I-{number:02}") for number in range(1, 90)))
    assert repr(large) == f"PlanView(Plan(2022, 89 tasks), {ON})"
    assert [repr(each) for each in large.areas][:1] == ["Group('I', 89 rows)"]
