"""Succession and the next year: who takes over open tasks, and which tasks go on under which id."""

from datetime import date

from hypothesis import given

from tests.builders import agency, assignment, plan, progress, register, schedule, settings, task, tasks
from tracker.plan.agency import AgencyKind
from tracker.plan.kin import carried_from, kin_of
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.new_year import (
    AS_IT_IS,
    Wanted,
    carried,
    next_settings,
    turned,
    unfinished,
)
from tracker.plan.plan import Period
from tracker.plan.succession import heirs, succession
from tracker.plan.task import OtherRole, ScheduleKind, Status, Task
from tracker.storage.codec import read_task, write_task

THEN = date(2025, 3, 1)
OLD = agency("cu", "Sở Cũ", valid_to=date(2025, 2, 28), successors=("moi", "khac"))
NEW, OTHER = agency("moi", "Sở Mới"), agency("khac", "Sở Khác")
GROUP = agency("nhom", "Các sở", kind=AgencyKind.GROUP, valid_to=date(2025, 2, 28), successors=("nhom-moi",))


def test_the_first_successor_takes_over_and_the_others_are_named() -> None:
    found = heirs(register(OLD, NEW, OTHER, GROUP), THEN, {})
    assert set(found) == {"cu"}
    assert (found[AgencyId("cu")].chosen, found[AgencyId("cu")].others) == ("moi", ("khac",))
    chosen = heirs(register(OLD, NEW, OTHER), THEN, {AgencyId("cu"): AgencyId("khac")})
    assert (chosen[AgencyId("cu")].chosen, chosen[AgencyId("cu")].others) == ("khac", ("moi",))
    assert heirs(register(OLD, NEW, OTHER), date(2025, 2, 28), {}) == {}


def test_an_open_task_moves_in_every_role_and_names_each_agency_once() -> None:
    held = task(
        assignment=assignment(
            "cu",
            "moi",
            coordinating=(AgencyId("cu"), AgencyId("nhom")),
            others=(OtherRole(agency=AgencyId("cu"), role="thẩm định"),),
            reporter=AgencyId("cu"),
        )
    )
    (move,) = succession(plan(held, agencies=(OLD, NEW, OTHER, GROUP)), THEN, {})
    after = move.edit.apply(held).assignment
    assert (after.lead, after.coordinating, after.reporter) == (("moi",), ("nhom",), "moi")
    assert after.others == (OtherRole(agency=AgencyId("moi"), role="thẩm định"),)
    assert after.text == held.assignment.text
    assert all(wish.has_seen for wish in move.edit.wishes)
    assert [each.agency for each in move.heirs] == ["cu"]


def test_done_and_closed_tasks_and_those_of_agencies_that_stay_do_not_move() -> None:
    held = plan(
        task("2022-I-01", assignment=assignment("cu"), progress=progress(Status.DONE)),
        task("2022-I-02", assignment=assignment("cu"), progress=progress(Status.WITHDRAWN)),
        task("2022-I-03", assignment=assignment("moi")),
        agencies=(OLD, NEW, OTHER),
    )
    assert succession(held, THEN, {}) == ()


def test_the_settings_of_the_next_year_keep_what_lasts() -> None:
    period = Period(
        id="2024-Q1", title="Quý I", start=date(2023, 12, 15), cut_off=date(2024, 2, 29), due=date(2024, 3, 20)
    )
    old = settings(year=2024, periods=(period,), cut_off=date(2024, 10, 7))
    new = next_settings(old, 2025, "Kế hoạch 2025")
    assert (new.year, new.title, new.cut_off, new.decision.number) == (2025, "Kế hoạch 2025", None, "")
    assert new.areas == old.areas
    assert (new.periods[0].id, new.periods[0].start, new.periods[0].cut_off) == (
        "2025-Q1",
        date(2024, 12, 15),
        date(2025, 2, 28),
    )


def test_unfinished_tasks_are_carried_over_with_a_link_and_a_schedule_of_the_new_year() -> None:
    runs_on = schedule("Giai đoạn 2022 - 2025", kind=ScheduleKind.RANGE, due=date(2025, 12, 31))
    held = plan(
        task("2022-I-01", progress=progress(Status.DONE, completed=date(2022, 9, 1))),
        task("2022-I-03", assignment=assignment("cu")),
        task("2022-I-04", schedule=runs_on, progress=progress(Status.WAITING, awaiting="Bộ Nội vụ")),
        task("2022-I-05", progress=progress(Status.NOT_STARTED, result="")),
        task("2022-I-06", progress=progress(Status.MERGED)),
        agencies=(OLD, NEW, OTHER),
    )
    going = unfinished(held, date(2022, 12, 31))
    assert [each.number for each in going] == ["I.3", "I.4", "I.5"]
    new = carried(held, going, next_settings(held.settings, 2026, "Kế hoạch 2026"), "chuyển tiếp từ nhiệm vụ {}".format)
    first, second, third = new.values()
    assert [each.id for each in new.values()] == ["2026-I-01", "2026-I-02", "2026-I-03"]
    assert (first.schedule.text, first.schedule.due, first.schedule.kind) == (
        "Năm 2026",
        date(2026, 12, 31),
        ScheduleKind.YEAR,
    )
    assert first.assignment.lead == ("moi",)
    assert (first.progress.status, first.progress.result) == (Status.IN_PROGRESS, "")
    assert second.schedule.text == "Năm 2026"
    assert (second.progress.status, second.progress.awaiting) == (Status.WAITING, "Bộ Nội vụ")
    assert third.progress.status is Status.NOT_STARTED
    assert carried_from(first) == ("2022-I-03",)
    assert carried_from(second) == ("2022-I-04",)
    stays = carried(held, going, next_settings(held.settings, 2023, "Kế hoạch 2023"), str)
    assert stays[TaskId("2022-I-04")].schedule.text == "Giai đoạn 2022 - 2025"


