"""What can be done is found: the list of commands, the help, and a reason where something cannot be done now."""

from textual.widgets import OptionList

from tests.desk import Desk
from tracker.plan.task import Status
from tracker.screens.commands import COMMAND_BY_ID, COMMANDS, Scope
from tracker.screens.footer import CommandKey
from tracker.screens.keys import chosen_keys
from tracker.screens.navigator import AGENCIES, AREAS, Navigator
from tracker.screens.palette import FIELD_COMMANDS, Palette


async def test_help_names_the_commands_of_the_screen_and_the_marks(desk: Desk) -> None:
    async with desk.open((120, 140)) as person:
        await person.press("question_mark")
        screen = await person.until("Marks")
        for command in COMMANDS:
            if command.listed and command.scope in (Scope.APP, Scope.MAIN):
                assert command.help.text in screen
        assert screen.index("Walk the plan") < screen.index("Edit a task") < screen.index("The program")
        assert "✎   unsaved changes" in screen
        for mark in ("!!  ", "◆   marked", "•   a saved view", "↑ ↓ commits not sent"):
            assert mark in screen
        await person.press("escape")
        assert "Marks" not in person.screen()


async def test_every_command_of_the_registry_is_bound_where_it_says(desk: Desk) -> None:
    async with desk.open() as person:
        bound = {active.binding.id for active in person.app.screen.active_bindings.values()}
        await person.go_to("VI.2")
        bound |= {active.binding.id for active in person.app.screen.active_bindings.values()}
        on_screen = (Scope.APP, Scope.MAIN, Scope.SHEET, Scope.FIELD)
        missing = {each.id for each in COMMANDS if each.scope in on_screen} - bound
        assert missing <= {"main.open"}, "the table or the field has the key itself"
        await person.press("ctrl+p")
        await person.until(lambda: person.app.focused is not None and person.app.focused.id == "palette-input")
        bound = {active.binding.id for active in person.app.screen.active_bindings.values()}
        missing = {each.id for each in COMMANDS if each.scope is Scope.PALETTE} - bound
        assert missing <= {"palette.up", "palette.down"}, "a screen scrolls by these where it is too small"


async def test_the_list_of_commands_finds_without_tones_and_runs(desk: Desk) -> None:
    async with desk.open(language="vi") as person:
        await person.press("ctrl+p")
        await person.until("Lệnh")
        listed = person.app.screen.query_one("#palette-list", OptionList)
        assert listed.option_count == sum(each.listed for each in COMMANDS) + len(FIELD_COMMANDS)
        await person.type("co quan")
        await person.until(lambda: 0 < listed.option_count < sum(each.listed for each in COMMANDS))
        await person.press("enter")
        await person.until(lambda: person.app.main.query_one(Navigator).mode == "agencies")
        await person.press("tab", "ctrl+p")
        await person.type("gia han")
        await person.until("gia hạn — sửa trường này của nhiệm vụ")
        await person.press("enter")
        await person.until(lambda: person.sheet.editing is not None)


