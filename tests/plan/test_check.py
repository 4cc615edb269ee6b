"""The rules of the check: for each a small record that breaks it, and one beside it that does not."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tracker.plan.check
from tests.builders import (
    ENGLISH,
    ON,
    agency,
    assignment,
    document,
    group,
    plan,
    progress,
    schedule,
    settings,
    task,
)
from tracker.plan.agency import AgencyKind
from tracker.plan.check import check
from tracker.plan.message import say
from tracker.plan.names import AgencyId
from tracker.plan.problem import Problem, Severity
from tracker.plan.task import Extension, OtherRole, ScheduleKind, Status, Task

AGENCIES = (
    agency("ubnd-tinh", "Ủy ban nhân dân tỉnh", AgencyKind.COMMITTEE, symbols=("UBND",)),
    agency("stc", "Sở Tài chính", symbols=("STC",)),
    agency("khcn", "Sở Khoa học và Công nghệ", symbols=("SKHCN", "SKHChN")),
    agency("cu", "Sở Cũ", valid_to=date(2022, 6, 30), successors=(AgencyId("stc"),)),
    group("nhom", "stc"),
)
DAY = date(2022, 9, 1)


def found(*tasks: Task, on: date = ON, **changes: Any) -> list[Problem]:
    return list(check(plan(*tasks, agencies=AGENCIES, **changes), on))


def rules(*tasks: Task, on: date = ON, **changes: Any) -> list[str]:
    return [each.rule for each in found(*tasks, on=on, **changes)]


def reported(result: str, **changes: Any) -> Task:
    return task(progress=progress(result=result, obstacle="Chờ", **changes))


def done(**changes: Any) -> Task:
    return task(progress=progress(Status.DONE, **{"completed": DAY, "documents": (document(),), **changes}))


LATER, LATEST = date(2022, 12, 30), date(2022, 12, 31)


def extended(*steps: tuple[date, str]) -> Task:
    return task(schedule=schedule(extensions=tuple(Extension(due=due, decision=told) for due, told in steps)))


def cites(*documents: object, **changes: Any) -> Task:
    return task(progress=progress(obstacle="Chờ", documents=documents), **changes)


TABLE: list[tuple[str, Task, Task]] = [
    # rule, a record that breaks it, one that does not
    ("no-report", reported(" \n"), task()),
    ("no-product", task(product=" "), task()),
    ("schedule-doubt", task(schedule=schedule("Quý IV/2022")), task(schedule=schedule("Quý III/2022"))),
    (
        "due-before-plan",
        task(
            schedule=schedule("Tháng 12/2021", kind=ScheduleKind.MONTH, start=date(2021, 12, 1), due=date(2021, 12, 31))
        ),
        task(schedule=schedule("Năm 2022", kind=ScheduleKind.YEAR, start=date(2022, 1, 1), due=date(2022, 12, 31))),
    ),
    (
        "due-after-plan",
        task(schedule=schedule("Năm 2023", kind=ScheduleKind.YEAR, start=date(2023, 1, 1), due=date(2023, 12, 31))),
        task(),
    ),
    (
        "conditional-due",
        task(schedule=schedule("Quý III/2022 theo hướng dẫn", condition="theo hướng dẫn")),
        task(
            schedule=schedule("Theo hướng dẫn", kind=ScheduleKind.EXTERNAL, start=None, due=None, condition="hướng dẫn")
        ),
    ),
    ("extension-without-decision", extended((LATER, " ")), extended((LATER, "CV 1"))),
    ("extension-not-later", extended((date(2022, 9, 30), "CV 1")), extended((LATER, "CV 1"))),
    ("extension-not-later", extended((LATER, "CV 1"), (LATER, "CV 2")), extended((LATER, "CV 1"), (LATEST, "CV 2"))),
    (
        "reported-before-start",
        task(schedule=schedule("Từ tháng 11/2022", kind=ScheduleKind.FROM, start=date(2022, 11, 1), due=None)),
        task(schedule=schedule("Từ tháng 10/2022", kind=ScheduleKind.FROM, start=date(2022, 10, 1), due=None)),
    ),
    ("late-without-reason", task(progress=progress(obstacle="")), task()),
    ("done-without-date", done(completed=None), done()),
    ("done-without-document", done(documents=()), done()),
    ("date-without-done", reported("Đang trình", completed=DAY), done()),
    ("completed-later", done(completed=date(2022, 10, 8)), done(completed=ON)),
    ("percent-disagrees", done(percent=50), done(percent=100)),
    (
        "percent-disagrees",
        reported("Đang trình", status=Status.NOT_STARTED, percent=1),
        reported("Đang trình", status=Status.NOT_STARTED, percent=0),
    ),
    (
        "waiting-for-nobody",
        reported("Đang trình", status=Status.WAITING),
        reported("Đang trình", status=Status.WAITING, awaiting="bo-noi-vu"),
    ),
    (
        "awaits-without-waiting",
        reported("Đang trình", awaiting="bo-noi-vu"),
        reported("Đang trình", status=Status.WAITING, awaiting="bo-noi-vu"),
    ),
    ("result-promises", reported("Sẽ trình trong tháng 11"), reported("Đã trình; chia sẻ kết quả")),
    ("no-such-date", reported("Họp ngày 31/9/2022"), reported("Họp ngày 30/9/2022")),
    ("date-after-cut-off", reported("Họp ngày 12/10/2022"), reported("Họp ngày 07/10/2022")),
    (
        "indicator-unreported",
        task(product="Tối thiểu 97% hồ sơ"),
        task(product="Tối thiểu 97% hồ sơ", progress=progress(result="Đạt 97 % hồ sơ", obstacle="Chờ")),
    ),
    ("product-kind-differs", done(documents=(document("1/TB-UBND", "Thông báo"),)), done()),
    (
        "product-kind-differs",
        cites(document("1/TB-UBND", "Thông báo", issuer="ubnd-tinh")),
        cites(document("1/TTr-STC", "Tờ trình", issuer="stc")),
    ),
    ("kind-disagrees", cites(document("1/TTr-STC", "Văn bản")), cites(document("1/TTr-STC", "Tờ trình"))),
    ("document-without-number", cites(document("NĐ-CP", "Nghị định")), cites(document("1/NĐ-CP", "Nghị định"))),
    ("document-without-number", cites(document("", "Nghị định")), cites(document("1/NĐ-CP", "Nghị định"))),
    ("document-number-form", cites(document("1/QĐ-UBND tỉnh")), cites(document("1/QĐ-UBND"))),
    ("document-number-form", cites(document("1/UBND", "Công văn")), cites(document("1/UBND-TH", "Công văn"))),
    (
        "document-number-form",
        cites(document("20/CTr-TU", "Chương trình")),
        cites(document("20-CTr/TU", "Chương trình")),
    ),
    ("document-without-date", cites(document(day=None)), cites(document())),
    ("document-without-date", task(basis=(document(day=None),)), task(basis=(document(),))),
    ("unknown-agency", task(assignment=assignment("la")), task(assignment=assignment("stc"))),
    (
        "unknown-agency",
        task(assignment=assignment("stc", reporter="la")),
        task(assignment=assignment("stc", reporter="stc")),
    ),
    ("unknown-agency", cites(document(issuer="la")), cites(document(issuer="stc"))),
    (
        "unknown-agency",
        task(assignment=assignment("stc", others=(OtherRole(agency=AgencyId("la"), role="góp ý"),))),
        task(assignment=assignment("stc", others=(OtherRole(agency=AgencyId("khcn"), role="góp ý"),))),
    ),
    ("agency-ended", task(assignment=assignment("cu")), task(assignment=assignment("stc"))),
    ("no-lead", task(assignment=assignment()), task()),
    ("nobody-answers", task(assignment=assignment("nhom")), task(assignment=assignment("nhom", reporter="stc"))),
    ("group-leads", task(assignment=assignment("nhom", reporter="stc")), task(assignment=assignment("nhom", "stc"))),
    ("several-leads", task(assignment=assignment("stc", "khcn")), task(assignment=assignment("stc", "nhom"))),
    (
        "acts-unassigned",
        reported("Sở Tài chính đã thẩm định"),
        task(
            assignment=assignment("so-noi-vu", "nhom"),
            progress=progress(result="Sở Tài chính thẩm định", obstacle="Chờ"),
        ),
    ),
    (
        "several-tasks",
        task(title="Xây dựng quy chế;\nBan hành kế hoạch"),
        task(title="Xây dựng quy chế, ban hành kế hoạch"),
    ),
    ("quotes-unbalanced", task(title="Đề án “Đô thị"), task(title="Đề án “Đô thị”")),
    (
        "words-repeated",
        task(title="Sắp xếp tổ chức tổ chức các đơn vị"),
        task(title="Sắp xếp tổ chức, tổ chức lại đơn vị"),
    ),
    ("words-repeated", task(title="Gây phiền hà, tốn kém, phiền hà"), task(title="Gây phiền hà, tốn kém, khó khăn")),
    ("amount-doubtful", reported("Kinh phí 64.953 triệu đồng"), reported("Kinh phí 64,953 triệu đồng")),
    (
        "share-disagrees",
        reported("Còn 619 đơn vị, giảm 63 đơn vị, đạt 9,20%"),
        reported("Còn 619 đơn vị, giảm 63 đơn vị, đạt 9,24%"),
    ),
    (
        "count-disagrees",
        reported("Có 07 đơn vị\nA lên nhóm 2\nB lên nhóm 2\nC lên nhóm 2"),
        reported("Có 03 đơn vị\nA lên nhóm 2\nB lên nhóm 2\nC lên nhóm 2"),
    ),
    ("symbol-variant", cites(document("1/SKHChN-QL", "Công văn")), cites(document("1/SKHCN-QL", "Công văn"))),
    ("document-unlisted", reported("Theo Quyết định 9/QĐ-UBND"), cites(document("9/QĐ-UBND"))),
]

BETWEEN_TASKS: list[tuple[str, Task, Task, Task]] = [
    # rule, a first record, a second that breaks it, one that does not
    (
        "document-kinds-differ",
        task("2022-I-02", basis=(document("8164/UBND-TH", "Công văn"),)),
        task("2022-I-03", basis=(document("8164/UBND-TH", "Văn bản"),)),
        task("2022-I-03", basis=(document("8164/UBND-TH", "Công văn"),)),
    ),
    (
        "number-sequence",
        task("2022-I-02", basis=(document("1239/STC-QL", "Công văn", date(2022, 9, 7)),)),
        task("2022-I-03", basis=(document("1334/STC-QL", "Công văn", date(2022, 9, 8)),)),
        task("2022-I-03", basis=(document("1289/STC-QL", "Công văn", date(2022, 9, 8)),)),
    ),
    (
        "number-sequence",
        task("2022-I-02", basis=(document("1239/STC-QL", "Công văn", date(2022, 9, 7)),)),
        task("2022-I-03", basis=(document("1238/STC-QL", "Công văn", date(2022, 9, 8)),)),
        task("2022-I-03", basis=(document("1238/STC-QL", "Công văn", date(2023, 9, 8)),)),
    ),
    (
        "result-copied",
        task("2022-I-02", progress=progress(result="Đã gửi văn bản đề nghị các sở, ngành cho ý kiến", obstacle="Chờ")),
        task("2022-I-03", progress=progress(result="Đã gửi văn bản đề nghị các sở, ngành cho ý kiến", obstacle="Chờ")),
        task("2022-I-03", progress=progress(result="Đã gửi văn bản đề nghị các huyện, thị cho ý kiến", obstacle="Chờ")),
    ),
]


@pytest.mark.parametrize(("rule", "broken", "sound"), TABLE, ids=[f"{row[0]}-{n}" for n, row in enumerate(TABLE)])
def test_a_rule_finds_what_it_is_about_and_nothing_else(rule: str, broken: Task, sound: Task) -> None:
    assert rule in rules(broken)
    assert rule not in rules(sound)


@pytest.mark.parametrize(("rule", "first", "broken", "sound"), BETWEEN_TASKS)
def test_a_rule_between_tasks_points_at_the_second(rule: str, first: Task, broken: Task, sound: Task) -> None:
    assert [each.subject for each in found(first, broken) if each.rule == rule] == ["2022-I-03"]
    assert rule not in rules(first, sound)


def test_every_rule_stands_in_the_tables() -> None:
    source = Path(tracker.plan.check.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'^\s+"([a-z]+(?:-[a-z]+)+)",$|_warning\((?:use\.)?task, "([a-z-]+)"', source, re.MULTILINE))
    assert {one or other for one, other in named} == {row[0] for row in (*TABLE, *BETWEEN_TASKS)}


def test_a_sound_record_has_no_problem() -> None:
    assert found(task()) == []
    assert found(done()) == []


def test_a_document_without_number_does_not_hide_another_that_is_missing() -> None:
    assert "document-unlisted" in rules(
        task(progress=progress(result="Theo Quyết định 9/QĐ-UBND", documents=(document(""),), obstacle="Chờ"))
    )
    listed = document("38/QĐ-UBND")
    cited = task(progress=progress(result="Theo Quyết định 1138/QĐ-UBND", documents=(listed,), obstacle="Chờ"))
    assert "document-unlisted" in rules(cited)


def test_problems_say_where_they_are_and_in_the_order_of_the_plan() -> None:
    one, other = task("2022-I-02", product=""), task("2022-I-10", product="", title="Đề án “Đô thị")
    problems = found(
        other,
        one,
        paths={one.id: "records/a.toml", other.id: "records/b.toml"},
        lines={one.id: {"product": 7}, other.id: {"product": 9}},
        problems=(Problem(severity=Severity.ERROR, rule="toml", message=say("x"), path="records/c.toml", line=3),),
    )
    assert [(each.rule, each.path, each.line, each.field) for each in problems] == [
        ("toml", "records/c.toml", 3, ""),
        ("no-product", "records/a.toml", 7, "product"),
        ("no-product", "records/b.toml", 9, "product"),
        ("quotes-unbalanced", "records/b.toml", 0, "title"),
    ]
    assert all(each.severity is Severity.WARNING for each in problems[1:])


def test_a_problem_of_a_missing_key_points_at_its_table() -> None:
    (problem,) = found(reported(""), lines={task().id: {"progress": 40}})
    assert (problem.field, problem.line) == ("progress.result", 40)


def test_the_day_asked_about_decides_about_lateness() -> None:
    late = task(progress=progress(obstacle=""))
    assert rules(late, on=date(2022, 9, 30)) == []
    assert rules(late, on=date(2022, 10, 1)) == ["late-without-reason"]


def test_a_plan_without_cut_off_judges_dates_by_the_day_asked_about() -> None:
    told = reported("Họp ngày 12/10/2022")
    assert "date-after-cut-off" in rules(told, settings=settings(cut_off=None))
    assert "date-after-cut-off" not in rules(told, on=date(2022, 10, 12), settings=settings(cut_off=None))


def test_every_message_is_a_sentence_with_its_gaps_filled() -> None:
    for row in (*TABLE, *((rule, broken, sound) for rule, _, broken, sound in BETWEEN_TASKS)):
        for problem in found(row[1]):
            text = ENGLISH(problem.message)
            assert text
            assert "{" not in text
