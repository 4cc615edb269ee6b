"""No widget is ever given a plain string made from data.

Textual reads a ``str`` as markup, which can crash the app, hide text or run an action on a click, so text
from data becomes ``Content`` (or Rich ``Text``) by ``plain`` and ``rich_plain`` of ``tracker.screens.inert``.
This test reads the syntax trees of the screens, the app and its wiring, and holds three rules.

1. *What is shown is inert.* Inert are literals without gaps; calls of ``plain``, ``rich_plain`` and of any
   function whose name ends in ``_content`` or whose declared result is ``Content`` or ``Text`` (also in a
   list, a tuple and so on); names that end in ``_content``, are declared so, or are only ever bound to inert
   values in the same function (or class, for ``self.name``); sums, joins, choices, lists and comprehensions
   of inert values; widgets and options, because their own arguments are checked where they are made.
   ``words(...)`` is not inert: its gaps hold data.
2. *Where it is shown* is every argument of a class from ``textual.widgets`` (or of a class of ours that
   inherits the constructor of one, or its ``super().__init__``), of the methods in ``SHOWING``, every value
   assigned to an attribute in ``SHOWN``, and what a widget's ``render`` returns. Exempt are keywords that
   are not text for the reader (``QUIET``), and the text a person edits in a field (``EDITED``), which
   widgets never read as markup and which must come back unchanged. A placeholder, and the title of the app
   or a screen, have to be strings and are never markup: these (``LITERAL``) are made by ``visible``.
3. *Inert values are made in one place.* ``Content`` and ``Text`` are built from inert values only,
   ``from_markup`` from literals, ``Markdown`` and ``Link`` not at all, and ``notify`` only by ``tell``; but
   for ``inert.py`` itself, which is the place.
"""

import ast
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[1]

SHOWING: Final = {
    "update", "add_row", "add_rows", "add_column", "add_columns", "add_option", "add_options", "set_options",
    "update_cell", "update_cell_at", "add_leaf", "set_label", "write", "write_line", "write_lines", "notify",
    "replace_option_prompt", "replace_option_prompt_at_index", "with_tooltip",
}  # fmt: skip
SHOWN: Final = {
    "border_title", "border_subtitle", "tooltip", "label", "prompt", "content", "title", "sub_title",
    "placeholder",
}  # fmt: skip
QUIET: Final = {
    "id", "classes", "name", "disabled", "key", "width", "height", "markup", "compact", "variant", "before",
    "after", "validators", "validate_on", "select_on_focus", "soft_wrap", "read_only", "expand", "shrink",
    "show_header", "show_cursor", "cursor_type", "zebra_stripes", "value", "severity", "timeout", "data",
}  # fmt: skip
LITERAL: Final = {"placeholder", "title", "sub_title"}
SHORTENING: Final = {"truncate", "stylize", "pad_left", "pad_right", "pad", "right_crop", "copy", "rstrip"}
WIDGET_MODULES: Final = {
    "textual.widgets", "textual.widgets.option_list", "textual.widgets.selection_list",
}  # fmt: skip
EDITED: Final = {"Input", "TextArea", "OrderedInput", "OrderedTextArea"}
NEVER: Final = {"Markdown", "MarkdownViewer", "Link"}
MAKERS: Final = {"Content", "Text"}
PLAIN: Final = {"plain", "rich_plain"}
HOLDERS: Final = {
    "Content", "Text", "Option", "list", "tuple", "dict", "Sequence", "Iterable", "Iterator", "None", "Final",
}  # fmt: skip

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _name(node: ast.AST | None) -> str:
    """Return the last part of a dotted name, else nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _holds_content(annotation: ast.AST | None) -> bool:
    """Return whether an annotation says content, alone or in containers."""
    if annotation is None:
        return False
    names = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    return bool(names & {"Content", "Text", "Option"}) and names <= HOLDERS


class Sources:
    """The checked modules together: what they say about functions and classes."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.trees = {name: ast.parse(text) for name, text in texts.items()}
        results: dict[str, list[bool]] = {}
        self.widgets: set[str] = set()
        classes: list[ast.ClassDef] = []
        for tree in self.trees.values():
            for node in ast.walk(tree):
                if isinstance(node, ast.ImportFrom) and node.module in WIDGET_MODULES:
                    self.widgets |= {each.asname or each.name for each in node.names}
                elif isinstance(node, ast.ClassDef):
                    classes.append(node)
                elif isinstance(node, Function):
                    results.setdefault(node.name, []).append(_holds_content(node.returns))
        self.inert_calls = {name for name, says in results.items() if all(says)} | PLAIN
        self.derived = {each.name for each in classes if self._is_widget(each)}
        for _ in classes:  # a class may inherit from one that inherits from a widget
            inherits = [each for each in classes if any(_name(base) in self.widgets for base in each.bases)]
            self.derived |= {each.name for each in inherits}
            self.widgets |= {each.name for each in inherits if not _has_constructor(each)}

    def _is_widget(self, node: ast.ClassDef) -> bool:
        return any(_name(base) in self.widgets for base in node.bases)

    def violations(self) -> list[str]:
        """Return every place that breaks a rule, as ``module:line: what``."""
        found: list[str] = []
        for module, tree in self.trees.items():
            for scope in _scopes(tree):
                checker = Checker(self, scope, is_inert_module=module.endswith("inert.py"))
                found += [f"{module}:{line}: {what}" for line, what in checker.violations()]
        return sorted(set(found))


