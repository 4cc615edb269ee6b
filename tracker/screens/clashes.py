"""Fields that both sides changed, decided one by one: what each said before, both values, who gave them and why."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tracker.plan.clash import SIDES, Clash, Decision, Decisions, Origin, Side, Where, origin_lines
from tracker.plan.fields import FieldValue
from tracker.plan.message import Message, say
from tracker.plan.plan import Plan
from tracker.plan.words import Words
from tracker.screens.acting import Acting, bindings, key_of
from tracker.screens.closing import Dialog
from tracker.screens.commands import Scope
from tracker.screens.inert import plain
from tracker.screens.themes import QUIET_STYLE
from tracker.screens.value_dialog import Typed, ValueDialog

MOVED = say("Somebody else changed this in the meantime.")
"""Over a field whose base moved while it was edited."""

_PARTS = ("before", *(each.value for each in Side), "typed")


class ClashDialog(Acting, Dialog[Decisions | None]):
    """Shows one field at a time and answers with a decision for each, or with None where all stays as it is."""

    SCOPE = Scope.CLASH
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.CLASH)

    def __init__(self, words: Words, plan: Plan, clashes: Sequence[Clash], title: Message) -> None:
        super().__init__()
        self.words = words
        self._plan = plan
        self._clashes = tuple(clashes)
        self._title = title
        self._at = 0
        self._chosen: dict[Where, Side | Typed] = {}

    def compose(self) -> ComposeResult:
        """Lay out the field, its values, and the keys that decide."""
        with Vertical(classes="dialog large", id="clash"):
            yield Static(id="clash-title", markup=False)
            yield Static(id="clash-field", markup=False)
            with VerticalScroll(id="clash-values", can_focus=False):
                for each in _PARTS:
                    yield Static(id=f"clash-{each}", classes="clash-part", markup=False)
            yield Static(id="clash-keys", markup=False)

    def on_mount(self) -> None:
        """Show the first field."""
        self._show()

    @property
    def _clash(self) -> Clash:
        return self._clashes[self._at]

    def _show(self) -> None:
        """Show the field the person is at."""
        words, clash = self.words, self._clash
        number = f"{self._at + 1}/{len(self._clashes)}"
        task = self._plan.by_id.get(clash.id)
        about = f"{task.number}  {task.headline}" if task is not None else str(clash.id)
        self.query_one("#clash-title", Static).update(plain(f"{words(self._title)} {number}", style="bold"))
        self.query_one("#clash-field", Static).update(
            plain(f"{_cut(about, self.size.width)}\n{words(clash.conflict.field.title)}", multiline=True)
        )
        for each in _PARTS:
            content = self._part_content(each)
            part = self.query_one(f"#clash-{each}", Static)
            part.display = content is not None
            part.update(content if content is not None else plain(""))
        self.query_one("#clash-keys", Static).update(self._keys_content())
        values = self.query_one("#clash-values", VerticalScroll)
        chosen = self._chosen.get(self._clash.place)
        if chosen is None:
            values.scroll_home(animate=False, immediate=True)
            return
        chief = self.query_one(f"#clash-{'typed' if isinstance(chosen, Typed) else chosen.value}")
        values.call_after_refresh(values.scroll_to_widget, chief, animate=False, top=True, immediate=True)

    def _part_content(self, part: str) -> Content | None:
        """Return one of the values with where it comes from; None where there is none."""
        words, clash = self.words, self._clash
        conflict, chosen = clash.conflict, self._chosen.get(clash.place)
        if part == "before":
            return self._value_content(f"    {words(say('before'))}", conflict.base) if clash.has_base else None
        if part == "typed":
            if not isinstance(chosen, Typed):
                return None
            return self._value_content(
                f"[x] {key_of(self, 'clash.edit')} {words(say('as you typed it'))}", chosen.value
            )
        side = Side(part)
        value, fits = clash.of_side(side)
        if not fits:
            return None
        head = f"{'[x]' if chosen is side else '[ ]'} {self._key(side)} {words(SIDES[side])}"
        if clash.is_unread and side is Side.MINE:
            head += f" ({words(say('cannot be taken as it is'))})"
        origin = {Side.MINE: clash.ours_by, Side.THEIRS: clash.theirs_by}.get(side)
        return self._value_content(head, value, origin)

    def _value_content(self, head: str, value: FieldValue, origin: Origin | None = None) -> Content:
        text = self.words.field_text(value, self._plan.register)
        lines = [plain(f"{head}: {text}", multiline=True)]
        if origin is not None:
            lines += [plain(f"      {line}", style=QUIET_STYLE) for line in origin_lines(origin, self.words)]
        return Content("\n").join(lines)

    def _keys_content(self) -> Content:
        words = self.words
        is_last = len(self._left()) <= (0 if self._clash.place in self._chosen else 1)
        sides = [each for each in Side if self._clash.of_side(each)[1]]
        keys = [(self._key(each), SIDES[each]) for each in sides]
        keys.append((key_of(self, "clash.edit"), say("edit")))
        keys.append((key_of(self, "clash.go-on"), say("do it") if is_last else say("next")))
        if len(self._clashes) > 1:
            keys.append((key_of(self, "clash.same"), say("so in all")))
            turns = f"{key_of(self, 'clash.previous')} {key_of(self, 'clash.next')}"
            keys.append((turns, say("field")))
        keys.append((key_of(self, "clash.leave"), say("change nothing")))
        return plain(" · ".join(f"{key}: {words(what)}" for key, what in keys), style=QUIET_STYLE)

    def _key(self, side: Side) -> str:
        return key_of(self, f"clash.{side.value}")

    def _left(self) -> list[int]:
        """Return the fields that are not decided yet."""
        return [place for place, each in enumerate(self._clashes) if each.place not in self._chosen]

    # What is decided

    def why_not(self, action: str) -> Message | None:
        """Say why the field cannot be left: nothing is chosen for it."""
        if action in ("go_on", "same") and self._clash.place not in self._chosen:
            return say("choose a value first.")
        return None

    def action_choose(self, side: str) -> None:
        """Choose the value of a side, where the field can hold it."""
        if self._clash.of_side(Side(side))[1]:
            self._chosen[self._clash.place] = Side(side)
            self._show()

    def action_edit(self) -> None:
        """Type a value, begun from the one that is chosen."""
        clash, chosen = self._clash, self._chosen.get(self._clash.place)
        value = chosen.value if isinstance(chosen, Typed) else clash.of_side(chosen or Side.MINE)[0]
        task = self._plan.by_id.get(clash.id)
        about = task.number if task is not None else ""
        text = None
        if clash.is_unread and chosen in (None, Side.MINE):
            value, text = clash.conflict.theirs, str(value)
        dialog = ValueDialog(self.words, self._plan, clash.id, clash.conflict.field, value, about=about, text=text)
        self.app.push_screen(dialog, self._typed)

    def _typed(self, typed: Typed | None) -> None:
        if typed is not None:
            self._chosen[self._clash.place] = typed
            self._show()

    def action_same(self) -> None:
        """Take the same side in every field that is not decided yet and can hold it."""
        chosen = self._chosen[self._clash.place]
        if isinstance(chosen, Side):
            for place in self._left():
                each = self._clashes[place]
                if each.of_side(chosen)[1]:
                    self._chosen[each.place] = chosen
        self._show()

    def action_turn(self, step: int) -> None:
        """Go to another field."""
        self._at = (self._at + step) % len(self._clashes)
        self._show()

    def action_scroll(self, lines: int) -> None:
        """Scroll the values."""
        self.query_one("#clash-values", VerticalScroll).scroll_relative(y=lines, animate=False, immediate=True)

    def action_go_on(self) -> None:
        """Go to the next field that is not decided, or close with all decisions."""
        left = self._left()
        if left:
            self._at = next((each for each in left if each > self._at), left[0])
            self._show()
        else:
            self.dismiss({each.place: self._decision(each) for each in self._clashes})

    def _decision(self, clash: Clash) -> Decision:
        chosen = self._chosen[clash.place]
        value = chosen.value if isinstance(chosen, Typed) else clash.of_side(chosen)[0]
        return Decision(conflict=clash.conflict, value=value)

    def action_leave(self) -> None:
        """Close without a decision."""
        self.dismiss(None)


def _cut(text: str, width: int) -> str:
    room = max(20, width - 12)
    return text if len(text) <= room else f"{text[: room - 1]}…"
