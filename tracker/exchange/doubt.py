"""Doubts of an import: what was read, from which text, what else it may mean, and how sure the reading is."""

from dataclasses import dataclass

from tracker.exchange.table import Place
from tracker.plan.confidence import Confidence
from tracker.plan.message import Message
from tracker.plan.problem import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One thing a person has to look at.

    An error keeps the import from being written until it is decided. ``rule`` names the doubt for machines;
    ``subject`` is the id of the task, empty where the doubt is about a row or the file; ``field`` is the dotted key;
    ``text`` is what the annex says, ``reading`` what was made of it, ``alternative`` what else it may mean.
    """

    severity: Severity
    rule: str
    message: Message
    place: Place | None = None
    subject: str = ""
    field: str = ""
    text: str = ""
    reading: str = ""
    alternative: str = ""
    confidence: Confidence = Confidence.MEDIUM


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Text of the annex that is in no record, and why."""

    place: Place
    text: str
    reason: Message
