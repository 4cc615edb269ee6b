"""The numbers of several plans on the screen: what is done by area and by agency, a column for each year."""

from functools import partial

from textual.content import Content

from tracker.plan.dates import date_text, share_of
from tracker.plan.message import say
from tracker.plan.searching import match_rank
from tracker.plan.statistics import By, Tally
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.plan.years import YearsNumbers, YearsRow, YearsView, compared_years
from tracker.screens.lines import Cell, Line, blank_line, row_content, text_lines
from tracker.screens.marks import LATE
from tracker.screens.place import Place
from tracker.screens.themes import LATE_STYLE

CELL = 20
"""Cells of a year: the share, its percentage, and a late mark."""

_LEAST_NAME = 24


class YearsNumbersScreen(Place):
    """What is done in each plan, beside each other. A line says more below the list."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._found: YearsNumbers | None = None
        self._rows: dict[str, YearsRow] = {}

    def show_plan(self, view: PlanView) -> None:
        """Show the numbers of the plans; where one alone is shown, what was counted last stays."""
        if isinstance(view, YearsView):
            self._found = compared_years(view, self.words)
            super().show_plan(view)

    def heading_text(self, view: PlanView) -> str:
        """Return the years."""
        first, last = str(view.years[0]), str(view.years[-1])
        return f"{self.words(say('Numbers'))} · {self.words(say('plans of {first} to {last}', first=first, last=last))}"

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return the plans as a whole, then a table for each of what they are put together by."""
        found, words = self._found, self.words
        if found is None or not isinstance(view, YearsView):
            return text_lines("none", words(say("the numbers are being counted …")), width)
        whole = YearsRow(key="", title=words(say("The whole plan")), tallies=found.wholes)
        self._rows = {"whole": whole}
        lines = [self._head(view, ""), self._row_line("whole", whole)]
        titles = {By.AREA: say("By area"), By.AGENCY: say("By who answers")}
        for by, rows in found.tables:
            lines += [blank_line(), self._head(view, words(titles[by]))]
            for each in rows:
                if not self.typed.strip() or match_rank(self.typed, each.title) is not None:
                    key = f"{by.value}:{each.key}"
                    self._rows[key] = each
                    lines.append(self._row_line(key, each))
        return lines

    def _shown(self, width: int, count: int) -> int:
        """Return how many years have room, the newest of them."""
        return max(1, min(count, (width - _LEAST_NAME) // CELL))

    def _head(self, view: YearsView, title: str) -> Line:
        def draw(width: int) -> Content:
            years = view.years[-self._shown(width, len(view.years)) :]
            return row_content(width, [Cell(title, 0, "bold"), *(Cell(str(each), CELL, "bold") for each in years)])

        return Line(key="", draw=draw)

    def _row_line(self, key: str, row: YearsRow) -> Line:
        return Line(key=key, draw=partial(self._content, row))

    def _content(self, row: YearsRow, width: int) -> Content:
        shown = row.tallies[-self._shown(width, len(row.tallies)) :]
        return row_content(width, [Cell(f"  {row.title}"), *(_cell(each, self.words) for each in shown)])

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return a line in full, year by year."""
        row = self._rows.get(key)
        if row is None or not isinstance(view, YearsView):
            return None
        words = self.words
        told = [row.title]
        for one, tally in zip(view.views, row.tallies, strict=True):
            if tally is not None:
                stands = [f"{words.name(stand)} {count}" for stand, count in tally.stands if count]
                told.append(f"{one.plan.settings.year} ({date_text(one.on)}): {' · '.join(stands)}")
        return "\n".join(told)

    def enter(self, view: PlanView, key: str) -> None:
        """Do nothing: a line is only read."""


def _cell(tally: Tally | None, words: Words) -> Cell:
    if tally is None:
        return Cell("–", CELL)
    counts = tally.counts
    late = f" {LATE}{counts.overdue}" if counts.overdue else ""
    return Cell(f"{words(share_of(counts.done, counts.total))}{late}", CELL, LATE_STYLE if late else "")
