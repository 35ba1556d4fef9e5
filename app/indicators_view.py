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

    def is_ranked(self, code: str) -> bool:
        """Whether a group is compared with others; police, courts and private firms are counted but not ranked."""
        agency = self.catalogue.by_code.get(code)
        return self.by is Grouping.PROVINCE or (agency is not None and agency.ranked)

    def ordered(self) -> list[Satisfaction]:
        """Compared groups, best first; then those that are only counted, by name; then those without enough data."""
        shown = [result for result in self.report.results if result.published]
        compared = [result for result in shown if self.is_ranked(result.group)]
        counted = [result for result in shown if not self.is_ranked(result.group)]
        hidden = [result for result in self.report.results if not result.published]
        return compared + sorted(counted, key=self._by_name) + sorted(hidden, key=self._by_name)

    def compared(self) -> list[Satisfaction]:
        """What a chart that invites comparison may show."""
        return [result for result in self.ordered() if self.is_ranked(result.group)]

    def _by_name(self, result: Satisfaction) -> str:
        return self.name(result.group)

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Rows of `INDICATOR_COLUMNS`."""
        for result in self.ordered():
            yield indicator_cells(result, self.name(result.group), self.period)

    def write_csv(self, stream: TextIO) -> None:
        """The rows as CSV."""
        write_csv(stream, INDICATOR_COLUMNS, self.rows())

    def table(self, words: str) -> Table:
        """A table for the terminal."""
        title = texts.DEMO_TITLE.format(period=persian_digits(words)) if words else None
        table = Table(*texts.HEADERS, title=title)
        for result in self.ordered():
            mark = "" if self.is_ranked(result.group) or not result.published else texts.NOT_COMPARED
            table.add_row(f"{self.name(result.group)}{mark}", *_shown(result))
        return table


def _shown(result: Satisfaction) -> tuple[str, str, str]:
    if result.value is None or result.low is None or result.high is None:
        return "—", texts.INSUFFICIENT, "—"
    interval = f"{texts.percent(result.low)} تا {texts.percent(result.high)}"
    return persian_digits(result.citizens), texts.percent(result.value), interval
