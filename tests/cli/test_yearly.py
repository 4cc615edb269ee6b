"""The next year and the succession of agencies, on the shipped plan."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine


@pytest.fixture
def tracker(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Return the office of the shipped plan, all 60 tasks of it."""
    shutil.copytree(shipped, tmp_path / "plan")
    return CommandLine(tmp_path / "plan", capsys)


def test_the_next_year_begins_with_the_tasks_that_go_on(tracker: CommandLine) -> None:
    shown = tracker.json("new-year", "2023", "--carry", "III.3,VI.2")
    assert (shown["commit"], len(shown["unfinished"])) == (None, 43)
    assert [each["id"] for each in shown["unfinished"] if each["carry"]] == ["2022-III-03", "2022-VI-02"]
    assert tracker.json("list")["plan"] == 2022
    made = tracker.json("new-year", "2023", "--carry", "III.3, VI.2", "--yes", "--title", "Kế hoạch 2023")
    assert made["carried"] == {"2022-III-03": "2023-III-01", "2022-VI-02": "2023-VI-01"}
    new = {each["id"]: each for each in tracker.json("list")["tasks"]}
    assert list(new) == ["2023-III-01", "2023-VI-01"]
    assert "2022-III-03" in new["2023-III-01"]["source"]
    assert (new["2023-VI-01"]["due"], new["2023-VI-01"]["result"]) == ("2023-12-31", "")
    assert tracker("check").code == 0
    old = tracker.json("--year", "2022", "list")
    assert {each["id"] for each in old["tasks"] if each["status"] == "carried-over"} == set(made["carried"])
    assert tracker("--year", "2022", "check").code == 0
    history = tracker.json("--year", "2022", "show", "VI.2")["history"]
    assert [each["field"] for each in history[0]["changes"]] == ["progress.status"]


def test_a_year_that_begins_is_one_commit_and_one_step_to_undo_and_redo_in_both_plans(tracker: CommandLine) -> None:
    before = tracker.git("rev-parse", "HEAD^{tree}")
    made = tracker.json("new-year", "2023", "--carry", "all", "--yes")
    assert (made["closed"], tracker.git("rev-list", "--count", "HEAD")) == (made["commit"], "2")
    after = tracker.git("rev-parse", "HEAD^{tree}")
    assert tracker("--year", "2023", "undo").code == 0
    assert tracker.git("rev-parse", "HEAD^{tree}") == before
    assert tracker.json("list")["plan"] == 2022
    assert tracker("redo").code == 0
    assert tracker.git("rev-parse", "HEAD^{tree}") == after
    assert tracker("--year", "2022", "undo").code == 0
    assert tracker.git("rev-parse", "HEAD^{tree}") == before
    assert "(hoàn tác)" in tracker.subjects()[0]


def test_plans_of_several_years_are_listed_counted_and_checked_together(tracker: CommandLine) -> None:
    tracker("new-year", "2023", "--carry", "III.3,VI.2", "--yes")
    found = tracker.json("list", "--year", "all", "year:2023 or III.3")
    assert [each["id"] for each in found["tasks"]] == ["2022-III-03", "2023-III-01", "2023-VI-01"]
    assert (found["plan"], found["plans"], found["total"]) == (2023, [2022, 2023], 62)
    assert found["tasks"][1]["path"].startswith("records/2023/")
    text = tracker("--year", "all", "list", "III.3").out
    assert text.splitlines()[0].split("\t")[:2] == ["Year", "No."]
    assert text.splitlines()[1].split("\t")[:2] == ["2022", "III.3"]
    assert tracker.json("list", "--year", "2022")["plans"] == [2022]
    before = tracker.json("list", "--year", "all", "--at", "HEAD~1")
    assert (before["plans"], before["as_of"]["commit"]) == ([2022], tracker.git("rev-parse", "HEAD~1"))

    numbers = tracker.json("stats", "--year", "all")
    assert [each["whole"]["counts"]["total"] for each in numbers["plans"]] == [60, 2]
    areas = next(each["rows"] for each in numbers["tables"] if each["by"] == "area")
    assert {each["key"]: [one and one["counts"]["total"] for one in each["tallies"]] for each in areas}["VI"] == [14, 1]
    assert "2022 done" in tracker("stats", "--year", "all", "--by", "agency").out
    assert tracker("stats", "--year", "all", "--by", "period").code == 1
    assert tracker("check", "--year", "all").code == 0
    assert "62 tasks read" in tracker("--year", "all", "check").err
    assert tracker("--year", "all", "overview").code == 1
    assert tracker("list", "--year", "x").code == 2
    assert tracker("complete", "zsh", "list", "--year", "2").out.split() == ["2023", "2022"]
    assert "2022" in tracker("complete", "zsh", "list", "--year", "all", "year:").out


