#!/usr/bin/env python3
"""Bring the Vietnamese catalogue up to date: extract the messages, keep their translations, compile.

What is new is left empty and named, and makes the exit code 1; what the program no longer says is dropped. A
message of which only the first letter's case or the full stop has changed keeps its translation, changed alike.
Neither file holds a date, a person or a machine, so that the words alone make a difference.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "tracker" / "locale" / "vi" / "LC_MESSAGES" / "tracker.po"
MO = PO.with_suffix(".mo")

KEYWORDS = ("say", "say_count:1,2")

PROPER = ("Đảng", "Ủy ban nhân dân", "Hội đồng nhân dân")
"""Names that keep their capital where a translation comes to start in lower case."""

Key = str | tuple[str, str]
"""What a translation is found by: the English text, or its singular and plural."""


class Dateless(Catalog):
    """A catalogue whose header says only what gettext needs."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header, line by line."""
        return [
            ("Project-Id-Version", "tracker"),
            ("Language", "vi"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"{self.plural_forms}\n"),
        ]


def messages(root: Path = ROOT) -> set[Key]:
    """Return every message of the program.

    Babel reads tokens, and before Python 3.12 an f-string is one token; what stands in one, or in a constant, is
    taken from the syntax tree.
    """
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel says nothing of it
    taken = extract_from_dir(root, methods, options, keywords=parse_keywords(KEYWORDS))
    found = {key(message) for _, _, message, _, _ in taken}
    for path in sorted((root / "tracker").rglob("*.py")):
        found.update(text for text, _ in said(path) if text is not None)
    return found


def unwritten(root: Path = ROOT) -> tuple[str, ...]:
    """Return the places that say a text no catalogue can know, because it is not written out."""
    return tuple(
        f"{path.relative_to(root)}:{line}"
        for path in sorted((root / "tracker").rglob("*.py"))
        for text, line in said(path)
        if text is None
    )


def said(path: Path) -> Iterator[tuple[Key | None, int]]:
    """Yield the text of each call of ``say`` and ``say_count`` with its line; None where it is not written out."""
    tree = ast.parse(path.read_bytes())
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in ("say", "say_count"):
            wanted = 1 if node.func.id == "say" else 2
            values = [constants.get(each.id) if isinstance(each, ast.Name) else each for each in node.args[:wanted]]
            texts = [str(each.value) for each in values if isinstance(each, ast.Constant)]
            if len(texts) < wanted:
                yield None, node.lineno
            else:
                yield texts[0] if wanted == 1 else (texts[0], texts[1]), node.lineno


def translations(path: Path = PO) -> dict[Key, str]:
    """Return the translations the catalogue holds, without those marked as fuzzy."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        held = read_po(file, locale="vi")
    return {
        key(each.id): each.string if isinstance(each.string, str) else "".join(each.string or ())
        for each in held
        if each.id and not each.fuzzy
    }


def key(id: str | Iterable[str]) -> Key:
    """Return the key for an id as Babel gives it."""
    if isinstance(id, str):
        return id
    singular, plural = id
    return singular, plural


def updated(wanted: Iterable[Key], known: Mapping[Key, str]) -> dict[Key, str]:
    """Return the translation of every wanted message, empty where there is none yet."""
    alike = {_alike(each): text for each, text in known.items() if text}
    return {each: known.get(each) or _suited(alike.get(_alike(each), ""), each) for each in wanted}


def _alike(key: Key) -> tuple[str, ...]:
    texts = (key,) if isinstance(key, str) else key
    return tuple(each[:1].lower() + each[1:].removesuffix(".") for each in texts)


def _suited(translation: str, key: Key) -> str:
    """Return the translation with the start and the end its message has now."""
    text = key if isinstance(key, str) else key[0]
    if not translation:
        return ""
    if text[0].isupper():
        translation = translation[0].upper() + translation[1:]
    elif text[0].islower() and not translation.startswith(PROPER):
        translation = translation[0].lower() + translation[1:]
    return translation.removesuffix(".") + ("." if text.endswith(".") else "")


def catalogue(texts: Mapping[Key, str]) -> Catalog:
    """Return the catalogue of these translations."""
    made = Dateless(locale="vi", header_comment="# The tracker in Vietnamese.", fuzzy=False)
    for each, text in texts.items():
        made.add(each, text if isinstance(each, str) else (text,))
    return made


def written(held: Catalog) -> bytes:
    """Return the text of the catalogue, sorted, a message on one line."""
    buffer = BytesIO()
    write_po(buffer, held, width=0, no_location=True, sort_output=True)
    return buffer.getvalue()


def compiled(held: Catalog) -> bytes:
    """Return what gettext reads."""
    buffer = BytesIO()
    write_mo(buffer, held)
    return buffer.getvalue()


def main() -> int:
    """Write both files, and name what is not translated yet."""
    texts = updated(messages(), translations())
    held = catalogue(texts)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(held))
    MO.write_bytes(compiled(held))
    missing = sorted(str(each) for each, text in texts.items() if not text)
    for text in missing:
        print(f"not translated: {text}", file=sys.stderr)
    for place in unwritten():
        print(f"not written out, so never translated: {place}", file=sys.stderr)
    return 1 if missing or unwritten() else 0


if __name__ == "__main__":
    sys.exit(main())
