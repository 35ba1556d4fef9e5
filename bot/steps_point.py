"""Service points: a card was scanned. The rating is asked for at the desk or, for a random half, some hours later."""

from dataclasses import replace
from typing import Final

from bot import keyboards_follow as keyboards
from bot import texts, texts_points, words
from bot.buttons import Action, Press
from bot.context import Context, Point
from bot.effects import DropReminder, Rate, Register, RemindLater, Say
from bot.events import Wrote
from bot.state import OPEN_FOR, State, Step
from bot.steps_answer import Outcome, after, ask, office_name, rate
from domain.feedback import RATINGS
from domain.labels import Asked

AWAY_AFTER: Final = 120
"""Minutes after the scan, when the desk is out of sight."""
_WHILE_WRITING: Final = int(OPEN_FOR.total_seconds()) // 60


def scanned(state: State, point: Point, context: Context) -> Outcome:
    """The card of a service point was scanned: ask for the rating now, or say that it is asked for later."""
    office = _office(point, context)
    moved = state.anew(step=Step.RATE_ONLY, agency=point.agency, point=point.code)
    if context.later:
        later = Say(texts_points.later(point, office), keyboards.later(point))
        return moved, (RemindLater(point.code, AWAY_AFTER), later)
    return replace(moved, asked=Asked.DESK), (_at_desk(point, context),)


def ask_later(state: State, context: Context) -> Outcome:
    """Time to ask for the rating away from the desk; somebody who is just writing of something else is asked later still."""
    point = context.point
    if point is None or point.agency not in context.catalogue:
        return state, ()
    if state.point == point.code:
        if state.rated or state.no_rating:
            return state, ()
        moved = replace(state, asked=Asked.AWAY, step=state.step if state.is_open(context.now) else Step.RATE_ONLY)
    elif state.is_open(context.now):
        return state, (RemindLater(point.code, _WHILE_WRITING),)
    else:
        moved = state.anew(step=Step.RATE_ONLY, agency=point.agency, point=point.code, asked=Asked.AWAY)
    return moved, (Say(texts_points.ask_away(point, _office(point, context)), keyboards.away(point)),)


def pressed_point(state: State, press: Press, context: Context) -> Outcome | None:
    """The answer to a service point's button; None when the press is no such thing, or of an earlier scan."""
    point = _in_hand(state, context)
    code, _, value = press.value.partition(":")
    if press.action not in (Action.NOW, Action.POINT_RATE) or point is None or point.code != code:
        return None
    if state.rated:
        return state, (Say(texts_points.ALREADY_RATED),)
    if press.action is Action.NOW:
        return state, (DropReminder(code), _at_desk(point, context))
    if value in map(str, RATINGS):
        return _rate(state, point, int(value), context)
    if value == keyboards.NO_RATING:
        return _no_rating(state, point)
    return (state, (Say(texts_points.GO_ON),)) if value == keyboards.WRITE else None


def written_point(state: State, event: Wrote, context: Context) -> Outcome | None:
    """A typed rating of the service point, or that none is given; None for any other text."""
    point = _in_hand(state, context)
    if point is None or state.step is not Step.RATE_ONLY or state.rated:
        return None
    rating = words.rating(event.text)
    if rating:
        return _rate(state, point, rating, context)
    declined = words.is_no_rating(event.text) or words.is_no(event.text)
    return _no_rating(state, point) if declined else None


def at_point(state: State, opened: State, context: Context) -> State:
    """The state `opened` of a feedback just begun by somebody who has scanned a card: what the card says is not asked for.

    The rating is asked for next, unless it is to be asked for later or not at all.
    """
    point = _in_hand(state, context)
    if point is None or state.step is not Step.RATE_ONLY:
        return opened
    spared = state.no_rating or opened.no_rating
    opened = replace(opened, agency=point.agency, point=point.code, asked=state.asked, no_rating=spared)
    step = Step.RATING if state.asked and not spared else after(opened, Step.RATING, context)
    return replace(opened, step=step)


def _rate(state: State, point: Point, rating: int, context: Context) -> Outcome:
    """Rate the visit once: together with what was written of it, else as a feedback without words."""
    drop = DropReminder(point.code)
    if state.number and state.step is Step.RATING:
        moved, effects = rate(state, state.number, rating, context)
        return moved, (drop, *effects)
    if state.number:
        moved = replace(state, rated=True, step=Step.IDLE if state.step is Step.RATE_ONLY else state.step)
        return moved, (drop, Rate(state.number, rating, state.asked), Say(texts.rating_noted(rating)))
    number = context.fresh_number
    begun = {"number": number, "opened": context.now, "agency": point.agency, "wordless": True}
    moved = state.anew(**begun, point=point.code, asked=state.asked, rated=True)
    moved = replace(moved, step=after(moved, Step.RATING, context))
    registered = Register(number, 0, "", point.agency, rating=rating, point=point.code, asked=state.asked)
    rated = texts.rated_only(number, texts_points.place(point, _office(point, context)))
    return moved, (drop, registered, ask(moved, context, rated + "\n"))


def _no_rating(state: State, point: Point) -> Outcome:
    return replace(state, no_rating=True), (DropReminder(point.code), Say(texts_points.NO_RATING))


def _in_hand(state: State, context: Context) -> Point | None:
    """The service point whose card was scanned last, while it and its office exist."""
    point = context.point
    known = point is not None and state.point == point.code and point.agency in context.catalogue
    return point if known else None


def _at_desk(point: Point, context: Context) -> Say:
    return Say(texts_points.ask(point, _office(point, context)), keyboards.at_desk(point))


def _office(point: Point, context: Context) -> str:
    return office_name(point.agency, context) or ""
