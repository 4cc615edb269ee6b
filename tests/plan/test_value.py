"""What a person types into a field, and the text a person is given to edit."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import agency, document, register
from tracker.plan.fields import FIELD_BY_KEY, FIELDS, FieldKind, FieldValue, field_named
from tracker.plan.message import TrackerError
from tracker.plan.names import AgencyId
from tracker.plan.task import Extension, OtherRole, ScheduleKind, Status, Task
from tracker.plan.value import read_agency_name, read_value, write_value

REGISTER = register(
    agency("so-noi-vu", "Sở Nội vụ", short=("SNV",), symbols=("SNV",), aliases=("Sở NV",)),
    agency("ubnd-tinh", "Ủy ban nhân dân tỉnh", short=("UBND tỉnh",), symbols=("UBND",)),
    agency("bo-noi-vu", "Bộ Nội vụ", short=("BNV",), symbols=("BNV",)),
    agency("so-xay-dung-cu", "Sở Xây dựng", valid_to=date(2022, 12, 31)),
    agency("so-xay-dung", "Sở Xây dựng", valid_from=date(2023, 1, 1)),
)
IDS = sorted(REGISTER.agencies)


def read(name: str, text: str, held: FieldValue = None) -> FieldValue:
    field = field_named(name)
    return read_value(field, text, year=2022, register=REGISTER, name=builders.ENGLISH.name, held=held)


def refusal(name: str, text: str) -> tuple[str, str]:
    with pytest.raises(TrackerError) as caught:
        read(name, text)
    hint = caught.value.hint
    return builders.ENGLISH(caught.value.message), builders.ENGLISH(hint) if hint is not None else ""


@settings(max_examples=25)
@given(builders.tasks)
def test_the_text_of_what_is_held_is_what_is_held(task: Task) -> None:
    for field in FIELDS:
        held = field.value(task)
        assert read(field.key, write_value(field, held), held) == held


def test_an_agency_the_register_does_not_know_is_read_by_the_id_under_which_it_is_held() -> None:
    lead = (AgencyId("so-cu"), AgencyId("so-noi-vu"))
    assert read("lead", "so-cu", lead) == ("so-cu",)
    assert read("lead", "SNV; so-cu", lead) == ("so-noi-vu", "so-cu")
    role = OtherRole(agency=AgencyId("so-cu"), role="thẩm định")
    assert read("others", "so-cu: giám sát", (role,)) == (OtherRole(agency=AgencyId("so-cu"), role="giám sát"),)
    assert refusal("lead", "so-cu")[0] == "the register has no agency so-cu."


ids = st.sampled_from(IDS).map(AgencyId)
words = builders.lines.map(lambda each: each.replace(";", ",")).filter(lambda each: each.strip() not in ("", ":"))
KINDS: dict[FieldKind, st.SearchStrategy[FieldValue]] = {
    FieldKind.TEXT: builders.texts,
    FieldKind.LINES: builders.texts,
    FieldKind.STATUS: st.sampled_from(Status),
    FieldKind.SCHEDULE_KIND: st.sampled_from(ScheduleKind),
    FieldKind.DATE: st.none() | builders.days,
    FieldKind.PERCENT: st.none() | st.integers(0, 100),
    FieldKind.AGENCY: st.just("") | ids,
    FieldKind.AGENCIES: builders.several(ids),
    FieldKind.BODY: st.just("") | ids | words.filter(lambda each: not REGISTER.find(each)),
    FieldKind.ROLES: builders.several(st.builds(OtherRole, agency=ids, role=words)),
    FieldKind.EXTENSIONS: builders.several(st.builds(Extension, due=builders.days, decision=words)),
    FieldKind.DOCUMENTS: st.lists(
        st.builds(
            document,
            number=st.sampled_from(["2286/QĐ-UBND", "12-CTr/TU", "02/2017/TT-VPCP"]),
            kind=st.sampled_from(["Quyết định", "Văn bản", "Thông tư"]),
            day=st.none() | builders.days.filter(lambda each: each.year > 1000),
        ),
        unique=True,
        max_size=3,
    ).map(lambda found: tuple(document(each.number, each.kind, each.date, issuers(each.number)) for each in found)),
}


def issuers(number: str) -> str:
    return "ubnd-tinh" if number.endswith("UBND") else ""


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_written_for_a_field_reads_back(kind: FieldKind, data: st.DataObject) -> None:
    field = next(each for each in FIELDS if each.kind is kind)
    value = data.draw(KINDS[kind])
    assert read(field.key, write_value(field, value)) == value


def test_every_kind_of_field_is_among_the_laws() -> None:
    assert {each.kind for each in FIELDS} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("status", "done", Status.DONE),
        ("status", " In Progress ", Status.IN_PROGRESS),
        ("status", "carried-over", Status.CARRIED_OVER),
        ("kind", "half-year", ScheduleKind.HALF_YEAR),
        ("due", "17/8/2022", date(2022, 8, 17)),
        ("due", "17/8", date(2022, 8, 17)),
        ("due", "2022-08-17", date(2022, 8, 17)),
        ("due", "", None),
        ("percent", "50%", 50),
        ("percent", " 0 ", 0),
        ("percent", "", None),
        ("reporter", "snv", "so-noi-vu"),
        ("reporter", "", ""),
        ("lead", "SNV; Uy ban nhan dan tinh ;", ("so-noi-vu", "ubnd-tinh")),
        ("awaiting", "BNV", "bo-noi-vu"),
        ("awaiting", "Hội đồng thẩm định", "Hội đồng thẩm định"),
        ("others", "SNV: thẩm định; ubnd-tinh: phê duyệt: lần 2", None),
        ("extensions", "30/6/2022 12/QĐ-UBND", (Extension(due=date(2022, 6, 30), decision="12/QĐ-UBND"),)),
        ("documents", "", ()),
        ("result", " a \n", " a \n"),
    ],
)
def test_what_may_be_typed(name: str, text: str, value: FieldValue) -> None:
    if name == "others":
        value = (
            OtherRole(agency=AgencyId("so-noi-vu"), role="thẩm định"),
            OtherRole(agency=AgencyId("ubnd-tinh"), role="phê duyệt: lần 2"),
        )
    assert read(name, text) == value


def test_documents_are_recognised_in_prose_and_get_their_issuer() -> None:
    text = "theo Quyết định 2286/QĐ-UBND ngày 17/8/2022 và Công văn 1/SNV-TT\nGiấy phép số 12/2022"
    found = read("documents", text)
    assert found == (
        document("2286/QĐ-UBND", day=date(2022, 8, 17), issuer="ubnd-tinh"),
        document("1/SNV-TT", "Công văn", None, "so-noi-vu"),
        document("12/2022", "Giấy phép", None),
    )


def test_a_line_that_words_a_held_document_stands_for_it() -> None:
    odd = document("2693/QĐ-UBND tỉnh", day=None, issuer="bo-noi-vu")
    text = write_value(field_named("documents"), (odd,)) + "\nQuyết định 1/QĐ-UBND"
    assert read("documents", text, (odd,)) == (odd, document("1/QĐ-UBND", day=None, issuer="ubnd-tinh"))


def test_one_document_typed_twice_is_one() -> None:
    one = document("1/QĐ-UBND", day=None, issuer="ubnd-tinh")
    assert read("documents", "Quyết định 1/QĐ-UBND\nQuyết định 1/QĐ-UBND") == (one,)


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("status", "xong", "xong is none of the words this field knows.", "done (done)"),
        ("status", "", '"" is none of the words', "not-started"),
        ("due", "30/2/2022", "30/2/2022 is no date.", "17/8/2022"),
        ("percent", "101", "101 is no percentage.", "0 to 100"),
        ("percent", "٣", "is no percentage.", "0 to 100"),
        ("percent", "9" * 5000, "is no percentage.", "0 to 100"),
        ("lead", "SNV; Sở Y", "the register has no agency Sở Y.", ""),
        ("reporter", "Nội vụ", "the register has no agency Nội vụ.", "so-noi-vu, bo-noi-vu"),
        ("reporter", "Sở Xây dựng", "may be several agencies", "so-xay-dung-cu, so-xay-dung"),
        ("others", "SNV thẩm định", "is no role", "colon"),
        ("others", "SNV:", "is no role", "colon"),
        ("extensions", "sau 12/QĐ", "sau is no date.", "17/8/2022"),
        ("documents", "đã trình", "no document is recognised in đã trình.", "2286/QĐ-UBND"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_hint(name: str, text: str, message: str, hint: str) -> None:
    told, tried = refusal(name, text)
    assert message in told
    assert hint in tried


def test_of_two_agencies_of_one_name_the_day_chooses() -> None:
    assert read_agency_name("Sở Xây dựng", REGISTER, date(2022, 10, 7)) == "so-xay-dung-cu"
    assert read_agency_name("so xay dung", REGISTER, date(2023, 10, 7)) == "so-xay-dung"


def test_the_text_a_person_edits() -> None:
    assert write_value(FIELD_BY_KEY["schedule.due"], date(2022, 8, 1)) == "01/08/2022"
    assert write_value(FIELD_BY_KEY["progress.percent"], None) == ""
    assert write_value(FIELD_BY_KEY["progress.status"], Status.DONE) == "done"
    two = (document("1/QĐ-UBND"), document("2/QĐ-UBND", day=None))
    assert write_value(FIELD_BY_KEY["basis"], two) == (
        "Quyết định số 1/QĐ-UBND ngày 01/9/2022\nQuyết định số 2/QĐ-UBND"
    )
