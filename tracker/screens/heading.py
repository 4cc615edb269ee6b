"""The first line of the screen: which plan, of which day, on which branch, and how it stands."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from tracker.plan.dates import share_of
from tracker.plan.message import Message, say
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.marks import LATE, SILENT

UNSENT = "↑"
INCOMING = "↓"

_LEAST_TITLE = 12
"""What the title is cut down to before the day goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the work stands towards others: the branch, and the commits that are only here or only there."""

    branch: str = ""
    unsent: int = 0
    incoming: int = 0


class Heading(Static):
    """The first line of the screen, fitted to its width."""

    def __init__(self, words: Words) -> None:
        super().__init__(id="heading", markup=False)
        self.words = words
        self.view: PlanView | None = None
        self.where = Standing()

    def on_mount(self) -> None:
        """Say what the figures are to whoever points at them."""
        told = say(
            "done of all · {late} overdue · {silent} no report · {unsent} commits not sent · {incoming} to bring in",
            late=LATE,
            silent=SILENT,
            unsent=UNSENT,
            incoming=INCOMING,
        )
        self.tooltip = plain(self.words(told))

    def show(self, view: PlanView | None = None, where: Standing | None = None) -> None:
        """Show another plan, or another standing towards others."""
        self.view = view or self.view
        self.where = where or self.where
        if self.view is not None:
            self.update(heading_content(self.words, self.view, self.where, self.app.size.width), layout=False)


def heading_content(words: Words, view: PlanView, where: Standing, width: int) -> Content:
    """Return the line; what matters least is left out first where room is short.

    The figures are put short before anything goes; then the branch goes, then the title is cut, then the day goes.
    The commits that are only here or only there stay as long as anything can.
    """
    title, (full, short) = _title(words, view), _rights(words, view)
    besides = _besides(words, view, where)
    for beside, right, least in (
        (besides[0], full, cell_len(title)),
        (besides[0], short, cell_len(title)),
        (besides[1], short, min(cell_len(title), _LEAST_TITLE)),
        (besides[2], short, 0),
    ):
        room = width - cell_len(beside) - cell_len(right) - 3
        if room >= least:
            break
    shown = plain(title)
    if cell_len(title) > room:
        shown = shown.truncate(max(0, room), ellipsis=True)
    line = Content.assemble(plain(" "), shown, plain(beside))
    blanks = max(1, width - line.cell_length - cell_len(right) - 1)
    return Content.assemble(line, plain(f"{' ' * blanks}{right} "))


def _title(words: Words, view: PlanView) -> str:
    settings = view.plan.settings
    if len(view.years) > 1:
        return words(say("plans of {first} to {last}", first=str(view.years[0]), last=str(view.years[-1])))
    return settings.short or settings.title


def _besides(words: Words, view: PlanView, where: Standing) -> tuple[str, ...]:
    """Return what stands beside the title, the fullest first: day and branch, the day, and neither.

    Wherever there are commits that are only here or only there, they are told.
    """
    day = words(_day(view))
    moved = " ".join(f"{mark}{count}" for mark, count in ((UNSENT, where.unsent), (INCOMING, where.incoming)) if count)
    branch = f"{where.branch} {moved}".strip()
    return tuple("".join(f" · {each}" for each in parts if each) for parts in ((day, branch), (day, moved), (moved,)))


def _day(view: PlanView) -> Message:
    as_of = view.plan.as_of
    if as_of is not None:
        return say("as it stood: {name}", name=as_of.name)
    if len(view.years) > 1:
        return say("each on its own day")
    return say("data to {day}", day=view.on)


def _rights(words: Words, view: PlanView) -> tuple[str, ...]:
    """Return the figures, the fullest first; while records are read, how many there are still to read."""
    if view.plan.unread:
        return (words(say("reading, {count} to go", count=view.plan.unread)), f"… {view.plan.unread}")
    counts = view.counts
    told = (
        say("done {share}", share=share_of(counts.done, counts.total)),
        say("overdue {count}", count=counts.overdue),
        say("no report {count}", count=counts.no_report),
    )
    return (
        " · ".join(words(each) for each in told),
        f"{counts.done}/{counts.total} !{counts.overdue} ?{counts.no_report}",
    )


def as_it_stood(view: PlanView) -> Message:
    """Return in words at which commit the plan is seen."""
    as_of = view.plan.as_of
    if as_of is None:
        return say("the plan as it stands")
    return say("as it stood at {commit} of {day}", commit=as_of.commit[:12], day=as_of.when.date())
