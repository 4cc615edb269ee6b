"""A quarter's work on the shipped plan: who owes what, what goes out, and what comes back as branches to review."""

import shutil
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from icalendar import Calendar

from tests.cli.conftest import CommandLine
from tracker.exchange.form import COLUMNS

PLACES = {each.key: place for place, each in enumerate(COLUMNS, start=1)}


@pytest.fixture
def office(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Return the office of the shipped plan."""
    shutil.copytree(shipped, tmp_path / "plan")
    return CommandLine(tmp_path / "plan", capsys)


def fill(path: Path, id: str, **values: str | int) -> None:
    """Write into the row of a task what an agency would."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    row = next(each[0].row for each in sheet.iter_rows(min_row=5) if each[0].value == id)
    for key, value in values.items():
        sheet.cell(row, PLACES[f"progress.{key}"]).value = value
    book.save(path)


def test_what_each_agency_owes_adds_up(office: CommandLine) -> None:
    found = office.json("owing", "--period", "Q3")
    assert found["period"]["id"] == "2022-Q3"
    by_agency = {each["agency"]: each for each in found["agencies"]}
    asked = {each["id"]: each["debts"] for agency in found["agencies"] for each in agency["tasks"]}
    assert len(asked) == 60
    assert {id for id, debts in asked.items() if "overdue" in debts} == {
        "2022-I-01",
        "2022-III-03",
        "2022-III-08",
        "2022-VI-02",
    }
    assert sum("unreported" in debts for debts in asked.values()) == 4
    assert len(by_agency["van-phong-ubnd-tinh"]["tasks"]) == 6
    text = office("owing", "--agency", "SKHĐT")
    assert "I.1\t" in text.out
    assert "overdue" in text.out
    assert office("owing", "--period", "Q9").code == 1


def test_papers_go_out_to_those_who_owe_and_the_reminder_is_written_down(office: CommandLine) -> None:
    head = office.git("rev-parse", "HEAD")
    answer = office("remind", "--output", "out", "--record", "công văn", "--note", "số 12")
    assert answer.code == 0
    out = office.folder / "out"
    reminded = [*sorted(each.stem for each in out.glob("so-*.txt")), "van-phong-ubnd-tinh"]
    assert len(list(out.iterdir())) == 4 * len(reminded) + 3
    table = docx.Document(str(out / "so-noi-vu.docx")).tables[0]
    assert len(table.rows) == 1 + 31
    assert "III.3" in (out / "so-noi-vu.txt").read_text(encoding="utf-8")
    calendar = Calendar.from_ical((out / "so-noi-vu.ics").read_bytes())
    names = [str(each["UID"]) for each in calendar.walk("VEVENT")]
    assert "2022-VI-02-due@tracker.invalid" in names
    assert len(set(names)) == len(names)
    assert office.git("diff", "--name-only", head).split("\n") == [
        f"records/reminders/2022-Y/{each}.toml" for each in reminded
    ]
    assert office("remind", "--agency", "SNV", "--output", "again", "--record", "điện thoại").code == 0
    owed = {each["agency"]: each for each in office.json("owing")["agencies"]}
    assert [each["means"] for each in owed["so-noi-vu"]["reminders"]] == ["công văn", "điện thoại"]
    assert office("check").code == 0


def test_a_form_goes_out_comes_back_and_becomes_a_branch_to_review(office: CommandLine) -> None:
    assert office("form", "--agency", "SNV", "--agency", "SKHĐT", "--output", "forms").code == 0
    snv, skhdt = office.folder / "forms/so-noi-vu.xlsx", office.folder / "forms/so-ke-hoach-va-dau-tu.xlsx"
    head = office.git("rev-parse", "HEAD")
    fill(snv, "2022-VI-02", result="Đề cương đã được duyệt", percent="85 %")
    fill(snv, "2022-IV-04", status="đã hoàn thành")
    fill(skhdt, "2022-I-01", obstacle="Chờ ý kiến của các sở")
    found = office("collect", "forms", "--json")
    assert found.code == 1
    forms = {each["agency"]: each for each in found.document["forms"]}
    first = forms["so-noi-vu"]
    assert [each["id"] for each in first["tasks"]] == ["2022-VI-02"]
    assert [(each["id"], each["rule"]) for each in first["refused"]] == [("2022-IV-04", "done-without-date")]
    assert len(first["untouched"]) == 29
    assert (first["base"], first["branch"]) == (head, "collected/so-noi-vu/2022-Y")
    assert office.git("rev-parse", "HEAD", "main") == f"{head}\n{head}"
    assert office.git("diff", "--name-only", "main", first["branch"]).count("\n") == 0
    assert office.git("log", "-1", "--format=%an %ae", first["branch"]) == "Sở Nội vụ so-noi-vu@form.invalid"
    assert "Đề cương đã được duyệt" in office.git("show", first["branch"])
    assert office.json("list", "--at", first["branch"])["total"] == 60
    branches = office.git("branch", "--list", "collected/*")
    again = office("collect", str(skhdt), "--json").document["forms"][0]
    assert again["branch"] == "collected/so-ke-hoach-va-dau-tu/2022-Y"
    assert "collected before" in again["notes"][0]
    assert office.git("branch", "--list", "collected/*") == branches
    fill(skhdt, "2022-I-01", proposal="Xin gia hạn")
    corrected = office("collect", str(skhdt), "--json").document["forms"][0]
    assert corrected["branch"] == "collected/so-ke-hoach-va-dau-tu/2022-Y-2"
    # an answer is not written over by a new form
    over = office("form", "--agency", "SKHĐT", "--output", "forms")
    assert (over.code, "--force" in over.err) == (1, True)


def test_an_answer_in_word_is_read_like_the_workbook(office: CommandLine) -> None:
    assert office("remind", "--agency", "SKHĐT", "--output", "out").code == 0
    path = office.folder / "out/so-ke-hoach-va-dau-tu.docx"
    letter = docx.Document(str(path))
    table = letter.tables[0]
    heads = [each.text for each in table.rows[0].cells]
    row = next(each for each in table.rows if each.cells[0].text == "2022-I-01")
    row.cells[heads.index("Kết quả")].text = "UBND tỉnh đã phê duyệt"
    letter.save(str(path))
    found = office("collect", str(path), "--dry-run", "--json").document["forms"][0]
    assert [each["id"] for each in found["tasks"]] == ["2022-I-01"]
    assert [each["field"] for each in found["tasks"][0]["changes"]] == ["progress.result"]
    assert (found["branch"], found["refused"]) == (None, [])


def test_a_form_in_word_goes_out_and_comes_back(office: CommandLine) -> None:
    assert office("form", "--all", "--format", "docx", "--output", "forms").code == 0
    assert len(list((office.folder / "forms").glob("*.docx"))) == 8
    path = office.folder / "forms/so-ke-hoach-va-dau-tu.docx"
    form = docx.Document(str(path))
    heads = [each.text for each in form.tables[0].rows[0].cells]
    row = next(each for each in form.tables[0].rows if each.cells[0].text == "2022-I-01")
    row.cells[heads.index("Tỷ lệ %")].text = "85 %"
    (choice,) = row.cells[heads.index("Tình trạng")]._tc.iter(qn("w:sdt"))
    next(choice.iter(qn("w:t"))).text = "tạm dừng"
    form.save(str(path))
    found = office("collect", str(path), "--json").document["forms"][0]
    (task,) = found["tasks"]
    assert {each["field"]: each["new"] for each in task["changes"]} == {
        "progress.status": "paused",
        "progress.percent": 85,
    }
    assert (found["notes"], found["refused"], len(found["untouched"])) == ([], [], 3)


def test_a_form_cut_before_another_edit_starts_its_branch_where_it_was_cut(office: CommandLine) -> None:
    assert office("form", "--agency", "SNV", "--output", "forms").code == 0
    base = office.git("rev-parse", "HEAD")
    assert office("set", "VI.2", "percent=10").code == 0
    fill(office.folder / "forms/so-noi-vu.xlsx", "2022-VI-02", percent=85)
    found = office("collect", "forms", "--json").document["forms"][0]
    assert (found["base"], office.git("merge-base", "main", found["branch"])) == (base, base)
    (change,) = found["tasks"][0]["changes"]
    assert (change["old"], change["new"]) == (None, 85)


def test_a_file_that_is_no_form_is_told_and_the_others_go_on(office: CommandLine) -> None:
    assert office("form", "--agency", "SNV", "--output", "forms").code == 0
    (office.folder / "forms/a.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (office.folder / "forms/b.xlsx").write_bytes(b"")
    found = office("collect", "forms", "--json")
    assert found.code == 1
    assert [("error" in each) for each in found.document["forms"]] == [True, True, False]
    assert office.git("branch", "--list", "collected/*") == ""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["STT", "Nhiệm vụ", "Kết quả"])
    book.worksheets[0].append(["I.1", "", "x"])
    book.save(office.folder / "forms/b.xlsx")
    told = office("collect", "forms/b.xlsx")
    assert (told.code, "which agency" in told.out) == (1, True)
    named = office("collect", "forms/b.xlsx", "--agency", "SKHĐT", "--json").document["forms"][0]
    assert [each["id"] for each in named["tasks"]] == ["2022-I-01"]


def test_who_is_in_no_task_gets_no_form(office: CommandLine) -> None:
    assert office("form", "--agency", "Thanh tra tỉnh", "--output", "forms").code == 1
    assert office("form", "--output", "forms").code == 1


def test_what_was_collected_waits_in_the_inbox_and_only_what_is_accepted_enters_the_plan(office: CommandLine) -> None:
    assert office("form", "--agency", "SNV", "--output", "forms").code == 0
    fill(office.folder / "forms/so-noi-vu.xlsx", "2022-VI-02", result="Đề cương đã được duyệt", percent=85)
    fill(office.folder / "forms/so-noi-vu.xlsx", "2022-IV-04", status="đã hoàn thành")
    office("collect", "forms")
    (waiting,) = office.json("inbox")["contributions"]
    assert waiting["name"] == "form/so-noi-vu/2022-Y"
    assert office("accept", "so-noi-vu", "VI.2:result", "--return", "VI.2:percent=Nêu căn cứ").code == 0
    task = office.json("show", "VI.2")["task"]
    assert (task["result"], task["percent"]) == ("Đề cương đã được duyệt", None)
    assert office.json("show", "IV.4")["task"]["status"] == "not-started"
    assert office.git("log", "-1", "--format=%an|%cn|%p").count(" ") >= 1
    assert office.json("inbox")["contributions"] == []
    assert office("undo").code == 0
    assert office.json("show", "VI.2")["task"]["result"] != "Đề cương đã được duyệt"
