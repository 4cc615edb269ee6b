"""The first start and the tour: asked once, passed over at will, done by the person step by step."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.desk import AN, Desk
from tracker.plan.preferences import Preferences
from tracker.screens.navigator import AGENCIES, AREAS
from tracker.screens.tour import STEPS, Sight, TourPanel, following
from tracker.wiring.base import Start
from tracker.wiring.touring import TOUR_WANTED


def test_each_step_waits_for_what_it_asks_and_for_nothing_else() -> None:
    sights = (
        Sight(mode=AREAS, chosen="I"),
        Sight(mode=AGENCIES, chosen="so-noi-vu"),
        Sight(sought="ĐỀ ÁN"),
        Sight(is_reading=True),
        Sight(has_unsaved=True),
        Sight(done=frozenset({"saved"})),
        Sight(done=frozenset({"history"})),
        Sight(done=frozenset({"undone"})),
    )
    assert len(sights) == len(STEPS)
    for step, sight in enumerate(sights):
        assert following(step, Sight()) == step
        assert following(step, sight) == step + 1
    assert following(4, Sight(has_unsaved=True, is_editing=True)) == 4
    assert following(len(STEPS), Sight()) == len(STEPS)


async def test_the_tour_is_done_with_the_keys_it_names(desk: Desk) -> None:
    async with desk.open(start=Start.TOUR) as person:

        def at(step: int) -> Callable[[], bool]:
            return lambda: any(each.step == step for each in person.app.main.query(TourPanel))

        await person.until("Tour 1 of 8")
        await person.press("down")
        await person.until(at(1))
        await person.press("2", "down")
        await person.until(at(2))
        await person.press("slash", *"de an")
        await person.until(at(3))
        await person.press("enter", "enter")
        await person.until(at(4))
        await person.press("f7", "down", "enter")
        await person.until(at(5))
        await person.press("f2")
        await person.until(at(6))
        await person.press("escape", "f6")
        await person.until(at(7))
        await person.press("f8")
        await person.until("Put back your last edit?")
        await person.press("enter")
        await person.until(at(8))
        panel = str(person.app.main.query_one(TourPanel).content)
        assert "? shows every key, Ctrl+P finds every command" in panel
        await person.press("ctrl+o")
        await person.until(lambda: not person.app.main.query(TourPanel))
        await person.press("ctrl+o")
        await person.until("Tour 1 of 8")


async def test_on_a_persons_own_plan_the_tour_asks_to_leave_first(desk: Desk) -> None:
    async with desk.open() as person:
        await person.press("ctrl+o")
        await person.until("Take the tour of three minutes?")
        await person.press("escape")
        assert not person.app.main.query(TourPanel)
        await person.press("ctrl+o", "enter")
        await person.until(lambda: person.app.return_value == TOUR_WANTED)


async def test_the_first_start_asks_who_is_there_where_nobody_is_named_and_tells_of_the_tour(desk: Desk) -> None:
    kept = [Preferences()]

    def prefer(change: Callable[[Preferences], Preferences]) -> None:
        kept.append(change(kept[-1]))

    for name in ("user.name", "user.email"):
        desk.git("config", "--unset", name)
    async with desk.open(start=Start.FIRST, prefer=prefer, wait=False) as person:
        await person.until("Who are you?")
        assert kept[-1] == replace(Preferences(), greeted=True)
        await person.press("escape")
        await person.until(lambda: "Ctrl+O takes a tour" in person.told())
    async with desk.open(start=Start.FIRST, prefer=prefer, wait=False) as person:
        await person.until("Who are you?")
        await person.type(AN.name)
        await person.press("enter")
        await person.type(AN.email)
        await person.press("enter")
        await person.until(lambda: "Ctrl+O takes a tour" in person.told())
    assert desk.git("config", "user.name") == AN.name


async def test_colours_and_marks_are_changed_and_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [Preferences()]

    def prefer(change: Callable[[Preferences], Preferences]) -> None:
        kept.append(change(kept[-1]))

    async with desk.open(prefer=prefer) as person:
        first = person.app.theme
        await person.press("ctrl+n")
        assert "from the next start on: tiếng Việt" in person.told()
        await person.until(lambda: kept[-1].language == "vi")
        await person.press("ctrl+l")
        assert person.app.theme != first
        await person.until(lambda: kept[-1].theme == person.app.theme)
        await person.press("ctrl+g")
        await person.until(lambda: kept[-1].ascii is True)
        await person.until(lambda: "◐" not in person.screen())
        await person.press("ctrl+g")
        await person.until(lambda: kept[-1].ascii is False)
        await person.until("◐")


def test_the_preferences_remember_who_was_greeted(tmp_path: Path) -> None:
    from tracker.storage.preferences import change_preferences, read_preferences

    path = tmp_path / "config.toml"
    path.write_text('# mine\ntheme = "light"\n', encoding="utf-8")
    change_preferences(path, lambda held: replace(held, greeted=True))
    assert path.read_text(encoding="utf-8").startswith('# mine\ntheme = "light"\n')
    assert read_preferences(path).preferences == Preferences(theme="light", greeted=True)
