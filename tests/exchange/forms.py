"""A form to be spoilt by tests, and where its columns are."""

from datetime import UTC, date, datetime

from openpyxl.utils import get_column_letter

from tests.builders import plan, progress, task
from tracker.exchange.form import COLUMNS, make_form
from tracker.exchange.writing_form import HEAD_ROW, write_form
from tracker.language import words_for
from tracker.plan.names import AgencyId
from tracker.plan.task import Status
from tracker.plan.view import PlanView

BASE = "0123456789abcdef" * 2 + "01234567"
HEAD = HEAD_ROW
PLACES = {each.key: get_column_letter(place) for place, each in enumerate(COLUMNS, start=1)}
"""The letter of each column by its key."""


def made_form() -> bytes:
    """Return the form of Sở Nội vụ with two tasks."""
    held = plan(
        task("2022-I-01", title="Ban hành quy chế", progress=progress(result="Đang trình")),
        task("2022-I-02", title="Rà soát", progress=progress(Status.DONE, completed=date(2022, 9, 1))),
    )
    view = PlanView(plan=held, on=date(2022, 10, 7))
    form = make_form(view, AgencyId("so-noi-vu"), None, BASE, words_for("vi"))
    return write_form(form, datetime(2022, 10, 7, 9, tzinfo=UTC))
