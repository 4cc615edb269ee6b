"""Completion of queries: what is offered at the cursor, in which order, and that every offer can be taken."""

import pytest
from hypothesis import given, settings

from tests.builders import ENGLISH
from tests.plan.test_query import _QUERIES, VIEW
from tracker.plan.query import Completion, completions, read_query
from tracker.plan.query_completion import MOST, label_text
from tracker.plan.query_words import FLAGS, KEYS


def offered(text: str, cursor: int | None = None, language: str = "vi") -> list[str]:
    place = len(text) if cursor is None else cursor
    return [taken(text, each) for each in completions(text, place, VIEW, language=language)]


def taken(text: str, completion: Completion) -> str:
    """Return the text with the completion in it."""
    return text[: completion.start] + completion.text + text[completion.end :]


def test_an_empty_query_offers_every_key_and_term_in_the_language_of_the_reader() -> None:
    english = offered("", language="en")
    assert english[:4] == ["area:", "agency:", "lead:", "coordinating:"]
    assert len(english) == len(KEYS) + len(FLAGS)
    assert offered("")[:3] == ["lĩnh-vực:", "cơ-quan:", "chủ-trì:"]
    assert offered("late ")[0] == "late lĩnh-vực:"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lin", ["lĩnh-vực:"]),
        ("ar", ["area:"]),
        ("qua", ["quá-hạn"]),
        ("quá h", ["quá-hạn"]),
        ("area:I sắp đ", ["area:I sắp-hạn"]),
        ("-qua", ["-quá-hạn"]),
        ("(qua", ["(quá-hạn"]),
        ("đang th", ["tình-trạng:đang-thực-hiện"]),
        ("SNV", ["cơ-quan:SNV"]),
        ("area:", ["area:I", "area:II"]),
        ("area:tthc", ["area:II"]),
        ("lĩnh-vực:cải cách th", ["lĩnh-vực:I"]),
        ("agency:", ["agency:SNV", "agency:SKHĐT"]),
        ("agency:tai", ["agency:STC"]),
        ("agency:đầu tư", ["agency:SKHĐT"]),
        ("agency:Sở N", ["agency:SNV"]),
        ('agency:"Sở N', ["agency:SNV"]),
        ("agency:SNV,st", ["agency:SNV,STC"]),
        ("agency:Sở Nội vụ q", ["agency:Sở Nội vụ quá-hạn"]),
        ("agency:Sở Nội vụ ", ["agency:Sở Nội vụ lĩnh-vực:"]),
        ("status:", ["status:chưa-thực-hiện"]),
        ("status:don", ["status:đã-hoàn-thành"]),
        ("status:done,w", ["status:done,chờ-cấp-trên"]),
        ("due:<", ["due:<hôm-nay"]),
        ("hạn:q3", ["hạn:Q3/2022"]),
        ("hạn:>=2022-Q", ["hạn:>=Q1/2022"]),
        ("hạn:tr", ["hạn:trống"]),
        ("doc:22", ["doc:2286/QĐ-UBND", "doc:22/NQ-CP"]),
        ("chờ:", ["chờ:BNV"]),
        ("problem:", ["problem:late-without-reason", "problem:no-report"]),
        ("id:i", ["id:I.1", "id:I.2", "id:I.3", "id:II.1"]),
        ("kết-quả:", ["kết-quả:trống", "kết-quả:có"]),
    ],
)
def test_what_is_likeliest_comes_first(text: str, first: list[str]) -> None:
    assert offered(text)[: len(first)] == first


def test_the_reader_of_english_is_offered_english_first() -> None:
    assert offered("du", language="en")[0] == "due:"
    assert offered("status:", language="en")[:2] == ["status:not-started", "status:in-progress"]
    assert offered("due:q1", language="en")[0] == "due:2022-Q1"
    assert offered("chờ", language="en")[0] == "chờ:"


def test_what_stands_behind_the_cursor_stays() -> None:
    assert offered("are late", 3)[0] == "area: late"
    assert offered("area:I late", 6)[0] == "area:I late"
    assert offered("statu:done late", 4, "en")[0] == "status:done late"


@pytest.mark.parametrize("text", ['"đề á', "agency:xyz đâu", "xyzxyz", "percent:<5"])
def test_nothing_is_offered_where_nothing_fits(text: str) -> None:
    assert offered(text) == []


def test_a_completion_says_what_it_stands_for() -> None:
    (first, *_) = completions("agency:tai", len("agency:tai"), VIEW)
    assert label_text(first.label, ENGLISH) == "Sở Tài chính"
    (flag, *_) = completions("quahan", 6, VIEW)
    assert label_text(flag.label, ENGLISH) == "tasks whose due date has passed and that are not done"


@settings(max_examples=80)
@given(_QUERIES)
def test_completions_never_fail_and_a_value_that_is_taken_can_be_read(text: str) -> None:
    for place in (len(text), len(text) // 2):
        found = completions(text, place, VIEW)
        assert len(found) <= MOST
        for each in found:
            assert 0 <= each.start <= place <= each.end <= len(text)
    for each in completions(text, len(text), VIEW)[:10]:
        whole = taken(text, each)
        if not each.text.endswith(":") and read_query(text[: each.start].rstrip("-(") + " x", VIEW).query is not None:
            brackets = text.count("(") - text.count(")")
            assert brackets or read_query(whole, VIEW).query is not None, whole
