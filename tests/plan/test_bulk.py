"""One edit of several tasks, before it is made."""

from tests import builders
from tests.builders import ENGLISH, document, progress, register, task
from tracker.plan.bulk import bulk, edits_of
from tracker.plan.edit import Edit, Wish
from tracker.plan.fields import field_named
from tracker.plan.message import TrackerError, say
from tracker.plan.sentence import commit_message_of_several, read_trailers, sentence_of_several
from tracker.plan.task import Status, Task

REGISTER = register(builders.agency("so-noi-vu", "Sở Nội vụ", short=("SNV",)))
TASKS = (
    task("2022-I-01"),
    task("2022-I-02", progress=progress(Status.PAUSED)),
    task("2022-I-03", progress=progress(Status.DONE, documents=(document(),))),
)


def paused(_task: Task) -> Edit:
    return Edit(wishes=(Wish(field=field_named("status"), value=Status.PAUSED),))


def test_each_task_changes_stays_or_refuses_and_only_the_first_are_edited() -> None:
    def forbidden(before: Task, _edit: Edit) -> TrackerError | None:
        return TrackerError(say("not yours.")) if before.id == "2022-I-03" else None

    lines = bulk(TASKS, paused, forbidden)
    assert [(each.is_changed, each.refused is not None) for each in lines] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    edits = edits_of(lines)
    assert list(edits) == ["2022-I-01"]
    # what the preview showed is what the edit was made from
    assert [(each.seen, each.has_seen) for each in edits["2022-I-01"].wishes] == [(Status.IN_PROGRESS, True)]


def test_a_value_no_rule_allows_is_refused_for_each_task() -> None:
    lines = bulk(TASKS[:1], lambda _: Edit(wishes=(Wish(field=field_named("title"), value=" "),)))
    assert lines[0].refused is not None
    assert lines[0].after == TASKS[0]


def test_the_commit_of_several_names_the_value_they_took_and_each_task_in_body_and_trailers() -> None:
    pairs = [(each.before, each.after) for each in bulk((TASKS[0], TASKS[2]), paused)]
    message = commit_message_of_several(
        pairs, words=ENGLISH, register=REGISTER, edit="set", reason="Theo\nTask: X", date="2022-10-01"
    )
    assert message == (
        "2 tasks: status → paused\n"
        "\n"
        "2022-I-01: status: in progress → paused\n"
        "2022-I-03: status: done → paused\n"
        "\n"
        "Reason:\n"
        "  Theo\n"
        "  Task: X\n"
        "\n"
        "Edit: set\n"
        "Task: 2022-I-01\n"
        "Status: in-progress -> paused\n"
        "Agency: so-noi-vu\n"
        "Task: 2022-I-03\n"
        "Status: done -> paused\n"
        "Agency: so-noi-vu\n"
        "Date: 2022-10-01\n"
    )
    assert read_trailers(message).tasks == ("2022-I-01", "2022-I-03")


def test_values_that_differ_leave_the_names_of_the_fields() -> None:
    pairs = [
        (TASKS[0], task("2022-I-01", progress=progress(percent=10, obstacle="Chờ ý kiến"))),
        (TASKS[1], task("2022-I-02", progress=progress(Status.PAUSED, percent=20))),
    ]
    assert ENGLISH(sentence_of_several(pairs, ENGLISH, REGISTER)) == "2 tasks: percent"
    pairs[1] = (TASKS[1], task("2022-I-02", progress=progress(Status.PAUSED, result="x")))
    assert ENGLISH(sentence_of_several(pairs, ENGLISH, REGISTER)) == "2 tasks: percent, result"


def test_what_all_tasks_gained_or_lost_alike_is_said_though_they_held_other_things() -> None:
    def led(*sets: tuple[str, ...]) -> list[Task]:
        return [task(each.id, assignment=builders.assignment(*lead)) for each, lead in zip(TASKS, sets, strict=True)]

    def said(before: list[Task], after: list[Task]) -> str:
        return ENGLISH(sentence_of_several(list(zip(before, after, strict=True)), ENGLISH, REGISTER))

    some, more = led(("a",), ("b",), ()), led(("a", "so-noi-vu"), ("b", "so-noi-vu"), ("so-noi-vu",))
    assert said(some, more) == "3 tasks: lead + SNV"
    assert said(more, some) == "3 tasks: lead − SNV"
    assert said(led((), (), ()), led(("so-noi-vu",), ("so-noi-vu",), ("so-noi-vu",))) == "3 tasks: lead → SNV"
    assert said(some, led(("a", "so-noi-vu"), ("so-noi-vu",), ("so-noi-vu",))) == "3 tasks: lead"
    assert said(some, led(("c",), ("c",), ("c",))) == "3 tasks: lead → c"
