"""One month's indicators for one official: what stands out, a chart, and the aggregates as a file; never a single row."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from domain.agency import Catalogue
from domain.period import DayRange, JalaliMonth
from indicators.satisfaction import Satisfaction
from models.artefact import HeldOut
from reports import charts
from reports.charts import SatisfactionRow, Scope
from reports.tables import write_table
from services import reporting
from services.reporting import INDICATOR_COLUMNS, Grouping, Report, indicator_cells
from storage.database import Database
from storage.officials import Rights
from storage.predictions import Filter


@dataclass(frozen=True, slots=True)
class Figure:
    """The published index of an agency, under the name that people read."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Change:
    """An index that surely differs from that of the month before: the intervals have nothing in common."""

    name: str
    before: float
    after: float


@dataclass(frozen=True)
class Digest:
    """A month within an official's sight beside the month before it."""

    month: JalaliMonth
    rights: Rights
    catalogue: Catalogue
    present: Report
    previous: Report

    @cached_property
    def ordered(self) -> tuple[Satisfaction, ...]:
        """Compared agencies, best first; then those that are only counted, by name; then those without enough data."""
        return tuple(sorted(self.present.results, key=self._place))

    @property
    def compared(self) -> tuple[Satisfaction, ...]:
        """What the chart shows: agencies that are compared with others, or the officer's own."""
        return tuple(result for result in self.ordered if self._is_compared(result))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The published ones of these, best first."""
        return tuple(figure for figure in map(self._figure, self.compared) if figure)

    @property
    def extremes(self) -> tuple[Figure, Figure] | None:
        """The best and the worst figure, unless chance alone may have put them apart."""
        if not self.figures:
            return None
        best, worst = self.figures[0], self.figures[-1]
        return (best, worst) if best.low > worst.high else None

    @property
    def citizens(self) -> int:
        """The votes behind the published values; a person has one for each agency."""
        return sum(result.citizens for result in self.present.results if result.published)

    @property
    def published(self) -> int:
        """How many agencies have a published value."""
        return sum(result.published for result in self.present.results)

    @property
    def withheld(self) -> int:
        """How many agencies have not enough data."""
        return len(self.present.results) - self.published

    @property
    def is_comparable(self) -> bool:
        """Whether any compared agency has a value in both months."""
        return any(True for _ in self._pairs())

    @property
    def changes(self) -> tuple[Change, ...]:
        """The compared agencies that surely changed, the largest change first."""
        found = [
            Change(after.name, before.value, after.value)
            for before, after in self._pairs()
            if after.low > before.high or after.high < before.low
        ]
        return tuple(sorted(found, key=lambda one: -abs(one.after - one.before)))

    def name(self, code: str) -> str:
        """The short name of an agency; the code itself for one that the catalogue no longer has."""
        return self.catalogue[code].short_fa if code in self.catalogue else code

    def chart(self) -> bytes | None:
        """The index per agency as PNG; None while nothing may be shown."""
        if not self.figures:
            return None
        rows = [SatisfactionRow(self.name(result.group), result) for result in self.compared]
        return charts.png(charts.satisfaction_chart(rows, Scope(self.month.words, self.present.messages)))

    def table(self) -> bytes:
        """The indicators as XLSX."""
        with tempfile.TemporaryDirectory(prefix="rezayat-") as folder:
            path = Path(folder) / "indicators.xlsx"
            write_table(path, INDICATOR_COLUMNS, self._rows())
            return path.read_bytes()

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        return (indicator_cells(result, self.name(result.group), str(self.month)) for result in self.ordered)

    def _place(self, result: Satisfaction) -> tuple[int, float, str]:
        name = self.name(result.group)
        if result.value is None:
            return 2, 0.0, name
        return (0, -result.value, name) if self._is_compared(result) else (1, 0.0, name)

    def _is_compared(self, result: Satisfaction) -> bool:
        ranked = result.group in self.catalogue and self.catalogue[result.group].ranked
        return ranked or result.group == self.rights.agency

    def _figure(self, result: Satisfaction) -> Figure | None:
        if result.value is None or result.low is None or result.high is None:
            return None
        return Figure(self.name(result.group), result.value, result.low, result.high)

    def _pairs(self) -> Iterator[tuple[Figure, Figure]]:
        earlier = {result.group: self._figure(result) for result in self.previous.results}
        for result in self.compared:
            before, after = earlier.get(result.group), self._figure(result)
            if before and after:
                yield before, after


@dataclass(frozen=True, slots=True)
class Digester:
    """Makes the digests of one installation; `model` is the version whose predictions count, and its held-out errors."""

    database: Database
    catalogue: Catalogue
    model: tuple[str, HeldOut]

    async def digest(self, rights: Rights, month: JalaliMonth) -> Digest:
        """The month as far as these rights reach."""
        present = await self._report(rights, month)
        previous = await self._report(rights, month_before(month))
        return Digest(month, rights, self.catalogue, present, previous)

    async def _report(self, rights: Rights, month: JalaliMonth) -> Report:
        wanted = Filter(DayRange(month.first, month.last), rights.agency, rights.province)
        return await reporting.report(self.database, wanted, self.model, Grouping.AGENCY)


def month_before(month: JalaliMonth) -> JalaliMonth:
    """The Jalali month before this one."""
    return JalaliMonth.of(month.first - timedelta(days=1))
