"""Measure an import of many rows against one of few: ``bench/importing.py [ROWS]``, 5,000 by default.

What is printed are ratios and seconds of processor time, since the clock of a shared machine says little.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tracker.plan.names import roman_numeral

AREAS = 20
LEADS = ("Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Sở Khoa học và Công nghệ", "Văn phòng UBND tỉnh")
SCHEDULES = ("Quý I/2027", "Trong năm 2027", "Tháng 6/2027", "Thường xuyên")
RESULTS = (
    "{lead} đã tham mưu UBND tỉnh ban hành quy định (Quyết định số {number}/QĐ-UBND ngày 15/3/2027)",
    "",
    "Đang triển khai thực hiện",
)


def annex(rows: int) -> str:
    """Return an annex of so many tasks in twenty areas, as tab-separated text."""
    lines = ["KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2027", "STT\tNhiệm vụ\tSản phẩm\tTiến độ\tPhân công\tKết quả thực hiện"]
    for area in range(AREAS):
        lines.append(f"{roman_numeral(area + 1)}\tLĩnh vực số {area + 1}\t\t\t\t")
        for place, number in enumerate(range(area, rows, AREAS), start=1):
            lead, other = LEADS[number % len(LEADS)], LEADS[(number + 1) % len(LEADS)]
            cells = (
                str(place),
                f"Ban hành quy định số {number} về rà soát, đơn giản hóa thủ tục hành chính",
                "Quyết định của UBND tỉnh",
                SCHEDULES[number % len(SCHEDULES)],
                f"{lead} chủ trì, phối hợp với {other} và các cơ quan, đơn vị có liên quan",
                RESULTS[number % len(RESULTS)].format(lead=lead, number=number),
            )
            lines.append("\t".join(cells))
    return "\n".join(lines) + "\n"


def measured(rows: int) -> tuple[float, float]:
    """Return the seconds on the clock and of processor time that one import takes, written and committed."""
    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "phu-luc.txt").write_text(annex(rows), encoding="utf-8")
        who = {f"GIT_{part}_{what}": held for part in ("AUTHOR", "COMMITTER") for what, held in PERSON.items()}
        before, started = os.times(), time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "tracker", "import", "phu-luc.txt", "--yes"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(root), **who},
            check=True,
            capture_output=True,
        )
        after = os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        return time.perf_counter() - started, spent


PERSON = {"NAME": "Người đo", "EMAIL": "do@localhost.invalid"}


def main() -> None:
    """Print what many rows cost beside few."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    few = max(1, rows // 10)
    clock_few, spent_few = measured(few)
    clock, spent = measured(rows)
    print(f"{few} rows: {clock_few:.1f} s, {spent_few:.1f} s of processor time")
    print(f"{rows} rows: {clock:.1f} s, {spent:.1f} s of processor time")
    print(f"ten times the rows: {clock / clock_few:.1f} times the time, {spent / spent_few:.1f} of processor time")


if __name__ == "__main__":
    main()
