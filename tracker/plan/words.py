"""Words in the reader's language: the only place where messages become text.

The English text of a message is its key in a catalogue. Values are put into the gaps after translation, so that
no value is ever read as a pattern.
"""

import string
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from tracker.plan.agency import AgencyKind, Register
from tracker.plan.citation import document_text
from tracker.plan.confidence import Confidence
from tracker.plan.dates import date_text
from tracker.plan.document import Document
from tracker.plan.fields import FieldValue
from tracker.plan.message import Message, MessageValue, say
from tracker.plan.names import AgencyId
from tracker.plan.owing import Debt
from tracker.plan.problem import Severity
from tracker.plan.task import Extension, OtherRole, ScheduleKind, Status
from tracker.plan.timeliness import Stand, Timeliness
from tracker.plan.view import Part, Role


class Catalogue(Protocol):
    """Gives the translation of a text, as gettext's catalogues do."""

    def gettext(self, message: str, /) -> str:
        """Return the translation, or the text itself."""

    def ngettext(self, msgid1: str, msgid2: str, n: int, /) -> str:
        """Return the translation that goes with the count."""


_NAMED: tuple[tuple[StrEnum, Message], ...] = (
    (Status.NOT_STARTED, say("not started")),
    (Status.IN_PROGRESS, say("in progress")),
    (Status.DONE, say("done")),
    (Status.WAITING, say("waiting for a higher level")),
    (Status.PAUSED, say("paused")),
    (Status.CARRIED_OVER, say("carried over to next year")),
    (Status.WITHDRAWN, say("withdrawn")),
    (Status.MERGED, say("merged into another task")),
    (Timeliness.DONE_IN_TIME, say("done in time")),
    (Timeliness.DONE_LATE, say("done late")),
    (Timeliness.DONE_DATE_UNKNOWN, say("done, date not told")),
    (Timeliness.DONE, say("done, with no due date to hold it to")),
    (Timeliness.IN_TIME, say("in time")),
    (Timeliness.DUE_SOON, say("due soon")),
    (Timeliness.OVERDUE, say("overdue")),
    (Timeliness.NO_DUE, say("no due date")),
    (Timeliness.CLOSED, say("no longer tracked")),
    (Stand.DONE_IN_TIME, say("done in time")),
    (Stand.DONE_LATE, say("done late")),
    (Stand.DONE_DATE_UNKNOWN, say("done, date not told")),
    (Stand.DONE_UNDATED, say("done, no due date")),
    (Stand.RUNNING, say("under way")),
    (Stand.DUE_SOON, say("due soon")),
    (Stand.OVERDUE, say("overdue")),
    (Stand.WAITING, say("waiting for a higher level")),
    (Stand.PAUSED, say("paused")),
    (Stand.NOT_STARTED, say("not started")),
    (Stand.CLOSED, say("no longer tracked")),
    (ScheduleKind.DAY, say("day")),
    (ScheduleKind.MONTH, say("month")),
    (ScheduleKind.QUARTER, say("quarter")),
    (ScheduleKind.HALF_YEAR, say("half-year")),
    (ScheduleKind.YEAR, say("year")),
    (ScheduleKind.RANGE, say("range")),
    (ScheduleKind.FROM, say("from a date on")),
    (ScheduleKind.RECURRING, say("recurring")),
    (ScheduleKind.EXTERNAL, say("depends on another body")),
    (ScheduleKind.PER_REGULATION, say("per regulation")),
    (ScheduleKind.ON_DEMAND, say("on demand")),
    (Debt.OVERDUE, say("overdue")),
    (Debt.DUE_SOON, say("due soon")),
    (Debt.UNREPORTED, say("no result")),
    (Debt.SILENT, say("silent")),
    (Debt.WAITING, say("waiting for a higher level")),
    (Severity.ERROR, say("error")),
    (Severity.WARNING, say("warning")),
    (Role.LEAD, say("leads")),
    (Role.COORDINATING, say("coordinates")),
    (Role.OTHER, say("takes part")),
    (Role.REPORTER, say("reports")),
    (Confidence.HIGH, say("sure")),
    (Confidence.MEDIUM, say("fairly sure")),
    (Confidence.LOW, say("unsure")),
    (AgencyKind.DEPARTMENT, say("department")),
    (AgencyKind.OFFICE, say("office")),
    (AgencyKind.INSPECTORATE, say("inspectorate")),
    (AgencyKind.BOARD, say("board")),
    (AgencyKind.COMMITTEE, say("People's Committee")),
    (AgencyKind.COUNCIL, say("People's Council")),
    (AgencyKind.PARTY, say("party body")),
    (AgencyKind.MINISTRY, say("ministry")),
    (AgencyKind.CENTRAL, say("central body")),
    (AgencyKind.OUTSIDE, say("outside body")),
    (AgencyKind.SERVICE_UNIT, say("public service unit")),
    (AgencyKind.PROJECT_BOARD, say("project board")),
    (AgencyKind.SCHOOL, say("school")),
    (AgencyKind.GROUP, say("group")),
)

