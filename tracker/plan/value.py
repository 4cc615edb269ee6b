"""Reading what a person types into a field: statuses, dates, percentages, agencies and documents in words."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from tracker.plan.agency import Register
from tracker.plan.citation import document_text, issuer_symbol, parse_document, recognise
from tracker.plan.dates import date_text, read_date
from tracker.plan.document import Document
from tracker.plan.fields import Field, FieldKind, FieldValue
from tracker.plan.message import TrackerError, say
from tracker.plan.names import AgencyId
from tracker.plan.task import Extension, OtherRole, ScheduleKind, Status
from tracker.plan.text import fold

Word = TypeVar("Word", bound=StrEnum)
NameOf = Callable[[StrEnum], str]
"""Gives the name of a word of a closed set in the reader's language."""


def read_value(
    field: Field, text: str, *, year: int, register: Register, name: NameOf, held: FieldValue = None
) -> FieldValue:
    """Return the value of the field that the text stands for; ``held`` is what the field holds so far.

    Dates are dd/mm/yyyy (a missing year is ``year``), agencies any of their names, documents citations in words.
    The elements of a list stand one on a line or, on one line, between semicolons. The text of ``held`` stands for
    ``held``, whatever it holds, and the id of an agency in it for that agency, which the register may not know. Raises
    ``TrackerError`` with a hint where the text cannot be read.
    """
    bare = text.strip()
    if held is not None and text in (write_value(field, held), write_value(field, held, register)):
        return held
    match field.kind:
        case FieldKind.STATUS:
            return read_word(Status, bare, name)
        case FieldKind.SCHEDULE_KIND:
            return read_word(ScheduleKind, bare, name)
        case FieldKind.DATE:
            return _read_day(bare, year) if bare else None
        case FieldKind.PERCENT:
            return _percent(bare) if bare else None
        case FieldKind.AGENCY:
            return read_agency_name(bare, register) if bare else ""
        case FieldKind.BODY:
            found = register.find(bare)
            return found[0] if len(found) == 1 else bare
        case FieldKind.AGENCIES:
            return tuple(_agency(each, register, held) for each in _parts(bare, _BETWEEN_AGENCIES))
        case FieldKind.ROLES:
            return tuple(_role(each, register, held) for each in _parts(bare, "\n" if "\n" in bare else ";"))
        case FieldKind.EXTENSIONS:
            return tuple(_extension(each, year) for each in _parts(bare, _BETWEEN_EXTENSIONS))
        case FieldKind.DOCUMENTS:
            return read_documents(bare, register, held if isinstance(held, tuple) else ())
        case _:
            return text


_BETWEEN_AGENCIES = r"[;\n]"
_BETWEEN_EXTENSIONS = r"\n|;\s*(?=\d{1,2}[/.-])"  # a decision may have a semicolon in it


def _parts(text: str, mark: str) -> Iterable[str]:
    return (each.strip() for each in re.split(mark, text) if each.strip())


def read_word(words: type[Word], text: str, name: NameOf) -> Word:
    """Return the word of a closed set that the text names, by its key or by its name without tones."""
    sought = fold(text)
    for each in words:
        if sought in (each.value, fold(each.value), fold(name(each))):
            return each
    raise TrackerError(
        say("{text} is none of the words this field knows.", text=text or '""'),
        say("it knows: {words}.", words=", ".join(f"{each.value} ({name(each)})" for each in words)),
    )


def _read_day(text: str, year: int) -> date:
    day = read_date(text, year=year)
    if day is None:
        raise TrackerError(
            say("{text} is no date.", text=text),
            say("write day, month and year: 17/8/2022."),
        )
    return day


def _percent(text: str) -> int:
    number = text.removesuffix("%").strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 3 and int(number) <= 100):
        raise TrackerError(say("{text} is no percentage.", text=text), say("write a whole number from 0 to 100."))
    return int(number)


