"""Every field where it stands: its editor, its rule, what helps to fill it in, and what is said before it is saved."""

import contextlib
import sys
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import OptionList

from tests.desk import BINH, Desk, Person
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.names import AgencyId
from tracker.plan.rules import Actor, ActorRole
from tracker.plan.task import ScheduleKind, Status, Task
from tracker.screens.bulk import BulkDialog
from tracker.screens.calendar import Calendar
from tracker.screens.choice import ChoiceDialog
from tracker.screens.citations import CitationsDialog
from tracker.screens.clashes import ClashDialog
from tracker.screens.dialogs import Question, ReasonDialog
from tracker.screens.field_row import FieldRow
from tracker.screens.steps import StepsDialog
from tracker.workspace import Workspace

TASK = "2022-VI-02"


def task(desk: Desk, id: str = TASK) -> Task:
    return desk.workspace().read().task(id)


async def shown(person: Person, dialog: type) -> str:
    return await person.until(lambda: isinstance(person.app.screen, dialog) and bool(person.screen().strip()))


async def edit(person: Person, name: str) -> None:
    """Find a field by its name and open it."""
    await person.press("f")
    await shown(person, ChoiceDialog)
    await person.type(name)
    await person.press("enter")
    await person.until(lambda: person.sheet.editor is not None and person.sheet.editor.has_focus)


async def saved(person: Person, desk: Desk, commits: int) -> None:
    await person.press("f2")
    await person.until(lambda: len(desk.commits()) == commits)
    await person.quiet()


