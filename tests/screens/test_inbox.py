"""The inbox and sync on the screen: reports accepted in part, returned with a remark, and edits that come in."""

from pathlib import Path

import pytest

from tests.builders import HOSTILE
from tests.desk import NOW, Desk
from tests.offices import OFFICE, PLANNING, git, join, share
from tracker import submitting, syncing
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.task import Task
from tracker.storage.identity import Identity
from tracker.workspace import Workspace

ME = Identity(*OFFICE)


class Agency:
    """The planning department, in a copy of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> Workspace:
        return Workspace.open(self.folder / "records", now=lambda: NOW)

    def report(self, **values: FieldValue) -> None:
        wishes = tuple(Wish(field=field_named(name), value=value) for name, value in values.items())
        self.open().apply("2022-I-01", Edit(wishes=wishes))
        submitting.send(self.open(), submitting.prepare(self.open()))

    def sync(self) -> list[str]:
        return [each.words for each in syncing.sync(self.open(), send=None, pause=lambda _: None).answers]


@pytest.fixture
def around(small: Path, tmp_path: Path) -> tuple[Desk, Agency]:
    bare = share(small, tmp_path)
    (tmp_path / "home").mkdir()
    return Desk(join(bare, "office", OFFICE), tmp_path / "home"), Agency(join(bare, "planning", PLANNING))


def task(desk: Desk) -> Task:
    return desk.workspace().read().task("2022-I-01")


async def test_a_report_is_looked_at_accepted_in_part_and_the_rest_returned(around: tuple[Desk, Agency]) -> None:
    desk, agency = around
    agency.report(percent=40, obstacle="Chờ ý kiến", proposal="Xin gia hạn")
    async with desk.open((100, 30)) as person:
        await person.press("b")
        await person.until("1 report waits")
        screen = await person.until("[x] ✓ percent: (empty) → 40")
        assert "Sở Kế hoạch và Đầu tư" in screen
        assert "all passes" in screen
        await person.press("end")
        await person.until("it is a task of the agency's own.")
        await person.press("t")
        await person.until("What is to be mended?")
        await person.type("đến ngày nào?\n")
        await person.until("[ ] ✓ proposal: (empty) → Xin gia hạn ← đến ngày nào?")
        await person.press("up", "space")
        await person.until("[ ] ✓ obstacle")
        await person.press("space")
        await person.until("[x] ✓ obstacle")
        await person.press("up", "e")
        await person.until("a whole number from 0 to 100")
        await person.press("backspace", "backspace")
        await person.type("450\n")
        await person.until("450 is no percentage.")
        await person.press("backspace", "enter")
        await person.until("[x] ✓ percent: (empty) → 40 ⇒ 45")
        await person.press("n")
        await person.until("0 reports wait")
        await person.until(lambda: "1 task of Sở Kế hoạch và Đầu tư taken over" in person.told())
        held = task(desk).progress
        assert (held.percent, held.obstacle, held.proposal) == (45, "Chờ ý kiến", "")
        assert git(desk.folder, "rev-parse", "HEAD") == git(desk.folder.parent / "common.git", "rev-parse", "main")
        await person.press("escape", "u")
        await person.until("Put back your last edit?")
        await person.press("enter")
        await person.until(lambda: task(desk).progress.percent is None)
        await person.quiet()
    (answer,) = agency.sync()
    assert "đến ngày nào?" in answer
    assert "tỷ lệ %: 40 → 45" in answer


async def test_a_whole_report_is_returned_and_hostile_text_stays_text(around: tuple[Desk, Agency]) -> None:
    desk, agency = around
    agency.report(percent=40)
    git(
        agency.folder,
        "commit",
        "-q",
        "--allow-empty",
        "--author",
        "[red]x[/] [@click=app.quit]y[/] <a@b.c>",
        "-m",
        HOSTILE,
    )
    git(agency.folder, "push", "-q", "origin", "HEAD:refs/heads/agency/so-tu-phap/--output=x")
    async with desk.open((100, 30)) as person:
        await person.press("b")
        await person.until("2 reports wait")
        screen = await person.until("1 refused")
        assert "\x1b" not in screen
        await person.press("slash", *"tu phap", "enter")
        await person.gone("Kế hoạch và Đầu tư")
        await person.until("[@click=app.quit]y[/]")
        await person.press("enter", "t")
        await person.until("What is to be mended?")
        await person.type("Thiếu văn bản\n")
        await person.until("returned, waits to be mended")
        assert person.app.is_running


async def test_sync_brings_in_what_others_changed_and_asks_where_both_did(around: tuple[Desk, Agency]) -> None:
    desk, _ = around
    other = Desk(join(desk.folder.parent / "common.git", "other", OFFICE), desk.home)
    other.save("2022-I-01", "progress.percent", 40, ME)
    syncing.sync(other.workspace(), send=True, pause=lambda _: None)
    async with desk.open((100, 30)) as person:
        await person.press("g")
        await person.until(lambda: "1 task came in · 0 edits sent" in person.told())
        await person.quiet()
        other.save("2022-I-01", "progress.percent", 50, ME)
        syncing.sync(other.workspace(), send=True, pause=lambda _: None)
        desk.save("2022-I-01", "progress.percent", 60, ME)
        await person.press("g")
        screen = await person.until("Both sides changed the same fields.")
        assert "1 yours: 60" in screen
        assert "2 theirs: 50" in screen
        assert "3 both" not in screen
        await person.press("escape")
        await person.until(lambda: "nothing was brought in" in person.told())
        await person.press("g")
        await person.until("Both sides changed the same fields.")
        await person.press("1")
        await person.until("[x] 1 yours")
        await person.press("enter")
        await person.until(lambda: "1 task came in" in person.told() and "2 edits sent" in person.told())
        assert task(desk).progress.percent == 60
        await person.quiet()
        git(desk.folder, "config", "remote.origin.url", "/khong/co")
        await person.press("g")
        await person.until(lambda: "cannot be reached" in person.told())
