"""What a table is made of in every file format: typed columns, rows of cells, text that a file can hold."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeAlias

from domain.period import jalali
from reports import texts

Cell: TypeAlias = str | int | float | bool | date | None
Row: TypeAlias = Sequence[Any]
"""One value per column: of the column's kind, or None where there is none."""

_REPLACEMENT: Final = "\ufffd"
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `name` is the code for machines, `title_fa` the header and `meaning_fa` the explanation for people."""

    name: str
    title_fa: str
    kind: Kind = Kind.TEXT
    meaning_fa: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds: the rows, and how many cells had to be cut to fit the format."""

    rows: int
    cut_cells: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows, every date already in its two columns; the text is not yet `storable` or `printable`."""

    columns: tuple[Column, ...]
    rows: Iterator[list[Cell]]


def typed_table(columns: Sequence[Column], rows: Iterable[Row]) -> Table:
    """Split dates into a Jalali text and an ISO column, and bring every cell to the type of its column.

    Raises ValueError for two columns of one name and, while the rows are drawn, for a row of another length.
    """
    steps = [step for at, column in enumerate(columns) for step in _steps(at, column)]
    clean = tuple(column for column, _, _ in steps)
    if len({column.name for column in clean}) != len(clean):
        raise ValueError(f"two columns of one name among {[column.name for column in clean]}")
    readers = [(at, reader) for _, at, reader in steps]
    return Table(clean, _typed_rows(rows, len(columns), readers))


def storable(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot hold, replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub(_REPLACEMENT, text)
    return text


def printable(text: str) -> str:
    """The storable text with control characters other than TAB, LF and CR replaced by U+FFFD."""
    # Most cells are codes and numbers: this spares them the pattern.
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(_REPLACEMENT, text)


_Reader: TypeAlias = Callable[[Any], Cell]


def _typed_rows(rows: Iterable[Row], width: int, readers: list[tuple[int, _Reader]]) -> Iterator[list[Cell]]:
    for row in rows:
        if len(row) != width:
            raise ValueError(f"a row of {len(row)} cells under {width} columns")
        yield [None if (value := row[at]) is None else reader(value) for at, reader in readers]


def _steps(at: int, column: Column) -> list[tuple[Column, int, _Reader]]:
    if column.kind is not Kind.DATE:
        return [(column, at, _READERS[column.kind])]
    spoken = Column(
        f"{column.name}_jalali", texts.JALALI_TITLE.format(title=column.title_fa), Kind.TEXT, column.meaning_fa
    )
    iso = Column(column.name, texts.ISO_TITLE.format(title=column.title_fa), Kind.DATE, column.meaning_fa)
    return [(spoken, at, _jalali), (iso, at, _same)]


# The same few days come back in every row, and jdatetime takes microseconds for each.
_jalali: Final = lru_cache(maxsize=4096)(jalali)


def _same(value: date) -> date:
    return value


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


_READERS: Final[dict[Kind, _Reader]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: bool,
}
