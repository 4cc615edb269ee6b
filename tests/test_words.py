"""The words on the screen: every message has its Vietnamese, and no value is ever read as a pattern."""

import argparse
import gettext
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.catalogue import (
    MO,
    PO,
    PROPER,
    Key,
    catalogue,
    compiled,
    key,
    messages,
    translations,
    unwritten,
    updated,
    written,
)
from tracker.cli.main import build_parser, main
from tracker.language import LANGUAGES, choose_language, words_for
from tracker.plan.agency import AgencyKind
from tracker.plan.message import Message, say, say_count
from tracker.plan.problem import Severity
from tracker.plan.task import ScheduleKind, Status
from tracker.plan.timeliness import Stand, Timeliness
from tracker.plan.view import Role
from tracker.plan.words import NAMES, Words

CLOSED_SETS: tuple[type[StrEnum], ...] = (Status, Timeliness, Stand, ScheduleKind, Severity, AgencyKind, Role)
"""The closed sets of words that people are shown."""

VIETNAMESE = words_for("vi")
ENGLISH = words_for("en")

_PERCENT_GAP = re.compile(r"%(?:\(\w+\))?[a-z]")


@pytest.fixture(scope="module")
def wanted() -> set[Key]:
    return messages()


@pytest.fixture(scope="module")
def held() -> Catalog:
    return read_po(BytesIO(PO.read_bytes()), locale="vi")


def texts(message: Key) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def gaps(text: str) -> Counter[str]:
    """Return the gaps of a text, ``{named}`` and ``%(named)s``."""
    named = [f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    return Counter([*named, *_PERCENT_GAP.findall(text)])


# The catalogue


def test_every_message_is_written_out_where_the_extraction_finds_it() -> None:
    assert unwritten() == ()


def test_every_message_has_its_vietnamese(wanted: set[Key]) -> None:
    known = translations()
    assert sorted(str(each) for each in wanted if not known.get(each, "").strip()) == []


def test_nothing_stays_that_the_program_no_longer_says(wanted: set[Key], held: Catalog) -> None:
    assert sorted(str(each.id) for each in held if each.id and key(each.id) not in wanted) == []
    assert list(held.obsolete) == []


def test_no_translation_is_a_guess(held: Catalog) -> None:
    assert [each.id for each in held if each.fuzzy] == []
    assert not held.fuzzy


def test_a_translation_has_the_gaps_of_its_message() -> None:
    for message, translation in translations().items():
        assert gaps(translation) == gaps(texts(message)[-1]), message


def test_a_translation_begins_and_ends_as_its_message_does() -> None:
    for message, translation in translations().items():
        text = texts(message)[0]
        for mark in (".", ":", "?", "\n", " "):
            if text != "No.":
                assert translation.endswith(mark) == text.endswith(mark), (message, translation)
        if text[0].islower() and not translation.startswith(PROPER):
            assert not translation[0].isupper(), (message, translation)
        if text[0].isupper():
            assert not translation[0].islower(), (message, translation)


def test_the_catalogue_says_nothing_of_dates_persons_or_machines() -> None:
    header = PO.read_text(encoding="utf-8").split("\n\n")[0]
    assert header.splitlines() == [
        "# The tracker in Vietnamese.",
        'msgid ""',
        'msgstr ""',
        '"Project-Id-Version: tracker\\n"',
        '"Language: vi\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        '"Plural-Forms: nplurals=1; plural=0;\\n"',
    ]


def test_the_catalogue_is_sorted_and_written_as_the_tool_writes_it() -> None:
    assert PO.read_bytes() == written(catalogue(translations()))


def test_what_is_installed_is_what_the_catalogue_compiles_to() -> None:
    assert MO.read_bytes() == compiled(catalogue(translations()))


def test_gettext_reads_what_the_catalogue_says() -> None:
    with MO.open("rb") as file:
        installed = gettext.GNUTranslations(file)
    for message, translation in translations().items():
        if isinstance(message, str):
            assert installed.gettext(message) == translation
        else:
            assert {installed.ngettext(*message, count) for count in (0, 1, 2, 17)} == {translation}


def test_vietnamese_words_keep_the_old_place_of_the_tone() -> None:
    modern = re.compile(r"(?<![qQ])(?:o[àáảãạ]|o[èéẻẽẹ]|u[ỳýỷỹỵ])(?!\w)")
    assert [each for each in translations().values() if modern.search(each)] == []


# Keeping the catalogue


def test_a_new_message_is_left_empty_and_one_no_longer_said_is_dropped() -> None:
    assert updated(["save", "open"], {"save": "lưu", "close": "đóng"}) == {"save": "lưu", "open": ""}


@pytest.mark.parametrize(
    ("before", "translation", "after", "kept"),
    [
        ("The disk is full.", "Đĩa đã đầy.", "the disk is full.", "đĩa đã đầy."),
        ("the disk is full", "đĩa đã đầy", "The disk is full.", "Đĩa đã đầy."),
        ("The disk is full.", "Đĩa đã đầy.", "the disk is full", "đĩa đã đầy"),
        ("The Party writes so.", "Đảng viết vậy.", "the Party writes so.", "Đảng viết vậy."),
        ("The disk is full.", "Đĩa đã đầy.", "the disk was full.", ""),
    ],
)
def test_a_message_that_only_starts_or_ends_otherwise_keeps_its_translation(
    before: str, translation: str, after: str, kept: str
) -> None:
    assert updated([after], {before: translation}) == {after: kept}


def test_messages_in_f_strings_and_constants_are_found_and_computed_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "babel.cfg").write_text("[python: tracker/**.py]\n")
    (tmp_path / "tracker").mkdir()
    (tmp_path / "tracker" / "face.py").write_text(
        'GONE = "it is gone"\n'
        "one = say(GONE)\n"
        "two = f\"{words(say('read only'))}\"\n"
        'three = say_count("{count} day", "{count} days", 3)\n'
        "four = say(reason())\n"
    )
    assert messages(tmp_path) == {"it is gone", "read only", ("{count} day", "{count} days")}
    assert unwritten(tmp_path) == ("tracker/face.py:5",)


