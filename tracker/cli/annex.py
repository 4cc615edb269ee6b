"""What ``import`` does: read an annex, report on it, and write it once that is agreed to."""

import sys
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from tracker.cli.document import agency_proposal_json
from tracker.cli.face import Face
from tracker.cli.keys import own_keys
from tracker.cli.output import Json
from tracker.cli.previewing import KINDS, chosen_changes, decided, preview, reading_text, summary
from tracker.cli.starting import SMALL_TERMINALS
from tracker.exchange.annex import Wishes
from tracker.exchange.decisions import MOST_BYTES, Decisions, read_decisions
from tracker.exchange.doubt import Doubt
from tracker.exchange.heads import read_map
from tracker.exchange.reimport import ChangeKind, Comparison, Proposal
from tracker.importing import Destination, Import, apply_changes, read_import, write_plan
from tracker.language import words_for
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.problem import Severity
from tracker.plan.text import one_line
from tracker.plan.words import Words
from tracker.workspace import environment_records

_BAR = 30
_MOST_SHOWN = 200


def run(arguments: Namespace, face: Face) -> int:
    """Read an annex, report on it, and write it where that is agreed to."""
    decisions = _decisions(arguments, face)
    read = _read(arguments, face, decisions)
    commit = None
    if _shows_preview(read, arguments, face):
        while (answer := _previewed(read, face)) is not None:
            decisions = decided(read.annex.report, answer, decisions)
            chosen = chosen_changes(read.comparison, answer) if read.comparison is not None else frozenset()
            read = _read(arguments, face, decisions)
            if not read.annex.report.errors:
                commit = _written(read, chosen, arguments, face)
                break
        for each in summary(read.annex.report):
            face.output.say(each)
        if commit is None:
            face.output.talk(say("nothing was written."))
    else:
        if not arguments.json:
            _print(read, face)
        commit = _agreed(read, arguments, face)
    if arguments.json:
        face.output.document("tracker.import", _document(read, commit, face.words))
    elif commit:
        face.output.say(say("written: {commit}", commit=commit[:9]))
    return 1 if read.annex.report.errors else 0


def _read(arguments: Namespace, face: Face, decisions: Decisions) -> Import:
    records = Path(face.records) if face.records else environment_records(face.environment, face.folder)
    wishes = Wishes(columns=read_map(arguments.map), document=one_line(arguments.source), decisions=decisions)
    bar = _Bar(face)
    try:
        return read_import(
            face.folder / arguments.file,
            Destination.at(face.folder / records, now=face.now),
            wishes,
            year=arguments.plan_year or face.year,
            title=one_line(arguments.title),
            language=arguments.language,
            name=face.words.name,
            step=bar.step,
        )
    finally:
        bar.end()


def _shows_preview(read: Import, arguments: Namespace, face: Face) -> bool:
    """Tell whether the import is shown on a screen: on a terminal that can, where nothing was agreed to beforehand."""
    asked = arguments.yes or arguments.apply or arguments.dry_run or arguments.json
    nothing = read.comparison is not None and not read.comparison.proposals
    return face.is_terminal and not asked and not nothing and face.environment.get("TERM", "") not in SMALL_TERMINALS


def _previewed(read: Import, face: Face) -> Mapping[str, int] | None:
    from tracker.import_app import run_preview

    return run_preview(face.words, preview(read, face.words), own_keys(face))


