"""Recognising the head of a task table: every column by the whole ordered head, never by a keyword.

Both "tiến độ" and "kết quả" stand in several heads and mean different things by their place: in
"Kết quả/sản phẩm đạt được | Tiến độ | … | Tiến độ/kết quả" the first is the expected product, the second the planned
schedule and the last the actual result. So each head names the columns it may be, and what is taken is the one way
to give each head a column of its own in the order of a plan.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.exchange.table import Row, Table
from tracker.plan.message import TrackerError, say
from tracker.plan.task import Status
from tracker.plan.text import fold, nfc, one_line


class Column(StrEnum):
    """What a column of an annex holds."""

    NUMBER = "number"
    TITLE = "title"
    PRODUCT = "product"
    SCHEDULE = "schedule"
    START = "start"
    DUE = "due"
    ASSIGNMENT = "assignment"
    LEAD = "lead"
    COORDINATING = "coordinating"
    RESULT = "result"
    STATUS = "status"
    PERCENT = "percent"
    EVIDENCE = "documents"
    OBSTACLE = "obstacle"
    PROPOSAL = "proposal"
    REMARK = "remark"
    TICK_DONE = "tick-done"
    TICK_IN_PROGRESS = "tick-in-progress"
    TICK_NOT_STARTED = "tick-not-started"


TICKS = {
    Column.TICK_DONE: Status.DONE,
    Column.TICK_IN_PROGRESS: Status.IN_PROGRESS,
    Column.TICK_NOT_STARTED: Status.NOT_STARTED,
}
"""Columns in which a mark says the status."""

_HEADS: tuple[tuple[tuple[Column, ...], str], ...] = (
    (
        (Column.NUMBER,),
        "STT|TT|Số TT|Số thứ tự|Mã số|Mã nhiệm vụ|No",
    ),
    (
        (Column.TITLE,),
        (
            "Nhiệm vụ|Nội dung|Nội dung công việc|Nội dung nhiệm vụ|Nội dung thực hiện|Công việc"
            "|Tên nhiệm vụ|Nhiệm vụ cụ thể|Nhiệm vụ, giải pháp|Nội dung, nhiệm vụ|Các nhiệm vụ"
            "|Nhiệm vụ/Công việc|Hoạt động|Nhiệm vụ trọng tâm|Nội dung/nhiệm vụ|Mục tiêu, nhiệm vụ"
            "|Nhiệm vụ chủ yếu"
        ),
    ),
    (
        (
            Column.PRODUCT,
            Column.RESULT,
        ),
        ("Kết quả|Kết quả/sản phẩm đạt được|Sản phẩm/kết quả đạt được|Kết quả đạt được|Kết quả, sản phẩm đạt được"),
    ),
    (
        (Column.PRODUCT,),
        (
            "Sản phẩm|Kết quả đầu ra|Sản phẩm đầu ra|Kết quả/sản phẩm|Sản phẩm/kết quả|Sản phẩm, kết quả"
            "|Kết quả, sản phẩm|Sản phẩm dự kiến|Kết quả dự kiến|Sản phẩm hoàn thành|Sản phẩm/Kết quả đầu ra"
            "|Dự kiến sản phẩm|Sản phẩm chính|Yêu cầu sản phẩm|Sản phẩm dự kiến hoàn thành"
        ),
    ),
    (
        (
            Column.SCHEDULE,
            Column.RESULT,
        ),
        "Tiến độ",
    ),
    (
        (Column.SCHEDULE,),
        (
            "Thời gian|Thời gian thực hiện|Thời gian hoàn thành|Thời hạn|Thời hạn hoàn thành"
            "|Tiến độ hoàn thành|Tiến độ/thời gian|Thời gian, tiến độ|Thời gian thực hiện, hoàn thành"
            "|Thời gian thực hiện/hoàn thành|Kế hoạch|Tiến độ theo kế hoạch|Thời hạn thực hiện|Lộ trình"
            "|Thời gian/tiến độ"
        ),
    ),
    (
        (
            Column.SCHEDULE,
            Column.RESULT,
        ),
        "Tiến độ thực hiện",
    ),
    (
        (Column.START,),
        "Bắt đầu|Thời gian bắt đầu|Ngày bắt đầu|Từ ngày|Thời điểm bắt đầu",
    ),
    (
        (Column.DUE,),
        "Kết thúc|Thời gian kết thúc|Ngày kết thúc|Đến ngày|Hạn hoàn thành|Ngày hoàn thành kế hoạch|Hạn",
    ),
    (
        (Column.ASSIGNMENT,),
        (
            "Phân công|Phân công và cách thức thực hiện|Phân công thực hiện|Cơ quan thực hiện"
            "|Đơn vị thực hiện|Cơ quan chủ trì/phối hợp|Cơ quan chủ trì, phối hợp|Đơn vị chủ trì/phối hợp"
            "|Tổ chức thực hiện|Phân công nhiệm vụ|Đơn vị chủ trì, phối hợp|Cơ quan, đơn vị thực hiện"
        ),
    ),
    (
        (Column.LEAD,),
        (
            "Cơ quan chủ trì|Đơn vị chủ trì|Chủ trì|Cơ quan, đơn vị chủ trì|Cơ quan chủ trì thực hiện"
            "|Cơ quan/đơn vị chủ trì|Cơ quan tham mưu|Phòng chủ trì"
        ),
    ),
    (
        (Column.COORDINATING,),
        (
            "Cơ quan phối hợp|Đơn vị phối hợp|Phối hợp|Cơ quan, đơn vị phối hợp|Cơ quan phối hợp thực hiện"
            "|Cơ quan/đơn vị phối hợp"
        ),
    ),
    (
        (Column.RESULT,),
        (
            "Tiến độ/kết quả|Kết quả thực hiện|Tình hình thực hiện|Kết quả/tiến độ"
            "|Tiến độ, kết quả thực hiện|Tình hình, kết quả thực hiện|Kết quả thực hiện nhiệm vụ"
            "|Tiến độ, kết quả|Tiến độ/kết quả thực hiện|Kết quả đã thực hiện|Báo cáo kết quả"
            "|Kết quả triển khai|Tình hình triển khai|Kết quả, tiến độ thực hiện"
        ),
    ),
    (
        (Column.STATUS,),
        "Tình trạng|Trạng thái|Mức độ hoàn thành|Tình trạng thực hiện|Đánh giá|Đánh giá tiến độ",
    ),
    (
        (Column.PERCENT,),
        "Tỷ lệ %|Tỷ lệ|Tỷ lệ hoàn thành|%|% hoàn thành|Phần trăm|Tỷ lệ hoàn thành %|Tỷ lệ phần trăm",
    ),
    (
        (Column.EVIDENCE,),
        (
            "Văn bản minh chứng|Minh chứng|Tài liệu kiểm chứng|Số văn bản|Văn bản|Tài liệu minh chứng"
            "|Văn bản ban hành|Số, ký hiệu văn bản|Văn bản triển khai|Số hiệu văn bản"
        ),
    ),
    (
        (Column.OBSTACLE,),
        (
            "Lý do|Nguyên nhân|Lý do chậm|Lý do/nguyên nhân chậm|Khó khăn, vướng mắc|Khó khăn"
            "|Nguyên nhân chậm|Vướng mắc|Tồn tại, hạn chế|Lý do chưa hoàn thành|Nguyên nhân chưa hoàn thành"
            "|Khó khăn, nguyên nhân|Lý do, nguyên nhân chậm|Khó khăn/vướng mắc"
        ),
    ),
    (
        (Column.PROPOSAL,),
        ("Đề xuất|Kiến nghị|Đề xuất, kiến nghị|Đề xuất/kiến nghị|Kiến nghị, đề xuất|Giải pháp|Giải pháp khắc phục"),
    ),
    (
        (Column.REMARK,),
        (
            "Ghi chú|Kinh phí|Dự kiến kinh phí|Nguồn kinh phí|Kinh phí thực hiện|Lĩnh vực|Người theo dõi"
            "|Cán bộ theo dõi|Lãnh đạo phụ trách|Ý kiến"
        ),
    ),
    (
        (Column.TICK_DONE,),
        "Đã hoàn thành|Hoàn thành|Đã thực hiện|Đã xong",
    ),
    (
        (Column.TICK_IN_PROGRESS,),
        "Đang thực hiện|Đang triển khai|Đang tiến hành",
    ),
    (
        (Column.TICK_NOT_STARTED,),
        "Chưa thực hiện|Chưa triển khai|Chưa hoàn thành",
    ),
)
"""The heads of plans and reports, and the columns each may be, the usual one first."""

_MAPPED = re.compile(r"(?P<wish>[^=]*=[^,=]*|[^=]+)(?:,|$)")
_BRACKETS = re.compile(r"\([^()]*\)")
_NOT_WORDS = re.compile(r"[^\w%]+")


def _plain(head: str) -> str:
    return " ".join(_NOT_WORDS.sub(" ", fold(head)).split())


_CANDIDATES: dict[str, tuple[Column, ...]] = {
    _plain(name): columns for columns, names in _HEADS for name in names.split("|")
}
_SINGLE = frozenset(Column) - {Column.REMARK}
_SAID = frozenset({Column.PRODUCT, Column.SCHEDULE, Column.DUE, Column.ASSIGNMENT, Column.LEAD, Column.RESULT})
_PLANNED = (Column.PRODUCT, Column.SCHEDULE)
_MOST_CHOICES = 256
_FEWEST_NAMED = 2
_SCORING = re.compile(r"\bdiem\b|\btieu chi\b|\btu cham\b|\bthang diem\b|\bxep hang\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What each column of a table holds. ``heads`` are the heads as written; ``columns`` has one for each of them.

    ``others`` are the heads no rule knows, kept as remarks; ``open`` are those whose meaning another order would
    change; ``rows`` is how many rows the head has.
    """

    heads: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: int
    others: tuple[str, ...] = ()
    open: tuple[tuple[str, Column, Column], ...] = ()

    @property
    def fullness(self) -> int:
        """How much of a task the table says: product, schedule, assignment, result."""
        return len(_SAID.intersection(self.columns))

    def place(self, column: Column) -> int | None:
        """Return where the column stands, or None."""
        return self.columns.index(column) if column in self.columns else None


