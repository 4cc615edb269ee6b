"""The files beside the task records: ``plan.toml`` and the agencies, read into values and written anew.

Both are kept by hand; the program writes them only when it starts a fresh plan.
"""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.plan.agency import Agency, AgencyKind
from tracker.plan.document import Document
from tracker.plan.layout import USUAL_COLUMNS, USUAL_TITLES, HeadStyle, Layout, LayoutColumn
from tracker.plan.message import say
from tracker.plan.names import AgencyId, AreaNumber, roman_value
from tracker.plan.plan import Area, Denominator, Period, PlanSettings, Right, Scoring, Step
from tracker.plan.problem import Problem
from tracker.plan.saved_view import SavedView
from tracker.plan.task import Status
from tracker.storage.codec import quoted, render_element
from tracker.storage.toml import TomlReader


def read_agency(text: str, path: str) -> tuple[Agency | None, tuple[Problem, ...]]:
    """Read the text of an agency's file; the agency is None where it cannot be read."""
    reader = TomlReader(path, text)
    if not reader.parse():
        return None, tuple(reader.problems)
    id = reader.take_text("id", multiline=False)
    reader.subject = id
    if not id or path.rpartition("/")[2] != f"{id}.toml":
        reader.error("bad-id", say("the id {id} is not the name of the file.", id=id or '""'), key="id")
    agency = Agency(
        id=AgencyId(id),
        name=reader.take_text("name", multiline=False),
        short=reader.take_texts("short"),
        symbols=reader.take_texts("symbols"),
        aliases=reader.take_texts("aliases"),
        kind=reader.take_choice("kind", AgencyKind, AgencyKind.OUTSIDE),
        parent=AgencyId(reader.take_text("parent", multiline=False)),
        valid_from=reader.take_date("valid_from"),
        valid_to=reader.take_date("valid_to"),
        successors=_ids(reader, "successors"),
        members=_ids(reader, "members"),
        open=reader.take_flag("open"),
        identities=reader.take_texts("identities"),
    )
    reader.leave()
    return (None if reader.failed else agency), tuple(reader.problems)


def _ids(reader: TomlReader, key: str) -> tuple[AgencyId, ...]:
    return tuple(AgencyId(each) for each in reader.take_texts(key))


def write_agency(agency: Agency) -> str:
    """Return the text of an agency's file."""
    return _file(
        "# tracker agency, format 1",
        ("id", quoted(agency.id)),
        ("name", quoted(agency.name)),
        ("short", _texts(agency.short)),
        ("symbols", _texts(agency.symbols)),
        ("aliases", _texts(agency.aliases)),
        ("kind", quoted(agency.kind)),
        ("parent", quoted(agency.parent)),
        ("valid_from", _day(agency.valid_from)),
        ("valid_to", _day(agency.valid_to)),
        ("successors", _texts(agency.successors)),
        ("members", _texts(agency.members)),
        ("open", "true" if agency.open else "false"),
        ("identities", _texts(agency.identities)),
    )


