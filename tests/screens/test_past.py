"""The numbers, the plan as it stood, and what changed since, on the screen."""

from tests.desk import Desk, Person, run_git
from tracker.plan.task import Status
from tracker.screens.lines import Lines
from tracker.screens.past import ChangesScreen, PastScreen
from tracker.screens.place import Place


def lines(person: Person) -> Lines:
    found = person.app.screen
    assert isinstance(found, Place)
    return found.listed


def shown(person: Person) -> type:
    return type(person.app.screen)


async def go(person: Person, key: str) -> None:
    """Walk the list down to a line."""
    await person.press("home")
    for _ in range(120):
        if lines(person).key == key:
            return
        await person.press("down")
    raise AssertionError(f"{key} is not in {lines(person).keys}")


def dated(desk: Desk, message: str, when: str) -> None:
    """Commit what was changed by hand, on a day."""
    run_git(desk.folder, "commit", "-q", "-am", message,
            environment={"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when})  # fmt: skip


async def test_the_numbers_are_read_line_by_line_and_lead_to_tasks(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.press("m")
        screen = await person.until("By who answers")
        assert "done 17/60 (28.33%) of all tasks" in screen
        assert "  VII Công tác chỉ đạo, điều hành" in screen
        assert "9/12 (75%)" in screen
        await go(person, "area:III")
        assert "overdue 2" in person.screen()
        await go(person, "late")
        await person.press("enter", "down")
        assert lines(person).key == "late/2022-III-03"
        assert "overdue (190 days)" in person.screen()
        await person.press("slash", *"tai chinh", "enter")
        await person.until(lambda: "agency:so-tai-chinh" in lines(person).keys)
        assert "agency:so-noi-vu" not in lines(person).keys
        await person.press("escape")
        await go(person, "late/2022-III-03")
        await person.press("enter")
        await person.until(lambda: person.app.screen is person.app.main)
        await person.until(lambda: person.sheet.row is not None and person.sheet.row.task.number == "III.3")


async def test_a_plan_as_it_stood_shows_nothing_unsaved_which_is_there_again_on_the_way_back(desk: Desk) -> None:
    async with desk.open((80, 24)) as person:
        await person.go_to("VI.2")
        await person.press("percent_sign", *"60")
        await person.until(lambda: "tỷ lệ %" in person.bar())
        await person.press("escape", "escape", "x")
        await person.until("31/10/2022")
        for key in ("31/10/2022", "now"):
            await go(person, key)
            await person.press("enter")
            is_now = key == "now"
            if is_now:
                await person.gone("read only: as it stood")
            else:
                await person.until("read only: as it stood")
            await person.quiet()
            await person.go_to("VI.2")
            assert ("percent ✎" in person.screen()) is is_now
            assert ("tỷ lệ %" in person.bar()) is is_now
            await person.press("escape")
            assert ("VI.2✎" in person.screen()) is is_now
            if not is_now:
                await person.press("f9", "ctrl+s", "x")
                await person.until("Look back · as it stood")
        assert person.sheet.pending["2022-VI-02"].text("progress.percent") == "60"
    assert desk.commits() == []


async def test_the_plan_as_it_stood_is_shown_read_only_and_compared(desk: Desk) -> None:
    record = desk.path("2022-I-01")
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('status = "in-progress"', 'status = "done"'), encoding="utf-8")
    dated(desk, "xong", "2022-10-20T09:00:00+07:00")
    run_git(desk.folder, "tag", "-a", "-m", "x\n\nPeriod: 2022-Q3\nOn: 2022-10-07", "report/2022-q3", "HEAD~1")
    async with desk.open((100, 30)) as person:
        await person.press("x")
        screen = await person.until("report/2022-q3")
        assert "Look back · the plan as it stands" in screen
        assert "31/10/2022" in lines(person).keys
        await go(person, "report/2022-q3")
        await person.press("d")
        await person.until("Changes from 07/10/2022 to 07/10/2022")
        assert shown(person) is ChangesScreen
        screen = person.screen()
        assert "▾ By area" in screen
        assert "changed  newly done  newly late  silent" in screen
        (area,) = [line for line in screen.split("\n") if line.startswith("  I ")]
        assert area.split()[-3:] == ["1", "1", "5"]  # nothing is newly late
        assert [line.split()[-3:] for line in screen.split("\n") if "The whole plan" in line] == [["1", "1", "42"]]
        assert "▾ Newly done (1)" in screen
        await person.pilot.resize_terminal(60, 20)
        screen = await person.until("▸ By area")
        assert "changed  newly done  newly late\n" in screen
        assert lines(person).keys[:3] == ["areas", "area:", "event:done"]
        await person.pilot.resize_terminal(100, 30)
        await person.until("▾ By area")
        await go(person, "area:II")
        assert "Open, and nothing reported 5" in person.screen()
        await person.press("enter")
        screen = await person.until("07/10/2022 · II ")
        assert "Newly done" not in screen
        assert "▸ Open, and nothing reported (5)" in screen
        await person.press("enter")
        await person.until("▾ Newly done (1)")
        await go(person, "areas")
        await person.press("enter")
        await person.until("▸ By area")
        assert lines(person).keys[:2] == ["areas", "area:"]
        await person.press("slash", *"I.1", "enter")
        await person.until(lambda: "areas" not in lines(person).keys)
        await person.press("escape", "escape")
        assert shown(person) is PastScreen
        await go(person, "report/2022-q3")
        await person.press("enter")
        screen = await person.until("read only: as it stood at")
        assert person.app.screen is person.app.main
        assert "16/60" not in screen
        await person.quiet()
        view = person.app.main.view
        assert view is not None
        assert view.plan.task("I.1").progress.status is Status.IN_PROGRESS
        await person.press("s")
        assert "not now: read only: as it stood at" in person.told()
        person.app.load()
        await person.quiet()
        assert "read only: as it stood at" in person.screen()
        await person.press("x")
        await person.until("Look back · as it stood at")
        await go(person, "now")
        await person.press("enter")
        await person.until(lambda: person.app.main.view is not None and person.app.main.view.plan.as_of is None)
        await person.quiet()
        assert person.app.main.read_only is None


async def test_any_day_can_be_typed_and_one_before_history_is_refused(desk: Desk) -> None:
    async with desk.open((80, 24)) as person:
        await person.press("x", "slash")
        await person.type("1/1/2020")
        await person.press("enter")
        await person.until("as of 01/01/2020")
        await go(person, "01/01/2020")
        await person.press("enter")
        await person.until(lambda: "history begins later" in person.told())
        await person.quiet()
        assert person.app.main.view is not None
        assert person.app.main.view.plan.as_of is None
        person.app.load()
        await person.quiet()
        assert person.told().count("history begins later") == 1
        await person.press("x")
        await go(person, "now")
        await person.press("d")
        assert "choose an earlier point to compare with" in person.told()


async def test_the_periods_are_walked_in_the_navigator(desk: Desk) -> None:
    async with desk.open((100, 30)) as person:
        await person.press("4")
        await person.choose("Quý III")
        await person.until("3/4 !1")
        assert len(person.rows()) == 4
        assert "III.8" in person.rows()
        await person.choose("Năm")
        await person.until("0/2 !2")
        assert person.rows() == ["I.1", "VI.2"]
