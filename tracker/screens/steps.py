"""The last steps of the person: what stands and what was put back, to go back to or forward to."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tracker.plan.message import Message, say, say_count
from tracker.plan.steps import Step, Steps
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.dialogs import Asking
from tracker.screens.inert import plain
from tracker.screens.options import GuardedOptionList, stands
from tracker.screens.themes import QUIET_STYLE

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Steps to take one after the other: those of ``commits`` put back, or made again.

    ``task`` is None where steps of all tasks are walked.
    """

    commits: tuple[str, ...]
    again: bool
    task: str | None


class StepsDialog(Acting, Dialog[Walk | None]):
    """Lists the steps, the newest first; Enter goes to the one under the cursor, and so through all between."""

    SCOPE = Scope.STEPS
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.STEPS)

    def __init__(self, words: Words, steps: Steps, task: str | None, zone: tzinfo) -> None:
        super().__init__()
        self.words = words
        self._all = steps
        self._about = task
        self._zone = zone
        self._narrow = False
        self._shown: list[Walk | None] = []

    def compose(self) -> ComposeResult:
        """Lay out the steps and the keys."""
        with Vertical(classes="dialog large"):
            yield Static(id="steps-title", markup=False)
            yield GuardedOptionList(id="steps-list", markup=False)
            yield Static(id="steps-say", markup=False)
            keys = say(
                "Enter: go there · {narrow}: this task or all · {leave}: no",
                narrow=key_of(self, "steps.narrow"),
                leave=key_of(self, "steps.leave"),
            )
            yield Static(plain(self.words(keys), style=QUIET_STYLE), markup=False)

    def on_mount(self) -> None:
        """Show all steps."""
        self._fill()
        self.query_one("#steps-list", OptionList).focus()

    def why_not(self, action: str) -> Message | None:
        """Return why the action cannot be done now."""
        return say("no task is selected") if action == "narrow" and self._about is None else None

    def action_narrow(self) -> None:
        """Show the steps of the selected task alone, or all again."""
        self._narrow = not self._narrow
        self._fill()

    def _fill(self) -> None:
        task = self._about if self._narrow else None
        steps = self._all.of(task)
        title = say("Your last edits of {task}", task=task) if task else say("Your last edits")
        self.query_one("#steps-title", Static).update(plain(self.words(title), style="bold"))
        options: list[Option] = []
        self._shown = []
        for place, each in enumerate(steps.undone):
            ahead = tuple(step.commit for step in reversed(steps.undone[place:]))
            self._shown.append(Walk(commits=ahead, again=True, task=task))
            options.append(Option(plain("○ " + self._label(each), style=QUIET_STYLE)))
        self._shown.append(None)
        now = self.words(say("— as it stands now —"))
        options.append(Option(plain(now, style="bold")))
        for place, each in enumerate(reversed(steps.done[-MOST_SHOWN:])):
            back = tuple(step.commit for step in reversed(steps.done[len(steps.done) - 1 - place :]))
            self._shown.append(Walk(commits=back, again=False, task=task))
            options.append(Option(plain("● " + self._label(each))))
        listed = self.query_one("#steps-list", OptionList)
        listed.clear_options()
        listed.add_options(options)
        listed.highlighted = min(len(steps.undone) + 1, len(options) - 1)

    def _label(self, step: Step) -> str:
        return f"{step.when.astimezone(self._zone):%d/%m %H:%M}  {step.subject}"

    @on(OptionList.OptionHighlighted, "#steps-list")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what Enter would do here."""
        event.stop()
        if not stands(event):
            return
        walk = self._shown[event.option_index]
        if walk is None:
            told = self.words(say("nothing to do here"))
        elif walk.again:
            told = self.words(
                say_count(
                    "makes {count} edit again", "makes {count} edits again, one after the other", len(walk.commits)
                )
            )
        else:
            told = self.words(
                say_count("puts {count} edit back", "puts {count} edits back, one after the other", len(walk.commits))
            )
        self.query_one("#steps-say", Static).update(plain(told, style="italic"))

    @on(OptionList.OptionSelected, "#steps-list")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        walk = self._shown[event.option_index] if stands(event) else None
        if walk is not None:
            self.dismiss(walk)

    def action_leave(self) -> None:
        """Close without going anywhere."""
        self.dismiss(None)


class StepQuestion(Acting, Asking[str | None]):
    """Asks whether to put the last step back, or make it again; answers "yes", "list" for all steps, or None."""

    SCOPE = Scope.STEP
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.STEP)

    def action_answer(self, answer: str) -> None:
        """Close with the answer."""
        self.dismiss(answer or None)