async def test_what_a_status_leaves_open_is_said_beside_it_with_the_key_that_mends_it(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        await person.press("s", "down", "enter")
        screen = await person.until("the task is done, but the date of its product is missing. → completed (n)")
        assert "the task is done, but no document proves it. → documents (v)" in screen
        assert "overdue · 7 days late → done, date not told once saved" in screen
        await person.press("n")
        await person.type("30/9/2022")
        await person.press("enter")
        screen = await person.gone("the date of its product is missing")
        assert "→ done in time once saved" in screen
        await person.press("percent_sign", *"40", "enter")
        await person.until("the task is done, but stands at 40%. → percent (%)")
        await person.press("s", "down", "enter")
        await person.until("the body awaited is not named. → awaiting (d)")
        await person.press("f9")
        await person.until("Drop what is unsaved in VI.2?")
        await person.press("enter")
        await person.gone("awaiting (d)")
    assert desk.commits() == []


async def test_number_and_title_stay_in_view_and_a_long_title_stands_among_the_fields_too(desk: Desk) -> None:
    long = "Xây dựng chức năng giám sát chất lượng " * 9 + "cuối"
    desk.save(TASK, "title", long)
    async with desk.open((80, 24)) as person:
        await person.go_to("VI.2")
        assert "…" in person.screen()
        title = next(each for each in person.sheet.query(FieldRow) if each.subject.key == "title")
        assert title.display
        await person.pilot.resize_terminal(200, 24)
        await person.until(lambda: not title.display)
        await person.until("cuối")
        await person.pilot.resize_terminal(80, 24)
        await person.until(lambda: title.display)
        await person.press("end")
        await person.until(lambda: person.sheet.scroll_offset.y > 0)
        assert "VI.2  Xây dựng" in person.screen()


async def test_a_date_is_taken_from_the_calendar_over_the_field(desk: Desk) -> None:
    async with desk.open((60, 20), language="vi") as person:
        await person.go_to("VI.2")
        await person.press("n", "down")
        screen = await shown(person, Calendar)
        assert "Tháng 10 năm 2022 · 07/10/2022" in screen
        assert "T2   T3   T4   T5   T6   T7   CN" in screen
        assert "[ 7 ]" in screen
        assert "! hạn 30/09/2022" in screen
        await person.press("pageup", "up", "right")
        assert "[ 1 ]" in person.screen()
        await person.press("enter")
        assert getattr(person.sheet.editor, "value", "") == "01/09/2022"
        await person.press("ctrl+t", "escape", "enter")
        await person.until("01/09/2022")
        await saved(person, desk, 1)
    assert task(desk).progress.completed == date(2022, 9, 1)


async def test_the_body_awaited_is_completed_from_the_register_or_free(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("s", "down", "down", "enter", "d")
        await person.type("bo noi")
        assert "Ctrl+T chooses: Bộ Nội vụ" in person.screen()
        await person.press("down")
        assert "Bộ Nội vụ (BNV)" in await shown(person, ChoiceDialog)
        await person.press("enter")
        assert getattr(person.sheet.editor, "value", "") == "Bộ Nội vụ"
        await person.press("enter")
        await saved(person, desk, 1)
        assert task(desk).progress.awaiting == "bo-noi-vu"
        await person.press("d", "ctrl+a", "ctrl+k")
        await person.type("Tổ công tác 06")
        await person.press("enter")
        await saved(person, desk, 2)
    assert task(desk).progress.awaiting == "Tổ công tác 06"


PASTED = (
    "Sở Nội vụ đã có Công văn 15/SNV-CCHC ngày 5/9/2022 gửi các sở;\n"
    "UBND tỉnh ban hành Quyết định số 2286/QĐ-UBND ngày 17/8/2022 và Báo cáo số    /BC-SNV."
)


async def test_documents_of_a_pasted_paragraph_are_confirmed_or_dropped_by_a_key(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        await person.press("v")
        await person.paste(PASTED)
        await person.press("ctrl+t")
        screen = await shown(person, CitationsDialog)
        assert "[x] Công văn số 15/SNV-CCHC ngày 05/9/2022" in screen
        assert "kind: Quyết định · number: 2286/QĐ-UBND · date: 17/08/2022 · issuer: UBND tỉnh" in screen
        assert "? " in screen
        await person.press("space")
        assert "[ ] Công văn số 15/SNV-CCHC" in person.screen()
        await person.press("enter")
        await person.until("1 document recognised")
        await saved(person, desk, 1)
        assert [each.number for each in task(desk).progress.documents] == ["2286/QĐ-UBND"]
        # what the result names is offered too, without what the list holds
        await person.press("k", "enter")
        await person.type("Đã gửi Công văn 15/SNV-CCHC ngày 5/9/2022, theo Quyết định 2286/QĐ-UBND")
        await person.until("named here and not in the documents: Công văn số 15/SNV-CCHC")
        await person.press("ctrl+t")
        await shown(person, CitationsDialog)
        assert person.app.screen.query_one("#citations", OptionList).option_count == 1
        await person.press("enter")
        await person.gone("named here and not in the documents")
        await saved(person, desk, 2)
    held = task(desk).progress
    assert [each.number for each in held.documents] == ["2286/QĐ-UBND", "15/SNV-CCHC"]
    assert held.result.endswith("theo Quyết định 2286/QĐ-UBND")


async def test_an_extension_has_its_decision_and_the_first_due_date_stays(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        assert "overdue · 7 days late" in person.screen()
        await edit(person, "extensions")
        await person.type("20/10/2022 Công văn 9/UBND-NC; gia hạn lần 1")
        await person.until("→ due soon once saved")
        await person.press("escape")
        await saved(person, desk, 1)
        assert "due soon" in person.screen()
    schedule = task(desk).schedule
    assert [(each.due, each.decision) for each in schedule.extensions] == [
        (date(2022, 10, 20), "Công văn 9/UBND-NC; gia hạn lần 1")
    ]
    assert schedule.due == date(2022, 9, 30)


async def test_the_wording_of_a_schedule_proposes_its_dates_and_a_corrected_date_shows_the_disagreement(
    desk: Desk,
) -> None:
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        await edit(person, "schedule")
        await person.press("ctrl+a", "ctrl+k")
        await person.type("Quý IV/2022")
        await person.until("due: 31/12/2022")
        await person.press("enter")
        assert "“Quý IV/2022” means" in await shown(person, Question)
        await person.press("enter")
        await person.until("in time once saved")
        await edit(person, "due")
        await person.press("ctrl+a", "ctrl+k")
        await person.type("15/12/2022")
        await person.press("enter")
        await person.until("! ")
        assert person.app.screen is person.app.main
        await saved(person, desk, 1)
    schedule = task(desk).schedule
    assert (schedule.text, schedule.kind, schedule.start, schedule.due) == (
        "Quý IV/2022",
        ScheduleKind.QUARTER,
        date(2022, 10, 1),
        date(2022, 12, 15),
    )


async def test_the_plan_fields_are_edited_one_element_on_a_line_by_any_name(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        await edit(person, "lead")
        assert getattr(person.sheet.editor, "text", "") == "Sở Nội vụ\n"
        await person.type("so thong tin")
        screen = await person.until("the register has no agency so thong tin")
        assert "Ctrl+T chooses: Sở Thông tin và Truyền thông" in screen
        await person.press("ctrl+t")
        await shown(person, ChoiceDialog)
        await person.press("enter")
        await person.gone("the register has no agency")
        await person.press("escape")
        await edit(person, "other roles")
        await person.type("STP: thẩm định")
        await person.press("escape")
        await edit(person, "title")
        await person.type(" (sửa)")
        await person.press("escape")
        await edit(person, "legal basis")
        await person.type("Nghị định 107/2021/NĐ-CP")
        await saved(person, desk, 1)
    found = task(desk)
    assert found.assignment.lead == ("so-noi-vu", "so-thong-tin-va-truyen-thong")
    assert [(each.agency, each.role) for each in found.assignment.others] == [("so-tu-phap", "thẩm định")]
    assert found.title.endswith(" (sửa)")
    assert [each.number for each in found.basis][-1] == "107/2021/NĐ-CP"


async def test_a_field_the_rules_keep_from_a_person_is_greyed_out_with_its_reason(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = Actor(role=ActorRole.AGENCY, agencies=(AgencyId("so-noi-vu"),), name="so-noi-vu")
    monkeypatch.setattr(Workspace, "actor", lambda *_: agency)  # whatever is read anew meanwhile
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        person.sheet.go_to("assignment.lead")
        await person.settled()
        reason = person.sheet.forbidden(FIELD_BY_KEY["assignment.lead"])
        assert reason is not None
        await person.until(person.app.words(reason)[:40])
        await person.press("enter")
        assert person.sheet.editor is None
        await person.press("B")
        await shown(person, ChoiceDialog)
        await person.type("product")
        await person.press("enter")
        await shown(person, BulkDialog)
        await person.type("x")
        await person.until("0 change, 0 stay, 1 refuse")
        await person.press("f2")
        await person.until("some tasks refuse the edit")
        await person.press("escape")
        await person.press("k")
        assert person.sheet.editor is not None
    assert desk.commits() == []


async def test_a_key_of_a_field_the_rules_keep_from_a_person_goes_there_and_says_why(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Actor(role=ActorRole.AGENCY, agencies=(AgencyId("so-tai-chinh"),), name="so-tai-chinh")
    monkeypatch.setattr(Workspace, "actor", lambda *_: other)
    async with desk.open((80, 24)) as person:
        person.table.go_to(TASK)
        await person.press("s")
        await person.until("neither leads nor coordinates")
        await person.press("down")
        assert person.sheet.query_one("FieldRow:focus", FieldRow).subject.key == "progress.completed"
        await person.press("f")
        await shown(person, ChoiceDialog)
        await person.type("product")
        await person.press("enter")
        await person.until("product is the office's to change")
        assert person.sheet.query_one("FieldRow:focus", FieldRow).subject.key == "product"
        await person.press("enter")
        await person.until(lambda: "product is the office's to change" in person.told())
        assert person.sheet.editor is None
        assert person.sheet.pending == {}


async def test_a_reason_is_asked_for_by_a_key_and_stands_in_the_commit(desk: Desk) -> None:
    async with desk.open() as person:
        await person.go_to("VI.2")
        await person.press("k")
        await person.type("!")
        await person.press("ctrl+r")
        await shown(person, ReasonDialog)
        await person.press("escape")
        assert desk.commits() == []
        await person.press("ctrl+r")
        await shown(person, ReasonDialog)
        await person.type("Theo họp giao ban")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
    assert "\n  Theo họp giao ban\n" in desk.git("log", "-1", "--format=%B")


async def test_an_open_field_says_that_its_base_moved_and_lets_keep_or_take(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.go_to("VI.2")
        await person.press("k")
        await person.type("!")
        for answer, value in (("2", "một"), ("1", "hai"), ("3", "ba")):
            desk.save(TASK, "progress.result", value, by=BINH)
            person.app.load()
            await person.until(f"changed underneath; it now says: {value}")
            await person.press("ctrl+t")
            await shown(person, ClashDialog)
            await person.until(f"theirs: {value}")
            await person.press("escape", "ctrl+t")
            await shown(person, ClashDialog)
            await person.press(answer, "enter")
            await person.gone("changed underneath")
            assert ("kết quả" in person.bar()) is (answer != "2")
            assert (person.sheet.editor is not None) is (answer == "1")  # one goes on where the text stays
            if answer == "2":
                await person.press("k")
                await person.type("!")
        await saved(person, desk, 4)
    assert task(desk).progress.result == "ba\nmột!"


async def test_one_field_of_marked_tasks_is_previewed_and_is_one_commit_and_one_step(desk: Desk) -> None:
    desk.save("2022-I-02", "progress.status", Status.PAUSED, by=BINH)
    async with desk.open((100, 40)) as person:
        await person.choose("I ")
        await person.press("enter", "space", "space", "space", "space")
        await person.press("B")
        assert "tasks: which field?" in await shown(person, ChoiceDialog)
        await person.type("status")
        await person.press("enter")
        await shown(person, BulkDialog)
        await person.press("down", "down", "down", "down")
        screen = await person.until("status → paused")
        assert "I.1     status: in progress → paused" in screen
        assert "I.2     stays as it is" in screen
        await person.press("enter")
        await person.type("Chờ hướng dẫn")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        assert desk.commits()[-1].endswith("nhiệm vụ: tình trạng → tạm dừng")
        assert "\n  Chờ hướng dẫn\n" in desk.git("log", "-1", "--format=%B")
        changed = desk.git("show", "--format=", "--name-only", "HEAD").split("\n")
        await person.press("L")
        assert "● " in await shown(person, StepsDialog)
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 3)
        await person.quiet()
        assert desk.git("show", "--format=", "--name-only", "HEAD").split("\n") == changed
        await person.press("U")
        await person.until("Make this edit again?")
        await person.press("L")
        assert "○ " in await shown(person, StepsDialog)
        await person.press("t", "t", "up", "enter")
        await person.until(lambda: len(desk.commits()) == 4)
        await person.quiet()
    assert task(desk, "2022-I-01").progress.status is Status.PAUSED
    assert desk.commits()[-1].endswith("(làm lại)")


async def test_tasks_that_changed_under_a_bulk_edit_are_decided_one_by_one_and_are_one_commit(desk: Desk) -> None:
    async with desk.open((100, 40)) as person:
        await person.choose("I ")
        await person.press("enter", "space", "space", "space", "B")
        await shown(person, ChoiceDialog)
        await person.type("percent")
        await person.press("enter")
        await shown(person, BulkDialog)
        await person.type("40")
        desk.save("2022-I-01", "progress.percent", 5, by=BINH)
        await person.press("enter")
        await person.type("Theo họp")
        await person.press("f2")
        await shown(person, ClashDialog)
        await person.press("escape")
        await shown(person, BulkDialog)  # nothing was written; the value is here again, on what stands there now
        screen = await person.until("I.1     percent: 5 → 40")
        assert "Theo họp" in screen
        for number, value in (("1", 10), ("2", 20)):
            desk.save(f"2022-I-0{number}", "progress.percent", value, by=BINH)
        await person.press("f2")
        await shown(person, ClashDialog)
        await person.until("Somebody else changed this in the meantime. 1/2")
        await person.press("2", "enter")
        await person.until("2/2")
        await person.press("1", "enter")
        await person.until(lambda: len(desk.commits()) == 4)
        await person.quiet()
        assert person.sheet.pending == {}
    assert [task(desk, f"2022-I-0{each}").progress.percent for each in (1, 2, 3)] == [10, 40, 40]


async def test_a_bulk_edit_of_a_field_that_is_open_and_untouched_leaves_nothing_unsaved(desk: Desk) -> None:
    async with desk.open((120, 45)) as person:
        await person.go_to("I.1")
        await person.press("percent_sign")
        person.app.main.action_bulk()  # by the list of commands
        await shown(person, ChoiceDialog)
        await person.type("percent")
        await person.press("enter")
        await shown(person, BulkDialog)
        await person.type("40")
        desk.save("2022-I-01", "progress.percent", 10, by=BINH)
        await person.press("f2")
        await shown(person, ClashDialog)
        await person.press("1", "enter")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        assert person.sheet.pending == {}
        assert person.sheet.editor is None
        person.app.flush_drafts()
    assert desk.drafts.all() == ()


async def test_a_list_of_marked_tasks_is_added_to_or_taken_from_and_what_says_so_already_stays_out(desk: Desk) -> None:
    both = (AgencyId("so-tai-chinh"), AgencyId("so-noi-vu"))
    desk.save("2022-I-02", "assignment.coordinating", both, by=BINH)
    held = {id: task(desk, id).assignment.coordinating for id in ("2022-I-01", "2022-I-03")}
    async with desk.open((80, 24)) as person:
        await person.choose("I ")
        await person.press("enter", "space", "space", "space")

        async def begin(name: str) -> None:
            await person.press("B")
            await shown(person, ChoiceDialog)
            await person.type(name)
            await person.press("enter")
            await shown(person, BulkDialog)

        await begin("coordinating")
        screen = await person.until("(x) add")  # what loses nothing comes first
        assert "0 change, 3 stay, 0 refuse" in screen
        await person.type("SNV")
        screen = await person.until("2 tasks: coordinating + SNV · 2 change, 1 stay, 0 refuse")
        assert "I.2     stays as it is" in screen
        assert "I.3     coordinating: STC; Sở, ngành liên quan → STC; Sở," in screen
        await person.press("f2")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        assert desk.commits()[-1].endswith("2 nhiệm vụ: phối hợp + SNV")
        assert task(desk, "2022-I-02").assignment.coordinating == both
        assert all(task(desk, id).assignment.coordinating == (*old, "so-noi-vu") for id, old in held.items())

        await person.press("home", "space", "space", "space")
        await begin("coordinating")
        await person.press("f4")
        await person.until("(x) take away")
        await person.press("ctrl+t")
        assert "Sở Tư pháp" not in await shown(person, ChoiceDialog)  # only what a task holds can be taken away
        await person.type("noi vu")
        await person.press("enter")
        screen = await person.until("3 tasks: coordinating − SNV · 3 change, 0 stay, 0 refuse")
        assert "I.2     coordinating: STC; SNV → STC" in screen
        await person.press("f4")
        await person.until("3 tasks: coordinating → SNV · 3 change")
        await person.press("f4", "f4", "f2")
        await person.until(lambda: len(desk.commits()) == 3)
        await person.quiet()
        assert {id: task(desk, id).assignment.coordinating for id in held} == held
        await person.press("u")
        await person.until("Put back your last edit?")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 4)
        await person.quiet()
        assert task(desk, "2022-I-02").assignment.coordinating == both

        await person.press("home", "space", "space")
        await begin("documents")
        await person.paste("Căn cứ Quyết định số 2286/QĐ-UBND ngày 17/8/2022 và Công văn số 1868/SKHĐT-XTĐT")
        await person.until("2 documents are recognised in the text")
        await person.press("f2")  # what nobody has confirmed is listed first
        await shown(person, CitationsDialog)
        await person.press("f2")
        screen = await person.until("(+ Quyết định số 2286/QĐ-UBND")
        await person.press("escape")
        await begin("percent")
        assert "take away" not in person.screen()  # one value is set and nothing else
        await person.press("f4")
        await person.type("40")
        await person.until("percent → 40")


async def test_a_record_in_ones_own_editor_is_checked_and_edited_again_before_it_is_one_commit(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_bytes().decode()\n"
        "wrong, right = 'percent = 300', '# xem lại\\n\\npercent = 30'\n"
        "file.write_bytes(text.replace('percent = \"\"', wrong, 1).encode() if wrong not in text "
        "else text.replace(wrong, right).encode())\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    monkeypatch.delenv("GIT_EDITOR", raising=False)
    async with desk.open((100, 40)) as person:
        monkeypatch.setattr(person.app, "suspend", contextlib.nullcontext)  # a test has no terminal to lend
        await person.go_to("VI.2")
        await person.press("E")
        assert "line " in await shown(person, Question)
        await person.press("escape")
        await person.quiet()
        assert [each.field for each in desk.drafts.all()] == ["record"]
        await person.press("ctrl+e")
        await person.until("was not saved")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
        assert desk.commits() == ["2022-VI-02: tỷ lệ %"]
    assert task(desk).progress.percent == 30
    assert "# xem lại\n\npercent = 30" in desk.path(TASK).read_text(encoding="utf-8")
    assert desk.drafts.all() == ()
