"""Who still has to report, on the screen: the agencies with what they owe, and their tasks one by one."""

from functools import partial

from textual.content import Content

from tracker.plan.dates import date_text
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.owing import Debt, OwedTask, Owing
from tracker.plan.plan import Period
from tracker.plan.searching import match_rank
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.lines import Cell, Line, row_content, text_lines
from tracker.screens.marks import LATE, SILENT, STATUS_MARKS, timeliness_style
from tracker.screens.messages import TaskChosen
from tracker.screens.place import ROOMY, Place
from tracker.screens.themes import LATE_STYLE


class OwingScreen(Place):
    """The agencies that answer for tasks, the most owed first. Enter opens one, and then a task of it."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._found: tuple[Owing, ...] = ()
        self._period: Period | None = None
        self._note: Message | None = None
        self._open: set[AgencyId] = set()
        self._tasks: dict[str, OwedTask] = {}

    def show_owing(self, found: tuple[Owing, ...], period: Period | None, note: Message | None = None) -> None:
        """Show what every agency owes in the period; a note says why nothing can be told."""
        self._found, self._period, self._note = found, period, note
        self.fill()

    def heading_text(self, view: PlanView) -> str:
        """Return the period, with its cut-off and the day its report is due."""
        words, period = self.words, self._period
        parts = [words(say("Who still has to report")), words(say("data to {day}", day=view.on))]
        if period is not None:
            parts.append(
                words(
                    say(
                        "{period}: data to {cut_off}, report due on {due}",
                        period=period.title,
                        cut_off=period.cut_off,
                        due=period.due,
                    )
                )
            )
        return " · ".join(parts)

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return a line for each agency, and below those that are open one for each task asked about."""
        if self._note is not None:
            return text_lines("note", self.words(self._note), width)
        if self._period is None:
            return text_lines("note", self.words(say("history is being read")), width)
        register = view.plan.register
        lines: list[Line] = []
        self._tasks = {}
        for owing in self._found:
            names = " ".join((register.name(owing.agency), register.label(owing.agency)))
            if self.typed.strip() and match_rank(self.typed, names) is None:
                continue
            lines.append(Line(key=f"agency:{owing.agency}", draw=partial(self._agency_content, view, owing)))
            for each in owing.tasks if owing.agency in self._open else ():
                key = f"task:{each.row.task.id}"
                self._tasks[key] = each
                lines.append(Line(key=key, draw=partial(self._task_content, each)))
        return lines or text_lines("none", self.words(say("no agency")), width)

    def _agency_content(self, view: PlanView, owing: Owing, width: int) -> Content:
        words = self.words
        mark = "▾" if owing.agency in self._open else "▸"
        overdue = owing.count(Debt.OVERDUE)
        silent = f" {SILENT}" if owing.is_silent else ""
        late = f" {LATE}{overdue}" if overdue else ""
        counted = words(say("to report {owed}/{total}", owed=len(owing.owed), total=len(owing.tasks)))
        spoken = words(say("reported {spoken}/{total}", spoken=owing.spoken, total=len(owing.tasks)))
        reminded = words(say_count("reminded {count} time", "reminded {count} times", len(owing.reminders)))
        cells = [
            Cell(f"{mark} {view.plan.register.name(owing.agency)}{silent}{late}", 0, LATE_STYLE if overdue else "bold"),
            Cell(counted, 20),
        ]
        if width >= ROOMY:
            cells += [Cell(spoken, 20), Cell(reminded if owing.reminders else "", 22)]
        return row_content(width, cells)

    def _task_content(self, owed: OwedTask, width: int) -> Content:
        row = owed.row
        debts = ", ".join(self.words.name(each) for each in owed.debts)
        due = date_text(row.standing.due) if row.standing.due else ""
        cells = [
            Cell(f"    {row.task.number}", 12),
            Cell(f"{STATUS_MARKS[row.task.progress.status]}", 3),
            Cell(row.task.headline),
            Cell(due, 12, timeliness_style(row.standing.timeliness)),
            Cell(debts, max(14, min(34, width // 3))),
        ]
        return row_content(width, cells)

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return the counts of an agency with its reminders, or of a task what was last said."""
        words = self.words
        owed = self._tasks.get(key)
        if owed is not None:
            said = words(say("last reported on {day}", day=owed.said)) if owed.said else words(say("never reported on"))
            return f"{self.headline(owed.row.task.number, owed.row.task.headline)}\n{said}"
        agency = AgencyId(key.removeprefix("agency:"))
        owing = next((each for each in self._found if each.agency == agency), None)
        if owing is None:
            return None
        counts = " · ".join(f"{words.name(each)} {owing.count(each)}" for each in Debt if owing.count(each))
        last = words(say("last reported on {day}", day=owing.last_said)) if owing.last_said else ""
        sent = [words(say("reminded on {day}: {means}", day=each.day, means=each.means)) for each in owing.reminders]
        how = words(say("tracker remind --agency {agency} --output DIR writes its letter and form", agency=agency))
        parts = [view.plan.register.name(agency), " · ".join(each for each in (counts, last) if each), *sent[-2:], how]
        return "\n".join(each for each in parts if each)

    def enter(self, _view: PlanView, key: str) -> None:
        """Open or close an agency, or open a task."""
        kind, _, name = key.partition(":")
        if kind == "task":
            self.post_message(TaskChosen(TaskId(name)))
        elif kind == "agency":
            self._open ^= {AgencyId(name)}
            self.fill()
