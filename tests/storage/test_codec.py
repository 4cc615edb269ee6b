"""The record of a task: its laws, its errors, and what git's plain line merge makes of it."""

import difflib
import tracemalloc
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import builders
from tests.builders import document
from tests.storage.conftest import MakePlan
from tracker.plan.fields import FIELD_BY_KEY, FIELDS, Field, changes
from tracker.plan.message import TrackerError
from tracker.plan.names import AgencyId
from tracker.plan.problem import Severity
from tracker.plan.task import Extension, OtherRole, Status, Task
from tracker.storage.codec import TaskReading, read_task, revise, write_task
from tracker.storage.toml import key_lines, skeleton

PATH = "2022/01-the-che/01-quy-che.toml"

TASK = builders.task(
    source="Phụ lục 1",
    basis=(document("1/NQ-CP", "Nghị quyết"),),
    schedule=builders.schedule(extensions=(Extension(due=date(2022, 12, 31), decision="12/QĐ-UBND"),)),
    assignment=builders.assignment(
        "so-noi-vu",
        coordinating=(AgencyId("so-tai-chinh"), AgencyId("so-tu-phap")),
        others=(OtherRole(agency=AgencyId("so-tu-phap"), role="thẩm định"),),
    ),
    progress=builders.progress(
        result="Đã trình.\nĐã họp.\nĐã lấy ý kiến.",
        obstacle="Chờ ý kiến",
        documents=(document("1/TTr-SNV", "Tờ trình"), document("2/TTr-SNV", "Tờ trình")),
    ),
)

BY_HAND = """\
# tracker record, format 1
# ghi chú ở đầu

id = "2022-I-01"   # không đổi

title = "Tiêu đề ''' ở giữa"
product="Quyết định" # bám sát

source = ""
basis = []
ministry = "x" # khóa lạ
share = nan

[schedule]

text = "Quý III/2022"
kind = "quarter"   # theo quý
start = 2022-07-01
# hạn đã qua
due = 2022-09-30

condition = ""
extensions = []

[assignment]
text = "chủ trì"
lead = [ # ai chủ trì
    # đầu tiên
    "so-noi-vu", # một
    "so-tai-chinh"   # hai, không có dấu phẩy
    # cuối cùng
]

coordinating = ["so-tu-phap"]
others = [{ agency = "so-tu-phap", role = "góp ý" }]
reporter = ""

[progress]
status = "in-progress"   # từ tháng 7
percent = ""
completed = ""
awaiting = ""
result = '''
Đã trình.
Đã họp.
'''   # hai việc

obstacle = "Chờ"
proposal = ""
documents = [
    # tờ trình
    { number = "1/TTr-SNV", kind = "Tờ trình", date = 2022-09-01, issuer = "", note = "khóa lạ" }, # lần 1

    { kind = "Tờ trình", number = "2/TTr-SNV", date = 2022-09-02, issuer = "" },
]

[other]
kept = true # để nguyên
"""


def read(text: str) -> TaskReading:
    return read_task(text, PATH)


def known(text: str) -> Task:
    reading = read(text)
    assert reading.task is not None, reading.problems
    return reading.task


def put(task: Task, **values: object) -> Task:
    """Return the task with fields set by their short names."""
    for name, value in values.items():
        field = next(each for each in FIELDS if each.name == name)
        task = field.put(task, value)  # type: ignore[arg-type]  # any field takes part, each with a value of its kind
    return task


