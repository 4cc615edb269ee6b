"""Searching words in text and in tasks, quick enough to follow the keys over ten thousand tasks.

A text is kept in two forms of one byte a letter, ``exact`` with tones and ``plain`` without. A blank stands before each
word, also within ``12/ qđ- ubnd``; of punctuation only the point, stroke and hyphen of numbers are left. A word that is
looked for becomes needles with a blank before them where they have to stand at the start of a word; what has two living
spellings (hòa, hoà; tỉ lệ, tỷ lệ) becomes several needles.
"""

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from tracker.plan.agency import Agency, Register
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.task import Task
from tracker.plan.text import ABBREVIATIONS, NEW_PLACE, OLD_PLACE, Rank, nfc, toneless

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_VIETNAMESE = "đ" + "".join(
    letter for vowel in _VOWELS for tone in _TONES if not (letter := nfc(vowel + tone)).isascii()
)
_MARKS = "–—‘’“”…«»°²³½¼¾×·•→−\u00a0§±"
_UNDEFINED = "\ufffe"
_FIRST = 128

# one byte for each letter: ASCII, the Vietnamese letters, then the marks that official prose uses
_ALPHABET = "".join(map(chr, range(_FIRST))) + _VIETNAMESE + _MARKS
_CODES = codecs.charmap_build(_ALPHABET.ljust(256, _UNDEFINED))
_LETTERS = frozenset(range(_FIRST, _FIRST + len(_VIETNAMESE)))
_JOINTS = b"./-"
_EXACT = bytes(
    code if code in _LETTERS or (code < _FIRST and (chr(code).isalnum() or code in b"_./-")) else ord(" ")
    for code in range(256)
)
_PLAIN = bytes(ord(toneless(_ALPHABET[code])) if code in _LETTERS else code for code in range(256))
_FOREIGN = 0xFE
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]+")


class Form(NamedTuple):
    """A text as it is searched; both begin and end with a blank."""

    exact: bytes
    plain: bytes


def form(text: str) -> Form:
    """Return the form of a text."""
    small = nfc(text.casefold())
    try:
        coded, _ = codecs.charmap_encode(small, "strict", _CODES)
    except UnicodeEncodeError:
        return _foreign_form(small)
    exact = _words_apart(coded.translate(_EXACT))
    return Form(exact, exact.translate(_PLAIN))


def _words_apart(coded: bytes) -> bytes:
    """Return the text with one blank before each word and at its end."""
    for each in (b".", b"/", b"-"):
        if each in coded:
            coded = coded.replace(each, each + b" ")
    return b" %b " % b" ".join(coded.split())


def _foreign_form(small: str) -> Form:
    """Return the form of a text that holds letters of other alphabets: each becomes a few bytes of its own."""
    exact, plain = bytearray(), bytearray()
    for letter in nfc(_INVISIBLE.sub("", small).replace("ð", "đ").replace("ɖ", "đ").casefold()):
        code = _ALPHABET.find(letter)
        if code >= 0:
            exact.append(_EXACT[code])
            plain.append(_PLAIN[_EXACT[code]])
            continue
        mark = unicodedata.combining(letter) > 0
        foreign = b"%c%06x%c" % (_FOREIGN, ord(letter), _FOREIGN) if mark or letter.isalnum() else b" "
        base = unicodedata.normalize("NFD", letter)[:1]
        exact += foreign
        if not mark:
            plain += base.encode() if base.isascii() and base.isalnum() else foreign
    return Form(_words_apart(bytes(exact)), _words_apart(bytes(plain)))


# --- what is looked for ---------------------------------------------------------------------------

_NEW_FOR_OLD = {old: new for new, old in OLD_PLACE.items()}
_OLD_PLACE_FOUND = re.compile(rf"(?<!q)(?:{'|'.join(_NEW_FOR_OLD)})(?!\w)")
_I_ENDS = re.compile(r"\b(h|k|l|m|qu|s|t)i\b")
_Y_ENDS = re.compile(r"\b(h|k|l|m|qu|s|t)y\b")
_SECURE = re.compile(rb"\b(bao|dam) (?!\1)(bao|dam)\b")


