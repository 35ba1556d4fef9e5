"""Jalali dates and Tehran days, against jdatetime and by hand."""

from datetime import UTC, date, datetime, timedelta

import jdatetime
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digits import persian_digits
from domain.errors import InputError
from domain.period import (
    DayRange,
    JalaliMonth,
    day_start,
    jalali,
    jalali_words,
    month_length,
    parse_date,
    tehran_day,
)

DAYS = st.dates(date(1922, 3, 22), date(2100, 1, 1))  # Jalali 1301 and later


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1404-07-15", date(2025, 10, 7)),
        ("۱۴۰۴/۷/۱۵", date(2025, 10, 7)),
        ("١٤٠٤.٠٧.١٥", date(2025, 10, 7)),
        (" 2025-10-07 ", date(2025, 10, 7)),
        ("1403-12-30", date(2025, 3, 20)),  # 1403 is a leap year
        ("1404-01-01", date(2025, 3, 21)),
        ("1699-01-01", date(2320, 3, 21)),
        ("1700-01-01", date(1700, 1, 1)),
    ],
)
def test_dates_are_read_in_both_calendars(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date_format"),
        ("15/7/1404", "date_format"),
        ("1404-07", "date_format"),
        ("1404-07-15x", "date_format"),
        ("1404-13-01", "date_month"),
        ("1404-00-01", "date_month"),
        ("0000-01-01", "date_month"),
        ("1404-07-31", "date_day"),
        ("1404-06-32", "date_day"),
        ("1404-07-00", "date_day"),
        ("2025-02-29", "date_impossible"),
        ("2025-13-01", "date_impossible"),
    ],
)
def test_other_dates_are_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_date(text)
    assert (caught.value.code, caught.value.values["text"]) == (code, text)


def test_the_error_names_the_length_of_the_month() -> None:
    with pytest.raises(InputError) as caught:
        parse_date("1404-12-30")
    assert caught.value.values == {"text": "1404-12-30", "month": "اسفند", "year": 1404, "length": 29}


@given(DAYS)
def test_a_jalali_day_is_read_back_however_it_is_written(day: date) -> None:
    written = jalali(day)
    assert parse_date(written) == day
    assert parse_date(persian_digits(written.replace("-", "/"))) == day


@pytest.mark.parametrize("year", [1, 1300, 1375, 1399, 1403, 1404, 1408, 1432, 1699])
@pytest.mark.parametrize("month", range(1, 13))
def test_month_lengths_agree_with_jdatetime(year: int, month: int) -> None:
    length = month_length(year, month)
    assert jdatetime.date(year, month, length).day == length
    with pytest.raises(ValueError, match="day"):
        jdatetime.date(year, month, length + 1)


def test_the_known_leap_years() -> None:
    assert [year for year in range(1395, 1413) if month_length(year, 12) == 30] == [1395, 1399, 1403, 1408, 1412]


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2025, 10, 7, 20, 29, 59, tzinfo=UTC), date(2025, 10, 7)),
        (datetime(2025, 10, 7, 20, 30, tzinfo=UTC), date(2025, 10, 8)),
        # Until 1401 the clock was put forward in summer.
        (datetime(2022, 7, 1, 19, 29, 59, tzinfo=UTC), date(2022, 7, 1)),
        (datetime(2022, 7, 1, 19, 30, tzinfo=UTC), date(2022, 7, 2)),
        (datetime(2023, 7, 1, 19, 30, tzinfo=UTC), date(2023, 7, 1)),
    ],
)
def test_the_day_changes_at_midnight_in_tehran(instant: datetime, day: date) -> None:
    assert tehran_day(instant) == day


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_a_day_starts_where_the_day_before_ends(day: date) -> None:
    """Also on the days on which the clock jumped from 0:00 to 1:00."""
    start = day_start(day)
    assert tehran_day(start) == day
    assert tehran_day(start - timedelta(microseconds=1)) == day - timedelta(days=1)


def test_days_in_words() -> None:
    assert jalali_words(date(2025, 10, 7)) == "15 مهر 1404"
    assert JalaliMonth(1404, 12).words == "اسفند 1404"


@pytest.mark.parametrize("text", ["1404-07", "۱۴۰۴/۷", " 1404.07 "])
def test_months_are_read(text: str) -> None:
    assert JalaliMonth.parse(text) == JalaliMonth(1404, 7)


@pytest.mark.parametrize("text", ["1404", "1404-13", "1404-0", "2025-10", "1299-01", "07-1404", "1404-07-15", "مهر"])
def test_other_months_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="period_format"):
        JalaliMonth.parse(text)


@given(DAYS)
def test_a_month_holds_its_days(day: date) -> None:
    month = JalaliMonth.of(day)
    assert month.first <= day <= month.last
    assert JalaliMonth.of(month.first - timedelta(days=1)) < month < JalaliMonth.of(month.last + timedelta(days=1))
    assert JalaliMonth.parse(str(month)) == month


def test_a_range_includes_both_ends_and_open_ends_nothing_less() -> None:
    first, last = date(2025, 10, 7), date(2025, 10, 9)
    one = timedelta(days=1)
    asked = [first - one, first, last, last + one]
    assert [day in DayRange(first, last) for day in asked] == [False, True, True, False]
    assert [day in DayRange(first=first) for day in asked] == [False, True, True, True]
    assert [day in DayRange(last=last) for day in asked] == [True, True, True, False]
    assert first in DayRange(first, first)


def test_a_reversed_range_is_refused_in_jalali() -> None:
    with pytest.raises(InputError) as caught:
        DayRange(date(2025, 10, 8), date(2025, 10, 7))
    assert caught.value.code == "range_reversed"
    assert caught.value.values == {"first": "1404-07-16", "last": "1404-07-15"}
