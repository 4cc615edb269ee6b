"""The command a bare repository calls when somebody pushes: ``serve-hook``."""

import os
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from tracker.cli.changes import lines, verdict_text
from tracker.cli.face import Face
from tracker.language import choose_language, words_for
from tracker.plan.message import say
from tracker.plan.plan import PlanSettings
from tracker.plan.words import Words

HOOKS = ("pre-receive", "update")


def add_serve_hook(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``serve-hook``."""
    parser.add_argument("hook", choices=HOOKS, help=words(say("the hook of git it is called from")))
    parser.add_argument("arguments", nargs="*", help=words(say("what git gives the hook")))


def serve_hook(arguments: Namespace, face: Face) -> int:
    """Let a push pass, or refuse it with the reason; the reason goes to the pusher through git."""
    from tracker import serving

    def today(settings: PlanSettings) -> date:
        return face.now().astimezone(ZoneInfo(settings.time_zone)).date()

    folder = Path(face.environment.get("GIT_DIR", "."))
    gate = serving.open_gate(face.folder / folder, os.environ, today)
    told = serving.pushes(arguments.hook, arguments.arguments, iter(sys.stdin))
    refusals = gate.refusals(told)
    language = gate.plan.settings.language if gate.plan is not None else None
    words = words_for(choose_language((face.environment.get("TRACKER_LANG"), language)))
    for each in refusals:
        face.output.talk_in(words, say("{ref}: {reason}", ref=each.ref, reason=each.reason))
        for line in lines(each.judgement) if each.judgement is not None else ():
            if not line.allowed:
                face.output.talk_in(words, say("· {verdict}", verdict=verdict_text(line, words)))
    return 1 if refusals else 0
