"""The conversation as a pure function: where it stands, what happened and what is known → where it stands, what to do.

Register first: the first message with content is stored at once; every question after that may be left open.
"""

from datetime import datetime
from enum import StrEnum
from typing import Final

from bot import texts, words
from bot.buttons import Action, decode
from bot.context import Context
from bot.effects import Effect, ForgetAddress, LeaveChat, Say
from bot.events import (
    Answered,
    AskLater,
    Attached,
    Commanded,
    Edited,
    Event,
    Joined,
    LeftUs,
    Pressed,
    Proposed,
    Sent,
    Wrote,
)
from bot.limits import limited
from bot.state import State
from bot.steps_answer import ABOUT_FEEDBACK
from bot.steps_command import commanded
from bot.steps_follow import answered
from bot.steps_point import ask_later
from bot.steps_press import pressed
from bot.steps_store import attached, edited, proposed
from bot.steps_text import wrote
from domain.tracking import parse_tracking_number


def step(state: State, event: Event, context: Context) -> tuple[State, tuple[Effect, ...]]:
    """Take one step of a person's conversation, unless he or she sends too much."""
    moved, effects = limited(_step, state.last_call(context.now), event, context)
    return moved.answered_or_left(), effects


def _step(state: State, event: Event, context: Context) -> tuple[State, tuple[Effect, ...]]:
    match event:
        case Wrote():
            return wrote(state, event, context)
        case Edited():
            return edited(state, event, context)
        case Attached():
            return attached(state, event, context)
        case Pressed():
            return pressed(state, event, context)
        case Commanded():
            return commanded(state, event, context)
        case Sent():
            return state, (Say(texts.sent(event.what)),)
        case _:
            return _by_itself(state, event, context)


def _by_itself(
    state: State, event: LeftUs | Joined | Answered | AskLater | Proposed, context: Context
) -> tuple[State, tuple[Effect, ...]]:
    """What happens without a word of the person."""
    match event:
        case LeftUs():
            return state, (ForgetAddress(),)
        case Joined():
            return state, (LeaveChat(texts.NOT_FOR_GROUPS),)
        case Answered():
            return answered(state, event, context)
        case AskLater():
            return ask_later(state, context)
        case Proposed():
            return proposed(state, event, context)


def wanted_number(event: Event, state: State, now: datetime) -> str | None:
    """The tracking number that `Context.found` has to answer for this event; a late answer is about a feedback that may be
    in an official's hand by now."""
    match event:
        case Pressed():
            press = decode(event.data)
            return press.number or None if press else None
        case Answered() | Proposed():
            return event.number
        case Wrote():
            digits = words.number_part(event.text)
            given = parse_tracking_number(digits) if digits else None
            return given or (state.number if state.step in ABOUT_FEEDBACK and not state.is_open(now) else None)
        case Commanded():
            return parse_tracking_number(event.argument)
        case _:
            return None


def wanted_name(event: Event) -> str | None:
    """The text that `Context.matches` has to answer for this event; «شهرداری» of «شهرداری ۲»."""
    match event:
        case Wrote(text=text):
            rated = words.office_and_rating(text)
            return rated[0] if rated else text
        case Attached(caption=caption):
            return caption or None
        case _:
            return None


def wanted_point(event: Event, state: State) -> str | None:
    """The code of the service point that `Context.point` has to answer for this event."""
    match event:
        case Commanded(name=name, argument=argument) if name.lower() in ("start", "rate") and argument:
            return argument.strip().lower()
        case AskLater(point=point):
            return point
        case Pressed():
            press = decode(event.data)
            if press and press.action in (Action.NOW, Action.POINT_RATE):
                return press.value.partition(":")[0]
    return state.point


class Asks(StrEnum):
    """What of a person's own an event asks to see."""

    NOTHING = "nothing"
    LIST = "list"
    PERMISSIONS = "permissions"
    DATA = "data"


def wanted_own(event: Event) -> tuple[Asks, int]:
    """What `Context.own` has to answer for this event, and the page of the list."""
    asked = {"mine": Asks.LIST, "settings": Asks.PERMISSIONS, "mydata": Asks.DATA}
    match event:
        case Commanded(name=name):
            return asked.get(words.command(name) or name.lower(), Asks.NOTHING), 0
        case Wrote(text=text):
            return asked.get(words.command(text) or "", Asks.NOTHING), 0
        case Pressed():
            press = decode(event.data)
            pages = {Action.MINE: Asks.LIST, Action.MY_DATA: Asks.DATA, Action.ALLOW: Asks.PERMISSIONS}
            if press and press.action in pages:
                return pages[press.action], int(press.value) if press.value.isdecimal() else 0
    return Asks.NOTHING, 0


_OFFICIAL: Final = ("report", "alerts", "logout")


def wants_official(event: Event) -> bool:
    """True when `Context.official` has to say who the official is."""
    match event:
        case Commanded(name=name):
            return name.lower() in _OFFICIAL
        case Pressed():
            press = decode(event.data)
            return press is not None and press.action in (Action.REPORT, Action.ALERTS, Action.LOG_OUT)
        case _:
            return False


def wanted_login(event: Event) -> str | None:
    """The login code that `Context.login` has to answer for this event."""
    if isinstance(event, Commanded) and event.name.lower() == "login":
        return event.argument or None
    return None
