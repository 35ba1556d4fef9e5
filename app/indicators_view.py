"""Indicators as people and files see them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from rich.table import Table

from app import texts
from domain.agency import Catalogue
from domain.digits import persian_digits
from domain.place import provinces
from indicators.satisfaction import Satisfaction
from reports.tables import write_csv
from services.reporting import INDICATOR_COLUMNS, Grouping, Report, indicator_cells


@dataclass(frozen=True)
class View:
    """One report with the names of its groups; `period` is the machine-readable name of the period."""

    report: Report
    catalogue: Catalogue
    by: Grouping
    period: str

    def name(self, code: str) -> str:
        """The Persian name of a group; the code itself for one that the catalogue no longer has."""
        if self.by is Grouping.PROVINCE:
            return provinces().get(code, code)
        agency = self.catalogue.by_code.get(code)
        return agency.short_fa if agency else code

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `INDICATOR_COLUMNS`."""
        for result in self.report.results:
            yield indicator_cells(result, self.name(result.group), self.period)

    def write_csv(self, stream: TextIO) -> None:
        """The rows as CSV."""
        write_csv(stream, INDICATOR_COLUMNS, self.rows())

    def table(self, words: str) -> Table:
        """A table for the terminal."""
        title = texts.DEMO_TITLE.format(period=persian_digits(words)) if words else None
        table = Table(*texts.HEADERS, title=title)
        for result in self.report.results:
            table.add_row(self.name(result.group), *_shown(result))
        return table


def _shown(result: Satisfaction) -> tuple[str, str, str]:
    if result.value is None or result.low is None or result.high is None:
        return "—", texts.INSUFFICIENT, "—"
    interval = f"{texts.percent(result.low)} تا {texts.percent(result.high)}"
    return persian_digits(result.citizens), texts.percent(result.value), interval
