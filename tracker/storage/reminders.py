"""Reminders kept as text: one file for each agency and period, one line for each time it was reminded.

They lie in ``reminders/<period>/<agency>.toml`` beside the plan years, so that two people who remind different
agencies never touch one file, and two who remind the same one merge line by line.
"""

import re
from datetime import date

from tracker.plan.message import say
from tracker.plan.names import AgencyId
from tracker.plan.owing import Reminder
from tracker.plan.problem import Problem
from tracker.storage.codec import quoted
from tracker.storage.toml import TomlReader

_NAMES = ("date", "means", "tasks", "note")
_PERIOD = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,40}")


def reminders_path(period: str, agency: AgencyId) -> str | None:
    """Return where the reminders of the agency in the period lie; None where the names can name no file."""
    named = _PERIOD.fullmatch(period) and _PERIOD.fullmatch(agency)
    return f"reminders/{period}/{agency}.toml" if named else None


def read_reminders(text: str, path: str) -> tuple[tuple[Reminder, ...], tuple[Problem, ...]]:
    """Read the text of a file of reminders; lines that cannot be read are problems and left out."""
    reader = TomlReader(path, text)
    if not reader.parse():
        return (), tuple(reader.problems)
    for key in ("agency", "period"):
        reader.take_text(key, multiline=False)
    found = []
    for each in reader.take_tables("reminders", _NAMES):
        day = reader.date_of(each["date"], "reminders")
        if day is None:
            reader.warning("reminder", say("a reminder has no date; it is not counted."), key="reminders")
            continue
        found.append(
            Reminder(
                day=day,
                means=reader.text_of(each["means"], "reminders"),
                tasks=reader.number_of(each["tasks"], "reminders", least=0, most=1_000_000) or 0,
                note=reader.text_of(each["note"], "reminders"),
            )
        )
    reader.leave()
    return tuple(found), tuple(reader.problems)


def write_reminders(period: str, agency: AgencyId, reminders: tuple[Reminder, ...]) -> str:
    """Return the text of the file."""
    lines = [f"    {_line(each)},\n" for each in reminders]
    listed = "[\n" + "".join(lines) + "]" if lines else "[]"
    return (
        "# tracker reminders, format 1\n\n"
        f"agency = {quoted(agency)}\n\nperiod = {quoted(period)}\n\nreminders = {listed}\n"
    )


def add_reminder(text: str, reminder: Reminder) -> str | None:
    """Return the text with one more line at the end of its list; None where it is not laid out as we lay it out.

    Every other line stays as it is, remarks included.
    """
    head, mark, tail = text.rpartition("\n]")
    if not mark or tail.strip() or "reminders = [" not in head:
        return None
    return f"{head}\n    {_line(reminder)},{mark}{tail}"


def _line(reminder: Reminder) -> str:
    day: date = reminder.day
    return (
        f"{{ date = {day.isoformat()}, means = {quoted(reminder.means)}, "
        f"tasks = {reminder.tasks}, note = {quoted(reminder.note)} }}"
    )
