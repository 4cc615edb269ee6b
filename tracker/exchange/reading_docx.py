"""Reading Word documents: tables over several pages, merged cells, lists numbered by Word, and paragraphs between.

The text is taken from the XML itself, because a paragraph's own ``text`` leaves out what was inserted with changes
tracked or stands in a content control. What was deleted with changes tracked is not read.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from tracker.exchange.archive import damaged
from tracker.exchange.numbering import Numbering
from tracker.exchange.table import Cell, Line, Place, Row, Source, SourceKind, Table
from tracker.plan.message import say
from tracker.plan.text import nfc

_Element = Any
"""An element of lxml, which has no types."""

MOST_COLUMNS = 60
_SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), qn("w:instrText"), qn("w:pPr"), qn("w:rPr")})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRITTEN = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


def read_word(name: str, content: bytes, digest: str) -> Source:
    """Read every table of the document, and the paragraphs beside them."""
    try:
        document = docx.Document(BytesIO(content))
        body = document.element.body
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError) as error:
        raise damaged(name, say("it is cut off or damaged")) from error
    numbering = _numbering(document)
    tables: list[Table] = []
    lines: list[Line] = []
    between = False
    for place, element in enumerate(_blocks(body), start=1):
        if element.tag == qn("w:tbl"):
            tables.append(_table(element, len(tables) + 1, numbering, continues=bool(tables) and not between))
            between = False
            continue
        text = nfc(_paragraph(element, numbering)).strip()
        if text:
            where, after = Place(table="", row=place), bool(tables)
            lines += [Line(text=each, place=where, after=after) for each in text.split("\n") if each.strip()]
            between = True
    return Source(kind=SourceKind.WORD, name=name, digest=digest, tables=tuple(tables), lines=tuple(lines))


def _numbering(document: WordDocument) -> Numbering:
    try:
        return Numbering(document.part.numbering_part.element)
    except (KeyError, NotImplementedError, ValueError):  # how python-docx says that there is no part of numberings
        return Numbering(None)


def _blocks(holder: _Element) -> Iterator[_Element]:
    """Yield the paragraphs and tables of the body or a cell in order, those in content controls too."""
    for child in holder:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            inside = child.find(qn("w:sdtContent"))
            if inside is not None:
                yield from _blocks(inside)
        elif child.tag in (qn("w:ins"), qn("w:moveTo"), qn("w:customXml")):
            yield from _blocks(child)


def _table(element: _Element, number: int, numbering: Numbering, *, continues: bool) -> Table:
    name = str(number)
    rows: list[Row] = []
    for place, row in enumerate(element.iter(qn("w:tr")), start=1):
        if _holding_table(row) is not element or _is_deleted(row):
            continue
        cells = tuple(_cells(row, numbering))[:MOST_COLUMNS]
        rows.append(Row(cells=cells, place=Place(table=name, row=place), starts_page=not rows))
    return Table(name=name, rows=tuple(rows), continues=continues)


def _holding_table(row: _Element) -> _Element:
    return next(row.iterancestors(qn("w:tbl")), None)


def _is_deleted(row: _Element) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _cells(row: _Element, numbering: Numbering) -> Iterator[Cell]:
    properties = row.find(qn("w:trPr"))
    for _ in range(_count(properties, "w:gridBefore", 0)):
        yield Cell()
    for element in row.iter(qn("w:tc")):
        if next(element.iterancestors(qn("w:tr")), None) is not row:
            continue
        described = element.find(qn("w:tcPr"))
        merge = described.find(qn("w:vMerge")) if described is not None else None
        below = merge is not None and merge.get(qn("w:val"), "continue") != "restart"
        yield Cell(text="" if below else _cell_text(element, numbering), below=below)
        for _ in range(min(_count(described, "w:gridSpan", 1), MOST_COLUMNS) - 1):
            yield Cell(beside=True, below=below)


def _count(properties: _Element, tag: str, missing: int) -> int:
    found = properties.find(qn(tag)) if properties is not None else None
    value = found.get(qn("w:val"), "") if found is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else missing


def _cell_text(cell: _Element, numbering: Numbering) -> str:
    """Return the paragraphs of the cell, each a line; a table within it gives a line for each of its rows."""
    lines: list[str] = []
    for block in _blocks(cell):
        if block.tag == qn("w:p"):
            lines.append(_paragraph(block, numbering))
            continue
        lines += [" ".join(each.text for each in _cells(row, numbering)) for row in block.iter(qn("w:tr"))]
    return nfc("\n".join(lines)).strip("\n")


def _paragraph(paragraph: _Element, numbering: Numbering) -> str:
    text = "".join(_texts(paragraph))
    return numbering.label(paragraph) + text


def _texts(holder: _Element) -> Iterator[str]:
    for child in holder:
        tag = child.tag
        if tag in _SKIPPED or tag == _FALLBACK:
            continue
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in _WRITTEN:
            yield _WRITTEN[tag]
        elif tag == qn("w:p"):
            yield "\n"
            yield from _texts(child)
        elif isinstance(tag, str):
            yield from _texts(child)
