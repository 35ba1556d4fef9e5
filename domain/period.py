"""Time as the offices count it: Tehran days, Jalali dates and months.

Instants are stored in UTC; a *day* is always a day in Tehran. People read Jalali dates with Persian digits, machine files
carry ISO 8601.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

import jdatetime

from domain.digits import latin_digits
from domain.errors import InputError

TEHRAN: Final = ZoneInfo("Asia/Tehran")
MONTHS: Final = (
    "فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
    "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند",
)  # fmt: skip
LAST_JALALI_YEAR: Final = 1699
"""A year up to this one is read as Jalali, a later one as Gregorian."""

_DATE: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")


def tehran_day(instant: datetime) -> date:
    """The day in Tehran on which an aware instant falls."""
    return instant.astimezone(TEHRAN).date()


def day_start(day: date) -> datetime:
    """The first instant of a Tehran day, in UTC."""
    return datetime.combine(day, time.min, tzinfo=TEHRAN).astimezone(UTC)


def jalali(day: date) -> str:
    """A day as `1404-07-15` in the Jalali calendar (Latin digits; see `domain.digits` for people)."""
    return str(jdatetime.date.fromgregorian(date=day).isoformat())


def jalali_words(day: date) -> str:
    """A day as a person says it: «۱۵ مهر ۱۴۰۴» (with Latin digits)."""
    there = jdatetime.date.fromgregorian(date=day)
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}"


def parse_date(text: str) -> date:
    """Read `1404-07-15`, `۱۴۰۴/۷/۱۵` or `2025-10-07`; raises InputError saying what is wrong."""
    match = _DATE.fullmatch(latin_digits(text).strip())
    if match is None:
        raise InputError("date_format", text=text)
    year, month, day = (int(part) for part in match.groups())
    if year > LAST_JALALI_YEAR:
        try:
            return date(year, month, day)
        except ValueError:
            raise InputError("date_impossible", text=text) from None
    return _from_jalali(year, month, day, text)


def _from_jalali(year: int, month: int, day: int, text: str) -> date:
    if not (year >= 1 and 1 <= month <= 12):
        raise InputError("date_month", text=text)
    length = month_length(year, month)
    if not 1 <= day <= length:
        raise InputError("date_day", text=text, month=MONTHS[month - 1], year=year, length=length)
    gregorian: date = jdatetime.date(year, month, day).togregorian()
    return gregorian


def month_length(year: int, month: int) -> int:
    """The number of days of a Jalali month (29–31)."""
    if month == 12:
        return 30 if jdatetime.date(year, 1, 1).isleap() else 29
    return 31 if month <= 6 else 30


@dataclass(frozen=True, slots=True, order=True)
class JalaliMonth:
    """A month of the Jalali calendar, the period of the indicators."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `1404-07` or `۱۴۰۴/۷`; raises InputError otherwise."""
        match = _MONTH.fullmatch(latin_digits(text).strip())
        if match is None:
            raise InputError("period_format", text=text)
        year, month = (int(part) for part in match.groups())
        if not (1300 <= year <= LAST_JALALI_YEAR and 1 <= month <= 12):
            raise InputError("period_format", text=text)
        return cls(year, month)

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which a Tehran day lies."""
        there = jdatetime.date.fromgregorian(date=day)
        return cls(there.year, there.month)

    @property
    def first(self) -> date:
        return _from_jalali(self.year, self.month, 1, str(self))

    @property
    def last(self) -> date:
        return self.first + timedelta(days=month_length(self.year, self.month) - 1)

    @property
    def words(self) -> str:
        """«مهر 1404»: month name and year, Latin digits."""
        return f"{MONTHS[self.month - 1]} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class DayRange:
    """Tehran days from `first` to `last`, both included; an open end is None."""

    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError("range_reversed", first=jalali(self.first), last=jalali(self.last))

    def __contains__(self, day: date) -> bool:
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)
