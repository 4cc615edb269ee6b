"""How sure a reading of an office's text is."""

from enum import StrEnum


class Confidence(StrEnum):
    """How sure a reading is; a person confirms what is not sure."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
