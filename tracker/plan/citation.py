"""Documents cited in Vietnamese prose: where they stand, and which kind, number and date they have.

A citation is found by its number, which unlike a ratio (66/67) or a date has the symbol of an office in it;
the kind is looked for before the number and the date behind it. Letters are compared without tones, so
that typing errors and old or new tone placement do not matter.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from tracker.plan.dates import official_date_text, read_date
from tracker.plan.document import Document
from tracker.plan.message import Message, say
from tracker.plan.text import nfc, one_line


@dataclass(frozen=True, slots=True)
class Citation:
    """A document cited in a text: ``start`` and ``end`` count characters of the text in NFC.

    ``document`` has no issuer, since prose names it in too many ways; ``doubts`` say what is irregular.
    """

    start: int
    end: int
    document: Document
    doubts: tuple[Message, ...] = ()


# --- kinds ----------------------------------------------------------------------------------------

_KINDS = (
    "Báo cáo",
    "Biên bản",
    "Bộ luật",
    "Chỉ thị",
    "Chương trình",
    "Chương trình hành động",
    "Công điện",
    "Công văn",
    "Đề án",
    "Giấy mời",
    "Hợp đồng",
    "Hướng dẫn",
    "Kế hoạch",
    "Kết luận",
    "Luật",
    "Nghị định",
    "Nghị quyết",
    "Pháp lệnh",
    "Phương án",
    "Quy chế",
    "Quy định",
    "Quyết định",
    "Thông báo",
    "Thông tri",
    "Thông tư",
    "Thông tư liên tịch",
    "Tờ trình",
    "Văn bản",
)
"""Kinds of documents as the word before a number."""

_KINDS_OF_SYMBOL: dict[str, tuple[str, ...]] = {
    "BB": ("Biên bản",),
    "BC": ("Báo cáo",),
    "CĐ": ("Công điện",),
    "CT": ("Chỉ thị",),
    "CTR": ("Chương trình", "Chương trình hành động"),
    "CTRHĐ": ("Chương trình hành động", "Chương trình"),
    "CV": ("Công văn",),
    "ĐA": ("Đề án",),
    "GM": ("Giấy mời",),
    "HD": ("Hướng dẫn",),
    "HĐ": ("Hợp đồng",),
    "KH": ("Kế hoạch",),
    "KL": ("Kết luận",),
    "NĐ": ("Nghị định",),
    "NQ": ("Nghị quyết",),
    "PA": ("Phương án",),
    "QC": ("Quy chế",),
    "QĐ": ("Quyết định", "Quy định"),
    "QYĐ": ("Quy định",),
    "TB": ("Thông báo",),
    "TT": ("Thông tư", "Thông tri"),
    "TTLT": ("Thông tư liên tịch", "Thông tư"),
    "TTR": ("Tờ trình",),
    "VB": ("Văn bản",),
}
"""Symbols of kinds in numbers (Nghị định 30/2020/NĐ-CP, Phụ lục III), with the kinds they may stand for."""

_LETTER = "Công văn"
_LAW = "Luật"
_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
_ANY_KIND = frozenset({"Văn bản", "Đề án"})


def _flat(text: str) -> str:
    """Return small letters without tones, one for each character of the text."""
    return text.translate(_FLAT_LETTERS)


class _FlatLetters(dict[int, str]):
    """The flat letter of each character met so far."""

    def __missing__(self, character: int) -> str:
        small = unicodedata.normalize("NFD", chr(character))[0].lower()
        flat = self[character] = "d" if small == "đ" else small[0]
        return flat


_FLAT_LETTERS = _FlatLetters()


_KIND_OF_WORDS = {_flat(kind): kind for kind in _KINDS}
_ABBREVIATED = {symbol: kinds[0] for symbol, kinds in _KINDS_OF_SYMBOL.items()}
_KIND_WORDS = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, _KIND_OF_WORDS), key=len, reverse=True))})(?!\w)")
_KIND_SYMBOL = re.compile(r"(?<![\w/-])[A-ZĐ][A-ZĐa-z]{1,4}(?![\w/-])")


# --- numbers --------------------------------------------------------------------------------------

_LETTERS = r"[A-ZĐƠƯ][A-Za-zĐđƠơƯư]*\d{0,3}(?:[&.](?:[A-ZĐƠƯ][A-Za-zĐđƠơƯư]*\d{0,3}|\d{1,2}))*"
_SYMBOL = rf"{_LETTERS}(?:[-‐‑–/]{_LETTERS})*"
_NUMBER = re.compile(
    rf"(?<![\w/.,-])(?P<figures>\d{{1,6}}[a-zA-Z]?)(?: ?/ ?(?P<year>\d{{4}}))?(?P<by> ?/ ?|[-–])"
    rf"(?P<symbol>{_SYMBOL})(?!\w)"
)
_NO_FIGURES = re.compile(
    rf"(?<!\w)[sS][ốỐoO] ?:?(?P<number>[ .…_]{{0,60}}(?:/(?:\d{{4}}/)?)?"
    rf"(?P<symbol>[A-ZĐƯ][A-Za-zĐđƯư]*[-–/]{_LETTERS}))(?!\w)"
)
_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("[‐‑–]")
_BEFORE_SYMBOL = re.compile(r"^(?:\d+[a-zA-Z]?(?=[/-]))?[^A-Za-zĐđƠơƯư]*")
_FEWEST_CAPITALS = 2


def _plain_number(written: str) -> str:
    return _DASHES.sub("-", _BLANKS.sub("", written))


def _symbol_parts(number: str) -> tuple[str, tuple[str, ...]]:
    """Return the kind's symbol and the other parts of a number's symbol, the issuer's first.

    ``2286/QĐ-UBND`` gives QĐ and UBND; ``12-CTr/TU`` CTr and TU; ``12/UBND-VX`` nothing, UBND and VX.
    """
    symbol = _BEFORE_SYMBOL.sub("", number)
    parts = tuple(part for part in re.split(r"[-/]", symbol) if part)
    if len(parts) > 1 and parts[0].upper() in _KINDS_OF_SYMBOL:
        return parts[0], parts[1:]
    return "", parts


def issuer_symbol(number: str) -> str:
    """Return the part of the number that names the issuer, empty where there is none.

    ``UBND`` of 2286/QĐ-UBND, ``SKHĐT`` of 1868/SKHĐT-XTĐT, ``TU`` of 12-CTr/TU, ``QH`` of 63/2020/QH14.
    """
    _, parts = _symbol_parts(_plain_number(number))
    if not parts:
        return ""
    return parts[0].partition(".")[0].rstrip("0123456789")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in the text; ``after_so`` where the word "số" (which then is part of it) stands before."""

    start: int
    end: int
    text: str
    complete: bool
    year: int | None
    lead: int
    after_so: bool


