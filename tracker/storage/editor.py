"""The person's own editor on a private copy of a text: which it is, and what they made of the text."""

import shlex
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tracker.plan.message import TrackerError, say
from tracker.storage.folder import LARGEST
from tracker.storage.process import attend

FALLBACK = "vi"
"""The editor where the person names none, as with git."""


class EditorFailed(TrackerError):
    """The editor could not be started, did not end well, or left no text."""


def editor_command(environment: Mapping[str, str], config: Mapping[str, str]) -> tuple[str, ...]:
    """Return the editor as an argument vector, found as git finds it; no shell reads it."""
    named = (
        environment.get("GIT_EDITOR"),
        config.get("core.editor"),
        environment.get("VISUAL"),
        environment.get("EDITOR"),
        FALLBACK,
    )
    wording = next(each for each in named if each and each.strip())
    try:
        return tuple(shlex.split(wording))
    except ValueError as error:
        raise EditorFailed(
            say("the editor “{editor}” cannot be understood.", editor=wording), say("name a program in EDITOR.")
        ) from error


def edited(command: tuple[str, ...], text: str, name: str, environment: Mapping[str, str]) -> str:
    """Return the text as the person left it in the editor.

    The copy lies in a folder of theirs alone, which goes afterwards. Raises ``EditorFailed``; where the person has
    written something by then, the copy stays and the hint says where.
    """
    folder = Path(tempfile.mkdtemp(prefix="tracker-"))  # for the owner alone
    file = folder / name
    try:
        file.write_bytes(text.encode())
        code = attend((*command, str(file)), environment=environment, folder=folder)
        found = _read(file, code)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise EditorFailed(
            say(
                "the editor {editor} cannot be used: {reason}.", editor=command[0], reason=error.strerror or str(error)
            ),
            say("name another one in EDITOR, or with git config core.editor."),
        ) from error
    except EditorFailed as failed:
        if file.is_file() and file.read_bytes() != text.encode():
            failed.hint = say("what you wrote lies in {file}.", file=str(file))
        else:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    return found


def _read(file: Path, code: int) -> str:
    if code != 0:
        raise EditorFailed(say("the editor ended with code {code}; nothing was written.", code=code))
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise EditorFailed(say("{file} is larger than {most} bytes.", file=file.name, most=LARGEST))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise EditorFailed(say("{file} is not UTF-8 text.", file=file.name)) from error
