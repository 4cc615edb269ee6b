"""What is unsaved: kept on disk as it is typed, offered at the next start, and not lost by leaving."""

import asyncio
from contextlib import suppress
from datetime import datetime
from typing import Any

from textual import events, on, work

from tracker import raw
from tracker.plan.dates import date_text
from tracker.plan.fields import FIELD_BY_KEY, FieldKind, FieldValue
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.plan import Plan
from tracker.plan.value import read_value, write_value
from tracker.plan.view import PlanView
from tracker.screens.dialogs import Question
from tracker.screens.drafts import DraftFate, DraftLine, DraftsDialog
from tracker.screens.messages import DraftChanged, RawRequested
from tracker.storage.drafts import Draft
from tracker.wiring.base import Given, Wiring

FLUSH_SECONDS = 0.5
"""How often unsaved text is written to disk while a person types; what a kill can cost at most."""

LEAVING_SECONDS = 0.5
"""How long leaving waits for a screen that was asked for a moment before."""


class Drafting(Wiring):
    """Keeps the drafts, and leaves."""

    def __init__(self, given: Given) -> None:
        super().__init__(given)
        self._drafts = given.drafts
        self._unsaved: dict[str, Draft] = {}
        self._dirty: dict[str, Draft | None] = {}
        self._offered: set[str] = set()
        self._hindrance = ""

    @on(DraftChanged)
    def _draft_changed(self, event: DraftChanged) -> None:
        draft = Draft(
            repository=str(self.workspace.folder.root),
            task=event.id,
            field=event.field.key,
            text=event.text or "",
            base="",
            base_value=write_value(event.field, event.seen),
            saved_at=self._now().isoformat(timespec="seconds"),
        )
        if event.text is None:
            self._unsaved.pop(draft.key, None)
            self._dirty[draft.key] = None
        else:
            self._unsaved[draft.key] = draft
            self._dirty[draft.key] = draft

    def keep_unsaved(self) -> None:
        """Write all that is unsaved to disk, with the keys no message has told of yet."""
        if self.is_shown:
            for each in self.main.unsaved:
                self._draft_changed(each)
        self.flush_drafts()

    def flush_drafts(self) -> None:
        """Write what is unsaved to disk, and take away the drafts of what was saved.

        What cannot be written is tried again the next time; the reason is told once.
        """
        dirty, self._dirty = self._dirty, {}
        told, self._hindrance = self._hindrance, ""
        for key, draft in dirty.items():
            try:
                if draft is None:
                    self._drafts.discard(key)
                else:
                    self._drafts.save(draft)
            except OSError as error:
                self._dirty.setdefault(key, draft)
                self._hindrance = error.strerror or str(error)
        if self._hindrance not in ("", told):
            self.announce(say("the draft cannot be kept: {reason}", reason=self._hindrance))

    def _offer_drafts(self, view: PlanView) -> None:
        """Offer what was left unsaved in the plan shown: once each, and not what is unsaved right now."""
        found = [
            each
            for each in self._drafts.all()
            if self._is_of_field(each, view) or raw.is_of(each, self.workspace, view.years)
            if each.key not in self._unsaved and each.key not in self._offered
        ]
        self._offered |= {each.key for each in found}
        if found:
            self.take_up(found, view)

    def _is_of_field(self, draft: Draft, view: PlanView) -> bool:
        is_here = draft.repository == str(self.workspace.folder.root)
        return is_here and draft.field in FIELD_BY_KEY and draft.task in view.plan.by_id

    @work(group="drafts")
    async def take_up(self, drafts: list[Draft], view: PlanView) -> None:
        """Offer the drafts, and take each up, drop it or keep it as the person says."""
        # a text of a record is told beside its file, which is read for it
        lines = await asyncio.to_thread(lambda: [self._draft_line(each, view.of(each.task).plan) for each in drafts])
        fates = await self.push_screen_wait(DraftsDialog(self.words, lines))
        if fates is None:
            return
        by_task: dict[str, dict[str, tuple[str, FieldValue]]] = {}
        for each in drafts:
            if fates[each.key] is DraftFate.DROP:
                self._dirty[each.key] = None
            elif fates[each.key] is DraftFate.TAKE and each.field == raw.FIELD:
                self.post_message(RawRequested(each.task, goes_on=True))
            elif fates[each.key] is DraftFate.TAKE:
                by_task.setdefault(each.task, {})[each.field] = (
                    each.text,
                    self._draft_value(each, each.base_value, view.of(each.task).plan),
                )
                self._unsaved[each.key] = each
        self.flush_drafts()
        for id, texts in by_task.items():
            self.main.restore(id, texts)
            self.main.select(id)

    def _draft_value(self, draft: Draft, text: str, plan: Plan) -> FieldValue:
        """Return the value a text of the draft stands for; None where it cannot be read."""
        field = FIELD_BY_KEY[draft.field]
        try:
            return read_value(
                field,
                text,
                year=plan.settings.year,
                register=plan.register,
                name=self.words.name,
                held=field.value(plan.task(draft.task)),
            )
        except TrackerError:
            return None

    def _draft_line(self, draft: Draft, plan: Plan) -> DraftLine:
        if draft.field == raw.FIELD:
            return self._record_line(draft, plan)
        field = FIELD_BY_KEY[draft.field]
        now = field.value(plan.task(draft.task))
        seen, typed = (self._draft_value(draft, text, plan) for text in (draft.base_value, draft.text))
        is_text = field.kind in (FieldKind.TEXT, FieldKind.LINES) or typed is None
        return DraftLine(
            key=draft.key,
            label=self._label(draft.task, field.title, draft),
            typed=draft.text if is_text else self.words.field_text(typed, plan.register),
            seen=self.words.field_text(now if seen == now else seen, plan.register),
            stands=self.words.field_text(now, plan.register),
        )

    def _record_line(self, draft: Draft, plan: Plan) -> DraftLine:
        """Return a text of a whole record as the lines that were changed in it."""
        path = self.workspace.prefix + draft.task
        name = next((id for id, place in plan.paths.items() if place == path), draft.task)
        return DraftLine(
            key=draft.key,
            label=self._label(name, say("text of the record"), draft),
            typed=raw.changed_lines(draft.base_value, draft.text),
            seen=draft.base_value,
            stands=raw.standing_text(draft, self.workspace),
        )

    def _label(self, name: str, what: Message, draft: Draft) -> str:
        day = datetime.fromisoformat(draft.saved_at).astimezone().date()
        return f"{name} · {self.words(what)} · {date_text(day)}"

    # Leaving

    async def _leave_with(self, result: int) -> None:
        """Keep what is unsaved and leave, once a screen asked for a moment ago is there: half made it would fail."""
        self.has_left = True
        there = asyncio.Event()
        if self.screen.call_after_refresh(there.set):
            with suppress(TimeoutError):  # a screen that is going away never answers
                await asyncio.wait_for(there.wait(), LEAVING_SECONDS)
        self.keep_unsaved()
        self.exit(result)

    def exit(self, result: int | None = None, return_code: int = 0, message: Any = None) -> None:
        """Leave; keys that were typed ahead are for nobody."""
        self.has_left = True
        super().exit(result, return_code, message)

    async def on_event(self, event: events.Event) -> None:
        """Handle an event; nothing is typed or clicked into an app that is being left, where nothing can be shown."""
        if not (self.has_left and isinstance(event, events.InputEvent)):
            await super().on_event(event)

    @work(group="leave", exclusive=True)
    async def action_leave(self) -> None:
        """Leave; unsaved text is kept as a draft and the person is told so."""
        async with self.saving:  # what is being saved is not unsaved
            pass
        unsaved = len({each.id for each in self.main.unsaved})
        if unsaved:
            title = self.words(
                say_count("{count} task has unsaved changes", "{count} tasks have unsaved changes", unsaved)
            )
            text = self.words(say("They are kept as drafts and offered at the next start."))
            keys = self.words(say("{yes}: leave · {no}: stay", **self.keys.answers))
            if not await self.push_screen_wait(Question(title, text, keys)):
                return
        async with self.saving:
            await self._leave_with(0)

    async def action_quit(self) -> None:
        """Leave as on any other key; Textual's own binding of Ctrl+Q acts before that of a screen."""
        self.action_leave()
