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
from typing import NamedTuple

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


_OLD_PLACE = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
_NEW_PLACE = re.compile(rf"(?<!q)(?:{'|'.join(_OLD_PLACE)})(?!\w)")


@lru_cache(maxsize=_CACHED)
def fold_tones(text: str) -> str:
    """Return the text with letters and tones kept, case folded, and tones in their old place.

    In an open syllable oa, oe, uy the tone may stand on either vowel (hoà, hòa); not after q (quý), and
    not where a letter follows in the syllable (hoàn, khoản, huỳnh).
    """
    small = _LOOKALIKE_D.sub("đ", nfc(nfc(_INVISIBLE.sub("", text)).casefold()))
    return one_line(_NEW_PLACE.sub(lambda match: _OLD_PLACE[match[0]], small))


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

_WORD = re.compile(r"\w+")


def _between_blanks(words: str) -> str:
    """Return the words of the text between single blanks, punctuation left out."""
    return f" {' '.join(_WORD.findall(words))} "


@lru_cache(maxsize=_CACHED)
def _folded_words(text: str) -> str:
    return _between_blanks(fold(text))


@lru_cache(maxsize=_CACHED)
def _written_words(text: str) -> str:
    return _between_blanks(nfc(text))


def _reads_as_a_word(abbreviation: str) -> bool:
    """Tell whether the abbreviation in small letters is a common word (``đa``, ``tư``)."""
    return len(abbreviation) == len("TU") and not set("aeiouy").isdisjoint(toneless(abbreviation))


_LONG_FORMS = {
    (_between_blanks(short) if _reads_as_a_word(short) else _folded_words(short)): _folded_words(long)
    for short, long in ABBREVIATIONS
}
_SHORT_FORMS = {
    _folded_words(long): tuple(_between_blanks(each) for each, same in ABBREVIATIONS if same == long)
    for _, long in ABBREVIATIONS
}
_LONGEST_FORM = max(len(form.split()) for form in _SHORT_FORMS)


class _Term(NamedTuple):
    """Words of a query that are looked for together, and what may stand in a text in place of them.

    ``long`` is a folded phrase, ``short`` are abbreviations as they are written; both are empty for a
    plain word.
    """

    words: tuple[str, ...]
    long: str = ""
    short: tuple[str, ...] = ()


def _first_term(words: list[str]) -> _Term:
    for size in range(min(_LONGEST_FORM, len(words)), 0, -1):
        phrase = " ".join(words[:size])
        long = _LONG_FORMS.get(_written_words(phrase)) or _LONG_FORMS.get(_folded_words(phrase), "")
        short = _SHORT_FORMS.get(_folded_words(phrase), ())
        if long or short:
            return _Term(tuple(words[:size]), long, short)
    return _Term((words[0],))


@lru_cache(maxsize=256)
def _terms(query: str) -> tuple[_Term, ...]:
    words = nfc(query).split()
    terms: list[_Term] = []
    while words:
        term = _first_term(words)
        terms.append(term)
        del words[: len(term.words)]
    return tuple(terms)


def _starts_a_word(part: str, whole: str) -> bool | None:
    """Tell whether ``part`` stands at the start of a word of ``whole``; None where it stands nowhere."""
    place = whole.find(part)
    if place < 0:
        return None
    while place >= 0:
        if place == 0 or not whole[place - 1].isalnum() or not part[:1].isalnum():
            return True
        place = whole.find(part, place + 1)
    return False


def _word_rank(word: str, text: str) -> Rank | None:
    exact = _starts_a_word(fold_tones(word), fold_tones(text))
    if exact:
        return Rank.EXACT
    # a half-typed "ti" may become "tỉ" as well as "tiến", so both forms without tones are tried
    folded = (_starts_a_word(fold(word), fold(text)), _starts_a_word(toneless(word), toneless(text)))
    if True in folded:
        return Rank.FOLDED
    if exact is not None:
        return Rank.EXACT_INSIDE
    return Rank.FOLDED_INSIDE if False in folded else None


def _stands_abbreviated_or_in_full(term: _Term, text: str) -> bool:
    return (term.long != "" and term.long in _folded_words(text)) or any(
        form in _written_words(text) for form in term.short
    )


def _term_rank(term: _Term, text: str) -> Rank | None:
    ranks = [_word_rank(word, text) for word in term.words]
    worst = max((Rank.FOLDED_INSIDE if rank is None else rank) for rank in ranks)
    if worst > Rank.FOLDED and _stands_abbreviated_or_in_full(term, text):
        return Rank.FOLDED
    return None if None in ranks else worst


def match_rank(query: str, text: str) -> Rank | None:
    """Return how well the text answers the query, or None where a word of the query is not in it.

    Every blank-separated word must be found, in any order; the worst word gives the rank. A word of the
    query may be the start of a longer one. An abbreviation also finds what it stands for, and the other
    way round, as ``FOLDED``; one that is a word in small letters (TU, ĐA) has to be typed as it is
    written. An empty query finds everything.
    """
    worst = Rank.EXACT
    for term in _terms(query):
        rank = _term_rank(term, text)
        if rank is None:
            return None
        worst = max(worst, rank)
    return worst


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