def _decisions(arguments: Namespace, face: Face) -> Decisions:
    if not arguments.decide:
        return Decisions()
    path = face.folder / arguments.decide
    try:
        if not path.is_file():
            raise TrackerError(say("{file} cannot be read: {reason}.", file=str(path), reason=say("it is no file")))
        with path.open("rb") as file:
            return read_decisions(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise TrackerError(
            say("{file} cannot be read: {reason}.", file=str(path), reason=error.strerror or str(error))
        ) from error


# --- writing --------------------------------------------------------------------------------------


def _agreed(read: Import, arguments: Namespace, face: Face) -> str | None:
    """Write what was agreed to, by option or by answer; return the commit, or None where nothing is written."""
    if arguments.dry_run:
        return None
    if read.comparison is None:
        agreed = arguments.yes or _asks(read, arguments, face, say("write the plan as one commit? [y/N]"))
        return _written(read, frozenset(), arguments, face) if agreed else None
    chosen = _chosen(arguments.apply, read.comparison) if arguments.apply else frozenset()
    return _written(read, chosen, arguments, face) if chosen else None


def _written(read: Import, chosen: frozenset[int], arguments: Namespace, face: Face) -> str | None:
    words = words_for(arguments.language if read.plan is None else read.plan.settings.language)
    if read.comparison is not None:
        return apply_changes(read, chosen, branch=arguments.branch, words=words) if chosen else None
    bar = _Bar(face)
    try:
        return write_plan(read, branch=arguments.branch, words=words, step=bar.step)
    finally:
        bar.end()


def _asks(read: Import, arguments: Namespace, face: Face, question: Message) -> bool:
    if not face.is_terminal or arguments.json or read.annex.report.errors:
        if not read.annex.report.errors and not arguments.json:
            face.output.talk(say("nothing was written; write it with --yes."))
        return False
    return face.ask(question).lower() in ("y", "yes", "c", "có", "co")


def _chosen(text: str, comparison: Comparison) -> frozenset[int]:
    known = {each.number for each in comparison.proposals}
    if text.strip().lower() in ("all", "tất cả", "tat ca"):
        return frozenset(each.number for each in comparison.proposals if each.kind is not ChangeKind.CONFLICT)
    chosen: set[int] = set()
    for part in text.replace(";", ",").split(","):
        first, dash, last = part.strip().partition("-")
        if not (first.isascii() and first.isdigit() and (not dash or (last.isascii() and last.isdigit()))):
            raise TrackerError(
                say("{text} is no list of changes.", text=text), say("write all, or numbers of the list: 1,3,5-8.")
            )
        chosen.update(range(int(first), int(last or first) + 1) if len(first) < 7 and len(last) < 7 else ())
    unknown = chosen - known
    if unknown:
        raise TrackerError(say("there is no change {number} in the list.", number=min(unknown)))
    return frozenset(chosen)


# --- in words -------------------------------------------------------------------------------------


def _print(read: Import, face: Face) -> None:
    report = read.annex.report
    for each in summary(report):
        face.output.say(each)
    if report.agencies:
        face.output.say(say("new to the register, proposed:"))
    for agency in report.agencies:
        face.output.line(f"  + {agency.id}: {agency.name}")
    for text in report.above:
        face.output.say(say("above the table: {text}", text=text))
    for doubt in report.doubts:
        if doubt.rule != "agency-new":
            _print_doubt(doubt, face)
    for left in report.left[:_MOST_SHOWN]:
        reason = face.words(left.reason)
        face.output.line(f"{face.words(left.place.message)}: {face.words(say('left out'))}: {left.text} ({reason})")
    for unread in report.unread:
        face.output.say(unread)
    if read.comparison is not None:
        _print_comparison(read.comparison, face)
    errors = report.errors
    face.output.talk(
        say(
            "{errors} · {doubts} · {left}",
            errors=say_count("{count} doubt to decide", "{count} doubts to decide", len(errors)),
            doubts=say_count("{count} doubt to look at", "{count} doubts to look at", len(report.doubts) - len(errors)),
            left=say_count("{count} row left out", "{count} rows left out", len(report.left)),
        )
    )


def _print_doubt(doubt: Doubt, face: Face) -> None:
    words = face.words
    place = f"{words(doubt.place.message)}: " if doubt.place is not None else ""
    subject = f"{doubt.subject}: " if doubt.subject else ""
    field = f" ({doubt.field})" if doubt.field else ""
    face.output.line(
        f"{place}{words.name(doubt.severity)}: {subject}{words(doubt.message)}{field} [{doubt.rule}, "
        f"{words.name(doubt.confidence)}]"
    )
    if doubt.severity is Severity.ERROR and doubt.text:
        face.output.line("  " + words(say("text: {text}", text=doubt.text)))
    if doubt.reading and doubt.alternative:
        both = [reading_text(doubt, each, words) for each in (doubt.reading, doubt.alternative)]
        face.output.line("  " + words(say("read as {reading}; or {other}", reading=both[0], other=both[1])))


def _print_comparison(comparison: Comparison, face: Face) -> None:
    for told, id, confidence in comparison.renumbered:
        face.output.say(say("{told} of the annex is {id} here [{sure}]", told=told, id=id, sure=confidence))
    if comparison.kept:
        face.output.say(
            say_count(
                "{count} part changed here alone and is kept",
                "{count} parts changed here alone and are kept",
                len(comparison.kept),
            )
        )
    if not comparison.proposals:
        face.output.say(say("the annex changes nothing."))
    for each in comparison.proposals:
        _print_proposal(each, face)
    if comparison.proposals:
        face.output.talk(say("take changes over with --apply all (without conflicts) or --apply 1,3,5."))


def _print_proposal(proposal: Proposal, face: Face) -> None:
    words = face.words
    title = f" {words(proposal.title)}" if proposal.title is not None else ""
    face.output.line(f"{proposal.number}. {proposal.id}{title}: {words(KINDS[proposal.kind])}")
    if proposal.base is not None and proposal.kind is ChangeKind.CONFLICT:
        face.output.lines(words(say("imported before: {text}", text=one_line(proposal.base))), indent="   ")
    if proposal.here:
        face.output.lines(words(say("here: {text}", text=one_line(proposal.here))), indent="   ")
    if proposal.annex:
        face.output.lines(words(say("annex: {text}", text=one_line(proposal.annex))), indent="   ")


# --- for machines ---------------------------------------------------------------------------------


def _document(read: Import, commit: str | None, words: Words) -> dict[str, Json]:
    report = read.annex.report
    counts = report.counts
    return {
        "file": report.file,
        "digest": f"sha256:{report.digest}",
        "source": report.kind.value,
        "year": report.year,
        "title": report.title,
        "document": report.document,
        "counts": {
            "tables": counts.tables,
            "heads": counts.heads,
            "rows": counts.rows,
            "areas": counts.areas,
            "tasks": counts.tasks,
            "joined_rows": counts.joined,
            "split_tasks": counts.split,
            "words": counts.words,
            "words_lost": counts.lost,
            "cells": counts.cells,
            "cells_same": counts.same,
            "citations": counts.citations,
            "placeholders": counts.placeholders,
        },
        "areas": [{"number": each.number, "title": each.title} for each in report.areas],
        "agencies": [agency_proposal_json(each) for each in report.agencies],
        "tasks": [
            {"id": each.task.id, "title": each.task.title, "source": each.task.source} for each in read.annex.tasks
        ],
        "doubts": [_doubt_json(each, words) for each in report.doubts],
        "left_out": [
            {"place": each.place.key, "text": each.text, "reason": words(each.reason)} for each in report.left
        ],
        "above": list(report.above),
        "unread": [words(each) for each in report.unread],
        "changes": [_proposal_json(each) for each in read.comparison.proposals]
        if read.comparison is not None
        else None,
        "commit": commit,
    }


def _doubt_json(doubt: Doubt, words: Words) -> dict[str, Json]:
    return {
        "severity": doubt.severity.value,
        "rule": doubt.rule,
        "place": doubt.place.key if doubt.place is not None else "",
        "task": doubt.subject,
        "field": doubt.field,
        "message": words(doubt.message),
        "text": doubt.text,
        "reading": doubt.reading,
        "alternative": doubt.alternative,
        "confidence": doubt.confidence.value,
    }


def _proposal_json(proposal: Proposal) -> dict[str, Json]:
    return {
        "number": proposal.number,
        "kind": proposal.kind.value,
        "task": proposal.id,
        "annex_number": proposal.told,
        "part": proposal.part,
        "imported_before": proposal.base,
        "here": proposal.here,
        "annex": proposal.annex,
        "confidence": proposal.confidence.value,
    }


class _Bar:
    """A progress bar on the terminal's error stream; silent elsewhere. Ctrl-C ends the import with nothing written."""

    def __init__(self, face: Face) -> None:
        self._words = face.words
        self._err = face.output.err
        self._is_shown = face.is_terminal and face.output.err is sys.stderr
        self._last = -1

    def step(self, done: int, all: int) -> None:
        """Show how many of all rows are read."""
        filled = _BAR * done // max(1, all)
        if not self._is_shown or all < _MOST_SHOWN or filled == self._last:
            return
        self._last = filled
        self._err.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{all}")
        self._err.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._last >= 0:
            self._err.write("\r" + " " * (_BAR + 24) + "\r")
            self._err.flush()
