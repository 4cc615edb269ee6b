"""The conditions a query is made of: each ranks the rows of a view and knows how it is written.

A condition gives a row a rank, 0 best, or None where the row does not meet it. Only words that are searched rank; every
other condition gives 0. What a condition needs of a view is looked up once, when its ranker is made, and not for
each row.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tracker.plan.document import Document
from tracker.plan.names import AgencyId
from tracker.plan.query_dates import Period
from tracker.plan.query_words import (
    FLAGS,
    KEY_BY_NAME,
    NOT_BEFORE_TERMS,
    WORDS_OF,
    Key,
    ValueKind,
    presence,
    spelled_word,
)
from tracker.plan.task import Status, Task
from tracker.plan.text import fold
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView, Role, TaskRow

Ranker = Callable[[TaskRow], int | None]
"""Gives a row its rank, or None where it does not belong."""

COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
}
"""The signs that compare, the longer first."""


# --- values ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A field that holds something, or one that is empty."""

    is_there: bool

    def spelled(self, _kind: ValueKind, language: str) -> str:
        """Return the value as it is written."""
        if language == "vi":
            return "có" if self.is_there else "trống"
        return "any" if self.is_there else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A word of a closed set, or the name of an area, agency, rule or task."""

    name: str

    def spelled(self, kind: ValueKind, language: str) -> str:
        """Return the value as it is written."""
        spellings = ((word.value, vietnamese) for word, vietnamese in WORDS_OF.get(kind, ()))
        return spelled_word(self.name, spellings, language) if kind in WORDS_OF else quoted(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words that are searched in a field."""

    text: str

    def spelled(self, _kind: ValueKind, _language: str) -> str:
        """Return the value as it is written."""
        return quoted(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Days before, in, or after a period."""

    sign: str = "="
    period: Period

    def spelled(self, _kind: ValueKind, language: str) -> str:
        """Return the value as it is written."""
        return ("" if self.sign == "=" else self.sign) + self.period.spelled(language)

    def holds(self, on: date) -> Callable[[date | None], bool]:
        """Return the test of a day: ``<=`` a period reaches to its last day, ``>=`` begins at its first."""
        first, last = self.period.bounds(on)
        match self.sign:
            case "<":
                return lambda day: day is not None and day < first
            case "<=":
                return lambda day: day is not None and day <= last
            case ">":
                return lambda day: day is not None and day > last
            case ">=":
                return lambda day: day is not None and day >= first
            case _:
                return lambda day: day is not None and first <= day <= last


@dataclass(frozen=True, slots=True, kw_only=True)
class HowMuch:
    """Numbers below, at or above one."""

    sign: str = "="
    number: int

    def spelled(self, _kind: ValueKind, _language: str) -> str:
        """Return the value as it is written."""
        return ("" if self.sign == "=" else self.sign) + str(self.number)


Value = Present | Named | Text | When | HowMuch

_BARE = re.compile(r"\w[\w./-]*")


def quoted(text: str) -> str:
    """Return the text as a value, in quotation marks where it would be read as something else."""
    if _BARE.fullmatch(text) and presence(text) is None and ".." not in text:
        return text
    return '"' + text.replace('"', '""') + '"'


# --- terms ----------------------------------------------------------------------------------------

_ROLES: dict[str, Role] = {
    "lead": Role.LEAD,
    "coordinating": Role.COORDINATING,
    "other": Role.OTHER,
    "reporter": Role.REPORTER,
}

_FIELDS: dict[str, Callable[[Task], str]] = {
    "title": lambda task: task.title,
    "product": lambda task: task.product,
    "source": lambda task: task.source,
    "schedule": lambda task: task.schedule.text,
    "assignment": lambda task: task.assignment.text,
    "result": lambda task: task.progress.result,
    "obstacle": lambda task: task.progress.obstacle,
    "proposal": lambda task: task.progress.proposal,
}

_DAYS: dict[str, Callable[[Task], date | None]] = {
    "due": lambda task: task.schedule.last_due,
    "start": lambda task: task.schedule.start,
    "completed": lambda task: task.progress.completed,
}

_DOCUMENTS: dict[str, Callable[[Task], tuple[Document, ...]]] = {
    "doc": lambda task: (*task.progress.documents, *task.basis),
    "evidence": lambda task: task.progress.documents,
    "basis": lambda task: task.basis,
}

_WORDS: dict[ValueKind, Callable[[TaskRow], str]] = {
    ValueKind.TASK: lambda row: row.task.id,
    ValueKind.STATUS: lambda row: row.task.progress.status,
    ValueKind.TIMELINESS: lambda row: row.standing.timeliness,
    ValueKind.SCHEDULE_KIND: lambda row: row.task.schedule.kind,
}


def _yes(test: Callable[[TaskRow], bool]) -> Ranker:
    return lambda row: 0 if test(row) else None


def _ranked_text(text: str, name: str, held: Callable[[Task], str], view: PlanView) -> Ranker:
    rank = view.search.field_ranker(text, name, held)
    return lambda row: rank(row.task)


def _with_role(role: Role | None, agency: AgencyId, view: PlanView) -> Ranker:
    meant = view.named_for(agency)
    return _yes(lambda row: not meant.isdisjoint(assigned(row.task, role)))


def assigned(task: Task, role: Role | None) -> tuple[AgencyId, ...]:
    """Return the agencies the task names in the role, or in any role."""
    assignment = task.assignment
    match role:
        case Role.LEAD:
            return assignment.lead
        case Role.COORDINATING:
            return assignment.coordinating
        case Role.OTHER:
            return tuple(each.agency for each in assignment.others)
        case Role.REPORTER:
            return (assignment.reporter,) if assignment.reporter else ()
    others = tuple(each.agency for each in assignment.others) if assignment.others else ()
    reporter = (assignment.reporter,) if assignment.reporter else ()
    return (*assignment.lead, *assignment.coordinating, *others, *reporter)


def _agency_ranker(key: str, value: Value, view: PlanView) -> Ranker:
    role = _ROLES.get(key)
    if isinstance(value, Named):
        return _with_role(role, AgencyId(value.name), view)
    wanted = isinstance(value, Present) and value.is_there
    return _yes(lambda row: bool(assigned(row.task, role)) is wanted)


def _day_ranker(key: str, value: Value, view: PlanView) -> Ranker:
    held = _DAYS[key]
    if isinstance(value, When):
        test = value.holds(view.on)
        return _yes(lambda row: test(held(row.task)))
    wanted = isinstance(value, Present) and value.is_there
    return _yes(lambda row: (held(row.task) is not None) is wanted)


def _percent_ranker(_key: str, value: Value, _view: PlanView) -> Ranker:
    if isinstance(value, HowMuch):
        compare, number = COMPARISONS[value.sign], value.number
        return _yes(lambda row: (held := row.task.progress.percent) is not None and compare(held, number))
    wanted = isinstance(value, Present) and value.is_there
    return _yes(lambda row: (row.task.progress.percent is not None) is wanted)


def _year_ranker(_key: str, value: Value, _view: PlanView) -> Ranker:
    if not isinstance(value, HowMuch):
        return _yes(lambda _row: False)
    compare, year = COMPARISONS[value.sign], value.number
    return _yes(lambda row: compare(row.task.place.year, year))


def _text_ranker(key: str, value: Value, view: PlanView) -> Ranker:
    held = _FIELDS[key]
    if isinstance(value, Text):
        return _ranked_text(value.text, key, held, view)
    wanted = isinstance(value, Present) and value.is_there
    return _yes(lambda row: bool(held(row.task).strip()) is wanted)


def _document_ranker(key: str, value: Value, _view: PlanView) -> Ranker:
    held = _DOCUMENTS[key]
    if not isinstance(value, Text):
        wanted = isinstance(value, Present) and value.is_there
        return _yes(lambda row: bool(held(row.task)) is wanted)
    sought = fold(value.text)
    starts = re.compile(rf"(?<!\w){re.escape(sought)}")
    return _yes(lambda row: any(starts.search(fold(f"{each.kind} {each.number}")) for each in held(row.task)))


def _body_ranker(_key: str, value: Value, view: PlanView) -> Ranker:
    waiting = Status.WAITING
    if isinstance(value, Present):
        wanted = value.is_there
        return _yes(
            lambda row: row.task.progress.status is waiting and bool(row.task.progress.awaiting.strip()) is wanted
        )
    if isinstance(value, Named):
        meant: frozenset[str] = view.named_for(AgencyId(value.name))
        return _yes(lambda row: row.task.progress.awaiting in meant)
    text = value.text if isinstance(value, Text) else ""
    register = view.plan.register
    return _ranked_text(text, "awaiting", lambda task: register.name(AgencyId(task.progress.awaiting)), view)


def _rule_ranker(_key: str, value: Value, view: PlanView) -> Ranker:
    if isinstance(value, Present):
        wanted = value.is_there
        return _yes(lambda row: bool(view.problems_by_task.get(row.task.id)) is wanted)
    name = value.name if isinstance(value, Named) else ""
    found = {id for id, held in view.problems_by_task.items() if any(name in each.rule for each in held)}
    return _yes(lambda row: row.task.id in found)


_RANKERS: dict[ValueKind, Callable[[str, Value, PlanView], Ranker]] = {
    ValueKind.AGENCY: _agency_ranker,
    ValueKind.DATE: _day_ranker,
    ValueKind.PERCENT: _percent_ranker,
    ValueKind.YEAR: _year_ranker,
    ValueKind.TEXT: _text_ranker,
    ValueKind.DOCUMENT: _document_ranker,
    ValueKind.BODY: _body_ranker,
    ValueKind.RULE: _rule_ranker,
}

_FLAG_TESTS: dict[str, Callable[[TaskRow], bool]] = {
    "late": lambda row: row.standing.is_late,
    "overdue": lambda row: row.standing.timeliness is Timeliness.OVERDUE,
    "soon": lambda row: row.standing.timeliness is Timeliness.DUE_SOON,
    "done": lambda row: row.is_done,
    "open": lambda row: not row.is_done and row.standing.timeliness is not Timeliness.CLOSED,
    "no-due": lambda row: row.task.schedule.last_due is None,
    "no-report": lambda row: not row.has_report,
    "waiting": lambda row: row.task.progress.status is Status.WAITING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """A key with values, of which one has to hold."""

    key: str
    values: tuple[Value, ...]

    @property
    def agencies(self) -> tuple[AgencyId, ...]:
        """The agencies it asks for."""
        is_agency = self._key.kind is ValueKind.AGENCY
        return tuple(AgencyId(each.name) for each in self.values if isinstance(each, Named)) if is_agency else ()

    @property
    def _key(self) -> Key:
        return KEY_BY_NAME[self.key]

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view."""
        kind = self._key.kind
        if kind is ValueKind.AREA:
            names = frozenset(each.name for each in self.values if isinstance(each, Named))
            ids = frozenset(row.task.id for group in view.areas if group.key in names for row in group.rows)
            return _yes(lambda row: row.task.id in ids)
        if kind in _WORDS:
            held = _WORDS[kind]
            names = frozenset(each.name for each in self.values if isinstance(each, Named))
            return _yes(lambda row: held(row) in names)
        return best_of(tuple(_RANKERS[kind](self.key, each, view) for each in self.values))

    def spelled(self, language: str) -> str:
        """Return the term as it is written."""
        key = self._key
        return f"{key.called(language)}:" + ",".join(each.spelled(key.kind, language) for each in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A term that stands alone."""

    name: str

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view."""
        if self.name == "problem":
            return _rule_ranker("problem", Present(is_there=True), view)
        return _yes(_FLAG_TESTS[self.name])

    def spelled(self, language: str) -> str:
        """Return the term as it is written."""
        return next(each.called(language) for each in FLAGS if each.name == self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that are searched without tones, each of them anywhere in the task."""

    text: str

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view."""
        rank = view.search.ranker(self.text)
        return lambda row: rank(row.task)

    def spelled(self, _language: str) -> str:
        """Return the words as they are written."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand together, found without tones."""

    text: str

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view."""
        rank = view.search.ranker(self.text, together=True)
        return lambda row: rank(row.task)

    def spelled(self, _language: str) -> str:
        """Return the phrase as it is written."""
        return '"' + self.text.replace('"', '""') + '"'


# --- conditions of conditions ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """No condition at all."""

    def ranker(self, _view: PlanView) -> Ranker:
        """Return what ranks the rows of the view."""
        return lambda _row: 0

    def spelled(self, _language: str) -> str:
        """Return the empty text."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """Rows that do not meet the condition."""

    part: "Condition"

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view."""
        left_out = self.part.ranker(view)
        return lambda row: 0 if left_out(row) is None else None

    def spelled(self, language: str) -> str:
        """Return the condition as it is written."""
        text = self.part.spelled(language)
        plain = isinstance(self.part, (Keyed, Flagged, Phrase)) or (isinstance(self.part, Words) and " " not in text)
        return f"-{text}" if plain else f"-({text})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Rows that meet every condition; made by ``both``."""

    parts: "tuple[Condition, ...]"

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view: what costs least is asked first."""
        rankers = [each.ranker(view) for each in sorted(self.parts, key=_cost)]

        def rank(row: TaskRow) -> int | None:
            whole = 0
            for each in rankers:
                found = each(row)
                if found is None:
                    return None
                whole += found
            return whole

        return rank

    def spelled(self, language: str) -> str:
        """Return the condition as it is written; words that would act on what follows stand in brackets."""
        texts = []
        for each in self.parts:
            text = each.spelled(language)
            acts = isinstance(each, Words) and text.rpartition(" ")[2].casefold() in NOT_BEFORE_TERMS
            texts.append(f"({text})" if acts or isinstance(each, Either) else text)
        return " ".join(texts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """Rows that meet one of the conditions; made by ``either``."""

    parts: "tuple[Condition, ...]"

    def ranker(self, view: PlanView) -> Ranker:
        """Return what ranks the rows of the view, each by the condition it meets best."""
        return best_of(tuple(each.ranker(view) for each in self.parts))

    def spelled(self, language: str) -> str:
        """Return the condition as it is written."""
        return (" hoặc " if language == "vi" else " or ").join(each.spelled(language) for each in self.parts)


Condition = Everything | Keyed | Flagged | Words | Phrase | Without | Both | Either


def _cost(condition: Condition) -> int:
    if isinstance(condition, (Keyed, Flagged)):
        return 1 if isinstance(condition, Keyed) and KEY_BY_NAME[condition.key].kind is ValueKind.TEXT else 0
    return 2


def best_of(rankers: tuple[Ranker, ...]) -> Ranker:
    """Return the ranker that gives the best rank any of these gives."""
    if len(rankers) == 1:
        return rankers[0]

    def rank(row: TaskRow) -> int | None:
        ranks = [found for each in rankers if (found := each(row)) is not None]
        return min(ranks) if ranks else None

    return rank


def both(*parts: Condition) -> Condition:
    """Return the condition that all of these hold: nested ones made flat, all words searched together and first."""
    flat: list[Condition] = []
    for each in parts:
        flat.extend(each.parts if isinstance(each, Both) else () if isinstance(each, Everything) else (each,))
    words = " ".join(each.text for each in flat if isinstance(each, Words))
    others = tuple(dict.fromkeys(each for each in flat if not isinstance(each, Words)))
    kept: tuple[Condition, ...] = (*((Words(text=words),) if words else ()), *others)
    if len(kept) == 1:
        return kept[0]
    return Both(parts=kept) if kept else Everything()


def either(*parts: Condition) -> Condition:
    """Return the condition that one of these holds, nested ones made flat."""
    flat: dict[Condition, None] = {}
    for each in parts:
        flat.update(dict.fromkeys(each.parts if isinstance(each, Either) else (each,)))
    return next(iter(flat)) if len(flat) == 1 else Either(parts=tuple(flat))


def without(part: Condition) -> Condition:
    """Return the condition that this one does not hold."""
    return part.part if isinstance(part, Without) else Without(part=part)
