"""Persian digits for people, Latin digits for machines."""

from typing import Final

_PERSIAN: Final = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC: Final = "٠١٢٣٤٥٦٧٨٩"
_TO_LATIN: Final = str.maketrans(_PERSIAN + _ARABIC, "0123456789" * 2)
_TO_PERSIAN: Final = str.maketrans("0123456789", _PERSIAN)


def latin_digits(text: str) -> str:
    """The text with Persian and Arabic digits replaced by 0–9."""
    return text.translate(_TO_LATIN)


def persian_digits(value: object) -> str:
    """The value as text with Persian digits."""
    return str(value).translate(_TO_PERSIAN)
