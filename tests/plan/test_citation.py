from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.citation import document_text, is_citation, issuer_symbol, parse_document, recognise, unrecognised
from tracker.plan.document import Document


def cited(text: str) -> list[tuple[str, str, str]]:
    """Return kind, number and date of each citation, the date as ISO text."""
    found = [citation.document for citation in recognise(text)]
    return [(each.kind, each.number, each.date.isoformat() if each.date else "") for each in found]


def doubted(text: str) -> str:
    return " ".join(doubt.text for citation in recognise(text) for doubt in citation.doubts)


# --- regular citations


@pytest.mark.parametrize(
    ("text", "kind", "number", "day"),
    [
        (
            "tỉnh (Quyết định số 2286/QĐ-UBND ngày 17/8/2022)",
            "Quyết định",
            "2286/QĐ-UBND",
            "2022-08-17",
        ),
        (
            "trình dự thảo (Công văn số 1868/SKHĐT-XTĐT ngày 06/6/2022)",
            "Công văn",
            "1868/SKHĐT-XTĐT",
            "2022-06-06",
        ),
        (
            "- Nghị quyết số 30/NQ-HĐND ngày 30/6/2022 quy định mức",
            "Nghị quyết",
            "30/NQ-HĐND",
            "2022-06-30",
        ),
        (
            "(Văn bản số 494/SNV-XDCQ&CTTN ngày 03/3/2022);",
            "Văn bản",
            "494/SNV-XDCQ&CTTN",
            "2022-03-03",
        ),
        ("Kế hoạch số 2821/SNN-VP ngày 9/8/2022", "Kế hoạch", "2821/SNN-VP", "2022-08-09"),
        ("Thông báo số 312/TB-UBND ngày 14/7/2022", "Thông báo", "312/TB-UBND", "2022-07-14"),
        ("Chỉ thị số 12/CT-UBND ngày 26/5/2017 của UBND tỉnh", "Chỉ thị", "12/CT-UBND", "2017-05-26"),
        ("Báo cáo số 34/BC-UBND ngày 15/02/2022", "Báo cáo", "34/BC-UBND", "2022-02-15"),
        ("Tờ trình số 5/TTr-SNV ngày 1/2/2022", "Tờ trình", "5/TTr-SNV", "2022-02-01"),
        ("Hướng dẫn số 8/HD-SNV ngày 1/2/2022", "Hướng dẫn", "8/HD-SNV", "2022-02-01"),
        ("Luật số 63/2020/QH14 ngày 18/6/2020", "Luật", "63/2020/QH14", "2020-06-18"),
        (
            "Luật Cán bộ, công chức số 22/2008/QH12 ngày 13/11/2008",
            "Luật",
            "22/2008/QH12",
            "2008-11-13",
        ),
        (
            "Quyết định số 468/QĐ-TTg, ngày 27 tháng 3 năm 2021",
            "Quyết định",
            "468/QĐ-TTg",
            "2021-03-27",
        ),
        (
            "Quyết định số 2286/QĐ-UBND của Chủ tịch UBND tỉnh ngày 17/8/2022",
            "Quyết định",
            "2286/QĐ-UBND",
            "2022-08-17",
        ),
        ("Công văn số 15/UBND-NC.1 ngày 1.2.2022", "Công văn", "15/UBND-NC.1", "2022-02-01"),
        ("QUYẾT ĐỊNH SỐ: 2286/QĐ-UBND", "Quyết định", "2286/QĐ-UBND", ""),
        ("thực hiện quyết định số 12a/2022/QĐ-UBND", "Quyết định", "12a/2022/QĐ-UBND", ""),
    ],
)
def test_kind_number_and_date_are_read(text: str, kind: str, number: str, day: str) -> None:
    assert cited(text) == [(kind, number, day)]
    assert doubted(text) == ""


