"""Every file format read back with a reader of its own, with the cells that break naive writers."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from domain.errors import InputError
from reports import parquet, texts, xlsx
from reports.tables import FORMATS, Column, Kind, Row, Written, write_jsonl, write_table

COLUMNS = (
    Column("text", "متن پیام", Kind.TEXT, "متن پیام پس از پوشاندن دادهٔ شخصی"),
    Column("count", "تعداد", Kind.INTEGER),
    Column("score", "نمره", Kind.NUMBER),
    Column("urgent", "فوری", Kind.BOOLEAN),
    Column("day", "تاریخ", Kind.DATE),
)
DAY = date(2025, 10, 7)
NAMES = ["text", "count", "score", "urgent", "day_jalali", "day"]
LONG = "متن بلند " * 4_500  # 40,500 characters

Table = list[list[Any]]


def one(text: str | None) -> Row:
    return (text, -5, -0.25, True, DAY)


def read_csv(path: Path) -> Table:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def sheet_values(path: Path, title: str = texts.SHEET) -> Table:
    sheet = openpyxl.load_workbook(path)[title]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def written_text(path: Path, text: str) -> Any:
    """What a reader finds in the text cell of the only row."""
    write_table(path, COLUMNS, [one(text)])
    match path.suffix:
        case ".csv":
            return read_csv(path)[1][0]
        case ".xlsx":
            return sheet_values(path)[1][0]
        case ".jsonl":
            return json.loads(path.read_text(encoding="utf-8"))["text"]
    return pl.read_parquet(path)["text"][0]


def test_csv_is_utf8_with_bom_and_comma(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_table(path, COLUMNS, [one("سلام، «خوب»"), (None, None, None, False, None)]) == Written(2)
    assert path.read_bytes().startswith(b"\xef\xbb\xbftext,count,")
    header, first, second = read_csv(path)
    assert header[0].removeprefix("\ufeff") == "text"
    assert header[1:] == NAMES[1:]
    assert first == ["سلام، «خوب»", "-5", "-0.25", "true", "1404-07-15", "2025-10-07"]
    assert second == ["", "", "", "false", "", ""]


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+98", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_csv_guards_what_would_run_as_a_formula(tmp_path: Path, text: str) -> None:
    assert written_text(tmp_path / "out.csv", text) == f"'{text}"


@pytest.mark.parametrize("suffix", [".xlsx", ".jsonl", ".parquet"])
@pytest.mark.parametrize(
    "text", ["=1+1", "+98", "-5", "@SUM(A1)", "https://x.ir", "0912", "می\u200cخواهم", " \n دو خط"]
)
def test_other_formats_keep_text_as_it_is(tmp_path: Path, suffix: str, text: str) -> None:
    assert written_text(tmp_path / f"out{suffix}", text) == text


@pytest.mark.parametrize("suffix", FORMATS)
def test_lone_surrogates_are_replaced_everywhere(tmp_path: Path, suffix: str) -> None:
    assert written_text(tmp_path / f"out{suffix}", "الف\ud83dب😀") == "الف\ufffdب😀"


@pytest.mark.parametrize(
    ("suffix", "found"), [(".csv", "a\ufffdb\ufffd"), (".xlsx", "a\ufffdb\ufffd"), (".jsonl", "a\0b\x1f")]
)
def test_control_characters_stay_only_where_they_can(tmp_path: Path, suffix: str, found: str) -> None:
    assert written_text(tmp_path / f"out{suffix}", "a\0b\x1f") == found


def test_xlsx_for_people(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_table(path, COLUMNS, [one("=1+1"), (None, 7, float("nan"), False, None)])
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [texts.SHEET, texts.GUIDE_SHEET]
    sheet = book[texts.SHEET]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet["A1"].font.bold
    assert [cell.value for cell in sheet[1]] == ["متن پیام", "تعداد", "نمره", "فوری", "تاریخ (شمسی)", "تاریخ (میلادی)"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]] == [
        ("=1+1", "s"), (-5, "n"), (-0.25, "n"), (True, "b"), ("1404-07-15", "s"), ("2025-10-07", "s"),
    ]  # fmt: skip
    assert [cell.value for cell in sheet[3]] == [None, 7, None, False, None, None]


def test_the_guide_gives_each_column_its_code(tmp_path: Path) -> None:
    write_table(tmp_path / "out.xlsx", COLUMNS, [])
    guide = sheet_values(tmp_path / "out.xlsx", texts.GUIDE_SHEET)
    assert guide[0] == list(texts.GUIDE_HEADER)
    assert [row[0] for row in guide[1:]] == list("ABCDEF")
    assert [row[2] for row in guide[1:]] == NAMES
    assert guide[1][4] == COLUMNS[0].meaning_fa


def test_long_text_is_cut_marked_and_reported_in_xlsx_only(tmp_path: Path) -> None:
    assert write_table(tmp_path / "out.xlsx", COLUMNS, [one(LONG), one("کوتاه")]) == Written(2, cut_cells=1)
    found = sheet_values(tmp_path / "out.xlsx")[1][0]
    assert len(found) == xlsx.CELL_LIMIT
    assert found.endswith(texts.CUT_MARK)
    assert LONG.startswith(found.removesuffix(texts.CUT_MARK))
    for suffix in (".csv", ".jsonl", ".parquet"):
        assert written_text(tmp_path / f"out{suffix}", LONG) == LONG


def test_the_limit_counts_as_excel_does(tmp_path: Path) -> None:
    # An emoji takes two of the 32,767 places, and is not cut in the middle.
    found = written_text(tmp_path / "out.xlsx", "😀" * 20_000)
    assert len(found.encode("utf-16-le")) // 2 in (xlsx.CELL_LIMIT, xlsx.CELL_LIMIT - 1)
    assert set(found.removesuffix(texts.CUT_MARK)) == {"😀"}
    exact = "ب" * xlsx.CELL_LIMIT
    assert written_text(tmp_path / "out.xlsx", exact) == exact


def test_text_cannot_smuggle_xml_into_the_workbook(tmp_path: Path) -> None:
    attack = '<r><t>x</t></r></is></c><c r="B9"><f>1+1</f></c><c><is><r></r>'
    assert written_text(tmp_path / "out.xlsx", attack).strip() == attack


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "ROWS_PER_SHEET", 3)
    assert write_table(tmp_path / "out.xlsx", COLUMNS, [one(str(n)) for n in range(7)]) == Written(7)
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["داده", "داده 2", "داده 3", texts.GUIDE_SHEET]
    assert [[row[0].value for row in sheet.iter_rows(min_row=2)] for sheet in book.worksheets[:3]] == [
        ["0", "1", "2"], ["3", "4", "5"], ["6"],
    ]  # fmt: skip
    assert all(sheet["A1"].value == "متن پیام" for sheet in book.worksheets[:3])


def test_jsonl_has_real_types_and_can_go_to_a_stream() -> None:
    stream = io.StringIO()
    assert write_jsonl(stream, COLUMNS, [one("سلام"), (None, 1, float("inf"), False, None)]) == Written(2)
    first, second = stream.getvalue().splitlines()
    assert "سلام" in first
    assert json.loads(first) == dict(zip(NAMES, ["سلام", -5, -0.25, True, "1404-07-15", "2025-10-07"], strict=True))
    assert json.loads(second)["score"] is None


@pytest.mark.parametrize("size", [0, 1, 10])
def test_parquet_has_real_types_in_any_number_of_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(parquet, "ROWS_PER_PART", 4)
    assert write_table(tmp_path / "out.parquet", COLUMNS, [one(str(n)) for n in range(size)]) == Written(size)
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert frame.schema == dict(
        zip(NAMES, [pl.String, pl.Int64, pl.Float64, pl.Boolean, pl.String, pl.Date], strict=True)
    )
    assert frame["text"].to_list() == [str(n) for n in range(size)]
    assert set(frame["day"]) <= {DAY}


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_rows_is_a_table_with_columns(tmp_path: Path, suffix: str) -> None:
    assert write_table(tmp_path / f"out{suffix}", COLUMNS, []) == Written(0)
    assert (tmp_path / f"out{suffix}").exists()


def failing(good: int) -> Iterator[Row]:
    for _ in range(good):
        yield one("سلام")
    raise RuntimeError("the database went away")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("good", [0, 1, 3])
@pytest.mark.parametrize("old", [None, b"old"])
def test_an_error_on_the_way_leaves_everything_as_it_was(
    tmp_path: Path, suffix: str, good: int, old: bytes | None
) -> None:
    path = tmp_path / f"out{suffix}"
    if old is not None:
        path.write_bytes(old)
    with pytest.raises(RuntimeError, match="went away"):
        write_table(path, COLUMNS, failing(good))
    assert [found.read_bytes() for found in tmp_path.iterdir()] == ([] if old is None else [old])


def test_rows_are_drawn_one_by_one(tmp_path: Path) -> None:
    drawn = 0

    def rows() -> Iterator[Row]:
        nonlocal drawn
        for drawn in range(1, 4):
            assert list(tmp_path.iterdir()) == [] if drawn == 1 else list(tmp_path.iterdir())
            yield one("سلام")

    write_table(tmp_path / "out.csv", COLUMNS, rows())
    assert drawn == 3


@pytest.mark.parametrize("name", ["out.pdf", "out", "out.csv.gz"])
def test_an_unknown_extension_is_named_with_the_known_ones(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write_table(tmp_path / name, COLUMNS, failing(0))
    assert caught.value.code == "unknown_extension"
    assert caught.value.values == {"path": tmp_path / name, "known": ".csv .xlsx .jsonl .parquet"}


def test_the_extension_may_be_upper_case(tmp_path: Path) -> None:
    write_table(tmp_path / "OUT.CSV", COLUMNS, [one("سلام")])
    assert read_csv(tmp_path / "OUT.CSV")[1][0] == "سلام"


def test_a_missing_folder_or_a_folder_in_the_way_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder_missing"):
        write_table(tmp_path / "none" / "out.csv", COLUMNS, [one("سلام")])
    (tmp_path / "out.csv").mkdir()
    with pytest.raises(InputError, match="file_not_writable"):
        write_table(tmp_path / "out.csv", COLUMNS, [one("سلام")])


def test_wrong_tables_are_our_bugs(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1 cells under 5 columns"):
        write_table(tmp_path / "out.csv", COLUMNS, [("سلام",)])
    with pytest.raises(ValueError, match="one name"):
        write_table(tmp_path / "out.csv", [Column("a", "الف"), Column("a", "ب")], [])
