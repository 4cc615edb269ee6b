"""Imports: an annex becomes a plan, or is compared with the plan that is there, as one commit of exactly its files.

It joins the reading of documents with the store. Nothing is written before the caller asks for it; what is written is
one commit on the branch that is open, or on a new one of the person's choice that no work tree sees.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from tracker.exchange.annex import Annex, Wishes, read_annex
from tracker.exchange.heads import Column
from tracker.exchange.reimport import (
    PARTS,
    Comparison,
    Imported,
    compare,
    digest,
    kept_digests,
    taken,
)
from tracker.exchange.understanding import Heading, ReadTask, Setting, Step
from tracker.exchange.usual import usual_agencies
from tracker.founding import PROVINCE, fresh_agencies, fresh_settings
from tracker.plan.agency import Register
from tracker.plan.characters import visible
from tracker.plan.document import Document
from tracker.plan.edit import accepted_task, accepted_text
from tracker.plan.message import Message, TrackerError, say, say_count
from tracker.plan.names import TaskId
from tracker.plan.plan import Plan, PlanSettings
from tracker.plan.task import Task
from tracker.plan.text import one_line
from tracker.plan.words import Words
from tracker.storage.codec import read_task, revise, write_task
from tracker.storage.creation import begin_repository
from tracker.storage.identity import Identity
from tracker.storage.place import NoRepository
from tracker.storage.register_codec import write_agency, write_settings
from tracker.storage.repository import FileChange, NewCommit, Repository
from tracker.workspace import Workspace, record_path

MOST_COMMITS = 5_000
"""How many commits back the last import is looked for."""

_TOLD = re.compile(r"^Import-(?P<key>Year|Kept): (?P<value>.+)$", re.MULTILINE)
_KEPT = re.compile(r"(?P<task>\d{4}-[IVXLC]+-\d{2,5}) (?P<part>[a-z]+) (?P<digest>[0-9a-f]{16})")
_DECIDES = ("Quyết định", "Kế hoạch")
_REPORTS = "Báo cáo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where an annex is imported to: the records folder, and its workspace where it holds plans already."""

    records: Path
    workspace: Workspace | None
    now: Callable[[], datetime]

    @classmethod
    def at(cls, records: Path, *, now: Callable[[], datetime]) -> "Destination":
        """Return the destination; a folder that is missing, empty or in no repository is one for a first plan."""
        if not records.is_dir():
            return cls(records=records, workspace=None, now=now)
        try:
            workspace = Workspace.open(records, now=now)
        except NoRepository:
            return cls(records=records, workspace=None, now=now)
        return cls(records=records, workspace=workspace if workspace.years() else None, now=now)

    def plan(self, year: int | None) -> Plan | None:
        """Return the plan of the year, of the newest without one; None where there is none."""
        if self.workspace is None:
            return None
        known = self.workspace.years()
        if year is not None and year not in known:
            return None
        return replace(self.workspace, year=year or known[-1]).read()


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """An annex read for a destination; ``comparison`` is None where it makes a new plan."""

    destination: Destination
    annex: Annex
    plan: Plan | None
    comparison: Comparison | None


