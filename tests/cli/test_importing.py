"""``import``: an annex becomes a plan in one command and one commit, and is compared with it when it comes again."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.annexes import PAGES, text_of, write_word
from tests.builders import HOSTILE
from tests.cli.conftest import Answer, CommandLine
from tracker.cli.main import main
from tracker.importing import Destination
from tracker.plan.characters import hidden_characters
from tracker.storage.folder import Folder

Run = Callable[..., Answer]


def git(folder: Path, *arguments: str) -> str:
    found = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return found.stdout.rstrip("\n")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the command line in an empty folder."""

    def call(*arguments: str) -> Answer:
        code = main(arguments, {"TRACKER_LANG": "en", "TERM": "xterm"}, tmp_path)
        return Answer(code, *capsys.readouterr())

    return call


def annex(folder: Path, text: str = "", name: str = "phu-luc.txt") -> str:
    (folder / name).write_text(text or text_of(), encoding="utf-8")
    return name


def test_without_agreement_nothing_is_written(tmp_path: Path, run: Run) -> None:
    name = annex(tmp_path)
    for options in ((), ("--dry-run",), ("--json",), ("--yes", "--dry-run")):
        answer = run("import", name, *options)
        assert answer.code == 0
    assert [each.name for each in tmp_path.iterdir()] == [name]
    shown = run("import", name)
    assert "2 areas · 4 tasks · 7 rows, 1 of them joined to 1 task over a page break" in shown.out
    assert "ban-quan-ly-khu-kinh-te-hon-song: Ban Quản lý Khu kinh tế Hòn Sóng" in shown.out
    assert "[citation-placeholder, unsure]" in shown.out
    assert "--yes" in shown.err


def test_one_command_makes_a_plan_that_the_check_accepts(tmp_path: Path, run: Run) -> None:
    answer = run("import", annex(tmp_path), "--yes")
    assert answer.code == 0
    assert run("check").code == 0
    assert git(tmp_path, "rev-list", "--count", "HEAD") == "1"
    assert git(tmp_path, "status", "--porcelain", "records") == ""
    message = git(tmp_path, "log", "-1", "--format=%B")
    assert message.split("\n\n")[-1].startswith("Edit: import\nImport-File: phu-luc.txt\nImport-Digest: sha256:")
    assert "Import-Year: 2027\nImport-Tasks: 4" in message
    shown = json.loads(run("show", "II.2", "--json").out)["task"]
    assert shown["title"] == "Kiểm tra công tác CCHC tại huyện đảo Hòn Sóng"
    assert shown["lead"] == ["so-noi-vu", "ban-quan-ly-khu-kinh-te-hon-song"]
    assert shown["source"] == "Báo cáo 45/BC-SNV ngày 05/10/2027, Phụ lục 1, mục II.2 (dòng 14)"
    assert run("overview").code == 0


def test_an_import_on_another_branch_leaves_the_work_tree_alone(tmp_path: Path, run: Run) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "ghi-chu.txt").write_text("x", encoding="utf-8")
    git(tmp_path, "add", "ghi-chu.txt")
    git(tmp_path, "commit", "-q", "-m", "đầu")
    name = annex(tmp_path)
    assert run("import", name, "--yes", "--branch", "nhap-phu-luc").code == 0
    assert not (tmp_path / "records").exists()
    assert git(tmp_path, "symbolic-ref", "--short", "HEAD") == "main"
    assert git(tmp_path, "rev-list", "--count", "main..nhap-phu-luc") == "1"
    assert "records/2027/plan.toml" in git(tmp_path, "ls-tree", "-r", "--name-only", "nhap-phu-luc")
    again = run("import", name, "--yes", "--branch", "nhap-phu-luc")
    assert again.code == 1
    assert "is there already" in again.err
    assert run("import", name, "--yes", "--branch", "../x").code == 1


def test_errors_keep_a_plan_from_being_written_until_they_are_decided(tmp_path: Path, run: Run) -> None:
    name = annex(tmp_path, text_of().replace("\n2\tRà soát", "\n1\tRà soát"))
    refused = run("import", name, "--yes")
    assert refused.code == 1
    assert "number-twice" in refused.out
    assert not (tmp_path / "records").exists()
    place = next(
        each["place"]
        for each in json.loads(run("import", name, "--json").out)["doubts"]
        if each["rule"] == "number-twice"
    )
    decisions = {
        "format": 1,
        "decisions": [
            {"place": place, "number": "I.2"},
            {"task": "II.2", "field": "lead", "value": "so-noi-vu"},
        ],
    }
    (tmp_path / "quyet-dinh.json").write_text(json.dumps(decisions), encoding="utf-8")
    assert run("import", name, "--yes", "--decide", "quyet-dinh.json").code == 0
    assert json.loads(run("show", "II.2", "--json").out)["task"]["lead"] == ["so-noi-vu"]
    (tmp_path / "quyet-dinh.json").write_text("[]", encoding="utf-8")
    assert run("import", name, "--decide", "quyet-dinh.json").code == 1


