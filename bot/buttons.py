"""What buttons carry, and the keyboards made of them.

A button's data is `action:number:value`, at most 64 bytes: the tracking number of the feedback it is about, empty where
there is none, and an agency code, a rating or both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot import texts
from bot.effects import Button
from domain.agency import Agency
from domain.tracking import LENGTH

DATA_LIMIT: Final = 64
YES: Final = "1"
NO: Final = "0"
_DATA: Final = re.compile(rf"(?P<action>[a-z]+):(?P<number>|[0-9]{{{LENGTH}}}):(?P<value>.*)")


class Action(StrEnum):
    """What a press asks for."""

    OFFICE = "o"
    OTHER_OFFICE = "oo"
    UNKNOWN_OFFICE = "ou"
    NEW_TOPIC = "n"
    WITHDRAW = "w"
    SAME_PLACE = "p"
    NO_PLACE = "pn"
    RATE = "r"
    NO_RATING = "rn"
    ANSWER = "a"
    RATE_OFFICE = "q"
    RATE_ONLY = "x"
    NEVER_MIND = "c"
    ASK_ERASE = "e"
    ERASE = "ey"
    KEEP = "en"


@dataclass(frozen=True, slots=True)
class Press:
    """The meaning of a pressed button."""

    action: Action
    number: str = ""
    value: str = ""


def encode(action: Action, number: str = "", value: str = "") -> str:
    """The data of a button."""
    return f"{action}:{number}:{value}"


def decode(data: str) -> Press | None:
    """The meaning of a button's data, or None when it was not made by `encode`."""
    found = _DATA.fullmatch(data)
    if found is None or found["action"] not in set(Action):
        return None
    return Press(Action(found["action"]), found["number"], found["value"])


Keyboard = tuple[Button, ...]


def offices(number: str, proposed: Iterable[Agency]) -> Keyboard:
    """The question which office: what is likely, and the ways out."""
    return (
        *_offices(number, proposed),
        Button(texts.OTHER_OFFICE, encode(Action.OTHER_OFFICE, number)),
        Button(texts.UNKNOWN_OFFICE, encode(Action.UNKNOWN_OFFICE, number)),
        *draft(number),
    )


def named_offices(number: str, found: Iterable[Agency] = ()) -> Keyboard:
    """The offices that a typed name may mean."""
    return (*_offices(number, found), Button(texts.UNKNOWN_OFFICE, encode(Action.UNKNOWN_OFFICE, number)))


def _offices(number: str, agencies: Iterable[Agency]) -> Keyboard:
    return tuple(Button(agency.short_fa, encode(Action.OFFICE, number, agency.code)) for agency in agencies)


def draft(number: str) -> Keyboard:
    """What can always be done with an open feedback."""
    return (
        Button(texts.NEW_TOPIC, encode(Action.NEW_TOPIC, number)),
        Button(texts.WITHDRAW, encode(Action.WITHDRAW, number)),
    )


def places(number: str, last_county: str | None) -> Keyboard:
    """The question which city or village."""
    same = (Button(texts.same_place(last_county), encode(Action.SAME_PLACE, number)),) if last_county else ()
    return (*same, Button(texts.NO_PLACE, encode(Action.NO_PLACE, number)))


def ratings(number: str) -> Keyboard:
    """The rating of a feedback, best first."""
    rated = (Button(texts.rating_label(each), encode(Action.RATE, number, str(each))) for each in texts.RATINGS)
    return (*rated, Button(texts.NO_RATING, encode(Action.NO_RATING, number)))


def answers(number: str) -> Keyboard:
    """Whether the answer is wanted here."""
    return (
        Button(texts.ANSWER_HERE, encode(Action.ANSWER, number, YES)),
        Button(texts.NO_ANSWER, encode(Action.ANSWER, number, NO)),
    )


def rate_offices(found: Iterable[Agency] = ()) -> Keyboard:
    """The offices that may be rated without words."""
    rated = (Button(agency.short_fa, encode(Action.RATE_OFFICE, value=agency.code)) for agency in found)
    return (*rated, _NEVER_MIND)


def rate_only(agency: Agency) -> Keyboard:
    """The rating of an office without words."""
    rated = (Button(texts.rating_label(each), _rate_only(agency, each)) for each in texts.RATINGS)
    return (*rated, Button(texts.NO_RATING, encode(Action.NEVER_MIND)))


def confirm_rating(agency: Agency, rating: int) -> Keyboard:
    """«شهرداری ۲»: is that a rating?"""
    return (
        Button(texts.YES_RATE, _rate_only(agency, rating)),
        Button(texts.NO_RATE, encode(Action.NEVER_MIND)),
    )


def _rate_only(agency: Agency, rating: int) -> str:
    return encode(Action.RATE_ONLY, value=f"{agency.code}:{rating}")


def tracked(number: str) -> Keyboard:
    """What can be done with a feedback found by its number."""
    return (Button(texts.WITHDRAW, encode(Action.WITHDRAW, number)),)


def privacy() -> Keyboard:
    """The way from what is kept to erasing it."""
    return (Button(texts.ERASE_ALL, encode(Action.ASK_ERASE)),)


def erase() -> Keyboard:
    """The last question before erasing."""
    return (Button(texts.ERASE, encode(Action.ERASE)), Button(texts.KEEP, encode(Action.KEEP)))


_NEVER_MIND: Final = Button(texts.NEVER_MIND, encode(Action.NEVER_MIND))
