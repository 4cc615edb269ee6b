import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.searching import match_rank
from tracker.plan.text import (
    ABBREVIATIONS,
    Rank,
    collation_key,
    fold,
    fold_tones,
    looks_legacy,
    nfc,
    one_line,
    toneless,
)

VIETNAMESE = st.text(st.sampled_from("aàảãáạăằâấdđeèêếghiìkmnoòôốơờpqrstuùưừvxyỳ ÀĐỦỴ\u0300\u0323\n12/-,."))
ANY_TEXT = st.one_of(VIETNAMESE, st.text())


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# --- search forms


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Ủy ban nhân dân tỉnh", "uy ban nhan dan tinh"),
        ("  Đại   Lãnh\n", "dai lanh"),
        ("ĐÐƉ đðɖ", "ddd ddd"),
        ("ƠƯ ăâêô", "ou aaeo"),
        ("số\u200b hóa", "so hoa"),
    ],
)
def test_the_tone_less_form_keeps_only_the_letters(text: str, form: str) -> None:
    assert toneless(text) == form
    assert toneless(decomposed(text)) == form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tỉ lệ", "tỷ lệ"),
        ("kĩ thuật", "kỹ thuật"),
        ("Quí I", "quý I"),
        ("hi vọng", "hy vọng"),
        ("quản lí", "quản lý"),
        ("bác sĩ", "bác sỹ"),
        ("bảo đảm kinh phí", "đảm bảo kinh phí"),
        ("hằng năm", "hàng năm"),
        ("Uỷ ban", "Ủy ban"),
        ("sở nội vụ", "SỞ NỘI VỤ"),
    ],
)
def test_spellings_that_live_side_by_side_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("tay", "tai"), ("thủy", "thủi"), ("quy", "cui"), ("my", "may")])
def test_other_words_stay_apart_when_folded(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert toneless(toneless(text)) == toneless(text)


@given(VIETNAMESE)
def test_composed_and_decomposed_text_fold_alike(text: str) -> None:
    assert fold(nfc(text)) == fold(decomposed(text))
    assert fold_tones(nfc(text)) == fold_tones(decomposed(text))


@pytest.mark.parametrize(
    ("new", "old"),
    [
        ("hoà", "hòa"),
        ("Hoá", "hóa"),
        ("toả", "tỏa"),
        ("xoã", "xõa"),
        ("hoạ", "họa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("UỶ BAN", "ủy ban"),
        ("luỵ", "lụy"),
    ],
)
def test_a_tone_may_stand_on_either_vowel_of_an_open_syllable(new: str, old: str) -> None:
    assert fold_tones(new) == fold_tones(old) == old


@pytest.mark.parametrize(
    "word", ["hoàn", "khoản", "toàn", "huỳnh", "quý", "quỳ", "hoài", "khuỷu", "quỹ", "loét", "thuyết"]
)
def test_a_tone_stays_where_a_letter_follows_and_after_q(word: str) -> None:
    assert fold_tones(word) == word


def test_letters_and_tones_are_kept_when_only_tone_places_are_folded() -> None:
    assert fold_tones("Đạt  ĐẶT") == "đạt đặt"


def test_one_line_has_single_blanks() -> None:
    assert one_line(" a\n\tb\u00a0 c ") == "a b c"


# --- search


@pytest.mark.parametrize(
    ("query", "text", "rank"),
    [
        ("Số hóa", "triển khai SỐ HOÁ hồ sơ", Rank.EXACT),
        ("so hoa", "triển khai số hóa hồ sơ", Rank.FOLDED),
        ("hóa số", "số hóa", Rank.EXACT),
        ("đạt", "đặt hàng", Rank.FOLDED),
        ("đạt", "đạt 66/67", Rank.EXACT),
        ("2286", "Quyết định số 2286/QĐ-UBND", Rank.EXACT),
        ("qd-ubnd", "Quyết định số 2286/QĐ-UBND", Rank.FOLDED),
        ("quy", "quyết toán", Rank.EXACT),
        ("ti", "tỷ lệ", Rank.FOLDED),
        ("oà", "hòa", Rank.EXACT_INSIDE),
        ("ong", "công văn", Rank.FOLDED_INSIDE),
        ("số kinh", "số hóa", None),
        ("zzz", "số hóa", None),
        ("", "số hóa", Rank.EXACT),
        ("một", "", None),
    ],
)
def test_exact_words_come_before_folded_ones_and_starts_before_middles(
    query: str, text: str, rank: Rank | None
) -> None:
    assert match_rank(query, text) == rank


def test_exact_is_0_and_folded_is_1() -> None:
    assert match_rank("tỷ lệ", "Tỷ lệ") == 0
    assert match_rank("ti le", "Tỷ lệ") == 1


@pytest.mark.parametrize(("short", "long"), ABBREVIATIONS)
def test_an_abbreviation_and_its_words_find_each_other(short: str, long: str) -> None:
    assert match_rank(short, f"Nay {long} tỉnh") == Rank.FOLDED
    assert match_rank(long, f"Nay {short} tỉnh") == Rank.FOLDED
    assert match_rank(f"nay {toneless(long)}", f"Nay {short} tỉnh") == Rank.FOLDED


def test_an_abbreviation_is_found_in_the_number_of_a_document() -> None:
    assert match_rank("quyết định 2286", "(2286/QĐ-UBND)") == Rank.FOLDED


def test_common_words_are_no_abbreviations() -> None:
    assert match_rank("đề án", "đã đầu tư") is None
    assert match_rank("đa", "Đề án") is None
    assert match_rank("trung ương", "đầu tư từ nay") is None


@given(VIETNAMESE)
def test_every_text_finds_itself_exactly(text: str) -> None:
    assert match_rank(one_line(text), text) in {Rank.EXACT, Rank.EXACT_INSIDE}


@given(VIETNAMESE, VIETNAMESE)
def test_a_query_without_tones_finds_whatever_the_query_with_tones_finds(query: str, text: str) -> None:
    if match_rank(query, text) in {Rank.EXACT, Rank.EXACT_INSIDE}:
        assert match_rank(toneless(query), text) is not None


# --- alphabetical order

SORTED = [
    ["ca", "cà", "cả", "cã", "cá", "cạ", "căn", "cân", "cha"],
    ["Ban Dân tộc", "Ban Đổi mới"],
    ["Sở Công Thương", "Sở Du lịch", "Sở Giáo dục"],
    ["Diên Khánh", "Đại Lãnh"],
    ["ba", "Ba", "bà"],
    ["VI.2", "VI.10", "VI.14"],
    ["o", "ô", "ơ", "p", "u", "ư", "v"],
    ["e", "ê", "g", "x", "y"],
    ["d", "đ", "e"],
    ["", " a", "b"],
    ["tháng 9", "tháng 10", "thành"],
]


@pytest.mark.parametrize("words", SORTED)
def test_words_sort_by_the_vietnamese_alphabet(words: list[str]) -> None:
    shuffled = words[:]
    random.Random(4).shuffle(shuffled)
    assert sorted(shuffled, key=collation_key) == words


@given(st.lists(ANY_TEXT, max_size=6))
def test_any_texts_can_be_sorted_in_one_way(texts: list[str]) -> None:
    turned = texts[::-1]
    one, other = sorted(texts, key=collation_key), sorted(turned, key=collation_key)
    assert [one_line(nfc(text)) for text in one] == [one_line(nfc(text)) for text in other]


@given(VIETNAMESE)
def test_composed_and_decomposed_text_sort_alike(text: str) -> None:
    assert collation_key(nfc(text)) == collation_key(decomposed(text))


def test_a_very_long_row_of_digits_can_be_sorted() -> None:
    assert collation_key("9" * 10_000) > collation_key("8" * 10_000)


# --- old encodings


@pytest.mark.parametrize(
    "text",
    [
        "Së Néi vô",
        "Uû ban nh©n d©n tØnh Kh¸nh Hßa",
        "§Ò ¸n",
        "Sôû Noäi vuï",
        "UÛy ban nhaân daân tænh Khaùnh Hoøa",
    ],
)
def test_text_of_an_old_encoding_is_noticed(text: str) -> None:
    assert looks_legacy(text)


@pytest.mark.parametrize(
    "text",
    ["Sở Nội vụ", "", "So Noi vu", "Zürich", "Kế hoạch «số hóa»", "cô ba", "từ 5 °C đến 10 °C", "§ 3 (m²)"],
)
def test_proper_text_is_not_taken_for_an_old_encoding(text: str) -> None:
    assert not looks_legacy(text)