def read_import(
    path: Path,
    destination: Destination,
    wishes: Wishes,
    *,
    year: int | None,
    title: str,
    language: str,
    name: Callable[[StrEnum], str],
    step: Step | None = None,
) -> Import:
    """Read the annex as a new plan, or against the one of its year; nothing is written."""

    def setting(heading: Heading) -> Setting:
        wanted = year or heading.year
        if wanted is None:
            raise TrackerError(
                say("the annex does not say of which year the plan is."), say("name the year: --plan-year 2027.")
            )
        held = destination.plan(wanted)
        if held is not None:
            return Setting(settings=held.settings, register=held.register, parent=PROVINCE)
        return Setting(
            settings=_new_settings(
                wanted, accepted_text(say("title"), title or heading.title, multiline=False), language, heading
            ),
            register=_known_register(destination),
            parent=PROVINCE,
        )

    annex = read_annex(path, wishes, setting, name, step=step)
    plan = destination.plan(annex.settings.year)
    if plan is None:
        settings = replace(annex.settings, areas=annex.report.areas)
        return Import(destination=destination, annex=replace(annex, settings=settings), plan=None, comparison=None)
    missing = [each for each in annex.report.areas if plan.settings.area(each.number) is None]
    if missing:
        raise TrackerError(
            say("the plan has no area {area} ({title}).", area=missing[0].number, title=missing[0].title),
            say("add it to plan.toml and commit that, then import again."),
        )
    comparison = compare(annex.tasks, plan.by_id, imported_before(destination, plan), _columns(annex))
    return Import(destination=destination, annex=annex, plan=plan, comparison=comparison)


def _new_settings(year: int, title: str, language: str, heading: Heading) -> PlanSettings:
    settings = fresh_settings(year, title or f"Kế hoạch cải cách hành chính năm {year}", language)
    cited = heading.cited
    decision = cited if cited is not None and cited.kind in _DECIDES else Document(kind="", number="", date=None)
    cut_off = heading.reported if cited is not None and cited.kind == _REPORTS else None
    return replace(settings, decision=decision, cut_off=cut_off, areas=())


def _known_register(destination: Destination) -> Register:
    """Return the register beside the new plan, or the bodies every plan begins with."""
    beside = destination.plan(None)
    if beside is not None:
        return beside.register
    usual = {each.id: each for each in usual_agencies(PROVINCE)}
    return Register({each.id: usual.get(each.id, each) for each in fresh_agencies()})


def _columns(annex: Annex) -> tuple[Column, ...]:
    return tuple(dict.fromkeys(column for each in annex.tasks for column in each.row.heads))


# --- the version imported before ------------------------------------------------------------------


def imported_before(destination: Destination, plan: Plan) -> Imported:
    """Return what the last import into the plan's year brought; nothing where there was none.

    What an import took over stands in the tree of its commit; where a record went its own way, the message of the
    commit tells by digests what had been imported.
    """
    digests: dict[tuple[str, str], str] = {}
    texts: dict[tuple[str, str], str] = {}
    repository = destination.workspace.repository if destination.workspace is not None else None
    commit, kept = _last_import(repository, plan.settings.year) if repository is not None else ("", {})
    if repository is None or not commit:
        return Imported(digests=digests, texts=texts)
    folder = next(iter(plan.paths.values()), "").partition(f"{plan.settings.year:04d}/")[0]
    blobs = [
        id for path, _, id in repository.files(commit, f"{folder}{plan.settings.year:04d}") if path.endswith(".toml")
    ]
    for content in repository.blobs(blobs).values():
        task = read_task(content.decode("utf-8", "replace"), "").task
        for part in PARTS if task is not None else ():
            if task is not None:
                digests[task.id, part.name] = digest(part.text(task))
                texts[task.id, part.name] = part.text(task)
    for key, held in kept.items():
        if digests.get(key) != held:
            texts.pop(key, None)
        digests[key] = held
    return Imported(digests=digests, texts=texts)


def _last_import(repository: Repository, year: int) -> tuple[str, dict[tuple[str, str], str]]:
    for commit in repository.commits(MOST_COMMITS):
        if "\nEdit: import\n" not in f"\n{commit.body}\n":
            continue
        told = [(match["key"], match["value"]) for match in _TOLD.finditer(commit.body)]
        if ("Year", str(year)) in told:
            kept = [match for key, value in told if key == "Kept" and (match := _KEPT.fullmatch(value)) is not None]
            return commit.id, {(match["task"], match["part"]): match["digest"] for match in kept}
    return "", {}


# --- writing --------------------------------------------------------------------------------------


