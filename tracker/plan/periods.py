"""Reporting periods and the reports issued for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.plan.dates import date_text, month_bounds, share_of
from tracker.plan.message import say
from tracker.plan.plan import Period, PlanSettings
from tracker.plan.saved_view import SavedView
from tracker.plan.sentence import read_trailers
from tracker.plan.view import PlanView
from tracker.plan.words import Words

REPORTS = "report"
"""The folder of the tags of issued reports."""

_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A report that was issued: its tag and commit, when, the day it was judged on, and the digest of what it says."""

    tag: str
    commit: str
    when: datetime
    period: str
    on: date | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodState:
    """A reporting period and the report issued for it, None while there is none."""

    period: Period
    issued: Issued | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Where history can be entered: the days it changed the plan on, the earliest first, and the reports issued."""

    days: tuple[date, ...] = ()
    issued: tuple[Issued, ...] = ()


def issued_report(tag: str, commit: str, when: datetime, message: str) -> Issued:
    """Return what the tag of an issued report says; a tag somebody made by hand may say little."""
    trailers = read_trailers(message)
    try:
        on: date | None = date.fromisoformat(trailers.on)
    except ValueError:
        on = None
    return Issued(tag=tag, commit=commit, when=when, period=trailers.period, on=on, digest=trailers.digest)


def report_tag(period: Period, settings: PlanSettings) -> str:
    """Return the name of the tag of the period's report: ``report/2022-q3``."""
    id = _NOT_IN_A_NAME.sub("-", period.id.casefold()).strip("-")
    year = f"{settings.year:04d}"
    return f"{REPORTS}/{id if id.startswith(year) else f'{year}-{id}'}"


def period_states(settings: PlanSettings, issued: Iterable[Issued]) -> tuple[PeriodState, ...]:
    """Return the periods of the plan in their order, each with its report."""
    by_tag = {each.tag: each for each in issued}
    return tuple(PeriodState(period=each, issued=by_tag.get(report_tag(each, settings))) for each in settings.periods)


def report_message(view: PlanView, period: Period, digest: str, words: Words) -> str:
    """Return the message of the tag of a report: what it is for people, and for machines the day and the digest."""
    counts = view.counts
    subject = words(
        say(
            "{plan}: report of {period}", plan=view.plan.settings.short or view.plan.settings.title, period=period.title
        )
    )
    lines = (
        say("data to {day}", day=view.on),
        say("done {share} of all tasks", share=share_of(counts.done, counts.total)),
        say("overdue {count}", count=counts.overdue),
    )
    trailers = (f"Edit: close\nPeriod: {period.id}\nOn: {view.on.isoformat()}\nDigest: {digest}",)
    return "\n\n".join((subject, "\n".join(words(each) for each in lines), *trailers)) + "\n"


def days_text(period: Period) -> str:
    """Return the first and last day of the period's data."""
    return f"{date_text(period.start)} - {date_text(period.cut_off)}"


def ends_of_months(days: Iterable[date]) -> tuple[date, ...]:
    """Return the last days of the months the days lie in, the latest first."""
    return tuple(sorted({month_bounds(each.year, each.month)[1] for each in days}, reverse=True))


def period_views(settings: PlanSettings) -> tuple[SavedView, ...]:
    """Return for each period the view of the tasks that fall due after the cut-off before it and by its own."""
    found = []
    before: date | None = None
    for each in sorted(settings.periods, key=lambda one: (one.cut_off, one.start)):
        first = f"{before + timedelta(days=1)}.." if before is not None else "<="
        found.append(SavedView(name=each.title or each.id, query=f"due:{first}{each.cut_off}"))
        before = each.cut_off
    return tuple(found)
