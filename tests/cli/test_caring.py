"""The commands that look after a copy of the plan."""

from tests.cli.conftest import CommandLine
from tests.offices import OFFICE, become, git, name_office


def test_doctor_says_what_is_wrong_and_mends_the_merging(writer: CommandLine) -> None:
    name_office(writer.folder)
    answer = writer("doctor")
    assert answer.code == 1
    assert "✓ edits can be saved." in answer.out
    assert "– git merges records by lines here." in answer.out
    assert "✓ you are known to the plan: Sở Nội vụ." in answer.out
    answer = writer("doctor", "--fix")
    assert answer.code == 0
    assert "✓ git merges records by field." in answer.out
    assert writer.git("status", "--porcelain") == ""
    become(writer.folder, ("Ai", "ai@do.example"))
    record = next((writer.folder / "records" / "2022").glob("01-*/01-*.toml"))
    record.write_text("x", encoding="utf-8")
    answer = writer("doctor")
    assert "– ai@do.example speaks for no agency of the register." in answer.out
    assert "01-" in answer.out.splitlines()[-2]
    assert answer.out.splitlines()[-2].endswith("cannot be read.")


def test_a_fresh_plan_merges_by_field_from_the_start(writer: CommandLine) -> None:
    assert writer("init", "moi", "--year", "2027").code == 0
    writer.folder = writer.folder / "moi"
    become(writer.folder, OFFICE)
    assert writer("doctor").code == 0
    assert "merge-driver" in git(writer.folder, "config", "merge.tracker.driver")
