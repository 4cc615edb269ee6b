#!/usr/bin/env python3
"""Write the generated pages of docs/reference and the pictures of docs/images from the program itself.

The commands come from the parser, the keys from the bindings of the screens, the checks from the rules' own
source, and the pictures from the real app over a copy of the shipped plan. Run it with ``make docs``.
"""

import argparse
import ast
import asyncio
import contextlib
import html
import inspect
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from types import ModuleType

from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.worker import WorkerCancelled

from tracker import reading as reading_module
from tracker.app import TrackerApp
from tracker.cli.arguments import arguments, spelling, subcommands, usage
from tracker.cli.main import build_parser
from tracker.cli.manual import VARIABLES
from tracker.founding import found_demo
from tracker.language import LANGUAGES, words_for
from tracker.plan import check, schedule
from tracker.plan.columns import COLUMNS
from tracker.plan.fields import FIELDS, FieldKind
from tracker.plan.message import Message, say
from tracker.plan.query_reading import MAY_BE_EMPTY
from tracker.plan.query_words import CURRENT, FLAGS, KEYS, WORDS_OF, ValueKind
from tracker.plan.task import ScheduleKind, Status
from tracker.plan.timeliness import Timeliness
from tracker.plan.words import Words
from tracker.screens import marks
from tracker.screens.commands import SCOPES, Command, commands_of
from tracker.screens.keys import key_name
from tracker.storage import codec, register_codec, toml
from tracker.storage.drafts import Drafts
from tracker.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
IMAGES = ROOT / "docs" / "images"

GENERATED = "<!-- Written by tools/reference.py; run `make docs` instead of editing this page. -->"


