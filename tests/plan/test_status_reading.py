"""The status a result proposes: never sure where the prose is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.plan.citation import issuer_symbol, recognise
from tracker.plan.confidence import Confidence
from tracker.plan.status_reading import StatusReading, read_status, read_status_word
from tracker.plan.task import Status


def read(result: str) -> StatusReading:
    return read_status(result, [each for each in recognise(result) if issuer_symbol(each.document.number) == "UBND"])


@pytest.mark.parametrize(
    ("result", "status", "confidence"),
    [
        ("", Status.NOT_STARTED, Confidence.LOW),
        ("Sở đã tham mưu ban hành Kế hoạch (Quyết định số 12/QĐ-UBND ngày 5/3/2027)", Status.DONE, Confidence.HIGH),
        ("Sở đã trình UBND tỉnh ban hành (Quyết định số 12/QĐ-UBND ngày 5/3/2027)", Status.DONE, Confidence.MEDIUM),
        ("Sở đã trình UBND tỉnh dự thảo (Tờ trình số 12/TTr-SNV ngày 5/3/2027)", Status.IN_PROGRESS, Confidence.HIGH),
        ("Sở đã ban hành công văn (Công văn số 12/UBND-VX ngày 5/3/2027)", Status.IN_PROGRESS, Confidence.MEDIUM),
        ("Đang triển khai thực hiện", Status.IN_PROGRESS, Confidence.HIGH),
        ("Sở sẽ tham mưu trong quý IV", Status.NOT_STARTED, Confidence.MEDIUM),
        ("Chưa phát sinh hồ sơ", Status.NOT_STARTED, Confidence.MEDIUM),
        ("Bộ Nội vụ chưa có văn bản hướng dẫn", Status.WAITING, Confidence.MEDIUM),
        ("Đã tổ chức thành công hội nghị ngày 28/7/2027", Status.DONE, Confidence.MEDIUM),
        ("Đã hoàn thành việc cập nhật cho 66/67 cơ quan", Status.IN_PROGRESS, Confidence.MEDIUM),
    ],
)
def test_what_a_result_proposes(result: str, status: Status, confidence: Confidence) -> None:
    reading = read(result)
    assert (reading.status, reading.confidence) == (status, confidence)


def test_a_done_task_has_the_day_of_its_product() -> None:
    assert read("Đã ban hành (Quyết định số 12/QĐ-UBND ngày 5/3/2027)").completed == date(2027, 3, 5)
    assert read("Đã tổ chức thành công hội nghị ngày 28/7/2027").completed == date(2027, 7, 28)
    assert read("Đã ban hành (Quyết định số 12/QĐ-UBND)").completed is None


@given(st.text(max_size=120))
def test_any_prose_is_read_and_what_is_not_sure_has_another_reading(text: str) -> None:
    reading = read(text)
    assert reading.confidence is Confidence.HIGH or reading.alternative is not None
    assert reading.alternative is not reading.status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Đã hoàn thành", Status.DONE),
        ("Hoàn thành quá hạn", Status.DONE),
        ("Chưa hoàn thành", Status.IN_PROGRESS),
        ("Đang thực hiện (trong hạn)", Status.IN_PROGRESS),
        ("Chưa đến hạn", Status.NOT_STARTED),
        ("Chờ hướng dẫn của Trung ương", Status.WAITING),
        ("Chuyển sang năm sau", Status.CARRIED_OVER),
        ("Lồng ghép vào nhiệm vụ khác", Status.MERGED),
        ("A", None),
    ],
)
def test_the_words_of_a_status_column(word: str, status: Status | None) -> None:
    assert read_status_word(word) is status
