"""Searching: the forms of text, and the order in which tasks answer."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import progress, register, task, text_rank
from tests.plan.test_text import ANY_TEXT, VIETNAMESE
from tracker.plan.searching import SearchIndex, form, match_rank
from tracker.plan.text import Rank, toneless


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ủy ban   nhân dân, tỉnh", " uy ban nhan dan tinh "),
        ("2286/QĐ-UBND", " 2286/ qd- ubnd "),
        ("“Đề án”: I.2…", " de an i. 2 "),
        ("Zu\u0308rich Ürümqi", " zurich urumqi "),
        ("ð số\u200b", " d so "),
        ("", "  "),
        ("_x 1²", " _x 1 "),
    ],
)
def test_the_plain_form_holds_words_without_tones(text: str, plain: str) -> None:
    assert form(text).plain.decode() == plain


@given(VIETNAMESE)
def test_composed_and_decomposed_text_have_one_form(text: str) -> None:
    assert form(unicodedata.normalize("NFC", text)) == form(unicodedata.normalize("NFD", text))


@given(ANY_TEXT)
def test_any_word_of_any_text_is_found_in_it(text: str) -> None:
    for word in text.split():
        if any(each.isalnum() for each in toneless(word)):
            assert match_rank(word, text) is not None, word


@pytest.mark.parametrize(
    ("query", "text", "rank"),
    [
        ("I.2", "Quý I/2022", None),
        ("I.2", "mục I.2 của kế hoạch", Rank.EXACT),
        ("ty", "tiến độ", None),
        ("ty", "tỉ lệ", Rank.FOLDED),
        ("tỷ", "tỉ lệ.", Rank.FOLDED),
        ("hoà", "hòa bình", Rank.EXACT),
        ("hòa", "hoà bình", Rank.EXACT),
        ("qđ-ubnd", "2286/QĐ-UBND", Rank.EXACT),
        ("2286/", "2286/QĐ-UBND", Rank.EXACT),
        ("đề án.", "đề án, dự án", Rank.EXACT),
        ("KT-XH", "kinh tế, xã hội", Rank.FOLDED),
        ("水", "上水道", Rank.EXACT_INSIDE),
        ("-", "x", Rank.EXACT),
    ],
)
def test_punctuation_and_living_spellings(query: str, text: str, rank: Rank | None) -> None:
    assert match_rank(query, text) == rank


def test_words_of_one_search_may_stand_in_title_product_result_and_names() -> None:
    held = task(title="Hồ sơ", product="Đề án", progress=progress(result="Trình UBND"))
    assert text_rank("hồ sơ đề án trình", held, register()) is not None
    assert text_rank("hồ sơ đề án không-có", held, register()) is None


@given(st.lists(VIETNAMESE, min_size=1, max_size=4), VIETNAMESE)
def test_an_index_finds_in_a_title_what_is_found_in_its_text(titles: list[str], sought: str) -> None:
    tasks = tuple(
        task(f"2022-II-{number:02d}", title=title, product="", progress=progress(result=""), basis=())
        for number, title in enumerate(titles, start=1)
    )
    rank = SearchIndex(tasks, register()).ranker(sought)
    for each in tasks:
        if match_rank(sought, each.title) is not None:
            assert rank(each) is not None


def test_more_searches_than_are_kept_find_the_same_again() -> None:
    held = tuple(task(f"2022-II-{number:02d}", title=f"Mục chữ{number}") for number in range(1, 60))
    index = SearchIndex(held, register())
    for _ in range(2):
        for number in range(10, 60):
            rank = index.ranker(f"chữ{number}")
            assert rank(held[number - 1]) is not None
            assert rank(held[0]) is None
