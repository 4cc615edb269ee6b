"""A task edited where it stands: what is shown before, what is committed, what happens when others edit too."""

import threading
from collections.abc import Mapping
from datetime import date

import pytest
from textual.content import Content
from textual.widgets import Static

from tests.desk import AN, BINH, NOW, Desk, Person
from tracker.plan.edit import Edit
from tracker.plan.task import Status
from tracker.screens.citations import CitationsDialog
from tracker.screens.clashes import ClashDialog
from tracker.screens.dialogs import IdentityDialog
from tracker.screens.field_row import FieldRow
from tracker.screens.keys import chosen_keys
from tracker.screens.steps import StepQuestion
from tracker.screens.themes import LATE_STYLE
from tracker.workspace import Saved, Workspace

TASK = "2022-VI-02"


class Held(Workspace):
    """A workspace whose saves wait until they are let go, as on a slow disk."""

    def hold(self) -> None:
        self.go_on = threading.Event()
        self.asked: list[Edit] = []

    def apply_all(self, edits: Mapping[str, Edit], **how: object) -> Saved | None:
        self.asked.extend(edits.values())
        assert self.go_on.wait(20)
        return Workspace.apply_all(self, edits, **how)  # type: ignore[arg-type]  # passed on as it came


def held(desk: Desk) -> Held:
    workspace = Held.open(desk.records, now=lambda: NOW)
    assert isinstance(workspace, Held)
    workspace.hold()
    return workspace


def result(desk: Desk, id: str = TASK) -> str:
    return desk.workspace().read().task(id).progress.result


async def choose_status(person: Person, status: Status) -> None:
    await person.press("s")
    steps = list(Status).index(status) - list(Status).index(
        person.sheet.row.task.progress.status if person.sheet.row is not None else status
    )
    await person.press(*(["down"] * steps if steps > 0 else ["up"] * -steps), "enter")


async def test_status_and_result_are_one_commit_of_one_file_with_the_sentence_shown_before(desk: Desk) -> None:
    before = result(desk)
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.DONE)
        await person.press("n")
        await person.type("17/9/2022")
        await person.press("enter", "k")
        await person.type("\nĐã đưa vào sử dụng")
        sentence = "2022-VI-02: đang thực hiện → đã hoàn thành"
        assert f"will be saved: {sentence}" in person.bar()
        assert desk.commits() == []
        assert desk.git("status", "--porcelain") == ""
        await person.press("ctrl+s")
        await person.until(lambda: "saved" in person.told())
        await person.quiet()
        commit = desk.git("rev-parse", "HEAD")
        assert f"saved: {sentence} · {commit[:9]}" in person.told()
        assert "2022-VI-02: đang thực hiện" in person.screen()
        assert desk.commits() == [sentence]
        path = desk.path(TASK).relative_to(desk.folder).as_posix()
        assert desk.git("show", "--format=", "--name-only", "HEAD") == path
        assert desk.git("status", "--porcelain") == ""
        assert result(desk) == f"{before}\nĐã đưa vào sử dụng"
        assert person.bar() == ""
        await person.press("escape")
        assert "VI.2*   Xây dựng chức năng giám sát" in person.screen() or "VI.2" in person.rows()
        await person.press("escape", "escape")
        screen = await person.until("VI Chính quyền… 2/14")
        assert "Everything     18/60 !3" in screen
    assert desk.drafts.all() == ()


async def test_what_the_user_staged_stays_staged(desk: Desk) -> None:
    (desk.folder / "note.txt").write_text("of my own", encoding="utf-8")
    desk.git("add", "note.txt")
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("f2")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
    assert desk.git("status", "--porcelain") == "A  note.txt"


