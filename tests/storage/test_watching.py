"""Nothing that changes from the first telling on is missed."""

import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

from tracker.workspace import Workspace


def test_a_change_after_the_first_telling_is_told_of(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "plan")
    records = tmp_path / "plan" / "records"
    stop = threading.Event()
    told = Workspace.open(records, now=lambda: datetime.now(UTC)).changes(stop)
    next(told)
    record = min((records / "2022" / "01-cai-cach-the-che").iterdir())
    record.write_text(record.read_text(encoding="utf-8") + "# x\n", encoding="utf-8")
    ends = threading.Timer(60, stop.set)
    ends.start()
    assert next(told, "missed") is None
    ends.cancel()
    stop.set()
    assert list(told) == []
