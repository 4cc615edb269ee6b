"""Due dates and cut-offs as a calendar that any calendar program takes (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from tracker.exchange.paper import inert
from tracker.plan.agency import Register
from tracker.plan.dates import date_text
from tracker.plan.message import say
from tracker.plan.plan import Period
from tracker.plan.view import TaskRow
from tracker.plan.words import Words

WARNED_DAYS = 7
"""How many days before a due date a calendar reminds of it."""


def write_calendar(
    rows: Iterable[TaskRow],
    periods: Iterable[Period],
    *,
    name: str,
    register: Register,
    words: Words,
    made: datetime,
) -> bytes:
    """Return the calendar of the due dates of tasks still open, and of the cut-offs and reports of the periods.

    An event keeps its identity, so that importing a later calendar moves it. ``made`` is the time it is dated with.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//tracker//plan//VI")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", inert(name))
    for row in rows:
        due = row.standing.due
        if due is None or row.is_done:
            continue
        task = row.task
        leads = ", ".join(register.label(each) for each in task.assignment.lead)
        event = _event(f"{task.id}-due", f"{task.number} {task.headline}", due, made)
        event.add("description", inert(f"{leads}\n{task.product}\n{task.schedule.text} ({date_text(due)})"))
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", inert(task.headline))
        alarm.add("trigger", timedelta(days=-WARNED_DAYS))
        event.add_component(alarm)
        calendar.add_component(event)
    for period in periods:
        cut_off = words(say("data cut-off: {period}", period=period.title))
        report = words(say("report due: {period}", period=period.title))
        calendar.add_component(_event(f"{period.id}-cut-off", cut_off, period.cut_off, made))
        calendar.add_component(_event(f"{period.id}-report", report, period.due, made))
    return bytes(calendar.to_ical())


def _event(uid: str, summary: str, day: date, made: datetime) -> Event:
    """Return an event of a whole day, which does not make anybody busy."""
    event = Event()
    event.add("uid", f"{uid}@tracker.invalid")
    event.add("dtstamp", made.astimezone(UTC))
    event.add("summary", inert(" ".join(summary.split())))
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event
