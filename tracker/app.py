"""The app: wires the workspace to the screens. It reads and saves in the background and never decides."""

import asyncio
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any, ClassVar, TypeVar
from zoneinfo import ZoneInfo

from textual import events, on, work
from textual.actions import parse
from textual.app import SuspendNotSupported
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.worker import get_current_worker

from tracker import reviewing, syncing
from tracker.asking import chase
from tracker.plan.agency import Register
from tracker.plan.agency_page import Changes
from tracker.plan.comparison import Comparison, compare
from tracker.plan.contribution import Contribution
from tracker.plan.dates import date_text
from tracker.plan.edit import Edit, EditConflict
from tracker.plan.fields import FIELD_BY_KEY, FieldKind, FieldValue
from tracker.plan.history import HistoryEntry
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.periods import Stops
from tracker.plan.plan import Plan
from tracker.plan.preferences import Preferences
from tracker.plan.rules import Actor
from tracker.plan.saved_view import with_view
from tracker.plan.statistics import Statistics, statistics
from tracker.plan.value import read_value, write_value
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.raw import RawEdit
from tracker.screens.acting import Acting, bindings, entries, scope_of, why_not
from tracker.screens.agency_page import PageScreen
from tracker.screens.agenda import AgendaScreen
from tracker.screens.commands import COMMAND_BY_ID, Scope
from tracker.screens.dialogs import (
    ConflictDialog,
    ConflictLine,
    IdentityDialog,
    Question,
)
from tracker.screens.drafts import DraftFate, DraftLine, DraftsDialog
from tracker.screens.glyphs import Colourless, Glyphs, PlainGlyphs
from tracker.screens.heading import Standing
from tracker.screens.help import Help
from tracker.screens.inbox import AcceptRequested, InboxRequested, InboxScreen, ReturnRequested
from tracker.screens.inert import guard, tell
from tracker.screens.keys import Keys, chosen_keys, key_name, key_names, named_keys
from tracker.screens.look import Look, chosen_look
from tracker.screens.main import MainScreen
from tracker.screens.marks import LATE, PENDING, PROBLEM, SILENT, SOON, STATUS_MARKS
from tracker.screens.messages import (
    BulkRequested,
    ChangesRequested,
    ComparisonRequested,
    DraftChanged,
    EditRequested,
    HistoryRequested,
    LayoutChosen,
    NumbersRequested,
    PastRequested,
    PlaceRequested,
    PointChosen,
    RawRequested,
    ReloadRequested,
    StepsRequested,
    SyncRequested,
    TaskChosen,
    UndoRequested,
    ViewKept,
)
from tracker.screens.navigator import Navigator
from tracker.screens.numbers import NumbersScreen
from tracker.screens.owing import OwingScreen
from tracker.screens.palette import Palette
from tracker.screens.past import ChangesScreen, PastScreen, as_it_stood
from tracker.screens.place import Place
from tracker.screens.problems import ProblemsScreen
from tracker.screens.sheet import Sheet
from tracker.screens.signals import leave_cleanly
from tracker.screens.smallest import COLUMNS, ROWS
from tracker.screens.steps import StepQuestion, StepsDialog, Walk
from tracker.screens.themes import CONSOLE, DARK, FALLBACK, THEME_NAMES, THEMES
from tracker.screens.tour import Sight, TourPanel, following
from tracker.screens.typing import OrderedInput, OrderedKeys, Swallowed
from tracker.storage.drafts import Draft, Drafts, state_folder
from tracker.storage.identity import Identity, IdentityMissing
from tracker.storage.joining import TaskConflict
from tracker.storage.preferences import Change, change_preferences, preferences_path, read_preferences
from tracker.storage.state import RepositoryState
from tracker.storage.watching import NotWatched
from tracker.workspace import Saved, Workspace

Found = TypeVar("Found")

FLUSH_SECONDS = 0.5
"""How often unsaved text is written to disk while a person types; what a kill can cost at most."""

FEW = 500
"""How many tasks are checked before they are shown; a larger plan is shown first."""

LEAVING_SECONDS = 0.5
"""How long leaving waits for a screen that was asked for a moment before."""

TOUR_SECONDS = 0.2
"""How often the tour looks whether its step is done."""

TOUR_WANTED = 75
"""The exit code of an app that was left to take the tour, which the command line goes on with."""


class Start(StrEnum):
    """How the app begins for this person."""

    KNOWN = "known"
    FIRST = "first"
    DEMO = "demo"
    TOUR = "tour"


OWN_KEYS = Keys(chosen={})
"""The keys of the commands as they are by themselves."""


PREFERENCES = Preferences()
"""The preferences of somebody who has none."""

LOOK = Look()
"""The look where nobody has a wish."""


