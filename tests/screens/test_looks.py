"""Every theme reads well, and nothing is said by colour alone: the real screens, with the style of each cell."""

from collections.abc import AsyncIterator, Iterator

import pytest
from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.strip import Strip
from textual.theme import Theme

from tests.desk import Desk, Person, run_git
from tracker.plan.task import Status
from tracker.screens.calendar import Calendar
from tracker.screens.glyphs import Glyphs, plain_glyph, plain_text
from tracker.screens.marks import LATE, MARKED, PENDING, PROBLEM, SILENT, SOON, STATUS_MARKS
from tracker.screens.themes import CONSOLE, CONTRAST, DARK, LIGHT, THEME_NAMES, THEMES, theme_named

PLACES = {
    "c": "problems", "m": "numbers", "x": "the plan as it stood", "b": "inbox", "p": "who owes a report", "i": "a page",
    "o": "columns",
}  # fmt: skip
"""The key of each further screen, and what it shows."""

BORDERS = range(0x2500, 0x25A0)


def segments(person: Person, *, dimmed: bool = True) -> Iterator[Segment]:
    """Yield what is on the screen as it leaves for the terminal, with or without what is dimmed behind a dialog."""
    app = person.app
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    shown = next((each.region for each in app.screen.query(".dialog")), app.screen.region)
    region = app.screen.region if dimmed else shown
    for y, line in enumerate(update.strips):
        if region.y <= y < region.bottom:
            yield from Strip.join(line).crop(region.x, region.right)


async def walk(person: Person) -> AsyncIterator[str]:
    """Walk the screens and yield the name of each while it is shown."""
    yield "navigator"
    await person.press("tab", "down")
    yield "table"
    await person.press("space", "space")
    yield "marked"
    await person.press("slash", *"de an")
    yield "search"
    await person.press("escape")
    await person.go_to("VI.2")
    yield "sheet"
    await person.press("n", *"zz")
    yield "a wrong date"
    await person.press("escape", "f9", "s")
    yield "list of statuses"
    await person.press("escape", "k", *"Chi")
    yield "an edit"
    await person.press("escape", "ctrl+p")
    await person.until(lambda: person.app.focused is not None and person.app.focused.id == "palette-input")
    yield "commands"
    await person.press("escape", "f1")
    yield "help"
    await person.press("escape", "f9", "enter", "ctrl+s")
    yield "a notice"
    await person.press("escape", "escape", "a")
    yield "agenda"
    await person.press("down")
    yield "agenda, a task"
    await person.press("escape")
    for key, name in PLACES.items():
        await person.press(key)
        await person.until(lambda: person.app.screen is not person.app.main)
        await person.quiet()
        yield name
        await person.press("escape")
        await person.until(lambda: person.app.screen is person.app.main)
    await person.go_to("VI.2")
    await person.press("n", "down")
    await person.until(lambda: isinstance(person.app.screen, Calendar))
    yield "calendar"
    await person.press("escape", "escape")


def contrast(one: Color, other: Color) -> float:
    """Return the ratio by which two colours differ in brightness, by WCAG 2."""

    def luminance(color: Color) -> float:
        def linear(part: int) -> float:
            share = part / 255
            return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

        red, green, blue = color.get_truecolor()
        return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_text(segment: Segment) -> bool:
    return any(not each.isspace() and ord(each) not in BORDERS for each in segment.text)


@pytest.mark.parametrize(("theme", "least"), [(DARK, 4.5), (LIGHT, 4.5), (CONTRAST, 7.0)])
async def test_every_text_of_every_screen_stands_out_from_its_background(desk: Desk, theme: str, least: float) -> None:
    async with desk.open() as person:
        person.app.theme = theme
        await person.settled()
        weak: set[tuple[str, str, str]] = set()
        async for name in walk(person):
            for each in segments(person, dimmed=False):
                style = each.style
                if not is_text(each) or style is None or style.color is None or style.bgcolor is None:
                    continue
                if contrast(style.color, style.bgcolor) < least:
                    weak.add((name, f"{style.color.name} on {style.bgcolor.name}", each.text.strip()[:20]))
        assert sorted(weak) == []


@pytest.mark.parametrize("system", [ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR])
@pytest.mark.parametrize("theme", [each for each in THEMES if each.name in (DARK, LIGHT)], ids=lambda each: each.name)
def test_the_pane_that_has_the_keyboard_is_plain_in_few_colours_too(theme: Theme, system: ColorSystem) -> None:
    names = ("block-cursor-background", "block-cursor-blurred-background", "row-even")
    shown = {Color.parse(theme.variables[each]).downgrade(system).get_truecolor() for each in names}
    assert len(shown) == len(names)