# --- irregular citations


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("Nghị quyết 76/NQ-CP và dự thảo Đề án", "Nghị quyết", "76/NQ-CP"),
        ("QĐ 2286/QĐ-UBND", "Quyết định", "2286/QĐ-UBND"),
        ("theo CV 12/UBND-VX", "Công văn", "12/UBND-VX"),
        ("QĐ số 2286/QĐ-UBND", "Quyết định", "2286/QĐ-UBND"),
        ("(Công văn số 3356/UBND)", "Công văn", "3356/UBND"),
        ("Chương trình hành động số 12-CTr/TU của Tỉnh ủy", "Chương trình hành động", "12-CTr/TU"),
        ("Nghị quyết số 19-NQ/TW của Ban Chấp hành", "Nghị quyết", "19-NQ/TW"),
        ("theo Thông tư số 02/2017/TT-VPCP; phối hợp", "Thông tư", "02/2017/TT-VPCP"),
        ("sửa đổi Quyết định số 19/2014/QĐ-TTg;", "Quyết định", "19/2014/QĐ-TTg"),
        ("Văn bản phúc đáp số 3382/BNV-TCBC", "Văn bản", "3382/BNV-TCBC"),
        ("Quyết định của Thủ tướng Chính phủ số 468/QĐ-TTg", "Quyết định", "468/QĐ-TTg"),
        ("Văn bản số 1476/TTr-STTTT", "Văn bản", "1476/TTr-STTTT"),
        ("Văn bản số 2051/STTT-CNTTBCVT", "Văn bản", "2051/STTT-CNTTBCVT"),
        ("Quyết định số 2286/ QĐ–UBND", "Quyết định", "2286/QĐ-UBND"),
        ("Quyet dinh so 2286/QĐ-UBND", "Quyết định", "2286/QĐ-UBND"),
        ("Số: 2286/QĐ-UBND", "Quyết định", "2286/QĐ-UBND"),
        ("theo 12/UBND-VX", "Công văn", "12/UBND-VX"),
        ("ban hành kế hoạch chuyển đổi số theo Quyết định số 5/QĐ-BNV", "Quyết định", "5/QĐ-BNV"),
    ],
)
def test_irregular_citations_without_date_are_read_too(text: str, kind: str, number: str) -> None:
    assert cited(text) == [(kind, number, "")]
    assert doubted(text) == ""


def test_a_stray_word_behind_the_number_is_left_out_and_doubted() -> None:
    text = "(Quyết định số 2693/QĐ-UBND tỉnh)"
    assert cited(text) == [("Quyết định", "2693/QĐ-UBND", "")]
    assert "word too many" in doubted(text)
    assert cited("Quyết định số 2693/QĐ-UBND tỉnh ngày 15/9/2022")[0][2] == "2022-09-15"


def test_two_decisions_may_share_the_date_of_the_last() -> None:
    text = "(Quyết định số 1138/QĐ-UBND, Quyết định số 1139/QĐ-UBND ngày 27/4/2022)"
    assert cited(text) == [
        ("Quyết định", "1138/QĐ-UBND", "2022-04-27"),
        ("Quyết định", "1139/QĐ-UBND", "2022-04-27"),
    ]
    assert "taken from the next" in doubted(text)


def test_decisions_may_share_their_kind_too() -> None:
    text = "các Quyết định số 1138/QĐ-UBND, 1139/QĐ-UBND và 1140/QĐ-UBND ngày 27/4/2022"
    assert cited(text) == [
        ("Quyết định", "1138/QĐ-UBND", "2022-04-27"),
        ("Quyết định", "1139/QĐ-UBND", "2022-04-27"),
        ("Quyết định", "1140/QĐ-UBND", "2022-04-27"),
    ]


def test_a_number_of_another_form_does_not_share_the_kind() -> None:
    text = "Quyết định số 1138/QĐ-UBND, 12/UBND-VX"
    assert [kind for kind, _, _ in cited(text)] == ["Quyết định", "Công văn"]


def test_a_date_is_not_shared_across_other_words() -> None:
    text = "Chương trình số 12-CTr/TU của Tỉnh ủy, Chỉ thị số 12/CT-UBND ngày 26/5/2017"
    assert [day for _, _, day in cited(text)] == ["", "2017-05-26"]


def test_each_citation_keeps_its_own_date() -> None:
    text = "(Công văn số 3356/UBND ngày 18/4/2022; Công văn số 6967/UBND ngày 28/7/2022)"
    assert [day for _, _, day in cited(text)] == ["2022-04-18", "2022-07-28"]
    assert doubted(text) == ""


def test_a_date_at_the_head_of_the_clause_is_that_of_the_citation_with_a_doubt() -> None:
    text = "- Ngày 25/8/2022, UBND tỉnh đã có Công văn số 8075/UBND-KSTT chỉ đạo"
    assert cited(text) == [("Công văn", "8075/UBND-KSTT", "2022-08-25")]
    assert "stands before" in doubted(text)


