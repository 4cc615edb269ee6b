"""Writing: one edit after the other, in the order asked for, each one commit."""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from textual import on, work
from textual.app import SuspendNotSupported
from textual.worker import WorkerCancelled, WorkerFailed

from tracker.plan.clash import Clash, Decision, Decisions, Where, decided_edit, edit_conflicts
from tracker.plan.edit import Edit, EditConflict
from tracker.plan.message import TrackerError, say
from tracker.plan.names import TaskId
from tracker.raw import RawEdit
from tracker.screens.clashes import MOVED
from tracker.screens.dialogs import Question
from tracker.screens.messages import BulkRequested, EditRequested, RawRequested
from tracker.storage.editor import TextLeft
from tracker.storage.identity import IdentityMissing
from tracker.wiring.base import Given
from tracker.wiring.reading import Reading
from tracker.workspace import ChangedByHand, Saved, Workspace


class Writing(Reading):
    """Saves what the person asks for, and says what was committed."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._drafts = given.drafts
        self._asked: list[EditRequested] = []

    @on(EditRequested)
    def _edit_requested(self, event: EditRequested) -> None:
        self._asked.append(event)
        self.save(event)

    # never exclusive: a cancelled write is a lost edit
    @work(group="write")
    async def save(self, asked: EditRequested) -> None:
        """Save an edit as one commit, and say what was committed and how to undo it."""
        async with self.saving:
            self._asked.remove(asked)
            workspace = self.workspace_of(asked.id)
            made = await self._make(workspace, {asked.id: asked.edit}, asked.edit.reason, self._take)
            if made is None:
                return
            saved, edit = made[0], made[1][asked.id]
            for later in self._asked:
                if later.id == asked.id:
                    later.edit = after_own(later.edit, asked.edit, edit)
            if self.is_shown:
                self.main.saved(asked.id, edit)
            if saved is None:
                self.announce(say("{id} already says so; there is nothing to commit.", id=asked.id))
            else:
                self.announce_saved(saved)
            self.load()

    async def _make(
        self,
        workspace: Workspace,
        asked: Mapping[str, Edit],
        reason: str,
        take: Callable[[Decisions], None] = lambda _decisions: None,
    ) -> tuple[Saved | None, Mapping[str, Edit]] | None:
        """Make edits as one commit, and return it with the edits made; None where it was refused or not wanted.

        ``take`` is told what is decided meanwhile about fields that others changed.
        """
        try:
            return await self._decided(workspace, asked, partial(workspace.apply_all, reason=reason), take)
        except EditConflict:
            self.announce(say("nothing was written."))
            self.load()
        except IdentityMissing:
            pass
        except ChangedByHand as error:
            self.post_message(RawRequested(error.path))  # which shows the change, and commits it if wanted
        except TrackerError as error:
            self.refuse(error)
        return None

    async def _decided(
        self,
        workspace: Workspace,
        asked: Mapping[str, Edit],
        save: Callable[[Mapping[str, Edit]], Saved | None],
        take: Callable[[Decisions], None],
    ) -> tuple[Saved | None, Mapping[str, Edit]]:
        """Save edits, and return what was committed with the edits made.

        Where others changed the same fields meanwhile, the person decides each, and is asked again as often as what
        was decided on changes; ``take`` is told of it. Raises ``EditConflict`` where they would not decide.
        """
        decisions: dict[Where, Decision] = {}
        title = MOVED
        while True:
            edits = {id: decided_edit(TaskId(id), edit, decisions) for id, edit in asked.items()}
            try:
                saved = await self.introduced(partial(save, edits))
            except EditConflict as conflict:
                clashes = await asyncio.to_thread(_clashes, workspace, conflict, asked, decisions)
                if not await self.decide(clashes, title, decisions):
                    raise
                title = say("It changed again while you decided.")
                # what somebody wants is unsaved until it is saved; what they gave up they may still be asked about
                take({where: each for where, each in decisions.items() if each.value != each.conflict.theirs})
            else:
                take(decisions)
                return saved, edits

    def _take(self, decisions: Decisions) -> None:
        """Tell the screen what was decided."""
        if self.is_shown:
            self.main.decided(decisions)

    @on(BulkRequested)
    def _bulk_requested(self, event: BulkRequested) -> None:
        self.save_several(event)

    @work(group="write")
    async def save_several(self, asked: BulkRequested) -> None:
        """Save an edit of several tasks of one plan as one commit."""
        workspace = self.workspace_of(next(iter(asked.edits), ""))
        async with self.saving:
            made = await self._make(workspace, asked.edits, asked.reason)
            if made is not None:
                saved, edits = made
                if self.is_shown:
                    self.main.bulk_saved(edits)
                if saved is not None:
                    self.announce_saved(saved)
                self.load()
                return
        with suppress(WorkerFailed, WorkerCancelled):  # another reading has the plan as it stands then
            await self.load().wait()
        if self.is_shown:
            asked.again()

    # A record as text

    @on(RawRequested)
    def _raw_requested(self, event: RawRequested) -> None:
        self.edit_raw(event)

    @work(group="write")
    async def edit_raw(self, asked: RawRequested) -> None:
        """Give a record, or a file by its path, to the person's own editor, and save what they made of it."""
        id = asked.id
        async with self.saving:
            try:
                raw = await asyncio.to_thread(RawEdit.begin, self.workspace_of(id), self._drafts, os.environ, id)
                if raw.is_resumed and not asked.goes_on and not await self._goes_on():
                    raw.restart()
                if raw.by_hand and not await self._takes_in(raw):
                    return
                while not await self._edit_once(raw):
                    pass
            except TextLeft as left:
                await self._show_left(left)
            except TrackerError as error:
                self.refuse(error)
            except SuspendNotSupported:
                self.announce(say("this terminal cannot be lent to another program; use tracker edit."))

    @contextmanager
    def suspend(self) -> Iterator[None]:
        """Lend the terminal; it is taken back whatever was raised meanwhile, which Textual alone does not do."""
        lent = super().suspend()
        lent.__enter__()
        try:
            yield
        finally:
            lent.__exit__(None, None, None)

    async def _show_left(self, left: TextLeft) -> None:
        """Say where a text lies that was taken over nowhere, until the person has read it."""
        hint = self.words(left.hint) if left.hint is not None else ""
        keys = self.words(say("{yes} or {no}: go on", **self.keys.answers))
        await self.push_screen_wait(Question(self.words(left.message), hint, keys))

    async def _goes_on(self) -> bool:
        title = self.words(say("Your text of this record from last time was not saved."))
        keys = self.words(say("{yes}: go on with it · {no}: begin from the record as it stands", **self.keys.answers))
        return await self.push_screen_wait(Question(title, "", keys))

    async def _takes_in(self, raw: RawEdit) -> bool:
        """Show what was changed by hand in the file, and ask whether it is to be committed with what they do."""
        name = raw.id or raw.path
        title = self.words(
            say("{name} was changed by hand and that is not committed; no edit of it is saved before.", name=name)
        )
        keys = self.words(say("{yes}: open it, and commit it as you leave it · {no}: leave it", **self.keys.answers))
        return await self.push_screen_wait(Question(title, raw.by_hand, keys))

    async def _edit_once(self, raw: RawEdit) -> bool:
        """Let the person edit the text and save it; tell whether that is over."""
        with self.suspend():
            raw.edit(self._now())
        if not raw.is_changed:
            raw.forget()
            self.announce(say("the record stays as it is."))
            return True
        try:
            edits = await asyncio.to_thread(raw.edits)
            saved, _ = await self._decided(raw.workspace, edits, partial(raw.save, ""), lambda _decisions: None)
        except IdentityMissing:
            return True
        except TrackerError as error:
            return not await self._again(error)
        raw.forget()
        if saved is not None:
            self.announce_saved(saved)
        else:
            self.announce(say("the file stands as the last commit has it; there is nothing to commit."))
        self.load()
        return True

    async def _again(self, error: TrackerError) -> bool:
        """Ask whether the person edits again what cannot be saved as it is; their text is kept in any case."""
        hint = self.words(error.hint) if error.hint is not None else ""
        keys = self.words(
            say("{yes}: edit it again · {no}: leave it; the text is kept as a draft", **self.keys.answers)
        )
        return await self.push_screen_wait(Question(self.words(error.message), hint, keys))


