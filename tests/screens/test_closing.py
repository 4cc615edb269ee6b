"""Keys that come together close a screen once."""

import asyncio

from textual.widgets import OptionList

from tests.desk import Desk
from tracker.screens.choice import Choice, ChoiceDialog
from tracker.screens.columns import ColumnsDialog
from tracker.screens.problems import ProblemsScreen
from tracker.screens.typing import OrderedInput


async def test_a_dialog_closed_twice_by_keys_of_one_packet_leaves_the_screen_beneath(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("o")
        await person.until(lambda: isinstance(person.app.screen, ColumnsDialog))
        dialog = person.app.screen
        dialog.dismiss(None)
        dialog.dismiss(None)
        await person.pilot.pause()
        assert person.app.screen is person.app.main


async def test_a_dialog_under_another_stays_and_closes_none(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("o")
        await person.until(lambda: isinstance(person.app.screen, ColumnsDialog))
        beneath = person.app.screen
        await person.app.push_screen(ProblemsScreen(person.app.words))
        beneath.dismiss(None)
        await person.pilot.pause()
        assert person.app.screen is not beneath
        assert beneath in person.app.screen_stack


async def test_a_command_of_a_dialog_that_has_gone_is_for_nobody(desk: Desk) -> None:
    async with desk.open() as person:
        app = person.app
        dialog = ChoiceDialog(app.words, "Chọn", [Choice(key=each, label=each, names=(each,)) for each in "AB"])
        await app.push_screen(dialog)
        await person.quiet()
        listed = dialog.query_one(OptionList)
        assert await app.run_action("move(1)", dialog)
        assert listed.highlighted == 1
        dialog.dismiss(None)
        assert await app.run_action("move(1)", dialog), "nobody else is to take the key"
        await person.quiet()
        assert await app.run_action("move(1)", dialog)
        assert await app.run_action("move(1)", listed)
        assert app.screen is app.main


async def test_a_command_of_a_screen_that_is_being_opened_waits_for_its_widgets(desk: Desk) -> None:
    async with desk.open() as person:
        screen = ProblemsScreen(person.app.words)
        opening = person.app.push_screen(screen)
        assert not screen.is_mounted
        assert await person.app.run_action("narrow", screen)
        await opening
        await person.until(lambda: isinstance(person.app.focused, OrderedInput))


async def test_a_dialog_that_is_taken_away_while_it_is_made_ends_nothing(desk: Desk) -> None:
    async with desk.open() as person:
        app = person.app
        dialog = ChoiceDialog(app.words, "Chọn", [Choice(key="A", label="A", names=("A",))])
        opening = app.push_screen(dialog)
        while not dialog.is_running:
            await asyncio.sleep(0)
        closing = app.pop_screen()
        await dialog.remove_children()
        await opening
        await closing
        await person.quiet()
        assert app.screen is app.main
        assert app.return_code is None