_SO = re.compile(r"(?<!\w)[sS][ốỐoO]\s*:?\s*$")
_SO_LENGTH = 12


def _is_number(match: re.Match[str]) -> bool:
    """Tell whether figures and letters are the number of a document and not "05/Ban" or "Covid-19"."""
    symbol = match["symbol"]
    has_office = match["by"].strip() == "/" or "/" in symbol
    return has_office and sum(letter.isupper() for letter in symbol) >= _FEWEST_CAPITALS


def _whole_number(text: str, match: re.Match[str]) -> _Number:
    so = _SO.search(text, max(0, match.start() - _SO_LENGTH), match.start())
    return _Number(
        match.start(),
        match.end(),
        _plain_number(match[0]),
        complete=True,
        year=int(match["year"]) if match["year"] else None,
        lead=so.start() if so else match.start(),
        after_so=so is not None,
    )


def _number_without_figures(match: re.Match[str]) -> _Number:
    return _Number(
        match.start("number"),
        match.end(),
        _plain_number(match["number"]),
        complete=False,
        year=None,
        lead=match.start(),
        after_so=True,
    )


def _numbers(text: str) -> list[_Number]:
    """Return the numbers of documents in the text, among them those whose figures are missing."""
    found = [_whole_number(text, match) for match in _NUMBER.finditer(text) if _is_number(match)]
    found += [_number_without_figures(match) for match in _NO_FIGURES.finditer(text)]
    return sorted(found, key=lambda number: number.start)


