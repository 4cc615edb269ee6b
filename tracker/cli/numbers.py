"""Numbers as arguments of commands."""


def count(text: str) -> int:
    """Return a count of at least one; the parser names this function where the text is none."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


ALL = "all"
"""What stands for the plans of all years in place of one."""


def year(text: str) -> int | str:
    """Return a plan year, or the word for all of them; the parser names this function where the text is neither."""
    return ALL if text == ALL else int(text)
