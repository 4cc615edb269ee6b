"""The three-minute tour: a panel in the corner says what to do next, and goes on when the person has done it.

It runs on a demo plan only. What has been done is a plain value, so that the steps can be told and tested alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from textual.widgets import Static

from tracker.plan.message import Message, say
from tracker.plan.text import fold
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.navigator import AGENCIES, AREAS

SOUGHT = "de an"
"""What the tour searches for: a word without its tones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the person sees and has done, as far as a step asks for it."""

    mode: str = AREAS
    chosen: str = ""
    sought: str = ""
    is_reading: bool = False
    is_editing: bool = False
    has_unsaved: bool = False
    done: frozenset[str] = field(default_factory=frozenset)
    """The actions that ran, ``saved`` and ``undone`` where a commit was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TourStep:
    """One step: what to do, with gaps for the keys of the commands it names, and when it is done."""

    text: Message
    is_done: Callable[[Sight], bool]
    commands: Mapping[str, str] = field(default_factory=dict)


STEPS: tuple[TourStep, ...] = (
    TourStep(
        text=say("Areas stand on the left. Go down with the arrow to one of them: the table shows its tasks."),
        is_done=lambda sight: sight.mode == AREAS and bool(sight.chosen),
    ),
    TourStep(
        text=say("Press {agencies} for the agencies, and choose one: you see its tasks in every role."),
        is_done=lambda sight: sight.mode == AGENCIES and bool(sight.chosen),
        commands={"agencies": "main.agencies"},
    ),
    TourStep(
        text=say("Press {search} and type de an: the search needs no tones. Enter goes to what it found."),
        is_done=lambda sight: SOUGHT in fold(sight.sought),
        commands={"search": "main.search"},
    ),
    TourStep(
        text=say("{open} opens the task the cursor is on; {back} goes back."),
        is_done=lambda sight: sight.is_reading,
        commands={"open": "main.open", "back": "main.back"},
    ),
    TourStep(
        text=say("Press {status} to change the status where it stands: choose another with the arrows and Enter."),
        is_done=lambda sight: sight.has_unsaved and not sight.is_editing,
        commands={"status": "main.status"},
    ),
    TourStep(
        text=say("The green bar is the sentence history will have. Press {save}: one edit is one commit."),
        is_done=lambda sight: "saved" in sight.done,
        commands={"save": "main.save"},
    ),
    TourStep(
        text=say("Press {history} to see who changed what and when, your edit first."),
        is_done=lambda sight: "history" in sight.done,
        commands={"history": "main.history"},
    ),
    TourStep(
        text=say("Press {undo} and {yes}: your edit is put back by a new commit, and nothing is lost."),
        is_done=lambda sight: "undone" in sight.done,
        commands={"undo": "main.undo", "yes": "step.yes"},
    ),
)
"""The steps in their order."""

LAST: Message = say(
    "That is all it takes. {help} shows every key, {palette} finds every command, {quit} leaves the demo."
)
LAST_COMMANDS = {"help": "app.help", "palette": "app.palette", "quit": "app.quit"}


def following(step: int, sight: Sight) -> int:
    """Return the step the person is at: the given one, or a later one where that is done."""
    while step < len(STEPS) and STEPS[step].is_done(sight):
        step += 1
    return step


class TourPanel(Static):
    """The panel in the corner."""

    def __init__(self, words: Words, key: Callable[[str], str]) -> None:
        super().__init__(id="tour", markup=False)
        self.words = words
        self._key = key
        self.step = -1

    def show(self, step: int) -> None:
        """Say what to do in a step."""
        if step == self.step:
            return
        self.step = step
        words = self.words
        message = STEPS[step].text if step < len(STEPS) else LAST
        commands = STEPS[step].commands if step < len(STEPS) else LAST_COMMANDS
        told = words(Message(message.text, tuple((gap, self._key(id)) for gap, id in commands.items())))
        head = words(say("Tour {step} of {steps}", step=min(step + 1, len(STEPS)), steps=len(STEPS)))
        skip = words(say("{key} ends the tour", key=self._key("app.tour")))
        self.update(plain(f"{head} · {skip}\n{told}", multiline=True))