async def test_undo_asks_with_the_sentence_and_goes_back_step_by_step(desk: Desk) -> None:
    desk.save("2022-VI-02", "progress.status", Status.PAUSED)
    desk.save("2022-I-01", "progress.percent", 40)
    desk.save("2022-II-01", "progress.status", Status.WAITING, by=BINH)
    async with desk.open() as person:
        await person.press("u")
        await person.until("2022-I-01: tỷ lệ %")
        await person.press("escape")
        await person.quiet()
        assert len(desk.commits()) == 3
        for sentence in ("2022-I-01: tỷ lệ %", "2022-VI-02: đang thực hiện → tạm dừng"):
            await person.press("u")
            await person.until(lambda: isinstance(person.app.screen, StepQuestion))
            assert sentence in person.screen()
            await person.press("enter")
            await person.quiet()
        assert desk.commits()[3:] == [
            "2022-I-01: tỷ lệ % (hoàn tác)",
            "2022-VI-02: tạm dừng → đang thực hiện (hoàn tác)",
        ]
        await person.press("f8")
        await person.until(lambda: "no edit of yours to undo" in person.told())
    plan = desk.workspace().read()
    assert plan.task("2022-VI-02").progress.status is Status.IN_PROGRESS
    assert plan.task("2022-I-01").progress.percent is None
    assert plan.task("2022-II-01").progress.status is Status.WAITING


async def test_typing_during_a_save_is_not_lost(desk: Desk) -> None:
    before, workspace = result(desk), held(desk)
    async with desk.open(workspace=workspace) as person:
        await person.go_to("VI.2")
        await person.press("k")
        await person.type("\nMột")
        await person.press("ctrl+s")
        await person.until(lambda: len(workspace.asked) == 1)
        await person.type(" hai")
        workspace.go_on.set()
        await person.until(lambda: len(desk.commits()) == 1)
        await person.type(" ba")
        await person.quiet()
        assert result(desk) == f"{before}\nMột"
        assert "kết quả" in person.bar()
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        assert person.bar() == ""
    assert result(desk) == f"{before}\nMột hai ba"
    assert desk.drafts.all() == ()


async def test_a_change_taken_back_during_its_save_is_taken_back(desk: Desk) -> None:
    before, workspace = result(desk), held(desk)
    async with desk.open(workspace=workspace) as person:
        await person.go_to("VI.2")
        await person.press("k", "x", "ctrl+s")
        await person.until(lambda: len(workspace.asked) == 1)
        await person.press("backspace")
        workspace.go_on.set()
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
        assert result(desk) == f"{before}x"
        assert "kết quả" in person.bar()
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 2)
    assert result(desk) == before


async def test_a_second_field_edited_while_the_first_is_saved_stays_unsaved(desk: Desk) -> None:
    workspace = held(desk)
    async with desk.open(workspace=workspace) as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("ctrl+s")
        await person.until(lambda: len(workspace.asked) == 1)
        await person.press("k", "!")
        workspace.go_on.set()
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
        assert "2022-VI-02: kết quả" in person.bar()
        await person.press("!", "f2")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
    assert desk.commits() == ["2022-VI-02: đang thực hiện → tạm dừng", "2022-VI-02: kết quả"]
    assert result(desk).endswith("!!")


async def test_two_saves_in_one_burst_are_two_commits_in_order(desk: Desk) -> None:
    before, workspace = result(desk), held(desk)
    async with desk.open(workspace=workspace) as person:
        await person.go_to("VI.2")
        await person.press("k", "a", "ctrl+s", "b", "ctrl+s", "c", "ctrl+s")
        workspace.go_on.set()
        await person.until(lambda: len(desk.commits()) == 3)
        await person.quiet()
        assert person.app.screen is person.app.main
        assert person.bar() == ""
    assert desk.commits() == ["2022-VI-02: kết quả"] * 3
    assert result(desk) == f"{before}abc"
    added = [line for line in desk.git("log", "-p", "--format=", "--reverse").split("\n") if line.startswith("+Sở Nội")]
    assert [line[-3:] for line in added[-3:]] == [f"{before}abc"[:-2][-3:], f"{before}abc"[:-1][-3:], "abc"]


