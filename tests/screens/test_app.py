"""The plan walked by area and by agency, searched, opened and read, in terminals of every size."""

import os
import re
import unicodedata
from pathlib import Path

from textual.widgets import Static

from tests.desk import AN, Desk
from tracker.plan.task import Status
from tracker.screens.field_row import FieldRow, MoreRow
from tracker.screens.typing import OrderedInput

GOLDENS = Path(__file__).parent / "goldens"


def assert_golden(name: str, screen: str) -> None:
    """Compare a screen with what is kept of it; TRACKER_GOLDENS=write keeps it anew."""
    file = GOLDENS / f"{name}.txt"
    if os.environ.get("TRACKER_GOLDENS") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(screen + "\n", encoding="utf-8")
    kept = file.read_text(encoding="utf-8").removesuffix("\n") if file.exists() else ""
    assert screen.split("\n") == kept.split("\n"), (
        f"{name} looks different; is it meant? TRACKER_GOLDENS=write keeps it"
    )


async def test_the_app_opens_on_the_areas_with_their_counts_and_late_marks(desk: Desk) -> None:
    async with desk.open() as person:
        screen = person.screen()
        for line in (
            "Everything     17/60 !4",
            "I Thể chế        3/9 !1",
            "II TTHC          1/6   ",
            "III Bộ máy      2/10 !2",
            "IV Công vụ       1/4   ",
            "V Tài chính công 0/5   ",
            "VI Chính quyền… 1/14 !1",
            "VII Chỉ đạo, đ… 9/12   ",
        ):
            assert line in screen
        assert "Everything · 60 of 60 tasks" in screen
        assert_golden("main-80x24", screen)


async def test_a_wide_terminal_has_the_sheet_below_the_table(desk: Desk) -> None:
    async with desk.open((160, 45), language="vi") as person:
        assert_golden("main-160x45-vi", person.screen())


async def test_an_area_shows_its_tasks_alone(desk: Desk) -> None:
    async with desk.open() as person:
        await person.choose("VI ")
        assert person.rows() == [f"VI.{number}" for number in range(1, 15)]
        assert "14 of 60 tasks" in person.screen()


async def test_an_agency_shows_its_tasks_in_every_role(desk: Desk) -> None:
    async with desk.open((160, 40)) as person:
        await person.press("2")
        await person.choose("SNV")
        screen = await person.until("Sở Nội vụ · leads")
        group = next(each for each in desk.workspace().view().agencies if each.key == "so-noi-vu")
        assert len(person.rows()) == len(group.rows)
        assert "coordinates" in screen
        await person.choose("SNN&PTNT")
        assert "coordinates, through" in person.screen()
        await person.press("1")
        assert person.highlighted().startswith("Everything")
        assert len(person.rows()) == 60


async def test_search_narrows_without_tones_and_escape_clears_it(desk: Desk) -> None:
    async with desk.open() as person:
        found = []
        for sought in ("de an", unicodedata.normalize("NFD", "ĐỀ ÁN")):
            await person.press("slash")
            await person.type(sought)
            await person.until(lambda: 0 < len(person.rows()) < 60)
            await person.quiet()
            found.append(sorted(person.rows()))
            assert f"{len(found[0])} of 60 tasks" in person.screen()
            await person.press("escape")
            assert len(person.rows()) == 60
            assert not person.app.main.query_one("#search", OrderedInput).display
        assert found == [found[0]] * 2
        assert "I.6" in found[0]


async def test_search_within_an_area_stays_within_it_and_enter_goes_to_the_table(desk: Desk) -> None:
    async with desk.open() as person:
        await person.choose("VI ")
        await person.press("slash", *"de an", "enter")
        assert person.rows()
        assert all(row.startswith("VI.") for row in person.rows())
        assert person.app.focused is not None
        assert person.app.focused.id == "tasks"
        await person.press("escape")
        assert len(person.rows()) == 14


