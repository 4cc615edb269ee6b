"""The JSON documents of the command line: what each holds, in one place. ``docs/reference/json.md`` describes them."""

from collections.abc import Iterable
from datetime import date

from tracker.cli.output import Json
from tracker.plan.agency import Agency
from tracker.plan.agency_page import AgencyPage, AreaPage, PageSection, PageTask, Work
from tracker.plan.agenda import Agenda, AgendaEntry, entry_note
from tracker.plan.bulk import BulkLine
from tracker.plan.document import Document
from tracker.plan.fields import FIELDS, Change
from tracker.plan.history import HistoryEntry, LastChange
from tracker.plan.plan import AsOf
from tracker.plan.problem import Problem
from tracker.plan.query import Filter
from tracker.plan.statistics import Tally
from tracker.plan.task import Extension, OtherRole, Task
from tracker.plan.view import Counts, Group, PlanView, TaskRow
from tracker.plan.words import Words
from tracker.workspace import Saved


def value_json(value: object) -> Json:
    """Return a field's value: dates as ISO text, documents and roles as objects, missing values as null."""
    match value:
        case None | bool() | int():
            return value
        case date():
            return value.isoformat()
        case Document():
            return {
                "kind": value.kind,
                "number": value.number,
                "date": value_json(value.date),
                "issuer": value.issuer,
            }
        case OtherRole():
            return {"agency": value.agency, "role": value.role}
        case Extension():
            return {"due": value.due.isoformat(), "decision": value.decision}
        case tuple():
            return [value_json(each) for each in value]
        case _:
            return str(value)


def as_of_json(as_of: AsOf | None) -> Json:
    """Return the commit a plan was read from; null where it was read from the folder."""
    if as_of is None:
        return None
    return {"commit": as_of.commit, "when": as_of.when.isoformat(), "on": as_of.on.isoformat(), "name": as_of.name}


def task_json(row: TaskRow, view: PlanView) -> dict[str, Json]:
    """Return a task as an object: its identity, every field by its short name, and how it stands."""
    task = row.task
    held: dict[str, Json] = {
        "id": task.id,
        "number": task.number,
        "area": task.area,
        "path": view.plan.paths.get(task.id, ""),
    }
    for each in FIELDS:
        name = each.table if each.name == "text" else each.name
        if each.key != "id":
            held[name] = value_json(each.value(task))
    held["timeliness"] = row.standing.timeliness.value
    held["due_in_force"] = value_json(row.standing.due)
    held["days_late"] = row.standing.days_late
    held["has_report"] = row.has_report
    held["problems"] = [each.rule for each in view.problems_by_task.get(task.id, ())]
    return held


def broken_json(view: PlanView, words: Words) -> list[Json]:
    """Return the records that could not be read, each with its problems."""
    return [
        {
            "path": each.path,
            "id": each.id,
            "problems": [problem_json(problem, words) for problem in each.problems],
        }
        for each in view.plan.broken
    ]


def problem_json(problem: Problem, words: Words) -> dict[str, Json]:
    """Return a problem as an object; ``rule`` and ``severity`` are for machines, ``message`` for people."""
    return {
        "severity": problem.severity.value,
        "rule": problem.rule,
        "path": problem.path,
        "line": problem.line,
        "subject": problem.subject,
        "field": problem.field,
        "message": words(problem.message),
        "hint": words(problem.hint) if problem.hint is not None else "",
    }


def counts_json(counts: Counts) -> dict[str, Json]:
    """Return the counts by name."""
    return {
        "total": counts.total,
        "done": counts.done,
        "due": counts.due,
        "due_done": counts.due_done,
        "due_done_in_time": counts.due_done_in_time,
        "due_done_late": counts.due_done_late,
        "overdue": counts.overdue,
        "due_later": counts.due_later,
        "no_due": counts.no_due,
        "due_soon": counts.due_soon,
        "no_report": counts.no_report,
    }


def group_json(group: Group) -> dict[str, Json]:
    """Return an area or agency with its counts; ``direct`` counts the tasks that name an agency itself."""
    return {
        "key": group.key,
        "title": group.title,
        "direct": group.direct,
        "counts": counts_json(group.counts),
    }


def tally_json(tally: Tally) -> dict[str, Json]:
    """Return the figures of a set of tasks; ``stands`` add up to ``total`` of the counts."""
    return {
        "key": tally.key,
        "title": tally.title,
        "counts": counts_json(tally.counts),
        "stands": {each.value: count for each, count in tally.stands},
    }


def agency_proposal_json(agency: Agency) -> dict[str, Json]:
    """Return an agency that is new to the register."""
    return {
        "id": agency.id,
        "name": agency.name,
        "short": list(agency.short),
        "symbols": list(agency.symbols),
        "kind": agency.kind.value,
    }


def change_json(change: Change) -> dict[str, Json]:
    """Return a field change."""
    return {"field": change.field.key, "old": value_json(change.old), "new": value_json(change.new)}


def history_json(entries: Iterable[HistoryEntry]) -> list[Json]:
    """Return the history of a task."""
    return [
        {
            "commit": each.commit,
            "when": each.when.isoformat(),
            "author": each.author,
            "subject": each.subject,
            "task": each.trailers.task,
            "tasks": list(each.trailers.tasks),
            "edit": each.trailers.edit,
            "undoes": each.trailers.undoes,
            "redoes": each.trailers.redoes,
            "date": each.trailers.date,
            "rebuilt_from": each.trailers.rebuilt_from,
            "is_first": each.is_first,
            "changes": [change_json(change) for change in each.changes],
        }
        for each in entries
    ]


