"""Who an edit is by: what the environment and git's settings say, never anything made up."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.plan.message import TrackerError, say

_NOTHING = re.compile(r"[\s\x00-\x1f.,:;<>\"\\']*")
"""What git takes away from the ends of a name; a name of nothing else is none."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as commits name them."""

    name: str
    email: str


class IdentityMissing(TrackerError):
    """Nobody has told git who is working here."""

    def __init__(self) -> None:
        super().__init__(
            say("git does not know who you are."),
            say(
                "run “{name}” and “{email}” with your own name and address.",
                name='git config --global user.name "Nguyễn Văn A"',
                email="git config --global user.email a.nguyen@example.gov.vn",
            ),
        )


@dataclass(frozen=True, slots=True)
class Signatures:
    """The author and the committer of the commit to be made."""

    author: Identity
    committer: Identity


def signatures(config: Mapping[str, str], given: Identity | None) -> Signatures:
    """Return who writes and who commits, or raise ``IdentityMissing``.

    The author is who the caller names, else who the environment or the settings name. The committer is who
    the environment or the settings name, else who the caller names.
    """
    author = given or _known("author", config)
    committer = _known("committer", config) or given
    if author is None or committer is None or not _usable(author) or not _usable(committer):
        raise IdentityMissing
    return Signatures(author, committer)


def _known(role: str, config: Mapping[str, str]) -> Identity | None:
    upper = f"GIT_{role.upper()}"
    name = os.environ.get(f"{upper}_NAME") or config.get(f"{role}.name") or config.get("user.name")
    email = (
        os.environ.get(f"{upper}_EMAIL")
        or config.get(f"{role}.email")
        or config.get("user.email")
        or os.environ.get("EMAIL")
    )
    return Identity(name, email) if name and email else None


def _usable(identity: Identity) -> bool:
    texts = (identity.name, identity.email)
    return not any(_NOTHING.fullmatch(text) or "\0" in text or "\n" in text for text in texts)
