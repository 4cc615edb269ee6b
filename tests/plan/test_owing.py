"""Who owes what in a period: who answers, why a task is asked about, and how the agencies come in order."""

from datetime import date

import pytest

from tests.builders import ENGLISH, agency, assignment, plan, progress, schedule, settings, task
from tracker.plan.agency import AgencyKind
from tracker.plan.message import TrackerError
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.owing import Debt, Owing, Reminder, answering, chosen_period, owing
from tracker.plan.plan import Period, Plan
from tracker.plan.task import Status, Task
from tracker.plan.view import PlanView

Q3 = Period(id="2022-Q3", title="Quý III", start=date(2022, 6, 15), cut_off=date(2022, 9, 14), due=date(2022, 9, 20))
YEAR = Period(id="2022-Y", title="Năm", start=date(2021, 12, 15), cut_off=date(2022, 12, 14), due=date(2022, 12, 20))
ON = date(2022, 10, 7)
GROUP = agency("nhom", "Các sở", kind=AgencyKind.GROUP, members=("stp",))
STP = agency("stp", "Sở Tư pháp")


def asked(
    *tasks: Task, said: dict[str, date] | None = None, reminders: dict[str, Reminder] | None = None
) -> dict[str, Owing]:
    held: Plan = plan(*tasks, agencies=(GROUP, STP), settings=settings(periods=(Q3, YEAR)))
    view = PlanView(plan=held, on=ON)
    found = owing(
        view,
        Q3,
        said={TaskId(id): day for id, day in (said or {}).items()},
        reminders={AgencyId(id): (each,) for id, each in (reminders or {}).items()},
    )
    return {each.agency: each for each in found}


def debts(**changes: object) -> set[Debt]:
    said = changes.pop("said", date(2022, 7, 1))
    made = task("2022-I-01", **changes)
    return set(asked(made, said={"2022-I-01": said} if isinstance(said, date) else {})["so-noi-vu"].tasks[0].debts)


def test_a_task_is_asked_about_for_what_it_lacks() -> None:
    later = schedule("Năm 2022", due=date(2022, 12, 31))
    assert debts(schedule=later) == set()
    assert debts(schedule=later, said=None) == {Debt.SILENT}
    assert debts(schedule=later, said=date(2022, 6, 14)) == {Debt.SILENT}
    assert debts(schedule=later, said=date(2022, 6, 15)) == set()
    assert debts(schedule=later, progress=progress(result="")) == {Debt.UNREPORTED}
    assert debts() == {Debt.OVERDUE}
    assert debts(schedule=schedule("15/10/2022", due=date(2022, 10, 15))) == {Debt.DUE_SOON}
    assert debts(progress=progress(Status.WAITING, awaiting="Bộ Nội vụ")) == {Debt.OVERDUE, Debt.WAITING}
    assert debts(schedule=later, progress=progress(Status.WAITING, awaiting="Bộ Nội vụ")) == set()


def test_a_task_that_is_done_or_closed_is_not_asked_about() -> None:
    done = progress(Status.DONE, completed=date(2022, 9, 1))
    assert debts(progress=done, said=None) == set()
    assert debts(progress=progress(Status.DONE, completed=date(2022, 9, 1), result="")) == {Debt.UNREPORTED}
    assert debts(progress=progress(Status.WITHDRAWN, result=""), said=None) == set()


def test_the_reporter_answers_before_the_leads_and_a_group_only_where_nobody_is_named() -> None:
    register = plan(agencies=(GROUP, STP)).register
    both = task(assignment=assignment("nhom", "so-noi-vu"))
    assert answering(both, register, ON) == ("so-noi-vu",)
    assert answering(task(assignment=assignment("nhom")), register, ON) == ("nhom",)
    assert answering(task(assignment=assignment("nhom", reporter=AgencyId("stp"))), register, ON) == ("stp",)


def test_a_successor_answers_for_what_an_ended_agency_led() -> None:
    ended = agency("cu", "Sở Cũ", valid_to=date(2022, 1, 31), successors=("stp",))
    register = plan(agencies=(ended, STP)).register
    assert answering(task(assignment=assignment("cu")), register, date(2022, 1, 31)) == ("cu",)
    assert answering(task(assignment=assignment("cu")), register, ON) == ("stp",)


def test_the_agency_that_owes_most_comes_first_with_its_reminders() -> None:
    sent = Reminder(day=date(2022, 9, 10), means="công văn", tasks=2)
    found = asked(
        task("2022-I-01", assignment=assignment("stp")),
        task("2022-I-02", assignment=assignment("stp"), progress=progress(result="")),
        task("2022-I-03", schedule=schedule("Năm 2022", due=date(2022, 12, 31))),
        said={"2022-I-03": date(2022, 8, 1)},
        reminders={"stp": sent},
    )
    assert list(found) == ["stp", "so-noi-vu"]
    stp, snv = found["stp"], found["so-noi-vu"]
    assert (len(stp.owed), stp.is_silent, stp.last_said, stp.reminders) == (2, True, None, (sent,))
    assert (stp.count(Debt.OVERDUE), stp.count(Debt.UNREPORTED)) == (2, 1)
    assert (len(snv.owed), snv.is_silent, snv.last_said, snv.spoken) == (0, False, date(2022, 8, 1), 1)


@pytest.mark.parametrize(
    ("id", "on", "found"),
    [
        ("", date(2022, 9, 20), "2022-Q3"),
        ("", date(2022, 9, 21), "2022-Y"),
        ("", date(2023, 5, 1), "2022-Y"),
        ("2022-y", date(2022, 1, 1), "2022-Y"),
        ("q3", date(2022, 1, 1), "2022-Q3"),
    ],
)
def test_a_period_is_the_one_named_else_the_next_one_due(id: str, on: date, found: str) -> None:
    assert chosen_period(settings(periods=(YEAR, Q3)), id, on).id == found


def test_a_period_that_is_not_there_is_refused_with_those_there_are() -> None:
    with pytest.raises(TrackerError) as caught:
        chosen_period(settings(periods=(Q3, YEAR)), "Q7", ON)
    assert caught.value.hint is not None
    assert "2022-Q3, 2022-Y" in ENGLISH(caught.value.hint)
    with pytest.raises(TrackerError):
        chosen_period(settings(periods=()), "", ON)
