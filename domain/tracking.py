"""The tracking number: the citizen's only key to a feedback.

Twelve digits, shown in groups of four: eleven random ones and a check digit by Damm's algorithm (H. M. Damm, 2004), which
finds every single wrong digit and every swap of neighbours. 10^11 numbers cannot be guessed within the rate limits.
"""

import secrets
from typing import Final

from domain.digits import latin_digits

LENGTH: Final = 12
# A totally anti-symmetric quasigroup of order 10 (Damm 2004, p. 111).
_DAMM: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def new_tracking_number() -> str:
    """A fresh number from the system's secure random source, without separators."""
    digits = "".join(secrets.choice("0123456789") for _ in range(LENGTH - 1))
    return digits + _check_digit(digits)


def parse_tracking_number(text: str) -> str | None:
    """The twelve digits a person typed (any digits, spaces, dashes), or None when it is no valid number."""
    digits = "".join(char for char in latin_digits(text) if char not in " -_\u200c\u00a0\u200f\u200e")
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if _check_digit(digits) == "0" else None


def looks_like_tracking_number(text: str) -> bool:
    """True when the text is nothing but about twelve digits, right or mistyped."""
    digits = "".join(char for char in latin_digits(text) if char not in " -_\u200c\u00a0")
    return digits.isascii() and digits.isdigit() and LENGTH - 1 <= len(digits) <= LENGTH + 1


def grouped(number: str) -> str:
    """The number as people read it: three groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, LENGTH, 4))


def _check_digit(digits: str) -> str:
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)
