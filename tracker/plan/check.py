"""Checks: what is wrong or doubtful in a plan, one small rule a function. Checking never changes anything."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from tracker.plan.agency import AgencyKind, Register
from tracker.plan.citation import issuer_symbol, recognise
from tracker.plan.dates import number_text
from tracker.plan.document import Document
from tracker.plan.message import Message, say
from tracker.plan.names import AgencyId, TaskId
from tracker.plan.plan import Plan, PlanSettings
from tracker.plan.problem import Problem, Severity
from tracker.plan.schedule import schedule_doubts
from tracker.plan.shown_view import shown_views
from tracker.plan.task import Status, Task
from tracker.plan.text import fold
from tracker.plan.timeliness import Timeliness, standing
from tracker.plan.view import PlanView

Rule = Callable[[Task, Plan, date], Iterator[Problem]]


def check(plan: Plan, on: date) -> tuple[Problem, ...]:
    """Return every problem of the plan on the day: those of reading, then those of each task, in the plan's order."""
    return Checker().check(plan, on)


@dataclass(slots=True)
class Checker:
    """Checks one plan after another; a task is looked at again only where it, or what it is judged by, has changed."""

    _judged_by: tuple[PlanSettings, Register, date] | None = None
    _found: dict[TaskId, tuple[Task, tuple[Problem, ...]]] = field(default_factory=dict)

    def check(self, plan: Plan, on: date) -> tuple[Problem, ...]:
        """Return what the function ``check`` does."""
        judged_by = (plan.settings, plan.register, on)
        known = self._found if self._judged_by == judged_by else {}
        self._judged_by, self._found = judged_by, {}
        by_task: dict[str, list[Problem]] = {}
        for plan_rule in PLAN_RULES:
            for each in plan_rule(plan):
                by_task.setdefault(each.subject, []).append(each)
        found = list(plan.problems)
        for task in plan.tasks:
            same, own = known.get(task.id, (None, ()))
            if same is not task:
                own = check_task(task, plan, on)
            own = tuple(_placed(each, plan) for each in own)
            self._found[task.id] = (task, own)
            found += own
            found += (_placed(each, plan) for each in by_task.get(task.id, ()))
        found.extend(_unreadable_views(plan, on))
        return tuple(found)


def _unreadable_views(plan: Plan, on: date) -> Iterator[Problem]:
    """Find the saved views of the plan that cannot be read."""
    for each in shown_views(plan.settings.views, PlanView(plan=plan, on=on)) if plan.settings.views else ():
        if each.problem is not None:
            yield Problem(
                severity=Severity.WARNING,
                rule="view-unreadable",
                message=say("the saved view {name} cannot be read: {problem}", name=each.name, problem=each.problem),
                hint=each.hint,
                path=plan.settings_path,
                field="views",
            )


def check_task(task: Task, plan: Plan, on: date) -> tuple[Problem, ...]:
    """Return what the rules of one task find in it on the day; the task may be one that is only wished."""
    return tuple(problem for rule in TASK_RULES for problem in rule(task, plan, on))


def _placed(problem: Problem, plan: Plan) -> Problem:
    """Return the problem with the file and line of its field."""
    id = TaskId(problem.subject)
    lines = plan.lines.get(id, {})
    line = lines.get(problem.field) or lines.get(problem.field.rpartition(".")[0], 0)
    path = plan.paths.get(id, "")
    return problem if (problem.path, problem.line) == (path, line) else replace(problem, path=path, line=line)


def _warning(task: Task, rule: str, key: str, message: Message, hint: Message | None = None) -> Problem:
    return Problem(severity=Severity.WARNING, rule=rule, message=message, hint=hint, subject=task.id, field=key)


