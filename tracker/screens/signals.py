"""Leaving in good order when the connection drops or the system asks: the draft first, then the rest.

A Textual app is ended at once by SIGHUP, SIGTERM and SIGQUIT; nothing of its own runs. With ``leave_cleanly``
the draft is saved before anything else, then the app exits as it does on quitting, which restores the
terminal where there is one. Ctrl+Z and SIGTSTP need nothing: Textual's driver restores the screen, stops,
and draws again at SIGCONT.
"""

import asyncio
import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from textual.app import App

_PATIENCE: Final = 5.0  # seconds for the app to exit by itself; a writer to a dead terminal may wait for ever


def leave_cleanly(app: App[Any], save_draft: Callable[[], None]) -> None:
    """Save the draft and exit with 128 plus the signal's number when the app is told to leave.

    Call it once in the running app, as in ``on_mount``. It answers SIGHUP, SIGTERM, SIGQUIT and SIGINT, and a
    terminal that has been closed without a signal, which counts as SIGHUP. The number is the app's
    ``return_code``, for whoever ran it to end the process with; where the app does not come to an end, the
    process is ended with it. ``save_draft`` runs in the app's own thread and returns when the draft is safe.
    """
    loop = asyncio.get_running_loop()
    leaving = False

    def leave(number: int) -> None:
        nonlocal leaving
        if leaving:
            return
        leaving = True
        try:
            save_draft()
        finally:
            # the draft is safe, or cannot be made so: from here on nothing may keep the process
            _end_after(_PATIENCE, 128 + number)
            app.exit(None, 128 + number)

    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
        loop.add_signal_handler(number, leave, number)

    def closed() -> None:
        with suppress(RuntimeError):  # the loop has ended: the app has left already
            loop.call_soon_threadsafe(leave, signal.SIGHUP)

    if os.isatty(0) and not app.is_headless:
        threading.Thread(target=_wait_for_close, args=(0, closed), name="terminal-watch", daemon=True).start()


def _wait_for_close(terminal: int, closed: Callable[[], None]) -> None:
    """Wait, without reading anything, until the other end of the terminal is closed; then call back."""
    watch = select.poll()
    watch.register(terminal, 0)  # no events: a hang-up and an error are always reported
    with suppress(OSError):
        watch.poll()
    closed()


def _end_after(seconds: float, code: int) -> None:
    """End the process with this code if it is still there after some seconds."""
    watchdog = threading.Timer(seconds, os._exit, (code,))
    watchdog.daemon = True
    watchdog.start()
