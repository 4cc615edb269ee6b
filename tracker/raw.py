"""The text of a record in the person's own editor: checked as a whole before it is committed, and never lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.storage.drafts import Draft, Drafts
from tracker.storage.editor import edited, editor_command
from tracker.workspace import Saved, Workspace

FIELD = "record"
"""What the draft of a whole record is kept under, where others name a field."""


@dataclass(slots=True)
class RawEdit:
    """One record being edited as text.

    ``seen`` is the text the person began from and ``text`` what they have made of it; ``is_resumed`` tells that both
    come from a draft.
    """

    workspace: Workspace
    drafts: Drafts
    environment: Mapping[str, str]
    id: str
    name: str
    seen: str
    text: str
    is_resumed: bool = False

    @classmethod
    def begin(cls, workspace: Workspace, drafts: Drafts, environment: Mapping[str, str], id: str) -> "RawEdit":
        """Begin with the record as it stands, or with the draft of it that was kept; raise where it has no task."""
        record = workspace.record(id)
        task = record.reading.task
        found = cls(
            workspace=workspace,
            drafts=drafts,
            environment=environment,
            id=task.id if task is not None else id,
            name=record.file.name,
            seen=record.text,
            text=record.text,
        )
        kept = next((each for each in drafts.all() if each.key == found._draft("").key), None)
        if kept is not None:
            found.seen, found.text, found.is_resumed = kept.base_value, kept.text, True
        return found

    def restart(self) -> None:
        """Begin from the record as it stands after all."""
        self.seen = self.text = self.workspace.record(self.id).text
        self.is_resumed = False

    @property
    def is_changed(self) -> bool:
        """Whether the person has changed the text."""
        return self.text != self.seen

    def edit(self) -> None:
        """Open the text in the person's editor, on this terminal, until they leave it."""
        command = editor_command(self.environment, self.workspace.repository.place.config())
        self.text = edited(command, self.text, self.name, self.environment)

    def save(self, reason: str = "") -> Saved | None:
        """Save the text as one commit; raise where it cannot be read or a rule forbids it."""
        return self.workspace.apply_text(self.id, self.seen, self.text, reason=reason)

    def keep(self, now: datetime) -> None:
        """Keep the text as a draft."""
        self.drafts.save(self._draft(now.isoformat(timespec="seconds")))

    def forget(self) -> None:
        """Drop the draft: the text is saved, or says nothing new."""
        self.drafts.discard(self._draft("").key)

    def _draft(self, saved_at: str) -> Draft:
        return Draft(
            repository=str(self.workspace.folder.root),
            task=self.id,
            field=FIELD,
            text=self.text,
            base="",
            base_value=self.seen,
            saved_at=saved_at,
        )