async def asked(person: Person, title: str = "Somebody else changed this in the meantime.") -> str:
    """Wait for the dialog of fields whose base moved."""
    await person.until(lambda: isinstance(person.app.screen, ClashDialog))
    return await person.until(title)


async def test_each_field_that_changed_underneath_is_answered_and_the_edit_is_one_commit(desk: Desk) -> None:
    before = result(desk)
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("percent_sign", *"40", "enter", "d", *"Bộ", "enter", "k", *"!")
        desk.save(TASK, "progress.status", Status.WAITING, by=BINH)
        desk.save(TASK, "progress.percent", 60, by=BINH)
        desk.save(TASK, "progress.awaiting", "Sở", by=BINH)
        await person.press("ctrl+s")
        screen = await asked(person, "1/3")
        for told in ("before: in progress", "[ ] 1 yours: paused", "[ ] 2 theirs: waiting", f"{BINH.name}, "):
            assert told in screen
        await person.press("escape")
        await person.quiet()
        assert "nothing was written." in person.told()
        assert "chờ cấp trên → tạm dừng" in person.bar()
        assert len(desk.commits()) == 3
        await person.press("ctrl+s")
        await asked(person, "1/3")
        await person.press("1", "enter", "e")
        await person.until("a whole number from 0 to 100")
        await person.press("backspace", "backspace", *"50", "enter", "enter", "2")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 4)
        await person.quiet()
        assert person.bar() == ""
        assert person.sheet.pending == {}
        task = desk.workspace().read().task(TASK)
        assert (task.progress.status, task.progress.percent, task.progress.awaiting) == (Status.PAUSED, 50, "Sở")
        assert task.progress.result == f"{before}!"
        await person.press("escape", "u")
        await person.until(lambda: isinstance(person.app.screen, StepQuestion))
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 5)
        await person.quiet()
    task = desk.workspace().read().task(TASK)
    assert (task.progress.status, task.progress.percent, task.progress.awaiting) == (Status.WAITING, 60, "Sở")
    assert task.progress.result == before
    assert desk.drafts.all() == ()


async def test_what_changes_again_while_it_is_decided_is_asked_about_again_and_nothing_is_lost(desk: Desk) -> None:
    again = "It changed again while you decided."
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("percent_sign", *"40", "enter", "k", *"!")
        mine = f"{result(desk)}!"
        desk.save(TASK, "progress.percent", 60, by=BINH)
        desk.save(TASK, "progress.result", "của người khác", by=BINH)
        await person.press("ctrl+s")
        await asked(person, "1/2")
        desk.save(TASK, "progress.percent", 70, by=BINH)
        desk.save(TASK, "progress.result", "lại khác", by=BINH)
        await person.press("e", "backspace", "backspace", *"50", "enter", "enter", "2", "enter")
        screen = await asked(person, f"{again} 1/2")
        assert "before: 60" in screen
        assert "yours: 50" in screen  # as it was typed in the dialog
        assert "theirs: 70" in screen
        await person.press("right")
        assert "theirs: lại khác" in person.screen()
        ours = person.app.screen.query_one("#clash-mine", Static)
        assert mine in str(ours.content)  # what was given up for a value that no longer stands there
        await person.press("escape")
        await person.quiet()
        assert len(desk.commits()) == 4
        await person.press("ctrl+s")
        await asked(person, "1/2")
        await person.press("right")
        assert "yours: 50" in person.screen()
        await person.press("1", "enter", "1", "enter")
        await person.until(lambda: len(desk.commits()) == 5)
        await person.quiet()
        assert person.bar() == ""
    task = desk.workspace().read().task(TASK)
    assert (task.progress.percent, task.progress.result) == (50, mine)


