"""Who does what in an assignment: agencies by whole names, their parts by the words around them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.exchange.usual import usual_agencies
from tracker.plan.agency import Register
from tracker.plan.agency_names import NameIndex, mentions
from tracker.plan.assignment_grammar import read_agencies, read_assignment
from tracker.plan.names import AgencyId

REGISTER = Register({each.id: each for each in usual_agencies(AgencyId("ubnd-tinh"))})
INDEX = NameIndex(REGISTER, date(2024, 6, 30))

SHORT = {
    "nhom-co-quan-don-vi-lien-quan": "liên quan",
    "nhom-so-ban-nganh": "các sở",
    "nhom-so-nganh-lien-quan": "sở liên quan",
    "nhom-ubnd-cap-huyen": "cấp huyện",
    "nhom-ubnd-cap-xa": "cấp xã",
    "so-ke-hoach-va-dau-tu": "SKHĐT",
    "so-noi-vu": "SNV",
    "so-tai-chinh": "STC",
    "so-tu-phap": "STP",
    "so-thong-tin-va-truyen-thong": "STTTT",
    "so-lao-dong-thuong-binh-va-xa-hoi": "SLĐTBXH",
    "van-phong-ubnd-tinh": "VP",
    "nhom-hiep-hoi-lien-quan": "hiệp hội",
    "nhom-so-ban-nganh-dia-phuong": "sở, địa phương",
    "buu-dien-tinh": "bưu điện",
}


def read(text: str) -> str:
    """Return the parts as ``lead > coordinating > others``, agencies by short names."""
    found = read_assignment(text, INDEX)
    others = [f"{SHORT.get(each.agency, each.agency)} ({each.role})" for each in found.others]
    rows = (found.lead, found.coordinating)
    return " > ".join(
        (*(", ".join(SHORT.get(each, each) for each in row) or "-" for row in rows), "; ".join(others) or "-")
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sở Nội vụ chủ trì tham mưu", "SNV > - > -"),
        ("Sở Nội vụ chủ trì, tham mưu UBND tỉnh", "SNV > - > -"),
        ("Sở Kế hoạch và Đầu tư chủ trì, phối hợp với cơ quan, đơn vị liên quan tham mưu", "SKHĐT > liên quan > -"),
        ("Sở Kế hoạch và đầu tư chủ trì phối hợp với các cơ quan, đơn vị, liên quan", "SKHĐT > liên quan > -"),
        ("Sở Nội vụ và Sở Thông tin và Truyền thông chủ trì phối hợp Sở Tài chính", "SNV, STTTT > STC > -"),
        ("Sở Nội vụ chủ trì; các sở, ngành, địa phương phối hợp", "SNV > sở, địa phương > -"),
        (
            "Sở Tư pháp chủ trì, phối hợp với các sở, ngành liên quan và UBND các huyện, thị xã, thành phố xây dựng",
            "STP > sở liên quan, cấp huyện > -",
        ),
        (
            "Sở Nội vụ chủ trì, phối hợp với các Sở, ngành, hiệp hội có liên quan",
            "SNV > sở liên quan, hiệp hội > -",
        ),
        (
            "- Văn phòng UBND tỉnh chủ trì\n- Các sở, ban, ngành; UBND cấp huyện, Bưu điện tỉnh phối hợp, thực hiện",
            "VP > các sở, cấp huyện, bưu điện > -",
        ),
        (
            "- Sở Nội vụ hướng dẫn triển khai\n- Các sở, ban, ngành lập Đề án gửi Sở Nội vụ thẩm định, trình UBND tỉnh",
            "các sở > - > SNV (hướng dẫn triển khai, thẩm định)",
        ),
        ("- Sở Nội vụ chủ trì\n- Văn phòng UBND tỉnh, UBND cấp huyện, cấp xã", "SNV > VP, cấp huyện, cấp xã > -"),
        ("Cơ quan chủ trì: Sở Nội vụ; cơ quan phối hợp: Sở Tài chính, Sở Tư pháp", "SNV > STC, STP > -"),
        ("Chủ trì: Sở Nội vụ\nPhối hợp: Sở Tài chính", "SNV > STC > -"),
        (
            "Sở Lao động - Thương binh và Xã hội chủ trì, phối hợp với Sở Tài chính theo Thông tư số 02/2017/TT-VPCP",
            "SLĐTBXH > STC > -",
        ),
        ("", "- > - > -"),
        ("Thực hiện theo quy định", "- > - > -"),
    ],
)
def test_the_parts_of_agencies(text: str, parts: str) -> None:
    assert read(text) == parts


def test_names_are_found_whatever_their_tones_stand_on_and_whatever_their_form() -> None:
    for text in ("Uỷ ban nhân dân các huyện, thị xã, thành phố", "UBND CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ"):
        assert [each.agency for each in mentions(text, INDEX)] == ["nhom-ubnd-cap-huyen"]
    found = mentions("gồm các Sở: Nội vụ, Tài chính, Tư pháp", INDEX)
    assert [each.agency for each in found] == ["so-noi-vu", "so-tai-chinh", "so-tu-phap"]


def test_bare_names_after_a_full_one_share_its_first_word() -> None:
    found = read_agencies("Sở Nội vụ, Tài chính, Tư pháp", INDEX)
    assert found == (("so-noi-vu", "so-tai-chinh", "so-tu-phap"), ())


def test_an_agency_the_register_does_not_know_is_named_and_not_made_up() -> None:
    reading = read_assignment("Sở Biển và Hải đảo chủ trì, phối hợp với Sở Nội vụ, Chi cục Thủy sản", INDEX)
    assert (reading.lead, reading.coordinating) == ((), ("so-noi-vu",))
    assert reading.unknown == ("Sở Biển và Hải đảo", "Chi cục Thủy sản")


def test_where_nobody_leads_it_is_told_and_somebody_answers() -> None:
    reading = read_assignment("Các sở, ban, ngành xây dựng Đề án gửi Sở Nội vụ thẩm định", INDEX)
    assert reading.lead == ("nhom-so-ban-nganh",)
    assert reading.reporter == "so-noi-vu"
    assert [rule for rule, _ in reading.doubts] == ["lead-taken"]


@given(st.text(max_size=200), st.sampled_from(["Sở Nội vụ", "UBND", "chủ trì", "phối hợp với", "các", ", "]))
def test_any_wording_is_read_and_gives_no_agency_two_parts(text: str, word: str) -> None:
    reading = read_assignment(f"{text} {word} {text}", INDEX)
    others = [each.agency for each in reading.others]
    given = [*reading.lead, *reading.coordinating, *others]
    assert len(set(given)) == len(given)
    assert set(given) <= set(REGISTER.agencies)
