"""Fields that both sides changed: whose value is kept, and that a decision holds for the values it was made on."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import task
from tracker.plan.clash import (
    Decision,
    Side,
    decide_by,
    decided,
    decided_edit,
    edit_conflicts,
    keep,
    of_side,
)
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELD_BY_KEY, Change, FieldValue
from tracker.plan.merge import Conflict, merge
from tracker.plan.names import AgencyId, TaskId

ID = TaskId("2022-I-01")


def conflict(key: str, base: FieldValue, ours: FieldValue, theirs: FieldValue) -> Conflict:
    return Conflict(field=FIELD_BY_KEY[key], base=base, ours=ours, theirs=theirs)


PERCENT = conflict("progress.percent", None, 10, 20)
RESULT = conflict("progress.result", "", "Đã trình", "Đang thẩm định")
TITLE = conflict("title", "Cũ", "Một", "Hai")


def test_a_side_is_taken_and_both_only_where_the_field_holds_both() -> None:
    assert of_side(PERCENT, Side.MINE) == (10, True)
    assert of_side(PERCENT, Side.THEIRS) == (20, True)
    assert of_side(PERCENT, Side.BOTH)[1] is False
    assert of_side(RESULT, Side.BOTH) == ("Đang thẩm định\nĐã trình", True)
    assert of_side(TITLE, Side.BOTH) == ("Hai\nMột", True)
    shared = conflict("progress.result", "Một", "Một\nHai\nBốn", "Một\nBa\nBốn")
    assert of_side(shared, Side.BOTH) == ("Một\nBa\nHai\nBốn", True)
    repeated = conflict("progress.result", "", "c\nb\nc\nc\nd", "c\na\nc\nc\nb")
    assert set(str(of_side(repeated, Side.BOTH)[0]).split("\n")) == {"a", "b", "c", "d"}
    home, justice, health = map(AgencyId, ("so-noi-vu", "so-tu-phap", "so-y-te"))
    lead = conflict("assignment.lead", (), (home, justice), (justice, health))
    assert of_side(lead, Side.BOTH) == ((home, justice, health), True)
    assert keep("")(ID, PERCENT) == (None, False)
    assert keep("theirs")(ID, PERCENT) == (20, True)


@given(ours=st.text("abc\n", max_size=6), theirs=st.text("abc\n", max_size=6))
def test_both_values_are_the_same_text_from_either_side(ours: str, theirs: str) -> None:
    one = conflict("progress.result", "", ours, theirs)
    value, fits = of_side(one, Side.BOTH)
    assert (value, fits) == of_side(replace(one, ours=theirs, theirs=ours), Side.BOTH)
    for each in (ours, theirs):  # no line of either side is lost
        assert not set(each.split("\n")) - set(str(value).split("\n")) - {""}


def test_a_decision_holds_for_the_values_it_was_made_on_and_no_others() -> None:
    decide = decide_by({(ID, "progress.percent"): Decision(conflict=PERCENT, value=15)})
    assert decide(ID, PERCENT) == (15, True)
    assert decide(ID, replace(PERCENT, theirs=30)) == (None, False)
    assert decide(TaskId("2022-I-02"), PERCENT) == (None, False)
    assert decide(ID, RESULT) == (None, False)


def test_what_is_decided_is_put_into_the_task_and_the_rest_is_left() -> None:
    field = PERCENT.field
    base = task()
    found = merge(base, field.put(base, 10), field.put(base, 20))
    assert decided(found.task, found.conflicts, keep("")) == (found.task, found.conflicts)
    made, left = decided(found.task, found.conflicts, keep("theirs"))
    assert (made.progress.percent, left) == (20, ())


def test_an_edit_whose_base_moved_is_made_as_decided_from_the_values_that_was_decided_on() -> None:
    """Each field on its own; what moves again is asked about again with the last value the person wanted."""
    percent, result, title = (each.field for each in (PERCENT, RESULT, TITLE))
    first = Edit(
        wishes=(
            Wish(field=percent, value=10, seen=None, has_seen=True),
            Wish(field=result, value="Đã trình", seen="", has_seen=True),
            Wish(field=title, value="Một", seen="Cũ", has_seen=True),
        ),
        reason="Họp",
    )
    moved = (Change(field=percent, old=None, new=20), Change(field=result, old="", new="Đang thẩm định"))
    assert edit_conflicts(ID, first, moved, {}) == (PERCENT, RESULT)
    decisions = {
        (ID, percent.key): Decision(conflict=PERCENT, value=15),
        (ID, result.key): Decision(conflict=RESULT, value=RESULT.theirs),
    }
    edit = decided_edit(ID, first, decisions)
    assert [(each.value, each.seen) for each in edit.wishes] == [
        (15, 20),
        (RESULT.theirs, RESULT.theirs),
        ("Một", "Cũ"),
    ]
    assert edit.reason == "Họp"
    assert decided_edit(TaskId("2022-I-02"), first, decisions) == first
    again = (Change(field=percent, old=20, new=30), Change(field=result, old=RESULT.theirs, new="Khác"))
    assert edit_conflicts(ID, first, again, decisions) == (
        replace(PERCENT, base=20, ours=15, theirs=30),
        replace(RESULT, base=RESULT.theirs, theirs="Khác"),
    )
