"""The commands beside the overview: ``agenda``, ``agency``, ``area`` and ``why``."""

from argparse import ArgumentParser, Namespace

from tracker.cli.document import agency_page_json, agenda_json, area_page_json, as_of_json
from tracker.cli.face import Face
from tracker.cli.listing import add_day, tell_as_of
from tracker.plan.agency_page import (
    PageSection,
    Work,
    agency_page,
    area_page,
    change_text,
    facts,
    named_agency,
    section_title,
    work_sentences,
)
from tracker.plan.agenda import FOLDED, SECTION_TITLES, Agenda, AgendaSection, agenda, entry_note
from tracker.plan.columns import due_text
from tracker.plan.message import Message, TrackerError, say
from tracker.plan.names import NO_AGENCY
from tracker.plan.plan import Area
from tracker.plan.query import Filter
from tracker.plan.succession import not_there_yet
from tracker.plan.value import read_agency_name
from tracker.plan.view import PlanView
from tracker.plan.why import explain, explain_broken
from tracker.plan.words import Words

PART = 2
"""The column of an agency's part in a task, which an area's page leaves out."""


def add_agenda(parser: ArgumentParser, words: Words) -> None:
    """Add the options of the agenda."""
    parser.add_argument("--agency", default="", help=words(say("tasks of one agency in any role, groups resolved")))
    parser.add_argument("--area", default="", metavar="I", help=words(say("tasks of one area, by its numeral")))
    parser.add_argument("--all", action="store_true", help=words(say("show the done and closed tasks too")))
    add_day(parser, words)


def show_agenda(arguments: Namespace, face: Face) -> int:
    """Print what is due when, the late first, and what has no due date in lists of its own."""
    view = face.view(face.workspace(), arguments.on, arguments.at)
    agency = read_agency_name(arguments.agency, view.plan.register, view.on) if arguments.agency else NO_AGENCY
    asked = Filter(area=area_named(arguments.area, view).number if arguments.area else "", agency=agency)
    shown = agenda(view, asked)
    if arguments.json:
        face.output.document("tracker.agenda", agenda_json(shown, asked, view, face.words))
        return 0
    if not shown.sections:
        face.output.say(say("no task"))
    for place, section in enumerate(shown.sections):
        if place:
            face.output.line()
        _print_section(section, shown, view, face, whole=arguments.all)
    tell_as_of(view, face)
    face.output.talk(say("{shown} of {total} tasks · {day}", shown=shown.total, total=len(view.rows), day=view.on))
    return 0


def show_why(arguments: Namespace, face: Face) -> int:
    """Say in sentences how a task stands, where its due date comes from, and what the rules found."""
    view = face.view(face.workspace_of(arguments.id), arguments.on, arguments.at)
    id = view.plan.full_id(arguments.id)
    broken = next((each for each in view.plan.broken if each.id == id and id not in view.plan.by_id), None)
    if broken is not None:
        from tracker.cli.keys import own_keys

        title, said = broken.path, explain_broken(broken, own_keys(face).name("main.raw"))
    else:
        row = view.row_by_id[view.plan.task(arguments.id).id]
        title, said = f"{row.task.number}  {row.task.headline}", explain(row, view)
    if arguments.json:
        values = {"on": view.on.isoformat(), "as_of": as_of_json(view.plan.as_of), "id": id, "title": title}
        face.output.document("tracker.why", {**values, "sentences": [face.words(each) for each in said]})
        return 0
    face.output.line(title)
    for each in said:
        face.output.line(f"· {face.words(each)}")
    tell_as_of(view, face)
    return 0


