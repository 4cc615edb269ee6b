"""What a person has changed in one task and not saved, as values."""

from dataclasses import dataclass, field, replace

from tracker.plan.clash import Decision
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import FIELD_BY_KEY, Change, Field, FieldValue
from tracker.plan.message import TrackerError
from tracker.plan.task import Task
from tracker.plan.value import write_value


@dataclass(slots=True)
class Pending:
    """What a person has changed in one task and not saved.

    ``wishes`` is by field, ``typed`` the text of fields that cannot be read yet; ``seen`` is what such a field
    held before the person's eyes. ``reason`` is why, for the commit.
    """

    wishes: dict[str, Wish] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    seen: dict[str, FieldValue] = field(default_factory=dict)
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is unsaved."""
        return not self.wishes and not self.typed

    @property
    def edit(self) -> Edit | None:
        """The changes that can be saved as one edit, None where there are none."""
        return Edit(wishes=tuple(self.wishes.values()), reason=self.reason) if self.wishes else None

    def base(self, key: str, held: FieldValue) -> FieldValue:
        """Return the value the person saw in the field when they began to change it, else what it holds."""
        return self.wishes[key].seen if key in self.wishes else self.seen.get(key, held)

    def wish(self, subject: Field, value: FieldValue, seen: FieldValue) -> None:
        """Wish for the value in the place of the one seen; nothing is wished where they are the same."""
        self.forget(subject.key)
        if value != seen:
            self.wishes[subject.key] = Wish(field=subject, value=value, seen=seen, has_seen=True)

    def keep(self, key: str, text: str, seen: FieldValue) -> None:
        """Keep a text that cannot be read yet."""
        self.forget(key)
        self.typed[key] = text
        self.seen[key] = seen

    def put_on(self, key: str, value: FieldValue) -> None:
        """Put what is unsaved in the field on top of another value."""
        if key in self.typed:
            self.seen[key] = value
        elif key in self.wishes:
            self.wishes[key] = replace(self.wishes[key], seen=value)

    def decide(self, decision: Decision) -> bool:
        """Take what was decided about a field whose base moved; tell whether what is typed there stays as it is.

        What was typed since the field was asked about stays, on top of the value that stands there.
        """
        conflict, key = decision.conflict, decision.conflict.field.key
        held = self.held(key, conflict.ours)
        is_mine = decision.value == conflict.ours
        if held != conflict.ours or (is_mine and key in self.typed):
            self.put_on(key, conflict.theirs)
            return True
        self.wish(conflict.field, decision.value, conflict.theirs)
        return is_mine

    def held(self, key: str, otherwise: FieldValue) -> FieldValue:
        """Return what is unsaved in the field, a text where it cannot be read; ``otherwise`` where nothing is."""
        return self.wishes[key].value if key in self.wishes else self.typed.get(key, otherwise)

    def text(self, key: str) -> str | None:
        """Return what is unsaved in the field as text; None where nothing is."""
        wish = self.wishes.get(key)
        return write_value(wish.field, wish.value) if wish is not None else self.typed.get(key)

    def forget(self, key: str) -> None:
        """Forget what is unsaved in the field."""
        self.wishes.pop(key, None)
        self.typed.pop(key, None)
        self.seen.pop(key, None)

    def wished(self, task: Task) -> Task:
        """Return the task with what is wished of it, or as it is where a rule forbids that."""
        edit = self.edit
        if edit is None:
            return task
        try:
            return edit.apply(task)
        except TrackerError:
            return task

    def moved(self, task: Task) -> tuple[Change, ...]:
        """Return the unsaved fields that changed underneath: ``old`` as the person saw them, ``new`` as they are."""
        found = []
        for key in (*self.wishes, *self.typed):
            subject = FIELD_BY_KEY[key]
            seen, now = self.base(key, None), subject.value(task)
            wanted = self.wishes[key].value if key in self.wishes else seen
            if now not in (seen, wanted):
                found.append(Change(field=subject, old=seen, new=now))
        return tuple(found)