# --- the kind before a number ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kind:
    """The kind of a citation and where its word starts."""

    name: str
    start: int


_FEW_WORDS = re.compile(r"(?:\s+[^\W\d]+){1,8}\s*")
_NAME_OF_LAW = re.compile(r"(?:,?\s+[^\W\d]+){1,20}\s*")


def _last(pattern: re.Pattern[str], text: str, begin: int, end: int) -> re.Match[str] | None:
    matches = list(pattern.finditer(text, begin, end))
    return matches[-1] if matches else None


def _spelled_kind(flat: str, begin: int, number: _Number) -> _Kind | None:
    """Return the last kind written out before the number: next to it, or a few words from its "số"."""
    last = _last(_KIND_WORDS, flat, begin, number.lead)
    if last is None:
        return None
    name = _KIND_OF_WORDS[last[0]]
    between = flat[last.end() : number.lead]
    filler = _NAME_OF_LAW if name in _LAWS else _FEW_WORDS
    near = not between.strip() or (number.after_so and filler.fullmatch(between) is not None)
    return _Kind(name, last.start()) if near else None


def _abbreviated_kind(text: str, begin: int, number: _Number) -> _Kind | None:
    """Return the kind abbreviated right before the number: QĐ 2286/QĐ-UBND."""
    last = _last(_KIND_SYMBOL, text, begin, number.lead)
    if last is None or text[last.end() : number.lead].strip():
        return None
    name = _ABBREVIATED.get(last[0].upper())
    return _Kind(name, last.start()) if name else None


def _implied_kind(number: _Number) -> _Kind | None:
    """Return the kind that the number's own symbol tells, where no word does."""
    if not number.complete:
        return None
    kind, parts = _symbol_parts(number.text)
    if kind:
        return _Kind(_ABBREVIATED[kind.upper()], number.lead)
    if parts[0].rstrip("0123456789") == "QH":
        return _Kind(_LAW, number.lead)
    return _Kind(_LETTER, number.lead) if len(parts) > 1 and len(parts[0]) > _FEWEST_CAPITALS else None


_LISTED = re.compile(r"\s*(?:,|;|và|,\s*và)\s*")


def _listed_kind(text: str, number: _Number, before: Citation | None) -> _Kind | None:
    """Return the kind of the citation right before: Quyết định số 1138/QĐ-UBND và 1139/QĐ-UBND."""
    if before is None or not number.complete or not _LISTED.fullmatch(text, before.end, number.lead):
        return None
    same = _symbol_parts(before.document.number)[0] == _symbol_parts(number.text)[0]
    return _Kind(before.document.kind, number.lead) if same else None


# --- the date -------------------------------------------------------------------------------------

