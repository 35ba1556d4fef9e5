"""The sorts of personal numbers that are known by their digits, and the tags that take their place."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MOBILE, PHONE, NATIONAL, CARD, SHEBA = "[موبایل]", "[تلفن]", "[کدملی]", "[کارت]", "[شبا]"
POSTAL, OTHER = "[کدپستی]", "[شناسه]"


@dataclass(frozen=True, slots=True)
class Sort:
    """Numbers with one tag."""

    tag: str
    totals: range
    """How many digits they have."""
    fits: Callable[[str, tuple[int, ...]], bool]
    """Whether groups with these digits and lengths are one."""
    most_groups: int = 6
    first_digits: str = "0123456789"


def _is_mobile(digits: str, _: tuple[int, ...]) -> bool:
    return re.fullmatch(r"(?:(?:00)?980?|0)9[0-9]{9}", digits) is not None


def _is_short_mobile(_: str, __: tuple[int, ...]) -> bool:
    return True


def _is_landline(digits: str, lengths: tuple[int, ...]) -> bool:
    if re.fullmatch(r"(?:00)?980?[1-8][0-9]{9}", digits):
        return True
    if len(digits) == 11 and lengths in ((8, 3), (7, 4)):
        return digits[lengths[0]] == "0"
    return re.fullmatch(r"0[1-8][0-9]{9}", digits) is not None and lengths[0] in (3, 4, 11)


def _is_card(digits: str, lengths: tuple[int, ...]) -> bool:
    if lengths == (4, 4, 4, 4) and digits[0] in "4569":
        return True
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _is_sheba(digits: str, _: tuple[int, ...]) -> bool:
    return int(digits[2:] + "1827" + digits[:2]) % 97 == 1


def is_national(digits: str, lengths: tuple[int, ...]) -> bool:
    """Whether the check digit is that of a national code."""
    if lengths not in ((10,), (3, 6, 1)):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)


def _is_postal(_: str, lengths: tuple[int, ...]) -> bool:
    return lengths == (5, 5)


SURE: Final = (
    Sort(SHEBA, range(24, 25), _is_sheba, most_groups=8),
    Sort(MOBILE, range(11, 15), _is_mobile, most_groups=14, first_digits="09"),
    Sort(CARD, range(16, 17), _is_card),
    Sort(PHONE, range(11, 15), _is_landline),
)
"""No amount of money looks like these."""
LIKELY: Final = (
    Sort(NATIONAL, range(10, 11), is_national, most_groups=3),
    Sort(MOBILE, range(10, 11), _is_short_mobile, first_digits="9"),
    Sort(POSTAL, range(10, 11), _is_postal, most_groups=2),
)
