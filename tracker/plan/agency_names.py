"""Finding agencies in running text: the longest name of the register at each word, whole and never in parts.

Names are compared word by word with their tones, but without capitals, punctuation and the small words that vary
from writer to writer (các, và, có), so that "các cơ quan, đơn vị có liên quan" and "cơ quan, đơn vị liên quan" are one.
No name is ever split at "và" or a comma: Sở Kế hoạch và Đầu tư is one agency, and so are the People's Committees of
"các huyện, thị xã, thành phố".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.plan.agency import Agency, Register
from tracker.plan.names import AgencyId
from tracker.plan.text import fold_tones, nfc

_WORD = re.compile(r"[\w&]+")
_SMALL = frozenset({"các", "và", "có", "cùng"})
_FEWEST_LETTERS = 2
_BARE = ("bộ", "sở")
_SAME = {
    "ubnd": ("ủy", "ban", "nhân", "dân"),
    "hđnd": ("hội", "đồng", "nhân", "dân"),
    "hdnd": ("hội", "đồng", "nhân", "dân"),
}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text as names are compared, and where it stands in the text (in NFC)."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency named in a text. ``agency`` is empty for one the register does not know; ``name`` is as written."""

    agency: AgencyId
    name: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of the text that count, abbreviations of committees and councils in full."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        word = fold_tones(match[0])
        if word in _SMALL:
            continue
        found += [Token(each, match.start(), match.end()) for each in _SAME.get(word, (word,))]
    return found


