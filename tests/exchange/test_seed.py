"""The real annex of Khánh Hòa, 2022: read whole, in three forms, and under mutations; nothing is lost or wrong."""

import unicodedata
from pathlib import Path

import pytest

from tests.annexes import pages_of, read, seed_path, titles_of, write_excel, write_word
from tracker.exchange.annex import Annex, Wishes
from tracker.exchange.decisions import Decisions, RowDecision
from tracker.plan.task import Task
from tracker.plan.text import fold_tones

SPLIT = """
I.5 I.9 II.3 III.2 III.3 III.5 III.9 V.1 V.2 V.4 VI.2 VI.5 VI.9 VI.12 VI.14 VII.2 VII.8 VII.12
"""

SEEN = """
# Task    rule                     what domain.md 1.4 says of it
I.1       late-without-reason      due, and no product
I.4       number-sequence          1334 on 08/9 after 1238 and 1239 on 07/9
I.9       date-after-cut-off       a conference of 12/10/2022 in a report of 07/10/2022
II.1      no-report                no result
II.1      words-repeated           "phiền hà" twice
II.2      document-without-date    02/2017/TT-VPCP
II.3      no-report                no result
II.4      document-without-date    468/QĐ-TTg
II.5      lead-taken               nobody "chủ trì"
II.5      indicator-unreported     silent on the 100% indicator
II.6      no-product               no product
III.3     late-without-reason      due, and no product
III.3     citation-doubt           mis-styled 20/CTr-TU
III.3     product-kind-differs     expected Quyết định, issued Thông báo
III.3     share-disagrees          9,24%, the text says 9,20%
III.3     words-repeated           "tổ chức tổ chức"
III.5     document-kinds-differ    8164/UBND-TH is Công văn and Văn bản
III.6     citation-doubt           2693/QĐ-UBND and the stray word "tỉnh"
III.7     document-number-form     3356/UBND without department
IV.2      result-copied            word for word from III.5
IV.2      indicator-unreported     silent on the 97% indicator
IV.4      no-report                no result
IV.4      conditional-due          a year and a condition
V.1       acts-unassigned          an unassigned agency reports
V.2       count-disagrees          07 units announced, 6 told
V.3       due-after-plan           2025
VI.1      reported-before-start    from 11/2022, work reported
VI.2      late-without-reason      due, and no product
VI.3      several-tasks            two tasks in a title
VI.5      citation-placeholder     Nghị định số NĐ-CP
VI.6      citation-doubt           the date stands before the number
VI.8      kind-disagrees           "Văn bản" that is a Tờ trình
VI.9      quotes-unbalanced        a quotation mark without its other half
VI.10     schedule-doubt           an approved timetable without a date
VI.12     amount-doubtful          64.953 triệu đồng
VI.13     no-report                no result
VI.14     due-after-plan           2023
VII.6     schedule-doubt           Tháng 3/2021
VII.6     citation-doubt           two decisions share one date
VII.8     product-kind-differs     expected Quyết định, issued Kế hoạch
VII.10    result-promises          "sẽ"
VII.12    several-leads            two leads
"""


@pytest.fixture(scope="module")
def seed() -> str:
    return seed_path().read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def annex() -> Annex:
    return read(seed_path())


def tasks(annex: Annex) -> dict[str, Task]:
    return {each.task.number: each.task for each in annex.tasks}


