"""A guard before Word and Excel files: what is no such file, is encrypted, or would unpack to more than it may.

Both are ZIP archives of XML. The sizes an archive declares are looked at before anything is unpacked, and Python
never unpacks more than a member declares. The standard of these files (ECMA-376, part 2) forbids document type
definitions, so that a file with one is refused as a whole and no parser ever sees an entity.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from shlex import quote

from tracker.plan.message import Message, TrackerError, say

MOST_MEMBERS = 10_000
MOST_XML = 96 * 1024 * 1024
"""The most one file's XML may unpack to, in bytes."""

MOST_UNPACKED = 256 * 1024 * 1024
"""The most all of it may unpack to, pictures too."""

MOST_RATIO = 200
"""How many times its packed size a large member may unpack to; real sheets stay under about 30."""

_LARGE = 1024 * 1024
_BEGINNING = 256
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DEFINITION = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|E\x00?N\x00?T\x00?I\x00?T\x00?Y)")


_CARRIED = {
    "/vbaProject.bin": say("its macros were left alone."),
    "/embeddings/": say("files are embedded in it; they were not read."),
    "/externalLinks/": say("it has links to other workbooks; they were not followed."),
}


class FileRefused(TrackerError):
    """A file that cannot be read as an annex; nothing was written."""


def is_old_office(content: bytes) -> bool:
    """Tell whether the file is a container of Office before 2007, which also wraps encrypted new files."""
    return content.startswith(_OLE)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def refuse_old_office(name: str, content: bytes) -> None:
    """Raise with the way out for an old or an encrypted Office file."""
    if _utf16("EncryptedPackage") in content:
        raise FileRefused(
            say("{file} is protected by a password.", file=name),
            say("open it in Word or Excel, take the password off, and save it again."),
        )
    old = ("doc", "docx") if _utf16("WordDocument") in content else ("xls", "xlsx")
    raise FileRefused(
        say("{file} is an Office file of the old format .{old}.", file=name, old=old[0]),
        _converted(name, old[1]),
    )


def refuse_open_document(name: str) -> None:
    """Raise with the way out for a document of LibreOffice's own format."""
    new = "docx" if name.lower().endswith((".odt", ".ott")) else "xlsx"
    raise FileRefused(
        say("{file} is a document in the format of LibreOffice.", file=name),
        _converted(name, new),
    )


def _converted(name: str, new: str) -> Message:
    return say(
        "save it as .{new}, or convert it: soffice --headless --convert-to {new} {file}", new=new, file=quote(name)
    )


def check_archive(name: str, content: bytes) -> frozenset[str]:
    """Return the names of the members of a sound archive; raise ``FileRefused`` for any other."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(name, members)
            written = [each for each in members if _holds_markup(archive, each)]
            if sum(each.file_size for each in written) > MOST_XML:
                raise _swollen(name)
            for member in written:
                _check_definitions(name, archive.read(member))
            return frozenset(member.filename for member in members)
    # whatever zipfile raises at damaged bytes: it documents BadZipFile alone, and lets all of these through
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        raise damaged(name, say("it is cut off or damaged")) from error


def _check_sizes(name: str, members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise FileRefused(
            say("{file} is protected by a password.", file=name),
            say("open it in Word or Excel, take the password off, and save it again."),
        )
    is_swollen = any(
        member.file_size > _LARGE and member.file_size > MOST_RATIO * max(1, member.compress_size) for member in members
    )
    if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED or is_swollen:
        raise _swollen(name)


def _swollen(name: str) -> FileRefused:
    return FileRefused(
        say("{file} would unpack to far more than an annex holds, so it was not unpacked.", file=name),
        say("copy its table into a new file, and import that."),
    )


def _holds_markup(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Tell whether the member is XML by what it begins with: which part is which, a file says itself."""
    with archive.open(member) as part:
        return is_markup(part.read(_BEGINNING))


def is_markup(content: bytes) -> bool:
    """Tell whether a part begins as XML does, in any encoding."""
    return content[:_BEGINNING].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _check_definitions(name: str, content: bytes) -> None:
    if _DEFINITION.search(content):
        raise FileRefused(
            say("{file} holds definitions that an Office file may not have.", file=name),
            say("copy its table into a new file, and import that."),
        )


def carried(members: Iterable[str]) -> tuple[Message, ...]:
    """Return what an office file carries beside its text, none of which is run, opened or followed."""
    names = tuple(members)
    return tuple(message for part, message in _CARRIED.items() if any(part in each for each in names))


def damaged(name: str, reason: Message) -> FileRefused:
    """Return the refusal of a file that is damaged or of another kind."""
    return FileRefused(
        say("{file} cannot be read: {reason}.", file=name, reason=reason),
        say("open it in the program it comes from and save it again."),
    )
