"""Collecting in a repository: where a form's branch begins, what a reviewer then sees, and what leaves no trace."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.exchange.forms import HEAD, PLACES
from tests.offices import git
from tracker.asking import chase
from tracker.chasing import write_forms_of
from tracker.collecting import collect, contribute, files_of
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FieldValue, field_named
from tracker.plan.message import TrackerError
from tracker.plan.names import AgencyId, TaskId
from tracker.reviewing import AcceptConflict, accept, inbox, passing
from tracker.workspace import Workspace

NOW = datetime(2022, 10, 8, 1, tzinfo=UTC)
KHDT = AgencyId("so-ke-hoach-va-dau-tu")
ID = TaskId("2022-I-01")


class Office:
    """The office of a small plan, where forms of one agency are written and come back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder.parent / "về.xlsx"

    def open(self) -> Workspace:
        return Workspace.open(self.folder / "records", now=lambda: NOW)

    def set(self, **values: FieldValue) -> None:
        wishes = tuple(Wish(field=field_named(name), value=value) for name, value in values.items())
        assert self.open().apply(ID, Edit(wishes=wishes)) is not None

    def cut(self) -> None:
        """Write the form of the agency."""
        workspace = self.open()
        words = workspace.plan_words(workspace.read().settings)
        (content,) = write_forms_of(workspace, chase(workspace), [KHDT], words).values()
        self.path.write_bytes(content)

    def fill(self, **values: str | int) -> None:
        """Write into the first row of the form what the agency would; a key may name any column, or ``mark``."""
        book = openpyxl.load_workbook(self.path)
        sheet = book.worksheets[1]
        for key, value in values.items():
            if key == "mark":
                sheet["A1"].value = value
                del book.custom_doc_props["tracker-form"]  # type: ignore[attr-defined]  # the stubs lack it
                book.properties.keywords = None
            else:
                place = PLACES.get(key) or PLACES[f"progress.{key}"]
                sheet[f"{place}{HEAD + 1}"].value = value
        book.save(self.path)

    @property
    def mark(self) -> str:
        return str(openpyxl.load_workbook(self.path).worksheets[1]["A1"].value)

    def standing(self) -> tuple[str, str]:
        """Return all refs, and what is not committed."""
        return git(self.folder, "for-each-ref"), git(self.folder, "status", "--porcelain")


@pytest.fixture
def office(small: Path, tmp_path: Path) -> Office:
    shutil.copytree(small, tmp_path / "plan")
    made = Office(tmp_path / "plan")
    made.cut()
    return made


def test_a_form_cut_before_another_edit_meets_it_as_a_conflict_with_all_three_values(office: Office) -> None:
    base = git(office.folder, "rev-parse", "HEAD")
    office.set(percent=10, proposal="Khẩn")
    office.fill(percent=85, obstacle="Chờ ý kiến")
    workspace = office.open()
    found = collect(workspace, office.path)
    made = contribute(workspace, found)
    assert made is not None
    assert (found.base, git(office.folder, "merge-base", "main", made[0])) == (base, base)
    (waiting,) = inbox(workspace, ask=False)
    assert (waiting.base, waiting.agency, waiting.commits) == (base, KHDT, 1)
    (change,) = waiting.judgement.tasks
    assert change.before is not None
    assert change.after is not None
    assert (change.before.progress.percent, change.after.progress.percent) == (None, 85)
    before = office.standing()
    with pytest.raises(AcceptConflict) as stopped:
        accept(workspace, waiting, passing(waiting), remarks={}, send=False, pause=lambda _: None)
    (conflict,) = [each.conflict for each in stopped.value.clashes]
    assert conflict.field.name == "percent"
    assert (conflict.base, conflict.ours, conflict.theirs) == (None, 10, 85)
    assert office.standing() == before
    # what nobody else touched goes in beside the office's own edit
    wanted = {ID: frozenset({"progress.obstacle"})}
    accept(workspace, waiting, wanted, remarks={}, send=False, pause=lambda _: None)
    progress = office.open().read().task(ID).progress
    assert (progress.percent, progress.proposal, progress.obstacle) == (10, "Khẩn", "Chờ ý kiến")


