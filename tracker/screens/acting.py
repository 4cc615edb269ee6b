"""Commands on the screen: bindings made from the registry, what can be done now, and why something cannot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

from textual.app import App
from textual.binding import ActiveBinding, Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from tracker.plan.characters import visible
from tracker.plan.message import Message, say
from tracker.plan.words import Words
from tracker.screens.commands import COMMAND_BY_ID, COMMANDS, SCOPES, Command, Scope, around, commands_of
from tracker.screens.keys import OWN_KEYS, Keys, key_names
from tracker.screens.typing import OrderedKeys

Key = TypeVar("Key", bound=str)


def bindings(*scopes: Scope) -> list[BindingType]:
    """Return the bindings of the commands of these scopes, for the ``BINDINGS`` of a screen or a widget."""
    return [
        Binding(
            ",".join(each.keys),
            each.action,
            each.name.text,
            show=each.shown,
            priority=each.priority,
            id=each.id,
        )
        for scope in scopes
        for each in commands_of(scope)
        if each.keys
    ]


def spoken(bindings: dict[Key, ActiveBinding], words: Words) -> dict[Key, ActiveBinding]:
    """Return the bindings in force with name and tooltip in words; where one cannot act, the tooltip says why."""
    return {key: _spoken(active, words) for key, active in bindings.items()}


def _spoken(active: ActiveBinding, words: Words) -> ActiveBinding:
    command = COMMAND_BY_ID.get(active.binding.id or "")
    if command is None:
        return active
    tooltip = words(command.help)
    if not active.enabled and (reason := why_not(active.node, active.binding.action)) is not None:
        tooltip = words(reason)
    shown = replace(active.binding, description=visible(words(command.name)))
    return active._replace(binding=shown, tooltip=visible(tooltip))


class Acting:
    """A screen or widget with commands; it says of each why it cannot be done now.

    Textual greys out a binding for which ``check_action`` gives None and hides it for False. A class that hides
    one overrides ``check_action`` and asks here for the rest. ``SCOPE`` is the scope of a whole screen, or of the app.
    """

    SCOPE: ClassVar[Scope | None] = None

    def why_not(self, action: str) -> Message | None:  # noqa: ARG002 - the classes that derive from it ask
        """Return why the action cannot be done now, None where it can."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - as Textual
        """Grey out what cannot be done now."""
        return True if self.why_not(action) is None else None


def why_not(node: object, action: str) -> Message | None:
    """Return why an action of a node cannot be done now; None where it can, or where the node does not say."""
    return node.why_not(action.partition("(")[0]) if isinstance(node, Acting) else None


def keys_of(screen: Screen[Any], id: str) -> str:
    """Return the names of the keys of a command as the person has them, whether it can act now or not."""
    return _keys_in_force(screen).names(id)


def key_of(screen: Screen[Any], id: str) -> str:
    """Return the name of the first key of a command, as ``keys_of`` finds them."""
    return _keys_in_force(screen).name(id)


def answers_of(screen: Screen[Any]) -> dict[str, str]:
    """Return the names of the keys that answer a question, as the person has them."""
    return _keys_in_force(screen).answers


def _keys_in_force(screen: Screen[Any]) -> Keys:
    """Return the keys the app was given; an app that is given none has those of the table."""
    return screen.app.keys if isinstance(screen.app, OrderedKeys) else OWN_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A command as it stands now: its keys for people, where it would act, and why it cannot where it cannot."""

    command: Command
    keys: str
    node: DOMNode | None
    reason: Message | None = None


def scope_of(screen: Screen[Any]) -> Scope:
    """Return the scope of a screen."""
    return (screen.SCOPE if isinstance(screen, Acting) else None) or Scope.APP


def entries(app: App[Any], keys: Keys, commands: Sequence[Command] = COMMANDS) -> list[Entry]:
    """Return every command that is listed, those of the screen shown first, each as it stands now."""
    screen = app.screen
    here = scope_of(screen)
    nodes: dict[Scope, DOMNode] = dict.fromkeys(around(here), screen) | {Scope.APP: app}
    active = {each.binding.id: each.node for each in screen.active_bindings.values() if each.binding.id}
    found = []
    for each in commands:
        if not each.listed:
            continue
        node = nodes.get(each.scope) or active.get(each.id)
        reason = why_not(node, each.action) if node else say("only {place}", place=SCOPES[each.scope].title)
        found.append(Entry(command=each, keys=key_names(keys.of(each)), node=node, reason=reason))
    return sorted(found, key=lambda entry: entry.node is None)
