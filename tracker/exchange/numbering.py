"""Numbers and bullets that Word makes by itself: they stand in no text, and a column "STT" often has nothing else."""

from typing import Any

from docx.oxml.ns import qn

from tracker.plan.names import roman_numeral

_Element = Any
"""An element of lxml, which has no types."""

_MOST = 399


class Numbering:
    """The lists of one document, counted on as its paragraphs are read in order."""

    def __init__(self, element: _Element) -> None:
        self._levels: dict[tuple[str, str], tuple[str, str, int]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        if element is not None:
            self._read(element)

    def _read(self, element: _Element) -> None:
        abstract = {each.get(qn("w:abstractNumId")): each for each in element.iter(qn("w:abstractNum"))}
        for number in element.iter(qn("w:num")):
            named = number.find(qn("w:abstractNumId"))
            definition = abstract.get(named.get(qn("w:val"))) if named is not None else None
            for level in definition.iter(qn("w:lvl")) if definition is not None else ():
                key = (number.get(qn("w:numId"), ""), level.get(qn("w:ilvl"), ""))
                start = _value(level, "w:start")
                first = int(start) if start.isascii() and start.isdigit() and len(start) < 4 else 1
                self._levels[key] = (_value(level, "w:numFmt"), _value(level, "w:lvlText"), first)

    def label(self, paragraph: _Element) -> str:
        """Return what Word shows before the paragraph, with a blank; empty where it is in no list."""
        properties = paragraph.find(qn("w:pPr"))
        listed = properties.find(qn("w:numPr")) if properties is not None else None
        if listed is None:
            return ""
        key = (_value(listed, "w:numId"), _value(listed, "w:ilvl") or "0")
        level = self._levels.get(key)
        if level is None:
            return ""
        form, pattern, first = level
        if form == "bullet":
            return "- "
        count = self._counts.get(key, first - 1) + 1
        self._counts[key] = count
        for deeper in [each for each in self._counts if each[0] == key[0] and each[1] > key[1]]:
            del self._counts[deeper]
        written = _written(form, count)
        return f"{pattern.replace(f'%{int(key[1]) + 1}', written)} " if written and key[1].isdigit() else ""


def _value(holder: _Element, tag: str) -> str:
    found = holder.find(qn(tag))
    value = found.get(qn("w:val")) if found is not None else None
    return value if isinstance(value, str) else ""


def _written(form: str, count: int) -> str:
    match form:
        case "decimal" | "decimalZero":
            return f"{count:02d}" if form == "decimalZero" else str(count)
        case "upperRoman" | "lowerRoman":
            numeral = roman_numeral(min(count, _MOST))
            return numeral if form == "upperRoman" else numeral.lower()
        case "upperLetter" | "lowerLetter" if 1 <= count <= 26:
            letter = chr(ord("A") + count - 1)
            return letter if form == "upperLetter" else letter.lower()
        case _:
            return ""
