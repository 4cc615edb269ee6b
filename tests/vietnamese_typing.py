"""Vietnamese words as the bytes an input method sends to a terminal.

Unikey, IBus and their kin have no composition window in a terminal. For every key they send the letters as
they are, or Backspaces over what has changed and the recomposed letters, all at once. ``strokes`` makes
those keystrokes for a text in Telex or VNI, ``packets`` cuts the bytes as a connection would.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

Method = Literal["telex", "vni"]

METHODS: Final[tuple[Method, ...]] = ("telex", "vni")
RUBOUTS: Final = ("\x7f", "\x08")

_TEXT: Final = """
tiếng Việt được nghiêng Khánh Hòa Hoà quyết định thủ tục hành chính cải cách đường phố
người dân uỷ ủy ban nhân dân tỉnh thành phố Nha Trang huyện Diên Khánh Vạn Ninh Cam Lâm
Trường Sa Sở Nội vụ Tư pháp Kế hoạch Đầu tư Tài chính Xây dựng ứng dụng chữ ký số dữ liệu
báo cáo định kỳ đánh giá kết quả nhiệm vụ năm hoàn thành chưa thực hiện quá hạn ghi chú
ĐẶC BIỆT QUAN TRỌNG ƯU TIÊN khuyến khích nguyễn huỳnh phượng hoẵng quỹ giặt giũ ngoằn ngoèo
CSDL 2022 2986/BC-SNV PAR-Index tờ trình số 15 đồng bộ hóa rượu khuỷu thuở nghiễm
"""

WORDS: Final = tuple(unicodedata.normalize("NFC", _TEXT).split())

_SHAPES: Final = {"\u0302": "circumflex", "\u0306": "breve", "\u031b": "horn"}
_TONES: Final = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TONE_DIGITS: Final = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_SHAPE_DIGITS: Final = {"circumflex": "6", "horn": "7", "breve": "8"}


@dataclass(frozen=True, slots=True)
class _Key:
    """One key of the typist: what it shows if nothing is recomposed, and the word after it."""

    raw: str
    word: str


def _letter(letter: str) -> tuple[str, str, str]:
    """Return a letter without marks, with its shape but no tone, and its tone mark."""
    if letter in "đĐ":
        return ("d" if letter == "đ" else "D"), letter, ""
    decomposed = unicodedata.normalize("NFD", letter)
    base, marks = decomposed[:1], decomposed[1:]
    shape = "".join(mark for mark in marks if mark in _SHAPES)
    tone = "".join(mark for mark in marks if mark in _TONES)
    return base, unicodedata.normalize("NFC", base + shape), tone


def _shape_key(base: str, shaped: str, method: Method) -> str:
    """Return the key that gives a letter its shape."""
    if shaped in "đĐ":
        return base if method == "telex" else "9"
    shape = _SHAPES[unicodedata.normalize("NFD", shaped)[1]]
    if method == "vni":
        return _SHAPE_DIGITS[shape]
    return base if shape == "circumflex" else "w"


def _keys(word: str, method: Method, random: Random) -> Iterator[_Key]:
    """Yield the keys of one word: shapes at the letter or later, tones at the letter or at the end."""
    done = ""
    late: list[tuple[int, str, str]] = []
    for position, letter in enumerate(word):
        base, shaped, tone = _letter(letter)
        done += base
        yield _Key(base, done)
        changes = []
        if shaped != base:
            changes.append((position, _shape_key(base, shaped, method), shaped))
        if tone:
            key = _TONES[tone] if method == "telex" else _TONE_DIGITS[tone]
            changes.append((position, key, letter))
        if late or (changes and random.random() < 0.5):
            late += changes  # once a change waits, later ones wait too: a tone never comes before a shape
        else:
            for _, key, changed in changes:
                done = done[:position] + changed + done[position + 1 :]
                yield _Key(key, done)
    for position, key, changed in late:
        done = done[:position] + changed + done[position + 1 :]
        yield _Key(key, done)


def strokes(text: str, method: Method, random: Random, *, rubout: str = "\x7f", echo: bool = False) -> list[bytes]:
    """Return what is sent for each key of a text; together they leave exactly the text in the field.

    With ``echo`` the key itself is sent first and rubbed out with the rest, as some input methods do.
    """
    sent: list[bytes] = []
    for number, word in enumerate(text.split(" ")):
        if number:
            sent.append(b" ")
        before = ""
        for key in _keys(word, method, random):
            shown = before + key.raw if echo else before
            if key.word == before + key.raw:
                sent.append(key.raw.encode())
            else:
                same = next(
                    (index for index, (old, new) in enumerate(zip(shown, key.word, strict=False)) if old != new),
                    min(len(shown), len(key.word)),
                )
                change = rubout * (len(shown) - same) + key.word[same:]
                sent.append(((key.raw if echo else "") + change).encode())
            before = key.word
    return sent


def packets(sent: list[bytes], random: Random) -> list[bytes]:
    """Return the bytes in packets as they may arrive: by key, all at once, or cut anywhere, letters too."""
    how = random.randrange(4)
    if how == 0:
        return list(sent)
    data = b"".join(sent)
    if how == 1:
        return [data]
    largest = random.choice((1, 2, 3, 7, 40, 4096))
    cut: list[bytes] = []
    while data:
        size = random.randint(1, largest)
        cut.append(data[:size])
        data = data[size:]
    return cut


def phrase(random: Random, *, words: int = 3) -> str:
    """Return some words in composed form."""
    return " ".join(random.choice(WORDS) for _ in range(random.randint(1, words)))
