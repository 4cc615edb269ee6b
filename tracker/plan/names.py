"""Names that are plain text, and the identity of a task.

A task is known by plan year, area and number (``2022-III-03``); the number alone repeats in every area.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NewType

TaskId = NewType("TaskId", str)
"""The identity of a task for life: year, area numeral and two-digit number, as ``2022-III-03``."""

AgencyId = NewType("AgencyId", str)
"""The identity of an agency for life, an ASCII slug."""

NO_AGENCY = AgencyId("")
"""No agency: what a field holds where none is named."""

AreaNumber = NewType("AreaNumber", str)
"""The Roman numeral of an area, as ``III``."""

_TASK_ID = re.compile(r"(?P<year>\d{4})-(?P<area>[IVXLC]+)-(?P<number>\d{2}|[1-9]\d{2,4})", re.ASCII)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True, order=True)
class TaskPlace:
    """Where an id puts its task: plan year, area and number; orders as the plan does."""

    year: int
    area_value: int
    number: int
    area: AreaNumber


@lru_cache(maxsize=512)
def roman_value(numeral: str) -> int:
    """Return the value of a Roman numeral of the letters I, V, X, L, C; 0 where it is none."""
    total = 0
    previous = 0
    for letter in reversed(numeral):
        value = _ROMAN.get(letter, 0)
        if value == 0:
            return 0
        total += value if value >= previous else -value
        previous = max(previous, value)
    return total if roman_numeral(total) == numeral else 0


def roman_numeral(value: int) -> str:
    """Return ``value`` (1 to 399) as a Roman numeral."""
    steps = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    numeral = ""
    for step, letters in steps:
        while value >= step:
            numeral += letters
            value -= step
    return numeral


def task_place(id: str) -> TaskPlace | None:
    """Return the place the id names, or None where it is not a task id."""
    match = _TASK_ID.fullmatch(id)
    if match is None:
        return None
    year, area, number = match.groups()
    value = roman_value(area)
    return TaskPlace(int(year), value, int(number), AreaNumber(area)) if value else None


def year_of(id: str, other: int) -> int:
    """Return the year of the plan a task belongs to; ``other`` where the id tells none."""
    place = task_place(id)
    return place.year if place is not None else other


def task_id(year: int, area: AreaNumber, number: int) -> TaskId:
    """Return the id of task ``number`` of the area in the plan of ``year``."""
    return TaskId(f"{year:04d}-{area}-{number:02d}")
