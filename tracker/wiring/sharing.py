"""The common copy: what agencies have sent is taken over or returned, and both copies are brought together."""

import asyncio
import threading
from functools import partial

from tracker import reviewing, syncing
from tracker.plan.clash import Decision, Where, decide_by
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.screens.inbox import AcceptRequested, ReturnRequested
from tracker.screens.inert import tell
from tracker.screens.messages import PartRequested, SyncRequested
from tracker.wiring.parts import AppPart, Parts
from tracker.wiring.places import Places


class Sharing(AppPart):
    """Speaks to the common copy when the person asks for it."""

    def __init__(self, app: Parts) -> None:
        super().__init__(app)
        self._stops = threading.Event()
        self._is_syncing = False

    async def carry_out(self, wish: PartRequested) -> None:
        """Take over or return what an agency has sent, or bring both copies together."""
        match wish:
            case AcceptRequested():
                self.app.run_worker(self._accept(wish), group="write")
            case ReturnRequested():
                self.app.run_worker(self._give_back(wish), group="write")
            case SyncRequested():
                self._begin_or_stop()

    async def _accept(self, asked: AcceptRequested) -> None:
        """Take over what is marked; where the plan changed since, show both values and let the person decide."""
        wanted: dict[TaskId, frozenset[str]] = {}
        for id, key in asked.items:
            wanted[id] = wanted.get(id, frozenset()) | {key}
        remarks = {(id, "" if key == "*" else key): told for (id, key), told in asked.remarks.items()}
        decisions: dict[Where, Decision] = {}
        async with self.app.saving:
            while True:
                try:
                    take = partial(
                        reviewing.accept,
                        remarks=remarks,
                        edits=asked.edits,
                        decide=decide_by(decisions),
                        pause=self._pause,
                    )
                    done = await asyncio.to_thread(take, self.app.workspace, asked.contribution, wanted)
                except reviewing.AcceptConflict as conflict:
                    title = say("The plan changed since the report was begun.")
                    if not await self.app.decide(conflict.clashes, title, decisions):
                        self.app.announce(say("nothing was accepted."))
                        return
                    continue
                except TrackerError as error:
                    self.app.refuse(error)
                    return
                break
        sender = asked.contribution.sender
        told = say_count(
            "{count} task of {sender} taken over",
            "{count} tasks of {sender} taken over",
            len(done.taken),
            sender=sender,
        )
        self.app.announce(told)
        self.app.load()
        self.app.part(Places).read_inbox()

    async def _give_back(self, asked: ReturnRequested) -> None:
        """Return a whole report with its remark."""
        try:
            send = partial(reviewing.give_back, remark=asked.remark)
            await asyncio.to_thread(send, self.app.workspace, asked.contribution)
        except TrackerError as error:
            self.app.refuse(error)
            return
        self.app.announce(say("the report of {sender} was returned.", sender=asked.contribution.sender))
        self.app.part(Places).read_inbox()

    def _begin_or_stop(self) -> None:
        """Begin to sync; where that goes on already, stop it."""
        if self._is_syncing:
            self._stops.set()
            self.app.announce(say("sync stops; nothing is changed by it."))
            return
        self._is_syncing = True
        self._stops.clear()
        self.app.announce(say("speaking to the common copy …"))
        # not behind the lock of the writes: a slow server must not keep an edit from being saved
        self.app.run_worker(self._sync(), group="sync")

    async def _sync(self) -> None:
        """Bring in what others changed, and say in words what came."""
        decisions: dict[Where, Decision] = {}
        try:
            while True:
                try:
                    ask = partial(
                        syncing.sync,
                        send=None,
                        pause=self._pause,
                        decide=decide_by(decisions),
                        stops=self._stopped,
                    )
                    done = await asyncio.to_thread(ask, self.app.workspace)
                except syncing.SyncConflict as conflict:
                    if conflict.paths:
                        raise
                    title = say("Both sides changed the same fields.")
                    if not await self.app.decide(conflict.clashes, title, decisions):
                        self.app.announce(say("nothing was brought in."))
                        return
                    continue
                break
        except syncing.Stopped:
            return
        except TrackerError as error:
            self.app.refuse(error)
            return
        finally:
            self._is_syncing = False
        self.app.announce(
            say(
                "{incoming} · {sent}",
                incoming=say_count("{count} task came in", "{count} tasks came in", len(done.incoming)),
                sent=say_count("{count} edit sent", "{count} edits sent", done.sent),
            )
        )
        for answer in done.answers:
            tell(
                self.app,
                answer.words,
                title=self.words(say("answer of {person}, {day}:", person=answer.author, day=answer.when.date())),
            )
        self.app.load()

    def _stopped(self) -> bool:
        """Tell whether nothing more is to be asked of the common copy: the person stopped it, or leaves."""
        return self._stops.is_set() or self.app.leaving.is_set()

    def _pause(self, turn: int) -> None:
        """Wait before another try, but not once the app ends."""
        self.app.leaving.wait(min(3.0, 0.1 * 2**turn))