class HeadUnclear(TrackerError):
    """A table whose head is not recognised; the message says what is missing, the hint how to name the columns."""


def candidates(head: str) -> tuple[Column, ...]:
    """Return the columns the head may be, the usual one first; none where no rule knows it."""
    for words in (head, _BRACKETS.sub(" ", head), " ".join(_BRACKETS.findall(head)), head.rpartition(" / ")[2]):
        found = _CANDIDATES.get(_plain(words), ())
        if found and words.strip():
            return found
    return ()


def read_map(wishes: Sequence[str]) -> dict[str, Column]:
    """Return the columns a person named: ``head=field`` or ``3=field``, several separated by commas."""
    found: dict[str, Column] = {}
    for wish in (match["wish"] for several in wishes for match in _MAPPED.finditer(several)):
        head, mark, name = wish.rpartition("=")
        column = next((each for each in Column if each.value == name.strip()), None)
        if not mark or not head.strip() or column is None:
            raise TrackerError(
                say("{text} names no column.", text=wish.strip() or '""'),
                say("write HEAD=FIELD with one of these fields: {fields}.", fields=", ".join(Column)),
            )
        found[_plain(head)] = column
    return found


# --- where a head stands --------------------------------------------------------------------------


def find_layout(table: Table, named: Mapping[str, Column]) -> tuple[int, Layout] | None:
    """Return the row at which the first head of the table begins, and what it says; None where no row is one.

    Raises ``HeadUnclear`` for a table that has a head, but not that of a task table.
    """
    unclear: HeadUnclear | None = None
    for start, row in enumerate(table.rows):
        if not looks_like_head(row, named):
            continue
        two = _second(table.rows, start)
        for heads, rows in ((_joined(row, two), 2), (_heads(row), 1)) if two is not None else ((_heads(row), 1),):
            try:
                return start, layout(heads, named, rows=rows)
            except HeadUnclear as error:
                unclear = unclear or error
    if unclear is not None:
        raise unclear
    return None


