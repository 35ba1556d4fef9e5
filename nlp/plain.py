"""A copy of a text in which every character has one form and the same place as in the original."""

import unicodedata
from functools import cache
from typing import Final

_FOLDED: Final = dict(zip("يىئكةۀأإٱ", "یییکههااا", strict=True))


def plain(text: str) -> str:
    """Fold Arabic letters, presentation forms, full-width signs and the digits of all scripts, one character for one.

    What is found in the result can be cut out of the original at the same positions. Digits become ASCII.
    """
    return text.translate(_characters())


class _Characters(dict[int, str]):
    """A translation table that is filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        digit = unicodedata.decimal(char, None)
        folded = str(digit) if digit is not None else unicodedata.normalize("NFKC", char)
        self[code] = _FOLDED.get(folded, folded) if len(folded) == 1 else char
        return self[code]


@cache
def _characters() -> _Characters:
    return _Characters()
