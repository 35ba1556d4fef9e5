"""How much one person may send: enough for anybody with something to say, too little to flood the offices.

The count is part of the conversation's state, so it survives restarts, and /delete does not reset it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from bot import matters, texts_matters, texts_official, words
from bot.buttons import Action, decode
from bot.context import Context
from bot.effects import AnswerPress, Effect, EraseEverything, Register, Say, SendReport
from bot.events import Attached, Commanded, Edited, Event, Pressed, Sent, Wrote
from bot.state import State, Step

MOST_THINGS: Final = 60
"""Messages, presses and commands an hour; the parts of an album count one by one."""
MOST_FEEDBACKS: Final = 8
MOST_OF_ALL: Final = 200
MOST_FEEDBACKS_OF_ALL: Final = 30
"""What even emergencies may come to in an hour: a thousand of them are none, and stand in the way of others'."""
MOST_REPORTS: Final = 10
"""Each costs a chart."""
HOUR: Final = timedelta(hours=1)
_BY_THE_PERSON: Final = (Wrote, Edited, Attached, Pressed, Commanded, Sent)
_NEVER_REFUSED: Final = ("delete", "withdraw", "privacy", "cancel")
_BUTTONS_NEVER_REFUSED: Final = (Action.WITHDRAW, Action.HIDE, Action.ASK_ERASE, Action.ERASE, Action.KEEP)


class Freedom(IntEnum):
    """How much more than the usual a thing may be sent."""

    NONE = 0
    DANGER = 1
    TAKING_BACK = 2


_CEILINGS: Final = {Freedom.NONE: MOST_THINGS, Freedom.DANGER: MOST_OF_ALL}
Outcome = tuple[State, tuple[Effect, ...]]
Take = Callable[[State, Event, Context], Outcome]


def limited(take: Take, state: State, event: Event, context: Context) -> Outcome:
    """Take a step unless the person sends too much; what is refused is said not to be registered.

    Emergencies have a limit of their own, and what takes things back has none.
    """
    if not isinstance(event, _BY_THE_PERSON):
        return take(state, event, context)
    counted = _counted(state, context)
    freedom = _freedom(state, event, context)
    if counted.used > _CEILINGS.get(freedom, counted.used):
        return _too_fast(counted, event, freedom, context)
    moved, effects = take(counted, event, context)
    registered = any(isinstance(effect, Register) for effect in effects)
    if registered and counted.begun >= (MOST_FEEDBACKS_OF_ALL if freedom else MOST_FEEDBACKS):
        return counted, _refused(event, _too_many(counted, event, freedom, context))
    reported = any(isinstance(effect, SendReport) for effect in effects)
    if reported and counted.reports >= MOST_REPORTS:
        return counted, _refused(event, texts_official.too_many(_end(counted, context), MOST_REPORTS))
    if any(isinstance(effect, EraseEverything) for effect in effects):
        moved = State()
    begun, reports = counted.begun + registered, counted.reports + reported
    moved = replace(moved, hour=counted.hour, used=counted.used, warned=counted.warned)
    return replace(moved, begun=begun, reports=reports), effects


def _counted(state: State, context: Context) -> State:
    """The state with this event counted, in a new hour when the last one is over."""
    if state.hour is None or context.now - state.hour >= HOUR:
        return replace(state, hour=context.now, used=1, begun=0, reports=0, warned=0)
    return replace(state, used=min(state.used, MOST_OF_ALL) + 1)


def _too_fast(counted: State, event: Event, freedom: Freedom, context: Context) -> Outcome:
    """Each limit is named once an hour. What is refused does not count, so that no noise stands in an emergency's way."""
    said = texts_matters.too_fast(_end(counted, context))
    if freedom:
        said = texts_matters.too_much_danger(_numbers(event, context), _end(counted, context))
    told = counted.warned > freedom
    refused = replace(counted, used=counted.used - 1, warned=max(counted.warned, freedom + 1))
    return refused, () if told else _refused(event, said)


def _too_many(counted: State, event: Event, freedom: Freedom, context: Context) -> str:
    if freedom:
        return texts_matters.too_much_danger(_numbers(event, context), _end(counted, context))
    return texts_matters.too_many(_end(counted, context), MOST_FEEDBACKS)


def _end(state: State, context: Context) -> datetime:
    return (state.hour or context.now) + HOUR


def _freedom(state: State, event: Event, context: Context) -> Freedom:
    if _takes_back(state, event):
        return Freedom.TAKING_BACK
    return Freedom.DANGER if _numbers(event, context) else Freedom.NONE


def _takes_back(state: State, event: Event) -> bool:
    match event:
        case Pressed(data=data):
            press = decode(data)
            return press is not None and press.action in _BUTTONS_NEVER_REFUSED
        case Commanded(name=name):
            return name.lower() in _NEVER_REFUSED or words.command(name) in _NEVER_REFUSED
        case Wrote(text=text):
            confirms = state.step in (Step.ERASE, Step.WITHDRAW) and _is_answer(text)
            return confirms or words.command(text) in _NEVER_REFUSED or words.is_hide(text)
        case _:
            return False


def _is_answer(text: str) -> bool:
    return words.is_yes(text) or words.is_no(text) or words.is_erase(text)


def _numbers(event: Event, context: Context) -> Sequence[str]:
    """Whom to call in the danger that the event tells of; empty when it tells of none."""
    match event:
        case Wrote(text=text) | Edited(text=text) | Attached(caption=text):
            return matters.emergency(text, context.hint)
        case _:
            return ()


def _refused(event: Event, said: str) -> tuple[Effect, ...]:
    return (AnswerPress(said),) if isinstance(event, Pressed) else (Say(said),)
