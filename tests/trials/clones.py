"""One clone of the trial of many: it edits once and syncs until that has landed, or a conflict is shown."""

import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import field_named
from tracker.syncing import SyncConflict, sync
from tracker.workspace import Workspace


def wait(turn: int) -> None:
    """Wait a while that grows and differs."""
    time.sleep(min(3.0, 0.05 * 2 ** min(turn, 7)) * secrets.randbelow(1000) / 1000)


def main(folder: str, id: str, name: str, text: str) -> str:
    """Edit and sync; return what became of it."""
    workspace = Workspace.open(Path(folder) / "records", now=lambda: datetime.now(UTC))
    field = field_named(name)
    held = field.value(workspace.read().task(id))
    value = int(text) if name == "percent" else f"{held}\n{text}".strip("\n")
    workspace.apply(id, Edit(wishes=(Wish(field=field, value=value),), reason=text))
    try:
        done = sync(workspace, send=True, pause=wait)
    except SyncConflict as conflict:
        shown = [each.place for each in conflict.clashes]
        return f"conflict {shown}"
    return f"landed after {done.tries}"


if __name__ == "__main__":
    print(main(*sys.argv[1:5]), flush=True)
