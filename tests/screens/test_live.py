"""The plan read while it is shown: files changed underneath, large plans, branches ahead of others."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.strip import Strip
from textual.widgets import Static

import tracker.reading
import tracker.wiring.reading
from tests.builders import ENGLISH
from tests.desk import Desk
from tracker.plan.task import Status
from tracker.plan.view import PlanView
from tracker.screens.heading import Standing, heading_content
from tracker.screens.table import TaskTable
from tracker.workspace import Workspace


def edit_by_hand(path: Path, old: str, new: str) -> None:
    """Change a record as an editor does: a new file renamed over the old one."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    aside = path.with_suffix(".new")
    aside.write_text(text.replace(old, new, 1), encoding="utf-8")
    aside.replace(path)


async def test_what_others_change_appears_and_the_cursor_stays_on_its_task(desk: Desk) -> None:
    path = desk.path("2022-VI-02")
    async with desk.open((130, 40), follows=True) as person:
        person.table.go_to("2022-VI-02")
        await person.quiet()
        line = next(y for y, text in enumerate(person.screen().split("\n")) if "VI.2" in text)
        desk.save("2022-VI-02", "progress.status", Status.PAUSED)  # another process of the tracker
        await person.until("‖ paused")
        edit_by_hand(path, "chức năng giám sát", "chức năng theo dõi")
        await person.until("chức năng theo dõi")
        other = path.with_name("99-moi.toml")
        other.write_text(
            path.read_text(encoding="utf-8").replace("2022-VI-02", "2022-VI-99"), encoding="utf-8"
        )  # a pull brings a task
        await person.until(lambda: len(person.table.keys) == 61)
        other.unlink()
        await person.until(lambda: len(person.table.keys) == 60)
        assert person.table.key == "2022-VI-02"
        assert "VI.2" in person.screen().split("\n")[line]
        path.write_text("x", encoding="utf-8")
        await person.until("1 record cannot be read")
        desk.git("restore", "--", str(path))
        await person.until("60 of 60 tasks")
        assert person.table.key == "2022-VI-02"


async def test_a_field_that_is_open_says_that_it_was_changed_underneath(desk: Desk) -> None:
    async with desk.open(follows=True) as person:
        await person.go_to("VI.2")
        await person.press("k", *"Moi")
        desk.save("2022-VI-02", "progress.result", "Đã có đơn vị tư vấn.")
        screen = await person.until("changed underneath")
        assert "Đã có đơn vị tư vấn." in screen
        editor = person.sheet.editor
        assert editor is not None
        assert str(getattr(editor, "text", "")).endswith("Moi")  # what was typed stays
        await person.press("ctrl+s")
        await person.until("1: yours · 2: theirs")


