"""The register: names, groups within groups, and who took over from whom."""

from datetime import date

import pytest

from tests.builders import agency, group, register
from tracker.plan.names import AgencyId

BEFORE, AFTER, LATER = date(2022, 10, 7), date(2025, 7, 1), date(2027, 1, 1)
LAST = date(2025, 2, 28)

REGISTER = register(
    agency("khdt", "Sở Kế hoạch và Đầu tư", valid_to=LAST, successors=(AgencyId("tc"),)),
    agency("tc", "Sở Tài chính", short=("STC",)),
    agency("tttt", "Sở Thông tin và Truyền thông", valid_to=LAST, successors=(AgencyId("khcn"), AgencyId("vhttdl"))),
    agency("khcn", "Sở Khoa học và Công nghệ", aliases=("Sở KHCN",)),
    agency("vhtt", "Sở Văn hóa và Thể thao", valid_to=LAST, successors=(AgencyId("vhttdl"),)),
    agency("vhttdl", "Sở Văn hóa, Thể thao và Du lịch", valid_from=date(2025, 3, 1)),
    agency("vpdp", "Văn phòng Điều phối", valid_to=LAST),
    group("so", "khdt", "tc", "tttt", "khcn", "vhtt", "vhttdl", "vpdp"),
    group("tat-ca", "so", "huyen", "la"),
    group("huyen", "nha-trang", valid_to=date(2025, 6, 30), successors=(AgencyId("xa"),)),
    agency("nha-trang"),
    group("xa", "phuong"),
    agency("phuong"),
    group("vong-1", "vong-2", "tc"),
    group("vong-2", "vong-1", "khcn"),
    agency("a", valid_to=LAST, successors=(AgencyId("b"),)),
    agency("b", valid_to=LAST, successors=(AgencyId("a"),)),
    agency("cu", valid_to=LAST, successors=(AgencyId("giua"),)),
    agency("giua", valid_to=date(2026, 1, 1), successors=(AgencyId("moi"),)),
    agency("moi"),
    agency("mat", valid_to=LAST, successors=(AgencyId("khong-co"),)),
)


@pytest.mark.parametrize(
    ("id", "on", "current"),
    [
        ("khdt", LAST, ["khdt"]),
        ("khdt", date(2025, 3, 1), ["tc"]),
        ("tttt", AFTER, ["khcn", "vhttdl"]),
        ("vpdp", AFTER, ["vpdp"]),
        ("cu", BEFORE, ["cu"]),
        ("cu", AFTER, ["giua"]),
        ("cu", LATER, ["moi"]),
        ("a", AFTER, ["a"]),
        ("mat", AFTER, ["khong-co"]),
        ("chua-biet", AFTER, ["chua-biet"]),
    ],
)
def test_who_stands_for_an_agency_on_a_day(id: str, on: date, current: list[str]) -> None:
    assert list(REGISTER.current(AgencyId(id), on)) == current


@pytest.mark.parametrize(
    ("id", "on", "members"),
    [
        ("so", BEFORE, {"khdt", "tc", "tttt", "khcn", "vhtt", "vpdp"}),
        ("so", AFTER, {"tc", "khcn", "vhttdl"}),
        ("tat-ca", BEFORE, {"khdt", "tc", "tttt", "khcn", "vhtt", "vpdp", "nha-trang", "la"}),
        ("tat-ca", AFTER, {"tc", "khcn", "vhttdl", "phuong", "la"}),
        ("vong-1", BEFORE, {"tc", "khcn"}),
        ("vong-2", BEFORE, {"tc", "khcn"}),
        ("tc", BEFORE, set()),
        ("chua-biet", BEFORE, set()),
    ],
)
def test_who_is_in_a_group_on_a_day(id: str, on: date, members: set[str]) -> None:
    assert REGISTER.members(AgencyId(id), on) == members


def test_validity_holds_on_its_first_and_last_day() -> None:
    department = agency("x", valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    assert [department.is_valid(date(year, month, day)) for year, month, day in (
        (2021, 12, 31), (2022, 1, 1), (2022, 12, 31), (2023, 1, 1)
    )] == [False, True, True, False]  # fmt: skip


def test_predecessors_are_those_that_name_an_agency_as_successor() -> None:
    assert set(REGISTER.predecessors(AgencyId("vhttdl"))) == {"tttt", "vhtt"}
    assert REGISTER.predecessors(AgencyId("khdt")) == ()


@pytest.mark.parametrize(
    ("wording", "found"),
    [
        ("tc", ("tc",)),
        ("stc", ("tc",)),
        ("SO TAI CHINH", ("tc",)),
        ("sở khcn", ("khcn",)),
        ("Sở Tài", ()),
        ("", ()),
    ],
)
def test_an_agency_is_found_by_id_and_by_every_spelling(wording: str, found: tuple[str, ...]) -> None:
    assert REGISTER.find(wording) == found


def test_what_the_register_does_not_know_is_called_by_its_id() -> None:
    unknown = AgencyId("khong-co")
    assert (REGISTER.name(unknown), REGISTER.label(unknown), REGISTER.get(unknown)) == ("khong-co", "khong-co", None)
    assert REGISTER.label(AgencyId("tc")) == "STC"
    assert REGISTER.label(AgencyId("khcn")) == REGISTER.name(AgencyId("khcn")) == "Sở Khoa học và Công nghệ"
