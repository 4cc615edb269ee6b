"""Text of records, commits, branches and files does nothing to a terminal or to the program, on any screen.

Everything here runs in a real pseudo-terminal that keeps every byte: what is not Textual's own, or for a
command not plain text, has come from the data. The world has hostile text wherever a repository takes any.
"""

import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.desk import AN, NOW, ROOT, run_git
from tests.terminal import Terminal, violations
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.task import Status
from tracker.storage.drafts import Draft, Drafts
from tracker.workspace import Workspace

TRACKER = Path(sys.executable).parent / "tracker"

MARKUP: Final = "[red]x[/] [@click=app.quit]y[/]"
ACTING: Final = (
    "[/]",
    "\x1b[31mRED\x1b[2J\x1b[H",
    "\x1b]0;TITLE\x07",
    "\x1b]8;;https://evil.example/\x1b\\LINK\x1b]8;;\x1b\\",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x9b31mC1\x9d0;C1TITLE\x9c",
    "\x1bP$qm\x1b\\\x1b[6n",
    "RLO\u202egnp.exe\u202c\u2066LRI\u2069",
    "ZW\u200b\u200d\ufeffSP",
    "TAG\U000e0041\U000e0042",
    "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b",
    "cr\rover\x07bell\x08bs\x00nul",
    "{braces} %s %(name)s",
)
"""Text that acts, or tries to, on a terminal, on markup, or on whoever formats it."""

PLANTED: Final = (
    "\x1b]0;",
    "\x1b]8;",
    "\x1b]52;",
    "\x1b[2J\x1b[H",
    "\x1bP$q",
    "\x1b[6n",
    "\x9b",
    "\x9d",
    "\u202e",
    "\u200b",
)
BRANCHES: Final = ("refs/heads/--output=x", "refs/heads/\u202ehcnarb\u200b")
LONG: Final = "dài " * 600

_ESCAPE_TO_TOML: Final = {'"': '\\"', "\\": "\\\\"}
_GIT_KEEPS: Final = " ".join(each.replace("\x00", "").replace("\r", "") for each in ACTING)


def evil(name: str, *, long: bool = False) -> str:
    """Return hostile text that can be told by its name."""
    return f"{name} {MARKUP} {' '.join(ACTING)}{' ' + LONG if long else ''} {name}end"


def quoted(text: str) -> str:
    """Return the text as a basic string of TOML, with escapes for all that is not plain ASCII."""
    parts = (_ESCAPE_TO_TOML.get(each, each) if " " <= each <= "~" else f"\\U{ord(each):08x}" for each in text)
    return f'"{"".join(parts)}"'


def put(text: str, key: str, value: str) -> str:
    """Return the record with another value of a key."""
    found = re.compile(rf'^{key} = (?:"""\n.*?"""|\[\n.*?^\]|[^\n]*)$', re.MULTILINE | re.DOTALL)
    revised, count = found.subn(lambda _: f"{key} = {value}", text, count=1)
    assert count == 1, key
    return revised


@dataclass(frozen=True)
class World:
    """A repository that is hostile throughout, and the environment to run the tracker in."""

    folder: Path
    environment: dict[str, str]

    @property
    def records(self) -> Path:
        return self.folder / "records"

    def workspace(self) -> Workspace:
        return Workspace.open(self.records, now=lambda: NOW)

    def run(self, *arguments: str, size: tuple[int, int] = (100, 40)) -> Terminal:
        return Terminal([str(TRACKER), *arguments], cwd=self.folder, env=self.environment, size=size)


