"""Reviewing: what came in is looked at field by field, taken over or returned.

Nothing of a contribution is checked out. What is accepted is merged by field into the plan as it stands and becomes one
commit with two parents, by its contributor and committed by the reviewer; what is not goes back with a remark. Both are
sent in one step, and only then does the branch here move.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tracker.judging import as_agency, as_person, judge
from tracker.plan.answer import Letter, Returned, Taken, accept_message, needs_answer, return_message
from tracker.plan.clash import Clash, Decide, decided, undecided
from tracker.plan.contribution import Contribution, FileVerdict, Judgement, TaskChange
from tracker.plan.fields import FIELD_BY_KEY, Change, FieldValue
from tracker.plan.merge import merge
from tracker.plan.message import TrackerError, say
from tracker.plan.names import NO_AGENCY, AgencyId, TaskId
from tracker.plan.plan import Plan
from tracker.plan.rules import Actor, ActorRole
from tracker.storage import joining, landing, remote, requests
from tracker.storage.codec import read_task, revise
from tracker.storage.commits import people
from tracker.storage.folder import NotText, text
from tracker.storage.identity import Identity
from tracker.storage.joining import Join, TaskConflict
from tracker.storage.remote import NoUpstream, Rejected, Upstream
from tracker.storage.requests import Request
from tracker.syncing import sync
from tracker.tracing import clashes
from tracker.workspace import Workspace

MOST_TRIES = 10

Wanted = Mapping[TaskId, frozenset[str]]
"""The fields to take over of each task, by key; ``*`` takes a whole task that is added or removed."""

Values = Mapping[tuple[TaskId, str], FieldValue]
"""Values of the reviewer for fields that are taken over otherwise than they were sent."""


class AcceptConflict(TrackerError):
    """The plan changed since in what the contribution changes; ``clashes`` are the fields with all values."""

    def __init__(self, clashes: tuple[Clash, ...]) -> None:
        super().__init__(
            say("the plan changed since in the same fields; nothing was accepted."),
            say("look at the values, then decide each as it says above, or all at once: --keep mine, theirs or both."),
        )
        self.clashes = clashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What became of a contribution: the merge, empty where all was returned, and whether it was sent."""

    commit: str
    taken: tuple[Taken, ...]
    returned: tuple[Returned, ...]
    sent: bool


def inbox(
    workspace: Workspace,
    *,
    ask: bool = True,
    timeout: float = remote.REMOTE_TIME,
    stops: Callable[[], bool] = lambda: False,
) -> tuple[Contribution, ...]:
    """Return what waits to be looked at, the newest first; without ``ask`` what was fetched before.

    Once ``stops`` tells so, git is ended and ``GitStopped`` raised.
    Forms that were collected here wait too, in a copy that has no other to ask as well.
    """
    place = workspace.repository.place.stopping(stops)
    plan = workspace.read()
    found = requests.collected(place)
    up = _upstream(workspace, send=ask)
    if up is None:
        if ask and not found:
            remote.upstream(place)  # nothing waits here, and there is nobody to ask: it says so
        found += requests.kept(place)
    else:
        remote.fetch(place, up, ((up.ref, up.tracking),), timeout=timeout)
        found += requests.waiting(place, up, timeout=timeout)
    answered = {each.about for each in requests.answers(place)}
    head = workspace.repository.head() or ""
    read = [_contribution(workspace, plan, each, head, answered) for each in found]
    return tuple(sorted((each for each in read if each is not None), key=lambda each: each.when, reverse=True))


