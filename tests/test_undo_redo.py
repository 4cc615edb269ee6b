"""Edits of one task and of several, put back and made again: what a plain model says is what the plan says."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tracker.plan.edit import Edit, EditConflict, Wish
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.message import TrackerError
from tracker.plan.names import TaskId
from tracker.storage.identity import Identity
from tracker.workspace import Workspace

IDS = ("2022-I-01", "2022-I-02", "2022-IV-01")
OTHER = Identity("Lê Chi", "chi@example.vn")


def edit(**values: FieldValue) -> Edit:
    return Edit(wishes=tuple(Wish(field=field_named(name), value=value) for name, value in values.items()))


@pytest.fixture
def make(small: Path, tmp_path: Path) -> Callable[[], Workspace]:
    """Return how to make a fresh copy of the small plan."""
    numbers = count()

    def copied() -> Workspace:
        folder = tmp_path / f"plan-{next(numbers)}"
        shutil.copytree(small, folder)
        return Workspace.open(folder / "records", now=lambda: datetime(2022, 10, 8, tzinfo=UTC))

    return copied


def git(workspace: Workspace, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=workspace.folder.root, capture_output=True, check=True)
    return done.stdout.decode().rstrip("\n")


def percents(workspace: Workspace) -> dict[str, FieldValue]:
    return {id: workspace.read().task(id).progress.percent for id in IDS}


def bytes_of(workspace: Workspace, id: str) -> bytes:
    return workspace.record(id).file.read_bytes()


def test_an_edit_of_several_is_one_commit_of_their_files_and_one_step(make: Callable[[], Workspace]) -> None:
    workspace = make()
    before = {id: bytes_of(workspace, id) for id in IDS}
    saved = workspace.apply_all({id: edit(percent=40) for id in IDS}, reason="Theo báo cáo")
    assert saved is not None
    assert (saved.ids, saved.sentence) == (IDS, "3 nhiệm vụ: tỷ lệ % → 40")
    changed = git(workspace, "show", "--format=", "--name-only", "HEAD").split("\n")
    assert len(changed) == 3
    assert "\n  Theo báo cáo\n" in git(workspace, "log", "-1", "--format=%B")
    for id in IDS:
        newest = workspace.history(id)[0]
        assert newest.commit == saved.commit
        assert [(each.field.name, each.new) for each in newest.changes] == [("percent", 40)]
    undone = workspace.undo(IDS[1])
    assert undone.ids == IDS
    assert {id: bytes_of(workspace, id) for id in IDS} == before
    assert workspace.redo().ids == IDS
    assert percents(workspace) == dict.fromkeys(IDS, 40)
    assert git(workspace, "status", "--porcelain") == ""


def test_tasks_that_already_say_so_are_left_out(make: Callable[[], Workspace]) -> None:
    workspace = make()
    workspace.apply(IDS[0], edit(percent=40))
    saved = workspace.apply_all({id: edit(percent=40) for id in IDS[:2]})
    assert saved is not None
    assert saved.ids == (IDS[1],)
    assert workspace.apply_all({id: edit(percent=40) for id in IDS[:2]}) is None


def test_a_conflict_or_a_refusal_in_one_refuses_all_and_tells_of_each(make: Callable[[], Workspace]) -> None:
    workspace = make()
    seen = {id: Edit(wishes=(Wish(field=field_named("percent"), value=9, seen=None, has_seen=True),)) for id in IDS}
    workspace.apply_all({id: edit(percent=5) for id in IDS[:2]}, identity=OTHER)
    with pytest.raises(EditConflict) as caught:
        workspace.apply_all(seen)
    assert [(id, each.new) for id, (each,) in caught.value.by_task] == [(IDS[0], 5), (IDS[1], 5)]
    with pytest.raises(TrackerError, match="title"):
        workspace.apply_all({IDS[0]: edit(percent=7), IDS[1]: edit(title="")})
    assert list(percents(workspace).values()) == [5, 5, None]


def test_undo_and_redo_put_a_record_back_byte_for_byte_remarks_and_all(make: Callable[[], Workspace]) -> None:
    workspace = make()
    path = workspace.record(IDS[0]).file
    path.write_bytes(path.read_bytes().replace(b"[progress]", b"# ghi ch\xc3\xba\n[progress]"))
    git(workspace, "commit", "-aqm", "ghi chú")
    first = path.read_bytes()
    workspace.apply(IDS[0], edit(percent=3, result="Một\nHai"))
    second = path.read_bytes()
    workspace.undo()
    assert path.read_bytes() == first
    workspace.redo()
    assert path.read_bytes() == second
    workspace.undo()
    workspace.apply(IDS[0], edit(obstacle="Khác"), identity=OTHER)
    workspace.redo()
    task = workspace.read().task(IDS[0])
    assert (task.progress.percent, task.progress.obstacle) == (3, "Khác")


def test_a_task_that_was_added_goes_and_comes_again(make: Callable[[], Workspace]) -> None:
    workspace = make()
    workspace.add(builders.task("2022-I-90", title="Ban hành quy định mới"))
    path = workspace.read().paths[TaskId("2022-I-90")]
    content = bytes_of(workspace, "2022-I-90")
    assert workspace.undo().task is None
    assert "2022-I-90" not in workspace.read().by_id
    again = workspace.redo()
    assert again.sentence == "2022-I-90: đưa vào kế hoạch (làm lại)"
    assert workspace.read().paths[TaskId("2022-I-90")] == path
    assert bytes_of(workspace, "2022-I-90") == content
    workspace.undo()
    assert workspace.steps().done == ()


def test_nothing_to_make_again_and_another_than_the_one_shown_are_refused(make: Callable[[], Workspace]) -> None:
    workspace = make()
    with pytest.raises(TrackerError, match="make again"):
        workspace.redo()
    workspace.apply(IDS[0], edit(percent=1))
    workspace.undo()
    with pytest.raises(TrackerError, match="another edit of yours"):
        workspace.redo(asked="a" * 40)
    workspace.apply(IDS[0], edit(percent=2))
    with pytest.raises(TrackerError, match="make again"):
        workspace.redo()


# --- a model --------------------------------------------------------------------------------------

some = st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True)
scopes = st.none() | st.sampled_from(IDS)
actions = st.one_of(
    st.tuples(st.just("edit"), some, st.integers(0, 3)),
    st.tuples(st.just("other"), some, st.integers(0, 3)),
    st.tuples(st.just("undo"), scopes, st.just(0)),
    st.tuples(st.just("undo"), scopes, st.just(0)),
    st.tuples(st.just("redo"), scopes, st.just(0)),
)
Move = dict[str, tuple[FieldValue, FieldValue]]


class Model:
    """What the percentages are, and the moves that stand and that were put back."""

    def __init__(self) -> None:
        self.held: dict[str, FieldValue] = dict.fromkeys(IDS)
        self.done: list[Move] = []
        self.undone: list[Move] = []

    def edit(self, ids: list[str], value: int, *, mine: bool) -> None:
        move: Move = {id: (self.held[id], value) for id in ids if self.held[id] != value}
        self.held |= dict.fromkeys(move, value)
        if move and mine:
            self.done.append(move)
            self.undone = [each for each in self.undone if not set(each) & set(move)]

    def walk(self, scope: str | None, source: list[Move], goal: list[Move], *, back: bool) -> str:
        """Take the last move in scope from one list to the other, and say how it went."""
        move = next((each for each in reversed(source) if scope is None or scope in each), None)
        if move is None:
            return "nothing"
        goes = {id: (new, old) if back else (old, new) for id, (old, new) in move.items()}
        if any(self.held[id] not in pair for id, pair in goes.items()):
            return "conflict"
        if all(self.held[id] == pair[1] for id, pair in goes.items()):
            return "already"
        self.held |= {id: pair[1] for id, pair in goes.items()}
        source.remove(move)
        goal.append(move)
        return "done"


def outcome(walk: Callable[[], object]) -> str:
    try:
        walk()
    except EditConflict:
        return "conflict"
    except TrackerError as error:
        return "nothing" if "there is no edit" in error.message.text else "already"
    return "done"


def test_any_sequence_of_edits_undo_and_redo_agrees_with_a_model(make: Callable[[], Workspace]) -> None:
    @settings(max_examples=7)
    @given(st.lists(actions, min_size=4, max_size=9))
    def walked(sequence: list[tuple[str, list[str] | str | None, int]]) -> None:
        workspace, model = make(), Model()
        for action, about, value in sequence:
            if isinstance(about, list):
                mine = action == "edit"
                workspace.apply_all({id: edit(percent=value) for id in about}, identity=None if mine else OTHER)
                model.edit(about, value, mine=mine)
            elif action == "undo":
                found = outcome(partial(workspace.undo, about))
                assert found == model.walk(about, model.done, model.undone, back=True)
            else:
                found = outcome(partial(workspace.redo, about))
                assert found == model.walk(about, model.undone, model.done, back=False)
            assert percents(workspace) == model.held

    walked()
