"""What every command is given: the words, the output, the clock, and the workspace when it is wanted."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tracker.cli.output import Output
from tracker.plan.dates import read_date
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.preferences import Preferences
from tracker.plan.view import PlanView
from tracker.plan.words import Words
from tracker.plan.years import YearsView
from tracker.storage.drafts import Drafts, state_folder
from tracker.storage.preferences import preferences_path, read_preferences
from tracker.workspace import Workspace, environment_records
from tracker.years import all_years, checked_years


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """The command line's own world: where it runs, for whom, and where its answers go."""

    words: Words
    output: Output
    environment: Mapping[str, str]
    folder: Path
    records: str = ""
    year: int | None = None
    all_years: bool = False
    is_terminal: bool = False

    def workspace(self, *, several: bool = False) -> Workspace:
        """Open the workspace the person means; raise where they mean all years, and the command is of one plan.

        A command that can do with several gets the newest, and asks ``view`` or ``unchecked`` for what to show.
        """
        if self.all_years and not several:
            raise TrackerError(
                say("this command is about one plan."), say("name its year: --year 2022, or leave --year out.")
            )
        records = Path(self.records) if self.records else environment_records(self.environment, self.folder)
        return Workspace.open(self.folder / records, now=self.now, year=self.year)

    def workspace_of(self, id: str) -> Workspace:
        """Open the plan a whole id names (``2022-III-03``), to look at that task; else the one the person means."""
        workspace, year = self.workspace(), id.strip()[:4]
        if self.year is None and year.isdecimal() and int(year) in workspace.years():
            return workspace.of(int(year))
        return workspace

    def ask(self, question: Message) -> str:
        """Ask the person at the terminal, and return the line they answer; empty where they end the input."""
        self.output.ask(question)
        return sys.stdin.readline().strip()

    def drafts(self) -> Drafts:
        """Return what was typed and not saved."""
        return Drafts(state_folder(self.environment) / "drafts")

    def now(self) -> datetime:
        """Return the time."""
        return datetime.now(UTC)

    def preferences(self) -> Preferences:
        """Return what the person prefers; what cannot be read of it is told."""
        reading = read_preferences(preferences_path(self.environment))
        for each in reading.problems:
            self.output.talk(each)
        return reading.preferences

    def view(self, workspace: Workspace, on: str | None, at: str | None = None) -> PlanView:
        """Return the plan on the day the person names, or on its own; ``at`` reads it as it stood then.

        Where they mean all years, it is every plan side by side.
        """
        return self.checked(workspace, self.unchecked(workspace, on, at))

    def unchecked(self, workspace: Workspace, on: str | None, at: str | None = None) -> PlanView:
        """Return what ``view`` does, not checked where that can be left out, for what shows no problems."""
        day = self.day(on, workspace) if on else None
        if self.all_years:
            return all_years(workspace, day, at=at or None)
        return workspace.unchecked(day, at=at or None)

    def checked(self, workspace: Workspace, view: PlanView) -> PlanView:
        """Return the view with the problems of its plan, or of every plan it shows."""
        if view.is_checked:
            return view
        return checked_years(workspace, view) if isinstance(view, YearsView) else workspace.check(view)

    def day(self, text: str, workspace: Workspace) -> date:
        """Return the day the text names; ``today`` is the local day of the plan."""
        if text in ("today", "hôm nay"):
            from dataclasses import replace

            settings = workspace.read().settings
            return workspace.day(replace(settings, cut_off=None))
        day = read_date(text)
        if day is None:
            raise TrackerError(
                say("{text} is no date.", text=text), say("write day, month and year (07/10/2022), or today.")
            )
        return day
