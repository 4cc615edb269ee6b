"""Reading the query language: from what somebody typed to conditions, or to what is wrong and what could come next.

A query is alternatives of runs of terms; ``or`` binds loosest. A value may be several words long without quotation
marks where they name something the plan knows (``agency:Sở Nội vụ``): the longest run that does is the value.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId
from tracker.plan.query_dates import read_period
from tracker.plan.query_terms import (
    Condition,
    Everything,
    Flagged,
    HowMuch,
    Keyed,
    Named,
    Phrase,
    Present,
    Text,
    Value,
    When,
    Words,
    both,
    either,
    without,
)
from tracker.plan.query_words import (
    FLAG_SPELLINGS,
    KEY_BY_NAME,
    KEY_SPELLINGS,
    KEYS,
    NOT,
    NOT_BEFORE_TERMS,
    OR,
    WORD_SPELLINGS,
    WORDS_OF,
    Key,
    ValueKind,
    letters,
    presence,
)
from tracker.plan.text import fold, nfc, one_line
from tracker.plan.view import PlanView

MOST_CHARACTERS = 2_000
"""The longest query that is read."""

MOST_NESTED = 30
"""How many brackets may stand within each other."""

_MOST_VALUE_WORDS = 20
_MOST_NEAR = 5
_MOST_TERM_WORDS = 4
_FEWEST_NEAR = 5
_MOST_PERCENT = 100
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)

QUOTES = {'"': '"', "“": "”"}
"""Quotation marks, each with the one that closes it."""

_KEY = re.compile(r"(?P<key>[^\W\d_](?:[\w-]|[\u0300-\u036f])*):(?!//)", re.UNICODE)
_BLANKS = re.compile(r"\s*")
_WORD = re.compile(r"[^\s()|]+")
_SIGN = re.compile(r"<=|>=|=<|=>|<|>|=|≤|≥")
_SIGNS = {"=<": "<=", "=>": ">=", "≤": "<=", "≥": ">="}

SIGNED = frozenset({ValueKind.DATE, ValueKind.PERCENT, ValueKind.YEAR})
"""Kinds of values that may be compared."""

GREEDY = frozenset({*WORDS_OF, ValueKind.AREA, ValueKind.AGENCY, ValueKind.DATE, ValueKind.BODY})
"""Kinds whose values may be several words without quotation marks."""


class Unread(TrackerError):
    """A query that cannot be read as it is, with the place, and what could stand there."""

    def __init__(self, position: int, problem: Message, hint: Message | None, expected: Message | None) -> None:
        super().__init__(problem, hint)
        self.position = position
        self.expected = expected


EXPECTED: dict[ValueKind, Message] = {
    ValueKind.AREA: say("the numeral or the title of an area: VI"),
    ValueKind.AGENCY: say("an agency, by any of its names: SNV"),
    ValueKind.STATUS: say("a status: done, or đang thực hiện"),
    ValueKind.TIMELINESS: say("how it stands against its due date: overdue, or quá hạn"),
    ValueKind.SCHEDULE_KIND: say("a kind of schedule: quarter, or quý"),
    ValueKind.DATE: say("a date, a month 06/2022, a quarter 2022-Q3, a year, or < and a date"),
    ValueKind.PERCENT: say("a number from 0 to 100, or < and a number"),
    ValueKind.YEAR: say("a year of four digits, or < and a year"),
    ValueKind.TEXT: say("a word, or several in quotation marks"),
    ValueKind.DOCUMENT: say("a number, a part of one, or a kind of document: 2286"),
    ValueKind.BODY: say("the body awaited: Bộ Nội vụ"),
    ValueKind.RULE: say("a rule of the check: late-without-reason"),
    ValueKind.TASK: say("a task: 2022-III-03, or III.3"),
}
"""What could stand after a key."""

A_TERM = say("a word, a key such as area: or due:, or a term such as overdue")


def is_word(text: str, words: tuple[str, ...]) -> bool:
    """Tell whether the text is one of the words, with these very letters and tones."""
    return nfc(text).casefold() in words


@dataclass(slots=True)
class Reader:
    """A query being read, from left to right."""

    text: str
    view: PlanView
    place: int = 0
    depth: int = 0

    # looking

    def skip(self) -> None:
        """Go over blanks."""
        match = _BLANKS.match(self.text, self.place)
        self.place = match.end() if match else self.place

    def at(self, place: int) -> str:
        """Return the character at a place, or nothing behind the end."""
        return self.text[place : place + 1]

    def word_at(self, place: int) -> str:
        """Return the word that begins at a place, up to a blank, bracket or bar."""
        match = _WORD.match(self.text, place)
        return match[0] if match else ""

    def key_at(self, place: int) -> re.Match[str] | None:
        """Return the key with its colon that begins at a place."""
        return _KEY.match(self.text, place)

    def is_term_at(self, place: int) -> bool:
        """Tell whether what begins at a place is no word to search: a key, bare term, quotation or bracket."""
        return bool(
            self.key_at(place) or self.at(place) in (*QUOTES, "(") or letters(self.word_at(place)) in FLAG_SPELLINGS
        )

    def is_minus_at(self, place: int) -> bool:
        """Tell whether a minus begins here that leaves out what it is written to."""
        return self.at(place) == "-" and bool(self.at(place + 1).strip()) and self.at(place + 1) not in (")", "|")

    def fail(
        self, place: int, problem: Message, hint: Message | None = None, expected: Message | None = None
    ) -> Unread:
        """Return why the query cannot be read."""
        return Unread(place, problem, hint, expected)

    # reading

    def whole(self) -> Condition:
        """Read all of it."""
        self.skip()
        if self.place == len(self.text):
            return Everything()
        found = self.alternatives()
        if self.place < len(self.text):
            raise self.fail(self.place, say("a bracket is closed that was not opened."))
        return found

    def alternatives(self) -> Condition:
        """Read runs of terms between ``or``."""
        found = [self.run()]
        while self.is_or():
            found.append(self.run())
        return either(*found)

    def is_or(self) -> bool:
        """Tell whether an alternative follows, and go over the word that says so."""
        self.skip()
        if self.at(self.place) == "|":
            self.place += 1
            return True
        word = self.word_at(self.place)
        if not is_word(word, OR):
            return False
        self.place += len(word)
        return True

    def run(self) -> Condition:
        """Read terms up to an ``or``, a closing bracket or the end; at least one."""
        parts: list[Condition] = []
        while True:
            self.skip()
            here = self.at(self.place)
            if not here or here in (")", "|") or is_word(self.word_at(self.place), OR):
                break
            parts.append(self.term())
        if not parts:
            raise self.fail(self.place, say("a term is missing here."), expected=A_TERM)
        return both(*parts)

    def term(self) -> Condition:
        """Read one term with what leaves it out."""
        left_out = False
        attached = False
        while True:
            self.skip()
            word = self.word_at(self.place)
            if self.is_minus_at(self.place):
                self.place, attached = self.place + 1, True
            elif not attached and self.is_not(word):
                self.place += len(word)
            else:
                break
            left_out = not left_out
        found = self.primary()
        return without(found) if left_out else found

    def is_not(self, word: str) -> bool:
        """Tell whether the word here leaves out what follows."""
        return is_word(word, NOT) or (is_word(word, NOT_BEFORE_TERMS) and self.term_follows(self.place + len(word)))

    def term_follows(self, place: int) -> bool:
        """Tell whether a term follows a place after blanks."""
        match = _BLANKS.match(self.text, place)
        return self.is_term_at(match.end() if match else place)

    def primary(self) -> Condition:
        """Read a bracket, a quotation, a key with its values, a bare term or a word."""
        begin = self.place
        here = self.at(begin)
        if here == "(":
            return self.bracket()
        if here in QUOTES:
            return Phrase(text=self.quotation())
        key = self.key_at(begin)
        if key is not None:
            return self.keyed(key)
        word = self.word_at(begin)
        if not word or (word == "-" and self.ends_at(begin + 1)):
            raise self.fail(begin, say("a term is missing here."), expected=A_TERM)
        self.place = begin + len(word)
        flag = FLAG_SPELLINGS.get(letters(word))
        return Flagged(name=flag) if flag is not None else Words(text=nfc(word))

    def ends_at(self, place: int) -> bool:
        """Tell whether nothing but blanks stands between a place and the end, a closing bracket or a bar."""
        match = _BLANKS.match(self.text, place)
        return self.at(match.end() if match else place) in ("", ")", "|")

    def bracket(self) -> Condition:
        """Read what stands in brackets."""
        begin = self.place
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise self.fail(begin, say("more brackets stand within each other than can be read."))
        self.place += 1
        found = self.alternatives()
        if self.at(self.place) != ")":
            raise self.fail(begin, say("a bracket is not closed."), expected=say("a closing bracket"))
        self.place += 1
        self.depth -= 1
        return found

    def quotation(self) -> str:
        """Read a text in quotation marks; a doubled one stands for one."""
        begin = self.place
        closing = QUOTES[self.at(begin)]
        self.place += 1
        parts = []
        while True:
            end = self.text.find(closing, self.place)
            if end < 0:
                raise self.fail(begin, say("a quotation mark is not closed."), expected=say("a closing quotation mark"))
            parts.append(self.text[self.place : end])
            self.place = end + 1
            if closing != '"' or self.at(self.place) != '"':
                break
            parts.append('"')
            self.place += 1
        text = one_line(nfc("".join(parts)))
        if not text:
            raise self.fail(begin, say("nothing stands between the quotation marks."), expected=say("words to search"))
        return text

    # keys and values

    def keyed(self, match: re.Match[str]) -> Condition:
        """Read a key with its values."""
        name = KEY_SPELLINGS.get(letters(match["key"]))
        if name is None:
            raise self.unknown_key(match)
        key = KEY_BY_NAME[name]
        self.place = match.end()
        values = [self.value(key, match["key"])]
        while self.at(self.place) == ",":
            self.place += 1
            values.append(self.value(key, match["key"]))
        return Keyed(key=name, values=tuple(dict.fromkeys(values)))

    def unknown_key(self, match: re.Match[str]) -> Unread:
        """Return the problem of a key the language does not have."""
        written = nfc(match["key"])
        near = near_keys(written)
        quoted = f'"{self.word_at(match.start())}"'
        hint = say("to search these words, put them in quotation marks: {quoted}.", quoted=quoted)
        if near:
            hint = say("did you mean {names}? {other}", names=", ".join(f"{each}:" for each in near), other=hint)
        problem = say("queries have no key “{key}:”.", key=written)
        return self.fail(match.start(), problem, hint, say("a key such as area: or due:"))

    def value(self, key: Key, written: str) -> Value:
        """Read one value of a key, which was written so."""
        self.skip()
        sign = self.sign() if key.kind in SIGNED else "="
        self.skip()
        begin = self.place
        if self.at(begin) in QUOTES:
            text = self.quotation()
            return self.known(key, sign, text, begin)
        ends = list(self.value_ends(begin, key.kind))
        if not ends:
            raise self.fail(begin, say("{key}: has no value yet.", key=nfc(written)), expected=EXPECTED[key.kind])
        for end in reversed(ends):
            found = self.meant(key, sign, self.text[begin:end])
            if found is not None:
                self.place = end
                return found
        self.place = ends[0]
        if key.kind is ValueKind.BODY:
            return Text(text=one_line(nfc(self.text[begin : ends[0]])))
        return self.known(key, sign, self.text[begin : ends[-1]], begin)

    def sign(self) -> str:
        """Read a sign that compares; without one a value is in the period or is the number."""
        match = _SIGN.match(self.text, self.place)
        if match is None:
            return "="
        self.place = match.end()
        return _SIGNS.get(match[0], match[0])

    def value_ends(self, begin: int, kind: ValueKind) -> Iterator[int]:
        """Give where a value that begins here may end, the shortest first."""
        place = begin
        for number in range(_MOST_VALUE_WORDS if kind in GREEDY else 1):
            word = self.word_at(place)
            if not word or (number and (self.stops_a_value(place, word))):
                return
            comma = word.find(",")
            if comma == 0:
                return
            # a comma parts two values, or stands within a name that is several words long
            yield place + (comma if comma > 0 else len(word))
            if 0 < comma < len(word) - 1:
                return
            match = _BLANKS.match(self.text, place + len(word))
            place = match.end() if match else len(self.text)

    def stops_a_value(self, place: int, word: str) -> bool:
        """Tell whether a word begins a term of its own rather than going on with a value."""
        return self.is_term_at(place) or self.is_minus_at(place) or is_word(word, (*OR, *NOT))

    def known(self, key: Key, sign: str, text: str, begin: int) -> Value:
        """Return the value a text stands for whole; raise where it names nothing."""
        found = self.meant(key, sign, text, literal=self.at(begin) in QUOTES)
        if found is not None:
            return found
        if key.kind is ValueKind.BODY:
            return Text(text=text)
        problem, hint = wrong_value(key, one_line(nfc(text)), self.view)
        raise self.fail(begin, problem, hint, EXPECTED[key.kind])

    def meant(self, key: Key, sign: str, text: str, *, literal: bool = False) -> Value | None:
        """Return the value a text stands for, or None where it names nothing of the key's kind."""
        text = one_line(nfc(text))
        there = presence(text) if sign == "=" and not literal else None
        if there is not None and key.kind in MAY_BE_EMPTY:
            return Present(is_there=there)
        return _MEANT[key.kind](text, sign, self.view)


