"""The form as a Word document, and the table it shares with the letter annex: one row for each task, blanks to fill."""

from collections.abc import Mapping
from datetime import datetime

from tracker.exchange.form import ASKED, COLUMNS, Form, FormRow
from tracker.exchange.paper import Cell, Choice, Column, Line, Paper, Row, Table
from tracker.plan.names import TaskId

_WIDTHS = {
    "id": 21,
    "title": 33,
    "product": 19,
    "schedule": 23,
    "progress.status": 16,
    "progress.percent": 9,
    "progress.completed": 21,
    "progress.awaiting": 16,
    "progress.result": 40,
    "progress.documents": 26,
    "progress.obstacle": 18,
    "progress.proposal": 18,
}
"""The columns of the form in Word and their widths in millimetres."""


def form_paper(form: Form, when: datetime) -> Paper:
    """Return the form for those who answer in Word: what the plan says is grey, a status is chosen from a list."""
    lines = [Line(text=each, size=11, centred=False) for each in form.help_in_word]
    return Paper(
        title=f"{form.title} · {form.agency}",
        head=(
            Line(text=form.title, bold=True),
            Line(text=form.about, bold=True, size=13),
            *lines,
            Line(text=form.mark.text, size=7, centred=False),
        ),
        tables=(form_table(form, _WIDTHS),),
        footer=form.agency,
        when=when,
        language=form.language,
        mark=form.mark.text,
    )


def form_table(form: Form, widths: Mapping[str, int], asked: Mapping[TaskId, str] | None = None) -> Table:
    """Return the tasks of the form in the columns that have a width; ``asked`` says last why each is asked about."""
    columns = [each for each in COLUMNS if each.key in widths]
    heads = [Column(title=form.heads[each.key], width=widths[each.key], grey=not each.editable) for each in columns]
    if asked is not None:
        heads.append(Column(title=form.heads[ASKED.key], width=ASKED.width, grey=True))
    rows = []
    for row in form.rows:
        cells = [_cell(row, each.key, form) for each in columns]
        rows.append(Row(cells=(*cells, asked.get(row.task.id, "")) if asked is not None else tuple(cells)))
    return Table(caption="", columns=tuple(heads), rows=tuple(rows))


def _cell(row: FormRow, key: str, form: Form) -> Cell:
    text = row.texts[key].strip()
    return Choice(text, form.statuses) if key == "progress.status" else text
