"""Reading a file as tables: by what is in it, whatever its name ends in."""

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

from tracker.exchange.archive import (
    FileRefused,
    carried,
    check_archive,
    damaged,
    is_old_office,
    refuse_old_office,
    refuse_open_document,
)
from tracker.exchange.cell_guard import check_cells
from tracker.exchange.properties import read_properties
from tracker.exchange.reading_text import read_text
from tracker.exchange.table import Source
from tracker.plan.message import say

MOST_BYTES = 32 * 1024 * 1024
"""The largest file that is read; an annex of 5,000 rows has about 3 MB."""

_ZIP = b"PK"


MOST_ROWS = 30_000
"""The most rows a file may have, all its tables together."""


def read_source(path: Path) -> Source:
    """Read the file as tables; raise ``FileRefused`` with the reason where it holds none that can be read."""
    source = _read(path)
    if sum(len(each.rows) for each in source.tables) > MOST_ROWS:
        raise FileRefused(
            say("{file} has more than {most} rows, too many for an annex.", file=path.name, most=MOST_ROWS),
            say("copy its table into a new file, and import that."),
        )
    return source


def _read(path: Path) -> Source:
    name = path.name
    content = _content(path)
    if not content.strip():
        raise FileRefused(say("{file} is empty.", file=name))
    digest = hashlib.sha256(content).hexdigest()
    if is_old_office(content):
        refuse_old_office(name, content)
    if content.startswith(b"%PDF"):
        raise FileRefused(
            say("{file} is a PDF, and no table can be read from it.", file=name),
            say("take the file it was printed from: .docx or .xlsx."),
        )
    if not content.startswith(_ZIP):
        if path.suffix.lower() in (".docx", ".xlsx"):
            raise damaged(name, say("it is no Word or Excel file"))
        return read_text(name, content, digest)
    members = check_archive(name, content)
    formulas = check_cells(name, content)
    source = _read_office(name, content, digest, members)
    beside = read_properties(content)
    left = (*carried(members), *formulas, *source.left)
    return replace(source, left=left, properties=beside.texts, saved=beside.saved)


def _read_office(name: str, content: bytes, digest: str, members: frozenset[str]) -> Source:
    if "word/document.xml" in members:
        from tracker.exchange.reading_docx import read_word

        return read_word(name, content, digest)
    if "xl/workbook.xml" in members:
        from tracker.exchange.reading_xlsx import read_excel

        return read_excel(name, content, digest)
    if "mimetype" in members and "content.xml" in members:
        refuse_open_document(name)
    raise FileRefused(
        say("{file} is an archive, but no Word or Excel file.", file=name),
        say("the importer reads .docx, .xlsx and text."),
    )


def _content(path: Path) -> bytes:
    """Return the bytes of a regular file of bearable size, its size looked at before it is read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise FileRefused(
            say("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror or str(error))
        ) from error
    try:
        _check_status(path, os.fstat(descriptor))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(MOST_BYTES + 1)
    finally:
        os.close(descriptor)


def _check_status(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused(say("{file} cannot be read: {reason}.", file=str(path), reason=say("it is no file")))
    if status.st_size > MOST_BYTES:
        raise FileRefused(
            say(
                "{file} has {size} MB; at most {most} MB are read.",
                file=path.name,
                size=status.st_size // (1024 * 1024),
                most=MOST_BYTES // (1024 * 1024),
            ),
            say("copy its table into a new file, without pictures, and import that."),
        )
