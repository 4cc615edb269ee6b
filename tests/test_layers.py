"""Who may import whom, held as data; what a layer must never touch; and no cycle anywhere."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((ROOT / "tracker").rglob("*.py"))
}

LAYERS: dict[str, tuple[str, ...]] = {
    # a package or module of ours: what of ours it may import
    "tracker.plan": ("tracker.plan",),
    "tracker.storage": ("tracker.storage", "tracker.plan"),
    "tracker.exchange": ("tracker.exchange", "tracker.plan"),
    "tracker.screens": ("tracker.screens", "tracker.plan"),
    "tracker.language": ("tracker.plan",),
    "tracker.reading": ("tracker.storage", "tracker.plan"),
    "tracker.workspace": (
        "tracker.reading",
        "tracker.storage",
        "tracker.plan",
        "tracker.language",
        "tracker.writing",
        "tracker.stepping",
        "tracker.judging",
        "tracker.keeping",
    ),
    "tracker.tracing": ("tracker.workspace", "tracker.writing", "tracker.storage", "tracker.plan"),
    "tracker.resolving": ("tracker.tracing", "tracker.workspace", "tracker.storage", "tracker.plan"),
    "tracker.syncing": ("tracker.tracing", "tracker.workspace", "tracker.storage", "tracker.plan"),
    "tracker.keeping": ("tracker.storage", "tracker.plan", "tracker.writing"),
    "tracker.submitting": ("tracker.workspace", "tracker.judging", "tracker.storage", "tracker.plan"),
    "tracker.reviewing": (
        "tracker.syncing",
        "tracker.tracing",
        "tracker.workspace",
        "tracker.judging",
        "tracker.storage",
        "tracker.plan",
    ),
    "tracker.serving": ("tracker.judging", "tracker.reading", "tracker.storage", "tracker.plan"),
    "tracker.judging": ("tracker.reading", "tracker.storage", "tracker.plan"),
    "tracker.mending": ("tracker.workspace", "tracker.writing", "tracker.storage", "tracker.plan"),
    "tracker.raw": (
        "tracker.mending",
        "tracker.workspace",
        "tracker.writing",
        "tracker.storage.drafts",
        "tracker.storage.editor",
        "tracker.storage.folder",
        "tracker.plan",
    ),
    "tracker.writing": ("tracker.storage", "tracker.plan"),
    "tracker.stepping": ("tracker.storage", "tracker.plan", "tracker.writing"),
    "tracker.founding": ("tracker.storage", "tracker.plan"),
    "tracker.asking": ("tracker.workspace", "tracker.storage", "tracker.plan"),
    "tracker.chasing": ("tracker.asking", "tracker.workspace", "tracker.storage", "tracker.exchange", "tracker.plan"),
    "tracker.collecting": (
        "tracker.workspace",
        "tracker.storage",
        "tracker.exchange",
        "tracker.language",
        "tracker.plan",
    ),
    "tracker.next_year": ("tracker.workspace", "tracker.storage", "tracker.plan"),
    "tracker.years": ("tracker.workspace", "tracker.plan"),
    "tracker.import_app": ("tracker.screens", "tracker.plan"),
    "tracker.importing": (
        "tracker.exchange",
        "tracker.founding",
        "tracker.workspace",
        "tracker.storage",
        "tracker.plan",
    ),
    "tracker.wiring": (
        "tracker.wiring",
        "tracker.workspace",
        "tracker.next_year",
        "tracker.years",
        "tracker.asking",
        "tracker.reviewing",
        "tracker.resolving",
        "tracker.tracing",
        "tracker.syncing",
        "tracker.raw",
        "tracker.screens",
        "tracker.plan",
        "tracker.storage.drafts",
        "tracker.storage.editor",
        "tracker.storage.identity",
        "tracker.storage.joining",
        "tracker.storage.preferences",
        "tracker.storage.state",
        "tracker.storage.watching",
    ),
    "tracker.app": (
        "tracker.wiring",
        "tracker.workspace",
        "tracker.screens",
        "tracker.plan",
        "tracker.storage.drafts",
        "tracker.storage.preferences",
        "tracker.storage.state",
    ),
    "tracker.cli": (
        "tracker.cli",
        "tracker.exchange",
        "tracker.workspace",
        "tracker.founding",
        "tracker.next_year",
        "tracker.years",
        "tracker.asking",
        "tracker.chasing",
        "tracker.collecting",
        "tracker.importing",
        "tracker.import_app",
        "tracker.exchange",
        "tracker.language",
        "tracker.plan",
        "tracker.app",
        "tracker.wiring.base",
        "tracker.wiring.touring",
        "tracker.raw",
        "tracker.storage.drafts",
        "tracker.screens.commands",
        "tracker.screens.keys",
        "tracker.storage.driver",
        "tracker.syncing",
        "tracker.storage.preferences",
        "tracker.serving",
        "tracker.submitting",
        "tracker.reviewing",
        "tracker.resolving",
    ),
    "tracker.__main__": ("tracker.cli",),
    "tracker": (),
}

OUTSIDE = (
    "msgspec",
    "tomlkit",
    "git",
    "textual",
    "rich",
    "slugify",
    "docx",
    "openpyxl",
    "lxml",
    "icalendar",
    "watchfiles",
)
"""The libraries that are not the standard one."""

LIBRARIES: dict[str, tuple[str, ...]] = {
    "tracker.plan": (),
    "tracker.storage": ("tomlkit", "git", "msgspec", "watchfiles"),
    "tracker.exchange": ("docx", "openpyxl", "lxml", "icalendar"),
    "tracker.screens": ("textual", "rich"),
    "tracker.workspace": ("slugify",),
    "tracker.submitting": ("slugify",),
    "tracker.wiring": ("textual",),
    "tracker.app": ("textual",),
    "tracker.import_app": ("textual",),
}
"""Which of them a layer may import."""

WITHOUT_WORLD = ("os", "pathlib", "subprocess", "shutil", "tempfile", "io", "sys", "socket", "time", "locale", "random")
"""What reaches files, processes, the clock or the environment."""

WORLD: dict[str, tuple[str, ...]] = {
    "tracker.screens.inert": ("io", "os", "sys", "time"),  # the filter between the app and the terminal's descriptor
    "tracker.screens.signals": ("os",),  # the descriptor by which a signal wakes the event loop
}
"""What of it a module of the plan or the screens uses all the same, and what for."""

LATE = {
    # the first screen is drawn without what a person has to ask for first
    ("tracker.app", "tracker.screens.help"),
    ("tracker.app", "tracker.screens.palette"),
    ("tracker.cli.starting", "tracker.cli.listing"),
    ("tracker.cli.starting", "tracker.founding"),
    ("tracker.screens.main", "tracker.screens.bulk"),
    ("tracker.wiring.loading", "tracker.wiring.places"),
    ("tracker.wiring.loading", "tracker.wiring.sharing"),
    ("tracker.wiring.loading", "tracker.wiring.resolving"),
    ("tracker.wiring.loading", "tracker.wiring.stepping"),
    ("tracker.wiring.loading", "tracker.wiring.turning"),
    ("tracker.wiring.writing", "tracker.tracing"),
    ("tracker.screens.main", "tracker.screens.columns"),
    ("tracker.screens.main", "tracker.screens.naming"),
    # a command needs no more than its own
    ("tracker.cli.places", "tracker.cli.keys"),  # only a record that cannot be read is told of with a key of the app
    ("tracker.cli.serving", "tracker.serving"),  # only the hook of a server needs it
    ("tracker.cli.chasing", "tracker.cli.collecting"),  # only what came back is read
    ("tracker.cli.chasing", "tracker.chasing"),  # only what goes out needs Word, Excel and calendars
    ("tracker.workspace", "tracker.storage.record_index"),  # a plan without an index needs no library for one
    ("tracker.cli.sending", "tracker.submitting"),  # nor sends anything
    ("tracker.cli.resolving", "tracker.resolving"),  # only this command takes up what git left
    ("tracker.cli.changes", "tracker.reviewing"),  # only a check of changes judges them
    ("tracker.cli.reviewing", "tracker.reviewing"),  # only these commands look at what came in
    ("tracker.cli.sending", "tracker.syncing"),  # no other command speaks to another copy
    ("tracker.cli.annex", "tracker.import_app"),  # only a terminal shows the preview
    ("tracker.cli.importing", "tracker.cli.annex"),  # only the import reads documents
    ("tracker.exchange.reading", "tracker.exchange.reading_docx"),  # a text file needs no Word
    ("tracker.exchange.reading", "tracker.exchange.reading_xlsx"),  # nor Excel
    ("tracker.cli.starting", "tracker.app"),  # no command but the bare one imports Textual
    ("tracker.cli.starting", "tracker.wiring.base"),
    ("tracker.cli.starting", "tracker.wiring.touring"),
    ("tracker.exchange.printing", "tracker.exchange.writing_docx"),  # a format is loaded when it is asked for
    ("tracker.exchange.printing", "tracker.exchange.writing_html"),
    ("tracker.exchange.printing", "tracker.exchange.writing_text"),
    ("tracker.exchange.printing", "tracker.exchange.writing_xlsx"),
}
"""Imports of ours within a function, which a reader of the module's head does not see."""


