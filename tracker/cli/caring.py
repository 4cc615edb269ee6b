"""The commands that look after a copy of the plan: ``doctor``, and ``merge-driver``, which git calls."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from tracker.cli.face import Face
from tracker.plan.message import Message, say
from tracker.plan.rules import ActorRole
from tracker.plan.words import Words
from tracker.storage.driver import merge_for_git


def add_doctor(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``doctor``."""
    parser.add_argument("--fix", action="store_true", help=words(say("let git merge records by field in this copy")))


def doctor(arguments: Namespace, face: Face) -> int:
    """Print what is well and what is not in this copy; fail where something is not."""
    workspace = face.workspace()
    if arguments.fix:
        workspace.install_driver()
    plan, state = workspace.read(), workspace.state()
    found: list[tuple[Message | None, Message | None, Message]] = [
        (state.reason, state.way_out, say("edits can be saved.")),
        (
            None if workspace.merges_by_field() else say("git merges records by lines here."),
            say("run tracker doctor --fix, and git merges them by field in this copy."),
            say("git merges records by field."),
        ),
    ]
    actor = workspace.actor(plan)
    if plan.settings.office:
        unknown = say("{person} speaks for no agency of the register.", person=actor.name or '""')
        found.append(
            (
                unknown if actor.role is ActorRole.STRANGER else None,
                say("the office enters your address among the identities of your agency."),
                say(
                    "you are known to the plan: {agencies}.",
                    agencies=", ".join(map(plan.register.name, actor.agencies)) or "–",
                ),
            )
        )
    if plan.broken:
        told = say("{path} cannot be read.", path=plan.broken[0].path)
        found.append((told, say("tracker check says what is wrong and on which line."), told))
    for wrong, help, well in found:
        face.output.line(f"{'–' if wrong is not None else '✓'} {face.words(wrong or well)}")
        if wrong is not None and help is not None:
            face.output.line("  " + face.words(say("hint: {hint}", hint=help)))
    return 1 if any(wrong is not None for wrong, _, _ in found) else 0


def add_merge_driver(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``merge-driver``."""
    for name, help in (
        ("base", say("the version both come from")),
        ("ours", say("our version, which becomes the merged one")),
        ("theirs", say("the other version")),
        ("path", say("the path of the record")),
    ):
        parser.add_argument(name, help=words(help))


def merge_driver(arguments: Namespace, face: Face) -> int:
    """Merge one record by field; leave with 1 where a conflict is left in it."""
    base, ours, theirs = (face.folder / Path(each) for each in (arguments.base, arguments.ours, arguments.theirs))
    clean = merge_for_git(base, ours, theirs, arguments.path)
    if not clean:
        face.output.talk(
            say("{path}: both sides changed the same field; the two values are marked.", path=arguments.path)
        )
    return 0 if clean else 1
