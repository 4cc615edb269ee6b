"""The months of the calendar and what finds an agency: pure tests."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ENGLISH, agency, register
from tracker.screens.calendar import CELL, month_lines, other_month
from tracker.screens.choice import agency_choices, found
from tracker.screens.citations import found_in

days = st.dates()


def test_a_week_begins_on_monday_and_the_chosen_day_today_and_the_due_date_are_marked() -> None:
    assert month_lines(date(2022, 8, 17), date(2022, 8, 31), date(2022, 8, 1)) == [
        "  1!   2    3    4    5    6    7  ",
        "  8    9   10   11   12   13   14  ",
        " 15   16  [17 ] 18   19   20   21  ",
        " 22   23   24   25   26   27   28  ",
        " 29   30   31*                     ",
    ]
    assert "[17!]" in month_lines(date(2022, 8, 17), date(2022, 8, 17), date(2022, 8, 17))[2]


@given(days)
def test_a_month_shows_each_of_its_days_once_in_weeks_of_one_width(day: date) -> None:
    lines = month_lines(day, None, None)
    assert {len(line) for line in lines} == {7 * CELL}
    numbers = [int(each) for each in "".join(lines).replace("[", " ").replace("]", " ").split()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "".join(lines).count("[") == 1


@given(days, st.integers(-30, 30))
def test_a_turn_of_months_keeps_the_day_or_takes_the_last_and_stays_within_the_years(day: date, months: int) -> None:
    turned = other_month(day, months)
    if turned != day:
        assert (turned.year * 12 + turned.month) - (day.year * 12 + day.month) == months
        assert turned.day <= day.day
    assert other_month(date(2022, 1, 31), 1) == date(2022, 2, 28)
    assert other_month(date(9999, 12, 1), 1) == date(9999, 12, 1)


REGISTER = register(
    agency("so-noi-vu-cu", "Sở Nội vụ", short=("SNV",), valid_to=date(2025, 2, 28)),
    agency("so-noi-vu", "Sở Nội vụ", short=("SNV",), symbols=("SNV",), valid_from=date(2025, 3, 1)),
    agency("bo-noi-vu", "Bộ Nội vụ", short=("BNV",), symbols=("BNV",)),
)


def test_an_agency_is_found_by_any_name_without_tones_those_in_being_first() -> None:
    choices = agency_choices(REGISTER, ENGLISH, date(2025, 6, 1))
    assert [each.key for each in found(choices, "so noi vu")] == ["so-noi-vu", "so-noi-vu-cu"]
    assert [each.key for each in found(choices, "bnv")] == ["bo-noi-vu"]
    assert [each.key for each in found(choices, "")] == ["so-noi-vu", "bo-noi-vu", "so-noi-vu-cu"]
    assert found(choices, "zzz") == []
    assert "until 28/02/2025" in next(each.label for each in choices if each.key == "so-noi-vu-cu")


def test_documents_are_found_in_prose_once_without_those_held_and_with_their_issuer() -> None:
    text = "Sở đã có Công văn 15/SNV-CCHC ngày 5/9/2022 và Quyết định số 7/QĐ-BNV; nhắc lại Công văn 15/SNV-CCHC."
    one, other = found_in(text, REGISTER)
    assert (one.document.number, one.document.date, one.document.issuer) == (
        "15/SNV-CCHC",
        date(2022, 9, 5),
        "so-noi-vu",
    )
    assert (other.document.number, other.document.issuer) == ("7/QĐ-BNV", "bo-noi-vu")
    assert found_in(text, REGISTER, (one.document,)) == (other,)
    assert (one.doubts, [each.text for each in other.doubts]) == ((), ["no date is told."])
    (later,) = found_in("Theo 7/QĐ-BNV, tức Quyết định số 7/QĐ-BNV ngày 1/2/2022", REGISTER)
    assert later.document.date == date(2022, 2, 1)
    assert len(found_in("Báo cáo số 1/UBND-NC ngày 1/2/2022, Kế hoạch số 1/UBND-NC ngày 1/2/2022", REGISTER)) == 2