def read_settings(text: str, path: str) -> tuple[PlanSettings | None, tuple[Problem, ...]]:
    """Read the text of a ``plan.toml``; the settings are None where it cannot be read."""
    reader = TomlReader(path, text)
    if not reader.parse():
        return None, tuple(reader.problems)
    settings = PlanSettings(
        year=reader.take_number("year", least=1900, most=9999) or 0,
        title=reader.take_text("title", multiline=False),
        short=reader.take_text("short", multiline=False),
        decision=Document(
            kind=reader.take_text("decision.kind", multiline=False),
            number=reader.take_text("decision.number", multiline=False),
            date=reader.take_date("decision.date"),
            issuer=AgencyId(reader.take_text("decision.issuer", multiline=False)),
        ),
        language=reader.take_text("language", multiline=False) or "vi",
        time_zone=reader.take_text("time_zone", multiline=False) or "Asia/Ho_Chi_Minh",
        cut_off=reader.take_date("cut_off"),
        due_soon_days=reader.take_number("due_soon_days", least=0, most=366) or 0,
        strict_before=reader.take_flag("strict_before"),
        done=tuple(_statuses(reader)),
        areas=tuple(_areas(reader)),
        periods=tuple(_periods(reader)),
        ladder=tuple(
            Step(
                from_percent=reader.number_of(each["from_percent"], "ladder", least=0, most=100) or 0,
                points=reader.text_of(each["points"], "ladder"),
            )
            for each in reader.take_tables("ladder", ("from_percent", "points"))
        ),
        scoring=_scoring(reader) if reader.holds("scoring") else Scoring(),
        layout=_layout(reader) if reader.holds("layout") else Layout(),
        rights=tuple(
            Right(
                role=reader.text_of(each["role"], "rights"),
                tasks=reader.text_of(each["tasks"], "rights"),
                fields=tuple(reader.text_of(each["fields"], "rights").split()),
            )
            for each in reader.take_tables("rights", ("role", "tasks", "fields"))
        ),
        office=_ids(reader, "office") if reader.holds("office") else (),
        views=_views(reader) if reader.holds("views") else (),
    )
    if f"{settings.year:04d}" != path.rpartition("/")[0].rpartition("/")[2]:
        reader.error(
            "year",
            say("the year {year} is not that of the folder.", year=str(settings.year)),
            say("give year the name of the folder plan.toml lies in."),
            key="year",
        )
    if settings.language not in ("vi", "en"):
        reader.error("wrong-type", say("{key} must be {wanted}.", key="language", wanted='"vi", "en"'), key="language")
    try:
        ZoneInfo(settings.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader.error("time-zone", say("the time zone {zone} is unknown.", zone=settings.time_zone), key="time_zone")
    reader.leave()
    return (None if reader.failed else settings), tuple(reader.problems)


def _statuses(reader: TomlReader) -> list[Status]:
    found = []
    for each in reader.take_texts("done"):
        if each in set(Status):
            found.append(Status(each))
        else:
            reader.error("wrong-type", say("{name} is no status.", name=each), key="done")
    return found


def _areas(reader: TomlReader) -> list[Area]:
    found = []
    for each in reader.take_tables("areas", ("number", "title", "short", "slug")):
        area = Area(
            number=AreaNumber(reader.text_of(each["number"], "areas")),
            title=reader.text_of(each["title"], "areas"),
            short=reader.text_of(each["short"], "areas"),
            slug=reader.text_of(each["slug"], "areas"),
        )
        if roman_value(area.number) == 0:
            reader.error("area", say("{number} is no Roman numeral.", number=area.number or '""'), key="areas")
        found.append(area)
    return found


def _views(reader: TomlReader) -> tuple[SavedView, ...]:
    return tuple(
        SavedView(name=reader.text_of(each["name"], "views"), query=reader.text_of(each["query"], "views"))
        for each in reader.take_tables("views", ("name", "query"))
    )


def _periods(reader: TomlReader) -> list[Period]:
    found = []
    for each in reader.take_tables("periods", ("id", "title", "start", "cut_off", "due")):
        days = [reader.date_of(each[name], "periods") for name in ("start", "cut_off", "due")]
        known = [day for day in days if isinstance(day, date)]
        if len(known) != len(days):
            reader.error("period", say("a period needs a start, a cut-off and a due date."), key="periods")
            continue
        found.append(
            Period(
                id=reader.text_of(each["id"], "periods"),
                title=reader.text_of(each["title"], "periods"),
                start=known[0],
                cut_off=known[1],
                due=known[2],
            )
        )
    return found


def _scoring(reader: TomlReader) -> Scoring:
    """Read the optional table of how the share of the ladder is counted; both keys belong to it."""
    return Scoring(
        denominator=reader.take_choice("scoring.denominator", Denominator, Denominator.PLAN),
        late_counts=reader.take_flag("scoring.late_counts"),
    )


def _layout(reader: TomlReader) -> Layout:
    """Read the optional table of how the annex is printed; each key of it may be left out."""
    texts = {
        name: reader.take_text(f"layout.{name}", multiline=False)
        for name in ("annex", "title", "document", "symbol", "issuer")
        if reader.holds(f"layout.{name}")
    }
    style = HeadStyle.DECREE
    if reader.holds("layout.style"):
        style = reader.take_choice("layout.style", HeadStyle, style)
    columns = tuple(_columns(reader)) if reader.holds("layout.columns") else ()
    return Layout(style=style, columns=columns or USUAL_COLUMNS, **texts)


def _columns(reader: TomlReader) -> list[LayoutColumn]:
    found = []
    for each in reader.take_tables("layout.columns", ("key", "title", "width")):
        column = LayoutColumn(
            key=reader.text_of(each["key"], "layout.columns"),
            title=reader.text_of(each["title"], "layout.columns"),
            width=reader.number_of(each["width"], "layout.columns", least=0, most=250) or 0,
        )
        if column.key in USUAL_TITLES:
            found.append(column)
        else:
            reader.warning(
                "layout",
                say("no column holds {key}; it is left out.", key=column.key or '""'),
                say("columns: {keys}.", keys=", ".join(USUAL_TITLES)),
                key="layout.columns",
            )
    return found


def write_settings(settings: PlanSettings) -> str:
    """Return the text of a ``plan.toml``."""
    decision = settings.decision
    return _file(
        "# tracker plan, format 1",
        ("year", str(settings.year)),
        ("title", quoted(settings.title)),
        ("short", quoted(settings.short)),
        ("language", quoted(settings.language)),
        ("time_zone", quoted(settings.time_zone)),
        ("cut_off", _day(settings.cut_off)),
        ("due_soon_days", str(settings.due_soon_days)),
        ("strict_before", "true" if settings.strict_before else "false"),
        ("done", _texts(settings.done)),
        (
            "areas",
            _lines(
                f"{{ number = {quoted(each.number)}, title = {quoted(each.title)}, "
                f"short = {quoted(each.short)}, slug = {quoted(each.slug)} }}"
                for each in settings.areas
            ),
        ),
        (
            "periods",
            _lines(
                f"{{ id = {quoted(each.id)}, title = {quoted(each.title)}, start = {each.start}, "
                f"cut_off = {each.cut_off}, due = {each.due} }}"
                for each in settings.periods
            ),
        ),
        (
            "ladder",
            _lines(
                f"{{ from_percent = {each.from_percent}, points = {quoted(each.points)} }}" for each in settings.ladder
            ),
        ),
        (
            "rights",
            _lines(
                f"{{ role = {quoted(each.role)}, tasks = {quoted(each.tasks)}, "
                f"fields = {quoted(' '.join(each.fields))} }}"
                for each in settings.rights
            ),
        ),
        *((("office", _texts(settings.office)),) if settings.office else ()),
        *((("views", _view_lines(settings.views)),) if settings.views else ()),
        *_optional_scoring(settings.scoring),
        *_optional_layout(settings.layout),
        ("[decision]", ""),
        ("kind", quoted(decision.kind)),
        ("number", quoted(decision.number)),
        ("date", _day(decision.date)),
        ("issuer", quoted(decision.issuer)),
    )


def _view_lines(views: tuple[SavedView, ...]) -> str:
    return _lines(f"{{ name = {quoted(each.name)}, query = {quoted(each.query)} }}" for each in views)


def _optional_scoring(scoring: Scoring) -> tuple[tuple[str, str], ...]:
    if scoring == Scoring():
        return ()
    return (
        ("[scoring]", ""),
        ("denominator", quoted(scoring.denominator)),
        ("late_counts", "true" if scoring.late_counts else "false"),
    )


def _optional_layout(layout: Layout) -> tuple[tuple[str, str], ...]:
    if layout == Layout():
        return ()
    columns = _lines(
        f"{{ key = {quoted(each.key)}, title = {quoted(each.title)}, width = {each.width} }}" for each in layout.columns
    )
    return (
        ("[layout]", ""),
        ("style", quoted(layout.style)),
        ("annex", quoted(layout.annex)),
        ("title", quoted(layout.title)),
        ("document", quoted(layout.document)),
        ("symbol", quoted(layout.symbol)),
        ("issuer", quoted(layout.issuer)),
        *((("columns", columns),) if layout.columns != USUAL_COLUMNS else ()),
    )


def _file(header: str, *keys: tuple[str, str]) -> str:
    return "\n\n".join([header, *(f"{key} = {value}" if value else key for key, value in keys)]) + "\n"


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else '""'


def _texts(texts: tuple[str, ...]) -> str:
    return _lines(render_element(str(each)) for each in texts)


def _lines(elements: Iterable[str]) -> str:
    lines = [f"    {each},\n" for each in elements]
    return "[\n" + "".join(lines) + "]" if lines else "[]"
