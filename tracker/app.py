"""The app: puts its parts together and adds the commands of every screen. It never decides."""

import gc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from textual import events, on
from textual.actions import parse
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.screen import Screen

from tracker.plan.message import Message, say, say_count
from tracker.plan.preferences import Preferences
from tracker.plan.view import PlanView
from tracker.plan.words import LANGUAGE_NAMES, Words
from tracker.screens.acting import Entry, bindings, entries, scope_of, why_not
from tracker.screens.commands import COMMANDS, Scope
from tracker.screens.glyphs import Colourless, Glyphs, PlainGlyphs
from tracker.screens.heading import INCOMING, UNSENT
from tracker.screens.inert import forget, guard, tell
from tracker.screens.keys import OWN_KEYS, Keys, chosen_keys, named_keys
from tracker.screens.look import Look, chosen_look
from tracker.screens.marks import BROKEN, LATE, MARKED, OWN, PENDING, PROBLEM, SILENT, SOON, STATUS_MARKS
from tracker.screens.messages import DrawingRequested, Part
from tracker.screens.signals import leave_cleanly
from tracker.screens.smallest import COLUMNS, ROWS
from tracker.screens.themes import CONSOLE, DARK, FALLBACK, THEME_NAMES, THEMES
from tracker.screens.typing import Swallowed
from tracker.storage.drafts import Drafts, state_folder
from tracker.storage.preferences import Change, change_preferences, preferences_path, read_preferences
from tracker.storage.state import RepositoryState
from tracker.wiring.base import Given, Start
from tracker.wiring.drafting import FLUSH_SECONDS
from tracker.wiring.loading import kind_of
from tracker.wiring.parts import AppPart, Parts
from tracker.wiring.touring import TOUR_WANTED, Touring
from tracker.wiring.writing import Writing
from tracker.workspace import RepositoryStanding, Workspace

PREFERENCES = Preferences()
"""The preferences of somebody who has none."""

LOOK = Look()
"""The look where nobody has a wish."""


FOLLOW_SECONDS = 0.5
"""When the watch for changes of others begins: once the first screen is drawn."""


LOADING_SECONDS = 1.0
"""When the parts of the app that nobody has asked for yet are loaded, so that who asks does not wait for that."""


