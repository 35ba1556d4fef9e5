"""The conversation as a pure function: where it stands, what happened and what is known → where it stands, what to do.

Register first: the first message with content is stored at once; every question after that may be left open.
"""

from bot import texts, words
from bot.buttons import decode
from bot.context import Context
from bot.effects import Effect, Say
from bot.events import Attached, Commanded, Edited, Event, LeftUs, Pressed, Sent, Wrote
from bot.state import State
from bot.steps_command import commanded
from bot.steps_press import pressed
from bot.steps_store import attached, edited
from bot.steps_text import wrote
from domain.tracking import parse_tracking_number


def step(state: State, event: Event, context: Context) -> tuple[State, tuple[Effect, ...]]:
    """Take one step of a person's conversation."""
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
        case LeftUs():
            return state, ()


def wanted_number(event: Event) -> str | None:
    """The tracking number that `Context.found` has to answer for this event."""
    match event:
        case Pressed():
            press = decode(event.data)
            return press.number or None if press else None
        case Wrote():
            digits = words.number_part(event.text)
            return parse_tracking_number(digits) if digits else None
        case Commanded():
            return parse_tracking_number(event.argument)
        case _:
            return None


def wanted_name(event: Event) -> str | None:
    """The text that `Context.matches` has to answer for this event; «شهرداری» of «شهرداری ۲»."""
    if not isinstance(event, Wrote):
        return None
    rated = words.office_and_rating(event.text)
    return rated[0] if rated else event.text
