"""The CSV files that configure an installation: the catalogue, its services, units and groups."""

import csv
from collections.abc import Sequence
from pathlib import Path

from domain.errors import InputError

Cells = dict[str, str]
"""One row: the stripped text of each column."""


def read_table(path: Path, columns: Sequence[str]) -> list[Cells]:
    """The rows of a CSV file (UTF-8, any order of columns); row n is line n + 2 as people count.

    Raises InputError when the file is missing, is no UTF-8, or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise InputError("catalogue_columns", path=path, missing=", ".join(missing))
            return [{column: (row.get(column) or "").strip() for column in columns} for row in reader]
    except FileNotFoundError:
        raise InputError("file_missing", path=path) from None
    except UnicodeDecodeError:
        raise InputError("file_encoding", path=path) from None


def parts(cell: str) -> tuple[str, ...]:
    """The texts of a cell that holds several, parted by `|`."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())
