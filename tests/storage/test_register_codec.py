"""The files beside the records: what is written reads back equal, and what is wrong is told with its line."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import days, lines, several, slugs
from tracker.plan.agency import Agency, AgencyKind
from tracker.plan.layout import USUAL_COLUMNS, USUAL_TITLES, HeadStyle, Layout, LayoutColumn
from tracker.plan.names import AreaNumber, roman_numeral
from tracker.plan.plan import Area, Denominator, Period, PlanSettings, Right, Scoring, Step
from tracker.plan.problem import Severity
from tracker.plan.task import Status
from tracker.storage.register_codec import read_agency, read_settings, write_agency, write_settings

PATH = "2022/plan.toml"

agencies = st.builds(
    Agency,
    id=slugs,
    name=lines,
    short=several(lines),
    symbols=several(lines),
    aliases=several(lines),
    kind=st.sampled_from(AgencyKind),
    parent=st.just("") | slugs,
    valid_from=st.none() | days,
    valid_to=st.none() | days,
    successors=several(slugs),
    members=several(slugs),
    open=st.booleans(),
    identities=several(lines),
)

plans = st.builds(
    PlanSettings,
    year=st.integers(1900, 9999),
    title=lines,
    short=lines,
    decision=builders.documents,
    language=st.sampled_from(["vi", "en"]),
    time_zone=st.sampled_from(["Asia/Ho_Chi_Minh", "UTC"]),
    cut_off=st.none() | days,
    due_soon_days=st.integers(0, 366),
    strict_before=st.booleans(),
    done=several(st.sampled_from(Status)),
    areas=several(
        st.builds(
            Area,
            number=st.integers(1, 399).map(lambda each: AreaNumber(roman_numeral(each))),
            title=lines,
            short=lines,
            slug=lines,
        )
    ),
    periods=several(st.builds(Period, id=lines, title=lines, start=days, cut_off=days, due=days)),
    ladder=several(st.builds(Step, from_percent=st.integers(0, 100), points=lines)),
    scoring=st.builds(Scoring, denominator=st.sampled_from(Denominator), late_counts=st.booleans()),
    layout=st.builds(
        Layout,
        style=st.sampled_from(HeadStyle),
        annex=lines,
        title=lines,
        document=lines,
        symbol=lines,
        issuer=lines,
        columns=st.lists(
            st.builds(LayoutColumn, key=st.sampled_from(list(USUAL_TITLES)), title=lines, width=st.integers(0, 250)),
            min_size=1,
            max_size=3,
        ).map(tuple),
    ),
    rights=several(st.builds(Right, role=lines, tasks=lines, fields=several(slugs))),
    office=several(slugs),
)


@settings(max_examples=60)
@given(agencies)
def test_an_agency_that_is_written_reads_back_equal(agency: Agency) -> None:
    assert read_agency(write_agency(agency), f"agencies/{agency.id}.toml") == (agency, ())


@settings(max_examples=60)
@given(plans)
def test_settings_that_are_written_read_back_equal(plan: PlanSettings) -> None:
    assert read_settings(write_settings(plan), f"{plan.year:04d}/plan.toml") == (plan, ())


def whole() -> PlanSettings:
    return builders.settings(
        periods=(
            Period(id="Q1", title="Quý I", start=date(2022, 1, 1), cut_off=date(2022, 3, 14), due=date(2022, 3, 20)),
        ),
        ladder=(Step(from_percent=90, points="2"),),
        scoring=Scoring(denominator=Denominator.DUE),
        layout=Layout(style=HeadStyle.OFFICE, columns=(LayoutColumn(key="result", width=40),)),
        rights=(Right(role="office", tasks="all", fields=("progress",)),),
    )


@pytest.mark.parametrize(
    ("old", "new", "rule", "key"),
    [
        ("year = 2022", "year = 2023", "year", "year"),
        ("year = 2022", 'year = "2022"', "wrong-type", "year"),
        ("cut_off = 2022-10-07", "cut_off = 7", "wrong-type", "cut_off"),
        ("due_soon_days = 15", "due_soon_days = 1000", "wrong-type", "due_soon_days"),
        ("strict_before = true", "strict_before = 1", "wrong-type", "strict_before"),
        ('language = "vi"', 'language = "fr"', "wrong-type", "language"),
        ('    "done",', '    "xong",', "wrong-type", "done"),
        ('number = "I"', 'number = "J"', "area", "areas"),
        ('number = "I"', "number = 1", "wrong-type", "areas"),
        ("start = 2022-01-01", 'start = ""', "period", "periods"),
        ("from_percent = 90", 'from_percent = "90"', "wrong-type", "ladder"),
        ("from_percent = 90", "from_percent = 900", "wrong-type", "ladder"),
        ('fields = "progress"', "fields = []", "wrong-type", "rights"),
        ('"Asia/Ho_Chi_Minh"', '"Hà Nội"', "time-zone", "time_zone"),
        ('"Asia/Ho_Chi_Minh"', '"Asia"', "time-zone", "time_zone"),
        ('denominator = "due"', 'denominator = "all"', "wrong-type", "scoring.denominator"),
        ("late_counts = true", "late_counts = 1", "wrong-type", "scoring.late_counts"),
        ('style = "office"', 'style = "own"', "wrong-type", "layout.style"),
        ("width = 40", "width = 900", "wrong-type", "layout.columns"),
        ("date = 2021-12-23", "date = 2021", "wrong-type", "decision.date"),
    ],
)
def test_what_is_wrong_in_settings_is_told_with_its_line(old: str, new: str, rule: str, key: str) -> None:
    text = write_settings(whole())
    assert text.count(old) == 1
    text = text.replace(old, new)
    found, problems = read_settings(text, PATH)
    assert found is None
    errors = [each for each in problems if each.severity is Severity.ERROR]
    assert [(each.rule, each.field) for each in errors[:1]] == [(rule, key)]
    assert text.split("\n")[errors[0].line - 1].startswith(f"{key.rpartition('.')[2]} = ")


@pytest.mark.parametrize(
    ("path", "change", "rule"),
    [
        ("agencies/khac.toml", {}, "bad-id"),
        ("agencies/snv.toml", {'kind = "department"': 'kind = "sở"'}, "wrong-type"),
        ("agencies/snv.toml", {"open = false": 'open = "no"'}, "wrong-type"),
        ("agencies/snv.toml", {"short = []": 'short = "SNV"'}, "wrong-type"),
        ("agencies/snv.toml", {"valid_to": "        ("agencies/snv.toml", {'name = "Sở Nội vụ"': "name = "}, "toml"),
    ],
)
def test_what_is_wrong_in_an_agency_is_told(path: str, change: dict[str, Any], rule: str) -> None:
    text = write_agency(builders.agency("snv", "Sở Nội vụ"))
    for old, new in change.items():
        assert old in text
        text = text.replace(old, new)
    found, problems = read_agency(text, path)
    assert found is None
    assert [each.rule for each in problems if each.severity is Severity.ERROR] == [rule]
    assert problems[0].line > 0


def test_an_empty_file_is_no_agency_and_no_plan() -> None:
    assert read_agency("", "agencies/snv.toml")[0] is None
    assert read_settings("", PATH)[0] is None


<<<<<<< HEAD
def test_a_plan_that_names_no_office_is_not_warned_of() -> None:
    text = write_settings(PlanSettings(year=2022, title="Kế hoạch", decision=builders.document()))
    assert "office" not in text
    settings, problems = read_settings(text, PATH)
    assert settings is not None
    assert settings.office == ()
    assert [each for each in problems if each.field == "office"] == []
def test_the_tables_of_scoring_and_layout_may_be_left_out_and_so_may_keys_of_the_layout() -> None:
    text = write_settings(builders.settings())
    assert "[scoring]" not in text
    assert "[layout]" not in text
    found, problems = read_settings(text + '\n[layout]\n\nissuer = "Sở Nội vụ"\n', PATH)
    assert problems == ()
    assert found is not None
    assert found.layout == Layout(issuer="Sở Nội vụ")


def test_a_column_nobody_knows_is_left_out_with_a_warning() -> None:
    text = write_settings(whole()).replace('key = "result"', 'key = "tên"')
    found, problems = read_settings(text, PATH)
    assert found is not None
    assert found.layout.columns == USUAL_COLUMNS
    assert [(each.rule, each.severity) for each in problems] == [("layout", Severity.WARNING)]
