"""What ``check --base`` prints: each field that was changed, allowed or refused, with the rule, the file and the line.

The same judgement is written for people, as a JSON document, or as the annotations of a forge.
"""

import hashlib
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.cli.document import change_json
from tracker.cli.face import Face
from tracker.cli.output import Json
from tracker.plan.contribution import Judgement
from tracker.plan.fields import Change
from tracker.plan.message import Message, say, say_count
from tracker.plan.words import Words

FORGES = ("github", "gitlab", "forgejo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One verdict as it is printed."""

    path: str
    line: int
    allowed: bool
    rule: str
    reason: Message
    id: str = ""
    change: Change | None = None


def add_changes(parser: ArgumentParser, words: Words) -> None:
    """Add the arguments of ``check`` that judge changes."""
    parser.add_argument(
        "--base", metavar="REV", help=words(say("judge what changed since this commit by the rules of the plan"))
    )
    parser.add_argument(
        "--head", metavar="REV", default="HEAD", help=words(say("judge up to this commit; the last one by default"))
    )
    parser.add_argument("--staged", action="store_true", help=words(say("judge what is staged in git")))
    parser.add_argument("--as", dest="agency", default="", metavar="AGENCY", help=words(say("who sends the changes")))
    parser.add_argument(
        "--annotations", choices=FORGES, help=words(say("print what is refused as annotations of a forge"))
    )


def check_changes(arguments: Namespace, face: Face) -> int:
    """Print the verdict on each change; fail where one is refused."""
    from tracker.reviewing import judge_changes

    judgement = judge_changes(
        face.workspace(), arguments.base or "HEAD", arguments.agency, head=arguments.head, staged=arguments.staged
    )
    found = tuple(lines(judgement))
    if arguments.json:
        face.output.document("tracker.changes", judgement_json(judgement, face.words))
    elif arguments.annotations == "gitlab":
        face.output.list([_gitlab(each, face.words) for each in found if not each.allowed])
    elif arguments.annotations:
        for each in found:
            if not each.allowed:
                face.output.line(_github(each, face.words))
    else:
        print_judgement(judgement, face)
    refused = sum(not each.allowed for each in found)
    face.output.talk(
        say(
            "{changes} · {refused}",
            changes=say_count("{count} change", "{count} changes", len(found)),
            refused=say_count("{count} refused", "{count} refused", refused),
        )
    )
    return 1 if refused else 0


def lines(judgement: Judgement) -> Iterator[Line]:
    """Give every verdict, those on whole files last."""
    for task in judgement.tasks:
        for each in task.verdicts:
            yield Line(
                path=task.path,
                line=task.line(each),
                allowed=each.allowed,
                rule=each.rule,
                reason=each.reason,
                id=each.id,
                change=each.change,
            )
    for file in judgement.files:
        yield Line(path=file.path, line=file.line, allowed=file.allowed, rule=file.rule, reason=file.reason)


def print_judgement(judgement: Judgement, face: Face) -> None:
    """Print every verdict in words."""
    for each in lines(judgement):
        face.output.line(verdict_text(each, face.words))


def judgement_json(judgement: Judgement, words: Words) -> dict[str, Json]:
    """Return a judgement as an object."""
    return {
        "actor": {"role": judgement.actor.role.value, "agencies": list(judgement.actor.agencies)},
        "passes": judgement.passes,
        "verdicts": [
            {
                "path": each.path,
                "line": each.line,
                "task": each.id or None,
                **(change_json(each.change) if each.change is not None else {"field": None}),
                "allowed": each.allowed,
                "rule": each.rule,
                "reason": words(each.reason),
            }
            for each in lines(judgement)
        ],
    }


def verdict_text(each: Line, words: Words) -> str:
    """Return a verdict on one line."""
    place = f"{each.path}:{each.line}" if each.line else each.path
    verdict = words(say("allowed")) if each.allowed else words(say("refused"))
    about = f"{each.id}: " if each.id else ""
    field = f" ({each.change.field.key})" if each.change is not None else ""
    return f"{place}: {verdict}: {about}{words(each.reason)}{field} [{each.rule}]"


def _title(each: Line, words: Words) -> str:
    named = words(each.change.field.title) if each.change is not None else ""
    return " · ".join(part for part in (each.id, named) if part) or each.path


def _github(each: Line, words: Words) -> str:
    """Return a workflow command, as the runners of GitHub and Forgejo read it; its values are escaped as they ask."""
    place = f"file={_property(each.path)},line={max(each.line, 1)},title={_property(_title(each, words))}"
    return f"::error {place}::{_escaped(words(each.reason))} [{each.rule}]"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _gitlab(each: Line, words: Words) -> dict[str, Json]:
    """Return one finding of a code-quality report."""
    told = f"{_title(each, words)}: {words(each.reason)}"
    mark = json.dumps([each.path, each.rule, _title(each, words)], ensure_ascii=True)
    return {
        "description": told,
        "check_name": each.rule,
        "fingerprint": hashlib.sha256(mark.encode()).hexdigest(),
        "severity": "blocker",
        "location": {"path": each.path, "lines": {"begin": max(each.line, 1)}},
    }