def test_a_task_goes_on_with_the_title_schedule_and_lead_that_are_wanted() -> None:
    held = plan(
        task("2022-I-01", assignment=assignment("cu", coordinating=(AgencyId("khac"),))), agencies=(OLD, NEW, OTHER)
    )
    wanted = Wanted(title="Tên mới", schedule="Quý II/2026", lead=(AgencyId("khac"),))
    new = next_settings(held.settings, 2026, "Kế hoạch 2026")
    (after,) = carried(held, held.tasks, new, str, {TaskId("2022-I-01"): wanted}).values()
    assert (after.title, after.schedule.text, after.schedule.due) == ("Tên mới", "Quý II/2026", date(2026, 6, 30))
    assert (after.assignment.lead, after.assignment.coordinating) == (("khac",), ())
    (as_it_is,) = carried(held, held.tasks, new, str, {TaskId("2022-I-01"): AS_IT_IS}).values()
    assert as_it_is == next(iter(carried(held, held.tasks, new, str).values()))


@given(tasks)
def test_any_task_goes_on_as_a_record_that_reads_back_and_leads_to_the_old_one(one: Task) -> None:
    held = plan(one)
    new = next_settings(held.settings, 2023, "Kế hoạch 2023")
    (after,) = carried(
        held, (one,), new, "chuyển tiếp từ nhiệm vụ {}".format, taken=("2023-I-07", "2023-II-09")
    ).values()
    assert (after.id, carried_from(after)) == ("2023-I-08", (one.id,))
    assert read_task(write_task(after), "x").task == after
    assert kin_of(one, (plan(after, settings=new),)).later == (after,)


def test_a_turn_counts_by_area_and_tells_who_took_over_who_is_dropped_and_who_has_ended() -> None:
    gone = agency("het", "Sở Đã Hết", valid_to=date(2025, 2, 28))
    held = plan(
        task("2022-I-01", assignment=assignment("cu")),
        task("2022-I-02", assignment=assignment("het", "so-noi-vu")),
        task("2022-I-03", assignment=assignment("moi")),
        task("2022-II-01", progress=progress(Status.DONE)),
        agencies=(OLD, NEW, OTHER, gone),
    )
    new = next_settings(held.settings, 2026, "Kế hoạch 2026")
    going = {TaskId("2022-I-01"): AS_IT_IS, TaskId("2022-I-02"): Wanted(lead=(AgencyId("het"),))}
    turn = turned(held, date(2022, 12, 31), new, going, str, lambda each, _: f"{each.id}.toml")
    assert [(each.area.number, each.carried, each.left) for each in turn.areas] == [("I", 2, 1)]
    assert (turn.left, turn.paths[TaskId("2022-I-02")]) == (("2022-I-03",), "2026-I-02.toml")
    assert [(each.agency, each.chosen) for each in turn.heirs] == [("cu", "moi")]
    assert (turn.dropped, turn.ended) == (("so-noi-vu",), ("het",))


def test_kin_are_found_both_ways_and_only_across_years() -> None:
    old = plan(task("2022-I-01"), task("2022-I-10"))
    new = plan(
        task("2023-I-01", source="chuyển tiếp từ nhiệm vụ 2022-I-01; xem 2023-I-02, 2022-I-011"),
        task("2023-I-02", source="chuyển tiếp từ nhiệm vụ 2022-I-10, 2024-I-01"),
        settings=settings(year=2023),
    )
    newest = plan(task("2025-I-07", source="từ 2023-I-01"), settings=settings(year=2025))
    first, second = new.tasks
    assert (carried_from(first), carried_from(second)) == (("2022-I-01",), ("2022-I-10",))
    assert kin_of(old.tasks[0], (newest, new)).later == (first,)
    found = kin_of(first, (old, newest))
    assert (found.earlier, found.later) == ((old.tasks[0],), newest.tasks)
    assert kin_of(old.tasks[0], ()) == kin_of(newest.tasks[0], (old,))
