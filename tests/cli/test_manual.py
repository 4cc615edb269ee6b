"""The man page: all of the parser is in it, and troff finds nothing wrong with it."""

import shutil
import subprocess
from datetime import date

import pytest

from tests.cli.conftest import CommandLine
from tracker.cli.arguments import arguments, spelling, subcommands
from tracker.cli.main import build_parser
from tracker.cli.manual import escaped, manual, sentence
from tracker.language import LANGUAGES, words_for

DAY = date(2022, 10, 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_every_argument_has_its_place(language: str) -> None:
    words = words_for(language)
    parser = build_parser(words)
    page = manual(parser, words, DAY)
    assert page.splitlines()[1] == '.TH TRACKER 1 2022-10-07 "tracker"'
    for name, command in subcommands(parser):
        assert f'.SS "{escaped(name)}"\n' in page
        for each in arguments(command):
            if not isinstance(each.choices, dict):
                assert f".B {escaped(spelling(each))}\n{escaped(sentence(each.help))}\n" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "checker", [["mandoc", "-T", "lint", "-W", "warning"], ["groff", "-man", "-ww", "-Tutf8", "-Kutf8", "-z"]]
)
def test_the_page_is_clean(language: str, checker: list[str]) -> None:
    if shutil.which(checker[0]) is None:
        pytest.skip(f"there is no {checker[0]} here")
    words = words_for(language)
    page = manual(build_parser(words), words, DAY)
    done = subprocess.run(checker, input=page.encode(), capture_output=True, check=False)
    assert (done.stdout.decode(), done.stderr.decode()) == ("", "")


def test_what_troff_would_obey_is_text() -> None:
    assert escaped(".so /etc/passwd") == "\\&.so /etc/passwd"
    assert escaped("'x") == "\\&'x"
    assert escaped("a\\fB-b") == "a\\efB\\-b"


def test_the_exit_codes_stand_in_the_help_and_in_the_page(reader: CommandLine) -> None:
    help = " ".join(reader("--help").out.split())
    assert "Exit codes: 0 done; 1 refused, or problems were found; 2 misused: an unknown command or option;" in help
    page = reader("man").out
    assert '.SH "EXIT STATUS"\n.TP\n.B 0\nDone.\n' in page
    assert reader("man").code == 0
