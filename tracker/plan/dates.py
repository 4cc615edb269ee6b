"""Dates, numbers and shares as Vietnamese offices write them: day before month, comma before decimals."""

import calendar
import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from tracker.plan.message import Message, say
from tracker.plan.text import toneless

_MONTHS_A_YEAR = 12
_MONTHS_A_QUARTER = 3
_MONTHS_A_HALF = 6
_PADDED_DAYS = 10
_PADDED_MONTHS = 3
_SHORT_YEAR = 100

Bounds = tuple[date, date]
"""First and last day of a period, both within it."""


# --- dates ----------------------------------------------------------------------------------------


def date_text(day: date) -> str:
    """Return the day as ``07/10/2022``."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def official_date_text(day: date) -> str:
    """Return the day as Nghị định 30/2020/NĐ-CP has it: zero before days under 10 and months 1 and 2 only."""
    days = f"{day.day:02d}" if day.day < _PADDED_DAYS else str(day.day)
    months = f"{day.month:02d}" if day.month < _PADDED_MONTHS else str(day.month)
    return f"{days}/{months}/{day.year:04d}"


_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_FIGURES = re.compile(
    r"(?:ngay )?(?P<day>\d{1,2}) ?(?P<by>[/.-]) ?(?P<month>\d{1,2})(?: ?(?P=by) ?(?P<year>\d{4}|\d{2}))?",
    re.ASCII,
)
_WORDS = re.compile(
    r"(?:ngay )?(?P<day>\d{1,2}) thang (?P<month>\d{1,2})(?:,? nam (?P<year>\d{4})|/(?P<short>\d{4}))?",
    re.ASCII,
)


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_year(figures: str) -> int:
    """Return the year that four or two figures name; two mean this century."""
    year = int(figures)
    return year + 2000 if len(figures) <= len("22") and year < _SHORT_YEAR else year


def read_date(text: str, *, year: int | None = None) -> date | None:
    """Return the day that the text names, or None where it names none; the day always precedes the month.

    Read are 7/10/2022, 7-10-2022, 7.10.2022, 7/10/22, "ngày 07 tháng 10 năm 2022" and 2022-10-07; where
    ``year`` is given, a day and month without year too.
    """
    words = toneless(text)
    match = _ISO.fullmatch(words) or _FIGURES.fullmatch(words) or _WORDS.fullmatch(words)
    if match is None:
        return None
    parts = match.groupdict()
    figures = parts["year"] or parts.get("short")
    if figures is None and year is None:
        return None
    return day_of(full_year(figures) if figures else year or 0, int(parts["month"]), int(parts["day"]))


# --- periods --------------------------------------------------------------------------------------


def month_bounds(year: int, month: int) -> Bounds:
    """Return the first and last day of the month (1 to 12)."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def months_bounds(year: int, first: int, last: int) -> Bounds:
    """Return the first day of one month and the last day of another of the same year."""
    return month_bounds(year, first)[0], month_bounds(year, last)[1]


def quarter_bounds(year: int, quarter: int) -> Bounds:
    """Return the first and last day of the quarter (1 to 4)."""
    last = quarter * _MONTHS_A_QUARTER
    return months_bounds(year, last - _MONTHS_A_QUARTER + 1, last)


def half_year_bounds(year: int, half: int) -> Bounds:
    """Return the first and last day of the half-year (1 or 2)."""
    last = half * _MONTHS_A_HALF
    return months_bounds(year, last - _MONTHS_A_HALF + 1, last)


def year_bounds(year: int) -> Bounds:
    """Return the first and last day of the year."""
    return months_bounds(year, 1, _MONTHS_A_YEAR)


# --- numbers --------------------------------------------------------------------------------------

_NUMBER = re.compile(r"(?P<whole>[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+))(?:,(?P<decimals>\d+))?", re.ASCII)
_HUNDRED = Decimal(100)
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)


def number_text(value: float | Decimal, decimals: int = 0) -> str:
    """Return the number with points between thousands and a comma before the decimals: ``1.234,50``.

    Halves are rounded away from zero, as an office does.
    """
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    return f"{rounded or abs(rounded):,f}".translate(str.maketrans(",.", ".,"))


def read_number(text: str) -> Decimal | None:
    """Return the number written in Vietnamese notation (``64.953``, ``5,60``), or None where it is none."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    return Decimal(f"{match['whole'].replace('.', '')}.{match['decimals'] or ''}")


def percent_text(part: int, whole: int, decimals: int = 2) -> str:
    """Return the share in per cent: ``28,33%``.

    A share of whole per cents has no decimals; a share of nothing is the empty text.
    """
    if whole == 0:
        return ""
    share = _HUNDRED * part / whole
    return f"{number_text(share, 0 if part * 100 % whole == 0 else decimals)}%"


def share_of(part: int, whole: int) -> Message:
    """Return the share with its denominator, as each language writes it: ``17/60 (28,33%)`` in Vietnamese.

    The share of nothing is without per cent: ``0/0``.
    """
    of, _, decimals = percent_text(part, whole).rstrip("%").partition(",")
    if not of:
        return say("{part}/{whole}", part=part, whole=whole)
    if not decimals:
        return say("{part}/{whole} ({percent}%)", part=part, whole=whole, percent=of)
    return say("{part}/{whole} ({percent}.{decimals}%)", part=part, whole=whole, percent=of, decimals=decimals)
