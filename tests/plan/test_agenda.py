"""The agenda: every task in one section, the late first, and what has no due date in lists of its own."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ENGLISH, ON, agency, assignment, plan, progress, register, schedule, task
from tracker.plan.agenda import Agenda, Month, Section, agenda, entry_note, next_days
from tracker.plan.names import AgencyId, AreaNumber
from tracker.plan.plan import Period, Plan
from tracker.plan.query import Filter
from tracker.plan.task import Extension, ScheduleKind, Status, Task
from tracker.plan.view import PlanView


def view(*tasks: Task, **changes: Any) -> PlanView:
    return PlanView(plan=plan(*tasks, agencies=(agency("btc", "Bộ Tài chính"),), **changes), on=ON)


def without_due(kind: ScheduleKind, text: str = "", **changes: Any) -> Task:
    return task(schedule=schedule(text, kind=kind, start=None, due=None, **changes))


def sections(shown: Agenda) -> dict[str, list[str]]:
    return {each.key: [entry.row.task.number for entry in each.entries] for each in shown.sections}


@pytest.mark.parametrize(
    ("given", "section"),
    [
        (task(), "overdue"),
        (task(schedule=schedule(due=ON)), "due-soon"),
        (task(schedule=schedule(due=date(2022, 10, 22))), "due-soon"),
        (task(schedule=schedule(due=date(2022, 10, 23))), "due-2022-10"),
        (task(schedule=schedule(extensions=(Extension(due=date(2023, 1, 5), decision=""),))), "due-2023-01"),
        (task(progress=progress(Status.DONE)), "done"),
        (task(progress=progress(Status.DONE), schedule=schedule(due=None)), "done"),
        (task(progress=progress(Status.DONE, completed=date(2022, 10, 8))), "overdue"),
        (task(progress=progress(Status.MERGED)), "closed"),
        (without_due(ScheduleKind.RECURRING), "recurring"),
        (without_due(ScheduleKind.PER_REGULATION), "per-regulation"),
        (without_due(ScheduleKind.FROM), "from"),
        (without_due(ScheduleKind.EXTERNAL), "external"),
        (without_due(ScheduleKind.ON_DEMAND), "on-demand"),
        (without_due(ScheduleKind.QUARTER), "undated"),
        (task(schedule=schedule(kind=ScheduleKind.RECURRING, due=date(2022, 12, 31))), "recurring"),
        (task(schedule=schedule(kind=ScheduleKind.EXTERNAL, due=date(2022, 12, 31))), "due-2022-12"),
        (task(schedule=schedule(kind=ScheduleKind.RECURRING)), "overdue"),
    ],
)
def test_a_task_stands_in_its_section(given: Task, section: str) -> None:
    assert sections(agenda(view(given))) == {section: ["I.1"]}


@settings(max_examples=40)
@given(st.lists(builders.tasks, max_size=3), st.dates(date(2021, 1, 1), date(2024, 1, 1)))
def test_every_task_stands_in_exactly_one_section(tasks: list[Task], on: date) -> None:
    held = Plan(settings=builders.settings(), register=register(), tasks=tuple(tasks))
    shown = agenda(PlanView(plan=held, on=on))
    listed = [entry.row.task for each in shown.sections for entry in each.entries]
    assert len(listed) == len(tasks) == shown.total
    assert all(each.entries for each in shown.sections)


def test_the_latest_comes_first_and_months_follow_each_other() -> None:
    shown = agenda(
        view(
            task("2022-I-01", schedule=schedule(due=date(2022, 12, 31))),
            task("2022-I-02", schedule=schedule(due=date(2022, 9, 30))),
            task("2022-I-03", schedule=schedule(due=date(2022, 3, 31))),
            task("2022-I-04", schedule=schedule(due=date(2022, 11, 30))),
            task("2022-I-05", schedule=schedule(due=date(2022, 10, 20))),
            task("2022-I-06", schedule=schedule(due=date(2022, 10, 10))),
            task("2022-I-07", schedule=schedule(due=date(2023, 1, 31))),
        )
    )
    assert list(sections(shown).items()) == [
        ("overdue", ["I.3", "I.2"]),
        ("due-soon", ["I.6", "I.5"]),
        ("due-2022-11", ["I.4"]),
        ("due-2022-12", ["I.1"]),
        ("due-2023-01", ["I.7"]),
    ]
    assert [shown.opens_quarter(each) for each in shown.sections] == [False, False, True, False, True]
    assert shown.quarter_total(Month(2022, 12)) == 2
    assert ENGLISH(Month(2022, 12).quarter_title) == "Quarter IV/2022"


def test_an_agenda_of_an_area_or_an_agency_holds_theirs_alone() -> None:
    looked_at = view(
        task("2022-I-01"),
        task("2022-II-01", assignment=assignment("btc")),
        task("2022-II-02", assignment=assignment("so-noi-vu", coordinating=(AgencyId("btc"),))),
    )
    assert sections(agenda(looked_at, Filter(area=AreaNumber("II")))) == {"overdue": ["II.1", "II.2"]}
    assert sections(agenda(looked_at, Filter(agency=AgencyId("btc")))) == {"overdue": ["II.1", "II.2"]}
    assert agenda(looked_at, Filter(area="IX")).sections == ()


PERIODS = tuple(
    Period(id=str(month), title="", start=ON, cut_off=date(2022, month, 14), due=date(2022, month, 20))
    for month in (3, 6, 9, 12)
)


@pytest.mark.parametrize(
    ("kind", "text", "days"),
    [
        (ScheduleKind.RECURRING, "Hằng quý", [date(2022, 12, 31)]),
        (
            ScheduleKind.RECURRING,
            "Hằng tháng",
            [date(2022, 10, 31), date(2022, 11, 30), date(2022, 12, 31)],
        ),
        (ScheduleKind.RECURRING, "Thường xuyên", []),
        (ScheduleKind.PER_REGULATION, "Theo quy định", [date(2022, 12, 20)]),
        (ScheduleKind.ON_DEMAND, "Hằng quý", []),
    ],
)
def test_what_comes_back_names_its_next_days(kind: ScheduleKind, text: str, days: list[date]) -> None:
    held = schedule(text, kind=kind, start=None, due=None)
    assert next_days(held, builders.settings(periods=PERIODS), ON) == tuple(days)


@pytest.mark.parametrize(
    ("given", "note"),
    [
        (task(), "7 days late, reason given"),
        (task(progress=progress()), "7 days late, no reason given"),
        (task(progress=progress(Status.DONE, completed=date(2022, 9, 1))), "done on 01/09/2022"),
        (task(progress=progress(Status.DONE)), ""),
        (task(schedule=schedule(due=date(2022, 10, 8))), "1 day left"),
        (without_due(ScheduleKind.EXTERNAL, condition="tiến độ của Trung ương"), "hangs on: tiến độ của Trung ương"),
        (
            task(progress=progress(Status.WAITING, awaiting="btc"), schedule=schedule(due=None)),
            "waits for Bộ Tài chính",
        ),
        (without_due(ScheduleKind.RECURRING, "Hằng tháng"), "next: 31/10/2022, 30/11/2022, 31/12/2022"),
        (task(schedule=schedule(kind=ScheduleKind.FROM, start=date(2022, 11, 1), due=None)), "from 01/11/2022"),
        (task(schedule=schedule(due=date(2022, 12, 31))), ""),
    ],
)
def test_the_note_of_an_entry(given: Task, note: str) -> None:
    looked_at = view(given)
    (section,) = agenda(looked_at).sections
    said = entry_note(section.entries[0], looked_at.plan.register)
    assert (ENGLISH(said) if said is not None else "") == note


def test_the_sections_are_read_in_the_order_of_their_names() -> None:
    assert [each.value for each in Section][:3] == ["overdue", "due-soon", "due"]
