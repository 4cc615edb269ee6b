"""The command ``keys``: every command of the app with its keys, and which wishes for keys cannot be met."""

from argparse import Namespace

from tracker.cli.face import Face
from tracker.screens.commands import COMMANDS, SCOPES
from tracker.screens.keys import Keys, chosen_keys, key_name, key_names, named_keys
from tracker.storage.preferences import preferences_path, read_preferences


def own_keys(face: Face) -> Keys:
    """Return the keys of the app as the person has them; what cannot be read or met of their wishes is told."""
    keys = chosen_keys(named_keys(face.preferences().keys))
    for each in keys.problems:
        face.output.talk(each.message)
    return keys


def show_keys(arguments: Namespace, face: Face) -> int:
    """Print every command with its keys; wishes that cannot be met are problems."""
    words, output = face.words, face.output
    reading = read_preferences(preferences_path(face.environment))
    keys = chosen_keys(named_keys(reading.preferences.keys))
    problems = (*reading.problems, *(each.message for each in keys.problems))
    if arguments.json:
        output.document(
            "tracker.keys",
            {
                "commands": [
                    {
                        "id": each.id,
                        "keys": [key_name(key) for key in keys.of(each)],
                        "default": [key_name(key) for key in each.keys],
                        "name": words(each.name),
                        "help": words(each.help),
                        "scope": each.scope.value,
                        "changes": each.changes,
                    }
                    for each in COMMANDS
                ],
                "problems": [words(each) for each in problems],
            },
        )
        return 1 if problems else 0
    for scope, info in SCOPES.items():
        listed = [each for each in COMMANDS if each.scope is scope]
        if listed:
            title = words(info.title)
            output.line(title[:1].upper() + title[1:])
            width = max(len(each.id) for each in COMMANDS)
            for each in listed:
                mark = "*" if keys.of(each) != each.keys else " "
                output.line(f"{mark} {each.id:<{width}}  {key_names(keys.of(each)):<14} {words(each.name)}")
    for problem in problems:
        output.talk(problem)
    return 1 if problems else 0
