"""The command line in process: what it is told, what it prints, and with which code it leaves."""

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tracker.cli.main import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output."""
        return json.loads(self.out)


@dataclass
class CommandLine:
    """A person at a shell in a folder."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    environment: dict[str, str] = field(default_factory=lambda: {"TRACKER_LANG": "en"})

    def __call__(self, *arguments: str) -> Answer:
        """Run one command."""
        self.capture.readouterr()
        code = main(arguments, self.environment, self.folder)
        printed = self.capture.readouterr()
        return Answer(code, printed.out, printed.err)

    def json(self, *arguments: str) -> Any:
        """Run one command that must succeed and return its document."""
        answer = self(*arguments, "--json")
        assert (answer.code, answer.err) == (0, "")
        return answer.document

    def git(self, *arguments: str) -> str:
        """Run git as the user would."""
        done = subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, check=True)
        return done.stdout.decode().rstrip("\n")

    def subjects(self) -> list[str]:
        """Return the subjects of all commits, the newest first."""
        return self.git("log", "--format=%s").split("\n")


Typed = Callable[[str], None]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Return how to put text on standard input."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


@pytest.fixture
def reader(shipped: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody who only looks at the shipped plan."""
    return CommandLine(shipped, capsys)


@pytest.fixture
def writer(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """Somebody with a plan of their own: areas I and IV of the shipped one."""
    shutil.copytree(small, tmp_path / "plan")
    return CommandLine(tmp_path / "plan", capsys)
