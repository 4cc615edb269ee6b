"""Looking back on the screen: the points at which the plan can be seen as it stood, and what changed since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from tracker.plan.comparison import ComparedGroup, Comparison, Event, TaskComparison
from tracker.plan.dates import date_text, read_date
from tracker.plan.difference import marked_text
from tracker.plan.message import Message, say
from tracker.plan.names import TaskId
from tracker.plan.owing import answering
from tracker.plan.periods import Stops, days_text, ends_of_months, period_states
from tracker.plan.searching import match_rank
from tracker.plan.statistics import By
from tracker.plan.telling import EVENT_TITLES, told
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.acting import bindings, key_of
from tracker.screens.commands import Scope
from tracker.screens.heading import as_it_stood
from tracker.screens.lines import Cell, Line, blank_line, row_content, text_lines
from tracker.screens.messages import ComparisonRequested, PointChosen, TaskChosen
from tracker.screens.place import Place
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE

NOW = "now"
"""The key of the line that goes back to the plan as it stands."""


class PastScreen(Place):
    """The periods and their reports, the ends of months, any day typed. Enter shows the plan as it stood."""

    SCOPE = Scope.PAST
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PAST)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.stops: Stops | None = None

    def show_stops(self, view: PlanView, stops: Stops) -> None:
        """Show the points there are."""
        self.stops = stops
        self.show_plan(view)

    def heading_text(self, view: PlanView) -> str:
        """Return at which point the plan is shown."""
        as_of = view.plan.as_of
        shown = say("the plan as it stands") if as_of is None else as_it_stood(view)
        return f"{self.words(say('Look back'))} · {self.words(shown)}"

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return the plan as it stands, the day typed, the periods, other reports, and the ends of months."""
        stops = self.stops
        if stops is None:
            return text_lines("none", self.words(say("history is being read …")), width)
        words = self.words
        lines = [self._stop(NOW, words(say("the plan as it stands")), "")]
        typed = read_date(self.typed, year=view.plan.settings.year)
        if typed is not None:
            lines.append(self._stop(date_text(typed), words(say("as of {day}", day=typed)), ""))
        lines += [blank_line(), self._heading(say("Reporting periods"))]
        states = period_states(view.plan.settings, stops.issued)
        for each in states:
            key = each.issued.tag if each.issued is not None else date_text(each.period.cut_off)
            issued = key if each.issued is not None else words(say("not issued"))
            text = f"{each.period.title} · {days_text(each.period)}"
            if self._fits(text) and (each.issued is not None or self._can_see(each.period.cut_off)):
                lines.append(self._stop(key, text, issued))
        others = [each for each in stops.issued if all(each != state.issued for state in states)]
        lines += [
            self._stop(each.tag, each.tag, date_text(each.when.date())) for each in others if self._fits(each.tag)
        ]
        if stops.days:
            lines += [blank_line(), self._heading(say("Ends of months"))]
            shown = [date_text(each) for each in ends_of_months(stops.days)]
            lines += [self._stop(each, each, "") for each in shown if self._fits(each)]
        return lines

    def _can_see(self, day: date) -> bool:
        return self.stops is not None and bool(self.stops.days) and self.stops.days[0] <= day

    def _fits(self, text: str) -> bool:
        typed = self.typed.strip()
        return not typed or match_rank(typed, text) is not None or read_date(typed, year=2000) is not None

    def _heading(self, title: Message) -> Line:
        text = self.words(title)
        return Line(key="", draw=lambda width: row_content(width, [Cell(text, 0, "bold")]))

    def _stop(self, key: str, text: str, said: str) -> Line:
        return Line(
            key=key, draw=lambda width: row_content(width, [Cell(f"  {text}"), Cell(said, min(24, width // 3))])
        )

    def detail(self, _view: PlanView, key: str) -> str:
        """Return what opening the line does, and how to type a day."""
        words, opened = self.words, key_of(self, "lines.open")
        if key == NOW:
            return words(say("{open} shows the plan as it stands, and it can be edited.", open=opened))
        shown = words(say("{open} shows the plan as it stood, read only.", open=opened))
        narrow = key_of(self, "place.narrow")
        return f"{shown}\n{words(say('{narrow} and a day, 30/6/2022, goes to any other.', narrow=narrow))}"

    def enter(self, _view: PlanView, key: str) -> None:
        """Show the plan as it stood at the point."""
        if key != "none":
            self.post_message(PointChosen("" if key == NOW else key))

    def action_changes(self) -> None:
        """Show what changed from the point the cursor is on to the plan shown."""
        key = self.listed.key
        if key and key not in (NOW, "none"):
            self.post_message(ComparisonRequested(key))

    def why_not(self, action: str) -> Message | None:
        """Return why nothing can be compared: the cursor is on no earlier point."""
        if action == "changes" and self.listed.key in ("", NOW, "none"):
            return say("choose an earlier point to compare with")
        return super().why_not(action)


@dataclass(frozen=True, slots=True)
class _Figure:
    """A column of the counts by area: its head, how it is counted, and a style of ours."""

    head: Message
    of: Callable[[ComparedGroup], int]
    style: str = ""


_FIGURES = (
    _Figure(say("changed"), lambda each: each.changed),
    _Figure(say("newly done"), lambda each: each.count(Event.DONE)),
    _Figure(say("newly late"), lambda each: each.count(Event.LATE), LATE_STYLE),
    _Figure(say("silent"), lambda each: each.count(Event.SILENT), QUIET_STYLE),
)
"""The counts by area; where there is little room the last stands under its own heading alone."""

INDENT = 10
"""Cells before what is said of a task, and of its number."""

GAP = 2
"""Cells between two counts."""

_ROOM = 72
"""From this many cells on every count has room."""


class ChangesScreen(Place):
    """What happened between two states of the plan: how often in each area, and to which tasks.

    Enter opens a section, or a task on the main screen; on an area it leaves the tasks of that area alone.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.found: Comparison | None = None
        self._areas: tuple[ComparedGroup, ...] = ()
        self._area = ""
        self._folded = {Event.SILENT}
        self._folds_areas: bool | None = None

    def show_changes(self, found: Comparison) -> None:
        """Show what happened between the two states."""
        self.found = found
        self._areas = found.groups(By.AREA, self.words)
        if self._chosen is None:
            self._area = ""
        self.show_plan(found.after)

    @property
    def _chosen(self) -> ComparedGroup | None:
        """The area whose tasks are shown alone."""
        return next((each for each in self._areas if each.key == self._area), None)

    def heading_text(self, _view: PlanView) -> str:
        """Return which two days are compared."""
        found = self.found
        if found is None:
            return self.words(say("Changes"))
        told = self.words(say("Changes from {first} to {last}", first=found.before.on, last=found.after.on))
        return f"{told} · {self._chosen.title}" if self._chosen is not None else told

    def lines(self, _view: PlanView, width: int) -> list[Line]:
        """Return the counts by area, a heading for each thing that happened, and the tasks with what is said."""
        found = self.found
        shown = [] if found is None else [(event, self._fitting(found.of(event))) for event in Event]
        lines: list[Line] = []
        for event, tasks in shown:
            if not tasks:
                continue
            mark = "▸" if event in self._folded else "▾"
            text = f"{mark} {self.words(EVENT_TITLES[event])} ({len(tasks)})"
            lines.append(Line(key=f"event:{event.value}", draw=partial(_bold, text)))
            if event not in self._folded:
                for each in tasks:
                    lines += self._task_lines(event, each, width)
        nothing = [] if lines else text_lines("none", self.words(say("Nothing changed.")), width)
        return [*self._area_lines(width), *lines, *nothing]

    def _area_lines(self, width: int) -> list[Line]:
        """Return the counts by area and of the whole plan; none while somebody looks for tasks by name."""
        found = self.found
        if found is None or not found.tasks or self.typed.strip():
            return []
        words, is_folded = self.words, self._are_areas_folded
        figures = [(words(each.head), each) for each in (_FIGURES if width >= _ROOM else _FIGURES[:-1])]
        title = Cell(f"{'▸' if is_folded else '▾'} {words(say('By area'))}", 0, "bold")
        lines = [_row("areas", [title, *(Cell(head, len(head) + GAP) for head, _ in figures)])]
        whole = ComparedGroup(key="", title=words(say("The whole plan")), tasks=found.tasks)
        for area in (whole,) if is_folded else (*self._areas, whole):
            title = Cell(f"  {area.title}", 0, "bold" if area.key == self._area else "")
            counts = [Cell(str(each.of(area) or ""), len(head) + GAP, each.style) for head, each in figures]
            lines.append(_row(f"area:{area.key}", [title, *counts]))
        return [*lines, blank_line()]

    @property
    def _are_areas_folded(self) -> bool:
        """Whether the areas are folded away: as somebody left them, else where the window is low."""
        return self.has_class("-low") if self._folds_areas is None else self._folds_areas

    def _fitting(self, tasks: Iterable[TaskComparison]) -> list[TaskComparison]:
        typed, area = self.typed.strip(), self._chosen
        wanted = {each.id for each in area.tasks} if area is not None else None
        return [
            each
            for each in tasks
            if (wanted is None or each.id in wanted)
            and (not typed or match_rank(typed, f"{each.row.task.number} {each.row.task.title}"))
        ]

    def _task_lines(self, event: Event, each: TaskComparison, width: int) -> list[Line]:
        found = self.found
        if found is None:
            return []
        register = found.after.plan.register
        task = each.row.task
        who = ", ".join(register.label(id) for id in answering(task, register, found.after.on))
        cells = [Cell(f"  {task.number}", INDENT), Cell(task.headline), Cell(who, min(20, width // 4))]
        head = Line(key=f"{event.value}/{task.id}", draw=lambda wide: row_content(wide, cells))
        if event is Event.SILENT:
            return [head]
        text = marked_text(told(event, each, self.words, register))
        said = text_lines("", text, width - INDENT)
        return [head, *(Line(key="", draw=partial(_moved_in, line)) for line in said)]

    def detail(self, _view: PlanView, key: str) -> str:
        """Return the title of the task in full, or everything that happened in an area."""
        task = self._compared(key)
        if task is not None:
            return f"{task.row.task.number}  {task.row.task.headline}"
        kind, _, name = key.partition(":")
        area = next((each for each in self._areas if kind == "area" and each.key == name), None)
        if area is None:
            return ""
        counts = [(self.words(EVENT_TITLES[event]), area.count(event)) for event in Event]
        return f"{area.title}\n{' · '.join(f'{title} {count}' for title, count in counts if count)}"

    def _compared(self, key: str) -> TaskComparison | None:
        id = key.partition("/")[2]
        return next((each for each in self.found.tasks if each.id == id), None) if self.found and id else None

    def enter(self, _view: PlanView, key: str) -> None:
        """Open a task, open or fold a section, or leave the tasks of an area alone; again, or at the whole, all."""
        task = self._compared(key)
        kind, _, name = key.partition(":")
        if task is not None and task.after is not None:
            self.post_message(TaskChosen(TaskId(task.id)))
        elif kind == "event":
            self._folded ^= {Event(name)}
            self.fill()
        elif kind == "area":
            self._area = "" if name == self._area else name
            self.fill()
        elif key == "areas":
            self._folds_areas = not self._are_areas_folded
            self.fill()


def _row(key: str, cells: Sequence[Cell]) -> Line:
    return Line(key=key, draw=lambda width: row_content(width, cells))


def _moved_in(line: Line, width: int) -> Content:
    return line.draw(width - INDENT).pad_left(INDENT)


def _bold(text: str, width: int) -> Content:
    return row_content(width, [Cell(text, 0, "bold")])
