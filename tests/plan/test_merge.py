"""Merging by field: its laws over generated triples, and what each kind of field does."""

import os
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import days, document, documents, extensions, lines, progress, roles, slugs, task, tasks, texts
from tracker.plan.fields import FIELD_BY_KEY, FIELDS, FieldKind
from tracker.plan.merge import Merged, blank, merge
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.task import OtherRole, ScheduleKind, Status, Task

TRIPLES = 5_000 if os.environ.get("TRACKER_TRIALS") else 150

few = st.lists(documents, max_size=4).map(tuple)

_VALUES: dict[FieldKind, st.SearchStrategy[Any]] = {
    FieldKind.TEXT: texts,
    FieldKind.LINES: st.lists(st.sampled_from(["Một", "Hai", "Ba", "Bốn", "Năm"]), max_size=5).map("\n".join),
    FieldKind.STATUS: st.sampled_from(Status),
    FieldKind.SCHEDULE_KIND: st.sampled_from(ScheduleKind),
    FieldKind.DATE: st.none() | days,
    FieldKind.PERCENT: st.none() | st.integers(0, 100),
    FieldKind.AGENCY: slugs,
    FieldKind.AGENCIES: st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=5).map(tuple),
    FieldKind.BODY: lines,
    FieldKind.DOCUMENTS: few,
    FieldKind.ROLES: st.lists(roles, max_size=3).map(tuple),
    FieldKind.EXTENSIONS: st.lists(extensions, max_size=3).map(tuple),
}


@st.composite
def edited(draw: st.DrawFn, start: Task) -> Task:
    """Return a version of the task: some fields new, of lists and texts a few elements gone, moved or added."""
    found = start
    for key in draw(st.lists(st.sampled_from(list(FIELD_BY_KEY)[1:]), max_size=6)):
        field = FIELD_BY_KEY[key]
        held: Any = field.value(found)
        new: Any = draw(_VALUES[field.kind])
        if field.kind is FieldKind.LINES and held and new:
            kept = [line for line in held.split("\n") if draw(st.booleans())]
            new = "\n".join(
                draw(st.permutations([*kept, *new.split("\n")[:2]])) if draw(st.booleans()) else [*kept, new]
            )
        elif isinstance(held, tuple) and draw(st.booleans()):
            new = (*(each for each in held if draw(st.booleans())), *new[:2])
        found = field.put(found, new)
    return found


@st.composite
def triples(draw: st.DrawFn) -> tuple[Task, Task, Task]:
    base = draw(tasks)
    return base, draw(edited(base)), draw(edited(base))


def fields(found: Merged) -> set[str]:
    return {each.field.key for each in found.conflicts}


@settings(max_examples=TRIPLES)
@given(triples())
def test_the_laws_of_merging_hold(triple: tuple[Task, Task, Task]) -> None:
    base, ours, theirs = triple
    one, two = merge(base, ours, theirs), merge(base, theirs, ours)
    # symmetric, but for the fields in conflict, where each side sees its own
    assert fields(one) == fields(two)
    for field in FIELDS:
        if field.key not in fields(one):
            assert field.value(one.task) == field.value(two.task), field.key
        else:
            assert (field.value(one.task), field.value(two.task)) == (field.value(ours), field.value(theirs))
    # nothing to merge changes nothing
    for each in triple:
        assert merge(base, each, each) == Merged(task=each)
        assert merge(base, each, base) == merge(base, base, each) == Merged(task=each)
    # a field one side alone changed is as that side has it
    for field in FIELDS:
        was, mine, other = (field.value(each) for each in (base, ours, theirs))
        if other == was:
            assert field.value(one.task) == mine
        elif mine == was:
            assert field.value(one.task) == other
    # merging again changes nothing more
    if not one.conflicts:
        assert merge(ours, one.task, ours).task == one.task
        assert merge(theirs, one.task, theirs).task == one.task


@settings(max_examples=TRIPLES)
@given(triples())
def test_nothing_is_lost_that_is_not_in_a_conflict(triple: tuple[Task, Task, Task]) -> None:
    base, ours, theirs = triple
    found = merge(base, ours, theirs)
    for field in FIELDS:
        if field.key in fields(found):
            continue
        was, mine, other, now = (field.value(each) for each in (base, ours, theirs, found.task))
        if field.kind is FieldKind.LINES:
            held = [set(str(each).split("\n")) for each in (was, mine, other, now)]
            wanted = (held[1] - held[0]) | (held[2] - held[0]) | (held[0] & held[1] & held[2])
            assert held[3] >= wanted - {""}
            assert held[3] - {""} <= held[1] | held[2]
        elif isinstance(was, tuple) and field.kind is not FieldKind.DOCUMENTS:
            assert isinstance(mine, tuple)
            assert isinstance(other, tuple)
            assert isinstance(now, tuple)
            if any(len(set(each)) < len(each) for each in (was, mine, other)):
                continue  # one that stands twice is counted, and not only there or not
            assert set(now) == (set(mine) & set(other)) | (set(mine) - set(was)) | (set(other) - set(was))
        elif was not in (mine, other):
            assert mine == other or field.kind is FieldKind.DOCUMENTS


