"""The form an agency fills in: its tasks, what it may say of each, and where the form was cut from.

A form carries one line that says so to machines: plan year, agency, period and the commit its rows were taken from.
What comes back is compared field by field with that commit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tracker.plan.agency import Register
from tracker.plan.dates import date_text
from tracker.plan.fields import FIELD_BY_KEY, FieldKind
from tracker.plan.message import Message, say
from tracker.plan.names import AgencyId
from tracker.plan.plan import Period
from tracker.plan.task import Status, Task
from tracker.plan.value import write_value
from tracker.plan.view import PlanView
from tracker.plan.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column of a form: its key, its head, and its width in characters.

    ``key`` is the dotted key of a field, or the name of what is told beside the fields. ``heads`` are other heads
    under which the column may come back.
    """

    key: str
    title: Message
    width: int
    editable: bool = False
    heads: tuple[str, ...] = ()


def _field(key: str, width: int, *heads: str) -> FormColumn:
    """Return the column of a field an agency fills in."""
    return FormColumn(key=key, title=FIELD_BY_KEY[key].title, width=width, editable=True, heads=heads)


COLUMNS = (
    FormColumn(key="id", title=FIELD_BY_KEY["id"].title, width=12, heads=("ma nhiem vu", "id")),
    FormColumn(key="number", title=say("No."), width=7, heads=("stt", "tt", "so thu tu")),
    FormColumn(key="title", title=say("Task"), width=32, heads=("noi dung cong viec", "nhiem vu")),
    FormColumn(key="product", title=FIELD_BY_KEY["product"].title, width=20, heads=("san pham", "ket qua san pham")),
    FormColumn(
        key="schedule", title=FIELD_BY_KEY["schedule.text"].title, width=16, heads=("tien do", "thoi gian hoan thanh")
    ),
    FormColumn(key="part", title=say("part of the agency"), width=13, heads=("vai tro",)),
    _field("progress.status", 15, "tinh trang", "trang thai"),
    _field("progress.percent", 8, "ty le", "ty le hoan thanh", "% hoan thanh", "%"),
    _field("progress.completed", 13, "hoan thanh ngay", "ngay ban hanh"),
    _field("progress.awaiting", 15, "cho co quan", "dang cho"),
    _field("progress.result", 42, "ket qua thuc hien", "tien do/ket qua", "ket qua dat duoc"),
    _field("progress.documents", 25, "van ban", "tai lieu kiem chung", "minh chung", "so van ban"),
    _field("progress.obstacle", 20, "kho khan", "vuong mac", "ly do cham", "nguyen nhan", "ly do, nguyen nhan cham"),
    _field("progress.proposal", 20, "kien nghi", "de xuat"),
)
"""The columns of a form in their order: first what the plan says, then what the agency says."""

ASKED = FormColumn(key="asked", title=say("asked about"), width=24)
"""A column of the letter annex alone: why the task is asked about. Nothing in it is read."""

EDITABLE = tuple(each for each in COLUMNS if each.editable)
"""The columns an agency fills in."""