async def test_the_console_theme_leaves_every_colour_to_the_terminal(desk: Desk) -> None:
    async with desk.open() as person:
        person.app.theme = CONSOLE
        await person.settled()
        used: set[str] = set()
        async for _ in walk(person):
            used |= {
                color.name
                for each in segments(person)
                if each.style is not None
                for color in (each.style.color, each.style.bgcolor)
                if color is not None
            }
        assert used <= {"default", *(f"color({number})" for number in range(16))}
        assert {"default", "color(1)"} <= used, "what is late is red"


async def test_without_colours_none_is_sent_and_the_cursor_is_still_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with desk.open() as person:
        seen: dict[str, set[Style]] = {}
        async for name in walk(person):
            styles = [each.style for each in segments(person) if each.style is not None]
            assert {each.color for each in styles} | {each.bgcolor for each in styles} == {None}, name
            seen[name] = set(styles)
        for name in ("navigator", "table", "sheet", "commands", "agenda, a task"):
            assert any(each.reverse for each in seen[name]), name


async def test_a_plain_terminal_is_sent_ascii_and_letters_or_ascii_alone(desk: Desk) -> None:
    async with desk.open(language="vi", glyphs=Glyphs.ASCII_MARKS) as person:
        async for name in walk(person):
            text = "".join(each.text for each in segments(person))
            assert {each for each in text if not each.isascii() and not each.isalpha()} == set(), name
            assert any(not each.isascii() for each in text)
    async with desk.open(language="vi", glyphs=Glyphs.ASCII) as person:
        async for name in walk(person):
            assert "".join(each.text for each in segments(person)).isascii(), name
        assert "Ke hoach CCHC tinh Khanh Hoa" in person.screen()


@pytest.mark.parametrize("letters", [True, False])
def test_every_mark_stays_one_of_its_own_in_ascii(letters: bool) -> None:
    marks = [*STATUS_MARKS.values(), PENDING, MARKED]
    shown = [plain_glyph(each, letters=letters) for each in marks]
    assert all(each.isascii() and len(each) == 1 for each in shown)
    assert len({*shown, LATE, SOON, SILENT, PROBLEM}) == len(marks) + 4


def test_a_plain_text_is_as_wide_as_it_was() -> None:
    from rich.cells import cell_len

    for text in ("┌─┬─┐│▄█▌◐ … “Thể chế” đã", "日本語🙂x", "é\u0301"):
        for letters in (True, False):
            assert cell_len(plain_text(text, letters=letters)) == cell_len(text)
    assert plain_text("Đề án ● đã hoàn thành", letters=False) == "De an # da hoan thanh"


def test_the_themes_have_the_names_a_person_uses() -> None:
    assert {each.name for each in THEMES} == set(THEME_NAMES)
    assert theme_named(" Dark ") == DARK
    assert theme_named("nord") is None


async def test_what_colour_says_is_said_by_a_mark_or_a_word_too(desk: Desk) -> None:
    desk.save("2022-VI-02", "progress.status", Status.PAUSED)
    async with desk.open((160, 45)) as person:
        rows = {person.table.text(key)[0].rstrip("*"): " ".join(person.table.text(key)) for key in person.table.keys}
        by_style: dict[str, set[str]] = {}
        for row in person.app.main.view.rows if person.app.main.view is not None else ():
            number = row.task.number
            by_style.setdefault(row.standing.timeliness.value, set()).add(rows[number])
        assert all(LATE in row for row in by_style["overdue"] | by_style["done-late"])
        assert not any(LATE in row for row in by_style["in-time"] | by_style["done-in-time"])


async def test_every_screen_takes_the_keys_that_walk_and_is_left_by_escape(desk: Desk) -> None:
    async with desk.open() as person:
        before = run_git(desk.folder, "rev-parse", "HEAD")
        for key in (*PLACES, "question_mark", "f10"):
            await person.press(key)
            await person.until(lambda: person.app.screen is not person.app.main)
            shown = person.app.screen
            for walked in ("down", "right", "up", "left", "pagedown", "pageup", "end", "home", "tab", "shift+tab"):
                await person.press(walked)
            assert person.app.screen is shown, (key, person.screen())
            await person.press("escape")
            await person.until(lambda: person.app.screen is person.app.main)
        assert run_git(desk.folder, "rev-parse", "HEAD") == before
