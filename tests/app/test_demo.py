"""The main job end to end, with the shipped sample and the shipped model."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.tables import Kind
from services.exporting import COLUMNS
from tests.app.conftest import Rezayat

ROOT = Path(__file__).parents[2]
FILES = {"feedback.xlsx", "feedback.csv", "feedback.jsonl", "indicators.xlsx", "satisfaction.png", "volume.png"}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """One run of the real command, as `make demo` runs it: what it printed, and the folder."""
    home = tmp_path_factory.mktemp("demo")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REZAYAT_")}
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "demo", "--out", "out"],
        cwd=home,
        env={**environment, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, home / "out"


def test_the_demo(ran: tuple[str, Path]) -> None:
    table, out = ran
    assert {path.name for path in out.iterdir()} == FILES
    rows = [json.loads(line) for line in (out / "feedback.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 600
    assert len({row["agency"] for row in rows}) >= 25
    assert len({row["date_jalali"][:7] for row in rows}) == 3
    assert len({row["province"] for row in rows}) >= 3
    assert 0.25 < sum(row["rating"] is not None for row in rows) / len(rows) < 0.45
    assert "داده ناکافی" in table
    _check_workbook(out / "feedback.xlsx", rows)
    _check_csv(out / "feedback.csv", rows)
    _check_indicators(out / "indicators.xlsx")
    for name in ("satisfaction.png", "volume.png"):
        assert (out / name).read_bytes().startswith(b"\x89PNG")


def _check_workbook(path: Path, rows: list[dict[str, object]]) -> None:
    sheet = load_workbook(path).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    titles = [cell.value for cell in sheet[1]]
    assert all(isinstance(title, str) and "\u0600" < title.strip()[0] < "\u06ff" for title in titles)
    names = list(rows[0])
    found = {"=": 0, "\u200c": 0}
    for cells, row in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        for cell, name in zip(cells, names, strict=True):
            expected = row[name]
            assert (cell.value or None) == (expected or None) or cell.value is expected, (cell.coordinate, name)
            assert cell.data_type != "f"
        text = str(row["text"])
        found["="] += text.startswith("=")
        found["\u200c"] += "\u200c" in text
    assert min(found.values()) >= 1


def _check_csv(path: Path, rows: list[dict[str, object]]) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    assert len(read) == len(rows)
    for line, row in zip(read, rows, strict=True):
        text = str(row["text"]).replace("\r\n", "\n")
        assert line["text"].replace("\r\n", "\n") in (text, f"'{text}")
        assert not line["text"].startswith(("=", "+", "-", "@"))
        assert line["case_number"] == str(row["case_number"])


def _check_indicators(path: Path) -> None:
    rows = list(load_workbook(path).worksheets[0].iter_rows(min_row=2, values_only=True))
    names = ["period", "code", "name", "citizens", "decided", "satisfied", "neutral", "value", "low", "high", "share"]
    shown = [dict(zip(names, row, strict=False)) for row in rows if row[7] is not None]
    hidden = [row for row in rows if row[7] is None]
    assert sum(int(str(one["citizens"])) >= 28 for one in shown) >= 12
    assert len(hidden) >= 3
    for one in shown:
        assert 0 <= float(str(one["low"])) <= float(str(one["value"])) <= float(str(one["high"])) <= 1
    assert all(cell is None for row in hidden for cell in row[4:11])


def test_personal_data_of_the_sample_is_masked_everywhere(ran: tuple[str, Path]) -> None:
    text = (ran[1] / "feedback.jsonl").read_text(encoding="utf-8")
    assert "[موبایل]" in text
    assert "[نام]" in text
    assert "person" not in json.loads(text.splitlines()[0])


def test_a_persons_own_file(rezayat: Rezayat, home: Path) -> None:
    rows = [("آب قطع است", "۱۴۰۴/۷/۱", "کرمانشاه", "2")] * 3 + [("", "", "", "")] + [("عالی بود", "bad", "", "")]
    with (home / "mine.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "date", "province", "rating"])
        writer.writerows(rows)
    ran = rezayat("demo", "--input", "mine.csv", "--out", "out")
    assert ran.code == 0
    assert "سطر ۵" in ran.said
    assert "سطر ۶" in ran.said
    exported = [json.loads(line) for line in (home / "out" / "feedback.jsonl").read_text("utf-8").splitlines()]
    assert [row["date"] for row in exported] == ["2025-09-23"] * 3
    assert {row["province"] for row in exported} == {"kermanshah"}


def test_the_sample_follows_the_columns(ran: tuple[str, Path]) -> None:
    first = json.loads((ran[1] / "feedback.jsonl").read_text(encoding="utf-8").splitlines()[0])
    expected = [
        name
        for column in COLUMNS
        for name in ([f"{column.name}_jalali"] if column.kind is Kind.DATE else []) + [column.name]
    ]
    assert list(first) == expected
