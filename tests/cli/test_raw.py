"""The text of a record in the person's own editor: checked before it is committed, and never lost."""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import ENGLISH
from tests.cli.conftest import CommandLine
from tracker.plan.edit import Edit, EditConflict, Wish
from tracker.plan.fields import field_named
from tracker.plan.message import TrackerError
from tracker.raw import RawEdit
from tracker.storage.drafts import Draft, Drafts
from tracker.storage.editor import EditorFailed, edited, editor_command
from tracker.storage.identity import Identity
from tracker.storage.merging import Unmergeable
from tracker.workspace import TextRefused, Workspace

ID = "2022-I-01"
NOW = datetime(2022, 10, 8, tzinfo=UTC)
OTHER = Identity("Lê Chi", "chi@example.vn")


@pytest.fixture
def workspace(small: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(small, tmp_path / "plan")
    return Workspace.open(tmp_path / "plan" / "records", now=lambda: NOW)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the copies for editors lie in a folder of the test."""
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))


@pytest.fixture
def editor(tmp_path: Path) -> Callable[[str], dict[str, str]]:
    """Return how to make an editor of one line of Python, which is given the text and gives another."""

    def made(expression: str) -> dict[str, str]:
        script = tmp_path / "an editor.py"
        script.write_text(
            "import pathlib, sys\n"
            "file = pathlib.Path(sys.argv[-1])\n"
            "text = file.read_bytes().decode()\n"
            f"file.write_bytes(({expression}).encode())\n",
            encoding="utf-8",
        )
        return {**os.environ, "EDITOR": f"'{sys.executable}' '{script}' --wait"}

    return made


@pytest.fixture
def begin(workspace: Workspace, tmp_path: Path) -> Callable[[dict[str, str]], RawEdit]:
    drafts = Drafts(tmp_path / "drafts")
    return lambda environment: RawEdit.begin(workspace, drafts, environment, "I.1")


def test_the_editor_is_found_as_git_finds_it_and_no_shell_reads_it() -> None:
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "nano"}, {}) == ("code", "--wait")
    assert editor_command({"EDITOR": "nano"}, {"core.editor": "'my editor' -x $(rm)"}) == ("my editor", "-x", "$(rm)")
    assert editor_command({"GIT_EDITOR": "ed", "VISUAL": "nano"}, {"core.editor": "vim"}) == ("ed",)
    assert editor_command({"EDITOR": " "}, {}) == ("vi",)
    with pytest.raises(EditorFailed):
        editor_command({"EDITOR": "'nano"}, {})


def test_the_copy_is_private_and_goes_afterwards(tmp_path: Path) -> None:
    report = tmp_path / "report"
    script = (
        "import os, sys; file = sys.argv[1]; mode = os.stat(os.path.dirname(file)).st_mode;"
        f"open({str(report)!r}, 'w').write(file + chr(10) + oct(mode))"
    )
    with edited((sys.executable, "-c", script), "một\r\nhai", "x.toml", os.environ) as text:
        assert text == "một\r\nhai"
    name, mode = report.read_text(encoding="utf-8").split("\n")
    assert name.endswith("/x.toml")
    assert int(mode, 8) & 0o077 == 0
    assert stat.S_ISDIR(int(mode, 8))
    assert not Path(name).parent.exists()
    assert failing(sys.executable, "-c", "raise SystemExit(3)") == "the editor ended with code 3; nothing was written."
    assert "cannot be used" in failing(str(tmp_path / "nowhere"))


def failing(*command: str) -> str:
    """Return why an editor fails that writes nothing; nothing lies about afterwards."""
    with pytest.raises(EditorFailed) as caught, edited(command, "một", "x.toml", os.environ):
        pass
    assert ENGLISH(caught.value.hint or caught.value.message).find("what you wrote") < 0
    assert list(Path(tempfile.gettempdir()).iterdir()) == []
    return ENGLISH(caught.value.message)


def left(does: str) -> tuple[str, Path]:
    """Return why an editor fails that does something with its file, and where what it wrote lies."""
    script = f"import os, sys, pathlib; file = pathlib.Path(sys.argv[1]); {does}"
    command = (sys.executable, "-c", script)
    with pytest.raises(EditorFailed) as caught, edited(command, "một", "x.toml", os.environ):
        pass
    assert caught.value.hint is not None
    return ENGLISH(caught.value.message), Path(str(dict(caught.value.hint.values)["file"]))


@pytest.mark.parametrize(
    ("does", "told", "name", "size"),
    [
        ("file.write_bytes(b'x' * 70_000)", "larger than", "x.toml", 70_000),
        ("file.write_bytes(b'\\xff')", "not UTF-8", "x.toml", 1),
        ("file.write_text('hai'); raise SystemExit(1)", "ended with code 1", "x.toml", 3),
        ("file.write_text('hai'); file.rename('y.toml')", "left no file x.toml", "y.toml", 3),
        ("file.with_name('y.toml').write_text('hai')", "under another name than x.toml", "y.toml", 3),
        ("file.with_name('.x.swp').write_text('ha'); raise SystemExit(9)", "ended with code 9", ".x.swp", 2),
    ],
)
def test_what_cannot_be_taken_from_the_editor_stays_where_the_person_wrote_it(
    does: str, told: str, name: str, size: int
) -> None:
    reason, kept = left(does)
    assert told in reason
    assert (kept.name, kept.stat().st_size) == (name, size)


def test_a_file_deleted_in_the_editor_is_told_as_that_and_what_editors_leave_beside_it_is_nobodys_text() -> None:
    assert "left no file x.toml" in failing(sys.executable, "-c", "import os, sys; os.remove(sys.argv[1])")
    with_folder = "import os, shutil, sys; shutil.rmtree(os.path.dirname(sys.argv[1]))"
    assert "left no file x.toml" in failing(sys.executable, "-c", with_folder)
    script = "import sys; open(sys.argv[1] + '~', 'w').write('hai'); open('y.toml', 'w').write('một')"
    with edited((sys.executable, "-c", script), "một", "x.toml", os.environ) as text:
        assert text == "một"
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_a_text_no_draft_can_be_kept_of_stays_in_the_copy_of_the_editor(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    raw = RawEdit.begin(workspace, Drafts(tmp_path / "file" / "drafts"), editor("text + '# xem'"), "I.1")
    with pytest.raises(TrackerError, match="draft cannot be kept") as caught:
        raw.edit(NOW)
    assert caught.value.hint is not None
    kept = Path(str(dict(caught.value.hint.values)["file"]))
    assert kept.read_text(encoding="utf-8") == f"{raw.seen}# xem"
    raw.environment = editor(f"text[:{len(raw.seen)}]")
    raw.edit(NOW)
    assert not raw.is_changed
    raw.forget()


def test_what_is_typed_is_committed_byte_for_byte_with_remarks_and_can_be_put_back(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], begin: Callable[[dict[str, str]], RawEdit]
) -> None:
    first = workspace.record(ID).text
    raw = begin(
        editor("text.replace('[progress]', '# xem lại\\n[progress]').replace('percent = \"\"', 'percent = 30')")
    )
    raw.edit(NOW)
    saved = raw.save("Sửa tay")
    raw.forget()
    assert saved is not None
    assert saved.sentence == "2022-I-01: tỷ lệ %"
    assert workspace.record(ID).text == raw.text
    assert "# xem lại\n[progress]\n\npercent" not in first
    remark = begin(editor("text.replace('# xem lại', '# đã xem lại')"))
    remark.edit(NOW)
    saved = remark.save()
    assert saved is not None
    assert saved.sentence == "2022-I-01: ghi chú trong bản ghi"
    workspace.undo()
    assert workspace.record(ID).text == raw.text
    workspace.undo()
    assert workspace.record(ID).text == first


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        ("text.replace('id = \"2022-I-01\"', 'id = \"2022-I-02\"')", 3, "id"),
        ("text + '\\n[[['", None, ""),
        ("text.replace('percent = \"\"', 'percent = 101')", None, ""),
        ("text.replace('format 1', 'format 9')", 1, "newer format"),
        ("text.replace('title = \"', 'title = \"\\u202e')", 0, "hidden character"),
    ],
)
def test_a_text_that_is_no_record_of_the_task_is_refused_with_its_line_and_kept(
    workspace: Workspace,
    editor: Callable[[str], dict[str, str]],
    begin: Callable[[dict[str, str]], RawEdit],
    change: str,
    line: int | None,
    told: str,
) -> None:
    first = workspace.record(ID).text
    raw = begin(editor(change))
    raw.edit(NOW)
    with pytest.raises(TrackerError) as caught:
        raw.save()
    if isinstance(caught.value, TextRefused) and line is not None:
        assert caught.value.line == line
    assert told in str(caught.value.message)
    assert workspace.record(ID).text == first
    if raw.is_changed:
        again = begin({})
        assert (again.is_resumed, again.text, again.seen) == (True, raw.text, first)
        again.restart()
        assert again.text == first
        again.forget()
        assert not begin({}).is_resumed


def test_a_text_kept_of_a_broken_record_is_found_once_the_record_can_be_read_again(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], begin: Callable[[dict[str, str]], RawEdit]
) -> None:
    file = workspace.record(ID).file
    whole = file.read_text(encoding="utf-8")
    broken = whole.replace('percent = ""', "percent = [30")

    def kept() -> RawEdit:
        file.write_text(broken, encoding="utf-8")
        raw = begin(editor("text.replace('[30', '3x0')"))
        raw.edit(NOW)
        with pytest.raises(TextRefused):
            raw.save()
        file.write_text(whole, encoding="utf-8")
        return begin(editor("text.replace('3x0', '30')"))

    raw = kept()
    assert (raw.id, raw.is_resumed, "3x0" in raw.text) == (ID, True, True)
    raw.edit(NOW)
    saved = raw.save()
    assert saved is not None
    assert saved.sentence == "2022-I-01: tỷ lệ %"
    raw.forget()
    assert not begin({}).is_resumed
    whole = file.read_text(encoding="utf-8")
    broken = whole.replace("percent = 30", "percent = [30")
    raw = kept()
    workspace.apply(ID, Edit(wishes=(Wish(field=field_named("percent"), value=40),)), identity=OTHER)
    raw = begin(editor("text.replace('3x0', '30')"))
    raw.edit(NOW)
    with pytest.raises(TrackerError, match="changed in the meantime"):
        raw.save()
    assert workspace.read().task(ID).progress.percent == 40


def test_a_text_kept_by_the_id_of_its_task_is_found_and_kept_by_its_file(
    workspace: Workspace, tmp_path: Path, editor: Callable[[str], dict[str, str]]
) -> None:
    drafts, first = Drafts(tmp_path / "drafts"), workspace.record(ID).text
    root = str(workspace.folder.root)
    old = Draft(repository=root, task=ID, field="record", text=f"{first}#", base="", base_value=first, saved_at="2")
    drafts.save(old)
    raw = RawEdit.begin(workspace, drafts, editor("text + '# xem'"), "I.1")
    assert (raw.is_resumed, raw.text, raw.seen) == (True, old.text, first)
    raw.edit(NOW)
    assert [each.task for each in drafts.all()] == [raw.path]
    raw.forget()
    assert drafts.all() == ()


def test_a_record_that_changed_underneath_is_edited_field_by_field_or_refused(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], begin: Callable[[dict[str, str]], RawEdit]
) -> None:
    def by_other(name: str, value: str | int) -> None:
        workspace.apply(ID, Edit(wishes=(Wish(field=field_named(name), value=value),)), identity=OTHER)

    raw = begin(editor("text.replace('percent = \"\"', 'percent = 30')"))
    raw.edit(NOW)
    by_other("proposal", "Bổ sung")
    raw.save()
    raw.forget()
    progress = workspace.read().task(ID).progress
    assert (progress.percent, progress.proposal) == (30, "Bổ sung")
    raw = begin(editor("text.replace('percent = 30', 'percent = 40')"))
    raw.edit(NOW)
    by_other("percent", 50)
    with pytest.raises(EditConflict) as caught:
        raw.save()
    assert [(each.old, each.new) for each in caught.value.conflicts] == [(30, 50)]
    (edit,) = raw.edits().values()
    decided = replace(edit, wishes=(replace(edit.wishes[0], value=45, seen=50),))
    raw.save("", {ID: decided})
    assert workspace.read().task(ID).progress.percent == 45


def test_remarks_typed_in_a_record_that_changed_underneath_are_kept_or_refused(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], begin: Callable[[dict[str, str]], RawEdit]
) -> None:
    def by_other(old: str, new: str) -> None:
        text = workspace.record(ID).text
        workspace.apply_text(ID, text, text.replace(old, new), identity=OTHER)

    raw = begin(editor("text.replace('percent = \"\"', 'percent = 30  # tạm tính')"))
    raw.edit(NOW)
    by_other('proposal = ""', 'proposal = "Bổ sung"  # theo 12/BC')
    raw.save()
    text = workspace.record(ID).text
    assert "percent = 30  # tạm tính\n" in text
    assert 'proposal = "Bổ sung"  # theo 12/BC\n' in text
    raw = begin(editor("text.replace('# tạm tính', '# chốt')"))
    raw.edit(NOW)
    by_other("# tạm tính", "# chưa rõ")
    with pytest.raises(Unmergeable):
        raw.save()
    assert "# chưa rõ" in workspace.record(ID).text


def test_a_value_decided_otherwise_is_not_written_over_by_the_text_it_was_typed_in(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], begin: Callable[[dict[str, str]], RawEdit]
) -> None:
    raw = begin(editor("text.replace('percent = \"\"', 'percent = 30  # tạm tính')"))
    raw.edit(NOW)
    (edit,) = raw.edits().values()
    raw.save("", {ID: replace(edit, wishes=(replace(edit.wishes[0], value=20),))})
    assert "percent = 20  # tạm tính\n" in workspace.record(ID).text


def test_what_was_changed_by_hand_is_committed_with_what_is_left_in_the_editor_and_can_be_put_back(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], begin: Callable[[dict[str, str]], RawEdit]
) -> None:
    file = workspace.record(ID).file
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole.replace('percent = ""', "percent = 30"), encoding="utf-8")
    with pytest.raises(TrackerError) as caught:
        workspace.apply(ID, Edit(wishes=(Wish(field=field_named("proposal"), value="Bổ sung"),)))
    assert caught.value.hint is not None
    assert "tracker edit records/2022/01-" in ENGLISH(caught.value.hint)
    for does, told in (
        ("text", "2022-I-01: tỷ lệ %"),
        ("text.replace('proposal = \"\"', 'proposal = \"Bổ sung\"')", "2022-I-01: tỷ lệ %, đề xuất, kiến nghị"),
    ):
        file.write_text(whole.replace('percent = ""', "percent = 30"), encoding="utf-8")
        raw = begin(editor(does))
        assert raw.by_hand == '- percent = ""\n+ percent = 30'
        raw.edit(NOW)
        assert raw.is_changed
        saved = raw.save()
        assert saved is not None
        assert (saved.sentence, saved.is_step) == (told, True)
        raw.forget()
        assert begin({}).by_hand == ""
        workspace.undo()
        assert file.read_text(encoding="utf-8") == whole
    file.write_text(whole.replace('percent = ""', "percent = 30"), encoding="utf-8")
    raw = begin(editor("text.replace('percent = 30', 'percent = \"\"')"))
    raw.edit(NOW)
    assert raw.save() is None
    assert file.read_text(encoding="utf-8") == whole


def test_a_change_by_hand_in_an_agency_or_the_settings_is_committed_as_it_stands_and_a_broken_file_is_none(
    workspace: Workspace, editor: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    for path in ("agencies/so-noi-vu.toml", "2022/plan.toml"):
        file = workspace.folder.root / path
        whole = file.read_text(encoding="utf-8")
        file.write_text(f"{whole}# xem\n", encoding="utf-8")
        raw = RawEdit.begin(workspace, Drafts(tmp_path / "drafts"), editor("text"), f"records/{path}")
        raw.edit(NOW)
        saved = raw.save()
        assert saved is not None
        assert not saved.is_step
        file.write_text(f"{whole}[", encoding="utf-8")
        raw = RawEdit.begin(workspace, Drafts(tmp_path / "drafts"), editor("text"), f"records/{path}")
        raw.edit(NOW)
        assert not raw.is_changed
        file.write_text(f"{whole}# xem\n", encoding="utf-8")


def test_the_command_edits_says_what_is_wrong_and_goes_on_with_the_kept_text(
    writer: CommandLine, editor: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    writer.environment |= {"XDG_STATE_HOME": str(tmp_path / "state")}

    def edit(expression: str, *arguments: str) -> tuple[int, str]:
        writer.environment |= editor(expression)
        answer = writer("edit", "I.1", *arguments)
        return answer.code, answer.out + answer.err

    code, told = edit("text.replace('percent = \"\"', 'percent = 999')")
    assert (code, "line" in told, "the text is kept" in told) == (1, True, True)
    code, told = edit("text.replace('percent = 999', 'percent = 99')", "--reason", "Sửa tay")
    assert code == 0
    assert "this is your text from last time" in told
    assert "2022-I-01: tỷ lệ %" in told
    assert "\n  Sửa tay\n" in writer.git("log", "-1", "--format=%B")
    assert edit("text")[0] == 0
    assert edit("text.replace('percent = 99', 'percent = x')")[0] == 1
    code, told = edit("text", "--fresh")
    assert (code, "the record stays as it is" in told) == (0, True)
    assert len(writer.subjects()) == 2
