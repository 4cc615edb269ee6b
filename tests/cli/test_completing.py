"""Completion for shells: where the cursor is, what is offered there, and the scripts as the shells run them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.conftest import CommandLine
from tracker.cli.arguments import subcommands
from tracker.cli.main import build_parser
from tracker.cli.shells import SCRIPTS, SHELLS, Candidate, for_bash, shell_words, split_line
from tracker.language import words_for

BREAKS = " \t\n\"'><=;|&(:"


def offered(person: CommandLine, *words: str, shell: str = "fish") -> list[str]:
    answer = person("complete", shell, *words)
    assert (answer.code, answer.err) == (0, "")
    return [line.partition("\t")[0] for line in answer.out.splitlines()]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["li"], ["list"]),
        (["views", ""], ["add", "remove"]),
        (["list", "--no"], ["--no-report"]),
        (["list", "--status", "d"], ["done"]),
        (["list", "--status=chưa"], []),
        (["list", "--status=not"], ["--status=not-started"]),
        (["list", "--role", ""], ["lead", "coordinating"]),
        (["list", "--area", "V"], ["V", "VI", "VII"]),
        (["list", "--agency", "nội"], ["so-noi-vu"]),
        (["list", "--sort", "due,-l"], ["due,-lead"]),
        (["list", "--columns=num"], ["--columns=number"]),
        (["list", "--on", "to"], ["today"]),
        (["list", "overdue", "area:V"], ["area:V", "area:VI", "area:VII"]),
        (["list", "--area", "VI", "agency:STT"], ["agency:STTTT"]),
        (["list", "quá h"], ["quá-hạn"]),
        (["list", '"agency:Sở N'], ["agency:SNV"]),
        (["list", "problem:late"], ["problem:late-without-reason"]),
        (["show", "VI.1"], ["VI.1", "VI.10"]),
        (["show", "2022-VII-0"], ["2022-VII-01"]),
        (["set", "I.2", "stat"], ["status="]),
        (["set", "I.2", "status=wai"], ["status=waiting"]),
        (["set", "I.2", "kind=quar"], ["kind=quarter"]),
        (["set", "I.2", "lead=so-noi"], ["lead=so-noi-vu"]),
        (["set", "I.2", "no=such"], []),
        (["completion", ""], list(SHELLS)),
        (["--records", "x"], [":folders"]),
        (["--records", "nowhere", "show", "I"], []),
        (["list", "--", "-"], []),
        (["nothing", ""], []),
    ],
)
def test_what_is_offered_for_the_last_word(reader: CommandLine, words: list[str], first: list[str]) -> None:
    found = offered(reader, *words)
    assert found[: len(first)] == first
    assert first or found == [] or words[-1] == "-"


def test_commands_and_values_come_with_what_they_mean(reader: CommandLine) -> None:
    assert reader("complete", "zsh", "overv").out == "overview\tshow the plan by area and agency\n"
    assert reader("complete", "fish", "list", "--status", "do").out == "done\tdone\n"
    assert reader("complete", "zsh", "list", "area:IV").out == "area:IV\tCải cách chế độ công vụ\n"
    assert "Xây dựng chức năng giám sát" in reader("complete", "zsh", "show", "VI.2").out


def test_saved_views_are_completed_by_name(reader: CommandLine, tmp_path: Path) -> None:
    reader.environment["XDG_CONFIG_HOME"] = str(tmp_path)
    reader("views", "add", "Trễ của SNV", "late agency:SNV")
    assert offered(reader, "list", "--view", "tr") == ["Trễ của SNV"]
    assert offered(reader, "views", "remove", "") == ["Trễ của SNV"]


def test_every_place_of_every_command_can_be_completed(reader: CommandLine) -> None:
    for name, _ in subcommands(build_parser(words_for("en"))):
        for last in ("", "-", "--", "x=", "I"):
            offered(reader, *name.split(), last)


def test_what_a_record_says_reaches_a_shell_as_marks_on_one_line(writer: CommandLine) -> None:
    record = next((writer.folder / "records/2022").glob("01-*/01-*.toml"))
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('title = "', 'title = "\\u001b[31m\\nBan\\thành ', 1), encoding="utf-8")
    answer = writer("complete", "zsh", "show", "I.1")
    assert answer.code == 0
    assert "\x1b" not in answer.out
    assert answer.out.splitlines()[0].startswith("I.1\t")
    assert answer.out.splitlines()[0].count("\t") == 1


def test_an_unknown_shell_is_misuse(reader: CommandLine) -> None:
    assert reader("complete", "csh", "li").code == 2
    assert reader("complete").code == 2
    assert reader("completion", "csh").code == 2


# --- bash -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("tracker ", [""]),
        ("tracker li", ["li"]),
        ("tracker list  area:V", ["list", "area:V"]),
        ('tracker list "agency:Sở N', ["list", "agency:Sở N"]),
        ("tracker list 'a b' c\\ d ", ["list", "a b", "c d", ""]),
        ('tracker list x"y z"', ["list", "xy z"]),
        ('tracker list "a\\"b', ["list", 'a"b']),
        ("", [""]),
    ],
)
def test_a_line_is_split_as_bash_does(line: str, expected: list[str]) -> None:
    assert split_line(line) == expected


@pytest.mark.parametrize(
    ("line", "texts", "put"),
    [
        ("tracker list area:V", ["area:VI", "area:VII"], ["VI ", "VII "]),
        ('tracker list "area:V', ["area:VI"], ["area:VI"]),
        ("tracker list --view Tr", ["Trễ (2)"], ["Trễ\\ \\(2\\) "]),
        ("tracker list quahan", ["quá-hạn"], ["quá-hạn "]),
        ("tracker list --agency noi", ["so-noi-vu", "so-x"], ["so-noi-vu "]),
        ("tracker list --agency noi", ["so-noi-vu", "bo-noi-vu"], ["so-noi-vu ", "bo-noi-vu "]),
        ("tracker set I.2 status=d", ["status=done"], ["done "]),
        ('tracker list "x', ['x $(id) `id` "\\', "x!"], ['x \\$(id) \\`id\\` \\"\\\\']),
        ("tracker list 'x", ["x 'y' $z"], ["x '\\''y'\\'' $z"]),
        ("tracker list x", ["x$(id);`id`"], ["x\\$\\(id\\)\\;\\`id\\` "]),
    ],
)
def test_bash_is_given_what_it_puts_after_the_last_break(line: str, texts: list[str], put: list[str]) -> None:
    found = [Candidate(text=each) for each in texts]
    assert [each.text for each in for_bash(found, line, BREAKS)] == put


@given(st.text(alphabet="a b\"'\\:=(<đ\t", max_size=12), st.lists(st.text(max_size=6), max_size=3))
def test_any_line_is_split_and_completed_without_failing(line: str, texts: list[str]) -> None:
    words = shell_words(line)
    assert words
    assert all(0 <= each.start <= len(line) for each in words)
    for_bash([Candidate(text=each) for each in texts], line, BREAKS)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_reads_its_script(reader: CommandLine, shell: str) -> None:
    script = reader("completion", shell).out
    assert script == SCRIPTS[shell]
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"there is no {shell} here")
    subprocess.run([program, "-n"], input=script.encode(), capture_output=True, check=True)


_TRY = """
source "$1"
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
for line in 'tracker ov' 'tracker list area:VI' 'tracker show VI.12'; do
    COMP_LINE="$line"; COMP_POINT=${#line}; COMP_WORDS=(tracker); _tracker tracker x y
    printf '[%s]' "${COMPREPLY[@]}"; echo
done
"""


def test_bash_completes_with_the_real_program(shipped: Path, tmp_path: Path) -> None:
    program = tmp_path / "tracker"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tracker "$@"\n')
    program.chmod(0o755)
    (tmp_path / "script").write_text(SCRIPTS["bash"], encoding="utf-8")
    done = subprocess.run(
        ["bash", "--norc", "-c", _TRY, "bash", str(tmp_path / "script")],
        cwd=shipped,
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "TRACKER_LANG": "en"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().splitlines() == ["[overview ]", "[VI ][VII ]", "[VI.12 ]"]
