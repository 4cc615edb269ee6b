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


def test_closing_the_old_tasks_is_one_step_that_can_be_undone_in_the_old_plan(tracker: CommandLine) -> None:
    tracker("new-year", "2023", "--carry", "all", "--yes")
    assert tracker("undo").code == 1
    assert tracker("--year", "2022", "undo").code == 0
    assert not [each for each in tracker.json("--year", "2022", "list")["tasks"] if each["status"] == "carried-over"]


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
