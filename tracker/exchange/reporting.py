"""The status annex of a plan as a paper: its head, its columns by the plan's layout, its figures and charts."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.exchange.paper import Bars, Cell, Column, Curves, Line, Paper, Row, Share, Table
from tracker.plan.citation import document_text
from tracker.plan.columns import standing_text
from tracker.plan.document import Document
from tracker.plan.layout import USUAL_TITLES, USUAL_WIDTH, USUAL_WIDTHS, HeadStyle, Layout, LayoutColumn
from tracker.plan.message import Message, say
from tracker.plan.names import AgencyId
from tracker.plan.plan import AsOf
from tracker.plan.statistics import By, Statistics, Tally, groups, score_text, summary
from tracker.plan.timeliness import Stand
from tracker.plan.view import Group, PlanView, TaskRow
from tracker.plan.words import Words

BLANKS: dict[HeadStyle, str] = {
    HeadStyle.DECREE: "\N{NO-BREAK SPACE}" * 8,
    HeadStyle.OFFICE: "\N{HORIZONTAL ELLIPSIS}" * 2,
}
"""What stands where only the office may write: nothing under a digital signature, dots on paper."""

_CENTRED = frozenset({"number", "due", "completed", "percent", "days_late", "status", "timeliness"})
_LATE = ("number", "title", "lead", "due", "timeliness", "obstacle")
_TRACKED = ("number", "title", "lead", "due", "status", "timeliness", "completed", "days_late", "percent", "documents")
"""The columns of the list that is for counting and filtering, with real dates and numbers."""

HEADS: dict[By, Message] = {
    By.AREA: say("Area"),
    By.AGENCY: say("Answering agency"),
    By.STATUS: say("Status"),
    By.PERIOD: say("Period"),
}
"""What the tasks of a table of figures are put together by."""


@dataclass(frozen=True, slots=True)
class _Printer:
    """What every part of the paper needs."""

    view: PlanView
    words: Words
    by: By

    @property
    def layout(self) -> Layout:
        return self.view.plan.settings.layout


def annex_paper(view: PlanView, as_of: AsOf, found: Statistics, words: Words, by: By = By.AREA) -> Paper:
    """Return the annex of the plan as it stood at the commit; ``words`` are those of the plan's language."""
    printer = _Printer(view, words, by)
    footer = words(say("data to {day} · record {commit}", day=view.on, commit=as_of.commit[:12]))
    title = _title(printer)
    facts = [*summary(found.whole.counts), *score_text(found.score)]
    return Paper(
        title=title,
        head=_head(printer, title),
        tables=(_annex_table(printer),),
        footer=footer[:1].upper() + footer[1:],
        when=as_of.when,
        language=words.language,
        facts=tuple(words(each) for each in facts),
        summaries=_summaries(printer, found),
        lists=(_tracked(printer),),
        charts=_charts(printer, found),
    )


# --- the head -------------------------------------------------------------------------------------


def _title(printer: _Printer) -> str:
    settings = printer.view.plan.settings
    return printer.layout.title or printer.words(
        say("state and results of the tasks of {plan}", plan=settings.title[:1].lower() + settings.title[1:])
    )


def _head(printer: _Printer, title: str) -> tuple[Line, ...]:
    layout, words = printer.layout, printer.words
    annex = words(say("Annex {number}", number=layout.annex)).strip()
    blank = BLANKS[layout.style]
    number = f"{blank}/{layout.symbol}" if layout.symbol else blank
    document = layout.document or words(say("Report"))
    issuer = layout.issuer or blank
    if layout.style is HeadStyle.DECREE:
        with_document = say(
            "(With {document} No. {number} of {day}/{month}/{year} of {issuer})",
            document=document, number=number, day=blank, month=blank, year=blank, issuer=issuer,
        )  # fmt: skip
    else:
        with_document = say(
            "(Issued with {document} No. {number} of {day}/{month}/{year} of {issuer})",
            document=document, number=number, day=blank, month=blank, year=blank, issuer=issuer,
        )  # fmt: skip
    return (
        Line(text=annex, bold=True),
        Line(text=title.upper(), bold=True),
        Line(text=words(with_document), italic=True),
    )


# --- the annex ------------------------------------------------------------------------------------


def _annex_table(printer: _Printer) -> Table:
    layout = printer.layout.columns
    rows: list[Row] = []
    for group in groups(printer.view, printer.by, printer.words):
        if group.rows:
            rows.append(_heading(printer, group, layout))
            rows += [_row(printer, row, layout) for row in group.rows]
    return Table(caption="", columns=tuple(_column(printer, each) for each in layout), rows=tuple(rows))


def _column(printer: _Printer, column: LayoutColumn) -> Column:
    return Column(
        title=column.title or printer.words(USUAL_TITLES[column.key]),
        width=column.width or USUAL_WIDTHS.get(column.key, USUAL_WIDTH),
        centred=column.key in _CENTRED,
    )


def _heading(printer: _Printer, group: Group, layout: tuple[LayoutColumn, ...]) -> Row:
    """Return the row that begins a group: of an area the numeral and the title, each in its column."""
    keys = [each.key for each in layout]
    cells: list[Cell] = [""] * len(keys)
    numeral, title = "", group.title
    area = printer.view.plan.settings.area(group.key) if printer.by is By.AREA else None
    if area is not None and "number" in keys:
        numeral, title = area.number, area.title
        cells[keys.index("number")] = numeral
    place = next((keys.index(key) for key in ("title", "product", "result") if key in keys), len(keys) - 1)
    cells[place] = title
    return Row(cells=tuple(cells), is_heading=True, label=group.label)