def test_columns_are_named_by_the_person_and_remarks_are_kept_in_the_record(tmp_path: Path, run: Run) -> None:
    text = "\n".join(
        "\t".join(row)
        for row in (
            ("Mã", "Đầu việc", "Đầu ra", "Xong trước", "Ai làm", "Kinh phí"),
            ("1", "Ban hành quy chế", "Quy chế", "Tháng 3/2027", "Sở Nội vụ", "120 triệu"),
            ("2", "Tập huấn", "Lớp tập huấn", "nt", "Sở Nội vụ; Sở Tư pháp", ""),
        )
    )
    name = annex(tmp_path, text)
    assert run("import", name, "--yes").code == 1
    named = "Mã=number,Đầu việc=title,Đầu ra=product,4=schedule,Ai làm=lead"
    answer = run("import", name, "--yes", "--map", named, "--source", "Kế hoạch 12/KH-UBND", "--title", "Kế hoạch thử")
    assert answer.code == 0, answer.out + answer.err
    record = next((tmp_path / "records" / "2027").glob("01-*/01-*.toml")).read_text(encoding="utf-8")
    assert "# Kinh phí: 120 triệu" in record
    second = json.loads(run("show", "I.2", "--json").out)["task"]
    assert second["due"] == "2027-03-31"
    assert second["lead"] == ["so-noi-vu", "so-tu-phap"]
    assert run("check").code == 0
    assert run("import", name, "--map", "Mã=ngày").code == 1


def test_an_annex_that_comes_again_is_compared_and_taken_over_change_by_change(tmp_path: Path, run: Run) -> None:
    name = annex(tmp_path)
    assert run("import", name, "--yes").code == 0
    assert "the annex changes nothing." in run("import", name).out
    assert run("set", "I.1", "result=Đã xong phần của Sở", "product=Chương trình, đã sửa ở đây").code == 0
    amended = (
        text_of()
        .replace("Quý III/2027", "Quý IV/2027")
        .replace("Chương trình được UBND tỉnh phê duyệt", "Chương trình và kế hoạch")
        .replace("Kế hoạch; biên bản kiểm tra", "Kế hoạch; kết luận kiểm tra")
        .replace("\n1\tSố hóa hồ sơ", "\n3\tSố hóa hồ sơ")
        + "4\tThành lập tổ giúp việc\tQuyết định\tQuý I/2027\tSở Nội vụ chủ trì\t\n"
    )
    name = annex(tmp_path, amended, "sua-doi.txt")
    shown = json.loads(run("import", name, "--json").out)
    changes = {(each["task"], each["part"] or each["kind"]): each for each in shown["changes"]}
    assert {key: each["kind"] for key, each in changes.items()} == {
        ("2027-I-01", "schedule"): "changed",
        ("2027-I-01", "product"): "conflict",
        ("2027-II-02", "product"): "changed",
        ("2027-II-04", "added"): "added",
    }
    assert changes["2027-I-01", "product"]["imported_before"] == "Chương trình được UBND tỉnh phê duyệt"
    assert changes["2027-I-01", "product"]["here"] == "Chương trình, đã sửa ở đây"
    head = git(tmp_path, "rev-parse", "HEAD")
    assert run("import", name, "--apply", "9").code == 1
    assert git(tmp_path, "rev-parse", "HEAD") == head
    wanted = f"{changes['2027-I-01', 'schedule']['number']},{changes['2027-II-04', 'added']['number']}"
    assert run("import", name, "--apply", wanted).code == 0
    assert git(tmp_path, "rev-list", "--count", f"{head}..HEAD") == "1"
    task = json.loads(run("show", "I.1", "--json").out)["task"]
    assert (task["due"], task["product"]) == ("2027-12-31", "Chương trình, đã sửa ở đây")
    assert task["result"] == "Đã xong phần của Sở"
    assert json.loads(run("show", "II.4", "--json").out)["task"]["title"] == "Thành lập tổ giúp việc"
    assert run("check").code == 0


