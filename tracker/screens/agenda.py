"""The agenda on the screen: what is due when, of the whole plan, of an area or of an agency."""

from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from tracker.plan.agenda import FOLDED, SECTION_TITLES, Agenda, AgendaEntry, AgendaSection, Section, agenda, entry_note
from tracker.plan.dates import date_text
from tracker.plan.message import say
from tracker.plan.names import TaskId
from tracker.plan.query import Filter
from tracker.plan.timeliness import Timeliness
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.acting import bindings
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.lines import Cell, Line, blank_line, row_content, text_lines
from tracker.screens.marks import SILENT, STATUS_MARKS, timeliness_mark, timeliness_style
from tracker.screens.messages import TaskChosen
from tracker.screens.place import ROOMY, Place
from tracker.screens.themes import LATE_STYLE, SOON_STYLE

DUE = 13
"""Cells of the column of due dates."""


class AgendaScreen(Place):
    """What is due, late first. Enter opens a task, or a section that is folded away."""

    SCOPE = Scope.AGENDA
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.AGENDA)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.asked = Filter()
        self._scope = Filter()
        self._folded = {each.value for each in FOLDED}
        self._entries: dict[str, AgendaEntry] = {}

    def ask(self, asked: Filter) -> None:
        """Show the tasks of this area or agency, or of the whole plan."""
        self.asked = self._scope = asked
        self.fill()

    def action_everything(self) -> None:
        """Show the tasks of the whole plan, or again those of the area or agency asked for."""
        self.asked = Filter() if self.asked == self._scope else self._scope
        self.fill()

    def heading_text(self, view: PlanView) -> str:
        """Return what the agenda is of, and on which day."""
        words = self.words
        whose = words(say("the whole plan"))
        area = view.plan.settings.area(self.asked.area)
        if self.asked.agency:
            whose = view.plan.register.name(self.asked.agency)
        elif area is not None:
            whose = f"{area.number} {area.title}"
        return f"{words(say('Agenda'))} · {words(say('data to {day}', day=view.on))} · {whose}"

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return a heading for each section, and a line for each task of those that are open."""
        shown = agenda(view, Filter(area=self.asked.area, agency=self.asked.agency, text=self.typed))
        self._entries = {f"task:{each.row.task.id}": each for section in shown.sections for each in section.entries}
        if not shown.sections:
            return text_lines("none", self.words(say("no task")), width)
        lines: list[Line] = []
        for section in shown.sections:
            opens = shown.opens_quarter(section)
            if lines and (section.month is None or opens):
                lines.append(blank_line())
            if opens:
                lines.append(self._quarter_line(shown, section))
            lines.append(Line(key=f"section:{section.key}", draw=partial(self._section_content, section)))
            if section.key not in self._folded:
                lines.extend(
                    Line(key=f"task:{each.row.task.id}", draw=partial(self._entry_content, view, each))
                    for each in section.entries
                )
        return lines

    def _quarter_line(self, shown: Agenda, section: AgendaSection) -> Line:
        month = section.month
        title = self.words(month.quarter_title) if month is not None else ""
        total = shown.quarter_total(month) if month is not None else 0
        heading = plain(f"{self.words(SECTION_TITLES[section.kind])} · {title} ({total})", style="bold underline")
        return Line(key=f"quarter:{section.key}", draw=lambda _width: heading)

    def _section_content(self, section: AgendaSection, width: int) -> Content:
        mark = "▸" if section.key in self._folded else "▾"
        style = {Section.OVERDUE: LATE_STYLE, Section.DUE_SOON: SOON_STYLE}.get(section.kind, "bold")
        return row_content(width, [Cell(f"{mark} {self.words(section.title)} ({len(section.entries)})", 0, style)])

    def _entry_content(self, view: PlanView, entry: AgendaEntry, width: int) -> Content:
        row, words, register = entry.row, self.words, view.plan.register
        task, stands = row.task, row.standing
        silent = "" if row.has_report else SILENT
        note = entry_note(entry, register)
        said = words(note) if note is not None else ""
        room = max(14, min(34, width // 3))
        lead = [Cell(", ".join(register.label(each) for each in task.assignment.lead), 14)] if width >= ROOMY else []
        cells = [
            Cell(f"  {task.number}", 10),
            Cell(f"{STATUS_MARKS[task.progress.status]}{silent}", 3),
            Cell(task.headline),
            *lead,
        ]
        if stands.due is None:
            return row_content(width, [*cells, Cell(said, DUE + room)])
        due = f"{timeliness_mark(stands.timeliness)}{date_text(stands.due)}"
        return row_content(width, [*cells, Cell(due, DUE, timeliness_style(stands.timeliness)), Cell(said, room)])

    def detail(self, view: PlanView, key: str) -> str:
        """Return title, schedule, leads and what is late or awaited in full."""
        entry = self._entries.get(key)
        if entry is None:
            return ""
        task, words, register = entry.row.task, self.words, view.plan.register
        leads = "; ".join(register.name(each) for each in task.assignment.lead)
        note = entry_note(entry, register)
        parts = [self.headline(task.number, task.headline), f"{task.schedule.text} · {leads}"]
        if note is not None:
            parts.append(words(note))
        if entry.has_reason and entry.row.standing.timeliness is Timeliness.OVERDUE:
            parts.append(" ".join(task.progress.obstacle.split()))
        return "\n".join(parts)

    def enter(self, _view: PlanView, key: str) -> None:
        """Open a task, or open or fold a section."""
        kind, _, name = key.partition(":")
        if kind == "task":
            self.post_message(TaskChosen(TaskId(name)))
        elif kind == "section":
            self._folded ^= {name}
            self.fill()
