"""The problems on the screen: all that the check finds, by severity and rule, narrowed as one types."""

from functools import partial
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content

from tracker.plan.fields import FIELD_BY_KEY
from tracker.plan.findings import Finding, FindingGroup, Sought, findings, grouped, narrowed
from tracker.plan.message import Message, say, say_count
from tracker.plan.problem import Problem, Severity
from tracker.plan.view import PlanView
from tracker.plan.why import explain_broken, explain_problem, repair
from tracker.plan.words import Words
from tracker.screens.acting import bindings, key_of
from tracker.screens.commands import Scope
from tracker.screens.heading import as_it_stood
from tracker.screens.lines import Cell, Line, row_content, text_lines
from tracker.screens.messages import RawRequested, ResolveRequested, TaskChosen
from tracker.screens.place import ROOMY, Place

OPEN, FOLDED = "▾", "▸"
"""The marks of a group whose findings are shown, and of one that shows the first alone."""

MARKS = "conflict-markers"
"""The rule that finds a record in conflict, which is settled where it is found."""

HEADING = 40
"""Cells for rule and count, where what the rule found first stands beside them."""


class ProblemsScreen(Place):
    """Everything found. Enter opens the field of a task, settles a conflict, or says how a file is repaired."""

    SCOPE = Scope.PROBLEMS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.PROBLEMS)

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._open: set[str] = set()
        self._all_open = False
        self._found: tuple[Finding, ...] = ()
        self._sought: Sought | None = None
        self._by_key: dict[str, Finding] = {}

    def show_plan(self, view: PlanView) -> None:
        """Show what is found in the plan as it stands."""
        self._found = findings(view)
        self._sought = Sought(view, self.words)
        super().show_plan(view)

    def heading_text(self, view: PlanView) -> str:
        """Return how much is found, and how much of it is shown."""
        errors = sum(each.severity is Severity.ERROR for each in view.problems)
        words = self.words
        return " · ".join(
            (
                words(say("Problems")),
                words(say_count("{count} error", "{count} errors", errors)),
                words(say_count("{count} warning", "{count} warnings", len(view.problems) - errors)),
                words(say("data to {day}", day=view.on)),
            )
        )

    def lines(self, view: PlanView, width: int) -> list[Line]:
        """Return a heading for each rule, and a line for each finding of those that are open."""
        groups = grouped(narrowed(self._found, self.typed, self._sought or Sought(view, self.words)))
        self._by_key = {f"finding:{each.key}": each for group in groups for each in group.findings}
        if not groups:
            return text_lines("none", self.words(say("nothing is found")), width)
        lines: list[Line] = []
        for group in groups:
            is_open = self._is_open(group)
            mark = OPEN if is_open else FOLDED
            lines.append(Line(key=f"rule:{group.key}", draw=partial(self._group_content, group, mark)))
            if is_open:
                lines.extend(
                    Line(key=f"finding:{each.key}", draw=partial(self._line_content, each)) for each in group.findings
                )
        return lines

    def _is_open(self, group: FindingGroup) -> bool:
        """Tell whether the group is open: errors and what is sought are, unless somebody turned that around."""
        usual = self._all_open or group.severity is Severity.ERROR or bool(self.typed)
        return usual != (group.key in self._open)

    def _group_content(self, group: FindingGroup, mark: str, width: int) -> Content:
        style = "bold red" if group.severity is Severity.ERROR else "bold"
        text = f"{mark} {self.words.name(group.severity)}: {group.rule} ({len(group.findings)})"
        first = self.words(group.findings[0].problem.message) if mark == FOLDED else ""
        return row_content(width, [Cell(text, min(HEADING, width) if first else 0, style), Cell(first)])

    def _line_content(self, finding: Finding, width: int) -> Content:
        problem = finding.problem
        field = FIELD_BY_KEY.get(problem.field)
        title = self.words(field.title) if field is not None else problem.field
        where = finding.task.number if finding.task is not None else problem.path.rpartition("/")[2]
        place = [Cell(_place(problem), min(44, width // 3))] if width >= ROOMY else []
        room = 10 if finding.task is not None else max(10, min(28, width // 3))
        cells = [Cell(f"  {where}", room), Cell(title, 19), Cell(self.words(problem.message)), *place]
        return row_content(width, cells)

    def detail(self, _view: PlanView, key: str) -> str:
        """Return the finding in full: task, message, what helps, and where it stands."""
        finding = self._by_key.get(key)
        if finding is None:
            return ""
        problem, words = finding.problem, self.words
        task = finding.task
        parts = [self.headline(task.number, task.headline)] if task is not None else []
        parts += [words(problem.message), _place(problem)]
        if problem.hint is not None:
            parts.append(f"→ {words(problem.hint)}")
        return "\n".join(parts)

    def enter(self, view: PlanView, key: str) -> None:
        """Open a group, the field of a task, or what is said of a file."""
        kind, _, name = key.partition(":")
        finding = self._by_key.get(key)
        if kind == "rule":
            self._open ^= {name}
            self.fill()
        elif finding is not None and _is_in_conflict(finding.problem, view):
            self.post_message(ResolveRequested())
        elif finding is not None and finding.task is not None:
            self.post_message(TaskChosen(finding.task.id, finding.problem.field))
        elif finding is not None:
            self.explain(view, key)

    def explanation(self, view: PlanView, key: str) -> tuple[str, tuple[Message, ...]] | None:
        """Return why a finding is one; of a file that cannot be read, how it is repaired too."""
        finding = self._by_key.get(key)
        if finding is None:
            return None
        problem = finding.problem
        broken = next((each for each in view.plan.broken if each.path == problem.path), None)
        key = key_of(self, "problems.raw")
        if broken is not None:
            return broken.path, explain_broken(broken, key)
        said = tuple(explain_problem(problem))
        if finding.task is not None:
            return f"{finding.task.number}  {finding.task.headline}", said
        return problem.path, (*said, repair(problem.path, problem.line, key))

    def action_raw(self) -> None:
        """Ask the app for the file of the finding in the person's editor."""
        finding = self._by_key.get(self.listed.key)
        if finding is not None:
            self.post_message(RawRequested(finding.problem.path))

    def why_not(self, action: str) -> Message | None:
        """Return why no file can be edited now: the plan is as it stood, or the line is no finding."""
        if action != "raw" or self.view is None:
            return None
        if self.view.plan.as_of is not None:
            return say("read only: {reason}", reason=as_it_stood(self.view))
        return say("choose a finding first") if self.listed.key not in self._by_key else None

    def action_fold_all(self) -> None:
        """Open every group, or fold them again."""
        self._all_open = not self._all_open
        self._open = set()
        self.fill()


def _is_in_conflict(problem: Problem, view: PlanView) -> bool:
    """Tell whether the problem is a record of a task in conflict, which can be settled by field."""
    return problem.rule == MARKS and any(each.path == problem.path for each in view.plan.broken)


def _place(problem: Problem) -> str:
    return f"{problem.path}:{problem.line}" if problem.line else problem.path