def _heads(row: Row) -> tuple[str, ...]:
    return tuple(one_line(nfc(each.text)) for each in row.cells)


def looks_like_head(row: Row, named: Mapping[str, Column] | None = None) -> bool:
    """Tell whether most cells of the row are heads that some rule or the person knows."""
    heads = [each for each in _heads(row) if each]
    known = sum(bool(candidates(each)) or _plain(each) in (named or {}) for each in heads)
    return known >= _FEWEST_NAMED and len(heads) >= _FEWEST_NAMED and known * 2 >= len(heads)


def _second(rows: Sequence[Row], start: int) -> Row | None:
    """Return the second row of a head: one that stands under merged cells of the first."""
    if start + 1 >= len(rows):
        return None
    first, second = rows[start], rows[start + 1]
    split = any(each.beside for each in first.cells)
    under = any(each.below for each in second.cells)
    heads = [each for each in _heads(second) if each]
    return second if (split or under) and heads and all(candidates(each) for each in heads) else None


def _joined(first: Row, second: Row) -> tuple[str, ...]:
    """Return the heads of two rows, each under the one it stands below."""
    heads: list[str] = []
    above = ""
    for place, cell in enumerate(first.cells):
        above = above if cell.beside else one_line(nfc(cell.text))
        under = one_line(nfc(second.cells[place].text)) if place < len(second.cells) else ""
        heads.append(f"{above} / {under}" if above and under else above or under)
    return tuple(heads)


