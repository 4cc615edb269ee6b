"""The last change of every record: one pass over history, and later commits added to what is known."""

import os
import random
import subprocess
from datetime import UTC, datetime

from tests.storage.conftest import OTHER, RECORD, Plan


def commit(plan: Plan, path: str, seconds: int, *, author: str = "An", message: str = "an edit") -> str:
    """Change a file and commit it at this time; it says that it was written long before."""
    with (plan.folder / path).open("a", encoding="utf-8") as file:
        file.write(f"{seconds}\n")
    plan.git("add", path)
    who = f"{author} <a@example.vn>"
    asked = ("-c", f"user.name={author}", "commit", "-q", "-m", message, f"--author={who}", "--date=@1600000000 +0700")
    subprocess.run(
        ["git", *asked],
        cwd=plan.folder,
        env={**os.environ, "GIT_COMMITTER_DATE": f"@{seconds} +0700"},
        check=True,
    )
    return plan.git("rev-parse", "HEAD")


def test_each_record_has_the_commit_that_changed_it_last(plan: Plan) -> None:
    first = commit(plan, RECORD, 4_060_000_000, author="Lê Bình", message="một\nhai\n\nbody")
    second = commit(plan, OTHER, 4_061_000_000)
    found = plan.open().last_changes().of("2022", second)
    one = found[RECORD]
    assert (one.commit, one.author, one.subject) == (first, "Lê Bình", "một hai")
    assert one.when == datetime.fromtimestamp(1_600_000_000, UTC)
    assert found[OTHER].commit == second
    assert "agencies/so-noi-vu.toml" not in found
    assert plan.open().last_changes().of("2022", first)[OTHER].subject == "kế hoạch như ban hành"


def test_only_new_commits_are_read_and_the_answer_is_that_of_a_whole_pass(plan: Plan) -> None:
    chance = random.Random(7)
    known = plan.open().last_changes()
    paths = (RECORD, OTHER, "2022/plan.toml")
    for number in range(12):
        if chance.random() < 0.3:
            plan.git("switch", "-q", "-c", f"side-{number}", "HEAD~1")
            commit(plan, "2022/plan.toml" if number % 2 else "new.toml", 4_050_000_000 + chance.randrange(10_000_000))
            plan.git("switch", "-q", "main")
            plan.git("merge", "-q", "-X", "ours", "-m", "merge", f"side-{number}")
        else:
            commit(plan, chance.choice(paths), 4_050_000_000 + chance.randrange(10_000_000))
        head = plan.git("rev-parse", "HEAD")
        assert known.of("2022", head) == plan.open().last_changes().of("2022", head)


def test_history_that_was_wound_back_is_read_anew(plan: Plan) -> None:
    known = plan.open().last_changes()
    first = commit(plan, RECORD, 4_060_000_000)
    second = commit(plan, RECORD, 4_061_000_000)
    assert known.of("2022", second)[RECORD].commit == second
    assert known.of("2022", first)[RECORD].commit == first
    plan.git("reset", "-q", "--hard", first)
    third = commit(plan, OTHER, 4_062_000_000)
    found = known.of("2022", third)
    assert (found[RECORD].commit, found[OTHER].commit) == (first, third)
    assert set(known.of("agencies", third)) == {"agencies/so-noi-vu.toml"}


def test_a_hostile_author_or_subject_is_text(plan: Plan) -> None:
    parent = plan.git("rev-parse", "HEAD")
    commit(plan, RECORD, 4_060_000_000)
    tree = plan.git("rev-parse", "HEAD^{tree}")
    text = (
        f"tree {tree}\nparent {parent}\nauthor a\x01b\xff <x> 4060000000 +0700\n"
        f"committer c <x> 4060000000 +0700\n\n\x01\x1b[31m2022/01-the-che/02-quy-che.toml\n"
    ).encode("latin-1")
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=plan.folder,
        input=text,
        capture_output=True,
        check=True,
    )
    found = plan.open().last_changes().of("2022", done.stdout.decode().strip())
    assert found[RECORD].author == "a"
    assert found[RECORD].subject.endswith("02-quy-che.toml")
