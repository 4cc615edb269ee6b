from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.message import Message
from tracker.plan.schedule import ScheduleReading, read_schedule, schedule_doubts
from tracker.plan.task import Extension, Schedule, ScheduleKind

DAY = ScheduleKind.DAY
MONTH = ScheduleKind.MONTH
QUARTER = ScheduleKind.QUARTER
HALF_YEAR = ScheduleKind.HALF_YEAR
YEAR = ScheduleKind.YEAR
RANGE = ScheduleKind.RANGE
FROM = ScheduleKind.FROM
RECURRING = ScheduleKind.RECURRING
EXTERNAL = ScheduleKind.EXTERNAL
PER_REGULATION = ScheduleKind.PER_REGULATION
ON_DEMAND = ScheduleKind.ON_DEMAND


def read(text: str, year: int = 2022) -> ScheduleReading:
    return read_schedule(text, year=year)


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def said(doubts: tuple[Message, ...]) -> str:
    return " ".join(doubt.text for doubt in doubts)


# --- the wordings of the 2022 plan

PLAN_2022 = [
    ("Trong năm 2022", YEAR, "2022-01-01", "2022-12-31"),
    ("Năm 2022", YEAR, "2022-01-01", "2022-12-31"),
    ("Trong năm 2022 (theo hướng dẫn, tiến độ của Bộ Nội vụ)", YEAR, "2022-01-01", "2022-12-31"),
    ("Quý I/2022", QUARTER, "2022-01-01", "2022-03-31"),
    ("Quý II/2022", QUARTER, "2022-04-01", "2022-06-30"),
    ("Quý III/2022", QUARTER, "2022-07-01", "2022-09-30"),
    ("Quý IV/2022", QUARTER, "2022-10-01", "2022-12-31"),
    ("Tháng 01/2022", MONTH, "2022-01-01", "2022-01-31"),
    ("Tháng 3/2022", MONTH, "2022-03-01", "2022-03-31"),
    ("Tháng 6/2022", MONTH, "2022-06-01", "2022-06-30"),
    ("Tháng 12/2021", MONTH, "2021-12-01", "2021-12-31"),
    ("Từ tháng 11/2022", FROM, "2022-11-01", ""),
    ("Từ Quý I/2022", FROM, "2022-01-01", ""),
    ("Từ năm 2022", FROM, "2022-01-01", ""),
    ("Từ năm 2022-2025", RANGE, "2022-01-01", "2025-12-31"),
    (
        "Năm 2022 - 2023 (sau khi có hướng dẫn của Bộ Khoa học và Công nghệ)",
        RANGE,
        "2022-01-01",
        "2023-12-31",
    ),
    ("Theo tiến độ triển khai của Trung ương", EXTERNAL, "", ""),
    ("Theo tiến độ của Trung ương", EXTERNAL, "", ""),
    ("Theo tiến độ triển khai của cấp có thẩm quyền", EXTERNAL, "", ""),
    ("Theo tiến độ của Bộ Nội vụ", EXTERNAL, "", ""),
    ("Theo Đề án/Hướng dẫn của Bộ Nội vụ", EXTERNAL, "", ""),
    ("Theo chỉ đạo của UBND tỉnh", EXTERNAL, "", ""),
    ("Thường xuyên", RECURRING, "", ""),
    ("Theo quy định", PER_REGULATION, "", ""),
]


@pytest.mark.parametrize(("text", "kind", "start", "due"), PLAN_2022)
def test_the_wordings_of_the_2022_plan_are_read_without_doubt(
    text: str, kind: ScheduleKind, start: str, due: str
) -> None:
    reading = read(text)
    assert (reading.kind, reading.start, reading.due) == (kind, day(start), day(due))
    assert reading.doubts == ()
    assert reading.occurrences == ()


def test_a_month_long_before_the_plan_year_is_read_and_doubted() -> None:
    reading = read("Tháng 3/2021")
    assert (reading.kind, reading.start, reading.due) == (MONTH, date(2021, 3, 1), date(2021, 3, 31))
    assert "before the plan year" in said(reading.doubts)


