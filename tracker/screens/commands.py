"""Every command of every screen, said once.

From this table come the bindings, the footer, the help, the list of commands, ``tracker keys``, the page of keys and
what a person may put on other keys, so that none of them can say something else. A new command is one entry here and
an ``action_…`` method on the screen or widget of its scope.

``Command.id`` is the name a person uses in the preferences; the part before the dot is the scope. A screen or widget
takes its bindings by ``bindings(Scope.MAIN)`` of ``tracker.screens.acting``. Nothing here knows a terminal.
"""

from dataclasses import dataclass
from enum import StrEnum

from tracker.plan.message import Message, say


class Scope(StrEnum):
    """Where a command acts: on every screen, on one of them, or in a part of one or a dialog."""

    APP = "app"
    MAIN = "main"
    TABLE = "table"
    QUERY = "query"
    COLUMNS = "columns"
    NAMING = "naming"
    SHEET = "sheet"
    FIELD = "field"
    EDITOR = "editor"
    PLACE = "place"
    LINES = "lines"
    AGENDA = "agenda"
    PROBLEMS = "problems"
    PAGE = "page"
    INBOX = "inbox"
    REMARK = "remark"
    CLASH = "clash"
    VALUE = "value"
    PAST = "past"
    EXPLANATION = "explanation"
    QUESTION = "question"
    DRAFTS = "drafts"
    IDENTITY = "identity"
    IMPORT = "import"
    PALETTE = "palette"
    HELP = "help"
    CALENDAR = "calendar"
    CHOICE = "choice"
    CITATIONS = "citations"
    BULK = "bulk"
    REASON = "reason"
    STEP = "step"
    STEPS = "steps"
    TURN = "turn"
    CARRY = "carry"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeInfo:
    """What is said of a scope; ``within`` is the scope around it, and ``types`` tells that text is typed there."""

    title: Message
    within: Scope | None = None
    types: bool = False


SCOPES: dict[Scope, ScopeInfo] = {
    Scope.APP: ScopeInfo(title=say("on every screen")),
    Scope.MAIN: ScopeInfo(title=say("on the main screen"), within=Scope.APP),
    Scope.TABLE: ScopeInfo(title=say("in the table"), within=Scope.MAIN),
    Scope.QUERY: ScopeInfo(title=say("in the query"), within=Scope.MAIN, types=True),
    Scope.COLUMNS: ScopeInfo(title=say("where columns are chosen")),
    Scope.NAMING: ScopeInfo(title=say("where a name is asked for"), types=True),
    Scope.SHEET: ScopeInfo(title=say("on the sheet"), within=Scope.MAIN),
    Scope.FIELD: ScopeInfo(title=say("on a field of the sheet"), within=Scope.SHEET),
    Scope.EDITOR: ScopeInfo(title=say("in a field with something to choose"), within=Scope.FIELD, types=True),
    Scope.PLACE: ScopeInfo(title=say("beside the main screen"), within=Scope.APP),
    Scope.LINES: ScopeInfo(title=say("in a list beside the main screen"), within=Scope.PLACE),
    Scope.AGENDA: ScopeInfo(title=say("in the agenda"), within=Scope.PLACE),
    Scope.PROBLEMS: ScopeInfo(title=say("in the problems"), within=Scope.PLACE),
    Scope.PAGE: ScopeInfo(title=say("on the page of an agency or area"), within=Scope.PLACE),
    Scope.INBOX: ScopeInfo(title=say("in the inbox"), within=Scope.PLACE),
    Scope.REMARK: ScopeInfo(title=say("where you are asked for a remark"), types=True),
    Scope.CLASH: ScopeInfo(title=say("where both sides changed a field")),
    Scope.VALUE: ScopeInfo(title=say("where a value is typed"), types=True),
    Scope.PAST: ScopeInfo(title=say("where you look back"), within=Scope.PLACE),
    Scope.EXPLANATION: ScopeInfo(title=say("where a mark is explained")),
    Scope.QUESTION: ScopeInfo(title=say("in a question")),
    Scope.DRAFTS: ScopeInfo(title=say("where drafts are offered")),
    Scope.IDENTITY: ScopeInfo(title=say("where you are asked who you are"), types=True),
    Scope.IMPORT: ScopeInfo(title=say("in the preview of an import")),
    Scope.PALETTE: ScopeInfo(title=say("in the list of commands"), types=True),
    Scope.HELP: ScopeInfo(title=say("in the help")),
    Scope.CALENDAR: ScopeInfo(title=say("in the calendar")),
    Scope.CHOICE: ScopeInfo(title=say("where one of many is chosen"), types=True),
    Scope.CITATIONS: ScopeInfo(title=say("where documents are confirmed")),
    Scope.BULK: ScopeInfo(title=say("where several tasks are edited"), types=True),
    Scope.REASON: ScopeInfo(title=say("where a reason is given"), types=True),
    Scope.STEP: ScopeInfo(title=say("where a step is put back or made again")),
    Scope.STEPS: ScopeInfo(title=say("in the list of steps")),
    Scope.TURN: ScopeInfo(title=say("where the next year is decided"), within=Scope.PLACE),
    Scope.CARRY: ScopeInfo(title=say("where a task of the next year is changed"), types=True),
    Scope.PREVIEW: ScopeInfo(title=say("in the preview of the next year"), within=Scope.PLACE),
}


