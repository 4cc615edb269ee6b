"""The gate of a common copy: who pushes, what they may, and why not.

The pusher is known by what the server says - the agency the key was let in for, or gitolite's user - and never by what
a commit says. The rules are those of the main branch as it stands before the push. Nothing is trusted before it is
judged; the objects of the push may still lie in git's quarantine.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.judging import judge
from tracker.plan.contribution import Judgement
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import AgencyId
from tracker.plan.plan import Plan, PlanSettings
from tracker.plan.rules import EVERYBODY, Actor, ActorRole, known_by, speaker
from tracker.reading import PlanReader, years
from tracker.storage import history
from tracker.storage.git import full_ref, object_id
from tracker.storage.place import Place, is_true, open_bare
from tracker.storage.snapshot import take

BRANCHES = "refs/heads/agency/"
"""Where the branches of agencies lie, each below the id of its agency."""

MOST_COMMITS = 2_000
MOST_REFS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """One ref of a push: where it was and where it is to go; a commit of zeros is none."""

    ref: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the server lets agencies do beside sending branches of their own, from the settings ``tracker.*``.

    ``direct`` lets them push what passes the rules to the main branch; ``other_files`` lets files beside the records
    through, ``other_refs`` refs that are nobody's; ``force`` lets the office move what else never moves back.
    """

    direct: bool = False
    other_files: bool = False
    other_refs: bool = False
    force: bool = False
    records: str = "records/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why one ref is not taken; where the rules refuse it, with the judgement."""

    ref: str
    reason: Message
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """The gate of one bare repository, for one pusher."""

    place: Place
    policy: Policy
    pusher: str
    main: str
    tip: str
    plan: Plan | None
    actor: Actor
    reader: PlanReader
    today: Callable[[PlanSettings], date]

    def refusals(self, pushes: Iterator[Push]) -> list[Refusal]:
        """Return why refs are not taken; none where the push passes."""
        found = []
        for number, each in enumerate(pushes):
            if number >= MOST_REFS:
                return [Refusal(ref=each.ref, reason=say("a push of so many refs is not taken."))]
            refusal = self._refusal(each)
            if refusal is not None:
                found.append(refusal)
        return found

    def _refusal(self, push: Push) -> Refusal | None:
        full_ref(push.ref)
        reason = self._reason(push)
        if reason is not None:
            return Refusal(ref=push.ref, reason=reason)
        is_agency = self.actor.role is ActorRole.AGENCY
        if self._none(push.new):
            return None
        if is_agency and (forged := self._forged(push)) is not None:
            return Refusal(ref=push.ref, reason=forged)
        judged = push.ref.startswith("refs/heads/") and (is_agency or push.ref == self.main)
        return self._judged(push) if judged else None

    def _judged(self, push: Push) -> Refusal | None:
        """Judge what the push changes in the plan."""
        start = push.old if push.ref == self.main else history.merge_base(self.place, self.tip, push.new)
        if not self.tip:
            return None
        if start is None or self._none(start):
            return Refusal(ref=push.ref, reason=say("it shares no history with the plan."))
        found = judge(self.place, self.reader, start, push.new, lambda _: self.actor, self.today, rules=self.tip)
        refusing = [each for each in found.files if not each.allowed and not self._passes(each.rule)]
        if all(each.allowed for each in found.verdicts) and not refusing:
            return None
        return Refusal(ref=push.ref, reason=say("the rules of the plan refuse it:"), judgement=found)

    def _passes(self, rule: str) -> bool:
        return rule == "no-record" and self.policy.other_files

    def _reason(self, push: Push) -> Message | None:
        """Return why the ref itself may not be moved so."""
        if self.actor.role is ActorRole.STRANGER:
            return say("{person} speaks for no agency of the register.", person=self.pusher or '""')
        is_office = self.actor.role is ActorRole.OFFICE
        if not (is_office and self.policy.force) and (fixed := self._fixed(push)) is not None:
            return fixed
        if is_office or self._is_own(push.ref):
            return None
        if push.ref == self.main:
            return (
                None
                if self.policy.direct
                else say("agencies send reports with tracker submit; this branch is the office's.")
            )
        if push.ref.startswith(BRANCHES):
            return say("this branch is another agency's.")
        return (
            None if self.policy.other_refs else say("agencies push branches of their own alone: {ref}…", ref=self.own)
        )

    @property
    def own(self) -> str:
        """Where the pusher's own branches lie."""
        return f"{BRANCHES}{next(iter(self.actor.agencies), AgencyId('?'))}/"

    def _is_own(self, ref: str) -> bool:
        return any(ref.startswith(f"{BRANCHES}{each}/") for each in self.actor.agencies)

    def _fixed(self, push: Push) -> Message | None:
        """Return why a ref that stands may not go or move back."""
        if self._none(push.old):
            return None
        if push.ref.startswith("refs/tags/"):
            return say("a tag is never moved or removed.")
        if self._none(push.new):
            return say("the main branch is never removed.") if push.ref == self.main else None
        if push.ref.startswith("refs/heads/") and not history.is_ancestor(self.place, push.old, push.new):
            return say("it would take back what is there already (a forced push).")
        return None

    def _forged(self, push: Push) -> Message | None:
        """Return why a new commit is not the pusher's: its author or committer speaks for somebody else."""
        plan = self.plan
        if plan is None:
            return None
        held = [plan.register.get(each) for each in self.actor.agencies]
        known = {one.casefold() for each in held if each is not None for one in each.identities if "@" in one}
        people = history.new_people(self.place, push.new, MOST_COMMITS + 1)
        if len(people) > MOST_COMMITS:
            return say("it brings more commits than can be looked at.")
        for commit, emails in people:
            strange = next((each for each in emails if known and each.casefold() not in known), None)
            if strange is not None:
                return say(
                    "commit {commit} is by {person}, who is not of your agency.", commit=commit[:9], person=strange
                )
        return None

    @staticmethod
    def _none(commit: str) -> bool:
        return not commit.strip("0")