def _contribution(
    workspace: Workspace, plan: Plan, request: Request, head: str, answered: set[str]
) -> Contribution | None:
    """Return one request as a contribution; None where the plan has it already, or shares no history with it."""
    repository = workspace.repository
    if request.problem:
        return _refused(request, head)
    base = repository.merge_base(head, request.commit) if head else None
    if base is None or base == request.commit:
        return None
    info = repository.commit_info(request.commit)
    known = _speaks(plan, request, info.author_email)
    who = as_agency(request.agency) if known else as_person(info.author_email)
    found = judge(repository.place, workspace.reader, base, request.commit, who, workspace.today, rules=head)
    agency = AgencyId(request.agency) if known else next(iter(found.actor.agencies), NO_AGENCY)
    return Contribution(
        name=request.name,
        ref=request.there,
        commit=request.commit,
        base=base,
        agency=agency,
        sender=plan.register.name(agency) if agency else info.author_name,
        author=info.author_name,
        email=info.author_email,
        when=info.author_date,
        subject=info.subject,
        commits=repository.count(base, request.commit),
        judgement=found,
        is_answered=request.commit in answered,
    )


def _speaks(plan: Plan, request: Request, email: str) -> bool:
    """Tell whether a branch is the agency's it is named for.

    A server with the gate sees to that. Where there is none anybody may name a branch so, and the author of its last
    commit must be one of the agency, as far as its identities are known. A form was collected here, by the office.
    """
    agency = plan.register.get(AgencyId(request.agency))
    if agency is None:
        return False
    known = {each.casefold() for each in agency.identities if "@" in each}
    return not known or email.casefold() in known or request.there == request.here


def _refused(request: Request, head: str) -> Contribution:
    """Return a contribution that git did not bring here, so that it is seen all the same."""
    reason = say("git refuses it: {reason}", reason=request.problem)
    file = FileVerdict(path=request.there, allowed=False, rule="git", reason=reason)
    return Contribution(
        name=request.name,
        ref=request.there,
        commit=request.commit,
        base=head,
        agency=AgencyId(request.agency),
        sender=request.agency or request.name,
        author="",
        email="",
        when=datetime(1970, 1, 1, tzinfo=UTC),
        subject="",
        commits=0,
        judgement=Judgement(actor=Actor(role=ActorRole.STRANGER), files=(file,)),
    )


def named(found: Sequence[Contribution], name: str) -> Contribution:
    """Return the contribution with this name, or the one of an agency that sent but one; raise where there is none."""
    exact = [each for each in found if each.name == name]
    same = exact or [each for each in found if name in (each.agency, each.sender, each.name.partition("/")[0])]
    if len(same) == 1:
        return same[0]
    names = ", ".join(each.name for each in found)
    raise TrackerError(
        say("nothing called {name} waits.", name=name) if not same else say("{name} may be several.", name=name),
        say("what waits: {names}.", names=names or "–"),
    )


def passing(contribution: Contribution) -> dict[TaskId, frozenset[str]]:
    """Return every field that the rules allow; tasks that are added or removed are taken by name alone."""
    return {
        each.id: keys
        for each in contribution.judgement.tasks
        if (keys := frozenset(one.field.key for one in each.verdicts if one.allowed and one.field is not None))
    }


def accept(
    workspace: Workspace,
    contribution: Contribution,
    wanted: Wanted,
    *,
    remarks: Mapping[tuple[TaskId, str], str],
    remark: str = "",
    edits: Values | None = None,
    decide: Decide = undecided,
    approve: Callable[[], None] = lambda: None,
    send: bool = True,
    pause: Callable[[int], None],
    timeout: float = remote.REMOTE_TIME,
) -> Reviewed:
    """Take over the wanted fields, return the others with the remarks given or the reason of the rule, and send both.

    ``edits`` are values that are taken over instead of those sent; the sender is told of them. ``approve`` is called
    once all is decided and nothing is written; what it raises leaves everything as it was.
    Raises ``AcceptConflict``, or another ``TrackerError``, with everything as it was.
    """
    plan = _as_office(workspace)
    up = _upstream(workspace, send=send)
    for turn in range(1, MOST_TRIES + 1):
        if up is not None:
            sync(workspace, send=True, pause=pause, timeout=timeout)
        head = workspace.repository.head() or ""
        found, taken = _join(workspace, contribution, wanted, edits or {}, head, decide)
        approve()
        if not taken:
            raise TrackerError(
                say("there is nothing to accept."),
                say("return it with a remark: tracker return {name}.", name=contribution.name),
            )
        returned = _returned(workspace, contribution, wanted, remarks)
        letter = Letter(
            contribution=contribution.commit,
            agency=contribution.agency,
            sender=contribution.sender,
            taken=taken,
            returned=returned,
            remark=remark,
        )
        words = workspace.plan_words(plan.settings)
        message = accept_message(letter, words, plan.register)
        author = Identity(contribution.author, contribution.email)
        parents = (head, contribution.commit)
        target = joining.commit_join(workspace.repository.place, found, parents, message, author=author)
        landing.check(workspace.repository.place, head, target)
        answer = return_message(letter, words, plan.register) if needs_answer(letter) else ""
        try:
            _deliver(workspace, up, contribution, head, target, answer, timeout)
        except Rejected as rejected:
            if not rejected.race or turn == MOST_TRIES:
                raise
            pause(turn)
            continue
        return Reviewed(commit=target, taken=tuple(taken), returned=tuple(returned), sent=up is not None)
    raise TrackerError(say("others are faster each time; nothing was changed."), say("try again in a moment."))


