"""What the wording of a plan's "Tiến độ" column means in dates.

The wording is split into a main part and a condition; the main part, in small letters without tones, is
tried against ``_RECOGNISERS`` in order. Each of them knows one form and answers None for any other. Dates
are day before month; a period as a deadline means its last day.
"""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from tracker.plan.dates import (
    Bounds,
    day_of,
    full_year,
    month_bounds,
    months_bounds,
    quarter_bounds,
    year_bounds,
)
from tracker.plan.message import Message, say
from tracker.plan.names import roman_value
from tracker.plan.task import Schedule, ScheduleKind
from tracker.plan.text import nfc, one_line, toneless


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleReading:
    """What a wording means: kind, first and last day, and the days of a schedule that comes back.

    A deadline ("Chậm nhất 30/6") is of kind ``DAY`` and has no start. ``condition`` is the part of the
    wording that is no date. ``doubts`` say what a person has to decide; ``proposed`` is true where the
    wording leaves kind or dates open, so that another answer of a person does not contradict it.
    """

    kind: ScheduleKind
    start: date | None = None
    due: date | None = None
    condition: str = ""
    occurrences: tuple[date, ...] = ()
    doubts: tuple[Message, ...] = ()
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class _Wording:
    """A wording made ready: ``text`` as written, ``words`` without tones, and how it is to be read."""

    text: str
    words: str
    year: int
    strict_before: bool


_Recogniser = Callable[[_Wording], ScheduleReading | None]

_MONTHS_A_YEAR = 12
_YEARS = range(1900, 2300)
_WEEKS_A_YEAR = 53
_QUARTER_ENDS = (3, 6, 9, 12)
_ONE_DAY = timedelta(days=1)


# --- one period -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Period:
    """A day, month, quarter, part of a year or year; ``dated`` where the wording names its year."""

    kind: ScheduleKind
    first: date
    last: date
    dated: bool
    doubts: tuple[Message, ...] = ()

    @property
    def is_day(self) -> bool:
        return self.kind is ScheduleKind.DAY


_IN = r"(?:trong |vao )?"
_YEAR = r"(?:(?: ?/ ?|,? nam | \((?:nam )?)(?P<year>\d{4}|\d{2})\)?)?"
_YEAR_OF_NAM = r"(?:(?: ?/ ?| \(?)(?P<year>\d{4})\)?)?"


def _year_in(match: re.Match[str], year: int) -> int:
    figures = match["year"]
    return full_year(figures) if figures else year


def _period(kind: ScheduleKind, bounds: Bounds, match: re.Match[str], doubts: tuple[Message, ...] = ()) -> _Period:
    return _Period(kind, *bounds, dated=match["year"] is not None, doubts=doubts)


def _day(match: re.Match[str], year: int) -> _Period | None:
    day = day_of(_year_in(match, year), int(match["month"]), int(match["day"]))
    return _period(ScheduleKind.DAY, (day, day), match) if day else None


def _month(match: re.Match[str], year: int) -> _Period | None:
    month = int(match["month"])
    if not 1 <= month <= _MONTHS_A_YEAR:
        return None
    return _period(ScheduleKind.MONTH, month_bounds(_year_in(match, year), month), match)


def _quarter(match: re.Match[str], year: int) -> _Period:
    written = match["quarter"]
    quarter = int(written) if written.isdigit() else roman_value(written.upper())
    return _period(ScheduleKind.QUARTER, quarter_bounds(_year_in(match, year), quarter), match)


_KIND_OF_MONTHS = {3: ScheduleKind.QUARTER, 6: ScheduleKind.HALF_YEAR}


def _part_of_year(match: re.Match[str], year: int) -> _Period | None:
    size = int(match["size"])
    if not 1 <= size < _MONTHS_A_YEAR:
        return None
    first = 1 if match["end"] == "dau" else _MONTHS_A_YEAR - size + 1
    bounds = months_bounds(_year_in(match, year), first, first + size - 1)
    return _period(_KIND_OF_MONTHS.get(size, ScheduleKind.RANGE), bounds, match)


def _whole_year(match: re.Match[str], year: int) -> _Period:
    return _period(ScheduleKind.YEAR, year_bounds(_year_in(match, year)), match)


_LAST_MONTH_OF = {"dau": 3, "giua": 6, "cuoi": 12}


