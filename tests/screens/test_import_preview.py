"""The preview of an import: nothing is written before what has to be decided is, and text of an annex is inert."""

from collections.abc import Mapping

from textual._compositor import LayoutUpdate
from textual.pilot import Pilot

from tests.builders import ENGLISH, HOSTILE
from tracker.import_app import ImportApp
from tracker.plan.preview import Preview, PreviewItem
from tracker.screens.keys import chosen_keys
from tracker.screens.lines import Lines

ITEMS = (
    PreviewItem(key="a", place="I-01", message="a status is proposed", choices=("in-progress", "done")),
    PreviewItem(key="b", place="line 9", message=HOSTILE, details=(("text", HOSTILE),)),
    PreviewItem(
        key="c",
        place="line 12",
        message="two tasks have one number",
        details=(("read as", "I.2"),),
        choices=("not decided", "I.3", "leave the row out"),
        must=True,
    ),
)
SHOWN = Preview(title="phu-luc.docx", summary=("2 areas", "4 tasks"), items=ITEMS)


def screen(app: ImportApp) -> str:
    update = app.screen._compositor.render_update(full=True)
    assert isinstance(update, LayoutUpdate)
    return "\n".join("".join(strip.text for strip in line).rstrip() for line in update.strips)


async def pressed(pilot: Pilot[Mapping[str, int] | None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_what_has_to_be_decided_comes_before_the_writing() -> None:
    app = ImportApp(ENGLISH, SHOWN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = screen(app)
        assert "phu-luc.docx" in shown
        assert "!  line 12" in shown
        assert "(•) in-progress" in shown
        await pressed(pilot, "space")
        assert "(•) done" in screen(app)
        await pressed(pilot, "f2")
        assert app.is_running
        assert app.preview.query_one(Lines).key == "c"
        assert [each.message for each in app._notifications] == ["1 line has to be decided first."]
        await pressed(pilot, "enter")
        assert "(•) I.3" in screen(app)
        assert app.preview.undecided == ()
        await pressed(pilot, "f2")
    assert app.return_value == {"a": 1, "b": 0, "c": 1}


async def test_the_preview_takes_the_keys_of_the_person() -> None:
    app = ImportApp(ENGLISH, SHOWN, chosen_keys({"import.switch": ["z"], "import.leave": ["F13"], "lines.down": ["x"]}))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert " z other reading" in screen(app)
        assert " f13 write nothing" in screen(app).lower()
        await pressed(pilot, "z", "space", "q", "escape")
        assert app.is_running
        assert "(•) done" in screen(app)
        await pressed(pilot, "x")
        assert app.preview.query_one(Lines).key == "b"
        await pressed(pilot, "f13")
    assert app.return_value is None


async def test_leaving_writes_nothing_and_what_cannot_be_decided_here_keeps_it_so() -> None:
    closed = PreviewItem(key="d", place="", message="words are lost", closed=True)
    app = ImportApp(ENGLISH, Preview(title="x", summary=(), items=(*ITEMS[:1], closed)))
    async with app.run_test(size=(80, 24)) as pilot:
        await pressed(pilot, "f2")
        assert app.is_running
        assert "correct the annex" in screen(app)
        assert app.preview.why_not("switch") is not None
        await pressed(pilot, "escape")
    assert app.return_value is None


async def test_text_of_an_annex_is_shown_and_never_obeyed() -> None:
    app = ImportApp(ENGLISH, Preview(title=HOSTILE, summary=(HOSTILE,), items=ITEMS[1:]))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        shown = screen(app)
        assert "[red]x[/]" in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        await pressed(pilot, "q")
