"""Read people's files: CSV, XLSX, JSONL, plain text, or standard input, whatever the editor made of them."""

import csv
import gzip
import io
import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TextIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from domain.errors import InputError

TEXT_COLUMN: Final = "text"
STANDARD: Final = Path("-")
KNOWN: Final = (".csv", ".csv.gz", ".xlsx", ".jsonl", ".txt")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS: Final = (",", ";", "\t")
csv.field_size_limit(64 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number as a person counts (a header is row 1), its values, or why it cannot be read."""

    number: int
    values: Mapping[str, Any]
    error: InputError | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """An opened input: column names (of JSONL: those of its first good row) and its lines."""

    columns: tuple[str, ...]
    lines: list[Line]


def read(path: Path, text_column: str = TEXT_COLUMN) -> Source:
    """Read a whole input file; the kind is told by the name's ending, `-` is JSONL on standard input.

    Raises InputError when the file is missing, of an unknown kind, broken, empty, in another encoding, or has no text
    column. A row that cannot be read is returned with its error.
    """
    source = _source(path)
    if not source.lines:
        raise InputError("file_empty", path=path)
    if text_column not in source.columns:
        raise InputError("column_missing", path=path, column=text_column, columns=", ".join(source.columns))
    return source


def _source(path: Path) -> Source:
    if path == STANDARD:
        return _jsonl(sys.stdin)
    name = path.name.lower()
    if not name.endswith(KNOWN):
        raise InputError("unknown_extension", path=path, known=", ".join(KNOWN))
    if not path.is_file():
        raise InputError("file_missing", path=path)
    if name.endswith(".xlsx"):
        return _xlsx(path)
    text = io.StringIO(_decoded(path), newline="")
    if name.endswith(".jsonl"):
        return _jsonl(text)
    if name.endswith(".txt"):
        lines = [Line(at, {TEXT_COLUMN: line}) for at, line in enumerate(text.read().splitlines(), start=1)]
        return Source((TEXT_COLUMN,), lines)
    return _csv(text)


def _decoded(path: Path) -> str:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return raw.decode("utf-16" if raw.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("file_encoding", path=path) from None


def _csv(text: TextIO) -> Source:
    header = text.readline()
    text.seek(0)
    delimiter = max(_DELIMITERS, key=header.count)
    reader = csv.reader(text, delimiter=delimiter)
    columns = tuple(name.strip() for name in next(reader, []))
    lines: list[Line] = []
    for number, cells in enumerate(reader, start=2):
        if not cells:
            continue
        if len(cells) > len(columns):
            lines.append(Line(number, {}, InputError("row_length", found=len(cells), wanted=len(columns))))
        else:
            filled = cells + [""] * (len(columns) - len(cells))
            lines.append(Line(number, dict(zip(columns, filled, strict=True))))
    return Source(columns, lines)


def _jsonl(text: TextIO) -> Source:
    columns: dict[str, None] = {}
    lines: list[Line] = []
    for number, line in enumerate(text, start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except ValueError:
            values = None
        if isinstance(values, dict):
            columns.update(dict.fromkeys(values))
            lines.append(Line(number, values))
        else:
            lines.append(Line(number, {}, InputError("row_json")))
    return Source(tuple(columns), lines)


def _xlsx(path: Path) -> Source:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        return _sheet(rows)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError, IndexError):
        raise InputError("xlsx_broken", path=path) from None


def _sheet(rows: Iterator[tuple[Any, ...]]) -> Source:
    columns = tuple("" if cell is None else str(cell).strip() for cell in next(rows, ()))
    lines = [
        Line(number, {name: "" if cell is None else cell for name, cell in zip(columns, cells, strict=False) if name})
        for number, cells in enumerate(rows, start=2)
        if any(cell is not None for cell in cells)
    ]
    return Source(tuple(name for name in columns if name), lines)
