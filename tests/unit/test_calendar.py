"""Working days: weekends, holidays of both calendars, and terms that end on a day the office is open."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import FRIDAY, SHIPPED_HOLIDAYS, THURSDAY, Calendar, shipped_calendar
from domain.errors import InputError
from domain.period import jalali, parse_date
from domain.table import read_table

CALENDAR = shipped_calendar()
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))
TERMS = st.integers(1, 30)


def test_the_weekend_is_thursday_and_friday() -> None:
    week = [parse_date("1404-07-12") + timedelta(days=step) for step in range(7)]  # a Saturday, no holiday in sight
    assert [CALENDAR.is_working(day) for day in week] == [True] * 5 + [False] * 2


def test_where_thursdays_are_worked_only_friday_is_free() -> None:
    calendar = Calendar.load(weekend=frozenset({FRIDAY}))
    thursday = parse_date("1404-07-17")
    assert thursday.weekday() == THURSDAY
    assert (calendar.is_working(thursday), CALENDAR.is_working(thursday)) == (True, False)
    assert not calendar.is_working(thursday + timedelta(days=1))


@pytest.mark.parametrize(
    "written",
    [
        "1403-01-01", "1404-01-04", "1409-01-13", "1420-11-22",  # solar holidays of any year
        "1403-12-29", "1403-12-30",  # the last days of a leap year
        "1403-04-26", "1404-04-15", "1405-04-04",  # ʿĀshūrā, eleven days earlier each year
        "1404-01-11", "1405-12-19",  # ʿĪd al-Fiṭr, twice in 1405
    ],
)  # fmt: skip
def test_holidays(written: str) -> None:
    assert not CALENDAR.is_working(parse_date(written))


@pytest.mark.parametrize("written", ["1404-07-15", "1405-04-13", "1403-12-28", "1404-12-27"])
def test_ordinary_days(written: str) -> None:
    assert CALENDAR.is_working(parse_date(written))


def test_a_term_jumps_over_weekend_and_holidays() -> None:
    assert jalali(CALENDAR.due(parse_date("1404-07-14"), 3)) == "1404-07-19"
    assert jalali(CALENDAR.due(parse_date("1403-12-28"), 1)) == "1404-01-05"
    assert CALENDAR.working_days_between(parse_date("1403-12-28"), parse_date("1404-01-05")) == 1


def test_a_year_without_lunar_holidays_in_the_data_still_counts() -> None:
    assert jalali(CALENDAR.due(parse_date("1419-12-28"), 1)) == "1420-01-05"


def test_every_shipped_row_is_a_day_and_each_year_has_its_lunar_holidays() -> None:
    rows = read_table(SHIPPED_HOLIDAYS, ("date", "name", "basis"))
    assert all(row["name"] for row in rows)
    assert {row["basis"] for row in rows} == {"every year", "official", "computed"}
    years = [row["date"][:4] for row in rows if len(row["date"]) == 10]
    assert sorted(set(years)) == ["1403", "1404", "1405", "1406", "1407", "1408"]
    assert {years.count(year) for year in set(years)} <= {17, 18, 19}
    assert len({(row["date"], row["name"]) for row in rows}) == len(rows)


def test_lunar_holidays_keep_their_distance() -> None:
    """From one year to the next the same day comes 354 or 355 days later."""
    rows = [row for row in read_table(SHIPPED_HOLIDAYS, ("date", "name")) if len(row["date"]) == 10]
    for name in {row["name"] for row in rows}:
        days = [parse_date(row["date"]) for row in rows if row["name"] == name]
        assert len(days) >= 6
        assert {(later - day).days for day, later in pairwise(days)} <= {353, 354, 355}


@pytest.mark.parametrize("written", ["13-01", "00-10", "07-31", "12-31", "01-00"])
def test_a_month_day_that_does_not_exist_is_refused(tmp_path: Path, written: str) -> None:
    path = tmp_path / "holidays.csv"
    path.write_text(f"date,name\n01-01,نوروز\n{written},هیچ\n", encoding="utf-8")
    with pytest.raises(InputError, match="holiday_date") as error:
        Calendar.load(path)
    assert error.value.values == {"row": 3, "text": written}


def test_an_installations_own_file(tmp_path: Path) -> None:
    path = tmp_path / "holidays.csv"
    path.write_text("date,name\n۱۴۰۴-۰۷-۱۴,تعطیلی آلودگی هوا\n", encoding="utf-8")
    calendar = Calendar.load(path)
    assert not calendar.is_working(parse_date("1404-07-14"))
    assert calendar.is_working(parse_date("1404-01-02"))
    path.write_text("date,name\n1404-12-30,هیچ\n", encoding="utf-8")
    with pytest.raises(InputError, match="date_day"):
        Calendar.load(path)


def test_a_term_of_no_days_is_our_bug() -> None:
    with pytest.raises(ValueError, match="working day"):
        CALENDAR.due(date(2025, 10, 7), 0)


@given(DAYS, TERMS)
def test_a_term_ends_on_a_working_day_after_its_start(start: date, term: int) -> None:
    end = CALENDAR.due(start, term)
    assert CALENDAR.is_working(end)
    assert end > start


@given(DAYS, TERMS)
def test_counting_is_the_inverse_of_the_term(start: date, term: int) -> None:
    end = CALENDAR.due(start, term)
    assert CALENDAR.working_days_between(start, end) == term
    assert CALENDAR.working_days_between(start, end - timedelta(days=1)) == term - 1


@given(DAYS, DAYS, TERMS, TERMS)
def test_later_starts_and_longer_terms_end_later(one: date, other: date, term: int, more: int) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.due(early, term) <= CALENDAR.due(late, term)
    assert CALENDAR.due(early, term) < CALENDAR.due(early, term + more)


@given(DAYS, DAYS)
def test_nothing_lies_between_a_day_and_an_earlier_one(one: date, other: date) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.working_days_between(late, early) == 0
    assert 0 <= CALENDAR.working_days_between(early, late) <= (late - early).days
