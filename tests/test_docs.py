"""The documentation says what the program does: generated pages, links, and every command a reader may copy."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

import pytest

from tools import reference
from tracker.cli.arguments import subcommands
from tracker.cli.main import build_parser
from tracker.language import LANGUAGES, words_for
from tracker.plan.agency import AgencyKind
from tracker.plan.fields import FIELDS
from tracker.plan.task import ScheduleKind, Status
from tracker.screens.commands import COMMANDS
from tracker.screens.keys import key_name

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = (*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")))
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]

_BLOCK = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")


def blocks(text: str, language: str) -> list[str]:
    """Return the code blocks of a page in this language."""
    return [match["text"] for match in _BLOCK.finditer(text) if match["language"] == language]


def prose(text: str) -> str:
    """Return a page without its code."""
    return re.sub(r"`[^`\n]*`", "", _BLOCK.sub("", text))


def anchors(text: str) -> set[str]:
    """Return the names a forge gives the headings of a page."""
    heads = re.findall(r"^#+ (.+)$", _BLOCK.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def commands(block: str) -> list[str]:
    """Return the commands of a block of shell, one on a line."""
    return [line for line in block.replace("\\\n", " ").splitlines() if line.strip()]


# --- generated pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "make"), reference.PAGES, ids=[name for name, _ in reference.PAGES])
def test_a_generated_page_is_what_the_program_says_now(name: str, make: Callable[[], str]) -> None:
    assert (reference.REFERENCE / name).read_text(encoding="utf-8") == make(), "run make docs"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, _, _ in reference.PICTURES])
def test_a_picture_is_there_and_fetches_nothing(name: str, language: str) -> None:
    text = reference.picture_path(name, language).read_text(encoding="utf-8")
    expat.ParserCreate().Parse(text, True)
    assert "<text" in text
    assert "url(&quot;" not in text
    assert 'url("' not in text
    assert "terminal-" not in text


def test_the_page_on_architecture_tells_of_every_module_and_folder_beside_the_faces() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", text[text.index("## Layers") : text.index("## Reading")]))
    named |= {f"wiring.{each}" for each in re.findall(r"`(?:wiring\.)?(\w+)`", text[text.index("## The app") :])}
    modules = [each.stem for each in (ROOT / "tracker").glob("*.py") if not each.stem.startswith("__")]
    folders = [each.parent.name for each in (ROOT / "tracker").glob("*/__init__.py") if each.parent.name != "wiring"]
    parts = [f"wiring.{each.stem}" for each in (ROOT / "tracker" / "wiring").glob("*.py") if each.stem != "__init__"]
    assert parts
    assert [each for each in (*modules, *folders, *parts) if each not in named] == []


def test_every_command_of_the_parser_has_its_place_on_the_page() -> None:
    text = (reference.REFERENCE / "commands.md").read_text(encoding="utf-8")
    found = [name for name, _ in subcommands(build_parser(words_for("en")))]
    assert found
    assert [name for name in found if f"\n## {name}\n" not in text] == []


def test_every_command_and_key_of_the_registry_has_its_place_on_the_page_of_keys() -> None:
    text = (reference.REFERENCE / "keys.md").read_text(encoding="utf-8")
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in text.splitlines() if line.startswith("| `")}
    for each in COMMANDS:
        row = rows[f"`{each.id}`"]
        assert all(f"`{key_name(key)}`" in row for key in each.keys)


# --- pages written by hand ------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_relative_link_leads_somewhere(name: str) -> None:
    page = ROOT / name
    broken = []
    for match in _LINK.finditer(_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        target, _, anchor = match["target"].partition("#")
        if "://" in target:
            continue
        found = (page.parent / target) if target else page
        if not found.exists() or (anchor and anchor not in anchors(found.read_text(encoding="utf-8"))):
            broken.append(match["target"])
    assert broken == []


def test_every_page_is_reached_from_the_index() -> None:
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = {(DOCS / match["target"].partition("#")[0]).resolve() for match in _LINK.finditer(text)}
    pages = {page.resolve() for page in DOCS.rglob("*.md")} - {DOCS / "index.md"}
    assert sorted(str(each.relative_to(DOCS)) for each in pages - linked) == []


@pytest.mark.parametrize("name", NAMES)
def test_prose_is_plain(name: str) -> None:
    text = prose((ROOT / name).read_text(encoding="utf-8"))
    assert re.findall(r"(?i)\bsimply\b|\beasily\b|\w!(?=\s|$)", text) == []


def test_the_record_format_names_every_key_and_every_word() -> None:
    text = (reference.REFERENCE / "record-format.md").read_text(encoding="utf-8")
    agency = tomllib.loads((ROOT / "records/agencies/so-noi-vu.toml").read_text(encoding="utf-8"))
    settings = tomllib.loads((ROOT / "records/2022/plan.toml").read_text(encoding="utf-8"))
    wanted = {each.name for each in FIELDS} | set(agency) | set(settings) - {"decision"}
    wanted |= {each.value for words in (Status, ScheduleKind, AgencyKind) for each in words}
    assert sorted(each for each in wanted if f"`{each}`" not in text) == []


def test_the_record_format_describes_the_keys_of_a_record_in_their_order() -> None:
    text = (reference.REFERENCE / "record-format.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (?:`(\w+)`|\*\*`\[(\w+)\]`\*\*) \|", text.partition("## `plan.toml`")[0], re.MULTILINE)
    described, table = [], ""
    for key, head in rows:
        table = head or table
        if key:
            described.append(f"{table}.{key}" if table else key)
    assert described == [each.key for each in FIELDS]


# --- what a reader may copy -----------------------------------------------------------------------


@pytest.fixture
def environment(tmp_path: Path) -> Mapping[str, str]:
    """Return an environment with nothing of the developer's in it but the way to the programs."""
    home = tmp_path / "home"
    temporary = tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Nguyễn Văn An\n\temail = an@example.vn\n[safe]\n\tdirectory = *\n", encoding="utf-8"
    )
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "TMPDIR": str(temporary),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LANG": "C.UTF-8",
        "TZ": "Asia/Ho_Chi_Minh",
    }


