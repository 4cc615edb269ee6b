"""A quarter's whole round on the shipped plan: forms go out to all who answer for tasks, come back as seven people
filled them in, are reviewed, merged, sent and reported; and the numbers add up.

What an office would accept carries a word of ``IN``, what it would send back one of ``BACK``, and what has to be
refused one of ``OUT``: where each may be found is the end of the trial.
"""

import sys
import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

from tests.cli.conftest import CommandLine
from tests.libreoffice import needs_libreoffice, resaved
from tests.offices import OFFICE, git, join, share
from tracker.exchange.form import COLUMNS
from tracker.plan.fields import FIELDS

HEAD = 4
PLACES = {each.key.removeprefix("progress."): place for place, each in enumerate(COLUMNS, start=1)}
SAVED_BY_LIBREOFFICE = ("so-tai-chinh.xlsx", "so-khoa-hoc-va-cong-nghe.xlsx", "van-phong-ubnd-tinh.docx")

Row = dict[str, Any]


class Filled:
    """The sheet of a form as somebody works on it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet: Worksheet = self.book.worksheets[1]

    def row(self, id: str) -> int:
        return next(each[0].row for each in self.sheet.iter_rows(min_row=HEAD + 1) if each[0].value == id)

    def write(self, id: str, **values: object) -> None:
        for key, value in values.items():
            self.sheet.cell(self.row(id), PLACES[key]).value = value  # type: ignore[assignment]  # whatever people type

    def rows(self) -> list[Row]:
        """Return the rows as they stand, by the short keys of the columns."""
        return [
            {key: each[place - 1].value for key, place in PLACES.items()}
            for each in self.sheet.iter_rows(min_row=HEAD + 1)
            if each[0].value
        ]

    def retyped(self, heads: Mapping[str, str], rows: list[Row], *, beside: str = "") -> None:
        """Put the rows into a new workbook under heads of the person's own; the first line is copied along."""
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.append([self.sheet["A1"].value])
        sheet.append([*heads.values(), *(["Ghi chú"] if beside else [])])
        for each in rows:
            sheet.append([*(each.get(key) for key in heads), *([beside] if beside else [])])
        self.book = book

    def save(self) -> None:
        self.book.save(self.path)


def planning(path: Path) -> None:
    """Columns in another order under other names, and one of her own; a task done without evidence."""
    form = Filled(path)
    form.write("2022-I-01", percent="0,85", result="IN1 Dự thảo đã trình UBND tỉnh")
    form.write("2022-I-09", obstacle="BACK1 Chưa bố trí kinh phí")
    form.write("2022-V-05", status="đã hoàn thành", result="OUT1 Đã xong")
    heads = {
        "result": "Kết quả thực hiện",
        "status": "Trạng thái",
        "title": "Nội dung công việc",
        "percent": "% hoàn thành",
        "obstacle": "Lý do chậm",
        "id": "Mã nhiệm vụ",
    }
    form.retyped(heads, form.rows(), beside="OUT2 gọi điện lại")
    form.save()


def finance(path: Path) -> None:
    """Rows deleted and sorted, and rows of another agency pasted in."""
    form = Filled(path)
    form.write("2022-V-02", result="IN2 Đã họp liên ngành")
    form.write("2022-V-03", status="đang thực hiện", result="IN3 Đang lấy ý kiến")
    rows = [each for each in form.rows() if each["id"] not in ("2022-I-03", "2022-I-04")]
    others = Filled(path.with_name("so-nong-nghiep-va-phat-trien-nong-thon.xlsx")).rows()
    pasted = [
        {**each, "result": f"OUT3 {each['id']}"} for each in others if each["id"] in ("2022-III-08", "2022-VI-12")
    ]
    rows = sorted([*rows, *pasted], key=lambda each: str(each["title"]), reverse=True)
    form.sheet.delete_rows(HEAD + 1, form.sheet.max_row)
    for place, each in enumerate(rows, start=HEAD + 1):
        for key, column in PLACES.items():
            form.sheet.cell(place, column).value = each[key]
    form.save()


