"""Keeping what belongs to the plan beside its tasks: the saved views in its settings, as one commit of that file."""

from tracker.plan.characters import visible
from tracker.plan.saved_view import SavedView
from tracker.storage.folder import Folder, text
from tracker.storage.repository import FileChange, Repository
from tracker.storage.views_text import revise_views
from tracker.writing import uncommitted


def keep_views(
    views: tuple[SavedView, ...], sentence: str, *, path: str, prefix: str, folder: Folder, repository: Repository
) -> str:
    """Make the settings at ``path`` hold these views and return the commit, empty where they do already.

    ``prefix`` is the folder of the records as seen from the work tree. Raises ``TrackerError`` where the file was
    changed by hand and not committed, so that a commit never holds what it does not say.
    """
    file = folder.read(path)
    committed = repository.committed(prefix + path)
    if committed is None or committed.replace(b"\r\n", b"\n") != file.content.replace(b"\r\n", b"\n"):
        raise uncommitted(prefix + path, committed)
    revised = revise_views(text(file.content), views).encode()
    if revised == file.content:
        return ""
    message = f"{visible(sentence)}\n\nEdit: views\n"
    change = FileChange(path=prefix + path, expected=file.digest, content=revised)
    return repository.save((change,), message)
