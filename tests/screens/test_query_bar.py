"""The query bar, saved views and columns: a query typed, completed, kept under a name; rows sorted and laid out."""

import pytest
from textual.widgets import OptionList, Static

import tracker.screens.main
import tracker.screens.querybar
from tests.desk import Desk, Person
from tracker.plan.columns import Sorting
from tracker.plan.preferences import Preferences
from tracker.plan.saved_view import SavedView
from tracker.screens.layout import Layout
from tracker.screens.querybar import QueryBar
from tracker.screens.rows import USUAL, columns
from tracker.storage.preferences import read_preferences, write_preferences


def offers(person: Person) -> list[str]:
    """Return what could be typed, as the list below the field shows it."""
    listed = person.app.main.query_one("#search-offers", OptionList)
    return [str(each.prompt) for each in listed.options] if listed.display else []


def says(person: Person) -> str:
    """Return what is said about the query."""
    told = person.app.main.query_one("#search-says", Static)
    return " ".join(str(told.content).split()) if told.display else ""


@pytest.mark.parametrize("at_once", [2_000, 0])
async def test_a_query_is_typed_completed_and_left(desk: Desk, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracker.screens.querybar, "AT_ONCE", at_once)  # 0: in the background, as in a large plan
    monkeypatch.setattr(tracker.screens.main, "AT_ONCE", at_once)
    async with desk.open() as person:
        await person.press("slash")
        await person.type("status:done")
        await person.until("17 of 60 tasks")
        await person.type(" -area:")
        await person.until(lambda: bool(says(person)))
        assert len(person.rows()) == 17  # half typed: the last query holds
        await person.until(lambda: any(each.startswith("I  ") for each in offers(person)))
        await person.type("V")
        await person.until(lambda: [each.partition(" ")[0] for each in offers(person)][:1] == ["V"])
        listed = person.app.main.query_one("#search-offers", OptionList)
        wanted = next(place for place, each in enumerate(offers(person)) if each.startswith("VII"))
        await person.press(*["down"] * (wanted + 1))
        assert listed.highlighted == wanted
        await person.press("enter")
        await person.until("8 of 60 tasks")
        assert person.app.main.query_one(QueryBar).field.value == "status:done -area:VII "
        assert "“status:done -area:VII”" in person.screen()
        await person.press("enter")
        assert person.app.focused is person.table
        await person.press("escape")
        await person.until("60 of 60 tasks")
        await person.press("slash")
        await person.type("lat")
        await person.until(lambda: any(each.startswith("late") for each in offers(person)))
        await person.press("tab")
        await person.until(lambda: person.app.main.query_one(QueryBar).field.value == "late ")
        await person.until(lambda: 0 < len(person.rows()) < 60)
        await person.press("escape")
        assert not person.app.main.query_one("#search").display
        await person.until(lambda: len(person.rows()) == 60)


