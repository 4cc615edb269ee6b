"""Sync: what others changed comes in, merged by field, and what was edited here goes out.

The merge is made in memory and sent first; only when the other side has taken it does the branch here move, and the
files with it. So whatever stops it - the network, the server, a conflict - leaves everything as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.plan.clash import Clash, Decide, undecided
from tracker.plan.contribution import Answer, Incoming, Synced
from tracker.plan.fields import changes
from tracker.plan.merge import doubts
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import Plan
from tracker.plan.rules import ActorRole
from tracker.storage import joining, landing, remote, requests
from tracker.storage.commits import BranchMoved
from tracker.storage.git import GitStopped
from tracker.storage.joining import Join
from tracker.storage.place import Place
from tracker.storage.remote import Rejected, Unreachable, Upstream
from tracker.storage.state import NotWritable
from tracker.storage.tree import changed_paths
from tracker.tracing import clashes
from tracker.workspace import Workspace

MOST_TRIES = 60
"""How often sync starts anew while others are faster."""


class SyncConflict(TrackerError):
    """Both sides changed the same thing; ``clashes`` are the fields with all values, ``paths`` what has no fields."""

    def __init__(self, clashes: tuple[Clash, ...], paths: Sequence[str]) -> None:
        super().__init__(
            say("others changed the same fields as you; nothing was changed."),
            say("look at the values, then decide each as it says above, or all at once: --keep mine, theirs or both.")
            if clashes
            else say("bring it in with git: git pull."),
        )
        self.clashes = clashes
        self.paths = tuple(paths)


class Stopped(TrackerError):
    """The person stopped the sync; everything is as it was."""

    def __init__(self) -> None:
        super().__init__(say("sync was stopped; nothing was changed."))


def sync(
    workspace: Workspace,
    *,
    send: bool | None,
    pause: Callable[[int], None],
    decide: Decide = undecided,
    approve: Callable[[], None] = lambda: None,
    timeout: float = remote.REMOTE_TIME,
    stops: Callable[[], bool] = lambda: False,
) -> Synced:
    """Bring in what others changed, and send what was edited here where ``send`` asks for it.

    Where it is None the office sends, and an agency does not: its edits are submitted. ``pause`` waits before another
    try, given its number; once ``stops`` tells so, git is ended and nothing more is done. ``approve`` is called once
    all is decided and nothing is sent or written; what it raises leaves everything as it was. Raises ``SyncConflict``,
    ``Unreachable``, ``Rejected``, ``Stopped`` or another ``TrackerError`` with everything as it was.
    """
    place = workspace.repository.place
    line = place.stopping(stops)
    state = workspace.state()
    if not state.writable and state.reason is not None:
        raise NotWritable(state.situation, state.reason, state.way_out)
    up = remote.upstream(place)
    before = workspace.read()
    actor = workspace.actor(before)
    may_send = actor.role is ActorRole.OFFICE if send is None else send
    mine = actor.agencies if actor.role is ActorRole.AGENCY else ()
    for turn in range(1, MOST_TRIES + 1):
        try:
            remote.fetch(line, up, ((up.ref, up.tracking),), timeout=timeout)
            head, theirs = workspace.repository.head() or "", remote.tip(place, up.tracking)
            step = _step(workspace, up, before, head, theirs, decide)
            approve()
            if step.target != head:
                landing.check(place, head, step.target)
            if stops():
                raise Stopped
            if may_send:
                _send(line, up, step.target if step.target != theirs else "", timeout)
            notes = landing.land(place, head, step.target) if step.target != head else ()
        except GitStopped as stopped:
            raise Stopped from stopped
        except Rejected as rejected:
            if not rejected.race or turn == MOST_TRIES:
                raise
        except BranchMoved:
            if turn == MOST_TRIES:
                raise
        else:
            done = _told(workspace, up, before, head, theirs, step, may_send=may_send, tries=turn, notes=notes)
            return replace(done, answers=_answers(workspace, line, up, mine, timeout))
        pause(turn)
    raise TrackerError(say("others are faster each time; nothing was changed."), say("try again in a moment."))


def _send(place: Place, up: Upstream, target: str, timeout: float) -> None:
    """Send the branch, where it goes anywhere, and the answers the other copy does not have, all or none."""
    answers = requests.unsent(place)
    wanted = {**({up.ref: target} if target else {}), **answers}
    if wanted:
        remote.push(place, up, wanted, timeout=timeout)
        requests.remember_sent(place, answers)


def _answers(
    workspace: Workspace, place: Place, up: Upstream, agencies: tuple[AgencyId, ...], timeout: float
) -> tuple[Answer, ...]:
    """Return what the office answered to the agencies since last time.

    What came in stands by now; where the answers cannot be fetched any more, the next sync brings them.
    """
    try:
        brought = requests.bring_answers(place, up, agencies, timeout=timeout)
    except (GitStopped, Unreachable):
        return ()
    found = []
    for each in brought:
        info = workspace.repository.commit_info(each.commit)
        found.append(
            Answer(
                agency=AgencyId(each.agency),
                about=each.about,
                author=info.author_name,
                when=info.author_date,
                words=requests.words_of(place, each.commit),
            )
        )
    return tuple(sorted(found, key=lambda each: each.when))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Where the branch is to go: the commit, and the join it was made by, if any."""

    target: str
    join: Join | None = None