def moved(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the lines gone and the lines come, line ends and all."""
    diff = list(difflib.ndiff(old.splitlines(keepends=True), new.splitlines(keepends=True)))
    return [each[2:] for each in diff if each.startswith("- ")], [each[2:] for each in diff if each.startswith("+ ")]


# --- laws -----------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(builders.tasks)
def test_what_is_written_reads_back_equal(task: Task) -> None:
    reading = read(write_task(task))
    assert reading.task == task
    assert reading.problems == ()


@settings(max_examples=100)
@given(builders.tasks)
def test_a_written_record_has_every_key_in_order_between_blank_lines(task: Task) -> None:
    text = write_task(task)
    places = [key_lines(skeleton(text))[each.key] for each in FIELDS]
    assert places == sorted(places)
    rows = text.split("\n")
    assert all(rows[place - 2] == "" for place in places)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@settings(max_examples=60)
@given(builders.tasks, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_no_change_means_not_one_byte(task: Task, end: str, ended: bool) -> None:
    text = write_task(task).replace("\n", end)
    text = text if ended else text.removesuffix(end)
    assert revise(text, task) == text


@settings(max_examples=60)
@given(st.lists(builders.tasks, min_size=2, max_size=4), st.data())
def test_a_sequence_of_edits_ends_at_what_was_wished(versions: list[Task], data: st.DataObject) -> None:
    text = write_task(versions[0])
    for version in versions[1:]:
        chosen = data.draw(st.lists(st.sampled_from(FIELDS), max_size=5))
        wished = known(text)
        for field in chosen:
            wished = field.put(wished, field.value(version))
        text = revise(text, wished)
        assert known(text) == wished


@settings(max_examples=80)
@given(builders.tasks, builders.tasks, st.sampled_from(FIELDS[1:]), st.sampled_from(["\n", "\r\n", "mixed"]))
def test_an_edit_touches_only_the_lines_of_its_field(before: Task, other: Task, field: Field, end: str) -> None:
    text = write_task(before)
    if end == "mixed":
        rows = text.split("\n")
        text = "".join(f"{row}{(chr(13) if place % 3 else '')}\n" for place, row in enumerate(rows[:-1]))
    else:
        text = text.replace("\n", end)
    after = field.put(before, field.value(other))
    revised = revise(text, after)
    assert known(revised) == after
    rows, lines = text.split("\n"), key_lines(skeleton(text))
    place = lines[field.key]
    later = min((each for each in lines.values() if each > place), default=len(rows) + 1)
    head, tail = "\n".join(rows[: place - 1]), "\n".join(rows[later - 2 :])
    assert revised.startswith(head)
    assert revised.endswith(tail)


# --- a record somebody wrote by hand --------------------------------------------------------------


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize(
    ("values", "gone", "come"),
    [
        (
            {"status": Status.DONE},
            ['status = "in-progress"   # từ tháng 7'],
            ['status = "done"   # từ tháng 7'],
        ),
        ({"due": None}, ["due = 2022-09-30"], ['due = ""']),
        ({"due": date(2022, 10, 31)}, ["due = 2022-09-30"], ["due = 2022-10-31"]),
        ({"percent": 50}, ['percent = ""'], ["percent = 50"]),
        ({"product": "Kế hoạch"}, ['product="Quyết định" # bám sát'], ['product="Kế hoạch" # bám sát']),
        ({"obstacle": "Hết"}, ['obstacle = "Chờ"'], ['obstacle = """', "Hết", '"""']),
    ],
)
def test_a_scalar_changes_alone_and_keeps_its_comment(
    values: dict[str, object], gone: list[str], come: list[str], end: str, ended: bool
) -> None:
    text = BY_HAND.replace("\n", end)
    text = text if ended else text.removesuffix(end)
    revised = revise(text, put(known(text), **values))
    assert moved(text, revised) == ([each + end for each in gone], [each + end for each in come])


def test_a_record_without_a_final_newline_stays_without_one() -> None:
    text = write_task(TASK).removesuffix("\n")
    for wished in (put(TASK, title="Khác"), put(TASK, documents=())):
        revised = revise(text, wished)
        assert known(revised) == wished
        assert not revised.endswith("\n")


def test_appending_to_a_list_leaves_other_lines_alone() -> None:
    text = write_task(TASK)
    added = document("3/QĐ-UBND")
    revised = revise(text, put(TASK, documents=(*TASK.progress.documents, added)))
    assert moved(text, revised) == (
        [],
        ['    { kind = "Quyết định", number = "3/QĐ-UBND", date = 2022-09-01, issuer = "" },\n'],
    )


def test_a_list_keeps_its_comments_its_order_of_keys_and_keys_nobody_knows() -> None:
    task = known(BY_HAND)
    revised = revise(BY_HAND, put(task, documents=(*task.progress.documents, document("3/QĐ-UBND"))))
    gone, come = moved(BY_HAND, revised)
    assert gone == []
    assert len(come) == 1
    revised = revise(BY_HAND, put(task, documents=task.progress.documents[:1]))
    assert moved(BY_HAND, revised)[1] == []
    assert "khóa lạ" in revised


def test_only_the_comma_that_is_needed_is_added() -> None:
    task = known(BY_HAND)
    revised = revise(BY_HAND, put(task, lead=(*task.assignment.lead, AgencyId("so-tu-phap"))))
    assert moved(BY_HAND, revised) == (
        ['    "so-tai-chinh"   # hai, không có dấu phẩy\n'],
        ['    "so-tai-chinh", # hai, không có dấu phẩy\n', '    "so-tu-phap",\n'],
    )
    revised = revise(BY_HAND, put(task, lead=task.assignment.lead[1:]))
    assert moved(BY_HAND, revised) == (['    "so-noi-vu", # một\n'], [])


def test_an_element_that_changes_keeps_its_comment() -> None:
    task = known(BY_HAND)
    first, second = task.progress.documents
    revised = revise(BY_HAND, put(task, documents=(replace(first, date=None), second)))
    gone, come = moved(BY_HAND, revised)
    assert len(gone) == len(come) == 1
    assert come[0].endswith("# lần 1\n")


def test_no_comment_is_lost_even_where_a_list_is_written_otherwise() -> None:
    text = BY_HAND.replace(
        'coordinating = ["so-tu-phap"]', 'coordinating = ["so-tu-phap", # riêng\n  "x", "y"] # cả ba'
    )
    task = known(text)
    revised = revise(text, put(task, coordinating=(AgencyId("z"),)))
    assert known(revised).assignment.coordinating == ("z",)
    for remark in ("# riêng", "# cả ba"):
        assert remark in revised
    emptied = revise(BY_HAND, put(known(BY_HAND), lead=()))
    for remark in ("# ai chủ trì", "# đầu tiên", "# cuối cùng"):
        assert remark in emptied


def test_what_nobody_knows_is_kept() -> None:
    task = known(BY_HAND)
    revised = revise(BY_HAND, put(task, title="Khác", status=Status.DONE, lead=(), documents=()))
    for kept in ('ministry = "x" # khóa lạ', "share = nan", "[other]\nkept = true # để nguyên"):
        assert kept in revised


@settings(max_examples=60)
@given(builders.tasks, st.lists(st.sampled_from(FIELDS[1:]), min_size=1, max_size=4), st.booleans())
def test_every_comment_outlives_random_edits(other: Task, fields: list[Field], crlf: bool) -> None:
    text = BY_HAND.replace("\n", "\r\n") if crlf else BY_HAND
    remarks = [line.partition("# ")[2].strip() for line in BY_HAND.split("\n") if "# " in line]
    wished = known(text)
    for field in fields:
        wished = field.put(wished, field.value(other))
    revised = revise(text, wished)
    assert known(revised) == wished
    elements = {"lần 1", "một", "hai, không có dấu phẩy"}  # a comment of an element goes with it
    assert [each for each in remarks if each not in revised and each not in elements] == []
    assert ("\r\n" in revised) == crlf
    assert not crlf or revised.count("\n") == revised.count("\r\n")


def test_a_missing_key_is_read_as_empty_and_added_when_it_is_set() -> None:
    text = write_task(TASK)
    for gone in ('percent = ""\n\n', 'source = "Phụ lục 1"\n\n'):
        assert gone in text
        text = text.replace(gone, "")
    reading = read(text)
    assert [each.rule for each in reading.problems] == ["missing-key", "missing-key"]
    assert reading.task is not None
    wished = put(reading.task, percent=50, source="Mục 2")
    revised = revise(text, wished)
    assert known(revised) == wished
    assert moved(text, revised)[0] == []


def test_a_missing_table_is_added_when_it_is_needed() -> None:
    text = '# tracker record, format 1\n\nid = "2022-I-01"\n'
    wished = put(known(text), status=Status.DONE, title="Tiêu đề")
    revised = revise(text, wished)
    assert known(revised) == wished
    assert revised.startswith(text)


def test_tables_written_otherwise_can_be_edited() -> None:
    for text in (
        'id = "2022-I-01"\nprogress.status = "done"\nprogress.percent = ""\n',
        'id = "2022-I-01"\nprogress = { status = "done", x = 3 }\n',
        '"id" = "2022-I-01"\n[ progress ]\n\'status\' = "done"\n',
    ):
        wished = put(known(text), status=Status.PAUSED, result="Một\nHai")
        assert known(revise(text, wished)) == wished


# --- what may not be written ----------------------------------------------------------------------


def test_a_newer_format_is_shown_and_not_changed() -> None:
    text = write_task(TASK).replace("format 1", "format 2")
    reading = read(text)
    assert reading.task == TASK
    assert reading.read_only
    assert [(each.rule, each.line, each.severity) for each in reading.problems] == [
        ("newer-format", 1, Severity.WARNING)
    ]
    with pytest.raises(TrackerError, match="newer format"):
        revise(text, put(TASK, title="Khác"))


@pytest.mark.parametrize("header", ["", "# một bản ghi\n", f"# tracker record, format {'9' * 5000}\n"])
def test_a_record_that_does_not_name_its_format_is_read_with_a_warning(header: str) -> None:
    text = header + write_task(TASK).partition("\n")[2]
    reading = read(text)
    assert reading.task == TASK
    assert [(each.rule, each.line) for each in reading.problems] == [("no-format", 1)]


@pytest.mark.parametrize(
    "value", ["Cafe\u0301", "a\u202eb", "\n đầu", "cuối\n"], ids=["decomposed", "hidden", "line end before", "after"]
)
def test_text_that_would_not_read_back_is_refused_or_reads_back(value: str) -> None:
    wished = put(TASK, title=value)
    text = write_task(TASK)
    try:
        revised = revise(text, wished)
    except TrackerError:
        return
    assert known(revised) == wished


def test_a_broken_record_cannot_be_revised() -> None:
    with pytest.raises(TrackerError, match="cannot be read"):
        revise("id = ", TASK)


def test_text_that_looks_like_a_conflict_is_told_from_one() -> None:
    wished = put(TASK, result="Mục\n=======\n<<<<<<< a\n>>>>>>> b\n||||||| c\n======= ")
    text = write_task(wished)
    assert known(text) == wished
    assert known(revise(write_task(TASK), wished)) == wished


# --- errors ---------------------------------------------------------------------------------------

CONFLICT = "<<<<<<< HEAD\npercent = 1\n=======\npercent = 2\n>>>>>>> nhánh\n"


def changed(old: str, new: str) -> str:
    text = write_task(TASK)
    assert old in text
    return text.replace(old, new, 1)


def line_of(text: str, words: str) -> int:
    return next(place for place, line in enumerate(text.split("\n"), start=1) if words in line)


ERRORS = {
    "conflict-markers": (changed('percent = ""\n', CONFLICT), "conflict-markers", "<<<<<<<"),
    "conflict in a text": (changed("Đã họp.\n", "<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> x\n"), "conflict-markers", "<<<"),
    "half a conflict": (changed("Đã họp.\n", "A\n=======\nB\n"), "conflict-markers", "====="),
    "conflict at the start": ("<<<<<<< HEAD\n" + write_task(TASK), "conflict-markers", "<<<<<<<"),
    "diff3": (changed('percent = ""\n', "||||||| gốc\n"), "conflict-markers", "|||||||"),
    "no value": (changed('percent = ""', "percent ="), "toml", "percent ="),
    "open string": (changed('percent = ""', 'percent = "'), "toml", "percent ="),
    "no such day": (changed("due = 2022-09-30", "due = 2022-02-30"), "toml", "2022-02-30"),
    "duplicate key": (changed('percent = ""', 'status = "done"'), "toml", 'status = "done"'),
    "duplicate table": (changed("[progress]", "[schedule] # hai"), "toml", "# hai"),
    "nul": (changed("Đã họp.", "Đã\0họp."), "toml", "\0"),
    "escape character": (changed("Đã họp.", "Đã\x1bhọp."), "toml", "\x1b"),
    "bare carriage return": (changed("Đã họp.", "Đã\rhọp."), "toml", "\r"),
    "byte order mark": ("\ufeff" + write_task(TASK), "toml", "\ufeff"),
    "surrogate escape": (changed("Đã họp.", "\\ud800"), "toml", "ud800"),
    "text for a number": (changed("title = ", "title = 1 # "), "wrong-type", "title"),
    "list for a text": (changed('source = "Phụ lục 1"', "source = []"), "wrong-type", "source"),
    "table for a text": (changed('source = "Phụ lục 1"', "source = {}"), "wrong-type", "source"),
    "number for a date": (changed("due = 2022-09-30", "due = 20220930"), "wrong-type", "due ="),
    "time for a date": (changed("due = 2022-09-30", "due = 2022-09-30T00:00:00"), "wrong-type", "due ="),
    "text for a date": (changed("due = 2022-09-30", 'due = "30/9"'), "wrong-type", "due ="),
    "text for a percentage": (changed('percent = ""', 'percent = "50"'), "wrong-type", "percent"),
    "decimal percentage": (changed('percent = ""', "percent = 50.5"), "wrong-type", "percent"),
    "percentage out of bounds": (changed('percent = ""', "percent = 101"), "wrong-type", "percent"),
    "truth for a percentage": (changed('percent = ""', "percent = true"), "wrong-type", "percent"),
    "huge hexadecimal": (changed('percent = ""', f"percent = 0x{'f' * 150}"), "wrong-type", "percent"),
    "unknown status": (changed('status = "in-progress"', 'status = "xong"'), "wrong-type", "status"),
    "list for a status": (changed('status = "in-progress"', 'status = ["done"]'), "wrong-type", "status"),
    "unknown kind of schedule": (changed('kind = "quarter"', "kind = inf"), "wrong-type", "kind = inf"),
    "text for a list": (changed("lead = [", 'lead = "x" # ['), "toml", '"so-noi-vu",'),
    "numbers in a list": (changed('"so-noi-vu"', "1"), "wrong-type", "lead"),
    "text for a document": (changed('{ kind = "Nghị quyết"', '"x", { kind = "Nghị quyết"'), "wrong-type", "basis"),
    "number in a document": (changed('number = "1/NQ-CP"', "number = 1"), "wrong-type", "basis"),
    "date in a document": (changed("date = 2022-09-01", "date = 2022"), "wrong-type", "basis"),
    "extension without a date": (changed("due = 2022-12-31", 'due = ""'), "wrong-type", "extensions"),
    "text for a table": (
        '# tracker record, format 1\nid = "2022-I-01"\nprogress = "done"\n', "wrong-type", "progress"
    ),
    "list of tables for a table": (changed("[progress]", "[[progress]]"), "wrong-type", "[[progress]]"),
    "no id": (changed('id = "2022-I-01"', 'id = ""'), "bad-id", "id ="),
    "an id of another form": (changed('"2022-I-01"', '"2022-1-1"'), "bad-id", "id ="),
    "an id in other digits": (changed('"2022-I-01"', '"２０２２-I-01"'), "bad-id", "id ="),
    "a numeral that is none": (changed('"2022-I-01"', '"2022-IIII-01"'), "bad-id", "id ="),
    "deep lists": (changed('percent = ""', f"percent = {'[' * 5000}"), "toml", "percent"),
    "deep tables": (changed('percent = ""', f"percent = {'{a=' * 500}"), "toml", "percent"),
    "dotted key": (changed('percent = ""', f"{'a.' * 40}b = 1"), "toml", "a.a"),
    "dotted quoted key": (changed('percent = ""', '"a b" . ' * 40 + "b = 1"), "toml", '"a b"'),
    "dotted table": (changed("[progress]", f"[{'a.' * 40}b]"), "toml", "a.a"),
    "dotted key in a table on one line": (changed('percent = ""', f"percent = {{ {'a.' * 40}b = 1 }}"), "toml", "a.a"),
    "dotted key behind quotation marks": (
        changed('percent = ""', f"percent = [ \"\"\"\nit's\"\"\", {{{'b.' * 40}b = 'x'}} ]"), "toml", "b.b"
    ),
    "huge number": (changed('percent = ""', f"percent = {'9' * 5000}"), "toml", "percent"),
}  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_is_a_problem_with_its_line(name: str) -> None:
    text, rule, words = ERRORS[name]
    reading = read(text)
    assert reading.task is None
    errors = [each for each in reading.problems if each.severity is Severity.ERROR]
    assert [each.rule for each in errors[:1]] == [rule]
    assert errors[0].line == line_of(text, words)
    assert errors[0].path == PATH


def test_the_way_out_of_broken_toml_names_the_file_as_a_shell_takes_it() -> None:
    text = changed('percent = ""', "percent =")
    for path, written in ((PATH, PATH), ("records/a b; c.toml", "'records/a b; c.toml'")):
        (problem,) = read_task(text, path).problems
        assert problem.hint is not None
        assert builders.ENGLISH(problem.hint).endswith(f"git restore --source=HEAD -- {written}")


@pytest.mark.parametrize("name", ["conflict-markers", "no value", "duplicate key"])
def test_a_record_that_is_no_toml_still_tells_its_id(name: str) -> None:
    assert read(ERRORS[name][0]).subject == "2022-I-01"


def test_several_errors_are_all_told() -> None:
    text = changed('percent = ""', 'percent = "x"').replace('status = "in-progress"', "status = 1")
    assert [each.field for each in read(text).problems] == ["progress.status", "progress.percent"]


def test_hidden_characters_and_keys_nobody_knows_are_warned_of() -> None:
    text = changed("Đã họp.", "Đã \u202ehọp.").replace('percent = ""', 'percent = ""\nkhac = 1\n"lạ lùng" = 2')
    reading = read(text)
    assert reading.task is not None
    found = {(each.rule, each.field, each.line) for each in reading.problems}
    assert ("hidden-characters", "progress.result", line_of(text, "result =")) in found
    assert any(rule == "unknown-key" and key == "progress.khac" for rule, key, _ in found)
    assert all(each.severity is Severity.WARNING for each in reading.problems)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda each: each.decode("latin-1")))
def test_no_text_whatever_raises(text: str) -> None:
    assert read(text).task is None


@settings(max_examples=150)
@given(builders.tasks, st.data())
def test_no_damage_to_a_record_raises(task: Task, data: st.DataObject) -> None:
    text = write_task(task)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 40)))
    piece = data.draw(st.sampled_from(["", '"', "'''", "[", "{", "\n", "=", "\0", "# ", "9" * 300, ".a" * 20, "\\"]))
    damaged = text[:start] + piece + text[end:]
    reading = read(damaged)
    assert (reading.task is None) == any(each.severity is Severity.ERROR for each in reading.problems)
    assert all(1 <= each.line <= damaged.count("\n") + 1 for each in reading.problems if each.rule == "toml")


@pytest.mark.parametrize(
    "bomb",
    ["a." * 30_000 + "a = 1", "[" + "a ." * 20_000 + "a]", "x = {" + '"a".' * 15_000 + "a = 1}", "x = " + "[" * 60_000],
    ids=["key", "table", "quoted", "lists"],
)
def test_a_small_file_cannot_take_much_memory(bomb: str) -> None:
    tracemalloc.start()
    try:
        assert read(bomb).task is None
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_lines_are_counted_through_strings_of_every_sort() -> None:
    text = (
        'a = "x \'\'\' y"\nb = \'x """ y\' # """\nc = """\\"""\nd = 1\n"""""\n'
        "e = '''\nf = 2\n''''\ng = [\n  \"]\", # ]\n  { h = 1 },\n]\n[t]\ni.j = 1\n'k' = 2\n"
    )
    assert key_lines(skeleton(text)) == {"a": 1, "b": 2, "c": 3, "e": 6, "g": 9, "t": 13, "t.i.j": 14, "t.k": 15}


