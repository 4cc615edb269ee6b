"""The tutorial is walked: its keys are pressed in order, and what it promises is seen, in either language.

A line of a tutorial that begins with ``> `` is a step: keys in backticks (``×3`` presses one three times), text to
type in “quotation marks”, and after the arrow, in italics, what is then on the screen.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.desk import Desk, Person

ROOT: Final = Path(__file__).resolve().parents[2]
TUTORIALS: Final = ("tutorial.md", "huong-dan.md")

KEYS: Final = {
    "Enter": "enter", "Esc": "escape", "↑": "up", "↓": "down", "←": "left", "→": "right", "/": "slash",
    "?": "question_mark", "Home": "home", "End": "end", "PgDn": "pagedown", "PgUp": "pageup", "Space": "space",
}  # fmt: skip
"""Keys by the names the tutorials use; a letter or figure is its own."""

_STEP: Final = re.compile(r"`(?P<key>[^`]+)`(?: ×(?P<times>\d+))?|“(?P<typed>[^”]+)”|\*(?P<seen>[^*]+)\*")


@dataclass(frozen=True)
class Step:
    """One line of a tutorial: keys and texts in order, and what is seen afterwards."""

    line: str
    done: tuple[tuple[str, str], ...]
    seen: tuple[str, ...]


def key_named(name: str) -> str:
    """Return a key in Textual's names."""
    if name.startswith("Ctrl+"):
        return f"ctrl+{name.removeprefix('Ctrl+').lower()}"
    return KEYS.get(name, name.lower() if re.fullmatch(r"F\d+", name) else name)


def steps(name: str) -> list[Step]:
    """Return the steps of a tutorial."""
    found = []
    for line in (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("> "):
            matches = list(_STEP.finditer(line))
            done = [
                (("key", key_named(each["key"])) if each["key"] else ("type", each["typed"]))
                for each in matches
                if not each["seen"]
                for _ in range(int(each["times"] or 1))
            ]
            found.append(Step(line, tuple(done), tuple(each["seen"] for each in matches if each["seen"])))
    return found


async def walk(person: Person, name: str) -> None:
    """Do every step of a tutorial and look for what it promises."""
    for step in steps(name):
        for kind, what in step.done:
            await (person.press(what) if kind == "key" else person.type(what))
        for text in step.seen:
            try:
                await person.until(text)
            except AssertionError as error:
                raise AssertionError(f"{name}: {step.line}\n{error}") from error


async def test_the_tutorial_is_walked_and_keeps_its_promises(desk: Desk) -> None:
    async with desk.open((120, 40), language="vi") as person:
        await walk(person, TUTORIALS[0])


def test_the_tutorials_say_the_same_steps_so_that_one_walk_is_that_of_both() -> None:
    english, vietnamese = (steps(name) for name in TUTORIALS)
    assert [each.done for each in english] == [each.done for each in vietnamese]
    assert [each.seen for each in english] == [each.seen for each in vietnamese]
    assert len(english) > 15


def test_every_step_does_something_and_promises_something() -> None:
    assert all(each.done and each.seen for each in steps(TUTORIALS[0]))