def information(path: Path) -> None:
    """Statuses as columns to tick, dates as text and as numbers, percentages in three ways; contradictions."""
    form = Filled(path)
    form.write("2022-VI-01", completed="05/10/2022", documents="Quyết định số 2801/QĐ-UBND ngày 05/10/2022")
    form.write("2022-VI-03", completed=44839, documents="Công văn số 77/STTTT-CNTT ngày 05/10/2022")
    form.write("2022-VI-05", result="OUT4 hai dấu")
    form.write("2022-VI-06", percent=0.85)
    form.write("2022-VI-07", percent="85 %")
    form.write("2022-VI-08", percent=85, proposal="BACK2 Xin thêm kinh phí")
    form.write("2022-VI-11", result="OUT5 xong rồi")
    ticks = {"2022-VI-01": "x", "2022-VI-03": "X", "2022-VI-05": "v", "2022-VI-11": "x"}
    rows = [
        {**each, "done": ticks.get(each["id"]), "running": "x" if each["id"] == "2022-VI-05" else None}
        for each in form.rows()
    ]
    heads = {
        "number": "STT",
        "title": "Nhiệm vụ",
        "done": "Đã hoàn thành",
        "running": "Đang thực hiện",
        "completed": "Ngày hoàn thành",
        "percent": "Tỷ lệ %",
        "documents": "Văn bản minh chứng",
        "result": "Kết quả",
        "proposal": "Kiến nghị",
    }
    form.retyped(heads, rows)
    form.save()


def science(path: Path) -> None:
    """Cells merged over rows, sheets added, and text typed on a machine that composes letters the other way."""
    form = Filled(path)
    form.write("2022-I-03", result=unicodedata.normalize("NFD", "IN4 Đã ban hành hướng dẫn"))
    form.write("2022-I-05", percent=40)
    first = form.row("2022-I-03")
    form.sheet.merge_cells(
        start_row=first, end_row=first + 1, start_column=PLACES["result"], end_column=PLACES["result"]
    )
    extra = form.book.create_sheet("Ghi chú", 0)
    extra.append(["OUT6", "đề nghị gọi lại", "số máy"])
    form.save()


def agriculture(path: Path) -> None:
    """Text of the fonts of twenty years ago, in TCVN3 and in VNI."""
    form = Filled(path)
    form.write("2022-I-08", result="IN8 §· tr×nh UBND tØnh quyÕt ®Þnh giao chØ tiªu")
    form.write("2022-VI-12", proposal="IN9 Ñeà nghò UBND tænh boá trí kinh phí thöïc hieän")
    form.write("2022-III-08", percent=40, result="BACK3 Đã sắp xếp 02 đơn vị")
    form.save()


def cabinet(path: Path) -> None:
    """An answer in Word, one status chosen from the list and one typed over it."""
    document = docx.Document(str(path))
    table = document.tables[0]
    heads = [each.text for each in table.rows[0].cells]
    rows = {each.cells[0].text: each for each in table.rows}

    def choose(id: str, status: str) -> None:
        (control,) = rows[id].cells[heads.index("Tình trạng")]._tc.iter(qn("w:sdt"))
        next(control.iter(qn("w:t"))).text = status

    choose("2022-II-01", "đang thực hiện")
    rows["2022-II-01"].cells[heads.index("Kết quả")].text = "IN5 Đã rà soát\nIN6 Đang tổng hợp"
    rows["2022-II-03"].cells[heads.index("Kết quả")].text = "BACK4 Sẽ làm trong quý IV"
    choose("2022-VI-13", "chờ cấp trên")
    rows["2022-VI-13"].cells[heads.index("Kết quả")].text = "OUT9 chờ"
    document.save(str(path))


def justice(path: Path) -> None:
    """A form cut before the office edited the same task."""
    form = Filled(path)
    form.write("2022-I-06", completed="22/8/2022", proposal="IN7 Bổ sung biên chế")
    form.save()


PEOPLE: dict[str, Callable[[Path], None]] = {
    "so-ke-hoach-va-dau-tu.xlsx": planning,
    "so-tai-chinh.xlsx": finance,
    "so-thong-tin-va-truyen-thong.xlsx": information,
    "so-khoa-hoc-va-cong-nghe.xlsx": science,
    "so-nong-nghiep-va-phat-trien-nong-thon.xlsx": agriculture,
    "van-phong-ubnd-tinh.docx": cabinet,
    "so-tu-phap.xlsx": justice,
}

SAID = {
    "so-ke-hoach-va-dau-tu": {"2022-I-01": {"percent", "result"}, "2022-I-09": {"obstacle"}},
    "so-tai-chinh": {"2022-V-02": {"result"}, "2022-V-03": {"status", "result"}},
    "so-thong-tin-va-truyen-thong": {
        "2022-VI-01": {"status", "completed", "documents"},
        "2022-VI-03": {"status", "completed", "documents"},
        "2022-VI-06": {"percent"},
        "2022-VI-07": {"percent"},
        "2022-VI-08": {"percent", "proposal"},
    },
    "so-khoa-hoc-va-cong-nghe": {"2022-I-03": {"result"}, "2022-I-05": {"percent"}},
    "so-nong-nghiep-va-phat-trien-nong-thon": {
        "2022-I-08": {"result"},
        "2022-III-08": {"percent", "result"},
        "2022-VI-12": {"proposal"},
    },
    "van-phong-ubnd-tinh": {"2022-II-01": {"status", "result"}, "2022-II-03": {"result"}},
    "so-tu-phap": {"2022-I-06": {"completed", "proposal"}},
    "so-noi-vu": {},
}
"""The fields of each task that each agency has said something new of."""

