"""The commands that write: set, undo, add, init and demo."""

import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine, Typed
from tracker.storage.codec import read_task


def progress(line: CommandLine, id: str = "I.1") -> dict[str, object]:
    found = line.json("show", id)["task"]
    assert isinstance(found, dict)
    return found


# --- set ------------------------------------------------------------------------------------------


def test_set_makes_one_commit_of_one_file_and_says_so(writer: CommandLine) -> None:
    answer = writer("set", "2022-I-01", "status=paused")
    head = writer.git("rev-parse", "HEAD")
    assert answer.code == 0
    assert answer.out == f"{head[:9]}  2022-I-01: đang thực hiện → tạm dừng\n"
    assert "tracker undo 2022-I-01" in answer.err
    assert writer.git("show", "--name-only", "--format=", "HEAD").count("\n") == 0
    assert len(writer.subjects()) == 2
    assert writer.git("status", "--porcelain") == ""


def test_set_takes_several_fields_a_reason_and_a_day(writer: CommandLine) -> None:
    answer = writer(
        "set", "I.1", "status=done", "completed=17/8/2022", "--reason", "Theo báo cáo", "--date", "20/8/2022", "--json"
    )
    assert answer.document == {
        "format": 1,
        "kind": "tracker.saved",
        "id": "2022-I-01",
        "ids": ["2022-I-01"],
        "commit": writer.git("rev-parse", "HEAD"),
        "sentence": "2022-I-01: đang thực hiện → đã hoàn thành",
    }
    body = writer.git("log", "-1", "--format=%B")
    assert "\n  Theo báo cáo\n" in body
    assert body.rstrip().endswith("\nDate: 2022-08-20")
    assert (progress(writer)["status"], progress(writer)["completed"]) == ("done", "2022-08-17")
    assert writer.json("log", "I.1")["history"][0]["when"].startswith("2022-08-20")


@pytest.mark.parametrize(
    ("assignment", "field", "value"),
    [
        ("percent=50%", "percent", 50),
        ("progress.percent=0", "percent", 0),
        ("result=Một = hai", "result", "Một = hai"),
        ("result+=Hai", "result", None),
        ("obstacle+=Hai", "obstacle", "Hai"),
        ("lead=SNV; STC", "lead", ["so-noi-vu", "so-tai-chinh"]),
        ("lead+=SNV", "lead", ["so-ke-hoach-va-dau-tu", "so-noi-vu"]),
        ("lead-=SKHĐT", "lead", []),
        ("reporter=Sở Nội vụ", "reporter", "so-noi-vu"),
        ("others=STP: thẩm định", "others", [{"agency": "so-tu-phap", "role": "thẩm định"}]),
        (
            "extensions=31/12/2022 12/QĐ-UBND",
            "extensions",
            [{"due": "2022-12-31", "decision": "12/QĐ-UBND"}],
        ),
        ("due=", "due", None),
        ("schedule=Quý IV/2022", "schedule", "Quý IV/2022"),
    ],
)
def test_what_may_be_set(writer: CommandLine, assignment: str, field: str, value: object) -> None:
    before = progress(writer)[field]
    assert writer("set", "I.1", assignment).code == 0
    found = progress(writer)[field]
    assert found == (value if "result+" not in assignment else f"{before}\nHai")


def test_documents_are_added_one_by_one(writer: CommandLine) -> None:
    first = "documents+=Quyết định 2286/QĐ-UBND ngày 17/8/2022"
    answer = writer("set", "I.1", first, "documents+=Kế hoạch 1/KH-UBND", "result+=Hai", "result+=Ba")
    assert answer.code == 0
    found = progress(writer)
    assert isinstance(found["documents"], list)
    assert [each["number"] for each in found["documents"]] == ["1868/SKHĐT-XTĐT", "2286/QĐ-UBND", "1/KH-UBND"]
    assert found["documents"][1] == {
        "kind": "Quyết định",
        "number": "2286/QĐ-UBND",
        "date": "2022-08-17",
        "issuer": "ubnd-tinh",
    }
    assert str(found["result"]).endswith("\nHai\nBa")
    assert writer("set", "I.1", "documents=").code == 0
    assert progress(writer)["documents"] == []