# words of different sets may be spelt alike ("done"), and such members of StrEnum are equal to each other
NAMES = {(type(word), word.value): message for word, message in _NAMED}
"""What each word of a closed set is called."""


LANGUAGE_NAMES = {"vi": "tiếng Việt", "en": "English"}
"""The languages the tracker speaks, the first one by default, and what each calls itself."""


class _Gaps(string.Formatter):
    """Fills ``{gaps}`` by name alone: no attribute, index, conversion or format of a value is ever followed."""

    def get_field(self, field_name: str, _args: object, kwargs: object) -> tuple[object, str]:
        values = kwargs if isinstance(kwargs, dict) else {}
        return values.get(field_name, "{" + field_name + "}"), field_name


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words; call it with a message to have the text."""

    language: str
    catalogue: Catalogue

    def __call__(self, message: Message) -> str:
        """Return the message in this language."""
        if message.plural:
            pattern = self.catalogue.ngettext(message.text, message.plural, message.count)
        else:
            pattern = self.catalogue.gettext(message.text)
        if not message.values:
            return pattern
        return _Gaps().vformat(pattern, (), {name: self.value(value) for name, value in message.values})

    def value(self, value: MessageValue) -> str:
        """Return what a gap of a message holds as text."""
        match value:
            case Message():
                return self(value)
            case StrEnum():
                return self.name(value)
            case date():
                return date_text(value)
            case _:
                return str(value)

    def name(self, value: StrEnum) -> str:
        """Return what a word of a closed set is called."""
        message = NAMES.get((type(value), value.value))
        return self(message) if message is not None else value.value

    def part(self, part: Part, register: Register) -> str:
        """Return an agency's part in a task: its role, and the group it has it through."""
        role = f"{self.name(part.role)} ({part.wording})" if part.wording else self.name(part.role)
        if not part.through:
            return role
        return self(say("{role}, through {group}", role=role, group=register.label(part.through)))

    def field_text(self, value: FieldValue, register: Register) -> str:
        """Return a field's value in words, agencies by their short names; a list is joined by semicolons."""
        match value:
            case None | "" | ():
                return self(say("(empty)"))
            case tuple():
                return "; ".join(self.element_text(each, register) for each in value)
            case str() if not isinstance(value, StrEnum) and value in register.agencies:
                return register.label(AgencyId(value))
            case _:
                return self.value(value)

    def element_text(self, element: object, register: Register) -> str:
        """Return one element of a list in words."""
        match element:
            case Document():
                return document_text(element)
            case OtherRole():
                return f"{register.label(element.agency)} ({element.role})"
            case Extension():
                return f"{date_text(element.due)} ({element.decision})"
            case _:
                return register.label(AgencyId(str(element)))
