"""A paper in each format there is; what a format needs is loaded when it is asked for."""

from enum import StrEnum
from pathlib import PurePath

from tracker.exchange.paper import Paper
from tracker.plan.message import TrackerError, say


class Format(StrEnum):
    """The formats a paper is printed in, named as their files end."""

    MARKDOWN = "md"
    WORD = "docx"
    WORKBOOK = "xlsx"
    CSV = "csv"
    PAGE = "html"
    JSON = "json"


BINARY = frozenset({Format.WORD, Format.WORKBOOK})
"""The formats that are no text for a terminal."""


def format_of(name: str) -> Format:
    """Return the format a file's name ends with; raise ``TrackerError`` where it ends with none."""
    ending = PurePath(name).suffix.removeprefix(".").casefold()
    if ending in set(Format):
        return Format(ending)
    raise TrackerError(
        say("{name} ends with no format there is.", name=name),
        say("formats: {formats}.", formats=", ".join(Format)),
    )


def printed(paper: Paper, format: Format) -> bytes:
    """Return the paper in the format; the same paper gives the same bytes, always."""
    match format:
        case Format.WORD:
            from tracker.exchange.writing_docx import write_docx

            return write_docx(paper)
        case Format.WORKBOOK:
            from tracker.exchange.writing_xlsx import write_xlsx

            return write_xlsx(paper)
        case Format.PAGE:
            from tracker.exchange.writing_html import write_html

            return write_html(paper).encode()
        case Format.CSV | Format.JSON | Format.MARKDOWN:
            from tracker.exchange.writing_text import write_csv, write_json, write_markdown

            write = {Format.CSV: write_csv, Format.JSON: write_json, Format.MARKDOWN: write_markdown}[format]
            return write(paper).encode()
