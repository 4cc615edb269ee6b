"""What could be typed next in a query: keys, bare terms and the values a plan knows, the likeliest first."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tracker.plan.agency import Agency
from tracker.plan.citation import document_text
from tracker.plan.dates import date_text
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import AgencyId
from tracker.plan.query_dates import Span, read_period
from tracker.plan.query_reading import MAY_BE_EMPTY, QUOTES, SIGNED, Reader
from tracker.plan.query_terms import quoted
from tracker.plan.query_words import (
    CURRENT,
    FLAGS,
    KEY_BY_NAME,
    KEY_SPELLINGS,
    KEYS,
    WORDS_OF,
    Flag,
    Key,
    ValueKind,
    letters,
)
from tracker.plan.searching import agency_names, match_rank
from tracker.plan.text import Rank
from tracker.plan.view import PlanView
from tracker.plan.words import NAMES

MOST = 50
"""How many completions are given at most."""

_FEWEST_LETTERS = 2
_MOST_BARE_WORDS = 4
_MOST_BEGUN = 4

Label = Message | str
"""What a completion says beside its text: a message, or a text of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A text to put in place of what stands from ``start`` to ``end``, and what to say of it."""

    start: int
    end: int
    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class _Offer:
    """A text that may be put, what to say of it, what it is found by, and what it is found by after all others.

    Of offers with one ``name`` only the best is given.
    """

    text: str
    label: Label
    found_by: tuple[str, ...]
    related: tuple[str, ...] = ()
    weight: int = 0
    name: str = ""


def completions(text: str, cursor: int, view: PlanView, *, language: str = "") -> tuple[Completion, ...]:
    """Return what could stand at the cursor, the likeliest first; in the plan's language where none is given."""
    spoken = language or view.plan.settings.language
    cursor = max(0, min(cursor, len(text)))
    end = cursor + len(Reader(text, view).word_at(cursor))
    place = _place(text[:cursor], view)
    if place is None:
        return ()
    found: list[Completion] = []
    if place.key is not None:
        found = [
            Completion(start=place.start, end=end, text=each.text, label=each.label)
            for each in _best(place.typed, _values(place.key, view, spoken, place.typed))
        ]
    if place.key is None or (not found and place.next_term is not None):
        start = place.start if place.key is None or place.next_term is None else place.next_term
        colon = text.find(":", cursor, end)
        found = _terms(text[:cursor], start, colon + 1 if colon >= 0 else end, view, spoken)
    return tuple(found[:MOST])


