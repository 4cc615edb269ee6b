"""Text of the fonts that came before Unicode, TCVN3 and VNI, as Unicode.

Such text is still in the documents of offices. It was typed for a font that draws the code of a foreign letter as a
Vietnamese one, so that a program of today sees "Së Néi vô" where people saw "Sở Nội vụ". The letters of TCVN3 are
those of the national standard TCVN 5712:1993; VNI writes a vowel and behind it a letter for its marks.
"""

import re
import unicodedata
from typing import Final

from tracker.plan.text import looks_legacy, nfc

_CODES: Final = "µ¸¶·¹ ¨»¾¼½Æ ©ÇÊÈÉË ® ÌÐÎÏÑ ªÒÕÓÔÖ ×ÝØÜÞ ßãáâä «åèæçé ¬êíëìî ïóñòô \u00adõøö÷ù úýûüþ ¡¢§£¤¥¦".replace(
    " ", ""
)
_LETTERS: Final = "àáảãạ ăằắẳẵặ âầấẩẫậ đ èéẻẽẹ êềếểễệ ìíỉĩị òóỏõọ ôồốổỗộ ơờớởỡợ ùúủũụ ưừứửữự ỳýỷỹỵ ĂÂĐÊÔƠƯ".replace(
    " ", ""
)
_TCVN3: Final = str.maketrans(_CODES, _LETTERS)

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _HAT, _BREVE = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323", "\u0302", "\u0306"
_VNI_MARKS: Final = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _HAT, "à": _HAT + _GRAVE, "á": _HAT + _ACUTE, "å": _HAT + _HOOK, "ã": _HAT + _TILDE, "ä": _HAT + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "é": _BREVE + _ACUTE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI: Final = re.compile(rf"([aeouyôö])([{''.join(_VNI_MARKS)}])|[{''.join(_VNI_LETTERS)}]", re.IGNORECASE)

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_NUCLEUS = "(?:iê|yê|uô|ươ|oă|oa|oe|uâ|uê|uy|uơ|uyê|ia|ua|ưa|[aăâeêioôơuưy])"
_CODA = "(?:ch|ng|nh|[cmnptiyou])?"
_SYLLABLE: Final = re.compile(f"{_ONSET}{_NUCLEUS}{_CODA}")
_TONES: Final = str.maketrans("", "", _GRAVE + _ACUTE + _HOOK + _TILDE + _DOT)
_WORD: Final = re.compile(r"[^\W\d_]+")
_FEWEST = 0.9
"""The share of words with marks that have to be syllables for a reading to be taken."""


def from_old_font(text: str) -> tuple[str, str]:
    """Return the text as Unicode, and the name of the encoding it was in; an empty name where it is read as it is.

    Text is converted only where it looks old, and where one of the readings makes more Vietnamese syllables of it than
    the other, and than it has as it is.
    """
    if not looks_legacy(text):
        return text, ""
    readings = sorted(
        ((_share(read), name, read) for name, read in (("TCVN3", text.translate(_TCVN3)), ("VNI", _read_vni(text)))),
        reverse=True,
    )
    (share, name, read), (other, _, _) = readings
    return (read, name) if share >= _FEWEST and share > max(other, _share(text)) else (text, "")


def _read_vni(text: str) -> str:
    def letter(found: re.Match[str]) -> str:
        base, mark = found[1] or found[0], found[2] or ""
        small = _VNI_LETTERS.get(base.lower(), base.lower())
        made = nfc(small + _VNI_MARKS.get(mark.lower(), ""))
        return made.upper() if base.isupper() else made

    return _VNI.sub(letter, nfc(text))


def _share(text: str) -> float:
    """Return which share of the words with marks are syllables."""
    words = [each.lower() for each in _WORD.findall(text) if not each.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else 0.0


def _is_syllable(word: str) -> bool:
    bare = unicodedata.normalize("NFD", word)
    tones = len(bare) - len(bare.translate(_TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(nfc(bare.translate(_TONES))) is not None
