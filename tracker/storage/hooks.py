"""The user's own commit hooks, run as git runs them but with a time limit.

``pre-commit`` and ``commit-msg`` can refuse a save; ``post-commit`` cannot. A hook sees the index of the
commit to be made, not the user's own, and gets neither our terminal nor our lock.
"""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracker.plan.message import Message, TrackerError, say
from tracker.storage import process
from tracker.storage.git import clean_environment

_OUTPUT = 16 * 1024 * 1024
_SHOWN = 4000


class HookRefused(TrackerError):
    """A commit hook refused the save and nothing changed; ``output`` is what ``hook`` said."""

    def __init__(self, hook: str, message: Message, output: str = "", hint: Message | None = None) -> None:
        super().__init__(message, hint)
        self.hook = hook
        self.output = output


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """The hooks in a folder, for commits in a work tree."""

    folder: Path
    work_tree: Path
    limit: float

    def has(self, name: str) -> bool:
        """Tell whether there is such a hook that git would run."""
        file = self.folder / name
        return file.is_file() and os.access(file, os.X_OK)

    def run(self, name: str, *arguments: str, environment: Mapping[str, str]) -> None:
        """Run the hook where there is one; raise ``HookRefused`` where it fails or takes too long."""
        if not self.has(name):
            return
        try:
            left = self._start([str(self.folder / name), *arguments], environment)
        except OSError as error:
            reason = error.strerror or str(error)
            raise HookRefused(
                name, say("the hook “{hook}” cannot be run: {reason}.", hook=name, reason=reason)
            ) from error
        output = (left.stdout + left.stderr)[-_SHOWN:].decode("utf-8", "replace").strip()
        if left.ending is not process.Ending.EXITED:
            raise HookRefused(
                name,
                say(
                    "the hook “{hook}” did not finish in {seconds} seconds.",
                    hook=name,
                    seconds=int(self.limit),
                ),
                output,
                say("nothing was saved. Repair the hook, or take it away."),
            )
        if left.code != 0:
            raise HookRefused(
                name,
                say("the hook “{hook}” refused the save: {output}", hook=name, output=output)
                if output
                else say("the hook “{hook}” refused the save with code {code}.", hook=name, code=left.code),
                output,
            )

    def _start(self, command: list[str], environment: Mapping[str, str]) -> process.Finished:
        surroundings = {**clean_environment(), "GIT_EDITOR": ":", "GIT_PREFIX": "", **environment}
        bounds = process.Bounds(time=self.limit, output=_OUTPUT)
        try:
            return process.run(command, bounds=bounds, environment=surroundings, folder=self.work_tree, until_exit=True)
        except OSError as error:
            if error.errno != errno.ENOEXEC:
                raise
            # a script without a first line that names its interpreter: git gives it to the shell
            return process.run(
                ["/bin/sh", *command],
                bounds=bounds,
                environment=surroundings,
                folder=self.work_tree,
                until_exit=True,
            )
