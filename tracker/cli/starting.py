"""The commands that begin: the app itself, ``init`` for another province or year, ``demo`` for a try."""

import gc
import shutil
import tempfile
import threading
from argparse import ArgumentParser, Namespace
from concurrent.futures import Future
from pathlib import Path

from tracker.cli.face import Face
from tracker.language import LANGUAGES, words_for
from tracker.plan.message import TrackerError, say
from tracker.plan.words import Words
from tracker.workspace import RepositoryStanding, Workspace

SMALL_TERMINALS = ("", "dumb", "unknown")
"""Values of TERM on which no screen can be drawn."""


def open_app(face: Face, *, is_demo: bool = False, tour: bool = False) -> int:
    """Open the app; where there is no terminal print the overview, and how to open it."""
    if not face.is_terminal or face.environment.get("TERM", "") in SMALL_TERMINALS:
        from tracker.cli.listing import overview

        code = overview(face)
        if not face.is_terminal:
            return code
        face.output.talk(
            say(
                "this terminal (TERM={term}) cannot show the app; the commands do the same work.",
                term=face.environment.get("TERM", "") or '""',
            )
        )
        return 0
    gc.disable()  # until the first screen is shown there is nothing to collect
    while True:
        opened, standing = _begin_to_open(face)
        from tracker.app import run_app
        from tracker.wiring.base import Start
        from tracker.wiring.touring import TOUR_WANTED

        workspace = opened.result()
        start = Start.TOUR if tour else Start.DEMO if is_demo else Start.KNOWN
        code = run_app(workspace, words=face.words, environment=face.environment, start=start, standing=standing)
        if code != TOUR_WANTED:
            return code
        _open_demo(face, tour=True)


def _begin_to_open(face: Face) -> tuple[Future[Workspace], Future[RepositoryStanding | None]]:
    """Begin to open the workspace, and then to ask git how its repository stands, while the app is loaded.

    What keeps its plan from being read is raised by the first. Who leaves meanwhile waits for neither.
    """
    opened: Future[Workspace] = Future()
    standing: Future[RepositoryStanding | None] = Future()

    def open() -> None:
        try:
            workspace = face.workspace()
            workspace.settings()
            opened.set_result(workspace)
            standing.set_result(workspace.standing())
        except (TrackerError, OSError) as error:
            if opened.done():
                standing.set_result(None)  # the app asks again, and tells why there is no answer
            else:
                opened.set_exception(error)
        finally:
            opened.cancel()  # where it is not done: nobody is to wait for what does not come
            standing.cancel()

    threading.Thread(target=open, name="opening", daemon=True).start()
    return opened, standing


def add_init(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``init``."""
    parser.add_argument("folder", metavar="DIR", help=words(say("the folder to begin in; it is made where missing")))
    parser.add_argument("--year", dest="plan_year", type=int, help=words(say("the plan year; this year by default")))
    parser.add_argument("--title", default="", help=words(say("the title of the plan")))
    parser.add_argument("--language", choices=LANGUAGES, default=words.language, help=words(say("the plan's language")))


def init(arguments: Namespace, face: Face) -> int:
    """Begin a fresh plan in a repository of its own, with the seven usual areas and no task."""
    from tracker.founding import found_plan

    folder = face.folder / arguments.folder
    year = arguments.plan_year if arguments.plan_year is not None else face.now().year
    words = words_for(arguments.language)
    commit = found_plan(folder, year=year, title=arguments.title, language=arguments.language, words=words)
    face.output.say(
        say(
            "{folder} holds an empty plan of {year} now ({commit}).",
            folder=str(folder),
            year=str(year),
            commit=commit[:9],
        )
    )
    face.output.talk(say("next: cd {folder}, then tracker add I --title … --lead …", folder=str(folder)))
    return 0


def demo(arguments: Namespace, face: Face) -> int:
    """Open a throw-away copy of the shipped plan; without a terminal make it and say where it is."""
    return _open_demo(face, tour=arguments.tour, keep=arguments.keep or not face.is_terminal)


def _open_demo(face: Face, *, tour: bool, keep: bool = False) -> int:
    from tracker.founding import found_demo

    folder = Path(tempfile.mkdtemp(prefix="tracker-demo-"))
    records = found_demo(folder)
    if keep:
        face.output.say(say("the demo plan is in {folder}; remove the folder when done.", folder=str(folder)))
    if not face.is_terminal:
        return 0
    try:
        shown = Face(
            words=face.words,
            output=face.output,
            environment=face.environment,
            folder=folder,
            records=str(records),
            is_terminal=True,
        )
        return open_app(shown, is_demo=True, tour=tour)
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def add_demo(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``demo``."""
    parser.add_argument("--tour", action="store_true", help=words(say("take the tour of three minutes")))
    parser.add_argument("--keep", action="store_true", help=words(say("keep the copy afterwards")))