# --- where the cursor stands ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """What stands at the cursor: a value of a key that begins at ``start``, or a term.

    ``next_term`` is where a new term may begin instead, because what stands before it is a whole value.
    """

    start: int
    typed: str
    key: Key | None = None
    next_term: int | None = None


def _place(before: str, view: PlanView) -> _Place | None:
    """Return what the text before the cursor ends with; None within a quotation that is searched."""
    reader = Reader(before, view)
    while True:
        reader.skip()
        start = reader.place
        here = reader.at(start)
        if here in ("(", ")", "|") or reader.is_minus_at(start) or (here == "-" and start + 1 == len(before)):
            reader.place += 1
            continue
        if here in QUOTES and here:
            end = before.find(QUOTES[here], start + 1)
            if end < 0:
                return None
            reader.place = end + 1
            continue
        match = reader.key_at(start)
        name = KEY_SPELLINGS.get(letters(match["key"])) if match else None
        if match is not None and name is not None:
            reader.place = match.end()
            found = _value_place(reader, KEY_BY_NAME[name])
            if found is not None:
                return found
            continue
        word = reader.word_at(start)
        reader.place = start + len(word)
        if reader.place >= len(before):
            return _Place(start=start, typed=word)


def _value_place(reader: Reader, key: Key) -> _Place | None:
    """Return the place of the last value of a key where the text ends with it; else go over the values."""
    text = reader.text
    while True:
        reader.skip()
        if key.kind in SIGNED:
            reader.sign()
            reader.skip()
        begin = reader.place
        closing = QUOTES.get(reader.at(begin), "")
        if closing:
            end = text.find(closing, begin + 1)
            if end < 0:
                return _Place(start=begin, typed=text[begin + 1 :], key=key)
            reader.place = end + 1
        else:
            ends = list(reader.value_ends(begin, key.kind))
            whole = [end for end in ends if reader.meant(key, "=", text[begin:end]) is not None]
            if not ends or not text[ends[-1] :].strip():
                after = _after_blanks(text, whole[-1]) if whole else 0
                next_term = after if whole and after > whole[-1] else None
                if next_term == len(text):
                    return _Place(start=len(text), typed="")
                return _Place(start=begin, typed=text[begin:], key=key, next_term=next_term)
            reader.place = whole[-1] if whole else ends[0]
        if reader.at(reader.place) != ",":
            return None
        reader.place += 1


def _after_blanks(text: str, place: int) -> int:
    return place + len(text[place:]) - len(text[place:].lstrip())


# --- what could stand there -----------------------------------------------------------------------


def _terms(before: str, start: int, end: int, view: PlanView, language: str) -> list[Completion]:
    """Return the terms that could stand at the place, also those of which several words are typed."""
    found: dict[str, Completion] = {}
    offers = [*_term_offers(language), *_phrase_offers(language)]
    for begin in reversed(list(_beginnings(before, start))):
        typed = before[begin:]
        if begin == start or len(letters(typed)) > _FEWEST_LETTERS:
            for each in _best(typed, offers, from_start=True):
                found.setdefault(each.text, Completion(start=begin, end=end, text=each.text, label=each.label))
    typed = before[start:]
    if len(letters(typed)) >= _FEWEST_LETTERS or typed.isupper():
        for key in (KEY_BY_NAME["area"], KEY_BY_NAME["agency"]):
            for each in _best(typed, _named(key, view, language), from_start=True):
                text = f"{key.called(language)}:{each.text}"
                found.setdefault(text, Completion(start=start, end=end, text=text, label=each.label))
    return list(found.values())


def begun_terms(word: str, language: str) -> tuple[str, ...]:
    """Return the keys, with their colon, and the bare terms that begin with a word, the likeliest first."""
    return tuple(each.text for each in _best(word, _term_offers(language), from_start=True))[:_MOST_BEGUN]


def _phrase_offers(language: str) -> Iterator[_Offer]:
    """Give the statuses as terms, found by their words alone."""
    status = KEY_BY_NAME["status"]
    for each in _closed_words(status.kind, language):
        yield _Offer(f"{status.called(language)}:{each.text}", each.label, each.found_by, weight=2)


def _named(key: Key, view: PlanView, language: str) -> Iterator[_Offer]:
    made = _OFFERS[key.kind]
    return made(view, language)


def _beginnings(before: str, start: int) -> Iterator[int]:
    """Give where the words before the cursor begin, the last one first."""
    yield start
    place = start
    for _ in range(_MOST_BARE_WORDS - 1):
        head = before[:place].rstrip()
        if not head or not head[-1].isalnum() or not before[start:].strip():
            return
        place = len(head) - len(head.split()[-1])
        if not before[place : place + 1].isalnum():
            return
        yield place


def _term_offers(language: str) -> Iterator[_Offer]:
    terms: tuple[Key | Flag, ...] = (*KEYS, *FLAGS)
    for each in terms:
        mark = ":" if isinstance(each, Key) else ""
        own = each.vietnamese if language == "vi" else (each.name, *each.others)
        other = (each.name, *each.others) if language == "vi" else each.vietnamese
        name = each.name + mark
        yield _Offer(own[0] + mark, each.help, own, name=name)
        yield _Offer(other[0] + mark, each.help, (other[0],), weight=1, name=name)


def _best(typed: str, offers: Iterable[_Offer], *, from_start: bool = False) -> list[_Offer]:
    """Return the offers that answer what is typed, the best first; those with one name once."""
    sought = letters(typed)
    ranked: list[tuple[int, int, int, _Offer]] = []
    for number, each in enumerate(offers):
        rank = _rank(sought, typed, each, from_start=from_start)
        if rank is not None and (sought or each.weight == 0):
            ranked.append((rank, each.weight, number, each))
    found: dict[str, _Offer] = {}
    for *_, each in sorted(ranked, key=lambda one: one[:3]):
        found.setdefault(each.name or each.text, each)
    return list(found.values())


def _rank(sought: str, typed: str, offer: _Offer, *, from_start: bool) -> int | None:
    """Return how well an offer answers what is typed: from the start of a spelling, then from the start of a word."""
    if not sought:
        return 0 if not typed.strip() else None
    bare = [letters(each) for each in offer.found_by]
    if sought in bare:
        return 0
    if any(each.startswith(sought) for each in bare):
        return 1
    if from_start:
        return None
    for place, names in enumerate((offer.found_by, offer.related)):
        ranks = [rank for each in names if (rank := match_rank(typed.strip(), each)) is not None]
        if ranks and min(ranks) <= Rank.FOLDED:
            return 2 + place
    return None


def _values(key: Key, view: PlanView, language: str, typed: str) -> Iterable[_Offer]:
    """Return the values a key could take in the view."""
    if key.kind in WORDS_OF:
        return _closed_words(key.kind, language)
    if key.kind is ValueKind.TASK:
        return _tasks(view, typed)
    made = _OFFERS.get(key.kind)
    offers = list(made(view, language)) if made is not None else []
    if key.kind in MAY_BE_EMPTY:
        offers.extend(_presence(language))
    return offers


def _closed_words(kind: ValueKind, language: str) -> Iterator[_Offer]:
    for word, vietnamese in WORDS_OF[kind]:
        text = vietnamese[0] if language == "vi" else word.value
        yield _Offer(text, NAMES[type(word), word.value], (text, word.value, *vietnamese))


def _presence(language: str) -> Iterator[_Offer]:
    none, some = ("trống", "có") if language == "vi" else ("none", "any")
    yield _Offer(none, say("where the field is empty"), (none, "none", "không"))
    yield _Offer(some, say("where the field is not empty"), (some, "any"))


def _areas(view: PlanView, _language: str) -> Iterator[_Offer]:
    for each in view.areas:
        area = view.plan.settings.area(each.key)
        names = (area.title, area.short) if area is not None else ()
        yield _Offer(each.key, area.title if area is not None else each.key, (each.key, *names))


def _agencies(view: PlanView, _language: str) -> Iterator[_Offer]:
    register = view.plan.register
    busy = view.task_counts
    for each in sorted(register.agencies.values(), key=lambda one: (-busy.get(one.id, 0), one.name)):
        yield _Offer(agency_value(each, view), each.name, each.names, agency_names(register, each))


def agency_value(agency: Agency, view: PlanView) -> str:
    """Return how an agency is named in a query: by its short name where that means it alone, else by its id."""
    label = agency.label
    if quoted(label) == label and view.plan.register.find(label, view.on) == (agency.id,):
        return label
    return agency.id


def _dates(view: PlanView, language: str) -> Iterator[_Offer]:
    year = view.plan.settings.year
    for name, vietnamese in CURRENT:
        text = vietnamese[0] if language == "vi" else name
        yield _Offer(text, say("seen from the day asked about"), (text,))
    named = [f"{year}-Q{quarter}" for quarter in range(1, 5)]
    named += [f"{year}-H1", f"{year}-H2", *(f"{year}-{month:02d}" for month in range(1, 13)), f"{year}"]
    for each in named:
        period = read_period(each, year=year)
        if isinstance(period, Span):
            days = f"{date_text(period.first)} – {date_text(period.last)}"
            yield _Offer(period.spelled(language), days, (period.spelled(language), each))


def _years(view: PlanView, _language: str) -> Iterator[_Offer]:
    for year in reversed(view.years):
        yield _Offer(str(year), say("Plan of {year}", year=str(year)), (str(year),))


def _documents(view: PlanView, _language: str) -> Iterator[_Offer]:
    seen: set[str] = set()
    for row in view.rows:
        for each in (*row.task.progress.documents, *row.task.basis):
            if each.number and each.number not in seen:
                seen.add(each.number)
                yield _Offer(quoted(each.number), document_text(each), (each.number, each.kind))


def _bodies(view: PlanView, _language: str) -> Iterator[_Offer]:
    register = view.plan.register
    for held in dict.fromkeys(row.task.progress.awaiting for row in view.rows if row.task.progress.awaiting.strip()):
        agency = register.get(AgencyId(held))
        if agency is not None:
            yield _Offer(agency_value(agency, view), agency.name, agency.names, agency_names(register, agency))
        else:
            yield _Offer(quoted(held), held, (held,))


def _rules(view: PlanView, _language: str) -> Iterator[_Offer]:
    found = Counter(each.rule for held in view.problems_by_task.values() for each in held)
    for rule, times in found.most_common():
        yield _Offer(rule, say_count("found {count} time", "found {count} times", times), (rule,))


def _tasks(view: PlanView, typed: str) -> Iterator[_Offer]:
    """Give the first tasks whose id or number begins as is typed."""
    sought = typed.strip().upper().replace(".", "-")
    given = 0
    for row in view.rows:
        id = row.task.id
        number = id[len("2022-") :]
        if id.startswith(sought) or number.startswith(sought) or number.replace("-0", "-").startswith(sought):
            text = row.task.number if row.task.place.year == view.plan.settings.year else id
            yield _Offer(text, row.task.headline, (row.task.number, id, number))
            given += 1
        if given == MOST:
            return


_OFFERS: dict[ValueKind, Callable[[PlanView, str], Iterator[_Offer]]] = {
    ValueKind.AREA: _areas,
    ValueKind.AGENCY: _agencies,
    ValueKind.DATE: _dates,
    ValueKind.DOCUMENT: _documents,
    ValueKind.BODY: _bodies,
    ValueKind.RULE: _rules,
    ValueKind.YEAR: _years,
}


def label_text(label: Label, said: Callable[[Message], str]) -> str:
    """Return the label of a completion as text, messages in the reader's words."""
    return said(label) if isinstance(label, Message) else label
