"""The common copy: what agencies have sent is taken over or returned, and both copies are brought together."""

import asyncio
import threading
from collections.abc import Sequence
from functools import partial

from textual import on, work

from tracker import reviewing, syncing
from tracker.plan.agency import Register
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.screens.dialogs import Question
from tracker.screens.inbox import AcceptRequested, ReturnRequested
from tracker.screens.inert import tell
from tracker.screens.messages import SyncRequested
from tracker.storage.joining import TaskConflict
from tracker.wiring.base import Given
from tracker.wiring.places import Places


class Sharing(Places):
    """Speaks to the common copy when the person asks for it."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._stops = threading.Event()
        self._is_syncing = False

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

    def _pause(self, turn: int) -> None:
        """Wait before another try, but not once the app ends."""
        self._leaving.wait(min(3.0, 0.1 * 2**turn))
