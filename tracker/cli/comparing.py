"""The numbers of several plans beside each other: ``stats --year all``."""

from collections.abc import Sequence

from tracker.cli.document import as_of_json, tally_json
from tracker.cli.face import Face
from tracker.cli.listing import tell_as_of
from tracker.plan.dates import share_of
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.statistics import By, Tally
from tracker.plan.words import Words
from tracker.plan.years import COMPARABLE, YearsRow, YearsView, compared_years

HEADS: dict[By, Message] = {
    By.AREA: say("Area"),
    By.AGENCY: say("Answering agency"),
    By.STATUS: say("Status"),
    By.PERIOD: say("Period"),
}
"""What a table of numbers is by, as the head of its first column."""


def show_years(view: YearsView, by: Sequence[By], face: Face, *, is_json: bool) -> int:
    """Print what is done of the tasks in each plan, by area and agency or by what is asked for."""
    if By.PERIOD in by:
        raise TrackerError(
            say("periods are those of one plan."), say("count by area, agency or status, or name a year: --year 2022.")
        )
    found = compared_years(view, face.words, tuple(by) or (COMPARABLE if is_json else (By.AREA, By.AGENCY)))
    if is_json:
        face.output.document(
            "tracker.stats-years",
            {
                "plans": [
                    {
                        "plan": each.plan.settings.year,
                        "title": each.plan.settings.title,
                        "on": each.on.isoformat(),
                        "as_of": as_of_json(each.plan.as_of),
                        "whole": tally_json(whole),
                    }
                    for each, whole in zip(view.views, found.wholes, strict=True)
                ],
                "tables": [
                    {
                        "by": each.value,
                        "rows": [
                            {
                                "key": row.key,
                                "title": row.title,
                                "tallies": [tally_json(one) if one is not None else None for one in row.tallies],
                            }
                            for row in rows
                        ],
                    }
                    for each, rows in found.tables
                ],
            },
        )
        return 0
    output, words = face.output, face.words
    whole = YearsRow(key="", title=words(say("The whole plan")), tallies=found.wholes)
    for each in view.views:
        output.line(each.plan.settings.title)
        output.say(say("as of {day}", day=each.on))
    for by_what, rows in found.tables:
        output.line()
        heads = [words(HEADS[by_what]), *(head for year in view.years for head in _heads(year, words))]
        cells = [[row.title, *(cell for one in row.tallies for cell in _cells(one, words))] for row in (*rows, whole)]
        output.table(heads, cells, flexible=0)
    tell_as_of(view, face)
    return 0


def _heads(year: int, words: Words) -> tuple[str, str]:
    return words(say("{year} done", year=str(year))), words(say("{year} overdue", year=str(year)))


def _cells(tally: Tally | None, words: Words) -> tuple[str, str]:
    if tally is None:
        return "", ""
    counts = tally.counts
    return words(share_of(counts.done, counts.total)), str(counts.overdue) if counts.overdue else ""
