"""The command that counts."""

from tests.cli.conftest import CommandLine
from tracker.cli.counting import bar


def test_the_numbers_of_the_shipped_plan(reader: CommandLine) -> None:
    answer = reader("stats")
    assert answer.code == 0
    assert "done 17/60 (28.33%) of all tasks" in answer.out
    assert "PAR Index ladder: 0 points for 17/60 (28.33%) of all tasks of the plan" in answer.out
    assert "\nThe whole plan\t60\t11\t4\t2\t28\t4\t5\t6\t4\n" in answer.out
    assert "a task that several agencies lead is counted with each of them: 61 in all" in answer.out
    assert "  III.3 · overdue (190 days) · " in answer.out
    assert "  Trung ương (2): III.10, V.1\n" in answer.out
    assert "  Văn phòng UBND tỉnh (3): II.1, II.3, VI.13\n" in answer.out


def test_the_document_of_numbers_adds_up(reader: CommandLine) -> None:
    document = reader.json("stats")
    assert [each["by"] for each in document["tables"]] == ["area", "agency", "status", "period"]
    for table in document["tables"]:
        for each in table["tallies"]:
            assert sum(each["stands"].values()) == each["counts"]["total"]
    assert document["score"]["share"] == "28,33%"
    assert [each["by"] for each in reader.json("stats", "--by", "status")["tables"]] == ["status"]
    assert reader("stats", "--by", "nobody").code == 2


def test_a_bar_is_as_wide_whatever_it_shows() -> None:
    assert bar(0, 0, 0) == "·" * 24
    assert bar(30, 45, 60, 8) == "████▒▒··"
    assert bar(60, 90, 60, 8) == "█" * 8
    assert {len(bar(done, due, 60)) for done in range(61) for due in (0, 30, 99)} == {24}