class _Needles(NamedTuple):
    """One word that is looked for: the bytes that stand for it at the start of a word and anywhere."""

    exact_start: tuple[bytes, ...]
    plain_start: tuple[bytes, ...]
    exact: tuple[bytes, ...]
    plain: tuple[bytes, ...]


def _exact_spellings(word: str) -> Iterable[str]:
    small = nfc(word).casefold()
    old = NEW_PLACE.sub(lambda match: OLD_PLACE[match[0]], small)
    return dict.fromkeys((small, old, _OLD_PLACE_FOUND.sub(lambda match: _NEW_FOR_OLD[match[0]], old)))


def _needles(word: str) -> _Needles:
    exact = tuple(dict.fromkeys(_bare(form(each).exact) for each in _exact_spellings(word)))
    plain = _bare(form(word).plain)
    # the other spelling of a syllable stands for the whole of it: "tỷ" is no beginning of "tiến"
    text = plain.decode("latin-1")
    others = (_I_ENDS.sub(r"\1y", text), _Y_ENDS.sub(r"\1i", text))
    whole = (f"{each}{end}".encode("latin-1") for each in dict.fromkeys(others) if each != text for end in " ./-")
    swapped = tuple(whole)
    anywhere = (plain, *swapped)
    return _Needles(
        exact_start=tuple(b" " + each for each in exact),
        plain_start=tuple(b" " + each for each in anywhere),
        exact=exact,
        plain=anywhere,
    )


def _bare(coded: bytes) -> bytes:
    """Return a needle without the blanks and punctuation around it."""
    return coded.strip(b" " + _JOINTS)


def _phrases(words: str) -> tuple[bytes, ...]:
    """Return the ways in which words that stand together may be spelt."""
    plain = _bare(form(words).plain)
    text = plain.decode("latin-1")
    spelled = (plain, *(each.encode("latin-1") for each in (_I_ENDS.sub(r"\1y", text), _Y_ENDS.sub(r"\1i", text))))
    turned = [_SECURE.sub(rb"\2 \1", each) for each in spelled]
    return tuple(dict.fromkeys((*spelled, *turned)))


def _reads_as_a_word(abbreviation: str) -> bool:
    """Tell whether the abbreviation in small letters is a common word (``đa``, ``tư``)."""
    return len(abbreviation) == len("TU") and not set("aeiouy").isdisjoint(toneless(abbreviation))


class _Short(NamedTuple):
    """An abbreviation in a text; ``written`` finds it as it is written, where in small letters it is a word."""

    exact: re.Pattern[bytes]
    written: re.Pattern[str] | None


def _word_list(coded: bytes) -> tuple[bytes, ...]:
    """Return the words of a form, punctuation that stands alone left out."""
    return tuple(each for each in coded.split() if _bare(each))


def _whole(coded: bytes) -> re.Pattern[bytes]:
    """Return the pattern of whole words, whatever punctuation stands between them."""
    words = rb" (?:[./-] )?".join(re.escape(each) for each in _word_list(coded))
    return re.compile(rb" " + words + rb"(?![0-9a-z_\x80-\xff])")


def _short_form(short: str) -> _Short:
    written = re.compile(rf"\b{re.escape(nfc(short))}\b") if _reads_as_a_word(short) else None
    return _Short(_whole(form(short).exact), written)


_Words = tuple[bytes, ...]


@lru_cache(maxsize=1)
def _long_forms() -> dict[_Words | str, re.Pattern[bytes]]:
    """Return what each abbreviation stands for; one that reads as a word has to be typed as it is written."""
    return {
        (nfc(short) if _reads_as_a_word(short) else _word_list(form(short).plain)): _whole(form(long).plain)
        for short, long in ABBREVIATIONS
    }


@lru_cache(maxsize=1)
def _short_forms() -> dict[_Words, tuple[_Short, ...]]:
    """Return the abbreviations of what has any."""
    return {
        _word_list(form(long).plain): tuple(_short_form(each) for each, same in ABBREVIATIONS if same == long)
        for _, long in ABBREVIATIONS
    }


