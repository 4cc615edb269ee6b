"""The commands that print: the annex, what changed, the periods, and the reports issued for them."""

import io
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from tests.cli.conftest import CommandLine
from tracker.exchange.heads import Column as ReadColumn
from tracker.exchange.reading import read_source
from tracker.exchange.rows import read_rows
from tracker.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clone of this repository with its rebuilt history; skip where this is no whole checkout."""
    folder = tmp_path_factory.mktemp("history") / "plan"
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    safe = ["git", "-c", "safe.directory=*"]
    done = subprocess.run(
        [*safe, "clone", "-q", "--no-checkout", str(ROOT), str(folder)],
        env=environment,
        capture_output=True,
        check=False,
    )
    first = subprocess.run(
        [*safe, "rev-list", "--max-parents=0", "HEAD"], cwd=folder if done.returncode == 0 else ROOT, env=environment,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode or first.stdout.decode().strip() != "231fd7fd1e7eebd72a1582b92aed50e2dc190aac":
        pytest.skip("no whole checkout of the repository")
    subprocess.run([*safe, "checkout", "-q", "HEAD", "--", "records"], cwd=folder, env=environment, check=True)
    return folder


@pytest.fixture
def past(history: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody who looks back on the shipped plan and changes nothing."""
    return CommandLine(history, capsys)


def raw(command: CommandLine, *arguments: str) -> bytes:
    """Run a report to a file and return what is in it."""
    file = command.folder.parent / f"out.{arguments[-1]}"
    answer = command(*arguments[:-1], "--output", str(file), "--force")
    assert (answer.code, answer.out) == (0, "")
    return file.read_bytes()


# --- the annex ------------------------------------------------------------------------------------


def test_the_annex_as_of_a_day_says_what_was_known_then(past: CommandLine) -> None:
    documents = {day: raw(past, "report", "--at", day, "docx") for day in ("31/3/2022", "30/6/2022", "7/10/2022")}
    tables = {day: docx.Document(io.BytesIO(each)).tables[0] for day, each in documents.items()}
    results = {day: [row.cells[5].text for row in table.rows] for day, table in tables.items()}
    assert {len(each) for each in results.values()} == {1 + 7 + 60}
    told = {day: sum(bool(text) for text in texts[1:]) for day, texts in results.items()}
    assert told["31/3/2022"] < told["30/6/2022"] < told["7/10/2022"] == 56
    heads = [cell.text for cell in tables["7/10/2022"].rows[0].cells]
    assert heads == [
        "STT", "Nhiệm vụ", "Kết quả/sản phẩm đạt được", "Tiến độ",
        "Phân công (cơ quan chủ trì/phối hợp) và cách thức thực hiện", "Tiến độ/kết quả",
    ]  # fmt: skip
    assert [cell.text for cell in tables["7/10/2022"].rows[1].cells] == ["I", "Cải cách thể chế", "", "", "", ""]
    numbers = [row.cells[0].text for row in tables["7/10/2022"].rows[1:]]
    assert numbers[:11] == ["I", *(str(each) for each in range(1, 10)), "II"]
    assert documents["7/10/2022"] == raw(past, "report", "--at", "2022-10-07", "docx")


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_what_was_printed_is_read_back_cell_by_cell(past: CommandLine, ending: str) -> None:
    file = past.folder.parent / f"back.{ending}"
    assert past("report", "--at", "7/10/2022", "--output", str(file), "--force").code == 0
    read = read_rows(read_source(file), {})
    plan = Workspace.open(past.folder / "records", now=lambda: datetime.now(UTC)).at("7/10/2022")
    assert [(each.area, each.number) for each in read.tasks] == [(each.area, each.place.number) for each in plan.tasks]
    for row, task in zip(read.tasks, plan.tasks, strict=True):
        printed = {
            ReadColumn.TITLE: task.title,
            ReadColumn.PRODUCT: task.product,
            ReadColumn.SCHEDULE: task.schedule.text,
            ReadColumn.ASSIGNMENT: task.assignment.text,
            ReadColumn.RESULT: task.progress.result,
        }
        assert {key: row.cells.get(key, "").split() for key in printed} == {
            key: text.split() for key, text in printed.items()
        }
    assert past("import", str(file), "--dry-run", "--json").document["changes"] == []


