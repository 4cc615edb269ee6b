"""The page of an agency or area: names, roles, figures with denominators, and silence."""

from datetime import UTC, date, datetime

import pytest

from tests.builders import ENGLISH, ON, agency, assignment, group, plan, progress, schedule, settings, task
from tracker.plan.agency_page import (
    AgencyPage,
    agency_page,
    area_page,
    facts,
    named_agency,
    section_title,
    work_sentences,
)
from tracker.plan.history import LastChange
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import Period
from tracker.plan.task import OtherRole, Status
from tracker.plan.view import PlanView

STC, KHDT, STP, GROUP = (AgencyId(each) for each in ("stc", "khdt", "stp", "nhom"))
AGENCIES = (
    agency("stc", "Sở Tài chính", short=("STC",), symbols=("STC",), parent=AgencyId("ubnd"), identities=("a@b.vn",)),
    agency(
        "khdt",
        "Sở Kế hoạch và Đầu tư",
        aliases=("Sở KH",),
        valid_from=date(1990, 1, 1),
        valid_to=date(2025, 2, 28),
        successors=(STC,),
    ),
    agency("vattu", "Ban Vật tư", valid_to=date(1989, 12, 31), successors=(KHDT,)),
    agency("ubnd", "UBND tỉnh"),
    agency("stp", "Sở Tư pháp"),
    group("nhom", "khdt", "stp", "so-noi-vu"),
)
PERIODS = (
    Period(id="Q1", title="", start=date(2021, 12, 15), cut_off=date(2022, 3, 14), due=date(2022, 3, 20)),
    Period(id="Q3", title="", start=date(2022, 6, 15), cut_off=date(2022, 9, 14), due=date(2022, 9, 20)),
)
TASKS = (
    task("2022-I-01", assignment=assignment("khdt", coordinating=(STP,))),
    task(
        "2022-I-02",
        assignment=assignment("khdt"),
        progress=progress(Status.DONE, completed=date(2022, 9, 1)),
    ),
    task("2022-I-03", assignment=assignment("khdt"), progress=progress(Status.WAITING, result="")),
    task("2022-II-01", assignment=assignment("nhom", reporter=KHDT), schedule=schedule(due=ON)),
    task(
        "2022-II-02",
        assignment=assignment("stp", others=(OtherRole(agency=KHDT, role="thẩm định"),), coordinating=(GROUP,)),
    ),
    task("2022-II-03", assignment=assignment("stp")),
)


def change(day: date, author: str = "An") -> LastChange:
    return LastChange(commit="c", when=datetime(day.year, day.month, day.day, tzinfo=UTC), author=author, subject="s")


CHANGES = {
    TaskId("2022-I-01"): change(date(2022, 9, 14)),
    TaskId("2022-I-02"): change(date(2022, 1, 1)),
    TaskId("2022-II-01"): change(date(2022, 9, 15), "Bình"),
}


@pytest.fixture
def view() -> PlanView:
    return PlanView(plan=plan(*TASKS, agencies=AGENCIES, settings=settings(periods=PERIODS)), on=ON)


def sections(page: AgencyPage, view: PlanView) -> dict[str, list[str]]:
    register = view.plan.register
    return {
        section_title(each, register, ENGLISH): [one.row.task.number for one in each.tasks] for each in page.sections
    }


def numbers(rows: object) -> list[str]:
    assert isinstance(rows, tuple)
    return [row.task.number for row in rows]


def test_tasks_stand_by_role_with_those_through_groups_last(view: PlanView) -> None:
    page = agency_page(view, KHDT)
    assert list(sections(page, view).items()) == [
        ("leads", ["I.1", "I.2", "I.3"]),
        ("takes part", ["II.2"]),
        ("reports", ["II.1"]),
        ("leads, through nhom", ["II.1"]),
        ("coordinates, through nhom", ["II.2"]),
    ]
    assert page.sections[1].tasks[0].part is not None
    assert page.sections[1].tasks[0].part.wording == "thẩm định"


