"""The numbers on the screen: where the tasks stand by area and agency, the late, waiting and silent ones, the curve."""

from collections.abc import Iterable
from functools import partial

from textual.content import Content

from tracker.plan.columns import standing_text
from tracker.plan.dates import date_text, share_of
from tracker.plan.message import Message, say
from tracker.plan.names import TaskId
from tracker.plan.searching import match_rank
from tracker.plan.statistics import By, CurvePoint, Statistics, Tally, month_ends, score_text, summary
from tracker.plan.timeliness import DONE_STANDS, Stand
from tracker.plan.view import Group, PlanView, TaskRow
from tracker.plan.words import Words
from tracker.screens.lines import Cell, Line, blank_line, row_content, text_lines
from tracker.screens.marks import LATE, STATUS_MARKS, timeliness_mark, timeliness_style
from tracker.screens.messages import TaskChosen
from tracker.screens.place import Place
from tracker.screens.themes import LATE_STYLE

BAR = 20
"""Cells of a bar."""

_SHOWN = (By.AREA, By.AGENCY, By.PERIOD)


class NumbersScreen(Place):
    """The numbers of the plan shown. Enter opens a line into its tasks, and a task on the main screen."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.found: Statistics | None = None
        self._open: set[str] = set()
        self._rows: dict[str, TaskRow] = {}

    def show_numbers(self, view: PlanView, found: Statistics) -> None:
        """Show the numbers of the plan."""
        self.found = found
        self.show_plan(view)

    def heading_text(self, view: PlanView) -> str:
        """Return what the numbers are of, and the share that is done."""
        words, counts = self.words, view.counts
        return " · ".join(
            (
                words(say("Numbers")),
                words(say("data to {day}", day=view.on)),
                words(say("done {share}", share=share_of(counts.done, counts.total))),
            )
        )

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return the sentences that sum the plan up, then tables, lists and the curve."""
        found, words = self.found, self.words
        if found is None or found.on != view.on:
            return text_lines("none", words(say("the numbers are being counted …")), width)
        self._rows = {}
        lines: list[Line] = []
        for number, message in enumerate((*summary(found.whole.counts), *score_text(found.score))):
            lines += text_lines(f"said.{number}", words(message), width)
        titles = {By.AREA: say("By area"), By.AGENCY: say("By who answers"), By.PERIOD: say("By period")}
        for by, tallies in found.tables:
            if by in _SHOWN:
                lines += [blank_line(), self._heading(titles[by])]
                lines += [self._tally_line(by, each) for each in tallies if self._fits(each.title)]
        lines += [blank_line(), *self._task_group("late", say("Late tasks"), found.late)]
        lines += self._groups("waiting", say("Waiting for a higher body"), found.waiting)
        lines += self._groups("unreported", say("No report at all"), found.no_report)
        if found.opened is not None:
            lines += self._groups("silent", say("Nothing reported since {day}", day=found.opened), found.silent)
        return [*lines, *self._curve(found.curve)]

    def _fits(self, text: str) -> bool:
        return not self.typed.strip() or match_rank(self.typed, text) is not None

    def _heading(self, title: Message, key: str = "") -> Line:
        text = self.words(title)
        return Line(key=key, draw=lambda width: row_content(width, [Cell(text, 0, "bold")]))

    def _tally_line(self, by: By, tally: Tally) -> Line:
        return Line(key=f"{by.value}:{tally.key}", draw=partial(self._tally_content, tally))

    def _tally_content(self, tally: Tally, width: int) -> Content:
        counts = tally.counts
        late = f"{LATE}{counts.overdue}" if counts.overdue else ""
        bar = [Cell(bar_text(tally, BAR), BAR + 1)] if width >= 60 else []
        figures = self.words(share_of(counts.done, counts.total))
        cells = [Cell(f"  {tally.title}"), *bar, Cell(figures, 18), Cell(late, 5, LATE_STYLE)]
        return row_content(width, cells)

    def _groups(self, kind: str, title: Message, groups: tuple[Group, ...]) -> list[Line]:
        found = []
        for each in groups:
            if self._fits(each.title):
                found += self._task_group(f"{kind}:{each.key}", each.title, each.rows)
        return [blank_line(), self._heading(title), *found] if found else []

    def _task_group(self, key: str, title: Message | str, rows: tuple[TaskRow, ...]) -> list[Line]:
        """Return a line that opens into the tasks it counts."""
        name = title if isinstance(title, str) else self.words(title)
        is_open = key in self._open or bool(self.typed.strip())
        mark = "▾" if is_open else "▸"
        text = f"  {mark} {name} ({len(rows)})" if isinstance(title, str) else f"{mark} {name} ({len(rows)})"
        style = "" if isinstance(title, str) else "bold"
        head = Line(key=key, draw=lambda width: row_content(width, [Cell(text, 0, style)]))
        return [head, *self._tasks(key, rows)] if is_open else [head]

    def _tasks(self, key: str, rows: Iterable[TaskRow]) -> list[Line]:
        found = []
        for row in rows:
            self._rows[f"{key}/{row.task.id}"] = row
            found.append(Line(key=f"{key}/{row.task.id}", draw=partial(self._task_content, row)))
        return found

    def _task_content(self, row: TaskRow, width: int) -> Content:
        task = row.task
        stands = f"{timeliness_mark(row.standing.timeliness)}{standing_text(row, self.words)}"
        return row_content(
            width,
            [
                Cell(f"    {task.number}", 12),
                Cell(STATUS_MARKS[task.progress.status], 2),
                Cell(task.headline),
                Cell(stands, min(34, width // 3), timeliness_style(row.standing.timeliness)),
            ],
        )

    def _curve(self, curve: tuple[CurvePoint, ...]) -> list[Line]:
        if not curve:
            return []
        ends = set(month_ends(curve[0].day, curve[-1].day))
        points = [each for each in curve if each.day in ends]
        title = self._heading(say("Done, and what was due beyond it, by the end of each month"))
        return [blank_line(), title, *(self._point_line(each) for each in points)]

    def _point_line(self, point: CurvePoint) -> Line:
        figures = self.words(say("done {share}, due {due}", share=f"{point.done}/{point.total}", due=point.due))
        bar = curve_bar(point, BAR)
        cells = [Cell(f"  {date_text(point.day)}", 14), Cell(bar, BAR + 1), Cell(figures)]
        return Line(key=f"curve:{point.day}", draw=lambda width: row_content(width, cells))

    def detail(self, view: PlanView, key: str) -> str:
        """Return a tally in full, or a task with its reason."""
        row = self._rows.get(key)
        if row is not None:
            leads = "; ".join(view.plan.register.name(each) for each in row.task.assignment.lead)
            reason = " ".join(row.task.progress.obstacle.split())
            return "\n".join(each for each in (f"{row.task.number}  {row.task.headline}", leads, reason) if each)
        kind, _, name = key.partition(":")
        tallies = next((each for by, each in self.found.tables if by.value == kind), ()) if self.found else ()
        tally = next((each for each in tallies if each.key == name), None)
        if tally is None:
            return ""
        words = self.words
        stands = [f"{words.name(stand)} {count}" for stand, count in tally.stands if count]
        silent = words(say("no report {count}", count=tally.counts.no_report))
        return f"{tally.title}\n{' · '.join([*stands, silent])}"

    def enter(self, _view: PlanView, key: str) -> None:
        """Open a task, or open or fold the tasks of a line."""
        row = self._rows.get(key)
        if row is not None:
            self.post_message(TaskChosen(TaskId(row.task.id)))
        elif key.partition(":")[0] in ("late", "waiting", "unreported", "silent"):
            self._open ^= {key}
            self.fill()


def bar_text(tally: Tally, width: int) -> str:
    """Return a bar of so many cells: done, overdue, and the rest."""
    if not tally.total:
        return " " * width
    done = sum(tally.at(each) for each in DONE_STANDS)
    full = done * width // tally.total
    late = -(-tally.at(Stand.OVERDUE) * width // tally.total)
    late = min(late, width - full)
    return "█" * full + "▒" * late + "·" * (width - full - late)


def curve_bar(point: CurvePoint, width: int) -> str:
    """Return a bar of so many cells: done, what was due beyond it, and the rest."""
    if point.total <= 0:
        return " " * width
    full = point.done * width // point.total
    owed = max(0, min(point.due, point.total) * width // point.total - full)
    return "█" * full + "▒" * owed + "·" * (width - full - owed)
