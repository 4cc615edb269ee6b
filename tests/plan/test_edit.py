"""Edits: what they make of a task, what they refuse, and what a change of status settles by itself."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import document, progress, task
from tracker.plan.edit import MOST_CHARACTERS, Edit, Wish, accepted, accepted_task, sentence
from tracker.plan.fields import FIELD_BY_KEY, FIELDS, Field, FieldValue, changes, field_named
from tracker.plan.message import Message, TrackerError
from tracker.plan.names import AgencyId
from tracker.plan.task import Extension, OtherRole, Status, Task
from tracker.plan.text import looks_legacy

STATUS = FIELD_BY_KEY["progress.status"]
RESULT = FIELD_BY_KEY["progress.result"]
COMPLETED = FIELD_BY_KEY["progress.completed"]
DAY = date(2022, 9, 1)


def wish(name: str, value: FieldValue) -> Wish:
    return Wish(field=field_named(name), value=value)


def edited(before: Task, **values: FieldValue) -> Task:
    return Edit(wishes=tuple(wish(name, value) for name, value in values.items())).apply(before)


def said(message: Message) -> str:
    return builders.ENGLISH(message)


def refusal(name: str, value: FieldValue) -> str:
    with pytest.raises(TrackerError) as caught:
        edited(task(), **{name: value})
    assert caught.value.hint is not None or name in ("id", "percent")
    return said(caught.value.message)


MODERN = builders.tasks.filter(
    lambda each: (
        each.title.strip() != ""
        and not any(looks_legacy(str(field.value(each))) or legacy_inside(field.value(each)) for field in FIELDS)
    )
)
"""Tasks whose every field an edit accepts."""


def legacy_inside(value: object) -> bool:
    return isinstance(value, tuple) and any(
        looks_legacy(str(getattr(each, name, ""))) for each in value for name in ("kind", "number", "role", "decision")
    )


@settings(max_examples=40)
@given(MODERN, st.sampled_from([each for each in FIELDS[1:] if each.table != "progress"]))
def test_an_edit_changes_its_field_and_no_other(other: Task, field: Field) -> None:
    before = task()
    after = Edit(wishes=(Wish(field=field, value=field.value(other)),)).apply(before)
    assert {each.field for each in changes(before, after)} <= {field}
    assert field.value(after) == field.value(other)


@settings(max_examples=30)
@given(builders.tasks, builders.tasks)
def test_changes_tell_one_version_from_another(one: Task, other: Task) -> None:
    made = one
    for change in changes(one, other):
        assert change.old != change.new
        made = change.field.put(made, change.new)
    assert made == other
    assert changes(one, one) == ()


def test_a_new_task_changes_every_field_that_says_something() -> None:
    keys = [each.field.key for each in changes(None, task(source=""))]
    assert "title" in keys
    assert not {"source", "schedule.condition", "progress.documents", "progress.completed"} & set(keys)


@settings(max_examples=30)
@given(MODERN)
def test_accepting_twice_is_accepting_once(wished: Task) -> None:
    kept = accepted_task(wished)
    assert accepted_task(kept) == kept
    assert kept.id == wished.id


def test_text_is_kept_composed_with_line_ends_of_one_sort_and_without_outer_ones() -> None:
    assert edited(task(), result="\nCafe\u0301  \r\nhai\rba\n\n").progress.result == "Café\nhai\nba"
    assert edited(task(), awaiting=" Bộ\n Nội  vụ ").progress.awaiting == "Bộ Nội vụ"


def test_text_in_lists_is_kept_like_any_other() -> None:
    roles = (OtherRole(agency=AgencyId("stp"), role="tha\u0302\u0309m  định\n"),)
    assert edited(task(), others=roles).assignment.others == (OtherRole(agency=AgencyId("stp"), role="thẩm định"),)
    later = (Extension(due=DAY, decision=" 12/QĐ\n"),)
    assert edited(task(), extensions=later).schedule.extensions == (Extension(due=DAY, decision="12/QĐ"),)
    cited = (document("1/QĐ-UBND ", "Quye\u0302\u0301t định"),)
    assert edited(task(), documents=cited).progress.documents == (document("1/QĐ-UBND", "Quyết định"),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "a\u202eb"),
        ("result", "a\x1b[31m"),
        ("awaiting", "a\u200bb"),
        ("condition", "\udcff"),
        ("others", (OtherRole(agency=AgencyId("stp"), role="\x9b31m"),)),
        ("extensions", (Extension(due=DAY, decision="\x07"),)),
        ("documents", (document("1/QĐ\u200e-UBND"),)),
    ],
)
def test_hidden_characters_are_refused_in_every_field(name: str, value: FieldValue) -> None:
    assert "hidden character" in refusal(name, value)


def test_other_values_that_are_refused() -> None:
    assert refusal("id", "2022-I-02") == "the id of a task never changes."
    assert "old Vietnamese font" in refusal("result", "Së Néi vô tØnh Kh¸nh Hßa")
    assert "longer than 16000 characters" in refusal("result", "a" * (MOST_CHARACTERS + 1))
    assert accepted(RESULT, "a" * MOST_CHARACTERS)
    for percent in (-1, 101):
        assert refusal("percent", percent) == "a percentage lies between 0 and 100."
    assert edited(task(), percent=100).progress.percent == 100


def test_a_field_is_found_by_its_key_or_its_short_name() -> None:
    assert field_named("status") is field_named("progress.status") is STATUS
    assert field_named("schedule").key == "schedule.text"
    assert field_named("assignment").key == "assignment.text"
    with pytest.raises(TrackerError) as caught:
        field_named("text")
    assert caught.value.hint is not None
    assert "status" in said(caught.value.hint)


@pytest.mark.parametrize(
    ("before", "wished", "completed", "awaiting"),
    [
        (progress(Status.DONE, completed=DAY), {"status": Status.PAUSED}, None, ""),
        (progress(Status.DONE, completed=DAY), {"status": Status.PAUSED, "completed": date(2022, 9, 2)}, 2, ""),
        (progress(Status.DONE, completed=DAY), {"result": "Khác"}, 1, ""),
        (progress(Status.IN_PROGRESS, completed=DAY), {"status": Status.DONE}, 1, ""),
        (progress(Status.IN_PROGRESS), {"status": Status.DONE}, None, ""),
        (progress(Status.WAITING, awaiting="Bộ"), {"status": Status.IN_PROGRESS}, None, ""),
        (progress(Status.WAITING, awaiting="Bộ"), {"status": Status.PAUSED, "awaiting": "Sở"}, None, "Sở"),
        (progress(Status.WAITING, awaiting="Bộ"), {"status": Status.PAUSED, "awaiting": "Bộ"}, None, "Bộ"),
        (progress(Status.WAITING, awaiting="Bộ"), {"percent": 5}, None, "Bộ"),
    ],
)
def test_what_a_change_of_status_settles(
    before: object, wished: dict[str, FieldValue], completed: int | None, awaiting: str
) -> None:
    after = edited(task(progress=before), **wished).progress
    assert (after.completed.day if after.completed else None) == completed
    assert after.awaiting == awaiting


def test_an_edit_of_a_value_that_changed_underneath_is_a_conflict() -> None:
    now = task(progress=progress(Status.PAUSED, result="Của người khác"))
    seen = Wish(field=STATUS, value=Status.DONE, seen=Status.IN_PROGRESS, has_seen=True)
    (conflict,) = Edit(wishes=(seen,)).conflicts(now)
    assert (conflict.field, conflict.old, conflict.new) == (STATUS, Status.IN_PROGRESS, Status.PAUSED)


def test_what_is_no_conflict() -> None:
    now = task(progress=progress(Status.PAUSED))
    for each in (
        Wish(field=STATUS, value=Status.DONE),
        Wish(field=STATUS, value=Status.DONE, seen=Status.PAUSED, has_seen=True),
        Wish(field=STATUS, value=Status.PAUSED, seen=Status.DONE, has_seen=True),
        Wish(field=COMPLETED, value=DAY, seen=None, has_seen=True),
    ):
        assert Edit(wishes=(each,)).conflicts(now) == ()


def test_the_sentence_of_an_edit() -> None:
    before = task()
    assert said(sentence(None, before)) == "2022-I-01: added to the plan"
    assert said(sentence(before, edited(before, status=Status.DONE, completed=DAY))) == "2022-I-01: in progress → done"
    assert said(sentence(before, edited(before, result="Khác", percent=5))) == "2022-I-01: percent, result"
    assert said(sentence(before, before)) == "2022-I-01: no change"


def test_fields_come_in_the_order_of_the_record_and_once() -> None:
    assert len({each.key for each in FIELDS}) == len(FIELDS)
    tables = [each.table for each in FIELDS]
    assert [one for one, other in pairwise([*tables, "end"]) if one != other] == [
        "",
        "schedule",
        "assignment",
        "progress",
    ]