class _Term(NamedTuple):
    """Words of a query that are looked for together, and what may stand in a text in place of them."""

    words: tuple[_Needles, ...]
    long: re.Pattern[bytes] | None = None
    short: tuple[_Short, ...] = ()


def _first_term(words: list[str]) -> tuple[_Term, int]:
    longest = max(map(len, _short_forms()))
    for size in range(min(longest, len(words)), 0, -1):
        phrase = " ".join(words[:size])
        plain = _word_list(form(phrase).plain)
        long = _long_forms().get(phrase) or _long_forms().get(plain)
        short = _short_forms().get(plain, ())
        if long or short:
            return _Term(tuple(map(_needles, words[:size])), long, short), size
    return _Term((_needles(words[0]),)), 1


@lru_cache(maxsize=256)
def _terms(query: str) -> tuple[_Term, ...]:
    words = [each for each in nfc(query).split() if _bare(form(each).plain)]
    terms: list[_Term] = []
    while words:
        term, size = _first_term(words)
        terms.append(term)
        del words[:size]
    return tuple(terms)


# --- how well it is found -------------------------------------------------------------------------


def _word_rank(word: _Needles, text: Form) -> Rank | None:
    plain = text.plain
    for each in word.plain:
        if each in plain:
            break
    else:
        return None
    exact = text.exact
    for each in word.exact_start:
        if each in exact:
            return Rank.EXACT
    for each in word.plain_start:
        if each in plain:
            return Rank.FOLDED
    for each in word.exact:
        if each in exact:
            return Rank.EXACT_INSIDE
    return Rank.FOLDED_INSIDE


def _stands_otherwise(term: _Term, text: Form, written: Callable[[], str]) -> bool:
    """Tell whether the text holds the term abbreviated, or in full."""
    if term.long is not None and term.long.search(text.plain):
        return True
    return any(
        each.exact.search(text.exact) and (each.written is None or each.written.search(nfc(written())))
        for each in term.short
    )


def _term_rank(term: _Term, text: Form, written: Callable[[], str]) -> int | None:
    """Return the rank of the worst word of a term; None where one is not in the text."""
    worst: int | None = 0
    for word in term.words:
        rank = _word_rank(word, text)
        if rank is None:
            worst = None
            break
        worst = max(worst or 0, rank)
    if (term.long or term.short) and (worst is None or worst > Rank.FOLDED) and _stands_otherwise(term, text, written):
        return Rank.FOLDED
    return worst


def match_rank(query: str, text: str) -> Rank | None:
    """Return how well the text answers the query, or None where a word of the query is not in it.

    Every blank-separated word must be found, in any order; the worst word gives the rank. A word of the
    query may be the start of a longer one. An abbreviation also finds what it stands for, and the other
    way round, as ``FOLDED``; one that is a word in small letters (TU, ĐA) has to be typed as it is
    written. Punctuation does not count. An empty query finds everything.
    """
    rank = form_rank(query, form(text), text)
    return Rank(rank) if rank is not None else None


def form_rank(query: str, text: Form, written: str) -> int | None:
    """Return what ``match_rank`` does, of a text whose form is known."""
    worst = 0
    for term in _terms(query):
        rank = _term_rank(term, text, lambda: written)
        if rank is None:
            return None
        worst = max(worst, rank)
    return worst


# --- tasks ----------------------------------------------------------------------------------------

_NOT_FOUND = -1
_NUMBER = re.compile(r"(?:(?P<year>\d{4})[.-])?(?P<area>[IVXLC]+)[.-](?P<number>\d{1,5})", re.ASCII)
_PLACES = 4
_MOST_KEPT = 32


class _Texts(NamedTuple):
    """What a task says, the most telling first: title, product and documents, result and all else, in one form.

    The ends are those of title and product within ``exact``. The form without tones is as long and is made when it is
    asked for, in less time than it takes to search it; ``foreign`` keeps it where letters of other alphabets make
    another of it.
    """

    exact: bytes
    title_end: int
    product_end: int
    foreign: "_Texts | None" = None

    @property
    def plain(self) -> bytes:
        """What the task says, without tones."""
        return self.exact.translate(_PLAIN) if self.foreign is None else self.foreign.exact

    def exact_place(self, at: int) -> int:
        """Return in which of the three parts a place of ``exact`` lies."""
        return 0 if at < self.title_end else 1 if at < self.product_end else 2

    def plain_place(self, at: int) -> int:
        """Return in which of the three parts a place of ``plain`` lies."""
        return (self.foreign or self).exact_place(at)


