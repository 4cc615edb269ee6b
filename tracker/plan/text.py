"""Vietnamese text: normal form, search without tones, alphabetical order, and a look for old encodings.

Three search forms, each a plain string in which blanks are single:

* ``fold_tones`` keeps letters and tones; case and the place of a tone (``hòa``, ``hoà``) do not count;
* ``toneless`` keeps the letters of the alphabet without their marks (``đ`` is ``d``);
* ``fold`` is ``toneless`` with the spellings that live side by side made one (``tỉ lệ``, ``tỷ lệ``).
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

_CACHED = 65_536

_MARKS = re.compile("[\u0300-\u036f]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")
_LOOKALIKE_D = re.compile("[ðɖ]")  # Eth and African D, taken for the letter Đ
_D = re.compile("[đðɖ]")


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form, in which all text of the plan is kept."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Return the text on one line, each run of blanks as one blank."""
    return " ".join(text.split())


# --- search forms ---------------------------------------------------------------------------------


@lru_cache(maxsize=_CACHED)
def toneless(text: str) -> str:
    """Return the text in small letters without tones and other marks, ``đ`` as ``d``, blanks single."""
    plain = text.casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFD", _INVISIBLE.sub("", plain))
        plain = _D.sub("d", _MARKS.sub("", plain))
        plain = plain if plain.isascii() else nfc(plain.casefold())
    return one_line(plain)


_I_FOR_Y = re.compile(r"\b(h|k|l|m|qu|s|t)i\b")
_SECURE = re.compile(r"\b(?:bao|dam)(?: (?:bao|dam))+\b")


def _secure_in_one_order(match: re.Match[str]) -> str:
    return " ".join(sorted(match[0].split(), reverse=True))


@lru_cache(maxsize=_CACHED)
def fold(text: str) -> str:
    """Return the search form: ``toneless``, and one spelling where two are living.

    A final ``i`` after h, k, l, m, qu, s and t is written ``y`` (tỉ lệ, tỷ lệ: ``ty le``); bảo đảm is
    written as đảm bảo. Hằng and hàng are one anyway. Folding twice changes nothing.
    """
    plain = _I_FOR_Y.sub(r"\1y", toneless(text))
    return _SECURE.sub(_secure_in_one_order, plain) if "dam" in plain else plain


OLD_PLACE = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
NEW_PLACE = re.compile(rf"(?<!q)(?:{'|'.join(OLD_PLACE)})(?!\w)")


@lru_cache(maxsize=_CACHED)
def fold_tones(text: str) -> str:
    """Return the text with letters and tones kept, case folded, and tones in their old place.

    In an open syllable oa, oe, uy the tone may stand on either vowel (hoà, hòa); not after q (quý), and
    not where a letter follows in the syllable (hoàn, khoản, huỳnh).
    """
    small = _LOOKALIKE_D.sub("đ", nfc(nfc(_INVISIBLE.sub("", text)).casefold()))
    return one_line(NEW_PLACE.sub(lambda match: OLD_PLACE[match[0]], small))


# --- search ---------------------------------------------------------------------------------------


class Rank(IntEnum):
    """How well a text answers a query, best first.

    ``EXACT`` and ``FOLDED`` are found at the start of words, the other two inside a word.
    """

    EXACT = 0
    FOLDED = 1
    EXACT_INSIDE = 2
    FOLDED_INSIDE = 3


