"""The commands beside the overview: what is due when, of the whole plan, an area or an agency."""

from tests.cli.conftest import CommandLine


def test_the_agenda_of_the_shipped_plan(reader: CommandLine) -> None:
    found = reader.json("agenda")
    assert (found["kind"], found["plan"], found["on"], found["total"]) == ("tracker.agenda", 2022, "2022-10-07", 60)
    assert [(each["section"], each["month"], each["count"]) for each in found["sections"]] == [
        ("overdue", None, 4),
        ("due", "2022-12", 20),
        ("due", "2023-12", 1),
        ("due", "2025-12", 1),
        ("recurring", None, 1),
        ("per-regulation", None, 1),
        ("from", None, 5),
        ("external", None, 10),
        ("done", None, 17),
    ]
    tasks = [each for section in found["sections"] for each in section["tasks"]]
    assert sum(each["kind"] == "external" for each in tasks) == 12
    assert sum(each["due_in_force"] is None for each in tasks) == 19
    late = found["sections"][0]["tasks"]
    assert [(each["number"], each["days_late"], each["has_reason"]) for each in late] == [
        ("III.3", 190, False),
        ("III.8", 99, False),
        ("I.1", 7, False),
        ("VI.2", 7, False),
    ]
    assert found["sections"][1]["quarter"] == "2022-Q4"
    regulated = found["sections"][5]["tasks"]
    assert [(each["number"], each["next"]) for each in regulated] == [("VII.9", ["2022-12-20"])]


def test_the_agenda_in_words_folds_what_is_done(reader: CommandLine) -> None:
    answer = reader("agenda")
    assert answer.code == 0
    assert "Overdue (4)" in answer.out
    assert "Due later · Quarter IV/2022 (20)\nMonth 12/2022 (20)\n" in answer.out
    assert "III.10\t" in answer.out
    assert "waits for Trung ương" in answer.out
    assert answer.out.endswith("Done (17)\n")
    assert "60 of 60 tasks" in answer.err
    assert "\nI.2\t" not in answer.out
    assert "\nI.2\t" in reader("agenda", "--all").out


def test_the_agenda_of_an_agency_an_area_and_a_day(reader: CommandLine) -> None:
    found = reader.json("agenda", "--agency", "SNV", "--area", "vi")
    assert (found["area"], found["agency"]) == ("VI", "so-noi-vu")
    assert 0 < found["total"] < 14
    later = reader.json("agenda", "--on", "15/1/2023")
    assert later["sections"][0]["count"] == 24
    for arguments in (("--agency", "Sở Nào"), ("--area", "IX"), ("--on", "mai")):
        assert reader("agenda", *arguments).code == 1


def test_why_says_in_sentences_how_a_task_stands(reader: CommandLine) -> None:
    answer = reader("why", "vi.2")
    assert answer.code == 0
    assert answer.out.startswith("VI.2  Xây dựng chức năng giám sát")
    assert "· It is overdue: it was due on 30/09/2022 and is not done on 07/10/2022, 7 days later.\n" in answer.out
    found = reader.json("why", "VI.2", "--on", "1/9/2022")
    assert (found["kind"], found["id"]) == ("tracker.why", "2022-VI-02")
    assert found["sentences"][0] == "It is neither late nor due soon: in progress, due on 30/09/2022."
    assert reader("why", "IX.1").code == 1


def test_why_says_how_a_broken_record_is_repaired(writer: CommandLine) -> None:
    (path,) = writer.folder.glob("records/2022/01-*/01-*.toml")
    path.write_text('id = "2022-I-01"\n[progress\n', encoding="utf-8")
    answer = writer("why", "I.1")
    assert answer.code == 0
    assert "mend it at line 2 in your editor" in answer.out
    assert f"tracker edit records/2022/{path.parent.name}/{path.name}." in answer.out


def test_the_page_of_an_agency(reader: CommandLine) -> None:
    found = reader.json("agency", "sở nội vụ")
    assert (found["kind"], found["agency"]["id"], found["agency"]["short"]) == ("tracker.agency", "so-noi-vu", ["SNV"])
    assert [each["id"] for each in found["former"]] == ["so-lao-dong-thuong-binh-va-xa-hoi"]
    assert (found["own"]["counts"]["total"], found["own"]["counts"]["done"]) == (29, 13)
    assert found["whole"]["counts"]["total"] == 37
    assert [(each["role"], len(each["tasks"])) for each in found["sections"] if not each["through"]] == [
        ("lead", 21),
        ("coordinating", 2),
        ("other", 8),
        ("reporter", 8),
    ]
    assert found["own"]["late"] == ["2022-III-03", "2022-VI-02"]
    assert found["own"]["opened"] == "2022-09-15"
    assert found["own"]["silent"] == []
    assert found["sections"][0]["tasks"][0]["last_change"]["author"] == "Trần Bình"
    answer = reader("agency", "SKHĐT")
    assert "taken over by: Sở Tài chính\n" in answer.out
    assert "  done 1/4 (25%) of all, 1/2 (50%) of those due\n  overdue 1: I.1\n" in answer.out
    assert "\nleads (4)\nNo.\tTask\tPart\tDue\tStatus\tLast change\n" in answer.out
    assert reader("agency", "Sở Nào").code == 1


def test_the_page_of_an_area(reader: CommandLine) -> None:
    found = reader.json("area", "vi")
    assert (found["kind"], found["area"], found["whole"]["counts"]["total"]) == ("tracker.area", "VI", 14)
    assert (found["sections"][0]["lead"], len(found["sections"][0]["tasks"])) == (["so-thong-tin-va-truyen-thong"], 9)
    answer = reader("area", "VI")
    assert answer.out.startswith("VI Xây dựng và phát triển Chính quyền điện tử")
    assert "\nNo.\tTask\tDue\tStatus\tLast change\n" in answer.out
    assert reader("area", "X").code == 1
