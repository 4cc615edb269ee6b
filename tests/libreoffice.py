"""LibreOffice without a window, as somebody who opens a file in it and saves it; tests skip where it is missing."""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

needs_libreoffice = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed on this machine"
)


@cache
def _profile() -> str:
    """Return where LibreOffice keeps its settings in this run, so that two runs do not meet."""
    return Path(tempfile.mkdtemp(prefix="tracker-soffice-")).as_uri()


def converted(path: Path, format: str, folder: Path) -> Path:
    """Save the file in another format into the folder; return it."""
    folder.mkdir(exist_ok=True)
    subprocess.run(
        (
            "soffice",
            f"-env:UserInstallation={_profile()}",
            "--headless",
            "--convert-to",
            format,
            "--outdir",
            folder,
            path,
        ),
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
    )
    made = folder / f"{path.stem}.{format}"
    assert made.is_file()
    return made


def resaved(path: Path) -> Path:
    """Open an office file in LibreOffice, save it in LibreOffice's own format, and save that in the first one again."""
    own = {".xlsx": "ods", ".docx": "odt"}[path.suffix]
    there = converted(path, own, path.parent / "libreoffice")
    converted(there, path.suffix.removeprefix("."), path.parent)
    return path
