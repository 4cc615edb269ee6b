"""A record that cannot be read, mended in the person's own editor from its row and from the problems."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import BINH, Desk
from tests.terminal import Terminal
from tracker import raw
from tracker.screens.dialogs import Question
from tracker.screens.drafts import DraftsDialog
from tracker.screens.problems import ProblemsScreen
from tracker.storage.drafts import Draft


async def test_a_field_of_a_raw_text_that_moved_underneath_is_decided_as_any_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    @contextlib.contextmanager
    def edited(_command: object, text: str, *_others: object) -> Iterator[str]:
        given.append(text)
        if len(given) == 1:
            desk.save("2022-VI-02", "progress.percent", 50, by=BINH)
        yield text.replace('percent = ""', "percent = 30  # tạm tính")

    monkeypatch.setattr(raw, "edited", edited)
    async with desk.open((80, 30)) as person:
        monkeypatch.setattr(person.app, "suspend", contextlib.nullcontext)  # a test has no terminal to lend
        await person.go_to("VI.2")
        await person.press("E")
        screen = await person.until("Somebody else changed this in the meantime.")
        assert "Trần Thị Bình" in screen
        await person.press("escape")
        await person.until("the text is kept as a draft")
        await person.press("escape")
        await person.quiet()
        assert len(desk.commits()) == 1
        await person.press("E")
        await person.until("was not saved")
        await person.press("enter")
        await person.until("Somebody else changed this in the meantime.")
        await person.press("1", "enter")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        assert person.sheet.pending == {}
    assert "percent = 30  # tạm tính" in given[1]  # the text of the draft
    assert "\npercent = 30  # tạm tính\n" in desk.path("2022-VI-02").read_text(encoding="utf-8")
    assert desk.drafts.all() == ()
    assert desk.git("status", "--porcelain") == ""


async def test_a_broken_record_is_mended_from_its_row_and_from_the_problems(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = desk.path("2022-I-01")
    whole = record.read_bytes()
    record.write_bytes(whole.replace(b'percent = ""', b"percent = [ \xff"))
    desk.git("commit", "-qam", "hỏng")
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "file = pathlib.Path(sys.argv[1])\n"
        "text = file.read_bytes().decode()\n"
        "text = text.replace('[ ', '30 # ') if chr(0xfffd) in text and '#  ' not in text else text\n"
        "file.write_bytes(text.replace('# ' + chr(0xfffd), '# ba').encode() if GO else text.encode())\n".replace(
            "GO", "pathlib.Path(sys.argv[0]).with_name('go').exists()"
        ),
        encoding="utf-8",
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")
    monkeypatch.delenv("GIT_EDITOR", raising=False)
    path = record.relative_to(desk.folder).as_posix()
    async with desk.open() as person:
        monkeypatch.setattr(person.app, "suspend", contextlib.nullcontext)  # a test has no terminal to lend
        await person.press("tab", "enter")
        await person.until("this record cannot be read; E mends it")
        await person.press("s")
        assert "not now: this record cannot be read" in person.told()
        await person.press("E")
        await person.until(lambda: isinstance(person.app.screen, Question))
        screen = " ".join(person.screen().replace("│", " ").split())
        assert "stands for a character that could not be read" in screen
        assert path[:40] in screen
        await person.press("escape")
        await person.quiet()
        assert [each.field for each in desk.drafts.all()] == ["record"]
        assert b"\xff" in record.read_bytes()
        (tmp_path / "go").touch()
        await person.press("c")
        await person.until(lambda: isinstance(person.app.screen, ProblemsScreen))
        await person.press("home", "ctrl+e")
        assert "choose a finding first" in person.told()
        await person.press("down", "E")
        await person.until("was not saved")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        assert desk.commits() == ["hỏng", "2022-I-01: đọc lại được bản ghi"]
        assert "saved: 2022-I-01: đọc lại được bản ghi" in person.told()
        assert "puts it back" not in person.told()
        await person.gone(record.name)
    assert record.read_bytes() == whole.replace(b'percent = ""', b"percent = 30 # ba")
    assert desk.drafts.all() == ()
    assert desk.git("status", "--porcelain") == ""


async def test_the_text_of_a_record_left_unsaved_is_offered_at_the_start_and_goes_on_in_the_editor(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = desk.path("2022-I-01").read_text(encoding="utf-8")
    path = desk.path("2022-I-01").relative_to(desk.records).as_posix()
    for task, text in ((path, whole.replace('percent = ""', "percent = 30")), ("2022/01-x/01-gone.toml", "một")):
        desk.drafts.save(
            Draft(
                repository=str(desk.records),
                task=task,
                field="record",
                text=text,
                base="",
                base_value=whole,
                saved_at="2022-10-08T09:00:00+07:00" if task == path else "2022-10-08T08:00:00+07:00",
            )
        )
    monkeypatch.setenv("VISUAL", f"{sys.executable} -c 'import time'")
    monkeypatch.delenv("GIT_EDITOR", raising=False)
    async with desk.open(wait=False) as person:
        monkeypatch.setattr(person.app, "suspend", contextlib.nullcontext)
        await person.until(lambda: isinstance(person.app.screen, DraftsDialog))
        await person.until("2022-I-01 · text of the record · 08/10/2022")
        screen = await person.until("+ percent = 30")
        assert "tracker record, format 1" not in screen
        await person.press("down")
        assert "01-gone.toml · text of the record" in person.screen()
        await person.press("delete", "enter")
        await person.until(lambda: len(desk.commits()) == 1)
        await person.quiet()
        assert desk.commits() == ["2022-I-01: tỷ lệ %"]
    assert desk.drafts.all() == ()


async def test_a_change_by_hand_is_shown_before_the_editor_opens_and_committed_with_what_is_left_in_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.path("2022-I-01")
    changed = file.read_text(encoding="utf-8").replace('percent = ""', "percent = 30")
    file.write_text(changed, encoding="utf-8")
    monkeypatch.setenv("VISUAL", f"{sys.executable} -c 'import time'")
    monkeypatch.delenv("GIT_EDITOR", raising=False)
    async with desk.open() as person:
        monkeypatch.setattr(person.app, "suspend", contextlib.nullcontext)
        for answer, commits in (("escape", []), ("enter", ["2022-I-01: tỷ lệ %"])):
            await person.press("E")
            screen = await person.until("2022-I-01 was changed by hand")
            assert '- percent = ""' in screen
            assert "+ percent = 30" in screen
            await person.press(answer)
            await person.quiet()
            assert desk.commits() == commits
            assert file.read_text(encoding="utf-8") == changed
        assert "puts it back" in person.told()
        file.write_text(changed.replace("percent = 30", "percent = 40"), encoding="utf-8")
        await person.app.main.run_action("reload")
        await person.quiet()
        await person.go_to("I.1")
        await person.press("s", "down", "enter", "ctrl+s")
        await person.until("+ percent = 40")
        await person.press("enter")
        await person.until(lambda: len(desk.commits()) == 2)
        await person.quiet()
        await person.press("ctrl+s")
        await person.until(lambda: len(desk.commits()) == 3)
        await person.quiet()
        assert desk.commits()[1:] == ["2022-I-01: tỷ lệ %", "2022-I-01: đang thực hiện → đã hoàn thành"]
        assert person.sheet.pending == {}


def test_an_editor_that_fails_in_any_way_gives_the_terminal_back_to_the_app(desk: Desk, tmp_path: Path) -> None:
    editor = tmp_path / "an-editor"
    named = {"VISUAL": editor.name, "PATH": f"{tmp_path}:{os.environ['PATH']}"}  # its whole path would fill lines
    environment = {**named, "TMPDIR": str(tmp_path), "TRACKER_LANG": "en", "TRACKER_RECORDS": ""}
    command = [str(Path(sys.executable).parent / "tracker")]
    with Terminal(command, size=(100, 40), cwd=desk.folder, env=environment) as terminal:
        terminal.wait_for("Everything     17/60 !4")
        for does, told, key in (
            ("exit 1", "ended with code 1", ""),
            ('rm "$1"', "left no file", ""),
            ('printf "\\377" > "$1"', "what you wrote lies in", "\r"),
            ("", "cannot be used", ""),
        ):
            editor.unlink(missing_ok=True)
            if does:
                editor.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
                editor.chmod(0o700)
            terminal.type("E")
            terminal.wait_for(told)
            assert terminal.raw.rindex(b"\x1b[?1049h") > terminal.raw.rindex(b"\x1b[?1049l"), does
            if key:  # where something is left, its place stands there until it is read
                terminal.wait_for("Enter or Esc: go on")
                terminal.type(key)
                terminal.read_until_quiet()
                assert told not in terminal.screen()
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.violations() == []
    assert desk.commits() == []
