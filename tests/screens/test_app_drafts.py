"""Unsaved text outlives the app: it is kept when the app is left, offered at the next start, and never forced."""

import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.desk import BINH, Desk, Person
from tests.terminal import Terminal
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.task import Status
from tracker.screens.clashes import ClashDialog
from tracker.screens.dialogs import Question
from tracker.screens.drafts import DraftsDialog
from tracker.screens.messages import DraftChanged
from tracker.storage.drafts import Draft, Drafts

TASK = "2022-VI-02"
TRACKER = Path(sys.executable).parent / "tracker"


async def leave_unsaved(desk: Desk, text: str = "\nĐang làm dở") -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("k")
        await person.type(text)


async def offered(person: Person) -> str:
    await person.until(lambda: isinstance(person.app.screen, DraftsDialog))
    return person.screen()


async def test_a_draft_is_offered_and_taken_up_and_saved(desk: Desk) -> None:
    await leave_unsaved(desk)
    assert [(each.task, each.text.split("\n")[-1]) for each in desk.drafts.all()] == [(TASK, "Đang làm dở")]
    async with desk.open(wait=False) as person:
        assert "2022-VI-02 · result" in await offered(person)
        await person.press("enter")
        await person.quiet()
        assert "2022-VI-02: kết quả" in person.bar()
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
    assert desk.workspace().read().task(TASK).progress.result.endswith("\nĐang làm dở")
    assert desk.drafts.all() == ()


async def test_a_draft_can_wait_and_can_be_dropped(desk: Desk) -> None:
    await leave_unsaved(desk)
    for keys, left in ((("escape",), 1), (("space", "space", "enter"), 1), (("delete", "enter"), 0)):
        async with desk.open(wait=False) as person:
            await offered(person)
            await person.press(*keys)
            await person.quiet()
            assert person.bar() == ""
            assert person.sheet.pending == {}
        assert len(desk.drafts.all()) == left
    async with desk.open() as person:
        assert person.app.screen is person.app.main
    assert desk.commits() == []


async def test_a_draft_that_cannot_be_written_holds_up_no_other_and_is_told_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await leave_unsaved(desk)
    written = Drafts.save

    def save(drafts: Drafts, draft: Draft) -> None:
        if draft.field == "progress.percent":
            raise OSError("no room")
        written(drafts, draft)

    def discard(_drafts: Drafts, _key: str) -> None:
        raise OSError("no room")

    monkeypatch.setattr(Drafts, "save", save)
    monkeypatch.setattr(Drafts, "discard", discard)
    async with desk.open(wait=False) as person:
        await offered(person)
        await person.press("delete", "enter")
        for key in ("progress.percent", "progress.obstacle"):
            person.app.post_message(DraftChanged(TASK, FIELD_BY_KEY[key], "40", None))
        await person.quiet()
        for _ in range(3):
            person.app.flush_drafts()
        await person.quiet()
        assert person.told().count("no room") == 1
        assert "progress.obstacle" in [each.field for each in desk.drafts.all()]


async def test_a_draft_whose_record_moved_meanwhile_leads_to_both_values(desk: Desk) -> None:
    await leave_unsaved(desk)
    desk.save(TASK, "progress.result", "của người khác", by=BINH)
    async with desk.open((100, 40), wait=False) as person:
        await offered(person)
        screen = await person.until("as you saw it:")
        assert "! changed since" in screen
        assert screen.index("as you typed it:") < screen.index("as it is now:") < screen.index("as you saw it:")
        assert "của người khác" in screen
        await person.press("enter")
        await person.quiet()
        await person.press("f2")
        await person.until(lambda: isinstance(person.app.screen, ClashDialog))
        screen = await person.until("theirs: của người khác")
        assert "Đang làm dở" in screen
        await person.press("1", "enter")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
    assert desk.workspace().read().task(TASK).progress.result.endswith("Đang làm dở")
    assert desk.drafts.all() == ()


