"""A paper as one page of HTML that needs nothing else: read on a phone, on a screen, and printed on A4."""

from html import escape

from tracker.exchange.paper import Cell, Marked, Paper, Row, Table, cell_text, inert
from tracker.exchange.svg import draw
from tracker.plan.difference import PieceKind

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 80rem; background: #fff; color: #111;
  font: 1rem/1.45 "Times New Roman", "Liberation Serif", Times, serif; }
header p { margin: .2rem 0; text-align: center; }
.bold { font-weight: bold; }
.italic { font-style: italic; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; }
.facts { margin: 1rem 0; padding: .6rem 1rem; border-left: .3rem solid #1b7837; background: #f4f7f4; }
.facts p { margin: .2rem 0; }
figure { margin: 1.5rem 0; max-width: 60rem; }
figcaption { margin-bottom: .4rem; font-weight: bold; }
table { width: 100%; margin: .5rem 0 1.5rem; border-collapse: collapse; font-size: .95rem; }
th, td { padding: .3rem .45rem; border: 1px solid #888; vertical-align: top; text-align: left;
  overflow-wrap: anywhere; white-space: pre-line; }
th { background: #e8edf5; text-align: center; vertical-align: middle; overflow-wrap: normal; }
td.centred { text-align: center; overflow-wrap: normal; }
tr.part td { background: #f3f3f3; font-weight: bold; }
ins { text-decoration: underline; background: #e2f2e2; }
del { background: #f9e1e1; }
footer { margin-top: 2rem; font-style: italic; text-align: right; }
@media (max-width: 45rem) {
  body { padding: .6rem; }
  thead { display: none; }
  table, tbody, tr, td { display: block; width: 100%; }
  tr { margin-bottom: .8rem; border: 1px solid #888; }
  td { border: 0; border-bottom: 1px solid #ddd; }
  td.centred { display: flex; justify-content: space-between; gap: 1rem; text-align: right; }
  td:empty { display: none; }
  td::before { content: attr(data-label); display: block; color: #555; font-size: .8rem; font-weight: normal; }
  tr.part td::before { content: none; }
}
@media print {
  @page { size: A4 landscape; margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  thead { display: table-header-group; }
  figure, tr.part { break-inside: avoid; }
  h2, tr.part { break-after: avoid; }
}
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write_html(paper: Paper) -> str:
    """Return the paper as a page of HTML; it runs nothing, fetches nothing and links nowhere."""
    title = _text(paper.title)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{_text(paper.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<header>",
        *(f'<p class="{_classes(line.bold, line.italic)}">{_text(line.text)}</p>' for line in paper.head),
        "</header>",
    ]
    if paper.facts:
        parts += ['<div class="facts">', *(f"<p>{_text(each)}</p>" for each in paper.facts), "</div>"]
    for chart in paper.charts:
        parts.append(f"<figure><figcaption>{_text(chart.title)}</figcaption>{draw(chart)}</figure>")
    for table in (*paper.summaries, *paper.tables):
        parts += _table(table)
    parts += [f"<footer>{_text(paper.footer)}</footer>", "</body>", "</html>"]
    return "\n".join(parts) + "\n"


def _classes(bold: bool, italic: bool) -> str:
    return " ".join(name for name, is_so in (("bold", bold), ("italic", italic)) if is_so)


def _text(text: str) -> str:
    return escape(inert(text))


def _table(table: Table) -> list[str]:
    heads = "".join(f"<th>{_text(each.title)}</th>" for each in table.columns)
    caption = [f"<h2>{_text(table.caption)}</h2>"] if table.caption else []
    rows = [_row(row, table) for row in table.rows]
    return [*caption, "<table>", f"<thead><tr>{heads}</tr></thead>", "<tbody>", *rows, "</tbody>", "</table>"]


def _row(row: Row, table: Table) -> str:
    cells = []
    for cell, column in zip(row.cells, table.columns, strict=True):
        centred = ' class="centred"' if column.centred else ""
        cells.append(f'<td{centred} data-label="{_text(column.title)}">{_cell(cell)}</td>')
    part = ' class="part"' if row.is_heading else ""
    return f"<tr{part}>{''.join(cells)}</tr>"


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Marked):
        return _text(cell_text(cell))
    marks = {PieceKind.SAME: "", PieceKind.GONE: "del", PieceKind.COME: "ins"}
    told = []
    for piece in cell.pieces:
        mark = marks[piece.kind]
        told.append(f"<{mark}>{_text(piece.text)}</{mark}>" if mark else _text(piece.text))
    return "".join(told)