async def test_what_is_half_typed_or_found_by_words_alone_is_told_and_a_search_keeps_its_place(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("slash")
        await person.type("agency")
        await person.until("“agency” finds nothing; it may become agency:")
        assert len(person.rows()) == 60
        await person.press("enter")
        await person.until("nothing matches; Esc leaves the query")
        assert says(person) == "nothing is found; “agency” as a key is written agency:"
        await person.press("slash", *["backspace"] * 6)
        await person.type("quá hạn")
        await person.press("enter")
        await person.until("searched as words; did you mean overdue?")
        await person.press("escape", "slash")
        await person.type("status:x")
        await person.until(lambda: says(person).startswith("x is none of the words") and says(person).endswith(" …"))
        await person.press("escape", "slash")
        await person.type("vi.2")
        await person.press("enter")
        assert person.rows()[0] == "VI.2"
        await person.press("escape")
        await person.until("60 of 60 tasks")
        assert person.table.text(person.table.key)[0].startswith("VI.2")


async def test_views_of_the_person_and_of_the_plan_stand_in_the_navigator_with_counts(desk: Desk) -> None:
    path = desk.home / "config.toml"
    broken = SavedView(name="Hỏng", query="status:không-có")
    write_preferences(path, Preferences(views=(SavedView(name="Trễ", query="late"), broken)))
    async with desk.open() as person:
        await person.press("3")
        assert "3 Views" in person.screen()
        assert "Trễ" in person.screen()
        await person.choose("Trễ")
        late = len(person.rows())
        assert 0 < late < 60
        assert f"Trễ · {late} of 60 tasks" in person.screen()
        await person.choose("Hỏng")
        assert "!!" in person.highlighted()
        await person.press("1")
        await person.choose("VI ")
        await person.press("slash", *"late", "enter", "w")
        await person.until("Keep this query")
        await person.type("Trễ ở VI")
        await person.press("enter")
        await person.until(lambda: len(read_preferences(path).preferences.views) == 3)
        assert read_preferences(path).preferences.views[-1] == SavedView(name="Trễ ở VI", query="area:VI late")
        await person.press("escape", "2")
        await person.choose("SNV")
        await person.press("slash", *"coordinating:so-tai-chinh", "enter")
        await person.until("“coordinating:STC”")
        found = person.rows()
        await person.press("w")
        await person.until("agency:SNV coordinating:STC")
        await person.type("Của SNV")
        await person.press("enter")
        await person.until(lambda: len(read_preferences(path).preferences.views) == 4)
        kept = read_preferences(path).preferences.views[-1]
        assert kept == SavedView(name="Của SNV", query="agency:SNV coordinating:STC")  # no ids
        await person.press("escape", "3")
        await person.choose("Của SNV")
        assert person.rows() == found
        await person.choose("Trễ ở VI")
        assert person.rows() == ["VI.2"]


async def test_a_view_is_replaced_and_removed_only_when_that_is_wanted(desk: Desk) -> None:
    path = desk.home / "config.toml"
    write_preferences(path, Preferences(views=(SavedView(name="Trễ", query="late"),)))
    async with desk.open() as person:
        await person.press("w")
        assert "everything is shown; there is no query to keep" in person.told()
        await person.press("slash", *"done", "enter", "w")
        await person.type("Trễ")
        await person.press("enter")
        await person.until("a view of this name is replaced; Enter again")
        assert read_preferences(path).preferences.views[0].query == "late"
        await person.press("escape", "escape", "delete")
        assert "no saved view is chosen; 3 shows them" in person.told()
        await person.press("3")
        await person.choose("Trễ •")
        await person.press("delete", "escape")
        assert read_preferences(path).preferences.views
        await person.press("delete", "enter")
        await person.until(lambda: not read_preferences(path).preferences.views)
        await person.quiet()
        assert "•" not in person.screen()


async def test_rows_are_sorted_and_columns_chosen_and_both_are_kept(desk: Desk) -> None:
    path = desk.home / "config.toml"
    async with desk.open((140, 40)) as person:
        await person.press("o")
        screen = await person.until("[x] No.")
        assert "the numeral of the area and the number of the task in it" in screen  # without a mouse
        await person.press("down", "down", "space", "down", "s", "s", "enter")
        await person.until("Due ▼")
        assert "Lead" not in person.screen()
        days = [person.table.text(key)[2].strip("!~ ") for key in person.table.keys]
        dated = [tuple(reversed(each.split("/"))) for each in days if "/" in each]
        assert dated == sorted(dated, reverse=True)
        assert all("/" not in each for each in days[len(dated) :])  # what has no date stands last
        await person.until(lambda: read_preferences(path).preferences.sort == ("-due",))
        assert read_preferences(path).preferences.columns == ("number", "title", "due", "status")
        await person.pilot.click("#tasks", offset=(2, 0))
        await person.until("No. ▲")
        for column, told in (
            (2, "No.: the numeral of the area"),
            (12, "Task: what is to be done, as the plan words it"),
        ):
            await person.pilot.hover("#tasks", offset=(column, 0))
            await person.settled()
            assert str(person.table.tooltip).startswith(told)
            assert str(person.table.tooltip).endswith("o: columns and order")
        await person.pilot.hover("#tasks", offset=(2, 3))
        await person.settled()
        assert person.table.tooltip is None
        await person.press("o", "f4", "escape")
        assert "No. ▲" in person.screen()
    async with desk.open((140, 40)) as person:
        await person.until("No. ▲")
        assert "Lead" not in person.screen()


async def test_marks_are_counted_and_stay_when_the_query_changes(desk: Desk) -> None:
    async with desk.open() as person:
        person.table.focus()
        await person.press("o")
        await person.until("Space: show or hide")  # the keys are in sight in the smallest of the usual terminals
        await person.pilot.resize_terminal(60, 20)
        await person.until("Esc: as before")
        await person.pilot.resize_terminal(80, 24)
        await person.press("escape", "space", "space")
        await person.until("2 marked")
        await person.press("slash", *"area:VI", "enter", "ctrl+a")
        await person.until("16 marked")
        assert person.table.marked >= {"2022-I-01", "2022-I-02", "2022-VI-14"}


async def test_columns_without_room_and_the_order_of_one_that_is_not_shown_are_told(desk: Desk) -> None:
    chosen = Preferences(columns=(*USUAL, "timeliness", "area", "result"), sort=("-percent",))
    write_preferences(desk.home / "config.toml", chosen)
    async with desk.open() as person:
        await person.until("by Percent ▼ · 3 col")
        assert "Timeliness" in person.screen()  # cut down rather than left out
        await person.press("o")
        await person.until("[x] Result  (no room)")
        assert "[x] Timeliness\n" in "\n".join(each.strip("│ ") for each in person.screen().split("│"))
        await person.press("escape")
        await person.pilot.resize_terminal(200, 40)
        await person.until("by Percent ▼")
        assert "no room" not in person.screen()


@pytest.mark.parametrize("room", [30, 33, 34, 40, 53])
def test_the_status_stays_where_room_is_short(room: int) -> None:
    for layout in (Layout(columns=USUAL), Layout(columns=(*USUAL, "timeliness", "result"))):
        assert "status" in [each.key for each in columns(room, 5, layout)]


def test_columns_are_cut_down_before_one_is_left_out() -> None:
    assert [(each.key, each.width) for each in columns(53, 5, Layout(columns=(*USUAL, "timeliness")))] == [
        ("number", 8), ("title", 14), ("due", 13), ("status", 4), ("timeliness", 14),
    ]  # fmt: skip


@pytest.mark.parametrize("room", [30, 40, 54, 75, 76, 99, 100, 200])
def test_columns_fill_the_room_and_the_narrowest_leave_out_what_stands_farthest_right(room: int) -> None:
    everything = Layout(columns=(*USUAL, "area", "result", "percent"))
    for layout in (Layout(columns=USUAL), everything, Layout(columns=("result",)), Layout(columns=("percent", "due"))):
        found = columns(room, 6, layout)
        assert found
        assert sum(each.width for each in found) <= max(room, 39)
        keys = [each.key for each in found]
        assert keys == [each for each in layout.columns if each in keys]


def test_a_head_sorts_upwards_then_downwards_then_not() -> None:
    layout = Layout(columns=USUAL)
    one, two = layout.sorted_by("due"), layout.sorted_by("due").sorted_by("due")
    assert (one.sort, two.sort) == ((Sorting(key="due"),), (Sorting(key="due", descending=True),))
    assert two.sorted_by("due") == layout
    assert two.sorted_by("title").sort == (Sorting(key="title"),)
