"""A world for every test: no home, no settings of the developer's git, a fixed identity and a fixed time zone."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("tracker", deadline=None, database=None, derandomize=True, print_blob=False)
settings.load_profile("tracker")


@pytest.fixture(autouse=True)
def hermetic(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Hide the developer's machine; the identity is git's setting, so that a test may take it away or change it."""
    home = tmp_path_factory.mktemp("home")
    for name in [each for each in os.environ if each.startswith(("GIT_", "XDG_", "TRACKER_RECORDS", "TRACKER_LANG"))]:
        monkeypatch.delenv(name)
    for name in ("EMAIL", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "COLUMNS", "LINES", "PAGER", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    time.tzset()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Nguyễn Văn An\n\temail = an@example.vn\n[init]\n\tdefaultBranch = main\n", encoding="utf-8"
    )
    yield home
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository with the shipped plan in one commit; whoever changes it takes a copy."""
    return _repository(tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository like ``shipped`` with two areas and a few agencies only, for what is done often."""
    return _repository(tmp_path_factory.mktemp("small"), _most)


def _most(folder: str, names: list[str]) -> set[str]:
    """Return what the small plan leaves out of a folder of the shipped one."""
    if folder.endswith("/agencies"):
        return set(names) - {f"{each}.toml" for each in FEW}
    return {each for each in names if folder.endswith("/2022") and each[:2] in ("02", "03", "05", "06", "07")}


FEW = ("so-noi-vu", "so-tai-chinh", "so-tu-phap", "so-ke-hoach-va-dau-tu", "ubnd-tinh", "nhom-so-ban-nganh")


def _repository(place: Path, left_out: Callable[[str, list[str]], set[str]] | None = None) -> Path:
    folder = place / "plan"
    shutil.copytree(ROOT / "records", folder / "records", ignore=left_out)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    who = ("-c", "user.name=Trần Bình", "-c", "user.email=binh@example.vn")
    for arguments in (("init", "-q", "-b", "main"), ("add", "."), (*who, "commit", "-q", "-m", "kế hoạch")):
        subprocess.run(["git", *arguments], cwd=folder, check=True, env=environment)
    return folder
