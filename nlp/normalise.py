"""One form for every way of typing the same Persian text, for matching and for the model.

The result is never shown to a person. hazm does the Persian part; the rules around it exist so that hazm 0.10 and 0.12
give the same bytes and so that normalising twice equals normalising once, for any text.
"""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import Final

NORMALISER_VERSION: Final = "2"
"""Part of every model's manifest; raise it with any change of what the model reads (this module, `models/finglish.py`), because
trained weights depend on it."""

HALF_SPACE: Final = "\u200c"
PERSIAN_DIGITS: Final = "۰۱۲۳۴۵۶۷۸۹"

_FOLDED: Final = {
    "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "〝": '"', "〞": '"',
    "\u00ac": HALF_SPACE, "ـ": "", "﷽": " بسم الله الرحمن الرحیم ", "ﷺ": "", "\ufd3e": "", "\ufd3f": "",
    "…": "...",
}  # fmt: skip
"""What Unicode alone does not tell. `¬` is the half-space of old Persian keyboards."""
_DECOMPOSED: Final = (("ا\u0653", "آ"), ("ی\u0654", "ئ"), ("ي\u0654", "ئ"), ("و\u0654", "ؤ"))
"""Letters that must not lose their mark with the others."""
_WORD_LIGATURES: Final = range(0xFDF0, 0xFDFE)
_DROPPED_CATEGORIES: Final = frozenset({"Mn", "Me", "Cc", "Cf", "Cs"})

_LETTER: Final = r"[^\W\d_]"
_QUOTED: Final = re.compile(r'"([^"]*)"')
_LOOSE_HALF_SPACE: Final = re.compile(rf"(?<!{_LETTER})\u200c|\u200c(?!{_LETTER})")
_HALF_SPACES: Final = re.compile("\u200c{2,}")
_SPACES: Final = re.compile(r"\s+")
_DECIMAL_POINT: Final = re.compile(r"(?<=[\d+])\.(?=[\d+])")
_ELLIPSIS: Final = re.compile(r" ?(?:\.\.|…)(?: ?[.…])*")
_WORD_OF_ONE_LETTER: Final = re.compile(rf"(?<!\w)({_LETTER})\1{{2,}}(?!\w)")
_REPEATED_LETTER: Final = re.compile(rf"({_LETTER})\1{{2,}}")
_REPEATED_SIGN: Final = re.compile(r"([^\w\s])\1{2,}")

_LOADING: Final = Lock()


def normalise(text: str) -> str:
    """Fold the spellings of `text`; `normalise(normalise(text)) == normalise(text)` for any text.

    Letters, digits, quotes and spaces get one form, marks and invisible characters go (the half-space stays between
    letters), elongations shrink: three or more of a letter become one («خیلییی» → «خیلی»), because a Persian word
    hardly ever needs the double that would remain; a word of one letter keeps two («خخخخ», a laugh). Other signs
    keep two.
    """
    for decomposed, letter in _DECOMPOSED:
        text = text.replace(decomposed, letter)
    text = text.translate(_characters())
    text = _hazm()(text)
    text = _QUOTED.sub(r"«\1»", text).replace('"', " ")
    text = _HALF_SPACES.sub(HALF_SPACE, text)
    text = _LOOSE_HALF_SPACE.sub("", text)
    text = _SPACES.sub(" ", text)
    text = _ELLIPSIS.sub(" …", text)
    text = _DECIMAL_POINT.sub("٫", text)
    text = _WORD_OF_ONE_LETTER.sub(r"\1\1", text)
    text = _REPEATED_LETTER.sub(r"\1", text)
    return _REPEATED_SIGN.sub(r"\1\1", text).strip()


class _Characters(dict[int, str]):
    """A translation table that is filled as characters are met: the whole of Unicode would take half a second."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


@cache
def _characters() -> _Characters:
    return _Characters()


def _fold(char: str) -> str:
    if char in _FOLDED:
        return _FOLDED[char]
    if char.isspace():
        return " "
    if char.isdecimal():
        return PERSIAN_DIGITS[unicodedata.decimal(char)]
    if char != HALF_SPACE and unicodedata.category(char) in _DROPPED_CATEGORIES:
        return ""
    return _compatible(char)


def _compatible(char: str) -> str:
    """Ligatures and presentation forms as the letters they stand for."""
    parts = unicodedata.normalize("NFKC", char)
    if parts == char:
        return char
    folded = "".join(map(_fold, parts)).strip()
    return f" {folded} " if ord(char) in _WORD_LIGATURES else folded


@cache
def _hazm() -> Callable[[str], str]:
    """hazm's normaliser without what differs between its versions or is slow to start.

    `decrease_repeated_chars` is off too: it loads a dictionary (0.6 s) to choose between one letter and two, and hazm
    0.10 then replaces the word wherever else it occurs.
    """
    with _LOADING, _bare_packages("hazm", "nltk", "nltk.stem", "nltk.tokenize"):
        module = import_module("hazm.normalizer")
    normalizer = module.Normalizer(correct_spacing=False, seperate_mi=False, decrease_repeated_chars=False)
    clean: Callable[[str], str] = normalizer.normalize
    return clean


@contextmanager
def _bare_packages(*names: str) -> Iterator[None]:
    """Let submodules of `names` be imported without running the packages' `__init__`, then forget them all again.

    `import hazm` brings nltk, scipy and scikit-learn, 1.2–2 s for readers and taggers that nobody here uses; the
    normaliser alone takes 0.1–0.3 s. Afterwards `import hazm` elsewhere works as ever. A package that is loaded already
    is left as it is.
    """
    before = set(sys.modules)
    roots = {name.partition(".")[0] for name in names} - before
    try:
        for name in names:
            if name.partition(".")[0] in roots:
                sys.modules[name] = _bare_package(name)
        yield
    finally:
        for name in set(sys.modules) - before:
            if name.partition(".")[0] in roots:
                del sys.modules[name]


def _bare_package(name: str) -> ModuleType:
    spec = find_spec(name)
    if spec is None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    package = ModuleType(name)
    package.__spec__ = spec
    package.__path__ = list(spec.submodule_search_locations or ())
    if name == "hazm":
        package.__getattr__ = _hazm_name  # type: ignore[method-assign]
    return package


def _hazm_name(name: str) -> object:
    """hazm 0.10's modules take their neighbours' names from the package, which a bare one does not have."""
    for module in ("utils", "stemmer", "word_tokenizer", "lemmatizer"):
        try:
            return getattr(import_module(f"hazm.{module}"), name)
        except AttributeError:
            continue
    raise AttributeError(name)
