"""Text of records does nothing to a terminal or to the app, whichever widget shows it."""

import json
import sys
import unicodedata
from pathlib import Path

import pytest
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.geometry import Offset
from textual.markup import MarkupError
from textual.widgets import Static
from textual.widgets._toast import Toast

from tests.terminal import Terminal, violations
from tracker.screens.inert import SHORTEST, Keyboard, Notice, TerminalGuard, inert, plain, rich_plain, tell

ROOT = Path(__file__).resolve().parents[2]

MARKUP = (
    "[red]x[/] [@click=app.quit]y[/]",
    "[/]",
    "[@click=app.note('fired')]click[/]",
    "[link=https://evil.example/a]trust[/link]",
    "[b][i",
    "\\[bold] [x] done [$primary]",
    "[@click=app.screenshot('x','/tmp')]z[/]",
    ":smile: {braces} %s",
)
ESCAPES = (
    "\x1b[31mRED",
    "\x1b[2JWIPED",
    "\x1b[?1049lOUT",
    "\x1b[H\x1b[1;1HHOME",
    "\x1b]0;TITLE\x07",
    "\x1b]2;TITLE2\x1b\\",
    "\x1b]8;;https://evil.example/b\x1b\\LINK\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07CLIP",
    "\x1b]22;pointer\x07HAND",
    "\x1bP$qm\x1b\\DECRQSS",
    "\x1bP+q544e\x1b\\XTGETTCAP",
    "\x1b^private\x1b\\PM",
    "\x1b_app\x1b\\APC",
    "\x1bXsos\x1b\\SOS",
    "\x1b[6nREPORT",
    "\x1b[21tWINDOW",
    "\x1bcRESET",
    "\x9b31mC1RED",
    "\x9d0;C1TITLE\x9c",
    "\x90C1DCS\x9c",
    "\x1b",
    "BEL\x07BS\x08VT\x0bFF\x0cSO\x0eSI\x0fDEL\x7fNUL\x00",
    "cr\rover",
)
UNSEEN = (
    "RLO\u202etxt.exe\u202c",
    "LRI\u2066x\u2069",
    "ALM\u061cx",
    "ZWSP\u200bZWNJ\u200cZWJ\u200dBOM\ufeff",
    "WJ\u2060INV\u2063",
    "SHY\xadX",
    "TAG\U000e0041\U000e0042\U000e007f",
    "VS\ufe0f\U000e0101",
    "LS\u2028PS\u2029",
    "IAA\ufff9x\ufffa",
    "MVS\u180eX",
    "zalgo" + "\u0301" * 40,
    "HANGUL\u3164\uffa0",
)
HOSTILE = (*MARKUP, *ESCAPES, *UNSEEN, "dài " + "x\x1b[5m" * 5_000)

PLANTED = tuple(text for text in ESCAPES if len(text) > 1) + UNSEEN[:11]

