"""Working days of the offices: what «three working days» means, and how many of them an answer took.

Official holidays are data (`holidays.csv`): fixed solar ones as `MM-DD`, those of the lunar calendar year by year as
`YYYY-MM-DD`, both Jalali. A lunar date may shift by a day when the moon is sighted, so an installation can put its own file
in the place of the shipped one. In a year without lunar rows only the solar holidays and the weekends are free.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Self

from domain.digits import latin_digits
from domain.errors import InputError
from domain.period import jalali, month_length, parse_date
from domain.table import read_table

SHIPPED_HOLIDAYS: Final = Path(__file__).with_name("holidays.csv")
COLUMNS: Final = ("date", "name")
THURSDAY: Final = 3
FRIDAY: Final = 4
WEEKEND: Final = frozenset({THURSDAY, FRIDAY})
"""Days of the week (`date.weekday`) without work. Since 1404 the offices of most provinces rest on Thursdays too; where
they do not, a `Calendar` is made with Friday alone."""

_YEARLY: Final = re.compile(r"(\d{2})-(\d{2})")
_LEAP_YEAR: Final = 1403

MonthDay = tuple[int, int]
"""A day of every Jalali year."""


@dataclass(frozen=True)
class Calendar:
    """Which days an office works; every day is a Tehran day."""

    yearly: frozenset[MonthDay]
    dated: frozenset[date]
    weekend: frozenset[int] = WEEKEND

    @classmethod
    def load(cls, path: Path = SHIPPED_HOLIDAYS, weekend: frozenset[int] = WEEKEND) -> Self:
        """Read a file of holidays; raises InputError when it is missing or names a day that does not exist."""
        yearly: set[MonthDay] = set()
        dated: set[date] = set()
        for number, row in enumerate(read_table(path, COLUMNS), start=2):
            written = latin_digits(row["date"])
            if match := _YEARLY.fullmatch(written):
                yearly.add(_month_day(match, number))
            else:
                dated.add(parse_date(written))
        return cls(frozenset(yearly), frozenset(dated), weekend)

    def is_working(self, day: date) -> bool:
        """True when the offices work on this day."""
        if day.weekday() in self.weekend or day in self.dated:
            return False
        _, month, month_day = jalali(day).split("-")
        return (int(month), int(month_day)) not in self.yearly

    def due(self, start: date, working_days: int) -> date:
        """The last of so many working days after `start`; the day itself does not count."""
        if working_days < 1:
            raise ValueError("a term has at least one working day")
        days = self._working_after(start)
        for _ in range(working_days - 1):
            next(days)
        return next(days)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; 0 when `end` is not later."""
        days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)

    def _working_after(self, start: date) -> Iterator[date]:
        day = start
        while True:
            day += timedelta(days=1)
            if self.is_working(day):
                yield day


@cache
def shipped_calendar() -> Calendar:
    """The calendar that comes with the program."""
    return Calendar.load()


def _month_day(match: re.Match[str], number: int) -> MonthDay:
    month, day = int(match[1]), int(match[2])
    # The last day of a leap year is a holiday, too, and the other years do without it.
    if not (1 <= month <= 12 and 1 <= day <= month_length(_LEAP_YEAR, month)):
        raise InputError("holiday_date", row=number, text=match[0])
    return month, day