ABBREVIATIONS: tuple[tuple[str, str], ...] = (
    ("BC", "Báo cáo"),
    ("BCĐ", "Ban Chỉ đạo"),
    ("BNV", "Bộ Nội vụ"),
    ("CBCCVC", "cán bộ, công chức, viên chức"),
    ("CCHC", "cải cách hành chính"),
    ("CNTT", "công nghệ thông tin"),
    ("CQHCNN", "cơ quan hành chính nhà nước"),
    ("CSDL", "cơ sở dữ liệu"),
    ("CTr", "Chương trình"),
    ("CV", "Công văn"),
    ("DVC", "dịch vụ công"),
    ("DVCTT", "dịch vụ công trực tuyến"),
    ("ĐA", "Đề án"),
    ("ĐVSN", "đơn vị sự nghiệp"),
    ("HĐND", "Hội đồng nhân dân"),
    ("KH", "Kế hoạch"),
    ("KT-XH", "kinh tế - xã hội"),
    ("NĐ", "Nghị định"),
    ("NQ", "Nghị quyết"),
    ("QĐ", "Quyết định"),
    ("QPPL", "quy phạm pháp luật"),
    ("TB", "Thông báo"),
    ("TT", "Thông tư"),
    ("TTg", "Thủ tướng"),
    ("TTHC", "thủ tục hành chính"),
    ("TTr", "Tờ trình"),
    ("TU", "Tỉnh ủy"),
    ("TW", "Trung ương"),
    ("TƯ", "Trung ương"),
    ("UBND", "Ủy ban nhân dân"),
    ("VPCP", "Văn phòng Chính phủ"),
    ("VTVL", "vị trí việc làm"),
)
"""Abbreviations of official prose and document numbers, with what they stand for."""

# --- alphabetical order ---------------------------------------------------------------------------

_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", start=1)}
_ELEMENT = re.compile(r"\d{1,18}|.", re.ASCII | re.DOTALL)

_Place = tuple[int, int]
CollationKey = tuple[tuple[_Place, ...], tuple[int, ...], tuple[int, ...], str]
"""Letters, then tones, then case, then the text itself, so that only equal texts have equal keys."""


@lru_cache(maxsize=1024)
def _letter(character: str) -> tuple[_Place, int, int]:
    """Return place in the alphabet, tone and case of a character; what is no letter comes before them."""
    small = character.lower()
    upper = int(small != character)
    if small in _ALPHABET:
        return (2, _ALPHABET[small]), 0, upper
    base, tone = "", 0
    for each in unicodedata.normalize("NFD", small):
        if each in _TONES:
            tone = _TONES[each]
        else:
            base += each
    base = nfc(base)
    if base in _ALPHABET:
        return (2, _ALPHABET[base]), tone, upper
    plain = toneless(base)
    if len(plain) == 1 and plain in _ALPHABET:
        return (2, _ALPHABET[plain]), len(_TONES) + 1, upper
    return (3 if character.isalpha() else 0, ord(character)), tone, upper


@lru_cache(maxsize=_CACHED)
def collation_key(text: str) -> CollationKey:
    """Return the key that sorts text by the Vietnamese alphabet.

    Letters weigh first (a ă â b c d đ ...), over the whole text; then tones (level, huyền, hỏi, ngã, sắc,
    nặng); then case, small first. Runs of digits count by their value. The order is CLDR's for ``vi``.
    """
    plain = one_line(nfc(text))
    letters: list[_Place] = []
    tones: list[int] = []
    cases: list[int] = []
    for element in _ELEMENT.findall(plain):
        if "0" <= element[0] <= "9":
            letters.append((1, int(element)))
            continue
        letter, tone, case = _letter(element)
        letters.append(letter)
        tones.append(tone)
        cases.append(case)
    return tuple(letters), tuple(tones), tuple(cases), plain


# --- old encodings --------------------------------------------------------------------------------

_STRANGE = "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÄÅÆÇËÎÏÐÑÖ×ØÛÜÞßäåæçëîïðñö÷øûüþÿ"
_STRANGE_IN_WORD = re.compile(rf"[a-zA-Z][{_STRANGE}]|[{_STRANGE}][a-zA-Z]|[{_STRANGE}]{{2}}")
_ONLY_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_FEWEST_WORDS = 2


def looks_legacy(text: str) -> bool:
    """Tell whether the text looks like TCVN3 or VNI read as Latin-1 ("Së Néi vô", "Sôû Noäi vuï").

    Such text has Latin-1 letters in at least two words and a third of all, some of them foreign to
    Vietnamese and inside words, and not one letter that only Vietnamese has. A single foreign name is
    not enough.
    """
    plain = nfc(text)
    if plain.isascii() or _ONLY_VIETNAMESE.search(plain) or not _STRANGE_IN_WORD.search(plain):
        return False
    words = plain.split()
    accented = sum(not word.isascii() for word in words)
    return accented >= _FEWEST_WORDS and accented * 3 >= len(words)