def test_what_the_form_left_alone_does_not_take_back_what_was_edited_meanwhile(office: Office) -> None:
    office.set(result="Đã trình UBND tỉnh", percent=60)
    office.fill(obstacle="Chờ ý kiến")
    workspace = office.open()
    assert contribute(workspace, collect(workspace, office.path)) is not None
    (waiting,) = inbox(workspace, ask=False)
    accept(workspace, waiting, passing(waiting), remarks={}, send=False, pause=lambda _: None)
    progress = office.open().read().task(ID).progress
    assert (progress.result, progress.percent, progress.obstacle) == ("Đã trình UBND tỉnh", 60, "Chờ ý kiến")


def test_the_agency_is_the_author_at_the_time_the_file_says_it_was_saved(office: Office) -> None:
    office.fill(percent=85)
    workspace = office.open()
    written = office.path.stat().st_mtime
    os.utime(office.path, (written + 3600, written + 3600))  # as mail does
    found = collect(workspace, office.path)
    assert written - 5 <= found.saved.timestamp() <= written
    made = contribute(workspace, found)
    assert made is not None
    assert git(office.folder, "log", "-1", "--format=%an|%at|%cn", made[1]) == (
        f"Sở Kế hoạch và Đầu tư|{int(found.saved.timestamp())}|Nguyễn Văn An"
    )
    os.utime(office.path, (1_665_000_000, 1_665_000_000))  # a document from the future is as old as its file
    assert collect(workspace, office.path).saved.timestamp() == 1_665_000_000


def test_a_base_that_is_no_part_of_the_plan_is_not_begun_from(office: Office) -> None:
    head = git(office.folder, "rev-parse", "HEAD")
    tree = git(office.folder, "rev-parse", "HEAD^{tree}")
    foreign = git(office.folder, "commit-tree", "-p", head, "-m", "của người khác", tree)
    blob = git(office.folder, "rev-parse", "HEAD:records/2022/plan.toml")
    workspace = office.open()
    mark = office.mark
    before = office.standing()
    for base in (foreign, blob, tree, "f" * 40):
        office.cut()
        office.fill(percent=85, mark=mark.replace(head, base))
        found = collect(workspace, office.path)
        assert found.base == head
        assert any("unknown" in each.text for each in found.notes)
    assert office.standing() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("base=", "base=--output=/tmp/x "), "which agency"),
        (("agency=so-ke-hoach-va-dau-tu", "agency=../../etc/passwd"), "which agency"),
        (("agency=so-ke-hoach-va-dau-tu", "agency=so-khong-co"), "which agency"),
        (("year=2022", "year=2021"), "form of the plan of 2021"),
    ],
)
def test_a_form_that_names_what_is_not_is_refused_and_nothing_is_written(
    office: Office, change: tuple[str, str], said: str
) -> None:
    office.fill(percent=85, mark=office.mark.replace(*change))
    before = office.standing()
    with pytest.raises(TrackerError) as refused:
        collect(office.open(), office.path)
    message = refused.value.message
    assert said in message.text.format(**{key: str(value) for key, value in message.values})
    assert office.standing() == before


def test_ids_of_another_plan_and_failed_formulas_are_refused_row_by_row(office: Office) -> None:
    office.fill(id="2021-I-01", percent=85)
    found = collect(office.open(), office.path)
    assert [each.rule for each in found.answers.refused] == ["no-such-task"]
    office.cut()
    office.fill(result="#REF!")
    workspace = office.open()
    found = collect(workspace, office.path)
    assert [(each.rule, each.task) for each in found.answers.refused] == [("formula", ID)]
    assert contribute(workspace, found) is None


def test_a_folder_gives_every_office_file_and_no_lock_file_or_picture(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a.ODS", "c.pdf", "~$b.xlsx", ".d.docx", "e.png", "f.txt"):
        (tmp_path / name).touch()
    assert [each.name for each in files_of([tmp_path])] == ["a.ODS", "b.xlsx", "c.pdf"]
    assert files_of([tmp_path / "f.txt"]) == [tmp_path / "f.txt"]