# --- what a head says -----------------------------------------------------------------------------


def layout(heads: Sequence[str], named: Mapping[str, Column], *, rows: int = 1) -> Layout:
    """Return the columns of the whole ordered head; raise ``HeadUnclear`` where it is not that of a task table."""
    choices = [_choices(place, head, named) for place, head in enumerate(heads)]
    found = list(_assignments(choices))
    complete = [each for each in found if _is_task_table(each)]
    if not complete:
        raise _unclear(heads, choices)
    if not named and _SCORING.search(" ".join(fold(each) for each in heads)):
        raise HeadUnclear(
            say("the table “{heads}” scores criteria; it is no table of tasks.", heads=_shown(heads)),
            say("if it is one after all, name its columns: --map HEAD=FIELD."),
        )
    best = max(complete, key=_fullness)
    same = [each for each in complete if each != best]
    return Layout(
        heads=tuple(heads),
        columns=best,
        rows=rows,
        others=tuple(head for head, choice in zip(heads, choices, strict=True) if head and not choice),
        open=tuple(
            (head, mine, other[place])
            for other in same[:1]
            for place, (head, mine) in enumerate(zip(heads, best, strict=True))
            if mine is not other[place]
        ),
    )


def _choices(place: int, head: str, named: Mapping[str, Column]) -> tuple[Column, ...]:
    for key in (_plain(head), str(place + 1)):
        if key in named:
            return (named[key],)
    return candidates(head)


def _assignments(choices: Sequence[tuple[Column, ...]]) -> Iterator[tuple[Column, ...]]:
    """Yield the ways to give each head a column, each column once and in an order plans have."""
    ways: list[tuple[Column, ...]] = [()]
    for choice in choices:
        options = choice or (Column.REMARK,)
        ways = [(*way, each) for way in ways for each in options if each not in way or each not in _SINGLE]
        ways = ways[:_MOST_CHOICES]
    return (way for way in ways if _in_order(way))


def _in_order(way: tuple[Column, ...]) -> bool:
    """Tell whether the number comes before the title, and the title and what is planned before the result."""
    places = {column: place for place, column in enumerate(way)}
    title = places.get(Column.TITLE, 0)
    if places.get(Column.NUMBER, -1) > title:
        return False
    result = places.get(Column.RESULT)
    before = [places[each] for each in (Column.TITLE, *_PLANNED) if each in places]
    return result is None or all(place < result for place in before)


def _fullness(way: tuple[Column, ...]) -> int:
    return sum(each in way for each in _PLANNED)


def _is_task_table(way: tuple[Column, ...]) -> bool:
    return Column.TITLE in way and len(_SAID.intersection(way)) + any(each in way for each in TICKS) >= _FEWEST_NAMED


def _unclear(heads: Sequence[str], choices: Sequence[tuple[Column, ...]]) -> HeadUnclear:
    known = {each for choice in choices for each in choice}
    unknown = [head for head, choice in zip(heads, choices, strict=True) if head and not choice]
    hint = say("name its columns: --map HEAD=FIELD with one of {fields}.", fields=", ".join(Column))
    if Column.TITLE not in known:
        return HeadUnclear(say("the table “{heads}” has no column of tasks.", heads=_shown(heads)), hint)
    if len(_SAID & known) < _FEWEST_NAMED:
        return HeadUnclear(
            say(
                "the table “{heads}” says too little of its tasks; not known: {unknown}.",
                heads=_shown(heads),
                unknown=_shown(unknown) or "-",
            ),
            hint,
        )
    return HeadUnclear(say("the order of the columns “{heads}” is not that of a plan.", heads=_shown(heads)), hint)


def _shown(heads: Sequence[str]) -> str:
    return " | ".join(each for each in heads if each)[:200]
