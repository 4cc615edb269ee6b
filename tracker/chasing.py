"""Chasing the agencies: the papers that go out to them, and writing down that they were reminded.

It joins the workspace with the documents of an office; a face asks it and writes the files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tracker.asking import Chase
from tracker.exchange.form import Form, make_form
from tracker.exchange.form_paper import form_paper
from tracker.exchange.letters import debts_text, letter_paper, owing_paper, reminder_text
from tracker.exchange.writing_calendar import write_calendar
from tracker.exchange.writing_docx import write_docx
from tracker.exchange.writing_form import write_form
from tracker.exchange.writing_text import write_markdown
from tracker.plan.edit import accepted_text
from tracker.plan.message import TrackerError, say, say_count
from tracker.plan.names import AgencyId
from tracker.plan.owing import Reminder
from tracker.plan.words import Words
from tracker.storage.folder import RecordMissing, text
from tracker.storage.reminders import add_reminder, read_reminders, reminders_path, write_reminders
from tracker.storage.repository import FileChange
from tracker.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The files that go out, by name."""

    files: Mapping[str, bytes] = field(default_factory=dict)


def form_of(chased: Chase, agency: AgencyId, words: Words) -> Form:
    """Return the form of the agency; raise where it is named in no task, or nothing was committed yet."""
    if not chased.base:
        raise TrackerError(say("there is no commit yet that a form could be cut from."))
    form = make_form(chased.view, agency, chased.period, chased.base, words)
    if not form.rows:
        raise TrackerError(
            say("{agency} is named in no task of the plan.", agency=chased.view.plan.register.name(agency)),
            say("a group is asked through its members, or through the agency that reports for it."),
        )
    return form


def write_forms_of(
    workspace: Workspace, chased: Chase, agencies: Iterable[AgencyId], words: Words, format: str = "xlsx"
) -> Mapping[str, bytes]:
    """Return the forms of these agencies by the names of their files: workbooks, or Word documents (``docx``)."""
    made: dict[str, bytes] = {}
    for id in agencies:
        form = form_of(chased, id, words)
        when = workspace.repository.commit_info(chased.base).committer_date
        made[f"{id}.{format}"] = write_docx(form_paper(form, when)) if format == "docx" else write_form(form, when)
    return made


def papers(workspace: Workspace, chased: Chase, agencies: Iterable[AgencyId], words: Words) -> Papers:
    """Return what goes out to these agencies: letter annex, form, short text and calendar of each, and the lists."""
    view, register = chased.view, chased.view.plan.register
    when = workspace.repository.commit_info(chased.base).committer_date
    files: dict[str, bytes] = {}
    asked = []
    for id in agencies:
        owed = chased.of(id)
        asked.append(owed)
        form = form_of(chased, id, words)
        debts = {each.row.task.id: debts_text(each, words) for each in owed.owed}
        files[f"{id}.docx"] = write_docx(letter_paper(form, debts, when, words))
        files[f"{id}.xlsx"] = write_form(form, when)
        files[f"{id}.txt"] = reminder_text(owed, chased.period, register, words).encode()
        rows = [each.row for each in owed.tasks]
        files[f"{id}.ics"] = write_calendar(
            rows, (chased.period,), name=register.name(id), register=register, words=words, made=when
        )
    paper = owing_paper(asked, view, chased.period, when, words)
    everybody = words(say("everybody"))
    files["all.docx"] = write_docx(paper)
    files["all.md"] = write_markdown(paper).encode()
    files["all.ics"] = write_calendar(
        view.rows, view.plan.settings.periods, name=everybody, register=register, words=words, made=when
    )
    return Papers(files=files)


def record_reminders(
    workspace: Workspace, chased: Chase, agencies: Iterable[AgencyId], *, day: date, means: str, note: str = ""
) -> str:
    """Write down that these agencies were reminded, as one commit; return its id."""
    prefix = workspace.prefix
    means = accepted_text(say("means"), means, multiline=False)
    note = accepted_text(say("note"), note, multiline=False)
    changes = []
    for agency in agencies:
        path = reminders_path(chased.period.id, agency)
        if path is None:
            raise TrackerError(say("the period {period} can name no file.", period=chased.period.id))
        reminder = Reminder(day=day, means=means, tasks=len(chased.of(agency).owed), note=note)
        changes.append(_with_reminder(workspace, prefix, path, chased.period.id, agency, reminder))
    words = workspace.plan_words(chased.view.plan.settings)
    subject = words(
        say_count(
            "{count} agency reminded: {period}",
            "{count} agencies reminded: {period}",
            len(changes),
            period=chased.period.title,
        )
    )
    return workspace.repository.save(changes, f"{subject}\n\nEdit: remind\nPeriod: {chased.period.id}\n")


def _with_reminder(
    workspace: Workspace, prefix: str, path: str, period: str, agency: AgencyId, reminder: Reminder
) -> FileChange:
    """Return the change that adds one reminder to the file of the agency."""
    try:
        file = workspace.folder.read(path)
    except RecordMissing:
        fresh = write_reminders(period, agency, (reminder,))
        return FileChange(path=prefix + path, expected=None, content=fresh.encode())
    held = text(file.content)
    more = add_reminder(held, reminder)
    if more is None:
        earlier, problems = read_reminders(held, path)
        if problems or earlier:
            raise TrackerError(
                say("{path} is not laid out as the tracker lays it out; nothing was written.", path=prefix + path),
                say("put its closing bracket on a line of its own, and commit that."),
            )
        more = write_reminders(period, agency, (reminder,))
    return FileChange(path=prefix + path, expected=file.digest, content=more.encode())
