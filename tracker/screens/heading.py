"""The first line of the screen: which plan, of which day, on which branch, and how it stands."""

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from tracker.plan.dates import share_text
from tracker.plan.message import Message, say
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.screens.inert import plain
from tracker.screens.marks import LATE, SILENT

UNSENT = "↑"
INCOMING = "↓"


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
    """Return the line; what matters least is left out first where room is short."""
    lefts, rights = _lefts(words, view, where), _rights(words, view)
    for left in lefts:
        for right in rights if left == lefts[0] else rights[-1:]:
            room = width - cell_len(left) - cell_len(right) - 2
            if room >= 1:
                return plain(f" {left}{' ' * room}{right} ")
    right = rights[-1]
    title = plain(lefts[-1]).truncate(max(0, width - cell_len(right) - 3), ellipsis=True)
    return Content.assemble(plain(" "), title, plain(f" {right} "))


def _lefts(words: Words, view: PlanView, where: Standing) -> tuple[str, ...]:
    """Return what stands on the left, the fullest first."""
    settings = view.plan.settings
    title = settings.short or settings.title
    if len(view.years) > 1:
        title = words(say("plans of {first} to {last}", first=str(view.years[0]), last=str(view.years[-1])))
    day = words(_day(view))
    branch = " ".join(
        part
        for part, is_there in (
            (where.branch, bool(where.branch)),
            (f"{UNSENT}{where.unsent}", where.unsent > 0),
            (f"{INCOMING}{where.incoming}", where.incoming > 0),
        )
        if is_there
    )
    moved = branch if where.unsent or where.incoming else ""
    choices = ((title, day, branch), (title, day, moved), (title, moved), (title,))
    return tuple(dict.fromkeys(" · ".join(each for each in parts if each) for parts in choices))


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
        say("done {share}", share=share_text(counts.done, counts.total)),
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
