"""What agencies send back in forms: each row compared field by field with the plan the form was cut from.

A row that trespasses on another agency's task, contradicts itself or claims a task done without evidence is refused
whole, with the reason; nothing of it goes on. What an agency left as it was is no change, however it was spaced.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher

from tracker.plan.agency import Register
from tracker.plan.dates import read_number
from tracker.plan.edit import Edit, Wish, accepted
from tracker.plan.fields import FIELD_BY_KEY, Field, FieldKind, FieldValue
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.old_fonts import from_old_font
from tracker.plan.plan import Plan
from tracker.plan.rules import Actor, refused, verdicts
from tracker.plan.status_reading import STATUS_WORDS, read_status_word
from tracker.plan.task import Status, Task
from tracker.plan.text import fold, one_line
from tracker.plan.value import NameOf, read_value, write_value

FEWEST_ALIKE = 0.6
"""The least likeness of two titles that can be one task's, of 1."""

EMPTIED = frozenset({"-", "–", "—"})
"""What a cell holds that takes back what was reported before; an empty cell says nothing."""

_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"})
"""What a workbook shows where a formula fails."""

_STATUS_WORDS = frozenset(words for words, _ in STATUS_WORDS)
_AROUND = " \n.;,"
"""What may stand around a word in a cell and says nothing."""

