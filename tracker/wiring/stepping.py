"""Steps back and forward: an edit is put back, or made again, by a new commit."""

import asyncio
from contextlib import suppress
from functools import partial
from zoneinfo import ZoneInfo

from tracker.plan.message import TrackerError, say
from tracker.plan.steps import Step
from tracker.screens.inert import tell
from tracker.screens.messages import PartRequested, StepsRequested, UndoRequested
from tracker.screens.steps import StepQuestion, StepsDialog, Walk
from tracker.wiring.parts import AppPart
from tracker.workspace import Saved, Workspace


class Stepping(AppPart):
    """Puts edits back and makes them again, once the person has seen which."""

    async def carry_out(self, wish: PartRequested) -> None:
        """Take the last step, or show the last ones to choose among."""
        match wish:
            case UndoRequested():
                self.app.run_worker(self._step(again=wish.again), group="write")
            case StepsRequested():
                self.app.run_worker(self._choose_step(wish.id), group="write")

    async def _step(self, *, again: bool) -> None:
        """Put back the last edit, or make again what was put back last, after the person has seen which."""
        async with self.app.saving:
            words = self.words
            try:
                last, workspace = await asyncio.to_thread(self._last_step, again)
                title = words(say("Make this edit again?") if again else say("Put back your last edit?"))
                keys = words(
                    say(
                        "{yes}: yes, as a new commit · {list}: your last edits · {no}: no",
                        yes=self.app.keys.name("step.yes"),
                        list=self.app.keys.names("step.list"),
                        no=self.app.keys.name("step.no"),
                    )
                )
                answer = await self.app.push_screen_wait(StepQuestion(title, last.subject, keys))
                if answer == "list":
                    self.app.post_message(StepsRequested(self.app.main.selected))
                if answer != "yes":
                    return
                walk = Walk(commits=(last.commit,), again=again, task=None)
                await self._walk(walk, workspace)
            except TrackerError as error:
                self.app.refuse(error)

    def _last_step(self, again: bool) -> tuple[Step, Workspace]:
        """Return the step to put back or make again, the last one in all plans that are shown, and its plan."""
        years = self.app.view.years if self.app.view is not None else ()
        if len(years) < 2:
            return self.app.workspace.last_undone() if again else self.app.workspace.last_edit(), self.app.workspace
        found = []
        for workspace in (self.app.workspace.of(each) for each in years):
            with suppress(TrackerError):
                found.append((workspace.last_undone() if again else workspace.last_edit(), workspace))
        if not found:
            self.app.workspace.last_undone() if again else self.app.workspace.last_edit()  # says that there is none
        return max(found, key=lambda each: each[0].when)

    async def _choose_step(self, id: str) -> None:
        """Show the last edits and go to the one chosen, step by step."""
        async with self.app.saving:
            view = self.app.view
            if view is None:
                return
            try:
                workspace = self.app.workspace_of(id)
                steps = await asyncio.to_thread(workspace.steps)
                zone = ZoneInfo(view.plan.settings.time_zone)
                task = id if id in view.plan.by_id else None
                walk = await self.app.push_screen_wait(StepsDialog(self.words, steps, task, zone))
                if walk is not None:
                    await self._walk(walk, workspace)
            except TrackerError as error:
                self.app.refuse(error)

    async def _walk(self, walk: Walk, workspace: Workspace) -> None:
        """Take the steps one after the other, each as a commit; what cannot be taken ends the walk."""
        go = workspace.redo if walk.again else workspace.undo
        saved: Saved | None = None
        try:
            for commit in walk.commits:
                saved = await asyncio.to_thread(partial(go, walk.task, asked=commit))
        finally:
            if saved is not None:
                self.app.ran.add("undone")
                tell(self.app, f"{saved.sentence} · {saved.commit[:9]}", title=self.words(say("saved")))
                self.app.load(saved.id)
