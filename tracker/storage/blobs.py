"""Storing bytes as blobs of git, exactly as they are: one by one, or very many with one process."""

import contextlib
import secrets
from collections.abc import Sequence

from tracker.plan.message import say
from tracker.storage.git import GitError
from tracker.storage.place import Place

FEW = 32
"""Up to so many blobs a process for each is quicker than a file for each."""


def store_blob(place: Place, content: bytes, descriptor: int) -> str:
    """Store bytes as a blob and return its id."""
    stored = place.git.run("hash-object", "-w", "--no-filters", "--stdin", input=content, pass_fds=(descriptor,)).text
    if stored != place.blob_id(content):
        raise GitError(say("git did not store what it was given."))
    return stored


def store_blobs(place: Place, contents: Sequence[bytes], descriptor: int) -> tuple[str, ...]:
    """Store each of the contents as a blob and return their ids in order.

    Many of them go through files in the folder of the save, which the next save clears should a crash leave them.
    """
    if len(contents) <= FEW:
        return tuple(store_blob(place, each, descriptor) for each in contents)
    place.desk.prepare()
    token = secrets.token_hex(8)
    paths = [place.desk.folder / f"blob-{token}-{number}" for number in range(len(contents))]
    try:
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        listed = "".join(f"{path}\n" for path in paths)
        asked = ("hash-object", "-w", "--no-filters", "--stdin-paths")
        stored = place.git.run(*asked, input=listed.encode(), pass_fds=(descriptor,)).text.split("\n")
    finally:
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    if stored != [place.blob_id(each) for each in contents]:
        raise GitError(say("git did not store what it was given."))
    return tuple(stored)
