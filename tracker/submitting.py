"""Submitting: an agency's edits are checked and sent to the office, on a branch of their own or as a request."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from slugify import slugify

from tracker.judging import as_agency, judge
from tracker.plan.contribution import Judgement
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import AgencyId
from tracker.storage import remote
from tracker.storage.remote import Upstream
from tracker.workspace import Workspace

_WEB = re.compile(
    r"(?:https://(?:[^@/]+@)?|ssh://(?:[^@/]+@)?|[^@/:]+@)(?P<host>[A-Za-z0-9.-]+)(?::\d+)?[:/](?P<path>[^?#]+)"
)
FORGES = ("github", "gitlab", "forgejo", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What is sent: the branch there, the commits and tasks, how the forge is told, and the page to open, if any."""

    remote: str
    ref: str
    commit: str
    commits: int
    judgement: Judgement
    forge: str
    options: tuple[str, ...] = ()
    page: str = ""
    told: str = ""

    @property
    def tasks(self) -> int:
        """How many tasks it is about."""
        return len(self.judgement.tasks)


class NotWhole(TrackerError):
    """The edits break a rule, so nothing was sent; ``judgement`` says which."""

    def __init__(self, judgement: Judgement) -> None:
        super().__init__(
            say("the office could not accept this; nothing was sent."),
            say("mend what is refused, then submit again; tracker undo puts an edit back."),
        )
        self.judgement = judgement


def prepare(workspace: Workspace, *, agency: str = "", timeout: float = remote.REMOTE_TIME) -> Submission:
    """Look at what would be sent, without sending it; raise ``NotWhole`` where a rule refuses it."""
    place, repository = workspace.repository.place, workspace.repository
    up = remote.upstream(place)
    remote.fetch(place, up, ((up.ref, up.tracking),), timeout=timeout)
    head, theirs = repository.head(), remote.tip(place, up.tracking)
    base = repository.merge_base(head, theirs) if head is not None and theirs is not None else None
    if head is None or theirs is None or base is None:
        raise TrackerError(say("{remote} holds another plan: the two share no history.", remote=up.remote))
    if base == head:
        raise TrackerError(say("there is nothing to send: the office has every edit of yours."))
    sender = _sender(workspace, agency)
    found = judge(place, workspace.reader, base, head, as_agency(sender), workspace.today, rules=theirs)
    if not found.passes:
        raise NotWhole(found)
    person = repository.identity()
    name = slugify(person.email.partition("@")[0]) if person is not None else ""
    branch = f"agency/{sender}/{name or 'report'}"
    plan = workspace.read()
    words = workspace.plan_words(plan.settings)
    count = len(found.tasks)
    title = words(
        say_count(
            "Report of {sender}: {count} task",
            "Report of {sender}: {count} tasks",
            count,
            sender=plan.register.name(sender),
        )
    )
    forge = place.config().get("tracker.forge", "")
    return _way(forge, up, branch, title, head, repository.count(theirs, head), found)


def send(workspace: Workspace, submission: Submission, *, timeout: float = remote.REMOTE_TIME) -> str:
    """Send it; return what the other side said."""
    place = workspace.repository.place
    up = remote.upstream(place)
    return remote.push(place, up, {submission.ref: submission.commit}, options=submission.options, timeout=timeout)


def _sender(workspace: Workspace, agency: str) -> AgencyId:
    plan = workspace.read()
    if agency:
        found = plan.register.find(agency)
        if len(found) != 1:
            raise TrackerError(say("the register has no agency {text}.", text=agency))
        return found[0]
    actor = workspace.actor(plan)
    if not actor.agencies:
        raise TrackerError(
            say("it is not known for which agency you report."),
            say("name it: tracker submit --as AGENCY; or the office enters your address among its identities."),
        )
    return actor.agencies[0]


def _way(
    forge: str, up: Upstream, branch: str, title: str, commit: str, commits: int, judgement: Judgement
) -> Submission:
    """Return how the request is opened on this forge; a bare server keeps the branch."""
    web = _WEB.match(up.url)
    host = web["host"].lower() if web is not None else ""
    kind = forge if forge in FORGES else _forge(host)
    main = up.ref.removeprefix("refs/heads/")
    ref, page = f"refs/heads/{branch}", ""
    options: tuple[str, ...] = ()
    if kind == "gitlab":
        options = ("merge_request.create", f"merge_request.target={main}", f"merge_request.title={title}")
    elif kind == "forgejo":
        ref, options = f"refs/for/{main}", (f"topic={branch.replace('/', '-')}", f"title={title}")
    elif kind == "github" and web is not None:
        path = web["path"].removesuffix("/").removesuffix(".git")
        page = f"https://{host}/{quote(path)}/compare/{quote(main)}...{quote(branch)}?expand=1"
    return Submission(
        remote=up.remote,
        ref=ref,
        commit=commit,
        commits=commits,
        judgement=judgement,
        forge=kind,
        options=options,
        page=page,
    )


def _forge(host: str) -> str:
    if host == "github.com":
        return "github"
    if "gitlab" in host:
        return "gitlab"
    return "forgejo" if any(each in host for each in ("codeberg", "forgejo", "gitea")) else "none"
