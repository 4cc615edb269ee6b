"""Who does what in the wording of an assignment: "X chủ trì, phối hợp với Y", and the other ways offices say it.

The wording is cut at the agencies it names. What stands before and behind a row of agencies says their part: the one
behind which "chủ trì" stands leads; whom "phối hợp với" names or who "phối hợp" coordinates; whom something is sent
or proposed to has a part only where a verb says which ("gửi Sở Nội vụ thẩm định"). Where nobody leads, whoever does
the work does, and that is told.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tracker.plan.agency import Register
from tracker.plan.agency_names import Mention, NameIndex, mentions, tokens
from tracker.plan.message import Message, say
from tracker.plan.names import NO_AGENCY, AgencyId
from tracker.plan.task import OtherRole
from tracker.plan.text import nfc, one_line


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentReading:
    """The parts of the agencies a wording names; ``unknown`` are names that the register does not have.

    ``unknown_lead`` and ``unknown_coordinating`` are those of them that would lead or coordinate.
    """

    lead: tuple[AgencyId, ...] = ()
    coordinating: tuple[AgencyId, ...] = ()
    others: tuple[OtherRole, ...] = ()
    reporter: AgencyId = NO_AGENCY
    unknown: tuple[str, ...] = ()
    doubts: tuple[tuple[str, Message], ...] = ()


class _Role(StrEnum):
    LEAD = "lead"
    COORDINATING = "coordinating"
    OTHER = "other"
    OBJECT = "object"


@dataclass(slots=True)
class _Party:
    """Agencies named in one breath, the words before and behind them, and the part these give them."""

    agencies: list[Mention]
    before: str
    after: str
    opens: bool
    next: "_Party | None" = None
    role: _Role = _Role.OBJECT
    wording: str = ""


_AND = re.compile(r"\s*(?:[,;/+&]|và|cùng|,\s*và|;\s*và|và các|, các|cùng với|với)?\s*(?:các\s*)?")
_ITEM = re.compile(r"^\s*(?:[-+•*]|\d{1,2}[.)])\s*")
_LEADS = re.compile(r"^[\s,:;-]*(?:là (?:cơ quan|đơn vị) )?(?:được giao )?(?:cùng )?chủ trì\b")
_COORDINATES = re.compile(r"^[\s,:;-]*(?:cùng )?phối hợp\b")
_WITH = re.compile(
    r"(?:phối hợp|phối hợp chặt chẽ|phối hợp thực hiện|cùng)(?: cùng)?(?: với)?(?: của)?(?: các)?[\s:]*$"
)
_LED_BY = re.compile(r"(?:cơ quan|đơn vị)? ?chủ trì[\s:]+$", re.IGNORECASE)
_COORDINATED_BY = re.compile(r"(?:cơ quan|đơn vị) phối hợp[\s:]+$|^phối hợp[\s:]+$", re.IGNORECASE)
_SENT = re.compile(r"\b(?:gửi|chuyển|báo cáo|đề nghị)(?: về)?(?: các)?\s*$")
_TOLD = re.compile(r"\b(?:chỉ đạo|yêu cầu|đôn đốc|giao|hướng dẫn)(?: các)?\s*$")
_NO_PART = re.compile(
    r"\b(?:tham mưu|trình|của|thuộc|tại|theo|cho|từ|do|vào|trên địa bàn|chỉ đạo|hướng dẫn|báo cáo|giúp|đến|bởi"
    r"|xin ý kiến|gửi|yêu cầu|đôn đốc|đề nghị|giao|chuyển|về|với|và|thông qua|cấp|ý kiến)(?: các)?\s*$"
)
_AT_WORK = re.compile(
    r"\b(?:thực hiện|xây dựng|tổ chức|triển khai|rà soát|hoàn thiện|lập|sắp xếp|ban hành|nghiên cứu|đề xuất)\b"
)
_GUIDES = re.compile(r"^[\s,:;-]*(?:tham mưu|hướng dẫn|thẩm định|tổng hợp|theo dõi|đôn đốc|kiểm tra)\b")
_PART_ENDS = re.compile(
    r"[,;]?\s*(?:\b(?:gửi|trình|báo cáo|tham mưu(?: cho)?|chỉ đạo|phối hợp(?: với| cùng)?|theo)\s*(?:các\s*)?$)"
)
_TO_NEXT = re.compile(r"[,;.]?\s*(?:trình|gửi|báo cáo)\b.*$", re.DOTALL)
_MOST_PART = 160


def read_assignment(text: str, index: NameIndex) -> AssignmentReading:
    """Return the parts the wording gives to agencies."""
    parties = [party for line in nfc(text).split("\n") for party in _parties(line, index)]
    for place, party in enumerate(parties):
        _settle(party, parties[:place])
    doubts: list[tuple[str, Message]] = []
    if parties and not any(each.role is _Role.LEAD for each in parties):
        _promote(parties, doubts)
    return _reading(parties, index.register, doubts)


def read_agencies(text: str, index: NameIndex) -> tuple[tuple[AgencyId, ...], tuple[str, ...]]:
    """Return the agencies of a column that holds nothing but agencies, and the names that are unknown."""
    found = mentions(nfc(text), index)
    known = tuple(dict.fromkeys(each.agency for each in found if each.agency))
    unknown = tuple(dict.fromkeys(one_line(each.name) for each in found if not each.agency))
    if not found and text.strip():
        unknown = tuple(
            dict.fromkeys(one_line(each.strip(" -.")) for each in re.split(r"[;\n]", text) if each.strip(" -."))
        )
    return known, unknown


def _parties(line: str, index: NameIndex) -> list[_Party]:
    line = _ITEM.sub("", line).strip()
    found = mentions(line, index)
    rows: list[list[Mention]] = []
    for each in found:
        joined = bool(rows) and _AND.fullmatch(line[rows[-1][-1].end : each.start]) is not None
        if joined:
            rows[-1].append(each)
        else:
            rows.append([each])
    parties: list[_Party] = []
    for place, row in enumerate(rows):
        begin = rows[place - 1][-1].end if place else 0
        end = rows[place + 1][0].start if place + 1 < len(rows) else len(line)
        before, after = line[begin : row[0].start], line[row[-1].end : end]
        opens = not before.strip(" -") or before.rstrip().endswith((";", "."))
        party = _Party([_shared_related(each, row, index) for each in row], before, after, opens)
        if parties:
            parties[-1].next = party
        parties.append(party)
    return parties


def _shared_related(mention: Mention, row: Sequence[Mention], index: NameIndex) -> Mention:
    """Return the group meant by a "liên quan" said once at the end: "các Sở, ngành, hiệp hội có liên quan"."""
    agency = index.register.get(mention.agency)
    later = row[row.index(mention) + 1 :]
    if agency is None or not agency.is_group or not any(each.name.endswith("liên quan") for each in later):
        return mention
    wanted = tokens(f"{mention.name} liên quan")
    match = index.at(wanted, 0) if wanted else None
    return replace(mention, agency=match[0]) if match is not None and match[1] == len(wanted) else mention


def _settle(party: _Party, before: Sequence[_Party]) -> None:
    """Give the party its part by the words around it."""
    ahead = party.before.replace("các", "").rstrip() + " "
    if _COORDINATED_BY.search(ahead) or (not party.opens and _WITH.search(ahead)):
        party.role = _Role.COORDINATING
        return
    if _LED_BY.search(ahead) or _LEADS.match(party.after):
        party.role = _Role.LEAD
        return
    sent, told = _SENT.search(ahead), _TOLD.search(ahead)
    if sent or told or (not party.opens and _NO_PART.search(ahead)):
        wording = _part(party.after)
        verb = _GUIDES.match(party.after) if sent else (_AT_WORK.match(party.after.lstrip(" ,")) if told else None)
        if verb is not None and wording:
            party.role, party.wording = _Role.OTHER, wording
        return
    led = any(each.role is _Role.LEAD for each in before)
    if _COORDINATES.match(party.after):
        object_ = party.next if _WITH.search(party.after.replace("các", "").rstrip() + " ") else None
        if object_ is not None and led:
            party.role, party.wording = _Role.OTHER, _part(object_.after)
        elif object_ is None:
            party.role = _Role.COORDINATING
        return
    wording = _part(party.after)
    if wording and party.opens:
        party.role, party.wording = _Role.OTHER, wording
    elif party.opens and led:
        party.role = _Role.COORDINATING


def _part(after: str) -> str:
    """Return what the words behind an agency say it does, up to where the next one is brought in."""
    part = _PART_ENDS.sub("", after.strip(" ,;:.-"))
    if not _GUIDES.match(part) or len(part) > _MOST_PART:
        part = _TO_NEXT.sub("", part) or part
    part = one_line(_TO_NEXT.sub("", part) if part.startswith("thẩm định") else part).strip(" ,;:.-")
    return part[:_MOST_PART]


def _promote(parties: list[_Party], doubts: list[tuple[str, Message]]) -> None:
    """Let whoever does the work lead where the wording names no lead."""
    working = [each for each in parties if each.opens and _AT_WORK.search(each.after) and not _GUIDES.match(each.after)]
    chosen = next(iter(working), None) or next((each for each in parties if each.opens), None)
    if chosen is None:
        return
    chosen.role = _Role.LEAD
    doubts.append(
        (
            "lead-taken",
            say(
                "the assignment says of nobody “chủ trì”; “{agency}”, who does the work, is taken to lead.",
                agency=_names(chosen),
            ),
        )
    )


def _names(party: _Party) -> str:
    return "; ".join(one_line(each.name) for each in party.agencies)


def _reading(parties: Sequence[_Party], register: Register, doubts: list[tuple[str, Message]]) -> AssignmentReading:
    lead = _ids(parties, _Role.LEAD)
    coordinating = tuple(each for each in _ids(parties, _Role.COORDINATING) if each not in lead)
    others: dict[AgencyId, list[str]] = {}
    for party in parties:
        for each in party.agencies if party.role is _Role.OTHER else ():
            if each.agency and each.agency not in lead:
                held = others.setdefault(each.agency, [])
                held += [party.wording] if party.wording not in held else []
    roles = tuple(
        OtherRole(agency=id, role=", ".join(wordings)) for id, wordings in others.items() if id not in coordinating
    )
    unknown = [
        one_line(each.name)
        for party in parties
        for each in party.agencies
        if not each.agency and (party.role in (_Role.LEAD, _Role.COORDINATING) or party.opens)
    ]
    return AssignmentReading(
        lead=lead,
        coordinating=coordinating,
        others=roles,
        reporter=_reporter(lead, coordinating, roles, register),
        unknown=tuple(dict.fromkeys(unknown)),
        doubts=tuple(doubts),
    )


def _ids(parties: Sequence[_Party], role: _Role) -> tuple[AgencyId, ...]:
    return tuple(
        dict.fromkeys(each.agency for party in parties if party.role is role for each in party.agencies if each.agency)
    )


def _reporter(
    lead: tuple[AgencyId, ...], coordinating: tuple[AgencyId, ...], others: tuple[OtherRole, ...], register: Register
) -> AgencyId:
    """Return who answers where only groups lead: the first agency that guides, appraises or coordinates."""
    if not lead or any(not _is_group(each, register) for each in lead):
        return NO_AGENCY
    candidates = (*(each.agency for each in others), *coordinating)
    return next((each for each in candidates if not _is_group(each, register)), NO_AGENCY)


def _is_group(id: AgencyId, register: Register) -> bool:
    agency = register.get(id)
    return agency is not None and agency.is_group
