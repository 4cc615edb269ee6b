"""The commands that only read: overview, list, show, log and check."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from tracker.cli.output import cut, width
from tracker.plan.check import Checker
from tracker.plan.plan import Plan
from tracker.plan.preferences import Preferences
from tracker.plan.problem import Problem
from tracker.storage.preferences import preferences_path, write_preferences

KEYS = {
    "id", "title", "product", "area", "number", "lead", "coordinating", "status", "timeliness", "due", "completed",
    "result", "documents",
}  # fmt: skip


def numbers(found: object) -> list[str]:
    assert isinstance(found, dict)
    return [each["number"] for each in found["tasks"]]


# --- list -----------------------------------------------------------------------------------------


def test_a_list_checks_the_plan_only_where_problems_are_asked_for(
    reader: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[date] = []
    check = Checker.check

    def noting(checker: Checker, plan: Plan, on: date) -> tuple[Problem, ...]:
        checked.append(on)
        return check(checker, plan, on)

    monkeypatch.setattr(Checker, "check", noting)
    for asked in (["--area", "VI"], ["de", "an"], ["late", "--sort", "due"], ["--columns", "number,title"]):
        assert reader("list", *asked).code == 0
    reader("overview")
    assert checked == []
    with_problems = reader("list", "problem:no-report").out
    assert "II.1" in with_problems
    assert with_problems != reader("list").out
    assert reader("list", "--columns", "number,problems").code == 0
    reader.json("list")
    assert len(checked) == 3


def test_list_as_json_holds_every_task_with_its_fields(reader: CommandLine) -> None:
    found = reader.json("list")
    assert (found["format"], found["kind"], found["plan"], found["on"]) == (1, "tracker.list", 2022, "2022-10-07")
    assert (found["total"], found["shown"], found["broken"]) == (60, 60, [])
    areas = [each["area"] for each in found["tasks"]]
    assert [areas.count(each) for each in ("I", "II", "III", "IV", "V", "VI", "VII")] == [9, 6, 10, 4, 5, 14, 12]
    assert all(set(each) >= KEYS for each in found["tasks"])
    first = found["tasks"][0]
    assert (first["id"], first["number"], first["area"], first["status"]) == ("2022-I-01", "I.1", "I", "in-progress")
    assert (first["timeliness"], first["due"], first["completed"]) == ("overdue", "2022-09-30", None)
    assert first["lead"] == ["so-ke-hoach-va-dau-tu"]
    assert first["documents"] == [
        {
            "kind": "Công văn",
            "number": "1868/SKHĐT-XTĐT",
            "date": "2022-06-06",
            "issuer": "so-ke-hoach-va-dau-tu",
        }
    ]


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--area", "VI"], 14),
        (["--area", "vi"], 14),
        (["--no-report"], 4),
        (["--timeliness", "overdue"], 4),
        (["--timeliness", "done-in-time", "--timeliness", "done late"], 15),
        (["--status", "done"], 17),
        (["--status", "not-started", "--status", "waiting"], None),
        (["--area", "III", "--timeliness", "overdue"], 2),
        (["VI.12"], 1),
    ],
)
def test_list_filters(reader: CommandLine, options: list[str], count: int | None) -> None:
    found = reader.json("list", *options)
    assert found["total"] == 60
    assert found["shown"] == len(found["tasks"])
    assert count is None or found["shown"] == count


def test_an_agency_goes_by_its_id_its_names_and_its_symbol(reader: CommandLine) -> None:
    whole = numbers(reader.json("list", "--agency", "so-ke-hoach-va-dau-tu"))
    assert len(whole) == 22
    for name in ("SKHĐT", "skhdt", "Sở Kế hoạch và Đầu tư", "so ke hoach va dau tu"):
        assert numbers(reader.json("list", "--agency", name)) == whole
    leading = numbers(reader.json("list", "--agency", "SKHĐT", "--role", "lead"))
    assert 4 <= len(leading) < len(whole)
    assert set(leading) < set(whole)
    later = numbers(reader.json("list", "--agency", "so-tai-chinh", "--on", "01/07/2025"))
    assert set(leading) <= set(later)


def test_a_status_goes_by_its_name_in_the_language_chosen(reader: CommandLine) -> None:
    english = numbers(reader.json("list", "--status", "in progress"))
    assert numbers(reader.json("list", "--status", "in-progress")) == english
    reader.environment["TRACKER_LANG"] = "vi"
    assert numbers(reader.json("list", "--status", "đang thực hiện")) == english
    assert numbers(reader.json("list", "--status", "dang thuc hien")) == english
    assert numbers(reader.json("list", "--timeliness", "quá hạn")) == ["I.1", "III.3", "III.8", "VI.2"]


def test_a_text_is_searched_without_tones_and_an_exact_match_comes_first(reader: CommandLine) -> None:
    found = numbers(reader.json("list", "de", "an"))
    assert 5 < len(found) < 60
    assert numbers(reader.json("list", "đề án"))[0] in found
    assert numbers(reader.json("list", "VI.2"))[0] == "VI.2"


def test_the_day_asked_about_decides_about_lateness(reader: CommandLine) -> None:
    def overdue(day: str) -> int:
        found = reader.json("list", "--on", day)
        assert found["on"] != ""
        return int(found["counts"]["overdue"])

    assert overdue("31/12/2021") == 0
    assert overdue("07/10/2022") == overdue("2022-10-07") == 4
    assert overdue("01/01/2023") > 10
    assert overdue("today") > 10


def test_list_says_how_many_of_how_many_and_cuts_nothing_in_a_pipe(reader: CommandLine) -> None:
    answer = reader("list", "--area", "IV")
    assert answer.code == 0
    assert answer.err == "4 of 60 tasks · 07/10/2022\n"
    rows = [each.split("\t") for each in answer.out.splitlines()]
    assert len(rows) == 5
    assert {len(each) for each in rows} == {6}
    titles = {each["title"].replace("\n", " ") for each in reader.json("list", "--area", "IV")["tasks"]}
    assert {each[1] for each in rows[1:]} == titles


def test_a_table_for_a_terminal_is_as_wide_as_the_terminal() -> None:
    assert cut("Ủy ban nhân dân", 8) == "Ủy ban…"
    assert cut("ngắn", 4) == "ngắn"
    assert width("Ủy\u0323 水道") == 7


# --- misuse and hints -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "told", "hint"),
    [
        (["list", "--area", "IX"], 1, "the plan has no area IX.", "hint: areas: I, II, III, IV, V, VI, VII."),
        (["list", "--agency", "Sở Y"], 1, "the register has no agency Sở Y.", "so-y-te"),
        (["list", "--status", "xong"], 1, "xong is none of the words", "in-progress (in progress)"),
        (["list", "--on", "30/2/2022"], 1, "30/2/2022 is no date.", "07/10/2022"),
        (["list", "--role", "lead"], 1, "a role is that of an agency", "--agency"),
        (["list", "--role", "chef"], 2, "invalid choice", "usage"),
        (["list", "--nothing"], 2, "unrecognized arguments: --nothing", "usage: tracker list"),
        (["show", "VI.2", "VI.3"], 2, "unrecognized arguments: VI.3", "usage: tracker show"),
        (["nothing"], 2, "invalid choice", "usage"),
        (["show"], 2, "required", "usage"),
        (["show", "2022-III-33"], 1, "the plan has no task 2022-III-33.", "hint: area III ends at 2022-III-10."),
        (["show", "XX-1"], 1, "the plan has no task XX-1.", "areas: I, II"),
        (["show", "III-" + "9" * 5000], 1, "the plan has no task", "hint"),
        (["log", "I.99"], 1, "the plan has no task I.99.", "hint: area I ends at 2022-I-09."),
        (["--records", "nowhere", "list"], 1, "there is no folder", "tracker init"),
        (["--year", "2020", "list"], 1, "no plan of 2020", "plans: 2022."),
    ],
)
def test_what_cannot_be_done_is_said_with_a_hint(
    reader: CommandLine, arguments: list[str], code: int, told: str, hint: str
) -> None:
    answer = reader(*arguments)
    assert (answer.code, answer.out) == (code, "")
    assert told.casefold() in answer.err.casefold()
    assert hint.casefold() in answer.err.casefold()


def test_help_and_version_are_answers(reader: CommandLine) -> None:
    for arguments in (["--help"], ["--version"], *([each, "--help"] for each in ("list", "set", "add", "init"))):
        answer = reader(*arguments)
        assert (answer.code, answer.err) == (0, "")
        assert "tracker" in answer.out


# --- show, log, overview, check -------------------------------------------------------------------


@pytest.mark.parametrize("id", ["2022-VI-02", "VI.2", "vi-02", "vi.2"])
def test_show_tells_a_task_whole(reader: CommandLine, id: str) -> None:
    answer = reader("show", id)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("VI.2  ")
    for each in (
        "in progress · overdue (7 days) · 07/10/2022",
        "lead: ",
        "Problems:",
        "[late-without-reason]",
        "History:",
    ):
        assert each in answer.out
    found = reader.json("show", id)
    assert (found["kind"], found["task"]["id"]) == ("tracker.show", "2022-VI-02")
    assert "late-without-reason" in [each["rule"] for each in found["problems"]]
    assert len(found["history"]) == 1


def test_show_takes_the_day_into_account(reader: CommandLine) -> None:
    assert "due soon" in reader("show", "VI.2", "--on", "20/9/2022").out


def test_the_overview_counts_by_area_and_agency_with_every_denominator(reader: CommandLine) -> None:
    answer = reader("overview")
    assert (answer.code, answer.err) == (0, "")
    assert "done 17/60 (28.33%) of all tasks" in answer.out
    assert "due 17: done 13 (9 in time, 4 late), overdue 4" in answer.out
    assert "due later 24, without a due date 19, without a report 4" in answer.out
    assert "VII Công tác chỉ đạo, điều hành\t9/12\t7/7\t0\t0" in answer.out
    assert "Sở Nội vụ\t" in answer.out
    found = reader.json("overview")
    assert found["kind"] == "tracker.overview"
    assert (found["counts"]["due_done"], found["counts"]["overdue"]) == (13, 4)
    assert [each["key"] for each in found["areas"]] == ["I", "II", "III", "IV", "V", "VI", "VII"]
    assert found["agencies"][0]["key"] == "so-noi-vu"


def test_without_a_command_and_a_terminal_the_overview_is_printed(reader: CommandLine) -> None:
    answer = reader()
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == reader("overview").out
    assert "Open the app in a terminal: tracker." in answer.out


def test_the_language_is_the_plans_unless_the_person_chooses(reader: CommandLine, tmp_path: Path) -> None:
    reader.environment = {"LANG": "en_US.UTF-8", "LC_ALL": "C", "LANGUAGE": "en"}  # a server says so of itself
    assert "quá hạn 4" in reader().out
    reader.environment = {"TRACKER_LANG": "en_GB.UTF-8"}
    assert "overdue 4" in reader().out
    reader.environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    write_preferences(preferences_path(reader.environment), Preferences(language="en"))
    assert "overdue 4" in reader().out
    reader.environment["TRACKER_LANG"] = "vi"
    assert "quá hạn 4" in reader().out


def test_log_tells_the_history_of_a_task_and_the_last_edits(writer: CommandLine) -> None:
    assert writer("set", "I.1", "status=paused", "--reason", "Chờ").code == 0
    answer = writer("log", "I.1")
    assert answer.code == 0
    assert "status: in progress → paused" in answer.out
    assert "added to the plan" in answer.out
    found = writer.json("log", "I.1")
    assert [each["edit"] for each in found["history"]] == ["set", ""]
    assert found["history"][0]["changes"] == [{"field": "progress.status", "old": "in-progress", "new": "paused"}]
    assert len(writer("log").out.splitlines()) == 1
    assert [each["edit"] for each in writer.json("log")["history"]] == ["set"]
    for percent in range(3):
        writer("set", "I.2", f"percent={percent}")
    assert len(writer("log", "--limit", "2").out.splitlines()) == 2


def test_check_prints_every_problem_and_fails_on_errors_alone(writer: CommandLine) -> None:
    answer = writer("check")
    assert answer.code == 0
    assert " · 0 errors · " in answer.err
    found = writer.json("check")
    assert (found["kind"], found["errors"]) == ("tracker.check", 0)
    assert len(answer.out.splitlines()) == found["warnings"] == len(found["problems"])
    assert writer("check", "--strict").code == 1
    record = next((writer.folder / "records/2022").glob("*/01-ban-hanh-chuong*.toml"))
    record.write_text(record.read_text(encoding="utf-8") + "percent = 1\n", encoding="utf-8")
    answer = writer("check")
    assert answer.code == 1
    line = record.read_text(encoding="utf-8").count("\n")
    where = record.relative_to(writer.folder).as_posix()
    assert answer.out.splitlines()[0].startswith(f"{where}:{line}: error: 2022-I-01: ")
    assert "1 error ·" in answer.err
    assert writer("check", "--json").document["problems"][0]["severity"] == "error"
    assert writer("list").code == 0
    assert f"!! {where}:{line}: " in writer("list").out
    assert writer.json("list")["broken"][0]["id"] == "2022-I-01"
    assert f"!! {where}:{line}: " in writer().out


def test_check_never_writes(reader: CommandLine) -> None:
    before = reader.git("status", "--porcelain", "--ignored")
    reader("check")
    assert reader.git("status", "--porcelain", "--ignored") == before == ""


# --- the installed program ------------------------------------------------------------------------

ASKS = """
import sys
from pathlib import Path
from tracker.cli.main import main
code = main(sys.argv[2:], {"TRACKER_LANG": "en"}, Path(sys.argv[1]))
loaded = [each for each in ("textual", "rich", "tracker.app", "tracker.screens.main") if each in sys.modules]
print("loaded:", *loaded, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["show", "I.1"],
        ["log", "I.1"],
        ["check"],
        ["overview"],
        ["set", "I.1", "status=done", "--dry-run"],
        ["--help"],
        [],
    ],
)
def test_no_command_loads_the_app(shipped: Path, arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", ASKS, str(shipped), *arguments], capture_output=True, check=False)
    assert (done.returncode, done.stderr.decode().splitlines()[-1]) == (0, "loaded:")


def test_the_program_runs_and_leaves_with_the_code(shipped: Path) -> None:
    for arguments, code in ((["list"], 0), (["show", "I.99"], 1), (["list", "--nothing"], 2)):
        program = [sys.executable, "-m", "tracker", *arguments]
        done = subprocess.run(program, cwd=shipped, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        assert done.returncode == code, done.stderr


def test_a_reader_who_goes_away_is_no_failure(shipped: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "tracker", "list", "--json"], cwd=shipped, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.read(10)
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    program.wait()


def test_a_plan_as_it_stood_is_shown_by_every_command_that_reads(reader: CommandLine) -> None:
    head = reader.git("rev-parse", "HEAD")
    for command in (["list", "--area", "I"], ["overview"], ["show", "I.1"], ["check"]):
        document = json.loads(reader(*command, "--at", "HEAD", "--json").out)
        assert document["as_of"]["commit"] == head
        assert document["on"] == document["as_of"]["on"] == "2022-10-07"
        assert json.loads(reader(*command, "--json").out)["as_of"] is None
        assert f"as it stood at {head[:12]} of" in "".join((answer := reader(*command, "--at", "HEAD")).err)
        assert answer.out == reader(*command).out
    assert reader("list", "--at", "1/1/2020").code == 1
    assert json.loads(reader("list", "--at", "HEAD", "--on", "1/3/2022", "--json").out)["on"] == "2022-03-01"