async def test_the_list_of_commands_says_nothing_to_what_it_does_not_know(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("f10", *"zzzz")
        await person.until("no command is called so")
        await person.press("enter")
        await person.until(lambda: person.app.screen is person.app.main)
        await person.press("f10", "escape")
        assert person.app.screen is person.app.main


async def test_the_list_of_commands_runs_each_kind_of_command(desk: Desk) -> None:
    desk.save("2022-VI-02", "progress.status", Status.PAUSED)
    async with desk.open() as person:

        async def run(id: str) -> None:
            await person.press("ctrl+p")
            await person.type(COMMAND_BY_ID[id].name.text)
            await person.press("enter")

        await run("main.undo")
        await person.until("Put back your last edit?")
        await person.press("ctrl+p")
        assert not isinstance(person.app.screen, Palette), "a question is answered first"
        await person.press("escape")
        await run("app.help")
        await person.until("Keys on the main screen")
        await person.press("escape")
        await run("main.reload")
        await person.quiet()
        await run("main.search")
        await person.until(lambda: person.app.focused is not None and person.app.focused.id == "search")
        await person.press("f10", *["down"] * 3, "escape")
        await run("app.quit")
        await person.until(lambda: person.app.return_code == 0)


async def test_a_key_that_cannot_act_now_says_why(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("ctrl+s")
        assert "not now: nothing in this task is unsaved" in person.told()
        await person.press("slash", *"zzzz", "enter", "s")
        assert "not now: no task is selected" in person.told()
        await person.press("ctrl+p")
        await person.until("Commands")
        await person.type("change the status")
        await person.until("s F7         status — no task is selected")
        await person.press("ctrl+u")
        await person.type("where it stands")
        await person.until("edit — only on a field of the sheet")
        await person.press("escape", "escape")
        (desk.folder / ".git" / "MERGE_HEAD").write_text(desk.git("rev-parse", "HEAD") + "\n", encoding="utf-8")
        await person.press("f5")
        await person.until("read only")
        for key in ("s", "ctrl+s", "u", "percent_sign"):
            person.app.clear_notifications()
            await person.press(key)
            assert "not now: read only: " in person.told(), key
        person.app.clear_notifications()
        await person.go_to("VI.2")
        await person.press("enter")
        assert "not now: read only: " in person.told()
        assert person.sheet.editor is None


async def test_a_broken_record_says_why_nothing_can_be_done_to_it(desk: Desk) -> None:
    record = desk.path("2022-I-01")
    record.write_text("id = 7\n", encoding="utf-8")
    async with desk.open() as person:
        await person.press("tab", "s")
        assert "not now: this record cannot be read; nothing is written to it" in person.told()


async def test_the_mouse_reaches_tabs_rows_fields_and_the_footer_and_says_what_they_do(desk: Desk) -> None:
    async with desk.open() as person:
        navigator = person.app.main.query_one(Navigator)
        await person.pilot.click("#navigator-modes", offset=(10, 0))
        await person.until(lambda: navigator.mode == AGENCIES)
        await person.pilot.click("#navigator-modes", offset=(1, 0))
        await person.until(lambda: navigator.mode == AREAS)
        assert "a click changes" in str(person.app.main.query_one("#navigator-modes").tooltip)
        assert "overdue" in str(person.app.main.query_one("#heading").tooltip)
        await person.pilot.click("#tasks", offset=(3, 4))
        await person.until(lambda: person.table.key != person.table.keys[0])
        footer = {each.action: each for each in person.app.screen.query(CommandKey)}
        assert "save the changes" not in str(footer["save"].tooltip), "it says why it cannot act"
        assert "nothing in this task is unsaved" in str(footer["save"].tooltip)
        assert "change the status" in str(footer["edit_status"].tooltip)
        await person.pilot.click(footer["save"])
        await person.until(lambda: "nothing in this task is unsaved" in person.told())
        assert list(person.app.screen.query(CommandKey)) == list(footer.values()), "the keys are the same, and stay"
        await person.pilot.click(footer["edit_status"])
        await person.until(lambda: person.sheet.editor is not None)


async def test_the_lines_under_a_field_and_the_save_bar_name_the_keys_a_person_has_chosen(desk: Desk) -> None:
    wanted = {"main.save": ("Ctrl+W",), "main.drop": ("Ctrl+K",), "sheet.leave": ("Ctrl+B",)}
    keys = chosen_keys(wanted)
    assert keys.problems == ()
    async with desk.open((120, 40), keys=keys) as person:
        await person.go_to("VI.2")
        await person.press("k")
        told = await person.until("one fact on a line")
        assert "· Ctrl+W saves ·" in told
        assert "Ctrl+B leaves" in told
        await person.type("mới")
        await person.press("ctrl+b")
        assert person.bar().endswith("Ctrl+W saves · Ctrl+R with a reason · Ctrl+K drops")


async def test_a_list_of_commands_that_is_left_while_the_window_changes_is_not_filled_any_more(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("ctrl+p")
        palette = person.app.screen
        assert isinstance(palette, Palette)
        await person.press("escape")
        await person.until(lambda: not palette.is_attached)
        palette._fill()
        assert person.app.screen is person.app.main
