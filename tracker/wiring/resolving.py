"""What plain git left in conflict: settled field by field, staged, and a merge concluded where nothing is left."""

import asyncio
from functools import partial

from textual import on, work

from tracker import resolving
from tracker.plan.clash import Decision, Resolved, Where, decide_by
from tracker.plan.message import TrackerError, say, say_count
from tracker.resolving import Leftovers
from tracker.screens.dialogs import Question
from tracker.screens.messages import ResolveRequested
from tracker.wiring.sharing import Sharing


class Resolving(Sharing):
    """Settles conflicts of git when the person asks for it."""

    @on(ResolveRequested)
    def _resolve_requested(self) -> None:
        self.resolve()

    @work(group="write")
    async def resolve(self) -> None:
        """Let the person decide each field in conflict, then stage the records; git goes on from there."""
        async with self._saving:
            try:
                found = await asyncio.to_thread(resolving.leftovers, self.workspace)
                decisions: dict[Where, Decision] = {}
                title = say("Git left these fields in conflict.")
                if found.clashes and not await self._decide(found.clashes, title, decisions):
                    self._say(say("nothing was settled."))
                    return
                settle = partial(resolving.resolve, self.workspace, found, decide_by(decisions))
                done = await asyncio.to_thread(settle)
                self._tell_resolved(found, done)
                await self._offer_to_conclude()
            except TrackerError as error:
                self._refuse(error)
            self.load()

    def _tell_resolved(self, found: Leftovers, done: Resolved) -> None:
        """Say what was settled, and what is left for an editor."""
        if found.is_empty:
            self._say(say("no record is in conflict."))
        if done.staged:
            count = len(done.staged)
            self._say(say_count("{count} record settled and staged", "{count} records settled and staged", count))
        if done.commit:
            commit = done.commit[:9]
            self._say(say("{commit}  the marks of a conflict are out of the records.", commit=commit))
        for problem in done.doubts:
            doubt = say("doubtful after the merge: {id}: {problem}", id=problem.subject, problem=problem.message)
            self._say(doubt)
        for path in done.left:
            left = say("{path} is in conflict too, and has no fields to settle.", path=path)
            self._refuse(TrackerError(left, resolving.advice(path)))

    async def _offer_to_conclude(self) -> None:
        """Ask whether a merge with nothing left in conflict is to be concluded; in all else say how git goes on."""
        reason = await asyncio.to_thread(resolving.why_not_conclude, self.workspace)
        state = await asyncio.to_thread(self.workspace.state)
        if reason is not None:
            if state.situation != "merge" and not state.writable and state.way_out is not None:
                self._say(state.way_out)
            return
        words = self.words
        message = await asyncio.to_thread(resolving.merge_message, self.workspace)
        keys = words(
            say(
                "{yes}: conclude it · {no}: leave it to git commit",
                yes=self.keys.name("question.yes"),
                no=self.keys.name("question.no"),
            )
        )
        title = words(say("Nothing is left in conflict. Conclude the merge?"))
        if await self.push_screen_wait(Question(title, message, keys)):
            commit = await asyncio.to_thread(resolving.conclude, self.workspace)
            self._say(say("{commit}  the merge is concluded.", commit=commit[:9]))
