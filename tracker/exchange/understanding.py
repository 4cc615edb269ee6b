"""What the rows of an annex mean: tasks with schedule, agencies, documents and status, and the doubts on the way."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.exchange.doubt import Doubt
from tracker.exchange.heads import TICKS, Column
from tracker.exchange.markup import cleaned
from tracker.exchange.proposals import proposed_agencies, proposed_area
from tracker.exchange.rows import RowReading, TaskRow, with_titles
from tracker.exchange.table import Source
from tracker.exchange.usual import usual_agencies
from tracker.plan.agency import Agency, AgencyKind, Register
from tracker.plan.agency_names import NameIndex, mentions
from tracker.plan.assignment_grammar import AssignmentReading, read_agencies, read_assignment
from tracker.plan.citation import Citation, issuer_symbol, recognise
from tracker.plan.confidence import Confidence
from tracker.plan.document import Document
from tracker.plan.edit import accepted_task
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import NO_AGENCY, AgencyId, AreaNumber, TaskId, roman_value, task_id
from tracker.plan.plan import Area, PlanSettings
from tracker.plan.problem import Severity
from tracker.plan.schedule import read_schedule
from tracker.plan.status_reading import StatusReading, read_status, read_status_word
from tracker.plan.task import Assignment, OtherRole, Progress, Schedule, Status, Task
from tracker.plan.text import one_line
from tracker.plan.value import with_issuer

Step = Callable[[int, int], None]
"""Told how many of how many rows are understood."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTask:
    """A task with the rows it was read from and the remarks that go with its record."""

    task: Task
    row: TaskRow
    remarks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The plan an annex makes: areas, tasks and agencies that are new to the register, with what is in doubt.

    ``citations`` counts the documents cited, ``placeholders`` those of them whose number is missing.
    """

    year: int
    title: str
    reported: date | None
    areas: tuple[Area, ...]
    tasks: tuple[ReadTask, ...]
    agencies: tuple[Agency, ...]
    doubts: tuple[Doubt, ...]
    citations: int
    placeholders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known before the rows are read: the plan year and settings, the register, and where the annex is from."""

    settings: PlanSettings
    register: Register
    document: str = ""
    parent: AgencyId = NO_AGENCY


# --- what stands above the table ------------------------------------------------------------------

