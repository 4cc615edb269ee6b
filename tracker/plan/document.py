"""Documents cited by the plan: kind, number, date and issuer of each."""

from dataclasses import dataclass
from datetime import date

from tracker.plan.names import NO_AGENCY, AgencyId

Day = date
"""A calendar day, under a name that the field ``date`` does not hide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A citation of an official document, as the record words it.

    ``kind`` is the word before the number ("Quyết định"); ``number`` the number with its symbol
    ("2286/QĐ-UBND"); ``date`` is None where the citation gives none; ``issuer`` is empty where unknown.
    """

    kind: str
    number: str
    date: Day | None = None
    issuer: AgencyId = NO_AGENCY
