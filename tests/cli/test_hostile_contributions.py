"""Contributions of people who mean ill, on a common copy without a gate: listed with the reason, and nothing else."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.builders import HOSTILE
from tests.cli.conftest import CommandLine
from tests.offices import OFFICE, git, join, share

BOMBS = {
    "toml bomb": "# tracker record, format 1\n" + ".".join(["a"] * 9_000) + " = 1\n",
    "deep arrays": "# tracker record, format 1\nx = " + "[" * 20_000 + "]" * 20_000 + "\n",
    "not text": "\udcff\udcfe",
}


class Enemy:
    """Somebody with the right to push, who makes trees by hand."""

    def __init__(self, bare: Path) -> None:
        self.bare = bare
        self.folder = join(bare, "enemy", ("\x1b]0;x\x07[red]Ai[/]", "ai@do.example"))
        self.record = next((self.folder / "records" / "2022").glob("01-*/01-*.toml")).relative_to(self.folder)

    def git(self, *arguments: str, input: bytes | None = None) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.folder, input=input, capture_output=True, check=True)
        return done.stdout.decode("utf-8", "replace").strip()

    def blob(self, content: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", input=content)

    def send(self, name: str, *entries: tuple[str, str, str]) -> None:
        """Push a branch whose index holds these entries (mode, id, path) on top of the plan."""
        self.git("read-tree", "HEAD")
        lines = "".join(f"{mode} {id}\t{path}\0" for mode, id, path in entries)
        self.git("update-index", "-z", "--index-info", input=os.fsencode(lines))
        self.push(name, self.git("write-tree"))

    def push(self, name: str, tree: str, message: str = HOSTILE) -> None:
        commit = self.git("commit-tree", "-p", "HEAD", "-F", "-", tree, input=os.fsencode(message))
        self.git("push", "-q", "origin", f"{commit}:refs/heads/agency/so-tu-phap/{name}")


@pytest.fixture
def enemy(small: Path, tmp_path: Path) -> Enemy:
    return Enemy(share(small, tmp_path))


@pytest.fixture
def office(enemy: Enemy, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    return CommandLine(join(enemy.bare, "office", OFFICE), capsys)


def standing(office: CommandLine) -> tuple[str, str, list[str]]:
    """Return what no contribution may touch: the branch, the work tree, the files."""
    files = sorted(str(each) for each in office.folder.rglob("*") if ".git" not in each.parts)
    return office.git("rev-parse", "HEAD"), office.git("status", "--porcelain", "--ignored"), files


def test_hostile_contributions_are_listed_with_the_reason_and_touch_nothing(enemy: Enemy, office: CommandLine) -> None:
    record = str(enemy.record)
    folder = str(enemy.record.parent)
    plain, text = enemy.blob(b"x"), (enemy.folder / record).read_bytes()
    enemy.send("link", ("120000", enemy.blob(b"/etc/passwd"), record))
    enemy.send("submodule", ("160000", "1" * 40, record))
    enemy.send("program", ("100755", enemy.blob(text + b"# x\n"), record))
    enemy.send("--output=pwn", ("100644", plain, "records/2022/--upload-pack=x.toml"))
    enemy.send("attributes", ("100644", plain, ".gitattributes"), ("100644", plain, ".gitmodules"))
    enemy.send("names", ("100644", plain, f"{folder}/\x1b]0;x\x07.toml"), ("100644", plain, f"{folder}/a\u202eb.toml"))
    enemy.send("twins", ("100644", plain, f"{folder}/é.toml"), ("100644", plain, f"{folder}/e\u0301.toml"))
    enemy.send(
        "bare", ("100644", enemy.blob(b"ref: refs/heads/x\n"), "kho.git/HEAD"), ("100644", plain, "kho.git/config")
    )
    enemy.send("markup", ("100644", enemy.blob(text.replace(b'title = "', b'title = "[@click=app.quit]x[/] ')), record))
    for name, content in BOMBS.items():
        enemy.send(name.replace(" ", "-"), ("100644", enemy.blob(os.fsencode(content)), record))
    bomb = enemy.git("mktree", input=f"100644 blob {plain}\tf\n".encode())
    for _ in range(9):
        bomb = enemy.git("mktree", input="".join(f"040000 tree {bomb}\t{number}\n" for number in range(10)).encode())
    top = enemy.git("ls-tree", "HEAD") + f"\n040000 tree {bomb}\tbomb\n"
    enemy.push("bomb", enemy.git("mktree", input=top.encode()))

    # what git itself refuses to bring in keeps nothing else out
    inner = enemy.git("mktree", input=f"100644 blob {plain}\tconfig\n".encode())
    enemy.push(
        "git", enemy.git("mktree", input=f"{enemy.git('ls-tree', 'HEAD')}\n040000 tree {inner}\t.git\n".encode())
    )

    before = standing(office)
    listed = office("inbox")
    assert listed.code == 0, listed.err
    assert "14 reports wait" in listed.err
    assert "\x1b" not in listed.out
    held = office("inbox", "--offline", "--json").document["contributions"]
    shown = {each["name"]: " ".join(one["reason"] for one in each["verdicts"] if not one["allowed"]) for each in held}
    assert "so-tu-phap/--output=pwn" in shown
    for name, reason in (
        ("link", "là liên kết|it is a link"),
        ("submodule", "it is a repository within the repository"),
        ("program", "it is marked as a program"),
        ("attributes", "it would change how git reads and merges files"),
        ("names", "a character that names may not have"),
        ("twins", "another name in its folder is the same on some systems"),
        ("bare", "it lies outside the records"),
        ("bomb", "it lies outside the records"),
        ("toml-bomb", "a key has more than"),
        ("deep-arrays", "nested too deeply"),
        ("not-text", "is not UTF-8"),
        ("markup", "speaks for no agency of the register"),
    ):
        assert any(each in shown[f"so-tu-phap/{name}"] for each in reason.split("|")), name
    assert "git refuses it: " in office("review", "so-tu-phap/git").out
    for name, told in (("names", "␛]0;x␇.toml"), ("markup", "[@click=app.quit]x[/]")):
        answer = office("review", f"so-tu-phap/{name}", "--offline")
        assert "\x1b" not in answer.out
        assert told in answer.out
    # nothing of it is taken over, even where somebody tries
    for name in ("link", "markup"):
        assert office("accept", f"so-tu-phap/{name}", "--offline", "--no-send").code == 1
    assert standing(office) == before


@pytest.mark.long
def test_a_hundred_megabytes_and_a_hundred_thousand_files_end_soon(enemy: Enemy, office: CommandLine) -> None:
    enemy.send("large", ("100644", enemy.blob(b"#" * 100 * 1024 * 1024), str(enemy.record)))
    plain = enemy.blob(b"x")
    folder = enemy.record.parent
    enemy.send("many", *(("100644", plain, f"{folder}/{number:06d}.toml") for number in range(100_000)))
    before = standing(office)
    listed = office("inbox")
    assert listed.code == 0, listed.err
    assert "it has more than 65536 bytes" in office("review", "so-tu-phap/large", "--offline").out
    many = office("review", "so-tu-phap/many", "--offline").out
    assert "too large, or damaged" in many or "passed over" in many
    assert standing(office) == before
    assert git(office.folder, "status", "--porcelain") == ""