def test_the_workbook_has_a_sheet_for_each_area_and_sums_that_add_up(past: CommandLine) -> None:
    book = load_workbook(io.BytesIO(raw(past, "report", "--at", "7/10/2022", "xlsx")))
    assert book.sheetnames[0] == "Tổng hợp"
    assert [each.partition(" ")[0] for each in book.sheetnames[-7:]] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    rows = [row for row in book["Tổng hợp"].iter_rows(values_only=True) if row[0] == "Toàn kế hoạch"]
    assert {row[1] for row in rows} == {60}
    assert all(sum(int(str(each)) for each in row[2:9]) == 60 for row in rows)
    assert rows[0][10] == 17 / 60


def test_reports_by_other_things_hold_every_task(past: CommandLine) -> None:
    for by, groups in (("agency", 8), ("status", 4), ("period", 6)):
        answer = past("report", "--at", "7/10/2022", "--by", by, "--format", "json")
        rows = answer.document["tables"][0]["rows"]
        assert sum(row["heading"] for row in rows) == groups
        assert len({row["cells"][0] for row in rows if not row["heading"]}) == 60


def test_the_plan_of_today_has_the_head_its_layout_gives(reader: CommandLine) -> None:
    answer = reader("report")
    lines = answer.out.split("\n")
    assert lines[0] == "**Phụ lục 1**"
    assert lines[2] == "**TÌNH HÌNH, KẾT QUẢ THỰC HIỆN NHIỆM VỤ KẾ HOẠCH CCHC TỈNH KHÁNH HÒA NĂM 2022**"
    assert lines[4] == "*(Ban hành kèm theo Báo cáo số ……/BC-SNV ngày …… tháng …… năm …… của Sở Nội vụ)*"
    assert "judged on 07/10/2022" in answer.err


def test_what_is_not_committed_is_not_printed_and_said_so(writer: CommandLine) -> None:
    before = writer("report")
    record = next(writer.folder.glob("records/2022/01-*/01-*.toml"))
    record.write_text(record.read_text(encoding="utf-8").replace("Chương trình", "Đề án"), encoding="utf-8")
    after = writer("report")
    assert after.out == before.out
    assert "1 record is changed and not committed; it is not in the report." in after.err
    assert "not committed" not in before.err


def test_a_file_that_says_something_else_is_not_written_over(writer: CommandLine) -> None:
    file = writer.folder / "a.md"
    assert writer("report", "--output", "a.md").code == 0
    content = file.read_bytes()
    assert writer("report", "--output", "a.md").code == 0
    file.write_bytes(b"mine\n")
    assert writer("report", "--output", "a.md").code == 1
    assert file.read_bytes() == b"mine\n"
    assert writer("report", "--output", "a.md", "--force").code == 0
    assert file.read_bytes() == content
    assert writer("report", "--output", "a.pdf").code == 1
    assert writer("report", "--output", "không có/a.md").code == 1
    assert sorted(each.name for each in writer.folder.iterdir()) == [".git", "a.md", "records"]


# --- what changed ---------------------------------------------------------------------------------


def test_changes_between_two_days_are_just_the_events_between(past: CommandLine) -> None:
    document = past("changes", "31/3/2022..30/6/2022", "--json").document
    counts = document["counts"]
    assert (counts["done"], counts["late"], counts["documents"], counts["result"]) == (4, 2, 13, 14)
    assert (counts["due"], counts["added"], counts["removed"], counts["other"]) == (0, 0, 0, 0)
    changed = {each["id"] for each in document["tasks"] if each["changes"]}
    told = past.git("log", "--format=%s", "--since=2022-03-31T23:59:59+07:00", "--until=2022-06-30T23:59:59+07:00")
    assert changed == {line.partition(":")[0] for line in told.split("\n")}
    assert len(changed) == 14


