"""Periods as queries write them: a day, month, quarter, half-year, year, a range, or one that moves with the day.

``30/9/2022``, ``2022-09-30``, ``06/2022``, ``2022-Q3``, ``quý III/2022``, ``2022-H1``, ``2022``, ``1/8/2022..2022-Q3``,
``today``, ``this-month``. A day, month or quarter without its year is in the plan's.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.plan.dates import (
    Bounds,
    date_text,
    half_year_bounds,
    month_bounds,
    quarter_bounds,
    read_date,
    year_bounds,
)
from tracker.plan.names import roman_value
from tracker.plan.query_words import CURRENT, CURRENT_SPELLINGS, letters, spelled_word
from tracker.plan.text import fold

_DAYS_A_WEEK = 7
_MONTHS_A_QUARTER = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from ``first`` to ``last``, both within it."""

    first: date
    last: date

    def bounds(self, on: date) -> Bounds:  # noqa: ARG002 - as of Current
        """Return the first and last day."""
        return self.first, self.last

    def spelled(self, language: str) -> str:
        """Return the shortest writing that reads as this span again."""
        for text, bounds in _named_spans(self.first, language):
            if bounds == (self.first, self.last):
                return text
        return f"{date_text(self.first)}..{date_text(self.last)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The day asked about, or the week, month, quarter or year it is in."""

    name: str

    def bounds(self, on: date) -> Bounds:
        """Return the first and last day, seen from the day asked about."""
        match self.name:
            case "this-week":
                monday = on - timedelta(days=on.weekday())
                return monday, monday + timedelta(days=_DAYS_A_WEEK - 1)
            case "this-month":
                return month_bounds(on.year, on.month)
            case "this-quarter":
                return quarter_bounds(on.year, (on.month - 1) // _MONTHS_A_QUARTER + 1)
            case "this-year":
                return year_bounds(on.year)
            case _:
                return on, on

    def spelled(self, language: str) -> str:
        """Return the period's name."""
        return spelled_word(self.name, CURRENT, language)


Period = Span | Current


def _named_spans(first: date, language: str) -> tuple[tuple[str, Bounds], ...]:
    """Return the periods that may begin on the day, each with its writing, the longest first."""
    year, month = first.year, first.month
    quarter, half = (month - 1) // _MONTHS_A_QUARTER + 1, 1 if month <= 2 * _MONTHS_A_QUARTER else 2
    named = (
        (f"{year:04d}", year_bounds(year)),
        (f"{year:04d}-H{half}", half_year_bounds(year, half)),
        (f"{year:04d}-Q{quarter}", quarter_bounds(year, quarter)),
        (f"{year:04d}-{month:02d}", month_bounds(year, month)),
        (date_text(first), (first, first)),
    )
    if language != "vi":
        return named
    spoken = (named[0][0], f"H{half}/{year:04d}", f"Q{quarter}/{year:04d}", f"{month:02d}/{year:04d}", named[-1][0])
    return tuple((text, bounds) for text, (_, bounds) in zip(spoken, named, strict=True))


_YEAR = r"(?P<year>[1-9]\d{3})"
_OF_YEAR = rf"(?: ?[/-] ?{_YEAR}|,? (?:nam )?{_YEAR.replace('year', 'named')})?"
_MONTH = (
    re.compile(rf"{_YEAR}-(?P<month>\d{{1,2}})", re.ASCII),
    re.compile(rf"(?:thang )?(?P<month>\d{{1,2}})/{_YEAR}", re.ASCII),
    re.compile(rf"thang (?P<month>\d{{1,2}}){_OF_YEAR}", re.ASCII),
)
_QUARTER = (
    re.compile(rf"{_YEAR} ?[-/]? ?q(?P<quarter>[1-4])", re.ASCII),
    re.compile(rf"q(?:uy|uarter)?[ -]?(?P<quarter>[1-4]|i{{1,3}}|iv){_OF_YEAR}", re.ASCII),
)
_HALF = (
    re.compile(rf"{_YEAR}-h(?P<half>[12])", re.ASCII),
    re.compile(rf"h(?P<half>[12]){_OF_YEAR}", re.ASCII),
    re.compile(rf"6 thang (?P<which>dau|cuoi)(?: nam)?{_OF_YEAR}", re.ASCII),
)
_WHOLE_YEAR = (re.compile(rf"(?:nam )?{_YEAR}", re.ASCII),)


def read_period(text: str, *, year: int) -> Period | None:
    """Return the period the text names, or None where it names none; ``year`` is the plan's."""
    name = CURRENT_SPELLINGS.get(letters(text))
    if name is not None:
        return Current(name=name)
    first, mark, last = text.partition("..")
    if not mark:
        bounds = _bounds(text, year)
        return Span(first=bounds[0], last=bounds[1]) if bounds else None
    begin, end = _bounds(first, year), _bounds(last, year)
    if begin is None or end is None or end[1] < begin[0]:
        return None
    return Span(first=begin[0], last=end[1])


def _bounds(text: str, year: int) -> Bounds | None:
    words = fold(text.strip())
    for patterns, made in ((_WHOLE_YEAR, _of_year), (_HALF, _of_half), (_QUARTER, _of_quarter), (_MONTH, _of_month)):
        for pattern in patterns:
            match = pattern.fullmatch(words)
            if match is not None:
                return made(match.groupdict(), year)
    day = read_date(text, year=year)
    return (day, day) if day is not None and day.year >= 1000 else None


def _year_in(parts: dict[str, str | None], year: int) -> int:
    return int(parts.get("year") or parts.get("named") or year)


def _of_year(parts: dict[str, str | None], year: int) -> Bounds:
    return year_bounds(_year_in(parts, year))


def _of_half(parts: dict[str, str | None], year: int) -> Bounds:
    first = parts.get("half") == "1" or parts.get("which") == "dau"
    return half_year_bounds(_year_in(parts, year), 1 if first else 2)


def _of_quarter(parts: dict[str, str | None], year: int) -> Bounds:
    written = parts["quarter"] or ""
    return quarter_bounds(_year_in(parts, year), int(written) if written.isdigit() else roman_value(written.upper()))


def _of_month(parts: dict[str, str | None], year: int) -> Bounds | None:
    month = int(parts["month"] or 0)
    return month_bounds(_year_in(parts, year), month) if 1 <= month <= 12 else None
