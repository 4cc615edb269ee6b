"""The workspace: a plan in a repository, read, edited, undone and looked back on."""

import os
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import builders
from tests.builders import ENGLISH, HOSTILE
from tracker.plan.edit import Edit, EditConflict, Wish
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.message import Message, TrackerError
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import BrokenRecord
from tracker.plan.problem import Severity
from tracker.plan.sentence import read_trailers
from tracker.plan.task import Status, Task
from tracker.storage.codec import revise, write_task
from tracker.storage.identity import Identity
from tracker.storage.register_codec import write_agency, write_settings
from tracker.workspace import Workspace, environment_records, plan_language, record_path

NOW = datetime(2022, 10, 8, 1, tzinfo=UTC)
IDS = ["2022-I-01", "2022-I-02", "2022-I-03", "2022-II-01"]


def say(message: Message | None) -> str:
    return ENGLISH(message) if message is not None else ""


class World:
    """A repository with a small plan, and what a person does to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records = folder / "records"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, check=True)
        return done.stdout.decode().rstrip("\n")

    def open(self) -> Workspace:
        return Workspace.open(self.records, now=lambda: NOW)

    def path(self, id: str) -> Path:
        return self.folder / self.open().read().paths[TaskId(id)]

    def subjects(self) -> list[str]:
        return self.git("log", "--format=%s").split("\n")

    def task(self, id: str = "2022-I-01") -> Task:
        return self.open().read().task(id)

    def commit(self, message: str = "bằng tay") -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)


def wish(name: str, value: FieldValue) -> Wish:
    return Wish(field=field_named(name), value=value)


def edit(**values: FieldValue) -> Edit:
    return Edit(wishes=tuple(wish(name, value) for name, value in values.items()))


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a plan of four tasks, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "plan"
    records = folder / "records"
    settings = builders.settings(language="en")
    files = {"2022/plan.toml": write_settings(settings)}
    for each in (
        builders.agency("so-noi-vu", "Sở Nội vụ", short=("SNV",), symbols=("SNV",)),
        builders.agency("so-tai-chinh", "Sở Tài chính", short=("STC",), symbols=("STC",)),
    ):
        files[f"agencies/{each.id}.toml"] = write_agency(each)
    for id in IDS:
        task = builders.task(id, title=f"Ban hành quy chế {id[-2:]}")
        files[record_path(task, settings)] = write_task(task)
    for path, text in files.items():
        (records / path).parent.mkdir(parents=True, exist_ok=True)
        (records / path).write_text(text, encoding="utf-8")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    who = ("-c", "user.name=Trần Bình", "-c", "user.email=binh@example.vn")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), (*who, "commit", "-q", "-m", "kế hoạch")):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env=environment)
    return folder


@pytest.fixture
def world(template: Path, tmp_path: Path) -> World:
    """A copy of the small plan."""
    shutil.copytree(template, tmp_path / "plan")
    return World(tmp_path / "plan")


# --- reading --------------------------------------------------------------------------------------


def test_a_plan_is_read_in_order_with_its_paths_lines_and_day(world: World) -> None:
    workspace = world.open()
    plan = workspace.read()
    assert [each.id for each in plan.tasks] == IDS
    assert plan.paths[TaskId("2022-I-01")] == "records/2022/01-the-che/01-ban-hanh-quy-che-01.toml"
    assert plan.lines[TaskId("2022-I-01")]["id"] == 3
    assert (plan.broken, plan.problems) == ((), ())
    assert workspace.view().on == builders.ON
    assert workspace.view(date(2022, 9, 1)).on == date(2022, 9, 1)
    assert workspace.years() == (2022,)


def test_without_a_cut_off_the_day_is_today_in_the_plans_time_zone(world: World) -> None:
    workspace = Workspace.open(world.records, now=lambda: datetime(2022, 10, 7, 18, tzinfo=UTC))
    assert workspace.day(builders.settings(cut_off=None)) == date(2022, 10, 8)
    assert workspace.day(builders.settings(cut_off=None, time_zone="UTC")) == date(2022, 10, 7)


def test_another_year_is_read_where_it_is_asked_for(world: World) -> None:
    older = world.records / "2021/plan.toml"
    older.parent.mkdir()
    older.write_text(write_settings(builders.settings(year=2021, title="Cũ")), encoding="utf-8")
    assert world.open().read().settings.year == 2022
    assert Workspace.open(world.records, now=lambda: NOW, year=2021).read().settings.title == "Cũ"
    with pytest.raises(TrackerError) as caught:
        Workspace.open(world.records, now=lambda: NOW, year=2020).read()
    assert "2021, 2022" in say(caught.value.hint)


def test_what_is_no_plan_is_said_with_a_way_out(world: World, tmp_path: Path) -> None:
    for folder in (tmp_path / "none", world.folder / "records" / "2022" / "plan.toml"):
        with pytest.raises(TrackerError) as caught:
            Workspace.open(folder, now=lambda: NOW)
        assert "tracker init" in say(caught.value.hint)
    empty = world.folder / "empty"
    empty.mkdir()
    with pytest.raises(TrackerError) as caught:
        Workspace.open(empty, now=lambda: NOW).read()
    assert "tracker init" in say(caught.value.hint)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("year = 2022", "year = 2023", "line 3"),
        ("year = 2022", "", "year"),
        ("due_soon_days = 15", 'due_soon_days = "x"', "line 15"),
        ('time_zone = "Asia/Ho_Chi_Minh"', 'time_zone = "Asia"', "time zone"),
        ('time_zone = "Asia/Ho_Chi_Minh"', 'time_zone = "../x"', "time zone"),
        ('number = "I"', 'number = "1"', "Roman"),
        ("[decision]", "[decision", "line"),
        ('title = "Kế hoạch"', 'title = "K\udcff"', "UTF-8"),
    ],
)
def test_a_plan_file_that_is_wrong_is_named_with_its_line(world: World, old: str, new: str, told: str) -> None:
    path = world.records / "2022/plan.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode(errors="surrogateescape"))
    with pytest.raises(TrackerError) as caught:
        world.open().read()
    assert "records/2022/plan.toml" in say(caught.value.message)
    assert told in say(caught.value.message)


def test_a_plan_file_is_checked_too(world: World) -> None:
    path = world.records / "2022/plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("strict_before = true", "strict = 1"), encoding="utf-8")
    assert {(each.rule, each.path) for each in world.open().read().problems} == {
        ("missing-key", "records/2022/plan.toml"),
        ("unknown-key", "records/2022/plan.toml"),
    }


# --- records that cannot be read ------------------------------------------------------------------


def spoil_text(old: str, new: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode(errors="surrogateescape"))

    return spoil


def link(path: Path) -> None:
    target = path.rename(path.with_suffix(".txt"))
    path.symlink_to(target)


def fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def grow(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "# " + "a" * 70_000, encoding="utf-8")


BROKEN: dict[str, tuple[Callable[[Path], None], str, int]] = {
    # what was done to the record: rule and line of the problem
    "conflict": (
        spoil_text('status = "in-progress"', '<<<<<<< HEAD\nstatus = "done"\n=======\n>>>>>>> x'),
        "conflict-markers",
        43,
    ),
    "bad TOML": (spoil_text('status = "in-progress"', "status = in-progress"), "toml", 43),
    "wrong type": (spoil_text('percent = ""', 'percent = "x"'), "wrong-type", 45),
    "unknown status": (spoil_text('"in-progress"', '"xong"'), "wrong-type", 43),
    "duplicate id": (spoil_text('id = "2022-I-02"', 'id = "2022-I-01"'), "duplicate-id", 3),
    "wrong year": (spoil_text('id = "2022-I-02"', 'id = "2021-I-02"'), "wrong-year", 3),
    "bad id": (spoil_text('id = "2022-I-02"', 'id = "I-02"'), "bad-id", 3),
    "not UTF-8": (spoil_text("Chờ ý kiến", "Ch\udcff"), "refused", 56),
    "link": (link, "refused", 0),
    "pipe": (fifo, "refused", 0),
    "too large": (grow, "refused", 0),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_record_is_a_row_with_file_and_line_and_all_others_work(world: World, name: str) -> None:
    spoil, rule, line = BROKEN[name]
    path = world.path("2022-I-02")
    where = path.relative_to(world.folder).as_posix()
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    workspace = world.open()
    plan = workspace.read()
    twins = {"2022-I-01"} if name == "duplicate id" else set()  # nothing tells which of the two is meant
    assert [each.id for each in plan.tasks] == sorted({"2022-I-01", "2022-I-03", "2022-II-01"} - twins)
    broken = next(each for each in plan.broken if each.path == where)
    assert isinstance(broken, BrokenRecord)
    (problem,) = [each for each in plan.problems if each.severity is Severity.ERROR and each.path == where]
    assert (problem.rule, problem.path, problem.line) == (rule, where, line)
    assert problem in workspace.view().problems
    assert (broken.path, broken.problems[-1]) == (where, problem)
    with pytest.raises(TrackerError):
        workspace.apply("2022-I-02", edit(status=Status.DONE))
    assert workspace.apply("2022-I-03", edit(status=Status.PAUSED)) is not None
    after = path.read_bytes() if path.is_file() else b""
    assert before == after
    assert world.git("log", "-1", "--name-only", "--format=").split("\n") == [
        "records/2022/01-the-che/03-ban-hanh-quy-che-03.toml"
    ]


@pytest.mark.parametrize("name", ["conflict", "bad TOML", "wrong type"])
def test_a_broken_record_is_still_known_by_its_id(world: World, name: str) -> None:
    BROKEN[name][0](world.path("2022-I-02"))
    assert [each.id for each in world.open().read().broken] == ["2022-I-02"]
    with pytest.raises(TrackerError) as caught:
        world.open().apply("I.2", edit(status=Status.DONE))
    assert "cannot be read" in say(caught.value.message)
    assert "tracker check" in say(caught.value.hint)
    with pytest.raises(TrackerError, match="already has a task"):
        world.open().add(builders.task("2022-I-02", title="Mới"))


def test_links_in_place_of_folders_are_broken_rows_and_never_followed(world: World) -> None:
    area = world.records / "2022" / "02-tthc"
    area.rename(world.folder / "elsewhere")
    area.symlink_to(world.folder / "elsewhere")
    agencies = world.records / "agencies"
    agencies.rename(world.folder / "others")
    agencies.symlink_to(world.folder / "others")
    plan = world.open().read()
    assert [each.id for each in plan.tasks] == IDS[:3]
    assert {each.path for each in plan.problems} == {"records/2022/02-tthc", "records/agencies"}
    assert [each.path for each in plan.broken] == ["records/2022/02-tthc"]
    assert plan.register.agencies == {}


def test_an_agency_that_cannot_be_read_is_a_problem_and_no_more(world: World) -> None:
    path = world.records / "agencies/so-noi-vu.toml"
    path.write_text("kind = 1\n", encoding="utf-8")
    plan = world.open().read()
    assert {each.path for each in plan.problems} == {"records/agencies/so-noi-vu.toml"}
    assert list(plan.register.agencies) == ["so-tai-chinh"]
    assert len(plan.tasks) == len(IDS)


def test_a_record_of_a_newer_format_is_shown_and_not_written(world: World) -> None:
    path = world.path("2022-I-02")
    spoil_text("format 1", "format 2")(path)
    workspace = world.open()
    assert workspace.read().read_only == {"2022-I-02"}
    with pytest.raises(TrackerError, match="newer format"):
        workspace.apply("2022-I-02", edit(status=Status.DONE))
    assert world.subjects() == ["kế hoạch"]


# --- editing --------------------------------------------------------------------------------------


def test_an_edit_is_one_commit_of_one_file_in_words(world: World) -> None:
    workspace = world.open()
    wished = edit(status=Status.DONE, completed=date(2022, 9, 1))
    preview = workspace.preview("I.1", wished)
    saved = workspace.apply("I.1", wished)
    assert saved is not None
    assert (saved.commit, saved.sentence) == (world.git("rev-parse", "HEAD"), "2022-I-01: in progress → done")
    assert preview.sentence == saved.sentence
    assert world.git("log", "-1", "--format=%B").strip() == preview.message.strip()
    assert world.git("log", "-1", "--format=%an <%ae>") == "Nguyễn Văn An <an@example.vn>"
    assert world.git("show", "--name-only", "--format=", "HEAD").split("\n") == [
        "records/2022/01-the-che/01-ban-hanh-quy-che-01.toml"
    ]
    assert world.git("status", "--porcelain") == ""
    assert world.task() == saved.task == preview.after
    assert world.task().progress.completed == date(2022, 9, 1)


def test_an_edit_that_changes_nothing_commits_nothing(world: World) -> None:
    assert world.open().apply("I.1", edit(status=Status.IN_PROGRESS)) is None
    assert world.subjects() == ["kế hoạch"]


def test_a_refused_edit_writes_nothing(world: World) -> None:
    path = world.path("2022-I-01")
    before = path.read_bytes()
    for wished in (edit(result="\x1b[31m"), edit(percent=101), edit(id="2022-I-09")):
        with pytest.raises(TrackerError):
            world.open().apply("I.1", wished)
    with pytest.raises(TrackerError, match="has no task"):
        world.open().apply("I.9", edit(status=Status.DONE))
    assert (path.read_bytes(), world.subjects()) == (before, ["kế hoạch"])


def test_a_text_too_long_for_the_record_writes_nothing(world: World) -> None:
    long = "ờ" * 15_000
    with pytest.raises(TrackerError):
        world.open().apply("I.1", edit(result=long, obstacle=long, proposal=long))
    assert world.git("status", "--porcelain") == ""
    assert world.subjects() == ["kế hoạch"]


def test_a_backfilled_edit_carries_its_day(world: World) -> None:
    world.open().apply("I.1", edit(status=Status.PAUSED), when=date(2022, 3, 1))
    assert read_trailers(world.git("log", "-1", "--format=%B")).date == "2022-03-01"
    entry, _ = world.open().history("I.1")
    assert entry.when.date() == date(2022, 3, 1)
    assert world.open().recent(1)[0].when.date() == date(2022, 3, 1)


def test_twenty_edits_in_a_burst_are_twenty_commits_in_order(world: World) -> None:
    workspace = world.open()
    for percent in range(20):
        workspace.apply("I.1", edit(percent=percent))
    values = [
        world.git("show", f"HEAD~{back}:records/2022/01-the-che/01-ban-hanh-quy-che-01.toml")
        for back in reversed(range(20))
    ]
    assert [each.partition("percent = ")[2].partition("\n")[0] for each in values] == [str(each) for each in range(20)]


def test_edits_by_several_at_once_are_all_kept(world: World) -> None:
    with ThreadPoolExecutor(4) as pool:
        fields = ("result", "obstacle", "proposal", "awaiting")
        list(pool.map(lambda name: world.open().apply("I.1", edit(**{name: f"mới {name}"})), fields))
    progress = world.task().progress
    assert (progress.result, progress.obstacle, progress.proposal, progress.awaiting) == (
        "mới result",
        "mới obstacle",
        "mới proposal",
        "mới awaiting",
    )
    assert len(world.subjects()) == 5


def test_what_the_user_had_staged_stays_staged_and_out_of_the_commit(world: World) -> None:
    (world.folder / "notes.txt").write_text("của tôi")
    world.git("add", "notes.txt")
    other = world.path("2022-I-02")
    other.write_text(other.read_text(encoding="utf-8").replace("Chờ", "Đợi"), encoding="utf-8")
    world.git("add", "--all")
    world.open().apply("I.1", edit(status=Status.PAUSED))
    assert world.git("show", "--name-only", "--format=", "HEAD").count("\n") == 0
    assert world.git("diff", "--cached", "--name-only").split("\n") == [
        "notes.txt",
        "records/2022/01-the-che/02-ban-hanh-quy-che-02.toml",
    ]


def test_an_edit_of_a_value_changed_underneath_is_refused_with_both_values(world: World) -> None:
    seen = world.task().progress.result
    world.open().apply("I.1", edit(result="Của người khác"))
    mine = Wish(field=field_named("result"), value="Của tôi", seen=seen, has_seen=True)
    with pytest.raises(EditConflict) as caught:
        world.open().apply("I.1", Edit(wishes=(mine,)))
    (conflict,) = caught.value.conflicts
    assert (conflict.old, conflict.new) == (seen, "Của người khác")
    assert world.task().progress.result == "Của người khác"
    other = Wish(field=field_named("obstacle"), value="Của tôi", seen="Chờ ý kiến", has_seen=True)
    assert world.open().apply("I.1", Edit(wishes=(other,))) is not None


def test_a_change_by_hand_that_is_not_committed_is_kept_and_no_edit_sweeps_it_in(world: World) -> None:
    path = world.path("2022-I-01")
    path.write_text(path.read_text(encoding="utf-8").replace("Đang trình", "Sửa tay"), encoding="utf-8")
    mine = Wish(field=field_named("result"), value="Của tôi", seen="Đang trình", has_seen=True)
    with pytest.raises(EditConflict):
        world.open().apply("I.1", Edit(wishes=(mine,)))
    head = world.git("rev-parse", "HEAD")
    with pytest.raises(TrackerError, match="is not committed so"):
        world.open().apply("I.1", edit(percent=5))
    assert world.git("rev-parse", "HEAD") == head
    assert "Sửa tay" in path.read_text(encoding="utf-8")


def test_an_edit_keeps_every_other_byte_of_the_record(world: World) -> None:
    path = world.path("2022-I-01")
    text = path.read_text(encoding="utf-8").replace("[progress]", "# ghi chú\n[progress]").replace("\n", "\r\n")
    path.write_bytes(text.encode())
    world.commit()
    world.open().apply("I.1", edit(status=Status.PAUSED))
    assert path.read_bytes().decode() == text.replace('"in-progress"', '"paused"')
    assert path.read_bytes().decode() == revise(text, world.task())


# --- adding ---------------------------------------------------------------------------------------


def test_a_task_is_added_as_one_commit_of_its_record(world: World) -> None:
    task = builders.task("2022-II-02", title="Đánh giá, xếp hạng  ", progress=builders.progress(Status.NOT_STARTED))
    saved = world.open().add(task)
    assert saved.sentence == "2022-II-02: added to the plan"
    assert world.git("show", "--name-only", "--format=", "HEAD") == "records/2022/02-tthc/02-danh-gia-xep-hang.toml"
    assert world.task("2022-II-02") == saved.task
    assert saved.task is not None
    assert saved.task.title == "Đánh giá, xếp hạng"


@pytest.mark.parametrize(
    ("id", "title", "told"),
    [
        ("2022-I-01", "Khác", "already has a task"),
        ("2022-IX-01", "Khác", "no area"),
        ("2022-I-09", "!!!", "no letter or digit"),
        ("2022-I-09", "", "a task needs a title"),
        ("2022-I-09", HOSTILE, "hidden character"),
        ("2022-I-09", "Së Néi vô tØnh", "old Vietnamese font"),
    ],
)
def test_a_task_that_may_not_be_added(world: World, id: str, title: str, told: str) -> None:
    with pytest.raises(TrackerError) as caught:
        world.open().add(builders.task(id, title=title))
    assert told in say(caught.value.message)
    assert world.git("status", "--porcelain") == ""


def test_the_path_of_a_record_is_made_once_from_number_and_title() -> None:
    settings = builders.settings()

    def path(title: str) -> str:
        return record_path(builders.task("2022-II-07", title=title), settings)

    assert path("Đề án “Đô thị”, giai đoạn 1") == "2022/02-tthc/07-de-an-do-thi-giai-doan-1.toml"
    assert path("水道\nHai") == "2022/02-tthc/07-shui-dao-hai.toml"
    assert path("../../etc/passwd") == "2022/02-tthc/07-etc-passwd.toml"
    assert len(path("rất dài " * 50)) < 100


# --- undoing --------------------------------------------------------------------------------------


def test_undo_puts_fields_back_as_a_new_commit_and_steps_back_each_time(world: World) -> None:
    first = world.task()
    for result in ("một", "hai", "ba"):
        world.open().apply("I.1", edit(result=result))
    found = []
    for _ in range(3):
        assert world.open().last_edit().subject.startswith("2022-I-01")
        world.open().undo()
        found.append(world.task().progress.result)
    assert found == ["hai", "một", "Đang trình"]
    assert world.task() == first
    assert len(world.subjects()) == 7
    assert world.subjects()[0] == "2022-I-01: result (undone)"
    with pytest.raises(TrackerError, match="no edit of yours"):
        world.open().undo()


def test_undo_passes_over_the_edits_of_others_and_of_other_tasks(world: World) -> None:
    world.open().apply("I.1", edit(percent=1))
    world.open().apply("I.2", edit(percent=2))
    other = Identity("Lê Chi", "chi@example.vn")
    world.open().apply("I.3", edit(percent=3), identity=other)
    world.open().undo("I.1")
    assert [world.task(id).progress.percent for id in IDS[:3]] == [None, 2, 3]
    world.open().undo()
    assert [world.task(id).progress.percent for id in IDS[:3]] == [None, None, 3]
    world.open().undo(identity=other)
    assert world.task("I.3").progress.percent is None


def test_undo_keeps_what_changed_beside_it_and_refuses_what_changed_since(world: World) -> None:
    world.open().apply("I.1", edit(status=Status.DONE, completed=date(2022, 9, 1)))
    other = Identity("Lê Chi", "chi@example.vn")
    world.open().apply("I.1", edit(proposal="Bổ sung"), identity=other)
    world.open().undo()
    assert (world.task().progress.status, world.task().progress.completed) == (Status.IN_PROGRESS, None)
    assert world.task().progress.proposal == "Bổ sung"
    world.open().apply("I.1", edit(status=Status.DONE))
    world.open().apply("I.1", edit(status=Status.PAUSED), identity=other)
    with pytest.raises(EditConflict):
        world.open().undo()
    assert world.task().progress.status is Status.PAUSED


def test_what_a_status_settled_by_itself_is_put_back_too(world: World) -> None:
    world.open().apply("I.1", edit(status=Status.DONE, completed=date(2022, 9, 1)))
    world.open().apply("I.1", edit(status=Status.PAUSED))
    assert world.task().progress.completed is None
    world.open().undo()
    assert world.task().progress.completed == date(2022, 9, 1)


def test_undo_of_an_added_task_removes_its_record(world: World) -> None:
    saved = world.open().add(builders.task("2022-II-02", title="Mới"))
    undone = world.open().undo()
    assert (undone.id, undone.task) == (saved.id, None)
    assert len(world.open().read().tasks) == len(IDS)
    assert world.git("status", "--porcelain") == ""
    assert not (world.records / "2022/02-tthc/02-moi.toml").exists()


def test_undo_of_an_added_task_that_changed_since_is_refused(world: World) -> None:
    world.open().add(builders.task("2022-II-02", title="Mới"))
    world.open().apply("II.2", edit(percent=5), identity=Identity("Lê Chi", "chi@example.vn"))
    with pytest.raises(EditConflict):
        world.open().undo()
    assert world.task("II.2").progress.percent == 5


def test_undo_finds_the_record_after_a_rename_by_hand(world: World) -> None:
    world.open().apply("I.1", edit(percent=5))
    path = world.path("2022-I-01")
    world.git("mv", str(path), str(path.with_name("01-ten-khac.toml")))
    world.git("commit", "-q", "-m", "đổi tên")
    world.open().undo()
    assert world.task().progress.percent is None


# --- looking back ---------------------------------------------------------------------------------


def test_history_is_field_changes_across_a_rename_by_hand(world: World) -> None:
    world.open().apply("I.1", edit(status=Status.PAUSED))
    path = world.path("2022-I-01")
    world.git("mv", str(path), str(path.with_name("01-ten-khac.toml")))
    world.git("commit", "-q", "-m", "đổi tên")
    world.open().apply("I.1", edit(percent=5))
    world.open().undo()
    entries = world.open().history("I.1")
    assert [each.trailers.edit for each in entries] == ["undo", "set", "", "set", ""]
    assert [[change.field.key for change in each.changes] for each in entries] == [
        ["progress.percent"],
        ["progress.percent"],
        [],
        ["progress.status"],
        [],
    ]
    assert [each.is_first for each in entries] == [False, False, False, False, True]
    assert (entries[3].changes[0].old, entries[3].changes[0].new) == (Status.IN_PROGRESS, Status.PAUSED)
    assert entries[-1].author == "Trần Bình"


def test_a_version_that_cannot_be_read_is_told_in_history(world: World) -> None:
    path = world.path("2022-I-01")
    good = path.read_bytes()
    for content in (b"\xff", b"id = "):
        path.write_bytes(content)
        world.commit()
    path.write_bytes(good)
    world.commit()
    entries = world.open().history("I.1")
    assert [each.problem is not None for each in entries] == [False, True, True, False]
    assert [each.changes for each in entries] == [(), (), (), ()]


def test_recent_edits_are_those_of_tasks_the_newest_first(world: World) -> None:
    world.open().apply("I.1", edit(percent=1))
    (world.folder / "README").write_text("x")
    world.commit("không phải nhiệm vụ")
    world.open().apply("I.2", edit(percent=2))
    assert [each.trailers.task for each in world.open().recent(10)] == ["2022-I-02", "2022-I-01"]
    assert len(world.open().recent(1)) == 1


# --- states in which nothing may be written -------------------------------------------------------


def detached(world: World) -> None:
    world.git("checkout", "-q", "--detach")


def merging(world: World) -> None:
    (world.folder / ".git" / "MERGE_HEAD").write_text(world.git("rev-parse", "HEAD") + "\n")


def nameless(world: World) -> None:
    Path(os.environ["GIT_CONFIG_GLOBAL"]).write_text("[user]\n\tuseConfigOnly = true\n")


@pytest.mark.parametrize(("state", "situation"), [(detached, "detached"), (merging, "merge"), (nameless, "identity")])
def test_in_a_state_that_forbids_it_nothing_is_written(
    world: World, state: Callable[[World], None], situation: str
) -> None:
    state(world)
    found = world.open().state()
    assert (found.writable, found.situation) == (False, situation)
    assert found.reason is not None
    assert found.way_out is not None
    before = world.path("2022-I-01").read_bytes()
    with pytest.raises(TrackerError) as caught:
        world.open().apply("I.1", edit(percent=5))
    assert caught.value.hint is not None
    with pytest.raises(TrackerError):
        world.open().add(builders.task("2022-II-02", title="Mới"))
    assert world.path("2022-I-01").read_bytes() == before
    assert world.subjects() == ["kế hoạch"]
    assert len(world.open().read().tasks) == len(IDS)


def test_who_introduces_themselves_can_edit(world: World) -> None:
    nameless(world)
    world.open().introduce(Identity("Lê Chi", "chi@example.vn"))
    assert world.open().state().writable
    assert world.open().apply("I.1", edit(percent=5)) is not None
    assert world.git("log", "-1", "--format=%an") == "Lê Chi"


# --- places ---------------------------------------------------------------------------------------


def test_the_records_folder_is_found_around_where_one_stands(world: World, tmp_path: Path) -> None:
    inside = world.folder / "docs" / "x"
    inside.mkdir(parents=True)
    assert environment_records({}, inside) == world.records
    assert environment_records({"TRACKER_RECORDS": "/elsewhere"}, inside) == Path("/elsewhere")
    assert environment_records({}, tmp_path / "nowhere") == tmp_path / "nowhere" / "records"


def test_the_language_of_a_plan_is_told_without_reading_it_all(world: World, tmp_path: Path) -> None:
    assert plan_language(world.records) == "en"
    assert plan_language(tmp_path) is None
    (world.records / "2022/plan.toml").write_bytes(b"\xff")
    assert plan_language(world.records) is None


def test_records_may_be_the_repository_itself_or_lie_behind_a_link(world: World, tmp_path: Path) -> None:
    world.git("mv", "records", "x")
    (tmp_path / "link").symlink_to(world.folder / "x")
    world.git("commit", "-q", "-m", "chuyển")
    workspace = Workspace.open(tmp_path / "link", now=lambda: NOW)
    assert workspace.apply("I.1", edit(percent=5)) is not None
    assert workspace.read().paths[TaskId("2022-I-01")].startswith("x/2022/")
    root = World(tmp_path / "root")
    shutil.copytree(world.folder / "x", root.folder)
    root.git("init", "-q")
    root.commit()
    whole = Workspace.open(root.folder, now=lambda: NOW)
    assert whole.apply("I.2", edit(lead=(AgencyId("so-tai-chinh"),))) is not None
    assert root.git("show", "--name-only", "--format=", "HEAD") == "2022/01-the-che/02-ban-hanh-quy-che-02.toml"


# --- what stands in no commit -----------------------------------------------------------------------


def test_a_record_moved_by_hand_is_not_edited_before_the_move_is_committed(world: World) -> None:
    path = world.path("2022-I-01")
    path.rename(path.with_name("01-ten-khac.toml"))
    with pytest.raises(TrackerError, match="is not committed so"):
        world.open().apply("I.1", edit(percent=5))
    world.commit()
    assert world.open().apply("I.1", edit(percent=5)) is not None
    world.open().undo()
    assert world.path("2022-I-01").is_file() or path.with_name("01-ten-khac.toml").is_file()
    assert world.open().read().task("I.1").progress.percent is None


def test_undo_puts_back_no_other_edit_than_the_one_shown(world: World) -> None:
    workspace = world.open()
    workspace.apply("I.1", edit(percent=5))
    shown = workspace.last_edit().commit
    workspace.apply("I.3", edit(percent=6))
    with pytest.raises(TrackerError, match="came in the meantime"):
        workspace.undo(asked=shown)
    assert workspace.read().task("I.3").progress.percent == 6


def test_two_records_with_one_id_are_both_broken_and_neither_is_written(world: World) -> None:
    path = world.path("2022-I-02")
    path.write_text(path.read_text(encoding="utf-8").replace('"2022-I-02"', '"2022-I-01"'), encoding="utf-8")
    world.commit()
    broken = world.open().read().broken
    assert [each.id for each in broken] == ["2022-I-01", "2022-I-01"]
    assert all(each.problems[-1].rule == "duplicate-id" for each in broken)
    with pytest.raises(TrackerError, match="cannot be read"):
        world.open().apply("I.1", edit(percent=5))