def _product_text(task: Task) -> str:
    documents = (*task.progress.documents, *task.basis)
    return "\n".join([task.product, *(f"{each.kind} {each.number}" for each in documents)])


def _said_text(task: Task) -> str:
    progress = task.progress
    said = (progress.result, progress.obstacle, progress.proposal, task.schedule.text, task.assignment.text)
    return "\n".join(said)


def _texts(task: Task) -> _Texts:
    title, product, said = form(task.title), form(_product_text(task)), form(_said_text(task))
    exact = _joined(title.exact, product.exact, said.exact)
    plain = _joined(title.plain, product.plain, said.plain)
    return exact if exact.plain == plain.exact else exact._replace(foreign=plain)


def _joined(title: bytes, product: bytes, said: bytes) -> _Texts:
    return _Texts(title + product + said, len(title) - 1, len(title) + len(product) - 1)


def _written(task: Task) -> str:
    return "\n".join([task.title, _product_text(task), _said_text(task)])


def agency_names(register: Register, agency: Agency | None) -> tuple[str, ...]:
    """Return every name of the agency, and those of the agencies before and after it."""
    if agency is None:
        return ()
    former = [name for id in register.predecessors(agency.id) for name in register.agencies[id].names]
    later = [name for id in agency.successors if (heir := register.get(id)) is not None for name in heir.names]
    return (*agency.names, *former, *later)


def _first(needles: tuple[bytes, ...], text: bytes) -> int:
    """Return where the first of the needles stands that stands in the text; -1 where none does."""
    for each in needles:
        at = text.find(each)
        if at >= 0:
            return at
    return -1


def _code(word: _Needles, texts: _Texts, names: Form) -> int:
    """Return how well a word is found in a task, as four times its rank and its place; -1 where it is not found."""
    exact, plain = texts.exact, texts.plain
    if _first(word.plain, plain) < 0 and _first(word.plain, names.plain) < 0:
        return _NOT_FOUND
    rank = 0
    for exact_needles, plain_needles in ((word.exact_start, word.plain_start), (word.exact, word.plain)):
        at = _first(exact_needles, exact)
        if at >= 0:
            return _PLACES * rank + texts.exact_place(at)
        if _first(exact_needles, names.exact) >= 0:
            return _PLACES * rank + 3
        at = _first(plain_needles, plain)
        if at >= 0:
            return _PLACES * (rank + 1) + texts.plain_place(at)
        if _first(plain_needles, names.plain) >= 0:
            return _PLACES * (rank + 1) + 3
        rank += 2
    return _NOT_FOUND


