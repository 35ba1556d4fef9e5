"""What buttons carry, and the keyboards made of them.

A button's data is `action:number:value`, at most 64 bytes: the tracking number of the feedback it is about, empty where
there is none, and an agency code, a rating or both.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot import texts, texts_detail
from bot.effects import Button
from domain.agency import Agency
from domain.group import Group
from domain.tracking import LENGTH
from domain.unit import Unit

DATA_LIMIT: Final = 64
ROOM: Final = DATA_LIMIT - LENGTH - len("xx::")
"""Characters left for the value of a button about a feedback."""
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
    GROUP = "g"
    """a group of offices; the value is its number"""
    UNIT = "u"
    OTHER_UNIT = "uo"
    NO_UNIT = "un"
    DRIVER = "d"
    NO_DRIVER = "dn"
    NO_NAME = "mn"
    """praise without the name of an employee"""
    STAY = "s"
    """a sensitive feedback remains"""
    HIDE = "h"
    """not to the office it is about"""
    SHOW = "v"
    """show the answer"""
    VERDICT = "j"
    RATE_AGAIN = "ra"
    NO_RATE_AGAIN = "rx"
    MINE = "m"
    """a page of one's own feedbacks; the value is its number"""
    LOOK = "l"
    """where one of them stands"""
    MY_DATA = "y"
    ALLOW = "t"
    """a permission: «training:1»"""
    NOW = "pw"
    """rate a service point after all, at once; the value is its code"""
    POINT_RATE = "px"
    """a service point's rating: «code:4»"""
    REPORT = "or"
    ALERTS = "oa"
    LOG_OUT = "ol"


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


@dataclass(frozen=True, slots=True)
class Office:
    """An office to choose, and those of its units that the text names: a single one is chosen with it."""

    agency: Agency
    units: tuple[Unit, ...] = ()

    @property
    def label(self) -> str:
        return self.units[0].name_fa if len(self.units) == 1 and ":" in self.value else self.agency.short_fa

    @property
    def value(self) -> str:
        units = _listed((unit.code for unit in self.units), ROOM - len(self.agency.code) - 1)
        return f"{self.agency.code}:{units}" if units else self.agency.code


def _listed(codes: Iterable[str], room: int = ROOM) -> str:
    """The codes that fit a button."""
    listed = ""
    for code in codes:
        longer = f"{listed},{code}" if listed else code
        listed = longer if len(longer) <= room else listed
    return listed


def offices(number: str, proposed: Iterable[Office]) -> Keyboard:
    """The question which office: what is likely, and the ways out."""
    return (
        *_offices(number, proposed),
        Button(texts.OTHER_OFFICE, encode(Action.OTHER_OFFICE, number)),
        Button(texts.UNKNOWN_OFFICE, encode(Action.UNKNOWN_OFFICE, number)),
        *draft(number),
    )


def proposed_offices(number: str, proposed: Iterable[Office]) -> Keyboard:
    """What is likely, after all."""
    return (*_offices(number, proposed), Button(texts.OTHER_OFFICE, encode(Action.OTHER_OFFICE, number)))


def named_offices(number: str, found: Iterable[Office] = ()) -> Keyboard:
    """The offices that a typed name may mean."""
    return (*_offices(number, found), Button(texts.UNKNOWN_OFFICE, encode(Action.UNKNOWN_OFFICE, number)))


def _offices(number: str, offices: Iterable[Office]) -> Keyboard:
    return tuple(Button(office.label, encode(Action.OFFICE, number, office.value)) for office in offices)


def groups(number: str, found: Iterable[Group]) -> Keyboard:
    """What an office may have to do with, where its name does not come to mind."""
    listed = (Button(group.name_fa, encode(Action.GROUP, number, str(at))) for at, group in enumerate(found))
    return (*listed, Button(texts.UNKNOWN_OFFICE, encode(Action.UNKNOWN_OFFICE, number)))