async def test_a_change_underneath_between_opening_a_field_and_typing_is_not_written_over(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("k")
        desk.save(TASK, "progress.result", "của người khác", by=BINH)
        await person.press("f5")
        await person.quiet()
        await person.press("x", "ctrl+s")
        assert "theirs: của người khác" in await asked(person)
        await person.press("2", "enter")
        await person.quiet()
        assert person.bar() == ""
    assert result(desk) == "của người khác"
    assert len(desk.commits()) == 1


async def test_a_task_removed_underneath_is_refused_and_the_text_kept(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("k", "x")
        desk.git("rm", "-q", str(desk.path(TASK)))
        desk.git("commit", "-q", "-m", "removed")
        await person.press("ctrl+s")
        await person.until(lambda: "not done" in person.told())
        assert "kết quả" in person.bar()
        await person.press("f5")
        await person.quiet()
    assert len(desk.drafts.all()) == 1


BROKEN = {
    "conflict markers": b"<<<<<<< HEAD\nid = 1\n=======\nid = 2\n>>>>>>> other\n",
    "bad TOML": b'id = "2022-VI-02\n',
    "wrong types": b'id = "2022-VI-02"\ntitle = 7\n',
    "not UTF-8": b'id = "2022-VI-02"\ntitle = "\xff\xfe"\n',
}


async def test_broken_records_are_red_rows_that_cannot_be_edited_and_the_others_can(desk: Desk) -> None:
    area = desk.path(TASK).parent
    for number, (name, content) in enumerate(BROKEN.items(), 20):
        (area / f"{number}-{name.replace(' ', '-').lower()}.toml").write_bytes(content)
    twin = area / "30-twin.toml"
    twin.write_bytes(desk.path("2022-VI-03").read_bytes())
    before = {path: path.read_bytes() for path in area.iterdir()}
    async with desk.open((120, 50)) as person:
        await person.choose("VI ")
        assert person.rows()[:6] == ["!!"] * 6  # nothing tells which of two twins is meant
        screen = person.screen()
        assert "13 of 59 tasks · 6 records cannot be read" in screen
        for number in range(20, 24):
            assert f"{number}-" in screen
        assert "30-twin.toml:3" in screen
        await person.press("enter")
        for row in range(6):
            assert "this record cannot be read" in person.screen()
            assert "line" in person.screen()
            await person.press("enter", "s", "k", "v", "n", "f4", "e", "x", "ctrl+s", "f2", "escape")
            await person.press("down")
            assert person.bar() == "", row
        await person.quiet()
        assert desk.commits() == []
        await person.go_to("VI.4")
        await choose_status(person, Status.PAUSED)
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 1)
    changed = desk.path("2022-VI-04")
    assert {path: path.read_bytes() for path in area.iterdir() if path != changed} == {
        path: content for path, content in before.items() if path != changed
    }


def detached(desk: Desk) -> str:
    desk.git("checkout", "-q", "--detach")
    return "git switch main"


def merging(desk: Desk) -> str:
    (desk.folder / ".git" / "MERGE_HEAD").write_text(desk.git("rev-parse", "HEAD") + "\n", encoding="ascii")
    return "git merge --abort"


@pytest.mark.parametrize("make", [detached, merging])
async def test_a_read_only_repository_says_why_and_the_way_out_and_takes_no_edit(desk: Desk, make: object) -> None:
    assert callable(make)
    way_out = make(desk)
    async with desk.open((120, 40)) as person:
        screen = person.screen()
        assert "read only" in screen
        assert way_out in screen
        await person.go_to("VI.2")
        await person.press("s", "k", "v", "n", "e", "enter", "f4", *"z", "ctrl+s", "f2", "u", "f8")
        assert person.sheet.editor is None
        for command in ("status", "result", "undo", "save"):
            await person.press("ctrl+p")
            await person.type(command)
            await person.press("enter")
            await person.quiet()
            assert person.app.screen is person.app.main
            assert person.sheet.editor is None
        row = person.sheet.query(FieldRow).first()
        await person.pilot.click(row)
        await person.pilot.click(row)
        assert person.sheet.editor is None
        assert person.sheet.pending == {}
    assert desk.commits() == []
    assert desk.git("status", "--porcelain") == ""


async def test_a_repository_that_becomes_read_only_keeps_what_is_typed_and_goes_on_afterwards(desk: Desk) -> None:
    async with desk.open((120, 40)) as person:
        await person.go_to("VI.2")
        await person.press("k", "x")
        desk.git("checkout", "-q", "--detach")
        await person.press("ctrl+s")
        await person.until(lambda: "not done" in person.told())
        assert "git switch" in person.told()
        await person.press("f5")
        await person.until("read only")
        assert "kết quả" in person.bar()
        desk.git("switch", "-q", "main")
        await person.press("f5")
        await person.gone("read only")
        await person.press("f2")
        await person.until(lambda: len(desk.commits()) == 1)
    assert result(desk).endswith("x")


async def test_who_is_not_known_is_asked_once_and_the_edit_goes_on(desk: Desk) -> None:
    desk.git("config", "--unset", "user.name")
    desk.git("config", "--unset", "user.email")
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("ctrl+s")
        await person.until("Who are you?")
        await person.press("escape")
        await person.quiet()
        assert desk.commits() == []
        assert "tạm dừng" in person.bar()
        await person.press("ctrl+s")
        await person.until("Who are you?")
        await person.type(BINH.name)
        await person.press("enter")
        await person.type("binh")
        await person.press("enter")
        await person.until("this is no e-mail address")
        await person.type("@example.vn")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
        await choose_status(person, Status.DONE)
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 2)
        assert not isinstance(person.app.screen, IdentityDialog)
    assert desk.git("log", "-2", "--format=%an <%ae>").split("\n") == [f"{BINH.name} <{BINH.email}>"] * 2