def _vague(match: re.Match[str], year: int) -> _Period:
    bounds = months_bounds(_year_in(match, year), 1, _LAST_MONTH_OF[match["part"]])
    doubt = say("the wording is vague: {due} is proposed as the last day in time.", due=bounds[1])
    return _period(ScheduleKind.RANGE, bounds, match, (doubt,))


_PERIODS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], int], _Period | None]], ...] = tuple(
    (re.compile(_IN + pattern, re.ASCII), reader)
    for pattern, reader in (
        (r"(?:ngay )?(?P<day>\d{1,2}) ?/ ?(?P<month>\d{1,2})(?: ?/ ?(?P<year>\d{4}|\d{2}))?", _day),
        (r"(?:ngay )?(?P<day>\d{1,2})(?P<by>[.-])(?P<month>\d{1,2})(?P=by)(?P<year>\d{4}|\d{2})", _day),
        (rf"(?:ngay )?(?P<day>\d{{1,2}}) thang (?P<month>\d{{1,2}}){_YEAR}", _day),
        (rf"thang (?P<month>\d{{1,2}}){_YEAR}", _month),
        (r"(?:thang )?(?P<month>\d{1,2}) ?[/-] ?(?P<year>\d{4})", _month),
        (rf"(?:qu[yi] ?|q)(?P<quarter>0?[1-4]|i{{1,3}}|iv){_YEAR}", _quarter),
        (r"(?:qu[yi] ?|q)(?P<quarter>0?[1-4]|i{1,3}|iv) ?- ?(?P<year>\d{4})", _quarter),
        (rf"(?P<size>\d{{1,2}}) thang (?P<end>dau|cuoi) nam{_YEAR_OF_NAM}", _part_of_year),
        (rf"(?P<part>dau|giua|cuoi) nam{_YEAR_OF_NAM}", _vague),
        (rf"(?:ca )?nam{_YEAR_OF_NAM}", _whole_year),
        (r"(?P<year>\d{4})", _whole_year),
    )
)


def _read_period(words: str, year: int) -> _Period | None:
    for pattern, reader in _PERIODS:
        match = pattern.fullmatch(words)
        if match:
            return reader(match, year) if _year_in(match, year) in _YEARS else None
    return None


# --- one period as the whole wording --------------------------------------------------------------


def _assumed(year: int) -> tuple[Message, ...]:
    return (say("the wording names no year: {year} is assumed.", year=str(year)),)


def _single(wording: _Wording) -> ScheduleReading | None:
    period = _read_period(_DONE_IN.sub("", wording.words), wording.year)
    if period is None:
        return None
    # "Ngày 15/6/2023" is when something takes place; "15/6/2023" is a deadline
    start = None if period.is_day and not wording.words.startswith("ngay") else period.first
    doubts = _assumed(period.last.year) if period.is_day and not period.dated else period.doubts
    return ScheduleReading(kind=period.kind, start=start, due=period.last, doubts=doubts, proposed=bool(period.doubts))


_DONE_IN = re.compile(r"^(?:hoan thanh|thuc hien|xong|trien khai)(?: xong)? (?=trong |vao )")
_BEFORE = re.compile(r"(?:hoan thanh |thuc hien )?truoc (?P<rest>.+)")
_UNTIL = re.compile(
    r"(?:hoan thanh |thuc hien )?"
    r"(?:xong truoc|cham nhat|muon nhat|khong muon hon|khong qua|den|het|toi)"
    r"(?: la| den| vao| trong| het)* (?P<rest>.+)"
)


def _before(wording: _Wording) -> ScheduleReading | None:
    match = _BEFORE.fullmatch(wording.words)
    period = _read_period(match["rest"], wording.year) if match else None
    if period is None:
        return None
    inclusive = period.doubts or (period.is_day and not wording.strict_before)
    due = period.last if inclusive else period.first - _ONE_DAY
    return ScheduleReading(kind=ScheduleKind.DAY, due=due, doubts=period.doubts, proposed=bool(period.doubts))


def _until(wording: _Wording) -> ScheduleReading | None:
    match = _UNTIL.fullmatch(wording.words)
    period = _read_period(match["rest"], wording.year) if match else None
    if period is None:
        return None
    kind = ScheduleKind.RANGE if period.kind is ScheduleKind.YEAR else ScheduleKind.DAY
    return ScheduleReading(kind=kind, due=period.last, doubts=period.doubts, proposed=bool(period.doubts))


