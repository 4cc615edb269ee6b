"""Steps back and forward: an edit is put back, or made again, by a new commit."""

import asyncio
from contextlib import suppress
from functools import partial
from zoneinfo import ZoneInfo

from textual import on, work

from tracker.plan.message import TrackerError, say
from tracker.plan.steps import Step
from tracker.screens.inert import tell
from tracker.screens.messages import StepsRequested, UndoRequested
from tracker.screens.steps import StepQuestion, StepsDialog, Walk
from tracker.wiring.reading import Reading
from tracker.workspace import Saved, Workspace


class Stepping(Reading):
    """Puts edits back and makes them again, once the person has seen which."""

    @on(UndoRequested)
    def _undo_requested(self, event: UndoRequested) -> None:
        self.step(again=event.again)

    @work(group="write")
    async def step(self, *, again: bool) -> None:
        """Put back the last edit, or make again what was put back last, after the person has seen which."""
        async with self._saving:
            words = self.words
            try:
                last, workspace = await asyncio.to_thread(self._last_step, again)
                title = words(say("Make this edit again?") if again else say("Put back your last edit?"))
                keys = words(
                    say(
                        "{yes}: yes, as a new commit · {list}: your last edits · {no}: no",
                        yes=self.keys.name("step.yes"),
                        list=self.keys.names("step.list"),
                        no=self.keys.name("step.no"),
                    )
                )
                answer = await self.push_screen_wait(StepQuestion(title, last.subject, keys))
                if answer == "list":
                    self.post_message(StepsRequested(self.main.selected))
                if answer != "yes":
                    return
                walk = Walk(commits=(last.commit,), again=again, task=None)
                await self._walk(walk, workspace)
            except TrackerError as error:
                self._refuse(error)

    def _last_step(self, again: bool) -> tuple[Step, Workspace]:
        """Return the step to put back or make again, the last one in all plans that are shown, and its plan."""
        years = self._view.years if self._view is not None else ()
        if len(years) < 2:
            return self.workspace.last_undone() if again else self.workspace.last_edit(), self.workspace
        found = []
        for workspace in (self.workspace.of(each) for each in years):
            with suppress(TrackerError):
                found.append((workspace.last_undone() if again else workspace.last_edit(), workspace))
        if not found:
            self.workspace.last_undone() if again else self.workspace.last_edit()  # says that there is none
        return max(found, key=lambda each: each[0].when)

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
                workspace = self._workspace_of(id)
                steps = await asyncio.to_thread(workspace.steps)
                zone = ZoneInfo(view.plan.settings.time_zone)
                task = id if id in view.plan.by_id else None
                walk = await self.push_screen_wait(StepsDialog(self.words, steps, task, zone))
                if walk is not None:
                    await self._walk(walk, workspace)
            except TrackerError as error:
                self._refuse(error)

    async def _walk(self, walk: Walk, workspace: Workspace) -> None:
        """Take the steps one after the other, each as a commit; what cannot be taken ends the walk."""
        go = workspace.redo if walk.again else workspace.undo
        saved: Saved | None = None
        try:
            for commit in walk.commits:
                saved = await asyncio.to_thread(partial(go, walk.task, asked=commit))
        finally:
            if saved is not None:
                self._ran.add("undone")
                tell(self, f"{saved.sentence} · {saved.commit[:9]}", title=self.words(say("saved")))
                self.load(saved.id)
