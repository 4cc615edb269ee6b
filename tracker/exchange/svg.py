"""Charts drawn as SVG for a page of its own: no script, no style sheet, no link, every text escaped."""

from collections.abc import Iterator
from datetime import date
from html import escape

from tracker.exchange.paper import Bars, Curves, inert
from tracker.plan.dates import date_text

COLOURS = {
    "done": "#1b7837",
    "due": "#b35806",
    "done-in-time": "#1b7837",
    "done-late": "#7fbf7b",
    "done-date-unknown": "#c7e3a4",
    "done-undated": "#4d9ab5",
    "running": "#92c5de",
    "due-soon": "#fdb863",
    "overdue": "#b2182b",
    "waiting": "#998ec3",
    "paused": "#bababa",
    "not-started": "#e0e0e0",
    "closed": "#878787",
}
"""A colour for each series; the figure in the bar says the same without it."""

_DARK = frozenset({"done", "due", "done-in-time", "overdue", "closed", "done-undated"})
_WIDTH = 720
_LABEL = 300
_BAR = 22
_STEP = 34
_FONT = 'font-family="Arial, Helvetica, sans-serif" font-size="13"'


def draw(chart: Bars | Curves) -> str:
    """Return the chart as an ``svg`` element that grows and shrinks with its page."""
    return _bars(chart) if isinstance(chart, Bars) else _curves(chart)


def _svg(height: int, title: str, parts: Iterator[str]) -> str:
    told = _text(title)
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="100%" role="img" aria-label="{told}" '
        f'xmlns="http://www.w3.org/2000/svg" {_FONT}><title>{told}</title>{"".join(parts)}</svg>'
    )


def _text(text: str) -> str:
    return escape(" ".join(inert(text).split()))


def _legend(entries: tuple[tuple[str, str], ...]) -> tuple[list[str], int]:
    """Return the parts of a legend and its height; entries go on to a next line where they need one."""
    parts = []
    across, down = 0, 0
    for name, key in entries:
        wide = 30 + 8 * len(name)
        if across and across + wide > _WIDTH:
            across, down = 0, down + 22
        colour = COLOURS.get(key, "#555555")
        parts.append(f'<rect x="{across}" y="{down + 2}" width="14" height="14" fill="{colour}" stroke="#444"/>')
        parts.append(f'<text x="{across + 20}" y="{down + 14}">{_text(name)}</text>')
        across += wide
    return parts, down + 30


def _bars(chart: Bars) -> str:
    legend, top = _legend(chart.series)
    most = max((sum(counts) for _, counts in chart.rows), default=0) or 1
    room = _WIDTH - _LABEL - 40

    def parts() -> Iterator[str]:
        yield from legend
        for place, (label, counts) in enumerate(chart.rows):
            down = top + place * _STEP
            shown = label if len(label) <= 42 else label[:41] + "…"
            yield f'<text x="0" y="{down + 16}">{_text(shown)}</text>'
            across = float(_LABEL)
            for (_, key), count in zip(chart.series, counts, strict=True):
                if not count:
                    continue
                wide = room * count / most
                yield (
                    f'<rect x="{across:.1f}" y="{down}" width="{wide:.1f}" height="{_BAR}" '
                    f'fill="{COLOURS.get(key, "#555555")}" stroke="#fff"/>'
                )
                ink = "#fff" if key in _DARK else "#000"
                middle = f'x="{across + wide / 2:.1f}" y="{down + 16}" text-anchor="middle"'
                yield f'<text {middle} fill="{ink}">{count}</text>'
                across += wide
            yield f'<text x="{across + 6:.1f}" y="{down + 16}" font-weight="bold">{sum(counts)}</text>'

    return _svg(top + len(chart.rows) * _STEP + 4, chart.title, parts())


def _curves(chart: Curves) -> str:
    legend, top = _legend(tuple((name, key) for name, key, _ in chart.lines))
    days = sorted({day for _, _, points in chart.lines for day, _ in points})
    first, last = days[0], days[-1]
    left, right, height = 44, _WIDTH - 16, 240
    bottom = top + height

    def across(day: date) -> float:
        return left + (right - left) * (day - first).days / max(1, (last - first).days)

    def up(count: int) -> float:
        return bottom - height * count / max(1, chart.top)

    def parts() -> Iterator[str]:
        yield from legend
        for step in range(5):
            count = round(chart.top * step / 4)
            yield f'<line x1="{left}" x2="{right}" y1="{up(count):.1f}" y2="{up(count):.1f}" stroke="#ddd"/>'
            yield f'<text x="{left - 8}" y="{up(count) + 4:.1f}" text-anchor="end">{count}</text>'
        for place, day in enumerate((first, days[len(days) // 2], last)):
            anchor = ("start", "middle", "end")[place]
            yield f'<text x="{across(day):.1f}" y="{bottom + 20}" text-anchor="{anchor}">{date_text(day)}</text>'
        for _, key, points in chart.lines:
            dashes = ' stroke-dasharray="6 4"' if key == "due" else ""
            path = _path([(across(day), up(count)) for day, count in points])
            yield f'<path d="{path}" fill="none" stroke="{COLOURS.get(key, "#555555")}" stroke-width="2.5"{dashes}/>'

    return _svg(bottom + 30, chart.title, parts())


def _path(points: list[tuple[float, float]]) -> str:
    """Return a stair: a count stays until the day it changes."""
    (across, up), *others = points
    told = [f"M{across:.1f} {up:.1f}"]
    told += [f"H{across:.1f}V{up:.1f}" for across, up in others]
    return "".join(told)