def write_records(records: Path) -> None:
    """Write hostile records in the place of some of the shipped ones."""
    shutil.copytree(ROOT / "records" / "agencies", records / "agencies")
    area = records / "2022" / "01-cai-cach-the-che"
    area.mkdir(parents=True)
    source = ROOT / "records" / "2022"
    settings = (source / "plan.toml").read_text("utf-8")
    settings = put(settings, "title", quoted(evil("PLAN")))
    settings = put(settings, "short", quoted("SHORT " + MARKUP + "\x1b]0;TITLE\x07"))
    settings = settings.replace('"Cải cách thể chế"', quoted(evil("AREA"))).replace(
        '"Thể chế"', quoted(evil("AREASHORT"))
    )
    (records / "2022" / "plan.toml").write_text(settings, encoding="utf-8")
    for name in ("so-ke-hoach-va-dau-tu", "nhom-co-quan-don-vi-lien-quan", "so-noi-vu"):
        path = records / "agencies" / f"{name}.toml"
        text = put(path.read_text("utf-8"), "name", quoted(evil("AGENCY")))
        path.write_text(
            put(text, "short", f"[\n    {quoted('AGSHORT ' + MARKUP + ACTING[2] + ACTING[5])},\n]"), encoding="utf-8"
        )
    for number, task in enumerate(sorted((source / "01-cai-cach-the-che").glob("*.toml"))[:3], 1):
        text = task.read_text("utf-8")
        for key in ("title", "product", "source", "text", "condition", "obstacle", "proposal", "awaiting", "result"):
            text = put(text, key, quoted(evil(key.upper(), long=number == 2 and key in ("title", "result"))))
        text = put(text, "others", f'[\n    {{ agency = "so-noi-vu", role = {quoted(evil("ROLE"))} }},\n]')
        text = put(text, "extensions", f"[\n    {{ due = 2022-12-30, decision = {quoted(evil('DECISION'))} }},\n]")
        named = f"kind = {quoted(evil('KIND'))}, number = {quoted(evil('NUMBER'))}"
        document = f'{{ {named}, date = 2022-08-17, issuer = "so-noi-vu" }}'
        text = put(text, "documents", f"[\n    {document},\n]")
        if number == 3:
            text = put(text, "reporter", quoted(evil("REPORTER")))
            text = put(text, "lead", f"[\n    {quoted(evil('NOBODY'))},\n]")
        (area / task.name).write_text(text, encoding="utf-8")
    broken = (
        os.fsencode("50-" + MARKUP.replace("/", "!") + ".toml"),
        b"51-\x1b]0;TITLE\x07.toml",
        os.fsencode("52-\u202elmot.toml"),
        b"53-\xff\x9b31m.toml",
        b"--output=x.toml",
    )
    for file in broken:
        path = Path(os.fsdecode(os.fsencode(area) + b"/" + file))
        path.write_bytes(b'id = "2022-I-50"\n' if file.startswith(b"-") else b"id = 7\n")
    (area / "60-text.toml").write_text(
        f"id = {quoted(evil('ID'))}\ntitle = 7\n{quoted(evil('KEY'))} = 1\n", encoding="utf-8"
    )
    (area / "61-torn.toml").write_text('id = "\x1b]0;TITLE\x07\u202e\n', encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Return the hostile world, made once."""
    base = tmp_path_factory.mktemp("hostile")
    home = base / "home"
    home.mkdir()
    (home / ".config" / "tracker").mkdir(parents=True)
    (home / ".config" / "tracker" / "config.toml").write_text("greeted = true\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".state"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "TRACKER_LANG": "en",
        "TRACKER_RECORDS": "",
        "EMAIL": "",
    }
    folder = base / "plan \x1b]0;TITLE\x07 [red]x[!]"
    folder.mkdir()
    write_records(folder / "records")
    commit = (
        ("init", "-q", "-b", "main"),
        ("config", "user.name", AN.name),
        ("config", "user.email", AN.email),
        ("add", "--all"),
        ("commit", "-q", "-m", "begin"),
    )
    for arguments in commit:
        run_git(folder, *arguments, environment=environment)
    world = World(folder, environment)
    # an edit by somebody whose name is hostile, and one of one's own whose subject is
    record = next((folder / "records" / "2022" / "01-cai-cach-the-che").glob("01-*.toml"))
    record.write_text(put(record.read_text("utf-8"), "status", '"paused"'), encoding="utf-8")
    named = environment | {"GIT_AUTHOR_NAME": f"AUTHOR {MARKUP} {_GIT_KEEPS}"}
    run_git(folder, "commit", "-qam", f"SUBJECT {_GIT_KEEPS}\n\nEdit: set\nTask: 2022-I-01", environment=named)
    record.write_text(put(record.read_text("utf-8"), "status", '"in-progress"'), encoding="utf-8")
    body = f"SUBJECT {MARKUP} {_GIT_KEEPS}\n\nBODY {_GIT_KEEPS}\n\nEdit: set\nTask: 2022-I-01"
    run_git(folder, "commit", "-qam", body, environment=environment)
    for branch in BRANCHES:
        run_git(folder, "update-ref", branch, "HEAD", environment=environment)
    run_git(folder, "symbolic-ref", "HEAD", BRANCHES[0], environment=environment)
    return world


@pytest.fixture
def world(hostile: World, tmp_path: Path) -> World:
    """Return the hostile world in a copy of one's own."""
    folder = tmp_path / hostile.folder.name
    shutil.copytree(hostile.folder, folder, symlinks=True)
    return World(folder, hostile.environment | {"XDG_STATE_HOME": str(tmp_path / "state")})


def click_markup(terminal: Terminal) -> int:
    """Click on the text of every link of the data that is on the screen."""
    clicked = 0
    for row, line in enumerate(terminal.screen().split("\n"), 1):
        for match in list(re.finditer(r"quit\]y|\]x\[|LINK", line))[:1]:
            column = match.end()
            terminal.type(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
            clicked += 1
    terminal.read_until_quiet(0.2)
    assert terminal.process.poll() is None, "an action of the data was carried out"
    return clicked


def walk(terminal: Terminal, *steps: tuple[str, str]) -> None:
    """Type keys, and after each wait for a text; what is on the screen then stays in the recording.

    After Escape the screen is given time to change: an Escape with a key close behind it is another key.
    """
    for keys, text in steps:
        before = terminal.screen()
        terminal.type(keys)
        for _ in range(10 if keys == ESCAPE else 0):
            if terminal.screen() != before:
                break
            terminal.read_until_quiet(0.1)
        terminal.wait_for(text)
        terminal.read_until_quiet(0.05)


DOWN, UP, PAGE_DOWN, FIRST, END, ESCAPE = "\x1b[B", "\x1b[A", "\x1b[6~", "\x1b[1;5H", "\x1b[F", "\x1b"
HISTORY: Final = "\x1b[17~"  # F6


@pytest.mark.long
def test_the_plan_is_walked_and_nothing_of_its_text_acts(world: World) -> None:
    with world.run() as terminal:
        terminal.wait_for("4 of 4 tasks · 6 records cannot be read")
        walk(
            terminal,
            (DOWN, "I AREA"),
            ("2", "AGSHORT"),
            (DOWN, "leads "),
            (DOWN, "AGSHORT"),
            ("1", "Everything · 4 of 4"),
            ("\t", "records cannot be read"),
            (FIRST, "records cannot be read"),
        )
        for _ in range(6):  # each broken record, with its problems
            walk(terminal, ("\r", "this record cannot be read"), (ESCAPE, "4 of 4"), (DOWN, "4 of 4"))
        walk(terminal, ("\r", "SHORT"), *[(PAGE_DOWN, "")] * 7, (HISTORY, "History"), (ESCAPE, "4 of 4"))
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.violations(PLANTED) == []


@pytest.mark.long
def test_a_click_on_the_text_of_a_record_does_nothing_it_says(world: World) -> None:
    with world.run(size=(100, 90)) as terminal:
        terminal.wait_for("4 of 4 tasks · 6 records cannot be read")
        clicked = click_markup(terminal)
        walk(terminal, (ESCAPE, "status"), (ESCAPE, "4 of 4"), ("1", "4 of 4"), ("\t", "4 of 4"), (FIRST, "4 of 4"))
        walk(terminal, ("\r", "this record cannot be read"))
        clicked += click_markup(terminal)
        walk(terminal, (ESCAPE, "4 of 4"), ("/", "search"), ("I.1", "1 of 4"), ("\r", "No."), ("\r", "PRODUCTend"))
        clicked += click_markup(terminal)
        assert clicked > 20
        assert terminal.violations(PLANTED) == []


@pytest.mark.long
def test_fields_and_dialogs_show_hostile_text_and_nothing_acts(world: World) -> None:
    with world.run(size=(80, 24)) as terminal:
        terminal.wait_for("records cannot be read")
        walk(
            terminal,
            ("/", "search"),
            (f"\x1b[200~{MARKUP}\x1b]0;TITLE\x07\x1b[201~", "[red]x"),
            (ESCAPE, "4 of 4"),
            ("/", "search"),
            ("I.1", "1 of 4"),
            ("\r", "1 of 4"),
            ("\r", "status"),
            ("k", "one fact on a line"),
            (END, "one fact"),
            ("!", "hidden"),
            (ESCAPE, "status"),
            ("v", "document"),
            ("!", "recognised"),
            (ESCAPE, "status"),
            ("n", "dd/mm/yyyy"),
            ("\x1b[200~[/]\u202e[red]\x1b[201~", "is no date"),
            (ESCAPE, "status"),
            ("\x1b[20~", "status"),  # F9 drops
            ("u", "Put back your last edit?"),
        )
        assert "SUBJECT" in terminal.screen()
        click_markup(terminal)
        walk(terminal, (ESCAPE, "status"), ("\x10", "Commands"), ("zz[red]", "zz[red]"), (ESCAPE, "status"))
        walk(terminal, ("?", "Keys"), (ESCAPE, "status"), ("s", "Enter chooses"), (UP + "\r", "will be saved"))
        edit = Edit(
            wishes=(
                Wish(field=FIELD_BY_KEY["progress.status"], value=Status.WAITING),
                Wish(field=FIELD_BY_KEY["progress.percent"], value=4),
            )
        )
        world.workspace().apply("2022-I-01", edit, identity=AN)
        walk(terminal, ("\x13", "as it is now"))
        click_markup(terminal)
        walk(terminal, (ESCAPE, "status"), ("", "◌ waiting for a higher level"))
        hook = world.folder / ".git" / "hooks" / "pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(
            "#!/bin/sh\nprintf 'HOOK [red]x[/] \\033]0;TITLE\\007 \\302\\233 \\377'\nexit 1\n", encoding="utf-8"
        )
        hook.chmod(0o755)
        walk(terminal, ("s", "Enter chooses"), (UP + "\r", "will be saved"), ("\x13", "HOOK"))
        click_markup(terminal)
        hook.unlink()
        walk(terminal, ("\x1bOQ", "puts it back"))  # F2
        lock = world.folder / ".git" / "index.lock"
        lock.touch()
        os.utime(lock, (1, 1))
        walk(terminal, ("\x1b[15~", "read only"))  # F5
        click_markup(terminal)
        lock.unlink()
        walk(terminal, (ESCAPE, "status"))
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.violations(PLANTED) == []


@pytest.mark.long
def test_a_hostile_value_that_moved_underneath_is_shown_and_nothing_acts(world: World) -> None:
    with world.run(size=(80, 24)) as terminal:
        terminal.wait_for("records cannot be read")
        walk(terminal, ("/", "search"), ("I.1", "1 of 4"), ("\r", "No."), ("\r", "status"), ("k", "one fact on a line"))
        terminal.type("\x15" * 3)
        terminal.type("\x1b[1;5H" + "\x1b[1;6F" + "của tôi")
        terminal.read_until_quiet(0.2)
        record = next(world.records.rglob("01-ban-hanh-chuong-trinh-xuc-tien*.toml"))
        text = put(record.read_text("utf-8"), "result", quoted(evil("MOVED")))
        record.write_text(text, encoding="utf-8")
        run_git(world.folder, "commit", "-qam", "moved", environment=world.environment)
        terminal.type("\x13")
        terminal.read_until_quiet(0.5)
        click_markup(terminal)
        assert terminal.violations(PLANTED) == []


def test_hostile_drafts_are_offered_and_nothing_acts(world: World) -> None:
    drafts = Drafts(Path(world.environment["XDG_STATE_HOME"]) / "tracker" / "drafts")
    for field in ("progress.result", "progress.completed", "progress.documents"):
        drafts.save(
            Draft(
                repository=str(world.records.resolve()),
                task="2022-I-01",
                field=field,
                text=evil("DRAFT"),
                base="",
                base_value=evil("BASE"),
                saved_at="2022-10-07T00:00:00+00:00",
            )
        )
    with world.run(size=(80, 24)) as terminal:
        terminal.wait_for("Unsaved text from last time")
        terminal.wait_for("DRAFT")
        click_markup(terminal)
        walk(terminal, ("\r", "cannot be taken"), ("k", "hidden"), (ESCAPE, "status"), ("n", "17/8/2022"))
        assert terminal.violations(PLANTED) == []


def test_a_hostile_name_of_the_branch_injects_nothing(world: World) -> None:
    run_git(world.folder, "symbolic-ref", "HEAD", BRANCHES[1], environment=world.environment)
    with world.run(size=(80, 24)) as terminal:
        terminal.wait_for("records cannot be read")
        click_markup(terminal)
        terminal.type("q")
        assert terminal.wait() == 0
        assert terminal.violations(PLANTED) == []
    with world.run("set", "I.1", "status=waiting", "awaiting=Bộ Nội vụ") as terminal:
        terminal.wait()
        assert acts(bytes(terminal.raw)) == []
    assert not (world.folder / "x").exists()


ARGUMENT: Final = f"{MARKUP} {_GIT_KEEPS} --output=x"

COMMANDS: Final = (
    ("overview",),
    ("list",),
    ("list", "--json"),
    ("list", "--text", ARGUMENT),
    ("list", "--agency", ARGUMENT),
    ("list", "--area", ARGUMENT),
    ("list", "--status", ARGUMENT),
    ("show", "I.1"),
    ("show", "I.2"),
    ("show", "I.3", "--json"),
    ("show", ARGUMENT),
    ("log",),
    ("log", "--json"),
    ("log", "I.1"),
    ("log", "I.1", "--json"),
    ("log", ARGUMENT),
    ("check",),
    ("check", "--json"),
    ("set", "I.1", "status=paused", "--dry-run"),
    ("set", "I.1", "status=paused", "--reason", ARGUMENT),
    ("set", "I.1", "percent=5", "--reason", ARGUMENT, "--json"),
    ("set", "I.1", f"status={ARGUMENT}"),
    ("set", "I.1", f"result={ARGUMENT}"),
    ("set", "I.1", f"documents+={ARGUMENT}"),
    ("set", "I.1", f"completed={ARGUMENT}"),
    ("set", "I.1", ARGUMENT),
    ("set", "I.1", f"result=@{ARGUMENT}"),
    ("undo",),
    ("undo", "I.1", "--json"),
    ("undo", ARGUMENT),
    ("add", "I", "--title", ARGUMENT),
    ("add", "I", "--title", "một việc mới", "--schedule", ARGUMENT, "--json"),
    ("add", ARGUMENT, "--title", "x"),
    ("add", "I", "--title", "x", "--lead", ARGUMENT),
    ("list", "--on", ARGUMENT),
    ("--records", ARGUMENT, "list"),
    ("--year", ARGUMENT, "list"),
    (ARGUMENT,),
    ("list", ARGUMENT),
    ("list", f"--{ARGUMENT}"),
    ("init", f"{ARGUMENT}/\x1b]0;TITLE\x07", "--title", ARGUMENT),
)


def acts(raw: bytes) -> list[str]:
    """Return what in the output of a command is not plain text."""
    return violations(raw, (*PLANTED, "\x1b"))


RUN_ALL = """
import json, os, sys
from pathlib import Path
from tracker.cli.main import main
for stream in (sys.stdout, sys.stderr):
    stream.reconfigure(encoding="utf-8", errors="backslashreplace")
for number, arguments in enumerate(json.loads(Path(sys.argv[1]).read_text())):
    print(f"=== {number}", flush=True)
    code = main(arguments, os.environ, Path.cwd())
    print(f"exit {code}", flush=True)
"""
"""Runs commands one after the other in one terminal, without the time it takes to start each."""


def test_every_command_prints_hostile_text_as_text(world: World, tmp_path: Path) -> None:
    (tmp_path / "commands.json").write_text(json.dumps(COMMANDS), encoding="utf-8")
    command = [sys.executable, "-c", RUN_ALL, str(tmp_path / "commands.json")]
    environment = world.environment | {"PYTHONPATH": str(ROOT)}
    with Terminal(command, cwd=world.folder, env=environment, size=(100, 40), emulate=False) as terminal:
        assert terminal.wait() == 0, bytes(terminal.raw[-3000:]).decode("utf-8", "replace")
        parts = bytes(terminal.raw).split(b"=== ")[1:]
    assert len(parts) == len(COMMANDS)
    faults = {command: found for command, raw in zip(COMMANDS, parts, strict=True) if (found := acts(raw))}
    assert faults == {}
    assert all(re.search(rb"exit [012]\r\n$", part) for part in parts)
    assert b"Traceback" not in terminal.raw
    assert sum(b"[@click=app.quit]y[/]" in part for part in parts) > len(COMMANDS) // 2
    assert not (world.folder / "x").exists()


@pytest.mark.parametrize("arguments", [("show", "I.1"), ("show", ARGUMENT), ("set", "I.1", f"status={ARGUMENT}")])
def test_the_installed_command_prints_hostile_text_as_text(world: World, arguments: tuple[str, ...]) -> None:
    with world.run(*arguments) as terminal:
        assert terminal.wait() in (0, 1)
        assert acts(bytes(terminal.raw)) == []
        assert b"[@click=app.quit]y[/]" in terminal.raw


LEAKING = """
import sys
import tracker.plan.characters as characters
characters.visible = lambda text, *, multiline=False: text
import tracker.screens.inert as inert
inert.guard = lambda app: None
from tracker.cli.main import run
sys.argv[0] = "tracker"
run()
"""


@pytest.mark.parametrize("arguments", [("show", "I.1"), ()])
def test_without_the_walls_the_recorder_sees_the_leak(world: World, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", LEAKING, *arguments]
    environment = world.environment | {"PYTHONPATH": str(ROOT)}
    with Terminal(command, cwd=world.folder, env=environment, size=(100, 40), emulate=False) as terminal:
        terminal.wait_for_bytes(b"TITLEend" if arguments else b"SHORT")
        terminal.read_until_quiet()
        assert any("planted" in each for each in terminal.violations(PLANTED))
