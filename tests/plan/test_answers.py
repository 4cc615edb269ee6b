"""Answers: what a returned row means against the plan its form was cut from, and what refuses it whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ENGLISH, agency, assignment, plan, progress, task
from tracker.plan.answers import AnswerRow, Answers, compare, is_tick
from tracker.plan.message import say
from tracker.plan.names import AgencyId
from tracker.plan.plan import Plan
from tracker.plan.rules import Actor, ActorRole
from tracker.plan.task import Status

HERE = say("row 5")
ON = date(2022, 10, 8)
SNV = Actor(role=ActorRole.AGENCY, agencies=(AgencyId("so-noi-vu"),), name="so-noi-vu")
PLAN = plan(
    task("2022-I-01", title="Ban hành quy chế làm việc", progress=progress(result="Đang trình\nĐã họp")),
    task("2022-I-02", title="Rà soát thủ tục hành chính", assignment=assignment("stp")),
    task("2022-I-03", title="Xây dựng đề án vị trí việc làm", progress=progress(Status.WAITING, awaiting="bnv")),
    agencies=(agency("stp", "Sở Tư pháp"), agency("bnv", "Bộ Nội vụ", short=("BNV",), symbols=("BNV",))),
)


def row(
    id: str = "2022-I-01", *, number: str = "", title: str = "", ticks: tuple[Status, ...] = (), **texts: str
) -> AnswerRow:
    return AnswerRow(
        place=HERE,
        id=id,
        number=number,
        title=title,
        texts={f"progress.{key}": text for key, text in texts.items()},
        ticks=ticks,
    )


def answers(*rows: AnswerRow, base: Plan = PLAN) -> Answers:
    return compare(rows, base, actor=SNV, on=ON, name=ENGLISH.name)


def wishes(*rows: AnswerRow) -> dict[str, object]:
    found = answers(*rows)
    assert found.refused == ()
    (one,) = found.answered
    return {each.field.name: each.value for each in one.edit.wishes}


def refusal(*rows: AnswerRow) -> str:
    found = answers(*rows)
    assert found.answered == ()
    return found.refused[-1].rule


def test_what_an_agency_left_as_it_was_is_no_change_however_it_is_spaced() -> None:
    found = answers(row(status="In Progress", result=" Đang  trình\r\nĐã họp \n", percent="", completed=""))
    assert (found.answered, found.refused, found.untouched) == ((), (), ("2022-I-01",))
    assert answers(row("2022-I-03", awaiting="Bộ nội vụ")).untouched == ("2022-I-03",)
    assert answers(row("2022-I-03", awaiting="BNV")).untouched == ("2022-I-03",)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("85", 85), ("85%", 85), ("85 %", 85), ("0,85", 85), ("0.85", 85), ("1,0", 100), ("1", 1), ("100", 100)],
)
def test_a_share_is_read_however_it_is_written(text: str, percent: int) -> None:
    assert wishes(row(percent=text)) == {"percent": percent}


def done(completed: str) -> dict[str, object]:
    return wishes(row(status="done", completed=completed, documents="Quyết định số 12/QĐ-UBND ngày 01/9/2022"))


@pytest.mark.parametrize("text", ["1/9/2022", "01-09-2022", "ngày 01 tháng 9 năm 2022", "2022-09-01", "44805"])
def test_a_day_is_read_as_text_in_words_or_as_a_workbook_counts_it(text: str) -> None:
    assert done(text)["completed"] == date(2022, 9, 1)


def test_a_tick_in_the_column_of_a_status_is_that_status_and_two_are_a_contradiction() -> None:
    assert wishes(row(ticks=(Status.PAUSED,))) == {"status": Status.PAUSED}
    assert refusal(row(ticks=(Status.PAUSED, Status.DONE))) == "two-statuses"
    assert [is_tick(each) for each in ("x", " X ", "✓", "", "không")] == [True, True, True, False, False]


def test_an_empty_cell_says_nothing_and_a_dash_takes_back_with_a_doubt() -> None:
    assert answers(row(result="", obstacle="", status="")).untouched == ("2022-I-01",)
    found = answers(row(result="-"))
    assert found.answered[0].edit.wishes[0].value == ""
    assert len(found.answered[0].doubts) == 1


def test_what_an_edit_knows_of_the_base_goes_along_so_that_a_later_edit_is_seen() -> None:
    (one,) = answers(row(result="Đã ban hành")).answered
    (wish,) = one.edit.wishes
    assert (wish.seen, wish.has_seen) == ("Đang trình\nĐã họp", True)


def test_a_row_is_known_by_id_by_number_or_by_its_title_alone() -> None:
    assert answers(row("", number="I.1", result="a")).answered[0].task == "2022-I-01"
    assert answers(row("", title="xây dựng đề án vị trí việc  làm", result="a")).answered[0].task == "2022-I-03"
    assert refusal(row("", title="Một việc khác hẳn", result="a")) == "no-such-task"
    assert refusal(row("2022-IX-99", result="a")) == "no-such-task"
    assert refusal(row(title="Rà soát thủ tục hành chính", result="a")) == "other-title"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (row("2022-I-02", result="không phải việc của tôi"), "not-own-task"),
        (row(status="done"), "done-without-date"),
        (row(status="done", completed="1/9/2022"), "done-without-document"),
        (row(status="waiting"), "waiting-for-nobody"),
        (row(completed="1/9/2022"), "date-without-done"),
        (
            row(status="done", percent="50", completed="1/9/2022", documents="Quyết định số 1/QĐ-UBND"),
            "percent-disagrees",
        ),
        (row(status="xong rồi"), "field"),
        (row(percent="nhiều"), "field"),
        (row(completed="hôm qua"), "field"),
        (row(result="§·ñ tr×hh tØknh qÕtÕ ®Þ®nh"), "field"),
        (row(result="a\u202eb"), "field"),
    ],
)
def test_a_row_that_trespasses_contradicts_itself_or_cannot_be_read_is_refused_whole(
    given: AnswerRow, rule: str
) -> None:
    assert refusal(given) == rule


def test_text_of_an_old_font_is_read_as_people_saw_it_and_doubted() -> None:
    (one,) = answers(row(result="§· tr×nh UBND tØnh quyÕt ®Þnh giao chØ tiªu")).answered
    assert one.edit.wishes[0].value == "Đã trình UBND tỉnh quyết định giao chỉ tiêu"
    assert [ENGLISH(each) for each in one.doubts] == ["result is read from a font of the encoding TCVN3."]


def test_another_agencys_row_that_changes_nothing_is_no_trespass() -> None:
    assert answers(row("2022-I-02", status="in progress")).untouched == ("2022-I-02",)


def test_a_task_has_one_row() -> None:
    found = answers(row(result="a"), row(number="I.1", result="b"))
    assert [each.rule for each in found.refused] == ["row-twice"]
    assert len(found.answered) == 1
    assert [each.rule for each in answers(row(percent="nhiều"), row(result="b")).refused] == ["field", "row-twice"]


def test_a_copy_of_the_sheet_is_no_contradiction_whichever_of_the_two_was_filled_in() -> None:
    for rows in ((row(result="a"), row()), (row(), row(result="a")), (row(result="a"), row(result="a"))):
        found = answers(*rows)
        assert (len(found.answered), found.refused, found.untouched) == (1, (), ())
    assert answers(row(), row()).untouched == ("2022-I-01",)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Đã hoàn thành.", Status.DONE),
        ("Hoàn thành", Status.DONE),
        ("chưa triển khai", Status.NOT_STARTED),
        ("tạm hoãn", Status.PAUSED),
        ("TẠM DỪNG ", Status.PAUSED),
    ],
)
def test_a_status_in_an_office_s_own_words_is_read_and_told(text: str, status: Status) -> None:
    day, cited = ("1/9/2022", "Quyết định số 12/QĐ-UBND ngày 01/9/2022") if status is Status.DONE else ("", "")
    found = answers(row(status=text, completed=day, documents=cited)).answered[0]
    assert found.edit.wishes[0].value is status
    assert len(found.doubts) == 1


def test_work_that_goes_on_in_other_words_is_no_change_and_prose_is_no_status() -> None:
    assert answers(row(status="Paused. ")).answered[0].doubts == ()
    assert answers(row(status="đang triển khai thực hiện")).untouched == ("2022-I-01",)
    assert refusal(row(status="chuyển Sở Tài chính xử lý")) == "field"
    assert refusal(row(status="chờ họp")) == "field"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=12), st.text(max_size=60))
def test_whatever_stands_in_a_row_is_answered_refused_or_left(id: str, status: str, percent: str, result: str) -> None:
    found = answers(row(id, status=status, percent=percent, completed=percent, documents=result, result=result))
    assert len(found.answered) + len(found.refused) + len(found.untouched) == 1
