"""A plan that names its office, and the people of the office and of two agencies."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

OFFICE = ("Trần Bình", "binh@noivu.example")
JUSTICE = ("Lê Tư", "tu@tuphap.example")
PLANNING = ("Phạm Kế", "ke@kehoach.example")

IDENTITIES = {"so-noi-vu": OFFICE[1], "so-tu-phap": JUSTICE[1], "so-ke-hoach-va-dau-tu": PLANNING[1]}


def git(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, check: bool = True) -> str:
    """Run git as a user would; raise with what it said where it fails."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL
    )
    if check and done.returncode != 0:
        raise AssertionError(done.stderr.decode("utf-8", "replace"))
    return done.stdout.decode("utf-8", "replace").rstrip("\n")


def become(folder: Path, person: tuple[str, str]) -> None:
    """Let git know the person in this repository."""
    git(folder, "config", "user.name", person[0])
    git(folder, "config", "user.email", person[1])


def name_office(folder: Path) -> None:
    """Name the office and who speaks for whom in the plan of the repository, as one commit of the office."""
    settings = folder / "records" / "2022" / "plan.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("rights = [", 'office = [\n    "so-noi-vu",\n]\n\nrights = ['), encoding="utf-8")
    for agency, identity in IDENTITIES.items():
        file = folder / "records" / "agencies" / f"{agency}.toml"
        held = file.read_text(encoding="utf-8")
        file.write_text(held.replace("identities = []", f'identities = [\n    "{identity}",\n]'), encoding="utf-8")
    become(folder, OFFICE)
    git(folder, "commit", "-q", "-a", "-m", "đầu mối của kế hoạch")


def share(template: Path, place: Path) -> Path:
    """Make the bare common copy of a plan that names its office; return it."""
    first = place / "first"
    shutil.copytree(template, first)
    name_office(first)
    bare = place / "common.git"
    git(place, "clone", "-q", "--bare", str(first), str(bare))
    return bare


def join(bare: Path, name: str, person: tuple[str, str]) -> Path:
    """Give the person a copy of the common plan."""
    git(bare.parent, "clone", "-q", str(bare), name)
    folder = bare.parent / name
    become(folder, person)
    return folder
