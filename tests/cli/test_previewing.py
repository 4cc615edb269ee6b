"""From a report to the items of the preview, and from the answers back to decisions and changes."""

from pathlib import Path

from tests.annexes import PAGES, text_of
from tests.builders import ENGLISH
from tracker.cli.previewing import chosen_changes, decided, preview
from tracker.exchange.annex import Wishes
from tracker.exchange.decisions import Decisions, FieldDecision, RowDecision
from tracker.importing import Destination, Import, read_import, write_plan


def read(folder: Path, text: str, decisions: Decisions | None = None) -> Import:
    path = folder / "phu-luc.txt"
    path.write_text(text, encoding="utf-8")
    destination = Destination.at(folder / "records", now=lambda: None)  # type: ignore[arg-type, return-value]  # no clock is asked
    return read_import(
        path,
        destination,
        Wishes(decisions=decisions or Decisions()),
        year=None,
        title="",
        language="vi",
        name=ENGLISH.name,
    )


def test_answers_settle_the_errors_they_are_about(tmp_path: Path) -> None:
    text = text_of().replace("\n2\tRà soát", "\n1\tRà soát")
    first = read(tmp_path, text)
    items = {each.key: each for each in preview(first, ENGLISH).items}
    (must,) = (each for each in items.values() if each.must)
    assert must.choices == ("not decided", "I.2", "leave the row out")
    status = next(each for each in items.values() if "not started" in each.choices)
    decisions = decided(first.annex.report, {must.key: 1, status.key: 1}, Decisions())
    assert [(each.area, each.number) for each in decisions.rows] == [("I", 2)]
    assert decisions.fields == (FieldDecision(task="2027-II-01", field="progress.status", value="in-progress"),)
    second = read(tmp_path, text, decisions)
    assert second.annex.report.errors == ()
    held = {each.task.number: each.task for each in second.annex.tasks}
    assert held["II.1"].progress.status == "in-progress"
    left = decided(first.annex.report, {must.key: 2}, Decisions())
    assert left.rows == (RowDecision(place=left.rows[0].place, leave_out=True),)
    assert read(tmp_path, text, left).annex.report.counts.tasks == 3


def test_an_error_that_no_answer_settles_is_closed(tmp_path: Path) -> None:
    pages = [list(page) for page in PAGES]
    pages[0][1] = ("1", "dài " * 5000, "x", "Quý I/2027", "Sở Nội vụ chủ trì", "")
    closed = [each for each in preview(read(tmp_path, text_of(pages)), ENGLISH).items if each.closed]
    assert len(closed) == 2


def test_changes_are_taken_unasked_only_where_nothing_here_would_be_lost(tmp_path: Path) -> None:
    write_plan(read(tmp_path, text_of()), branch="", words=ENGLISH)
    text = text_of().replace("Quý III/2027", "Quý IV/2027").replace("\n1\tSố hóa", "\n1\tXóa bỏ").replace("Số hóa", "x")
    again = read(tmp_path, text)
    assert again.comparison is not None
    shown = preview(again, ENGLISH)
    answer = {each.key: each.chosen for each in shown.items}
    assert chosen_changes(again.comparison, answer) == {each.number for each in again.comparison.proposals}
    assert chosen_changes(again.comparison, {}) == frozenset()
