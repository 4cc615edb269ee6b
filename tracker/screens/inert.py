"""The only way from data to a widget, and the guard between the app and the terminal.

A widget of Textual reads a ``str`` as markup and lets control bytes through to the terminal. Text from
records, refs, authors, file names and git is data, so it becomes displayable text by ``plain`` (or
``rich_plain``, ``tell``) and by nothing else. ``guard`` is the second wall: whatever a widget was given, no
escape, control, bidirectional or zero-width character of it leaves for the terminal, and no byte the
terminal sends can end the program or act as something it is not.
"""

import contextlib
import io
import os
import re
import selectors
import signal
import sys
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import IO, Any, Final, cast

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.color import Color
from textual.content import Content
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.filter import LineFilter
from textual.message import Message
from textual.notifications import Notification, Notify, SeverityLevel

from tracker.plan.characters import visible
from tracker.screens.pen import Pen


def plain(text: str, *, multiline: bool = False, style: str = "") -> Content:
    """Return text from data as content for a widget: shown as it is, never read as markup.

    Hidden characters appear as visible marks; line breaks stay only in ``multiline`` text. The ``style`` is
    one of ours, never from data.
    """
    return Content.styled(visible(text, multiline=multiline), style)


def rich_plain(text: str, *, multiline: bool = False, style: str = "") -> Text:
    """Return text from data as a Rich text, for the widgets that take nothing else."""
    return Text(visible(text, multiline=multiline), style=style, end="")


def tell(
    node: App[Any],
    text: str,
    *,
    title: str = "",
    severity: SeverityLevel = "information",
    timeout: float | None = None,
) -> None:
    """Show a passing notice whose words may hold data; neither text nor title is read as markup."""
    notice = Notice(
        visible(text, multiline=True),
        visible(title),
        severity,
        node.NOTIFICATION_TIMEOUT if timeout is None else timeout,
        markup=False,
    )
    node.post_message(Notify(notice))


class Notice(Notification):
    """A passing notice that has some time left whenever it is drawn.

    A screen that is shown draws the notices that still stand. One whose time ran out in that very moment would set
    a timer of Textual a negative time, and such a timer never lets anything else happen again.
    """

    @property
    def time_left(self) -> float:
        """Seconds until the notice goes."""
        return max(super().time_left, SHORTEST)

    @property
    def has_expired(self) -> bool:
        """Whether the notice has had its time."""
        return super().time_left <= 0


SHORTEST: Final = 0.05
"""Seconds a notice stays that is drawn when its time is over."""

HIDDEN: Final = (
    r"\x00-\x1f\x7f-\x9f\xad"  # C0, DEL, C1, soft hyphen
    r"\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # joiners and fillers without width
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # zero width, line separators, bidirectional controls
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"  # fillers, variation selectors, annotations
    r"\ud800-\udfff"  # lone surrogates, which no terminal can be sent
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # format controls, tags
)
"""The characters that act on a terminal or cannot be seen, as the inside of a regular expression's class."""

_HIDDEN: Final = re.compile(f"[{HIDDEN}]")
_HIDDEN_IN_LINES: Final = re.compile(rf"(?![\t\n])[{HIDDEN}]")

_STRAY: Final = re.compile(
    # an escape that begins nothing the driver itself writes: colours, cursor, modes and their queries
    r"\x1b(?!\[(?:[\d;:]*[mHABCDJK]|\?[\d;]+(?:[hl]|\$p)|[<>]\d*u))"
    # with what belongs to it: a string (OSC, DCS, SOS, PM, APC) to its end, or a control sequence
    r"(?:[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\[[0-?]*[ -/]*[@-~]?)?"
    rf"|(?![\x1b\r\n])[{HIDDEN}]"
)


def inert(text: str) -> str:
    """Return the text without any character that acts on a terminal, exactly as wide as it was laid out."""
    if _HIDDEN.search(text) is None:
        return text
    shown = _HIDDEN.sub(lambda match: "\ufffd" * cell_len(match[0]), text)
    return set_cell_size(shown, cell_len(text))


