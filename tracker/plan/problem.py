"""Problems: what is wrong or doubtful with a record, as data with a severity, a file and a line."""

from dataclasses import dataclass
from enum import StrEnum

from tracker.plan.message import Message


class Severity(StrEnum):
    """How much a problem weighs: an error fails the check, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong with a record.

    ``rule`` names the rule for machines ("done-without-date"); ``subject`` is the id of the task or agency,
    empty where the file could not be read so far; ``field`` is the dotted key ("progress.completed"); ``line``
    counts from 1 and is 0 where no line is meant.
    """

    severity: Severity
    rule: str
    message: Message
    hint: Message | None = None
    path: str = ""
    line: int = 0
    subject: str = ""
    field: str = ""
