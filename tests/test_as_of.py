"""The plan as it stood: read from a day, a tag or a commit, without the work tree."""

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.builders import ENGLISH
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import field_named
from tracker.plan.message import TrackerError
from tracker.plan.task import Status
from tracker.storage import codec
from tracker.workspace import Workspace

NOW = datetime(2022, 10, 8, 1, tzinfo=UTC)


def git(folder: Path, *arguments: str, when: str = "") -> str:
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=True, env={**os.environ, **dates})
    return done.stdout.decode().rstrip("\n")


@pytest.fixture
def plan(small: Path, tmp_path: Path) -> Path:
    """Return a plan issued on 23/12/2021, of which I.1 runs since 14/3/2022 and is done since 30/6/2022, 23:30."""
    folder = tmp_path / "plan"
    shutil.copytree(small / "records", folder / "records")
    git(folder, "init", "-q", "-b", "main")
    for status, when in (
        ("not-started", "2021-12-23T09:00:00+07:00"),
        ("in-progress", "2022-03-14T23:59:59+07:00"),
        ("done", "2022-06-30T23:30:00+07:00"),
    ):
        record = next(folder.glob("records/2022/01-*/01-*.toml"))
        lines = record.read_text(encoding="utf-8").split("\n")
        record.write_text("\n".join(f'status = "{status}"' if each.startswith("status =") else each for each in lines))
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", status, when=when)
    return folder


def opened(folder: Path) -> Workspace:
    return Workspace.open(folder / "records", now=lambda: NOW)


@pytest.mark.parametrize(
    ("point", "status", "on"),
    [
        ("23/12/2021", Status.NOT_STARTED, date(2021, 12, 23)),
        ("13/3/2022", Status.NOT_STARTED, date(2022, 3, 13)),
        ("14/03/2022", Status.IN_PROGRESS, date(2022, 3, 14)),
        ("2022-06-29", Status.IN_PROGRESS, date(2022, 6, 29)),
        (date(2022, 6, 30), Status.DONE, date(2022, 6, 30)),
        ("31/12/2022", Status.DONE, date(2022, 12, 31)),
        ("HEAD~1", Status.IN_PROGRESS, date(2022, 3, 14)),
        ("main", Status.DONE, date(2022, 6, 30)),
    ],
)
def test_a_day_means_the_last_commit_of_the_local_day(plan: Path, point: str | date, status: Status, on: date) -> None:
    view = opened(plan).view(at=point)
    assert view.plan.task("I.1").progress.status is status
    assert view.on == on
    assert view.plan.as_of is not None
    assert view.plan.as_of.on == on


def test_the_day_to_judge_on_may_be_another(plan: Path) -> None:
    assert opened(plan).view(date(2022, 1, 1), at="HEAD").on == date(2022, 1, 1)


def test_a_commit_later_than_the_cut_off_is_judged_on_the_cut_off(plan: Path) -> None:
    workspace = opened(plan)
    workspace.apply("I.2", Edit(wishes=(Wish(field=field_named("obstacle"), value="x"),)))
    head = workspace.at("HEAD")
    assert head.as_of is not None
    assert head.as_of.when.date() > date(2022, 10, 7)
    assert head.as_of.on == head.settings.cut_off == date(2022, 10, 7)


def test_an_issued_report_is_judged_on_the_day_it_was(plan: Path) -> None:
    git(plan, "tag", "-a", "-m", "Quý I\n\nPeriod: 2022-Q1\nOn: 2022-03-20", "report/2022-q1", "HEAD~1")
    for name in ("report/2022-q1", "2022-Q1", "refs/tags/report/2022-q1"):
        found = opened(plan).at(name).as_of
        assert found is not None
        assert (found.on, found.name) == (date(2022, 3, 20), "report/2022-q1")


