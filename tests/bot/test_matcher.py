"""Typed names of offices."""

import pytest

from bot.matcher import MOST, Matcher
from domain.agency import Catalogue

MATCHER = Matcher(Catalogue.load())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("شهرداری", "municipality"),
        ("شهرداري", "municipality"),
        ("شهردای", "municipality"),
        ("آبفا", "water_wastewater"),
        ("ادارهٔ برق", "electricity"),
        ("بانک", "banks"),
        ("تامین اجتماعی", "social_security"),
        ("تأمین‌اجتماعی", "social_security"),
        ("سازمان تامین اجتماعي", "social_security"),
        ("ثبت احوا", "civil_registry"),
        ("سه روز است آب قطع است و شرکت آب و فاضلاب هیچ جوابی نمی‌دهد، لطفاً کسی رسیدگی کند", "water_wastewater"),
    ],
)
def test_the_best_match(typed: str, code: str) -> None:
    assert MATCHER.find(typed)[0] == code


@pytest.mark.parametrize("typed", ["", "ا", "👍", "خرمگس نامه", "zzzz"])
def test_no_match(typed: str) -> None:
    assert MATCHER.find(typed) == ()


def test_a_few_at_most() -> None:
    found = MATCHER.find("آب")
    assert found[0] == "water_wastewater"
    assert 1 < len(found) <= MOST
    assert len(set(found)) == len(found)