def _no_result(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    if not task.progress.result.strip():
        yield _warning(task, "no-report", "progress.result", say("nobody has reported a result yet."))


def _no_product(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    if not task.product.strip():
        yield _warning(task, "no-product", "product", say("the plan names no expected product."))


def _schedule_disagrees(task: Task, plan: Plan, _on: date) -> Iterator[Problem]:
    settings = plan.settings
    for doubt in schedule_doubts(task.schedule, year=settings.year, strict_before=settings.strict_before):
        yield _warning(task, "schedule-doubt", "schedule.text", doubt)


def _due_outside_year(task: Task, plan: Plan, _on: date) -> Iterator[Problem]:
    due = task.schedule.due
    year = plan.settings.year
    if due is not None and due.year < year:
        yield _warning(
            task,
            "due-before-plan",
            "schedule.due",
            say("the due date {due} comes before the plan year.", due=due),
        )
    if due is not None and due.year > year:
        yield _warning(
            task,
            "due-after-plan",
            "schedule.due",
            say("the due date {due} comes after the plan year.", due=due),
        )


def _conditional_due(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    if task.schedule.due is not None and task.schedule.condition:
        yield _warning(
            task,
            "conditional-due",
            "schedule.condition",
            say("the due date hangs on a condition: {condition}.", condition=task.schedule.condition),
        )


def _extension_doubtful(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    before = task.schedule.due
    for each in task.schedule.extensions:
        if not each.decision.strip():
            yield _warning(
                task,
                "extension-without-decision",
                "schedule.extensions",
                say("the task is extended to {due}, but no decision is named.", due=each.due),
                say("write it behind the date: {example}.", example="30/12/2022 Công văn 15/UBND-NC"),
            )
        if before is not None and each.due <= before:
            yield _warning(
                task,
                "extension-not-later",
                "schedule.extensions",
                say("the extension to {due} is not later than {before}.", due=each.due, before=before),
            )
        before = each.due


def _reported_before_start(task: Task, _plan: Plan, on: date) -> Iterator[Problem]:
    start = task.schedule.start
    if start is not None and start > on and task.progress.result:
        yield _warning(
            task,
            "reported-before-start",
            "schedule.start",
            say("work is reported although it starts on {start}.", start=start),
        )


def _overdue_without_reason(task: Task, plan: Plan, on: date) -> Iterator[Problem]:
    stands = standing(task, on, plan.settings)
    if stands.timeliness is Timeliness.OVERDUE and not task.progress.obstacle:
        yield _warning(
            task,
            "late-without-reason",
            "progress.obstacle",
            say("the task is {days} days overdue and no reason is given.", days=stands.days_late),
            say("say in the obstacle what holds it up."),
        )


def _done_unproved(task: Task, _plan: Plan, on: date) -> Iterator[Problem]:
    progress = task.progress
    done = progress.status is Status.DONE
    if done and progress.completed is None:
        yield _warning(
            task,
            "done-without-date",
            "progress.completed",
            say("the task is done, but the date of its product is missing."),
            say("enter the date of the product, not of the report."),
        )
    if done and not progress.documents:
        yield _warning(
            task,
            "done-without-document",
            "progress.documents",
            say("the task is done, but no document proves it."),
        )
    if not done and progress.completed is not None:
        yield _warning(
            task,
            "date-without-done",
            "progress.completed",
            say("a completion date is given, but the task is not done."),
        )
    if progress.completed is not None and progress.completed > on:
        yield _warning(
            task,
            "completed-later",
            "progress.completed",
            say("the completion date {completed} comes after {on}.", completed=progress.completed, on=on),
        )


def _percent_disagrees(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    percent = task.progress.percent
    if percent is None:
        return
    if task.progress.status is Status.DONE and percent < 100:
        yield _warning(
            task,
            "percent-disagrees",
            "progress.percent",
            say("the task is done, but stands at {percent}%.", percent=percent),
        )
    if task.progress.status is Status.NOT_STARTED and percent > 0:
        yield _warning(
            task,
            "percent-disagrees",
            "progress.percent",
            say("the task is not started, but stands at {percent}%.", percent=percent),
        )


def _waiting_for_nobody(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    progress = task.progress
    if progress.status is Status.WAITING and not progress.awaiting:
        yield _warning(
            task,
            "waiting-for-nobody",
            "progress.awaiting",
            say("the task waits, but the body awaited is not named."),
        )
    if progress.status is not Status.WAITING and progress.awaiting:
        yield _warning(
            task,
            "awaits-without-waiting",
            "progress.awaiting",
            say("a body is awaited, but the status is another."),
        )


_PROMISE = re.compile(r"(?<!\w)sẽ(?!\w)", re.IGNORECASE)


def _promise(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    if _PROMISE.search(task.progress.result):
        yield _warning(
            task,
            "result-promises",
            "progress.result",
            say("the result tells of the future: it promises, it does not report."),
        )


_FULL_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")


def _future_told_as_past(task: Task, plan: Plan, on: date) -> Iterator[Problem]:
    cut_off = plan.settings.cut_off or on
    for match in _FULL_DATE.finditer(task.progress.result):
        day, month, year = (int(each) for each in match.groups())
        try:
            told = date(year, month, day)
        except ValueError:
            yield _warning(
                task,
                "no-such-date",
                "progress.result",
                say("the result names a date that does not exist: {text}.", text=match[0]),
            )
            continue
        if told > cut_off:
            yield _warning(
                task,
                "date-after-cut-off",
                "progress.result",
                say("the result tells of {told}, after the cut-off of {cut_off}.", told=told, cut_off=cut_off),
            )


_PERCENT = re.compile(r"\d+(?:,\d+)?\s?%")


def _indicator_unreported(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    if not task.progress.result:
        return
    reported = {each.replace(" ", "") for each in _PERCENT.findall(task.progress.result)}
    for wanted in dict.fromkeys(each.replace(" ", "") for each in _PERCENT.findall(task.product)):
        if wanted not in reported:
            yield _warning(
                task,
                "indicator-unreported",
                "progress.result",
                say(
                    "the product names an indicator of {wanted}, and the result does not speak of it.",
                    wanted=wanted,
                ),
            )


_PRODUCT_KINDS = (
    "Quyết định",
    "Nghị quyết",
    "Kế hoạch",
    "Chương trình",
    "Đề án",
    "Phương án",
    "Thông báo",
    "Báo cáo",
)


def _product_kind_differs(task: Task, plan: Plan, _on: date) -> Iterator[Problem]:
    """Compare the kind expected with that of the evidence; a step on the way (a draft sent in) is no product."""
    done = task.progress.status is Status.DONE
    products = [each for each in task.progress.documents if done or _decides(each, plan)]
    wanted = [each for each in _PRODUCT_KINDS if fold(task.product).startswith(fold(each))]
    known = {fold(each) for each in _PRODUCT_KINDS if fold(each) in fold(task.product)}
    kinds = list(dict.fromkeys(each.kind for each in products))
    approving = (
        {"quyet dinh", "nghi quyet"} if wanted and fold(wanted[0]) not in ("quyet dinh", "nghi quyet") else set()
    )
    if wanted and kinds and not any(fold(kind) in known | approving for kind in kinds):
        yield _warning(
            task,
            "product-kind-differs",
            "progress.documents",
            say(
                "the plan expects {wanted}, the evidence is {found}.",
                wanted=wanted[0],
                found=", ".join(kinds),
            ),
        )


def _decides(document: Document, plan: Plan) -> bool:
    """Tell whether the document comes from a body that decides: a People's Committee or Council."""
    issuer = plan.register.get(document.issuer)
    return issuer is not None and issuer.kind in (AgencyKind.COMMITTEE, AgencyKind.COUNCIL)


_KIND_OF_CODE = {
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "NĐ": "Nghị định",
    "KH": "Kế hoạch",
    "BC": "Báo cáo",
    "TB": "Thông báo",
    "TTR": "Tờ trình",
    "CT": "Chỉ thị",
    "CTR": "Chương trình hành động",
    "TT": "Thông tư",
    "HD": "Hướng dẫn",
}


def _kind_disagrees(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    for document, key in _cited(task):
        codes = [each.upper() for each in re.split(r"[/-]", document.number)[1:]]
        named = [_KIND_OF_CODE[code] for code in codes if code in _KIND_OF_CODE]
        if named and not fold(document.kind).startswith(fold(named[0])) and fold(named[0]) not in fold(document.kind):
            yield _warning(
                task,
                "kind-disagrees",
                key,
                say(
                    "{document} is called {kind}, its number says {named}.",
                    document=document.number,
                    kind=document.kind,
                    named=named[0],
                ),
            )


def _cited(task: Task) -> Iterator[tuple[Document, str]]:
    yield from ((each, "progress.documents") for each in task.progress.documents)
    yield from ((each, "basis") for each in task.basis)


_NUMBERED = re.compile(r"\d+(/\d{4})?(/[A-ZĐa-zđ&-]+|-[A-ZĐa-z]+/[A-ZĐ]+)")


def _document_incomplete(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    for document, key in _cited(task):
        label = document.number or document.kind
        if not document.number or not document.number[0].isdigit():
            yield _warning(
                task,
                "document-without-number",
                key,
                say(
                    "the number of {document} is a placeholder.",
                    document=f"{document.kind} {document.number}",
                ),
            )
        elif not _NUMBERED.fullmatch(document.number):
            yield _warning(
                task,
                "document-number-form",
                key,
                say("the number {document} has an unusual form.", document=label),
            )
        elif re.fullmatch(r"\d+/UBND", document.number):
            yield _warning(
                task,
                "document-number-form",
                key,
                say("the number {document} lacks the symbol of the drafting unit.", document=label),
            )
        elif re.fullmatch(r"\d+/[A-Za-z]+-TU", document.number):
            yield _warning(
                task,
                "document-number-form",
                key,
                say("the number {document} of a party body is not in party style.", document=label),
            )
        if document.date is None:
            yield _warning(task, "document-without-date", key, say("{document} has no date.", document=label))


def _unknown_agency(task: Task, plan: Plan, on: date) -> Iterator[Problem]:
    register = plan.register
    assigned = task.assignment
    named: list[tuple[AgencyId, str]] = [
        *((each, "assignment.lead") for each in assigned.lead),
        *((each, "assignment.coordinating") for each in assigned.coordinating),
        *((each.agency, "assignment.others") for each in assigned.others),
        *((each.issuer, key) for each, key in _cited(task)),
    ]
    named.append((assigned.reporter, "assignment.reporter"))
    for id, key in named:
        if id and register.get(id) is None:
            yield _warning(task, "unknown-agency", key, say("the register has no agency {id}.", id=id))
    for id, key in named[: len(assigned.lead) + len(assigned.coordinating)]:
        agency = register.get(id)
        if agency is not None and agency.valid_to is not None and agency.valid_to < on:
            yield _warning(
                task,
                "agency-ended",
                key,
                say("{agency} ended on {day}; assign its successor.", agency=agency.name, day=agency.valid_to),
            )


def _nobody_answers(task: Task, plan: Plan, _on: date) -> Iterator[Problem]:
    assigned = task.assignment
    leads = [plan.register.get(each) for each in assigned.lead]
    if not leads:
        yield _warning(task, "no-lead", "assignment.lead", say("no agency leads the task."))
    elif all(each is not None and each.is_group for each in leads) and not assigned.reporter:
        yield _warning(
            task,
            "nobody-answers",
            "assignment.reporter",
            say("only a group leads the task, and no reporter is named."),
        )
    elif all(each is not None and each.is_group for each in leads):
        yield _warning(
            task,
            "group-leads",
            "assignment.lead",
            say(
                "only a group leads the task; {reporter} answers for it.",
                reporter=plan.register.name(assigned.reporter),
            ),
        )
    if sum(each is not None and not each.is_group for each in leads) > 1:
        yield _warning(task, "several-leads", "assignment.lead", say("several agencies lead the task."))


def _acts_unassigned(task: Task, plan: Plan, on: date) -> Iterator[Problem]:
    register, result = plan.register, task.progress.result
    named = [
        agency
        for agency in register.agencies.values()
        if agency.name in result
        and agency.kind in (AgencyKind.DEPARTMENT, AgencyKind.OFFICE, AgencyKind.INSPECTORATE)
        and agency.is_valid(on)
        and re.search(rf"(?<!\w){re.escape(agency.name)}(?!\w)", result)
    ]
    if not named:
        return
    assigned = task.assignment
    roles = {*assigned.lead, *assigned.coordinating, *(each.agency for each in assigned.others)}
    involved = roles.union(*(register.members(each, on) for each in roles))
    acting = [each.name for each in named if each.id not in involved]
    if acting:
        yield _warning(
            task,
            "acts-unassigned",
            "assignment.text",
            say("{agencies} stands in the result, but the plan gives it no part.", agencies="; ".join(acting)),
        )


def _title_doubtful(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    if "\n" in task.title or ";" in task.title:
        yield _warning(task, "several-tasks", "title", say("the title holds several tasks."))
    for text, key in (
        (task.title, "title"),
        (task.product, "product"),
        (task.assignment.text, "assignment.text"),
        (task.progress.result, "progress.result"),
    ):
        if text.count("“") != text.count("”") or text.count('"') % 2:
            yield _warning(task, "quotes-unbalanced", key, say("a quotation mark is opened and not closed."))
        repeated = _repeated(text)
        if repeated:
            yield _warning(task, "words-repeated", key, say("words stand twice: {words}.", words=repeated))


_WORD = re.compile(r"\w+")


def _repeated(text: str) -> str:
    """Return words that follow each other twice ("tổ chức tổ chức") or end two items of one list, or nothing."""
    for line in text.split("\n"):
        words = [each.casefold() for each in _WORD.findall(line)]
        for size in (3, 2):
            for first, (word, later) in enumerate(zip(words, words[size:], strict=False)):
                if word != later:
                    continue
                one, two = words[first : first + size], words[first + size : first + 2 * size]
                if one == two and one[0] != one[1] and _is_joined(line, first, first + 2 * size):
                    return " ".join((*one, *two))
        items = [each.strip().casefold() for each in line.split(",")]
        for first, item in enumerate(items[:-1]):
            if (
                item
                and " " in item
                and any(later == item or later.startswith(f"{item} ") for later in items[first + 1 :])
            ):
                return item
            last_two = " ".join(item.split()[-2:])
            if (
                first + 2 < len(items)
                and len(last_two.split()) == 2
                and f"{items[first + 2]} ".startswith(f"{last_two} ")
            ):
                return last_two
    return ""


def _is_joined(line: str, first: int, after: int) -> bool:
    """Tell whether no figure and no mark stands between the words of these places in the line."""
    places = list(_WORD.finditer(line))
    return re.search(r"\d|[.,;:]", line[places[first].start() : places[after - 1].end()]) is None


_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+ triệu")


def _figures_doubtful(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    result = task.progress.result
    for match in _AMOUNT.finditer(result):
        yield _warning(
            task,
            "amount-doubtful",
            "progress.result",
            say("{amount} reads as thousands of millions; is a decimal comma meant?", amount=match[0]),
        )
    for share in _shares(result):
        yield _warning(
            task,
            "share-disagrees",
            "progress.result",
            say("{part} out of {whole} is {computed}%, the text says {said}%.", **share),
        )
    listed = _listed_units(result)
    if listed is not None:
        yield _warning(
            task,
            "count-disagrees",
            "progress.result",
            say("{said} units are announced, {found} are told.", said=listed[0], found=listed[1]),
        )


_FEWER = re.compile(r"giảm\s+(\d+)\s+\w")
_COUNT = re.compile(r"(?<!năm )(?<![\d/.,-])(\d{2,5})(?![\d/.,-]*\d)(?!%)")
_SAID = re.compile(r"(\d+,\d+)\s?%")


def _shares(text: str) -> Iterator[dict[str, str]]:
    """Yield the reductions whose stated percentage does not follow from what is left and what is gone."""
    for line in text.split("\n"):
        fewer = _FEWER.search(line)
        left = _COUNT.search(line[: fewer.start()]) if fewer is not None else None
        said = _SAID.search(line, fewer.end()) if fewer is not None else None
        if fewer is None or left is None or said is None:
            continue
        gone, whole = int(fewer[1]), int(left[1]) + int(fewer[1])
        computed = 100 * gone / whole
        if abs(computed - float(said[1].replace(",", "."))) >= 0.01:
            yield {
                "part": str(gone),
                "whole": str(whole),
                "computed": number_text(computed, 2),
                "said": said[1],
            }


def _listed_units(text: str) -> tuple[int, int] | None:
    """Return how many units the first line announces and how many the later lines tell, where they differ."""
    lines = text.split("\n")
    announced = re.search(r"(?<!\d)0?(\d{1,2}) đơn vị", lines[0])
    told = [line for line in lines[1:] if " lên " in line or "nhóm" in line]
    if announced is None or len(told) < 3 or int(announced[1]) == len(told):
        return None
    return int(announced[1]), len(told)


def _uncited_documents(task: Task, _plan: Plan, _on: date) -> Iterator[Problem]:
    """Point at documents a text cites that no list of the record holds."""
    listed = {fold(each.number) for each, _ in _cited(task) if each.number}
    for text, key in (
        (task.progress.result, "progress.result"),
        (task.title, "title"),
        (task.assignment.text, "assignment.text"),
    ):
        for citation in recognise(text):
            number = citation.document.number
            if (
                number
                and fold(number) not in listed
                and not any(each.startswith(fold(number)) or fold(number).startswith(each) for each in listed)
            ):
                yield _warning(
                    task,
                    "document-unlisted",
                    key,
                    say("the text cites {document}, which no list of the record holds.", document=number),
                )


TASK_RULES: tuple[Rule, ...] = (
    _no_result,
    _no_product,
    _schedule_disagrees,
    _due_outside_year,
    _conditional_due,
    _extension_doubtful,
    _reported_before_start,
    _overdue_without_reason,
    _done_unproved,
    _percent_disagrees,
    _waiting_for_nobody,
    _promise,
    _future_told_as_past,
    _indicator_unreported,
    _product_kind_differs,
    _kind_disagrees,
    _document_incomplete,
    _unknown_agency,
    _nobody_answers,
    _acts_unassigned,
    _title_doubtful,
    _figures_doubtful,
    _uncited_documents,
)
"""The rules that look at one task at a time."""


@dataclass(frozen=True, slots=True)
class _Use:
    """One citation of a document by a task."""

    task: Task
    document: Document
    key: str


def _uses(plan: Plan) -> Iterable[_Use]:
    return [_Use(task, document, key) for task in plan.tasks for document, key in _cited(task)]


def _kinds_differ(plan: Plan) -> Iterator[Problem]:
    first: dict[str, _Use] = {}
    for use in _uses(plan):
        number = use.document.number
        known = first.setdefault(number, use)
        if number and known.document.kind != use.document.kind:
            yield _warning(
                use.task,
                "document-kinds-differ",
                use.key,
                say(
                    "{document} is called {kind} here and {other} in {task}.",
                    document=number,
                    kind=use.document.kind,
                    other=known.document.kind,
                    task=known.task.number,
                ),
            )


MOST_NUMBERS_A_DAY = 50
"""How many numbers one register may plausibly use within a day; a larger leap is doubted."""


def _numbers_leap(plan: Plan) -> Iterator[Problem]:
    """Doubt numbers that run against their dates, or leap within a day, in one issuer's register of a year."""
    registers: dict[tuple[str, int], list[tuple[date, int, _Use]]] = {}
    for use in _uses(plan):
        match = re.match(r"(\d+)/", use.document.number)
        if match is None or use.document.date is None or re.match(r"\d+/\d{4}/", use.document.number):
            continue
        symbol = use.document.number.partition("/")[2]
        registers.setdefault((symbol, use.document.date.year), []).append((use.document.date, int(match[1]), use))
    for uses in registers.values():
        uses.sort(key=lambda each: (each[0], each[1]))
        for (day, number, earlier), (next_day, next_number, use) in pairwise(uses):
            days = max(1, (next_day - day).days)
            if next_number < number or (next_number - number) > days * MOST_NUMBERS_A_DAY:
                yield _warning(
                    use.task,
                    "number-sequence",
                    use.key,
                    say(
                        "{document} of {day} does not fit {other} of {other_day} in one register.",
                        document=use.document.number,
                        day=next_day,
                        other=earlier.document.number,
                        other_day=day,
                    ),
                )


def _symbol_variants(plan: Plan) -> Iterator[Problem]:
    usual = {
        symbol: each.symbols[0]
        for each in plan.register.agencies.values()
        for symbol in each.symbols[1:]
        if "-" not in symbol
    }
    seen: set[tuple[str, str]] = set()
    for use in _uses(plan):
        symbol = issuer_symbol(use.document.number)
        if symbol in usual and (use.task.id, symbol) not in seen:
            seen.add((use.task.id, symbol))
            yield _warning(
                use.task,
                "symbol-variant",
                use.key,
                say(
                    "{document} bears the symbol {symbol}; the usual one is {usual}.",
                    document=use.document.number,
                    symbol=symbol,
                    usual=usual[symbol],
                ),
            )


MOST_CHANCE = 40
"""How many characters two results may have in common by chance."""

_TIME_TOLD = re.compile(r"^(?:[-+•]\s*)?(?:t[ií]nh (?:đến|tới)|đến|tới|hiện|trong kỳ)[^,]{0,60},\s*", re.IGNORECASE)


def _substance(line: str) -> str:
    """Return a line of a result as it is compared with others: without item mark, time told first, and end mark."""
    return fold(_TIME_TOLD.sub("", line.strip())).strip(" -+.;,")


def _copied_results(plan: Plan) -> Iterator[Problem]:
    first: dict[str, Task] = {}
    for task in plan.tasks:
        for line in task.progress.result.split("\n"):
            told = _substance(line)
            if len(told) < MOST_CHANCE:
                continue
            known = first.setdefault(told, task)
            if known is not task:
                yield _warning(
                    task,
                    "result-copied",
                    "progress.result",
                    say("a line of the result stands word for word in {task} too.", task=known.number),
                )
                break


PLAN_RULES: tuple[Callable[[Plan], Iterator[Problem]], ...] = (
    _kinds_differ,
    _numbers_leap,
    _symbol_variants,
    _copied_results,
)
"""The rules that compare tasks with each other."""