def write_plan(
    read: Import, *, branch: str, words: Words, step: Step | None = None, identity: Identity | None = None
) -> str:
    """Write the new plan with its register as one commit and return its id.

    ``branch`` is empty for the one that is open. A folder in no repository becomes one.
    """
    _require_no_errors(read.annex)
    records = read.destination.records
    with _leaving_nothing(records):
        repository = _repository(records)
        files = _plan_files(read, records, _prefix(records, repository), step)
        count = len(read.annex.tasks)
        message = _message(read, say_count("import {count} task", "import {count} tasks", count), (), words)
        return _save(repository, files, {}, message, branch, identity)


def _plan_files(read: Import, records: Path, prefix: str, step: Step | None) -> dict[str, bytes]:
    """Return the files of the new plan: its settings, the agencies that are not there yet, and the tasks."""
    files: dict[str, bytes] = {}
    settings = read.annex.settings
    files[f"{prefix}{settings.year:04d}/plan.toml"] = write_settings(settings).encode()
    for agency in read.annex.register.agencies.values():
        if not (records / "agencies" / f"{agency.id}.toml").exists():
            files[f"{prefix}agencies/{agency.id}.toml"] = write_agency(agency).encode()
    for count, each in enumerate(read.annex.tasks, start=1):
        files[prefix + record_path(each.task, settings)] = _record(each)
        if step is not None:
            step(count, len(read.annex.tasks))
    return files


@contextmanager
def _leaving_nothing(records: Path) -> Iterator[None]:
    """Take away again what a refused or broken-off import made beside its files: empty folders, a fresh repository."""
    top = records.parent
    was_repository = (top / ".git").exists()
    had = {each for each in (top, *records.rglob("*"), records) if each.is_dir()}
    done = False
    try:
        yield
        done = True
    finally:
        if not done:
            made = [each for each in (*records.rglob("*"), records) if each.is_dir() and each not in had]
            for folder in sorted(made, key=lambda each: -len(each.parts)):
                with contextlib.suppress(OSError):
                    folder.rmdir()  # only an empty folder goes
            if not was_repository and (top / ".git").is_dir() and Repository.open(top).head() is None:
                shutil.rmtree(top / ".git", ignore_errors=True)


def apply_changes(
    read: Import, chosen: frozenset[int], *, branch: str, words: Words, identity: Identity | None = None
) -> str | None:
    """Take the chosen changes over as one commit and return its id; None where nothing would change."""
    plan, comparison, workspace = read.plan, read.comparison, read.destination.workspace
    if plan is None or comparison is None or workspace is None:
        raise ValueError("comparison")
    _require_no_errors(read.annex)
    unknown = chosen - {each.number for each in comparison.proposals}
    if unknown:
        raise TrackerError(say("there is no change {number} in the list.", number=min(unknown)))
    workspace = replace(workspace, year=plan.settings.year)
    changed = taken(comparison, chosen, read.annex.tasks, plan.by_id)
    prefix = _prefix(read.destination.records, workspace.repository)
    files: dict[str, bytes] = {}
    expected: dict[str, str] = {}
    rows = {each.task.number: each for each in read.annex.tasks}
    for id, task in changed.items():
        before = plan.by_id.get(id)
        after = accepted_task(task)
        workspace.permit(before, after, plan)
        if before is None:
            files[prefix + record_path(after, plan.settings)] = _record(
                replace(rows[_told(comparison, id)], task=after)
            )
            continue
        record = workspace.committed_record(id)
        files[record.path] = revise(record.text, after).encode()
        expected[record.path] = record.digest
    if not files:
        return None
    files |= _new_agencies(read, changed.values(), plan, prefix)
    imported = imported_before(read.destination, plan)
    left = kept_digests(read.annex.tasks, comparison, {**plan.by_id, **changed}, imported, _columns(read.annex))
    title = say_count("take {count} change over", "take {count} changes over", len(chosen))
    message = _message(read, title, [f"Import-Kept: {id} {part} {held}" for id, part, held in left], words)
    return _save(workspace.repository, files, expected, message, branch, identity)