_FROM = re.compile(r"(?:ke |bat dau )?tu (?P<from>.+?)(?: tro di)?|(?P<open>.+) va (?:cac|nhung) nam tiep theo")


def _from(wording: _Wording) -> ScheduleReading | None:
    match = _FROM.fullmatch(wording.words)
    period = _read_period(match["from"] or match["open"], wording.year) if match else None
    if period is None:
        return None
    doubts = _assumed(period.first.year) if period.is_day and not period.dated else period.doubts
    return ScheduleReading(kind=ScheduleKind.FROM, start=period.first, doubts=doubts, proposed=bool(period.doubts))


# --- several periods ------------------------------------------------------------------------------

_STAGE = re.compile(r"^(?:(?:trong )?(?:ca )?giai doan |tu |trong )")
_SPAN = re.compile(r" ?(?:-|\bden(?: het)?\b) ?")
_BETWEEN = re.compile(r" ?(?:-|,|;|\bden(?: het)?\b|\bva\b) ?")
_UNIT = re.compile(_IN + r"(?P<unit>ngay|thang|qu[yi]|nam)\b")
_WITHOUT_UNIT = re.compile(r"(?:\d{1,2}|i{1,3}|iv)(?: ?/ ?\d{2,4}| nam \d{4})?", re.ASCII)


def _with_units(parts: list[str]) -> list[str]:
    """Return the parts, one that names no unit with that of the part before it: quý II, [quý] III."""
    unit = ""
    whole: list[str] = []
    for part in parts:
        own = _UNIT.match(part)
        unit = own["unit"] if own else unit
        lacks_unit = own is None and unit not in {"", "ngay"} and _WITHOUT_UNIT.fullmatch(part)
        whole.append(f"{unit} {part}" if lacks_unit else part)
    return whole


def _periods(parts: list[str], year: int) -> list[_Period]:
    """Read the parts, last first: one without year has that of the part after it. Empty if one is none."""
    periods: list[_Period] = []
    for part in reversed(_with_units(parts)):
        period = _read_period(part, year)
        if period is None:
            return []
        year = period.last.year
        periods.insert(0, period)
    return periods if len({period.kind for period in periods}) == 1 else []


def _adjacent(periods: list[_Period]) -> bool:
    return all(one.last + _ONE_DAY == other.first for one, other in pairwise(periods))


def _are_occurrences(periods: list[_Period]) -> bool:
    """Tell whether listed periods are due dates one by one: days, periods apart, or each with its year."""
    if periods[0].is_day or not _adjacent(periods):
        return True
    return periods[0].kind is not ScheduleKind.YEAR and all(period.dated for period in periods)


def _one_by_one(periods: list[_Period]) -> ScheduleReading:
    days = tuple(sorted({period.last for period in periods}))
    return ScheduleReading(kind=ScheduleKind.RECURRING, due=days[-1], occurrences=days)


def _spanning(first: _Period, last: _Period) -> ScheduleReading:
    start, due = first.first, last.last
    doubts: tuple[Message, ...] = ()
    if start > due and not first.dated and first.kind in {ScheduleKind.MONTH, ScheduleKind.QUARTER}:
        start = start.replace(year=start.year - 1)
        doubts = _assumed(start.year)
    elif start > due:
        doubts = (say("the wording ends on {due}, before it starts on {start}.", start=start, due=due),)
    kind = ScheduleKind.YEAR if (start, due) == year_bounds(due.year) else ScheduleKind.RANGE
    return ScheduleReading(kind=kind, start=start, due=due, doubts=doubts, proposed=bool(doubts))


def _several(wording: _Wording) -> ScheduleReading | None:
    words = _STAGE.sub("", wording.words)
    parts = [part for part in _BETWEEN.split(words) if part]
    periods = _periods(parts, wording.year) if len(parts) > 1 else []
    if not periods:
        return None
    listed = not _SPAN.search(words) and _are_occurrences(periods)
    reading = _one_by_one(periods) if listed else _spanning(periods[0], periods[-1])
    if periods[-1].is_day and not periods[-1].dated:
        return replace(reading, doubts=(*_assumed(wording.year), *reading.doubts))
    return reading


# --- schedules that come back ---------------------------------------------------------------------

_CEASELESS = re.compile(
    r"(?:thuc hien )?(?:thuong xuyen|lien tuc)(?:,? (?:va )?(?:thuong xuyen|lien tuc|dot xuat))*"
    r"(?: trong (?:ca )?nam(?: \d{4})?)?"
    r"|(?:trong )?(?:ca|suot|toan bo) giai doan"
    r"|(?:theo )?dinh ky(?:,? (?:va )?dot xuat)?|(?:hang|moi) ngay"
)


