"""A world for each test: an empty home, a git of its own, and a small plan in a repository."""

import os
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tracker.storage.folder import Folder, digest
from tracker.storage.repository import FileChange, Repository

RECORD = "2022/01-the-che/02-quy-che.toml"
OTHER = "2022/01-the-che/03-ke-hoach.toml"


@dataclass(frozen=True)
class Plan:
    """A repository with a plan, and short ways to do things to it as its user."""

    folder: Path

    def git(self, *arguments: str, check: bool = True) -> str:
        """Run git as the user would."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        if check and done.returncode != 0:
            raise AssertionError(done.stderr.decode())
        return done.stdout.decode().rstrip("\n")

    def open(self, *, hook_limit: float = 10.0, lock_limit: float = 10.0, patience: float = 0.2) -> Repository:
        """Open the repository with short limits."""
        return Repository.open(self.folder, hook_limit=hook_limit, lock_limit=lock_limit, patience=patience)

    def change(self, path: str, content: bytes | None) -> FileChange:
        """Return the change of the file from what it is now."""
        now = Folder(self.folder).current(path)
        return FileChange(path=path, expected=None if now is None else digest(now), content=content)

    def save(self, content: bytes, path: str = RECORD, message: str = "an edit") -> str:
        """Save new bytes of a record."""
        return self.open().save([self.change(path, content)], message)

    def read(self, path: str = RECORD) -> bytes:
        """Return the bytes on disk."""
        return (self.folder / path).read_bytes()

    def committed(self, path: str = RECORD) -> bytes:
        """Return the bytes of the last commit."""
        return subprocess.run(
            ["git", "cat-file", "blob", f"HEAD:{path}"], cwd=self.folder, capture_output=True, check=True
        ).stdout

    def status(self) -> str:
        """Return what git says is not committed."""
        return self.git("status", "--porcelain", "--untracked-files=all")

    def hook(self, name: str, script: str) -> Path:
        """Install a hook."""
        file = self.folder / ".git" / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def leftovers(self) -> list[str]:
        """Return files a save should not leave behind."""
        inside = self.folder / ".git"
        found = [*inside.rglob("*.lock"), *inside.rglob("plan/*"), *self.folder.rglob(".tracker-*")]
        return sorted(str(each) for each in found if each.name != "plan.lock" and "queue" not in str(each))


MakePlan = Callable[..., Plan]


@pytest.fixture(autouse=True)
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Hide the developer's machine: home, settings of git, identity, dates, time zone."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    monkeypatch.delenv("EMAIL", raising=False)
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Nguyễn Văn An\n\temail = an@example.vn\n[init]\n\tdefaultBranch = main\n"
    )
    return home


@pytest.fixture
def make_plan(tmp_path: Path, hermetic: Path) -> MakePlan:
    """Return how to make a plan: ``make_plan(name, *arguments of git init, commit=True)``."""

    def make(name: str = "plan", *arguments: str, commit: bool = True) -> Plan:
        plan = Plan(tmp_path / name)
        plan.folder.mkdir()
        plan.git("init", "-q", *arguments)
        for path in (RECORD, OTHER, "2022/plan.toml", "agencies/so-noi-vu.toml"):
            file = plan.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(f'id = "{path}"\n'.encode())
        if commit:
            plan.git("add", ".")
            plan.git("commit", "-q", "-m", "kế hoạch như ban hành")
        return plan

    return make


@pytest.fixture
def plan(make_plan: MakePlan) -> Plan:
    """Return a plan of four records in one commit."""
    return make_plan()
