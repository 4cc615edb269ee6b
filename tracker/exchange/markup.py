"""Taking mark-up out of cells: tags of HTML, entities, inline lists, blanks of every kind, invisible characters.

No word is lost or made by it: tags of letters (italics) vanish without a trace, those of paragraphs become line ends.
"""

import html
import re
from functools import lru_cache

from tracker.plan.characters import hidden_characters
from tracker.plan.text import nfc

_LETTER_TAG = re.compile(r"</?(?:i|b|u|s|em|strong|span|font|small|big|sub|sup|a|o:p)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"\s*</?(?:p|br|div|ul|ol|li|table|tbody|tr|td|h[1-6])(?:\s[^<>]*)?/?>\s*", re.IGNORECASE)
_LAST_TAG = re.compile(r"(?:\s*</(?:p|div|li|ul|ol)\s*>)+\s*$", re.IGNORECASE)
_FIRST_TAG = re.compile(r"^\s*(?:<(?:p|div)(?:\s[^<>]*)?>\s*)+", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_BLANKS = re.compile(r"[^\S\n]+")
_ITEM = r"[-+•–●▪*]"
_AFTER_MARK = re.compile(rf"(?<=[:;.,)…])[^\S\n]+(?={_ITEM}[^\S\n]*[^\W\d_])")
_BEFORE_DASH = re.compile(r"[^\S\n]+(?=[-+][^\S\n]+([^\W\d_]))")
_NAMES_WITH_DASH = ("Lao động", "Tài chính")
_ITEM_FIRST = re.compile(rf"^{_ITEM}\s")


def join_seam(parts: list[str]) -> str:
    """Return the parts of a cell that a page break parted as one text; the seam is a blank and never a line end."""
    joined = parts[0]
    for part in parts[1:]:
        if joined.strip() and part.strip():
            joined = f"{_LAST_TAG.sub('', joined).rstrip()} {_FIRST_TAG.sub('', part).lstrip()}"
        else:
            joined = joined if joined.strip() else part
    return joined


@lru_cache(maxsize=65_536)
def cleaned(raw: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a cell without mark-up, one item or paragraph a line, and the hidden characters taken out.

    Entities are unescaped once and after the tags are gone, so that what an entity spells is never taken for a tag.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _BLOCK_TAG.sub("\n", _LETTER_TAG.sub("", text))
    text = nfc(_ENTITY.sub(lambda match: html.unescape(match[0]), text))
    text = text.replace("\t", " ").replace("\v", "\n").replace("\f", "\n")
    hidden = hidden_characters(text, multiline=True)
    if hidden:
        gone = {each.character for each in hidden}
        text = nfc("".join(each for each in text if each not in gone))
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return in_items("\n".join(line for line in lines if line)), tuple(dict.fromkeys(each.label for each in hidden))


def in_items(text: str) -> str:
    """Return the text with each item of an inline list on a line of its own.

    An item begins with a dash or plus after ``: ; . , )``, and in a text that itself opens with one before a capital
    letter; the dash of a name (Lao động - Thương binh, Tài chính - Kế hoạch) or a range (2021 - 2030) is none.
    """
    text = _AFTER_MARK.sub("\n", text)
    if _ITEM_FIRST.match(text):
        text = _BEFORE_DASH.sub(_line_end_before_item, text)
    return text


def _line_end_before_item(match: re.Match[str]) -> str:
    in_name = match.string[: match.start()].endswith(_NAMES_WITH_DASH)
    return "\n" if match[1].isupper() and not in_name else match[0]


def words(text: str) -> list[str]:
    """Return the words of a text as the loss check counts them: what blanks part."""
    return text.split()