_MARK = re.compile(
    r"tracker-form 1 year=(?P<year>\d{4}) agency=(?P<agency>[a-z0-9-]{1,80})"
    r" period=(?P<period>[A-Za-z0-9-]{0,40}) base=(?P<base>[0-9a-f]{40}|[0-9a-f]{64})",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMark:
    """Where a form was cut from: plan year, agency, period and commit."""

    year: int
    agency: AgencyId
    period: str
    base: str

    @property
    def text(self) -> str:
        """The line that says so in the form."""
        return f"tracker-form 1 year={self.year:04d} agency={self.agency} period={self.period} base={self.base}"


def read_marks(lines: Iterable[str]) -> tuple[FormMark, ...]:
    """Return the different marks that stand in these lines, in their order."""
    found = [
        FormMark(year=int(each["year"]), agency=AgencyId(each["agency"]), period=each["period"], base=each["base"])
        for line in lines
        for each in _MARK.finditer(" ".join(line.split()))
    ]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One task of a form, its cells as text by column key; dates and percentages are values beside."""

    task: Task
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form for one agency, with everything worded in the plan's language."""

    mark: FormMark
    title: str
    agency: str
    period: Period | None
    rows: tuple[FormRow, ...]
    heads: dict[str, str]
    statuses: tuple[str, ...]
    help: tuple[str, ...]
    help_in_word: tuple[str, ...]
    sheets: tuple[str, str]
    complaints: dict[str, str]
    language: str

    @property
    def about(self) -> str:
        """Whose form it is, and of which period."""
        return self.agency if self.period is None else f"{self.agency} · {self.period.title}"


def make_form(view: PlanView, agency: AgencyId, period: Period | None, base: str, words: Words) -> Form:
    """Return the form of the agency: every task in which it is named or that it answers for, in the plan's order."""
    register = view.plan.register
    held = view.parts_by_agency.get(agency, {})
    named = {id: parts for id, parts in held.items() if any(not part.through for part in parts)}
    rows = []
    for row in view.rows:
        if row.task.id not in named:
            continue
        parts = "; ".join(dict.fromkeys(words.part(each, register) for each in named[row.task.id] if not each.through))
        rows.append(FormRow(task=row.task, texts=_texts(row.task, parts, words, register)))
    mark = FormMark(year=view.plan.settings.year, agency=agency, period=period.id if period else "", base=base)
    if read_marks([mark.text]) != (mark,):
        mark = replace(mark, period="")  # a period may be called anything; its form is known without it
    return Form(
        mark=mark,
        title=view.plan.settings.title,
        agency=register.name(agency),
        period=period,
        rows=tuple(rows),
        heads={each.key: _capital(words(each.title)) for each in (*COLUMNS, ASKED)},
        statuses=tuple(words.name(each) for each in Status),
        help=tuple(words(each) for each in (*_due(period), *_IN_EXCEL)),
        help_in_word=tuple(words(each) for each in (*_due(period), *_IN_WORD)),
        sheets=(words(say("How to fill it in")), words(say("Tasks"))),
        complaints={key: words(message) for key, message in _COMPLAINTS.items()},
        language=words.language,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _texts(task: Task, parts: str, words: Words, register: Register) -> dict[str, str]:
    due = task.schedule.last_due
    told = {
        "id": task.id,
        "number": task.number,
        "title": task.title,
        "product": task.product,
        "schedule": f"{task.schedule.text} ({date_text(due)})" if due is not None else task.schedule.text,
        "part": parts,
    }
    for each in EDITABLE:
        subject = FIELD_BY_KEY[each.key]
        value = subject.value(task)
        match value:
            case Status():
                told[each.key] = words.name(value)
            case str() if subject.kind is FieldKind.BODY:
                told[each.key] = register.name(AgencyId(value))
            case _:
                told[each.key] = write_value(subject, value)
    return told


_COMPLAINTS = {
    "progress.status": say("choose one of the statuses of the list."),
    "progress.percent": say("write a whole number from 0 to 100."),
    "progress.completed": say("write day, month and year: 17/8/2022."),
}


_ANSWERS = (
    say("An empty cell says nothing. To take back what was reported before, write a dash: -"),
    say("Status: choose one from the list. A task that is done needs the date of its product and a document."),
    say("Date: day/month/year, the date of the product and not of the report."),
)

_EVIDENCE = (
    say("Documents: one on a line, as they are cited: Quyết định số 2286/QĐ-UBND ngày 17/8/2022."),
    say("A task that is late needs its reason under “obstacle”; what you ask for stands under “proposal”."),
)

_RETURN = say("Save the file under any name and send it back; the office looks at every change before it counts.")

_IN_EXCEL = (
    say("The sheet “Tasks” lists the tasks of your agency. Grey columns are the plan's and are locked."),
    say("Fill in the white columns, each task on its own row; leave what has not changed as it is."),
    *_ANSWERS,
    say("Result: what was done, one fact on a line (Alt+Enter begins a new line in Excel)."),
    *_EVIDENCE,
    say(
        "Rows may be deleted or sorted once the protection of the sheet is taken off (it has no password). "
        "Leave the small line at the top as it is: it says what the form is for."
    ),
    _RETURN,
)
"""How a workbook is filled in."""

_IN_WORD = (
    say("Fill in the white columns, each task on its own row; leave what has not changed as it is."),
    *_ANSWERS,
    say("Result: what was done, one fact on a line."),
    *_EVIDENCE,
    say(
        "Rows may be deleted or sorted, the grey columns stay as they are. "
        "Leave the small line above the table as it is: it says what the form is for."
    ),
    _RETURN,
)
"""How a Word document is filled in."""


def _due(period: Period | None) -> tuple[Message, ...]:
    if period is None:
        return ()
    return (
        say(
            "Reporting period {period}: data to {cut_off}, report due on {due}.",
            period=period.title,
            cut_off=period.cut_off,
            due=period.due,
        ),
    )