_YEAR = re.compile(r"\bnăm\s+(20\d{2})\b", re.IGNORECASE)
_ANY_YEAR = re.compile(r"\b(20\d{2})\b")
_ANNEX = re.compile(r"(?:phụ lục|biểu|mẫu)(?: số)?\s*[\dIVX]{0,5}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What the lines above the table say: title, plan year, the document the annex belongs to, and its date."""

    title: str
    year: int | None
    document: str
    reported: date | None
    cited: Document | None = None


def read_heading(source: Source, rows: RowReading) -> Heading:
    """Return what the annex says of itself; the year also from its schedules where the title has none."""
    lines = [one_line(cleaned(each.text)[0]) for each in source.lines]
    named = [match for line in lines for match in recognise(line)]
    cited = next((each.document for each in named if each.document.date is not None), None)
    titles = [line for line in lines if not _ANNEX.fullmatch(line) and not recognise(line) and not line.startswith("(")]
    title = max(titles, key=len, default="")
    years = [int(match[1]) for line in lines for match in _YEAR.finditer(line)]
    if not years:
        texts = [row.cells.get(each, "") for row in rows.tasks for each in (Column.SCHEDULE, Column.DUE)]
        found = [match[1] for text in texts for match in _ANY_YEAR.finditer(text)]
        years = [int(max(set(found), key=found.count))] if found else []
    annex = next((line for line in lines if _ANNEX.fullmatch(line)), "")
    parts = [f"{cited.kind} {cited.number} ngày {_day(cited.date)}"] if cited is not None else []
    return Heading(
        title=title,
        year=years[0] if years else None,
        document=", ".join((*parts, annex) if annex else parts),
        reported=cited.date if cited is not None else None,
        cited=cited,
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day is not None else ""


# --- the whole ------------------------------------------------------------------------------------


def understand(rows: RowReading, heading: Heading, setting: Setting, *, step: Step | None = None) -> Understanding:
    """Return the plan the rows make; unknown agencies are proposed and then known to every row."""
    on = heading.reported or date(setting.settings.year, 12, 31)
    usual = _usual(setting)
    wide = Register({**setting.register.agencies, **{each.id: each for each in usual}})
    agencies = (*usual, *_proposals(rows, wide, on, setting.parent))
    register = Register({**setting.register.agencies, **{each.id: each for each in agencies}})
    index = NameIndex(register, on)
    reader = _Reader(setting, index)
    tasks: list[ReadTask] = []
    for count, row in enumerate(rows.tasks, start=1):
        read = reader.read(row)
        if read is not None:
            tasks.append(read)
        if step is not None:
            step(count, len(rows.tasks))
    named = {row.area for row in rows.tasks}
    areas = with_titles(rows.areas, {each.number: each.title for each in setting.settings.areas})
    used = _used(tasks)
    return Understanding(
        year=setting.settings.year,
        title=heading.title,
        reported=heading.reported,
        areas=tuple(
            sorted(
                (proposed_area(each.number, each.title) for each in areas if each.number in named),
                key=lambda each: roman_value(each.number),
            )
        ),
        tasks=tuple(tasks),
        agencies=tuple(each for each in agencies if each.id in used),
        doubts=(*(_agency_doubt(each) for each in agencies if each.id in used), *reader.doubts),
        citations=reader.citations,
        placeholders=reader.placeholders,
    )


def _usual(setting: Setting) -> tuple[Agency, ...]:
    """Return the bodies every province knows that the register has neither by id nor by name."""
    register = setting.register
    return tuple(
        each
        for each in usual_agencies(setting.parent)
        if each.id not in register.agencies and not any(register.find(name) for name in each.names)
    )


def _used(tasks: Sequence[ReadTask]) -> frozenset[str]:
    used: set[str] = set()
    for each in tasks:
        assigned, progress = each.task.assignment, each.task.progress
        used.update((*assigned.lead, *assigned.coordinating, assigned.reporter, progress.awaiting))
        used.update(other.agency for other in assigned.others)
        used.update(document.issuer for document in (*each.task.basis, *progress.documents))
    return frozenset(used)


def _proposals(rows: RowReading, register: Register, on: date, parent: AgencyId) -> tuple[Agency, ...]:
    index = NameIndex(register, on)
    names: list[str] = []
    seen: set[str] = set()
    for row in rows.tasks:
        for column in (Column.ASSIGNMENT, Column.LEAD, Column.COORDINATING):
            text = row.cells.get(column, "")
            if text and text not in seen:
                seen.add(text)
                is_whole = column is Column.ASSIGNMENT
                names += read_assignment(text, index).unknown if is_whole else read_agencies(text, index)[1]
    return proposed_agencies(names, register, parent)


def _agency_doubt(agency: Agency) -> Doubt:
    return Doubt(
        severity=Severity.WARNING,
        rule="agency-new",
        message=say("the register has no agency “{name}”; a new one is proposed.", name=agency.name),
        text=agency.name,
        reading=agency.id,
        confidence=Confidence.MEDIUM,
    )


# --- one task -------------------------------------------------------------------------------------

_CENTRAL = frozenset({"CP", "TTg", "TW", "TƯ", "UBTVQH", "QH", "CTN", "VPCP", "TU", "HĐTV", "VPQH"})
_MINISTRY = re.compile(r"B[A-ZĐ]{2,8}")
_OURS = frozenset({"UBND", "HĐND"})


def is_basis(citation: Citation) -> bool:
    """Tell whether a document a result cites is what the work rests on and no product of it: one of a higher level."""
    symbol = issuer_symbol(citation.document.number).rstrip("0123456789")
    return symbol in _CENTRAL or (
        _MINISTRY.fullmatch(symbol) is not None and not symbol.startswith(("BQL", "BDT", "BCH"))
    )


class _Reader:
    """Reads one row after the other, and gathers what is in doubt."""

    def __init__(self, setting: Setting, index: NameIndex) -> None:
        self.doubts: list[Doubt] = []
        self.citations = 0
        self.placeholders = 0
        self._setting = setting
        self._index = index
        self._assignments: dict[str, AssignmentReading] = {}

    def read(self, row: TaskRow) -> ReadTask | None:
        """Return the task of the row; None, with an error among the doubts, where no record may hold it."""
        id = task_id(self._setting.settings.year, AreaNumber(row.area), row.number)
        basis = self._documents(row, id, "basis", Column.TITLE, Column.PRODUCT, Column.ASSIGNMENT)
        progress, grounds = self._progress(row, id)
        remarks = list(row.remarks)
        task = Task(
            id=id,
            title=row.cells.get(Column.TITLE, ""),
            product=row.cells.get(Column.PRODUCT, ""),
            source=self._source(row),
            basis=tuple(dict.fromkeys((*basis, *grounds))),
            schedule=self._schedule(row, id, remarks),
            assignment=self._assignment(row, id, progress.result),
            progress=progress,
        )
        try:
            kept = accepted_task(task)
        except TrackerError as error:
            self._doubt(row, id, "task-refused", "", error.message, severity=Severity.ERROR)
            return None
        return ReadTask(task=kept, row=row, remarks=tuple(remarks))

    def _source(self, row: TaskRow) -> str:
        where = f"{row.place.table}, dòng {row.place.row}" if row.place.table else f"dòng {row.place.row}"
        document = self._setting.document
        return (
            f"{document}, mục {row.area}.{row.number} ({where})"
            if document
            else f"mục {row.area}.{row.number} ({where})"
        )

    # Schedule

    def _schedule(self, row: TaskRow, id: TaskId, remarks: list[tuple[str, str]]) -> Schedule:
        settings = self._setting.settings
        text = one_line(row.cells.get(Column.SCHEDULE, ""))
        start, due = (one_line(row.cells.get(each, "")) for each in (Column.START, Column.DUE))
        if text:
            remarks += [
                (row.heads[each], row.cells[each]) for each in (Column.START, Column.DUE) if row.cells.get(each)
            ]
        elif start and due:
            text = f"Từ {start} đến {due}"
        else:
            text = due or (f"Từ {start}" if start else "")
        reading = read_schedule(text, year=settings.year, strict_before=settings.strict_before)
        for doubt in reading.doubts:
            outside = reading.due is not None and reading.due.year < settings.year and not reading.proposed
            meant = _in_year(reading.due, settings.year) if outside else None
            self._doubt(
                row,
                id,
                "schedule-doubt",
                "schedule.due",
                doubt,
                text=text,
                reading=_iso(reading.due) or reading.kind.value,
                alternative=_iso(meant),
                confidence=Confidence.LOW if reading.proposed else Confidence.MEDIUM,
            )
        return Schedule(text=text, kind=reading.kind, start=reading.start, due=reading.due, condition=reading.condition)

    # Assignment

    def _assignment(self, row: TaskRow, id: TaskId, result: str) -> Assignment:
        text = row.cells.get(Column.ASSIGNMENT, "")
        reading = self._assigned(text)
        lead, coordinating, others = list(reading.lead), list(reading.coordinating), reading.others
        lines = [text] if text else []
        for column, held in ((Column.LEAD, lead), (Column.COORDINATING, coordinating)):
            cell = row.cells.get(column, "")
            if cell:
                lines.append(f"{row.heads[column]}: {one_line(cell)}")
                held += [each for each in read_agencies(cell, self._index)[0] if each not in held]
        for rule, message in reading.doubts:
            self._doubt(
                row,
                id,
                rule,
                "assignment.lead",
                message,
                text=text,
                reading=", ".join(lead),
                confidence=Confidence.MEDIUM,
            )
        for name in reading.unknown:
            self._doubt(
                row,
                id,
                "agency-unknown",
                "assignment.lead",
                say("the register has no agency {id}.", id=name),
                text=text,
            )
        coordinating = [each for each in coordinating if each not in lead]
        reporter = reading.reporter or self._reporter(row, id, tuple(lead), coordinating, others, result)
        return Assignment(
            text="\n".join(lines), lead=tuple(lead), coordinating=tuple(coordinating), others=others, reporter=reporter
        )

    def _assigned(self, text: str) -> AssignmentReading:
        if text not in self._assignments:
            self._assignments[text] = read_assignment(text, self._index)
        return self._assignments[text]

    def _reporter(
        self,
        row: TaskRow,
        id: TaskId,
        lead: tuple[AgencyId, ...],
        coordinating: Sequence[AgencyId],
        others: tuple[OtherRole, ...],
        result: str,
    ) -> AgencyId:
        """Return who may answer where only groups lead: who takes part by name, else who the result tells of."""
        register = self._index.register
        if not lead or any(not _is_group(register, each) for each in lead):
            return NO_AGENCY
        named = [each for each in (*(other.agency for other in others), *coordinating) if not _is_group(register, each)]
        told = [each.agency for each in mentions(result, self._index) if _answers(register, each.agency)]
        reporter = next(iter((*named, *told)), NO_AGENCY)
        if reporter and not named:
            self._doubt(
                row,
                id,
                "reporter-taken",
                "assignment.reporter",
                say(
                    "only a group leads; {agency}, which the result names, is taken to answer.",
                    agency=register.name(reporter),
                ),
                reading=reporter,
                confidence=Confidence.LOW,
            )
        return reporter

    # Progress and documents

    def _progress(self, row: TaskRow, id: TaskId) -> tuple[Progress, tuple[Document, ...]]:
        result = row.cells.get(Column.RESULT, "")
        evidence = row.cells.get(Column.EVIDENCE, "")
        cited = [*recognise(result), *recognise(evidence)]
        if evidence and _beside_citations(evidence):
            result = f"{result}\n{evidence}" if result else evidence
        self._tell_citations(row, id, "progress.documents", cited)
        grounds = self._issued([each.document for each in cited if is_basis(each)])
        documents = self._issued([each.document for each in cited if not is_basis(each)])
        products = [each for each in cited if issuer_symbol(each.document.number) in _OURS]
        status, completed = self._status(row, id, result, products)
        progress = Progress(
            status=status,
            percent=self._percent(row, id),
            completed=completed if status is Status.DONE else None,
            awaiting=self._awaited(row, result) if status is Status.WAITING else "",
            result=result,
            obstacle=row.cells.get(Column.OBSTACLE, ""),
            proposal=row.cells.get(Column.PROPOSAL, ""),
            documents=documents,
        )
        return progress, grounds

    def _issued(self, documents: Sequence[Document]) -> tuple[Document, ...]:
        return tuple(dict.fromkeys(with_issuer(each, self._index.register) for each in documents))

    def _documents(self, row: TaskRow, id: TaskId, field: str, *columns: Column) -> tuple[Document, ...]:
        cited = [citation for column in columns for citation in recognise(row.cells.get(column, ""))]
        self._tell_citations(row, id, field, cited)
        return self._issued([each.document for each in cited])

    def _tell_citations(self, row: TaskRow, id: TaskId, field: str, cited: Sequence[Citation]) -> None:
        self.citations += len(cited)
        for each in cited:
            is_placeholder = not each.document.number[:1].isdigit()
            self.placeholders += is_placeholder
            for message in each.doubts:
                self._doubt(
                    row,
                    id,
                    "citation-placeholder" if is_placeholder else "citation-doubt",
                    field,
                    message,
                    text=each.document.number,
                    reading=f"{each.document.kind} {each.document.number} {_iso(each.document.date)}".strip(),
                    confidence=Confidence.LOW if is_placeholder else Confidence.MEDIUM,
                )

    def _status(
        self, row: TaskRow, id: TaskId, result: str, products: Sequence[Citation]
    ) -> tuple[Status, date | None]:
        told = self._told_status(row, id)
        reading = read_status(result, products)
        if told is not None:
            return told, reading.completed
        if Column.RESULT in row.heads and (reading.confidence is not Confidence.HIGH or not result):
            self._tell_status(row, id, result, reading)
        return reading.status, reading.completed

    def _tell_status(self, row: TaskRow, id: TaskId, result: str, reading: StatusReading) -> None:
        self._doubt(
            row,
            id,
            "status-proposed",
            "progress.status",
            reading.reason,
            text=one_line(result)[:160],
            reading=reading.status.value,
            alternative=reading.alternative.value if reading.alternative is not None else "",
            confidence=reading.confidence,
        )

    def _told_status(self, row: TaskRow, id: TaskId) -> Status | None:
        ticked = [TICKS[each] for each in TICKS if row.cells.get(each, "").strip()]
        if len(ticked) > 1:
            self._doubt(
                row, id, "status-twice", "progress.status", say("several statuses are ticked."), severity=Severity.ERROR
            )
        if ticked:
            return ticked[0]
        written = row.cells.get(Column.STATUS, "")
        if not written:
            return None
        status = read_status_word(written)
        if status is None:
            self._doubt(
                row, id, "status-unknown", "progress.status", say("“{text}” is no status.", text=written), text=written
            )
        return status

    def _percent(self, row: TaskRow, id: TaskId) -> int | None:
        written = row.cells.get(Column.PERCENT, "").replace("%", "").strip()
        if not written:
            return None
        if written.isascii() and written.isdigit() and int(written) <= 100:
            return int(written)
        self._doubt(
            row,
            id,
            "percent-unread",
            "progress.percent",
            say("“{text}” is no whole percentage; it is left out.", text=written),
            text=written,
        )
        return None

    def _awaited(self, row: TaskRow, result: str) -> str:
        """Return the body a task waits for: the first one of a higher level that result or schedule names."""
        for text in (result, row.cells.get(Column.SCHEDULE, "")):
            for each in mentions(text, self._index):
                agency = self._index.register.get(each.agency)
                is_above = agency is not None and agency.kind in (AgencyKind.MINISTRY, AgencyKind.CENTRAL)
                if is_above:
                    return each.agency
                if agency is None and each.name.startswith("Bộ "):
                    return one_line(each.name)
            if "trung ương" in text.lower():
                return "Trung ương"
        return ""

    # Telling

    def _doubt(
        self,
        row: TaskRow,
        id: TaskId,
        rule: str,
        field: str,
        message: Message,
        *,
        severity: Severity = Severity.WARNING,
        text: str = "",
        reading: str = "",
        alternative: str = "",
        confidence: Confidence = Confidence.MEDIUM,
    ) -> None:
        self.doubts.append(
            Doubt(
                severity=severity,
                rule=rule,
                message=message,
                place=row.place,
                subject=id,
                field=field,
                text=one_line(text),
                reading=reading,
                alternative=alternative,
                confidence=confidence,
            )
        )


def _is_group(register: Register, id: AgencyId) -> bool:
    agency = register.get(id)
    return agency is not None and agency.is_group


def _answers(register: Register, id: AgencyId) -> bool:
    agency = register.get(id)
    return agency is not None and agency.kind in (AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.INSPECTORATE)


def _beside_citations(text: str) -> bool:
    """Tell whether a cell of evidence says more than the documents it cites."""
    rest = text
    for each in reversed(recognise(text)):
        rest = rest[: each.start] + rest[each.end :]
    return any(letter.isalnum() for letter in rest)


def _in_year(day: date | None, year: int) -> date | None:
    try:
        return day.replace(year=year) if day is not None else None
    except ValueError:
        return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
