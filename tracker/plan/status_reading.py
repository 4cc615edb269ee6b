"""The status a result tells of, proposed with how sure the proposal is.

Prose says "đã trình", "đang tham mưu", "sẽ … sau khi có hướng dẫn"; no office writes a status. The rules go from what
leaves no doubt to what does. A proposal is never more than that: a person confirms it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.plan.citation import Citation
from tracker.plan.confidence import Confidence
from tracker.plan.message import Message, say
from tracker.plan.task import Status
from tracker.plan.text import fold, nfc, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReading:
    """A status proposed from prose, the reason for it, and the status it might be instead.

    ``completed`` is the day of the product where the status is done and a product with a date is told.
    """

    status: Status
    confidence: Confidence
    reason: Message
    alternative: Status | None = None
    completed: date | None = None


_WAITS = re.compile(
    r"chưa có (?:\w+[/ ]){0,3}(?:văn bản |đề án/)?hướng dẫn|cho đến khi có hướng dẫn"
    r"|sau khi (?:có|\w+ \w+ có) (?:văn bản )?hướng dẫn|sau khi trung ương|sau khi có tỷ lệ"
    r"|chờ (?:\w+ ){0,4}hướng dẫn|chưa có (?:đề án|thông tư|văn bản)",
    re.IGNORECASE,
)
_PARTLY_DONE = re.compile(
    r"(?<!\w)đã (?:thẩm định|tham mưu UBND tỉnh (?:hướng dẫn|ban hành|triển khai))(?!\w)", re.IGNORECASE
)
_GOES_ON = re.compile(r"(?<!\w)đã(?!\w).*\bHiện (?:Sở|\w+ đang)\b")
_WILL = re.compile(r"(?<!\w)sẽ(?!\w)", re.IGNORECASE)
_HAS = re.compile(r"(?<!\w)đã(?!\w)", re.IGNORECASE)
_RUNS = re.compile(
    r"(?<!\w)(?:đang|hiện nay|hiện,|dự thảo|dự kiến|trước khi trình|tiếp tục|tạm thời|còn lại)(?!\w)", re.IGNORECASE
)
_SUBMITTED = re.compile(r"(?<!\w)đã trình|đã (?:chủ trì, )?lấy ý kiến|chủ trương đầu tư", re.IGNORECASE)
_ISSUED = re.compile(r"(?:ban hành|phê duyệt|công bố|giao chỉ tiêu|sáp nhập|thông qua)(?!\w)", re.IGNORECASE)
_FINISHED = re.compile(
    r"(?<!\w)(?:đã )?(?:tổ chức thành công|hoàn thành|tổ chức hội nghị tổng kết)(?!\w)", re.IGNORECASE
)
_NOTHING_YET = re.compile(
    r"chưa phát sinh|chưa (?:thực hiện|triển khai)(?! thực hiện quyết định)|chưa đến hạn", re.IGNORECASE
)
_LETTERS = ("Công văn", "Văn bản")
_DAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")


def read_status(result: str, products: Sequence[Citation]) -> StatusReading:
    """Return the status that the result of a task proposes.

    ``products`` are the documents of the province that the result cites as evidence.
    """
    text = one_line(nfc(result))
    if not text:
        return StatusReading(
            status=Status.NOT_STARTED,
            confidence=Confidence.LOW,
            reason=say("nobody has reported; that is not the same as not started."),
            alternative=Status.IN_PROGRESS,
        )
    for rule in (_waiting, _nothing_yet, _promised, _done):
        reading = rule(text, products)
        if reading is not None:
            return reading
    sure = (
        Confidence.HIGH if re.search(r"(?<!\w)đang(?!\w)|dự thảo|đã trình", text, re.IGNORECASE) else Confidence.MEDIUM
    )
    return StatusReading(
        status=Status.IN_PROGRESS,
        confidence=sure,
        reason=say("the result tells of work that goes on."),
        alternative=None if sure is Confidence.HIGH else Status.DONE,
    )


def _waiting(text: str, _products: Sequence[Citation]) -> StatusReading | None:
    waits = _WAITS.search(text)
    if waits is None or _concerns_a_part(text, waits):
        return None
    return StatusReading(
        status=Status.WAITING,
        confidence=Confidence.MEDIUM,
        reason=say("the result waits: “{words}”.", words=waits[0]),
        alternative=Status.IN_PROGRESS,
    )


def _concerns_a_part(text: str, waits: re.Match[str]) -> bool:
    """Tell whether only a part of the work waits: much of it is done, or goes on after what was awaited came."""
    return _PARTLY_DONE.search(text, 0, waits.start()) is not None or _GOES_ON.search(text, waits.end()) is not None


def _nothing_yet(text: str, _products: Sequence[Citation]) -> StatusReading | None:
    told = _NOTHING_YET.search(text)
    if told is None or _HAS.search(text):
        return None
    return StatusReading(
        status=Status.NOT_STARTED,
        confidence=Confidence.MEDIUM,
        reason=say("the result says that nothing has begun: “{words}”.", words=told[0]),
        alternative=Status.IN_PROGRESS,
    )


def _promised(text: str, _products: Sequence[Citation]) -> StatusReading | None:
    if _WILL.search(text) is None or _HAS.search(text) or _RUNS.search(text):
        return None
    return StatusReading(
        status=Status.NOT_STARTED,
        confidence=Confidence.MEDIUM,
        reason=say("the result only promises (“sẽ”)."),
        alternative=Status.WAITING,
    )


def _done(text: str, products: Sequence[Citation]) -> StatusReading | None:
    ahead = _RUNS.search(text) is not None or _WILL.search(text) is not None
    submitted = _SUBMITTED.search(text) is not None
    dated = [each.document.date for each in products if each.document.date is not None]
    decided = any(each.document.kind not in _LETTERS for each in products)
    if _HAS.search(text) and _ISSUED.search(text) and decided and not ahead:
        return StatusReading(
            status=Status.DONE,
            confidence=Confidence.HIGH if dated and not submitted else Confidence.MEDIUM,
            reason=say("a document was issued, and nothing is told to be left."),
            alternative=None if dated and not submitted else Status.IN_PROGRESS,
            completed=min(dated) if dated else None,
        )
    finished = _FINISHED.search(text)
    if (
        _HAS.search(text)
        and finished is not None
        and not ahead
        and not re.search(r"hợp đồng|\d+/\d+ (?:cơ quan|đơn vị)", text)
    ):
        days = [_valid_day(match) for match in _DAY.finditer(text)]
        known = [each for each in (*dated, *days) if each is not None]
        return StatusReading(
            status=Status.DONE,
            confidence=Confidence.MEDIUM,
            reason=say("the result says “{words}”.", words=finished[0]),
            alternative=Status.IN_PROGRESS,
            completed=max(known) if known else None,
        )
    return None


def _valid_day(match: re.Match[str]) -> date | None:
    day, month, year = (int(each) for each in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


STATUS_WORDS: tuple[tuple[str, Status], ...] = (
    ("chua bao cao", Status.NOT_STARTED),
    ("chua thuc hien", Status.NOT_STARTED),
    ("chua trien khai", Status.NOT_STARTED),
    ("chua den han", Status.NOT_STARTED),
    ("dang", Status.IN_PROGRESS),
    ("hoan thanh mot phan", Status.IN_PROGRESS),
    ("chua hoan thanh", Status.IN_PROGRESS),
    ("da hoan thanh", Status.DONE),
    ("hoan thanh", Status.DONE),
    ("da thuc hien", Status.DONE),
    ("cho", Status.WAITING),
    ("tam dung", Status.PAUSED),
    ("tam hoan", Status.PAUSED),
    ("chuyen", Status.CARRIED_OVER),
    ("khong thuc hien", Status.WITHDRAWN),
    ("rut", Status.WITHDRAWN),
    ("long ghep", Status.MERGED),
)
"""How a column of statuses begins for each of them, without tones, the more particular first."""


def read_status_word(text: str) -> Status | None:
    """Return the status that a cell of a status column names, or None where it names none."""
    told = fold(text)
    return next((status for words, status in STATUS_WORDS if told == words or told.startswith(f"{words} ")), None)
