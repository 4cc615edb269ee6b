"""Two commits compared, the newer one by somebody who means ill: what is read, what is listed, and that it ends."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.builders import ENGLISH
from tests.storage.conftest import MakePlan, Plan
from tracker.storage import comparison
from tracker.storage.comparison import Comparison, compare
from tracker.storage.repository import Repository

RECORD = "2022/01-the-che/02-quy-che.toml"


def put(plan: Plan, content: bytes) -> str:
    """Store a blob and return its id."""
    done = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=plan.folder, input=content, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def tree(plan: Plan, *entries: tuple[str, str | bytes, str]) -> str:
    """Store a tree as it is given, however wrong, and return its id."""
    rows = []
    for mode, name, id in entries:
        raw = name if isinstance(name, bytes) else name.encode()
        rows.append((raw + (b"/" if mode == "40000" else b""), mode.encode() + b" " + raw + b"\0" + bytes.fromhex(id)))
    content = b"".join(row for _, row in sorted(rows))
    done = subprocess.run(
        ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"],
        cwd=plan.folder,
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def commit(plan: Plan, top: str) -> str:
    return plan.git("commit-tree", "-p", "HEAD", "-m", "một đóng góp", top)


def entry(plan: Plan, path: str) -> tuple[str, str, str]:
    """Return a line of a tree of the last commit."""
    mode, _, id = plan.git("ls-tree", "HEAD", "--", path).split("\t")[0].split(" ")
    return mode.lstrip("0"), path.rpartition("/")[2], id


def area(plan: Plan, *entries: tuple[str, str | bytes, str]) -> str:
    """Return a commit whose area holds these entries beside those it had."""
    held = [entry(plan, RECORD), entry(plan, "2022/01-the-che/03-ke-hoach.toml")]
    names = {each[1] for each in entries}
    inner = tree(plan, *(each for each in held if each[1] not in names), *entries)
    year = tree(plan, entry(plan, "2022/plan.toml"), ("40000", "01-the-che", inner))
    return commit(plan, tree(plan, entry(plan, "agencies"), ("40000", "2022", year)))


def look(plan: Plan, after: str, prefix: str = "") -> Comparison:
    repository = Repository.open(plan.folder)
    head = repository.head()
    assert head is not None
    return compare(repository.place, head, after, prefix)


def odd(found: Comparison) -> dict[str, str]:
    return {each.path: ENGLISH(each.reason) for each in found.odd}


def test_a_changed_added_and_removed_record_are_read(plan: Plan) -> None:
    after = area(plan, ("100644", "02-quy-che.toml", put(plan, b"moi")), ("100644", "09-moi.toml", put(plan, b"chin")))
    found = look(plan, after)
    assert [(each.path, each.before is None, each.after) for each in found.files] == [
        (RECORD, False, b"moi"),
        ("2022/01-the-che/09-moi.toml", True, b"chin"),
    ]
    assert (found.odd, found.complete) == ((), True)
    back = compare(Repository.open(plan.folder).place, after, plan.git("rev-parse", "HEAD"), "")
    assert [(each.path, each.after is None) for each in back.files][1] == ("2022/01-the-che/09-moi.toml", True)


@pytest.mark.parametrize(
    ("mode", "name", "reason"),
    [
        ("120000", "02-quy-che.toml", "it is a link"),
        ("160000", "02-quy-che.toml", "it is a repository within the repository"),
        ("100755", "02-quy-che.toml", "it is marked as a program"),
        ("100644", "02-QUY-che.toml", "another name in its folder is the same on some systems"),
        ("100644", "con.toml", "reserved on some systems"),
        ("100644", "\x1b]0;x\x07.toml", "has a character that names may not have"),
        ("100644", "a\u202e.toml", "has a character that names may not have"),
        ("100644", "a\n.toml", "has a character that names may not have"),
        ("100644", b"\xff.toml", "is not UTF-8"),
        ("100644", "a\\b.toml", "has a character that names may not have"),
        ("100644", "quy che\u0302\u0301.toml", "is not in the composed form"),
        ("100644", ".git.toml", "begins with a dot"),
        ("100644", "--output=x.toml", ""),
        ("100644", "readme.md", "it lies outside the records"),
        ("100644", ".gitattributes", "it would change how git reads and merges files"),
        ("100644", ".gitmodules", "it would bring other repositories in"),
    ],
)
def test_what_is_no_plain_record_is_listed_with_its_reason(
    plan: Plan, mode: str, name: str | bytes, reason: str
) -> None:
    id = put(plan, b"x") if mode != "160000" else "1" * 40
    found = look(plan, area(plan, (mode, name, id)))
    told = odd(found)
    if reason:
        assert len(told) == 1
        assert reason in next(iter(told.values()))
        assert found.files == ()
    else:
        assert [each.path for each in found.files] == [f"2022/01-the-che/{name!s}"]


def test_twins_in_the_composed_and_the_split_form_are_both_refused(plan: Plan) -> None:
    blob = put(plan, b"x")
    found = look(plan, area(plan, ("100644", "é.toml", blob), ("100644", "e\u0301.toml", blob)))
    assert len(found.odd) == 2
    assert found.files == ()


def test_a_large_file_is_not_read(plan: Plan) -> None:
    found = look(plan, area(plan, ("100644", "02-quy-che.toml", put(plan, b"#" * 70_000))))
    assert odd(found) == {RECORD: "it has more than 65536 bytes"}
    assert found.files == ()


def test_what_lies_outside_is_listed_in_one_line_and_not_opened(plan: Plan) -> None:
    bomb = tree(plan, ("100644", "f", put(plan, b"x")))
    for _ in range(9):
        bomb = tree(plan, *(("40000", str(number), bomb) for number in range(10)))
    top = [entry(plan, "agencies"), entry(plan, "2022"), ("40000", "ngoai", bomb), ("40000", "9999", bomb)]
    began = time.monotonic()
    found = look(plan, commit(plan, tree(plan, *top)))
    assert time.monotonic() - began < 20
    assert odd(found)["ngoai/"] == "it lies outside the records"
    assert all(each.startswith(("ngoai/", "9999/")) for each in odd(found))
    assert found.files == ()
    assert found.complete


def test_a_bare_repository_hidden_below_an_area_is_not_opened(plan: Plan) -> None:
    inner = tree(plan, ("100644", "HEAD", put(plan, b"ref: refs/heads/main\n")), ("100644", "config", put(plan, b"x")))
    found = look(plan, area(plan, ("40000", "kho.git", inner)))
    assert odd(found) == {"2022/01-the-che/kho.git/": "it lies outside the records"}
    assert not found.odd[0].outside  # within the records nothing but records may lie


def test_a_folder_in_place_of_a_record_is_refused(plan: Plan) -> None:
    inner = tree(plan, ("100644", "a.toml", put(plan, b"x")))
    found = look(plan, area(plan, ("40000", "02-quy-che.toml", inner)))
    assert list(odd(found)) == ["2022/01-the-che/02-quy-che.toml/"]
    assert found.files == ()


def test_too_many_files_are_passed_over_and_said_so(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "MOST_FILES", 20)
    blob = put(plan, b"x")
    found = look(plan, area(plan, *(("100644", f"{number:03d}.toml", blob) for number in range(50))))
    assert not found.complete
    assert len(found.files) <= 20
    assert "others were passed over" in odd(found)["…"]


def test_a_folder_that_is_too_large_is_not_looked_into(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "LARGEST_TREE", 2_000)
    blob = put(plan, b"x")
    found = look(plan, area(plan, *(("100644", f"{number:03d}.toml", blob) for number in range(100))))
    assert "too large, or damaged" in odd(found)["2022/01-the-che/"]
    assert found.files == ()


def test_records_below_a_folder_are_found_under_it(make_plan: MakePlan, tmp_path: Path) -> None:
    plan = make_plan()
    plan.git("checkout", "-q", "-b", "khac")
    (plan.folder / "docs").mkdir()
    (plan.folder / "docs" / "a.md").write_text("x")
    (plan.folder / RECORD).write_bytes(b"x")
    plan.git("add", ".")
    plan.git("commit", "-q", "-m", "x")
    after = plan.git("rev-parse", "HEAD")
    plan.git("checkout", "-q", "-")
    found = look(plan, after, "kho/records/")
    assert found.files == ()
    assert {(each.path, each.outside) for each in found.odd} == {("2022/", True), ("docs/", True)}