_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(36_526, 73_416)  # 2000 to 2100 as workbooks count days
_TICKS = frozenset({"x", "v", "✓", "✔", "√", "co", "yes", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One row that came back: where it stands, what names its task, and its cells by the key of the field.

    ``ticks`` are the statuses whose own column is ticked, where the statuses are columns.
    """

    place: Message
    id: str = ""
    number: str = ""
    title: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    ticks: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A row that changes something in its task, and what a person should look at in it."""

    task: TaskId
    place: Message
    edit: Edit
    doubts: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is refused, and why; ``task`` is empty where none was found for it."""

    place: Message
    task: str
    rule: str
    reason: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """All that one returned form says: what changes, what is refused, and which tasks it leaves as they were."""

    answered: tuple[Answered, ...]
    refused: tuple[RefusedRow, ...]
    untouched: tuple[TaskId, ...]


class _Refusal(Exception):
    """A row that cannot go on."""

    def __init__(self, rule: str, reason: Message, task: str = "") -> None:
        super().__init__(rule)
        self.rule, self.reason, self.task = rule, reason, task


def compare(rows: Iterable[AnswerRow], base: Plan, *, actor: Actor, on: date, name: NameOf) -> Answers:
    """Return what the rows say against the plan the form was cut from; ``on`` is the day of today."""
    answered: list[Answered] = []
    turned_away: list[RefusedRow] = []
    untouched: list[TaskId] = []
    for row in rows:
        try:
            task = _meant(row, base)
            found = _compared(row, task, base, actor, on, name)
            if found is not None and _answers_again(found, answered, turned_away):
                continue
        except _Refusal as refusal:
            turned_away.append(RefusedRow(place=row.place, task=refusal.task, rule=refusal.rule, reason=refusal.reason))
            continue
        if found is not None:
            answered.append(found)
        else:
            untouched.append(task.id)
    spoken = {*(each.task for each in answered), *(each.task for each in turned_away)}
    same = tuple(each for each in dict.fromkeys(untouched) if each not in spoken)
    return Answers(answered=tuple(answered), refused=tuple(turned_away), untouched=same)


def _answers_again(found: Answered, answered: Iterable[Answered], turned_away: Iterable[RefusedRow]) -> bool:
    """Tell whether an earlier row says the same of the task; raise where one says something else.

    A copy of the sheet with every row again is no contradiction, and which of the copies was filled in does not matter.
    """
    earlier = [each for each in answered if each.task == found.task]
    if any(each.edit == found.edit for each in earlier):
        return True
    if earlier or any(each.task == found.task for each in turned_away):
        raise _Refusal("row-twice", say("another row of the form says something else of the task."), found.task)
    return False


def _meant(row: AnswerRow, plan: Plan) -> Task:
    """Return the task the row names by id or number, or by its title alone; its title must not be another's."""
    named = row.id.strip() or row.number.strip()
    task = plan.by_id.get(plan.full_id(named)) if named else None
    if task is None:
        alike = [(likeness(row.title, each.title), each.id, each) for each in plan.tasks] if row.title.strip() else []
        best = max(alike, default=None, key=lambda each: each[:2])
        if named or best is None or best[0] < 0.95:
            raise _Refusal(
                "no-such-task", say("no task of the plan is meant: {name}.", name=named or row.title[:60] or '""')
            )
        return best[2]
    if row.title.strip() and likeness(row.title, task.title) < FEWEST_ALIKE:
        raise _Refusal(
            "other-title",
            say("the row is numbered {id}, but its title is that of another task.", id=task.id),
            task.id,
        )
    return task


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are, from 0 to 1, tones and blanks aside."""
    first, second = fold(one), fold(other)
    return 1.0 if first == second else SequenceMatcher(None, first, second, autojunk=False).ratio()


def _compared(row: AnswerRow, task: Task, plan: Plan, actor: Actor, on: date, name: NameOf) -> Answered | None:
    doubts: list[Message] = []
    wishes: list[Wish] = []
    texts = dict(row.texts)
    if len(row.ticks) > 1:
        raise _Refusal("two-statuses", say("more than one status is ticked."), task.id)
    if row.ticks:
        texts["progress.status"] = row.ticks[0].value
    for key, told in texts.items():
        subject = FIELD_BY_KEY[key]
        held = subject.value(task)
        if not told.strip() or _same(told, subject, held, name, plan.register):
            continue
        text, font = from_old_font(told)
        if font:
            doubts.append(say("{field} is read from a font of the encoding {font}.", field=subject.title, font=font))
        emptied = text.strip() in EMPTIED and held not in (None, "", ())
        value = _value(subject, "" if emptied else text, held, plan, name, task)
        if isinstance(value, Status) and value != held and not _names(text, value, name):
            doubts.append(say("“{text}” is read as {status}.", text=one_line(text), status=value))
        if emptied:
            doubts.append(say("{field}: what was reported before is taken back.", field=subject.title))
        if value != held:
            wishes.append(Wish(field=subject, value=value, seen=held, has_seen=True))
    if not wishes:
        return None
    edit = Edit(wishes=tuple(wishes))
    try:
        after = edit.apply(task)
    except TrackerError as error:
        raise _Refusal("field", error.message, task.id) from error
    turned_away = refused(verdicts(task, after, actor=actor, plan=plan, on=on))
    if turned_away:
        raise _Refusal(turned_away[0].rule, turned_away[0].reason, task.id)
    return Answered(task=task.id, place=row.place, edit=edit, doubts=tuple(doubts))


def _same(text: str, subject: Field, held: FieldValue, name: NameOf, register: Register) -> bool:
    """Tell whether the cell says what the plan held, in whatever spacing."""
    if isinstance(held, Status):
        return _names(text, held, name)
    worded = write_value(subject, held)
    body = register.get(AgencyId(worded)) if subject.kind is FieldKind.BODY else None
    if body is not None:
        return fold(text) in {fold(each) for each in body.names}
    return one_line(text) == one_line(worded)


def _value(subject: Field, text: str, held: FieldValue, plan: Plan, name: NameOf, task: Task) -> FieldValue:
    if text.strip() in _ERRORS:
        raise _Refusal(
            "formula",
            say("{field}: the formula of the cell failed ({text}).", field=subject.title, text=text.strip()),
            task.id,
        )
    try:
        plain = _plain(subject, text)
        year = plan.settings.year
        if subject.kind is FieldKind.STATUS:
            plain = _status_word(plain, name)
        return accepted(subject, read_value(subject, plain, year=year, register=plan.register, name=name, held=held))
    except TrackerError as error:
        raise _Refusal("field", say("{field}: {reason}", field=subject.title, reason=error.message), task.id) from error


def _status_word(text: str, name: NameOf) -> str:
    """Return the word for the status that the text names in an office's own words, or the text where it names none.

    Of a cell that says more than such words only work that goes on is taken: “chuyển Sở Tài chính” is no status.
    """
    named = next((each for each in Status if _names(text, each, name)), None)
    status = named or read_status_word(text.strip(_AROUND))
    is_sure = named is not None or status is Status.IN_PROGRESS or fold(text.strip(_AROUND)) in _STATUS_WORDS
    return status.value if status is not None and is_sure else text


def _names(text: str, status: Status, name: NameOf) -> bool:
    """Tell whether the text is the word for the status, in whatever case."""
    return fold(text.strip(_AROUND)) in (fold(status.value), fold(name(status)))


def _plain(subject: Field, text: str) -> str:
    """Return the text of a cell as a person would have typed it: a share as percents, a counted day as a date."""
    bare = text.strip()
    if subject.kind is FieldKind.DATE and bare.isascii() and bare.isdigit() and int(bare) in _SERIALS:
        day = _DAY_ZERO + timedelta(days=int(bare))
        return day.isoformat()
    if subject.kind is FieldKind.PERCENT and bare:
        number = read_number(bare.removesuffix("%").strip().replace(".", ","))
        if number is not None and not bare.endswith("%") and 0 < number <= 1 and "," in bare.replace(".", ","):
            number *= 100
        if number is not None and number == number.to_integral_value():
            return str(int(number))
    return text


def is_tick(text: str) -> bool:
    """Tell whether the text of a cell is a tick."""
    return fold(text) in _TICKS