def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def imported(node: ast.AST) -> Iterator[str]:
    """Yield the modules one statement imports, names of our modules in full."""
    if isinstance(node, ast.Import):
        yield from (each.name for each in node.names)
    elif isinstance(node, ast.ImportFrom):
        source = node.module or ""
        inside = [f"{source}.{each.name}" for each in node.names if f"{source}.{each.name}" in MODULES]
        yield from inside or [source]


def imports(module: str) -> set[str]:
    return {name for node in ast.walk(tree(module)) for name in imported(node)}


def layer(module: str, layers: dict[str, tuple[str, ...]]) -> str:
    """Return the narrowest layer the module belongs to."""
    return max((each for each in layers if within(module, each)), key=len, default="")


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_of_ours_what_its_layer_may(module: str) -> None:
    allowed = LAYERS[layer(module, LAYERS)]
    ours = {each for each in imports(module) if within(each, "tracker")}
    assert {each for each in ours if not any(within(each, other) for other in allowed)} == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_the_libraries_its_layer_may(module: str) -> None:
    allowed = LIBRARIES.get(layer(module, LIBRARIES), ())
    used = {each.partition(".")[0] for each in imports(module)} & set(OUTSIDE)
    assert used - set(allowed) == set()


@pytest.mark.parametrize("module", [each for each in MODULES if within(each, "tracker.plan") or "screens" in each])
def test_the_plan_and_the_screens_touch_no_file_process_clock_or_environment(module: str) -> None:
    allowed = set(WORLD.get(module, ()))
    assert {each.partition(".")[0] for each in imports(module)} & set(WITHOUT_WORLD) == allowed
    called = {node.attr for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}
    assert called & {"now", "today", "utcnow", "fromtimestamp", "read_text", "write_text"} == set()
    calls = [node.func for node in ast.walk(tree(module)) if isinstance(node, ast.Call)]
    names = {each.id for each in calls if isinstance(each, ast.Name)}
    assert names & {"open", "input", "print", "exec", "eval"} == set()