def _ceaseless(wording: _Wording) -> ScheduleReading | None:
    """Read what comes back without days of its own; it is reviewed with the periodic reports."""
    return ScheduleReading(kind=ScheduleKind.RECURRING) if _CEASELESS.fullmatch(wording.words) else None


def _every(months: int, year: int) -> set[date]:
    return {month_bounds(year, month)[1] for month in range(months, _MONTHS_A_YEAR + 1, months)}


def _every_week(year: int) -> set[date]:
    """Return the Sundays of the year: the week starts on Monday."""
    first = date(year, 1, 1)
    sunday = first + timedelta(days=calendar.SUNDAY - first.weekday())
    weeks = (sunday + timedelta(weeks=week) for week in range(_WEEKS_A_YEAR))
    return {day for day in weeks if day.year == year}


def _recurring(days: set[date]) -> ScheduleReading:
    return ScheduleReading(kind=ScheduleKind.RECURRING, occurrences=tuple(sorted(days)))


_MONTHS_IN = {"thang": 1, "quy": 3, "qui": 3, "nua nam": 6, "nam": 12}
_SOME_MONTHS = re.compile(r"(?P<months>\d{1,2}) thang", re.ASCII)


def _months_in(unit: str) -> int:
    """Return how many months the unit has where a year holds a whole number of them, else 0."""
    some = _SOME_MONTHS.fullmatch(unit)
    months = int(some["months"]) if some else _MONTHS_IN.get(unit, 0)
    return months if months and _MONTHS_A_YEAR % months == 0 else 0


_PERIODIC = re.compile(r"(?:theo )?(?:thuong xuyen,? )?(?:dinh ky (?:hang |moi )?|hang |moi )(?P<units>.+)")
_BETWEEN_UNITS = re.compile(r" ?(?:,|;|/|\bva\b|\bhoac\b) ?(?:hang |moi )?")


def _periodic(wording: _Wording) -> ScheduleReading | None:
    """Read "Hằng quý", "Định kỳ hằng quý, 6 tháng, năm": due on the last day of each period."""
    match = _PERIODIC.fullmatch(wording.words)
    if match is None:
        return None
    if match["units"] == "tuan":
        return _recurring(_every_week(wording.year))
    sizes = [_months_in(unit) for unit in _BETWEEN_UNITS.split(match["units"])]
    if 0 in sizes:
        return None
    return _recurring({day for months in sizes for day in _every(months, wording.year)})


_ONCE_IN = re.compile(
    r"(?:dinh ky )?(?P<unit>\d{1,2} thang|thang|qu[yi]|nam) ?(?:/|mot|0?1)? ?(?:mot |0?1 )?lan", re.ASCII
)
_TIMES_IN = re.compile(
    r"(?:dinh ky )?(?P<times>\d{1,2}) lan ?(?:/|trong|mot|moi|tren) ?(?:0?1 |mot )?"
    r"(?P<unit>thang|qu[yi]|nam)",
    re.ASCII,
)


def _so_often(wording: _Wording) -> ScheduleReading | None:
    """Read "6 tháng/lần" and "02 lần/năm" as equal parts of the year."""
    once, times = _ONCE_IN.fullmatch(wording.words), _TIMES_IN.fullmatch(wording.words)
    if once:
        months = _months_in(once["unit"])
    elif times:
        in_unit, count = _months_in(times["unit"]), int(times["times"])
        months = in_unit // count if count and in_unit % count == 0 else 0
    else:
        return None
    if months:
        return _recurring(_every(months, wording.year))
    doubt = say("the wording names no days: enter when the task is due.")
    return ScheduleReading(kind=ScheduleKind.RECURRING, doubts=(doubt,), proposed=True)


_DAY_OF_LAST_MONTH = re.compile(
    r"(?P<limit>truoc |cham nhat )?(?:vao )?ngay (?P<day>\d{1,2})(?: cua)? thang cuoi"
    r"(?: cua)?(?: moi| hang)? (?P<unit>qu[yi]|ky|ky bao cao|6 thang|06 thang|nam)",
    re.ASCII,
)
_DAY_OF_MONTHS = re.compile(
    r"(?P<limit>truoc |cham nhat )?(?:vao )?ngay (?P<day>\d{1,2})(?: cua)? (?P<unit>hang thang|moi thang)",
    re.ASCII,
)
_LAST_MONTHS = {
    "hang thang": tuple(range(1, _MONTHS_A_YEAR + 1)),
    "moi thang": tuple(range(1, _MONTHS_A_YEAR + 1)),
    "6 thang": (6, 12),
    "06 thang": (6, 12),
    "nam": (12,),
}