MAY_BE_EMPTY = frozenset(
    {
        ValueKind.AGENCY,
        ValueKind.DATE,
        ValueKind.PERCENT,
        ValueKind.TEXT,
        ValueKind.DOCUMENT,
        ValueKind.BODY,
        ValueKind.RULE,
    }
)
"""Kinds of values that may be asked for as empty or not."""


# --- what a value means ---------------------------------------------------------------------------


def _area(text: str, _sign: str, view: PlanView) -> Value | None:
    numerals = {each.key: each for each in view.areas}
    if text.upper() in numerals:
        return Named(name=text.upper())
    sought = letters(text)
    settings = view.plan.settings
    titles = {each.number: {letters(each.title), letters(each.short), letters(each.slug)} for each in settings.areas}
    found = [number for number, names in titles.items() if sought and sought in names]
    if not found and len(sought) > 2:
        found = [number for number, names in titles.items() if any(sought in each for each in names)]
    return Named(name=found[0]) if len(found) == 1 else None


def _agency(text: str, _sign: str, view: PlanView) -> Value | None:
    found = view.plan.register.find(text, view.on) if text else ()
    return Named(name=found[0]) if len(found) == 1 else None


def _body(text: str, _sign: str, view: PlanView) -> Value | None:
    return _agency(text, "", view)


