"""Agencies and areas the annex names and the plan does not have: what each would be in the register.

They are proposals: nothing is written before a person agrees, and an agency that is proposed stands in the report.
"""

import re
from collections.abc import Iterable

from tracker.plan.agency import Agency, AgencyKind, Register
from tracker.plan.agency_names import tokens
from tracker.plan.names import NO_AGENCY, AgencyId, AreaNumber
from tracker.plan.plan import Area
from tracker.plan.text import nfc, one_line, toneless

_MOST_SLUG = 60
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_KINDS: tuple[tuple[str, AgencyKind], ...] = (
    ("so ", AgencyKind.DEPARTMENT),
    ("van phong ubnd", AgencyKind.OFFICE),
    ("van phong", AgencyKind.OFFICE),
    ("thanh tra", AgencyKind.INSPECTORATE),
    ("ban quan ly du an", AgencyKind.PROJECT_BOARD),
    ("ban quan ly", AgencyKind.BOARD),
    ("ban can su", AgencyKind.PARTY),
    ("ban ", AgencyKind.DEPARTMENT),
    ("ubnd ", AgencyKind.COMMITTEE),
    ("uy ban nhan dan ", AgencyKind.COMMITTEE),
    ("hdnd ", AgencyKind.COUNCIL),
    ("hoi dong nhan dan ", AgencyKind.COUNCIL),
    ("tinh uy", AgencyKind.PARTY),
    ("dang uy", AgencyKind.PARTY),
    ("bo ", AgencyKind.MINISTRY),
    ("tong cuc", AgencyKind.CENTRAL),
    ("truong ", AgencyKind.SCHOOL),
    ("trung tam", AgencyKind.SERVICE_UNIT),
    ("benh vien", AgencyKind.SERVICE_UNIT),
    ("thu vien", AgencyKind.SERVICE_UNIT),
)
"""What a body is by the words its name begins with, without tones; anything else is an outside body."""

_GROUP = re.compile(r"(?:Các|các|Những|những)\s|(?:UBND|Ủy ban nhân dân) (?:các|cấp)\b|Cơ quan, |Sở, ")
"""How the name of a group begins; a name in small letters is one too."""


def slug(text: str) -> str:
    """Return the text as an ASCII slug: what names an agency or a folder for life."""
    whole = _NOT_SLUG.sub("-", toneless(text)).strip("-")
    if len(whole) <= _MOST_SLUG:
        return whole
    return whole[: _MOST_SLUG + 1].rpartition("-")[0] or whole[:_MOST_SLUG]


def proposed_agencies(names: Iterable[str], register: Register, parent: AgencyId) -> tuple[Agency, ...]:
    """Return an agency for each name that is new, spellings that differ in small words as one."""
    found: dict[tuple[str, ...], Agency] = {}
    taken = set(register.agencies)
    symbols = {symbol for each in register.agencies.values() for symbol in each.symbols}
    for name in names:
        plain = one_line(nfc(name)).strip(" ,;.:-")
        key = tuple(each.word for each in tokens(plain))
        if not key or key in found:
            continue
        agency = _proposed(plain, parent if parent in register.agencies else NO_AGENCY, symbols)
        if not agency.id or agency.id in taken:
            continue
        taken.add(agency.id)
        symbols.update(agency.symbols)
        found[key] = agency
    return tuple(found.values())


def _proposed(name: str, parent: AgencyId, taken: set[str]) -> Agency:
    is_group = name[:1].islower() or _GROUP.match(name) is not None
    title = name[:1].upper() + name[1:]
    if is_group:
        return Agency(id=AgencyId(f"nhom-{slug(_without_article(name))}"), name=title, kind=AgencyKind.GROUP, open=True)
    kind = _kind(name)
    symbol = _symbol(name) if kind is AgencyKind.DEPARTMENT else ""
    symbol = "" if symbol in taken else symbol
    is_ours = kind in (AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.INSPECTORATE, AgencyKind.BOARD)
    return Agency(
        id=AgencyId(slug(name)),
        name=title,
        short=(symbol,) if symbol else (),
        symbols=(symbol,) if symbol else (),
        kind=kind,
        parent=parent if is_ours else NO_AGENCY,
    )


def _without_article(name: str) -> str:
    return re.sub(r"^các\s+", "", name, flags=re.IGNORECASE)


def _kind(name: str) -> AgencyKind:
    told = f"{toneless(name)} "
    return next((kind for words, kind in _KINDS if told.startswith(words)), AgencyKind.OUTSIDE)


def _symbol(name: str) -> str:
    """Return the usual symbol of a department, the first letters of its words: SKHĐT."""
    letters = [each[0].upper() for each in name.split() if each.lower() != "và" and each[0].isalpha()]
    return "".join(letters) if len(letters) > 2 else ""


def proposed_area(number: str, title: str) -> Area:
    """Return the area as a fresh plan has it; its folder is named by its title."""
    plain = one_line(title)
    return Area(number=AreaNumber(number), title=plain, slug=slug(plain) or f"linh-vuc-{number.lower()}")