def test_old_and_new_task_name_each_other(tracker: CommandLine) -> None:
    tracker("new-year", "2023", "--carry", "III.3,VI.2", "--yes")
    new, old = tracker.json("show", "VI.1"), tracker.json("--year", "2022", "show", "VI.2")
    assert [each["id"] for each in new["carried_from"]] == ["2022-VI-02"]
    assert (new["carried_to"], old["carried_from"]) == ([], [])
    assert old["carried_to"] == [{"id": "2023-VI-01", "title": old["task"]["title"], "status": "in-progress"}]
    assert tracker.json("show", "2022-VI-02") == old
    assert tracker.json("log", "2022-vi-2")["id"] == tracker.json("why", "2022-VI-02")["id"] == "2022-VI-02"
    assert "--year 2022" in tracker("set", "2022-VI-02", "percent=1").err
    assert "carried over from 2022-VI-02: " in tracker("show", "VI.1").out
    assert "goes on as 2023-VI-01: " in tracker("--year", "2022", "show", "VI.2").out
    assert tracker.json("--year", "2022", "show", "VI.2", "--at", "HEAD~1")["carried_to"] == []
    record = next((tracker.folder / "records" / "2023").glob("06*/01-*.toml"))
    record.write_text("broken", encoding="utf-8")
    assert tracker.json("--year", "2022", "show", "VI.2")["carried_to"] == []
    (tracker.folder / "records" / "2023" / "plan.toml").write_text("broken", encoding="utf-8")
    assert tracker("--year", "2022", "show", "III.3").code == 0


def test_a_year_that_was_worked_on_is_not_undone_as_a_whole(tracker: CommandLine) -> None:
    tracker("new-year", "2023", "--carry", "III.3", "--yes")
    tracker("set", "III.1", "percent=40")
    answer = tracker("--year", "2022", "undo")
    assert (answer.code, "worked on since" in answer.err) == (1, True)
    assert tracker("undo").code == 0
    tracker("add", "I", "--title", "Thêm", "--product", "x", "--schedule", "Năm 2023", "--lead", "so-noi-vu")
    assert tracker("--year", "2022", "undo").code == 1
    assert tracker("undo").code == 0
    assert tracker("--year", "2022", "undo").code == 0
    assert tracker.json("list")["plan"] == 2022


def test_a_year_begins_without_any_task_and_is_undone(tracker: CommandLine) -> None:
    made = tracker.json("new-year", "2023", "--yes")
    assert (made["carried"], made["closed"]) == ({}, None)
    assert tracker("undo").code == 0
    assert tracker.json("list")["plan"] == 2022


def test_tasks_go_on_in_a_plan_that_is_there_already_and_are_undone_alone(tracker: CommandLine) -> None:
    tracker("new-year", "2023", "--carry", "III.3", "--yes")
    added = ("--title", "Thêm", "--product", "Kế hoạch", "--schedule", "Năm 2023", "--lead", "so-noi-vu")
    assert tracker("--year", "2023", "add", "VI", *added).code == 0
    before = tracker.git("rev-parse", "HEAD^{tree}")
    shown = tracker("new-year", "2023", "--carry", "VI.2,III.8")
    assert "2023: 2 new records\n" in shown.out
    made = tracker.json("new-year", "2023", "--carry", "VI.2,III.8", "--yes")
    assert made["carried"] == {"2022-III-08": "2023-III-02", "2022-VI-02": "2023-VI-02"}
    assert tracker.subjects()[0] == "Chuyển tiếp nhiệm vụ sang kế hoạch năm 2023"
    assert tracker("check", "--year", "all").code == 0
    assert tracker("undo").code == 0
    assert tracker.git("rev-parse", "HEAD^{tree}") == before
    assert tracker("redo").code == 0
    assert [each["id"] for each in tracker.json("list")["tasks"]] == [
        "2023-III-01",
        "2023-III-02",
        "2023-VI-01",
        "2023-VI-02",
    ]


def test_what_will_be_written_is_said_before(tracker: CommandLine) -> None:
    shown = tracker("new-year", "2026", "--carry", "VI.1,III.3")
    assert "2026: 2 new records and the plan" in shown.out
    assert "Sở Thông tin và Truyền thông → Sở Khoa học và Công nghệ" in shown.out
    files = tracker.json("new-year", "2026", "--carry", "VI.1,III.3")["files"]
    assert [each.split("/")[:3] for each in files] == [
        ["records", "2026", "03-cai-cach-to-chuc-bo-may"],
        ["records", "2026", "06-chinh-quyen-dien-tu-chinh-quyen-so"],
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("2022",), "does not follow"),
        (("2033",), "does not follow"),
        (("2023", "--carry", "VII.1"), "is done or closed"),
        (("2023", "--carry", "IX.1"), "has no task"),
    ],
)
def test_a_year_that_cannot_begin_is_refused(tracker: CommandLine, arguments: tuple[str, ...], told: str) -> None:
    before = tracker.git("rev-parse", "HEAD")
    answer = tracker("new-year", *arguments, "--yes")
    assert (answer.code, told in answer.err) == (1, True)
    assert tracker.git("rev-parse", "HEAD") == before


