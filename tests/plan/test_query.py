"""Queries: what each term finds in both languages, what cannot be read and why, and the laws of the language."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import ENGLISH, ON, agency, assignment, document, group, plan, progress, schedule, task
from tracker.plan.message import say
from tracker.plan.names import AgencyId
from tracker.plan.problem import Problem, Severity
from tracker.plan.query import Query, QueryReading, of_agency, of_area, read_query, read_typed
from tracker.plan.query_reading import MOST_CHARACTERS, MOST_NESTED, near_keys
from tracker.plan.query_words import (
    CURRENT,
    FLAGS,
    KEYS,
    WORDS_OF,
    letters,
)
from tracker.plan.task import Extension, OtherRole, ScheduleKind, Status
from tracker.plan.view import PlanView, Role, parts

AGENCIES = (
    agency("stc", "Sở Tài chính", short=("STC",)),
    agency(
        "khdt",
        "Sở Kế hoạch và Đầu tư",
        short=("SKHĐT",),
        symbols=("SKHĐT",),
        valid_to=date(2025, 2, 28),
        successors=(AgencyId("stc"),),
    ),
    agency("vhtt", "Sở Văn hóa, Thể thao và Du lịch", short=("SVHTTDL",)),
    agency("bnv", "Bộ Nội vụ", short=("BNV",)),
    group("nhom", "khdt", "vhtt", short=("Các sở",)),
)

TASKS = (
    task(  # I.1: overdue, led by SNV
        "2022-I-01",
        title="Xây dựng đề án vị trí việc làm",
        product="Đề án",
        progress=progress(percent=40, result="Đang trình UBND tỉnh", obstacle=""),
        assignment=assignment("so-noi-vu", coordinating=(AgencyId("khdt"),)),
    ),
    task(  # I.2: done late, proved
        "2022-I-02",
        title="Ban hành quy chế",
        schedule=schedule(due=date(2022, 6, 30), start=date(2022, 4, 1)),
        progress=progress(Status.DONE, completed=date(2022, 8, 17), percent=100, documents=(document("2286/QĐ-UBND"),)),
        assignment=assignment("khdt", others=(OtherRole(agency=AgencyId("vhtt"), role="thẩm định"),)),
    ),
    task(  # I.3: waits for a ministry, extended to the end of the year
        "2022-I-03",
        title="Đầu tư phần mềm một cửa",
        schedule=schedule(extensions=(Extension(due=date(2022, 12, 15), decision="x"),)),
        progress=progress(Status.WAITING, awaiting="bnv", proposal="Bộ Nội vụ sớm hướng dẫn"),
        basis=(document("22/NQ-CP", kind="Nghị quyết"),),
    ),
    task(  # II.1: nothing reported, due soon
        "2022-II-01",
        title="Rà soát thủ tục hành chính",
        schedule=schedule("Quý IV/2022", due=date(2022, 10, 15), start=date(2022, 10, 1)),
        progress=progress(Status.NOT_STARTED, result=""),
        assignment=assignment("nhom", reporter=AgencyId("vhtt")),
        source="Dòng 12",
    ),
    task(  # II.2: given up, without a due date
        "2022-II-02",
        title="Đạt chỉ tiêu hồ sơ trực tuyến",
        schedule=schedule("Thường xuyên", kind=ScheduleKind.RECURRING, start=None, due=None),
        progress=progress(Status.WITHDRAWN),
    ),
)
PROBLEMS = (
    Problem(severity=Severity.WARNING, rule="late-without-reason", message=say("x"), subject="2022-I-01"),
    Problem(severity=Severity.WARNING, rule="no-report", message=say("x"), subject="2022-II-01"),
)


def seen(on: date = ON) -> PlanView:
    return PlanView(plan=plan(*TASKS, agencies=AGENCIES), on=on, problems=PROBLEMS)


VIEW = seen()
ALL = ["I.1", "I.2", "I.3", "II.1", "II.2"]


def read(text: str, view: PlanView = VIEW) -> Query:
    reading = read_query(text, view)
    assert reading.query is not None, (text, reading)
    assert (reading.problem, reading.hint, reading.expected) == (None, None, None)
    return reading.query


def found(text: str, view: PlanView = VIEW) -> list[str]:
    return [row.task.number for row in read(text, view).rows(view)]


# --- what each term finds -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spellings", "numbers"),
    [
        (("",), ALL),
        (("   ",), ALL),
        (("area:II", "area:ii", "lĩnh-vực:II", "linhvuc:ii", "LV: II", 'area:"Cải cách TTHC"', "lv:tthc"), ALL[3:]),
        (("area:I,II", "lĩnh-vực:II,I"), ALL),
        (
            ("agency:SNV", "cơ-quan:snv", "coquan:so-noi-vu", "cq:Sở Nội vụ", "đơn-vị:so noi vu"),
            ["I.1", "I.3", "II.2"],
        ),
        (("agency:SKHĐT", "cq:sở kế hoạch và đầu tư"), ["I.1", "I.2", "II.1"]),
        (("agency:Sở Văn hóa, Thể thao và Du lịch", "cq:svhttdl"), ["I.2", "II.1"]),
        (("agency:SVHTTDL,BNV", "agency: svhttdl, bnv"), ["I.2", "II.1"]),
        (("lead:SKHĐT", "chủ-trì:skhdt", "chutri:khdt"), ["I.2", "II.1"]),
        (("coordinating:SKHĐT", "phối-hợp:SKHĐT", "phoihop:skhdt"), ["I.1"]),
        (("other:SVHTTDL", "vaitrokhac:vhtt"), ["I.2"]),
        (("reporter:vhtt", "đầu-mối:vhtt"), ["II.1"]),
        (("reporter:none", "đầu-mối:trống", "daumoi:khong"), ["I.1", "I.2", "I.3", "II.2"]),
        (("coordinating:any", "phối-hợp:có"), ["I.1"]),
        (("status:done", "tình-trạng:đã-hoàn-thành", "tinhtrang:xong", 'tt:"đã hoàn thành"'), ["I.2"]),
        (("status:waiting,not-started", "tình-trạng:chờ cấp trên,chưa thực hiện"), ["I.3", "II.1"]),
        (("timeliness:done-late", "tiến-độ:hoàn thành quá hạn"), ["I.2"]),
        (("due:<30/9/2022", "hạn:<30/9/2022", "han:<2022-09-30", "due:< 30-09-2022", "due:<30/9"), ["I.2"]),
        (("due:<=30/9/2022", "hạn:≤30/9/2022", "due:=<30/9"), ["I.1", "I.2"]),
        (("due:>30/9/2022", "đến-hạn:>30/9"), ["I.3", "II.1"]),
        (("due:>=30/9/2022", "due:=>30/9", "han:≥30/9"), ["I.1", "I.3", "II.1"]),
        (("due:30/9/2022", "due:=30/9/2022", 'due:"ngày 30 tháng 9 năm 2022"'), ["I.1"]),
        (
            ("due:2022-Q3", "due:q3/2022", "hạn:quý III/2022", "han:quy 3", 'han:"Quí III năm 2022"', "due:Q3"),
            ["I.1"],
        ),
        (("due:2022-10", "due:10/2022", "hạn:tháng 10/2022", "hạn:tháng 10"), ["II.1"]),
        (("due:2022-H2", "due:h2/2022", "hạn:6 tháng cuối năm 2022", "due:>2022-H1"), ["I.1", "I.3", "II.1"]),
        (("due:2022", "hạn:năm 2022"), ["I.1", "I.2", "I.3", "II.1"]),
        (("due:2021",), []),
        (("due:1/6/2022..30/9/2022", "due:2022-06..2022-Q3", "hạn:tháng 6..quý III"), ["I.1", "I.2"]),
        (("due:none", "due:không", "hạn:trống", "no-due", "không-hạn"), ["II.2"]),
        (("due:any", "hạn:có"), ["I.1", "I.2", "I.3", "II.1"]),
        (("due:<2022-Q3", "due:<2022-07"), ["I.2"]),
        (("due:<=2022-Q3",), ["I.1", "I.2"]),
        (("due:this-month", "hạn:tháng-này", "han:thangnay"), ["II.1"]),
        (("due:<today", "hạn:<hôm nay"), ["I.1", "I.2"]),
        (("due:this-quarter",), ["I.3", "II.1"]),
        (("due:this-year",), ["I.1", "I.2", "I.3", "II.1"]),
        (("due:this-week",), []),
        (("start:2022-Q2", "bắt-đầu:quý 2"), ["I.2"]),
        (("completed:2022-08", "ngày-hoàn-thành:8/2022", "hoan-thanh:8/2022"), ["I.2"]),
        (("late", "trễ-hạn", "chậm", "tre-han"), ["I.1", "I.2"]),
        (("overdue", "quá-hạn", "quahan", "QUÁ_HẠN"), ["I.1"]),
        (("soon", "sắp-hạn", "sapdenhan"), ["II.1"]),
        (("done", "đã-xong"), ["I.2"]),
        (("open", "chưa-xong"), ["I.1", "I.3", "II.1"]),
        (("no-report", "chưa-báo-cáo", "chuabaocao"), ["II.1"]),
        (("problem", "có-vấn-đề", "problem:any"), ["I.1", "II.1"]),
        (("problem:none",), ["I.2", "I.3", "II.2"]),
        (("problem:late-without-reason", "lỗi:late", "broken-rule:late", "rule:without"), ["I.1"]),
        (("waiting", "đang-chờ", "chờ-cấp-trên"), ["I.3"]),
        (("waiting:BNV", "chờ:Bộ Nội vụ", "cho:bnv", "waiting:bộ", "waiting:any"), ["I.3"]),
        (("waiting:STC", "waiting:none", "chờ:Quốc hội"), []),
        (("doc:2286", "văn-bản:2286/QĐ-UBND", "vb:QĐ-UBND", 'doc:"quyết định"', "evidence:2286"), ["I.2"]),
        (("doc:22",), ["I.2", "I.3"]),
        (("doc:286", "evidence:22/NQ"), []),
        (("basis:22", "căn-cứ:nghị", "cancu:any"), ["I.3"]),
        (("evidence:none done",), []),
        (("kind:recurring", "loại-hạn:thường-xuyên", "loai:định kỳ"), ["II.2"]),
        (("percent:<50", "tỷ-lệ:<50%", "tile:< 50", "percent:40", "phan-tram:<=40"), ["I.1"]),
        (("percent:>40", "percent:any percent:>=41"), ["I.2"]),
        (("percent:none",), ["I.3", "II.1", "II.2"]),
        (('title:"đề án"', "tên:đề", "title:vtvl"), ["I.1"]),
        (("title:de",), ["I.1"]),
        (("product:đề", "sản-phẩm:de"), ["I.1"]),
        (("result:UBND", "kết-quả:ubnd"), ["I.1"]),
        (("result:none", "kết-quả:trống"), ["II.1"]),
        (("overdue obstacle:none", "quá-hạn khó-khăn:trống", "qua-han vuong-mac:khong"), ["I.1"]),
        (("proposal:hướng", "kiến-nghị:huong"), ["I.3"]),
        (("schedule:thường", "assignment:any kind:recurring", "phân-công:chủ kind:recurring"), ["II.2"]),
        (("source:12", "nguồn:dòng"), ["II.1"]),
        (("id:I.3", "id:2022-I-03", "mã:i-3", "number:I.3"), ["I.3"]),
        (("id:I.3,II.2",), ["I.3", "II.2"]),
        (("thủ tục", "thu tuc", "TTHC", '"thủ tục"', "“thủ tục”"), ["II.1"]),
        (("hành thủ", "thu hanh"), ["II.1"]),
        (('"hành thủ"',), []),
        (("10:30", "https://x.vn"), []),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)  # fmt: skip
def test_a_term_finds_the_same_in_every_spelling(spellings: tuple[str, ...], numbers: list[str]) -> None:
    assert {each: sorted(found(each), key=ALL.index) for each in spellings} == dict.fromkeys(spellings, numbers)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("-late", ["I.3", "II.1", "II.2"]),
        ("not late", ["I.3", "II.1", "II.2"]),
        ("không quá-hạn", ["I.2", "I.3", "II.1", "II.2"]),
        ("khong (quá-hạn or waiting)", ["I.2", "II.1", "II.2"]),
        ("--late", ["I.1", "I.2"]),
        ("not -late", ["I.1", "I.2"]),
        ("late or soon", ["I.1", "I.2", "II.1"]),
        ("late hoặc soon | waiting", ["I.1", "I.2", "I.3", "II.1"]),
        ("late soon", []),
        ("area:I late or area:II soon", ["I.1", "I.2", "II.1"]),
        ("area:I (late or waiting)", ["I.1", "I.2", "I.3"]),
        ("area:I -(late or waiting)", []),
        ("-(area:I late) -status:withdrawn", ["I.3", "II.1"]),
        ('area:I -"quy chế" -phần', ["I.1"]),
        ("agency:Sở Nội vụ late", ["I.1"]),
        ("status:chưa thực hiện or status:chờ", ["I.3", "II.1"]),
    ],
)
def test_terms_combine(text: str, numbers: list[str]) -> None:
    assert found(text) == numbers


def test_a_no_before_ordinary_words_is_searched() -> None:
    paying = plan(task("2022-I-01", title="Thanh toán không dùng tiền mặt"), task("2022-I-02", title="Tiền mặt"))
    assert found("không dùng tiền", PlanView(plan=paying, on=ON)) == ["I.1"]


def test_what_a_query_asks_of_an_agency_is_what_its_parts_say() -> None:
    for on in (ON, date(2025, 7, 1)):
        view = seen(on)
        for each in view.plan.register.agencies:
            for role in (None, *Role):
                asked = [row.task.id for row in of_agency(each, role).rows(view)]
                held = {one.id: parts(one, each, view.plan.register, on) for one in TASKS}
                assert asked == [id for id, having in held.items() if any(role in (None, part.role) for part in having)]


def test_a_successor_has_the_tasks_of_the_agency_it_took_over() -> None:
    assert found("agency:STC") == []
    assert found("agency:STC", seen(date(2025, 7, 1))) == ["I.1", "I.2", "II.1"]


def test_words_put_the_best_match_first_and_all_else_keeps_the_order_of_the_plan() -> None:
    view = PlanView(
        plan=plan(task("2022-I-01", title="Đặt hàng"), task("2022-I-02", title="Đạt chuẩn"), task("2022-I-03")), on=ON
    )
    assert found("đạt", view) == ["I.2", "I.1"]
    assert found('-"đạt chuẩn" or "đạt chuẩn"', view)[0] == "I.1"
    assert found("đạt area:I", view) == ["I.2", "I.1"]
    assert read("đạt area:I").is_search
    assert not read("late area:I").is_search


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "position", "problem", "hint", "expected"),
    [
        ("due:", 4, "due: has no value yet.", "", "a date, a month 06/2022"),
        ("hạn:<", 5, "hạn: has no value yet.", "", "or < and a date"),
        ("late due:<30/9/202", 10, "30/9/202 is no date.", "2022-Q3", "a date"),
        ("due:30/2/2022", 4, "30/2/2022 is no date.", "", ""),
        ("due:2022-13", 4, "2022-13 is no date.", "", ""),
        ("due:2022-Q3..2022-Q1", 4, "is no date.", "", ""),
        ("status:xyz", 7, "xyz is none of the words this field knows.", "done (đã-hoàn-thành)", "a status"),
        ("status:", 7, "status: has no value yet.", "", "a status"),
        ("status:done,", 12, "status: has no value yet.", "", "a status"),
        ("area:IX", 5, "the plan has no area IX.", "areas: I, II.", "numeral"),
        ("agency:Sở Y tế late", 7, "the register has no agency Sở Y tế.", "", "an agency"),
        ("agency:nội vụ", 7, "the register has no agency nội vụ.", "did you mean SNV, BNV?", "an agency"),
        ('agency:"nội vụ"', 7, "the register has no agency nội vụ.", "SNV", "an agency"),
        ("percent:101", 8, "101 is no percentage.", "0 to 100", "a number"),
        ("id:I.9", 3, "the plan has no task I.9.", "area I ends at 2022-I-03.", "a task"),
        ("kind:xyz", 5, "xyz is none of the words", "quarter (quý)", "a kind"),
        ("late số: 12", 5, "queries have no key “số:”.", '"số:"', "a key"),
        ("stat:done", 0, "queries have no key “stat:”.", "did you mean status:", "a key"),
        ("stauts:done", 0, "queries have no key “stauts:”.", "did you mean status:", "a key"),
        ("linhvu:I", 0, "queries have no key “linhvu:”.", "did you mean lĩnh-vực:", "a key"),
        ("agency:Sở Tài chnh", 7, "the register has no agency Sở Tài chnh.", "did you mean STC", "an agency"),
        ("(late", 0, "a bracket is not closed.", "", "a closing bracket"),
        ("late)", 4, "a bracket is closed that was not opened.", "", ""),
        ("()", 1, "a term is missing here.", "", "a word"),
        ("late or", 7, "a term is missing here.", "", "a word"),
        ("or late", 0, "a term is missing here.", "", "a word"),
        ("late -", 5, "a term is missing here.", "", "a word"),
        ("not", 3, "a term is missing here.", "", "a word"),
        ('late "đề á', 5, "a quotation mark is not closed.", "", "a closing quotation mark"),
        ('late ""', 5, "nothing stands between the quotation marks.", "", "words"),
        ("(" * (MOST_NESTED + 1) + "x", MOST_NESTED, "more brackets", "", ""),
        ("x" * (MOST_CHARACTERS + 1), MOST_CHARACTERS, "longer than 2000 characters", "", ""),
    ],
    ids=lambda each: each[:20] if isinstance(each, str) else "",
)
def test_a_query_that_cannot_be_read_says_what_is_wrong_where_and_what_could_come(
    text: str, position: int, problem: str, hint: str, expected: str
) -> None:
    reading = read_query(text, VIEW)
    assert reading.query is None
    assert reading.position == position
    assert problem in said(reading.problem)
    assert hint in said(reading.hint)
    assert expected in said(reading.expected)


@pytest.mark.parametrize("written", sorted({each[:3] for key in KEYS for each in (key.name, *key.vietnamese)}))
def test_keys_that_may_be_meant_are_named_in_one_language(written: str) -> None:
    names = near_keys(written)
    assert names
    assert {key.name for key in KEYS} >= set(names) or {key.vietnamese[0] for key in KEYS} >= set(names)


def said(message: Any) -> str:
    return ENGLISH(message) if message is not None else ""


def test_an_agency_that_may_be_several_is_asked_about() -> None:
    twins = (agency("a", "Chi cục", short=("CC",)), agency("b", "Chi cục", short=("CC",)))
    reading = read_query("agency:CC", PlanView(plan=plan(task(), agencies=twins), on=ON))
    assert said(reading.problem) == "CC may be several agencies."
    assert said(reading.hint) == "say which: a, b."


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("quá hạn", "vi", ("quá-hạn",)),
        ("area:I qua han đề án", "en", ("overdue",)),
        ("chưa báo cáo sắp đến hạn", "vi", ("chưa-báo-cáo", "sắp-hạn")),
        ("overdu", "en", ("overdue",)),
        ("đề án", "vi", ()),
        ("quá-hạn", "vi", ()),
        ('"quá hạn"', "vi", ()),
        ("hạn chế", "vi", ()),
        ("Đang thực hiện đề án", "vi", ("tình-trạng:đang-thực-hiện",)),
        ("tam dung", "en", ("status:paused",)),
    ],
)
def test_words_that_may_be_meant_as_a_term_are_told(text: str, language: str, terms: tuple[str, ...]) -> None:
    assert read(text).terms_meant(language) == terms


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("quá hạn", "searched as words; did you mean overdue?"),
        ("late and done", "“and” is searched as a word; terms all hold without it"),
        ("trễ-hạn và đề án", "“và” is searched as a word; terms all hold without it"),
        ("late đào tạo và bồi dưỡng nghiệp vụ", ""),
        ("đào tạo và", ""),
        ("late done", ""),
        ("agency SNV", "nothing is found; “agency” as a key is written agency:"),
        ("kết-quả", "nothing is found; “kết-quả” as a key is written result:"),
        ("title zzz", "nothing is found; “title” as a key is written title:"),
        ("zzz", ""),
        ("hạn", ""),  # a key, and a word that is found
    ],
)
def test_words_that_say_nothing_between_terms_are_doubted(text: str, doubt: str) -> None:
    assert said(read(text).doubt(VIEW, "en")) == doubt


def test_an_agency_that_begins_later_is_told_with_those_before_it() -> None:
    new = agency("snnmt", "Sở Nông nghiệp và Môi trường", short=("SNNMT",), valid_from=date(2025, 3, 1))
    old = [
        agency(id, id, short=(label,), valid_to=date(2025, 2, 28), successors=(AgencyId("snnmt"),))
        for id, label in (("snn", "SNN"), ("stnmt", "STNMT"))
    ]
    for on, told in (
        (ON, "SNNMT begins later; on 07/10/2022 there were: SNN, STNMT"),
        (date(2025, 3, 1), ""),
    ):
        view = PlanView(plan=plan(task(), agencies=(new, *old)), on=on)
        assert said(read("agency:Sở Nông nghiệp và Môi trường late", view).doubt(view, "en")) == told
        assert said(read("agency:SNN", view).doubt(view, "en")) == ""


# --- half typed -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("agency", "", "“agency” finds nothing; it may become agency:"),
        ("late no-rep", "late", "“no-rep” finds nothing; it may become no-report"),
        ("area:II overd", "area:II", "“overd” finds nothing; it may become overdue"),
        ("(late or no-du", None, "a closing bracket"),
        ("đề án", "đề án", ""),  # finds something
        ("agency x", "agency x", ""),  # the word that is typed begins nothing
        ("late done", "late done", ""),  # whole terms that find nothing together
        ("result:agency", "result:agency", ""),
        ("-d", "", "“d” finds nothing; it may become due:, doc:, soon, done"),
    ],
)
def test_a_word_half_typed_leaves_what_stands_beside_it(text: str, beside: str | None, expected: str) -> None:
    reading = read_typed(text, len(text), VIEW, "en")
    assert (reading.query.text if reading.query is not None else None) == beside
    assert said(reading.expected) == expected


def test_a_word_is_half_typed_only_at_the_cursor() -> None:
    text = "agency area:II"
    assert read_typed(text, len(text), VIEW, "en").query == read(text)
    assert read_typed(text, len("agency"), VIEW, "en").query == read("area:II")
    assert read_typed(text, len("age"), VIEW, "en").query == read(text)


# --- the words of the language --------------------------------------------------------------------


def test_no_two_words_of_the_language_are_spelt_alike() -> None:
    tables: list[list[tuple[str, ...]]] = [
        [(each.name, *each.vietnamese, *each.others) for each in KEYS],
        [(each.name, *each.vietnamese, *each.others) for each in FLAGS],
        [(name, *vietnamese) for name, vietnamese in CURRENT],
        *([(word.value, *vietnamese) for word, vietnamese in words] for words in WORDS_OF.values()),
    ]
    for spellings in tables:
        bare = [name for each in spellings for name in {letters(one) for one in each}]
        assert sorted(bare) == sorted(set(bare))


def test_every_word_of_a_closed_set_can_be_asked_for() -> None:
    for words in WORDS_OF.values():
        kinds = {type(word) for word, _ in words}
        assert [set(kind) for kind in kinds] == [{word for word, _ in words}]


# --- laws -----------------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        *(f"{each.name}:" for each in KEYS), *(each.name for each in FLAGS), *(each.vietnamese[0] for each in FLAGS),
        *(f"{each.vietnamese[0]}:" for each in KEYS),
        "area:II", "agency:SNV", "cơ-quan:Sở Nội vụ", "due:<30/9/2022", "hạn:quý III", "status:done,waiting", "late",
        "due:none", "percent:>=40", "doc:2286", "waiting:Bộ", "title:\"đề án\"", "id:I.1", "problem:late", "chờ:BNV",
        "or", "hoặc", "|", "not", "không", "khong", "-", "(", ")", '"', "“", "”", ",", ":", " ", "  ", "<", ">=", "..",
        "đề", "án", "và", "x", "none", "có", "12/QĐ-UBND", '""', "today", "2022", "quý", "6", "tháng",
    ]
)  # fmt: skip
_QUERIES = st.one_of(
    st.lists(_PIECES, max_size=10).map(" ".join), st.lists(_PIECES, max_size=10).map("".join), st.text(max_size=30)
)


@settings(max_examples=250)
@given(_QUERIES)
def test_any_text_is_read_or_refused_with_a_place_and_reads_back_as_it_is_spelled(text: str) -> None:
    reading = read_query(text, VIEW)
    assert 0 <= reading.position <= len(text)
    if reading.query is None:
        assert reading.problem is not None
        return
    rows = reading.query.rows(VIEW)
    written = (reading.query.written(VIEW.plan.register, each) for each in ("en", "vi"))
    for spelled in (reading.query.text, reading.query.spelled("vi"), *written):
        again = read_query(spelled, VIEW)
        assert again == QueryReading(query=reading.query, position=len(spelled)), spelled
    assert set(rows) <= set(VIEW.rows)


@settings(max_examples=100)
@given(_QUERIES, _QUERIES)
def test_leaving_out_is_the_rest_and_alternatives_have_no_order(one: str, other: str) -> None:
    first, second = read_query(one, VIEW).query, read_query(other, VIEW).query
    if first is None or second is None or first.is_everything or second.is_everything:
        return
    rows = set(first.rows(VIEW))
    assert set(read(f"-({first.text})").rows(VIEW)) == set(VIEW.rows) - rows
    assert read(f"({one}) or ({other})").rows(VIEW) == read(f"({other}) or ({one})").rows(VIEW)
    assert set(read(f"({one}) or ({other})").rows(VIEW)) == rows | set(second.rows(VIEW))
    narrowed = first.narrowed(second)
    assert narrowed == read(f"({first.text}) ({second.text})")
    if not (first.is_search and second.is_search):
        assert set(narrowed.rows(VIEW)) == rows & set(second.rows(VIEW))


@settings(max_examples=60)
@given(st.lists(builders.tasks, max_size=3), _QUERIES)
def test_a_query_never_fails_on_any_plan(tasks: list[Any], text: str) -> None:
    view = PlanView(plan=plan(*{each.id: each for each in tasks}.values(), agencies=AGENCIES), on=ON)
    reading = read_query(text, view)
    if reading.query is not None:
        assert len(reading.query.rows(view)) <= len(view.rows)


def test_agencies_are_written_as_people_write_them_where_that_means_one_alone() -> None:
    asked = read("lead:khdt -(agency:so-noi-vu,bnv or awaiting:bnv) area:II")
    assert asked.written(VIEW.plan.register) == "lead:SKHĐT -(agency:SNV,BNV or waiting:BNV) area:II"
    assert asked.written(VIEW.plan.register, "vi").startswith("chủ-trì:SKHĐT ")
    twins = builders.register(
        agency("a", "Sở Xây dựng", short=("SXD",), valid_to=date(2022, 12, 31)),
        agency("b", "Sở Xây dựng mới", short=("SXD",)),
        agency("c", "Sở Y tế", short=("a",)),
    )
    told = [of_agency(AgencyId(id)).written(twins) for id in ("a", "b", "c", "gone")]
    assert told == ['agency:"Sở Xây dựng"', 'agency:"Sở Xây dựng mới"', 'agency:"Sở Y tế"', "agency:gone"]


def test_a_query_is_made_of_values_too() -> None:
    assert of_area("II") == read("area:II")
    assert of_agency(AgencyId("khdt")) == read("cq:SKHĐT")
    assert of_agency(AgencyId("khdt"), Role.LEAD) == read("lead:SKHĐT")
    assert of_area("II").narrowed(read("soon")) == read("area:II soon")
    assert read("").narrowed(read("soon")) == read("soon").narrowed(read("")) == read("soon")
