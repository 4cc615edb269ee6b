"""An annex read again against the plan as it is and the version imported before: three values for each part."""

from collections.abc import Iterable
from dataclasses import replace

from tests.builders import assignment, progress, schedule, task
from tracker.exchange.heads import Column
from tracker.exchange.reimport import (
    PARTS,
    ChangeKind,
    Comparison,
    Imported,
    compare,
    digest,
    kept_digests,
    likeness,
    match_tasks,
    taken,
)
from tracker.exchange.rows import TaskRow
from tracker.exchange.table import Place
from tracker.exchange.understanding import ReadTask
from tracker.plan.confidence import Confidence
from tracker.plan.names import TaskId
from tracker.plan.task import Status, Task

COLUMNS = (Column.NUMBER, Column.TITLE, Column.PRODUCT, Column.SCHEDULE, Column.ASSIGNMENT, Column.RESULT)
TITLES = (
    "Ban hành chương trình xúc tiến đầu tư",
    "Rà soát văn bản quy phạm pháp luật",
    "Số hóa hồ sơ lưu trữ lịch sử",
    "Kiểm tra công tác cải cách hành chính",
)


def tasks(*titles: str) -> list[Task]:
    return [task(f"2022-I-{number:02d}", title=title) for number, title in enumerate(titles, start=1)]


def read(each: Task) -> ReadTask:
    row = TaskRow(
        area=each.area,
        number=each.place.number,
        cells={},
        raw={},
        remarks=(),
        heads={},
        places=(Place(table="", row=each.place.number),),
    )
    return ReadTask(task=each, row=row, remarks=())


def held(given: Iterable[Task]) -> dict[TaskId, Task]:
    return {each.id: each for each in given}


def imported(given: Iterable[Task]) -> Imported:
    known: dict[tuple[str, str], str] = {(each.id, part.name): part.text(each) for each in given for part in PARTS}
    return Imported(digests={key: digest(text) for key, text in known.items()}, texts=known)


NOTHING = Imported(digests={}, texts={})


def compared(base: Imported, here: Iterable[Task], annex: Iterable[Task]) -> Comparison:
    return compare([read(each) for each in annex], held(here), base, COLUMNS)


def shown(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.id, each.part) for each in comparison.proposals]


def test_nothing_changed_gives_nothing_to_decide() -> None:
    before = tasks(*TITLES)
    assert shown(compared(imported(before), before, before)) == []
    assert shown(compared(NOTHING, before, before)) == []


def test_what_the_annex_alone_changed_is_proposed_and_what_changed_here_alone_is_kept() -> None:
    (before,) = tasks(TITLES[0])
    annex = replace(before, schedule=schedule("Quý IV/2022"))
    here = replace(before, product="Quyết định đã sửa")
    comparison = compared(imported([before]), [here], [annex])
    assert shown(comparison) == [("changed", "2022-I-01", "schedule")]
    assert comparison.kept == (("2022-I-01", "product"),)


def test_where_both_changed_all_three_values_are_shown() -> None:
    (before,) = tasks(TITLES[0])
    annex, here = (replace(before, product=each) for each in ("Đề án", "Chương trình"))
    (proposal,) = compared(imported([before]), [here], [annex]).proposals
    assert (proposal.kind, proposal.base, proposal.here, proposal.annex) == (
        ChangeKind.CONFLICT,
        before.product,
        "Chương trình",
        "Đề án",
    )


def test_without_an_import_before_every_difference_is_a_conflict() -> None:
    (before,) = tasks(TITLES[0])
    comparison = compared(NOTHING, [before], [replace(before, product="Đề án")])
    assert [(each.kind, each.base) for each in comparison.proposals] == [(ChangeKind.CONFLICT, None)]


def test_blanks_and_line_ends_are_no_change() -> None:
    (before,) = tasks(TITLES[0])
    assert shown(compared(imported([before]), [before], [replace(before, product="Quyết\nđịnh ")])) == []


def test_a_column_the_annex_does_not_have_changes_nothing() -> None:
    (before,) = tasks(TITLES[0])
    annex = replace(before, progress=progress(result=""))
    assert shown(compare([read(annex)], held([before]), imported([before]), COLUMNS[:-1])) == []
    assert shown(compared(imported([before]), [before], [annex])) == [("changed", "2022-I-01", "result")]


def test_renumbered_tasks_are_found_by_their_titles() -> None:
    before = tasks(*TITLES)
    annex = tasks(TITLES[0], "Một nhiệm vụ hoàn toàn mới", *TITLES[1:])
    found = match_tasks(annex, held(before))
    assert {each: (id, sure) for each, (id, sure) in found.items()} == {
        "2022-I-01": ("2022-I-01", Confidence.HIGH),
        "2022-I-03": ("2022-I-02", Confidence.HIGH),
        "2022-I-04": ("2022-I-03", Confidence.HIGH),
        "2022-I-05": ("2022-I-04", Confidence.HIGH),
    }
    comparison = compared(imported(before), before, annex)
    assert shown(comparison) == [("added", "2022-I-05", "")]
    assert len(comparison.renumbered) == 3


def test_very_many_tasks_are_matched_by_the_rare_words_of_their_titles() -> None:
    before = [task(f"2022-I-{number:02d}", title=f"Ban hành quy định số hiệu q{number}") for number in range(1, 400)]
    annex = [replace(each, id=TaskId(f"2022-I-{each.place.number + 1:02d}")) for each in before]
    found = match_tasks(annex, held(before))
    assert all(found[each.id][0] == old.id for each, old in zip(annex, before, strict=True) if each.id in found)
    assert len(found) == len(before)


def test_a_task_that_is_gone_is_withdrawn_and_one_made_here_is_left_alone() -> None:
    before = tasks(*TITLES)
    own = task("2022-I-09", title="Việc thêm ở đây")
    comparison = compared(imported(before), [*before, own], before[1:])
    assert shown(comparison) == [("withdrawn", "2022-I-01", "")]
    after = taken(comparison, frozenset({1}), [read(each) for each in before[1:]], held([*before, own]))
    assert after[TaskId("2022-I-01")].progress.status is Status.WITHDRAWN


def test_what_is_taken_is_what_was_chosen_and_nothing_else() -> None:
    (before,) = tasks(TITLES[0])
    annex = replace(
        before,
        schedule=schedule("Quý IV/2022"),
        assignment=assignment("so-tai-chinh", text="Sở Tài chính chủ trì"),
        product="Đề án",
    )
    comparison = compared(imported([before]), [before], [annex])
    numbers = {each.part: each.number for each in comparison.proposals}
    (after,) = taken(comparison, frozenset({numbers["schedule"]}), [read(annex)], held([before])).values()
    assert after == replace(before, schedule=annex.schedule)


def test_the_next_comparison_knows_what_was_imported() -> None:
    (before,) = tasks(TITLES[0])
    here = replace(before, product="Sửa ở đây")
    annex = replace(before, product="Đề án", schedule=schedule("Quý IV/2022"))
    base = imported([before])
    comparison = compared(base, [here], [annex])
    kept = kept_digests([read(annex)], comparison, held([here]), base, COLUMNS)
    assert kept == ((TaskId("2022-I-01"), "product", digest(before.product)),)


def test_likeness_of_titles() -> None:
    assert likeness("Hoàn thiện quy chế", "hoan thien quy che") == 1.0
    assert likeness(TITLES[0], f"{TITLES[0]} năm 2022") > 0.8
    assert likeness(TITLES[0], TITLES[1]) < 0.4
    assert likeness("", TITLES[0]) == 0.0