class TrackerApp(Acting, OrderedKeys[int]):
    """The tracker in a terminal."""

    CSS_PATH = "screens/tracker.tcss"
    ENABLE_COMMAND_PALETTE = False
    SCOPE = Scope.APP
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.APP)
    HORIZONTAL_BREAKPOINTS = COLUMNS
    VERTICAL_BREAKPOINTS = ROWS

    def __init__(
        self,
        workspace: Workspace,
        *,
        words: Words,
        drafts: Drafts,
        keys: Keys = OWN_KEYS,
        look: Look = LOOK,
        follows: bool = False,
        preferences: Preferences = PREFERENCES,
        prefer: Callable[[Change], object] | None = None,
        told: Sequence[Message] = (),
        start: Start = Start.KNOWN,
    ) -> None:
        super().__init__()
        self._glyphs = PlainGlyphs(look.glyphs)
        self._colourless = Colourless(enabled=self.no_color)
        guard(self)
        for each in THEMES:
            self.register_theme(each)
        self.theme = self._theme_for(look.theme)
        self._told = tuple(told)
        self._start = start
        self._tour: TourPanel | None = None
        self._ran: set[str] = set()
        self._has_left = False
        self.workspace = workspace
        self.words = words
        self.keys = keys
        self.main = MainScreen(words)
        self._agenda = AgendaScreen(words)
        self._problems = ProblemsScreen(words)
        self._inbox = InboxScreen(words)
        self._owing = OwingScreen(words)
        self._stops = threading.Event()
        self._is_syncing = False
        self.install_screen(self._inbox, "inbox")
        self.install_screen(self._owing, "owing")
        self.install_screen(self._agenda, "agenda")  # installed screens stay as they were left
        self.install_screen(self._problems, "problems")
        self._at = ""
        self._shown_at = ""
        self._numbers = NumbersScreen(words)
        self._past = PastScreen(words)
        self._changes = ChangesScreen(words)
        self.install_screen(self._numbers, "numbers")
        self.install_screen(self._past, "past")
        self.install_screen(self._changes, "changes")
        self._drafts = drafts
        self._unsaved: dict[str, Draft] = {}
        self._dirty: dict[str, Draft | None] = {}
        self._asked: list[EditRequested] = []
        self._saving = asyncio.Lock()
        self._view: PlanView | None = None
        self._follows = follows
        self._preferences = preferences
        self._prefer = prefer
        self._is_told = True
        self._leaving = threading.Event()

    # The look

    def _theme_for(self, wish: str) -> str:
        """Return the theme a person wishes; where no colours are wanted or few can be shown, the terminal's own."""
        if self.no_color:
            return CONSOLE
        if wish:
            return wish
        return DARK if self.console.color_system in ("truecolor", "256") else CONSOLE

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours of ours in a theme that does not know them."""
        return dict(FALLBACK)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what changes every line before it is drawn: colours and drawings the terminal is not to show."""
        filters = [] if self.no_color else list(super().get_line_filters())
        return [*filters, *(each for each in (self._colourless, self._glyphs) if each.enabled)]

    async def on_mount(self) -> None:
        """Show the screen, then read the plan."""
        leave_cleanly(self, self.keep_unsaved)
        self.set_keymap({id: ",".join(keys) for id, keys in self.keys.chosen.items()})
        await self.push_screen(self.main)  # a plan that is read quickly must find it there
        self.main.prefer(self._preferences)
        self.set_interval(FLUSH_SECONDS, self.flush_drafts)
        self.load(offer_drafts=True)
        if self._follows:
            self.follow()
        for each in self._told:
            tell(self, self.words(each), title=self.words(say("for you to know")), severity="warning", timeout=15)

    def on_unmount(self) -> None:
        """Keep what is unsaved, whatever ends the app."""
        self._leaving.set()
        self.flush_drafts()

    # Reading

    @work(thread=True, exclusive=True, group="read")
    def load(self, select: str = "", *, offer_drafts: bool = False) -> None:
        """Read the plan and the state of the repository, and show them; a large plan as it is read, then checked."""
        worker = get_current_worker()
        try:
            state = self.workspace.state()
            past = (self.workspace.unchecked(at=self._at),) if self._at else ()
            for view in past or self.workspace.unchecked_in_steps():
                shown = self._known(view)
                if worker.is_cancelled:
                    return
                actor = self.workspace.actor(shown.plan)
                self.call_from_thread(self._show, shown, state, actor, select, offer_drafts)
            if not shown.is_checked:
                shown = self.workspace.check(shown)
                if worker.is_cancelled:
                    return
                self.call_from_thread(self._show_checked, shown)
            where = self.workspace.tracking()
        except TrackerError as error:
            self._at = self._shown_at  # what cannot be shown is not tried again and again
            self.call_from_thread(self._refuse, error)
            return
        if not worker.is_cancelled:
            standing = Standing(branch=where.branch, unsent=where.unsent, incoming=where.incoming)
            self.call_from_thread(self._show_where, standing)

    def _known(self, view: PlanView) -> PlanView:
        """Return the view to show: the one shown where nothing changed, a small plan checked, a large one unchecked.

        Until a large plan has been checked it shows the problems it had.
        """
        known = self._view
        if known is not None and known.is_checked and known.plan == view.plan and known.on == view.on:
            return known
        if len(view.plan.tasks) <= FEW and not view.plan.unread:
            return self.workspace.check(view)
        return replace(view, problems=known.problems) if known is not None else view

    def _show(self, view: PlanView, state: RepositoryState, actor: Actor, select: str, offer_drafts: bool) -> None:
        if not self._is_shown:
            return
        self._view = view
        self._shown_at = self._at if view.plan.as_of is not None else ""
        read_only = None if state.writable or state.situation == "identity" else state.reason
        plan_words = self.workspace.plan_words(view.plan.settings)
        way_out = state.way_out if read_only is not None else None
        if view.plan.as_of is not None:
            read_only = as_it_stood(view)
            way_out = say("x and Enter on the first line goes back to the plan as it stands")
        today = self.workspace.today(view.plan.settings)
        self.main.show_plan(view, plan_words, read_only=read_only, way_out=way_out, actor=actor, today=today)
        self._show_places(view)
        if view.plan.unread:
            return
        if select:
            self.main.select(select)
        if offer_drafts:
            self._offer_drafts(view)
            self._begin(state)

    def _show_places(self, view: PlanView) -> None:
        for each in self.screen_stack:
            if isinstance(each, Place):
                each.show_plan(view)

    def _show_checked(self, view: PlanView) -> None:
        if self._is_shown:
            self._view = view
            self.main.show_checked(view)
            self._show_places(view)

    def _show_where(self, where: Standing) -> None:
        if self._is_shown:
            self.main.show_where(where)

    @on(ReloadRequested)
    def _reload(self) -> None:
        self.load()

    def follow(self) -> None:
        """Read again whenever somebody else has changed records or branches, until the app ends."""

        def wait() -> None:
            try:
                for _ in self.workspace.changes(self._leaving):
                    self.post_message(ReloadRequested())
            except NotWatched as error:
                self._is_told = False
                self.call_later(self._refuse, error)

        self._is_told = True
        threading.Thread(target=wait, name="records-watch", daemon=True).start()

    @on(events.AppFocus)
    def _came_back(self) -> None:
        """Read again where the system does not tell of changes."""
        if not self._is_told:
            self.load()

    @on(HistoryRequested)
    def _history_requested(self, event: HistoryRequested) -> None:
        self.read_history(event.id)

    @work(thread=True, exclusive=True, group="history")
    def read_history(self, id: str) -> None:
        """Read the history of a task and show it on the sheet."""
        worker = get_current_worker()
        try:
            entries = self.workspace.history(id, self._past_plan)
        except TrackerError as error:
            if not worker.is_cancelled:
                self.call_from_thread(self._refuse, error)
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._show_history, id, entries)

    def _show_history(self, id: str, entries: tuple[HistoryEntry, ...]) -> None:
        if self._is_shown:
            self.main.show_history(id, entries)

    @property
    def _is_shown(self) -> bool:
        """Whether there is a screen to show anything on; the person may have left while something was read."""
        return self.is_running and self.main.is_running and self.main.is_attached

    # Places beside the main screen

    @on(PlaceRequested)
    async def _place_requested(self, event: PlaceRequested) -> None:
        """Show a place as it was left; the agenda may be of something else."""
        if self._view is None or self._has_left:
            return
        place: Place = self._problems
        if event.name == "agenda":
            place = self._agenda
            self._agenda.ask(event.asked)
        elif event.name == "inbox":
            place = self._inbox
            self.read_inbox()
        elif event.name == "owing":
            place = self._owing
            self.read_owing()
        elif event.name == "page":
            place = PageScreen(self.words, event.asked)
        await self._go_to(place)

    @work(thread=True, exclusive=True, group="owing")
    def read_owing(self) -> None:
        """Read who still has to report in the period whose report is due next, and show it."""
        worker = get_current_worker()
        try:
            found = chase(self.workspace)
        except TrackerError as error:
            if not worker.is_cancelled:
                self.call_from_thread(self._owing.show_owing, (), None, error.message)
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._owing.show_owing, found.owings, found.period)

    # The common copy: what agencies have sent, and sync

    @on(InboxRequested)
    def _inbox_requested(self) -> None:
        self.read_inbox()

    @work(thread=True, exclusive=True, group="inbox")
    def read_inbox(self) -> None:
        """Ask the common copy what has come in, and show it; where it does not answer, what was fetched before."""
        worker = get_current_worker()
        note: Message | None = None
        try:
            found = reviewing.inbox(self.workspace)
        except TrackerError as error:
            note = error.message
            try:
                found = reviewing.inbox(self.workspace, ask=False)
            except TrackerError:
                found = ()
        if not worker.is_cancelled:
            self.call_from_thread(self._show_inbox, found, note)

    def _show_inbox(self, found: tuple[Contribution, ...], note: Message | None) -> None:
        if self._is_shown:
            self._inbox.show_contributions(found, note)

    @on(AcceptRequested)
    def _accept_requested(self, event: AcceptRequested) -> None:
        self.accept(event)

    @work(group="write")
    async def accept(self, asked: AcceptRequested) -> None:
        """Take over what is marked; where the plan changed since, show both values and let the person decide."""
        wanted: dict[TaskId, frozenset[str]] = {}
        for id, key in asked.items:
            wanted[id] = wanted.get(id, frozenset()) | {key}
        remarks = {(id, "" if key == "*" else key): told for (id, key), told in asked.remarks.items()}
        side = ""
        async with self._saving:
            while True:
                try:
                    take = partial(reviewing.accept, remarks=remarks, decide=syncing.keep(side), pause=self._pause)
                    done = await asyncio.to_thread(take, self.workspace, asked.contribution, wanted)
                except reviewing.AcceptConflict as conflict:
                    side = await self._decide(conflict.tasks)
                    continue
                except TrackerError as error:
                    self._refuse(error)
                    return
                break
        sender = asked.contribution.sender
        told = say_count(
            "{count} task of {sender} taken over",
            "{count} tasks of {sender} taken over",
            len(done.taken),
            sender=sender,
        )
        self._say(told)
        self.load()
        self.read_inbox()

    async def _decide(self, tasks: Sequence[TaskConflict]) -> str:
        """Ask which side is kept of the fields both sides changed; return what ``syncing.keep`` is told."""
        words, parts = self.words, []
        register = self._view.plan.register if self._view is not None else Register()
        for task in tasks:
            for each in task.conflicts:
                parts.append(f"{task.id} · {words(each.field.title)}")
                shown = ((say("before"), each.base), (say("yours"), each.ours), (say("theirs"), each.theirs))
                parts += [f"  {words(name)}: {words.field_text(value, register)}" for name, value in shown]
        title = words(say("Both sides changed the same fields."))
        keys = words(say("Enter: keep yours · Esc: take theirs"))
        return "mine" if await self.push_screen_wait(Question(title, "\n".join(parts), keys)) else "theirs"

    @on(ReturnRequested)
    def _return_requested(self, event: ReturnRequested) -> None:
        self.give_back(event)

    @work(group="write")
    async def give_back(self, asked: ReturnRequested) -> None:
        """Return a whole report with its remark."""
        try:
            send = partial(reviewing.give_back, remark=asked.remark)
            await asyncio.to_thread(send, self.workspace, asked.contribution)
        except TrackerError as error:
            self._refuse(error)
            return
        self._say(say("the report of {sender} was returned.", sender=asked.contribution.sender))
        self.read_inbox()

    def _pause(self, turn: int) -> None:
        """Wait before another try, but not once the app ends."""
        self._leaving.wait(min(3.0, 0.1 * 2**turn))

    @on(SyncRequested)
    def _sync_requested(self) -> None:
        if self._is_syncing:
            self._stops.set()
            self._say(say("sync stops; nothing is changed by it."))
            return
        self._is_syncing = True
        self._stops.clear()
        self._say(say("speaking to the common copy …"))
        self.sync()

    # not behind the lock of the writes: a slow server must not keep an edit from being saved
    @work(group="sync")
    async def sync(self) -> None:
        """Bring in what others changed, and say in words what came."""
        side = ""
        try:
            while True:
                try:
                    ask = partial(
                        syncing.sync, send=None, pause=self._pause, decide=syncing.keep(side), stops=self._stops.is_set
                    )
                    done = await asyncio.to_thread(ask, self.workspace)
                except syncing.SyncConflict as conflict:
                    if conflict.paths:
                        raise
                    side = await self._decide(conflict.tasks)
                    continue
                break
        except syncing.Stopped:
            return
        except TrackerError as error:
            self._refuse(error)
            return
        finally:
            self._is_syncing = False
        self._say(
            say(
                "{incoming} · {sent}",
                incoming=say_count("{count} task came in", "{count} tasks came in", len(done.incoming)),
                sent=say_count("{count} edit sent", "{count} edits sent", done.sent),
            )
        )
        for answer in done.answers:
            tell(
                self,
                answer.words,
                title=self.words(say("answer of {person}, {day}:", person=answer.author, day=answer.when.date())),
            )
        self.load()

    @on(ChangesRequested)
    def _changes_requested(self) -> None:
        if self._view is not None:
            self.read_changes(self._view.plan)

    @work(thread=True, exclusive=True, group="changes")
    def read_changes(self, plan: Plan) -> None:
        """Read when each record was changed last, and tell the pages that are open."""
        worker = get_current_worker()
        try:
            changes = self.workspace.last_changes(plan)
        except TrackerError as error:
            self.call_from_thread(self._refuse, error)
            return
        if not worker.is_cancelled:
            self.call_from_thread(self._show_changes, changes)

    def _show_changes(self, changes: Changes) -> None:
        for each in self.screen_stack:
            if isinstance(each, PageScreen):
                each.show_changes(changes)

    @on(TaskChosen)
    async def _task_chosen(self, event: TaskChosen) -> None:
        """Go back to the main screen and open a task there."""
        await self._leave_places()
        self.main.go_to(event.id, event.field)

    # What the person prefers

    @on(LayoutChosen)
    def _layout_chosen(self, event: LayoutChosen) -> None:
        self.keep_preference(lambda held: replace(held, columns=event.columns, sort=event.sort))

    @on(ViewKept)
    def _view_kept(self, event: ViewKept) -> None:
        self._say(say("the query is kept as {name}; 3 shows the saved views.", name=event.view.name))
        self.keep_preference(lambda held: replace(held, views=with_view(held.views, event.view)))

    @work(group="preferences")
    async def keep_preference(self, change: Change) -> None:
        """Keep a preference of the person, on disk where there is a place for it, and show what it changes."""
        self._preferences = change(self._preferences)
        self.main.prefer(self._preferences)
        if self._prefer is not None:
            try:
                await asyncio.to_thread(self._prefer, change)
            except TrackerError as error:
                self._refuse(error)

    async def _go_to(self, place: Place) -> None:
        if place not in self.screen_stack:
            await self.push_screen(place)
        while self.screen is not place:
            await self.pop_screen()
        if self._view is not None:
            place.show_plan(self._view)

    async def _leave_places(self) -> None:
        while isinstance(self.screen, Place):
            await self.pop_screen()

    # Numbers, and the plan as it stood

    @property
    def _past_plan(self) -> Plan | None:
        """The plan shown, where it is shown as it stood."""
        return self._view.plan if self._view is not None and self._view.plan.as_of is not None else None

    @on(NumbersRequested)
    async def _numbers_requested(self) -> None:
        if self._view is not None:
            await self._go_to(self._numbers)
            self.count(self._view)

    @work(thread=True, exclusive=True, group="place")
    def count(self, view: PlanView) -> None:
        """Count the plan, its history included, and show the numbers."""
        self._read_for(lambda: statistics(view, self.words, self.workspace.timeline(view)), self._show_numbers, view)

    def _show_numbers(self, view: PlanView, found: Statistics) -> None:
        if self._is_shown:
            self._numbers.show_numbers(view, found)

    @on(PastRequested)
    async def _past_requested(self) -> None:
        if self._view is not None:
            await self._go_to(self._past)
            self.find_stops(self._view)

    @work(thread=True, exclusive=True, group="place")
    def find_stops(self, view: PlanView) -> None:
        """Find the points at which the plan can be seen as it stood, and show them."""
        self._read_for(lambda: self.workspace.stops(view.plan.settings), self._show_stops, view)

    def _show_stops(self, view: PlanView, stops: Stops) -> None:
        if self._is_shown:
            self._past.show_stops(view, stops)

    @on(PointChosen)
    async def _point_chosen(self, event: PointChosen) -> None:
        """Show the plan as it stood at the point, read only; or as it stands."""
        self._at = event.point
        await self._leave_places()
        self.load()

    @on(ComparisonRequested)
    def _comparison_requested(self, event: ComparisonRequested) -> None:
        if self._view is not None:
            self.compare_with(event.point, self._view)

    @work(thread=True, exclusive=True, group="place")
    def compare_with(self, point: str, view: PlanView) -> None:
        """Compare the plan as it stood at a point with the plan shown, and show what happened."""
        self._read_for(lambda: compare(self.workspace.unchecked(at=point), view), self._show_comparison, view)

    async def _show_comparison(self, _view: PlanView, found: Comparison) -> None:
        if self._is_shown:
            await self._go_to(self._changes)
            self._changes.show_changes(found)

    def _read_for(self, read: Callable[[], Found], show: Callable[[PlanView, Found], object], view: PlanView) -> None:
        """Read something for a place in the background, and show it, or why it cannot be read."""
        worker = get_current_worker()
        try:
            found = read()
        except TrackerError as error:
            self.call_from_thread(self._refuse, error)
            return
        if not worker.is_cancelled:
            self.call_from_thread(show, view, found)

    # Writing: one after the other, in the order asked for

    @on(EditRequested)
    def _edit_requested(self, event: EditRequested) -> None:
        self._asked.append(event)
        self.save(event)

    # never exclusive: a cancelled write is a lost edit
    @work(group="write")
    async def save(self, asked: EditRequested) -> None:
        """Save an edit as one commit, and say what was committed and how to undo it."""
        async with self._saving:
            self._asked.remove(asked)
            try:
                saved = await self._apply(asked)
            except EditConflict as conflict:
                await self._settle(conflict, asked.edit)
                return
            except IdentityMissing:
                return
            except TrackerError as error:
                self._refuse(error)
                return
            for later in self._asked:
                if later.id == asked.id:
                    later.edit = after_own(later.edit, asked.edit)
            if self._is_shown:
                self.main.saved(asked.id, asked.edit)
            if saved is None:
                self._say(say("{id} already says so; there is nothing to commit.", id=asked.id))
            else:
                self._say_saved(saved)
            self.load()

    async def _apply(self, asked: EditRequested) -> Saved | None:
        return await self._introduced(partial(self.workspace.apply, asked.id, asked.edit))

    async def _introduced(self, save: Callable[[], Saved | None]) -> Saved | None:
        """Save; where nobody has said who is working here, ask and go on."""
        while True:
            try:
                return await asyncio.to_thread(save)
            except IdentityMissing:
                if not await self._introduce():
                    raise

    @on(BulkRequested)
    def _bulk_requested(self, event: BulkRequested) -> None:
        self.save_several(event)

    @work(group="write")
    async def save_several(self, asked: BulkRequested) -> None:
        """Save an edit of several tasks as one commit."""
        async with self._saving:
            try:
                saved = await self._introduced(partial(self.workspace.apply_all, asked.edits, reason=asked.reason))
            except IdentityMissing:
                return
            except EditConflict as conflict:
                await self._tell_conflicts(conflict)
                self.load()
                return
            except TrackerError as error:
                self._refuse(error)
                return
            if self._is_shown:
                self.main.bulk_saved()
            if saved is not None:
                self._say_saved(saved)
            self.load()

    @on(RawRequested)
    def _raw_requested(self, event: RawRequested) -> None:
        self.edit_raw(event.id)

    @work(group="write")
    async def edit_raw(self, id: str) -> None:
        """Give the text of a record to the person's own editor, and save what they made of it as one commit."""
        async with self._saving:
            try:
                raw = await asyncio.to_thread(RawEdit.begin, self.workspace, self._drafts, os.environ, id)
                if raw.is_resumed and not await self._goes_on():
                    raw.restart()
                while not await self._edit_once(raw):
                    pass
            except TrackerError as error:
                self._refuse(error)
            except SuspendNotSupported:
                self._say(say("this terminal cannot be lent to another program; use tracker edit."))

    async def _goes_on(self) -> bool:
        title = self.words(say("Your text of this record from last time was not saved."))
        keys = self.words(say("Enter: go on with it · Esc: begin from the record as it stands"))
        return await self.push_screen_wait(Question(title, "", keys))

    async def _edit_once(self, raw: RawEdit) -> bool:
        """Let the person edit the text and save it; tell whether that is over."""
        with self.suspend():
            raw.edit()
        if not raw.is_changed:
            raw.forget()
            self._say(say("the record stays as it is."))
            return True
        raw.keep(datetime.now(UTC))
        try:
            saved = await self._introduced(raw.save)
        except EditConflict as conflict:
            await self._tell_conflicts(conflict)
            return not await self._again(conflict)
        except IdentityMissing:
            return True
        except TrackerError as error:
            return not await self._again(error)
        raw.forget()
        if saved is not None:
            self._say_saved(saved)
        self.load()
        return True

    async def _again(self, error: TrackerError) -> bool:
        """Ask whether the person edits again what cannot be saved as it is; their text is kept in any case."""
        hint = self.words(error.hint) if error.hint is not None else ""
        keys = self.words(say("Enter: edit it again · Esc: leave it; the text is kept as a draft"))
        return await self.push_screen_wait(Question(self.words(error.message), hint, keys))

    async def _tell_conflicts(self, conflict: EditConflict) -> None:
        """Show both values of every field of several tasks that changed underneath."""
        if self._view is None:
            return
        words, register = self.words, self._view.plan.register
        lines = []
        for id, found in conflict.by_task:
            for each in found:
                lines.append(f"{id} · {words(each.field.title)}")
                lines.append(f"  {words(say('as you saw it'))}: {words.field_text(each.old, register)}")
                lines.append(f"  {words(say('as it is now'))}: {words.field_text(each.new, register)}")
        title = words(say("Tasks changed in the meantime; nothing was written."))
        await self.push_screen_wait(Question(title, "\n".join(lines), words(say("Enter or Esc: look again"))))

    @on(UndoRequested)
    def _undo_requested(self, event: UndoRequested) -> None:
        self.step(again=event.again)

    @work(group="write")
    async def step(self, *, again: bool) -> None:
        """Put back the last edit, or make again what was put back last, after the person has seen which."""
        async with self._saving:
            words, workspace = self.words, self.workspace
            try:
                last = await asyncio.to_thread(workspace.last_undone if again else workspace.last_edit)
                title = words(say("Make this edit again?") if again else say("Put back your last edit?"))
                keys = words(say("Enter: yes, as a new commit · L or F8: your last edits · Esc: no"))
                answer = await self.push_screen_wait(StepQuestion(title, last.subject, keys))
                if answer == "list":
                    self.post_message(StepsRequested(self.main.selected))
                if answer != "yes":
                    return
                walk = Walk(commits=(last.commit,), again=again, task=None)
                await self._walk(walk)
            except TrackerError as error:
                self._refuse(error)

    @on(StepsRequested)
    def _steps_requested(self, event: StepsRequested) -> None:
        self.choose_step(event.id)

    @work(group="write")
    async def choose_step(self, id: str) -> None:
        """Show the last edits and go to the one chosen, step by step."""
        async with self._saving:
            view = self._view
            if view is None:
                return
            try:
                steps = await asyncio.to_thread(self.workspace.steps)
                zone = ZoneInfo(view.plan.settings.time_zone)
                task = id if id in view.plan.by_id else None
                walk = await self.push_screen_wait(StepsDialog(self.words, steps, task, zone))
                if walk is not None:
                    await self._walk(walk)
            except TrackerError as error:
                self._refuse(error)

    async def _walk(self, walk: Walk) -> None:
        """Take the steps one after the other, each as a commit; what cannot be taken ends the walk."""
        go = self.workspace.redo if walk.again else self.workspace.undo
        saved: Saved | None = None
        try:
            for commit in walk.commits:
                saved = await asyncio.to_thread(partial(go, walk.task, asked=commit))
        finally:
            if saved is not None:
                self._ran.add("undone")
                tell(self, f"{saved.sentence} · {saved.commit[:9]}", title=self.words(say("saved")))
                self.load(saved.id)

    async def _settle(self, conflict: EditConflict, edit: Edit) -> None:
        """Show both values of what changed underneath; keep mine on the new base, or take what stands there."""
        if self._view is None:
            return
        wanted = {wish.field.key: wish.value for wish in edit.wishes}
        lines = [ConflictLine(change=each, wanted=wanted[each.field.key]) for each in conflict.conflicts]
        dialog = ConflictDialog(self.words, self._view.plan.register, conflict.id, lines)
        keeps = await self.push_screen_wait(dialog)
        self.main.rebase(conflict.id, conflict.conflicts, keeps=keeps)
        self.load(conflict.id)

    async def _introduce(self) -> bool:
        """Ask who is working here, and keep it for this repository."""
        person = await self.push_screen_wait(IdentityDialog(self.words))
        if person is None:
            return False
        try:
            await asyncio.to_thread(self.workspace.introduce, Identity(person.name, person.email))
        except TrackerError as error:
            self._refuse(error)
            return False
        return True

    # Saying

    def _say(self, message: Message) -> None:
        tell(self, self.words(message))

    @on(Swallowed)
    def _swallowed(self, event: Swallowed) -> None:
        count = say_count(
            "{count} key that came after it was not used", "{count} keys that came after it were not used", event.keys
        )
        self._say(count)

    async def _leave_with(self, result: int) -> None:
        """Keep what is unsaved and leave, once a screen asked for a moment ago is there: half made it would fail."""
        self._has_left = True
        there = asyncio.Event()
        if self.screen.call_after_refresh(there.set):
            with suppress(TimeoutError):  # a screen that is going away never answers
                await asyncio.wait_for(there.wait(), LEAVING_SECONDS)
        self.keep_unsaved()
        self.exit(result)

    def exit(self, result: int | None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; keys that were typed ahead are for nobody."""
        self._has_left = True
        super().exit(result, return_code, message)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; nothing is typed or clicked into an app that is being left, where nothing can be shown."""
        if not (self._has_left and isinstance(event, events.InputEvent)):
            await super().on_event(event)

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; where it cannot be done now, say why instead of doing nothing."""
        if self._has_left:
            return True
        target, name, _ = parse(action) if isinstance(action, str) else action
        if await super().run_action(action, default_namespace, namespaces):
            self._ran.add(name)
            return True
        node = default_namespace if not target else self if target == "app" else None
        reason = why_not(node, name)
        if reason is None:
            return False
        self._say_not_now(reason)
        return True

    def _say_not_now(self, reason: Message) -> None:
        tell(self, self.words(reason), title=self.words(say("not now")), severity="warning", timeout=4)

    def _say_saved(self, saved: Saved) -> None:
        self._ran.add("saved")
        how = self.words(say("u puts it back"))
        tell(self, f"{saved.sentence} · {saved.commit[:9]} · {how}", title=self.words(say("saved")))

    def _refuse(self, error: TrackerError) -> None:
        hint = f"\n{self.words(error.hint)}" if error.hint is not None else ""
        tell(self, self.words(error.message) + hint, title=self.words(say("not done")), severity="error", timeout=12)

    # Drafts

    @on(DraftChanged)
    def _draft_changed(self, event: DraftChanged) -> None:
        draft = Draft(
            repository=str(self.workspace.folder.root),
            task=event.id,
            field=event.field.key,
            text=event.text or "",
            base="",
            base_value=write_value(event.field, event.seen),
            saved_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        if event.text is None:
            self._unsaved.pop(draft.key, None)
            self._dirty[draft.key] = None
        else:
            self._unsaved[draft.key] = draft
            self._dirty[draft.key] = draft

    def keep_unsaved(self) -> None:
        """Write all that is unsaved to disk, with the keys no message has told of yet."""
        if self._is_shown:
            for each in self.main.unsaved:
                self._draft_changed(each)
        self.flush_drafts()

    def flush_drafts(self) -> None:
        """Write what is unsaved to disk, and take away the drafts of what was saved."""
        dirty, self._dirty = self._dirty, {}
        for key, draft in dirty.items():
            try:
                if draft is None:
                    self._drafts.discard(key)
                else:
                    self._drafts.save(draft)
            except OSError as error:
                self._dirty.setdefault(key, draft)
                self._say(say("the draft cannot be kept: {reason}", reason=str(error)))
                return

    def _offer_drafts(self, view: PlanView) -> None:
        root = str(self.workspace.folder.root)
        found = [
            each
            for each in self._drafts.all()
            if each.repository == root and each.field in FIELD_BY_KEY and each.task in view.plan.by_id
        ]
        if found:
            self.take_up(found, view)

    @work(group="drafts")
    async def take_up(self, drafts: list[Draft], view: PlanView) -> None:
        """Offer the drafts, and take each up, drop it or keep it as the person says."""
        lines = [self._draft_line(each, view.plan) for each in drafts]
        fates = await self.push_screen_wait(DraftsDialog(self.words, lines))
        if fates is None:
            return
        by_task: dict[str, dict[str, tuple[str, FieldValue]]] = {}
        for each in drafts:
            if fates[each.key] is DraftFate.DROP:
                self._drafts.discard(each.key)
            elif fates[each.key] is DraftFate.TAKE:
                by_task.setdefault(each.task, {})[each.field] = (
                    each.text,
                    self._draft_value(each, each.base_value, view.plan),
                )
                self._unsaved[each.key] = each
        for id, texts in by_task.items():
            self.main.restore(id, texts)
            self.main.select(id)

    def _draft_value(self, draft: Draft, text: str, plan: Plan) -> FieldValue:
        """Return the value a text of the draft stands for; None where it cannot be read."""
        field = FIELD_BY_KEY[draft.field]
        try:
            return read_value(
                field,
                text,
                year=plan.settings.year,
                register=plan.register,
                name=self.words.name,
                held=field.value(plan.task(draft.task)),
            )
        except TrackerError:
            return None

    def _draft_line(self, draft: Draft, plan: Plan) -> DraftLine:
        field = FIELD_BY_KEY[draft.field]
        day = datetime.fromisoformat(draft.saved_at).astimezone().date()
        now = field.value(plan.task(draft.task))
        seen, typed = (self._draft_value(draft, text, plan) for text in (draft.base_value, draft.text))
        is_text = field.kind in (FieldKind.TEXT, FieldKind.LINES) or typed is None
        return DraftLine(
            key=draft.key,
            label=f"{draft.task} · {self.words(field.title)} · {date_text(day)}",
            typed=draft.text if is_text else self.words.field_text(typed, plan.register),
            seen=self.words.field_text(now if seen == now else seen, plan.register),
            stands=self.words.field_text(now, plan.register),
        )

    # Commands of every screen

    def action_help(self) -> None:
        """Show the keys and the marks."""
        marks = [(mark, self.words.name(status)) for status, mark in STATUS_MARKS.items()]
        marks += [
            (LATE, self.words(say("late: overdue, or done late"))),
            (SOON, self.words(say("due soon"))),
            (SILENT, self.words(say("no report yet"))),
            (PROBLEM, self.words(say("the check has found something; the sheet says what"))),
            (PENDING, self.words(say("unsaved changes"))),
        ]
        self.push_screen(Help(self.words, scope_of(self.screen), entries(self, self.keys), marks))

    @work(group="palette", exclusive=True)
    async def action_palette(self) -> None:
        """Find a command by name and run it."""
        chosen = await self.push_screen_wait(Palette(self.words, entries(self, self.keys)))
        if chosen is None:
            return
        if chosen.node is not None:
            await self.run_action(chosen.command.action, chosen.node)
        elif chosen.reason is not None:
            self._say_not_now(chosen.reason)

    # The first start, and the tour

    def _begin(self, state: RepositoryState) -> None:
        """Take the tour where it was asked for; ask a person who starts the first time who they are, and offer it."""
        if self._start is Start.TOUR:
            self._begin_tour()
        elif self._start is Start.FIRST:
            self.greet(state)

    @work(group="greet")
    async def greet(self, state: RepositoryState) -> None:
        """Ask once who is working here where git does not know, and tell of the tour; either may be passed over."""
        self.keep_preference(lambda held: replace(held, greeted=True))
        if state.situation == "identity":
            await self._introduce()
        key = key_names(self.keys.of(COMMAND_BY_ID["app.tour"]))
        text = say("Is this your first time here? {key} takes a tour of three minutes, on a demo plan.", key=key)
        tell(self, self.words(text), title=self.words(say("welcome")), timeout=20)

    def action_tour(self) -> None:
        """End the tour, begin it in a demo, or ask to leave for one."""
        if self._tour is not None:
            self._end_tour()
        elif self._start in (Start.DEMO, Start.TOUR):
            self._begin_tour()
        else:
            self.leave_for_tour()

    @work(group="leave", exclusive=True)
    async def leave_for_tour(self) -> None:
        """Leave for the tour once the person has agreed; it opens on a demo plan, and this one opens again after it."""
        title = self.words(say("Take the tour of three minutes?"))
        text = self.words(say("It runs on a demo plan, a throw-away copy; then this plan opens again."))
        keys = self.words(say("Enter: yes · Esc: no"))
        if await self.push_screen_wait(Question(title, text, keys)):
            async with self._saving:
                await self._leave_with(TOUR_WANTED)

    def _begin_tour(self) -> None:
        self._ran.clear()
        self._tour = TourPanel(self.words, lambda named: key_name(self.keys.of(COMMAND_BY_ID[named])[0]))
        self.main.mount(self._tour)
        self._tour.show(0)
        self._looking = self.set_interval(TOUR_SECONDS, self._look_on)

    def _look_on(self) -> None:
        """Go on to the next step of the tour where this one is done."""
        panel = self._tour
        if panel is None or not self._is_shown:
            return
        navigator, sheet = self.main.query_one(Navigator), self.main.query_one(Sheet)
        sight = Sight(
            mode=navigator.mode,
            chosen=navigator.key,
            sought=self.main.query_one("#search", OrderedInput).value,
            is_reading=self.main.has_class("-reading"),
            is_editing=sheet.editing is not None,
            has_unsaved=bool(sheet.pending),
            done=frozenset(self._ran),
        )
        step = following(panel.step, sight)
        if step != panel.step:
            self._ran.clear()
            panel.show(step)

    def _end_tour(self) -> None:
        if self._tour is not None:
            self._looking.stop()
            self._tour.remove()
            self._tour = None
            self._say(say("the tour is over; it can be taken again at any time"))

    def action_theme(self) -> None:
        """Take the next theme, and keep it."""
        names = list(THEME_NAMES)
        following = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else DARK
        self.theme = following
        self._say(say("colours: {theme}", theme=THEME_NAMES[following]))
        self.keep_preference(lambda held: replace(held, theme=following))

    def action_marks(self) -> None:
        """Draw with plain characters, or with all of them again, and keep it."""
        plain = not self._glyphs.enabled
        self._glyphs = PlainGlyphs(Glyphs.ASCII_MARKS if plain else Glyphs.ALL)
        self.refresh_css(animate=False)
        self._say(say("plain marks and lines") if plain else say("all marks and lines"))
        self.keep_preference(lambda held: replace(held, ascii=plain))

    def why_not(self, action: str) -> Message | None:
        """Return why a command of every screen cannot be done now."""
        if action == "theme" and self.no_color:
            return say("NO_COLOR asks for no colours")
        return None

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Leave; unsaved text is kept as a draft and the person is told so."""
        async with self._saving:  # what is being saved is not unsaved
            pass
        unsaved = len({each.id for each in self.main.unsaved})
        if unsaved:
            title = self.words(
                say_count("{count} task has unsaved changes", "{count} tasks have unsaved changes", unsaved)
            )
            text = self.words(say("They are kept as drafts and offered at the next start."))
            keys = self.words(say("Enter: leave · Esc: stay"))
            if not await self.push_screen_wait(Question(title, text, keys)):
                return
        async with self._saving:
            await self._leave_with(0)

    async def action_quit(self) -> None:
        """Leave as on any other key; Textual's own binding of Ctrl+Q acts before that of a screen."""
        self.action_leave()


def after_own(edit: Edit, saved: Edit) -> Edit:
    """Return an edit asked for before an earlier one of the same person was saved: what that wrote has been seen."""
    own = {wish.field.key: wish for wish in saved.wishes}
    wishes = (
        replace(wish, seen=own[key].value) if (key := wish.field.key) in own and wish.seen == own[key].seen else wish
        for wish in edit.wishes
    )
    return replace(edit, wishes=tuple(wishes))


def run_app(
    workspace: Workspace,
    *,
    words: Words,
    environment: Mapping[str, str],
    make: Callable[..., TrackerApp] = TrackerApp,
    start: Start = Start.KNOWN,
) -> int:
    """Run the app in the terminal and return its exit code, ``TOUR_WANTED`` where it was left for the tour.

    A person who has not been greeted starts the first time, unless it is a demo.
    """
    path = preferences_path(environment)
    reading = read_preferences(path)
    keys = chosen_keys(named_keys(reading.preferences.keys))
    if start is Start.KNOWN and not reading.preferences.greeted and not reading.is_broken:
        start = Start.FIRST
    look, noticed = chosen_look(environment, reading.preferences)
    app = make(
        workspace,
        words=words,
        drafts=Drafts(state_folder(environment) / "drafts"),
        keys=keys,
        look=look,
        follows=True,
        preferences=reading.preferences,
        prefer=partial(change_preferences, path),
        start=start,
        told=(*reading.problems, *(each.message for each in keys.problems), *noticed),
    )
    left = app.run()
    if left == TOUR_WANTED:
        return TOUR_WANTED
    return app.return_code if app.return_code is not None else 1