def _by_rule(wording: _Wording) -> ScheduleReading | None:
    """Read "Ngày 20 của tháng cuối quý"; a reporting period (kỳ) ends with its quarter."""
    match = _DAY_OF_LAST_MONTH.fullmatch(wording.words) or _DAY_OF_MONTHS.fullmatch(wording.words)
    if match is None:
        return None
    back = _ONE_DAY if match["limit"] == "truoc " and wording.strict_before else timedelta(0)
    days: set[date] = set()
    for month in _LAST_MONTHS.get(match["unit"], _QUARTER_ENDS):
        last = month_bounds(wording.year, month)[1]
        days.add(last.replace(day=max(1, min(int(match["day"]), last.day))) - back)
    return _recurring(days)


_EACH_YEAR = re.compile(r"(?P<rest>.+?),? (?:hang|moi|cua moi) nam")


def _each_year(wording: _Wording) -> ScheduleReading | None:
    """Read "Trước ngày 05 tháng 12 hằng năm" as coming back on that day."""
    match = _EACH_YEAR.fullmatch(wording.words)
    if match is None:
        return None
    once = _first(_DATED, replace(wording, words=match["rest"]))
    if once is None or once.due is None:
        return None
    return _recurring({once.due, *once.occurrences})


# --- schedules without days -----------------------------------------------------------------------

_WHEN_ASKED = r"(?:dot xuat|khi co (?:yeu cau|phat sinh)|khi phat sinh|theo yeu cau|khi can(?: thiet)?)"
_ON_DEMAND = re.compile(rf"{_WHEN_ASKED}(?:(?:,|;|/| va| hoac)? ?{_WHEN_ASKED})*(?: cua .+| nhiem vu| cong viec)?")


def _on_demand(wording: _Wording) -> ScheduleReading | None:
    return ScheduleReading(kind=ScheduleKind.ON_DEMAND) if _ON_DEMAND.fullmatch(wording.words) else None


_REGULATED = re.compile(r"(?:thuc hien )?theo (?:dung )?quy dinh(?: hien hanh| cua phap luat| phap luat)?")


def _regulated(wording: _Wording) -> ScheduleReading | None:
    return ScheduleReading(kind=ScheduleKind.PER_REGULATION) if _REGULATED.fullmatch(wording.words) else None


_AFTER_EVENT = re.compile(
    r"(?:sau|trong(?: vong)?|cham nhat(?: la)?(?: sau)?|khong qua) "
    r"(?P<count>\d{1,4}) ngay(?P<working> lam viec)?(?:,? (?:ke tu|tu|sau|tinh tu)(?: khi)? (?P<event>.+))?",
    re.ASCII,
)
_SATURDAY = 5


def _working_days_after(day: date, count: int) -> date:
    """Return the day ``count`` working days later; Saturdays and Sundays are none, holidays are unknown."""
    while count:
        day += _ONE_DAY
        count -= day.weekday() < _SATURDAY
    return day


def _after_event(wording: _Wording) -> ScheduleReading | None:
    """Read "Sau 30 ngày kể từ ngày ...": reckoned where the day of the event stands in the wording."""
    match = _AFTER_EVENT.fullmatch(wording.words)
    if match is None:
        return None
    event = _read_period(match["event"], wording.year) if match["event"] else None
    if event is None or not event.is_day:
        doubt = say("the due date counts from an event: enter it once the day of the event is known.")
        return ScheduleReading(kind=ScheduleKind.EXTERNAL, condition=wording.text, doubts=(doubt,), proposed=True)
    count = int(match["count"])
    doubts = () if event.dated else _assumed(event.last.year)
    if match["working"]:
        due = _working_days_after(event.last, count)
        doubts = (*doubts, say("public holidays before {due} move the due date back.", due=due))
    else:
        due = event.last + timedelta(days=count)
    return ScheduleReading(
        kind=ScheduleKind.DAY,
        start=event.first,
        due=due,
        condition=wording.text,
        doubts=doubts,
        proposed=bool(doubts),
    )