def _word_of(kind: ValueKind) -> Callable[[str, str, PlanView], Value | None]:
    def read(text: str, _sign: str, _view: PlanView) -> Value | None:
        name = WORD_SPELLINGS[kind].get(letters(text))
        return Named(name=name) if name is not None else None

    return read


def _date(text: str, sign: str, view: PlanView) -> Value | None:
    period = read_period(text, year=view.plan.settings.year)
    return When(sign=sign, period=period) if period is not None else None


def _percent(text: str, sign: str, _view: PlanView) -> Value | None:
    number = text.removesuffix("%").strip()
    if not (number.isascii() and number.isdigit() and len(number) <= 3 and int(number) <= _MOST_PERCENT):
        return None
    return HowMuch(sign=sign, number=int(number))


def _year(text: str, sign: str, _view: PlanView) -> Value | None:
    return HowMuch(sign=sign, number=int(text)) if _YEAR.fullmatch(text) else None


def _text(text: str, _sign: str, _view: PlanView) -> Value | None:
    return Text(text=text) if text else None


def _rule(text: str, _sign: str, _view: PlanView) -> Value | None:
    name = "-".join(fold(text).replace("_", "-").split())
    return Named(name=name) if name else None


def _task(text: str, _sign: str, view: PlanView) -> Value | None:
    found = view.row_by_id.get(view.plan.full_id(text))
    return Named(name=found.task.id) if found is not None else None


