"""Saved views in ``plan.toml``: read with a default, written without touching another line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from tracker.plan.message import TrackerError
from tracker.plan.saved_view import SavedView
from tracker.storage.register_codec import read_settings, write_settings
from tracker.storage.views_text import revise_views

PLAN = write_settings(builders.settings())
LINES = """\
views = [
    # trễ
    { name = "Trễ", query = "late" },
    { name = "Sắp", query = "soon" }, # tạm
]

"""
HELD = PLAN.replace("[decision]", LINES + "[decision]")
LATE, SOON = SavedView(name="Trễ", query="late"), SavedView(name="Sắp", query="soon")


def views_of(text: str) -> tuple[SavedView, ...]:
    settings, problems = read_settings(text, "2022/plan.toml")
    assert settings is not None
    assert problems == ()
    return settings.views


def test_a_plan_without_views_has_none_and_one_with_views_reads_them() -> None:
    assert views_of(PLAN) == ()
    assert views_of(HELD) == (LATE, SOON)


def test_views_come_and_go_line_by_line() -> None:
    added = revise_views(HELD, (LATE, SOON, SavedView(name="A", query='title:"x"')))
    assert added == HELD.replace(" # tạm\n]", ' # tạm\n    { name = "A", query = "title:\\"x\\"" },\n]')
    assert revise_views(HELD, (LATE, SavedView(name="Sắp", query="soon or late"))) == HELD.replace(
        'query = "soon"', 'query = "soon or late"'
    )
    assert revise_views(added, (LATE, SOON)) == HELD
    assert revise_views(HELD, (SOON,)) == HELD.replace('    { name = "Trễ", query = "late" },\n', "")
    assert revise_views(HELD, (LATE, SOON)) == HELD


def test_the_first_view_comes_and_the_last_one_goes_without_a_trace() -> None:
    first = revise_views(PLAN, (LATE,))
    assert first == PLAN.replace("[decision]", 'views = [\n    { name = "Trễ", query = "late" },\n]\n\n[decision]')
    assert revise_views(first, ()) == PLAN


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", LINES.replace("    # trễ\n", "").replace(" # tạm\n]\n\n", "\n]\n")),
        ("# mine\n[a]\nx = 1\n", None),
        ("a = 1\n# of b\n[b]\n", None),
        ('views = [{ name = "x", query = "y" }]\n', None),
        ('views = [\n  { name = "x", query = "y" }, { name = "Trễ", query = "late" }\n]\n', None),
        ('views = [\n  { name = "Sắp", query = "soon" },\n  { name = "Trễ", query = "x" },\n]\n', None),
        ('views = [\n  { query = "soon", name = "Trễ" }\n]\n[t]\nviews = [1]\n', None),
    ],
)
def test_views_are_written_into_any_file(text: str, written: str | None) -> None:
    for each in (text, text.replace("\n", "\r\n")):
        found = revise_views(each, (LATE, SOON))
        assert written is None or found.replace("\r\n", "\n") == written
        assert revise_views(found, (LATE, SOON)) == found
        assert each == text or not text or "\n" not in found.replace("\r\n", "")


def test_views_kept_as_tables_are_refused() -> None:
    with pytest.raises(TrackerError) as refused:
        revise_views('[[views]]\nname = "x"\nquery = "y"\n', (LATE,))
    assert refused.value.hint is not None


def test_a_plan_written_anew_holds_its_views() -> None:
    settings, _ = read_settings(HELD, "2022/plan.toml")
    assert settings is not None
    assert views_of(write_settings(settings)) == (LATE, SOON)
    assert "views" not in write_settings(builders.settings())


@pytest.mark.parametrize("text", ["views = 1", "views = [1]", 'views = [{ name = 1, query = "x" }]'])
def test_views_of_the_wrong_type_are_an_error_with_their_line(text: str) -> None:
    settings, problems = read_settings(PLAN.replace("[decision]", f"{text}\n\n[decision]"), "2022/plan.toml")
    assert settings is None
    assert [(each.rule, each.field) for each in problems] == [("wrong-type", "views")]
    assert problems[0].line > 0


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(TrackerError):
        revise_views("views = ", (LATE,))


_VIEWS = st.lists(
    st.builds(SavedView, name=builders.lines, query=builders.lines), max_size=4, unique_by=lambda each: each.name
).map(tuple)


@given(_VIEWS, _VIEWS)
def test_what_is_written_is_read_again_whatever_was_there(
    first: tuple[SavedView, ...], then: tuple[SavedView, ...]
) -> None:
    text = revise_views(revise_views(PLAN, first), then)
    assert views_of(text) == then
    assert revise_views(text, ()) == PLAN
