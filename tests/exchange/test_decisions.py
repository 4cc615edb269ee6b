"""A file of decisions: read strictly, and put on the rows and fields it is about."""

import json
from pathlib import Path

import pytest

from tests.annexes import read, text_of
from tracker.exchange.annex import Wishes
from tracker.exchange.decisions import Decisions, FieldDecision, RowDecision, read_decisions
from tracker.plan.message import TrackerError


def document(*decisions: object, format: int = 1) -> bytes:
    return json.dumps({"format": format, "decisions": decisions}).encode()


def test_each_kind_of_decision() -> None:
    assert read_decisions(
        document(
            {"place": "45", "number": "II.4"},
            {"place": "2:7", "leave_out": True},
            {"place": "8", "accept": True},
            {"task": "II.4", "field": "due", "value": "31/3/2027"},
        )
    ) == Decisions(
        rows=(
            RowDecision(place="45", area="II", number=4),
            RowDecision(place="2:7", leave_out=True),
            RowDecision(place="8"),
        ),
        fields=(FieldDecision(task="II.4", field="due", value="31/3/2027"),),
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        document(format=2),
        document("x"),
        document({}),
        document({"place": "4"}),
        document({"place": "4", "number": "bốn"}),
        document({"place": "4", "number": "IIII.4"}),
        document({"task": "II.4", "field": "due"}),
        b"[" * 100_000,
        b" " * (1024 * 1024 + 1),
    ],
)
def test_what_is_no_file_of_decisions_is_refused(content: bytes) -> None:
    with pytest.raises(TrackerError):
        read_decisions(content)


def test_a_decision_about_nothing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text_of(), encoding="utf-8")
    for field in (
        FieldDecision(task="IX.1", field="due", value="31/3/2027"),
        FieldDecision(task="I.1", field="ngày", value="31/3/2027"),
        FieldDecision(task="I.1", field="id", value="2027-I-09"),
        FieldDecision(task="I.1", field="due", value="mai"),
    ):
        with pytest.raises(TrackerError):
            read(path, Wishes(decisions=Decisions(fields=(field,))))


def test_a_decided_number_that_is_taken_stays_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text_of().replace("\n2\tRà soát", "\n1\tRà soát"), encoding="utf-8")
    place = next(each.place.key for each in read(path).report.errors if each.place is not None)
    accepted = read(path, Wishes(decisions=Decisions(rows=(RowDecision(place=place),))))
    assert [each.rule for each in accepted.report.errors] == ["number-twice"]
