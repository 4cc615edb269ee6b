"""The places beside the main screen: read with arrows and Enter, narrowed as one types, left with Escape."""

import json
import re

from textual.app import App, ComposeResult
from textual.content import Content

from tests.builders import HOSTILE
from tests.desk import BINH, Desk, Person
from tracker.plan.characters import hidden_characters
from tracker.plan.task import Status
from tracker.screens.field_row import FieldRow
from tracker.screens.lines import Cell, Line, Lines, blank_line, row_content
from tracker.screens.place import Place

MARKUP = "[red]x[/]"
"""Text a markup parser would read."""


def place(person: Person) -> Place:
    found = person.app.screen
    assert isinstance(found, Place)
    return found


def lines(person: Person) -> Lines:
    return place(person).listed


async def go(person: Person, key: str) -> None:
    """Put the cursor on a line, the last step by a key."""
    keys = lines(person).keys
    before = keys[max(0, keys.index(key) - 1)]
    lines(person).select(before)
    await person.press("down" if before != key else "home")
    assert lines(person).key == key


# --- lists ----------------------------------------------------------------------------------------


async def test_a_list_of_ten_thousand_lines_draws_those_that_are_seen() -> None:
    drawn: set[int] = set()

    def line(number: int) -> Line:
        def draw(width: int) -> Content:
            drawn.add(number)
            return row_content(width, [Cell(f"line {number}")])

        return Line(key=str(number), draw=draw)

    class Long(App[None]):
        def compose(self) -> ComposeResult:
            yield Lines(id="lines")

    app = Long()
    async with app.run_test(size=(40, 10)) as pilot:
        listed = app.query_one(Lines)
        listed.show([line(number) for number in range(10_000)])
        listed.focus()
        await pilot.press("end", "up")
        assert listed.key == "9998"
        await pilot.press("home", "pagedown", "down")
        await pilot.pause()
        assert listed.key == "10"
        assert len(drawn) < 60


async def test_the_cursor_passes_blank_lines_and_stays_on_its_key() -> None:
    def line(key: str) -> Line:
        return Line(key=key, draw=lambda width: row_content(width, [Cell(key)]))

    class Short(App[None]):
        def compose(self) -> ComposeResult:
            yield Lines(id="lines")

    app = Short()
    async with app.run_test(size=(40, 10)) as pilot:
        listed = app.query_one(Lines)
        listed.focus()
        await pilot.press("down", "end", "home", "pageup", "enter")
        assert listed.key == ""
        listed.show([blank_line(), line("one"), blank_line(), line("two"), line("three")])
        assert listed.key == "one"
        await pilot.press("down")
        assert listed.key == "two"
        listed.show([line("three"), blank_line(), line("two")])
        assert listed.key == "two"
        listed.show([line("one"), line("three")])
        assert listed.key == "three"
        await pilot.click(Lines, offset=(3, 0))
        assert listed.key == "one"
        listed.show([])
        assert listed.key == ""


# --- the agenda -----------------------------------------------------------------------------------


