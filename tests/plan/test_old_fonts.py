"""Text of the fonts before Unicode becomes what people saw, and other text stays as it is."""

import unicodedata

import pytest

from tracker.plan.old_fonts import from_old_font

SEEN = (
    "Sở Nội vụ ban hành Quyết định",
    "Đề nghị ủy ban nhân dân tỉnh bố trí kinh phí thực hiện",
    "kết quả thực hiện cải cách hành chính năm 2022 của các cơ quan",
    "rà soát, cắt giảm thủ tục; đã trình ngày 17/8/2022 (Tờ trình số 12/TTr-SNV)",
    "hướng dẫn nghiệp vụ, kỹ năng, chuyển đổi số ở cấp xã; khuyến khích sáng kiến",
    "người dân chờ lâu vì hệ thống lỗi, quỹ đất ngoài quy hoạch, thuế, nghỉ phép, kỷ luật, mỵ",
)
SOUND = (
    "Công ty TNHH ABC®",
    "hôm nay: công ty FPT®, Phòng",
    "có «hành chính»: xong",
    "«Công tác»",
)
"""Correct text beside a sign that TCVN3 has a letter for."""

TONES = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
HATS = {"": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
BREVES = {"": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
SINGLE = {"ì": "ì", "í": "í", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ", "Đ": "Ñ"}
CODES = {  # of TCVN 5712:1993, from 0xB5 on, as bytes
    **dict(zip("àảãáạ", (0xB5, 0xB6, 0xB7, 0xB8, 0xB9), strict=True)),
    **dict(zip("ằẳẵắặầẩẫấậ", (0xBB, 0xBC, 0xBD, 0xBE, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB), strict=True)),
    **dict(zip("èẻẽéẹềểễếệ", (0xCC, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6), strict=True)),
    **dict(zip("ìỉĩíịòỏõóọ", (0xD7, 0xD8, 0xDC, 0xDD, 0xDE, 0xDF, 0xE1, 0xE2, 0xE3, 0xE4), strict=True)),
    **dict(zip("ồổỗốộờởỡớợ", (0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xEB, 0xEC, 0xED, 0xEE), strict=True)),
    **dict(zip("ùủũúụừửữứự", (0xEF, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9), strict=True)),
    **dict(zip("ỳỷỹýỵ", (0xFA, 0xFB, 0xFC, 0xFD, 0xFE), strict=True)),
    **dict(zip("ăâêôơưđ", (0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE), strict=True)),
    **dict(zip("ĂÂĐÊÔƠƯ", (0xA1, 0xA2, 0xA7, 0xA3, 0xA4, 0xA5, 0xA6), strict=True)),
}


def tcvn3(text: str) -> str:
    """Return the text as a program shows it that takes its codes for Latin-1."""
    return bytes(CODES.get(each, ord(each)) for each in text).decode("latin-1")


def vni(text: str) -> str:
    """Return the text as VNI writes it: a vowel, and behind it a letter for its marks."""
    return "".join(map(_vni_letter, text))


def _vni_letter(letter: str) -> str:
    if letter in SINGLE:
        return SINGLE[letter]
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((each for each in marks if each in TONES), "")
    if "\u0302" in marks:
        return base + HATS[tone]
    if "\u0306" in marks:
        return base + BREVES[tone]
    horned = {"o": "ô", "u": "ö"}[base] if "\u031b" in marks else base
    return horned + (TONES[tone] if tone else "")


@pytest.mark.parametrize("text", SEEN)
def test_what_was_typed_in_an_old_font_is_what_people_saw(text: str) -> None:
    assert from_old_font(tcvn3(text)) == (text, "TCVN3")
    assert from_old_font(vni(text)) == (text, "VNI")


@pytest.mark.parametrize(
    "text",
    [
        *SEEN,
        "",
        "plain words",
        "Café Zürich, naïve Müller",
        "Škoda Þór Ærø",
        "façade à la carte",
        "§ 5, ± 3 °C",
        *SOUND,
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert from_old_font(text) == (text, "")


def test_capitals_keep_their_case() -> None:
    assert from_old_font("UÛY BAN NHAÂN DAÂN TÆNH ÑEÀ NGHÒ") == ("ỦY BAN NHÂN DÂN TỈNH ĐỀ NGHỊ", "VNI")
