"""Read Persian that was typed in Latin letters (Finglish) as Persian words, for matching and for the model.

There is no standard: «khaste shodim», «xasteh shodim» and «khasteh $odim» are the same two words. A Latin word and a Persian one
are compared by their consonants first, then letter by letter, where a short vowel that Persian does not write costs little. Of
the words that fit, the better fitting and more frequent wins. A message is read this way only where most of its Latin words are
Persian ones; English stays as it is. The result is never shown to a person.
"""

import itertools
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from models.latin_words import BORROWED, ENGLISH, KEPT, PERSIAN
from models.text import HALF_SPACE, MAX_CHARACTERS

WORDS: Final = Path(__file__).with_name("words.csv")
"""Persian words with their frequency, made by `tools/words.py`."""

_LATIN_WORD: Final = re.compile(r"(?<![a-zA-Z$'’`])[$'’`]{0,3}[a-zA-Z][a-zA-Z$'’`]*(?:4[a-zA-Z]+)?")
_FOREIGN: Final = re.compile("[\u00c0-\u024f]")
"""Latin letters that nobody types Persian with: Turkish, French."""
_VOWELS: Final = "aeiou"
_SOUNDS: Final = (
    ("kh", "X"), ("gh", "Q"), ("sh", "S"), ("ch", "C"), ("zh", "J"), ("ck", "k"), ("ph", "f"), ("$", "S"), ("x", "X"),
    ("4", "C"), ("q", "Q"), ("w", "v"), ("c", "k"),
)  # fmt: skip
"""Latin spellings of one sound, the longer first."""
_SILENT: Final = "'’`"
_CONSONANTS: Final = {
    "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "C", "ح": "h", "خ": "X", "د": "d", "ذ": "z",
    "ر": "r", "ز": "z", "ژ": "J", "س": "s", "ش": "S", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "غ": "Q",
    "ف": "f", "ق": "Q", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h",
}  # fmt: skip
_VOWEL_LETTERS: Final = {
    "ا": "aoeiu",
    "آ": "a",
    "و": "uov",
    "ی": "iye",
    "ع": "aeo",
    "ئ": "iey",
    "ء": "",
    "أ": "a",
    "ؤ": "o",
}
"""Letters that may sound as a vowel, as one of these, or not at all."""
_FREE_VOWEL: Final = 0.15
_FINAL_VOWEL: Final = 0.35
_DOUBLE: Final = 0.05
_UNHEARD: Final = 0.5
_WRONG: Final = 1.6
_FINAL_HE: Final = 0.3
_FIT_WEIGHT: Final = 6.0
_SHORT: Final = 3
_LONGEST: Final = 24
_LIMIT: Final = 0.42
"""The greatest cost per letter at which a Latin word still counts as a Persian one."""
_APART: Final = 7
"""A Latin word has so many letters more or less than the Persian one, at most."""
_SURE_COST: Final = 0.5
_FREQUENT: Final = math.log(15)
_BONES: Final = 2
"""A frequent word with more than so many consonants that fits this well is no accident."""
_READ_WORDS: Final = 160
"""Different words of one message that are read; the encoder cuts longer ones anyway."""
_PERSIAN_SHARE: Final = 0.6
_ENGLISH_SHARE: Final = 0.2
_SIGN_SHARE: Final = 0.1


class _Entry(NamedTuple):
    """A Persian word, how it is spelled as it sounds, and the logarithm of its frequency."""

    word: str
    spelled: str
    weight: float


class _Reading(NamedTuple):
    """How a Latin word is read, and whether it could hardly be anything but that Persian word."""

    word: str
    sure: bool


def read_finglish(normalised: str) -> str:
    """The text with its Latin words as Persian ones if it is Finglish, else unchanged."""
    head, tail = normalised[:MAX_CHARACTERS], normalised[MAX_CHARACTERS:]
    words = [token.lower() for token in _LATIN_WORD.findall(head)]
    if not words or not _mostly_latin(head) or not _is_persian(words):
        return normalised
    readable = frozenset(itertools.islice(dict.fromkeys(words), _READ_WORDS))
    return _LATIN_WORD.sub(lambda match: _persian(match.group(), readable), head) + tail