def test_a_year_begins_once(tracker: CommandLine) -> None:
    assert tracker("new-year", "2023", "--yes").code == 0
    answer = tracker("new-year", "2023", "--from", "2022", "--yes")
    assert (answer.code, "already" in answer.err) == (1, True)


def test_a_task_of_another_plan_is_told_where_to_find(tracker: CommandLine) -> None:
    assert "--year 2021" in tracker("show", "2021-I-01").err


def test_the_succession_of_2025_moves_open_tasks_as_one_commit(tracker: CommandLine) -> None:
    shown = tracker.json("succession", "--on", "1/3/2025")
    assert shown["commit"] is None
    moved = {each["id"]: each for each in shown["tasks"]}
    lead = next(each for each in moved["2022-VI-01"]["changes"] if each["field"] == "assignment.lead")
    assert (lead["old"], lead["new"]) == (["so-thong-tin-va-truyen-thong"], ["so-khoa-hoc-va-cong-nghe"])
    assert tracker.json("succession", "--on", date(2025, 2, 28).strftime("%d/%m/%Y"))["tasks"] == []
    text = tracker("succession", "--on", "1/3/2025")
    assert "was divided" in text.out
    made = tracker.json("succession", "--on", "1/3/2025", "--to", "STTTT=so-van-hoa-the-thao-va-du-lich", "--yes")
    assert tracker.git("rev-list", "--count", f"{made['commit']}~1..HEAD") == "1"
    assert tracker.git("diff", "--name-only", "HEAD~1").count("\n") + 1 == len(moved)
    task = tracker.json("show", "VI.1")["task"]
    assert task["lead"] == ["so-van-hoa-the-thao-va-du-lich"]
    assert tracker("check").code == 0
    before = tracker.json("list", "--at", "HEAD~1")["tasks"]
    assert next(each for each in before if each["id"] == "2022-VI-01")["lead"] == ["so-thong-tin-va-truyen-thong"]
    assert tracker("succession", "--on", "1/3/2025", "--yes").code == 0
    assert tracker.git("rev-parse", "HEAD") == made["commit"]
    assert tracker("undo").code == 0


def test_a_successor_is_named_whole(tracker: CommandLine) -> None:
    assert tracker("succession", "--to", "STTTT").code == 1
    assert tracker("succession", "--to", "STTTT=nobody").code == 1


def test_after_new_year_and_succession_checks_are_clean_history_follows_and_old_reports_keep_old_names(
    tracker: CommandLine, tmp_path: Path
) -> None:
    def printed(name: str) -> bytes:
        file = tmp_path / f"{name}.md"
        assert tracker("--year", "2022", "report", "--at", before, "--output", str(file)).code == 0
        return file.read_bytes()

    before = tracker.git("rev-parse", "HEAD")
    report = printed("before")
    assert "Sở Thông tin và Truyền thông" in report.decode()
    tracker("new-year", "2026", "--carry", "III.3,VI.1,VI.3", "--yes")
    moved = tracker.json("--year", "2022", "succession", "--on", "1/3/2025", "--yes")
    assert {"2022-VI-01", "2022-VI-03"} & {each["id"] for each in moved["tasks"]} == set()
    assert tracker.json("succession", "--on", "1/1/2026")["tasks"] == []

    checked = tracker.json("check", "--year", "all")
    assert checked["errors"] == 0
    named = tracker.json("--year", "2026", "check", "--on", "1/1/2026")["problems"]
    assert "agency-ended" not in {each["rule"] for each in named}
    new = tracker.json("show", "2026-VI-01")
    assert new["task"]["lead"] == ["so-khoa-hoc-va-cong-nghe"]
    assert [each["is_first"] for each in new["history"]] == [True]
    old = tracker.json("--year", "2022", "show", "VI.1")
    assert [each["id"] for each in old["carried_to"]] == ["2026-VI-01"]
    assert old["task"]["lead"] == ["so-thong-tin-va-truyen-thong"]
    assert [[one["field"] for one in each["changes"]] for each in old["history"]] == [["progress.status"], []]
    left = moved["tasks"][0]["id"]
    history = tracker.json("--year", "2022", "log", left)["history"]
    assert history[0]["commit"] == moved["commit"]

    assert printed("after") == report
    was = {each["id"]: each for each in tracker.json("--year", "2022", "list", "--at", before)["tasks"]}
    assert was["2022-VI-01"]["lead"] == ["so-thong-tin-va-truyen-thong"]
    assert was["2022-VI-01"]["status"] != "carried-over"
    assert tracker("--year", "2022", "undo").code == 0
    assert tracker("undo").code == 0
    assert tracker.git("diff", "--stat", before, "HEAD") == ""