_MEANT: dict[ValueKind, Callable[[str, str, PlanView], Value | None]] = {
    ValueKind.AREA: _area,
    ValueKind.AGENCY: _agency,
    ValueKind.STATUS: _word_of(ValueKind.STATUS),
    ValueKind.TIMELINESS: _word_of(ValueKind.TIMELINESS),
    ValueKind.SCHEDULE_KIND: _word_of(ValueKind.SCHEDULE_KIND),
    ValueKind.DATE: _date,
    ValueKind.PERCENT: _percent,
    ValueKind.YEAR: _year,
    ValueKind.TEXT: _text,
    ValueKind.DOCUMENT: _text,
    ValueKind.BODY: _body,
    ValueKind.RULE: _rule,
    ValueKind.TASK: _task,
}


# --- what is wrong with a value -------------------------------------------------------------------


def near_keys(written: str) -> tuple[str, ...]:
    """Return the keys that may be meant, in one language: those that begin so, or are spelt nearly so."""
    sought = letters(written)
    spellings = {letters(each): each for key in KEYS for each in (key.name, *key.vietnamese, *key.others)}
    begin = [each for each in spellings if sought and (each.startswith(sought) or sought.startswith(each))]
    near = [*begin, *get_close_matches(sought, spellings)]
    names = list(dict.fromkeys(KEY_SPELLINGS[each] for each in near))[:_MOST_NEAR]
    is_vietnamese = bool(near) and spellings[near[0]] in KEY_BY_NAME[names[0]].vietnamese
    return tuple(KEY_BY_NAME[each].called("vi" if is_vietnamese else "en") for each in names)