@dataclass(slots=True)
class NameIndex:
    """The names of a register made ready for finding, for the agencies valid on a day first."""

    register: Register
    on: date
    _names: dict[str, list[tuple[tuple[str, ...], AgencyId]]] = field(default_factory=dict)
    _tails: dict[str, list[tuple[tuple[str, ...], AgencyId]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take in the names, the longest first, and of equal ones that of an agency in force."""
        agencies = sorted(self.register.agencies.values(), key=lambda each: not each.is_valid(self.on))
        for agency in agencies:
            for name in _usable_names(agency):
                words = tuple(each.word for each in tokens(nfc(name)))
                if words:
                    self._names.setdefault(words[0], []).append((words, agency.id))
                for head in _heads(words):
                    self._tails.setdefault(head, []).append((words[len(_head_words(head)) :], agency.id))
        for held in (*self._names.values(), *self._tails.values()):
            held.sort(key=lambda each: -len(each[0]))

    def at(self, found: Sequence[Token], place: int) -> tuple[AgencyId, int] | None:
        """Return the agency whose longest name stands at the token, and how many tokens it takes."""
        return _longest(self._names.get(found[place].word, ()), found, place)

    def tail_at(self, found: Sequence[Token], place: int, head: str) -> tuple[AgencyId, int] | None:
        """Return the agency whose name without its first word stands at the token: "Nội vụ" after "các Sở:"."""
        return _longest(self._tails.get(head, ()), found, place)


def _usable_names(agency: Agency) -> tuple[str, ...]:
    """Return the names prose may use; a symbol of two letters is none of them."""
    return tuple(each for each in agency.names if len(each) > _FEWEST_LETTERS)


_COMMITTEE = "ủy ban nhân dân"


def _heads(words: tuple[str, ...]) -> list[str]:
    heads = [words[0]] if words and words[0] in _BARE and len(words) > 1 else []
    committee = tuple(_COMMITTEE.split())
    return [*heads, _COMMITTEE] if words[: len(committee)] == committee and len(words) > len(committee) else heads


def _head_words(head: str) -> list[str]:
    return head.split()


def head_of(words: Sequence[str]) -> str:
    """Return the head that names in a list may share (Sở, Bộ, UBND), or nothing."""
    found = _heads((*words, "…"))
    return found[-1] if found else ""


def _longest(
    names: Sequence[tuple[tuple[str, ...], AgencyId]], found: Sequence[Token], place: int
) -> tuple[AgencyId, int] | None:
    for words, id in names:
        if place + len(words) <= len(found) and all(
            found[place + offset].word == word for offset, word in enumerate(words)
        ):
            return id, len(words)
    return None


# --- names the register does not know -------------------------------------------------------------

_UNKNOWN_HEAD = re.compile(
    r"(?<![\w])(?:Sở|Bộ|Ban|Phòng|Chi cục|Cục|Tổng cục|Trung tâm|Trường|Viện|Văn phòng|Thanh tra|Công an|Công ty"
    r"|Tập đoàn|Ủy ban|UBND|HĐND|Hội đồng|Hội|Liên đoàn|Liên minh|Bưu điện|Bảo hiểm|Ngân hàng|Kho bạc|Tòa án"
    r"|Viện Kiểm sát|Đoàn|Mặt trận|Bệnh viện|Thư viện|Báo|Đài|Hiệp hội|Quỹ|Tổng công ty|Học viện|Tỉnh ủy|Huyện ủy"
    r"|Thành ủy|Đảng ủy"
    r"|[Cc]ác (?:sở|Sở|ban|Ban|cơ quan|đơn vị|địa phương|ngành|huyện|xã|phường|phòng|trường|Trường|đoàn thể|tổ chức|hội"
    r"|công ty|doanh nghiệp|bộ|Bộ|hiệp hội|Trung tâm|trung tâm)|[Cc]ơ quan|[Đđ]ơn vị|[Đđ]ịa phương|(?<=, )(?:sở|ngành))"
    r"(?![\w])"
)
_STOP = re.compile(
    r"\s*(?:[;:()\n“”]|\.(?:\s|$)|,?\s(?:chủ trì|phối hợp|tham mưu|hướng dẫn|thẩm định|tổng hợp|xây dựng|thực hiện"
    r"|tổ chức thực hiện|triển khai|rà soát|đề xuất|hoàn thiện|gửi|trình|chủ động|tham gia|đôn đốc|kiểm tra|theo"
    r"|trên cơ sở|chịu trách nhiệm|báo cáo|ban hành|đánh giá|theo dõi|giám sát|cung cấp|lập|phê duyệt|là|để|và các"
    r"|cùng các|và Sở|và Ban|và UBND|và Ủy ban|và Văn phòng|và Bộ|và Công an|và Thanh tra|thuộc thẩm quyền)(?![\w])"
    r"|,\s(?=[A-ZĐ])|,\scác\s)"
)
_MOST_NAME = 90


def unknown_at(text: str, start: int, end: int) -> Mention | None:
    """Return the first name between the two places that looks like an agency's, or None."""
    match = _UNKNOWN_HEAD.search(text, start, end)
    if match is None:
        return None
    stop = _STOP.search(text, match.end(), end)
    finish = stop.start() if stop is not None else end
    name = text[match.start() : finish].rstrip(" ,.;-")
    if not name or len(name) > _MOST_NAME:
        return None
    return Mention(AgencyId(""), name, match.start(), match.start() + len(name))


def mentions(text: str, index: NameIndex) -> tuple[Mention, ...]:
    """Return the agencies the text names, in their order: those of the register, and unknown ones between them."""
    plain = nfc(text)
    found: list[Mention] = []
    place = 0
    read = tokens(plain)
    head = ""
    while place < len(read):
        match = index.at(read, place) if not _in_number(plain, read[place]) else None
        if match is None and head and _follows(plain, found[-1], read[place]):
            match = index.tail_at(read, place, head)
        if match is None:
            place += 1
            continue
        id, count = match
        start, end = _from_article(plain, read[place].start), read[place + count - 1].end
        found.append(Mention(id, plain[start:end], start, end))
        head = head_of([each.word for each in read[place : place + 4]]) or head
        place += count
        while place < len(read) and read[place].start < end:
            place += 1
    return _with_unknown(plain, found)


def _in_number(text: str, token: Token) -> bool:
    """Tell whether the word is a symbol in the number of a document: VPCP in 02/2017/TT-VPCP."""
    return text[max(0, token.start - 1) : token.start] in ("/", "-")


_ARTICLE = re.compile(r"\b[Cc]ác\s+$")


def _from_article(text: str, start: int) -> int:
    """Return where the name begins with its "các"."""
    article = _ARTICLE.search(text, max(0, start - len("các") - 4), start)
    return article.start() if article is not None else start


def _follows(text: str, before: Mention, token: Token) -> bool:
    return re.fullmatch(r"\s*(?:,|;|và|, và)\s*", text[before.end : token.start]) is not None


def _with_unknown(text: str, known: list[Mention]) -> tuple[Mention, ...]:
    whole: list[Mention] = []
    begin = 0
    for each in (*known, None):
        end = each.start if each is not None else len(text)
        while (unknown := unknown_at(text, begin, end)) is not None:
            whole.append(unknown)
            begin = unknown.end
        if each is not None:
            whole.append(each)
            begin = each.end
    return tuple(whole)
