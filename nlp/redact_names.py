"""Where a person's name stands in a text: after a title, before «خانم», after «اسمم», in a signature.

«خانم پشت باجه» and «خیابان دکتر شریعتی» must survive, «خانم کوهکن» must not: after a title any word counts as a name
unless the lists say that it is an ordinary one; elsewhere only what the lists know as a name.
"""

import re
from collections.abc import Iterator
from typing import Final

from nlp import name_words as words
from nlp.redact_numbers import Span

NAME: Final = "[نام]"
LONGEST_NAME: Final = 4
"""Words: «محمد رضا حسینی نژاد»."""

_MARKS: Final = "\u064b-\u0652\u0670"
_BLANK: Final = r"[^\S\n\r]"
_WORD: Final = rf"(?P<word>[^\W\d_](?:[^\W\d_]|[\u200c\u200d{_MARKS}])*+)"
_SURE: Final = (
    r"آقای|اقای|آقایان|خانم[\s\u200c]?ها|خانم|خانوم|حاج[\s\u200c]?(?:آقای?|اقای?|خانوم|خانم)|دکتر|مهندس|سرهنگ|سرگرد|سروان|ستوان|سرتیپ|سردار"
    r"|گروهبان|استاد|پروفسور|جناب|حجت[\s\u200c]?الاسلام"
)
_SLIGHT: Final = r"آقا|اقا|حاجی|حاج|سرکار|قاضی|استوار|سیده?|مشهدی|مشتی|کربلایی|شیخ"
"""Interjections and ordinary words too («آقا چرا …», «سرکار نبود»): only a known name follows them."""
_RANK: Final = r"(?:[\s\u200c](?:یکم|دوم|سوم|پاسدار)(?![^\W\d_]))?"
_TITLE: Final = rf"(?:{_SURE}|(?:{_SLIGHT})(?!\u200c))(?![^\W\d_])[{_MARKS}]*{_RANK}"
_TITLES: Final = re.compile(rf"(?<![^\W\d_])(?<!\u200c){_TITLE}(?:[\s\u200c]{{1,3}}{_TITLE})*+")
_SURE_TITLE: Final = re.compile(rf"(?<![^\W\d_])(?:{_SURE})(?![^\W\d_])")
_POLITE: Final = re.compile(r"آقای|اقای|آقایان|خانم|خانوم|جناب|سرکار")
"""No street is called after them, so that a place before them does not make the name one of a place."""
_HERE: Final = re.compile(_WORD)
_INITIALS: Final = rf"(?:[^\W\d_]{_BLANK}?\.{_BLANK}?){{0,2}}"
_FIRST: Final = re.compile(rf"(?:{_BLANK}|[\u200c«\"(]){{1,4}}{_INITIALS}{_WORD}")
_NEXT: Final = re.compile(rf"{_BLANK}{{1,3}}{_WORD}")
_AND: Final = re.compile(rf"{_BLANK}+و{_BLANK}+{_WORD}")

_NEAR: Final = 40
_WORDS: Final = re.compile(r"[^\W\d_]+(?:\u200c[^\W\d_]+)*")
_LADY: Final = re.compile(r"(?<=[^\S\n\r])(?:خانوم|خانم|آقا|اقا)(?![^\W\d_])")
_CALLED: Final = re.compile(
    r"(?<![^\W\d_])(?<!\u200c)(?:(?P<name>(?:اسم|نام)[\u200c\s]?(?:م|من|بنده|ش|اش|خانوادگی(?:[\u200c\s]?(?:ام|م|من))?)"
    r"|اینجانبه?|فرزند|به[^\S\n\r](?:نام|اسم))|(?P<self>من|بنده)"
    r"|(?P<thanks>تشکر|احترام|سپاس|ارادتمند|متشکرم|ممنون))(?![^\W\d_])(?!\u200c)[\s:،,.«\"(]{1,4}"
)
_AM: Final = re.compile(rf"(?:{_BLANK}|\u200c)*(?:هستم|ام|میباشم|می\u200cباشم)(?![^\W\d_])")
_LINE_END: Final = re.compile(rf"(?:{_BLANK}|[.!،,])*(?:[\n\r]|$)")
_LATIN: Final = re.compile(
    r"(?<![^\W\d_])(?:aghaye?|khanoo?me?|khanume?|dr|doctor|doktor|mohandes|sarhang|mr|mrs|ms)\b\.?[^\S\n\r]{0,2}"
    r"(?P<name>[a-z]{3,20}(?![^\W\d_])(?:[^\S\n\r][a-z]{2,20}(?![^\W\d_]))?)",
    re.IGNORECASE,
)
_POSSESSIVE: Final = re.compile("(?<=...)(?:شون|مون|تون|شان|مان|تان|م|ش)$")


def names_after_titles(text: str) -> Iterator[Span]:
    """«آقای رضا احمدی»: the name, not the title. Letters of `text` are folded, here and below."""
    for titles in _TITLES.finditer(text):
        if _is_place(text, titles):
            continue
        sure = _SURE_TITLE.search(titles[0]) is not None and not _follows_name(text, titles.start())
        first = _first_word(text, titles.end(), sure=sure)
        if first:
            end = _extended(text, first, sure=sure)
            yield first.start("word"), end, NAME
            other = _AND.match(text, end)
            if other and _is_known(other["word"]):
                yield other.start("word"), other.end("word"), NAME