class SearchIndex:
    """The tasks of one plan, made ready to be searched; what an earlier index made ready of the same task stays."""

    def __init__(self, tasks: Iterable[Task], register: Register, before: "SearchIndex | None" = None) -> None:
        known = before.ready if before is not None else {}
        self.ready: dict[TaskId, tuple[Task, _Texts]] = {}
        self._register = register
        self._names: dict[tuple[AgencyId, ...], tuple[Form, str]] = {}
        self._named: list[tuple[Form, str]] = []
        for task in tasks:
            held = known.get(task.id)
            self.ready[task.id] = held if held is not None and held[0] is task else (task, _texts(task))
            self._named.append(self._names_of(task))
        self._row_of = {id: row for row, id in enumerate(self.ready)}
        self._years = sorted({each.partition("-")[0] for each in self.ready})
        self._codes: dict[_Term, list[int]] = {}
        self._keeping = Lock()  # a query is read in the background while the next key is typed
        self._fields: dict[str, dict[TaskId, Form]] = {}

    def _numbered(self, sought: str) -> TaskId | None:
        """Return the task whose number or id is looked for; of several plans, the one of the newest."""
        found = _NUMBER.fullmatch(sought.strip().upper())
        if found is None:
            return None
        years = self._years if found["year"] is None else [found["year"]]
        ids = [TaskId(f"{each}-{found['area']}-{int(found['number']):02d}") for each in years]
        return next((each for each in reversed(ids) if each in self._row_of), None)

    def _names_of(self, task: Task) -> tuple[Form, str]:
        """Return the names of the agencies of a task, former and later ones too."""
        assigned = task.assignment
        ids = (*assigned.lead, *assigned.coordinating, *(each.agency for each in assigned.others))
        held = self._names.get(ids)
        if held is None:
            names = "\n".join(name for id in ids for name in agency_names(self._register, self._register.get(id)))
            held = self._names[ids] = (form(names), names)
        return held

    def field_ranker(self, sought: str, name: str, held: Callable[[Task], str]) -> Callable[[Task], int | None]:
        """Return what tells how well one field of a task of this plan, known by a name, answers a search."""
        forms = self._fields.get(name)
        if forms is None:
            forms = self._fields[name] = {id: form(held(task)) for id, (task, _) in self.ready.items()}
        return lambda task: form_rank(sought, forms[task.id], held(task))

    def ranker(self, sought: str, *, together: bool = False) -> Callable[[Task], int | None]:
        """Return what tells how well a task of this plan answers a search: 0 best, None not at all.

        A task's number or id ranks first; then words that stand together, as they are written before other tones and
        starts of words before their insides; then the title, product and documents, result, and at last the
        agencies. With ``together`` words that stand apart are not found.
        """
        numbered = self._numbered(sought)
        terms = _terms(sought)
        codes = [self._term_codes(each) for each in terms]
        phrases = _phrases(sought)
        several = sum(len(each.words) for each in terms) > 1
        row_of, ready, named = self._row_of, self.ready, self._named

        def rank(task: Task) -> int | None:
            if task.id == numbered:
                return 0
            row = row_of[task.id]
            worst = place = 0
            for each in codes:
                code = each[row]
                if code < 0:
                    return None
                worst, place = max(worst, code // _PLACES), max(place, code % _PLACES)
            scattered = False
            if several:
                texts, names = ready[task.id][1], named[row][0]
                scattered = _first(phrases, texts.plain) < 0 and _first(phrases, names.plain) < 0
            if together and scattered:
                return None
            return 1 + 100 * scattered + 10 * worst + place

        return rank

    def _term_codes(self, term: _Term) -> list[int]:
        """Return how well a term is found in each task; of the last terms asked about it is known already."""
        with self._keeping:
            found = self._codes.pop(term, None)
            if found is not None:
                self._codes[term] = found
                return found
        found = [_worst(term, *held, named) for held, named in zip(self.ready.values(), self._named, strict=True)]
        with self._keeping:
            while len(self._codes) >= _MOST_KEPT:
                del self._codes[next(iter(self._codes))]
            self._codes[term] = found
        return found


def _worst(term: _Term, task: Task, texts: _Texts, named: tuple[Form, str]) -> int:
    """Return the code of the worst word of a term in a task, or of what stands in its place."""
    names, written_names = named
    worst = 0
    for word in term.words:
        code = _code(word, texts, names)
        if code < 0:
            worst = _NOT_FOUND
            break
        worst = max(worst, code)
    if (term.long or term.short) and not 0 <= worst < _PLACES * (Rank.FOLDED + 1):
        said = Form(texts.exact, texts.plain)
        if _stands_otherwise(term, said, lambda: _written(task)):
            return _PLACES * Rank.FOLDED
        if _stands_otherwise(term, names, lambda: written_names):
            return _PLACES * Rank.FOLDED + 3
    return worst


class SearchMemory:
    """Keeps the last index, so that the next one makes ready only the tasks that have changed."""

    def __init__(self) -> None:
        self._last: SearchIndex | None = None

    def index(self, tasks: Iterable[Task], register: Register) -> SearchIndex:
        """Return the index of a plan's tasks."""
        self._last = SearchIndex(tasks, register, self._last)
        return self._last