class TrackerApp(Writing, Touring, Parts):
    """The tracker in a terminal."""

    CSS_PATH = "screens/tracker.tcss"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False  # what Textual selects would go to the terminal by a sequence the guard holds back
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
        standing: Future[RepositoryStanding | None] | None = None,
    ) -> None:
        super().__init__(
            Given(
                workspace=workspace,
                words=words,
                drafts=drafts,
                keys=keys,
                preferences=preferences,
                prefer=prefer,
                start=start,
                standing=standing,
            )
        )
        self._glyphs = PlainGlyphs(look.glyphs)
        self._colourless = Colourless(enabled=self.no_color)
        guard(self)
        for each in THEMES:
            self.register_theme(each)
        self._begin_with(self._theme_for(look.theme))
        self._follows = follows
        self._told = tuple(told)
        self._is_beginning = False
        self._leave: Callable[[], None] | None = None

    # The look

    def _begin_with(self, theme: str) -> None:
        """Take the first theme; what is as in Textual's own needs no second reading of all styles before they show."""
        if theme != DARK:
            self.theme = theme
            return
        self.set_reactive(TrackerApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())

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

    # Beginning and end

    def get_default_screen(self) -> Screen[Any]:
        """Return the main screen: no empty one lies under it."""
        return self.main

    async def on_load(self) -> None:
        """Take up the keys of the person, be ready to leave in good order, and read the plan."""
        self.set_keymap(self.keys.keymap)
        self.main.prefer(self._preferences)
        self._is_beginning = True
        leave_cleanly(self, self.keep_unsaved)
        await self.read_first()

    async def on_mount(self) -> None:
        """Show the plan, and begin what goes on until the end; nothing is drawn before this ends."""
        await self.go_on()
        self._is_beginning = False
        if self._leave is not None:
            self._leave()
            return
        self.set_interval(FLUSH_SECONDS, self.flush_drafts)
        gc.freeze()  # the program itself stays, and is not to be looked through again and again
        gc.enable()
        if self._follows:
            self.set_timer(FOLLOW_SECONDS, self.follow)
            self.set_timer(LOADING_SECONDS, self.load_parts)
        for each in self._told:
            tell(self, self.words(each), title=self.words(say("for you to know")), severity="warning", timeout=15)

    def exit(self, result: int | None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; a screen that is just being made is made first, which half made would fail."""
        leave = partial(super().exit, result, return_code, message)
        if self._is_beginning:
            self.has_left, self._leave = True, leave
        else:
            leave()

    def _shown_other(self, view: PlanView) -> None:
        self._offer_drafts(view)

    def _shown_first(self, view: PlanView, state: RepositoryState) -> None:
        self._offer_drafts(view)
        self._begin(state)

    def on_unmount(self) -> None:
        """Keep what is unsaved, whatever ends the app."""
        self.leaving.set()
        self._is_drawn.set()
        self.flush_drafts()

    def kind_of(self, part: Part) -> type[AppPart]:
        """Load the part of this name."""
        return kind_of(part)

    # Commands of every screen

    def action_help(self) -> None:
        """Show the keys and the marks."""
        from tracker.screens.help import Help

        marks = [(mark, self.words.name(status)) for status, mark in STATUS_MARKS.items()]
        marks += [
            (LATE, self.words(say("late: overdue, or done late"))),
            (SOON, self.words(say("due soon"))),
            (SILENT, self.words(say("no report yet"))),
            (PROBLEM, self.words(say("the check has found something; the sheet says what"))),
            (BROKEN, self.words(say("a record or a saved view that cannot be read"))),
            (PENDING, self.words(say("unsaved changes"))),
            (MARKED, self.words(say("marked, to be edited together"))),
            (OWN, self.words(say("a saved view of your own; the others are the plan's"))),
            (f"{UNSENT} {INCOMING}", self.words(say("commits not sent, and commits to bring in"))),
        ]
        self.push_screen(Help(self.words, scope_of(self.screen), entries(self, self.keys), marks))

    def action_palette(self) -> None:
        """Find a command by name and run it."""
        from tracker.screens.palette import FIELD_COMMANDS, Palette

        found = entries(self, self.keys, (*COMMANDS, *FIELD_COMMANDS))
        self.push_screen(Palette(self.words, found), self._run_chosen)

    async def _run_chosen(self, chosen: Entry | None) -> None:
        if chosen is None:
            return
        if chosen.node is not None and chosen.node.is_attached:
            await self.run_action(chosen.command.action, chosen.node)
        elif chosen.reason is not None:
            self._say_not_now(chosen.reason)

    def action_theme(self) -> None:
        """Take the next theme, and keep it."""
        names = list(THEME_NAMES)
        following = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else DARK
        self.theme = following
        self.announce(say("colours: {theme}", theme=THEME_NAMES[following]))
        self.keep_preference(lambda held: replace(held, theme=following))

    def action_language(self) -> None:
        """Keep the next language, which is spoken from the next start on."""
        wished = self._preferences.language or self.words.language
        known = list(LANGUAGE_NAMES)
        following = known[(known.index(wished) + 1) % len(known)] if wished in known else known[0]
        self.announce(say("from the next start on: {language}", language=LANGUAGE_NAMES[following]))
        self.keep_preference(lambda held: replace(held, language=following))

    def action_marks(self) -> None:
        """Draw with plain characters, or with all of them again, and keep it."""
        plain = not self._glyphs.enabled
        self._glyphs = PlainGlyphs(Glyphs.ASCII_MARKS if plain else Glyphs.ALL)
        self.refresh_css(animate=False)
        self.announce(say("plain marks and lines") if plain else say("all marks and lines"))
        self.keep_preference(lambda held: replace(held, ascii=plain))

    def why_not(self, action: str) -> Message | None:
        """Return why a command of every screen cannot be done now."""
        if action == "theme" and self.no_color:
            return say("NO_COLOR asks for no colours")
        return None

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; where it cannot be done now, say why instead of doing nothing."""
        if self.has_left or self.has_gone(default_namespace):
            return True
        target, name, _ = parse(action) if isinstance(action, str) else action
        if await super().run_action(action, default_namespace, namespaces):
            self.ran.add(name)
            return True
        node = default_namespace if not target else self if target == "app" else None
        reason = why_not(node, name)
        if reason is None:
            return False
        self._say_not_now(reason)
        return True

    @on(events.Resize)
    def _resized(self) -> None:
        """Count on nothing the terminal showed in another size, even if it is back to the same."""
        forget(self._driver)

    @on(DrawingRequested)
    def _drawing_requested(self) -> None:
        forget(self._driver)
        self.refresh(layout=True)

    @on(Swallowed)
    def _swallowed(self, event: Swallowed) -> None:
        count = say_count(
            "{count} key that came after it was not used", "{count} keys that came after it were not used", event.keys
        )
        self.announce(count)


def run_app(
    workspace: Workspace,
    *,
    words: Words,
    environment: Mapping[str, str],
    make: Callable[..., TrackerApp] = TrackerApp,
    start: Start = Start.KNOWN,
    standing: Future[RepositoryStanding | None] | None = None,
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
        standing=standing,
        told=(*reading.problems, *(each.message for each in keys.problems), *noticed),
    )
    left = app.run()
    if left == TOUR_WANTED:
        return TOUR_WANTED
    return app.return_code if app.return_code is not None else 1
