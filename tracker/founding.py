"""Beginning: a fresh plan for another province or year, and a throw-away copy of the shipped one."""

from datetime import date
from pathlib import Path

from tracker.plan.agency import Agency, AgencyKind
from tracker.plan.document import Document
from tracker.plan.edit import accepted_text
from tracker.plan.message import TrackerError, say
from tracker.plan.names import NO_AGENCY, AgencyId, AreaNumber
from tracker.plan.plan import Area, Period, PlanSettings, Right, Step
from tracker.plan.task import Status
from tracker.plan.words import Words
from tracker.storage import driver
from tracker.storage.creation import begin_repository, copy_history
from tracker.storage.identity import Identity
from tracker.storage.register_codec import write_agency, write_settings
from tracker.storage.repository import FileChange, Repository

SHIPPED = (Path(__file__).parent.parent / "records", Path(__file__).parent / "shipped")
"""Where the shipped plan lies: beside the program in a checkout, within it in an installed package."""

USUAL_AREAS = (
    ("I", "Cải cách thể chế", "Thể chế", "cai-cach-the-che"),
    ("II", "Cải cách thủ tục hành chính", "TTHC", "cai-cach-thu-tuc-hanh-chinh"),
    ("III", "Cải cách tổ chức bộ máy hành chính nhà nước", "Bộ máy", "cai-cach-to-chuc-bo-may"),
    ("IV", "Cải cách chế độ công vụ", "Công vụ", "cai-cach-che-do-cong-vu"),
    ("V", "Cải cách tài chính công", "Tài chính công", "cai-cach-tai-chinh-cong"),
    ("VI", "Xây dựng, phát triển Chính quyền điện tử, Chính quyền số", "Chính quyền số", "chinh-quyen-so"),
    ("VII", "Công tác chỉ đạo, điều hành", "Chỉ đạo, điều hành", "chi-dao-dieu-hanh"),
)
"""The six areas of administrative reform and its direction: number, title, short title and folder."""

PROVINCE = AgencyId("ubnd-tinh")

USUAL_AGENCIES = (
    (PROVINCE, "Ủy ban nhân dân tỉnh", "UBND tỉnh", "UBND", AgencyKind.COMMITTEE),
    ("hdnd-tinh", "Hội đồng nhân dân tỉnh", "HĐND tỉnh", "HĐND", AgencyKind.COUNCIL),
    ("so-noi-vu", "Sở Nội vụ", "SNV", "SNV", AgencyKind.DEPARTMENT),
    ("so-tai-chinh", "Sở Tài chính", "STC", "STC", AgencyKind.DEPARTMENT),
    ("so-tu-phap", "Sở Tư pháp", "STP", "STP", AgencyKind.DEPARTMENT),
    ("so-khoa-hoc-va-cong-nghe", "Sở Khoa học và Công nghệ", "SKHCN", "SKHCN", AgencyKind.DEPARTMENT),
    ("van-phong-ubnd-tinh", "Văn phòng UBND tỉnh", "VP UBND tỉnh", "VPUBND", AgencyKind.OFFICE),
    ("nhom-so-ban-nganh", "Các sở, ban, ngành", "Sở, ban, ngành", "", AgencyKind.GROUP),
    ("nhom-co-quan-don-vi-lien-quan", "Các cơ quan, đơn vị liên quan", "Cơ quan liên quan", "", AgencyKind.GROUP),
)
"""The agencies of every province: id, name, short name, symbol and kind; the groups are open."""

DEMO_PERSON = Identity("Người dùng thử", "demo@localhost.invalid")
"""Who commits in a demo."""


