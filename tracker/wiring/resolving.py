"""What plain git left in conflict: settled field by field, staged, and a merge concluded where nothing is left."""

import asyncio
from functools import partial

from tracker import resolving
from tracker.plan.clash import Decision, Resolved, Where, decide_by
from tracker.plan.message import TrackerError, say, say_count
from tracker.resolving import Leftovers
from tracker.screens.dialogs import Question
from tracker.screens.messages import PartRequested
from tracker.wiring.parts import AppPart


class Resolving(AppPart):
    """Settles conflicts of git when the person asks for it."""

    async def carry_out(self, _wish: PartRequested) -> None:
        """Settle what is in conflict."""
        self.app.run_worker(self._resolve(), group="write")

    async def _resolve(self) -> None:
        """Let the person decide each field in conflict, then stage the records; git goes on from there."""
        async with self.app.saving:
            try:
                found = await asyncio.to_thread(resolving.leftovers, self.app.workspace)
                decisions: dict[Where, Decision] = {}
                title = say("Git left these fields in conflict.")
                if found.clashes and not await self.app.decide(found.clashes, title, decisions):
                    self.app.announce(say("nothing was settled."))
                    return
                settle = partial(resolving.resolve, self.app.workspace, found, decide_by(decisions))
                done = await asyncio.to_thread(settle)
                self._tell_resolved(found, done)
                await self._offer_to_conclude()
            except TrackerError as error:
                self.app.refuse(error)
            self.app.load()

    def _tell_resolved(self, found: Leftovers, done: Resolved) -> None:
        """Say what was settled, and what is left for an editor."""
        if found.is_empty:
            self.app.announce(say("no record is in conflict."))
        if done.staged:
            count = len(done.staged)
            self.app.announce(
                say_count("{count} record settled and staged", "{count} records settled and staged", count)
            )
        if done.commit:
            commit = done.commit[:9]
            self.app.announce(say("{commit}  the marks of a conflict are out of the records.", commit=commit))
        for problem in done.doubts:
            doubt = say("doubtful after the merge: {id}: {problem}", id=problem.subject, problem=problem.message)
            self.app.announce(doubt)
        for path in done.left:
            left = say("{path} is in conflict too, and has no fields to settle.", path=path)
            self.app.refuse(TrackerError(left, resolving.advice(path)))

    async def _offer_to_conclude(self) -> None:
        """Ask whether a merge with nothing left in conflict is to be concluded; in all else say how git goes on."""
        reason = await asyncio.to_thread(resolving.why_not_conclude, self.app.workspace)
        state = await asyncio.to_thread(self.app.workspace.state)
        if reason is not None:
            if state.situation != "merge" and not state.writable and state.way_out is not None:
                self.app.announce(state.way_out)
            return
        words = self.words
        message = await asyncio.to_thread(resolving.merge_message, self.app.workspace)
        keys = words(say("{yes}: conclude it · {no}: leave it to git commit", **self.app.keys.answers))
        title = words(say("Nothing is left in conflict. Conclude the merge?"))
        if await self.app.push_screen_wait(Question(title, message, keys)):
            commit = await asyncio.to_thread(resolving.conclude, self.app.workspace)
            self.app.announce(say("{commit}  the merge is concluded.", commit=commit[:9]))
