"""Several plans side by side: their tasks as those of one plan, and their numbers beside each other.

Every task keeps the standing it has in its own plan, on that plan's day; agencies are those of the one register,
resolved on the day of the newest plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tracker.plan.names import TaskId, task_place
from tracker.plan.plan import Area
from tracker.plan.statistics import By, Tally, groups, tally
from tracker.plan.task import Status
from tracker.plan.text import collation_key
from tracker.plan.view import PlanView, TaskRow
from tracker.plan.words import Words


@dataclass(frozen=True, kw_only=True)
class YearsView(PlanView):
    """Several plans as one: settings and day are those of the newest, rows and records those of all of them.

    ``views`` has the plans by themselves, the oldest first.
    """

    views: tuple[PlanView, ...]

    @cached_property
    def rows(self) -> tuple[TaskRow, ...]:
        """All tasks, plan by plan."""
        return tuple(row for each in self.views for row in each.rows)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The plan years, the oldest first."""
        return tuple(each.plan.settings.year for each in self.views)

    def of(self, key: str) -> PlanView:
        """Return the plan a task belongs to, by its id, or a broken record, by its path."""
        place = task_place(key)
        for each in self.views:
            if key in each.broken_by_path or (place is not None and each.plan.settings.year == place.year):
                return each
        return self


def side_by_side(views: Sequence[PlanView]) -> YearsView:
    """Return several plans of one folder, the oldest first, as one."""
    newest = views[-1]
    plans = [each.plan for each in views]
    areas: dict[str, Area] = {}
    for plan in reversed(plans):
        for area in plan.settings.areas:
            areas.setdefault(area.number, area)
    whole = replace(
        newest.plan,
        settings=replace(newest.plan.settings, areas=tuple(areas.values())),
        tasks=tuple(task for plan in plans for task in plan.tasks),
        broken=tuple(broken for plan in plans for broken in plan.broken),
        problems=tuple(dict.fromkeys(problem for plan in plans for problem in plan.problems)),
        paths={id: path for plan in plans for id, path in plan.paths.items()},
        lines={id: lines for plan in plans for id, lines in plan.lines.items()},
        read_only=frozenset[TaskId]().union(*(plan.read_only for plan in plans)),
    )
    return YearsView(
        plan=whole,
        on=newest.on,
        problems=tuple(dict.fromkeys(problem for each in views for problem in each.problems)),
        is_checked=all(each.is_checked for each in views),
        views=tuple(views),
    )


def is_same(one: PlanView, other: PlanView) -> bool:
    """Tell whether two views show the same plans on the same days, whatever was found in them."""
    if isinstance(one, YearsView) and isinstance(other, YearsView):
        return one.years == other.years and all(map(is_same, one.views, other.views))
    return one.years == other.years and one.plan == other.plan and one.on == other.on


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsRow:
    """One area or agency through the years: its tally in each plan, None where a plan has no task of it."""

    key: str
    title: str
    tallies: tuple[Tally | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsNumbers:
    """The numbers of several plans: of each as a whole, and by area and agency beside each other."""

    wholes: tuple[Tally, ...]
    tables: tuple[tuple[By, tuple[YearsRow, ...]], ...]


COMPARABLE = (By.AREA, By.AGENCY, By.STATUS)
"""What plans of different years can be put beside each other by; periods are those of one year."""


def compared_years(view: YearsView, words: Words, by: Sequence[By] = (By.AREA, By.AGENCY)) -> YearsNumbers:
    """Return the numbers of the plans beside each other, each counted as by itself and on its own day."""
    wholes = tuple(tally(str(each.plan.settings.year), each.plan.settings.title, each.rows) for each in view.views)
    return YearsNumbers(wholes=wholes, tables=tuple((each, _rows(view, each, words)) for each in by))


def _rows(view: YearsView, by: By, words: Words) -> tuple[YearsRow, ...]:
    columns = [{each.key: each for each in groups(one, by, words)} for one in view.views]
    titles = {key: each.title for column in columns for key, each in column.items()}  # the newest name
    rows = (
        YearsRow(
            key=key,
            title=title,
            tallies=tuple(
                tally(key, title, column[key].rows) if key in column and column[key].rows else None
                for column in columns
            ),
        )
        for key, title in titles.items()
    )
    return tuple(sorted((each for each in rows if any(each.tallies)), key=lambda each: _order(view, by, each)))


def _order(view: YearsView, by: By, row: YearsRow) -> tuple[object, ...]:
    """Return what a row is sorted by: areas and statuses in their order, agencies by how many tasks they answer for."""
    if by is By.AREA:
        return ([each.key for each in view.areas].index(row.key),)
    if by is By.STATUS:
        return ([each.value for each in Status].index(row.key),)
    return (not row.key, -sum(each.total for each in row.tallies if each is not None), collation_key(row.title))