def give_back(
    workspace: Workspace,
    contribution: Contribution,
    *,
    returned: Sequence[Returned] = (),
    remark: str = "",
    send: bool = True,
    timeout: float = remote.REMOTE_TIME,
) -> Reviewed:
    """Return the whole contribution with a remark; nothing is merged."""
    plan = _as_office(workspace)
    if not remark.strip() and not any(each.remark.strip() for each in returned):
        raise TrackerError(say("a report is returned with a remark."), say("say what is to be mended: --remark TEXT."))
    up = _upstream(workspace, send=send)
    letter = Letter(
        contribution=contribution.commit,
        agency=contribution.agency,
        sender=contribution.sender,
        returned=returned,
        remark=remark,
    )
    words = workspace.plan_words(plan.settings)
    _deliver(workspace, up, contribution, "", "", return_message(letter, words, plan.register), timeout)
    return Reviewed(commit="", taken=(), returned=tuple(returned), sent=up is not None)


def _as_office(workspace: Workspace) -> Plan:
    plan = workspace.read()
    if workspace.actor(plan).role is not ActorRole.OFFICE:
        raise TrackerError(say("only the office takes reports over or returns them."))
    return plan


def _upstream(workspace: Workspace, *, send: bool) -> Upstream | None:
    if not send:
        return None
    try:
        return remote.upstream(workspace.repository.place)
    except NoUpstream:
        return None


def _join(
    workspace: Workspace, contribution: Contribution, wanted: Wanted, edits: Values, head: str, decide: Decide
) -> tuple[Join, list[Taken]]:
    """Merge the wanted fields into the plan as it stands."""
    found = Join()
    taken: list[Taken] = []
    for each in contribution.judgement.tasks:
        is_whole = each.before is None or each.after is None
        keys = wanted.get(each.id, frozenset()) & (frozenset({"*"}) if is_whole else frozenset(FIELD_BY_KEY))
        if not keys:
            continue
        if is_whole:
            refusing = next(
                (one for one in contribution.judgement.files if one.path == each.path and not one.allowed), None
            )
            if refusing is not None:
                raise TrackerError(say("{id}: {reason}", id=each.id, reason=refusing.reason))
            taken.append(_whole(workspace, contribution, each, found))
        else:
            one = _fields(workspace, each, keys, edits, head, found, decide)
            if one is not None:
                taken.append(one)
    if found.conflicts:
        raise AcceptConflict(clashes(workspace, found.conflicts, contribution.base, head, contribution.commit))
    return found, taken


def _whole(workspace: Workspace, contribution: Contribution, change: TaskChange, found: Join) -> Taken:
    """Take over a task that is added or removed."""
    content = workspace.repository.blob(contribution.commit, change.path) if change.after is not None else None
    if content is None:
        found.files[change.path] = None
    else:
        found.fresh[change.path] = content
    return Taken(before=change.before, after=change.after)