def test_the_real_date_of_an_approved_timetable_is_asked_for() -> None:
    reading = read("Thực hiện theo tiến độ được phê duyệt")
    assert (reading.kind, reading.due, reading.condition) == (EXTERNAL, None, "tiến độ được phê duyệt")
    assert "real date" in said(reading.doubts)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        (
            "Trong năm 2022 (theo hướng dẫn, tiến độ của Bộ Nội vụ)",
            "theo hướng dẫn, tiến độ của Bộ Nội vụ",
        ),
        ("Theo tiến độ triển khai của Trung ương", "tiến độ triển khai của Trung ương"),
        ("Quý II/2022, sau khi có hướng dẫn của Bộ", "sau khi có hướng dẫn của Bộ"),
        ("Trong năm 2022 theo chỉ đạo của tỉnh", "theo chỉ đạo của tỉnh"),
        ("Quý I/2022", ""),
    ],
)
def test_what_a_schedule_hangs_on_is_its_condition(text: str, condition: str) -> None:
    assert read(text).condition == condition


# --- other wordings of Vietnamese plans

ONE_DEADLINE = [
    ("Chậm nhất 30/6", "2023-06-30"),
    ("Chậm nhất ngày 30/6/2023", "2023-06-30"),
    ("Xong trước 30/6", "2023-06-30"),
    ("Đến ngày 30/6", "2023-06-30"),
    ("Đến hết quý II", "2023-06-30"),
    ("Đến hết tháng 5", "2023-05-31"),
    ("Hết tháng 9/2023", "2023-09-30"),
    ("30/6/2023", "2023-06-30"),
    ("15/6/23", "2023-06-15"),
    ("Trước tháng 6/2023", "2023-05-31"),
]


@pytest.mark.parametrize(("text", "due"), ONE_DEADLINE)
def test_a_deadline_is_the_last_day_of_what_it_names(text: str, due: str) -> None:
    reading = read(text, 2023)
    assert (reading.kind, reading.start, reading.due, reading.doubts) == (DAY, None, day(due), ())


@pytest.mark.parametrize("text", ["Trước ngày 15/12/2023", "Hoàn thành trước 15/12", "trước ngày 15 tháng 12"])
def test_before_a_day_means_the_day_before_it_unless_the_office_counts_it(text: str) -> None:
    strict = read_schedule(text, year=2023, strict_before=True)
    lenient = read_schedule(text, year=2023, strict_before=False)
    assert (strict.kind, strict.due) == (DAY, date(2023, 12, 14))
    assert (lenient.kind, lenient.due) == (DAY, date(2023, 12, 15))


def test_a_day_named_as_such_is_an_event() -> None:
    reading = read("Ngày 15/6/2023", 2023)
    assert (reading.kind, reading.start, reading.due) == (DAY, date(2023, 6, 15), date(2023, 6, 15))


@pytest.mark.parametrize(("text", "due"), [("15/6", "2023-06-15"), ("30/9", "2023-09-30")])
def test_a_day_without_year_is_of_the_plan_year_and_doubted(text: str, due: str) -> None:
    reading = read(text, 2023)
    assert (reading.kind, reading.due) == (DAY, day(due))
    assert "names no year" in said(reading.doubts)


PERIODS = [
    ("Hoàn thành trong tháng 6", MONTH, "2023-06-01", "2023-06-30"),
    ("Tháng 5-6/2023", RANGE, "2023-05-01", "2023-06-30"),
    ("Tháng 5 - 6/2023", RANGE, "2023-05-01", "2023-06-30"),
    ("Tháng 5 – 6/2023", RANGE, "2023-05-01", "2023-06-30"),
    ("Từ tháng 5 đến tháng 6/2023", RANGE, "2023-05-01", "2023-06-30"),
    ("Tháng 5, 6/2023", RANGE, "2023-05-01", "2023-06-30"),
    ("Tháng 12/2022 - 02/2023", RANGE, "2022-12-01", "2023-02-28"),
    ("Từ ngày 01/3 đến 30/6/2023", RANGE, "2023-03-01", "2023-06-30"),
    ("Quý II, III/2023", RANGE, "2023-04-01", "2023-09-30"),
    ("Quý II-III/2023", RANGE, "2023-04-01", "2023-09-30"),
    ("Quý II và quý III", RANGE, "2023-04-01", "2023-09-30"),
    ("Quý I-Quý IV", YEAR, "2023-01-01", "2023-12-31"),
    ("Quý 2/2023", QUARTER, "2023-04-01", "2023-06-30"),
    ("Q2/2023", QUARTER, "2023-04-01", "2023-06-30"),
    ("Quí II/2023", QUARTER, "2023-04-01", "2023-06-30"),
    ("quý II năm 2023", QUARTER, "2023-04-01", "2023-06-30"),
    ("QII", QUARTER, "2023-04-01", "2023-06-30"),
    ("6 tháng đầu năm", HALF_YEAR, "2023-01-01", "2023-06-30"),
    ("6 tháng đầu năm (2023)", HALF_YEAR, "2023-01-01", "2023-06-30"),
    ("06 tháng đầu năm 2023", HALF_YEAR, "2023-01-01", "2023-06-30"),
    ("6 tháng cuối năm", HALF_YEAR, "2023-07-01", "2023-12-31"),
    ("9 tháng đầu năm", RANGE, "2023-01-01", "2023-09-30"),
    ("Cả năm", YEAR, "2023-01-01", "2023-12-31"),
    ("Năm 2023", YEAR, "2023-01-01", "2023-12-31"),
    ("Trong năm", YEAR, "2023-01-01", "2023-12-31"),
    ("Trong năm 2023 và các năm tiếp theo", FROM, "2023-01-01", ""),
    ("Giai đoạn 2021-2025", RANGE, "2021-01-01", "2025-12-31"),
    ("Giai đoạn 2021 - 2025, định hướng đến năm 2030", RANGE, "2021-01-01", "2025-12-31"),
    ("2021-2025", RANGE, "2021-01-01", "2025-12-31"),
    ("Đến năm 2025", RANGE, "", "2025-12-31"),
]


