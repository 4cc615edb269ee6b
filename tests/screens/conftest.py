"""A desk for tests of the app: the shipped records in a repository of their own, and a person at the keys."""

import asyncio
import inspect
import os
import shutil
from pathlib import Path

import pytest

from tests.desk import Desk, begin


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    asyncio.run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository of the shipped records with a short history, made once and only ever copied."""
    folder = tmp_path_factory.mktemp("shipped")
    begin(folder)
    return folder


@pytest.fixture
def desk(shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk with the plan as shipped; the developer's own machine is hidden."""
    home = tmp_path / "home"
    home.mkdir()
    for name in [each for each in os.environ if each.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("EMAIL", raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / ".state"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(home / ".gitconfig"))
    monkeypatch.setenv("TZ", "Asia/Ho_Chi_Minh")
    shutil.copytree(shipped, tmp_path / "plan")
    return Desk(tmp_path / "plan", home)