def group(number: str, members: Iterable[Agency]) -> Keyboard:
    """The offices of a group, and the way back to the groups."""
    back = Button(texts_detail.BACK_TO_GROUPS, encode(Action.OTHER_OFFICE, number))
    return (*_offices(number, map(Office, members)), back)


def rate_group(members: Iterable[Agency]) -> Keyboard:
    """The offices of a group that may be rated, and the way back to the groups."""
    return (*rate_offices(members)[:-1], Button(texts_detail.BACK_TO_GROUPS, encode(Action.OTHER_OFFICE)))


def units(number: str, found: Iterable[Unit]) -> Keyboard:
    """The question which unit: the likely ones, and the ways out."""
    listed = (Button(unit.name_fa, encode(Action.UNIT, number, unit.code)) for unit in found)
    return (
        *listed,
        Button(texts_detail.OTHER_UNIT, encode(Action.OTHER_UNIT, number)),
        Button(texts_detail.NO_UNIT, encode(Action.NO_UNIT, number)),
    )


def drivers(number: str) -> Keyboard:
    """What mattered most for the rating."""
    named = (Button(label, encode(Action.DRIVER, number, driver)) for driver, label in texts_detail.DRIVERS.items())
    return (*named, Button(texts_detail.NO_DRIVER, encode(Action.NO_DRIVER, number)))


def commend(number: str) -> Keyboard:
    """The way past the question whom to praise."""
    return (Button(texts_detail.NO_NAME, encode(Action.NO_NAME, number)),)


def sensitive(number: str) -> Keyboard:
    """Whether a sensitive feedback remains."""
    return (
        Button(texts_detail.STAY, encode(Action.STAY, number)),
        Button(texts_detail.TAKE_OUT, encode(Action.WITHDRAW, number)),
    )


def draft(number: str) -> Keyboard:
    """What can always be done with an open feedback."""
    return (
        Button(texts.NEW_TOPIC, encode(Action.NEW_TOPIC, number)),
        Button(texts_detail.HIDE, encode(Action.HIDE, number)),
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


def rate_groups(found: Iterable[Group]) -> Keyboard:
    """What the office to be rated may have to do with."""
    listed = (Button(group.name_fa, encode(Action.GROUP, value=str(at))) for at, group in enumerate(found))
    return (*listed, _NEVER_MIND)


def rate_only(office: Office) -> Keyboard:
    """The rating of an office without words."""
    rated = (Button(texts.rating_label(each), _rate_only(office, each)) for each in texts.RATINGS)
    return (*rated, Button(texts.NO_RATING, encode(Action.NEVER_MIND)))


def confirm_rating(office: Office, rating: int) -> Keyboard:
    """«شهرداری ۲»: is that a rating?"""
    return (
        Button(texts.YES_RATE, _rate_only(office, rating)),
        Button(texts.NO_RATE, encode(Action.NEVER_MIND)),
    )


def _rate_only(office: Office, rating: int) -> str:
    code, _, unit = office.value.partition(":")
    return encode(Action.RATE_ONLY, value=f"{code}:{rating}:{unit}" if unit else f"{code}:{rating}")


def privacy() -> Keyboard:
    """The way from what is kept to erasing it."""
    return (Button(texts.ERASE_ALL, encode(Action.ASK_ERASE)),)


def erase() -> Keyboard:
    """The last question before erasing."""
    return (Button(texts.ERASE, encode(Action.ERASE)), Button(texts.KEEP, encode(Action.KEEP)))


def withdraw(number: str) -> Keyboard:
    """The question whether a feedback, closed already, is to be taken back."""
    return (Button(texts.WITHDRAW, encode(Action.WITHDRAW, number, YES)), Button(texts.KEEP, encode(Action.KEEP)))


_NEVER_MIND: Final = Button(texts.NEVER_MIND, encode(Action.NEVER_MIND))