async def test_text_that_cannot_be_read_is_kept_as_it_was_typed(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("n", *"32/13")
    async with desk.open(wait=False) as person:
        await offered(person)
        await person.press("enter")
        await person.quiet()
        await person.press("n")
        assert getattr(person.sheet.editor, "value", "") == "32/13"


async def test_the_draft_of_another_repository_is_not_offered(desk: Desk, tmp_path: Path) -> None:
    await leave_unsaved(desk)
    desk.folder.rename(tmp_path / "moved")
    other = Desk(tmp_path / "moved", desk.home)
    async with other.open() as person:
        assert person.app.screen is person.app.main
    assert len(desk.drafts.all()) == 1


async def test_leaving_with_unsaved_changes_asks_and_keeps_them(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("s", "up", "enter", "q")
        await person.until(lambda: isinstance(person.app.screen, Question))
        assert "1 task has unsaved changes" in person.screen()
        await person.press("escape")
        assert person.app.return_code is None
        await person.press("ctrl+q")
        await person.until(lambda: isinstance(person.app.screen, Question))
        await person.press("enter")
        await person.until(lambda: person.app.return_code == 0)
    assert [each.text for each in desk.drafts.all()] == [Status.NOT_STARTED.value]


async def test_leaving_without_changes_does_not_ask(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("q")
        await person.until(lambda: person.app.return_code == 0)


async def test_keys_typed_ahead_of_leaving_do_nothing(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        person.app.exit(0)
        for key in ("s", "k", "ctrl+p"):
            person._send(key)
        assert await person.app.run_action("edit_status", person.app.main)
        assert person.sheet.editor is None


# The installed program, in a terminal


def installed(desk: Desk, *arguments: str, size: tuple[int, int] = (80, 24)) -> Terminal:
    environment = {"TRACKER_LANG": "en", "TRACKER_RECORDS": ""}
    return Terminal([str(TRACKER), *arguments], cwd=desk.folder, env=environment, size=size)


def drafted(desk: Desk) -> list[str]:
    folder = Path(os.environ["XDG_STATE_HOME"]) / "tracker" / "drafts"
    return [path.read_text("utf-8") for path in folder.glob("*.json")] if folder.is_dir() else []


def restores(raw: bytes) -> bool:
    """Return whether every mode that was switched on is off again at the end, and the cursor is shown."""
    modes = dict(re.findall(rb"\x1b\[\?(\d+)([hl])", raw))
    on = {mode for mode, state in modes.items() if state == b"h"}
    return on <= {b"25", b"7"} and modes.get(b"1049") == b"l" and modes.get(b"25") == b"h"


def test_the_installed_program_is_walked_edits_saves_and_leaves_the_terminal_as_it_was(desk: Desk) -> None:
    with installed(desk) as terminal:
        terminal.wait_for("Everything     17/60 !4")
        terminal.type("\x1b[B" * 6)
        terminal.wait_for("VI.2")
        for key in ("\r", "\x1b[B", "\r"):
            terminal.type(key)
            terminal.read_until_quiet()  # a key that moves the focus is over before the next one
        terminal.wait_for("overdue · 7 days late")
        terminal.type("s")
        terminal.wait_for("Enter chooses")
        terminal.type("\x1b[B\r")
        terminal.wait_for("đang thực hiện → đã hoàn thành")
        terminal.type("n")
        terminal.wait_for("the date of the product")
        terminal.type("17/9/2022\r")
        terminal.wait_for("17/09/2022")
        terminal.type("\x13")
        terminal.wait_for("puts it back")
        terminal.type("q")
        assert terminal.wait() == 0
        assert restores(bytes(terminal.raw))
        assert terminal.violations() == []
    assert desk.commits() == ["2022-VI-02: đang thực hiện → đã hoàn thành"]
    assert desk.git("status", "--porcelain") == ""


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_dropped_line_keeps_the_draft_and_the_next_start_offers_it(desk: Desk, number: signal.Signals) -> None:
    with installed(desk) as terminal:
        terminal.wait_for("Everything     17/60 !4")
        terminal.type("\t\r")
        terminal.wait_for("Quý III/2022")
        terminal.type("k")
        terminal.wait_for("one fact on a line")
        terminal.type(" tiê\x7fếng Viê\x7fệt")
        terminal.wait_for("tiếng Việt")
        if number is signal.SIGHUP:
            terminal.hang_up()
        else:
            terminal.send_signal(number)
        assert terminal.wait() == 128 + number
    assert len(drafted(desk)) == 1
    with installed(desk) as terminal:
        terminal.wait_for("Unsaved text from last time")
        terminal.type("\r")
        terminal.wait_for("will be saved: 2022-I-01: kết quả")
        terminal.type("\x13")
        terminal.wait_for("puts it back")
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.violations() == []
    assert desk.workspace().read().task("2022-I-01").progress.result.endswith(" tiếng Việt")
    assert drafted(desk) == []


def test_leaving_at_once_after_a_save_leaves_in_good_order(desk: Desk) -> None:
    with installed(desk) as terminal:
        terminal.wait_for("Everything     17/60 !4")
        terminal.type("s")
        terminal.wait_for("Enter chooses")
        terminal.type("\x1b[B\r")
        terminal.wait_for("will be saved")
        terminal.type("\x13q")
        terminal.read_until_quiet()
        if terminal.process.poll() is None:  # what is not saved yet is asked about
            terminal.type("\r")
        assert terminal.wait() == 0
        assert b"Traceback" not in terminal.raw
    assert len(desk.commits()) == 1