async def test_where_the_system_tells_of_no_changes_it_is_said_once_and_coming_back_reads_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_watches(*_paths: object, **_settings: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("watchfiles.watch", out_of_watches)
    async with desk.open((130, 40), follows=True) as person:
        await person.until(lambda: "does not tell of changes" in person.told())
        desk.save("2022-I-01", "progress.status", Status.PAUSED)
        person.app.app_focus = True
        person.app.post_message(events.AppFocus())
        await person.until("‖ paused")
        assert person.told().count("does not tell of changes") == 1


async def test_the_heading_shows_the_branch_and_what_is_only_here_or_only_there(desk: Desk, tmp_path: Path) -> None:
    desk.git("clone", "-q", "--bare", ".", str(tmp_path / "shared"))
    desk.git("remote", "add", "origin", str(tmp_path / "shared"))
    desk.git("fetch", "-q", "origin")
    desk.git("branch", "-q", "--set-upstream-to=origin/main")
    async with desk.open((130, 40), follows=True) as person:
        await person.until("· main ")
        desk.save("2022-I-01", "progress.status", Status.PAUSED)
        await person.until("· main ↑1 ")
        desk.git("push", "-q", "origin", "main")
        await person.until("· main ")
        desk.git("reset", "-q", "--hard", "HEAD~1")
        await person.until("· main ↓1 ")


def test_the_heading_leaves_out_what_matters_least(desk: Desk) -> None:
    view = desk.workspace().view()

    where = Standing(branch="nhanh-cua-so", unsent=2, incoming=11)
    told = {width: heading_content(ENGLISH, view, where, width).plain for width in (160, 120, 100, 80, 60, 40)}
    assert all(len(text) == width for width, text in told.items())
    assert told[160].endswith("no report 4 ")
    assert "nhanh-cua-so ↑2 ↓11" in told[160]
    assert "nhanh-cua-so ↑2 ↓11" in told[100]
    assert "17/60 !4 ?4" in told[100]
    assert told[40].startswith(" Kế hoạch")
    assert told[80].startswith(" Kế hoạch CCHC tỉnh Khánh Hòa 2022 · data to 07/10/2022 · ↑2 ↓11 ")
    assert told[60].startswith(" Kế hoạch CCHC t… · data to 07/10/2022 · ↑2 ↓11 ")
    assert told[40].endswith("… · ↑2 ↓11 17/60 !4 ?4 ")
    for number in ("1234", "12345"):  # no plan is too large for them
        crowded = replace(where, unsent=int(number))
        assert f"↑{number} ↓11 " in heading_content(ENGLISH, view, crowded, 60).plain


@pytest.mark.parametrize(("few", "fills"), [(500, 1), (10, 2)])
async def test_at_the_start_the_table_is_filled_once_and_of_a_large_plan_again_when_it_is_checked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, few: int, fills: int
) -> None:
    monkeypatch.setattr(tracker.wiring.reading, "FEW", few)
    monkeypatch.setattr(tracker.wiring.reading, "FIRST_SECONDS", 60)  # however slow the machine is
    happened: list[str] = []
    show, render_line, check = TaskTable.show, TaskTable.render_line, Workspace.check

    def noting_show(table: TaskTable, *rest: Any) -> None:
        happened.append("filled")
        show(table, *rest)

    def noting_line(table: TaskTable, y: int) -> Strip:
        if happened[-1] == "filled":
            happened.append("drawn")
        return render_line(table, y)

    def noting_check(workspace: Workspace, view: PlanView) -> PlanView:
        if few < len(view.rows):
            happened.append("check")
        return check(workspace, view)

    monkeypatch.setattr(TaskTable, "show", noting_show)
    monkeypatch.setattr(TaskTable, "render_line", noting_line)
    monkeypatch.setattr(Workspace, "check", noting_check)
    async with desk.open() as person:
        await person.quiet()
        assert happened == ["filled", "drawn", "check", "filled", "drawn"][: 3 * fills - 1]
        assert person.app.main.query_one(TaskTable).keys


async def test_a_large_plan_is_shown_as_it_is_read_and_its_problems_when_they_are_known(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracker.reading, "FIRST_STEP", 5)
    monkeypatch.setattr(tracker.wiring.reading, "FEW", 10)
    shown: list[tuple[int, int, bool]] = []
    async with desk.open() as person:
        main = person.app.main
        show, show_checked = main.show_plan, main.show_checked

        def noting(view: PlanView, *rest: object, **named: object) -> None:
            shown.append((len(view.rows), view.plan.unread, view.is_checked))
            show(view, *rest, **named)  # type: ignore[arg-type]  # passed on
            assert "of 60 tasks" in str(main.query_one("#caption", Static).content), "those that are to come count, too"

        def noting_checked(view: PlanView) -> None:
            shown.append((len(view.rows), view.plan.unread, view.is_checked))
            show_checked(view)

        monkeypatch.setattr(main, "show_plan", noting)
        monkeypatch.setattr(main, "show_checked", noting_checked)
        person.app.workspace = desk.workspace()  # one that knows nothing yet
        person.app.view = None
        person.app.load()
        await person.until(lambda: (60, 0, True) in shown)
        await person.quiet()
        assert shown[0][1] > 0
        assert all(rows + unread == 60 for rows, unread, _ in shown)
        assert shown[-2:] == [(60, 0, False), (60, 0, True)]
        assert "I.1*" in person.screen()
        before = len(shown)
        person.app.load()
        await person.quiet()
        assert shown[before:] == [(60, 0, True)]  # nothing changed: the same view again
