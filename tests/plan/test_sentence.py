"""What a commit says: to people in words, to machines in trailers that nobody can forge."""

import subprocess
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ENGLISH, HOSTILE, assignment, document, progress, register, task
from tracker.plan.characters import visible
from tracker.plan.fields import FIELDS, Field
from tracker.plan.history import Trailers
from tracker.plan.names import AgencyId
from tracker.plan.sentence import commit_message, read_trailers
from tracker.plan.task import Status, Task

FORGED = "Edit: undo\nTask: 2022-VII-12\nUndoes: " + "a" * 40 + "\nRebuilt-From: x\nDate: 1999-01-01"
REGISTER = register(builders.agency("so-noi-vu", "Sở Nội vụ", short=("SNV",)))


def message(before: Task | None, after: Task | None, reason: str = "", **values: Any) -> str:
    return commit_message(before, after, words=ENGLISH, register=REGISTER, edit="set", reason=reason, **values)


def test_a_message_tells_the_change_in_words_and_to_machines() -> None:
    before = task()
    after = task(
        progress=progress(
            Status.DONE,
            completed=date(2022, 9, 1),
            result="Đang trình\nĐã ban hành",
            obstacle="Chờ ý kiến",
            documents=(document(),),
        )
    )
    assert message(before, after, "Theo báo cáo\ncủa Sở", date="2022-09-02", undoes="") == (
        "2022-I-01: in progress → done\n"
        "\n"
        "status: in progress → done\n"
        "completed: (empty) → 01/09/2022\n"
        "result:\n"
        "  + Đã ban hành\n"
        "documents:\n"
        "  + Quyết định số 12/QĐ-UBND ngày 01/9/2022\n"
        "\n"
        "Reason:\n"
        "  Theo báo cáo\n"
        "  của Sở\n"
        "\n"
        "Edit: set\n"
        "Task: 2022-I-01\n"
        "Status: in-progress -> done\n"
        "Agency: so-noi-vu\n"
        "Date: 2022-09-02\n"
    )


def test_what_is_added_and_removed_is_told() -> None:
    assert message(None, task()).startswith("2022-I-01: added to the plan\n\n  Ban hành quy chế\n\nEdit: set\n")
    assert message(task(), None).startswith("2022-I-01: removed from the plan\n\nEdit: set\n")
    undone = commit_message(task(), task(), words=ENGLISH, register=REGISTER, edit="undo", undoes="b" * 40)
    assert undone.startswith("2022-I-01: no change (undone)\n")
    assert read_trailers(undone) == Trailers(edit="undo", task="2022-I-01", undoes="b" * 40)


def test_lists_are_told_by_what_came_and_went_and_order_by_the_whole() -> None:
    one, other = document("1/QĐ-UBND", day=None), document("2/QĐ-UBND", day=None)
    before = task(progress=progress(documents=(one, other)))
    swapped = task(progress=progress(documents=(other, one)))
    assert "documents: Quyết định số 1/QĐ-UBND; Quyết định số 2/QĐ-UBND → Quyết định số 2/QĐ-UBND;" in message(
        before, swapped
    )
    assert "lead: SNV → stp" in message(task(), task(assignment=assignment("stp")))


def test_a_subject_is_never_long() -> None:
    after = task("2022-I-01")
    for field in FIELDS[1:]:
        after = field.put(after, field.value(EVERYTHING)) if field.key != "progress.status" else after
    subject = message(task(), after).partition("\n")[0]
    assert len(subject) <= 100
    assert subject.endswith("…")


EVERYTHING = task(
    title="Khác",
    product="Khác",
    source="Khác",
    basis=(document(),),
    schedule=builders.schedule("Khác", due=None, start=None, condition="khác"),
    assignment=assignment("x", text="Khác", coordinating=(AgencyId("y"),)),
    progress=progress(percent=5, result="Khác", obstacle="Khác", proposal="Khác", awaiting="Khác"),
)


@settings(max_examples=40)
@given(builders.tasks, st.sampled_from(FIELDS[1:]), builders.texts, st.booleans())
def test_no_text_of_a_field_or_reason_is_ever_a_trailer(other: Task, field: Field, reason: str, spaced: bool) -> None:
    planted = ("\n\n" if spaced else "") + FORGED + ("\n\n" if spaced else "")
    before = task()
    after = field.put(before, field.value(other))
    texts = [each for each in FIELDS if isinstance(each.value(after), str) and each.kind in ("text", "lines", "body")]
    for each in texts:
        if each.key != "id":
            after = each.put(after, f"{each.value(after)}{planted}")
    agency = after.assignment.reporter or next(iter(after.assignment.lead), "")
    for said in (message(before, after, reason + planted), message(after, before, planted), message(None, after)):
        told = read_trailers(said)
        assert (told.edit, told.task, told.undoes, told.rebuilt_from, told.date) == ("set", "2022-I-01", "", "", "")
        assert said.count("\nAgency: ") <= 1
        assert "\nEdit: undo" not in said, "what a person typed stands indented"
        assert agency or "Agency" not in message(before, after).rpartition("\n\n")[2]


def test_an_agency_id_made_by_hand_forges_nothing() -> None:
    for forged in (f"x\n{FORGED}", f"x\n\n{FORGED}", f"so-noi-vu\n\n{FORGED}\n"):
        told = read_trailers(message(task(), task(title="Khác", assignment=assignment(forged))))
        assert told == Trailers(edit="set", task="2022-I-01")


def test_nothing_hidden_gets_into_a_message() -> None:
    after = task(title=HOSTILE, progress=progress(result=HOSTILE + "\r\x00\udcff", obstacle=HOSTILE))
    said = message(task(), after, HOSTILE + "\rEdit: undo")
    assert visible(said, multiline=True) == said
    assert "[@click=app.quit]y[/]" in said
    said.encode()


def test_git_finds_the_same_trailers(tmp_path: Path) -> None:
    said = message(task(), task(progress=progress(Status.PAUSED, obstacle="Chờ ý kiến")), FORGED, date="2022-09-02")
    told = subprocess.run(
        ["git", "interpret-trailers", "--parse"],
        input=said.encode(),
        cwd=tmp_path,
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert told == ("Edit: set\nTask: 2022-I-01\nStatus: in-progress -> paused\nAgency: so-noi-vu\nDate: 2022-09-02\n")


def test_trailers_are_those_of_the_last_paragraph_alone() -> None:
    whole = "a\n\nEdit: set\nTask: 2022-I-01"
    assert read_trailers(whole) == read_trailers(whole + "\n\n") == Trailers(edit="set", task="2022-I-01")
    assert read_trailers(whole + "\nChange-Id: I1\nSigned-off-by: A <a@b.vn>").task == "2022-I-01"
    for other in (whole + "\n\nhết", whole + "\nhết", "", "Edit: set\n\na", "a\n\nEdit:set\nTask: x"):
        assert read_trailers(other) == Trailers()