# --- merging --------------------------------------------------------------------------------------


def merge(make_plan: MakePlan, base: Task, one: Task, other: Task) -> Task:
    """Let git merge two branches that each make an edit of one record; return the task that comes of it."""
    plan = make_plan()
    record = plan.folder / PATH
    record.write_bytes(write_task(base).encode())
    plan.git("add", "--", PATH)
    plan.git("commit", "-q", "-m", "gốc")
    for branch, wished in (("one", one), ("other", other)):
        plan.git("switch", "-q", "-c", branch, "main")
        record.write_bytes(revise(write_task(base), wished).encode())
        plan.git("commit", "-q", "-a", "-m", branch)
    plan.git("merge", "-q", "--no-edit", "one")
    return known(record.read_text(encoding="utf-8"))


NEIGHBOURS = [(one.key, other.key) for one, other in pairwise(FIELDS[1:])]
OTHERWISE = put(
    builders.task(),
    title="Tiêu đề khác",
    product="Kế hoạch",
    source="Phụ lục 2",
    basis=(document("9/NQ-CP", "Nghị quyết"),),
)
OTHERWISE = replace(
    OTHERWISE,
    schedule=replace(
        builders.schedule("Năm 2022", start=date(2022, 1, 1), due=date(2022, 12, 31), condition="khi có hướng dẫn"),
        kind=type(OTHERWISE.schedule.kind)("year"),
        extensions=(Extension(due=date(2023, 1, 31), decision="13/QĐ-UBND"),),
    ),
    assignment=builders.assignment(
        "so-y-te",
        text="phối hợp",
        coordinating=(AgencyId("so-noi-vu"),),
        others=(OtherRole(agency=AgencyId("so-y-te"), role="góp ý"),),
        reporter=AgencyId("so-y-te"),
    ),
    progress=builders.progress(
        Status.WAITING,
        percent=40,
        completed=date(2022, 9, 1),
        awaiting="Bộ Nội vụ",
        result="Khác",
        obstacle="Khác",
        proposal="Khác",
        documents=(document("7/BC-SNV", "Báo cáo"),),
    ),
)


