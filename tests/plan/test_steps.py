"""Which edits of a person stand and which were put back, as undo and redo walk them."""

from datetime import UTC, datetime

from tracker.plan.history import Trailers
from tracker.plan.steps import Past, Steps, read_steps

WHEN = datetime(2022, 10, 7, tzinfo=UTC)


def past(commit: str, edit: str, *tasks: str, of: str = "", mine: bool = True) -> Past:
    trailers = Trailers(
        edit=edit,
        task=tasks[0] if tasks else "",
        more_tasks=tasks[1:],
        undoes=of if edit == "undo" else "",
        redoes=of if edit == "redo" else "",
    )
    return Past(commit=commit, subject=commit, when=WHEN, trailers=trailers, is_mine=mine)


def walked(steps: Steps) -> tuple[list[str], list[str]]:
    return [each.commit for each in steps.done], [each.commit for each in steps.undone]


def test_edits_of_the_person_stand_in_their_order_and_those_of_others_do_not_count() -> None:
    steps = read_steps(
        [past("a", "set", "I.1"), past("b", "set", "I.2", mine=False), past("c", "add", "I.3"), past("d", "")]
    )
    assert walked(steps) == (["a", "c"], [])
    assert [each.is_adding for each in steps.done] == [False, True]
    assert walked(steps.of("I.3")) == (["c"], [])


def test_what_is_put_back_can_be_made_again_the_last_one_first() -> None:
    made = [past("a", "set", "I.1"), past("b", "set", "I.2")]
    back = [past("u", "undo", "I.2", of="b"), past("v", "undo", "I.1", of="a")]
    assert walked(read_steps([*made, *back])) == ([], ["b", "a"])
    assert walked(read_steps([*made, *back, past("r", "redo", "I.1", of="a")])) == (["a"], ["b"])
    # of one task alone, out of the order in which the edits were made
    assert walked(read_steps([*made, past("v", "undo", "I.1", of="a")])) == (["b"], ["a"])


def test_an_edit_of_one_of_its_tasks_ends_what_can_be_made_again() -> None:
    made = [past("a", "set", "I.1", "I.2"), past("b", "set", "I.3")]
    back = [past("u", "undo", "I.3", of="b"), past("v", "undo", "I.1", "I.2", of="a")]
    assert walked(read_steps([*made, *back, past("c", "set", "I.2")])) == (["c"], ["b"])
    assert walked(read_steps([*made, *back, past("c", "set", "I.2", mine=False)])) == ([], ["b", "a"])


def test_what_somebody_else_put_back_is_neither_put_back_nor_made_again() -> None:
    steps = read_steps([past("a", "set", "I.1"), past("u", "undo", "I.1", of="a", mine=False)])
    assert walked(steps) == ([], [])


def test_the_beginning_of_a_plan_is_a_step_in_that_plan_and_in_those_its_tasks_come_from() -> None:
    trailers = Trailers(edit="new-year", task="2022-I-01", more_tasks=("2023-I-01",), begins="2023")
    steps = read_steps([Past(commit="a", subject="a", when=WHEN, trailers=trailers, is_mine=True)])
    assert [walked(steps.within(year)) for year in (2022, 2023, 2024)] == [(["a"], []), (["a"], []), ([], [])]
    empty = read_steps(
        [Past(commit="a", subject="a", when=WHEN, trailers=Trailers(edit="new-year", begins="2023"), is_mine=True)]
    )
    assert [walked(empty.within(year)) for year in (2022, 2023)] == [([], []), (["a"], [])]