def _fields(
    workspace: Workspace,
    change: TaskChange,
    keys: frozenset[str],
    edits: Values,
    head: str,
    found: Join,
    decide: Decide,
) -> Taken | None:
    """Take over fields of one task; None where it waits for a decision."""
    before, after = change.before, change.after
    content = workspace.repository.blob(head, change.path)
    try:
        held = text(content) if content is not None else ""
    except NotText:
        held = ""
    current = read_task(held, change.path).task
    if before is None or after is None or current is None or current.id != change.id:
        raise TrackerError(
            say("the record of {id} is gone, or cannot be read; it cannot take anything over.", id=change.id)
        )
    accepted = [field for key, field in FIELD_BY_KEY.items() if key in keys]
    theirs = before
    for field in accepted:
        theirs = field.put(theirs, edits.get((change.id, field.key), field.value(after)))
    merged = merge(before, current, theirs)
    task, left = decided(merged.task, merged.conflicts, decide)
    if left:
        found.conflicts.append(TaskConflict(id=task.id, path=change.path, conflicts=left))
        return None
    found.fresh[change.path] = revise(held, task).encode()
    # what merged by itself is as both sides have it; only what a person decided may be otherwise than it was sent
    reviewed = {key for id, key in edits if id == change.id} | {each.field.key for each in merged.conflicts}
    edited = (
        Change(field=field, old=field.value(after), new=field.value(task))
        for field in accepted
        if field.key in reviewed and field.value(task) != field.value(after)
    )
    return Taken(before=current, after=task, fields=tuple(field.key for field in accepted), edited=tuple(edited))


def _returned(
    workspace: Workspace,
    contribution: Contribution,
    wanted: Wanted,
    remarks: Mapping[tuple[TaskId, str], str],
) -> list[Returned]:
    """Return what is not taken over, each with its remark or with the reason of the rule."""
    words = workspace.plan_words(workspace.read().settings)
    found = []
    for each in contribution.judgement.tasks:
        keys = wanted.get(each.id, frozenset())
        for one in each.verdicts:
            key = one.field.key if one.field is not None else ""
            if (key or "*") in keys:
                continue
            told = remarks.get((each.id, key)) or remarks.get((each.id, ""), "")
            found.append(Returned(id=each.id, field=key, remark=told or ("" if one.allowed else words(one.reason))))
    return found


def _deliver(
    workspace: Workspace,
    up: Upstream | None,
    contribution: Contribution,
    head: str,
    target: str,
    answer: str,
    timeout: float,
) -> None:
    """Send the merge and the answer in one step, then let the branch and the answer stand here too."""
    place = workspace.repository.place
    ref, made = requests.answer_ref(contribution.agency, contribution.commit), ""
    if answer:
        made = requests.make_answer(place, ref, answer, people(place, None, None))
    if up is not None:
        sent = {**({up.ref: target} if target else {}), **({ref: made} if made else {})}
        remote.push(place, up, sent, timeout=timeout)
    if target:
        landing.land(place, head, target)
    if made:
        requests.keep_answer(place, ref, made)
        if up is not None:
            requests.remember_sent(place, {ref: made})


def judge_changes(
    workspace: Workspace, base: str, agency: str = "", *, head: str = "HEAD", staged: bool = False
) -> Judgement:
    """Judge what differs from where ``head`` left ``base`` to it, or from ``base`` to what is staged.

    Both are names of commits. ``agency`` says who sends it; without it, it is the person here, and of another
    head, or where nobody is known here, the author of its last commit.
    """
    repository = workspace.repository
    found, last = repository.resolve(base), repository.resolve(head)
    start = repository.merge_base(found[0], last[0]) if found is not None and last is not None else None
    if start is None or last is None:
        raise TrackerError(say("there is no commit {commit} that {head} comes from.", commit=base, head=head))
    person = repository.identity()
    mine = person is not None and head == "HEAD"
    sender = person.email if person is not None and mine else repository.commit_info(last[0]).author_email
    who = as_agency(agency) if agency else as_person(sender)
    newer = repository.staged_tree() if staged else last[0]
    return judge(repository.place, workspace.reader, start, newer, who, workspace.today)