def _row(printer: _Printer, row: TaskRow, layout: Iterable[LayoutColumn]) -> Row:
    return Row(cells=tuple(_cell(printer, row, each.key) for each in layout))


def _cell(printer: _Printer, row: TaskRow, key: str) -> Cell:  # noqa: C901 -- one line for each column there is
    task, words, register = row.task, printer.words, printer.view.plan.register
    progress, assigned = task.progress, task.assignment
    match key:
        case "number":
            return task.place.number if printer.by is By.AREA else task.number
        case "title":
            return task.title
        case "product":
            return task.product
        case "schedule":
            return task.schedule.text
        case "assignment":
            return assigned.text
        case "lead" | "coordinating":
            return _names(printer, assigned.lead if key == "lead" else assigned.coordinating)
        case "reporter":
            return _names(printer, (assigned.reporter,) if assigned.reporter else ())
        case "due":
            return task.schedule.last_due
        case "status":
            return words.name(progress.status)
        case "timeliness":
            return standing_text(row, words)
        case "percent":
            return Share(progress.percent, 100) if progress.percent is not None else None
        case "completed":
            return progress.completed
        case "days_late":
            return row.standing.days_late or None
        case "awaiting":
            return register.name(AgencyId(progress.awaiting))
        case "documents" | "basis":
            return _documents(progress.documents if key == "documents" else task.basis)
        case "source":
            return task.source
        case _:
            return str(getattr(progress, key))


def _names(printer: _Printer, ids: Iterable[AgencyId]) -> str:
    return "; ".join(printer.view.plan.register.name(each) for each in ids)


def _documents(documents: Iterable[Document]) -> str:
    return "\n".join(document_text(each) for each in documents)


# --- figures, lists and charts --------------------------------------------------------------------


def _summaries(printer: _Printer, found: Statistics) -> tuple[Table, ...]:
    words = printer.words
    sheet = words(say("Summary"))
    tables = [
        _figures(printer, by, (*tallies, found.whole), sheet) for by, tallies in found.tables if by is not By.STATUS
    ]
    layout = tuple(LayoutColumn(key=key) for key in _LATE)
    tables.append(_listed(printer, say("Late tasks"), found.late, layout))
    tables.append(_grouped(printer, say("Waiting for a higher body"), found.waiting))
    tables.append(_grouped(printer, say("No report at all"), found.no_report))
    return tuple(each for each in tables if each.rows)


def _figures(printer: _Printer, by: By, tallies: tuple[Tally, ...], sheet: str) -> Table:
    """Return the figures by area, agency or period; the last row is the whole plan."""
    words = printer.words
    shown = [each for each in Stand if any(row.at(each) for row in tallies)]
    counted = [words(say("Tasks")), *(_capital(words.name(each)) for each in shown), words(say("No report"))]
    columns = (
        Column(title=words(HEADS[by]), width=70),
        *(Column(title=each, width=20, centred=True) for each in counted),
        Column(title=words(say("Done, of all tasks")), width=24, centred=True),
    )
    rows = [
        Row(
            cells=(
                each.title,
                each.total,
                *(each.at(stand) for stand in shown),
                each.counts.no_report,
                Share(each.counts.done, each.total),
            ),
            is_heading=not each.key,
        )
        for each in tallies
    ]
    caption = words(say("Figures by {what}", what=words(HEADS[by]).lower()))
    return Table(caption=caption, columns=columns, rows=tuple(rows), sheet=sheet)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(printer: _Printer, caption: Message, rows: Iterable[TaskRow], layout: tuple[LayoutColumn, ...]) -> Table:
    """Return tasks one by one, known by area and number, under the usual heads."""
    plain = _Printer(printer.view, printer.words, By.STATUS)
    return Table(
        caption=printer.words(caption),
        columns=tuple(_column(printer, each) for each in layout),
        rows=tuple(_row(plain, each, layout) for each in rows),
        sheet=printer.words(caption),
    )


def _grouped(printer: _Printer, caption: Message, listed: tuple[Group, ...]) -> Table:
    words = printer.words
    return Table(
        caption=words(caption),
        columns=(
            Column(title=words(say("Agency")), width=90),
            Column(title=words(say("Tasks")), width=20, centred=True),
            Column(title=words(say("Which")), width=120),
        ),
        rows=tuple(
            Row(cells=(each.title, len(each.rows), ", ".join(row.task.number for row in each.rows))) for each in listed
        ),
        sheet=words(caption),
    )


def _tracked(printer: _Printer) -> Table:
    """Return every task on one sheet, with real dates and numbers to sort, filter and count by."""
    layout = tuple(LayoutColumn(key=key) for key in _TRACKED)
    return _listed(printer, say("Tracking list"), printer.view.rows, layout)


def _charts(printer: _Printer, found: Statistics) -> tuple[Bars | Curves, ...]:
    words = printer.words
    areas = next((tallies for by, tallies in found.tables if by is By.AREA), ())
    shown = [each for each in Stand if any(tally.at(each) for tally in areas)]
    bars = Bars(
        title=words(say("Where the tasks stand, by area")),
        series=tuple((_capital(words.name(each)), each.value) for each in shown),
        rows=tuple((each.title, tuple(each.at(stand) for stand in shown)) for each in areas),
    )
    lines = (
        (words(say("Done tasks")), "done", tuple((each.day, each.done) for each in found.curve)),
        (words(say("Due tasks")), "due", tuple((each.day, each.due) for each in found.curve)),
    )
    curves = Curves(
        title=words(say("Done tasks against due tasks, by day")),
        top=max((each.total for each in found.curve), default=0),
        lines=lines,
    )
    return (bars, curves) if len(found.curve) > 1 else (bars,)