@settings(max_examples=TRIPLES // 5)
@given(tasks, tasks)
def test_tasks_added_side_by_side_merge_as_from_nothing(ours: Task, theirs: Task) -> None:
    assume(ours != theirs)
    assert merge(None, ours, theirs) == merge(blank(TaskId("2022-I-01")), ours, theirs)


def told(base: str, ours: str, theirs: str) -> str | None:
    """Return the merged result, None where it conflicts."""
    versions = [task(progress=progress(result=each)) for each in (base, ours, theirs)]
    found = merge(*versions)
    return None if found.conflicts else found.task.progress.result


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("Một\nHai", "Một\nHai\nBa", "Không\nMột\nHai", "Không\nMột\nHai\nBa"),
        ("Một\nHai", "Một\nHai!", "Một!\nHai", "Một!\nHai!"),
        ("Một\nHai", "Một\nHai!", "Một\nHai?", None),
        ("Một\nHai\nBa", "Một\nBa", "Một\nHai!\nBa", None),
        ("Một\nHai\nBa", "Một\nBa", "Một\nBa", "Một\nBa"),
        ("Một", "Một\nHai", "Một\nBa", "Một\nBa\nHai"),
        ("Một", "Một\nHai", "Một\nHai", "Một\nHai"),
        ("", "Hai", "Ba", "Ba\nHai"),
        ("Một\nHai\nBa\nBốn", "", "Một\nHai\nx\nBa\nBốn", None),
    ],
)
def test_text_merges_by_lines(base: str, ours: str, theirs: str, merged: str | None) -> None:
    assert told(base, ours, theirs) == merged
    assert told(base, theirs, ours) == merged


def evidence(*documents_: Any) -> Task:
    return task(progress=progress(documents=documents_))


def test_a_document_is_known_by_its_number_and_date() -> None:
    plain = document("12/QĐ-UBND", day=date(2022, 9, 1))
    named = replace(plain, issuer=AgencyId("ubnd-tinh"))
    spelt = replace(plain, number="12/qđ-ubnd")
    other = document("13/QĐ-UBND")
    found = merge(evidence(plain), evidence(named), evidence(spelt, other))
    assert found.conflicts == ()
    assert found.task.progress.documents == (replace(spelt, issuer=AgencyId("ubnd-tinh")), other)
    # entered by both, by one with its issuer
    found = merge(evidence(), evidence(plain, other), evidence(named))
    assert found.task.progress.documents == (named, other)
    assert merge(evidence(), evidence(named), evidence(replace(plain, issuer=AgencyId("so-noi-vu")))).conflicts
    # changed by one and taken out by the other
    assert merge(evidence(plain), evidence(), evidence(named)).conflicts
    assert merge(evidence(plain, other), evidence(other), evidence(plain, other)).task == evidence(other)


def test_a_list_takes_what_either_adds_and_loses_what_either_takes_out() -> None:
    def led(*lead: str) -> Task:
        held = task().assignment
        return task(assignment=replace(held, lead=tuple(AgencyId(each) for each in lead)))

    assert merge(led("a", "b", "c"), led("b", "c", "x"), led("a", "b", "y")).task == led("b", "y", "x")
    assert merge(led("a", "b"), led("b", "a"), led("a", "b", "c")).task == led("b", "a", "c")
    assert merge(led(), led("a"), led("a")).task == led("a")


def test_a_single_value_conflicts_with_all_three_values() -> None:
    base, ours, theirs = (task(progress=progress(each)) for each in (Status.IN_PROGRESS, Status.DONE, Status.PAUSED))
    (conflict,) = merge(base, ours, theirs).conflicts
    assert (conflict.field.key, conflict.base, conflict.ours, conflict.theirs) == (
        "progress.status",
        Status.IN_PROGRESS,
        Status.DONE,
        Status.PAUSED,
    )
    assert merge(base, ours, theirs).task == ours


def test_different_fields_of_one_task_never_conflict() -> None:
    base = task()
    ours = replace(base, title="Khác", progress=replace(base.progress, percent=50))
    theirs = replace(base, assignment=replace(base.assignment, others=(OtherRole(agency=AgencyId("a"), role="b"),)))
    merged = merge(base, ours, theirs)
    assert merged.conflicts == ()
    assert merged.task == replace(ours, assignment=theirs.assignment)
