"""Queries, columns, order and saved views on the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine


def numbers(found: object) -> list[str]:
    assert isinstance(found, dict)
    return [each["number"] for each in found["tasks"]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["overdue"], ["I.1", "III.3", "III.8", "VI.2"]),
        (["--area", "VI", "overdue"], ["VI.2"]),
        (["--area", "III", "due:<=30/9/2022 -done"], ["III.3", "III.8"]),
        (["hạn:quý III/2022", "không", "quá-hạn"], []),
        (["agency:Sở Nội vụ", "late"], ["III.3", "IV.3", "VI.2", "VII.6"]),
        (["doc:2286"], ["I.2"]),
        (["no-report"], ["II.1", "II.3", "IV.4", "VI.13"]),
        (["lead:SKHĐT", "or", "lead:STP"], None),
        (["status:waiting", "waiting:Bộ Nội vụ"], None),
    ],
)
def test_a_query_and_options_choose_together(
    reader: CommandLine, arguments: list[str], expected: list[str] | None
) -> None:
    found = numbers(reader.json("list", *arguments))
    if expected is not None:
        assert [each for each in found if each in expected] == expected or found == expected
    assert 0 <= len(found) < 20


def test_a_query_is_refused_with_a_hint_and_an_unknown_key_may_be_quoted(reader: CommandLine) -> None:
    for query, told, hint in (
        ("agency:nội vụ", "the register has no agency nội vụ.", "did you mean"),
        ("due:<30/9/202", "30/9/202 is no date.", "write 30/9/2022"),
        ("late or", "a term is missing here.", "here could stand: a word"),
        ("số: 12", "queries have no key “số:”.", "put them in quotation marks"),
    ):
        answer = reader("list", query)
        assert (answer.code, answer.out) == (1, "")
        assert told in answer.err
        assert hint in answer.err
    assert reader("list", '"số: 12"').code == 0


def test_a_term_written_apart_is_searched_and_told_of(reader: CommandLine) -> None:
    answer = reader("list", "quá", "hạn")
    assert answer.code == 0
    assert answer.err.endswith("searched as words; did you mean overdue?\n")
    assert "the term is written" not in reader("list", "de", "an").err


def test_rows_come_in_the_order_asked_for_and_with_the_columns_asked_for(reader: CommandLine) -> None:
    answer = reader("list", "overdue", "--sort=-due,lead", "--columns", "number,due,problems")
    lines = [each.split("\t") for each in answer.out.splitlines()]
    assert lines[0] == ["No.", "Due", "Problems"]
    assert [each[0] for each in lines[1:]] == ["I.1", "VI.2", "III.8", "III.3"]
    assert all("late-without-reason" in each[2] for each in lines[1:])
    assert numbers(reader.json("list", "overdue", "--sort", "due,-number"))[0] == "III.3"
    refused = reader("list", "--sort", "colour")
    assert (refused.code, refused.out) == (1, "")
    assert "there is no column colour." in refused.err


def test_a_view_is_kept_for_oneself_listed_used_and_removed(reader: CommandLine, tmp_path: Path) -> None:
    reader.environment["XDG_CONFIG_HOME"] = str(tmp_path)
    assert "no view is kept yet" in reader("views").err
    kept = reader("views", "add", "Trễ của SNV", "late agency:Sở Nội vụ")
    assert (kept.code, kept.out) == (0, "saved view Trễ của SNV: late agency:Sở Nội vụ\n")
    assert str(tmp_path / "tracker" / "config.toml") in kept.err
    assert reader("views", "add", "Sắp", "soon").code == 0
    assert reader("views", "add", "Sắp", "soon", "or", "overdue").code == 0
    found = reader.json("views")
    assert [(each["name"], each["query"], each["kept"]) for each in found["views"]] == [
        ("Trễ của SNV", "late agency:Sở Nội vụ", "own"),
        ("Sắp", "soon or overdue", "own"),
    ]
    total = found["views"][0]["counts"]["total"]
    assert len(numbers(reader.json("list", "--view", "tre cua snv"))) == total > 0
    assert numbers(reader.json("list", "--view", "Sắp", "--area", "VI", "overdue")) == ["VI.2"]
    assert reader("views").out.splitlines()[1] == f"Trễ của SNV\t{total}\t3\tyour own\tlate agency:Sở Nội vụ"
    assert reader("views", "remove", "sap").code == 0
    refused = reader("list", "--view", "Sắp")
    assert (refused.code, refused.out) == (1, "")
    assert "there is no view Sắp." in refused.err
    assert "views: Trễ của SNV." in refused.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["add", "x", "agency:nowhere"], "no agency nowhere"),
        (["add", " ", "late"], "is no name for a view"),
        (["add", "x" * 61, "late"], "is no name for a view"),
        (["add", "a\x1b[31m", "late"], "is no name for a view"),
        (["remove", "x"], "there is no view x."),
        (["remove", "x", "--plan"], "there is no view x."),
    ],
)
def test_what_cannot_be_kept_or_removed_is_said(
    reader: CommandLine, tmp_path: Path, arguments: list[str], told: str
) -> None:
    reader.environment["XDG_CONFIG_HOME"] = str(tmp_path)
    answer = reader("views", *arguments)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_view_in_the_plan_is_one_commit_of_its_settings(writer: CommandLine) -> None:
    before = (writer.folder / "records/2022/plan.toml").read_text(encoding="utf-8")
    answer = writer("views", "add", "Quá hạn", "quá-hạn", "--plan")
    assert answer.code == 0
    assert answer.out.endswith("saved view Quá hạn: quá-hạn\n")
    assert writer.subjects()[0] == "bộ lọc Quá hạn: quá-hạn"
    assert writer.git("show", "--format=%b", "--name-only", "HEAD").split() == [
        "Edit:",
        "views",
        "records/2022/plan.toml",
    ]
    after = (writer.folder / "records/2022/plan.toml").read_text(encoding="utf-8")
    assert after.replace('views = [\n    { name = "Quá hạn", query = "quá-hạn" },\n]\n\n', "") == before
    assert numbers(writer.json("list", "--view", "qua han")) == numbers(writer.json("list", "overdue"))
    assert writer.json("views")["views"][0]["kept"] == "plan"
    assert writer("views", "add", "Quá hạn", "quá-hạn", "--plan").out == "the plan already says so.\n"
    assert writer("views", "remove", "Quá hạn", "--plan").code == 0
    assert (writer.folder / "records/2022/plan.toml").read_text(encoding="utf-8") == before
    assert len(writer.subjects()) == 3


def test_settings_changed_by_hand_are_not_swept_into_a_commit(writer: CommandLine) -> None:
    path = writer.folder / "records/2022/plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("due_soon_days = 15", "due_soon_days = 9"))
    answer = writer("views", "add", "x", "late", "--plan")
    assert (answer.code, answer.out) == (1, "")
    assert "is not committed so" in answer.err


def test_a_view_that_cannot_be_read_is_a_warning_of_the_check(writer: CommandLine) -> None:
    path = writer.folder / "records/2022/plan.toml"
    kept = 'views = [\n    { name = "Cũ", query = "agency:nowhere" },\n    { name = "Tốt", query = "late" },\n]\n\n'
    path.write_text(path.read_text(encoding="utf-8").replace("due_soon_days", kept + "due_soon_days"))
    found = [each for each in writer.json("check")["problems"] if each["rule"] == "view-unreadable"]
    assert [(each["severity"], each["path"], each["field"]) for each in found] == [
        ("warning", "records/2022/plan.toml", "views")
    ]
    assert "the saved view Cũ cannot be read: the register has no agency nowhere." in found[0]["message"]
    answer = writer("views")
    assert "Cũ\t!!\t" in answer.out
    assert "the saved view Cũ cannot be read" in answer.err


def test_preferred_columns_stay_out_of_pipes_and_a_broken_configuration_is_told(
    reader: CommandLine, tmp_path: Path
) -> None:
    reader.environment["XDG_CONFIG_HOME"] = str(tmp_path)
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tracker" / "config.toml").write_text('[table]\ncolumns = ["number"]\n')
    assert reader("list", "VI.2").out.splitlines()[0].startswith("No.\tTask\tLead")
    (tmp_path / "tracker" / "config.toml").write_text("[table\n")
    answer = reader("list", "--view", "x")
    assert answer.code == 1
    assert "config.toml cannot be read" in answer.err
    assert reader("views", "add", "x", "late").code == 1


def test_an_agency_of_today_is_told_with_those_of_the_plans_day(reader: CommandLine) -> None:
    told = "on 07/10/2022 there were: "
    for arguments in (("agency", "Sở Nông nghiệp và Môi trường"), ("list", "agency:Sở Nông nghiệp và Môi trường")):
        answer = reader(*arguments)
        assert answer.code == 0
        assert told in answer.err, arguments
        assert {"SNN&PTNT", "STNMT"} <= set(answer.err.split(told)[1].strip().split(", ")), arguments