async def test_documents_are_recognised_in_pasted_text(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("v")
        await person.paste(
            "Quyết định số 2286/QĐ-UBND ngày 17/8/2022 của UBND tỉnh; Công văn 15/SNV-CCHC ngày 5/9/2022; "
            "12/NQ-HĐND của HĐND tỉnh; Công văn 45 của Sở Nội vụ"
        )
        await person.until("3 documents are recognised in the text")
        await person.press("escape", "ctrl+s")  # what nobody has confirmed is listed, not saved
        screen = await person.until("not recognised, and left out: Công văn 45 của Sở Nội vụ")
        assert "[x] Quyết định số 2286/QĐ-UBND" in screen
        assert "[ ] Nghị quyết số 12/NQ-HĐND" in screen
        assert "? no date is told." in screen
        await person.press("escape", "ctrl+s")
        await person.until(lambda: isinstance(person.app.screen, CitationsDialog))
        assert desk.commits() == []
        await person.press("enter")
        await person.until("2 documents recognised")
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 1)
    documents = desk.workspace().read().task(TASK).progress.documents
    assert [(each.number, each.date, each.issuer) for each in documents] == [
        ("2286/QĐ-UBND", date(2022, 8, 17), "ubnd-tinh"),
        ("15/SNV-CCHC", date(2022, 9, 5), "so-noi-vu"),
    ]