def show_agency(arguments: Namespace, face: Face) -> int:
    """Print the page of an agency: what the register says of it, how its work stands, and its tasks by role."""
    workspace = face.workspace()
    view = face.view(workspace, arguments.on, arguments.at)
    id = read_agency_name(arguments.name, view.plan.register, view.on)
    page = agency_page(view, id, workspace.last_changes(view.plan))
    if arguments.json:
        face.output.document("tracker.agency", agency_page_json(page, view))
        return 0
    words, output = face.words, face.output
    output.line(page.agency.name)
    not_yet = not_there_yet(view.plan.register, id, view.on)
    if not_yet is not None:
        output.talk(not_yet)
    for fact in facts(page, view.plan.register, words):
        said = fact.text or "; ".join(named_agency(each, words) for each in fact.agencies)
        output.line(f"{words(fact.title)}: {said}")
    if page.members:
        output.line(f"{words(say('Members'))}: {'; '.join(each.name for each in page.members)}")
    if page.own.rows:
        _print_work(say("Tasks it answers for"), page.own, face)
    _print_work(say("All tasks in which it has a part"), page.whole, face)
    _print_sections(page.sections, view, face)
    return 0


def show_area(arguments: Namespace, face: Face) -> int:
    """Print the page of an area: how its work stands, and its tasks by who leads them."""
    workspace = face.workspace()
    view = face.view(workspace, arguments.on, arguments.at)
    page = area_page(view, area_named(arguments.area, view), workspace.last_changes(view.plan))
    if arguments.json:
        face.output.document("tracker.area", area_page_json(page, view))
        return 0
    face.output.line(f"{page.area.number} {page.area.title}")
    _print_work(say("All tasks"), page.whole, face)
    _print_sections(page.sections, view, face)
    return 0


def _print_work(title: Message, work: Work, face: Face) -> None:
    face.output.line()
    face.output.line(f"{face.words(title)} ({len(work.rows)})")
    for each in work_sentences(work):
        face.output.line(f"  {face.words(each)}")


def _print_sections(sections: tuple[PageSection, ...], view: PlanView, face: Face) -> None:
    words, output = face.words, face.output
    messages = (say("No."), say("Task"), say("Part"), say("Due"), say("Status"), say("Last change"))
    heads = [words(each) for each in messages]
    for section in sections:
        output.line()
        output.line(f"{section_title(section, view.plan.register, words)} ({len(section.tasks)})")
        rows = [
            [
                each.row.task.number,
                each.row.task.headline,
                words.part(each.part, view.plan.register) if each.part is not None else "",
                due_text(each.row, words),
                words.name(each.row.task.progress.status),
                change_text(each.last),
            ]
            for each in section.tasks
        ]
        kept = [place for place in range(len(heads)) if place != PART or any(row[PART] for row in rows)]
        output.table([heads[n] for n in kept], [[row[n] for n in kept] for row in rows], flexible=1)
    tell_as_of(view, face)


def area_named(text: str, view: PlanView) -> Area:
    """Return the area with this numeral; raise where the plan has none."""
    area = view.plan.settings.area(text.strip().upper())
    if area is None:
        raise TrackerError(
            say("the plan has no area {area}.", area=text),
            say("areas: {areas}.", areas=", ".join(each.number for each in view.plan.settings.areas)),
        )
    return area


def _print_section(section: AgendaSection, shown: Agenda, view: PlanView, face: Face, *, whole: bool) -> None:
    words, output, register = face.words, face.output, view.plan.register
    month = section.month
    if month is not None and shown.opens_quarter(section):
        output.line(
            f"{words(SECTION_TITLES[section.kind])} · {words(month.quarter_title)} ({shown.quarter_total(month)})"
        )
    output.line(f"{words(section.title)} ({len(section.entries)})")
    if section.kind in FOLDED and not whole:
        return
    heads = [words(each) for each in (say("No."), say("Task"), say("Lead"), say("Due"), say("Status"), say("Note"))]
    rows = []
    for entry in section.entries:
        task, note = entry.row.task, entry_note(entry, register)
        rows.append(
            [
                task.number,
                task.headline,
                ", ".join(register.label(each) for each in task.assignment.lead),
                due_text(entry.row, words),
                words.name(task.progress.status),
                words(note) if note is not None else "",
            ]
        )
    output.table(heads, rows, flexible=1)