SURFACES = """
import json, os, sys
from rich.style import Style
from rich.text import Text
from textual.app import App
from textual.content import Content
from textual.containers import VerticalScroll
from textual.widgets import (
    Button, Checkbox, DataTable, Header, Input, Label, Log, Markdown, OptionList, Pretty, RichLog, Static,
    TextArea, Tree,
)
from textual.widgets.option_list import Option
from tracker.plan.characters import visible
from tracker.screens.inert import guard, plain, rich_plain, tell

HOSTILE = json.loads(os.environ["HOSTILE"])
MODE = sys.argv[1]  # stock: no guard; guarded: the same with the guard; plain: as our screens do it

class Hostile(App):
    ENABLE_COMMAND_PALETTE = False
    CSS = "* { height: auto; } VerticalScroll { height: 1fr; } Log, RichLog, TextArea { height: 50; }"
    fired = 0

    def __init__(self):
        super().__init__()
        if MODE != "stock":
            guard(self)

    def content(self, text):
        if MODE == "plain":
            return plain(text, multiline=True)
        return Content(text, strip_control_codes=False)

    def rich(self, text):
        return rich_plain(text, multiline=True) if MODE == "plain" else Text(text)

    def seen(self, text):
        return visible(text, multiline=True) if MODE == "plain" else text

    def compose(self):
        yield Header()
        with VerticalScroll():
            yield Static("", id="said")
            table = DataTable()
            table.add_column(self.rich(HOSTILE[0]))
            for text in HOSTILE:
                table.add_row(self.rich(text[:200]), label=self.rich(text[:20]))
            yield table
            lines = "\\n".join(text[:200] for text in HOSTILE)
            yield Static(self.content(lines))
            yield Static(self.seen(lines), markup=False)
            yield Static(self.rich(lines))
            for text in HOSTILE:
                yield Label(self.content(text[:50]))
            if MODE != "plain":
                yield Static(Text("LINKED", Style(link="https://evil.example/c")))
                yield Static(Content.from_markup("[link='https://evil.example/d']LINKED[/link]"))
                yield Markdown("\\n\\n".join(text for text in HOSTILE if len(text) < 200))
                yield Pretty(HOSTILE[:-1])
            yield OptionList(*(Option(self.content(text[:200])) for text in HOSTILE))
            tree = Tree(self.rich(HOSTILE[0]))
            for text in HOSTILE:
                tree.root.add_leaf(self.rich(text[:200]))
            tree.root.expand()
            yield tree
            for text in HOSTILE:
                yield Input(text, placeholder=text[:50], compact=True)
            yield Input(placeholder=self.seen(HOSTILE[8]))
            yield TextArea("\\n".join(HOSTILE))
            yield Log()
            yield RichLog(markup=False, max_lines=None)
            for text in HOSTILE[:12]:
                yield Button(self.content(text[:80]), compact=True)
                yield Checkbox(self.content(text[:80]), compact=True)

    def on_mount(self):
        for text in HOSTILE:
            self.query_one(Log).write_line(self.seen(text[:200]))
            self.query_one(RichLog).write(self.rich(text[:200]))
        for text, label in zip(HOSTILE, self.query(Label)):
            label.border_title = self.content(text[:200]) or None
            label.styles.border = ("round", "red")
            label.tooltip = self.content(text[:200])
        for text in HOSTILE:
            if MODE == "plain":
                tell(self, text[:200], title=text[:30], timeout=600)
            else:
                self.notify(text[:200], title=text[:30], markup=False, timeout=600)
            self.title = self.seen(text[:50]) or "-"
            self.sub_title = self.seen(text[:50])
            self.copy_to_clipboard(text)
        self.title = self.seen(HOSTILE[8])
        self.set_timer(0.5, self.ready)

    def ready(self):
        self.query_one("#said", Static).update("READY")

    def action_note(self, what):
        self.fired += 1
        self.exit(return_code=99)

    def on_key(self, event):
        if event.key == "f5":
            self.query_one("#said", Static).update(f"FIRED {self.fired}")
        if event.key == "f6":
            self.exit(return_code=7)
        if event.key == "f7":
            raise ValueError("".join(HOSTILE[:-1]))

app = Hostile()
app.run()
sys.exit(app.return_code)
"""


def hostile(mode: str, *, emulate: bool = False) -> Terminal:
    env = {"PYTHONPATH": str(ROOT), "HOSTILE": json.dumps(HOSTILE), "TERM": "xterm-256color"}
    return Terminal([sys.executable, "-c", SURFACES, mode], size=(110, 640), env=env, emulate=emulate)


def test_plain_textual_lets_the_hostile_text_through() -> None:
    with hostile("stock") as terminal:
        terminal.wait_for_bytes(b"READY")
        terminal.read_until_quiet(2)
        found = terminal.violations(PLANTED)
    planted = [line for line in found if line.startswith("planted")]
    assert len(planted) > 20
    assert any("52;c;" in line for line in found)
    assert any("]8;id=" in line for line in found)


@pytest.mark.parametrize("mode", ["guarded", "plain"])
def test_nothing_of_the_hostile_text_acts_on_the_terminal(mode: str) -> None:
    with hostile(mode, emulate=mode == "plain") as terminal:
        terminal.wait_for_bytes(b"READY")
        for row in range(1, 640, 6):  # clicks move the mouse, which shows tooltips
            terminal.type(f"\x1b[<0;6;{row}M\x1b[<0;6;{row}m")
        for column in range(1, 110, 8):
            for row in (4, 5, 6, 60):
                terminal.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
        terminal.type("\x1b[15~")
        terminal.wait_for_bytes(b"FIRED 0")
        screen = terminal.read_until_quiet(2)
        terminal.type("\x1b[17~")
        assert terminal.wait() == 7
        assert terminal.violations(PLANTED) == []
        assert b"\x1b]" not in terminal.raw
    if mode == "plain":
        assert screen.count(MARKUP[0]) >= 10
        assert "␛[2JWIPED" in screen
        assert "RLO<U+202E>txt.exe" in screen