def test_the_date_of_another_event_is_not_that_of_the_citation() -> None:
    assert cited("Cuộc họp ngày 25/8/2022. Thực hiện Công văn số 8075/UBND-KSTT")[0][2] == ""


def test_a_citation_whose_number_is_missing_is_found_with_a_doubt() -> None:
    text = "ký số theo Nghị định số NĐ-CP của Chính phủ"
    assert cited(text) == [("Nghị định", "NĐ-CP", "")]
    assert "missing" in doubted(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Kế hoạch số …/KH-UBND", "…/KH-UBND"),
        ("Kế hoạch số ...../KH-UBND", "...../KH-UBND"),
        ("Quyết định số       /QĐ-UBND ngày    tháng 8 năm 2022", "/QĐ-UBND"),
    ],
)
def test_a_blank_for_the_number_is_a_missing_number(text: str, number: str) -> None:
    assert [each for _, each, _ in cited(text)] == [number]
    assert "missing" in doubted(text)


def test_a_party_number_in_state_style_is_doubted() -> None:
    citation = recognise("Chương trình hành động số 20/CTr-TU của Ban Chấp hành")[0]
    assert citation.document.number == "20/CTr-TU"
    assert dict(citation.doubts[0].values)["usual"] == "20-CTr/TU"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Quyết định số 12/KH-UBND", "not of a"),
        ("Công văn số 8/UBND ngày 31/6/2022", "no day"),
        ("Nghị định số 62/2020/NĐ-CP ngày 01/6/2021", "different years"),
    ],
)
def test_what_does_not_agree_within_a_citation_is_doubted(text: str, doubt: str) -> None:
    assert doubt in doubted(text)


@pytest.mark.parametrize(
    "text",
    [
        "66/67 cơ quan, đơn vị",
        "ngày 15/6/2022 và 12/10/2022",
        "giai đoạn 2021 - 2030",
        "Rà soát số liệu, quy mô số hộ gia đình",
        "triển khai quy trình số hóa hồ sơ, chuyển đổi số",
        "Covid-19, kế hoạch 05/Ban Dân tộc",
        "đạt 64.953 triệu đồng, 5,60%",
        "các CQHCNN, KT-XH, E-Office",
        "Kế hoạch số 5 năm 2022",
        "từ 5/TTHC đến 6/TTHC",
        "",
    ],
)
def test_ratios_dates_and_words_are_no_citations(text: str) -> None:
    assert cited(text) == []


def test_a_citation_knows_where_it_stands() -> None:
    text = "Xem Quyết định số 2286/QĐ-UBND ngày 17/8/2022."
    citation = recognise(text)[0]
    assert text[citation.start : citation.end] == "Quyết định số 2286/QĐ-UBND ngày 17/8/2022"
    assert citation.document.issuer == ""


@given(st.text(st.sampled_from("số Quyết định ngày 0123456789/-.,&;QĐUBNCTr…\n")))
def test_citations_stand_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for citation in recognise(text):
        assert end <= citation.start < citation.end <= len(text)
        end = citation.end


@given(st.text())
def test_any_text_can_be_looked_through(text: str) -> None:
    recognise(text)
    parse_document(text)
    issuer_symbol(text)


# --- one citation

KINDS = ("Quyết định", "Công văn", "Chương trình hành động", "Luật", "Văn bản", "Tờ trình", "Kế hoạch")
SYMBOLS = (
    "/QĐ-UBND",
    "/2022/NQ-HĐND",
    "-CTr/TU",
    "/SNV-XDCQ&CTTN",
    "/SKHĐT-XTĐT",
    "/UBND",
    "/2020/QH14",
    "/UBND-VX.1",
    "/CTr-TU",
    "",
)
DOCUMENTS = st.builds(
    lambda kind, figures, symbol, day: Document(kind=kind, number=f"{figures}{symbol}", date=day),
    st.sampled_from(KINDS),
    st.integers(1, 99_999),
    st.sampled_from(SYMBOLS),
    st.none() | st.dates(min_value=date(1945, 9, 2)),
)


@given(DOCUMENTS)
def test_a_written_citation_reads_back(document: Document) -> None:
    assert parse_document(document_text(document)) == document
    assert is_citation(document_text(document))