def test_changes_are_told_in_words_and_as_a_document(past: CommandLine) -> None:
    answer = past("changes", "31/3/2022..30/6/2022")
    assert "Newly done (4)\n  IV.3 · Ban hành quy chế đào tạo, bồi dưỡng · SNV\n      done late (39 days)" in answer.out
    assert "[-03/3/2022-]{+03/3/2022\n" in answer.out
    assert "\nOpen, and nothing reported (39)\n  Sở Nội vụ (16): " in answer.out
    document = docx.Document(io.BytesIO(raw(past, "changes", "31/3/2022..30/6/2022", "docx")))
    assert [each.text for each in document.paragraphs[:2]] == [
        "THAY ĐỔI CỦA KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH TỈNH KHÁNH HÒA NĂM 2022",
        "Từ 31/03/2022 (bản ghi 8263c802d301) đến 30/06/2022 (bản ghi cc2a1106b192)",
    ]
    captions = [each.text for each in document.paragraphs if each.text.endswith(")")]
    assert captions[1:] == [
        "Mới hoàn thành (4)", "Mới quá hạn (2)", "Tình trạng thay đổi (9)", "Văn bản mới (13)",
        "Kết quả thay đổi (14)", "Chưa hoàn thành và không có báo cáo mới (39)",
    ]  # fmt: skip
    assert past("changes", "31/3/2022..31/3/2022").out.startswith("Nothing changed.\n")
    assert past("changes", "31/3/2022").code == 0
    assert past("changes", "..30/6/2022").code == 1
    assert past("changes", "1/1/2020..HEAD").code == 1


# --- periods --------------------------------------------------------------------------------------


@pytest.fixture
def issuing(history: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody who issues reports from a clone of their own."""
    shutil.copytree(history, tmp_path / "plan", symlinks=True)
    command = CommandLine(tmp_path / "plan", capsys)
    command.git("reset", "-q", "--hard")
    return command


def test_a_period_is_closed_once_and_its_report_is_printed_the_same_for_ever(issuing: CommandLine) -> None:
    answer = issuing("close", "Q1", "--at", "14/3/2022", "--output", "q1.docx")
    assert answer.code == 0
    assert "report/2022-q1 marks" in answer.err
    first = (issuing.folder / "q1.docx").read_bytes()
    issuing("set", "I.1", "obstacle=Chờ ý kiến")
    assert raw(issuing, "report", "--at", "report/2022-q1", "docx") == first
    assert raw(issuing, "report", "--at", "2022-Q1", "docx") == first
    again = issuing("close", "Q1", "--at", "30/6/2022")
    assert (again.code, again.out) == (1, "")
    assert "is there already" in again.err
    message = issuing.git("tag", "-l", "--format=%(contents)", "report/2022-q1")
    assert "Period: 2022-Q1\nOn: 2022-03-14\nDigest: sha256:" in message
    assert message.startswith("Kế hoạch CCHC tỉnh Khánh Hòa 2022: báo cáo Quý I\n")
    (period, *_) = json.loads(issuing("periods", "--json").out)["periods"]
    assert (period["report"], period["on"], period["cut_off"]) == ("report/2022-q1", "2022-03-14", "2022-03-14")
    assert "report/2022-q1" in issuing("periods").out
    assert "by another version" not in issuing("report", "--at", "report/2022-q1").err
    issuing.git(
        "tag", "-f", "-a", "-m", "x\n\nPeriod: 2022-Q1\nOn: 2022-03-14\nDigest: sha256:00", "report/2022-q1", "HEAD"
    )
    assert "by another version" in issuing("report", "--at", "report/2022-q1").err


def test_a_period_is_not_closed_while_something_is_wrong(issuing: CommandLine) -> None:
    record = next(issuing.folder.glob("records/2022/01-*/01-*.toml"))
    sound = record.read_text(encoding="utf-8")
    record.write_text(sound + "# nháp\n", encoding="utf-8")
    changed = issuing("close", "Q3")
    assert changed.code == 1
    assert "1 record is changed and not committed, records/2022/01-" in changed.err
    record.write_text(sound.replace('status = "', 'status = "x'), encoding="utf-8")
    issuing.git("-c", "user.name=x", "-c", "user.email=x@x", "commit", "-q", "-am", "hỏng")
    broken = issuing("close", "Q3")
    assert broken.code == 1
    assert "the check finds 1 error; the report of Quý III is not issued." in broken.err
    assert broken.out == ""
    assert issuing.git("tag", "-l") == ""
    future = issuing("close", "Q1", "--on", "1/1/2200", "--at", "14/3/2022")
    assert future.code == 1
    assert "is not over" in future.err
    assert issuing("close", "Q9").code == 1