def _told(comparison: Comparison, id: TaskId) -> str:
    return next(each.told for each in comparison.proposals if each.id == id)


def _new_agencies(read: Import, tasks: Iterable[Task], plan: Plan, prefix: str) -> dict[str, bytes]:
    """Return the records of the proposed agencies that the tasks name."""
    named: set[str] = set()
    for task in tasks:
        assigned = task.assignment
        named.update((*assigned.lead, *assigned.coordinating, assigned.reporter, task.progress.awaiting))
        named.update(each.agency for each in assigned.others)
        named.update(each.issuer for each in (*task.basis, *task.progress.documents))
    return {
        f"{prefix}agencies/{each.id}.toml": write_agency(each).encode()
        for each in read.annex.report.agencies
        if each.id in named and each.id not in plan.register.agencies
    }


def _require_no_errors(annex: Annex) -> None:
    errors = annex.report.errors
    if errors:
        raise TrackerError(
            say_count(
                "{count} doubt has to be decided first; nothing was written.",
                "{count} doubts have to be decided first; nothing was written.",
                len(errors),
            ),
            say("correct the file, or decide them in a file of decisions: --decide FILE."),
        )


def _repository(records: Path) -> Repository:
    try:
        return Repository.open(records if records.is_dir() else records.parent)
    except (NoRepository, FileNotFoundError):
        begin_repository(records.parent)
        return Repository.open(records.parent)


def _prefix(records: Path, repository: Repository) -> str:
    relative = records.resolve().relative_to(repository.work_tree.resolve()).as_posix()
    return "" if relative == "." else f"{relative}/"


def _record(read: ReadTask) -> bytes:
    """Return the record of a task, what no field holds as comments under its first line."""
    text = write_task(read.task)
    remarks = [
        f"# {visible(line)}"
        for head, value in read.remarks
        for line in f"{one_line(head)}: {value}".split("\n")
        if line
    ]
    if not remarks:
        return text.encode()
    first, _, rest = text.partition("\n")
    whole = "\n".join((first, "", *remarks)) + "\n" + rest
    if read_task(whole, "").task != read.task:
        raise TrackerError(say("the text to be written would not read back as it was meant; nothing was written."))
    return whole.encode()


def _message(read: Import, title: Message, trailers: Sequence[str], words: Words) -> str:
    report = read.annex.report
    counts = report.counts
    body = words(
        say(
            "{document}: {words} words, {cells} of {all} cells as written, {doubts} doubts",
            document=report.document,
            words=counts.words,
            cells=counts.same,
            all=counts.cells,
            doubts=len(report.doubts),
        )
    )
    lines = [
        "Edit: import",
        f"Import-File: {one_line(report.file)}",
        f"Import-Digest: sha256:{report.digest}",
        f"Import-Year: {report.year}",
        f"Import-Tasks: {counts.tasks}",
        *trailers,
    ]
    subject = words(say("plan of {year}: {what}", year=str(report.year), what=title))
    return (
        visible(f"{subject}\n\n  {one_line(body)}\n\n", multiline=True)
        + "\n".join(visible(each) for each in lines)
        + "\n"
    )


def _save(
    repository: Repository,
    files: dict[str, bytes],
    expected: dict[str, str],
    message: str,
    branch: str,
    identity: Identity | None,
) -> str:
    """Commit the files on the branch that is open, or on a new one that starts where it stands."""
    state = repository.state()
    if not branch or branch == state.branch:
        changes = [FileChange(path=path, expected=expected.get(path), content=held) for path, held in files.items()]
        return repository.save(changes, message, identity=identity)
    ref = f"refs/heads/{branch}"
    if repository.tip(ref):
        raise TrackerError(
            say("the branch {branch} is there already.", branch=branch),
            say("name another one, or switch to it and import there."),
        )
    made = NewCommit(files=files, message=message, author=identity)
    return repository.commit_on_branch(ref, (made,), base=repository.head() or "", tip="")
