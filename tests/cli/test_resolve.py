"""``tracker resolve``: what git left in conflict is printed with all values, settled and concluded."""

from tests.cli.conftest import CommandLine
from tests.desk import AN
from tests.offices import become


def test_a_merge_is_shown_settled_and_concluded_and_markers_are_settled_too(writer: CommandLine) -> None:
    assert writer("resolve").out == "no record is in conflict.\n"
    become(writer.folder, (AN.name, AN.email))
    writer.git("branch", "khac")
    writer("set", "I.1", "percent=10", "result=Đã trình", "--reason", "Báo cáo 12/BC")
    writer.git("checkout", "-q", "khac")
    writer("set", "I.1", "percent=20", "obstacle=Chờ")
    writer.git("checkout", "-q", "main")
    writer.git("merge", "-q", "-s", "ours", "--no-commit", "khac")  # git is merging and nothing is in conflict
    done = writer("resolve")
    assert (done.code, "tracker resolve --conclude" in done.err) == (0, True)
    writer.git("merge", "--abort")
    writer.git("config", "alias.try", "!git merge -q khac || true")
    writer.git("try")
    assert "tracker resolve" in writer("check").out + writer("check").err
    shown = writer("resolve")
    assert shown.code == 1
    assert "  yours: 10" in shown.out
    assert f"    {AN.name}, " in shown.out
    assert "    why: Báo cáo 12/BC" in shown.out
    assert "--take 2022-I-01:progress.percent=mine | theirs" in shown.err
    (clash,) = writer("resolve", "--json").document["clashes"]
    assert (clash["base"], clash["base_known"], clash["yours"], clash["theirs"]) == (None, True, 10, 20)
    for stray in (("--take", "I.1:status=mine"), ("--set", "result=Khác"), ("--take", "I.2:percent=theirs")):
        refused = writer("resolve", "--keep", "mine", *stray)
        assert (refused.code, "is not in conflict; nothing was changed" in refused.err) == (1, True), stray
        assert "in conflict: 2022-I-01:progress.percent." in refused.err
        assert len(writer.git("ls-files", "-u").split("\n")) == 3  # still as git left it
    settled = writer("resolve", "--set", "I.1:percent=15", "--conclude", "--json")
    assert settled.code == 0, settled.err
    document = settled.document
    assert (document["kind"], document["situation"], document["left"]) == ("tracker.resolved", "merge", [])
    assert document["commit"] == writer.git("rev-parse", "HEAD")
    assert writer.git("status", "--porcelain") == ""
    assert writer.json("show", "I.1")["task"]["percent"] == 15
    writer.git("reset", "-q", "--hard", "HEAD^")
    writer.git("try")
    writer.git("commit", "-q", "-a", "-m", "với dấu")
    marked = writer("resolve")
    assert "before:" not in marked.out
    done = writer("resolve", "--keep", "mine")
    assert (done.code, "the marks of a conflict are out of the records" in done.out) == (0, True)
    assert writer.json("show", "I.1")["task"]["percent"] == 10
