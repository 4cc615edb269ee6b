"""Agencies and the register of them: names, symbols, groups and successions, each valid at a date."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tracker.plan.names import NO_AGENCY, AgencyId
from tracker.plan.text import fold


class AgencyKind(StrEnum):
    """What sort of body an agency is."""

    DEPARTMENT = "department"
    OFFICE = "office"
    INSPECTORATE = "inspectorate"
    BOARD = "board"
    COMMITTEE = "committee"
    COUNCIL = "council"
    PARTY = "party"
    MINISTRY = "ministry"
    CENTRAL = "central"
    OUTSIDE = "outside"
    SERVICE_UNIT = "service-unit"
    PROJECT_BOARD = "project-board"
    SCHOOL = "school"
    GROUP = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A body of the province or outside it, or a named group of bodies.

    ``short`` starts with the form a narrow column shows; ``symbols`` are those in document numbers;
    ``aliases`` are other spellings met. ``valid_to`` is the last day; ``successors`` take over after it.
    ``members`` belong to a group, whose membership is incomplete where ``open`` is true.
    """

    id: AgencyId
    name: str
    short: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kind: AgencyKind
    parent: AgencyId = NO_AGENCY
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[AgencyId, ...] = ()
    members: tuple[AgencyId, ...] = ()
    open: bool = False
    identities: tuple[str, ...] = ()

    def is_valid(self, on: date) -> bool:
        """Tell whether the agency exists on the given day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)

    @property
    def label(self) -> str:
        """The name a narrow column shows."""
        return self.short[0] if self.short else self.name

    @property
    def is_group(self) -> bool:
        """Whether this is a named set of agencies."""
        return self.kind is AgencyKind.GROUP

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling of the agency, the official name first."""
        return (self.name, *self.short, *self.symbols, *self.aliases)


@dataclass(frozen=True, slots=True)
class Register:
    """All agencies by id; resolves groups and successions at a date."""

    agencies: dict[AgencyId, Agency] = field(default_factory=dict)

    def get(self, id: AgencyId) -> Agency | None:
        """Return the agency with this id, or None."""
        return self.agencies.get(id)

    def name(self, id: AgencyId) -> str:
        """Return the official name; the id itself where the register does not know it."""
        agency = self.agencies.get(id)
        return agency.name if agency else id

    def label(self, id: AgencyId) -> str:
        """Return the short label; the id itself where the register does not know it."""
        agency = self.agencies.get(id)
        return agency.label if agency else id

    def current(self, id: AgencyId, on: date) -> tuple[AgencyId, ...]:
        """Return who stands for the agency on the given day: itself, or its successors in force."""
        return tuple(self._current(id, on, frozenset()))

    def _current(self, id: AgencyId, on: date, seen: frozenset[AgencyId]) -> list[AgencyId]:
        agency = self.agencies.get(id)
        if agency is None or id in seen:
            return [id]
        if agency.valid_to is None or on <= agency.valid_to or not agency.successors:
            return [id]
        found: list[AgencyId] = []
        for successor in agency.successors:
            for each in self._current(successor, on, seen | {id}):
                if each not in found:
                    found.append(each)
        return found

    def predecessors(self, id: AgencyId) -> tuple[AgencyId, ...]:
        """Return the agencies that name this one as a successor."""
        return tuple(each.id for each in self.agencies.values() if id in each.successors)

    def forerunners(self, id: AgencyId, on: date) -> tuple[AgencyId, ...]:
        """Return who stood on the given day for an agency that begins later: those in force it takes over from."""
        agency = self.agencies.get(id)
        if agency is None or agency.valid_from is None or agency.valid_from <= on:
            return ()
        return tuple(
            each.id
            for each in self.agencies.values()
            if each.is_valid(on) and each.valid_to is not None and id in self.current(each.id, date.max)
        )

    def members(self, id: AgencyId, on: date) -> frozenset[AgencyId]:
        """Return the agencies in the group on the given day, groups within it opened; without ``id`` itself."""
        found: set[AgencyId] = set()
        waiting = [id]
        opened: set[AgencyId] = set()
        while waiting:
            group = self.agencies.get(waiting.pop())
            if group is None or group.id in opened:
                continue
            opened.add(group.id)
            for member in group.members:
                for each in self.current(member, on):
                    agency = self.agencies.get(each)
                    if agency is not None and agency.is_group:
                        waiting.append(each)
                    elif agency is None or agency.is_valid(on):
                        found.add(each)
        return frozenset(found)

    def find(self, wording: str, on: date | None = None) -> tuple[AgencyId, ...]:
        """Return the agencies this wording may mean: by id, else by any spelling without tones.

        Where a day is given, agencies valid on it come alone if there are any.
        """
        if wording in self.agencies:
            return (AgencyId(wording),)
        sought = fold(wording)
        found = [each for each in self.agencies.values() if any(fold(name) == sought for name in each.names)]
        if on is not None and any(each.is_valid(on) for each in found):
            found = [each for each in found if each.is_valid(on)]
        return tuple(each.id for each in found)
