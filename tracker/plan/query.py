"""Queries: one small language to choose rows of a plan, for the app and the command line.

``read_query`` turns what somebody typed into a ``Query`` or says what is wrong and what could come next. The words of
the language are in ``plan.query_words``, its conditions in ``plan.query_terms``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tracker.plan.agency import Register
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import NO_AGENCY, AgencyId
from tracker.plan.query_completion import Completion, begun_terms, completions
from tracker.plan.query_reading import MOST_CHARACTERS, Reader, Unread, is_word, near_terms
from tracker.plan.query_terms import (
    Both,
    Condition,
    Either,
    Everything,
    Flagged,
    Keyed,
    Named,
    Phrase,
    Value,
    Without,
    Words,
    both,
)
from tracker.plan.query_words import AND, FLAG_SPELLINGS, KEY_BY_NAME, KEY_SPELLINGS, ValueKind, letters
from tracker.plan.succession import not_there_yet
from tracker.plan.text import nfc, one_line
from tracker.plan.view import PlanView, Role, TaskRow

__all__ = (
    "EVERYTHING",
    "Completion",
    "Filter",
    "Query",
    "QueryReading",
    "completions",
    "of_agency",
    "of_area",
    "of_words",
    "read_query",
    "read_typed",
    "wanted_or_words",
    "wanted_query",
    "without_report",
)

_HALF_TYPED = re.compile(r"(?<![^\s()|-])-?(?P<word>[^\W\d_](?:[\w-]|[\u0300-\u036f])*)$")
_AFTER_A_WORD = " \t()|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows to show. Two queries that ask the same in other words of the language are equal."""

    condition: Condition = field(default_factory=Everything)

    @property
    def text(self) -> str:
        """The query as it is written with English keys; reading it gives the query again."""
        return self.condition.spelled("en")

    def spelled(self, language: str) -> str:
        """Return the query as it is written with the keys of a language."""
        return self.condition.spelled(language)

    def written(self, register: Register, language: str = "en") -> str:
        """Return the query as ``spelled`` does, with agencies as people write them; reading it gives the query again.

        An agency goes by its short name, else by its official one, where that means it alone on any day.
        """
        return _worded(self.condition, register).spelled(language)

    @property
    def is_everything(self) -> bool:
        """Whether every row passes."""
        return isinstance(self.condition, Everything)

    @property
    def is_search(self) -> bool:
        """Whether rows come by how well they answer words, not in the order of the plan."""
        return any(isinstance(each, (Words, Phrase)) for each in self._parts)

    @property
    def _parts(self) -> tuple[Condition, ...]:
        """The conditions side by side that make up the query; the query itself where it is one."""
        return self.condition.parts if isinstance(self.condition, Both | Either) else (self.condition,)

    def terms_meant(self, language: str) -> tuple[str, ...]:
        """Return the bare terms that searched words may be meant as: ``quá-hạn`` for quá hạn."""
        meant = [term for each in self._parts if isinstance(each, Words) for term in near_terms(each.text)]
        return tuple(each.spelled(language) for each in dict.fromkeys(meant))

    def doubt(self, view: PlanView, language: str) -> Message | None:
        """Return what the person may not know of what is asked.

        It is that words that are searched name a term, join nothing, or find nothing and name a key, or that an agency
        is not there yet on the day.
        """
        asked = [each for part in self._parts if isinstance(part, Keyed) for each in part.agencies]
        not_yet = next((told for id in asked if (told := not_there_yet(view.plan.register, id, view.on))), None)
        return not_yet or self._doubt_of_words(language) or self._doubt_of_keys(view, language)

    def _doubt_of_keys(self, view: PlanView, language: str) -> Message | None:
        words = [word for each in self._parts if isinstance(each, Words) for word in each.text.split()]
        keys = [(word, KEY_BY_NAME[KEY_SPELLINGS[letters(word)]]) for word in words if letters(word) in KEY_SPELLINGS]
        if not keys or self.finds_any(view):
            return None
        word, key = keys[0]
        return say("nothing is found; “{word}” as a key is written {key}:", word=word, key=key.called(language))

    def _doubt_of_words(self, language: str) -> Message | None:
        meant = self.terms_meant(language)
        if meant:
            return say("searched as words; did you mean {terms}?", terms=", ".join(meant))
        parts = self.condition.parts if isinstance(self.condition, Both) else ()
        searched = [each.text.split() for each in parts if isinstance(each, Words)]
        ends = [word for each in searched for word in (each[0], each[-1]) if is_word(word, AND)]
        if ends:
            return say("“{word}” is searched as a word; terms all hold without it", word=ends[0])
        return None

    def finds_any(self, view: PlanView) -> bool:
        """Tell whether any row passes."""
        rank = self.condition.ranker(view)
        return any(rank(row) is not None for row in view.rows)

    def narrowed(self, other: "Query") -> "Query":
        """Return the query both queries pass."""
        return Query(condition=both(self.condition, other.condition))

    def rows(self, view: PlanView) -> tuple[TaskRow, ...]:
        """Return the rows that pass, in the order of the plan; where words are sought, the best matches first."""
        if self.is_everything:
            return view.rows
        rank = self.condition.ranker(view)
        ranked = [(found, row) for row in view.rows if (found := rank(row)) is not None]
        return tuple(row for _, row in sorted(ranked, key=lambda each: each[0]))


