"""The words of the query language in English and Vietnamese: keys, bare terms, operators and the words of values.

This is the only list of them; reading, completion, help and the reference page are driven by it. Words are compared
by their letters alone (``letters``), so that tones, case, blanks and hyphens do not count: ``sắp-hạn`` is ``saphan``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tracker.plan.message import Message, say
from tracker.plan.task import ScheduleKind, Status
from tracker.plan.text import toneless
from tracker.plan.timeliness import Timeliness


class ValueKind(StrEnum):
    """What sort of value a key takes."""

    AREA = "area"
    AGENCY = "agency"
    STATUS = "status"
    TIMELINESS = "timeliness"
    SCHEDULE_KIND = "kind"
    DATE = "date"
    PERCENT = "percent"
    TEXT = "text"
    DOCUMENT = "document"
    BODY = "body"
    RULE = "rule"
    TASK = "task"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key, written before a colon: ``area:VI``.

    ``name`` is its English name, ``vietnamese`` starts with the Vietnamese one; ``others`` are further spellings.
    """

    name: str
    vietnamese: tuple[str, ...]
    others: tuple[str, ...] = ()
    kind: ValueKind
    help: Message

    def called(self, language: str) -> str:
        """Return the name in the language."""
        return self.vietnamese[0] if language == "vi" else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A term that stands alone: ``overdue``."""

    name: str
    vietnamese: tuple[str, ...]
    others: tuple[str, ...] = ()
    help: Message

    def called(self, language: str) -> str:
        """Return the name in the language."""
        return self.vietnamese[0] if language == "vi" else self.name


KEYS: tuple[Key, ...] = (
    Key(
        name="area",
        vietnamese=("lĩnh-vực", "lv"),
        kind=ValueKind.AREA,
        help=say("tasks of an area, by its numeral or title"),
    ),
    Key(
        name="agency",
        vietnamese=("cơ-quan", "cq", "đơn-vị"),
        kind=ValueKind.AGENCY,
        help=say("tasks of an agency in any role, groups and former names resolved"),
    ),
    Key(name="lead", vietnamese=("chủ-trì",), kind=ValueKind.AGENCY, help=say("tasks the agency leads")),
    Key(
        name="coordinating",
        vietnamese=("phối-hợp",),
        others=("coord",),
        kind=ValueKind.AGENCY,
        help=say("tasks the agency coordinates"),
    ),
    Key(
        name="other",
        vietnamese=("vai-trò-khác",),
        kind=ValueKind.AGENCY,
        help=say("tasks in which the agency has another role"),
    ),
    Key(
        name="reporter",
        vietnamese=("đầu-mối", "đầu-mối-báo-cáo"),
        kind=ValueKind.AGENCY,
        help=say("tasks the agency reports on"),
    ),
    Key(
        name="status",
        vietnamese=("tình-trạng", "trạng-thái", "tt"),
        kind=ValueKind.STATUS,
        help=say("tasks of a status, as somebody entered it"),
    ),
    Key(
        name="timeliness",
        vietnamese=("tiến-độ", "so-với-hạn"),
        kind=ValueKind.TIMELINESS,
        help=say("tasks that stand so against their due date"),
    ),
    Key(
        name="due",
        vietnamese=("hạn", "đến-hạn"),
        others=("deadline",),
        kind=ValueKind.DATE,
        help=say("by the due date in force"),
    ),
    Key(name="start", vietnamese=("bắt-đầu",), kind=ValueKind.DATE, help=say("by the day the schedule begins")),
    Key(
        name="completed",
        vietnamese=("ngày-hoàn-thành", "hoàn-thành"),
        kind=ValueKind.DATE,
        help=say("by the date of the product"),
    ),
    Key(
        name="waiting",
        vietnamese=("chờ", "đang-chờ", "cơ-quan-đang-chờ"),
        others=("awaiting",),
        kind=ValueKind.BODY,
        help=say("waiting tasks, by the body awaited"),
    ),
    Key(
        name="doc",
        vietnamese=("văn-bản", "vb"),
        others=("document", "documents"),
        kind=ValueKind.DOCUMENT,
        help=say("by number or kind of a document, evidence or legal basis"),
    ),
    Key(
        name="evidence",
        vietnamese=("minh-chứng", "văn-bản-minh-chứng"),
        kind=ValueKind.DOCUMENT,
        help=say("by number or kind of a document that proves the task"),
    ),
    Key(
        name="basis",
        vietnamese=("căn-cứ",),
        kind=ValueKind.DOCUMENT,
        help=say("by number or kind of a document the task rests on"),
    ),
    Key(
        name="kind",
        vietnamese=("loại-hạn", "loại"),
        kind=ValueKind.SCHEDULE_KIND,
        help=say("by the kind of schedule"),
    ),
    Key(
        name="percent",
        vietnamese=("tỷ-lệ", "phần-trăm"),
        kind=ValueKind.PERCENT,
        help=say("by the percentage the agency states"),
    ),
    Key(
        name="title",
        vietnamese=("tên", "nhiệm-vụ", "tên-nhiệm-vụ"),
        kind=ValueKind.TEXT,
        help=say("words in the title"),
    ),
    Key(name="product", vietnamese=("sản-phẩm",), kind=ValueKind.TEXT, help=say("words in the expected product")),
    Key(name="result", vietnamese=("kết-quả",), kind=ValueKind.TEXT, help=say("words in the result")),
    Key(
        name="obstacle",
        vietnamese=("khó-khăn", "vướng-mắc"),
        kind=ValueKind.TEXT,
        help=say("words in the obstacle"),
    ),
    Key(
        name="proposal",
        vietnamese=("đề-xuất", "kiến-nghị"),
        kind=ValueKind.TEXT,
        help=say("words in the proposal"),
    ),
    Key(
        name="schedule",
        vietnamese=("tiến-độ-kế-hoạch",),
        kind=ValueKind.TEXT,
        help=say("words in the schedule as the plan has it"),
    ),
    Key(
        name="assignment",
        vietnamese=("phân-công",),
        kind=ValueKind.TEXT,
        help=say("words in the assignment as the plan has it"),
    ),
    Key(name="source", vietnamese=("nguồn",), kind=ValueKind.TEXT, help=say("words in the source")),
    Key(
        name="problem",
        vietnamese=("vấn-đề", "lỗi"),
        others=("rule", "broken-rule"),
        kind=ValueKind.RULE,
        help=say("tasks in which the check finds something, by its rule"),
    ),
    Key(
        name="year",
        vietnamese=("năm", "năm-kế-hoạch"),
        others=("plan",),
        kind=ValueKind.YEAR,
        help=say("tasks of the plan of a year, where several are shown"),
    ),
    Key(
        name="id",
        vietnamese=("mã",),
        others=("task", "number"),
        kind=ValueKind.TASK,
        help=say("one task, by its id or number"),
    ),
)
"""Every key, in the order of the help."""

FLAGS: tuple[Flag, ...] = (
    Flag(name="late", vietnamese=("trễ-hạn", "chậm"), help=say("tasks that are overdue or were done late")),
    Flag(name="overdue", vietnamese=("quá-hạn",), help=say("tasks whose due date has passed and that are not done")),
    Flag(
        name="soon",
        vietnamese=("sắp-hạn", "sắp-đến-hạn"),
        others=("due-soon",),
        help=say("tasks that are due soon"),
    ),
    Flag(
        name="done",
        vietnamese=("đã-xong", "đã-hoàn-thành"),
        help=say("tasks that count as done on the day asked about"),
    ),
    Flag(
        name="open",
        vietnamese=("chưa-xong", "chưa-hoàn-thành"),
        help=say("tasks that are neither done nor given up"),
    ),
    Flag(name="no-due", vietnamese=("không-hạn", "không-có-hạn"), help=say("tasks without a due date")),
    Flag(
        name="no-report",
        vietnamese=("chưa-báo-cáo",),
        others=("silent",),
        help=say("tasks nobody has reported on"),
    ),
    Flag(
        name="waiting",
        vietnamese=("đang-chờ", "chờ-cấp-trên"),
        help=say("tasks that wait for a higher level"),
    ),
    Flag(
        name="problem",
        vietnamese=("có-vấn-đề", "có-lỗi"),
        others=("broken-rule",),
        help=say("tasks in which the check finds something"),
    ),
)
"""Every term that stands alone, in the order of the help."""

KEY_BY_NAME = {each.name: each for each in KEYS}

OR = ("or", "hoặc", "hoac")
"""Words between alternatives, beside ``|``; they are taken with exactly these letters and tones."""

AND = ("and", "và")
"""Words that say nothing between terms, for terms beside each other all hold; they are searched as any other."""

NOT = ("not",)
"""Words that leave out what follows, beside ``-``."""

NOT_BEFORE_TERMS = ("không", "khong")
"""Words that leave out what follows where it is a term, quoted or bracketed; else they are searched as words."""

NONE = ("none", "không", "trống", "không-có", "chưa-có")
"""Values that mean an empty field."""

ANY = ("any", "có", "bất-kỳ")
"""Values that mean a field that is not empty."""

STATUS_WORDS: tuple[tuple[Status, tuple[str, ...]], ...] = (
    (Status.NOT_STARTED, ("chưa-thực-hiện", "chưa")),
    (Status.IN_PROGRESS, ("đang-thực-hiện", "đang")),
    (Status.DONE, ("đã-hoàn-thành", "hoàn-thành", "xong", "đã-xong")),
    (Status.WAITING, ("chờ-cấp-trên", "chờ", "đang-chờ")),
    (Status.PAUSED, ("tạm-dừng", "dừng")),
    (Status.CARRIED_OVER, ("chuyển-năm-sau", "chuyển-tiếp")),
    (Status.WITHDRAWN, ("không-thực-hiện",)),
    (Status.MERGED, ("lồng-ghép",)),
)

TIMELINESS_WORDS: tuple[tuple[Timeliness, tuple[str, ...]], ...] = (
    (Timeliness.DONE_IN_TIME, ("hoàn-thành-đúng-hạn", "đúng-hạn")),
    (Timeliness.DONE_LATE, ("hoàn-thành-quá-hạn", "hoàn-thành-trễ")),
    (Timeliness.DONE_DATE_UNKNOWN, ("hoàn-thành-chưa-rõ-ngày",)),
    (Timeliness.DONE, ("đã-hoàn-thành-không-có-hạn",)),
    (Timeliness.IN_TIME, ("trong-hạn", "còn-hạn")),
    (Timeliness.DUE_SOON, ("sắp-đến-hạn", "sắp-hạn")),
    (Timeliness.OVERDUE, ("quá-hạn",)),
    (Timeliness.NO_DUE, ("không-hạn", "không-có-hạn")),
    (Timeliness.CLOSED, ("không-theo-dõi", "không-theo-dõi-nữa")),
)

SCHEDULE_KIND_WORDS: tuple[tuple[ScheduleKind, tuple[str, ...]], ...] = (
    (ScheduleKind.DAY, ("ngày",)),
    (ScheduleKind.MONTH, ("tháng",)),
    (ScheduleKind.QUARTER, ("quý",)),
    (ScheduleKind.HALF_YEAR, ("nửa-năm", "6-tháng")),
    (ScheduleKind.YEAR, ("năm",)),
    (ScheduleKind.RANGE, ("khoảng", "khoảng-thời-gian")),
    (ScheduleKind.FROM, ("từ-ngày", "từ")),
    (ScheduleKind.RECURRING, ("thường-xuyên", "định-kỳ")),
    (ScheduleKind.EXTERNAL, ("phụ-thuộc", "theo-cơ-quan-khác")),
    (ScheduleKind.PER_REGULATION, ("theo-quy-định",)),
    (ScheduleKind.ON_DEMAND, ("khi-có-yêu-cầu", "đột-xuất")),
)

CURRENT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("today", ("hôm-nay",)),
    ("this-week", ("tuần-này",)),
    ("this-month", ("tháng-này",)),
    ("this-quarter", ("quý-này",)),
    ("this-year", ("năm-nay", "năm-này")),
)
"""Periods that move with the day asked about."""


@lru_cache(maxsize=8192)
def letters(text: str) -> str:
    """Return what counts of a word of the language: letters without tones and figures; i and y are one."""
    return "".join(each for each in toneless(text).replace("y", "i") if each.isalnum())


def _table(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    return {letters(spelling): name for name, spellings in pairs for spelling in (name, *spellings)}


KEY_SPELLINGS = _table((each.name, (*each.vietnamese, *each.others)) for each in KEYS)
"""The name of a key by the letters of each spelling."""

FLAG_SPELLINGS = _table((each.name, (*each.vietnamese, *each.others)) for each in FLAGS)
"""The name of a bare term by the letters of each spelling."""

CURRENT_SPELLINGS = _table(CURRENT)

WORDS_OF: dict[ValueKind, tuple[tuple[StrEnum, tuple[str, ...]], ...]] = {
    ValueKind.STATUS: STATUS_WORDS,
    ValueKind.TIMELINESS: TIMELINESS_WORDS,
    ValueKind.SCHEDULE_KIND: SCHEDULE_KIND_WORDS,
}
"""The words of the kinds that know a closed set."""

WORD_SPELLINGS = {
    kind: _table((word.value, spellings) for word, spellings in words) for kind, words in WORDS_OF.items()
}

_NONE = frozenset(letters(each) for each in NONE)
_ANY = frozenset(letters(each) for each in ANY)


def presence(text: str) -> bool | None:
    """Return whether the value asks for a field that holds something, or False for one that is empty, else None."""
    bare = letters(text)
    if bare in _NONE:
        return False
    return True if bare in _ANY else None


def spelled_word(name: str, spellings: Iterable[tuple[str, tuple[str, ...]]], language: str) -> str:
    """Return how a word of a value is written in the language; the word itself where it has no other name."""
    if language != "vi":
        return name
    return next((vietnamese[0] for word, vietnamese in spellings if word == name), name)
