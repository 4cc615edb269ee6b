"""A dropped connection and a system that goes down lose no typing and leave no process behind."""

import os
import signal
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.terminal import Terminal
from tests.vietnamese_typing import METHODS, phrase, strokes
from tracker.storage.drafts import Drafts

CUTS = max(6, int(os.environ.get("TRACKER_TRIALS", "0")) // 100)
ROOT = Path(__file__).resolve().parents[2]

APP = """
import sys
import time
from pathlib import Path
from textual.widgets import Static
from tracker.screens.inert import guard, plain
from tracker.screens.signals import leave_cleanly
from tracker.screens.typing import OrderedKeys, OrderedTextArea
from tracker.storage.drafts import Draft, Drafts

class Demo(OrderedKeys[None]):
    def __init__(self):
        super().__init__()
        if "unguarded" not in sys.argv:
            guard(self)
    def compose(self):
        yield OrderedTextArea()
        yield Static("", id="said")
    def on_mount(self):
        if "naive" not in sys.argv:
            leave_cleanly(self, self.save)
        self.query_one("#said").update(plain("ready"))
    def on_text_area_changed(self, message):
        self.query_one("#said").update(plain(f"{len(message.text_area.text)} characters"))
    def save(self):
        if "broken" in sys.argv:
            raise OSError("disk full")
        text = self.query_one(OrderedTextArea).text
        draft = Draft(repository="r", task="2022-I-02", field="result", text=text, base="b", base_value="",
            saved_at="2022-10-07T00:00:00+07:00")
        Drafts(Path(sys.argv[1])).save(draft)
        if "stuck" in sys.argv:
            self.call_later(lambda: __import__("time").sleep(60))

app = Demo()
app.run()
sys.exit(app.return_code)
"""

TEXT = "Đang tìm đơn vị tư vấn\nđủ năng lực"


def demo(folder: Path, *how: str, controlling: bool = True) -> Terminal:
    env = {"PYTHONPATH": str(ROOT)}
    terminal = Terminal([sys.executable, "-c", APP, str(folder), *how], env=env, controlling=controlling)
    terminal.wait_for("ready")
    terminal.type(TEXT.replace("\n", "\r"))
    terminal.wait_for(f"{len(TEXT)} characters")
    return terminal


def kept(folder: Path) -> list[str]:
    return [draft.text for draft in Drafts(folder).all()]


SIGNALS = [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGINT]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_saves_the_draft_and_restores_the_terminal(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path) as terminal:
        terminal.send_signal(number)
        assert terminal.wait() == 128 + number
        left = terminal.raw.rindex(b"\x1b[?1049l")
        assert left > terminal.raw.rindex(b"\x1b[?1049h")
        assert b"\x1b[?25h" in terminal.raw[left:]
        assert terminal.violations() == []
    assert kept(tmp_path) == [TEXT]


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT])
def test_without_a_handler_a_signal_loses_the_draft(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path, "naive") as terminal:
        terminal.send_signal(number)
        assert terminal.wait() == -number
        assert b"\x1b[?1049l" not in terminal.raw
    assert kept(tmp_path) == []


@pytest.mark.parametrize("trial", range(CUTS))
def test_typing_cut_off_anywhere_is_kept_as_far_as_it_was_read(tmp_path: Path, trial: int) -> None:
    random = Random(trial)
    text = " ".join(phrase(random) for _ in range(8))
    sent = strokes(text, random.choice(METHODS), random)
    data = b"".join(sent[: random.randrange(len(sent))])
    with demo(tmp_path) as terminal:
        terminal.type(data)
        terminal.read_until_quiet()
        if random.random() < 0.5:
            terminal.hang_up()
        else:
            terminal.send_signal(random.choice(SIGNALS))
        assert terminal.wait() > 128
    typed = ""
    for letter in data.decode():
        typed = typed[:-1] if letter == "\x7f" else typed + letter
    assert kept(tmp_path) == [TEXT + typed]


@pytest.mark.parametrize("how", [(), ("unguarded",)])
def test_a_closed_terminal_saves_the_draft_and_ends_the_process(tmp_path: Path, how: tuple[str, ...]) -> None:
    with demo(tmp_path, *how) as terminal:
        terminal.hang_up()
        assert terminal.wait() == 128 + signal.SIGHUP
    assert kept(tmp_path) == [TEXT]


@pytest.mark.parametrize("how", [(), ("unguarded",)])
def test_a_closed_terminal_that_sends_no_signal_is_noticed(tmp_path: Path, how: tuple[str, ...]) -> None:
    with demo(tmp_path, *how, controlling=False) as terminal:
        terminal.hang_up()
        assert terminal.wait() == 128 + signal.SIGHUP
    assert kept(tmp_path) == [TEXT]