async def test_a_search_that_finds_nothing_says_so_and_nothing_can_be_opened(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("slash", *"zzzz", "enter")
        assert person.rows() == []
        assert "0 of 60 tasks" in person.screen()
        await person.press("enter", "s", "k", "h", "ctrl+s")
        assert person.bar() == ""
        await person.press("escape")
        assert len(person.rows()) == 60


async def test_enter_opens_the_sheet_with_history_in_words(desk: Desk) -> None:
    desk.save("2022-VI-02", "progress.status", Status.PAUSED)
    async with desk.open() as person:
        await person.go_to("VI.2")
        assert "overdue · 7 days late" in person.screen()
        assert "Quý III/2022 (30/09/2022)" in person.screen()
        await person.press("h")
        screen = await person.until("added to the plan")
        assert f"{AN.name}" in screen
        assert "status: in progress → paused" in screen
        await person.press("escape")
        assert not person.app.main.has_class("-reading")


async def test_the_sheet_shows_every_field_the_problems_and_the_history(desk: Desk) -> None:
    async with desk.open((100, 60)) as person:
        await person.go_to("I.1")
        await person.until("added to the plan")
        commit = desk.git("rev-parse", "HEAD")[:9]
        assert_golden("sheet-100x60", person.screen().replace(commit, "«commit»"))


async def test_the_cursor_walks_the_fields_that_say_something_and_those_of_progress(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        walked = []
        for _ in range(17):
            row = person.app.focused
            walked.append(getattr(getattr(row, "subject", None), "key", ""))
            await person.press("down")
        assert walked == [
            "progress.status", "progress.completed", "progress.percent", "progress.awaiting", "assignment.lead",
            "assignment.coordinating", "schedule.text", "product", "progress.result", "progress.documents",
            "progress.obstacle", "progress.proposal", "assignment.text", "schedule.kind", "schedule.start", "source",
            "id",
        ]  # fmt: skip
        assert isinstance(person.app.focused, MoreRow)
        await person.press("enter")
        assert person.sheet.query_one("#sheet-more", Static).has_focus
        assert all(each.display for each in person.sheet.query(FieldRow))
        await person.press("escape", "escape")
        assert len(person.rows()) == 60


async def test_every_size_shows_the_table_and_the_sheet(desk: Desk) -> None:
    async with desk.open((80, 24)) as person:
        for size in ((160, 45), (60, 20), (41, 11)):
            await person.pilot.resize_terminal(*size)
            await person.settled()
            lines = person.screen().split("\n")
            assert len(lines) == size[1]
            assert max(map(len, lines)) <= size[0]
            assert "? help ^p commands" in f" {lines[-1]}"
            assert not re.search(r"[^ ]\? help", lines[-1])  # what does not fit beside it is left out whole
            assert person.table.text(person.table.key)[0].rstrip("*") in person.screen()
            await person.go_to("VI.2")
            assert "in progress" in person.screen()
            await person.press("escape")
            assert person.app.focused is not None
            assert person.app.focused.id == "tasks"


async def test_a_window_too_small_says_so_and_loses_nothing(desk: Desk) -> None:
    async with desk.open((80, 24)) as person:
        usual = person.screen()
    async with desk.open((40, 10)) as person:
        assert "too small" in person.screen()
        await person.pilot.resize_terminal(80, 24)
        await person.until("VI Chính quyền")
        await person.quiet()
        assert person.screen() == usual, "what was too small leaves nothing behind"
        await person.go_to("VI.2")
        await person.press("k", *"Chi ")
        for size in ((40, 10), (1, 1), (160, 45), (60, 20), (80, 24)):
            await person.pilot.resize_terminal(*size)
            await person.pilot.pause()
        await person.type("tiết")
        editor = person.sheet.editor
        assert editor is not None
        assert str(getattr(editor, "text", "")).endswith("Chi tiết")
        await person.until("2022-VI-02: kết quả")


async def test_in_a_narrow_window_the_plan_can_be_walked(desk: Desk) -> None:
    async with desk.open((50, 20)) as person:
        await person.press("down", "down", "enter")
        await person.until("I.3")
        await person.press("escape")
        await person.press("1")
        await person.choose("VI ")
        await person.press("enter")
        assert person.rows()[0] == "VI.1"
