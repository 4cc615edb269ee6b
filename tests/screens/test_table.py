"""The table by itself: ten thousand rows, of which only those that are seen are ever drawn."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from tracker.screens.inert import guard, plain
from tracker.screens.marks import MARKED
from tracker.screens.table import TableColumn, TaskTable

COLUMNS = (
    TableColumn(key="number", head=plain("Số"), width=8),
    TableColumn(key="title", head=plain("Nhiệm vụ"), width=20),
)
KEYS = tuple(f"k{number}" for number in range(10_000))


class OneTable(App[None]):
    """Nothing but a table."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "TaskTable { height: 1fr; overflow-y: scroll; scrollbar-size-vertical: 1; }"

    def __init__(self) -> None:
        super().__init__()
        guard(self)
        self.table = TaskTable(id="tasks")
        self.drawn: list[str] = []
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_mount(self) -> None:
        self.table.show(COLUMNS, KEYS, self.draw)

    def draw(self, key: str) -> Sequence[Content]:
        self.drawn.append(key)
        return [plain(key), plain(f"Nhiệm vụ {key} 你好 dài hơn cột", style="bold red")]

    def on_task_table_row_highlighted(self, event: TaskTable.RowHighlighted) -> None:
        self.heard.append(f"at {event.key}")

    def on_task_table_row_selected(self, event: TaskTable.RowSelected) -> None:
        self.heard.append(f"open {event.key}")

    def on_task_table_head_selected(self, event: TaskTable.HeadSelected) -> None:
        self.heard.append(f"head {event.key}")

    def on_task_table_marks_changed(self, event: TaskTable.MarksChanged) -> None:
        self.heard.append("marked " + " ".join(sorted(event.marked)))

    def lines(self) -> list[str]:
        """Return what stands on each line of the table."""
        return [self.table.render_line(y).text for y in range(self.table.size.height)]


def top(app: OneTable) -> int:
    return round(app.table.scroll_offset.y)


async def keys(pilot: Pilot[None], *pressed: str) -> None:
    await pilot.press(*pressed)
    await pilot.pause()


async def test_only_the_rows_that_are_seen_are_drawn() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        await pilot.pause()
        assert set(app.drawn) == set(KEYS[:10])
        app.drawn.clear()
        await keys(pilot, "down")
        assert app.drawn == []  # two lines are painted anew, in another style
        await keys(pilot, "end")
        assert set(app.drawn) == set(KEYS[-10:])
        assert app.table.key == KEYS[-1]


async def test_every_line_is_exactly_as_wide_as_the_table_and_what_does_not_fit_ends_in_an_ellipsis() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        for width in (30, 29, 20, 60):
            await pilot.resize_terminal(width, 11)
            await pilot.pause()
            assert {cell_len(line) for line in app.lines()} == {width - 1}
        assert app.lines()[0].split() == ["Số", "Nhiệm", "vụ"]
        assert app.lines()[1].rstrip() == "k0      Nhiệm vụ k0 你好 dà…"
        app.table.show(COLUMNS, KEYS[:3], app.draw)
        assert [line.strip() for line in app.lines()[4:]] == [""] * 7
        assert {cell_len(line) for line in app.lines()} == {59}


async def test_the_keys_walk_rows_pages_and_ends_and_never_leave_the_table() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        for pressed, place, first in (
            ("up", 0, 0),
            ("down", 1, 0),
            ("pagedown", 11, 2),
            ("pagedown", 21, 12),
            ("up", 20, 12),
            ("pageup", 10, 10),
            ("pageup", 0, 0),
            ("end", 9_999, 9_990),
            ("down", 9_999, 9_990),
            ("home", 0, 0),
        ):
            await keys(pilot, pressed)
            assert (app.table.key, top(app)) == (KEYS[place], first), pressed
        app.heard.clear()
        await keys(pilot, "down", "enter")
        assert app.heard == ["at k1", "open k1"]


async def test_the_cursor_stays_on_its_key_and_that_row_on_its_line() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        app.table.go_to("k500")
        await keys(pilot, "up", "up")
        line = next(y for y, text in enumerate(app.lines()) if text.startswith("k498 "))
        app.heard.clear()
        app.table.show(COLUMNS, [*(f"n{number}" for number in range(70)), *KEYS[:100], *KEYS[300:]], app.draw)
        await pilot.pause()
        assert app.table.key == "k498"
        assert app.lines()[line].startswith("k498 ")
        app.table.show(COLUMNS, KEYS[:400], app.draw)
        await pilot.pause()
        assert app.table.key == "k368"  # k498 is gone: what stands at its place now
        app.table.show(COLUMNS, KEYS[:3], app.draw)
        await pilot.pause()
        assert (app.table.key, top(app)) == ("k2", 0)
        app.table.show(COLUMNS, (), app.draw)
        await keys(pilot, "down", "pagedown", "end", "space", "ctrl+a", "enter")
        assert app.table.key == ""
        assert app.heard == []


async def test_a_click_moves_a_second_one_opens_and_the_wheel_scrolls() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        await pilot.click(TaskTable, offset=(3, 5))
        await pilot.click(TaskTable, offset=(3, 5))
        await pilot.click(TaskTable, offset=(12, 0))
        await pilot.click(TaskTable, offset=(28, 0))
        assert app.heard == ["at k4", "open k4", "head title"]
        app.table.scroll_to(y=100, animate=False)
        await pilot.pause()
        await pilot.click(TaskTable, offset=(3, 1))
        assert app.table.key == "k100"


async def test_rows_are_marked_one_by_one_or_all_and_the_marks_are_drawn() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        app.table.can_mark = lambda key: key != "k1"
        await keys(pilot, "space", "space", "space")
        assert app.table.marked == {"k0", "k2"}
        assert app.table.key == "k3"
        assert [line[:2] for line in app.lines()[:4]] == ["  ", f"{MARKED} ", "  ", f"{MARKED} "]
        app.table.show(COLUMNS, KEYS[2:6], app.draw)
        await keys(pilot, "ctrl+a")
        assert app.table.marked == {"k0", *KEYS[2:6]}
        await keys(pilot, "ctrl+a")
        assert app.table.marked == {"k0"}
        app.table.mark(set())
        await pilot.pause()
        assert app.lines()[1].startswith("k2")
        assert app.heard[-1] == "marked "


async def test_a_row_whose_cells_changed_is_drawn_again_alone() -> None:
    app = OneTable()
    async with app.run_test(size=(30, 11)) as pilot:
        await pilot.pause()
        app.drawn.clear()
        app.table.redraw("k3")
        await pilot.pause()
        assert app.drawn == ["k3"]
