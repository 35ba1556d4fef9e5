"""Commands, given with a slash or as a Persian word."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot import buttons, keyboards_follow, texts, texts_follow, words
from bot.buttons import Office
from bot.context import Context
from bot.effects import Say
from bot.events import Commanded
from bot.state import State, Step
from bot.steps_answer import Outcome, ask, leave, new_topic, office_name
from bot.steps_erase import ask_to_erase, ask_to_withdraw, withdraw
from bot.steps_follow import set_aside
from bot.steps_official import alerts, login, logout, report
from bot.steps_own import mine, my_data, settings
from bot.steps_point import scanned
from bot.steps_rating import rate_only
from domain.tracking import looks_like_tracking_number, parse_tracking_number

_SIDE_STEPS: Final = (Step.RATE_OFFICE, Step.RATE_ONLY, Step.TRACK, Step.ERASE, Step.WITHDRAW)
_LEAVING: Final = ("start", "mine", "mydata", "settings")
"""Commands after which the next words are no answer to such a question any more."""


def commanded(state: State, event: Commanded, context: Context) -> Outcome:
    """Carry out a command; one that is not known gets a line of help."""
    name = event.name.lower()
    name = name if name in _COMMANDS else words.command(event.name) or ""
    if name not in _COMMANDS:
        return state, (Say(texts.UNKNOWN_COMMAND),)
    return _COMMANDS[name](_set_aside(state, name), event.argument.strip(), context)


def _set_aside(state: State, name: str) -> State:
    """The state without a question that the command leaves behind."""
    state = set_aside(state)
    return leave(state) if name in _LEAVING and state.step in _SIDE_STEPS else state


def track(state: State, number: str, context: Context) -> Outcome:
    """Say where the feedback of this valid number stands."""
    state = leave(state) if state.step is Step.TRACK else state
    found = context.found
    if found is None or found.number != number:
        return state, (Say(texts.NOT_FOUND),)
    grows = state.number == number and state.is_open(context.now)
    tracked = texts_follow.tracked(found, office_name(found.agency, context), grows=grows)
    return state, (Say(tracked, keyboards_follow.tracked(found)),)


def wrong_number(state: State, digits: str) -> Outcome:
    """The digits are no tracking number; the person may try again."""
    state = replace(leave(state), step=Step.TRACK) if state.step in _SIDE_STEPS else state
    return state, (Say(texts.WRONG_DIGIT if looks_like_tracking_number(digits) else texts.SHORT_NUMBER),)


def _start(state: State, argument: str, context: Context) -> Outcome:
    return _to_rate(state, argument, context) or (state, (Say(texts.START, keyboard=True),))


def _to_rate(state: State, argument: str, context: Context) -> Outcome | None:
    """The rating of a service point or an office named by its code."""
    code, point = argument.lower(), context.point
    if point and point.code == code and point.agency in context.catalogue:
        return scanned(state, point, context)
    return rate_only(state, Office(context.catalogue[code])) if code in context.catalogue else None


def _help(state: State, _argument: str, _context: Context) -> Outcome:
    return state, (Say(texts.HELP, keyboard=True),)


def _track(state: State, argument: str, context: Context) -> Outcome:
    if not argument:
        asked = replace(leave(state), step=Step.TRACK)
        return asked, (ask(asked, context),)
    number = parse_tracking_number(argument)
    return track(state, number, context) if number else wrong_number(state, argument)


def _rate(state: State, argument: str, context: Context) -> Outcome:
    asked = state.anew(step=Step.RATE_OFFICE)
    return _to_rate(state, argument, context) or (asked, (ask(asked, context),))


def _cancel(state: State, _argument: str, _context: Context) -> Outcome:
    if state.step is Step.IDLE:
        return state, (Say(texts.NOTHING_TO_CANCEL),)
    return leave(state), (Say(texts.CANCELLED),)


def _privacy(state: State, _argument: str, context: Context) -> Outcome:
    return state, (Say(texts.privacy(context), buttons.privacy()),)


def _delete(state: State, _argument: str, context: Context) -> Outcome:
    return ask_to_erase(state, context)


def _withdraw(state: State, _argument: str, context: Context) -> Outcome:
    """The open feedback is taken back at once; a closed one may not be what is meant, so its number is shown first."""
    if state.step is Step.WITHDRAW and state.to_withdraw:
        return withdraw(state, state.to_withdraw)
    if state.number is None:
        return replace(leave(state), step=Step.TRACK), (Say(texts.NOTHING_TO_WITHDRAW),)
    if state.is_open(context.now):
        return withdraw(state, state.number)
    return ask_to_withdraw(state, state.number, context)


def _new(state: State, _argument: str, _context: Context) -> Outcome:
    return new_topic(state)


_COMMANDS: Final[dict[str, Callable[[State, str, Context], Outcome]]] = {
    "start": _start,
    "help": _help,
    "track": _track,
    "rate": _rate,
    "cancel": _cancel,
    "privacy": _privacy,
    "delete": _delete,
    "withdraw": _withdraw,
    "new": _new,
    "mine": mine,
    "mydata": my_data,
    "settings": settings,
    "login": login,
    "logout": logout,
    "report": report,
    "alerts": alerts,
}