_HANGS_ON = re.compile(r"(?P<lead>(?:thuc hien |trien khai |hoan thanh )?(?:tuy )?theo )(?P<what>.+)")
_AFTERWARDS = re.compile(r"(?:hoan thanh |thuc hien )?(?:ngay )?(?:sau|sau khi|khi|ngay khi|phu thuoc) .+")
_APPROVED = re.compile(r"(?:dung )?(?:tien do|ke hoach|lo trinh)(?: da)?(?: duoc)? phe duyet")


def _external(wording: _Wording) -> ScheduleReading | None:
    """Read what hangs on another body, document or event; the condition says on which."""
    if _AFTERWARDS.fullmatch(wording.words):
        return ScheduleReading(kind=ScheduleKind.EXTERNAL, condition=wording.text)
    match = _HANGS_ON.fullmatch(wording.words)
    if match is None:
        return None
    what = " ".join(wording.text.split()[len(match["lead"].split()) :])
    if not _APPROVED.fullmatch(match["what"]):
        return ScheduleReading(kind=ScheduleKind.EXTERNAL, condition=what)
    doubt = say("the wording points to an approved timetable: enter its real date.")
    return ScheduleReading(kind=ScheduleKind.EXTERNAL, condition=what, doubts=(doubt,), proposed=True)


# --- wordings that are no schedule ----------------------------------------------------------------

_DITTO = re.compile(r"n\.?t|nhu (?:tren|muc tren|o tren|dong tren)|//|\"|''")
_STATUS = re.compile(
    r"(?:da|dang|chua)(?: duoc)? (?:hoan thanh|thuc hien|trien khai|ban hanh|xong|trinh).*|hoan thanh|xong"
)


def _no_schedule(text: str, doubt: Message) -> ScheduleReading:
    return ScheduleReading(kind=ScheduleKind.EXTERNAL, condition=text, doubts=(doubt,), proposed=True)


def _missing(wording: _Wording) -> ScheduleReading | None:
    if wording.words:
        return None
    return _no_schedule("", say("the plan gives no schedule for this task."))


def _ditto(wording: _Wording) -> ScheduleReading | None:
    if not _DITTO.fullmatch(wording.words):
        return None
    return _no_schedule(wording.text, say("the wording refers to the row above: enter that row's schedule."))


def _status(wording: _Wording) -> ScheduleReading | None:
    if not _STATUS.fullmatch(wording.words):
        return None
    return _no_schedule(wording.text, _status_doubt(wording.text))


def _status_doubt(text: str) -> Message:
    return say("a status stands in place of a schedule: “{text}”.", text=text)


def _unknown(text: str) -> ScheduleReading:
    return _no_schedule(text, say("the wording is unknown: “{text}”.", text=text))


# --- the table, and the whole wording -------------------------------------------------------------

_DATED: tuple[_Recogniser, ...] = (_single, _before, _until, _from, _several)
_RECOGNISERS: tuple[_Recogniser, ...] = (
    _missing,
    _ditto,
    _status,
    _ceaseless,
    _by_rule,
    _so_often,
    _periodic,
    _each_year,
    _on_demand,
    _regulated,
    _after_event,
    *_DATED,
    _external,
)


def _first(recognisers: tuple[_Recogniser, ...], wording: _Wording) -> ScheduleReading | None:
    for recognise in recognisers:
        reading = recognise(wording)
        if reading is not None:
            return reading
    return None


_DASHES = re.compile("[\u2010-\u2015\u2212]")
_EDGES = " .,;:-…“”"
_BRACKETS = re.compile(r"(?P<main>[^()]+?) ?\((?P<inside>[^()]*[^()\d][^()]*)\)")
_ORIENTATION = re.compile(r"(?P<main>.+?),? (?:va )?(?:dinh huong|tam nhin) .+")
_TAIL = re.compile(r"(?P<main>.+?)[,;:]? (?P<tail>(?:sau khi|theo|khi co|ngay sau khi|tuy theo|tuy thuoc) .+)")


def _words(text: str) -> str:
    return toneless(_DASHES.sub("-", text)).strip(_EDGES)