class Group(StrEnum):
    """What a command is for, as the help is ordered."""

    WALK = "walk"
    EDIT = "edit"
    LOOK_BACK = "look-back"
    PROGRAM = "program"


GROUPS: dict[Group, Message] = {
    Group.WALK: say("Walk the plan"),
    Group.EDIT: say("Edit a task"),
    Group.LOOK_BACK: say("Look back"),
    Group.PROGRAM: say("The program"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command.

    ``keys`` are those it has by default, in Textual's names; the first is shown in the footer. ``shown`` puts it
    there. ``priority`` lets it act while text is typed, before the field sees the key, so no key of it may type
    text. ``changes`` tells that it changes the plan, which a read-only repository forbids. ``listed`` is false for
    keys that only move or answer, which the list of commands leaves out.
    """

    id: str
    action: str
    keys: tuple[str, ...]
    name: Message
    help: Message
    group: Group = Group.WALK
    shown: bool = False
    priority: bool = False
    changes: bool = False
    listed: bool = True

    @property
    def scope(self) -> Scope:
        """Where it acts."""
        return Scope(self.id.partition(".")[0])


def _key(id: str, action: str, keys: tuple[str, ...], name: Message, *, shown: bool = True) -> Command:
    """Return a key that only moves or answers, in a dialog or a part of a screen."""
    return Command(id=id, action=action, keys=keys, name=name, help=name, shown=shown, listed=False)


COMMANDS: tuple[Command, ...] = (
    Command(
        id="main.open",
        action="open",
        keys=("enter",),
        name=say("open"),
        help=say("open the selected task"),
    ),
    Command(
        id="main.status",
        action="edit_status",
        keys=("s", "f7"),
        name=say("status"),
        help=say("change the status of the task"),
        group=Group.EDIT,
        shown=True,
        changes=True,
    ),
    Command(
        id="main.result",
        action="edit_result",
        keys=("k",),
        name=say("result"),
        help=say("write the result of the task"),
        group=Group.EDIT,
        shown=True,
        changes=True,
    ),
    Command(
        id="main.documents",
        action="edit_documents",
        keys=("v",),
        name=say("documents"),
        help=say("enter the documents that prove it"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.completed",
        action="edit_completed",
        keys=("n",),
        name=say("completed"),
        help=say("enter the date of the product"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.save",
        action="save",
        keys=("ctrl+s", "f2"),
        name=say("save"),
        help=say("save the changes of the task as one commit"),
        group=Group.EDIT,
        shown=True,
        priority=True,
        changes=True,
    ),
    Command(
        id="main.reason",
        action="reason",
        keys=("ctrl+r",),
        name=say("save with a reason"),
        help=say("say why, and save with that"),
        group=Group.EDIT,
        priority=True,
        changes=True,
    ),
    Command(
        id="main.drop",
        action="drop",
        keys=("f9",),
        name=say("drop"),
        help=say("drop the unsaved changes of the task"),
        group=Group.EDIT,
        priority=True,
    ),
    Command(
        id="main.search",
        action="search",
        keys=("slash", "f3"),
        name=say("search"),
        help=say("search without tones as you type"),
        shown=True,
    ),
    Command(
        id="main.undo",
        action="undo",
        keys=("u", "f8"),
        name=say("undo"),
        help=say("put back your last edit, as a new commit"),
        group=Group.LOOK_BACK,
        shown=True,
        changes=True,
    ),
    Command(
        id="main.redo",
        action="redo",
        keys=("U", "ctrl+y"),
        name=say("redo"),
        help=say("make the edit again that was put back last"),
        group=Group.LOOK_BACK,
        changes=True,
    ),
    Command(
        id="main.steps",
        action="steps",
        keys=("L",),
        name=say("last edits"),
        help=say("choose how far to go back"),
        group=Group.LOOK_BACK,
        changes=True,
    ),
    Command(
        id="main.history",
        action="history",
        keys=("h", "f6"),
        name=say("history"),
        help=say("go to the history of the task"),
        group=Group.LOOK_BACK,
    ),
    Command(
        id="main.areas",
        action="areas",
        keys=("1",),
        name=say("areas"),
        help=say("walk the plan by area"),
    ),
    Command(
        id="main.agencies",
        action="agencies",
        keys=("2",),
        name=say("agencies"),
        help=say("walk the plan by agency, in every role"),
    ),
    Command(
        id="main.views",
        action="views",
        keys=("3",),
        name=say("views"),
        help=say("walk the saved views"),
    ),
    Command(
        id="main.periods",
        action="periods",
        keys=("4",),
        name=say("periods"),
        help=say("walk by the period tasks fall due in"),
    ),
    Command(
        id="main.plan",
        action="next_plan",
        keys=("0",),
        name=say("next plan"),
        help=say("go on to the plan before, then to all years, then to the newest"),
    ),
    Command(
        id="main.all-years",
        action="all_years",
        keys=("Y",),
        name=say("all years"),
        help=say("see the plans of all years side by side, or one again"),
    ),
    Command(
        id="main.keep-view",
        action="keep_view",
        keys=("w",),
        name=say("keep view"),
        help=say("keep the query under a name"),
    ),
    Command(
        id="main.remove-view",
        action="remove_view",
        keys=("delete",),
        name=say("remove view"),
        help=say("remove the saved view the cursor is on, if it is your own"),
    ),
    Command(
        id="main.columns",
        action="columns",
        keys=("o", "f11"),
        name=say("columns"),
        help=say("choose columns and the order of rows"),
    ),
    Command(
        id="main.agenda",
        action="agenda",
        keys=("a",),
        name=say("agenda"),
        help=say("see what is due when, the late first"),
    ),
    Command(
        id="main.page",
        action="page",
        keys=("i",),
        name=say("page"),
        help=say("see all of an agency or area on one page"),
    ),
    Command(
        id="main.problems",
        action="problems",
        keys=("c",),
        name=say("problems"),
        help=say("see all that the check finds, by rule"),
    ),
    Command(
        id="main.inbox",
        action="inbox",
        keys=("b",),
        name=say("inbox"),
        help=say("see what agencies have sent, to accept or return it"),
    ),
    Command(
        id="main.owing",
        action="owing",
        keys=("p",),
        name=say("who reports"),
        help=say("see who still has to report, and how often they were reminded"),
    ),
    Command(
        id="main.sync",
        action="sync",
        keys=("g",),
        name=say("sync"),
        help=say("bring in what others changed, and send what you may; again stops it"),
        group=Group.PROGRAM,
    ),
    Command(
        id="main.resolve",
        action="resolve",
        keys=("M",),
        name=say("settle conflicts"),
        help=say("settle what git left in conflict, field by field"),
        group=Group.PROGRAM,
    ),
    Command(
        id="main.numbers",
        action="numbers",
        keys=("m",),
        name=say("numbers"),
        help=say("see the numbers of the plan and its curve"),
    ),
    Command(
        id="main.next-year",
        action="next_year",
        keys=("N",),
        name=say("next year"),
        help=say("decide which tasks go on, and begin the plan of the next year"),
        changes=True,
    ),
    Command(
        id="main.past",
        action="past",
        keys=("x",),
        name=say("look back"),
        help=say("see the plan as it stood, and changes"),
        group=Group.LOOK_BACK,
    ),
    Command(
        id="main.why",
        action="why",
        keys=("y", "f12"),
        name=say("why"),
        help=say("say why the line is late, silent or flagged"),
    ),
    Command(
        id="main.percent",
        action="edit_field('progress.percent')",
        keys=("percent_sign",),
        name=say("percent"),
        help=say("enter how much of the task is done"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.awaiting",
        action="edit_field('progress.awaiting')",
        keys=("d",),
        name=say("awaiting"),
        help=say("enter the body that is waited for"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.field",
        action="choose_field",
        keys=("f",),
        name=say("any field"),
        help=say("find a field by its name, and change it"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.bulk",
        action="bulk",
        keys=("B",),
        name=say("several tasks"),
        help=say("edit a field of the marked tasks"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.raw",
        action="raw",
        keys=("E", "ctrl+e"),
        name=say("record"),
        help=say("edit the record in your own editor"),
        group=Group.EDIT,
        changes=True,
    ),
    Command(
        id="main.reload",
        action="reload",
        keys=("r", "f5"),
        name=say("reload"),
        help=say("read the records again, and draw the screen anew"),
        group=Group.PROGRAM,
    ),
    Command(
        id="table.mark",
        action="mark",
        keys=("space",),
        name=say("mark"),
        help=say("mark the task, or take its mark away"),
        group=Group.EDIT,
    ),
    Command(
        id="table.mark-all",
        action="mark_all",
        keys=("ctrl+a",),
        name=say("mark all"),
        help=say("mark every task shown, or take the marks away"),
        group=Group.EDIT,
    ),
    _key("table.up", "move(-1)", ("up",), say("up"), shown=False),
    _key("table.down", "move(1)", ("down",), say("down"), shown=False),
    _key("table.page-up", "turn(-1)", ("pageup",), say("page up"), shown=False),
    _key("table.page-down", "turn(1)", ("pagedown",), say("page down"), shown=False),
    _key("table.first", "first", ("home", "ctrl+home"), say("first"), shown=False),
    _key("table.last", "last", ("end", "ctrl+end"), say("last"), shown=False),
    _key("table.choose", "choose", ("enter",), say("open"), shown=False),
    _key("query.down", "move(1)", ("down",), say("down"), shown=False),
    _key("query.up", "move(-1)", ("up",), say("up"), shown=False),
    _key("query.take", "take", ("tab",), say("take")),
    _key("naming.leave", "leave", ("escape",), say("cancel")),
    _key("columns.toggle", "show_or_hide", ("space", "f4"), say("show or hide")),
    _key("columns.sort", "sort", ("s", "f7"), say("sort")),
    _key("columns.down", "move(1)", ("plus", "shift+down"), say("move down")),
    _key("columns.up", "move(-1)", ("minus", "shift+up"), say("move up")),
    _key("columns.done", "done", ("enter", "f2"), say("finish")),
    _key("columns.leave", "leave", ("escape",), say("as before")),
    _key("main.back", "back", ("escape",), say("back"), shown=False),
    Command(
        id="field.edit",
        action="edit",
        keys=("enter", "e", "f4"),
        name=say("edit"),
        help=say("edit the field where it stands"),
        group=Group.EDIT,
        shown=True,
        changes=True,
    ),
    _key("field.up", "app.focus_previous", ("up",), say("up"), shown=False),
    _key("field.down", "app.focus_next", ("down",), say("down"), shown=False),
    Command(
        id="sheet.aid",
        action="aid",
        keys=("ctrl+t",),
        name=say("choose"),
        help=say("calendar, agencies, documents, or what changed"),
        group=Group.EDIT,
    ),
    _key("editor.aid", "aid", ("down",), say("choose"), shown=False),
    _key("sheet.leave", "leave_field", ("escape",), say("back"), shown=False),
    _key("place.back", "back", ("escape",), say("back")),
    Command(
        id="place.narrow",
        action="narrow",
        keys=("slash", "f3"),
        name=say("narrow"),
        help=say("narrow the list without tones as you type"),
        shown=True,
    ),
    Command(
        id="place.why",
        action="why",
        keys=("y", "f12"),
        name=say("why"),
        help=say("say why the line is late, silent or flagged"),
        shown=True,
    ),
    Command(
        id="page.agenda",
        action="agenda",
        keys=("a",),
        name=say("agenda"),
        help=say("see what is due when, the late first"),
        shown=True,
    ),
    Command(
        id="inbox.mark",
        action="mark",
        keys=("space",),
        name=say("mark"),
        help=say("mark what is accepted, or take the mark away"),
        shown=True,
    ),
    Command(
        id="inbox.accept",
        action="accept",
        keys=("n",),
        name=say("accept"),
        help=say("take over what is marked of the report, and return the rest"),
        shown=True,
        changes=True,
    ),
    Command(
        id="inbox.return",
        action="give_back",
        keys=("t",),
        name=say("return"),
        help=say("return the field, or the whole report, with a remark"),
        shown=True,
        changes=True,
    ),
    Command(
        id="inbox.ask",
        action="ask",
        keys=("r", "f5"),
        name=say("ask again"),
        help=say("ask the common copy again"),
    ),
    Command(
        id="inbox.edit",
        action="edit",
        keys=("e", "f4"),
        name=say("edit"),
        help=say("change the value of the field before it is accepted"),
        shown=True,
        changes=True,
    ),
    Command(
        id="turn.mark",
        action="mark",
        keys=("space",),
        name=say("go on"),
        help=say("carry the task over, or the whole area; again leaves it"),
        shown=True,
        changes=True,
    ),
    Command(
        id="turn.by-status",
        action="by_status",
        keys=("s", "f7"),
        name=say("by status"),
        help=say("carry over every task of a status; again leaves them"),
        shown=True,
        changes=True,
    ),
    Command(
        id="turn.change",
        action="change",
        keys=("e", "f4"),
        name=say("with changes"),
        help=say("carry the task over with another title, schedule or lead"),
        shown=True,
        changes=True,
    ),
    Command(
        id="turn.preview",
        action="preview",
        keys=("f2", "ctrl+s"),
        name=say("preview"),
        help=say("see what will be written, and then write it"),
        shown=True,
        changes=True,
    ),
    _key("carry.take", "take", ("f2", "ctrl+s"), say("carry over so")),
    _key("carry.leave", "leave", ("escape",), say("as before")),
    _key("preview.write", "write", ("f2", "ctrl+s"), say("write it as one commit")),
    _key("remark.leave", "leave", ("escape",), say("cancel")),
    _key("clash.mine", "choose('mine')", ("1", "f5"), say("yours")),
    _key("clash.theirs", "choose('theirs')", ("2", "f6"), say("theirs")),
    _key("clash.both", "choose('both')", ("3", "f7"), say("both")),
    _key("clash.edit", "edit", ("e", "f4"), say("edit")),
    _key("clash.same", "same", ("a", "f8"), say("so in all")),
    _key("clash.go-on", "go_on", ("enter", "f2"), say("next")),
    _key("clash.next", "turn(1)", ("right",), say("next field"), shown=False),
    _key("clash.previous", "turn(-1)", ("left",), say("field before"), shown=False),
    _key("clash.up", "scroll(-1)", ("up",), say("up"), shown=False),
    _key("clash.down", "scroll(1)", ("down",), say("down"), shown=False),
    _key("clash.page-up", "scroll(-8)", ("pageup",), say("page up"), shown=False),
    _key("clash.page-down", "scroll(8)", ("pagedown",), say("page down"), shown=False),
    _key("clash.leave", "leave", ("escape",), say("change nothing")),
    _key("value.take", "take", ("ctrl+s", "f2"), say("take it")),
    _key("value.leave", "leave", ("escape",), say("leave it")),
    Command(
        id="problems.fold",
        action="fold_all",
        keys=("t", "f4"),
        name=say("open all"),
        help=say("open all rules, or fold them"),
        shown=True,
    ),
    Command(
        id="problems.raw",
        action="raw",
        keys=("E", "ctrl+e"),
        name=say("record"),
        help=say("mend the file in your own editor"),
        shown=True,
        changes=True,
    ),
    Command(
        id="past.changes",
        action="changes",
        keys=("d", "f4"),
        name=say("changes"),
        help=say("show what changed since this point"),
        group=Group.LOOK_BACK,
        shown=True,
    ),
    _key("explanation.close", "leave", ("escape", "enter", "y", "f12"), say("close")),
    Command(
        id="agenda.everything",
        action="everything",
        keys=("t", "f4"),
        name=say("everything"),
        help=say("show the whole plan, or again what was asked for"),
        shown=True,
    ),
    _key("lines.up", "move(-1)", ("up",), say("up"), shown=False),
    _key("lines.down", "move(1)", ("down",), say("down"), shown=False),
    _key("lines.page-up", "page(-1)", ("pageup",), say("page up"), shown=False),
    _key("lines.page-down", "page(1)", ("pagedown",), say("page down"), shown=False),
    _key("lines.first", "edge(0)", ("home",), say("first"), shown=False),
    _key("lines.last", "edge(-1)", ("end",), say("last"), shown=False),
    _key("lines.open", "enter", ("enter",), say("open")),
    _key("question.yes", "answer(True)", ("enter", "f2"), say("yes")),
    _key("question.no", "answer(False)", ("escape",), say("no")),
    _key("drafts.take", "take", ("enter", "f2"), say("do as marked")),
    _key("drafts.turn", "turn", ("space", "f4"), say("take up, drop or later")),
    _key("drafts.drop", "drop", ("delete",), say("drop")),
    _key("drafts.later", "later", ("escape",), say("later")),
    _key("identity.cancel", "leave", ("escape",), say("cancel")),
    _key("import.switch", "switch", ("space", "f4"), say("other reading")),
    _key("import.next-open", "next_open", ("n", "f6"), say("next to decide")),
    _key("import.write", "write", ("f2", "ctrl+s"), say("write")),
    _key("import.leave", "leave", ("escape", "q"), say("write nothing")),
    _key("palette.close", "leave", ("escape",), say("close")),
    _key("palette.down", "move(1)", ("down",), say("down"), shown=False),
    _key("palette.up", "move(-1)", ("up",), say("up"), shown=False),
    _key("help.close", "leave", ("escape", "enter", "f1", "question_mark", "q"), say("close")),
    _key("calendar.left", "step(-1)", ("left",), say("a day back"), shown=False),
    _key("calendar.right", "step(1)", ("right",), say("a day on"), shown=False),
    _key("calendar.up", "step(-7)", ("up",), say("a week back"), shown=False),
    _key("calendar.down", "step(7)", ("down",), say("a week on"), shown=False),
    _key("calendar.earlier", "turn(-1)", ("pageup",), say("a month back"), shown=False),
    _key("calendar.later", "turn(1)", ("pagedown",), say("a month on"), shown=False),
    _key("calendar.today", "home", ("home",), say("today"), shown=False),
    _key("calendar.take", "take", ("enter", "f2"), say("take it")),
    _key("calendar.leave", "leave", ("escape",), say("cancel")),
    _key("choice.down", "move(1)", ("down",), say("down"), shown=False),
    _key("choice.up", "move(-1)", ("up",), say("up"), shown=False),
    _key("choice.leave", "leave", ("escape",), say("cancel")),
    _key("citations.confirm", "confirm", ("space", "f4"), say("confirm or drop")),
    _key("citations.take", "take", ("f2",), say("take the confirmed")),
    _key("citations.leave", "leave", ("escape",), say("cancel")),
    _key("bulk.take", "take", ("ctrl+s", "f2"), say("save")),
    _key("bulk.way", "turn_way", ("f4",), say("add, take away, set anew")),
    _key("bulk.aid", "aid", ("ctrl+t",), say("choose")),
    _key("bulk.leave", "leave", ("escape",), say("cancel")),
    _key("reason.leave", "leave", ("escape",), say("cancel")),
    _key("step.yes", "answer('yes')", ("enter", "f2"), say("yes")),
    _key("step.list", "answer('list')", ("L", "f8"), say("last edits")),
    _key("step.no", "answer('')", ("escape",), say("no")),
    _key("steps.narrow", "narrow", ("t", "f4"), say("this task or all")),
    _key("steps.leave", "leave", ("escape",), say("cancel")),
    Command(
        id="app.help",
        action="help",
        keys=("question_mark", "f1"),
        name=say("help"),
        help=say("show the keys and the marks"),
        group=Group.PROGRAM,
        shown=True,
    ),
    Command(
        id="app.palette",
        action="palette",
        keys=("ctrl+p", "f10"),
        name=say("commands"),
        help=say("find any command by name"),
        group=Group.PROGRAM,
        shown=True,
    ),
    Command(
        id="app.theme",
        action="theme",
        keys=("ctrl+l",),
        name=say("colours"),
        help=say("take the next colours: dark, light, high contrast, the terminal's own"),
        group=Group.PROGRAM,
    ),
    Command(
        id="app.marks",
        action="marks",
        keys=("ctrl+g",),
        name=say("plain marks"),
        help=say("draw marks and lines with plain characters, or with all again"),
        group=Group.PROGRAM,
    ),
    Command(
        id="app.language",
        action="language",
        keys=("ctrl+n",),
        name=say("language"),
        help=say("take the other language, Vietnamese or English, from the next start on"),
        group=Group.PROGRAM,
    ),
    Command(
        id="app.tour",
        action="tour",
        keys=("ctrl+o",),
        name=say("tour"),
        help=say("take the tour of three minutes on a demo plan, or end it"),
        group=Group.PROGRAM,
    ),
    Command(
        id="app.quit",
        action="leave",
        keys=("q", "ctrl+q"),
        name=say("quit"),
        help=say("leave; unsaved text is kept as a draft"),
        group=Group.PROGRAM,
        shown=True,
    ),
)
"""Every command, in the order of the help and of the footer."""

COMMAND_BY_ID: dict[str, Command] = {each.id: each for each in COMMANDS}


def commands_of(scope: Scope) -> tuple[Command, ...]:
    """Return the commands of one scope, in their order."""
    return tuple(each for each in COMMANDS if each.scope is scope)


def around(scope: Scope) -> tuple[Scope, ...]:
    """Return the scope and those around it, the innermost first: where a key pressed there can act."""
    within = SCOPES[scope].within
    return (scope,) if within is None else (scope, *around(within))
