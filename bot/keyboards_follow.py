"""The keyboards under answers, one's own feedbacks, permissions and the questions of a service point."""

from collections.abc import Iterable
from typing import Final

from bot import texts, texts_cases, texts_follow, texts_own, texts_points
from bot.buttons import NO, YES, Action, Keyboard, encode
from bot.context import Known, Own, Point
from bot.effects import Button, Permission
from domain.labels import Status

WRITE: Final = "write"
NO_RATING: Final = "no"
"""What a service point's button carries in the place of a rating."""


def notice(number: str) -> Keyboard:
    """The way to an answer that has come."""
    return (Button(texts_cases.SHOW, encode(Action.SHOW, number)),)


def verdicts(number: str) -> Keyboard:
    """The question whether the answer has helped."""
    return tuple(
        Button(label, encode(Action.VERDICT, number, verdict)) for verdict, label in texts_cases.VERDICTS.items()
    )


def ratings_again(number: str) -> Keyboard:
    """The rating after the answer, best first."""
    rated = (Button(texts.rating_label(each), encode(Action.RATE_AGAIN, number, str(each))) for each in texts.RATINGS)
    return (*rated, Button(texts_cases.NO_RATE_AGAIN, encode(Action.NO_RATE_AGAIN, number)))


def tracked(known: Known) -> Keyboard:
    """What can be done with a feedback found by its number; nothing with somebody else's."""
    if not known.mine or known.status is Status.WITHDRAWN:
        return ()
    show = (Button(texts_follow.LOOK_AT_ANSWER, encode(Action.SHOW, known.number)),) if known.answer else ()
    return (*show, Button(texts.WITHDRAW, encode(Action.WITHDRAW, known.number)))


def mine(rows: Iterable[tuple[Known, str | None]], page: int, *, more: bool) -> Keyboard:
    """A page of one's own feedbacks, each with the short name of its office, and the ways to the other pages."""
    listed = (Button(texts_follow.row(known, office), encode(Action.LOOK, known.number)) for known, office in rows)
    newer = (Button(texts_follow.NEWER, encode(Action.MINE, value=str(page - 1))),) if page else ()
    older = (Button(texts_follow.OLDER, encode(Action.MINE, value=str(page + 1))),) if more else ()
    return (*listed, *newer, *older)


def settings(own: Own) -> Keyboard:
    """The two switches, what is held, and erasing it."""
    return (
        _switch(Permission.TRAINING, on=own.training),
        _switch(Permission.CONTACT, on=own.contact),
        Button(texts_own.MY_DATA, encode(Action.MY_DATA)),
        Button(texts.ERASE_ALL, encode(Action.ASK_ERASE)),
    )


def _switch(what: Permission, *, on: bool) -> Button:
    return Button(texts_own.SWITCHES[what][on], encode(Action.ALLOW, value=f"{what}:{NO if on else YES}"))


def at_desk(point: Point) -> Keyboard:
    """The rating of a service point, and the way to writing."""
    return (*_ratings(point), Button(texts_points.WRITE, _answer(point, WRITE)))


def later(point: Point) -> Keyboard:
    """What can be said to being asked later."""
    return (
        Button(texts_points.RATE_NOW, encode(Action.NOW, value=point.code)),
        Button(texts_points.NOT_NEEDED, _answer(point, NO_RATING)),
    )


def away(point: Point) -> Keyboard:
    """The rating of a service point away from it."""
    return (*_ratings(point), Button(texts.NO_RATING, _answer(point, NO_RATING)))


def _ratings(point: Point) -> Keyboard:
    return tuple(Button(texts.rating_label(each), _answer(point, str(each))) for each in texts.RATINGS)


def _answer(point: Point, value: str) -> str:
    return encode(Action.POINT_RATE, value=f"{point.code}:{value}")