def test_a_guarded_app_leaves_a_closed_terminal_without_a_handler_too(tmp_path: Path) -> None:
    with demo(tmp_path, "naive", controlling=False) as terminal:
        terminal.hang_up()
        assert terminal.wait() == -signal.SIGHUP


def test_a_plain_app_stays_and_keeps_a_processor_busy_when_its_terminal_is_closed(tmp_path: Path) -> None:
    with demo(tmp_path, "naive", "unguarded", controlling=False) as terminal:
        terminal.hang_up()
        assert terminal.becomes_busy()


def test_signals_that_come_together_save_once_and_keep_the_first_code(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.send_signal(signal.SIGTERM)
        terminal.send_signal(signal.SIGTERM)
        terminal.hang_up()
        assert terminal.wait() in {128 + signal.SIGTERM, 128 + signal.SIGHUP}
    assert kept(tmp_path) == [TEXT]


def test_a_draft_that_cannot_be_saved_does_not_keep_the_process(tmp_path: Path) -> None:
    with demo(tmp_path, "broken") as terminal:
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM


def test_an_app_that_does_not_come_to_an_end_is_ended(tmp_path: Path) -> None:
    with demo(tmp_path, "stuck") as terminal:
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
    assert kept(tmp_path) == [TEXT]


def test_a_stopped_app_gives_the_terminal_back_and_draws_again_when_it_goes_on(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.send_signal(signal.SIGTSTP)
        terminal.wait_for_state("T")
        terminal.wait_for_bytes(b"\x1b[?1049l")
        before = len(terminal.raw)
        terminal.send_signal(signal.SIGCONT)
        terminal.wait_for_bytes(b"\x1b[?1049h", since=before)
        terminal.type("!")
        terminal.wait_for(f"{len(TEXT) + 1} characters")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
    assert kept(tmp_path) == [TEXT + "!"]


def ordinary() -> list[int]:
    """Return how a terminal reads and writes that nobody has taken."""
    with Terminal(["true"]) as nobody:
        nobody.wait()
        return nobody.settings()


@pytest.mark.parametrize("signals", [(signal.SIGCONT,), (signal.SIGTSTP, signal.SIGCONT, signal.SIGCONT)])
def test_an_app_told_to_go_on_that_had_not_stopped_goes_on_and_leaves_the_terminal_as_it_was(
    tmp_path: Path, signals: tuple[signal.Signals, ...]
) -> None:
    with demo(tmp_path) as terminal:
        for each in signals:
            before = len(terminal.raw)
            terminal.send_signal(each)
            if each == signal.SIGTSTP:
                terminal.wait_for_state("T")
                assert terminal.settings() == ordinary()
            else:
                terminal.wait_for_bytes(b"\x1b[?2004h", since=before)
        terminal.type("!")
        terminal.wait_for(f"{len(TEXT) + 1} characters")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
        assert terminal.settings() == ordinary()
    assert kept(tmp_path) == [TEXT + "!"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGTSTP])
def test_ctrl_s_while_the_terminal_is_given_back_does_not_stop_the_app(tmp_path: Path, number: signal.Signals) -> None:
    for _ in range(4):
        with demo(tmp_path) as terminal:
            assert terminal.settings() != ordinary()
            terminal.send_signal(number)
            end = time.monotonic() + 60
            while b"\x1b[?1004l" not in terminal.raw and time.monotonic() < end:
                terminal.type("\x13")
                terminal.read_until_quiet(0.002)
            terminal.wait_for_bytes(b"\x1b[?1004l")
            if number == signal.SIGTSTP:
                terminal.wait_for_state("T")
            else:
                assert terminal.wait() == 128 + number
            assert terminal.settings() == ordinary()


def test_bytes_that_are_not_utf8_do_not_end_the_app(tmp_path: Path) -> None:
    with demo(tmp_path) as terminal:
        terminal.type(b"\xff\xfe\xe1\xbb")
        terminal.type("ok")
        terminal.wait_for(f"{len(TEXT) + 5} characters")
        terminal.send_signal(signal.SIGTERM)
        assert terminal.wait() == 128 + signal.SIGTERM
    assert kept(tmp_path) == [TEXT + "\ufffd\ufffd\ufffdok"]


def test_bytes_that_are_not_utf8_end_a_plain_app(tmp_path: Path) -> None:
    with demo(tmp_path, "unguarded") as terminal:
        terminal.type(b"\xff\xfe\xe1\xbb")
        terminal.wait()
        assert b"UnicodeDecodeError" in terminal.raw
    assert kept(tmp_path) == []
