"""Drafts come back exactly as they were typed, and nothing in their folder can stop that."""

import json
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.storage.drafts import Draft, Drafts


def draft(text: str = "Đang soạn", *, task: str = "2022-I-02", field: str = "result", at: str = "1") -> Draft:
    return Draft(repository="/srv/plan", task=task, field=field, text=text, base="ab12", base_value="", saved_at=at)


def test_a_saved_draft_comes_back(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "state" / "tracker")
    assert drafts.all() == ()
    drafts.save(draft())
    assert drafts.all() == (draft(),)


def test_a_folder_that_cannot_be_looked_into_holds_no_drafts(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert Drafts(tmp_path / "loop").all() == ()


def test_a_field_has_one_draft_and_the_latest_comes_first(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.save(draft("một", at="2022-10-07T08:00:00+07:00"))
    drafts.save(draft("khác", field="obstacle", at="2022-10-07T09:00:00+07:00"))
    drafts.save(draft("hai", at="2022-10-07T10:00:00+07:00"))
    assert [each.text for each in drafts.all()] == ["hai", "khác"]
    assert len(list((tmp_path / "drafts").iterdir())) == 2


def test_repository_task_and_field_tell_drafts_apart() -> None:
    places = [("a", "b", "c"), ("ab", "", "c"), ("a", "bc", ""), ('a","b', "c", "")]
    keys = {
        Draft(repository=repository, task=task, field=field, text="", base="", base_value="", saved_at="").key
        for repository, task, field in places
    }
    assert len(keys) == len(places)


def test_a_discarded_draft_is_gone_and_the_others_stay(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.save(draft("một"))
    drafts.save(draft("hai", task="2022-I-03"))
    drafts.discard(draft().key)
    drafts.discard(draft().key)
    assert [each.text for each in drafts.all()] == ["hai"]


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n"])
def test_a_key_that_is_none_of_ours_is_refused(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="no key of a draft"):
        Drafts(tmp_path).discard(key)


def test_only_the_person_can_read_folder_and_drafts(tmp_path: Path) -> None:
    folder = tmp_path / "tracker"
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        Drafts(folder).save(draft())
    finally:
        os.umask(before)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@given(text=st.text(st.characters(codec=None)), base=st.text(st.characters(codec=None)))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, base: str) -> None:
    drafts = Drafts(tmp_path_factory.mktemp("drafts"))
    hostile = Draft(repository=base, task=text, field=base, text=text, base=base, base_value=text, saved_at=base)
    drafts.save(hostile)
    assert drafts.all() == (hostile,)


def test_the_largest_field_survives(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.save(draft("\x1b" * 65_536))
    assert drafts.all()[0].text == "\x1b" * 65_536


WHOLE = json.dumps(
    {
        "repository": "/srv/plan",
        "task": "2022-I-02",
        "field": "result",
        "text": "x",
        "base": "",
        "base_value": "",
        "saved_at": "",
    }
).encode()

BROKEN = {
    "empty": b"",
    "half": WHOLE[:40],
    "no object": b"[1, 2]",
    "deep": b"[" * 100_000,
    "missing field": b'{"repository": "/srv/plan", "task": "2022-I-02"}',
    "another type": WHOLE.replace(b'"x"', b"1"),
    "another place": WHOLE.replace(b"2022-I-02", b"2022-I-09"),
    "not UTF-8": WHOLE.replace(b'"x"', b'"\xff"'),
    "too large": WHOLE.replace(b'"x"', b'"' + b"x" * 5_000_000 + b'"'),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_draft_is_passed_over_and_kept(tmp_path: Path, name: str) -> None:
    drafts = Drafts(tmp_path)
    drafts.save(draft("lành", task="2022-I-03"))
    broken = tmp_path / f"draft-{draft().key}.json"
    broken.write_bytes(BROKEN[name])
    assert [each.text for each in drafts.all()] == ["lành"]
    assert broken.read_bytes() == BROKEN[name]


def test_what_is_no_regular_file_is_passed_over(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.save(draft("lành", task="2022-I-03"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(WHOLE)
    place = tmp_path / "drafts" / f"draft-{draft().key}.json"
    place.symlink_to(elsewhere)
    assert len(drafts.all()) == 1
    place.unlink()
    os.mkfifo(place)
    assert len(drafts.all()) == 1
    place.unlink()
    place.mkdir()
    assert len(drafts.all()) == 1
    (tmp_path / "drafts" / "notes.txt").write_text("x", encoding="utf-8")
    assert len(drafts.all()) == 1


def test_a_draft_that_cannot_be_written_leaves_the_earlier_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.save(draft("trước"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device", descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        drafts.save(draft("sau"))
    monkeypatch.undo()
    assert [each.text for each in drafts.all()] == ["trước"]
    assert len(list((tmp_path / "drafts").iterdir())) == 1


def test_text_and_name_are_on_disk_before_saving_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def replace(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", replace)
    Drafts(tmp_path).save(draft())
    assert steps == ["file", "rename", "folder"]
