#!/usr/bin/env python3
"""Print the shipped plan as of three days, a form and a letter, open every document with LibreOffice, and leave its
pages as pictures.

It installs nothing: where a program is missing, it says which, and leaves.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "documents"
DAYS = ("31/3/2022", "30/6/2022", "7/10/2022")
AGENCY = "Sở Nội vụ"
"""Whose form and letter are looked at: it has the longest."""

NEEDED = {"soffice": "libreoffice-writer libreoffice-calc", "pdftoppm": "poppler-utils", "pdfinfo": "poppler-utils"}


def tracker(*arguments: str) -> None:
    """Run the tracker on the shipped plan."""
    subprocess.run([sys.executable, "-m", "tracker", *arguments], cwd=ROOT, check=True)


def opened(file: Path) -> int:
    """Turn a document into PDF and pictures as an office would see it; return how many pages it has."""
    folder = file.parent / file.name.replace(".", "-")
    folder.mkdir(exist_ok=True)
    convert = ("soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(file))
    subprocess.run(convert, check=True, capture_output=True, env={**os.environ, "HOME": str(FOLDER)})
    pdf = folder / f"{file.stem}.pdf"
    told = subprocess.run(("pdfinfo", str(pdf)), check=True, capture_output=True, text=True).stdout
    subprocess.run(("pdftoppm", "-r", "60", "-png", str(pdf), str(folder / "page")), check=True)
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pages:"))


def main() -> int:
    """Print and open everything; say what to look at."""
    missing = sorted({package for program, package in NEEDED.items() if shutil.which(program) is None})
    if missing:
        sys.stderr.write(f"documents: install {' '.join(missing)} first\n")
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    files = []
    for day in DAYS:
        for ending in ("docx", "xlsx"):
            files.append(FOLDER / f"{day.replace('/', '-')}.{ending}")
            tracker("report", "--at", day, "--output", str(files[-1]))
    files.append(FOLDER / "changes.docx")
    tracker("changes", f"{DAYS[0]}..{DAYS[1]}", "--output", str(files[-1]))
    tracker("report", "--output", str(FOLDER / "report.html"))
    for name, command in (("form", ("form", "--format", "docx")), ("form", ("form",)), ("letter", ("remind",))):
        tracker(*command, "--agency", AGENCY, "--output", str(FOLDER / name))
    files += sorted(each for each in FOLDER.glob("*/*") if each.suffix in (".docx", ".xlsx"))
    for file in files:
        sys.stdout.write(f"{file.name}: {opened(file)} pages\n")
    sys.stdout.write(f"look at the pages in {FOLDER}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
