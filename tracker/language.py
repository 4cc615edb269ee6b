"""The languages the tracker speaks, and their catalogues: gettext files under ``tracker/locale``."""

import gettext
from collections.abc import Iterable
from pathlib import Path

from tracker.plan.words import LANGUAGE_NAMES, Words

LANGUAGES = tuple(LANGUAGE_NAMES)
"""The languages the tracker speaks, the first one by default."""

CATALOGUES = Path(__file__).parent / "locale"
"""The folder of the catalogues."""


def words_for(language: str) -> Words:
    """Return the words of a language; those of the first language where it is unknown."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    if known == "en":
        return Words("en", gettext.NullTranslations())
    return Words(known, gettext.translation("tracker", CATALOGUES, languages=[known]))


def choose_language(wishes: Iterable[str | None]) -> str:
    """Return the first wish that names a known language (``vi``, ``vi_VN.UTF-8``), else the first language."""
    for wish in wishes:
        code = (wish or "").partition(".")[0].partition("_")[0].lower()
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
