"""Personal data out of a text as it was written, before hazm moves its dots and spaces.

Every rule reads a copy of the text in which letters and digits have one form and the same place as in the original,
says what to mask, and both are cut alike; what is not masked keeps its bytes. Masking twice changes nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from nlp.number_sorts import CARD, MOBILE, NATIONAL, OTHER, PHONE, POSTAL, SHEBA
from nlp.plain import plain
from nlp.redact_names import NAME, latin_names, names_after_titles, names_before_titles, names_of_writers
from nlp.redact_numbers import Span, number_spans

PLATE, EMAIL, LINK, ADDRESS = "[پلاک]", "[ایمیل]", "[پیوند]", "[نشانی]"
TAGS: Final = (MOBILE, PHONE, NATIONAL, CARD, SHEBA, PLATE, EMAIL, POSTAL, OTHER, LINK, ADDRESS, NAME)
"""What stands in the place of personal data."""

_MAILBOX: Final = r"[A-Za-z0-9._%+\-]"
_HOST: Final = r"[A-Za-z0-9_%+\-]++(?:\.++[A-Za-z0-9_%+\-]++)*+"
_EMAIL: Final = re.compile(
    rf"(?<!{_MAILBOX}){_MAILBOX}++(?:\s{{0,2}}@\s{{0,2}}|\s?[\[(]at[\])]\s?)(?:{_HOST})(?:\s?\.\s?(?:com|ir|org|net)\b)?"
)
_PATH: Final = r"(?:[/?#:][^\s«»<>\"،؛؟\[\]]*(?<![.,!:)]))?"
_TLD: Final = "ir|com|org|net|info|gov|edu|ac|co|io|me|app|xyz|site|online|shop|tv|link|biz"
_LINK: Final = re.compile(
    rf"(?<![A-Za-z])(?:https?|ftp)://[^\s«»<>\"،؛؟\[\]]*(?<![.,!:)])"
    rf"|(?<![A-Za-z0-9\-])(?:[A-Za-z0-9\-]{{1,63}}+\.){{1,6}}(?:{_TLD})(?![A-Za-z\-]){_PATH}",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"@\s?\w[\w.]*+")

_DASH: Final = r"[\s\-_/|ـ\u200c]{0,3}"
_CLASS: Final = rf"{_DASH}(?:الف|[آابپتثجدزژسشصطعفقکگلمنوهی]|[A-Za-z]){_DASH}"
_IRAN: Final = rf"(?:ایران|iran){_DASH}[0-9]{{2}}"
_PLATE: Final = re.compile(
    rf"(?<![0-9])(?:[0-9]{{2}}{_CLASS}[0-9]{{3}}{_DASH}{_IRAN}|[0-9]{{3}}{_CLASS}[0-9]{{2}}{_DASH}{_IRAN}"
    rf"|[0-9]{{2}}(?:\s?(?!و)(?:الف|[آ-ی])\s?|و)[0-9]{{3}}{_DASH}[0-9]{{2}})(?![0-9])"
    rf"|{_IRAN}{_DASH}(?:[0-9]{{2}}{_CLASS}[0-9]{{3}}|[0-9]{{3}}{_CLASS}[0-9]{{2}})(?![0-9])"
    rf"|(?:(?<=پلاک)|(?<=پلاک[\s:])|(?<=پلاک:\s))(?:[0-9]{{2}}{_CLASS}[0-9]{{3}}(?:{_DASH}{_IRAN})?"
    rf"|[0-9]{{3}}{_DASH}[0-9]{{5}}|[0-9]{{5}}{_DASH}[0-9]{{3}})(?![0-9])",
    re.IGNORECASE,
)
"""Of a car in either order, with «ایران» or the whole number; of a motorcycle only after «پلاک»."""
_COUNTED: Final = (
    "یک|دو|سه|چهار|پنج|شش|شیش|هفت|هشت|نه|ده|یازده|دوازده|سیزده|چهارده|پانزده|پونزده|شانزده|شونزده|هفده|هجده|نوزده|بیست|سی|چهل|"
    "پنجاه|شصت|هفتاد|هشتاد|نود|صد"
)
_NUMBER: Final = (
    rf"(?:[0-9]{{1,5}}(?![0-9])(?:/[0-9]{{1,5}}(?![0-9]))?|(?:{_COUNTED})(?:\sو\s(?:{_COUNTED}))*(?![^\W\d_]))"
)
_PART: Final = rf"[\s،,\-–ـ]{{0,4}}(?:واحد|طبقه|ط|زنگ|بلوک|ورودی|پلاک|پ)(?![^\W\d_])[\s:]{{0,3}}{_NUMBER}"
_ADDRESS: Final = re.compile(
    rf"(?<![^\W\d_])(?:پلاک\u0650?(?:\sثبتی)?[\s:\u200c]{{0,3}}{_NUMBER}(?:{_PART})*|بلوک[\s:]{{0,3}}{_NUMBER}(?:{_PART})+)"
)


def redact(text: str) -> str:
    """Mask personal data: phones, codes, cards, plates, addresses where sure, links, names after a title.

    No nine digits stay together, whatever they are, except an amount of money and the number of a bill or a case.
    """
    folded = plain(text)
    for rule in _RULES:
        spans = sorted(rule(folded))
        if spans:
            text, folded = _cut(text, spans), _cut(folded, spans)
    return text


def _cut(text: str, spans: Iterable[Span]) -> str:
    pieces, position = [], 0
    for start, end, tag in spans:
        pieces += [text[position:start], tag]
        position = end
    return "".join([*pieces, text[position:]])


def _pattern(pattern: re.Pattern[str], tag: str) -> Callable[[str], Iterator[Span]]:
    def spans(text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            yield match.start(), match.end(), tag

    return spans


_RULES: Final[tuple[Callable[[str], Iterator[Span]], ...]] = (
    _pattern(_EMAIL, EMAIL),
    _pattern(_LINK, LINK),
    _pattern(_HANDLE, OTHER),
    _pattern(_PLATE, PLATE),
    _pattern(_ADDRESS, ADDRESS),
    names_after_titles,
    names_before_titles,
    names_of_writers,
    latin_names,
    number_spans,
)
"""In this order: links, plates and addresses hold digits, and a name must not take the word that keeps a number."""
