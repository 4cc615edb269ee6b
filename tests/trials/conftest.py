"""A world for the trials: an empty home, git's settings hidden, and how many trials to make."""

import os
from pathlib import Path

import pytest

import tracker


@pytest.fixture(autouse=True)
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the developer's machine from the trials and from the workers they start."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("PYTHONPATH", str(Path(tracker.__file__).parents[1]))
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Người Thử\n\temail = thu@example.vn\n[init]\n\tdefaultBranch = main\n"
    )


@pytest.fixture
def trials() -> int:
    """Return how many trials were asked for by ``TRACKER_TRIALS``; 0 asks for the few of a default run."""
    return int(os.environ.get("TRACKER_TRIALS", "0"))