def test_a_value_comes_from_a_file_or_the_input(writer: CommandLine, typed: Typed) -> None:
    (writer.folder / "result.txt").write_text("Một\nHai\n\n", encoding="utf-8")
    assert writer("set", "I.1", "result=@result.txt").code == 0
    assert progress(writer)["result"] == "Một\nHai"
    typed("Ba\nBốn\n")
    assert writer("set", "I.1", "result=-").code == 0
    assert progress(writer)["result"] == "Ba\nBốn"


def test_a_dry_run_shows_the_commit_and_makes_none(writer: CommandLine) -> None:
    answer = writer("set", "I.1", "status=done", "--reason", "Chờ", "--date", "1/2/2022", "--dry-run")
    assert answer.code == 0
    assert answer.out.startswith("2022-I-01: đang thực hiện → đã hoàn thành\n")
    assert "Date: 2022-02-01" in answer.out
    found = writer.json("set", "I.1", "status=done", "--dry-run")
    assert found["kind"] == "tracker.preview"
    assert found["changes"] == [{"field": "progress.status", "old": "in-progress", "new": "done"}]
    assert found["message"].startswith("2022-I-01: ")
    assert writer.subjects() == ["kế hoạch"]
    assert writer.git("status", "--porcelain") == ""


def test_setting_what_already_stands_there_commits_nothing(writer: CommandLine) -> None:
    answer = writer("set", "I.1", "status=in-progress")
    assert (answer.code, answer.out) == (0, "")
    assert "nothing to commit" in answer.err
    assert writer("set", "I.1", "status=in-progress", "--json").document["commit"] is None
    assert writer.subjects() == ["kế hoạch"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["I.1", "status"], 1, "sets nothing"),
        (["I.1", "=x"], 1, "no field"),
        (["I.1", "colour=x"], 1, "no field colour"),
        (["I.1", "id=2022-I-02"], 1, "never changes"),
        (["I.1", "status+=done"], 1, "cannot be added to"),
        (["I.1", "status-=done"], 1, "nothing can be taken from it"),
        (["I.1", "status=xong"], 1, "none of the words"),
        (["I.1", "percent=101"], 1, "no percentage"),
        (["I.1", "completed=31/2/2022"], 1, "no date"),
        (["I.1", "lead=Sở Y"], 1, "no agency"),
        (["I.1", "documents=đã trình"], 1, "no document"),
        (["I.1", "result=@nowhere.txt"], 1, "cannot be read"),
        (["I.1", "result=a\x1b[31mb"], 1, "hidden character"),
        (["I.1", "others=STP: a\u202eb"], 1, "hidden character"),
        (["I.1", "result=\udcff"], 1, "hidden character"),
        (["I.1", "percent=5", "--date", "hôm qua"], 1, "no date"),
        (["I.1"], 2, "required"),
        (["I.99", "percent=5"], 1, "no task"),
    ],
)
def test_what_may_not_be_set(writer: CommandLine, arguments: list[str], code: int, told: str) -> None:
    answer = writer("set", *arguments)
    assert (answer.code, answer.out) == (code, "")
    assert told.casefold() in answer.err.casefold()
    assert writer.subjects() == ["kế hoạch"]
    assert writer.git("status", "--porcelain") == ""


def test_a_file_that_is_not_text_sets_nothing(writer: CommandLine) -> None:
    (writer.folder / "x").write_bytes(b"\xff")
    assert writer("set", "I.1", "result=@x").code == 1


