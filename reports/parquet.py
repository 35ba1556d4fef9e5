"""Tables as Parquet, with real types."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl
from polars.datatypes import DataTypeClass

from reports.cells import Cell, Kind, Table, Written, storable

ROWS_PER_PART: Final = 50_000
_TYPES: Final[dict[Kind, DataTypeClass]] = {
    Kind.TEXT: pl.String,
    Kind.INTEGER: pl.Int64,
    Kind.NUMBER: pl.Float64,
    Kind.BOOLEAN: pl.Boolean,
    Kind.DATE: pl.Date,
}


def write_parquet(path: Path, table: Table) -> Written:
    """Write the table in parts beside `path` and join them there as a stream, so that memory stays flat."""
    schema = {column.name: _TYPES[column.kind] for column in table.columns}
    parts: list[Path] = []
    count = 0
    for rows in _chunks(_storable_rows(table)):
        part = path.with_name(f"part-{len(parts):06d}.parquet")
        pl.DataFrame(rows, schema=schema, orient="row").write_parquet(part)
        parts.append(part)
        count += len(rows)
    pl.scan_parquet(parts).sink_parquet(path)
    for part in parts:
        part.unlink()
    return Written(count)


def _storable_rows(table: Table) -> Iterator[list[Cell]]:
    for row in table.rows:
        yield [storable(cell) if isinstance(cell, str) else cell for cell in row]


def _chunks(rows: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    """Lists of at most `ROWS_PER_PART` rows; one empty list when there are none."""
    chunk = list(islice(rows, ROWS_PER_PART))
    yield chunk
    while chunk := list(islice(rows, ROWS_PER_PART)):
        yield chunk
