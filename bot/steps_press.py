"""Pressed buttons: each gets one notice, and old ones a true answer."""

from typing import Final

from bot import texts
from bot.buttons import YES, Action, Office, Press, decode
from bot.context import Context
from bot.effects import AnswerPress, Say, TakeButtons
from bot.events import Pressed
from bot.state import State, Step
from bot.steps_answer import (
    Outcome,
    ask_office_name,
    choose_office,
    choose_place,
    comes_too_late,
    leave,
    new_topic,
    rate,
    skip,
    want_answer,
)
from bot.steps_command import track
from bot.steps_detail import pressed_detail
from bot.steps_erase import ask_to_erase, ask_to_withdraw, erase_everything, keep_everything, withdraw
from bot.steps_follow import pressed_follow, set_aside
from bot.steps_official import pressed_official
from bot.steps_own import pressed_own
from bot.steps_point import pressed_point
from bot.steps_rating import never_mind, pressed_rating, rate_only
from domain.feedback import RATINGS
from domain.labels import Status

_STANDING: Final = (Action.LOOK, Action.HIDE)
"""A list is looked through, one after the other; what else can be done with a feedback stays possible."""


def pressed(state: State, event: Pressed, context: Context) -> Outcome:
    """The answer to a button."""
    press = decode(event.data)
    if press is None:
        return state, (AnswerPress(texts.DEAD_BUTTON),)
    if press.number:
        found = context.found
        if found is None or found.number != press.number or not found.mine:
            return _dead(state)
        if found.status is Status.WITHDRAWN:
            return _dead(state, texts.WITHDRAWN_BUTTON)
    answered = _about_feedback(state, press, context) if press.number else _without_feedback(state, press, context)
    if answered is None:
        return _dead(state, texts.DEAD_ERASE if press.action is Action.ERASE else texts.DEAD_BUTTON)
    moved, effects = answered
    if comes_too_late(state, effects, context):
        return _dead(state, texts.FIXED)
    if press.action in _STANDING:
        return moved, (AnswerPress(), *effects)
    return moved, (AnswerPress(), TakeButtons(), *effects)


def _dead(state: State, notice: str = texts.DEAD_BUTTON) -> Outcome:
    return state, (AnswerPress(notice), TakeButtons())


def _about_feedback(state: State, press: Press, context: Context) -> Outcome | None:
    number, value = press.number, press.value
    match press.action:
        case Action.OFFICE if value in context.catalogue:
            return choose_office(state, number, value, context)
        case Action.UNKNOWN_OFFICE:
            return choose_office(state, number, None, context)
        case Action.OTHER_OFFICE:
            return ask_office_name(state, number, context)
        case Action.SAME_PLACE if state.last_county:
            return choose_place(state, number, state.last_county, context)
        case Action.NO_PLACE:
            return skip(state, number, Step.PLACE, context)
        case Action.RATE if value in map(str, RATINGS):
            return rate(state, number, int(value), context)
        case Action.NO_RATING:
            return skip(state, number, Step.RATING, context)
        case _:
            return _whole_feedback(state, press, context)


def _whole_feedback(state: State, press: Press, context: Context) -> Outcome | None:
    match press.action:
        case Action.ANSWER:
            return want_answer(state, press.number, wanted=press.value == YES)
        case Action.WITHDRAW:
            return _withdraw(state, press, context)
        case Action.LOOK:
            return track(state, press.number, context)
        case Action.NEW_TOPIC:
            return new_topic(state) if press.number == state.number else (state, (Say(texts.TOPIC_CLOSED),))
        case _:
            return pressed_detail(state, press, context) or pressed_follow(state, press, context)


def _withdraw(state: State, press: Press, context: Context) -> Outcome:
    """An open feedback is taken back at once; a closed one may be in somebody's hand, so that is asked first."""
    asked = state.step is Step.WITHDRAW and state.to_withdraw == press.number and press.value == YES
    if asked or context.found is None or context.found.status is Status.OPEN:
        return withdraw(state, press.number)
    return ask_to_withdraw(set_aside(state), press.number, context)


def _without_feedback(state: State, press: Press, context: Context) -> Outcome | None:
    match press.action:
        case Action.RATE_OFFICE if press.value in context.catalogue:
            return rate_only(state, Office(context.catalogue[press.value]))
        case Action.RATE_ONLY:
            return pressed_rating(state, press.value, context)
        case Action.NEVER_MIND:
            return never_mind(state) if state.step in (Step.RATE_OFFICE, Step.RATE_ONLY) else (leave(state), ())
        case Action.ASK_ERASE:
            return ask_to_erase(state, context)
        case Action.ERASE if state.step is Step.ERASE:
            return erase_everything()
        case Action.KEEP:
            return keep_everything(state)
        case _:
            return (
                pressed_detail(state, press, context)
                or pressed_own(state, press, context)
                or pressed_point(state, press, context)
                or pressed_official(state, press, context)
            )
