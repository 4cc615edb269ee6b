"""The one function that runs git: its bounds, its environment and the names it takes."""

import os
import time
from pathlib import Path

import pytest

from tests.storage.conftest import MakePlan, Plan
from tracker.storage import git as git_module
from tracker.storage.git import GitError, GitMissing, GitTooLong, UnsafeName, full_ref, object_id


@pytest.mark.parametrize(
    "name",
    ["HEAD", "refs/heads/main", "refs/heads/--output=x", "refs/heads/sở-nội-vụ", "refs/tags/report/2022-q3"],
)
def test_full_names_of_refs_are_taken(name: str) -> None:
    assert full_ref(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "main",
        "--output=x",
        "refs/heads/",
        "refs/../config",
        "refs/heads/a..b",
        "refs/heads/a b",
        "refs/heads/a\x1b",
        "refs/heads/a.lock",
        "refs/heads/.a",
        "refs/heads/a@{1}",
        "refs/heads/a^",
        "refs/heads/a:b",
        "refs/bisect/bad",
        "refs/heads/a\n",
        "-c",
        "HEAD~1",
        "",
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(UnsafeName):
        full_ref(name)


@pytest.mark.parametrize(
    "text", ["", "abc", "HEAD", "-" * 40, "A" * 40, "a" * 41, "a" * 40 + "\n", "--output=" + "a" * 31]
)
def test_only_ids_in_full_are_taken(text: str) -> None:
    with pytest.raises(UnsafeName):
        object_id(text)


def test_the_environment_of_whoever_started_us_does_not_redirect_git(
    plan: Plan, make_plan: MakePlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_plan("other")
    repository = plan.open()
    monkeypatch.setenv("GIT_DIR", str(other.folder / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "/nowhere")
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.bare'='true'")
    monkeypatch.setenv("GIT_TRACE", "1")
    assert repository.head() == repository.git.run("rev-parse", "HEAD").text
    assert plan.open().work_tree == plan.folder


def test_a_command_that_hangs_is_ended_with_its_group(plan: Plan, hermetic: Path) -> None:
    marker = hermetic / "child"
    alias = f"!echo $$ > {marker}; sleep 60"
    started = time.monotonic()
    with pytest.raises(GitTooLong):
        plan.open().git.run("-c", f"alias.hang={alias}", "hang", timeout=0.5)
    assert time.monotonic() - started < 8
    with pytest.raises(ProcessLookupError):
        os.kill(int(marker.read_text()), 0)


def test_output_without_end_is_cut_off(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_module, "OUTPUT", 100_000)
    with pytest.raises(GitTooLong):
        plan.open().git.run("-c", "alias.flood=!yes", "flood", timeout=20)


def test_large_input_and_output_pass_both_ways(plan: Plan) -> None:
    content = os.urandom(3_000_000)
    git = plan.open().git
    blob = git.run("hash-object", "-w", "--stdin", input=content).text
    assert git.run("cat-file", "blob", blob).stdout == content


def test_an_error_of_git_is_kept_as_it_came(plan: Plan) -> None:
    with pytest.raises(GitError) as caught:
        plan.open().git.run("rev-parse", "--verify", "refs/heads/none")
    assert caught.value.code == 128
    assert "Needed a single revision" in caught.value.stderr


def test_a_machine_without_git_says_so(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = plan.open()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GitMissing):
        repository.head()
