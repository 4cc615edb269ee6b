"""The commands that begin: the app itself, ``init`` for another province or year, ``demo`` for a try."""

import gc
import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from concurrent.futures import ThreadPoolExecutor
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
        with ThreadPoolExecutor(1) as background:
            opening = background.submit(_opened, face)  # git answers while the app is loaded
            from tracker.app import run_app
            from tracker.wiring.base import Start
            from tracker.wiring.touring import TOUR_WANTED

            workspace, standing = opening.result()
        start = Start.TOUR if tour else Start.DEMO if is_demo else Start.KNOWN
        code = run_app(workspace, words=face.words, environment=face.environment, start=start, standing=standing)
        if code != TOUR_WANTED:
            return code
        _open_demo(face, tour=True)


def _opened(face: Face) -> tuple[Workspace, RepositoryStanding | None]:
    """Return the workspace and what git tells of its repository; what keeps its plan from being read is raised."""
    workspace = face.workspace()
    workspace.settings()
    try:
        return workspace, workspace.standing()
    except TrackerError:  # the app asks again, and tells why there is no answer
        return workspace, None


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