@pytest.mark.parametrize(("text", "kind", "start", "due"), PERIODS)
def test_periods_are_read_from_their_first_to_their_last_day(
    text: str, kind: ScheduleKind, start: str, due: str
) -> None:
    reading = read(text, 2023)
    assert (reading.kind, reading.start, reading.due) == (kind, day(start), day(due))
    assert reading.doubts == ()


@pytest.mark.parametrize(
    ("text", "due"), [("Đầu năm", "2023-03-31"), ("giữa năm", "2023-06-30"), ("cuối năm 2023", "2023-12-31")]
)
def test_a_vague_wording_gives_a_proposal_to_confirm(text: str, due: str) -> None:
    reading = read(text, 2023)
    assert reading.due == day(due)
    assert reading.proposed
    assert "vague" in said(reading.doubts)


QUARTER_ENDS = ["03-31", "06-30", "09-30", "12-31"]
MONTH_ENDS = ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30"]
MONTH_ENDS += ["07-31", "08-31", "09-30", "10-31", "11-30", "12-31"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Hằng năm", ["12-31"]),
        ("Hàng năm", ["12-31"]),
        ("Hằng quý", QUARTER_ENDS),
        ("Hàng quý", QUARTER_ENDS),
        ("Hằng tháng", MONTH_ENDS),
        ("Định kỳ", []),
        ("Theo định kỳ", []),
        ("Định kỳ hằng quý, 6 tháng, năm", QUARTER_ENDS),
        ("6 tháng/lần", ["06-30", "12-31"]),
        ("02 lần/năm", ["06-30", "12-31"]),
        ("Thường xuyên", []),
        ("Thường xuyên trong năm", []),
        ("Liên tục", []),
        ("Cả giai đoạn", []),
        ("Ngày 20 của tháng cuối quý", ["03-20", "06-20", "09-20", "12-20"]),
        ("Trước ngày 15 tháng cuối kỳ", ["03-14", "06-14", "09-14", "12-14"]),
        ("Trước ngày 05 tháng 12 hằng năm", ["12-04"]),
        ("Ngày 31 hằng tháng", MONTH_ENDS),
    ],
)
def test_what_comes_back_has_a_due_day_in_each_period(text: str, days: list[str]) -> None:
    reading = read(text, 2023)
    assert (reading.kind, reading.start, reading.due) == (RECURRING, None, None)
    assert [f"{each:%m-%d}" for each in reading.occurrences] == days
    assert {each.year for each in reading.occurrences} <= {2023}
    assert reading.doubts == ()


def test_what_comes_back_weekly_is_due_on_sundays() -> None:
    days = read("Hằng tuần", 2023).occurrences
    assert days[0] == date(2023, 1, 1)
    assert len(days) == 53
    assert {each.isoweekday() for each in days} == {7}


def test_days_before_which_something_comes_back_follow_the_office_too() -> None:
    lenient = read_schedule("Trước ngày 15 tháng cuối kỳ", year=2023, strict_before=False)
    assert lenient.occurrences[0] == date(2023, 3, 15)


