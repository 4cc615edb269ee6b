"""The gate of a common copy: pushes by the office, by agencies and by others, with git itself calling the hook."""

import os
import shutil
import stat
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.builders import ENGLISH
from tests.offices import JUSTICE, OFFICE, PLANNING, become, git, join, share
from tracker.cli.changes import lines, verdict_text
from tracker.serving import Push, open_gate

PEOPLE = {"so-noi-vu": OFFICE, "so-ke-hoach-va-dau-tu": PLANNING, "so-tu-phap": JUSTICE}
OWN = "refs/heads/agency/so-ke-hoach-va-dau-tu/ke"


@pytest.fixture(scope="module")
def template(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A common copy with a gate, and one copy that anybody may use."""
    place = tmp_path_factory.mktemp("served")
    bare = share(small, place)
    hook = bare / "hooks" / "pre-receive"
    hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m tracker serve-hook pre-receive\n", encoding="utf-8")
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    git(join(bare, "copy", OFFICE), "config", "remote.origin.url", "../common.git")
    return place


class Server:
    """A common copy with a gate, and a copy from which somebody pushes."""

    def __init__(self, place: Path) -> None:
        self.bare, self.copy = place / "common.git", place / "copy"
        self.record = next((self.copy / "records" / "2022").glob("01-*/01-*.toml"))

    def change(self, old: str, new: str, path: str = "", *, person: tuple[str, str] = PLANNING) -> None:
        """Commit one change as the person."""
        become(self.copy, person)
        file = self.copy / path if path else self.record
        text = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
        git(self.copy, "add", ".")
        git(self.copy, "commit", "-q", "-m", "sửa")

    def push(self, agency: str, *what: str, language: str = "en") -> str:
        """Push as whoever the server takes for the agency; return what it says, nothing where it takes it."""
        environment = {**os.environ, "TRACKER_LANG": language, "LANG": "C.UTF-8"}
        environment.pop("TRACKER_AGENCY", None)
        if agency:
            environment["TRACKER_AGENCY"] = agency
        before = self.refs()
        try:
            git(self.copy, "push", "-q", "origin", *what, environment=environment)
        except AssertionError as refused:
            assert self.refs() == before
            return str(refused)
        return ""

    def ask(self, agency: str) -> str:
        """Ask the gate about the last commit of the copy on the branch ``OWN``; return what it says against it.

        The objects lie outside the common copy, as those of a push do until it is taken.
        """
        told = {"GIT_ALTERNATE_OBJECT_DIRECTORIES": str(self.copy / ".git" / "objects"), "TRACKER_AGENCY": agency}
        gate = open_gate(self.bare, told, lambda _: date(2026, 1, 1))
        push = Push(ref=OWN, old="0" * 40, new=git(self.copy, "rev-parse", "HEAD"))
        said = []
        for each in gate.refusals(iter((push,))):
            said.append(ENGLISH(each.reason))
            found = lines(each.judgement) if each.judgement is not None else ()
            said += [verdict_text(line, ENGLISH) for line in found if not line.allowed]
        return "\n".join(said)

    def refs(self) -> str:
        return git(self.bare, "for-each-ref")

    def set(self, key: str, value: str) -> None:
        git(self.bare, "config", f"tracker.{key}", value)


@pytest.fixture
def server(template: Path, tmp_path: Path) -> Server:
    shutil.copytree(template, tmp_path / "served", symlinks=True)
    return Server(tmp_path / "served")


STATUS = ('status = "in-progress"', 'status = "paused"')


def test_an_agency_sends_its_own_progress_on_a_branch_of_its_own_and_nowhere_else(server: Server) -> None:
    server.change(*STATUS)
    assert "agencies send reports with tracker submit" in server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/main")
    assert "another agency's" in server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/agency/so-tu-phap/x")
    assert "branches of their own alone" in server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/khac")
    assert "branches of their own alone" in server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/tags/v1")
    assert server.push("so-ke-hoach-va-dau-tu", f"HEAD:{OWN}") == ""
    # who pushes is what the server says, whoever wrote the commit
    told = server.push("so-tu-phap", "HEAD:refs/heads/agency/so-tu-phap/x")
    assert "is by ke@kehoach.example, who is not of your agency" in told or "neither leads" in told
    assert "speaks for no agency" in server.push("", f"HEAD:{OWN}2")
    assert "so-la speaks for no agency" in server.push("so-la", f"HEAD:{OWN}2")
    assert server.push("so-ke-hoach-va-dau-tu", f":{OWN}") == ""


@pytest.mark.parametrize(
    ("old", "new", "path", "told"),
    [
        ('title = "', 'title = "Khác ', "", "title is the office's to change. (title) [office-field]"),
        ('status = "in-progress"', 'status = "done"', "", "[done-without-date]"),
        ('language = "vi"', 'language = "en"', "records/2022/plan.toml", "[office-file]"),
        ("", "x", "README.md", "[no-record]"),
        ("", "* text", ".gitattributes", "it would change how git reads and merges files"),
        ("[progress]", "<<<<<<< x", "", "the marks of a merge conflict"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_the_rule(server: Server, old: str, new: str, path: str, told: str) -> None:
    server.change(old, new, path)
    assert told in server.ask("so-ke-hoach-va-dau-tu")


def test_the_reason_is_in_the_pusher_s_language_and_marks_controls(server: Server) -> None:
    server.change('title = "', 'title = "Khác ')
    assert "do cơ quan đầu mối sửa" in server.push("so-ke-hoach-va-dau-tu", f"HEAD:{OWN}", language="vi")


def test_a_forged_author_is_refused(server: Server) -> None:
    server.change(*STATUS, person=OFFICE)
    told = server.ask("so-ke-hoach-va-dau-tu")
    assert "is by binh@noivu.example, who is not of your agency" in told
    git(server.copy, "commit", "-q", "--amend", "--no-edit", "--author", "Phạm Kế <ke@kehoach.example>")
    assert "is by binh@noivu.example" in server.ask("so-ke-hoach-va-dau-tu")
    become(server.copy, PLANNING)
    git(server.copy, "commit", "-q", "--amend", "--no-edit", "--reset-author")
    assert server.ask("so-ke-hoach-va-dau-tu") == ""


def test_a_branch_from_long_ago_gains_no_right(server: Server) -> None:
    # the first commit of the plan names no office yet
    git(server.copy, "checkout", "-q", "--detach", "HEAD~1")
    server.change('title = "', 'title = "Khác ')
    assert "[office-field]" in server.ask("so-ke-hoach-va-dau-tu")


def test_nothing_is_taken_back_by_force(server: Server) -> None:
    server.change(*STATUS)
    assert server.push("so-ke-hoach-va-dau-tu", f"HEAD:{OWN}") == ""
    git(server.copy, "checkout", "-q", "-B", "main", "origin/main")
    server.change('percent = ""', "percent = 10")
    assert "take back what is there" in server.push("so-ke-hoach-va-dau-tu", f"+HEAD:{OWN}")
    server.change(*STATUS, person=OFFICE)
    assert server.push("so-noi-vu", "HEAD:refs/heads/main", "HEAD:refs/tags/v1") == ""
    git(server.copy, "commit", "-q", "--amend", "-m", "khác")
    assert "take back what is there" in server.push("so-noi-vu", "+HEAD:refs/heads/main")
    assert "never moved or removed" in server.push("so-noi-vu", "+HEAD:refs/tags/v1")
    assert "never moved or removed" in server.push("so-noi-vu", ":refs/tags/v1")
    assert "never removed" in server.push("so-noi-vu", ":refs/heads/main")
    assert server.push("so-noi-vu", f":{OWN}") == ""
    server.set("force", "true")
    assert server.push("so-noi-vu", "+HEAD:refs/heads/main") == ""


def test_even_the_office_sends_no_record_that_cannot_be_read(server: Server) -> None:
    server.change("[progress]", "[progress", person=OFFICE)
    assert "not valid TOML" in server.push("so-noi-vu", "HEAD:refs/heads/main")


def test_the_policy_may_open_the_main_branch_and_other_files_and_refs(server: Server) -> None:
    server.set("direct", "true")
    server.change(*STATUS)
    assert server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/main") == ""
    server.change("", "x", "README.md")
    assert "[no-record]" in server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/main")
    server.set("otherFiles", "true")
    assert server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/main") == ""
    assert "branches of their own alone" in server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/thu")
    server.set("otherRefs", "true")
    assert server.push("so-ke-hoach-va-dau-tu", "HEAD:refs/heads/thu") == ""


def test_gitolite_s_user_is_known_by_an_identity_or_the_id_of_the_agency(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.change(*STATUS)
    monkeypatch.setenv("GL_USER", "ke@kehoach.example")
    assert server.push("", f"HEAD:{OWN}") == ""
    # gitolite calls the hook update
    hook = server.bare / "hooks" / "update"
    (server.bare / "hooks" / "pre-receive").rename(hook)
    hook.write_text(f'#!/bin/sh\nexec {sys.executable} -m tracker serve-hook update "$@"\n', encoding="utf-8")
    monkeypatch.setenv("GL_USER", "so-ke-hoach-va-dau-tu")
    assert server.push("", f"HEAD:{OWN}2") == ""
    assert "another agency's" in server.push("", "HEAD:refs/heads/agency/so-tu-phap/x")


def test_a_plan_that_names_no_office_takes_what_anybody_pushes_but_nothing_by_force(server: Server) -> None:
    text = 'office = [\n    "so-noi-vu",\n]\n\n'
    server.change(text, "", "records/2022/plan.toml", person=OFFICE)
    assert server.push("so-noi-vu", "HEAD:refs/heads/main") == ""
    server.change('title = "', 'title = "Khác ', person=JUSTICE)
    assert server.push("", "HEAD:refs/heads/main") == ""
    git(server.copy, "commit", "-q", "--amend", "-m", "khác")
    assert "take back what is there" in server.push("", "+HEAD:refs/heads/main")
