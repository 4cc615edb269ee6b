"""What the rules let a person do on the command line."""

from tests.cli.conftest import CommandLine
from tests.offices import JUSTICE, OFFICE, PLANNING, become, name_office


def test_an_agency_edits_its_own_progress_and_nothing_else(writer: CommandLine) -> None:
    name_office(writer.folder)
    become(writer.folder, PLANNING)
    assert writer("set", "I.1", "result=Đã trình").code == 0
    commits = len(writer.subjects())
    for arguments, reason in (
        (("set", "I.1", "title=Khác"), "title is the office's to change."),
        (("set", "I.1", "status=done"), "the date of its product is missing"),
        (("set", "I.1", "status=waiting", "--dry-run"), "the body awaited is not named"),
        (("add", "I", "--title", "Việc mới"), "tasks are added by the office."),
    ):
        answer = writer(*arguments)
        assert answer.code == 1
        assert reason in answer.err
    become(writer.folder, JUSTICE)
    assert "neither leads nor coordinates nor reports" in writer("set", "I.1", "result=Khác").err
    become(writer.folder, ("Ai", "ai@do.example"))
    assert "ai@do.example speaks for no agency" in writer("set", "I.1", "result=Khác").err
    assert len(writer.subjects()) == commits
    become(writer.folder, OFFICE)
    assert writer("set", "I.1", "title=Khác", "status=done").code == 0
