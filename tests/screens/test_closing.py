"""Keys that come together close a screen once."""

from tests.desk import Desk
from tracker.screens.columns import ColumnsDialog
from tracker.screens.problems import ProblemsScreen


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