def test_only_one_module_starts_processes() -> None:
    starting = {each for each in MODULES if "subprocess" in {name.partition(".")[0] for name in imports(each)}}
    assert starting == {"tracker.storage.process"}
    calls = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr in ("system", "popen", "fork", "execv", "posix_spawn")
    }
    assert calls == set()


def test_only_the_store_knows_toml_and_git() -> None:
    for library in ("tomllib", "tomlkit", "git"):
        users = {each for each in MODULES if library in {name.partition(".")[0] for name in imports(each)}}
        assert users
        assert all(within(each, "tracker.storage") for each in users)


def test_only_the_faces_know_the_day() -> None:
    clocks = {
        module
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("now", "today", "utcnow")
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("datetime", "date")
    }
    assert clocks == {
        "tracker.wiring.base",
        "tracker.cli.face",
        "tracker.storage.lock",  # for whoever finds a lock that was left
    }


def test_imports_within_functions_are_known() -> None:
    late = set()
    for module in MODULES:
        for function in ast.walk(tree(module)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inside = {name for node in ast.walk(function) for name in imported(node)}
                late |= {(module, name) for name in inside if within(name, "tracker")}
    commands = {("tracker.cli.main", each) for each in MODULES if within(each, "tracker.cli")}  # not for the app alone
    assert late - commands == LATE


def test_imports_have_no_cycle() -> None:
    graph = {module: {each for each in imports(module) if each in MODULES} for module in MODULES}
    done: set[str] = set()

    def walk(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " → ".join((*path, module))
        if module not in done:
            for each in sorted(graph[module]):
                walk(each, (*path, module))
            done.add(module)

    for module in graph:
        walk(module, ())


@pytest.mark.parametrize("module", MODULES)
def test_nothing_hides_from_the_reader(module: str) -> None:
    for node in ast.walk(tree(module)):
        assert not (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
        assert not (isinstance(node, ast.ImportFrom) and node.level), "a relative import"
        assert not (isinstance(node, ast.ImportFrom) and any(each.name == "*" for each in node.names))
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {each.id for each in caught if isinstance(each, ast.Name)}
            last = node.body[-1]
            passed_on = isinstance(last, ast.Raise) and last.exc is None
            assert node.type is not None
            assert passed_on or not names & {"Exception", "BaseException"}


@pytest.mark.parametrize("module", [each for each, path in MODULES.items() if path.name == "__init__.py"])
def test_a_package_holds_nothing_but_a_docstring(module: str) -> None:
    body = tree(module).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


def test_every_module_belongs_to_a_layer() -> None:
    assert all(layer(each, LAYERS) not in ("", "tracker") or each == "tracker" for each in MODULES)
    assert all(any(within(each, name) for each in MODULES) for name in LAYERS if name != "tracker")