@lru_cache(1024)
def _unlinked(style: Style) -> Style:
    """Return the style without a link: the address of a link is text that no one sees."""
    return style.update_link(None)


class TerminalGuard(LineFilter):
    """The last filter of the app: lets neither an acting character nor a link through.

    Control segments are Textual's own and stay as they are. The width of a line never changes, because it
    has been laid out already.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual names it
        """Return the segments with their text inert and their styles without links."""
        return [
            segment
            if segment.control is not None
            else Segment(
                inert(segment.text),
                _unlinked(segment.style) if segment.style is not None and segment.style.link else segment.style,
            )
            for segment in segments
        ]


_PASTE_START: Final = "\x1b[200~"
_PASTE_END: Final = "\x1b[201~"
_ESCAPE_IN_PASTE: Final = "\x1a"  # a control character too, so that the field removes it and says so
_BURST: Final = 0.1  # seconds between two packets of one burst


class Keyboard:
    """Bytes from a terminal as Textual's events, whatever the bytes are.

    A byte that is not UTF-8 becomes a replacement character. An escape inside a bracketed paste stays inside
    it: Textual's parser would hand what follows to the app as keys.

    All events of a burst bear the same ``time``. A burst is one packet, and any packet of more than one byte
    that follows within a tenth of a second: nobody types like that, so it is a paste or a busy line.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self._parser = XTermParser(debug)
        self._decode = getincrementaldecoder("utf-8")("replace").decode
        self._passed = ""
        self._held = ""
        self._pasting = False
        self._arrived = -_BURST
        self._burst = 0.0

    def feed(self, data: bytes, arrived: float | None = None) -> Iterator[Message]:
        """Yield the events that are complete with these bytes, which arrived now or at the given time."""
        arrived = time.monotonic() if arrived is None else arrived
        if len(data) == 1 or arrived - self._arrived > _BURST:
            self._burst = arrived
        self._arrived = arrived
        if text := self._contained(self._decode(data)):
            for event in self._parser.feed(text):
                event.time = self._burst
                yield event

    def tick(self) -> Iterator[Message]:
        """Yield the events that are complete because nothing followed in time, as a lone Escape."""
        yield from self._parser.tick()

    def _contained(self, text: str) -> str:
        """Return the text with every escape of a paste, but the one that ends it, made harmless."""
        parts: list[str] = []
        text, self._held = self._held + text, ""
        while text:
            piece, text = self._pasted(text) if self._pasting else self._typed(text)
            parts.append(piece)
        return "".join(parts)

    def _typed(self, text: str) -> tuple[str, str]:
        """Return the text up to the start of a paste, and the rest; the start may come in two packets."""
        known = len(self._passed)
        at = (self._passed + text).find(_PASTE_START)
        end = len(text) if at < 0 else at + len(_PASTE_START) - known
        self._pasting = at >= 0
        self._passed = "" if self._pasting else (self._passed + text)[1 - len(_PASTE_START) :]
        return text[:end], text[end:]

    def _pasted(self, text: str) -> tuple[str, str]:
        """Return the pasted text up to its end with escapes replaced, and the rest."""
        at = text.find(_PASTE_END)
        if at >= 0:
            self._pasting = False
            return text[:at].replace("\x1b", _ESCAPE_IN_PASTE) + _PASTE_END, text[at + len(_PASTE_END) :]
        for size in range(len(_PASTE_END) - 1, 0, -1):
            if text.endswith(_PASTE_END[:size]):
                text, self._held = text[:-size], text[-size:]
                break
        return text.replace("\x1b", _ESCAPE_IN_PASTE), ""


