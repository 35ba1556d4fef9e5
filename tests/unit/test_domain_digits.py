"""Digits of three scripts."""

from hypothesis import given
from hypothesis import strategies as st

from domain.digits import latin_digits, persian_digits


def test_all_digits_become_latin_and_nothing_else_changes() -> None:
    assert latin_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789 آب ۱۲٫۵") == "0123456789 0123456789 0123456789 آب 12٫5"


def test_persian_digits_of_any_value() -> None:
    assert persian_digits(1234567890) == "۱۲۳۴۵۶۷۸۹۰"
    assert persian_digits("خط ۱ 2 ٣") == "خط ۱ ۲ ٣"


@given(st.integers())
def test_there_and_back(number: int) -> None:
    assert int(latin_digits(persian_digits(number))) == number


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(latin_digits(text)) == len(text)
    assert latin_digits(persian_digits(text)) == latin_digits(text)
