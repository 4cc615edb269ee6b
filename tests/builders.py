"""Builders of values for tests, and Hypothesis strategies that make arbitrary ones."""

import gettext
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from hypothesis import strategies as st

from tracker.plan.agency import Agency, AgencyKind, Register
from tracker.plan.characters import hidden_characters
from tracker.plan.document import Document
from tracker.plan.names import NO_AGENCY, AgencyId, AreaNumber, TaskId
from tracker.plan.plan import Area, Plan, PlanSettings
from tracker.plan.searching import SearchIndex
from tracker.plan.task import (
    Assignment,
    Extension,
    OtherRole,
    Progress,
    Schedule,
    ScheduleKind,
    Status,
    Task,
)
from tracker.plan.words import Words

ON = date(2022, 10, 7)
ENGLISH = Words("en", gettext.NullTranslations())

HOSTILE = "[red]x[/] [@click=app.quit]y[/] [/] \x1b[31m \x1b]52;c;eA==\x07 \x9b31m \u202egnad\u202c \u200b"
"""Text that acts on a markup parser, a terminal or a reader's eye."""


def settings(**changes: Any) -> PlanSettings:
    """Return the settings of a small plan of 2022."""
    held: dict[str, Any] = {
        "year": 2022,
        "title": "Kế hoạch",
        "decision": Document(kind="Quyết định", number="4782/QĐ-UBND", date=date(2021, 12, 23)),
        "cut_off": ON,
        "areas": (
            Area(number=AreaNumber("I"), title="Cải cách thể chế", short="Thể chế", slug="the-che"),
            Area(number=AreaNumber("II"), title="Cải cách TTHC", slug="tthc"),
        ),
    }
    return PlanSettings(**{**held, **changes})


def agency(id: str, name: str = "", kind: AgencyKind = AgencyKind.DEPARTMENT, **changes: Any) -> Agency:
    """Return an agency; references to others may be plain text."""
    return Agency(id=AgencyId(id), name=name or id, kind=kind, **changes)


def group(id: str, *members: str, **changes: Any) -> Agency:
    """Return a group of agencies."""
    return agency(id, kind=AgencyKind.GROUP, members=tuple(AgencyId(each) for each in members), **changes)


def register(*agencies: Agency) -> Register:
    """Return the register of these agencies."""
    return Register({each.id: each for each in agencies})


def schedule(text: str = "Quý III/2022", **changes: Any) -> Schedule:
    """Return the schedule of the third quarter."""
    held: dict[str, Any] = {"kind": ScheduleKind.QUARTER, "start": date(2022, 7, 1), "due": date(2022, 9, 30)}
    return Schedule(text=text, **{**held, **changes})


def progress(status: Status = Status.IN_PROGRESS, **changes: Any) -> Progress:
    """Return the progress of a task that runs and has a result."""
    return Progress(status=status, **{"result": "Đang trình", **changes})


def assignment(*lead: str, **changes: Any) -> Assignment:
    """Return an assignment led by these agencies."""
    return Assignment(text=changes.pop("text", "chủ trì"), lead=tuple(AgencyId(each) for each in lead), **changes)


def task(id: str = "2022-I-01", **changes: Any) -> Task:
    """Return a task; ``status``, ``due`` and other fields of its parts may be named as they are."""
    held: dict[str, Any] = {
        "title": "Ban hành quy chế",
        "product": "Quyết định",
        "schedule": schedule(),
        "assignment": assignment("so-noi-vu"),
        "progress": progress(obstacle="Chờ ý kiến"),
    }
    return Task(id=TaskId(id), **{**held, **changes})


def plan(*tasks: Task, agencies: Iterable[Agency] = (), **changes: Any) -> Plan:
    """Return a plan of these tasks, led by a known department."""
    known = register(agency("so-noi-vu", "Sở Nội vụ", short=("SNV",), symbols=("SNV",)), *agencies)
    return Plan(
        settings=changes.pop("settings", settings()),
        register=known,
        tasks=tuple(sorted(tasks, key=lambda each: each.place)),
        **changes,
    )


def text_rank(sought: str, held: Task, known: Register) -> int | None:
    """Return how well one task answers a search."""
    return SearchIndex((held,), known).ranker(sought)(held)


def document(
    number: str = "12/QĐ-UBND", kind: str = "Quyết định", day: date | None = date(2022, 9, 1), issuer: str = ""
) -> Document:
    """Return a decision of the province."""
    return Document(kind=kind, number=number, date=day, issuer=AgencyId(issuer))


# --- arbitrary values -----------------------------------------------------------------------------


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    hidden = {each.character for each in hidden_characters(plain, multiline=True)}
    return unicodedata.normalize("NFC", "".join(each for each in plain if each not in hidden))


_CHARACTERS = st.one_of(
    st.sampled_from("aăâđêôơưẾỒửýỵ\"'\\#[]{}=,.<>|\t %:-/0189 "), st.characters(exclude_categories=("Cs", "Cc"))
)
_PIECES = st.one_of(
    st.text(_CHARACTERS, max_size=8),
    st.sampled_from(
        ['"""', "'''", "\\", "# không", "=======", "<<<<<<< HEAD", ">>>>>>> x", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q"]
    ),
)


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


lines = st.lists(_PIECES, max_size=3).map("".join).map(_line)
"""A clean text on one line."""

texts = st.lists(st.one_of(lines, st.just("")), max_size=3).map(lambda each: "\n".join(each).strip("\n"))
"""A clean text of several lines."""

days = st.dates(min_value=date(1, 1, 1))
slugs = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12).map(AgencyId)
documents = st.builds(
    Document,
    kind=lines,
    number=lines,
    date=st.none() | days,
    issuer=st.just(NO_AGENCY) | slugs,
)
roles = st.builds(OtherRole, agency=slugs, role=lines)
extensions = st.builds(Extension, due=days, decision=lines)


def several(elements: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return tuples of up to three elements."""
    return st.lists(elements, max_size=3).map(tuple)


tasks = st.builds(
    Task,
    id=st.just(TaskId("2022-I-01")),
    title=texts,
    product=texts,
    source=texts,
    basis=several(documents),
    schedule=st.builds(
        Schedule,
        text=texts,
        kind=st.sampled_from(ScheduleKind),
        start=st.none() | days,
        due=st.none() | days,
        condition=texts,
        extensions=several(extensions),
    ),
    assignment=st.builds(
        Assignment,
        text=texts,
        lead=several(slugs),
        coordinating=several(slugs),
        others=several(roles),
        reporter=st.just(NO_AGENCY) | slugs,
    ),
    progress=st.builds(
        Progress,
        status=st.sampled_from(Status),
        percent=st.none() | st.integers(0, 100),
        completed=st.none() | days,
        awaiting=lines,
        result=texts,
        obstacle=texts,
        proposal=texts,
        documents=several(documents),
    ),
)
"""Arbitrary tasks of clean text."""