# --- Markdown -------------------------------------------------------------------------------------


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a Markdown table; a cell keeps its text whatever stands in it."""
    lines = [_row(heads), _row(["---"] * len(heads))]
    return [*lines, *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(each.replace("|", "\\|").replace("\n", " ") for each in cells) + " |"


def code(text: str) -> str:
    """Return the text as Markdown code, empty text as nothing."""
    return f"`{text}`" if text else ""


def page(title: str, *blocks: Sequence[str]) -> str:
    """Return a generated page."""
    parts = [f"# {title}", GENERATED, *("\n".join(block) for block in blocks if block)]
    return "\n\n".join(parts) + "\n"


# --- Commands -------------------------------------------------------------------------------------


def commands_page() -> str:
    """Return the page of the command line."""
    words = words_for("en")
    parser = build_parser(words)
    blocks: list[Sequence[str]] = [
        [
            "The answer goes to standard output and talk to standard error. The exit code is 0 where the command was",
            "done, 1 where it was refused or problems were found, and 2 where it was misused. What `--json` prints is",
            "described in [json.md](json.md). Help and messages come in the language of `TRACKER_LANG`, of the",
            "preferences or of the plan (`vi`, `en`); the names of commands and options are the same in both.",
        ],
        ["```text", usage("tracker", parser, command=True), "```"],
        [f"{parser.description} {parser.epilog}"],
        ["Options before the command:"],
        options(parser),
        ["The environment:"],
        table(("Variable", "Meaning"), [(code(name), words(meaning)) for name, meaning in VARIABLES]),
    ]
    for name, command in subcommands(parser):
        described = command.description or ""
        blocks += [
            [f"## {name}"],
            [described[:1].upper() + described[1:] + "."],
            ["```text", usage(f"tracker {name}", command), "```"],
            options(command),
        ]
    return page("Commands", *blocks, *fields_blocks(), *words_blocks())


_TAKES = {
    FieldKind.TEXT: "text",
    FieldKind.LINES: "text, one fact on a line",
    FieldKind.STATUS: "a status",
    FieldKind.SCHEDULE_KIND: "a kind of schedule",
    FieldKind.DATE: "a date, dd/mm/yyyy",
    FieldKind.PERCENT: "a whole number from 0 to 100",
    FieldKind.AGENCY: "an agency",
    FieldKind.AGENCIES: "agencies, separated by ;",
    FieldKind.BODY: "an agency, or the name of another body",
    FieldKind.DOCUMENTS: "documents as they are cited, one on a line",
    FieldKind.ROLES: "agency: role, separated by ;",
    FieldKind.EXTENSIONS: "a date and the decision, separated by ;",
}


def fields_blocks() -> list[Sequence[str]]:
    """Return the fields ``set`` knows and what each takes."""
    vietnamese = words_for("vi")
    rows = [
        (
            code(each.table if each.name == "text" else each.name),
            code(each.key),
            vietnamese(each.title),
            _TAKES[each.kind],
        )
        for each in FIELDS
        if each.key != "id"
    ]
    return [
        ["## Fields"],
        ["`set` takes a field by its short name or its key. An empty value empties it, save for statuses and kinds."],
        table(("Field", "Key", "Vietnamese", "What it takes"), rows),
    ]


def words_blocks() -> list[Sequence[str]]:
    """Return the words of the closed sets, which commands take by either name."""
    english, vietnamese = words_for("en"), words_for("vi")
    blocks: list[Sequence[str]] = [
        ["## Words"],
        ["Where a command asks for one of these, it takes the word or its Vietnamese name, with or without tones."],
    ]
    sets: tuple[tuple[str, type[StrEnum]], ...] = (
        ("Status", Status),
        ("Timeliness", Timeliness),
        ("Kind of schedule", ScheduleKind),
    )
    for title, members in sets:
        rows = [(code(each.value), english.name(each), vietnamese.name(each)) for each in members]
        blocks.append(table((title, "Meaning", "Vietnamese"), rows))
    return blocks


def options(parser: argparse.ArgumentParser) -> list[str]:
    """Return the table of what a command takes; nothing where it takes nothing."""
    rows = [
        (code(spelling(each)), (each.help or "") if each.dest != "version" else "print the version and leave")
        for each in arguments(parser)
        if not isinstance(each.choices, dict)
    ]
    return table(("Argument", "Meaning"), rows) if rows else []


# --- Keys -----------------------------------------------------------------------------------------


def keys_page() -> str:
    """Return the page of the keys and marks."""
    english, vietnamese = words_for("en"), words_for("vi")
    blocks: list[Sequence[str]] = [
        [
            "A letter acts only while no field is being typed into, because Telex and VNI turn letters into tones.",
            "Every command has a key that is no letter, or is reached by arrows and Enter, and all of them stand in",
            "the list of commands (`Ctrl+P` or `F10`), which narrows as a name is typed, with or without tones.",
        ],
        [
            "The first column is the name of a command in the preferences, where it can be put on other keys:",
            "[your own keys and colours](../guides/your-own-keys-and-colours.md).",
        ],
    ]
    for scope, info in SCOPES.items():
        title = english(info.title)
        blocks += [[f"## {title[:1].upper()}{title[1:]}"], _commands_table(commands_of(scope), english, vietnamese)]
    blocks += [
        [
            "The arrows move in the list that has the focus, Tab and Shift+Tab go to the next part of the screen, and",
            "Enter goes from the navigator to the table and from the table to the sheet. Esc goes back one step.",
        ],
        ["## Marks"],
        [
            "A mark stands beside every colour, so that nothing is said by colour alone.",
        ],
        table(("Mark", "Meaning", "Vietnamese"), [(code(mark), *both) for mark, both in _marks(english, vietnamese)]),
    ]
    return page("Keys and marks", *blocks)


def _commands_table(commands: Iterable[Command], english: Words, vietnamese: Words) -> list[str]:
    rows = [
        (
            code(each.id),
            " ".join(code(key_name(key)) for key in each.keys),
            english(each.name),
            vietnamese(each.name),
            english(each.help) if each.help != each.name else "",
        )
        for each in commands
    ]
    return table(("Name", "Keys", "Command", "Vietnamese", "What it does"), rows)


def _marks(english: Words, vietnamese: Words) -> Iterator[tuple[str, tuple[str, str]]]:
    for status, mark in marks.STATUS_MARKS.items():
        yield mark, (english.name(status), vietnamese.name(status))
    for mark, message in _OTHER_MARKS:
        yield mark, (english(message), vietnamese(message))


_OTHER_MARKS: tuple[tuple[str, Message], ...] = (
    (marks.LATE, say("late: overdue, or done late")),
    (marks.SOON, say("due soon")),
    (marks.SILENT, say("no report yet")),
    (marks.PROBLEM, say("the check has found something; the sheet says what")),
    (marks.PENDING, say("unsaved changes")),
)


# --- Checks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One way a rule can speak up: its name, severity, field and the English message."""

    rule: str
    severity: str
    field: str
    message: str


