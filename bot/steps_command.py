"""Commands, given with a slash or as a Persian word."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot import buttons, texts, words
from bot.context import Context
from bot.effects import Say
from bot.events import Commanded
from bot.state import State, Step
from bot.steps_answer import Outcome, ask, leave, new_topic, office_name, rate_only, withdraw
from domain.labels import Status
from domain.tracking import looks_like_tracking_number, parse_tracking_number

_SIDE_STEPS: Final = (Step.RATE_OFFICE, Step.RATE_ONLY, Step.TRACK, Step.ERASE)


def commanded(state: State, event: Commanded, context: Context) -> Outcome:
    """Carry out a command; one that is not known gets a line of help."""
    name = event.name.lower()
    handle = _COMMANDS.get(name) or _COMMANDS.get(words.command(event.name) or "")
    if handle is None:
        return state, (Say(texts.UNKNOWN_COMMAND),)
    return handle(state, event.argument.strip(), context)


def track(state: State, number: str, context: Context) -> Outcome:
    """Say where the feedback of this valid number stands."""
    state = leave(state) if state.step is Step.TRACK else state
    found = context.found
    if found is None or found.number != number:
        return state, (Say(texts.NOT_FOUND),)
    office = office_name(found.agency, context)
    keyboard = buttons.tracked(number) if found.mine and found.status is not Status.WITHDRAWN else ()
    return state, (Say(texts.tracked(found, office), keyboard),)


def wrong_number(state: State, digits: str) -> Outcome:
    """The digits are no tracking number; the person may try again."""
    state = replace(leave(state), step=Step.TRACK) if state.step in _SIDE_STEPS else state
    return state, (Say(texts.WRONG_DIGIT if looks_like_tracking_number(digits) else texts.SHORT_NUMBER),)


def _start(state: State, argument: str, context: Context) -> Outcome:
    code = argument.lower()
    if code in context.catalogue:
        return rate_only(state, context.catalogue[code])
    return (leave(state) if state.step in _SIDE_STEPS else state), (Say(texts.START, keyboard=True),)


def _help(state: State, _argument: str, _context: Context) -> Outcome:
    return state, (Say(texts.HELP, keyboard=True),)


def _track(state: State, argument: str, context: Context) -> Outcome:
    if not argument:
        asked = replace(leave(state), step=Step.TRACK)
        return asked, (ask(asked, context),)
    number = parse_tracking_number(argument)
    return track(state, number, context) if number else wrong_number(state, argument)


def _rate(state: State, _argument: str, context: Context) -> Outcome:
    asked = State(step=Step.RATE_OFFICE, last_county=state.last_county)
    return asked, (ask(asked, context),)


def _cancel(state: State, _argument: str, _context: Context) -> Outcome:
    if state.step is Step.IDLE:
        return state, (Say(texts.NOTHING_TO_CANCEL),)
    return leave(state), (Say(texts.CANCELLED),)


def _privacy(state: State, _argument: str, context: Context) -> Outcome:
    return state, (Say(texts.privacy(context), buttons.privacy()),)


def _delete(state: State, _argument: str, context: Context) -> Outcome:
    asked = replace(leave(state), step=Step.ERASE)
    return asked, (ask(asked, context),)


def _withdraw(state: State, _argument: str, _context: Context) -> Outcome:
    if state.number:
        return withdraw(state, state.number)
    return replace(leave(state), step=Step.TRACK), (Say(texts.NOTHING_TO_WITHDRAW),)


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
}
