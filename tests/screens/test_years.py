"""The next year and several plans side by side, on the screen."""

from tests.desk import Desk, Person
from tracker.next_year import begin_next_year, prepare_next_year
from tracker.plan.names import TaskId
from tracker.plan.new_year import AS_IT_IS
from tracker.screens.drafts import DraftsDialog
from tracker.screens.lines import Lines
from tracker.screens.next_year import CarryDialog, NextYearScreen, TurnScreen
from tracker.screens.place import Place
from tracker.screens.typing import OrderedInput

MARKUP = "[red]x[/] [@click=app.quit]y[/]"
"""Text a markup parser would read."""


def lines(person: Person) -> Lines:
    found = person.app.screen
    assert isinstance(found, Place)
    return found.listed


def line(person: Person, sought: str) -> str:
    return next(each for each in person.screen().split("\n") if sought in each)


async def test_the_next_year_is_decided_task_by_task_shown_written_and_undone(desk: Desk) -> None:
    desk.save("2022-I-05", "title", f"{MARKUP} Nghị quyết")
    async with desk.open((100, 40)) as person:
        await person.press("N")
        await person.until("Plan of 2023 · 0 go on · 0 left · 43 to decide")
        await person.press("space")  # the whole of area I
        assert "6 go on · 0 left" in line(person, "I Cải cách thể chế")
        await person.press("down", "space", "space", "space")  # the cursor goes on with each
        await person.until("3 go on · 3 left · 37 to decide")
        lines(person).select("task:2022-I-03")
        await person.press("enter")
        await person.until(lambda: isinstance(person.app.screen, CarryDialog))
        schedule = person.app.screen.query_one("#carry-schedule", OrderedInput)
        assert schedule.value == "Năm 2023"
        await person.press("enter", "ctrl+u", *"31/2/2023", "enter", "ctrl+u", *"khong co", "f2")
        assert isinstance(person.app.screen, CarryDialog)
        assert "the register has no agency khong co." in person.screen()
        await person.press("ctrl+u", *"SNV", "shift+tab", "ctrl+u", *"Quý II/2023", "f2")
        await person.until("4 go on · 2 left · 37 to decide")
        assert "[~]" in line(person, " I.3 ")
        assert "then: Quý II/2023 (30/06/2023) · Sở Nội vụ" in person.screen()
        await person.press("s", *"waiting", "enter")
        await person.until("9 go on · 2 left · 32 to decide")
        await person.press("f2")
        screen = await person.until(lambda: isinstance(person.app.screen, TurnScreen))
        for text in ("2023: 9 new records and the plan", "9 old records are closed", "19 files", "4 go on · 2 left"):
            assert text in screen
        assert desk.commits()[1:] == []
        await person.press("f2")
        await person.until(lambda: person.app.screen is person.app.main)
        await person.until("9 of 9 tasks")
        assert "[red]x[/]" in person.screen()
        assert desk.commits()[1:] == ["Bắt đầu kế hoạch năm 2023"]
        await person.press("u")
        await person.until("Put back your last edit?")
        await person.press("enter")
        await person.until("60 of 60 tasks")
        assert desk.commits()[2:] == ["Bắt đầu kế hoạch năm 2023 (hoàn tác)"]
        await person.press("N")
        await person.until(lambda: isinstance(person.app.screen, NextYearScreen))
        screen = await person.until("9 go on · 2 left · 32 to decide")


async def test_a_turn_from_a_plan_that_changed_since_is_refused(desk: Desk) -> None:
    async with desk.open((80, 24), language="vi") as person:
        await person.press("N", "down", "space", "f2")
        await person.until(lambda: isinstance(person.app.screen, TurnScreen))
        await person.quiet()
        desk.save("2022-I-01", "progress.percent", 40)
        await person.press("f2")
        await person.until(lambda: "không thực hiện" in person.told())
        await person.until(lambda: isinstance(person.app.screen, NextYearScreen))
        assert not (desk.records / "2023").exists()


def begin_year(desk: Desk, *ids: str) -> None:
    """Begin the plan of 2023 with these tasks."""
    workspace = desk.workspace()
    plan = workspace.read()
    turn = prepare_next_year(workspace, plan, 2023, {TaskId(each): AS_IT_IS for each in ids})
    begin_next_year(workspace, plan, turn)