# The words of closed sets


@pytest.mark.parametrize("word", [each for words in CLOSED_SETS for each in words], ids=repr)
def test_every_word_people_are_shown_has_a_name_in_both_languages(word: StrEnum) -> None:
    assert (type(word), word.value) in NAMES
    assert VIETNAMESE.name(word) not in ("", ENGLISH.name(word))


@pytest.mark.parametrize("words", CLOSED_SETS)
def test_no_two_words_of_a_set_are_called_alike(words: type[StrEnum]) -> None:
    for language in (VIETNAMESE, ENGLISH):
        assert len({language.name(each) for each in words}) == len(words)


def test_words_spelt_alike_in_two_sets_have_each_their_name() -> None:
    assert VIETNAMESE.name(Status.DONE) == "đã hoàn thành"
    assert VIETNAMESE.name(Timeliness.DONE) == "đã hoàn thành, không có hạn để so"


# Values in gaps

HOSTILE = ("{0.__class__}", "{id}", "{id!r:>99}", "{", "}", "{{", "%s", "%(id)s", "%", "\\1", "[red]", "$id")


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("words", [VIETNAMESE, ENGLISH], ids=LANGUAGES)
def test_a_value_comes_out_as_it_was_typed(words: Words, value: str) -> None:
    assert words(say("{id} is no task id.", id=value)).startswith(f"{value} ")
    assert words(say("{id}: {old} → {new}", id=value, old=value, new=value)) == f"{value}: {value} → {value}"
    inner = say("{name} is no status.", name=value)
    assert words(say("hint: {hint}", hint=inner)).endswith(words(inner))


def test_a_gap_follows_no_attribute_of_a_value() -> None:
    assert ENGLISH(say("{id.__class__} {id[0]}", id="III.3")) == "{id.__class__} {id[0]}"


