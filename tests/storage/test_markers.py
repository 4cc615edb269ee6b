"""The marks of a conflict in a text are read back into the versions they stand between."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.storage.markers import Sides, sides

PLAIN = "a\n<<<<<<< HEAD\nb\nc\n=======\nd\n>>>>>>> other\ne"
WITH_BASE = "a\n<<<<<<< ours\nb\n||||||| base\nx\n=======\nd\n>>>>>>> theirs\ne"


def test_both_sides_are_read_and_the_base_where_git_wrote_it() -> None:
    assert sides(PLAIN) == Sides(None, "a\nb\nc\ne", "a\nd\ne")
    assert sides(WITH_BASE) == Sides("a\nx\ne", "a\nb\ne", "a\nd\ne")
    assert sides(f"{PLAIN}\n{PLAIN}") == Sides(None, "a\nb\nc\ne\na\nb\nc\ne", "a\nd\ne\na\nd\ne")
    assert sides(f"{PLAIN}\n{WITH_BASE}") == Sides(None, "a\nb\nc\ne\na\nb\ne", "a\nd\ne\na\nd\ne")


def test_marks_that_do_not_pair_up_are_no_conflict_to_read() -> None:
    for text in ("a\nb", "=======\n", "<<<<<<< x\na\n", "<<<<<<< x\na\n>>>>>>> y", f"{PLAIN}\n>>>>>>> z", ""):
        assert sides(text) is None


lines = st.lists(st.text("ab ", max_size=3), max_size=4)


@given(before=lines, ours=lines, theirs=lines, after=lines)
def test_what_git_marks_is_read_as_it_was(
    before: list[str], ours: list[str], theirs: list[str], after: list[str]
) -> None:
    text = "\n".join([*before, "<<<<<<< a", *ours, "=======", *theirs, ">>>>>>> b", *after])
    found = sides(text)
    assert found is not None
    assert found.ours.split("\n") == ([*before, *ours, *after] or [""])
    assert found.theirs.split("\n") == ([*before, *theirs, *after] or [""])