def test_the_work_tree_plays_no_part(plan: Path) -> None:
    before = opened(plan).at("HEAD")
    for path in plan.glob("records/2022/*/*.toml"):
        path.write_text("hỏng\n", encoding="utf-8")
    workspace = opened(plan)
    assert workspace.at("HEAD") == before
    assert workspace.read().tasks == ()
    assert git(plan, "status", "--porcelain") != ""


def test_the_last_commit_reads_as_the_clean_folder_does(plan: Path) -> None:
    workspace = opened(plan)
    assert replace(workspace.at("HEAD"), as_of=None) == workspace.read()


def test_what_was_read_once_is_not_parsed_again(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = opened(plan)
    tasks = len(workspace.read().tasks)
    parsed: list[str] = []
    real = codec.read_task

    def counted(text: str, path: str) -> codec.TaskReading:
        parsed.append(path)
        return real(text, path)

    monkeypatch.setattr("tracker.reading.read_task", counted)
    assert len(workspace.at("14/3/2022").tasks) == tasks
    workspace.at("HEAD")
    workspace.at("14/3/2022")
    assert len(parsed) == 1


@pytest.mark.parametrize("point", ["1/1/2020", "report/none", "--all", "", "HEAD@{1}"])
def test_a_point_that_is_none_is_refused_in_words(plan: Path, point: str) -> None:
    with pytest.raises(TrackerError) as refused:
        opened(plan).at(point)
    assert ENGLISH(refused.value.message).endswith(".")
    assert refused.value.hint is not None


def test_a_commit_without_a_plan_is_refused(plan: Path) -> None:
    git(plan, "switch", "-q", "--orphan", "empty")
    git(plan, "commit", "-q", "--allow-empty", "-m", "nothing")
    git(plan, "switch", "-q", "main")
    with pytest.raises(TrackerError):
        opened(plan).at("empty")


def test_history_stops_at_the_commit(plan: Path) -> None:
    workspace = opened(plan)
    assert len(workspace.history("I.1")) == 3
    assert [each.subject for each in workspace.history("I.1", workspace.at("14/3/2022"))] == [
        "in-progress",
        "not-started",
    ]


def test_the_timeline_is_read_in_one_pass_and_knows_who_reported_when(plan: Path) -> None:
    workspace = opened(plan)
    found = workspace.timeline(workspace.view(at="31/12/2022"))
    told = {each.day: (each.done, each.total) for each in found.curve}
    total = len(workspace.read().tasks)
    assert {told[day][1] for day in (date(2021, 12, 23), date(2022, 3, 14), date(2022, 12, 31))} == {total}
    assert told[date(2022, 12, 31)][0] == sum(row.is_done for row in workspace.view(date(2022, 12, 31)).rows)
    assert found.reported[workspace.read().task("I.1").id] == date(2022, 6, 30)
    early = workspace.timeline(workspace.view(at="14/3/2022"))
    assert early.reported[workspace.read().task("I.1").id] == date(2022, 3, 14)
    assert max(each.day for each in early.curve) == date(2022, 3, 14)


def test_a_merge_is_one_change_and_what_went_is_gone(plan: Path) -> None:
    base = len(opened(plan).at("HEAD").tasks)
    record = next(plan.glob("records/2022/01-*/02-*.toml"))
    git(plan, "switch", "-q", "-c", "nhánh")
    record.unlink()
    git(plan, "commit", "-q", "-am", "bỏ", when="2022-07-01T09:00:00+07:00")
    git(plan, "switch", "-q", "main")
    git(plan, "merge", "-q", "--no-ff", "-m", "gộp", "nhánh", when="2022-07-20T09:00:00+07:00")
    workspace = opened(plan)
    curve = {each.day: each.total for each in workspace.timeline(workspace.view(at="1/8/2022")).curve}
    assert date(2022, 7, 1) not in curve
    assert curve[date(2022, 6, 30)] == base
    assert curve[date(2022, 7, 20)] == curve[date(2022, 8, 1)] == base - 1
