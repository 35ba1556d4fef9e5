"""Which agencies a message names: a feature for the classifier, never a rule.

«رفتم بانک پول قبض آب را بدهم» names two agencies and is about one. Names are compared word by word without spaces
and half-spaces («آبوفاضلاب» is «آب و فاضلاب»), so a match begins and ends where words do; one typing error in a long
word is forgiven.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from domain.agency import Agency, Catalogue
from nlp.normalise import normalise

LONG_WORD: Final = 6
"""Letters from which a word of a longer name may have one typing error; shorter words become others too easily."""
LONG_NAME: Final = 7
"""The same for a name of one word, which has no neighbours to confirm it."""

_WORD: Final = re.compile(r"\[\w+\]|[^\W_]+")
"""A tag of `nlp.redact` is a token of its own: «[پلاک]» names no agency."""
_LETTERS: Final = str.maketrans({"آ": "ا", "ئ": "ی", "ؤ": "و", "ء": None})
_PARENTHESIS: Final = re.compile(r"\([^)]*\)")
_SUFFIXES: Final = "ها های هایی هاش مون تون شون مان تان شان رو و م ش اش یه هم چی"
_SUFFIXES_OF_LONG: Final = "ی ه ت ای ام ات ست ا هامون هاشون هایشان"
"""«پست» + «ه» is a pistachio: after three letters these make other words."""
_OTHER_WORDS: Final = (
    "فروشگاه فروشگاهی فروشگاهها دانشکده اعتماد انتقاد اعتبار بیماری بیماران بیداری دیدگاه برداشت اختلاس مطالبه "
    "انتظاری شهروند مهندسین اتفاقا کارگاه پایانی اعلامی پیشواز حسابدار استخدامی پرداخت ابان ابادی ابادان "
    "ارزانی انتقام احتمالی اجتماع"
)
"""Ordinary words one letter away from a name, or a name and a suffix."""


class Mentions:
    """Finds the agencies of a catalogue by their names, short names and aliases."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Prepare every spelling; the shipped catalogue takes some hundredths of a second."""
        phrases = [(tuple(_tokens(name)), agency.code) for agency in catalogue for name in _names(agency)]
        self._codes = _codes_by_spelling(phrases)
        self._longest = max((len(spelling) for spelling in self._codes), default=0)
        vocabulary = {word for phrase, _ in phrases for word in phrase if _is_long(word, phrase)}
        self._known = vocabulary | set(self._codes) | set(_OTHER_WORDS.split())
        self._near = _by_missing_letter(vocabulary)
        self._corrected = lru_cache(maxsize=50_000)(self._correct)

    def find(self, normalised_text: str) -> frozenset[str]:
        """The codes of the agencies that a text out of `normalise` names; of overlapping names the longest counts."""
        tokens = [self._corrected(token) for token in _tokens(normalised_text)]
        found: set[str] = set()
        position = 0
        while position < len(tokens):
            codes, length = self._longest_match(tokens, position)
            found |= codes
            position += length
        return frozenset(found)

    def _longest_match(self, tokens: Sequence[str], start: int) -> tuple[frozenset[str], int]:
        spelling, best = "", (frozenset[str](), 1)
        for index in range(start, len(tokens)):
            spelling += tokens[index]
            if len(spelling) > self._longest:
                break
            codes = self._codes.get(spelling)
            if codes is not None and (index == start or len(spelling) >= LONG_WORD):
                best = (codes, index - start + 1)
        return best

    def _correct(self, word: str) -> str:
        """The word of a name that this word is but for one letter; the word itself when there is none or several."""
        if len(word) < LONG_WORD or word in self._known:
            return word
        near = {known for part in _missing_letter(word) for known in self._near.get(part, ())}
        meant = {known for known in near if known[0] == word[0] and _one_edit(word, known)}
        return meant.pop() if len(meant) == 1 else word


def _is_long(word: str, phrase: tuple[str, ...]) -> bool:
    return len(word) >= (LONG_NAME if len(phrase) == 1 else LONG_WORD)


def _names(agency: Agency) -> Iterator[str]:
    for name in (agency.name_fa, agency.short_fa, *agency.aliases):
        yield normalise(_PARENTHESIS.sub(" ", name))


def _tokens(normalised_text: str) -> list[str]:
    """Words without half-spaces, in the letters used for comparing."""
    return _WORD.findall(normalised_text.translate(_LETTERS).casefold())


def _codes_by_spelling(phrases: Sequence[tuple[tuple[str, ...], str]]) -> Mapping[str, frozenset[str]]:
    codes: dict[str, set[str]] = {}
    exact = {"".join(phrase) for phrase, _ in phrases}
    others = set(_OTHER_WORDS.split())
    for phrase, code in phrases:
        name = "".join(phrase)
        if not name:
            continue
        codes.setdefault(name, set()).add(code)
        for suffix in (f"{_SUFFIXES} {_SUFFIXES_OF_LONG}" if len(name) > 3 else _SUFFIXES).split():
            if name + suffix not in exact and name + suffix not in others:
                codes.setdefault(name + suffix, set()).add(code)
    return {spelling: frozenset(found) for spelling, found in codes.items()}


def _missing_letter(word: str) -> Iterator[str]:
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def _by_missing_letter(vocabulary: set[str]) -> Mapping[str, Sequence[str]]:
    near: dict[str, list[str]] = {}
    for word in sorted(vocabulary):
        for part in _missing_letter(word):
            near.setdefault(part, []).append(word)
    return near


def _one_edit(word: str, known: str) -> bool:
    """Whether one letter added, left out, exchanged or swapped with its neighbour makes `known` out of `word`."""
    short, long = sorted((word, known), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) != len(long):
        return len(long) - len(short) == 1 and short[start:] == long[start + 1 :]
    swapped = long[start + 1 : start + 2] + long[start : start + 1] + long[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or short[start:] == swapped
