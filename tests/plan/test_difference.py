"""Differences of texts word by word: nothing is lost, and what stayed is not told as changed."""

from hypothesis import given, settings

from tests.builders import texts
from tracker.plan.difference import MOST_WORDS, Piece, PieceKind, shortened, word_difference

SAME, GONE, COME = PieceKind


@settings(max_examples=60)
@given(texts, texts)
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = word_difference(old, new)
    assert "".join(each.text for each in pieces if each.kind is not COME) == old
    assert "".join(each.text for each in pieces if each.kind is not GONE) == new
    assert all(each.text for each in pieces)


def test_what_stayed_is_not_told_as_changed() -> None:
    assert word_difference("Đã trình UBND tỉnh", "Đã trình UBND tỉnh") == (Piece(SAME, "Đã trình UBND tỉnh"),)
    assert word_difference("Đã trình UBND tỉnh", "Chưa trình UBND tỉnh") == (
        Piece(GONE, "Đã "),
        Piece(COME, "Chưa "),
        Piece(SAME, "trình UBND tỉnh"),
    )
    assert word_difference("", "Đã xong") == (Piece(COME, "Đã xong"),)
    assert word_difference("", "") == ()


def test_very_long_texts_are_compared_by_line_and_still_give_back_both() -> None:
    old = "\n".join(f"dòng {number} " + "chữ " * 9 for number in range(MOST_WORDS // 5))
    new = old.replace("dòng 7 ", "dòng bảy ")
    pieces = word_difference(old, new)
    assert "".join(each.text for each in pieces if each.kind is not GONE) == new
    assert [each.kind for each in pieces] == [SAME, GONE, COME, SAME]


def test_long_stretches_that_stayed_are_cut_around_what_changed() -> None:
    words = " ".join(str(number) for number in range(40))
    pieces = shortened(word_difference(f"{words} cũ {words}", f"{words} mới {words}"), around=3)
    assert [each.text for each in pieces] == ["… 37 38 39 ", "cũ ", "mới ", "0 1 2 … "]
    assert shortened((Piece(SAME, words),)) == (Piece(SAME, words),)
