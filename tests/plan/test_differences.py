"""Differences by words: both texts can be told from them, and only what changed is marked."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.differences import MOST_WORDS, Way, marked, word_differences


@given(st.text("ab c.\n", max_size=40), st.text("ab c.\n", max_size=40))
def test_both_texts_can_be_told_from_their_differences(old: str, new: str) -> None:
    found = word_differences(old, new)
    assert "".join(text for way, text in found if way is not Way.COME) == old
    assert "".join(text for way, text in found if way is not Way.GONE) == new


def test_only_the_words_that_changed_are_marked() -> None:
    assert marked("Đã trình UBND tỉnh", "Đã trình Chủ tịch UBND tỉnh") == "Đã trình {+Chủ tịch +}UBND tỉnh"
    assert marked("Đang trình", "Đã trình") == "[-Đang-]{+Đã+} trình"
    assert marked("", "Mới") == "{+Mới+}"


def test_very_long_texts_are_told_as_a_whole() -> None:
    old, new = "a " * MOST_WORDS, "b"
    assert word_differences(old, new) == ((Way.GONE, old), (Way.COME, new))
