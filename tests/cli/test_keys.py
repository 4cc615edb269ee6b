"""``tracker keys``: every command of the app, and the wishes that cannot be met."""

from pathlib import Path

from tests.cli.conftest import CommandLine
from tracker.screens.commands import COMMANDS


def prefer(reader: CommandLine, folder: Path, text: str) -> None:
    """Write the configuration of the person."""
    reader.environment["XDG_CONFIG_HOME"] = str(folder)
    (folder / "tracker").mkdir()
    (folder / "tracker" / "config.toml").write_text(text, encoding="utf-8")


def test_every_command_is_listed_with_its_keys_by_scope(reader: CommandLine, tmp_path: Path) -> None:
    prefer(reader, tmp_path, '[keys]\n"main.status" = "t, Shift+F3"\n')
    answer = reader("keys")
    assert (answer.code, answer.err) == (0, "")
    lines = answer.out.split("\n")
    assert "On the main screen" in lines
    assert all(any(each.id in line for line in lines) for each in COMMANDS)
    (line,) = (each for each in lines if "main.status" in each)
    assert line.split() == ["*", "main.status", "t", "Shift+F3", "status"]


def test_a_wish_that_cannot_be_met_is_a_problem(reader: CommandLine, tmp_path: Path) -> None:
    prefer(reader, tmp_path, '[keys]\n"main.status" = "u"\n"main.undo" = "ctrl+m"\n')
    answer = reader("keys")
    assert answer.code == 1
    assert "main.undo: a terminal cannot tell Ctrl+M from Enter" in answer.err
    assert "u would be both status (main.status) and undo (main.undo); both keep their own keys" in answer.err
    document = reader("keys", "--json").document
    assert document["kind"] == "tracker.keys"
    assert len(document["problems"]) == 2
    assert {each["id"]: each["keys"] for each in document["commands"]}["main.status"] == ["s", "F7"]