def written(tmp_path: Path, text: str, name: str = "phu-luc.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def said(annex: Annex) -> list[tuple[object, ...]]:
    """Return what the records say, where each came from left aside."""
    return [
        (t.id, t.title, t.product, t.schedule, t.assignment, t.progress, t.basis)
        for t in (each.task for each in annex.tasks)
    ]


def rules(annex: Annex) -> set[tuple[str, str]]:
    numbers = {each.task.id: each.task.number for each in annex.tasks}
    return {(numbers.get(each.subject, ""), each.rule) for each in annex.report.doubts}  # type: ignore[call-overload]  # ids are text


def test_every_word_and_cell_is_in_the_records(annex: Annex) -> None:
    counts = annex.report.counts
    assert (counts.areas, counts.tasks, counts.words, counts.lost) == (7, 60, 7838, 0)
    assert (counts.cells, counts.same) == (300, 300)
    assert (counts.citations, counts.placeholders) == (56, 1)
    assert annex.report.errors == ()


def test_the_tasks_that_page_breaks_parted_are_whole(annex: Annex) -> None:
    assert [each.task.number for each in annex.tasks if len(each.row.places) > 1] == SPLIT.split()
    assert annex.report.counts.joined == 18
    held = tasks(annex)
    assert "nghiên cứu mô hình của Khoa học và Công nghệ)" in held["VI.14"].product
    assert "Trung tâm Quan trắc Tài nguyên và Môi trường từ đơn vị" in held["V.2"].progress.result
    assert "(Văn bản số 1920/STTTT-CNTTBCVT ngày 14/07/2022;" in held["VI.5"].progress.result
    assert "SNV-XDCQ&CTTN" in held["III.9"].progress.result
    assert not any("<" in t.progress.result + t.title + t.product for t in held.values())


def test_a_dash_in_a_name_is_no_item_of_a_list(annex: Annex) -> None:
    held = tasks(annex)
    assert "Lao động - Thương binh và Xã hội" in held["III.1"].progress.result
    assert "Tài chính - Kế hoạch" in held["III.2"].progress.result
    assert len(held["VI.12"].title.split("\n")) == 4
    assert len(held["I.8"].progress.result.split("\n")) == 3


def test_the_doubts_name_the_irregularities_a_machine_can_see(annex: Annex) -> None:
    wanted = {tuple(line.split()[:2]) for line in SEEN.strip().split("\n") if not line.startswith("#")}
    assert wanted - rules(annex) == set()


def test_a_report_names_its_province_and_its_day(annex: Annex) -> None:
    assert annex.report.document == "Báo cáo 2986/BC-SNV ngày 07/10/2022, Phụ lục 1"
    assert annex.settings.year == 2022
    assert tasks(annex)["III.3"].source.startswith("Báo cáo 2986/BC-SNV ngày 07/10/2022, Phụ lục 1, mục III.3 (")


@pytest.mark.parametrize("formatted", [False, True])
def test_the_same_annex_in_word_gives_the_same_records(
    seed: str, annex: Annex, tmp_path: Path, *, formatted: bool
) -> None:
    path = write_word(tmp_path / "phu-luc.docx", titles_of(seed), pages_of(seed), formatted=formatted)
    word = read(path)
    assert said(word) == said(annex)
    assert word.report.counts.joined == 18
    assert word.report.errors == ()


def test_the_same_annex_in_excel_gives_the_same_records(seed: str, annex: Annex, tmp_path: Path) -> None:
    excel = read(write_excel(tmp_path / "phu-luc.xlsx", titles_of(seed), pages_of(seed)))
    assert said(excel) == said(annex)
    assert excel.report.errors == ()


def test_decomposed_letters_other_line_ends_and_separators_give_the_same_records(
    seed: str, annex: Annex, tmp_path: Path
) -> None:
    quoted = "\n".join(
        ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in line.split("\t")) if "\t" in line else line
        for line in seed.split("\n")
    )
    for mutated in (
        unicodedata.normalize("NFD", seed),
        "\ufeff" + seed.replace("\n", "\r\n"),
        quoted,
        quoted.replace('";"', '","'),
    ):
        read_again = read(written(tmp_path, mutated))
        assert said(read_again) == said(annex)
        assert read_again.report.errors == ()