def read_agency_name(text: str, register: Register, on: date | None = None) -> AgencyId:
    """Return the one agency the text names, on the day where one is given; raise where none or several are meant."""
    found = register.find(text, on)
    if len(found) == 1:
        return found[0]
    if found:
        raise TrackerError(
            say("{text} may be several agencies.", text=text),
            say("say which: {ids}.", ids=", ".join(found)),
        )
    near = [each for each in register.agencies.values() if fold(text) and fold(text) in fold(each.name)][:5]
    hint = say("did you mean {ids}?", ids=", ".join(each.id for each in near)) if near else None
    raise TrackerError(say("the register has no agency {text}.", text=text), hint)


def _agency(text: str, register: Register, held: FieldValue) -> AgencyId:
    """Return the agency the text names: by the id under which it is held, else as the register knows it."""
    found = next((each for each in agencies_in(held) if each == text), None)
    return read_agency_name(text, register) if found is None else found


def agencies_in(value: FieldValue) -> tuple[AgencyId, ...]:
    """Return the agencies a list of agencies or of roles holds."""
    elements: tuple[object, ...] = value if isinstance(value, tuple) else ()
    roles = (each.agency if isinstance(each, OtherRole) else each for each in elements)
    return tuple(AgencyId(each) for each in roles if isinstance(each, str))


def _role(text: str, register: Register, held: FieldValue) -> OtherRole:
    name, mark, role = text.partition(":")
    if not mark or not role.strip():
        raise TrackerError(say("{text} is no role.", text=text), say("write the agency, a colon and the role."))
    return OtherRole(agency=_agency(name.strip(), register, held), role=role.strip())


def _extension(text: str, year: int) -> Extension:
    day, _, decision = text.partition(" ")
    return Extension(due=_read_day(day, year), decision=decision.strip())


def read_documents(text: str, register: Register, held: tuple[object, ...] = ()) -> tuple[Document, ...]:
    """Return the documents cited in the text, with the issuer where the register knows the symbol.

    A line that words a document of ``held`` stands for that very document, whatever its form.
    """
    kept = {document_text(each): each for each in held if isinstance(each, Document)}
    found: list[Document] = []
    for line in text.split("\n"):
        if line.strip() in kept:
            found.append(kept[line.strip()])
            continue
        one = parse_document(line)
        named = [one] if one is not None else [each.document for each in recognise(line)]
        cited = [with_issuer(each, register) for each in named]
        if line.strip() and not cited:
            raise TrackerError(
                say("no document is recognised in {text}.", text=line.strip()),
                say("write kind, number and date: Quyết định 2286/QĐ-UBND ngày 17/8/2022."),
            )
        found.extend(each for each in cited if each not in found)
    return tuple(found)


def with_issuer(document: Document, register: Register) -> Document:
    """Return the document with the issuer its number's symbol names, where exactly one agency has that symbol."""
    if document.issuer:
        return document
    symbol = issuer_of(document.number, register)
    return Document(kind=document.kind, number=document.number, date=document.date, issuer=symbol)


def issuer_of(number: str, register: Register) -> AgencyId:
    """Return the agency whose symbol the document number bears, or an empty id where none or several do."""
    symbol = issuer_symbol(number)
    found = [each.id for each in register.agencies.values() if symbol and symbol in each.symbols]
    return found[0] if len(found) == 1 else AgencyId("")


def write_value(field: Field, value: FieldValue, register: Register | None = None) -> str:
    """Return the text a person edits for the value; ``read_value`` of it gives the value again.

    With a register agencies go by name where that is the name of one alone, else by id.
    """
    match value:
        case None:
            return ""
        case StrEnum():
            return value.value
        case date():
            return date_text(value)
        case tuple():
            return "\n".join(_element_text(each, register) for each in value)
        case str() if field.kind in (FieldKind.AGENCY, FieldKind.BODY):
            return agency_text(value, register)
        case _:
            return str(value)


def agency_text(id: str, register: Register | None) -> str:
    """Return the official name where it names this agency alone, else the id."""
    if register is None:
        return id
    name = register.name(AgencyId(id))
    return name if register.find(name) == (id,) and not set(name) & set(";:\n") else id


def _element_text(element: object, register: Register | None) -> str:
    match element:
        case Document():
            return document_text(element)
        case OtherRole():
            return f"{agency_text(element.agency, register)}: {element.role}"
        case Extension():
            return f"{date_text(element.due)} {element.decision}".strip()
        case _:
            return agency_text(str(element), register)