def _mostly_latin(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return latin >= _PERSIAN_SHARE * letters and _FOREIGN.search(text) is None


def _is_persian(words: list[str]) -> bool:
    """Hardly any English word, most words fit a Persian one, and some can be nothing else."""
    some = words[:_READ_WORDS]
    if sum(word in ENGLISH for word in some) >= max(1, _ENGLISH_SHARE * len(some)):
        return False
    readings = [_best(word) for word in some]
    if sum(reading is not None for reading in readings) < _PERSIAN_SHARE * len(some):
        return False
    signs = sum(
        word in PERSIAN or (reading is not None and reading.sure) for word, reading in zip(some, readings, strict=True)
    )
    return signs >= max(1, _SIGN_SHARE * len(some))


def _persian(word: str, readable: frozenset[str]) -> str:
    reading = _best(word.lower()) if word.lower() in readable else None
    return word if reading is None else reading.word


@lru_cache(maxsize=20_000)
def _best(word: str) -> _Reading | None:
    if word in KEPT or len(word) > _LONGEST:
        return None
    if word in BORROWED:
        return _Reading(BORROWED[word], sure=False)
    sounds = _sounds(word)
    found = [one for one in _lexicon().get(_skeleton(sounds), ()) if abs(len(one.spelled) - len(sounds)) <= _APART]
    costs = [(_cost(sounds, entry.spelled), entry) for entry in found]
    fitting = [(cost, entry) for cost, entry in costs if cost <= _LIMIT * len(sounds)]
    if not fitting:
        return None
    cost, best = max(fitting, key=lambda one: one[1].weight - _FIT_WEIGHT * one[0])
    sure = cost <= _SURE_COST and best.weight >= _FREQUENT and len(_skeleton(sounds)) > _BONES
    return _Reading(best.word, sure)


def _sounds(word: str) -> str:
    for silent in _SILENT:
        word = word.replace(silent, "")
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return re.sub(r"(.)\1+", r"\1\1", word)


def _skeleton(sounds: str) -> str:
    """The consonants; `h`, `v` and `y`, which Persian may write or leave out, do not count."""
    return re.sub(r"(.)\1+", r"\1", "".join(char for char in sounds if char not in _VOWELS and char not in "hvy"))


def _persian_skeleton(word: str) -> str:
    heard = "".join(_CONSONANTS.get(char, "") for char in word).replace("h", "")
    return re.sub(r"(.)\1+", r"\1", heard)


@lru_cache(maxsize=1)
def _lexicon() -> dict[str, tuple[_Entry, ...]]:
    """Persian words by skeleton. A final alef may stand for the sound «an»: «حتما»."""
    found: dict[str, list[_Entry]] = {}
    for line in WORDS.read_text(encoding="utf-8").splitlines()[1:]:
        word, count = line.split(",")
        spelled = word.replace(HALF_SPACE, "")
        for sound in (spelled, f"{spelled}ن") if spelled.endswith("ا") and len(spelled) > _SHORT else (spelled,):
            found.setdefault(_persian_skeleton(sound), []).append(_Entry(word, sound, math.log(int(count))))
    return {skeleton: tuple(entries) for skeleton, entries in found.items()}


def _cost(sounds: str, letters: str) -> float:
    """How badly a Latin spelling fits a Persian one: the cheapest alignment of their letters."""
    extra = [_extra(sounds, place) for place in range(len(sounds))]
    row = [0.0, *itertools.accumulate(extra)]
    for at, letter in enumerate(letters):
        final = at == len(letters) - 1
        missing = _missing(letter, final=final)
        after = [row[0] + missing]
        for place, char in enumerate(sounds):
            pair = row[place] + _pair(letter, char, final=final)
            after.append(min(pair, row[place + 1] + missing, after[-1] + extra[place]))
        row = after
    return row[-1]


def _pair(letter: str, char: str, *, final: bool) -> float:
    if _CONSONANTS.get(letter) == char or char in _VOWEL_LETTERS.get(letter, ""):
        return 0.0
    if final and letter == "ه" and char in "ea":
        return 0.0 if char == "e" else _FINAL_VOWEL
    return _WRONG if char in _VOWELS or letter in _VOWEL_LETTERS else 2 * _WRONG


def _missing(letter: str, *, final: bool) -> float:
    """The cost of a Persian letter that the Latin word does not write."""
    if letter == "ه" and final:
        return _FINAL_HE
    return _UNHEARD if letter in _VOWEL_LETTERS else _WRONG


def _extra(sounds: str, place: int) -> float:
    """The cost of a Latin letter that the Persian word does not write."""
    char, before = sounds[place], sounds[place - 1 : place]
    last = place == len(sounds) - 1
    if char == before or (char == "h" and last and before == "e"):
        return _DOUBLE
    if char in "aeo":
        return _FINAL_VOWEL if last else _FREE_VOWEL
    return _UNHEARD if char in "iuvy" else _WRONG
