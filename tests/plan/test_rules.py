"""Who may change what: every role, every kind of field, and what a report must hold to be sent."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import agency, assignment, document, group, plan, progress, register, schedule, settings, task
from tracker.plan.fields import FIELDS, field_named
from tracker.plan.names import NO_AGENCY, AgencyId
from tracker.plan.plan import Plan, Right
from tracker.plan.rules import (
    DEMANDS,
    EVERYBODY,
    Actor,
    ActorRole,
    forbidden,
    known_by,
    refused,
    right,
    speaker,
    verdicts,
)
from tracker.plan.task import OtherRole, Status, Task

ON = date(2022, 9, 20)
OFFICE = AgencyId("so-noi-vu")
JUSTICE = AgencyId("so-tu-phap")


def held(*tasks: Task, **changes: Any) -> Plan:
    return plan(
        *tasks,
        agencies=(
            agency("so-noi-vu", "Sở Nội vụ", identities=("vanphong@khanhhoa.example",)),
            agency("so-tu-phap", "Sở Tư pháp", identities=("An@TuPhap.example", "SHA256:abc")),
            agency("so-cu", valid_to=date(2022, 6, 30), successors=(JUSTICE,)),
            group("nhom-so", "so-tu-phap"),
        ),
        settings=settings(office=(OFFICE,), **changes),
    )


def justice(given: Plan) -> Actor:
    return speaker(JUSTICE, given.settings)


def rule(before: Task, after: Task, actor: Actor | None = None, given: Plan | None = None) -> dict[str, str]:
    """Return what each change met: the rule that refuses it, or "" where it is allowed."""
    known = given or held(before)
    found = verdicts(before, after, actor=actor or justice(known), plan=known, on=ON)
    return {each.field.key: "" if each.allowed else each.rule for each in found if each.field is not None}


OWN = task(assignment=assignment("so-tu-phap"), progress=progress(Status.IN_PROGRESS))


def test_an_agency_is_known_by_its_address_or_key_however_it_is_spelt() -> None:
    given = held()
    for identity in ("an@tuphap.example", "AN@TUPHAP.EXAMPLE", " SHA256:abc "):
        actor = known_by((identity,), given.settings, given.register)
        assert (actor.role, actor.agencies) == (ActorRole.AGENCY, (JUSTICE,))
    assert known_by(("vanphong@khanhhoa.example",), given.settings, given.register).role is ActorRole.OFFICE
    assert known_by(("ai@do.example",), given.settings, given.register).role is ActorRole.STRANGER
    assert known_by((), given.settings, given.register).role is ActorRole.STRANGER


def test_where_the_plan_names_no_office_everybody_is_the_office() -> None:
    open_plan = plan(OWN)
    assert known_by(("ai@do.example",), open_plan.settings, open_plan.register).role is ActorRole.OFFICE
    assert speaker(JUSTICE, open_plan.settings).role is ActorRole.OFFICE
    changed = replace(OWN, title="Khác")
    assert refused(verdicts(OWN, changed, actor=EVERYBODY, plan=open_plan, on=ON)) == ()


def test_where_the_office_has_no_identity_a_person_cannot_be_told_apart_but_an_agency_can() -> None:
    given = held()
    nameless = register(agency("so-noi-vu"), agency("so-tu-phap", identities=("an@tuphap.example",)))
    assert known_by(("an@tuphap.example",), given.settings, nameless).role is ActorRole.OFFICE
    assert speaker(JUSTICE, given.settings).role is ActorRole.AGENCY


@pytest.mark.parametrize(
    ("assigned", "is_own"),
    [
        (assignment("so-tu-phap"), True),
        (assignment("so-noi-vu", coordinating=(JUSTICE,)), True),
        (assignment("so-noi-vu", reporter=JUSTICE), True),
        (assignment("nhom-so"), True),
        (assignment("so-cu"), True),
        (assignment("so-noi-vu"), False),
        (assignment("so-noi-vu", others=(OtherRole(agency=JUSTICE, role="thẩm định"),)), False),
    ],
)
def test_an_agency_reports_on_what_it_leads_coordinates_or_reports_on(assigned: Any, is_own: bool) -> None:
    before = task(assignment=assigned)
    after = replace(before, progress=replace(before.progress, result="Đã trình"))
    assert rule(before, after) == {"progress.result": "" if is_own else "not-own-task"}


def test_titles_dates_and_assignments_are_the_office_s() -> None:
    after = replace(
        OWN,
        title="Khác",
        schedule=schedule("Quý IV/2022"),
        assignment=assignment("so-tu-phap", "so-noi-vu", reporter=JUSTICE),
    )
    found = rule(OWN, after)
    assert set(found) == {"title", "schedule.text", "assignment.lead", "assignment.reporter"}
    assert set(found.values()) == {"office-field"}
    assert set(rule(OWN, after, actor=speaker(OFFICE, held().settings)).values()) == {""}


def test_a_right_is_read_from_the_plan_before_the_change() -> None:
    foreign = task(assignment=assignment("so-noi-vu"))
    seized = replace(foreign, assignment=assignment("so-tu-phap"), progress=replace(foreign.progress, result="Của tôi"))
    assert rule(foreign, seized) == {"assignment.lead": "office-field", "progress.result": "not-own-task"}


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        (progress(Status.DONE, documents=(document(),)), {"done-without-date"}),
        (progress(Status.DONE, completed=date(2022, 9, 1)), {"done-without-document"}),
        (progress(Status.DONE, completed=date(2022, 9, 1), documents=(document(),)), set()),
        (progress(Status.DONE, completed=date(2022, 9, 21), documents=(document(),)), {"completed-later"}),
        (progress(Status.DONE, completed=date(2022, 9, 1), documents=(document(),), percent=80), {"percent-disagrees"}),
        (progress(Status.WAITING), {"waiting-for-nobody"}),
        (progress(Status.WAITING, awaiting="Bộ Nội vụ"), set()),
        (progress(Status.PAUSED, awaiting="Bộ Nội vụ"), {"awaits-without-waiting"}),
        (progress(Status.PAUSED, completed=date(2022, 9, 1)), {"date-without-done"}),
        (progress(Status.PAUSED, result="Ngày 31/02/2022 đã trình"), {"no-such-date"}),
    ],
)
def test_what_an_agency_sends_must_be_whole(changed: Any, broken: set[str]) -> None:
    after = replace(OWN, progress=changed)
    assert set(rule(OWN, after).values()) - {""} == broken
    assert set(rule(OWN, after, actor=speaker(OFFICE, held().settings)).values()) == {""}


def test_a_demand_refuses_the_fields_that_break_it_and_no_other() -> None:
    after = replace(OWN, progress=progress(Status.DONE, result="Đã ban hành", completed=date(2022, 9, 1)))
    assert rule(OWN, after) == {
        "progress.status": "done-without-document",
        "progress.completed": "",
        "progress.result": "",
    }


def test_an_old_fault_that_is_not_touched_refuses_nothing() -> None:
    faulty = replace(OWN, progress=progress(Status.DONE))
    after = replace(faulty, progress=replace(faulty.progress, result="Thêm một dòng"))
    assert rule(faulty, after) == {"progress.result": ""}


def test_every_demand_is_a_check_and_names_fields_of_a_task() -> None:
    keys = {each.key for each in FIELDS}
    assert all(set(each) <= keys for each in DEMANDS.values())


def test_a_stranger_changes_nothing_and_is_told_who_they_are_taken_for() -> None:
    given = held(OWN)
    stranger = known_by(("ai@do.example",), given.settings, given.register)
    after = replace(OWN, progress=progress(Status.PAUSED))
    found = verdicts(OWN, after, actor=stranger, plan=given, on=ON)
    assert {each.rule for each in found} == {"unknown-person"}
    assert dict(found[0].reason.values)["person"] == "ai@do.example"


def test_tasks_are_added_and_removed_by_the_office() -> None:
    given = held(OWN)
    for before, after, name in ((None, OWN, "task-added"), (OWN, None, "task-removed")):
        sent = verdicts(before, after, actor=justice(given), plan=given, on=ON)
        assert [(each.allowed, each.rule) for each in sent] == [(False, name)]
        assert refused(verdicts(before, after, actor=speaker(OFFICE, given.settings), plan=given, on=ON)) == ()
    assert verdicts(None, None, actor=EVERYBODY, plan=given, on=ON) == ()


def test_the_plan_may_give_other_rights() -> None:
    given = held(
        OWN,
        rights=(
            Right(role="agency", tasks="own", fields=("progress.result", "progress.documents")),
            Right(role="agency", tasks="all", fields=("progress.proposal",)),
        ),
    )
    after = replace(OWN, progress=replace(OWN.progress, status=Status.PAUSED, result="Đã trình"))
    assert rule(OWN, after, given=given) == {"progress.status": "office-field", "progress.result": ""}
    foreign = task(assignment=assignment("so-noi-vu"))
    told = replace(foreign, progress=replace(foreign.progress, proposal="Xin gia hạn"))
    assert rule(foreign, told, given=given) == {"progress.proposal": ""}
    # rights that forget the office do not lock it out
    assert right(OWN, field_named("title"), actor=speaker(OFFICE, given.settings), plan=given, on=ON).allowed


def test_the_fields_a_person_may_not_touch_are_listed_with_the_reason() -> None:
    given = held(OWN)
    found = forbidden(OWN, actor=justice(given), plan=given, on=ON)
    assert set(found) == {each.key for each in FIELDS[1:] if each.table != "progress"}
    assert forbidden(OWN, actor=speaker(OFFICE, given.settings), plan=given, on=ON) == {}
    nobody = Actor(role=ActorRole.AGENCY, agencies=(NO_AGENCY,))
    assert set(forbidden(OWN, actor=nobody, plan=given, on=ON)) == {each.key for each in FIELDS[1:]}
