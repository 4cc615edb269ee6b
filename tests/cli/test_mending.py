"""A file that cannot be read, in the person's own editor: found, checked with the whole plan, one commit."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.builders import ENGLISH
from tests.cli.conftest import CommandLine
from tests.offices import JUSTICE, become, git, name_office
from tracker import mending
from tracker.plan.message import TrackerError
from tracker.storage.state import NotWritable
from tracker.workspace import TextRefused, Workspace

ID = "2022-I-01"


@pytest.fixture
def workspace(small: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(small, tmp_path / "plan")
    return Workspace.open(tmp_path / "plan" / "records", now=lambda: datetime(2022, 10, 8, tzinfo=UTC))


def root(workspace: Workspace) -> Path:
    return workspace.repository.work_tree


def record(workspace: Workspace, number: int = 1) -> Path:
    (found,) = workspace.folder.root.glob(f"2022/01-*/{number:02d}-*.toml")
    return found


def inside(workspace: Workspace, file: Path) -> str:
    return file.relative_to(workspace.folder.root).as_posix()


def mend(workspace: Workspace, file: Path, change: Callable[[str], str]) -> str:
    """Mend a file; return the subject of the commit, nothing where there was nothing to commit."""
    path = inside(workspace, file)
    seen = mending.shown(workspace, path)
    saved = mending.save(workspace, path, seen, change(seen))
    return saved.sentence if saved is not None else ""


def refused(workspace: Workspace, file: Path, change: Callable[[str], str]) -> str:
    """Return why a text is refused; the file stays as it is."""
    before = file.read_bytes()
    with pytest.raises(TrackerError) as caught:
        mend(workspace, file, change)
    assert file.read_bytes() == before
    return ENGLISH(caught.value.message)


def commit(workspace: Workspace) -> None:
    git(root(workspace), "commit", "-q", "-a", "-m", "hỏng")


def test_a_record_broken_by_hand_is_whole_again_and_says_what_changed_since_the_last_commit(
    workspace: Workspace,
) -> None:
    file = record(workspace)
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace('percent = ""', "percent = [30"), encoding="utf-8")
    with pytest.raises(TextRefused) as caught:
        mend(workspace, file, lambda text: text.replace("[30", "[[30"))
    assert caught.value.line > 0
    assert dict(caught.value.message.values)["path"] == f"records/{inside(workspace, file)}"
    assert mend(workspace, file, lambda text: text.replace("[30", "30")) == "2022-I-01: tỷ lệ %"
    assert workspace.read().task(ID).progress.percent == 30
    assert git(root(workspace), "status", "--porcelain") == ""
    workspace.undo()
    assert file.read_text(encoding="utf-8") == whole


def test_what_is_mended_to_its_last_commit_is_written_and_needs_none(workspace: Workspace) -> None:
    file, head = record(workspace), git(root(workspace), "rev-parse", "HEAD")
    whole = file.read_text(encoding="utf-8")
    file.write_text(f"{whole}[", encoding="utf-8")
    assert mend(workspace, file, lambda text: text[:-1]) == ""
    assert file.read_text(encoding="utf-8") == whole
    assert git(root(workspace), "rev-parse", "HEAD") == head
    assert git(root(workspace), "status", "--porcelain") == ""


def test_a_record_that_was_committed_broken_is_told_to_be_readable_again_and_undo_goes_past_it(
    workspace: Workspace,
) -> None:
    file = record(workspace)
    whole = file.read_text(encoding="utf-8")
    line = 'percent = ""\n'
    marked = f"<<<<<<< HEAD\npercent = 30\n=======\n{line}>>>>>>> other\n"
    file.write_text(whole.replace(line, marked), encoding="utf-8")
    commit(workspace)
    told = refused(workspace, file, lambda text: text.replace("<<<<<<< HEAD\n", ""))
    assert "the record holds the marks of a merge conflict" in told
    assert mend(workspace, file, lambda text: text.replace(marked, "percent = 40\n")) == (
        "2022-I-01: đọc lại được bản ghi"
    )
    body = git(root(workspace), "log", "-1", "--format=%B")
    assert "tỷ lệ %: (trống) → 40" in body
    assert "Edit: mend\nTask: 2022-I-01" in body
    with pytest.raises(TrackerError, match="no edit of yours"):
        workspace.undo()


def test_bytes_that_are_no_text_are_marked_and_have_to_be_typed_again(workspace: Workspace) -> None:
    file = record(workspace)
    content = file.read_bytes()
    title = content.split(b'title = "', 1)[1].split(b'"', 1)[0]
    file.write_bytes(content.replace(title, title.decode().encode("utf-16-le")[:5] + b"\xff tre", 1))
    seen = mending.shown(workspace, inside(workspace, file))
    assert "\ufffd tre" in seen
    with pytest.raises(TextRefused) as caught:
        mend(workspace, file, lambda text: text + "# xem\n")
    assert caught.value.line == content[: content.index(title)].count(b"\n") + 1
    first, _, rest = seen.partition('title = "')
    assert mend(workspace, file, lambda _: f'{first}title = "Cải cách"{rest[rest.index(chr(10)) :]}')
    assert workspace.read().task(ID).title == "Cải cách"


def test_a_record_made_by_hand_is_added_and_one_of_two_with_an_id_gets_another(workspace: Workspace) -> None:
    file = record(workspace, 2).with_name("40-moi.toml")
    file.write_bytes(record(workspace, 2).read_bytes())
    assert len(workspace.read().broken) == 2
    with pytest.raises(TrackerError, match="may be several files"):
        mending.find(workspace, "I.2", root(workspace))
    assert "stands in" in refused(workspace, file, lambda text: f"{text}# xem\n")
    other = refused(workspace, file, lambda text: text.replace('"2022-I-02"', f'"{ID}"'))
    assert "stands in" in other
    assert mend(workspace, file, lambda text: text.replace('"2022-I-02"', '"2022-I-40"')) == (
        "2022-I-40: đưa vào kế hoạch"
    )
    assert workspace.read().broken == ()


def renamed(id: str, text: str) -> str:
    return text.replace("[30", "30").replace(ID, id)


def test_mending_changes_no_id_whether_the_broken_text_was_committed_or_not(workspace: Workspace) -> None:
    file = record(workspace)
    whole = file.read_text(encoding="utf-8")
    for is_committed in (False, True):
        file.write_text(whole.replace('percent = ""', "percent = [30"), encoding="utf-8")
        if is_committed:
            commit(workspace)
        for other in ("2022-I-40", "2022-II-40"):
            told = refused(workspace, file, partial(renamed, other))
            assert "the id of a task never changes" in told
    assert mend(workspace, file, lambda text: text.replace("[30", "30"))
    assert workspace.read().task(ID).progress.percent == 30


def test_one_of_two_committed_records_of_one_id_gets_another_and_it_is_no_edit_to_undo(workspace: Workspace) -> None:
    file = record(workspace, 2).with_name("40-moi.toml")
    file.write_bytes(record(workspace, 2).read_bytes())
    git(root(workspace), "add", ".")
    commit(workspace)
    assert mend(workspace, file, lambda text: text.replace('"2022-I-02"', '"2022-I-40"')) == (
        "2022-I-40: đọc lại được bản ghi"
    )
    assert workspace.read().broken == ()
    assert workspace.steps().done == ()


def test_agencies_and_settings_are_mended_too_by_the_office_alone(workspace: Workspace) -> None:
    name_office(root(workspace))
    agency, settings = (workspace.folder.root / each for each in ("agencies/so-noi-vu.toml", "2022/plan.toml"))
    agency.write_text(agency.read_text(encoding="utf-8") + "[", encoding="utf-8")
    become(root(workspace), JUSTICE)
    assert "the office's" in refused(workspace, agency, lambda text: text[:-1] + "# xem\n")
    git(root(workspace), "config", "user.email", "binh@noivu.example")
    assert mend(workspace, agency, lambda text: text[:-1] + "# xem\n") == (
        "records/agencies/so-noi-vu.toml: sửa trực tiếp trong tệp"
    )
    whole = settings.read_bytes()
    for broken in (whole + b"[", whole.replace(b"year = 2022", b'year = "x"'), whole + b"\xff"):
        settings.write_bytes(broken)
        with pytest.raises(TrackerError) as caught:
            workspace.read()
        assert caught.value.hint is not None
        assert ENGLISH(caught.value.hint).startswith("tracker edit records/2022/plan.toml opens it as text")
    settings.write_bytes(whole + b"[")
    assert "records/2022/plan.toml, line " in refused(workspace, settings, lambda text: text + "[")
    assert mending.find(workspace, "records/2022/plan.toml", root(workspace)) == ("", "2022/plan.toml")
    assert mend(workspace, settings, lambda text: text[:-1] + "# xem\n")
    assert workspace.read().settings.office == ("so-noi-vu",)


def test_an_agency_mends_its_own_task_and_no_other(workspace: Workspace) -> None:
    name_office(root(workspace))
    become(root(workspace), JUSTICE)
    file = record(workspace)
    file.write_text(file.read_text(encoding="utf-8").replace('percent = ""', "percent = [30"), encoding="utf-8")
    with pytest.raises(TrackerError):
        mend(workspace, file, lambda text: text.replace("[30", "30"))
    assert "[30" in file.read_text(encoding="utf-8")


def test_what_changed_meanwhile_is_not_written_over(workspace: Workspace) -> None:
    file = record(workspace)
    whole = file.read_text(encoding="utf-8")
    file.write_text(f"{whole}[", encoding="utf-8")
    path = inside(workspace, file)
    seen = mending.shown(workspace, path)
    file.write_text(f"{whole}[[", encoding="utf-8")
    with pytest.raises(TrackerError, match="changed in the meantime"):
        mending.save(workspace, path, seen, whole)
    assert file.read_text(encoding="utf-8") == f"{whole}[["


def test_a_file_is_found_by_id_by_the_number_in_its_name_and_by_path_from_anywhere(workspace: Workspace) -> None:
    file = record(workspace)
    path = inside(workspace, file)
    for name, start in (
        ("I.1", "."),
        (f"records/{path}", "records"),
        (path.partition("/")[2], "records/2022"),
        (str(file), "/"),
        (f"../records/{path}", "records"),
    ):
        assert mending.find(workspace, name, root(workspace) / start) == (ID, path), name
    for broken in (f'id = "{ID}"\n[', "[", "\u0000"):
        file.write_text(broken, encoding="utf-8")
        for name in ("I.1", ID, f"records/{path}"):
            assert mending.find(workspace, name, root(workspace)) == ("", path), (broken, name)
    with pytest.raises(TrackerError, match="no task"):
        mending.find(workspace, "I.99", root(workspace))


def test_nothing_outside_the_plan_is_opened_by_link_or_path_or_by_a_name_like_an_option(
    workspace: Workspace, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text("secret", encoding="utf-8")
    area = record(workspace).parent
    (area / "50-link.toml").symlink_to(outside)
    (workspace.folder.root / "2022" / "08-link").symlink_to(tmp_path)
    (area / "-rf.toml").write_text("x", encoding="utf-8")
    (area / "51-\x1b[31m.toml").write_text("x", encoding="utf-8")
    (root(workspace) / "note.toml").write_text("x", encoding="utf-8")
    base = f"records/2022/{area.name}"
    for name in (
        str(outside),
        "../outside.toml",
        "records/2022/08-link/outside.toml",
        "note.toml",
        ".git/config",
        f"{base}/-rf.toml",
        f"{base}/nowhere.toml",
        "/",
        "..",
        "records/2022/",
    ):
        with pytest.raises(TrackerError):
            mending.find(workspace, name, root(workspace))
    for name in (f"{base}/50-link.toml", f"{base}/51-\x1b[31m.toml"):
        _, path = mending.find(workspace, name, root(workspace))
        with pytest.raises(TrackerError) as caught:
            mending.shown(workspace, path)
        assert str(dict(caught.value.message.values)["path"]).startswith(f"{base}/")
    assert outside.read_text(encoding="utf-8") == "secret"


def test_where_git_is_in_a_merge_the_way_out_is_told_before_anybody_types(workspace: Workspace) -> None:
    (root(workspace) / ".git" / "MERGE_HEAD").write_text(f"{workspace.repository.head()}\n", encoding="utf-8")
    with pytest.raises(NotWritable):
        mending.require_writable(workspace)


def test_the_command_mends_a_record_and_keeps_a_text_that_still_cannot_be_read(
    writer: CommandLine, tmp_path: Path
) -> None:
    writer.environment |= {**os.environ, "XDG_STATE_HOME": str(tmp_path / "state")}
    (file,) = writer.folder.glob("records/2022/01-*/01-*.toml")
    path = file.relative_to(writer.folder).as_posix()
    file.write_text(file.read_text(encoding="utf-8").replace('percent = ""', "percent = [30"), encoding="utf-8")
    script = tmp_path / "editor.py"

    def edit(old: str, new: str, *arguments: str) -> tuple[int, str]:
        script.write_text(
            "import pathlib, sys\n"
            "file = pathlib.Path(sys.argv[1])\n"
            f"file.write_bytes(file.read_bytes().replace({old.encode()!r}, {new.encode()!r}))\n",
            encoding="utf-8",
        )
        writer.environment["EDITOR"] = f"{sys.executable} {script}"
        answer = writer("edit", *arguments)
        return answer.code, answer.out + answer.err

    code, told = edit("[30", "[40", "I.1")
    assert code == 1
    assert f"{path}, line " in told
    assert "the text is kept" in told
    code, told = edit("[40", "40", path)
    assert code == 0, told
    assert "this is your text from last time" in told
    assert writer.subjects()[0] == "2022-I-01: tỷ lệ %"
    assert "tracker undo 2022-I-01 puts it back" in told
    assert edit("", "", path) == (0, "the record stays as it is.\n")
    code, told = edit("kind", "# xem\nkind", "records/agencies/so-noi-vu.toml")
    assert (code, "sửa trực tiếp trong tệp" in told, "undo" in told) == (0, True, False)
    code, told = edit("", "", "../outside.toml")
    assert (code, "is no file of this plan" in told) == (1, True)


def test_settings_that_are_no_file_of_the_plan_are_told_by_their_whole_path(workspace: Workspace) -> None:
    settings = workspace.folder.root / "2022/plan.toml"
    settings.unlink()
    settings.symlink_to("/etc/passwd")
    with pytest.raises(TrackerError) as caught:
        workspace.read()
    assert ENGLISH(caught.value.message) == "records/2022/plan.toml cannot be read as a record: it is a link."
