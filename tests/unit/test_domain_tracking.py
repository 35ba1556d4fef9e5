"""Tracking numbers: read as people type them, and no single slip passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digits import persian_digits
from domain.tracking import LENGTH, grouped, looks_like_tracking_number, new_tracking_number, parse_tracking_number

NUMBERS = st.builds(lambda _: new_tracking_number(), st.integers(0, 10**6))


@given(NUMBERS)
def test_a_new_number_is_valid_and_reads_back_from_what_people_see(number: str) -> None:
    assert len(number) == LENGTH
    assert parse_tracking_number(number) == number
    assert parse_tracking_number(persian_digits(grouped(number))) == number
    assert looks_like_tracking_number(grouped(number))


@given(NUMBERS)
def test_every_wrong_digit_is_caught(number: str) -> None:
    for at, right in enumerate(number):
        for wrong in set("0123456789") - {right}:
            assert parse_tracking_number(number[:at] + wrong + number[at + 1 :]) is None


@given(NUMBERS)
def test_every_swap_of_neighbours_is_caught(number: str) -> None:
    for at in range(LENGTH - 1):
        swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        assert swapped == number or parse_tracking_number(swapped) is None


def test_the_check_digit_is_damms() -> None:
    assert parse_tracking_number("000000005724") == "000000005724"  # 572 → 4, the example of the literature
    assert parse_tracking_number("000000005720") is None


@pytest.mark.parametrize(
    "text", ["0000-0000-5724", "۰۰۰۰ ۰۰۰۰ ۵۷۲۴", "٠٠٠٠_٠٠٠٠_٥٧٢٤", "\u200f0000\u00a00000\u200c5724\u200e"]
)
def test_separators_and_digits_of_all_keyboards(text: str) -> None:
    assert parse_tracking_number(text) == "000000005724"


@pytest.mark.parametrize(
    "text", ["", "00000005724", "0000000005724", "شماره 000000005724", "00000000572²", "00000000572x"]
)
def test_anything_else_is_no_number(text: str) -> None:
    assert parse_tracking_number(text) is None


@pytest.mark.parametrize(
    ("text", "looks"),
    [("0000 0000 5720", True), ("00000005724", True), ("0000000005724", True), ("0000005724", False),
     ("00000000005724", False), ("آب قطع است", False), ("", False), ("0000 0000 572x", False)],
)  # fmt: skip
def test_a_mistyped_number_still_looks_like_one(text: str, *, looks: bool) -> None:
    assert looks_like_tracking_number(text) is looks


def test_numbers_differ() -> None:
    assert len({new_tracking_number() for _ in range(200)}) == 200


def test_grouped_in_fours() -> None:
    assert grouped("123456789012") == "1234 5678 9012"
