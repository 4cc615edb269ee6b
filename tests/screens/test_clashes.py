"""The dialog of fields both sides changed: base, both values, who, when and why; taken, joined or typed, one by one."""

from datetime import UTC, date, datetime

import pytest
from textual.widgets import Static

from tests.builders import HOSTILE
from tests.desk import Desk, Person
from tracker.plan.clash import Clash, Decisions, Origin
from tracker.plan.fields import FIELD_BY_KEY, FieldValue
from tracker.plan.merge import Conflict
from tracker.plan.message import say
from tracker.plan.names import AgencyId, TaskId
from tracker.screens.clashes import ClashDialog
from tracker.screens.keys import chosen_keys
from tracker.screens.value_dialog import ValueDialog

BINH = Origin(author="Trần Bình", when=datetime(2022, 9, 3, 2, tzinfo=UTC), sentence="2022-I-01: tỷ lệ %")
TU = Origin(
    author="Lê Tư", when=datetime(2022, 9, 4, 2, tzinfo=UTC), sentence="2022-I-01: kết quả", reason="Họp\ngiao ban"
)


def clash(key: str, base: FieldValue, ours: FieldValue, theirs: FieldValue, **more: object) -> Clash:
    conflict = Conflict(field=FIELD_BY_KEY[key], base=base, ours=ours, theirs=theirs)
    return Clash(id=TaskId("2022-I-01"), conflict=conflict, **{"ours_by": BINH, "theirs_by": TU, **more})  # type: ignore[arg-type]  # any of its fields


def ask(person: Person, *clashes: Clash) -> list[Decisions | None]:
    """Show the dialog; its answer is put into the list."""
    answers: list[Decisions | None] = []
    view = person.app.main.view
    assert view is not None
    title = say("Both sides changed the same fields.")
    person.app.push_screen(ClashDialog(person.app.words, view.plan, clashes, title), answers.append)
    return answers


async def test_fields_are_decided_one_by_one_by_a_side_by_both_or_by_typing(desk: Desk) -> None:
    percent = clash("progress.percent", None, 40, 50)
    result = clash("progress.result", "Đã trình", "Đã trình\nMột", "Đã trình\nHai")
    status = clash("progress.completed", None, None, None)
    async with desk.open((80, 24)) as person:
        answers = ask(person, percent, result)
        screen = await person.until("Both sides changed the same fields. 1/2")
        for told in (
            "before: (empty)",
            "[ ] 1 yours: 40",
            "Trần Bình, 03/09/2022: 2022-I-01: tỷ lệ %",
            "[ ] 2 theirs: 50",
        ):
            assert told in screen
        assert "why: Họp giao ban" in screen
        assert "3 both" not in screen
        await person.press("enter")
        await person.until(lambda: "choose a value first" in person.told())
        await person.press("3")
        assert "[x]" not in person.screen()
        await person.press("e")
        await person.until("a whole number from 0 to 100")
        await person.press("backspace", "backspace")
        await person.type("450\n")
        await person.until("450 is no percentage.")
        await person.press("backspace", "enter")
        await person.until("[x] e as you typed it: 45")
        await person.press("enter")
        await person.until("[ ] 3 both")
        await person.press("3")
        await person.until("[x] 3 both")
        await person.press("enter")
        await person.until(lambda: bool(answers))
        (found,) = answers
        assert found is not None
        values = {key: decision.value for (_, key), decision in found.items()}
        assert values == {"progress.percent": 45, "progress.result": "Đã trình\nHai\nMột"}
        answers = ask(person, percent, result, status)
        await person.until("1/3")
        await person.press("2", "a", "right", "left", "enter")
        await person.until(lambda: bool(answers))
        assert {each.value for each in (answers[0] or {}).values()} == {50, "Đã trình\nHai", None}
        answers = ask(person, percent)
        await person.until("1/1")
        await person.press("1", "escape")
        await person.until(lambda: answers == [None])


@pytest.mark.parametrize(
    ("key", "text", "theirs", "reason"),
    [
        ("progress.completed", "31/2/2022 ", date(2022, 9, 1), "31/2/2022 is no date."),
        ("assignment.coordinating", "Sở Lạ ", (AgencyId("so-noi-vu"),), "the register has no agency Sở Lạ."),
        ("title", " ", "Khác", "a task needs a title."),
    ],
)
async def test_a_text_that_cannot_be_read_is_no_value_of_the_field(
    desk: Desk, key: str, text: str, theirs: FieldValue, reason: str
) -> None:
    unread = clash(key, None, text, theirs, is_unread=True)
    async with desk.open((80, 24)) as person:
        answers = ask(person, unread)
        screen = await person.until("yours (cannot be taken as it is)")
        assert "3 both" not in screen
        await person.press("3", "e")
        await person.until(lambda: isinstance(person.app.screen, ValueDialog))
        await person.press("f2")
        await person.until(reason)
        await person.press("escape", "2", "e", "f2")
        await person.until("[x] e as you typed it")
        await person.press("enter")
        await person.until(lambda: bool(answers))
        assert [each.value for each in (answers[0] or {}).values()] == [theirs]
        answers = ask(person, unread)
        await person.press("1", "enter")
        await person.until(lambda: bool(answers))
        assert [each.value for each in (answers[0] or {}).values()] == [text]


async def test_the_dialog_names_the_keys_a_person_has_chosen(desk: Desk) -> None:
    async with desk.open((80, 24), keys=chosen_keys({"clash.mine": ("c",), "clash.leave": ("x",)})) as person:
        answers = ask(person, clash("progress.percent", None, 40, 50))
        screen = await person.until("[ ] c yours: 40")
        assert "c: yours" in screen
        assert "x: change nothing" in " ".join(screen.split())
        await person.press("c")
        await person.until("[x] c yours: 40")
        await person.press("x")
        await person.until(lambda: answers == [None])


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_the_dialog_is_whole_in_a_small_window_and_hostile_text_stays_text(
    desk: Desk, size: tuple[int, int]
) -> None:
    evil = Origin(author=HOSTILE, when=BINH.when, sentence=HOSTILE, reason=HOSTILE)
    long = " ".join(["Đã ban hành kế hoạch và tổ chức thực hiện"] * 30)
    one = clash("progress.result", "", HOSTILE, long, ours_by=evil)
    async with desk.open(size, language="vi") as person:
        answers = ask(person, one)
        screen = await person.until("1 của bạn")
        assert "\x1b" not in screen
        assert "[@click=" in screen
        assert "Esc: không thay đổi gì" in " ".join(screen.split())
        both = person.app.screen.query_one("#clash-both", Static)
        assert str(both.content).startswith("[ ] 3 cả hai")
        values = person.app.screen.query_one("#clash-values")
        await person.press("3")  # below the fold, and seen once it is chosen
        assert "[x] 3 cả hai" in await person.until("[x] 3")
        await person.press("1")
        assert "[x] 1 của bạn" in await person.until("[x] 1")
        await person.press(*["pagedown"] * 12)
        await person.until(lambda: values.scroll_offset.y == values.max_scroll_y > 0)
        await person.press("2", "enter")
        await person.until(lambda: bool(answers))
        assert [each.value for each in (answers[0] or {}).values()] == [long]
