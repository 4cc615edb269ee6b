"""The whole round over a real sshd on the loopback: a bare repository, the office and three agencies with their keys.

Needs the programs sshd, ssh-keygen and git-shell, a free port, and the right to start sshd as the user at work.
"""

import asyncio
import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Answer, CommandLine
from tests.desk import Desk
from tests.offices import JUSTICE, OFFICE, PLANNING, become, git, share

SSHD = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
FINANCE = ("Ngô Tài", "tai@taichinh.example")
PEOPLE = {
    "office": ("so-noi-vu", OFFICE),
    "planning": ("so-ke-hoach-va-dau-tu", PLANNING),
    "justice": ("so-tu-phap", JUSTICE),
    "finance": ("so-tai-chinh", FINANCE),
    "nobody": ("", ("Ai", "ai@do.example")),
}

pytestmark = [pytest.mark.long, pytest.mark.skipif(SSHD is None, reason="there is no sshd")]


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class Server:
    """An sshd with one key for each person, and everybody's copy of the plan."""

    def __init__(self, small: Path, place: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.place, self.port = place, free_port()
        self.bare = share(small, place)
        hook = self.bare / "hooks" / "pre-receive"
        hook.write_text(f"#!/bin/sh\nexec {sys.executable} -m tracker serve-hook pre-receive\n", encoding="utf-8")
        hook.chmod(0o755)
        keys = [self._key(name, agency) for name, (agency, _) in PEOPLE.items()]
        (place / "authorized_keys").write_text("".join(keys))
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / "host")], check=True)
        (place / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {place}/host\n"
            f"AuthorizedKeysFile {place}/authorized_keys\n"
            f"PidFile {place}/sshd.pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\nAcceptEnv LANG LC_*\n"
        )
        self.log = (place / "sshd.log").open("wb")
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.start()
        self.lines = {name: CommandLine(self._copy(name), capture) for name in PEOPLE}

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(SSHD), "-D", "-e", "-f", str(self.place / "sshd_config")], stdout=self.log, stderr=self.log
        )
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError((self.place / "sshd.log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def _key(self, name: str, agency: str) -> str:
        file = self.place / f"key-{name}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
        known = f"TRACKER_AGENCY={agency} " if agency else ""
        command = f'{known}TRACKER_LANG=en git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"'
        return f'restrict,command="{command}" {file.with_suffix(".pub").read_text()}'

    def ssh(self, name: str) -> str:
        known = "-oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null -oIdentitiesOnly=yes -oLogLevel=ERROR"
        return f"ssh -F none -i {self.place}/key-{name} {known} -oBatchMode=yes"

    def _copy(self, name: str) -> Path:
        url = f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{self.bare}"
        folder = self.place / name
        git(self.place, "-c", f"core.sshCommand={self.ssh(name)}", "clone", "-q", url, str(folder))
        git(folder, "config", "core.sshCommand", self.ssh(name))
        become(folder, PEOPLE[name][1])
        return folder

    def __call__(self, who: str, *arguments: str) -> Answer:
        return self.lines[who](*arguments)

    def push(self, who: str, *what: str) -> str:
        """Push with git alone; return what the server says, nothing where it takes it."""
        before = git(self.bare, "for-each-ref")
        try:
            git(self.lines[who].folder, "push", "-q", "origin", *what)
        except AssertionError as refused:
            assert git(self.bare, "for-each-ref") == before
            return str(refused)
        return ""

    def change(self, who: str, path: str, old: str, new: str) -> None:
        """Commit a change of a file by hand."""
        folder = self.lines[who].folder
        file = next(folder.glob(path))
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
        git(folder, "commit", "-q", "-a", "-m", "bằng tay")

    def reset(self, who: str) -> None:
        git(self.lines[who].folder, "reset", "-q", "--hard", "origin/main")


@pytest.fixture
def server(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Server]:
    made = Server(small, tmp_path, capsys)
    yield made
    made.stop()
    made.log.close()


FIRST = "records/2022/01-*/01-*.toml"


def test_the_round_over_ssh(server: Server) -> None:
    # the office lets the third agency in, and gives both others a part in I.1
    server.change("office", "records/agencies/so-tai-chinh.toml", "identities = []", f'identities = ["{FINANCE[1]}"]')
    server("office", "set", "I.1", "coordinating=Sở Tư pháp")
    server("office", "set", "I.2", "lead=Sở Tài chính")
    assert server("office", "sync").code == 0
    for who in ("planning", "justice", "finance"):
        assert server(who, "sync").code == 0

    server("planning", "set", "I.1", "percent=40", "proposal=Xin gia hạn")
    server("justice", "set", "I.1", "obstacle=Chờ ý kiến Bộ Tư pháp")
    server("finance", "set", "I.2", "result+=Đã trình dự toán")
    for who in ("planning", "justice", "finance"):
        answer = server(who, "submit")
        assert answer.code == 0, answer.err
        assert "the office looks at it" in answer.out
    inbox = server("office", "inbox")
    assert "3 reports wait" in inbox.err
    assert inbox.out.count("all passes") == 3
    assert "✓ percent: (empty) → 40" in server("office", "review", "so-ke-hoach-va-dau-tu").out
    # the reviewer takes the percentage over with a value of their own, and returns the rest with a remark
    remark = ("--return", "I.1:proposal=đến ngày nào?")
    part = server("office", "accept", "so-ke-hoach-va-dau-tu", "I.1:percent", "--set", "I.1:percent=45", *remark)
    assert part.code == 0, part.err
    assert server("office", "accept", "so-tu-phap").code == 0
    assert server("office", "return", "so-tai-chinh", "--remark", "Thiếu số văn bản").code == 0
    back = server("planning", "sync")
    assert "đến ngày nào?" in back.out
    assert "tỷ lệ %: 40 → 45" in back.out
    assert "Thiếu số văn bản" in server("finance", "sync").out
    assert "đến ngày nào?" not in server("justice", "sync").out

    server("planning", "set", "I.1", "proposal=Xin gia hạn đến 30/11/2022")
    server("finance", "set", "I.2", "documents+=Tờ trình 12/TTr-STC ngày 1/9/2022")
    server("planning", "set", "I.1", "percent=60", "--reason", "Báo cáo 12/BC")
    assert server("planning", "submit").code == 0
    assert server("finance", "submit").code == 0
    # the plan changes in the same field before the report is accepted: all values are shown, and nothing is taken
    server("office", "set", "I.1", "percent=50")
    stopped = server("office", "accept", "so-ke-hoach-va-dau-tu")
    assert stopped.code == 1
    for told in ("before: 45", "yours: 50", "theirs: 60", f"{PLANNING[0]}, ", "why: Báo cáo 12/BC"):
        assert told in stopped.out
    for agency, decided in (("so-ke-hoach-va-dau-tu", ("--take", "I.1:percent=theirs")), ("so-tai-chinh", ())):
        done = server("office", "accept", agency, *decided)
        assert done.code == 0, done.err
    assert "0 reports wait" in server("office", "inbox").err
    for who in PEOPLE:
        assert server(who, "sync").code == 0
    heads = {git(line.folder, "rev-parse", "HEAD") for line in server.lines.values()}
    assert heads == {git(server.bare, "rev-parse", "main")}
    task = server.lines["nobody"].json("show", "I.1")["task"]
    assert (task["percent"], task["obstacle"], task["proposal"]) == (
        60,
        "Chờ ý kiến Bộ Tư pháp",
        "Xin gia hạn đến 30/11/2022",
    )
    assert git(server.bare, "fsck", "--strict", "--no-dangling") == ""
    assert server("office", "check").code == 0


def test_the_server_refuses_what_breaks_a_rule(server: Server) -> None:
    own = "HEAD:refs/heads/agency/so-tu-phap/x"
    server.change("justice", FIRST, 'percent = ""', "percent = 40")
    assert "neither leads nor coordinates" in server.push("justice", own)
    assert "agencies send reports with tracker submit" in server.push("justice", "HEAD:refs/heads/main")
    assert "another agency's" in server.push("justice", "HEAD:refs/heads/agency/so-ke-hoach-va-dau-tu/x")
    assert "branches of their own alone" in server.push("justice", "HEAD:refs/tags/v1")
    server.reset("justice")
    server.change("justice", "records/2022/plan.toml", "so-noi-vu", "so-tu-phap")
    assert "[office-file]" in server.push("justice", own)
    server.reset("justice")
    become(server.lines["planning"].folder, OFFICE)
    server.change("planning", FIRST, 'percent = ""', "percent = 40")
    assert "who is not of your agency" in server.push("planning", "HEAD:refs/heads/agency/so-ke-hoach-va-dau-tu/x")
    server.change("office", FIRST, 'percent = ""', "percent = 50")
    assert server.push("office", "HEAD:refs/heads/main") == ""
    git(server.lines["office"].folder, "commit", "-q", "--amend", "-m", "khác")
    assert "take back what is there" in server.push("office", "+HEAD:refs/heads/main")
    assert "speaks for no agency" in server.push("nobody", "HEAD:refs/heads/x")
    # the key opens git and nothing else
    place = (f"{getpass.getuser()}@127.0.0.1", "-p", str(server.port))
    for asked in ("id", "git-upload-pack '/etc'; id", ""):
        done = subprocess.run(
            [*server.ssh("justice").split(), *place, asked], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        assert done.returncode != 0
        assert b"uid=" not in done.stdout


def test_a_server_that_is_gone_or_silent_changes_nothing(server: Server) -> None:
    assert server("planning", "set", "I.1", "percent=40").code == 0
    folder = server.lines["planning"].folder
    before = (git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain"))
    server.stop()
    answer = server("planning", "sync")
    assert (answer.code, "cannot be reached" in answer.err) == (1, True)
    assert server("planning", "submit").code == 1
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind(("127.0.0.1", server.port))
        silent.listen()
        began = time.monotonic()
        answer = server("planning", "sync", "--timeout", "2")
        assert time.monotonic() - began < 20
    assert "cannot be reached" in answer.err
    assert (git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")) == before
    server.start()
    assert server("planning", "submit").code == 0


def test_a_sync_is_stopped_at_once_while_the_server_is_silent(server: Server) -> None:
    server("office", "set", "I.1", "percent=40")
    folder = server.lines["office"].folder
    before = (git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain"))
    server.stop()
    with socket.socket() as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        silent.bind(("127.0.0.1", server.port))
        silent.listen()
        asyncio.run(sync_stop_and_leave(Desk(folder, server.place), server.port))
    deadline = time.monotonic() + 5
    while children(server.port):  # a process that was killed takes a moment to go
        assert time.monotonic() < deadline
    assert (git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain")) == before


async def sync_stop_and_leave(desk: Desk, port: int) -> None:
    """Begin a sync and stop it, then begin another and leave the app."""
    async with desk.open((80, 24)) as person:
        await person.press("g")
        await person.until(lambda: bool(children(port)))
        began = time.monotonic()
        await person.press("g")
        await person.until(lambda: not children(port))
        assert time.monotonic() - began < 10
        await person.quiet()
        await person.press("g")
        await person.until(lambda: bool(children(port)))
        began = time.monotonic()
    assert time.monotonic() - began < 15  # whoever leaves the app does not wait for a server either


def children(port: int) -> list[str]:
    """Return the processes that speak to the port: git and its ssh."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            command = file.read_bytes().decode("utf-8", "replace").replace("\0", " ")
            if command.startswith(("ssh ", "git ")) and (f":{port}" in command or f" {port} " in command):
                found.append(command)
    return found
