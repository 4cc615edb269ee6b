"""A paper as Markdown, as CSV and as a JSON document."""

import csv
import json
import re
from datetime import date
from io import StringIO

from tracker.exchange.paper import Cell, Marked, Paper, Share, Table, cell_text, inert
from tracker.plan.difference import PieceKind

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_START = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)]))", re.MULTILINE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_markdown(paper: Paper) -> str:
    """Return the paper as Markdown; nothing of its texts is markup."""
    blocks = []
    for line in paper.head:
        text = escaped(line.text)
        blocks.append(f"**{text}**" if line.bold else f"*{text}*" if line.italic else text)
    for table in paper.tables:
        if table.caption:
            blocks.append(f"## {escaped(table.caption)}")
        blocks.append(_table(table))
    blocks.append(f"*{escaped(paper.footer)}*")
    return "\n\n".join(blocks) + "\n"


def _table(table: Table) -> str:
    heads = [escaped(each.title) for each in table.columns]
    rules = [":---:" if each.centred else "---" for each in table.columns]
    rows = []
    for row in table.rows:
        cells = [_cell(cell) for cell in row.cells]
        rows.append([f"**{cell}**" if cell and row.is_heading else cell for cell in cells])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))


def _cell(cell: Cell) -> str:
    if not isinstance(cell, Marked):
        return escaped(cell_text(cell))
    marks = {PieceKind.SAME: "", PieceKind.GONE: "~~", PieceKind.COME: "**"}
    told = []
    for piece in cell.pieces:
        text, mark = piece.text, marks[piece.kind]
        core = text.strip()
        before, _, after = text.partition(core) if core else (text, "", "")
        told.append(f"{escaped(before)}{mark}{escaped(core)}{mark}{escaped(after)}" if core else escaped(text))
    return "".join(told)


def escaped(text: str) -> str:
    """Return the text on one line so that Markdown shows it as it is; a line end becomes a break."""
    shown = _MARKUP.sub(r"\\\1", inert(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")
    return _START.sub(r"\1\\\2", shown).replace("\n", "<br>")


def write_csv(paper: Paper) -> str:
    """Return the table of the paper as CSV that Excel opens: UTF-8 with its mark, every field quoted.

    A field that Excel would take for a formula begins with an apostrophe, as an office types it.
    """
    told = StringIO()
    writer = csv.writer(told, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for table in paper.tables:
        writer.writerow([_field(each.title) for each in table.columns])
        writer.writerows([[_field(cell) for cell in row.cells] for row in table.rows])
    return "\ufeff" + told.getvalue()


def _field(cell: Cell) -> str:
    text = cell_text(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


DOCUMENT_FORMAT = 1
"""The version of the JSON document; it rises when a key changes its meaning or goes."""


def write_json(paper: Paper) -> str:
    """Return the paper as a JSON document."""
    document = {
        "format": DOCUMENT_FORMAT,
        "kind": "tracker.report",
        "title": inert(paper.title),
        "language": paper.language,
        "when": paper.when.isoformat(),
        "head": [inert(each.text) for each in paper.head],
        "facts": [inert(each) for each in paper.facts],
        "tables": [_table_json(each) for each in paper.tables],
        "summaries": [_table_json(each) for each in paper.summaries],
        "footer": inert(paper.footer),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _table_json(table: Table) -> dict[str, object]:
    return {
        "caption": inert(table.caption),
        "columns": [inert(each.title) for each in table.columns],
        "rows": [{"heading": row.is_heading, "cells": [_cell_json(cell) for cell in row.cells]} for row in table.rows],
    }


def _cell_json(cell: Cell) -> object:
    match cell:
        case None | int():
            return cell
        case date():
            return cell.isoformat()
        case Share(part=part, whole=whole):
            return {"part": part, "whole": whole}
        case Marked(pieces=pieces):
            return [{"is": each.kind.value, "text": inert(each.text)} for each in pieces]
        case _:
            return inert(str(cell))