def _read(text: str, year: int, *, strict_before: bool) -> ScheduleReading | None:
    words = _words(text)
    stated = _ORIENTATION.fullmatch(words)
    words = stated["main"] if stated else words
    wording = _Wording(text, words, year, strict_before)
    reading = _first(_RECOGNISERS, wording)
    tail = _TAIL.fullmatch(words)
    if reading is not None or tail is None:
        return reading
    reading = _first(_RECOGNISERS, replace(wording, words=tail["main"]))
    if reading is None or reading.proposed:
        return None
    condition = " ".join(text.split()[-len(tail["tail"].split()) :])
    return replace(reading, condition=condition.rstrip(_EDGES))


def _with_remark(reading: ScheduleReading, remark: str) -> ScheduleReading:
    """Add what stands in brackets behind the schedule: a status, a task carried over, or a condition."""
    words = _words(remark)
    if _STATUS.fullmatch(words):
        return replace(reading, doubts=(*reading.doubts, _status_doubt(remark)))
    doubts = reading.doubts
    if words.startswith("chuyen tiep"):
        doubts = (*doubts, say("the task is carried over: link it to the task of the year before."))
    return replace(reading, condition=remark, doubts=doubts)


_FARTHEST_YEARS = 20


def _out_of_place(reading: ScheduleReading, year: int) -> tuple[Message, ...]:
    """Doubt days before the plan year, save its eve (December), and days very far after it."""
    day = reading.due or reading.start
    if day is None or date(year - 1, 12, 1) <= day < date(year + _FARTHEST_YEARS, 1, 1):
        return ()
    if day.year < year:
        return (say("{day} is before the plan year {year}.", day=day, year=str(year)),)
    return (say("{day} is long after the plan year {year}.", day=day, year=str(year)),)


def read_schedule(text: str, *, year: int, strict_before: bool = True) -> ScheduleReading:
    """Return what the wording means in the plan of ``year``.

    "Trước ngày 15/12" is due on the 14th where ``strict_before``, else on the 15th. Wording that no form
    fits is ``EXTERNAL`` with the text as its condition, and a doubt.
    """
    plain = one_line(nfc(text))
    brackets = _BRACKETS.fullmatch(plain.rstrip(_EDGES))
    reading: ScheduleReading | None = None
    if brackets:
        reading = _read(brackets["main"], year, strict_before=strict_before)
        if reading is not None and reading.kind is not ScheduleKind.EXTERNAL:
            reading = _with_remark(reading, brackets["inside"].strip())
        else:
            reading = None
    if reading is None:
        reading = _read(plain, year, strict_before=strict_before) or _unknown(plain)
    return replace(reading, doubts=(*reading.doubts, *_out_of_place(reading, year)))


# --- a stored schedule against its wording --------------------------------------------------------

_OPEN_KINDS = frozenset(
    {
        ScheduleKind.EXTERNAL,
        ScheduleKind.ON_DEMAND,
        ScheduleKind.PER_REGULATION,
        ScheduleKind.RECURRING,
    }
)


def _start_doubt(read: date | None, stored: date | None) -> Message | None:
    if read is None or read == stored:
        return None
    if stored is None:
        return say("the wording starts on {read}, the record has no start.", read=read)
    return say("the wording starts on {read}, the record on {stored}.", read=read, stored=stored)


def _due_doubt(read: date | None, stored: date | None) -> Message | None:
    if read == stored:
        return None
    if stored is None:
        return say("the wording is due on {read}, the record has no due date.", read=read or "")
    if read is None:
        return say("the wording has no due date, the record is due on {stored}.", stored=stored)
    return say("the wording is due on {read}, the record on {stored}.", read=read, stored=stored)


def schedule_doubts(schedule: Schedule, *, year: int, strict_before: bool) -> tuple[Message, ...]:
    """Return where kind, start and due date of the schedule are not what its wording reads as.

    A wording that leaves them open is contradicted by nothing, and one without days (external, on demand,
    per regulation, recurring) not by days a person has entered. Extensions do not count.
    """
    reading = read_schedule(schedule.text, year=year, strict_before=strict_before)
    if reading.proposed:
        return ()
    doubts: list[Message | None] = []
    if reading.kind is not schedule.kind:
        doubts.append(
            say(
                "the wording reads as {read}, the record says {stored}.",
                read=reading.kind,
                stored=schedule.kind,
            )
        )
    doubts.append(_start_doubt(reading.start, schedule.start))
    if reading.due is not None or reading.kind not in _OPEN_KINDS:
        doubts.append(_due_doubt(reading.due, schedule.due))
    return tuple(doubt for doubt in doubts if doubt is not None)
