"""Tables as files: CSV, XLSX, JSONL and Parquet, chosen by the extension.

Rows stream: memory does not grow with their number. The first row is drawn before anything is created, the file is
written in a hidden folder beside its place and moved there when whole: after an error the old file is as it was and no
new one is left. In every format a date becomes two columns, `<name>_jalali` (text, `1404-07-15`) and `<name>`
(ISO 8601), numbers that are not finite are empty, and lone surrogates become U+FFFD.
"""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Final, TextIO, TypeAlias

from domain.errors import InputError
from reports.cells import Cell, Column, Kind, Row, Table, Written, printable, storable, typed_table
from reports.files import beside
from reports.parquet import write_parquet
from reports.xlsx import write_xlsx

__all__ = ["FORMATS", "Column", "Kind", "Row", "Written", "known_format", "write_csv", "write_jsonl", "write_table"]

Writer: TypeAlias = Callable[[Path, Table], Written]

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def known_format(path: Path) -> str:
    """The extension that decides the format of a file, lower case; raises InputError for one we do not write."""
    extension = path.suffix.lower()
    if extension not in FORMATS:
        raise InputError("unknown_extension", path=path, known=" ".join(FORMATS))
    return extension


def write_table(path: Path, columns: Sequence[Column], rows: Iterable[Row]) -> Written:
    """Write rows to a file in the format of its extension, wholly or not at all.

    Raises InputError for an unknown extension, a missing folder or a place that cannot be written; what the rows raise
    passes through.
    """
    write = FORMATS[known_format(path)]
    table = typed_table(columns, rows)
    first = next(table.rows, None)
    whole = table.rows if first is None else chain([first], table.rows)
    with beside(path) as unfinished:
        return write(unfinished, Table(table.columns, iter(whole)))


def write_jsonl(stream: TextIO, columns: Sequence[Column], rows: Iterable[Row]) -> Written:
    """Write one JSON object per row and line, keys being the column names, to an open UTF-8 stream."""
    return _dump(stream, typed_table(columns, rows))


def write_csv(stream: TextIO, columns: Sequence[Column], rows: Iterable[Row]) -> Written:
    """Write rows as CSV with a header to an open UTF-8 stream, without BOM."""
    return _dump_csv(stream, typed_table(columns, rows))


def _write_csv(path: Path, table: Table) -> Written:
    """Comma, UTF-8 with BOM (Excel needs it), `'` before what a spreadsheet would run as a formula, true/false."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        return _dump_csv(file, table)


def _dump_csv(stream: TextIO, table: Table) -> Written:
    encoders = [_CSV_CELLS.get(column.kind, _same) for column in table.columns]
    writer = csv.writer(stream)
    writer.writerow([_guarded(column.name) for column in table.columns])
    count = 0
    for row in table.rows:
        writer.writerow([None if cell is None else encode(cell) for encode, cell in zip(encoders, row, strict=True)])
        count += 1
    return Written(count)


def _guarded(text: Cell) -> str:
    clean = printable(str(text))
    return f"'{clean}" if clean.startswith(_FORMULA_STARTS) else clean


def _true_or_false(value: Cell) -> str:
    return "true" if value else "false"


def _same(value: Cell) -> Cell:
    return value


_CSV_CELLS: Final[Mapping[Kind, Callable[[Cell], Cell]]] = {Kind.TEXT: _guarded, Kind.BOOLEAN: _true_or_false}


def _write_jsonl(path: Path, table: Table) -> Written:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        return _dump(file, table)


def _dump(stream: TextIO, table: Table) -> Written:
    names = [column.name for column in table.columns]
    encode = json.JSONEncoder(ensure_ascii=False, default=date.isoformat).encode
    count = 0
    for row in table.rows:
        stream.write(storable(encode(dict(zip(names, row, strict=True)))) + "\n")
        count += 1
    return Written(count)


FORMATS: Final[Mapping[str, Writer]] = {
    ".csv": _write_csv,
    ".xlsx": write_xlsx,
    ".jsonl": _write_jsonl,
    ".parquet": write_parquet,
}
"""The writer of each extension."""