def _worded(condition: Condition, register: Register) -> Condition:
    """Return the condition with names of agencies in place of their ids; it is only to be spelled."""
    match condition:
        case Keyed(key=key) if KEY_BY_NAME[key].kind in (ValueKind.AGENCY, ValueKind.BODY):
            return replace(condition, values=tuple(_worded_value(each, register) for each in condition.values))
        case Without():
            return replace(condition, part=_worded(condition.part, register))
        case Both() | Either():
            return replace(condition, parts=tuple(_worded(each, register) for each in condition.parts))
        case _:
            return condition


def _worded_value(value: Value, register: Register) -> Value:
    if not isinstance(value, Named):
        return value
    id = AgencyId(value.name)
    names = (register.label(id), register.name(id))
    return Named(name=next((each for each in names if register.find(each) == (id,)), id))


EVERYTHING = Query()
"""The query every row passes."""


def of_area(number: str) -> Query:
    """Return the query of the tasks of an area."""
    return Query(condition=Keyed(key="area", values=(Named(name=number),)))


def of_agency(id: AgencyId, role: Role | None = None) -> Query:
    """Return the query of the tasks of an agency, in any role or in one."""
    return Query(condition=Keyed(key=role.value if role is not None else "agency", values=(Named(name=id),)))


def of_words(key: str, words: Iterable[StrEnum]) -> Query:
    """Return the query of the tasks that have one of the words under a key that knows a closed set (``status``)."""
    return Query(condition=Keyed(key=key, values=tuple(Named(name=each.value) for each in words)))


def without_report() -> Query:
    """Return the query of the tasks nobody has reported on."""
    return Query(condition=Flagged(name="no-report"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a place shows: the tasks of an area or agency, narrowed by what is typed; empty lets every row pass.

    A text that cannot be read as a query, half typed or wrong, is searched as the words it is.
    """

    area: str = ""
    agency: AgencyId = NO_AGENCY
    text: str = ""

    def query(self, view: PlanView) -> Query:
        """Return the query this stands for."""
        found = wanted_or_words(self.text, view)
        if self.agency:
            found = of_agency(self.agency).narrowed(found)
        return of_area(self.area).narrowed(found) if self.area else found

    def rows(self, view: PlanView) -> tuple[TaskRow, ...]:
        """Return the rows that pass, as those of the query come."""
        return self.query(view).rows(view)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryReading:
    """What a text means as a query.

    ``query`` is None while the text cannot be read as it is, half typed or wrong; then ``problem`` says what is the
    case, ``hint`` what to try, ``expected`` what could come next, and ``position`` where in the text.
    """

    query: Query | None
    problem: Message | None = None
    hint: Message | None = None
    expected: Message | None = None
    position: int = 0


def read_query(text: str, view: PlanView) -> QueryReading:
    """Read a query; names of areas, agencies and tasks are those of the view. An empty text is every row."""
    if len(text) > MOST_CHARACTERS:
        problem = say("the query is longer than {most} characters.", most=MOST_CHARACTERS)
        return QueryReading(query=None, problem=problem, position=MOST_CHARACTERS)
    try:
        return QueryReading(query=Query(condition=Reader(text, view).whole()), position=len(text))
    except Unread as unread:
        return QueryReading(
            query=None,
            problem=unread.message,
            hint=unread.hint,
            expected=unread.expected,
            position=unread.position,
        )


def read_typed(text: str, cursor: int, view: PlanView, language: str) -> QueryReading:
    """Read a query that is being typed, as ``read_query`` does, but for the word that ends at the cursor.

    Where that word begins a key or a bare term and finds nothing, it is taken as half typed: the query is what stands
    beside it, and ``expected`` says what it may become.
    """
    reading = read_query(text, view)
    match = _HALF_TYPED.search(text[:cursor])
    if reading.query is None or match is None or text[cursor : cursor + 1].strip(_AFTER_A_WORD):
        return reading
    become = begun_terms(match["word"], language)
    if letters(match["word"]) in FLAG_SPELLINGS or not become or reading.query.finds_any(view):
        return reading
    expected = say("“{word}” finds nothing; it may become {terms}", word=match["word"], terms=", ".join(become))
    beside = read_query(text[: match.start()] + text[cursor:], view)
    return QueryReading(query=beside.query, expected=expected, position=match.start())


def wanted_or_words(text: str, view: PlanView) -> Query:
    """Return the query the text is; where it cannot be read, the search for its words."""
    reading = read_query(text, view)
    if reading.query is not None:
        return reading.query
    return Query(condition=Words(text=one_line(nfc(text))[:MOST_CHARACTERS]))


def wanted_query(text: str, view: PlanView) -> Query:
    """Return the query the text is; raise ``TrackerError`` with what is wrong where it cannot be read."""
    reading = read_query(text, view)
    if reading.query is None:
        expected = say("here could stand: {expected}.", expected=reading.expected) if reading.expected else None
        raise TrackerError(reading.problem or say("the query cannot be read."), reading.hint or expected)
    return reading.query