_DAY = (
    r"(?P<day>\d{1,2}\s?(?:/\s?\d{1,2}\s?/\s?(?:\d{4}|\d{2})|-\d{1,2}-\d{4}|\.\d{1,2}\.\d{4})"
    r"|\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4})(?!\d)"
)
_DAY_AFTER = re.compile(
    r"(?:\s+tỉnh)?(?:\s+của(?:\s+[^\W\d]+){1,10}?)?\s*[,(]?\s*(?:(?:được\s+)?(?:ban hành|ký|phát hành)\s+)?"
    rf"(?:ngày|ngay|ngày:)\s+{_DAY}",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(rf"(?:^|[\n;.:(]|[-+])\s*Ngày\s+{_DAY}\s*,?(?:\s+[^\W\d]+){{1,10}}\s+$")
_STRAY = re.compile(r"\s+tỉnh(?!\w)")


@dataclass(frozen=True, slots=True)
class _Dated:
    """The date of a citation, the end of the citation, and doubts about both."""

    day: date | None
    end: int
    doubts: tuple[Message, ...] = ()


def _no_such_day(written: str) -> Message:
    return say("there is no day {day}.", day=one_line(written))


def _date_of(text: str, begin: int, start: int, number: _Number) -> _Dated:
    """Return the date behind the number, else one at the head of the clause the citation ends."""
    after = _DAY_AFTER.match(text, number.end)
    if after:
        day = read_date(after["day"])
        return _Dated(day, after.end("day"), () if day else (_no_such_day(after["day"]),))
    before = _DAY_BEFORE.search(text[begin:start])
    if before:
        day = read_date(before["day"])
        doubt = say("the date stands before the citation.") if day else _no_such_day(before["day"])
        return _Dated(day, number.end, (doubt,))
    return _Dated(None, number.end)


# --- doubts ---------------------------------------------------------------------------------------


def _kind_doubt(kind: str, number: _Number) -> Message | None:
    symbol = _symbol_parts(number.text)[0]
    fitting = _KINDS_OF_SYMBOL.get(symbol.upper(), (kind,))
    if kind in fitting or kind in _ANY_KIND or not number.complete:
        return None
    return say(
        "the number {number} is that of a {fitting}, not of a {kind}.",
        number=number.text,
        fitting=fitting[0],
        kind=kind,
    )


_PARTY_STYLE = re.compile(r"\d+[a-zA-Z]?/(?P<kind>[A-ZĐa-z]+)-(?P<issuer>TU|TW|TƯ)")


def _number_doubt(number: _Number) -> Message | None:
    if not number.complete:
        return say("the number of {number} is missing.", number=number.text)
    party = _PARTY_STYLE.fullmatch(number.text)
    if party is None:
        return None
    figures = number.text.partition("/")[0]
    usual = f"{figures}-{party['kind']}/{party['issuer']}"
    return say("the Party writes {number} as {usual}.", number=number.text, usual=usual)


def _year_doubt(number: _Number, day: date | None) -> Message | None:
    if number.year is None or day is None or number.year == day.year:
        return None
    return say("the number {number} and the date {day} have different years.", number=number.text, day=day)


def _stray_doubt(text: str, number: _Number) -> Message | None:
    stray = _STRAY.match(text, number.end)
    return say("a word too many follows the number: “{word}”.", word=stray[0].strip()) if stray else None


# --- the whole text -------------------------------------------------------------------------------


def _citation(text: str, flat: str, number: _Number, before: Citation | None) -> Citation | None:
    begin = before.end if before else 0
    kind = _spelled_kind(flat, begin, number) or _abbreviated_kind(text, begin, number)
    if kind is None:
        kind = _listed_kind(text, number, before) or _implied_kind(number)
    if kind is None:
        return None
    dated = _date_of(text, begin, kind.start, number)
    doubts = (
        _number_doubt(number),
        _kind_doubt(kind.name, number),
        _stray_doubt(text, number),
        _year_doubt(number, dated.day),
    )
    return Citation(
        kind.start,
        dated.end,
        Document(kind=kind.name, number=number.text, date=dated.day),
        (*(doubt for doubt in doubts if doubt is not None), *dated.doubts),
    )


def _share_dates(text: str, citations: list[Citation]) -> list[Citation]:
    """Give a citation without date that of the next one, where both are listed and of one kind."""
    shared: list[Citation] = []
    after: Citation | None = None
    for each in reversed(citations):
        citation = each
        if after is not None and each.document.date is None and after.document.date is not None:
            listed = _LISTED.fullmatch(text, each.end, after.start) is not None
            if listed and each.document.kind == after.document.kind:
                doubt = say("the date is taken from the next citation.")
                document = replace(each.document, date=after.document.date)
                citation = replace(each, document=document, doubts=(*each.doubts, doubt))
        after = citation
        shared.insert(0, citation)
    return shared


def recognise(text: str) -> tuple[Citation, ...]:
    """Return the documents cited in the text, in their order.

    A number without "số", without date, of a party body, with its year inside or without department is
    found too; so is a citation whose number is missing ("Nghị định số NĐ-CP"), with a doubt. A missing
    date is no doubt: a document is cited in full only once.
    """
    plain = nfc(text)
    flat = _flat(plain)
    found: list[Citation] = []
    for number in _numbers(plain):
        if found and number.start < found[-1].end:
            continue
        citation = _citation(plain, flat, number, found[-1] if found else None)
        if citation is not None:
            found.append(citation)
    return tuple(_share_dates(plain, found))


# --- one citation ---------------------------------------------------------------------------------

_ANY_CITATION = re.compile(
    rf"(?:(?P<kind>[^\W\d].*?)\s+số:?\s+|số:?\s+)?(?P<number>\S+?)(?:,?\s+ngày\s+{_DAY})?[.,;]?",
    re.IGNORECASE,
)


def _names_its_kind(text: str, citation: Citation) -> bool:
    cited = text[citation.start : citation.end]
    symbol = _KIND_SYMBOL.match(cited)
    return _KIND_WORDS.match(_flat(cited)) is not None or (symbol is not None and symbol[0].upper() in _ABBREVIATED)


def _document_as_it_stands(match: re.Match[str]) -> Document | None:
    """Return a document of a kind or number no rule knows, where it looks like one."""
    kind, number = match["kind"], match["number"]
    known = kind is not None and _flat(kind) in _KIND_OF_WORDS
    if not any(letter.isdigit() for letter in number) or not (known or "/" in number):
        return None
    if kind is None and not _NUMBER.fullmatch(number):
        return None
    return Document(kind=kind or _LETTER, number=number, date=read_date(match["day"]) if match["day"] else None)


def parse_document(text: str) -> Document | None:
    """Return the document of one pasted citation, or None where the text cites none or several.

    Where the text is a citation and nothing else, kinds and numbers no rule knows are taken as they are.
    """
    plain = one_line(nfc(text))
    citations = recognise(plain)
    if len(citations) > 1:
        return None
    match = _ANY_CITATION.fullmatch(plain)
    if citations and (match is None or match["kind"] is None or _names_its_kind(plain, citations[0])):
        return citations[0].document
    return _document_as_it_stands(match) if match else None


_AROUND = re.compile(r"[\s.,;:()+-]*")


def is_citation(text: str) -> bool:
    """Tell whether the text is one citation and nothing else, so that ``parse_document`` leaves out none of it."""
    plain = one_line(nfc(text))
    document = parse_document(plain)
    cited = next(iter(recognise(plain)), None)
    if document is None or cited is None or cited.document != document:
        return document is not None
    return all(_AROUND.fullmatch(each) for each in (plain[: cited.start], plain[cited.end :]))


_SHORT = re.compile(r"\s+(?:so:?\s*)?\d+")
_CLAUSE = re.compile(r"(?:[^;,.\n]|(?<=\d)[.,](?=\d))*")
_AND_END = re.compile(r"\s+và\s*$")


def unrecognised(text: str) -> tuple[str, ...]:
    """Return what reads like a citation and ``recognise`` finds none in: a number without the symbol of an office.

    Each goes on to the end of its clause ("Công văn 45 của Sở Nội vụ").
    """
    plain = nfc(text)
    cited = [(each.start, each.end) for each in recognise(plain)]
    flat = _flat(plain)
    starts = [each.start() for each in _KIND_WORDS.finditer(flat) if _SHORT.match(flat, each.end())]
    starts += [each.lead for each in _numbers(plain)]
    found: list[str] = []
    end = 0
    for start in sorted(starts):
        if start < end or any(first <= start < last for first, last in cited):
            continue
        until = min((first for first, _ in cited if first > start), default=len(plain))
        clause = _CLAUSE.match(plain, start, until)
        end = clause.end() if clause else until
        found.append(one_line(_AND_END.sub("", plain[start:end])))
    return tuple(found)


def document_text(document: Document) -> str:
    """Return the citation of the document as an office writes it, without its issuer.

    ``Quyết định số 2286/QĐ-UBND ngày 17/8/2022``; what the document has not is left out. ``parse_document``
    reads it back.
    """
    parts: list[str] = [document.kind] if document.kind else []
    if document.number:
        parts.append(f"số {document.number}")
    if document.date is not None:
        parts.append(f"ngày {official_date_text(document.date)}")
    return " ".join(parts)