@pytest.mark.parametrize(
    ("text", "days", "doubted"),
    [
        ("tháng 3/2023, tháng 9/2023", ["2023-03-31", "2023-09-30"], False),
        ("Tháng 3, 9/2023", ["2023-03-31", "2023-09-30"], False),
        ("15/3, 15/6, 15/9, 15/12", ["2023-03-15", "2023-06-15", "2023-09-15", "2023-12-15"], True),
    ],
)
def test_several_due_dates_are_occurrences_the_last_of_which_is_due(text: str, days: list[str], doubted: bool) -> None:
    reading = read(text, 2023)
    assert reading.kind is RECURRING
    assert [each.isoformat() for each in reading.occurrences] == days
    assert reading.due == day(days[-1])
    assert ("names no year" in said(reading.doubts)) is doubted


@pytest.mark.parametrize("text", ["Đột xuất", "Khi có yêu cầu", "Khi phát sinh", "Theo yêu cầu"])
def test_what_is_done_on_demand_has_no_due_date(text: str) -> None:
    assert read(text) == ScheduleReading(kind=ON_DEMAND)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Theo Kế hoạch số 21/KH-UBND", "Kế hoạch số 21/KH-UBND"),
        ("Theo Quyết định số 468/QĐ-TTg", "Quyết định số 468/QĐ-TTg"),
        ("Theo lộ trình", "lộ trình"),
        ("Theo tiến độ dự án", "tiến độ dự án"),
        ("Theo thời gian quy định", "thời gian quy định"),
        ("Sau khi Chính phủ ban hành Nghị định", "Sau khi Chính phủ ban hành Nghị định"),
        ("Sau khi Bộ ban hành hướng dẫn", "Sau khi Bộ ban hành hướng dẫn"),
        ("Ngay sau khi Kế hoạch được ban hành", "Ngay sau khi Kế hoạch được ban hành"),
    ],
)
def test_what_hangs_on_another_body_or_document_has_a_condition_and_no_dates(text: str, condition: str) -> None:
    assert read(text) == ScheduleReading(kind=EXTERNAL, condition=condition)


@pytest.mark.parametrize("text", ["Sau 30 ngày kể từ ngày ban hành", "Trong vòng 15 ngày làm việc"])
def test_days_after_an_event_wait_for_the_day_of_the_event(text: str) -> None:
    reading = read(text)
    assert (reading.kind, reading.due, reading.condition) == (EXTERNAL, None, text)
    assert "counts from an event" in said(reading.doubts)


def test_days_after_a_day_are_reckoned() -> None:
    reading = read("Sau 30 ngày kể từ ngày 15/6/2022")
    assert (reading.kind, reading.start, reading.due) == (DAY, date(2022, 6, 15), date(2022, 7, 15))


def test_working_days_skip_weekends_and_leave_holidays_to_a_person() -> None:
    reading = read("Trong vòng 15 ngày làm việc kể từ ngày 01/6/2022")
    assert reading.due == date(2022, 6, 22)
    assert "holidays" in said(reading.doubts)


def test_a_task_carried_over_asks_for_its_link() -> None:
    reading = read("Quý I/2023 (chuyển tiếp từ năm 2022)", 2023)
    assert (reading.kind, reading.due) == (QUARTER, date(2023, 3, 31))
    assert reading.condition == "chuyển tiếp từ năm 2022"
    assert "carried over" in said(reading.doubts)


def test_a_status_in_the_schedule_is_doubted() -> None:
    beside, alone = read("Tháng 3/2023 (đã hoàn thành)", 2023), read("Đã hoàn thành")
    assert (beside.kind, beside.due, beside.condition) == (MONTH, date(2023, 3, 31), "")
    assert (alone.kind, alone.due) == (EXTERNAL, None)
    assert "status" in said(beside.doubts)
    assert "status" in said(alone.doubts)


@pytest.mark.parametrize(("text", "doubt"), [("", "no schedule"), ("-", "no schedule"), ("–", "no schedule")])
def test_a_missing_schedule_is_doubted(text: str, doubt: str) -> None:
    assert doubt in said(read(text).doubts)


@pytest.mark.parametrize("text", ["nt", "như trên", "Như trên."])
def test_a_schedule_like_that_of_the_row_above_is_asked_for(text: str) -> None:
    assert "row above" in said(read(text).doubts)


