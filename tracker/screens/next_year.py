"""The next year on the screen: each unfinished task is carried over, with changes or as it is, or left; then a preview.

Nothing is decided for the person: a task nobody has decided about is left, and the heading says how many those are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tracker.plan.columns import due_text
from tracker.plan.dates import date_text
from tracker.plan.edit import accepted_text
from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.new_year import AS_IT_IS, Turn, Wanted, carried, next_settings, scheduled, turn_summary, unfinished
from tracker.plan.plan import PlanSettings
from tracker.plan.searching import match_rank
from tracker.plan.task import Status, Task
from tracker.plan.text import one_line
from tracker.plan.value import read_agency_name, write_value
from tracker.plan.view import Group, PlanView, TaskRow
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of, keys_of
from tracker.screens.choice import Choice, ChoiceDialog, agency_choices
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.field_editor import AidedInput
from tracker.screens.inert import plain
from tracker.screens.lines import Cell, Line, blank_line, row_content, text_lines
from tracker.screens.marks import STATUS_MARKS, timeliness_style
from tracker.screens.messages import Part, PartRequested
from tracker.screens.place import ROOMY, Place
from tracker.screens.themes import LATE_STYLE, QUIET_STYLE
from tracker.screens.typing import OrderedInput

_LEAD = FIELD_BY_KEY["assignment.lead"]
_LEAST_LEAD = 70
"""From this many cells on a line names who leads."""

CARRIED, CHANGED, LEFT, OPEN = "[x]", "[~]", "[ ]", "[?]"
"""What stands before a task: it goes on, goes on with changes, is left, is to be decided."""


@dataclass
class TurnRequested(PartRequested):
    """Show what the plan of the year would be with these tasks."""

    part = Part.TURNING
    year: int
    going: Mapping[TaskId, Wanted]


@dataclass
class TurnChosen(PartRequested):
    """Begin the plan as it was shown."""

    part = Part.TURNING
    turn: Turn


class NextYearScreen(Place):
    """The unfinished tasks by area. Space decides about one or about an area, Enter changes what a task shall say."""

    SCOPE = Scope.TURN
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.TURN)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._going: dict[TaskId, Wanted] = {}
        self._left: set[TaskId] = set()
        self._year = 0
        self._folded: set[str] = set()
        self._open: list[TaskRow] = []
        self._open_of: PlanView | None = None

    def show_plan(self, view: PlanView) -> None:
        """Show the unfinished tasks of the plan; what was decided of another plan is forgotten."""
        if view.plan.settings.year != self._year:
            self._year = view.plan.settings.year
            self._going, self._left = {}, set()
        super().show_plan(view)

    def why_not(self, action: str) -> Message | None:
        """Say why nothing can be decided or written: no task is unfinished, or the plan is not as it stands."""
        view = self.view
        if view is None or action not in ("mark", "by_status", "change", "preview"):
            return super().why_not(action)
        if view.plan.as_of is not None:
            return say("the plan is shown as it stood")
        return say("no task is unfinished") if action != "preview" and not self._open_rows(view) else None

    def _open_rows(self, view: PlanView) -> list[TaskRow]:
        """Return the unfinished tasks; looked for once in each plan."""
        if self._open_of is not view:
            self._open_of = view
            self._open = [view.row_by_id[each.id] for each in unfinished(view.plan, view.on)]
        return self._open

    def _going_now(self, view: PlanView) -> dict[TaskId, Wanted]:
        """Return what is carried over of the tasks that are still unfinished."""
        return {row.task.id: self._going[row.task.id] for row in self._open_rows(view) if row.task.id in self._going}

    # What is shown

    def heading_text(self, view: PlanView) -> str:
        """Return the year to begin, and how much of it is decided."""
        year = say("Plan of {year}", year=str(view.plan.settings.year + 1))
        return f"{self.words(year)} · {self._counted(self._open_rows(view))}"

    def _counted(self, rows: list[TaskRow]) -> str:
        going = sum(row.task.id in self._going for row in rows)
        left = sum(row.task.id in self._left for row in rows)
        told = (
            say("{count} go on", count=going),
            say("{count} left", count=left),
            say("{count} to decide", count=len(rows) - going - left),
        )
        return " · ".join(self.words(each) for each in told)

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return a line for each area with unfinished tasks, and below it one for each of them."""
        lines: list[Line] = []
        for area in view.areas:
            rows = [row for row in self._rows_of(view, area) if self._fits(row)]
            if not rows:
                continue
            lines.append(Line(key=f"area:{area.key}", draw=partial(self._area_content, area, rows)))
            if area.key not in self._folded:
                lines += [Line(key=f"task:{row.task.id}", draw=partial(self._task_content, view, row)) for row in rows]
        return lines or text_lines("none", self.words(say("no task is unfinished")), width)

    def _rows_of(self, view: PlanView, area: Group) -> list[TaskRow]:
        return [row for row in self._open_rows(view) if row.task.area == area.key]

    def _fits(self, row: TaskRow) -> bool:
        return not self.typed.strip() or match_rank(self.typed, f"{row.task.number} {row.task.headline}") is not None

    def _area_content(self, area: Group, rows: list[TaskRow], width: int) -> Content:
        fold = "▸" if area.key in self._folded else "▾"
        return row_content(
            width, [Cell(f"{fold} {area.title}", 0, "bold"), Cell(self._counted(rows), min(42, width // 2))]
        )

    def _mark(self, id: TaskId) -> str:
        if id in self._going:
            return CARRIED if self._going[id] == AS_IT_IS else CHANGED
        return LEFT if id in self._left else OPEN

    def _task_content(self, view: PlanView, row: TaskRow, width: int) -> Content:
        task, register = row.task, view.plan.register
        mark = self._mark(task.id)
        style = QUIET_STYLE if mark == LEFT else ""
        cells = [
            Cell(f"  {mark}", 6, style),
            Cell(task.number, 8, style),
            Cell(STATUS_MARKS[task.progress.status], 2, style),
            Cell(task.headline, 0, style),
        ]
        if width >= _LEAST_LEAD:
            cells.append(Cell(", ".join(register.label(each) for each in task.assignment.lead), 15, style))
        cells.append(Cell(due_text(row, self.words), 14, timeliness_style(row.standing.timeliness)))
        if width >= ROOMY:
            cells.append(Cell(one_line(task.progress.result), width // 4, style))
        return row_content(width, cells)

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return a task in full, and what it will say in the new plan."""
        row = view.row_by_id.get(TaskId(key.removeprefix("task:")))
        if row is None:
            return None
        task, words, register = row.task, self.words, view.plan.register
        new = self._new_task(view, task)
        leads = "; ".join(register.name(each) for each in task.assignment.lead)
        due = date_text(new.schedule.due) if new.schedule.due else words(say("no due date"))
        becomes = [f"{one_line(new.schedule.text)} ({due})"]
        if new.assignment.lead != task.assignment.lead:
            becomes.append("; ".join(register.name(each) for each in new.assignment.lead))
        if new.title != task.title:
            becomes.append(new.headline)
        told = [
            self.headline(task.number, task.headline),
            f"{words.name(task.progress.status)} · {one_line(task.schedule.text)} · {leads}",
            words(say("then: {text}", text=" · ".join(becomes))),
        ]
        result = one_line(task.progress.result)
        return "\n".join((*told, result) if result else told)

    def _new_task(self, view: PlanView, task: Task, *, is_changed: bool = True) -> Task:
        wanted = {task.id: self._going.get(task.id, AS_IT_IS)} if is_changed else {}
        settings = self._settings(view)
        return carried(view.plan, [task], settings, lambda _: task.source, wanted)[task.id]

    def _settings(self, view: PlanView) -> PlanSettings:
        settings = view.plan.settings
        return next_settings(settings, settings.year + 1, settings.title)

    # Deciding

    def _decide(self, rows: list[TaskRow]) -> None:
        """Carry the tasks over; where all of them are already, leave them."""
        ids = [row.task.id for row in rows]
        if all(each in self._going for each in ids):
            for each in ids:
                del self._going[each]
            self._left |= set(ids)
        else:
            for each in ids:
                self._going.setdefault(each, AS_IT_IS)
            self._left -= set(ids)
        self.fill()

    def action_mark(self) -> None:
        """Carry over the task, or every task of the area, the cursor is on; again leaves them."""
        view, (kind, _, name) = self.view, self.listed.key.partition(":")
        if view is None or self.why_not("mark") is not None:
            return
        area = next((each for each in view.areas if each.key == name), None)
        if kind == "area" and area is not None:
            self._decide([row for row in self._rows_of(view, area) if self._fits(row)])
        elif kind == "task" and TaskId(name) in view.row_by_id:
            self._decide([view.row_by_id[TaskId(name)]])
            self.listed.action_move(1)

    def action_by_status(self) -> None:
        """Choose a status, and carry over every task that has it; where all are already, leave them."""
        view = self.view
        if view is None or self.why_not("by_status") is not None:
            return
        rows = [row for row in self._open_rows(view) if self._fits(row)]
        counts = {each: [row for row in rows if row.task.progress.status is each] for each in Status}

        def decide(key: str | None) -> None:
            if key is not None:
                self._decide(counts[Status(key)])

        choices = [
            Choice(key=each.value, label=f"{self.words.name(each)} ({len(held)})", names=(self.words.name(each),))
            for each, held in counts.items()
            if held
        ]
        self.app.push_screen(ChoiceDialog(self.words, self.words(say("Tasks of which status?")), choices), decide)

    def enter(self, _view: PlanView, key: str) -> None:
        """Fold an area, or change what a task shall say."""
        kind, _, name = key.partition(":")
        if kind == "area":
            self._folded ^= {name}
            self.fill()
        elif kind == "task":
            self.action_change()

    def action_change(self) -> None:
        """Say what the task the cursor is on shall be in the new plan, and carry it over so."""
        view = self.view
        row = view.row_by_id.get(TaskId(self.listed.key.removeprefix("task:"))) if view is not None else None
        if view is None or row is None or self.why_not("change") is not None:
            return
        task = row.task

        def take(wanted: Wanted | None) -> None:
            if wanted is not None:
                self._going[task.id] = wanted
                self._left.discard(task.id)
                self.fill()

        by_itself, now = self._new_task(view, task, is_changed=False), self._new_task(view, task)
        dialog = CarryDialog(self.words, view, self._settings(view), task.id, by_itself=by_itself, now=now)
        self.app.push_screen(dialog, take)

    def action_preview(self) -> None:
        """Ask for what will be written."""
        view = self.view
        if view is not None and self.why_not("preview") is None:
            self.post_message(TurnRequested(view.plan.settings.year + 1, self._going_now(view)))


class CarryDialog(Acting, Dialog[Wanted | None]):
    """Asks what a task shall say in the new plan: title, schedule, and who leads."""

    SCOPE = Scope.CARRY
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CARRY)

    def __init__(
        self, words: Words, view: PlanView, settings: PlanSettings, id: TaskId, *, by_itself: Task, now: Task
    ) -> None:
        super().__init__()
        self.words = words
        self._old = id
        self._register = view.plan.register
        self._settings = settings
        self._by_itself = by_itself
        self._now = now

    def compose(self) -> ComposeResult:
        """Lay out the three fields, what they mean, and the keys."""
        words = self.words
        title = say("{id} in the plan of {year}", id=self._old, year=str(self._settings.year))
        with Vertical(classes="dialog"):
            yield Static(plain(words(title), style="bold"), markup=False)
            yield Static(plain(words(say("Task"))), markup=False)
            yield OrderedInput(value=self._now.headline, id="carry-title", compact=True)
            yield Static(plain(words(say("Schedule"))), markup=False)
            yield OrderedInput(value=one_line(self._now.schedule.text), id="carry-schedule", compact=True)
            yield Static(plain(words(say("Lead; {choose} chooses", choose=key_of(self, "editor.aid")))), markup=False)
            yield AidedInput(value=self._lead_text(self._now), id="carry-lead", compact=True)
            yield Static(id="carry-say", classes="sentence", markup=False)
            keys = words(
                say(
                    "Enter: next · {take}: carry over so · {leave}: as before",
                    take=keys_of(self, "carry.take"),
                    leave=key_of(self, "carry.leave"),
                )
            )
            yield Static(plain(keys, style=QUIET_STYLE), markup=False)

    def _lead_text(self, task: Task) -> str:
        return write_value(_LEAD, task.assignment.lead, self._register).replace("\n", "; ")

    def on_mount(self) -> None:
        """Say what the fields mean."""
        self._say()

    def _text(self, name: str) -> str:
        return self.query_one(f"#carry-{name}", OrderedInput).value.strip()

    def wanted(self) -> Wanted:
        """Return what is typed, without what comes over by itself; raise where it cannot be read.

        A field that is left empty comes over by itself.
        """
        own = self._by_itself
        title = accepted_text(FIELD_BY_KEY["title"].title, self._text("title"), multiline=False)
        schedule = accepted_text(FIELD_BY_KEY["schedule.text"].title, self._text("schedule"), multiline=False)
        names = [each.strip() for each in self._text("lead").split(";") if each.strip()]
        lead = tuple(dict.fromkeys(read_agency_name(each, self._register, self._begins) for each in names))
        return Wanted(
            title=title if title != own.headline else "",
            schedule=schedule if schedule != one_line(own.schedule.text) else "",
            lead=lead if lead != own.assignment.lead else (),
        )

    @property
    def _begins(self) -> date:
        return date(self._settings.year, 1, 1)

    @on(OrderedInput.Changed)
    def _typed(self, event: OrderedInput.Changed) -> None:
        event.stop()
        self._say()

    def _say(self) -> None:
        """Say when the task will be due and who leads it, or what cannot be read."""
        words = self.words
        try:
            wanted = self.wanted()
        except TrackerError as error:
            hint = f" · {words(error.hint)}" if error.hint is not None else ""
            self._tell(plain(words(error.message) + hint, style=LATE_STYLE))
            return
        own = self._by_itself
        due = scheduled(wanted.schedule, self._settings).due if wanted.schedule else own.schedule.due
        lead = wanted.lead or own.assignment.lead
        told = [words(say("due {day}", day=due)) if due is not None else words(say("no due date"))]
        told += [self._agency_text(each) for each in lead]
        self._tell(plain(" · ".join(told), style=QUIET_STYLE))

    def _agency_text(self, id: AgencyId) -> str:
        agency = self._register.get(id)
        if agency is None or agency.is_valid(self._begins):
            return self._register.name(id)
        return self.words(say("{agency} has ended and has no successor", agency=agency.name))

    def _tell(self, content: Content) -> None:
        self.query_one("#carry-say", Static).update(content)

    @on(AidedInput.Asked)
    def _choose_lead(self, event: AidedInput.Asked) -> None:
        """Choose who leads, those first that exist in the new year."""
        event.stop()
        field = self.query_one("#carry-lead", AidedInput)

        def take(key: str | None) -> None:
            if key is not None:
                kept = field.value.rpartition(";")[0]
                name = write_value(_LEAD, (AgencyId(key),), self._register)
                field.value = f"{kept}; {name}" if kept else name
                field.cursor_position = len(field.value)

        choices = agency_choices(self._register, self.words, self._begins)
        self.app.push_screen(ChoiceDialog(self.words, self.words(_LEAD.title), choices), take)

    @on(OrderedInput.Submitted)
    def _submitted(self, event: OrderedInput.Submitted) -> None:
        event.stop()
        following = {"carry-title": "#carry-schedule", "carry-schedule": "#carry-lead"}.get(event.input.id or "")
        if following is not None:
            self.query_one(following, OrderedInput).focus()
        else:
            self.action_take()

    def action_take(self) -> None:
        """Close with what the task shall say, once it can be read."""
        try:
            self.dismiss(self.wanted())
        except TrackerError:
            self._say()

    def action_leave(self) -> None:
        """Close, the task as it was decided before."""
        self.dismiss(None)


class TurnScreen(Place):
    """What will be written: counts by area, agencies that change, every file. F2 writes it as one commit."""

    SCOPE = Scope.PREVIEW
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PREVIEW)

    def __init__(self, words: Words, turn: Turn) -> None:
        super().__init__(words)
        self._turn = turn

    def heading_text(self, view: PlanView) -> str:  # noqa: ARG002 - the same for every plan
        """Return what is going to be begun."""
        year = say("Plan of {year}", year=str(self._turn.settings.year))
        return f"{self.words(year)} · {self.words(say('nothing is written yet'))}"

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return the sentences that sum it up, the counts by area, and the files with the tasks they hold."""
        turn, words = self._turn, self.words
        lines: list[Line] = []
        for number, each in enumerate(turn_summary(turn, view.plan.register)):
            lines += text_lines(f"said.{number}", words(each), width, indent=2)
        lines += [blank_line(), self._heading(say("By area"))]
        for counted in turn.areas:
            text = f"  {counted.area.number} {counted.area.title}"
            told = " · ".join(
                (words(say("{count} go on", count=counted.carried)), words(say("{count} left", count=counted.left)))
            )
            lines.append(_row(f"area:{counted.area.number}", text, told))
        lines += [
            blank_line(),
            self._heading(say_count("{count} file", "{count} files", turn.is_new + 2 * len(turn.tasks))),
        ]
        settings_path = view.plan.settings_path.replace(f"{view.plan.settings.year:04d}/", f"{turn.settings.year:04d}/")
        if turn.is_new:
            lines.append(_row("file:plan", f"  + {settings_path}", turn.settings.title))
        for old, new in turn.tasks.items():
            lines.append(_row(f"file:{new.id}", f"  + {turn.paths[old]}", f"{old} → {new.id}"))
            closed = say("{id} closed as carried over", id=old)
            lines.append(_row(f"file:{old}", f"  ~ {view.plan.paths.get(old, '')}", words(closed)))
        return lines

    def _heading(self, title: Message) -> Line:
        text = self.words(title)
        return Line(key="", draw=lambda width: row_content(width, [Cell(text, 0, "bold")]))

    def detail(self, view: PlanView, key: str) -> str | None:
        """Return a new task as it will read."""
        new = next((each for each in self._turn.tasks.values() if key == f"file:{each.id}"), None)
        if new is None:
            return None
        leads = "; ".join(view.plan.register.name(each) for each in new.assignment.lead)
        return f"{self.headline(new.number, new.headline)}\n{one_line(new.schedule.text)} · {leads}\n{new.source}"

    def enter(self, view: PlanView, key: str) -> None:
        """Do nothing: a line is only read."""

    def action_write(self) -> None:
        """Ask for the plan to be written as it is shown."""
        self.post_message(TurnChosen(self._turn))


def _row(key: str, text: str, told: str) -> Line:
    """Return a line with what is said of it on the right."""
    return Line(
        key=key,
        draw=lambda width: row_content(width, [Cell(text), Cell(told, max(20, min(44, width // 2)), QUIET_STYLE)]),
    )