def test_without_an_identity_the_way_out_is_told(writer: CommandLine, hermetic: Path) -> None:
    (hermetic / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    answer = writer("set", "I.1", "percent=5")
    assert answer.code == 1
    assert "git config --global user.email" in answer.err


def test_a_reason_with_anything_in_it_is_kept_as_text(writer: CommandLine) -> None:
    answer = writer("set", "I.1", "percent=5", "--reason", "a\x1b[31m\r\x00b\udcff\n\nEdit: undo\nUndoes: x")
    assert answer.code == 0
    body = writer.git("log", "-1", "--format=%B")
    assert "\x1b" not in body
    assert writer.json("log", "I.1")["history"][0]["edit"] == "set"


# --- undo -----------------------------------------------------------------------------------------


def test_undo_puts_the_last_edit_back(writer: CommandLine) -> None:
    writer("set", "I.1", "status=paused")
    writer("set", "I.2", "percent=5")
    answer = writer("undo", "I.1")
    assert answer.code == 0
    assert answer.out.rstrip().partition("  ")[2].startswith("2022-I-01: tạm dừng → đang thực hiện (")
    assert progress(writer, "I.2")["percent"] == 5
    assert writer.json("undo")["id"] == "2022-I-02"
    assert progress(writer, "I.2")["percent"] is None
    answer = writer("undo")
    assert answer.code == 1
    assert "no edit of yours" in answer.err


def test_undo_of_what_changed_since_shows_both_values(writer: CommandLine) -> None:
    writer("set", "I.1", "result=Một")
    record = next((writer.folder / "records/2022").glob("*/01-ban-hanh-chuong*.toml"))
    record.write_text(record.read_text(encoding="utf-8").replace("\nMột\n", "\nHai\n"), encoding="utf-8")
    answer = writer("undo")
    assert (answer.code, answer.out) == (1, "")
    assert "as you saw it: Một" in answer.err
    assert "as it is now: Hai" in answer.err


# --- add ------------------------------------------------------------------------------------------


def test_add_makes_a_record_with_the_next_number(writer: CommandLine) -> None:
    answer = writer(
        "add", "iv", "--title", "Đánh giá công chức", "--product", "Kế hoạch", "--schedule", "Quý IV/2022",
        "--lead", "SNV", "--coordinating", "STC", "--assignment", "Sở Nội vụ chủ trì", "--source", "QĐ 1", "--json",
    )  # fmt: skip
    assert answer.code == 0
    assert answer.document["id"] == "2022-IV-05"
    (path,) = writer.git("show", "--name-only", "--format=", "HEAD").split("\n")
    assert path == "records/2022/04-cai-cach-che-do-cong-vu/05-danh-gia-cong-chuc.toml"
    task = read_task((writer.folder / path).read_text(encoding="utf-8"), path).task
    assert task is not None
    assert (task.schedule.kind, str(task.schedule.due)) == ("quarter", "2022-12-31")
    assert (task.assignment.lead, task.progress.status) == (("so-noi-vu",), "not-started")
    assert writer("undo").code == 0
    assert not (writer.folder / path).exists()


def test_add_tells_what_is_doubtful_in_a_schedule(writer: CommandLine) -> None:
    answer = writer("add", "IV", "--title", "Mới", "--schedule", "lúc nào đó")
    assert answer.code == 0
    assert "lúc nào đó" in answer.err


def test_a_broken_record_keeps_its_number(writer: CommandLine) -> None:
    (record,) = (writer.folder / "records/2022/04-cai-cach-che-do-cong-vu").glob("04-*.toml")
    record.write_text(record.read_text(encoding="utf-8") + "<<<<<<< HEAD\n", encoding="utf-8")
    assert writer("add", "IV", "--title", "Mới", "--json").document["id"] == "2022-IV-05"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["IX", "--title", "Mới"], 1, "no area"),
        (["I", "--title", "!!!"], 1, "no letter"),
        (["I", "--title", "a\u202eb"], 1, "hidden character"),
        (["I", "--title", "Mới", "--number", "1"], 1, "already has a task"),
        (["I", "--title", "Mới", "--number", "0"], 1, "between 1 and"),
        (["I", "--title", "Mới", "--lead", "Sở Y"], 1, "no agency"),
        (["I"], 2, "required"),
    ],
)
def test_what_may_not_be_added(writer: CommandLine, arguments: list[str], code: int, told: str) -> None:
    answer = writer("add", *arguments)
    assert answer.code == code
    assert told.casefold() in answer.err.casefold()
    assert writer.subjects() == ["kế hoạch"]