async def test_the_agenda_is_read_narrowed_and_left_for_a_task(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("a")
        screen = await person.until("190 days late")
        for text in ("Overdue (4)", "Quarter IV/2022 (20)", "Month 12/2022 (20)"):
            assert text in screen
        assert "section:done" in lines(person).keys
        assert "task:2022-I-02" not in lines(person).keys
        await go(person, "section:done")
        await person.until("Done (17)")
        await person.press("enter")
        assert "task:2022-I-02" in lines(person).keys

        await person.press("slash", *"giam sat", "enter")
        assert next(each for each in lines(person).keys if each.startswith("task:")) == "task:2022-VI-02"
        await person.press("escape")
        await go(person, "task:2022-VI-02")
        await person.until("Quý III/2022 · Sở Nội vụ")
        await person.press("enter")
        await person.until(lambda: person.app.screen is person.app.main)
        await person.until("overdue · 7 days late")
        assert person.sheet.row is not None
        assert person.sheet.row.task.id == "2022-VI-02"

        await person.press("escape", "a")
        assert lines(person).key == "task:2022-VI-02"
        desk.save("2022-VI-02", "progress.status", Status.WITHDRAWN)
        person.app.load()
        await person.until(lambda: "task:2022-VI-02" not in lines(person).keys)
        await person.press("home")
        await person.until("Overdue (3)")
        await person.press("escape")
        assert person.app.screen is person.app.main


async def test_the_agenda_is_of_what_the_navigator_is_on(desk: Desk) -> None:
    async with desk.open((60, 20), language="vi") as person:
        await person.choose("VI ")
        await person.press("a")
        screen = await person.until("Quá hạn (1)")
        assert "VI Xây dựng" in screen
        await person.press("t")
        await person.until("Quá hạn (4)")
        await person.press("escape", "2")
        await person.choose("SNV")
        await person.press("a")
        await person.until("Sở Nội vụ")
        await person.press("escape", "1")
        assert len(person.rows()) == 60


# --- the problems, and why ------------------------------------------------------------------------


async def test_the_problems_are_opened_narrowed_and_followed_to_their_field(desk: Desk) -> None:
    path = desk.path("2022-V-01")
    path.write_text(path.read_text(encoding="utf-8").replace("[progress]", "[progress"), encoding="utf-8")
    async with desk.open() as person:
        await person.press("c")
        screen = await person.until("error: toml (1)")
        assert "Problems · 1 error · " in screen
        assert "warning: group-leads" in screen
        assert not any(each.startswith("finding:no-report") for each in lines(person).keys)
        await person.press("down")
        await person.until("Expected ']' at the end of a table declaration.\n records/2022/05-")
        await person.press("enter")
        screen = await person.until("git restore --")
        assert "cannot be read" in screen
        await person.press("escape")

        await person.press("slash", *"late ke hoach dau tu", "enter")
        await person.until(lambda: len(lines(person).keys) == 2)
        await go(person, lines(person).keys[1])
        await person.until("say in the obstacle what holds it up")
        await person.press("y")
        await person.until("The rule “late-without-reason”")
        await person.press("y", "enter")
        await person.until(lambda: person.app.screen is person.app.main)
        await person.until("2022-I-01")
        focused = person.app.focused
        assert isinstance(focused, FieldRow)
        assert focused.subject.key == "progress.obstacle"

        await person.press("c")
        key = lines(person).key
        desk.save("2022-I-01", "progress.obstacle", "Chờ vốn")
        desk.save("2022-VI-02", "progress.obstacle", "Chờ vốn")
        person.app.load()
        await person.until("nothing is found")
        assert key != lines(person).key
        await person.press("escape", "t")
        await person.until(lambda: len(lines(person).keys) > 60)


async def test_any_mark_says_why_it_stands_there(desk: Desk) -> None:
    path = desk.path("2022-V-01")
    path.write_text("x", encoding="utf-8")
    async with desk.open(language="vi") as person:
        await person.choose("III ")
        await person.press("y")
        await person.until("III.3 (31/03/2022)")
        await person.press("escape", "enter", "f12")
        await person.until("III.1  ")
        await person.until("Kế hoạch ghi “Theo tiến độ triển khai")
        await person.press("escape", "1")
        await person.choose("V ")
        await person.press("enter", "y")
        await person.until("Không đọc được bản ghi")
        await person.press("f12")
        assert person.app.screen is person.app.main


# --- pages ----------------------------------------------------------------------------------------


async def test_the_page_of_an_agency_is_read_followed_and_left(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("2")
        await person.choose("SKHĐT")
        await person.press("i")
        screen = await person.until("not updated since 15/09/2022 0")
        for text in ("Sở Kế hoạch và Đầu tư", "taken over by     Sở Tài chính", "Tasks it answers for (4)"):
            assert text in screen
        assert "done 1/4 (25%) of all, 1/2 (50%) of those due" in screen
        keys = lines(person).keys
        assert any(each.startswith("task:2022-I-01:lead") for each in keys)
        assert not any(each.endswith("lead:nhom-so-ban-nganh") and each.startswith("task:") for each in keys)

        await go(person, next(each for each in keys if each.startswith("agency:so-tai-chinh")))
        await person.press("enter")
        await person.until("Sở Tài chính · data to")
        await person.until("takes over from   Sở Kế hoạch và Đầu tư (to 28/02/2025)")
        await person.press("escape")
        await person.until("Sở Kế hoạch và Đầu tư · data to")

        await go(person, "fold:lead:nhom-so-ban-nganh")
        await person.press("enter")
        await person.until(lambda: any(each.endswith(":lead:nhom-so-ban-nganh") for each in lines(person).keys[30:]))
        await person.press("slash", *"xuc tien", "enter")
        await person.until(lambda: len([each for each in lines(person).keys if each.startswith("task:")]) <= 3)
        await go(person, "task:2022-I-01:lead")
        await person.until("leads · Quý III/2022")
        desk.save("2022-I-01", "progress.obstacle", "Chờ vốn", by=BINH)
        person.app.load()
        await person.until("Trần Thị Bình: ")
        assert lines(person).key == "task:2022-I-01:lead"
        await person.press("enter")
        await person.until(lambda: person.app.screen is person.app.main)
        await person.until("2022-I-01")


async def test_the_page_of_an_area_leads_to_its_agenda(desk: Desk) -> None:
    async with desk.open((60, 20), language="vi") as person:
        await person.choose("VI ")
        await person.press("i")
        screen = await person.until("Tất cả nhiệm vụ (14)")
        assert "Sở Thông tin và Truyền thông (9)" in screen or "fold:so-thong-tin" in str(lines(person).keys)
        await person.press("a")
        await person.until("Quá hạn (1)")
        await person.press("escape", "escape")
        assert person.app.screen is person.app.main
        await person.press("1", "home", "enter", "i")
        await person.until("Sở Thông tin và Truyền thông · ")


# --- hostile text ---------------------------------------------------------------------------------


async def test_no_text_of_a_record_an_agency_or_an_author_acts_in_any_place(desk: Desk) -> None:
    hostile = json.dumps(HOSTILE)
    record, agency = desk.path("2022-I-01"), desk.records / "agencies" / "so-ke-hoach-va-dau-tu.toml"
    for path, key in ((record, "title"), (record, "condition"), (agency, "name")):
        text = path.read_text("utf-8")
        old = re.search(rf"(?m)^{key} = .*$", text)
        assert old is not None
        text = text.replace(old[0], f"{key} = {hostile}", 1)
        path.write_text(text, encoding="utf-8")
    desk.git("-c", f"user.name={MARKUP}", "commit", "-q", "-a", "-m", f"{MARKUP} [/]")
    async with desk.open((100, 30)) as person:
        for keys in (
            ["a", "down"],
            ["y"],
            ["escape", "escape", "c", "t"],
            ["escape", "2", "down", "down", "down", "i"],
        ):
            await person.press(*keys)
            await person.quiet()
            assert hidden_characters(person.screen(), multiline=True) == ()
        await person.until(MARKUP)
        for key in lines(person).keys[:60]:
            lines(person).select(key)
            await person.settled()
            assert hidden_characters(person.screen(), multiline=True) == ()
        await person.press("slash", *"[red]", "enter", "escape", "escape")
        assert person.app.screen is person.app.main


# --- who still has to report ----------------------------------------------------------------------


async def test_who_still_has_to_report_is_opened_by_agency_and_followed_to_the_task(desk: Desk) -> None:
    async with desk.open(size=(120, 40)) as person:
        await person.press("p")
        await person.until("to report 3/29")
        keys = lines(person).keys
        assert keys[0] == "agency:so-noi-vu"
        await go(person, "agency:so-ke-hoach-va-dau-tu")
        await person.press("enter")
        await person.until(lambda: "task:2022-I-01" in lines(person).keys)
        await go(person, "task:2022-I-01")
        await person.until("last reported on 07/10/2022")
        await person.press("enter")
        await person.until(lambda: person.app.screen is person.app.main)
        assert person.sheet.shown_task is not None
        assert person.sheet.shown_task.id == "2022-I-01"