def after_own(edit: Edit, asked: Edit, made: Edit) -> Edit:
    """Return an edit asked for before an earlier one of the same person was saved: what that wrote has been seen.

    ``asked`` is the earlier one as it was asked for, and ``made`` as it was made.
    """
    own = {one.field.key: (one.seen, other.value) for one, other in zip(asked.wishes, made.wishes, strict=True)}
    wishes = (
        replace(wish, seen=own[key][1]) if (key := wish.field.key) in own and wish.seen == own[key][0] else wish
        for wish in edit.wishes
    )
    return replace(edit, wishes=tuple(wishes))


def _clashes(
    workspace: Workspace, conflict: EditConflict, asked: Mapping[str, Edit], decisions: Decisions
) -> tuple[Clash, ...]:
    """Return the fields of edits whose base moved, with who gave the values that stand there now."""
    from tracker.tracing import origins

    found: list[Clash] = []
    for name, moved in conflict.by_task:
        id = TaskId(name)
        try:
            by = origins(workspace, id, [each.field for each in moved])
        except TrackerError:  # the record went meanwhile; the values are shown without who gave them
            by = {}
        conflicts = edit_conflicts(id, asked[id], moved, decisions)
        found += (Clash(id=id, conflict=each, theirs_by=by.get(each.field.key)) for each in conflicts)
    return tuple(found)
