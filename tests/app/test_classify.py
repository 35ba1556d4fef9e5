"""`rezayat classify` with the shipped model: every format in and out, and what people's files really look like."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import polars
from openpyxl import Workbook, load_workbook

from tests.app.conftest import Rezayat

ADDED = [
    "sentiment", "sentiment_score", "p_negative", "p_neutral", "p_positive", "agency", "agency_confidence",
    "agency_2", "agency_2_confidence", "agency_3", "agency_3_confidence", "kind", "kind_confidence",
    "urgent", "needs_review", "text_redacted", "model_version", "drivers", "service",
    "service_confidence",
]  # fmt: skip
WATER = "سه روزه آب خونمون قطعه، زنگ میزنیم کسی جواب نمیده"
THANKS = "از کارمندان ثبت‌احوال ممنونم، کارت ملی‌ام همان روز آماده شد"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_standard_input_to_standard_output_is_jsonl(rezayat: Rezayat) -> None:
    given = "".join(json.dumps({"id": at, "text": text}) + "\n" for at, text in enumerate((WATER, THANKS)))
    ran = rezayat("classify", "-", stdin=given)
    assert ran.code == 0
    first, second = lines(ran.out)
    assert list(first) == ["id", "text", *ADDED]
    assert first["agency"] == "water_wastewater"
    assert first["sentiment"] == "negative"
    assert second["agency"] == "civil_registry"
    assert second["sentiment"] == "positive"
    total = sum(float(str(first[name])) for name in ("p_negative", "p_neutral", "p_positive"))
    assert abs(total - 1) < 0.001


def test_formats_say_the_same(rezayat: Rezayat, home: Path) -> None:
    (home / "in.txt").write_text(f"{WATER}\n{THANKS}\n", encoding="utf-8")
    for name in ("out.csv", "out.xlsx", "out.jsonl", "out.parquet"):
        assert rezayat("classify", "in.txt", "--output", name).code == 0
    machine = lines((home / "out.jsonl").read_text(encoding="utf-8"))
    with (home / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["agency"] for row in csv.DictReader(file)] == [row["agency"] for row in machine]
    assert (home / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert polars.read_parquet(home / "out.parquet")["sentiment"].to_list() == [row["sentiment"] for row in machine]
    sheet = load_workbook(home / "out.xlsx").worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert [cell.value for cell in sheet["A"]][1:] == [WATER, THANKS]


def test_files_of_other_editors(rezayat: Rezayat, home: Path) -> None:
    table = f"شماره;text\n۱;{WATER}\n"
    for name, encoding in (("bom.csv", "utf-8-sig"), ("plain.csv", "utf-8"), ("wide.csv", "utf-16")):
        (home / name).write_text(table, encoding=encoding)
        ran = rezayat("classify", name)
        assert ran.code == 0, ran.err
        assert lines(ran.out)[0]["شماره"] == "۱"
    (home / "tab.csv").write_text(f"text\tn\n{WATER}\t5\n", encoding="utf-8")
    assert lines(rezayat("classify", "tab.csv").out)[0]["n"] == "5"


def test_xlsx_in_and_a_column_of_another_name(rezayat: Rezayat, home: Path) -> None:
    book = Workbook()
    book.active.append(["متن پیام", "agency"])
    book.active.append([WATER, "خودم نوشتم"])
    book.save(home / "in.xlsx")
    row = lines(rezayat("classify", "in.xlsx", "--text-column", "متن پیام").out)[0]
    assert row["input_agency"] == "خودم نوشتم"
    assert row["agency"] == "water_wastewater"


def test_bad_rows_are_reported_and_the_rest_is_done(rezayat: Rezayat, home: Path) -> None:
    (home / "in.jsonl").write_text('{"text": "آب قطع است"}\nnot json\n{"text": "برق رفت"}\n', encoding="utf-8")
    ran = rezayat("classify", "in.jsonl")
    assert ran.code == 0
    assert len(lines(ran.out)) == 2
    assert "سطر ۲" in ran.said


def test_strange_texts_have_defined_answers(rezayat: Rezayat) -> None:
    texts = [
        "   ",
        "😂😂😂",
        "آب\x00قطع است",
        "=1+1",
        "ا" * 1_000_000,
        "Das ist kein Persisch",
        "\u202bسلام\u202c \ud800",
    ]
    given = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    ran = rezayat("classify", "-", stdin=given)
    assert ran.code == 0
    rows = lines(ran.out)
    assert len(rows) == len(texts)
    for row in rows[:2]:
        assert (row["agency"], row["needs_review"], row["sentiment"], row["p_negative"]) == ("none", True, None, None)
    assert rows[3]["text_redacted"] == "=1+1"
    assert all(row["sentiment"] for row in rows[2:])


def test_personal_data_is_masked_in_what_we_add(rezayat: Rezayat) -> None:
    ran = rezayat("classify", "-", stdin=json.dumps({"text": "به ۰۹۱۲ ۳۴۵ ۶۷ ۸۹ زنگ بزنید، آقای محمدی جواب نداد"}))
    row = lines(ran.out)[0]
    assert "[موبایل]" in str(row["text_redacted"])
    assert "محمدی" not in str(row["text_redacted"])


def test_a_broken_pipe_is_no_error(home: Path) -> None:
    (home / "in.txt").write_text(f"{WATER}\n" * 300, encoding="utf-8")
    root = Path(__file__).parents[2]
    command = f"{sys.executable} -m app.cli classify in.txt | head -n 1"
    done = subprocess.run(
        command,
        shell=True,
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
