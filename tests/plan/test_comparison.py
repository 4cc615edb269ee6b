"""Two states of a plan compared: each event is told for the tasks it happened to, and for no other."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.builders import ENGLISH, ON, document, plan, progress, schedule, task
from tracker.plan.comparison import Comparison, Event, compare
from tracker.plan.difference import PieceKind
from tracker.plan.statistics import By
from tracker.plan.task import Extension, Status, Task
from tracker.plan.telling import EVENT_TITLES, told
from tracker.plan.view import PlanView

BEFORE = date(2022, 9, 1)


def compared(before: Task | None, after: Task | None, first: date = BEFORE, last: date = ON) -> Comparison:
    views = [
        PlanView(plan=plan(*((each,) if each is not None else ())), on=day)
        for each, day in ((before, first), (after, last))
    ]
    return compare(views[0], views[1])


def changed(**changes: Any) -> Task:
    """Return the usual task with fields of its progress changed."""
    base = task(schedule=schedule(due=date(2022, 12, 31)))
    return replace(base, progress=replace(base.progress, **changes))


USUAL = changed()
DUE = date(2022, 9, 30)


@pytest.mark.parametrize(
    ("before", "after", "events"),
    [
        (USUAL, changed(result="Đã trình lần 2"), {Event.RESULT}),
        (USUAL, changed(status=Status.PAUSED), {Event.STATUS}),
        (USUAL, changed(documents=(document(),)), {Event.DOCUMENTS}),
        (changed(documents=(document(),)), USUAL, set()),
        (USUAL, changed(obstacle="Thiếu kinh phí"), {Event.OTHER}),
        (USUAL, changed(status=Status.DONE, completed=ON), {Event.DONE}),
        (USUAL, changed(status=Status.DONE, completed=date(2022, 12, 1)), {Event.STATUS, Event.OTHER}),
        (changed(status=Status.DONE, completed=BEFORE), USUAL, {Event.STATUS, Event.OTHER}),
        (USUAL, USUAL, {Event.SILENT}),
        (changed(status=Status.DONE), changed(status=Status.DONE), set()),
        (changed(status=Status.WITHDRAWN), changed(status=Status.WITHDRAWN), set()),
        (None, USUAL, {Event.ADDED}),
        (None, changed(status=Status.DONE), {Event.ADDED, Event.DONE}),
        (USUAL, None, {Event.REMOVED}),
        (task(schedule=schedule(due=DUE)), task(schedule=schedule(due=DUE)), {Event.LATE, Event.SILENT}),
        (
            task(schedule=schedule(due=DUE)),
            task(schedule=schedule(due=DUE, extensions=(Extension(due=date(2022, 12, 31), decision="CV 1"),))),
            {Event.DUE, Event.SILENT},
        ),
    ],
)
def test_what_happened_is_told(before: Task | None, after: Task | None, events: set[Event]) -> None:
    found = compared(before, after)
    told_events = set().union(*(each.events for each in found.tasks))
    assert told_events == events


def test_lateness_comes_of_the_days_alone_and_is_new_only_once() -> None:
    late = task(schedule=schedule(due=DUE))
    assert compared(late, late, first=date(2022, 10, 1)).of(Event.LATE) == ()
    assert len(compared(late, late).of(Event.LATE)) == 1


def test_every_event_has_a_name_and_something_to_say() -> None:
    assert set(EVENT_TITLES) == set(Event)
    late = task(schedule=schedule(due=DUE))
    extended = replace(
        late, schedule=schedule(due=DUE, extensions=(Extension(due=date(2023, 1, 31), decision="CV 1"),))
    )
    done = changed(status=Status.DONE, completed=ON, documents=(document(),), result="Đã ban hành", obstacle="")
    texts = {}
    for before, after in (
        (USUAL, done),
        (late, late),
        (late, extended),
        (None, USUAL),
        (USUAL, None),
        (
            USUAL,
            changed(status=Status.PAUSED),
        ),
    ):
        found = compared(before, after)
        register = found.after.plan.register
        for each in found.tasks:
            for event in each.events:
                texts[event] = "".join(
                    piece.text for piece in told(event, each, ENGLISH, register) if piece.kind is not PieceKind.GONE
                )
    assert set(texts) == set(Event)
    assert texts[Event.DONE] == "done in time; completed on 07/10/2022\nQuyết định số 12/QĐ-UBND ngày 01/9/2022"
    assert texts[Event.LATE] == "overdue (7 days)\nChờ ý kiến"
    assert texts[Event.DUE] == "30/09/2022 → 31/01/2023\nCV 1"
    assert texts[Event.RESULT] == "Đã ban hành"
    assert texts[Event.STATUS] == "in progress → paused"
    assert all(texts.values())


def test_what_happened_is_counted_in_the_area_a_task_is_in_or_was_removed_from() -> None:
    tasks = [task(f"2022-{each}", schedule=schedule(due=DUE)) for each in ("I-01", "I-02", "II-01")]
    one, other, gone = tasks
    done = replace(one, progress=replace(one.progress, status=Status.DONE, completed=ON))
    found = compare(PlanView(plan=plan(one, other, gone), on=BEFORE), PlanView(plan=plan(done, other), on=ON))
    first, second = found.groups(By.AREA, ENGLISH)
    assert (first.key, second.key) == ("I", "II")
    assert [first.count(each) for each in (Event.DONE, Event.LATE, Event.SILENT, Event.REMOVED)] == [1, 1, 1, 0]
    assert [second.count(each) for each in (Event.DONE, Event.REMOVED)] == [0, 1]
    assert (first.changed, second.changed) == (1, 1)  # that a day passed is no change
    (agency,) = found.groups(By.AGENCY, ENGLISH)
    assert (agency.key, agency.count(Event.REMOVED), agency.changed) == ("so-noi-vu", 1, 2)


def test_progress_made_of_the_same_words_is_silence() -> None:
    assert compared(task(progress=progress()), task(progress=progress())).of(Event.SILENT) != ()
