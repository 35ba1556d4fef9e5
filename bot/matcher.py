"""Which agencies a typed name may mean."""

from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz, process

from bot import words
from domain.agency import Agency, Catalogue
from nlp.mentions import Mentions
from nlp.normalise import normalise

MOST: Final = 6
LONGEST_NAME: Final = 60
MOST_WORDS: Final = 6
"""What is longer is a message."""
_SHORTEST_NAME: Final = 2
_SHORTEST_PART: Final = 3
_ALIKE: Final = 75.0
_GENERAL: Final = ("اداره کل", "اداره", "سازمان", "شرکت", "دفتر")


class Matcher:
    """Finds agencies of a catalogue by their names, short names and aliases, forgiving typing errors."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._mentions = Mentions(catalogue)
        self._spellings: dict[str, list[str]] = {}
        for agency in catalogue:
            for spelling in dict.fromkeys(_spellings(agency)):
                self._spellings.setdefault(spelling, []).append(agency.code)

    def find(self, text: str) -> tuple[str, ...]:
        """The codes of the agencies that a text may name, best first, at most `MOST`."""
        named = self._mentions.find(normalise(text))
        in_order = [agency.code for agency in self._catalogue if agency.code in named]
        typed = self._typed(_key(text)) if _may_be_a_name(text) else []
        return tuple(dict.fromkeys((*typed, *in_order)))[:MOST]

    def _typed(self, wanted: str) -> list[str]:
        """By how well a spelling fits: the same, beginning with it, containing it; else those but for a typing error."""
        if len(wanted) < _SHORTEST_NAME:
            return []
        fitting = sorted(
            (not spelling.startswith(wanted), len(spelling), spelling)
            for spelling in self._spellings
            if spelling.startswith(wanted) or (len(wanted) >= _SHORTEST_PART and wanted in spelling)
        )
        spellings = [spelling for _, _, spelling in fitting]
        if not spellings:
            alike = process.extract(wanted, self._spellings.keys(), scorer=fuzz.ratio, limit=MOST, score_cutoff=_ALIKE)
            spellings = [spelling for spelling, _, _ in alike]
        return [code for spelling in spellings for code in self._spellings[spelling]]


def _may_be_a_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and len(text.split()) <= MOST_WORDS


def _spellings(agency: Agency) -> Iterator[str]:
    for written in (agency.name_fa, agency.short_fa, *agency.aliases):
        yield words.compact(written)
        yield _key(written)


def _key(text: str) -> str:
    """Letters alone, without «ادارهٔ», «سازمان» … in front."""
    plain = words.fold(text)
    for general in _GENERAL:
        shorter = plain.removeprefix(general + " ")
        if shorter != plain:
            return words.compact(shorter)
    return words.compact(plain)