class GuardedDriver(LinuxDriver):
    """The driver of a guarded app: writes only sequences of its own kind, reads whatever comes.

    What does not pass line filters passes here: the clipboard (OSC 52), links (OSC 8), titles and pointer
    shapes are never sent. Copying works inside the program only.
    """

    _gone = False
    _is_ours = False
    _ordinary: list[Any] | None = None
    """How the terminal reads and writes for everybody else."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._pen = Pen(self._measure)

    def start_application_mode(self) -> None:
        """Take the terminal, at first or again; one that was not given back (a lone SIGCONT) is given back first."""
        self.stop_application_mode()
        with contextlib.suppress(termios.error):  # no terminal
            self._ordinary = termios.tcgetattr(self.fileno)
        self._is_ours = True
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual leaves it untyped

    def stop_application_mode(self) -> None:
        """Give the terminal back: first its screen, whole, and only then its own reading of keys.

        The other way round, as Textual has it, a Ctrl+S pressed once too often would stop the output in between
        (the flow control of a terminal), and the app would wait for ever to be rid of its last bytes.
        """
        if not self._is_ours:
            return
        self.attrs_before = None
        self.write("\x1b[H\x1b[J")  # what stands there when its size has changed tmux takes for lines of the shell
        super().stop_application_mode()
        self.close()  # returns when everything has been written
        self._is_ours = False
        if self._ordinary is not None:
            with contextlib.suppress(termios.error):  # a terminal that is gone
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._ordinary)

    def write(self, data: str) -> None:
        """Write to the terminal, without anything Textual does not need to draw a screen."""
        if self._is_ours and not self._gone and self._writer_thread is not None:
            super().write(data if data == "\a" else self._pen.thinned(_STRAY.sub("", data)))

    def forget(self) -> None:
        """Send all that is drawn next, even what the terminal should show already."""
        self._pen.forget()

    def _measure(self) -> tuple[int, int]:
        """Return columns and rows of the terminal itself, whatever the environment says of them."""
        with contextlib.suppress(OSError):
            if self._file is not None:
                return os.get_terminal_size(self._file.fileno())
        return 0, 0  # no terminal

    def run_input_thread(self) -> None:
        """Read the terminal until the app ends or the terminal is gone, and dispatch what was typed.

        Textual's own loop ends the program at a byte that is not UTF-8, and turns forever at full speed once
        the terminal has been closed.
        """
        keyboard = Keyboard(debug=self._debug)
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(0.1):
                    try:
                        data = os.read(self.fileno, 4096)
                    except OSError:
                        data = b""
                    if not data:
                        self._hang_up()
                        return
                    for event in keyboard.feed(data):
                        self.process_message(event)
                for event in keyboard.tick():
                    self.process_message(event)

    def _hang_up(self) -> None:
        """Treat a closed terminal as the hang-up it is, which the system does not always signal.

        Who listens for SIGHUP saves what was typed and leaves; otherwise the process ends here. Nothing more
        is written, because nobody empties the queue to a terminal that has gone.
        """
        self._gone = True
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # as under nohup
            self._app.call_later(self._app.exit, None, 128 + signal.SIGHUP)
        else:
            os.kill(os.getpid(), signal.SIGHUP)


def forget(driver: Driver | None) -> None:
    """Count on nothing the terminal of a driver shows: all that is drawn next is sent."""
    if isinstance(driver, GuardedDriver):
        driver.forget()


class _InertFile(io.TextIOBase):
    """Standard error for last words of the app: text and line breaks, nothing that acts."""

    def write(self, text: str) -> int:
        """Write the text with marks in place of acting characters."""
        stream = sys.__stderr__
        if stream is not None:
            stream.write(_HIDDEN_IN_LINES.sub("\ufffd", text))
            stream.flush()
        return len(text)


def guard(app: App[Any]) -> None:
    """Put the guard between an app that does not run yet and its terminal; call it in the app's constructor.

    Only public seams are used: ``get_line_filters`` is what every widget asks when it renders, so an answer
    that ends with our filter makes it the last one whatever Textual does with its list of filters when the
    theme changes; ``driver_class`` is what ``run`` makes the driver from; ``error_console`` prints what is
    left to say, such as a traceback with a record's text in it, after the screen has been restored.
    """
    filters = app.get_line_filters
    last = TerminalGuard()

    def guarded() -> Sequence[LineFilter]:
        return [*filters(), last]

    app.get_line_filters = guarded  # type: ignore[method-assign]  # an app that is already made is guarded
    if issubclass(app.driver_class, LinuxDriver):
        app.driver_class = GuardedDriver
    app.error_console = Console(file=cast("IO[str]", _InertFile()), markup=False, highlight=False, color_system=None)
