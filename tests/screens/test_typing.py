"""Keys act in the order they arrive, what is typed is composed, and Enter submits what was before it."""

import asyncio
import os
import sys
import unicodedata
from collections.abc import Callable, Coroutine, Iterable
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.theme import Theme
from textual.widget import Widget
from textual.widgets import DataTable, Input, TextArea
from textual.widgets.text_area import Selection

from tests.terminal import Terminal
from tests.vietnamese_typing import METHODS, RUBOUTS, packets, phrase, strokes
from tracker.screens.inert import Keyboard
from tracker.screens.options import GuardedOptionList
from tracker.screens.typing import (
    LIMIT,
    Cleaned,
    OrderedInput,
    OrderedKeys,
    OrderedTextArea,
    Swallowed,
    composed,
)

TRIALS = int(os.environ.get("TRACKER_TRIALS", "3000"))
TRIALS_IN_A_TERMINAL = max(50, TRIALS // 60)
ROUNDS = max(10, TRIALS // 300)
ROOT = Path(__file__).resolve().parents[2]

Field = Input | TextArea


class Form(OrderedKeys[None]):
    """A field above another and a table whose letters are commands."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "note('escape')", priority=False),
        Binding("f2", "note('save')"),
        Binding("j", "note('j')"),
        Binding("ctrl+t", "note('priority')", priority=True),
    ]

    def __init__(self, make: Callable[[], Field]) -> None:
        super().__init__()
        self.make = make
        self.field: Field
        self.heard: list[Message] = []
        self.submitted: list[str] = []
        self.noted: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        self.field = self.make()
        yield self.field
        self.second = OrderedInput()
        yield self.second
        yield DataTable()

    def on_mount(self) -> None:
        self.field.focus()

    def on_cleaned(self, message: Cleaned) -> None:
        self.heard.append(message)

    def on_swallowed(self, message: Swallowed) -> None:
        self.heard.append(message)

    def on_input_submitted(self, message: Input.Submitted) -> None:
        self.submitted.append(message.value)
        self.query_one(DataTable).focus()

    def action_note(self, what: str) -> None:
        self.noted.append((what, text_of(self.field)))

    def swallowed(self) -> int:
        return sum(message.keys for message in self.heard if isinstance(message, Swallowed))


def text_of(field: Field) -> str:
    return field.value if isinstance(field, Input) else field.text


def run(trial: Coroutine[Any, Any, None]) -> None:
    asyncio.run(trial)


async def send(app: Form, sent: Iterable[bytes]) -> None:
    """Send packets as the driver does, some while the app works on earlier ones, until all are handled."""
    keyboard = Keyboard()
    for packet in sent:
        for event in keyboard.feed(packet):
            event.set_sender(app)
            app.post_message(event)
        if len(packet) % 3 == 0:
            await asyncio.sleep(0)
    for _ in range(4):  # a key goes from the app to the field, and back to the app if it is bound there
        handled = asyncio.Event()
        app.call_later(app.field.call_later, handled.set)
        await handled.wait()


async def settled(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()


def clear(field: Field) -> None:
    if isinstance(field, Input):
        field.value = ""
    else:
        field.text = ""


def burst(number: int) -> tuple[str, list[bytes]]:
    random = Random(number)
    text = phrase(random)
    sent = strokes(
        text,
        random.choice(METHODS),
        random,
        rubout=random.choice(RUBOUTS),
        echo=random.random() < 0.5,
    )
    return text, packets(sent, random)


async def garbled(make: Callable[[], Field], trials: int) -> list[str]:
    """Return the bursts that did not come out as they were typed."""
    wrong = []
    app = Form(make)
    async with app.run_test():
        field = app.field
        for number in range(trials):
            text, sent = burst(number)
            await send(app, sent)
            if text_of(field) != text:
                wrong.append(f"{number}: {text!r} became {text_of(field)!r}")
            clear(field)
    return wrong


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_vietnamese_typed_in_bursts_is_exact(make: type[OrderedInput | OrderedTextArea]) -> None:
    async def trial() -> None:
        assert await garbled(make, TRIALS // 2) == []

    run(trial())


@pytest.mark.parametrize("make", [Input, TextArea])
def test_the_plain_widgets_garble_the_same_bursts(make: type[Input | TextArea]) -> None:
    async def trial() -> None:
        assert len(await garbled(make, 40)) > 10

    run(trial())


def typed(make: Callable[[], Field], *sent: bytes) -> Form:
    """Return the app after these packets."""

    async def trial() -> Form:
        app = Form(make)
        async with app.run_test() as pilot:
            await send(app, sent)
            await settled(pilot)
        return app

    return asyncio.run(trial())


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_decomposed_typing_is_kept_composed(make: type[OrderedInput | OrderedTextArea]) -> None:
    text = "Tiếng Việt được nghiễm"
    app = typed(make, unicodedata.normalize("NFD", text).encode())
    assert text_of(app.field) == text


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_a_mark_typed_after_a_letter_joins_it_and_the_cursor_stays_behind_it(
    make: type[OrderedInput | OrderedTextArea],
) -> None:
    left = b"\x1b[D"
    app = typed(make, b"quye", left, left, "\u0309".encode(), b"s", b"\x1b[F", "\u0302\u0301".encode(), b"t")
    assert text_of(app.field) == "qủsyết"


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_a_letter_typed_before_a_mark_composes_with_it(make: type[OrderedInput | OrderedTextArea]) -> None:
    # x has no composed form with a tilde, so the mark stays a character of its own until x is deleted
    app = typed(make, "x\u0303n".encode(), b"\x1b[H", b"\x1b[3~", b"a!")
    assert text_of(app.field) == "ã!n"


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_a_value_set_by_the_program_is_composed(make: type[OrderedInput | OrderedTextArea]) -> None:
    decomposed = unicodedata.normalize("NFD", "được")

    async def trial() -> None:
        app = Form(lambda: make(decomposed))
        async with app.run_test():
            field = app.field
            assert text_of(field) == "được"
            clear(field)
            if isinstance(field, Input):
                field.value = decomposed
            else:
                field.text = decomposed
            assert text_of(field) == "được"

    run(trial())


def test_enter_submits_what_was_typed_before_it_and_nothing_acts_after_it() -> None:
    app = typed(OrderedInput, b"done\rjjj")
    assert app.submitted == ["done"]
    assert text_of(app.field) == "done"
    assert app.noted == []
    assert app.swallowed() == 3


def test_the_plain_input_submits_what_came_after_enter() -> None:
    app = typed(Input, b"done\rjjj")
    assert app.submitted == ["donejjj"]


def test_what_is_read_later_of_the_same_burst_is_no_command_either() -> None:
    app = Form(OrderedInput)

    async def trial() -> None:
        keyboard = Keyboard()
        async with app.run_test() as pilot:
            for packet, arrived in ((b"done\rjj", 1.0), (b"jj\rjj", 1.05), (b"j", 2.0)):
                for event in keyboard.feed(packet, arrived):
                    pilot.app.post_message(event)
                await settled(pilot)

    run(trial())
    assert app.submitted == ["done"]
    assert app.swallowed() == 7
    assert app.noted == [("j", "done")]


def test_lines_pasted_without_brackets_submit_once() -> None:
    app = typed(OrderedInput, b"one\rtwo\rthree\rfour\r")
    assert app.submitted == ["one"]
    assert text_of(app.field) == "one"


def test_typing_goes_on_after_a_submission() -> None:
    app = Form(OrderedInput)

    async def trial() -> None:
        async with app.run_test() as pilot:
            await pilot.press(*"one", "enter")
            await pilot.pause()
            app.field.focus()
            await pilot.press(*"two", "enter")
            await pilot.pause()

    run(trial())
    assert app.submitted == ["one", "two"]
    assert app.swallowed() == 0


def test_a_key_of_the_screen_acts_on_what_was_typed_before_it_and_typing_goes_on() -> None:
    app = typed(OrderedInput, b"ab\x1bOQcd\x7f\x1bOQ\x7f\x7fe")
    assert app.noted == [("save", "ab"), ("save", "abc")]
    assert text_of(app.field) == "ae"


def test_a_priority_key_acts_on_what_was_typed_before_it() -> None:
    app = typed(OrderedInput, b"abc\x14")
    assert app.noted == [("priority", "abc")]


def test_text_after_tab_goes_into_the_next_field() -> None:
    app = typed(OrderedInput, "một\thai".encode())
    assert (text_of(app.field), app.second.value) == ("một", "hai")


def test_text_after_tab_into_a_table_is_no_command() -> None:
    app = typed(OrderedInput, b"a\tb\tjjj")
    assert app.second.value == "b"
    assert app.noted == []
    assert app.swallowed() == 3


def paste(text: str) -> bytes:
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"


def test_lines_pasted_into_one_line_become_blanks_and_it_is_said() -> None:
    app = typed(OrderedInput, b">", paste("một\r\nhai\nba\rbốn\n"), b"<")
    assert text_of(app.field) == ">một hai ba bốn<"
    assert [m.joined for m in app.heard if isinstance(m, Cleaned)] == [3]


def test_lines_pasted_into_a_text_area_stay_lines() -> None:
    app = typed(OrderedTextArea, paste("một\r\nhai\rba\nbốn"))
    assert text_of(app.field) == "một\nhai\nba\nbốn"
    assert app.heard == []


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_what_acts_or_hides_in_a_paste_is_left_out_and_it_is_said(
    make: type[OrderedInput | OrderedTextArea],
) -> None:
    app = typed(make, paste("A\x1b[31mB\x1b\x07\u202eC\u200bD\x9b2J\x00"), b"!")
    assert text_of(app.field) == "A[31mBCD2J!"
    assert sum(m.removed for m in app.heard if isinstance(m, Cleaned)) == 6
    assert app.noted == []


@pytest.mark.parametrize("cut", range(1, 30, 3))
def test_a_paste_cut_anywhere_is_the_same(cut: int) -> None:
    whole = b"<" + paste("quyết\x1b[ định\x1b") + b">"
    app = typed(OrderedInput, whole[:cut], whole[cut:])
    assert text_of(app.field) == "<quyết[ định>"


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_a_full_field_says_what_it_does_not_take(make: type[OrderedInput | OrderedTextArea]) -> None:
    app = typed(lambda: make("x" * (LIMIT - 4)), b"\x1b[F", paste("ế" * 10), b"y", b"z")
    assert text_of(app.field).strip("x") == "ếy"
    assert len(text_of(app.field).encode()) == LIMIT
    assert [m.cut for m in app.heard if isinstance(m, Cleaned)] == [9, 1]


@pytest.mark.parametrize("make", [OrderedInput, OrderedTextArea])
def test_an_invisible_character_typed_is_left_out_and_it_is_said(
    make: type[OrderedInput | OrderedTextArea],
) -> None:
    app = typed(make, "a\u200bb\u00a0c".encode())
    assert text_of(app.field) == "ab\u00a0c"
    assert [m.removed for m in app.heard if isinstance(m, Cleaned)] == [1]


def test_bytes_that_are_not_utf8_become_replacement_characters() -> None:
    app = typed(OrderedInput, b"a\xffb\xe1\xba", b"c")
    assert text_of(app.field) == "a\ufffdb\ufffdc"


def test_undo_in_a_text_area_takes_back_a_composed_letter() -> None:
    async def trial() -> None:
        app = Form(OrderedTextArea)
        async with app.run_test():
            field = app.field
            assert isinstance(field, TextArea)
            await send(app, [b"e", "\u0302".encode()])
            assert field.text == "ê"
            field.undo()
            assert field.text in {"", "e"}

    run(trial())


ACTIONS = sorted({each.action for each in TextArea.BINDINGS if isinstance(each, Binding)})
TEXTS = ("", "a", "một\nhai", "một\nê\u0323 hai\n", "một\n\nba\u0301")


@pytest.mark.parametrize("text", TEXTS)
def test_every_command_of_a_text_area_can_be_given_at_every_place_of_a_text(text: str) -> None:
    async def trial() -> None:
        app = Form(OrderedTextArea)
        async with app.run_test():
            field = app.field
            assert isinstance(field, TextArea)
            lines = text.split("\n")
            places = [(row, column) for row, line in enumerate(lines) for column in {0, len(line)}]
            for action in ACTIONS:
                for start, end in product(places, places):
                    field.load_text(text)
                    field.selection = Selection(start, end)
                    await app.run_action(action, field)
                    assert field.text == composed(field.text)

    run(trial())


def test_the_last_line_of_a_text_is_cut_as_any_other() -> None:
    assert text_of(typed(lambda: OrderedTextArea("một\nhai"), b"\x1b[B\x18").field) == "một\n"
    assert text_of(typed(lambda: OrderedTextArea("một"), b"\x1b[F\x18").field) == ""


def test_a_read_only_text_area_takes_nothing() -> None:
    app = typed(lambda: OrderedTextArea("như cũ", read_only=True), b"x\x7f", paste("y"))
    assert text_of(app.field) == "như cũ"


def test_a_wait_ends_when_the_field_goes_away() -> None:
    app = Form(OrderedInput)

    async def trial() -> None:
        async with app.run_test() as pilot:
            for event in Keyboard().feed(b"ab\x1bOQ"):
                assert isinstance(event, events.Key)
                app.post_message(event)
            await app.field.remove()
            app.query_one(DataTable).focus()
            await pilot.pause()
            await pilot.press("j")
            await pilot.pause()
            assert [what for what, _ in app.noted][-1] == "j"

    run(trial())


IN_A_TERMINAL = """
import sys
from textual.widgets import Static
from tracker.screens.inert import guard, plain
from tracker.screens.typing import OrderedInput, OrderedKeys, OrderedTextArea

class Demo(OrderedKeys[None]):
    count = 0
    def __init__(self):
        super().__init__()
        guard(self)
    def compose(self):
        yield OrderedInput(select_on_focus=False)
        yield Static("", id="said")
    def on_mount(self):
        self.query_one("#said").update(plain("ready"))
    def on_input_submitted(self, message):
        self.count += 1
        self.query_one("#said").update(plain(f"{self.count}<{message.value}>{self.count}"))
        message.input.value = ""

Demo().run()
"""


def test_vietnamese_typed_into_a_real_terminal_is_exact() -> None:
    env = {"PYTHONPATH": str(ROOT)}
    with Terminal([sys.executable, "-c", IN_A_TERMINAL], size=(100, 12), env=env) as terminal:
        terminal.wait_for("ready")
        for number in range(1, TRIALS_IN_A_TERMINAL + 1):
            text, sent = burst(number)
            for packet in sent[:-1]:
                terminal.type(packet)
            # the rest of the line comes with Enter, and more than belongs to it
            terminal.type(sent[-1] + b"\rjjj\r")
            terminal.wait_for(f"{number}<{text}>{number}")
            terminal.read_until_quiet(0.12)  # a person does not begin the next line in the same burst
        assert terminal.violations() == []


LEAVING = """
from textual.binding import Binding
from textual.widgets import DataTable, Static
from tracker.screens.inert import guard, plain
from tracker.screens.typing import OrderedInput, OrderedKeys

class Demo(OrderedKeys[None]):
    BINDINGS = [Binding("j", "fire"), Binding("f2", "again")]
    rounds = fired = 0
    def __init__(self):
        super().__init__()
        guard(self)
    def compose(self):
        yield OrderedInput()
        yield DataTable()
        yield Static("", id="said")
    def on_mount(self):
        self.say("ready")
    def say(self, text):
        self.query_one("#said").update(plain(text))
    def on_input_submitted(self, message):
        self.rounds += 1
        self.query_one(DataTable).focus()
        self.say(f"{self.rounds}<{message.value}> fired {self.fired}.")
        message.input.value = ""
    def action_fire(self):
        self.fired += 1
    def action_again(self):
        self.query_one(OrderedInput).focus()
        self.say(f"again {self.rounds} fired {self.fired}.")

Demo().run()
"""


def test_what_follows_enter_in_a_real_terminal_is_no_command_where_the_focus_goes() -> None:
    with Terminal([sys.executable, "-c", LEAVING], env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("ready")
        for number in range(1, ROUNDS + 1):
            terminal.type(b"done\rjjj" + b"j" * (number * 97 % 5_000) + b"\rjj")
            terminal.wait_for(f"{number}<done>")
            terminal.read_until_quiet(0.12)
            terminal.type(b"\x1bOQ")
            terminal.wait_for(f"again {number} fired 0.")
            terminal.read_until_quiet(0.12)


@pytest.mark.parametrize("kind", [OrderedInput, OrderedTextArea, GuardedOptionList])
async def test_a_widget_that_is_painted_after_its_removal_is_blank(kind: type[Widget]) -> None:
    class Plain(App[None]):
        def compose(self) -> ComposeResult:
            yield kind()

    app = Plain()
    app.register_theme(Theme(name="own", primary="ansi_default", surface="ansi_default"))
    async with app.run_test() as pilot:
        app.theme = "own"
        await pilot.pause()
        widget = app.query_one(kind)
        removal = widget.remove()
        while widget.is_attached:
            await asyncio.sleep(0)
        lines = widget.render_lines(Region(0, 0, 20, 2))
        await removal
    assert [each.text for each in lines] == [" " * 20] * 2


class Opening(ModalScreen[None]):
    """A screen whose widget takes its time to be there."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("up", "act", priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()
        self.acted: list[bool] = []

    def compose(self) -> ComposeResult:
        yield Slow(self.may)

    def action_act(self) -> None:
        self.acted.append(self.is_mounted)


class Slow(Widget):
    def __init__(self, may: asyncio.Event) -> None:
        super().__init__()
        self.may = may

    async def on_mount(self) -> None:
        await self.may.wait()


async def test_a_key_waits_until_the_screen_that_is_being_opened_holds_its_widgets() -> None:
    app: OrderedKeys[None] = OrderedKeys()
    async with app.run_test() as pilot:
        opening = Opening()
        opened = app.push_screen(opening)
        for _ in range(2):
            app.post_message(events.Key("up", None))
        while app.message_queue_size == 2:
            await asyncio.sleep(0)
        assert opening.acted == []
        opening.may.set()
        await opened
        await pilot.pause()
        assert opening.acted == [True, True]
