"""The first moments of the app: what happens before there is a screen, or while it is made, is not lost."""

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

import tracker.wiring.reading
from tests.desk import NOW, Desk, Person
from tests.screens.test_app_saving import TASK
from tests.terminal import Terminal
from tracker.app import TrackerApp
from tracker.language import words_for
from tracker.plan.view import PlanView
from tracker.screens.drafts import DraftsDialog
from tracker.screens.main import MainScreen
from tracker.storage.drafts import Draft
from tracker.workspace import RepositoryStanding, Workspace


class Held(Workspace):
    """A workspace whose first reading waits until it may go on."""

    go_on = threading.Event()
    readings = 0

    def unchecked_in_steps(self) -> Iterator[PlanView]:
        """Return the plan, the first time when it may go on."""
        self.readings += 1
        if self.readings == 1:
            assert self.go_on.wait(60)
        yield from super().unchecked_in_steps()


async def test_drafts_are_offered_though_the_plan_is_read_anew_while_it_is_read_for_the_first_time(desk: Desk) -> None:
    root = str(desk.workspace().folder.root)
    desk.drafts.save(
        Draft(
            repository=root,
            task=TASK,
            field="progress.percent",
            text="40",
            base="",
            base_value="",
            saved_at="2022-10-07T00:00:00+00:00",
        )
    )
    workspace = Held.open(desk.records, now=lambda: NOW)
    app = TrackerApp(workspace, words=words_for("en"), drafts=desk.drafts)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        person = Person(app, pilot)
        app.load()  # as when records are changed underneath
        await person.until(lambda: app.main.view is not None)
        Held.go_on.set()
        await person.until(lambda: isinstance(app.screen, DraftsDialog))


async def test_a_large_plan_checked_at_once_is_shown_with_its_problems(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker.wiring.reading, "FEW", 5)
    async with desk.open() as person:
        await person.until(lambda: person.app.main.view is not None and person.app.main.view.is_checked)
        assert person.app.view is person.app.main.view
        assert "I.1*" in person.screen()


@pytest.mark.parametrize("answer", ["late", "none", "never"])
async def test_the_plan_is_read_however_git_answers_what_it_was_asked_before(desk: Desk, answer: str) -> None:
    asked: Future[RepositoryStanding | None] = Future()
    workspace = desk.workspace()
    app = TrackerApp(workspace, words=words_for("en"), drafts=desk.drafts, standing=asked)
    async with app.run_test(size=(80, 24)) as pilot:
        person = Person(app, pilot)
        assert app.main.view is None
        if answer == "late":
            asked.set_result(workspace.standing())
        elif answer == "none":
            asked.set_result(None)
        else:
            asked.cancel()
        await person.until(lambda: app.main.view is not None)
        await person.until(lambda: "main" in person.screen())


async def test_a_main_screen_that_cannot_be_made_ends_the_app_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_screen: MainScreen) -> Any:
        raise RuntimeError("cannot be made")

    monkeypatch.setattr(MainScreen, "compose", fails)
    app = TrackerApp(desk.workspace(), words=words_for("en"), drafts=desk.drafts)
    with pytest.raises(RuntimeError, match="cannot be made"):
        async with app.run_test():
            pass
    assert app.return_code == 1


def test_a_signal_while_the_first_screen_is_made_ends_the_app_in_good_order(small: Path, hermetic: Path) -> None:
    with Terminal(["true"]) as nobody:
        nobody.wait()
        ordinary = nobody.settings()
    for _ in range(3):
        with Terminal([sys.executable, "-m", "tracker"], cwd=small, env={"HOME": str(hermetic)}) as terminal:
            terminal.wait_for_bytes(b"\x1b[?1049h")
            terminal.send_signal(signal.SIGTERM)
            assert terminal.wait() == 128 + signal.SIGTERM
            assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")
            assert terminal.settings() == ordinary
            assert terminal.violations() == []
            assert b"Traceback" not in terminal.raw


def test_who_leaves_before_git_has_answered_does_not_wait_for_it(small: Path, hermetic: Path, tmp_path: Path) -> None:
    asked, answer = tmp_path / "asked", tmp_path / "answer"
    git = tmp_path / "bin" / "git"
    git.parent.mkdir()
    git.write_text(
        f'#!/bin/sh\n: >{asked}\nuntil [ -e {answer} ]; do sleep 0.1; done\nexec {shutil.which("git")} "$@"\n'
    )
    git.chmod(0o755)
    env = {"HOME": str(hermetic), "PATH": f"{git.parent}{os.pathsep}{os.environ['PATH']}"}
    with Terminal([sys.executable, "-m", "tracker"], cwd=small, env=env) as terminal:
        end = time.monotonic() + 60
        while not asked.exists() and time.monotonic() < end:
            terminal.read_until_quiet(0.05)
        terminal.send_signal(signal.SIGINT)
        terminal.wait()
        assert not answer.exists()
    answer.touch()
