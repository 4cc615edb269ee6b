"""A month to take a day from: the calendar of a date field."""

import calendar
from datetime import date, timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from tracker.plan.dates import date_text
from tracker.plan.message import Message, say
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.themes import QUIET_STYLE

TODAY = "*"
DUE = "!"
"""The marks behind a day; a day that is both bears the due date's."""

CELL = 5
"""Cells for a day: two figures, a mark, and brackets around the chosen one."""

WIDTH = 7 * CELL + 4
HEIGHT = 12

_MONTHS: tuple[Message, ...] = (
    say("January"),
    say("February"),
    say("March"),
    say("April"),
    say("May"),
    say("June"),
    say("July"),
    say("August"),
    say("September"),
    say("October"),
    say("November"),
    say("December"),
)


def month_lines(chosen: date, today: date | None, due: date | None) -> list[str]:
    """Return the weeks of the month of the chosen day, from Monday on; days of other months are blank."""
    marks = {day: mark for day, mark in ((today, TODAY), (due, DUE)) if day is not None}
    lines = []
    for week in calendar.Calendar(calendar.MONDAY).monthdayscalendar(chosen.year, chosen.month):
        line = ""
        for number in week:
            if not number:
                line += " " * CELL
                continue
            day = chosen.replace(day=number)
            text = f"{number:2d}{marks.get(day, ' ')}"
            line += f"[{text}]" if day == chosen else f" {text} "
        lines.append(line)
    return lines


def other_month(day: date, months: int) -> date:
    """Return the day so many months away, or the last one of that month; the day itself where the years end."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return day
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Calendar(Acting, Dialog[date | None]):
    """A month over the field: arrows walk, Enter takes the day; today and the due date are marked."""

    SCOPE = Scope.CALENDAR
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CALENDAR)

    def __init__(self, words: Words, start: date, *, today: date | None, due: date | None, over: Region) -> None:
        super().__init__()
        self.words = words
        self.day = start
        self._today = today
        self._due = due
        self._over = over

    def compose(self) -> ComposeResult:
        """Lay out month, weeks and keys."""
        with Vertical(id="calendar"):
            yield Static(id="calendar-month", markup=False)
            yield Static(id="calendar-weeks", markup=False)
            yield Static(plain(self._legend(), multiline=True, style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Show the month, under the field where there is room."""
        columns, rows = self.app.size
        below = self._over.bottom
        top = below if below + HEIGHT <= rows else max(0, self._over.y - HEIGHT)
        self.query_one("#calendar").styles.offset = (max(0, min(self._over.x, columns - WIDTH)), top)
        self._show()

    def _legend(self) -> str:
        words = self.words
        marks = [words(say("{mark} today", mark=TODAY))] if self._today else []
        if self._due is not None:
            marks.append(words(say("{mark} due {day}", mark=DUE, day=self._due)))
        moving = say(
            "{days}: day · {earlier} {later}: month",
            days=" ".join(key_of(self, f"calendar.{way}") for way in ("left", "right", "up", "down")),
            earlier=key_of(self, "calendar.earlier"),
            later=key_of(self, "calendar.later"),
        )
        take, leave = key_of(self, "calendar.take"), key_of(self, "calendar.leave")
        answers = say("{take}: take it · {leave}: no", take=take, leave=leave)
        return "\n".join((" · ".join(marks), words(moving), words(answers)))

    def _show(self) -> None:
        if not self.query("#calendar-month"):
            return  # a key right behind the one that opened it has closed it again
        month = self.words(say("{month} {year}", month=_MONTHS[self.day.month - 1], year=self.day.year))
        head = f"{month} · {date_text(self.day)}"
        self.query_one("#calendar-month", Static).update(plain(head, style="bold"))
        days = self.words(say("Mo Tu We Th Fr Sa Su")).split()
        lines = ["".join(f" {each:<{CELL - 1}}" for each in days)]
        shown = [plain(lines[0], style=QUIET_STYLE), *(self._week_content(each) for each in self._weeks())]
        self.query_one("#calendar-weeks", Static).update(Content("\n").join(shown))

    def _weeks(self) -> list[str]:
        weeks = month_lines(self.day, self._today, self._due)
        return [*weeks, *[""] * (6 - len(weeks))]

    def _week_content(self, line: str) -> Content:
        """Return the week with the chosen day in reverse, beside its brackets."""
        start = line.find("[")
        if start < 0:
            return plain(line)
        end = line.index("]") + 1
        return Content.assemble(plain(line[:start]), plain(line[start:end], style="reverse bold"), plain(line[end:]))

    def action_step(self, days: int) -> None:
        """Walk by days, as far as days go."""
        if date.min.toordinal() <= self.day.toordinal() + days <= date.max.toordinal():
            self.day += timedelta(days=days)
        self._show()

    def action_turn(self, months: int) -> None:
        """Turn to another month."""
        self.day = other_month(self.day, months)
        self._show()

    def action_home(self) -> None:
        """Go to today."""
        self.day = self._today or self.day
        self._show()

    def action_take(self) -> None:
        """Take the chosen day."""
        self.dismiss(self.day)

    def action_leave(self) -> None:
        """Close without a day."""
        self.dismiss(None)
