"""Zip files of office documents made the same, byte for byte, whenever they are made."""

import re
import zipfile
from datetime import UTC, datetime
from html import escape
from io import BytesIO

LIST_SHEET = "tracker_list"
"""How the code name of a sheet begins that holds figures and lists of the tracker, and no annex to be read back."""

_CORE = "docProps/core.xml"
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_CORE_TEXT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>{keywords}<dc:language>{language}\
</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">{when}</dcterms:modified></cp:coreProperties>
"""


def repacked(content: bytes, *, title: str, language: str, when: datetime, mark: str = "") -> bytes:
    """Return the document with its parts in one order, without times of packing, and dated ``when`` inside.

    Nobody is named as its author; ``mark`` is kept as its keywords.
    """
    with zipfile.ZipFile(BytesIO(content)) as given:
        parts = {each: given.read(each) for each in given.namelist()}
    stamp = when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    keywords = f"<cp:keywords>{escape(mark)}</cp:keywords>" if mark else ""
    parts[_CORE] = _CORE_TEXT.format(
        title=escape(title), language=escape(language), when=stamp, keywords=keywords
    ).encode()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name in (*(each for each in _FIRST if each in parts), *sorted(set(parts) - set(_FIRST))):
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, parts[name])
    return packed.getvalue()


def sheet_name(label: str, taken: set[str]) -> str:
    """Return a name a sheet of a workbook may have: at most 31 characters, none that means something, not taken."""
    bare = re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", label).strip() or "-"
    name = bare[:31].strip()
    number = 2
    while name.casefold() in taken:
        name = f"{bare[: 31 - len(str(number)) - 1].strip()} {number}"
        number += 1
    taken.add(name.casefold())
    return name
