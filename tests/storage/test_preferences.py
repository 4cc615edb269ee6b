"""The person's configuration: read with what is wrong told, written without touching another line."""

import stat
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ENGLISH
from tracker.plan.message import TrackerError
from tracker.plan.preferences import Preferences
from tracker.plan.saved_view import SavedView
from tracker.storage.preferences import (
    LARGEST,
    change_preferences,
    preferences_path,
    read_preferences,
    write_preferences,
)

HELD = """\
# của tôi
theme = "dark"  # tối
unknown = 1

views = [
    # trễ
    { name = "Trễ", query = "late" },
]

[table]
columns = ["number", "due"]
width = 3

[keys]
"main.save" = "f2"

[other]
x = 1
"""
PREFERENCES = Preferences(
    views=(SavedView(name="Trễ", query="late"),),
    columns=("number", "due"),
    theme="dark",
    keys=(("main.save", "f2"),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "tracker" / "config.toml"


def hold(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def test_the_configuration_is_where_the_person_keeps_theirs() -> None:
    assert preferences_path({"HOME": "/h"}) == Path("/h/.config/tracker/config.toml")
    assert preferences_path({"HOME": "/h", "XDG_CONFIG_HOME": "/c"}) == Path("/c/tracker/config.toml")
    assert preferences_path({"HOME": "/h", "XDG_CONFIG_HOME": "relative"}) == Path("/h/.config/tracker/config.toml")


def test_nobody_prefers_anything_until_it_is_written(path: Path) -> None:
    assert read_preferences(path).preferences == Preferences()
    assert read_preferences(path).problems == ()
    write_preferences(path, Preferences())
    assert not path.exists()


def test_who_has_no_home_prefers_nothing_and_keeps_nothing() -> None:
    path = preferences_path({})
    assert read_preferences(path).preferences == Preferences()
    assert read_preferences(path).problems == ()
    with pytest.raises(TrackerError):
        write_preferences(path, PREFERENCES)


def test_what_is_held_is_read(path: Path) -> None:
    hold(path, HELD)
    reading = read_preferences(path)
    assert (reading.preferences, reading.problems, reading.is_broken) == (PREFERENCES, (), False)


def test_only_the_lines_that_differ_change(path: Path) -> None:
    hold(path, HELD)
    write_preferences(path, PREFERENCES)
    assert path.read_text() == HELD
    changed = change_preferences(path, lambda held: replace(held, theme="light"))
    assert changed.theme == "light"
    assert path.read_text() == HELD.replace('"dark"', '"light"')
    write_preferences(path, Preferences(keys=(("main.undo", "u"),)))
    assert path.read_text() == (
        '# của tôi\nunknown = 1\n\n[table]\nwidth = 3\n\n[keys]\n"main.undo" = "u"\n\n[other]\nx = 1\n'
    )


def test_a_file_is_made_with_its_folder_and_keeps_its_mode(path: Path) -> None:
    write_preferences(path, PREFERENCES)
    assert read_preferences(path).preferences == PREFERENCES
    path.chmod(0o640)
    write_preferences(path, Preferences())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"theme = ", "config.toml cannot be read: "),
        (b"\xff", "config.toml cannot be read: "),
        (b"x" * (LARGEST + 1), "config.toml cannot be read: > 262144 bytes."),
        (b"[a]\n[a]\n", "config.toml cannot be read: "),
    ],
)
def test_a_broken_file_is_told_of_and_never_written_over(path: Path, content: bytes, told: str) -> None:
    hold(path, content)
    reading = read_preferences(path)
    assert (reading.preferences, reading.is_broken) == (Preferences(), True)
    assert told in ENGLISH(reading.problems[0])
    with pytest.raises(TrackerError):
        write_preferences(path, PREFERENCES)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme = 1", "theme must be a text."),
        ("language = 1", "language must be a text."),
        ('ascii = "yes"', "ascii must be true or false."),
        ("table = 1", "table must be a table."),
        ("table = { columns = [1] }", "table.columns must be a list of texts."),
        ("views = 1", "views must be a list of"),
        ("views = [{ name = 1 }]", "views must be a list of"),
        ("keys = { a = 1 }", "keys must be a table of texts."),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_of_and_the_rest_is_read(path: Path, text: str, told: str) -> None:
    hold(path, f'{text}\nviews2 = "x"\n')
    reading = read_preferences(path)
    assert told in ENGLISH(reading.problems[0])
    assert reading.preferences == Preferences()


def test_a_folder_in_its_place_and_a_full_disk_are_told_of(path: Path) -> None:
    path.mkdir(parents=True)
    assert read_preferences(path).is_broken
    other = path / "file"
    other.write_text("")
    with pytest.raises(TrackerError):
        write_preferences(other / "config.toml", PREFERENCES)


_VIEWS = st.lists(st.builds(SavedView, name=builders.lines, query=builders.lines), max_size=3).map(tuple)
_NAMES = st.lists(builders.lines, max_size=3).map(tuple)
_PREFERENCES = st.builds(
    Preferences,
    views=_VIEWS,
    columns=_NAMES,
    sort=_NAMES,
    theme=builders.lines,
    language=builders.lines,
    ascii=st.none() | st.booleans(),
    keys=st.dictionaries(builders.lines, builders.lines, max_size=2).map(lambda held: tuple(held.items())),
)


@settings(max_examples=40)
@given(_PREFERENCES, _PREFERENCES)
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, first: Preferences, then: Preferences
) -> None:
    path = tmp_path_factory.mktemp("preferences") / "config.toml"
    for each in (first, then, first):
        write_preferences(path, each)
        held = read_preferences(path).preferences
        assert {**asdict(held), "keys": dict(held.keys)} == {**asdict(each), "keys": dict(each.keys)}
