"""The person's own editor on a private copy of a text: which it is, and what they made of the text."""

import shlex
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tracker.plan.message import TrackerError, say
from tracker.storage.folder import LARGEST
from tracker.storage.process import attend

FALLBACK = "vi"
"""The editor where the person names none, as with git."""


class EditorFailed(TrackerError):
    """The editor could not be started, did not end well, or left no text."""


class TextLeft(EditorFailed):
    """What the person has written was taken over nowhere; the hint says where it lies."""


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


@contextmanager
def edited(command: tuple[str, ...], text: str, name: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Give the text as the person left it in the editor.

    The copy lies in a folder of theirs alone, which goes after the block: what is to outlive it is kept there. Raises
    ``EditorFailed`` where the editor fails, and ``TextLeft`` where it does or the block raises a ``TrackerError``, and
    the person has written something, which stays.
    """
    folder = _private_folder()
    try:
        yield _left_by(command, text, folder / name, environment)
    except TrackerError as failed:
        written = _written(folder / name, text)
        if written:
            raise TextLeft(failed.message, say("what you wrote lies in {file}.", file=str(written[0]))) from failed
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def _private_folder() -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix="tracker-"))  # for the owner alone
    except OSError as error:
        raise EditorFailed(
            say("there is no place for the editor's copy: {reason}.", reason=error.strerror or str(error)),
            say("name a folder with room in TMPDIR."),
        ) from error


def _left_by(command: tuple[str, ...], text: str, file: Path, environment: Mapping[str, str]) -> str:
    """Let the person edit the file, and return what it holds then; raise where that is not to be taken."""
    try:
        file.write_bytes(text.encode())
        code = attend((*command, str(file)), environment=environment, folder=file.parent)
    except OSError as error:
        raise EditorFailed(
            say(
                "the editor {editor} cannot be used: {reason}.", editor=command[0], reason=error.strerror or str(error)
            ),
            say("name another one in EDITOR, or with git config core.editor."),
        ) from error
    if code != 0:
        raise EditorFailed(say("the editor ended with code {code}; nothing was written.", code=code))
    if not file.is_file():
        raise EditorFailed(
            say("the editor left no file {file}; nothing was written.", file=file.name),
            say("save the text under the name it has."),
        )
    found = _read(file)
    if found == text and any(not _is_trace(each) for each in _written(file, text)):
        raise EditorFailed(
            say("the text was saved under another name than {file}; nothing was written.", file=file.name)
        )
    return found


def _read(file: Path) -> str:
    try:
        content = _start(file)
    except OSError as error:
        raise EditorFailed(
            say("{file} cannot be read: {reason}.", file=file.name, reason=error.strerror or str(error))
        ) from error
    if len(content) > LARGEST:
        raise EditorFailed(say("{file} is larger than {most} bytes.", file=file.name, most=LARGEST))
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise EditorFailed(say("{file} is not UTF-8 text.", file=file.name)) from error


def _written(file: Path, given: str) -> list[Path]:
    """Return the files in the folder of the copy that hold another text than the one given, the likeliest first."""
    beside = file.parent.iterdir() if file.parent.is_dir() else ()
    found = [each for each in beside if each.is_file() and _is_written(each, given.encode())]
    return sorted(found, key=lambda each: (each != file, _is_trace(each), each.name))


def _is_written(file: Path, given: bytes) -> bool:
    try:
        return _start(file) not in (b"", given)
    except OSError:  # what cannot be read may be what they wrote
        return True


def _start(file: Path) -> bytes:
    """Return the bytes of a file, of a large one no more than it takes to see that."""
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)


def _is_trace(file: Path) -> bool:
    """Tell whether an editor leaves such a file on its own: a backup, a lock, what it needs to recover or undo."""
    return file.name.startswith((".", "#")) or file.name.endswith("~")
