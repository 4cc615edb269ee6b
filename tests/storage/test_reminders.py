"""Reminders as text: what is written reads back, a line more leaves all others alone."""

from datetime import date

from tracker.plan.names import AgencyId
from tracker.plan.owing import Reminder
from tracker.storage.reminders import add_reminder, read_reminders, reminders_path, write_reminders

FIRST = Reminder(day=date(2022, 9, 10), means='công văn "hỏa tốc"', tasks=5)
SECOND = Reminder(day=date(2022, 9, 15), means="điện thoại", tasks=2, note="hẹn 16/9")
SNV = AgencyId("so-noi-vu")


def test_what_is_written_reads_back() -> None:
    text = write_reminders("2022-Q3", SNV, (FIRST, SECOND))
    assert read_reminders(text, "x.toml") == ((FIRST, SECOND), ())
    assert read_reminders(write_reminders("2022-Q3", SNV, ()), "x.toml") == ((), ())


def test_one_more_reminder_is_one_more_line() -> None:
    text = write_reminders("2022-Q3", SNV, (FIRST,)).replace("reminders = [", "# gọi buổi sáng\nreminders = [")
    more = add_reminder(text, SECOND)
    assert more is not None
    assert read_reminders(more, "x.toml") == ((FIRST, SECOND), ())
    assert [each for each in more.split("\n") if each not in text.split("\n")] == [
        '    { date = 2022-09-15, means = "điện thoại", tasks = 2, note = "hẹn 16/9" },'
    ]
    assert len(more.split("\n")) == len(text.split("\n")) + 1


def test_a_file_laid_out_otherwise_is_not_guessed_at() -> None:
    assert add_reminder(write_reminders("2022-Q3", SNV, ()), FIRST) is None
    assert add_reminder('reminders = ["x\n]"', FIRST) is None


def test_a_broken_file_and_a_reminder_without_a_day_are_problems() -> None:
    assert read_reminders("<<<<<<< x\n", "x.toml")[1][0].rule == "conflict-markers"
    found, problems = read_reminders(
        'agency = "a"\nperiod = "p"\nreminders = [{ date = "", means = "", tasks = 1, note = "" }]\n', "x.toml"
    )
    assert (found, [each.rule for each in problems]) == ((), ["reminder"])


def test_only_plain_names_make_a_path() -> None:
    assert reminders_path("2022-Q3", SNV) == "reminders/2022-Q3/so-noi-vu.toml"
    assert reminders_path("../x", SNV) is None
    assert reminders_path("2022-Q3", AgencyId("a/b")) is None
