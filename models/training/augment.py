"""Write a message again as another thumb would: typos, lost half-spaces, spoken spelling, Finglish read back.

Works on normalised text. Every function takes its own random generator, so that a seed reproduces a training run.
"""

import random
import re
from collections.abc import Callable
from typing import Final

from models.finglish import read_finglish
from models.text import HALF_SPACE
from models.training.finglish import to_finglish

WORDS_PER_TYPO: Final = 6

_HOMOPHONES: Final = ("زذضظ", "سصث", "تط", "حه", "قغ", "اآع")
_KEY_ROWS: Final = ("ضصثقفغعهخحجچ", "شسیبلاتنمکگ", "ظطزرذدپو")
_SPOKEN: Final = (
    (r"\bرا\b", "رو"), (r"\bمی‌خواهم\b", "میخوام"), (r"\bمی‌شود\b", "میشه"), (r"\bنمی‌شود\b", "نمیشه"),
    (r"\bمی‌گویند\b", "میگن"), (r"\bمی‌گوید\b", "میگه"), (r"\bمی‌دهند\b", "میدن"), (r"\bنمی‌دهند\b", "نمیدن"),
    (r"\bمی‌کنند\b", "میکنن"), (r"\bنمی‌کنند\b", "نمیکنن"), (r"\bمی‌روم\b", "میرم"), (r"\bمی‌آید\b", "میاد"),
    (r"\bاست\b", "هست"), (r"\bآن\b", "اون"), (r"\bخانه\b", "خونه"), (r"\bنان\b", "نون"), (r"\bآنجا\b", "اونجا"),
    (r"\bهمان\b", "همون"), (r"\bاگر\b", "اگه"), (r"\bدیگر\b", "دیگه"), (r"\bچه کار\b", "چیکار"), (r"\bبگویید\b", "بگین"),
    (r"\bکنید\b", "کنین"), (r"\bبدهید\b", "بدین"), (r"\bهستند\b", "هستن"), (r"\bگفتند\b", "گفتن"), (r"\bکردند\b", "کردن"),
    (r"\bخیابان\b", "خیابون"), (r"\bتهران\b", "تهرون"), (r"\bارزان\b", "ارزون"), (r"\bبیابان\b", "بیابون"),
)  # fmt: skip
_SPOKEN_RULES: Final = tuple((re.compile(pattern), spoken) for pattern, spoken in _SPOKEN)


def augment(text: str, rng: random.Random) -> str:
    """The text as it is (half of the time) or rewritten in one or two ways."""
    if rng.random() < 0.5:
        return text
    ways: list[Callable[[str, random.Random], str]] = [typos, no_half_space, spoken, typos]
    if rng.random() < 0.12:
        return read_finglish(to_finglish(text, rng))
    for way in rng.sample(ways, rng.choice((1, 1, 2))):
        text = way(text, rng)
    return text


def typos(text: str, rng: random.Random) -> str:
    """About one wrong letter in every six words."""
    letters = [at for at, char in enumerate(text) if "\u0621" <= char <= "\u06cc"]
    count = max(1, round(len(text.split()) / WORDS_PER_TYPO)) if letters else 0
    for at in sorted(rng.sample(letters, min(count, len(letters))), reverse=True):
        text = _one_typo(text, at, rng)
    return text


def _one_typo(text: str, at: int, rng: random.Random) -> str:
    char, before, after = text[at], text[:at], text[at + 1 :]
    way = rng.randrange(5)
    if way == 0:
        return before + after
    if way == 1:
        return before + char + char + after
    if way == 2 and after:
        return before + after[0] + char + after[1:]
    if way == 3:
        return before + _neighbour(char, rng) + after
    return before + _homophone(char, rng) + after


def _neighbour(char: str, rng: random.Random) -> str:
    for row in _KEY_ROWS:
        at = row.find(char)
        if at >= 0:
            return row[max(0, at - 1)] if rng.random() < 0.5 else row[min(len(row) - 1, at + 1)]
    return char


def _homophone(char: str, rng: random.Random) -> str:
    for group in _HOMOPHONES:
        if char in group:
            return rng.choice(group)
    return char


def no_half_space(text: str, rng: random.Random) -> str:
    """Half-spaces become spaces or vanish, some words stick together."""
    text = text.replace(HALF_SPACE, rng.choice((" ", "", "")))
    words = text.split(" ")
    for at in range(len(words) - 1):
        if rng.random() < 0.04:
            words[at] += words[at + 1]
            words[at + 1] = ""
    return " ".join(word for word in words if word)


def spoken(text: str, rng: random.Random) -> str:
    """Book spelling becomes spoken spelling where a rule is sure."""
    for pattern, replacement in _SPOKEN_RULES:
        if rng.random() < 0.8:
            text = pattern.sub(replacement, text)
    return text