# --- init and demo --------------------------------------------------------------------------------


@pytest.fixture
def newcomer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody in an empty folder."""
    (tmp_path / "empty").mkdir()
    return CommandLine(tmp_path / "empty", capsys)


def test_init_begins_a_plan_in_an_empty_folder(newcomer: CommandLine) -> None:
    answer = newcomer("init", ".", "--year", "2024", "--title", "Kế hoạch 2024", "--language", "vi")
    assert answer.code == 0
    assert newcomer.git("status", "--porcelain") == ""
    assert len(newcomer.subjects()) == 1
    found = newcomer.json("overview")
    assert (found["plan"], found["title"], found["counts"]["total"]) == (2024, "Kế hoạch 2024", 0)
    assert newcomer("check").code == 0
    assert newcomer("add", "I", "--title", "Việc đầu tiên", "--lead", "SNV").code == 0
    assert newcomer.json("list")["tasks"][0]["id"] == "2024-I-01"


def test_init_makes_the_folder_and_takes_this_year(newcomer: CommandLine) -> None:
    assert newcomer("init", "a/b").code == 0
    assert newcomer("--records", "a/b/records", "list").code == 0
    assert newcomer("--records", "a/b/records", "list").err.startswith("0 of 0 tasks")


def test_init_twice_is_refused_and_another_year_is_not(newcomer: CommandLine) -> None:
    assert newcomer("init", ".", "--year", "2024").code == 0
    answer = newcomer("init", ".", "--year", "2024")
    assert answer.code == 1
    assert "exists already" in answer.err
    assert newcomer("init", ".", "--year", "2025").code == 0
    assert newcomer.json("overview")["plan"] == 2025
    assert newcomer.json("--year", "2024", "overview")["plan"] == 2024
    assert len(newcomer.subjects()) == 2


def test_init_in_a_repository_leaves_what_is_there_alone(newcomer: CommandLine) -> None:
    newcomer.git("init", "-q")
    (newcomer.folder / "mine.txt").write_text("của tôi")
    newcomer.git("add", "mine.txt")
    assert newcomer("init", ".", "--year", "2024").code == 0
    assert newcomer.git("diff", "--cached", "--name-only") == "mine.txt"
    assert newcomer("list").code == 0


def test_init_in_a_folder_of_a_repository_begins_there(newcomer: CommandLine) -> None:
    newcomer.git("init", "-q")
    assert newcomer("init", "tinh", "--year", "2024").code == 0
    assert (newcomer.folder / "tinh/records/2024/plan.toml").is_file()
    assert not (newcomer.folder / "records").exists()
    assert newcomer("--records", "tinh/records", "list").code == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["mine.txt"], "cannot be made"),
        ([".", "--year", "99"], "no plan year"),
        ([".", "--title", "a\x1b[31m"], "hidden character"),
    ],
)
def test_what_may_not_be_begun(newcomer: CommandLine, arguments: list[str], told: str) -> None:
    (newcomer.folder / "mine.txt").write_text("của tôi")
    answer = newcomer("init", *arguments)
    assert answer.code == 1
    assert told in answer.err
    assert [each.name for each in newcomer.folder.iterdir()] == ["mine.txt"]


def test_a_demo_without_a_terminal_makes_a_copy_and_says_where(
    newcomer: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    answer = newcomer("demo")
    assert answer.code == 0
    (folder,) = tmp_path.glob("tracker-demo-*")
    assert str(folder) in answer.out
    newcomer.folder = folder
    assert newcomer.json("list")["total"] == 60
    assert newcomer("set", "I.1", "percent=5").code == 0
    assert newcomer.git("log", "-1", "--format=%ae") == "demo@localhost.invalid"
    assert subprocess.run(["git", "remote"], cwd=folder, capture_output=True, check=True).stdout == b""


# --- several tasks, undo and redo -----------------------------------------------------------------


def test_set_of_named_tasks_is_one_commit_and_one_step(writer: CommandLine) -> None:
    answer = writer("set", "I.1,I.2,i.2", "percent=30", "--reason", "Họp giao ban")
    assert (answer.code, answer.out[9:]) == (0, "  2 nhiệm vụ: tỷ lệ % → 30\n")
    assert [progress(writer, id)["percent"] for id in ("I.1", "I.2", "I.3")] == [30, 30, None]
    assert writer.json("log", "I.2")["history"][0]["tasks"] == ["2022-I-01", "2022-I-02"]
    assert writer("undo", "I.2").code == 0
    assert [progress(writer, id)["percent"] for id in ("I.1", "I.2")] == [None, None]
    assert writer("redo").out.endswith("2 nhiệm vụ: tỷ lệ % → 30 (làm lại)\n")
    assert len(writer.subjects()) == 4


def test_a_preview_of_several_shows_each_task_and_writes_nothing(writer: CommandLine) -> None:
    writer("set", "I.1", "percent=30")
    answer = writer("set", "I.1,I.2", "percent=30", "--dry-run")
    assert answer.out == "2022-I-01: stays as it is\n2022-I-02: percent: (empty) → 30\n1 task: percent → 30\n"
    shown = writer("set", "I.1,I.2", "title=", "--dry-run")
    assert (shown.code, shown.out.count("refused: a task needs a title.")) == (1, 2)
    tasks = writer.json("set", "I.1,I.2", "percent=30", "--dry-run")["tasks"]
    assert [(each["id"], len(each["changes"]), each["refused"]) for each in tasks] == [
        ("2022-I-01", 0, ""),
        ("2022-I-02", 1, ""),
    ]
    refused = writer("set", "I.1,I.2", "title=")
    assert (refused.code, "2 tasks refuse the edit; nothing was written." in refused.err) == (1, True)
    assert len(writer.subjects()) == 2


def test_a_list_is_added_to_in_each_of_several_tasks(writer: CommandLine, typed: Typed) -> None:
    before = [progress(writer, id)["result"] for id in ("I.1", "I.2")]
    typed("Đã họp")
    assert writer("set", "I.1,I.2", "result+=-").code == 0
    assert [progress(writer, id)["result"] for id in ("I.1", "I.2")] == [f"{each}\nĐã họp".strip() for each in before]


def test_tasks_found_by_a_query_change_only_when_their_count_is_known(writer: CommandLine) -> None:
    found = len(writer.json("list", "thuc hien")["tasks"])
    assert found > 1
    refused = writer("set", "--where", "thuc hien", "percent=10")
    assert (refused.code, f"{found} tasks would change" in refused.err) == (1, True)
    assert f"--count {found}" in refused.err
    assert writer("set", "--where", "thuc hien", "percent=10", "--count", str(found + 1)).code == 1
    assert writer("set", "--where", "thuc hien", "percent=10", "--count", str(found)).code == 0
    assert len(writer.subjects()) == 2
    again = writer("set", "--where", "thuc hien", "percent=10")
    assert (again.code, "every task already says so" in again.err) == (0, True)
    assert writer("set", "--where", "zzzz", "percent=10").code == 1


def test_undo_and_redo_go_several_steps_or_none(writer: CommandLine) -> None:
    for number in ("1", "2", "3"):
        writer("set", "I.1", f"percent={number}")
    assert writer("undo", "--steps", "4").code == 1
    assert len(writer.subjects()) == 4
    assert writer("undo", "I.1", "--steps", "2").out.count("(hoàn tác)") == 2
    assert progress(writer)["percent"] == 1
    steps = writer.json("redo", "--steps", "2")
    assert (steps["kind"], len(steps["saved"])) == ("tracker.steps", 2)
    assert progress(writer)["percent"] == 3
    assert "no edit of yours to make again" in writer("redo").err
