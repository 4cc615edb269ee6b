"""The list of lines one of which is chosen goes on whatever it is sent, and whenever."""

from rich.style import Style
from textual import events
from textual.app import App, ComposeResult

from tests.desk import Desk
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList
from tracker.screens.palette import Palette


class Shown(App[None]):
    CSS = "GuardedOptionList { height: 6; width: 20; border: none; }"

    def __init__(self) -> None:
        super().__init__()
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield GuardedOptionList(*(plain(str(number)) for number in range(20)), markup=False)

    def on_option_list_option_selected(self, event: GuardedOptionList.OptionSelected) -> None:
        self.chosen.append(event.option_index)


def click_on(listed: GuardedOptionList, option: int) -> events.Click:
    where = {"x": 1, "y": 1, "delta_x": 0, "delta_y": 0, "screen_x": 1, "screen_y": 1}
    style = Style(meta={"option": option})
    click = events.Click(listed, **where, button=1, shift=False, meta=False, ctrl=False, style=style)
    click.stop()  # a screen would look up again what lies there
    return click


async def test_a_list_without_a_line_laid_out_has_no_page_to_turn() -> None:
    async with Shown().run_test() as pilot:
        listed = pilot.app.query_one(GuardedOptionList)
        await pilot.press("home", "pagedown")
        assert listed.highlighted == 6
        listed.styles.height = 0
        await pilot.pause()
        listed.set_options([plain("one"), plain("two")])
        listed.highlighted = 1
        await pilot.press("pagedown", "pageup")
        assert listed.highlighted == 1


async def test_a_click_on_a_line_that_is_gone_chooses_nothing() -> None:
    app = Shown()
    async with app.run_test() as pilot:
        listed = app.query_one(GuardedOptionList)
        listed.post_message(click_on(listed, 3))
        await pilot.pause()
        listed.set_options([plain("one")])
        listed.post_message(click_on(listed, 3))
        await pilot.pause()
        assert app.chosen == [3]


async def test_a_line_chosen_in_the_list_of_commands_before_typing_filled_it_anew_is_not_taken_for_another(
    desk: Desk,
) -> None:
    async with desk.open() as person:
        await person.press("ctrl+p")
        await person.until("Commands")
        listed = person.app.screen.query_one("#palette-list", GuardedOptionList)
        chosen = GuardedOptionList.OptionSelected(listed, listed.get_option_at_index(0), 0)
        every = listed.option_count
        await person.type("where it stands")
        await person.until(lambda: 0 < listed.option_count < every)
        listed.post_message(chosen)
        await person.pilot.pause()
        await person.pilot.pause()
        assert isinstance(person.app.screen, Palette)