def checks_page() -> str:
    """Return the page of the rules."""
    return page(
        "Checks",
        [
            "`tracker check` reads every record and never writes. Each problem names the file and line, its severity,",
            "the task and the field, and in brackets the rule. An error means that a file cannot be read; the record",
            "is then a red row in the app, nothing is written to it, and the check fails with exit code 1. A warning",
            "means that something is doubtful; it is shown and does not fail the check, unless `--strict` asks so.",
            "Words in braces are filled in.",
        ],
        ["## What keeps a file from being read, and what reading doubts"],
        _findings_table(merged(each for module in _READING for each in reading_findings(module))),
        ["## What is looked at in each task"],
        _findings_table(merged(rule_findings(check.TASK_RULES))),
        ["## What is found by comparing tasks"],
        _findings_table(merged(rule_findings(check.PLAN_RULES))),
    )


_READING: tuple[ModuleType, ...] = (toml, codec, register_codec, reading_module, check)


def _findings_table(findings: Iterable[Finding]) -> list[str]:
    rows = [(code(each.rule), each.severity, code(each.field), each.message) for each in findings]
    return table(("Rule", "Severity", "Field", "Message"), rows)


def merged(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings without repetition, those of one rule together, in the order of their first."""
    order = list(dict.fromkeys(findings))
    places: dict[str, int] = {}
    for each in order:
        places.setdefault(each.rule, len(places))
    return sorted(order, key=lambda each: places[each.rule])


def rule_findings(rules: Iterable[Callable[..., object]]) -> Iterator[Finding]:
    """Give what each rule can find, read from its source."""
    for rule in rules:
        tree = ast.parse(inspect.getsource(rule))
        for call in _calls(tree, "_warning"):
            _, name, key, message, *_ = call.args
            if ast.unparse(message) == "doubt":
                yield from (
                    Finding(rule=_text(name), severity="warning", field=_text(key), message=each)
                    for each in schedule_messages()
                )
                continue
            yield Finding(rule=_text(name), severity="warning", field=_text(key), message=_message(message))


def schedule_messages() -> Iterator[str]:
    """Give what a schedule can be doubted for: the messages of the function that asks and of those it calls."""
    functions = {
        node.name: node
        for node in ast.parse(inspect.getsource(schedule)).body
        if isinstance(node, ast.FunctionDef) and node.name.endswith(("_doubt", "_doubts"))
    }
    asked = functions["schedule_doubts"]
    called = [each for name, each in functions.items() if any(_calls(asked, name))]
    for function in (asked, *called):
        yield from (_message(call) for call in _calls(function, "say"))


def reading_findings(module: ModuleType) -> Iterator[Finding]:
    """Give what a module that reads files can find, read from its source."""
    tree = ast.parse(inspect.getsource(module))
    for severity in ("error", "warning"):
        for call in _calls(tree, severity):
            if len(call.args) >= 2 and _text(call.args[0]):
                named = {each.arg: each.value for each in call.keywords}
                yield Finding(
                    rule=_text(call.args[0]),
                    severity=severity,
                    field=_text(named["key"]) if "key" in named else "",
                    message=_message(call.args[1]),
                )
    for call in _calls(tree, "Problem"):
        named = {each.arg: each.value for each in call.keywords}
        if "rule" in named and _text(named["rule"]):
            weight = named["severity"]
            yield Finding(
                rule=_text(named["rule"]),
                severity=weight.attr.lower() if isinstance(weight, ast.Attribute) else "",
                field=_text(named["field"]) if "field" in named else "",
                message=_message(named["message"]),
            )
    for call in _calls(tree, "_wrong"):
        if len(call.args) == 2 and isinstance(call.args[1], ast.Call):
            wanted = _message(call.args[1])
            yield Finding(rule="wrong-type", severity="error", field="", message=f"{{key}} must be {wanted}.")


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called == name:
                yield node


_REFUSED = "{path} cannot be read as a record: {reason}."


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _message(node: ast.expr) -> str:
    if isinstance(node, ast.Call) and node.args:
        return _text(node.args[0])
    return _REFUSED if ast.unparse(node) == "refused.message" else ""


# --- Queries --------------------------------------------------------------------------------------

_QUERY_HEAD = """\
One language chooses tasks in the app and on the command line (`tracker list`), and is what a saved view keeps. Its
words are English and Vietnamese and may be mixed; tones, case, hyphens and underscores in them do not count, so that
`sắp-hạn`, `saphan` and `SAP_HAN` are one. Words that are no words of the language are searched, without tones, in
number, title, product, documents, result and the names of agencies."""

_QUERY_GRAMMAR = (
    ("`area:VI overdue`", "both", "terms beside each other must all hold"),
    ("`late or soon`, `late hoặc soon`, `late | soon`", "either", "`or` binds loosest"),
    (
        "`-done`, `not done`, `không đã-xong`",
        "left out",
        "`không` leaves out only a term, a quotation or a bracket; before ordinary words it is searched",
    ),
    ("`area:III (late or waiting)`", "brackets", ""),
    ("`status:done,waiting`", "several values", "one of them must hold"),
    ("`đề án`", "words", "each anywhere in the task, abbreviations in full too; the best match comes first"),
    ('`"đề án"`, `“đề án”`', "a phrase", 'words that stand together; `""` within quotation marks is one'),
    (
        "`agency:Sở Nội vụ late`",
        "a value of several words",
        "needs no quotation marks where it names something the plan knows",
    ),
    ('`"số: 12"`', "words with a colon", "quoted, because `số:` would be a key"),
)

_QUERY_VALUES = {
    ValueKind.AREA: "a Roman numeral, or the title or short title",
    ValueKind.AGENCY: "any name, short name or symbol, or the id",
    ValueKind.STATUS: "a status",
    ValueKind.TIMELINESS: "how it stands against its due date",
    ValueKind.SCHEDULE_KIND: "a kind of schedule",
    ValueKind.DATE: "a period, `<`, `<=`, `>`, `>=` and a period, or a range `a..b`",
    ValueKind.PERCENT: "a whole number from 0 to 100, also after `<`, `<=`, `>`, `>=`",
    ValueKind.YEAR: "a year of four digits, also after `<`, `<=`, `>`, `>=`",
    ValueKind.TEXT: "a word or a quotation, searched as words are",
    ValueKind.DOCUMENT: "the start of a number, a part of its symbol, or a kind",
    ValueKind.BODY: "an agency, or words of another body's name",
    ValueKind.RULE: "a rule of [the checks](checks.md), or a part of its name",
    ValueKind.TASK: "an id or number: `2022-III-03`, `III.3`",
}

_PERIODS = (
    ("`30/9/2022`, `30/9`, `2022-09-30`", "a day; without its year in the plan's"),
    ("`06/2022`, `2022-06`, `tháng 6`", "a month"),
    ("`2022-Q3`, `Q3/2022`, `Q3`, `quý III/2022`", "a quarter"),
    ("`2022-H1`, `H1/2022`, `6 tháng đầu năm`", "a half-year"),
    ("`2022`, `năm 2022`", "a year"),
    ("`1/8/2022..2022-Q3`", "from the first day of one to the last of the other"),
)


def query_page() -> str:
    """Return the page of the query language, from the words that drive reading and completion."""
    blocks: list[Sequence[str]] = [
        _QUERY_HEAD.split("\n"),
        ["## How terms combine"],
        table(("Written", "Means", "Remark"), _QUERY_GRAMMAR),
        ["## Keys"],
        [
            "A key stands before a colon. `none` (`trống`, `không`) and `any` (`có`) ask whether a field is empty,",
            "where the table says so.",
        ],
        table(
            ("Key", "Vietnamese", "Also", "Finds", "Value", "Empty"),
            [
                (
                    code(f"{each.name}:"),
                    _spellings(each.vietnamese, ":"),
                    _spellings(each.others, ":"),
                    words_for("en")(each.help),
                    _QUERY_VALUES[each.kind],
                    "yes" if each.kind in MAY_BE_EMPTY else "",
                )
                for each in KEYS
            ],
        ),
        ["## Terms that stand alone"],
        table(
            ("Term", "Vietnamese", "Also", "Finds"),
            [
                (code(each.name), _spellings(each.vietnamese), _spellings(each.others), words_for("en")(each.help))
                for each in FLAGS
            ],
        ),
        ["## Periods"],
        [
            "`due:2022-Q3` is in the quarter, `due:<2022-Q3` before its first day, `due:<=2022-Q3` up to its last one.",
            "A due date is the one in force, extensions included.",
        ],
        table(
            ("Written", "Means"), [*_PERIODS, *((_current(each), "seen from the day asked about") for each in CURRENT)]
        ),
    ]
    for title, kind in (
        ("Statuses", ValueKind.STATUS),
        ("Timeliness", ValueKind.TIMELINESS),
        ("Kinds of schedule", ValueKind.SCHEDULE_KIND),
    ):
        rows = [(code(word.value), _spellings(vietnamese)) for word, vietnamese in WORDS_OF[kind]]
        blocks += [[f"## {title}"], table(("Value", "Vietnamese"), rows)]
    blocks += [
        ["## Columns"],
        [
            "What a table of tasks may show and be sorted by, in the app by the heads and where columns are chosen, on",
            "the command line by `--columns` and `--sort`.",
        ],
        table(
            ("Column", "Head", "Vietnamese", "Tells"),
            [
                (
                    code(each.key),
                    *(words_for(language)(each.title) for language in ("en", "vi")),
                    words_for("en")(each.about),
                )
                for each in COLUMNS
            ],
        ),
    ]
    blocks += [["## In Vietnamese"], _QUERY_TAIL.split("\n")]
    return page("Queries", *blocks)


_QUERY_TAIL = """\
Gõ từ cần tìm có dấu hoặc không dấu, hoặc kết hợp điều kiện: `lĩnh-vực:VI quá-hạn`, `chủ-trì:SNV hạn:quý III/2022`,
`cơ-quan:Sở Nội vụ -đã-xong`, `tình-trạng:chờ-cấp-trên hoặc khó-khăn:có`, `minh-chứng:trống đã-xong`. Dấu, chữ hoa và
gạch nối trong từ khóa không bắt buộc: `linhvuc:vi quahan`. Dấu trừ hoặc `không` trước một điều kiện là loại trừ; cụm
từ đặt trong ngoặc kép là tìm đúng cụm."""


def _spellings(names: Iterable[str], mark: str = "") -> str:
    return " ".join(code(f"{each}{mark}") for each in names)


def _current(names: tuple[str, tuple[str, ...]]) -> str:
    return _spellings((names[0], *names[1]))


# --- Pictures -------------------------------------------------------------------------------------

Steps = Callable[[TrackerApp, Pilot[int]], Awaitable[None]]


async def _area_six(app: TrackerApp, pilot: Pilot[int]) -> None:
    """Walk to area VI and to the task that is overdue there."""
    await pilot.press("1", *["down"] * 6, "enter", "down")
    await settled(app, pilot)


async def _result_typed(app: TrackerApp, pilot: Pilot[int]) -> None:
    """Open a task of area I, change its status, and stand before saving."""
    await pilot.press("1", "down", "enter", "enter", "s", "down", "enter")
    await settled(app, pilot)


async def _agenda(app: TrackerApp, pilot: Pilot[int]) -> None:
    """Open the agenda of the whole plan, on its first task."""
    await pilot.press("a")
    await settled(app, pilot)
    await pilot.press("down")


async def _agency(app: TrackerApp, pilot: Pilot[int]) -> None:
    """Open the page of the agency with most tasks."""
    await pilot.press("2", "down", "i")
    await settled(app, pilot)


async def _problems(app: TrackerApp, pilot: Pilot[int]) -> None:
    """Open the problems, and the rule of tasks that are late without a reason."""
    await pilot.press("c")
    await settled(app, pilot)
    await pilot.press(*["down"] * 7, "enter", "down")


PICTURES: tuple[tuple[str, tuple[int, int], Steps], ...] = (
    ("main", (120, 32), _area_six),
    ("edit", (80, 24), _result_typed),
    ("agenda", (100, 30), _agenda),
    ("agency", (100, 36), _agency),
    ("problems", (100, 30), _problems),
)
"""Name, columns and rows, and the keys that lead to what is shown."""


async def settled(app: TrackerApp, pilot: Pilot[int]) -> None:
    """Wait until what was asked for has been read and drawn."""
    for _ in range(3):
        for worker in list(app.workers):
            with contextlib.suppress(WorkerCancelled):
                await worker.wait()
        await pilot.pause()


async def picture(size: tuple[int, int], steps: Steps, folder: Path, language: str) -> str:
    """Return the screen after the steps as SVG, in a language, over a fresh copy of the shipped plan."""
    records = found_demo(folder / "plan")
    app = TrackerApp(
        Workspace.open(records, now=lambda: datetime.now(UTC)),
        words=words_for(language),
        drafts=Drafts(folder / "drafts"),
    )
    async with app.run_test(size=size) as pilot:
        await settled(app, pilot)
        await steps(app, pilot)
        for each in app.screen.query("*").results(Input):
            each.cursor_blink = False
        for area in app.screen.query("*").results(TextArea):
            area.cursor_blink = False
        await pilot.pause()
        return stable(app.export_screenshot(title="tracker"))


def stable(svg: str) -> str:
    """Return the SVG with names that do not change with the text, and no font to be fetched from anywhere."""
    named = re.sub(r"terminal-\d+", "tracker", svg)
    return re.sub(r"\s*@font-face \{.*?\}\n", "\n", named, flags=re.DOTALL)


def picture_path(name: str, language: str) -> Path:
    """Return where a picture is kept: the Vietnamese ones lie above those of other languages."""
    folder = IMAGES if language == LANGUAGES[0] else IMAGES / language
    return folder / f"{name}.svg"


def pictures() -> Iterator[tuple[Path, str]]:
    """Draw every picture in every language, and give it with where it is kept."""
    for name, size, steps in PICTURES:
        for language in LANGUAGES:
            with tempfile.TemporaryDirectory(prefix="tracker-docs-") as folder:
                yield picture_path(name, language), asyncio.run(picture(size, steps, Path(folder), language))


def shown_text(svg: str) -> str:
    """Return the text of a picture, a line for each piece of one style."""
    return "\n".join(html.unescape(each) for each in re.findall(r"<text[^>]*>(.*?)</text>", svg))


def write_pictures() -> None:
    """Draw every picture."""
    for path, svg in pictures():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(svg, encoding="utf-8")


def stale_pictures() -> list[str]:
    """Return the pictures whose text is no longer what the app shows, each with the first piece that differs."""
    found = []
    for path, svg in pictures():
        kept = shown_text(path.read_text(encoding="utf-8")) if path.exists() else ""
        now = shown_text(svg)
        if kept != now:
            pairs = zip_longest(kept.split("\n"), now.split("\n"), fillvalue="")
            old, new = next((old, new) for old, new in pairs if old != new)
            found.append(f"{path.relative_to(ROOT)}: {old!r} is now {new!r}")
    return found


# --- All of it ------------------------------------------------------------------------------------

PAGES: tuple[tuple[str, Callable[[], str]], ...] = (
    ("commands.md", commands_page),
    ("keys.md", keys_page),
    ("checks.md", checks_page),
    ("query.md", query_page),
)
"""The generated pages of docs/reference."""


def main(arguments: Sequence[str] = ()) -> int:
    """Write the pages, and the pictures too unless ``--pages`` is given; ``--check`` only looks at the pictures."""
    if "--check" in arguments:
        stale = stale_pictures()
        sys.stderr.writelines(f"{each}\n" for each in (*stale, "run make docs") if stale)
        return int(bool(stale))
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES:
        (REFERENCE / name).write_text(make(), encoding="utf-8")
    if "--pages" not in arguments:
        write_pictures()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