async def test_plans_are_walked_one_by_one_and_all_together_and_an_edit_goes_to_its_own_record(desk: Desk) -> None:
    async with desk.open((80, 24)) as person:
        await person.press("0", "Y")
        assert "2023" not in person.screen()  # one plan says nothing of years
    begin_year(desk, "2022-III-03", "2022-VI-02")
    async with desk.open((80, 24)) as person:
        screen = await person.until("2 of 2 tasks")
        assert " 2023 2022 All" in screen
        await person.press("0")
        screen = await person.until("60 of 60 tasks")
        assert "Kế hoạch CCHC tỉnh Khánh Hòa 2022" in screen.split("\n", maxsplit=1)[0]
        await person.press("0")
        screen = await person.until("62 of 62 tasks")
        assert "plans of 2022 to 2023 · each on its own day" in screen
        assert "Year  No." in screen
        await person.press("slash", *"nam:2022 iii.3", "enter")
        await person.until("1 of 62 tasks")
        await person.press("enter")
        await person.until("goes on as 2023-III-01: ")
        assert "2022-III-03  " in person.screen()
        await person.press("s", "down", "enter", "ctrl+s")
        await person.until(lambda: "saved" in person.told())
        await person.quiet()
        assert desk.path("2022-III-03").parts[-3] == "2022"
        assert desk.git("diff", "--name-only", "HEAD~1").startswith("records/2022/")
        await person.press("u")
        await person.until("Put back your last edit?")
        await person.press("enter")
        await person.quiet()
        assert "(hoàn tác)" in desk.commits()[-1]
        assert 'status = "carried-over"' in desk.path("2022-III-03").read_text(encoding="utf-8")

        await person.press("escape", "escape", "m")
        screen = await person.until("By who answers")
        assert "2022 (07/10/2022): done in time 11" in screen  # the notices stand above
        await person.press("escape", "ctrl+a", "B")
        await person.until(lambda: "the marked tasks are of several plans" in person.told())
        await person.press("N")
        await person.until(lambda: "all years are shown" in person.told())
        await person.press("Y")
        await person.until("60 of 60 tasks")
        await person.pilot.click("#navigator-years", offset=(2, 0))
        await person.until("2 of 2 tasks")
        await person.type("00")  # faster than a plan is read
        await person.until("62 of 62 tasks")


async def test_what_was_left_unsaved_in_another_plan_is_offered_once_that_is_shown(desk: Desk) -> None:
    begin_year(desk, "2022-III-03")
    async with desk.open((80, 24), workspace=desk.workspace().of(2022)) as person:
        await person.go_to("VI.2")
        await person.press("k")
        await person.type("Đã trình")
    async with desk.open((80, 24)) as person:
        assert not isinstance(person.app.screen, DraftsDialog)
        await person.press("0")
        await person.until(lambda: isinstance(person.app.screen, DraftsDialog))
        assert "2022-VI-02" in person.screen()
        await person.press("enter")
        await person.until(lambda: "2022-VI-02" in person.sheet.pending)
        await person.press("escape", "Y")
        await person.until("61 of 61 tasks")
        assert not isinstance(person.app.screen, DraftsDialog)


async def test_a_carried_over_task_leads_to_the_old_one_and_back(desk: Desk) -> None:
    desk.save("2022-VI-02", "title", f"{MARKUP} Nhiệm vụ")
    begin_year(desk, "2022-III-03", "2022-VI-02")
    async with desk.open((100, 30), workspace=desk.workspace().of(2023)) as person:
        await person.go_to("VI.1")
        await person.until(f"carried over from 2022-VI-02: {MARKUP}")
        await person.press("up", "enter")
        await person.until("goes on as 2023-VI-01: ")
        assert person.sheet.row is not None
        assert (person.sheet.row.task.id, person.app.workspace.year) == ("2022-VI-02", 2022)
        await person.press("up", "enter")
        await person.until("carried over from 2022-VI-02: ")
        await person.press("escape", "u")
        await person.until("Bắt đầu kế hoạch năm 2023")
        await person.press("enter")  # the plan that is shown is taken back
        screen = await person.until("60 of 60 tasks")
        assert "2023 2022" not in screen
