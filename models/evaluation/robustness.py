"""Does a message keep its labels when another thumb types it? Works on text as written.

The generator is frozen: every message has its own random numbers, made from the seed and its text, so that neither its
place in a file nor the rest of the file changes what is done to it.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.analysis import Analysis
from models.text import HALF_SPACE

WORDS_PER_TYPO: Final = 6
SEED: Final = 1404

_KEYBOARD: Final = ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Rows of letters of the standard Persian keyboard (ISIRI 9147) and of the Latin one."""
_SAME_SOUND: Final = ("زذضظ", "سصث", "تط", "حه", "قغ")
_ARABIC: Final = str.maketrans("یک۰۱۲۳۴۵۶۷۸۹", "يك٠١٢٣٤٥٦٧٨٩")

_LATIN: Final[Mapping[str, tuple[str, ...]]] = {
    "ا": ("a",), "آ": ("a", "aa"), "ب": ("b",), "پ": ("p",), "ت": ("t",), "ث": ("s",), "ج": ("j",), "چ": ("ch",), "ح": ("h",),
    "خ": ("kh", "x"), "د": ("d",), "ذ": ("z",), "ر": ("r",), "ز": ("z",), "ژ": ("zh",), "س": ("s",), "ش": ("sh",), "ص": ("s",),
    "ض": ("z",), "ط": ("t",), "ظ": ("z",), "ع": ("a", "e", ""), "غ": ("gh", "q"), "ف": ("f",), "ق": ("gh", "q"), "ک": ("k",),
    "گ": ("g",), "ل": ("l",), "م": ("m",), "ن": ("n",), "و": ("o", "u", "v"), "ه": ("h",), "ی": ("i", "y"), "ئ": ("e",),
    "ؤ": ("o",), "أ": ("a",), "ء": ("",), "ي": ("i",), "ك": ("k",), HALF_SPACE: ("", " "), "ً": ("an",), "؟": ("?",), "،": (",",),
}  # fmt: skip
_VOWELS: Final = "اآوی"
_SHORT_VOWELS: Final = ("a", "e", "o", "")

Perturbation = Callable[[str, random.Random], str]


def typos(text: str, rng: random.Random) -> str:
    """One wrong letter in every six words, at least one: left out, doubled, swapped, the next key, the same sound."""
    words = text.split(" ")
    longer = [at for at, word in enumerate(words) if sum(map(str.isalpha, word)) > 2]
    wanted = max(1, round(len(text.split()) / WORDS_PER_TYPO))
    for at in rng.sample(longer, min(wanted, len(longer))):
        words[at] = _mistyped(words[at], rng)
    return " ".join(words)


def arabic_letters(text: str, _: random.Random) -> str:
    """Yeh, kaf and digits as an Arabic keyboard writes them."""
    return text.translate(_ARABIC)


def no_half_space(text: str, rng: random.Random) -> str:
    """Each half-space becomes a space or vanishes."""
    first, *rest = text.split(HALF_SPACE)
    return first + "".join(rng.choice((" ", "")) + part for part in rest)


def finglish(text: str, rng: random.Random) -> str:
    """Latin letters; the short vowels, which Persian does not write, are guessed, which is harder than what people type."""
    written = []
    for at, char in enumerate(text):
        after = text[at + 1 : at + 2]
        if char == "ه" and at and not after.isalpha():
            written.append("e")
            continue
        written.append(rng.choice(_LATIN.get(char, (char,))))
        if char in _LATIN and char not in _VOWELS and after in _LATIN and after.isalpha() and after not in _VOWELS:
            written.append(rng.choice(_SHORT_VOWELS))
    return "".join(written)


PERTURBATIONS: Final[Mapping[str, Perturbation]] = {
    "typos": typos,
    "arabic_letters": arabic_letters,
    "no_half_space": no_half_space,
    "finglish": finglish,
}


@dataclass(frozen=True, slots=True)
class Stability:
    """Shares of messages (0–1) whose label stayed, over the `n` whose text the perturbation changed; None without any.

    `every` counts messages that kept all four labels: agency, sentiment, kind and urgency.
    """

    perturbation: str
    n: int
    agency: float | None
    sentiment: float | None
    kind: float | None
    urgent: float | None
    every: float | None


def perturbed(texts: Sequence[str], name: str, seed: int = SEED) -> list[str]:
    """The texts after one perturbation of `PERTURBATIONS`, in the same order."""
    return [PERTURBATIONS[name](text, _generator(seed, name, text)) for text in texts]


def stability(name: str, before: Sequence[Analysis], after: Sequence[Analysis]) -> Stability:
    """Compare the answers to changed texts with those to the texts as written."""
    kept = [_kept(one, other) for one, other in zip(before, after, strict=True)]
    n = len(kept)
    if not n:
        return Stability(name, 0, None, None, None, None, None)
    agency, sentiment, kind, urgent = (sum(column) / n for column in zip(*kept, strict=True))
    return Stability(name, n, agency, sentiment, kind, urgent, sum(map(all, kept)) / n)


def _kept(before: Analysis, after: Analysis) -> tuple[bool, bool, bool, bool]:
    return (
        before.agency == after.agency,
        before.sentiment == after.sentiment,
        before.kind == after.kind,
        before.urgent == after.urgent,
    )


def _generator(seed: int, name: str, text: str) -> random.Random:
    return random.Random(f"{seed}\n{name}\n{text}")  # noqa: S311 — no secret is made from it


def _mistyped(word: str, rng: random.Random) -> str:
    letters = [at for at, char in enumerate(word) if char.isalpha()]
    at = rng.choice(letters)
    after = next((place for place in letters if place > at), at)
    ways = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[after] + word[at + 1 : after] + word[at] + word[after + 1 :] if after > at else word,
        *(word[:at] + other + word[at + 1 :] for other in _neighbours(word[at]) + _alike(word[at])),
    )
    return rng.choice([way for way in ways if way != word])


def _neighbours(char: str) -> list[str]:
    for row in _KEYBOARD:
        at = row.find(char.lower())
        if at >= 0:
            return [row[near] for near in (at - 1, at + 1) if 0 <= near < len(row)]
    return []


def _alike(char: str) -> list[str]:
    return [other for group in _SAME_SOUND if char in group for other in group if other != char]
