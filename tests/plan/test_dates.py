from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import ENGLISH
from tracker.language import words_for
from tracker.plan.dates import (
    date_text,
    half_year_bounds,
    month_bounds,
    number_text,
    official_date_text,
    percent_text,
    quarter_bounds,
    read_date,
    read_number,
    share_of,
    year_bounds,
)

REPORT = date(2022, 10, 7)


@pytest.mark.parametrize(
    ("day", "plain", "official"),
    [
        (date(2022, 10, 7), "07/10/2022", "07/10/2022"),
        (date(2022, 5, 9), "09/05/2022", "09/5/2022"),
        (date(2022, 2, 22), "22/02/2022", "22/02/2022"),
        (date(2022, 1, 26), "26/01/2022", "26/01/2022"),
        (date(2022, 3, 13), "13/03/2022", "13/3/2022"),
    ],
)
def test_official_dates_have_zeros_before_days_under_10_and_months_1_and_2(
    day: date, plain: str, official: str
) -> None:
    assert date_text(day) == plain
    assert official_date_text(day) == official


@pytest.mark.parametrize(
    "text",
    [
        "7/10/2022",
        "07/10/2022",
        "7/10/22",
        "07-10-2022",
        "7.10.2022",
        " 7 / 10 / 2022 ",
        "2022-10-07",
        "ngày 07/10/2022",
        "Ngày 07 tháng 10 năm 2022",
        "07 tháng 10 năm 2022",
        "ngày 7 tháng 10, năm 2022",
        "7 THÁNG 10/2022",
    ],
)
def test_the_day_precedes_the_month_in_every_form(text: str) -> None:
    assert read_date(text) == REPORT


@pytest.mark.parametrize("text", ["7/10", "ngày 7 tháng 10", "07-10"])
def test_a_day_without_year_is_read_only_where_a_year_is_given(text: str) -> None:
    assert read_date(text) is None
    assert read_date(text, year=2022) == REPORT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "66/67",
        "10/13/2022",
        "31/6/2022",
        "29/2/2022",
        "0/0/0000",
        "7/10-2022",
        "tháng 10/2022",
        "7",
        "x 7/10/2022",
    ],
)
def test_what_is_no_day_is_read_as_none(text: str) -> None:
    assert read_date(text, year=2022) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_written_dates_read_back(day: date) -> None:
    assert read_date(date_text(day)) == day
    assert read_date(official_date_text(day)) == day
    assert read_date(day.isoformat()) == day


@given(st.text())
def test_reading_any_text_does_not_fail(text: str) -> None:
    read_date(text, year=2022)
    read_number(text)


def test_periods_end_on_their_last_day() -> None:
    assert month_bounds(2024, 2) == (date(2024, 2, 1), date(2024, 2, 29))
    assert quarter_bounds(2022, 3) == (date(2022, 7, 1), date(2022, 9, 30))
    assert half_year_bounds(2022, 1) == (date(2022, 1, 1), date(2022, 6, 30))
    assert half_year_bounds(2022, 2) == (date(2022, 7, 1), date(2022, 12, 31))
    assert year_bounds(2022) == (date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 2, "1.234,50"),
        (64953, 0, "64.953"),
        (0.125, 2, "0,13"),
        (2.675, 2, "2,68"),
        (-0.001, 2, "0,00"),
        (-1234567, 0, "-1.234.567"),
        (Decimal("5.6"), 2, "5,60"),
        (10**40, 0, "10" + ".000" * 13),
    ],
)
def test_numbers_have_points_between_thousands_and_a_decimal_comma(
    value: float | Decimal, decimals: int, text: str
) -> None:
    assert number_text(value, decimals) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.234,5", "1234.5"), ("64.953", "64953"), ("5,60", "5.60"), ("05", "5"), ("-3", "-3"), (" 7 ", "7")],
)
def test_a_point_in_a_number_parts_thousands(text: str, value: str) -> None:
    assert read_number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["1234.5", "1,234.5", "12.34", "", "5,", "66/67", "1e5", "٣"])
def test_other_notations_of_numbers_are_refused(text: str) -> None:
    assert read_number(text) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_written_numbers_read_back(value: Decimal) -> None:
    assert read_number(number_text(value, 2)) == value


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (17, 60, "17/60 (28,33%)"),
        (13, 17, "13/17 (76,47%)"),
        (60, 60, "60/60 (100%)"),
        (0, 9, "0/9 (0%)"),
        (0, 0, "0/0"),
        (1, 1000, "1/1000 (0,10%)"),
    ],
)
def test_a_share_is_written_with_its_denominator(part: int, whole: int, text: str) -> None:
    assert words_for("vi")(share_of(part, whole)) == text
    assert ENGLISH(share_of(part, whole)) == text.replace(",", ".")


def test_per_cents_have_the_decimals_asked_for() -> None:
    assert percent_text(17, 60, 1) == "28,3%"
    assert percent_text(1, 0) == ""