def saved_json(saved: Saved) -> dict[str, Json]:
    """Return an edit that was made."""
    return {"id": saved.id, "ids": list(saved.ids), "commit": saved.commit, "sentence": saved.sentence}


def kin_json(task: Task) -> dict[str, Json]:
    """Return what names a task of another plan."""
    return {"id": task.id, "title": task.headline, "status": task.progress.status.value}


def agenda_json(shown: Agenda, asked: Filter, view: PlanView, words: Words) -> dict[str, Json]:
    """Return an agenda: its sections in the order of reading, each with its tasks."""
    return {
        "plan": view.plan.settings.year,
        "on": shown.on.isoformat(),
        "as_of": as_of_json(view.plan.as_of),
        "area": asked.area,
        "agency": asked.agency,
        "total": shown.total,
        "sections": [
            {
                "section": each.kind.value,
                "title": words(each.title),
                "month": f"{each.month.year:04d}-{each.month.number:02d}" if each.month else None,
                "quarter": f"{each.month.year:04d}-Q{each.month.quarter}" if each.month else None,
                "count": len(each.entries),
                "tasks": [_entry_json(entry, view, words) for entry in each.entries],
            }
            for each in shown.sections
        ],
    }


def _entry_json(entry: AgendaEntry, view: PlanView, words: Words) -> dict[str, Json]:
    note = entry_note(entry, view.plan.register)
    return {
        **brief_json(entry.row),
        "has_reason": entry.has_reason,
        "next": [value_json(each) for each in entry.next_days],
        "note": words(note) if note is not None else "",
    }


def brief_json(row: TaskRow) -> dict[str, Json]:
    """Return what names a task and says how it stands."""
    task, stands = row.task, row.standing
    return {
        "id": task.id,
        "number": task.number,
        "title": task.headline,
        "lead": list(task.assignment.lead),
        "schedule": task.schedule.text,
        "kind": task.schedule.kind.value,
        "start": value_json(task.schedule.start),
        "condition": task.schedule.condition,
        "status": task.progress.status.value,
        "awaiting": task.progress.awaiting,
        "timeliness": stands.timeliness.value,
        "due_in_force": value_json(stands.due),
        "days_late": stands.days_late,
        "has_report": row.has_report,
    }


def bulk_json(line: BulkLine, words: Words) -> dict[str, Json]:
    """Return what an edit of several tasks does to one of them; ``refused`` is empty where nothing forbids it."""
    return {
        "id": line.before.id,
        "changes": [change_json(each) for each in line.changes],
        "refused": words(line.refused.message) if line.refused is not None else "",
    }


def agency_page_json(page: AgencyPage, view: PlanView) -> dict[str, Json]:
    """Return the page of an agency."""
    agency = page.agency
    return {
        "on": view.on.isoformat(),
        "as_of": as_of_json(view.plan.as_of),
        "agency": {
            **_agency_json(agency),
            "kind": agency.kind.value,
            "short": list(agency.short),
            "symbols": list(agency.symbols),
            "aliases": list(agency.aliases),
            "parent": agency.parent,
            "identities": list(agency.identities),
        },
        "former": [_agency_json(each) for each in page.former],
        "later": [_agency_json(each) for each in page.later],
        "groups": [_agency_json(each) for each in page.groups],
        "members": [_agency_json(each) for each in page.members],
        "own": _work_json(page.own),
        "whole": _work_json(page.whole),
        "sections": [_section_json(each) for each in page.sections],
    }


def area_page_json(page: AreaPage, view: PlanView) -> dict[str, Json]:
    """Return the page of an area."""
    return {
        "on": view.on.isoformat(),
        "as_of": as_of_json(view.plan.as_of),
        "area": page.area.number,
        "title": page.area.title,
        "whole": _work_json(page.whole),
        "sections": [_section_json(each) for each in page.sections],
    }


def _agency_json(agency: Agency) -> dict[str, Json]:
    return {
        "id": agency.id,
        "name": agency.name,
        "valid_from": value_json(agency.valid_from),
        "valid_to": value_json(agency.valid_to),
    }


def _work_json(work: Work) -> dict[str, Json]:
    return {
        "counts": counts_json(work.counts),
        "late": [row.task.id for row in work.overdue],
        "soon": [row.task.id for row in work.due_soon],
        "waiting": [row.task.id for row in work.waiting],
        "unreported": [row.task.id for row in work.unreported],
        "opened": value_json(work.opened),
        "silent": [row.task.id for row in work.silent] if work.silent is not None else None,
        "last": {"task": work.last[0].task.id, "change": _last_change_json(work.last[1])} if work.last else None,
    }


def _section_json(section: PageSection) -> dict[str, Json]:
    return {
        "role": section.role.value,
        "through": section.through,
        "lead": list(section.leads),
        "tasks": [_page_task_json(each) for each in section.tasks],
    }


def _page_task_json(entry: PageTask) -> dict[str, Json]:
    return {
        **brief_json(entry.row),
        "wording": entry.part.wording if entry.part is not None else "",
        "last_change": _last_change_json(entry.last) if entry.last is not None else None,
    }


def _last_change_json(change: LastChange) -> dict[str, Json]:
    return {
        "commit": change.commit,
        "when": change.when.isoformat(),
        "author": change.author,
        "subject": change.subject,
    }