def names_before_titles(text: str) -> Iterator[Span]:
    """«مریم خانم», «علی آقا»."""
    for title in _LADY.finditer(text):
        given = _given_before(text, title.start())
        if given:
            yield given.start(), given.end(), NAME


def names_of_writers(text: str) -> Iterator[Span]:
    """«اسمم علی رضایی است», «اینجانب …», «من … هستم», «با تشکر، …» at the end of a line."""
    for said in _CALLED.finditer(text):
        first = _HERE.match(text, said.end())
        if first is None or not _is_known(first["word"]):
            continue
        end = _extended(text, first, sure=True)
        wanted = _AM if said["self"] else _LINE_END if said["thanks"] else None
        if wanted is None or wanted.match(text, end):
            yield first.start(), end, NAME


def latin_names(text: str) -> Iterator[Span]:
    """«aghaye ahmadi», «dr rezaei»."""
    for match in _LATIN.finditer(text):
        parts = match["name"].casefold().split()
        if len(parts) == 2 and parts[0] in words.LATIN_GIVEN and parts[1] not in words.LATIN_STOP:
            yield match.start("name"), match.end("name"), NAME
        elif parts[0] in words.LATIN_GIVEN or _is_latin_surname(parts[0]):
            yield match.start("name"), match.start("name") + len(parts[0]), NAME


def _is_latin_surname(word: str) -> bool:
    return word not in words.LATIN_STOP and len(word) > 4 and word.endswith(words.LATIN_ENDINGS)


def _is_place(text: str, titles: re.Match[str]) -> bool:
    """Whether a street, a hospital … is called after the titled person."""
    if _POLITE.match(titles[0]):
        return False
    following = _FIRST.match(text, titles.end())
    if following and f"{titles[0]} {following['word']}" in words.PLACE_NAMES:
        return True
    gap_end = titles.start()
    for before in reversed([*_WORDS.finditer(text, max(0, titles.start() - _NEAR), titles.start())]):
        if text[before.end() : gap_end].strip(" \t\u200c\u0650." if before[0] == "خ" else " \t\u200c\u0650"):
            return False
        if before[0] not in words.PLACE_QUALIFIERS:
            return before[0] in words.PLACES
        gap_end = before.start()
    return False


def _given_before(text: str, end: int) -> re.Match[str] | None:
    """The given name that the title at `end` follows, as in «مریم خانم»."""
    before = [*_WORDS.finditer(text, max(0, end - _NEAR), end)]
    if before and before[-1][0] in words.ONLY_GIVEN and not text[before[-1].end() : end].strip():
        return before[-1]
    return None


def _follows_name(text: str, end: int) -> bool:
    return text[max(0, end - _NEAR) : end].rstrip().endswith(NAME) or _given_before(text, end) is not None


def _first_word(text: str, start: int, *, sure: bool) -> re.Match[str] | None:
    """The first word of the name that follows a title which ends at `start`, if one does."""
    first = _FIRST.match(text, start)
    if first is None:
        return None
    word = _plain(first["word"])
    if _is_known(word) or (sure and len(word) > 1 and not _is_ordinary(word)):
        return first
    second = _NEXT.match(text, first.end("word")) if sure and word in words.BETWEEN else None
    return second if second and _is_known(second["word"]) else None


def _extended(text: str, first: re.Match[str], *, sure: bool) -> int:
    """The end of the name that begins with this word.

    A surname follows a given name (any word where a name is sure, else one that looks like a surname), a second part
    follows a surname.
    """
    end, previous = first.end("word"), _plain(first["word"])
    for _ in range(LONGEST_NAME - 1):
        following = _NEXT.match(text, end)
        if following is None:
            break
        word = _plain(following["word"])
        like_surname = sure or word in words.GIVEN or word.endswith("ی")
        surname = previous in words.GIVEN and like_surname and not _is_ordinary(word)
        if not surname and word not in words.SURNAME_TAILS and not word.endswith(words.SURNAME_ENDINGS):
            break
        end, previous = following.end("word"), word
    return end


def _plain(word: str) -> str:
    return re.sub(f"[{_MARKS}]|[\u200c\u200d]+$", "", word)


def _is_known(word: str) -> bool:
    """A name on the lists, or one that ends as only surnames do."""
    word = _plain(word)
    if word in words.GIVEN or word in words.SURNAMES:
        return word not in words.GIVEN_AND_WORD
    return len(word) > 4 and word.endswith(words.SURNAME_ENDINGS) and not _is_ordinary(word)


def _is_ordinary(word: str) -> bool:
    if word in words.ONLY_GIVEN or word in words.SURNAMES:
        return False
    head, half_space, tail = word.partition("\u200c")
    if tail in words.SURNAME_TAILS:
        return False
    return (
        word in words.STOP
        or (half_space != "" and head in words.STOP)
        or word.endswith(words.STOP_ENDINGS)
        or _POSSESSIVE.sub("", word) in words.STOP
    )