@pytest.mark.parametrize(("first", "second"), [*NEIGHBOURS[::3], ("progress.status", "progress.documents")])
def test_two_branches_may_change_two_fields_even_next_to_each_other(
    make_plan: MakePlan, first: str, second: str
) -> None:
    one = FIELD_BY_KEY[first].put(TASK, FIELD_BY_KEY[first].value(OTHERWISE))
    other = FIELD_BY_KEY[second].put(TASK, FIELD_BY_KEY[second].value(OTHERWISE))
    assert changes(TASK, one)
    assert changes(TASK, other)
    merged = merge(make_plan, TASK, one, other)
    assert merged == FIELD_BY_KEY[first].put(other, FIELD_BY_KEY[first].value(OTHERWISE))


def test_two_branches_may_change_two_lines_of_one_text(make_plan: MakePlan) -> None:
    one = put(TASK, result="Đã trình lần 2.\nĐã họp.\nĐã lấy ý kiến.")
    other = put(TASK, result="Đã trình.\nĐã họp.\nĐã lấy ý kiến các sở.")
    assert merge(make_plan, TASK, one, other) == put(TASK, result="Đã trình lần 2.\nĐã họp.\nĐã lấy ý kiến các sở.")


def test_two_branches_may_change_two_elements_of_one_list(make_plan: MakePlan) -> None:
    held = tuple(document(f"{number}/TTr-SNV", "Tờ trình") for number in range(1, 4))
    base = put(TASK, documents=held)
    one = put(base, documents=(replace(held[0], date=None), *held[1:]))
    other = put(base, documents=(*held, document("9/QĐ-UBND")))
    assert merge(make_plan, base, one, other) == put(one, documents=(*one.progress.documents, document("9/QĐ-UBND")))
