"""Conflicts that git left behind, in the app: banner and problems lead to the dialog, and the merge is made."""

from tests.desk import BINH, Desk


async def test_a_merge_left_in_conflict_is_settled_from_the_banner_and_concluded(desk: Desk) -> None:
    desk.git("branch", "khac")
    desk.save("2022-I-01", "progress.percent", 10)
    desk.git("checkout", "-q", "khac")
    desk.save("2022-I-01", "progress.percent", 20, BINH)
    desk.git("checkout", "-q", "main")
    desk.git("config", "alias.try", "!git merge -q khac || true")
    desk.git("try")
    async with desk.open((80, 24)) as person:
        await person.until("M settles records in conflict")
        await person.press("c")
        await person.until("conflict-markers")
        await person.press("down", "enter")
        await person.until("Git left these fields in conflict. 1/1")
        await person.press("escape")
        await person.until(lambda: "nothing was settled" in person.told())
        await person.press("escape", "M")
        screen = await person.until("Git left these fields in conflict. 1/1")
        assert "Trần Thị Bình" in screen
        await person.press("2", "enter")
        screen = await person.until("Nothing is left in conflict. Conclude the merge?")
        assert "Merge branch 'khac'" in screen
        await person.press("enter")
        await person.until(lambda: "the merge is concluded" in person.told())
        await person.gone("read only")
        await person.press("M")
        await person.until(lambda: "no record is in conflict" in person.told())
        await person.quiet()
    assert desk.workspace().read().task("2022-I-01").progress.percent == 20
    assert len(desk.git("log", "-1", "--format=%P").split()) == 2
    assert desk.git("status", "--porcelain") == ""