REFUSED = {
    "so-ke-hoach-va-dau-tu": {("2022-V-05", "done-without-date")},
    "so-tai-chinh": {("2022-III-08", "not-own-task"), ("2022-VI-12", "not-own-task")},
    "so-thong-tin-va-truyen-thong": {("2022-VI-05", "two-statuses"), ("2022-VI-11", "done-without-date")},
    "so-khoa-hoc-va-cong-nghe": set(),
    "so-nong-nghiep-va-phat-trien-nong-thon": set(),
    "van-phong-ubnd-tinh": {("2022-VI-13", "waiting-for-nobody")},
    "so-tu-phap": set(),
    "so-noi-vu": set(),
}

ACCEPTED: dict[str, Row] = {
    "2022-I-01": {"percent": 85, "result": "IN1 Dự thảo đã trình UBND tỉnh"},
    "2022-V-02": {"result": "IN2 Đã họp liên ngành"},
    "2022-V-03": {"status": "in-progress", "result": "IN3 Đang lấy ý kiến"},
    "2022-VI-01": {"status": "done", "completed": "2022-10-05", "documents": ["2801/QĐ-UBND"]},
    "2022-VI-03": {"status": "done", "completed": "2022-10-05", "documents": ["77/STTTT-CNTT"]},
    "2022-VI-06": {"percent": 85},
    "2022-VI-07": {"percent": 85},
    "2022-VI-08": {"percent": 85},
    "2022-I-03": {"result": "IN4 Đã ban hành hướng dẫn"},
    "2022-I-05": {"percent": 40},
    "2022-II-01": {"status": "in-progress", "result": "IN5 Đã rà soát\nIN6 Đang tổng hợp"},
    "2022-I-06": {"completed": "2022-08-22", "proposal": "IN7 Bổ sung biên chế"},
    "2022-I-08": {"result": "IN8 Đã trình UBND tỉnh quyết định giao chỉ tiêu"},
    "2022-VI-12": {"proposal": "IN9 Đề nghị UBND tỉnh bố trí kinh phí thực hiện"},
}
"""What the plan holds of it in the end, and nothing else."""


