"""Where personal numbers stand in a text: phones, national codes, cards, Shebas and everything else of nine digits.

A *run* is digits with nothing but separators between them, a *group* is digits without any. Known shapes are looked for
first, on whole groups, so that «۱۴۰۴/۰۷/۱۲ ۰۹۱۲…» loses its phone and keeps its date. Whatever then still has nine or
more digits is masked as it is: people mistype, so a wrong checksum protects nobody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nlp.number_sorts import CARD, LIKELY, MOBILE, NATIONAL, OTHER, PHONE, POSTAL, SHEBA, SURE, Sort, is_national

Span = tuple[int, int, str]
"""Start, end and the tag that takes their place."""

LONGEST_KEPT: Final = 8
"""Digits that may stay together; a date has eight."""
LONGEST_AMOUNT: Final = 15
LONGEST_REFERENCE: Final = 20
SHORTEST_LABELLED: Final = 4

SEPARATORS: Final = (
    r"\s\-_./\\|~*•·٫ـ()"
    "\u2010-\u2015\u2212\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff\u20e3\u064b-\u0652"
)
"""What may stand between the digits of one number, also unseen: copied phone numbers carry direction marks."""
_COMMAS: Final = ",،٬'’"
_RUN: Final = re.compile(
    rf"(?P<ir>(?<![^\W\d_])[Ii][Rr][{SEPARATORS}:]{{0,5}})?(?P<plus>\+[{SEPARATORS}]{{0,3}})?"
    rf"(?P<digits>[0-9](?:(?:[{SEPARATORS}]*+|[{_COMMAS}])[0-9])*+)"
)
_GROUP: Final = re.compile("[0-9]+")

_MONEY: Final = re.compile(
    r"[\s\u200c]{0,3}(?:هزار|میلیون|میلیارد|تومان|تومن|ریال|﷼|tomans?\b|toomans?\b|rials?\b)", re.IGNORECASE
)
_BEFORE: Final = 60
_PAUSE: Final = r"[\s:=#\-–ـ\u200c(«\"]*"
_KEPT: Final = re.compile(
    r"(?:قبض|پرونده|پیگیری|رهگیری|شناسه[\s\u200c]*پرداخت)(?:[\u200c\s]?(?:ی|ام|م|اش|ش|مون|مان))?"
    r"(?:\s+(?:برق|آب|گاز|تلفن|من|ما|بنده|به|شماره|شناسه|کد)){0,3}" + _PAUSE + "$"
)
_SHEBA_WORD: Final = re.compile(r"شبا[\s\u200c]*(?:من|بنده|ی)?[\s\u200c]*(?:به[\s\u200c]شماره)?" + _PAUSE + "$")
_PLAIN_GAP: Final = re.compile(r"[\s\-./\u200c]+")
_WHOSE: Final = r"(?:[\s\u200c]*(?:من|ما|بنده|ایشان|ایشون|خودم|ام|م|اش|ش|مون|شون|همراه))?"
_LABELS: Final = re.compile(
    r"(?:(?P<national>(?:کد|شماره|ش)[\s\u200c.]*ملی)|(?P<postal>کد[\s\u200c]*پستی)"
    r"|(?P<card>شماره[\s\u200c]*کارت)|(?P<mobile>موبایل|تلفن[\s\u200c]*همراه|شماره[\s\u200c]*همراه)"
    r"|(?P<phone>تلفن|تماس|منزل|خط[\s\u200c]*ثابت|فکس|دورنگار|زنگ[\s\u200c]*بزن\w{0,3})"
    r"|(?P<other>(?:شماره|ش|کد)[\s\u200c.]*(?:حساب|شناسنامه|پرسنلی|دانشجویی|بیمه|گواهینامه|گذرنامه|پاسپورت)))"
    + _WHOSE + r"[\s\u200c]*(?:اینه|این|به[\s\u200c]شماره|شماره|هست|است)?" + _PAUSE + "$"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Label:
    tag: str
    lengths: tuple[int, ...]
    shortest: int = SHORTEST_LABELLED
    """A first group from this length on is masked whatever its length."""


_NEVER: Final = LONGEST_KEPT + 1
_LABELLED: Final = {
    "national": _Label(NATIONAL, (10,)),
    "postal": _Label(POSTAL, (10,)),
    "card": _Label(CARD, (16,)),
    "mobile": _Label(MOBILE, (11, 10), shortest=7),
    "phone": _Label(PHONE, (11, 8, 7), shortest=_NEVER),
    "other": _Label(OTHER, ()),
}


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    digits: str
    gap: str
    """What stands between this group and the one before."""


_Found = list[tuple[int, int, str | None]]
"""Ranges of groups with their tag; None for those that stay as they are."""


def number_spans(text: str) -> Iterator[Span]:
    """What to mask in a text whose digits are ASCII."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= SHORTEST_LABELLED:
            yield from _mask_run(text, run)


def _mask_run(text: str, run: re.Match[str]) -> Iterator[Span]:
    groups = _groups(text, run)
    found: _Found = []
    before = text[max(0, run.start() - _BEFORE) : run.start()]
    if run["ir"] is not None or _SHEBA_WORD.search(before):
        _take_sheba(groups, found)
    for sort in SURE:
        _take_sort(groups, found, sort)
    _keep_amount(text, groups, found)
    _take_labelled(before, groups, found)
    for sort in LIKELY:
        _take_sort(groups, found, sort)
    _take_rest(groups, found)
    for first, last, mask in sorted(found, key=lambda taken: taken[:2]):
        if mask is not None:
            yield (_start(run, mask) if first == 0 else groups[first].start), groups[last - 1].end, mask