def found_plan(folder: Path, *, year: int, title: str, language: str, words: Words) -> str:
    """Begin a plan of the year in the folder and return its first commit.

    The folder becomes a git repository where it is none. Raises ``TrackerError`` where it holds records of that
    year already.
    """
    if not 1900 <= year <= 9999:
        raise TrackerError(say("{year} is no plan year.", year=str(year)))
    plan_path = f"records/{year:04d}/plan.toml"
    if (folder / plan_path).exists():
        raise TrackerError(
            say("{path} exists already.", path=str(folder / plan_path)),
            say("open it: tracker, or choose another year."),
        )
    named = accepted_text(say("title"), title, multiline=False)
    begin_repository(folder)
    repository = Repository.open(folder)
    prefix = folder.resolve().relative_to(repository.work_tree.resolve()).as_posix() + "/"
    prefix = "" if prefix == "./" else prefix
    settings = fresh_settings(
        year, named or words(say("Administrative-reform plan of {year}", year=str(year))), language
    )
    changes = [FileChange(path=prefix + plan_path, expected=None, content=write_settings(settings).encode())]
    for agency in fresh_agencies():
        path = f"records/agencies/{agency.id}.toml"
        if not (folder / path).exists():
            changes.append(FileChange(path=prefix + path, expected=None, content=write_agency(agency).encode()))
    message = words(say("Begin the plan of {year}", year=str(year))) + "\n\nEdit: init\n"
    commit = repository.save(changes, message)
    driver.install(repository.place, f"{prefix}records/")
    return commit


def fresh_settings(year: int, title: str, language: str) -> PlanSettings:
    """Return the settings of a plan that has just begun, with the usual areas and reporting periods.

    The periods are those of Decree 09/2019/NĐ-CP as the Ministry of Home Affairs asks for them: data from 15
    December of the year before, cut off on the 14th of the last month, sent by the 20th.
    """
    start = date(year - 1, 12, 15)
    return PlanSettings(
        year=year,
        title=title,
        decision=Document(kind="", number="", date=None),
        language=language,
        done=(Status.DONE,),
        areas=tuple(
            Area(number=AreaNumber(number), title=name, short=short, slug=slug)
            for number, name, short, slug in USUAL_AREAS
        ),
        periods=(
            Period(id=f"{year}-Q1", title="Quý I", start=start, cut_off=date(year, 3, 14), due=date(year, 3, 20)),
            Period(
                id=f"{year}-H1", title="6 tháng đầu năm", start=start, cut_off=date(year, 6, 14), due=date(year, 6, 20)
            ),
            Period(
                id=f"{year}-Q3",
                title="Quý III",
                start=date(year, 6, 15),
                cut_off=date(year, 9, 14),
                due=date(year, 9, 20),
            ),
            Period(id=f"{year}-Y", title="Năm", start=start, cut_off=date(year, 12, 14), due=date(year, 12, 20)),
        ),
        ladder=(
            Step(from_percent=90, points="2"),
            Step(from_percent=70, points="1"),
            Step(from_percent=0, points="0"),
        ),
        rights=(
            Right(
                role="office",
                tasks="all",
                fields=("title", "product", "source", "basis", "schedule", "assignment", "progress"),
            ),
            Right(role="agency", tasks="own", fields=("progress",)),
        ),
    )


def fresh_agencies() -> tuple[Agency, ...]:
    """Return the agencies every province has under the same name; others are added by hand."""
    return tuple(
        Agency(
            id=AgencyId(id),
            name=name,
            short=(short,),
            symbols=(symbol,) if symbol else (),
            kind=kind,
            parent=PROVINCE if kind in (AgencyKind.DEPARTMENT, AgencyKind.OFFICE) else NO_AGENCY,
            open=kind is AgencyKind.GROUP,
        )
        for id, name, short, symbol, kind in USUAL_AGENCIES
    )


def found_demo(folder: Path) -> Path:
    """Copy the shipped plan into the folder as a repository of its own, and return its records folder.

    From a checkout the copy has the whole history; from an installed package it begins with one commit.
    """
    source = next((each for each in SHIPPED if (each / "agencies").is_dir()), None)
    if source is None:
        raise TrackerError(say("the shipped plan is not installed."))
    begin_repository(folder, person=DEMO_PERSON)
    if not copy_history(source, folder):
        files = sorted(path for path in source.rglob("*.toml") if path.is_file())
        changes = [
            FileChange(path=f"records/{path.relative_to(source).as_posix()}", expected=None, content=path.read_bytes())
            for path in files
        ]
        Repository.open(folder).save(changes, "Kế hoạch mẫu\n\nEdit: init\n")
    return folder / "records"