def test_what_was_left_aside_is_proposed_again_and_what_changed_here_stays(tmp_path: Path, run: Run) -> None:
    assert run("import", annex(tmp_path), "--yes").code == 0
    assert run("set", "I.1", "result=Đã xong").code == 0
    assert run("set", "II.1", "title=Số hóa hồ sơ, sửa ở đây").code == 0
    text = text_of().replace("Quý III/2027", "Quý IV/2027").replace("Tháng 6/2027", "Tháng 7/2027")
    text = text.replace("Số hóa hồ sơ lưu trữ", "Số hóa toàn bộ hồ sơ lưu trữ")
    name = annex(tmp_path, text)

    def changes(name: str) -> set[tuple[str, str, str]]:
        listed = json.loads(run("import", name, "--json").out)["changes"]
        return {(each["task"], each["part"], each["kind"]) for each in listed}

    left = {("2027-II-01", "title", "conflict"), ("2027-II-02", "schedule", "changed")}
    assert changes(name) == {("2027-I-01", "schedule", "changed"), *left}
    assert run("import", name, "--apply", "1").code == 0
    message = git(tmp_path, "log", "-1", "--format=%B")
    assert message.count("Import-Kept: ") == 2
    assert "Import-Kept: 2027-I-01 result " in message
    assert changes(name) == left
    assert run("import", name, "--apply", "all").code == 0
    assert changes(name) == {("2027-II-01", "title", "conflict")}
    assert json.loads(run("show", "II.1", "--json").out)["task"]["title"] == "Số hóa hồ sơ, sửa ở đây"
    assert changes(annex(tmp_path, text_of())) == {
        ("2027-I-01", "schedule", "changed"),
        ("2027-II-02", "schedule", "changed"),
    }


def test_a_task_that_is_gone_is_withdrawn_only_on_request(tmp_path: Path, run: Run) -> None:
    assert run("import", annex(tmp_path), "--yes").code == 0
    gone = text_of([[row for row in page if "Số hóa" not in row[1]] for page in PAGES])
    name = annex(tmp_path, gone)
    changes = json.loads(run("import", name, "--json").out)["changes"]
    assert [(each["task"], each["kind"]) for each in changes] == [("2027-II-01", "withdrawn")]
    assert run("import", name, "--apply", "all").code == 0
    assert json.loads(run("show", "II.1", "--json").out)["task"]["status"] == "withdrawn"


def test_a_word_annex_is_imported_like_its_text(tmp_path: Path, run: Run) -> None:
    path = write_word(tmp_path / "phu-luc.docx", ("KẾ HOẠCH CCHC NĂM 2027",), PAGES, formatted=True)
    answer = run("import", path.name, "--yes")
    assert answer.code == 0
    assert run("check").code == 0
    assert "phu-luc.docx, mục I.1 (2, dòng" not in answer.out


def test_an_import_broken_off_leaves_nothing_behind(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    name = annex(tmp_path)

    def broken(_destination: Destination, _year: int | None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Destination, "plan", broken)
    assert run("import", name, "--yes").code == 130
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("form", ["docx", "xlsx", "csv"])
def test_a_report_of_the_tracker_reads_back_as_the_plan_it_shows(
    reader: CommandLine, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"phu-luc.{form}"
    assert reader("report", "--output", str(path)).code == 0
    read = reader("import", str(path), "--dry-run", "--json").document
    assert (read["counts"]["tasks"], read["counts"]["areas"], read["counts"]["words_lost"]) == (60, 7, 0)
    assert [each for each in read["doubts"] if each["severity"] == "error"] == []
    assert read["changes"] == []


def test_an_import_broken_off_while_it_is_written_is_put_back(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = annex(tmp_path)
    written: list[str] = []
    replace = Folder.replace

    def broken(folder: Folder, path: str, content: bytes, expected: str | None, *, flush: bool = True) -> str:
        if len(written) == 9:
            raise KeyboardInterrupt
        written.append(path)
        return replace(folder, path, content, expected, flush=flush)

    monkeypatch.setattr(Folder, "replace", broken)
    assert run("import", name, "--yes").code == 130
    assert len(written) == 9
    assert [each.name for each in tmp_path.iterdir()] == [name]
    monkeypatch.undo()
    assert run("import", name, "--yes").code == 0


def test_text_of_an_annex_acts_on_nothing(tmp_path: Path, run: Run) -> None:
    head = "STT\tNhiệm vụ\tSản phẩm\tTiến độ\tPhân công\tGhi chú"
    row = f"1\tViệc {HOSTILE}\tA\tQuý I/2027\tSở {HOSTILE} chủ trì\t{HOSTILE}"
    name = annex(tmp_path, f"KẾ HOẠCH NĂM 2027 {HOSTILE}\n{head}\n{row}\n")
    answer = run("import", name, "--yes", "--source", f"Quyết định {HOSTILE}")
    assert answer.code == 0
    record = next((tmp_path / "records" / "2027").glob("01-*/01-*.toml")).read_text(encoding="utf-8")
    for printed in (answer.out, answer.err, record, git(tmp_path, "log", "-1", "--format=%B")):
        assert not {each.character for each in hidden_characters(printed, multiline=True)}
    assert run("check").code == 0