def near_terms(words: str) -> tuple[Flagged | Keyed, ...]:
    """Return the terms that words of a search may be meant as: a bare term or status written apart, or nearly so."""
    typed = words.split()
    apart = [
        found
        for begin in range(len(typed))
        for end in range(begin + 2, min(begin + _MOST_TERM_WORDS, len(typed)) + 1)
        if (found := _term_spelled(letters(" ".join(typed[begin:end])))) is not None
    ]
    near = [
        Flagged(name=FLAG_SPELLINGS[each])
        for word in typed
        for each in get_close_matches(
            letters(word), [name for name in FLAG_SPELLINGS if len(name) >= _FEWEST_NEAR], cutoff=0.85
        )
    ]
    return tuple(dict.fromkeys((*apart, *near)))


def _term_spelled(bare: str) -> Flagged | Keyed | None:
    """Return the bare term with these letters, or the status with these letters as a term."""
    if bare in FLAG_SPELLINGS:
        return Flagged(name=FLAG_SPELLINGS[bare])
    status = WORD_SPELLINGS[ValueKind.STATUS].get(bare)
    return Keyed(key="status", values=(Named(name=status),)) if status is not None else None


def near_agencies(text: str, view: PlanView) -> tuple[AgencyId, ...]:
    """Return the agencies that may be meant: named whole, else with these words in a name, else spelt nearly so."""
    register = view.plan.register
    named = register.find(text, view.on)
    if named:
        return named
    words = fold(text).split()
    found = [
        each.id
        for each in register.agencies.values()
        if words and any(all(word in fold(name) for word in words) for name in each.names)
    ]
    if found:
        return tuple(found)
    names = {fold(name): each.id for each in register.agencies.values() for name in each.names}
    return tuple(dict.fromkeys(names[each] for each in get_close_matches(fold(text), names)))


def wrong_value(key: Key, text: str, view: PlanView) -> tuple[Message, Message | None]:
    """Return what is wrong with a value that names nothing, and a hint."""
    match key.kind:
        case ValueKind.AREA:
            areas = ", ".join(each.key for each in view.areas)
            return say("the plan has no area {area}.", area=text), say("areas: {areas}.", areas=areas)
        case ValueKind.AGENCY:
            return _wrong_agency(text, view)
        case ValueKind.DATE:
            hint = say("write 30/9/2022, 06/2022, 2022-Q3, 2022, none, or < and one of these.")
            return say("{text} is no date.", text=text), hint
        case ValueKind.PERCENT:
            return say("{text} is no percentage.", text=text), say("write a whole number from 0 to 100.")
        case ValueKind.YEAR:
            years = ", ".join(str(each) for each in view.years)
            return say("{text} is no year.", text=text), say("plans: {years}.", years=years)
        case ValueKind.TASK:
            return _wrong_task(text, view)
        case _:
            words: tuple[tuple[StrEnum, tuple[str, ...]], ...] = WORDS_OF.get(key.kind, ())
            names = ", ".join(f"{word.value} ({vietnamese[0]})" for word, vietnamese in words)
            return (
                say("{text} is none of the words this field knows.", text=text or '""'),
                say("it knows: {words}.", words=names),
            )


def _wrong_agency(text: str, view: PlanView) -> tuple[Message, Message | None]:
    register = view.plan.register
    near = near_agencies(text, view)
    if len(near) > 1 and near == register.find(text, view.on):
        return say("{text} may be several agencies.", text=text), say("say which: {ids}.", ids=", ".join(near))
    names = ", ".join(register.label(each) for each in near[:_MOST_NEAR])
    hint = say("did you mean {ids}?", ids=names) if names else None
    return say("the register has no agency {text}.", text=text), hint


def _wrong_task(text: str, view: PlanView) -> tuple[Message, Message | None]:
    try:
        view.plan.task(text)
    except TrackerError as error:
        return error.message, error.hint
    return say("the plan has no task {id}.", id=text), None