@pytest.mark.parametrize("text", ["Bao giờ cũng được", "Tháng 13/2022", "31/6/2022", "Tháng 0000", "66/67 cơ quan"])
def test_unknown_wording_is_kept_as_a_condition_and_doubted(text: str) -> None:
    reading = read(text)
    assert (reading.kind, reading.start, reading.due, reading.condition) == (EXTERNAL, None, None, text)
    assert "unknown" in said(reading.doubts)


def test_months_without_year_that_run_over_the_new_year_start_the_year_before() -> None:
    reading = read("Tháng 11 - 02/2023", 2023)
    assert (reading.start, reading.due) == (date(2022, 11, 1), date(2023, 2, 28))
    assert reading.doubts


def test_a_part_without_year_has_the_year_of_the_part_after_it() -> None:
    reading = read("Tháng 5 - 6/2023", 2022)
    assert (reading.start, reading.due) == (date(2023, 5, 1), date(2023, 6, 30))


def test_a_year_far_ahead_is_doubted() -> None:
    assert "long after" in said(read("Quý III/2203").doubts)


@given(st.text(st.sampled_from("từ đến tháng quý năm ngày trước hết 0123456789 I/V-,.()hằng")))
def test_any_text_is_read_as_something(text: str) -> None:
    reading = read(text)
    assert reading.due is None or reading.start is None or reading.doubts or reading.start <= reading.due


@given(st.text())
def test_wording_that_is_not_understood_is_never_silent(text: str) -> None:
    reading = read(text)
    assert reading.doubts or reading.kind is not EXTERNAL or reading.condition


# --- stored schedules


def stored(text: str, kind: ScheduleKind, start: str = "", due: str = "") -> Schedule:
    return Schedule(text=text, kind=kind, start=day(start), due=day(due))


def doubts(schedule: Schedule) -> str:
    return said(schedule_doubts(schedule, year=2022, strict_before=True))


@pytest.mark.parametrize(("text", "kind", "start", "due"), PLAN_2022)
def test_a_schedule_stored_as_its_text_reads_is_not_doubted(
    text: str, kind: ScheduleKind, start: str, due: str
) -> None:
    assert doubts(stored(text, kind, start, due)) == ""


def test_each_difference_from_the_text_is_a_doubt() -> None:
    schedule = stored("Tháng 3/2021", YEAR, "2022-03-01", "2022-03-31")
    found = schedule_doubts(schedule, year=2022, strict_before=True)
    assert [dict(doubt.values) for doubt in found] == [
        {"read": MONTH, "stored": YEAR},
        {"read": date(2021, 3, 1), "stored": date(2022, 3, 1)},
        {"read": date(2021, 3, 31), "stored": date(2022, 3, 31)},
    ]


def test_missing_dates_are_doubts() -> None:
    schedule = stored("Quý I/2022", QUARTER)
    assert "no start" in doubts(schedule)
    assert "no due date" in doubts(schedule)


def test_a_due_date_of_a_task_without_end_is_a_doubt() -> None:
    assert "has no due date" in doubts(stored("Từ tháng 11/2022", FROM, "2022-11-01", "2022-12-31"))


def test_a_date_entered_where_the_text_has_none_is_no_doubt() -> None:
    assert doubts(stored("Theo tiến độ của Trung ương", EXTERNAL, "", "2022-11-30")) == ""


@pytest.mark.parametrize("text", ["Cuối năm", "Bao giờ cũng được"])
def test_an_answer_to_an_open_wording_is_no_doubt(text: str) -> None:
    assert doubts(stored(text, DAY, "", "2022-11-30")) == ""


def test_the_office_decides_whether_before_a_day_counts_it() -> None:
    schedule = stored("Trước ngày 15/12/2022", DAY, "", "2022-12-15")
    assert schedule_doubts(schedule, year=2022, strict_before=False) == ()
    assert schedule_doubts(schedule, year=2022, strict_before=True) != ()


def test_an_extension_does_not_contradict_the_text() -> None:
    extension = Extension(due=date(2022, 6, 30), decision="2286/QĐ-UBND")
    schedule = Schedule(
        text="Quý I/2022",
        kind=QUARTER,
        start=date(2022, 1, 1),
        due=date(2022, 3, 31),
        extensions=(extension,),
    )
    assert doubts(schedule) == ""
