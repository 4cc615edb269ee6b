"""Numbers as arguments of commands."""


def count(text: str) -> int:
    """Return a count of at least one; the parser names this function where the text is none."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