class Quarter:
    """The office of the shipped plan before a common copy, and the folder the forms lie in."""

    def __init__(self, shipped: Path, place: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.bare = share(shipped, place)
        self.office = CommandLine(join(self.bare, "office", OFFICE), capture)
        self.forms = self.office.folder.parent / "forms"

    def guard(self) -> None:
        """Put the gate before the common copy."""
        hook = self.bare / "hooks" / "pre-receive"
        hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m tracker serve-hook pre-receive\n", encoding="utf-8")
        hook.chmod(0o755)

    def tasks(self, at: str) -> dict[str, Row]:
        """Return the fields of every task at a commit; documents by their numbers."""
        names = [each.name for each in FIELDS]
        found = {}
        for task in self.office.json("list", "--at", at)["tasks"]:
            task["documents"] = [each["number"] for each in task["documents"]]
            found[task["id"]] = {name: task[name] for name in names if name in task}
        return found


def changed(before: dict[str, Row], after: dict[str, Row]) -> dict[str, Row]:
    """Return the fields that differ, as they are after."""
    assert before.keys() == after.keys()
    differing = {id: {name: value for name, value in after[id].items() if value != before[id][name]} for id in after}
    return {id: fields for id, fields in differing.items() if fields}


def all_round(quarter: Quarter, *, by_libreoffice: tuple[str, ...]) -> None:
    office, forms = quarter.office, quarter.forms
    start = int(time.time())
    # the form of justice is cut first, and the office edits the task after it
    assert office("form", "--agency", "Sở Tư pháp", "--output", str(forms)).code == 0
    assert office("set", "I.6", "completed=24/8/2022").code == 0
    assert office("sync").code == 0
    owing = {each["agency"]: each["title"] for each in office.json("owing")["agencies"]}
    in_word = {"van-phong-ubnd-tinh"}
    for format, agencies in (("docx", in_word), ("xlsx", owing.keys() - in_word - {"so-tu-phap"})):
        named = [part for each in sorted(agencies) for part in ("--agency", each)]
        assert office("form", *named, "--format", format, "--output", str(forms)).code == 0
    assert {each.stem for each in forms.iterdir()} == owing.keys() == SAID.keys()
    before, count = office.git("rev-parse", "HEAD"), office.json("stats")["whole"]

    for name, person in PEOPLE.items():
        person(forms / name)
    for name in by_libreoffice:
        resaved(forms / name)

    # --- collected: exactly what each said, exactly what is refused
    answer = office("collect", str(forms), "--json")
    found = {each["agency"]: each for each in answer.document["forms"]}
    said = {
        agency: {
            task["id"]: {change["field"].rpartition(".")[2] for change in task["changes"]} for task in each["tasks"]
        }
        for agency, each in found.items()
    }
    assert said == SAID
    assert {agency: {(row["id"], row["rule"]) for row in each["refused"]} for agency, each in found.items()} == REFUSED
    assert answer.code == 1
    assert office.git("rev-parse", "HEAD") == before
    assert any("Ghi chú" in each for each in found["so-ke-hoach-va-dau-tu"]["notes"])
    for agency, each in found.items():
        for line in (
            office.git("log", "--format=%an|%at|%cn", f"main..{each['branch']}").split("\n") if each["branch"] else ()
        ):
            author, when, committer = line.split("|")
            assert (author, committer) == (owing[agency], OFFICE[0])
            assert start <= int(when) <= int((forms / each["file"]).stat().st_mtime)

    # --- reviewed
    waiting = {each["agency"]: each["name"] for each in office.json("inbox")["contributions"]}
    assert waiting.keys() == {agency for agency, tasks in SAID.items() if tasks}
    sent_back = {
        "so-ke-hoach-va-dau-tu": ["I.9:obstacle=Nêu số tiền"],
        "so-thong-tin-va-truyen-thong": ["VI.8:proposal=Gửi Sở Tài chính"],
        "van-phong-ubnd-tinh": ["II.3:result=Nói việc đã làm"],
        "so-nong-nghiep-va-phat-trien-nong-thon": ["III.8:percent=Tính lại", "III.8:result=Nêu văn bản"],
    }
    stopped = office("accept", waiting["so-tu-phap"])
    values = [each for each in stopped.out.splitlines() if not each.startswith("    ")]
    assert values == ["2022-I-06: completed", "  before: 23/08/2022", "  yours: 24/08/2022", "  theirs: 22/08/2022"]
    assert (stopped.code, "so-tu-phap.xlsx" in stopped.out) == (1, True)
    for agency, name in waiting.items():
        back = [part for item in sent_back.get(agency, []) for part in ("--return", item)]
        keep = ["--keep", "theirs"] if agency == "so-tu-phap" else []
        done = office("accept", name, *back, *keep)
        assert done.code == 0, done.err
        assert office.git("log", "-1", "--format=%an|%cn") == f"{owing[agency]}|{OFFICE[0]}"
    assert office.json("inbox")["contributions"] == []

    # --- merged, sent and reported: the numbers add up
    assert git(quarter.bare, "rev-parse", "main") == office.git("rev-parse", "HEAD")
    assert git(quarter.bare, "fsck", "--strict", "--no-dangling") == ""
    assert office.git("status", "--porcelain") == ""
    told = changed(quarter.tasks(before), quarter.tasks("HEAD"))
    assert told == ACCEPTED
    after = office.json("stats")["whole"]
    moves = [fields["status"] for fields in ACCEPTED.values() if "status" in fields]
    assert after["counts"]["total"] == count["counts"]["total"] == 60
    assert after["counts"]["done"] - count["counts"]["done"] == moves.count("done") == 2
    assert sum(after["stands"].values()) == 60
    assert count["stands"]["not-started"] - after["stands"]["not-started"] == moves.count("in-progress") == 2
    report = office("report").out
    everything = office.git("log", "--all", "-p") + git(quarter.bare, "log", "--all", "-p")
    plan = git(quarter.bare, "grep", "-h", "-E", "(IN|OUT|BACK)[0-9]", "main")
    for number in range(1, 10):
        assert f"OUT{number}" not in everything + plan + report
        assert f"BACK{number}" not in plan + report
    for fields in ACCEPTED.values():
        for line in str(fields.get("result", "")).splitlines():
            assert line in plan
            assert line in report
    assert office("check").code == 0


@pytest.fixture
def quarter(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Quarter:
    monkeypatch.setenv("TRACKER_AGENCY", "so-noi-vu")  # who the gate takes the office's pushes for
    place = tmp_path / "quarter"
    place.mkdir()
    return Quarter(shipped, place, capsys)


def test_a_whole_quarter_adds_up(quarter: Quarter) -> None:
    all_round(quarter, by_libreoffice=())


@pytest.mark.long
@needs_libreoffice
def test_a_whole_quarter_adds_up_with_forms_that_libreoffice_saved(quarter: Quarter) -> None:
    quarter.guard()
    all_round(quarter, by_libreoffice=SAVED_BY_LIBREOFFICE)
