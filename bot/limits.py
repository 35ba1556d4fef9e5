"""How much one person may send: enough for anybody with something to say, too little to flood the offices.

The count is part of the conversation's state, so it survives restarts, and /delete does not reset it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
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
MOST_REPORTS: Final = 10
"""Each costs a chart."""
HOUR: Final = timedelta(hours=1)
_BY_THE_PERSON: Final = (Wrote, Edited, Attached, Pressed, Commanded, Sent)
_NEVER_REFUSED: Final = ("delete", "withdraw", "privacy", "cancel")
_BUTTONS_NEVER_REFUSED: Final = (Action.WITHDRAW, Action.HIDE, Action.ASK_ERASE, Action.ERASE, Action.KEEP)

Outcome = tuple[State, tuple[Effect, ...]]
Take = Callable[[State, Event, Context], Outcome]


def limited(take: Take, state: State, event: Event, context: Context) -> Outcome:
    """Take a step unless the person sends too much; what is refused is said not to be registered.

    Emergencies and what takes things back are never refused.
    """
    if not isinstance(event, _BY_THE_PERSON):
        return take(state, event, context)
    counted = _counted(state, context)
    free = _is_free(state, event, context)
    if counted.used > MOST_THINGS and not free:
        told = state.used > MOST_THINGS and state.hour == counted.hour
        return counted, _refused(event, texts_matters.too_fast(_end(counted, context)), silent=told)
    moved, effects = take(counted, event, context)
    registered = any(isinstance(effect, Register) for effect in effects)
    if registered and counted.begun >= MOST_FEEDBACKS and not free:
        return counted, _refused(event, texts_matters.too_many(_end(counted, context), MOST_FEEDBACKS), silent=False)
    reported = any(isinstance(effect, SendReport) for effect in effects)
    if reported and counted.reports >= MOST_REPORTS:
        return counted, _refused(event, texts_official.too_many(_end(counted, context), MOST_REPORTS), silent=False)
    if any(isinstance(effect, EraseEverything) for effect in effects):
        moved = State()
    begun, reports = counted.begun + registered, counted.reports + reported
    return replace(moved, hour=counted.hour, used=counted.used, begun=begun, reports=reports), effects


def _counted(state: State, context: Context) -> State:
    """The state with this event counted, in a new hour when the last one is over; one beyond the limit is the last counted."""
    if state.hour is None or context.now - state.hour >= HOUR:
        return replace(state, hour=context.now, used=1, begun=0, reports=0)
    return replace(state, used=min(state.used, MOST_THINGS) + 1)


def _end(state: State, context: Context) -> datetime:
    return (state.hour or context.now) + HOUR


def _is_free(state: State, event: Event, context: Context) -> bool:
    match event:
        case Pressed(data=data):
            press = decode(data)
            return press is not None and press.action in _BUTTONS_NEVER_REFUSED
        case Commanded(name=name):
            return name.lower() in _NEVER_REFUSED or words.command(name) in _NEVER_REFUSED
        case Wrote(text=text):
            erasing = (
                state.step in (Step.ERASE, Step.WITHDRAW)
                or words.command(text) in _NEVER_REFUSED
                or words.is_hide(text)
            )
            return erasing or bool(matters.emergency(text, context.hint))
        case Edited(text=text) | Attached(caption=text):
            return bool(matters.emergency(text, context.hint))
        case _:
            return False


def _refused(event: Event, said: str, *, silent: bool) -> tuple[Effect, ...]:
    """A press always gets its notice; anything else is answered once."""
    if isinstance(event, Pressed):
        return (AnswerPress(said),)
    return () if silent else (Say(said),)