def test_an_agency_answers_for_what_it_leads_or_reports_on(view: PlanView) -> None:
    page = agency_page(view, KHDT, CHANGES)
    assert numbers(page.own.rows) == ["I.1", "I.2", "I.3", "II.1"]
    assert numbers(page.whole.rows) == ["I.1", "I.2", "I.3", "II.1", "II.2"]
    assert (page.own.counts.done, page.own.counts.total, page.own.counts.due) == (1, 4, 4)
    assert numbers(page.own.overdue) == ["I.1", "I.3"]
    assert numbers(page.own.due_soon) == ["II.1"]
    assert numbers(page.own.waiting) == numbers(page.own.unreported) == ["I.3"]


def test_silence_counts_from_the_day_after_the_last_cut_off_and_leaves_out_what_is_done(view: PlanView) -> None:
    own = agency_page(view, KHDT, CHANGES).own
    assert own.opened == date(2022, 9, 15)
    assert own.silent is not None
    assert numbers(own.silent) == ["I.1", "I.3"]
    assert own.last is not None
    assert (own.last[0].task.number, own.last[1].author) == ("II.1", "Bình")


def test_without_history_or_periods_nobody_is_silent(view: PlanView) -> None:
    assert agency_page(view, KHDT).own.silent is None
    assert agency_page(view, KHDT).own.last is None
    bare = PlanView(plan=plan(*TASKS, agencies=AGENCIES), on=ON)
    assert agency_page(bare, KHDT, CHANGES).own.silent is None


def test_names_before_and_after_are_followed_all_the_way(view: PlanView) -> None:
    page = agency_page(view, STC)
    assert [each.id for each in page.former] == ["khdt", "vattu"]
    assert agency_page(view, AgencyId("vattu")).later == (AGENCIES[1], AGENCIES[0])
    assert named_agency(AGENCIES[1], ENGLISH) == "Sở Kế hoạch và Đầu tư (from 01/01/1990 to 28/02/2025)"
    told = {
        ENGLISH(each.title): each.text or "; ".join(one.name for one in each.agencies)
        for each in facts(page, view.plan.register, ENGLISH)
    }
    assert told == {
        "kind": "department",
        "short names": "STC",
        "symbols": "STC",
        "belongs to": "UBND tỉnh",
        "takes over from": "Sở Kế hoạch và Đầu tư; Ban Vật tư",
        "speaks through": "a@b.vn",
    }


def test_agencies_that_succeed_each_other_in_a_ring_end() -> None:
    ring = (agency("a", successors=(AgencyId("b"),)), agency("b", successors=(AgencyId("a"),)))
    looked_at = PlanView(plan=plan(agencies=ring), on=ON)
    assert [each.id for each in agency_page(looked_at, AgencyId("a")).later] == ["b"]


def test_a_group_has_members_and_a_member_its_groups(view: PlanView) -> None:
    assert [each.name for each in agency_page(view, GROUP).members] == [
        "Sở Kế hoạch và Đầu tư",
        "Sở Nội vụ",
        "Sở Tư pháp",
    ]
    assert [each.id for each in agency_page(view, STP).groups] == ["nhom"]


def test_an_agency_the_register_does_not_know_has_a_page(view: PlanView) -> None:
    page = agency_page(view, AgencyId("nobody"))
    assert (page.agency.name, page.whole.rows) == ("nobody", ())


def test_an_area_is_shown_by_who_leads(view: PlanView) -> None:
    area = view.plan.settings.areas[1]
    page = area_page(view, area, CHANGES)
    register = view.plan.register
    assert [(section_title(each, register, ENGLISH), len(each.tasks)) for each in page.sections] == [
        ("Sở Tư pháp", 2),
        ("nhom", 1),
    ]
    assert numbers(page.whole.rows) == ["II.1", "II.2", "II.3"]
    assert page.whole.silent is not None
    assert numbers(page.whole.silent) == ["II.2", "II.3"]


def test_every_share_says_of_what_it_is(view: PlanView) -> None:
    assert [ENGLISH(each) for each in work_sentences(agency_page(view, KHDT, CHANGES).own)] == [
        "done 1/4 (25%) of all, 1/4 (25%) of those due",
        "overdue 2: I.1, I.3",
        "due soon 1: II.1",
        "waiting for a higher level 1: I.3",
        "without a report 1: I.3",
        "not updated since 15/09/2022 2: I.1, I.3",
        "last change 15/09/2022, Bình: s (II.1)",
    ]
    assert ENGLISH(next(iter(work_sentences(agency_page(view, AgencyId("nobody")).own)))) == (
        "done 0/0 of all, 0/0 of those due"
    )
