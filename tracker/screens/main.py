"""The main screen: navigator, table of tasks and the sheet of the selected one."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import get_current_worker

from tracker.plan.bulk import BulkAnswer
from tracker.plan.clash import Decisions
from tracker.plan.columns import COLUMN_BY_KEY, Sorting, sorted_rows
from tracker.plan.edit import Edit
from tracker.plan.fields import FIELD_BY_KEY, Field, FieldValue
from tracker.plan.history import HistoryEntry
from tracker.plan.kin import Kin
from tracker.plan.message import Message, say, say_count
from tracker.plan.names import AgencyId, TaskId, task_place
from tracker.plan.plan import BrokenRecord
from tracker.plan.preferences import Preferences
from tracker.plan.query import Filter, Query
from tracker.plan.rules import EVERYBODY, Actor
from tracker.plan.saved_view import SavedView
from tracker.plan.shown_view import ShownView
from tracker.plan.task import Task
from tracker.plan.view import PlanView, Role, TaskRow
from tracker.plan.why import explain, explain_broken, explain_group
from tracker.plan.words import Words
from tracker.screens.acting import Acting, answers_of, bindings, key_of, keys_of, spoken
from tracker.screens.choice import ChoiceDialog
from tracker.screens.commands import COMMANDS, Scope
from tracker.screens.dialogs import Question, ReasonDialog
from tracker.screens.explanation import Explanation
from tracker.screens.footer import CommandFooter
from tracker.screens.heading import Heading, Standing
from tracker.screens.inert import plain
from tracker.screens.layout import Layout
from tracker.screens.messages import (
    ALL_YEARS,
    BulkRequested,
    DraftChanged,
    DrawingRequested,
    EditRequested,
    HistoryRequested,
    LayoutChosen,
    NextYearRequested,
    NumbersRequested,
    PastRequested,
    PlaceRequested,
    PlanRequested,
    RawRequested,
    ReloadRequested,
    ResolveRequested,
    StepsRequested,
    SyncRequested,
    UndoRequested,
    ViewDropped,
    ViewKept,
)
from tracker.screens.navigator import AGENCIES, AREAS, EVERYTHING, PERIODS, VIEWS, Navigator
from tracker.screens.querybar import AT_ONCE, QueryBar
from tracker.screens.rows import USUAL, Column, Rows, columns, head_of
from tracker.screens.sheet import Sheet
from tracker.screens.smallest import TooSmall, classes_for
from tracker.screens.table import TaskTable

WIDE = 110
"""From this many columns on the sheet stands below the table; on less it takes its place."""

SHORT = 40
"""The most characters of a value that is dropped without a question."""

SHEET_SECONDS = 0.3
"""When a sheet that nobody sees is laid out: after the first picture, before somebody wants to see it."""

CHANGING = frozenset(each.action.partition("(")[0] for each in COMMANDS if each.changes)
"""The actions that change the plan, which a read-only repository forbids."""


class MainScreen(Acting, Screen[None]):
    """Walks a plan. It is given views and states, and asks for edits by messages."""

    SCOPE = Scope.MAIN
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.MAIN)

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.words = words
        self.view: PlanView | None = None
        self.read_only: Message | None = None
        self.filter = Filter()
        self.saved_view = ""
        self.table_layout = Layout(columns=USUAL)
        self.laid_out = asyncio.Event()
        """Set once there is a screen to show something on; what is told before is shown then."""
        self._preferences = Preferences()
        self._before: Callable[[], None] | None = None
        self._instead = ""
        self._asked = 0
        self._room = self._longest = 0
        self._has_size = False
        self._year_asked: int | None = None
        self._is_new_query = False

    def compose(self) -> ComposeResult:
        """Lay out the screen, what has nothing to say yet hidden."""
        self._fit(self.app.size.width)  # before there are widgets whose styles follow it
        self.update_classes(classes_for(*self.app.size))
        yield Heading(self.words)
        yield _hidden_line("banner")
        with Horizontal(id="body"):
            yield Navigator(self.words)
            with Vertical(id="work"):
                yield QueryBar(self.words)
                yield Static(id="caption", markup=False)
                yield TaskTable(id="tasks")
                yield Sheet(self.words)
        yield _hidden_line("save-bar")
        yield CommandFooter()
        yield TooSmall(self.words)

    def on_mount(self) -> None:
        """Show what was told before there was a screen to show it on."""
        self.laid_out.set()
        self.prefer(self._preferences)
        before, self._before = self._before, None
        if before is not None:
            before()
        self.set_timer(SHEET_SECONDS, self.query_one(Sheet).lay_out)

    def on_resize(self, event: events.Resize) -> None:
        """Lay the sheet below the table or in its place, by width."""
        self._has_size = True
        self._fit(event.size.width)
        self.query_one(Heading).show()
        if self.view is not None and self._room != self._room_now:
            self._fill()

    def _fit(self, columns: int) -> None:
        self.set_class(columns >= WIDE, "-wide")
        self.set_class(columns < WIDE, "-narrow")
        self.set_class(columns < 60, "-slim")

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings in force, their descriptions in words."""
        return spoken(super().active_bindings, self.words)

    # What the app tells

    def show_plan(
        self,
        view: PlanView,
        plan_words: Words,
        *,
        read_only: Message | None,
        way_out: Message | None,
        where: Standing,
        actor: Actor = EVERYBODY,
        today: date | None = None,
        years: tuple[int, ...] = (),
    ) -> None:
        """Show the plan as it stands, once the screen is there.

        ``read_only`` says why nothing can be saved and ``way_out`` what helps; ``where`` tells on which branch the
        work goes on, and which commits are only here or only there. ``plan_words`` are those of the plan's own
        language, in which history is written; ``actor`` is who the person is to the plan, ``today`` the day it is,
        and ``years`` are those there are plans of.
        """
        if not self.laid_out.is_set():
            self._before = partial(
                self.show_plan,
                view,
                plan_words,
                read_only=read_only,
                way_out=way_out,
                where=where,
                actor=actor,
                today=today,
                years=years,
            )
            return
        self._instead = _other_key(self.view, view, self.selected)
        self._year_asked = None
        self.view = view
        self.read_only = read_only
        sheet = self.query_one(Sheet)
        sheet.view = view
        sheet.plan_words = plan_words
        sheet.read_only = read_only
        sheet.actor = actor
        sheet.current_day = today
        sheet.names_year = len(view.years) > 1
        banner = self.query_one("#banner", Static)
        banner.display = read_only is not None
        if read_only is not None:
            hint = f" · {self.words(way_out)}" if way_out is not None else ""
            banner.update(plain(f"{self.words(say('read only'))}: {self.words(read_only)}{hint}"))
        self.query_one(Heading).show(view, where)
        self.query_one(QueryBar).show(view)
        self.query_one(Navigator).years = years
        self.query_one(Navigator).show(view)
        self._fill()

    def show_checked(self, view: PlanView) -> None:
        """Show what the check has found in the plan that is shown."""
        self.view = view
        self.query_one(Sheet).view = view
        self.query_one(QueryBar).view = view
        self.query_one(Navigator).view = view
        self._fill(is_same=True)

    def show_history(self, id: str, entries: tuple[HistoryEntry, ...]) -> None:
        """Show the history of a task on its sheet."""
        self.query_one(Sheet).show_history(id, entries)

    def show_kin(self, id: str, kin: Kin) -> None:
        """Name on the sheet of a task those of other plans it comes from or goes on as."""
        self.query_one(Sheet).show_kin(id, kin)

    def saved(self, id: str, edit: Edit) -> None:
        """Forget the changes of a task that were saved."""
        self.query_one(Sheet).settle(id, edit)

    def decided(self, decisions: Decisions) -> None:
        """Take what was decided about unsaved fields whose base moved."""
        self.query_one(Sheet).take_decisions(decisions)

    def restore(self, id: str, texts: Mapping[str, tuple[str, FieldValue]]) -> None:
        """Take up the drafts of a task."""
        self.query_one(Sheet).restore(id, texts)
        self._fill()

    def select(self, id: str) -> None:
        """Put the cursor on a task, if it is shown."""
        self.query_one(TaskTable).go_to(id)

    def go_to(self, id: str, field: str = "") -> None:
        """Open the sheet of a task, or of a broken record by its path, at a field where one is named."""
        if id not in self.query_one(TaskTable).keys:
            self.query_one(QueryBar).clear(tells=False)  # told later, it would put the cursor on the first task
            self.query_one(Navigator).switch(AREAS)
            self.query_one(Navigator).choose(EVERYTHING)
            self.filter, self.saved_view = Filter(), ""
            self._fill()
        self.select(id)
        self._show_selected()
        self.action_open()
        if field:
            self.query_one(Sheet).go_to(field)

    # Showing

    @on(Navigator.Chosen)
    def _chosen(self, event: Navigator.Chosen) -> None:
        event.stop()
        before = self.filter
        was_saved, self.saved_view = self.saved_view, ""
        self.filter = Filter()
        if event.mode in (VIEWS, PERIODS):
            self.saved_view = event.key
        elif event.mode == AREAS:
            self.filter = Filter(area=event.key)
        else:
            self.filter = Filter(agency=AgencyId(event.key))
        if self.filter != before or was_saved or self.saved_view:
            self._fill()

    @on(Navigator.Entered)
    def _entered(self, event: Navigator.Entered) -> None:
        event.stop()
        self.query_one(TaskTable).focus()

    def _fill(self, *, is_same: bool = False) -> None:
        """Fill the table; ``is_same`` tells that the plan is the one shown, so that no history has to be read."""
        view = self.view
        if view is None or not self._has_size:
            return
        self._asked += 1
        find = partial(_found, self._query(view), self.table_layout.sort, view)
        if len(view.rows) <= AT_ONCE or not self.query_one(QueryBar).query_asked.is_search:
            self._show_rows(view, find(), is_same=is_same)
        else:
            show = partial(self._show_found, self._asked, view, is_same=is_same)
            self.run_worker(partial(self._find_aside, find, show), group="rows", exclusive=True, thread=True)

    def _find_aside(self, find: "partial[tuple[TaskRow, ...]]", show: Callable[[tuple[TaskRow, ...]], None]) -> None:
        worker = get_current_worker()
        found = find()
        if not worker.is_cancelled:
            self.app.call_from_thread(show, found)

    def _show_found(self, asked: int, view: PlanView, rows: tuple[TaskRow, ...], *, is_same: bool) -> None:
        """Show what was found in the background, unless something else has been asked for since."""
        if asked == self._asked:
            self._show_rows(view, rows, is_same=is_same)

    def _query(self, view: PlanView) -> Query:
        """Return what is asked for: what the navigator is on, narrowed by what is typed."""
        saved = self._saved
        place = self.filter.query(view) if saved is None or saved.query is None else saved.query
        return place.narrowed(self.query_one(QueryBar).query_asked)

    @property
    def _saved(self) -> ShownView | None:
        """The saved view that is shown."""
        return self.query_one(Navigator).shown.get(self.saved_view) if self.saved_view else None

    def _show_rows(self, view: PlanView, rows: tuple[TaskRow, ...], *, is_same: bool) -> None:
        table = self.query_one(TaskTable)
        self._room = self._room_now
        self._longest = max((len(row.task.number) for row in rows), default=0)
        drawn = Rows(
            words=self.words,
            view=view,
            columns=self._fitting(self.table_layout),
            agency=self.filter.agency,
            is_pending=self.query_one(Sheet).is_unsaved,
        )
        broken = [each.path for each in self._broken()]
        table.tell_head = self._tell_head
        table.told_empty = plain(self.words(self._why_empty()))
        table.can_mark = view.row_by_id.__contains__
        table.show(drawn.heads(), [*broken, *(row.task.id for row in rows)], drawn.draw, self._instead)
        if self._is_new_query:
            self._is_new_query = False
            table.action_first()
        self._say_caption(len(rows))
        self._show_selected(is_same=is_same)

    def _fitting(self, layout: Layout) -> tuple[Column, ...]:
        """Return the columns of a layout that there is room for; where several plans are shown, the year before all."""
        if self.view is not None and len(self.view.years) > 1:
            layout = replace(layout, columns=tuple(dict.fromkeys(("year", *layout.columns))))
        return columns(self._room, self._longest, layout)

    @property
    def _room_now(self) -> int:
        """The cells there are for a row of the table."""
        return max(30, self.query_one(TaskTable).room or self.app.size.width - 27)

    def _why_empty(self) -> Message:
        """Return what a table without a row says."""
        if self.query_one(QueryBar).query_asked.is_everything:
            return say("no task stands here")
        return say("nothing matches; {key} leaves the query", key=key_of(self, "main.back"))

    def _broken(self) -> tuple[BrokenRecord, ...]:
        view = self.view
        if view is None or self.filter.agency or self.saved_view:
            return ()
        if not self.query_one(QueryBar).query_asked.is_everything:
            return ()
        area = view.plan.settings.area(self.filter.area)
        if area is None:
            return view.plan.broken
        return tuple(each for each in view.plan.broken if f"-{area.slug}/" in each.path)

    def _say_caption(self, shown: int) -> None:
        view = self.view
        if view is None:
            return
        words = self.words
        title, role = self._title(view)
        count = words(say("{shown} of {total} tasks", shown=shown, total=len(view.rows) + view.plan.unread))
        if view.plan.broken:
            unread = say_count("{count} record cannot be read", "{count} records cannot be read", len(view.plan.broken))
            count += " · " + words(unread)
        if marked := len(self.query_one(TaskTable).marked):
            count += " · " + words(say_count("{count} marked", "{count} marked", marked))
        count += "".join(f" · {words(each)}" for each in self._unseen())
        query = self.query_one(QueryBar).query_asked
        sought = "" if query.is_everything else f" · “{query.written(view.plan.register, words.language)}”"
        caption = self.query_one("#caption", Static)
        shown_title = plain(title)
        rest = plain(f"{role}{sought} · {count}")
        room = max(8, (caption.content_size.width or self.app.size.width - 27) - rest.cell_length)
        if shown_title.cell_length > room:
            shown_title = shown_title.truncate(room, ellipsis=True)
        caption.update(Content.assemble(shown_title, rest), layout=False)

    def _unseen(self) -> list[Message]:
        """Return what the heads of the table cannot say: the order, where its column is not shown, and lack of room."""
        layout, fitting = self.table_layout, {each.key for each in self._fitting(self.table_layout)}
        told = [
            say("by {column} {mark}", column=COLUMN_BY_KEY[each.key].title, mark=layout.mark(each.key))
            for each in layout.sort
            if each.key not in fitting
        ]
        missed = len(set(layout.columns) - fitting)
        if missed and layout.columns != USUAL:
            told.append(say_count("{count} column has no room", "{count} columns have no room", missed))
        return told

    def _title(self, view: PlanView) -> tuple[str, str]:
        """Return the name of what the navigator is on, and what there is to say beside it."""
        words, saved = self.words, self._saved
        if saved is not None:
            return saved.name, f" · {words(saved.problem)}" if saved.problem is not None else ""
        if self.filter.area:
            return next((each.title for each in view.areas if each.key == self.filter.area), self.filter.area), ""
        if self.filter.agency:
            parts = view.parts_by_agency.get(self.filter.agency, {})
            leads = sum(any(each.role is Role.LEAD and not each.through for each in held) for held in parts.values())
            return view.plan.register.name(self.filter.agency), f" · {words(say('leads {count}', count=leads))}"
        return words(say("Everything")), ""

    @on(TaskTable.MarksChanged)
    def _marks_changed(self) -> None:
        self._fill(is_same=True)

    @property
    def selected(self) -> str:
        """The task, or the path of the broken record, under the cursor of the table; empty where there is none."""
        return self.query_one(TaskTable).key

    @on(TaskTable.RowHighlighted)
    def _row_highlighted(self, event: TaskTable.RowHighlighted) -> None:
        event.stop()
        self._show_selected()

    def _show_selected(self, *, is_same: bool = False) -> None:
        view = self.view
        if view is None:
            return
        sheet = self.query_one(Sheet)
        selected = self.selected
        row = view.row_by_id.get(TaskId(selected))
        broken = view.broken_by_path.get(selected)
        sheet.set_class(row is None and broken is None, "-hidden")
        if row is not None:
            sheet.show(view.of(row.task.id), row, is_seen=self._sees_sheet)
            if self._sees_sheet and not is_same:
                self.post_message(HistoryRequested(row.task.id))
        elif broken is not None:
            sheet.show_broken(broken)
        else:
            sheet.show_nothing()
        self._say_pending()

    @property
    def _sees_sheet(self) -> bool:
        """Whether the sheet is on the screen; where it is not, walking the table draws nothing of it."""
        return self.has_class("-wide") or self.has_class("-reading")

    def _read_sheet(self) -> None:
        """Bring the sheet to the screen."""
        seen = self._sees_sheet
        self.add_class("-reading")
        if not seen:
            self._show_selected()

    # Moving

    @on(TaskTable.RowSelected)
    def _row_selected(self, event: TaskTable.RowSelected) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Go to the sheet of the selected task."""
        if self.selected:
            self._read_sheet()
            self.query_one(Sheet).focus_first()

    @on(Sheet.Left)
    def _sheet_left(self, event: Sheet.Left) -> None:
        event.stop()
        self._stop_reading()

    def _stop_reading(self) -> None:
        self.remove_class("-reading")
        self._fill()
        self.query_one(TaskTable).focus()

    def action_history(self) -> None:
        """Go to the history of the selected task."""
        if self.selected:
            self.action_open()
            self.query_one(Sheet).scroll_to_history()

    def action_back(self) -> None:
        """Leave the search, then the sheet, then the table."""
        bar = self.query_one(QueryBar)
        if bar.is_asking and not self.has_class("-reading"):
            bar.clear()
            self.query_one(TaskTable).focus()
        elif self.has_class("-reading"):
            self._stop_reading()
        else:
            self.query_one("#navigator-list").focus()

    def action_areas(self) -> None:
        """Walk by area."""
        self.remove_class("-reading")
        self.query_one(Navigator).switch(AREAS)

    def action_agencies(self) -> None:
        """Walk by agency."""
        self.remove_class("-reading")
        self.query_one(Navigator).switch(AGENCIES)

    def action_views(self) -> None:
        """Walk the saved views."""
        self.remove_class("-reading")
        self.query_one(Navigator).switch(VIEWS)

    def action_periods(self) -> None:
        """Walk by the period in which tasks fall due."""
        self.remove_class("-reading")
        self.query_one(Navigator).switch(PERIODS)

    def action_next_plan(self) -> None:
        """Go on to the plan before, then to all of them, then to the newest."""
        navigator = self.query_one(Navigator)
        entries = [*reversed(navigator.years), ALL_YEARS]
        shown = navigator.shown_year if self._year_asked is None else self._year_asked
        if len(navigator.years) > 1 and shown in entries:
            self._show_year(entries[(entries.index(shown) + 1) % len(entries)])

    def action_all_years(self) -> None:
        """Show all plans side by side; where they are shown, the one of the selected task."""
        navigator = self.query_one(Navigator)
        if len(navigator.years) < 2:
            return
        if navigator.shown_year != ALL_YEARS:
            self._show_year(ALL_YEARS)
        else:
            place = task_place(self.selected)
            self._show_year(place.year if place is not None else navigator.years[-1])

    def _show_year(self, year: int) -> None:
        self._year_asked = year  # the next key goes on from it, though it is not read yet
        self.remove_class("-reading")
        self.post_message(PlanRequested(year))

    def action_search(self) -> None:
        """Let the person type a query."""
        self.remove_class("-reading")
        self.query_one(QueryBar).open()

    @on(QueryBar.Asked)
    def _asked_for(self, event: QueryBar.Asked) -> None:
        event.stop()
        self._is_new_query = not event.query.is_everything  # who leaves a search stays where it led
        self._fill()

    @on(QueryBar.Left)
    def _query_left(self, event: QueryBar.Left) -> None:
        event.stop()
        self.query_one(TaskTable).focus()

    def action_keep_view(self) -> None:
        """Keep the query in force under a name."""
        from tracker.screens.naming import NameDialog

        if self.view is None:
            return
        saved = self.query_one(Navigator).views
        query, register = self._query(self.view), self.view.plan.register
        spelled = query.written(register, self.words.language)
        title = self.words(say("Keep this query under which name?"))

        def keep(name: str | None) -> None:
            if name:
                self.post_message(ViewKept(SavedView(name=name, query=query.written(register))))

        def doubt(name: str) -> Message | None:
            if name not in saved:
                return None
            if self._owns(name):
                return say("a view of this name is replaced")
            return say("the plan has a view of this name; yours is shown instead")

        self.app.push_screen(NameDialog(self.words, title, spelled, doubt), keep)

    def _owns(self, name: str) -> bool:
        """Whether a saved view of this name is the person's own."""
        return any(each.name == name for each in self.query_one(Navigator).saved)

    def action_remove_view(self) -> None:
        """Remove the saved view the navigator is on, after asking."""
        name, words = self.query_one(Navigator).key, self.words

        def remove(is_wanted: bool | None) -> None:
            if is_wanted:
                self.post_message(ViewDropped(name))

        query = next((each.query for each in self.query_one(Navigator).saved if each.name == name), "")
        title = words(say("Remove the saved view {name}?", name=name))
        keys = words(say("{yes}: remove it · {no}: keep it", **answers_of(self)))
        self.app.push_screen(Question(title, query, keys), remove)

    def _why_not_view(self, action: str) -> Message | None:
        if action == "keep_view":
            is_everything = self.view is not None and self._query(self.view).is_everything
            return say("everything is shown; there is no query to keep") if is_everything else None
        navigator = self.query_one(Navigator)
        if navigator.mode != VIEWS or not navigator.key:
            return say("no saved view is chosen; {key} shows them", key=key_of(self, "main.views"))
        if not self._owns(navigator.key):
            return say("this view is the plan's; {command} removes it", command="tracker views remove --plan")
        return None

    # Columns and order

    def prefer(self, preferences: Preferences) -> None:
        """Take up what the person prefers: views, columns and order."""
        self._preferences = preferences
        if not self.laid_out.is_set():
            return
        self.query_one(Navigator).saved = preferences.views
        shown = tuple(each for each in preferences.columns if each in COLUMN_BY_KEY)
        sort = tuple(Sorting(key=each.lstrip("-"), descending=each.startswith("-")) for each in preferences.sort)
        known = tuple(each for each in sort if each.key in COLUMN_BY_KEY)
        self.table_layout = Layout(columns=tuple(dict.fromkeys(shown)) or USUAL, sort=known)
        if self.view is not None:
            self.query_one(Navigator).show(self.view)

    def action_columns(self) -> None:
        """Choose the columns and what the rows are sorted by."""
        from tracker.screens.columns import ColumnsDialog

        def fitting(layout: Layout) -> set[str]:
            return {each.key for each in self._fitting(layout)}

        self.app.push_screen(ColumnsDialog(self.words, self.table_layout, fitting), self._lay_out)

    def _tell_head(self, key: str) -> str:
        """Return what a column tells, and what sorts by it, for who points at its head."""
        words = self.words
        title, about = head_of(key, self.filter.agency)
        sorts = say(
            "a click sorts by it, the next the other way, a third as in the plan · {key}: columns and order",
            key=key_of(self, "main.columns"),
        )
        return f"{words(title)}: {words(about)}\n{words(sorts)}"

    @on(TaskTable.HeadSelected)
    def _head_selected(self, event: TaskTable.HeadSelected) -> None:
        event.stop()
        self._lay_out(self.table_layout.sorted_by(event.key))

    def _lay_out(self, layout: Layout | None) -> None:
        if layout is None or layout == self.table_layout:
            return
        self.table_layout = layout
        self._fill(is_same=True)
        columns = () if layout.columns == USUAL else layout.columns
        self.post_message(LayoutChosen(columns, tuple(each.text for each in layout.sort)))

    # Editing

    def _edit(self, key: str) -> None:
        sheet = self.query_one(Sheet)
        if sheet.row is None:
            return
        self._read_sheet()
        sheet.open_editor(key)

    def action_edit_field(self, key: str) -> None:
        """Edit the field with this key."""
        self._edit(key)

    def action_choose_field(self) -> None:
        """Find a field by its name, and edit it."""
        from tracker.screens.bulk import field_choices

        def edit(key: str | None) -> None:
            if key is not None:
                self._edit(key)

        title = self.words(say("Which field?"))
        self.app.push_screen(ChoiceDialog(self.words, title, field_choices(self.words)), edit)

    def action_edit_status(self) -> None:
        """Change the status."""
        self._edit("progress.status")

    def action_edit_result(self) -> None:
        """Write the result."""
        self._edit("progress.result")

    def action_edit_documents(self) -> None:
        """Enter the documents."""
        self._edit("progress.documents")

    def action_edit_completed(self) -> None:
        """Enter the completion date."""
        self._edit("progress.completed")

    @on(Sheet.PendingChanged)
    def _pending_changed(self, event: Sheet.PendingChanged) -> None:
        event.stop()
        self._say_pending()

    def _say_pending(self) -> None:
        sheet = self.query_one(Sheet)
        bar = self.query_one("#save-bar", Static)
        sentence = sheet.sentence()
        unreadable = ", ".join(self.words(each.title) for each in sheet.unreadable)
        bar.display = bool(sentence or unreadable)
        words, drop, save = self.words, key_of(self, "main.drop"), keys_of(self, "main.save")
        if unreadable:
            told = say(
                "cannot be taken as it is: {fields} · {save} goes there · {drop} drops the changes",
                fields=unreadable,
                save=key_of(self, "main.save"),
                drop=drop,
            )
            bar.update(plain(words(told)))
        elif sentence:
            reason = key_of(self, "main.reason")
            keys = words(
                say("{save} saves · {reason} with a reason · {drop} drops", save=save, reason=reason, drop=drop)
            )
            bar.update(plain(f"{words(say('will be saved'))}: {sentence}   {keys}"))

    def action_save(self) -> None:
        """Ask the app to save what is unsaved in the task; go to what cannot be taken as it is first."""
        sheet = self.query_one(Sheet)
        if self._goes_to_unreadable():
            return
        edit = sheet.edit()
        task = sheet.shown_task
        if task is None or edit is None:
            self._say_pending()
            return
        self.post_message(EditRequested(task.id, edit))

    def _goes_to_unreadable(self) -> bool:
        """Go to a field whose text cannot be taken as it is; tell whether there is one."""
        sheet = self.query_one(Sheet)
        if not sheet.unreadable:
            return False
        self._read_sheet()
        sheet.mend()
        self._say_pending()
        return True

    def action_reason(self) -> None:
        """Ask why the changes are made, and save them with it."""
        sheet = self.query_one(Sheet)
        edit = sheet.edit()
        if self._goes_to_unreadable() or edit is None:
            return

        def save(reason: str | None) -> None:
            if reason is not None:
                sheet.give_reason(reason)
                self.action_save()

        self.app.push_screen(ReasonDialog(self.words, sheet.sentence(), edit.reason), save)

    def action_bulk(self) -> None:
        """Ask for one field of the marked tasks, of the selected one where none is marked, and for its value."""
        from tracker.screens.bulk import field_choices

        view, table = self.view, self.query_one(TaskTable)
        if view is None:
            return
        ids = [each for each in view.row_by_id if each in table.marked] or [TaskId(self.selected)]
        tasks = [view.row_by_id[each].task for each in ids if each in view.row_by_id]
        if not tasks:
            return

        def ask(key: str | None) -> None:
            if key is not None:
                self._ask_bulk(own, tasks, FIELD_BY_KEY[key])

        own = view.of(tasks[0].id)
        title = self.words(say_count("{count} task: which field?", "{count} tasks: which field?", len(tasks)))
        self.app.push_screen(ChoiceDialog(self.words, title, field_choices(self.words)), ask)

    def _ask_bulk(self, view: PlanView, tasks: Sequence[Task], subject: Field, begun: BulkAnswer | None = None) -> None:
        from tracker.screens.bulk import BulkDialog

        sheet = self.query_one(Sheet)

        def save(answer: BulkAnswer | None) -> None:
            if answer is not None:
                again = partial(self._ask_bulk_again, [each.id for each in tasks], subject, answer)
                self.post_message(BulkRequested(answer.edits, answer.reason, again))

        today = sheet.current_day or view.on
        dialog = BulkDialog(self.words, view.plan, tasks, subject, actor=sheet.actor, today=today, begun=begun)
        self.app.push_screen(dialog, save)

    def _ask_bulk_again(self, ids: Sequence[TaskId], subject: Field, answer: BulkAnswer) -> None:
        """Ask once more for what was not saved, of the tasks as they stand now."""
        rows = self.view.row_by_id if self.view is not None else {}
        tasks = [rows[each].task for each in ids if each in rows]
        if self.view is not None and tasks:
            self._ask_bulk(self.view.of(tasks[0].id), tasks, subject, answer)

    def bulk_saved(self, edits: Mapping[str, Edit]) -> None:
        """Take the marks away, because what they were set for is done, and forget what was unsaved of it."""
        for id, edit in edits.items():
            self.query_one(Sheet).settle(id, edit, is_own=False)
        self.query_one(TaskTable).mark(set())

    def action_raw(self) -> None:
        """Ask the app for the text of the record in the person's editor."""
        self.post_message(RawRequested(self.selected))

    def action_drop(self) -> None:
        """Drop what is unsaved in the task; ask first where that is more than a short value of one field."""
        sheet = self.query_one(Sheet)
        task = sheet.shown_task
        if task is None:
            return

        def drop(answer: bool | None) -> None:
            if answer:
                sheet.drop(task.id)
                self._fill()

        texts = sheet.unsaved_texts()
        if not texts[1:] and all(len(text) <= SHORT for _, text in texts):
            drop(True)
            return
        title = self.words(say("Drop what is unsaved in {task}? It is gone then.", task=task.number))
        lines = "\n".join(f"{self.words(subject.title)}: {text}" for subject, text in texts)
        keys = self.words(say("{yes}: drop · {no}: keep", **answers_of(self)))
        self.app.push_screen(Question(title, lines, keys), drop)

    def action_undo(self) -> None:
        """Ask the app to put back the last edit."""
        self.post_message(UndoRequested())

    def action_inbox(self) -> None:
        """Show what agencies have sent."""
        self.post_message(PlaceRequested("inbox", self.filter))

    def action_owing(self) -> None:
        """Show who still has to report."""
        self.post_message(PlaceRequested("owing", Filter()))

    def action_sync(self) -> None:
        """Bring in what others changed, and send what may be sent."""
        self.post_message(SyncRequested())

    def action_resolve(self) -> None:
        """Settle what git left in conflict, field by field."""
        self.post_message(ResolveRequested())

    def action_redo(self) -> None:
        """Ask the app to make again what was put back last."""
        self.post_message(UndoRequested(again=True))

    def action_steps(self) -> None:
        """Ask the app for the last edits, to choose among."""
        self.post_message(StepsRequested(self.query_one(TaskTable).key))

    def action_agenda(self) -> None:
        """Show the agenda of what the navigator is on."""
        self.post_message(PlaceRequested("agenda", self.filter))

    def action_page(self) -> None:
        """Show the page of the agency or area the navigator is on, else of who leads the selected task."""
        asked = Filter(area=self.filter.area, agency=self.filter.agency)
        row = self.view.row_by_id.get(TaskId(self.selected)) if self.view is not None else None
        if asked == Filter() and row is not None and row.task.assignment.lead:
            asked = Filter(agency=row.task.assignment.lead[0])
        if asked != Filter():
            self.post_message(PlaceRequested("page", asked))

    def action_numbers(self) -> None:
        """Show the numbers of the plan."""
        self.post_message(NumbersRequested())

    def action_next_year(self) -> None:
        """Decide which tasks go on in the next year."""
        self.post_message(NextYearRequested())

    def action_past(self) -> None:
        """Show the points at which the plan can be seen as it stood."""
        self.post_message(PastRequested())

    def action_problems(self) -> None:
        """Show all that the check finds."""
        self.post_message(PlaceRequested("problems", Filter()))

    def action_why(self) -> None:
        """Say why the area or agency, the task or the broken record the cursor is on has its marks."""
        view = self.view
        if view is None:
            return
        group = self.query_one(Navigator).group
        row = view.row_by_id.get(TaskId(self.selected))
        broken = next((each for each in view.plan.broken if each.path == self.selected), None)
        if self.query_one("#navigator-list").has_focus and group is not None:
            self.app.push_screen(Explanation(self.words, group.title, explain_group(group, view)))
        elif row is not None:
            title = f"{row.task.number}  {row.task.headline}"
            self.app.push_screen(Explanation(self.words, title, explain(row, view.of(row.task.id))))
        elif broken is not None:
            self.app.push_screen(Explanation(self.words, broken.path, explain_broken(broken, key_of(self, "main.raw"))))

    def action_reload(self) -> None:
        """Ask the app to draw all of the screen, which others may have written on, and to read the plan again."""
        self.post_message(DrawingRequested())
        self.post_message(ReloadRequested())

    def why_not(self, action: str) -> Message | None:
        """Return why the action cannot be done now: the plan is read-only, or there is nothing to do it to."""
        if self.view is None:
            return None
        if self.read_only is not None and action in CHANGING:
            return say("read only: {reason}", reason=self.read_only)
        match action:
            case "save" | "drop" | "reason":
                return self._why_not_save()
            case "open" | "history" if not self.selected:
                return say("no task is selected")
            case "edit_status" | "edit_result" | "edit_documents" | "edit_completed" | "edit_field" | "choose_field":
                return self._why_not_edit()
            case "raw" if not self._is_broken:
                return self._why_not_edit()
            case "bulk":
                return self._why_not_bulk()
            case "keep_view" | "remove_view":
                return self._why_not_view(action)
            case "next_plan" | "all_years" if len(self.query_one(Navigator).years) < 2:
                return say("there is one plan only")
            case "next_year" | "past" if len(self.view.years) > 1:
                return say("all years are shown; {key} goes on to one plan", key=key_of(self, "main.plan"))
        return None

    def _why_not_bulk(self) -> Message | None:
        marked = self.query_one(TaskTable).marked
        if not marked:
            return self._why_not_edit()
        if len({each[:4] for each in marked}) > 1:
            return say("the marked tasks are of several plans; mark those of one")
        return None

    def _why_not_save(self) -> Message | None:
        sheet = self.query_one(Sheet)
        if sheet.edit() is None and not sheet.unreadable:
            return say("nothing in this task is unsaved")
        return None

    @property
    def _is_broken(self) -> bool:
        """Whether the cursor is on a record that cannot be read."""
        return self.view is not None and self.selected in self.view.broken_by_path

    def _why_not_edit(self) -> Message | None:
        view, selected = self.view, self.selected
        if view is None or not selected:
            return say("no task is selected")
        if self._is_broken:
            return say("this record cannot be read; nothing is written to it")
        if selected in view.plan.read_only:
            return say("this record is of a newer format; it can only be read")
        return None

    @property
    def unsaved(self) -> tuple[DraftChanged, ...]:
        """What is unsaved, up to the last key."""
        return tuple(self.query_one(Sheet).unsaved())


def _other_key(before: PlanView | None, after: PlanView, key: str) -> str:
    """Return the key by which a record is known now that has become unreadable, or readable; else nothing."""
    if before is None:
        return ""
    path = before.plan.paths.get(TaskId(key), "")
    if path in after.broken_by_path:
        return path
    return (
        next((id for id, path in after.plan.paths.items() if path == key), "") if key in before.broken_by_path else ""
    )


def _found(query: Query, sort: Sequence[Sorting], view: PlanView) -> tuple[TaskRow, ...]:
    rows = query.rows(view)
    return sorted_rows(rows, sort, view) if sort else rows


def _hidden_line(id: str) -> Static:
    """Return a line that is not shown until it has something to say."""
    line = Static(id=id, markup=False)
    line.display = False
    return line