def test_old_and_new_places_of_tones_are_read_alike(seed: str, annex: Annex, tmp_path: Path) -> None:
    new = {"òa": "oà", "óa": "oá", "ỏa": "oả", "ủy": "uỷ", "Ủy": "Uỷ", "ùy": "uỳ", "úy": "uý"}
    mutated = seed
    for old, other in new.items():
        mutated = mutated.replace(old, other)
    assert mutated != seed
    held, other_held = tasks(annex), tasks(read(written(tmp_path, mutated)))
    for number, task in held.items():
        assert fold_tones(other_held[number].title) == fold_tones(task.title)
        assert other_held[number].assignment.lead == task.assignment.lead
        assert other_held[number].schedule.due == task.schedule.due
        assert other_held[number].progress.status is task.progress.status


def test_a_lost_number_is_told_and_taken_from_its_neighbours(seed: str, annex: Annex, tmp_path: Path) -> None:
    for line in ("4\tBan hành Quyết định giao chỉ tiêu", "1\tHoàn thiện quy định chức năng", "12\tTriển khai đánh giá"):
        assert line in seed
        mutated = seed.replace(f"\n{line}", f"\n{line[line.index(chr(9)) :]}", 1)
        lost = read(written(tmp_path, mutated))
        found = {each.rule for each in lost.report.doubts if each.rule in ("number-lost", "number-gap")}
        assert found
        assert said(lost) == said(annex) or lost.report.errors


def test_a_lost_head_is_told(seed: str, annex: Annex, tmp_path: Path) -> None:
    head = next(line for line in seed.split("\n") if line.startswith("STT\t"))
    first = seed.replace(head + "\n", "", 1)
    second = seed[::-1].replace((head + "\n")[::-1], "", 1)[::-1]
    for mutated in (first, second):
        lost = read(written(tmp_path, mutated))
        assert said(lost) == said(annex)
        assert "head-missing" in {each.rule for each in lost.report.doubts}


def test_two_tasks_with_one_number_are_an_error_until_decided(seed: str, annex: Annex, tmp_path: Path) -> None:
    path = written(tmp_path, seed.replace("\n5\tTiếp tục nâng cấp", "\n4\tTiếp tục nâng cấp"))
    twice = read(path)
    error = next(each for each in twice.report.errors if each.rule == "number-twice")
    assert error.place is not None
    decisions = Decisions(rows=(RowDecision(place=error.place.key, area="VI", number=5),))
    decided = read(path, Wishes(decisions=decisions))
    assert decided.report.errors == ()
    assert said(decided) == said(annex)


def test_a_tab_inside_a_cell_is_an_error(seed: str, tmp_path: Path) -> None:
    for inside in ("Ban hành quy chế đào tạo", "Sở Nội vụ đã tham mưu UBND tỉnh ban hành Quy chế"):
        mutated = seed.replace(inside, inside.replace(" ", "\t", 1), 1)
        assert "too-many-cells" in {each.rule for each in read(written(tmp_path, mutated)).report.errors}


def test_a_line_end_inside_a_cell_is_an_error_and_no_word_goes(seed: str, tmp_path: Path) -> None:
    for inside in ("Sở Nội vụ đã tham mưu UBND tỉnh ban hành Quy chế đào tạo", "Ban hành quy chế đào tạo, bồi dưỡng"):
        mutated = seed.replace(inside, inside.replace(" ban", "\nban", 1).replace("quy chế", "quy\nchế", 1), 1)
        assert mutated != seed
        report = read(written(tmp_path, mutated)).report
        assert {"line-without-cells", "number-unreadable"} & {each.rule for each in report.errors}
        assert report.counts.lost == 0


def test_what_stands_below_the_table_is_listed(seed: str, annex: Annex, tmp_path: Path) -> None:
    below = read(written(tmp_path, f"{seed.rstrip()}\n\nNgười lập biểu\n"))
    assert said(below) == said(annex)
    assert [each.text for each in below.report.left] == ["Người lập biểu"]
    assert below.report.errors == ()
