"""What becomes of a field that is set anew, added to, or taken from."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ENGLISH, document
from tracker.plan.amending import Way, amended, joined, ways_of
from tracker.plan.fields import FIELDS, FieldValue, field_named
from tracker.plan.message import TrackerError
from tracker.plan.names import AgencyId
from tracker.plan.task import Extension, OtherRole, Task

DECISION = document()
REPORT = document(kind="Báo cáo", number="12")
LISTED = [each for each in FIELDS if len(ways_of(each)) > 1]


def test_only_lists_and_texts_of_lines_are_added_to() -> None:
    assert {each.name for each in LISTED} == {
        "basis",
        "extensions",
        "lead",
        "coordinating",
        "others",
        "result",
        "obstacle",
        "proposal",
        "documents",
    }
    for way, told in ((Way.ADD, "cannot be added to"), (Way.REMOVE, "nothing can be taken from it")):
        with pytest.raises(TrackerError) as caught:
            amended(field_named("status"), way, "done", "paused")
        assert told in ENGLISH(caught.value.message)


@settings(max_examples=40)
@given(builders.tasks, builders.tasks, st.sampled_from(LISTED), st.sampled_from(Way))
def test_what_is_done_twice_is_done_once(one: Task, other: Task, field: object, way: Way) -> None:
    subject = field_named(getattr(field, "key", ""))
    held, value = subject.value(one), subject.value(other)
    once = amended(subject, way, held, value)
    assert amended(subject, way, once, value) == once
    assert amended(subject, Way.SET, held, value) == value


@settings(max_examples=40)
@given(builders.tasks, st.sampled_from(LISTED))
def test_what_is_held_is_not_added_and_goes_when_all_of_it_is_taken(task: Task, field: object) -> None:
    subject = field_named(getattr(field, "key", ""))
    held = subject.value(task)
    assert amended(subject, Way.ADD, held, held) == held
    assert not str(amended(subject, Way.REMOVE, held, held) or "").strip()


@pytest.mark.parametrize(
    ("name", "way", "held", "value", "became"),
    [
        ("lead", Way.ADD, ("a", "b"), ("b", "c", "c"), ("a", "b", "c")),
        ("lead", Way.REMOVE, ("a", "b"), ("b", "c"), ("a",)),
        ("documents", Way.ADD, (DECISION,), (replace(DECISION, kind="quyết định", issuer=AgencyId("x")),), (DECISION,)),
        ("documents", Way.ADD, (DECISION,), (replace(DECISION, date=None),), (DECISION,)),
        ("documents", Way.REMOVE, (DECISION,), (replace(DECISION, date=None),), ()),
        (
            "documents",
            Way.ADD,
            (REPORT,),
            (replace(REPORT, kind="Quyết định"),),
            (REPORT, replace(REPORT, kind="Quyết định")),
        ),
        ("documents", Way.REMOVE, (REPORT,), (replace(REPORT, kind="Quyết định", date=None),), (REPORT,)),
        ("documents", Way.REMOVE, (REPORT,), (replace(REPORT, kind="", date=None),), ()),
        ("documents", Way.ADD, (REPORT,), (replace(REPORT, kind="văn bản"),), (REPORT,)),
        ("documents", Way.REMOVE, (DECISION,), (replace(DECISION, date=date(1999, 1, 1)),), (DECISION,)),
        (
            "extensions",
            Way.REMOVE,
            (Extension(due=date(2022, 12, 30), decision="Công văn 1"), Extension(due=date(2023, 1, 1), decision="x")),
            (Extension(due=date(2022, 12, 30), decision=""),),
            (Extension(due=date(2023, 1, 1), decision="x"),),
        ),
        (
            "others",
            Way.REMOVE,
            (OtherRole(agency=AgencyId("a"), role="thẩm định"), OtherRole(agency=AgencyId("a"), role="giám sát")),
            (OtherRole(agency=AgencyId("a"), role="Thẩm định"),),
            (OtherRole(agency=AgencyId("a"), role="giám sát"),),
        ),
        ("obstacle", Way.ADD, "", "Hai", "Hai"),
        ("obstacle", Way.ADD, "Một\nHai", "Hai\n\nBa", "Một\nHai\nBa"),
        ("obstacle", Way.REMOVE, "Một\n\nHai\nBa", " Hai ", "Một\n\nBa"),
        ("obstacle", Way.REMOVE, "Một", "", "Một"),
    ],
)
def test_what_stands_there_already_is_not_added_and_what_does_not_is_not_taken(
    name: str, way: Way, held: FieldValue, value: FieldValue, became: FieldValue
) -> None:
    assert amended(field_named(name), way, held, value) == became


def test_a_list_is_joined_without_doubling() -> None:
    assert joined(("a", "b"), ("b", "c")) == ("a", "b", "c")
