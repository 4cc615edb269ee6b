"""How the app looks in a terminal: chosen at start, from the wishes of the person and what the terminal says."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.plan.message import Message, say
from tracker.plan.preferences import Preferences
from tracker.screens.glyphs import Glyphs
from tracker.screens.themes import theme_named

CONSOLES = ("linux",)
"""Terminals whose fonts have letters and lines but few other drawings."""

_UNICODE_WITHOUT_SAYING = ("vi_VN",)
"""Languages whose letters are UTF-8 even where the name does not say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the app looks: its theme, empty for what suits the terminal, and what the terminal can show."""

    theme: str = ""
    glyphs: Glyphs = Glyphs.ALL


def chosen_look(environment: Mapping[str, str], preferences: Preferences) -> tuple[Look, tuple[Message, ...]]:
    """Return the look, and what the person should know of it: a theme there is not, letters that may look wrong."""
    told: list[Message] = []
    wish = environment.get("TRACKER_THEME") or preferences.theme
    theme = theme_named(wish) if wish and wish != "auto" else ""
    if theme is None:
        told.append(say("there is no theme {name}; the themes are dark, light, contrast and console", name=wish))
    forced = {"1": True, "0": False}.get(environment.get("TRACKER_ASCII", ""), preferences.ascii)
    if forced is not None:
        return Look(theme=theme or "", glyphs=Glyphs.ASCII_MARKS if forced else Glyphs.ALL), tuple(told)
    glyphs = Glyphs.ASCII_MARKS if environment.get("TERM", "") in CONSOLES else Glyphs.ALL
    note = _locale_note(environment)
    if note is not None:
        told.append(note)
        glyphs = glyphs if _is_unset(_locale(environment)) else Glyphs.ASCII
    return Look(theme=theme or "", glyphs=glyphs), tuple(told)


def _locale(environment: Mapping[str, str]) -> str:
    """Return the name of the language and letters the terminal is said to have."""
    return next((value for key in ("LC_ALL", "LC_CTYPE", "LANG") if (value := environment.get(key))), "")


def _is_unset(name: str) -> bool:
    return name in ("", "C", "POSIX")


def _locale_note(environment: Mapping[str, str]) -> Message | None:
    """Return what to do where the terminal's letters are not said to be UTF-8; None where they are."""
    name = _locale(environment)
    language, _, letters = name.partition(".")
    said = letters.partition("@")[0].lower().replace("-", "")
    if said == "utf8" or (not said and language in _UNICODE_WITHOUT_SAYING):
        return None
    if _is_unset(name):
        fix = "export LANG=C.UTF-8"
        return say("nothing says that this terminal shows Vietnamese letters; where they look wrong: {fix}", fix=fix)
    keys = [key for key in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(key)]
    fix = f"export {keys[0]}={language}.UTF-8"
    return say(
        "the letters of this terminal are not UTF-8 ({name}), so tones are left out; to see them: {fix}",
        name=name,
        fix=fix,
    )
