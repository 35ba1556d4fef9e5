"""Cases as the command line shows them."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from rich.table import Table

from app import texts
from domain.agency import Catalogue
from domain.digits import persian_digits
from domain.period import TEHRAN, jalali
from services.cases import CITIZEN, Cases
from storage.cases import Case, Event

_STEERING: Final = ("Cc", "Cf", "Cs")
_KEPT: Final = "\n\t\u200c\u200d"
"""Half-spaces and the joiners of emoji are part of what was written."""


@dataclass(frozen=True)
class View:
    """Cases with the names of their agencies, as of one day."""

    cases: Cases
    catalogue: Catalogue
    today: date

    def table(self, found: list[Case]) -> Table:
        """One row per case; what is late says so."""
        table = Table(*texts.CASE_HEADERS)
        for case in found:
            table.add_row(
                persian_digits(case.number),
                _day(case.day),
                self._agency(case.agency),
                _status(case),
                self._due(case),
                plain(case.owner or ""),
                persian_digits(self.cases.response_days(case)),
            )
        return table

    def details(self, case: Case) -> Table:
        """What is known of one case besides its text; what is not known is left out."""
        table = Table(show_header=False)
        for name, value in self._details(case):
            if value:
                table.add_row(texts.CASE_LABELS[name], value)
        return table

    def _details(self, case: Case) -> Iterator[tuple[str, str]]:
        yield "number", persian_digits(case.number)
        yield "day", _day(case.day)
        yield "agency", self._agency(case.agency)
        yield "place", plain(case.county or "")
        yield "status", _status(case)
        yield "owner", plain(case.owner or "")
        yield "due", self._due(case)
        yield "days", persian_digits(self.cases.response_days(case))
        yield "rating", persian_digits(case.rating or "")
        yield "rating_after", persian_digits(case.rating_after or "")
        yield "verdict", texts.CASE_VERDICTS[case.verdict] if case.verdict else ""

    def timeline(self, events: tuple[Event, ...]) -> Table:
        """Who did what, oldest first."""
        table = Table(*texts.CASE_EVENT_HEADERS)
        for event in events:
            actor = texts.CASE_CITIZEN if event.actor == CITIZEN else plain(event.actor)
            agency = self._agency(event.agency) if event.agency else ""
            table.add_row(_moment(event.at), actor, texts.CASE_EVENTS[event.action], agency, plain(event.note or ""))
        return table

    def late(self, found: list[Case]) -> int:
        """How many of them are overdue."""
        return sum(case.is_overdue(self.today) for case in found)

    def _agency(self, code: str | None) -> str:
        agency = self.catalogue.by_code.get(code or "")
        return agency.short_fa if agency else code or ""

    def _due(self, case: Case) -> str:
        if case.due is None:
            return ""
        day = _day(case.due)
        return texts.CASE_OVERDUE.format(day=day) if case.is_overdue(self.today) else day


def plain(text: str) -> str:
    """A text without what would steer the terminal: a citizen's message is shown, never obeyed."""
    return "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in _STEERING)


def _status(case: Case) -> str:
    status = texts.CASE_STATUSES[case.status]
    if case.urgent:
        status = texts.CASE_URGENT.format(status=status)
    return texts.CASE_SENSITIVE.format(status=status) if case.sensitive else status


def _day(day: date) -> str:
    return persian_digits(jalali(day).replace("-", "/"))


def _moment(at: datetime) -> str:
    there = at.astimezone(TEHRAN)
    return f"{_day(there.date())} {persian_digits(there.strftime('%H:%M'))}"