def _has_constructor(node: ast.ClassDef) -> bool:
    return any(isinstance(each, Function) and each.name == "__init__" for each in node.body)


Scope = tuple[Function | ast.Module | ast.ClassDef, ast.ClassDef | None]


def _scopes(tree: ast.Module) -> Iterator[Scope]:
    """Yield the module, each class body and each function, with the class it is in."""
    owners: dict[ast.AST, ast.ClassDef | None] = {tree: None}
    yield tree, None
    for node in ast.walk(tree):
        owner = node if isinstance(node, ast.ClassDef) else owners.get(node)
        for child in ast.iter_child_nodes(node):
            owners[child] = owner
        if isinstance(node, ast.ClassDef):
            yield node, node
        elif isinstance(node, Function):
            yield node, owners.get(node)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope without those of the functions and classes in it."""
    for child in ast.iter_child_nodes(scope):
        yield child
        if not isinstance(child, Function | ast.ClassDef):
            yield from _own(child)


class Checker:
    """The rules, for one function."""

    def __init__(self, sources: Sources, scope: Scope, *, is_inert_module: bool) -> None:
        self.sources = sources
        self.node, self.owner = scope
        self.is_inert_module = is_inert_module
        self.nodes = list(_own(self.node))
        self.asked: set[str] = set()

    def violations(self) -> Iterator[tuple[int, str]]:
        """Yield line and words for each broken rule."""
        for node in self.nodes:
            if isinstance(node, ast.Call):
                yield from self._call(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    shown = target.attr if isinstance(target, ast.Attribute) else ""
                    if shown in SHOWN and not self.inert(node.value) and not _is_seen(shown, node.value):
                        yield node.lineno, f"{shown} is set to {ast.unparse(node.value)}"
            elif (
                isinstance(node, ast.Return)
                and isinstance(self.node, Function)
                and self.node.name == "render"
                and node.value is not None
                and not self.inert(node.value)
            ):
                yield node.lineno, f"render returns {ast.unparse(node.value)}"

    def _call(self, node: ast.Call) -> Iterator[tuple[int, str]]:
        name = _name(node.func)
        if name in NEVER:
            yield node.lineno, f"{name} reads its text as markup"
        elif name == "notify" and not self.is_inert_module:
            yield node.lineno, "notify is left to tell"
        elif name in EDITED:
            yield from self._arguments(node, name, [], {"placeholder", "tooltip"})
        elif self._is_showing(node, name) or self._is_making(node, name):
            yield from self._arguments(node, name, node.args, None)

    def _is_showing(self, node: ast.Call, name: str) -> bool:
        """Return whether the call gives a widget something to show."""
        if isinstance(node.func, ast.Attribute) and name in SHOWING:
            return not self.is_inert_module
        if name == "__init__" and self.owner is not None and self.owner.name in self.sources.derived:
            bases = {_name(base) for base in self.owner.bases}
            return isinstance(node.func, ast.Attribute) and not bases & EDITED
        return name in self.sources.widgets and name[:1].isupper()

    def _is_making(self, node: ast.Call, name: str) -> bool:
        """Return whether the call makes content."""
        if self.is_inert_module:
            return False
        made_by_class = isinstance(node.func, ast.Attribute) and _name(node.func.value) in MAKERS
        return name in MAKERS or made_by_class or name == "from_markup"

    def _arguments(
        self, node: ast.Call, name: str, positional: Sequence[ast.expr], only: set[str] | None
    ) -> Iterator[tuple[int, str]]:
        """Yield the arguments that are not inert."""
        named = [
            each.value
            for each in node.keywords
            if (each.arg in only if only is not None else each.arg not in QUIET | {"style"})
            and not (each.arg == "placeholder" and _is_seen(each.arg, each.value))
        ]
        for value in (*positional, *named):
            if not self.inert(value):
                yield node.lineno, f"{name} is given {ast.unparse(value)}"

    def inert(self, node: ast.expr | None) -> bool:
        """Return whether the expression is inert."""
        match node:
            case None | ast.Constant() | ast.Lambda():
                return True
            case ast.JoinedStr(values=values):
                return not any(isinstance(value, ast.FormattedValue) for value in values)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
                return all(self.inert(part) for part in parts)
            case ast.Dict(values=parts):
                return all(self.inert(part) for part in parts)
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part):
                return self.inert(part)
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, op=ast.Add(), right=other):
                return self.inert(one) and self.inert(other)
            case ast.BinOp(left=one, op=ast.Mult()):
                return self.inert(one)
            case ast.Starred(value=one) | ast.NamedExpr(value=one) | ast.Await(value=one):
                return self.inert(one)
            case ast.Subscript(value=one):
                return self.inert(one)
            case ast.Call():
                return self._inert_call(node)
            case ast.Name() | ast.Attribute():
                return self._inert_name(node)
        return False

    def _inert_call(self, node: ast.Call) -> bool:
        """Return whether a call gives something inert."""
        name = _name(node.func)
        if name in self.sources.inert_calls or name.endswith("_content"):
            return True
        if name in self.sources.widgets | self.sources.derived | MAKERS:
            return True  # its arguments are checked where it is found
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name | ast.Call):
            made = _name(node.func.value) in MAKERS or self.inert(node.func.value)
            return made and (name in SHORTENING or all(self.inert(each) for each in node.args))
        return name in {"list", "tuple", "zip", "reversed"} and all(self.inert(each) for each in node.args)

    def _inert_name(self, node: ast.Name | ast.Attribute) -> bool:
        """Return whether a name is declared to hold content, or only ever bound to inert values."""
        name = ast.unparse(node)
        if name.endswith("_content"):
            return True
        if name in self.asked:
            return True  # bound to itself with something more, which is checked too
        self.asked.add(name)
        try:
            is_own = name.startswith("self.") and self.owner is not None
            nodes = list(ast.walk(self.owner)) if is_own and self.owner is not None else self.nodes
            if isinstance(self.node, Function):
                arguments = self.node.args
                for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                    if each.arg == name:
                        return _holds_content(each.annotation)
            bound = list(_bound(nodes, name))
            return bool(bound) and all(declared or self._inert_in(value, nodes) for value, declared in bound)
        finally:
            self.asked.discard(name)

    def _inert_in(self, value: ast.expr, nodes: Sequence[ast.AST]) -> bool:
        """Return whether a bound value is inert, in the function that binds it where that is another one."""
        if nodes is self.nodes or self.owner is None:
            return self.inert(value)
        for function in ast.walk(self.owner):
            if isinstance(function, Function) and any(each is value for each in ast.walk(function)):
                other = Checker(self.sources, (function, self.owner), is_inert_module=self.is_inert_module)
                other.asked = self.asked
                return other.inert(value)
        return self.inert(value)


def _is_seen(shown: str, value: ast.expr) -> bool:
    """Return whether a string that is never markup is made by ``visible``."""
    return shown in LITERAL and isinstance(value, ast.Call) and _name(value.func) == "visible"


def _bound(nodes: Sequence[ast.AST], name: str) -> Iterator[tuple[ast.expr, bool]]:
    """Yield what a name is bound to in these nodes, and whether it is declared to hold content."""
    for node in nodes:
        match node:
            case ast.AnnAssign(target=target, annotation=annotation, value=value):
                if ast.unparse(target) == name:
                    yield value or annotation, _holds_content(annotation)
            case ast.Assign(targets=targets, value=value):
                if any(ast.unparse(target) == name for target in targets):
                    yield value, False
            case ast.AugAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                if ast.unparse(target) == name:
                    yield value, False
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                if ast.unparse(target) == name:
                    yield value, False
            case ast.Call(func=ast.Attribute(value=holder, attr="append" | "extend"), args=[value]):
                if ast.unparse(holder) == name:
                    yield value, False


def _violations(text: str, module: str = "tracker/screens/example.py") -> list[str]:
    return Sources({module: text}).violations()


def _checked() -> dict[str, str]:
    folders = (ROOT / "tracker" / "screens", ROOT / "tracker" / "wiring")
    files = [*(file for each in folders for file in sorted(each.glob("*.py"))), ROOT / "tracker" / "app.py"]
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files if file.exists()}


def test_no_widget_of_ours_is_given_a_plain_string_from_data() -> None:
    assert Sources(_checked()).violations() == []


def test_the_screens_are_read_at_all() -> None:
    assert "tracker/screens/inert.py" in _checked()


HEAD = """
from textual.content import Content
from textual.widgets import DataTable, Input, Label, Markdown, OptionList, Static
from textual.widgets.option_list import Option
from rich.text import Text
from tracker.screens.inert import plain, rich_plain, tell
"""

GOOD = [
    'Static("Kế hoạch", id=task.id, classes=f"-{kind}")',
    "Static(plain(task.title))",
    "Static(plain(words(say('{title}', title=task.title))))",
    "Static(heading_content)",
    "Static(self.heading_content(task))",
    "Static(self._title, markup=False)\n  self._title = plain(task.title)",
    "table.add_row(*[rich_plain(each) for each in row], key=task.id)",
    "table.add_column(rich_plain(words(say('Due'))), width=width)",
    "OptionList(*(Option(plain(each.title), id=each.id) for each in tasks))",
    "widget.border_title = plain(task.title)",
    "widget.tooltip = None",
    "lines = [plain(a)]\n  lines.append(plain(b))\n  widget.update(Content('\\n').join(lines))",
    "lines = [plain(each) for each in tasks]\n  widget.add_options([Option(line) for line in lines])",
    "widget.update(plain(a) if late else plain(b, style='dim'))",
    "Content.assemble(plain(a), ' ', plain(b))",
    "tell(self, words(message))",
    "Input(value=task.title, placeholder='Tìm')",
    "Input(task.title, placeholder=visible(words(say('Search'))))",
    "field.placeholder = visible(words(say('Search')))",
    "self.sub_title = visible(plan.title)",
    "name = plain(a)\n  widget.update(Content.assemble(name.truncate(room, ellipsis=True), ' ' * room))",
    "Vertical(Static(plain(task.title)), id='sheet')",
]

BAD = [
    "Static(task.title)",
    "Static(f'{task.title}')",
    "Static(words(say('{title}', title=task.title)))",
    "Static(str(task.title), markup=False)",
    "Static('Kế hoạch ' + task.title)",
    "Static('%s' % task.title)",
    "Static(visible(task.title))",
    "Static(plain(task.title) if late else task.title)",
    "Static(content=task.title)",
    "Label(title)",
    "Own(task.title)",
    "table.add_row(task.title, key=task.id)",
    "table.add_row(*row)",
    "table.add_row(*[each for each in row])",
    "table.add_column(words(say('Due')))",
    "widget.update(words(message))",
    "widget.query_one(Static).update(text)",
    "OptionList(*[Option(each.title) for each in tasks])",
    "widget.border_title = task.title",
    "self.tooltip = words(hint)",
    "self.title = plan.title",
    "self.notify('saved')",
    "self.notify(words(message), markup=False)",
    "Content(task.title)",
    "Text(task.title)",
    "Content.from_markup(task.title)",
    "Text.from_markup(f'[b]{task.title}')",
    "Content.assemble(plain(a), task.title)",
    "Markdown('# text')",
    "Input(value=task.title, placeholder=task.title)",
    "lines = [plain(a)]\n  lines.append(task.title)\n  widget.update(Content('\\n').join(lines))",
    "text = plain(a)\n  text = task.title\n  widget.update(text)",
    "tree.root.add_leaf(task.title)",
    "Vertical(Static(task.title), id='sheet')",
]


def _example(line: str) -> str:
    return f"{HEAD}\nclass Own(Static):\n pass\n\nclass Screen:\n def show(self, task, row, text, title):\n  {line}\n"


@pytest.mark.parametrize("line", GOOD)
def test_inert_text_may_be_shown(line: str) -> None:
    assert _violations(_example(line)) == []


@pytest.mark.parametrize("line", BAD)
def test_a_plain_string_is_found(line: str) -> None:
    assert len(_violations(_example(line))) == 1


def test_what_a_function_declares_counts() -> None:
    text = f"""{HEAD}
class Row:
 def cells(self) -> list[Text]:
  return [rich_plain(self.task.title)]
 def words(self) -> list[str]:
  return [self.task.title]
 def show(self, title: Content, text: str) -> None:
  self.update(title)
  self.add_row(*self.cells())
  self.add_row(*self.words())
  self.update(text)
"""
    assert [line.partition(": ")[2] for line in _violations(text)] == [
        "add_row is given *self.words()",
        "update is given text",
    ]


def test_what_a_widget_renders_counts() -> None:
    text = f"{HEAD}\nclass Own(Static):\n def render(self):\n  return self.task.title\n"
    assert len(_violations(text)) == 1


def test_a_constructor_of_ours_hands_only_inert_text_to_the_widget() -> None:
    text = f"{HEAD}\nclass Own(Static):\n def __init__(self, title):\n  super().__init__(title)\n"
    assert len(_violations(text)) == 1
    assert _violations(text.replace("(title)\n", "(plain(title))\n")) == []
