"""What is unsaved in a task, once it is decided what becomes of a field whose base moved."""

import pytest

from tracker.plan.clash import Decision
from tracker.plan.fields import FIELD_BY_KEY, FieldValue
from tracker.plan.merge import Conflict
from tracker.screens.pending import Pending

PERCENT = FIELD_BY_KEY["progress.percent"]
KEY = PERCENT.key


def decision(ours: FieldValue, value: FieldValue) -> Decision:
    return Decision(conflict=Conflict(field=PERCENT, base=None, ours=ours, theirs=60), value=value)


@pytest.mark.parametrize(
    ("value", "text", "stays"),
    [(40, "40", True), (60, None, False), (50, "50", False)],
)
def test_a_wish_becomes_what_was_decided_on_top_of_what_stands_there(value: int, text: str | None, stays: bool) -> None:
    pending = Pending()
    pending.wish(PERCENT, 40, None)
    assert pending.decide(decision(40, value)) is stays
    assert (pending.text(KEY), pending.base(KEY, None)) == (text, 60 if text else None)


def test_what_was_typed_since_it_was_asked_about_stays_whatever_was_decided() -> None:
    pending = Pending()
    pending.wish(PERCENT, 45, None)
    assert pending.decide(decision(40, 60))
    assert (pending.text(KEY), pending.base(KEY, None)) == ("45", 60)


def test_a_text_that_cannot_be_read_stays_where_it_is_kept_and_goes_where_it_is_given_up() -> None:
    for value, text in (("4o", "4o"), (60, None), (50, "50")):
        pending = Pending()
        pending.keep(KEY, "4o", None)
        assert pending.decide(decision("4o", value)) is (value == "4o")
        assert pending.text(KEY) == text
        assert bool(pending.typed) is (value == "4o")


def test_a_field_opened_and_not_changed_takes_what_was_decided() -> None:
    for value, text in ((60, None), (None, ""), (50, "50")):
        pending = Pending()
        pending.decide(decision(None, value))
        assert pending.text(KEY) == text
