"""The page of an agency or an area on the screen: who it is, how its work stands, and its tasks by role."""

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from tracker.plan.agency import Agency
from tracker.plan.agency_page import (
    AgencyPage,
    AreaPage,
    Changes,
    PageSection,
    PageTask,
    Work,
    agency_page,
    area_page,
    change_text,
    facts,
    named_agency,
    section_title,
    work_sentences,
)
from tracker.plan.dates import date_text
from tracker.plan.message import Message, say
from tracker.plan.names import NO_AGENCY, AgencyId, TaskId
from tracker.plan.query import Filter
from tracker.plan.view import PlanView, Role
from tracker.plan.words import Words
from tracker.screens.acting import bindings
from tracker.screens.commands import Scope
from tracker.screens.lines import Cell, Line, blank_line, row_content, text_lines
from tracker.screens.marks import SILENT, STATUS_MARKS, timeliness_mark, timeliness_style
from tracker.screens.messages import ChangesRequested, PlaceRequested, TaskChosen
from tracker.screens.place import ROOMY, Place

TITLE = 18
"""Cells for the title of a fact."""


class PageScreen(Place):
    """One page. Enter opens a task, the page of another agency, or what is folded away."""

    SCOPE = Scope.PAGE
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PAGE)

    def __init__(self, words: Words, asked: Filter) -> None:
        super().__init__(words)
        self.asked = asked
        self._changes: Changes | None = None
        self._turned: set[str] = set()
        self._tasks: dict[str, PageTask] = {}

    def show_plan(self, view: PlanView) -> None:
        """Show the page in the plan as it stands, and ask when its records were changed last."""
        super().show_plan(view)
        self.post_message(ChangesRequested())

    def show_changes(self, changes: Changes) -> None:
        """Show when and by whom each record was changed last."""
        self._changes = changes
        self.fill()

    def heading_text(self, view: PlanView) -> str:
        """Return whose page it is, and for which day."""
        area = view.plan.settings.area(self.asked.area)
        whose = f"{area.number} {area.title}" if area is not None else view.plan.register.name(self.asked.agency)
        return f"{whose} · {self.words(say('data to {day}', day=view.on))}"

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return facts and figures, and a line for each task."""
        area = view.plan.settings.area(self.asked.area)
        self._tasks = {}
        if area is not None:
            area_shown = area_page(view, area, self._changes)
            return [*self._work(say("All tasks"), area_shown.whole, width), *self._sections(view, area_shown)]
        shown = agency_page(view, self.asked.agency, self._changes)
        lines = self._facts(view, shown, width)
        if shown.own.rows:
            lines += [blank_line(), *self._work(say("Tasks it answers for"), shown.own, width)]
        lines += [blank_line(), *self._work(say("All tasks in which it has a part"), shown.whole, width)]
        lines += self._sections(view, shown)
        if shown.members:
            lines += [blank_line(), *self._members(shown)]
        return lines

    def _facts(self, view: PlanView, page: AgencyPage, width: int) -> list[Line]:
        lines: list[Line] = []
        for place, fact in enumerate(facts(page, view.plan.register, self.words)):
            title = f"{self.words(fact.title):<{TITLE}}"
            if fact.text:
                lines += text_lines(f"fact:{place}", title + fact.text, width, indent=TITLE)
            for number, agency in enumerate(fact.agencies):
                lines.append(self._agency_line(f"{place}.{number}", title if number == 0 else " " * TITLE, agency))
        return lines

    def _agency_line(self, place: str, title: str, agency: Agency) -> Line:
        text = f"{title}{named_agency(agency, self.words)}"
        return Line(key=f"agency:{agency.id}:{place}", draw=lambda width: row_content(width, [Cell(text)]))

    def _members(self, page: AgencyPage) -> list[Line]:
        heading = self._heading("members", f"{self.words(say('Members'))} ({len(page.members)})", is_open=False)
        if "members" not in self._turned:
            return [heading]
        return [heading, *(self._agency_line(f"member.{n}", "  ", each) for n, each in enumerate(page.members))]

    def _heading(self, key: str, text: str, *, is_open: bool) -> Line:
        mark = "▾" if is_open != (key in self._turned) else "▸"
        return Line(key=f"fold:{key}", draw=lambda width: row_content(width, [Cell(f"{mark} {text}", 0, "bold")]))

    def _work(self, title: Message, work: Work, width: int) -> list[Line]:
        head = f"{self.words(title)} ({len(work.rows)})"
        lines = text_lines(f"work:{title.text}", head, width, style="bold")
        for place, each in enumerate(work_sentences(work)):
            lines += text_lines(f"work:{title.text}:{place}", f"  {self.words(each)}", width, indent=4)
        return lines

    def _sections(self, view: PlanView, page: AgencyPage | AreaPage) -> Iterable[Line]:
        passing = {row.task.id for row in Filter(text=self.typed).rows(view)} if self.typed.strip() else None
        for section in page.sections:
            tasks = [each for each in section.tasks if passing is None or each.row.task.id in passing]
            if not tasks:
                continue
            yield blank_line()
            title = section_title(section, view.plan.register, self.words)
            is_open = not section.through or passing is not None
            yield self._heading(section.key, f"{title} ({len(tasks)})", is_open=is_open)
            if is_open != (section.key in self._turned):
                yield from (self._task_line(section, each) for each in tasks)

    def _task_line(self, section: PageSection, task: PageTask) -> Line:
        key = f"task:{task.row.task.id}:{section.key}"
        self._tasks[key] = task
        return Line(key=key, draw=partial(self._task_content, task))

    def _task_content(self, entry: PageTask, width: int) -> Content:
        row, words = entry.row, self.words
        task, stands = row.task, row.standing
        silent = "" if row.has_report else SILENT
        due = f"{timeliness_mark(stands.timeliness)}{date_text(stands.due)}" if stands.due is not None else ""
        wording = entry.part.wording if entry.part is not None and entry.part.role is Role.OTHER else ""
        status = [Cell(words.name(task.progress.status), 24)] if width >= ROOMY else []
        last = [Cell(change_text(entry.last), 26)] if width >= ROOMY else []
        cells = [
            Cell(f"  {task.number}", 10),
            Cell(f"{STATUS_MARKS[task.progress.status]}{silent}", 3),
            *status,
            Cell(f"{wording}: {task.headline}" if wording else task.headline),
            Cell(due, 13, timeliness_style(stands.timeliness)),
            *last,
        ]
        return row_content(width, cells)

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return a task in full, with its part and its last change."""
        entry = self._tasks.get(key)
        if entry is None:
            return "" if key.startswith("fold:") else None
        task, words, register = entry.row.task, self.words, view.plan.register
        parts = [self.headline(task.number, task.headline)]
        status = words.name(task.progress.status)
        part = f"{words.part(entry.part, register)} · " if entry.part is not None else ""
        parts.append(f"{part}{task.schedule.text} · {status} · {words.name(entry.row.standing.timeliness)}")
        if entry.last is not None:
            parts.append(f"{change_text(entry.last)}: {entry.last.subject}")
        return "\n".join(parts)

    def enter(self, _view: PlanView, key: str) -> None:
        """Open a task or the page of an agency, or open and fold a section."""
        kind, _, name = key.partition(":")
        entry = self._tasks.get(key)
        if entry is not None:
            self.post_message(TaskChosen(entry.row.task.id))
        elif kind == "agency":
            self.post_message(PlaceRequested("page", Filter(agency=AgencyId(name.partition(":")[0]))))
        elif kind == "fold":
            self._turned ^= {name}
            self.fill()

    def explanation(self, view: PlanView, key: str) -> tuple[str, tuple[Message, ...]] | None:
        """Return why a task of the page stands as it does."""
        entry = self._tasks.get(key)
        return super().explanation(view, f"task:{TaskId(entry.row.task.id)}") if entry is not None else None

    def action_agenda(self) -> None:
        """Show the agenda of the agency or area."""
        self.post_message(PlaceRequested("agenda", Filter(area=self.asked.area, agency=self.asked.agency or NO_AGENCY)))