def _start(run: re.Match[str], tag: str) -> int:
    """Where a mask at the beginning of a run starts: with the IR of a Sheba, with the plus of a phone."""
    if run["ir"] is not None and tag == SHEBA:
        return run.start()
    return run.start("digits") if run["plus"] is None else run.start("plus")


def _groups(text: str, run: re.Match[str]) -> list[_Group]:
    groups, end = [], run.start("digits")
    for match in _GROUP.finditer(text, end, run.end()):
        groups.append(_Group(match.start(), match.end(), match[0], text[end : match.start()]))
        end = match.end()
    return groups


def _free(groups: Sequence[_Group], found: _Found) -> list[tuple[int, int]]:
    """The ranges of groups that nothing has claimed yet."""
    free, position = [], 0
    for first, last, _ in sorted(found, key=lambda taken: taken[:2]):
        if position < first:
            free.append((position, first))
        position = last
    if position < len(groups):
        free.append((position, len(groups)))
    return free


def _take_sheba(groups: Sequence[_Group], found: _Found) -> None:
    if sum(len(group.digits) for group in groups) >= 16:
        exact = _prefix(groups, (0, len(groups)), (24,))
        found.append((0, exact or len(groups), SHEBA))


def _take_sort(groups: Sequence[_Group], found: _Found, sort: Sort) -> None:
    for first, last in _free(groups, found):
        position = first
        while position < last:
            end = 0
            if groups[position].digits[0] in sort.first_digits:
                end = _sort_end(groups[position : min(last, position + sort.most_groups)], sort)
            if end:
                found.append((position, position + end, sort.tag))
            position += end or 1


def _sort_end(groups: Sequence[_Group], sort: Sort) -> int:
    """How many groups from the first on are one number of this sort; 0 if they are not."""
    total = 0
    for count, group in enumerate(groups, start=1):
        total += len(group.digits)
        if total > sort.totals[-1]:
            break
        if total in sort.totals:
            number = groups[:count]
            if sort.fits("".join(part.digits for part in number), tuple(len(part.digits) for part in number)):
                return count
    return 0


def _keep_amount(text: str, groups: Sequence[_Group], found: _Found) -> None:
    """Keep the number before a money unit: the last group and the thousands before it."""
    if not _MONEY.match(text, groups[-1].end):
        return
    free = _free(groups, found)
    if not free or free[-1][1] != len(groups):
        return
    first = len(groups) - 1
    while first > free[-1][0] and len(groups[first].digits) == 3 and len(groups[first - 1].digits) <= 3:
        first -= 1
    digits = "".join(group.digits for group in groups[first:])
    if not digits.startswith("0") and len(digits) <= LONGEST_AMOUNT:
        found.append((first, len(groups), None))


def _take_labelled(before: str, groups: Sequence[_Group], found: _Found) -> None:
    """Let the words before a run decide about the number that follows them."""
    free = _free(groups, found)
    if not free or free[0][0] != 0:
        return
    if _KEPT.search(before) and _is_reference(groups[0].digits):
        found.append((0, _reference_end(groups[: free[0][1]]), None))
        return
    match = _LABELS.search(before)
    if match is None or match.lastgroup is None:
        return
    label = _LABELLED[match.lastgroup]
    end = _prefix(groups, free[0], label.lengths)
    if not end and len(groups[0].digits) >= label.shortest:
        end = 1
    if end:
        found.append((0, end, label.tag))


def _reference_end(groups: Sequence[_Group]) -> int:
    """How many groups belong to the number of a bill or a case."""
    for index, group in enumerate(groups[1:], start=1):
        if len(group.digits) > LONGEST_KEPT or not _PLAIN_GAP.fullmatch(group.gap):
            return index
    return len(groups)


def _is_reference(digits: str) -> bool:
    """Whether the number of a bill or a case may look like this: some people give their national code for it."""
    return len(digits) <= LONGEST_REFERENCE and not is_national(digits, (len(digits),))


def _prefix(groups: Sequence[_Group], free: tuple[int, int], lengths: tuple[int, ...]) -> int:
    """The end of the longest beginning of `free` that has one of these numbers of digits; 0 if none has."""
    total, best = 0, 0
    for index in range(*free):
        total += len(groups[index].digits)
        if total in lengths:
            best = index + 1
    return best


def _take_rest(groups: Sequence[_Group], found: _Found) -> None:
    for first, last in _free(groups, found):
        for index in range(first, last):
            if len(groups[index].digits) > LONGEST_KEPT:
                found.append((index, index + 1, _guess(groups[index].digits)))
    for first, last in _free(groups, found):
        for start, end in _between_commas(groups, first, last):
            digits = "".join(group.digits for group in groups[start:end])
            if len(digits) > LONGEST_KEPT:
                found.append((start, end, _guess(digits)))


def _between_commas(groups: Sequence[_Group], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Split where a comma is one of an amount or of a list of years: «۱,۵۰۰,۰۰۰,۰۰۰», «۱۴۰۲،۱۴۰۳،۱۴۰۴»."""
    start = first
    for index in range(first + 1, last):
        if groups[index].gap in tuple(_COMMAS) and _is_comma_of_text(groups[index - 1].digits, groups[index].digits):
            yield start, index
            start = index
    yield start, last


def _is_comma_of_text(before: str, after: str) -> bool:
    thousands = len(after) == 3 and len(before) <= 3 and not before.startswith("0")
    return thousands or (before[:2] in _CENTURIES and after[:2] in _CENTURIES and len(before) == len(after) == 4)


_CENTURIES: Final = ("13", "14", "19", "20")


def _guess(digits: str) -> str:
    return MOBILE if digits.startswith(("09", "989", "00989")) and len(digits) <= 15 else OTHER
