"""Asking the agencies: who owes what in a period, with the reminders that were sent."""

from dataclasses import dataclass
from datetime import date

from tracker.plan.names import AgencyId
from tracker.plan.owing import Owing, Reminder, chosen_period, owing
from tracker.plan.plan import Period
from tracker.plan.view import PlanView
from tracker.storage.folder import NotText, RecordRefused, text
from tracker.storage.reminders import read_reminders, reminders_path
from tracker.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """The plan of a period as it is chased: what every agency owes, and where the forms are cut from."""

    view: PlanView
    period: Period
    owings: tuple[Owing, ...]
    base: str

    def of(self, agency: AgencyId) -> Owing:
        """Return what one agency owes; nothing where it answers for no task."""
        return next((each for each in self.owings if each.agency == agency), Owing(agency=agency, tasks=()))


def chase(workspace: Workspace, period: str = "", on: date | None = None) -> Chase:
    """Return who owes what in the period named, or in the one whose report is due next."""
    view = workspace.view(on)
    chosen = chosen_period(view.plan.settings, period, view.on)
    reported = workspace.timeline(view).reported
    agencies = [each for each in view.plan.register.agencies if reminders_path(chosen.id, each)]
    reminders = {each: found for each in agencies if (found := _reminders(workspace, chosen.id, each))}
    return Chase(
        view=view,
        period=chosen,
        owings=owing(view, chosen, said=reported, reminders=reminders),
        base=workspace.repository.head() or "",
    )


def _reminders(workspace: Workspace, period: str, agency: AgencyId) -> tuple[Reminder, ...]:
    path = reminders_path(period, agency)
    if path is None:
        return ()
    try:
        content = text(workspace.folder.read(path).content)
    except (RecordRefused, NotText):
        return ()
    return read_reminders(content, path)[0]
