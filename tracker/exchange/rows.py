"""Making tasks of rows: areas, numbers, rows a page break parted, merged cells, "nt", total rows.

The identity of a task is its area and number, because numbers begin anew in each area. A row without number goes on
with the task above where it stands at the top of a page and says no schedule of its own; where the numbers around it
leave a gap, it is a task whose number was lost, and that is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tracker.exchange.archive import FileRefused
from tracker.exchange.doubt import Doubt, LeftOut
from tracker.exchange.heads import Column, HeadUnclear, Layout, find_layout
from tracker.exchange.markup import cleaned, join_seam
from tracker.exchange.table import Cell, Line, Place, Row, Source, SourceKind, Table
from tracker.plan.confidence import Confidence
from tracker.plan.message import Message, say
from tracker.plan.names import roman_numeral, roman_value
from tracker.plan.problem import Severity
from tracker.plan.text import fold, one_line, toneless


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """An area as the annex heads it."""

    number: str
    title: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A task as its row or rows say it.

    ``cells`` has the text of each column without mark-up, ``raw`` the parts it was made of; ``remarks`` are the cells
    of columns that no field holds, with their heads.
    """

    area: str
    number: int
    cells: dict[Column, str]
    raw: dict[Column, tuple[str, ...]]
    remarks: tuple[tuple[str, str], ...]
    heads: dict[Column, str]
    places: tuple[Place, ...]
    inherited: frozenset[Column] = frozenset()

    def inherits(self, column: Column) -> bool:
        """Tell whether the cell has the text of the row above, through a merged cell or a "nt"."""
        return column in self.inherited

    @property
    def place(self) -> Place:
        """Where the task begins."""
        return self.places[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReading:
    """What the tables of a source hold: areas, tasks, doubts, what is in no record, and how many rows of each sort."""

    areas: tuple[AreaRow, ...]
    tasks: tuple[TaskRow, ...]
    doubts: tuple[Doubt, ...]
    left: tuple[LeftOut, ...]
    rows: tuple[Row, ...]
    layout: Layout
    head_rows: int
    joined: int


@dataclass(slots=True)
class _Line:
    """A row of a task table with its layout; ``tops_page`` tells that it is the first of a page, below its head."""

    row: Row
    layout: Layout
    cells: tuple[Cell, ...]
    tops_page: bool

    def text(self, column: Column) -> str:
        place = self.layout.place(column)
        return one_line(self.cells[place].text) if place is not None and place < len(self.cells) else ""

    def cell(self, column: Column) -> Cell | None:
        place = self.layout.place(column)
        return self.cells[place] if place is not None and place < len(self.cells) else None

    @property
    def written(self) -> list[str]:
        return [cleaned(each.text)[0] for each in self.cells if each.text.strip()]


def read_rows(source: Source, named: dict[str, Column]) -> RowReading:
    """Return the areas and tasks of the source; raise ``FileRefused`` where no table is one of tasks."""
    laid = _lay_out(source, named)
    return _Assembly(laid).run()


# --- tables and heads -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Laid:
    """The rows of all task tables one after the other, and what was found on the way."""

    lines: list[_Line] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    head_rows: int = 0
    layout: Layout | None = None


def _lay_out(source: Source, named: dict[str, Column]) -> _Laid:
    laid = _Laid()
    refusals: list[HeadUnclear] = []
    waiting: list[Row] = []
    for table in _without_repeats(source, named, laid):
        try:
            found = find_layout(table, named)
        except HeadUnclear as error:
            refusals.append(error)
            _leave(laid, table.rows, error.message)
            continue
        if found is not None:
            start, layout = found
            _take_before(laid, (*waiting, *table.rows[:start]), layout)
            waiting = []
            laid.layout = laid.layout or layout
            _take(laid, table.rows[start:], layout)
        elif laid.layout is not None and _fits(table.rows, laid.layout):
            _take(laid, table.rows, laid.layout)
        elif laid.layout is None:
            waiting += table.rows
        else:
            _leave(laid, table.rows, say("the table has no head of a task table"))
    if laid.layout is None:
        raise _nothing_found(source, refusals)
    _leave(laid, waiting, say("the table has no head of a task table"))
    _take_lines(laid, source.lines)
    return laid


def _take_lines(laid: _Laid, lines: Sequence[Line]) -> None:
    """List the lines that stand below or within a table; one within it may be the rest of a cell, which is an error."""
    for line in lines:
        if line.after:
            laid.left.append(LeftOut(place=line.place, text=line.text, reason=say("it stands beside the table")))
        if line.inside:
            laid.doubts.append(
                Doubt(
                    severity=Severity.ERROR,
                    rule="line-without-cells",
                    message=say("a line without cells follows a row: a line end stands inside a cell."),
                    place=line.place,
                    text=line.text[:200],
                    confidence=Confidence.LOW,
                )
            )


def _without_repeats(source: Source, named: dict[str, Column], laid: _Laid) -> list[Table]:
    """Return the tables to read: of a workbook not those sheets whose tasks all stand on fuller or larger ones.

    Offices keep such sheets beside the plan: a list to follow it by, the late tasks, those of an agency.
    """
    if source.kind is not SourceKind.EXCEL:
        return list(source.tables)
    found = [(table, *_titles(table, named)) for table in source.tables]
    seen: set[str] = set()
    repeats: set[str] = set()
    for table, titles, _ in sorted(found, key=lambda each: (-each[2], -len(each[1]))):
        if titles and titles <= seen:
            repeats.add(table.name)
            place = Place(table=table.name, row=1)
            laid.left.append(LeftOut(place=place, text=table.name, reason=say("its tasks stand on another sheet")))
        seen |= titles
    return [table for table in source.tables if table.name not in repeats]


def _titles(table: Table, named: dict[str, Column]) -> tuple[frozenset[str], int]:
    """Return the titles of the numbered rows of a table, and how much it says of each; none for other tables."""
    try:
        found = find_layout(table, named)
    except HeadUnclear:
        found = None
    if found is None:
        return frozenset(), 0
    start, layout = found
    lines = [_Line(row, layout, row.cells, tops_page=False) for row in table.rows[start + layout.rows :]]
    titles = {fold(each.text(Column.TITLE)) for each in lines if _number(each.text(Column.NUMBER))}
    return frozenset(titles), layout.fullness


def _nothing_found(source: Source, refusals: Sequence[HeadUnclear]) -> FileRefused:
    if refusals:
        return FileRefused(
            say("{file} holds no table of tasks: {reason}", file=source.name, reason=refusals[0].message),
            refusals[0].hint,
        )
    return FileRefused(
        say("{file} holds no table of tasks.", file=source.name),
        say(
            "a table of tasks has a head such as {heads}; name other heads: --map HEAD=FIELD.",
            heads="STT | Nhiệm vụ | Sản phẩm | Thời hạn | Cơ quan chủ trì",
        ),
    )


def _leave(laid: _Laid, rows: Sequence[Row], reason: Message) -> None:
    for row in rows:
        if row.is_empty:
            continue
        laid.rows.append(row)
        laid.left.append(LeftOut(place=row.place, text=_row_text(row), reason=reason))


def _row_text(row: Row) -> str:
    return " | ".join(one_line(cleaned(each)[0]) for each in row.texts if each.strip())


def _fits(rows: Sequence[Row], layout: Layout) -> bool:
    return bool(rows) and max(len(row.cells) for row in rows) == len(layout.heads)


def _take_before(laid: _Laid, rows: Sequence[Row], layout: Layout) -> None:
    """Take the rows above the first head: those of a table whose head was lost, else titles."""
    for row in rows:
        if row.is_empty:
            continue
        number = one_line(row.cells[0].text)
        if len(row.cells) == len(layout.heads) and (_number(number) or roman_value(number.rstrip("."))):
            if not any(each.rule == "head-missing" for each in laid.doubts):
                laid.doubts.append(_head_missing(row))
            laid.rows.append(row)
            laid.lines.append(_Line(row, layout, row.cells, row.starts_page))
        else:
            _leave(laid, (row,), say("it stands above the table"))


def _head_missing(row: Row) -> Doubt:
    return Doubt(
        severity=Severity.WARNING,
        rule="head-missing",
        message=say("rows stand without a head; they are read by the head of the other pages."),
        place=row.place,
        text=_row_text(row)[:120],
        confidence=Confidence.HIGH,
    )


def _take(laid: _Laid, rows: Sequence[Row], layout: Layout) -> None:
    """Take the rows of a table: its heads, each time they are repeated, and what stands between."""
    heads = tuple(toneless(each) for each in layout.heads)
    repeats = sum(_is_head(row, heads) for row in rows) > 1 or laid.head_rows > 0
    skip = 0
    after_head = False
    for place, row in enumerate(rows):
        if _is_head(row, heads) or (place == 0 and layout.rows == 2):
            skip, after_head = layout.rows, True
            laid.head_rows += 1
        if skip:
            skip -= 1
            continue
        if row.is_empty and not any(each.below for each in row.cells):
            continue
        if repeats and row.starts_page and not after_head and laid.lines:
            laid.doubts.append(_head_missing(row))
        if after_head and _counts_columns(row):
            _leave(laid, (row,), say("it numbers the columns"))
            continue
        laid.rows.append(row)
        laid.lines.append(_Line(row, layout, _fitted(laid, row, layout), after_head or row.starts_page))
        after_head = False


def _is_head(row: Row, heads: tuple[str, ...]) -> bool:
    told = tuple(toneless(each) for each in row.texts)
    return told == heads[: len(told)] and any(told) and not any(heads[len(told) :])


_COLUMN_COUNT = re.compile(r"\(?(\d{1,2}|[a-zA-Z])\)?(?: ?=.*)?")


def _counts_columns(row: Row) -> bool:
    written = [one_line(each) for each in row.texts]
    return len(written) > 2 and all(_COLUMN_COUNT.fullmatch(each) for each in written)


def _fitted(laid: _Laid, row: Row, layout: Layout) -> tuple[Cell, ...]:
    """Return as many cells as there are heads; text beyond them is an error, since a column may be shifted."""
    wanted = len(layout.heads)
    cells = row.cells
    while len(cells) > wanted and not cells[-1].text.strip():
        cells = cells[:-1]
    if len(cells) <= wanted:
        return (*cells, *(Cell() for _ in range(wanted - len(cells))))
    laid.doubts.append(
        Doubt(
            severity=Severity.ERROR,
            rule="too-many-cells",
            message=say(
                "the row has {cells} cells and the head {heads}: a separator stands inside a cell.",
                cells=len(cells),
                heads=wanted,
            ),
            place=row.place,
            text=_row_text(row)[:200],
            confidence=Confidence.LOW,
        )
    )
    rest = " ".join(each.text for each in cells[wanted - 1 :])
    return (*cells[: wanted - 1], Cell(text=rest))


# --- numbers --------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"(?:(?:[Nn]hiệm vụ|NV|số) ?)?(?:(?P<area>[IVXLC]+|\d{1,2})[.\-/])?(?P<number>\d{1,4})[.)]?", re.ASCII
)
_AREA = re.compile(
    r"(?:(?:Phần|Lĩnh vực|Mục) )?(?P<number>[IVXLC]{1,7})(?:[.):\-]|[.]?\s)\s*(?P<title>\S.*)", re.DOTALL
)
_DITTO = re.compile(r"n\.?t\.?|như (?:trên|mục trên|ở trên|dòng trên)|-nt-|//|”", re.IGNORECASE)
_TOTAL = re.compile(r"(?:tong|cong|tong cong|tong so)\b(?! tac)")
_END = re.compile(r"\W*|\.?/\.?")