@pytest.mark.parametrize(("mode", "clean"), [("stock", False), ("plain", True)])
def test_last_words_after_a_crash_do_not_act_on_the_terminal(mode: str, *, clean: bool) -> None:
    with hostile(mode) as terminal:
        terminal.wait_for_bytes(b"READY")
        start = len(terminal.raw)
        terminal.type("\x1b[18~")
        assert terminal.wait() == 1
        last = bytes(terminal.raw[start:]).replace(b"\a", b"", 1)  # Textual rings once
    assert b"ValueError" in last
    assert (violations(last, PLANTED) == []) is clean


def test_a_plain_widget_reads_a_string_as_markup_and_fails_at_it() -> None:
    with pytest.raises(MarkupError):
        _ = Static("[/]").visual


@pytest.mark.parametrize("text", HOSTILE)
def test_content_and_rich_text_hold_the_text_and_no_markup(text: str) -> None:
    for shown in (plain(text), plain(text, multiline=True, style="bold")):
        assert not [span for span in shown.spans if span.style != "bold"]
        assert violations(shown.plain.replace("\n", "").encode("utf-8", "replace")) in (
            [],
            _soft(shown.plain),
        )
    rich = rich_plain(text, style="bold")
    assert not rich.spans
    assert rich.plain == plain(text).plain
    if text in MARKUP:
        assert rich.plain == text


def _soft(text: str) -> list[str]:
    """Return the violations that stay for the guard: what has no width but is no forbidden character."""
    rest = "".join(letter for letter in text if letter in "\xad\ufe0f\u3164\uffa0\U000e0101")
    return violations(text.encode()) if rest else []


@pytest.mark.parametrize("text", HOSTILE)
def test_the_guard_keeps_the_width_of_a_line(text: str) -> None:
    segment = Segment(text)
    (guarded,) = TerminalGuard().apply([segment], Color(0, 0, 0))
    assert guarded.cell_length == segment.cell_length
    assert violations(guarded.text.encode("utf-8", "replace")) == []


def test_the_guard_leaves_ordinary_text_and_control_segments_alone() -> None:
    text = unicodedata.normalize("NFC", "Kế hoạch CCHC tỉnh Khánh Hòa 2022 ◐ ▸ │ 你好 😀")
    control = Segment("\x1b[H", None, [(ControlType.HOME,)])
    segments = [Segment(text, Style(bold=True)), control, Segment("", None)]
    assert TerminalGuard().apply(segments, Color(0, 0, 0)) == segments
    assert inert(text) is text


def test_the_guard_takes_links_off_and_leaves_the_rest_of_a_style() -> None:
    style = Style(bold=True, color="red", link="https://evil.example/", meta={"row": 1})
    (guarded,) = TerminalGuard().apply([Segment("x", style)], Color(0, 0, 0))
    assert guarded.style is not None
    assert guarded.style.link is None
    assert (guarded.style.bold, guarded.style.color, guarded.style.meta) == (True, style.color, style.meta)


def test_keys_of_one_burst_bear_one_time() -> None:
    keyboard = Keyboard()

    def times(data: bytes, arrived: float) -> set[float]:
        return {event.time for event in keyboard.feed(data, arrived)}

    assert times(b"abc", 1.0) == {1.0}
    assert times(b"de", 1.05) == {1.0}
    assert times(b"f", 1.06) == {1.06}
    assert times(b"gh", 2.0) == {2.0}


def test_an_offset_of_the_screen_is_not_lost_by_the_keyboard() -> None:
    (event,) = Keyboard().feed(b"\x1b[<0;6;7M")
    assert Offset(getattr(event, "x", -1), getattr(event, "y", -1)) == Offset(5, 6)


async def test_a_notice_drawn_when_its_time_is_over_keeps_nobody_waiting() -> None:
    app: App[None] = App()
    async with app.run_test() as pilot:
        tell(app, "đã lưu", timeout=1)
        await pilot.pause()
        (told,) = app._notifications
        assert isinstance(told, Notice)
        assert not told.has_expired
        told.raised_at -= 1
        assert told.has_expired
        await app.screen.mount(Toast(told))  # as a screen does that is shown in that very moment
        await pilot.pause()  # with a timer of negative time this would never end
        assert told.time_left == SHORTEST