@pytest.fixture
def clone(tmp_path: Path, environment: Mapping[str, str]) -> Path:
    """Return a clone of this repository, as a reader has it."""
    folder = tmp_path / "tracker"
    run(["git", "clone", "--quiet", str(ROOT), str(folder)], tmp_path, environment)
    return folder


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a command that must succeed, and return what it answers."""
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout.decode()}{done.stderr.decode()}"
    return done.stdout.decode()


def test_every_command_of_the_readme_does_its_work(clone: Path, environment: Mapping[str, str]) -> None:
    ran = 0
    for block in blocks(README.read_text(encoding="utf-8"), "sh"):
        lines = commands(block)
        if not any(line.startswith("make ") for line in lines):
            run(["sh", "-euc", block], clone, environment)
            ran += len(lines)
    assert ran > 10


@pytest.mark.parametrize("name", NAMES)
def test_every_make_target_of_a_page_is_one(name: str, environment: Mapping[str, str]) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    found = [line for block in blocks(text, "sh") for line in commands(block) if line.startswith("make ")]
    found += re.findall(r"`(make [^`]+)`", text)
    for line in found:
        run(["make", "--dry-run", *shlex.split(line)[1:]], ROOT, environment)


@pytest.mark.parametrize("name", NAMES)
def test_every_tracker_command_of_a_page_is_understood(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = [line for block in blocks(text, "sh") for line in commands(block)]
    asked = [shlex.split(line.partition(" > ")[0])[1:] for line in lines if line.startswith("tracker ")]
    asked += [shlex.split(match) for match in re.findall(r'make run ARGS="?([^"`\n]+)"?', "\n".join(lines))]
    parser = build_parser(words_for("en"))
    for arguments in asked:
        parser.parse_args(arguments)


def test_the_readme_keeps_its_order() -> None:
    text = README.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ .+$", _BLOCK.sub("", text), re.MULTILINE)
    assert headings == [
        "# tracker",
        "## A record and the commit an edit makes",
        "## What it does that nothing else does",
        "## Install and run",
        "## Dành cho cán bộ",
        "## Links",
    ]
    sentence, picture = text.split("\n\n")[1:3]
    assert sentence.count(".") == 1
    assert picture.startswith("![")


def test_the_record_of_the_readme_is_a_real_one_shortened() -> None:
    block = blocks(README.read_text(encoding="utf-8"), "toml")[0]
    (file,) = ROOT.glob("records/2022/01-*/02-*.toml")
    real = iter(file.read_text(encoding="utf-8").split("\n"))
    assert [line for line in block.splitlines() if line not in real] == []


def test_the_commit_of_the_readme_is_a_real_one_shortened(clone: Path, environment: Mapping[str, str]) -> None:
    block = blocks(README.read_text(encoding="utf-8"), "text")[0]
    (file,) = ROOT.glob("records/2022/01-*/02-*.toml")
    asked = ["git", "log", "-z", "--format=%B", "--", file.relative_to(ROOT).as_posix()]
    messages = run(asked, clone, environment).split("\0")
    assert any(set(block.splitlines()) <= set(message.splitlines()) for message in messages)


# --- JSON documents -------------------------------------------------------------------------------

JSON_COMMANDS = (
    ["list", "--json"],
    ["views", "--json"],
    ["show", "I.2", "--json"],
    ["overview", "--json"],
    ["check", "--json"],
    ["agenda", "--json"],
    ["stats", "--json"],
    ["report", "--format", "json"],
    ["changes", "231fd7f..HEAD", "--json"],
    ["periods", "--json"],
    ["why", "I.1", "--json"],
    ["agency", "SNV", "--json"],
    ["area", "VI", "--json"],
    ["log", "I.2", "--json"],
    ["log", "--json"],
    ["keys", "--json"],
    ["set", "I.2", "status=paused", "--dry-run", "--json"],
    ["set", "I.2", "status=paused", "--json"],
    ["undo", "--json"],
    ["owing", "--json"],
    ["succession", "--on", "1/3/2025", "--json"],
    ["new-year", "2023", "--json"],
)


def keys_of(value: object) -> Iterator[str]:
    """Give every key of a JSON document, however deep."""
    if isinstance(value, dict):
        for key, held in value.items():
            yield key
            yield from keys_of(held)
    elif isinstance(value, list):
        for each in value:
            yield from keys_of(each)


def test_every_json_document_and_every_key_of_it_is_described(clone: Path, environment: Mapping[str, str]) -> None:
    text = (reference.REFERENCE / "json.md").read_text(encoding="utf-8")
    (clone / "records/2022/01-cai-cach-the-che/99-hong.toml").write_text('id = "2022-I-09"\n', encoding="utf-8")
    for arguments in JSON_COMMANDS:
        done = subprocess.run(
            ["tracker", *arguments], cwd=clone, env=dict(environment), capture_output=True, check=False
        )
        document = json.loads(done.stdout)
        assert f"\n## {document['kind']}\n" in text
        assert document["format"] == 1
        assert sorted({key for key in keys_of(document) if f"`{key}`" not in text}) == []
