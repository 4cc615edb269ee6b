"""The commands that speak to another copy of the plan."""

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tests.offices import OFFICE, PLANNING, join, share


def test_sync_tells_what_came_in_and_a_conflict_with_its_values(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = share(small, tmp_path)
    office = CommandLine(join(bare, "office", OFFICE), capsys)
    agency = CommandLine(join(bare, "agency", PLANNING), capsys)
    office("set", "I.1", "percent=50", "obstacle=Chờ ý kiến")
    answer = office("sync")
    assert (answer.code, answer.out) == (0, "")
    assert "0 tasks came in · 1 edit sent" in answer.err
    agency("set", "I.1", "percent=20")
    answer = agency("sync")
    assert answer.code == 1
    values = [each for each in answer.out.splitlines() if not each.startswith("    ")]
    assert values == ["2022-I-01: percent", "  before: (empty)", "  yours: 20", "  theirs: 50"]
    assert f"    {PLANNING[0]}, " in answer.out
    assert f"    {OFFICE[0]}, " in answer.out
    assert "--keep mine" in answer.err
    answer = agency("sync", "--keep", "mine")
    assert answer.out.splitlines() == ["2022-I-01: obstacle:", "    + Chờ ý kiến"]
    assert "2 edits of yours are in this copy alone" in answer.err
    assert agency("sync", "--json").document["waiting"] == 2
