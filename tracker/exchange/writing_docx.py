"""A paper as a Word document: A4 landscape, Times New Roman, the head row of a table repeated on every page.

Texts go into the document as text nodes; no field but the number of the page is made, and nothing is linked.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import cast

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt

from tracker.exchange.packing import repacked
from tracker.exchange.paper import Cell, Choice, Column, Line, Marked, Paper, Row, Table, cell_text, inert
from tracker.exchange.properties import custom_properties
from tracker.plan.difference import Piece, PieceKind

FONT = "Times New Roman"
PAGE = (297, 210)
"""Millimetres of a page: A4, landscape."""

MARGINS = {"top_margin": 20, "bottom_margin": 15, "left_margin": 25, "right_margin": 15}
WIDTH = PAGE[0] - MARGINS["left_margin"] - MARGINS["right_margin"]

_TWIPS_A_MM = 1440 / 25.4
_NARROW = 2600
"""Twips of a column up to which lines are not stretched to its width: too few words stand in one."""

_PADDING = 85
"""Twips between the rule of a cell and its text."""

_GREY = "EEEEEE"


def write_docx(paper: Paper) -> bytes:
    """Return the paper as the bytes of a ``.docx`` file."""
    document = docx.Document()
    _set_fonts(document)
    _set_page(document, paper)
    for line in paper.head:
        _add_line(document, line)
    for table in paper.tables:
        if table.caption:
            _add_line(document, Line(text=table.caption, bold=True, size=13))
        document.element.body.insert(len(document.element.body) - 1, _table(table))
        spacer = document.add_paragraph()
        spacer.paragraph_format.space_after = Pt(0)
    if paper.mark:
        _keep_mark(document, paper.mark)
    content = BytesIO()
    document.save(content)
    title = inert(paper.title)
    return repacked(content.getvalue(), title=title, language=paper.language, when=paper.when, mark=paper.mark)


def _keep_mark(document: WordDocument, mark: str) -> None:
    """Keep the mark as a property of the document's own, which Word and LibreOffice write back."""
    package = document.part.package
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, custom_properties(mark), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def _set_fonts(document: WordDocument) -> None:
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(13)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    properties.append(language)
    style.paragraph_format.space_after = Pt(0)


def _set_page(document: WordDocument, paper: Paper) -> None:
    """Set the page: its number centred in the top margin but on the first page, the footer on every page."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    for name, width in MARGINS.items():
        setattr(section, name, Mm(width))
    section.header_distance, section.footer_distance = Mm(10), Mm(8)
    section.different_first_page_header_footer = True
    header = section.header
    header.is_linked_to_previous = False
    root = header.part.element
    root[:] = [_page_number()]
    for footer in (section.footer, section.first_page_footer):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = paragraph.add_run(inert(paper.footer))
        run.font.size = Pt(9)
        run.italic = True


def _page_number() -> BaseOxmlElement:
    """Return a centred paragraph with the field of the page's number, the only field of the document."""
    made = _element("w:p")
    _into(_into(made, "w:pPr"), "w:jc", val="center")
    for kind in ("begin", "", "separate", "end"):
        run = _into(made, "w:r")
        if kind:
            _into(run, "w:fldChar", fldCharType=kind)
        else:
            _into(run, "w:instrText").text = " PAGE "
    return made


def _add_line(document: WordDocument, line: Line) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if line.centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(4)
    run = paragraph.add_run(inert(line.text).replace("\n", " "))
    run.bold, run.italic = line.bold, line.italic
    run.font.size = Pt(line.size)


# --- tables, built as elements because tens of thousands of cells go through here -----------------------


