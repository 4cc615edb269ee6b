"""What an office document keeps beside its pages: keywords, properties of its own, and when it was saved.

Word, Excel and LibreOffice write back what stands there, whatever is done to the pages.
"""

import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO

from lxml import etree

MOST_BYTES = 64 * 1024
"""The most bytes of a part with properties that are looked at."""

PROPERTY = "tracker-form"
"""The name of the property a form keeps its mark in."""

_CORE = "docProps/core.xml"
_PARTS = (_CORE, "docProps/custom.xml")
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CUSTOM = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" \
xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property \
fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{name}"><vt:lpwstr>{value}</vt:lpwstr></property>\
</Properties>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The texts of a document's properties, and when it says it was saved; None where it does not say."""

    texts: tuple[str, ...] = ()
    saved: datetime | None = None


def custom_properties(mark: str) -> bytes:
    """Return the part of an office document that keeps the mark as a property of its own."""
    return _CUSTOM.format(name=PROPERTY, value=escape(mark)).encode()


def read_properties(content: bytes) -> Properties:
    """Return the properties of an archive that was found sound; what cannot be read of them is left out."""
    texts: list[str] = []
    saved: datetime | None = None
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for part in _PARTS:
            try:
                if archive.getinfo(part).file_size > MOST_BYTES:
                    continue
                root = etree.fromstring(archive.read(part), etree.XMLParser(resolve_entities=False, no_network=True))
            except (KeyError, etree.XMLSyntaxError):
                continue
            texts += [str(each) for each in root.itertext() if str(each).strip()]
            if part == _CORE:
                saved = _when(root.findtext("{http://purl.org/dc/terms/}modified") or "")
    return Properties(texts=tuple(texts), saved=saved)


def _when(text: str) -> datetime | None:
    """Return the time a document says it was saved; one without a zone counts as UTC, one before 2000 as none."""
    if re.fullmatch(r"[0-9T:Z+.-]{10,40}", text.strip(), re.ASCII) is None:
        return None
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    told = told if told.tzinfo is not None else told.replace(tzinfo=UTC)
    return told if told > _EARLIEST else None
