"""The lock: one at a time, in turn, and never left behind."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tracker.storage import lock
from tracker.storage.lock import LockHeld


def test_a_second_holder_waits_and_is_told_who_holds_it(tmp_path: Path) -> None:
    with lock.hold(tmp_path, limit=1), pytest.raises(LockHeld) as caught, lock.hold(tmp_path, limit=0.1):
        pass
    assert caught.value.pid == os.getpid()
    assert caught.value.since


def test_those_who_wait_are_let_in_by_turn(tmp_path: Path) -> None:
    order: list[int] = []

    def wait(number: int) -> None:
        with lock.hold(tmp_path, limit=20):
            order.append(number)
            time.sleep(0.01)

    threads = [threading.Thread(target=wait, args=(number,)) for number in range(8)]
    with lock.hold(tmp_path, limit=1):
        for number, thread in enumerate(threads):
            thread.start()
            deadline = time.monotonic() + 5
            while sum(1 for _ in (tmp_path / "plan.queue").glob("t*")) <= number and time.monotonic() < deadline:
                time.sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    assert list((tmp_path / "plan.queue").iterdir()) == []


def test_the_ticket_of_a_dead_process_does_not_stop_the_queue(tmp_path: Path) -> None:
    queue = tmp_path / "plan.queue"
    queue.mkdir()
    (queue / "t00000000000000000000-1-dead").touch()
    with lock.hold(tmp_path, limit=2):
        assert list(queue.iterdir()) == []


def test_a_child_that_inherits_the_descriptor_still_holds_the_lock(tmp_path: Path) -> None:
    with lock.hold(tmp_path, limit=1) as descriptor:
        child = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=(descriptor,), close_fds=True
        )
    with pytest.raises(LockHeld), lock.hold(tmp_path, limit=0.1):
        pass
    child.communicate(b"\n")
    with lock.hold(tmp_path, limit=2):
        pass


def test_a_link_in_place_of_the_lock_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "plan.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), lock.hold(tmp_path, limit=0.1):
        pass
    assert not (tmp_path / "elsewhere").exists()
