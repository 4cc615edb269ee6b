"""The whole round on the command line: submit, inbox, review, partial accept, return, correct, accept, sync."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, CommandLine
from tests.offices import JUSTICE, OFFICE, PLANNING, git, join, share

WHO = {"office": "so-noi-vu", "planning": "so-ke-hoach-va-dau-tu", "justice": "so-tu-phap"}


class Round:
    """The office and two agencies around a common copy with a gate."""

    def __init__(self, small: Path, place: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.bare = share(small, place)
        hook = self.bare / "hooks" / "pre-receive"
        hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m tracker serve-hook pre-receive\n", encoding="utf-8")
        hook.chmod(0o755)
        people = {"office": OFFICE, "planning": PLANNING, "justice": JUSTICE}
        self.lines = {name: CommandLine(join(self.bare, name, person), capture) for name, person in people.items()}

    def __call__(self, who: str, *arguments: str) -> Answer:
        """Run a command as one of them; the server takes them for their agency."""
        os.environ["TRACKER_AGENCY"] = WHO[who]
        try:
            return self.lines[who](*arguments)
        finally:
            del os.environ["TRACKER_AGENCY"]

    def field(self, who: str, id: str, name: str) -> object:
        return self.lines[who].json("show", id)["task"][name]


@pytest.fixture
def around(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Round:
    return Round(small, tmp_path, capsys)


def test_the_whole_round(around: Round) -> None:
    assert around("planning", "set", "I.1", "percent=40", "obstacle=Chờ ý kiến", "proposal=Xin gia hạn").code == 0
    # what the office could not accept is not sent
    assert around("planning", "submit").code == 0
    sent = around("planning", "submit", "--dry-run")
    assert "so-ke-hoach-va-dau-tu" in sent.err
    branch = "agency/so-ke-hoach-va-dau-tu/ke"
    assert git(around.bare, "rev-parse", branch) == around.lines["planning"].git("rev-parse", "HEAD")

    listed = around("office", "inbox")
    assert listed.out.splitlines()[1].split("\t")[:2] == ["so-ke-hoach-va-dau-tu/ke", "Sở Kế hoạch và Đầu tư"]
    assert listed.out.splitlines()[1].endswith("I.1\tall passes")
    shown = around("office", "review", "so-ke-hoach-va-dau-tu").out
    assert "  ✓ percent: (empty) → 40\n" in shown
    assert "    + Chờ ý kiến\n" in shown

    done = around(
        "office", "accept", "so-ke-hoach-va-dau-tu/ke", "--return", "I.1:proposal=ghi rõ gia hạn đến ngày nào"
    )
    assert done.code == 0, done.err
    assert "returned: 2022-I-01:proposal: ghi rõ gia hạn đến ngày nào" in done.out
    head = around.lines["office"].git("log", "-1", "--format=%an|%cn|%P|%B")
    assert head.startswith("Phạm Kế|Trần Bình|")
    assert len(head.split("|")[2].split()) == 2
    assert "Accepted: 2022-I-01 progress.percent progress.obstacle\n" in head
    assert head.endswith("Agency: so-ke-hoach-va-dau-tu\nReturned: 2022-I-01 progress.proposal")
    assert git(around.bare, "rev-parse", "main") == around.lines["office"].git("rev-parse", "HEAD")
    assert "0 reports wait" in around("office", "inbox").err
    assert (around.field("office", "I.1", "percent"), around.field("office", "I.1", "proposal")) == (40, "")

    back = around("planning", "sync")
    assert back.code == 0, back.err
    assert "ghi rõ gia hạn đến ngày nào" in back.out
    assert "answer of Trần Bình" in back.out
    assert "ghi rõ" not in around("planning", "sync").out  # it is told once
    assert around.field("planning", "I.1", "proposal") == ""
    around("planning", "set", "I.1", "proposal=Xin gia hạn đến 30/11/2022")
    assert around("planning", "submit").code == 0
    assert around("office", "accept", "so-ke-hoach-va-dau-tu").code == 0
    assert "0 tasks came in" in around("planning", "sync").err  # they are the agency's own
    assert around.lines["planning"].git("rev-parse", "HEAD") == git(around.bare, "rev-parse", "main")
    assert git(around.bare, "fsck", "--strict", "--no-dangling") == ""
    assert around("justice", "sync").code == 0

    # undo covers what was taken over
    undone = around("office", "undo")
    assert undone.code == 0, undone.err
    assert around.field("office", "I.1", "proposal") == ""


def test_a_report_that_breaks_a_rule_is_not_sent_and_one_that_is_returned_says_why(around: Round) -> None:
    assert "there is nothing to send" in around("planning", "submit").err
    around("planning", "set", "I.1", "percent=40")
    record = next((around.lines["planning"].folder / "records" / "2022").glob("01-*/01-*.toml"))
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('title = "', 'title = "Khác '), encoding="utf-8")
    around.lines["planning"].git("commit", "-q", "-a", "-m", "x")
    refused = around("planning", "submit")
    assert refused.code == 1
    assert "[office-field]" in refused.out
    assert git(around.bare, "for-each-ref", "refs/heads/agency") == ""
    around.lines["planning"].git("revert", "--no-edit", "HEAD")
    assert around("planning", "submit").code == 0
    assert "is returned with a remark" in around("office", "return", "so-ke-hoach-va-dau-tu").err
    assert around("office", "return", "so-ke-hoach-va-dau-tu", "I.1:percent=số này ở đâu?").code == 0
    assert "returned, waits to be mended" in around("office", "inbox").out
    assert "số này ở đâu?" in around("planning", "sync").out
    assert "only the office" in around("justice", "return", "so-ke-hoach-va-dau-tu", "--remark", "x").err
    assert "only the office" in around("justice", "accept", "so-ke-hoach-va-dau-tu").err


def test_what_changed_in_the_plan_since_is_a_conflict_with_all_values(around: Round) -> None:
    around("planning", "set", "I.1", "percent=40", "obstacle=Chờ ý kiến")
    around("planning", "submit")
    around("office", "set", "I.1", "percent=50", "proposal=Khẩn", "--reason", "Báo cáo 12/BC")
    stopped = around("office", "accept", "so-ke-hoach-va-dau-tu")
    assert stopped.code == 1
    assert [re.sub(r"\d+/\d+/\d+", "DAY", line) for line in stopped.out.splitlines()] == [
        "2022-I-01: percent",
        "  before: (empty)",
        "  yours: 50",
        "    Trần Bình, DAY: 2022-I-01: tỷ lệ %, đề xuất, kiến nghị",
        "    why: Báo cáo 12/BC",
        "  theirs: 40",
        "    Phạm Kế, DAY: 2022-I-01: tỷ lệ %, khó khăn, vướng mắc",
    ]
    assert "--take 2022-I-01:progress.percent=mine | theirs, or --set" in stopped.err
    found = around("office", "accept", "so-ke-hoach-va-dau-tu", "--json").document
    (clash,) = found["clashes"]
    assert (found["kind"], clash["base"], clash["yours"], clash["theirs"]) == ("tracker.conflict", None, 50, 40)
    assert (clash["yours_by"]["author"], clash["yours_by"]["reason"]) == ("Trần Bình", "Báo cáo 12/BC")
    refused = around("office", "accept", "so-ke-hoach-va-dau-tu", "--take", "I.1:percent=neither")
    assert (refused.code, "names no side" in refused.err) == (1, True)
    stray = around("office", "accept", "so-ke-hoach-va-dau-tu", "--keep", "mine", "--take", "I.1:obstacle=theirs")
    assert (stray.code, "2022-I-01:progress.obstacle is not in conflict" in stray.err) == (1, True)
    assert "in conflict: 2022-I-01:progress.percent." in stray.err
    assert around.field("office", "I.1", "obstacle") == ""
    assert around("office", "accept", "so-ke-hoach-va-dau-tu", "--take", "I.1:percent=theirs").code == 0
    assert "Changed:" not in around.lines["office"].git("log", "-1", "--format=%B")
    assert around.field("office", "I.1", "percent") == 40
    assert around.field("office", "I.1", "proposal") == "Khẩn"
    assert around.field("office", "I.1", "obstacle") == "Chờ ý kiến"


def test_a_value_is_mended_before_it_is_accepted_and_the_sender_reads_so(around: Round) -> None:
    around("planning", "set", "I.1", "percent=40", "obstacle=Chờ ý kiến")
    around("planning", "submit")
    refused = around("office", "accept", "so-ke-hoach-va-dau-tu", "--set", "I.1:proposal=x")
    assert "does not change proposal of 2022-I-01" in refused.err
    assert "is no percentage" in around("office", "accept", "so-ke-hoach-va-dau-tu", "--set", "percent=400").err
    done = around("office", "accept", "so-ke-hoach-va-dau-tu", "--set", "percent=45")
    assert done.code == 0, done.err
    assert "taken over with your value: 2022-I-01: percent: 40 → 45" in done.out
    assert (around.field("office", "I.1", "percent"), around.field("office", "I.1", "obstacle")) == (45, "Chờ ý kiến")
    message = around.lines["office"].git("log", "-1", "--format=%an%n%B")
    assert message.startswith("Phạm Kế\n")
    assert "Changed: 2022-I-01 progress.percent" in message
    assert "Accepted: 2022-I-01 progress.percent progress.obstacle" in message
    back = around("planning", "sync")
    assert "Người xem xét đã sửa" in back.out
    assert "tỷ lệ %: 40 → 45" in back.out
    assert around.field("planning", "I.1", "percent") == 45
    # a value that was decided against one that changed since is told as well
    around("planning", "set", "I.1", "percent=60")
    around("planning", "submit")
    around("office", "set", "I.1", "percent=50")
    assert around("office", "accept", "so-ke-hoach-va-dau-tu", "--take", "percent=mine").code == 0
    assert "tỷ lệ %: 60 → 50" in around("planning", "sync").out
    # sync takes the same arguments
    around("planning", "set", "I.1", "percent=70", "result+=Đã họp")
    around("office", "set", "I.1", "percent=65")
    around("office", "sync")
    stopped = around("planning", "sync")
    assert (stopped.code, "  yours: 70\n" in stopped.out, "--set 2022-I-01:progress.percent=" in stopped.err) == (
        1,
        True,
        True,
    )
    # an argument that decides nothing is refused before anything is merged or sent
    head = around.lines["planning"].git("rev-parse", "HEAD")
    stray = around("planning", "sync", "--send", "--set", "percent=66", "--take", "I.1:result=mine")
    assert (stray.code, "2022-I-01:progress.result is not in conflict; nothing was changed" in stray.err) == (1, True)
    assert "in conflict: 2022-I-01:progress.percent." in stray.err
    assert around.lines["planning"].git("rev-parse", "HEAD") == head
    assert around("planning", "sync", "--set", "percent=66").code == 0
    assert around.field("planning", "I.1", "percent") == 66
    head = around.lines["planning"].git("rev-parse", "HEAD")
    for argument in ("--take=percent=mine", "--set=I.1:percent=67"):
        stray = around("planning", "sync", "--send", argument)
        assert (stray.code, "no field is in conflict; leave it out" in stray.err) == (1, True)
    assert around.lines["planning"].git("rev-parse", "HEAD") == head
    assert git(around.bare, "rev-parse", "main") != head


def test_documents_and_names_are_told(around: Round) -> None:
    around("planning", "set", "I.1", "percent=40")
    found = around("planning", "submit", "--json").document
    assert (found["kind"], found["tasks"], found["sent"]) == ("tracker.submitted", ["2022-I-01"], True)
    (one,) = around("office", "inbox", "--json").document["contributions"]
    assert (one["name"], one["agency"]) == ("so-ke-hoach-va-dau-tu/ke", "so-ke-hoach-va-dau-tu")
    assert around("office", "review", one["name"], "--offline", "--json").document["passes"]
    assert "nothing called la waits" in around("office", "review", "la").err
    assert "does not touch task" in around("office", "accept", one["name"], "I.2").err
    done = around("office", "accept", one["name"], "I.1:percent", "--no-send", "--json").document
    assert done["accepted"] == [{"task": "2022-I-01", "fields": ["progress.percent"], "changed": []}]
    assert git(around.bare, "rev-parse", "main") != around.lines["office"].git("rev-parse", "HEAD")
    assert around("office", "sync").code == 0
    assert git(around.bare, "rev-parse", "main") == around.lines["office"].git("rev-parse", "HEAD")


def test_a_branch_named_for_an_agency_by_somebody_else_is_its_author_s(around: Round) -> None:
    (around.bare / "hooks" / "pre-receive").unlink()  # a common copy without a gate
    around("planning", "set", "I.1", "percent=40")
    around.lines["planning"].git("push", "-q", "origin", "HEAD:refs/heads/agency/so-tu-phap/x")
    (one,) = around("office", "inbox", "--json").document["contributions"]
    assert (one["name"], one["agency"]) == ("so-tu-phap/x", "so-ke-hoach-va-dau-tu")
    record = next((around.lines["planning"].folder / "records" / "2022").glob("01-*/01-*.toml"))
    (record.parent / "99-ban-sao.toml").write_text(record.read_text(encoding="utf-8"), encoding="utf-8")
    around.lines["planning"].git("add", ".")
    around.lines["planning"].git("commit", "-q", "-m", "x")
    around.lines["planning"].git("push", "-q", "origin", "HEAD:refs/heads/agency/so-tu-phap/x")
    # a copy of a record is a second task of the same id, which nobody can take over
    refused = around("office", "accept", "so-tu-phap/x", "I.1", "--no-send")
    assert (refused.code, "stands in" in refused.err) == (1, True)