def _number(text: str) -> re.Match[str] | None:
    return _NUMBER.fullmatch(text)


@dataclass(slots=True)
class _Open:
    """The task that is being read: its lines, each with whether a page break came before it."""

    area: str
    number: int
    lines: list[tuple[_Line, bool]]


class _Assembly:
    """Goes through the rows once and makes areas and tasks of them."""

    def __init__(self, laid: _Laid) -> None:
        self._laid = laid
        self._doubts = list(laid.doubts)
        self._left = list(laid.left)
        self._areas: list[AreaRow] = []
        self._open: list[_Open] = []
        self._area = ""
        self._joined = 0

    def run(self) -> RowReading:
        """Return the whole reading."""
        if self._laid.layout is None:
            raise ValueError("layout")
        lines = self._laid.lines
        for place, line in enumerate(lines):
            self._read(line, lines[place + 1 :][:40], is_last=place == len(lines) - 1)
        tasks = self._tasks()
        self._check_numbers()
        return RowReading(
            areas=tuple(self._areas),
            tasks=tuple(tasks),
            doubts=(*self._head_doubts(self._laid.layout), *self._doubts),
            left=tuple(self._left),
            rows=tuple(self._laid.rows),
            layout=self._laid.layout,
            head_rows=self._laid.head_rows,
            joined=self._joined,
        )

    def _head_doubts(self, layout: Layout) -> list[Doubt]:
        found = [
            Doubt(
                severity=Severity.WARNING,
                rule="head-open",
                message=say("the head “{head}” may mean another column.", head=head),
                text=head,
                reading=mine,
                alternative=other,
            )
            for head, mine, other in layout.open
        ]
        found += [
            Doubt(
                severity=Severity.WARNING,
                rule="head-unknown",
                message=say("no field holds the column “{head}”; it is kept as a remark in the record.", head=head),
                text=head,
                reading=Column.REMARK,
                confidence=Confidence.MEDIUM,
            )
            for head in layout.others
        ]
        return found

    # One row

    def _read(self, line: _Line, after: Sequence[_Line], *, is_last: bool) -> None:
        if line.row.hidden:
            self._doubt("hidden-row", line, say("the row is hidden in the sheet; it is read all the same."))
        number = line.text(Column.NUMBER)
        cell = line.cell(Column.NUMBER)
        told = _number(number)
        if _is_total(line) or (is_last and all(_END.fullmatch(each) for each in line.written)):
            self._leave(line, say("it sums up or ends the table"))
        elif self._take_area(line, number, after):
            return
        elif cell is not None and cell.below and self._open:
            self._open[-1].lines.append((line, False))
        elif told is not None and (line.text(Column.TITLE) or len(line.written) > 2):
            self._begin(line, told)
        elif number and told is None:
            self._doubt(
                "number-unreadable",
                line,
                say("“{number}” is no number of a task.", number=number),
                severity=Severity.ERROR,
            )
            self._leave(line, say("its number is not understood"))
        elif told is not None:
            self._doubt("row-incomplete", line, say("the row has a number and no task."), severity=Severity.ERROR)
            self._leave(line, say("it names no task"))
        else:
            self._read_unnumbered(line, after)

    def _begin(self, line: _Line, told: re.Match[str]) -> None:
        area = told["area"] or ""
        if area.isdigit():
            area = roman_numeral(int(area)) if int(area) else ""
        if area and area != self._area:
            self._area = area
            if all(each.number != area for each in self._areas):
                self._areas.append(AreaRow(number=area, title="", place=line.row.place))
        self._open.append(_Open(self._in_area(line), int(told["number"]), [(line, False)]))

    def _in_area(self, line: _Line) -> str:
        if not self._area:
            self._area = "I"
            self._areas.append(AreaRow(number="I", title="", place=line.row.place))
        return self._area

    def _take_area(self, line: _Line, number: str, after: Sequence[_Line]) -> bool:
        """Take the row as the heading of an area where it is one."""
        written = line.written
        numeral, title = "", ""
        plain = number.rstrip(".) ")
        if roman_value(plain) and len(written) == 2 and not _number(number):
            numeral, title = plain, written[1]
        elif len(written) == 1:
            match = _AREA.fullmatch(written[0])
            if match is not None and roman_value(match["number"]):
                numeral, title = match["number"], match["title"]
            elif not number and self._starts_anew(after):
                numeral, title = roman_numeral(len(self._areas) + 1), written[0]
                self._doubt(
                    "area-without-numeral",
                    line,
                    say("the heading of an area has no numeral; {numeral} is taken.", numeral=numeral),
                    reading=numeral,
                )
        if not numeral:
            return False
        self._enter(line, numeral, one_line(title))
        return True

    def _starts_anew(self, after: Sequence[_Line]) -> bool:
        told = _number(after[0].text(Column.NUMBER)) if after else None
        return told is not None and int(told["number"]) == 1

    def _enter(self, line: _Line, numeral: str, title: str) -> None:
        known = next((each for each in self._areas if each.number == numeral), None)
        if known is not None:
            if fold(known.title) == fold(title) or "tiep theo" in fold(title):
                self._leave(line, say("it repeats the heading of its area"))
            else:
                self._doubt(
                    "area-repeated",
                    line,
                    say("the area {numeral} stands a second time with another title.", numeral=numeral),
                    severity=Severity.ERROR,
                    alternative=known.title,
                )
                self._leave(line, say("its area stands there already"))
        else:
            if self._areas and roman_value(numeral) != roman_value(self._areas[-1].number) + 1:
                self._doubt(
                    "area-order",
                    line,
                    say("area {numeral} follows area {before}.", numeral=numeral, before=self._areas[-1].number),
                )
            self._areas.append(AreaRow(number=numeral, title=title, place=line.row.place))
        self._area = numeral

    # Rows without number

    def _read_unnumbered(self, line: _Line, after: Sequence[_Line]) -> None:
        previous = self._open[-1] if self._open and self._open[-1].area == self._area else None
        last = previous.number if previous is not None else 0
        following = self._following(after)
        is_whole = self._is_whole(line)
        gap = following is not None and following == last + 2
        if is_whole and (gap or following is None or not line.tops_page):
            self._number_lost(line, last + 1, sure=gap or (following is None and not line.tops_page))
        elif previous is not None:
            if not line.tops_page:
                self._doubt(
                    "row-without-number",
                    line,
                    say("a row without number stands in the middle of a page; it is taken as part of the task above."),
                    reading=f"{previous.area}.{previous.number}",
                    alternative=f"{previous.area}.{last + 1}",
                )
            self._joined += 1
            previous.lines.append((line, True))
        else:
            self._doubt(
                "row-without-number", line, say("a row without number follows no task."), severity=Severity.ERROR
            )
            self._leave(line, say("it belongs to no task"))

    def _is_whole(self, line: _Line) -> bool:
        """Tell whether the row says what a task of its own says, and not only how the one above goes on."""
        title = line.text(Column.TITLE)
        when = line.text(Column.SCHEDULE) or line.text(Column.DUE)
        who = line.text(Column.ASSIGNMENT) or line.text(Column.LEAD)
        return bool(title) and not title[0].islower() and bool(when or who) and len(line.written) >= 3 and bool(when)

    def _following(self, after: Sequence[_Line]) -> int | None:
        """Return the number of the next numbered task of the area, or None at its end."""
        for line in after:
            number = line.text(Column.NUMBER)
            told = _number(number)
            if told is not None:
                return int(told["number"]) if int(told["number"]) > 1 or not self._open else None
            if number or (len(line.written) == 1 and _AREA.fullmatch(line.written[0])):
                return None
        return None

    def _number_lost(self, line: _Line, number: int, *, sure: bool) -> None:
        area = self._in_area(line)
        self._doubt(
            "number-lost",
            line,
            say("the row has no number; {number} is taken, which is the next.", number=f"{area}.{number}"),
            severity=Severity.WARNING if sure else Severity.ERROR,
            reading=f"{area}.{number}",
            confidence=Confidence.HIGH if sure else Confidence.LOW,
        )
        self._open.append(_Open(area, number, [(line, False)]))

    # The tasks

    def _tasks(self) -> list[TaskRow]:
        tasks: list[TaskRow] = []
        for each in self._open:
            tasks.append(self._task(each, tasks[-1] if tasks else None))
        return tasks

    def _task(self, open_: _Open, before: TaskRow | None) -> TaskRow:
        cells: dict[Column, str] = {}
        raw: dict[Column, tuple[str, ...]] = {}
        remarks: list[tuple[str, str]] = []
        inherited: set[Column] = set()
        first = open_.lines[0][0]
        for place, column in enumerate(first.layout.columns):
            parts = tuple(line.cells[place].text for line, _ in open_.lines if place < len(line.cells))
            text, hidden = cleaned(_joined(open_.lines, place))
            if hidden:
                self._doubt(
                    "hidden-characters",
                    first,
                    say("the cell holds hidden characters, which are left out: {names}.", names=", ".join(hidden)),
                )
            if column is Column.REMARK:
                remarks += [(first.layout.heads[place], text)] if text else []
                continue
            inherits = first.cells[place].below or (_DITTO.fullmatch(one_line(text)) is not None)
            if inherits and column is not Column.NUMBER and before is not None:
                text = self._inherited(first, column, text, before)
                inherited.add(column)
            cells[column] = text
            raw[column] = parts
        heads = dict(zip(first.layout.columns, first.layout.heads, strict=True))
        places = tuple(line.row.place for line, _ in open_.lines)
        return TaskRow(
            area=open_.area,
            number=open_.number,
            cells=cells,
            raw=raw,
            remarks=tuple(remarks),
            heads=heads,
            places=places,
            inherited=frozenset(inherited),
        )

    def _inherited(self, line: _Line, column: Column, text: str, before: TaskRow) -> str:
        held = before.cells.get(column, "")
        if text:
            self._doubt(
                "same-as-above",
                line,
                say("the cell refers to the row above."),
                reading=held,
                severity=Severity.WARNING,
                text=text,
                confidence=Confidence.HIGH,
            )
            self._left.append(
                LeftOut(place=line.row.place, text=text, reason=say("it stands for the text of the row above"))
            )
        return held

    def _check_numbers(self) -> None:
        seen: dict[tuple[str, int], _Open] = {}
        last: dict[str, int] = {}
        for each in self._open:
            line = each.lines[0][0]
            label = f"{each.area}.{each.number}"
            known = seen.get((each.area, each.number))
            if known is not None:
                self._doubt(
                    "number-twice",
                    line,
                    say(
                        "two tasks have the number {number}; the other stands at: {place}.",
                        number=label,
                        place=known.lines[0][0].row.place.message,
                    ),
                    severity=Severity.ERROR,
                    reading=label,
                    alternative=f"{each.area}.{each.number + 1}",
                    confidence=Confidence.LOW,
                )
            elif each.number != last.get(each.area, 0) + 1 and (each.area in last or each.number != 1):
                self._doubt(
                    "number-gap",
                    line,
                    say("{number} follows {before}.", number=label, before=f"{each.area}.{last.get(each.area, 0)}"),
                    reading=label,
                )
            seen.setdefault((each.area, each.number), each)
            last[each.area] = each.number
        for area in self._areas:
            if not area.title:
                self._doubts.append(
                    Doubt(
                        severity=Severity.WARNING,
                        rule="area-without-title",
                        message=say(
                            "the annex names no area {numeral}; give it a title in plan.toml.", numeral=area.number
                        ),
                        place=area.place,
                        reading=area.number,
                    )
                )

    # Telling

    def _doubt(
        self,
        rule: str,
        line: _Line,
        message: Message,
        *,
        severity: Severity = Severity.WARNING,
        reading: str = "",
        alternative: str = "",
        text: str = "",
        confidence: Confidence = Confidence.MEDIUM,
    ) -> None:
        self._doubts.append(
            Doubt(
                severity=severity,
                rule=rule,
                message=message,
                place=line.row.place,
                text=text or " | ".join(one_line(each) for each in line.written)[:200],
                reading=reading,
                alternative=alternative,
                confidence=confidence,
            )
        )

    def _leave(self, line: _Line, reason: Message) -> None:
        text = " | ".join(one_line(each) for each in line.written)
        if text:
            self._left.append(LeftOut(place=line.row.place, text=text, reason=reason))


def _is_total(line: _Line) -> bool:
    written = line.written
    told = _number(line.text(Column.NUMBER))
    return told is None and bool(written) and _TOTAL.match(fold(written[0])) is not None and len(written[0]) < 40


def _joined(lines: Sequence[tuple[_Line, bool]], place: int) -> str:
    """Return the raw text of one column over the rows of a task: a seam of pages is a blank, another row a new line."""
    text = ""
    for line, seam in lines:
        part = line.cells[place].text if place < len(line.cells) else ""
        if not text.strip() or not part.strip():
            text = text if text.strip() else part
        else:
            text = join_seam([text, part]) if seam else f"{text}\n{part}"
    return text


def with_titles(areas: Sequence[AreaRow], titles: dict[str, str]) -> tuple[AreaRow, ...]:
    """Return the areas, those without title under the one known for their number."""
    return tuple(
        each if each.title else replace(each, title=titles.get(each.number, f"Lĩnh vực {each.number}"))
        for each in areas
    )
