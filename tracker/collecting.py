"""Collecting forms: what an agency sent back becomes a branch of commits, one for each task, to be reviewed.

Nothing goes into the plan here. Each form is compared with the commit it was cut from, and its branch starts there, so
that what was edited meanwhile is seen when the branch is merged.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tracker.exchange.reading import read_source
from tracker.exchange.reading_form import ReturnedForm, read_form
from tracker.language import LANGUAGES, words_for
from tracker.plan.answers import Answered, Answers, compare
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId
from tracker.plan.plan import Plan
from tracker.plan.rules import Actor, ActorRole
from tracker.plan.sentence import commit_message
from tracker.plan.text import one_line
from tracker.storage import requests
from tracker.storage.codec import revise
from tracker.storage.git import GitError, UnsafeName
from tracker.storage.identity import Identity
from tracker.storage.repository import NewCommit
from tracker.storage.requests import COLLECTED
from tracker.workspace import Workspace

_ENDINGS = (".xlsx", ".docx", ".xlsm", ".docm", ".xls", ".doc", ".ods", ".odt", ".rtf", ".pdf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A form that came back, compared with the plan it was cut from; ``notes`` are what a person should know of it.

    ``base`` is the commit it is compared with; ``saved`` is when the file was last saved; ``earlier`` is the branch
    that the same file became before, empty where it is new.
    """

    form: ReturnedForm
    agency: AgencyId
    period: str
    base: str
    plan: Plan
    answers: Answers
    saved: datetime
    earlier: str = ""
    notes: tuple[Message, ...] = ()


def collect(workspace: Workspace, path: Path, agency: AgencyId | None = None) -> Collected:
    """Read the file as a form and compare it; nothing is written.

    ``agency`` says whose it is where the file no longer does. Raises ``TrackerError`` where it cannot be read, holds
    no form, or nobody can tell whose it is.
    """
    languages = [words_for(each) for each in LANGUAGES]
    source = read_source(path)
    form = read_form(source, languages)
    if not form.rows:
        raise TrackerError(
            say("{file} holds no row of a form.", file=path.name),
            say("a form has the heads that tracker form writes: number or id, task, status, result."),
        )
    now = workspace.read()
    mark = form.mark
    notes = list(form.left)
    if mark is not None and mark.year != now.settings.year:
        raise TrackerError(
            say("{file} is a form of the plan of {year}.", file=path.name, year=str(mark.year)),
            say("open it: tracker --year {year}.", year=str(mark.year)),
        )
    whose = mark.agency if mark is not None else agency
    if whose is None or now.register.get(whose) is None:
        raise TrackerError(
            say("{file} does not say which agency it is from.", file=path.name), say("say it: --agency.")
        )
    if agency is not None and agency != whose:
        raise TrackerError(
            say("{file} is the form of {agency}.", file=path.name, agency=now.register.name(whose)),
            say("leave --agency out, or take the right file."),
        )
    base, plan = _base(workspace, mark.base if mark is not None else "")
    if mark is None or base != mark.base:
        notes.append(say("what it was cut from is unknown; it is compared with the plan as it is now."))
    earlier = _earlier(workspace, whose, form)
    if earlier:
        notes.append(say("it was collected before, as {branch}.", branch=earlier))
    language = words_for(now.settings.language)
    # who fills in a form speaks as an agency, whatever else the office may do
    actor = Actor(role=ActorRole.AGENCY, agencies=(whose,), name=whose)
    answers = compare(form.rows, plan, actor=actor, on=workspace.today(now.settings), name=language.name)
    return Collected(
        form=form,
        agency=whose,
        period=mark.period if mark is not None else "",
        base=base,
        plan=plan,
        answers=answers,
        saved=_saved(path, form.saved),
        earlier=earlier,
        notes=tuple(notes),
    )


def _base(workspace: Workspace, wanted: str) -> tuple[str, Plan]:
    """Return the commit the form was cut from and its plan; the last commit where that one is no part of the plan.

    A commit that only lies on a branch of somebody else must not be one: it would come in with the form.
    """
    head = workspace.repository.head()
    if head is None:
        raise TrackerError(say("there is no commit yet that a form could be compared with."))
    if wanted and wanted != head:
        try:
            if workspace.repository.merge_base(head, wanted) == wanted:
                return wanted, workspace.at(wanted)
        except (GitError, UnsafeName, TrackerError):
            pass
    return head, workspace.at(head)


def contribute(workspace: Workspace, collected: Collected) -> tuple[str, str] | None:
    """Put what changes onto a branch of its own, one commit for each task; return the branch and its tip.

    None where nothing changes; the branch that is there where the same file was collected before. The agency is the
    author, dated when the file was saved; the person here commits.
    """
    answered = collected.answers.answered
    if not answered:
        return None
    commits = [_commit(workspace, collected, each) for each in answered]
    if collected.earlier:
        return collected.earlier, workspace.repository.tip(f"refs/heads/{collected.earlier}")
    ref = _free_ref(workspace, collected)
    tip = workspace.repository.commit_on_branch(ref, commits, base=collected.base, tip="")
    return ref.removeprefix("refs/heads/"), tip


def _commit(workspace: Workspace, collected: Collected, answered: Answered) -> NewCommit:
    plan = collected.plan
    before = plan.task(answered.task)
    after = answered.edit.apply(before)
    path = plan.paths[before.id]
    content = workspace.repository.blob(collected.base, path)
    if content is None:
        raise TrackerError(say("the record of task {id} cannot be read: {path}.", id=before.id, path=path))
    words = workspace.plan_words(plan.settings)
    reason = words(
        say(
            "from the form {file} ({digest}), {place}",
            file=one_line(collected.form.name),
            digest=collected.form.digest[:12],
            place=answered.place,
        )
    )
    message = commit_message(before, after, words=words, register=plan.register, edit="set", reason=reason)
    return NewCommit(
        files={path: revise(content.decode(), after).encode()},
        message=message,
        author=author_of(collected.agency, plan),
        when=collected.saved,
    )


def author_of(agency: AgencyId, plan: Plan) -> Identity:
    """Return the agency as the author of commits: with its one address of the register, else with none that exists."""
    held = plan.register.get(agency)
    addresses = [each for each in held.identities if "@" in each] if held is not None else []
    address = addresses[0] if len(addresses) == 1 else f"{agency}@form.invalid"
    return Identity(plan.register.name(agency), address)


def _earlier(workspace: Workspace, agency: AgencyId, form: ReturnedForm) -> str:
    """Return the branch whose last commit names this file as where it comes from; empty where there is none."""
    for each in requests.collected(workspace.repository.place):
        if each.agency == agency and f"({form.digest[:12]})" in workspace.repository.commit_info(each.commit).body:
            return each.here.removeprefix("refs/heads/")
    return ""


def _free_ref(workspace: Workspace, collected: Collected) -> str:
    period = collected.period or str(collected.plan.settings.year)
    stem = f"{COLLECTED}{collected.agency}/{period}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 1000))]
    return next(each for each in names if not workspace.repository.tip(each))


def _saved(path: Path, told: datetime | None) -> datetime:
    """Return when the document says it was saved; when its file was written where that is earlier, or it is silent."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return written if told is None else min(told, written)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those of the folders named that an office may have sent, in the order of their names.

    Those that cannot be read are among them, so that an answer in another format is told and not passed over.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                each for each in path.iterdir() if each.suffix.lower() in _ENDINGS and each.name[0] not in ".~"
            )
        else:
            found.append(path)
    return found