def open_gate(folder: Path, environment: Mapping[str, str], today: Callable[[PlanSettings], date]) -> Gate:
    """Open the gate of the bare repository at the folder for whoever the server says is pushing."""
    place = open_bare(folder, environment)
    policy = _policy(place)
    main = place.git.run("symbolic-ref", "--quiet", "HEAD", check=False).text
    found = place.git.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{main}^{{commit}}", check=False)
    tip = object_id(found.text) if found.code == 0 else ""
    reader = PlanReader(policy.records)
    plan = None
    if tip:
        source = take(place, tip, policy.records)
        known = years(source)
        plan = reader.read(source, known[-1]) if known else None
    pusher = environment.get("TRACKER_AGENCY") or environment.get("GL_USER") or ""
    return Gate(
        place=place,
        policy=policy,
        pusher=pusher,
        main=main,
        tip=tip,
        plan=plan,
        actor=_actor(plan, pusher),
        reader=reader,
        today=today,
    )


def _policy(place: Place) -> Policy:
    config = place.config()
    records = config.get("tracker.records", "records").strip("/")
    return Policy(
        direct=is_true(config.get("tracker.direct", "false")),
        other_files=is_true(config.get("tracker.otherfiles", "false")),
        other_refs=is_true(config.get("tracker.otherrefs", "false")),
        force=is_true(config.get("tracker.force", "false")),
        records=f"{records}/" if records else "",
    )


def _actor(plan: Plan | None, pusher: str) -> Actor:
    """Return who the pusher is to the plan; without a name nobody, as soon as the plan names an office."""
    if plan is None or not plan.settings.office:
        return EVERYBODY
    if AgencyId(pusher) in plan.register.agencies:
        return speaker(AgencyId(pusher), plan.settings)
    if not pusher:
        return Actor(role=ActorRole.STRANGER)
    known = known_by((pusher,), plan.settings, plan.register)
    # on a server nobody is the office by default: it is let in by name
    is_named = known.role is not ActorRole.OFFICE or bool(known.agencies)
    return known if is_named else Actor(role=ActorRole.STRANGER, name=pusher)


def pushes(hook: str, arguments: list[str], lines: Iterator[str]) -> Iterator[Push]:
    """Give what is pushed, as git tells the hook: ``update`` by its arguments, ``pre-receive`` by lines."""
    told = [arguments] if hook == "update" else [line.split() for line in lines]
    for each in told:
        if len(each) != 3:
            raise TrackerError(say("git calls the hook {hook} otherwise than is known.", hook=hook))
        ref, old, new = (each[0], each[1], each[2]) if hook == "update" else (each[2], each[0], each[1])
        yield Push(ref=ref, old=object_id(old), new=object_id(new))
