"""The verdicts on what changed: in words, as a document, and as the annotations of the forges."""

import json

import pytest

from tests.cli.conftest import CommandLine
from tests.offices import JUSTICE, PLANNING, become, git, name_office


@pytest.fixture
def sent(writer: CommandLine) -> CommandLine:
    """A plan with an office, and a branch on which the planning department changed what it may and what it may not."""
    name_office(writer.folder)
    become(writer.folder, PLANNING)
    git(writer.folder, "checkout", "-q", "-b", "gui")
    record = next((writer.folder / "records" / "2022").glob("01-*/01-*.toml"))
    text = record.read_text(encoding="utf-8").replace('title = "', 'title = "Khác: ')
    record.write_text(text.replace('status = "in-progress"', 'status = "paused"'), encoding="utf-8")
    git(writer.folder, "commit", "-q", "-a", "-m", "gửi")
    return writer


def change(line: CommandLine, path: str, old: str, new: str) -> None:
    file = line.folder / path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    git(line.folder, "add", path)
    git(line.folder, "commit", "-q", "-m", "đổi")


def test_each_changed_field_is_allowed_or_refused_with_its_rule_and_line(sent: CommandLine) -> None:
    answer = sent("check", "--base", "main")
    assert answer.code == 1
    first, second = answer.out.splitlines()
    assert first.endswith("title is the office's to change. (title) [office-field]")
    assert ":5: refused: 2022-I-01: " in first
    assert second.endswith("it is a task of the agency's own. (progress.status) [agency-own]")
    assert ": allowed: " in second
    assert answer.err == "2 changes · 1 refused\n"


def test_who_sends_it_may_be_named_and_the_office_may_do_all(sent: CommandLine) -> None:
    assert sent("check", "--base", "main", "--as", "Sở Nội vụ").code == 0
    answer = sent("check", "--base", "main", "--as", "so-tu-phap")
    assert answer.out.count("[not-own-task]") == 1
    assert "no agency" in sent("check", "--base", "main", "--as", "so-la").err
    assert "there is no commit" in sent("check", "--base", "nhanh-la").err


def test_the_document_holds_old_and_new(sent: CommandLine) -> None:
    found = sent("check", "--base", "main", "--json").document
    assert (found["kind"], found["passes"]) == ("tracker.changes", False)
    assert found["actor"] == {"role": "agency", "agencies": ["so-ke-hoach-va-dau-tu"]}
    assert [(each["field"], each["allowed"], each["rule"]) for each in found["verdicts"]] == [
        ("title", False, "office-field"),
        ("progress.status", True, "agency-own"),
    ]
    assert (found["verdicts"][1]["old"], found["verdicts"][1]["new"]) == ("in-progress", "paused")


@pytest.mark.parametrize("forge", ["github", "forgejo"])
def test_annotations_of_a_workflow_escape_their_values(sent: CommandLine, forge: str) -> None:
    printed = sent("check", "--base", "main", "--annotations", forge).out.splitlines()
    assert len(printed) == 1
    assert printed[0].startswith("::error file=records/2022/01-")
    assert ",line=5,title=2022-I-01 · title::title is the office's" in printed[0]


def test_annotations_of_gitlab_are_a_code_quality_report(sent: CommandLine) -> None:
    report = json.loads(sent("check", "--base", "main", "--annotations", "gitlab").out)
    assert [(each["check_name"], each["location"]["lines"]["begin"]) for each in report] == [("office-field", 5)]
    assert len(report[0]["fingerprint"]) == 64


Change = tuple[str, str, str]


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (("records/2022/plan.toml", 'language = "vi"', 'language = "en"'), "office-file"),
        (("records/agencies/so-tu-phap.toml", "symbols = [", 'symbols = [\n    "X",'), "office-file"),
        (("records/2022/plan.toml", "year = 2022", "year = 2023"), "year"),
        (("README.md", "", "một tệp khác"), "no-record"),
        (("records/2022/{record}", "progress]", "progress"), "toml"),
        (("records/2022/{record}", "[schedule]", "lạ = 1\n\n[schedule]"), "toml"),
        (("records/2022/{record}", "[schedule]", "la = 1\n\n[schedule]"), "unknown-key"),
        (("records/2022/{record}", 'id = "2022-I-01"', 'id = "2022-I-02"'), "id-fixed"),
    ],
)
def test_what_an_agency_may_not_touch(writer: CommandLine, made: Change, rule: str) -> None:
    name_office(writer.folder)
    become(writer.folder, PLANNING)
    git(writer.folder, "checkout", "-q", "-b", "gui")
    (writer.folder / "README.md").touch()
    record = next((writer.folder / "records" / "2022").glob("01-*/01-*.toml"))
    path = made[0].format(record=f"{record.parent.name}/{record.name}")
    change(writer, path, made[1], made[2])
    found = writer("check", "--base", "main", "--json").document
    assert rule in {each["rule"] for each in found["verdicts"] if not each["allowed"]}


def test_a_remark_in_the_record_of_another_agency_is_refused_and_in_one_s_own_is_not(writer: CommandLine) -> None:
    name_office(writer.folder)
    git(writer.folder, "checkout", "-q", "-b", "gui")
    record = next((writer.folder / "records" / "2022").glob("01-*/01-*.toml")).relative_to(writer.folder)
    change(writer, str(record), "[schedule]", "# một ghi chú\n[schedule]")
    assert "[remarks]" in writer("check", "--base", "main", "--as", "so-tu-phap").out
    assert writer("check", "--base", "main", "--as", "so-ke-hoach-va-dau-tu").code == 0


def test_what_is_staged_is_judged_before_it_is_committed(writer: CommandLine) -> None:
    name_office(writer.folder)
    become(writer.folder, JUSTICE)
    record = next((writer.folder / "records" / "2022").glob("01-*/01-*.toml"))
    record.write_text(record.read_text(encoding="utf-8").replace('percent = ""', "percent = 50"), encoding="utf-8")
    assert writer("check", "--staged").code == 0
    git(writer.folder, "add", ".")
    assert "[not-own-task]" in writer("check", "--staged").out
    become(writer.folder, PLANNING)
    assert writer("check", "--staged").code == 0


def test_a_request_is_judged_without_being_checked_out(sent: CommandLine) -> None:
    git(sent.folder, "checkout", "-q", "main")
    become(sent.folder, JUSTICE)  # whoever runs the check, the sender is the author of the request
    found = sent("check", "--base", "HEAD", "--head", "gui", "--json").document
    assert found["actor"]["agencies"] == ["so-ke-hoach-va-dau-tu"]
    assert [each["rule"] for each in found["verdicts"] if not each["allowed"]] == ["office-field"]
    assert "[not-own-task]" in sent("check", "--base", "HEAD", "--head", "gui", "--as", "so-tu-phap").out