@pytest.mark.parametrize(
    "document",
    [
        Document(kind="Nghị định", number="NĐ-CP"),
        Document(kind="Kế hoạch", number="…/KH-UBND"),
        Document(kind="Giấy chứng nhận", number="12/GCN-SYT", date=date(2022, 2, 1)),
    ],
)
def test_unusual_documents_read_back_too(document: Document) -> None:
    assert parse_document(document_text(document)) == document
    assert is_citation(document_text(document))


def test_a_citation_is_written_with_an_official_date() -> None:
    document = Document(kind="Quyết định", number="2286/QĐ-UBND", date=date(2022, 8, 17))
    assert document_text(document) == "Quyết định số 2286/QĐ-UBND ngày 17/8/2022"
    assert document_text(Document(kind="Công văn", number="3356/UBND")) == "Công văn số 3356/UBND"


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định 2286/QĐ-UBND ngày 17/8/2022",
        "2286/QĐ-UBND ngày 17/8/2022",
        "QĐ số 2286/QĐ-UBND, ngày 17.8.2022",
        "UBND tỉnh đã ban hành Quyết định số 2286/QĐ-UBND ngày 17/8/2022 về việc",
        "  Quyết định\nsố 2286/QĐ-UBND ngày 17 tháng 8 năm 2022.",
    ],
)
def test_a_pasted_citation_is_one_document(text: str) -> None:
    assert parse_document(text) == Document(kind="Quyết định", number="2286/QĐ-UBND", date=date(2022, 8, 17))


@pytest.mark.parametrize(
    "text",
    ["", "66/67", "17/8/2022", "số", "Sở Nội vụ", "Phần mềm số 5", "QĐ 1/QĐ-UBND và QĐ 2/QĐ-UBND"],
)
def test_what_is_not_one_citation_is_none(text: str) -> None:
    assert parse_document(text) is None


@pytest.mark.parametrize(
    ("number", "symbol"),
    [
        ("2286/QĐ-UBND", "UBND"),
        ("1868/SKHĐT-XTĐT", "SKHĐT"),
        ("12-CTr/TU", "TU"),
        ("20/CTr-TU", "TU"),
        ("1476/TTr-STTTT", "STTTT"),
        ("3356/UBND", "UBND"),
        ("8164/UBND-TH", "UBND"),
        ("02/2017/TT-VPCP", "VPCP"),
        ("494/SNV-XDCQ&CTTN", "SNV"),
        ("12a/2022/QĐ-UBND", "UBND"),
        ("15/QĐ-UBND.VX", "UBND"),
        ("63/2020/QH14", "QH"),
        ("NĐ-CP", "CP"),
        ("52", ""),
        ("", ""),
    ],
)
def test_the_symbol_names_the_issuer(number: str, symbol: str) -> None:
    assert issuer_symbol(number) == symbol


# --- what is left of a text


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Quyết định số 2286/QĐ-UBND ngày 17/8/2022", True),
        ("- 2286/QĐ-UBND;", True),
        ("số 15/SNV-CCHC ngày 5/9/2022.", True),
        ("Công văn số 45", True),
        ("Báo cáo số /BC-SNV", True),
        ("Chương trình hành động số 12-CTr/TU ngày 1/2/2022", True),
        ("Quyết định số 2286/QĐ-UBND ngày 17/8/2022 của UBND tỉnh", False),
        ("Theo 12/NQ-HĐND của HĐND tỉnh", False),
        ("Quyết định số 1/QĐ-UBND ngày 1/2/2022; Công văn 2/SNV-VP ngày 1/2/2022", False),
        ("Công văn 45 của Sở Nội vụ", False),
        ("", False),
    ],
)
def test_a_citation_is_told_from_a_text_that_has_one_in_it(text: str, is_one: bool) -> None:
    assert is_citation(text) is is_one


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Quyết định số 2286/QĐ-UBND ngày 17/8/2022; Kế hoạch năm 2022", ()),
        ("Công văn 45 của Sở Nội vụ và Quyết định số 2286/QĐ-UBND", ("Công văn 45 của Sở Nội vụ",)),
        ("Tờ trình số 5 ngày 3.3.2022 gửi sở; gửi 7/AB.", ("Tờ trình số 5 ngày 3.3.2022 gửi sở", "7/AB")),
    ],
)
def test_what_reads_like_a_citation_and_is_not_recognised_is_told(text: str, left: tuple[str, ...]) -> None:
    assert unrecognised(text) == left
