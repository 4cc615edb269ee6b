"""Whatever a record, a commit or a file name holds, no command lets it act on the terminal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import HOSTILE
from tests.cli.conftest import CommandLine
from tracker.plan.characters import hidden_characters

MARKUP = "[red]x[/] [@click=app.quit]y[/]"
WRITTEN = "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in HOSTILE)
"""The text as TOML writes it, escaped: control characters may not stand in a file as they are."""


@pytest.fixture
def hostile(writer: CommandLine) -> CommandLine:
    """A plan with hostile text in every place a person can put one."""
    records = writer.folder / "records"
    record = next((records / "2022").glob("*/01-ban-hanh-chuong*.toml"))
    text = record.read_text(encoding="utf-8")
    for key in ("title", "product", "source", "condition", "obstacle", "proposal", "awaiting"):
        head, _, tail = text.partition(f"\n{key} = ")
        text = f'{head}\n{key} = "{WRITTEN}"\n{tail.partition(chr(10))[2]}'
    text = text.replace('result = """\n', f'result = """\n{WRITTEN}\n')
    text = text.replace('number = "1868/SKHĐT-XTĐT"', f'number = "{WRITTEN}"')
    text = text.replace("lead = [\n", f'lead = [\n    "{WRITTEN}",\n') + f'"{WRITTEN}" = 1\n'
    record.write_text(text, encoding="utf-8")
    agency = records / "agencies/so-noi-vu.toml"
    text = agency.read_text(encoding="utf-8").replace('name = "Sở Nội vụ"', f'name = "Sở {WRITTEN}"')
    agency.write_text(text.replace('    "SNV",\n', f'    "{WRITTEN}",\n    "SNV",\n'), encoding="utf-8")
    plan = records / "2022/plan.toml"
    text = plan.read_text(encoding="utf-8").replace('title = "Cải cách thể chế"', f'title = "{WRITTEN}"')
    plan.write_text(text.replace('\ntitle = "Kế hoạch', f'\ntitle = "{WRITTEN}'), encoding="utf-8")
    broken = records / "2022/01-cai-cach-the-che/99-[red]\x1b]52;c;eA==\x07\u202e.toml"
    broken.write_text("id = ", encoding="utf-8")
    writer.git("add", "--all")
    writer.git(
        "-c",
        "user.name=\x1b[31m\u202eAn",
        "commit",
        "-q",
        "-m",
        f"{HOSTILE}\n\nEdit: set\nTask: 2022-I-01\nRebuilt-From: {HOSTILE}",
    )
    return writer


COMMANDS = [
    [],
    ["overview"],
    ["stats"],
    ["stats", "--json"],
    ["report"],
    ["report", "--format", "json"],
    ["report", "--format", "html", "--by", "agency"],
    ["changes", "HEAD~1..HEAD"],
    ["changes", "HEAD~1..HEAD", "--json"],
    ["changes", "HEAD~1..HEAD", "--format", "md"],
    ["periods"],
    ["overview", "--json"],
    ["list"],
    ["list", "--json"],
    ["list", "--agency", "SNV"],
    ["list", "red"],
    ["list", HOSTILE],
    ["list", f"agency:{HOSTILE}"],
    ["list", f'title:"{HOSTILE}'],
    ["list", "--sort", HOSTILE],
    ["list", "--columns", "number,result,obstacle,documents,problems"],
    ["list", "--view", HOSTILE],
    ["views"],
    ["views", "add", HOSTILE, "late"],
    ["views", "add", "x", f'"{HOSTILE}"', "--plan"],
    ["views", "add", "x", "late"],
    ["complete", "fish", "show", ""],
    ["complete", "zsh", "list", "agency:"],
    ["complete", "zsh", "list", "doc:"],
    ["complete", "bash", "tracker list doc:", " :"],
    ["complete", "fish", "list", HOSTILE],
    ["man"],
    ["show", "I.1"],
    ["show", "I.1", "--json"],
    ["log", "I.1"],
    ["log", "I.1", "--json"],
    ["log"],
    ["log", "--json"],
    ["check"],
    ["agency", "SNV"],
    ["agency", "SNV", "--json"],
    ["agency", HOSTILE],
    ["area", "I"],
    ["area", "I", "--json"],
    ["area", HOSTILE],
    ["why", "I.1"],
    ["why", "I.1", "--json"],
    ["why", HOSTILE],
    ["agenda", "--all"],
    ["agenda", "--json"],
    ["agenda", "--agency", HOSTILE],
    ["check", "--json"],
    ["set", "I.1", "result=Mới", "obstacle=Mới", "title=Mới", "--dry-run"],
    ["set", "I.1", "result=Mới", "title=Mới", "--dry-run", "--json"],
    ["set", "I.1", "percent=5"],
    ["set", "I.1", "percent=5", "--json"],
    ["set", "I.1", "lead=x\x1b[31m"],
    ["set", "I.1", "\x1b[31m=x"],
    ["set", "I.1", f"result={HOSTILE}"],
    ["set", "I.1", f"documents={HOSTILE}"],
    ["show", HOSTILE],
    ["list", "--area", HOSTILE],
    ["list", "--agency", HOSTILE],
    ["list", "--status", HOSTILE],
    ["list", "--on", HOSTILE],
    ["--records", HOSTILE, "list"],
    ["undo"],
    ["undo", HOSTILE],
    ["add", "I", "--title", HOSTILE],
    ["add", HOSTILE, "--title", "x"],
    ["init", ".", "--title", HOSTILE, "--year", "2030"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=[" ".join(each)[:30] for each in COMMANDS])
def test_no_command_lets_text_act_on_the_terminal(hostile: CommandLine, arguments: list[str]) -> None:
    answer = hostile(*arguments)
    for printed in (answer.out, answer.err):
        assert hidden_characters(printed.replace("\t", " "), multiline=True) == ()
        printed.encode()
    if "--json" in arguments:
        assert answer.document["format"] == 1


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def test_a_json_document_holds_the_text_as_it_is(hostile: CommandLine) -> None:
    found = hostile("show", "I.1", "--json").document["task"]
    assert found["title"] == found["obstacle"] == HOSTILE
    assert HOSTILE in found["lead"]
    assert HOSTILE in set(strings(found["documents"]))


def test_markup_is_shown_as_text(hostile: CommandLine) -> None:
    for arguments in (["list"], ["show", "I.1"], ["log", "I.1"], []):
        assert MARKUP in hostile(*arguments).out


def test_hostile_text_can_be_taken_away(hostile: CommandLine) -> None:
    assert hostile("set", "I.1", "result=Mới", "title=Tiêu đề").code == 0
    assert hostile.json("show", "I.1")["task"]["title"] == "Tiêu đề"
    body = hostile.git("log", "-1", "--format=%B")
    assert hidden_characters(body, multiline=True) == ()


def test_a_folder_with_a_hostile_name_is_shown_as_marks(tmp_path: Path, writer: CommandLine) -> None:
    odd = tmp_path / "a\x1b[31m\u202e"
    (writer.folder).rename(odd)
    writer.folder = odd
    for answer in (writer("list"), writer("--year", "1", "list"), writer("init", ".", "--year", "2022")):
        assert hidden_characters((answer.out + answer.err).replace("\t", " "), multiline=True) == ()
