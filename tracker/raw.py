"""A file of the plan as text in the person's own editor: checked as a whole before it is committed, and never lost."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from itertools import islice
from pathlib import Path

from tracker import mending
from tracker.plan.edit import Edit
from tracker.plan.message import TrackerError, say
from tracker.storage.drafts import Draft, Drafts
from tracker.storage.editor import edited, editor_command
from tracker.storage.folder import digest
from tracker.workspace import Saved, Workspace
from tracker.writing import parsed

FIELD = "record"
"""What the draft of a whole record is kept under, where others name a field."""


def is_of(draft: Draft, workspace: Workspace, years: Collection[int]) -> bool:
    """Tell whether a draft is the text of a file of these plan years, or of none, as an agency's is."""
    year = draft.task[:4]
    known = str(workspace.folder.root)
    return draft.repository == known and draft.field == FIELD and (not year.isdecimal() or int(year) in years)


def changed_lines(old: str, new: str) -> str:
    """Return the lines that were taken out of a text, and those that were put in."""
    found = unified_diff(old.split("\n"), new.split("\n"), n=0, lineterm="")
    return "\n".join(f"{each[0]} {each[1:]}" for each in islice(found, 2, None) if each[0] in "+-")


def standing_text(draft: Draft, workspace: Workspace) -> str:
    """Return the text of the draft's file as it stands now; nothing where it cannot be read."""
    try:
        return mending.shown(workspace, mending.find(workspace, draft.task, workspace.folder.root)[1])
    except TrackerError:
        return ""


@dataclass(slots=True)
class RawEdit:
    """One file being edited as text; ``id`` is empty where it is no record of a task that can be read.

    ``seen`` is the text the person began from and ``text`` what they have made of it; ``is_resumed`` tells that both
    come from a draft. ``committed`` is the digest of the file in the last commit there was when they began; ``by_hand``
    the lines that somebody has changed by hand in a readable file since, which are committed with what the person does.
    """

    workspace: Workspace
    drafts: Drafts
    environment: Mapping[str, str]
    id: str
    path: str
    seen: str = ""
    text: str = ""
    committed: str = ""
    by_hand: str = ""
    is_resumed: bool = False

    @classmethod
    def begin(
        cls,
        workspace: Workspace,
        drafts: Drafts,
        environment: Mapping[str, str],
        name: str,
        start: Path | None = None,
    ) -> "RawEdit":
        """Begin with the file as it stands, or with the draft of it that was kept.

        ``name`` is the id of a task, or the path of a file of the plan, also from ``start``. Raises ``TrackerError``
        where no file of the plan is meant, or nothing can be saved now.
        """
        mending.require_writable(workspace)
        id, path = mending.find(workspace, name, start or workspace.repository.work_tree)
        workspace = mending.of_file(workspace, path)
        found = cls(workspace=workspace, drafts=drafts, environment=environment, id=id, path=path)
        found.restart()
        kept = next((each for each in drafts.all() if each.key in found._keys), None)
        if kept is not None:
            found._resume(kept)
        return found

    def restart(self) -> None:
        """Begin from the file as it stands after all."""
        self._begin()
        if self.by_hand:
            self.workspace.repository.recover()  # a save that was killed may have left the file ahead of its commit
            self._begin()

    def _begin(self) -> None:
        workspace = self.workspace
        self.seen = self.text = workspace.record(self.id).text if self.id else mending.shown(workspace, self.path)
        committed = mending.committed_text(workspace, self.path)
        self.committed = digest(committed.encode()) if committed is not None else ""
        old, new = (each.replace("\r\n", "\n") for each in (committed or "", self.seen))
        is_by_hand = committed is not None and old != new and mending.is_readable(workspace, self.path)
        self.by_hand = changed_lines(old, new) if is_by_hand else ""
        self.is_resumed = False

    def _resume(self, kept: Draft) -> None:
        """Go on with a draft; what was made of a broken record goes on from the record that was put back since."""
        stands = self.seen
        self.seen, self.text, self.is_resumed = kept.base_value, kept.text, True
        if self._is_whole_again and kept.base and kept.base == self.committed == digest(stands.encode()):
            self.seen = stands
        self.committed = kept.base

    @property
    def _is_whole_again(self) -> bool:
        """Whether the record can be read by now and could not when the person began."""
        reading = parsed(self.seen.encode("utf-8", "surrogatepass"))
        return bool(self.id) and (reading is None or reading.task is None)

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to commit: what the person changed, or what was changed by hand before."""
        return self.text != self.seen or bool(self.by_hand)

    def edit(self, now: datetime) -> None:
        """Open the text in the person's editor, on this terminal, until they leave it; keep what they changed.

        It is a draft before the editor's copy goes. Raises ``TrackerError`` where the editor fails or no draft can be
        written; the hint then says where the copy lies.
        """
        command = editor_command(self.environment, self.workspace.repository.place.config())
        with edited(command, self.text, self.path.rpartition("/")[2], self.environment) as text:
            self.text = text
            if self.text != self.seen:
                self._keep(now)

    def edits(self) -> dict[str, Edit]:
        """Return the edit of fields the text makes, by the task; none where the file is committed as a whole.

        Raises where the text cannot be read, or the person began from a broken record that was mended otherwise.
        """
        if self._is_whole_again:
            raise mending.moved(self.workspace.prefix + self.path)
        is_whole = not self.id or self.by_hand
        return {} if is_whole else {self.id: self.workspace.edit_of_text(self.id, self.seen, self.text)}

    def save(self, reason: str = "", edits: Mapping[str, Edit] | None = None) -> Saved | None:
        """Save the text as one commit; raise where it cannot be read or a rule forbids it.

        ``edits`` are those of ``edits()``, or what the person decided of them where others changed the same fields.
        """
        if not self.id or self.by_hand:
            return mending.save(self.workspace, self.path, self.seen, self.text, reason)
        edit = (edits if edits is not None else self.edits())[self.id]
        return self.workspace.apply_text(self.id, self.seen, self.text, edit=edit, reason=reason)

    def forget(self) -> None:
        """Drop the draft: the text is saved, or says nothing new."""
        with suppress(OSError):  # a draft that stays is offered once more, and harms nothing
            for key in self._keys:
                self.drafts.discard(key)

    def _keep(self, now: datetime) -> None:
        try:
            self.drafts.save(self._draft(self.path, now.isoformat(timespec="seconds")))
            self.drafts.discard(self._draft(self.id).key)
        except OSError as error:
            raise TrackerError(
                say("the draft cannot be kept: {reason}", reason=error.strerror or str(error))
            ) from error

    @property
    def _keys(self) -> tuple[str, ...]:
        """What a draft of this file is kept by: its path, and in drafts of former versions the id of its task."""
        return tuple(self._draft(each).key for each in (self.path, self.id))

    def _draft(self, task: str, saved_at: str = "") -> Draft:
        return Draft(
            repository=str(self.workspace.folder.root),
            task=task,
            field=FIELD,
            text=self.text,
            base=self.committed,
            base_value=self.seen,
            saved_at=saved_at,
        )