async def test_text_without_a_document_is_explained_and_not_saved(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("v", *"abc")
        await person.until("no document is recognised in abc")
        await person.press("ctrl+s", "f2")
        await person.quiet()
    assert desk.commits() == []


async def test_a_wrong_date_is_explained_at_the_field_and_not_saved(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("n")
        await person.type("32/13/2022")
        screen = await person.until("is no date")
        assert "17/8/2022" in screen
        await person.press("enter")
        assert person.sheet.editor is not None
        await person.press("ctrl+s")
        await person.quiet()
        assert desk.commits() == []
        assert "cannot be taken as it is: completed · Ctrl+S goes there" in person.bar()
        await person.press("escape")
        screen = await person.until("! 32/13/2022 is no date. · write day")
        assert "completed ✎           32/13/2022" in screen
        value = next(each for each in person.sheet.query(FieldRow) if each.subject.key == "progress.completed").value
        assert isinstance(value.content, Content)
        assert [each.style for each in value.content.spans] == [LATE_STYLE]
        await person.press("percent_sign", *"150", "escape", "f2")
        await person.quiet()
        assert "completed, percent" in person.bar()
        assert getattr(person.sheet.editor, "value", "") == "32/13/2022"
        await person.press(*["backspace"] * 10)
        await person.press("enter", "f2")
        await person.quiet()
        assert getattr(person.sheet.editor, "value", "") == "150"
        await person.press(*["backspace"] * 3)
        await person.press("enter", "ctrl+s")
        await person.until(lambda: len(desk.commits()) == 1)
    assert desk.workspace().read().task(TASK).progress.completed is None


async def test_unsaved_changes_can_be_dropped(desk: Desk) -> None:
    before = result(desk)
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("k", "x")
        await person.until(lambda: "tạm dừng" in person.bar())
        await person.press("f9")
        screen = await person.until("Drop what is unsaved in VI.2?")
        assert "status: paused" in screen
        await person.press("escape")
        assert len(person.sheet.pending) == 1
        await person.press("f9", "enter")
        await person.quiet()
        assert person.bar() == ""
        assert person.sheet.pending == {}
        await person.press("k")
        assert getattr(person.sheet.editor, "text", "") == before
        person.app.flush_drafts()
    assert desk.commits() == []
    assert desk.drafts.all() == ()


async def test_unsaved_changes_stay_with_their_task_and_are_marked(desk: Desk) -> None:
    async with desk.open() as person:
        await person.choose("VI ")
        await person.go_to("VI.2")
        await person.press("k", "x", "escape", "escape", "down")
        await person.quiet()
        assert "VI.2✎" in person.screen()
        await person.go_to("VI.4")
        assert person.bar() == ""
        await person.press("escape", "escape")
        await person.go_to("VI.2")
        assert "result ✎" in person.screen()
        assert "kết quả" in person.bar()


async def test_an_edit_that_changes_nothing_makes_no_commit(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        desk.save(TASK, "progress.status", Status.PAUSED, by=BINH)
        await person.press("ctrl+s")
        await person.until(lambda: "nothing to commit" in person.told())
        await person.quiet()
        assert person.bar() == ""
    assert len(desk.commits()) == 1


async def test_a_hook_that_refuses_is_quoted_and_the_text_kept(desk: Desk) -> None:
    hook = desk.folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho thiếu số văn bản >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    async with desk.open() as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("ctrl+s")
        await person.until(lambda: "thiếu số văn bản" in person.told())
        assert "tạm dừng" in person.bar()
    assert desk.commits() == []
    assert desk.git("status", "--porcelain") == ""
    assert len(desk.drafts.all()) == 1


async def test_a_commit_of_the_plain_git_user_in_between_is_kept(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        path = desk.path("2022-VI-04")
        path.write_text(path.read_text("utf-8").replace('obstacle = ""', 'obstacle = """\nchậm\n"""'), encoding="utf-8")
        desk.git("commit", "-q", "-a", "-m", "bằng tay")
        await choose_status(person, Status.PAUSED)
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
    assert desk.workspace().read().task("2022-VI-04").progress.obstacle == "chậm"
    desk.git("fsck", "--strict")
    assert desk.git("log", "-1", "--format=%ae") == AN.email


async def test_what_was_saved_names_the_key_the_person_put_undo_on(desk: Desk) -> None:
    async with desk.open(keys=chosen_keys({"main.undo": ["Ctrl+Y"], "main.redo": ["U"]})) as person:
        await person.go_to("VI.2")
        await choose_status(person, Status.PAUSED)
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.until(lambda: "Ctrl+Y puts it back" in person.told())