def _table(table: Table) -> BaseOxmlElement:
    total = sum(each.width for each in table.columns) or 1
    widths = [round(each.width * WIDTH / total * _TWIPS_A_MM) for each in table.columns]
    size = 12 if len(widths) <= 6 else 11 if len(widths) <= 9 else 10
    made = _element("w:tbl")
    properties = _into(made, "w:tblPr")
    _into(properties, "w:tblW", w=str(sum(widths)), type="dxa")
    borders = _into(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _into(borders, f"w:{side}", val="single", sz="4", space="0", color="000000")
    _into(properties, "w:tblLayout", type="fixed")
    margins = _into(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _into(margins, f"w:{side}", w=str(_PADDING), type="dxa")
    grid = _into(made, "w:tblGrid")
    for width in widths:
        _into(grid, "w:gridCol", w=str(width))
    heads: tuple[Cell, ...] = tuple(each.title for each in table.columns)
    made.append(_row(Row(cells=heads, is_heading=True), table.columns, widths, size, is_head=True))
    for row in table.rows:
        made.append(_row(row, table.columns, widths, size))
    return made


def _row(
    row: Row, columns: tuple[Column, ...], widths: list[int], size: int, *, is_head: bool = False
) -> BaseOxmlElement:
    made = _element("w:tr")
    if is_head:
        properties = _into(made, "w:trPr")
        _into(properties, "w:cantSplit")
        _into(properties, "w:tblHeader")
    for cell, column, width in zip(row.cells, columns, widths, strict=True):
        holder = _into(made, "w:tc")
        properties = _into(holder, "w:tcPr")
        _into(properties, "w:tcW", w=str(width), type="dxa")
        if column.grey and not is_head:
            _into(properties, "w:shd", val="clear", color="auto", fill=_GREY)
        if is_head:
            _into(properties, "w:vAlign", val="center")
        centred = is_head or column.centred
        if isinstance(cell, Choice):
            holder.append(_chosen(cell, size, title=column.title))
            continue
        for line in _lines(cell):
            side = "center" if centred else "both" if width > _NARROW else "left"
            holder.append(_paragraph(line, size, side=side, bold=row.is_heading, keeps=row.is_heading))
    return made


def _lines(cell: Cell) -> list[tuple[Piece, ...]]:
    """Return the pieces of each line of a cell; a cell has one line at least."""
    pieces = cell.pieces if isinstance(cell, Marked) else (Piece(PieceKind.SAME, cell_text(cell)),)
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = inert(piece.text).split("\n")
        lines[-1].append(Piece(piece.kind, first))
        lines += [[Piece(piece.kind, each)] for each in others]
    return [tuple(each) for each in lines]


def _paragraph(pieces: Iterable[Piece], size: int, *, side: str, bold: bool, keeps: bool) -> BaseOxmlElement:
    made = _element("w:p")
    properties = _into(made, "w:pPr")
    if keeps:
        _into(properties, "w:keepNext")
    _into(properties, "w:spacing", before="20", after="20")
    _into(properties, "w:jc", val=side)
    for piece in pieces:
        if piece.text:
            made.append(_run(piece, size, bold=bold))
    return made


def _chosen(cell: Choice, size: int, *, title: str) -> BaseOxmlElement:
    """Return the paragraph of a list to choose from, closed over the text chosen now."""
    paragraph = _paragraph((), size, side="left", bold=False, keeps=False)
    control = _into(paragraph, "w:sdt")
    properties = _into(control, "w:sdtPr")
    _into(properties, "w:alias", val=inert(title))
    choices = _into(properties, "w:dropDownList")
    for each in cell.choices:
        _into(choices, "w:listItem", displayText=inert(each), value=inert(each))
    _into(control, "w:sdtContent").append(_run(Piece(PieceKind.SAME, inert(cell.text)), size, bold=False))
    return paragraph


def _run(piece: Piece, size: int, *, bold: bool) -> BaseOxmlElement:
    made = _element("w:r")
    properties = _into(made, "w:rPr")
    if bold:
        _into(properties, "w:b")
    if piece.kind is PieceKind.GONE:
        _into(properties, "w:strike")
    _into(properties, "w:sz", val=str(size * 2))
    if piece.kind is PieceKind.COME:
        _into(properties, "w:u", val="single")
    text = _into(made, "w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = piece.text
    return made


def _element(name: str) -> BaseOxmlElement:
    return cast("BaseOxmlElement", OxmlElement(name))


def _into(parent: BaseOxmlElement, name: str, **attributes: str) -> BaseOxmlElement:
    """Add an element with these attributes of the word processor's own names."""
    made = _element(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made