def test_a_gap_without_a_value_stays() -> None:
    assert ENGLISH(say("{path}, line {line}: {problem}", path="a.toml", line=3)) == "a.toml, line 3: {problem}"


def test_values_are_said_in_the_language_of_the_reader() -> None:
    message = say("{id}: {old} → {new}", id="2022-I-02", old=Status.IN_PROGRESS, new=Status.DONE)
    assert VIETNAMESE(message) == "2022-I-02: đang thực hiện → đã hoàn thành"
    assert ENGLISH(message) == "2022-I-02: in progress → done"
    assert VIETNAMESE(say("data to {day}", day=date(2022, 10, 7))) == "chốt số liệu 07/10/2022"


@pytest.mark.parametrize(("count", "english"), [(0, "0 days"), (1, "1 day"), (2, "2 days")])
def test_a_count_goes_with_its_form(count: int, english: str) -> None:
    message: Message = say_count("{count} day", "{count} days", count)
    assert ENGLISH(message) == english
    assert VIETNAMESE(message) == f"{count} ngày"


# The language


@pytest.mark.parametrize(
    ("wishes", "chosen"),
    [
        ((), "vi"),
        ((None, ""), "vi"),
        (("en",), "en"),
        (("EN",), "en"),
        (("en_US.UTF-8",), "en"),
        (("vi_VN.UTF-8", "en"), "vi"),
        ((None, "en"), "en"),
        (("fr", "en"), "en"),
        (("C.UTF-8", "POSIX", "klingon"), "vi"),
        (("english",), "vi"),
        (("../en",), "vi"),
    ],
)
def test_the_first_wish_for_a_known_language_is_met_and_vietnamese_is_the_rest(
    wishes: tuple[str | None, ...], chosen: str
) -> None:
    assert choose_language(wishes) == chosen


def test_an_unknown_language_speaks_vietnamese() -> None:
    assert words_for("fr").language == "vi"
    assert words_for("fr")(say("save")) == "lưu"


# The argument parser


Spoken = Callable[..., str]


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Spoken]:
    """Run the command line in a language and return what it printed; the process' own wishes say otherwise."""
    domain = gettext.textdomain()

    def run(language: str, *arguments: str) -> str:
        other = "vi" if language == "en" else "en"
        for name in ("LANGUAGE", "LANG", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.setenv(name, f"{other}_XX.UTF-8")
        main(arguments, {"TRACKER_LANG": language}, tmp_path)
        return "".join(capsys.readouterr())

    yield run
    gettext.textdomain(domain)


MISUSED = (
    ("set",),
    ("list", "--role", "x"),
    ("list", "--ro"),
    ("list", "--nonsense"),
    ("list", "--role"),
    ("set", "III.3"),
    ("list", "--json=1"),
    ("--year", "x"),
    ("--help",),
    ("list", "--help"),
)


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_the_argument_parser_speaks_vietnamese(spoken: Spoken, arguments: tuple[str, ...]) -> None:
    told = spoken("vi", *arguments)
    assert told.startswith("cách dùng: tracker")
    assert re.findall(r"usage|error|argument|invalid|choose|required|options|show this|expected|explicit", told) == []


@pytest.mark.parametrize("arguments", MISUSED, ids=" ".join)
def test_the_argument_parser_speaks_english_where_that_is_wished(spoken: Spoken, arguments: tuple[str, ...]) -> None:
    told = spoken("en", *arguments)
    assert told.startswith("usage: tracker")
    assert told.isascii()


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from parsers(each)


@pytest.mark.parametrize("words", [VIETNAMESE, ENGLISH], ids=LANGUAGES)
def test_every_help_can_be_printed(words: Words) -> None:
    # argparse fills % in help texts, so that a bare per cent sign in a translation is a crash
    found = list(parsers(build_parser(words)))
    assert len(found) > 8
    for each in found:
        assert each.prog in each.format_help()
