"""Reading history: commits, files at a commit, renames, dates, damage and hostile trees."""

import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.storage.conftest import OTHER, RECORD, Plan
from tracker.storage import history
from tracker.storage.git import GitError
from tracker.storage.repository import TreeRefused

VIETNAM = timezone(timedelta(hours=7))


def raw_commit(plan: Plan, text: bytes) -> str:
    """Store a commit as it is, however odd, and return its id."""
    done = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        cwd=plan.folder,
        input=text,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def test_the_history_of_a_record_is_its_commits_alone(plan: Plan) -> None:
    one = plan.save(b"one\n")
    plan.save(b"other\n", OTHER)
    two = plan.save(b"two\n", message="hai\n\nTask: 2022-I-02\nStatus: in-progress -> done\n")
    log = plan.open().log(RECORD)
    assert [each.id for each in log][:2] == [two, one]
    assert len(log) == 3
    assert log[0].parents == (plan.git("rev-parse", f"{two}^"),)
    assert (log[0].subject, log[0].author_name, log[0].author_email) == ("hai", "Nguyễn Văn An", "an@example.vn")
    assert log[0].body == "hai\n\nTask: 2022-I-02\nStatus: in-progress -> done\n"
    assert [each.id for each in plan.open().log(RECORD, limit=1)] == [two]
    assert [each.id for each in plan.open().commits(2)] == [two, log[0].parents[0]]


def test_a_rename_made_by_hand_is_followed(plan: Plan) -> None:
    long = b"".join(b"line %d\n" % line for line in range(30))
    first = plan.save(long)
    plan.git("mv", RECORD, "2022/01-the-che/02-ten-moi.toml")
    plan.git("commit", "-q", "-m", "moved")
    last = plan.save(long + b"more\n", "2022/01-the-che/02-ten-moi.toml")
    log = plan.open().log("2022/01-the-che/02-ten-moi.toml")
    assert [each.id for each in log][:1] == [last]
    assert first in [each.id for each in log]
    assert [each.path for each in log] == ["2022/01-the-che/02-ten-moi.toml"] * 2 + [RECORD] * 2


def test_an_empty_repository_has_no_history(plan: Plan) -> None:
    plan.git("switch", "-q", "--orphan", "empty")
    repository = plan.open()
    assert repository.head() is None
    assert repository.log(RECORD) == ()
    assert repository.commits() == ()
    assert repository.first_parent_at(datetime.now(UTC)) is None


def test_a_commit_is_found_as_of_a_date_on_the_first_parent_line(plan: Plan) -> None:
    start = plan.git("rev-parse", "HEAD")
    plan.git("update-ref", "-d", "HEAD")
    made = []
    for month in (1, 4, 7):
        when = datetime(2022, month, 15, 12, tzinfo=VIETNAM)
        content = f"month = {month}\n".encode()
        made.append(plan.open().save([plan.change(RECORD, content)], "x", when=when))
    at = plan.open().first_parent_at
    assert at(datetime(2022, 1, 1, tzinfo=VIETNAM)) is None
    assert at(datetime(2022, 1, 15, 12, tzinfo=VIETNAM)) == made[0]
    assert at(datetime(2022, 6, 30, 23, 59, 59, tzinfo=VIETNAM)) == made[1]
    assert at(datetime(2030, 1, 1, tzinfo=VIETNAM)) == made[2]
    assert start not in made


def test_files_and_blobs_are_read_at_a_commit(plan: Plan) -> None:
    commit = plan.save(b"then\n")
    plan.save(b"now\n")
    repository = plan.open()
    assert repository.blob(commit, RECORD) == b"then\n"
    assert repository.blob(commit, "2022/none.toml") is None
    assert repository.blob(commit, "2022") is None
    listed = list(repository.files(commit))
    assert [path for path, _, _ in listed] == sorted(path for path, _, _ in listed) or len(listed) == 4
    under = {path: id for path, _, id in repository.files(commit, "2022/01-the-che")}
    assert set(under) == {RECORD, OTHER}
    assert repository.blobs(under.values())[under[RECORD]] == b"then\n"
    assert list(repository.files(commit, "2030")) == []


def test_what_is_damaged_or_missing_is_left_out_and_the_rest_is_read(plan: Plan) -> None:
    commit = plan.save(b"whole\n")
    files = {path: id for path, _, id in plan.open().files(commit)}
    damaged = plan.folder / ".git" / "objects" / files[OTHER][:2] / files[OTHER][2:]
    damaged.chmod(0o644)
    for content in (b"", b"garbage", None):
        if content is None:
            damaged.unlink()
        else:
            damaged.write_bytes(content)
        found = plan.open().blobs([files[RECORD], files[OTHER], "0" * 40])
        assert found == {files[RECORD]: b"whole\n"}


def test_versions_come_in_the_order_asked(plan: Plan) -> None:
    first = plan.save(b"then\n")
    second = plan.save(b"now\n")
    asked = [(second, RECORD), (first, "2022/none at all.toml"), (first, RECORD), (second, RECORD), (first, "2022")]
    assert plan.open().versions(asked) == (b"now\n", None, b"then\n", b"now\n", None)
    assert plan.open().versions([]) == ()


def test_a_blob_too_large_is_left_out(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = plan.save(b"0123456789\n")
    monkeypatch.setattr(history, "LARGEST_BLOB", 5)
    assert plan.open().blob(commit, RECORD) is None


def test_a_tree_that_unfolds_without_end_is_refused(plan: Plan) -> None:
    blob = plan.git("hash-object", "-w", RECORD)
    entries = "".join(f"100644 blob {blob}\tf{number}\n" for number in range(10))
    kind = "tree"
    tree = ""
    for _ in range(10):
        done = subprocess.run(
            ["git", "mktree"], cwd=plan.folder, input=entries.encode(), capture_output=True, check=True
        )
        tree = done.stdout.decode().strip()
        entries = "".join(f"040000 {kind} {tree}\td{number}\n" for number in range(10))
    commit = plan.git("commit-tree", "-m", "bomb", tree)
    with pytest.raises(TreeRefused):
        list(plan.open().files(commit))


def test_dates_and_names_out_of_reason_are_read_all_the_same(plan: Plan) -> None:
    tree = plan.git("rev-parse", "HEAD^{tree}")
    for date in ("99999999999999 +0000", "-5 +0000", "100 +9999", "18446744073709551615 -0700"):
        odd = f"tree {tree}\nauthor \x1b]0;x\x07 <a> {date}\ncommitter B <b> {date}\n\n".encode() + b"\xff ti\xc3\n"
        info = plan.open().commit_info(raw_commit(plan, odd))
        assert info.author_date.tzinfo is not None
        assert "\ufffd" in info.subject


def test_a_commit_that_is_not_there_is_an_error(plan: Plan) -> None:
    with pytest.raises(GitError):
        plan.open().commit_info("0" * 39 + "1")


def test_a_save_tells_the_commit_graph_which_paths_changed(plan: Plan) -> None:
    plan.save(b"one\n")
    plan.save(b"two\n")
    assert plan.git("commit-graph", "verify") == ""
    graphs = plan.folder / ".git" / "objects" / "info" / "commit-graphs"
    newest = (graphs / "commit-graph-chain").read_text(encoding="ascii").split()[-1]
    assert b"BIDX" in (graphs / f"graph-{newest}.graph").read_bytes()


def test_a_commit_graph_that_cannot_be_written_stops_no_save(plan: Plan) -> None:
    info = plan.folder / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "commit-graphs").write_text("in the way")
    saved = plan.save(b"one\n")
    assert plan.git("rev-parse", "HEAD") == saved