def _step(workspace: Workspace, up: Upstream, plan: Plan, head: str, theirs: str | None, decide: Decide) -> _Step:
    """Return where the branch is to go; raise ``SyncConflict`` where both sides changed the same."""
    if theirs is None:
        return _Step(target=head)
    base = workspace.repository.merge_base(head, theirs)
    if base is None:
        raise TrackerError(
            say("{remote} holds another plan: the two share no history.", remote=up.remote),
            say("clone the right one again, or ask whoever looks after it."),
        )
    if base == theirs:
        return _Step(target=head)
    if base == head:
        return _Step(target=theirs)
    place = workspace.repository.place
    found = joining.join(place, base, head, theirs, workspace.prefix, decide)
    if not found.is_clean:
        raise SyncConflict(clashes(workspace, found.conflicts, base, head, theirs), found.clashes)
    words = workspace.plan_words(plan.settings)
    message = words(say("Merge the edits of others")) + "\n\nEdit: sync\n"
    target = joining.commit_join(place, found, (head, theirs), message)
    newer = workspace.at(target)
    broken = {each.path for each in newer.broken} - {each.path for each in plan.broken}
    known = {each.path for each in workspace.at(theirs).broken}
    if broken - known:
        raise SyncConflict((), sorted(broken - known))
    return _Step(target=target, join=found)


def _told(
    workspace: Workspace,
    up: Upstream,
    before: Plan,
    head: str,
    theirs: str | None,
    step: _Step,
    *,
    may_send: bool,
    tries: int,
    notes: tuple[Message, ...],
) -> Synced:
    """Return what there is to tell of a sync that worked."""
    after = workspace.read() if step.target != head else before
    known = {each.path for each in _incoming_records(before, after)}
    paths = changed_paths(workspace.repository.place, head, step.target) if step.target != head else frozenset()
    ahead = workspace.repository.count(theirs or "", step.target)
    today = workspace.today(after.settings)
    found = step.join.tasks if step.join is not None else []
    return Synced(
        remote=up.remote,
        incoming=tuple(each.incoming for each in _incoming_records(before, after)),
        others=tuple(sorted(paths - known)),
        sent=ahead if may_send else 0,
        waiting=0 if may_send else ahead,
        merged=step.join is not None,
        tries=tries,
        doubts=tuple(
            problem
            for each in found
            if each.ours is not None and each.theirs is not None
            for problem in doubts(each.ours, each.theirs, each.merged, after, today)
        ),
        notes=notes,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _IncomingRecord:
    path: str
    incoming: Incoming


def _incoming_records(before: Plan, after: Plan) -> list[_IncomingRecord]:
    paths: Mapping[TaskId, str] = {**before.paths, **after.paths}
    found = []
    for id in sorted(paths, key=lambda each: paths[each]):
        old, new = before.by_id.get(id), after.by_id.get(id)
        if old == new:
            continue
        told = changes(old, new) if old is not None and new is not None else ()
        incoming = Incoming(id=id, changes=told, added=old is None, removed=new is None)
        found.append(_IncomingRecord(path=paths[id], incoming=incoming))
    return found
